//! Detail tables (明细表): a row per school, problem, meeting, with the county it belongs to. Spec: §11.1.

use indexmap::IndexSet;

use super::bind::{Binder, DetailRow, Slot, Whose};
use super::cell::CellReader;
use super::declared::Declared;
use super::header::{HeaderFault, UNREAD};
use super::layout::Table;
use super::problem::{DataProblem, MissingWhat};
use super::raw::{Raw, RawRow};
use super::value::folded_name;
use crate::expr::{ColumnId, TableId};
use crate::finding::Code;
use crate::words;

/// A column of a table: where it stands, what it is, the unit its header writes.
type FoundColumn = (usize, ColumnId, Option<String>);

/// Cells under a strange header that are looked at.
const LOOKED_AT: usize = 100;

impl Binder<'_> {
    /// The rows of a detail table.
    pub(super) fn detail(&mut self, table: &Table, id: TableId) {
        let Some(spec) = self.model.table(id) else { return };
        let columns: &[ColumnId] = &spec.columns;
        let (found, misread) = self.detail_columns(table, id);
        // A column nobody gave is missing once, not in every row.
        for column in columns {
            let asked = self.model.column(*column).filter(|c| c.formula.is_none() && c.when_missing.is_none());
            if let Some(asked) = asked
                && !found.iter().any(|(_, c, _)| c == column)
                && !misread.contains(column)
            {
                let name = format!("{}.{}", spec.name, asked.name);
                let place = table.sheet.place(table.header_row(), None);
                self.miss(MissingWhat::Column(*column), name, None, Some(place));
            }
        }
        self.rows.entry(id).or_default();
        let Some(merged) = self.merged(table) else { return };
        for row in table.rows() {
            if !self.even(table, row) || !self.year(table, row) {
                continue;
            }
            let county = self.listed_county(table, row);
            let stranger = if county.is_none() { self.stranger(table, row) } else { None };
            let whose = match (county, &stranger) {
                (Some(county), _) => Whose::County(county),
                (None, Some(name)) => Whose::Stranger(name),
                (None, None) => continue,
            };
            let mut slots = vec![Slot::Empty; columns.len()];
            for (at, column, unit) in &found {
                let Some(asked) = self.model.column(*column) else { continue };
                let Some(slot) = columns.iter().position(|c| c == column).and_then(|i| slots.get_mut(i)) else { continue };
                if merged.iter().any(|r| r.holds(row.number, *at as u32)) {
                    *slot = Slot::Bad;
                    continue;
                }
                let raw = row.cells.get(*at).unwrap_or(&Raw::Empty);
                let place = || table.sheet.place(row.number, Some(*at));
                match (self.cell(raw, Declared::from(asked), unit.as_deref(), whose, place), county) {
                    (Some(read), _) => *slot = read,
                    (None, Some(county)) if asked.when_missing.is_none() => {
                        let full = format!("{}.{}", spec.name, asked.name);
                        self.miss(MissingWhat::Column(*column), full, Some(self.county_name(county)), Some(place()));
                    }
                    (None, _) => {}
                }
            }
            if let Some(county) = county {
                self.rows.entry(id).or_default().push(DetailRow { county, slots });
            }
        }
    }

    /// The county of a row; one that no table of counties has is reported.
    fn listed_county(&mut self, table: &Table, row: &RawRow) -> Option<usize> {
        let county = self.county(table, row)?;
        if self.named.is_empty() || self.named.contains(&county) || !self.model.counties.is_empty() {
            return Some(county);
        }
        let name = self.county_name(county);
        self.problems.report(
            DataProblem::new(
                Code::RosterMismatch,
                table.sheet.place(row.number, Some(table.county)),
                words! { zh: "县级数据表里没有“{name}”", en: "no table of counties has `{name}`" },
            )
            .found(name),
        );
        None
    }

    /// What the columns are, and the columns that probably stand under headers that mean nothing.
    fn detail_columns(&mut self, table: &Table, id: TableId) -> (Vec<FoundColumn>, Vec<ColumnId>) {
        let (mut found, mut faults) = (Vec::<FoundColumn>::new(), Vec::new());
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
        for (at, _, fault) in &mut faults {
            if let HeaderFault::NoColumn(_, near @ None) = fault {
                *near = self.fitting_column(table, *at, id, &found);
            }
        }
        let misread = faults.iter().filter_map(|(_, _, fault)| self.headers.meant_column(id, fault)).collect();
        self.unknown_headers(table, faults);
        (found, misread)
    }

    /// The one column nobody gave that at least half of the cells under a strange header would fit into.
    fn fitting_column(&self, table: &Table, at: usize, id: TableId, found: &[FoundColumn]) -> Option<String> {
        let cells: Vec<&Raw> = table.rows().filter_map(|row| row.cells.get(at)).filter(|cell| !cell.is_empty()).take(LOOKED_AT).collect();
        let mut texts = IndexSet::new();
        let mut reader = CellReader { year: self.expected.year, texts: &mut texts };
        let lacking = self.model.table(id)?.columns.iter().filter(|column| !found.iter().any(|(_, c, _)| c == *column));
        let mut fitting = lacking.filter_map(|column| self.model.column(*column)).filter(|column| {
            let reads = cells.iter().filter(|cell| reader.read(cell, Declared::from(*column), None).is_ok()).count();
            column.formula.is_none() && !cells.is_empty() && reads * 2 >= cells.len()
        });
        let only = fitting.next()?;
        fitting.next().is_none().then(|| only.name.clone())
    }
}
