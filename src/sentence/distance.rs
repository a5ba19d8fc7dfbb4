//! Distances (差多少、迟几天): how far a value is from what the sentence asked for, and which comparison that was. Spec: §6.3, sentences/steps.md.

use std::sync::Arc;

use super::lowering::{Assumption, Lowering, Target};
use super::scope::Type;
use super::step::{counts_facts, facing};
use super::typed::{Typed, UNREPORTED};
use crate::expr::{BinaryOp, CmpOp, Expr, PopOp, Unit, WhenZero};
use crate::finding::{Code, Finding, Words};
use crate::source::Span;
use crate::syntax::tree::{Direction, Name, Quantity, Reach};
use crate::words;

impl Lowering<'_> {
    pub(super) fn distance_predicate(
        &mut self,
        (direction, moves): (Direction, bool),
        by: &Quantity,
        reach: Reach,
        span: Span,
    ) -> Option<Expr> {
        let limit = Expr::Number(by.number.clone());
        let op = match reach {
            Reach::AtLeast => self.boundary(CmpOp::Ge, "以上", None, span),
            Reach::Within => CmpOp::Le,
            Reach::Beyond => CmpOp::Gt,
            Reach::Just => CmpOp::Eq,
        };
        let facts = self.facts.clone();
        if direction == Direction::Below && counts_facts(&by.unit) && !facts.is_empty() {
            let lacking = self.lacking(&facts)?;
            let reached = Expr::cmp(op, lacking.clone(), limit);
            let some = Expr::cmp(CmpOp::Gt, lacking, Expr::int(0));
            return Some(if reach == Reach::Within && self.takes { Expr::And(vec![some, reached]) } else { reached });
        }
        let Some(target) = self.target_of_distance(direction) else {
            self.no_target(span);
            return None;
        };
        // 下降5%以上得3分，高2%以内扣1分: a fall is not high.
        if self.takes && direction == Direction::Above && target.is_margin() && target.at_least == Some(true) {
            self.no_target(span);
            return None;
        }
        if moves && reach == Reach::Within && self.has_last_year(&target) {
            self.which_fall(by, direction, span);
            return None;
        }
        if self.could_be_of_another(direction, &target) {
            self.which_target(span);
            return None;
        }
        if reach == Reach::Just && self.is_between_steps(&target, &by.unit) {
            self.just_of_a_share(span, by);
            return None;
        }
        let distance = self.distance(&target, direction, &by.unit, by.span)?;
        let reached = Expr::cmp(op, distance.clone(), limit);
        // 高于公务员工资得3分，与公务员工资持平得2分，低5%以内得1分
        let beyond = !target.reached && !matches!(target.operand.expr, Expr::Number(_));
        if reach == Reach::Within && (self.takes || beyond || !is_worse(direction, target.at_least)) {
            // Who is on the good side is at no distance within which points are taken; to which side is good nothing else may tell.
            return Some(Expr::And(vec![Expr::cmp(CmpOp::Gt, distance, Expr::int(0)), reached]));
        }
        if direction == Direction::Late && !self.takes && self.can_be_unreported(&target.subject) {
            // Late is who reported; who did not earns nothing by it.
            let reported = Expr::cmp(CmpOp::Ne, target.subject.expr.clone(), Expr::int(UNREPORTED));
            return Some(Expr::And(vec![reported, reached]));
        }
        Some(reached)
    }

    /// What a distance is measured from: the first comparison, or the first one of what is named.
    fn target_of_distance(&self, direction: Direction) -> Option<Target> {
        let mut known = self.targets.iter().chain(&self.earlier_targets);
        match self.subject.as_ref().filter(|_| self.names_subject) {
            Some(named) => known.find(|target| target.subject.expr == named.expr).cloned(),
            None => facing(direction, &self.targets).first().map(|target| (*target).clone()),
        }
    }

    /// 达到95%得3分，达到90%得2分，低10个百分点以内得1分: whether another comparison before could be meant as well.
    fn could_be_of_another(&self, direction: Direction, target: &Target) -> bool {
        // 高于全市平均数5个百分点以上得3分，低2个百分点以内得1分: below the mean, or below what is wanted? Last year's value one fell from.
        let standards = |expr: &Expr| {
            let (mut data, mut of_last_year) = (Vec::new(), false);
            expr.walk(&mut |part| match part {
                Expr::Population(..) | Expr::Datum(_, 0) | Expr::Column(_) if !data.contains(part) => data.push(part.clone()),
                Expr::Datum(_, 1..) => of_last_year = true,
                _ => {}
            });
            data.len() > 1 && !of_last_year
        };
        if target.is_margin() && direction == Direction::Below && standards(&target.subject.expr) {
            return true;
        }
        let alike = |other: &Target| {
            let of_it = !self.names_subject || other.subject.expr == target.subject.expr;
            of_it && other.at_least == target.at_least && !other.is(target)
        };
        self.earlier_targets.iter().any(alike)
    }

    /// Whether last year's value is known of what is measured from a standard of its own.
    fn has_last_year(&self, target: &Target) -> bool {
        let of_last_year = matches!(target.operand.expr, Expr::Datum(_, 1..));
        match &target.subject.expr {
            Expr::Datum(id, 0) => !of_last_year && self.scope.datum(*id).is_some_and(|known| known.history > 0),
            _ => false,
        }
    }

    /// How many facts of an enumeration are lacking.
    pub(super) fn lacking(&mut self, facts: &[Name]) -> Option<Expr> {
        let mut lacking = Expr::int(0);
        for name in facts {
            let fact = self.fact(name)?;
            lacking = Expr::binary(BinaryOp::Add, lacking, Expr::when(fact, Expr::int(0), Expr::int(1)));
        }
        Some(lacking)
    }

    /// Whether the value of a date may be 未报.
    pub(super) fn can_be_unreported(&self, subject: &Typed) -> bool {
        match &subject.expr {
            Expr::Datum(id, _) => self.scope.datum(*id).is_some_and(|known| known.unreported),
            Expr::Column(id) => self.scope.column_signature(*id).is_some_and(|known| known.unreported),
            _ => false,
        }
    }

    /// Whether a distance in this unit can lie between whole ones.
    pub(super) fn is_between_steps(&self, target: &Target, unit: &str) -> bool {
        let whole = target.subject.ty == Type::Date
            || (target.subject.places == Some(0) && target.operand.places == Some(0) && !Unit::parse(unit).is_percent());
        !whole
    }

    /// How far the subject is from its target, in `unit`; negative on the good side.
    ///
    /// On a percentage a percentage point is a difference; on any other value it is a share of the target, or of that of which the
    /// target is a share.
    pub(super) fn distance(&mut self, target: &Target, direction: Direction, unit: &str, span: Span) -> Option<Expr> {
        let (subject, operand) = (&target.subject, &target.operand);
        let (more, less) = match direction {
            Direction::Below | Direction::Early => (operand.expr.clone(), subject.expr.clone()),
            Direction::Above | Direction::Late | Direction::Behind => (subject.expr.clone(), operand.expr.clone()),
        };
        let difference = Expr::binary(BinaryOp::Sub, more, less);
        if subject.ty == Type::Date {
            // Days are counted: a month or a working day has no fixed number of them, and a day is early or late, not low.
            if !matches!(unit, "" | "天" | "日") || direction == Direction::Below {
                self.unit_mismatch(subject.span, &Unit::parse("天"), span, &Unit::parse(unit));
                return None;
            }
            return Some(difference);
        }
        if matches!(direction, Direction::Early | Direction::Late) {
            self.type_mismatch(subject, "日期", "a date");
            return None;
        }
        // 排名前3名得4分，每低1个百分点扣0.5分: a place has no percentage points.
        let is_place = matches!(subject.expr, Expr::Population(PopOp::Rank { .. }, ..));
        if is_place && Unit::parse(unit).is_percent() {
            self.no_target(span);
            return None;
        }
        let Some(own) = subject.unit() else {
            self.steps_of_levels(span);
            return None;
        };
        if own.is_percent() && unit.is_empty() {
            self.percent_without_unit(span);
            return None;
        }
        let wanted = if unit.is_empty() { own.clone() } else { Unit::parse(unit) };
        if own.is_percent() && unit == "%" {
            self.assume(Assumption::PercentagePoint, span);
            self.sink.report(
                Finding::new(
                    Code::PercentOfPercentage,
                    words! { zh: "百分比上的“1%”按1个百分点计", en: "1% of a percentage is read as one percentage point" },
                )
                .label(span, words! { zh: "这里写的是%", en: "written as %" })
                .help(words! { zh: "请写“个百分点”；按原值的1%计的，写“相对…”并用公式", en: "write 个百分点" }),
            );
        }
        if let Some(factor) = own.factor_to(&wanted).or_else(|| own.above_line()?.factor_to(&wanted)) {
            return Some(Expr::binary(BinaryOp::Mul, difference, Expr::Number(factor)));
        }
        if wanted.is_percent() {
            // 达到任务数的80%，每低1个百分点: points of 任务数, as 80% is.
            let whole = target.whole.as_ref().unwrap_or(&operand.expr);
            let share = Expr::Div(Arc::new(difference), Arc::new(whole.clone()), WhenZero::Error);
            return Some(Expr::binary(BinaryOp::Mul, share, Expr::int(100)));
        }
        self.unit_mismatch(subject.span, &own, span, &wanted);
        None
    }

    /// 每降低一个等次扣1分
    fn steps_of_levels(&mut self, span: Span) {
        self.sink.report(
            Finding::new(Code::StepWithoutTarget, words! { zh: "等级没有可以数的差距", en: "levels have no distance to count" })
                .label(span, words! { zh: "等级之间差多少？", en: "how far are levels apart?" })
                .help(words! { zh: "请给各等级直接写分，如“为好得3分，为较好得2分，其余得1分”", en: "give each level its points: 为好得3分，为较好得2分，其余得1分" }),
        );
    }

    pub(super) fn no_target(&mut self, span: Span) {
        let help = words! { zh: "请在前面写明标准，如“达到97%得2分，每低1个百分点扣0.1分”", en: "name the target first: 达到97%得2分，每低1个百分点扣0.1分" };
        self.no_target_of(span, help);
    }

    /// The same where something else than a target helps.
    pub(super) fn no_target_of(&mut self, span: Span, help: Words) {
        if self.broken {
            return;
        }
        self.sink.report(
            Finding::new(Code::StepWithoutTarget, words! { zh: "没有写比什么低、比什么高", en: "below or above what?" })
                .label(span, words! { zh: "这里缺少比较的标准", en: "there is no target to measure from" })
                .help(help),
        );
    }
}

/// Whether this way from the target is the worse side of it.
fn is_worse(direction: Direction, at_least: Option<bool>) -> bool {
    match direction {
        Direction::Below | Direction::Early => at_least == Some(true),
        Direction::Above | Direction::Late | Direction::Behind => at_least == Some(false),
    }
}
