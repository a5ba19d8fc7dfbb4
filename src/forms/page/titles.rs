//! Titles in lines (标题回行): about equally long, broken where words end, as official documents break them.

use super::Paper;

/// How far a break may stand from where it would be even.
const SLACK: usize = 6;
/// What ends a word in titles: a break behind one of these reads well.
const ENDS: &[&str] = &["年度", "人民政府", "领导干部", "履行", "教育职责", "职责", "评价", "》", "）", "、", "的", "和", "及"];

/// The lines of a title on a paper.
pub fn title_lines(title: &str, paper: Paper) -> Vec<String> {
    let most = line(paper);
    let mut rest: Vec<char> = title.chars().collect();
    let mut lines = Vec::new();
    while rest.len() > most {
        let count = rest.len().div_ceil(most);
        let even = rest.len().div_ceil(count);
        let at = (even.saturating_sub(SLACK).max(1)..=(even + SLACK).min(most)).max_by_key(|at| worth(&rest, *at, even)).unwrap_or(even);
        let tail = rest.split_off(at);
        lines.push(rest.iter().collect());
        rest = tail;
    }
    lines.push(rest.iter().collect());
    lines
}

/// Characters of a line: what fits at 22 points.
fn line(paper: Paper) -> usize {
    match paper {
        Paper::Portrait => 19,
        Paper::Landscape => 28,
    }
}

/// How well a break reads: behind a word, near the middle, never before a closing mark or inside a number.
fn worth(rest: &[char], at: usize, even: usize) -> i64 {
    let (before, after): (String, Option<&char>) = (rest.iter().take(at).collect(), rest.get(at));
    let closes = after.is_some_and(|c| "）》、，。”".contains(*c));
    let opens = before.ends_with(['（', '《', '“']);
    let splits = before.ends_with(|c: char| c.is_ascii_alphanumeric()) && after.is_some_and(|c| c.is_ascii_alphanumeric());
    let ends = ENDS.iter().filter(|end| before.ends_with(**end)).map(|end| end.chars().count()).max();
    let far = i64::try_from(at.abs_diff(even)).unwrap_or(i64::MAX / 4);
    let word = ends.map_or(0, |length| 8 + i64::try_from(length).unwrap_or(0));
    word - far - if closes || opens || splits { 100 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{Paper, title_lines};

    #[test]
    fn long_titles_break_behind_words_and_lose_nothing() {
        let lines = title_lines("长沙市2021年度区县（市）人民政府履行教育职责评价实施细则", Paper::Portrait);
        assert_eq!(lines, ["长沙市2021年度区县（市）人民政府", "履行教育职责评价实施细则"]);
        assert_eq!(title_lines("指标体系", Paper::Portrait), ["指标体系"]);
        let long = "长".repeat(1000);
        assert_eq!(title_lines(&long, Paper::Landscape).concat(), long);
    }
}
