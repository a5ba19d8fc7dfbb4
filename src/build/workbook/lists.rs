//! The lists formulas and validations look into (名册选项): counties with their groups, words that may be entered, grades.

use super::bounds::MOST;
use super::columns::declared;
use super::layout::FIRST;
use crate::build::listing::Listing;
use crate::ir::Input;
use crate::model::{Model, TypeWord};
use crate::sentence::Type;

/// Words that mean 是.
pub(super) const YES: [&str; 6] = ["是", "有", "在册", "√", "✓", "✔"];
/// Words that mean 否.
pub(super) const NO: [&str; 6] = ["否", "无", "不在册", "×", "✗", "✘"];

/// A list of words in a column of the sheet of lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    /// Its column.
    pub column: u16,
    /// What stands above it.
    pub title: String,
    /// Its words.
    pub words: Vec<String>,
    /// How many of them are values; the rest says why there is none.
    pub values: usize,
}

/// Every list.
#[derive(Debug)]
pub(super) struct Lists {
    lists: Vec<List>,
}

impl Lists {
    /// Words for 是 and 否, grades, then every choice an input offers.
    pub fn new(listing: &Listing<'_>, inputs: &[Input]) -> Lists {
        let model = listing.model;
        let mut out = Lists { lists: Vec::new() };
        let first = model.groups.len() as u16 + 4;
        let owned = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>();
        out.add(first, "算作“是”", owned(&YES), YES.len());
        out.add(first, "算作“否”", owned(&NO), NO.len());
        let grades: Vec<String> = model.grades.iter().map(|g| g.name.clone()).collect();
        let count = grades.len();
        out.add(first, "等次", grades, count);
        for input in inputs {
            if let Some((words, values)) = choices(model, *input)
                && out.of(&words).is_none()
            {
                out.add(first, "可填内容", words, values);
            }
        }
        out
    }

    fn add(&mut self, first: u16, title: &str, words: Vec<String>, values: usize) {
        let column = first + self.lists.len() as u16;
        self.lists.push(List { column, title: title.to_owned(), words, values });
    }

    /// All lists.
    pub fn iter(&self) -> impl Iterator<Item = &List> {
        self.lists.iter()
    }

    /// The list of these words.
    pub fn of(&self, words: &[String]) -> Option<&List> {
        self.lists.iter().skip(3).find(|list| list.words == words)
    }

    /// The list at a place: 0 是, 1 否, 2 grades.
    pub fn at(&self, at: usize) -> Option<&List> {
        self.lists.get(at)
    }
}

impl List {
    /// So many words from the top.
    pub fn range(&self, sheet: &str, count: usize) -> String {
        let letters = super::dialect::letters(self.column);
        format!("'{sheet}'!${letters}${}:${letters}${}", FIRST + 1, FIRST as usize + count.max(1))
    }
}

/// The words an input offers, where they are few, and how many of them are values.
pub(super) fn choices(model: &Model, input: Input) -> Option<(Vec<String>, usize)> {
    let declared = declared(model, input)?;
    let mut words: Vec<String> = match (&declared.signature.ty, declared.word) {
        (Type::Level(levels), _) => levels.clone(),
        (Type::Bool, TypeWord::Document) => return None,
        (Type::Bool, TypeWord::List) => vec!["在册".to_owned(), "不在册".to_owned()],
        (Type::Bool, _) => vec!["是".to_owned(), "否".to_owned()],
        _ => return None,
    };
    let values = words.len();
    words.extend(declared.signature.optional.then(|| "不适用".to_owned()));
    words.push("待定".to_owned());
    Some((words, values))
}

/// The limits of a number in its unit, and its decimal places.
pub(super) fn limits(listing: &Listing<'_>, input: Input) -> (String, String, u32) {
    use crate::expr::Number;
    use crate::ir::Op;
    let Some(declared) = declared(listing.model, input) else { return ("0".to_owned(), MOST.to_string(), 0) };
    let places = declared.places();
    let range = declared.signature.range.clone().or_else(|| {
        let node = listing.program.graph.nodes().iter().find(|n| n.op == Op::Input(input))?;
        let end = |end: &Option<dashu::integer::IBig>| Number::from_fraction(end.clone()?, 1.into()).map(|n| &n * &Number::ulp(places));
        Some((end(&node.range.low)?, end(&node.range.high)?))
    });
    let (low, high) = range.unwrap_or_else(|| (Number::ZERO, &Number::from(super::bounds::OPEN_END) * &Number::ulp(places)));
    (low.to_string(), high.to_string(), places)
}
