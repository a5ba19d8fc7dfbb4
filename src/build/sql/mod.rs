//! SQL scripts (SQL脚本) for DuckDB, PostgreSQL and Spark: raw tables in, scores and grades out. Spec: §14f.

mod engine;
mod expression;
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
use super::{Artifact, Subject};
use crate::words;

/// The scripts for these engines.
pub fn files(subject: &Subject<'_>, engines: &[Engine]) -> Vec<Artifact> {
    engines.iter().flat_map(|engine| of_engine(subject, *engine)).collect()
}

fn of_engine(subject: &Subject<'_>, engine: Engine) -> Vec<Artifact> {
    let program = subject.listing.program.clone();
    let listing = Listing::with_names(subject.listing.model, program, needs::named_besides(engine));
    let raw = read::raw_tables(&listing);
    let folder = format!("sql/{}", engine.name());
    let file = |name: &str, text: String, about: crate::finding::Words| Artifact {
        path: format!("{folder}/{name}"),
        bytes: text.into_bytes(),
        about,
    };
    let mut all = Vec::new();
    if engine != Engine::Spark {
        all.push(file(
            "tables.sql",
            script::tables(subject, &listing, engine, &raw),
            words! { zh: "给信息中心：先执行，建原始表", en: "for the information center: run first, makes the raw tables" },
        ));
    }
    let (steps, numbers) = script::steps(subject, &listing, engine, &raw);
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
    all
}
