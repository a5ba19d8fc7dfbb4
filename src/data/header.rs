//! What a header (表头) means: a datum, its year, its stage, its unit. Spec: §11.1.

use std::collections::BTreeMap;

use super::cell::nearest;
use super::declared::Declared;
use super::needs::is_asked;
use super::raters::{Panel, RATER, panels};
use super::value::{folded_name, quantity};
use crate::expr::{ColumnId, DatumId, TableId, Unit};
use crate::model::Model;

/// Headers of the column of counties.
pub const COUNTY: &[&str] = &["县市区", "县", "区县", "县级单位", "县(市区)", "县(市、区)"];
/// Headers of the column of cities.
pub const CITY: &[&str] = &["市州", "市"];
/// Headers of columns that are not read.
pub const UNREAD: &[&str] = &["序号", "备注"];
/// The header of the column of years.
pub const YEAR: &str = "年度";
/// Headers of the long form: names of data.
pub const LONG_NAME: &[&str] = &["数据", "指标数据", "数据名称"];
/// Headers of the long form: the period.
pub const LONG_PERIOD: &[&str] = &["年份", "期别"];
/// Headers of the long form: values.
pub const LONG_VALUE: &[&str] = &["值", "数值"];
/// The header of the long form: verified values.
pub const LONG_VERIFIED: &[&str] = &["核实值"];
/// The header of the long form: units.
pub const LONG_UNIT: &[&str] = &["单位", "计量单位"];

/// What a header says of verified values.
pub const VERIFIED_WORD: &str = "核实";

/// The stage of verified values: behind every declared one.
pub const VERIFIED: u8 = u8::MAX;

/// Most characters of the name of a sheet.
pub const SHEET_NAME: usize = 31;

/// Headers by which a detail table is known under another name, at least.
const LIKELY: usize = 2;

/// What a column of values is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The datum.
    pub datum: DatumId,
    /// Years back.
    pub back: u8,
    /// 0 as reported, then the declared stages, then [`VERIFIED`].
    pub stage: u8,
    /// The assessor whose own mark it is, from 1; 0 for the judgement itself.
    pub rater: u32,
    /// The unit the header writes, if any.
    pub unit: Option<String>,
}

/// Why a header means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderFault {
    /// No such name; the nearest.
    Unknown(Option<String>),
    /// No such column in this detail table; the one that was probably meant.
    NoColumn(String, Option<String>),
    /// A computed datum or column.
    Computed(String),
    /// More years back than the declaration has.
    NoHistory(String, u8),
    /// A unit that does not convert to the declared one.
    Unit(String, String),
    /// An assessor the declaration does not have: the name, how many it has.
    Rater(String, u32),
}

/// All names of a model as headers write them.
pub struct Headers<'m> {
    model: &'m Model,
    year: u32,
    data: BTreeMap<String, DatumId>,
    columns: BTreeMap<(TableId, String), ColumnId>,
    tables: BTreeMap<String, TableId>,
    panels: Vec<Panel<'m>>,
}

/// A name and what hangs behind it in brackets or after `/`.
struct Split<'t, I> {
    id: I,
    name: &'t str,
    notes: Vec<&'t str>,
}

impl<'m> Headers<'m> {
    /// The headers of a model.
    pub fn new(model: &'m Model, year: u32) -> Self {
        let columns = model.columns.iter().enumerate();
        let tables = model.tables.iter().enumerate();
        Headers {
            model,
            year,
            data: model.data().map(|(id, d)| (folded_name(&d.name), id)).collect(),
            columns: columns.map(|(i, c)| ((c.table, folded_name(&c.name)), ColumnId(i as u32))).collect(),
            tables: tables.map(|(i, t)| (folded_name(&t.name), TableId(i as u32))).collect(),
            panels: panels(model),
        }
    }

    /// The detail table a sheet or file is named after: the whole name, or a part of it between marks.
    pub fn table(&self, name: &str) -> Option<TableId> {
        let name = folded_name(name);
        let parts = name.split(['-', '_', '—', '(', ')', '·', '.']).filter(|p| !p.is_empty());
        let exact = std::iter::once(name.as_str()).chain(parts).find_map(|part| self.tables.get(part).copied());
        exact.or_else(|| {
            // Spreadsheets cut the names of sheets.
            let cut = name.chars().count() >= SHEET_NAME;
            self.tables.iter().find(|(table, _)| cut && table.starts_with(&name)).map(|(_, id)| *id)
        })
    }

