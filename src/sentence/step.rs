//! Steps (每…扣…分): so many points per so much. Defaults D1, D10. Spec: spec/sentences/steps.md.

use std::sync::Arc;

use super::lowering::{Assumption, Lowering, Target};
use super::rule::Worth;
use super::scope::Symbol;
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit};
use crate::source::Span;
use crate::syntax::tree::{AtomKind, Condition, Direction, Front, Name, Partial, PartialStep, Quantity, Step, Subject};

/// A step, open to the clauses that follow it: 不足1个单位的…, 最多扣…分.
pub(super) struct OpenStep {
    /// Number of steps before any rounding, one for each target; never below 0 where it counts.
    distances: Vec<Expr>,
    /// When the step counts at all, for each distance.
    active: Vec<Expr>,
    /// Points of one step.
    points: Number,
    /// Whether it loses points.
    pub loses: bool,
    /// 不足1个单位
    pub partial: Option<PartialStep>,
    /// 最多扣…分, and where that stands.
    pub cap: Option<(Number, Span)>,
    /// Size of a step and its unit, as written.
    size: Number,
    unit: String,
    /// What it measures from.
    pub targets: Vec<Target>,
    /// Which way, if any.
    pub direction: Option<Direction>,
    /// 每下降, not 每低
    pub moves: bool,
    /// 再扣
    pub further: bool,
    /// 加, not 得
    pub adds: bool,
    /// 以后每次
    pub goes_on: bool,
    /// Its place in the chain.
    pub at: usize,
    /// Whether several targets are taken by the worst, not added; `None` if not said.
    pub worst: Option<bool>,
    /// Whether a part of a step can occur.
    fractional: bool,
    /// The subject, if the step counts it without a target.
    pub counted: Option<Expr>,
    /// Whether it names what it counts.
    pub named: bool,
    /// Whether something stands in front of it that says for whom it counts.
    pub limited_from: bool,
    /// 否则每低…
    pub otherwise: bool,
    pub span: Span,
}

impl OpenStep {
    /// A step that measures nothing yet.
    fn new(step: &Step, points: Number, span: Span) -> Self {
        OpenStep {
            distances: Vec::new(),
            active: Vec::new(),
            points,
            loses: step.loses,
            partial: None,
            cap: None,
            size: step.size.clone(),
            unit: step.unit.clone(),
            targets: Vec::new(),
            direction: step.direction,
            moves: step.moves,
            further: step.further,
            adds: step.adds,
            goes_on: step.beyond_first,
            at: 0,
            worst: None,
            fractional: false,
            counted: None,
            named: step.subject.is_some() || step.from.is_some(),
            limited_from: step.from.is_some(),
            otherwise: step.front == Front::Otherwise,
            span,
        }
    }

    /// Whether two rates share the step without a word on how.
    pub fn is_ambiguous(&self) -> bool {
        self.distances.len() > 1 && self.worst.is_none()
    }

