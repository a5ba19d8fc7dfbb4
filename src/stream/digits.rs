//! Numbers as text (数的文字): whole part and decimal places of a short decimal are looked up, in tables that stay in the nearest
//! cache.

/// A text of at most seven bytes, the first the lowest, and its length in the highest byte.
type Text = u64;

/// Decimal texts of numbers with so many places.
pub(super) struct Digits {
    places: u32,
    /// Units of one.
    one: u32,
    /// 2^40 divided by [`Digits::one`], rounded up.
    reciprocal: u64,
    /// Whole parts from 0 on, each with the comma before it.
    wholes: Vec<Text>,
    /// Decimal places with the point before them, without zeros at their end.
    fractions: Vec<Text>,
}

/// Most decimal places that are looked up.
const PLACES: u32 = 4;
/// Whole parts below it are looked up. With units below 10^7 the quotient by the reciprocal is exact.
const WHOLES: u32 = 1000;

impl Digits {
    /// Texts of numbers with so many places.
    pub fn new(places: u32) -> Self {
        let one = 10_u32.pow(places.min(PLACES));
        let wholes = if places > PLACES { 0 } else { WHOLES };
        let fraction = |n: u32| {
            let text = format!(".{n:0width$}", width = places as usize);
            if n == 0 { 0 } else { packed(text.trim_end_matches('0')) }
        };
        Digits {
            places,
            one,
            reciprocal: (1_u64 << 40) / u64::from(one) + 1,
            wholes: (0..wholes).map(|n| packed(&format!(",{n}"))).collect(),
            fractions: (0..one).map(fraction).collect(),
        }
    }

    /// The texts of whole part and places, if they are kept.
    #[inline(always)]
    pub fn get(&self, units: i64) -> Option<(Text, Text)> {
        // A negative number is larger than every place.
        let whole = if (units as u64) < u64::from(WHOLES * self.one) { (units as u64 * self.reciprocal) >> 40 } else { u64::from(WHOLES) };
        let fraction = (units as u64).wrapping_sub(whole * u64::from(self.one));
        Some((*self.wholes.get(whole as usize)?, *self.fractions.get(fraction as usize)?))
    }

    /// The text of any number, with its comma.
    pub fn text(&self, units: i64) -> Vec<u8> {
        let mut text = vec![b','];
        write(units, self.places, &mut text);
        text
    }
}

/// A short text and its length.
fn packed(text: &str) -> Text {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_le_bytes(bytes) | (text.len() as u64) << 56
}

/// How long a text is.
pub(super) fn length(text: Text) -> usize {
    (text >> 56) as usize
}

/// A number of so many places, without zeros at its end.
fn write(units: i64, places: u32, out: &mut Vec<u8>) {
    if units < 0 {
        out.push(b'-');
    }
    let (mut rest, mut left, mut seen) = (units.unsigned_abs(), places, false);
    let start = out.len();
    // From the last digit to the first.
    while rest > 0 || left > 0 || out.len() == start || out.last() == Some(&b'.') {
        let digit = (rest % 10) as u8;
        rest /= 10;
        if left > 0 {
            seen |= digit > 0;
            if seen {
                out.push(b'0' + digit);
            }
            left -= 1;
            if left == 0 && seen {
                out.push(b'.');
            }
        } else {
            out.push(b'0' + digit);
        }
    }
    if let Some(number) = out.get_mut(start..) {
        number.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::{Digits, length, write};
    use crate::expr::Number;

    #[test]
    fn texts_are_those_of_exact_numbers() {
        for places in [0, 1, 2, 3, 4, 6] {
            let digits = Digits::new(places);
            let mut kept = 0;
            for units in (-300..3000).chain([99_999, 100_000, 100_001, 999_999, 9_999_999, 10_000_000, 9_007_199_254_740_993, i64::MIN]) {
                let number = &Number::from(units) * &Number::ulp(places);
                let mut text = Vec::new();
                write(units, places, &mut text);
                assert_eq!(String::from_utf8(text).ok(), Some(number.to_string()));
                let Some((whole, fraction)) = digits.get(units) else { continue };
                let bytes = |text: u64| text.to_le_bytes().into_iter().take(length(text)).collect::<Vec<u8>>();
                let text = [bytes(whole), bytes(fraction)].concat();
                assert_eq!(String::from_utf8(text).ok(), Some(format!(",{number}")));
                kept += 1;
            }
            assert_eq!(kept > 900, places < 6, "{places}");
        }
    }

    #[test]
    fn every_number_that_is_kept_is_divided_exactly() {
        for places in 0..=4 {
            let (digits, one) = (Digits::new(places), 10_i64.pow(places));
            for units in (0..1000 * one).step_by(7).chain((1..1000).flat_map(|whole| [whole * one - 1, whole * one])) {
                let whole = digits.get(units).map(|(whole, _)| length(whole));
                assert_eq!(whole, Some(1 + (units / one).to_string().len()), "{units}");
            }
        }
    }
}