    /// The name of a detail table.
    pub fn table_name(&self, id: TableId) -> &'m str {
        self.model.table(id).map_or("", |table| &table.name)
    }

    /// Whether a datum has this very name.
    pub fn is_datum(&self, header: &str) -> bool {
        self.data.contains_key(&folded_name(header))
    }

    /// What the header of a column of values means.
    pub fn datum(&self, header: &str) -> Result<Target, HeaderFault> {
        let header = folded_name(header);
        let Some(split) = split(&header, |name| self.data.get(name).copied()) else {
            let names = self.model.data.iter().filter(|d| is_asked(d)).map(|d| d.name.as_str());
            return Err(HeaderFault::Unknown(nearest(names, bare(&header))));
        };
        let Some(mut datum) = self.model.datum(split.id) else { return Err(HeaderFault::Unknown(None)) };
        if !is_asked(datum) {
            return Err(HeaderFault::Computed(datum.name.clone()));
        }
        let mut target = Target { datum: split.id, back: 0, stage: 0, rater: 0, unit: None };
        for note in &split.notes {
            if let Some(at) = datum.stages.iter().position(|s| folded_name(s) == *note) {
                target.stage = u8::try_from(at + 1).unwrap_or(VERIFIED - 1);
            } else if let Some(back) = self.back(note) {
                target.back = back;
            } else if matches!(*note, VERIFIED_WORD | "审核" | "公布") {
                target.stage = VERIFIED;
            } else if matches!(*note, "自报" | "自评" | "报送") {
                target.stage = 0;
            } else if let ("评分", Some(points)) = (*note, datum.judged_points) {
                target.datum = points;
                datum = self.model.datum(points).unwrap_or(datum);
            } else if let Some(rater) = rater(note) {
                let panel = self.panels.iter().find(|p| p.datum == split.id || p.level == Some(split.id));
                let Some(panel) = panel.filter(|p| (1..=p.raters).contains(&rater)) else {
                    return Err(HeaderFault::Rater(datum.name.clone(), panel.map_or(0, |p| p.raters)));
                };
                (target.datum, target.rater) = (panel.datum, rater);
                datum = self.model.datum(panel.datum).unwrap_or(datum);
            } else {
                target.unit = Some(unit(note, Declared::from(datum), split.name)?);
            }
        }
        if target.back > datum.signature.history {
            return Err(HeaderFault::NoHistory(datum.name.clone(), target.back));
        }
        Ok(target)
    }

    /// The value a header that means nothing probably stands for: whoever wrote it did not leave that value out.
    pub fn meant(&self, header: &str, fault: &HeaderFault) -> Option<Target> {
        let (HeaderFault::Unit(_, name) | HeaderFault::Unknown(Some(name))) = fault else { return None };
        let header = folded_name(header);
        let mut target = Target { datum: *self.data.get(&folded_name(name))?, back: 0, stage: 0, rater: 0, unit: None };
        for note in header.split(['(', ')', '/', ',', '、', ';']).skip(1) {
            if let Some(back) = self.back(note) {
                target.back = back;
            } else if note == VERIFIED_WORD {
                target.stage = VERIFIED;
            } else if let ("评分", Some(points)) = (note, self.model.datum(target.datum)?.judged_points) {
                target.datum = points;
            }
        }
        Some(target)
    }

    /// The column a header that means nothing probably stands for.
    pub fn meant_column(&self, table: TableId, fault: &HeaderFault) -> Option<ColumnId> {
        let (HeaderFault::Unit(_, name) | HeaderFault::NoColumn(_, Some(name))) = fault else { return None };
        self.columns.get(&(table, folded_name(name))).copied()
    }

    /// The detail table these headers probably are of, though its sheet or file has another name: one whose columns they are
    /// more often than they are data of counties.
    pub fn likely_table<'h>(&self, name: &str, headers: impl Iterator<Item = &'h str> + Clone) -> Option<TableId> {
        let data = headers.clone().filter(|header| self.datum(header).is_ok()).count();
        let hits = |id: TableId| headers.clone().filter(|header| self.column(id, header).is_ok()).count();
        let likely = self.tables.values().map(|id| (hits(*id), *id)).filter(|(hits, _)| *hits > data && *hits >= LIKELY);
        let near = nearest(self.model.tables.iter().map(|t| t.name.as_str()), &folded_name(name)).map(|name| folded_name(&name));
        let near = near.and_then(|name| self.tables.get(&name).copied());
        likely.max_by_key(|(hits, id)| (*hits, Some(*id) == near, std::cmp::Reverse(*id))).map(|(_, id)| id)
    }

    /// What the header of a column of a detail table means.
    pub fn column(&self, table: TableId, header: &str) -> Result<(ColumnId, Option<String>), HeaderFault> {
        let header = folded_name(header);
        let names = || self.model.columns.iter().filter(|c| c.table == table && c.formula.is_none()).map(|c| c.name.as_str());
        let Some(split) = split(&header, |name| self.columns.get(&(table, name.to_owned())).copied()) else {
            return Err(HeaderFault::NoColumn(self.table_name(table).to_owned(), nearest(names(), bare(&header))));
        };
        let Some(column) = self.model.column(split.id) else { return Err(HeaderFault::Unknown(None)) };
        if column.formula.is_some() {
            return Err(HeaderFault::Computed(column.name.clone()));
        }
        let mut written = None;
        for note in &split.notes {
            written = Some(unit(note, Declared::from(column), split.name)?);
        }
        Ok((split.id, written))
    }

    /// How many years back a period lies: 上年, 前2年, 2019年. This year is 0.
    pub fn back(&self, note: &str) -> Option<u8> {
        let note = folded_name(note);
        if let Some(years) = note.strip_prefix('前').and_then(|n| n.strip_suffix('年')) {
            return years.parse().ok().filter(|n| *n > 0);
        }
        match note.as_str() {
            "本年" | "当年" => return Some(0),
            "上年" => return Some(1),
            _ => {}
        }
        let digits = note.strip_suffix("年度").or_else(|| note.strip_suffix('年')).unwrap_or(&note);
        let (number, rest) = quantity(digits)?;
        let year = number.to_i64().filter(|y| rest.is_empty() && digits.len() == 4 && *y >= 1000)?;
        u8::try_from(i64::from(self.year) - year).ok()
    }
}

