//! No data inside their declared ranges take a score out of 0 … points (D3), unless the rule says so.

use evalc::data::{Cell, CountyData, Dataset, Row};
use evalc::expr::{Absent, DatumId, Number, Value};
use evalc::model::{DatumKind, Model, TypeWord};
use evalc::oracle::Oracle;
use evalc::sentence::{Signature, Type, UNREPORTED, day_number};
use evalc::syntax::tree::Date;
use proptest::prelude::*;

use crate::support::{Read, around, blocks, read};

/// Numbers that decide, one after the other, what every cell holds.
struct Choices<'c>(std::slice::Iter<'c, u64>);

impl Choices<'_> {
    fn below(&mut self, n: u64) -> u64 {
        self.0.next().copied().unwrap_or(0) % n.max(1)
    }
}

/// A value that fits the declaration; ends of ranges come up often.
fn cell(signature: &Signature, word: TypeWord, unreported: bool, year: u32, choices: &mut Choices<'_>) -> Option<Cell> {
    if signature.optional && choices.below(6) == 0 {
        return Some(Cell::NotApplicable);
    }
    let number = match (&signature.ty, word) {
        (Type::Bool, _) => return Some(Cell::Value(Value::Bool(choices.below(2) == 1))),
        (Type::Level(levels), _) => Number::from(choices.below(levels.len() as u64) as i64),
        (Type::Date, _) if unreported && choices.below(4) == 0 => Number::from(UNREPORTED),
        (Type::Date, _) => {
            let first = day_number(Date { year: Some(year), month: 1, day: 1 }, year)?;
            &first + &Number::from(choices.below(365) as i64)
        }
        (Type::Text, _) => Number::from(1 + choices.below(4) as i64),
        (Type::Number(_) | Type::Judgement, _) => {
            let (low, high) = signature.range.clone().unwrap_or((Number::ZERO, Number::from(1000)));
            let step = Number::ulp(signature.places.unwrap_or(0));
            let steps = (&high - &low).div(&step)?.floor().to_i64()? as u64;
            let at = match choices.below(4) {
                0 => choices.below(2) * steps,
                1 => choices.below(steps.min(12) + 1),
                _ => choices.below(steps + 1),
            };
            &low + &(&step * &Number::from(at as i64))
        }
    };
    Some(Cell::Value(Value::Number(number)))
}

/// Points an assessor may give.
fn judged(model: &Model, id: DatumId, county: &CountyData, choices: &mut Choices<'_>) -> Option<Cell> {
    let used = model.judged.iter().find(|j| j.datum == id)?;
    let level = used.level.and_then(|l| county.values.get(&(l, 0)));
    let range = match level {
        Some(Cell::Value(Value::Number(at))) => used.ranges.get(at.to_i64()? as usize),
        _ => used.ranges.first(),
    };
    let (low, high) = range?.clone();
    let step = model.datum(id)?.quantum.clone().unwrap_or(Number::ulp(1));
    if used.zero && choices.below(4) == 0 {
        return Some(Cell::Value(Value::Number(Number::ZERO)));
    }
    let (first, last) = (low.div(&step)?.ceil(), high.div(&step)?.floor());
    let span = (&last - &first).to_i64()? as u64;
    let points = &(&first + &Number::from(choices.below(span + 1) as i64)) * &step;
    Some(Cell::Value(Value::Number(points)))
}

fn county(model: &Model, name: &str, year: u32, choices: &mut Choices<'_>) -> CountyData {
    let mut county = CountyData { name: name.to_owned(), ..CountyData::default() };
    for (id, datum) in model.data() {
        if matches!(datum.kind, DatumKind::Derived(_)) {
            continue;
        }
        for back in 0..=datum.signature.history {
            let given = judged(model, id, &county, choices);
            let given = given.or_else(|| cell(&datum.signature, datum.type_word, datum.unreported, year, choices));
            county.values.extend(given.map(|cell| ((id, back), cell)));
        }
    }
    for (at, table) in model.tables.iter().enumerate() {
        let mut rows = Vec::new();
        for _ in 0..choices.below(6) {
            let asked = table.columns.iter().filter_map(|id| model.column(*id).filter(|c| c.formula.is_none()).map(|c| (*id, c)));
            let cells = asked.filter_map(|(id, c)| cell(&c.signature, c.type_word, false, year, choices).map(|cell| (id, cell)));
            rows.push(cells.collect::<Row>());
        }
        county.rows.insert(evalc::expr::TableId(at as u32), rows);
    }
    county
}

/// Every score that leaves its range, in words; counts those that were computed.
fn outside(read: &Read, choices: &[u64], scored: &mut usize) -> Vec<String> {
    let model = &read.model;
    let mut choices = Choices(choices.iter());
    let year = model.header.as_ref().map_or(2021, |h| h.year);
    let counties = model.counties.iter().map(|c| county(model, &c.name, year, &mut choices)).collect();
    let data = Dataset { counties };
    let oracle = Oracle::new(model, &data);
    let mut problems: Vec<String> = data.problems(model).iter().map(|p| format!("made unfit data: {p:?}")).collect();
    for (id, indicator) in model.indicators().filter(|(_, i)| i.is_leaf()) {
        let Some(rule) = &indicator.rule else { continue };
        for at in 0..oracle.counties() {
            let points = match oracle.score(at, id) {
                Ok(Value::Number(points)) => points,
                Ok(Value::Bool(_)) | Err(Absent::NotApplicable | Absent::DivisionByZero) => continue,
                Err(absent) => {
                    problems.push(format!("{}: {absent:?}", indicator.code));
                    continue;
                }
            };
            *scored += 1;
            let low = !rule.signed && points < Number::ZERO;
            let high = !rule.uncapped && indicator.points.as_ref().is_some_and(|most| points > *most);
            if low || high {
                problems.push(format!("{}: {points}", indicator.code));
            }
        }
    }
    problems
}

#[test]
fn scores_stay_between_zero_and_the_points() {
    let programs: Vec<(String, Read)> = blocks()
        .iter()
        .filter(|b| b.words().next() == Some("score"))
        .map(|b| (format!("{}:{}", b.page.display(), b.line), read(&around(&b.text))))
        .collect();
    let strategy = prop::collection::vec(any::<u32>().prop_map(u64::from), 200);
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() });
    let scored = std::cell::Cell::new(0);
    let result = runner.run(&strategy, |choices| {
        for (place, program) in &programs {
            let mut count = scored.get();
            let problems = outside(program, &choices, &mut count);
            scored.set(count);
            prop_assert!(problems.is_empty(), "{place}: {}", problems.join("; "));
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{} scores of {} programs stayed inside", scored.get(), programs.len());
    assert!(scored.get() > 64 * programs.len(), "most data can be scored");
}
