//! Values over the counties (全市口径) as folds and counts of whole numbers. Spec: §6.2.

use dashu::integer::IBig;

use super::absence;
use super::lower::Lowering;
use super::node::{Fold, NodeId, Over};
use super::value::Value;
use crate::expr::{Expr, PopOp, Scope, Ties, WhenZero};

impl Lowering<'_> {
    /// A value over the counties of the scope; counties where it is not applicable are left out.
    pub fn population(&mut self, op: PopOp, scope: Scope, of: &Expr) -> Value {
        let back = self.back();
        let value = self.of_county(back, |l| l.expr(of));
        let over = Over::Counties(scope);
        let mask = self.graph.is_present(value);
        let absent = self.gravest(over, value.absent);
        let found = match op {
            PopOp::Rank { descending, ties } => self.place(scope, mask, value, descending, ties),
            PopOp::Any => {
                let num = self.graph.fold(Fold::Max, over, mask, value.num);
                self.graph.whole(num)
            }
            PopOp::Count => {
                let counted = if self.is_truth(of) { self.graph.and(mask, value.num) } else { mask };
                let one = self.graph.int(1);
                let num = self.graph.fold(Fold::Sum, over, counted, one);
                self.graph.whole(num)
            }
            PopOp::Sum => self.folded(Fold::Sum, over, mask, value),
            PopOp::Max => self.extreme(Fold::Max, over, mask, value),
            PopOp::Min => self.extreme(Fold::Min, over, mask, value),
            PopOp::Mean => {
                let sum = self.folded(Fold::Sum, over, mask, value);
                let one = self.graph.int(1);
                let count = self.graph.fold(Fold::Sum, over, mask, one);
                let count = self.graph.whole(count);
                self.quotient(sum, count, &WhenZero::NotApplicable)
            }
        };
        self.graph.unless_absent(absent, found)
    }

    /// The gravest absence of what a fold runs over; 不适用 is left out.
    pub(super) fn gravest(&mut self, over: Over, absent: NodeId) -> NodeId {
        let (zero, one) = (self.graph.int(0), self.graph.int(1));
        let left_out = self.graph.int(absence::NOT_APPLICABLE);
        let grave = self.graph.lt(left_out, absent);
        let grave = self.graph.select(grave, absent, zero);
        self.graph.fold(Fold::Max, over, one, grave)
    }

    /// Place among the counties that take part; not applicable to a county that does not.
    fn place(&mut self, scope: Scope, mask: NodeId, value: Value, descending: bool, ties: Ties) -> Value {
        let (key, _) = self.common(Over::Counties(scope), mask, value);
        let key = if descending { key } else { self.graph.neg(key) };
        let above = self.graph.above(scope, mask, vec![key]);
        let one = self.graph.int(1);
        let mut place = match ties {
            Ties::Better => {
                let num = self.graph.add(above, one);
                self.graph.whole(num)
            }
            Ties::Worse => {
                let level = self.graph.level(scope, mask, vec![key]);
                let num = self.graph.add(above, level);
                self.graph.whole(num)
            }
            Ties::Mean => {
                let (level, two) = (self.graph.level(scope, mask, vec![key]), self.graph.int(2));
                let twice = self.graph.mul(above, two);
                let num = self.graph.add(twice, level);
                let num = self.graph.add(num, one);
                Value { den: two, ..self.graph.whole(num) }
            }
        };
        let (zero, left_out) = (self.graph.int(0), self.graph.int(absence::NOT_APPLICABLE));
        place.absent = self.graph.select(mask, zero, left_out);
        place
    }

    /// The sum, or another fold that has a value for no values.
    pub(super) fn folded(&mut self, fold: Fold, over: Over, mask: NodeId, value: Value) -> Value {
        let (num, den) = self.common(over, mask, value);
        let num = self.graph.fold(fold, over, mask, num);
        Value { den, ..self.graph.whole(num) }
    }

    /// The largest or smallest; not applicable if there is none.
    pub(super) fn extreme(&mut self, fold: Fold, over: Over, mask: NodeId, value: Value) -> Value {
        let found = self.folded(fold, over, mask, value);
        let one = self.graph.int(1);
        let any = self.graph.fold(Fold::Max, over, mask, one);
        let (zero, left_out) = (self.graph.int(0), self.graph.int(absence::NOT_APPLICABLE));
        Value { absent: self.graph.select(any, zero, left_out), ..found }
    }

    /// The numerators over one denominator for all that take part. Where denominators differ from one to the next, that
    /// is their least common multiple, of any size.
    pub(super) fn common(&mut self, over: Over, mask: NodeId, value: Value) -> (NodeId, NodeId) {
        if self.graph.constant(value.den).is_some() {
            return (value.num, value.den);
        }
        let one = self.graph.int(IBig::ONE);
        let den = self.graph.select(mask, value.den, one);
        // All counties share one multiple, so that values compare whatever the scope.
        let widest = if let Over::Counties(_) = over { Over::Counties(Scope::All) } else { over };
        let all = self.graph.int(1);
        let multiple = self.graph.fold(Fold::Lcm, widest, all, den);
        let factor = self.graph.floor_div(multiple, den);
        (self.graph.mul(value.num, factor), multiple)
    }

    /// Whether an expression is a condition.
    pub(super) fn is_truth(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Bool(_)
            | Expr::Not(_)
            | Expr::Cmp(..)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::IsNotApplicable(_)
            | Expr::InGroup(_)
            | Expr::Population(PopOp::Any, ..) => true,
            Expr::Datum(id, _) => self.model.datum(*id).is_some_and(|d| matches!(d.signature.ty, crate::sentence::Type::Bool)),
            Expr::Column(id) => self.model.column(*id).is_some_and(|c| matches!(c.signature.ty, crate::sentence::Type::Bool)),
            Expr::Score(id) => self.model.indicator(*id).and_then(|i| i.rule.as_ref()).is_some_and(|r| r.passes),
            Expr::If(_, a, b) | Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => self.is_truth(a) || self.is_truth(b),
            Expr::Number(_)
            | Expr::FullMarks(_)
            | Expr::Total
            | Expr::Grade
            | Expr::Neg(_)
            | Expr::Binary(..)
            | Expr::Div(..)
            | Expr::Floor(_)
            | Expr::Ceil(_)
            | Expr::Round(..)
            | Expr::NotApplicable
            | Expr::Population(..)
            | Expr::Table { .. } => false,
        }
    }
}
