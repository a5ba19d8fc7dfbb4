//! What keeps a returned workbook honest and was loosened (交回工作簿的防护): hidden rows, entry rules, looks, names. Spec: §14e.8.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::display::Look;
use super::settings::{Settings, SheetSettings, settings};
use crate::data::{DataProblem, Place, column_name};
use crate::finding::{Code, Words};
use crate::words;

/// Sheets the comparison is about: their name, as handed out, as returned.
type Pair<'s> = (&'s str, &'s SheetSettings, &'s SheetSettings);

/// Everything that differs; `is_open` tells the cells people fill in, by sheet, row and column from 0.
pub(super) fn loosened(name: &str, made: &[u8], given: &[u8], is_open: &dyn Fn(&str, u32, u32) -> bool) -> Vec<DataProblem> {
    let Some(made) = settings(made, None) else { return Vec::new() };
    let Some(given) = settings(given, Some(&made)) else { return Vec::new() };
    let file: Arc<str> = name.into();
    let mut out = Vec::new();
    for (sheet, was) in &made.sheets {
        let Some(is) = given.sheets.get(sheet) else { continue };
        let place = |row: u32, column: Option<u32>| Place { sheet: Some(sheet.as_str().into()), row, column, ..Place::file(&file) };
        let pair = (sheet.as_str(), was, is);
        if was.protected && !is.protected {
            let what = Words::new("工作表的保护被撤销了", "the sheet is no longer protected");
            out.push(DataProblem::new(Code::GuardAltered, place(0, None), what));
        }
        hidden(pair, &place, &mut out);
        rules(pair, &place, &mut out);
        looks(pair, &place, is_open, &mut out);
    }
    names(&file, &made, &given, &mut out);
    out
}

/// Rows and columns that can no longer be seen.
fn hidden((_, was, is): Pair<'_>, place: &dyn Fn(u32, Option<u32>) -> Place, out: &mut Vec<DataProblem>) {
    for (first, last) in beyond(&is.rows, &was.rows) {
        let (a, b) = (first + 1, last + 1);
        let what = match last {
            last if last >= 1 << 20 => words! { zh: "第{a}行以下都被隐藏了", en: "all rows from {a} on are hidden" },
            last if last > first => words! { zh: "第{a}行至第{b}行被隐藏了", en: "rows {a} to {b} are hidden" },
            _ => words! { zh: "第{a}行被隐藏了", en: "row {a} is hidden" },
        };
        out.push(DataProblem::new(Code::RowsHidden, place(a, None), what));
    }
    for (first, last) in beyond(&is.columns, &was.columns) {
        let (a, b) = (column_name(first), column_name(last));
        let what = if last > first {
            words! { zh: "{a}列至{b}列被隐藏了", en: "columns {a} to {b} are hidden" }
        } else {
            words! { zh: "{a}列被隐藏了", en: "column {a} is hidden" }
        };
        out.push(DataProblem::new(Code::RowsHidden, place(1, Some(first)), what));
    }
}

/// What some runs hold and others do not.
fn beyond(given: &[(u32, u32)], made: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    for (first, last) in given {
        let mut next = *first;
        for (from, to) in made.iter().filter(|(from, to)| to >= first && from <= last) {
            if *from > next {
                out.push((next, from - 1));
            }
            next = next.max(to + 1);
        }
        if next <= *last {
            out.push((next, *last));
        }
    }
    out
}

/// Rules of what may be entered that are gone or are others.
fn rules((_, was, is): Pair<'_>, place: &dyn Fn(u32, Option<u32>) -> Place, out: &mut Vec<DataProblem>) {
    for rule in &was.rules {
        for (column, rows) in &rule.columns {
            let Some((first, last)) = is.without(&rule.key, *column, *rows) else { continue };
            let upto = if last > first { format!("至{}{}", column_name(*column), last + 1) } else { String::new() };
            let upto_en = if last > first { format!(" to {}{}", column_name(*column), last + 1) } else { String::new() };
            let what =
                words! { zh: "这里{upto}的填写限制被改动或删去了", en: "the rule of what may be entered{upto_en} was changed or deleted" };
            out.push(DataProblem::new(Code::GuardAltered, place(first + 1, Some(*column)), what));
        }
    }
}

/// What is wrong with how a cell looks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Hidden,
    Invented(String),
    Other(String),
    Unlocked,
}

impl Fault {
    fn of(was: &Look, is: &Look, open: bool) -> Option<Fault> {
        if is.hides() && !was.hides() {
            return Some(Fault::Hidden);
        }
        if is.invents() && !was.invents() {
            return Some(Fault::Invented(is.format.clone()));
        }
        // People may paste cells of another look into those they fill in.
        if open {
            return None;
        }
        // Programs give a look to results that were handed out without one.
        if !was.format.is_empty() && !was.shows_as(is) {
            return Some(Fault::Other(is.format.clone()));
        }
        (was.locked && !is.locked).then_some(Fault::Unlocked)
    }

