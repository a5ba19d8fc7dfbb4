//! Data as the text of a case (写成用例).

use std::collections::BTreeMap;

use crate::data::{Cell, CountyData, Dataset, UNREPORTED};
use crate::expr::{DatumId, Number, TableId, Unit, Value};
use crate::model::{DatumKind, Model, TypeWord};
use crate::sentence::{Signature, Type, day_of};
use crate::source::Span;
use crate::syntax::tree::{CaseSpec, CaseValue, Expected, Given, GivenValue, Name, Quantity};

/// A case of these data that expects something of some counties.
pub(super) fn spec(model: &Model, data: &Dataset, target: &str, outcomes: &[(usize, String)]) -> Option<CaseSpec> {
    let mut given = Vec::new();
    let only = if let [county] = data.counties.as_slice() { Some(county) } else { None };
    let first = model.counties.first().map(|c| c.name.as_str());
    if let Some(county) = only.filter(|c| first.is_some_and(|f| f != c.name)) {
        given.push(given_of("县", 0, None, GivenValue::One(CaseValue::Word(name(&county.name)))));
    }
    let cell = |c: &CountyData, value: Option<&Cell>, of: &dyn Fn(&Cell) -> Option<CaseValue>| Some((name(&c.name), of(value?)?));
    let mut add = |what: &str, back: u8, part: Option<&str>, values: Vec<(Name, CaseValue)>| {
        let same = values.len() == data.counties.len() && values.windows(2).all(|w| matches!(w, [a, b] if a.1 == b.1));
        let value = match values.first() {
            Some((_, value)) if same && (only.is_some() || what != "总分") => GivenValue::One(value.clone()),
            Some(_) => GivenValue::PerCounty(values),
            None => return,
        };
        given.push(given_of(what, back, part, value));
    };
    let totals = data.counties.iter().filter_map(|c| Some((name(&c.name), CaseValue::Quantity(quantity(c.total.as_ref()?, "")))));
    add("总分", 0, None, totals.collect());
    let mut scores: Vec<_> = data.counties.iter().flat_map(|c| c.scores.keys().copied()).collect();
    scores.sort_unstable();
    scores.dedup();
    for id in scores {
        let points = Signature {
            ty: Type::Number(Unit::none()),
            range: None,
            places: None,
            history: 0,
            direction: None,
            optional: false,
            unreported: false,
        };
        let of = |c: &Cell| written(model, &points, TypeWord::Number, c);
        let code = model.indicator(id)?.code.clone();
        add(&code, 0, None, data.counties.iter().filter_map(|c| cell(c, c.scores.get(&id), &of)).collect());
    }
    let mut keys: Vec<(DatumId, u8)> = data.counties.iter().flat_map(|c| c.values.keys().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    for (id, back) in keys {
        let datum = model.datum(id)?;
        let (shown, part) = match datum.kind {
            DatumKind::JudgedPoints(level) => (model.datum(level)?.name.as_str(), Some("评分")),
            _ => (datum.name.as_str(), None),
        };
        let of = |c: &Cell| written(model, &datum.signature, datum.type_word, c);
        add(shown, back, part, data.counties.iter().filter_map(|c| cell(c, c.values.get(&(id, back)), &of)).collect());
    }
    let mut tables: BTreeMap<TableId, Vec<crate::data::Row>> = BTreeMap::new();
    data.counties.iter().for_each(|c| tables.extend(c.rows.clone()));
    for (table, rows) in tables {
        let mut written_rows: Vec<(Vec<(Name, CaseValue)>, u32)> = Vec::new();
        for row in rows {
            let cells = row.iter().map(|(id, c)| {
                let column = model.column(*id)?;
                Some((name(&column.name), written(model, &column.signature, column.type_word, c)?))
            });
            let cells: Vec<_> = cells.collect::<Option<_>>()?;
            match written_rows.last_mut() {
                Some((last, times)) if *last == cells => *times += 1,
                _ => written_rows.push((cells, 1)),
            }
        }
        given.push(given_of(&model.table(table)?.name, 0, None, GivenValue::Rows(written_rows)));
    }
    let value = |text: &str| match text.parse::<Number>() {
        Ok(number) if model.grades.iter().all(|g| g.name != text) => CaseValue::Quantity(quantity(&number, "分")),
        _ => CaseValue::Word(name(text)),
    };
    let values = outcomes.iter().map(|(at, text)| {
        let county = data.counties.get(*at).filter(|_| only.is_none()).map(|c| name(&c.name));
        (county, value(text))
    });
    let expected = vec![Expected { target: name(target), values: values.collect() }];
    Some(CaseSpec { given, expected, refused: false })
}

fn given_of(what: &str, back: u8, part: Option<&str>, value: GivenValue) -> Given {
    Given { name: name(what), back, part: part.map(name), value }
}

fn name(text: &str) -> Name {
    Name { text: text.to_owned(), span: Span::default() }
}

fn quantity(number: &Number, unit: &str) -> Quantity {
    Quantity { number: number.clone(), unit: unit.to_owned(), span: Span::default() }
}

/// A cell as a case writes it; `None` if it cannot be written exactly.
fn written(model: &Model, signature: &Signature, word: TypeWord, cell: &Cell) -> Option<CaseValue> {
    let text = |text: &str| Some(CaseValue::Word(name(text)));
    let value = match cell {
        Cell::NotApplicable => return text("不适用"),
        Cell::Pending => return text("待定"),
        Cell::Value(value) => value,
    };
    match (value, &signature.ty) {
        (Value::Bool(issued), _) if word == TypeWord::Document => {
            let year = model.header.as_ref().map_or(1, |h| h.year);
            text(&if *issued { format!("示例〔{year}〕1号,{year}年1月1日,示例机关") } else { "草稿".to_owned() })
        }
        (Value::Bool(fact), _) => text(if *fact { "是" } else { "否" }),
        (Value::Number(n), Type::Level(levels)) => text(levels.get(usize::try_from(n.to_i64()?).ok()?)?),
        (Value::Number(n), Type::Date) if *n == Number::from(UNREPORTED) => text("未报"),
        (Value::Number(n), Type::Date) => Some(CaseValue::Date(day_of(n.to_i64()?))),
        (Value::Number(n), ty) => {
            let unit = match ty {
                Type::Number(unit) => unit.word().to_owned(),
                Type::Judgement => "分".to_owned(),
                _ => String::new(),
            };
            n.places().map(|_| CaseValue::Quantity(quantity(n, &unit)))
        }
    }
}
