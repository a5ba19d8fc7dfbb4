//! Counties worth trying (多县取值) where a rule compares counties: values that fall from county to county.

use std::collections::BTreeSet;

use super::points::Point;
use crate::expr::{DatumId, Expr, Number, Value};
use crate::model::Model;
use crate::sentence::Type;

/// Data whose values a rule compares between counties.
pub(super) fn compared(expr: &Expr) -> BTreeSet<(DatumId, u8)> {
    let mut found = BTreeSet::new();
    expr.walk(&mut |e| {
        if let Expr::Population(_, _, inner) = e {
            inner.walk(&mut |e| {
                if let Expr::Datum(id, back) = e {
                    found.insert((*id, *back));
                }
            });
        }
    });
    found
}

/// A point for each of so many counties: the compared data fall from the largest value by a step.
pub(super) fn falling(model: &Model, base: &Point, compared: &BTreeSet<(DatumId, u8)>, counties: usize) -> Vec<Vec<Point>> {
    let mut out = Vec::new();
    for step in [Number::ONE, Number::from(5), Number::from(10), Number::from(40), Number::ulp(2), Number::ZERO] {
        for size in [2, counties.min(4), counties.min(12)] {
            let county = |at: usize| {
                let mut point = base.clone();
                for key in compared {
                    let Some(datum) = model.datum(key.0).filter(|d| matches!(d.signature.ty, Type::Number(_))) else { continue };
                    let top = datum.signature.range.as_ref().map_or(Number::from(1000), |(_, high)| high.clone().min(Number::from(1000)));
                    let low = datum.signature.range.as_ref().map_or(Number::ZERO, |(low, _)| low.clone());
                    let value = (&top - &(&step * &Number::from(at as i64))).max(low);
                    let value = value.round_half_up(datum.signature.places.unwrap_or(2));
                    point.insert(*key, Value::Number(value));
                }
                point
            };
            if size >= 2 && size <= counties {
                out.push((0..size).map(county).collect());
            }
        }
    }
    out
}
