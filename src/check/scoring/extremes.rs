//! Extremes (最高分与最低分) of a rule: the largest and the smallest value found, where, and how far they are proven.
//!
//! A sum falls apart into terms without an input in common; each is looked at by itself, so that a rule of many
//! sentences stays small.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::inputs::{inputs, roots};
use super::not_applicable::unhandled;
use super::space::{Point, Space};
use super::wording::describe;
use crate::expr::{Absent, BinaryOp, Expr, GroupId, Number, Value};
use crate::model::Model;

/// Values that may be absent in one term; of more nothing is proven.
const ABSENT: usize = 4;

/// Smallest and largest value.
#[derive(Debug, Clone)]
pub(super) struct Extremes {
    /// Found at `low_at`.
    pub low: Number,
    /// Found at `high_at`.
    pub high: Number,
    /// No value is below; `None` if that is not known.
    pub lower_bound: Option<Number>,
    /// No value is above; `None` if that is not known.
    pub upper_bound: Option<Number>,
    pub low_at: String,
    pub high_at: String,
    /// Whether inputs rest on common data, so that what was found together may never come together.
    pub entangled: bool,
}

impl Extremes {
    fn constant(value: Number) -> Extremes {
        let bound = Some(value.clone());
        Extremes {
            low: value.clone(),
            high: value,
            lower_bound: bound.clone(),
            upper_bound: bound,
            low_at: String::new(),
            high_at: String::new(),
            entangled: false,
        }
    }

    fn plus(mut self, other: &Extremes) -> Extremes {
        let add = |a: &Option<Number>, b: &Option<Number>| a.as_ref().zip(b.as_ref()).map(|(a, b)| a + b);
        self.low = &self.low + &other.low;
        self.high = &self.high + &other.high;
        self.lower_bound = add(&self.lower_bound, &other.lower_bound);
        self.upper_bound = add(&self.upper_bound, &other.upper_bound);
        join(&mut self.low_at, &other.low_at);
        join(&mut self.high_at, &other.high_at);
        self.entangled |= other.entangled;
        self
    }

    /// Of one of two.
    fn or(self, other: Extremes) -> Extremes {
        let both = self.lower_bound.zip(other.lower_bound).map(|(a, b)| a.min(b));
        let (low, low_at) = if other.low < self.low { (other.low, other.low_at) } else { (self.low, self.low_at) };
        let (high, high_at) = if other.high > self.high { (other.high, other.high_at) } else { (self.high, self.high_at) };
        let upper_bound = self.upper_bound.zip(other.upper_bound).map(|(a, b)| a.max(b));
        Extremes { low, high, lower_bound: both, upper_bound, low_at, high_at, entangled: self.entangled || other.entangled }
    }

    /// Where something is so that no value shows: `入园率不适用`.
    fn where_so(mut self, so: &str) -> Extremes {
        for at in [&mut self.low_at, &mut self.high_at] {
            let mut all = so.to_owned();
            join(&mut all, at);
            *at = all;
        }
        self
    }

    /// What was found, with nothing said of what else there may be.
    fn unproven(self) -> Extremes {
        Extremes { lower_bound: None, upper_bound: None, ..self }
    }

    /// Also the value 0, where an override sets the whole to it.
    fn or_zero(mut self) -> Extremes {
        self.low = self.low.min(Number::ZERO);
        self.lower_bound = self.lower_bound.map(|l| l.min(Number::ZERO));
        self.upper_bound = self.upper_bound.map(|h| h.max(Number::ZERO));
        self
    }
}

fn join(all: &mut String, more: &str) {
    if !more.is_empty() && all.chars().count() < 40 {
        if !all.is_empty() {
            all.push('，');
        }
        all.push_str(more);
    }
}

/// The extremes of an expression; `None` if no point of it can be computed.
pub(super) fn extremes(model: &Model, expr: &Expr, group: Option<GroupId>) -> Option<Extremes> {
    extremes_from(model, expr, group, None)
}

/// Points that were looked at already, with what the expression is there.
pub(super) struct Seen<'a> {
    /// Its first expression is the one looked at.
    pub space: &'a Space,
    pub points: Vec<(&'a Point, &'a Result<Value, Absent>)>,
}

/// The extremes of an expression that was looked at already.
pub(super) fn extremes_among(model: &Model, expr: &Expr, group: Option<GroupId>, seen: &Seen<'_>) -> Option<Extremes> {
    extremes_from(model, expr, group, seen.space.is_complete().then_some(seen))
}

fn extremes_from(model: &Model, expr: &Expr, group: Option<GroupId>, seen: Option<&Seen<'_>>) -> Option<Extremes> {
    // 不得分 over a sum of parts about other things: the sum by itself, and 0.
    if let Expr::If(condition, zero, rest) = expr
        && **zero == Expr::Number(Number::ZERO)
        && !shares(condition, rest)
        && can_fail(model, condition, group)
    {
        return Some(extremes(model, rest, group)?.or_zero());
    }
    let mut constant = Number::ZERO;
    let mut terms: Vec<(Expr, Vec<Expr>)> = Vec::new();
    flatten(expr, false, &mut constant, &mut terms);
    let mut sum = Extremes::constant(constant);
    while let Some((mut term, mut own)) = terms.pop() {
        while let Some(at) = terms.iter().position(|(_, theirs)| theirs.iter().any(|i| own.contains(i))) {
            let (other, theirs) = terms.swap_remove(at);
            term = Expr::binary(BinaryOp::Add, other, term);
            own.extend(theirs);
        }
        sum = sum.plus(&match seen.filter(|_| term == *expr && alternatives(&term, model).is_none()) {
            Some(seen) => among(model, seen.space, |visit| seen.points.iter().for_each(|(point, value)| visit(point, value)))?,
            None => found_or_absent(model, &term, group, ABSENT)?,
        });
    }
    sum.entangled = entangled(model, expr);
    Some(sum)
}

