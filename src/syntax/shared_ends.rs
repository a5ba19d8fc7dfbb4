//! Ends of ranges of which one is marked （含） (90%（含）至95%): the other end belongs to the range as well, unless another case of the sentence
//! has it. Spec: sentences/bands.md.

use super::tree::{AtomKind, Clause, ClauseKind, Condition, Margin, Operand, Predicate, PredicateKind, Quantity, Reach};
use crate::expr::CmpOp;
use crate::source::Span;

/// Leaves the ends that nothing is said of to the cases that have them.
pub(super) fn share(clauses: &mut [Clause]) {
    let mut taken: Vec<(Quantity, Span)> = Vec::new();
    let is_marked = |clause: &Clause| matches!(&clause.kind, ClauseKind::Case(condition, _) if each(condition).iter().any(|said| half_marked(said).is_some()));
    if !clauses.iter().any(is_marked) {
        return;
    }
    for clause in clauses.iter() {
        if let ClauseKind::Case(condition, _) = &clause.kind {
            taken.extend(each(condition).into_iter().flat_map(ends));
        }
    }
    for clause in clauses {
        let ClauseKind::Case(condition, _) = &mut clause.kind else { continue };
        for said in each_mut(condition) {
            let Some((open, span)) = half_marked(said) else { continue };
            let Some(Predicate { kind: PredicateKind::Compare { op, word, operand: Operand::Quantity(by), .. }, .. }) = said.get_mut(open)
            else {
                continue;
            };
            if taken.iter().any(|(other, at)| at.start != span.start && other.number == by.number && other.unit == by.unit) {
                (*op, *word) = if *op == CmpOp::Ge { (CmpOp::Gt, "高于".to_owned()) } else { (CmpOp::Lt, "低于".to_owned()) };
            }
        }
    }
}

/// Of a range with one end marked, which one is not, and where it stands.
fn half_marked(said: &[Predicate]) -> Option<(usize, Span)> {
    let [low, high] = said else { return None };
    let marked = |one: &Predicate| match &one.kind {
        PredicateKind::Compare { op: CmpOp::Ge | CmpOp::Le, operand: Operand::Quantity(_), inclusive, .. } => Some(inclusive.is_some()),
        _ => None,
    };
    let is_range = low.span.start == high.span.start && low.span.end == high.span.end;
    match (marked(low)?, marked(high)?) {
        (true, false) if is_range => Some((1, high.span)),
        (false, true) if is_range => Some((0, low.span)),
        _ => None,
    }
}

/// The figures a comparison has for itself.
fn ends(said: &[Predicate]) -> Vec<(Quantity, Span)> {
    let open = half_marked(said).map(|(open, _)| open);
    let mut all = Vec::new();
    for (_, one) in said.iter().enumerate().filter(|(at, _)| Some(*at) != open) {
        match &one.kind {
            PredicateKind::Compare { op: CmpOp::Ge | CmpOp::Le | CmpOp::Eq, operand: Operand::Quantity(by), inclusive, .. }
                if *inclusive != Some(false) =>
            {
                all.push((by.clone(), one.span));
            }
            PredicateKind::ExceedsBy { by, margin: Margin::AtLeast | Margin::Within, .. }
            | PredicateKind::Distance { by, reach: Reach::AtLeast | Reach::Within, .. } => all.push((by.clone(), one.span)),
            PredicateKind::Between { low, high, open_low } => {
                all.extend([low].into_iter().filter(|_| !open_low).chain([high]).map(|by| (by.clone(), one.span)));
            }
            _ => {}
        }
    }
    all
}

fn each(condition: &Condition) -> Vec<&[Predicate]> {
    let atoms = condition.atoms();
    atoms
        .filter_map(|atom| if let AtomKind::Comparison { predicates, .. } = &atom.kind { Some(predicates.as_slice()) } else { None })
        .collect()
}

fn each_mut(condition: &mut Condition) -> impl Iterator<Item = &mut Vec<Predicate>> {
    let atoms = std::iter::once(&mut *condition.first).chain(condition.rest.iter_mut().map(|(_, atom)| atom));
    atoms.filter_map(|atom| if let AtomKind::Comparison { predicates, .. } = &mut atom.kind { Some(predicates) } else { None })
}
