//! What a score rests on (所用数据): values with unit and origin, earlier years, details, values over all counties.

use super::values::{Shape, datum_name, name};
use super::{Origin, UsedInput};
use crate::data::{Cell, CountyData};
use crate::expr::{Absent, DatumId, Env, Expr, Value, evaluate};
use crate::model::{DatumKind, Model};
use crate::syntax::tree::Text;

/// Collects the inputs of one rule for one county.
pub(super) struct Inputs<'i> {
    pub model: &'i Model,
    pub county: &'i CountyData,
    pub env: &'i dyn Env,
    pub found: Vec<UsedInput>,
    /// Expressions that were looked at.
    pub seen: Vec<Expr>,
}

impl Inputs<'_> {
    /// Everything an expression uses; a computed datum is followed by what it is computed from.
    pub fn collect(&mut self, expr: &Expr) {
        if self.seen.contains(expr) {
            return;
        }
        match expr {
            Expr::Datum(id, back) => self.datum(expr, *id, *back),
            Expr::Population(_, _, inner) => {
                self.seen.push(expr.clone());
                self.collect(inner);
                self.whole(expr, Origin::Population);
            }
            Expr::Table { .. } => {
                self.seen.push(expr.clone());
                self.whole(expr, Origin::Detail);
            }
            Expr::Score(_) | Expr::Total => {
                self.seen.push(expr.clone());
                self.whole(expr, Origin::Computed);
            }
            other => other.each_part(|part| self.collect(part)),
        }
    }

    fn datum(&mut self, expr: &Expr, id: DatumId, back: u8) {
        self.seen.push(expr.clone());
        let Some(datum) = self.model.datum(id) else { return };
        let shape = Shape::of(&datum.name, &datum.signature, datum.type_word);
        let given = self.county.values.contains_key(&(id, back));
        let replaced = self.county.replaced.get(&(id, back));
        let origin = match (&datum.kind, given, replaced) {
            (_, true, Some(_)) => Origin::Verified,
            (DatumKind::Derived(_), false, _) => Origin::Computed,
            (_, false, _) if datum.when_missing.is_some() => Origin::StandIn,
            _ => Origin::Reported,
        };
        self.found.push(UsedInput {
            name: datum_name(self.model, id, back),
            value: printed(evaluate(expr, self.env), &shape),
            origin,
            reported: replaced.map(|cell| cell_text(cell, &shape)),
            owners: texts(&datum.owners),
        });
        if let (DatumKind::Derived(formula), false) = (&datum.kind, given) {
            self.collect(&earlier(formula, back));
        }
    }

    fn whole(&mut self, expr: &Expr, origin: Origin) {
        let shape = Shape::of_expr(expr, self.model).unwrap_or(Shape::Plain);
        let value = printed(evaluate(expr, self.env), &shape);
        let owners = match expr {
            Expr::Table { table, .. } => self.model.table(*table).map(|t| texts(&t.owners)).unwrap_or_default(),
            _ => Vec::new(),
        };
        self.found.push(UsedInput { name: name(expr, self.model), value, origin, reported: None, owners });
    }
}

/// The formula of a computed datum, so many years ago.
pub(super) fn earlier(formula: &Expr, back: u8) -> Expr {
    match formula {
        Expr::Datum(id, own) => Expr::Datum(*id, own.saturating_add(back)),
        other => other.clone().map_parts(&mut |part| earlier(&part, back)),
    }
}

/// The texts of a list.
pub(super) fn texts(all: &[Text]) -> Vec<String> {
    all.iter().map(|text| text.text.clone()).collect()
}

/// A cell as it is written.
pub(super) fn cell_text(cell: &Cell, shape: &Shape) -> String {
    match cell {
        Cell::Value(value) => shape.print(value),
        Cell::NotApplicable => "不适用".to_owned(),
        Cell::Pending => "待定".to_owned(),
    }
}

fn printed(value: Result<Value, Absent>, shape: &Shape) -> String {
    match value {
        Ok(value) => shape.print(&value),
        Err(Absent::NotApplicable) => "不适用".to_owned(),
        Err(Absent::Pending(_)) => "待定".to_owned(),
        Err(Absent::Missing(_) | Absent::MissingColumn(_)) => "缺报".to_owned(),
        Err(Absent::DivisionByZero | Absent::IllTyped) => "分母为0".to_owned(),
        Err(Absent::QuotaOpen) => "名额未定".to_owned(),
    }
}
