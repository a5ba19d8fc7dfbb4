//! Values worth trying (试算值): both sides of every boundary of every rule, and the ends of every declared range.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Space;
use crate::data::Cell;
use crate::expr::{DatumId, Expr, Number, Value};
use crate::model::Model;
use crate::sentence::{Signature, Type, UNREPORTED, day_number};
use crate::syntax::tree::Date;

/// Values by datum and years back, in order.
pub(super) type Candidates = BTreeMap<(DatumId, u8), Vec<Cell>>;

/// Largest value tried where none is declared.
const OPEN_END: i64 = 1000;

/// The values of every datum of `keys`.
pub(super) fn candidates(model: &Model, keys: &BTreeSet<(DatumId, u8)>) -> Candidates {
    let mut found: BTreeMap<(DatumId, u8), BTreeSet<Number>> = BTreeMap::new();
    let rules = model.indicators.iter().filter_map(|i| i.rule.as_ref()).flat_map(|r| r.parts.iter().map(|p| &p.value).chain([&r.expr]));
    let grades = model.grades.iter().filter_map(|g| g.condition.as_ref());
    for expr in rules.chain(model.results.iter().filter_map(|r| r.condition.as_ref())).chain(grades) {
        for variable in Space::new(model, &[expr], None).variables {
            let Expr::Datum(id, back) = variable.expr else { continue };
            let numbers = variable.samples.into_iter().filter_map(|v| if let Value::Number(n) = v { Some(n) } else { None });
            found.entry((id, back)).or_default().extend(numbers);
        }
    }
    let year = model.header.as_ref().map_or(0, |h| h.year);
    let mut one = |key: &(DatumId, u8)| {
        let datum = model.datum(key.0)?;
        let turns = found.remove(key).unwrap_or_default();
        Some((*key, values(&datum.signature, datum.signature.unreported, year, turns)))
    };
    keys.iter().filter_map(&mut one).collect()
}

/// The values of a column of a detail table.
pub(super) fn column(signature: &Signature, year: u32) -> Vec<Cell> {
    values(signature, false, year, BTreeSet::new())
}

fn values(signature: &Signature, unreported: bool, year: u32, mut turns: BTreeSet<Number>) -> Vec<Cell> {
    let number = |n: Number| Cell::Value(Value::Number(n));
    match &signature.ty {
        Type::Bool => return vec![Cell::Value(Value::Bool(true)), Cell::Value(Value::Bool(false))],
        Type::Level(levels) => return (0..levels.len()).map(|at| number(Number::from(at as i64))).collect(),
        Type::Text => return (0..3).map(|at| number(Number::from(at))).collect(),
        Type::Date => {
            let days = [(1, 1), (6, 30), (12, 31)].map(|(month, day)| Date { year: Some(year), month, day });
            turns.extend(days.into_iter().filter_map(|day| day_number(day, year)));
            turns.retain(|n| n.to_i64().is_some_and(|n| (1..UNREPORTED).contains(&n)));
            turns.extend(unreported.then(|| Number::from(UNREPORTED)));
            return turns.into_iter().map(number).collect();
        }
        Type::Number(_) | Type::Judgement => {}
    }
    let (low, high) = signature.range.clone().unwrap_or((Number::ZERO, Number::from(OPEN_END)));
    turns.extend([low.clone(), (&low + &high).div(&Number::from(2)).unwrap_or_default(), high.clone()]);
    let places = signature.stored_places();
    let scale = Number::ten_to(places);
    let on_grid = turns.into_iter().filter_map(|n| (&n * &scale).floor().div(&scale));
    let inside: BTreeSet<Number> =
        on_grid.filter(|n| *n >= low && (*n <= high || signature.range.is_none()) && fits(&(n * &scale))).collect();
    inside.into_iter().map(number).collect()
}

/// Whether so many units fit a cell.
fn fits(units: &Number) -> bool {
    units.to_i64().is_some()
}
