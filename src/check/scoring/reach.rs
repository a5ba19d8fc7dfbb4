//! E0601, E0602: the score stays inside the points and can reach them.

use std::collections::BTreeSet;

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::bands::holds;
use super::inputs::roots;
use crate::expr::{Number, Value};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::IndicatorKind;
use crate::sentence::{Branch, BranchKind, PartKind};
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
    let takes = analysis.indicator.kind == IndicatorKind::Penalty;
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
        let always = always_taken(analysis).filter(|_| !takes);
        let title = if takes {
            words! { zh: "{code} 最多可扣{full}分，各句合计只能扣{high}分", en: "{code} may take {full} points but takes {high} at most" }
        } else {
            words! { zh: "{code} 分值{full}分，最高只能得{high}分", en: "{code} is worth {full} points but earns {high} at most" }
        };
        let verb = if takes { "扣" } else { "得" };
        let mut finding = Finding::new(Code::FullMarksUnreachable, title)
            .label(span, words! { zh: "最多{verb}{high}分{at_zh}", en: "{high} at most{at_zh}" })
            .label(
                analysis.indicator.head_span,
                if takes {
                    words! { zh: "最多扣{full}分", en: "at most {full}" }
                } else {
                    words! { zh: "分值{full}分", en: "worth {full}" }
                },
            );
        if let Some(branch) = always {
            finding = finding.label(branch.span, words! { zh: "得分最高的也符合这一句，总要扣分", en: "this takes from the best, too" });
        }
        sink.report(finding.help(if always.is_some() {
            words! {
                zh: "请让扣分的这一句不含得分最高的情形，如“1起至3起的扣…分”“超过0%至5%的扣…分”",
                en: "let what takes points leave out the best, as in 1起至3起的扣…分 or 超过0%至5%的扣…分"
            }
        } else if takes {
            words! { zh: "请检查各句的扣分，或改这一项的分值", en: "check what the sentences take, or the points of the item" }
        } else if alternatives_add_up(analysis, full) {
            words! {
                zh: "逗号、分号隔开的几档只算一档；各得各的分的，请写成“①…；②…”或用句号分开，合用的“每低…扣”“未达到的…”在每一条里都写上",
                en: "cases of one sentence are alternatives: write ①…；②… or end each with 。 if they are added"
            }
        } else {
            words! { zh: "请让各句的分数合计等于分值，或改分值", en: "let the sentences add up to the points" }
        }));
    }
    // 达到95%得3分，有方案的再得1分
    let adds = |part: &PartAnalysis<'_>| part.part.branches.iter().any(|b| b.kind == BranchKind::Besides);
    let added_over = analysis.parts.iter().any(adds);
    let awards_over = analysis.parts.len() > 1 || analysis.parts.iter().any(|p| most_awarded(p).is_some_and(|h| h > full));
    let has_formula =
        analysis.parts.iter().any(|p| p.part.branches.is_empty() && p.part.highest.is_none() && p.part.kind == PartKind::Earns);
    let unlimited = analysis.parts.iter().any(|p| p.part.unlimited.is_some());
    let weighted = has_formula && analysis.parts.len() == 1;
    if extremes.high > *full && !analysis.rule.uncapped && !is_item && !unlimited && (awards_over || has_formula || added_over) {
        let (high, at) = (shown(&extremes.high), &extremes.high_at);
        let is_warning = extremes.entangled || !(awards_over || has_formula);
        sink.report(certain(
            is_warning,
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
            extremes.entangled,
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

/// A case that takes points at whatever the most is earned: 不超过3起扣1分 of 无事故得5分，不超过3起扣1分.
fn always_taken<'p>(analysis: &'p Analysis<'_>) -> Option<&'p Branch> {
    analysis.parts.iter().find_map(|part| {
        let score = |row: &PartRow| match &row.value {
            Ok(Value::Number(n)) if part.part.kind == PartKind::Loses => Some(-n.clone()),
            Ok(Value::Number(n)) => Some(n.clone()),
            _ => None,
        };
        let most = part.rows.iter().filter_map(score).max()?;
        let is_taken = |at: &usize| {
            let mut best = part.rows.iter().filter(|row| score(row).as_ref() == Some(&most));
            part.part.branches.get(*at).is_some_and(|b| b.kind == BranchKind::Deduct) && best.all(|row| holds(row, *at))
        };
        (0..part.part.branches.len()).find(is_taken).and_then(|at| part.part.branches.get(at))
    })
}

/// What was found together may never come together where inputs rest on the same data, and 再得 is cut off without harm: then it
/// is a warning.
fn certain(is_warning: bool, mut finding: Finding) -> Finding {
    if is_warning {
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
