//! A returned workbook (交回的工作簿): which of its sheets hold data, and where in them. Spec: §14e.8.
//!
//! The workbook `evalc build` makes has its data in sheets of departments and of detail tables; all others are computed.

use super::raters::COMBINED;
use super::raw::{Raw, RawRow, Sheet};
use super::stamp::is_stamp;
use super::value::{absence_word, fact_word, folded, folded_name};

/// The sheet that carries the mark of the workbook.
pub const COVER: &str = "封面";
/// What the names of sheets of departments begin with.
pub const ENTRY: &str = "填报";
/// What the names of detail tables begin with.
pub const DETAIL: &str = "明细";
/// What the names of sheets with the formulas of detail tables begin with.
pub const DETAIL_FORMULAS: &str = "明细换算";
/// The row of headers, from 1; what stands above it is for people.
pub const HEADER_ROW: u32 = 6;
/// The first word of the line of signatures, which stands below the data.
pub const SIGNATURE: &str = "填表人：";
/// The columns of a document: number, day, issuer.
pub const DOCUMENT: [&str; 3] = ["文号", "日期", "发文机关"];

/// Whether these sheets are a workbook that was built.
pub fn is_workbook(sheets: &[Sheet]) -> bool {
    let cover = sheets.iter().find(|s| s.name.as_deref() == Some(COVER));
    cover.and_then(|s| s.rows.first()).is_some_and(|row| row.cells.iter().any(is_stamp))
}

/// The sheets of a workbook that hold data, as tables like any other.
pub(super) fn tables(sheets: Vec<Sheet>) -> Vec<Sheet> {
    let holds = |name: &str| name.starts_with(ENTRY) || (name.starts_with(DETAIL) && !name.starts_with(DETAIL_FORMULAS));
    let mut kept: Vec<Sheet> = sheets.into_iter().filter(|s| s.name.as_deref().is_some_and(|name| holds(name) || name == COVER)).collect();
    for sheet in &mut kept {
        if sheet.name.as_deref() == Some(COVER) {
            // Its mark speaks for all.
            let mark = sheet.rows.first().and_then(|row| row.cells.iter().find(|cell| is_stamp(cell))).map(Raw::label);
            sheet.stamp = mark.map(|mark| mark.trim_start_matches(['#', ' ']).trim_start_matches("evalc").to_owned());
            sheet.rows.clear();
            continue;
        }
        let is_signature = |row: &RawRow| row.cells.iter().any(|cell| cell.label() == SIGNATURE);
        sheet.rows.retain(|row| row.number >= HEADER_ROW && !is_signature(row));
        sheet.merged.clear();
        documents(sheet);
        combined(sheet);
        if let Some(name) = sheet.name.as_deref().and_then(|name| name.strip_prefix(DETAIL)) {
            sheet.name = Some(name.into());
        }
    }
    kept
}

/// The columns of a document become the one column of a data file.
fn documents(sheet: &mut Sheet) {
    let Some(header) = sheet.rows.first_mut() else { return };
    let labels: Vec<String> = header.cells.iter().map(Raw::label).collect();
    let part = |label: &str, note: &str| -> Option<String> {
        let head = label.strip_suffix('）')?.strip_suffix(note)?;
        head.strip_suffix('，').map(|head| format!("{head}）")).or_else(|| head.strip_suffix('（').map(str::to_owned))
    };
    let [number, day, issuer] = DOCUMENT;
    let mut found = Vec::new();
    for (at, three) in labels.windows(3).enumerate() {
        let [a, b, c] = three else { continue };
        let Some(name) = part(a, number) else { continue };
        if part(b, day).as_ref() == Some(&name) && part(c, issuer).as_ref() == Some(&name) {
            found.push((at, name));
        }
    }
    for (at, name) in &found {
        header.set(*at, Raw::Text(name.clone()));
        header.set(at + 1, Raw::Empty);
        header.set(at + 2, Raw::Empty);
    }
    for row in sheet.rows.iter_mut().skip(1) {
        for (at, _) in &found {
            let take = |at: usize| row.cells.get(at).cloned().unwrap_or_default();
            let parts = [take(*at), take(at + 1), take(at + 2)];
            row.set(*at, joined(&parts));
            if row.cells.len() > at + 1 {
                row.set(at + 1, Raw::Empty);
            }
            if row.cells.len() > at + 2 {
                row.set(at + 2, Raw::Empty);
            }
        }
    }
}

/// What marks of assessors come to is a formula there; it is computed anew from the marks.
fn combined(sheet: &mut Sheet) {
    let Some(header) = sheet.rows.first() else { return };
    let note = format!("（{COMBINED}");
    let found: Vec<usize> = header.cells.iter().enumerate().filter(|(_, cell)| cell.label().contains(&note)).map(|(at, _)| at).collect();
    for row in &mut sheet.rows {
        for at in &found {
            if let Some(cell) = row.cells.get_mut(*at) {
                *cell = Raw::Empty;
            }
        }
    }
}

/// Number, day and issuer as one text; a word that says there is none stands alone.
fn joined(parts: &[Raw; 3]) -> Raw {
    let [number, day, issuer] = parts;
    let word = folded(&number.label());
    if word.is_empty() || absence_word(&word).is_some() || fact_word(&word) == Some(false) {
        return number.clone();
    }
    let date = match day {
        Raw::Day(date) => format!("{}年{}月{}日", date.year.unwrap_or_default(), date.month, date.day),
        other => other.label(),
    };
    let all: Vec<String> = [number.label(), date, issuer.label()].into_iter().filter(|p| !folded_name(p).is_empty()).collect();
    Raw::Text(all.join("，"))
}
