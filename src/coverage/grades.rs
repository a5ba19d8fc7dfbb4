//! Counties worth trying for grades, result rules and leaders. Spec: §7.

use super::goal::{Goal, Owner, Test};
use super::points::{Point, points};
use super::suggest::Trials;
use crate::expr::{Expr, Number, Value};
use crate::model::{IndicatorKind, Model};

/// Tries totals at and beside every threshold, in a whole roster so that the quota has places.
pub(super) fn of_grades(model: &Model, trials: &mut Trials<'_>) {
    let conditions: Vec<Expr> = model.grades.iter().filter_map(|g| g.condition.clone()).collect();
    let counties = model.counties.len().max(1);
    let ties: Vec<Expr> = model.grades.iter().flat_map(|g| g.ties.iter().cloned()).collect();
    let base = tie_data(model, &ties, trials);
    let step = Number::ulp(model.total_places());
    let mut totals: Vec<Number> = Vec::new();
    for condition in &conditions {
        condition.walk(&mut |e| {
            if let Expr::Cmp(_, a, b) = e
                && let (Expr::Total, Expr::Number(n)) = (&**a, &**b)
            {
                totals.extend([n.clone(), n - &step, n + &step]);
            }
        });
    }
    for total in &totals {
        for size in [1, counties] {
            let data = trials.dataset(size, |at, county| {
                county.total = Some(if at == 0 { total.clone() } else { Number::ZERO });
                assign(county, &base);
            });
            // A case that gives values per county expects at least two.
            trials.try_grades(data, if size > 1 { &[0, 1] } else { &[0] });
        }
    }
    let best = totals.iter().max().cloned().unwrap_or_default();
    let falling = trials.dataset(counties, |at, county| {
        county.total = Some(&best - &(&step * &Number::from(at as i64)));
        assign(county, &base);
    });
    let all: Vec<usize> = (0..counties).collect();
    trials.try_grades(falling, &all);
}

/// Data that decide ties, the same for every county.
fn tie_data(model: &Model, ties: &[Expr], trials: &Trials<'_>) -> Point {
    let mut base = Point::new();
    for tie in ties {
        let tie = trials.expanded(tie);
        // The least is never refused by a 校核 that bounds a part by its whole.
        base.extend(points(model, &tie, &[], None).least);
    }
    base
}

pub(super) fn assign(county: &mut crate::data::CountyData, point: &Point) {
    county.values.extend(point.iter().map(|((id, back), v)| ((*id, *back), crate::data::Cell::Value(v.clone()))));
}

/// Tries the data of one result rule.
pub(super) fn of_result(model: &Model, at: usize, goals: &[Goal], trials: &mut Trials<'_>) {
    let tests: Vec<Expr> = goals
        .iter()
        .filter(|g| g.owner == Owner::Result(at))
        .filter_map(|g| if let Test::Holds(expr) = &g.test { Some(trials.expanded(expr)) } else { None })
        .collect();
    let Some(rule) = model.results.get(at) else { return };
    let mut tables = std::collections::BTreeSet::new();
    let mut total = Vec::new();
    for test in &tests {
        tables.extend(super::rows::tables(test));
        test.walk(&mut |e| {
            if let Expr::Cmp(_, a, b) = e
                && let (Expr::Total, Expr::Number(n)) = (&**a, &**b)
            {
                total.extend([n.clone(), n - &Number::ulp(model.total_places())]);
            }
        });
    }
    for total in total {
        let data = trials.dataset(1, |_, county| county.total = Some(total.clone()));
        trials.try_target(data, &rule.name);
    }
    let Some(first) = tests.first() else { return };
    for point in points(model, first, &tests, None).kinds {
        let data = trials.dataset(1, |_, county| assign(county, &point));
        trials.try_target(data, &rule.name);
    }
    for table in tables {
        for rows in super::rows::row_sets(model, table, &tests) {
            let data = trials.dataset(1, |_, county| {
                county.rows.insert(table, rows.clone());
            });
            trials.try_target(data, &rule.name);
        }
    }
}

/// Tries a total and full points of the leaders' own indicators.
pub(super) fn of_leaders(model: &Model, trials: &mut Trials<'_>) {
    let own: Vec<_> = model.indicators().filter(|(_, i)| i.kind == IndicatorKind::Leader && i.is_leaf()).collect();
    // Below the first grade no quota counts.
    let totals = [80, 70, 90].map(Number::from);
    for total in totals {
        let data = trials.dataset(1, |_, county| {
            county.total = Some(total.clone());
            for (id, indicator) in &own {
                let points = indicator.points.clone().unwrap_or_default();
                county.scores.insert(*id, crate::data::Cell::Value(Value::Number(points)));
            }
        });
        trials.try_target(data.clone(), "领导得分");
        trials.try_target(data, "领导等次");
    }
}
