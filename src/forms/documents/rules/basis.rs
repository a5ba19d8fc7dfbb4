//! Purpose, basis, counties, principles and focus areas (目的、依据、对象、原则、重点).

use crate::forms::documents::Subject;
use crate::forms::documents::shared::{ended, open, paragraph};
use crate::forms::page::{Block, Outline, inert, text};

/// Purpose and basis.
pub(super) fn preamble(subject: &Subject<'_>) -> Block {
    let header = subject.header();
    let purpose = header.and_then(|h| h.texts.iter().find(|(word, _)| *word == "目的")).map(|(_, text)| open(&text.text));
    let basis = header.and_then(|h| h.basis.as_ref()).map(|b| inert(&b.text)).unwrap_or_default();
    let mandate = subject.mandate.filter(|m| !m.title.is_empty());
    let basis = match mandate {
        Some(m) if basis.contains(m.number.as_str()) || basis.contains(m.id.as_str()) => {
            format!("《{}》（{}）", inert(&m.title), inert(&m.number))
        }
        _ => basis,
    };
    let purpose = purpose.map(|p| if p.starts_with('为') { format!("{p}，") } else { format!("为{p}，") }).unwrap_or_default();
    let title = subject.title();
    let own = ["细则", "办法", "方案"].into_iter().find(|end| title.ends_with(end)).unwrap_or("细则");
    paragraph(format!("{purpose}根据{basis}，制定本{own}。"))
}

/// Whom the rules are for.
pub(super) fn counties(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let mut out = vec![outline.heading(1, "评价对象")];
    let scope = subject.header().and_then(|h| h.texts.iter().find(|(word, _)| *word == "评价范围"));
    out.extend(scope.map(|(_, text)| paragraph(format!("评价对象为{}", ended(&text.text)))));
    let model = subject.model;
    for (at, group) in model.groups.iter().enumerate() {
        let own = model.counties.iter().filter(|county| county.groups.iter().any(|id| id.index() == at));
        let names: Vec<String> = own.map(|county| inert(&county.name)).collect();
        if !names.is_empty() {
            out.push(outline.with_body(
                2,
                format!("{}。", inert(&group.name)),
                text(format!("{}，共{}个。", names.join("、"), names.len())),
            ));
        }
    }
    if model.groups.is_empty() && !model.counties.is_empty() {
        let names: Vec<String> = model.counties.iter().map(|county| inert(&county.name)).collect();
        out.push(paragraph(format!("包括{}，共{}个。", names.join("、"), names.len())));
    }
    let notes = subject.header().into_iter().flat_map(|h| &h.texts).filter(|(word, _)| *word == "说明");
    out.extend(notes.map(|(_, note)| paragraph(ended(&note.text))));
    out
}

/// The mandate's principles.
pub(super) fn principles(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let Some(mandate) = subject.mandate else { return Vec::new() };
    let mut out = vec![outline.heading(1, "评价原则")];
    for demand in mandate.demands.iter().filter(|d| d.kind == "评价原则") {
        let words = if demand.quote.text.is_empty() { &demand.text } else { &demand.quote.text };
        out.push(outline.with_body(2, format!("{}。", inert(&demand.name)), text(ended(words))));
    }
    let mixes: Vec<String> =
        mandate.mixes.iter().map(|mix| mix.value.iter().map(|kind| inert(kind)).collect::<Vec<_>>().join("与")).collect();
    if !mixes.is_empty() {
        let body = text(format!("采用{}相结合的方式开展评价。", mixes.join("、")));
        out.push(outline.with_body(2, "方式结合。", body));
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// The mandate's focus areas.
pub(super) fn focus_areas(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let Some(mandate) = subject.mandate.filter(|m| m.objects.iter().any(|o| !o.areas.is_empty())) else { return Vec::new() };
    let mut out = vec![outline.heading(1, "评价重点")];
    for object in &mandate.objects {
        out.push(outline.heading(2, format!("{}履行教育职责评价重点", inert(&object.name))));
        for area in &object.areas {
            let words = if area.quote.text.is_empty() { &area.title } else { &area.quote.text };
            out.push(outline.with_body(3, "", text(ended(words))));
        }
    }
    out
}
