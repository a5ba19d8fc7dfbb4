//! Values as people write them (数值的写法): with their unit, exactly where a short decimal does it.

use dashu::base::SquareRoot as _;
use dashu::integer::{IBig, UBig};

use super::Words;
use crate::expr::{BinaryOp, CmpOp, DatumId, Expr, Number, PopOp, TableOp, Unit, Value};
use crate::model::{Model, TypeWord};
use crate::sentence::{Signature, Type, UNREPORTED, day_of};

/// Most decimal places that are written out; longer numbers are shown as about so much.
const PLACES: u32 = 6;

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A number with its unit.
    Number(Unit),
    /// A quotient of like things, written as a percentage.
    Share,
    /// One of these levels.
    Level(Vec<String>),
    /// 是, 否
    Fact,
    /// 有, 无
    Document,
    /// A day.
    Date,
    /// A square (差异系数的平方, which is exact) that is shown as its root.
    Root,
    /// A place (名次): 第6名.
    Place,
    /// A number without more.
    Plain,
}

/// Chinese and English.
pub(super) fn say(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

/// A number: exact if it is a short decimal, else about so much.
pub(super) fn number(n: &Number) -> String {
    if n.places().is_some_and(|places| places <= PLACES) { n.to_string() } else { format!("约{}", n.round_half_up(4)) }
}

/// The root of a number, to four places where it has more.
fn root(square: &Number) -> String {
    const SHOWN: u32 = 4;
    let scale = Number::ten_to(2 * (SHOWN + 1));
    let whole = (square * &scale).floor().to_fraction().0;
    let found = UBig::try_from(whole).map(|whole| whole.sqrt()).unwrap_or_default();
    let found = &Number::from_fraction(found.into(), IBig::ONE).unwrap_or_default() * &Number::ulp(SHOWN + 1);
    if found.squared() == *square { number(&found) } else { format!("约{}", found.round_half_up(SHOWN)) }
}

/// A Chinese formula for an English reader.
pub(super) fn english(formula: &str) -> String {
    const SIGNS: [(&str, &str); 8] =
        [("约", "about "), ("×", " × "), ("÷", " ÷ "), ("＋", " + "), ("－", " − "), ("＝", " = "), ("（", "("), ("）", ")")];
    SIGNS.iter().fold(formula.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// So many things for an English reader; the last number of an equation counts.
pub fn counted(equation: &str, thing: &str) -> String {
    let one = equation == "1" || equation.ends_with("＝1");
    format!("{equation} {thing}{}", if one { "" } else { "s" })
}

impl Shape {
    /// How the values of a declaration are written: 年均培训次数, though a quotient of like things, is no share.
    pub fn of(name: &str, signature: &Signature, word: TypeWord) -> Shape {
        match &signature.ty {
            Type::Number(unit) if unit.word().is_empty() && unit.is_pure() && signature.places.is_none() => {
                if name.ends_with(['数', '量', '值', '倍']) { Shape::Plain } else { Shape::Share }
            }
            Type::Number(unit) => Shape::Number(unit.clone()),
            Type::Bool if word == TypeWord::Document => Shape::Document,
            Type::Bool => Shape::Fact,
            Type::Level(levels) => Shape::Level(levels.clone()),
            Type::Date => Shape::Date,
            Type::Judgement => Shape::Number(Unit::points()),
            Type::Text => Shape::Plain,
        }
    }

    /// How the values of an expression are written; `None` where its parts do not say.
    pub fn of_expr(expr: &Expr, model: &Model) -> Option<Shape> {
        match expr {
            Expr::Datum(id, _) => model.datum(*id).map(|d| Shape::of(&d.name, &d.signature, d.type_word)),
            Expr::Column(id) => model.column(*id).map(|c| Shape::of(&c.name, &c.signature, c.type_word)),
            Expr::Score(_) | Expr::FullMarks(_) | Expr::Total => Some(Shape::Number(Unit::points())),
            Expr::Grade => Some(Shape::Level(model.grades.iter().map(|g| g.name.clone()).collect())),
            Expr::Population(PopOp::Rank { .. }, ..) => Some(Shape::Place),
            Expr::Population(PopOp::Count, ..) => Some(Shape::Plain),
            Expr::Table { op: TableOp::VariationSquared, .. } => Some(Shape::Root),
            Expr::Table { op: TableOp::Count | TableOp::Distinct, .. } => Some(Shape::Plain),
            Expr::Table { value, .. } => Shape::of_expr(value, model),
            Expr::Population(_, _, a) | Expr::Neg(a) | Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => Shape::of_expr(a, model),
            growth if growth.growth_of().is_some() => Some(Shape::Number(Unit::percent())),
            Expr::Binary(BinaryOp::Mul, ..) | Expr::Div(..) => None,
            // From one day to another.
            Expr::Binary(BinaryOp::Sub, a, _) if Shape::of_expr(a, model) == Some(Shape::Date) => Some(Shape::Number(Unit::days())),
            Expr::Binary(_, a, b) | Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => {
                Shape::of_expr(a, model).or_else(|| Shape::of_expr(b, model))
            }
            _ => None,
        }
    }

    /// A value as it is written.
    pub fn print(&self, value: &Value) -> String {
        match (self, value) {
            (Shape::Document, Value::Bool(truth)) => if *truth { "有" } else { "无" }.to_owned(),
            (_, Value::Bool(truth)) => if *truth { "是" } else { "否" }.to_owned(),
            (Shape::Number(unit), Value::Number(n)) => format!("{}{unit}", number(n)),
            (Shape::Share, Value::Number(n)) => format!("{}%", number(&(n * &Number::from(100)))),
            (Shape::Level(levels), Value::Number(n)) => {
                n.to_i64().and_then(|at| levels.get(usize::try_from(at).ok()?)).cloned().unwrap_or_else(|| number(n))
            }
            (Shape::Date, Value::Number(n)) => match n.to_i64() {
                Some(UNREPORTED) => "未报".to_owned(),
                Some(day) => {
                    let date = day_of(day);
                    let year = date.year.map_or(String::new(), |year| format!("{year}年"));
                    format!("{year}{}月{}日", date.month, date.day)
                }
                None => number(n),
            },
            (Shape::Root, Value::Number(n)) => root(n),
            (Shape::Place, Value::Number(n)) => format!("第{}名", number(n)),
            (Shape::Fact | Shape::Document | Shape::Plain, Value::Number(n)) => number(n),
        }
    }

    /// A value for an English reader.
    pub fn print_in_english(&self, value: &Value) -> String {
        match (self, value) {
            (Shape::Place, Value::Number(n)) => english(&format!("place {}", number(n))),
            _ => english(&self.print(value)),
        }
    }

    /// A difference of two values, in both languages: percentages differ by percentage points, days by days.
    pub fn difference(&self, difference: &Number) -> Words {
        let points = |n: &Number| say(format!("{}个百分点", number(n)), english(&format!("{} percentage points", number(n))));
        match self {
            Shape::Number(unit) if unit.is_percent() => points(difference),
            Shape::Share => points(&(difference * &Number::from(100))),
            Shape::Date => say(format!("{}天", number(difference)), format!("{} days", number(difference))),
            Shape::Place => say(format!("{}名", number(difference)), counted(&english(&number(difference)), "place")),
            other => {
                let text = other.print(&Value::Number(difference.clone()));
                say(text.clone(), english(&text))
            }
        }
    }

    /// What is said of the smaller and of the larger of two values: 低 and 高, of counts 少 and 多, of days 早 and 晚, of places 靠前 and 落后.
    pub fn less_and_more(&self) -> (&'static str, &'static str) {
        match self {
            Shape::Date => ("早", "晚"),
            Shape::Place => ("靠前", "落后"),
            _ if self.is_count() => ("少", "多"),
            _ => ("低", "高"),
        }
    }

    /// Whether things are counted: 人, 起, 所.
    pub fn is_count(&self) -> bool {
        matches!(self, Shape::Number(unit) if unit.is_count() && !unit.is_pure())
    }

    /// The unit steps are counted in, behind their number: percentage points, days, the unit of the values.
    pub fn steps(&self) -> Words {
        match self {
            Shape::Number(unit) if unit.is_percent() => say("个百分点", " percentage points"),
            Shape::Share => say("个百分点", " percentage points"),
            Shape::Date => say("天", " days"),
            Shape::Place => say("名", " places"),
            Shape::Number(unit) if !unit.to_string().is_empty() => say(unit.to_string(), unit.to_string()),
            _ => say("个", ""),
        }
    }

    /// The number a difference is counted as: percentage points for shares.
    pub fn counted(&self, difference: &Number) -> Number {
        if *self == Shape::Share { difference * &Number::from(100) } else { difference.clone() }
    }
}

/// What holds of the rows a filter takes, in few words; nothing for all rows.
fn holding(filter: &Expr, model: &Model) -> String {
    let each = |all: &[Expr], word: &str| all.iter().map(|part| holding(part, model)).collect::<Vec<_>>().join(word);
    match filter {
        Expr::Bool(_) => String::new(),
        Expr::And(all) => each(all, "且"),
        Expr::Or(all) => each(all, "或"),
        Expr::Not(inner) => format!("非{}", holding(inner, model)),
        Expr::Cmp(op, a, b) => {
            let shape = Shape::of_expr(a, model).or_else(|| Shape::of_expr(b, model)).unwrap_or(Shape::Plain);
            let limit = if let Expr::Number(n) = &**b { shape.print(&Value::Number(n.clone())) } else { name(b, model) };
            let word = match op {
                CmpOp::Eq => "为",
                CmpOp::Ne => "不为",
                CmpOp::Lt => "低于",
                CmpOp::Le => "不高于",
                CmpOp::Gt => "高于",
                CmpOp::Ge => "不低于",
            };
            format!("{}{word}{limit}", name(a, model))
        }
        fact => name(fact, model),
    }
}

/// The name of a datum with the year it is of.
pub(super) fn datum_name(model: &Model, id: DatumId, back: u8) -> String {
    let name = model.datum(id).map_or("", |d| d.name.as_str());
    match back {
        0 => name.to_owned(),
        1 => format!("{name}（上年）"),
        n => format!("{name}（前{n}年）"),
    }
}

/// The counties a value is made of.
fn counties(scope: crate::expr::Scope) -> &'static str {
    match scope {
        crate::expr::Scope::All => "各县",
        crate::expr::Scope::Peers => "同类县",
        crate::expr::Scope::Others => "其他县",
    }
}

/// What is made of the values of counties.
fn over_counties(op: PopOp) -> &'static str {
    match op {
        PopOp::Mean => "平均数",
        PopOp::Max => "最大值",
        PopOp::Min => "最小值",
        PopOp::Sum => "合计",
        PopOp::Rank { .. } => "名次",
        PopOp::Count | PopOp::Any => "个数",
    }
}

/// What a value is called behind another one it is compared with: of the same datum only 上年 or 各县平均数.
pub fn name_beside(of: &Expr, other: &Expr, model: &Model) -> String {
    match (of, other) {
        (Expr::Datum(a, 0), Expr::Datum(b, 1)) if a == b => "上年".to_owned(),
        (own, Expr::Population(op @ (PopOp::Mean | PopOp::Max | PopOp::Min), scope, a)) if *own == **a => {
            format!("{}{}", counties(*scope), over_counties(*op))
        }
        (own, Expr::Binary(BinaryOp::Mul, value, factor)) => match &**factor {
            Expr::Number(factor) if converts(value, factor, own, model) => name_beside(own, value, model),
            Expr::Number(share) if *share < Number::ONE && !share.is_negative() => {
                format!("{}的{}%", name_beside(own, value, model), number(&(share * &Number::from(100))))
            }
            _ => name(other, model),
        },
        _ => name(other, model),
    }
}

/// Whether a factor only turns a value into the unit of another one.
fn converts(value: &Expr, factor: &Number, into: &Expr, model: &Model) -> bool {
    let mut of = value;
    while let Expr::Binary(BinaryOp::Mul, inner, _) = of {
        of = inner;
    }
    match (Shape::of_expr(of, model), Shape::of_expr(into, model)) {
        (Some(Shape::Number(from)), Some(Shape::Number(to))) => from.factor_to(&to).as_ref() == Some(factor) && from != to,
        _ => false,
    }
}

/// Whether a value was computed, so that its name does not simply stand in front of it: 4－会议（1次）.
pub fn is_computed(expr: &Expr, beside: &Expr, model: &Model) -> bool {
    match expr {
        growth if growth.growth_of().is_some() => false,
        Expr::Binary(BinaryOp::Mul, value, factor) => {
            !matches!(&**factor, Expr::Number(factor) if converts(value, factor, beside, model)) || is_computed(value, beside, model)
        }
        Expr::Binary(BinaryOp::Sub, from, _) => Shape::of_expr(from, model) != Some(Shape::Date),
        Expr::Binary(..) | Expr::Div(..) => !expr.is_input(),
        _ => false,
    }
}

/// A value behind its name, in brackets if it was computed.
pub(super) fn behind(name: &str, value: &str, computed: bool) -> String {
    if computed { format!("{name}（{value}）") } else { format!("{name}{value}") }
}

/// What an expression is called.
pub fn name(expr: &Expr, model: &Model) -> String {
    let each = |e: &Expr| name(e, model);
    match expr {
        Expr::Number(n) => number(n),
        Expr::Datum(id, back) => datum_name(model, *id, *back),
        Expr::Column(id) => model.column(*id).map_or(String::new(), |c| c.name.clone()),
        Expr::Score(id) => model.indicator(*id).map_or(String::new(), |i| format!("{}得分", i.code)),
        Expr::FullMarks(id) => model.indicator(*id).map_or(String::new(), |i| format!("{}分值", i.code)),
        Expr::Total => "总分".to_owned(),
        Expr::Grade => "等次".to_owned(),
        Expr::InGroup(id) => model.groups.get(id.index()).map_or(String::new(), |g| g.name.clone()),
        Expr::Population(PopOp::Rank { .. }, scope, a) => format!("{}在{}中的名次", each(a), counties(*scope)),
        Expr::Population(op, scope, a) => format!("{}{}{}", counties(*scope), each(a), over_counties(*op)),
        Expr::Table { op, table, filter, value, .. } => {
            let table = model.table(*table).map_or("", |t| t.name.as_str());
            let which = holding(filter, model);
            let table = if which.is_empty() { table.to_owned() } else { format!("{table}（{which}）") };
            let what = match op {
                TableOp::Count => return format!("{table}个数"),
                TableOp::Sum => "合计",
                TableOp::Mean => "平均数",
                TableOp::Max => "最大值",
                TableOp::Min => "最小值",
                TableOp::Distinct => "不同值个数",
                TableOp::SumOfBest => "就高合计",
                TableOp::VariationSquared => "差异系数",
            };
            format!("{table}{}{what}", each(value))
        }
        Expr::Binary(BinaryOp::Sub, a, b) if Shape::of_expr(a, model) == Some(Shape::Date) => {
            let from = if let Expr::Number(day) = &**b { Shape::Date.print(&Value::Number(day.clone())) } else { each(b) };
            format!("{}比{from}晚的天数", each(a))
        }
        growth if growth.growth_of().is_some() => {
            growth.growth_of().map_or_else(String::new, |id| format!("{}增幅", datum_name(model, id, 0)))
        }
        Expr::Binary(op, a, b) => {
            let sign = match op {
                BinaryOp::Add => "＋",
                BinaryOp::Sub => "－",
                BinaryOp::Mul => "×",
                BinaryOp::Min => return format!("{}、{}中较小者", each(a), each(b)),
                BinaryOp::Max => return format!("{}、{}中较大者", each(a), each(b)),
            };
            format!("{}{sign}{}", each(a), each(b))
        }
        Expr::Div(a, b, _) => format!("{}÷{}", each(a), each(b)),
        other => other.parts().first().map_or(String::new(), |a| each(a)),
    }
}
