//! The space of inputs (取值空间) of some expressions, and the points of it where anything can change.
//!
//! Inputs become variables; what is not a plain input (a ranking, a mean, a sum over schools, a computed datum)
//! becomes a variable over the range that can be inferred. A value found at a point is there; that something is found
//! nowhere is proof only where [`Space::decides`] or [`Space::bounds`] says so. Spec: §6.7.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::course::{Course, course, depends};
use super::inputs;
use super::interval::{Ends, interval};
use super::linear::{difference, turning};
use crate::expr::{Absent, BinaryOp, CmpOp, DataOnly, DatumId, Expr, GroupId, Number, Value, evaluate};
use crate::model::Model;
use crate::sentence::Type;

/// Points looked at before a space counts as too large to decide.
const BUDGET: usize = 3000;
/// Samples of one variable.
const SAMPLES: usize = 400;

/// A variable of the space.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    /// What it stands for.
    pub expr: Expr,
    /// Its type.
    pub ty: Type,
    /// Smallest value; `None` if it is open or not known.
    pub low: Option<Number>,
    /// Largest value; `None` if it is open or not known.
    pub high: Option<Number>,
    /// Decimal places; `None` if any value between is possible.
    pub places: Option<u32>,
    /// Values to look at, in order.
    pub samples: Vec<Value>,
    /// Whether every turn is among the samples.
    pub whole: bool,
}

impl Variable {
    /// Whether the value is a number on a scale, so that bands make sense.
    pub fn is_numeric(&self) -> bool {
        matches!(self.ty, Type::Number(_) | Type::Judgement | Type::Date)
    }

    /// The stretches between neighboring samples that hold further values, and those beyond the open ends.
    fn cells(&self) -> Vec<Cell> {
        if !self.is_numeric() {
            return Vec::new();
        }
        let numbers: Vec<&Number> = self.samples.iter().filter_map(|v| if let Value::Number(n) = v { Some(n) } else { None }).collect();
        let step = self.places.map(Number::ulp);
        let pairs = numbers.windows(2).filter_map(|pair| match pair {
            [a, b] if step.as_ref().is_none_or(|step| *b - *a > *step) => Some(Cell { low: Some((*a).clone()), high: Some((*b).clone()) }),
            _ => None,
        });
        let mut cells: Vec<Cell> = pairs.collect();
        if self.ty != Type::Date {
            if self.low.is_none() {
                cells.push(Cell { low: None, high: numbers.first().map(|n| (*n).clone()) });
            }
            if self.high.is_none() {
                cells.push(Cell { low: numbers.last().map(|n| (*n).clone()), high: None });
            }
        }
        cells
    }
}

/// An open stretch of a variable.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    low: Option<Number>,
    high: Option<Number>,
}

impl Cell {
    /// A value inside.
    pub fn inside(&self) -> Number {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => (low + high).div(&Number::from(2)).unwrap_or_default(),
            (Some(low), None) => low + &Number::ONE,
            (None, Some(high)) => high - &Number::ONE,
            (None, None) => Number::ZERO,
        }
    }

    /// Whether the value lies inside, the ends not counted.
    pub fn holds(&self, value: &Number) -> bool {
        self.low.as_ref().is_none_or(|low| low < value) && self.high.as_ref().is_none_or(|high| value < high)
    }

    fn is_open(&self) -> bool {
        self.low.is_none() || self.high.is_none()
    }
}

/// Expressions over common variables.
#[derive(Debug)]
pub(crate) struct Space {
    pub variables: Vec<Variable>,
    exprs: Vec<Expr>,
}

/// A point of the space: a value for each variable.
pub(crate) type Point = Vec<Value>;

const FIRST: u32 = 1 << 24;

/// The variable an abstracted expression is.
pub(super) fn variable_of(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Datum(id, _) => numbered(*id),
        _ => None,
    }
}

fn numbered(id: DatumId) -> Option<usize> {
    id.0.checked_sub(FIRST).map(|at| at as usize)
}

impl Space {
    /// The space of the expressions, for the counties of one group if one is given.
    pub fn new(model: &Model, exprs: &[&Expr], group: Option<GroupId>) -> Space {
        let mut space = Space { variables: Vec::new(), exprs: Vec::new() };
        let abstracted: Vec<Expr> = exprs.iter().map(|e| space.abstracted((*e).clone(), model, group)).collect();
        space.exprs = abstracted;
        space.sample();
        space
    }

