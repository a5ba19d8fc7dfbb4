//! Values (值): a numerator over a positive denominator, and the absence.

use dashu::base::Gcd;
use dashu::integer::IBig;

use super::absence;
use super::graph::Graph;
use super::node::NodeId;
use crate::expr::Number;

/// A value of the core. A truth value has the denominator 1. Where it is absent, the numerator means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    /// The numerator, or 0 or 1 of a truth value.
    pub num: NodeId,
    /// The denominator, at least 1.
    pub den: NodeId,
    /// The absence code.
    pub absent: NodeId,
}

impl Graph {
    /// A whole number or truth value that is there.
    pub(super) fn whole(&mut self, num: NodeId) -> Value {
        Value { num, den: self.int(1), absent: self.int(absence::PRESENT) }
    }

    /// A constant value.
    pub(super) fn number(&mut self, number: &Number) -> Value {
        let (num, den) = number.to_fraction();
        Value { num: self.int(num), den: self.int(den), absent: self.int(absence::PRESENT) }
    }

    /// A truth value that is known.
    pub(super) fn fact(&mut self, value: bool) -> Value {
        let num = self.truth(value);
        self.whole(num)
    }

    /// No value, for this reason.
    pub(super) fn none(&mut self, code: i64) -> Value {
        Value { num: self.int(0), den: self.int(1), absent: self.int(code) }
    }

    /// `factor × num ÷ den` of whole constants, in lowest terms.
    pub(super) fn scaled(&mut self, num: NodeId, factor: &IBig, den: &IBig, absent: NodeId) -> Value {
        let inner = match self.node(num).map(|n| n.op.clone()) {
            Some(super::Op::Mul(inner, known)) => self.constant(known).cloned().map(|k| (inner, k)),
            _ => None,
        };
        let (num, factor) = inner.map_or((num, factor.clone()), |(inner, known)| (inner, known * factor));
        let common = IBig::from((&factor).gcd(den));
        let factor = self.int(factor / &common);
        Value { num: self.mul(num, factor), den: self.int(den / &common), absent }
    }

    /// Both over one denominator.
    pub(super) fn aligned(&mut self, a: Value, b: Value) -> (NodeId, NodeId, NodeId) {
        if a.den == b.den {
            return (a.num, b.num, a.den);
        }
        match (self.constant(a.den).cloned(), self.constant(b.den).cloned()) {
            (Some(x), Some(y)) => {
                let common = IBig::from((&x).gcd(&y));
                let (left, right) = (self.int(&y / &common), self.int(&x / &common));
                (self.mul(a.num, left), self.mul(b.num, right), self.int(x * (y / common)))
            }
            _ => {
                // Factors that both denominators show are not multiplied in twice.
                let ((x, j), (y, k)) = (self.factored(a.den), self.factored(b.den));
                let common = IBig::from((&j).gcd(&k));
                let (j, k) = (self.int(j / &common), self.int(k / &common));
                let (left, right, common) = (self.mul(y, k), self.mul(x, j), self.int(common));
                let den = self.mul(left, right);
                (self.mul(a.num, left), self.mul(b.num, right), self.mul(den, common))
            }
        }
    }

    /// A positive number as another one times a constant.
    fn factored(&mut self, id: NodeId) -> (NodeId, IBig) {
        if let Some(value) = self.constant(id).cloned() {
            return (self.int(1), value);
        }
        self.multiple(id).unwrap_or((id, IBig::ONE))
    }

    /// The graver absence.
    pub(super) fn either_absent(&mut self, a: Value, b: Value) -> NodeId {
        self.max(a.absent, b.absent)
    }

    /// A value made of others; where one of those is absent, it is absent for that reason.
    pub(super) fn unless_absent(&mut self, absent: NodeId, value: Value) -> Value {
        let zero = self.int(absence::PRESENT);
        let known = self.eq(absent, zero);
        Value { absent: self.select(known, value.absent, absent), ..value }
    }

    /// Whether the absence has this code.
    pub(super) fn is_absent_as(&mut self, value: Value, code: i64) -> NodeId {
        let code = self.int(code);
        self.eq(value.absent, code)
    }

    /// Whether there is a value.
    pub(super) fn is_present(&mut self, value: Value) -> NodeId {
        self.is_absent_as(value, absence::PRESENT)
    }

    /// One value or the other; the condition itself is there.
    pub(super) fn choose(&mut self, condition: NodeId, then: Value, otherwise: Value) -> Value {
        // A denominator that only one side has is not computed where the other side is absent for sure.
        let (left, right, den) = match (self.always_absent(then), self.always_absent(otherwise)) {
            (true, _) => (otherwise.num, otherwise.num, otherwise.den),
            (_, true) => (then.num, then.num, then.den),
            _ => self.aligned_choice(condition, then, otherwise),
        };
        Value { num: self.select(condition, left, right), den, absent: self.select(condition, then.absent, otherwise.absent) }
    }

    fn aligned_choice(&mut self, condition: NodeId, then: Value, otherwise: Value) -> (NodeId, NodeId, NodeId) {
        let both_constant = self.constant(then.den).is_some() && self.constant(otherwise.den).is_some();
        if then.den == otherwise.den || both_constant {
            return self.aligned(then, otherwise);
        }
        (then.num, otherwise.num, self.select(condition, then.den, otherwise.den))
    }

    fn always_absent(&self, value: Value) -> bool {
        self.range(value.absent).at_least(1)
    }

    /// ⌊a⌋
    pub(super) fn floor(&mut self, a: Value) -> Value {
        Value { num: self.floor_div(a.num, a.den), den: self.int(1), absent: a.absent }
    }

    /// Half up by magnitude to so many places.
    pub(super) fn round(&mut self, a: Value, places: u32) -> Value {
        let scale = Number::ten_to(places).to_fraction().0;
        let den = self.int(scale.clone());
        if let Some(known) = self.constant(a.den).cloned()
            && &scale % &known == IBig::ZERO
        {
            let factor = self.int(scale / known);
            return Value { num: self.mul(a.num, factor), den, absent: a.absent };
        }
        let num = if self.range(a.num).at_least(0) {
            self.half_up(a.num, a.den, &scale)
        } else {
            let opposite = self.neg(a.num);
            let zero = self.int(0);
            let (below, above) = (self.max(opposite, zero), self.max(a.num, zero));
            let (below, above) = (self.half_up(below, a.den, &scale), self.half_up(above, a.den, &scale));
            let (negative, minus) = (self.lt(a.num, zero), self.neg(below));
            self.select(negative, minus, above)
        };
        Value { num, den, absent: a.absent }
    }

    /// ⌊(2·scale·num + den) ÷ (2·den)⌋ of a numerator that is not negative.
    fn half_up(&mut self, num: NodeId, den: NodeId, scale: &IBig) -> NodeId {
        let twice = scale * IBig::from(2);
        // What the doubled scale and the denominator have in common divides all three terms.
        let (rest, factor) = self.factored(den);
        let common = IBig::from((&twice).gcd(&factor));
        let (up, half, whole) = (self.int(twice / &common), self.int(&factor / &common), self.int(factor * IBig::from(2) / common));
        let (half, whole) = (self.mul(rest, half), self.mul(rest, whole));
        let scaled = self.mul(num, up);
        let raised = self.add(scaled, half);
        self.floor_div(raised, whole)
    }
}
