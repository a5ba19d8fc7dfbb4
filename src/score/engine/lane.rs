//! Widths of numbers (数位宽度) and columns of them.

use dashu::base::{DivEuclid, Gcd};
use dashu::integer::IBig;

use crate::ir::Range;

/// How wide the numbers of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// 32 bits.
    W32,
    /// 64 bits.
    W64,
    /// 128 bits.
    W128,
    /// As many as it takes.
    Big,
}

impl Lane {
    /// The narrowest that holds a range.
    pub fn of(range: &Range) -> Lane {
        match () {
            () if range.fits(32) => Lane::W32,
            () if range.fits(64) => Lane::W64,
            () if range.fits(128) => Lane::W128,
            () => Lane::Big,
        }
    }
}

/// A column of numbers of one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// 32 bits.
    W32(Vec<i32>),
    /// 64 bits.
    W64(Vec<i64>),
    /// 128 bits.
    W128(Vec<i128>),
    /// As many as it takes.
    Big(Vec<IBig>),
}

impl Column {
    /// An empty column.
    pub fn empty(lane: Lane) -> Column {
        match lane {
            Lane::W32 => Column::W32(Vec::new()),
            Lane::W64 => Column::W64(Vec::new()),
            Lane::W128 => Column::W128(Vec::new()),
            Lane::Big => Column::Big(Vec::new()),
        }
    }

    /// The value of a row, whatever the width.
    pub fn get(&self, at: usize) -> Option<IBig> {
        match self {
            Column::W32(v) => v.get(at).map(|n| IBig::from(*n)),
            Column::W64(v) => v.get(at).map(|n| IBig::from(*n)),
            Column::W128(v) => v.get(at).map(|n| IBig::from(*n)),
            Column::Big(v) => v.get(at).cloned(),
        }
    }

    /// Units of cells in the narrowest width for their declared range.
    pub fn from_units(units: &[i64], lane: Lane) -> Column {
        match lane {
            Lane::W32 => Column::W32(units.iter().map(|n| *n as i32).collect()),
            Lane::W64 => Column::W64(units.to_vec()),
            Lane::W128 => Column::W128(units.iter().map(|n| i128::from(*n)).collect()),
            Lane::Big => Column::Big(units.iter().map(|n| IBig::from(*n)).collect()),
        }
    }
}

/// A constant in every width it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    w32: i32,
    w64: i64,
    w128: i128,
    big: IBig,
}

impl From<&IBig> for Constant {
    fn from(value: &IBig) -> Self {
        // A width it does not fit is never asked for: the operation is at least as wide as its operands.
        Constant {
            w32: i32::try_from(value.clone()).unwrap_or_default(),
            w64: i64::try_from(value.clone()).unwrap_or_default(),
            w128: i128::try_from(value.clone()).unwrap_or_default(),
            big: value.clone(),
        }
    }
}

/// Whole numbers of some width. The range of every result was proven to fit.
pub trait Whole: Clone + Ord + Send + Sync + 'static {
    /// The rows of a column of this width; none if it has another.
    fn rows(column: &Column) -> &[Self];
    /// The memory of a column to write so many rows to; new if it has another width.
    fn memory(column: Column, rows: usize) -> Vec<Self>;
    /// The column of these rows.
    fn column(rows: Vec<Self>) -> Column;
    /// A constant.
    fn constant(constant: &Constant) -> Self;
    /// A truth value.
    fn of_truth(truth: bool) -> Self;
    /// A count.
    fn of_count(count: usize) -> Self;
    /// A number known to fit.
    fn of_wide(value: i128) -> Self;
    /// A number known to fit.
    fn of_big(value: &IBig) -> Self;
    /// Whether it is 1.
    fn truth(&self) -> bool;
    /// a + b
    fn plus(&self, other: &Self) -> Self;
    /// a − b
    fn minus(&self, other: &Self) -> Self;
    /// a × b
    fn times(&self, other: &Self) -> Self;
    /// −a
    fn opposite(&self) -> Self;
    /// ⌊a ÷ b⌋ of a positive divisor.
    fn floor_div(&self, other: &Self) -> Self;
    /// ⌊a ÷ b⌋ of 0 ≤ a < 2^53 and b > 0.
    fn quotient(&self, other: &Self) -> Self;
    /// The smaller.
    fn least(&self, other: &Self) -> Self;
    /// The larger.
    fn most(&self, other: &Self) -> Self;
    /// The first if `first`, else the second. By value: a choice of places would load one number at a time.
    fn pick(first: bool, a: &Self, b: &Self) -> Self;
    /// Least common multiple of positive numbers.
    fn lcm(&self, other: &Self) -> Self;
}

