//! Joins what a chain says to a part of a rule: cases that earn are alternatives, the first that holds counts; what is lost is taken from
//! them; 不得分 wins over everything in its chain. Spec: §6.4.

use std::sync::Arc;

use super::chain::{Award, Chain};
use super::losses::{Losses, mentions, shares_data};
use super::lowering::{Assumption, Lowering, Target};
use super::rule::{Limit, Part, PartKind};
use super::step::OpenStep;
use super::together::{conjuncts, never_together};
use crate::expr::{BinaryOp, CmpOp, Expr, Number};
use crate::source::Span;

impl Lowering<'_> {
    pub(super) fn join(&mut self, chain: Chain, span: Span) -> Part {
        let kind = chain.kind();
        let lent = chain.lent();
        let stepped = chain.steps.iter().any(|step| step.loses) && !lent.is_empty();
        let Losses { lost, added, beside } = self.losses(&chain);
        let value = match kind {
            // 造假的不得分 of what is met or not met: then it is not met.
            PartKind::Passes if chain.zeros.is_empty() => Expr::any(chain.passes.clone()),
            PartKind::Passes => Expr::all(vec![Expr::any(chain.passes.clone()), Expr::negate(Expr::any(chain.zeros.clone()))]),
            PartKind::Loses => Expr::when(chain.exempt_from_all(), Expr::int(0), lost.clone()),
            PartKind::Earns => {
                let mut value = chain.otherwise.clone().unwrap_or(Expr::int(0));
                for (when, points) in lent {
                    value = Expr::when(when, points, value);
                }
                if chain.best_only {
                    let each = chain.awards.iter().map(|a| Expr::when(a.condition.clone(), a.points.clone(), Expr::int(0)));
                    value = each.fold(value, |best, each| Expr::binary(BinaryOp::Max, best, each));
                } else {
                    for award in chain.awards.iter().rev() {
                        value = Expr::when(award.condition.clone(), award.points.clone(), value);
                    }
                }
                value = chain.values.iter().fold(value, |sum, each| Expr::binary(BinaryOp::Add, sum, each.clone()));
                value = Expr::binary(BinaryOp::Add, value, added);
                let limited = |value: Expr| match &chain.cap {
                    Some((cap, _)) => Expr::binary(BinaryOp::Min, value, Expr::Number(cap.clone())),
                    None => value,
                };
                // A limit of what is earned stands before anything is taken, unless it is the full points and stands at the end.
                if !chain.cap_last {
                    value = limited(value);
                }
                if lost != Expr::int(0) {
                    let less = Expr::binary(BinaryOp::Sub, value.clone(), lost.clone());
                    let exempt = chain.exempt_from_all();
                    value = if exempt == Expr::Bool(false) { less } else { Expr::when(exempt, value, less) };
                }
                if beside != Expr::int(0) {
                    value = Expr::binary(BinaryOp::Add, Expr::binary(BinaryOp::Max, Expr::int(0), value), beside);
                }
                if chain.cap_last {
                    value = limited(value);
                }
                if !chain.zeros.is_empty() {
                    value = Expr::when(Expr::any(chain.zeros.clone()), Expr::int(0), value);
                }
                value
            }
        };
        let value = match (chain.round, kind) {
            (Some(places), PartKind::Earns) => Expr::Round(Arc::new(value), places),
            _ => value,
        };
        let value = match (&chain.cap, kind) {
            (Some((cap, _)), PartKind::Loses) => Expr::binary(BinaryOp::Min, value, Expr::Number(cap.clone())),
            _ => value,
        };
        let value = if chain.floor.is_some() && kind == PartKind::Earns && (lost != Expr::int(0)) {
            Expr::binary(BinaryOp::Max, Expr::int(0), value)
        } else {
            value
        };
        if kind == PartKind::Earns && chain.otherwise.is_none() && self.leaves_values_below(&chain) {
            self.assume(Assumption::NothingBelow, span);
        }
        let value = match (&chain.missing, &self.subject) {
            (Some(Some(replacement)), Some(subject)) => {
                value.substitute(&subject.expr, &Expr::IfMissing(Arc::new(subject.expr.clone()), Arc::new(replacement.clone())))
            }
            (Some(_), _) => Expr::IfMissing(Arc::new(value), Arc::new(Expr::int(0))),
            (None, _) => value,
        };
        let unlimited = chain.steps.iter().find(|s| !s.loses && s.counts() && s.cap.is_none() && chain.cap_added.is_none()).map(|s| s.span);
        let limit = |cap: &(Number, Span), of_losses| Limit { points: cap.0.clone(), of_losses, span: cap.1 };
        let of_steps = chain.steps.iter().filter_map(|step| Some(limit(step.cap.as_ref()?, step.loses)));
        let of_all = chain.cap.iter().chain(&chain.cap_added).map(|cap| limit(cap, kind == PartKind::Loses));
        let of_losses = chain.caps_lost.iter().map(|cap| Limit { points: cap.most.clone(), of_losses: true, span: cap.span });
        let limits = of_steps.chain(of_all).chain(of_losses).collect();
        Part {
            kind,
            value,
            overrides: if kind == PartKind::Loses { Expr::any(chain.zeros.clone()) } else { Expr::Bool(false) },
            highest: chain.highest(),
            limits,
            unlimited,
            floor: chain.floor.is_some(),
            best_only: chain.best_only,
            stepped,
            takes: chain.tiers(),
            earning: chain.earning().filter(|_| kind == PartKind::Earns),
            taking: chain.taking(),
            branches: chain.branches,
            span,
        }
    }

    /// Whether bands of one subject say nothing of an end of its range.
    fn leaves_values_below(&self, chain: &Chain) -> bool {
        let Some((subject, (low, high))) = self.subject.as_ref().and_then(|s| s.range.clone().map(|r| (s, r))) else { return false };
        let cases: Vec<&Expr> = chain.awards.iter().map(|award| &award.condition).chain(&chain.zeros).collect();
        let left = |end: &Number| {
            let each: Option<Vec<bool>> = cases.iter().map(|c| holds_at(c, &subject.expr, end)).collect();
            each.is_some_and(|each| !each.contains(&true))
        };
        cases.len() > 1 && chain.steps.is_empty() && chain.values.is_empty() && (left(&low) || left(&high))
    }
}

