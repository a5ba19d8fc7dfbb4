//! What a reading knows: the program, the indicator, and what was said so far.

use super::words::kept;
use crate::expr::{Number, TableId};
use crate::finding::Sink;
use crate::model::{Datum, IndicatorKind, Model, Names, TypeWord};
use crate::sentence::{FactWords, Lowering, Scope as _, Symbol, Type, Typed};
use crate::syntax::tree::{Name, Subject};

/// The program a rule stands in.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What it says.
    pub model: &'a Model,
    /// What its names stand for.
    pub names: &'a Names,
}

/// What a step measures from: the comparison of the first case.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// A value and what it should reach.
    Value {
        /// Whose value.
        subject: Subject,
        /// What it should reach, in English.
        operand: String,
        /// Decimal places of what it should reach, where known.
        places: Option<u32>,
        /// Whether the value should be low.
        at_most: bool,
    },
    /// A place among the counties.
    Place(u32),
}

/// Reads one rule or condition.
pub(super) struct Reader<'a> {
    pub known: Known<'a>,
    /// What kind of item the rule belongs to.
    pub kind: IndicatorKind,
    /// 满分; `None` without a limit.
    pub full: Option<Number>,
    /// Whether a place among the counties is strict (grades).
    pub strict_places: bool,
    /// The table whose row is at hand.
    pub table: Option<TableId>,
    /// What a comparison without a subject speaks of.
    pub subject: Option<Subject>,
    /// What was said to be done, and to have what.
    pub doings: Vec<(&'static str, Name)>,
    /// What distances are measured from.
    pub targets: Vec<Target>,
    /// Whether distances count the facts of an enumeration (缺1项).
    pub counts_facts: bool,
    /// Whether the case at hand takes points.
    pub takes: bool,
    /// Terms being spelled out, against cycles.
    pub expanding: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(known: Known<'a>) -> Self {
        Reader {
            known,
            kind: IndicatorKind::Level(3),
            full: None,
            strict_places: false,
            table: None,
            subject: None,
            doings: Vec::new(),
            targets: Vec::new(),
            counts_facts: false,
            takes: false,
            expanding: Vec::new(),
        }
    }

    /// Asks the translation of sentences; what it reports is known already.
    pub fn ask<T>(&self, question: impl FnOnce(&mut Lowering<'_>) -> T) -> T {
        let mut sink = Sink::default();
        let mut lowering = Lowering::new(self.known.names, &mut sink);
        lowering.table = self.table;
        lowering.boundaries = self.known.model.boundaries;
        question(&mut lowering)
    }

    /// What is known of a subject.
    pub fn typed(&self, subject: &Subject) -> Option<Typed> {
        self.ask(|l| l.subject_value(subject))
    }

    pub fn typed_name(&self, name: &Name) -> Option<Typed> {
        self.typed(&Subject::Name(name.clone()))
    }

    /// The type of what is spoken of.
    pub fn type_of(&self, subject: Option<&Subject>) -> Option<Type> {
        subject.and_then(|s| self.typed(s)).map(|t| t.ty)
    }

    /// The declared name in a fact and whether a word before it turns it round.
    pub fn fact_words(&self, name: &Name) -> FactWords {
        let whole = FactWords { name: name.clone(), negated: false, bare: true };
        self.ask(|l| l.fact_words(name)).unwrap_or(whole)
    }

    /// 层级为优秀: what a level is said of, and the level.
    pub fn level_words(&self, name: &Name) -> Option<(Subject, Name)> {
        let spoken = self.type_of(self.subject.as_ref());
        let (of, level) = self.ask(|l| l.level_words(name, spoken.as_ref()))?;
        Some((of.map(Subject::Name).or_else(|| self.subject.clone())?, level))
    }

    /// The datum of a name.
    pub fn datum(&self, name: &Name) -> Option<&'a Datum> {
        match self.known.names.lookup(&name.text, self.table) {
            Some(Symbol::Datum(id)) => self.known.model.datum(id),
            _ => None,
        }
    }

    /// The type of a datum or column as the file writes it.
    pub fn type_word(&self, name: &Name) -> Option<TypeWord> {
        match self.known.names.lookup(&name.text, self.table)? {
            Symbol::Datum(id) => self.known.model.datum(id).map(|d| d.type_word),
            Symbol::Column(id) => self.known.model.column(id).map(|c| c.type_word),
            Symbol::Group(_) | Symbol::Table(_) | Symbol::Indicator(_) | Symbol::Term => None,
        }
    }

    /// A name as it stands in an English sentence.
    pub fn name(&self, name: &Name) -> String {
        let symbol = self.known.names.lookup(&name.text, self.table);
        match (symbol, name.text.as_str()) {
            (None, "总分") => "the total".to_owned(),
            (None, "等次") => "the grade".to_owned(),
            (Some(Symbol::Indicator(_)), code) => format!("the score of {code}"),
            (None, _) => match self.ask(|l| l.ratio_of(name)) {
                Some((part, whole)) => format!("{} ÷ {}", kept(&part.text), kept(&whole.text)),
                None => match self.ask(|l| l.rise_of(name)) {
                    Some(of) => format!("the growth of {}", kept(&of.text)),
                    None => kept(&name.text),
                },
            },
            (Some(_), _) => kept(&name.text),
        }
    }

    pub fn subject_text(&mut self, subject: &Subject) -> String {
        match subject {
            Subject::Name(name) => self.name(name),
            Subject::Formula(formula) => self.formula(formula),
        }
    }

    /// What a comparison without a subject speaks of, in words.
    pub fn spoken_of(&mut self) -> String {
        match self.subject.clone() {
            Some(subject) => self.subject_text(&subject),
            None => "it".to_owned(),
        }
    }
}
