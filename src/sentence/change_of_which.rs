//! What is held against last year behind several data (比上年谁): A达到85%得2分；B达到50%得2分；比上年提高的得1分 says not which of them. Spec:
//! findings/E0627.

use std::collections::BTreeSet;

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use super::scope::Symbol;
use crate::source::Span;
use crate::syntax::tree::{AtomKind, Clause, ClauseKind, Condition, Operand, Subject};

impl Lowering<'_> {
    /// The first clause held against last year, without a subject, that may be said of several data asked for before.
    pub(super) fn change_of_which(&self, parts: &[&[Clause]]) -> Option<OpenTail> {
        let clauses: Vec<&Clause> = parts.iter().copied().flatten().collect();
        let parted = clauses.iter().skip(1).any(|clause| clause.apart);
        clauses.iter().enumerate().skip(2).find_map(|(at, clause)| {
            let condition = match &clause.kind {
                ClauseKind::Case(condition, _) => condition,
                ClauseKind::Step(step) if step.subject.is_none() => step.from.as_ref()?,
                _ => return None,
            };
            let before = clauses.get(..at)?;
            // B比上年提高5个百分点得2分；比上年提高不足5个百分点的得1分
            let goes_on = before.last().is_some_and(|last| matches!(&last.kind, ClauseKind::Case(of, _) if is_held(of)));
            if goes_on || !is_held(condition) || says_of_what(condition, clause.span) || (parted && !clause.apart) {
                return None;
            }
            let asked_for = before.iter().filter(|clause| clause.awards() || clause.takes()).flat_map(|clause| self.named_in(clause));
            let known_before: BTreeSet<String> = asked_for.filter(|name| self.is_known_of_last_year(name)).collect();
            (known_before.len() > 1).then_some(OpenTail { span: clause.span, kind: Tail::Change })
        })
    }

    fn is_known_of_last_year(&self, name: &str) -> bool {
        match self.scope.lookup(name, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|known| known.history > 0),
            _ => false,
        }
    }
}

/// Whether a condition begins with what is held against last year.
fn is_held(condition: &Condition) -> bool {
    let AtomKind::Comparison { predicates, .. } = &condition.first.kind else { return false };
    predicates.iter().any(|said| matches!(said.kind.measured_from(), Some(Operand::LastYear(_))))
}

/// Whether a condition says itself what it is about; what it takes over from the case before it stands in front of the clause.
fn says_of_what(condition: &Condition, clause: Span) -> bool {
    match &condition.first.kind {
        AtomKind::Comparison { subject: Some(Subject::Name(name)), .. } => name.span.start >= clause.start,
        AtomKind::Comparison { subject, .. } => subject.is_some(),
        _ => true,
    }
}
