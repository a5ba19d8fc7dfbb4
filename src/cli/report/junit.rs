//! The report as JUnit XML: one suite per city, one test case per family of checks, so that what passed is seen too.

use std::fmt::Write as _;

use crate::cli::city::Unit;
use crate::finding::{Finding, Lang, Reporter, Severity, Words, render};

use super::place::slashes;

/// The families of codes by the two digits behind the E, which are the chapter of the spec.
const FAMILIES: &[(&str, &str, &str)] = &[
    ("01", "语法", "syntax"),
    ("02", "名称", "names"),
    ("03", "类型和单位", "types and units"),
    ("04", "结构", "structure"),
    ("05", "省级要求", "mandate"),
    ("06", "评分逻辑", "scoring logic"),
    ("07", "等次和结果", "grades and results"),
    ("08", "基层负担", "burden"),
    ("09", "流程", "procedure"),
    ("10", "用例", "test cases"),
    ("11", "项目设置", "project"),
];

/// The report of all units.
pub(super) fn report(units: &[Unit], lang: Lang) -> String {
    let suites: Vec<(String, usize)> = units.iter().map(|unit| suite(unit, lang)).collect();
    let (tests, failures): (usize, usize) = (units.len() * FAMILIES.len(), suites.iter().map(|(_, failures)| failures).sum());
    let body: String = suites.into_iter().map(|(text, _)| text).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evalc\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{body}</testsuites>\n"
    )
}

fn suite(unit: &Unit, lang: Lang) -> (String, usize) {
    let path = escape(&slashes(&unit.path));
    let (mut cases, mut failures) = (String::new(), 0);
    for (digits, zh, en) in FAMILIES {
        let words = Words::new(*zh, *en);
        let found: Vec<&Finding> =
            unit.findings.iter().filter(|f| f.severity > Severity::Info && f.code.id().get(1..3) == Some(digits)).collect();
        let _ = write!(cases, "    <testcase name=\"{}\" classname=\"{path}\"", escape(words.get(lang)));
        let fails = |f: &&&Finding| f.severity == Severity::Error || unit.deny_warnings;
        let (failing, passing): (Vec<&&Finding>, Vec<&&Finding>) = found.iter().partition(fails);
        match (failing.first(), passing.is_empty()) {
            (None, true) => cases.push_str("/>\n"),
            (None, false) => {
                let _ = writeln!(cases, ">\n      <system-out>{}</system-out>\n    </testcase>", texts(&passing, unit, lang));
            }
            (Some(first), _) => {
                failures += 1;
                let mut codes: Vec<&str> = failing.iter().map(|f| f.code.id()).collect();
                codes.sort_unstable();
                codes.dedup();
                let _ = writeln!(
                    cases,
                    ">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
                    codes.join(" "),
                    escape(first.message.get(lang)),
                    texts(&found.iter().collect::<Vec<_>>(), unit, lang)
                );
            }
        }
    }
    let tests = FAMILIES.len();
    let suite = format!("  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{cases}  </testsuite>\n");
    (suite, failures)
}

/// The findings as a terminal shows them.
fn texts(findings: &[&&Finding], unit: &Unit, lang: Lang) -> String {
    let reporter = Reporter { lang, color: false, width: 100 };
    let all: Vec<String> = findings.iter().map(|f| render(f, &unit.sources, reporter)).collect();
    escape(&format!("\n{}", all.join("\n")))
}

/// Text for XML: marks escaped, characters XML 1.0 does not have replaced.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
    out
}
