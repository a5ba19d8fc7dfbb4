//! A percentage said of what is none (承前): 80%以上 behind 达到任务数的90% is of 任务数. Spec: sentences/one-reading.md.

use super::lowering::{Lowering, Target};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, Unit};
use crate::syntax::tree::Quantity;
use crate::words;

impl Lowering<'_> {
    /// A percentage compared with a subject that is none, as a share of what the sentence compared it with before; `None` if it did not.
    pub(super) fn compared_in_percent(&mut self, subject: &Typed, op: CmpOp, by: &Quantity) -> Option<Expr> {
        let whole = self.whole_before(subject, by)?;
        let share = by.number.div(&Number::from(100))?;
        let operand = Typed { expr: Expr::binary(BinaryOp::Mul, whole.expr.clone(), Expr::Number(share)), ..whole };
        let at_least = match op {
            CmpOp::Eq | CmpOp::Ne => None,
            _ => Some(matches!(op, CmpOp::Lt | CmpOp::Le) == self.takes),
        };
        let compared = Expr::cmp(op, subject.expr.clone(), operand.expr.clone());
        self.targets.push(Target { subject: subject.clone(), operand, whole: Some(whole.expr), at_least });
        Some(compared)
    }

    /// What the sentence compared this subject with, if a percentage goes on with it.
    fn whole_before(&mut self, subject: &Typed, by: &Quantity) -> Option<Typed> {
        let own = subject.unit().filter(|_| by.unit == "%")?;
        if own.factor_to(&Unit::parse(&by.unit)).is_some() {
            self.share_is_named(subject, by);
            return None;
        }
        self.targets.iter().rev().filter(|target| target.subject.expr == subject.expr).find_map(|target| {
            // 达到任务数得3分，80%以上得1分; but 超过3% behind 下降 is no share of last year's value.
            let reached = target.at_least == Some(true) && is_a_value(&target.operand.expr);
            let whole = target.whole.as_ref().or_else(|| reached.then_some(&target.operand.expr))?;
            Some(Typed { expr: whole.clone(), ..target.operand.clone() })
        })
    }

    /// 入学率达到全市平均数的90%得3分，80%以上得2分: of the mean, or of the children?
    fn share_is_named(&mut self, subject: &Typed, by: &Quantity) {
        // 增幅达到财政收入增幅得3分，80%以上得2分
        let of_growth = subject.expr.growth_of().is_some();
        let shared = self.targets.iter().any(|target| {
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
