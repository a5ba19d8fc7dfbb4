//! Results as texts (结果): one row per county, and one row per result. Spec: §14f.4.

use super::engine::{Engine, Width};
use super::expression::{Writer, width_at};
use super::plan::Step;
use crate::build::listing::{Listing, Output, parts};
use crate::build::{Kind, Subject};
use crate::ir::absence;

/// A result that is a fraction of numbers of any size in DuckDB: it is brought to lowest terms by a table of its own.
fn is_reduced(listing: &Listing<'_>, engine: Engine, output: &Output) -> bool {
    let wide = |id| width_at(&listing.program, id) == Width::Any;
    engine == Engine::DuckDb && listing.places(output.quantity).is_none() && (wide(output.quantity.num) || wide(output.quantity.den))
}

/// The tables of results; `last` has the value of every county.
pub(super) fn results(subject: &Subject<'_>, listing: &Listing<'_>, engine: Engine, last: &str) -> Vec<Step> {
    let outputs = listing.outputs();
    if engine == Engine::Spark {
        return results_in_python(listing, &outputs, last);
    }
    let mut steps = Vec::new();
    let reduced: Vec<&Output> = outputs.iter().filter(|o| subject.kind(o) == Kind::Points && is_reduced(listing, engine, o)).collect();
    if !reduced.is_empty() {
        steps.push(Step::new("lowest_terms", lowest_terms(listing, engine, last, &reduced)));
    }
    let columns: String = outputs.iter().map(|o| format!(",\n  {} AS {}", text(subject, listing, engine, o), o.name)).collect();
    let joins: String = reduced
        .iter()
        .map(|o| format!("\n  LEFT JOIN lowest_terms AS l_{name} ON l_{name}.id = c.id AND l_{name}.name = '{name}'", name = o.name))
        .collect();
    steps
        .push(Step::new("results", format!("SELECT i.batch, i.county{columns}\nFROM {last} AS c JOIN c_cells AS i ON i.id = c.id{joins}")));
    steps.push(Step::new("results_long", long(subject, engine, &outputs)));
    steps
}

/// A result as text.
fn text(subject: &Subject<'_>, listing: &Listing<'_>, engine: Engine, output: &Output) -> String {
    let c = Writer { listing, engine, prefix: "c." };
    let (quantity, chars) = (output.quantity, engine.text_type());
    let as_text = |id| format!("CAST({} AS {chars})", c.number(id, Width::Narrow));
    let value = match subject.kind(output) {
        Kind::Truth => format!("CASE WHEN {} THEN '是' ELSE '否' END", c.truth(quantity.num)),
        Kind::Place => as_text(quantity.num),
        Kind::Grade => {
            let grades = listing.model.grades.iter().enumerate();
            let each: String = grades.map(|(at, g)| format!(" WHEN {at} THEN {}", engine.quoted(&g.name))).collect();
            if each.is_empty() { "''".to_owned() } else { format!("CASE {}{each} ELSE '' END", c.number(quantity.num, Width::Narrow)) }
        }
        Kind::Points => match listing.places(quantity) {
            Some(places) => format!("exact_decimal({}, {places})", as_text(quantity.num)),
            None if is_reduced(listing, engine, output) => format!("l_{}.value", output.name),
            None => format!("exact_fraction({}, {})", c.number(quantity.num, Width::Wide), c.number(quantity.den, Width::Wide)),
        },
    };
    let absent = c.number(quantity.absent, Width::Narrow);
    format!(
        "CASE {absent} WHEN {} THEN {value} WHEN {} THEN '不适用' WHEN {} THEN '待定' WHEN {} THEN '缺报' WHEN {} THEN '缺报' WHEN {} THEN '名额未定' ELSE '分母为0' END",
        absence::PRESENT,
        absence::NOT_APPLICABLE,
        absence::PENDING,
        absence::MISSING,
        absence::MISSING_COLUMN,
        absence::QUOTA_OPEN
    )
}

