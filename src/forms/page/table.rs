//! Tables (表格): rows of cells that may span columns and rows.

use serde::Serialize;

use super::geometry::{CELL_SIDE, CELL_TOP, twips};
use super::{Run, TextSize, lines_of, text};

/// A table; cells that others span are left out of their rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// Size of its text.
    pub size: TextSize,
    /// Rows repeated at the top of every page.
    pub head: Vec<Row>,
    /// The other rows.
    pub body: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Width in millimeters.
    pub width: u32,
    /// How its cells stand.
    pub align: Align,
}

/// How text stands in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Its least height in millimeters.
    pub least: u32,
    /// Whether it is a line of totals.
    pub total: bool,
    /// Whether it may end on the next page: it is too high for what is left of its first.
    pub splits: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its paragraphs; none if it is empty.
    pub paragraphs: Vec<Vec<Run>>,
    /// How many columns it spans.
    pub columns: usize,
    /// How many rows it spans.
    pub rows: usize,
    /// How it stands, if not as its column.
    pub align: Option<Align>,
    /// What people write into it.
    pub fill: Option<String>,
}

impl Cell {
    /// A cell with paragraphs.
    pub fn of(paragraphs: Vec<Vec<Run>>) -> Cell {
        Cell { paragraphs, columns: 1, rows: 1, align: None, fill: None }
    }

    /// A cell with one text.
    pub fn new(words: impl Into<String>) -> Cell {
        let words = words.into();
        Cell::of(if words.is_empty() { Vec::new() } else { vec![text(words)] })
    }

    /// A cell people write something into.
    pub fn blank(what: impl Into<String>) -> Cell {
        Cell { fill: Some(what.into()), ..Cell::of(Vec::new()) }
    }

    /// The same over so many columns.
    pub fn wide(self, columns: usize) -> Cell {
        Cell { columns, ..self }
    }

    /// The same over so many rows.
    pub fn tall(self, rows: usize) -> Cell {
        Cell { rows, ..self }
    }

    /// The same, aligned otherwise than its column.
    pub fn aligned(self, align: Align) -> Cell {
        Cell { align: Some(align), ..self }
    }
}

impl Row {
    /// A row of cells.
    pub fn of(cells: Vec<Cell>) -> Row {
        Row { cells, least: 0, total: false, splits: false }
    }

    /// A row of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Row {
        Row::of(texts.into_iter().map(Cell::new).collect())
    }

    /// How many columns its own cells span.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.columns).sum()
    }

    /// The same with a least height in millimeters.
    pub fn at_least(self, least: u32) -> Row {
        Row { least, ..self }
    }
}

impl Table {
    /// A table with one row of heads.
    pub fn new(columns: &[(&str, u32, Align)], size: TextSize) -> Table {
        let head = Row::of(columns.iter().map(|(name, _, _)| Cell::new(*name).aligned(Align::Center)).collect());
        let columns = columns.iter().map(|(_, width, align)| Column { width: *width, align: *align }).collect();
        Table { columns, size, head: vec![head], body: Vec::new() }
    }

    /// The same with other rows.
    pub fn with(self, body: Vec<Row>) -> Table {
        Table { body, ..self }
    }

    /// Height of a row, without cells that span others: cells of rows above stand in its first columns.
    pub(super) fn row_height(&self, row: &Row) -> u32 {
        let mut column = self.columns.len().saturating_sub(row.width());
        let mut most = twips(row.least);
        for cell in &row.cells {
            if cell.rows <= 1 {
                most = most.max(self.cell_height(cell, column));
            }
            column += cell.columns;
        }
        most
    }

    /// Height of a cell that starts in a column.
    pub(super) fn cell_height(&self, cell: &Cell, column: usize) -> u32 {
        let millimeters: u32 = self.columns.iter().skip(column).take(cell.columns).map(|c| c.width).sum();
        let room = twips(millimeters).saturating_sub(2 * CELL_SIDE) / (self.size.half_points() * 5);
        let shown = |paragraph: &Vec<Run>| lines_of(&paragraph.iter().map(Run::shown).collect::<String>(), room as usize);
        let lines: usize = cell.paragraphs.iter().map(shown).sum();
        u32::try_from(lines.max(1)).unwrap_or(u32::MAX / 1000).saturating_mul(self.size.pitch()).saturating_add(2 * CELL_TOP)
    }
}

/// What stands at a place of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'t> {
    /// A cell starts here.
    Starts(&'t Cell),
    /// A cell of a row above goes on here.
    GoesOn(&'t Cell),
}

/// The grid of rows: for each row what stands in it, from left to right; each spans the columns of its cell.
pub fn places(rows: &[Row], columns: usize) -> Vec<Vec<Place<'_>>> {
    let mut open: Vec<Option<(&Cell, usize)>> = vec![None; columns];
    let mut out = Vec::new();
    for row in rows {
        let mut cells = row.cells.iter();
        let (mut own, mut at) = (Vec::new(), 0);
        while at < columns {
            let above = open.get_mut(at).and_then(|slot| {
                let (cell, left) = slot.as_mut()?;
                *left -= 1;
                let (cell, ends) = (*cell, *left == 0);
                if ends {
                    *slot = None;
                }
                Some(cell)
            });
            let cell = match above {
                Some(cell) => {
                    own.push(Place::GoesOn(cell));
                    cell
                }
                None => {
                    let Some(cell) = cells.next() else { break };
                    own.push(Place::Starts(cell));
                    if cell.rows > 1
                        && let Some(slot) = open.get_mut(at)
                    {
                        *slot = Some((cell, cell.rows - 1));
                    }
                    cell
                }
            };
            at += cell.columns.max(1);
        }
        out.push(own);
    }
    out
}
