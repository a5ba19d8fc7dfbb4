//! Grades, result rules, terms, checks of data and computed data in English. Spec: §5.3, §7.

use super::reader::{Known, Reader};
use super::words::{kept, share, then};
use crate::expr::TableId;
use crate::sentence::Scope as _;
use crate::syntax::Keyword;
use crate::syntax::tree::{Atom, AtomKind, Body, Condition, Declaration, DerivedSpec, Head, Name, Subject, Value};

/// A declaration that is no indicator but decides something, in one sentence; `None` for every other one.
pub fn declaration(declaration: &Declaration, known: Known<'_>) -> Option<String> {
    let mut reader = Reader::new(known);
    let Head::Name(name) = &declaration.head else { return None };
    let title = kept(&name.text);
    match (declaration.keyword, &declaration.body) {
        (Keyword::Grade, body) => grade(&mut reader, name, body),
        (Keyword::Veto, Body::Veto(grade)) => {
            let when = when(&mut reader, declaration, name)?;
            Some(format!("{title}: if {} the grade becomes {}, unless it is worse already.", then(&when), kept(&grade.text)))
        }
        (Keyword::Downgrade, Body::Downgrade(by)) => {
            let when = when(&mut reader, declaration, name)?;
            let by = if *by == 1 { "1 step".to_owned() } else { format!("{by} steps") };
            Some(format!("{title}: if {} the grade is lowered by {by}; several such rules lower it only once.", then(&when)))
        }
        (Keyword::NoTop, _) => {
            let when = when(&mut reader, declaration, name)?;
            let top = known.model.grades.first().map_or_else(|| "the top grade".to_owned(), |g| kept(&g.name));
            Some(format!("{title}: if {} the grade cannot be {top}.", then(&when)))
        }
        (Keyword::Use | Keyword::Trigger, _) => Some(match when(&mut reader, declaration, name) {
            Some(when) => format!("{title}: applies if {when}; it changes no grade."),
            None => format!("{title}: people decide whether it applies; it changes no grade."),
        }),
        (Keyword::Verify, Body::Condition(condition)) => {
            Some(format!("{title}: the data of every county must fulfill: {}.", reader.whole(condition)))
        }
        (Keyword::Term, Body::Condition(condition)) => Some(format!("{title} means: {}.", reader.whole(condition))),
        (Keyword::Datum, Body::Derived(spec)) => Some(format!("{title} is {}.", derived(spec, None, known))),
        (Keyword::Column, Body::Derived(spec)) => {
            let column = known.model.columns.iter().find(|c| c.span.key() == name.span.key())?;
            Some(format!("{title} is, in each row, {}.", derived(spec, Some(column.table), known)))
        }
        _ => None,
    }
}

/// 等次: a place in its condition is strict.
fn grade(reader: &mut Reader<'_>, name: &Name, body: &Body) -> Option<String> {
    let title = kept(&name.text);
    let Body::Grade(spec) = body else {
        return matches!(body, Body::None).then(|| format!("{title}: every county that has no better grade."));
    };
    reader.strict_places = true;
    reader.subject = Some(Subject::Name(Name { text: "总分".to_owned(), span: name.span }));
    let condition = reader.whole(&spec.condition);
    let quota = spec.quota.as_ref().map_or(String::new(), |quota| {
        format!("; at most {} of the counties, rounded down, a tie at the edge staying out as a whole", share(quota))
    });
    Some(format!("{title}: if {condition}{quota}."))
}

/// When a result rule fires: its 情形, or the fact of its name.
fn when(reader: &mut Reader<'_>, declaration: &Declaration, name: &Name) -> Option<String> {
    match declaration.attributes.iter().find(|a| a.word == "情形").map(|a| &a.value) {
        Some(Value::Condition(condition)) => Some(reader.whole(condition)),
        Some(_) => None,
        None if reader.known.names.lookup(&name.text, None).is_none() => None,
        None => {
            let atom = Atom { kind: AtomKind::Fact(name.clone()), span: name.span };
            Some(reader.whole(&Condition { first: Box::new(atom), rest: Vec::new(), all: false, span: name.span }))
        }
    }
}

/// The formula of a computed datum and how it is rounded.
///
/// `table` is that of a computed column.
pub fn derived(spec: &DerivedSpec, table: Option<TableId>, known: Known<'_>) -> String {
    let mut reader = Reader { table, ..Reader::new(known) };
    let text = reader.formula(&spec.formula);
    match spec.places {
        None => text,
        Some(0) => format!("{text}, rounded half up to a whole number"),
        Some(places) => format!("{text}, rounded half up to {}", super::chain::decimals(places)),
    }
}
