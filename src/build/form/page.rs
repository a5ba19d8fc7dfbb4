//! The page: the template with its style, its scripts and its content.

use askama::Template;

use super::content::content;
use super::program;
use crate::build::{BuildError, Subject};
use crate::web::{embedded, policy};

const STYLE: &str = include_str!("form.css");
/// What the page does, in the order it is loaded.
const PARTS: [&str; 6] = [
    include_str!("state.js"),
    include_str!("files.js"),
    include_str!("fields.js"),
    include_str!("details.js"),
    include_str!("results.js"),
    include_str!("form.js"),
];

/// What the template shows.
#[derive(Template)]
#[template(path = "page.html", config = "src/build/form/askama.toml")]
struct Page<'p> {
    title: String,
    issuer: &'p str,
    year: u32,
    policy: String,
    style: &'static str,
    content: String,
    /// Scores.
    program: String,
    /// Shows and keeps.
    script: String,
}

/// The whole page; the same rules give the same bytes.
pub(super) fn write(subject: &Subject<'_>) -> Result<String, BuildError> {
    let header = subject.listing.model.header.as_ref();
    let program = program::write(subject);
    let script = format!("\"use strict\";\n(() => {{\n{}}})();\n", PARTS.concat());
    let json = serde_json::to_string(&content(subject)).map_err(|error| BuildError::new("form", error))?;
    let page = Page {
        title: subject.title(),
        issuer: header.and_then(|h| h.issuer.as_ref()).map_or("", |text| text.text.as_str()),
        year: subject.stamp.year,
        policy: policy(STYLE, &[&program, &script]),
        style: STYLE,
        content: embedded(&json),
        program,
        script,
    };
    page.render().map_err(|error| BuildError::new("form", error))
}
