//! What a sentence says once (承前): order, scope and ties of a ranking hold for the places of the same subject behind it, and what a
//! distance is measured from for the distances behind it. Spec: sentences/population.md.

use super::tree::{AtomKind, Clause, ClauseKind, Condition, Operand, PredicateKind, Ranked, Subject};

/// Fills in what the cases of a sentence take from those before them, so that each says it itself.
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

/// The subject spoken of last, how it was ranked, and what it was said to exceed or to stay below.
#[derive(Default)]
struct Last {
    /// `None` is the datum an indicator is named after.
    subject: Option<String>,
    ranked: Option<Ranked>,
    exceeded: Option<Exceeded>,
}

/// 高于全市平均数5个百分点以上: above what, and in which unit.
struct Exceeded {
    above: bool,
    operand: Operand,
    unit: String,
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
            self.exceeded = None;
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
                        self.predicate(&mut predicate.kind);
                    }
                }
                AtomKind::Fact(_) | AtomKind::Several { .. } => {}
            }
        }
    }

    fn predicate(&mut self, kind: &mut PredicateKind) {
        match kind {
            PredicateKind::Ranked(ranked) => self.rank(ranked),
            PredicateKind::ExceedsBy { above, operand, by } => {
                self.exceeded = Some(Exceeded { above: *above, operand: operand.clone(), unit: by.unit.clone() });
            }
            // 3个百分点以上 behind 高于全市平均数5个百分点以上 is a distance, too.
            PredicateKind::Compare { word, operand: Operand::Quantity(by), inclusive: None, .. } if word.ends_with("以上") => {
                if let Some(Exceeded { above, operand, .. }) = self.exceeded.as_ref().filter(|before| before.unit == by.unit) {
                    *kind = PredicateKind::ExceedsBy { above: *above, operand: operand.clone(), by: by.clone() };
                }
            }
            _ => {}
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
