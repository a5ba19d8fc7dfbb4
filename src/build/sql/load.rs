//! How data get into the raw tables (装入数据): load scripts, what stands under which header, instructions. Spec: §14f.1.

use serde::Serialize;

use super::engine::Engine;
use super::read::{COUNTIES, Raw, expected, header_with_unit, raw_columns};
use super::script::{head, schema};
use crate::build::Subject;
use crate::build::listing::Listing;

/// Headers of the column of counties.
const COUNTY_HEADERS: [&str; 4] = ["县市区", "县", "区县", "县级单位"];
/// Headers of the column that tells evaluations apart.
const BATCH_HEADERS: [&str; 2] = ["批次", "batch"];

/// A raw table in `columns.json`.
#[derive(Serialize)]
struct TableSpec {
    table: String,
    title: String,
    columns: Vec<ColumnSpec>,
}

/// A column of a raw table.
#[derive(Serialize)]
struct ColumnSpec {
    column: String,
    headers: Vec<String>,
    expected: String,
}

#[derive(Serialize)]
struct Columns {
    rules: String,
    year: u32,
    tables: Vec<TableSpec>,
}

fn specs(listing: &Listing<'_>, raw: &[Raw<'_>]) -> Vec<TableSpec> {
    let parted = listing.model.header.as_ref().and_then(|h| h.parted_by.as_ref());
    let table = |raw: &Raw<'_>| {
        let part = parted.filter(|_| raw.table.is_none()).map(|column| ColumnSpec {
            column: "part".to_owned(),
            headers: vec![column.text.clone()],
            expected: "文本".to_owned(),
        });
        let cells = raw.cells.iter().flat_map(|cell| {
            raw_columns(cell).map(|(column, header)| {
                let mut headers = vec![header.to_owned(), header_with_unit(cell, header)];
                headers.dedup();
                ColumnSpec { column, headers, expected: expected(cell) }
            })
        });
        TableSpec { table: raw.name.clone(), title: raw.title.clone(), columns: part.into_iter().chain(cells).collect() }
    };
    raw.iter().map(table).collect()
}

