//! E0603: bands without a gap. Spec: §6.7.

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::apart::holds_at;
use super::bands::{Scale, holds};
use super::wording::value_words;
use crate::expr::{Number, Value};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{Branch, BranchKind, PartKind, Type, UNREPORTED};
use crate::words;

/// Values between two bands that no case names, and values beyond the best band.
pub(super) fn check(analysis: &Analysis<'_>, scale: &Scale<'_, '_>, sink: &mut Sink) {
    let part = scale.part;
    let cases = scale.cases();
    let says_more = |b: &Branch| matches!(b.kind, BranchKind::Otherwise | BranchKind::Step);
    let other = part.part.branches.iter().enumerate().any(|(at, b)| says_more(b) && !scale.beside.contains(&at));
    let engaged_step = part.part.kind == PartKind::Earns && part.part.branches.len() < 2;
    if cases.len() < 2 || other || engaged_step || part.part.stepped {
        return;
    }
    let in_case = |row: &PartRow| cases.iter().any(|case| holds(row, *case));
    let (Some(first), Some(last)) = (part.rows.iter().position(in_case), part.rows.iter().rposition(in_case)) else { return };
    // 30人至55人的不扣分 says what is between two deductions.
    let said = cases.iter().copied().chain(exempt(part)).collect::<Vec<usize>>();
    let met = |at: usize| scale.met.get(at).copied().unwrap_or(false);
    let covered: Vec<bool> =
        part.rows.iter().enumerate().map(|(at, row)| met(at) || said.iter().any(|branch| holds(row, *branch))).collect();
    let mut at = first;
    while at < last {
        if covered.get(at).copied().unwrap_or(true) {
            at += 1;
            continue;
        }
        let start = at;
        while covered.get(at) == Some(&false) {
            at += 1;
        }
        if !lost_on_both_sides(part, &cases, (start, at - 1)) {
            gap(analysis, scale, &said, (start, at - 1), sink);
        }
    }
    // Beyond the band with most points nothing should earn nothing.
    if analysis.rule.parts.len() == 1 && beyond_best(part, &cases, first) && first > 0 && !met(first - 1) {
        gap(analysis, scale, &cases, (0, first - 1), sink);
    }
    if analysis.rule.parts.len() == 1 && beyond_best(part, &cases, last) && last + 1 < covered.len() && !met(last + 1) {
        gap(analysis, scale, &cases, (last + 1, covered.len() - 1), sink);
    }
}

/// The branches that say that nothing is lost.
fn exempt(part: &PartAnalysis<'_>) -> impl Iterator<Item = usize> {
    part.part.branches.iter().enumerate().filter(|(_, branch)| branch.kind == BranchKind::Exempt).map(|(at, _)| at)
}

/// 低于30人的扣1分，高于55人的扣2分: nothing is lost between them, and never less the farther it is from there. That is no
/// gap, as it is between 下降3%以内扣1分 and 下降5%以上扣3分, since a value above both loses nothing either.
pub(super) fn lost_on_both_sides(part: &PartAnalysis<'_>, cases: &[usize], (start, end): (usize, usize)) -> bool {
    let takes = |case: &usize| part.part.branches.get(*case).is_some_and(|b| matches!(b.kind, BranchKind::Deduct | BranchKind::Zero));
    // 有方案得3分，班额低于30人的扣1分，高于55人的扣1分
    if part.part.kind != PartKind::Loses && !cases.iter().all(takes) {
        return false;
    }
    let below: Option<Vec<Loss>> = part.rows.iter().take(start).rev().map(|row| loss(part, cases, row)).collect();
    let above: Option<Vec<Loss>> = part.rows.iter().skip(end + 1).map(|row| loss(part, cases, row)).collect();
    let never_less = |side: Option<Vec<Loss>>| side.is_some_and(|side| !side.is_empty() && side.is_sorted());
    never_less(below) && never_less(above)
}

/// Whether all is lost, and else how much.
type Loss = (bool, Number);

/// What the cases take at a row, of which the hardest counts; `None` if that is not one figure.
fn loss(part: &PartAnalysis<'_>, cases: &[usize], row: &PartRow) -> Option<Loss> {
    let met = cases.iter().filter(|case| holds(row, **case)).filter_map(|case| part.part.branches.get(*case));
    let each = met.map(|branch| match branch.kind {
        BranchKind::Zero => Some((true, Number::ZERO)),
        _ => Some((false, branch.points.clone()?)),
    });
    each.collect::<Option<Vec<Loss>>>().map(|all| all.into_iter().max().unwrap_or((false, Number::ZERO)))
}

