//! The workbook of results (评价结果工作簿): six or seven sheets, ready to print. Spec: §12b.

mod explained;
mod leaders;
mod looks;
mod matrix;
mod problems;
mod sheet;
mod summary;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::Report;
use looks::Looks;

/// The workbook could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct WorkbookError(#[from] XlsxError);

/// The whole workbook; the same report gives the same bytes.
///
/// # Errors
/// What the writer of workbooks refused: more rows or columns than a sheet can have.
pub fn write(report: &Report) -> Result<Vec<u8>, WorkbookError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let year = u16::try_from(report.year).unwrap_or(2000).clamp(1900, 9999);
    let made = ExcelDateTime::from_ymd(year, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(sheet::clip(&report.title, 255)).set_creation_datetime(&made));
    summary::fill(book.add_worksheet(), report, &looks)?;
    let ranked = super::leaders(report);
    if !ranked.is_empty() {
        leaders::fill(book.add_worksheet(), report, &ranked, &looks)?;
    }
    matrix::fill(book.add_worksheet(), report, &looks)?;
    explained::fill(book.add_worksheet(), report, &looks)?;
    problems::list(book.add_worksheet(), report, &looks)?;
    problems::consequences(book.add_worksheet(), report, &looks)?;
    problems::receipt(book.add_worksheet(), report, &looks)?;
    Ok(book.save_to_buffer()?)
}
