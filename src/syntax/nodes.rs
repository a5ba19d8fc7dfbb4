//! The tree of a part as the grammar gives it: which rule read what, one inside the other.

use super::parser::Rule;

/// What one rule read.
pub(super) struct Token {
    rule: Rule,
    start: u32,
    end: u32,
    /// The place behind all that stands inside it.
    next: u32,
}

impl Token {
    /// A rule that begins here.
    pub fn new(rule: Rule, start: usize, end: usize) -> Self {
        Token { rule, start: start as u32, end: end as u32, next: 0 }
    }

    /// Ends the token at this place, and with it what stands inside.
    pub fn close(tokens: &mut [Token], at: usize, end: usize) {
        let next = tokens.len() as u32;
        if let Some(token) = tokens.get_mut(at) {
            (token.end, token.next) = (end as u32, next);
        }
    }
}

/// All that was read, in the order of the text, the outer before the inner.
pub(super) struct Tree(Vec<Token>);

impl Tree {
    pub fn new(tokens: Vec<Token>) -> Self {
        Tree(tokens)
    }

    /// The outermost rule. `text` is what the tree was read from.
    pub fn root<'t>(&'t self, text: &'t str) -> Option<Node<'t>> {
        Nodes { text, tokens: &self.0, at: 0, end: self.0.len() }.next()
    }
}

/// A rule, what it read, and the rules inside it.
#[derive(Clone)]
pub(super) struct Node<'t> {
    text: &'t str,
    tokens: &'t [Token],
    token: &'t Token,
    at: usize,
}

impl<'t> Node<'t> {
    pub fn as_rule(&self) -> Rule {
        self.token.rule
    }

    pub fn as_str(&self) -> &'t str {
        self.text.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The byte of the text it begins at.
    pub fn start(&self) -> usize {
        self.token.start as usize
    }

    /// The byte of the text it ends before.
    pub fn end(&self) -> usize {
        self.token.end as usize
    }

    /// The rules directly inside.
    pub fn into_inner(self) -> Nodes<'t> {
        Nodes { text: self.text, tokens: self.tokens, at: self.at + 1, end: self.token.next as usize }
    }

    /// The rules inside, and all those inside these.
    pub fn all_inside(self) -> impl Iterator<Item = Node<'t>> {
        let (text, tokens) = (self.text, self.tokens);
        let inside = self.at + 1..self.token.next as usize;
        inside.filter_map(move |at| Some(Node { text, tokens, token: tokens.get(at)?, at }))
    }
}

/// Rules one behind the other.
#[derive(Clone)]
pub(super) struct Nodes<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    end: usize,
}

impl<'t> Iterator for Nodes<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        let (text, tokens, at) = (self.text, self.tokens, self.at);
        let token = tokens.get(at).filter(|_| at < self.end)?;
        // What has nothing inside ends right behind itself.
        self.at = (token.next as usize).max(at + 1);
        Some(Node { text, tokens, token, at })
    }
}
