//! An environment of data and nothing else: no rows, no other county, no score.

use super::{Absent, ColumnId, DatumId, Env, Expr, GroupId, IndicatorId, Number, Scope, TableId, Value};

/// The data of one county, by a function of the datum and how many years back; everything else is absent.
#[derive(Debug, Clone, Copy)]
pub struct DataOnly<F>(pub F);

impl<F: Fn(DatumId, u8) -> Result<Value, Absent>> Env for DataOnly<F> {
    fn datum(&self, id: DatumId, back: u8) -> Result<Value, Absent> {
        (self.0)(id, back)
    }

    fn column(&self, _: ColumnId) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn score(&self, _: IndicatorId) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn full_marks(&self, _: IndicatorId) -> Number {
        Number::ZERO
    }

    fn total(&self) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn grade(&self) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn in_group(&self, _: GroupId) -> bool {
        false
    }

    fn population(&self, _: Scope, visit: &mut dyn FnMut(&[&dyn Env], Option<usize>)) {
        visit(&[], None);
    }

    fn column_rule(&self, _: ColumnId) -> Option<(Option<&Expr>, Option<&Number>)> {
        None
    }

    fn rows(&self, _: TableId) -> Vec<Box<dyn Env + '_>> {
        Vec::new()
    }
}