impl Chain {
    pub fn kind(&self) -> PartKind {
        let earns = !self.awards.is_empty()
            || !self.values.is_empty()
            || !self.besides.is_empty()
            || self.otherwise.is_some()
            || self.steps.iter().any(|s| !s.loses);
        match (self.passes.is_empty(), earns) {
            (false, _) => PartKind::Passes,
            (true, true) => PartKind::Earns,
            (true, false) => PartKind::Loses,
        }
    }

    /// The most a case earns, where the cases are alternatives.
    fn highest(&self) -> Option<Number> {
        let number = |award: &Award| if let Expr::Number(n) = &award.points { n.clone() } else { Number::ZERO };
        if self.best_only { None } else { self.awards.iter().map(number).max() }
    }

    /// Points of an award that does not hold are lent to what takes from them: steps and distances from its own target. Each of them
    /// with what must hold for it.
    pub fn lent(&self) -> Vec<(Expr, Expr)> {
        let mut engaged: Vec<(usize, Expr)> = Vec::new();
        let measured = self.measured.iter().filter_map(|(when, award)| Some((*award.as_ref()?, when.clone())));
        engaged.extend(measured.filter(|(at, _)| *at < self.awards.len()));
        for step in &self.steps {
            engaged.extend(self.lenders(step).into_iter().map(|at| (at, step.condition())));
        }
        let mut lent: Vec<(usize, Vec<Expr>)> = Vec::new();
        for (at, when) in engaged {
            match lent.iter_mut().find(|(known, _)| *known == at) {
                Some((_, all)) => all.push(when),
                None => lent.push((at, vec![when])),
            }
        }
        // What none of them takes from must hold all the same. Of several the first counts.
        lent.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        lent.into_iter()
            .filter_map(|(at, when)| Some((self.with_others(at, Expr::any(when)), self.awards.get(at)?.points.clone())))
            .collect()
    }

