//! What was changed in a returned workbook (交回工作簿的改动): it is compared with a freshly built one. Spec: §14e.8.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader as _, SheetVisible, Xlsx};

use super::bounds::DETAIL_ROWS;
use super::layout::FIRST;
use crate::build::{BuildError, Subject};
use crate::data::{DataProblem, Place, column_name, returned};
use crate::finding::{Code, Words};
use crate::words;

/// A cell by sheet, row and column, from 0.
type Cells = BTreeMap<(u32, u32), Content>;

/// What a locked cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// A formula in the form all programs write it in.
    Formula(String),
    /// Text or a number.
    Value(String),
}

/// One sheet.
struct Page {
    visible: bool,
    cells: Cells,
}

/// Whether a file is a workbook that was built from rules.
pub fn is_workbook(bytes: &[u8]) -> bool {
    let Ok(mut book) = Xlsx::new(Cursor::new(bytes)) else { return false };
    let Ok(cover) = book.worksheet_range(returned::COVER) else { return false };
    matches!(cover.get_value((0, 0)), Some(Data::String(mark)) if mark.trim_start().starts_with('#') && mark.contains("evalc"))
}

/// Everything that differs from a workbook as it was handed out, but for what people fill in.
///
/// # Errors
/// The rules cannot be built as a workbook.
pub fn altered(subject: &Subject<'_>, name: &str, bytes: &[u8]) -> Result<Vec<DataProblem>, BuildError> {
    let fresh = super::write(subject, None, false)?;
    let file: Arc<str> = name.into();
    let (Some(made), Some(given)) = (pages(&fresh), pages(bytes)) else {
        let problem = Words::new("不是完整的xlsx文件", "this is no complete xlsx file");
        return Ok(vec![DataProblem::new(Code::DataUnreadable, Place::file(name), problem)]);
    };
    let mut out = Vec::new();
    for (sheet, page) in &made {
        let place = |row: u32, column: Option<u32>| Place { sheet: Some(sheet.as_str().into()), row, column, ..Place::file(&file) };
        match given.get(sheet) {
            None => out.push(DataProblem::new(
                Code::SheetAltered,
                Place::file(name),
                words! { zh: "少了工作表“{sheet}”", en: "the sheet `{sheet}` is missing" },
            )),
            Some(found) => {
                if !found.visible {
                    let what = Words::new("工作表被隐藏了", "the sheet is hidden");
                    out.push(DataProblem::new(Code::SheetAltered, place(0, None), what));
                }
                differences(subject, sheet, (&page.cells, &found.cells), &place, &mut out);
            }
        }
    }
    out.extend(super::guards::loosened(name, &fresh, bytes, &|sheet, row, column| is_open(subject, sheet, row, column)));
    for sheet in given.keys().filter(|sheet| !made.contains_key(*sheet)) {
        out.push(DataProblem::new(
            Code::SheetAltered,
            Place::file(name),
            words! { zh: "多了工作表“{sheet}”", en: "there is a sheet `{sheet}` that was not handed out" },
        ));
    }
    Ok(out)
}

/// The sheets of a workbook by name; `None` if it cannot be read.
fn pages(bytes: &[u8]) -> Option<BTreeMap<String, Page>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let sheets: Vec<(String, bool)> = book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible == SheetVisible::Visible)).collect();
    let mut out = BTreeMap::new();
    for (name, visible) in sheets {
        let mut cells = Cells::new();
        let values = book.worksheet_range(&name).ok()?;
        let start = values.start().unwrap_or_default();
        for (row, column, value) in values.used_cells() {
            let text = match value {
                Data::Empty => continue,
                Data::String(text) => text.replace("\r\n", "\n"),
                Data::Float(n) => format!("{n}"),
                Data::Int(n) => n.to_string(),
                other => other.to_string(),
            };
            if !text.is_empty() {
                cells.insert((start.0 + row as u32, start.1 + column as u32), Content::Value(text));
            }
        }
        let formulas = book.worksheet_formula(&name).ok()?;
        let start = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            if !formula.is_empty() {
                cells.insert((start.0 + row as u32, start.1 + column as u32), Content::Formula(canonical(formula)));
            }
        }
        out.insert(name, Page { visible, cells });
    }
    Some(out)
}

