//! A comparison in words (比较的说法): what the county has, and on which side of what it lies.

use std::cmp::Ordering;

use super::Words;
use super::values::{Shape, behind, english, is_computed, name, name_beside, number, say};
use crate::expr::{BinaryOp, CmpOp, Env, Expr, Number, Value, evaluate_number};
use crate::model::Model;

/// A comparison of two values; with its operator, as what cost points: then the level that is asked for is told.
pub(super) fn compared(known: (&Model, &dyn Env), op: Option<CmpOp>, (a, x): (&Expr, &Value), (b, y): (&Expr, &Value)) -> Option<Words> {
    let (model, _) = known;
    let shape = Shape::of_expr(a, model).or_else(|| Shape::of_expr(b, model)).unwrap_or(Shape::Plain);
    let (subject, value, limit) = (name(a, model), shape.print(x), shape.print(y));
    let is_constant = matches!(b, Expr::Number(_));
    // An English reader is told the name as it is declared.
    let [named, named_en] = match is_constant {
        true => [limit.clone(), limit.clone()],
        false => [name_beside(a, b, model), name(b, model)].map(|name| behind(&name, &limit, is_computed(b, a, model))),
    };
    if matches!(shape, Shape::Level(_)) {
        let (zh, en) = match op {
            Some(CmpOp::Eq) if x != y => (format!("，不是“{limit}”"), format!(", not {limit}")),
            _ => (String::new(), String::new()),
        };
        return Some(say(format!("{subject}为“{value}”{zh}"), format!("{subject} is {value}{en}")));
    }
    if shape == Shape::Place {
        return Some(place(&subject, &shape, x, y, op.is_some()));
    }
    if value == "未报" {
        return Some(say(format!("{subject}未报"), format!("{subject} was not reported")));
    }
    if let (true, Some(words)) = (is_constant, distance(known, a, y)) {
        return Some(words);
    }
    // More than none needs no comparison to be a fault.
    if op.is_some() && shape.is_count() && *y == Value::Number(Number::ZERO) && x > y {
        return Some(say(format!("{subject}{value}"), format!("{subject} is {}", english(&value))));
    }
    let ((less, more), dates) = (shape.less_and_more(), shape == Shape::Date);
    let (zh, en) = match x.cmp(y) {
        Ordering::Less => (less, if dates { "before" } else { "below" }),
        Ordering::Equal => ("等", "equal to"),
        Ordering::Greater => (more, if dates { "after" } else { "above" }),
    };
    let own = behind(&subject, &value, is_computed(a, b, model));
    Some(say(format!("{own}，{zh}于{named}"), format!("{} is {}, {en} {}", english(&subject), english(&value), english(&named_en))))
}

/// 名次为第6名, and where that cost points 比第1名落后5名
fn place(subject: &str, shape: &Shape, x: &Value, y: &Value, costs: bool) -> Words {
    let (mut zh, mut en) = (format!("{subject}为{}", shape.print(x)), format!("{subject}: {}", shape.print_in_english(x)));
    if let (true, Value::Number(own), Value::Number(other)) = (costs, x, y)
        && own != other
    {
        let (off, (less, more)) = (shape.difference(&(own - other).abs()), shape.less_and_more());
        let (word, word_en) = if own < other { (less, "ahead of") } else { (more, "behind") };
        zh.push_str(&format!("，比{}{word}{}", shape.print(y), off.zh));
        en.push_str(&format!(", {} {word_en} {}", off.en, shape.print_in_english(y)));
    }
    say(zh, en)
}

/// 占比48.34%，比平均数47.69%高0.65个百分点，不到5个百分点: how far one value lies from another, compared with how far it may.
fn distance((model, env): (&Model, &dyn Env), a: &Expr, limit: &Value) -> Option<Words> {
    let (Some(apart), Value::Number(limit)) = (Apart::of(a, model), limit) else { return None };
    let (from, to, shape) = (apart.from, apart.to, Shape::of_expr(apart.from, model)?);
    let (x, y) = (evaluate_number(from, env).ok()?, evaluate_number(to, env).ok()?);
    let off = &x - &y;
    let told = |name: String, value: &Number| format!("{name}{}", shape.print(&Value::Number(value.clone())));
    let (x, y_en, y) = (told(name(from, model), &x), told(name(to, model), &y), told(name_beside(from, to, model), &y));
    if off.is_zero() {
        return Some(say(format!("{x}，与{y}持平"), format!("{}, equal to {}", english(&x), english(&y_en))));
    }
    let size = if apart.share.is_some() { evaluate_number(a, env).ok()?.abs() } else { off.abs() };
    let far = |n: &Number| if apart.share.is_some() { percent(n) } else { shape.difference(n) };
    let ((less, more), by) = (shape.less_and_more(), far(&size));
    let (word, word_en) = if off.is_negative() { (less, "below") } else { (more, "above") };
    let (mut zh, mut en) = (format!("{x}，比{y}{word}{}", by.zh), format!("{}, {} {word_en} {}", english(&x), by.en, english(&y_en)));
    // What lies on the other side is not measured.
    let is_below = limit.is_negative() != (apart.share == Some(Share::Below));
    if off.is_negative() == is_below && !limit.is_zero() {
        let most = far(&limit.abs());
        let (told, told_en) = match size.cmp(&limit.abs()) {
            Ordering::Less => ("不到", "less than"),
            Ordering::Equal => ("正好", "just"),
            Ordering::Greater => ("超过", "more than"),
        };
        zh.push_str(&format!("，{told}{}", most.zh));
        en.push_str(&format!(", {told_en} {}", most.en));
    }
    Some(say(zh, en))
}

fn percent(share: &Number) -> Words {
    let text = format!("{}%", number(share));
    say(text.clone(), english(&text))
}

/// Two values that are compared by how far one lies from the other; from day to day it has words of its own.
pub struct Apart<'e> {
    /// What is spoken of.
    pub from: &'e Expr,
    /// What it is measured from.
    pub to: &'e Expr,
    /// Whether the distance is in percent of that, and to which side it counts.
    pub share: Option<Share>,
}

/// The side to which a distance in percent counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// 高百分之几
    Above,
    /// 低百分之几
    Below,
}

impl<'e> Apart<'e> {
    /// The two values, if an expression is the distance between two that are read.
    pub fn of(expr: &'e Expr, model: &Model) -> Option<Self> {
        let is_read = |side: &Expr| side.is_input() && !matches!(Shape::of_expr(side, model), None | Some(Shape::Date | Shape::Place));
        let between = |a: &'e Expr, b: &'e Expr| (is_read(a) && is_read(b)).then_some((a, b));
        match expr {
            Expr::Binary(BinaryOp::Sub, a, b) => between(a, b).map(|(from, to)| Apart { from, to, share: None }),
            Expr::Binary(BinaryOp::Mul, share, hundred) if **hundred == Expr::int(100) => {
                let Expr::Div(difference, whole, _) = &**share else { return None };
                let Expr::Binary(BinaryOp::Sub, a, b) = &**difference else { return None };
                let (a, b) = between(a, b)?;
                match &**whole {
                    whole if whole == b => Some(Apart { from: a, to: b, share: Some(Share::Above) }),
                    whole if whole == a => Some(Apart { from: b, to: a, share: Some(Share::Below) }),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
