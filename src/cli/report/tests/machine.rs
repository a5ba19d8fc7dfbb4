//! For programs: evalc's own JSON (`spec/schemas/tests.schema.json`) and JUnit XML.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::coverage::{counts, found, owner, percent, reached};
use super::place;
use crate::cli::arguments::CommandError;
use crate::cli::report::junit::escape;
use crate::cli::report::place::slashes;
use crate::cli::test::{City, Covered, Run};
use crate::coverage::{Aspect, Trace};
use crate::finding::{Lang, Words};
use crate::words;

/// The version of the schema.
const VERSION: u32 = 1;

/// The report as JSON.
///
/// # Errors
/// What the writer said.
pub(in crate::cli) fn json(cities: &[City]) -> Result<String, CommandError> {
    let all: usize = cities.iter().map(|c| c.runs.len()).sum();
    let failed: usize = cities.iter().map(|c| c.runs.iter().filter(|r| !r.failures.is_empty()).count()).sum();
    let report = json!({
        "format": "evalc-tests",
        "version": VERSION,
        "tool": { "name": "evalc", "version": env!("CARGO_PKG_VERSION") },
        "summary": { "cities": cities.len(), "cases": all, "passed": all - failed, "failed": failed,
            "broken": cities.iter().filter(|c| !c.broken.is_empty()).count() },
        "cities": cities.iter().map(city).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&report)
        .map_err(|error| CommandError::new(words! { zh: "写不出报告：{error}", en: "cannot write the report: {error}" }))?;
    Ok(text + "\n")
}

fn both(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn city(city: &City) -> Value {
    json!({
        "path": slashes(&city.path),
        "broken": city.broken.iter().map(both).collect::<Vec<_>>(),
        "cases": city.runs.iter().map(|run| case(city, run)).collect::<Vec<_>>(),
        "coverage": city.coverage.as_ref().map(|covered| coverage(city, covered)),
    })
}

fn case(city: &City, run: &Run) -> Value {
    let failure = |(f, trace): &(crate::oracle::CaseFailure, Option<Trace>)| json!({ "target": f.target, "expected": f.expected, "actual": f.actual, "trace": trace.as_ref().map(traced) });
    json!({
        "name": run.case.name,
        "place": slashes(&place(&city.sources, run.case.span)),
        "passed": run.failures.is_empty(),
        "failures": run.failures.iter().map(failure).collect::<Vec<_>>(),
    })
}

fn traced(trace: &Trace) -> Value {
    json!({
        "sentence": both(&trace.sentence),
        "inputs": trace.inputs.iter().map(both).collect::<Vec<_>>(),
        "branches": trace.branches.iter().map(both).collect::<Vec<_>>(),
        "arithmetic": both(&trace.arithmetic),
    })
}

fn coverage(city: &City, covered: &Covered) -> Value {
    let total = |aspect| {
        let (hit, all) = counts(covered, aspect, None);
        json!({ "reached": hit, "of": all, "percent": percent((hit, all)) })
    };
    let model = city.program.as_ref().map(|p| &p.model);
    let goals = covered.goals.iter().enumerate().map(|(at, goal)| {
        json!({
            "owner": model.map_or_else(String::new, |m| owner(m, goal.owner, Lang::Zh)),
            "kind": match goal.aspect { Aspect::Rule => "rule", Aspect::Branch => "branch", Aspect::Boundary => "boundary" },
            "words": both(&goal.words),
            "place": slashes(&place(&city.sources, goal.span)),
            "reached": reached(covered, at),
            "reachable": reached(covered, at) || found(covered, at),
        })
    });
    json!({
        "rules": total(Aspect::Rule),
        "branches": total(Aspect::Branch),
        "boundaries": total(Aspect::Boundary),
        "goals": goals.collect::<Vec<_>>(),
    })
}

/// The report as JUnit XML: a suite per city, a test case per 用例; a city that could not be run is an error.
pub(in crate::cli) fn junit(cities: &[City], lang: Lang) -> String {
    let mut body = String::new();
    let (mut tests, mut failures, mut errors) = (0, 0, 0);
    for city in cities {
        let path = escape(&slashes(&city.path));
        let failed = city.runs.iter().filter(|r| !r.failures.is_empty()).count();
        let count = city.runs.len() + city.broken.len();
        (tests, failures, errors) = (tests + count, failures + failed, errors + city.broken.len());
        let broken = city.broken.len();
        let _ = writeln!(body, "  <testsuite name=\"{path}\" tests=\"{count}\" failures=\"{failed}\" errors=\"{broken}\">");
        for words in &city.broken {
            let message = escape(words.get(lang));
            let _ = writeln!(body, "    <testcase name=\"{path}\" classname=\"{path}\"><error message=\"{message}\"/></testcase>");
        }
        for run in &city.runs {
            let name = escape(&run.case.name);
            let _ = write!(body, "    <testcase name=\"{name}\" classname=\"{path}\"");
            if run.failures.is_empty() {
                body.push_str("/>\n");
                continue;
            }
            let line = |f: &crate::oracle::CaseFailure| {
                let (target, expected, actual) = (&f.target, &f.expected, &f.actual);
                words! { zh: "{target}应为{expected}，实为{actual}", en: "{target}: expected {expected}, actual {actual}" }
                    .get(lang)
                    .to_owned()
            };
            let all: Vec<String> = run.failures.iter().map(|(f, _)| line(f)).collect();
            let (message, at) = (escape(&all.join("; ")), escape(&place(&city.sources, run.case.span)));
            let _ = writeln!(body, ">\n      <failure type=\"E1001\" message=\"{message}\">{at}</failure>\n    </testcase>");
        }
        body.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evalc\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n{body}</testsuites>\n"
    )
}
