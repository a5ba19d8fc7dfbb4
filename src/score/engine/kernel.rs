//! Operations on columns (列运算), row by row. Written so that they compile to wide instructions.

use super::lane::Whole;
use super::plan::{Binary, Test, Unary};

/// An operand: one value for each row, or one for all.
pub enum Operand<'a, T> {
    /// One for each row.
    Rows(&'a [T]),
    /// One for all.
    All(T),
}

impl<T: Whole> Operand<'_, T> {
    /// The value of a row.
    pub fn at(&self, at: usize) -> Option<&T> {
        match self {
            Operand::Rows(rows) => rows.get(at),
            Operand::All(value) => Some(value),
        }
    }
}

/// Instruction sets of the machine at hand, found once.
#[derive(Clone, Copy)]
pub struct Cpu(pulp::Arch);

impl Cpu {
    /// What this machine can do.
    pub fn detect() -> Cpu {
        Cpu(pulp::Arch::new())
    }

    /// −a or not a.
    pub fn unary<T: Whole>(self, op: Unary, out: &mut Vec<T>, a: &Operand<'_, T>, rows: usize) {
        match op {
            Unary::Neg => self.map(out, a, rows, T::opposite),
            Unary::Not => self.map(out, a, rows, |a| T::of_truth(!a.truth())),
        }
    }

    /// a ∘ b.
    pub fn binary<T: Whole>(self, op: Binary, out: &mut Vec<T>, a: &Operand<'_, T>, b: &Operand<'_, T>, rows: usize) {
        match op {
            Binary::Add => self.zip(out, a, b, rows, T::plus),
            Binary::Sub => self.zip(out, a, b, rows, T::minus),
            Binary::Mul => self.zip(out, a, b, rows, T::times),
            Binary::FloorDiv => self.zip(out, a, b, rows, T::floor_div),
            Binary::Min => self.zip(out, a, b, rows, |a, b| if a < b { a.clone() } else { b.clone() }),
            Binary::Max => self.zip(out, a, b, rows, |a, b| if a > b { a.clone() } else { b.clone() }),
            Binary::And => self.zip(out, a, b, rows, |a, b| T::of_truth(a.truth() & b.truth())),
            Binary::Or => self.zip(out, a, b, rows, |a, b| T::of_truth(a.truth() | b.truth())),
        }
    }

    /// a compared with b.
    pub fn test<T: Whole>(self, test: Test, out: &mut Vec<i32>, a: &Operand<'_, T>, b: &Operand<'_, T>, rows: usize) {
        match test {
            Test::Eq => self.zip(out, a, b, rows, |a, b| i32::from(a == b)),
            Test::Lt => self.zip(out, a, b, rows, |a, b| i32::from(a < b)),
        }
    }

    /// `then` where the condition holds, else `otherwise`.
    pub fn select<T: Whole>(
        self,
        out: &mut Vec<T>,
        condition: &Operand<'_, i32>,
        then: &Operand<'_, T>,
        otherwise: &Operand<'_, T>,
        rows: usize,
    ) {
        let Operand::Rows(condition) = condition else {
            let holds = condition.at(0).is_some_and(Whole::truth);
            return self.map(out, if holds { then } else { otherwise }, rows, T::clone);
        };
        match (then, otherwise) {
            (Operand::Rows(a), Operand::Rows(b)) => self.0.dispatch(
                #[inline(always)]
                || {
                    out.clear();
                    let rows = condition.iter().zip(*a).zip(*b);
                    out.extend(rows.map(|((c, a), b)| if *c != 0 { a.clone() } else { b.clone() }));
                },
            ),
            (Operand::Rows(a), Operand::All(b)) => {
                self.zip(out, &Operand::Rows(condition), &Operand::Rows(a), rows, |c, a| if *c != 0 { a.clone() } else { b.clone() });
            }
            (Operand::All(a), Operand::Rows(b)) => {
                self.zip(out, &Operand::Rows(condition), &Operand::Rows(b), rows, |c, b| if *c != 0 { a.clone() } else { b.clone() });
            }
            (Operand::All(a), Operand::All(b)) => {
                self.map(out, &Operand::Rows(condition), rows, |c| if *c != 0 { a.clone() } else { b.clone() });
            }
        }
    }

    /// One operand to one result.
    #[inline(always)]
    pub fn map<A: Whole, T: Whole>(self, out: &mut Vec<T>, a: &Operand<'_, A>, rows: usize, f: impl Fn(&A) -> T) {
        self.0.dispatch(
            #[inline(always)]
            || {
                out.clear();
                match a {
                    Operand::Rows(a) => out.extend(a.iter().map(f)),
                    Operand::All(a) => out.resize(rows, f(a)),
                }
            },
        );
    }

    /// Two operands to one result.
    #[inline(always)]
    fn zip<A: Whole, B: Whole, T: Whole>(
        self,
        out: &mut Vec<T>,
        a: &Operand<'_, A>,
        b: &Operand<'_, B>,
        rows: usize,
        f: impl Fn(&A, &B) -> T,
    ) {
        self.0.dispatch(
            #[inline(always)]
            || {
                out.clear();
                match (a, b) {
                    (Operand::Rows(a), Operand::Rows(b)) => out.extend(a.iter().zip(*b).map(|(a, b)| f(a, b))),
                    (Operand::Rows(a), Operand::All(b)) => out.extend(a.iter().map(|a| f(a, b))),
                    (Operand::All(a), Operand::Rows(b)) => out.extend(b.iter().map(|b| f(a, b))),
                    (Operand::All(a), Operand::All(b)) => out.resize(rows, f(a, b)),
                }
            },
        );
    }
}
