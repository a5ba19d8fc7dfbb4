//! How scores come about (得分过程), as the page tells it: rules as expressions, with the words of what they are about. Spec: §14d.6.
//!
//! What a condition compares is named here, once; what depends on the data is computed and worded by `why.js`, as
//! `evalc score --explain` words it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::build::Subject;
use crate::build::listing::{Output, Section};
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, Scope, TableOp, Ties, WhenZero};
use crate::model::{DatumKind, Indicator, IndicatorKind, Model};
use crate::report::{Apart, Shape, Share, is_computed, name, name_beside};
use crate::sentence::{PartKind, Type};
use crate::syntax::tree::NaHandling;

/// Everything explanations need besides the data.
#[derive(Serialize)]
pub(super) struct Why {
    /// Decimal places of scores.
    places: u32,
    data: Vec<Source>,
    columns: Vec<Source>,
    /// What a row must fulfil, by table.
    filters: Vec<Value>,
    /// By indicator; null for those without a rule.
    rules: Vec<Option<Rule>>,
}

/// Where a value comes from.
#[derive(Serialize)]
struct Source {
    name: String,
    /// The cell of a row of a detail table; empty for others.
    code: String,
    /// Decimal places of its units; null for facts.
    places: Option<u32>,
    shape: Value,
    formula: Option<Value>,
    missing: Option<String>,
    /// Whether it is a judgement: without a value it is pending.
    judged: bool,
}

/// A rule with its parts.
#[derive(Serialize)]
struct Rule {
    passes: bool,
    full: Option<String>,
    /// 不适用的, by what the rule says: full, zero, skip; null for the rest.
    handling: Option<&'static str>,
    signed: bool,
    uncapped: bool,
    item: bool,
    penalty: bool,
    parts: Vec<Part>,
    raw: Value,
    whole: Value,
}

#[derive(Serialize)]
struct Part {
    loses: bool,
    value: Value,
    overrides: Option<Value>,
}

/// What the rules of a subject are, for explanations.
pub(super) fn why(subject: &Subject<'_>, outputs: &[Output]) -> Why {
    let model = subject.listing.model;
    let writer = Writer { model, outputs };
    let data = model.data.iter().map(|d| Source {
        name: d.name.clone(),
        code: String::new(),
        places: (d.signature.ty != Type::Bool).then(|| d.signature.stored_places()),
        shape: shape(&Shape::of(&d.name, &d.signature, d.type_word)),
        formula: if let DatumKind::Derived(formula) = &d.kind { Some(writer.expr(formula)) } else { None },
        missing: d.when_missing.as_ref().map(Number::to_string),
        judged: d.is_judgement(),
    });
    let columns = model.columns.iter().enumerate().map(|(at, c)| Source {
        name: c.name.clone(),
        code: format!("t{}_c{at}", c.table.0),
        places: (c.signature.ty != Type::Bool).then(|| c.signature.stored_places()),
        shape: shape(&Shape::of(&c.name, &c.signature, c.type_word)),
        formula: c.formula.as_ref().map(|formula| writer.expr(formula)),
        missing: c.when_missing.as_ref().map(Number::to_string),
        judged: false,
    });
    Why {
        places: model.score_places(),
        data: data.collect(),
        columns: columns.collect(),
        filters: model.tables.iter().map(|t| writer.expr(&t.filter)).collect(),
        rules: model.indicators.iter().map(|i| writer.rule(i)).collect(),
    }
}

/// How values are written, and what is said of the smaller and the larger one.
fn shape(shape: &Shape) -> Value {
    let (less, more) = shape.less_and_more();
    let mut out = match shape {
        Shape::Number(unit) => json!({ "is": "number", "unit": unit.to_string(), "percent": unit.is_percent() }),
        Shape::Share => json!({ "is": "share" }),
        Shape::Level(levels) => json!({ "is": "level", "levels": levels }),
        Shape::Fact => json!({ "is": "fact" }),
        Shape::Document => json!({ "is": "document" }),
        Shape::Date => json!({ "is": "date" }),
        Shape::Root => json!({ "is": "root" }),
        Shape::Place => json!({ "is": "place" }),
        Shape::Plain => json!({ "is": "plain" }),
    };
    if let Value::Object(fields) = &mut out {
        let more_fields = [("less", less.to_owned()), ("more", more.to_owned()), ("steps", shape.steps().zh)];
        fields.extend(more_fields.map(|(name, word)| (name.to_owned(), json!(word))));
    }
    out
}

struct Writer<'w> {
    model: &'w Model,
    outputs: &'w [Output],
}