    /// Whether it counts the subject itself, without a target.
    pub fn counts(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether what is said of less than a step is said of a whole step: 不足5人的按5人计 of 每5人.
    pub fn is_partial(&self, partial: &Partial) -> bool {
        let whole = |said: &Quantity| said.number == self.size && (said.unit == self.unit || said.unit == "个");
        let counts = |said: &Quantity| whole(said) || (said.number == Number::ONE && said.unit == "个");
        partial.of.as_ref().is_none_or(whole) && partial.counts_as.as_ref().is_none_or(counts)
    }

    /// 5人, 1个百分点
    pub fn size_words(&self) -> String {
        format!("{}{}", self.size, if self.unit.is_empty() { "个" } else { &self.unit })
    }

    /// When the step counts.
    pub fn condition(&self) -> Expr {
        Expr::any(self.active.clone())
    }

    /// Points of all steps, at least 0.
    pub fn amount(&self, lowering: &mut Lowering<'_>) -> Expr {
        if self.partial.is_none() && self.fractional {
            lowering.assume(Assumption::WholeSteps, self.span);
        }
        let rounded = |distance: &Expr| match self.partial {
            Some(PartialStep::ProRata) => distance.clone(),
            Some(PartialStep::Up) => Expr::Ceil(Arc::new(distance.clone())),
            _ if self.fractional => Expr::Floor(Arc::new(distance.clone())),
            _ => distance.clone(),
        };
        let each = self.distances.iter().zip(&self.active).map(|(distance, active)| {
            Expr::when(active.clone(), Expr::binary(BinaryOp::Mul, rounded(distance), Expr::Number(self.points.clone())), Expr::int(0))
        });
        let op = if self.worst == Some(true) { BinaryOp::Max } else { BinaryOp::Add };
        let all = each.reduce(|a, b| Expr::binary(op, a, b)).unwrap_or(Expr::int(0));
        match &self.cap {
            Some((cap, _)) => Expr::binary(BinaryOp::Min, all, Expr::Number(cap.clone())),
            None => all,
        }
    }
}

impl Lowering<'_> {
    /// Opens a step. `targets` are those of the award it follows, `others` further comparisons before it, `facts` those of an
    /// enumeration (每缺一项).
    pub(super) fn step(
        &mut self,
        step: &Step,
        full: &Number,
        targets: &[Target],
        others: &[Target],
        facts: &[Name],
        span: Span,
    ) -> Option<OpenStep> {
        let points = Worth { full: full.clone() }.points(&step.points);
        if !step.each {
            self.each_or_from(span, step);
            return None;
        }
        let split = self.counted_thing(step, span);
        let step = split.as_ref().unwrap_or(step);
        let own = match &step.subject {
            Some(subject) => {
                let value = self.subject_value(subject)?;
                self.subject = Some(value.clone());
                Some(value)
            }
            None => None,
        };
        let (mut targets, mut others) = (targets.to_vec(), others);
        let mut when = None;
        if let Some(from) = &step.from {
            self.targets = Vec::new();
            // 低于90%的 behind 达到任务数的90%
            self.earlier_targets.clone_from(&targets);
            self.takes = step.loses;
            when = Some(self.condition(from)?).filter(|_| step.front != Front::Asked);
            // 90%以上不足95%的，每低1个百分点…: both ends say where it counts, and the target stands before.
            let band =
                self.targets.len() > 1 && self.targets.iter().all(|t| targets.iter().any(|known| known.subject.expr == t.subject.expr));
            // 增长5%以上不足10%的，每低1个百分点… behind 增长10%以上: bands of a rise, that the step measures from.
            let of_a_move = self.targets.is_empty() && !targets.is_empty() && targets.iter().all(Target::is_margin);
            if step.direction.is_some() && step.front != Front::ForWhom && !band && !of_a_move {
                (targets, others) = (std::mem::take(&mut self.targets), &[]);
            }
        }
        let mut open = OpenStep::new(step, points, span);
        let of_facts = step.direction == Some(Direction::Below) && counts_facts(&step.unit);
        if of_facts && !facts.is_empty() && own.is_none() && step.from.is_none() {
            let lacking = self.lacking(facts)?;
            open.active.push(Expr::cmp(CmpOp::Gt, lacking.clone(), Expr::int(0)));
            open.fractional = step.size != Number::ONE;
            open.distances.push(per(lacking, &step.size));
            return Some(open);
        }
        // 均达到90%得3分，每缺一项扣1分
        let of_standards = of_facts && own.is_none() && matches!(step.unit.as_str(), "项" | "条") && !targets.is_empty();
        if of_standards && targets.iter().all(|target| target.subject.unit().is_some_and(|unit| !unit.is_count() || unit.is_pure())) {
            self.lacking_standards(span);
            return None;
        }
        match step.direction {
            None => {
                let Some(subject) = own.or_else(|| self.subject.clone()) else {
                    self.no_subject(span);
                    return None;
                };
                if self.is_undirected(step, &subject, &targets) {
                    self.which_way(span, step.loses);
                    return None;
                }
                self.count_step(&mut open, step, &subject)?;
            }
            Some(direction) => {
                let followed: Vec<Target> = match &own {
                    Some(subject) => targets.iter().filter(|t| t.subject.expr == subject.expr).cloned().collect(),
                    None => targets.clone(),
                };
                let followed: Vec<Target> = facing(direction, &followed).into_iter().cloned().collect();
                // 下降5%以上得4分，每高1个百分点扣0.5分: a fall is not high.
                let higher = step.loses
                    && direction == Direction::Above
                    && followed.iter().all(|target| target.is_margin() && target.at_least == Some(true));
                if followed.is_empty() || higher {
                    self.step_of_nothing(&step.unit, span);
                    return None;
                }
                if self.could_follow(direction, own.as_ref(), &followed, others) {
                    self.which_target(span);
                    return None;
                }
                for target in &followed {
                    let distance = self.distance(target, direction, &step.unit, span)?;
                    // Beyond the target on its bad side, even by less than a step.
                    let (a, b) = (target.subject.expr.clone(), target.operand.expr.clone());
                    let op = if matches!(direction, Direction::Below | Direction::Early) { CmpOp::Lt } else { CmpOp::Gt };
                    open.active.push(Expr::cmp(op, a, b));
                    open.fractional |= step.size != Number::ONE || self.is_between_steps(target, &step.unit);
                    open.distances.push(per(distance, &step.size));
                }
                open.targets = followed;
            }
        }
        if let Some(when) = when {
            open.active.iter_mut().for_each(|active| *active = Expr::all(vec![when.clone(), active.clone()]));
        }
        Some(open)
    }

    /// 均达到95%得6分，每有一项未达到扣3分: so much for each of these conditions that does not hold.
    pub(super) fn step_of_missed(&mut self, step: &Step, full: &Number, standards: &[&Expr], span: Span) -> OpenStep {
        let mut open = OpenStep::new(step, Worth { full: full.clone() }.points(&step.points), span);
        let missed = standards.iter().map(|&holds| Expr::when(holds.clone(), Expr::int(0), Expr::int(1)));
        open.distances.extend(missed.reduce(|a, b| Expr::binary(BinaryOp::Add, a, b)));
        open.active.push(Expr::any(standards.iter().map(|&holds| Expr::negate(holds.clone())).collect()));
        open
    }

