//! What the page shows and the scoring script reads (表单内容): cells, tables, indicators, results, as JSON.

use std::collections::BTreeSet;

use serde::Serialize;

use super::uses::{Uses, uses};
use super::why::{Why, why};
use crate::build::cells::{CellKind, CellSpec, cells};
use crate::build::listing::{Output, Section};
use crate::build::{Kind, Subject};
use crate::data::{Declared, needed};
use crate::expr::{ColumnId, Number};
use crate::ir::Input;
use crate::model::{IndicatorKind, Model, Table};
use crate::syntax::tree::Text;

#[derive(Serialize)]
pub(super) struct Content {
    title: String,
    issuer: String,
    year: u32,
    /// The fingerprint of the rules.
    rules: String,
    /// The mark of a data file.
    stamp: String,
    full: Option<String>,
    parted_by: Option<String>,
    /// Texts of the scheme to be read before filling in.
    generals: Vec<String>,
    roster: Vec<Member>,
    grades: Vec<Grade>,
    cells: Vec<Cell>,
    tables: Vec<Detail>,
    indicators: Vec<Item>,
    outputs: Vec<Answer>,
    consequences: Vec<Consequence>,
    uses: Vec<Use>,
    why: Why,
}

#[derive(Serialize)]
struct Member {
    name: String,
    groups: Vec<u32>,
}

#[derive(Serialize)]
struct Grade {
    name: String,
    condition: String,
}

