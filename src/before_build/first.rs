//! With which characters each node can begin, so that nothing is tried that cannot succeed.

use super::nodes::{Nodes, What};

/// A set of characters, as ranges in order.
#[derive(Debug, Clone, Default)]
pub struct Chars(Vec<(u32, u32)>);

impl Chars {
    /// This character.
    pub fn one(c: char) -> Self {
        Self::range(c, c)
    }

    /// From this character to that one.
    pub fn range(from: char, to: char) -> Self {
        Chars(vec![(from.into(), to.into())])
    }

    /// Every character.
    pub fn all() -> Self {
        Self::range('\0', char::MAX)
    }

    /// Those of which this holds.
    pub fn that(holds: impl Fn(char) -> bool) -> Self {
        ('\0'..=char::MAX).filter(|c| holds(*c)).fold(Chars::default(), |mut all, c| {
            match all.0.last_mut() {
                Some((_, to)) if *to + 1 == u32::from(c) => *to = c.into(),
                _ => all.0.push((c.into(), c.into())),
            }
            all
        })
    }

    /// These and those.
    pub fn with(mut self, other: &Chars) -> Self {
        self.0.extend(&other.0);
        self.0.sort_unstable();
        self
    }

    fn holds(&self, code: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&code))
    }
}

/// A set of classes of characters, bit by bit.
pub type Classes = Vec<u64>;

/// The characters in classes: those of one class are alike to every node.
pub struct Alphabet {
    /// Where each stretch of characters begins, and its class.
    pub stretches: Vec<(u32, usize)>,
    /// How many classes there are; the last is the end of the text.
    pub count: usize,
}

impl Alphabet {
    /// The class that stands for the end of the text.
    pub fn end(&self) -> usize {
        self.count - 1
    }

    /// Characters that no set and no beginning of a word tells apart are of one class.
    fn of(sets: &[Chars]) -> Self {
        let mut begins: Vec<u32> = sets.iter().flat_map(|set| &set.0).flat_map(|(from, to)| [*from, to + 1]).chain([0]).collect();
        begins.sort_unstable();
        begins.dedup();
        let mut known: Vec<Vec<bool>> = Vec::new();
        let stretches = begins.into_iter().map(|begin| {
            let seen: Vec<bool> = sets.iter().map(|set| set.holds(begin)).collect();
            let class = known.iter().position(|other| *other == seen).unwrap_or_else(|| {
                known.push(seen);
                known.len() - 1
            });
            (begin, class)
        });
        let stretches = stretches.collect();
        Alphabet { stretches, count: known.len() + 1 }
    }

    fn none(&self) -> Classes {
        vec![0; self.count.div_ceil(64)]
    }

    fn every(&self) -> Classes {
        let mut all = self.none();
        (0..self.count).for_each(|class| set(&mut all, class));
        all
    }

    fn classes(&self, chars: &Chars) -> Classes {
        let mut all = self.none();
        self.stretches.iter().filter(|(begin, _)| chars.holds(*begin)).for_each(|(_, class)| set(&mut all, *class));
        all
    }
}

fn set(classes: &mut Classes, class: usize) {
    if let Some(word) = classes.get_mut(class / 64) {
        *word |= 1 << (class % 64);
    }
}

/// Whether a class is one of these.
pub fn holds(classes: &Classes, class: usize) -> bool {
    classes.get(class / 64).is_some_and(|word| word & (1 << (class % 64)) != 0)
}

fn zip(a: &Classes, b: &Classes, both: impl Fn(u64, u64) -> u64) -> Classes {
    a.iter().zip(b).map(|(a, b)| both(*a, *b)).collect()
}

fn either(a: &Classes, b: &Classes) -> Classes {
    zip(a, b, |a, b| a | b)
}

fn common(a: &Classes, b: &Classes) -> Classes {
    zip(a, b, |a, b| a & b)
}