impl Writer<'_> {
    fn rule(&self, indicator: &Indicator) -> Option<Rule> {
        let rule = indicator.rule.as_ref()?;
        let part = |part: &crate::sentence::Part| Part {
            loses: part.kind == PartKind::Loses,
            value: self.expr(&part.value),
            overrides: (part.overrides != Expr::Bool(false)).then(|| self.expr(&part.overrides)),
        };
        Some(Rule {
            passes: rule.passes,
            full: indicator.points.as_ref().map(Number::to_string),
            handling: match rule.na {
                Some(NaHandling::Full) => Some("full"),
                Some(NaHandling::Zero) => Some("zero"),
                Some(NaHandling::Skip) => Some("skip"),
                _ => None,
            },
            signed: rule.signed,
            uncapped: rule.uncapped,
            item: matches!(indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty),
            penalty: indicator.kind == IndicatorKind::Penalty,
            parts: rule.parts.iter().map(part).collect(),
            raw: self.expr(&rule.raw),
            whole: self.expr(&rule.expr),
        })
    }

    /// The result an expression names.
    fn output(&self, wanted: &str, section: Section) -> Option<usize> {
        self.outputs.iter().position(|o| o.section == section && (wanted.is_empty() || o.name == wanted))
    }

    /// An expression as a list: what it is, then its parts.
    fn expr(&self, expr: &Expr) -> Value {
        let each = |e: &Expr| self.expr(e);
        // What is read and not computed is called by its name.
        let called = if expr.is_input() { name(expr, self.model) } else { String::new() };
        match expr {
            Expr::Number(n) => json!(["n", n.to_string()]),
            Expr::Bool(truth) => json!(["b", truth]),
            Expr::Datum(id, back) => json!(["d", id.0, back]),
            Expr::Column(id) => json!(["c", id.0]),
            Expr::Score(id) => json!(["s", self.output("", Section::Indicator(*id)), id.0, called]),
            Expr::FullMarks(id) => {
                json!(["full", self.model.indicator(*id).and_then(|i| i.points.clone()).unwrap_or_default().to_string(), called])
            }
            Expr::Total => json!(["s", self.output("total", Section::Result), null, called]),
            Expr::Grade => json!(["s", self.output("grade", Section::Result), null, called]),
            Expr::InGroup(id) => json!(["in", id.0, called]),
            Expr::Neg(a) => json!(["neg", each(a)]),
            Expr::Not(a) => json!(["not", each(a)]),
            Expr::Binary(op, a, b) => {
                let sign = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    BinaryOp::Mul => "*",
                    BinaryOp::Min => "min",
                    BinaryOp::Max => "max",
                };
                json!([sign, each(a), each(b)])
            }
            Expr::Div(a, b, zero) => {
                let zero = match zero {
                    WhenZero::Error => json!(0),
                    WhenZero::NotApplicable => json!(1),
                    WhenZero::Value(value) => each(value),
                };
                json!(["/", each(a), each(b), zero])
            }
            Expr::Cmp(op, a, b) => self.comparison(*op, a, b),
            Expr::And(all) => json!(["and", all.iter().map(each).collect::<Vec<_>>()]),
            Expr::Or(all) => json!(["or", all.iter().map(each).collect::<Vec<_>>()]),
            // Facts that are counted are named when they are lacking.
            Expr::If(fact, yes, no) if **yes == Expr::int(0) && **no == Expr::int(1) => {
                json!(["if", each(fact), each(yes), each(no), name(fact, self.model)])
            }
            Expr::If(a, b, c) => json!(["if", each(a), each(b), each(c)]),
            Expr::Floor(a) => json!(["floor", each(a)]),
            Expr::Ceil(a) => json!(["ceil", each(a)]),
            Expr::Round(a, places) => json!(["round", each(a), places]),
            Expr::IsNotApplicable(a) => json!(["isna", each(a), name(a, self.model)]),
            Expr::Coalesce(a, b) => json!(["else", each(a), each(b)]),
            Expr::IfMissing(a, b) => json!(["given", each(a), each(b)]),
            Expr::NotApplicable => json!(["na"]),
            Expr::Population(op, scope, a) => {
                let scope = match scope {
                    Scope::All => "all",
                    Scope::Peers => "peers",
                    Scope::Others => "others",
                };
                match op {
                    PopOp::Rank { descending, ties } => {
                        let ties = match ties {
                            Ties::Better => "better",
                            Ties::Worse => "worse",
                            Ties::Mean => "mean",
                        };
                        json!(["rank", scope, each(a), descending, ties, called])
                    }
                    op => json!(["over", scope, each(a), format!("{op:?}").to_lowercase(), called]),
                }
            }
            Expr::Table { op, table, filter, value, by } => {
                let op = match op {
                    TableOp::Count => "count",
                    TableOp::Sum => "sum",
                    TableOp::Mean => "mean",
                    TableOp::Max => "max",
                    TableOp::Min => "min",
                    TableOp::Distinct => "distinct",
                    TableOp::SumOfBest => "best",
                    TableOp::VariationSquared => "variation",
                };
                json!(["rows", table.0, op, each(filter), each(value), by.as_deref().map(each), called])
            }
        }
    }

    /// A comparison with the words it is told in: names of both sides, none for a constant, and how values are written.
    fn comparison(&self, op: CmpOp, a: &Expr, b: &Expr) -> Value {
        let sign = match op {
            CmpOp::Eq => "=",
            CmpOp::Ne => "!=",
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        };
        // A distance between two values is told as how far one lies from the other.
        let apart = Apart::of(a, self.model);
        let of_one = apart.as_ref().and_then(|apart| Shape::of_expr(apart.from, self.model)).map(|of| shape(&of));
        let known = Shape::of_expr(a, self.model).or_else(|| Shape::of_expr(b, self.model)).unwrap_or(Shape::Plain);
        let limit = (!matches!(b, Expr::Number(_))).then(|| name_beside(a, b, self.model));
        let sides = apart.as_ref().map(|apart| [name(apart.from, self.model), name_beside(apart.from, apart.to, self.model)]);
        let share = apart.and_then(|apart| apart.share).map(|share| if share == Share::Above { "above" } else { "below" });
        json!([sign, self.expr(a), self.expr(b), { "a": name(a, self.model), "b": limit, "shape": shape(&known), "of": of_one, "sides": sides, "share": share, "computed": [is_computed(a, b, self.model), is_computed(b, a, self.model)] }])
    }
}
