//! How points are given: general rules, defaults that stand, every indicator with its sentence (计分办法、评价指标和评分标准).

use std::collections::BTreeSet;

use crate::check::default_in_words;
use crate::forms::documents::Subject;
use crate::forms::documents::shared::{ended, head_with_points, list};
use crate::forms::page::{Block, Outline, Run, inert, text};
use crate::model::{Indicator, IndicatorKind};

/// General rules, and the defaults that stand where the file is silent.
pub(super) fn method(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let model = subject.model;
    let mut out = vec![outline.heading(1, "计分办法")];
    let Some(header) = subject.header() else { return Vec::new() };
    let tops: Vec<String> = subject.of_kind(IndicatorKind::Level(1)).map(head_with_points).collect();
    let words = format!("总分{}分，设一级指标{}项：{}。", header.full, tops.len(), tops.join("、"));
    out.push(line(outline, "分值", words));
    let (scores, total) = (places(model.score_places()), places(model.total_places()));
    out.push(line(outline, "取位", format!("各项指标得分{scores}，总分{total}，四舍五入；指标内部各步计算不取位。")));
    let caps = [
        header.bonus_cap.as_ref().map(|cap| format!("加分累计不超过{cap}分")),
        header.total_cap.as_ref().map(|cap| format!("总分不超过{cap}分")),
    ];
    let caps: Vec<String> = caps.into_iter().flatten().collect();
    if !caps.is_empty() {
        out.push(line(outline, "上限", format!("{}。", caps.join("，"))));
    }
    let generals = model.generals.iter().map(|general| ended(&general.text)).collect();
    out.extend(listed(outline, "通则", "计分按下列规定办理", generals));
    let applied = model.defaults.iter().chain(model.indicators.iter().flat_map(|i| &i.defaults));
    let defaults: BTreeSet<_> = applied.map(|default| default.assumption).collect();
    if !defaults.is_empty() {
        let words: Vec<String> = defaults.into_iter().map(|assumption| without_number(&default_in_words(assumption).zh)).collect();
        out.push(line(outline, "未尽口径", format!("评分标准没有另行写明的，按下列口径计分：{}。", words.join("；"))));
    }
    let term = |name: &String| meaning(subject, name).map(|meaning| format!("“{}”指{}", inert(name), ended(&meaning)));
    out.extend(listed(outline, "用语", "评分标准中下列用语的含义是", model.terms.iter().filter_map(|t| term(&t.0)).collect()));
    out
}

/// A heading with its text.
fn line(outline: &mut Outline, name: &str, words: String) -> Block {
    outline.with_body(2, format!("{name}。"), text(words))
}

/// A heading over a numbered list; what is alone needs no list.
fn listed(outline: &mut Outline, name: &str, lead: &str, items: Vec<String>) -> Vec<Block> {
    if items.len() < 2 {
        return items.into_iter().map(|words| line(outline, name, words)).collect();
    }
    let mut out = vec![line(outline, name, format!("{lead}："))];
    out.extend(items.into_iter().map(|words| outline.with_body(3, "", text(words))));
    out
}

fn meaning(subject: &Subject<'_>, name: &str) -> Option<String> {
    use crate::syntax::tree::Body;
    match &subject.declaration(crate::syntax::Keyword::Term, name)?.body {
        Body::Condition(condition) => Some(Subject::condition(condition)),
        _ => None,
    }
}

fn places(count: u32) -> String {
    if count == 0 { "保留整数".to_owned() } else { format!("保留{count}位小数") }
}

/// The words of a default without the number it has in the spec.
fn without_number(words: &str) -> String {
    words.split_once("（D").map_or(words, |(words, _)| words).to_owned()
}

/// Every indicator of the tree with its sentence, then bonus and penalty items.
pub(super) fn indicators(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let mut out = vec![outline.heading(1, "评价指标和评分标准")];
    for indicator in &subject.model.indicators {
        match indicator.kind {
            IndicatorKind::Level(_) if indicator.is_leaf() => out.push(leaf(subject, indicator)),
            IndicatorKind::Level(1) => out.push(outline.heading(2, head_with_points(indicator))),
            IndicatorKind::Level(_) => out.push(outline.heading(3, head_with_points(indicator))),
            IndicatorKind::Leader | IndicatorKind::Bonus | IndicatorKind::Penalty => {}
        }
    }
    for (kind, name) in [(IndicatorKind::Bonus, "加分项"), (IndicatorKind::Penalty, "扣分项")] {
        let own: Vec<&Indicator> = subject.of_kind(kind).collect();
        if !own.is_empty() {
            out.push(outline.heading(2, name));
            out.extend(own.into_iter().map(|indicator| leaf(subject, indicator)));
        }
    }
    out
}

/// An indicator in one paragraph.
fn leaf(subject: &Subject<'_>, indicator: &Indicator) -> Block {
    let mut words = format!("　{}", subject.sentence(indicator));
    for (lead, all) in [("佐证材料", &indicator.evidence), ("评价方式", &indicator.methods), ("责任单位", &indicator.owners)] {
        if !all.is_empty() {
            words.push_str(&format!("{lead}：{}。", list(all)));
        }
    }
    // What is said of a formula stands in its sentence.
    let is_told = |word: &str| word == "说明" && subject.is_formula(indicator);
    let notes = indicator.texts.iter().filter(|(word, _)| matches!(*word, "说明" | "备注" | "自评") && !is_told(word));
    for (word, note) in notes {
        words.push_str(&format!("{word}：{}", ended(&note.text)));
    }
    Block::Paragraph(vec![Run::Strong(head_with_points(indicator)), Run::Text(words)])
}

/// The leaders' part.
pub(super) fn leaders(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    let Some(leaders) = &subject.model.leaders else { return Vec::new() };
    let mut out = vec![outline.heading(1, "党政主要领导干部履行教育职责评价")];
    let weight = leaders.weight.as_ref().map(|(weight, _)| weight.clone());
    let mut words = format!("评价对象为{}。", list(&leaders.posts));
    if let Some(weight) = weight {
        let rest = &crate::expr::Number::from(100) - &weight;
        words.push_str(&format!("政府评价结果占{weight}%，领导干部履职指标占{rest}%。"));
    }
    if let Some(full) = &leaders.full {
        words.push_str(&format!("履职指标满分{full}分。"));
    }
    out.push(outline.with_body(2, "构成。", text(words)));
    if let Some(basis) = subject.mandate.and_then(|m| m.main_basis.as_ref()) {
        out.push(outline.with_body(2, "主要依据。", text(ended(&basis.value))));
    }
    if let Some(report) = &leaders.report {
        out.push(outline.with_body(2, "述职。", text(ended(&report.text))));
    }
    let own: Vec<&Indicator> = subject.of_kind(IndicatorKind::Leader).collect();
    if !own.is_empty() {
        out.push(outline.heading(2, "履职指标"));
        out.extend(own.into_iter().map(|indicator| leaf(subject, indicator)));
    }
    out
}
