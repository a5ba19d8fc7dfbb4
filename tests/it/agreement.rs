//! The native scorer gives what the reference interpreter gives, to the last digit.

use evalc::data::{Dataset, Frame};
use evalc::expr::{Absent, IndicatorId, Value};
use evalc::ir::absence::{Lack, code};
use evalc::model::Model;
use evalc::oracle::Oracle;
use evalc::score::{Known, Score, score};
use proptest::prelude::*;

use crate::random_data::{Choices, county, frame, with_gaps};
use crate::support::{Read, around, blocks, read, whole_city};

fn known<T>(value: Result<T, Absent>) -> Known<T> {
    value.map_err(|absent| Lack::of(code(&absent)).expect("an absence"))
}

/// Compares everything; counts the values.
pub fn differences(model: &Model, data: &Dataset, frame: &Frame) -> (Vec<String>, usize) {
    let oracle = Oracle::new(model, data);
    let results = score(model, frame);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (at, county) in results.counties.iter().enumerate() {
        let mut same = |what: String, ours: String, theirs: String| {
            count += 1;
            if ours != theirs {
                wrong.push(format!("{} of {}: {ours}, the oracle says {theirs}", what, county.name));
            }
        };
        for (id, ours) in county.scores.iter().enumerate() {
            let theirs = known(oracle.score(at, IndicatorId(id as u32))).map(|value| match value {
                Value::Number(points) => Score::Points(points),
                Value::Bool(met) => Score::Met(met),
            });
            same(model.indicators[id].code.clone(), format!("{ours:?}"), format!("{theirs:?}"));
        }
        same("total".into(), format!("{:?}", county.total), format!("{:?}", known(oracle.total(at))));
        same("grade".into(), format!("{:?}", county.grade), format!("{:?}", known(oracle.grade(at))));
        let before = known(oracle.grade_before_quota(at));
        same("grade before the quota".into(), format!("{:?}", county.grade_before_quota), format!("{before:?}"));
        if results.counties.iter().all(|c| c.total.is_ok()) {
            same("place".into(), format!("{:?}", county.place), format!("{:?}", known(oracle.place(at))));
        }
        for (rule, fires) in model.results.iter().zip(&county.fires) {
            same(rule.name.clone(), format!("{fires:?}"), format!("{:?}", known(oracle.fires(at, rule))));
        }
        if let Some(leaders) = &county.leaders {
            same("leaders' points".into(), format!("{:?}", leaders.points), format!("{:?}", known(oracle.leader_total(at))));
            same("leaders' grade".into(), format!("{:?}", leaders.grade), format!("{:?}", known(oracle.leader_grade(at))));
        }
        let failed: Vec<String> = oracle.failed_verifications(at);
        let ours = model.verifications.iter().zip(&county.verifications).filter(|(_, holds)| **holds == Ok(false));
        same("校核".into(), format!("{:?}", ours.map(|(v, _)| v.name.clone()).collect::<Vec<_>>()), format!("{failed:?}"));
    }
    (wrong, count)
}

fn random(model: &Model, choices: &[u64], counties: usize) -> Dataset {
    let mut choices = Choices(choices.iter());
    let year = model.header.as_ref().map_or(2021, |h| h.year);
    let roster: Vec<String> = if model.counties.is_empty() {
        (0..counties).map(|n| format!("县{n}")).collect()
    } else {
        model.counties.iter().map(|c| c.name.clone()).collect()
    };
    let data = Dataset { counties: roster.iter().map(|name| county(model, name, year, &mut choices)).collect() };
    match choices.below(3) {
        0 => with_gaps(data, 40, &mut choices),
        _ => data,
    }
}

/// Random data of a seed.
pub fn random_data(model: &Model, seed: u64, counties: usize) -> Dataset {
    let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let choices: Vec<u64> = (0..6000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 33
        })
        .collect();
    random(model, &choices, counties)
}

/// Holds random data of every program against the oracle, in so many rounds; gives the rows and results compared.
pub fn agree(programs: &[(String, Read)], rounds: u32, size: usize) -> (usize, usize) {
    let strategy = prop::collection::vec(any::<u32>().prop_map(u64::from), size);
    let config = ProptestConfig { cases: rounds, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let compared = std::cell::Cell::new((0, 0));
    let result = runner.run(&strategy, |choices| {
        for (place, program) in programs {
            let data = random(&program.model, &choices, 4);
            let (wrong, count) = differences(&program.model, &data, &frame(&program.model, &data));
            let (rows, results) = compared.get();
            compared.set((rows + data.counties.len(), results + count));
            prop_assert!(wrong.is_empty(), "{place}: {}", wrong.join("; "));
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let (rows, results) = compared.get();
    println!("{rows} counties of {} programs have the same {results} results", programs.len());
    assert!(results > 10 * programs.len());
    (rows, results)
}

/// The programs of all examples of the spec.
pub fn of_the_spec() -> Vec<(String, Read)> {
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    scored.map(|b| (format!("{}:{}", b.page.display(), b.line), read(&around(&b.text)))).collect()
}

/// The example cities.
pub fn cities() -> Vec<(String, Read)> {
    let city = |name: &str| (name.to_owned(), read(&whole_city(&format!("examples/hunan-2021/{name}"))));
    vec![city("changsha"), city("xiangxi")]
}

#[test]
fn every_sentence_of_the_spec_scores_as_the_oracle_says() {
    agree(&of_the_spec(), 48, 300);
}

#[test]
fn the_example_cities_score_as_the_oracle_says() {
    agree(&cities(), 6, 4000);
}