    /// The space of one variable and expressions over it, which name it [`Space::only_variable`].
    pub(super) fn along(variable: Variable, exprs: Vec<Expr>) -> Space {
        let mut space = Space { variables: vec![variable], exprs };
        space.sample();
        space
    }

    /// The variable of a space of one.
    pub(super) fn only_variable() -> Expr {
        Expr::Datum(DatumId(FIRST), 0)
    }

    /// The expressions over the variables.
    pub fn exprs(&self) -> &[Expr] {
        &self.exprs
    }

    /// Whether every combination of samples is looked at.
    pub fn is_complete(&self) -> bool {
        self.variables.iter().fold(1usize, |n, v| n.saturating_mul(v.samples.len().max(1))) <= BUDGET
    }

    /// Whether the points show every combination of truth values of the conditions: each comparison turns at samples
    /// of one variable only.
    pub fn decides(&self) -> bool {
        self.is_complete() && self.exprs.iter().all(|e| self.turns_at_samples(e)) && self.variables.iter().all(|v| v.whole)
    }

    fn turns_at_samples(&self, expr: &Expr) -> bool {
        let mut all = true;
        expr.walk(&mut |e| {
            if let Expr::Cmp(_, a, b) = e {
                let numeric = (0..self.variables.len()).any(|x| self.variables.get(x).is_some_and(Variable::is_numeric) && depends(e, x));
                all &= !numeric || difference(a, b).is_some_and(|line| line.factors.len() <= 1);
            }
        });
        all
    }

    /// Ends no value of an expression passes; the samples reach them where they equal what was found there.
    pub fn bounds(&self, at: usize, found: (&Number, &Number)) -> Ends {
        let Some(expr) = self.exprs.get(at) else { return (None, None) };
        if self.is_complete() && self.goes_one_way(expr) {
            return (Some(found.0.clone()), Some(found.1.clone()));
        }
        interval(expr, &|leaf| {
            variable_of(leaf).and_then(|x| self.variables.get(x)).map_or((None, None), |v| (v.low.clone(), v.high.clone()))
        })
    }

    /// Whether the expression goes one way in every cell, so that its extremes stand at samples.
    fn goes_one_way(&self, expr: &Expr) -> bool {
        self.variables.iter().enumerate().all(|(x, variable)| {
            !depends(expr, x)
                || (variable.whole
                    && variable.cells().iter().all(|cell| match course(expr, x, cell) {
                        Course::Still => true,
                        Course::Unknown => false,
                        // Next to a jump a value that may lie anywhere has no largest one; beyond the last sample there is more.
                        _ => !cell.is_open() && (variable.places.is_some() || !jumps(expr, x)),
                    }))
        })
    }

    /// Shows the points, with the value of each expression. A space over the budget shows its edges only:
    /// each variable runs through its samples while the others stand at their first or last one, the years of a datum
    /// also rising or falling.
    pub fn each(&self, mut visit: impl FnMut(&Point, &[Result<Value, Absent>])) {
        let mut values = Vec::with_capacity(self.exprs.len());
        let mut show = |point: &Point| {
            values.clear();
            values.extend(self.exprs.iter().map(|e| value_at(e, point)));
            visit(point, &values);
        };
        if self.is_complete() {
            let mut at = vec![0usize; self.variables.len()];
            let mut point = Point::with_capacity(self.variables.len());
            loop {
                point.clear();
                point.extend(self.variables.iter().zip(&at).filter_map(|(v, i)| v.samples.get(*i).cloned()));
                show(&point);
                let mut carry = true;
                for (slot, variable) in at.iter_mut().zip(&self.variables) {
                    *slot += 1;
                    carry = *slot >= variable.samples.len();
                    if !carry {
                        break;
                    }
                    *slot = 0;
                }
                if carry {
                    return;
                }
            }
        }
        for edge in [false, true] {
            let corner: Point =
                self.variables.iter().filter_map(|v| if edge { v.samples.last() } else { v.samples.first() }.cloned()).collect();
            for rising in [None, Some(true), Some(false)] {
                let mut corner = corner.clone();
                if rising.is_some_and(|rising| !self.order_years(&mut corner, rising)) {
                    break;
                }
                for (i, variable) in self.variables.iter().enumerate() {
                    for sample in &variable.samples {
                        let mut point = corner.clone();
                        if let Some(slot) = point.get_mut(i) {
                            *slot = sample.clone();
                        }
                        show(&point);
                    }
                }
            }
        }
    }

