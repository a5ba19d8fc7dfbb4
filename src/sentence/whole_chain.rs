//! What the clauses of a chain leave open together (两种读法), once its names are known. Spec: §6.4, findings/E0627.

use super::chain::{Award, Beside, Chain};
use super::losses::{mentions, shares_data};
use super::lowering::Lowering;
use super::rule::{PartKind, Worth};
use super::step::OpenStep;
use super::together::{conjuncts, implies, never_together};
use crate::expr::{Expr, Number};
use crate::source::Span;
use crate::syntax::tree::{CapOf, Clause, ClauseKind, OutcomeKind};
use crate::words;

impl Lowering<'_> {
    /// Whether a chain can be read in one way only.
    pub(super) fn has_one_reading(&mut self, chain: &Chain, clauses: &[Clause], worth: &Worth) -> bool {
        let checks = [
            self.met_or_points(chain, clauses),
            self.goes_on_above(chain),
            self.each_or_in_all(chain),
            self.one_step_at_a_time(chain),
            self.counts_which(chain),
            self.equal_is_said(chain),
            self.equal_is_both(chain),
            self.once_for_what(chain),
            self.same_standard(chain),
            self.tier_counts(chain),
            self.limit_of_which(chain, clauses, worth),
            self.limit_in_the_middle(clauses, worth),
            self.added_up_or_one(chain, clauses, worth),
            self.best_of_which(chain),
            self.exempt_from_which(chain, clauses),
            self.one_within_another(chain),
            self.counts_beyond_what(chain),
            self.grows_beyond_just(chain),
            self.nothing_wipes_what(chain),
            self.taken_from_what(chain, clauses),
            self.unreported_is_said(chain),
            self.instead_or_besides(chain),
            self.stands_in_for_one(chain, clauses),
            self.missing_loses_all(chain, clauses),
            self.both_or_either(chain),
            self.limited_in_part(chain),
            self.taken_from_the_rest(chain),
            self.taken_from_another_case(chain),
            self.taken_from_what_is_added(chain),
            self.added_to_all(chain, clauses),
            self.taken_from_a_lower_case(chain),
            self.just_or_more(chain, clauses),
            self.change_or_distance(chain),
            self.rest_is_somebody(chain, clauses),
            self.once_or_each(chain, worth),
            self.turned_round_for_whom(clauses),
            self.depends_on_what(clauses),
            self.moved_or_named(clauses),
            self.falls_from_what(clauses),
            self.tail_of_which(clauses),
            self.less_for_a_fault(chain),
            self.earned_by_another(chain),
            self.steps_on_top(chain),
            self.nothing_for_the_better(chain),
            self.nothing_for_the_best(chain),
            self.added_or_instead(chain, clauses, worth),
            self.unreported_which(clauses),
        ];
        checks.into_iter().all(|clear| clear)
    }

    /// Two 其余; or one behind a step that takes until nothing is left (达到95%得3分，每低1个百分点扣0.5分，其余得1分): who is the rest?
    fn rest_is_somebody(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
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
        let to_the_last = chain.falls_back && step.cap.is_none();
        if rests.first().is_some_and(|at| *at < step.at) || !(to_the_last || never_together(&left, &Expr::Bool(true))) {
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

    /// …再得1分，否则得0.5分; 否则得2分，瞒报的得1分; 5次以上再得1分，3次以上再得0.5分: instead of which?
    fn added_or_instead(&mut self, chain: &Chain, clauses: &[Clause], worth: &Worth) -> bool {
        let further = |at: usize| chain.besides.iter().any(|each| each.at == at);
        let earns = chain.otherwise.as_ref().is_some_and(|rest| *rest != Expr::int(0));
        let behind_added = chain.otherwise_at.filter(|at| *at > 0 && further(at - 1));
        if let Some(clause) = behind_added.filter(|_| !earns && !chain.awards.is_empty()).and_then(|at| clauses.get(at)) {
            self.two_readings(
                clause.span,
                words! { zh: "前面的标准达不到时，“再得”的分还得不得？", en: "are the points of 再得 earned where the case before is missed?" },
                words! {
                    zh: "还得的，删去这一句；不得的，把前面的标准写进去，如“达到95%且比上年提高的再得1分”",
                    en: "leave this out if they are; else write the case before into the condition: 达到95%且比上年提高的再得1分"
                },
            );
            return false;
        }
        let behind_added = behind_added.filter(|_| earns);
        let behind_rest = |award: &&Award| chain.otherwise_at.is_some_and(|rest| rest < award.at);
        // 5%以上再得1分，10%以上再得1分 go on from each other, if they do not go beyond the points.
        let most = chain
            .awards
            .iter()
            .filter_map(|award| if let Expr::Number(points) = &award.points { Some(points.clone()) } else { None })
            .max();
        let all = chain.besides.iter().filter(|each| !each.band).fold(most.unwrap_or_default(), |sum, each| &sum + &each.points);
        let beyond = worth.full != Number::ZERO && all > worth.full;
        let again = chain.besides.iter().enumerate().find(|(at, each)| {
            let harder = |other: &&Beside| {
                !other.band
                    && (implies(&other.condition, &each.condition) || (beyond && implies(&each.condition, &other.condition)))
                    && shares_data(&other.condition, &each.condition)
            };
            !each.band && chain.besides.iter().take(*at).any(|other| harder(&other))
        });
        let at = behind_added.or_else(|| chain.awards.iter().find(behind_rest).map(|award| award.at)).or(again.map(|(_, each)| each.at));
        let Some(span) = at.and_then(|at| clauses.get(at)).map(|clause| clause.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "是代替前面的分，还是与前面的分相加？", en: "is this instead of points before, or added to them?" },
            words! {
                zh: "相加的，请另起一句（用句号）；几档只算一档的，写成“5次以上再得1分，3次以上不足5次再得0.5分”这样；代替的，写在“否则”“其余”前面",
                en: "begin a new sentence (。) if it is added; give bands both their ends if only one counts; write it before 否则 or 其余 if it is instead"
            },
        );
        false
    }

    /// 予以认定 and points, or two conditions for 予以认定.
    fn met_or_points(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        if chain.passes.is_empty() {
            return true;
        }
        let passes = |clause: &&Clause| matches!(&clause.kind, ClauseKind::Case(_, outcome) if outcome.kind == OutcomeKind::Passes);
        let spans: Vec<Span> = clauses.iter().filter(passes).map(|clause| clause.span).collect();
        if let [_, second, ..] = spans.as_slice() {
            self.two_readings(
                *second,
                words! { zh: "两个条件都要满足，还是满足一个就认定？", en: "must both conditions hold, or one of them?" },
                words! { zh: "请合成一个条件，中间写“且”或“或”", en: "join them to one condition with 且 or 或" },
            );
            return false;
        }
        let has_points = !chain.awards.is_empty() || !chain.deducts.is_empty() || !chain.steps.is_empty() || !chain.values.is_empty();
        if let (true, Some(span)) = (has_points || chain.otherwise.as_ref().is_some_and(|rest| *rest != Expr::int(0)), spans.first()) {
            self.passes_or_points(*span);
            return false;
        }
        true
    }

    pub(super) fn passes_or_points(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "这一项是按达标认定，还是记分？", en: "is this met or not met, or does it give points?" },
            words! {
                zh: "只认定的，不要写分数，标题写“（达标）”；记分的，把“予以认定”改成“得…分”",
                en: "leave the points out, or write 得…分 instead of 予以认定"
            },
        );
    }

    /// 事故每起扣0.5分，3起以上的每起扣1分: do both steps count above 3?
    fn one_step_at_a_time(&mut self, chain: &Chain) -> bool {
        let about = |step: &OpenStep| step.counted.clone().or_else(|| step.targets.first().map(|target| target.subject.expr.clone()));
        for (at, step) in chain.steps.iter().enumerate() {
            let alike = |other: &&OpenStep| {
                other.loses == step.loses
                    && other.direction == step.direction
                    && about(other) == about(step)
                    && !other.further
                    && !step.further
            };
            if let Some(other) = chain.steps.iter().skip(at + 1).filter(|other| !other.goes_on).find(alike) {
                self.two_readings(
                    other.span,
                    words! { zh: "前面的“每…”还算不算？", en: "does the step before still count?" },
                    words! { zh: "都算的，这里写“再扣…分”或“再加…分”；只算这里的，请写清前面那一步算到哪里为止", en: "write 再扣 or 再加 if both count, else say how far the first step goes" },
                );
                return false;
            }
        }
        true
    }

    /// 达到95%得3分，每低1个百分点扣0.5分，建制得1分: an award about something else behind a step.
    fn instead_or_besides(&mut self, chain: &Chain) -> bool {
        let Some(first) = chain.awards.first() else { return true };
        let step = chain.steps.iter().filter(|step| step.loses && !step.targets.is_empty()).map(|step| step.at).min();
        if chain.best_only {
            return true;
        }
        let other = |award: &&Award| {
            let both = !shares_data(&award.condition, &first.condition) && !never_together(&award.condition, &first.condition);
            both && (step.is_some_and(|step| award.at > step) || chain.earns_besides())
        };
        let apart = chain.awards.iter().find(other);
        let Some(span) = apart.map(|award| award.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "与前面的分相加，还是前面的得不到时才得？", en: "is it added to the points before it, or earned instead of them?" },
            words! { zh: "相加的，请另起一句（用句号），或写“再得…分”", en: "begin a new sentence (。) or write 再得…分 if it is added" },
        );
        false
    }

    /// 国家级得2分，省级得1分，累计最多得2分: cases that are said to add up, and of which only one counts.
    fn added_up_or_one(&mut self, chain: &Chain, clauses: &[Clause], worth: &Worth) -> bool {
        let adds_up = |clause: &&Clause| match &clause.kind {
            ClauseKind::CountEach => true,
            ClauseKind::Cap { of, .. } => *of != CapOf::Lost,
            _ => false,
        };
        let steps = chain.steps.iter().any(|step| !step.loses) || !chain.besides.is_empty() || !chain.values.is_empty();
        if !chain.best_only && self.twice_the_same(chain) {
            return false;
        }
        let (Some(clause), false, false) = (clauses.iter().find(adds_up), chain.best_only, steps) else { return true };
        let most = if let ClauseKind::Cap { points, .. } = &clause.kind { Some(worth.points(points)) } else { None };
        // 方案得2分，制度得2分，最多得2分: added or not, it is 2.
        let is_less = |award: &Award| !matches!((&award.points, &most), (Expr::Number(own), Some(most)) if own >= most);
        let both = |a: &Award, b: &Award| {
            is_less(a) && is_less(b) && !never_together(&a.condition, &b.condition) && !shares_data(&a.condition, &b.condition)
        };
        let some = chain.awards.iter().enumerate().any(|(at, a)| chain.awards.iter().skip(at + 1).any(|b| both(a, b)));
        if some {
            self.added_or_one(clause.span);
        }
        !some
    }

    /// 有方案得3分，有制度得1分，有总结得1分 of 3 points: the last two could not be told apart if one counted.
    fn twice_the_same(&mut self, chain: &Chain) -> bool {
        let is_fact = |award: &Award| matches!(&award.condition, Expr::Datum(..));
        let facts: Vec<&Award> = chain.awards.iter().filter(|award| is_fact(award)).collect();
        let same = facts.windows(2).find(|pair| matches!(pair, [a, b] if a.points == b.points && !shares_data(&a.condition, &b.condition)));
        let Some([_, second]) = same else { return false };
        self.added_or_one(second.span);
        true
    }

    pub(super) fn added_or_one(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "几处都符合时，各处的分相加，还是只得一处的？", en: "where several cases hold, are their points added, or does one count?" },
            words! {
                zh: "相加的，写成“①…；②…。累计最多得…分”；只得一处的，写“就高不累加”",
                en: "write ①…；②…。累计最多得…分 if they are added, 就高不累加 if one counts"
            },
        );
    }

    /// 缺报的按0次计算, where several data were spoken of.
    fn stands_in_for_one(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let stand_in = clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::WhenMissing(Some(_))));
        let (Some(clause), Some(subject)) = (stand_in, self.subject.clone()) else { return true };
        let steps = chain.steps.iter().map(|step| step.condition());
        let conditions: Vec<Expr> = chain.branches.iter().map(|branch| branch.condition.clone()).chain(steps).collect();
        if conditions.iter().all(|condition| !has_data(condition) || shares_data(condition, &subject.expr)) {
            return true;
        }
        self.two_readings(
            clause.span,
            words! { zh: "前面有几项数据，缺的是哪一项？", en: "several data were spoken of: which is missing?" },
            words! { zh: "请把要代替的数据单独写成一句，后面接“缺报的按…计算”", en: "give the datum a sentence of its own, followed by 缺报的按…计算" },
        );
        false
    }

    /// 补课每起扣1分，缺报的不得分: a part that only takes has no points to leave ungiven.
    fn missing_loses_all(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let missing = clauses.iter().find(|clause| clause.kind == ClauseKind::WhenMissing(None));
        if missing.is_some_and(|clause| !self.missing_in_one_county(chain.awards.iter().map(|award| &award.condition), clause.span)) {
            return false;
        }
        let (Some(clause), PartKind::Loses) = (missing, chain.kind()) else { return true };
        self.two_readings(
            clause.span,
            words! { zh: "前面只有扣分：缺报时是这里不扣，还是整个指标不得分？", en: "points are only taken before: where the datum is missing is nothing taken, or nothing earned at all?" },
            words! {
                zh: "整个指标不得分的，请放在最后单独成句：“…。缺报的不得分”",
                en: "give it a sentence of its own at the end if nothing is earned: …。缺报的不得分"
            },
        );
        false
    }

    /// 排名第1名得3分，缺报的不得分: where one county is missing, nobody has a place.
    pub(super) fn missing_in_one_county<'e>(&mut self, mut conditions: impl Iterator<Item = &'e Expr>, span: Span) -> bool {
        let of_all = |condition: &Expr| condition.any_part(|part| matches!(part, Expr::Population(..)));
        if !conditions.any(of_all) {
            return true;
        }
        self.two_readings(
            span,
            words! { zh: "要与各县比较：有一个县缺报，是这个县不得分，还是各县都算不出来？", en: "compared among counties: if one is missing, does that county earn nothing, or is nothing known of any?" },
            words! {
                zh: "只是这个县不得分的，写它按多少计算，如“缺报的按0计算”",
                en: "say what it counts as if only that county is meant: 缺报的按0计算"
            },
        );
        false
    }

    /// 小学率达到95%或初中率达到95%得4分，每低1个百分点扣0.5分: the award is earned by one, the step takes for the other.
    fn both_or_either(&mut self, chain: &Chain) -> bool {
        let Some(step) = chain.steps.iter().find(|step| step.loses && step.targets.len() > 1) else { return true };
        let either = |part: &Expr| matches!(part, Expr::Or(any) if any.iter().filter(|c| step.targets.iter().any(|t| mentions(c, &t.subject.expr))).count() > 1);
        let either = chain.awards.iter().any(|award| conjuncts(&award.condition).into_iter().any(either));
        if either {
            self.two_readings(
                step.span,
                words! { zh: "前面满足一个就得分，这里另一个低了也扣吗？", en: "one of them earns the points: is the other still deducted for?" },
                words! { zh: "请在“每低”前面写明是哪一项数据，或把前面的“或”改成“且”", en: "name the datum before 每低, or write 且 instead of 或" },
            );
        }
        !either
    }
}

/// The comparison behind what must hold besides (0 < x and x ≤ 2).
pub(super) fn last_of(condition: &Expr) -> &Expr {
    match condition {
        Expr::And(all) => all.last().unwrap_or(condition),
        _ => condition,
    }
}

pub(super) fn has_data(condition: &Expr) -> bool {
    let mut found = false;
    condition.walk(&mut |part| found |= matches!(part, Expr::Datum(..) | Expr::Column(_)));
    found
}
