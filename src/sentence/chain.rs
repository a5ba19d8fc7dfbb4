//! Chains (连写的分句): cases, steps and what modifies them, about one thing, gathered clause by clause. `join` makes a part of them.
//! Spec: §6.4.

use super::condition::{names_subject, ranking, single_predicates};
use super::losses::{Deduct, Exempt, LossCap, mentions};
use super::lowering::{Lowering, Target};
use super::rule::{Branch, BranchKind, Part, PartKind, Worth};
use super::step::OpenStep;
use super::together::conjuncts;
use super::typed::Typed;
use crate::expr::{Expr, Number};
use crate::source::Span;
use crate::syntax::tree::{
    Added, AtomKind, CapOf, Clause, ClauseKind, Condition, Direction, Front, Name, Outcome, OutcomeKind, Places, Points, PredicateKind,
    Ranked, Step, SubjectOutcome,
};

/// What the clauses of a chain add up to, before they are joined.
#[derive(Default)]
pub(super) struct Chain {
    pub awards: Vec<Award>,
    pub deducts: Vec<Deduct>,
    pub zeros: Vec<Expr>,
    pub exempt: Vec<Exempt>,
    pub steps: Vec<OpenStep>,
    pub values: Vec<Expr>,
    /// 再得1分
    pub besides: Vec<Beside>,
    pub otherwise: Option<Expr>,
    /// Where 否则 stands.
    pub otherwise_at: Option<usize>,
    pub passes: Vec<Expr>,
    pub branches: Vec<Branch>,
    /// Where 扣完为止 stands.
    pub floor: Option<usize>,
    /// Where it stands in the text, each time.
    floors: Vec<Span>,
    /// Limit of what the chain earns, or of what it loses if it only loses.
    pub cap: Option<(Number, Span)>,
    /// Its place in the chain.
    pub cap_at: usize,
    /// Whether that limit is the full points and nothing behind it takes but the steps of the award, so that it is of what is left in the end.
    pub cap_last: bool,
    /// Limit of what steps add.
    pub cap_added: Option<(Number, Span)>,
    /// Limits of what is lost, each of what stands before it, and where the last one stands.
    pub caps_lost: Vec<LossCap>,
    pub limited_to: usize,
    pub round: Option<u32>,
    pub best_only: bool,
    pub once_only: Option<Span>,
    pub count_each: Option<Span>,
    /// What steps measure from: the comparisons of the first award, or else of the first case that takes, or else of any.
    pub targets: Vec<Target>,
    /// How much the case that gave the targets counts.
    weight: u8,
    /// Comparisons of further cases with points: a step could be meant to measure from these, too.
    pub others: Vec<Target>,
    /// Deductions that take from an award that does not hold then: for a distance from its target, for things of which it wants none.
    pub measured: Vec<(Expr, Option<usize>)>,
    /// The facts of an enumeration, and the award they earn.
    pub facts: Vec<Name>,
    pub facts_award: Option<usize>,
    pub ranked: Option<(Typed, Ranked, usize)>,
    /// The last place an award names, and whether a step goes on from it.
    last_place: Option<Target>,
    pub falls_back: bool,
    pub missing: Option<Option<Expr>>,
    /// 满分3分, and where that stands.
    full: Option<(Number, Span)>,
    /// Cases of just so many: 2起扣3分.
    pub just: Vec<Just>,
    /// Whether 未报 is spoken of.
    pub speaks_of_unreported: bool,
    broken: bool,
}

/// A case that earns points.
pub(super) struct Award {
    pub condition: Expr,
    pub points: Expr,
    /// What it compares with what.
    pub targets: Vec<Target>,
    /// Its place in the chain.
    pub at: usize,
    pub span: Span,
}

/// A case whose points are added to what else is earned: 再得1分.
pub(super) struct Beside {
    pub condition: Expr,
    pub points: Number,
    /// Whether it is another band of the one before, of which the most counts.
    pub band: bool,
    /// Its place in the chain.
    pub at: usize,
}

impl Beside {
    pub fn value(&self) -> Expr {
        Expr::when(self.condition.clone(), Expr::Number(self.points.clone()), Expr::int(0))
    }
}

/// A case of just so many of something.
pub(super) struct Just {
    /// How many.
    pub number: Number,
    pub condition: Expr,
    pub points: Number,
    pub loses: bool,
    pub span: Span,
}

