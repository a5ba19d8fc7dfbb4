//! Where cells end (分隔位置): commas and line ends, sixty-four bytes at a time, so that no cell waits for the one before it.

use super::field::{HIGH_BITS, LOW_BITS};

/// Bytes that are looked at together; so many have to follow the text.
pub(super) const STRETCH: usize = 64;

/// The commas and line ends of a text, one after the other.
pub(super) struct Marks<'b> {
    bytes: &'b [u8],
    /// Where the stretch at hand begins.
    base: usize,
    /// Those of the stretch that were not given yet, as bits.
    left: u64,
}

impl<'b> Marks<'b> {
    /// Those of a text.
    pub fn new(bytes: &'b [u8]) -> Self {
        let left = bytes.first_chunk().map_or(0, marks);
        Marks { bytes, base: 0, left }
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.base += STRETCH;
            self.left = marks(self.bytes.get(self.base..)?.first_chunk()?);
        }
        let at = self.base + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(at)
    }
}

/// A bit for every byte that is a comma or a line end.
#[inline(always)]
fn marks(stretch: &[u8; STRETCH]) -> u64 {
    let (words, _) = stretch.as_chunks::<8>();
    words.iter().rev().fold(0, |all, word| (all << 8) | eight(u64::from_le_bytes(*word)))
}

#[inline(always)]
fn eight(word: u64) -> u64 {
    let both = is(word, b',') | is(word, b'\n');
    // The multiplication puts the bit of byte i at bit 56 + i.
    (both >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The high bit of every byte that is this one.
#[inline(always)]
fn is(word: u64, byte: u8) -> u64 {
    let other = word ^ u64::from_le_bytes([byte; 8]);
    !(((other & LOW_BITS) + LOW_BITS) | other) & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::{Marks, STRETCH};

    #[test]
    fn every_comma_and_line_end_and_nothing_else() {
        let mut state = 11_u64;
        for length in 0..300 {
            let text: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    match state >> 61 {
                        0 => b',',
                        1 => b'\n',
                        _ => (state >> 33) as u8,
                    }
                })
                .collect();
            let expected: Vec<usize> = (0..length).filter(|at| matches!(text.get(*at), Some(b',' | b'\n'))).collect();
            let mut padded = text.clone();
            padded.extend([0; 2 * STRETCH]);
            assert_eq!(Marks::new(&padded).collect::<Vec<_>>(), expected);
        }
    }
}
