//! Reads a part by the tables made of the grammar before the program is built (`before_build/`).
//!
//! They mean what pest means by the same grammar, but know with which characters each expression can begin, so that what cannot succeed is
//! not tried. A part that no table reads goes through pest, which tells what it expected and where. Spec: §2.

use super::nodes::{Token, Tree};
use super::parser::Rule;

/// An expression of the grammar.
struct Expression {
    /// With which characters it can succeed, in [`tables::SETS`].
    starts: u16,
    what: What,
}

/// What an expression reads; others are named by their place in [`tables::EXPRESSIONS`].
enum What {
    Text(&'static str),
    /// One of the characters it starts with.
    One,
    Start,
    End,
    Rule(u16),
    Seq(&'static [u16]),
    /// All of these, blanks between them.
    Spaced(&'static [u16]),
    /// The first of these that succeeds.
    Choice(&'static [u16]),
    /// The same for many: [`tables::PICKS`] has those that can begin with each character.
    Pick(u16),
    Optional(u16),
    Repeat(u16),
    /// Again and again, blanks between.
    SpacedRepeat(u16),
    Ahead(u16),
    Not(u16),
    Until(u16),
}

/// A rule of the grammar.
struct Named {
    rule: Rule,
    node: u16,
    /// How it takes blanks, if not as the rule around it.
    blanks: Option<Blanks>,
    is_silent: bool,
}

/// What blanks are to a rule.
#[derive(Clone, Copy, PartialEq)]
enum Blanks {
    /// They may stand between any two words.
    Between,
    /// Characters as others.
    Kept,
    /// Characters as others, and no rule inside is told of.
    Whole,
}

mod tables {
    use super::{Blanks, Expression, Named, Rule, What};

    include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
}

/// The tree of a text as this rule, which reads from its beginning; `None` if it cannot be read so.
pub(super) fn tree(rule: Rule, text: &str) -> Option<Tree> {
    let mut matcher = Matcher::over(text);
    matcher.rule(tables::place(rule), 0)?;
    Some(Tree::new(matcher.tokens))
}

/// Bytes this rule reads at the beginning of a text; `None` if it reads none of it.
pub(super) fn length(rule: Rule, text: &str) -> Option<usize> {
    Matcher::over(text).rule(tables::place(rule), 0)
}

struct Matcher<'t> {
    text: &'t str,
    /// The class of the character at each byte, and of the end.
    classes: Vec<u16>,
    tokens: Vec<Token>,
    blanks: Blanks,
    /// How many looks ahead this stands in: nothing inside them is told of.
    ahead: usize,
    /// Where whole rules were read last, and where they ended: alternatives begin with the same words.
    known: Vec<Known>,
}

/// Where a rule that tells of nothing inside ends, if it begins here.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Rule and place; 0 is none.
    what: u64,
    end: Option<u32>,
}

/// Places to remember, by rule and place.
const KNOWN: usize = 128;
/// Rules that most parts read at least.
const TOKENS: usize = 16;

impl<'t> Matcher<'t> {
    fn over(text: &'t str) -> Self {
        let mut classes = vec![tables::END; text.len() + 1];
        for (at, c) in text.char_indices() {
            if let Some(class) = classes.get_mut(at) {
                *class = class_of(c);
            }
        }
        Matcher {
            text,
            classes,
            tokens: Vec::with_capacity(TOKENS),
            blanks: Blanks::Between,
            ahead: 0,
            known: vec![Known::default(); KNOWN],
        }
    }

    /// Where the expression ends that begins here. Most cannot, which is told at once.
    #[inline(always)]
    fn read(&mut self, node: u16, at: usize) -> Option<usize> {
        let what = self.begun(node, at)?;
        self.read_begun(what, at)
    }

    /// What an expression reads, if it can begin with the character here.
    #[inline(always)]
    fn begun(&self, node: u16, at: usize) -> Option<&'static What> {
        let Expression { starts, what } = tables::EXPRESSIONS.get(usize::from(node))?;
        self.begins(*starts, at).then_some(what)
    }

    /// Each kind has a function of its own: sentences stand in each other as deeply as they are long, and what one kind needs would be taken for all.
    fn read_begun(&mut self, what: &'static What, at: usize) -> Option<usize> {
        match what {
            What::One => Some(self.after(at)),
            What::Text(text) => self.text.as_bytes().get(at..)?.starts_with(text.as_bytes()).then(|| at + text.len()),
            What::Rule(rule) => self.rule(*rule, at),
            What::Choice(nodes) => self.first_of(nodes, at),
            What::Pick(pick) => self.picked(*pick, at),
            What::Seq(nodes) => self.all_of(nodes, at),
            What::Spaced(nodes) => self.all_spaced(nodes, at),
            What::Optional(node) => Some(self.read(*node, at).unwrap_or(at)),
            What::Repeat(node) => Some(self.again(*node, at)),
            What::SpacedRepeat(node) => Some(self.again_spaced(*node, at)),
            What::Ahead(node) => self.look(*node, at).then_some(at),
            What::Not(node) => (!self.look(*node, at)).then_some(at),
            What::Until(node) => Some(self.until(*node, at)),
            What::Start => (at == 0).then_some(at),
            What::End => {
                if self.tells() {
                    self.tokens.push(Token::new(Rule::EOI, at, at));
                }
                Some(at)
            }
        }
    }

    fn first_of(&mut self, nodes: &[u16], at: usize) -> Option<usize> {
        for node in nodes {
            let end = self.read(*node, at);
            if end.is_some() {
                return end;
            }
        }
        None
    }

    /// The first of those that can begin with the character here.
    fn picked(&mut self, pick: u16, at: usize) -> Option<usize> {
        let picked = tables::PICKS.get(usize::from(pick))?.get(usize::from(self.class(at)))?;
        for node in *tables::PICKED.get(usize::from(*picked))? {
            let end = self.read_begun(&tables::EXPRESSIONS.get(usize::from(*node))?.what, at);
            if end.is_some() {
                return end;
            }
        }
        None
    }

    /// What was told of before one of them fails is forgotten.
    fn all_of(&mut self, nodes: &[u16], mut at: usize) -> Option<usize> {
        let told = self.tokens.len();
        for node in nodes {
            let Some(end) = self.read(*node, at) else {
                self.tokens.truncate(told);
                return None;
            };
            at = end;
        }
        Some(at)
    }

    fn all_spaced(&mut self, nodes: &[u16], at: usize) -> Option<usize> {
        let told = self.tokens.len();
        let (first, rest) = nodes.split_first()?;
        let mut end = self.read(*first, at)?;
        for node in rest {
            let begin = self.past_blanks(end);
            let Some(next) = self.read(*node, begin) else {
                self.tokens.truncate(told);
                return None;
            };
            end = next;
        }
        Some(end)
    }

    fn again(&mut self, node: u16, mut at: usize) -> usize {
        while let Some(end) = self.read(node, at) {
            at = end;
        }
        at
    }

    fn again_spaced(&mut self, node: u16, at: usize) -> usize {
        let (mut end, mut begin) = (at, at);
        while let Some(next) = self.read(node, begin) {
            end = next;
            begin = self.past_blanks(end);
        }
        end
    }

    fn until(&mut self, node: u16, mut at: usize) -> usize {
        while at < self.text.len() && self.read(node, at).is_none() {
            at = self.after(at);
        }
        at
    }

    fn rule(&mut self, rule: u16, at: usize) -> Option<usize> {
        let Named { rule: named, node, blanks, is_silent } = tables::RULES.get(usize::from(rule))?;
        let around = self.blanks;
        // A rule that is read as a whole is told of where the rule around it is; any other one by its own kind.
        self.blanks = blanks.filter(|own| *own != Blanks::Whole).unwrap_or(around);
        let token = (!is_silent && self.tells()).then(|| {
            self.tokens.push(Token::new(*named, at, at));
            self.tokens.len() - 1
        });
        self.blanks = blanks.unwrap_or(around);
        let end = if *blanks == Some(Blanks::Whole) { self.read_once(rule, *node, at) } else { self.read(*node, at) };
        self.blanks = around;
        if let Some(token) = token {
            match end {
                Some(end) => Token::close(&mut self.tokens, token, end),
                None => self.tokens.truncate(token),
            }
        }
        end
    }

    fn read_once(&mut self, rule: u16, node: u16, at: usize) -> Option<usize> {
        let what = (u64::from(rule) + 1) << 32 | at as u64;
        let place = (usize::from(rule) * 29 + at) % KNOWN;
        if let Some(known) = self.known.get(place).filter(|known| known.what == what) {
            return known.end.map(|end| end as usize);
        }
        let told = self.tokens.len();
        let end = self.read(node, at);
        if let Some(known) = self.known.get_mut(place).filter(|_| self.tokens.len() == told) {
            *known = Known { what, end: end.map(|end| end as u32) };
        }
        end
    }

    fn tells(&self) -> bool {
        self.ahead == 0 && self.blanks != Blanks::Whole
    }

    fn look(&mut self, node: u16, at: usize) -> bool {
        let Some(what) = self.begun(node, at) else { return false };
        self.ahead += 1;
        let found = self.read_begun(what, at).is_some();
        self.ahead -= 1;
        found
    }

    fn past_blanks(&self, mut at: usize) -> usize {
        if self.blanks != Blanks::Between {
            return at;
        }
        while self.begins(tables::BLANKS, at) {
            at = self.after(at);
        }
        at
    }

    fn begins(&self, set: u16, at: usize) -> bool {
        let class = self.class(at);
        let word = tables::SETS.get(usize::from(set)).and_then(|set| set.get(usize::from(class / 64)));
        word.is_some_and(|word| word >> (class % 64) & 1 != 0)
    }

    fn class(&self, at: usize) -> u16 {
        self.classes.get(at).copied().unwrap_or(tables::END)
    }

    /// The place behind the character here.
    fn after(&self, at: usize) -> usize {
        let width = match self.text.as_bytes().get(at) {
            None => 0,
            Some(0..0x80) => 1,
            Some(0x80..0xE0) => 2,
            Some(0xE0..0xF0) => 3,
            Some(_) => 4,
        };
        at + width
    }
}

fn class_of(c: char) -> u16 {
    let code = u32::from(c) as usize;
    let block = tables::PLACES.get(code / 256).and_then(|place| tables::BLOCKS.get(usize::from(*place)));
    block.and_then(|block| block.get(code % 256)).copied().unwrap_or(tables::END)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pest::Parser as _;

    use super::super::parser::{EvalParser, Rule};
    use super::{length, tree};

    /// What parts are read as.
    const RULES: [Rule; 22] = [
        Rule::condition_text,
        Rule::formula_text,
        Rule::datum_spec,
        Rule::derived_spec,
        Rule::grade_spec,
        Rule::case_text,
        Rule::name_head,
        Rule::indicator_head,
        Rule::item_head,
        Rule::code_head,
        Rule::points_value,
        Rule::number_value,
        Rule::percent_value,
        Rule::date_value,
        Rule::period_value,
        Rule::fraction_value,
        Rule::names_value,
        Rule::claims_value,
        Rule::veto_effect,
        Rule::downgrade_effect,
        Rule::bare_name,
        Rule::reserved,
    ];

    #[test]
    fn what_the_tables_read_is_what_pest_reads() {
        let mut read = 0;
        for (at, text) in written().iter().enumerate() {
            let by_turns = RULES.iter().cycle().skip(at).step_by(6).take(4);
            by_turns.chain([&Rule::rule_text]).for_each(|rule| read += usize::from(is_read_alike(*rule, text)));
        }
        assert!(read > 2000, "{read} parts were read");
    }

    #[test]
    fn what_is_cut_short_or_put_together_is_read_as_pest_reads_it() {
        let texts: Vec<String> = written().into_iter().filter(|text| text.contains('分')).collect();
        let mut read = 0;
        for (at, text) in texts.iter().enumerate() {
            let other = texts.get(at * 7919 % texts.len()).map_or("", String::as_str);
            let chars = text.chars().count();
            let from: String = text.chars().skip(at % chars).collect();
            let up_to: String = text.chars().take(at * 31 % chars).collect();
            for made in [format!("{up_to}{other}"), format!("{up_to}{from}"), format!("{up_to} {from}"), up_to.clone(), from.clone()] {
                read += usize::from(is_read_alike(Rule::rule_text, &made));
            }
        }
        assert!(read > 500, "{read} texts were read");
    }

    #[test]
    fn a_name_ends_before_a_word_of_the_language() {
        assert_eq!(length(Rule::bare_name, "普惠性幼儿园覆盖率达到85%"), Some("普惠性幼儿园覆盖率".len()));
        assert_eq!(length(Rule::bare_name, "达到85%"), None);
        assert_eq!(length(Rule::name_head, "𠮷林县得分率"), Some("𠮷林县得分率".len()));
    }

    /// Whether a text can be read; what is read must not depend on who reads it.
    fn is_read_alike(rule: Rule, text: &str) -> bool {
        let tree = tree(rule, text);
        let root = tree.as_ref().and_then(|tree| tree.root(text));
        let ours: Option<Vec<_>> = root.map(|root| {
            let all = std::iter::once(root.clone()).chain(root.all_inside());
            all.map(|node| (node.as_rule(), node.start(), node.end())).collect()
        });
        let pairs = EvalParser::parse(rule, text).ok();
        let theirs: Option<Vec<_>> =
            pairs.map(|pairs| pairs.flatten().map(|pair| (pair.as_rule(), pair.as_span().start(), pair.as_span().end())).collect());
        assert_eq!(ours, theirs, "{rule:?} {text}");
        ours.is_some()
    }

    #[expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may stop at the first surprise")]
    /// What stands behind colons and between quotes in the examples and in the specification, folded.
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
                    let pieces = lines.flat_map(|line| line.split('`')).map(str::trim).filter(|piece| (6..600).contains(&piece.len()));
                    out.extend(pieces.map(|piece| piece.chars().map(crate::source::fold_char).collect::<String>()));
                }
            }
        }
        out
    }
}
