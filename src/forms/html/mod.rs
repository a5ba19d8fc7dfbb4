//! Web pages of documents (HTML): looks like paper on the screen, prints on A4 as the other forms do; no script, nothing from outside.
//!
//! Spec: §15.6.

mod style;

use askama::Template;

use super::FormError;
use super::page::{Align, Block, Cell, Column, Document, Paper, Row, Run, Section, Table};
use crate::web::policy;

#[derive(Template)]
#[template(path = "page.html", config = "src/forms/html/askama.toml")]
struct Page<'d> {
    document: &'d Document,
    policy: String,
    style: String,
}

/// The page; the same document gives the same bytes.
///
/// # Errors
/// What the template refused.
pub fn write(document: &Document) -> Result<Vec<u8>, FormError> {
    let style = style::sheet(document);
    let page = Page { document, policy: policy(&style, &[]), style };
    Ok(page.render().map_err(FormError::new)?.into_bytes())
}

/// What a block is called in the style sheet.
fn class(section: &Section) -> &'static str {
    match section.paper {
        Paper::Portrait => "portrait",
        Paper::Landscape => "landscape",
    }
}

/// How a cell stands, as classes.
fn place(table: &Table, row: &Row, at: &usize, cell: &Cell) -> String {
    let width = table.columns.len();
    let own: usize = row.cells.iter().map(|c| c.columns).sum();
    let before: usize = row.cells.iter().take(*at).map(|c| c.columns).sum();
    let column: Option<&Column> = table.columns.get(width.saturating_sub(own) + before);
    match cell.align.or(column.map(|c| c.align)) {
        Some(Align::Center) => "c".to_owned(),
        _ => String::new(),
    }
}

/// Width of room to write, as a class.
fn room(width: &u8) -> String {
    format!("w{width}")
}

/// The tag of a heading: the title is the first one.
fn tag(level: &u8) -> String {
    format!("h{}", level.clamp(&1, &5) + 1)
}
