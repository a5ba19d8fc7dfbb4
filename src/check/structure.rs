//! Structure (体系结构): E0401 … E0406. Points of children add up, no level is empty, codes run on, rules are there.

use crate::expr::Number;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Indicator, IndicatorKind, Model};
use crate::words;

pub(super) fn check(model: &Model, sink: &mut Sink) {
    // What could not be read would be missing from every sum and sequence.
    if model.unread {
        return;
    }
    for (_, indicator) in model.indicators() {
        points_of_children(model, indicator, sink);
        empty_level(model, indicator, sink);
        missing_rule(model, indicator, sink);
    }
    total(model, sink);
    leaders_total(model, sink);
    numbering(model, sink);
}

fn sum<'m>(indicators: impl Iterator<Item = &'m Indicator>) -> Number {
    indicators.fold(Number::ZERO, |sum, i| &sum + &i.points.clone().unwrap_or_default())
}

/// E0401
fn points_of_children(model: &Model, indicator: &Indicator, sink: &mut Sink) {
    let Some(points) = indicator.points.as_ref().filter(|_| !indicator.is_leaf()) else { return };
    let children = || indicator.children.iter().filter_map(|id| model.indicator(*id));
    let added = sum(children());
    // One cause, one finding: a child whose own children say what fits here is the one at fault.
    let below = |child: &Indicator| {
        if child.is_leaf() {
            child.points.clone().unwrap_or_default()
        } else {
            sum(child.children.iter().filter_map(|id| model.indicator(*id)))
        }
    };
    let meant = children().fold(Number::ZERO, |all, child| &all + &below(child));
    if added == *points || meant == *points {
        return;
    }
    let (code, first, last) =
        (&indicator.code, children().next().map_or("", |c| c.code.as_str()), children().next_back().map_or("", |c| c.code.as_str()));
    sink.report(
        Finding::new(Code::PointsDoNotAddUp, words! { zh: "{code} 分值{points}分，下级{first}至{last}合计{added}分", en: "{code} is worth {points}, its children {first} to {last} add up to {added}" })
            .label(indicator.head_span, words! { zh: "这里写{points}分", en: "says {points}" })
            .help(words! {
                zh: "请改 {code} 的分值，或改下级的分值，使合计相等",
                en: "change the points of {code} or of its children, so that they add up"
            }),
    );
}

/// E0402
fn total(model: &Model, sink: &mut Sink) {
    let Some(header) = &model.header else { return };
    let top: Vec<&Indicator> = model.indicators.iter().filter(|i| i.kind == IndicatorKind::Level(1)).collect();
    let added = sum(top.iter().copied());
    let full = &header.full;
    if top.is_empty() || added == *full {
        return;
    }
    sink.report(
        Finding::new(
            Code::TotalIsNotFullMarks,
            words! { zh: "满分{full}分，一级指标合计{added}分", en: "full points are {full}, the first level adds up to {added}" },
        )
        .label(header.full_span, words! { zh: "满分写在这里", en: "full points" })
        .help(words! { zh: "请改成一致", en: "make them agree" }),
    );
}

fn leaders_total(model: &Model, sink: &mut Sink) {
    let Some((leaders, full)) = model.leaders.as_ref().and_then(|l| l.full.as_ref().map(|f| (l, f))) else { return };
    let added = sum(model.indicators.iter().filter(|i| i.kind == IndicatorKind::Leader));
    if added != *full {
        sink.report(
            Finding::new(Code::TotalIsNotFullMarks, words! { zh: "领导干部满分{full}分，领导指标合计{added}分", en: "the leaders' full points are {full}, their indicators add up to {added}" })
                .label(leaders.span, words! { zh: "这一部分", en: "this part" })
                .help(words! { zh: "请改成一致", en: "make them agree" }),
        );
    }
}

/// E0403
fn empty_level(model: &Model, indicator: &Indicator, sink: &mut Sink) {
    let IndicatorKind::Level(level) = indicator.kind else { return };
    let deepest = model.indicators.iter().filter_map(|i| if let IndicatorKind::Level(l) = i.kind { Some(l) } else { None }).max();
    if !indicator.is_leaf() || Some(level) == deepest || indicator.has_rule_text {
        return;
    }
    let code = &indicator.code;
    sink.report(
        Finding::new(Code::EmptyLevel, words! { zh: "{code} 下面没有下级指标", en: "{code} has no children" })
            .label(indicator.head_span, words! { zh: "这个指标", en: "this indicator" })
            .help(words! { zh: "请补上下级指标，或直接给它写“评分”", en: "add children, or give it a rule" }),
    );
}

/// E0406
fn missing_rule(model: &Model, indicator: &Indicator, sink: &mut Sink) {
    let leaf_kind = match indicator.kind {
        IndicatorKind::Level(level) => {
            let deepest = model.indicators.iter().filter_map(|i| if let IndicatorKind::Level(l) = i.kind { Some(l) } else { None }).max();
            Some(level) == deepest && indicator.is_leaf()
        }
        IndicatorKind::Leader => true,
        IndicatorKind::Bonus | IndicatorKind::Penalty => false,
    };
    if !leaf_kind || indicator.has_rule_text || indicator.rule.is_some() {
        return;
    }
    let code = &indicator.code;
    sink.report(
        Finding::new(Code::MissingRule, words! { zh: "{code} 没有评分标准", en: "{code} has no scoring rule" })
            .label(indicator.head_span, words! { zh: "怎样得分？", en: "how is it scored?" })
            .help(words! { zh: "请在下面加一行“评分：…”", en: "add a line `评分：…`" }),
    );
}

/// E0405: codes made of a letter and a number run on without gaps.
fn numbering(model: &Model, sink: &mut Sink) {
    let split = |code: &str| {
        let digits = code.len() - code.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (stem, number) = code.split_at(code.len() - digits);
        number.parse::<u64>().ok().map(|n| (stem.to_owned(), n))
    };
    let mut last: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for indicator in model.indicators.iter().filter(|i| !matches!(i.kind, IndicatorKind::Bonus | IndicatorKind::Penalty)) {
        let Some((stem, number)) = split(&indicator.code) else { continue };
        let expected = last.get(&stem).map_or(1, |n| n.saturating_add(1));
        // 1.1.1 restarts below every parent.
        let restarts = stem.ends_with('.') && number == 1;
        last.insert(stem.clone(), number);
        if number == expected || restarts {
            continue;
        }
        let code = &indicator.code;
        sink.report(
            Finding::new(
                Code::NumberingGap,
                words! { zh: "编号不连续：{code} 的位置应为{stem}{expected}", en: "{code} stands where {stem}{expected} is expected" },
            )
            .label(indicator.code_span, words! { zh: "这个编号", en: "this code" })
            .help(words! { zh: "请依次编号", en: "number them in order" }),
        );
    }
}
