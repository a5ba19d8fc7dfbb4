//! Result rules (结果规则): E0701 … E0703. Every total has exactly one grade, every rule can fire.

use super::scoring::space::{Space, describe, most, value_words};
use crate::expr::{Expr, Number, Value};
use crate::finding::{Code, Finding, Sink};
use crate::model::Model;
use crate::words;

pub(super) fn check(model: &Model, sink: &mut Sink) {
    grades(model, sink);
    for rule in &model.results {
        let Some(condition) = &rule.condition else { continue };
        never_fires(model, condition, &rule.name, rule.condition_span, sink);
    }
}

/// E0701, E0702
fn grades(model: &Model, sink: &mut Sink) {
    let graded: Vec<_> = model.grades.iter().filter_map(|g| g.condition.as_ref().map(|c| (g, c))).collect();
    if graded.len() != model.grades.len() || graded.is_empty() {
        missing_conditions(model, sink);
        return;
    }
    let conditions: Vec<&Expr> = graded.iter().map(|(_, c)| *c).collect();
    let space = Space::new(model, &conditions);
    let mut rows: Vec<(Vec<Value>, Vec<bool>)> = Vec::new();
    space.each(|point, values| rows.push((point.clone(), values.iter().map(|v| *v == Ok(Value::Bool(true))).collect())));
    if let Some((point, _)) = rows.iter().find(|(_, holds)| !holds.contains(&true)) {
        let at = describe(&space, point, model);
        let mut finding = Finding::new(Code::GradeGap, words! { zh: "{at}时没有等次", en: "no grade for {at}" });
        for (grade, _) in &graded {
            finding = finding.label(grade.condition_span, words! { zh: "不含", en: "not here" });
        }
        sink.report(finding.help(words! {
            zh: "总分保留两位小数，请写成“90分以上”“75分以上不足90分”，让各等次首尾相接",
            en: "totals have two places: let the grades meet, as in 75分以上不足90分"
        }));
    }
    let [total] = space.variables.as_slice() else { return };
    for (a, (first, _)) in graded.iter().enumerate() {
        for (b, (second, _)) in graded.iter().enumerate().skip(a + 1) {
            let holds = |row: &(Vec<Value>, Vec<bool>), i: usize| row.1.get(i) == Some(&true);
            let Some(row) = rows.iter().find(|r| holds(r, a) && holds(r, b)) else { continue };
            // 90分以上, 75分以上: the better grade comes first and takes its part.
            let inside = rows.iter().all(|r| !holds(r, a) || holds(r, b));
            if inside && rows.last().is_some_and(|r| holds(r, a)) {
                continue;
            }
            let at = row.0.first().map(|v| value_words(total, v, model)).unwrap_or_default();
            let (x, y) = (&first.name, &second.name);
            sink.report(
                Finding::new(Code::GradeOverlap, words! { zh: "总分{at}既是{x}又是{y}", en: "a total of {at} is both {x} and {y}" })
                    .label(second.condition_span, words! { zh: "含{at}", en: "holds {at}" })
                    .label(first.condition_span, words! { zh: "也含{at}", en: "holds {at} too" })
                    .help(words! { zh: "请让每个总分只属于一个等次", en: "let every total have one grade" }),
            );
        }
    }
    if most(model) < Number::ONE {
        return;
    }
    for (i, (grade, _)) in graded.iter().enumerate() {
        let used = rows.iter().any(|(_, holds)| holds.iter().position(|h| *h) == Some(i));
        if !used && space.is_complete() {
            let name = &grade.name;
            sink.report(
                Finding::new(Code::RuleNeverFires, words! { zh: "没有总分能评为{name}", en: "no total has the grade {name}" })
                    .label(grade.condition_span, words! { zh: "前面的等次已经包括了它", en: "the grades before it take all its totals" }),
            );
        }
    }
}

/// A city's grade says when it is given.
fn missing_conditions(model: &Model, sink: &mut Sink) {
    for grade in model.grades.iter().filter(|g| g.condition.is_none() && g.condition_span.key() == g.span.key()) {
        let name = &grade.name;
        sink.report(
            Finding::new(Code::MissingAttribute, words! { zh: "等次“{name}”没有写条件", en: "the grade {name} has no condition" })
                .label(grade.span, words! { zh: "总分多少为{name}？", en: "which totals?" })
                .help(words! { zh: "如“等次 {name}：总分90分以上”", en: "such as `等次 {name}：总分90分以上`" }),
        );
    }
}

/// E0703
fn never_fires(model: &Model, condition: &Expr, name: &str, span: crate::source::Span, sink: &mut Sink) {
    let space = Space::new(model, &[condition]);
    if !space.is_complete() {
        return;
    }
    let mut fires = false;
    space.each(|_, values| fires |= !matches!(values.first(), Some(Ok(Value::Bool(false)))));
    if fires {
        return;
    }
    sink.report(
        Finding::new(Code::RuleNeverFires, words! { zh: "“{name}”永远不会发生", en: "`{name}` can never happen" })
            .label(span, words! { zh: "没有任何数据符合这个条件", en: "no data fulfil this condition" })
            .help(words! { zh: "请检查条件和数据的取值范围", en: "check the condition and the ranges" }),
    );
}
