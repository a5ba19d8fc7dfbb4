//! The one raw form (原始表) every file is read into: rows of cells with their places, nothing understood yet.

use std::sync::Arc;

use super::problem::Place;
use crate::syntax::tree::Date;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Raw {
    /// Nothing.
    #[default]
    Empty,
    /// Text as typed.
    Text(String),
    /// A number, as an exact decimal.
    Number(String),
    /// A number shown as a percentage: 0.845 for 84.5%.
    Fraction(String),
    /// A day.
    Day(Date),
    /// True or false.
    Fact(bool),
    /// What the spreadsheet says went wrong, such as `#DIV/0!`; or what no cell of a table can be.
    Error(String),
    /// A formula nobody calculated.
    NoValue,
}

impl Raw {
    /// Text, or nothing if there is none but blanks.
    pub fn text(text: impl Into<String>) -> Raw {
        let text = text.into();
        if text.chars().all(|c| crate::source::fold_char(c) == ' ' || c == '\n') { Raw::Empty } else { Raw::Text(text) }
    }

    /// A number cell of a spreadsheet: the shortest decimal that is the stored value.
    pub fn float(value: f64) -> Option<String> {
        value.is_finite().then(|| format!("{value}")).map(|text| if text == "-0" { "0".to_owned() } else { text })
    }

    /// A number as JSON or XML write it, without its exponent; as written if that would be absurdly long.
    pub fn decimal(text: &str) -> String {
        const MOST: i64 = 40;
        let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text.to_owned() };
        let Some(exponent) = exponent.parse::<i64>().ok().filter(|e| e.abs() <= MOST) else { return text.to_owned() };
        let Ok(number) = mantissa.parse::<crate::expr::Number>() else { return text.to_owned() };
        let power = crate::expr::Number::ten_to(exponent.unsigned_abs() as u32);
        let moved = if exponent < 0 { number.div(&power).unwrap_or_default() } else { &number * &power };
        if moved.places().is_some() { moved.to_string() } else { text.to_owned() }
    }

    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        *self == Raw::Empty
    }

    /// What a message shows.
    pub fn shown(&self) -> String {
        match self {
            Raw::Empty => String::new(),
            Raw::Text(text) | Raw::Error(text) => text.trim().to_owned(),
            Raw::Number(n) => n.clone(),
            Raw::Fraction(n) => {
                n.parse::<crate::expr::Number>().map_or_else(|_| n.clone(), |n| format!("{}%", &n * &crate::expr::Number::from(100)))
            }
            Raw::Day(date) => format!("{}-{:02}-{:02}", date.year.unwrap_or(0), date.month, date.day),
            Raw::Fact(true) => "TRUE".to_owned(),
            Raw::Fact(false) => "FALSE".to_owned(),
            Raw::NoValue => "=".to_owned(),
        }
    }

    /// The text a header or a name is made of.
    pub fn label(&self) -> String {
        match self {
            Raw::Empty | Raw::NoValue => String::new(),
            other => other.shown(),
        }
    }
}

/// A row and its number in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// From 1; the header of records is 0.
    pub number: u32,
    /// Its cells from column 0.
    pub cells: Vec<Raw>,
}

impl RawRow {
    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Raw::is_empty)
    }

    /// Puts a cell where it belongs; cells between are empty.
    pub fn set(&mut self, column: usize, cell: Raw) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Raw::Empty);
        }
        if let Some(slot) = self.cells.get_mut(column) {
            *slot = cell;
        }
    }
}

/// Merged cells: rows from 1 and columns from 0, both ends inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

impl Region {
    /// Whether the cell lies in it.
    pub fn holds(&self, row: u32, column: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }
}

/// One sheet of a workbook, one text table, one list of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file.
    pub file: Arc<str>,
    /// Its name inside the file.
    pub name: Option<Arc<str>>,
    /// Rows in their order; rows without cells may be left out.
    pub rows: Vec<RawRow>,
    /// Merged cells.
    pub merged: Vec<Region>,
    /// For which year and rules it was made, where the file says so outside its cells.
    pub stamp: Option<String>,
    /// Whether rows are records without lines.
    pub records: bool,
    /// Whether a row that is shorter than the header is a fault.
    pub strict: bool,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(file: &Arc<str>, name: Option<&str>) -> Sheet {
        let name = name.map(Arc::from);
        Sheet { file: file.clone(), name, rows: Vec::new(), merged: Vec::new(), stamp: None, records: false, strict: false }
    }

    /// A place in it.
    pub fn place(&self, row: u32, column: Option<usize>) -> Place {
        Place { file: self.file.clone(), sheet: self.name.clone(), row, column: column.map(|c| c as u32), records: self.records }
    }
}
