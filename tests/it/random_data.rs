//! Random data that fit the declarations of a model.

use evalc::data::{Cell, CountyData, Dataset, Frame, Row};
use evalc::expr::{DatumId, Number, Value};
use evalc::model::{DatumKind, Model, TypeWord};
use evalc::sentence::{Signature, Type, UNREPORTED, day_number};
use evalc::syntax::tree::Date;

/// Numbers that decide, one after the other, what every cell holds.
pub struct Choices<'c>(pub std::slice::Iter<'c, u64>);

impl Choices<'_> {
    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0.next().copied().unwrap_or(0) % n.max(1)
    }
}

/// A value that fits the declaration; ends of ranges come up often.
fn cell(signature: &Signature, word: TypeWord, unreported: bool, year: u32, choices: &mut Choices<'_>) -> Option<Cell> {
    if signature.optional && choices.below(6) == 0 {
        return Some(Cell::NotApplicable);
    }
    let number = match (&signature.ty, word) {
        (Type::Bool, _) => return Some(Cell::Value(Value::Bool(choices.below(2) == 1))),
        (Type::Level(levels), _) => Number::from(choices.below(levels.len() as u64) as i64),
        (Type::Date, _) if unreported && choices.below(4) == 0 => Number::from(UNREPORTED),
        (Type::Date, _) => {
            let first = day_number(Date { year: Some(year), month: 1, day: 1 }, year)?;
            &first + &Number::from(choices.below(365) as i64)
        }
        (Type::Text, _) => Number::from(1 + choices.below(4) as i64),
        (Type::Number(_) | Type::Judgement, _) => {
            let (low, high) = signature.range.clone().unwrap_or((Number::ZERO, Number::from(1000)));
            let step = Number::ulp(signature.places.unwrap_or(0));
            let steps = (&high - &low).div(&step)?.floor().to_i64()? as u64;
            let at = match choices.below(4) {
                0 => choices.below(2) * steps,
                1 => choices.below(steps.min(12) + 1),
                _ => choices.below(steps + 1),
            };
            &low + &(&step * &Number::from(at as i64))
        }
    };
    Some(Cell::Value(Value::Number(number)))
}

/// Points an assessor may give.
fn judged(model: &Model, id: DatumId, county: &CountyData, choices: &mut Choices<'_>) -> Option<Cell> {
    let used = model.judged.iter().find(|j| j.datum == id)?;
    let level = used.level.and_then(|l| county.values.get(&(l, 0)));
    let range = match level {
        Some(Cell::Value(Value::Number(at))) => used.ranges.get(at.to_i64()? as usize),
        _ => used.ranges.first(),
    };
    let (low, high) = range?.clone();
    let step = model.datum(id)?.quantum.clone().unwrap_or(Number::ulp(1));
    if used.zero && choices.below(4) == 0 {
        return Some(Cell::Value(Value::Number(Number::ZERO)));
    }
    let (first, last) = (low.div(&step)?.ceil(), high.div(&step)?.floor());
    let span = (&last - &first).to_i64()? as u64;
    let points = &(&first + &Number::from(choices.below(span + 1) as i64)) * &step;
    Some(Cell::Value(Value::Number(points)))
}

/// A county's data, all inside their declarations.
pub fn county(model: &Model, name: &str, year: u32, choices: &mut Choices<'_>) -> CountyData {
    let mut county = CountyData { name: name.to_owned(), ..CountyData::default() };
    for (id, datum) in model.data() {
        if matches!(datum.kind, DatumKind::Derived(_)) {
            continue;
        }
        for back in 0..=datum.signature.history {
            let given = judged(model, id, &county, choices);
            let given = given.or_else(|| cell(&datum.signature, datum.type_word, datum.signature.unreported, year, choices));
            county.values.extend(given.map(|cell| ((id, back), cell)));
        }
    }
    for (at, table) in model.tables.iter().enumerate() {
        let mut rows = Vec::new();
        for _ in 0..choices.below(6) {
            let asked = table.columns.iter().filter_map(|id| model.column(*id).filter(|c| c.formula.is_none()).map(|c| (*id, c)));
            let cells = asked.filter_map(|(id, c)| cell(&c.signature, c.type_word, false, year, choices).map(|cell| (id, cell)));
            rows.push(cells.collect::<Row>());
        }
        county.rows.insert(evalc::expr::TableId(at as u32), rows);
    }
    county
}

/// Takes values away: one cell in `n` is missing or pending.
pub fn with_gaps(mut data: Dataset, n: u64, choices: &mut Choices<'_>) -> Dataset {
    for county in &mut data.counties {
        let keys: Vec<_> = county.values.keys().copied().collect();
        for key in keys {
            match choices.below(2 * n) {
                0 => drop(county.values.remove(&key)),
                1 => drop(county.values.insert(key, Cell::Pending)),
                _ => {}
            }
        }
        for row in county.rows.values_mut().flatten() {
            let keys: Vec<_> = row.keys().copied().collect();
            for key in keys {
                if choices.below(2 * n) == 0 {
                    row.remove(&key);
                }
            }
        }
    }
    data
}

/// The same data by column.
pub fn frame(model: &Model, data: &Dataset) -> Frame {
    Frame::from_dataset(model, data)
}
