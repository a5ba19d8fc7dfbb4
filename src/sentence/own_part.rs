//! Steps that name what they are about, behind other parts (各归各的条): A达到95%得2分；B得3分；A低于95%的，每低1个百分点扣0.5分 is a step of the first
//! award. Spec: sentences/checklists.md.

use super::lowering::Lowering;
use crate::syntax::tree::{Atom, AtomKind, CapOf, Clause, ClauseKind, Condition, Name, Operand, OutcomeKind, Predicate, Step, Subject};

/// What a step says it is about.
struct Said<'c> {
    name: Option<&'c Name>,
    /// The figure it measures from, if it says one.
    from: Option<&'c Operand>,
}

impl Lowering<'_> {
    /// The parts with each step that takes, and what is said of it, behind the one award it speaks of.
    pub(super) fn steps_to_their_own(&self, mut parts: Vec<Vec<Clause>>) -> Vec<Vec<Clause>> {
        let mut at = 0;
        while at < parts.len() {
            let Some((from, to, length)) = self.elsewhere(&parts, at) else {
                at += 1;
                continue;
            };
            let moved: Vec<Clause> = parts.get_mut(at).map(|part| part.drain(from..from + length).collect()).unwrap_or_default();
            if let Some(part) = parts.get_mut(to) {
                part.extend(moved.into_iter().map(|clause| Clause { apart: false, ..clause }));
            }
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// A step of a part that is of another: its place, the part it is of, and how many clauses go along.
    fn elsewhere(&self, parts: &[Vec<Clause>], at: usize) -> Option<(usize, usize, usize)> {
        let part = parts.get(at)?;
        part.iter().enumerate().find_map(|(from, clause)| {
            let said = said(clause)?;
            let of = |part: &Vec<Clause>| part.iter().any(|award| self.is_award_of(award, &said));
            let mut owners = parts.iter().enumerate().filter(|(_, part)| of(part)).map(|(owner, _)| owner);
            let owner = owners.next()?;
            if owner == at || owners.next().is_some() {
                return None;
            }
            // What is taken by two steps for one thing is not to be told apart.
            let steps = parts.get(owner)?.iter().any(|clause| matches!(&clause.kind, ClauseKind::Step(step) if step.loses));
            let along = part.iter().skip(from + 1).take_while(|clause| goes_along(clause)).count();
            (!steps).then_some((from, owner, 1 + along))
        })
    }

    /// Whether an award asks for what a step measures from, or for none of what it counts.
    fn is_award_of(&self, award: &Clause, said: &Said<'_>) -> bool {
        let ClauseKind::Case(condition, outcome) = &award.kind else { return false };
        if !matches!(outcome.kind, OutcomeKind::Award(_)) {
            return false;
        }
        atoms(condition).any(|atom| match &atom.kind {
            AtomKind::Comparison { subject, predicates } => {
                let same = match (said.name, subject) {
                    (Some(name), Some(Subject::Name(own))) => name.text == own.text,
                    (None, _) => true,
                    _ => false,
                };
                let figure = |one: &Predicate| match (said.from, one.kind.measured_from()) {
                    (Some(from), Some(own)) => is_same(from, own),
                    (None, own) => own.is_some(),
                    _ => false,
                };
                same && predicates.iter().any(figure)
            }
            // 未发生体罚得2分；体罚每起扣0.5分
            AtomKind::Fact(fact) => {
                let none = self.fact_words(fact).filter(|words| words.negated);
                said.from.is_none() && none.is_some_and(|words| said.name.is_some_and(|name| name.text == words.name.text))
            }
            _ => false,
        })
    }
}

/// What a step that takes names; `None` if it names nothing.
fn said(clause: &Clause) -> Option<Said<'_>> {
    let ClauseKind::Step(Step { loses: true, subject, from, .. }) = &clause.kind else { return None };
    match (subject, from) {
        (Some(Subject::Name(name)), None) => Some(Said { name: Some(name), from: None }),
        (None, Some(condition)) => {
            let AtomKind::Comparison { subject, predicates } = &condition.first.kind else { return None };
            let [only] = predicates.as_slice() else { return None };
            let name = match subject {
                Some(Subject::Name(name)) => Some(name),
                None => None,
                _ => return None,
            };
            condition.rest.is_empty().then_some(())?;
            Some(Said { name, from: Some(only.kind.measured_from()?) })
        }
        _ => None,
    }
}

/// What is said of the step before it.
pub(super) fn goes_along(clause: &Clause) -> bool {
    match &clause.kind {
        ClauseKind::Cap { of, total, .. } => *of != CapOf::Earned && *of != CapOf::Added && !total,
        ClauseKind::PartialStep(_) | ClauseKind::Floor { .. } => true,
        _ => false,
    }
}

pub(super) fn is_same(a: &Operand, b: &Operand) -> bool {
    match (a, b) {
        (Operand::Quantity(a), Operand::Quantity(b)) => a.number == b.number && a.unit == b.unit,
        _ => a.is_like(b),
    }
}

pub(super) fn atoms(condition: &Condition) -> impl Iterator<Item = &Atom> {
    std::iter::once(&*condition.first).chain(condition.rest.iter().map(|(_, atom)| atom))
}
