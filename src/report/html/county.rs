//! One county in full: its grade, what was lost and why, what comes next.

use super::grade_class;
use crate::report::{Adjustment, County, IndicatorLine, Problem, Report, ScoreLine, UsedInput, Value, from_full, open, places, show};

/// A county on the page.
pub(super) struct CountyView<'r> {
    pub county: &'r County,
    pub class: String,
    pub total: String,
    pub loss: String,
    /// Points lost or not given, most first.
    pub lost: Vec<LineView<'r>>,
    /// Everything else.
    pub kept: Vec<LineView<'r>>,
    /// From full marks to the total, signed.
    pub adjustments: Vec<Adjustment>,
    /// Indicators that keep it from a total, and what they lack.
    pub open: Vec<(&'r IndicatorLine, &'static str)>,
    /// Whether others share its place.
    pub tied: bool,
    pub leaders: Vec<(&'static str, String)>,
}

/// An indicator of a county.
pub(super) struct LineView<'r> {
    pub line: &'r IndicatorLine,
    pub score: &'r ScoreLine,
    pub problem: Option<&'r Problem>,
    pub text: String,
    /// Points lost, if any.
    pub loss: Option<String>,
    pub inputs: Vec<Input<'r>>,
}

/// An input with its source in words.
pub(super) struct Input<'r> {
    pub input: &'r UsedInput,
    pub origin: &'static str,
    pub owners: String,
}

pub(super) fn views(report: &Report) -> Vec<CountyView<'_>> {
    report.counties.iter().zip(places(report)).map(|(county, place)| view(report, county, place.is_some_and(|(_, tied)| tied))).collect()
}

fn view<'r>(report: &'r Report, county: &'r County, tied: bool) -> CountyView<'r> {
    let places = report.total_places as usize;
    let losses = show::longest(county.scores.iter().filter_map(|score| score.loss.as_deref()));
    let lines = report.indicators.iter().zip(&county.scores).filter(|(line, _)| line.scored).map(|(line, score)| LineView {
        line,
        score,
        problem: county.problems.iter().find(|p| p.code == score.code),
        text: show::value(&score.score),
        loss: score.loss.as_deref().filter(|loss| show::is_lost(Some(loss))).map(|loss| format!("−{}", show::padded(loss, losses))),
        inputs: score
            .inputs
            .iter()
            .map(|input| Input { input, origin: show::origin(input.origin), owners: input.owners.join("、") })
            .collect(),
    });
    let (mut lost, kept): (Vec<_>, Vec<_>) =
        lines.partition(|l| l.loss.is_some() || l.problem.is_some() || matches!(l.score.score, Value::Lack(_)));
    let loss = |line: &LineView<'_>| line.score.loss.as_deref().and_then(show::number);
    lost.sort_by(|a, b| show::descending(loss(a).as_ref(), loss(b).as_ref()));
    CountyView {
        county,
        class: grade_class(report, county.grade.name.as_deref()),
        total: show::points(&county.total, places),
        loss: show::points(&county.loss, places),
        lost,
        kept,
        adjustments: changes(report, county),
        open: open(&report.indicators, county).into_iter().map(|(line, why)| (line, why.zh())).collect(),
        tied,
        leaders: leaders(county, places),
    }
}

/// From full marks to the total, one below the other.
fn changes(report: &Report, county: &County) -> Vec<Adjustment> {
    let all = from_full(report, county);
    let places = show::longest(all.iter().map(|change| change.effect.as_str()));
    all.into_iter().map(|change| Adjustment { effect: show::signed(&change.effect, places), ..change }).collect()
}

fn leaders(county: &County, places: usize) -> Vec<(&'static str, String)> {
    let Some(leaders) = &county.leaders else { return Vec::new() };
    let mut out = vec![("职务", leaders.posts.join("、"))];
    out.extend(leaders.weight.as_ref().map(|weight| ("政府结果权重", format!("{weight}%"))));
    out.push(("领导指标得分", show::value(&leaders.own)));
    out.push(("得分", show::points(&leaders.points, places)));
    out.extend(leaders.place.map(|place| ("名次", place.to_string())));
    out.extend(leaders.grade.as_ref().map(|grade| ("等次", grade.clone())));
    out.extend(leaders.bound.as_ref().map(|bound| ("等次说明", bound.zh.clone())));
    out.extend(leaders.lack.as_ref().map(|lack| ("未评定", lack.zh().to_owned())));
    out
}
