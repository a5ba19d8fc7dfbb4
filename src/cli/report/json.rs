//! The report as evalc's own JSON, in both languages. Its schema is `spec/schemas/findings.schema.json`.

use serde::Serialize;

use super::place::{region, slashes};
use crate::cli::city::{Kind, Unit};
use crate::finding::{Finding, Label, Severity, Words};
use crate::source::{Place, Sources, Span};

/// The version of the schema; a change that a reader can notice raises it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    version: u32,
    tool: Tool,
    summary: Summary,
    units: Vec<UnitReport<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    units: usize,
    passed: usize,
    failed: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct UnitReport<'a> {
    path: String,
    kind: &'static str,
    city: Option<&'a str>,
    passed: bool,
    findings: Vec<FindingReport<'a>>,
}

#[derive(Serialize)]
struct FindingReport<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: Both<'a>,
    labels: Vec<LabelReport<'a>>,
    help: Option<Both<'a>>,
    quote: Option<QuoteReport<'a>>,
    fix: Option<FixReport<'a>>,
}

#[derive(Serialize)]
struct Both<'a> {
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct LabelReport<'a> {
    place: RegionReport,
    text: Both<'a>,
}

#[derive(Serialize)]
struct QuoteReport<'a> {
    text: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct FixReport<'a> {
    place: RegionReport,
    text: &'a str,
}

#[derive(Serialize)]
struct RegionReport {
    file: String,
    start: PlaceReport,
    end: PlaceReport,
}

#[derive(Serialize)]
struct PlaceReport {
    line: usize,
    column: usize,
    utf16_column: usize,
    byte: u32,
}

/// The report of all units.
pub(super) fn report(units: &[Unit]) -> std::io::Result<String> {
    let total = |severity| units.iter().map(|u| u.count(severity)).sum();
    let failed = units.iter().filter(|u| u.fails()).count();
    let report = Report {
        format: "evalc-findings",
        version: VERSION,
        tool: Tool { name: "evalc", version: env!("CARGO_PKG_VERSION") },
        summary: Summary {
            units: units.len(),
            passed: units.len() - failed,
            failed,
            errors: total(Severity::Error),
            warnings: total(Severity::Warning),
            notes: total(Severity::Info),
        },
        units: units.iter().map(unit).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn unit(unit: &Unit) -> UnitReport<'_> {
    UnitReport {
        path: slashes(&unit.path),
        kind: match unit.kind {
            Kind::City => "city",
            Kind::Mandate => "mandate",
        },
        city: unit.city.as_deref(),
        passed: !unit.fails(),
        findings: unit.findings.iter().map(|f| finding(f, &unit.sources)).collect(),
    }
}

fn finding<'a>(finding: &'a Finding, sources: &Sources) -> FindingReport<'a> {
    let label = |label: &'a Label| Some(LabelReport { place: place(sources, label.span)?, text: both(&label.words) });
    FindingReport {
        code: finding.code.id(),
        name: finding.code.slug(),
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        },
        message: both(&finding.message),
        labels: finding.labels.iter().filter_map(label).collect(),
        help: finding.help.as_ref().map(both),
        quote: finding.quote.as_ref().map(|q| QuoteReport { text: &q.text, source: &q.source }),
        fix: finding.fix.as_ref().and_then(|f| Some(FixReport { place: place(sources, f.span)?, text: &f.text })),
    }
}

fn both(words: &Words) -> Both<'_> {
    Both { zh: &words.zh, en: &words.en }
}

fn place(sources: &Sources, span: Span) -> Option<RegionReport> {
    let region = region(sources, span)?;
    let at = |place: Place, byte| PlaceReport { line: place.line, column: place.column, utf16_column: place.utf16, byte };
    Some(RegionReport { file: region.file, start: at(region.start, span.start), end: at(region.end, span.end) })
}
