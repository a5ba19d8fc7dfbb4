//! What cases should reach (目标): every rule, every branch, both sides of every boundary, every limit. Spec: §8.2.

use std::sync::Arc;

use super::expand::expand;
use super::names::compared;
use crate::expr::{BinaryOp, CmpOp, Expr, IndicatorId, Number, TableOp};
use crate::finding::Words;
use crate::model::{DatumKind, Indicator, Model};
use crate::sentence::{BranchKind, Part, Type};
use crate::source::Span;
use crate::words;

/// Whose goal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// An indicator or item.
    Indicator(IndicatorId),
    /// A grade, by its place.
    Grade(usize),
    /// A result rule, by its place.
    Result(usize),
    /// The leaders.
    Leaders,
}

/// What kind of goal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// 规则: the rule gives a result at all.
    Rule,
    /// 分支: this case of the rule counts.
    Branch,
    /// 边界: this side of a boundary or limit.
    Boundary,
}

/// How it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// The condition holds for a county whose score, grade or rule the case looks at.
    Holds(Expr),
    /// There is a result.
    Any,
    /// The grade is this one.
    Grade(usize),
    /// The quota takes a county down from this grade.
    Quota(usize),
    /// The leaders' points, and their grade.
    LeaderPoints,
    /// The leaders' grade.
    LeaderGrade,
}

/// Something a case should reach.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Whose.
    pub owner: Owner,
    /// Of which kind.
    pub aspect: Aspect,
    /// In words.
    pub words: Words,
    /// Where it stands.
    pub span: Span,
    pub(super) test: Test,
    /// The part of the rule it speaks of; `None` for the whole.
    pub(super) part: Option<usize>,
}

/// Every goal of a model, in the order of its text.
pub fn goals(model: &Model) -> Vec<Goal> {
    let mut out = Vec::new();
    for (id, indicator) in model.indicators() {
        if indicator.rule.is_some() && indicator.is_leaf() {
            of_indicator(model, id, indicator, &mut out);
        }
    }
    for (at, grade) in model.grades.iter().enumerate() {
        let name = &grade.name;
        let mut list = List { model, owner: Owner::Grade(at), part: None, out: &mut out };
        list.add(Aspect::Rule, Test::Grade(at), grade.span, words! { zh: "等次为{name}", en: "the grade is {name}" });
        if let Some(condition) = &grade.condition {
            list.boundaries(condition, grade.condition_span);
        }
        if grade.quota.is_some() {
            let words = words! { zh: "{name}超过名额", en: "more counties than {name} has places" };
            list.add(Aspect::Branch, Test::Quota(at), grade.span, words);
        }
    }
    for (at, rule) in model.results.iter().enumerate() {
        let Some(condition) = &rule.condition else { continue };
        let mut list = List { model, owner: Owner::Result(at), part: None, out: &mut out };
        let holds = |expr: &Expr| Test::Holds(expr.clone());
        list.add(Aspect::Rule, holds(condition), rule.span, words! { zh: "情形出现", en: "it fires" });
        let not = Expr::negate(condition.clone());
        list.add(Aspect::Branch, Test::Holds(not), rule.span, words! { zh: "情形没有出现", en: "it does not fire" });
        list.boundaries(condition, rule.condition_span);
    }
    if let Some(leaders) = &model.leaders {
        let mut list = List { model, owner: Owner::Leaders, part: None, out: &mut out };
        list.add(Aspect::Rule, Test::LeaderPoints, leaders.span, words! { zh: "领导得分", en: "the leaders' points" });
        list.add(Aspect::Rule, Test::LeaderGrade, leaders.span, words! { zh: "领导等次", en: "the leaders' grade" });
    }
    out
}

fn of_indicator(model: &Model, id: IndicatorId, indicator: &Indicator, out: &mut Vec<Goal>) {
    let Some(rule) = &indicator.rule else { return };
    let span = indicator.rule_span.unwrap_or(indicator.head_span);
    let mut list = List { model, owner: Owner::Indicator(id), part: None, out };
    list.add(Aspect::Rule, Test::Any, indicator.head_span, words! { zh: "算出得分", en: "it gives a score" });
    for (at, part) in rule.parts.iter().enumerate() {
        list.part = Some(at);
        list.branches(part);
        for branch in &part.branches {
            list.boundaries(&branch.condition, branch.span);
        }
        list.boundaries(&part.overrides, part.span);
        list.boundaries(&part.value, part.span);
        list.limits(&part.value, part.span);
    }
    list.part = None;
    if rule.parts.is_empty() {
        list.boundaries(&rule.raw, span);
        list.limits(&rule.raw, span);
    }
    if rule.passes {
        list.add(Aspect::Branch, Test::Holds(rule.expr.clone()), span, words! { zh: "达标", en: "met" });
        list.add(Aspect::Branch, Test::Holds(Expr::negate(rule.expr.clone())), span, words! { zh: "不达标", en: "not met" });
        return;
    }
    let raw = || rule.raw.clone();
    if let Some(full) = &indicator.points {
        let reached = Expr::cmp(CmpOp::Ge, raw(), Expr::Number(full.clone()));
        list.add(Aspect::Boundary, Test::Holds(reached), span, words! { zh: "得满{full}分", en: "all {full} points" });
    }
    if !rule.signed {
        let nothing = Expr::cmp(CmpOp::Le, raw(), Expr::int(0));
        list.add(Aspect::Boundary, Test::Holds(nothing), span, words! { zh: "得0分", en: "no points" });
    }
    if rule.na.is_some() {
        let absent = Expr::IsNotApplicable(Arc::new(raw()));
        list.add(Aspect::Branch, Test::Holds(absent), span, words! { zh: "不适用", en: "not applicable" });
    }
}

