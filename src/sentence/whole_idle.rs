//! Clauses of a chain that contradict each other or never come to count (不起作用): limits of what is not earned, 不扣分 where nothing is taken, additions beyond the
//! points. Spec: §6.4, findings/E0623.

use super::chain::Chain;
use super::lowering::Lowering;
use super::rule::{PartKind, Worth};
use super::together::implies;
use crate::expr::Expr;
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{CapOf, Clause, ClauseKind, Places};
use crate::words;

impl Lowering<'_> {
    /// What contradicts itself, shares one step or leaves places out.
    pub(super) fn chain_consistency(&mut self, chain: &Chain, span: Span) {
        if let (Some(a), Some(b)) = (chain.once_only, chain.count_each) {
            self.sink.report(
                Finding::new(Code::OnceAndAccumulate, words! { zh: "既写“不重复”又写“累计”", en: "counted once and accumulated at once" })
                    .label(b, words! { zh: "累计", en: "accumulated" })
                    .label(a, words! { zh: "不重复", en: "counted once" })
                    .help(words! { zh: "请留一个", en: "keep one" }),
            );
        }
        for step in chain.steps.iter().filter(|s| s.is_ambiguous()) {
            self.sink.report(
                Finding::new(Code::TwoRates, words! { zh: "几个数值共用一个“每…扣”，没有写怎样计", en: "several rates share one step" })
                    .label(step.span, words! { zh: "几个都未达到时怎样扣？", en: "what if several fall short?" })
                    .help(words! { zh: "请在后面写“分别计扣”或“按较差者计扣”", en: "add 分别计扣 or 按较差者计扣" }),
            );
        }
        let behind = chain.steps.iter().any(|s| !s.counts());
        if let Some((_, ranked, reached)) = &chain.ranked {
            let counties = self.scope.counties();
            let is_list = matches!(ranked.places, Places::Range(..) | Places::FromEnd(..));
            if is_list && *reached < counties && chain.otherwise.is_none() && !chain.awards.is_empty() && !behind {
                self.sink.report(
                    Finding::new(Code::RankListShort, words! { zh: "只写到第{reached}名，而被评价的县有{counties}个", en: "places up to {reached}, but {counties} counties" })
                        .label(span, words! { zh: "其余的县得多少分？", en: "what do the others earn?" })
                        .help(words! { zh: "请加“其余得…分”“其余不得分”或“每后退1名减…分”", en: "add 其余得…分, 其余不得分 or 每后退1名减…分" }),
                );
            }
        }
    }

    pub(super) fn without_effect(&mut self, span: Span, zh: &str, en: &str) {
        self.sink.report(
            Finding::new(Code::PartWithoutEffect, words! { zh: "这一句不起作用：{zh}", en: "this has no effect: {en}" })
                .label(span, words! { zh: "可以删去，或移到相应的分句后面", en: "delete it or move it behind its clause" })
                .help(words! { zh: "请删去这一句，或移到它要限制的分句后面", en: "delete it, or move it behind the clause it is for" }),
        );
    }

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
