//! What a workbook lets people see and enter (工作簿的设置): protection, hidden rows and columns, entry rules, looks, names. Spec: §14e.8.

use std::collections::BTreeMap;

use super::altered::canonical;
use super::display::{Look, Styles};
use super::package::{Met, Package, address, attribute, is_set, range, walk};

/// The settings of a workbook.
pub(super) struct Settings {
    /// Defined names, with the sheet they are of, and what they refer to.
    pub names: BTreeMap<(String, Option<String>), String>,
    /// Sheets by name.
    pub sheets: BTreeMap<String, SheetSettings>,
}

/// Those of one sheet. Rows and columns are counted from 0.
#[derive(Default)]
pub(super) struct SheetSettings {
    /// Whether it is protected.
    pub protected: bool,
    /// Runs of hidden rows.
    pub rows: Vec<(u32, u32)>,
    /// Runs of hidden columns.
    pub columns: Vec<(u32, u32)>,
    /// What may be entered where.
    pub rules: Vec<EntryRule>,
    /// Where a conditional format hides what stands there.
    pub hiding: Vec<(u32, u32)>,
    /// The looks of cells that are written in the file.
    cells: BTreeMap<(u32, u32), usize>,
    /// The looks of rows and columns for cells that are not.
    row_looks: BTreeMap<u32, usize>,
    column_looks: Vec<((u32, u32), usize)>,
    styles: std::rc::Rc<Styles>,
}

/// What may be entered in some columns.
pub(super) struct EntryRule {
    /// The rule in one form for all programs, seen from the cell it stands on.
    pub key: String,
    /// Runs of rows, by column.
    pub columns: Vec<(u32, (u32, u32))>,
}

impl SheetSettings {
    /// The look of a cell.
    pub fn look(&self, row: u32, column: u32) -> Look {
        let of_column = || self.column_looks.iter().find(|((first, last), _)| (*first..=*last).contains(&column)).map(|(_, at)| *at);
        let at = self.cells.get(&(row, column)).or_else(|| self.row_looks.get(&row)).copied().or_else(of_column);
        self.styles.cell(at.unwrap_or_default())
    }

    /// The cells the file writes, by row.
    pub fn cells(&self) -> impl Iterator<Item = (u32, u32)> {
        self.cells.keys().copied()
    }

    /// The rows of a column where a rule is not kept.
    pub fn without(&self, rule: &str, column: u32, (first, last): (u32, u32)) -> Option<(u32, u32)> {
        let mut kept: Vec<(u32, u32)> = self
            .rules
            .iter()
            .filter(|r| r.key == rule)
            .flat_map(|r| &r.columns)
            .filter(|(c, _)| *c == column)
            .map(|(_, rows)| *rows)
            .collect();
        kept.sort_unstable();
        let mut next = first;
        for (from, to) in kept {
            if from > next {
                return Some((next, last.min(from - 1)));
            }
            next = next.max(to.saturating_add(1));
        }
        (next <= last).then_some((next, last))
    }
}

/// The settings of a workbook; looks of cells only where `made`, the workbook as it was handed out, has any.
pub(super) fn settings(bytes: &[u8], made: Option<&Settings>) -> Option<Settings> {
    let mut package = Package::open(bytes)?;
    let styles = std::rc::Rc::new(Styles::read(&package.part("xl/styles.xml")?)?);
    let listed = package.sheets()?;
    let mut sheets = BTreeMap::new();
    for (name, path) in &listed {
        let known = made.map(|made| made.sheets.get(name));
        if known.is_some_and(|known| known.is_none()) {
            continue;
        }
        let sheet = SheetSettings { styles: std::rc::Rc::clone(&styles), ..SheetSettings::default() };
        sheets.insert(name.clone(), read(sheet, &package.part(path)?, known.flatten())?);
    }
    let names = names(&package.part("xl/workbook.xml")?, &listed)?;
    Some(Settings { names, sheets })
}

