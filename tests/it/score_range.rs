//! No data inside their declared ranges take a score out of 0 … points (D3), unless the rule says so.

use evalc::data::Dataset;
use evalc::expr::{Absent, Number, Value};
use evalc::oracle::Oracle;
use proptest::prelude::*;

use crate::random_data::{Choices, county};
use crate::support::{Read, around, blocks, read};

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
