//! The expressions of the grammar as nodes that name each other by number.

use std::collections::BTreeMap;

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr, OptimizedRule};

use super::first::Chars;

/// What a node reads.
#[derive(Debug)]
pub enum What {
    /// These characters, one behind the other.
    Text(String),
    /// One of these characters.
    One(Chars),
    /// Nothing, at the start of the text.
    Start,
    /// Nothing, at the end of the text.
    End,
    Rule(usize),
    /// All of these; with blanks between them if `spaced`.
    Seq {
        nodes: Vec<usize>,
        spaced: bool,
    },
    /// The first of these that succeeds.
    Choice(Vec<usize>),
    Optional(usize),
    Repeat {
        node: usize,
        spaced: bool,
    },
    /// Nothing, where this could be read.
    Ahead(usize),
    /// Nothing, where this could not be read.
    Not(usize),
    /// Everything up to this, or to the end of the text.
    Until(usize),
}

/// A rule of the grammar: its name, how it takes blanks, and the node it is.
pub struct Rule {
    pub name: String,
    pub kind: RuleType,
    pub node: usize,
}

/// All nodes and rules of a grammar.
pub struct Nodes {
    pub nodes: Vec<What>,
    pub rules: Vec<Rule>,
}

impl Nodes {
    /// The nodes of these rules.
    ///
    /// # Errors
    ///
    /// What no table holds: expressions, and ways to write comments and blanks, that the grammar has not used so far.
    pub fn of(rules: Vec<OptimizedRule>) -> Result<Self, String> {
        let numbers = rules.iter().enumerate().map(|(at, rule)| (rule.name.clone(), at)).collect();
        let mut made = Making { nodes: Vec::new(), numbers };
        let rules = rules.into_iter().map(|rule| {
            let spaced = !matches!(rule.ty, RuleType::Atomic | RuleType::CompoundAtomic);
            Ok(Rule { name: rule.name, kind: rule.ty, node: made.node(&rule.expr, spaced)? })
        });
        let mut rules: Vec<Rule> = rules.collect::<Result<_, String>>()?;
        let (nodes, places) = each_once(made.nodes);
        rules.iter_mut().for_each(|rule| rule.node = place(&places, rule.node));
        let is_set = |rule: &Rule| matches!(nodes.get(rule.node), Some(What::One(_)));
        if rules.iter().any(|rule| rule.name == "COMMENT" || (rule.name == "WHITESPACE" && !is_set(rule))) {
            return Err("the tables know nothing of COMMENT, and WHITESPACE as one character only".to_owned());
        }
        Ok(Nodes { nodes, rules })
    }
}

impl Nodes {
    /// The node itself, or what it stands for if it is a rule that nobody is told of.
    pub fn behind(&self, node: usize) -> usize {
        let Some(What::Rule(rule)) = self.nodes.get(node) else { return node };
        match self.rules.get(*rule) {
            Some(Rule { kind: RuleType::Silent, node, .. }) => self.behind(*node),
            _ => node,
        }
    }
}

/// Each node once, and where those that were given stand now: most words are read in many places.
fn each_once(nodes: Vec<What>) -> (Vec<What>, Vec<usize>) {
    let (mut kept, mut places) = (Vec::new(), Vec::new());
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for node in nodes {
        // What a node names was made before it.
        let node = node.renamed(&places);
        let place = *known.entry(format!("{node:?}")).or_insert(kept.len());
        if place == kept.len() {
            kept.push(node);
        }
        places.push(place);
    }
    (kept, places)
}

fn place(places: &[usize], node: usize) -> usize {
    places.get(node).copied().unwrap_or(node)
}

impl What {
    /// The same with the nodes it names where they stand now.
    fn renamed(self, places: &[usize]) -> Self {
        let one = |node| place(places, node);
        let all = |nodes: Vec<usize>| nodes.into_iter().map(one).collect();
        match self {
            What::Seq { nodes, spaced } => What::Seq { nodes: all(nodes), spaced },
            What::Choice(nodes) => What::Choice(all(nodes)),
            What::Optional(node) => What::Optional(one(node)),
            What::Repeat { node, spaced } => What::Repeat { node: one(node), spaced },
            What::Ahead(node) => What::Ahead(one(node)),
            What::Not(node) => What::Not(one(node)),
            What::Until(node) => What::Until(one(node)),
            What::Text(_) | What::One(_) | What::Start | What::End | What::Rule(_) => self,
        }
    }
}

