//! Small words: names, numbers with units, dates, shares, Chinese numerals.

use crate::expr::Number;
use crate::syntax::is_quoting_needed;
use crate::syntax::tree::{Date, Name, Period, Quantity};

/// Marks as officials write them: Chinese ones full width; digits, letters, `%`, `/` and the point half width.
pub fn wide(folded: &str) -> String {
    folded
        .chars()
        .map(|c| match c {
            ',' => '，',
            ':' => '：',
            ';' => '；',
            '(' => '（',
            ')' => '）',
            '!' => '！',
            '?' => '？',
            '=' => '＝',
            other => other,
        })
        .collect()
}

/// A name, in 「」 exactly where it could not be read without.
pub(super) fn name(name: &Name) -> String {
    if is_quoting_needed(&name.text) { quoted(name) } else { wide(&name.text) }
}

/// A name in 「」, where the language wants them always.
pub(super) fn quoted(name: &Name) -> String {
    format!("「{}」", wide(&name.text))
}

pub(super) fn names(all: &[Name]) -> String {
    joined(all, "、", name)
}

/// The texts of all, with a mark between them.
pub(super) fn joined<T>(all: &[T], mark: &str, text: impl Fn(&T) -> String) -> String {
    all.iter().map(text).collect::<Vec<_>>().join(mark)
}

pub(super) fn quantity(quantity: &Quantity) -> String {
    format!("{}{}", quantity.number, quantity.unit)
}

/// A day: 2021年3月5日.
pub fn date(date: Date) -> String {
    let Date { year, month, day } = date;
    let year = year.map_or(String::new(), |year| format!("{year}年"));
    format!("{year}{month}月{day}日")
}

/// A period: 2021年9月13日至10月20日.
pub fn period(period: Period) -> String {
    match (period.from, period.to) {
        (Some(from), Some(to)) if from == to => date(from),
        (Some(from), Some(to)) => format!("{}至{}", date(from), date(to)),
        (None, Some(to)) => format!("{}前", date(to)),
        (Some(from), None) => format!("{}起", date(from)),
        (None, None) => String::new(),
    }
}

/// A share: a percentage where that is exact, else 三分之一.
pub fn share(share: &Number) -> String {
    let percent = share * &Number::from(100);
    if percent.places().is_some() {
        return format!("{percent}%");
    }
    let chinese = (2..=9u32).find_map(|q| {
        let p = (1..q).find(|p| Number::ratio(i64::from(*p), i64::from(q)).as_ref() == Some(share))?;
        Some(format!("{}分之{}", numeral(q), numeral(p)))
    });
    chinese.unwrap_or_else(|| share.to_string())
}

/// A small number as Chinese writes it: 一 to 十, digits above.
pub(super) fn numeral(n: u32) -> String {
    let word = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].get(n as usize);
    word.map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

/// As [`numeral`], before a counted thing: 两年, not 二年.
pub(super) fn counted(n: u32) -> String {
    if n == 2 { "两".to_owned() } else { numeral(n) }
}