macro_rules! fixed {
    ($type:ty, $variant:ident, $field:ident) => {
        impl Whole for $type {
            #[inline(always)]
            fn rows(column: &Column) -> &[Self] {
                if let Column::$variant(rows) = column { rows } else { &[] }
            }
            fn memory(column: Column, rows: usize) -> Vec<Self> {
                let mut memory = if let Column::$variant(memory) = column { memory } else { Vec::new() };
                memory.resize(rows, 0);
                memory
            }
            fn column(rows: Vec<Self>) -> Column {
                Column::$variant(rows)
            }
            #[inline(always)]
            fn constant(constant: &Constant) -> Self {
                constant.$field
            }
            #[inline(always)]
            fn of_truth(truth: bool) -> Self {
                <$type>::from(truth)
            }
            #[inline(always)]
            fn of_count(count: usize) -> Self {
                count as $type
            }
            #[inline(always)]
            fn of_wide(value: i128) -> Self {
                value as $type
            }
            fn of_big(value: &IBig) -> Self {
                <$type>::try_from(value.clone()).unwrap_or_default()
            }
            #[inline(always)]
            fn truth(&self) -> bool {
                *self != 0
            }
            #[inline(always)]
            fn plus(&self, other: &Self) -> Self {
                self + other
            }
            #[inline(always)]
            fn minus(&self, other: &Self) -> Self {
                self - other
            }
            #[inline(always)]
            fn times(&self, other: &Self) -> Self {
                self * other
            }
            #[inline(always)]
            fn opposite(&self) -> Self {
                -self
            }
            #[inline(always)]
            fn floor_div(&self, other: &Self) -> Self {
                self.div_euclid(*other)
            }
            /// Wide machines divide floating point numbers only. The quotient is exact all the same: both operands are, and where
            /// a ÷ b is not whole, it is at least 1 ÷ b below the next whole number, but rounding adds at most (a ÷ b) · 2^−53,
            /// which is less.
            #[inline(always)]
            #[expect(clippy::float_arithmetic, reason = "exact for this range")]
            fn quotient(&self, other: &Self) -> Self {
                (*self as f64 / *other as f64) as $type
            }
            #[inline(always)]
            fn least(&self, other: &Self) -> Self {
                (*self).min(*other)
            }
            #[inline(always)]
            fn most(&self, other: &Self) -> Self {
                (*self).max(*other)
            }
            #[inline(always)]
            fn pick(first: bool, a: &Self, b: &Self) -> Self {
                let (a, b) = (*a, *b);
                if first { a } else { b }
            }
            fn lcm(&self, other: &Self) -> Self {
                let (mut a, mut b) = (*self, *other);
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                self / a.max(1) * other
            }
        }
    };
}

fixed!(i32, W32, w32);
fixed!(i64, W64, w64);
fixed!(i128, W128, w128);

impl Whole for IBig {
    fn rows(column: &Column) -> &[Self] {
        if let Column::Big(rows) = column { rows } else { &[] }
    }
    fn memory(column: Column, rows: usize) -> Vec<Self> {
        let mut memory = if let Column::Big(memory) = column { memory } else { Vec::new() };
        memory.resize(rows, IBig::ZERO);
        memory
    }
    fn column(rows: Vec<Self>) -> Column {
        Column::Big(rows)
    }
    fn constant(constant: &Constant) -> Self {
        constant.big.clone()
    }
    fn of_truth(truth: bool) -> Self {
        IBig::from(u8::from(truth))
    }
    fn of_count(count: usize) -> Self {
        IBig::from(count)
    }
    fn of_wide(value: i128) -> Self {
        IBig::from(value)
    }
    fn of_big(value: &IBig) -> Self {
        value.clone()
    }
    fn truth(&self) -> bool {
        *self != IBig::ZERO
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn minus(&self, other: &Self) -> Self {
        self - other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn opposite(&self) -> Self {
        -self.clone()
    }
    fn floor_div(&self, other: &Self) -> Self {
        self.div_euclid(other)
    }
    fn quotient(&self, other: &Self) -> Self {
        self.floor_div(other)
    }
    fn least(&self, other: &Self) -> Self {
        self.min(other).clone()
    }
    fn most(&self, other: &Self) -> Self {
        self.max(other).clone()
    }
    fn pick(first: bool, a: &Self, b: &Self) -> Self {
        if first { a.clone() } else { b.clone() }
    }
    fn lcm(&self, other: &Self) -> Self {
        let common = IBig::from(self.gcd(other));
        if common == IBig::ZERO { IBig::ONE } else { self / common * other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_beside_whole_numbers_are_exact() {
        let most = (1_i64 << 53) - 1;
        for b in [1, 2, 3, 7, 10, 999, 65_537, 94_906_265, most / 2, most - 1, most] {
            for whole in [0, 1, 2, most / b - 1, most / b].into_iter().filter(|whole| *whole >= 0) {
                for a in (whole * b - 1..=whole * b + 1).filter(|a| (0..=most).contains(a)) {
                    assert_eq!(a.quotient(&b), a / b, "{a} ÷ {b}");
                }
            }
        }
    }
}
