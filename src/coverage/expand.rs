//! Rules over the data that are asked for: computed data replaced by their formulas.

use crate::expr::{Expr, GroupId};
use crate::model::{DatumKind, Model};

/// Formulas inside formulas; the model refuses circles.
const DEPTH: u8 = 20;

/// The expression with every computed datum replaced by its formula.
pub(super) fn expand(model: &Model, expr: Expr) -> Expr {
    deep(model, expr, DEPTH)
}

fn deep(model: &Model, expr: Expr, depth: u8) -> Expr {
    match expr {
        Expr::Datum(id, back) => match model.datum(id).map(|d| &d.kind) {
            Some(DatumKind::Derived(formula)) if depth > 0 => deep(model, earlier(formula.clone(), back), depth - 1),
            _ => expr,
        },
        expr => expr.map_parts(&mut |part| deep(model, part, depth)),
    }
}

/// The same so many years before.
fn earlier(expr: Expr, years: u8) -> Expr {
    match expr {
        Expr::Datum(id, back) => Expr::Datum(id, back.saturating_add(years)),
        expr => expr.map_parts(&mut |part| earlier(part, years)),
    }
}

/// The expression for the counties of one group.
pub(super) fn settled(expr: Expr, group: Option<GroupId>) -> Expr {
    match expr {
        Expr::InGroup(of) => Expr::Bool(Some(of) == group),
        expr => expr.map_parts(&mut |part| settled(part, group)),
    }
}
