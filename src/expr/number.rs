//! Exact numbers (精确数): rationals, written as decimals where they are decimals.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// Almost all numbers of rules fit two machine words; each number has just one form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// In lowest terms; the denominator is positive and neither is `i64::MIN`.
    Small { num: i64, den: i64 },
    /// What does not fit.
    Big(Box<RBig>),
}

/// The text is not a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number")]
pub struct ParseNumberError;

impl Number {
    /// 0.
    pub const ZERO: Number = Number(Repr::Small { num: 0, den: 1 });
    /// 1.
    pub const ONE: Number = Number(Repr::Small { num: 1, den: 1 });

    /// `numerator ÷ denominator`; `None` if the denominator is 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Number> {
        Number::from(numerator).div(&Number::from(denominator))
    }

    /// The number of a numerator and a positive denominator.
    fn reduced(num: i128, den: i128) -> Number {
        // Words are divided many times faster than pairs of words.
        if let (Ok(num), Ok(den)) = (i64::try_from(num), i64::try_from(den))
            && num != i64::MIN
        {
            let common = if den == 1 { 1 } else { gcd64(num.unsigned_abs(), den.unsigned_abs()) as i64 };
            return Number(Repr::Small { num: num / common, den: den / common });
        }
        let common = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
        let (num, den) = (num / common, den / common);
        match (i64::try_from(num), i64::try_from(den)) {
            (Ok(small), Ok(den)) if small != i64::MIN => Number(Repr::Small { num: small, den }),
            _ => Number(Repr::Big(Box::new(RBig::from_parts(IBig::from(num), UBig::from(den.unsigned_abs()))))),
        }
    }

    fn from_big(value: RBig) -> Number {
        match (i64::try_from(value.numerator().clone()), i64::try_from(value.denominator().clone())) {
            (Ok(num), Ok(den)) if num != i64::MIN => Number(Repr::Small { num, den }),
            _ => Number(Repr::Big(Box::new(value))),
        }
    }

    fn big(&self) -> RBig {
        match &self.0 {
            Repr::Small { num, den } => RBig::from_parts(IBig::from(*num), UBig::from(den.unsigned_abs())),
            Repr::Big(value) => (**value).clone(),
        }
    }

    /// 10 to the power of `places`.
    pub fn ten_to(places: u32) -> Number {
        match 10_i64.checked_pow(places) {
            Some(num) => Number(Repr::Small { num, den: 1 }),
            None => Number::from_big(RBig::from(IBig::from(10).pow(places as usize))),
        }
    }

    /// One unit in the last of `places` decimal places.
    pub fn ulp(places: u32) -> Number {
        Number::ONE.div(&Number::ten_to(places)).unwrap_or_default()
    }

    /// Exact quotient; `None` if the divisor is 0.
    pub fn div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        Some(match (&self.0, &other.0) {
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => {
                let (num, den) = (i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c));
                Number::reduced(num * den.signum(), den.abs())
            }
            _ => Number::from_big(self.big() / other.big()),
        })
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        *self == Number::ZERO
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        *self < Number::ZERO
    }

    /// Whether it is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { den, .. } => *den == 1,
            Repr::Big(value) => value.denominator().is_one(),
        }
    }

    /// The value without its sign.
    pub fn abs(&self) -> Number {
        if self.is_negative() { -self.clone() } else { self.clone() }
    }

    /// The largest whole number not above it.
    pub fn floor(&self) -> Number {
        match &self.0 {
            Repr::Small { num, den } => Number(Repr::Small { num: num.div_euclid(*den), den: 1 }),
            Repr::Big(value) => Number::from_big(RBig::from(value.floor())),
        }
    }

    /// The smallest whole number not below it.
    pub fn ceil(&self) -> Number {
        -(-self.clone()).floor()
    }

    /// Rounded half up (四舍五入) by magnitude to `places` decimal places: −0.005 becomes −0.01.
    pub fn round_half_up(&self, places: u32) -> Number {
        let scale = Number::ten_to(places);
        let twice = &(&self.abs() * &scale) * &Number::from(2);
        let magnitude = (&twice + &Number::ONE).div(&Number::from(2)).unwrap_or_default().floor();
        let magnitude = magnitude.div(&scale).unwrap_or_default();
        if self.is_negative() { -magnitude } else { magnitude }
    }

    /// The number as `i64`, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { num, den: 1 } => Some(*num),
            Repr::Small { .. } => None,
            Repr::Big(value) => self.is_integer().then(|| i64::try_from(value.numerator().clone()).ok()).flatten(),
        }
    }

    /// Numerator and denominator in lowest terms; the denominator is positive.
    pub fn to_fraction(&self) -> (IBig, IBig) {
        match &self.0 {
            Repr::Small { num, den } => (IBig::from(*num), IBig::from(*den)),
            Repr::Big(value) => (value.numerator().clone(), IBig::from(value.denominator().clone())),
        }
    }

    /// `numerator ÷ denominator`; `None` if the denominator is 0.
    pub fn from_fraction(numerator: IBig, denominator: IBig) -> Option<Number> {
        Number::from_big(RBig::from(numerator)).div(&Number::from_big(RBig::from(denominator)))
    }

    /// How many decimal places write it exactly; `None` if none do.
    pub fn places(&self) -> Option<u32> {
        match &self.0 {
            Repr::Small { den: 1, .. } => Some(0),
            _ => (0..=40).find(|places| (self * &Number::ten_to(*places)).is_integer()),
        }
    }

    /// The square.
    pub fn squared(&self) -> Number {
        self * self
    }
}

