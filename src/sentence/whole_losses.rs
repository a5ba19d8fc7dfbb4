//! What a chain takes, and what it leaves open there (两种读法): deductions that hold together, points that are taken from none, limits
//! and exceptions of unclear extent. Spec: §6.4, findings/E0627.

use super::chain::Chain;
use super::losses::{Deduct, mentions, shares_data};
use super::lowering::Lowering;
use super::rule::{BranchKind, Worth};
use super::step::OpenStep;
use super::together::{conjuncts, implies, never_together};
use super::typed::UNREPORTED;
use crate::expr::{CmpOp, Expr, Number, PopOp};
use crate::source::Span;
use crate::syntax::tree::{CapOf, Clause, ClauseKind, Condition, Direction, Outcome, OutcomeKind};
use crate::words;

impl Lowering<'_> {
    /// 每起扣0.5分，3起以上扣2分: are the 2 points all, or besides?
    pub(super) fn each_or_in_all(&mut self, chain: &Chain) -> bool {
        for step in chain.steps.iter().filter(|step| step.loses && !step.further && !step.goes_on) {
            let subjects = step.counted.iter().chain(step.targets.iter().map(|target| &target.subject.expr));
            let subjects: Vec<&Expr> = subjects.collect();
            let other = chain.deducts.iter().find(|d| d.about.as_ref().is_some_and(|about| subjects.contains(&about)));
            if let Some(deduct) = other {
                self.two_readings(
                    deduct.span,
                    words! { zh: "一共扣这些分，还是在“每…扣”之外再扣？", en: "are these points all that is taken, or taken besides?" },
                    words! {
                        zh: "另外再扣的，写“再扣…分”；到这时全部不得分的，写“不得分”；一共最多扣这些的，写“最多扣…分”",
                        en: "write 再扣…分 for points besides, 不得分 if nothing is left, or 最多扣…分 for a limit"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 未建制扣1分，未公示扣2分，不重复扣分: the hardest only, or each matter once?
    pub(super) fn once_for_what(&mut self, chain: &Chain) -> bool {
        let several = chain.deducts.len() + chain.steps.len() > 1 || chain.besides.len() > 1;
        let (Some(span), true, false) = (chain.once_only, several, chain.best_only) else { return true };
        self.two_readings(
            span,
            words! { zh: "几处都符合时只算最重（最高）的一处，还是同一件事不算两次？", en: "does only the hardest count, or each matter once?" },
            words! {
                zh: "只算一处的，写“就高不累加”；同一件事不算两次的，用明细表和“去重计数”“就高合计”",
                en: "write 就高不累加, or count matters once with a detail table (去重计数, 就高合计)"
            },
        );
        false
    }

    /// 低于上年的扣1分，低于全市平均数的扣1分: both, or the harder?
    pub(super) fn same_standard(&mut self, chain: &Chain) -> bool {
        for (at, deduct) in chain.deducts.iter().enumerate() {
            let Some(about) = &deduct.about else { continue };
            let others = chain.deducts.iter().skip(at + 1).filter(|other| other.about.as_ref() == Some(about));
            let own = standards(&deduct.condition, about);
            for other in others {
                if standards(&other.condition, about) != own && !chain.best_only {
                    self.two_readings(
                        other.span,
                        words! { zh: "与前面的标准不同：两处都扣，还是只扣重的？", en: "measured from something else than before: are both taken, or the harder?" },
                        words! { zh: "都扣的，写“再扣…分”；只扣重的，在句末写“就高不累加”", en: "write 再扣…分 if both are taken, 就高不累加 at the end if only the harder is" },
                    );
                    return false;
                }
            }
        }
        true
    }

    /// 每起扣1分，未公示扣1分，最多扣2分: of the step, or of all? In brackets it is of the step.
    pub(super) fn limit_of_which(&mut self, chain: &Chain, clauses: &[Clause], worth: &Worth) -> bool {
        let (mut lost, mut earned): ((usize, usize), (usize, usize)) = ((0, 0), (0, 0));
        let mut each = None;
        for clause in clauses {
            match &clause.kind {
                // 方案、制度每缺1项扣1分 is a step, in as many cases as facts.
                ClauseKind::Case(condition, outcome) if is_each(condition, outcome, clauses) => {
                    let at = (outcome.span.start, outcome.span.end);
                    if each.replace(at) != Some(at) {
                        lost = (lost.0 + 1, lost.1 + 1);
                    }
                }
                // 首次扣1分，以后每次扣0.5分 is one.
                ClauseKind::Step(step) if step.loses && step.beyond_first => lost = (lost.0.max(1), lost.1 + 1),
                // 体罚、补课每起扣1分 is one, too.
                ClauseKind::Step(step) if step.loses => {
                    let at = (clause.span.start, clause.span.end);
                    if each.replace(at) != Some(at) {
                        lost = (lost.0 + 1, lost.1 + 1);
                    }
                }
                ClauseKind::Step(_) => earned = (earned.0 + 1, earned.1 + 1),
                ClauseKind::Case(_, outcome) if matches!(outcome.kind, OutcomeKind::Deduct(_)) => lost.0 += 1,
                ClauseKind::Cap { points, of, .. }
                    if *of != CapOf::Any && worth.full != Number::ZERO && worth.points(points) >= worth.full => {}
                ClauseKind::Cap { of, .. } if clause.aside => {
                    // A limit in brackets is said of its step; the next one begins anew.
                    let counts = if *of == CapOf::Lost { &mut lost } else { &mut earned };
                    *counts = (counts.0.saturating_sub(1), counts.1.saturating_sub(1));
                }
                ClauseKind::Cap { of, total, .. } => {
                    let of_step = |(all, steps): (usize, usize)| all > 1 && steps > 0;
                    let net = lost.0 > 0 && (earned.0 > 0 || !chain.awards.is_empty());
                    let (open, all) = match of {
                        CapOf::Lost => (!total && of_step(lost), "累计最多扣"),
                        CapOf::Added => (!total && of_step(earned), "累计最多加"),
                        CapOf::Earned => (!total && chain.awards.is_empty() && of_step(earned), "累计最多得"),
                        CapOf::Any if !total && of_step(lost) => (true, "累计最多扣"),
                        CapOf::Any if !total && chain.awards.is_empty() && of_step(earned) => (true, "累计最多得"),
                        CapOf::Any => (net && earned.0 > 0, "累计最多得"),
                    };
                    if open {
                        self.two_readings(
                            clause.span,
                            words! { zh: "只限前面这一步，还是限前面各处合计？", en: "is this the limit of the step before, or of all before?" },
                            words! {
                                zh: "合计的，写“{all}…分”；只限一步的，写在括号里，如“每起扣1分（最多扣2分）”",
                                en: "write {all} if it is of all; put it in brackets behind the step, as in 每起扣1分（最多扣2分）, if it is of that"
                            },
                        );
                        return false;
                    }
                    if *of == CapOf::Lost { lost = (0, 0) } else { earned = (0, 0) }
                }
                _ => {}
            }
        }
        true
    }

    /// 投诉每起扣0.5分，累计不超过1分；信访每起扣1分，累计不超过2分: is the first limit of what stands before it, or of all?
    pub(super) fn limit_in_the_middle(&mut self, clauses: &[Clause], worth: &Worth) -> bool {
        let loses = |clause: &Clause| match &clause.kind {
            ClauseKind::Step(step) => Some(step.loses),
            ClauseKind::Case(_, outcome) if matches!(outcome.kind, OutcomeKind::Deduct(_)) => Some(true),
            _ => None,
        };
        for (at, clause) in clauses.iter().enumerate() {
            let ClauseKind::Cap { total: true, of, points } = &clause.kind else { continue };
            // 累计最多扣2分，造假的扣3分: more than the limit is outside.
            let beyond = |later: &Clause| match &later.kind {
                ClauseKind::Case(_, outcome) => {
                    matches!(&outcome.kind, OutcomeKind::Deduct(taken) if worth.points(taken) > worth.points(points))
                }
                _ => false,
            };
            let Some(kind) = clauses.iter().take(at).rev().find_map(loses) else { continue };
            let is_limited = matches!((of, kind), (CapOf::Any, _) | (CapOf::Lost, true) | (CapOf::Earned | CapOf::Added, false));
            if is_limited && !clause.aside && clauses.iter().skip(at + 1).any(|later| loses(later) == Some(kind) && !beyond(later)) {
                self.two_readings(
                    clause.span,
                    words! { zh: "后面还有：这是前面的限额，还是各处合计的限额？", en: "more stands behind: is this the limit of what is before it, or of all?" },
                    words! {
                        zh: "各有各的限额的，写成“①…，最多扣1分；②…，最多扣2分”；各处合计的，移到最后",
                        en: "write ①…，最多扣1分；②…，最多扣2分 for limits of their own; move it to the end if it is of all"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 市级得3分，省级得6分，就高不累加，通报每次扣1分: is the step one of them?
    pub(super) fn best_of_which(&mut self, chain: &Chain) -> bool {
        let losing = chain.steps.iter().find(|step| step.loses).map(|step| step.span).or_else(|| chain.deducts.first().map(|d| d.span));
        let kinds = [chain.awards.len() > 1, !chain.deducts.is_empty(), chain.steps.iter().any(|step| step.loses)];
        let Some(span) = losing.filter(|_| chain.best_only && kinds.into_iter().filter(|has| *has).count() > 1) else { return true };
        self.two_readings(
            span,
            words! { zh: "“就高不累加”管不管这一处？", en: "is this among those of which only the highest counts?" },
            words! { zh: "不管的，请另起一句（用句号）；管的，各处都写成“…的扣…分”", en: "begin a new sentence (。) if it is not, else write each as a case" },
        );
        false
    }

    /// 未公示扣1分；造假扣2分，整改到位的不扣分: of what stands behind the semicolon, or of all?
    pub(super) fn exempt_from_which(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        for exempt in &chain.exempt {
            let before = clauses.get(..exempt.at).unwrap_or_default();
            if before.last().is_some_and(Clause::leaves_none) {
                let span = clauses.get(exempt.at).map(|clause| clause.span).unwrap_or_default();
                self.two_readings(
                    span,
                    words! { zh: "前面是不得分：“不扣分”管不管它？", en: "nothing is earned before: does this set that aside?" },
                    words! { zh: "管的，写进前面的条件：“发生事故且未整改到位的不得分”；不管的，移到它要管的扣分后面", en: "put it into the condition before if it does: 发生事故且未整改到位的不得分; else move it behind the deduction it is for" },
                );
                return false;
            }
        }
        // 为中扣1分，为差扣2分（整改到位的不扣分）
        for exempt in chain.exempt.iter().filter(|exempt| exempt.aside) {
            let before: Vec<&Deduct> = chain.deducts.iter().filter(|deduct| deduct.at < exempt.at).collect();
            let last = before.iter().max_by_key(|deduct| deduct.at);
            let tiers = last.is_some_and(|last| {
                before.iter().any(|other| other.span.end != last.span.end && shares_data(&other.condition, &last.condition))
            });
            if tiers {
                self.two_readings(
                    clauses.get(exempt.at).map(|clause| clause.span).unwrap_or_default(),
                    words! { zh: "只管前面一档，还是同一项的几档都管？", en: "is this for the case before, or for all cases of that value?" },
                    words! { zh: "都管的，把几档和“…的不扣分”单列成一句，不用括号；只管一档的，写进那一档的条件，如“为差且未整改到位的扣2分”", en: "give the cases a sentence of their own with …的不扣分 at its end, or put it into the condition of the one case: 为差且未整改到位的扣2分" },
                );
                return false;
            }
        }
        for exempt in chain.exempt.iter().filter(|exempt| !exempt.aside) {
            let Some(clause) = clauses.get(exempt.at).filter(|clause| clause.but && !clause.apart) else { continue };
            let before: Vec<Expr> = chain.deducts.iter().filter(|d| d.at < exempt.at).map(|d| d.condition.clone()).collect();
            let steps = chain.steps.iter().filter(|step| step.loses && step.at < exempt.at).map(|step| step.condition());
            let before: Vec<Expr> = before.into_iter().chain(steps).collect();
            let several = before.iter().enumerate().any(|(at, one)| before.iter().skip(at + 1).any(|other| !shares_data(one, other)));
            if several && !before.iter().any(|one| shares_data(one, &exempt.condition)) {
                self.two_readings(
                    clause.span,
                    words! { zh: "只管“但”前面的一处扣分，还是前面的都管？", en: "is this for the deduction right before 但, or for all before?" },
                    words! { zh: "只管一处的，写在括号里，如“造假的扣2分（整改到位的不扣分）”；都管的，不写“但”", en: "put it in brackets behind the one it is for; leave out 但 if it is for all" },
                );
                return false;
            }
        }
        for exempt in
            chain.exempt.iter().filter(|exempt| !exempt.aside && !chain.takes().any(|(other, _)| shares_data(&other, &exempt.condition)))
        {
            let before = clauses.get(..exempt.at).unwrap_or_default();
            let parted = before.iter().rposition(|clause| clause.apart);
            let (far, near) = parted.map_or((before, [].as_slice()), |at| before.split_at(at));
            let span = clauses.get(exempt.at).map(|clause| clause.span).unwrap_or_default();
            if far.iter().any(Clause::takes) && near.iter().any(Clause::takes) {
                self.two_readings(
                    span,
                    words! { zh: "只管分号后面的扣分，还是前面的都管？", en: "is this for what stands behind the semicolon, or for all before?" },
                    words! { zh: "只管一处的，写在括号里，如“造假的扣2分（整改到位的不扣分）”；都管的，前面用逗号", en: "put it in brackets behind the one it is for, or write commas before if it is for all" },
                );
                return false;
            }
        }
        true
    }

    /// 90%以上扣1分，80%以上扣2分 from good to bad: whoever loses 1 point would always lose 2.
    pub(super) fn tier_counts(&mut self, chain: &Chain) -> bool {
        for deduct in &chain.deducts {
            let harder = |other: &&Deduct| {
                let more = matches!((&other.points, &deduct.points), (Expr::Number(more), Expr::Number(less)) if more > less);
                deduct.about.is_some() && other.about == deduct.about && more && implies(&deduct.condition, &other.condition)
            };
            if chain.deducts.iter().any(|other| harder(&other)) {
                self.two_readings(
                    deduct.span,
                    words! { zh: "符合这一档的也都符合扣得更多的一档，这一档还用不用？", en: "whatever is in this case is also in a harder one: does this one count?" },
                    words! { zh: "请把各档的上下限写全，如“90%以上不足95%扣1分，80%以上不足90%扣2分”", en: "give each case both its ends, such as 90%以上不足95%扣1分" },
                );
                return false;
            }
            // 低于95%的扣1分，低于90%的扣1分: the second would never take anything.
            let as_much = |other: &&Deduct| {
                let same = !deduct.further && !other.further && other.at < deduct.at && other.points == deduct.points;
                same && deduct.about.is_some() && other.about == deduct.about && implies(&deduct.condition, &other.condition)
            };
            if !chain.best_only && chain.deducts.iter().any(|other| as_much(&other)) {
                self.two_readings(
                    deduct.span,
                    words! { zh: "前面一档也符合，扣的一样多：两处都扣，还是这里多写了？", en: "the case before holds, too, and takes as much: are both taken, or is this one too many?" },
                    words! { zh: "都扣的，写“再扣…分”；只扣一次的，删去这里，或改分数", en: "write 再扣…分 if both are taken; else leave this out, or change the points" },
                );
                return false;
            }
        }
        true
    }

    /// 未公示扣1分，未公示且未建制扣5分: 5 points, or 6?
    pub(super) fn one_within_another(&mut self, chain: &Chain) -> bool {
        for deduct in chain.deducts.iter().filter(|d| !d.further && d.condition != Expr::Bool(true)) {
            let wider = |other: &&Deduct| {
                let apart = other.at != deduct.at && !other.further && (other.about.is_none() || other.about != deduct.about);
                apart
                    && other.condition != Expr::Bool(true)
                    && shares_data(&deduct.condition, &other.condition)
                    && implies(&deduct.condition, &other.condition)
            };
            if !chain.best_only && chain.deducts.iter().any(|other| wider(&other)) {
                self.two_readings(
                    deduct.span,
                    words! { zh: "这时前面那一处也符合：两处都扣，还是只扣这里的？", en: "the other case holds, too, then: are both taken, or only this?" },
                    words! { zh: "都扣的，这里写“再扣…分”；只扣这里的，在句末写“就高不累加”", en: "write 再扣…分 here if both are taken, 就高不累加 at the end if only the harder is" },
                );
                return false;
            }
        }
        true
    }

    /// 达到较好得3分，低于较好扣2分: from which points, where none were earned?
    pub(super) fn taken_from_what(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let idle = chain.steps.iter().find(|step| step.limited_from && never_together(&step.condition(), &Expr::Bool(true)));
        if let Some(span) = idle.map(|step| step.span) {
            self.two_readings(
                span,
                words! { zh: "前面的条件成立时，这一步就用不上：前面写的是标准吗？", en: "where the condition before holds nothing is counted: is it the target?" },
                words! { zh: "是标准的，写明得几分：“会议不少于4次得4分，每少1次扣1分”；其他条件另写一句", en: "say what is earned if it is the target: 会议不少于4次得4分，每少1次扣1分; give anything else a sentence of its own" },
            );
            return false;
        }
        // 比上年每增加10人扣1分，每减少10人加0.5分; 越级上访每起扣1分，省级表彰每次加1分: from which points?
        let both_ways = |gains: &OpenStep, loses: &OpenStep| {
            let of_the_same =
                gains.targets.iter().any(|target| loses.targets.iter().any(|other| other.subject.expr == target.subject.expr));
            !gains.loses && loses.loses && (gains.adds || of_the_same)
        };
        let loses = chain.steps.iter().find(|loses| chain.steps.iter().any(|gains| both_ways(gains, loses)));
        let no_points = chain.awards.is_empty() && chain.values.is_empty() && chain.besides.is_empty() && chain.otherwise.is_none();
        if let Some(span) = loses.map(|step| step.span).filter(|_| no_points && !self.signed) {
            self.two_readings(
                span,
                words! { zh: "从几分里加减？没有写起点得几分", en: "to and from which points? what is earned where neither counts is not said" },
                words! { zh: "请先写起点得几分，如“与上年持平得2分，每增加10人扣1分，每减少10人加0.5分”“没有越级上访得8分，每起扣1分；省级表彰每次加1分，最多得10分”", en: "say first what is earned there: 与上年持平得2分，每增加10人扣1分，每减少10人加0.5分" },
            );
            return false;
        }
        if chain.awards.is_empty() || self.signed || !chain.values.is_empty() {
            return true;
        }
        for clause in clauses {
            if let ClauseKind::Otherwise(_, outcome) = &clause.kind
                && matches!(outcome.kind, OutcomeKind::Deduct(_))
            {
                self.taken_from_nothing(clause.span);
                return false;
            }
        }
        // What is added may be taken from; a step from a target is taken from what that earns.
        if !chain.besides.is_empty() {
            return self.strict_is_open(chain);
        }
        if let Some(rest) = chain.otherwise_at {
            // 90%以上得5分，80%以上不足90%的扣1分，其余不得分: the deduction is none of the rest.
            let awards = Expr::any(chain.awards.iter().map(|award| award.condition.clone()).collect());
            let lent = |when: &Expr| chain.measured.iter().any(|(own, award)| own == when && award.is_some());
            let apart = |d: &&Deduct| {
                d.at < rest && d.condition != Expr::Bool(true) && !lent(&d.condition) && never_together(&d.condition, &awards)
            };
            let Some(span) = chain.deducts.iter().find(apart).map(|deduct| deduct.span) else { return true };
            self.taken_from_nothing(span);
            return false;
        }
        if self.otherwise_of_both(chain) || self.taken_for_a_place(chain) {
            return false;
        }
        // Where anything is earned: an award holds, or lends its points to what is taken from it.
        let earned_where = |lends: &dyn Fn(&Expr) -> bool| {
            let lent = chain.lent().into_iter().map(|(when, _)| when).filter(|when| lends(when));
            Expr::any(chain.awards.iter().map(|a| a.condition.clone()).chain(lent).collect())
        };
        let earns = earned_where(&|_| true);
        for step in chain.steps.iter().filter(|step| step.loses) {
            if never_together(&step.condition(), &earns) {
                // 高于上年得3分，每低1个百分点扣1分: at last year's value nothing is earned, a little below it 3 points would be.
                match chain.award_of(&step.targets) {
                    Some(_) => self.equal_is_neither(step.span),
                    None => self.taken_from_nothing(step.span),
                }
                return false;
            }
        }
        // 低10%以上扣3分 is taken from what was missed; 低于支出扣1分 beside it is not, though both may hold.
        let measured = |when: &Expr| chain.measured.iter().any(|(own, _)| own == when);
        let dead = chain.deducts.iter().filter(|d| d.condition != Expr::Bool(true)).find(|d| {
            let own = measured(&d.condition);
            never_together(&d.condition, &earned_where(&|when| own || !measured(when)))
        });
        match dead.map(|deduct| deduct.span) {
            Some(span) => self.taken_from_nothing(span),
            None => return true,
        }
        false
    }

    /// 前三名得3分，后三名扣1分: the last have nothing to lose.
    fn taken_for_a_place(&mut self, chain: &Chain) -> bool {
        let by_place = |condition: &Expr| condition.any_part(|part| matches!(part, Expr::Population(PopOp::Rank { .. }, ..)));
        let awarded = !chain.awards.is_empty() && chain.awards.iter().all(|award| by_place(&award.condition));
        let taken = chain.deducts.iter().find(|deduct| awarded && !deduct.further && by_place(&deduct.condition)).map(|deduct| deduct.span);
        if let Some(span) = taken.filter(|_| chain.otherwise.is_none()) {
            self.taken_from_nothing(span);
            return true;
        }
        false
    }

    /// 达到95%且有方案得3分，否则每低1个百分点扣1分: and whoever reaches 95% without a plan?
    fn otherwise_of_both(&mut self, chain: &Chain) -> bool {
        let open = chain.steps.iter().filter(|step| step.loses && step.otherwise).find(|step| {
            let of_step = |part: &&Expr| {
                step.targets.iter().map(|target| &target.subject.expr).chain(&step.counted).any(|value| mentions(part, value))
            };
            let lenders = chain.lenders(step);
            lenders.iter().filter_map(|at| chain.awards.get(*at)).any(|award| !conjuncts(&award.condition).iter().all(of_step))
        });
        if let Some(span) = open.map(|step| step.span) {
            self.two_readings(
                span,
                words! { zh: "前面要两样都做到：只差另一样的，“否则”怎样计？", en: "two things must hold before: what of those who miss only the other?" },
                words! {
                    zh: "只差另一样就不得分的，去掉“否则”；从满分里扣的，两样各写各的，如“没有方案的扣1分，入学率低于95%的，每低1个百分点扣1分”",
                    en: "leave out 否则 if they earn nothing; else say what each costs: 没有方案的扣1分，入学率低于95%的，每低1个百分点扣1分"
                },
            );
        }
        open.is_some()
    }

    /// 高于95%得3分，每低1个百分点扣0.5分；有方案的加1分: whoever misses 95% has no points of it to lose.
    fn strict_is_open(&mut self, chain: &Chain) -> bool {
        let lent = chain.lent().into_iter().map(|(when, _)| when);
        let earns = Expr::any(chain.awards.iter().map(|award| award.condition.clone()).chain(lent).collect());
        let aimed = |step: &&OpenStep| step.loses && chain.award_of(&step.targets).is_some() && never_together(&step.condition(), &earns);
        let open = chain.steps.iter().find(aimed).map(|step| step.span);
        if let Some(span) = open {
            self.equal_is_neither(span);
        }
        open.is_none()
    }

    pub(super) fn taken_from_nothing(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "没有达到前面的标准就没有得分，从几分里扣？", en: "where the target is missed nothing is earned: taken from which points?" },
            words! {
                zh: "请直接写这时得几分，如“其余得1分”；只扣不加的，写“达到…的不扣分，低于…的扣…分”；可以扣成负分的，写“可为负分”",
                en: "say what is earned then, such as 其余得1分; write 不扣分 instead of the award; or add 可为负分"
            },
        );
    }

    /// 0次得0分，1次得1分，公示的再得1分: is the last point earned without any?
    pub(super) fn nothing_wipes_what(&mut self, chain: &Chain) -> bool {
        let besides = chain.branches.iter().filter(|branch| branch.kind == BranchKind::Besides).map(|b| (b.condition.clone(), b.span));
        let steps = chain.steps.iter().filter(|step| !step.loses && !chain.awards.is_empty()).map(|step| (step.condition(), step.span));
        let added: Vec<(Expr, Span)> = besides.chain(steps).collect();
        let awards = Expr::any(chain.awards.iter().map(|award| award.condition.clone()).collect());
        let band = |zero: &&Expr| chain.awards.iter().any(|award| shares_data(&award.condition, zero)) && never_together(zero, &awards);
        let bands: Vec<&Expr> = chain.zeros.iter().filter(band).collect();
        let wiped = added.into_iter().find(|(when, _)| bands.iter().any(|zero| !never_together(zero, when)));
        let Some((_, span)) = wiped else { return true };
        self.two_readings(
            span,
            words! { zh: "前面不得分的，这里的分还得不得？", en: "is this earned where nothing is before?" },
            words! { zh: "还得的，请另起一句（用句号）；不得的，写明条件，如“…且公示的再得1分”", en: "begin a new sentence (。) if it is; else say so in the condition" },
        );
        false
    }

    /// 每迟1天扣0.5分，最多扣2分, of a document that may not be handed in at all.
    pub(super) fn unreported_is_said(&mut self, chain: &Chain) -> bool {
        let capped = chain.steps.iter().find(|step| {
            let late = step.loses && step.direction == Some(Direction::Late) && (step.cap.is_some() || !chain.caps_lost.is_empty());
            late && step.targets.iter().any(|target| self.can_be_unreported(&target.subject))
        });
        // 迟报的扣2分
        let of_day = |when: &Expr| {
            chain.targets.iter().any(|target| self.can_be_unreported(&target.subject) && mentions(when, &target.subject.expr))
        };
        let unreported = |when: &Expr| {
            let days = chain.targets.iter().filter(|target| self.can_be_unreported(&target.subject));
            let mut days = days.map(|target| Expr::cmp(CmpOp::Eq, target.subject.expr.clone(), Expr::int(UNREPORTED)));
            days.any(|day| !never_together(when, &day))
        };
        let said = chain.zeros.iter().any(unreported);
        let fixed = |d: &&Deduct| !said && of_day(&d.condition) && unreported(&d.condition);
        let fixed = chain.deducts.iter().find(fixed).map(|deduct| deduct.span);
        match capped.map(|step| step.span).or(fixed) {
            Some(span) if !chain.speaks_of_unreported => {
                self.two_readings(
                    span,
                    words! { zh: "未报的也只扣这么多吗？", en: "is no more taken where nothing was handed in?" },
                    words! { zh: "请写明“未报的不得分”或“未报的扣…分”", en: "add 未报的不得分 or 未报的扣…分" },
                );
                false
            }
            _ => true,
        }
    }
}

/// Whether a deduction is one of several that 每缺1项 or 各 stand for.
fn is_each(condition: &Condition, outcome: &Outcome, clauses: &[Clause]) -> bool {
    let alike = |clause: &&Clause| matches!(&clause.kind, ClauseKind::Case(_, other) if other.span.start == outcome.span.start && other.span.end == outcome.span.end);
    matches!(outcome.kind, OutcomeKind::Deduct(_)) && condition.rest.is_empty() && clauses.iter().filter(alike).count() > 1
}

/// What a condition compares a value with, besides constants.
fn standards(condition: &Expr, about: &Expr) -> Vec<Expr> {
    let mut all: Vec<Expr> = Vec::new();
    condition.walk(&mut |part| {
        let counts = matches!(part, Expr::Population(..)) || (matches!(part, Expr::Datum(..) | Expr::Column(_)) && !mentions(about, part));
        if counts && !all.contains(part) {
            all.push(part.clone());
        }
    });
    all
}
