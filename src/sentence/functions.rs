//! Functions of formulas (函数). Spec: §6.5 lists them.

use std::sync::Arc;

use super::formula::SQUARED;
use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use super::typed::Typed;
use crate::expr::{BinaryOp, Expr, PopOp, Scope as Counties, TableId, TableOp, Ties, Unit};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Formula, FormulaKind, Name, PopulationWord};
use crate::words;

/// Every function with its usage, for messages and the spec.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("最大", "最大（a，b，…）"),
    ("最小", "最小（a，b，…）"),
    ("绝对值", "绝对值（a）"),
    ("向上取整", "向上取整（a）"),
    ("向下取整", "向下取整（a）"),
    ("四舍五入", "四舍五入（a，位数）"),
    ("若", "若（条件，则，否则）"),
    ("不适用时", "不适用时（a，b）"),
    ("缺报时", "缺报时（a，b）"),
    ("是否不适用", "是否不适用（a）"),
    ("不适用", "不适用（）"),
    ("上年", "上年（数据）"),
    ("往年", "往年（数据，几年前）"),
    ("最差", "最差（等级，等级，…）"),
    ("最好", "最好（等级，等级，…）"),
    ("得分", "得分（指标编号）"),
    ("得分率", "得分率（指标编号）"),
    ("全市平均", "全市平均（a）"),
    ("全市合计", "全市合计（a）"),
    ("全市最大", "全市最大（a）"),
    ("全市最小", "全市最小（a）"),
    ("同类县平均", "同类县平均（a）"),
    ("其他县平均", "其他县平均（a）"),
    ("名次", "名次（a）"),
    ("逆序名次", "逆序名次（a）"),
    ("县数", "县数（条件）"),
    ("任一县", "任一县（条件）"),
    ("计数", "计数（明细表，条件）"),
    ("占比", "占比（明细表，条件，其中条件）"),
    ("合计", "合计（明细表.列，条件）"),
    ("平均", "平均（明细表.列，条件）"),
    ("加权平均", "加权平均（明细表.列，明细表.权，条件）"),
    ("最大值", "最大值（明细表.列，条件）"),
    ("最小值", "最小值（明细表.列，条件）"),
    ("去重计数", "去重计数（明细表.列，条件）"),
    ("就高合计", "就高合计（明细表.列，明细表.事项，条件）"),
    ("差异系数", "差异系数（明细表.列，明细表.权，条件）"),
];

