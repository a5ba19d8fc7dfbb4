//! E0803, E0804, E0805: every datum has one owner, who is named, and a source.

use crate::finding::{Code, Finding, Sink};
use crate::model::{Datum, DatumKind, Model};
use crate::syntax::tree::Text;
use crate::words;

/// What the name of an office ends in. 发展和改革局 is one office: 发展 is none.
const OFFICES: [&str; 24] = [
    "局",
    "委",
    "办",
    "部",
    "院",
    "厅",
    "府",
    "会",
    "处",
    "站",
    "所",
    "队",
    "中心",
    "办公室",
    "编办",
    "联",
    "团委",
    "工会",
    "银行",
    "公司",
    "法院",
    "社",
    "学校",
    "政府",
];
/// Words that join two offices.
const JOINTS: [&str; 5] = ["以及", "和", "与", "及", "跟"];
/// Words that bring in another office, however it is called: 县教育局会同财政.
const TOGETHER: [&str; 4] = ["会同", "配合", "协同", "联合"];
/// What an office does, behind its name.
const DOING: [&str; 8] = ["牵头", "负责", "配合", "主办", "协办", "提供", "填报", "汇总"];
/// Owners nobody can be held to.
const NOBODY: [&str; 5] = ["有关", "相关", "各部门", "各单位", "各有关"];

pub(super) fn check(model: &Model, sink: &mut Sink) {
    let asked = model.data.iter().filter(|d| matches!(d.kind, DatumKind::Asked));
    // A judgement comes from its assessors, not from a source.
    let is_judged = Datum::is_judgement;
    let data = asked.map(|d| (&d.name, d.span, &d.owners, d.source.is_some() || is_judged(d), &d.unread));
    let tables = model.tables.iter().map(|t| (&t.name, t.span, &t.owners, t.source.is_some(), &t.unread));
    for (name, span, owners, has_source, unread) in data.chain(tables) {
        match owners.as_slice() {
            [] if unread.contains(&"责任单位") => {}
            [] => sink.report(
                Finding::new(Code::OwnerMissing, words! { zh: "“{name}”没有责任单位", en: "`{name}` has no owner" })
                    .label(span, words! { zh: "由谁提供？", en: "who provides it?" })
                    .help(words! { zh: "请加一行“责任单位：…”", en: "add a line `责任单位：…`" }),
            ),
            [owner] => one(name, owner, sink),
            [_, second, ..] => sink.report(
                Finding::new(Code::TwoOwners, words! { zh: "“{name}”有两个责任单位", en: "`{name}` has two owners" })
                    .label(second.span, words! { zh: "第二个", en: "the second one" })
                    .help(words! { zh: "一项数据只向一个部门要；需要配合的写在“备注”", en: "ask one department for a datum" }),
            ),
        }
        if !has_source && !unread.contains(&"来源") {
            sink.report(
                Finding::new(Code::SourceMissing, words! { zh: "“{name}”没有数据来源", en: "`{name}` has no source" })
                    .label(span, words! { zh: "从哪里取？", en: "taken from where?" })
                    .help(words! { zh: "请加一行“来源：…”，写已有的统计、决算或台账", en: "add a line `来源：…`" }),
            );
        }
    }
}

/// The one owner that is written: one office, and a certain one.
fn one(name: &str, owner: &Text, sink: &mut Sink) {
    let text = folded(&owner.text);
    let written = &owner.text;
    if NOBODY.iter().any(|word| text.contains(word)) {
        sink.report(
            Finding::new(
                Code::OwnerMissing,
                words! { zh: "“{name}”的责任单位“{written}”没有说是哪一家", en: "the owner of `{name}`, `{written}`, names no office" },
            )
            .label(owner.span, words! { zh: "是哪个部门？", en: "which office?" })
            .help(words! { zh: "请写一个具体的部门，如“县教育局”", en: "name one office" }),
        );
    } else if is_several(&text) {
        sink.report(
            Finding::new(
                Code::TwoOwners,
                words! { zh: "“{name}”的责任单位“{written}”不止一家", en: "the owner of `{name}`, `{written}`, is more than one office" },
            )
            .label(owner.span, words! { zh: "不止一家", en: "more than one" })
            .help(words! { zh: "一项数据只向一个部门要；需要配合的写在“备注”", en: "ask one department for a datum" }),
        );
    }
}

/// As typed with half-width marks, without what stands in brackets.
fn folded(text: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in text.trim().chars().map(crate::source::fold_char) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// 甲局，乙局; 甲局/乙局; 甲局和乙局; 甲局 乙局; 甲局等.
fn is_several<'t>(text: &'t str) -> bool {
    let plain = |part: &'t str| DOING.iter().fold(part.trim(), |part, word| part.strip_suffix(word).unwrap_or(part));
    let parts = || text.split([',', '/', ' ', '|', '+', '&', '·', '\\']).map(plain).filter(|part| !part.is_empty());
    let offices = parts().filter(|part| is_office(part)).count();
    offices > 1 || parts().any(|part| is_open(part) || is_joined(part))
}

fn is_office(text: &str) -> bool {
    OFFICES.iter().any(|end| text.ends_with(end))
}

/// 县教育局等, 县教育局等部门
fn is_open(text: &str) -> bool {
    let Some((before, after)) = text.rsplit_once('等') else { return false };
    let counted = after.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十几多个家".contains(c));
    is_office(before) && ["", "部门", "单位", "有关部门", "相关部门"].contains(&counted)
}

/// 甲局会同乙局: an office on both sides of a word that joins.
fn is_joined(text: &str) -> bool {
    let joined = |joint: &str, any: bool| {
        text.match_indices(joint).any(|(at, _)| {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + joint.len()..).unwrap_or_default());
            is_office(before) && (is_office(after) || any && !after.is_empty())
        })
    };
    JOINTS.iter().any(|joint| joined(joint, false)) || TOGETHER.iter().any(|joint| joined(joint, true))
}
