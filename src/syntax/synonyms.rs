//! Words that say what another word says (同义词): a sentence is read with the one for the other. Spec: spec/sentences/synonyms.md.
//!
//! 另扣1分 is read as 再扣1分, 比去年提升 as 比上年提高. A word is taken for another only where what stands beside it leaves no doubt, and never
//! inside the name of a datum, so that names may hold all of them. What is reported and printed is the text as written.

use super::synonyms_said::{may_begin, said};

/// What is declared in any of the files.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// All names, levels included: no word inside them is read as another.
    pub names: Vec<String>,
    /// Those of facts (是否、有无).
    pub facts: Vec<String>,
    /// Those of numbers: figures, shares, counts.
    pub values: Vec<String>,
    /// Those of levels (等级).
    pub levels: Vec<String>,
}

/// A text with the usual words for the others, and how it maps back to what was written.
#[derive(Debug)]
pub(super) struct Plain {
    pub text: String,
    /// What was put for what, from the front.
    changes: Vec<Change>,
    /// What the words were taken from, if that is not what was written either: the text without its idle blanks.
    under: Option<Box<Plain>>,
}

#[derive(Debug)]
struct Change {
    /// Where the new words stand.
    to: (usize, usize),
    /// Where those that were written stand.
    from: (usize, usize),
}

impl Plain {
    /// Where a place of the text stands in what was written; an end belongs to what is before it.
    pub fn origin(&self, at: usize, is_end: bool) -> usize {
        let at = self.before_changes(at, is_end);
        self.under.as_ref().map_or(at, |under| under.origin(at, is_end))
    }

    fn before_changes(&self, at: usize, is_end: bool) -> usize {
        let before = self.changes.partition_point(|change| if is_end { change.to.0 < at } else { change.to.0 <= at });
        let Some(change) = before.checked_sub(1).and_then(|last| self.changes.get(last)) else { return at };
        let (start, end) = change.to;
        match at {
            // Blanks that are left out are no part of anything.
            _ if at >= end => change.from.1 + (at - end),
            _ if is_end => change.from.1,
            _ => change.from.0 + (at - start).min(change.from.1 - change.from.0),
        }
    }
}

/// The text with the usual words, if it has any others.
pub(super) fn plain(text: &str, declared: &Declared) -> Option<Plain> {
    let unblanked = text.contains([' ', '\n']).then(|| changed(text, declared, |c| matches!(c, ' ' | '\n'), idle_blank)).flatten();
    let under = unblanked.as_ref().map_or(text, |plain| &plain.text);
    let words = |before: &str, rest: &str| said(before, rest, declared);
    match changed(under, declared, may_begin, words) {
        Some(plain) => Some(Plain { under: unblanked.map(Box::new), ..plain }),
        None => unblanked,
    }
}

/// The text with what `said` puts for a stretch of it, given what stands before and what follows; only where `may_begin` holds.
fn changed(
    text: &str,
    declared: &Declared,
    may_begin: impl Fn(char) -> bool,
    said: impl Fn(&str, &str) -> Option<(usize, String)>,
) -> Option<Plain> {
    let (mut out, mut changes, mut copied) = (String::new(), Vec::new(), 0);
    let (mut quoted, mut skip) = (false, 0);
    let mut names: Option<Vec<(usize, usize)>> = None;
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        match c {
            '「' => quoted = true,
            '」' => quoted = false,
            _ => {}
        }
        let rest = text.get(at..).unwrap_or_default();
        if quoted || !may_begin(c) {
            continue;
        }
        out.push_str(text.get(copied..at).unwrap_or_default());
        copied = at;
        let Some((length, means)) = said(&out, rest).filter(|(length, means)| {
            // A name that is a word of the language, too, is put in 「」.
            if means.strip_prefix('「').and_then(|name| name.strip_suffix('」')) == rest.get(..*length) {
                return true;
            }
            let names = names.get_or_insert_with(|| places_of(text, declared));
            !is_in_name(names, (at, at + length))
        }) else {
            continue;
        };
        changes.push(Change { to: (out.len(), out.len() + means.len()), from: (at, at + length) });
        out.push_str(&means);
        copied = at + length;
        skip = copied;
    }
    if changes.is_empty() {
        return None;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Some(Plain { text: out, changes, under: None })
}

/// Blanks between a figure and what belongs to it: 每低 1 个百分点, 达到 95 %.
fn idle_blank(before: &str, rest: &str) -> Option<(usize, String)> {
    let behind = rest.trim_start_matches([' ', '\n']);
    let length = rest.len() - behind.len();
    if length == 0 {
        return None;
    }
    let (last, next) = (before.chars().next_back()?, behind.chars().next()?);
    let is_word = |c: char| ('一'..='\u{9FFF}').contains(&c);
    let is_figure = |c: char| c.is_ascii_digit();
    let belongs = match (last, next) {
        // 1. and 1、 may begin the next item.
        (last, next) if is_word(last) && is_figure(next) => {
            let behind = behind.trim_start_matches(is_figure);
            let mut then = behind.chars();
            !matches!(then.next(), Some('.' | '、' | ')')) || then.next().is_some_and(is_figure)
        }
        (last, next) if is_figure(last) => is_word(next) || matches!(next, '%' | '‰'),
        ('%' | '‰', next) => is_word(next),
        _ => false,
    };
    belongs.then(|| (length, String::new()))
}

