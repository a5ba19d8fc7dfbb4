//! The page model (版面模型): what stands on the pages of a document, without any markup. Every writer prints all of it.
//!
//! All values are texts; a writer makes them inert in its own language. Spec: §15.3.

mod faces;
mod geometry;
mod lines;
mod outline;
mod sheets;
mod signature;
mod table;
mod titles;

pub use faces::{Face, Faces};
pub(in crate::forms) use geometry::twips;
pub use geometry::{CELL_SIDE, CELL_TOP, Paper, TextSize};
pub use lines::lines_of;
pub use outline::{Outline, chinese_number};
pub use sheets::{Item, Sheets, Sum};
pub use signature::{SignatureLine, signature};
pub use table::{Align, Cell, Column, Place, Row, Table, places};
pub use titles::title_lines;

use serde::Serialize;

/// A document (文件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its name: what its file is called, without folder and ending.
    pub name: String,
    /// Its title, as readers of files show it.
    pub title: String,
    /// Whom it is for, in one sentence.
    pub about: String,
    /// Year, month and day it is dated, for readers of files.
    pub dated: [u32; 3],
    /// The line at the top of every page: which rules it was made from.
    pub mark: String,
    /// Font families.
    pub faces: Faces,
    /// Its sections, each of one paper.
    pub sections: Vec<Section>,
}

/// A section (节): pages of one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Upright or across.
    pub paper: Paper,
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// What stands below one another on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Block {
    /// 版头: issuing body, document number and the line below.
    Masthead(Masthead),
    /// 附件 and its number, before a title.
    Annex(String),
    /// A title, in lines.
    Title(Vec<String>),
    /// A line below the title.
    Subtitle(String),
    /// A heading, with the text that follows it in the same paragraph.
    Heading(Heading),
    /// A paragraph with an indented first line.
    Paragraph(Vec<Run>),
    /// Labels with room to write, on one line.
    Fields(Vec<Vec<Run>>),
    /// A table.
    Table(Table),
    /// A small note below a table.
    Note(String),
    /// So many empty lines to write on.
    Lines(u8),
    /// So many empty lines.
    Space(u8),
    /// Signature (署名), one line each, at the right.
    Signature(Vec<SignatureLine>),
    /// What stands before and behind is not parted by the end of a page.
    Keep,
    /// What follows stands on a new page.
    PageBreak,
}

/// 版头
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Masthead {
    /// 发文机关标志
    pub issuer: String,
    /// Its size in half points: as large as fits the line.
    pub half_points: u32,
    /// 发文字号
    pub number: String,
}

impl Masthead {
    /// The largest size at which the issuing body stands on one line, at most 36 points.
    pub fn new(issuer: &str, number: &str) -> Masthead {
        let half_characters = u32::try_from(lines::width(issuer)).unwrap_or(u32::MAX).max(1);
        let room = Paper::Portrait.room().0;
        Masthead { issuer: issuer.to_owned(), half_points: (room / half_characters / 5).clamp(32, 72), number: number.to_owned() }
    }
}

/// A heading (标题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// From 1.
    pub level: u8,
    /// 一、 （一） 1. （1）
    pub number: String,
    /// Its words.
    pub text: String,
    /// What follows in the same paragraph.
    pub body: Vec<Run>,
}

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Run {
    /// Text.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// Room to write: what goes there, and how many characters wide it is.
    Blank(String, u8),
    /// A box to tick, and what it stands for.
    Choice(String),
}

impl Run {
    /// Its text as it counts for the width of a line.
    pub fn shown(&self) -> String {
        match self {
            Run::Text(text) | Run::Strong(text) => text.clone(),
            Run::Blank(_, width) => "　".repeat(usize::from(*width)),
            Run::Choice(text) => format!("□{text}"),
        }
    }
}

/// Plain text as runs.
pub fn text(text: impl Into<String>) -> Vec<Run> {
    vec![Run::Text(text.into())]
}

/// Text without what no document may hold: control characters, and marks that turn the direction of what follows.
pub fn inert(text: &str) -> String {
    let is_turning = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}');
    let is_odd = |c: char| c.is_control() || is_turning(c) || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if c == '\t' || c == '\n' { ' ' } else { c }).filter(|c| !is_odd(*c)).collect()
}
