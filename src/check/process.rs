//! Procedure (流程): E0901 … E0904, E0510. Dates inside their windows, an owner for every step, nothing left out.

use super::Subject;
use crate::expr::Number;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Mandate, Model, ProcedureStep};
use crate::sentence::day_number;
use crate::syntax::tree::Date;
use crate::words;

pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    let model = subject.model;
    let year = model.header.as_ref().map_or(0, |h| h.year);
    for step in &model.steps {
        if step.owners.is_empty() && !step.unread.contains(&"责任单位") {
            let name = &step.name;
            sink.report(
                Finding::new(Code::StepWithoutOwner, words! { zh: "流程“{name}”没有责任单位", en: "the step `{name}` has no owner" })
                    .label(step.span, words! { zh: "由谁做？", en: "who does it?" })
                    .help(words! { zh: "请加一行“责任单位：…”", en: "add a line `责任单位：…`" }),
            );
        }
    }
    order(model, year, sink);
    if let Some(mandate) = subject.mandate {
        deadlines(model, mandate, year, sink);
        window(model, mandate, year, sink);
    }
}

pub(super) fn day(date: Option<Date>, year: u32) -> Option<Number> {
    date.and_then(|d| day_number(d, year))
}

pub(super) fn end(step: &ProcedureStep, year: u32) -> Option<Number> {
    step.period.and_then(|p| day(p.to.or(p.from), year))
}

fn start(step: &ProcedureStep, year: u32) -> Option<Number> {
    step.period.and_then(|p| day(p.from.or(p.to), year))
}

/// E0903: steps are written in the order in which they end.
fn order(model: &Model, year: u32, sink: &mut Sink) {
    for pair in model.steps.windows(2) {
        let [before, after] = pair else { continue };
        let (Some(a), Some(b)) = (end(before, year), end(after, year)) else { continue };
        if b >= a {
            continue;
        }
        let (x, y) = (&before.name, &after.name);
        sink.report(
            Finding::new(
                Code::StepOrder,
                words! { zh: "“{y}”写在“{x}”后面，时间却在前", en: "`{y}` comes after `{x}` but is dated before it" },
            )
            .label(after.span, words! { zh: "时间在前", en: "earlier" })
            .label(before.span, words! { zh: "时间在后", en: "later" })
            .help(words! { zh: "请按时间先后排列，或改时间", en: "put them in order, or change a date" }),
        );
    }
}

/// E0510, E0904
fn deadlines(model: &Model, mandate: &Mandate, year: u32, sink: &mut Sink) {
    let Some(header) = &model.header else { return };
    for deadline in &mandate.deadlines {
        let Some(limit) = day(deadline.period.to, year) else { continue };
        let (m, d) = deadline.period.to.map_or((0, 0), |t| (t.month, t.day));
        let name = &deadline.name;
        let late =
            |finding: Finding| finding.help(words! { zh: "不得晚于{m}月{d}日", en: "no later than {m}-{d}" }).quote(deadline.quote.clone());
        let Some(step) = model.steps.iter().find(|s| s.name == *name) else {
            sink.report(
                Finding::new(Code::StepMissing, words! { zh: "流程里没有“{name}”", en: "the procedure lacks `{name}`" })
                    .label(header.span, words! { zh: "这个方案", en: "this scheme" })
                    .help(words! { zh: "请加“流程 {name}：…月…日前”", en: "add `流程 {name}：…月…日前`" })
                    .quote(deadline.quote.clone()),
            );
            continue;
        };
        if end(step, year).is_some_and(|e| e > limit) {
            sink.report(late(
                Finding::new(
                    Code::LateSubmission,
                    words! { zh: "“{name}”晚于省级规定的期限", en: "`{name}` is later than the mandate allows" },
                )
                .label(step.period_span, words! { zh: "这个时间", en: "this date" }),
            ));
        }
    }
    // The scheme itself is what the first deadline asks for.
    if let (Some((date, span)), Some(first)) = (header.submitted, mandate.deadlines.first()) {
        let limit = day(first.period.to, year);
        if limit.zip(day(Some(date), year)).is_some_and(|(limit, given)| given > limit) {
            let (m, d) = first.period.to.map_or((0, 0), |t| (t.month, t.day));
            sink.report(
                Finding::new(
                    Code::LateSubmission,
                    words! { zh: "报送日期晚于省级规定的期限", en: "submitted later than the mandate allows" },
                )
                .label(span, words! { zh: "这个日期", en: "this date" })
                .help(words! { zh: "不得晚于{m}月{d}日", en: "no later than {m}-{d}" })
                .quote(first.quote.clone()),
            );
        }
    }
}

/// E0901: nothing starts before the mandate was issued.
fn window(model: &Model, mandate: &Mandate, year: u32, sink: &mut Sink) {
    let Some((issued, date)) = day(mandate.issued, year).zip(mandate.issued) else { return };
    let (m, d) = (date.month, date.day);
    for step in &model.steps {
        if start(step, year).is_some_and(|s| s < issued) {
            let name = &step.name;
            sink.report(
                Finding::new(
                    Code::DateOutOfWindow,
                    words! { zh: "“{name}”早于省级实施方案的印发日期", en: "`{name}` is before the mandate was issued" },
                )
                .label(step.period_span, words! { zh: "这个时间", en: "this date" })
                .help(words! { zh: "省级实施方案{m}月{d}日印发，请检查年份和月份", en: "issued on {m}-{d}: check year and month" }),
            );
        }
    }
}