/// Collects the goals of one owner, each once.
struct List<'a> {
    model: &'a Model,
    owner: Owner,
    part: Option<usize>,
    out: &'a mut Vec<Goal>,
}

impl List<'_> {
    fn add(&mut self, aspect: Aspect, test: Test, span: Span, words: Words) {
        if !self.out.iter().any(|g| g.owner == self.owner && g.test == test) {
            self.out.push(Goal { owner: self.owner, aspect, words, span, test, part: self.part });
        }
    }

    /// A case that earns counts only where none before it does.
    fn branches(&mut self, part: &Part) {
        let mut before: Vec<Expr> = Vec::new();
        for branch in &part.branches {
            let mut all = vec![branch.condition.clone()];
            if branch.kind == BranchKind::Award {
                all.extend(before.iter().cloned().map(Expr::negate));
                before.push(branch.condition.clone());
            }
            let points = branch.points.as_ref().map(|p| p.to_string()).unwrap_or_default();
            let words = match branch.kind {
                BranchKind::Award => words! { zh: "得{points}分一档", en: "the case that earns {points}" },
                BranchKind::Besides => words! { zh: "再得{points}分", en: "the further {points}" },
                BranchKind::Deduct => words! { zh: "扣{points}分", en: "the deduction of {points}" },
                BranchKind::Zero => words! { zh: "不得分", en: "the case that earns nothing" },
                BranchKind::Exempt => words! { zh: "不扣分", en: "the exemption" },
                BranchKind::Otherwise => words! { zh: "其余情形", en: "the remaining cases" },
                BranchKind::Step => words! { zh: "按“每”计算", en: "the step" },
                BranchKind::Judged => words! { zh: "酌扣", en: "the judged deduction" },
            };
            self.add(Aspect::Branch, Test::Holds(Expr::all(all)), branch.span, words);
        }
    }

    /// Both sides of every comparison of numbers; next to the boundary where the values have a smallest step.
    fn boundaries(&mut self, expr: &Expr, span: Span) {
        let mut found: Vec<&Expr> = Vec::new();
        own_walk(expr, &mut |e| {
            if matches!(e, Expr::Cmp(..)) {
                found.push(e);
            }
        });
        for comparison in found {
            let Expr::Cmp(op, a, b) = comparison else { continue };
            // ＜ is the other side of ≥: one boundary, however it is written.
            let op = match op {
                CmpOp::Lt | CmpOp::Ge => CmpOp::Ge,
                CmpOp::Gt | CmpOp::Le => CmpOp::Le,
                CmpOp::Eq | CmpOp::Ne => CmpOp::Eq,
            };
            let comparison = Expr::cmp(op, (**a).clone(), (**b).clone());
            let Some((what_zh, what_en)) = compared(self.model, op, a, b) else { continue };
            let near = step(self.model, a).filter(|_| matches!(**b, Expr::Number(_))).map(|step| {
                let distance = || Expr::binary(BinaryOp::Sub, (**a).clone(), (**b).clone());
                let ends = [(CmpOp::Le, step.clone()), (CmpOp::Ge, -step)];
                ends.map(|(op, end)| Expr::cmp(op, distance(), Expr::Number(end))).to_vec()
            });
            for (condition, zh, en) in [
                (comparison.clone(), "成立一侧", "side that holds"),
                (Expr::negate(comparison.clone()), "不成立一侧", "side that does not hold"),
            ] {
                let all = std::iter::once(condition).chain(near.clone().into_iter().flatten()).collect();
                let words = words! { zh: "边界“{what_zh}”{zh}", en: "boundary `{what_en}`, the {en}" };
                self.add(Aspect::Boundary, Test::Holds(Expr::all(all)), span, words);
            }
        }
    }

    /// Every smallest or largest value that is written as a number: reached, and not.
    fn limits(&mut self, expr: &Expr, span: Span) {
        let mut found: Vec<(CmpOp, Expr, Number)> = Vec::new();
        own_walk(expr, &mut |e| {
            let Expr::Binary(op @ (BinaryOp::Min | BinaryOp::Max), a, b) = e else { return };
            let (other, limit) = match (&**a, &**b) {
                (other, Expr::Number(n)) | (Expr::Number(n), other) => (other, n),
                _ => return,
            };
            let reached = if *op == BinaryOp::Min { CmpOp::Ge } else { CmpOp::Le };
            found.push((reached, other.clone(), limit.clone()));
        });
        for (op, other, limit) in found {
            let reached = Expr::cmp(op, other, Expr::Number(limit.clone()));
            let below = Expr::negate(reached.clone());
            self.add(Aspect::Boundary, Test::Holds(reached), span, words! { zh: "限于{limit}起作用", en: "the limit {limit} applies" });
            self.add(
                Aspect::Boundary,
                Test::Holds(below),
                span,
                words! { zh: "限于{limit}不起作用", en: "the limit {limit} does not apply" },
            );
        }
    }
}

/// What of an expression is decided for the county itself, not for rows or other counties.
fn own_walk<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    visit(expr);
    if !expr.is_input() {
        expr.each_part(|part| own_walk(part, visit));
    }
}

/// The smallest difference between two values of an input.
fn step(model: &Model, expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Datum(id, _) => {
            let datum = model.datum(*id)?;
            match (&datum.kind, &datum.signature.ty) {
                (DatumKind::Derived(formula), _) => step(model, &expand(model, formula.clone())),
                (_, Type::Date) => Some(Number::ONE),
                (_, _) => datum.signature.places.map(Number::ulp),
            }
        }
        Expr::Total => Some(Number::ulp(model.total_places())),
        Expr::Table { op: TableOp::Count | TableOp::Distinct, .. } => Some(Number::ONE),
        _ => None,
    }
}
