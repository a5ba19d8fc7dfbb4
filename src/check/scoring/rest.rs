//! E0605: 其余 and 否则 that nobody is left for. Spec: §6.7.

use super::analysis::{Analysis, PartAnalysis};
use super::bands::{cases, holds};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::sentence::{Branch, BranchKind};
use crate::words;

/// 达到90%得3分，低于90%得1分，其余得2分: the cases before say it of every value. Told of one number or fact only, where all its
/// values are looked at; `all` are the analyses of every group of counties.
pub(super) fn check(analysis: &Analysis<'_>, all: &[Analysis<'_>], sink: &mut Sink) {
    for (at, part) in analysis.parts.iter().enumerate() {
        let rests = part.part.branches.iter().enumerate().filter(|(_, branch)| branch.kind == BranchKind::Otherwise);
        let is_left = |rest: usize| all.iter().filter_map(|one| one.parts.get(at)).any(|part| part.rows.iter().any(|row| holds(row, rest)));
        for (rest, branch) in rests {
            if is_told(part) && !is_left(rest) && !sink.has_within(Code::ConstantOutOfRange, part.part.span) {
                report(analysis, branch, sink);
            }
        }
    }
}

/// Whether it is told: of a single case that takes all it is said that it changes nothing (E0623).
fn is_told(part: &PartAnalysis<'_>) -> bool {
    cases(part).len() > 1 && part.decided && part.space.variables.len() == 1 && part.rows.iter().all(|row| row.absent.is_none())
}

fn report(analysis: &Analysis<'_>, branch: &Branch, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    let title = words! { zh: "{code} 的“其余”“否则”没有剩下的情形", en: "{code}: nobody is left for 其余 or 否则" };
    let mut finding = Finding::new(Code::UnreachableBranch, title)
        .label(branch.span, words! { zh: "前面各档已经包括了所有取值", en: "the cases before take all values" })
        .help(words! { zh: "请删去这一档；确有剩下的，检查前面各档的数值", en: "delete it, or check the figures of the cases before" });
    finding.severity = Severity::Warning;
    sink.report(finding);
}
