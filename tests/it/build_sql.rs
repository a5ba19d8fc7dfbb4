//! The SQL scripts, run by DuckDB, PostgreSQL and Spark, give what the native scorer gives. Spec: §14f.

use std::path::{Path, PathBuf};
use std::process::Command;

use evalc::Program;
use evalc::build::Subject;
use evalc::build::sql::{Engine, files};
use evalc::build::vectors::{VectorSet, set, vectors};
use serde_json::{Value, json};

use crate::agreement::random_data;
use crate::build_python::{city, program, stamp};
use crate::support::{around, blocks};

/// Writes the scripts of a program and its sets where the runs find them.
fn write(folder: &Path, rules: &Program, engine: Engine, sets: &[VectorSet]) {
    for file in files(&Subject::new(rules, &stamp(rules)), &[engine]) {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes).unwrap();
    }
    std::fs::write(folder.join("sets.json"), serde_json::to_vec(sets).unwrap()).unwrap();
}

/// Runs programs on their sets in an engine; gives how many results were compared.
fn compare(engine: Engine, all: &[(&Program, Vec<VectorSet>)]) -> u64 {
    let root = tempfile::tempdir().unwrap();
    let folders: Vec<PathBuf> = (0..all.len()).map(|at| root.path().join(at.to_string())).collect();
    for (folder, (rules, sets)) in folders.iter().zip(all) {
        write(folder, rules, engine, sets);
    }
    let run = format!("tests/sql/run_{}.py", engine.name());
    let output = Command::new(".venv/bin/python").arg("-B").arg(run).args(&folders).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found[1], json!([]), "of {} results; {said}", found[0]);
    found[0].as_u64().unwrap()
}

fn every_vector(engine: Engine) {
    let cities = ["changsha", "xiangxi"].map(city);
    let all: Vec<_> = cities.iter().map(|rules| (rules, vectors(&Subject::new(rules, &stamp(rules))).sets)).collect();
    let compared = compare(engine, &all);
    println!("{compared} results of {} sets are the same", all.iter().map(|(_, sets)| sets.len()).sum::<usize>());
    assert!(compared > 100_000);
}

fn random_sets(engine: Engine) {
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    let mut programs: Vec<Program> = scored.map(|b| program(&around(&b.text))).collect();
    programs.extend(["changsha", "xiangxi"].map(city));
    let sets = |rules: &Program| -> Vec<VectorSet> {
        let subject = Subject::new(rules, &stamp(rules));
        (0..16).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect()
    };
    let all: Vec<_> = programs.iter().map(|rules| (rules, sets(rules))).collect();
    let count = all.iter().map(|(_, sets)| sets.len()).sum::<usize>();
    let compared = compare(engine, &all);
    println!("{compared} results of {count} random sets of {} programs are the same", all.len());
    assert!(count >= 2000, "{count}");
}

#[test]
fn every_vector_of_the_example_cities_in_duckdb() {
    every_vector(Engine::DuckDb);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_duckdb() {
    random_sets(Engine::DuckDb);
}

#[test]
fn every_vector_of_the_example_cities_in_postgres() {
    every_vector(Engine::Postgres);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_postgres() {
    random_sets(Engine::Postgres);
}

#[test]
fn every_vector_of_the_example_cities_in_spark() {
    every_vector(Engine::Spark);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_spark() {
    random_sets(Engine::Spark);
}

/// Writes jobs into a folder that stays, to be run by hand.
#[test]
#[ignore]
fn zz_write_jobs() {
    let root = Path::new("/tmp/sqljobs");
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    let mut programs: Vec<(String, Program)> = scored.map(|b| (format!("{}:{}", b.page.display(), b.line), program(&around(&b.text)))).collect();
    for c in ["changsha", "xiangxi"] {
        programs.push((c.to_owned(), city(c)));
    }
    for engine in Engine::ALL {
        for (at, (_, rules)) in programs.iter().enumerate() {
            let subject = Subject::new(rules, &stamp(rules));
            let sets: Vec<VectorSet> = (0..16).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect();
            write(&root.join(format!("random/{at:03}")), rules, *engine, &sets);
        }
        for c in ["changsha", "xiangxi"] {
            let rules = city(c);
            write(&root.join(format!("vectors/{c}")), &rules, *engine, &vectors(&Subject::new(&rules, &stamp(&rules))).sets);
        }
    }
    std::fs::write(root.join("names"), programs.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>().join("\n")).unwrap();
}
