//! Bands of one number in a part that looks at other data as well (入学率95%以上得3分，80%以上不足90%得1分，造假的扣1分): seen along that number while
//! everything else stands still and no case about it is met. Spec: §6.7.

use std::collections::BTreeSet;

use super::analysis::{PartAnalysis, PartRow};
use super::apart::Apart;
use super::bands::{cases, holds};
use super::course::depends;
use super::extremes::entangled;
use super::inputs::roots;
use super::space::{Point, Space, Variable, value_at};
use crate::expr::{Absent, Expr, Value};
use crate::model::Model;
use crate::sentence::{BranchKind, PartKind};

/// Combinations of what else cases about a number look at; of more nothing is said.
const SLICES: usize = 100;

/// A part along one of the numbers it looks at.
pub(super) struct Bands<'m> {
    pub variable: Variable,
    /// One for each combination of what else the cases about the number look at.
    pub slices: Vec<PartAnalysis<'m>>,
    /// Branches that do not look at the number.
    pub beside: Vec<usize>,
    /// Branches that look at other data, too.
    pub mixed: Vec<usize>,
    /// Whether any case about the number is met at a value, whatever the other data are.
    pub met: Vec<bool>,
}

impl<'m> PartAnalysis<'m> {
    /// The part along each number that several of its cases are about; none where it looks at one thing only.
    pub(super) fn along_each(&self, model: &Model) -> Vec<Bands<'m>> {
        if self.space.variables.len() < 2 || self.part.kind == PartKind::Passes {
            return Vec::new();
        }
        let numbers = self.space.variables.iter().enumerate().filter(|(_, variable)| variable.is_numeric());
        numbers.filter_map(|(x, variable)| self.along_one(x, variable, model)).collect()
    }

    fn along_one(&self, x: usize, variable: &Variable, model: &Model) -> Option<Bands<'m>> {
        let beside = self.beside(&[x]);
        let about = cases(self).into_iter().filter(|case| !beside.contains(case)).count();
        if about < 2 || self.compares(x) || entangled(model, &self.part.value) {
            return None;
        }
        let others: Vec<usize> = (0..self.space.variables.len()).filter(|y| *y != x && self.is_mixed_with(x, *y)).collect();
        let is_mixed = |branch: &usize| self.condition(*branch).is_some_and(|c| depends(c, x) && others.iter().any(|y| depends(c, *y)));
        let slices: Vec<PartAnalysis<'m>> = self
            .standing(&others)?
            .iter()
            .filter(|point| self.none_met(&beside, &others, point))
            .map(|point| self.slice((x, variable), &beside, point))
            .collect();
        let met_in = |slice: &PartAnalysis<'_>, at: usize| {
            slice.rows.get(at).is_some_and(|row| (0..self.part.branches.len()).any(|branch| self.is_said_by(branch) && holds(row, branch)))
        };
        let met = (0..variable.samples.len()).map(|row| slices.iter().any(|slice| met_in(slice, row))).collect();
        let mixed = (0..self.part.branches.len()).filter(is_mixed).collect();
        Some(Bands { variable: variable.clone(), slices, beside, mixed, met })
    }

    /// The part along the distance of two of several values, and the branches that are about other data.
    pub(super) fn along_distance_among_others(&self, model: &Model) -> Option<(PartAnalysis<'m>, Apart, Vec<usize>)> {
        if self.space.variables.len() < 3 {
            return None;
        }
        let (bands, apart) = self.along_distance(model)?;
        let beside = self.beside(&apart.between);
        let may_stand = self.is_apart_from_others(&apart.between, model) && self.none_met(&beside, &[], &Point::new());
        may_stand.then_some((bands, apart, beside))
    }

    /// Whether none of the other values rests on the same data as these.
    fn is_apart_from_others(&self, these: &[usize], model: &Model) -> bool {
        let all = || self.space.variables.iter().enumerate();
        let own: BTreeSet<String> = all().filter(|(x, _)| these.contains(x)).flat_map(|(_, v)| roots(&v.expr, model)).collect();
        all().filter(|(x, _)| !these.contains(x)).all(|(_, v)| roots(&v.expr, model).is_disjoint(&own))
    }

    /// Whether a case looks at something another one does not look at.
    pub(super) fn asks_besides(&self, one: usize, other: usize) -> bool {
        let looks_at = |branch: usize, x: usize| self.condition(branch).is_some_and(|c| depends(c, x));
        (0..self.space.variables.len()).any(|x| looks_at(one, x) && !looks_at(other, x))
    }

    fn condition(&self, branch: usize) -> Option<&Expr> {
        // The value of the part stands before the conditions.
        self.space.exprs().get(branch + 1)
    }

    /// The branches that look at something, but at none of these.
    fn beside(&self, on: &[usize]) -> Vec<usize> {
        let all = 0..self.space.variables.len();
        let is_beside = |branch: &usize| {
            let looks_at = |x: usize| self.condition(*branch).is_some_and(|c| depends(c, x));
            let otherwise = self.part.branches.get(*branch).is_some_and(|b| b.kind == BranchKind::Otherwise);
            !otherwise && !on.iter().any(|x| looks_at(*x)) && all.clone().any(looks_at)
        };
        (0..self.part.branches.len()).filter(is_beside).collect()
    }

    /// Whether a case holds the number against other data.
    fn compares(&self, x: usize) -> bool {
        let mut found = false;
        for condition in (0..self.part.branches.len()).filter_map(|branch| self.condition(branch)) {
            condition.walk(&mut |e| {
                let with_others = || (0..self.space.variables.len()).any(|y| y != x && depends(e, y));
                found |= matches!(e, Expr::Cmp(..)) && depends(e, x) && with_others();
            });
        }
        found
    }

    fn is_mixed_with(&self, x: usize, y: usize) -> bool {
        (0..self.part.branches.len()).filter_map(|branch| self.condition(branch)).any(|c| depends(c, x) && depends(c, y))
    }

    /// Every combination of samples of some variables, the rest anywhere; `None` if there are too many.
    fn standing(&self, others: &[usize]) -> Option<Vec<Point>> {
        let first: Point = self.space.variables.iter().map(|v| v.samples.first().cloned()).collect::<Option<_>>()?;
        let mut all = vec![first];
        for y in others {
            let samples = &self.space.variables.get(*y)?.samples;
            if all.len() * samples.len() > SLICES {
                return None;
            }
            let with = |point: &Point, value: &Value| {
                let mut point = point.clone();
                point.get_mut(*y).into_iter().for_each(|slot| *slot = value.clone());
                point
            };
            all = all.iter().flat_map(|point| samples.iter().map(move |value| with(point, value))).collect();
        }
        Some(all)
    }

    /// Whether none of these cases need be met while these variables stand so.
    fn none_met(&self, branches: &[usize], standing: &[usize], so: &Point) -> bool {
        let closing: Vec<&usize> = branches.iter().filter(|branch| self.is_said_by(**branch)).collect();
        let is_there = |row: &PartRow| standing.iter().all(|y| row.point.get(*y) == so.get(*y));
        let anywhere = !self.space.is_complete();
        closing.is_empty() || self.rows.iter().any(|row| (anywhere || is_there(row)) && !closing.iter().any(|branch| holds(row, **branch)))
    }

    /// Whether a branch that is met leaves nothing out: 再得 and 每 say nothing of what is earned without them.
    fn is_said_by(&self, branch: usize) -> bool {
        self.part.branches.get(branch).is_some_and(|b| !matches!(b.kind, BranchKind::Besides | BranchKind::Step))
    }

    /// The branches along a number, those beside it not met.
    fn slice(&self, (x, variable): (usize, &Variable), beside: &[usize], at: &Point) -> PartAnalysis<'m> {
        let mut at = at.clone();
        let mut row = |value: &Value| {
            at.get_mut(x).into_iter().for_each(|slot| *slot = value.clone());
            let is_met = |branch: usize| {
                !beside.contains(&branch) && self.condition(branch).is_some_and(|c| value_at(c, &at) == Ok(Value::Bool(true)))
            };
            let holds = (0..self.part.branches.len()).map(is_met).collect();
            PartRow { point: vec![value.clone()], value: Err(Absent::NotApplicable), holds, zeroed: false, absent: None }
        };
        let rows = variable.samples.iter().map(&mut row).collect();
        let space = Space::along(variable.clone(), Vec::new());
        PartAnalysis { part: self.part, space, rows, decided: self.decided, distance: Default::default() }
    }
}