impl Lowering<'_> {
    /// One chain as a part of a rule.
    pub(super) fn chain(&mut self, clauses: &[Clause], worth: &Worth) -> Option<Part> {
        self.subject = self.default_subject.clone();
        self.targets.clear();
        self.earlier_targets.clear();
        self.spoke_of_unreported = false;
        let in_turn = self.levels_in_turn(clauses);
        let clauses = in_turn.as_deref().unwrap_or(clauses);
        let by_level = self.levels_with_ranges(clauses, worth);
        let clauses = by_level.as_deref().unwrap_or(clauses);
        let mut chain = Chain { broken: !self.says_one_thing(clauses), ..Chain::default() };
        let and_so_on = clauses.iter().any(|c| c.kind == ClauseKind::AndSoOn);
        let mut spoken = None;
        for (at, clause) in clauses.iter().enumerate() {
            // What stands in brackets, or behind 但, is not what the next clause goes on about.
            match (clause.is_beside(), spoken.take()) {
                (true, None) => spoken = Some(self.subject.clone()),
                (true, known) => spoken = known,
                (false, Some(known)) => self.subject = known,
                (false, None) => {}
            }
            if self.chain_clause(clause, at, worth, &mut chain).is_none() {
                chain.broken = true;
                self.broken = true;
            }
        }
        self.broken = false;
        (self.takes, self.further) = (false, false);
        // 每次得1分，满分3分
        let grows = chain.steps.iter().any(|step| !step.loses && step.cap.is_none()) || !chain.values.is_empty();
        if grows && chain.cap.is_none() {
            chain.cap = chain.full.take();
        }
        let behind = |at: usize| at > chain.cap_at;
        let others_take = chain.deducts.iter().any(|deduct| behind(deduct.at))
            || chain.steps.iter().any(|step| step.loses && behind(step.at) && chain.lenders(step).is_empty());
        chain.cap_last = chain.cap.as_ref().is_some_and(|(cap, _)| *cap == worth.full) && !others_take;
        let span = clauses.first()?.span.to(clauses.last()?.span);
        self.chain_consistency(&chain, span);
        if chain.broken || !self.has_one_reading(&chain, clauses, worth) {
            return None;
        }
        if chain.round.is_some() && chain.kind() == PartKind::Loses {
            self.without_effect(span, "这里只有扣分，没有可以保留小数的得分", "points are only taken here");
            return None;
        }
        // …，扣完为止；有方案的再得2分，造假的扣1分，扣完为止: each of its own part?
        if let ([_, .., again], PartKind::Earns) = (chain.floors.as_slice(), chain.kind()) {
            self.floors_of_which(*again);
            return None;
        }
        self.idle(&chain, clauses, worth);
        if and_so_on {
            return self.and_so_on(clauses, worth, chain.cap.or(chain.cap_added).map(|(cap, _)| cap), span);
        }
        Some(self.join(chain, span))
    }

    fn chain_clause(&mut self, clause: &Clause, at: usize, worth: &Worth, chain: &mut Chain) -> Option<()> {
        match &clause.kind {
            ClauseKind::Case(condition, outcome) => self.case(condition, outcome, (at, clause.aside), worth, chain)?,
            ClauseKind::Otherwise(word, outcome) => self.otherwise(word, outcome, at, worth, chain)?,
            ClauseKind::Step(step) if step.missed => {
                let mut open = self.step_of_standards(step, worth, chain, clause.span)?;
                open.at = at;
                chain.steps.push(open);
            }
            ClauseKind::Step(step) => {
                let behind = step.direction == Some(Direction::Behind);
                let last_place = chain.last_place.clone().filter(|_| behind);
                chain.falls_back |= last_place.is_some();
                let others = std::mem::take(&mut chain.others);
                let targets = last_place.map_or_else(|| chain.targets.clone(), |place| vec![place]);
                let open = self.step(step, &worth.full, &targets, &others, &chain.facts.clone(), clause.span);
                chain.others = others;
                let mut open = open?;
                open.at = at;
                if step.front == Front::Otherwise && (!open.loses || chain.lenders(&open).is_empty()) {
                    // 低于50%得3分，否则每高1个百分点…: what of 50 % itself?
                    match chain.award_of(&open.targets).filter(|_| open.loses && !open.targets.is_empty()) {
                        Some(_) => self.equal_is_neither(clause.span),
                        None => self.otherwise_from_nothing(clause.span),
                    }
                    return None;
                }
                // 会议不少于4次，每少1次扣0.5分，少3次以上的不得分
                if chain.targets.is_empty() {
                    chain.targets = open.targets.clone();
                }
                if !open.loses {
                    chain.branches.push(Branch::new(BranchKind::Step, open.condition(), None, clause.span));
                }
                chain.steps.push(open);
            }
            ClauseKind::Floor { .. } => {
                chain.floors.push(clause.span);
                chain.floor = Some(at);
            }
            ClauseKind::Cap { total, of, points } => {
                if *of == CapOf::Lost && !*total && chain.takes().next().is_none() && chain.deducts.is_empty() {
                    self.without_effect(
                        clause.span,
                        "这一句里它前面没有扣分（各条合计的，写“累计最多扣…分”）",
                        "nothing is taken before it in this sentence (write 累计最多扣…分 for all items)",
                    );
                }
                // 体罚每起扣0.5分（累计不超过1分）is of its step.
                chain.limit((*total && !clause.aside, clause.aside), *of, worth.points(points), at, clause.span);
            }
            ClauseKind::PartialStep(partial) => {
                let of = |step: &&mut OpenStep| partial.loses.is_none_or(|loses| step.loses == loses);
                match chain.steps.iter_mut().rev().find(of) {
                    Some(step) if step.is_partial(partial) => {
                        // It is said of the like steps before it, too; in brackets of its own alone.
                        if clause.bracketed {
                            step.partial = Some(partial.how);
                            return Some(());
                        }
                        let like = chain.steps.iter_mut().filter(|step| partial.loses.is_none_or(|loses| step.loses == loses));
                        like.filter(|step| step.partial.is_none() && step.is_partial(partial))
                            .for_each(|step| step.partial = Some(partial.how));
                    }
                    Some(step) => {
                        let whole = step.size_words();
                        self.other_partial(clause.span, &whole);
                        return None;
                    }
                    None => self.without_effect(clause.span, "前面没有“每…”", "no step stands before it"),
                }
            }
            ClauseKind::BestOnly => chain.best_only = true,
            ClauseKind::EachLoss | ClauseKind::WorseLoss => {
                let worst = clause.kind == ClauseKind::WorseLoss;
                match chain.steps.last_mut() {
                    Some(step) => step.worst = Some(worst),
                    None => self.without_effect(clause.span, "前面没有“每…”", "no step stands before it"),
                }
            }
            ClauseKind::CountEach => chain.count_each = Some(clause.span),
            ClauseKind::OnceOnly => chain.once_only = Some(clause.span),
            ClauseKind::Rounded(places) => chain.round = Some((*places).min(10)),
            ClauseKind::Proportion(subject, SubjectOutcome::Counted { loses }) => {
                let value = self.counted(subject, *loses, &worth.full, clause.span)?;
                if *loses {
                    chain.deducts.push(Deduct::always(value, at, clause.span));
                } else {
                    chain.values.push(value);
                }
            }
            ClauseKind::Proportion(subject, outcome) => {
                let value = self.proportion(subject, outcome, &worth.full)?;
                chain.values.push(value);
            }
            ClauseKind::Survey(names, weights) => {
                let value = self.survey(names, weights, &worth.full, clause.span)?;
                chain.values.push(value);
            }
            ClauseKind::Weighted(parts) => {
                let value = self.weighted(parts, &worth.full, clause.span)?;
                chain.values.push(value);
            }
            ClauseKind::Mixed(names, shares) => {
                let value = self.mixed_channels(names, shares, &worth.full, clause.span)?;
                chain.values.push(value);
            }
            ClauseKind::ByLevel(subject, levels, points) => {
                let (value, branches) = self.by_level(subject, levels, points, clause.span)?;
                chain.branches.extend(branches);
                chain.values.push(value);
            }
            ClauseKind::WhenMissing(quantity) => {
                let literal = quantity.as_ref().map(|q| self.literal(q));
                let value = match (literal, self.subject.clone()) {
                    (Some(literal), Some(subject)) => Some(self.align(&subject, literal, true)?.expr),
                    _ => None,
                };
                chain.missing = Some(value);
            }
            ClauseKind::FullIs(full) if *full == worth.full => chain.full = Some((full.clone(), clause.span)),
            // Said of the whole indicator; the rule reads them.
            ClauseKind::FullIs(_) | ClauseKind::Signed | ClauseKind::Uncapped | ClauseKind::NotApplicable(_) | ClauseKind::AndSoOn => {}
        }
        Some(())
    }

    fn case(&mut self, condition: &Condition, outcome: &Outcome, at: (usize, bool), worth: &Worth, chain: &mut Chain) -> Option<()> {
        let span = condition.span.to(outcome.span);
        let (at, aside) = at;
        if let Some(points) = self.judged_award(condition, outcome) {
            chain.values.push(points?);
            return Some(());
        }
        if let Some(amount) = self.judged(condition, outcome, worth) {
            let (amount, zero) = amount?;
            chain.deducts.push(Deduct::always(amount, at, span));
            if zero {
                chain.branches.push(Branch::new(BranchKind::Judged, Expr::Bool(true), None, span));
            }
            return Some(());
        }
        let lowered = self.case_condition(condition, outcome, chain)?;
        match &outcome.kind {
            OutcomeKind::Award(points) => {
                let points = worth.points(points);
                let kind = if outcome.further { BranchKind::Besides } else { BranchKind::Award };
                chain.branches.push(Branch::new(kind, lowered.clone(), Some(points.clone()), span));
                if outcome.further {
                    chain.besides.push(Beside { condition: lowered, points, band: outcome.added == Some(Added::Band), at });
                } else {
                    self.counts_just(condition, &lowered, &points, false, span, chain);
                    let targets = self.targets.clone();
                    chain.awards.push(Award { condition: lowered, points: Expr::Number(points), targets, at, span });
                }
            }
            // 前3名的依次加1分、0.8分、0.5分 beside points that are earned
            OutcomeKind::Series(_) if outcome.further => {
                self.series_beside(span);
                return None;
            }
            OutcomeKind::Series(points) => self.series(condition, points, at, chain, span)?,
            OutcomeKind::Deduct(points) => {
                let points = worth.points(points);
                chain.branches.push(Branch::new(BranchKind::Deduct, lowered.clone(), Some(points.clone()), span));
                self.counts_just(condition, &lowered, &points, true, span, chain);
                let about = self.spoken_of(condition, &lowered).filter(|_| !outcome.further);
                // 比上年上升1个百分点以上, behind 不高于上年得3分
                let from_target = || {
                    chain.targets.first().is_some_and(|t| !matches!(t.operand.expr, Expr::Number(_)) && mentions(&lowered, &t.operand.expr))
                };
                if condition.measures_distance() || (exceeds(condition) && from_target()) {
                    let award = if chain.facts_award.is_some() { chain.facts_award } else { chain.award_of(&chain.targets) };
                    chain.measured.push((lowered.clone(), award));
                } else if let (Some(about), true) = (&about, self.counts_things()) {
                    chain.measured.push((lowered.clone(), chain.wants_none(about)));
                }
                chain.deducts.push(Deduct { condition: lowered, points: Expr::Number(points), about, further: outcome.further, at, span });
            }
            OutcomeKind::Nothing => {
                chain.branches.push(Branch::new(BranchKind::Zero, lowered.clone(), Some(Number::ZERO), span));
                chain.zeros.push(lowered);
            }
            OutcomeKind::Exempt => {
                chain.branches.push(Branch::new(BranchKind::Exempt, lowered.clone(), None, span));
                chain.exempt.push(Exempt { condition: lowered, at, aside });
            }
            OutcomeKind::Proportional { to_best } => {
                let value = self.share_of_target(*to_best, chain, span)?;
                chain.branches.push(Branch::new(BranchKind::Award, lowered.clone(), None, span));
                chain.awards.push(Award { condition: lowered, points: value, targets: Vec::new(), at, span });
            }
            OutcomeKind::Passes => {
                chain.passes.push(lowered);
            }
            OutcomeKind::JudgedAward(..) => {
                self.award_of_no_judgement(span);
                return None;
            }
            OutcomeKind::JudgedRange(..) | OutcomeKind::JudgedUpTo(_) | OutcomeKind::JudgedOpen | OutcomeKind::JudgedOrNothing => {}
        }
        Some(())
    }

    /// 均达到95%得6分，每有一项未达到扣3分: of the conditions of the one award before.
    fn step_of_standards(&mut self, step: &Step, worth: &Worth, chain: &mut Chain, span: Span) -> Option<OpenStep> {
        if let [award] = chain.awards.as_slice() {
            let standards = conjuncts(&award.condition);
            if standards.len() > 1 {
                chain.facts_award = Some(0);
                return Some(self.step_of_missed(step, &worth.full, &standards, span));
            }
        }
        self.missed_of_nothing(span);
        None
    }

    /// The condition of a case; what it compares, lists or ranks is what later clauses measure from.
    fn case_condition(&mut self, condition: &Condition, outcome: &Outcome, chain: &mut Chain) -> Option<Expr> {
        let weight = match &outcome.kind {
            OutcomeKind::Award(_) | OutcomeKind::Series(_) | OutcomeKind::Proportional { .. } | OutcomeKind::Passes => 3,
            OutcomeKind::Deduct(_) | OutcomeKind::Exempt => 2,
            _ => 1,
        };
        self.takes = matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing);
        self.further = outcome.further;
        self.facts = chain.facts.clone();
        // A distance (迟4天以上) is measured from the chain's own target.
        self.targets = chain.targets.clone();
        self.earlier_targets = chain.others.clone();
        let lowered = self.condition(condition)?;
        chain.speaks_of_unreported |= self.spoke_of_unreported;
        self.targets.drain(..chain.targets.len().min(self.targets.len()));
        // 增长5%以上得4分，不低于上年得3分，每下降1个百分点…: what falls, falls from a value.
        let margins = chain.targets.iter().all(Target::is_margin) && !self.targets.iter().all(Target::is_margin);
        if weight == chain.weight && margins {
            chain.targets = self.targets.clone();
        } else if weight > chain.weight && !self.targets.is_empty() {
            let before = std::mem::replace(&mut chain.targets, self.targets.clone());
            chain.others.extend(before.into_iter().filter(|_| chain.weight > 1));
            chain.weight = weight;
        } else if weight > 1 && outcome.kind != OutcomeKind::Exempt {
            let fresh = self.targets.iter().filter(|target| !chain.targets.iter().any(|known| known.is(target)));
            chain.others.extend(fresh.cloned());
        }
        if let Some(names) = self.enumerated(condition) {
            chain.facts = names;
            chain.facts_award = matches!(outcome.kind, OutcomeKind::Award(_)).then_some(chain.awards.len());
        }
        // 第1名加1分: whoever is not named gets nothing more.
        if let (Some(ranked), Some(subject), false) = (ranking(condition), self.subject.clone(), outcome.further) {
            let last = match ranked.places {
                Places::Range(_, b) | Places::First(b) | Places::FromEnd(_, b) => b as usize,
                Places::From(_) => self.scope.counties(),
                Places::Last(_) => 0,
            };
            let reached = chain.ranked.as_ref().map_or(0, |(_, _, n)| *n).max(last);
            // 满意度倒数第1名的扣1分: nobody else gets anything for a place.
            if chain.ranked.is_some() || !matches!(outcome.kind, OutcomeKind::Deduct(_)) {
                chain.ranked = Some((subject, ranked.clone(), reached));
            }
            if matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Series(_)) {
                // 每后退1名 goes on from the last place that was named.
                chain.last_place = self.targets.last().cloned();
            }
        }
        Some(lowered)
    }

    /// The one value a deduction is about, if there is one: another deduction about it is an alternative.
    fn spoken_of(&self, condition: &Condition, lowered: &Expr) -> Option<Expr> {
        let subject = self.subject.as_ref()?;
        let one = match &condition.first.kind {
            AtomKind::Comparison { predicates, .. } => condition.rest.is_empty() && !predicates.is_empty(),
            AtomKind::Fact(_) => condition.rest.is_empty() && subject.unit().is_some(),
            _ => false,
        };
        let about = (one || !names_subject(condition)).then(|| subject.expr.clone())?;
        super::losses::mentions(lowered, &about).then_some(about)
    }

    /// Whether what is spoken of is a number of things.
    fn counts_things(&self) -> bool {
        self.subject.as_ref().and_then(Typed::unit).is_some_and(|unit| unit.is_count() && !unit.is_pure())
    }

    /// Remembers a case of just so many.
    fn counts_just(&mut self, condition: &Condition, lowered: &Expr, points: &Number, loses: bool, span: Span, chain: &mut Chain) {
        let Some([said]) = single_predicates(condition) else { return };
        if let Some(number) = said.just().cloned() {
            chain.just.push(Just { number, condition: lowered.clone(), points: points.clone(), loses, span });
        }
    }
}

/// Whether a condition is one comparison by so much: 比上年提高3个百分点以上.
fn exceeds(condition: &Condition) -> bool {
    single_predicates(condition)
        .is_some_and(|all| all.iter().any(|said| matches!(said.kind, PredicateKind::ExceedsBy { .. } | PredicateKind::GoesOn { .. })))
}

impl Worth {
    pub(super) fn points(&self, points: &Points) -> Number {
        match points {
            Points::Full => self.full.clone(),
            Points::Share(percent) => (&self.full * percent).div(&Number::from(100)).unwrap_or_default(),
            Points::Number(n) => n.clone(),
        }
    }
}
