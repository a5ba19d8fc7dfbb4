//! From which points a chain takes, and where a step ends (两种读法). Spec: §6.4, findings/E0627.

use super::chain::{Award, Chain};
use super::condition::{names_subject, single_predicates};
use super::losses::{Deduct, LossCap, mentions, shares_data};
use super::lowering::{Lowering, Target};
use super::step::{OpenStep, counts_facts};
use super::together::{implies, never_together};
use crate::expr::{CmpOp, Expr, Number};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, Direction, Operand, OutcomeKind, Predicate, PredicateKind, Reach};
use crate::words;

impl Lowering<'_> {
    /// 达到95%得4分，否则得2分，每低1个百分点扣0.5分: from 4 points, or from 2?
    pub(super) fn taken_from_the_rest(&mut self, chain: &Chain) -> bool {
        let Some(rest) = chain.otherwise_at else { return true };
        let behind = |span: &Span, at: usize, lends: bool| (at > rest && lends).then_some(*span);
        let step =
            chain.steps.iter().filter(|step| step.loses).find_map(|step| behind(&step.span, step.at, !chain.lenders(step).is_empty()));
        let Some(span) = step else { return true };
        self.two_readings(
            span,
            words! { zh: "前面已经写了其余得几分：从那几分里扣，还是从达到时的分里扣？", en: "the rest has its points already: taken from those, or from those of the target?" },
            words! {
                zh: "从达到时的分里扣的，删去“否则…”或“其余…”；从其余的分里扣的，分档写明各得几分",
                en: "delete 其余… if it is taken from the points of the target, else write what each band earns"
            },
        );
        false
    }

    /// 免于考核的得满分，建档率达到100%得2分，每低1个百分点扣0.5分: from the points of the first case, too?
    pub(super) fn taken_from_another_case(&mut self, chain: &Chain) -> bool {
        if chain.best_only {
            return true;
        }
        let takes_from_it = |step: &&OpenStep| {
            let (when, lenders) = (step.condition(), chain.lenders(step));
            let another = |(at, award): (usize, &Award)| {
                award.at < step.at
                    && !lenders.contains(&at)
                    && !shares_data(&award.condition, &when)
                    && !never_together(&award.condition, &when)
            };
            step.loses && !lenders.is_empty() && chain.awards.iter().enumerate().any(another)
        };
        let Some(span) = chain.steps.iter().find(takes_from_it).map(|step| step.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "前面另一档成立时，这里还扣不扣？", en: "is this taken where the other case before holds, too?" },
            words! {
                zh: "不扣的，把那一档改成“…的不扣分”，写在最后；也扣的，把那一档另起一句（用句号）",
                en: "write …的不扣分 at the end instead of that case if not, or give it a sentence of its own if it is"
            },
        );
        false
    }

    /// 会议少于4次扣1分，最多扣1分，会议少于2次扣3分: alternatives, of which only the first is limited.
    pub(super) fn limited_in_part(&mut self, chain: &Chain) -> bool {
        let straddles = |cap: &LossCap| {
            let within = |deduct: &&Deduct| (cap.from..cap.at).contains(&deduct.at);
            chain.deducts.iter().filter(within).any(|first| {
                let alternative =
                    |other: &&Deduct| other.at >= cap.at && (chain.best_only || (first.about.is_some() && other.about == first.about));
                chain.deducts.iter().any(|other| alternative(&other))
            })
        };
        let Some(span) = chain.caps_lost.iter().find(|cap| straddles(cap)).map(|cap| cap.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "后面还有同一项的扣分：它也在这个限额里吗？", en: "more is taken for the same thing behind: is that within the limit, too?" },
            words! { zh: "也在的，把限额移到最后；不在的，删去这个限额，各档直接写扣几分", en: "move the limit to the end if it is, else delete it and say what each case takes" },
        );
        false
    }

    /// 有台账得2分；会议不少于4次的再得2分，每少1次扣0.5分: from the points that are added?
    pub(super) fn taken_from_what_is_added(&mut self, chain: &Chain) -> bool {
        let steps = chain.steps.iter().filter(|step| step.loses && chain.lenders(step).is_empty());
        let steps = steps.map(|step| (step.condition(), step.at, step.span));
        // 下降的扣1分 behind 比上年提高的再得2分 takes from all; a distance is measured from a target.
        let measured = |when: &Expr| chain.measured.iter().any(|(own, award)| own == when && award.is_none());
        let deducts = chain.deducts.iter().filter(|d| !d.further && measured(&d.condition)).map(|d| (d.condition.clone(), d.at, d.span));
        let mut taken = steps.chain(deducts);
        let of = |(when, at, _): &(Expr, usize, Span)| chain.besides.iter().any(|each| each.at < *at && shares_data(when, &each.condition));
        let Some((.., span)) = taken.find(of) else { return true };
        self.two_readings(
            span,
            words! { zh: "前面的分是加上去的：从加的分里扣，还是从一共的分里扣？", en: "the points before are added: is it taken from those, or from all?" },
            words! {
                zh: "从加的分里扣的，把那一条和扣分单独成句（用句号），如“有台账得2分。会议不少于4次得2分，每少1次扣0.5分”",
                en: "give the case and what is taken from it a sentence of its own: 有台账得2分。会议不少于4次得2分，每少1次扣0.5分"
            },
        );
        false
    }

    /// 投入达到500万元得2分，超过100万元的再得1分: whoever has the 2 points has more than that, too.
    pub(super) fn added_to_all(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        for each in &chain.besides {
            let Some(ClauseKind::Case(condition, _)) = clauses.get(each.at).map(|clause| &clause.kind) else { continue };
            if names_subject(condition) {
                continue;
            }
            let Some([Predicate { kind: PredicateKind::Compare { word, operand: Operand::Quantity(by), .. }, .. }]) =
                single_predicates(condition)
            else {
                continue;
            };
            let over = matches!(word.as_str(), "超过" | "高于" | "多于" | "大于");
            let of_a_value = |target: &Target| {
                over && !matches!(target.operand.expr, Expr::Number(_)) && mentions(&each.condition, &target.subject.expr)
            };
            let goes_with =
                |award: &&Award| award.at < each.at && (implies(&award.condition, &each.condition) || award.targets.iter().any(of_a_value));
            if chain.awards.iter().any(|award| goes_with(&award)) {
                let figure = format!("{}{}", by.number, by.unit);
                self.two_readings(
                    condition.span,
                    words! { zh: "达到前面标准的，是不是都有{figure}？还是说比那个标准多出{figure}？", en: "is this a value of {figure}, or {figure} more than what stands before?" },
                    words! {
                        zh: "比标准多出的，写明比什么，如“高于任务数10个以上的再得1分”；标准是一个数的，直接写加起来的数，如“达到600万元的再得1分”",
                        en: "say above what: 高于任务数10个以上的再得1分; above a figure write the sum, such as 达到600万元的再得1分"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 达到95%得5分，每低1个百分点扣1分，低于93%得1分: is that 1 point taken from, too?
    pub(super) fn taken_from_a_lower_case(&mut self, chain: &Chain) -> bool {
        let lower = |award: &&Award, step: &OpenStep| {
            let missed = |target: &Target| {
                let met = Expr::cmp(CmpOp::Eq, target.subject.expr.clone(), target.operand.expr.clone());
                mentions(&award.condition, &target.subject.expr) && never_together(&award.condition, &met)
            };
            // 持平得1分 behind 增长5%以上得5分，每低1个百分点扣1分
            let of_a_move = |target: &Target| target.is_margin() && shares_data(&award.condition, &step.condition());
            let is_lower = step.targets.iter().any(|target| missed(target) || of_a_move(target));
            let of_a_place = step.direction == Some(Direction::Behind) && shares_data(&award.condition, &step.condition());
            award.at > step.at && (is_lower || of_a_place) && !never_together(&award.condition, &step.condition())
        };
        if !self.lent_by_the_best(chain) {
            return false;
        }
        let steps = chain.steps.iter().filter(|step| step.loses && step.direction.is_some());
        let Some(award) = steps.flat_map(|step| chain.awards.iter().find(|award| lower(award, step))).next() else { return true };
        self.two_readings(
            award.span,
            words! { zh: "这一档的分，还要扣前面“每…”的分吗？", en: "does the step before take from these points, too?" },
            words! {
                zh: "不再扣的，写明那一步的范围，如“93%以上不足95%的，每低1个百分点扣1分”；还要扣的，直接写这一档得几分",
                en: "if not, say where the step counts: 93%以上不足95%的，每低1个百分点扣1分; if it does, write what is left of the points"
            },
        );
        false
    }

    /// 提高得3分，持平得2分，下降2个百分点以上扣1分: from the 3 points of the best case, though lower ones lie between?
    fn lent_by_the_best(&mut self, chain: &Chain) -> bool {
        let number = |expr: &Expr| if let Expr::Number(n) = expr { Some(n.clone()) } else { None };
        for (when, lender) in &chain.measured {
            let Some(lender) = lender.and_then(|at| chain.awards.get(at)) else { continue };
            let between = |award: &&Award| {
                shares_data(&award.condition, when)
                    && never_together(&award.condition, when)
                    && number(&award.points).zip(number(&lender.points)).is_some_and(|(less, more)| less < more)
            };
            let rest = chain.otherwise.as_ref().and_then(number).is_some_and(|rest| !rest.is_zero());
            let Some(deduct) = chain.deducts.iter().find(|deduct| deduct.condition == *when) else { continue };
            if rest || chain.awards.iter().any(|award| between(&award)) {
                self.two_readings(
                    deduct.span,
                    words! { zh: "从哪一档的分里扣？这时前面哪一档也没有得到", en: "from the points of which case? none before is earned then" },
                    words! {
                        zh: "请直接写这一档得几分，如“低2个百分点以上得1分”",
                        en: "write what is earned then instead of what is taken: 低2个百分点以上得1分"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 增长5%以上得5分，每下降1个百分点扣1分: below 5 %, or where it fell?
    pub(super) fn change_or_distance(&mut self, chain: &Chain) -> bool {
        let of_a_change = |target: &Target| target.is_margin() && target.subject.expr.any_part(speaks_of_last_year);
        let open = |step: &&OpenStep| step.moves && step.loses && step.targets.iter().any(of_a_change);
        let Some(step) = chain.steps.iter().find(open) else { return true };
        let (size, (side, change)) =
            (step.size_words(), if step.direction == Some(Direction::Below) { ("低", "下降") } else { ("高", "上升") });
        self.two_readings(
            step.span,
            words! { zh: "从前面写的那么多算起，还是比上年{change}了才算？", en: "from the distance named before, or from last year's value?" },
            words! {
                zh: "从前面算起的，写“每{side}{size}”；{change}了才算的，先写没有{change}的得几分，如“不低于上年得3分，每{change}{size}扣1分”",
                en: "write 每{side}{size} for the first; for the second say first what is earned without it: 不低于上年得3分，每{change}{size}扣1分"
            },
        );
        false
    }

    /// 每逾期1天扣0.5分，逾期5天不得分: just 5 days, or 5 and more?
    pub(super) fn just_or_more(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        for clause in clauses {
            let ClauseKind::Case(condition, outcome) = &clause.kind else { continue };
            let Some([said]) = single_predicates(condition) else { continue };
            let all = Number::from(chain.facts.len() as i64);
            // 方案、制度、总结，缺1项不得分: and 2?
            let lacking = chain.awards.is_empty()
                && matches!(&said.kind, PredicateKind::Distance { direction: Direction::Below, by, .. } if counts_facts(&by.unit));
            let Some(number) = said.just().filter(|number| (lacking || **number > Number::ONE) && **number != all) else { continue };
            let way: Option<Direction> = match &said.kind {
                PredicateKind::Distance { direction, reach: Reach::Just, .. } => Some(*direction),
                _ => None,
            };
            let counted = way.is_none() && chain.just.iter().any(|just| just.loses && just.number < *number);
            let steps_on = counted || chain.steps.iter().any(|step| step.loses && step.direction == way && !step.goes_on);
            if outcome.kind == OutcomeKind::Nothing && (steps_on || lacking) {
                self.two_readings(
                    condition.span,
                    words! { zh: "正好{number}，还是{number}以上？", en: "just {number}, or {number} and more?" },
                    words! { zh: "更多的也一样的，请在后面加“以上”；缺几项扣几次的，写“每缺1项扣…分”", en: "add 以上 behind it if more is the same; write 每缺1项扣…分 for each that is lacking" },
                );
                return false;
            }
        }
        true
    }
}

fn speaks_of_last_year(expr: &Expr) -> bool {
    matches!(expr, Expr::Datum(_, 1..)) || expr.any_part(speaks_of_last_year)
}
