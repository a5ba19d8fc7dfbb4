//! E0411 `placeholder-left`: what a new project leaves open (待填写) is filled in.

use super::tree::{Body, Declaration, Head, Text, Value};
use crate::finding::{Code, Finding, Sink};
use crate::source::Span;
use crate::words;

/// What stands in a new project where people have to write.
pub const TO_FILL: &str = "待填写";

/// Reports each value that is the placeholder and nothing else.
pub(super) fn check(declarations: &[Declaration], sink: &mut Sink) {
    for declaration in declarations {
        if let Head::Text(text) | Head::Code(_, text) | Head::Indicator(_, text, _) | Head::Item(text, _) = &declaration.head {
            left("名称", std::slice::from_ref(text), sink);
        }
        let keyword = declaration.keyword.word();
        match &declaration.body {
            Body::Text(text) => left(keyword, std::slice::from_ref(text), sink),
            Body::List(all) => left(keyword, all, sink),
            Body::None
            | Body::Names(_)
            | Body::Datum(_)
            | Body::Derived(_)
            | Body::Grade(_)
            | Body::Veto(_)
            | Body::Downgrade(_)
            | Body::Condition(_)
            | Body::Case(_)
            | Body::Period(..)
            | Body::Fraction(_)
            | Body::Broken => {}
        }
        for attribute in &declaration.attributes {
            match &attribute.value {
                Value::Text(text) => left(attribute.word, std::slice::from_ref(text), sink),
                Value::List(all) => left(attribute.word, all, sink),
                Value::Names(names) => {
                    names.iter().filter(|n| n.text == TO_FILL).for_each(|n| report(attribute.word, n.span, sink));
                }
                Value::Number(_)
                | Value::Date(_)
                | Value::Period(_)
                | Value::Claims(_)
                | Value::Rule(_)
                | Value::Formula(_)
                | Value::Condition(_)
                | Value::Broken => {}
            }
        }
    }
}

fn left(word: &str, texts: &[Text], sink: &mut Sink) {
    for text in texts.iter().filter(|t| t.text.trim_end_matches('。') == TO_FILL) {
        report(word, text.span, sink);
    }
}

fn report(word: &str, span: Span, sink: &mut Sink) {
    sink.report(
        Finding::new(Code::PlaceholderLeft, words! { zh: "“{word}”还没有填写", en: "`{word}` is not filled in yet" })
            .label(span, words! { zh: "占位文字", en: "a placeholder" })
            .help(words! { zh: "请换成本市的内容；不需要的，删去这一行", en: "write what holds in your city, or delete the line" }),
    );
}
