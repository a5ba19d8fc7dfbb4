//! Heads, bodies and attributes of declarations (声明) as text. Spec: §3.

use super::case::case;
use super::condition::breakable;
use super::data::{datum, derived};
use super::formula::{as_written, formula};
use super::layout::Laid;
use super::rule::breakable_rule;
use super::words::{joined, name, names, numeral, period, share, wide};
use crate::syntax::tree::{Attribute, Body, Claim, Declaration, Head, Text, Value, Worth};
use crate::syntax::{AttributeKind, Keyword};

/// The keyword, the head and, if there is a body, its separator: what stands before the body. `None` if it is broken.
pub(super) fn head(declaration: &Declaration) -> Option<String> {
    let keyword = declaration.keyword.word();
    let head = match &declaration.head {
        Head::None => String::new(),
        Head::Name(n) => format!(" {}", name(n)),
        Head::Code(code, title) => format!(" {} {}", code.text, title.text),
        Head::Indicator(code, title, Worth::Points(points)) => format!(" {} {}（{points}分）", code.text, title.text),
        Head::Indicator(code, title, Worth::Pass) => format!(" {} {}（达标）", code.text, title.text),
        Head::Item(title, Some(most)) => format!(" {}（最多{most}分）", title.text),
        Head::Item(title, None) => format!(" {}", title.text),
        Head::Text(text) if text.text.is_empty() => String::new(),
        Head::Text(text) => format!(" {}", text.text),
        Head::Broken => return None,
    };
    let separator = match &declaration.body {
        Body::None => "",
        Body::Derived(_) => "＝",
        _ => "：",
    };
    Some(format!("{keyword}{head}{separator}"))
}

/// What stands behind the separator. `None` if it is to stay as written.
pub(super) fn body(declaration: &Declaration) -> Option<Laid> {
    Some(match &declaration.body {
        Body::None => Laid::Fixed(String::new()),
        Body::Text(text) => Laid::Fixed(text.text.clone()),
        Body::List(items) => list(items),
        Body::Names(all) => Laid::Fixed(names(all)),
        Body::Datum(spec) => Laid::Fixed(datum(spec)),
        Body::Derived(spec) => Laid::Fixed(derived(spec)),
        Body::Grade(spec) => {
            let quota = spec.quota.as_ref().map_or(String::new(), |quota| format!("，不超过{}", share(quota)));
            Laid::Items(format!("{}{quota}", breakable(&spec.condition, &as_written)))
        }
        Body::Veto(grade) => Laid::Fixed(format!("定为{}", name(grade))),
        Body::Downgrade(by) => Laid::Fixed(format!("降{}等", numeral(*by))),
        Body::Condition(condition) => Laid::Items(breakable(condition, &as_written)),
        Body::Case(spec) => Laid::Filled(case(spec)),
        Body::Period(days, _) => Laid::Fixed(period(*days)),
        // Whether the share is the most or the least, and of what, is printed in the mandate's own words.
        Body::Fraction(_) | Body::Broken => return None,
    })
}

/// What stands behind `属性：`. `None` if it is broken.
pub(super) fn value(keyword: Keyword, attribute: &Attribute) -> Option<Laid> {
    Some(match &attribute.value {
        Value::Text(text) => Laid::Fixed(text.text.clone()),
        Value::List(items) => list(items),
        Value::Number(n) => Laid::Fixed(match keyword.attribute(attribute.word).map(|spec| spec.kind) {
            Some(AttributeKind::Points) => format!("{n}分"),
            Some(AttributeKind::Percent) => format!("{n}%"),
            _ => n.to_string(),
        }),
        Value::Date(day) => Laid::Fixed(super::words::date(*day)),
        Value::Period(days) => Laid::Fixed(period(*days)),
        Value::Names(all) => Laid::Fixed(names(all)),
        Value::Claims(all) => Laid::Fixed(claims(all)),
        Value::Rule(rule) => Laid::Items(breakable_rule(rule, if keyword == Keyword::Bonus { "加" } else { "得" }, &as_written)),
        Value::Formula(f) => Laid::Fixed(formula(f)),
        Value::Condition(condition) => Laid::Items(breakable(condition, &as_written)),
        Value::Broken => return None,
    })
}

fn list(items: &[Text]) -> Laid {
    Laid::Fixed(joined(items, "、", |item| item.text.clone()))
}

/// 要点4.1、4.2，重点5.
fn claims(all: &[Claim]) -> String {
    let mut out = String::new();
    for (i, claim) in all.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|before| all.get(before));
        let word = if claim.is_point { "要点" } else { "重点" };
        match before {
            Some(before) if before.is_point == claim.is_point => out.push('、'),
            Some(_) => {
                out.push('，');
                out.push_str(word);
            }
            None => out.push_str(word),
        }
        out.push_str(&wide(&claim.code.text));
    }
    out
}
