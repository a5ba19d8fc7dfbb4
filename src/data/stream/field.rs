//! Plain decimals (定点小数): digits of a cell to whole units, eight at a time.

/// Powers of ten, as many as a mask of four bits can ask for.
const POWERS: [i64; 16] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 0, 0, 0, 0, 0, 0];
/// Most decimal places.
pub(super) const PLACES: u32 = 9;

/// What was read at a place: units, the place behind them, and the byte there.
pub(super) type Plain = (i64, usize, u8);

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
    let digits = word ^ 0x3030_3030_3030_3030;
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
pub(super) fn fact(bytes: &[u8], at: usize) -> Option<Plain> {
    let word = eight(bytes, at)?;
    let truth = match word & 0xFF_FFFF {
        0xAF_98E6 | 0x89_9CE6 => 1,
        0xA6_90E5 | 0xA0_97E6 => 0,
        _ => return None,
    };
    Some((truth, at + 3, (word >> 24) as u8))
}

/// A power of ten; the mask spares a look whether it is there.
#[inline(always)]
fn power(places: u32) -> i64 {
    POWERS.get((places & 15) as usize).copied().unwrap_or_default()
}

/// The high bit of every byte that is not between 0 and 9.
#[inline(always)]
fn others(digits: u64) -> u64 {
    (((digits & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
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
    use super::{decimal, fact, long};

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
            assert_eq!(fact(padded.as_bytes(), 0).map(|(units, ..)| units), truth, "{text}");
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
                assert_eq!(decimal(padded.as_bytes(), 0, places), long(padded.as_bytes(), 0, places), "{text} {places}");
            }
        }
    }
}
