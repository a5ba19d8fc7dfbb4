//! What the parts of a rule do over all inputs: extremes with witnesses, and which case holds where.

use super::space::{Point, Space, Variable};
use crate::expr::{Absent, Expr, Number, Value};
use crate::model::{Indicator, Model};
use crate::sentence::{Part, PartKind, Rule};

/// A rule and the behavior of its parts.
pub(super) struct Analysis<'m> {
    pub model: &'m Model,
    pub indicator: &'m Indicator,
    pub rule: &'m Rule,
    pub parts: Vec<PartAnalysis<'m>>,
    /// The whole rule before its limits, where parts share inputs; else the parts stand for it.
    pub whole: Option<Extremes>,
}

/// A part over all its inputs.
pub(super) struct PartAnalysis<'m> {
    pub part: &'m Part,
    pub space: Space,
    /// Each point looked at, its value, and which branches hold there.
    pub rows: Vec<PartRow>,
    pub complete: bool,
}

/// A part at one point.
pub(super) struct PartRow {
    pub point: Point,
    pub value: Result<Value, Absent>,
    pub holds: Vec<bool>,
}

/// Smallest and largest value, and where.
#[derive(Debug, Clone)]
pub(super) struct Extremes {
    pub low: Number,
    pub high: Number,
    pub high_at: String,
    pub low_at: String,
    pub complete: bool,
}

impl<'m> Analysis<'m> {
    pub fn new(model: &'m Model, indicator: &'m Indicator, rule: &'m Rule) -> Self {
        let parts: Vec<PartAnalysis<'m>> = rule.parts.iter().map(|p| PartAnalysis::new(model, p)).collect();
        let shared = parts.iter().enumerate().any(|(i, a)| {
            let others = parts.iter().skip(i + 1);
            others.flat_map(|b| &b.space.variables).any(|v| a.space.variables.iter().any(|w| w.expr == v.expr))
        });
        let overridden = rule.parts.iter().any(|p| p.overrides != Expr::Bool(false));
        let whole = (shared && !rule.passes).then(|| extremes(model, &rule.raw)).flatten();
        let mut analysis = Analysis { model, indicator, rule, parts, whole: None };
        analysis.whole = whole.or_else(|| analysis.summed(overridden));
        analysis
    }

    /// Extremes of a rule whose parts have no input in common: sums of theirs.
    fn summed(&self, overridden: bool) -> Option<Extremes> {
        if self.rule.passes {
            return None;
        }
        let earns = self.rule.parts.iter().any(|p| p.kind == PartKind::Earns);
        let full = self.indicator.points.clone().unwrap_or_default();
        let base = if earns || !matches!(self.indicator.kind, crate::model::IndicatorKind::Level(_) | crate::model::IndicatorKind::Leader) {
            Number::ZERO
        } else {
            full
        };
        let losing_item = self.indicator.kind == crate::model::IndicatorKind::Penalty;
        let mut sum = Extremes { low: base.clone(), high: base, high_at: String::new(), low_at: String::new(), complete: true };
        for part in &self.parts {
            let each = part.extremes(self.model)?;
            let adds = (part.part.kind == PartKind::Earns) != losing_item;
            let (low, high) = if adds { (each.low.clone(), each.high.clone()) } else { (-each.high.clone(), -each.low.clone()) };
            let (low_at, high_at) = if adds { (each.low_at, each.high_at) } else { (each.high_at, each.low_at) };
            sum.low = &sum.low + &low;
            sum.high = &sum.high + &high;
            sum.complete &= each.complete;
            join(&mut sum.low_at, &low_at);
            join(&mut sum.high_at, &high_at);
        }
        if overridden {
            sum.low = sum.low.min(Number::ZERO);
        }
        Some(sum)
    }

    /// Whether a part cannot be computed everywhere: other findings say why.
    pub fn is_broken(&self) -> bool {
        self.parts.iter().any(|p| p.rows.iter().any(|r| r.value == Err(Absent::IllTyped) || r.value == Err(Absent::DivisionByZero)))
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

fn extremes(model: &Model, expr: &Expr) -> Option<Extremes> {
    let space = Space::new(model, &[expr]);
    let mut found: Option<Extremes> = None;
    space.each(|point, values| {
        if let Some(Ok(Value::Number(value))) = values.first() {
            widen(&mut found, value, || super::space::describe(&space, point, model));
        }
    });
    found.map(|f| Extremes { complete: space.is_complete(), ..f })
}

fn widen(found: &mut Option<Extremes>, value: &Number, at: impl Fn() -> String) {
    match found {
        None => *found = Some(Extremes { low: value.clone(), high: value.clone(), high_at: at(), low_at: at(), complete: true }),
        Some(e) => {
            if *value < e.low {
                (e.low, e.low_at) = (value.clone(), at());
            }
            if *value > e.high {
                (e.high, e.high_at) = (value.clone(), at());
            }
        }
    }
}

impl<'m> PartAnalysis<'m> {
    fn new(model: &Model, part: &'m Part) -> Self {
        let mut exprs: Vec<&Expr> = vec![&part.value];
        exprs.extend(part.branches.iter().map(|b| &b.condition));
        exprs.push(&part.overrides);
        let space = Space::new(model, &exprs);
        let mut rows = Vec::new();
        space.each(|point, values| {
            let Some((value, rest)) = values.split_first() else { return };
            let holds = rest.iter().map(|r| *r == Ok(Value::Bool(true))).collect();
            rows.push(PartRow { point: point.clone(), value: value.clone(), holds });
        });
        let complete = space.is_complete();
        PartAnalysis { part, space, rows, complete }
    }

    pub fn extremes(&self, model: &Model) -> Option<Extremes> {
        let mut found = None;
        for row in &self.rows {
            if let Ok(Value::Number(value)) = &row.value {
                widen(&mut found, value, || super::space::describe(&self.space, &row.point, model));
            }
        }
        found.map(|f| Extremes { complete: self.complete, ..f })
    }

    /// The only variable, if there is just one and it is a number on a scale.
    pub fn single(&self) -> Option<&Variable> {
        match self.space.variables.as_slice() {
            [only] if only.is_numeric() => Some(only),
            _ => None,
        }
    }
}