/// Defined names.
fn names(text: &str, sheets: &[(String, String)]) -> Option<BTreeMap<(String, Option<String>), String>> {
    let mut out: BTreeMap<(String, Option<String>), String> = BTreeMap::new();
    let mut open: Option<(String, Option<String>)> = None;
    walk(text, &mut |met| match met {
        Met::Start("definedName", e) => {
            let sheet = attribute(e, "localSheetId").and_then(|at| sheets.get(at.parse::<usize>().ok()?)).map(|(name, _)| name.clone());
            let key = (attribute(e, "name").unwrap_or_default(), sheet);
            out.insert(key.clone(), String::new());
            open = Some(key);
        }
        Met::Text(text) => {
            if let Some(refers) = open.as_ref().and_then(|key| out.get_mut(key)) {
                refers.push_str(text);
            }
        }
        Met::End("definedName") => open = None,
        _ => {}
    })?;
    out.values_mut().for_each(|refers| *refers = canonical(refers));
    Some(out)
}

/// A run of hidden rows or columns grows by the next one.
fn extend(runs: &mut Vec<(u32, u32)>, first: u32, last: u32) {
    match runs.last_mut() {
        Some((_, end)) if *end + 1 >= first => *end = (*end).max(last),
        _ => runs.push((first, last)),
    }
}

/// A rule while it is read.
#[derive(Default)]
struct Open {
    kind: String,
    operator: String,
    stops: bool,
    formulas: [String; 2],
    cells: String,
}

fn read(mut sheet: SheetSettings, text: &str, made: Option<&SheetSettings>) -> Option<SheetSettings> {
    let number = |e: &quick_xml::events::BytesStart<'_>, name: &str| attribute(e, name).and_then(|v| v.parse::<u32>().ok());
    // As thin as can be is as good as hidden.
    let thin = |e: &quick_xml::events::BytesStart<'_>, name: &str| {
        attribute(e, name).is_some_and(|v| v.parse::<f64>().is_ok_and(|size| size < 1.0))
    };
    let (mut rule, mut target, mut marked) = (None::<Open>, None::<&'static str>, String::new());
    let mut next_row = 0;
    walk(text, &mut |met| match met {
        Met::Start(name, e) => match name {
            "sheetProtection" => sheet.protected = is_set(e, "sheet"),
            "sheetFormatPr" if is_set(e, "zeroHeight") => sheet.rows.push((0, u32::MAX - 1)),
            "col" => {
                let (first, last) = (number(e, "min").unwrap_or(1).max(1) - 1, number(e, "max").unwrap_or(1).max(1) - 1);
                if is_set(e, "hidden") || thin(e, "width") {
                    extend(&mut sheet.columns, first, last);
                }
                sheet.column_looks.extend(number(e, "style").map(|at| ((first, last), at as usize)));
            }
            "row" => {
                let row = number(e, "r").map_or(next_row, |r| r.saturating_sub(1));
                next_row = row.saturating_add(1);
                if is_set(e, "hidden") || thin(e, "ht") {
                    extend(&mut sheet.rows, row, row);
                }
                if is_set(e, "customFormat") {
                    sheet.row_looks.extend(number(e, "s").map(|at| (row, at as usize)));
                }
            }
            "c" => {
                let place = attribute(e, "r").and_then(|r| address(&r));
                if let Some(place) = place.filter(|place| made.is_none_or(|made| made.cells.contains_key(place))) {
                    sheet.cells.insert(place, number(e, "s").unwrap_or_default() as usize);
                }
            }
            "dataValidation" => {
                let get = |name: &str| attribute(e, name).unwrap_or_default();
                let stops = is_set(e, "showErrorMessage") && matches!(get("errorStyle").as_str(), "" | "stop");
                rule = Some(Open { kind: get("type"), operator: get("operator"), stops, cells: get("sqref"), ..Open::default() });
            }
            "formula1" | "formula2" | "sqref" if rule.is_some() => {
                target = Some(match name {
                    "formula1" => "1",
                    "formula2" => "2",
                    _ => "cells",
                });
            }
            "conditionalFormatting" => marked = attribute(e, "sqref").unwrap_or_default(),
            "cfRule" => {
                let hides = number(e, "dxfId").is_some_and(|at| sheet.styles.mark_hides(at as usize));
                sheet.hiding.extend(marked.split(' ').next().filter(|_| hides).and_then(range).map(|(rows, columns)| (rows.0, columns.0)));
            }
            _ => {}
        },
        Met::Text(text) => {
            if let (Some(rule), Some(target)) = (&mut rule, target) {
                match target {
                    "1" => rule.formulas[0].push_str(text),
                    "2" => rule.formulas[1].push_str(text),
                    _ => rule.cells.push_str(text),
                }
            }
        }
        Met::End("formula1" | "formula2" | "sqref") => target = None,
        Met::End("dataValidation") => sheet.rules.extend(rule.take().and_then(Open::closed)),
        Met::End(_) => {}
    })?;
    Some(sheet)
}

