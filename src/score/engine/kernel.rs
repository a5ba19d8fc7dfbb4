//! Operations on columns (列运算), row by row. Written so that they compile to wide instructions.

use super::lane::Whole;
use super::linear::Linear;
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
    pub fn unary<T: Whole>(self, op: Unary, out: &mut [T], a: &Operand<'_, T>) {
        match op {
            Unary::Neg => self.map(out, a, T::opposite),
            Unary::Not => self.map(out, a, |a| T::of_truth(!a.truth())),
        }
    }

    /// a ∘ b.
    pub fn binary<T: Whole>(self, op: Binary, out: &mut [T], a: &Operand<'_, T>, b: &Operand<'_, T>) {
        match op {
            Binary::Add => self.zip(out, a, b, T::plus),
            Binary::Sub => self.zip(out, a, b, T::minus),
            Binary::Mul => self.zip(out, a, b, T::times),
            Binary::FloorDiv => self.zip(out, a, b, T::floor_div),
            Binary::Min => self.zip(out, a, b, T::least),
            Binary::Max => self.zip(out, a, b, T::most),
            Binary::And => self.zip(out, a, b, |a, b| T::of_truth(a.truth() & b.truth())),
            Binary::Or => self.zip(out, a, b, |a, b| T::of_truth(a.truth() | b.truth())),
        }
    }

    /// ⌊a ÷ b⌋ of 0 ≤ a < 2^53 and b > 0.
    pub fn quotient<T: Whole>(self, out: &mut [T], a: &Operand<'_, T>, b: &Operand<'_, T>) {
        self.zip(out, a, b, T::quotient);
    }

    /// ⌊a ÷ b⌋ of numbers that are not negative, by a constant.
    pub fn divide(self, out: &mut [i32], a: &Operand<'_, i32>, by: Reciprocal) {
        self.map(out, a, move |a| by.quotient(*a));
    }

    /// A chain of operations with constants, plus a column.
    pub fn linear(self, out: &mut [i32], a: &Operand<'_, i32>, by: Linear, plus: Option<Operand<'_, i32>>) {
        match plus {
            Some(plus) => self.zip(out, a, &plus, move |a, plus| by.at(*a) + plus),
            None => self.map(out, a, move |a| by.at(*a)),
        }
    }

    /// The first value where a is below the limit, else the second, plus a column.
    pub fn choice(
        self,
        out: &mut [i32],
        a: &Operand<'_, i32>,
        limit: i32,
        [below, above]: [Operand<'_, i32>; 2],
        plus: Option<Operand<'_, i32>>,
    ) {
        let plus = plus.unwrap_or(Operand::All(0));
        match (below, above, plus) {
            (Operand::All(below), Operand::All(above), plus) => {
                self.zip(out, a, &plus, move |a, plus| i32::pick(*a < limit, &below, &above) + plus);
            }
            (below, Operand::All(above), Operand::All(plus)) => {
                self.zip(out, a, &below, move |a, below| i32::pick(*a < limit, below, &above) + plus);
            }
            (Operand::All(below), above, Operand::All(plus)) => {
                self.zip(out, a, &above, move |a, above| i32::pick(*a < limit, &below, above) + plus);
            }
            (below, Operand::All(above), plus) => {
                self.zip3(out, a, &below, &plus, move |a, below, plus| i32::pick(*a < limit, below, &above) + plus);
            }
            (Operand::All(below), above, plus) => {
                self.zip3(out, a, &above, &plus, move |a, above, plus| i32::pick(*a < limit, &below, above) + plus);
            }
            (below, above, plus) => {
                self.zip3(out, a, &below, &above, move |a, below, above| i32::pick(*a < limit, below, above));
                if let Operand::Rows(plus) = plus {
                    out.iter_mut().zip(plus).for_each(|(out, plus)| *out += plus);
                }
            }
        }
    }

    /// a compared with b.
    pub fn test<T: Whole>(self, test: Test, out: &mut [i32], a: &Operand<'_, T>, b: &Operand<'_, T>) {
        match test {
            Test::Eq => self.zip(out, a, b, |a, b| i32::from(a == b)),
            Test::Lt => self.zip(out, a, b, |a, b| i32::from(a < b)),
        }
    }

    /// `then` where the condition holds, else `otherwise`.
    pub fn select<T: Whole>(self, out: &mut [T], condition: &Operand<'_, i32>, then: &Operand<'_, T>, otherwise: &Operand<'_, T>) {
        self.zip3(out, condition, then, otherwise, |condition, a, b| T::pick(*condition != 0, a, b));
    }

    /// One operand to one result.
    #[inline(always)]
    pub fn map<A: Whole, T: Whole>(self, out: &mut [T], a: &Operand<'_, A>, f: impl Fn(&A) -> T) {
        self.0.dispatch(Map { out, a, f });
    }

    /// Two operands to one result.
    #[inline(always)]
    fn zip<A: Whole, B: Whole, T: Whole>(self, out: &mut [T], a: &Operand<'_, A>, b: &Operand<'_, B>, f: impl Fn(&A, &B) -> T) {
        match (a, b) {
            (Operand::Rows(a), Operand::Rows(b)) => self.0.dispatch(Zip { out, a, b, f }),
            (a, Operand::All(b)) => self.map(out, a, move |a| f(a, b)),
            (Operand::All(a), b) => self.map(out, b, move |b| f(a, b)),
        }
    }

    /// Three operands to one result.
    #[inline(always)]
    fn zip3<A: Whole, B: Whole, C: Whole, T: Whole>(
        self,
        out: &mut [T],
        a: &Operand<'_, A>,
        b: &Operand<'_, B>,
        c: &Operand<'_, C>,
        f: impl Fn(&A, &B, &C) -> T,
    ) {
        match (a, b, c) {
            (Operand::Rows(a), Operand::Rows(b), Operand::Rows(c)) => self.0.dispatch(Zip3 { out, a, b, c, f }),
            (a, b, Operand::All(c)) => self.zip(out, a, b, move |a, b| f(a, b, c)),
            (a, Operand::All(b), c) => self.zip(out, a, c, move |a, c| f(a, b, c)),
            (Operand::All(a), b, c) => self.zip(out, b, c, move |b, c| f(a, b, c)),
        }
    }

    /// Runs something compiled for what this machine can do.
    #[inline(always)]
    pub fn run<R>(self, task: impl pulp::NullaryFnOnce<Output = R>) -> R {
        self.0.dispatch(task)
    }
}

