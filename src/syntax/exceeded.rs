//! What a figure is said of behind a change or a distance from another value (比上年增加100万元以上得3分，50万元以上得2分): of how far it is, of the value, or
//! it is not clear. Spec: sentences/one-reading.md.

use super::tree::{JUST, Operand, PredicateKind, Quantity};
use crate::expr::{CmpOp, Number, Unit};

/// Of a percentage a difference, never a value.
pub(super) const POINT: &str = "个百分点";

/// Words of figures that may be distances as well as values.
pub(super) const OF_A_DISTANCE: [&str; 12] =
    ["以上", "及以上", "以内", "之内", "以下", "及以下", "超过", "多于", "不超过", "不足", "不到", "至"];

/// 高于全市平均数5个百分点以上: above what, in which unit, and by how much.
#[derive(Clone)]
pub(super) struct Exceeded {
    pub above: bool,
    pub operand: Operand,
    pub unit: String,
    pub last: Option<Figure>,
}

/// 5万元以上, or 5万元以内.
#[derive(Clone)]
pub(super) struct Figure {
    pub number: Number,
    pub is_most: bool,
}

/// What a figure is said of.
pub(super) enum SaidOf {
    Value,
    Distance,
    /// Either: that is asked where the sentence gets its meaning.
    Open,
}

impl Exceeded {
    /// What is said of the distance, if it is.
    pub fn goes_on(&self, said: &PredicateKind, named: bool, valued: Option<&str>) -> Option<PredicateKind> {
        let of = match said {
            // 800万元以上 behind 达到1000万元得3分，增长10%以上得2分
            PredicateKind::Compare { operand: Operand::Quantity(by), .. }
                if counted_in(by, &self.unit).is_none() && valued.is_some_and(|unit| counted_in(by, unit).is_some()) =>
            {
                SaidOf::Value
            }
            // 为0
            PredicateKind::Compare { op: CmpOp::Eq | CmpOp::Ne, word, .. } if word != JUST => SaidOf::Value,
            PredicateKind::Compare { word, operand: Operand::Quantity(by), .. } => self.said_of(word, by, named),
            PredicateKind::Between { low, high, .. } => self.range_of(low, high, named),
            _ => SaidOf::Value,
        };
        self.marked(said, &of)
    }

    pub fn marked(&self, said: &PredicateKind, of: &SaidOf) -> Option<PredicateKind> {
        let open = match of {
            SaidOf::Value => return None,
            SaidOf::Distance => false,
            SaidOf::Open => true,
        };
        Some(PredicateKind::GoesOn { above: self.above, operand: self.operand.clone(), said: Box::new(said.clone()), open })
    }

    pub fn range_of(&self, low: &Quantity, high: &Quantity, named: bool) -> SaidOf {
        match (self.said_of("至", low, named), self.said_of("至", high, named)) {
            (SaidOf::Value, _) | (_, SaidOf::Value) => SaidOf::Value,
            (SaidOf::Open, _) if self.last.as_ref().is_none_or(|last| self.counted(high) > last.number) => SaidOf::Open,
            _ => SaidOf::Distance,
        }
    }

    /// What a word with a figure is said of. Of a subject that is named again it is the value, but for points of percentages; 低于 behind
    /// 高于全市平均数 may be said of the other side.
    fn said_of(&self, word: &str, by: &Quantity, named: bool) -> SaidOf {
        let is_share = matches!(by.unit.as_str(), "%" | "‰");
        let never_a_value = is_share || by.unit == POINT;
        let is_trend = matches!(self.operand, Operand::LastYear(_));
        let is_none_at_all = by.unit.is_empty() && by.number.is_zero();
        if named && by.unit != POINT {
            return SaidOf::Value;
        }
        // 减少的得2分，10次以上的再得1分
        let of_a_bare_change = is_trend && self.last.is_none() && !never_a_value && !by.unit.is_empty();
        if of_a_bare_change && OF_A_DISTANCE.contains(&word) {
            return SaidOf::Open;
        }
        if counted_in(by, &self.unit).is_none() && !is_none_at_all {
            // 50万元以上 behind 增长10%以上
            let a_rise = is_trend
                && self.unit == "%"
                && !never_a_value
                && matches!(word, "以上" | "及以上" | "以内" | "之内" | "超过" | "不足" | "至");
            return if a_rise { SaidOf::Open } else { SaidOf::Value };
        }
        if !never_a_value && !by.unit.is_empty() {
            return self.amount(word, &self.counted(by));
        }
        let is_distance = match word {
            "以上" | "及以上" | "至" => true,
            JUST => false,
            "不足" => is_trend || never_a_value,
            "以内" | "之内" | "超过" => never_a_value,
            // 大于0
            _ if by.unit.is_empty() => is_trend,
            _ => is_trend,
        };
        if is_distance { SaidOf::Distance } else { SaidOf::Value }
    }

    /// A figure in the unit of the distance.
    pub fn counted(&self, by: &Quantity) -> Number {
        counted_in(by, &self.unit).unwrap_or_else(|| by.number.clone())
    }

    /// 50万元以上, 超过50万元 behind 增加100万元以上 are rises, too, and so is 50万元以内. 10次以内 behind 减少5次以上, and the words of values (达到50万元), may be said of
    /// the value as well.
    fn amount(&self, word: &str, number: &Number) -> SaidOf {
        let is_range = match word {
            "以上" | "及以上" | "超过" | "多于" => return SaidOf::Distance,
            "以内" | "之内" | "以下" | "及以下" | "不超过" | "不足" | "不到" => false,
            "至" => true,
            _ => return SaidOf::Open,
        };
        let goes_on = match &self.last {
            None => true,
            Some(last) if last.is_most => *number > last.number || (is_range && *number == last.number),
            Some(last) => *number <= last.number,
        };
        if goes_on { SaidOf::Distance } else { SaidOf::Open }
    }
}

/// A figure counted in another unit: 5000万元 is 0.5亿元. What is said in percent is counted in nothing else.
pub(super) fn counted_in(by: &Quantity, unit: &str) -> Option<Number> {
    if by.unit == unit {
        return Some(by.number.clone());
    }
    let (own, wanted) = (Unit::parse(&by.unit), Unit::parse(unit));
    let amounts = [&own, &wanted].into_iter().all(|unit| !unit.is_pure() && !unit.is_percent());
    Some(&by.number * &own.factor_to(&wanted).filter(|_| amounts)?)
}
