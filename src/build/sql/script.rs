//! The scripts (脚本): raw tables, then every table of the scoring in order. Spec: §14f.2.

use std::fmt::Write as _;

use super::engine::{Engine, comment};
use super::numbers::Numbers;
use super::plan::{Plan, Step};
use super::read::{COUNTIES, Raw, counties, expected, header_with_unit, problems, raw_columns, read, read_as, roster, rows};
use super::results::results;
use crate::build::Subject;
use crate::build::listing::Listing;

const DUCKDB: &str = include_str!("functions_duckdb.sql");
const POSTGRES: &str = include_str!("functions_postgres.sql");

/// Characters that are read as others, and those.
fn wide(engine: Engine) -> String {
    let (from, to): (String, String) = read_as().unzip();
    format!("{}, {}", engine.quoted(&from), engine.quoted(&to))
}

/// A pattern that finds one of them.
fn is_wide(engine: Engine) -> String {
    let each: String = read_as().map(|(from, _)| format!("\\x{{{:x}}}", u32::from(from))).collect();
    engine.quoted(&format!("[{each}]"))
}

pub(super) fn head(subject: &Subject<'_>, what: &str) -> String {
    format!(
        "-- {}：{}年度{what}\n-- 规则指纹 {}。由 evalc 生成，请勿手改：改规则后重新生成。\n",
        comment(&subject.title()),
        subject.stamp.year,
        comment(&subject.stamp.rules)
    )
}

/// The schema everything stands in, but for Spark, where every table is a view of the session.
pub(super) fn schema(engine: Engine) -> &'static str {
    match engine {
        Engine::DuckDb => "CREATE SCHEMA IF NOT EXISTS evalc;\nUSE evalc;\n\n",
        Engine::Postgres => {
            "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nSET client_min_messages = warning;\nCREATE SCHEMA IF NOT EXISTS evalc;\nSET search_path = evalc, pg_catalog;\n\n"
        }
        Engine::Spark => "",
    }
}

/// The functions every script uses.
fn functions(engine: Engine) -> String {
    let text = match engine {
        Engine::DuckDb => DUCKDB,
        Engine::Postgres => POSTGRES,
        Engine::Spark => "",
    };
    text.replace("{wide}", &wide(engine)).replace("{is_wide}", &is_wide(engine))
}

/// `tables.sql`: functions, and the raw tables, empty.
pub(super) fn tables(subject: &Subject<'_>, listing: &Listing<'_>, engine: Engine, raw: &[Raw<'_>]) -> String {
    let mut out = head(subject, "原始表");
    out.push('\n');
    out.push_str(schema(engine));
    out.push_str(&functions(engine));
    out.push('\n');
    let text = engine.text_type();
    let parted = listing.model.header.as_ref().and_then(|h| h.parted_by.as_ref());
    for table in raw {
        let _ = writeln!(out, "-- {}", comment(&table.title));
        let _ = writeln!(out, "DROP TABLE IF EXISTS {};\nCREATE TABLE {} (", table.name, table.name);
        let _ = writeln!(out, "  batch {text} DEFAULT '', -- 批次：一起计分的几套互不相干的数据；只有一套的不填");
        let _ = writeln!(out, "  line BIGINT, -- 在文件里的行号，只用来指出问题");
        if let (None, Some(column)) = (table.table, parted) {
            let _ = writeln!(out, "  part {text}, -- {}", comment(&column.text));
        }
        let columns: Vec<(String, String)> = table
            .cells
            .iter()
            .flat_map(|cell| {
                raw_columns(cell).map(|(name, header)| (name, format!("{}：{}", header_with_unit(cell, header), expected(cell))))
            })
            .collect();
        let comma = if columns.is_empty() { "" } else { "," };
        let _ = writeln!(out, "  county {text}{comma} -- 县市区");
        for (at, (name, about)) in columns.iter().enumerate() {
            let comma = if at + 1 == columns.len() { "" } else { "," };
            let _ = writeln!(out, "  {name} {text}{comma} -- {}", comment(about));
        }
        out.push_str(");\n\n");
    }
    out
}

/// `score.sql`: a table for each step.
pub(super) fn score(subject: &Subject<'_>, engine: Engine, steps: &[Step]) -> String {
    let mut out = head(subject, "计分脚本");
    if engine == Engine::Spark {
        out.push_str("-- 由 job.py 执行：read_、numbers_、exact_ 开头的函数和 result_texts 由它登记；每条语句以单独一行的分号结束。\n");
    }
    out.push('\n');
    out.push_str(schema(engine));
    if engine != Engine::Spark {
        out.push_str("\n-- 上一次的结果。\n");
        for name in ["results_long", "results"] {
            let _ = writeln!(out, "DROP VIEW IF EXISTS {name};");
        }
        let tables = steps.iter().filter(|s| !is_view(s)).map(|s| s.name.as_str());
        let _ = writeln!(out, "DROP TABLE IF EXISTS {};", tables.clone().collect::<Vec<_>>().join(", "));
        if engine == Engine::DuckDb {
            // It drops one table at a time.
            let many = format!("DROP TABLE IF EXISTS {};\n", tables.clone().collect::<Vec<_>>().join(", "));
            let single: String = tables.map(|name| format!("DROP TABLE IF EXISTS {name};\n")).collect();
            out = out.replace(&many, &single);
        }
    }
    for step in steps {
        out.push('\n');
        for section in &step.sections {
            let text = subject.describe(*section);
            let first = text.lines().next().unwrap_or_default();
            let _ = writeln!(out, "-- {}", comment(first));
        }
        let name = &step.name;
        // Its optimizer takes most of a minute over a city's cells, and has nothing to gain there.
        let plainly = engine == Engine::DuckDb && *name == format!("{COUNTIES}_read");
        if plainly {
            out.push_str("PRAGMA disable_optimizer;\n");
        }
        match engine {
            Engine::Spark => {
                let _ = writeln!(out, "CREATE OR REPLACE TEMPORARY VIEW {name} AS\n{}\n;", step.query);
            }
            _ => {
                let kind = if is_view(step) { "VIEW" } else { "TABLE" };
                let _ = writeln!(out, "CREATE {kind} {name} AS\n{};", step.query);
            }
        }
        if plainly {
            out.push_str("PRAGMA enable_optimizer;\n");
        }
    }
    out
}

/// What is only written out anew from tables that stand.
fn is_view(step: &Step) -> bool {
    step.name.starts_with("results")
}

/// Every step from the raw tables to the results, and what Python computes of them in Spark.
pub(super) fn steps<'l>(subject: &Subject<'_>, listing: &'l Listing<'l>, engine: Engine, raw: &[Raw<'_>]) -> (Vec<Step>, Vec<Numbers<'l>>) {
    let mut all = vec![roster(listing, engine)];
    all.extend(raw.iter().map(|table| read(listing, engine, subject.stamp.year, table)));
    all.push(problems(listing, engine, raw));
    all.extend(raw.iter().filter(|table| table.table.is_none()).map(|table| counties(listing, engine, table)));
    all.extend(raw.iter().filter(|table| table.table.is_some()).map(|table| rows(engine, table)));
    let plan = Plan::new(listing, engine, &listing.outputs());
    let last = plan.results().to_owned();
    all.extend(plan.steps);
    all.extend(results(subject, listing, engine, &last));
    (all, plan.numbers)
}
