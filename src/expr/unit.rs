//! Units (单位): what a number counts or measures, and which units convert. Spec: §5.2.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use super::Number;

/// A unit: a product of base units to whole powers, times an exact factor.
///
/// `万元/人` is 元¹·人⁻¹ times 10000. `%` and `个百分点` are the pure number times 1/100. Points (分) are a base unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit(Arc<Definition>);

/// What a unit is. Every number of a rule carries its unit, so that it is shared.
#[derive(Debug, PartialEq, Eq)]
struct Definition {
    word: String,
    bases: BTreeMap<String, i8>,
    factor: Number,
}

/// Words for the same base unit: the first is the base.
const SAME: &[&[&str]] = &[&["人", "名", "位", "生"], &["天", "日"], &["所", "校"], &["次", "回"]];

/// Units that are a multiple of another.
const MULTIPLES: &[(&str, &str, i64, i64)] = &[
    ("万元", "元", 10_000, 1),
    ("亿元", "元", 100_000_000, 1),
    ("千元", "元", 1_000, 1),
    ("万人", "人", 10_000, 1),
    ("%", "", 1, 100),
    ("百分点", "", 1, 100),
    ("个百分点", "", 1, 100),
    ("百分比", "", 1, 100),
    ("‰", "", 1, 1000),
    ("倍", "", 1, 1),
    ("万平方米", "平方米", 10_000, 1),
    ("㎡", "平方米", 1, 1),
];

/// Units of measure: a number with one of these is never a mere count.
const MEASURES: &[&str] = &["元", "平方米", "天", "分", "米", "年", "小时", "册"];

impl Unit {
    /// The unit of a pure number.
    pub fn none() -> Unit {
        static NONE: LazyLock<Unit> = LazyLock::new(|| Unit::parse(""));
        NONE.clone()
    }

    /// Percent, the unit of `百分比`.
    pub fn percent() -> Unit {
        static PERCENT: LazyLock<Unit> = LazyLock::new(|| Unit::parse("%"));
        PERCENT.clone()
    }

    /// Points (分).
    pub fn points() -> Unit {
        static POINTS: LazyLock<Unit> = LazyLock::new(|| Unit::parse("分"));
        POINTS.clone()
    }

    /// Calendar days (天).
    pub fn days() -> Unit {
        static DAYS: LazyLock<Unit> = LazyLock::new(|| Unit::parse("天"));
        DAYS.clone()
    }

    /// Reads a word such as `人`, `万元`, `元/生`. Any word is a unit; an unknown one counts itself.
    pub fn parse(word: &str) -> Unit {
        let (mut bases, mut factor) = (BTreeMap::new(), Number::ONE);
        for (i, part) in word.split('/').enumerate() {
            let (base, times) = base_of(part.trim());
            let sign: i8 = if i == 0 { 1 } else { -1 };
            if !base.is_empty() {
                *bases.entry(base.to_owned()).or_insert(0) += sign;
            }
            factor = if i == 0 { &factor * &times } else { factor.div(&times).unwrap_or_default() };
        }
        bases.retain(|_, power| *power != 0);
        Unit::of(word.to_owned(), bases, factor)
    }

    fn of(word: String, bases: BTreeMap<String, i8>, factor: Number) -> Unit {
        Unit(Arc::new(Definition { word, bases, factor }))
    }

    /// The word as written; empty for a pure number.
    pub fn word(&self) -> &str {
        &self.0.word
    }

    /// Whether the unit is a pure number, percent included.
    pub fn is_pure(&self) -> bool {
        self.0.bases.is_empty()
    }

    /// Whether the unit is percent or percentage points.
    pub fn is_percent(&self) -> bool {
        self.is_pure() && Some(&self.0.factor) == Number::ratio(1, 100).as_ref()
    }

    /// Whether the unit only counts things (人, 次, 所 …) or is a pure number.
    pub fn is_count(&self) -> bool {
        self.0.bases.keys().all(|base| !MEASURES.contains(&base.as_str()))
    }

    /// The factor that turns a number in `self` into one in `target`; `None` if they do not convert.
    ///
    /// `个` counts anything, so it converts to every single count.
    pub fn factor_to(&self, target: &Unit) -> Option<Number> {
        let generic = |unit: &Unit| unit.0.bases.len() == 1 && unit.0.bases.contains_key("个");
        // 所, 人次; 个未整改 counts something else.
        let single_count = |unit: &Unit| {
            unit.is_count() && unit.0.bases.len() == 1 && unit.0.bases.iter().all(|(base, power)| *power == 1 && base.chars().count() < 3)
        };
        let fits = self.0.bases == target.0.bases || (generic(self) && single_count(target)) || (generic(target) && single_count(self));
        fits.then(|| self.0.factor.div(&target.0.factor)).flatten()
    }

    /// What stands above the line of a quotient: 元 of 元/生, so that 每低100元 can be said of it.
    pub fn above_line(&self) -> Option<Unit> {
        self.0.word.split_once('/').map(|(above, _)| Unit::parse(above))
    }

    /// The unit of a product (`power` 1) or quotient (`power` −1).
    pub fn combine(&self, other: &Unit, power: i8) -> Unit {
        let mut bases = self.0.bases.clone();
        for (base, p) in &other.0.bases {
            *bases.entry(base.clone()).or_insert(0) += p * power;
        }
        bases.retain(|_, p| *p != 0);
        let factor = if power > 0 { &self.0.factor * &other.0.factor } else { self.0.factor.div(&other.0.factor).unwrap_or_default() };
        Unit::of(bases_word(&bases), bases, factor)
    }
}

fn base_of(word: &str) -> (&str, Number) {
    if let Some((_, base, p, q)) = MULTIPLES.iter().find(|(name, ..)| *name == word) {
        return (base, Number::ratio(*p, *q).unwrap_or_default());
    }
    let base = SAME.iter().find(|group| group.contains(&word)).and_then(|group| group.first()).copied();
    (base.unwrap_or(word), Number::ONE)
}

fn bases_word(bases: &BTreeMap<String, i8>) -> String {
    let side = |sign: i8| bases.iter().filter(|(_, p)| **p * sign > 0).map(|(b, _)| b.as_str()).collect::<Vec<_>>().join("·");
    let (up, down) = (side(1), side(-1));
    if down.is_empty() { up } else { format!("{up}/{down}") }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.word == "百分比" { "%" } else { &self.0.word })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_converts_and_counts_do_not() {
        assert_eq!(Unit::parse("亿元").factor_to(&Unit::parse("万元")), Some(Number::from(10_000)));
        assert_eq!(Unit::parse("名").factor_to(&Unit::parse("人")), Some(Number::ONE));
        assert_eq!(Unit::parse("元/生").factor_to(&Unit::parse("元/人")), Some(Number::ONE));
        assert_eq!(Unit::parse("万元").factor_to(&Unit::parse("元/生")), None);
        assert_eq!(Unit::parse("起").factor_to(&Unit::parse("次")), None);
        assert_eq!(Unit::parse("个").factor_to(&Unit::parse("次")), Some(Number::ONE));
    }

    #[test]
    fn people_per_people_is_pure() {
        assert!(Unit::parse("人").combine(&Unit::parse("生"), -1).is_pure());
    }
}
