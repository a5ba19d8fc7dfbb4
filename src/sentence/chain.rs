//! Chains (连写的分句): cases, steps and what modifies them, about one thing. Spec: §6.4.
//!
//! Cases that earn are alternatives, the first that holds counts; deductions add up, except those that repeat one
//! subject, of which the harder counts; 不得分 wins over everything in its chain.

use super::condition::{names_subject, ranking};
use super::lowering::{Assumption, Lowering, Target};
use super::rule::{Branch, BranchKind, Part, PartKind, Worth};
use super::step::OpenStep;
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, WhenZero};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, Condition, Direction, Name, Outcome, OutcomeKind, Places, Points, Ranked, SubjectOutcome};
use crate::words;

/// What the clauses of a chain add up to, before they are joined.
#[derive(Default)]
struct Chain {
    awards: Vec<(Expr, Expr)>,
    /// Condition, points, and whether it belongs to the deduction before it.
    deducts: Vec<(Expr, Expr, bool)>,
    zeros: Vec<Expr>,
    exempt: Vec<Expr>,
    steps: Vec<OpenStep>,
    values: Vec<Expr>,
    otherwise: Option<Expr>,
    passes: Vec<Expr>,
    branches: Vec<Branch>,
    floor: bool,
    cap: Option<Number>,
    round: Option<u32>,
    best_only: bool,
    once_only: Option<Span>,
    count_each: Option<Span>,
    /// What steps measure from: the comparisons of the first award.
    targets: Vec<Target>,
    /// Deductions for a distance from the target: they take from its award.
    measured: Vec<Expr>,
    facts: Vec<Name>,
    ranked: Option<(Typed, Ranked, usize)>,
    /// The last place an award names, and whether a step goes on from it.
    last_place: Option<Target>,
    falls_back: bool,
    missing: Option<Option<Expr>>,
    broken: bool,
}

