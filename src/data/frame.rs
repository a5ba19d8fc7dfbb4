//! Data by column (列存数据): whole numbers of the declared step, with absences beside them. What files are read into.
//!
//! A cell holds `value × 10^places` of its declaration: 84.5% with two places is 8450, a fact is 0 or 1, a level its
//! place in the list, a day its number, a text its place in [`Frame::texts`].

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use super::{Cell, CountyData, Dataset, Row};
use crate::expr::{ColumnId, DatumId, Number, TableId, Value};
use crate::model::Model;
use crate::sentence::{Signature, Type};

/// Whether a cell has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Absence {
    /// There is a value.
    #[default]
    Present = 0,
    /// 不适用
    NotApplicable = 1,
    /// 待定
    Pending = 2,
    /// 缺报
    Missing = 3,
}

/// One column of values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// Units of each row; 0 where there is no value.
    pub units: Vec<i64>,
    /// Absence of each row; empty if every row has a value.
    pub absences: Vec<Absence>,
}

/// The rows of a detail table, of all counties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The county of each row, by its place in [`Frame::counties`].
    pub county: Vec<u32>,
    /// Columns, each as long as `county`. A column that is not here is missing in every row.
    pub columns: BTreeMap<ColumnId, Cells>,
}

/// All data of one evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Names of the counties, in the order of the roster, else of the file.
    pub counties: Vec<String>,
    /// The part of the population each county belongs to (分别评价); empty if all counties are one.
    pub parts: Vec<u32>,
    /// The name of each part, as first written; empty if the data name none.
    pub part_names: Vec<String>,
    /// Data by id and years back; verified values where there are any. A column that is not here is missing everywhere.
    pub data: BTreeMap<(DatumId, u8), Cells>,
    /// What was reported, for the columns that have verified values (核实值): the reported column, and which rows were verified.
    pub reported: BTreeMap<(DatumId, u8), (Cells, Vec<bool>)>,
    /// Detail tables.
    pub tables: BTreeMap<TableId, Rows>,
    /// Texts of cells, each once.
    pub texts: IndexSet<String>,
}

/// Decimal places a value of this declaration is stored with.
pub fn stored_places(signature: &Signature) -> u32 {
    signature.stored_places()
}

impl Cells {
    /// Whether row `at` has a value.
    pub fn absence(&self, at: usize) -> Absence {
        self.absences.get(at).copied().unwrap_or_default()
    }

    /// Adds a row.
    pub fn push(&mut self, cell: Result<i64, Absence>) {
        let absence = cell.err().unwrap_or_default();
        if absence != Absence::Present && self.absences.is_empty() {
            self.absences = vec![Absence::Present; self.units.len()];
        }
        if absence != Absence::Present || !self.absences.is_empty() {
            self.absences.push(absence);
        }
        self.units.push(cell.unwrap_or(0));
    }

    /// Row `at` as the oracle sees it; `None` is missing.
    pub fn cell(&self, at: usize, signature: &Signature) -> Option<Cell> {
        match self.absence(at) {
            Absence::Missing => None,
            Absence::NotApplicable => Some(Cell::NotApplicable),
            Absence::Pending => Some(Cell::Pending),
            Absence::Present => {
                let units = *self.units.get(at)?;
                Some(Cell::Value(match signature.ty {
                    Type::Bool => Value::Bool(units != 0),
                    _ => Value::Number(&Number::from(units) * &Number::ulp(stored_places(signature))),
                }))
            }
        }
    }
}

/// A cell in units; a value that is no whole number of them is missing.
fn units(cell: Option<&Cell>, signature: &Signature) -> Result<i64, Absence> {
    match cell {
        None => Err(Absence::Missing),
        Some(Cell::NotApplicable) => Err(Absence::NotApplicable),
        Some(Cell::Pending) => Err(Absence::Pending),
        Some(Cell::Value(Value::Bool(truth))) => Ok(i64::from(*truth)),
        Some(Cell::Value(Value::Number(n))) => (n * &Number::ten_to(stored_places(signature))).to_i64().ok_or(Absence::Missing),
    }
}

impl Frame {
    /// The same data by column; the rows of all counties in turn, as an exported file may have them.
    pub fn from_dataset(model: &Model, data: &Dataset) -> Frame {
        let mut frame = Frame { counties: data.counties.iter().map(|c| c.name.clone()).collect(), ..Frame::default() };
        let keys: BTreeSet<_> = data.counties.iter().flat_map(|c| c.values.keys().copied()).collect();
        for key in keys {
            let Some(datum) = model.datum(key.0) else { continue };
            let mut cells = Cells::default();
            data.counties.iter().for_each(|c| cells.push(units(c.values.get(&key), &datum.signature)));
            frame.data.insert(key, cells);
        }
        for (at, table) in model.tables.iter().enumerate() {
            let id = TableId(at as u32);
            let mut rows = Rows::default();
            let most = data.counties.iter().map(|c| c.rows.get(&id).map_or(0, Vec::len)).max().unwrap_or(0);
            for n in 0..most {
                for (county, c) in data.counties.iter().enumerate() {
                    let Some(row) = c.rows.get(&id).and_then(|rows| rows.get(n)) else { continue };
                    rows.county.push(county as u32);
                    for column in &table.columns {
                        let Some(spec) = model.column(*column).filter(|c| c.formula.is_none()) else { continue };
                        rows.columns.entry(*column).or_default().push(units(row.get(column), &spec.signature));
                    }
                }
            }
            frame.tables.insert(id, rows);
        }
        frame
    }

    /// The same data, county by county, as the oracle reads them.
    pub fn to_dataset(&self, model: &Model) -> Dataset {
        let mut counties: Vec<CountyData> =
            self.counties.iter().map(|name| CountyData { name: name.clone(), ..CountyData::default() }).collect();
        for (at, county) in counties.iter_mut().enumerate() {
            for (key, cells) in &self.data {
                let Some(datum) = model.datum(key.0) else { continue };
                county.values.extend(cells.cell(at, &datum.signature).map(|cell| (*key, cell)));
            }
            for (key, (cells, verified)) in &self.reported {
                let Some(datum) = model.datum(key.0).filter(|_| verified.get(at) == Some(&true)) else { continue };
                county.replaced.extend(cells.cell(at, &datum.signature).map(|cell| (*key, cell)));
            }
            // A table that was given has rows, if only none.
            county.rows.extend(self.tables.keys().map(|table| (*table, Vec::new())));
        }
        for (table, rows) in &self.tables {
            for (at, county) in rows.county.iter().enumerate() {
                let mut row = Row::new();
                for (column, cells) in &rows.columns {
                    let Some(spec) = model.column(*column) else { continue };
                    row.extend(cells.cell(at, &spec.signature).map(|cell| (*column, cell)));
                }
                if let Some(data) = counties.get_mut(*county as usize) {
                    data.rows.entry(*table).or_default().push(row);
                }
            }
        }
        Dataset { counties }
    }
}
