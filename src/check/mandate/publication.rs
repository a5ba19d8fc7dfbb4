//! E0511: what the city publishes comes after what the province publishes first.

use crate::check::process::{day, end};
use crate::expr::Number;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Deadline, Mandate, Model, ProcedureStep};
use crate::words;

/// A step waits if its name or 内容 says so, and its days leave room for what it waits for.
pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let (Some(order), Some(header)) = (&mandate.publication, &model.header) else { return };
    let Some(first) = order.value.first() else { return };
    let last = last_report(mandate, header.year);
    let mut published = false;
    for step in model.steps.iter().filter(|s| publishes(&s.name)) {
        published = true;
        let said = step.name.contains(first.as_str()) || step.text.as_ref().is_some_and(|t| t.text.contains(first.as_str()));
        let early = last.as_ref().filter(|(limit, _)| end(step, header.year).is_some_and(|end| end <= *limit));
        let finding = match early {
            _ if !said && !step.unread.contains(&"内容") => unsaid(step, first),
            Some((_, deadline)) => too_early(step, first, deadline),
            None => continue,
        };
        sink.report(finding.quote(order.quote.clone()));
    }
    if !published && !model.unread {
        sink.report(
            Finding::new(Code::PublicationOrder, words! { zh: "流程里没有公布等次这一步", en: "no step publishes the grades" })
                .label(header.span, words! { zh: "这个方案", en: "this scheme" })
                .help(words! { zh: "请写“流程 公布评价等次：…”，内容写明在{first}公布之后", en: "say in 内容 that it follows {first}" })
                .quote(order.quote.clone()),
        );
    }
}

/// A step that publishes results, not the rules they are found by.
fn publishes(name: &str) -> bool {
    let of_rules = ["方案", "细则", "办法", "指标", "通知"];
    ["公布", "发布"].iter().any(|word| name.contains(word)) && !of_rules.iter().any(|word| name.contains(word))
}

/// The last thing every city must have reported: before that the province has nothing to draw its sample from.
fn last_report(mandate: &Mandate, year: u32) -> Option<(Number, &Deadline)> {
    let reports = mandate.deadlines.iter().filter(|d| !publishes(&d.name));
    reports.filter_map(|d| Some((day(d.period.to, year)?, d))).max_by(|(a, _), (b, _)| a.cmp(b))
}

fn unsaid(step: &ProcedureStep, first: &str) -> Finding {
    let finding = words! { zh: "公布等次没有等“{first}”公布", en: "the grades are published without waiting for `{first}`" };
    Finding::new(Code::PublicationOrder, finding)
        .label(step.span, words! { zh: "这一步", en: "this step" })
        .help(words! { zh: "请在这一步的“内容”里写明在{first}公布之后", en: "say in its 内容 that it follows {first}" })
}

fn too_early(step: &ProcedureStep, first: &str, deadline: &Deadline) -> Finding {
    let (m, d) = deadline.period.to.map_or((0, 0), |t| (t.month, t.day));
    let (name, report) = (&step.name, &deadline.name);
    let message = words! {
        zh: "“{name}”不晚于“{report}”的期限{m}月{d}日，这时还没有“{first}”",
        en: "`{name}` is no later than {m}-{d}, when `{report}` is due: there is no `{first}` yet"
    };
    Finding::new(Code::PublicationOrder, message)
        .label(step.period_span, words! { zh: "这个时间", en: "this date" })
        .help(words! { zh: "请改为{first}公布以后的时间", en: "take a date after {first}" })
}
