//! The forms of a report (报告): for people, and for programs that read it.

mod github;
mod human;
mod json;
mod junit;
mod place;
mod sarif;
pub(super) mod tests;

pub(super) use human::human;

use clap::ValueEnum;

use super::city::Unit;
use crate::finding::Lang;

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// 给人看
    Human,
    /// 本程序自己的JSON，见 spec/schemas/findings.schema.json
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub 的注解
    Github,
    /// JUnit
    Junit,
}

/// How to say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    /// The language, where a form has one.
    pub lang: Lang,
    /// Whether people see color.
    pub color: bool,
    /// Whether people see where a default was applied.
    pub defaults: bool,
}

/// The text of a report for programs.
///
/// # Errors
/// What the writer of the form said.
pub(super) fn machine(form: Form, units: &[Unit], options: Options) -> std::io::Result<String> {
    Ok(match form {
        Form::Human => {
            let mut out = Vec::new();
            human(units, options, &mut out)?;
            String::from_utf8_lossy(&out).into_owned()
        }
        Form::Json => json::report(units)?,
        Form::Sarif => sarif::report(units, options.lang)?,
        Form::Github => github::report(units, options),
        Form::Junit => junit::report(units, options.lang),
    })
}
