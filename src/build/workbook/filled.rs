//! The data a workbook is filled with (预填数据), placed on its rows.

use std::collections::BTreeMap;

use super::bounds::DETAIL_ROWS;
use super::evaluate::Given;
use crate::build::Prefill;
use crate::data::{Absence, Cells};
use crate::expr::{DatumId, Number, TableId};
use crate::ir::{Input, absence};
use crate::model::Model;

/// Data by the rows of the workbook.
pub(super) struct Filled<'p> {
    prefill: Option<&'p Prefill>,
    /// The county of the data for each county of the roster.
    counties: Vec<Option<usize>>,
    /// The county of the roster for each row of a table.
    rows: BTreeMap<TableId, Vec<usize>>,
}

impl<'p> Filled<'p> {
    /// Places data on the rows; rows beyond those of a workbook are left out.
    pub fn new(model: &Model, prefill: Option<&'p Prefill>) -> Filled<'p> {
        let place = |name: &str| prefill.and_then(|p| p.frame.counties.iter().position(|known| known == name));
        let counties: Vec<Option<usize>> = model.counties.iter().map(|c| place(&c.name)).collect();
        let mut rows = BTreeMap::new();
        for (at, _) in model.tables.iter().enumerate() {
            let id = TableId(at as u32);
            let given = prefill.and_then(|p| p.frame.tables.get(&id)).map(|t| t.county.as_slice()).unwrap_or_default();
            let owner = |county: &u32| counties.iter().position(|c| *c == Some(*county as usize)).unwrap_or_default();
            rows.insert(id, given.iter().take(DETAIL_ROWS as usize).map(owner).collect());
        }
        Filled { prefill, counties, rows }
    }

    /// What was reported (`false`) or verified (`true`): units and absence.
    pub fn stored(&self, input: Input, verified: bool, at: usize) -> Result<i64, Absence> {
        let Some(prefill) = self.prefill else { return Err(Absence::Missing) };
        let read = |cells: Option<&Cells>, at: usize| match cells {
            None => Err(Absence::Missing),
            Some(cells) => match cells.absence(at) {
                Absence::Present => cells.units.get(at).copied().ok_or(Absence::Missing),
                absence => Err(absence),
            },
        };
        match input {
            Input::Column(id) => read(prefill.frame.tables.values().find_map(|t| t.columns.get(&id)), at),
            Input::Datum(id, back) => {
                let Some(county) = self.counties.get(at).copied().flatten() else { return Err(Absence::Missing) };
                let taken = prefill.frame.data.get(&(id, back));
                match (prefill.frame.reported.get(&(id, back)), verified) {
                    (Some((_, replaced)), true) if replaced.get(county) == Some(&true) => read(taken, county),
                    (_, true) => Err(Absence::Missing),
                    (Some((reported, replaced)), false) if replaced.get(county) == Some(&true) => read(Some(reported), county),
                    (_, false) => read(taken, county),
                }
            }
        }
    }

    /// Whether nothing at all is filled in.
    pub fn is_blank(&self) -> bool {
        let Some(prefill) = self.prefill else { return true };
        let missing = |cells: &Cells| self.counties.iter().flatten().all(|at| cells.absence(*at) == Absence::Missing);
        self.rows.values().all(Vec::is_empty) && prefill.marks.is_empty() && prefill.frame.data.values().all(missing)
    }

    /// What an assessor gave, in units.
    pub fn mark(&self, datum: DatumId, rater: u32, at: usize) -> Option<i64> {
        let county = self.counties.get(at).copied().flatten()?;
        self.prefill?.marks.get(&(datum, rater, county)).copied()
    }

    /// The text of a cell that is kept as text, or of a document.
    pub fn text(&self, input: Input, units: i64, verified: bool, at: usize) -> String {
        let Some(prefill) = self.prefill else { return String::new() };
        if let Input::Datum(..) = input
            && let Some(county) = self.counties.get(at).copied().flatten()
            && let Some(text) = prefill.documents.get(&(input, verified, county))
        {
            return text.clone();
        }
        if let Some(text) = prefill.documents.get(&(input, false, at)).filter(|_| matches!(input, Input::Column(_))) {
            return text.clone();
        }
        usize::try_from(units).ok().and_then(|at| prefill.frame.texts.get_index(at)).cloned().unwrap_or_default()
    }
}

impl Given for Filled<'_> {
    fn cell(&self, input: Input, at: usize) -> (Number, i64) {
        let verified = self.stored(input, true, at);
        let stored =
            if matches!(input, Input::Datum(..)) && verified != Err(Absence::Missing) { verified } else { self.stored(input, false, at) };
        match stored {
            Ok(units) => (Number::from(units), absence::PRESENT),
            Err(Absence::NotApplicable) => (Number::ZERO, absence::NOT_APPLICABLE),
            Err(Absence::Pending) => (Number::ZERO, absence::PENDING),
            Err(_) => (Number::ZERO, absence::MISSING),
        }
    }

    fn rows(&self, table: TableId) -> &[usize] {
        self.rows.get(&table).map_or(&[], Vec::as_slice)
    }
}
