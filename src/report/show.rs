//! How values of a report are worded, and numbers compared, in the workbook and on the page.

use std::cmp::Ordering;

use super::{Origin, Value};
use crate::expr::Number;

/// A value as read by people.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Number(text) => text.clone(),
        Value::Met(true) => "达到".to_owned(),
        Value::Met(false) => "未达到".to_owned(),
        Value::Lack(reason) => reason.zh().to_owned(),
    }
}

/// Where an input comes from.
pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Reported => "报送",
        Origin::Verified => "核实",
        Origin::StandIn => "缺报替代",
        Origin::Computed => "计算",
        Origin::Detail => "明细表",
        Origin::Population => "全市口径",
    }
}

/// Exact decimal text, or a fraction, as a number.
pub(super) fn number(text: &str) -> Option<Number> {
    match text.split_once('/') {
        Some((above, below)) => above.parse::<Number>().ok()?.div(&below.parse().ok()?),
        None => text.parse().ok(),
    }
}

/// The number of a value, if it is one.
pub(super) fn number_of(value: &Value) -> Option<Number> {
    match value {
        Value::Number(text) => number(text),
        Value::Met(_) | Value::Lack(_) => None,
    }
}

/// Whether a loss is above 0.
pub(super) fn is_lost(loss: Option<&str>) -> bool {
    loss.and_then(number).is_some_and(|n| !n.is_zero() && !n.is_negative())
}

/// Greater first; what is no number last.
pub(super) fn descending(a: Option<&Number>, b: Option<&Number>) -> Ordering {
    b.cmp(&a)
}

/// `part ÷ whole` in thousandths between 0 and 1000, rounded down.
pub(super) fn thousandths(part: &Number, whole: &Number) -> i64 {
    let share = part.div(whole).map(|share| (&share * &Number::from(1000)).floor());
    share.and_then(|n| n.to_i64()).unwrap_or(0).clamp(0, 1000)
}