    /// Lets the values of a datum rise or fall from year to year; tells whether one has several years.
    fn order_years(&self, point: &mut Point, rising: bool) -> bool {
        let mut ordered = false;
        for (variable, slot) in self.variables.iter().zip(point.iter_mut()) {
            let Expr::Datum(id, back) = variable.expr else { continue };
            let years = |v: &&Variable| matches!(v.expr, Expr::Datum(other, _) if other == id);
            let last = self.variables.iter().filter(years).count().saturating_sub(1);
            let later = self.variables.iter().filter(years).filter(|v| matches!(v.expr, Expr::Datum(_, b) if b < back)).count();
            let step = if rising { last - later } else { later };
            let at = (variable.samples.len().saturating_sub(1) * step).checked_div(last);
            if let Some(sample) = at.and_then(|at| variable.samples.get(at)) {
                *slot = sample.clone();
                ordered = true;
            }
        }
        ordered
    }

    /// The expression over variables; what is settled by the group is settled.
    fn abstracted(&mut self, expr: Expr, model: &Model, group: Option<GroupId>) -> Expr {
        match expr {
            Expr::Not(a) => Expr::negate(self.abstracted(Arc::unwrap_or_clone(a), model, group)),
            Expr::If(condition, a, b) => match self.abstracted(Arc::unwrap_or_clone(condition), model, group) {
                Expr::Bool(true) => self.abstracted(Arc::unwrap_or_clone(a), model, group),
                Expr::Bool(false) => self.abstracted(Arc::unwrap_or_clone(b), model, group),
                condition => {
                    let mut each = |e: Arc<Expr>| Arc::new(self.abstracted(Arc::unwrap_or_clone(e), model, group));
                    Expr::If(Arc::new(condition), each(a), each(b))
                }
            },
            // What happens to absent values is another check's matter.
            Expr::Coalesce(a, _) | Expr::IfMissing(a, _) => self.abstracted(Arc::unwrap_or_clone(a), model, group),
            Expr::IsNotApplicable(_) => Expr::Bool(false),
            Expr::InGroup(of) if group.is_some() => Expr::Bool(group == Some(of)),
            Expr::InGroup(of) => {
                let any = Expr::InGroup(GroupId(u32::MAX));
                let levels = model.groups.iter().map(|g| g.name.clone()).collect();
                let variable = self.variable(&any, || Variable { ty: Type::Level(levels), ..inputs::variable(&any, model) });
                Expr::cmp(CmpOp::Eq, variable, Expr::int(i64::from(of.0)))
            }
            expr if inputs::is_input(&expr) => self.variable(&expr, || inputs::variable(&expr, model)),
            expr => expr.map_parts(&mut |part| self.abstracted(part, model, group)),
        }
    }

    fn variable(&mut self, expr: &Expr, make: impl FnOnce() -> Variable) -> Expr {
        let at = match self.variables.iter().position(|v| v.expr == *expr) {
            Some(at) => at,
            None => {
                self.variables.push(make());
                self.variables.len() - 1
            }
        };
        Expr::Datum(DatumId(FIRST + at as u32), 0)
    }

