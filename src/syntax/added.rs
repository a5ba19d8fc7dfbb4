//! What 加 adds (加分): to points that are earned in the same sentence (达到95%得2分，比上年提高的加1分), or as one of several cases. Of bands of one
//! figure (提高1个百分点以上的加0.5分，提高2个百分点以上的加1分) the most counts. Spec: sentences/one-reading.md.

use super::nodes::Node;
use super::parser::Rule;
use super::tree::{Added, AtomKind, Clause, ClauseKind, Condition, Operand, OutcomeKind, Points, PredicateKind};

/// Whether a clause is a case that says 加.
pub(super) fn adds(clause: &Node<'_>) -> bool {
    clause.clone().all_inside().any(|n| n.as_rule() == Rule::adds)
}

/// 达到95%得3分，比上年提高的加1分: what is added to points that are earned is not another case, as 达到90%加2分 would be.
pub(super) fn besides(clauses: &mut [Clause], added: &[usize]) {
    let earned = |at: usize, clause: &Clause| match &clause.kind {
        ClauseKind::Case(condition, outcome) if !added.contains(&at) => match &outcome.kind {
            OutcomeKind::Award(points) => Some((said_of(condition), points.clone())),
            _ => None,
        },
        _ => None,
    };
    let earned: Vec<(usize, (Option<SaidOf>, Points))> =
        clauses.iter().enumerate().filter_map(|(at, c)| Some((at, earned(at, c)?))).collect();
    let Some((first, _)) = earned.first() else { return };
    let mut last: Option<(usize, Option<SaidOf>)> = None;
    for at in added.iter().filter(|at| *at > first) {
        let Some(Clause { kind: ClauseKind::Case(condition, outcome), .. }) = clauses.get_mut(*at) else { continue };
        let (said, goes_on) = (said_of(condition), goes_on(condition));
        let is_figure = matches!(said, Some(SaidOf::Value | SaidOf::Place));
        // 提高2个百分点以上的加1分 behind 提高1个百分点以上的加0.5分 is another band of the same.
        let is_another = goes_on && last.as_ref().is_some_and(|(before, known)| before + 1 == *at && said.is_some() && *known == said);
        // 达到95%加0.5分 behind 达到90%得2分 earns less by itself than what was reached before.
        let more = |before: &Points| !matches!((&outcome.kind, before), (OutcomeKind::Award(Points::Number(own)), Points::Number(other)) if own <= other);
        let is_case = goes_on && is_figure && earned.iter().any(|(before, (known, points))| before < at && *known == said && more(points));
        if outcome.further || (is_case && !is_another) {
            continue;
        }
        outcome.further = true;
        outcome.added = Some(if is_another { Added::Band } else { Added::Alone });
        last = Some((*at, said));
    }
}

/// 达到95%得2分，比上年提高的再得1分，持平得0.5分: 持平 is another case of what is earned besides.
pub(super) fn sisters(clauses: &mut [Clause]) {
    let mut beside = false;
    let mut before = false;
    for clause in clauses {
        let ClauseKind::Case(condition, outcome) = &mut clause.kind else {
            beside &= matches!(clause.kind, ClauseKind::PartialStep(_));
            continue;
        };
        let since_last = condition.rest.is_empty() && speaks_of_last_year(condition);
        let earns = matches!(outcome.kind, OutcomeKind::Award(_));
        if earns && !outcome.further && beside && since_last {
            outcome.further = true;
            outcome.added = Some(Added::Band);
        }
        // 比上年提高得2分，比上年提高5%以上再得1分，持平得1分: 持平 may be another case of the first.
        before |= earns && !outcome.further && since_last;
        beside = earns && outcome.further && since_last && !before;
    }
}

fn speaks_of_last_year(condition: &Condition) -> bool {
    let AtomKind::Comparison { predicates, .. } = &condition.first.kind else { return false };
    let since = |kind: &PredicateKind| {
        matches!(kind, PredicateKind::SameAsLastYear | PredicateKind::Stays) || matches!(kind.measured_from(), Some(Operand::LastYear(_)))
    };
    !predicates.is_empty() && predicates.iter().all(|said| since(&said.kind))
}

/// What a comparison is of.
enum SaidOf {
    /// The value itself: 达到95%.
    Value,
    /// Its place among the counties.
    Place,
    /// How it lies to another value: 比上年提高1个百分点以上.
    From(Operand),
}

impl PartialEq for SaidOf {
    fn eq(&self, other: &SaidOf) -> bool {
        match (self, other) {
            (SaidOf::Value, SaidOf::Value) | (SaidOf::Place, SaidOf::Place) => true,
            (SaidOf::From(a), SaidOf::From(b)) => a.is_like(b),
            _ => false,
        }
    }
}

/// What a condition of one comparison is of; `None` if it is none.
fn said_of(condition: &Condition) -> Option<SaidOf> {
    let AtomKind::Comparison { predicates, .. } = &condition.first.kind else { return None };
    let said = predicates.last().filter(|_| condition.rest.is_empty())?;
    Some(match &said.kind {
        PredicateKind::Compare { operand: Operand::Quantity(_), .. } | PredicateKind::Between { .. } => SaidOf::Value,
        PredicateKind::Ranked(_) => SaidOf::Place,
        kind => SaidOf::From(kind.measured_from()?.clone()),
    })
}

/// Whether a condition is one comparison of what was spoken of.
fn goes_on(condition: &Condition) -> bool {
    condition.rest.is_empty() && matches!(&condition.first.kind, AtomKind::Comparison { subject: None, .. })
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