// Types instead of closures, and loops instead of iterator adaptors: what is not inlined into the function that has the
// wide instructions is compiled without them.

struct Map<'a, 'o, A, T, F> {
    out: &'a mut [T],
    a: &'a Operand<'o, A>,
    f: F,
}

impl<A: Whole, T: Whole, F: Fn(&A) -> T> pulp::NullaryFnOnce for Map<'_, '_, A, T, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Map { out, a, f } = self;
        match a {
            Operand::Rows(a) => {
                for (out, a) in out.iter_mut().zip(*a) {
                    *out = f(a);
                }
            }
            Operand::All(a) => out.fill(f(a)),
        }
    }
}

struct Zip<'a, A, B, T, F> {
    out: &'a mut [T],
    a: &'a [A],
    b: &'a [B],
    f: F,
}

impl<A: Whole, B: Whole, T: Whole, F: Fn(&A, &B) -> T> pulp::NullaryFnOnce for Zip<'_, A, B, T, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Zip { out, a, b, f } = self;
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = f(a, b);
        }
    }
}

struct Zip3<'a, A, B, C, T, F> {
    out: &'a mut [T],
    a: &'a [A],
    b: &'a [B],
    c: &'a [C],
    f: F,
}

impl<A: Whole, B: Whole, C: Whole, T: Whole, F: Fn(&A, &B, &C) -> T> pulp::NullaryFnOnce for Zip3<'_, A, B, C, T, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Zip3 { out, a, b, c, f } = self;
        for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *out = f(a, b, c);
        }
    }
}
