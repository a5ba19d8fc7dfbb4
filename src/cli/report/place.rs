//! Where a finding stands, as other programs count: lines from 1, columns in characters and in UTF-16 units from 1.

use crate::source::{Place, Sources, Span};

/// A stretch of a file.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// The path as printed, with `/`.
    pub file: String,
    /// First place.
    pub start: Place,
    /// The place behind the last.
    pub end: Place,
}

/// The region of a span.
pub(super) fn region(sources: &Sources, span: Span) -> Option<Region> {
    let source = sources.get(span.file)?;
    Some(Region { file: slashes(source.name()), start: source.place(span.start), end: source.place(span.end) })
}

/// A path with `/` on every system.
pub(super) fn slashes(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}
