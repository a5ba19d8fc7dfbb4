//! Issuing body and day below a document (署名和成文日期), as GB/T 9704 places them where a seal is put on: the day four characters
//! from the edge, the body centered above it.

use serde::Serialize;

use super::Block;
use super::lines::width;

/// A line of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureLine {
    /// Its text.
    pub text: String,
    /// Half characters between it and the right edge.
    pub right: u32,
}

/// Half characters between the day and the edge.
const DAY: usize = 8;
/// Half characters a long name keeps from the edge.
const EDGE: usize = 4;

/// The block, if there is anything to sign with.
pub fn signature(issuer: Option<String>, day: Option<String>) -> Option<Block> {
    let (above, below) = (issuer.as_deref().map_or(0, width), day.as_deref().map_or(0, width));
    // A name so much longer than the day that it would reach the edge stays clear of it, and the day moves below its middle.
    let half = above.abs_diff(below) / 2;
    let (issuer_right, day_right) = match (above > below, half + EDGE > DAY) {
        (true, true) if below > 0 => (EDGE, EDGE + half),
        (true, _) => (DAY.saturating_sub(half), DAY),
        (false, _) => (DAY + half, DAY),
    };
    let line = |text: Option<String>, right: usize| text.map(|text| SignatureLine { text, right: u32::try_from(right).unwrap_or(0) });
    let lines: Vec<SignatureLine> = line(issuer, issuer_right).into_iter().chain(line(day, day_right)).collect();
    (!lines.is_empty()).then_some(Block::Signature(lines))
}

#[cfg(test)]
mod tests {
    use super::{Block, signature};

    fn places(issuer: &str, day: &str) -> Vec<u32> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let Some(Block::Signature(lines)) = signature(some(issuer), some(day)) else { return Vec::new() };
        lines.into_iter().map(|line| line.right).collect()
    }

    #[test]
    fn the_body_stands_centered_above_the_day_and_inside_the_page() {
        // 18 and 14 half characters: two more at each side.
        assert_eq!(places("某某市教育督导室办", "2021年10月25日"), [6, 8]);
        assert_eq!(places("某市", "2021年10月25日"), [13, 8]);
        // 42 half characters would reach beyond the edge.
        assert_eq!(places(&"长".repeat(21), "2021年10月25日"), [4, 18]);
        assert_eq!(places("", "2021年10月25日"), [8]);
        assert!(places("", "").is_empty());
    }
}
