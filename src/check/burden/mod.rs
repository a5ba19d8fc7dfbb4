//! Burden (减负): E0801 … E0805. Schools prepare nothing, nobody is asked twice, every datum has one owner.

mod asked_twice;
mod owners;
mod preparing;
mod schools;

use super::Subject;
use crate::finding::Sink;

pub(super) fn check(subject: &Subject<'_>, sink: &mut Sink) {
    owners::check(subject.model, sink);
    asked_twice::check(subject.model, sink);
    if let Some(mandate) = subject.mandate {
        schools::check(subject.model, mandate, sink);
    }
}
