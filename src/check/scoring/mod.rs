//! Scoring logic (计分逻辑): decided exactly from the declared ranges. Spec: §6.7.

mod analysis;
mod apart;
mod bands;
mod beside;
mod constants;
mod course;
mod direction;
mod extremes;
mod full_marks;
mod gaps;
mod inputs;
mod interval;
mod levels;
mod limits;
mod linear;
mod need;
mod not_applicable;
mod places;
mod reach;
mod rest;
pub(in crate::check) mod space;
mod wiped;
pub(in crate::check) mod wording;
mod zero;

use super::Subject;
use crate::finding::{Code, Finding, Sink};
use crate::model::{Indicator, Model};
use crate::sentence::Rule;
use crate::side_by_side::side_by_side;
use crate::source::Span;
use crate::words;
use analysis::Analysis;
pub(in crate::check) use inputs::most;

/// Below so many rules a second thread costs more than it saves.
const FEW: usize = 8;

/// Runs the family over every indicator and item that has a rule.
pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    zero::check_data(subject.model, sink);
    need::check(subject.model, sink);
    full_marks::check(subject.model, sink);
    let indicators: Vec<_> = subject.model.indicators().filter_map(|(_, i)| Some((i, i.rule.as_ref()?))).collect();
    let found = side_by_side(&indicators, indicators.len() > FEW, &|(indicator, rule)| check_rule(subject.model, indicator, rule));
    for one in found {
        one.finish().into_iter().for_each(|finding| sink.report(finding));
    }
}

/// One indicator by itself: what was found elsewhere has no bearing on it.
fn check_rule(model: &Model, indicator: &Indicator, rule: &Rule) -> Sink {
    let mut sink = Sink::default();
    not_applicable::check(model, indicator, rule, &mut sink);
    let all = Analysis::all(model, indicator, rule);
    for analysis in &all {
        if bands::group_left_out(analysis, &mut sink) {
            continue;
        }
        zero::check_rule(analysis, &mut sink);
        let out_of_range = constants::check(analysis, &mut sink);
        if analysis.is_broken() {
            continue;
        }
        bands::check(analysis, &all, &mut sink);
        wiped::check(analysis, &all, &mut sink);
        direction::check(analysis, &mut sink);
        reach::check(analysis, &mut sink);
        // A constant out of range is why nothing bites.
        if !out_of_range {
            limits::check(analysis, &mut sink);
        }
        rest::check(analysis, &all, &mut sink);
    }
    sink
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
