//! E0504, E0505, E0511 … E0514, E0705: grades, quota, year, summary, triggers, publication as the mandate sets them.

use crate::finding::{Code, Finding, Sink};
use crate::model::{Mandate, Model, ResultKind};
use crate::words;

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    year(model, mandate, sink);
    grades(model, mandate, sink);
    quota(model, mandate, sink);
    summary(model, mandate, sink);
    triggers(model, mandate, sink);
    publication(model, mandate, sink);
}

/// E0514
fn year(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let Some(header) = model.header.as_ref().filter(|h| h.year != mandate.year) else { return };
    let (own, theirs) = (header.year, mandate.year);
    sink.report(
        Finding::new(
            Code::YearMismatch,
            words! { zh: "年度是{own}，省级实施方案是{theirs}年度的", en: "the year is {own}, the mandate's {theirs}" },
        )
        .label(header.year_span, words! { zh: "这个年度", en: "this year" })
        .help(words! { zh: "请改年度，或在 eval.toml 里换用当年的省级实施方案", en: "change the year, or the mandate in eval.toml" })
        .fix(header.year_span, theirs.to_string()),
    );
}

/// E0504
fn grades(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let (Some(header), Some(first)) = (&model.header, mandate.grades.first()) else { return };
    let wanted: Vec<&str> = mandate.grades.iter().map(|g| g.name.as_str()).collect();
    let given: Vec<&str> = model.grades.iter().map(|g| g.name.as_str()).collect();
    if wanted == given {
        return;
    }
    let odd = model.grades.iter().find(|g| !wanted.contains(&g.name.as_str())).or(model.grades.first());
    let span = odd.map_or(header.span, |g| g.span);
    let (all, own) = (wanted.join("、"), if given.is_empty() { "没有等次".to_owned() } else { given.join("、") });
    sink.report(
        Finding::new(Code::GradeSet, words! { zh: "等次与省级规定不一致：{own}", en: "other grades than the mandate's: {own}" })
            .label(span, words! { zh: "这里", en: "here" })
            .help(words! { zh: "等次依次为：{all}", en: "the grades are, in this order: {all}" })
            .quote(first.quote.clone()),
    );
}

/// E0505, E0705
fn quota(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    for quota in &mandate.quotas {
        let Some(grade) = model.grades.iter().find(|g| g.name == quota.name) else { continue };
        let (name, most) = (&grade.name, crate::format::share(&quota.value));
        match &grade.quota {
            Some(own) if *own <= quota.value => {}
            Some(own) => sink.report({
                let own = crate::format::share(own);
                Finding::new(
                    Code::QuotaTooLarge,
                    words! { zh: "{name}名额{own}，超过省级规定的{most}", en: "a quota of {own} for {name} exceeds {most}" },
                )
                .label(grade.condition_span, words! { zh: "这个等次", en: "this grade" })
                .help(words! { zh: "请改为不超过{most}", en: "at most {most}" })
                .quote(quota.quote.clone())
            }),
            None => sink.report(
                Finding::new(Code::QuotaMissing, words! { zh: "没有写{name}的名额", en: "no quota for {name}" })
                    .label(grade.condition_span, words! { zh: "这个等次", en: "this grade" })
                    .help(words! { zh: "请在条件后面写“，不超过{most}”", en: "add `，不超过{most}` behind the condition" })
                    .quote(quota.quote.clone()),
            ),
        }
    }
}

/// E0512
fn summary(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let (Some(header), Some(wanted)) = (&model.header, &mandate.summary) else { return };
    let given: Vec<&str> = header.summary.iter().flat_map(|(parts, _)| parts).map(|t| t.text.as_str()).collect();
    let missing: Vec<&str> = wanted.value.iter().map(String::as_str).filter(|w| !given.contains(w)).collect();
    if missing.is_empty() {
        return;
    }
    let span = header.summary.as_ref().map_or(header.span, |(_, span)| *span);
    let (missing, all) = (missing.join("、"), wanted.value.join("、"));
    sink.report(
        Finding::new(Code::SummaryParts, words! { zh: "评价总结缺少：{missing}", en: "the summary lacks: {missing}" })
            .label(span, words! { zh: "这里", en: "here" })
            .help(words! { zh: "请写“总结内容：{all}”", en: "write `总结内容：{all}`" })
            .quote(wanted.quote.clone()),
    );
}

/// E0513
fn triggers(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let Some(header) = &model.header else { return };
    for trigger in &mandate.triggers {
        let found = model
            .results
            .iter()
            .any(|r| r.kind == ResultKind::Trigger && r.name == trigger.name && (r.text.is_some() || r.condition.is_some()));
        if found {
            continue;
        }
        let name = &trigger.name;
        sink.report(
            Finding::new(Code::AccountabilityTrigger, words! { zh: "没有写“{name}”怎样问责", en: "no consequence of `{name}`" })
                .label(header.span, words! { zh: "这个方案", en: "this scheme" })
                .help(words! { zh: "请加“问责情形 {name}：…”", en: "add `问责情形 {name}：…`" })
                .quote(trigger.quote.clone()),
        );
    }
}

/// E0511: what the city publishes comes after what the province publishes first.
fn publication(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let (Some(order), Some(header)) = (&mandate.publication, &model.header) else { return };
    let Some(first) = order.value.first() else { return };
    let step = model.steps.iter().find(|s| s.name.contains("公布"));
    let waits = step.and_then(|s| s.text.as_ref()).is_some_and(|t| t.text.contains(first.as_str()));
    if waits {
        return;
    }
    let finding = match step {
        Some(step) => Finding::new(
            Code::PublicationOrder,
            words! { zh: "公布等次没有等“{first}”公布", en: "the grades are published without waiting for `{first}`" },
        )
        .label(step.span, words! { zh: "这一步", en: "this step" }),
        None => Finding::new(Code::PublicationOrder, words! { zh: "流程里没有公布等次这一步", en: "no step publishes the grades" })
            .label(header.span, words! { zh: "这个方案", en: "this scheme" }),
    };
    sink.report(
        finding
            .help(words! { zh: "请写“流程 公布评价等次：…”，内容写明在{first}公布之后", en: "say in 内容 that it follows {first}" })
            .quote(order.quote.clone()),
    );
}