impl Lowering<'_> {
    /// One chain as a part of a rule.
    pub(super) fn chain(&mut self, clauses: &[Clause], worth: &Worth) -> Option<Part> {
        self.subject = self.default_subject.clone();
        self.targets.clear();
        let mut chain = Chain::default();
        let and_so_on = clauses.iter().any(|c| c.kind == ClauseKind::AndSoOn);
        for clause in clauses {
            if self.chain_clause(clause, worth, &mut chain).is_none() {
                chain.broken = true;
                self.broken = true;
            }
        }
        self.broken = false;
        let span = clauses.first()?.span.to(clauses.last()?.span);
        self.chain_consistency(&chain, span);
        if chain.broken {
            return None;
        }
        if and_so_on {
            return self.and_so_on(clauses, worth, chain.cap.clone(), span);
        }
        self.join(chain, span)
    }

    fn chain_clause(&mut self, clause: &Clause, worth: &Worth, chain: &mut Chain) -> Option<()> {
        match &clause.kind {
            ClauseKind::Case(condition, outcome) => self.case(condition, outcome, worth, chain)?,
            ClauseKind::Otherwise(_, outcome) => self.otherwise(outcome, worth, chain)?,
            ClauseKind::Step(step) => {
                let behind = step.direction == Some(Direction::Behind);
                let last_place = chain.last_place.clone().filter(|_| behind);
                chain.falls_back |= last_place.is_some();
                let targets = last_place.map_or_else(|| chain.targets.clone(), |place| vec![place]);
                let open = self.step(step, &worth.full, &targets, &chain.facts.clone(), clause.span)?;
                if !open.loses {
                    chain.branches.push(Branch::new(BranchKind::Step, open.condition(), None, clause.span));
                }
                chain.steps.push(open);
            }
            ClauseKind::Floor { .. } => chain.floor = true,
            ClauseKind::Cap { total, points } => {
                let points = worth.points(points);
                match chain.steps.last_mut() {
                    // 最多得…分 limits the whole chain when its steps only earn and no award stands before them.
                    Some(step) if !*total && (step.loses || !chain.awards.is_empty() || !step.counts()) => step.cap = Some(points),
                    _ => chain.cap = Some(points),
                }
            }
            ClauseKind::PartialStep(partial) => match chain.steps.last_mut() {
                Some(step) => step.partial = Some(*partial),
                None => self.without_effect(clause.span, "前面没有“每…”", "no step stands before it"),
            },
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
                    chain.deducts.push((Expr::Bool(true), value, false));
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
            // Said of the whole indicator; the rule reads them.
            ClauseKind::Signed | ClauseKind::Uncapped | ClauseKind::NotApplicable(_) | ClauseKind::AndSoOn => {}
        }
        Some(())
    }

    fn case(&mut self, condition: &Condition, outcome: &Outcome, worth: &Worth, chain: &mut Chain) -> Option<()> {
        let span = condition.span.to(outcome.span);
        if let Some(amount) = self.judged(condition, outcome, worth) {
            let (amount, zero) = amount?;
            chain.deducts.push((Expr::Bool(true), amount, false));
            if zero {
                chain.branches.push(Branch::new(BranchKind::Judged, Expr::Bool(true), None, span));
            }
            return Some(());
        }
        let first_award = chain.awards.is_empty();
        // A distance (迟4天以上) is measured from the chain's own target.
        self.targets = if first_award { Vec::new() } else { chain.targets.clone() };
        let repeats_subject = !names_subject(condition);
        let lowered = self.condition(condition)?;
        if first_award && chain.targets.is_empty() {
            chain.targets = self.targets.clone();
        }
        if let Some(names) = self.enumerated(condition) {
            chain.facts = names.to_vec();
        }
        if let (Some(ranked), Some(subject)) = (ranking(condition), self.subject.clone()) {
            let last = match ranked.places {
                Places::Range(_, b) | Places::First(b) | Places::FromEnd(_, b) => b as usize,
                Places::Last(_) => 0,
            };
            let reached = chain.ranked.as_ref().map_or(0, |(_, _, n)| *n).max(last);
            chain.ranked = Some((subject, ranked.clone(), reached));
            if matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Series(_)) {
                // 每后退1名 goes on from the last place that was named.
                chain.last_place = self.targets.last().cloned();
            }
        }
        match &outcome.kind {
            OutcomeKind::Award(points) => {
                let points = worth.points(points);
                chain.branches.push(Branch::new(BranchKind::Award, lowered.clone(), Some(points.clone()), span));
                chain.awards.push((lowered, Expr::Number(points)));
            }
            OutcomeKind::Series(points) => self.series(condition, points, chain, span)?,
            OutcomeKind::Deduct(points) => {
                let points = worth.points(points);
                chain.branches.push(Branch::new(BranchKind::Deduct, lowered.clone(), Some(points.clone()), span));
                let spoken_of = self.subject.as_ref().map(|subject| subject.expr.clone());
                let same = |last: &Expr| spoken_of.as_ref().is_some_and(|subject| mentions(last, subject));
                let joins = repeats_subject && chain.deducts.last().is_some_and(|(last, ..)| same(last));
                if condition.measures_distance() {
                    chain.measured.push(lowered.clone());
                }
                chain.deducts.push((lowered, Expr::Number(points), joins));
            }
            OutcomeKind::Nothing => {
                chain.branches.push(Branch::new(BranchKind::Zero, lowered.clone(), Some(Number::ZERO), span));
                chain.zeros.push(lowered);
            }
            OutcomeKind::Exempt => {
                chain.branches.push(Branch::new(BranchKind::Exempt, lowered.clone(), None, span));
                chain.exempt.push(lowered);
            }
            OutcomeKind::Proportional { to_best } => {
                let value = self.share_of_target(*to_best, chain, span)?;
                chain.branches.push(Branch::new(BranchKind::Award, lowered.clone(), None, span));
                chain.awards.push((lowered, value));
            }
            OutcomeKind::Passes => {
                chain.passes.push(lowered);
            }
            OutcomeKind::JudgedRange(..) | OutcomeKind::JudgedUpTo(_) | OutcomeKind::JudgedOpen | OutcomeKind::JudgedOrNothing => {}
        }
        Some(())
    }

    /// 依次得10、9、8分: one award per place.
    fn series(&mut self, condition: &Condition, points: &[Number], chain: &mut Chain, span: Span) -> Option<()> {
        let (Some(ranked), Some(subject)) = (ranking(condition), self.subject.clone()) else {
            self.sink.report(
                Finding::new(Code::UnexpectedText, words! { zh: "“依次得”前面要写名次", en: "依次得 needs places in front" })
                    .label(span, words! { zh: "这里", en: "here" })
                    .help(words! { zh: "如“在全市排名第1至第5名的，依次得10、9、8、7、6分”", en: "such as 排名第1至第5名的，依次得10、9、8、7、6分" }),
            );
            return None;
        };
        let (first, last) = match ranked.places {
            Places::First(n) => (1, n),
            Places::Range(a, b) | Places::FromEnd(a, b) => (a, b),
            Places::Last(_) => (1, 0),
        };
        if last.saturating_add(1).saturating_sub(first) as usize != points.len() {
            self.series_length(span, last.saturating_add(1).saturating_sub(first) as usize, points.len());
            return None;
        }
        let place = match ranked.places {
            Places::FromEnd(..) => self.place_from_end(&subject, ranked, span),
            _ => self.place(&subject, ranked, span).expr,
        };
        for (n, points) in (first..=last).zip(points) {
            let at = Expr::cmp(CmpOp::Eq, place.clone(), Expr::int(i64::from(n)));
            chain.branches.push(Branch::new(BranchKind::Award, at.clone(), Some(points.clone()), span));
            chain.awards.push((at, Expr::Number(points.clone())));
        }
        Some(())
    }

    fn otherwise(&mut self, outcome: &Outcome, worth: &Worth, chain: &mut Chain) -> Option<()> {
        let value = match &outcome.kind {
            OutcomeKind::Award(points) => Expr::Number(worth.points(points)),
            OutcomeKind::Nothing => Expr::int(0),
            OutcomeKind::Proportional { to_best } => self.share_of_target(*to_best, chain, outcome.span)?,
            OutcomeKind::Deduct(points) => {
                let before: Vec<Expr> = chain.branches.iter().map(|b| b.condition.clone()).collect();
                let rest = Expr::negate(Expr::any(before));
                chain.branches.push(Branch::new(BranchKind::Otherwise, rest.clone(), None, outcome.span));
                chain.deducts.push((rest, Expr::Number(worth.points(points)), false));
                return Some(());
            }
            OutcomeKind::Exempt => return Some(()),
            OutcomeKind::Series(_)
            | OutcomeKind::Passes
            | OutcomeKind::JudgedRange(..)
            | OutcomeKind::JudgedUpTo(_)
            | OutcomeKind::JudgedOpen
            | OutcomeKind::JudgedOrNothing => {
                self.sink.report(
                    Finding::new(Code::UnexpectedText, words! { zh: "“否则”后面要写得分或不得分", en: "否则 needs points or 不得分" })
                        .label(outcome.span, words! { zh: "这里", en: "here" })
                        .help(words! { zh: "请写“否则得1分”或“否则不得分”这样", en: "write 否则得1分 or 否则不得分" }),
                );
                return None;
            }
        };
        let points = if let Expr::Number(n) = &value { Some(n.clone()) } else { None };
        let before: Vec<Expr> = chain.branches.iter().map(|b| b.condition.clone()).collect();
        chain.branches.push(Branch::new(BranchKind::Otherwise, Expr::negate(Expr::any(before)), points, outcome.span));
        chain.otherwise = Some(value);
        Some(())
    }

    /// 按比例得分: the share of the target that was reached, of the points of the first award, at most all of them.
    fn share_of_target(&mut self, to_best: bool, chain: &Chain, span: Span) -> Option<Expr> {
        let Some((_, base)) = chain.awards.first().cloned() else {
            self.no_target(span);
            return None;
        };
        let (value, target, more_is_better) = if to_best {
            let Some((subject, ranked, _)) = chain.ranked.clone() else {
                self.no_target(span);
                return None;
            };
            self.number(&subject)?;
            let op = if ranked.low_first() { PopOp::Min } else { PopOp::Max };
            let scope = super::functions::counties(ranked.scope.as_deref());
            let best = Expr::Population(op, scope, Box::new(subject.expr.clone()));
            (subject.expr, best, !ranked.low_first())
        } else {
            let Some(target) = chain.targets.first() else {
                self.no_target(span);
                return None;
            };
            (target.subject.expr.clone(), target.operand.expr.clone(), target.at_least != Some(false))
        };
        let (above, below) = if more_is_better { (value, target) } else { (target, value) };
        let share = Expr::Div(Box::new(above), Box::new(below), WhenZero::Error);
        Some(Expr::binary(BinaryOp::Mul, base, Expr::binary(BinaryOp::Min, Expr::int(1), share)))
    }

    fn chain_consistency(&mut self, chain: &Chain, span: Span) {
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
            if is_list && *reached < counties && chain.otherwise.is_none() && !behind {
                self.sink.report(
                    Finding::new(Code::RankListShort, words! { zh: "只写到第{reached}名，而被评价的县有{counties}个", en: "places up to {reached}, but {counties} counties" })
                        .label(span, words! { zh: "其余的县得多少分？", en: "what do the others earn?" })
                        .help(words! { zh: "请加“其余得…分”“其余不得分”或“每后退1名减…分”", en: "add 其余得…分, 其余不得分 or 每后退1名减…分" }),
                );
            }
        }
    }

    fn join(&mut self, chain: Chain, span: Span) -> Option<Part> {
        let number = |expr: &Expr| if let Expr::Number(n) = expr { n.clone() } else { Number::ZERO };
        let base = if chain.falls_back { chain.awards.last() } else { chain.awards.first() };
        let base = base.map(|(_, points)| points.clone());
        let (mut lost, mut added) = (group_losses(&chain.deducts, chain.best_only), Expr::int(0));
        let mut engaged = chain.measured.clone();
        for step in &chain.steps {
            let amount = step.amount(self);
            if step.loses {
                let op = if chain.best_only { BinaryOp::Max } else { BinaryOp::Add };
                lost = Expr::binary(op, lost, amount)
            } else {
                added = Expr::binary(BinaryOp::Add, added, amount)
            }
            if step.takes_from(chain.awards.first().map(|(condition, _)| condition)) {
                engaged.push(step.condition());
            }
        }
        let stepped = chain.steps.iter().any(|step| step.loses) && !engaged.is_empty();
        // An award of several conditions is taken from where those hold that the deduction does not speak of.
        if let Some((Expr::And(conditions), _)) = chain.awards.first() {
            let with_others = |each: Expr| {
                let others = conditions.iter().filter(|c| !shares_data(c, &each)).cloned();
                Expr::all(others.chain([each.clone()]).collect())
            };
            engaged = engaged.into_iter().map(with_others).collect();
        }
        let earns = base.is_some() || !chain.values.is_empty() || chain.otherwise.is_some() || chain.steps.iter().any(|s| !s.loses);
        let kind = if !chain.passes.is_empty() {
            PartKind::Passes
        } else if earns {
            PartKind::Earns
        } else {
            PartKind::Loses
        };
        let value = match kind {
            PartKind::Passes => Expr::any(chain.passes.clone()),
            PartKind::Loses => Expr::when(Expr::any(chain.exempt.clone()), Expr::int(0), lost.clone()),
            PartKind::Earns => {
                let mut value = chain.otherwise.clone().unwrap_or(Expr::int(0));
                if let Some(base) = base.filter(|_| !engaged.is_empty()) {
                    value = Expr::when(Expr::any(engaged), base, value);
                }
                if chain.best_only {
                    let each = chain.awards.iter().map(|(c, p)| Expr::when(c.clone(), p.clone(), Expr::int(0)));
                    value = each.fold(value, |best, each| Expr::binary(BinaryOp::Max, best, each));
                } else {
                    for (condition, points) in chain.awards.iter().rev() {
                        value = Expr::when(condition.clone(), points.clone(), value);
                    }
                }
                value = chain.values.iter().fold(value, |sum, each| Expr::binary(BinaryOp::Add, sum, each.clone()));
                value = Expr::binary(BinaryOp::Add, value, added);
                if lost != Expr::int(0) {
                    let less = Expr::binary(BinaryOp::Sub, value.clone(), lost.clone());
                    value = if chain.exempt.is_empty() { less } else { Expr::when(Expr::any(chain.exempt.clone()), value, less) };
                }
                if !chain.zeros.is_empty() {
                    value = Expr::when(Expr::any(chain.zeros.clone()), Expr::int(0), value);
                }
                value
            }
        };
        let value = match (chain.round, kind) {
            (Some(places), PartKind::Earns) => Expr::Round(Box::new(value), places),
            _ => value,
        };
        let value = match (&chain.cap, kind) {
            (Some(cap), PartKind::Earns | PartKind::Loses) => Expr::binary(BinaryOp::Min, value, Expr::Number(cap.clone())),
            _ => value,
        };
        let value = if chain.floor && kind == PartKind::Earns && (lost != Expr::int(0)) {
            Expr::binary(BinaryOp::Max, Expr::int(0), value)
        } else {
            value
        };
        if kind == PartKind::Earns && chain.otherwise.is_none() && self.leaves_values_below(&chain) {
            self.assume(Assumption::NothingBelow, span);
        }
        let value = match (chain.missing, &self.subject) {
            (Some(Some(replacement)), Some(subject)) => {
                value.substitute(&subject.expr, &Expr::IfMissing(Box::new(subject.expr.clone()), Box::new(replacement)))
            }
            (Some(_), _) => Expr::IfMissing(Box::new(value), Box::new(Expr::int(0))),
            (None, _) => value,
        };
        let total_award = if chain.best_only || chain.awards.is_empty() { None } else { chain.awards.iter().map(|(_, p)| number(p)).max() };
        let overrides = if kind == PartKind::Loses { Expr::any(chain.zeros) } else { Expr::Bool(false) };
        let caps = chain.steps.iter().filter_map(|s| s.cap.clone().map(|c| (c, s.span))).chain(chain.cap.map(|c| (c, span))).collect();
        let unlimited = chain.steps.iter().find(|s| !s.loses && s.counts() && s.cap.is_none()).map(|s| s.span);
        Some(Part {
            kind,
            value,
            overrides,
            branches: chain.branches,
            highest: total_award,
            caps,
            unlimited,
            floor: chain.floor,
            stepped,
            span,
        })
    }

    /// Whether bands of one subject say nothing of an end of its range.
    fn leaves_values_below(&self, chain: &Chain) -> bool {
        let Some((subject, (low, high))) = self.subject.as_ref().and_then(|s| s.range.clone().map(|r| (s, r))) else { return false };
        let cases: Vec<&Expr> = chain.awards.iter().map(|(c, _)| c).chain(&chain.zeros).collect();
        let left = |end: &Number| {
            let each: Option<Vec<bool>> = cases.iter().map(|c| holds_at(c, &subject.expr, end)).collect();
            each.is_some_and(|each| !each.contains(&true))
        };
        cases.len() > 1 && chain.steps.is_empty() && chain.values.is_empty() && (left(&low) || left(&high))
    }

    pub(super) fn without_effect(&mut self, span: Span, zh: &str, en: &str) {
        self.sink.report(
            Finding::new(Code::PartWithoutEffect, words! { zh: "这一句不起作用：{zh}", en: "this has no effect: {en}" })
                .label(span, words! { zh: "可以删去，或移到相应的分句后面", en: "delete it or move it behind its clause" })
                .help(words! { zh: "请删去这一句，或移到它要限制的分句后面", en: "delete it, or move it behind the clause it is for" }),
        );
    }
}

