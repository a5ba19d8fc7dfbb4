//! Procedure with dates, samples, and discipline (评价程序、工作纪律).

use crate::forms::documents::Subject;
use crate::forms::documents::shared::{ended, list, open};
use crate::forms::page::{Block, Outline, inert, text};

/// The steps, with days and who does them.
pub(super) fn steps(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let model = subject.model;
    if model.steps.is_empty() && model.samplings.is_empty() {
        return Vec::new();
    }
    let mut out = vec![outline.heading(1, "评价程序和时间")];
    for step in &model.steps {
        let when = step.period.map(super::super::shared::period).filter(|p| !p.is_empty()).map(|p| format!("（{p}）")).unwrap_or_default();
        let who = list(&step.owners);
        let what = step.text.as_ref().map(|t| ended(&t.text)).unwrap_or_default();
        let who = if who.is_empty() { String::new() } else { format!("由{who}负责。") };
        out.push(outline.with_body(2, format!("{}{when}。", inert(&step.name)), text(format!("{who}{what}"))));
    }
    for sampling in &model.samplings {
        let how = sampling.text.as_ref().map(|t| ended(&t.text)).unwrap_or_default();
        out.push(outline.with_body(2, format!("抽样：{}。", inert(&sampling.name)), text(how)));
    }
    out
}

/// What is forbidden and demanded.
pub(super) fn discipline(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let Some(mandate) = subject.mandate else { return Vec::new() };
    let demands: Vec<_> = mandate.demands.iter().filter(|d| d.kind == "工作要求").collect();
    if demands.is_empty() && mandate.prohibitions.is_empty() {
        return Vec::new();
    }
    let mut out = vec![outline.heading(1, "工作纪律")];
    for demand in demands {
        out.push(outline.with_body(2, format!("{}。", inert(&demand.name)), text(ended(&demand.text))));
    }
    let forbidden: Vec<String> = mandate.prohibitions.iter().map(|p| open(&p.quote.text)).filter(|words| !words.is_empty()).collect();
    if !forbidden.is_empty() {
        out.push(outline.with_body(2, "严禁事项。", text(ended(&forbidden.join("，")))));
    }
    out
}
