//! How the text of a value (值的写法) is read, in data files and in test cases alike. Spec: §11.3.

use crate::expr::{Number, Unit};
use crate::source::fold_char;
use crate::syntax::tree::Date;

/// Most digits of a number.
const DIGITS: usize = 30;

/// A word that stands for the absence of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AbsenceWord {
    /// 不适用
    NotApplicable,
    /// 待定
    Pending,
    /// 缺报
    Missing,
}

/// Reads 不适用, 不涉及, 待定, 缺报.
pub fn absence_word(text: &str) -> Option<AbsenceWord> {
    match text {
        "不适用" | "不涉及" => Some(AbsenceWord::NotApplicable),
        "待定" => Some(AbsenceWord::Pending),
        "缺报" => Some(AbsenceWord::Missing),
        _ => None,
    }
}

/// Reads a fact.
pub fn fact_word(text: &str) -> Option<bool> {
    match text {
        "是" | "有" | "在册" | "√" | "✓" | "✔" => Some(true),
        "否" | "无" | "不在册" | "×" | "✗" | "✘" => Some(false),
        _ => None,
    }
}

/// A number in another unit; a bare number is in that unit already. `None` if the units do not convert.
pub fn in_unit(number: &Number, unit: &str, target: &Unit) -> Option<Number> {
    if unit.is_empty() {
        return Some(number.clone());
    }
    Unit::parse(unit).factor_to(target).map(|factor| number * &factor)
}

/// The text as the language compares it: full width is half width, and nothing hangs at its ends.
pub fn folded(text: &str) -> String {
    let all: String = text.chars().map(|c| if c == '\n' { ' ' } else { fold_char(c) }).collect();
    all.trim().to_owned()
}

/// A header or name as it is compared: folded, without any blank.
pub fn folded_name(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| !c.is_whitespace()).collect()
}

/// `1,234.50万元`: the number and its unit. Thousands separators stand where they belong or not at all.
pub fn quantity(text: &str) -> Option<(Number, String)> {
    let text = folded(text).replace('−', "-");
    let body = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(body.len());
    let (digits, unit) = body.split_at(end);
    if digits.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|g| g.len() == 3) && (rest.is_empty() || (1..=3).contains(&first.len()));
    if !grouped || fraction.is_some_and(|f| f.contains(',')) {
        return None;
    }
    // What follows the digits and is no unit is no number: `1e9`, `12-3`, `1 234`.
    let unit = unit.trim();
    if unit.chars().any(|c| c.is_ascii_digit() || (c.is_ascii_punctuation() && !matches!(c, '/' | '%'))) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let plain = format!("{sign}{}{}", whole.replace(',', ""), fraction.map_or(String::new(), |f| format!(".{f}")));
    let number: Number = plain.parse().ok()?;
    Some((number, unit.to_owned()))
}

/// `2021年3月5日`, `2021-03-05`, `2021/3/5`, `2021.3.5`, `3月5日` of the year of the evaluation; a time of 0 o'clock is no time.
pub fn day(text: &str) -> Option<Date> {
    let text = folded(text);
    let text = match text.split_once([' ', 'T']).filter(|(_, time)| time.contains(':')) {
        Some((day, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.')) => day.to_owned(),
        Some(_) => return None,
        None => text.replace(' ', ""),
    };
    let number = |part: &str, most: usize| {
        let part = part.trim();
        let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    if let Some(rest) = text.strip_suffix(['日', '号']) {
        let (year, rest) = match rest.split_once('年') {
            Some((year, rest)) => (Some(number(year, 4).filter(|y| *y >= 1000)?), rest),
            None => (None, rest),
        };
        let (month, day) = rest.split_once('月')?;
        return Some(Date { year, month: number(month, 2)?, day: number(day, 2)? });
    }
    let mark = ['-', '/', '.'].into_iter().find(|mark| text.matches(*mark).count() == 2)?;
    let mut parts = text.split(mark);
    let year = number(parts.next()?, 4).filter(|y| *y >= 1000)?;
    Some(Date { year: Some(year), month: number(parts.next()?, 2)?, day: number(parts.next()?, 2)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        quantity(text).map(|(n, unit)| format!("{n}{unit}"))
    }

    #[test]
    fn numbers_of_every_width() {
        for (text, value) in [
            ("84.5%", "84.5%"),
            ("８４．５％", "84.5%"),
            (" 1,234,567.89 ", "1234567.89"),
            ("１，２３４", "1234"),
            ("-5", "-5"),
            ("－5", "-5"),
            ("12 万元", "12万元"),
            ("007", "7"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "八十", "1 234", "1,23", "12,34,567", "1.2.3", "1e9x1", "--5", ".5", "5.", "1,234.5,6", &"9".repeat(31)] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn days_of_every_form() {
        let date = |year, month, day| Some(Date { year, month, day });
        for text in ["2021年3月5日", "2021-03-05", "2021/3/5", "2021.3.5", "２０２１年３月５日", "2021-03-05 00:00:00", "2021年 3月 5日"]
        {
            assert_eq!(day(text), date(Some(2021), 3, 5), "{text}");
        }
        assert_eq!(day("3月5日"), date(None, 3, 5));
        for text in ["", "2021-03", "21-3-5", "2021年3月", "3/5", "2021-03-05 08:00", "44260", "2021-3/5", "2021-03-05 00"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
