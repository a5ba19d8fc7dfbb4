//! The page of results (评价结果网页): one file that needs no network and reads without scripts. Spec: §12b.

mod county;
mod rank;
mod spread;

use askama::Template;

use super::{Area, Report, show};
use crate::web::{embedded, policy};
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
    open: Option<rank::Open<'r>>,
    ranking: Vec<RankRow<'r>>,
    leaders: Vec<rank::LeaderRow<'r>>,
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
        policy: policy(STYLE, &[SCRIPT]),
        style: STYLE,
        script: SCRIPT,
        data: embedded(&serde_json::to_string(report).map_err(|error| askama::Error::Custom(Box::new(error)))?),
        facts: facts(report),
        bands: rank::bands(report),
        open: rank::open(report),
        ranking: rank::ranking(report),
        leaders: rank::leaders(report),
        heads: report.areas.iter().collect(),
        heat: rank::heat(report),
        groups: spread::groups(report),
        counties: county::views(report),
    };
    Ok(page.render()?)
}

/// The figures at the head of the page.
fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let places = report.total_places as usize;
    let mut totals: Vec<_> =
        report.counties.iter().filter_map(|c| Some((show::number_of(&c.total)?, show::points(&c.total, places)))).collect();
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