/// Which characters may come next where a node reads something, and where it reads nothing (perhaps too many, never too few), and which make it
/// succeed whatever follows (perhaps too few, never too many). That nothing is left out rests on these.
#[derive(Clone, PartialEq)]
struct First {
    reads: Classes,
    empty: Classes,
    sure: Classes,
}

/// The alphabet of a grammar, and with which of its classes each node can succeed.
pub fn sets(grammar: &Nodes) -> (Alphabet, Vec<Classes>) {
    let begins = grammar.nodes.iter().filter_map(|node| match node {
        What::One(chars) => Some(chars.clone()),
        What::Text(text) => text.chars().next().map(Chars::one),
        _ => None,
    });
    let alphabet = Alphabet::of(&begins.collect::<Vec<_>>());
    let nothing = First { reads: alphabet.none(), empty: alphabet.none(), sure: alphabet.none() };
    let mut firsts = vec![nothing; grammar.nodes.len()];
    let blank = grammar.rules.iter().find(|rule| rule.name == "WHITESPACE").map(|rule| rule.node);
    // Rules name each other: what one round finds may add to the next, until nothing is added.
    loop {
        let before = firsts.clone();
        for (at, node) in grammar.nodes.iter().enumerate() {
            let found = first(node, grammar, &alphabet, &firsts, blank);
            if let Some(place) = firsts.get_mut(at) {
                *place = found;
            }
        }
        if firsts == before {
            break;
        }
    }
    let starts = firsts.iter().map(|first| either(&first.reads, &first.empty)).collect();
    (alphabet, starts)
}

fn first(node: &What, grammar: &Nodes, alphabet: &Alphabet, firsts: &[First], blank: Option<usize>) -> First {
    let (none, every) = (alphabet.none(), alphabet.every());
    let nothing = || First { reads: none.clone(), empty: none.clone(), sure: none.clone() };
    let of = |node: &usize| firsts.get(*node).cloned().unwrap_or_else(nothing);
    match node {
        What::Text(text) => {
            let reads = text.chars().next().map_or(none.clone(), |c| alphabet.classes(&Chars::one(c)));
            First { reads, ..nothing() }
        }
        What::One(chars) => {
            let classes = alphabet.classes(chars);
            First { reads: classes.clone(), empty: none, sure: classes }
        }
        What::Start => First { reads: none.clone(), empty: every, sure: none },
        What::End => {
            let mut end = none.clone();
            set(&mut end, alphabet.end());
            First { reads: none, empty: end.clone(), sure: end }
        }
        What::Rule(rule) => grammar.rules.get(*rule).map_or_else(nothing, |rule| of(&rule.node)),
        What::Seq { nodes, spaced } => {
            let blanks = blank.filter(|_| *spaced).map_or(none.clone(), |node| of(&node).reads);
            let begun = First { reads: none.clone(), empty: every, sure: none.clone() };
            nodes.iter().enumerate().fold(begun, |all, (at, node)| {
                let next = of(node);
                let skipped = if at > 0 { common(&all.empty, &blanks) } else { none.clone() };
                let reads = either(&either(&all.reads, &skipped), &common(&all.empty, &next.reads));
                First { reads, empty: common(&all.empty, &next.empty), sure: none.clone() }
            })
        }
        What::Choice(nodes) => nodes.iter().map(of).fold(nothing(), |all, next| First {
            reads: either(&all.reads, &next.reads),
            empty: either(&all.empty, &next.empty),
            sure: either(&all.sure, &next.sure),
        }),
        What::Optional(inner) | What::Repeat { node: inner, .. } => First { reads: of(inner).reads, empty: every.clone(), sure: every },
        What::Until(_) => First { reads: every.clone(), empty: every.clone(), sure: every },
        What::Ahead(inner) => {
            let inner = of(inner);
            First { reads: none, empty: either(&inner.reads, &inner.empty), sure: inner.sure }
        }
        What::Not(inner) => First { reads: none.clone(), empty: zip(&every, &of(inner).sure, |all, sure| all & !sure), sure: none },
    }
}
