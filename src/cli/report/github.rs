//! The report as workflow commands that GitHub shows beside the lines.

use super::place::{region, slashes};
use super::{Options, human};
use crate::cli::city::Unit;
use crate::finding::{Finding, Severity, Words};

/// One line per finding; notes only where they are asked for.
pub(super) fn report(units: &[Unit], options: Options) -> String {
    let least = if options.defaults { Severity::Info } else { Severity::Warning };
    let mut out = String::new();
    for unit in units {
        for finding in unit.findings.iter().filter(|f| f.severity >= least) {
            out.push_str(&line(finding, unit, options));
            out.push('\n');
        }
    }
    // A workflow prints other lines as they are.
    out + &human::summary(units, options.lang) + "\n"
}

fn line(finding: &Finding, unit: &Unit, options: Options) -> String {
    let lang = options.lang;
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = finding.span().and_then(|span| region(&unit.sources, span));
    let mut properties = Vec::new();
    match place {
        Some(region) => {
            properties.push(("file", region.file));
            properties.push(("line", region.start.line.to_string()));
            properties.push(("endLine", region.end.line.to_string()));
            // Columns are for one line only.
            if region.start.line == region.end.line {
                properties.push(("col", region.start.column.to_string()));
                properties.push(("endColumn", region.end.column.to_string()));
            }
        }
        None => properties.push(("file", slashes(&unit.path))),
    }
    properties.push(("title", format!("{} {}", finding.code.id(), finding.code.title().get(lang))));
    let properties: Vec<String> = properties.into_iter().map(|(key, value)| format!("{key}={}", property(&value))).collect();
    let mut message = finding.message.get(lang).to_owned();
    if let Some(help) = &finding.help {
        message = format!("{message}\n{}", help.get(lang));
    }
    if let Some(quote) = &finding.quote {
        let lead = Words::new("依据", "mandate");
        message = format!("{message}\n{}：“{}”（{}）", lead.get(lang), quote.text, quote.source);
    }
    format!("::{command} {}::{}", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
