//! Types and traits of data (数据) as text. Spec: §5.

use super::formula::formula;
use super::words::{counted, names, quantity};
use crate::syntax::tree::{DatumSpec, DatumType, DerivedSpec, Trait};

/// What stands behind `数据 …：`.
pub fn datum(spec: &DatumSpec) -> String {
    let mut parts = vec![match &spec.kind {
        DatumType::Percentage => "百分比".to_owned(),
        DatumType::Fact => "是否".to_owned(),
        DatumType::Levels(levels) => format!("等级（{}）", names(levels)),
        DatumType::Judgement(levels) if levels.is_empty() => "评议".to_owned(),
        DatumType::Judgement(levels) => format!("评议（{}）", names(levels)),
        DatumType::Date => "日期".to_owned(),
        DatumType::Document => "文件".to_owned(),
        DatumType::List => "名单".to_owned(),
        DatumType::Text => "文本".to_owned(),
        DatumType::Number(unit) => unit.clone(),
    }];
    parts.extend(spec.traits.iter().map(datum_trait));
    parts.join("，")
}

fn datum_trait(given: &Trait) -> String {
    match given {
        Trait::Places(0) => "整数".to_owned(),
        Trait::Places(n) => format!("{n}位小数"),
        Trait::History(1) => "含上年".to_owned(),
        Trait::History(n) => format!("含前{}年", counted(u32::from(*n))),
        Trait::Optional => "可不适用".to_owned(),
        Trait::Unreported => "可未报".to_owned(),
        Trait::Direction(up) => direction(*up).to_owned(),
        Trait::Quantum(n) => format!("步长{n}分"),
        Trait::Raters(n) => format!("{n}人评议"),
        Trait::Combine(way) => way.clone(),
        Trait::Stages(stages) => format!("阶段{}", names(stages)),
        Trait::Range(low, high) => format!("{}至{}", quantity(low), quantity(high)),
    }
}

fn direction(up: bool) -> &'static str {
    if up { "越高越好" } else { "越低越好" }
}

/// What stands behind `数据 …＝`.
pub fn derived(spec: &DerivedSpec) -> String {
    let mut parts = vec![formula(&spec.formula)];
    parts.extend(spec.unit.as_ref().map(|unit| format!("单位{unit}")));
    parts.extend(spec.places.map(|places| if places == 0 { "保留整数".to_owned() } else { format!("保留{places}位小数") }));
    parts.extend(spec.range.as_ref().map(|(low, high)| format!("{}至{}", quantity(low), quantity(high))));
    parts.extend(spec.direction.map(|up| direction(up).to_owned()));
    parts.join("，")
}
