//! A workbook nothing is entered in yet (空表): there is no detail table to count rows of. Spec: §14e.10.
//!
//! An indicator over a detail table would have points, or would have lost some, for there are no rows: it says 缺报 like the others. Once
//! there are data, a county without rows has none, and is scored so.

use rust_xlsxwriter::XlsxError;

use super::book::Book;
use super::columns::Part;
use super::dialect::letters;
use super::layout::{FIRST, HEAD};
use super::pen::Pen;
use crate::build::form::uses;
use crate::build::listing::Output;

/// Most characters of the formula: a cell holds 8192 of them.
const FORMULA: usize = 8000;

/// A hidden cell that holds 0 as long as nothing is entered anywhere, else 1, and what it holds before anything is calculated.
pub(super) struct Blank {
    cell: String,
    is_blank: bool,
}

impl Blank {
    /// Writes the cell at the head of a column of a sheet.
    pub fn at(book: &Book<'_>, pen: &mut Pen<'_>, column: u16) -> Result<Blank, XlsxError> {
        let looks = book.looks;
        let ranges = book.layout.entries.iter().chain(&book.layout.details).filter_map(|entry| {
            let typed = entry.columns.iter().take_while(|c| c.part != Part::Combined).count() as u16;
            let (first, rows) = if entry.table.is_some() { (0, super::bounds::DETAIL_ROWS) } else { (1, book.counties()) };
            let sheet = book.layout.name(entry.sheet);
            let range = format!("'{sheet}'!${}${}:${}${}", letters(first), FIRST + 1, letters(typed), FIRST + rows);
            (typed > 0).then(|| format!("SUMPRODUCT(({range}<>\"\")*1)"))
        });
        let formula = ranges.collect::<Vec<_>>().join("+");
        let is_blank = book.filled.is_blank();
        if formula.is_empty() || formula.len() >= FORMULA {
            return Ok(Blank { cell: String::new(), is_blank: false });
        }
        pen.text(HEAD - 1, column, "有无填报（辅助）", &looks.mark)?;
        pen.formula(HEAD, column, &format!("IF({formula}>0,1,0)"), if is_blank { "0" } else { "1" }, &looks.mark)?;
        pen.sheet.set_column_hidden(column)?;
        Ok(Blank { cell: format!("${}${}", letters(column), HEAD + 1), is_blank })
    }

    /// Whether a result rests on detail tables, so that it must say 缺报 while nothing is entered.
    pub fn concerns(&self, book: &Book<'_>, output: &Output) -> bool {
        !self.cell.is_empty() && !uses(book.listing, &book.listing.outputs(), output).tables.is_empty()
    }

    /// The formula of a result it concerns.
    pub fn guarded(&self, formula: &str) -> String {
        format!("IF({}=0,\"缺报\",{formula})", self.cell)
    }

    /// What that formula gives before anything is calculated, unless it is what it guards.
    pub fn known(&self) -> Option<String> {
        self.is_blank.then(|| "缺报".to_owned())
    }
}