    /// Chooses the samples: ends of the ranges, the places where comparisons turn, and their neighbors.
    fn sample(&mut self) {
        let mut turns: Vec<BTreeSet<Number>> = vec![BTreeSet::new(); self.variables.len()];
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for expr in &self.exprs {
            expr.walk(&mut |e| {
                let line = match e {
                    Expr::Cmp(_, a, b) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, a, b) => turning(a, b),
                    Expr::Div(_, b, _) => turning(b, &Expr::Number(Number::ZERO)),
                    _ => None,
                };
                let Some(line) = line else { return };
                match (line.turn(), line.factors.keys().copied().collect::<Vec<_>>().as_slice()) {
                    (Some((x, turn)), _) => {
                        if let Some(slot) = turns.get_mut(x) {
                            slot.insert(turn);
                        }
                    }
                    (None, [x, y]) => pairs.push((*x, *y)),
                    _ => {}
                }
            });
        }
        for (x, y) in pairs {
            self.turn_at_each_other(x, y, &mut turns);
        }
        for (variable, turns) in self.variables.iter_mut().zip(turns) {
            if variable.samples.is_empty() {
                samples(variable, &turns);
            } else {
                variable.whole = turns.iter().all(|t| variable.samples.contains(&Value::Number(t.clone())));
            }
        }
    }

    /// Two inputs compared with each other turn at each other's values.
    fn turn_at_each_other(&self, x: usize, y: usize, turns: &mut [BTreeSet<Number>]) {
        let mut both: BTreeSet<Number> = BTreeSet::new();
        for i in [x, y] {
            both.extend(turns.get(i).cloned().unwrap_or_default());
            let Some(variable) = self.variables.get(i) else { continue };
            if let (Some(low), Some(high)) = (&variable.low, &variable.high) {
                both.insert((low + high).div(&Number::from(2)).unwrap_or_default());
            }
            both.extend(variable.low.clone());
            both.extend(variable.high.clone());
        }
        if both.is_empty() {
            both.insert(Number::from(100));
        }
        for i in [x, y] {
            if let Some(slot) = turns.get_mut(i) {
                slot.extend(both.iter().cloned());
            }
        }
    }
}

/// The value of an expression of a space at a point of it.
pub(super) fn value_at(expr: &Expr, point: &Point) -> Result<Value, Absent> {
    evaluate(expr, &DataOnly(|id, _| numbered(id).and_then(|at| point.get(at)).cloned().ok_or(Absent::IllTyped)))
}

/// Whether a comparison or a rounding makes the value jump somewhere along the variable.
fn jumps(expr: &Expr, on: usize) -> bool {
    let mut found = false;
    expr.walk(&mut |e| {
        found |= matches!(e, Expr::Cmp(..) | Expr::Floor(_) | Expr::Ceil(_) | Expr::Round(..)) && depends(e, on);
    });
    found
}

fn samples(variable: &mut Variable, turns: &BTreeSet<Number>) {
    match &variable.ty {
        Type::Bool => {
            variable.samples = vec![Value::Bool(false), Value::Bool(true)];
            return;
        }
        Type::Level(levels) => {
            variable.samples = (0..levels.len()).map(|i| Value::Number(Number::from(i as i64))).collect();
            return;
        }
        Type::Number(_) | Type::Date | Type::Judgement | Type::Text => {}
    }
    let step = Number::ulp(variable.places.unwrap_or(4));
    let on_grid = |value: &Number, up: bool| {
        let Some(steps) = value.div(&step) else { return value.clone() };
        &(if up { steps.ceil() } else { steps.floor() }) * &step
    };
    let mut points: BTreeSet<Number> = BTreeSet::new();
    for turn in turns {
        let (below, above) = (on_grid(turn, false), on_grid(turn, true));
        points.extend([&below - &step, below, above.clone(), &above + &step]);
        if variable.places.is_none() {
            points.insert(turn.clone());
        }
    }
    let far = on_grid(&(&(&turns.iter().map(Number::abs).max().unwrap_or(Number::ZERO) * &Number::from(2)) + &Number::from(1000)), true);
    // A range whose ends are not on the grid begins and ends at the values inside.
    let grid = variable.places.is_some();
    let low = variable.low.as_ref().map_or_else(|| -far.clone(), |low| if grid { on_grid(low, true) } else { low.clone() });
    let high =
        variable.high.as_ref().map_or_else(|| far.clone().max(&low + &far), |high| if grid { on_grid(high, false) } else { high.clone() });
    points.extend([low.clone(), high.clone()]);
    let inside: Vec<Number> = points.into_iter().filter(|p| *p >= low && *p <= high).collect();
    // Between distant neighbors one more point, so that a stretch without turns is looked at too.
    let mut all: Vec<Number> = Vec::new();
    for point in inside {
        if let Some(last) = all.last() {
            let middle = on_grid(&(last + &point).div(&Number::from(2)).unwrap_or_default(), false);
            if middle > *last && middle < point {
                all.push(middle);
            }
        }
        all.push(point);
    }
    if all.len() > SAMPLES {
        all.truncate(SAMPLES - 1);
        all.push(high);
        variable.whole = false;
    }
    variable.samples = all.into_iter().map(Value::Number).collect();
}
