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
pub fn compare(engine: Engine, all: &[(&Program, Vec<VectorSet>)]) -> u64 {
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
pub fn python(script: &str, arguments: &[&Path]) -> Value {
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
    program(&text_with_data(count))
}

fn text_with_data(count: usize) -> String {
    let mut text = format!(
        "评价方案：示例\n依据：示例\n年度：2021\n满分：{count}分\n语言版本：1\n等次 优秀：总分3分以上\n等次 合格：总分不足3分\n一级指标 A1 示例（{count}分）\n二级指标 B1 示例（{count}分）\n"
    );
    for at in 1..=count {
        text.push_str(&format!(
            "数据 达标率{at}：百分比，0%至100%\n三级指标 C{at} 示例{at}（1分）\n  评分：达标率{at}达到50%得1分，否则不得分。\n"
        ));
    }
    text
}

#[test]
fn what_postgres_has_no_room_for_is_left_out() {
    let rules = with_data(400);
    let stamp = stamp(&rules);
    let subject = Subject::new(&rules, &stamp);
    let reason =
        "没有PostgreSQL脚本：数据项太多，一步要1608列、6488字节，PostgreSQL一张表最多1600列、一行最多7900字节；请用DuckDB或Spark的脚本";
    assert_eq!(files(&subject, &[Engine::Postgres]).unwrap_err().0.zh, reason);
    let all = files(&subject, Engine::ALL).unwrap();
    let of_postgres: Vec<_> = all.iter().filter(|file| file.path.starts_with("sql/postgres/")).collect();
    assert_eq!(of_postgres.len(), 1);
    assert_eq!((of_postgres[0].path.as_str(), of_postgres[0].about.zh.as_ref()), ("sql/postgres/README.md", reason));
    assert_eq!(of_postgres[0].bytes, format!("{reason}。\n").into_bytes());
    for script in ["sql/duckdb/score.sql", "sql/spark/score.sql"] {
        assert!(all.iter().any(|file| file.path == script), "{script}");
    }
}

#[test]
fn a_default_build_does_not_stop_where_postgres_has_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("规则.eval");
    let text = text_with_data(400)
        .replace("一级指标 A1", "分组 全市：甲县、乙县\n一级指标 A1")
        .replace("0%至100%\n", "0%至100%\n  来源：年报\n  责任单位：教育局\n");
    std::fs::write(&rules, text).unwrap();
    let built = folder.path().join("build");
    let evalc = || assert_cmd::Command::cargo_bin("evalc").unwrap();
    evalc().arg("build").arg(&rules).args(["--only", "sql,python", "-o"]).arg(&built).assert().code(0);
    for file in ["python/score.py", "sql/duckdb/score.sql", "sql/spark/job.py", "sql/postgres/README.md"] {
        assert!(built.join(file).exists(), "{file}");
    }
    assert!(std::fs::read_to_string(built.join("index.html")).unwrap().contains("没有PostgreSQL脚本"));
}

/// Reading takes more columns than a query has room for, and is done in groups.
#[test]
fn postgres_scores_as_many_data_as_it_has_room_for() {
    for count in [199, 397] {
        let rules = with_data(count);
        let subject = Subject::new(&rules, &stamp(&rules));
        let sets = (0..2).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 3))).collect();
        assert!(compare(Engine::Postgres, &[(&rules, sets)]) > 1000);
    }
}

/// A detail table with more columns than are read at once, texts among them.
#[test]
fn postgres_reads_the_texts_of_wide_detail_tables() {
    let mut text = String::from(
        "评价方案：示例\n依据：示例\n年度：2021\n满分：6分\n语言版本：1\n等次 优秀：总分3分以上\n等次 合格：总分不足3分\n一级指标 A1 示例（6分）\n二级指标 B1 示例（6分）\n明细表 学校：示例\n",
    );
    (0..400).for_each(|at| text.push_str(&format!("列 人数{at}：人，0人至9人\n")));
    let sum: Vec<String> = (0..400).map(|at| format!("人数{at}")).collect();
    text.push_str(&format!(
        "列 总人数＝{}\n数据 人数＝合计（学校.总人数）\n三级指标 D 示例（1分）\n  评分：人数达到1000人得1分，否则不得分。\n",
        sum.join("＋")
    ));
    for at in 0..5 {
        text.push_str(&format!("列 名称{at}：文本\n数据 名数{at}＝去重计数（学校.名称{at}）\n三级指标 C{at} 示例{at}（1分）\n  评分：名数{at}达到2个得1分，否则不得分。\n"));
    }
    let rules = program(&text);
    let subject = Subject::new(&rules, &stamp(&rules));
    let sets = (0..2).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 3))).collect();
    assert!(compare(Engine::Postgres, &[(&rules, sets)]) > 100);
}
