//! Plain decimals (定点小数): digits of a cell to whole units, eight at a time.

/// Powers of ten, as many as a mask of four bits can ask for.
const POWERS: [i64; 16] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 0, 0, 0, 0, 0, 0];
/// Most decimal places: so many digits, a point and a digit before it are nine bytes at least.
pub(super) const PLACES: u32 = 6;

/// What was read at a place: units, the place behind them, and the byte there.
type Plain = (i64, usize, u8);

/// How a column is usually written (定点写法): every number with all its decimal places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    /// How many bits below the point stand, in eight bytes that end with the number; 64 bits are no point at all.
    point: u32,
}

impl Fixed {
    /// Numbers with so many places, at most [`PLACES`].
    pub fn new(places: u32) -> Fixed {
        Fixed { point: if places == 0 { u64::BITS } else { 8 * (7 - places.min(PLACES)) } }
    }

    /// Reads a number of at most eight bytes with just so many places, in units of the last one. `None` for any other text.
    #[inline(always)]
    pub fn read(self, bytes: &[u8], at: usize, end: usize) -> Option<i64> {
        let length = end - at;
        if length.wrapping_sub(1) > 7 {
            return None;
        }
        // The last digit is the highest byte; those before the first digit become 0.
        let (word, before) = (eight(bytes, end.checked_sub(8)?)?, u64::BITS - 8 * length as u32);
        let digits = ((word ^ ZEROS) >> before) << before;
        let digits = if self.point == u64::BITS {
            digits
        } else {
            // Digits stand on both sides of the point.
            if (digits >> self.point) as u8 != b'.' ^ b'0' || before >= self.point {
                return None;
            }
            let whole = digits & !(u64::MAX << self.point);
            (digits & (u64::MAX << self.point << 8)) | (whole << 8)
        };
        (others(digits) == 0).then(|| number(digits))
    }
}

const ZEROS: u64 = 0x3030_3030_3030_3030;
/// All but the high bit of every byte.
pub(super) const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
/// The high bit of every byte.
pub(super) const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
/// Eight bytes from a place on, the first the lowest.
#[inline(always)]
pub(super) fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|eight| u64::from_le_bytes(*eight))
}

/// Reads digits with at most one point among them, such as `84.50`, in units of `places` decimals (at most [`PLACES`]). `None` if
/// it is not that plain.
#[inline(always)]
pub(super) fn decimal(bytes: &[u8], at: usize, places: u32) -> Option<Plain> {
    let word = eight(bytes, at)?;
    let digits = word ^ ZEROS;
    let others = others(digits);
    // Bits before the first character that is no digit.
    let whole = others.trailing_zeros() & !7;
    if others == 0 || whole == 0 {
        return long(bytes, at, places);
    }
    let mark = (word >> whole) as u8;
    if mark != b'.' {
        // Eight digits times a power of nine zeros fit.
        let units = number(digits << (64 - whole)) * power(places);
        return Some((units, at + (whole / 8) as usize, mark));
    }
    let others = others & (others - 1);
    let end = others.trailing_zeros() & !7;
    let fraction = end.wrapping_sub(whole + 8) / 8;
    if others == 0 || fraction == 0 || fraction > places {
        return long(bytes, at, places);
    }
    let below = (1_u64 << whole) - 1;
    let joined = (digits & below) | ((digits >> 8) & !below);
    let units = number(joined << (72 - end)) * power(places - fraction);
    Some((units, at + (end / 8) as usize, (word >> end) as u8))
}

/// Reads a fact; `None` if it is not 是, 否, 有 or 无.
#[inline(always)]
pub(super) fn fact(bytes: &[u8], at: usize, end: usize) -> Option<i64> {
    match eight(bytes, at)? & 0xFF_FFFF {
        _ if end - at != 3 => None,
        0xAF_98E6 | 0x89_9CE6 => Some(1),
        0xA6_90E5 | 0xA0_97E6 => Some(0),
        _ => None,
    }
}

/// A power of ten; the mask spares a look whether it is there.
#[inline(always)]
fn power(places: u32) -> i64 {
    POWERS.get((places & 15) as usize).copied().unwrap_or_default()
}