/// `columns.json`: what stands in which column of which raw table, under which headers of a data file.
pub(super) fn columns(subject: &Subject<'_>, listing: &Listing<'_>, raw: &[Raw<'_>]) -> Vec<u8> {
    let all = Columns { rules: subject.stamp.rules.clone(), year: subject.stamp.year, tables: specs(listing, raw) };
    let mut bytes = serde_json::to_vec_pretty(&all).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// `load.sql`: files into the raw tables, columns by their headers.
pub(super) fn load(subject: &Subject<'_>, listing: &Listing<'_>, engine: Engine, raw: &[Raw<'_>]) -> String {
    let mut out = head(subject, "装入数据");
    out.push_str(match engine {
        Engine::DuckDb => "-- 在放数据文件的目录里执行；各列按表头找，次序不限，没有的列为空。文件名不同的，改下面的 SET VARIABLE。\n",
        _ => {
            "-- 用psql在放数据文件的目录里执行；各列按表头找，次序不限，没有的列为空，多余的列不管。文件名不同的，改下面的 \\lo_import。\n"
        }
    });
    out.push('\n');
    out.push_str(schema(engine));
    for table in specs(listing, raw) {
        let file = engine.quoted(&file_name(&table));
        out.push_str(&match engine {
            Engine::DuckDb => by_header(engine, &table, &file),
            _ => by_function(engine, &table, &file),
        });
    }
    out
}

/// Columns of a file by their headers, in PostgreSQL: psql hands over the file as it is.
fn by_function(engine: Engine, table: &TableSpec, file: &str) -> String {
    let keys = |headers: &[&str]| headers.iter().map(|header| super::read::key(header)).collect::<Vec<String>>();
    let wanted = |column: &str, headers: &[&str]| serde_json::json!({"column": column, "headers": keys(headers)}).to_string();
    let mut all = vec![wanted("batch", &BATCH_HEADERS), wanted("county", &COUNTY_HEADERS)];
    for column in &table.columns {
        all.push(wanted(&column.column, &column.headers.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    let (name, all) = (&table.table, engine.quoted(&format!("[{}]", all.join(",\n  "))));
    format!("\\lo_import {file}\nSELECT exact_load(:LASTOID, '{name}', {all}) AS {name};\n\n")
}

/// What the file of a table is usually called: the counties' as everywhere, a detail table's as the table.
fn file_name(table: &TableSpec) -> String {
    let title = if table.table == COUNTIES { "县市区" } else { &table.title };
    format!("{}.csv", title.replace(['/', '\\'], "_"))
}

/// Columns of a file by their headers, in DuckDB. A list of columns that match cannot be empty: one without values is always in it.
fn by_header(engine: Engine, table: &TableSpec, file: &str) -> String {
    let under = |headers: &[&str]| {
        let keys: Vec<String> = headers.iter().map(|h| engine.quoted(&super::read::key(h))).collect();
        format!("COALESCE(*COLUMNS(lambda c: c = 'evalc none' OR exact_key(exact_folded(c)) IN ({})))", keys.join(", "))
    };
    let mut names = vec!["line", "batch", "county"];
    let mut values = vec!["\"evalc line\"".to_owned(), format!("COALESCE({}, '')", under(&BATCH_HEADERS)), under(&COUNTY_HEADERS)];
    for column in &table.columns {
        names.push(&column.column);
        values.push(under(&column.headers.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    let name = &table.table;
    // Lines before the header may say what the file is; a sign of a comment further on is part of a cell.
    format!(
        "SET VARIABLE {name}_file = {file};\n-- Parquet文件：删去下一句，并把 read_csv(…) 换成 read_parquet(getvariable('{name}_file'))。\nSET VARIABLE {name}_skip = (SELECT LENGTH(regexp_replace(regexp_extract(content, '^\\x{{FEFF}}?((#[^\\n]*|[\\s,]*)\\n)*'), '[^\\n]', '', 'g')) FROM read_text(getvariable('{name}_file')));\nINSERT INTO {name} ({})\nSELECT {}\nFROM (SELECT *, GREATEST(*COLUMNS(* EXCLUDE (\"evalc line\"))) AS \"evalc some\"\n  FROM (SELECT CAST(NULL AS VARCHAR) AS \"evalc none\", ROW_NUMBER() OVER () + 1 AS \"evalc line\", CAST(COLUMNS(*) AS VARCHAR)\n    FROM read_csv(getvariable('{name}_file'), skip = getvariable('{name}_skip'), header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', comment = '')))\nWHERE \"evalc some\" IS NOT NULL;\n\n",
        names.join(", "),
        values.join(",\n  ")
    )
}

const README_DUCKDB: &str = include_str!("readme_duckdb.md");
const README_POSTGRES: &str = include_str!("readme_postgres.md");
const README_SPARK: &str = include_str!("readme_spark.md");

/// `README.md`: how to load and run.
pub(super) fn readme(subject: &Subject<'_>, engine: Engine, raw: &[Raw<'_>]) -> String {
    let text = match engine {
        Engine::DuckDb => README_DUCKDB,
        Engine::Postgres => README_POSTGRES,
        Engine::Spark => README_SPARK,
    };
    let plain = super::engine::comment;
    let tables: String =
        raw.iter().map(|t| format!("| `{}` | {} | {} |\n", t.name, plain(&t.title).replace('|', " "), t.cells.len())).collect();
    // Names of tables are words, without blanks or marks a shell would take for its own.
    let details = raw.iter().filter(|t| t.table.is_some());
    let arguments: String = details.map(|t| format!(" --table {title}={title}.csv", title = plain(&t.title))).collect();
    text.replace("{title}", &plain(&subject.title()))
        .replace("{year}", &subject.stamp.year.to_string())
        .replace("{rules}", &plain(&subject.stamp.rules))
        .replace("{tables}\n", &tables)
        .replace("{arguments}", &arguments)
}
