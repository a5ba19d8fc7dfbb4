//! Burden (减负): E0801 … E0805. Schools prepare nothing, nobody is asked twice, every datum has one owner.

use std::collections::BTreeMap;

use memchr::memmem::Finder;

use super::Subject;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Datum, DatumKind, Mandate, Model};
use crate::source::Span;
use crate::syntax::tree::Text;
use crate::words;

pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    owners(subject.model, sink);
    asked_twice(subject.model, sink);
    if let Some(mandate) = subject.mandate {
        schools(subject.model, mandate, sink);
    }
}

/// E0801: texts that ask what the mandate forbids, and schools as owners.
fn schools(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let mut owners: Vec<&Text> = Vec::new();
    let mut texts: Vec<&Text> = Vec::new();
    for datum in model.data.iter().filter(|d| !matches!(d.kind, DatumKind::JudgedPoints(_))) {
        owners.extend(datum.owners.iter().chain(&datum.provider));
        texts.extend(datum.source.iter().chain(&datum.scope));
    }
    for table in &model.tables {
        owners.extend(&table.owners);
        texts.extend(table.source.iter().chain(&table.note));
    }
    for indicator in &model.indicators {
        owners.extend(&indicator.owners);
        texts.extend(indicator.evidence.iter().chain(&indicator.methods).chain(indicator.texts.iter().map(|(_, t)| t)));
    }
    for step in &model.steps {
        texts.extend(&step.text);
    }
    for prohibition in &mandate.prohibitions {
        let objects: Vec<(&str, Finder<'_>)> = prohibition.objects.iter().map(|o| (o.as_str(), Finder::new(o))).collect();
        for owner in &owners {
            if let Some(object) = prohibition.objects.iter().find(|o| is_one(&owner.text, o)) {
                report(owner.span, object, &owner.text, prohibition, sink);
            }
        }
        for text in &texts {
            let Some((object, _)) = objects.iter().find(|(_, object)| object.find(text.text.as_bytes()).is_some()) else { continue };
            if let Some(action) = prohibition.actions.iter().find(|a| text.text.contains(a.as_str())) {
                report(text.span, object, action, prohibition, sink);
            }
        }
    }
}

/// 各学校, 中小学校, 学校: the school itself, not an office with 学校 in its name.
fn is_one(owner: &str, object: &str) -> bool {
    owner.ends_with(object) && owner.chars().count() <= object.chars().count() + 4
}

fn report(span: Span, object: &str, what: &str, prohibition: &crate::model::Prohibition, sink: &mut Sink) {
    sink.report(
        Finding::new(Code::SchoolBurden, words! { zh: "这里要{object}承担“{what}”", en: "this asks {object} for `{what}`" })
            .label(span, words! { zh: "不得要求", en: "must not be asked" })
            .help(
                words! { zh: "请改由县级部门从已有的统计、台账中提供", en: "let the county's departments provide it from what they have" },
            )
            .quote(prohibition.quote.clone()),
    );
}

/// E0803, E0804, E0805
fn owners(model: &Model, sink: &mut Sink) {
    let asked = model.data.iter().filter(|d| matches!(d.kind, DatumKind::Asked));
    // A judgement comes from its assessors, not from a source.
    let is_judged = Datum::is_judgement;
    let data = asked.map(|d| (&d.name, d.span, &d.owners, d.source.is_some() || is_judged(d)));
    let tables = model.tables.iter().map(|t| (&t.name, t.span, &t.owners, t.source.is_some()));
    for (name, span, owners, has_source) in data.chain(tables) {
        match owners.as_slice() {
            [] => sink.report(
                Finding::new(Code::OwnerMissing, words! { zh: "“{name}”没有责任单位", en: "`{name}` has no owner" })
                    .label(span, words! { zh: "由谁提供？", en: "who provides it?" })
                    .help(words! { zh: "请加一行“责任单位：…”", en: "add a line `责任单位：…`" }),
            ),
            [_] => {}
            [_, second, ..] => sink.report(
                Finding::new(Code::TwoOwners, words! { zh: "“{name}”有两个责任单位", en: "`{name}` has two owners" })
                    .label(second.span, words! { zh: "第二个", en: "the second one" })
                    .help(words! { zh: "一项数据只向一个部门要；需要配合的写在“备注”", en: "ask one department for a datum" }),
            ),
        }
        if !has_source {
            sink.report(
                Finding::new(Code::SourceMissing, words! { zh: "“{name}”没有数据来源", en: "`{name}` has no source" })
                    .label(span, words! { zh: "从哪里取？", en: "taken from where?" })
                    .help(words! { zh: "请加一行“来源：…”，写已有的统计、决算或台账", en: "add a line `来源：…`" }),
            );
        }
    }
}

/// E0802: two data of one unit whose names say the same.
fn asked_twice(model: &Model, sink: &mut Sink) {
    let mut known: BTreeMap<String, Vec<&Datum>> = BTreeMap::new();
    for datum in model.data.iter().filter(|d| matches!(d.kind, DatumKind::Asked)) {
        let alike = known.entry(essence(&datum.name)).or_default();
        let Some(first) = alike.iter().find(|first| first.signature.ty == datum.signature.ty) else {
            alike.push(datum);
            continue;
        };
        let (a, b) = (&first.name, &datum.name);
        sink.report(
            Finding::new(Code::DatumAskedTwice, words! { zh: "“{b}”与“{a}”像是同一项数据", en: "`{b}` looks like `{a}`" })
                .label(datum.span, words! { zh: "又要一次", en: "asked for again" })
                .label(first.span, words! { zh: "已经要过", en: "asked for here" })
                .help(
                    words! { zh: "同一数据只采集一次；确实不同的，请把名称写清楚", en: "ask once; if they differ, say how in the names" },
                ),
        );
    }
}

/// A name without the words that add nothing.
fn essence(name: &str) -> String {
    ["本年度", "本年", "年度", "当年", "全县", "县域", "的", "数量", "总数", "人数", "数", "情况"]
        .iter()
        .fold(name.to_owned(), |name, word| if name.chars().count() > word.chars().count() + 1 { name.replace(word, "") } else { name })
}
