//! Values over the rows of a detail table (明细汇总) as folds of whole numbers. Spec: §6.2.

use dashu::integer::IBig;

use super::absence;
use super::lower::Lowering;
use super::node::{Fold, NodeId, Op, Over};
use super::value::Value;
use crate::expr::{Expr, TableId, TableOp, WhenZero};

/// The rows that take part, seen row by row.
struct Taken {
    mask: NodeId,
    value: Value,
    by: Value,
}

impl Lowering<'_> {
    /// A value over the county's rows that pass the table's own filter and this one.
    pub fn detail(&mut self, op: &TableOp, table: TableId, filter: &Expr, value: &Expr, by: Option<&Expr>) -> Value {
        let over = Over::Rows(table);
        let outer = self.table.replace(table);
        let (taken, grave) = self.rows(table, filter, value, by);
        self.table = outer;
        let absent = self.gravest(over, grave);
        let Taken { mask, value, by } = taken;
        let one = self.graph.int(1);
        let found = match op {
            TableOp::Count => {
                let num = self.graph.fold(Fold::Sum, over, mask, one);
                self.graph.whole(num)
            }
            TableOp::Sum => self.folded(Fold::Sum, over, mask, value),
            TableOp::Max => self.extreme(Fold::Max, over, mask, value),
            TableOp::Min => self.extreme(Fold::Min, over, mask, value),
            TableOp::Distinct => {
                let (num, _) = self.common(over, mask, value);
                let num = self.graph.fold(Fold::Distinct, over, mask, num);
                self.graph.whole(num)
            }
            TableOp::SumOfBest => {
                let ((num, den), (key, _)) = (self.common(over, mask, value), self.common(over, mask, by));
                let num = self.graph.sum_of_best(table, mask, num, key);
                Value { den, ..self.graph.whole(num) }
            }
            TableOp::Mean => {
                let weighted = self.times(value, by);
                let (sum, weights) = (self.folded(Fold::Sum, over, mask, weighted), self.folded(Fold::Sum, over, mask, by));
                self.quotient(sum, weights, &WhenZero::NotApplicable)
            }
            TableOp::VariationSquared => self.variation_squared(over, mask, value, by),
        };
        self.graph.unless_absent(absent, found)
    }

    /// (Σw·Σwx² − (Σwx)²) ÷ (Σwx)²: the variance over the squared mean, without a quotient on the way.
    fn variation_squared(&mut self, over: Over, mask: NodeId, x: Value, w: Value) -> Value {
        let wx = self.times(x, w);
        let wxx = self.times(x, wx);
        let weights = self.folded(Fold::Sum, over, mask, w);
        let (sum, squares) = (self.folded(Fold::Sum, over, mask, wx), self.folded(Fold::Sum, over, mask, wxx));
        let (all, square) = (self.times(weights, squares), self.times(sum, sum));
        let (a, b, den) = self.graph.aligned(all, square);
        let spread = Value { num: self.graph.sub(a, b), den, absent: all.absent };
        let found = self.quotient(spread, square, &WhenZero::Error);
        // Without weights there is no mean to begin with.
        let zero = self.graph.int(0);
        let nothing = self.graph.eq(weights.num, zero);
        let left_out = self.graph.none(absence::NOT_APPLICABLE);
        self.graph.choose(nothing, left_out, found)
    }

    /// A value times its weight.
    fn times(&mut self, value: Value, weight: Value) -> Value {
        let absent = self.graph.either_absent(value, weight);
        if let Some((num, den)) = self.numerator_of_quotient(value, weight) {
            return Value { num, den: self.graph.mul(den, weight.den), absent };
        }
        Value { num: self.graph.mul(value.num, weight.num), den: self.graph.mul(value.den, weight.den), absent }
    }

    /// w·(n ÷ k·w) is n ÷ k of a quotient whose divisor is the weight itself, and 0 without weight: n and k. The sum of such products
    /// needs no common multiple of the weights.
    fn numerator_of_quotient(&mut self, value: Value, weight: Value) -> Option<(NodeId, NodeId)> {
        let (divisor, factor) = self.graph.multiple(value.den).unwrap_or((value.den, IBig::ONE));
        // A divisor is kept at 1 where it would be 0.
        let Op::Max(inner, least) = self.graph.node(divisor)?.op else { return None };
        let never_negative = self.graph.range(weight.num).at_least(0);
        if inner != weight.num || self.graph.constant(least) != Some(&IBig::ONE) || !never_negative {
            return None;
        }
        let zero = self.graph.int(0);
        let nothing = self.graph.eq(weight.num, zero);
        Some((self.graph.select(nothing, zero, value.num), self.graph.int(factor)))
    }

    /// The rows that take part, and the absence each of the others passes on.
    fn rows(&mut self, table: TableId, filter: &Expr, value: &Expr, by: Option<&Expr>) -> (Taken, NodeId) {
        let model = self.model;
        let yes = self.graph.fact(true);
        let own = model.table(table).map_or(yes, |t| self.expr(&t.filter));
        let counted = self.holds(own);
        let filter = self.expr(filter);
        let (value, by) = (self.expr(value), by.map_or(yes, |by| self.expr(by)));
        let passes = self.holds(filter);
        let passes = self.graph.and(counted, passes);
        let absent = self.graph.either_absent(value, by);
        let present = self.graph.is_present(Value { absent, ..value });
        let mask = self.graph.and(passes, present);
        let zero = self.graph.int(0);
        let undecided = self.graph.is_present(filter);
        let undecided = self.graph.not(undecided);
        let undecided = self.graph.and(counted, undecided);
        let of_value = self.graph.select(passes, absent, zero);
        let grave = self.graph.select(undecided, filter.absent, of_value);
        (Taken { mask, value, by }, grave)
    }

    /// Whether a condition is there and holds.
    pub(super) fn holds(&mut self, condition: Value) -> NodeId {
        let present = self.graph.is_present(condition);
        self.graph.and(present, condition.num)
    }
}
