//! Clauses of a chain that never come to count (不起作用): limits of what is not earned, 不扣分 where nothing is taken, additions beyond the
//! points. Spec: §6.4, findings/E0623.

use super::chain::Chain;
use super::lowering::Lowering;
use super::rule::{PartKind, Worth};
use super::together::implies;
use crate::expr::Expr;
use crate::syntax::tree::{CapOf, Clause, ClauseKind};

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
}
