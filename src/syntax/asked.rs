//! What stands in front of a step (每…扣…分): for whom it counts, what it measures from, or both. Spec: sentences/steps.md.
//!
//! 低于90%的，每低1个百分点扣0.5分 counts below 90% and measures from there. 会议不少于2次，每少1次扣0.5分 says what is asked for: nobody who
//! has two meetings lacks any. Behind 达到95%得3分, 不低于90%的，每低1个百分点扣0.5分 says for whom the points below 95% count.

use super::tree::{Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Direction, Front, OutcomeKind, PredicateKind, Subject};
use crate::expr::CmpOp;

/// Tells what the fronts of the steps of a sentence mean.
pub(super) fn asked(clauses: &mut [Clause]) {
    let mut spoken: Vec<Option<String>> = Vec::new();
    for clause in clauses.iter() {
        let last = spoken.last().cloned().flatten();
        spoken.push(spoken_of(clause).or(last));
    }
    for at in 0..clauses.len() {
        let (before, rest) = clauses.split_at_mut(at);
        let Some(Clause { kind: ClauseKind::Step(step), .. }) = rest.first_mut() else { continue };
        let (Some(from), Some(way)) = (&step.from, step.direction) else { continue };
        let compared = comparisons(from);
        let contrary = compared.as_ref().is_some_and(|all| all.iter().all(|(_, op)| is_good_side(way, *op)));
        if let (Some(compared), true) = (compared, contrary) {
            let measured = |(subject, _): &(Option<&Subject>, CmpOp)| {
                let mut earlier = before.iter().enumerate();
                earlier.any(|(at, clause)| awards_for(clause, *subject, at.checked_sub(1).and_then(|last| spoken.get(last)?.as_deref())))
            };
            step.front = if compared.iter().any(measured) { Front::ForWhom } else { Front::Asked };
        }
    }
}

/// The subjects and comparisons of a condition of comparisons that must all hold; `None` if there is anything else in it.
fn comparisons(condition: &Condition) -> Option<Vec<(Option<&Subject>, CmpOp)>> {
    let one = |atom: &'_ Atom| -> Option<Vec<CmpOp>> {
        let AtomKind::Comparison { predicates, .. } = &atom.kind else { return None };
        let op = |kind: &PredicateKind| if let PredicateKind::Compare { op, .. } = kind { Some(*op) } else { None };
        predicates.iter().map(|said| op(&said.kind)).collect()
    };
    if condition.rest.iter().any(|(join, _)| *join == Connective::Or) {
        return None;
    }
    let mut all = Vec::new();
    for atom in condition.atoms() {
        let AtomKind::Comparison { subject, .. } = &atom.kind else { return None };
        all.extend(one(atom)?.into_iter().map(|op| (subject.as_ref(), op)));
    }
    Some(all)
}

/// Whether nothing on this side of a target is in this direction from it.
fn is_good_side(way: Direction, op: CmpOp) -> bool {
    match way {
        Direction::Below | Direction::Early => matches!(op, CmpOp::Ge | CmpOp::Gt),
        Direction::Above | Direction::Late | Direction::Behind => matches!(op, CmpOp::Le | CmpOp::Lt),
    }
}

/// The name a clause speaks of last.
fn spoken_of(clause: &Clause) -> Option<String> {
    match &clause.kind {
        ClauseKind::Case(condition, _) => comparisons(condition)?.iter().rev().find_map(|(subject, _)| name(*subject)),
        ClauseKind::Step(step) => name(step.subject.as_ref()),
        _ => None,
    }
}

fn name(subject: Option<&Subject>) -> Option<String> {
    match subject {
        Some(Subject::Name(name)) => Some(name.text.clone()),
        _ => None,
    }
}

/// Whether a case earns points by a comparison of this subject; one that names none goes on about what was spoken of before it.
fn awards_for(clause: &Clause, subject: Option<&Subject>, spoken: Option<&str>) -> bool {
    let ClauseKind::Case(condition, outcome) = &clause.kind else { return false };
    let earns = matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Proportional { .. });
    let of = |own: Option<&Subject>| own.map_or(spoken.map(str::to_owned), |own| name(Some(own)));
    let same = |(own, _): &(Option<&Subject>, CmpOp)| subject.is_none() || of(*own) == name(subject);
    earns && comparisons(condition).is_some_and(|all| all.iter().any(same))
}
