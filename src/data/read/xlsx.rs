//! XLSX: cells one after another, never a whole rectangle, so that two cells far apart take no room. Spec: §11.3.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxCellReader};

use super::{Reader, Unreadable};
use crate::data::limits;
use crate::data::raw::{Raw, Region, Sheet};
use crate::finding::Words;
use crate::syntax::tree::Date;

/// Every worksheet.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Vec<Sheet> {
    let mut out = Vec::new();
    let _ = book(reader, bytes, &mut out);
    out
}

fn book(reader: &mut Reader<'_>, bytes: &[u8], out: &mut Vec<Sheet>) -> Result<(), Unreadable> {
    let damaged = || Words::new("不是完整的xlsx文件", "this is no complete xlsx file");
    let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) else { return Err(reader.unreadable(damaged())) };
    let names: Vec<String> = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.clone()).collect();
    if names.len() > limits::SHEETS {
        return Err(reader.too_large(Words::new("工作表太多", "too many sheets"), limits::SHEETS as u64, "张", "sheets"));
    }
    for name in names {
        let mut sheet = Sheet::new(&reader.name, Some(&name));
        let empty = {
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { return Err(reader.unreadable(damaged())) };
            values(reader, &mut cells, &mut sheet)?
        };
        // A cell without a value may be a formula nobody calculated.
        if !empty.is_empty() {
            let Ok(mut formulas) = book.worksheet_cells_reader(&name) else { return Err(reader.unreadable(damaged())) };
            while let Ok(Some(cell)) = formulas.next_cell_with_formula_metadata() {
                let (row, column) = cell.pos;
                if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) && empty.contains(&(row, column)) {
                    insert_late(&mut sheet, row.saturating_add(1), column as usize);
                }
            }
        }
        sheet.merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default().iter().map(region).collect();
        out.push(sheet);
    }
    Ok(())
}

/// The cells that have values; gives the places of those that have none.
fn values<R: Read + Seek>(
    reader: &mut Reader<'_>,
    cells: &mut XlsxCellReader<'_, R>,
    sheet: &mut Sheet,
) -> Result<BTreeSet<(u32, u32)>, Unreadable> {
    let percent: Vec<bool> = cells.styles().iter().map(|s| s.number_format.as_ref().is_some_and(|f| is_percent(&f.format_code))).collect();
    let mut empty = BTreeSet::new();
    loop {
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Ok(empty),
            Err(_) => return Err(reader.unreadable(Words::new("不是完整的xlsx文件", "this is no complete xlsx file"))),
        };
        let (row, column) = cell.get_position();
        let raw = raw(cell.get_value(), percent.get(style) == Some(&true));
        if !raw.is_empty() {
            reader.put(sheet, row.saturating_add(1), column as usize, raw)?;
        } else if empty.len() < limits::ROWS {
            empty.insert((row, column));
        }
    }
}

/// A formula without a value goes into a row that was read already, or one of its own.
fn insert_late(sheet: &mut Sheet, row: u32, column: usize) {
    if column >= limits::COLUMNS {
        return;
    }
    match sheet.rows.binary_search_by_key(&row, |r| r.number) {
        Ok(at) => {
            if let Some(row) = sheet.rows.get_mut(at) {
                row.set(column, Raw::NoValue);
            }
        }
        // A row of nothing but such formulas: one is enough to say so.
        Err(at) => {
            if sheet.rows.len() < 100_000 {
                let mut fresh = crate::data::raw::RawRow { number: row, cells: Vec::new() };
                fresh.set(column, Raw::NoValue);
                sheet.rows.insert(at, fresh);
            }
        }
    }
}

pub(super) fn region(d: &calamine::Dimensions) -> Region {
    Region { rows: (d.start.0.saturating_add(1), d.end.0.saturating_add(1)), columns: (d.start.1, d.end.1) }
}

fn raw(value: &DataRef<'_>, percent: bool) -> Raw {
    let number = |text: String| if percent { Raw::Fraction(text) } else { Raw::Number(text) };
    match value {
        DataRef::Empty => Raw::Empty,
        DataRef::Int(n) => number(n.to_string()),
        DataRef::Float(n) => Raw::float(*n).map_or_else(|| Raw::Error("#NUM!".to_owned()), number),
        DataRef::String(text) => Raw::text(text.as_str()),
        DataRef::SharedString(text) => Raw::text(*text),
        DataRef::Bool(b) => Raw::Fact(*b),
        DataRef::DateTime(day) => moment(day),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Raw::text(text.as_str()),
        DataRef::Error(error) => Raw::Error(error.to_string()),
    }
}

/// A day; a time of the day is no data.
pub(super) fn moment(day: &calamine::ExcelDateTime) -> Raw {
    let (year, month, date, hour, minute, second, milli) = day.to_ymd_hms_milli();
    if (hour, minute, second, milli) == (0, 0, 0, 0) && day.is_datetime() {
        Raw::Day(Date { year: Some(u32::from(year)), month: u32::from(month), day: u32::from(date) })
    } else {
        Raw::text(format!("{year}-{month:02}-{date:02} {hour:02}:{minute:02}:{second:02}"))
    }
}

/// Whether a number format shows percentages: a percent sign that is not quoted or escaped.
fn is_percent(code: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return false,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_percent;

    #[test]
    fn a_percent_sign_in_quotes_is_only_text() {
        assert!(is_percent("0.00%") && is_percent("#,##0.0 %;[Red]-0%"));
        assert!(!is_percent("0\"%\"") && !is_percent("0\\%") && !is_percent("General"));
    }
}