struct Making {
    nodes: Vec<What>,
    numbers: BTreeMap<String, usize>,
}

impl Making {
    fn add(&mut self, what: What) -> usize {
        self.nodes.push(what);
        self.nodes.len() - 1
    }

    fn node(&mut self, expr: &OptimizedExpr, spaced: bool) -> Result<usize, String> {
        let what = match expr {
            OptimizedExpr::Str(text) => match text.chars().collect::<Vec<_>>().as_slice() {
                [] => return Err("an empty text".to_owned()),
                [c] => What::One(Chars::one(*c)),
                _ => What::Text(text.clone()),
            },
            OptimizedExpr::Range(from, to) => {
                let (from, to) = from.chars().next().zip(to.chars().next()).ok_or("an empty range")?;
                What::One(Chars::range(from, to))
            }
            OptimizedExpr::Ident(name) => self.named(name)?,
            OptimizedExpr::PosPred(inner) => What::Ahead(self.node(inner, spaced)?),
            OptimizedExpr::NegPred(inner) => What::Not(self.node(inner, spaced)?),
            OptimizedExpr::Seq(..) => {
                let nodes = in_order(expr, of_sequence).into_iter().map(|part| self.node(part, spaced)).collect::<Result<_, _>>()?;
                What::Seq { nodes, spaced }
            }
            OptimizedExpr::Choice(..) => {
                let nodes = in_order(expr, of_choice).into_iter().map(|part| self.node(part, spaced)).collect::<Result<_, _>>()?;
                self.choice(nodes)
            }
            OptimizedExpr::Opt(inner) => What::Optional(self.node(inner, spaced)?),
            OptimizedExpr::Rep(inner) => What::Repeat { node: self.node(inner, spaced)?, spaced },
            OptimizedExpr::Skip(ends) => {
                let nodes = ends.iter().map(|end| self.node(&OptimizedExpr::Str(end.clone()), false)).collect::<Result<_, _>>()?;
                let ends = self.choice(nodes);
                What::Until(self.add(ends))
            }
            other => return Err(format!("the tables know nothing of {other:?}")),
        };
        Ok(self.add(what))
    }

    fn named(&self, name: &str) -> Result<What, String> {
        if let Some(rule) = self.numbers.get(name) {
            return Ok(What::Rule(*rule));
        }
        Ok(match name {
            "SOI" => What::Start,
            "EOI" => What::End,
            "ANY" => What::One(Chars::all()),
            "ASCII_DIGIT" => What::One(Chars::range('0', '9')),
            "ASCII_ALPHANUMERIC" => What::One(Chars::range('0', '9').with(&Chars::range('A', 'Z')).with(&Chars::range('a', 'z'))),
            "HAN" => What::One(Chars::that(pest::unicode::HAN)),
            _ => return Err(format!("the tables know nothing of {name}")),
        })
    }

    /// Single characters one of which may stand are one set of them.
    fn choice(&self, nodes: Vec<usize>) -> What {
        let chars = |node: &usize| match self.nodes.get(*node) {
            Some(What::One(chars)) => Some(chars),
            _ => None,
        };
        match nodes.iter().map(chars).collect::<Option<Vec<_>>>() {
            Some(sets) => What::One(sets.into_iter().fold(Chars::default(), |all, set| all.with(set))),
            None => What::Choice(nodes),
        }
    }
}

type Halves<'e> = Option<(&'e OptimizedExpr, &'e OptimizedExpr)>;

/// What pest holds in halves, in its order.
fn in_order<'e>(expr: &'e OptimizedExpr, halves: fn(&'e OptimizedExpr) -> Halves<'e>) -> Vec<&'e OptimizedExpr> {
    match halves(expr) {
        Some((left, right)) => [in_order(left, halves), in_order(right, halves)].concat(),
        None => vec![expr],
    }
}

fn of_sequence(expr: &OptimizedExpr) -> Halves<'_> {
    if let OptimizedExpr::Seq(left, right) = expr { Some((left, right)) } else { None }
}

fn of_choice(expr: &OptimizedExpr) -> Halves<'_> {
    if let OptimizedExpr::Choice(left, right) = expr { Some((left, right)) } else { None }
}
