//! The report for people: every finding drawn in its text, and one line that sums up.

use std::io::{self, Write};

use super::Options;
use crate::cli::city::{Kind, Unit};
use crate::finding::{Code, Finding, Lang, Reporter, Severity, render};

/// Columns where the terminal does not say.
const WIDTH: usize = 100;

/// Writes the report.
///
/// # Errors
/// What the stream said.
pub(in crate::cli) fn human(units: &[Unit], options: Options, out: &mut dyn Write) -> io::Result<()> {
    let reporter = Reporter { lang: options.lang, color: options.color, width: width() };
    let least = if options.defaults { Severity::Info } else { Severity::Warning };
    for unit in units {
        // What is wrong where it stands comes before the list of what is not there yet.
        let (absent, wrong): (Vec<&Finding>, Vec<&Finding>) = unit
            .findings
            .iter()
            .filter(|f| f.severity >= least)
            .partition(|f| matches!(f.code, Code::KeyPointUncovered | Code::LeaderPointUncovered));
        for finding in wrong.into_iter().chain(absent) {
            writeln!(out, "{}", render(finding, &unit.sources, reporter))?;
        }
    }
    writeln!(out, "{}", summary(units, options.lang))
}

/// The width of the terminal on standard error, or a usual one.
fn width() -> usize {
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    given.or_else(|| terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0))).unwrap_or(WIDTH).clamp(40, 240)
}

/// `3个城市：2个通过，1个有4处错误、1处警告`
pub(super) fn summary(units: &[Unit], lang: Lang) -> String {
    let count = |kind| units.iter().filter(|u| u.kind == kind).count();
    let (failed, passed): (Vec<&Unit>, Vec<&Unit>) = units.iter().partition(|u| u.fails());
    let (errors, warnings, passing_warnings) =
        (total(&failed, Severity::Error), total(&failed, Severity::Warning), total(&passed, Severity::Warning));
    match lang {
        Lang::Zh => {
            let subjects = [(count(Kind::Mandate), "份省级实施方案"), (count(Kind::City), "个城市")];
            let subjects = join(subjects.map(|(n, word)| (n, format!("{n}{word}"))), "、");
            let mut parts = Vec::new();
            if !passed.is_empty() {
                let also = if passing_warnings > 0 { format!("（有{passing_warnings}处警告）") } else { String::new() };
                parts.push(format!("{}个通过{also}", passed.len()));
            }
            if !failed.is_empty() {
                let faults = join([(errors, format!("{errors}处错误")), (warnings, format!("{warnings}处警告"))], "、");
                parts.push(format!("{}个有{faults}", failed.len()));
            }
            format!("{subjects}：{}", parts.join("，"))
        }
        Lang::En => {
            let subjects = [(count(Kind::Mandate), "mandate", "mandates"), (count(Kind::City), "city", "cities")];
            let subjects = join(subjects.map(|(n, one, many)| (n, number(n, one, many))), ", ");
            let mut parts = Vec::new();
            if !passed.is_empty() {
                let also = if passing_warnings > 0 {
                    format!(" (with {})", number(passing_warnings, "warning", "warnings"))
                } else {
                    String::new()
                };
                parts.push(format!("{} passed{also}", passed.len()));
            }
            if !failed.is_empty() {
                let faults =
                    join([(errors, number(errors, "error", "errors")), (warnings, number(warnings, "warning", "warnings"))], " and ");
                parts.push(format!("{} with {faults}", failed.len()));
            }
            format!("{subjects}: {}", parts.join(", "))
        }
    }
}

fn total(units: &[&Unit], severity: Severity) -> usize {
    units.iter().map(|u| u.count(severity)).sum()
}

/// Those that are not none.
fn join<const N: usize>(parts: [(usize, String); N], by: &str) -> String {
    parts.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect::<Vec<_>>().join(by)
}

fn number(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