    /// The awards a step takes from: those that hold where it begins, at its target or where there is nothing to count. More than one if
    /// they ask for something else besides (甲且达到95%得3分，乙且达到95%得2分).
    pub fn lenders(&self, step: &OpenStep) -> Vec<usize> {
        let begins_with = |at: &usize, subject: &Expr, value: &Expr| {
            let Some(Award { condition, .. }) = self.awards.get(*at).filter(|award| mentions(&award.condition, subject)) else {
                return false;
            };
            // Mostly it is a figure of the one value the case speaks of: nothing need be tried out.
            let seen = if let Expr::Number(n) = value { holds_at(condition, subject, n) } else { None };
            seen.unwrap_or_else(|| !never_together(condition, &Expr::cmp(CmpOp::Eq, subject.clone(), value.clone())))
        };
        let all = 0..self.awards.len();
        if let Some(counted) = &step.counted {
            // 比上年减少得3分，每起扣0.5分: whoever has some need not have missed it.
            let none = |at: &usize| {
                let award = self.awards.get(*at).map(|award| conjuncts(&award.condition)).unwrap_or_default();
                award.into_iter().any(|part| mentions(part, counted) && holds_at(part, counted, &Number::ZERO) == Some(true))
            };
            return if step.loses { all.filter(|at| begins_with(at, counted, &Expr::int(0)) && none(at)).collect() } else { Vec::new() };
        }
        if self.falls_back {
            return all.last().into_iter().collect();
        }
        if step.targets.is_empty() {
            return self.facts_award.into_iter().filter(|at| *at < self.awards.len()).collect();
        }
        all.filter(|at| {
            step.targets.iter().any(|target| self.asks_the_like(*at, target) && begins_with(at, &target.subject.expr, &target.operand.expr))
        })
        .collect()
    }

    /// Whether an award asks for the target itself, or for another figure where it is one: 比上年每下降1个百分点 takes nothing from 达到95%得4分 that
    /// was missed.
    fn asks_the_like(&self, award: usize, target: &Target) -> bool {
        let figure = |operand: &Target| matches!(operand.operand.expr, Expr::Number(_));
        let like = |own: &Target| own.is(target) || (own.subject.expr == target.subject.expr && figure(own) && figure(target));
        self.awards.get(award).is_some_and(|award| award.targets.iter().any(like))
    }

    /// The award that compares with one of the targets.
    pub fn award_of(&self, targets: &[Target]) -> Option<usize> {
        let compares = |award: &Award| award.targets.iter().any(|own| targets.iter().any(|target| own.is(target)));
        self.awards.iter().position(compares)
    }

    /// The award that is earned where there is none of a thing, and not where there are many.
    pub fn wants_none(&self, thing: &Expr) -> Option<usize> {
        let none = |award: &Award| holds_at(&award.condition, thing, &Number::ZERO) == Some(true);
        let many = |award: &Award| holds_at(&award.condition, thing, &Number::from(i64::from(u32::MAX))) == Some(true);
        self.awards.iter().position(|award| none(award) && !many(award))
    }

    /// An award of several conditions is taken from where those hold that the deduction does not speak of.
    fn with_others(&self, award: usize, when: Expr) -> Expr {
        let Some(award) = self.awards.get(award) else { return when };
        let others = conjuncts(&award.condition).into_iter().filter(|c| !shares_data(c, &when)).cloned();
        Expr::all(others.chain([when.clone()]).collect())
    }
}

/// Whether a condition holds where the subject has this value; `None` if it speaks of something else too.
pub(super) fn holds_at(condition: &Expr, subject: &Expr, value: &Number) -> Option<bool> {
    match condition {
        Expr::Cmp(op, a, b) => match &**b {
            Expr::Number(limit) if **a == *subject => Some(op.holds(value, limit)),
            _ => None,
        },
        Expr::And(all) => Some(all.iter().map(|c| holds_at(c, subject, value)).collect::<Option<Vec<_>>>()?.into_iter().all(|h| h)),
        Expr::Or(all) => Some(all.iter().map(|c| holds_at(c, subject, value)).collect::<Option<Vec<_>>>()?.into_iter().any(|h| h)),
        Expr::Not(inner) => holds_at(inner, subject, value).map(|holds| !holds),
        _ => None,
    }
}
