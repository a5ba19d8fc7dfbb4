//! Detail tables of many rows in the SQL scripts give what the native scorer gives. Spec: §14f.5, §14f.6.

use std::path::Path;

use evalc::Program;
use evalc::build::Subject;
use evalc::build::sql::Engine;
use evalc::build::vectors::set;
use evalc::data::{Dataset, Row};
use evalc::expr::TableId;
use serde_json::json;

use crate::build_python::{program, stamp};
use crate::build_sql::{compare, python};
use crate::random_data::{Choices, county};

/// Schools of one city, as many as the gate has time for, by what the README of each engine says, against `evalc score`.
fn schools(engines: &str, city: &str, rows: &str) {
    let evalc = assert_cmd::cargo::cargo_bin("evalc");
    let city = Path::new("examples/hunan-2021").join(city);
    let found = python("scale", &[&evalc, &city, Path::new(engines), Path::new(rows)]);
    println!("{found}");
    assert_eq!(found["wrong"], json!([]), "{found}");
    assert!(found["compared"].as_u64().unwrap() > 500);
}

#[test]
fn a_hundred_thousand_rows_in_duckdb_and_postgres() {
    schools("duckdb,postgres", "changsha", "100000");
}

#[test]
#[ignore = "minutes; by hand, figures in spec 14f.6"]
fn a_million_rows_in_every_engine() {
    schools("duckdb,postgres,spark", "changsha", "1000000");
}

#[test]
fn sums_of_hostile_fractions_are_exact_in_duckdb() {
    let folder = tempfile::tempdir().unwrap();
    let mut build = assert_cmd::Command::cargo_bin("evalc").unwrap();
    build.args(["build", "examples/hunan-2021/changsha", "--only", "sql", "--dialect", "duckdb", "-o"]).arg(folder.path()).assert().code(0);
    assert_eq!(python("hostile_sums", &[&folder.path().join("sql/duckdb")]), json!([72, []]));
}

/// Every value over rows that there is, of two quotients: one whose divisors are small and share much, one whose divisors are
/// large and share little.
fn quotients() -> Program {
    let mut text = String::from(
        "评价方案：示例\n依据：示例\n年度：2021\n满分：30分\n语言版本：1\n等次 优秀：总分9分以上\n等次 合格：总分不足9分\n一级指标 A1 示例（30分）\n二级指标 B1 示例（30分）\n\
         明细表 学校：示例\n列 学生数：人，1人至6000人\n列 教师数：人，0人至500人\n列 面积：平方米，2位小数，0.01平方米至900000000000平方米\n列 设备值：万元，2位小数，0万元至5000万元\n\
         列 生均＝设备值÷学生数\n列 单价＝设备值÷面积\n",
    );
    let mut at = 0;
    for column in ["生均", "单价"] {
        let of = |name: &str| format!("{name}（学校.{column}）");
        let each = [
            ("合计", of("合计")),
            ("平均", of("平均")),
            ("最大", of("最大值")),
            ("最小", of("最小值")),
            ("种数", of("去重计数")),
            ("加权", format!("加权平均（学校.{column}，学校.教师数）")),
            ("差异", of("差异系数")),
            ("差异二", format!("差异系数（学校.{column}，学校.教师数）")),
            ("差异三", format!("差异系数（学校.{column}，学校.学生数）")),
        ];
        for (name, formula) in each {
            text.push_str(&format!("数据 {column}{name}＝{formula}\n三级指标 C{at} 示例{at}（1分）\n  评分：{column}{name}在全市从低到高排名第1名得1分，第2名得0.5分，其余不得分。\n"));
            text.push_str(&format!("三级指标 D{at} 示例{at}（0.5分）\n  评分：{column}{name}不高于全市平均数得0.5分，否则不得分。\n"));
            at += 1;
        }
    }
    program(&text)
}

/// Four counties with so many rows each, the last one with none.
fn with_rows(rules: &Program, seed: u64, rows: usize) -> Dataset {
    let model = &rules.model;
    let mut state = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let choices: Vec<u64> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 13
    })
    .take(rows * 80)
    .collect();
    let mut choices = Choices(choices.iter());
    let mut counties: Vec<_> = (0..4).map(|at| county(model, &format!("县{at}"), 2021, &mut choices)).collect();
    for (at, own) in counties.iter_mut().enumerate() {
        let mut all: Vec<Row> = Vec::new();
        while at < 3 && all.len() < rows {
            all.extend(county(model, "", 2021, &mut choices).rows.into_values().flatten());
        }
        own.rows.insert(TableId(0), all);
    }
    Dataset { counties }
}

fn many_quotients(engine: Engine) {
    let rules = quotients();
    let subject = Subject::new(&rules, &stamp(&rules));
    let sets = [(0, 12), (1, 60)].map(|(seed, rows)| set(&subject, format!("{rows}行"), &with_rows(&rules, seed, rows)));
    let fractions = sets.iter().flat_map(|set| &set.expected).flatten().filter(|(_, value)| value.contains('/')).count();
    assert!(fractions > 60, "{fractions}");
    assert!(compare(engine, &[(&rules, sets.into())]) > 400);
}

#[test]
fn every_value_over_quotients_of_many_rows_in_duckdb() {
    many_quotients(Engine::DuckDb);
}

#[test]
fn every_value_over_quotients_of_many_rows_in_postgres() {
    many_quotients(Engine::Postgres);
}

#[test]
fn every_value_over_quotients_of_many_rows_in_spark() {
    many_quotients(Engine::Spark);
}
