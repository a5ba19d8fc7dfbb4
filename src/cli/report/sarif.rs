//! The report as SARIF 2.1.0, for code hosts and viewers. Columns are UTF-16 units.

use serde::Serialize;

use super::place::{Region, region, slashes};
use crate::cli::city::Unit;
use crate::cli::explain;
use crate::finding::{Code, Finding, Lang, Severity, Words};
use crate::source::{Sources, Span};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<SarifRegion>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Message,
    artifact_changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: SarifRegion,
    inserted_content: Message,
}

/// The report of all units, as one run.
pub(super) fn report(units: &[Unit], lang: Lang) -> std::io::Result<String> {
    let mut fired: Vec<Code> = units.iter().flat_map(|u| &u.findings).map(|f| f.code).collect();
    fired.sort_unstable();
    fired.dedup();
    let language = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en-US",
    };
    let version = env!("CARGO_PKG_VERSION");
    let results = units
        .iter()
        .flat_map(|unit| unit.findings.iter().map(|f| outcome(f, unit, fired.partition_point(|code| *code < f.code), lang)))
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: "evalc",
                    version,
                    semantic_version: version,
                    language,
                    rules: fired.iter().map(|code| descriptor(*code, lang)).collect(),
                },
            },
            language,
            column_kind: "utf16CodeUnits",
            results,
        }],
    };
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn descriptor(code: Code, lang: Lang) -> Descriptor {
    let title = code.title();
    let page = explain::page(code, lang);
    Descriptor {
        id: code.id(),
        name: pascal(code.slug()),
        short_description: plain(title.get(lang)),
        full_description: plain(title.get(lang)),
        help: Message { text: page.clone(), markdown: Some(page) },
        default_configuration: Configuration { level: level(code.severity()) },
    }
}

fn outcome(finding: &Finding, unit: &Unit, rule_index: usize, lang: Lang) -> Outcome {
    let mut text = finding.message.get(lang).to_owned();
    if let Some(help) = &finding.help {
        text = format!("{text}\n{}", help.get(lang));
    }
    if let Some(quote) = &finding.quote {
        let lead = Words::new("依据", "mandate");
        text = format!("{text}\n{}：“{}”（{}）", lead.get(lang), quote.text, quote.source);
    }
    let place = |span: Span| region(&unit.sources, span).map(|r| (r.file.clone(), sarif_region(&r)));
    let mut labels = finding.labels.iter().filter_map(|label| Some((place(label.span)?, label.words.get(lang))));
    let locations = match labels.next() {
        Some(((file, region), words)) => vec![location(None, &file, Some(region), Some(words))],
        None => vec![location(None, &slashes(&unit.path), None, None)],
    };
    Outcome {
        rule_id: finding.code.id(),
        rule_index,
        level: level(finding.severity),
        message: plain(&text),
        locations,
        related_locations: labels.enumerate().map(|(i, ((file, r), words))| location(Some(i + 1), &file, Some(r), Some(words))).collect(),
        fixes: finding.fix.iter().filter_map(|f| fix(f, &unit.sources, lang)).collect(),
    }
}

fn fix(fix: &crate::finding::Fix, sources: &Sources, lang: Lang) -> Option<Fix> {
    let region = region(sources, fix.span)?;
    let text = &fix.text;
    let description = crate::words! { zh: "改为“{text}”", en: "replace with `{text}`" };
    Some(Fix {
        description: plain(description.get(lang)),
        artifact_changes: vec![Change {
            artifact_location: ArtifactLocation { uri: uri(&region.file) },
            replacements: vec![Replacement { deleted_region: sarif_region(&region), inserted_content: plain(text) }],
        }],
    })
}

fn location(id: Option<usize>, file: &str, region: Option<SarifRegion>, words: Option<&str>) -> Location {
    Location {
        id,
        physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(file) }, region },
        message: words.map(plain),
    }
}

fn sarif_region(region: &Region) -> SarifRegion {
    SarifRegion { start_line: region.start.line, start_column: region.start.utf16, end_line: region.end.line, end_column: region.end.utf16 }
}

fn plain(text: &str) -> Message {
    Message { text: text.to_owned(), markdown: None }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// `band-gap` as `BandGap`, which is how SARIF viewers expect names.
fn pascal(slug: &str) -> String {
    slug.split('-').map(|word| word.get(..1).unwrap_or("").to_uppercase() + word.get(1..).unwrap_or("")).collect()
}

/// A path as a URI reference; an absolute one becomes a `file` URI.
fn uri(path: &str) -> String {
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.split('/').next().is_some_and(|first| first.contains(':')) {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
