//! Steps (每…扣…分): so many points per so much. Defaults D1, D10. Spec: spec/sentences/step.md.

use super::lowering::{Assumption, Lowering, Target};
use super::scope::{Symbol, Type};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit};
use crate::source::Span;
use crate::syntax::tree::{Direction, Name, PartialStep, Points, Step, Subject};

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
    /// 最多扣…分
    pub cap: Option<Number>,
    /// Whether several targets are taken by the worst, not added; `None` if not said.
    pub worst: Option<bool>,
    /// Whether a part of a step can occur.
    fractional: bool,
    /// The subject, if the step counts it without a target.
    pub counted: Option<Expr>,
    pub span: Span,
}

impl OpenStep {
    /// Whether two rates share the step without a word on how.
    pub fn is_ambiguous(&self) -> bool {
        self.distances.len() > 1 && self.worst.is_none()
    }

    /// Whether it counts the subject itself, without a target.
    pub fn counts(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether the points of an award under this condition are what the step takes from: it measures from the target
    /// of the award, or takes for each of the things of which the award wants none or few.
    pub fn takes_from(&self, award: Option<&Expr>) -> bool {
        let Some(counted) = &self.counted else { return true };
        let mut named = false;
        if let Some(award) = award {
            award.walk(&mut |e| named |= e == counted);
        }
        self.loses && named
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
            Some(PartialStep::Up) => Expr::Ceil(Box::new(distance.clone())),
            _ if self.fractional => Expr::Floor(Box::new(distance.clone())),
            _ => distance.clone(),
        };
        let each = self.distances.iter().zip(&self.active).map(|(distance, active)| {
            Expr::when(active.clone(), Expr::binary(BinaryOp::Mul, rounded(distance), Expr::Number(self.points.clone())), Expr::int(0))
        });
        let op = if self.worst == Some(true) { BinaryOp::Max } else { BinaryOp::Add };
        let all = each.reduce(|a, b| Expr::binary(op, a, b)).unwrap_or(Expr::int(0));
        match &self.cap {
            Some(cap) => Expr::binary(BinaryOp::Min, all, Expr::Number(cap.clone())),
            None => all,
        }
    }
}

impl Lowering<'_> {
    /// Opens a step. `targets` are those of the award it follows, `facts` those of an enumeration (每缺一项).
    pub(super) fn step(&mut self, step: &Step, full: &Number, targets: &[Target], facts: &[Name], span: Span) -> Option<OpenStep> {
        let points = match &step.points {
            Points::Full => full.clone(),
            Points::Number(n) => n.clone(),
        };
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
        let mut open = OpenStep {
            distances: Vec::new(),
            active: Vec::new(),
            points,
            loses: step.loses,
            partial: None,
            cap: None,
            worst: None,
            fractional: false,
            counted: None,
            span,
        };
        if step.direction == Some(Direction::Below) && !facts.is_empty() && own.is_none() {
            let mut missing = Expr::int(0);
            for name in facts {
                let fact = self.fact(name)?;
                missing = Expr::binary(BinaryOp::Add, missing, Expr::when(fact, Expr::int(0), Expr::int(1)));
            }
            open.active.push(Expr::cmp(CmpOp::Gt, missing.clone(), Expr::int(0)));
            open.distances.push(missing);
            return Some(open);
        }
        match step.direction {
            None => {
                let Some(subject) = own.or_else(|| self.subject.clone()) else {
                    self.no_subject(span);
                    return None;
                };
                self.count_step(&mut open, step, &subject)?;
            }
            Some(direction) => {
                let followed: Vec<Target> = match &own {
                    Some(subject) => targets.iter().filter(|t| t.subject.expr == subject.expr).cloned().collect(),
                    None => targets.to_vec(),
                };
                if followed.is_empty() {
                    self.no_target(span);
                    return None;
                }
                for target in &followed {
                    let distance = self.distance(target, direction, &step.unit, span)?;
                    // Beyond the target on its bad side, even by less than a step.
                    let (a, b) = (target.subject.expr.clone(), target.operand.expr.clone());
                    let op = if direction == Direction::Below { CmpOp::Lt } else { CmpOp::Gt };
                    open.active.push(Expr::cmp(op, a, b));
                    open.fractional |= self.can_be_fractional(target, step);
                    open.distances.push(per(distance, &step.size));
                }
            }
        }
        Some(open)
    }

    /// 每发现1起事故: the unit and, behind it, the name of what is counted.
    pub fn counted_thing(&self, step: &Step, span: Span) -> Option<Step> {
        if step.subject.is_some() || step.direction.is_some() {
            return None;
        }
        let declared = |rest: &str| matches!(self.scope.lookup(rest, self.table), Some(Symbol::Datum(_) | Symbol::Column(_)));
        let (unit, rest) = step.unit.char_indices().skip(1).map(|(at, _)| step.unit.split_at(at)).find(|(_, rest)| declared(rest))?;
        let name = Name { text: rest.to_owned(), span };
        Some(Step { subject: Some(Subject::Name(name)), unit: unit.to_owned(), ..step.clone() })
    }

    /// 每起扣0.5分: the subject itself is counted. 以后每次: beyond the first.
    fn count_step(&mut self, open: &mut OpenStep, step: &Step, subject: &Typed) -> Option<()> {
        let own = self.number(subject)?;
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

    fn can_be_fractional(&self, target: &Target, step: &Step) -> bool {
        let whole = target.subject.ty == Type::Date
            || (target.subject.places == Some(0) && target.operand.places == Some(0) && step.unit != "个百分点" && step.unit != "%");
        !(whole && step.size == Number::ONE)
    }
}

fn per(distance: Expr, size: &Number) -> Expr {
    match Number::ONE.div(size) {
        Some(factor) => Expr::binary(BinaryOp::Mul, distance, Expr::Number(factor)),
        None => Expr::Div(Box::new(distance), Box::new(Expr::int(0)), crate::expr::WhenZero::Error),
    }
}
