//! A percentage said of what is none (承前): 80%以上 behind 达到任务数的90% is of 任务数. Spec: sentences/one-reading.md.

use super::lowering::{Lowering, Target};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, Unit};
use crate::source::Span;
use crate::syntax::tree::{Operand, Quantity};
use crate::words;

/// Whoever falls short by as much hardly earns, or loses, points of their own.
const HALF: i64 = 50;

/// What a percentage is of.
pub(super) enum InPercent {
    /// Of what it is compared with: a value in percent, or no percentage.
    OfItself,
    /// That is open, and was asked.
    Open,
    /// Of what stands before; the comparison.
    Of(Expr),
}

/// What a percentage may be of, as the sentence compared it before.
struct Whole {
    value: Typed,
    /// Whether a share of it was named, as in 达到任务数的90%.
    is_shared: bool,
    /// Whether it is to be reached, no more.
    is_reached: bool,
}

impl Lowering<'_> {
    /// A percentage compared with a subject that is none, as a share of what the sentence compared it with before.
    pub(super) fn compared_in_percent(&mut self, subject: &Typed, (op, word): (CmpOp, &str), by: &Quantity) -> InPercent {
        let Some(own) = subject.unit().filter(|_| by.unit == "%") else { return InPercent::OfItself };
        if own.factor_to(&Unit::parse(&by.unit)).is_some() {
            self.share_is_named(subject, by);
            return InPercent::OfItself;
        }
        let Some(whole) = self.whole_before(subject) else { return InPercent::OfItself };
        if self.may_be_a_distance(&whole, (op, word), by) {
            self.share_or_distance(&whole.value.expr, by, op);
            return InPercent::Open;
        }
        let share = by.number.div(&Number::from(100)).unwrap_or_default();
        let Whole { value, is_reached, .. } = whole;
        let operand = Typed { expr: Expr::binary(BinaryOp::Mul, value.expr.clone(), Expr::Number(share)), ..value };
        if self.targets.is_empty() && !is_reached && !self.earlier_targets.iter().any(|target| target.operand.expr == operand.expr) {
            return InPercent::OfItself;
        }
        let at_least = match op {
            CmpOp::Eq | CmpOp::Ne => None,
            _ => Some(matches!(op, CmpOp::Lt | CmpOp::Le) == self.takes),
        };
        let compared = Expr::cmp(op, subject.expr.clone(), operand.expr.clone());
        let reached = op == CmpOp::Ge && !self.takes;
        self.targets.push(Target { subject: subject.clone(), operand, whole: Some(value.expr), at_least, reached });
        InPercent::Of(compared)
    }

    /// What the sentence compared this subject with.
    fn whole_before(&self, subject: &Typed) -> Option<Whole> {
        // 低于90%的，每低… behind 达到任务数的90%: what stands in front of a step has no comparisons of its own before it.
        // So has what stands behind a case about something else.
        let of_it = self.targets.iter().any(|target| target.subject.expr == subject.expr);
        let before = if of_it { &self.targets } else { &self.earlier_targets };
        before.iter().rev().filter(|target| target.subject.expr == subject.expr).find_map(|target| {
            // 达到任务数得3分，80%以上得1分; but 超过3% behind 下降 is no share of last year's value.
            let wanted = target.at_least == Some(true) && is_a_value(&target.operand.expr);
            let whole = target.whole.as_ref().or_else(|| wanted.then_some(&target.operand.expr))?;
            let value = Typed { expr: whole.clone(), ..target.operand.clone() };
            let shared = |other: &Target| other.subject.expr == subject.expr && other.whole.as_ref() == Some(whole);
            let is_shared = target.whole.is_some() || self.earlier_targets.iter().any(shared);
            Some(Whole { value, is_shared, is_reached: target.reached })
        })
    }

    /// 达到标准得2分，超过10%的再得1分: 10 % of it, or by 10 % more?
    fn may_be_a_distance(&self, whole: &Whole, (op, word): (CmpOp, &str), by: &Quantity) -> bool {
        if whole.is_shared {
            return false;
        }
        // 不足30%的不得分
        let is_share = matches!(word, "不足" | "不到" | "未达到" | "达不到");
        let most = Number::from(if op == CmpOp::Gt || self.further { 100 } else { HALF });
        !whole.is_reached || (by.number <= most && !is_share)
    }

    /// Whether a value is compared with one of its kind: last year's, a mean, what was asked for. 投入高于财政收入的20% is no such.
    pub(super) fn is_of_a_kind(&self, subject: &Typed, standard: &Operand) -> bool {
        let Operand::Name(name) = standard else {
            return matches!(standard, Operand::LastYear(_) | Operand::Population { .. });
        };
        let wanted = ["任务", "标准", "目标", "计划", "定额", "要求"].into_iter().any(|word| name.text.contains(word));
        let ending = |text: &str| text.chars().rev().take(2).collect::<Vec<char>>();
        wanted || self.name_of(&subject.expr).is_some_and(|own| ending(&own) == ending(&name.text))
    }

    /// 债务超过上年的5%: more than a twentieth of it, or by so much?
    pub(super) fn share_or_so_much(&mut self, percent: &Number, op: CmpOp, span: Span) {
        let side = if op == CmpOp::Gt { "高于" } else { "低于" };
        self.two_readings(
            span,
            words! { zh: "是它的{percent}%，还是与它相差{percent}%？", en: "{percent}% of it, or so much above or below it?" },
            words! {
                zh: "相差的，写“{side}…{percent}%以上”（不写“的”）；确是它的百分之几的，写“达到…的{percent}%”或“不足…的{percent}%”",
                en: "write {side}…{percent}%以上 without 的 for what is so far from it; 达到…的{percent}% or 不足…的{percent}% for a share"
            },
        );
    }

    fn share_or_distance(&mut self, whole: &Expr, by: &Quantity, op: CmpOp) {
        let (figure, of) = (&by.number, self.name_of(whole).unwrap_or_else(|| "全市平均数".to_owned()));
        let (side, en) = if matches!(op, CmpOp::Gt | CmpOp::Ge) && !self.takes { ("高于", "above") } else { ("低于", "below") };
        self.two_readings(
            by.span,
            words! { zh: "是“{of}”的{figure}%，还是与它相差{figure}%？", en: "{figure}% of {of}, or so much above or below it?" },
            words! {
                zh: "是它的百分之几的，写“达到{of}的{figure}%”；是相差的，写“{side}{of}{figure}%以上”这样",
                en: "write 达到{of}的{figure}% for a share, {side}{of}{figure}%以上 for what is so far {en} it"
            },
        );
    }

    /// 入学率达到全市平均数的90%得3分，80%以上得2分: of the mean, or of the children?
    fn share_is_named(&mut self, subject: &Typed, by: &Quantity) {
        // 增幅达到财政收入增幅得3分，80%以上得2分
        let of_growth = subject.expr.growth_of().is_some();
        let shared = self.targets.iter().chain(&self.earlier_targets).any(|target| {
            target.subject.expr == subject.expr
                && (target.whole.is_some() || (of_growth && !matches!(target.operand.expr, Expr::Number(_))))
        });
        if shared {
            let figure = &by.number;
            self.two_readings(
                by.span,
                words! { zh: "是前面那个数的{figure}%，还是{figure}%本身？", en: "{figure}% of what was named before, or {figure}% itself?" },
                words! {
                    zh: "是前面那个数的，写明是谁的，如“达到全市平均数的{figure}%”；是{figure}%本身的，另起一句（用句号）",
                    en: "name it again: 达到全市平均数的{figure}%; for {figure}% itself begin another sentence"
                },
            );
        }
    }
}

/// A datum of this year, in whichever unit, or a mean.
fn is_a_value(expr: &Expr) -> bool {
    match expr {
        Expr::Datum(_, back) => *back == 0,
        Expr::Population(PopOp::Mean | PopOp::Max | PopOp::Min, ..) => true,
        Expr::Binary(BinaryOp::Mul, value, factor) => matches!(**factor, Expr::Number(_)) && is_a_value(value),
        _ => false,
    }
}
