//! How many lines a text takes (折行): Chinese breaks between any two characters, but no closing mark begins a line, no opening
//! one ends it, and words and numbers stay whole.

use unicode_width::UnicodeWidthChar as _;

/// Half characters of a narrow column.
const NARROW: usize = 16;

/// Width in half characters: a Chinese character has two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(wide).sum()
}

fn wide(c: char) -> usize {
    // Marks such as “ are one column to a terminal and a whole character in a Chinese font.
    if c.is_ascii() { 1 } else { c.width_cjk().unwrap_or(0).max(if c.is_alphanumeric() { 1 } else { 2 }) }
}

fn closes(c: char) -> bool {
    "，。、；：？！）》〉」』】〕”’％%…—～·℃".contains(c) || matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | ')' | ']' | '}')
}

fn opens(c: char) -> bool {
    "（《〈「『【〔“‘([{".contains(c)
}

/// The pieces of a text that are not broken, with their widths.
fn pieces(text: &str) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.');
        let glued = before.is_some_and(|b| opens(b) || closes(c) || (is_word(b) && is_word(c)));
        match out.last_mut() {
            Some(last) if glued => *last += wide(c),
            _ => out.push(wide(c)),
        }
        before = Some(c);
    }
    out
}

/// How many lines a text takes in a room of so many half characters. No text takes one line.
pub fn lines_of(text: &str, room: usize) -> usize {
    let room = room.max(2);
    let (mut lines, mut used) = (1, 0);
    for piece in pieces(text) {
        if used > 0 && used + piece > room {
            lines += 1;
            used = 0;
        }
        // What is longer than a line is broken anywhere.
        lines += (piece.max(1) - 1) / room;
        used = if piece > room { (piece - 1) % room + 1 } else { used + piece };
    }
    // In narrow columns readers differ more.
    if room < NARROW { lines + lines / 4 } else { lines }
}

#[cfg(test)]
mod tests {
    use super::lines_of;

    #[test]
    fn a_closing_mark_takes_the_character_before_it_to_the_next_line() {
        assert_eq!(lines_of("一二三四五六七八", 16), 1);
        assert_eq!(lines_of("一二三四五六七八。", 16), 2);
        assert_eq!(lines_of("一二三四五六七（八", 16), 2);
        assert_eq!(lines_of("", 16), 1);
    }

    #[test]
    fn numbers_stay_whole_and_what_is_too_long_is_broken() {
        assert_eq!(lines_of("一二三四五六123456", 16), 2);
        assert_eq!(lines_of(&"1".repeat(33), 16), 3);
    }
}
