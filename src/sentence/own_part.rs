//! Steps that name what they are about, behind other parts (各归各的条): A达到95%得2分；B得3分；A低于95%的，每低1个百分点扣0.5分 is a step of the first
//! award. Spec: sentences/checklists.md.

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use crate::syntax::tree::{AtomKind, CapOf, Clause, ClauseKind, Name, Operand, OutcomeKind, Predicate, Step, Subject};

/// Where a step belongs.
enum Place {
    /// In its own part.
    Here,
    /// So many clauses from there on in another part.
    There { from: usize, to: usize, length: usize },
    /// In one of several parts.
    Open(OpenTail),
}

/// What a step says it is about.
struct Said<'c> {
    name: Option<&'c Name>,
    /// The figure it measures from, if it says one.
    from: Option<&'c Operand>,
}

impl Lowering<'_> {
    /// The parts with each step that takes, and what is said of it, behind the one award it speaks of, and a step that may be of several.
    pub(super) fn steps_to_their_own(&self, mut parts: Vec<Vec<Clause>>) -> (Vec<Vec<Clause>>, Option<OpenTail>) {
        let (mut at, mut open) = (0, None);
        while at < parts.len() {
            match self.elsewhere(&parts, at) {
                Place::There { from, to, length } => {
                    let moved: Vec<Clause> = parts.get_mut(at).map(|part| part.drain(from..from + length).collect()).unwrap_or_default();
                    if let Some(part) = parts.get_mut(to) {
                        part.extend(moved.into_iter().map(|clause| Clause { apart: false, ..clause }));
                    }
                }
                Place::Open(tail) => {
                    open = open.or(Some(tail));
                    at += 1;
                }
                Place::Here => at += 1,
            }
        }
        parts.retain(|part| !part.is_empty());
        (parts, open)
    }

    /// Whether a step that names no datum may be of an award of some clauses, by its figure.
    pub(super) fn may_be_of(&self, step: &Clause, clauses: &[Clause]) -> bool {
        said(step).is_some_and(|said| said.name.is_none() && clauses.iter().any(|award| self.is_award_of(award, &said)))
    }

    /// Where a step of a part belongs.
    fn elsewhere(&self, parts: &[Vec<Clause>], at: usize) -> Place {
        let Some(part) = parts.get(at) else { return Place::Here };
        for (from, clause) in part.iter().enumerate() {
            let Some(said) = said(clause) else { continue };
            let of = |part: &Vec<Clause>| part.iter().any(|award| self.is_award_of(award, &said));
            let owners: Vec<usize> = parts.iter().enumerate().filter(|(_, part)| of(part)).map(|(owner, _)| owner).collect();
            // 低于90%的，每低1个百分点…, without a name, right behind the award of another datum: of which of them?
            let (unnamed, stands_apart) = (said.name.is_none(), clause.apart || from == 0);
            match owners.as_slice() {
                [owner] if *owner != at && (!unnamed || (stands_apart && *owner < at)) => {
                    let Some(own) = parts.get(*owner) else { continue };
                    // What is taken by two steps for one thing is not to be told apart.
                    if own.iter().any(|clause| matches!(&clause.kind, ClauseKind::Step(step) if step.loses)) {
                        continue;
                    }
                    let along = part.iter().skip(from + 1).take_while(|clause| goes_along(clause)).count();
                    return Place::There { from, to: *owner, length: 1 + along };
                }
                // 低于95%的 behind two awards of 95%
                [_, _, ..] if unnamed && (stands_apart || !part.first().is_some_and(|head| head.apart)) => {
                    return Place::Open(OpenTail { span: clause.span, kind: Tail::Step { each_would_do: false } });
                }
                // 低于90%的 behind an award of 95%, where a later one has 90%
                [owner] if *owner != at && unnamed => {
                    return Place::Open(OpenTail { span: clause.span, kind: Tail::Step { each_would_do: false } });
                }
                _ => {}
            }
        }
        Place::Here
    }

    /// Whether an award asks for what a step measures from, or for none of what it counts.
    fn is_award_of(&self, award: &Clause, said: &Said<'_>) -> bool {
        let ClauseKind::Case(condition, outcome) = &award.kind else { return false };
        if !matches!(outcome.kind, OutcomeKind::Award(_)) {
            return false;
        }
        condition.atoms().any(|atom| match &atom.kind {
            AtomKind::Comparison { subject, predicates } => {
                let same = match (said.name, subject) {
                    (Some(name), Some(Subject::Name(own))) => name.text == own.text,
                    (None, _) => true,
                    _ => false,
                };
                let figure = |one: &Predicate| match (said.from, one.kind.measured_from()) {
                    (Some(from), Some(own)) => from.is_like(own),
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
