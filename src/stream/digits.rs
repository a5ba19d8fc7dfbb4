//! Numbers as text (数的文字): short decimals looked up, each with the comma before it.

/// Decimal texts of the first numbers with so many places.
pub(super) struct Digits {
    places: u32,
    /// Seven bytes of text and their count in the eighth; 0 if the text is longer.
    texts: Vec<[u8; 8]>,
}

/// How many texts are kept at most.
const MOST: i64 = 1 << 17;

impl Digits {
    /// Texts of 0 to 100, in steps of one unit in the last place.
    pub fn new(places: u32) -> Self {
        let all = 10_i64.checked_pow(places).and_then(|one| one.checked_mul(100)).map_or(MOST, |n| n.min(MOST));
        let mut text = Vec::new();
        let texts = (0..=all).map(|units| {
            text.clear();
            text.push(b',');
            write(units, places, &mut text);
            let mut entry = [0; 8];
            if let Some(place) = entry.get_mut(..text.len()).filter(|place| place.len() < 8) {
                place.copy_from_slice(&text);
                if let Some(count) = entry.last_mut() {
                    *count = text.len() as u8;
                }
            }
            entry
        });
        Digits { places, texts: texts.collect() }
    }

    /// The text of a number, if it is kept.
    #[inline(always)]
    pub fn get(&self, units: i64) -> Option<[u8; 8]> {
        // A negative number is larger than every place.
        let text = *self.texts.get(units as usize)?;
        (text[7] != 0).then_some(text)
    }

    /// The text of any number, with its comma.
    pub fn text(&self, units: i64) -> Vec<u8> {
        let mut text = vec![b','];
        write(units, self.places, &mut text);
        text
    }
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
    use super::{Digits, write};
    use crate::expr::Number;

    #[test]
    fn texts_are_those_of_exact_numbers() {
        for places in [0, 1, 2, 3, 6] {
            let digits = Digits::new(places);
            for units in (-300..3000).chain([99_999, 100_000, 100_001, 9_007_199_254_740_993, i64::MIN]) {
                let number = &Number::from(units) * &Number::ulp(places);
                let mut text = Vec::new();
                write(units, places, &mut text);
                assert_eq!(String::from_utf8(text).ok(), Some(number.to_string()));
                let Some(entry) = digits.get(units) else { continue };
                let text = entry.get(1..usize::from(*entry.last().unwrap_or(&0))).unwrap_or_default();
                assert_eq!(std::str::from_utf8(text).ok(), Some(number.to_string().as_str()));
            }
        }
    }
}
