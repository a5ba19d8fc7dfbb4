//! Points and values in words, for messages.

use super::space::{Point, Space, Variable};
use crate::expr::{Expr, PopOp, Value};
use crate::model::Model;
use crate::sentence::{Type, UNREPORTED};

/// A point in words: `普惠率＝84%`.
pub(in crate::check) fn describe(space: &Space, point: &Point, model: &Model) -> String {
    let parts = space.variables.iter().zip(point).map(|(v, value)| format!("{}＝{}", name_of(&v.expr, model), value_words(v, value)));
    parts.take(3).collect::<Vec<_>>().join("，")
}

/// A value in words, with its unit.
pub(in crate::check) fn value_words(variable: &Variable, value: &Value) -> String {
    match (value, &variable.ty) {
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "否".to_owned(),
        (Value::Number(n), Type::Level(levels)) => {
            n.to_i64().and_then(|i| levels.get(i as usize)).cloned().unwrap_or_else(|| n.to_string())
        }
        (Value::Number(n), Type::Date) => {
            let day = crate::sentence::day_of(n.to_i64().unwrap_or(0));
            if n.to_i64() == Some(UNREPORTED) { "未报".to_owned() } else { format!("{}月{}日", day.month, day.day) }
        }
        (Value::Number(n), Type::Number(unit)) => {
            let shown = if n.places().is_some() { n.clone() } else { n.round_half_up(4) };
            format!("{shown}{unit}")
        }
        (Value::Number(n), _) => n.to_string(),
    }
}

/// What a variable is called.
pub(crate) fn name_of(expr: &Expr, model: &Model) -> String {
    match expr {
        Expr::Datum(id, 0) => model.datum(*id).map_or_else(String::new, |d| d.name.clone()),
        Expr::Datum(id, 1) => format!("{}（上年）", model.datum(*id).map_or("", |d| &d.name)),
        Expr::Datum(id, back) => format!("{}（{}年前）", model.datum(*id).map_or("", |d| &d.name), back),
        Expr::Column(id) => model.column(*id).map_or_else(String::new, |c| c.name.clone()),
        Expr::Score(id) => model.indicator(*id).map_or_else(String::new, |i| format!("{}得分", i.code)),
        Expr::Total => "总分".to_owned(),
        Expr::Grade => "等次".to_owned(),
        Expr::InGroup(_) => "分组".to_owned(),
        Expr::Population(PopOp::Rank { .. }, _, a) => format!("{}的名次", name_of(a, model)),
        Expr::Population(PopOp::Mean, _, a) => format!("{}的平均数", name_of(a, model)),
        Expr::Population(PopOp::Max, _, a) => format!("{}的最高值", name_of(a, model)),
        Expr::Population(PopOp::Min, _, a) => format!("{}的最低值", name_of(a, model)),
        Expr::Table { table, .. } => model.table(*table).map_or_else(String::new, |t| format!("{}汇总值", t.name)),
        Expr::Div(a, ..) => match &**a {
            Expr::Table { table, .. } => model.table(*table).map_or_else(String::new, |t| format!("{}占比", t.name)),
            _ => "计算值".to_owned(),
        },
        _ => "计算值".to_owned(),
    }
}
