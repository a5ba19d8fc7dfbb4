//! How far a value is above or below another one (高于、低于多少): 高于全市平均数5个百分点以上, 比上年提高不足5%. Spec: sentences/years.md.

use super::lowering::{Lowering, Target};
use super::scope::Type;
use super::typed::Typed;
use crate::expr::{CmpOp, Expr, Unit};
use crate::source::Span;
use crate::syntax::tree::{Direction, Margin, Operand, Quantity};

impl Lowering<'_> {
    /// Whether a value is above (or below) another one by so much.
    pub(super) fn exceeds(
        &mut self,
        subject: &Typed,
        (above, operand): (bool, &Operand),
        by: &Quantity,
        margin: Margin,
        span: Span,
    ) -> Option<Expr> {
        let distance = self.how_far(subject, above, operand, by, span)?;
        if matches!(margin, Margin::AtLeast | Margin::Over) {
            self.asks_for(&distance, by, true, span);
        }
        let (by_quantity, by) = (by, Expr::Number(by.number.clone()));
        Some(match margin {
            Margin::AtLeast => Expr::cmp(CmpOp::Ge, distance, by),
            Margin::Over => Expr::cmp(CmpOp::Gt, distance, by),
            // Nothing is taken where there is no distance.
            Margin::Within => {
                let least = if self.takes { CmpOp::Gt } else { CmpOp::Ge };
                Expr::And(vec![Expr::cmp(least, distance.clone(), Expr::int(0)), Expr::cmp(CmpOp::Le, distance, by)])
            }
            Margin::Under => {
                self.asks_for(&distance, by_quantity, false, span);
                let short = Expr::cmp(CmpOp::Lt, distance.clone(), by);
                let least = match self.takes.then(|| self.falls_short(subject, above)) {
                    // 增长不足3%的扣1分: all the more where it fell.
                    Some(Some(true)) => return Some(short),
                    // 下降不足5%的扣1分: where it fell.
                    Some(Some(false)) => CmpOp::Gt,
                    Some(None) => {
                        self.unmoved_is_open(span);
                        return None;
                    }
                    None => CmpOp::Ge,
                };
                Expr::And(vec![Expr::cmp(least, distance, Expr::int(0)), short])
            }
        })
    }

    /// Whether it is above (or below) by less than so much; on which side it is, is said besides.
    pub(super) fn short_of(&mut self, subject: &Typed, (above, operand): (bool, &Operand), by: &Quantity, span: Span) -> Option<Expr> {
        let distance = self.how_far(subject, above, operand, by, span)?;
        self.asks_for(&distance, by, false, span);
        Some(Expr::cmp(CmpOp::Lt, distance, Expr::Number(by.number.clone())))
    }

    /// How far the subject is over (or under) the operand; on other values than percentages % is relative.
    fn how_far(&mut self, subject: &Typed, above: bool, operand: &Operand, by: &Quantity, span: Span) -> Option<Expr> {
        let operand = self.operand_value(subject, operand, span)?;
        let operand = self.align(subject, operand, false)?;
        let target = Target { subject: subject.clone(), operand, at_least: None };
        let direction = if above { Direction::Above } else { Direction::Below };
        self.distance(&target, direction, &by.unit, by.span)
    }

    /// 比上年增长10%以上得5分，每低1个百分点扣0.5分: how far it is above is what the step measures.
    fn asks_for(&mut self, distance: &Expr, by: &Quantity, at_least: bool, span: Span) {
        if self.takes {
            return;
        }
        let far = Typed::new(distance.clone(), Type::Number(Unit::parse(&by.unit)), span);
        let operand = Typed::new(Expr::Number(by.number.clone()), far.ty.clone(), by.span);
        self.targets.push(Target { subject: far, operand, at_least: Some(at_least) });
    }

    /// Whether too small a move this way is less than was wanted (增长不足3%), so that none at all is even less; `None` if nobody says whether
    /// low is good.
    pub fn falls_short(&self, subject: &Typed, rises: bool) -> Option<bool> {
        let known = if let Expr::Datum(id, _) = &subject.expr { self.scope.datum(*id) } else { None };
        match known.and_then(|known| known.direction) {
            Some(high_is_good) => Some(high_is_good == rises),
            None => rises.then_some(true),
        }
    }
}
