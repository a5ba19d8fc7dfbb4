//! Nodes and sets, printed as Rust.

use std::fmt::{Error, Write as _};

use pest_meta::ast::RuleType;

use super::first::{Alphabet, Classes, holds};
use super::nodes::{Nodes, What};

/// Characters that share a block of the table of classes.
const BLOCK: u32 = 256;
/// Alternatives from which on a choice has a table of those that can begin with each character.
const MANY: usize = 4;

/// The tables of a grammar.
///
/// # Errors
///
/// None: text grows as it is written.
pub fn print(grammar: &Nodes, alphabet: &Alphabet, starts: &[Classes]) -> Result<String, Error> {
    let mut out = String::new();
    // Classes that no set tells apart are one.
    let mut columns: Vec<Vec<bool>> = Vec::new();
    let merged: Vec<usize> = (0..alphabet.count)
        .map(|class| {
            let column: Vec<bool> = starts.iter().map(|set| holds(set, class)).collect();
            columns.iter().position(|other| *other == column).unwrap_or_else(|| {
                columns.push(column);
                columns.len() - 1
            })
        })
        .collect();
    let merge = |class: usize| merged.get(class).copied().unwrap_or_default();
    let words = columns.len().div_ceil(64);
    writeln!(out, "pub const END: u16 = {};", merge(alphabet.end()))?;
    blocks(&mut out, alphabet, merge)?;

    let mut sets: Vec<Vec<u64>> = Vec::new();
    let mut number = |node: usize| {
        let set: Vec<u64> = (0..words)
            .map(|word| {
                let bit = |at: usize| columns.get(word * 64 + at).and_then(|column| column.get(node)).is_some_and(|holds| *holds);
                (0..64).filter(|at| bit(*at)).fold(0, |bits, at| bits | 1 << at)
            })
            .collect();
        sets.iter().position(|other| *other == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        })
    };
    writeln!(out, "pub static EXPRESSIONS: [Expression; {}] = [", grammar.nodes.len())?;
    let mut picks = Picks { columns: &columns, picks: Vec::new(), picked: Vec::new() };
    for (at, node) in grammar.nodes.iter().enumerate() {
        let what = match node {
            What::Choice(nodes) if nodes.len() >= MANY => format!("What::Pick({})", picks.of(grammar, nodes)),
            node => what(node, grammar),
        };
        writeln!(out, "Expression {{ starts: {}, what: {what} }},", number(at))?;
    }
    let blank = grammar.rules.iter().find(|rule| rule.name == "WHITESPACE").map_or(0, |rule| number(rule.node));
    writeln!(out, "];\npub const BLANKS: u16 = {blank};\npub static SETS: [[u64; {words}]; {}] = {sets:?};", sets.len())?;

    let Picks { picks, picked, .. } = picks;
    writeln!(out, "pub static PICKS: [[u16; {}]; {}] = {picks:?};", columns.len(), picks.len())?;
    writeln!(out, "pub static PICKED: [&[u16]; {}] = [", picked.len())?;
    for nodes in picked {
        writeln!(out, "&{nodes:?},")?;
    }
    writeln!(out, "];")?;

    writeln!(out, "pub static RULES: [Named; {}] = [", grammar.rules.len() + 1)?;
    for rule in &grammar.rules {
        let (name, node) = (&rule.name, rule.node);
        let blanks = match rule.kind {
            RuleType::Atomic => "Some(Blanks::Whole)",
            RuleType::CompoundAtomic => "Some(Blanks::Kept)",
            RuleType::NonAtomic => "Some(Blanks::Between)",
            RuleType::Normal | RuleType::Silent => "None",
        };
        let is_silent = rule.kind == RuleType::Silent;
        writeln!(out, "Named {{ rule: Rule::{name}, node: {node}, blanks: {blanks}, is_silent: {is_silent} }},")?;
    }
    // What EOI reads tells of itself.
    let end = grammar.nodes.iter().position(|node| matches!(node, What::End)).unwrap_or_default();
    writeln!(out, "Named {{ rule: Rule::EOI, node: {end}, blanks: None, is_silent: true }},")?;
    writeln!(out, "];\npub fn place(rule: Rule) -> u16 {{ match rule {{ Rule::EOI => {},", grammar.rules.len())?;
    for (at, rule) in grammar.rules.iter().enumerate() {
        writeln!(out, "Rule::{} => {at},", rule.name)?;
    }
    writeln!(out, "}} }}")?;
    Ok(out)
}

/// Which alternatives of a choice can begin with each class, in their order.
struct Picks<'c> {
    /// Of each class, whether each node can begin with it.
    columns: &'c [Vec<bool>],
    picks: Vec<Vec<usize>>,
    picked: Vec<Vec<usize>>,
}

impl Picks<'_> {
    fn of(&mut self, grammar: &Nodes, nodes: &[usize]) -> usize {
        let picks = self.columns.iter().map(|column| {
            let found: Vec<usize> =
                nodes.iter().map(|node| grammar.behind(*node)).filter(|node| column.get(*node).is_some_and(|holds| *holds)).collect();
            self.picked.iter().position(|other| *other == found).unwrap_or_else(|| {
                self.picked.push(found);
                self.picked.len() - 1
            })
        });
        let picks = picks.collect();
        self.picks.push(picks);
        self.picks.len() - 1
    }
}

/// The class of every character, by blocks, of which most are alike.
fn blocks(out: &mut String, alphabet: &Alphabet, merge: impl Fn(usize) -> usize) -> Result<(), Error> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut places = Vec::new();
    for block in 0..0x11_0000 / BLOCK {
        let class = |code: u32| {
            let at = alphabet.stretches.partition_point(|(begin, _)| *begin <= code);
            merge(at.checked_sub(1).and_then(|at| alphabet.stretches.get(at)).map_or(0, |(_, class)| *class))
        };
        let found: Vec<usize> = (block * BLOCK..(block + 1) * BLOCK).map(class).collect();
        places.push(blocks.iter().position(|other| *other == found).unwrap_or_else(|| {
            blocks.push(found);
            blocks.len() - 1
        }));
    }
    writeln!(out, "pub static PLACES: [u8; {}] = {places:?};", places.len())?;
    writeln!(out, "pub static BLOCKS: [[u16; {BLOCK}]; {}] = {blocks:?};", blocks.len())
}

fn what(node: &What, grammar: &Nodes) -> String {
    let read = |node: &usize| grammar.behind(*node);
    let all = |nodes: &[usize]| nodes.iter().map(read).collect::<Vec<_>>();
    match node {
        What::Text(text) => format!("What::Text({text:?})"),
        What::One(_) => "What::One".to_owned(),
        What::Start => "What::Start".to_owned(),
        What::End => "What::End".to_owned(),
        What::Rule(rule) => format!("What::Rule({rule})"),
        What::Seq { nodes, spaced: false } => format!("What::Seq(&{:?})", all(nodes)),
        What::Seq { nodes, spaced: true } => format!("What::Spaced(&{:?})", all(nodes)),
        What::Choice(nodes) => format!("What::Choice(&{:?})", all(nodes)),
        What::Optional(node) => format!("What::Optional({})", read(node)),
        What::Repeat { node, spaced: false } => format!("What::Repeat({})", read(node)),
        What::Repeat { node, spaced: true } => format!("What::SpacedRepeat({})", read(node)),
        What::Ahead(node) => format!("What::Ahead({})", read(node)),
        What::Not(node) => format!("What::Not({})", read(node)),
        What::Until(node) => format!("What::Until({})", read(node)),
    }
}
