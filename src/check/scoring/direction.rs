//! E0607 `wrong-direction`: a better value never scores less.

use std::collections::BTreeMap;

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::bands::{cases, holds};
use super::course::depends;
use super::extremes::entangled;
use super::gaps::lost_on_both_sides;
use super::space::Variable;
use super::wording::{describe, value_words};
use crate::expr::{Expr, Number, PopOp, Value};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::Model;
use crate::sentence::{BranchKind, PartKind, Type};
use crate::words;

/// Compares neighboring samples of each part, along one number while everything else stands still.
///
/// With a declared direction (越高越好, 越低越好) a fall is certain and an error. Without one, a score that rises and
/// falls again is a warning, unless the rule names a band with two ends, which asks for just that.
pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    for part in analysis.parts.iter().filter(|p| p.part.kind != PartKind::Passes) {
        // One cause, one finding: a value that is left out scores less than a worse one.
        if sink.has_within(Code::BandGap, part.part.span) {
            continue;
        }
        good_facts(analysis, part, sink);
        if let Some(variable) = part.single() {
            alone(analysis, part, variable, &|value| value_words(variable, value), sink);
        } else if let Some((bands, apart)) = part.by_distance(analysis.model)
            && let Some(variable) = bands.single()
        {
            let far = |value: &Value| match value {
                Value::Number(distance) => apart.stretch(variable, distance, distance).zh,
                other => value_words(variable, other),
            };
            alone(analysis, bands, variable, &far, sink);
        } else if part.space.is_complete() && !entangled(analysis.model, &part.part.value) {
            among_others(analysis, part, sink);
        }
    }
}

/// What the name of a fact ends with that it is good to have: 整改到位.
const GOOD: [&str; 11] = ["到位", "健全", "完善", "达标", "及时", "齐全", "落实", "完成", "规范", "公开", "公示"];
/// What turns such a name round: 未公示.
const NOT: [&str; 5] = ["未", "不", "没", "无", "非"];

/// 整改到位的扣0.5分: a fact that by its name is good to have, and costs points.
fn good_facts(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    for (x, variable) in part.space.variables.iter().enumerate().filter(|(_, v)| v.ty == Type::Bool) {
        let Some(of) = name(variable, analysis.model) else { continue };
        if !GOOD.iter().any(|word| of.ends_with(word)) || NOT.iter().any(|word| of.contains(word)) {
            continue;
        }
        let is_against = |line: &Vec<Sample<'_>>| match line.as_slice() {
            [a, b] if *a.0 == Value::Bool(true) => a.1 < b.1,
            [a, b] => b.1 < a.1,
            _ => false,
        };
        let lines = lines(analysis, part, x);
        if lines.iter().any(is_against) && lines.iter().all(|line| line.len() == 2) {
            let code = &analysis.indicator.code;
            let mut finding = Finding::new(
                Code::WrongDirection,
                words! { zh: "{code} 的方向像是反了", en: "{code} seems to reward the worse" },
            )
            .label(part.part.span, words! { zh: "“{of}”的反而少得分", en: "`{of}` costs points" })
            .help(words! {
                zh: "没有做到才扣的，写“未{of}的扣…分”；在它前面的扣分里减轻的，写“…的扣…分，但{of}的不扣分”",
                en: "write 未{of}的扣…分 if points are taken where it was not done; …，但{of}的不扣分 if it sets aside what is taken before"
            });
            finding.severity = Severity::Warning;
            sink.report(finding);
        }
    }
}

/// A sample along a variable, and the score there; what is lost counts as negative.
type Sample<'p> = (&'p Value, Number, &'p PartRow);

/// The samples along a variable, one line for each combination of the other variables.
fn lines<'p>(analysis: &Analysis<'_>, part: &'p PartAnalysis<'_>, on: usize) -> Vec<Vec<Sample<'p>>> {
    let losing = part.part.kind == PartKind::Loses;
    let full = analysis.indicator.points.clone().unwrap_or_default();
    let mut lines: BTreeMap<Vec<&Value>, Vec<Sample<'p>>> = BTreeMap::new();
    for row in &part.rows {
        let (Ok(Value::Number(n)), Some(at)) = (&row.value, row.point.get(on)) else { continue };
        let score = match (losing, row.zeroed) {
            (true, true) if !analysis.rule.signed && !full.is_zero() => -full.clone(),
            (true, true) => -n.clone().max(full.clone()),
            // Whoever has lost all loses no more.
            (true, false) if !analysis.rule.signed && !full.is_zero() => -n.clone().min(full.clone()),
            (true, false) => -n.clone(),
            (false, _) if analysis.rule.signed => n.clone(),
            // Whoever has lost all loses no more.
            (false, _) => n.clone().max(Number::ZERO),
        };
        let others = row.point.iter().enumerate().filter(|(x, _)| *x != on).map(|(_, v)| v).collect();
        lines.entry(others).or_default().push((at, score, row));
    }
    lines.into_values().collect()
}

