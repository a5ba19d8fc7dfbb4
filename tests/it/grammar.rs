//! Random texts from the grammar itself, so that new wordings are tried as soon as they are in the grammar.

use std::collections::BTreeMap;

/// The files of the grammar, which are one.
pub fn text() -> String {
    let files = ["eval", "words", "conditions", "sentences"];
    files.map(|file| std::fs::read_to_string(format!("grammar/{file}.pest")).unwrap()).join("\n")
}

/// The grammar as choices, sequences and words.
pub struct Grammar {
    rules: BTreeMap<String, Node>,
}

#[derive(Debug)]
enum Node {
    Choice(Vec<Node>),
    Sequence(Vec<Node>),
    Word(String),
    Rule(String),
    /// At least and at most so often.
    Repeat(Box<Node>, usize, usize),
    /// A lookahead writes nothing.
    Nothing,
}

/// A small generator of numbers, so that a seed names a text.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `n`.
    pub fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }

    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
}

/// Rules that are written from these words instead of letter by letter.
const LEAVES: &[(&str, &[&str])] = &[
    ("name", &["达标率", "数据差错率", "方案已印发", "「达到率（一）」", "督学数", "未建立机制", "示例"]),
    ("each_name", &["达标率", "数据差错率", "方案已印发", "「达到率（一）」", "督学数", "未建立机制", "示例"]),
    ("quoted_name", &["「示例用语」", "「达到要求」"]),
    ("number", &["0", "1", "2", "2.5", "85", "90", "100", "3", "0.10"]),
    ("stand_in_unit", &["%", "次"]),
    ("unit", &["%", "人", "个百分点", "项", "次", "天", "元/生", "起"]),
    ("code", &["C1", "4.1"]),
    ("plain_name", &["甲", "乙"]),
    ("level_word", &["好", "中", "差"]),
    ("value_word", &["是", "否", "不适用", "优秀"]),
    ("free_word", &["参评县", "总数"]),
    ("ANY", &["县", "数"]),
    ("HAN", &["县", "数"]),
    ("ASCII_DIGIT", &["1", "5"]),
    ("ASCII_ALPHANUMERIC", &["C", "1"]),
    ("SOI", &[""]),
    ("EOI", &[""]),
];

impl Grammar {
    pub fn read(text: &str) -> Self {
        let mut tokens = tokens(text).into_iter().peekable();
        let mut rules = BTreeMap::new();
        while let Some(name) = tokens.next() {
            assert_eq!(tokens.next().as_deref(), Some("="), "after {name}");
            let open = tokens.next().unwrap();
            if matches!(open.as_str(), "_" | "@" | "$" | "!") {
                tokens.next();
            }
            let node = choice(&mut tokens);
            assert_eq!(tokens.next().as_deref(), Some("}"), "end of {name}");
            rules.insert(name, node);
        }
        Grammar { rules }
    }

    /// A text of a rule; lookaheads are ignored, so it need not parse.
    pub fn write(&self, rule: &str, dice: &mut Dice) -> String {
        let mut out = String::new();
        self.expand(&Node::Rule(rule.to_owned()), dice, 0, &mut out);
        out
    }

    fn expand(&self, node: &Node, dice: &mut Dice, depth: usize, out: &mut String) {
        let deep = depth > 24;
        match node {
            Node::Nothing => {}
            Node::Word(word) => out.push_str(word),
            Node::Sequence(all) => all.iter().for_each(|n| self.expand(n, dice, depth + 1, out)),
            Node::Choice(all) => {
                let chosen = if deep { all.last().unwrap() } else { dice.pick(all) };
                self.expand(chosen, dice, depth + 1, out);
            }
            Node::Repeat(inner, low, high) => {
                let times = if deep { *low } else { low + dice.roll(high - low + 1) };
                (0..times).for_each(|_| self.expand(inner, dice, depth + 1, out));
            }
            Node::Rule(name) => match LEAVES.iter().find(|(leaf, _)| leaf == name) {
                Some((_, words)) => out.push_str(dice.pick::<&str>(words)),
                None => self.expand(self.rules.get(name).unwrap_or_else(|| panic!("rule {name}")), dice, depth + 1, out),
            },
        }
    }
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

fn choice(tokens: &mut Tokens) -> Node {
    let mut all = vec![sequence(tokens)];
    while tokens.next_if(|t| t == "|").is_some() {
        all.push(sequence(tokens));
    }
    if all.len() == 1 { all.remove(0) } else { Node::Choice(all) }
}

fn sequence(tokens: &mut Tokens) -> Node {
    let mut all = vec![term(tokens)];
    while tokens.next_if(|t| t == "~").is_some() {
        all.push(term(tokens));
    }
    if all.len() == 1 { all.remove(0) } else { Node::Sequence(all) }
}

fn term(tokens: &mut Tokens) -> Node {
    let mut looks = false;
    while tokens.next_if(|t| t == "!" || t == "&").is_some() {
        looks = true;
    }
    let token = tokens.next().unwrap();
    let mut node = match token.strip_prefix('"') {
        Some(word) => Node::Word(word.to_owned()),
        None if token.starts_with('\'') => Node::Word(token.chars().skip(1).take(1).collect()),
        None if token == "(" => {
            let inner = choice(tokens);
            assert_eq!(tokens.next().as_deref(), Some(")"));
            inner
        }
        None => Node::Rule(token),
    };
    loop {
        let (low, high) = match tokens.peek().map(String::as_str) {
            Some("?") => (0, 1),
            Some("*") => (0, 2),
            Some("+") => (1, 2),
            Some(range) if range.starts_with('{') => {
                let (low, high) = range[1..].split_once(',').unwrap();
                (low.trim().parse().unwrap(), high.trim().parse().unwrap())
            }
            _ => break,
        };
        tokens.next();
        node = Node::Repeat(Box::new(node), low, high);
    }
    if looks { Node::Nothing } else { node }
}

/// Words keep a leading quote, counts a leading brace, stretches of characters a leading apostrophe and both ends.
fn tokens(text: &str) -> Vec<String> {
    let text: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut out: Vec<String> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' {
            let mut word = String::from('"');
            while let Some(c) = chars.next().filter(|c| *c != '"') {
                word.push(if c == '\\' { chars.next().map_or('\\', |c| if c == 'n' { '\n' } else { c }) } else { c });
            }
            out.push(word);
        } else if c == '\'' {
            let first = stretch_end(&mut chars);
            assert!(chars.by_ref().take(3).eq("..'".chars()));
            out.push(format!("'{first}{}", stretch_end(&mut chars)));
        } else if c == '{' && chars.peek().is_some_and(char::is_ascii_digit) {
            let mut range = String::from('{');
            while let Some(c) = chars.next().filter(|c| *c != '}') {
                range.push(c);
            }
            out.push(range);
        } else if c.is_ascii_alphanumeric() || (c == '_' && chars.peek().is_some_and(char::is_ascii_alphanumeric)) {
            let mut word = String::from(c);
            while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                word.push(c);
            }
            out.push(word);
        } else if !c.is_whitespace() {
            out.push(c.to_string());
        }
    }
    out
}

/// A character up to its closing apostrophe, written as itself or by its number.
fn stretch_end(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> char {
    let text: String = chars.take_while(|c| *c != '\'').collect();
    match text.strip_prefix("\\u{").and_then(|t| t.strip_suffix('}')) {
        Some(number) => char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap(),
        None if text == "\\n" => '\n',
        None => text.chars().next().unwrap(),
    }
}