impl Open {
    /// `None` for a rule that allows everything.
    fn closed(self) -> Option<EntryRule> {
        if matches!(self.kind.as_str(), "" | "none") {
            return None;
        }
        let ranges: Vec<_> = self.cells.split_whitespace().filter_map(range).collect();
        let base = ranges.first().map(|(rows, columns)| (rows.0, columns.0))?;
        let compares = !matches!(self.kind.as_str(), "list" | "custom");
        let operator = if compares && self.operator.is_empty() { "between" } else { &self.operator };
        let operator = if compares { operator } else { "" };
        let [a, b] = self.formulas.map(|formula| relative(&canonical(&formula), base));
        // Some programs write a second limit where there is none.
        let b = if matches!(operator, "between" | "notBetween") { b } else { String::new() };
        let key = format!("{}|{operator}|{}|{a}|{b}", self.kind, self.stops);
        let columns =
            ranges.iter().flat_map(|(rows, (first, last))| (*first..=(*last).min(first + 16_384)).map(|column| (column, *rows))).collect();
        Some(EntryRule { key, columns })
    }
}

/// A formula with its references as seen from the cell it stands on.
fn relative(formula: &str, base: (u32, u32)) -> String {
    let mut out = String::new();
    let mut rest = formula;
    let mut before = ' ';
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let end = rest.get(1..).and_then(|tail| tail.find('"')).map_or(rest.len(), |at| at + 2);
            let (text, tail) = rest.split_at(end);
            out.push_str(text);
            (rest, before) = (tail, '"');
            continue;
        }
        let length = if joins(before) || before == '$' { 0 } else { reference(rest) };
        let follows = rest.get(length..).and_then(|tail| tail.chars().next());
        match (rest.get(..length), rest.get(..length).and_then(address)) {
            (Some(text), Some((row, column))) if length > 0 && !follows.is_some_and(|c| joins(c) || matches!(c, '(' | '!')) => {
                let fixed_row = text.get(1..).is_some_and(|tail| tail.contains('$'));
                let part = |letter: char, fixed: bool, at: u32, base: u32| match fixed {
                    true => format!("{letter}{at}"),
                    false => format!("{letter}[{}]", i64::from(at) - i64::from(base)),
                };
                out.push_str(&part('R', fixed_row, row, base.0));
                out.push_str(&part('C', text.starts_with('$'), column, base.1));
                rest = rest.get(length..).unwrap_or_default();
                before = '0';
            }
            _ => {
                out.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                before = c;
            }
        }
    }
    out
}

/// How long a reference at the beginning of a text is; 0 if there is none.
fn reference(text: &str) -> usize {
    let bytes = text.as_bytes();
    let while_is = |from: usize, is: fn(&u8) -> bool| bytes.iter().skip(from).take_while(|b| is(b)).count();
    let dollar = |at: usize| usize::from(bytes.get(at) == Some(&b'$'));
    let mut at = dollar(0);
    let letters = while_is(at, u8::is_ascii_alphabetic);
    at += letters;
    at += dollar(at);
    let digits = while_is(at, u8::is_ascii_digit);
    if (1..=3).contains(&letters) && digits > 0 { at + digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn references_are_seen_from_the_cell_the_rule_stands_on() {
        let here = relative("IF(ISNUMBER(B7),AND(B7>=0,B7<=1E2),OR(B7=\"B7\"))", (6, 1));
        assert_eq!(here, relative("IF(ISNUMBER(C9),AND(C9>=0,C9<=1E2),OR(C9=\"B7\"))", (8, 2)));
        assert_ne!(here, relative("IF(ISNUMBER(C8),AND(C9>=0,C9<=1E2),OR(C9=\"B7\"))", (8, 2)));
        assert_eq!(relative("计分B11学前!$A$7:$A$15", (0, 0)), "计分B11学前!R6C0:R14C0");
        assert_eq!(relative("计分B11!A$7", (0, 0)), "计分B11!R6C[0]");
    }
}