/// Whether the row at an end of the bands belongs to the best of several awards.
fn beyond_best(part: &PartAnalysis<'_>, cases: &[usize], row: usize) -> bool {
    let branch = |i: usize| part.part.branches.get(i);
    let is_met = |case: &&usize| part.rows.iter().any(|row| holds(row, **case));
    let met: Vec<usize> = cases.iter().filter(is_met).copied().collect();
    let awards = || met.iter().filter_map(|c| branch(*c)).filter(|b| b.kind == BranchKind::Award).filter_map(|b| b.points.as_ref());
    let (best, least) = (awards().max(), awards().min());
    let here = part.rows.get(row).and_then(|r| cases.iter().find(|c| holds(r, **c))).and_then(|c| branch(*c));
    best != least && here.is_some_and(|b| b.kind == BranchKind::Award && b.points.as_ref() == best)
}

fn gap(analysis: &Analysis<'_>, scale: &Scale<'_, '_>, cases: &[usize], (start, end): (usize, usize), sink: &mut Sink) {
    let part = scale.part;
    // A value neither end of which is written: the middle one shows the gap best.
    let middle = usize::midpoint(start, end);
    let by_middle = std::iter::once(middle).chain(start..=end);
    let Some(ends) = part.rows.get(start).zip(part.rows.get(end)) else { return };
    let in_none = |distance: &Number| !cases.iter().any(|case| holds_at(part, *case, distance));
    let at_a_row = by_middle.filter_map(|i| part.rows.get(i)).find_map(|row| scale.example(row, analysis));
    let Some(sample) = at_a_row.or_else(|| scale.example_within(ends, &in_none, analysis)) else { return };
    let Some(stretch) = scale.stretch(ends.0, ends.1, analysis) else { return };
    let side = |i: Option<usize>| -> Option<&Branch> {
        let row = part.rows.get(i?)?;
        part.part.branches.get(*cases.iter().find(|c| holds(row, **c))?)
    };
    let (code, zh, en) = (&analysis.indicator.code, stretch.zh, stretch.en);
    let message = words! { zh: "{code} 的分档漏掉了{zh}", en: "the bands of {code} leave out {en}" };
    let mut finding = Finding::new(Code::BandGap, message);
    let (before, after) = (side(start.checked_sub(1)), side(Some(end + 1)));
    let both = before.is_some() && after.is_some();
    if let Some(branch) = before {
        finding = finding.label(branch.span, words! { zh: "到这一档为止", en: "this band ends before" });
    }
    if let Some(branch) = after {
        finding = finding.label(branch.span, words! { zh: "到这一档才开始", en: "this band begins after" });
    }
    sink.report(finding.help(if both && scale.apart.is_some() {
        words! {
            zh: "例如{sample}哪一档都不是，请让两档相接，如“…以上”接“不足…”，“不低于”接“低于”",
            en: "{sample}, for example, is in no band: let the two meet, as …以上 and 不足…, or 不低于 and 低于 do"
        }
    } else if both && scale.variable.ty == Type::Date && is_never(part.rows.get(end + 1)) {
        words! {
            zh: "例如{sample}哪一档都不是，请写明迟报的怎样计，如“其余不得分”或“每迟1天扣…分”",
            en: "{sample}, for example, is in no band: say what is earned late, such as 其余不得分 or 每迟1天扣…分"
        }
    } else if both && scale.variable.ty == Type::Date {
        let next = part.rows.get(end + 1).and_then(|row| row.point.first()).map(|v| value_words(scale.variable, v)).unwrap_or_default();
        words! {
            zh: "例如{sample}哪一档都不是，请让两档相接：前一档写到“早于{next}”，或后一档写得早些",
            en: "{sample}, for example, is in no band: let the two meet, the first one going up to 早于{next}"
        }
    } else if both {
        let next = part.rows.get(end + 1).and_then(|row| row.point.first()).map(|v| value_words(scale.variable, v)).unwrap_or_default();
        words! {
            zh: "例如{sample}哪一档都不是，请让两档相接：低的一档写到“不足{next}”",
            en: "{sample}, for example, is in no band: let the two meet, the lower one going up to 不足{next}"
        }
    } else {
        words! { zh: "例如{sample}哪一档都不是，反而不得分；请给最好的一档去掉这一头的限制", en: "{sample}, for example, is in no band and earns nothing: leave the best band open" }
    }));
}

/// Whether a row stands for what was not reported.
fn is_never(row: Option<&PartRow>) -> bool {
    row.and_then(|row| row.point.first()).is_some_and(|value| *value == Value::Number(Number::from(UNREPORTED)))
}
