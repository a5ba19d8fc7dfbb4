//! Ranges of whole numbers (取值区间): sound, and tight enough to choose the width of numbers.

use dashu::integer::IBig;

/// Smallest and largest value; `None` is not bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The smallest.
    pub low: Option<IBig>,
    /// The largest.
    pub high: Option<IBig>,
}

impl Range {
    /// Both ends known.
    pub fn new(low: impl Into<IBig>, high: impl Into<IBig>) -> Range {
        Range { low: Some(low.into()), high: Some(high.into()) }
    }

    /// Of a truth value.
    pub fn truth() -> Range {
        Range::new(0, 1)
    }

    /// The only value, if there is one.
    pub fn only(&self) -> Option<&IBig> {
        self.low.as_ref().filter(|low| Some(*low) == self.high.as_ref())
    }

    /// Whether every value is at least `n`.
    pub fn at_least(&self, n: i64) -> bool {
        self.low.as_ref().is_some_and(|low| *low >= IBig::from(n))
    }

    /// Whether every value fits into so many bits, sign included.
    pub fn fits(&self, bits: usize) -> bool {
        let end = IBig::ONE << (bits - 1);
        let (low, high) = (self.low.as_ref(), self.high.as_ref());
        low.is_some_and(|low| *low >= -end.clone()) && high.is_some_and(|high| *high < end)
    }

    /// Whether every value of this one is below every value of the other.
    pub fn is_below(&self, other: &Range) -> bool {
        matches!((&self.high, &other.low), (Some(high), Some(low)) if high < low)
    }

    /// Whether no value of this one is above any value of the other.
    pub fn is_not_above(&self, other: &Range) -> bool {
        matches!((&self.high, &other.low), (Some(high), Some(low)) if high <= low)
    }

    /// −a
    pub fn neg(&self) -> Range {
        Range { low: self.high.clone().map(|h| -h), high: self.low.clone().map(|l| -l) }
    }

    /// a + b
    pub fn add(&self, other: &Range) -> Range {
        let sum = |a: &Option<IBig>, b: &Option<IBig>| a.as_ref().zip(b.as_ref()).map(|(a, b)| a + b);
        Range { low: sum(&self.low, &other.low), high: sum(&self.high, &other.high) }
    }

    /// a × b
    pub fn mul(&self, other: &Range) -> Range {
        self.corners(other, |a, b| a * b)
            .unwrap_or_else(|| Range { low: (self.at_least(0) && other.at_least(0)).then_some(IBig::ZERO), high: None })
    }

    /// ⌊a ÷ b⌋ of a positive divisor.
    pub fn floor_div(&self, other: &Range) -> Range {
        let one = Range { low: Some(IBig::ONE), high: other.high.clone() };
        let divisor = if other.at_least(1) { other } else { &one };
        self.corners(divisor, floor_div).unwrap_or_else(|| {
            // A positive divisor never takes a value further from 0.
            let low = self.low.clone().map(|low| low.min(IBig::ZERO));
            Range { low, high: self.high.clone().map(|high| high.max(IBig::ZERO)) }
        })
    }

    /// The smaller of two values.
    pub fn min(&self, other: &Range) -> Range {
        Range {
            low: self.low.clone().zip(other.low.clone()).map(|(a, b)| a.min(b)),
            high: self.high.iter().chain(&other.high).min().cloned(),
        }
    }

    /// The larger of two values.
    pub fn max(&self, other: &Range) -> Range {
        Range {
            low: self.low.iter().chain(&other.low).max().cloned(),
            high: self.high.clone().zip(other.high.clone()).map(|(a, b)| a.max(b)),
        }
    }

    /// One or the other.
    pub fn hull(&self, other: &Range) -> Range {
        Range { low: self.min(other).low, high: self.max(other).high }
    }

    /// With 0 among the values.
    pub fn with_zero(&self) -> Range {
        self.hull(&Range::new(0, 0))
    }

    /// A sum of at most so many values.
    pub fn sum_of(&self, most: u64) -> Range {
        self.mul(&Range::new(0, most)).with_zero()
    }

    /// A sum of at least one and at most so many values.
    pub fn sum_of_some(&self, most: u64) -> Range {
        self.mul(&Range::new(1, most))
    }

    /// The range of an operation that is monotone in each operand; `None` if an end is not known.
    fn corners(&self, other: &Range, f: impl Fn(&IBig, &IBig) -> IBig) -> Option<Range> {
        let (a, b) = (self.low.as_ref().zip(self.high.as_ref())?, other.low.as_ref().zip(other.high.as_ref())?);
        let all = [f(a.0, b.0), f(a.0, b.1), f(a.1, b.0), f(a.1, b.1)];
        Some(Range { low: all.iter().min().cloned(), high: all.iter().max().cloned() })
    }
}

/// ⌊a ÷ b⌋ of a positive divisor.
pub(super) fn floor_div(a: &IBig, b: &IBig) -> IBig {
    use dashu::base::DivEuclid;
    a.div_euclid(b)
}
