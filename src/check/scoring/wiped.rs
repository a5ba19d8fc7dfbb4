//! E0605: what is taken or added only where 不得分 leaves nothing. Spec: §6.7.

use super::analysis::Analysis;
use super::bands::is_case_of;
use super::space::Space;
use crate::expr::{BinaryOp, Expr, Number, Value};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{BranchKind, Part, PartKind};
use crate::source::Span;
use crate::words;

/// 2次以上扣1分，1次以上不得分: nothing is left to take. `all` are the analyses of every group of counties.
pub(super) fn check(analysis: &Analysis<'_>, all: &[Analysis<'_>], sink: &mut Sink) {
    for part in &analysis.parts {
        let wiping = wiping(analysis, part.part);
        // Bands that overlap are told of already: one cause, one finding.
        if wiping.is_empty() || sink.has_within(Code::BandOverlap, part.part.span) {
            continue;
        }
        let added = part.part.branches.iter().filter(|branch| branch.kind == BranchKind::Besides);
        let moves = part.part.taking.iter().map(|(when, span)| (when, *span)).chain(added.map(|branch| (&branch.condition, branch.span)));
        for (when, span) in moves {
            let said = |code| sink.has_within(code, span);
            if said(Code::UnreachableBranch) || said(Code::Undecided) {
                continue;
            }
            match all.iter().map(|one| fate(one, &wiping, when)).max() {
                Some(Fate::Wiped) => report(analysis, span, sink),
                Some(Fate::Open) => super::undecided(analysis, span, "这一句用不用得到", "whether this clause ever counts", sink),
                Some(Fate::Idle | Fate::Counts) | None => {}
            }
        }
    }
}

/// Where nothing is left of a part: its own 不得分, and that of a sentence that takes it of all. Of several sentences with one limit the
/// 不得分 of each wipes only its own points.
fn wiping<'p>(analysis: &'p Analysis<'_>, part: &'p Part) -> Vec<&'p Expr> {
    let says_so = part.branches.iter().any(|branch| branch.kind == BranchKind::Zero);
    let own = wiped_where(&part.value).filter(|_| says_so && part.kind == PartKind::Earns);
    let of_all = analysis.rule.parts.iter().map(|part| &part.overrides).filter(|when| **when != Expr::Bool(false));
    own.into_iter().chain(of_all).collect()
}

/// The condition under which a value is 0 whatever else it says.
fn wiped_where(value: &Expr) -> Option<&Expr> {
    match value {
        Expr::If(condition, zero, _) => (**zero == Expr::Number(Number::ZERO)).then_some(condition),
        Expr::Round(inner, _) | Expr::IfMissing(inner, _) => wiped_where(inner),
        Expr::Binary(BinaryOp::Max, _, inner) | Expr::Binary(BinaryOp::Min, inner, _) => wiped_where(inner),
        _ => None,
    }
}

/// What becomes of a condition that moves points; of several groups of counties the last of these.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// It never holds.
    Idle,
    /// Nothing is left wherever it holds.
    Wiped,
    /// Not decided.
    Open,
    /// It holds where something is left.
    Counts,
}

fn fate(analysis: &Analysis<'_>, wiping: &[&Expr], when: &Expr) -> Fate {
    let wiped = Expr::any(wiping.iter().map(|condition| (*condition).clone()).collect());
    let space = Space::new(analysis.model, &[when, &wiped], analysis.group);
    let (mut holds, mut counts) = (false, false);
    space.each(|_, values| {
        if let [Ok(Value::Bool(true)), wiped] = values {
            holds = true;
            counts |= *wiped != Ok(Value::Bool(true));
        }
    });
    match (counts, holds) {
        (true, _) => Fate::Counts,
        _ if wiping.iter().any(|zero| is_case_of(when, zero)) => Fate::Wiped,
        _ if !space.decides() => Fate::Open,
        (_, true) => Fate::Wiped,
        (_, false) => Fate::Idle,
    }
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
