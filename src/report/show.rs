//! How values of a report are worded, and numbers compared, in the workbook and on the page.

use std::cmp::Ordering;

use super::{Origin, Value};
use crate::expr::Number;

/// A value as read by people.
pub fn value(value: &Value) -> String {
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

/// A number with so many decimal places at least: what is published with two places shows both.
pub fn padded(number: &str, places: usize) -> String {
    let own = own_places(number);
    if number.contains('/') || own >= places || number.parse::<Number>().is_err() {
        return number.to_owned();
    }
    format!("{number}{}{}", if own == 0 { "." } else { "" }, "0".repeat(places - own))
}

/// Decimal places of the number that has most of them: all numbers of a column have as many.
pub fn longest<'t>(numbers: impl IntoIterator<Item = &'t str>) -> usize {
    numbers.into_iter().map(own_places).max().unwrap_or(0)
}

/// Points as read by people, with so many decimal places.
pub fn points(value: &Value, places: usize) -> String {
    match value {
        Value::Number(text) => padded(text, places),
        Value::Met(_) | Value::Lack(_) => self::value(value),
    }
}

/// The places of a column of points.
pub fn column<'v>(values: impl IntoIterator<Item = &'v Value>) -> usize {
    longest(values.into_iter().filter_map(|value| if let Value::Number(text) = value { Some(text.as_str()) } else { None }))
}

fn own_places(number: &str) -> usize {
    number.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// A change of points, with the sign that is printed.
pub fn signed(number: &str, places: usize) -> String {
    let text = padded(number, places);
    text.strip_prefix('-').map_or_else(|| text.clone(), |rest| format!("−{rest}"))
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

#[cfg(test)]
mod tests {
    use super::{longest, padded, signed};

    #[test]
    fn numbers_of_a_column_have_the_places_of_the_longest() {
        let places = longest(["91.3", "93.69", "90"]);
        assert_eq!(["91.3", "93.69", "90", "1/3", "缺报"].map(|n| padded(n, places)), ["91.30", "93.69", "90.00", "1/3", "缺报"]);
        assert_eq!(padded("90", 0), "90");
    }

    #[test]
    fn a_loss_has_the_sign_that_is_printed() {
        assert_eq!([signed("-0.5", 2), signed("1.5", 2)], ["−0.50", "1.50"]);
    }
}
