//! JSON: a list of objects, or `{"evalc": …, "counties": [{…}], "tables": {"名称": [{…}]}}`. Spec: §11.4.

use indexmap::IndexMap;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Reader, Unreadable};
use crate::data::problem::DataProblem;
use crate::data::raw::{Raw, Sheet};
use crate::finding::{Code, Words};
use crate::words;

/// An object whose keys are kept in order, doubles too. Values stay text, so that numbers stay exact.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Collect).map(Pairs)
    }
}

/// Every list of objects is a sheet.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Vec<Sheet> {
    let mut out = Vec::new();
    let _ = reader.decode(bytes).and_then(|text| whole(reader, &text, &mut out));
    out
}

fn whole(reader: &mut Reader<'_>, text: &str, out: &mut Vec<Sheet>) -> Result<(), Unreadable> {
    if text.trim_start().starts_with('[') {
        let records = parse(reader, text)?;
        out.push(sheet(reader, None, records)?);
        return Ok(());
    }
    let Pairs(parts) = parse(reader, text)?;
    let mut stamp = None;
    for (key, value) in parts {
        match key.as_str() {
            "evalc" => stamp = Some(stamp_text(reader, value)?),
            "counties" => {
                let records = parse(reader, value.get())?;
                out.push(sheet(reader, Some("counties"), records)?);
            }
            "tables" => {
                let Pairs(tables) = parse(reader, value.get())?;
                for (name, value) in tables {
                    let records = parse(reader, value.get())?;
                    out.push(sheet(reader, Some(&name), records)?);
                }
            }
            _ => {
                let place = crate::data::problem::Place::file(&reader.name);
                reader.problems.report(
                    DataProblem::new(Code::DataLayout, place, words! { zh: "不认识“{key}”这一项", en: "unknown key `{key}`" })
                        .found(key.as_str())
                        .expected(Words::new("evalc、counties、tables", "evalc, counties, tables")),
                );
            }
        }
    }
    for sheet in out {
        sheet.stamp.clone_from(&stamp);
    }
    Ok(())
}

fn parse<'a, T: Deserialize<'a>>(reader: &mut Reader<'_>, text: &'a str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        reader.unreadable(if error.is_eof() {
            words! { zh: "JSON没有写完（第{line}行）", en: "the JSON is cut short at line {line}" }
        } else if error.is_data() {
            words! { zh: "应是由对象组成的列表（第{line}行第{column}列）", en: "a list of objects is expected (line {line}, column {column})" }
        } else {
            words! { zh: "JSON写错了（第{line}行第{column}列）", en: "the JSON is wrong at line {line}, column {column}" }
        })
    })
}

/// The stamp as the first line of a table writes it.
fn stamp_text(reader: &mut Reader<'_>, value: &RawValue) -> Result<String, Unreadable> {
    if let Ok(text) = serde_json::from_str::<String>(value.get()) {
        return Ok(text);
    }
    let Pairs(parts) = parse(reader, value.get())?;
    let word = |key: &str| parts.iter().find(|(k, _)| k == key).map(|(_, v)| cell(v).label()).unwrap_or_default();
    Ok(format!("{} 规则 {}", word("年度"), word("规则")))
}

fn sheet(reader: &mut Reader<'_>, name: Option<&str>, records: Vec<Pairs<'_>>) -> Result<Sheet, Unreadable> {
    let mut sheet = Sheet::new(&reader.name, name);
    sheet.records = true;
    let mut columns: IndexMap<&str, usize> = IndexMap::new();
    for (key, _) in records.iter().flat_map(|Pairs(pairs)| pairs) {
        let next = columns.len();
        columns.entry(key).or_insert(next);
    }
    for (key, column) in &columns {
        reader.put(&mut sheet, 0, *column, Raw::text(*key))?;
    }
    for (n, Pairs(pairs)) in records.iter().enumerate() {
        let row = u32::try_from(n + 1).unwrap_or(u32::MAX);
        let mut seen = vec![false; columns.len()];
        for (key, value) in pairs {
            let column = columns.get(key.as_str()).copied().unwrap_or_default();
            if seen.get(column) == Some(&true) {
                reader.problems.report(
                    DataProblem::new(
                        Code::RepeatedColumn,
                        sheet.place(row, Some(column)),
                        words! { zh: "“{key}”写了两次", en: "`{key}` stands twice" },
                    )
                    .found(cell(value).shown()),
                );
            }
            if let Some(flag) = seen.get_mut(column) {
                *flag = true;
            }
            reader.put(&mut sheet, row, column, cell(value))?;
        }
    }
    Ok(sheet)
}

/// A value of an object.
fn cell(value: &RawValue) -> Raw {
    let text = value.get().trim();
    match text.chars().next() {
        Some('"') => serde_json::from_str::<String>(text).map_or_else(|_| Raw::Error(text.to_owned()), Raw::text),
        Some('t') => Raw::Fact(true),
        Some('f') => Raw::Fact(false),
        Some('n') | None => Raw::Empty,
        Some('{' | '[') => Raw::Error(text.to_owned()),
        Some(_) => Raw::Number(Raw::decimal(text)),
    }
}