    /// 每发现1起事故: the unit and, behind it, the name of what is counted. 违规招生的，每起扣1分 names it in front.
    pub fn counted_thing(&self, step: &Step, span: Span) -> Option<Step> {
        if step.subject.is_some() || step.direction.is_some() {
            return None;
        }
        if let Some(Condition { first, rest, .. }) = &step.from
            && let (AtomKind::Fact(name), true) = (&first.kind, rest.is_empty())
            && self.is_counted(&name.text)
        {
            return Some(Step { subject: Some(Subject::Name(name.clone())), from: None, ..step.clone() });
        }
        // 每有1个大班额 of the datum 大班额数
        let declared = |rest: &str| {
            let known = |name: &String| matches!(self.scope.lookup(name, self.table), Some(Symbol::Datum(_) | Symbol::Column(_)));
            [rest.to_owned(), format!("{rest}数")].into_iter().find(known)
        };
        let splits = step.unit.char_indices().skip(1).map(|(at, _)| step.unit.split_at(at));
        let (unit, text) = splits.filter_map(|(unit, rest)| Some((unit, declared(rest)?))).next()?;
        let name = Name { text, span };
        Some(Step { subject: Some(Subject::Name(name)), unit: unit.to_owned(), ..step.clone() })
    }

    /// 每起扣0.5分: the subject itself is counted. 以后每次: beyond the first.
    fn count_step(&mut self, open: &mut OpenStep, step: &Step, subject: &Typed) -> Option<()> {
        let own = self.number(subject)?;
        if step.newly && matches!(&subject.expr, Expr::Datum(id, 0) if self.scope.datum(*id).is_some_and(|known| known.history > 0)) {
            self.newly_since_when(open.span, &step.unit, step.loses);
            return None;
        }
        let wanted = if step.unit.is_empty() { own.clone() } else { Unit::parse(&step.unit) };
        let Some(factor) = own.factor_to(&wanted).or_else(|| own.above_line()?.factor_to(&wanted)) else {
            self.unit_mismatch(subject.span, &own, open.span, &wanted);
            return None;
        };
        let counted = Expr::binary(BinaryOp::Mul, subject.expr.clone(), Expr::Number(factor));
        let first = if step.beyond_first { Expr::int(1) } else { Expr::int(0) };
        let distance = Expr::binary(BinaryOp::Sub, counted, first.clone());
        open.counted = Some(subject.expr.clone());
        open.active.push(Expr::cmp(CmpOp::Gt, subject.expr.clone(), first));
        open.fractional = subject.places != Some(0) || step.size != Number::ONE;
        open.distances.push(per(distance, &step.size));
        Some(())
    }

    /// 达到95%得3分，每1个百分点扣0.5分: below it, or above?
    fn is_undirected(&self, step: &Step, subject: &Typed, targets: &[Target]) -> bool {
        let is_share = subject.unit().is_some_and(|unit| unit.is_percent());
        is_share && (step.from.is_some() || targets.iter().any(|target| target.subject.expr == subject.expr))
    }

    /// Whether another comparison before the step could be meant: a lower band, or another value.
    fn could_follow(&self, direction: Direction, own: Option<&Typed>, followed: &[Target], others: &[Target]) -> bool {
        let of_it = |target: &Target| own.is_none_or(|own| own.expr == target.subject.expr);
        let goes_beyond = followed.iter().all(|target| match direction {
            Direction::Below | Direction::Early => target.at_least == Some(false),
            Direction::Above | Direction::Late | Direction::Behind => target.at_least == Some(true),
        });
        !goes_beyond && others.iter().any(|target| of_it(target) && !followed.iter().any(|known| known.is(target)))
    }
}

/// Of a range, the end that lies in this direction: 每低 measures from the lower one.
pub(super) fn facing(direction: Direction, targets: &[Target]) -> Vec<&Target> {
    let below = matches!(direction, Direction::Below | Direction::Early);
    let is_end = |target: &Target| {
        let other = |other: &Target| other.subject.expr == target.subject.expr && other.at_least == Some(below);
        target.at_least == Some(!below) && targets.iter().any(other)
    };
    targets.iter().filter(|target| !is_end(target)).collect()
}

/// Whether a unit counts the facts of an enumeration: 缺1项, 少1个.
pub fn counts_facts(unit: &str) -> bool {
    matches!(unit, "" | "项" | "条" | "个" | "类" | "种" | "份" | "件")
}

fn per(distance: Expr, size: &Number) -> Expr {
    match Number::ONE.div(size) {
        Some(factor) => Expr::binary(BinaryOp::Mul, distance, Expr::Number(factor)),
        None => Expr::Div(Arc::new(distance), Arc::new(Expr::int(0)), crate::expr::WhenZero::Error),
    }
}
