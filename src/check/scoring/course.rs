//! The course (走势) of an expression along one variable, between two neighboring samples.
//!
//! Inside such a cell every comparison of that variable with a constant is settled. If the expression then goes one way
//! only, its extremes over the cell stand at the two samples, and over all cells at the samples of the whole space.

use super::linear::{affine, difference};
use super::space::{Cell, variable_of};
use crate::expr::{BinaryOp, Expr, Number, WhenZero};

/// How a value moves while its variable grows; each way includes standing still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Still,
    Rises,
    Falls,
    /// One way only, not known which.
    OneWay,
    Unknown,
}

impl Course {
    fn turned(self) -> Course {
        match self {
            Course::Rises => Course::Falls,
            Course::Falls => Course::Rises,
            other => other,
        }
    }

    fn signed(self, sign: &Number) -> Course {
        if sign.is_zero() {
            Course::Still
        } else if sign.is_negative() {
            self.turned()
        } else {
            self
        }
    }

    /// Of a sum, a minimum, a maximum.
    fn with(self, other: Course) -> Course {
        match (self, other) {
            (Course::Still, x) | (x, Course::Still) => x,
            (x, y) if x == y && x != Course::OneWay => x,
            _ => Course::Unknown,
        }
    }

    /// Of one of two, always the same one along the cell.
    fn either(self, other: Course) -> Course {
        match (self, other) {
            (Course::Unknown, _) | (_, Course::Unknown) => Course::Unknown,
            (Course::Still, x) | (x, Course::Still) => x,
            (x, y) if x == y => x,
            _ => Course::OneWay,
        }
    }
}

/// Whether the expression depends on the variable.
pub(super) fn depends(expr: &Expr, on: usize) -> bool {
    variable_of(expr) == Some(on) || expr.any_part(|part| depends(part, on))
}

/// The course of `expr` along `on` inside the cell.
pub(super) fn course(expr: &Expr, on: usize, cell: &Cell) -> Course {
    if let Some(line) = affine(expr) {
        return line.factors.get(&on).map_or(Course::Still, |f| Course::Rises.signed(f));
    }
    if !depends(expr, on) {
        return Course::Still;
    }
    let of = |e: &Expr| course(e, on, cell);
    match expr {
        Expr::Neg(a) => of(a).turned(),
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => of(a),
        Expr::Binary(BinaryOp::Add | BinaryOp::Min | BinaryOp::Max, a, b) => of(a).with(of(b)),
        Expr::Binary(BinaryOp::Sub, a, b) => of(a).with(of(b).turned()),
        Expr::Binary(BinaryOp::Mul, a, b) => match (&**a, &**b) {
            (Expr::Number(n), x) | (x, Expr::Number(n)) => of(x).signed(n),
            _ if depends(a, on) && depends(b, on) => Course::Unknown,
            _ => one_way(if depends(a, on) { of(a) } else { of(b) }),
        },
        Expr::Div(a, b, zero) => {
            // A divisor that is settled away from 0: a quotient of linear parts goes one way.
            let pole = affine(b).and_then(|b| b.turn()).is_some_and(|(x, turn)| x != on || cell.holds(&turn));
            let steady = affine(b).is_some_and(|b| b.factors.keys().all(|x| *x == on)) && !pole;
            match (depends(b, on), &**b) {
                (false, Expr::Number(n)) => of(a).signed(n),
                (false, _) if matches!(zero, WhenZero::Error | WhenZero::NotApplicable) => one_way(of(a)),
                (true, _) if steady && affine(a).is_some() => Course::OneWay,
                _ => Course::Unknown,
            }
        }
        Expr::If(condition, a, b) => match settled(condition, on, cell) {
            Settled::True => of(a),
            Settled::False => of(b),
            Settled::Either => of(a).either(of(b)),
            Settled::No => Course::Unknown,
        },
        _ => Course::Unknown,
    }
}

fn one_way(course: Course) -> Course {
    match course {
        Course::Rises | Course::Falls => Course::OneWay,
        other => other,
    }
}

/// What is known of a condition along a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    True,
    False,
    /// The same all along, depending on other variables.
    Either,
    /// It may change inside the cell.
    No,
}

fn settled(condition: &Expr, on: usize, cell: &Cell) -> Settled {
    if !depends(condition, on) {
        return match condition {
            Expr::Bool(true) => Settled::True,
            Expr::Bool(false) => Settled::False,
            _ => Settled::Either,
        };
    }
    match condition {
        Expr::Not(a) => match settled(a, on, cell) {
            Settled::True => Settled::False,
            Settled::False => Settled::True,
            other => other,
        },
        Expr::And(all) => joined(all, on, cell, Settled::False, Settled::True),
        Expr::Or(all) => joined(all, on, cell, Settled::True, Settled::False),
        Expr::Cmp(op, a, b) => {
            let Some(line) = difference(a, b) else { return Settled::No };
            let others = line.factors.keys().any(|x| *x != on);
            let Some(factor) = line.factors.get(&on).filter(|_| !others) else { return Settled::No };
            if line.turn().is_some_and(|(_, turn)| cell.holds(&turn)) {
                return Settled::No;
            }
            let value = &(factor * &cell.inside()) + &line.constant;
            if op.holds(&value, &Number::ZERO) { Settled::True } else { Settled::False }
        }
        _ => Settled::No,
    }
}

fn joined(all: &[Expr], on: usize, cell: &Cell, decisive: Settled, neutral: Settled) -> Settled {
    let each: Vec<Settled> = all.iter().map(|e| settled(e, on, cell)).collect();
    if each.contains(&decisive) {
        decisive
    } else if each.contains(&Settled::No) {
        Settled::No
    } else if each.iter().all(|s| *s == neutral) {
        neutral
    } else {
        Settled::Either
    }
}
