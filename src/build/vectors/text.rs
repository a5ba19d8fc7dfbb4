//! Cells as texts (单元格的写法), each in the one form every program reads. Spec: §14.2.

use crate::data::template::headers;
use crate::data::{Cell, CountyData, Declared, Row};
use crate::expr::{Number, Value};
use crate::model::{Model, Table, TypeWord};
use crate::sentence::{Type, UNREPORTED, day_of};

/// The cells of a county by header; missing ones are left out.
pub(super) fn data<'d>(model: &'d Model, county: &'d CountyData) -> impl Iterator<Item = (String, String)> + 'd {
    county.values.iter().filter_map(|((id, back), cell)| {
        let datum = model.datum(*id)?;
        let header = headers(Declared::from(datum), *back, &datum.stages).into_iter().next()?;
        Some((header, text(Declared::from(datum), cell)))
    })
}

/// The cells of a row of a detail table by header.
pub(super) fn row<'d>(model: &'d Model, table: &'d Table, row: &'d Row) -> impl Iterator<Item = (String, String)> + 'd {
    table.columns.iter().filter_map(|id| {
        let column = model.column(*id)?;
        Some((column.name.clone(), text(Declared::from(column), row.get(id)?)))
    })
}

fn text(declared: Declared<'_>, cell: &Cell) -> String {
    let value = match cell {
        Cell::NotApplicable => return "不适用".to_owned(),
        Cell::Pending => return "待定".to_owned(),
        Cell::Value(Value::Bool(truth)) => return fact(declared.word, *truth).to_owned(),
        Cell::Value(Value::Number(value)) => value,
    };
    let whole = value.to_i64().unwrap_or_default();
    match &declared.signature.ty {
        Type::Level(levels) => usize::try_from(whole).ok().and_then(|at| levels.get(at)).cloned().unwrap_or_default(),
        Type::Date if whole == UNREPORTED => "未报".to_owned(),
        Type::Date => {
            let day = day_of(whole);
            format!("{}年{}月{}日", day.year.unwrap_or_default(), day.month, day.day)
        }
        Type::Text => format!("示例{whole}"),
        Type::Bool => fact(declared.word, whole != 0).to_owned(),
        Type::Number(_) | Type::Judgement => decimal(value, declared.places()),
    }
}

fn fact(word: TypeWord, truth: bool) -> &'static str {
    match (word, truth) {
        (TypeWord::Document, true) => "示发〔2000〕1号，2000年1月1日，示例机关",
        (TypeWord::Document, false) => "无",
        (TypeWord::List, true) => "在册",
        (TypeWord::List, false) => "不在册",
        (_, true) => "是",
        (_, false) => "否",
    }
}

/// A number with so many decimal places; with as many as it needs if these do not hold it.
pub(super) fn decimal(number: &Number, places: u32) -> String {
    let text = number.to_string();
    if text.contains('/') || number.places().is_none_or(|needed| needed > places) || places == 0 {
        return text;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{fraction:0<width$}", width = places as usize)
}
