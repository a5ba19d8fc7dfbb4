//! Formulas (公式): arithmetic, comparison, functions. Spec: §6.5.

use std::sync::Arc;

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use super::typed::{Typed, day_number};
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit, WhenZero};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Formula, FormulaKind, Name, Operator};
use crate::words;

impl Lowering<'_> {
    /// The value of a formula.
    pub fn formula(&mut self, formula: &Formula) -> Option<Typed> {
        let span = formula.span;
        match &formula.kind {
            FormulaKind::Quantity(quantity) => Some(self.literal(quantity)),
            FormulaKind::Date(date) => Some(Typed::new(Expr::Number(self.day(*date, span)?), Type::Date, span)),
            FormulaKind::Name(name) => self.value_of(name),
            FormulaKind::Path(table, column) => self.path(table, column),
            FormulaKind::Population(..) => {
                let Some(subject) = self.subject.clone() else {
                    self.bad_arguments(span, "公式里请写“全市平均（数据）”", "write 全市平均(datum) in a formula");
                    return None;
                };
                let FormulaKind::Population(scope, value) = &formula.kind else { return None };
                Some(self.population_value(scope, *value, &subject, span))
            }
            FormulaKind::Call(name, arguments) => self.call(name, arguments, span),
            FormulaKind::Binary(operator, a, b) => self.binary(*operator, a, b, span),
            FormulaKind::Minus(a) => {
                let a = self.formula(a)?;
                self.number(&a)?;
                let range = a.range.map(|(low, high)| (-high, -low));
                Some(Typed { expr: Expr::Neg(Arc::new(a.expr)), ty: a.ty, span, range, places: a.places })
            }
            FormulaKind::Not(a) => {
                let a = self.formula(a)?;
                let condition = self.boolean(a)?;
                Some(Typed::new(Expr::negate(condition), Type::Bool, span))
            }
            FormulaKind::Bracketed(a) => self.formula(a).map(|a| Typed { span, ..a }),
        }
    }

    fn path(&mut self, table: &Name, column: &Name) -> Option<Typed> {
        if self.scope.lookup(&table.text, self.table).is_none() && self.scope.nearest(&table.text).is_none() {
            self.undeclared_table(table);
            return None;
        }
        let Some(Symbol::Table(id)) = self.resolve(table) else {
            self.wrong_kind(table, "明细表", "a detail table");
            return None;
        };
        let Some(found) = self.scope.column(id, &column.text) else {
            self.undeclared_column(table, column);
            return None;
        };
        self.used.insert(format!("{}.{}", table.text, column.text));
        let signature = self.scope.column_signature(found)?;
        Some(Typed {
            expr: Expr::Column(found),
            ty: signature.ty.clone(),
            span: table.span.to(column.span),
            range: signature.range.clone(),
            places: signature.places,
        })
    }

    pub(super) fn day(&mut self, date: crate::syntax::tree::Date, span: Span) -> Option<Number> {
        let day = day_number(date, self.scope.year());
        if day.is_none() {
            let (m, d) = (date.month, date.day);
            self.sink.report(
                Finding::new(Code::BadNumber, words! { zh: "没有{m}月{d}日这一天", en: "there is no day {m}-{d}" })
                    .label(span, words! { zh: "这个日期", en: "this date" })
                    .help(words! { zh: "请核对月份和日子", en: "check month and day" }),
            );
        }
        day
    }

    /// Checks that a value is a number.
    pub(super) fn number(&mut self, value: &Typed) -> Option<Unit> {
        let unit = value.unit();
        if unit.is_none() {
            self.type_mismatch(value, "数", "a number");
        }
        unit
    }

    /// Checks that a value is a condition.
    pub(super) fn boolean(&mut self, value: Typed) -> Option<Expr> {
        if value.ty == Type::Bool {
            return Some(value.expr);
        }
        self.type_mismatch(&value, "条件", "a condition");
        None
    }

    fn binary(&mut self, operator: Operator, a: &Formula, b: &Formula, span: Span) -> Option<Typed> {
        if let Operator::And | Operator::Or = operator {
            for side in [a, b] {
                if let FormulaKind::Binary(inner @ (Operator::And | Operator::Or), ..) = side.kind
                    && inner != operator
                {
                    self.mixed(span);
                }
            }
            let (a, b) = (self.formula(a), self.formula(b));
            let (a, b) = (self.boolean(a?)?, self.boolean(b?)?);
            let joined = vec![a, b];
            return Some(Typed::new(if operator == Operator::And { Expr::And(joined) } else { Expr::Or(joined) }, Type::Bool, span));
        }
        if let Operator::Compare(op) = operator {
            let left = self.formula(a)?;
            let right = match (&left.ty, &b.kind) {
                (Type::Level(levels), FormulaKind::Name(name))
                    if levels.contains(&name.text) || self.scope.lookup(&name.text, self.table).is_none() =>
                {
                    self.level(levels, name)?
                }
                _ => self.formula(b)?,
            };
            return self.compare(op, left, right, span);
        }
        let (a, b) = (self.formula(a), self.formula(b));
        let (a, b) = (a?, b?);
        let (unit_a, unit_b) = match (&a.ty, &b.ty) {
            (Type::Date, Type::Date) if operator == Operator::Subtract => {
                return Some(Typed::new(Expr::binary(BinaryOp::Sub, a.expr, b.expr), Type::Number(Unit::days()), span));
            }
            _ => (self.number(&a)?, self.number(&b)?),
        };
        match operator {
            Operator::Add | Operator::Subtract => {
                let op = if operator == Operator::Add { BinaryOp::Add } else { BinaryOp::Sub };
                if self.is_out_of_hundred(&a, &b) || self.is_out_of_hundred(&b, &a) {
                    self.out_of_hundred(span);
                    return None;
                }
                // A bare number takes the unit of the other side.
                let (a, b) = if unit_a.word().is_empty() && matches!(a.expr, Expr::Number(_)) {
                    let a = self.align(&b, a, true)?;
                    (a, b)
                } else {
                    let b = self.align(&a, b, true)?;
                    (a, b)
                };
                Some(Typed::new(Expr::binary(op, a.expr, b.expr), a.ty, span))
            }
            Operator::Multiply => {
                let ((a, unit_a), (b, unit_b)) = (plain(a, unit_a), plain(b, unit_b));
                Some(Typed::new(Expr::binary(BinaryOp::Mul, a.expr, b.expr), Type::Number(unit_a.combine(&unit_b, 1)), span))
            }
            _ => {
                let ((a, unit_a), (b, unit_b)) = (plain(a, unit_a), plain(b, unit_b));
                let expr = Expr::Div(Arc::new(a.expr), Arc::new(b.expr), WhenZero::Error);
                Some(Typed::new(expr, Type::Number(unit_a.combine(&unit_b, -1)), span))
            }
        }
    }

    /// A level of a level type, by its word.
    pub(super) fn level(&mut self, levels: &[String], name: &Name) -> Option<Typed> {
        match levels.iter().position(|l| *l == name.text) {
            Some(at) => Some(Typed::new(Expr::int(at as i64), Type::Level(levels.to_vec()), name.span)),
            None => {
                let (text, all) = (&name.text, levels.join("、"));
                self.sink.report(
                    Finding::new(Code::UnknownLevel, words! { zh: "没有“{text}”这个等级", en: "there is no level `{text}`" })
                        .label(name.span, words! { zh: "这个等级", en: "this level" })
                        .help(words! { zh: "等级有：{all}", en: "the levels are: {all}" }),
                );
                None
            }
        }
    }

    /// A comparison of two values of one type.
    pub(super) fn compare(&mut self, op: CmpOp, a: Typed, b: Typed, span: Span) -> Option<Typed> {
        // A coefficient of variation is a square root: compare the squares, so that it stays exact.
        if let (Type::Number(unit), Expr::Number(bound)) = (&a.ty, &b.expr)
            && is_squared(unit)
            && b.unit().is_some_and(|u| u.is_pure())
        {
            let bound = match b.clone().in_unit(&Unit::none()) {
                Some(Typed { expr: Expr::Number(plain), .. }) => plain,
                _ => bound.clone(),
            };
            // A root is never negative.
            let decided = bound < Number::ZERO;
            let expr = if decided {
                Expr::Bool(matches!(op, CmpOp::Ge | CmpOp::Gt | CmpOp::Ne))
            } else {
                Expr::cmp(op, a.expr, Expr::Number(bound.squared()))
            };
            return Some(Typed::new(expr, Type::Bool, span));
        }
        let b = match (&a.ty, &b.ty) {
            (Type::Level(x), Type::Level(y)) if x == y => b,
            (Type::Date, Type::Date) | (Type::Bool, Type::Bool) | (Type::Text, Type::Text) => b,
            _ => {
                self.number_or(&a, &b)?;
                self.align(&a, b, true)?
            }
        };
        // The first level is the best, so a better level is a smaller place.
        let op = if matches!(a.ty, Type::Level(_)) { op.reversed() } else { op };
        Some(Typed::new(Expr::cmp(op, a.expr, b.expr), Type::Bool, span))
    }

    fn number_or(&mut self, a: &Typed, b: &Typed) -> Option<()> {
        if a.unit().is_none() {
            let wanted = a.ty.words();
            self.type_mismatch(b, &wanted.zh, &wanted.en);
            return None;
        }
        Some(())
    }

    pub(super) fn mixed(&mut self, span: Span) {
        self.sink.report(
            Finding::new(
                Code::MixedConnectives,
                words! { zh: "“且”和“或”写在一起，先后不明", en: "and and or side by side: which first?" },
            )
            .label(span, words! { zh: "这一句", en: "this sentence" })
            .help(words! {
                zh: "请加括号，或改写为“下列条件全部满足：①…；②…”“下列情形之一：①…；②…”",
                en: "add brackets, or list the conditions"
            }),
        );
    }

    pub(super) fn bad_arguments(&mut self, span: Span, zh: &str, en: &str) {
        self.sink.report(
            Finding::new(Code::WrongArguments, words! { zh: "{zh}", en: "{en}" })
                .label(span, words! { zh: "这里", en: "here" })
                .help(words! { zh: "请照这个要求改括号里的内容", en: "change what stands in the brackets accordingly" }),
        );
    }
}

/// In products and quotients a percentage is the pure number, in its value and in its unit: 50% × 8万元 is 4万元.
fn plain(value: Typed, unit: Unit) -> (Typed, Unit) {
    match unit.is_pure().then(|| value.clone().in_unit(&Unit::none())).flatten() {
        Some(value) => (value, Unit::none()),
        None => (value, unit),
    }
}

/// The unit of what 差异系数 gives: the coefficient squared, so that it stays exact. It converts to nothing, so that
/// only a comparison can use it, which squares the other side.
pub(super) const SQUARED: &str = "差异系数的平方";

/// Whether a value is the square of a coefficient of variation.
pub fn is_squared(unit: &Unit) -> bool {
    unit.word() == SQUARED
}