/// Whether a condition holds where the subject has this value; `None` if it speaks of something else too.
fn holds_at(condition: &Expr, subject: &Expr, value: &Number) -> Option<bool> {
    match condition {
        Expr::Cmp(op, a, b) => match &**b {
            Expr::Number(limit) if **a == *subject => Some(op.holds(value, limit)),
            _ => None,
        },
        Expr::And(all) => Some(all.iter().map(|c| holds_at(c, subject, value)).collect::<Option<Vec<_>>>()?.into_iter().all(|h| h)),
        Expr::Or(all) => Some(all.iter().map(|c| holds_at(c, subject, value)).collect::<Option<Vec<_>>>()?.into_iter().any(|h| h)),
        _ => None,
    }
}

/// Whether two expressions look at the same datum or column.
fn shares_data(a: &Expr, b: &Expr) -> bool {
    let mut shared = false;
    a.walk(&mut |part| shared |= matches!(part, Expr::Datum(..) | Expr::Column(_)) && mentions(b, part));
    shared
}

fn mentions(expr: &Expr, wanted: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= part == wanted);
    found
}

/// Sum of the deductions, of those that repeat one subject the harder one; or the hardest of all (就高不累加).
fn group_losses(deducts: &[(Expr, Expr, bool)], hardest: bool) -> Expr {
    let mut groups: Vec<Expr> = Vec::new();
    for (condition, points, joins) in deducts {
        let each = match condition {
            Expr::Bool(true) => points.clone(),
            _ => Expr::when(condition.clone(), points.clone(), Expr::int(0)),
        };
        match groups.pop() {
            Some(last) if *joins || hardest => groups.push(Expr::binary(BinaryOp::Max, last, each)),
            Some(last) => groups.extend([last, each]),
            None => groups.push(each),
        }
    }
    groups.into_iter().reduce(|a, b| Expr::binary(BinaryOp::Add, a, b)).unwrap_or(Expr::int(0))
}

impl Worth {
    pub(super) fn points(&self, points: &Points) -> Number {
        match points {
            Points::Full => self.full.clone(),
            Points::Number(n) => n.clone(),
        }
    }
}
