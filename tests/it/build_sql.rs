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
    for file in files(&Subject::new(rules, &stamp(rules)), &[engine]).unwrap() {
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

/// Runs programs on sixteen sets of random data each; how many sets there were.
fn random_sets(engine: Engine, programs: &[Program]) -> usize {
    let sets = |rules: &Program| -> Vec<VectorSet> {
        let subject = Subject::new(rules, &stamp(rules));
        (0..16).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect()
    };
    let all: Vec<_> = programs.iter().map(|rules| (rules, sets(rules))).collect();
    let count = all.iter().map(|(_, sets)| sets.len()).sum::<usize>();
    let compared = compare(engine, &all);
    println!("{compared} results of {count} random sets of {} programs are the same", all.len());
    count
}

fn sentences() -> impl Iterator<Item = Program> {
    blocks().into_iter().filter(|b| b.words().next() == Some("score")).map(|b| program(&around(&b.text)))
}

fn sentences_and_cities() -> Vec<Program> {
    sentences().chain(["changsha", "xiangxi"].map(city)).collect()
}

#[test]
fn every_vector_of_the_example_cities_in_duckdb() {
    every_vector(Engine::DuckDb);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_duckdb() {
    assert!(random_sets(Engine::DuckDb, &sentences_and_cities()) >= 2000);
}

#[test]
fn every_vector_of_the_example_cities_in_postgres() {
    every_vector(Engine::Postgres);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_postgres() {
    assert!(random_sets(Engine::Postgres, &sentences_and_cities()) >= 2000);
}

#[test]
fn every_vector_of_the_example_cities_in_spark() {
    every_vector(Engine::Spark);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities_in_spark() {
    assert!(random_sets(Engine::Spark, &sentences_and_cities()) >= 2000);
}

/// Rules without a roster whose names would end a literal, a comment or a statement if they could.
const HOSTILE: &[&str] =
    &["=cmd|' /C calc'!A0", "';DROP TABLE counties;--", "$$;${x}`\\u0027", "\u{202e}反写😀'", "{x}%s\\", "/*\"*/", "*/;\\! echo"];

fn hostile(engine: Engine) {
    let mut text = String::from(
        "评价方案：';--\\ 示例$$\n依据：示例\n年度：2021\n满分：7分\n语言版本：1\n等次 优秀：总分3分以上\n等次 合格：总分不足3分\n一级指标 A1 ';--$$（7分）\n二级指标 B1 示例\\（7分）\n明细表 学校：示例\n列 名称：文本\n",
    );
    for (at, name) in HOSTILE.iter().enumerate() {
        text.push_str(&format!(
            "数据 「{name}」：百分比，0%至100%\n三级指标 C{at} {name}（1分）\n  评分：「{name}」达到50%得1分，否则不得分。\n"
        ));
    }
    text.push_str("数据 校名数＝不同数（学校.名称）\n");
    let rules = program(&text);
    let subject = Subject::new(&rules, &stamp(&rules));
    let mut sets: Vec<VectorSet> = (0..4).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 7))).collect();
    let long = "';--\u{202e}😀$$\\".repeat(4096);
    for one in &mut sets {
        let names: Vec<String> = HOSTILE.iter().map(|name| name.chars().filter(|c| !c.is_whitespace()).collect()).collect();
        let renamed: std::collections::BTreeMap<String, String> =
            one.counties.iter().map(|county| county["县市区"].clone()).zip(names).collect();
        let cells = one.counties.iter_mut().chain(one.tables.values_mut().flatten());
        for cell in cells.filter_map(|row| row.get_mut("县市区")) {
            *cell = renamed[cell.as_str()].clone();
        }
        for cell in one.tables.values_mut().flatten().filter_map(|row| row.get_mut("名称")) {
            *cell = format!("{long}{cell}");
        }
    }
    let compared = compare(engine, &[(&rules, sets)]);
    assert!(compared > 100, "{compared}");
}

#[test]
fn hostile_names_and_texts_stay_texts_in_duckdb() {
    hostile(Engine::DuckDb);
}

#[test]
fn hostile_names_and_texts_stay_texts_in_postgres() {
    hostile(Engine::Postgres);
}

#[test]
fn hostile_names_and_texts_stay_texts_in_spark() {
    hostile(Engine::Spark);
}

/// Runs a script of `tests/sql`; what it prints is JSON.
fn python(script: &str, arguments: &[&Path]) -> Value {
    let run = Command::new(".venv/bin/python").arg("-B").arg(format!("tests/sql/{script}.py")).args(arguments).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    if run.stdout.is_empty() { Value::Null } else { serde_json::from_slice(&run.stdout).unwrap() }
}

/// Does what the README of an engine says, with the files of a city as they are and as people send them: totals and grades are
/// those `evalc score` gives.
fn as_the_readme_says(engine: Engine, script: &str, more: &[&Path]) {
    let folder = tempfile::tempdir().unwrap();
    let evalc = || assert_cmd::Command::cargo_bin("evalc").unwrap();
    let city = "examples/hunan-2021/changsha";
    evalc().args(["build", city, "--only", "sql", "--dialect", engine.name(), "-o"]).arg(folder.path()).assert().code(0);
    let results = folder.path().join("results.json");
    evalc().args(["score", city, "-o"]).arg(&results).assert().code(0);
    let native: Value = serde_json::from_slice(&std::fs::read(&results).unwrap()).unwrap();
    let expected: serde_json::Map<String, Value> = native["counties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|county| (county["name"].as_str().unwrap().to_owned(), json!([county["total"]["number"], county["grade"]["name"]])))
        .collect();
    let (scripts, data) = (folder.path().join("sql").join(engine.name()), format!("{city}/data"));
    let altered = folder.path().join("data");
    std::fs::create_dir(&altered).unwrap();
    python("altered", &[&scripts.join("columns.json"), Path::new(&data), &altered]);
    for data in [Path::new(&data), &altered] {
        let arguments: Vec<&Path> = [scripts.as_path(), data].into_iter().chain(more.iter().copied()).collect();
        assert_eq!(python(script, &arguments), json!([[], expected]), "{}", data.display());
    }
}

#[test]
fn the_readme_of_duckdb_is_true() {
    as_the_readme_says(Engine::DuckDb, "readme_duckdb", &[]);
}

#[test]
fn the_readme_of_postgres_is_true() {
    as_the_readme_says(Engine::Postgres, "readme_postgres", &[]);
}

#[test]
fn the_readme_of_spark_is_true() {
    as_the_readme_says(Engine::Spark, "readme_spark", &[Path::new("1")]);
}

/// Rules with so many data, each with a value as reported and one verified.
fn with_data(count: usize) -> Program {
    let mut text = format!(
        "评价方案：示例\n依据：示例\n年度：2021\n满分：{count}分\n语言版本：1\n等次 优秀：总分3分以上\n等次 合格：总分不足3分\n一级指标 A1 示例（{count}分）\n二级指标 B1 示例（{count}分）\n"
    );
    for at in 1..=count {
        text.push_str(&format!(
            "数据 达标率{at}：百分比，0%至100%\n三级指标 C{at} 示例{at}（1分）\n  评分：达标率{at}达到50%得1分，否则不得分。\n"
        ));
    }
    program(&text)
}

#[test]
fn what_postgres_has_no_room_for_is_refused() {
    let rules = with_data(201);
    let stamp = stamp(&rules);
    let subject = Subject::new(&rules, &stamp);
    let refused = files(&subject, &[Engine::Postgres]).unwrap_err();
    assert_eq!(
        refused.0.zh,
        "做不出PostgreSQL脚本：数据项太多，一步要1616列、3304字节，PostgreSQL一张表最多1600列、一行最多7900字节；请用 --dialect duckdb,spark"
    );
    assert!(files(&subject, &[Engine::DuckDb, Engine::Spark]).is_ok());
}

#[test]
fn postgres_scores_as_many_data_as_it_has_room_for() {
    let rules = with_data(199);
    let subject = Subject::new(&rules, &stamp(&rules));
    let sets = (0..2).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 3))).collect();
    assert!(compare(Engine::Postgres, &[(&rules, sets)]) > 1000);
}

/// A million schools of one city, by what the README of an engine says, against `evalc score`.
fn a_million_rows(engine: Engine, city: &str) {
    let evalc = assert_cmd::cargo::cargo_bin("evalc");
    let found = python("scale", &[&evalc, Path::new("examples/hunan-2021").join(city).as_path(), Path::new(engine.name())]);
    assert_eq!(found["wrong"], json!([]), "{found}");
    println!("{}: {found}", engine.name());
    assert!(found["compared"].as_u64().unwrap() > 500);
}

#[test]
#[ignore = "minutes; by hand, figures in spec 14f.6"]
fn a_million_rows_in_postgres() {
    a_million_rows(Engine::Postgres, "changsha");
}

#[test]
#[ignore = "minutes; by hand, figures in spec 14f.6"]
fn a_million_rows_in_spark() {
    a_million_rows(Engine::Spark, "changsha");
}
