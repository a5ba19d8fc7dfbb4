//! Small moves since last year (增长不足5%, 下降不足5%): the side they are on, where the rest of the sentence says it. Spec: sentences/years.md.

use super::tree::{AtomKind, Clause, ClauseKind, Condition, Margin, Operand, OutcomeKind, Predicate, PredicateKind};
use crate::expr::CmpOp;

/// 增长不足5%得2分 is said of a rise where 持平 or 下降 has points of its own, and 下降不足5%扣1分 of a fall behind 下降5%以上扣3分.
pub(super) fn bound(clauses: &mut [Clause]) {
    let mut said = Moves::default();
    for clause in clauses.iter_mut() {
        let ClauseKind::Case(condition, outcome) = &mut clause.kind else { continue };
        let takes = matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing);
        each_comparison(condition, &mut |predicates| said.hear(predicates, takes));
    }
    for clause in clauses {
        if let ClauseKind::Case(condition, _) = &mut clause.kind {
            each_comparison(condition, &mut |predicates| said.bound(predicates));
        }
    }
}

fn each_comparison(condition: &mut Condition, visit: &mut dyn FnMut(&mut Vec<Predicate>)) {
    let rest = condition.rest.iter_mut().map(|(_, atom)| atom);
    for atom in std::iter::once(&mut *condition.first).chain(rest) {
        if let AtomKind::Comparison { predicates, .. } = &mut atom.kind {
            visit(predicates);
        }
    }
}

/// How a sentence speaks of moves since last year.
#[derive(Default)]
struct Moves {
    stays: bool,
    falls: bool,
    rises: bool,
    /// A larger fall, or rise, costs points.
    large_falls_cost: bool,
    large_rises_cost: bool,
}

impl Moves {
    fn hear(&mut self, predicates: &[Predicate], takes: bool) {
        for predicate in predicates {
            match &predicate.kind {
                PredicateKind::SameAsLastYear => self.stays = true,
                PredicateKind::Compare { op: CmpOp::Lt, operand: Operand::LastYear(_), .. } => self.falls = true,
                PredicateKind::Compare { op: CmpOp::Gt, operand: Operand::LastYear(_), .. } => self.rises = true,
                PredicateKind::ExceedsBy { above, margin: Margin::AtLeast | Margin::Over, operand: Operand::LastYear(_), .. } if takes => {
                    let cost = if *above { &mut self.large_rises_cost } else { &mut self.large_falls_cost };
                    *cost = true;
                }
                _ => {}
            }
        }
    }

    /// Says of which side a small move is.
    fn bound(&self, predicates: &mut Vec<Predicate>) {
        let [Predicate { kind: PredicateKind::ExceedsBy { above, operand, margin: Margin::Under, .. }, span }] = predicates.as_slice()
        else {
            return;
        };
        let (op, word) = match *above {
            true if self.stays || self.large_rises_cost => (CmpOp::Gt, "高于"),
            true if self.falls => (CmpOp::Ge, "不低于"),
            false if self.stays || self.large_falls_cost => (CmpOp::Lt, "低于"),
            false if self.rises => (CmpOp::Le, "不高于"),
            _ => return,
        };
        let side = PredicateKind::Compare { op, word: word.to_owned(), operand: operand.clone(), inclusive: None };
        let span = *span;
        predicates.insert(0, Predicate { kind: side, span });
    }
}