impl Default for Number {
    fn default() -> Self {
        Number::ZERO
    }
}

/// Greatest common divisor; 1 if both are 0.
fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd64(a, b));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) if b == d => a.cmp(c),
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::reduced(i128::from(value), 1)
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
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(ParseNumberError);
        }
        let mut digits = whole.bytes().chain(fraction.bytes()).map(|b| i64::from(b - b'0'));
        let integer = match digits.try_fold(0_i64, |number, digit| number.checked_mul(10)?.checked_add(digit)) {
            Some(small) => Number::from(small),
            None => Number::from_big(RBig::from(IBig::from_str(&[whole, fraction].concat()).map_err(|_| ParseNumberError)?)),
        };
        let value = integer.div(&Number::ten_to(fraction.len() as u32)).ok_or(ParseNumberError)?;
        Ok(if negative { -value } else { value })
    }
}

impl fmt::Display for Number {
    /// The exact decimal if there is one, else the fraction `p/q`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Repr::Small { num, den: 1 } = self.0 {
            return write!(f, "{num}");
        }
        let Some(places) = self.places() else {
            let (num, den) = self.to_fraction();
            return write!(f, "{num}/{den}");
        };
        let scaled = (self * &Number::ten_to(places)).abs();
        let digits = format!("{:0>width$}", scaled.to_fraction().0.to_string(), width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if self.is_negative() { "-" } else { "" };
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: 1 }, Repr::Small { num: b, den: 1 }) => Number::reduced(i128::from(*a) + i128::from(*b), 1),
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => {
                let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
                Number::reduced(a * d + c * b, b * d)
            }
            _ => Number::from_big(self.big() + other.big()),
        }
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        self + &-other.clone()
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        match (&self.0, &other.0) {
            (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) => {
                Number::reduced(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d))
            }
            _ => Number::from_big(self.big() * other.big()),
        }
    }
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(match self.0 {
            Repr::Small { num, den } => Repr::Small { num: -num, den },
            // −2^63 is small only without its sign; the big form is canonical for both.
            Repr::Big(value) => return Number::from_big(-*value),
        })
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

    /// The same operations on fractions of any size.
    fn wide(a: &Number, b: &Number) -> [Number; 3] {
        let (a, b) = (a.big(), b.big());
        [&a + &b, &a - &b, &a * &b].map(Number::from_big)
    }

    #[test]
    fn small_and_big_numbers_are_one_kind() {
        let edges = [0, 1, -1, 2, 3, 10, 1 << 31, (1 << 62) - 1, i64::MAX, -i64::MAX, i64::MIN];
        let numbers: Vec<Number> = edges.iter().flat_map(|num| edges.iter().filter_map(|den| Number::ratio(*num, *den))).collect();
        for a in &numbers {
            assert_eq!(Number::from_big(a.big()), *a);
            assert_eq!(-(-a.clone()), *a);
            for b in &numbers {
                assert_eq!([a + b, a - b, a * b], wide(a, b), "{a} and {b}");
                assert_eq!(a.cmp(b), a.big().cmp(&b.big()), "{a} and {b}");
                assert_eq!(a.div(b), (!b.is_zero()).then(|| Number::from_big(a.big() / b.big())), "{a} ÷ {b}");
            }
            for places in [0, 2, 9] {
                let scale = RBig::from(IBig::from(10).pow(places as usize));
                let twice = a.abs().big() * &scale * RBig::from(2) + RBig::ONE;
                let magnitude = RBig::from((twice / RBig::from(2)).floor()) / scale;
                let wanted = Number::from_big(if a.is_negative() { -magnitude } else { magnitude });
                assert_eq!(a.round_half_up(places), wanted, "{a} to {places}");
            }
            assert_eq!(a.floor(), Number::from_big(RBig::from(a.big().floor())));
            assert_eq!(a.ceil(), Number::from_big(RBig::from(a.big().ceil())));
        }
    }
}