impl Lowering<'_> {
    pub(super) fn call(&mut self, name: &Name, arguments: &[Formula], span: Span) -> Option<Typed> {
        let function = name.text.as_str();
        match function {
            "得分" | "得分率" => self.score_of(function, arguments, span),
            "计数" | "占比" | "合计" | "平均" | "加权平均" | "最大值" | "最小值" | "去重计数" | "就高合计" | "差异系数" => {
                self.table_call(function, arguments, span)
            }
            "不适用" if arguments.is_empty() => Some(Typed::new(Expr::NotApplicable, Type::Number(Unit::none()), span)),
            "最大" | "最小" | "最差" | "最好" => self.extreme_call(function, arguments, span),
            "全市平均" | "全市合计" | "全市最大" | "全市最小" | "同类县平均" | "其他县平均" | "名次" | "逆序名次" | "县数" | "任一县" => {
                self.population_call(function, arguments, span)
            }
            _ => self.plain_call(name, arguments, span),
        }
    }

    fn usage(&mut self, function: &str, span: Span) {
        let usage = FUNCTIONS.iter().find(|(name, _)| *name == function).map_or(function, |(_, usage)| usage);
        self.bad_arguments(span, &format!("写法是：{usage}"), &format!("usage: {usage}"));
    }

    fn plain_call(&mut self, name: &Name, arguments: &[Formula], span: Span) -> Option<Typed> {
        let function = name.text.as_str();
        let known = FUNCTIONS.iter().any(|(known, _)| *known == function);
        if !known && self.is_exception(name, arguments) {
            return None;
        }
        if !known {
            let all = FUNCTIONS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、");
            self.sink.report(
                Finding::new(Code::WrongArguments, words! { zh: "没有“{function}”这个函数", en: "there is no function `{function}`" })
                    .label(name.span, words! { zh: "这个函数", en: "this function" })
                    .help(words! { zh: "函数有：{all}", en: "the functions are: {all}" }),
            );
            return None;
        }
        let values: Vec<Option<Typed>> = arguments.iter().map(|a| self.formula(a)).collect();
        let values: Vec<Typed> = values.into_iter().collect::<Option<Vec<_>>>()?;
        match (function, values.as_slice()) {
            ("绝对值", [a]) => {
                self.number(a)?;
                let negative = Expr::Neg(Arc::new(a.expr.clone()));
                Some(Typed { expr: Expr::binary(BinaryOp::Max, a.expr.clone(), negative), span, range: None, ..a.clone() })
            }
            ("向上取整" | "向下取整", [a]) => {
                self.number(a)?;
                let inner = Arc::new(a.expr.clone());
                let expr = if function == "向上取整" { Expr::Ceil(inner) } else { Expr::Floor(inner) };
                Some(Typed { places: Some(0), ..Typed::new(expr, a.ty.clone(), span) })
            }
            ("四舍五入", [a, Typed { expr: Expr::Number(places), .. }]) => {
                self.number(a)?;
                let Some(places) = places.to_i64().filter(|p| (0..=10).contains(p)) else {
                    self.usage(function, span);
                    return None;
                };
                let expr = Expr::Round(Arc::new(a.expr.clone()), places as u32);
                Some(Typed { places: Some(places as u32), ..Typed::new(expr, a.ty.clone(), span) })
            }
            ("若", [condition, then, otherwise]) => {
                let condition = self.boolean(condition.clone())?;
                // A bare number takes the unit of the other side.
                let bare = then.unit().is_some_and(|u| u.word().is_empty()) && matches!(then.expr, Expr::Number(_));
                let (then, otherwise) = match (bare, then.unit().is_some()) {
                    (true, _) => (self.align(otherwise, then.clone(), true)?, otherwise.clone()),
                    (false, true) => (then.clone(), self.align(then, otherwise.clone(), true)?),
                    (false, false) => (then.clone(), otherwise.clone()),
                };
                Some(Typed::new(Expr::when(condition, then.expr, otherwise.expr), then.ty, span))
            }
            ("不适用时" | "缺报时", [a, b]) => {
                let b = if a.unit().is_some() { self.align(a, b.clone(), true)? } else { b.clone() };
                let (first, second) = (Arc::new(a.expr.clone()), Arc::new(b.expr));
                let expr = if function == "不适用时" { Expr::Coalesce(first, second) } else { Expr::IfMissing(first, second) };
                Some(Typed::new(expr, a.ty.clone(), span))
            }
            ("是否不适用", [a]) => Some(Typed::new(Expr::IsNotApplicable(Arc::new(a.expr.clone())), Type::Bool, span)),
            ("上年", [a]) => self.earlier(a, 1, span),
            ("往年", [a, Typed { expr: Expr::Number(years), .. }]) => {
                let years = years.to_i64().filter(|y| (0..=20).contains(y)).unwrap_or(0) as u8;
                self.earlier(a, years, span)
            }
            _ => {
                self.usage(function, span);
                None
            }
        }
    }

    fn score_of(&mut self, function: &str, arguments: &[Formula], span: Span) -> Option<Typed> {
        let [Formula { kind: FormulaKind::Name(code), .. }] = arguments else {
            self.usage(function, span);
            return None;
        };
        let id = self.indicator(code)?;
        if function == "得分" {
            return Some(Typed { places: Some(2), ..Typed::new(Expr::Score(id), Type::Number(Unit::points()), span) });
        }
        let rate = Expr::Div(Arc::new(Expr::Score(id)), Arc::new(Expr::FullMarks(id)), crate::expr::WhenZero::NotApplicable);
        Some(Typed::new(rate, Type::Number(Unit::none()), span))
    }

    fn extreme_call(&mut self, function: &str, arguments: &[Formula], span: Span) -> Option<Typed> {
        let values: Vec<Option<Typed>> = arguments.iter().map(|a| self.formula(a)).collect();
        let mut values = values.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
        let Some(first) = values.next() else {
            self.usage(function, span);
            return None;
        };
        // The worst level is the last of the list.
        let op = if matches!(function, "最大" | "最差") { BinaryOp::Max } else { BinaryOp::Min };
        let is_level = matches!(first.ty, Type::Level(_));
        if is_level != matches!(function, "最差" | "最好") {
            self.usage(function, span);
            return None;
        }
        let mut expr = first.expr.clone();
        for value in values {
            let value = if is_level {
                if value.ty != first.ty {
                    let wanted = first.ty.words();
                    self.type_mismatch(&value, &wanted.zh, &wanted.en);
                    return None;
                }
                value
            } else {
                self.align(&first, value, true)?
            };
            expr = Expr::binary(op, expr, value.expr);
        }
        Some(Typed::new(expr, first.ty, span))
    }

    fn population_call(&mut self, function: &str, arguments: &[Formula], span: Span) -> Option<Typed> {
        if arguments.is_empty() && function == "县数" {
            let count = Expr::Population(PopOp::Count, Counties::All, Arc::new(Expr::Bool(true)));
            return Some(Typed { places: Some(0), ..Typed::new(count, Type::Number(Unit::parse("个")), span) });
        }
        let [argument] = arguments else {
            self.usage(function, span);
            return None;
        };
        let value = self.formula(argument)?;
        let make = |op, scope, ty| Some(Typed::new(Expr::Population(op, scope, Arc::new(value.expr.clone())), ty, span));
        let rank = |descending| PopOp::Rank { descending, ties: Ties::Better };
        match function {
            "县数" | "任一县" => {
                let condition = self.boolean(value.clone())?;
                let (op, ty) =
                    if function == "县数" { (PopOp::Count, Type::Number(Unit::parse("个"))) } else { (PopOp::Any, Type::Bool) };
                Some(Typed::new(Expr::Population(op, Counties::All, Arc::new(condition)), ty, span))
            }
            "名次" => make(rank(true), Counties::All, Type::Number(Unit::parse("名"))),
            "逆序名次" => make(rank(false), Counties::All, Type::Number(Unit::parse("名"))),
            _ => {
                self.number(&value)?;
                let (op, scope) = match function {
                    "全市合计" => (PopOp::Sum, Counties::All),
                    "全市最大" => (PopOp::Max, Counties::All),
                    "全市最小" => (PopOp::Min, Counties::All),
                    "同类县平均" => (PopOp::Mean, Counties::Peers),
                    "其他县平均" => (PopOp::Mean, Counties::Others),
                    _ => (PopOp::Mean, Counties::All),
                };
                make(op, scope, value.ty.clone()).map(|t| Typed { range: value.range.clone().filter(|_| op != PopOp::Sum), ..t })
            }
        }
    }

    /// 全市平均数 and the like of a value.
    pub(super) fn population_value(&mut self, scope: &str, word: PopulationWord, subject: &Typed, span: Span) -> Typed {
        let op = match word {
            PopulationWord::Mean => PopOp::Mean,
            PopulationWord::Max => PopOp::Max,
            PopulationWord::Min => PopOp::Min,
        };
        if op == PopOp::Mean {
            self.assume(super::lowering::Assumption::SimpleMean, span);
        }
        let expr = Expr::Population(op, counties(Some(scope)), Arc::new(subject.expr.clone()));
        Typed { range: subject.range.clone(), ..Typed::new(expr, subject.ty.clone(), span) }
    }

    fn table_call(&mut self, function: &str, arguments: &[Formula], span: Span) -> Option<Typed> {
        let weighted = matches!(function, "加权平均" | "就高合计") || (function == "差异系数" && arguments.len() > 1);
        let Some((first, rest)) = arguments.split_first() else {
            self.usage(function, span);
            return None;
        };
        let table = match &first.kind {
            FormulaKind::Name(name) | FormulaKind::Path(name, _) => match self.resolve(name)? {
                Symbol::Table(table) => table,
                _ => {
                    self.wrong_kind(name, "明细表", "a detail table");
                    return None;
                }
            },
            _ => {
                self.usage(function, span);
                return None;
            }
        };
        let counts_rows = matches!(function, "计数" | "占比");
        if counts_rows != matches!(first.kind, FormulaKind::Name(_)) {
            self.usage(function, span);
            return None;
        }
        let outer = self.table.replace(table);
        let built = self.table_body(function, table, first, rest, weighted, counts_rows, span);
        self.table = outer;
        built
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one call, split so that the table is always put back")]
    fn table_body(
        &mut self,
        function: &str,
        table: TableId,
        first: &Formula,
        rest: &[Formula],
        weighted: bool,
        counts_rows: bool,
        span: Span,
    ) -> Option<Typed> {
        let value = if counts_rows { None } else { Some(self.formula(first)?) };
        let (by, conditions) = match rest.split_first() {
            Some((by, conditions)) if weighted => (Some(self.formula(by)?), conditions),
            _ if weighted => {
                self.usage(function, span);
                return None;
            }
            _ => (None, rest),
        };
        let most = if function == "占比" { 2 } else { 1 };
        if conditions.len() > most {
            self.usage(function, span);
            return None;
        }
        let mut filters = Vec::new();
        for condition in conditions {
            let condition = self.formula(condition)?;
            filters.push(self.boolean(condition)?);
        }
        let aggregate = |op, filter: Expr, value: Expr| Expr::Table {
            op,
            table,
            filter: Arc::new(filter),
            value: Arc::new(value),
            by: by.as_ref().map(|b| Arc::new(b.expr.clone())),
        };
        let Some(value) = value else {
            let unit = Unit::parse("个");
            return Some(match (function, filters.as_slice()) {
                ("占比", [all, part]) => {
                    let both = Expr::And(vec![all.clone(), part.clone()]);
                    let share = Expr::Div(
                        Arc::new(aggregate(TableOp::Count, both, Expr::int(1))),
                        Arc::new(aggregate(TableOp::Count, all.clone(), Expr::int(1))),
                        crate::expr::WhenZero::NotApplicable,
                    );
                    Typed::new(share, Type::Number(Unit::none()), span)
                }
                ("占比", _) => {
                    self.usage(function, span);
                    return None;
                }
                _ => Typed {
                    places: Some(0),
                    ..Typed::new(aggregate(TableOp::Count, Expr::all(filters), Expr::int(1)), Type::Number(unit), span)
                },
            });
        };
        let (op, ty) = match function {
            "合计" => (TableOp::Sum, value.ty.clone()),
            "平均" | "加权平均" => (TableOp::Mean, value.ty.clone()),
            "最大值" => (TableOp::Max, value.ty.clone()),
            "最小值" => (TableOp::Min, value.ty.clone()),
            "就高合计" => (TableOp::SumOfBest, value.ty.clone()),
            "去重计数" => (TableOp::Distinct, Type::Number(Unit::parse("个"))),
            _ => (TableOp::VariationSquared, Type::Number(Unit::parse(SQUARED))),
        };
        // 合计 of a condition counts the rows in which it holds.
        let (op, value_expr, ty) = match (op, &value.ty) {
            (TableOp::Sum, Type::Bool) => {
                (TableOp::Sum, Expr::when(value.expr.clone(), Expr::int(1), Expr::int(0)), Type::Number(Unit::parse("个")))
            }
            (TableOp::Distinct, _) => (TableOp::Distinct, value.expr.clone(), ty),
            (op, _) => {
                self.number(&value)?;
                (op, value.expr.clone(), ty)
            }
        };
        Some(Typed::new(aggregate(op, Expr::all(filters), value_expr), ty, span))
    }

    /// The value so many years ago.
    pub(super) fn earlier(&mut self, value: &Typed, years: u8, span: Span) -> Option<Typed> {
        if let Some(of) = value.expr.growth_of() {
            let of = self.scope.datum_name(of);
            self.rise_of_a_rise(&of, span);
            return None;
        }
        let Expr::Datum(id, back) = value.expr else {
            self.no_earlier_years(span);
            return None;
        };
        let back = back + years;
        let known = self.scope.datum(id)?.history;
        if back > known {
            let name = self.scope.datum_name(id);
            let need = if back == 1 { "含上年".to_owned() } else { format!("含前{back}年") };
            self.sink.report(
                Finding::new(Code::NoHistory, words! { zh: "“{name}”没有{back}年前的数", en: "`{name}` has no value of {back} years ago" })
                    .label(span, words! { zh: "这里要用往年数", en: "an earlier year is needed here" })
                    .help(words! { zh: "请在声明里加“{need}”", en: "add `{need}` to its declaration" }),
            );
            return None;
        }
        Some(Typed { expr: Expr::Datum(id, back), span, ..value.clone() })
    }
}

/// The counties a scope word speaks of.
pub(super) fn counties(word: Option<&str>) -> Counties {
    match word {
        Some("同类县") => Counties::Peers,
        Some("其他县") => Counties::Others,
        _ => Counties::All,
    }
}
