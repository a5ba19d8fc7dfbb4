//! Data as chunks for the engine (装载): counties of one part together, detail rows by county.

use std::collections::BTreeMap;
use std::ops::Range;

use super::engine::{Chunk, Column, Lane, Plan, Source};
use crate::data::{Absence, Cells, Frame, Rows};
use crate::expr::{GroupId, TableId};
use crate::ir::{Domain, Input, Presence, absence};
use crate::model::Model;

/// The absences that occur in a frame; a column that is not there is missing.
pub struct Occurring<'f>(pub &'f Frame);

impl Presence for Occurring<'_> {
    fn absences(&self, input: Input) -> i64 {
        let cells = match input {
            Input::Datum(id, back) => self.0.data.get(&(id, back)),
            // A table without rows has no absent cells.
            Input::Column(id) => match self.0.tables.values().find_map(|rows| rows.columns.get(&id)) {
                None if self.0.tables.values().all(|rows| rows.county.is_empty()) => return absence::PRESENT,
                found => found,
            },
        };
        let Some(cells) = cells else { return absence::MISSING };
        cells.absences.iter().max().map_or(absence::PRESENT, |most| code(*most))
    }
}

fn code(absence: Absence) -> i64 {
    match absence {
        Absence::Present => absence::PRESENT,
        Absence::NotApplicable => absence::NOT_APPLICABLE,
        Absence::Pending => absence::PENDING,
        Absence::Missing => absence::MISSING,
    }
}

/// Where each county and each detail row of a frame goes.
pub struct Arrangement {
    /// The frame's place of each county of the chunk.
    pub counties: Vec<usize>,
    rows: BTreeMap<TableId, Vec<usize>>,
    chunk: Chunk,
}

impl Arrangement {
    /// Puts the counties of each part together, in the order of the frame.
    pub fn new(model: &Model, frame: &Frame) -> Arrangement {
        let mut counties: Vec<usize> = (0..frame.counties.len()).collect();
        let part = |at: &usize| frame.parts.get(*at).copied().unwrap_or_default();
        counties.sort_by_key(part);
        let mut parts: Vec<Range<usize>> = Vec::new();
        for run in counties.chunk_by(|a, b| part(a) == part(b)) {
            let start = parts.last().map_or(0, |last| last.end);
            parts.push(start..start + run.len());
        }
        let known = groups(model);
        let mut classes: BTreeMap<&[GroupId], u32> = BTreeMap::new();
        let peers = counties
            .iter()
            .map(|at| {
                let name = frame.counties.get(*at).map_or("", String::as_str);
                let next = classes.len() as u32;
                *classes.entry(known.get(name).copied().unwrap_or_default()).or_insert(next)
            })
            .collect();
        let mut chunk = Chunk { counties: counties.len(), parts, peers, ..Chunk::default() };
        let mut place = vec![0; counties.len()];
        for (new, old) in counties.iter().enumerate() {
            if let Some(place) = place.get_mut(*old) {
                *place = new;
            }
        }
        let mut rows = BTreeMap::new();
        for index in 0..model.tables.len() {
            let table = TableId(index as u32);
            let none = Rows::default();
            let given = frame.tables.get(&table).unwrap_or(&none);
            let owner = |row: &usize| given.county.get(*row).and_then(|c| place.get(*c as usize)).copied().unwrap_or_default();
            let mut order: Vec<usize> = (0..given.county.len()).collect();
            order.sort_by_key(owner);
            let mut spans = vec![0..0; counties.len()];
            let mut start = 0;
            let mut left = order.as_slice();
            for (county, span) in spans.iter_mut().enumerate() {
                let taken = left.iter().take_while(|row| owner(row) == county).count();
                *span = start..start + taken;
                start += taken;
                left = left.get(taken..).unwrap_or_default();
            }
            chunk.tables.insert(table, spans);
            rows.insert(table, order);
        }
        Arrangement { counties, rows, chunk }
    }

    /// The chunk with the columns a plan needs.
    pub fn load(&self, plan: &Plan, model: &Model, frame: &Frame) -> Chunk {
        let mut chunk = self.chunk.clone();
        chunk.sources = plan.sources.iter().map(|(source, lane, domain)| self.column(*source, *lane, *domain, model, frame)).collect();
        chunk
    }

    fn column(&self, source: Source, lane: Lane, domain: Domain, model: &Model, frame: &Frame) -> Column {
        let nothing = Vec::new();
        let order = match domain {
            Domain::Row(table) => self.rows.get(&table).unwrap_or(&nothing),
            Domain::County | Domain::Constant => &self.counties,
        };
        let cells = |input: Input| match (input, domain) {
            (Input::Datum(id, back), _) => frame.data.get(&(id, back)),
            (Input::Column(id), Domain::Row(table)) => frame.tables.get(&table).and_then(|rows| rows.columns.get(&id)),
            (Input::Column(_), _) => None,
        };
        let values: Vec<i64> = match source {
            Source::Units(input) => {
                let cells = cells(input);
                order.iter().map(|at| cells.map_or(0, |c| c.units.get(*at).copied().unwrap_or_default())).collect()
            }
            Source::Absence(input) => {
                let cells: Option<&Cells> = cells(input);
                order.iter().map(|at| cells.map_or(absence::MISSING, |c| code(c.absence(*at)))).collect()
            }
            Source::Group(id) => {
                let known = groups(model);
                let member =
                    |at: &usize| frame.counties.get(*at).and_then(|name| known.get(name.as_str())).is_some_and(|g| g.contains(&id));
                order.iter().map(|at| i64::from(member(at))).collect()
            }
        };
        Column::from_units(&values, lane)
    }
}

fn groups(model: &Model) -> BTreeMap<&str, &[GroupId]> {
    model.counties.iter().map(|c| (c.name.as_str(), c.groups.as_slice())).collect()
}