/// A part about one number.
fn alone(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, variable: &Variable, say: &dyn Fn(&Value) -> String, sink: &mut Sink) {
    let scores: Vec<Sample<'_>> = lines(analysis, part, 0).into_iter().flatten().collect();
    let declared = direction(variable, analysis.model);
    let (wrong, severity) = match declared {
        Some(up) => (against(&scores, up), Severity::Error),
        None if against(&scores, false).is_some() && !two_sided(part) => (against(&scores, true), Severity::Warning),
        None => (None, Severity::Warning),
    };
    if let Some(pair) = wrong {
        report(analysis, part, (say, variable), (&scores, pair), (declared == Some(false), severity), sink);
    }
}

/// A part about several things: each number with a declared direction, the others standing still.
fn among_others(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    for (x, variable) in part.space.variables.iter().enumerate().filter(|(_, v)| v.is_numeric()) {
        let Some(up) = direction(variable, analysis.model).filter(|_| !is_standard(part, x)) else { continue };
        for line in lines(analysis, part, x) {
            if let Some(pair) = against(&line, up) {
                let of = name(variable, analysis.model).unwrap_or_default();
                let say = |value: &Value| format!("{of}{}", value_words(variable, value));
                report(analysis, part, (&say, variable), (&line, pair), (!up, Severity::Error), sink);
                break;
            }
        }
    }
}

/// Whether other values are held against the number: of the standard 入学率 in 满意度低于入学率的，每低1个百分点扣1分 nothing is asked there.
fn is_standard(part: &PartAnalysis<'_>, x: usize) -> bool {
    let (mut as_standard, mut as_own) = (false, false);
    for expr in part.space.exprs() {
        expr.walk(&mut |e| {
            let Expr::Cmp(_, a, b) = e else { return };
            as_own |= depends(a, x);
            let of_other = (0..part.space.variables.len()).any(|y| y != x && depends(a, y));
            as_standard |= depends(b, x) && of_other && !depends(a, x);
        });
    }
    as_standard && !as_own
}

/// The first two neighbors of which the better one scores less.
fn against<'l, 'p>(line: &'l [Sample<'p>], up: bool) -> Option<(&'l Sample<'p>, &'l Sample<'p>)> {
    line.windows(2).find_map(|pair| match pair {
        [low, high] if if up { low.1 > high.1 } else { low.1 < high.1 } => Some((low, high)),
        _ => None,
    })
}

