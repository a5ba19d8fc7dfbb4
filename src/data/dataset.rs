//! The data of all counties (评价数据) as scorers see them, and what makes them unfit.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{ColumnId, DatumId, IndicatorId, Number, TableId, Value};
use crate::model::{Datum, Model};
use crate::sentence::Type;

/// What is recorded for a datum of a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A value.
    Value(Value),
    /// 不适用
    NotApplicable,
    /// 待定
    Pending,
}

/// A row of a detail table. A column without an entry is missing.
pub type Row = BTreeMap<ColumnId, Cell>;

/// One county's data. A datum without an entry is missing (缺报).
#[derive(Debug, Clone, Default)]
pub struct CountyData {
    /// Its name, as in the roster.
    pub name: String,
    /// Data by id and years back.
    pub values: BTreeMap<(DatumId, u8), Cell>,
    /// What was reported where a verified value (核实值) replaces it.
    pub replaced: BTreeMap<(DatumId, u8), Cell>,
    /// Rows of detail tables.
    pub rows: BTreeMap<TableId, Vec<Row>>,
    /// Data that are said to be missing (缺报); only test cases use it, of which other facts simply are not given.
    pub missing: BTreeSet<DatumId>,
    /// Scores that are given instead of computed; only test cases use it.
    pub scores: BTreeMap<IndicatorId, Cell>,
    /// A total that is given instead of computed; only test cases use it.
    pub total: Option<Number>,
    /// A grade that is given instead of computed; only test cases use it.
    pub grade: Option<usize>,
}

/// All counties.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// In the order of the roster or file.
    pub counties: Vec<CountyData>,
}

pub use crate::sentence::UNREPORTED;

/// Why a value does not fit its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Outside the declared range.
    OutOfRange(DatumId),
    /// More decimal places than declared.
    TooManyPlaces(DatumId),
    /// Points no assessor may give here.
    NotAllowed(DatumId),
    /// A 校核 does not hold.
    Verification(String),
    /// 不适用, where the declaration does not allow it.
    NotOptional(DatumId),
    /// 不适用 in a column that does not allow it.
    ColumnNotOptional(ColumnId),
    /// A column value is outside its range.
    ColumnOutOfRange(ColumnId),
}

impl Dataset {
    /// Every value that does not fit its declaration.
    pub fn problems(&self, model: &Model) -> Vec<Problem> {
        self.counties.iter().flat_map(|county| county.problems(model)).collect()
    }
}

impl CountyData {
    /// Every value of the county that does not fit its declaration.
    pub(super) fn problems(&self, model: &Model) -> Vec<Problem> {
        let mut out = Vec::new();
        for ((id, _), cell) in &self.values {
            if *cell == Cell::NotApplicable && model.datum(*id).is_some_and(|d| !d.signature.optional) {
                out.push(Problem::NotOptional(*id));
            }
            let (Some(datum), Cell::Value(Value::Number(value))) = (model.datum(*id), cell) else { continue };
            out.extend(value_problem(*id, datum, value));
        }
        for (column_id, cell) in self.rows.values().flatten().flatten() {
            if *cell == Cell::NotApplicable && model.column(*column_id).is_some_and(|c| !c.signature.optional) {
                out.push(Problem::ColumnNotOptional(*column_id));
            }
            let (Some(column), Cell::Value(Value::Number(value))) = (model.column(*column_id), cell) else { continue };
            if column.signature.range.as_ref().is_some_and(|(low, high)| value < low || value > high) {
                out.push(Problem::ColumnOutOfRange(*column_id));
            }
        }
        for judged in &model.judged {
            let Some(Cell::Value(Value::Number(points))) = self.values.get(&(judged.datum, 0)) else { continue };
            let range = match judged.level.and_then(|level| self.values.get(&(level, 0))) {
                Some(Cell::Value(Value::Number(level))) => level.to_i64().and_then(|i| judged.ranges.get(i as usize)),
                _ => judged.ranges.first(),
            };
            let inside = range.is_some_and(|(low, high)| points >= low && points <= high);
            let step = model.datum(judged.datum).and_then(|d| d.quantum.clone()).unwrap_or(Number::ulp(1));
            let on_step = points.div(&step).is_some_and(|n| n.is_integer());
            if !((inside || (judged.zero && points.is_zero())) && on_step) {
                out.push(Problem::NotAllowed(judged.datum));
            }
        }
        out
    }
}

fn value_problem(id: DatumId, datum: &Datum, value: &Number) -> Option<Problem> {
    if datum.signature.range.as_ref().is_some_and(|(low, high)| value < low || value > high) {
        return Some(Problem::OutOfRange(id));
    }
    let is_number = matches!(datum.signature.ty, Type::Number(_));
    let places = datum.signature.places.filter(|_| is_number)?;
    (value.places().is_none_or(|p| p > places)).then_some(Problem::TooManyPlaces(id))
}
