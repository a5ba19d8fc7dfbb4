//! Tables of counties (县级数据表): a column per datum, or a row per value. Spec: §11.1.

use std::collections::BTreeMap;

use super::bind::{Binder, Slot, Whose, header_problem};
use super::cell::is_incomplete;
use super::declared::Declared;
use super::fraction::is_small;
use super::header::{LONG_NAME, LONG_PERIOD, LONG_UNIT, LONG_VALUE, LONG_VERIFIED, Target, UNREAD, VERIFIED};
use super::layout::Table;
use super::problem::DataProblem;
use super::raw::{Raw, RawRow, Region};
use super::value::folded_name;
use crate::finding::{Code, Words};
use crate::model::TypeWord;
use crate::words;

impl Binder<'_> {
    /// A row per county, a column per datum.
    pub(super) fn wide(&mut self, table: &Table) {
        let targets = self.targets(table);
        let Some(merged) = self.merged(table) else { return };
        self.wide_rows(table, &targets, &merged);
    }

    /// The rows of a table whose columns are known.
    pub(super) fn wide_rows(&mut self, table: &Table, targets: &[(usize, Target)], merged: &[Region]) {
        let mut seen: BTreeMap<usize, u32> = BTreeMap::new();
        for row in table.rows() {
            if !self.even(table, row) || !self.year(table, row) {
                continue;
            }
            let Some(county) = self.county(table, row) else {
                self.stray(table, row, targets);
                continue;
            };
            self.named.insert(county);
            if let Some(first) = seen.insert(county, row.number) {
                let name = self.county_name(county);
                let place = table.sheet.place(row.number, Some(table.county));
                let message = words! { zh: "“{name}”重复，第{first}行已有", en: "`{name}` stands twice, first in row {first}" };
                self.problems.report(DataProblem::new(Code::RosterMismatch, place, message).found(name));
                seen.insert(county, first);
                continue;
            }
            for (column, target) in targets {
                if merged.iter().any(|r| r.holds(row.number, *column as u32)) {
                    match target.rater {
                        0 => _ = self.slot(county, target, Slot::Bad),
                        rater => {
                            let place = table.sheet.place(row.number, Some(*column));
                            self.marks.insert((county, target.datum, rater), (Slot::Bad, place));
                        }
                    }
                } else {
                    self.value(table, row, *column, county, target);
                }
            }
        }
    }

    /// Reports the faults in a row of no known county.
    fn stray(&mut self, table: &Table, row: &RawRow, targets: &[(usize, Target)]) {
        let Some(whose) = self.stranger(table, row) else { return };
        for (column, target) in targets {
            let (Some(datum), Some(raw)) = (self.model.datum(target.datum), row.cells.get(*column)) else { continue };
            let place = || table.sheet.place(row.number, Some(*column));
            self.cell(raw, Declared::from(datum), target.unit.as_deref(), Whose::Stranger(&whose), place);
        }
    }

    /// What the columns mean; a column that means nothing is reported and left out.
    pub(super) fn targets(&mut self, table: &Table) -> Vec<(usize, Target)> {
        let mut targets: Vec<(usize, Target)> = Vec::new();
        let mut faults = Vec::new();
        let known = [Some(table.county), table.city, table.year];
        for (column, cell) in table.header() {
            let label = cell.label();
            let name = folded_name(&label);
            if known.contains(&Some(column)) || (UNREAD.contains(&name.as_str()) && !self.headers.is_datum(&label)) {
                continue;
            }
            if name.is_empty() {
                self.nameless(table, column);
                continue;
            }
            match self.headers.datum(&label) {
                Ok(target) => {
                    let same = |t: &Target| (t.datum, t.back, t.stage, t.rater) == (target.datum, target.back, target.stage, target.rater);
                    match targets.iter().find(|(_, t)| same(t)) {
                        Some((first, _)) => self.repeated(table, column, *first, &label),
                        None => targets.push((column, target)),
                    }
                }
                Err(fault) => {
                    let meant = self.headers.meant(&label, &fault);
                    self.unread.extend(meant.map(|target| (target.datum, target.back)));
                    faults.push((column, label, fault));
                }
            }
        }
        self.unknown_headers(table, faults);
        targets
    }

    /// A column with values and without a header.
    pub(super) fn nameless(&mut self, table: &Table, column: usize) {
        let filled = table.rows().find(|row| row.cells.get(column).is_some_and(|cell| !cell.is_empty()));
        if filled.is_some() && column < table.width() {
            self.problems.report(DataProblem::new(
                Code::DataLayout,
                table.sheet.place(table.header_row(), Some(column)),
                Words::new("这一列有数据，没有表头", "this column has values and no header"),
            ));
        }
    }

    /// A header that stands twice.
    pub(super) fn repeated(&mut self, table: &Table, column: usize, first: usize, label: &str) {
        let (shown, first) = (super::problem::short(label.trim()), super::problem::column_name(first as u32));
        self.problems.report(
            DataProblem::new(
                Code::RepeatedColumn,
                table.sheet.place(table.header_row(), Some(column)),
                words! { zh: "“{shown}”与{first}列重复", en: "`{shown}` repeats column {first}" },
            )
            .found(label),
        );
    }

    /// A row per value.
    pub(super) fn long(&mut self, table: &Table) {
        let column = |words| table.column(words);
        let (Some(name_at), Some(value_at)) = (column(LONG_NAME), column(LONG_VALUE)) else { return };
        let (period_at, verified_at, unit_at) = (column(LONG_PERIOD), column(LONG_VERIFIED), column(LONG_UNIT));
        let known = [Some(table.county), table.city, table.year, Some(name_at), Some(value_at), period_at, verified_at, unit_at];
        let strange = table.header().filter(|(c, cell)| !known.contains(&Some(*c)) && !cell.is_empty());
        let strange: Vec<_> = strange
            .map(|(c, cell)| (c, cell.label()))
            .filter(|(_, label)| !UNREAD.contains(&folded_name(label).as_str()))
            .map(|(c, label)| (c, label, super::header::HeaderFault::Unknown(None)))
            .collect();
        self.unknown_headers(table, strange);
        let Some(merged) = self.merged(table) else { return };
        for row in table.rows() {
            let covered = |column: usize| merged.iter().any(|r| r.holds(row.number, column as u32));
            if !self.even(table, row) || !self.year(table, row) || known.iter().flatten().any(|c| covered(*c)) {
                continue;
            }
            let Some(county) = self.county(table, row) else { continue };
            self.named.insert(county);
            let Some(mut target) = self.long_target(table, row, county, name_at, period_at) else { continue };
            let unit = unit_at.and_then(|c| row.cells.get(c)).map(Raw::label).filter(|u| !u.trim().is_empty());
            if let (Some(unit), Some(datum)) = (unit, self.model.datum(target.datum)) {
                let unit = folded_name(&unit);
                let declared = Declared::from(datum);
                let fits = declared.unit().is_some_and(|t| crate::expr::Unit::parse(&unit).factor_to(&t).is_some());
                if !fits {
                    let place = table.sheet.place(row.number, unit_at);
                    let fault = super::header::HeaderFault::Unit(unit.clone(), datum.name.clone());
                    self.problems.report(header_problem(place, &unit, &fault));
                    self.slot(county, &target, Slot::Bad);
                    continue;
                }
                target.unit = Some(unit);
            }
            self.value(table, row, value_at, county, &target);
            if let Some(column) = verified_at {
                let verified = Target { stage: VERIFIED, ..target };
                self.value(table, row, column, county, &verified);
            }
        }
    }

    /// What a row of the long form is about.
    fn long_target(&mut self, table: &Table, row: &RawRow, county: usize, name_at: usize, period_at: Option<usize>) -> Option<Target> {
        let label = row.cells.get(name_at).map(Raw::label).unwrap_or_default();
        let place = |column| table.sheet.place(row.number, Some(column));
        let mut target = match self.headers.datum(&label) {
            Ok(target) => target,
            Err(fault) => {
                if let Some(meant) = self.headers.meant(&label, &fault) {
                    self.slot(county, &meant, Slot::Bad);
                }
                self.problems.report(header_problem(place(name_at), &label, &fault));
                return None;
            }
        };
        let Some(column) = period_at else { return Some(target) };
        let period = row.cells.get(column).map(Raw::label).unwrap_or_default();
        if period.trim().is_empty() {
            return Some(target);
        }
        let history = self.model.datum(target.datum).map_or(0, |d| d.signature.history);
        match self.headers.back(&period) {
            Some(back) if back <= history => {
                target.back = back;
                Some(target)
            }
            Some(back) => {
                let fault = super::header::HeaderFault::NoHistory(label, back);
                self.problems.report(header_problem(place(column), &period, &fault));
                None
            }
            None => {
                let shown = super::problem::short(&period);
                self.problems.report(
                    DataProblem::new(
                        Code::BadCell,
                        place(column),
                        words! { zh: "“{shown}”不是可用的年份", en: "`{shown}` is no year of this evaluation" },
                    )
                    .found(period)
                    .expected(words! { zh: "年份，或“本年”“上年”“前2年”", en: "a year, or 本年, 上年, 前2年" }),
                );
                None
            }
        }
    }

    /// One value of one county.
    fn value(&mut self, table: &Table, row: &RawRow, column: usize, county: usize, target: &Target) {
        let Some(datum) = self.model.datum(target.datum) else { return };
        let raw = row.cells.get(column).unwrap_or(&Raw::Empty);
        let declared = Declared::from(datum);
        let place = || table.sheet.place(row.number, Some(column));
        let Some(slot) = self.cell(raw, declared, target.unit.as_deref(), Whose::County(county), place) else { return };
        if declared.word == TypeWord::Document {
            if slot == Slot::Given(Ok(0)) && is_incomplete(raw) {
                self.incomplete_document(county, &datum.name, raw, place());
            }
            self.documents.insert((county, target.datum, target.back, target.stage), raw.shown());
        }
        if let (Slot::Given(Ok(units)), 0) = (slot, target.rater)
            && is_small(units, declared)
        {
            self.small.insert((county, target.datum, target.back, target.stage), place());
        }
        let mark = (county, target.datum, target.rater);
        let is_first = match target.rater {
            0 => self.slot(county, target, slot),
            _ => self.marks.insert(mark, (slot, place())).is_none(),
        };
        if !is_first {
            let (name, whose) = (&datum.name, self.county_name(county));
            self.problems.report(
                DataProblem::new(
                    Code::CellGivenTwice,
                    place(),
                    words! { zh: "{whose}的“{name}”已在别处填过", en: "`{name}` of {whose} has a value elsewhere" },
                )
                .found(raw.shown())
                .help(words! { zh: "请只留一处；核实的数写在“{name}（核实）”里", en: "Keep one of them; a verified value goes into `{name}（核实）`" }),
            );
        }
        if self.model.judged.iter().any(|j| j.datum == target.datum || j.level == Some(target.datum)) {
            self.judged_at.insert((county, target.datum), place());
        }
    }

    fn incomplete_document(&mut self, county: usize, name: &str, raw: &Raw, place: super::problem::Place) {
        let (whose, year) = (self.county_name(county), self.expected.year);
        self.problems.report(
            DataProblem::new(
                Code::DocumentIncomplete,
                place,
                words! { zh: "{whose}的“{name}”没有写全，按没有文件计", en: "`{name}` of {whose} is not complete and counts as no document" },
            )
            .found(raw.shown())
            .expected(words! {
                zh: "文号、日期（{year}年底以前）、发文机关，用逗号隔开；没有的填“无”",
                en: "number, day (before the end of {year}) and issuer with commas between, or 无"
            }),
        );
    }

    /// Keeps a value; `false` if there was one.
    fn slot(&mut self, county: usize, target: &Target, slot: Slot) -> bool {
        let column = self.values.entry((target.datum, target.back, target.stage)).or_default();
        if column.len() <= county {
            column.resize(county + 1, Slot::Empty);
        }
        match column.get_mut(county) {
            Some(kept) if *kept == Slot::Empty => {
                *kept = slot;
                true
            }
            _ => false,
        }
    }
}
