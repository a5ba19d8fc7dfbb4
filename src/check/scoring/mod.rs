//! Scoring logic (计分逻辑): decided exactly from the declared ranges. Spec: §6.7.

mod analysis;
mod bands;
mod constants;
mod course;
mod direction;
mod extremes;
mod full_marks;
mod inputs;
mod interval;
mod limits;
mod linear;
mod need;
mod not_applicable;
mod reach;
pub(in crate::check) mod space;
pub(in crate::check) mod wording;
mod zero;

use super::Subject;
use crate::finding::{Code, Finding, Sink};
use crate::source::Span;
use crate::words;
use analysis::Analysis;
pub(in crate::check) use inputs::most;

/// Runs the family over every indicator and item that has a rule.
pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    zero::check_data(subject.model, sink);
    need::check(subject.model, sink);
    full_marks::check(subject.model, sink);
    for (_, indicator) in subject.model.indicators() {
        let Some(rule) = &indicator.rule else { continue };
        not_applicable::check(subject.model, indicator, rule, sink);
        for analysis in Analysis::all(subject.model, indicator, rule) {
            if bands::group_left_out(&analysis, sink) {
                continue;
            }
            zero::check_rule(&analysis, sink);
            let out_of_range = constants::check(&analysis, sink);
            if analysis.is_broken() {
                continue;
            }
            bands::check(&analysis, sink);
            direction::check(&analysis, sink);
            reach::check(&analysis, sink);
            // A constant out of range is why nothing bites.
            if !out_of_range {
                limits::check(&analysis, sink);
            }
        }
    }
}

/// E0619 `undecided`: silence would be a false proof, so it is said that there is none.
fn undecided(analysis: &Analysis<'_>, span: Span, zh: &str, en: &str, sink: &mut Sink) {
    let code = &analysis.indicator.code;
    sink.report(
        Finding::new(Code::Undecided, words! { zh: "没有断定 {code} {zh}", en: "it is not decided {en} ({code})" })
            .label(span, words! { zh: "情形太多，或几项数据相互比较", en: "too many combinations, or data compared with each other" })
            .help(words! { zh: "请给数据写明取值范围，并用“用例”核对", en: "declare the ranges, and add test cases" }),
    );
}
