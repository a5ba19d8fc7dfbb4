//! A percentage said of what is none (承前): 80%以上 behind 达到任务数的90% is of 任务数, 3%以上 behind 比上年增长5%以上 a rise. Spec:
//! sentences/one-reading.md, sentences/years.md.

use super::losses::mentions;
use super::lowering::{Lowering, Target};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit};
use crate::syntax::tree::Quantity;
use crate::words;

/// What a percentage behind goes on with.
enum Before {
    /// A share of this.
    Share(Typed),
    /// How far the subject is above or below another value.
    Margin(Typed),
}

impl Lowering<'_> {
    /// A percentage compared with a subject that is none, as the sentence compared it before; `None` if it did not.
    pub(super) fn compared_in_percent(&mut self, subject: &Typed, op: CmpOp, by: &Quantity) -> Option<Expr> {
        let (left, right, moves) = match self.said_before(subject, by)? {
            Before::Share(whole) => {
                let share = by.number.div(&Number::from(100))?;
                (subject.clone(), Typed { expr: Expr::binary(BinaryOp::Mul, whole.expr, Expr::Number(share)), ..whole }, false)
            }
            Before::Margin(far) => {
                let figure = Typed::new(Expr::Number(by.number.clone()), far.ty.clone(), by.span);
                (far, figure, true)
            }
        };
        let falls_short = matches!(op, CmpOp::Lt | CmpOp::Le);
        // A small rise that costs points: is a fall meant, too? The unit does not fit.
        if moves && falls_short && self.takes {
            return None;
        }
        let at_least = match op {
            CmpOp::Eq | CmpOp::Ne => None,
            _ => Some(falls_short == self.takes),
        };
        let compared = Expr::cmp(op, left.expr.clone(), right.expr.clone());
        let rises = Expr::cmp(CmpOp::Ge, left.expr.clone(), Expr::int(0));
        self.targets.push(Target { subject: left, operand: right, at_least });
        Some(if moves && falls_short { Expr::And(vec![rises, compared]) } else { compared })
    }

    /// What the sentence compared this subject with, if a percentage goes on with it.
    fn said_before(&mut self, subject: &Typed, by: &Quantity) -> Option<Before> {
        let wanted = Unit::parse(&by.unit);
        let own = subject.unit().filter(|_| by.unit == "%")?;
        if own.factor_to(&wanted).is_some() {
            self.share_is_named(subject, by);
            return None;
        }
        self.targets.iter().rev().find_map(|target| {
            if target.subject.expr == subject.expr {
                // 达到任务数得3分，80%以上得1分; but 超过3% behind 下降 is no share of last year's value.
                let reached = target.at_least == Some(true) && matches!(target.operand.expr, Expr::Datum(_, 0));
                let whole = share_of(&target.operand.expr).or_else(|| reached.then_some(&target.operand.expr))?;
                return Some(Before::Share(Typed { expr: whole.clone(), ..target.operand.clone() }));
            }
            let in_percent = || target.subject.unit().is_some_and(|unit| unit.factor_to(&wanted).is_some());
            let moved = target.is_margin() && mentions(&target.subject.expr, &subject.expr) && in_percent();
            moved.then(|| Before::Margin(target.subject.clone()))
        })
    }

    /// 入学率达到全市平均数的90%得3分，80%以上得2分: of the mean, or of the children?
    fn share_is_named(&mut self, subject: &Typed, by: &Quantity) {
        let shared = self.targets.iter().any(|target| target.subject.expr == subject.expr && share_of(&target.operand.expr).is_some());
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

/// What an expression is a fixed share of.
fn share_of(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Binary(BinaryOp::Mul, whole, share) if matches!(**share, Expr::Number(_)) => Some(whole),
        _ => None,
    }
}
