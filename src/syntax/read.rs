//! Reads the nodes of one part: texts, names, numbers and days.

use super::expected;
use super::nodes::Node;
use super::parser::Rule;
use super::split::{SplitFile, is_forbidden};
use super::synonyms::Plain;
use super::tree::*;
use crate::expr::Number;
use crate::finding::Sink;
use crate::source::Span;

/// Reads the nodes of one part. `base` is where the part starts in the folded text.
pub(super) struct Reader<'f> {
    pub(super) file: &'f SplitFile,
    pub(super) base: usize,
    /// The part with the usual words, if it has others.
    pub(super) plain: Option<&'f Plain>,
}

impl Reader<'_> {
    pub fn span(&self, node: &Node<'_>) -> Span {
        let (start, end) = (node.start(), node.start() + node.as_str().trim_end().len());
        let (start, end) = self.plain.map_or((start, end), |plain| (plain.origin(start, false), plain.origin(end, true)));
        self.file.folded.span(self.base + start, self.base + end)
    }

    pub fn name(&self, node: &Node<'_>) -> Name {
        let text = node.as_str().trim();
        if let Some(level) = ends_with_its_level(text) {
            return Name { text: level, span: self.span(node) };
        }
        let text = text.trim_start_matches('「').trim_end_matches('」');
        // A forbidden character is reported where it stands; the name is what one sees.
        let text = if text.contains(is_forbidden) { text.replace(is_forbidden, "") } else { text.to_owned() };
        Name { text, span: self.span(node) }
    }

    pub fn code(&self, node: &Node<'_>) -> Code {
        Code { text: node.as_str().to_owned(), span: self.span(node) }
    }

    /// The dates inside a node; a day no calendar has is reported.
    pub(super) fn days(&self, node: &Node<'_>, sink: &mut Sink) -> Option<Vec<Date>> {
        let mut all = Vec::new();
        for inside in node.clone().into_inner().filter(|n| n.as_rule() == Rule::date) {
            let day = date(&inside);
            if !exists(day) {
                sink.report(expected::no_such_day(day, self.span(&inside)));
                return None;
            }
            all.push(day);
        }
        Some(all)
    }

    /// `A至B`, `B前`, `A起`, or one day. The year of A holds for B too.
    pub(super) fn period(&self, node: &Node<'_>, sink: &mut Sink) -> Option<Period> {
        let text = node.as_str();
        Some(match self.days(node, sink)?.as_slice() {
            [from, to] => {
                let to = Date { year: to.year.or(from.year), ..*to };
                let known = from.year.is_some() == to.year.is_some();
                if known && (from.year, from.month, from.day) > (to.year, to.month, to.day) {
                    sink.report(expected::backward_period(self.span(node)));
                    return None;
                }
                Period { from: Some(*from), to: Some(to) }
            }
            [one] if text.contains('前') => Period { from: None, to: Some(*one) },
            [one] if text.contains('起') => Period { from: Some(*one), to: None },
            [one] => Period { from: Some(*one), to: Some(*one) },
            _ => Period { from: None, to: None },
        })
    }
}

/// The number a node writes; numbers have at most [`super::limits::DIGITS`] digits, checked before parsing.
pub(super) fn number(node: &Node<'_>) -> Number {
    // 零 reads as no number, and is 0.
    let text = node.as_str();
    if text.contains(' ') { text.replace(' ', "").parse() } else { text.parse() }.unwrap_or_default()
}

/// A small whole number, written with digits or in Chinese.
pub(super) fn small(node: &Node<'_>) -> u32 {
    let text = node.as_str().trim();
    let chinese = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].iter().position(|c| *c == text);
    match chinese {
        Some(n) => n as u32,
        None if text == "两" => 2,
        None => text.parse().unwrap_or(u32::MAX),
    }
}

pub(super) fn date(node: &Node<'_>) -> Date {
    let numbers: Vec<u32> = node.clone().into_inner().map(|n| small(&n)).collect();
    match numbers.as_slice() {
        [year, month, day] => Date { year: Some(*year), month: *month, day: *day },
        [month, day] => Date { year: None, month: *month, day: *day },
        _ => Date { year: None, month: 0, day: 0 },
    }
}

/// Whether a calendar has this day; without a year, whether a leap year has it.
fn exists(date: Date) -> bool {
    let year = date.year.unwrap_or(2000);
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let length = match date.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=length).contains(&date.day) && (1..=9999).contains(&year)
}

pub(super) fn fraction(node: &Node<'_>) -> Option<Number> {
    let parts: Vec<Node<'_>> = node.clone().into_inner().collect();
    match parts.as_slice() {
        [one] => number(one).div(&Number::from(100)),
        [low, high] if low.as_rule() == Rule::chinese_number => {
            Number::from(i64::from(small(high))).div(&Number::from(i64::from(small(low))))
        }
        [p, q] => number(p).div(&number(q)),
        _ => None,
    }
}

/// 良好（含）以上 says 良好及以上.
fn ends_with_its_level(text: &str) -> Option<String> {
    if text.starts_with('「') {
        return None;
    }
    let (level, tail) = ["以上", "以下"].into_iter().find_map(|tail| Some((text.strip_suffix(tail)?, tail)))?;
    let level = level.trim_end_matches('及');
    let level = level.strip_suffix("(含)").or_else(|| level.strip_suffix("(含本级)"))?;
    Some(format!("{level}及{tail}"))
}
