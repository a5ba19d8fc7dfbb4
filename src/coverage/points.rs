//! Values worth trying (取值): those of the decision procedure of the checks, and where a comparison of several data turns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::{Space, Variable};
use crate::expr::{Absent, BinaryOp, DataOnly, DatumId, Expr, GroupId, Number, Value, evaluate, evaluate_number};
use crate::model::Model;

/// A value for each datum that is asked for.
pub(super) type Point = BTreeMap<(DatumId, u8), Value>;

/// Round numbers people can check in their heads.
const ROUND: [i64; 7] = [1000, 100, 10_000, 50, 10, 100_000, 1];

/// Points that differ in which tests hold, and those with the least and the most of `value`.
pub(super) struct Points {
    pub kinds: Vec<Point>,
    pub least: Point,
    pub most: Point,
}

/// The points of a value and its tests, all of them over data that are asked for.
pub(super) fn points(model: &Model, value: &Expr, tests: &[Expr], group: Option<GroupId>) -> Points {
    let mut exprs: Vec<&Expr> = vec![value];
    exprs.extend(tests);
    let space = Space::new(model, &exprs, group);
    let data: Vec<(usize, (DatumId, u8))> = space
        .variables
        .iter()
        .enumerate()
        .filter_map(|(at, v)| if let Expr::Datum(id, back) = v.expr { Some((at, (id, back))) } else { None })
        .collect();
    let mut seen = Seen::default();
    space.each(|point, values| {
        let assigned = || data.iter().filter_map(|(at, key)| Some((*key, point.get(*at)?.clone()))).collect();
        seen.add(values, &assigned);
    });
    for point in turns(&exprs, &space.variables) {
        let env = DataOnly(|id, back| point.get(&(id, back)).cloned().ok_or(Absent::IllTyped));
        let values: Vec<_> = exprs.iter().map(|e| evaluate(e, &env)).collect();
        seen.add(&values, &|| point.clone());
    }
    seen.finish()
}

#[derive(Default)]
struct Seen {
    kinds: BTreeMap<Vec<bool>, Point>,
    least: Option<(Number, Point)>,
    most: Option<(Number, Point)>,
}

impl Seen {
    fn add(&mut self, values: &[Result<Value, Absent>], point: &dyn Fn() -> Point) {
        let Some((value, tests)) = values.split_first() else { return };
        let key: Vec<bool> = tests.iter().map(|t| *t == Ok(Value::Bool(true))).collect();
        self.kinds.entry(key).or_insert_with(point);
        let number = match value {
            Ok(Value::Number(n)) => n.clone(),
            Ok(Value::Bool(met)) => Number::from(i64::from(*met)),
            Err(_) => return,
        };
        if self.least.as_ref().is_none_or(|(n, _)| number < *n) {
            self.least = Some((number.clone(), point()));
        }
        if self.most.as_ref().is_none_or(|(n, _)| number > *n) {
            self.most = Some((number, point()));
        }
    }

    fn finish(self) -> Points {
        let kinds: Vec<Point> = self.kinds.into_values().collect();
        let first = || kinds.first().cloned().unwrap_or_default();
        let (least, most) = (self.least.map_or_else(first, |(_, p)| p), self.most.map_or_else(first, |(_, p)| p));
        Points { kinds, least, most }
    }
}

/// Points at and beside where a comparison of several data turns: all but one stand at round numbers, the one is solved for.
fn turns(exprs: &[&Expr], variables: &[Variable]) -> Vec<Point> {
    let numeric: Vec<(&Variable, (DatumId, u8))> =
        variables.iter().filter_map(|v| if let Expr::Datum(id, back) = v.expr { Some((v, (id, back))) } else { None }).collect();
    if numeric.len() < 2 || numeric.len() > 8 {
        return Vec::new();
    }
    let mut sides: Vec<Expr> = Vec::new();
    for expr in exprs {
        expr.walk(&mut |e| {
            if let Expr::Cmp(_, a, b) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, a, b) = e {
                let side = smooth(Expr::binary(BinaryOp::Sub, (**a).clone(), (**b).clone()));
                if !sides.contains(&side) {
                    sides.push(side);
                }
            }
        });
    }
    let mut out = Vec::new();
    for corner in corners(&numeric) {
        for side in &sides {
            for (variable, key) in numeric.iter().filter(|(v, _)| v.is_numeric()) {
                out.extend(solved(side, &corner, variable, *key));
            }
        }
        out.push(corner);
    }
    out
}

/// Without rounding, so that it turns where the rounded one is near to turn.
fn smooth(expr: Expr) -> Expr {
    match expr.map_parts(&mut smooth) {
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => Arc::unwrap_or_clone(a),
        other => other,
    }
}

fn inside(variable: &Variable, number: &Number) -> bool {
    variable.low.as_ref().is_none_or(|low| number >= low) && variable.high.as_ref().is_none_or(|high| number <= high)
}

/// Everything round, everything at its first, everything at its last value.
fn corners(variables: &[(&Variable, (DatumId, u8))]) -> Vec<Point> {
    let round = |v: &Variable| {
        let fit = ROUND.iter().map(|n| Number::from(*n)).find(|n| inside(v, n)).filter(|_| v.is_numeric());
        fit.map(Value::Number).or_else(|| v.samples.get(v.samples.len() / 2).cloned())
    };
    let all = |pick: &dyn Fn(&Variable) -> Option<Value>| variables.iter().filter_map(|(v, key)| Some((*key, pick(v)?))).collect::<Point>();
    vec![all(&round), all(&|v| v.samples.last().cloned()), all(&|v| v.samples.first().cloned())]
}

/// The values of one variable at which the side is 0, and its neighbors.
fn solved(side: &Expr, corner: &Point, variable: &Variable, key: (DatumId, u8)) -> Vec<Point> {
    let at = |x: &Number| {
        let env = DataOnly(|id, back| match (id, back) == key {
            true => Ok(Value::Number(x.clone())),
            false => corner.get(&(id, back)).cloned().ok_or(Absent::IllTyped),
        });
        evaluate_number(side, &env).ok()
    };
    let (one, two) = (Number::from(1000), Number::from(3000));
    let root = || {
        let (f, g) = (at(&one)?, at(&two)?);
        let slope = (&g - &f).div(&(&two - &one))?;
        Some(&one - &f.div(&slope)?)
    };
    let Some(root) = root() else { return Vec::new() };
    let step = Number::ulp(variable.places.unwrap_or(2));
    let Some(steps) = root.div(&step) else { return Vec::new() };
    let (below, above) = (&steps.floor() * &step, &steps.ceil() * &step);
    let near: BTreeSet<Number> = [&below - &step, below, above.clone(), &above + &step].into();
    let fit = near.into_iter().filter(|n| inside(variable, n));
    fit.map(|n| {
        let mut point = corner.clone();
        point.insert(key, Value::Number(n));
        point
    })
    .collect()
}
