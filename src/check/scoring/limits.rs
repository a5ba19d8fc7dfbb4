//! E0608, E0609, E0610, E0613, E0617, E0623, E0706: limits that bite too early, too late or never, and missing ones.

use super::analysis::{Analysis, PartAnalysis};
use crate::expr::{Expr, Number};
use crate::finding::{Code, Finding, Sink};
use crate::model::IndicatorKind;
use crate::sentence::{BranchKind, PartKind};
use crate::words;

pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    deduction_lists(analysis, sink);
    for part in &analysis.parts {
        caps(analysis, part, sink);
        unlimited(analysis, part, sink);
        idle(analysis, part, sink);
    }
    judged(analysis, sink);
}

/// A list of fixed deductions should be able to lose the points, no more and no less.
fn deduction_lists(analysis: &Analysis<'_>, sink: &mut Sink) {
    let plain = |p: &PartAnalysis<'_>| {
        p.part.kind == PartKind::Loses
            && !p.part.branches.is_empty()
            && p.part.overrides == Expr::Bool(false)
            && p.part.branches.iter().all(|b| b.kind == BranchKind::Deduct)
            && p.single().is_none()
    };
    let listed = analysis.parts.iter().map(|p| p.part.branches.len()).sum::<usize>() > 1;
    if !analysis.parts.iter().all(plain) || !listed || analysis.parts.is_empty() {
        return;
    }
    let (Some(full), Some(extremes)) = (&analysis.indicator.points, &analysis.whole) else { return };
    let Some(span) = analysis.indicator.rule_span else { return };
    let code = &analysis.indicator.code;
    let lost = full - &extremes.low;
    if lost > *full {
        sink.report(
            Finding::new(Code::FloorReachedEarly, words! { zh: "{code} 分值{full}分，扣分合计{lost}分", en: "{code} is worth {full} points, its deductions add up to {lost}" })
                .label(span, words! { zh: "扣到0分后，其余的不再扣", en: "after 0 the rest loses nothing" })
                .help(words! { zh: "请让扣分合计等于分值", en: "let the deductions add up to the points" }),
        );
    } else if lost < *full {
        let rest = full - &lost;
        sink.report(
            Finding::new(Code::RestNeverLost, words! { zh: "{code} 分值{full}分，扣分合计只有{lost}分", en: "{code} is worth {full} points, its deductions add up to {lost} only" })
                .label(span, words! { zh: "全部没有做到仍得{rest}分", en: "with nothing done it still earns {rest}" })
                .help(words! { zh: "请让扣分合计等于分值", en: "let the deductions add up to the points" }),
        );
    }
}

/// A limit no input ever reaches, or one above the points.
fn caps(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    for (cap, span) in &part.part.caps {
        let above = analysis.indicator.points.as_ref().is_some_and(|full| cap > full);
        let loss_above_award =
            part.part.kind == PartKind::Earns && !analysis.rule.signed && part.part.highest.as_ref().is_some_and(|h| cap > h);
        let reached = part.extremes(analysis.model).is_some_and(|e| e.high >= *cap || part.part.kind == PartKind::Earns);
        if !(above || loss_above_award) && (reached || !part.complete) {
            continue;
        }
        sink.report(
            Finding::new(
                Code::LimitNeverBites,
                words! { zh: "{code} 的限额{cap}分永远不起作用", en: "the limit of {cap} in {code} never bites" },
            )
            .label(*span, words! { zh: "不到这个限额就已经扣完或加满", en: "other limits bite before it" })
            .help(words! { zh: "请改限额，或写明“可为负分”", en: "change the limit, or write 可为负分" }),
        );
    }
}

/// So many points each time, without an end.
fn unlimited(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let (Some(span), None) = (part.part.unlimited, part.part.caps.first()) else { return };
    let code = &analysis.indicator.code;
    match (&analysis.indicator.points, analysis.indicator.kind) {
        (Some(full), IndicatorKind::Level(_) | IndicatorKind::Leader) => {
            let high = analysis.whole.as_ref().map(|w| w.high.clone()).unwrap_or_default();
            if high > *full && !analysis.rule.uncapped {
                sink.report(
                    Finding::new(
                        Code::UnlimitedAddition,
                        words! { zh: "{code} 的加分没有上限，会超过{full}分", en: "the addition in {code} has no limit and passes {full}" },
                    )
                    .label(span, words! { zh: "次数越多分越高", en: "the more often, the more points" })
                    .help(words! { zh: "请加“最多得{full}分”", en: "add 最多得{full}分" }),
                );
            }
        }
        (None, IndicatorKind::Bonus) => {
            let has_cap = analysis.model.header.as_ref().is_some_and(|h| h.bonus_cap.is_some() || h.total_cap.is_some());
            if !has_cap {
                sink.report(
                    Finding::new(Code::BonusUnlimited, words! { zh: "加分项“{code}”没有上限", en: "the bonus `{code}` has no limit" })
                        .label(span, words! { zh: "次数越多分越高", en: "the more often, the more points" })
                        .help(
                            words! { zh: "请写“加分项 名称（最多…分）”，或在方案里写“加分上限”", en: "give it a limit, or set 加分上限" },
                        ),
                );
            }
        }
        _ => {}
    }
}

/// A part that gives the same whatever the data.
fn idle(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    if part.part.kind == PartKind::Passes || !part.complete {
        return;
    }
    let Some(extremes) = part.extremes(analysis.model) else { return };
    if extremes.low != extremes.high || part.part.overrides != Expr::Bool(false) {
        return;
    }
    let (code, points) = (&analysis.indicator.code, &extremes.low);
    sink.report(
        Finding::new(Code::PartWithoutEffect, words! { zh: "{code} 的这一句不影响得分", en: "this sentence of {code} changes nothing" })
            .label(part.part.span, words! { zh: "无论数据怎样都是{points}分", en: "always {points} points" })
            .help(words! { zh: "请检查标准和数据的取值范围", en: "check the target and the range of the datum" }),
    );
}

/// An assessor may not take more than there is.
fn judged(analysis: &Analysis<'_>, sink: &mut Sink) {
    let (Some(full), Some(rule_span)) = (&analysis.indicator.points, analysis.indicator.rule_span) else { return };
    let code = &analysis.indicator.code;
    let inside = |span: crate::source::Span| span.file == rule_span.file && span.start >= rule_span.start && span.end <= rule_span.end;
    for used in analysis.model.judged.iter().filter(|j| inside(j.span)) {
        let most = used.ranges.iter().map(|(_, b)| b).max().cloned().unwrap_or(Number::ZERO);
        if most > *full {
            sink.report(
                Finding::new(Code::JudgedRange, words! { zh: "{code} 分值{full}分，评议幅度到{most}分", en: "{code} is worth {full} points, the judgement goes to {most}" })
                    .label(used.span, words! { zh: "超出分值", en: "more than the points" })
                    .help(words! { zh: "请把幅度改到{full}分以内", en: "keep it within {full}" }),
            );
        }
    }
}
