//! Data (数据) in English: type, unit, places, range. Spec: §5.1.

use super::reader::Known;
use super::words::{kept, listed, measured};
use crate::model::{Datum, DatumKind, TypeWord};
use crate::sentence::Type;

/// What a datum is: `percentage, 2 decimal places, 0% to 100%, the higher the better`.
pub fn datum(datum: &Datum, known: Known<'_>) -> String {
    let signature = &datum.signature;
    let unit = match &signature.ty {
        Type::Number(unit) => unit.word().to_owned(),
        Type::Judgement => "分".to_owned(),
        Type::Bool | Type::Level(_) | Type::Date | Type::Text => String::new(),
    };
    let mut parts = vec![match (datum.type_word, &signature.ty) {
        (TypeWord::Levels, Type::Level(levels)) => {
            format!("one of {}, the best first", listed(&levels.iter().map(|l| kept(l)).collect::<Vec<_>>(), "or"))
        }
        (TypeWord::Fact, _) => "yes or no".to_owned(),
        (TypeWord::Judgement, _) => "points given by assessors".to_owned(),
        (TypeWord::Date, _) => "date".to_owned(),
        (TypeWord::Document, _) => "issued document".to_owned(),
        (TypeWord::List, _) => "whether the county is on a list".to_owned(),
        (TypeWord::Text, _) => "text".to_owned(),
        (TypeWord::Levels | TypeWord::Number, _) if unit == "%" => "percentage".to_owned(),
        (TypeWord::Levels | TypeWord::Number, _) if unit.is_empty() => "number".to_owned(),
        (TypeWord::Levels | TypeWord::Number, _) => format!("number in {unit}"),
    }];
    if matches!(datum.kind, DatumKind::Asked) && matches!(signature.ty, Type::Number(_)) {
        parts.extend(signature.places.map(|n| if n == 0 { "whole".to_owned() } else { super::chain::decimals(n) }));
    }
    if let Some((low, high)) = &signature.range {
        parts.push(format!("{} to {}", measured(low, &unit), measured(high, &unit)));
    }
    parts.extend((signature.history > 0).then(|| match signature.history {
        1 => "with last year's value".to_owned(),
        n => format!("with the values of {n} years before"),
    }));
    parts.extend(signature.optional.then(|| "may be not applicable".to_owned()));
    parts.extend(datum.signature.unreported.then(|| "may be not reported".to_owned()));
    parts.extend(signature.direction.map(|up| format!("the {} the better", if up { "higher" } else { "lower" })));
    if let DatumKind::JudgedPoints(of) = &datum.kind {
        let of = known.model.datum(*of).map_or_else(String::new, |d| kept(&d.name));
        parts.push(format!("the points that go with {of}"));
    }
    parts.join(", ")
}
