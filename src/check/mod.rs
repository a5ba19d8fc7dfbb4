//! Checks (检查): one folder per family, one file per check or per group of kindred checks.
//!
//! Rank 5. Each family's `check` calls its checks in order; a check reports through the [`Sink`].

mod burden;
mod counties;
mod defaults;
mod mandate;
mod names;
mod process;
mod results;
mod scoring;
mod structure;

pub(crate) use defaults::words_of as default_in_words;
pub(crate) use scoring::space::{Space, Variable};
pub(crate) use scoring::wording::name_of;

use crate::finding::{Finding, Sink};
use crate::model::{Mandate, Model, Names};
use crate::side_by_side::beside;

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'m> {
    /// The city's file.
    pub model: &'m Model,
    /// What its names stand for.
    pub names: &'m Names,
    /// The mandate it answers to.
    pub mandate: Option<&'m Mandate>,
}

/// Runs every check: those of the scoring logic, which take the longest, beside all others.
pub fn check(subject: &Subject<'_>, sink: &mut Sink) {
    names::check(subject.model, sink);
    structure::check(subject.model, sink);
    counties::check(subject.model, sink);
    let (others, of_scoring) = beside(|| found(|sink| all_others(subject, sink)), || found(|sink| scoring::check(subject, sink)));
    of_scoring.into_iter().chain(others).for_each(|finding| sink.report(finding));
}

fn all_others(subject: &Subject<'_>, sink: &mut Sink) {
    results::check(subject.model, sink);
    burden::check(subject, sink);
    process::check(subject, sink);
    if let Some(mandate) = subject.mandate {
        mandate::check(subject.model, mandate, sink);
    }
    defaults::check(subject.model, sink);
}

fn found(check: impl FnOnce(&mut Sink)) -> Vec<Finding> {
    let mut sink = Sink::default();
    check(&mut sink);
    sink.finish()
}