    fn words(&self, upto: &str, upto_en: &str) -> Words {
        match self {
            Fault::Hidden => words! { zh: "这里{upto}的内容被格式藏起来了", en: "its format hides the content{upto_en}" },
            Fault::Invented(format) => {
                words! { zh: "数字格式“{format}”使这里{upto}显示成别的数", en: "the number format `{format}` shows another number{upto_en}" }
            }
            Fault::Other(format) if format.is_empty() => {
                words! { zh: "这里{upto}的数字格式被改成了“常规”", en: "the number format{upto_en} was changed to the general one" }
            }
            Fault::Other(format) => {
                words! { zh: "这里{upto}的数字格式被改成了“{format}”", en: "the number format{upto_en} was changed to `{format}`" }
            }
            Fault::Unlocked => words! { zh: "这里{upto}的锁定被解除了", en: "the content{upto_en} is no longer locked" },
        }
    }

    fn code(&self) -> Code {
        if *self == Fault::Unlocked { Code::GuardAltered } else { Code::DisplayAltered }
    }
}

/// Cells that show nothing, or something else; neighbors in a column are one problem.
fn looks(
    (sheet, was, is): Pair<'_>,
    place: &dyn Fn(u32, Option<u32>) -> Place,
    is_open: &dyn Fn(&str, u32, u32) -> bool,
    out: &mut Vec<DataProblem>,
) {
    let mut found: Vec<(u32, u32, Fault)> = Vec::new();
    for (row, column) in was.cells() {
        let open = is_open(sheet, row, column);
        if let Some(fault) = Fault::of(&was.look(row, column), &is.look(row, column), open) {
            found.push((column, row, fault));
        }
    }
    found.sort_by_key(|(column, row, _)| (*column, *row));
    for run in found.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1 && a.2 == b.2) {
        let (Some((column, row, fault)), Some((_, last, _))) = (run.first(), run.last()) else { continue };
        let upto = if last > row { format!("至{}{}", column_name(*column), last + 1) } else { String::new() };
        let upto_en = if last > row { format!(" to {}{}", column_name(*column), last + 1) } else { String::new() };
        out.push(DataProblem::new(fault.code(), place(row + 1, Some(*column)), fault.words(&upto, &upto_en)));
    }
    let hiding: BTreeSet<&(u32, u32)> = is.hiding.iter().filter(|cell| !was.hiding.contains(cell)).collect();
    for (row, column) in hiding {
        let what = Words::new("条件格式会使内容看不见", "a conditional format hides the content");
        out.push(DataProblem::new(Code::DisplayAltered, place(row + 1, Some(*column)), what));
    }
}

/// Defined names that are new, gone or refer to something else.
fn names(file: &Arc<str>, made: &Settings, given: &Settings, out: &mut Vec<DataProblem>) {
    let keys: BTreeSet<_> = made.names.keys().chain(given.names.keys()).collect();
    for key in keys {
        let (was, is) = (made.names.get(key), given.names.get(key));
        let (name, sheet) = key;
        // Of a sheet that is gone or new that is said already; how far down an area goes depends on the data.
        let common = sheet.as_ref().is_none_or(|s| made.sheets.contains_key(s) && given.sheets.contains_key(s));
        let area = |refers: Option<&String>| refers.map(|r| r.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
        if was == is || !common || (name == "_xlnm.Print_Area" && area(was) == area(is)) {
            continue;
        }
        let shown = match name.as_str() {
            "_xlnm.Print_Area" => "打印区域",
            "_xlnm.Print_Titles" => "打印标题",
            // Filters leave a name behind; what they hide is told as hidden rows.
            "_xlnm._FilterDatabase" => continue,
            other => other,
        };
        let shown = crate::data::short(shown);
        let refers = crate::data::short(is.map(String::as_str).unwrap_or_default());
        let what = match (was.is_some(), is.is_some()) {
            (true, true) => words! { zh: "名称“{shown}”被改指“{refers}”", en: "the name `{shown}` now refers to `{refers}`" },
            (true, false) => words! { zh: "名称“{shown}”被删了", en: "the name `{shown}` was deleted" },
            _ => words! { zh: "多了名称“{shown}”，指“{refers}”", en: "the name `{shown}` was added, for `{refers}`" },
        };
        let place = Place { sheet: sheet.as_deref().map(Into::into), ..Place::file(file) };
        out.push(DataProblem::new(Code::NameAltered, place, what));
    }
}