/// A cell to fill in.
#[derive(Serialize)]
struct Cell {
    code: String,
    name: String,
    headers: Vec<String>,
    kind: What,
    optional: bool,
    /// What may stand in it.
    expected: String,
    owners: Vec<String>,
    source: String,
    scope: String,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
enum What {
    Number { places: u32, unit: String, low: Option<String>, high: Option<String>, judged: bool },
    Fact,
    Document,
    Listed,
    Level { levels: Vec<String> },
    Day { unreported: bool },
    Text,
}

/// A detail table.
#[derive(Serialize)]
struct Detail {
    code: String,
    name: String,
    owners: Vec<String>,
    source: String,
    note: String,
    cells: Vec<Cell>,
}

/// An indicator or item.
#[derive(Serialize)]
struct Item {
    code: String,
    title: String,
    kind: &'static str,
    level: u8,
    parent: Option<u32>,
    leaf: bool,
    full: Option<String>,
    rule: String,
    evidence: Vec<String>,
    methods: Vec<String>,
    owners: Vec<String>,
    /// The result that is its score.
    output: String,
    #[serde(flatten)]
    uses: Uses,
}

/// A result.
#[derive(Serialize)]
struct Answer {
    name: String,
    label: String,
    kind: &'static str,
    places: Option<u32>,
    /// Whether other counties matter.
    population: bool,
    /// The formula and the unit of a computed datum.
    formula: String,
    unit: String,
}

/// A result rule or a verification.
#[derive(Serialize)]
struct Consequence {
    kind: &'static str,
    name: String,
    text: String,
    output: String,
}

/// A 结果运用 without 情形: nothing of it is computed.
#[derive(Serialize)]
struct Use {
    name: String,
    text: String,
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map(|t| t.text.clone()).unwrap_or_default()
}

fn texts(all: &[Text]) -> Vec<String> {
    all.iter().map(|t| t.text.clone()).collect()
}

/// Everything the page is made of.
pub(super) fn content(subject: &Subject<'_>) -> Content {
    let model = subject.listing.model;
    let header = model.header.as_ref();
    let outputs = subject.listing.outputs();
    Content {
        title: subject.title(),
        issuer: header.map(|h| text(&h.issuer)).unwrap_or_default(),
        year: subject.stamp.year,
        rules: subject.stamp.rules.clone(),
        stamp: subject.stamp.line(),
        full: header.map(|h| h.full.to_string()),
        parted_by: header.and_then(|h| h.parted_by.as_ref()).map(|column| column.text.clone()),
        generals: texts(&model.generals),
        roster: model.counties.iter().map(|c| Member { name: c.name.clone(), groups: c.groups.iter().map(|g| g.0).collect() }).collect(),
        grades: model.grades.iter().map(|g| grade(subject, g)).collect(),
        cells: asked(subject).iter().map(|spec| cell(model, spec)).collect(),
        tables: model.tables.iter().enumerate().map(|(at, table)| detail(model, at, table)).collect(),
        indicators: items(subject, &outputs),
        outputs: outputs.iter().map(|output| answer(subject, output)).collect(),
        consequences: consequences(subject),
        uses: uses_for_everybody(subject),
        why: why(subject, &outputs),
    }
}

fn grade(subject: &Subject<'_>, grade: &crate::model::Grade) -> Grade {
    let quota = grade.quota.as_ref().map(|share| format!("，名额不超过参评县市区的{share}")).unwrap_or_default();
    Grade { name: grade.name.clone(), condition: format!("{}{quota}", subject.sources.slice(grade.condition_span).trim()) }
}

/// What counties are asked for, whether or not a rule uses it: a data file has it all.
fn asked(subject: &Subject<'_>) -> Vec<CellSpec> {
    let model = subject.listing.model;
    let read = subject.listing.cells.iter().filter_map(|cell| match cell.input {
        Input::Datum(id, back) => Some((id, back)),
        Input::Column(_) => None,
    });
    let all: BTreeSet<_> = needed(model).into_iter().chain(read).collect();
    cells(model, &all.into_iter().map(|(id, back)| Input::Datum(id, back)).collect::<Vec<_>>())
}

fn cell(model: &Model, spec: &CellSpec) -> Cell {
    let (expected, owners, source, scope) = match spec.input {
        Input::Datum(id, _) => model.datum(id).map(|d| {
            let owners = if d.owners.is_empty() { d.provider.iter().map(|p| p.text.clone()).collect() } else { texts(&d.owners) };
            (Declared::from(d).expected().zh, owners, text(&d.source), text(&d.scope))
        }),
        Input::Column(id) => model.column(id).map(|c| (Declared::from(c).expected().zh, Vec::new(), String::new(), String::new())),
    }
    .unwrap_or_default();
    let kind = match &spec.kind {
        CellKind::Number { places, unit, range, judged } => {
            let (low, high) = range.clone().unzip();
            let end = |n: Option<Number>| n.map(|n| n.to_string());
            What::Number { places: *places, unit: unit.clone(), low: end(low), high: end(high), judged: *judged }
        }
        CellKind::Fact => What::Fact,
        CellKind::Document => What::Document,
        CellKind::Listed => What::Listed,
        CellKind::Level(levels) => What::Level { levels: levels.clone() },
        CellKind::Day { unreported } => What::Day { unreported: *unreported },
        CellKind::Text => What::Text,
    };
    let (code, name, headers) = (spec.code.clone(), spec.name.clone(), spec.headers.clone());
    Cell { code, name, headers, kind, optional: spec.optional, expected, owners, source, scope }
}

fn detail(model: &Model, at: usize, table: &Table) -> Detail {
    let asked = |id: &&ColumnId| model.column(**id).is_some_and(|c| c.formula.is_none());
    let inputs: Vec<Input> = table.columns.iter().filter(asked).map(|id| Input::Column(*id)).collect();
    Detail {
        code: format!("t{at}"),
        name: table.name.clone(),
        owners: texts(&table.owners),
        source: text(&table.source),
        note: text(&table.note),
        cells: cells(model, &inputs).iter().map(|spec| cell(model, spec)).collect(),
    }
}

fn items(subject: &Subject<'_>, outputs: &[Output]) -> Vec<Item> {
    let model = subject.listing.model;
    let mut out = Vec::new();
    for (id, indicator) in model.indicators() {
        let output = outputs.iter().find(|o| o.section == Section::Indicator(id));
        let (kind, level) = match indicator.kind {
            IndicatorKind::Level(level) => ("level", level),
            IndicatorKind::Leader => ("leader", 1),
            IndicatorKind::Bonus => ("bonus", 1),
            IndicatorKind::Penalty => ("penalty", 1),
        };
        let rule = indicator.rule_span.map(|span| subject.sources.slice(span)).unwrap_or_default();
        let lines: Vec<&str> = rule.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        out.push(Item {
            code: indicator.code.clone(),
            title: indicator.title.text.clone(),
            kind,
            level,
            parent: indicator.parent.map(|p| p.0),
            leaf: indicator.is_leaf(),
            full: indicator.points.as_ref().map(Number::to_string),
            rule: lines.join("\n"),
            evidence: texts(&indicator.evidence),
            methods: texts(&indicator.methods),
            owners: texts(&indicator.owners),
            output: output.map(|o| o.name.clone()).unwrap_or_default(),
            uses: output.map(|o| uses(&subject.listing, outputs, o)).unwrap_or_default(),
        });
    }
    out
}

fn answer(subject: &Subject<'_>, output: &Output) -> Answer {
    let listing = &subject.listing;
    let (formula, unit) = match output.section {
        Section::Datum(id) => listing.model.datum(id).map(|d| {
            let formula = subject.sources.slice(d.spec_span).trim().to_owned();
            (formula, Declared::from(d).unit_word())
        }),
        Section::Indicator(_) | Section::Result | Section::Leaders => None,
    }
    .unwrap_or_default();
    let kind = match subject.kind(output) {
        Kind::Points => "points",
        Kind::Truth => "truth",
        Kind::Grade => "grade",
        Kind::Place => "place",
    };
    Answer {
        name: output.name.clone(),
        label: subject.label(output),
        kind,
        places: listing.places(output.quantity),
        population: uses(listing, &[], output).population,
        formula,
        unit,
    }
}

fn consequences(subject: &Subject<'_>) -> Vec<Consequence> {
    let model = subject.listing.model;
    let rules = model.results.iter().enumerate().filter(|(_, rule)| !rule.is_for_everybody()).map(|(at, rule)| Consequence {
        kind: rule.kind.word(),
        name: rule.name.clone(),
        text: subject.sources.slice(rule.condition_span).trim().to_owned(),
        output: format!("rule{at}"),
    });
    let checks = model.verifications.iter().enumerate().map(|(at, check)| Consequence {
        kind: "校核",
        name: check.name.clone(),
        text: String::new(),
        output: format!("verification{at}"),
    });
    rules.chain(checks).collect()
}

/// 结果运用 without 情形: people apply it, whatever a county's data say.
fn uses_for_everybody(subject: &Subject<'_>) -> Vec<Use> {
    let all = subject.listing.model.results.iter().filter(|rule| rule.is_for_everybody());
    all.map(|rule| Use { name: rule.name.clone(), text: text(&rule.text) }).collect()
}
