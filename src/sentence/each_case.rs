//! What stands behind 各得 (各得之后的话): A、B比上年提高的各得2分，持平的各得1分，下降的不得分 is said of each of them. Spec: sentences/checklists.md.

use std::collections::BTreeSet;

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use super::own_part::goes_along;
use super::shared_tail::Fit;
use crate::syntax::tree::{AtomKind, Clause, ClauseKind, OutcomeKind, Step};

impl Lowering<'_> {
    /// The parts of a sentence with cases of 各 that something goes on from, each with what is said of it, and the clauses of which that is open;
    /// `None` if nothing does.
    pub(super) fn parts_of_each(&self, clauses: &[Clause]) -> Option<(Vec<Vec<Clause>>, Vec<OpenTail>)> {
        let start = (0..clauses.len()).find(|at| is_of_each(clauses, *at))?;
        let end = (start..clauses.len()).take_while(|at| is_of_each(clauses, *at)).last()? + 1;
        let (before, each, behind) = (clauses.get(..start)?, clauses.get(start..end)?, clauses.get(end..)?);
        // 提高的各得2分，下降的各扣1分: taken from which points?
        let named: BTreeSet<String> = each.iter().flat_map(|clause| self.named_in(clause)).collect();
        let taken = |clause: &Clause| clause.takes() && !self.named_in(clause).is_empty() && self.named_in(clause).is_subset(&named);
        if let [first, second, ..] = behind
            && taken(first)
            && taken(second)
            && first.span.is_at(second.span)
        {
            return Some((vec![clauses.to_vec()], vec![OpenTail { span: first.span, kind: Tail::Case }]));
        }
        let first = behind.first().filter(|clause| goes_on(clause))?;
        let along = behind.iter().skip(1).take_while(|clause| goes_along(clause) || goes_on(clause)).count();
        let (tail, rest) = behind.split_at_checked(1 + along)?;
        let of_each = |kind| Some((vec![clauses.to_vec()], vec![OpenTail { span: first.span, kind }]));
        let mut groups: Vec<(BTreeSet<String>, Vec<Clause>)> = Vec::new();
        for clause in each {
            let (about, case) = (self.named_in(clause), as_an_alternative(clause));
            match groups.iter_mut().find(|(known, _)| *known == about) {
                Some((_, cases)) => cases.push(case),
                None => groups.push((about, vec![case])),
            }
        }
        let cases = groups.first().map(|(_, cases)| cases.len());
        if groups.len() < 2 || groups.iter().any(|(about, of)| about.is_empty() || Some(of.len()) != cases) {
            return of_each(Tail::Case);
        }
        let fits: Vec<bool> = match &first.kind {
            // 下降的不得分
            ClauseKind::Case(..) if tail.iter().all(Clause::leaves_none) => vec![true; groups.len()],
            // 其余不得分
            ClauseKind::Otherwise(_, outcome) if outcome.kind == OutcomeKind::Nothing && tail.len() == 1 => vec![true; groups.len()],
            ClauseKind::Step(_) if tail.iter().skip(1).all(goes_along) => {
                let fits: Vec<Fit> = groups.iter().filter_map(|(_, cases)| Some(self.fit(first, cases.first()?))).collect();
                let earlier = before.iter().filter(|clause| clause.awards()).any(|award| self.fit(first, award) == Fit::Fits);
                if earlier || fits.contains(&Fit::MayBeShare) || !fits.contains(&Fit::Fits) {
                    return of_each(Tail::Step { each_would_do: false });
                }
                fits.into_iter().map(|fit| fit == Fit::Fits).collect()
            }
            _ => return of_each(Tail::Case),
        };
        let (mut parts, mut open) = if before.is_empty() { Default::default() } else { self.share_tail(self.parts_of(before)) };
        for ((_, mut cases), fits) in groups.into_iter().zip(fits) {
            cases.extend(tail.iter().filter(|_| fits).cloned());
            parts.push(cases);
        }
        if !rest.is_empty() {
            let (others, open_tails) = self.share_tail(self.parts_of(rest));
            parts.extend(others);
            open.extend(open_tails);
        }
        Some((parts, open))
    }
}

/// Whether a clause is one of the cases of 各, which stand in one place.
fn is_of_each(clauses: &[Clause], at: usize) -> bool {
    let Some(clause) = clauses.get(at) else { return false };
    let beside = |other: Option<&Clause>| other.is_some_and(|other| other.awards() && other.span.is_at(clause.span));
    let further = matches!(&clause.kind, ClauseKind::Case(_, outcome) if clause.awards() && outcome.further);
    further && (beside(clauses.get(at + 1)) || beside(at.checked_sub(1).and_then(|before| clauses.get(before))))
}

/// The points of one of several cases about one thing, no longer added to the others.
fn as_an_alternative(clause: &Clause) -> Clause {
    let mut clause = clause.clone();
    if let ClauseKind::Case(_, outcome) = &mut clause.kind {
        outcome.further = false;
    }
    clause
}

/// Whether a clause says nothing of what it is about: 下降的不得分, 每低1个百分点扣0.5分, 未达到的扣1分.
fn goes_on(clause: &Clause) -> bool {
    match &clause.kind {
        ClauseKind::Step(Step { loses: true, subject: None, from: None, .. }) => true,
        ClauseKind::Case(condition, _) => matches!(condition.first.kind, AtomKind::Comparison { subject: None, .. }),
        ClauseKind::Otherwise(_, outcome) => matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing),
        _ => false,
    }
}