/// The expression where all it looks at is reported, where something is not applicable or missing, and what that is; `None` where
/// it makes no difference.
fn alternatives(expr: &Expr, model: &Model) -> Option<(Expr, Expr, String)> {
    let absent = |of: &Expr| Some(format!("{}不适用", unhandled(of, model, &mut BTreeMap::new())?));
    let mut found = None;
    expr.walk(&mut |e| {
        let each = || match e {
            Expr::Coalesce(a, b) => Some(((**a).clone(), (**b).clone(), absent(a)?)),
            // 缺报的不得分 is no more than others have.
            Expr::IfMissing(a, b) if **b != Expr::Number(Number::ZERO) => Some(((**a).clone(), (**b).clone(), "缺报".to_owned())),
            Expr::IsNotApplicable(of) => Some((Expr::Bool(false), Expr::Bool(true), absent(of)?)),
            _ => None,
        };
        if found.is_none() {
            found = each().map(|each| (e.clone(), each));
        }
    });
    let (at, (with, without, so)) = found?;
    Some((expr.clone().substitute(&at, &with), expr.clone().substitute(&at, &without), so))
}

/// Whether the condition is seen not to hold somewhere, so that what it takes away stands there.
fn can_fail(model: &Model, condition: &Expr, group: Option<GroupId>) -> bool {
    let mut fails = false;
    Space::new(model, &[condition], group).each(|_, values| fails |= values.first() == Some(&Ok(Value::Bool(false))));
    fails
}

fn shares(a: &Expr, b: &Expr) -> bool {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    inputs(a, &mut of_a);
    inputs(b, &mut of_b);
    of_a.iter().any(|i| of_b.contains(i))
}

/// The terms of a sum with their inputs.
fn flatten(expr: &Expr, minus: bool, constant: &mut Number, terms: &mut Vec<(Expr, Vec<Expr>)>) {
    match expr {
        Expr::Number(n) => *constant = if minus { &*constant - n } else { &*constant + n },
        Expr::Neg(a) => flatten(a, !minus, constant, terms),
        Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => {
            flatten(a, minus, constant, terms);
            flatten(b, minus != (*op == BinaryOp::Sub), constant, terms);
        }
        term => {
            let mut own = Vec::new();
            inputs(term, &mut own);
            let own = own.into_iter().cloned().collect();
            terms.push((if minus { Expr::Neg(Arc::new(term.clone())) } else { term.clone() }, own));
        }
    }
}

/// What counts where nothing is reported is a value like any other: 不适用时（入园率×2，3）.
fn found_or_absent(model: &Model, expr: &Expr, group: Option<GroupId>, depth: usize) -> Option<Extremes> {
    let Some((with, without, so)) = alternatives(expr, model) else { return found(model, expr, group) };
    if depth == 0 {
        return found(model, expr, group).map(Extremes::unproven);
    }
    match [with, without].map(|one| found_or_absent(model, &one, group, depth - 1)) {
        [Some(with), Some(without)] => Some(with.or(without.where_so(&so))),
        [None, only] | [only, None] => only.map(Extremes::unproven),
    }
}

fn found(model: &Model, expr: &Expr, group: Option<GroupId>) -> Option<Extremes> {
    let space = Space::new(model, &[expr], group);
    among(model, &space, |visit| space.each(|point, values| values.first().into_iter().for_each(|value| visit(point, value))))
}

/// The extremes of the first expression of a space among the points shown.
fn among(model: &Model, space: &Space, show: impl FnOnce(&mut dyn FnMut(&Point, &Result<Value, Absent>))) -> Option<Extremes> {
    let mut ends: Option<((Number, Point), (Number, Point))> = None;
    show(&mut |point, value| {
        let Ok(Value::Number(value)) = value else { return };
        match &mut ends {
            None => ends = Some(((value.clone(), point.clone()), (value.clone(), point.clone()))),
            Some((low, high)) => {
                if *value < low.0 {
                    *low = (value.clone(), point.clone());
                } else if *value > high.0 {
                    *high = (value.clone(), point.clone());
                }
            }
        }
    });
    let ((low, low_point), (high, high_point)) = ends?;
    let (lower_bound, upper_bound) = space.bounds(0, (&low, &high));
    let at = |point: &Point| if low == high { String::new() } else { describe(space, point, model) };
    Some(Extremes { low_at: at(&low_point), high_at: at(&high_point), low, high, lower_bound, upper_bound, entangled: false })
}

/// Whether two inputs of the expression rest on the same data.
pub(super) fn entangled(model: &Model, expr: &Expr) -> bool {
    let mut all = Vec::new();
    inputs(expr, &mut all);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    all.iter().filter(|i| !matches!(i, Expr::InGroup(_))).any(|input| {
        let own = roots(input, model);
        let shared = own.iter().any(|root| seen.contains(root));
        seen.extend(own);
        shared
    })
}
