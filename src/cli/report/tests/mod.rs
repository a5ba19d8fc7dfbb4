//! Reports of `evalc test` (用例报告): for people and for programs, with coverage and suggested cases.

mod coverage;
mod human;
mod machine;
mod suggestions;

pub(in crate::cli) use human::{broken, human};
pub(in crate::cli) use machine::{json, junit};
pub(in crate::cli) use suggestions::suggestions;

use crate::source::{Sources, Span};

/// `06-用例.eval:4`
fn place(sources: &Sources, span: Span) -> String {
    sources.get(span.file).map_or_else(String::new, |f| format!("{}:{}", super::place::slashes(f.name()), f.place(span.start).line))
}
