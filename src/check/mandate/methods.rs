//! E0507, E0516: the methods the mandate knows, and the mix it demands.

use std::collections::BTreeSet;

use crate::finding::{Code, Finding, Sink};
use crate::model::{Mandate, Model};
use crate::words;

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    if mandate.methods.is_empty() {
        return;
    }
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    for method in model.indicators.iter().flat_map(|i| &i.methods) {
        match mandate.methods.iter().find(|m| m.name == method.text) {
            Some(known) => kinds.extend(known.kinds.iter().map(String::as_str)),
            None => {
                let (text, all) = (&method.text, mandate.methods.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join("、"));
                sink.report(
                    Finding::new(Code::UnknownMethod, words! { zh: "不认识评价方式“{text}”", en: "`{text}` is no known method" })
                        .label(method.span, words! { zh: "这个方式", en: "this method" })
                        .help(words! { zh: "评价方式有：{all}", en: "the methods are: {all}" }),
                );
            }
        }
    }
    // A method that could not be read may be the one that is missing.
    if model.unread || model.indicators.iter().any(|i| i.unread.contains(&"方式")) {
        return;
    }
    let Some(header) = &model.header else { return };
    for mix in &mandate.mixes {
        for kind in mix.value.iter().filter(|k| !kinds.contains(k.as_str())) {
            let ways = mandate.methods.iter().filter(|m| m.kinds.contains(kind)).map(|m| m.name.as_str()).collect::<Vec<_>>().join("、");
            let name = mix.name.trim_end_matches("相结合");
            sink.report(
                Finding::new(
                    Code::MethodMix,
                    words! { zh: "没有一个指标用到“{kind}”的评价方式", en: "no indicator uses a method that is `{kind}`" },
                )
                .label(header.span, words! { zh: "要求{name}相结合", en: "{name} must both occur" })
                .help(words! { zh: "属于“{kind}”的方式有：{ways}", en: "methods that are {kind}: {ways}" })
                .quote(mix.quote.clone()),
            );
        }
    }
}
