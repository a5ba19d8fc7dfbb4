//! Linear expressions (一次式) over the variables of a space, to find where a comparison turns.

use std::collections::BTreeMap;

use super::space::variable_of;
use crate::expr::{BinaryOp, Expr, Number};

/// A sum of variables with constant factors; a factor of 0 is left out.
pub(super) struct Linear {
    pub factors: BTreeMap<usize, Number>,
    pub constant: Number,
}

impl Linear {
    fn number(constant: Number) -> Linear {
        Linear { factors: BTreeMap::new(), constant }
    }

    fn plus(mut self, other: &Linear, sign: &Number) -> Linear {
        for (x, f) in &other.factors {
            let sum = &self.factors.remove(x).unwrap_or_default() + &(f * sign);
            if !sum.is_zero() {
                self.factors.insert(*x, sum);
            }
        }
        self.constant = &self.constant + &(&other.constant * sign);
        self
    }

    fn times(self, factor: &Number) -> Linear {
        if factor.is_zero() {
            return Linear::number(Number::ZERO);
        }
        Linear { factors: self.factors.into_iter().map(|(x, f)| (x, &f * factor)).collect(), constant: &self.constant * factor }
    }

    /// The only variable it depends on and the value at which it is 0.
    pub fn turn(&self) -> Option<(usize, Number)> {
        let mut factors = self.factors.iter();
        match (factors.next(), factors.next()) {
            (Some((x, factor)), None) => Some((*x, (-self.constant.clone()).div(factor)?)),
            _ => None,
        }
    }
}

/// The expression as a linear one, if it is one.
pub(super) fn affine(expr: &Expr) -> Option<Linear> {
    read(expr, false)
}

/// `a − b` as a linear expression, if it is one.
pub(super) fn difference(a: &Expr, b: &Expr) -> Option<Linear> {
    Some(affine(a)?.plus(&affine(b)?, &Number::from(-1)))
}

/// Like [`difference`], but a quotient counts as its numerator and a rounded value as itself: near enough to find a
/// value worth looking at, not enough to prove anything.
pub(super) fn turning(a: &Expr, b: &Expr) -> Option<Linear> {
    Some(read(a, true)?.plus(&read(b, true)?, &Number::from(-1)))
}

fn read(expr: &Expr, loose: bool) -> Option<Linear> {
    match expr {
        Expr::Number(n) => Some(Linear::number(n.clone())),
        Expr::Datum(..) => Some(Linear { factors: BTreeMap::from([(variable_of(expr)?, Number::ONE)]), constant: Number::ZERO }),
        Expr::Neg(a) => Some(read(a, loose)?.times(&Number::from(-1))),
        Expr::Binary(BinaryOp::Add, a, b) => Some(read(a, loose)?.plus(&read(b, loose)?, &Number::ONE)),
        Expr::Binary(BinaryOp::Sub, a, b) => Some(read(a, loose)?.plus(&read(b, loose)?, &Number::from(-1))),
        Expr::Binary(BinaryOp::Mul, a, b) => {
            let (a, b) = (read(a, loose)?, read(b, loose)?);
            match (a.factors.is_empty(), b.factors.is_empty()) {
                (true, _) => Some(b.times(&a.constant)),
                (_, true) => Some(a.times(&b.constant)),
                (false, false) => None,
            }
        }
        Expr::Div(a, b, _) => {
            let (a, b) = (read(a, loose)?, read(b, loose));
            match b.filter(|b| b.factors.is_empty()).and_then(|b| Number::ONE.div(&b.constant)) {
                Some(factor) => Some(a.times(&factor)),
                None => loose.then_some(a),
            }
        }
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) if loose => read(a, true),
        _ => None,
    }
}