/// The name a header begins with, and its notes; a name may hold brackets itself, so the longest one counts.
fn split<'t, I>(header: &'t str, find: impl Fn(&str) -> Option<I>) -> Option<Split<'t, I>> {
    let mut notes: Vec<&str> = Vec::new();
    let mut name = header;
    loop {
        if let Some(id) = find(name) {
            return Some(Split { id, name, notes });
        }
        // A unit after a slash may hold a slash itself.
        for (at, _) in name.match_indices('/') {
            let (head, tail) = name.split_at(at);
            if let Some(id) = find(head) {
                notes.extend(tail.strip_prefix('/'));
                return Some(Split { id, name: head, notes });
            }
        }
        let inner = name.strip_suffix(')')?;
        let open = inner.rfind('(')?;
        let (head, tail) = inner.split_at(open);
        let words = tail.strip_prefix('(')?.split([',', '、', ';']);
        notes.extend(words.filter(|w| !w.is_empty()));
        name = head;
    }
}

/// The number of an assessor: 评委3.
fn rater(note: &str) -> Option<u32> {
    note.strip_prefix(RATER)?.parse().ok()
}

/// A header without what hangs behind it, to look for the nearest name.
fn bare(header: &str) -> &str {
    header.split_once(['(', '/']).map_or(header, |(name, _)| name)
}

/// A note that is nothing else is a unit, which must convert to the declared one.
fn unit(note: &str, declared: Declared<'_>, name: &str) -> Result<String, HeaderFault> {
    let word = note.strip_prefix("单位:").or_else(|| note.strip_prefix("单位")).unwrap_or(note);
    match declared.unit() {
        Some(target) if Unit::parse(word).factor_to(&target).is_some() => Ok(word.to_owned()),
        _ => Err(HeaderFault::Unit(word.to_owned(), name.to_owned())),
    }
}
