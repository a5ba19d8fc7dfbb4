//! Small moves since last year (增长不足5%, 下降不足5%): the side they are on, where the sentence says of the same datum what is on the other.
//! Spec: sentences/years.md.

use std::collections::BTreeMap;

use super::tree::{AtomKind, Clause, ClauseKind, Condition, Operand, OutcomeKind, Predicate, PredicateKind, SmallMove, Subject};
use crate::expr::CmpOp;

/// 增长不足5%得2分 is said of a rise where 持平 or 下降 has points of its own, and 下降不足5%扣1分 of a fall behind 下降5%以上扣3分.
pub(super) fn bound(clauses: &mut [Clause]) {
    let mut said: BTreeMap<String, Moves> = BTreeMap::new();
    each_comparison(clauses, &mut |of, predicates, takes| said.entry(of.to_owned()).or_default().hear(predicates, takes));
    if clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Otherwise(..))) {
        said.values_mut().for_each(|moves| moves.rest = true);
    }
    each_comparison(clauses, &mut |of, predicates, takes| {
        if let Some(moves) = said.get(of) {
            moves.bound(predicates, takes);
        }
    });
}

/// Shows every comparison with the name it is said of, empty where none was named yet, and whether its case takes points.
fn each_comparison(clauses: &mut [Clause], visit: &mut dyn FnMut(&str, &mut Vec<Predicate>, bool)) {
    let mut of = String::new();
    for clause in clauses {
        match &mut clause.kind {
            ClauseKind::Case(condition, outcome) => {
                let takes = matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing);
                within(condition, &mut of, takes, visit);
            }
            ClauseKind::Step(step) => speak_of(step.subject.as_ref(), &mut of),
            _ => {}
        }
    }
}

fn within(condition: &mut Condition, of: &mut String, takes: bool, visit: &mut dyn FnMut(&str, &mut Vec<Predicate>, bool)) {
    let rest = condition.rest.iter_mut().map(|(_, atom)| atom);
    for atom in std::iter::once(&mut *condition.first).chain(rest) {
        match &mut atom.kind {
            AtomKind::Bracketed(inner) => within(inner, of, takes, visit),
            AtomKind::Comparison { subject, predicates } => {
                speak_of(subject.as_ref(), of);
                visit(of, predicates, takes);
            }
            _ => {}
        }
    }
}

fn speak_of(subject: Option<&Subject>, of: &mut String) {
    if let Some(Subject::Name(name)) = subject {
        name.text.clone_into(of);
    }
}

/// How a sentence speaks of the moves of one datum since last year.
#[derive(Default)]
struct Moves {
    stays: bool,
    /// 其余得1分: of those who stay, if nothing else is said of them.
    rest: bool,
    falls: bool,
    rises: bool,
    /// 上升的扣3分: what should fall.
    rises_cost: bool,
    /// A larger fall, or rise, costs points.
    large_falls_cost: bool,
    large_rises_cost: bool,
}

impl Moves {
    fn hear(&mut self, predicates: &[Predicate], takes: bool) {
        match predicates {
            [Predicate { kind: PredicateKind::SameAsLastYear, .. }] => self.stays = true,
            [Predicate { kind: PredicateKind::Compare { op, operand: Operand::LastYear(_), .. }, .. }] => {
                self.falls |= *op == CmpOp::Lt;
                self.rises |= *op == CmpOp::Gt;
                self.rises_cost |= *op == CmpOp::Gt && takes;
                // 不低于上年
                self.stays |= matches!(op, CmpOp::Ge | CmpOp::Le | CmpOp::Eq);
            }
            [Predicate { kind, .. }] if takes => match kind.large_move() {
                Some((true, Operand::LastYear(_))) => self.large_rises_cost = true,
                Some((false, Operand::LastYear(_))) => self.large_falls_cost = true,
                _ => {}
            },
            _ => {}
        }
    }

    /// Says of which side a small move is. What costs points may be too small a rise, of which a fall is all the more, or a small rise.
    fn bound(&self, predicates: &mut Vec<Predicate>, takes: bool) {
        // 增长5%以内 says by itself that it rose.
        let (small, said) = match predicates.as_slice() {
            [small] => (small, false),
            [Predicate { kind: PredicateKind::Compare { operand: Operand::LastYear(_), .. }, .. }, small] => (small, true),
            _ => return,
        };
        let (Some(SmallMove { above, operand, op: most_op, .. }), span) = (small.kind.small_move(), small.span) else { return };
        let since_last_year = matches!(operand, Operand::LastYear(_));
        let goes_on = matches!(small.kind, PredicateKind::GoesOn { .. });
        let (more, least, less, most) = ((CmpOp::Gt, "高于"), (CmpOp::Ge, "不低于"), (CmpOp::Lt, "低于"), (CmpOp::Le, "不高于"));
        let (op, word) = match above {
            // 不足10% behind 高于全市平均数10%以上: beside 其余 it is above the mean, too.
            _ if !(since_last_year || goes_on && self.rest && !takes) => return,
            _ if !since_last_year => {
                if above {
                    more
                } else {
                    less
                }
            }
            true if takes && self.large_rises_cost => more,
            true if takes && self.stays && !self.falls && most_op == CmpOp::Lt => (CmpOp::Ne, "不等于"),
            true if self.stays => more,
            true if self.falls => least,
            true if self.rest && !takes => more,
            false if self.stays => less,
            false if takes && self.rises_cost => most,
            false if takes && (self.rises || self.large_falls_cost) => less,
            false if self.rises => most,
            false if self.rest && !takes => less,
            _ => return,
        };
        let side = PredicateKind::Compare { op, word: word.to_owned(), operand: operand.clone(), inclusive: None };
        let side = Predicate { kind: side, span };
        match predicates.first_mut().filter(|_| said) {
            Some(first) => *first = side,
            None => predicates.insert(0, side),
        }
    }
}
