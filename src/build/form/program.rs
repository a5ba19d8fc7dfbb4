//! The scoring rules in JavaScript: a function per part of the rules, and how each result is read off. It holds no texts
//! but comments; those the page shows come with its content.

use std::fmt::Write as _;

use super::dialect::JavaScript;
use crate::build::Subject;
use crate::build::expression::expression;
use crate::build::listing::{Output, Pass, Section, Statement};
use crate::ir::{Domain, Input};

/// What does not depend on the rules.
const RUNTIME: &str = include_str!("runtime.js");
/// Where the runtime wants what depends on them.
const RULES: &str = "// <rules>\n";
/// What expressions are, and how scores come about.
const WHY: &str = concat!(include_str!("evaluate.js"), "\n", include_str!("why.js"));
/// Where the runtime wants that.
const EXPLAINED: &str = "// <why>\n";

/// The scoring script.
pub(super) fn write(subject: &Subject<'_>) -> String {
    let listing = &subject.listing;
    let mut out = String::new();
    let mut calls = Vec::new();
    for (at, pass) in listing.passes.iter().enumerate() {
        for run in sections(pass) {
            let Some(section) = run.first().map(|s| s.section) else { continue };
            let name = format!("{}_{at}", slug(section));
            function(&mut out, subject, &name, run);
            calls.push((pass.over, name));
        }
    }
    out.push_str("\n// Each part in its order: the detail table over whose rows it goes, if any, and its function.\nconst PASSES = [\n");
    for (over, name) in calls {
        let table = if let Domain::Row(table) = over { format!("\"t{}\"", table.0) } else { "null".to_owned() };
        let _ = writeln!(out, "  [{table}, {name}],");
    }
    out.push_str("];\n\n// Each result: numerator, denominator, absence.\nconst OUTPUTS = [\n");
    for output in &listing.outputs() {
        out.push_str(&result(subject, output));
    }
    out.push_str("];\n");
    let (before, after) = RUNTIME.split_once(RULES).unwrap_or((RUNTIME, ""));
    format!("{before}{out}{}", after.replace(EXPLAINED, WHY))
}

/// The statements of a pass by part of the rules.
fn sections(pass: &Pass) -> Vec<&[Statement]> {
    pass.statements.chunk_by(|a, b| a.section == b.section).collect()
}

fn slug(section: Section) -> String {
    match section {
        Section::Datum(id) => format!("datum_{}", id.0),
        Section::Indicator(id) => format!("indicator_{}", id.0),
        Section::Result => "result".to_owned(),
        Section::Leaders => "leaders".to_owned(),
    }
}

/// A part of the rules in one pass: a function with the rule above it.
fn function(out: &mut String, subject: &Subject<'_>, name: &str, statements: &[Statement]) {
    let listing = &subject.listing;
    let text = statements.first().map(|s| subject.describe(s.section)).unwrap_or_default();
    out.push('\n');
    text.lines().for_each(|line| comment(out, "", line));
    let _ = writeln!(out, "function {name}(x) {{");
    let script = JavaScript::new(listing);
    let mut seen: Vec<Input> = Vec::new();
    for statement in statements {
        listing.cells_of(statement.node, &mut seen);
    }
    for cell in seen.iter().filter_map(|input| listing.cell(*input)) {
        comment(out, "  ", &format!("{}: {}", cell.code, cell.name));
    }
    for statement in statements {
        let Some(node) = listing.node(statement.node) else { continue };
        let text = script.over_many(&node.op).unwrap_or_else(|| {
            let term = expression(listing, &script, statement.node);
            if term.is_truth { format!("BigInt({})", term.text) } else { term.text }
        });
        let _ = writeln!(out, "  x.{} = {text};", statement.name);
    }
    out.push_str("}\n");
}

fn result(subject: &Subject<'_>, output: &Output) -> String {
    let script = JavaScript::new(&subject.listing);
    let [num, den, absent] = [output.quantity.num, output.quantity.den, output.quantity.absent].map(|id| script.whole(id));
    format!("  x => [{num}, {den}, {absent}],\n")
}

/// A comment of one line: nothing in it ends the line, the script or the element it stands in.
fn comment(out: &mut String, indent: &str, text: &str) {
    let _ = write!(out, "{indent}// ");
    for c in text.chars() {
        if matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || c.is_control()
        {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    out.push('\n');
}
