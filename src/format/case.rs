//! Test cases (用例) as text. Spec: §8.

use super::words::{date, joined, name, quantity, quoted};
use crate::syntax::tree::{CaseSpec, CaseValue, Expected, Given, GivenValue, Name};

/// What stands behind `用例 …：`, with `\n` where a line may end.
pub fn case(spec: &CaseSpec) -> String {
    let mut parts: Vec<String> = spec.given.iter().map(given).collect();
    parts.extend(spec.expected.iter().map(expected));
    if spec.refused {
        parts.push("应报错".to_owned());
    }
    parts.join("，\n")
}

/// 数据（上年）＝值.
pub fn given(given: &Given) -> String {
    let year = match given.back {
        0 => String::new(),
        1 => "（上年）".to_owned(),
        n => format!("（前{n}年）"),
    };
    let part = given.part.as_ref().map_or(String::new(), |part| format!("（{}）", name(part)));
    let value = match &given.value {
        GivenValue::One(one) => value(one),
        GivenValue::PerCounty(all) => joined(all, "、\n", |(county, v)| per_county(county, v)),
        GivenValue::Rows(rows) => joined(rows, "、\n", |(cells, times)| {
            let cells = joined(cells, "，", |(column, v)| format!("{}＝{}", name(column), value(v)));
            let times = if *times == 1 { String::new() } else { format!("×{times}") };
            format!("（{cells}）{times}")
        }),
    };
    format!("{}{year}{part}＝{value}", name(&given.name))
}

/// 甲90, but 甲：合格.
fn per_county(county: &Name, of: &CaseValue) -> String {
    let colon = if matches!(of, CaseValue::Word(_)) { "：" } else { "" };
    format!("{}{colon}{}", name(county), value(of))
}

fn value(of: &CaseValue) -> String {
    match of {
        CaseValue::Quantity(q) => quantity(q),
        CaseValue::Date(day) => date(*day),
        // 「10人」 is a word, 10人 a quantity.
        CaseValue::Word(word) if word.text.starts_with(|c: char| c.is_ascii_digit()) => quoted(word),
        // 是 cannot begin a name elsewhere; as a value it is plain.
        CaseValue::Word(word) if word.text == "是" => word.text.clone(),
        CaseValue::Word(word) => name(word),
    }
}

/// C1得2分, 等次应为优秀, C1应为甲2分、乙0分.
fn expected(expected: &Expected) -> String {
    let target = name(&expected.target);
    match expected.values.as_slice() {
        [(None, CaseValue::Quantity(q))] if !q.number.is_negative() && matches!(q.unit.as_str(), "分" | "") => {
            let verb = if expected.target.text == "总分" { "为" } else { "得" };
            format!("{target}{verb}{}", quantity(q))
        }
        values => {
            let values = joined(values, "、", |(county, v)| match county {
                Some(county) => per_county(county, v),
                None => value(v),
            });
            format!("{target}应为{values}")
        }
    }
}
