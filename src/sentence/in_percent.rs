//! A percentage said of what is none (承前): 80%以上 behind 达到任务数的90% is of 任务数, 3%以上 behind 比上年增长5%以上 a rise. Spec:
//! sentences/one-reading.md, sentences/years.md.

use super::losses::mentions;
use super::lowering::{Lowering, Target};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit};
use crate::syntax::tree::Quantity;

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

    /// What the sentence compared this subject with, if that was in percent.
    fn said_before(&self, subject: &Typed, by: &Quantity) -> Option<Before> {
        let wanted = Unit::parse(&by.unit);
        let is_none = subject.unit().is_some_and(|own| own.factor_to(&wanted).is_none());
        if by.unit != "%" || !is_none {
            return None;
        }
        self.targets.iter().rev().find_map(|target| match &target.operand.expr {
            Expr::Binary(BinaryOp::Mul, whole, share) if target.subject.expr == subject.expr && matches!(**share, Expr::Number(_)) => {
                Some(Before::Share(Typed { expr: (**whole).clone(), ..target.operand.clone() }))
            }
            _ if target.is_margin() && mentions(&target.subject.expr, &subject.expr) => {
                let in_percent = target.subject.unit().is_some_and(|unit| unit.factor_to(&wanted).is_some());
                in_percent.then(|| Before::Margin(target.subject.clone()))
            }
            _ => None,
        })
    }
}
