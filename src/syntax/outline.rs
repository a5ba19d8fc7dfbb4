//! The outline (轮廓) of a text: what the grammar can tell apart, and nothing else.
//!
//! A Chinese character that stands in no word of the grammar is to it like any other such character. In the outline all of them are
//! [`ANY`], byte for byte in the same places, so that the grammar knows the characters of names by looking once. What
//! was read is taken from the text itself. Spec: §2.3.

use std::sync::LazyLock;

/// Stands for every Chinese character the grammar has no word with. It is the first of the grammar's `plain_char`.
const ANY: char = '丂';
const GRAMMAR: &str = include_str!("../../grammar/eval.pest");
const FIRST: u32 = '一' as u32;
const LAST: u32 = '\u{9FFF}' as u32;

/// The characters of the grammar's words, a bit for each Chinese character.
static WORDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; ((LAST - FIRST) / 64 + 1) as usize];
    for line in GRAMMAR.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for c in line.chars().filter(|c| *c != ANY) {
            if let Some((at, bit)) = place(c)
                && let Some(word) = bits.get_mut(at)
            {
                *word |= bit;
            }
        }
    }
    bits
});

fn place(c: char) -> Option<(usize, u64)> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (((code - FIRST) / 64) as usize, 1 << ((code - FIRST) % 64)))
}

/// The outline of a text; every character takes as many bytes as in the text.
pub(super) fn outline(text: &str) -> String {
    let words = WORDS.as_slice();
    let is_plain = |c: char| place(c).is_some_and(|(at, bit)| words.get(at).is_some_and(|word| word & bit == 0));
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| is_plain(*c)) {
        out.push_str(text.get(kept..at).unwrap_or_default());
        out.push(ANY);
        kept = at + c.len_utf8();
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn only_characters_of_no_word_become_one() {
        let text = "数据 普惠性幼儿园覆盖率：85%以上得2分，𠮷林。";
        let seen = outline(text);
        assert_eq!(seen, "数丂 丂丂丂丂丂丂丂丂丂：85%以上得2分，𠮷丂。");
        assert_eq!(seen.len(), text.len());
    }
}
