//! What the parts of a rule do over all inputs: which case holds where, and the extremes.

use std::cell::OnceCell;

use super::apart::Apart;
use super::extremes::{Extremes, Seen, extremes, extremes_among};
use super::space::{Point, Space, Variable};
use crate::expr::{Absent, Expr, GroupId, Value};
use crate::model::{Indicator, Model};
use crate::sentence::{Part, Rule};

/// A rule and the behavior of its parts, for the counties of one group if the rule tells groups apart.
pub(super) struct Analysis<'m> {
    pub model: &'m Model,
    pub indicator: &'m Indicator,
    pub rule: &'m Rule,
    pub group: Option<GroupId>,
    pub parts: Vec<PartAnalysis<'m>>,
    /// The whole rule before its limits; `None` for met or not met, and where nothing can be computed.
    pub whole: Option<Extremes>,
}

/// A part over all its inputs.
pub(super) struct PartAnalysis<'m> {
    pub part: &'m Part,
    pub space: Space,
    /// Each point looked at, its value, and which branches hold there.
    pub rows: Vec<PartRow>,
    /// Whether what holds at no row holds nowhere.
    pub decided: bool,
    /// It seen along the distance of two values, once somebody asks.
    pub(super) distance: OnceCell<Option<Box<ByDistance<'m>>>>,
}

/// A part along a distance, and whose that is.
type ByDistance<'m> = (PartAnalysis<'m>, Apart);

/// A part at one point.
pub(super) struct PartRow {
    pub point: Point,
    pub value: Result<Value, Absent>,
    /// Whether each branch holds; its condition may be one that cannot be computed.
    pub holds: Vec<bool>,
    /// Whether 不得分 sets the whole indicator to 0 here.
    pub zeroed: bool,
    /// Why something here cannot be computed.
    pub absent: Option<Absent>,
}

impl<'m> Analysis<'m> {
    /// One analysis per group of counties the rule tells apart, else a single one.
    pub fn all(model: &'m Model, indicator: &'m Indicator, rule: &'m Rule) -> Vec<Analysis<'m>> {
        let mut by_group = false;
        rule.expr.walk(&mut |e| by_group |= matches!(e, Expr::InGroup(_)));
        let groups: Vec<Option<GroupId>> =
            if by_group { (0..model.groups.len()).map(|g| Some(GroupId(g as u32))).collect() } else { vec![None] };
        groups.into_iter().map(|group| Analysis::new(model, indicator, rule, group)).collect()
    }

    fn new(model: &'m Model, indicator: &'m Indicator, rule: &'m Rule, group: Option<GroupId>) -> Self {
        let parts: Vec<PartAnalysis<'m>> = rule.parts.iter().map(|p| PartAnalysis::new(model, p, group)).collect();
        let whole = match parts.as_slice() {
            _ if rule.passes => None,
            [only] if only.part.value == rule.raw => only.extremes(model, group),
            _ => extremes(model, &rule.raw, group),
        };
        Analysis { model, indicator, rule, group, parts, whole }
    }

    /// The name of the group, to be put before an example.
    pub fn group_words(&self) -> String {
        let name = self.group.and_then(|g| self.model.groups.get(g.index())).map(|g| g.name.as_str());
        name.map_or_else(String::new, |name| format!("{name}，"))
    }

    /// Whether a part cannot be computed somewhere: other findings say why.
    pub fn is_broken(&self) -> bool {
        let broken = |a: &Option<Absent>| matches!(a, Some(Absent::IllTyped | Absent::DivisionByZero));
        self.parts.iter().any(|p| p.rows.iter().any(|r| broken(&r.absent)))
    }
}

impl<'m> PartAnalysis<'m> {
    fn new(model: &'m Model, part: &'m Part, group: Option<GroupId>) -> Self {
        let mut exprs: Vec<&Expr> = vec![&part.value];
        exprs.extend(part.branches.iter().map(|b| &b.condition));
        exprs.push(&part.overrides);
        let space = Space::new(model, &exprs, group);
        let mut rows = Vec::new();
        space.each(|point, values| {
            let Some((value, rest)) = values.split_first() else { return };
            let holds = rest.iter().map(|r| *r == Ok(Value::Bool(true))).collect();
            let absent = values.iter().filter_map(|v| v.as_ref().err()).max().cloned();
            let zeroed = rest.last() == Some(&Ok(Value::Bool(true)));
            rows.push(PartRow { point: point.clone(), value: value.clone(), holds, zeroed, absent });
        });
        let decided = space.decides();
        PartAnalysis { part, space, rows, decided, distance: OnceCell::new() }
    }

    /// The extremes of its value.
    pub fn extremes(&self, model: &Model, group: Option<GroupId>) -> Option<Extremes> {
        let points = self.rows.iter().map(|row| (&row.point, &row.value)).collect();
        extremes_among(model, &self.part.value, group, &Seen { space: &self.space, points })
    }

    /// The part as bands of a distance; `None` if its cases look at anything else.
    pub fn by_distance(&self, model: &Model) -> Option<&(PartAnalysis<'m>, Apart)> {
        let of_two = || if self.space.variables.len() == 2 { self.along_distance(model) } else { None };
        self.distance.get_or_init(|| of_two().map(Box::new)).as_deref()
    }

    /// The only variable, if there is just one and it is a number on a scale.
    pub fn single(&self) -> Option<&Variable> {
        match self.space.variables.as_slice() {
            [only] if only.is_numeric() => Some(only),
            _ => None,
        }
    }
}