/// The high bit of every byte that is not between 0 and 9.
#[inline(always)]
fn others(digits: u64) -> u64 {
    (((digits & LOW_BITS) + 0x7676_7676_7676_7676) | digits) & HIGH_BITS
}

/// Eight digits, the first in the lowest byte.
#[inline(always)]
fn number(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let low = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    i64::from((low.wrapping_add(high) >> 32) as u32)
}

/// The same digit by digit.
fn long(bytes: &[u8], at: usize, places: u32) -> Option<Plain> {
    let (mut units, mut count, mut point, mut end) = (0_i64, 0, None, at);
    for byte in bytes.get(at..)? {
        match byte {
            b'0'..=b'9' => units = units.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?,
            b'.' if point.is_none() && count > 0 => {
                point = Some(count);
                end += 1;
                continue;
            }
            _ => break,
        }
        count += 1;
        end += 1;
    }
    let fraction = match point {
        Some(before) if before == count => return None,
        Some(before) => u32::try_from(count - before).ok()?,
        None => 0,
    };
    let units = units.checked_mul(power(places.checked_sub(fraction)?)).filter(|_| count > 0)?;
    Some((units, end, *bytes.get(end)?))
}

#[cfg(test)]
mod tests {
    use super::{Fixed, decimal, fact, long};

    fn read(text: &str, places: u32) -> Option<(i64, usize)> {
        let padded = format!("{text}{}", "\0".repeat(16));
        let (units, end, mark) = decimal(padded.as_bytes(), 0, places)?;
        assert_eq!(Some(&mark), padded.as_bytes().get(end));
        Some((units, end))
    }

    #[test]
    fn facts_are_four_words() {
        for (text, truth) in [("是,", Some(1)), ("有\n", Some(1)), ("否,", Some(0)), ("无,", Some(0)), ("√,", None), ("1,", None)] {
            let padded = format!("{text}{}", "\0".repeat(16));
            assert_eq!(fact(padded.as_bytes(), 0, text.len() - 1), truth, "{text}");
        }
    }

    #[test]
    fn plain_decimals() {
        for (text, places, units, length) in [
            ("0,", 0, 0, 1),
            ("84.5,", 2, 8450, 4),
            ("84.50\n", 2, 8450, 5),
            ("007,", 1, 70, 3),
            ("1234567,", 0, 1_234_567, 7),
            ("12345678,", 0, 12_345_678, 8),
            ("89999.99,", 2, 8_999_999, 8),
            ("123456789012.25,", 2, 12_345_678_901_225, 15),
            ("1.2.3,", 2, 120, 3),
            ("100%", 2, 10_000, 3),
        ] {
            assert_eq!(read(text, places), Some((units, length)), "{text}");
        }
        for text in ["", ",", "-1,", ".5,", "5.,", "1.234,", "99999999999999999999,"] {
            assert_eq!(read(text, 2), None, "{text}");
        }
    }

    #[test]
    fn eight_at_a_time_is_digit_by_digit() {
        let mut state = 7_u64;
        for _ in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let length = (state >> 60) as usize % 12;
            let text: String = (0..length)
                .map(|at| char::from(*b"0123456789.5,".get(((state >> (4 * at)) & 15) as usize % 13).unwrap_or(&b'x')))
                .collect();
            let padded = format!("{text},{}", "\0".repeat(16));
            for places in 0..4 {
                let read = long(padded.as_bytes(), 0, places);
                assert_eq!(decimal(padded.as_bytes(), 0, places), read, "{text} {places}");
                let end = text.find(',').unwrap_or(text.len());
                let behind = format!("12345678{padded}");
                let fixed = Fixed::new(places).read(behind.as_bytes(), 8, 8 + end);
                assert!(fixed.is_none() || fixed == read.map(|(units, ..)| units), "{text} {places}");
                let (whole, fraction) = text.get(..end).and_then(|t| t.split_once('.')).unwrap_or((text.get(..end).unwrap_or(""), ""));
                let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
                let usual = digits(whole) && digits(fraction) && !whole.is_empty() && fraction.len() == places as usize;
                let point = text.get(..end).is_some_and(|t| t.contains('.'));
                assert_eq!(fixed.is_some(), usual && end <= 8 && point == (places > 0), "{text} {places}");
            }
        }
    }
}