fn report(
    analysis: &Analysis<'_>,
    part: &PartAnalysis<'_>,
    (say, variable): (&dyn Fn(&Value) -> String, &Variable),
    (line, (low, high)): (&[Sample<'_>], (&Sample<'_>, &Sample<'_>)),
    (low_is_better, severity): (bool, Severity),
    sink: &mut Sink,
) {
    let losing = part.part.kind == PartKind::Loses;
    let (better, worse) = if low_is_better { (low, high) } else { (high, low) };
    if is_left_out(part, line, (better, worse), low_is_better) {
        left_out(analysis, part, say, (better, worse), severity, sink);
        return;
    }
    let points = |n: &Number| if losing { -n.clone() } else { n.clone() };
    let (better_at, better_score) = (say(better.0), points(&better.1));
    let (worse_at, worse_score) = (say(worse.0), points(&worse.1));
    let (code, verb) = (&analysis.indicator.code, if losing { "扣" } else { "得" });
    let mut finding = Finding::new(Code::WrongDirection, words! { zh: "{code} 的方向反了", en: "{code} rewards worse values" })
        .label(part.part.span, words! { zh: "{worse_at}{verb}{worse_score}分，{better_at}反而{verb}{better_score}分", en: "{worse_at} gives {worse_score}, {better_at} gives {better_score}" })
        .help(match (name(variable, analysis.model), direction(variable, analysis.model)) {
            (Some(of), Some(up)) if matches!(variable.expr, Expr::Population(..)) => {
                // A place says how the largest value is ranked.
                let descending = matches!(variable.expr, Expr::Population(PopOp::Rank { descending: true, .. }, ..));
                let (declared, order) =
                    if up == descending { ("越低越好", "“全市从低到高前…名”") } else { ("越高越好", "“全市前…名”，不写“从低到高”") };
                words! {
                    zh: "“{of}”声明为{declared}，名次却是从差的排起：请写{order}，或检查各名次的分数和这项声明",
                    en: "{of} is declared {declared}, but the worst comes first: write {order}, or check the points of the places and the declaration"
                }
            }
            (Some(of), Some(up)) => {
                let declared = if up { "越高越好" } else { "越低越好" };
                words! {
                    zh: "“{of}”声明为{declared}：请检查“每低”“每高”和各档的分数，或改这项声明；确实两头都不好的，写成“a至b得满分，否则不得分”",
                    en: "{of} is declared {declared}: check 每低 and 每高 and the points of the bands, or the declaration"
                }
            }
            _ => words! {
                zh: "请检查“每低”“每高”和各档的分数；确实两头都不好的，写成“a至b得满分，否则不得分”",
                en: "check 每低 and 每高 and the points of the bands"
            },
        });
    finding.severity = severity;
    sink.report(finding);
}

/// Whether no case says anything of the better value, while those still better earn as the worse one does: 低于5%得3分，高于5%但比上年
/// 下降得1分 leave out 5%.
fn is_left_out(part: &PartAnalysis<'_>, line: &[Sample<'_>], (better, worse): (&Sample<'_>, &Sample<'_>), low_is_better: bool) -> bool {
    let Some(at) = line.iter().position(|sample| std::ptr::eq(sample, better)) else { return false };
    let beyond = if low_is_better { line.get(..at) } else { line.get(at + 1..) };
    if !beyond.is_some_and(|beyond| beyond.iter().any(|sample| sample.1 >= worse.1)) {
        return false;
    }
    let said = (0..part.part.branches.len()).any(|branch| holds(better.2, branch));
    part.part.kind == PartKind::Earns && !part.part.stepped && cases(part).len() > 1 && better.1.is_zero() && !said
}

/// E0603: the better value earns nothing since it is left out.
fn left_out(
    analysis: &Analysis<'_>,
    part: &PartAnalysis<'_>,
    say: &dyn Fn(&Value) -> String,
    (better, worse): (&Sample<'_>, &Sample<'_>),
    severity: Severity,
    sink: &mut Sink,
) {
    let words = |sample: &Sample<'_>| match part.space.variables.as_slice() {
        [_] => say(sample.0),
        _ => describe(&part.space, &sample.2.point, analysis.model),
    };
    let (code, at, worse_at, points) = (&analysis.indicator.code, words(better), words(worse), &worse.1);
    let mut finding = Finding::new(Code::BandGap, words! { zh: "{code} 的分档漏掉了{at}", en: "the bands of {code} leave out {at}" })
        .label(
            part.part.span,
            words! { zh: "{at}哪一档都不是，不得分；{worse_at}反而得{points}分", en: "{at} is in no band; {worse_at} gives {points}" },
        )
        .help(words! {
            zh: "请让各档相接：“低于”接“不低于”，“高于”接“不高于”，“上升”“下降”之外写明“持平”；确实不得分的，写“其余不得分”",
            en: "let the bands meet: 低于 and 不低于, 高于 and 不高于, 持平 beside 上升 and 下降; or add 其余不得分"
        });
    finding.severity = severity;
    sink.report(finding);
}

/// The name of the datum a variable is, or ranks.
fn name(variable: &Variable, model: &Model) -> Option<String> {
    match &variable.expr {
        Expr::Datum(id, 0) => model.datum(*id).map(|datum| datum.name.clone()),
        Expr::Population(PopOp::Rank { .. }, _, value) => match &**value {
            Expr::Datum(id, 0) => model.datum(*id).map(|datum| datum.name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What is a place by its name, and ranked once more, is asked about: 监测名次居全市前3名.
const PLACES: [&str; 3] = ["名次", "位次", "排名"];

/// Whether more is better, as declared. A place counts from the end the rule names: the first should be the better one.
fn direction(variable: &Variable, model: &Model) -> Option<bool> {
    match &variable.expr {
        // Of last year's value nothing is asked.
        Expr::Datum(id, 0) => model.datum(*id).and_then(|d| d.signature.direction),
        Expr::Population(PopOp::Rank { descending, .. }, _, value) => match &**value {
            Expr::Datum(id, 0) => {
                let datum = model.datum(*id).filter(|datum| !PLACES.iter().any(|word| datum.name.ends_with(word)))?;
                datum.signature.direction.map(|up| up != *descending)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether an award holds inside the scale only, away from both ends, or both ends lose and something between does not.
fn two_sided(part: &PartAnalysis<'_>) -> bool {
    if lost_at_both_ends(part) {
        return true;
    }
    part.part.branches.iter().enumerate().filter(|(_, b)| b.kind == BranchKind::Award || b.kind == BranchKind::Exempt).any(|(i, _)| {
        let holds = |row: Option<&PartRow>| row.and_then(|r| r.holds.get(i)).copied().unwrap_or(true);
        !holds(part.rows.first()) && !holds(part.rows.last())
    })
}

/// 低于30人的扣1分，高于55人的扣2分
fn lost_at_both_ends(part: &PartAnalysis<'_>) -> bool {
    let cases = cases(part);
    let first_kept = part.rows.iter().position(|row| !cases.iter().any(|case| holds(row, *case)));
    let last_kept = part.rows.iter().rposition(|row| !cases.iter().any(|case| holds(row, *case)));
    first_kept.zip(last_kept).is_some_and(|between| lost_on_both_sides(part, &cases, between))
}
