//! Scoring logic (计分逻辑): decided exactly from the declared ranges. Spec: §6.7.

mod analysis;
mod bands;
mod constants;
mod direction;
mod limits;
mod not_applicable;
mod reach;
pub(in crate::check) mod space;
mod zero;

use super::Subject;
use crate::finding::Sink;
use analysis::Analysis;

/// Runs the family over every indicator and item that has a rule.
pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    zero::check_data(subject.model, sink);
    for (_, indicator) in subject.model.indicators() {
        let Some(rule) = &indicator.rule else { continue };
        let analysis = Analysis::new(subject.model, indicator, rule);
        not_applicable::check(subject.model, indicator, rule, sink);
        zero::check_rule(&analysis, sink);
        constants::check(&analysis, sink);
        if analysis.is_broken() {
            continue;
        }
        bands::check(&analysis, sink);
        direction::check(&analysis, sink);
        reach::check(&analysis, sink);
        limits::check(&analysis, sink);
    }
}
