//! E0605: what is taken or added only where 不得分 leaves nothing. Spec: §6.7.

use super::analysis::{Analysis, PartAnalysis};
use super::space::Space;
use crate::expr::{Absent, Expr, Number, Value};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{BranchKind, Part};
use crate::source::Span;
use crate::words;

/// 2次以上扣1分，1次以上不得分: nothing is left to take. `all` are the analyses of every group of counties.
pub(super) fn check(analysis: &Analysis<'_>, all: &[Analysis<'_>], sink: &mut Sink) {
    if analysis.rule.parts.iter().all(|part| zeros(part) == Expr::Bool(false)) {
        return;
    }
    for (at, part) in analysis.parts.iter().enumerate() {
        // Bands that overlap are told of already: one cause, one finding.
        if sink.has_within(Code::BandOverlap, part.part.span) {
            continue;
        }
        let added = part.part.branches.iter().filter(|branch| branch.kind == BranchKind::Besides);
        let moves = part.part.taking.iter().map(|(when, span)| (when, *span)).chain(added.map(|branch| (&branch.condition, branch.span)));
        for (when, span) in moves {
            let parts = all.iter().filter_map(|one| Some((one, one.parts.get(at)?)));
            let Some(seen) = parts.map(|(one, part)| seen(one, part, when)).collect::<Option<Vec<Seen>>>() else { continue };
            let is_wiped = seen.iter().any(|seen| seen.holds) && !seen.iter().any(|seen| seen.counts);
            if is_wiped && !sink.has_within(Code::UnreachableBranch, span) {
                report(analysis, span, sink);
            }
        }
    }
}

/// When a part says 不得分.
fn zeros(part: &Part) -> Expr {
    let said = part.branches.iter().filter(|branch| branch.kind == BranchKind::Zero);
    Expr::any(said.map(|branch| branch.condition.clone()).collect())
}

/// What was seen of a condition that moves points.
struct Seen {
    /// It holds somewhere.
    holds: bool,
    /// It holds where something is left.
    counts: bool,
}

/// `None` if that is not decided.
fn seen(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, when: &Expr) -> Option<Seen> {
    let of_all = Expr::any(analysis.rule.parts.iter().map(|part| part.overrides.clone()).collect());
    let space = Space::new(analysis.model, &[when, &of_all, &zeros(part.part), &part.part.value], analysis.group);
    let mut seen = Seen { holds: false, counts: false };
    space.each(|_, values| {
        let [when, of_all, of_part, value] = values else { return };
        let holds = |value: &Result<Value, Absent>| *value == Ok(Value::Bool(true));
        if holds(when) {
            seen.holds = true;
            // Of several sentences with one limit, the 不得分 of each wipes only its own points.
            seen.counts |= !(holds(of_all) || holds(of_part) && *value == Ok(Value::Number(Number::ZERO)));
        }
    });
    space.decides().then_some(seen)
}

fn report(analysis: &Analysis<'_>, span: Span, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    sink.report(
        Finding::new(Code::UnreachableBranch, words! { zh: "{code} 有一句永远用不到", en: "a clause of {code} never counts" })
            .label(span, words! { zh: "符合这一句的都已经不得分", en: "wherever this holds nothing is earned" })
            .help(words! {
                zh: "“不得分”比加分、扣分先算：请缩小“不得分”的条件，或删去这一句",
                en: "不得分 goes before what is added or taken: narrow its condition, or delete this"
            }),
    );
}
