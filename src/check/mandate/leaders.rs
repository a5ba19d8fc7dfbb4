//! E0508, E0509: the leaders report, and the government's result is the main basis of their grade.

use crate::expr::Number;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Mandate, Model};
use crate::words;

/// More than half of the weight is what "main basis" means; proven from the declared weight.
pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let Some(header) = &model.header else { return };
    let span = model.leaders.as_ref().map_or(header.span, |l| l.span);
    if let Some(report) = &mandate.duty_report
        && model.leaders.as_ref().is_none_or(|l| l.report.is_none() && !l.unread.contains(&"述职"))
    {
        sink.report(
            Finding::new(Code::NoDutyReport, words! { zh: "没有安排领导干部撰写述职报告", en: "no duty report of the leaders" })
                .label(span, words! { zh: "在这一部分", en: "in this part" })
                .help(words! { zh: "请在“领导干部”下加“述职：…”，写明向谁报、何时报", en: "add `述职：…` below 领导干部" })
                .quote(report.quote.clone()),
        );
    }
    let Some(basis) = &mandate.main_basis else { return };
    let half = Number::from(50);
    let weight = model.leaders.as_ref().and_then(|l| l.weight.clone());
    let (finding, at) = match weight {
        Some((weight, _)) if weight > half && weight <= Number::from(100) => return,
        Some((weight, at)) => (
            Finding::new(
                Code::MainBasis,
                words! { zh: "政府结果权重{weight}%，不是主要依据", en: "a weight of {weight}% is no main basis" },
            ),
            at,
        ),
        None if model.leaders.as_ref().is_some_and(|l| l.unread.contains(&"政府结果权重")) => return,
        None => (
            Finding::new(
                Code::MainBasis,
                words! { zh: "没有写县级政府评价结果在领导干部等次中的权重", en: "the weight of the government's result is not given" },
            ),
            span,
        ),
    };
    sink.report(
        finding
            .label(at, words! { zh: "这里", en: "here" })
            .help(words! { zh: "请写“政府结果权重：60%”这样超过50%的权重", en: "give a weight above 50%" })
            .quote(basis.quote.clone()),
    );
}
