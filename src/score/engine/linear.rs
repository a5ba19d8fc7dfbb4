//! Chains of operations with constants as one (分段线性): whatever of them follows whatever, it is factor·x + offset within limits.

/// factor·x + offset, at least `low` and at most `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linear<T = i32> {
    factor: T,
    offset: T,
    low: T,
    high: T,
}

impl Linear {
    /// The value at x.
    #[inline(always)]
    pub fn at(&self, x: i32) -> i32 {
        (x * self.factor + self.offset).max(self.low).min(self.high)
    }
}

/// No limit: further than the product of any two numbers of 32 bits.
const FAR: i128 = 1 << 80;

impl Linear<i128> {
    /// x itself.
    pub const SAME: Self = Linear { factor: 1, offset: 0, low: -FAR, high: FAR };

    /// The value plus a constant.
    pub fn plus(self, c: i128) -> Option<Self> {
        self.each(|n| n.checked_add(c))
    }

    /// The value times a constant; a negative one makes the lower limit the upper one.
    pub fn times(self, c: i128) -> Option<Self> {
        let factor = self.factor.checked_mul(c)?;
        let scaled = Linear { factor, ..self.each(|n| n.checked_mul(c))? };
        Some(if c < 0 { Linear { low: scaled.high, high: scaled.low, ..scaled } } else { scaled })
    }

    /// The value, at least a constant.
    pub fn at_least(self, c: i128) -> Self {
        Linear { low: self.low.max(c), high: self.high.max(c), ..self }
    }

    /// The value, at most a constant.
    pub fn at_most(self, c: i128) -> Self {
        Linear { low: self.low.min(c), high: self.high.min(c), ..self }
    }

    fn each(self, f: impl Fn(i128) -> Option<i128>) -> Option<Self> {
        Some(Linear { offset: f(self.offset)?, low: f(self.low)?, high: f(self.high)?, ..self })
    }

    /// In 32 bits, if no x of these ends leaves them on the way.
    pub fn narrow(self, ends: [i128; 2]) -> Option<Linear> {
        let fits = |n: i128| i32::try_from(n).is_ok();
        let inside = ends.iter().all(|x| {
            let product = x.checked_mul(self.factor);
            product.is_some_and(fits) && product.and_then(|p| p.checked_add(self.offset)).is_some_and(fits)
        });
        let (ends, narrow) = (i128::from(i32::MIN)..=i128::from(i32::MAX), |n: i128| i32::try_from(n).ok());
        // The value is inside anyway, so a limit outside is none.
        let limit = |n: i128| narrow(n.clamp(*ends.start(), *ends.end()));
        let found = Linear { factor: narrow(self.factor)?, offset: narrow(self.offset)?, low: limit(self.low)?, high: limit(self.high)? };
        inside.then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: [i128; 2] = [-3000, 3000];

    #[test]
    fn a_chain_is_what_its_operations_give_one_by_one() {
        let chain = Linear::SAME.times(-1).and_then(|l| l.plus(1500)).map(|l| l.at_least(0));
        let chain = chain.and_then(|l| l.times(-1)).and_then(|l| l.plus(750)).map(|l| l.at_least(0));
        let chain = chain.and_then(|l| l.times(2)).and_then(|l| l.plus(20)).map(|l| l.at_most(900));
        let narrow = chain.and_then(|l| l.narrow(ENDS));
        for x in -3000..=3000 {
            let expected = ((750 - (1500 - x).max(0)).max(0) * 2 + 20).min(900);
            assert_eq!(narrow.map(|l| l.at(x)), Some(expected), "{x}");
        }
    }

    #[test]
    fn a_chain_that_leaves_32_bits_on_the_way_is_none() {
        let chain = Linear::SAME.times(1_000_000).map(|l| l.at_most(10));
        assert_eq!(chain.and_then(|l| l.narrow(ENDS)), None);
        let offset = Linear::SAME.plus(i128::from(i32::MAX)).map(|l| l.at_most(10));
        assert_eq!(offset.and_then(|l| l.narrow(ENDS)), None);
    }
}
