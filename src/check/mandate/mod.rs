//! The mandate (省级要求): coverage and constraints. Every finding quotes the document.

mod constraints;
mod coverage;
mod leaders;
mod methods;
mod publication;

use crate::finding::Sink;
use crate::model::{Mandate, Model};

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    coverage::check(model, mandate, sink);
    methods::check(model, mandate, sink);
    leaders::check(model, mandate, sink);
    constraints::check(model, mandate, sink);
    publication::check(model, mandate, sink);
}
