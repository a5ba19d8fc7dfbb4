//! What stands once behind several things (合用的尾句): A达到95%得2分，B达到90%得2分，每低1个百分点扣0.2分. A step that fits the targets of several
//! is of each of them; any other clause without a subject is asked about. Spec: sentences/checklists.md, findings/E0627.

use std::collections::BTreeSet;

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use super::scope::{Signature, Symbol, Type};
use crate::expr::{CmpOp, Number, Unit};
use crate::syntax::tree::{
    Atom, AtomKind, CapOf, Clause, ClauseKind, Condition, Direction, Operand, OutcomeKind, Predicate, PredicateKind, Step, Subject,
};

/// A datum something is said of, and whether at least so much of it is wanted.
struct Wanted {
    known: Signature,
    at_least: Option<bool>,
    /// Whether it is held against last year, so that 1% is of that.
    since_last: bool,
    /// Whether none of it is wanted: 无体罚.
    none: bool,
}

/// Whether a step may be said of an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Fits,
    /// It is in another unit, of which it may be a share (1% of 1000元), or on the other side (每差).
    MayBeShare,
    Never,
}

impl Lowering<'_> {
    /// The parts with a step behind the last of several awards given to each that it fits, and the clauses of which that is open.
    pub(super) fn share_tail(&self, parts: Vec<Vec<Clause>>) -> (Vec<Vec<Clause>>, Vec<OpenTail>) {
        let (mut parts, of_which) = self.steps_to_their_own(parts);
        let mut open: Vec<OpenTail> = self.nothing_of_a_part(&parts).into_iter().chain(of_which).collect();
        let alone = |part: &&Vec<Clause>| matches!(part.as_slice(), [only] if only.awards() && !only.is_beside());
        for at in 0..parts.len() {
            let before = parts.iter().take(at).rev().take_while(alone).count();
            let Some(run) = parts.get_mut(at - before..=at) else { continue };
            open.extend(self.share_tail_of(run));
        }
        if open.is_empty() {
            let said: Vec<&[Clause]> = parts.iter().map(Vec::as_slice).collect();
            open.extend(self.open_tail_of(&parts).or_else(|| self.change_of_which(&said)));
        }
        share_partial(&mut parts);
        (parts, open)
    }

    /// A得2分，每低…扣；B得2分，每低…扣；低于90%的不得分: what stands once behind several parts, but for a step, is of which of them?
    fn open_tail_of(&self, parts: &[Vec<Clause>]) -> Option<OpenTail> {
        let (last, before) = parts.split_last()?;
        let earns = |clause: &Clause| clause.awards() || matches!(&clause.kind, ClauseKind::Step(step) if !step.loses);
        let heads: Vec<&Clause> = parts.iter().filter_map(|part| part.first()).filter(|head| earns(head)).collect();
        let head = last.first().filter(|head| earns(head) && heads.len() > 1)?;
        let said_before = |kind: Tail| before.iter().flat_map(|part| part.iter().skip(1)).any(|clause| tail_of(clause) == Some(kind));
        // A、B均达到95%得3分；C、D均不高于5%得3分；每有一项未达到扣1分
        let several = |head: &&Clause| matches!(&head.kind, ClauseKind::Case(condition, _) if is_of_several(condition));
        let missed = last.iter().find(|clause| matches!(&clause.kind, ClauseKind::Step(step) if step.missed));
        if let Some(missed) = missed.filter(|missed| heads.iter().filter(|head| several(head)).count() > 1 && (!head.apart || missed.apart))
        {
            return Some(OpenTail { span: missed.span, kind: Tail::Step { each_would_do: false } });
        }
        let mut parted = false;
        last.iter().skip(1).find_map(|clause| {
            parted |= clause.apart;
            let kind = tail_of(clause).filter(|kind| (!head.apart || parted) && !said_before(*kind))?;
            let of_several = match kind {
                Tail::Case => heads.iter().filter(|head| self.fit(clause, head) == Fit::Fits).count() > 1,
                Tail::Rest => heads.len() > 1,
                _ => parts.iter().filter(|part| part.iter().any(Clause::takes)).count() > 1,
            };
            of_several.then_some(OpenTail { span: clause.span, kind })
        })
    }

    /// Gives the step at the end of some awards to each that it fits.
    fn share_tail_of(&self, run: &mut [Vec<Clause>]) -> Option<OpenTail> {
        let (award, tail) = run.last()?.split_first().filter(|(award, tail)| award.awards() && !tail.is_empty())?;
        let (first, tail, own) = (tail.first()?.clone(), tail.to_vec(), award.apart && !tail.first()?.apart);
        if is_named(&first) {
            return None;
        }
        let fits: Vec<Fit> = run.iter().map(|part| part.first().map_or(Fit::Never, |award| self.fit(&first, award))).collect();
        let of_several = fits.iter().filter(|fit| **fit == Fit::Fits).count() > 1;
        let of_the_last = !of_several && fits.last() == Some(&Fit::Fits);
        if of_the_last || !fits.contains(&Fit::Fits) || !is_step(&first) {
            return None;
        }
        // 达到20%得3分，不低于上年得2分，每低1个百分点扣0.5分: two standards of one thing.
        let of_one = |at: usize| run.get(at).and_then(|part| part.first()).map(|award| self.named_in(award)).unwrap_or_default();
        let fitting: Vec<usize> = fits.iter().enumerate().filter(|(_, fit)| **fit == Fit::Fits).map(|(at, _)| at).collect();
        if fitting.windows(2).any(|pair| matches!(pair, [a, b] if !of_one(*a).is_disjoint(&of_one(*b)))) {
            return Some(OpenTail { span: first.span, kind: Tail::Step { each_would_do: false } });
        }
        let each = tail.iter().any(|clause| clause.kind == ClauseKind::EachLoss);
        let same_fit =
            |clause: &Clause| run.iter().zip(&fits).all(|(part, fit)| part.first().is_some_and(|award| self.fit(clause, award) == *fit));
        let goes_along = |clause: &Clause| match &clause.kind {
            ClauseKind::Step(_) => same_fit(clause) && !is_named(clause),
            ClauseKind::PartialStep(_) | ClauseKind::Floor { .. } | ClauseKind::EachLoss => true,
            // 每项最多扣1分
            ClauseKind::Cap { of: CapOf::Lost, total: false, .. } => clause.aside,
            _ => false,
        };
        if (own && !each) || fits.contains(&Fit::MayBeShare) || !tail.iter().all(goes_along) {
            return Some(OpenTail { span: first.span, kind: Tail::Step { each_would_do: own && tail.iter().all(goes_along) } });
        }
        let said: Vec<Clause> = tail.into_iter().filter(|clause| clause.kind != ClauseKind::EachLoss).collect();
        for (part, fit) in run.iter_mut().zip(fits) {
            part.truncate(1);
            part.extend(said.iter().filter(|_| fit == Fit::Fits).cloned());
        }
        None
    }

    /// A得1分；B得2分，造假的不得分: the semicolon makes it part of the second, what it is about does not. A得1分，B得2分，A低于60%的不得分 is about the first.
    fn nothing_of_a_part(&self, parts: &[Vec<Clause>]) -> Option<OpenTail> {
        let about =
            |clause: &Clause| if let ClauseKind::Case(condition, _) = &clause.kind { self.data_of(condition) } else { BTreeSet::new() };
        let is_parted = parts.iter().filter_map(|part| part.first()).any(|first| first.apart && first.awards());
        if let Some(open) = self.nothing_apart(parts) {
            return Some(open);
        }
        let open = parts.iter().enumerate().find_map(|(at, part)| {
            let own = part.first().filter(|clause| clause.leaves_none() && !clause.apart)?;
            let awards: Vec<&Clause> = parts.iter().take(at).filter_map(|part| part.first()).filter(|first| first.awards()).collect();
            let of_them = awards.iter().filter(|award| !about(award).is_disjoint(&about(own))).count();
            let of_a_part = is_parted || (!of_the_whole(own) && of_them > 0 && of_them < awards.len());
            (of_a_part && !awards.is_empty()).then_some(own)
        })?;
        Some(OpenTail { span: open.span, kind: Tail::Nothing })
    }

    /// A得2分；造假的不得分；B得2分: of the first, or of all? A达到90%得2分；B得2分；A低于80%的不得分: of the first, or of all?
    fn nothing_apart(&self, parts: &[Vec<Clause>]) -> Option<OpenTail> {
        let earning = |part: &Vec<Clause>| part.iter().any(Clause::awards);
        if parts.iter().filter(|part| earning(part)).count() < 2 {
            return None;
        }
        for (at, part) in parts.iter().enumerate() {
            let said = |clause: &Clause| clause.is_of_item() && !of_the_whole(clause);
            let zero = |clause: &&Clause| clause.leaves_none() && clause.apart && !clause.is_beside() && is_named(clause) && !said(clause);
            for zero in part.iter().filter(zero) {
                let before = parts.iter().take(at + 1).rev().find(|part| earning(part));
                if before.is_none_or(|part| part.iter().any(|award| award.awards() && self.says_the_opposite(zero, award))) {
                    continue;
                }
                let goes_on = parts.iter().skip(at + 1).any(earning);
                let about = self.named_in(zero);
                let of_them =
                    parts.iter().filter(|part| part.iter().any(|award| award.awards() && !self.named_in(award).is_disjoint(&about)));
                let of_some = (!of_the_whole(zero) || zero.is_of_item())
                    && (1..parts.iter().filter(|part| earning(part)).count()).contains(&of_them.count());
                if goes_on || of_some {
                    return Some(OpenTail { span: zero.span, kind: Tail::Nothing });
                }
            }
        }
        None
    }

    /// 无方案的不得分 behind 有方案得1分, 未达到95%的不得分 behind 达到95%得2分: it says what is left anyway.
    fn says_the_opposite(&self, zero: &Clause, award: &Clause) -> bool {
        let (ClauseKind::Case(zero, _), ClauseKind::Case(award, _)) = (&zero.kind, &award.kind) else { return false };
        if !zero.rest.is_empty() {
            return false;
        }
        award.atoms().any(|of| match (&zero.first.kind, &of.kind) {
            (AtomKind::Fact(none), AtomKind::Fact(some)) => match (self.fact_words(none), self.fact_words(some)) {
                (Some(none), Some(some)) => none.name.text == some.name.text && none.negated != some.negated,
                _ => false,
            },
            (
                AtomKind::Comparison { subject: Some(Subject::Name(a)), predicates: none },
                AtomKind::Comparison { subject: Some(Subject::Name(b)), predicates: some },
            ) => {
                let figure = |said: &[Predicate]| said.first().and_then(|said| said.kind.measured_from().cloned());
                a.text == b.text && matches!((figure(none), figure(some)), (Some(a), Some(b)) if a.is_like(&b))
            }
            _ => false,
        })
    }

    /// A低于85%扣1分，B低于85%扣1分，低于60%的不得分; A每起扣1分，B每起扣1分，2起以上不得分: of which of them?
    pub(super) fn tail_of_which(&mut self, clauses: &[Clause]) -> bool {
        if let Some(open) = self.change_of_which(&[clauses]) {
            self.ask_of_tail(open);
            return false;
        }
        for (at, tail) in clauses.iter().enumerate().skip(2) {
            let takes = |kind: &OutcomeKind| matches!(kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing);
            if is_named(tail) || !matches!(&tail.kind, ClauseKind::Case(_, outcome) if takes(&outcome.kind) && !outcome.further) {
                continue;
            }
            let before = clauses.get(..at).unwrap_or_default();
            let Some(last) = before.last() else { continue };
            let alike = |clause: &&Clause| clause.takes() && is_step(clause) == is_step(last) && is_named(clause) && !clause.is_beside();
            let run: Vec<&Clause> = before.iter().rev().take_while(alike).collect();
            let fits = run.iter().filter(|clause| self.fit(tail, clause) == Fit::Fits).count();
            if fits > 1 && fits == run.len() && (tail.apart || !last.apart) {
                self.ask_of_tail(OpenTail { span: tail.span, kind: Tail::Case });
                return false;
            }
        }
        true
    }

    /// Whether a clause without a subject may be said of what another one speaks of.
    pub(super) fn fit(&self, tail: &Clause, of: &Clause) -> Fit {
        let wanted = self.wanted(of);
        let holds = match &tail.kind {
            // 每差1个百分点 behind 达到95% and 不高于5%
            ClauseKind::Step(step) if step.gap && wanted.iter().any(|of| of.at_least == Some(false) && is_of(&of.known.ty, &step.unit)) => {
                return Fit::MayBeShare;
            }
            ClauseKind::Step(step) if step.loses => {
                if !wanted.iter().any(|of| step_fits(step, of)) && step.unit == "%" && wanted.iter().any(|of| may_be_share(step, of)) {
                    return Fit::MayBeShare;
                }
                wanted.iter().any(|of| step_fits(step, of))
            }
            ClauseKind::Case(Condition { first, .. }, _) => match &first.kind {
                AtomKind::Comparison { subject: None, predicates } if !predicates.is_empty() => {
                    wanted.iter().any(|of| predicates.iter().all(|said| said_fits(said, &of.known)))
                }
                _ => false,
            },
            _ => false,
        };
        if holds { Fit::Fits } else { Fit::Never }
    }

    /// The data a clause names, and what it wants of them.
    fn wanted(&self, clause: &Clause) -> Vec<Wanted> {
        match &clause.kind {
            ClauseKind::Case(condition, _) => condition.atoms().filter_map(|atom| self.wanted_by(atom)).collect(),
            ClauseKind::Step(Step { from: Some(from), .. }) => from.atoms().filter_map(|atom| self.wanted_by(atom)).collect(),
            ClauseKind::Step(Step { subject: Some(Subject::Name(name)), .. }) => {
                self.known(&name.text).map(|known| Wanted { known, at_least: None, since_last: false, none: true }).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The data the case of a clause names.
    pub(super) fn named_in(&self, clause: &Clause) -> BTreeSet<String> {
        if let ClauseKind::Case(condition, _) = &clause.kind { self.data_of(condition) } else { BTreeSet::new() }
    }

    fn wanted_by(&self, atom: &Atom) -> Option<Wanted> {
        match &atom.kind {
            AtomKind::Comparison { subject: Some(Subject::Name(name)), predicates } => {
                let at_least = predicates.iter().find_map(|said| match &said.kind {
                    PredicateKind::Compare { op, .. } => match op {
                        CmpOp::Ge | CmpOp::Gt => Some(true),
                        CmpOp::Le | CmpOp::Lt => Some(false),
                        CmpOp::Eq | CmpOp::Ne => None,
                    },
                    PredicateKind::ExceedsBy { above, .. } => Some(*above),
                    _ => None,
                });
                let none = predicates
                    .iter()
                    .any(|said| matches!(said.kind.measured_from(), Some(Operand::Quantity(by)) if by.number == Number::ZERO));
                let since_last = predicates.iter().any(|said| matches!(said.kind.measured_from(), Some(Operand::LastYear(_))));
                Some(Wanted { known: self.known(&name.text)?, at_least, since_last, none })
            }
            // 无体罚
            AtomKind::Fact(name) => {
                let words = self.fact_words(name)?;
                Some(Wanted {
                    known: self.known(&words.name.text)?,
                    at_least: Some(!words.negated),
                    since_last: false,
                    none: words.negated,
                })
            }
            _ => None,
        }
    }

    fn known(&self, name: &str) -> Option<Signature> {
        match self.scope.lookup(name, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).cloned(),
            _ => None,
        }
    }
}

/// Whether several things must hold: A、B均达到95%.
fn is_of_several(condition: &Condition) -> bool {
    !condition.rest.is_empty() || matches!(&condition.first.kind, AtomKind::Bracketed(inner) if !inner.rest.is_empty())
}

fn is_step(clause: &Clause) -> bool {
    matches!(clause.kind, ClauseKind::Step(_))
}

/// Whether it is 本项不得分.
fn of_the_whole(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Case(_, outcome) if outcome.whole)
}

