//! Clauses of a chain that never come to count (不起作用): a rest nobody is left for, limits of what is not earned, 不扣分 where nothing is
//! taken, additions beyond the points. Spec: §6.4, findings/E0623 and E0627.

use super::chain::Chain;
use super::lowering::Lowering;
use super::rule::{PartKind, Worth};
use super::together::{implies, never_together};
use crate::expr::{CmpOp, Expr, Unit};
use crate::syntax::tree::{CapOf, Clause, ClauseKind};
use crate::words;

impl Lowering<'_> {
    /// Reports what has no effect, once the whole chain is known.
    pub(super) fn idle(&mut self, chain: &Chain, clauses: &[Clause], worth: &Worth) {
        if chain.kind() == PartKind::Loses && chain.takes().next().is_some() {
            for clause in clauses {
                if let ClauseKind::Cap { of: CapOf::Earned | CapOf::Added, .. } = clause.kind {
                    self.without_effect(clause.span, "这一句里没有得分、加分", "nothing is earned here");
                }
            }
        }
        if chain.takes().next().is_none()
            && let Some(exempt) = chain.exempt.first().and_then(|exempt| clauses.get(exempt.at))
        {
            self.without_effect(exempt.span, "这一句里没有扣分", "nothing is taken here");
        }
        let beyond_full = |when: &Expr| {
            let full = |points: &Expr| matches!(points, Expr::Number(points) if *points >= worth.full);
            chain.awards.iter().any(|award| full(&award.points) && implies(when, &award.condition))
        };
        let idle = chain.steps.iter().find(|step| !step.loses && !step.targets.is_empty() && beyond_full(&step.condition()));
        let limited = !self.uncapped && !worth.full.is_zero() && chain.takes().next().is_none();
        if let Some(step) = idle.filter(|_| limited) {
            self.without_effect(step.span, "前面已经得了满分", "all points are earned before");
        }
    }

    /// 达到95%得3分，每低1个百分点扣0.5分，其余得1分: the step takes until nothing is left, so who is the rest?
    pub(super) fn rest_is_somebody(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let others = clauses.iter().enumerate().filter(|(_, clause)| matches!(clause.kind, ClauseKind::Otherwise(..)));
        let rests: Vec<usize> = others.map(|(at, _)| at).collect();
        if let [_, second, ..] = rests.as_slice()
            && let Some(clause) = clauses.get(*second)
        {
            self.two_readings(
                clause.span,
                words! { zh: "前面已经写了其余怎样计，哪一个算数？", en: "the rest was spoken of before: which counts?" },
                words! {
                    zh: "各得各的分的，请写成“①…；②…”或用句号分开；只有一个“其余”的，请留一个",
                    en: "write ①…；②… or end each with 。 if they are added; otherwise keep one"
                },
            );
            return false;
        }
        let lent = chain.lent();
        let step = chain.steps.iter().find(|step| step.loses && !chain.lenders(step).is_empty());
        let (Some(rest), Some(step), false) = (rests.first().and_then(|at| clauses.get(*at)), step, lent.is_empty()) else { return true };
        let covered = chain.awards.iter().map(|award| award.condition.clone()).chain(lent.into_iter().map(|(when, _)| when));
        let left = Expr::negate(Expr::any(covered.chain(chain.zeros.iter().cloned()).collect()));
        if rests.first().is_some_and(|at| *at < step.at) || !never_together(&left, &Expr::Bool(true)) {
            return true;
        }
        self.two_readings(
            rest.span,
            words! { zh: "前面的“每…扣”一直扣到完，从哪里起是“其余”？", en: "the step before takes until nothing is left: where does the rest begin?" },
            words! {
                zh: "写明那一步的范围，如“90%以上不足95%的，每低1个百分点扣0.5分，其余得1分”；没有范围的，删去“其余…”",
                en: "say where the step counts: 90%以上不足95%的，每低1个百分点扣0.5分，其余得1分; or delete 其余…"
            },
        );
        false
    }

    /// 发生安全事故扣2分，扣完为止: once, or each time?
    pub(super) fn once_or_each(&mut self, chain: &Chain, worth: &Worth) -> bool {
        let [deduct] = chain.deducts.as_slice() else { return true };
        let (Expr::Cmp(CmpOp::Gt, counted, zero), Expr::Number(points)) = (&deduct.condition, &deduct.points) else { return true };
        let counts =
            matches!(**zero, Expr::Number(ref n) if n.is_zero()) && self.unit_of(counted).is_some_and(|unit| Unit::parse(&unit).is_count());
        if chain.floor.is_none() || !chain.steps.is_empty() || !counts || *points >= worth.full {
            return true;
        }
        self.two_readings(
            deduct.span,
            words! { zh: "发生几次都只扣这一次，还是每次都扣？", en: "are the points taken once, or each time?" },
            words! {
                zh: "每次都扣的，写“每起扣{points}分”“每次扣{points}分”；只扣一次的，删去“扣完为止”",
                en: "write 每起扣{points}分 for each time; delete 扣完为止 if they are taken once"
            },
        );
        false
    }
}
