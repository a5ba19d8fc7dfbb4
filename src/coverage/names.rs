//! Comparisons in words.

use crate::check::name_of;
use crate::expr::{CmpOp, Expr, PopOp};
use crate::model::Model;
use crate::sentence::{Type, day_of};

/// A comparison of numbers in Chinese and in English signs; `None` for levels, facts and places in a ranking.
pub(super) fn compared(model: &Model, op: CmpOp, a: &Expr, b: &Expr) -> Option<(String, String)> {
    let is_number = |expr: &Expr| match expr {
        Expr::Datum(id, _) => model.datum(*id).is_some_and(|d| matches!(d.signature.ty, Type::Number(_) | Type::Date | Type::Judgement)),
        Expr::Bool(_) | Expr::Grade | Expr::InGroup(_) | Expr::Column(_) | Expr::Population(PopOp::Rank { .. } | PopOp::Any, ..) => false,
        _ => true,
    };
    if !is_number(a) || !is_number(b) {
        return None;
    }
    let (a_shown, b_shown) = (shown(model, a, b), shown(model, b, a));
    let (zh, en) = match op {
        CmpOp::Eq => ("＝", "="),
        CmpOp::Ne => ("≠", "≠"),
        CmpOp::Lt => ("＜", "<"),
        CmpOp::Le => ("≤", "≤"),
        CmpOp::Gt => ("＞", ">"),
        CmpOp::Ge => ("≥", "≥"),
    };
    Some((format!("{a_shown}{zh}{b_shown}"), format!("{a_shown} {en} {b_shown}")))
}

/// A side of a comparison; a number in the unit of the other side.
fn shown(model: &Model, expr: &Expr, other: &Expr) -> String {
    let Expr::Number(n) = expr else { return name_of(expr, model) };
    let ty = if let Expr::Datum(id, _) = other { model.datum(*id).map(|d| &d.signature.ty) } else { None };
    match ty {
        Some(Type::Number(unit)) => format!("{n}{}", unit.word()),
        Some(Type::Date) => {
            let day = day_of(n.to_i64().unwrap_or(0));
            format!("{}月{}日", day.month, day.day)
        }
        _ => n.to_string(),
    }
}

/// What an expression rests on directly: data, and values over counties or rows.
pub(super) fn own_inputs<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    if expr.is_input() {
        out.push(expr);
    } else {
        expr.each_part(|part| own_inputs(part, out));
    }
}
