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

/// A divisor as a multiplication (除以常数): ⌊n ÷ d⌋ = ⌊n·m ÷ 2^s⌋ for 0 ≤ n < 2^31, with m = ⌈2^s ÷ d⌉ and s = 31 + ⌈log₂ d⌉.
///
/// m·d exceeds 2^s by less than d ≤ 2^(s−31), so n·(m·d − 2^s) stays below 2^s and the quotient is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reciprocal {
    multiplier: u32,
    shift: u32,
}

impl Reciprocal {
    /// Of a positive divisor of 32 bits.
    pub fn of(divisor: i32) -> Option<Reciprocal> {
        let divisor = u64::try_from(divisor).ok().filter(|d| *d > 0)?;
        let shift = 31 + divisor.next_power_of_two().trailing_zeros();
        let multiplier = u32::try_from((1_u64 << shift).div_ceil(divisor)).ok()?;
        Some(Reciprocal { multiplier, shift })
    }

    /// ⌊n ÷ d⌋ of a number that is not negative.
    #[inline(always)]
    pub fn quotient(self, n: i32) -> i32 {
        ((u64::from(n as u32) * u64::from(self.multiplier)) >> self.shift) as i32
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
            Binary::Min => self.zip(out, a, b, rows, T::least),
            Binary::Max => self.zip(out, a, b, rows, T::most),
            Binary::And => self.zip(out, a, b, rows, |a, b| T::of_truth(a.truth() & b.truth())),
            Binary::Or => self.zip(out, a, b, rows, |a, b| T::of_truth(a.truth() | b.truth())),
        }
    }

    /// ⌊a ÷ b⌋ of numbers that are not negative, by a constant.
    pub fn divide(self, out: &mut Vec<i32>, a: &Operand<'_, i32>, by: Reciprocal, rows: usize) {
        self.map(out, a, rows, move |a| by.quotient(*a));
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
        let by = Operand::Rows(condition);
        match (then, otherwise) {
            (Operand::Rows(a), Operand::Rows(b)) => self.0.dispatch(Choose { out, condition, a, b }),
            (Operand::Rows(_), Operand::All(b)) => self.zip(out, &by, then, rows, |c, a| T::pick(*c != 0, a, b)),
            (Operand::All(a), Operand::Rows(_)) => self.zip(out, &by, otherwise, rows, |c, b| T::pick(*c != 0, a, b)),
            (Operand::All(a), Operand::All(b)) => self.map(out, &by, rows, |c| T::pick(*c != 0, a, b)),
        }
    }

    /// One operand to one result.
    #[inline(always)]
    pub fn map<A: Whole, T: Whole>(self, out: &mut Vec<T>, a: &Operand<'_, A>, rows: usize, f: impl Fn(&A) -> T) {
        self.0.dispatch(Map { out, a, rows, f });
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
        self.0.dispatch(Zip { out, a, b, rows, f });
    }

    /// Runs something compiled for what this machine can do.
    #[inline(always)]
    pub fn run<R>(self, task: impl pulp::NullaryFnOnce<Output = R>) -> R {
        self.0.dispatch(task)
    }
}

// Types instead of closures: the code of a closure is not compiled into the function that has the wide instructions.

struct Map<'a, 'o, A, T, F> {
    out: &'a mut Vec<T>,
    a: &'a Operand<'o, A>,
    rows: usize,
    f: F,
}

impl<A: Whole, T: Whole, F: Fn(&A) -> T> pulp::NullaryFnOnce for Map<'_, '_, A, T, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Map { out, a, rows, f } = self;
        out.clear();
        match a {
            Operand::Rows(a) => out.extend(a.iter().map(f)),
            Operand::All(a) => out.resize(rows, f(a)),
        }
    }
}

struct Zip<'a, 'o, 'p, A, B, T, F> {
    out: &'a mut Vec<T>,
    a: &'a Operand<'o, A>,
    b: &'a Operand<'p, B>,
    rows: usize,
    f: F,
}

impl<A: Whole, B: Whole, T: Whole, F: Fn(&A, &B) -> T> pulp::NullaryFnOnce for Zip<'_, '_, '_, A, B, T, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Zip { out, a, b, rows, f } = self;
        out.clear();
        match (a, b) {
            (Operand::Rows(a), Operand::Rows(b)) => out.extend(a.iter().zip(*b).map(|(a, b)| f(a, b))),
            (Operand::Rows(a), Operand::All(b)) => out.extend(a.iter().map(|a| f(a, b))),
            (Operand::All(a), Operand::Rows(b)) => out.extend(b.iter().map(|b| f(a, b))),
            (Operand::All(a), Operand::All(b)) => out.resize(rows, f(a, b)),
        }
    }
}

struct Choose<'a, T> {
    out: &'a mut Vec<T>,
    condition: &'a [i32],
    a: &'a [T],
    b: &'a [T],
}

impl<T: Whole> pulp::NullaryFnOnce for Choose<'_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.out.clear();
        let rows = self.condition.iter().zip(self.a).zip(self.b);
        self.out.extend(rows.map(|((c, a), b)| T::pick(*c != 0, a, b)));
    }
}
