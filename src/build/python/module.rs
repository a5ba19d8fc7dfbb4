//! The text of the module: the cells, the runtime, then a function per part of the rules.

use std::fmt::Write as _;

use super::dialect::Python;
use crate::build::cells::{CellKind, CellSpec};
use crate::build::expression::{expression, value};
use crate::build::listing::{Listing, Output, Pass, Section, Statement};
use crate::build::{Kind, Subject};
use crate::expr::Number;
use crate::ir::{Domain, Input};

/// What does not depend on the rules.
const RUNTIME: &str = include_str!("runtime.py");
/// What a cell may hold and how it is read, in every program that runs Python.
pub(in crate::build) const CELLS: &str = include_str!("cells.py");
/// Where the runtime wants that.
const CELLS_HERE: &str = "# <cells>\n";
/// Where the runtime wants what depends on the rules.
const RULES: &str = "# <rules>\n";

/// The module.
pub(super) fn write(subject: &Subject<'_>) -> String {
    let mut out = String::new();
    let listing = &subject.listing;
    constants(&mut out, subject);
    cells(&mut out, listing);
    rules(&mut out, subject);
    let (before, after) = RUNTIME.split_once(RULES).unwrap_or((RUNTIME, ""));
    let head = format!(
        "#!/usr/bin/env python3\n{}\n",
        docstring(
            "",
            &format!(
                "{}\n{}年度计分程序。规则指纹 {}。由 evalc 生成，请勿手改：改规则后重新生成。",
                subject.title(),
                subject.stamp.year,
                subject.stamp.rules
            )
        )
    );
    format!("{head}{}{out}{after}", before.replace(CELLS_HERE, CELLS))
}

fn constants(out: &mut String, subject: &Subject<'_>) {
    let model = subject.listing.model;
    let list = |all: &mut dyn Iterator<Item = &str>| all.map(quoted).collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "YEAR = {}", subject.stamp.year);
    let _ = writeln!(out, "RULES = {}", quoted(&subject.stamp.rules));
    let _ = writeln!(out, "TITLE = {}", quoted(&subject.title()));
    let _ = writeln!(out, "GRADES = [{}]", list(&mut model.grades.iter().map(|g| g.name.as_str())));
    let _ = writeln!(out, "GROUPS = [{}]", list(&mut model.groups.iter().map(|g| g.name.as_str())));
    let parted_by = model.header.as_ref().and_then(|h| h.parted_by.as_ref());
    let _ = writeln!(out, "PARTED_BY = {}", parted_by.map_or("None".to_owned(), |column| quoted(&column.text)));
    out.push_str("ROSTER: Dict[str, FrozenSet[int]] = {\n");
    for county in &model.counties {
        let groups: Vec<String> = county.groups.iter().map(|g| g.0.to_string()).collect();
        let _ = writeln!(out, "    {}: frozenset([{}]),", quoted(&county.name), groups.join(", "));
    }
    out.push_str("}\n");
}

fn cells(out: &mut String, listing: &Listing<'_>) {
    let of_table = |table: Option<usize>| {
        listing.cells.iter().filter(move |cell| match cell.input {
            Input::Datum(..) => table.is_none(),
            Input::Column(id) => listing.model.column(id).map(|c| c.table.index()) == table && table.is_some(),
        })
    };
    out.push_str("CELLS = [\n");
    of_table(None).for_each(|c| cell(out, "    ", c));
    out.push_str("]\nTABLES = [\n");
    for (at, table) in listing.model.tables.iter().enumerate() {
        let _ = writeln!(out, "    Table({}, {}, [", quoted(&format!("t{at}")), quoted(&table.name));
        of_table(Some(at)).for_each(|c| cell(out, "        ", c));
        out.push_str("    ]),\n");
    }
    out.push_str("]\n");
}

fn cell(out: &mut String, indent: &str, cell: &CellSpec) {
    let optional = if cell.optional { ", optional=True" } else { "" };
    let (code, name, kind) = (quoted(&cell.code), quoted(&cell.name), kind(&cell.kind));
    let _ = writeln!(out, "{indent}Cell({code}, {name}, {}, {kind}{optional}),", list(&cell.headers));
}

/// What a cell may hold: one of the classes of `cells.py`.
pub(in crate::build) fn kind(kind: &CellKind) -> String {
    let number = |n: &Number| quoted(&n.to_string());
    match kind {
        CellKind::Number { places, unit, range, .. } => {
            let range = range.as_ref().map_or("None".to_owned(), |(low, high)| format!("({}, {})", number(low), number(high)));
            format!("Amount({places}, {}, {range})", quoted(unit))
        }
        CellKind::Fact | CellKind::Listed => "Fact()".to_owned(),
        CellKind::Document => "Document()".to_owned(),
        CellKind::Level(levels) => format!("Level({})", list(levels)),
        CellKind::Day { unreported } => format!("Day({})", if *unreported { "True" } else { "False" }),
        CellKind::Text => "Words()".to_owned(),
    }
}

/// A list of texts.
pub(in crate::build) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

