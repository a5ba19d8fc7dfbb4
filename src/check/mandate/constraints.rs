//! E0504, E0505, E0512 … E0514, E0705: grades, quota, year, summary, triggers as the mandate sets them.

use crate::finding::{Code, Finding, Sink};
use crate::model::{Mandate, Model, ResultKind};
use crate::words;

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    year(model, mandate, sink);
    grades(model, mandate, sink);
    quota(model, mandate, sink);
    summary(model, mandate, sink);
    triggers(model, mandate, sink);
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
    if header.unread.contains(&"总结内容") {
        return;
    }
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
        let declared = model.results.iter().find(|r| r.kind == ResultKind::Trigger && r.name == trigger.name);
        if declared.is_some_and(|r| r.text.is_some() || r.unread.contains(&"处理")) {
            continue;
        }
        let name = &trigger.name;
        let finding = Finding::new(Code::AccountabilityTrigger, words! { zh: "没有写“{name}”怎样问责", en: "no consequence of `{name}`" });
        // The case that is there gets its 处理; a second one of its name would be another mistake.
        let finding = match declared {
            Some(declared) => finding
                .label(declared.span, words! { zh: "这个情形没有“处理”", en: "this case has no 处理" })
                .help(words! { zh: "请在它下面加一行“处理：…”，写明怎样问责", en: "add a line `处理：…` below it that says what follows" }),
            None => finding.label(header.span, words! { zh: "这个方案", en: "this scheme" }).help(words! {
                zh: "请加“问责情形 {name}”，下面写一行“处理：…”",
                en: "add `问责情形 {name}` and below it a line `处理：…`"
            }),
        };
        sink.report(finding.quote(trigger.quote.clone()));
    }
}
