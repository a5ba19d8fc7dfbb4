//! The outline (轮廓) of a text: what the grammar can tell apart, and nothing else.
//!
//! A Chinese character that stands in no word of the grammar at this place is to it like any other such character. In the outline all of
//! them are [`ANY`], byte for byte in the same places, so that the grammar knows the characters of names by looking once. What
//! was read is taken from the text itself. Spec: §2.3.

use std::sync::LazyLock;

/// Stands for every Chinese character that is in no word of the grammar. It is the grammar's `no_word`.
const ANY: char = '丂';
const GRAMMAR: [&str; 4] = [
    include_str!("../../grammar/eval.pest"),
    include_str!("../../grammar/words.pest"),
    include_str!("../../grammar/conditions.pest"),
    include_str!("../../grammar/sentences.pest"),
];
const FIRST: u32 = '一' as u32;
const LAST: u32 = '\u{9FFF}' as u32;

/// The Chinese words the grammar compares with, such as 以上 and 得.
struct Words {
    /// Backwards: those of one first character stand together, and a word before those it begins with.
    all: Vec<&'static str>,
    /// For each Chinese character, one more than the place of the first word it begins.
    begins: Vec<u16>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lines = GRAMMAR.iter().flat_map(|file| file.lines()).filter(|line| !line.trim_start().starts_with("//"));
    let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut all: Vec<&str> = literals.flat_map(|literal| literal.split(|c| place(c).is_none())).filter(|word| !word.is_empty()).collect();
    // Of words that begin each other the longer one comes first.
    all.sort_unstable_by(|a, b| b.cmp(a));
    let mut begins = vec![0; (LAST - FIRST + 1) as usize];
    for (at, word) in all.iter().enumerate().rev() {
        if let Some(begin) = word.chars().next().and_then(place).and_then(|place| begins.get_mut(place)) {
            *begin = at as u16 + 1;
        }
    }
    Words { all, begins }
});

impl Words {
    /// Bytes of the longest word this text begins with; its first character stands at this place among the Chinese ones.
    fn longest(&self, place: usize, text: &str) -> usize {
        let Some(first) = self.begins.get(place).and_then(|at| usize::from(*at).checked_sub(1)) else { return 0 };
        let begins_so = |word: &&&str| word.as_bytes().get(..3) == text.as_bytes().get(..3);
        let mut words = self.all.get(first..).unwrap_or_default().iter().take_while(begins_so);
        words.find(|word| text.starts_with(**word)).map_or(0, |word| word.len())
    }
}

/// Where a Chinese character stands among them.
fn place(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| (code - FIRST) as usize)
}

/// The outline of a text; every character takes as many bytes as in the text.
pub(super) fn outline(text: &str) -> String {
    let words = &*WORDS;
    let mut out = String::with_capacity(text.len());
    // Up to where the text is copied, and where the last word ends.
    let (mut copied, mut covered) = (0, 0);
    for (at, c) in text.char_indices() {
        let Some(place) = place(c) else { continue };
        let rest = text.get(at..).unwrap_or_default();
        covered = covered.max(at + words.longest(place, rest));
        if at >= covered {
            out.push_str(text.get(copied..at).unwrap_or_default());
            out.push(ANY);
            copied = at + c.len_utf8();
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pest::Parser as _;

    use super::super::parser::{EvalParser, Rule};
    use super::outline;

    #[test]
    fn only_characters_of_no_word_become_one() {
        let text = "数据 普惠性幼儿园覆盖率：85%以上得2分，其余𠮷林。";
        let seen = outline(text);
        assert_eq!(seen, "数丂 丂丂丂丂丂丂丂丂丂：85%以上得2分，其余𠮷丂。");
        assert_eq!(seen.len(), text.len());
    }

    #[test]
    fn a_character_of_a_word_is_kept_only_where_the_whole_word_stands() {
        assert_eq!(outline("比例的例子"), "比例的丂丂");
        assert_eq!(outline("不低于上年水平"), "不低于上年水平");
        assert_eq!(outline("平均水位"), "平均丂位");
    }

    #[test]
    fn an_outline_reads_as_its_text_does() {
        let rules = [Rule::rule_text, Rule::condition_text, Rule::formula_text, Rule::datum_spec, Rule::case_text, Rule::name_head];
        let read = |rule, text: &str| {
            let pairs = EvalParser::parse(rule, text).ok()?.flatten();
            Some(pairs.map(|pair| (pair.as_rule(), pair.as_span().start(), pair.as_span().end())).collect::<Vec<_>>())
        };
        let mut count = 0;
        for text in written() {
            let text: String = text.chars().map(crate::source::fold_char).collect();
            for rule in rules {
                let known = read(rule, &text);
                assert_eq!(read(rule, &outline(&text)), known, "{rule:?} {text}");
                count += usize::from(known.is_some());
            }
        }
        assert!(count > 2000, "{count} parts were read");
    }

    #[expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may stop at the first surprise")]
    /// What stands behind colons and between quotes in the examples and in the specification.
    fn written() -> BTreeSet<String> {
        let mut folders = vec![std::path::PathBuf::from("examples"), std::path::PathBuf::from("spec")];
        let mut out = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "eval" || ending == "md") {
                    let text = std::fs::read_to_string(path).unwrap();
                    let lines = text.lines().flat_map(|line| std::iter::once(line).chain(line.split_once('：').map(|(_, value)| value)));
                    out.extend(
                        lines
                            .flat_map(|line| line.split('`'))
                            .map(|piece| piece.trim().to_owned())
                            .filter(|piece| (6..600).contains(&piece.len())),
                    );
                }
            }
        }
        out
    }
}
