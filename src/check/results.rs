//! Result rules (结果规则): E0701 … E0703. Every total has exactly one grade, every rule can fire.

use super::scoring::most;
use super::scoring::space::Space;
use super::scoring::wording::{describe, value_words};
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

/// E0701, E0702, E0703
fn grades(model: &Model, sink: &mut Sink) {
    let graded: Vec<_> = model.grades.iter().filter_map(|g| g.condition.as_ref().map(|c| (g, c))).collect();
    if graded.len() != model.grades.len() || graded.is_empty() {
        missing_conditions(model, sink);
        return;
    }
    let conditions: Vec<&Expr> = graded.iter().map(|(_, c)| *c).collect();
    let space = Space::new(model, &conditions, None);
    let mut rows: Vec<Row> = Vec::new();
    space.each(|point, values| {
        rows.push(Row { point: point.clone(), holds: values.iter().map(|v| *v == Ok(Value::Bool(true))).collect() });
    });
    gaps(model, &space, &rows, sink);
    overlaps(model, &space, &rows, sink);
    if most(model) < Number::ONE {
        return;
    }
    for (i, (grade, _)) in graded.iter().enumerate() {
        let used = rows.iter().any(|row| row.first() == Some(i));
        if !used && space.decides() {
            let name = &grade.name;
            sink.report(
                Finding::new(Code::RuleNeverFires, words! { zh: "没有总分能评为{name}", en: "no total has the grade {name}" })
                    .label(grade.condition_span, words! { zh: "前面的等次已经包括了它", en: "the grades before it take all its totals" })
                    .help(words! { zh: "请检查各等次的先后和分数线", en: "check the order and the limits of the grades" }),
            );
        }
    }
}

/// Which grades hold at a point.
struct Row {
    point: Vec<Value>,
    holds: Vec<bool>,
}

impl Row {
    fn holds(&self, grade: usize) -> bool {
        self.holds.get(grade) == Some(&true)
    }

    fn first(&self) -> Option<usize> {
        self.holds.iter().position(|h| *h)
    }
}

/// E0701, each stretch of totals once, at the grades on both sides of it.
fn gaps(model: &Model, space: &Space, rows: &[Row], sink: &mut Sink) {
    let [total] = space.variables.as_slice() else {
        // Several inputs decide: one example.
        let Some(row) = rows.iter().find(|row| row.first().is_none()) else { return };
        let at = describe(space, &row.point, model);
        let finding = Finding::new(Code::GradeGap, words! { zh: "{at}时没有等次", en: "no grade for {at}" });
        let last = model.grades.last().map_or_else(Default::default, |g| g.condition_span);
        sink.report(finding.label(last, words! { zh: "最后一个等次也不含它", en: "not even the last grade" }).help(meet()));
        return;
    };
    let value = |i: usize| rows.get(i).and_then(|r| r.point.first()).map(|v| value_words(total, v)).unwrap_or_default();
    let mut at = 0;
    while at < rows.len() {
        let start = at;
        while rows.get(at).is_some_and(|row| row.first().is_none()) {
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        let (low, high) = (value(start), value(at - 1));
        let message = if low == high {
            words! { zh: "总分{low}没有等次", en: "a total of {low} has no grade" }
        } else {
            words! { zh: "总分{low}至{high}没有等次", en: "totals from {low} to {high} have no grade" }
        };
        let grade = |row: Option<usize>| row.and_then(|i| rows.get(i)).and_then(Row::first).and_then(|g| model.grades.get(g));
        let mut finding = Finding::new(Code::GradeGap, message);
        if let Some(below) = grade(start.checked_sub(1)) {
            finding = finding.label(below.condition_span, words! { zh: "到这里为止", en: "ends here" });
        }
        if let Some(above) = grade(Some(at)) {
            finding = finding.label(above.condition_span, words! { zh: "从这里开始", en: "starts here" });
        }
        sink.report(finding.help(meet()));
    }
}

fn meet() -> crate::finding::Words {
    words! {
        zh: "总分保留两位小数，请写成“80分以上不足90分”，让各等次首尾相接",
        en: "totals have two places: let the grades meet, as in 80分以上不足90分"
    }
}

/// E0702
fn overlaps(model: &Model, space: &Space, rows: &[Row], sink: &mut Sink) {
    let [total] = space.variables.as_slice() else { return };
    for (a, first) in model.grades.iter().enumerate() {
        for (b, second) in model.grades.iter().enumerate().skip(a + 1) {
            let Some(row) = rows.iter().find(|r| r.holds(a) && r.holds(b)) else { continue };
            // 90分以上, 75分以上: the better grade comes first and takes its part.
            let inside = rows.iter().all(|r| !r.holds(a) || r.holds(b));
            // A grade wholly inside one before it is never given: E0703.
            let buried = rows.iter().all(|r| !r.holds(b) || r.holds(a));
            if buried || inside && rows.last().is_some_and(|r| r.holds(a)) {
                continue;
            }
            let at = row.point.first().map(|v| value_words(total, v)).unwrap_or_default();
            let (x, y) = (&first.name, &second.name);
            sink.report(
                Finding::new(Code::GradeOverlap, words! { zh: "总分{at}既是{x}又是{y}", en: "a total of {at} is both {x} and {y}" })
                    .label(second.condition_span, words! { zh: "含{at}", en: "holds {at}" })
                    .label(first.condition_span, words! { zh: "也含{at}", en: "holds {at} too" })
                    .help(words! { zh: "请让每个总分只属于一个等次", en: "let every total have one grade" }),
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
    let space = Space::new(model, &[condition], None);
    let mut fires = false;
    space.each(|_, values| fires |= !matches!(values.first(), Some(Ok(Value::Bool(false)))));
    if fires {
        return;
    }
    if !space.decides() {
        sink.report(
            Finding::new(Code::Undecided, words! { zh: "没有断定“{name}”会不会发生", en: "it is not decided whether `{name}` can happen" })
                .label(span, words! { zh: "情形太多，或几项数据相互比较", en: "too many combinations, or data compared with each other" })
                .help(words! { zh: "请给数据写明取值范围，并用“用例”核对", en: "declare the ranges, and add test cases" }),
        );
        return;
    }
    sink.report(
        Finding::new(Code::RuleNeverFires, words! { zh: "“{name}”永远不会发生", en: "`{name}` can never happen" })
            .label(span, words! { zh: "没有任何数据符合这个条件", en: "no data fulfil this condition" })
            .help(words! { zh: "请检查条件和数据的取值范围", en: "check the condition and the ranges" }),
    );
}
