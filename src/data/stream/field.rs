//! Plain decimals (定点小数): digits of a cell to whole units, eight at a time.

/// Powers of ten.
const POWERS: [i64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
/// Most decimal places.
pub(super) const PLACES: u32 = 9;

/// Reads digits with at most one point among them, such as `84.50`, in units of `places` decimals. Gives the units and the place
/// behind the last digit; `None` if it is not that plain.
#[inline(always)]
pub(super) fn decimal(bytes: &[u8], at: usize, places: u32) -> Option<(i64, usize)> {
    let eight: [u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    let word = u64::from_le_bytes(eight);
    let digits = word ^ 0x3030_3030_3030_3030;
    let others = others(digits);
    // Bits before the first character that is no digit.
    let whole = others.trailing_zeros() & !7;
    if others == 0 || whole == 0 {
        return long(bytes, at, places);
    }
    if (word >> whole) as u8 != b'.' {
        let units = number(digits << (64 - whole)).checked_mul(*POWERS.get(places as usize)?)?;
        return Some((units, at + (whole / 8) as usize));
    }
    let others = others & (others - 1);
    let end = others.trailing_zeros() & !7;
    let fraction = end.wrapping_sub(whole + 8) / 8;
    if others == 0 || fraction == 0 || fraction > places {
        return long(bytes, at, places);
    }
    let below = (1_u64 << whole) - 1;
    let joined = (digits & below) | ((digits >> 8) & !below);
    let units = number(joined << (72 - end)) * POWERS.get((places - fraction) as usize)?;
    Some((units, at + (end / 8) as usize))
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
fn long(bytes: &[u8], at: usize, places: u32) -> Option<(i64, usize)> {
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
    let power = POWERS.get(places.checked_sub(fraction)? as usize)?;
    (count > 0).then(|| units.checked_mul(*power)).flatten().map(|units| (units, end))
}

#[cfg(test)]
mod tests {
    use super::{decimal, long};

    fn read(text: &str, places: u32) -> Option<(i64, usize)> {
        let padded = format!("{text}{}", "\0".repeat(16));
        decimal(padded.as_bytes(), 0, places)
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
            let text: String = (0..length).map(|at| char::from(*b"0123456789.5,".get(((state >> (4 * at)) & 15) as usize % 13).unwrap_or(&b'x'))).collect();
            let padded = format!("{text},{}", "\0".repeat(16));
            for places in 0..4 {
                assert_eq!(decimal(padded.as_bytes(), 0, places), long(padded.as_bytes(), 0, places), "{text} {places}");
            }
        }
    }
}