fn rules(out: &mut String, subject: &Subject<'_>) {
    let listing = &subject.listing;
    let mut calls = Vec::new();
    let outputs = listing.outputs();
    for (at, pass) in listing.passes.iter().enumerate() {
        for run in sections(pass) {
            let Some(section) = run.first().map(|s| s.section) else { continue };
            let name = format!("{}_{at}", slug(section));
            function(out, subject, pass.over, &name, &run);
            calls.push((pass.over, name));
        }
    }
    out.push_str("\n\nPASSES: List[Tuple[Optional[str], Callable[[Any], None]]] = [\n");
    for (over, name) in calls {
        let table = if let Domain::Row(table) = over { quoted(&format!("t{}", table.0)) } else { "None".to_owned() };
        let _ = writeln!(out, "    ({table}, {name}),");
    }
    out.push_str("]\nOUTPUTS = [\n");
    for output in &outputs {
        let _ = writeln!(out, "    {},", result(subject, output));
    }
    out.push_str("]\n");
}

/// The statements of a pass by part of the rules; a part that needs a later one comes after it.
fn sections(pass: &Pass) -> Vec<Vec<Statement>> {
    let mut runs: Vec<Vec<Statement>> = Vec::new();
    for statement in &pass.statements {
        match runs.last_mut() {
            Some(run) if run.first().is_some_and(|s| s.section == statement.section) => run.push(statement.clone()),
            _ => runs.push(vec![statement.clone()]),
        }
    }
    runs
}

fn slug(section: Section) -> String {
    match section {
        Section::Datum(id) => format!("datum_{}", id.0),
        Section::Indicator(id) => format!("indicator_{}", id.0),
        Section::Result => "result".to_owned(),
        Section::Leaders => "leaders".to_owned(),
    }
}

/// A part of the rules in one pass: a function with the rule as its docstring.
fn function(out: &mut String, subject: &Subject<'_>, over: Domain, name: &str, statements: &[Statement]) {
    let listing = &subject.listing;
    let section = statements.first().map(|s| s.section);
    let class = if let Domain::Row(_) = over { "Row" } else { "County" };
    let _ = write!(out, "\n\ndef {name}(x: {class}) -> None:\n");
    let text = section.map(|s| subject.describe(s)).unwrap_or_default();
    let _ = writeln!(out, "    {}", docstring("    ", &text));
    let python = Python::new(listing);
    let mut seen: Vec<Input> = Vec::new();
    for statement in statements {
        listing.cells_of(statement.node, &mut seen);
    }
    for cell in seen.iter().filter_map(|input| listing.cell(*input)) {
        let _ = writeln!(out, "    # {}: {}", cell.code, comment(&cell.name));
    }
    for statement in statements {
        let Some(node) = listing.node(statement.node) else { continue };
        let text = python.over_many(&node.op).unwrap_or_else(|| expression(listing, &python, statement.node).text);
        let _ = writeln!(out, "    x.{} = {text}", statement.name);
    }
}

/// An entry of `OUTPUTS`: name, what it is, decimal places, and how to compute its three parts.
fn result(subject: &Subject<'_>, output: &Output) -> String {
    let listing = &subject.listing;
    let python = Python::new(listing);
    let part = |id| value(listing, &python, id).text;
    let quantity = output.quantity;
    let kind = match subject.kind(output) {
        Kind::Points => "points",
        Kind::Truth => "truth",
        Kind::Grade => "grade",
        Kind::Place => "place",
    };
    let places = listing.places(quantity).map_or("None".to_owned(), |p| p.to_string());
    let label = quoted(&subject.label(output));
    let (num, den, absent) = (part(quantity.num), part(quantity.den), part(quantity.absent));
    format!("Output({}, {label}, \"{kind}\", {places}, lambda x: ({num}, {den}, {absent}))", quoted(&output.name))
}

/// A string literal in ASCII and plain Chinese: nothing in it can end it or hide.
pub(in crate::build) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if is_plain(c) => out.push(c),
            c if (c as u32) < 0x1_0000 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => {
                let _ = write!(out, "\\U{:08x}", c as u32);
            }
        }
    }
    out.push('"');
    out
}

/// A docstring: the text line by line.
pub(in crate::build) fn docstring(indent: &str, text: &str) -> String {
    let body = quoted(text);
    let lines: Vec<&str> = body.trim_matches('"').split("\\n").collect();
    if lines.len() == 1 {
        return format!("\"\"\"{}\"\"\"", lines.concat());
    }
    format!("\"\"\"{}\n{indent}\"\"\"", lines.join(&format!("\n{indent}")))
}

/// A comment: one line.
fn comment(text: &str) -> String {
    let body = quoted(text);
    body.trim_matches('"').to_owned()
}

/// Letters, digits, Chinese and common marks; anything else is written by its number.
fn is_plain(c: char) -> bool {
    c == ' '
        || c.is_ascii_graphic()
        || (c.is_alphanumeric() && !('\u{E000}'..='\u{F8FF}').contains(&c))
        || "，。、；：？！（）《》「」“”‘’—…％％×÷≥≤≠＝＋－·①②③④⑤⑥⑦⑧⑨⑩".contains(c)
}
