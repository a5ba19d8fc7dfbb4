//! XLS: the binary workbooks of old Excel and WPS. Spec: §11.3.

use std::io::Cursor;

use calamine::{Data, Reader as _, SheetType, Xls};

use super::xls_scan::{Scan, scan};
use super::xlsx::{moment, region};
use super::{Reader, Unreadable, guarded};
use crate::data::limits;
use crate::data::raw::{Raw, Sheet};
use crate::finding::Words;

/// Every worksheet.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Vec<Sheet> {
    // A workbook with a password is a compound file without a workbook, whatever it is called.
    let Some(found) = scan(bytes) else {
        reader.unreadable(Words::new("不是完整的xls文件，或者加了密码", "this is no complete xls file, or it has a password"));
        return Vec::new();
    };
    if found.sheets.len() > limits::SHEETS {
        reader.too_large(Words::new("工作表太多", "too many sheets"), limits::SHEETS as u64, "张", "sheets");
        return Vec::new();
    }
    if found.sheets.iter().map(|s| s.area).sum::<u64>() > limits::CELLS as u64 {
        reader.too_large(Words::new("单元格太多", "too many cells"), limits::CELLS as u64, "格", "cells");
        return Vec::new();
    }
    guarded(reader, |reader| {
        let mut out = Vec::new();
        let _ = book(reader, bytes, &found, &mut out);
        out
    })
}

fn book(reader: &mut Reader<'_>, bytes: &[u8], found: &Scan, out: &mut Vec<Sheet>) -> Result<(), Unreadable> {
    let damaged = || Words::new("不是完整的xls文件", "this is no complete xls file");
    let Ok(mut book) = Xls::new(Cursor::new(bytes)) else { return Err(reader.unreadable(damaged())) };
    let all = book.sheets_metadata().to_vec();
    for (at, meta) in all.iter().enumerate().filter(|(_, s)| s.typ == SheetType::WorkSheet) {
        let mut sheet = Sheet::new(&reader.name, Some(&meta.name));
        let Ok(range) = book.worksheet_range(&meta.name) else { return Err(reader.unreadable(damaged())) };
        let percent = found.sheets.get(at).map(|s| &s.percent);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (top + row as u32, left as usize + column);
            let shown = percent.is_some_and(|p| p.contains(&(row as u16, column as u16)));
            reader.put(&mut sheet, row + 1, column, raw(value, shown))?;
        }
        sheet.merged = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default().iter().map(region).collect();
        out.push(sheet);
    }
    Ok(())
}

fn raw(value: &Data, percent: bool) -> Raw {
    let number = |text: String| if percent { Raw::Fraction(text) } else { Raw::Number(text) };
    match value {
        Data::Empty => Raw::Empty,
        Data::Int(n) => number(n.to_string()),
        Data::Float(n) => Raw::float(*n).map_or_else(|| Raw::Error("#NUM!".to_owned()), number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Raw::text(text.as_str()),
        Data::Bool(b) => Raw::Fact(*b),
        Data::DateTime(day) => moment(day),
        Data::Error(error) => Raw::Error(error.to_string()),
    }
}
