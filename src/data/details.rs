//! Detail tables (明细表): a row per school, problem, meeting, with the county it belongs to. Spec: §11.1.

use super::bind::{Binder, DetailRow, Slot};
use super::cell::{CellReader, problem};
use super::declared::Declared;
use super::frame::Absence;
use super::header::UNREAD;
use super::layout::Table;
use super::problem::{DataProblem, MissingWhat};
use super::raw::Raw;
use super::value::folded_name;
use crate::expr::{ColumnId, TableId};
use crate::finding::Code;
use crate::words;

impl Binder<'_> {
    /// The rows of a detail table.
    pub(super) fn detail(&mut self, table: &Table, id: TableId) {
        let Some(spec) = self.model.table(id) else { return };
        let columns: &[ColumnId] = &spec.columns;
        let found = self.detail_columns(table, id);
        // A column nobody gave is missing once, not in every row.
        for column in columns {
            let asked = self.model.column(*column).filter(|c| c.formula.is_none() && c.when_missing.is_none());
            if let Some(asked) = asked
                && !found.iter().any(|(_, c, _)| c == column)
            {
                let name = format!("{}.{}", spec.name, asked.name);
                let place = table.sheet.place(table.header_row(), None);
                self.miss(MissingWhat::Column(*column), name, None, Some(place));
            }
        }
        self.rows.entry(id).or_default();
        let Some(merged) = self.merged(table) else { return };
        let known = !self.named.is_empty();
        for row in table.rows() {
            if !self.even(table, row) || !self.year(table, row) {
                continue;
            }
            let Some(county) = self.county(table, row) else { continue };
            let name = self.county_name(county);
            if known && !self.named.contains(&county) && self.model.counties.is_empty() {
                self.problems.report(
                    DataProblem::new(
                        Code::RosterMismatch,
                        table.sheet.place(row.number, Some(table.county)),
                        words! { zh: "县级数据表里没有“{name}”", en: "no table of counties has `{name}`" },
                    )
                    .found(name),
                );
                continue;
            }
            let mut slots = vec![Slot::Empty; columns.len()];
            for (at, column, unit) in &found {
                let Some(asked) = self.model.column(*column) else { continue };
                let Some(slot) = columns.iter().position(|c| c == column).and_then(|i| slots.get_mut(i)) else { continue };
                if merged.iter().any(|r| r.holds(row.number, *at as u32)) {
                    *slot = Slot::Bad;
                    continue;
                }
                let raw = row.cells.get(*at).unwrap_or(&Raw::Empty);
                let declared = Declared::from(asked);
                let mut reader = CellReader { year: self.expected.year, texts: &mut self.texts };
                let place = || table.sheet.place(row.number, Some(*at));
                match reader.read(raw, declared, unit.as_deref()) {
                    Ok(Err(Absence::Missing)) if asked.when_missing.is_some() => {}
                    Ok(Err(Absence::Missing)) => {
                        let full = format!("{}.{}", spec.name, asked.name);
                        self.miss(MissingWhat::Column(*column), full, Some(name.clone()), Some(place()));
                    }
                    Ok(stored) => *slot = Slot::Given(stored),
                    Err(fault) => {
                        *slot = Slot::Bad;
                        self.problems.report(problem(&fault, raw, declared, &name, place()));
                    }
                }
            }
            self.rows.entry(id).or_default().push(DetailRow { county, slots });
        }
    }

    fn detail_columns(&mut self, table: &Table, id: TableId) -> Vec<(usize, ColumnId, Option<String>)> {
        let (mut found, mut faults) = (Vec::<(usize, ColumnId, Option<String>)>::new(), Vec::new());
        for (column, cell) in table.header() {
            let label = cell.label();
            let name = folded_name(&label);
            let meant = self.headers.column(id, &label);
            let special = [Some(table.county), table.city, table.year].contains(&Some(column)) || UNREAD.contains(&name.as_str());
            if special && meant.is_err() {
                continue;
            }
            if name.is_empty() {
                self.nameless(table, column);
                continue;
            }
            match meant {
                Ok((target, unit)) => match found.iter().find(|(_, c, _)| *c == target) {
                    Some((first, ..)) => {
                        let first = *first;
                        self.repeated(table, column, first, &label);
                    }
                    None => found.push((column, target, unit)),
                },
                Err(fault) => faults.push((column, label, fault)),
            }
        }
        self.unknown_headers(table, faults);
        found
    }
}
