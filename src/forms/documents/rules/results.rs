//! Grades with quota and ties, vetoes, and what follows from results (等次评定、结果运用).

use crate::format;
use crate::forms::documents::Subject;
use crate::forms::documents::shared::{attribute, attribute_text, ended, open};
use crate::forms::page::{Block, Outline, inert, text};
use crate::model::{ResultKind, ResultRule};
use crate::syntax::Keyword;
use crate::syntax::tree::{Body, Value};

/// Grades by total, and what changes them.
pub(super) fn grades(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let model = subject.model;
    if model.grades.is_empty() {
        return Vec::new();
    }
    let mut out = vec![outline.heading(1, "等次评定")];
    let words: Vec<String> = model.grades.iter().map(|grade| grade_line(subject, &grade.name)).collect();
    out.push(outline.with_body(2, "按分定等。", text(format!("评价等次按总分确定：{}。", words.join("；")))));
    for grade in &model.grades {
        let Some(quota) = &grade.quota else { continue };
        let name = inert(&grade.name);
        let ties = ties(subject, &grade.name);
        let ties = if ties.is_empty() {
            "名额边缘总分相同的，全部不列入。".to_owned()
        } else {
            format!("名额边缘总分相同的，依次按{}从优确定；仍相同的，全部不列入。", ties.join("、"))
        };
        let rule = format!("{name}等次不超过被评价县市区总数的{}，不足1个的舍去。{ties}", format::share(quota));
        let note = subject.declaration(Keyword::Grade, &grade.name).and_then(|d| attribute_text(d, "说明")).map(|t| ended(&t));
        out.push(outline.with_body(2, format!("{name}名额。"), text(format!("{rule}{}", note.unwrap_or_default()))));
    }
    let of = |wanted: fn(&ResultKind) -> bool| model.results.iter().filter(move |rule| wanted(&rule.kind)).collect::<Vec<_>>();
    for (at, grade) in model.grades.iter().enumerate() {
        let vetoes: Vec<&ResultRule> = model.results.iter().filter(|rule| rule.kind == ResultKind::Veto(at)).collect();
        out.extend(listed(subject, outline, "一票否决。", &format!("有下列情形之一的，定为{}", inert(&grade.name)), &vetoes));
    }
    let downgrades = of(|kind| matches!(kind, ResultKind::Downgrade(_)));
    out.extend(listed(subject, outline, "降等。", "有下列情形之一的，在原等次上降低等次", &downgrades));
    let top = model.grades.first().map(|g| inert(&g.name)).unwrap_or_default();
    out.extend(listed(subject, outline, "评优限制。", &format!("有下列情形之一的，不得评为{top}"), &of(|kind| *kind == ResultKind::NoTop)));
    out
}

fn grade_line(subject: &Subject<'_>, name: &str) -> String {
    let condition = match subject.declaration(Keyword::Grade, name).map(|d| &d.body) {
        Some(Body::Grade(spec)) => Subject::condition(&spec.condition),
        _ => String::new(),
    };
    format!("{condition}的为{}", inert(name))
}

/// What decides a tie at the edge of a quota.
fn ties(subject: &Subject<'_>, grade: &str) -> Vec<String> {
    match subject.declaration(Keyword::Grade, grade).and_then(|d| attribute(d, "并列")) {
        Some(Value::Names(names)) => names.iter().map(|name| inert(&name.text)).collect(),
        _ => Vec::new(),
    }
}

/// A heading with a numbered list of result rules, if there are any.
fn listed(subject: &Subject<'_>, outline: &mut Outline, name: &str, lead: &str, rules: &[&ResultRule]) -> Vec<Block> {
    if rules.is_empty() {
        return Vec::new();
    }
    let mut out = vec![outline.with_body(2, name, text(format!("{lead}：")))];
    out.extend(rules.iter().map(|rule| outline.with_body(3, "", text(rule_line(subject, rule)))));
    out
}

/// A result rule in words: its name, when it fires, what follows.
fn rule_line(subject: &Subject<'_>, rule: &ResultRule) -> String {
    let keyword = match rule.kind {
        ResultKind::Veto(_) => Keyword::Veto,
        ResultKind::Downgrade(_) => Keyword::Downgrade,
        ResultKind::NoTop => Keyword::NoTop,
        ResultKind::Use => Keyword::Use,
        ResultKind::Trigger => Keyword::Trigger,
    };
    let declaration = subject.declaration(keyword, &rule.name);
    let when = declaration.and_then(|d| match attribute(d, "情形") {
        Some(Value::Condition(condition)) => Some(Subject::condition(condition)),
        _ => None,
    });
    let mut words = inert(&rule.name);
    if let Some(when) = when.filter(|when| *when != words) {
        words.push_str(&format!("：{when}"));
    }
    if let ResultKind::Downgrade(by) = rule.kind
        && by > 1
    {
        words.push_str(&format!("，降{by}等"));
    }
    words.push('。');
    if let Some(text) = &rule.text {
        words.push_str(&ended(&text.text));
    }
    if let Some(basis) = declaration.and_then(|d| attribute_text(d, "依据")) {
        words.push_str(&format!("依据：{}", ended(&basis)));
    }
    words
}

/// What follows from results.
pub(super) fn uses(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let of = |kind: &ResultKind| subject.model.results.iter().filter(move |rule| rule.kind == *kind).collect::<Vec<_>>();
    let (uses, triggers) = (of(&ResultKind::Use), of(&ResultKind::Trigger));
    let demands: Vec<_> = subject.mandate.into_iter().flat_map(|m| &m.demands).filter(|d| d.kind == "结果运用").collect();
    if uses.is_empty() && triggers.is_empty() && demands.is_empty() {
        return Vec::new();
    }
    let mut out = vec![outline.heading(1, "结果运用")];
    for rule in uses {
        let words = rule.text.as_ref().map(|t| ended(&t.text)).unwrap_or_default();
        out.push(outline.with_body(2, format!("{}。", inert(&rule.name)), text(words)));
    }
    for demand in demands {
        out.push(outline.with_body(2, format!("{}。", inert(&demand.name)), text(ended(&demand.text))));
    }
    out.extend(listed(subject, outline, "评价问责。", "有下列情形之一的，予以问责", &triggers));
    if let Some(order) = subject.mandate.and_then(|m| m.publication.as_ref()) {
        let words = if order.quote.text.is_empty() { order.value.join("之后") } else { open(&order.quote.text) };
        out.push(outline.with_body(2, "结果公布。", text(ended(&words))));
    }
    out
}
