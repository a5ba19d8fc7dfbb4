//! E0802: two data of one unit whose names say the same.

use std::collections::BTreeMap;

use crate::finding::{Code, Finding, Sink};
use crate::model::{Datum, DatumKind, Model};
use crate::words;

pub(super) fn check(model: &Model, sink: &mut Sink) {
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

/// Words that add nothing to a name.
const IDLE: [&str; 12] = ["本年度", "本年", "年度", "当年", "全县", "县域", "的", "数量", "总数", "人数", "数", "情况"];

/// A name without the words that add nothing.
fn essence(name: &str) -> String {
    let adds_nothing = |name: &str, word: &str| name.contains(word) && name.chars().count() > word.chars().count() + 1;
    IDLE.iter().fold(name.to_owned(), |name, word| if adds_nothing(&name, word) { name.replace(word, "") } else { name })
}
