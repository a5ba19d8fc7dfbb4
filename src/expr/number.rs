//! Exact numbers (精确数): rationals, written as decimals where they are decimals.

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use dashu::base::{Abs, Signed};
use dashu::integer::IBig;
use dashu::rational::RBig;

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(RBig);

/// The text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct ParseNumberError;

impl Number {
    /// 0.
    pub const ZERO: Number = Number(RBig::ZERO);
    /// 1.
    pub const ONE: Number = Number(RBig::ONE);

    /// `numerator ÷ denominator`; `None` if the denominator is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Number> {
        Number::from(numerator).div(&Number::from(denominator))
    }

    /// 10 to the power of `places`.
    pub fn ten_to(places: u32) -> Number {
        Number(RBig::from(IBig::from(10).pow(places as usize)))
    }

    /// One unit in the last of `places` decimal places.
    pub fn ulp(places: u32) -> Number {
        Number::ONE.div(&Number::ten_to(places)).unwrap_or_default()
    }

    /// Exact quotient; `None` if the divisor is 0.
    pub fn div(&self, other: &Number) -> Option<Number> {
        (!other.is_zero()).then(|| Number(&self.0 / &other.0))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0 == RBig::ZERO
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative() && !self.is_zero()
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        self.0.denominator().is_one()
    }

    /// The value without its sign.
    pub fn abs(&self) -> Number {
        Number(self.0.clone().abs())
    }

    /// The largest whole number not above it.
    pub fn floor(&self) -> Number {
        Number(RBig::from(self.0.floor()))
    }

    /// The smallest whole number not below it.
    pub fn ceil(&self) -> Number {
        Number(RBig::from(self.0.ceil()))
    }

    /// Rounded half up (四舍五入) by magnitude to `places` decimal places: −0.005 becomes −0.01.
    pub fn round_half_up(&self, places: u32) -> Number {
        let scale = Number::ten_to(places);
        let half = Number::ulp(0).div(&Number::from(2)).unwrap_or_default();
        let magnitude = (&(&self.abs() * &scale) + &half).floor().div(&scale).unwrap_or_default();
        if self.is_negative() { -magnitude } else { magnitude }
    }

    /// The number as `i64`, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        self.is_integer().then(|| i64::try_from(self.0.numerator().clone()).ok()).flatten()
    }

    /// Numerator and denominator in lowest terms; the denominator is positive.
    pub fn to_fraction(&self) -> (IBig, IBig) {
        (self.0.numerator().clone(), IBig::from(self.0.denominator().clone()))
    }

    /// `numerator ÷ denominator`; `None` if the denominator is 0.
    pub fn from_fraction(numerator: IBig, denominator: IBig) -> Option<Number> {
        Number(RBig::from(numerator)).div(&Number(RBig::from(denominator)))
    }

    /// How many decimal places write it exactly; `None` if none do.
    pub fn places(&self) -> Option<u32> {
        (0..=40).find(|places| (self * &Number::ten_to(*places)).is_integer())
    }

    /// The square.
    pub fn squared(&self) -> Number {
        self * self
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(RBig::from(IBig::from(value)))
    }
}

impl FromStr for Number {
    type Err = ParseNumberError;

    /// Reads `12`, `-0.5`, `.5` is refused: a digit stands on both sides of the point.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(ParseNumberError),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all = format!("{whole}{fraction}");
        if whole.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ParseNumberError);
        }
        let integer = IBig::from_str(&all).map_err(|_| ParseNumberError)?;
        let value = Number(RBig::from(integer)).div(&Number::ten_to(fraction.len() as u32)).ok_or(ParseNumberError)?;
        Ok(if negative { -value } else { value })
    }
}

impl fmt::Display for Number {
    /// The exact decimal if there is one, else the fraction `p/q`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(places) = self.places() else { return write!(f, "{}/{}", self.0.numerator(), self.0.denominator()) };
        let scaled = (self * &Number::ten_to(places)).abs();
        let digits = format!("{:0>width$}", scaled.0.numerator().to_string(), width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if self.is_negative() { "-" } else { "" };
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $op:tt),*) => {$(
        impl $trait for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                Number(&self.0 $op &other.0)
            }
        }
    )*};
}

arithmetic!(Add add +, Sub sub -, Mul mul *);

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn decimals_print_as_written() {
        for text in ["0", "1", "-1.5", "0.05", "84.99", "100", "1000000000000000000000.001"] {
            assert_eq!(n(text).to_string(), text);
        }
        assert_eq!(Number::ratio(1, 3).map(|x| x.to_string()).as_deref(), Some("1/3"));
    }

    #[test]
    fn half_rounds_up_by_magnitude() {
        for (text, places, rounded) in [("3.335", 2, "3.34"), ("-0.005", 2, "-0.01"), ("2.674", 2, "2.67"), ("66.66", 1, "66.7")] {
            assert_eq!(n(text).round_half_up(places), n(rounded));
        }
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        for text in ["", "1.", ".5", "1e9", "--1", "1.2.3", "八"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn floor_and_ceil_of_negatives() {
        assert_eq!(n("-2.5").floor(), n("-3"));
        assert_eq!(n("-2.5").ceil(), n("-2"));
    }
}
