//! E0607 `wrong-direction`: a better value never scores less.

use super::analysis::{Analysis, PartAnalysis};
use super::space::Variable;
use super::wording::value_words;
use crate::expr::{Expr, Number, PopOp, Value};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::Model;
use crate::sentence::{BranchKind, PartKind};
use crate::words;

/// Compares neighboring samples of each part about one number.
///
/// With a declared direction (越高越好, 越低越好) a fall is certain and an error. Without one, a score that rises and
/// falls again is a warning, unless the rule names a band with two ends, which asks for just that.
pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    for part in &analysis.parts {
        if part.part.kind == PartKind::Passes {
            continue;
        }
        let Some(variable) = part.single() else { continue };
        // One cause, one finding: a value that is left out scores less than a worse one.
        if sink.has_within(Code::BandGap, part.part.span) {
            continue;
        }
        let losing = part.part.kind == PartKind::Loses;
        let full = analysis.indicator.points.clone().unwrap_or_default();
        let scores: Vec<(&Value, Number)> = part
            .rows
            .iter()
            .filter_map(|r| match (&r.value, r.point.first()) {
                (Ok(Value::Number(n)), Some(at)) if losing && r.zeroed => Some((at, -n.clone().max(full.clone()))),
                (Ok(Value::Number(n)), Some(at)) => Some((at, if losing { -n.clone() } else { n.clone() })),
                _ => None,
            })
            .collect();
        let rise = scores.windows(2).find(|w| matches!(w, [(_, a), (_, b)] if a < b));
        let fall = scores.windows(2).find(|w| matches!(w, [(_, a), (_, b)] if a > b));
        let declared = direction(variable, analysis.model);
        let (wrong, severity) = match declared {
            Some(true) => (fall, Severity::Error),
            Some(false) => (rise, Severity::Error),
            None if rise.is_some() && fall.is_some() && !two_sided(part) => (fall, Severity::Warning),
            None => (None, Severity::Warning),
        };
        let Some([(low, low_score), (high, high_score)]) = wrong else { continue };
        let words = |v: &Value| value_words(variable, v);
        let (low, high) = (words(low), words(high));
        let code = &analysis.indicator.code;
        let (better, worse) =
            if declared == Some(false) { ((&low, low_score), (&high, high_score)) } else { ((&high, high_score), (&low, low_score)) };
        let ((better_at, better_score), (worse_at, worse_score)) = (better, worse);
        let abs = |n: &Number| n.abs().to_string();
        let (better_score, worse_score) = (abs(better_score), abs(worse_score));
        let verb = if losing { "扣" } else { "得" };
        let mut finding = Finding::new(Code::WrongDirection, words! { zh: "{code} 的方向反了", en: "{code} rewards worse values" })
            .label(part.part.span, words! { zh: "{worse_at}{verb}{worse_score}分，{better_at}反而{verb}{better_score}分", en: "{worse_at} gives {worse_score}, {better_at} gives {better_score}" })
            .help(words! { zh: "请检查“每低”“每高”和各档的分数；确实两头都不好的，写成“a至b得满分，否则不得分”", en: "check 每低 and 每高 and the points of the bands" });
        finding.severity = severity;
        sink.report(finding);
    }
}

/// Whether more is better, as declared. A place counts from the end the rule names: the first should be the better one.
fn direction(variable: &Variable, model: &Model) -> Option<bool> {
    match &variable.expr {
        Expr::Datum(id, _) => model.datum(*id).and_then(|d| d.signature.direction),
        Expr::Population(PopOp::Rank { descending, .. }, _, value) => match &**value {
            Expr::Datum(id, _) => model.datum(*id).and_then(|d| d.signature.direction).map(|up| up != *descending),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an award holds inside the scale only, away from both ends.
fn two_sided(part: &PartAnalysis<'_>) -> bool {
    part.part.branches.iter().enumerate().filter(|(_, b)| b.kind == BranchKind::Award || b.kind == BranchKind::Exempt).any(|(i, _)| {
        let holds = |row: Option<&super::analysis::PartRow>| row.and_then(|r| r.holds.get(i)).copied().unwrap_or(true);
        !holds(part.rows.first()) && !holds(part.rows.last())
    })
}