/// Where declared names stand in a text.
fn places_of(text: &str, declared: &Declared) -> Vec<(usize, usize)> {
    let places = declared.names.iter().flat_map(|name| text.match_indices(name.as_str()));
    places.map(|(at, name)| (at, at + name.len())).collect()
}

/// Whether a stretch of the text is a declared name that stands there, or a part of one.
fn is_in_name(names: &[(usize, usize)], (start, end): (usize, usize)) -> bool {
    names
        .iter()
        .any(|&(at, ends)| at < end && start < ends && ends - at >= end - start || (at < start && start < ends) || (at < end && end < ends))
}

#[cfg(test)]
mod tests {
    use super::{Declared, plain};

    fn named(names: &[&str]) -> Declared {
        Declared { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Declared::default() }
    }

    #[test]
    fn words_are_read_as_the_usual_ones() {
        let read = |text: &str| plain(text, &named(&["能力提升", "去年投入"])).map(|plain| plain.text);
        assert_eq!(read("入学率比去年提升5%以上得 3 分,另扣1分"), Some("入学率比上年提高5%以上得3分,再扣1分".to_owned()));
        assert_eq!(read("能力提升5%以上得3分"), None);
        assert_eq!(read("高于去年投入得3分"), None);
        assert_eq!(read("入学率达到95%得3分,每低1个百分点扣0.5分"), None);
        assert_eq!(read("无事故得3分,每增加1起扣1分"), Some("无事故得3分,每1起扣1分".to_owned()));
        // None of a change is not none of it.
        assert_eq!(read("投诉比上年没有增加得3分,每增加1次扣0.5分"), None);
        assert_eq!(read("符合下列情形的,扣2分:①造假"), Some("有下列情形之一的,扣2分:①造假".to_owned()));
        assert_eq!(read("满足以下条件的,得2分:①有方案"), Some("同时满足下列条件的,得2分:①有方案".to_owned()));
        assert_eq!(read("每滞后1个百分点扣0.5分"), None);
        assert_eq!(read("入学率未保持在95%以上的扣1分"), Some("入学率低于95%的扣1分".to_owned()));
        let level = |text: &str| plain(text, &named(&["有所提高"])).map(|plain| plain.text);
        assert_eq!(level("素养明显得3分,有所提高得2分"), None);
    }

    #[test]
    fn words_beside_declared_names_are_read_as_the_usual_ones() {
        let declared = Declared {
            names: ["入学率", "巩固率", "投入", "投入增速", "拨付及时", "考核等次", "优秀"].map(str::to_owned).to_vec(),
            facts: vec!["拨付及时".to_owned()],
            values: ["入学率", "巩固率", "投入", "投入增速"].map(str::to_owned).to_vec(),
            levels: vec!["优秀".to_owned()],
        };
        let read = |text: &str| plain(text, &declared).map(|plain| plain.text);
        assert_eq!(read("入学率和巩固率均达到95%得3分"), Some("入学率、巩固率均达到95%得3分".to_owned()));
        assert_eq!(read("入学率和升学率均达到95%得3分"), None);
        assert_eq!(read("投入增长得2分"), Some("投入比上年增长得2分".to_owned()));
        assert_eq!(read("投入增速增长5%得2分"), None);
        assert_eq!(read("投入增速负增长的扣1分"), Some("投入增速低于0的扣1分".to_owned()));
        assert_eq!(read("拨付及时得2分,不及时的扣1分"), Some("拨付及时得2分,未拨付及时的扣1分".to_owned()));
        assert_eq!(read("入学率达到95%得2分,未完成的扣1分"), None);
        assert_eq!(read("考核等次获得优秀等次的得2分"), Some("考核等次为优秀的得2分".to_owned()));
        assert_eq!(read("投入不到任务数的扣1分"), None);
        assert_eq!(read("入学率、巩固率达到95%的各得1分"), Some("入学率达到95%、巩固率达到95%的各得1分".to_owned()));
        assert_eq!(
            read("入学率、巩固率均达到95%得2分,一项达到得1分").map(|text| text.contains("入学率达到95%或巩固率达到95%得1分")),
            Some(true)
        );
        assert_eq!(read("入学率达到95%、巩固率达到90%得2分"), None);
        assert_eq!(read("入学率达到95%得2分,未达到但高于上年的得1分"), Some("入学率达到95%得2分,低于95%且高于上年的得1分".to_owned()));
    }

    #[test]
    fn places_are_those_of_what_was_written() {
        let text = "每低 1 个,另外扣1分";
        let Some(plain) = plain(text, &named(&[])) else { unreachable!("it has other words") };
        assert_eq!(plain.text, "每低1个,再扣1分");
        let at = |word: &str| plain.text.find(word).map(|at| (plain.origin(at, false), plain.origin(at + word.len(), true)));
        assert_eq!(at("再扣").and_then(|(a, b)| text.get(a..b)), Some("另外扣"));
        assert_eq!(at("1个").and_then(|(a, b)| text.get(a..b)), Some("1 个"));
        assert_eq!(at("每低").and_then(|(a, b)| text.get(a..b)), Some("每低"));
    }
}
