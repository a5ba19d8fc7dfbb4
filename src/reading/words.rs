//! Small English words: names kept in Chinese, numbers with units, days, lists.

use crate::expr::{Number, Unit};
use crate::format::wide;
use crate::syntax::tree::{Date, Quantity};

/// Units (单位) with one English noun: as written, for one, for several.
const NOUNS: &[(&str, &str, &str)] = &[
    ("个百分点", "percentage point", "percentage points"),
    ("百分点", "percentage point", "percentage points"),
    ("分", "point", "points"),
    ("天", "day", "days"),
    ("日", "day", "days"),
    ("年", "year", "years"),
    ("元", "yuan", "yuan"),
    ("人", "person", "people"),
    ("名", "person", "people"),
    ("起", "case", "cases"),
    ("例", "case", "cases"),
    ("所", "school", "schools"),
    ("校", "school", "schools"),
    ("平方米", "square meter", "square meters"),
];

/// A Chinese name: as it is if it is plain Chinese text, else in 「」.
pub(super) fn kept(text: &str) -> String {
    let plain = !text.is_empty() && text.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    if plain { text.to_owned() } else { format!("「{}」", wide(text)) }
}

/// `85%`, `3 people`, `0.5 points`, `450 × 10,000 yuan`. A mere measure word (次, 处) is left out, any other unit
/// without an English noun stays as it is.
pub(super) fn quantity(quantity: &Quantity) -> String {
    measured(&quantity.number, &quantity.unit)
}

/// As [`quantity`].
pub(super) fn measured(number: &Number, unit: &str) -> String {
    match unit {
        "" => number.to_string(),
        "%" | "‰" => format!("{number}{unit}"),
        "万元" => format!("{number} × 10,000 yuan"),
        "亿元" => format!("{number} × 100 million yuan"),
        _ => match noun(unit, *number == Number::ONE) {
            Some(noun) => format!("{number} {noun}"),
            None if is_measure_word(unit) => number.to_string(),
            None => format!("{number} {}", wide(unit)),
        },
    }
}

/// The noun of a unit, for one or for several; `None` if it has none in English.
pub(super) fn noun(unit: &str, one: bool) -> Option<&'static str> {
    NOUNS.iter().find(|(word, ..)| *word == unit).map(|(_, single, several)| if one { *single } else { *several })
}

/// Whether a unit only says that things are counted.
pub(super) fn is_measure_word(unit: &str) -> bool {
    let parsed = Unit::parse(unit);
    parsed.is_count() && !parsed.is_pure() && !unit.contains('/') && unit.chars().count() == 1
}

/// `1 point`, `0.5 points`
pub(super) fn points(number: &Number) -> String {
    measured(number, "分")
}

/// `31 October`, with the year where the text has it.
pub(super) fn date(date: Date) -> String {
    let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let month = (date.month as usize).checked_sub(1).and_then(|m| months.get(m));
    let month = month.map_or_else(|| format!("month {}", date.month), |m| (*m).to_owned());
    let year = date.year.map_or(String::new(), |year| format!(" {year}"));
    format!("{} {month}{year}", date.day)
}

/// `a`, `a and b`, `a, b and c` with the word that joins the last two.
pub(super) fn listed(all: &[String], word: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// A condition and the mark behind it: what follows a list is no part of its last item.
pub(super) fn then(condition: &str) -> String {
    if condition.contains("(1) ") { format!("{condition}; then") } else { format!("{condition},") }
}

/// `1/3`, or a percentage where that is exact.
pub(super) fn share(share: &Number) -> String {
    let percent = share * &Number::from(100);
    if percent.places().is_some() { format!("{percent}%") } else { share.to_string() }
}

/// The first letter large; a Chinese name in front stays.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// What a distance in percent is a share of, and how the target is called behind that: of `80% of tasks` the tasks.
pub(super) fn share_of(operand: &str) -> (&str, &str) {
    match operand.split_once("% of ") {
        Some((percent, whole)) if percent.chars().all(|c| c.is_ascii_digit() || c == '.') => (whole, operand),
        _ => (operand, "it"),
    }
}
