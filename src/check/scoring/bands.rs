//! E0603, E0604, E0605: bands without gap and overlap, no case that is never used. Spec: §6.7.

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::space::value_words;
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{BranchKind, PartKind};
use crate::words;

pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    for part in &analysis.parts {
        gaps(analysis, part, sink);
        overlaps(analysis, part, sink);
        unreachable(analysis, part, sink);
    }
}

/// The branches that share out the values of the datum: cases, not steps.
fn cases(part: &PartAnalysis<'_>) -> Vec<usize> {
    let is_case = |kind| matches!(kind, BranchKind::Award | BranchKind::Zero | BranchKind::Deduct);
    part.part.branches.iter().enumerate().filter(|(_, b)| is_case(b.kind)).map(|(i, _)| i).collect()
}

fn holds(row: &PartRow, branch: usize) -> bool {
    row.holds.get(branch).copied().unwrap_or(false)
}

/// Values between two bands that no case names.
fn gaps(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let Some(variable) = part.single() else { return };
    let cases = cases(part);
    let other = part.part.branches.iter().any(|b| matches!(b.kind, BranchKind::Otherwise | BranchKind::Step));
    let engaged_step = part.part.kind == PartKind::Earns && part.part.branches.len() < 2;
    if cases.len() < 2 || other || engaged_step {
        return;
    }
    let covered: Vec<bool> = part.rows.iter().map(|r| cases.iter().any(|c| holds(r, *c))).collect();
    let (Some(first), Some(last)) = (covered.iter().position(|c| *c), covered.iter().rposition(|c| *c)) else { return };
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
        let value =
            |i: usize| part.rows.get(i).and_then(|r| r.point.first()).map(|v| value_words(variable, v, analysis.model)).unwrap_or_default();
        // A value neither end of which is written: the middle one shows the gap best.
        let (low, high, sample) = (value(start), value(at - 1), value(usize::midpoint(start, at - 1)));
        let side =
            |i: usize| cases.iter().find(|c| part.rows.get(i).is_some_and(|r| holds(r, **c))).and_then(|c| part.part.branches.get(*c));
        let code = &analysis.indicator.code;
        let message = if low == high {
            words! { zh: "{code} 的分档漏掉了{low}", en: "the bands of {code} leave out {low}" }
        } else {
            words! { zh: "{code} 的分档漏掉了{low}至{high}", en: "the bands of {code} leave out {low} to {high}" }
        };
        let mut finding = Finding::new(Code::BandGap, message);
        for (row, words) in [
            (start.wrapping_sub(1), words! { zh: "一边是这一档", en: "one side" }),
            (at, words! { zh: "另一边是这一档", en: "the other side" }),
        ] {
            if let Some(branch) = side(row) {
                finding = finding.label(branch.span, words);
            }
        }
        sink.report(
            finding.help(
                words! { zh: "例如{sample}哪一档都不是，请让两档相接", en: "{sample}, for example, is in no band: let the two meet" },
            ),
        );
    }
}

/// Two cases that both hold, where neither is simply the stricter one.
fn overlaps(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let Some(variable) = part.single() else { return };
    let cases = cases(part);
    if part.part.highest.is_none() && part.part.kind == PartKind::Earns {
        return; // 就高不累加
    }
    for (n, a) in cases.iter().enumerate() {
        for b in cases.iter().skip(n + 1) {
            let (Some(first), Some(second)) = (part.part.branches.get(*a), part.part.branches.get(*b)) else { continue };
            let both = part.rows.iter().find(|r| holds(r, *a) && holds(r, *b));
            let (Some(row), true) = (both, first.points != second.points) else { continue };
            if nested_tails(&part.rows, *a, *b) {
                continue;
            }
            let code = &analysis.indicator.code;
            let at = row.point.first().map(|v| value_words(variable, v, analysis.model)).unwrap_or_default();
            sink.report(
                Finding::new(
                    Code::BandOverlap,
                    words! { zh: "{code} 的分档重叠：{at}属于两档", en: "bands of {code} overlap: {at} is in two" },
                )
                .label(second.span, words! { zh: "这一档也含{at}", en: "this band holds {at} too" })
                .label(first.span, words! { zh: "这一档含{at}", en: "this band holds {at}" })
                .help(words! { zh: "请让每个数值只属于一档", en: "let every value belong to one band" }),
            );
        }
    }
}

/// Both reach to the same end of the scale and one lies inside the other: 达到100%, 达到80%.
fn nested_tails(rows: &[PartRow], a: usize, b: usize) -> bool {
    let set = |branch: usize| rows.iter().map(|r| holds(r, branch)).collect::<Vec<bool>>();
    let (a, b) = (set(a), set(b));
    let inside = |x: &[bool], y: &[bool]| x.iter().zip(y).all(|(x, y)| !x || *y);
    let upper = a.last() == Some(&true) && b.last() == Some(&true);
    let lower = a.first() == Some(&true) && b.first() == Some(&true);
    (inside(&a, &b) || inside(&b, &a)) && (upper || lower)
}

/// Cases no input reaches.
fn unreachable(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    if !part.complete {
        return;
    }
    let best_only = part.part.highest.is_none();
    for (i, branch) in part.part.branches.iter().enumerate() {
        if matches!(branch.kind, BranchKind::Otherwise | BranchKind::Judged | BranchKind::Step) {
            continue;
        }
        let earlier: Vec<usize> = (0..i)
            .filter(|e| branch.kind == BranchKind::Award && part.part.branches.get(*e).is_some_and(|b| b.kind == BranchKind::Award))
            .collect();
        let used = part.rows.iter().any(|r| holds(r, i) && (best_only || !earlier.iter().any(|e| holds(r, *e))));
        if used || sink.has_within(Code::ConstantOutOfRange, branch.span) {
            continue;
        }
        let code = &analysis.indicator.code;
        let possible = part.rows.iter().any(|r| holds(r, i));
        let why = if possible {
            words! { zh: "前面的各档已经包括了它", en: "the cases before it take all its values" }
        } else {
            words! { zh: "没有任何取值符合这个条件", en: "no value fulfils its condition" }
        };
        sink.report(
            Finding::new(Code::UnreachableBranch, words! { zh: "{code} 有一档永远用不到", en: "a case of {code} is never reached" })
                .label(branch.span, why)
                .help(words! { zh: "请检查先后次序和数据的取值范围", en: "check the order and the range of the datum" }),
        );
    }
}
