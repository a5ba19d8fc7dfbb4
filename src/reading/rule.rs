//! Rules (评分标准) in English: sentences, lists and what holds for the whole indicator. Spec: §6.4.

use super::chain::{earns, passes};
use super::reader::{Known, Reader};
use super::words::capital;
use crate::format;
use crate::model::{Indicator, IndicatorKind};
use crate::sentence::is_of_the_whole;
use crate::syntax::tree::{Clause, ClauseKind, Condition, File, Formula, Name, RuleText, Sentence, Subject, Value};

/// The rule of an indicator as the file writes it.
#[derive(Debug, Clone, Copy)]
pub enum Written<'a> {
    /// 评分
    Rule(&'a RuleText),
    /// 公式
    Formula(&'a Formula),
    /// 要求 under a 通则 that gives full points where it is met.
    Requirement(&'a Condition),
}

/// The rule an indicator was made from; `None` if it has none or it could not be read.
pub fn written<'a>(files: &'a [File], indicator: &Indicator) -> Option<Written<'a>> {
    let declarations = files.iter().flat_map(|f| &f.declarations);
    let declaration = declarations.into_iter().find(|d| d.span.key() == indicator.span.key())?;
    let value = |word: &str| declaration.attributes.iter().find(|a| a.word == word).map(|a| &a.value);
    match (value("评分"), value("公式"), value("要求")) {
        (Some(Value::Rule(text)), ..) => Some(Written::Rule(text)),
        (None, Some(Value::Formula(formula)), _) => Some(Written::Formula(formula)),
        (None, None, Some(Value::Condition(condition))) if indicator.rule.is_some() => Some(Written::Requirement(condition)),
        _ => None,
    }
}

impl Written<'_> {
    /// The canonical Chinese sentence; read back it is the same rule.
    pub fn chinese(&self, kind: IndicatorKind) -> String {
        match self {
            Written::Rule(text) if kind == IndicatorKind::Bonus => format::bonus_rule(text),
            Written::Rule(text) => format::rule(text),
            Written::Formula(formula) => format::formula(formula),
            Written::Requirement(condition) => format::condition(condition),
        }
    }

    /// The sentence for printed documents: the canonical one, its formulas in plain words.
    pub fn in_words(&self, kind: IndicatorKind) -> String {
        let told = &format::operand_in_words;
        let words = match self {
            Written::Rule(text) if kind == IndicatorKind::Bonus => format::bonus_rule_told(text, told),
            Written::Rule(text) => format::rule_told(text, told),
            Written::Formula(formula) => format::formula_in_words(formula),
            Written::Requirement(condition) => format::condition_told(condition, told),
        };
        format::on_paper(&words)
    }

    /// The English reading, a sentence or list item per line.
    pub fn english(&self, indicator: &Indicator, known: Known<'_>) -> Vec<String> {
        let mut reader = reader_of(indicator, known);
        match self {
            Written::Rule(text) => rule(text, indicator, known),
            Written::Formula(formula) => vec![format!("The score is {}.", reader.formula(formula))],
            Written::Requirement(condition) => {
                let text = reader.whole(condition);
                vec![format!("If {text}, award {}; otherwise award nothing.", reader.full_points())]
            }
        }
    }
}

fn reader_of<'a>(indicator: &Indicator, known: Known<'a>) -> Reader<'a> {
    Reader { kind: indicator.kind, full: indicator.points.clone(), ..Reader::new(known) }
}

/// A scoring rule in English, a sentence or list item per line. Total: what an unresolved name is, is left open.
pub fn rule(text: &RuleText, indicator: &Indicator, known: Known<'_>) -> Vec<String> {
    let mut reader = reader_of(indicator, known);
    let title = title(indicator, &reader);
    let full = indicator.points.clone().filter(|_| matches!(indicator.kind, IndicatorKind::Level(_) | IndicatorKind::Leader));
    let added_up = full.and_then(|full| reader.ask(|l| l.added_up(text, &full)));
    let text = added_up.as_ref().map_or(text, |(text, _)| text);
    let mut chains: Vec<(Option<usize>, &[Clause])> = text.sentences.iter().flat_map(chains_of).collect();
    // （1）…。（2）…。 are sentences, and one list.
    let listed = chains.iter_mut().filter_map(|(item, _)| item.as_mut());
    listed.enumerate().for_each(|(at, item)| *item = at + 1);
    let parts: Vec<&[Clause]> = chains.iter().map(|(_, c)| *c).filter(|c| !is_of_the_whole(c)).collect();
    let mut out: Vec<String> = lead(&parts, &reader).into_iter().collect();
    let is_part = parts.len() > 1;
    let signed = chains.iter().any(|(_, clauses)| clauses.iter().any(|clause| clause.kind == ClauseKind::Signed));
    let own = !signed && parts.iter().filter(|clauses| earns(clauses)).count() > 1;
    let to_nothing = |clauses: &[Clause]| {
        let floor = clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Floor { .. }));
        own && !floor && earns(clauses) && clauses.iter().any(Clause::takes)
    };
    for (item, clauses) in chains {
        let said = if is_of_the_whole(clauses) {
            let subject = reader.subject.clone();
            reader.chain(clauses, subject.as_ref(), false)
        } else {
            reader.chain(clauses, title.as_ref(), is_part)
        };
        let said = if to_nothing(clauses) { format!("{said}; this part does not fall below 0") } else { said };
        out.push(match item {
            Some(n) => format!("({n}) {}.", capital(&said)),
            None => format!("{}.", capital(&said)),
        });
    }
    out
}

/// The chains of a sentence, those of a list with their numbers.
fn chains_of(sentence: &Sentence) -> Vec<(Option<usize>, &[Clause])> {
    match sentence {
        Sentence::Chain(clauses) => vec![(None, clauses.as_slice())],
        Sentence::Checklist(items) => items.iter().enumerate().map(|(i, item)| (Some(i + 1), item.clauses.as_slice())).collect(),
    }
}

/// How the parts make the score, where there is more than one or none of them earns.
fn lead(parts: &[&[Clause]], reader: &Reader<'_>) -> Option<String> {
    if parts.iter().any(|c| passes(c)) {
        return (parts.len() > 1).then(|| "Everything below must be met.".to_owned());
    }
    let earning = parts.iter().filter(|c| earns(c)).count();
    let losing = parts.len() - earning;
    Some(match (reader.is_item(), earning, losing) {
        (true, _, _) if parts.len() > 1 => "The parts below are added up.".to_owned(),
        (true, ..) => return None,
        (false, 0, 0) => return None,
        (false, 0, _) => format!("Start from {}.", reader.full_points()),
        (false, 1, 0) => return None,
        (false, _, 0) => "The parts below are added up.".to_owned(),
        (false, _, _) => "The parts that award points are added up; the deductions of the other parts are taken from the sum.".to_owned(),
    })
}

/// The datum with the title of the indicator: what a rule speaks of without naming it.
fn title(indicator: &Indicator, reader: &Reader<'_>) -> Option<Subject> {
    let text: String = indicator.title.text.chars().map(crate::source::fold_char).collect();
    let name = Name { text: text.trim().to_owned(), span: indicator.title.span };
    reader.datum(&name).map(|_| Subject::Name(name))
}
