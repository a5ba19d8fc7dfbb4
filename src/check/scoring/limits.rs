//! E0608, E0609, E0610, E0613, E0617, E0623, E0706: limits that bite too early, too late or never, and missing ones.

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::bands::holds;
use super::extremes::extremes;
use crate::expr::{BinaryOp, Expr, Number, Value};
use crate::finding::{Code, Finding, Sink};
use crate::model::IndicatorKind;
use crate::sentence::{BranchKind, Limit, PartKind, Type};
use crate::words;

pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    deduction_lists(analysis, sink);
    enumerations(analysis, sink);
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
            && !p.part.floor
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
    if extremes.lower_bound.as_ref() != Some(&extremes.low) {
        return;
    }
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

/// An enumeration of facts (机构、人员齐备得2分，每缺一项扣0.2分): lacking all of them should lose all.
fn enumerations(analysis: &Analysis<'_>, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    for part in &analysis.parts {
        let facts = part.space.variables.len() > 1 && part.space.variables.iter().all(|v| v.ty == Type::Bool);
        let other = part.part.branches.iter().any(|b| !matches!(b.kind, BranchKind::Award | BranchKind::Deduct));
        let Some(points) = part.part.highest.as_ref().filter(|_| facts && !other && part.part.kind == PartKind::Earns) else { continue };
        let numbers = || part.rows.iter().filter_map(|r| if let Ok(Value::Number(n)) = &r.value { Some(n) } else { None });
        let Some(low) = numbers().min().filter(|_| part.space.is_complete()) else { continue };
        if *low > Number::ZERO {
            sink.report(
                Finding::new(
                    Code::RestNeverLost,
                    words! { zh: "{code} 全部没有做到仍得{low}分", en: "with nothing done {code} still earns {low}" },
                )
                .label(part.part.span, words! { zh: "这一句{points}分", en: "this sentence is worth {points}" })
                .help(words! { zh: "请让各项扣分合计等于这一句的分值", en: "let the deductions add up to its points" }),
            );
        } else if let Some(low) = lowest_where_taken_from(part).filter(|low| low.is_negative()) {
            let lost = points - low;
            sink.report(
                Finding::new(Code::FloorReachedEarly, words! { zh: "{code} 的这一句{points}分，扣分合计{lost}分", en: "this sentence of {code} is worth {points}, its deductions add up to {lost}" })
                    .label(part.part.span, if analysis.parts.len() > 1 {
                        words! { zh: "多扣的从别的句子的得分里扣", en: "what is more is taken from the points of other sentences" }
                    } else {
                        words! { zh: "扣到0分后，其余的不再扣", en: "after 0 the rest loses nothing" }
                    })
                    .help(words! { zh: "请让扣分合计等于分值，或写明“扣完为止”", en: "let the deductions add up to the points, or write 扣完为止" }),
            );
        }
    }
}

/// The least of a part where there is something to take from: without 方案, 有方案得3分，未公示的扣1分 takes nothing, and that is no sum of
/// deductions. What is lacking of an enumeration is taken from its points.
fn lowest_where_taken_from<'p>(part: &'p PartAnalysis<'_>) -> Option<&'p Number> {
    let awards = || part.part.branches.iter().enumerate().filter(|(_, branch)| branch.kind == BranchKind::Award);
    let earns = |row: &&PartRow| part.part.stepped || awards().any(|(at, _)| holds(row, at));
    let numbers = part.rows.iter().filter(earns).filter_map(|row| if let Ok(Value::Number(n)) = &row.value { Some(n) } else { None });
    numbers.min()
}

/// A limit no input ever reaches, or one above the points.
fn caps(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    for Limit { points: cap, of_losses, span } in &part.part.limits {
        let above = analysis.indicator.points.as_ref().is_some_and(|full| cap > full);
        let loss_above_award =
            *of_losses && part.part.kind == PartKind::Earns && !analysis.rule.signed && part.part.highest.as_ref().is_some_and(|h| cap > h);
        if !above && !loss_above_award && !never_reached(analysis, part, cap) {
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

/// Whether what a limit holds down is proven to stay below it anyway.
fn never_reached(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, cap: &Number) -> bool {
    let mut limited: Option<&Expr> = None;
    part.part.value.walk(&mut |e| {
        if let Expr::Binary(BinaryOp::Min, a, b) = e
            && limited.is_none()
            && **b == Expr::Number(cap.clone())
        {
            limited = Some(a);
        }
    });
    let Some(limited) = limited else { return false };
    extremes(analysis.model, limited, analysis.group).and_then(|e| e.upper_bound).is_some_and(|bound| bound < *cap)
}

/// So many points each time, without an end.
fn unlimited(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let (Some(span), None) = (part.part.unlimited, part.part.limits.first()) else { return };
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
    if part.part.kind == PartKind::Passes || part.part.overrides != Expr::Bool(false) {
        return;
    }
    // 二类县不扣分: of one group it is the same, not of all.
    let mut by_group = false;
    part.part.value.walk(&mut |one| by_group |= matches!(one, Expr::InGroup(_)));
    if by_group {
        return;
    }
    let mut values = part.rows.iter().map(|r| &r.value);
    let first = values.next();
    if first.is_none() || values.any(|v| Some(v) != first) {
        return;
    }
    let Some(extremes) = part.extremes(analysis.model, analysis.group) else { return };
    if extremes.lower_bound.as_ref() != Some(&extremes.high) || extremes.upper_bound.as_ref() != Some(&extremes.low) {
        return;
    }
    let (code, points) = (&analysis.indicator.code, &extremes.low);
    sink.report(
        Finding::new(Code::PartWithoutEffect, words! { zh: "{code} 的这一句不影响得分", en: "this sentence of {code} changes nothing" })
            .label(part.part.span, words! { zh: "无论数据怎样都是{points}分", en: "always {points} points" })
            .help(words! { zh: "请检查标准和数据的取值范围；标准后面要写得几分", en: "check the target and the range of the datum; say what is earned at the target" }),
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
