//! The page of results (评价结果网页): one file that needs no network and reads without scripts. Spec: §12b.

mod county;
mod rank;
mod spread;

use askama::Template;
use sha2::{Digest, Sha256};

use super::{Area, Report, show};
use county::CountyView;
use rank::{Band, HeatRow, RankRow};
use spread::Group;

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PageError(#[from] askama::Error);

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What the template shows.
#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'r> {
    report: &'r Report,
    /// Content security policy: nothing but the style and the script below.
    policy: String,
    style: &'static str,
    script: &'static str,
    /// The whole report for programs.
    data: String,
    facts: Vec<(&'static str, String)>,
    bands: Vec<Band<'r>>,
    ranking: Vec<RankRow<'r>>,
    heads: Vec<&'r Area>,
    heat: Vec<HeatRow<'r>>,
    groups: Vec<Group<'r>>,
    counties: Vec<CountyView<'r>>,
}

/// The whole page; the same report gives the same bytes.
///
/// # Errors
/// What the template engine refused.
pub fn write(report: &Report) -> Result<String, PageError> {
    let page = Page {
        report,
        policy: format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            base64(&Sha256::digest(STYLE)),
            base64(&Sha256::digest(SCRIPT)),
        ),
        style: STYLE,
        script: SCRIPT,
        data: embedded(&serde_json::to_string(report).map_err(|error| askama::Error::Custom(Box::new(error)))?),
        facts: facts(report),
        bands: rank::bands(report),
        ranking: rank::ranking(report),
        heads: report.areas.iter().collect(),
        heat: rank::heat(report),
        groups: spread::groups(report),
        counties: county::views(report),
    };
    Ok(page.render()?)
}

/// The figures at the head of the page.
fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut totals: Vec<_> = report.counties.iter().filter_map(|c| Some((show::number_of(&c.total)?, show::value(&c.total)))).collect();
    totals.sort();
    let mut out = vec![("参评县市区", report.counties.len().to_string()), ("满分", report.full.clone())];
    if let (Some((_, low)), Some((_, high))) = (totals.first(), totals.last()) {
        out.push(("最高分", high.clone()));
        out.push(("最低分", low.clone()));
    }
    out.push(("计分指标", report.indicators.iter().filter(|i| i.scored).count().to_string()));
    out
}

/// The class of a grade: g0 for the best; `gx` for none.
fn grade_class(report: &Report, name: Option<&str>) -> String {
    let place = name.and_then(|name| report.grades.iter().position(|g| g.name == name));
    place.map_or_else(|| "gx".to_owned(), |place| format!("g{}", place.min(5)))
}

/// JSON that no HTML or script parser takes for anything else.
fn embedded(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
