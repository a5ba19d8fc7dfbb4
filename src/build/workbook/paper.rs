//! What fits on a page (纸面): how wide a sheet is printed, and between which columns a wide one breaks. Spec: §14e.7.

/// The scale of sheets that are wider than a page at full size: type of 10 points is 8 points on paper.
pub(super) const SCALE: u16 = 80;
/// Width of a page across at that scale, in units of column widths. Programs differ by the width of a digit of their font; this is
/// what the widest of them leaves.
const PAGE: u32 = 132;
/// Width of a page at full size.
const FULL: u32 = PAGE * 8 / 10;

/// The width of columns on paper: each has a free edge.
fn printed(widths: &[u32]) -> u32 {
    widths.iter().map(|w| w + 1).sum()
}

/// Whether columns fit a page across at full size.
pub(super) fn is_narrow(widths: &[u32]) -> bool {
    printed(widths) <= FULL
}

/// Whether columns fit a page across at 80 %.
pub(super) fn fits(widths: &[u32]) -> bool {
    printed(widths) <= PAGE
}

/// The room of text columns beside others of these widths, for so many texts.
pub(super) fn room(others: &[u32], texts: usize) -> u32 {
    PAGE.saturating_sub(printed(others) + texts as u32)
}

/// How many groups of columns stand on each page, behind the columns every page repeats. No group is torn; the pages are about
/// equally full, so that none is left with a single column.
pub(super) fn pages(repeated: &[u32], groups: &[u32]) -> Vec<usize> {
    let most = PAGE.saturating_sub(printed(repeated)).max(1);
    let count = fill(groups, most).len();
    let widest = groups.iter().copied().max().unwrap_or(1);
    // The least room that needs no more pages.
    let even = (widest.min(most)..=most).find(|room| fill(groups, *room).len() == count).unwrap_or(most);
    fill(groups, even)
}

fn fill(groups: &[u32], room: u32) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut left = 0;
    for width in groups {
        match out.last_mut() {
            Some(count) if *width <= left => {
                *count += 1;
                left -= width;
            }
            _ => {
                out.push(1);
                left = room.saturating_sub(*width);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn pages_are_about_equally_full_and_no_group_is_torn() {
        assert_eq!(pages(&[14], &[30, 30, 30, 30]), [2, 2]);
        assert_eq!(pages(&[14], &[30, 30, 30]), [3]);
        assert_eq!(pages(&[14], &[200, 10]), [1, 1]);
        assert!(pages(&[14], &[]).is_empty());
    }
}