/// A formula in one form: programs differ in quotes around sheet names, blanks, and how they write numbers.
pub(super) fn canonical(formula: &str) -> String {
    let mut out = String::new();
    let mut rest = formula.trim_start_matches('=').chars().peekable();
    let mut in_text = false;
    while let Some(c) = rest.next() {
        if c == '"' {
            in_text = !in_text;
            out.push(c);
        } else if in_text {
            out.push(c);
        } else if c.is_ascii_digit() && !out.ends_with(|p: char| p.is_alphanumeric() || p == '$' || p == '_' || p == '.') {
            let mut number = String::from(c);
            while let Some(next) = rest.peek().copied() {
                let sign = matches!(next, '+' | '-') && number.ends_with(['e', 'E']);
                if !(next.is_ascii_digit() || next == '.' || sign || (matches!(next, 'e' | 'E') && !number.contains(['e', 'E']))) {
                    break;
                }
                number.push(next);
                rest.next();
            }
            match number.parse::<f64>() {
                Ok(value) => out.push_str(&format!("{value:e}")),
                Err(_) => out.push_str(&number),
            }
        } else if !matches!(c, '\'' | ' ' | '\n') {
            out.extend(c.to_uppercase());
        }
    }
    // Truth values are functions in some programs.
    out.replace("FALSE()", "FALSE").replace("TRUE()", "TRUE")
}

/// Whether people fill a cell in.
fn is_open(subject: &Subject<'_>, sheet: &str, row: u32, column: u32) -> bool {
    let counties = subject.listing.model.counties.len() as u32;
    let detail = sheet.starts_with(returned::DETAIL) && !sheet.starts_with(returned::DETAIL_FORMULAS);
    match (sheet.starts_with(returned::ENTRY), detail) {
        (true, _) => (FIRST..FIRST + counties).contains(&row) && column > 0,
        (_, true) => (FIRST..FIRST + DETAIL_ROWS).contains(&row),
        _ => false,
    }
}

/// Compares the locked cells of a sheet; neighbors in a column that differ in the same way are one problem.
fn differences(
    subject: &Subject<'_>,
    sheet: &str,
    (made, given): (&Cells, &Cells),
    place: &dyn Fn(u32, Option<u32>) -> Place,
    out: &mut Vec<DataProblem>,
) {
    let mut found: Vec<(u32, u32, Code, String)> = Vec::new();
    for key in made.keys().chain(given.keys().filter(|key| !made.contains_key(*key))) {
        let (row, column) = *key;
        let (was, is) = (made.get(key), given.get(key));
        let is_formula = matches!(was, Some(Content::Formula(_)));
        if was == is || (is_open(subject, sheet, row, column) && !is_formula) {
            continue;
        }
        let shown = match is {
            None => String::new(),
            Some(Content::Formula(text)) => format!("={text}"),
            Some(Content::Value(text)) => text.clone(),
        };
        let code = if matches!(was, Some(Content::Formula(_))) { Code::FormulaOverwritten } else { Code::LockedAltered };
        found.push((column, row, code, shown));
    }
    found.sort_by_key(|(column, row, ..)| (*column, *row));
    let next = |a: &(u32, u32, Code, String), b: &(u32, u32, Code, String)| a.0 == b.0 && a.1 + 1 == b.1 && a.2 == b.2;
    for run in found.chunk_by(next) {
        let (Some((column, row, code, shown)), Some((_, last, ..))) = (run.first(), run.last()) else { continue };
        let upto = if last > row { format!("至{}{}", column_name(*column), last + 1) } else { String::new() };
        let upto_en = if last > row { format!(" to {}{}", column_name(*column), last + 1) } else { String::new() };
        let now = crate::data::short(shown);
        let message = match (code, now.is_empty()) {
            (Code::FormulaOverwritten, true) => words! { zh: "公式{upto}被删了", en: "the formula{upto_en} was deleted" },
            (Code::FormulaOverwritten, false) => {
                words! { zh: "公式{upto}被改成了“{now}”", en: "the formula{upto_en} was overwritten with `{now}`" }
            }
            (_, true) => words! { zh: "锁定的内容{upto}被删了", en: "locked content{upto_en} was deleted" },
            (_, false) => words! { zh: "锁定的内容{upto}被改成了“{now}”", en: "locked content{upto_en} was changed to `{now}`" },
        };
        out.push(DataProblem::new(*code, place(row + 1, Some(*column)), message).found(shown.as_str()));
    }
}