/// Whether a clause says itself what it is about, or says nothing of any datum.
fn is_named(clause: &Clause) -> bool {
    match &clause.kind {
        ClauseKind::Step(step) => step.subject.is_some() || step.from.is_some(),
        ClauseKind::Case(condition, _) => !matches!(condition.first.kind, AtomKind::Comparison { subject: None, .. }),
        _ => true,
    }
}

fn is_in(unit: &Unit, written: &str) -> bool {
    let said = Unit::parse(written);
    unit.factor_to(&said).is_some() || unit.above_line().is_some_and(|above| above.factor_to(&said).is_some())
}

/// What a clause is that says nothing of what it is about, but for a step.
fn tail_of(clause: &Clause) -> Option<Tail> {
    match &clause.kind {
        ClauseKind::Case(..) if !is_named(clause) => Some(Tail::Case),
        ClauseKind::Otherwise(_, outcome) if matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Proportional { .. }) => {
            Some(Tail::Rest)
        }
        ClauseKind::Cap { of: CapOf::Lost, total: false, .. } if !clause.aside => Some(Tail::Limit),
        _ => None,
    }
}

/// …；不足1个百分点的按1个百分点计 behind several parts is said of the like steps of all of them.
fn share_partial(parts: &mut [Vec<Clause>]) {
    let Some((last, before)) = parts.split_last_mut() else { return };
    let said = |clause: &&Clause| matches!(clause.kind, ClauseKind::PartialStep(_)) && !clause.bracketed;
    let Some(partial) = last.iter().find(said).cloned() else { return };
    let step_of = |part: &[Clause]| {
        part.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Step(step) if step.loses => Some((step.size.clone(), step.unit.clone())),
            _ => None,
        })
    };
    let own = step_of(last);
    for part in before {
        let says = part.iter().any(|clause| matches!(clause.kind, ClauseKind::PartialStep(_)));
        if own.is_some() && step_of(part) == own && !says {
            part.push(partial.clone());
        }
    }
}

