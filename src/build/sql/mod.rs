//! SQL scripts (SQL脚本) for DuckDB, PostgreSQL and Spark: raw tables in, scores and grades out. Spec: §14f.

mod cells;
mod engine;
mod expression;
mod fractions;
mod job;
mod load;
mod many;
mod needs;
mod numbers;
mod plan;
mod read;
mod results;
mod script;
mod waves;

pub use engine::Engine;

use super::listing::Listing;
use super::{Artifact, BuildError, Subject};
use crate::finding::Words;
use crate::words;
use plan::Step;
use read::Raw;

/// Most columns of a table or a query in PostgreSQL.
const MOST_COLUMNS: usize = 1600;
/// Most bytes of a row in PostgreSQL that cannot be kept elsewhere, less what it needs itself.
const MOST_BYTES: usize = 7900;

/// The scripts for these engines. What PostgreSQL has no room for is left out, and a file in its place says why, unless it alone is
/// asked for.
///
/// # Errors
/// The only engine is PostgreSQL, and a table would be too wide for it.
pub fn files(subject: &Subject<'_>, engines: &[Engine]) -> Result<Vec<Artifact>, BuildError> {
    let mut all = Vec::new();
    for engine in engines {
        match of_engine(subject, *engine) {
            Err(BuildError(reason)) if engines.len() > 1 => all.push(left_out(*engine, reason)),
            made => all.extend(made?),
        }
    }
    Ok(all)
}

/// Says in the place of an engine's scripts why there are none.
fn left_out(engine: Engine, reason: Words) -> Artifact {
    Artifact { path: format!("sql/{}/README.md", engine.name()), bytes: format!("{}。\n", reason.zh).into_bytes(), about: reason }
}

/// Whether PostgreSQL has room for these tables.
fn fits(raw: &[Raw<'_>], steps: &[Step]) -> Result<(), BuildError> {
    let width = |table: &Raw<'_>| table.cells.iter().map(|cell| cell.headers.len()).sum::<usize>() + read::ROW;
    let columns = raw.iter().map(width).chain(steps.iter().map(|s| s.widest)).max().unwrap_or_default();
    let bytes = steps.iter().map(|s| s.bytes).max().unwrap_or_default();
    if columns <= MOST_COLUMNS && bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(BuildError(words! {
        zh: "没有PostgreSQL脚本：数据项太多，一步要{columns}列、{bytes}字节，PostgreSQL一张表最多{MOST_COLUMNS}列、一行最多{MOST_BYTES}字节；请用DuckDB或Spark的脚本",
        en: "there are no scripts for PostgreSQL: there are too many data, one step takes {columns} columns and {bytes} bytes, a table of PostgreSQL at most {MOST_COLUMNS} columns and {MOST_BYTES} bytes a row; use the scripts for DuckDB or Spark"
    }))
}

fn of_engine(subject: &Subject<'_>, engine: Engine) -> Result<Vec<Artifact>, BuildError> {
    let program = subject.listing.program.clone();
    let listing = Listing::with_names(subject.listing.model, program, needs::named_besides(engine));
    let raw = read::raw_tables(&listing);
    let folder = format!("sql/{}", engine.name());
    let file = |name: &str, text: String, about: Words| Artifact { path: format!("{folder}/{name}"), bytes: text.into_bytes(), about };
    let mut all = Vec::new();
    if engine != Engine::Spark {
        all.push(file(
            "tables.sql",
            script::tables(subject, &listing, engine, &raw),
            words! { zh: "给信息中心：先执行，建原始表", en: "for the information center: run first, makes the raw tables" },
        ));
    }
    let (steps, numbers) = script::steps(subject, &listing, engine, &raw);
    if engine == Engine::Postgres {
        fits(&raw, &steps)?;
    }
    all.push(file(
        "score.sql",
        script::score(subject, engine, &steps),
        words! {
            zh: "给信息中心：装好数据后执行，结果在results和results_long，问题在problems",
            en: "for the information center: run after loading; the results are in results and results_long, faults in problems"
        },
    ));
    match engine {
        Engine::Spark => all.push(file(
            "job.py",
            job::job(subject, &listing, &raw, &numbers),
            words! { zh: "给信息中心：读数据、执行score.sql、写结果的Spark作业", en: "for the information center: the Spark job that reads data, runs score.sql, writes results" },
        )),
        _ => all.push(file(
            "load.sql",
            load::load(subject, &listing, engine, &raw),
            words! { zh: "给信息中心：把数据文件装入原始表", en: "for the information center: loads data files into the raw tables" },
        )),
    }
    all.push(file(
        "README.md",
        load::readme(subject, engine, &raw),
        words! { zh: "给信息中心：怎样装数据、计分、看结果", en: "for the information center: how to load, score, read the results" },
    ));
    all.push(Artifact {
        path: format!("{folder}/columns.json"),
        bytes: load::columns(subject, &listing, &raw),
        about: words! { zh: "给信息中心：原始表的每一列是哪个数据项", en: "for the information center: which datum stands in which column" },
    });
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}
