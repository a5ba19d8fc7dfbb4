//! What the beginning of a wide CSV says (表头): which column is what, and whether rows can be read on their own.

use std::collections::BTreeSet;

use super::plain::{Cell, Cells, Value};
use crate::data::bind::Binder;
use crate::data::collect::in_order;
use crate::data::header::{Headers, Target, UNREAD};
use crate::data::layout::{Form, Table, table};
use crate::data::limits;
use crate::data::needs::needed;
use crate::data::problem::{DataProblem, Problems};
use crate::data::raw::Sheet;
use crate::data::read::{Reader, csv};
use crate::data::stamp::Stamp;
use crate::data::value::folded_name;
use crate::expr::DatumId;
use crate::model::Model;
use crate::sentence::Type;

/// Most records that are looked at for a header, blank ones too.
const LOOKED_AT: usize = 100;

/// A wide table whose rows can be read in blocks.
pub struct Wide<'m> {
    pub(super) model: &'m Model,
    pub(super) stamp: &'m Stamp,
    /// The table with nothing but its header.
    pub(super) table: Table,
    pub(super) targets: Vec<(usize, Target)>,
    /// The column of cities.
    pub(super) city: usize,
    /// What is wrong with the header.
    pub(super) problems: Problems,
    /// Values that stand under headers that mean nothing, and whether so many do that nothing is known to be missing.
    pub(super) unread: BTreeSet<(DatumId, u8)>,
    pub(super) refused: bool,
    /// Columns without a header.
    pub(super) nameless: Vec<usize>,
    /// What each cell of a row is, if rows can be read without more.
    pub(super) cells: Option<Cells<'m>>,
}

impl<'m> Wide<'m> {
    /// Reads the head of a text: the table, the byte its rows begin at, and the number of the first of them. `None` if the file
    /// or the rules need all rows at once.
    pub fn open(name: &str, text: &str, model: &'m Model, stamp: &'m Stamp) -> Option<(Wide<'m>, usize, u32)> {
        // A roster is compared with all rows, and rows of detail tables stand in other files.
        if !model.counties.is_empty() || !model.tables.is_empty() {
            return None;
        }
        let ends = record_ends(text);
        let mut problems = Problems::default();
        let mut reader = Reader { name: name.into(), problems: &mut problems, cells: 0 };
        let mut sheet = Sheet::new(&reader.name, None);
        sheet.strict = true;
        csv::fill(&mut reader, text.get(..*ends.last()?)?, 1, &mut sheet).ok()?;
        if stamp.check(&sheet).is_some() {
            return None;
        }
        let headers = Headers::new(model, stamp.year);
        let mut table = table(sheet, &headers, &mut problems)?;
        let city = table.city.filter(|_| table.form == Form::Wide)?;
        let (start, header) = (*ends.get(table.header)?, table.sheet.rows.get(table.header)?.clone());
        let lines = text.get(..start)?.bytes().filter(|b| *b == b'\n').count();
        let inner: usize =
            table.sheet.rows.iter().take(table.header + 1).flat_map(|row| &row.cells).map(|cell| cell.label().matches('\n').count()).sum();
        let first = u32::try_from(lines - inner.min(lines) + 1).ok()?;
        table.sheet.rows = vec![header];
        table.header = 0;
        let mut binder = Binder::new(model, headers, stamp, problems);
        let targets = binder.targets(&table);
        // Marks of assessors come together with words about those that do not.
        if targets.iter().any(|(_, t)| t.rater > 0) {
            return None;
        }
        let nameless = table.header().filter(|(_, cell)| folded_name(&cell.label()).is_empty()).map(|(column, _)| column).collect();
        let problems = std::mem::take(&mut binder.problems);
        let (unread, refused) = (std::mem::take(&mut binder.unread), binder.refused);
        let mut wide = Wide { model, stamp, table, targets, city, problems, unread, refused, nameless, cells: None };
        wide.cells = wide.plain(&binder);
        Some((wide, start, first))
    }

    /// What the header's columns hold, in the order of [`super::Batch::columns`]; `None` if no row can be read without more.
    pub fn keys(&self) -> Option<Vec<(DatumId, u8)>> {
        self.cells.as_ref().map(|_| self.targets.iter().map(|(_, target)| (target.datum, target.back)).collect())
    }

    /// What is wrong with the header, by place.
    pub fn problems(&self) -> Vec<DataProblem> {
        in_order(Problems { list: self.problems.list.clone(), ..self.problems })
    }

    /// Each cell of a row, where every datum stands in one column and nothing is left out.
    fn plain(&self, binder: &Binder<'m>) -> Option<Cells<'m>> {
        let keys: BTreeSet<(DatumId, u8)> = self.targets.iter().map(|(_, t)| (t.datum, t.back)).collect();
        let lacking = needed(self.model)
            .into_iter()
            .any(|key| !keys.contains(&key) && self.model.datum(key.0).is_some_and(|d| d.when_missing.is_none()));
        let texts = self.targets.iter().any(|(_, t)| self.model.datum(t.datum).is_none_or(|d| d.signature.ty == Type::Text));
        if lacking || texts || keys.len() < self.targets.len() || !self.model.judged.is_empty() || !self.problems.list.is_empty() {
            return None;
        }
        let mut cells = Cells { kinds: Vec::new(), values: Vec::new() };
        for (column, cell) in self.table.header() {
            let label = cell.label();
            let target = self.targets.iter().find(|(at, _)| *at == column);
            match target {
                _ if column == self.table.county => cells.push(Cell::County),
                _ if column == self.city => cells.push(Cell::City),
                _ if Some(column) == self.table.year => return None,
                _ if self.nameless.contains(&column) => cells.push(Cell::Nothing),
                Some((_, target)) => cells.push_value(Value::new(self.model.datum(target.datum)?, target.unit.as_deref())),
                None if UNREAD.contains(&folded_name(&label).as_str()) && !binder.headers.is_datum(&label) => cells.push(Cell::Unread),
                None => return None,
            }
        }
        Some(cells)
    }
}

/// Where the first records of a text end.
fn record_ends(text: &str) -> Vec<usize> {
    let mut records = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut ends = Vec::new();
    let mut filled = 0;
    while filled < limits::ROWS_ABOVE_HEADER && ends.len() < LOOKED_AT && matches!(records.read_record(&mut record), Ok(true)) {
        ends.push(usize::try_from(records.position().byte()).unwrap_or(usize::MAX));
        filled += usize::from(record.iter().any(|cell| !cell.trim().is_empty()));
    }
    ends
}