/// In Spark one function writes the results of a county.
fn results_in_python(listing: &Listing<'_>, outputs: &[Output], last: &str) -> Vec<Step> {
    let c = Writer { listing, engine: Engine::Spark, prefix: "c." };
    let text = |id| format!("CAST({} AS STRING)", c.value(id).text);
    let parts = outputs.iter().flat_map(|o| parts(o.quantity)).map(text).collect::<Vec<_>>().join(", ");
    let columns: String = outputs.iter().enumerate().map(|(at, o)| format!(", texts[{at}].value AS {}", o.name)).collect();
    vec![
        Step::new(
            "result_texts",
            format!("SELECT i.batch, i.county, result_texts(ARRAY({parts})) AS texts\nFROM {last} AS c JOIN c_cells AS i ON i.id = c.id"),
        ),
        Step::new("results", format!("SELECT batch, county{columns}\nFROM result_texts")),
        Step::new("results_long", "SELECT batch, county, INLINE(texts)\nFROM result_texts".to_owned()),
    ]
}

/// One row per result of a county.
fn long(subject: &Subject<'_>, engine: Engine, outputs: &[Output]) -> String {
    let list = |items: Vec<String>| items.join(", ");
    let names = list(outputs.iter().map(|o| format!("'{}'", o.name)).collect());
    let labels = list(outputs.iter().map(|o| engine.quoted(&subject.label(o))).collect());
    let values = list(outputs.iter().map(|o| o.name.clone()).collect());
    match engine {
        Engine::DuckDb => {
            format!(
                "SELECT batch, county, UNNEST([{names}]) AS name, UNNEST([{labels}]) AS label, UNNEST([{values}]) AS value FROM results"
            )
        }
        _ => format!(
            "SELECT batch, county, UNNEST(ARRAY[{names}]) AS name, UNNEST(ARRAY[{labels}]) AS label, UNNEST(ARRAY[{values}]) AS value FROM results"
        ),
    }
}

/// Fractions in lowest terms, by the divisors of Euclid: each step leaves the remainder of the last two numbers. After a long division,
/// which takes any quotient at once, there are many steps whose quotients are small.
fn lowest_terms(listing: &Listing<'_>, engine: Engine, last: &str, outputs: &[&Output]) -> String {
    let c = Writer { listing, engine, prefix: "c." };
    let each = |o: &&Output| {
        format!(
            "SELECT c.id, '{}' AS name, {} AS num, {} AS den FROM {last} AS c",
            o.name,
            c.number(o.quantity.num, Width::Any),
            c.number(o.quantity.den, Width::Any)
        )
    };
    let all = outputs.iter().map(each).collect::<Vec<_>>().join("\n    UNION ALL ");
    format!(
        "WITH RECURSIVE fractions AS (
    SELECT *, CASE WHEN num < CAST('0' AS BIGNUM) THEN -num ELSE num END AS size FROM (
    {all})),
  euclid AS (
    SELECT id, name, size AS a, den AS b FROM fractions
    UNION ALL
    SELECT id, name, g.a, g.b
    FROM (SELECT id, name, exact_euclid(b, r, n) AS g
      FROM (SELECT id, name, b, n, (exact_divided(s, n, t, b, b2, b4, b8)).x AS r FROM ({})))),
  divisor AS (
    SELECT f.id, f.name, f.num < CAST('0' AS BIGNUM) AS minus, f.size, f.den, e.a AS b
    FROM fractions AS f JOIN euclid AS e ON e.id = f.id AND e.name = f.name AND e.b = CAST('0' AS BIGNUM)),
  divided AS (
    SELECT a.id, a.name, a.minus, exact_divided(a.s, a.n, a.t, a.b, a.b2, a.b4, a.b8) AS above, exact_divided(z.s, z.n, z.t, z.b, z.b2, z.b4, z.b8) AS below
    FROM ({}) AS a JOIN ({}) AS z ON z.id = a.id AND z.name = a.name)
SELECT id, name, CAST(exact_quotient(above, FALSE) AS VARCHAR) AS num, CAST(exact_quotient(below, FALSE) AS VARCHAR) AS den,
  CONCAT(CASE WHEN minus THEN '-' ELSE '' END, num, CASE WHEN den = '1' THEN '' ELSE '/' || den END) AS value
FROM divided",
        for_division("a", "euclid WHERE b > CAST('0' AS BIGNUM)"),
        for_division("size", "divisor"),
        for_division("den", "divisor")
    )
}

/// Everything a long division of this column by the column `b` takes, as columns.
fn for_division(dividend: &str, from: &str) -> String {
    format!(
        "SELECT *, b2 + b2 AS b4, b2 + b2 + b2 + b2 AS b8, exact_steps(s, n) AS t
      FROM (SELECT *, b + b AS b2, CAST({dividend} AS VARCHAR) AS s, exact_size(b) AS n FROM {from})"
    )
}