fn is_of(ty: &Type, unit: &str) -> bool {
    matches!(ty, Type::Number(own) if unit.is_empty() || is_in(own, unit))
}

/// Whether a step may measure from what is wanted of a datum: 每低1个百分点 of a percentage of which at least 95 % is wanted.
fn step_fits(step: &Step, of: &Wanted) -> bool {
    match (&of.known.ty, step.direction) {
        (Type::Date, direction) => matches!(direction, Some(Direction::Late | Direction::Early)),
        (Type::Number(unit), Some(direction @ (Direction::Below | Direction::Above))) => {
            let wants = if direction == Direction::Below { Some(false) } else { Some(true) };
            let is_share = of.since_last && Unit::parse(&step.unit).is_percent();
            of.at_least != wants && (step.unit.is_empty() || is_share || is_in(unit, &step.unit))
        }
        (Type::Number(unit), None) => of.none && !unit.is_percent() && (step.unit.is_empty() || is_in(unit, &step.unit)),
        _ => false,
    }
}

/// Whether a step of 1% may be a share of what is wanted of a datum: 达到1000元.
fn may_be_share(step: &Step, of: &Wanted) -> bool {
    let wants = if step.direction == Some(Direction::Below) { Some(false) } else { Some(true) };
    matches!(&of.known.ty, Type::Number(_)) && step.direction.is_some() && of.at_least != wants
}

/// Whether what is said may be said of a datum: 低于70% of a percentage, 下降 of one with a last year.
fn said_fits(said: &Predicate, known: &Signature) -> bool {
    match (&known.ty, &said.kind) {
        (_, PredicateKind::SameAsLastYear | PredicateKind::Stays | PredicateKind::OverYears { .. }) => known.history > 0,
        (Type::Number(unit), PredicateKind::Between { low, .. }) => is_in(unit, &low.unit),
        (Type::Number(unit), PredicateKind::Distance { by, .. }) => is_in(unit, &by.unit),
        (Type::Date, PredicateKind::Compare { operand: Operand::Date(..), .. }) => true,
        (ty, kind) => match (ty, kind.measured_from()) {
            (_, Some(Operand::LastYear(_))) => known.history > 0,
            (Type::Number(unit), Some(Operand::Quantity(quantity))) => is_in(unit, &quantity.unit),
            (Type::Number(_), Some(Operand::Population { .. })) => true,
            _ => false,
        },
    }
}
