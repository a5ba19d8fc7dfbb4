//! What 加 adds (加分): to points that are earned in the same sentence (达到95%得2分，比上年提高的加1分), or as one of several cases. Of bands of one
//! figure (提高1个百分点以上的加0.5分，提高2个百分点以上的加1分) the most counts. Spec: sentences/one-reading.md.

use super::parser::Rule;
use super::read::Node;
use super::tree::{Added, AtomKind, Clause, ClauseKind, Condition, Operand, OutcomeKind, PredicateKind};

/// Whether a clause is a case that says 加.
pub(super) fn adds(clause: &Node<'_>) -> bool {
    clause.clone().into_inner().flatten().any(|n| n.as_rule() == Rule::adds)
}

/// 达到95%得3分，比上年提高的加1分: what is added to points that are earned is not another case, as 达到90%加2分 would be.
pub(super) fn besides(clauses: &mut [Clause], added: &[usize]) {
    let earns = |at: usize, clause: &Clause| {
        !added.contains(&at) && matches!(&clause.kind, ClauseKind::Case(_, outcome) if matches!(outcome.kind, OutcomeKind::Award(_)))
    };
    let first = clauses.iter().enumerate().position(|(at, clause)| earns(at, clause));
    let Some(first) = first else { return };
    let mut last = None;
    for at in added.iter().filter(|at| **at > first) {
        if let Some(Clause { kind: ClauseKind::Case(condition, outcome), .. }) = clauses.get_mut(*at)
            && !is_band(condition)
            && !outcome.further
        {
            // 提高2个百分点以上的加1分 behind 提高1个百分点以上的加0.5分 is another band of the same.
            let is_another = goes_on(condition) && last.is_some_and(|last| last + 1 == *at);
            outcome.further = true;
            outcome.added = Some(if is_another { Added::Band } else { Added::Alone });
            last = Some(*at);
        }
    }
}

/// Whether a condition is one comparison of what was spoken of.
fn goes_on(condition: &Condition) -> bool {
    condition.rest.is_empty() && matches!(&condition.first.kind, AtomKind::Comparison { subject: None, .. })
}

/// Whether a condition compares what was spoken of with a figure.
fn is_band(condition: &Condition) -> bool {
    match &condition.first.kind {
        AtomKind::Comparison { subject: None, predicates } if condition.rest.is_empty() => predicates.iter().any(|said| {
            matches!(
                said.kind,
                PredicateKind::Compare { operand: Operand::Quantity(_), .. } | PredicateKind::Between { .. } | PredicateKind::Ranked(_)
            )
        }),
        _ => false,
    }
}

/// 甲、乙、丙分别得5分、3分、1分，就高不累加: they are alternatives, not added.
pub(super) fn only_best_of(clauses: &mut [Clause], each: &[usize]) {
    let best = clauses.iter().any(|clause| clause.kind == ClauseKind::BestOnly);
    for at in each.iter().filter(|_| best) {
        if let Some(Clause { kind: ClauseKind::Case(_, outcome), .. }) = clauses.get_mut(*at) {
            outcome.further = false;
        }
    }
}
