//! E0601, E0602: the score stays inside the points and can reach them.

use std::collections::BTreeSet;

use super::analysis::{Analysis, PartAnalysis};
use super::extremes::Extremes;
use super::inputs::roots;
use crate::expr::Number;
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::IndicatorKind;
use crate::sentence::{BranchKind, PartKind};
use crate::words;

pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    let (Some(full), Some(extremes)) = (&analysis.indicator.points, &analysis.whole) else { return };
    let Some(span) = analysis.indicator.rule_span else { return };
    // One cause, one finding: a case that is never reached may be the one with the most points.
    if sink.has_within(Code::UnreachableBranch, span) {
        return;
    }
    let code = &analysis.indicator.code;
    let is_item = matches!(analysis.indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty);
    let short = extremes.high < *full;
    let proven = extremes.upper_bound.as_ref().is_some_and(|bound| bound < full);
    if sink.has_within(Code::ConstantOutOfRange, span) {
        // The constant is why; it is more than a doubt if it costs the full marks.
        if short && proven {
            sink.harden(Code::ConstantOutOfRange, span);
        }
        return;
    }
    if short && !proven {
        super::undecided(analysis, span, "能否得满分", "whether full marks can be reached", sink);
    }
    if short && proven {
        let (high, at) = (shown(&extremes.high), format!("{}{}", analysis.group_words(), extremes.high_at));
        let at_zh = if at.is_empty() { String::new() } else { format!("（{at}时）") };
        sink.report(
            Finding::new(
                Code::FullMarksUnreachable,
                words! { zh: "{code} 分值{full}分，最高只能得{high}分", en: "{code} is worth {full} points but earns {high} at most" },
            )
            .label(span, words! { zh: "最多得{high}分{at_zh}", en: "{high} at most{at_zh}" })
            .label(analysis.indicator.head_span, words! { zh: "分值{full}分", en: "worth {full}" })
            .help(if alternatives_add_up(analysis, full) {
                words! {
                    zh: "逗号、分号隔开的几档只算一档；各得各的分的，请写成“①…；②…”或用句号分开",
                    en: "cases of one sentence are alternatives: write ①…；②… or end each with 。 if they are added"
                }
            } else {
                words! { zh: "请让各句的分数合计等于分值，或改分值", en: "let the sentences add up to the points" }
            }),
        );
    }
    let awards_over = analysis.parts.len() > 1 || analysis.parts.iter().any(|p| most_awarded(p).is_some_and(|h| h > full));
    let has_formula =
        analysis.parts.iter().any(|p| p.part.branches.is_empty() && p.part.highest.is_none() && p.part.kind == PartKind::Earns);
    let unlimited = analysis.parts.iter().any(|p| p.part.unlimited.is_some());
    let weighted = has_formula && analysis.parts.len() == 1;
    if extremes.high > *full && !analysis.rule.uncapped && !is_item && !unlimited && (awards_over || has_formula) {
        let (high, at) = (shown(&extremes.high), &extremes.high_at);
        sink.report(certain(
            extremes,
            Finding::new(Code::ScoreOutOfRange, words! { zh: "{code} 分值{full}分，各句合计可得{high}分", en: "{code} is worth {full} points but its sentences give up to {high}" })
                .label(span, words! { zh: "例如{at}", en: "for example {at}" })
                .label(analysis.indicator.head_span, words! { zh: "分值{full}分", en: "worth {full}" })
                .help(if weighted {
                    words! { zh: "请核对数据的取值范围：按权重相加的，各项应当是0至{full}分，或声明为百分比（得分率）", en: "check the ranges: what is weighted should be 0 to {full} points, or a percentage" }
                } else {
                    words! { zh: "请改分数；确实允许的，写“最多得{full}分”或“可超过本项分值”", en: "change the points, or write 最多得{full}分 or 可超过本项分值" }
                }),
        ));
    }
    let may_pass = extremes.upper_bound.as_ref().is_none_or(|bound| bound > full);
    if extremes.high <= *full && may_pass && !short && !analysis.rule.uncapped && !is_item && !unlimited && (awards_over || has_formula) {
        super::undecided(analysis, span, "会不会超过分值", "whether its sentences give more than its points", sink);
    }
    if extremes.low < Number::ZERO && has_formula && !analysis.rule.signed && !is_item {
        let (low, at) = (shown(&extremes.low), &extremes.low_at);
        sink.report(certain(
            extremes,
            Finding::new(Code::ScoreOutOfRange, words! { zh: "{code} 的公式会得出{low}分", en: "the formula of {code} can give {low}" })
                .label(span, words! { zh: "例如{at}", en: "for example {at}" })
                .help(words! { zh: "请在公式外加“最大（0，…）”，或写“可为负分”", en: "wrap it in 最大（0，…）, or write 可为负分" }),
        ));
    }
}

/// Whether the cases of one part would give the full points if they were added.
fn alternatives_add_up(analysis: &Analysis<'_>, full: &Number) -> bool {
    analysis.parts.iter().any(|part| {
        // Of the cases about the same data the best counts.
        let mut groups: Vec<(BTreeSet<String>, &Number)> = Vec::new();
        let mut count = 0;
        for branch in part.part.branches.iter().filter(|b| b.kind == BranchKind::Award) {
            let Some(points) = &branch.points else { continue };
            count += 1;
            let about = roots(&branch.condition, analysis.model);
            match groups.iter_mut().find(|(known, _)| *known == about) {
                Some((_, most)) => *most = (*most).max(points),
                None => groups.push((about, points)),
            }
        }
        let sum = groups.iter().fold(Number::ZERO, |sum, (_, points)| &sum + points);
        count > 1 && groups.len() > 1 && sum == *full
    })
}

/// What was found together may never come together where inputs rest on the same data: then it is a warning.
fn certain(extremes: &Extremes, mut finding: Finding) -> Finding {
    if extremes.entangled {
        finding.severity = Severity::Warning;
    }
    finding
}

/// The most a case of a part earns.
fn most_awarded<'p>(part: &'p PartAnalysis<'_>) -> Option<&'p Number> {
    let awards = part.part.branches.iter().filter(|b| matches!(b.kind, BranchKind::Award | BranchKind::Otherwise));
    awards.filter_map(|b| b.points.as_ref()).max()
}

fn shown(n: &Number) -> Number {
    if n.places().is_some() { n.clone() } else { n.round_half_up(4) }
}
