//! What a sentence says of a ranking once (排名的承前): order, scope and ties hold for the places of the same subject behind it.
//! Spec: sentences/population.md.

use super::tree::{AtomKind, Clause, ClauseKind, Condition, PredicateKind, Ranked, Subject};

/// Fills in what the places of a sentence take from those before them, so that each says it itself.
pub(super) fn carry(clauses: &mut [Clause]) {
    let mut last = Last::default();
    for clause in clauses {
        match &mut clause.kind {
            ClauseKind::Case(condition, _) => last.condition(condition),
            ClauseKind::Proportion(subject, _) | ClauseKind::ByLevel(subject, ..) => last.speak_of(Some(subject)),
            ClauseKind::Step(step) => last.speak_of(step.subject.as_ref()),
            _ => {}
        }
    }
}

/// The subject spoken of last, and how it was ranked.
#[derive(Default)]
struct Last {
    /// `None` is the datum an indicator is named after.
    subject: Option<String>,
    ranked: Option<Ranked>,
}

impl Last {
    /// Another subject than the last one has not been ranked yet.
    fn speak_of(&mut self, subject: Option<&Subject>) {
        let name = match subject {
            None => return,
            Some(Subject::Name(name)) => Some(&name.text),
            Some(Subject::Formula(_)) => None,
        };
        if name.is_none() || name != self.subject.as_ref() {
            self.subject = name.cloned();
            self.ranked = None;
        }
    }

    fn condition(&mut self, condition: &mut Condition) {
        let rest = condition.rest.iter_mut().map(|(_, atom)| atom);
        for atom in std::iter::once(&mut *condition.first).chain(rest) {
            match &mut atom.kind {
                AtomKind::Bracketed(inner) => self.condition(inner),
                AtomKind::Listed { items, .. } => items.iter_mut().for_each(|item| self.condition(item)),
                AtomKind::Comparison { subject, predicates } => {
                    self.speak_of(subject.as_ref());
                    for predicate in predicates {
                        if let PredicateKind::Ranked(ranked) = &mut predicate.kind {
                            self.rank(ranked);
                        }
                    }
                }
                AtomKind::Fact(_) | AtomKind::Several { .. } => {}
            }
        }
    }

    fn rank(&mut self, ranked: &mut Ranked) {
        if let Some(before) = &self.ranked {
            ranked.order = ranked.order.or(before.order);
            ranked.scope = ranked.scope.take().or_else(|| before.scope.clone());
            ranked.mean_ties |= before.mean_ties;
        }
        self.ranked = Some(ranked.clone());
    }
}
