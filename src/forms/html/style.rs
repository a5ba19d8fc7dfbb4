//! The style sheet: the fixed part, and the sizes and fonts of one document. It has no text of anybody's in it but font names, which
//! are escaped; a page may not carry styles elsewhere, as its policy names this sheet by its hash.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::forms::page::{Block, Document, Face, Masthead, Row, Run, Table, TextSize};

const FIXED: &str = include_str!("page.css");

/// The sheet of a document.
pub(super) fn sheet(document: &Document) -> String {
    let mut out = String::from(":root{");
    for (name, face) in
        [("title", Face::Title), ("heading", Face::Heading), ("sub", Face::Subheading), ("body", Face::Body), ("table", Face::Table)]
    {
        let families: Vec<String> = document.faces.of(face).iter().map(|family| quoted(family)).collect();
        let _ = write!(out, "--{name}:{},serif;", families.join(","));
    }
    let _ = write!(out, "}}@page{{@top-right{{content:{}}}}}\n{FIXED}", quoted(&document.mark));
    let mut sizes: BTreeSet<String> = BTreeSet::new();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Table(table) => {
                for (at, column) in table.columns.iter().enumerate() {
                    sizes.insert(format!(".{} col:nth-child({}){{width:{}mm}}", grid(table), at + 1, column.width));
                }
                let width: u32 = table.columns.iter().map(|c| c.width).sum();
                sizes.insert(format!(".{}{{width:{width}mm}}", grid(table)));
                for row in table.head.iter().chain(&table.body) {
                    sizes.insert(format!("tr.{}{{height:{}mm}}", least(row), row.least));
                    for run in row.cells.iter().flat_map(|cell| cell.paragraphs.iter().flatten()) {
                        sizes.extend(blank(run));
                    }
                }
            }
            Block::Fields(fields) => sizes.extend(fields.iter().flatten().filter_map(blank)),
            Block::Paragraph(runs) => sizes.extend(runs.iter().filter_map(blank)),
            Block::Lines(count) | Block::Space(count) => _ = sizes.insert(format!(".n{count}{{min-height:calc({count}*28.95pt)}}")),
            Block::Masthead(masthead) => {
                let (points, half) = (masthead.half_points / 2, if masthead.half_points % 2 == 1 { ".5" } else { "" });
                sizes.insert(format!(".{}{{font-size:{points}{half}pt}}", issuer(masthead)));
            }
            Block::Signature(lines) => {
                sizes.extend(lines.iter().map(|line| format!(".signature .r{0}{{padding-right:calc({0}*.5em)}}", line.right)));
            }
            _ => {}
        }
    }
    for size in sizes {
        let _ = writeln!(out, "{size}");
    }
    out
}

fn blank(run: &Run) -> Option<String> {
    if let Run::Blank(_, width) = run { Some(format!(".w{width}{{min-width:{width}em}}")) } else { None }
}

/// A string of CSS that ends nowhere but at its end, in a sheet inside a page.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '　') {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out.push('"');
    out
}

/// Tables with columns of the same widths share a class.
pub(super) fn grid(table: &Table) -> String {
    let widths: Vec<String> = table.columns.iter().map(|c| c.width.to_string()).collect();
    format!("g{}", widths.join("-"))
}

/// The class of a table's text.
pub(super) fn size(table: &Table) -> &'static str {
    match table.size {
        TextSize::Large => "large",
        TextSize::Normal => "normal",
        TextSize::Small => "small",
    }
}

/// The class of a row of a least height.
pub(super) fn least(row: &Row) -> String {
    format!("h{}", row.least)
}

/// The class of an issuing body's size.
pub(super) fn issuer(masthead: &Masthead) -> String {
    format!("i{}", masthead.half_points)
}
