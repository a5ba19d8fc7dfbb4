//! Ranking, grade bands with the quota line, and the heat map (热力图) of focus areas.

use super::grade_class;
use crate::expr::Number;
use crate::report::{County, GradeLine, Lack, LeaderPlace, Report, places, show, ungraded};

/// A grade with the counties that have it.
pub(super) struct Band<'r> {
    pub grade: &'r GradeLine,
    pub class: String,
    /// Number on the page and name.
    pub counties: Vec<(usize, &'r str)>,
    /// One for each place of the quota; whether it is taken.
    pub slots: Vec<bool>,
}

/// Counties without a grade.
pub(super) struct Open<'r> {
    /// How many.
    pub count: usize,
    /// Why: 名额未定3个，待定1个.
    pub reasons: String,
    /// Number on the page and name.
    pub counties: Vec<(usize, &'r str)>,
}

/// The counties without a grade, if there are any.
pub(super) fn open(report: &Report) -> Option<Open<'_>> {
    let all = report.counties.iter().enumerate().filter(|(_, county)| county.grade.name.is_none());
    let counties: Vec<_> = all.map(|(at, county)| (at, county.name.as_str())).collect();
    let reasons: Vec<String> = ungraded(report).into_iter().map(|(why, count)| format!("{}{count}个", why.zh())).collect();
    (!counties.is_empty()).then(|| Open { count: counties.len(), reasons: reasons.join("，"), counties })
}

/// Most places of a quota that are drawn.
const SLOTS: usize = 40;

pub(super) fn bands(report: &Report) -> Vec<Band<'_>> {
    let with = |name: &str| {
        let all = report.counties.iter().enumerate().filter(|(_, c)| c.grade.name.as_deref() == Some(name));
        all.map(|(at, c)| (at, c.name.as_str())).collect::<Vec<_>>()
    };
    let band = |grade: &'_ GradeLine| {
        let quota = grade.quota.filter(|quota| *quota <= SLOTS).unwrap_or(0);
        (0..quota).map(|slot| slot < grade.count).collect()
    };
    report
        .grades
        .iter()
        .map(|grade| Band { grade, class: grade_class(report, Some(&grade.name)), counties: with(&grade.name), slots: band(grade) })
        .collect()
}

/// A line of the ranking.
pub(super) struct RankRow<'r> {
    pub county: &'r County,
    pub class: String,
    /// Whether others share its place.
    pub tied: bool,
    pub total: String,
    pub loss: String,
    /// Length of the bar in thousandths.
    pub bar: i64,
    /// The quota line above it.
    pub line: Option<String>,
    /// The name of its part, at the first county of each.
    pub part: Option<&'r str>,
    /// The grade by points, where something else made the grade.
    pub by_points: Option<&'r str>,
    /// What made it: vetoes, downgrades and limits. What the quota made is told by its line.
    pub reasons: Vec<&'r str>,
}

pub(super) fn ranking(report: &Report) -> Vec<RankRow<'_>> {
    let full = show::number(&report.full).unwrap_or(Number::ONE);
    let scale = report.counties.iter().filter_map(|c| show::number_of(&c.total)).max().map_or(full.clone(), |best| best.max(full));
    let line = quota_line(report);
    let mut part = None;
    let mut rows = Vec::new();
    for (at, (county, place)) in report.counties.iter().zip(places(report)).enumerate() {
        let own = county.part.as_deref();
        rows.push(RankRow {
            county,
            class: grade_class(report, county.grade.name.as_deref()),
            tied: place.is_some_and(|(_, tied)| tied),
            total: show::points(&county.total, report.total_places as usize),
            loss: show::points(&county.loss, report.total_places as usize),
            bar: show::number_of(&county.total).map_or(0, |total| show::thousandths(&total, &scale)),
            line: line.as_ref().filter(|(above, _)| *above == at).map(|(_, text)| text.clone()),
            part: own.filter(|_| own != part),
            by_points: county.grade.by_points.as_deref().filter(|by| Some(*by) != county.grade.name.as_deref()),
            reasons: effects(county),
        });
        part = own;
    }
    rows
}

/// What vetoes, downgrades and limits made of a grade; the quota's reason stands last and is not among them.
fn effects(county: &County) -> Vec<&str> {
    let grade = &county.grade;
    let by_quota = grade.before_quota.is_some() && grade.name.is_some() && grade.before_quota != grade.name;
    let count = grade.reasons.len().saturating_sub(usize::from(by_quota));
    grade.reasons.iter().take(count).map(|reason| reason.zh.as_str()).collect()
}

/// A line of the leaders' ranking.
pub(super) struct LeaderRow<'r> {
    pub each: LeaderPlace<'r>,
    pub class: String,
    pub points: String,
    pub own: String,
}

pub(super) fn leaders(report: &Report) -> Vec<LeaderRow<'_>> {
    fn row<'r>(report: &Report, each: LeaderPlace<'r>, own: usize) -> LeaderRow<'r> {
        LeaderRow {
            class: grade_class(report, each.leaders.grade.as_deref()),
            points: show::points(&each.leaders.points, report.total_places as usize),
            own: show::points(&each.leaders.own, own),
            each,
        }
    }
    let ranked = crate::report::leaders(report);
    let own = show::column(ranked.iter().map(|each| &each.leaders.own));
    ranked.into_iter().map(|each| row(report, each, own)).collect()
}

/// Above which county the quota of the first grade that has one ends, and its words.
fn quota_line(report: &Report) -> Option<(usize, String)> {
    // Parts have quotas of their own, and nobody knows yet where a quota ends that waits for other grades.
    if report.counties.iter().any(|c| c.part.is_some() || c.grade.lack == Some(Lack::QuotaOpen)) {
        return None;
    }
    let grade = report.grades.iter().find(|g| g.quota.is_some())?;
    let quota = grade.quota?;
    let name = Some(grade.name.as_str());
    let has = |c: &County| c.grade.name.as_deref() == name;
    let cut = report.counties.iter().position(|c| c.grade.before_quota.as_deref() == name && !has(c));
    let last = report.counties.iter().rposition(has).map_or(0, |at| at + 1);
    let above = cut.filter(|cut| *cut >= last).unwrap_or_else(|| quota.max(last));
    Some((above, format!("{}名额线：至多{quota}个，实评{}个", grade.name, grade.count)))
}

/// A county in the heat map.
pub(super) struct HeatRow<'r> {
    pub county: &'r County,
    pub cells: Vec<Heat>,
}

/// A cell of the heat map.
pub(super) struct Heat {
    pub class: &'static str,
    pub score: String,
    pub percent: Option<String>,
}

pub(super) fn heat(report: &Report) -> Vec<HeatRow<'_>> {
    let places: Vec<(usize, usize)> = (0..report.areas.len())
        .map(|at| {
            let own = || report.counties.iter().filter_map(move |county| county.areas.get(at));
            (show::column(own().map(|area| &area.score)), show::longest(own().filter_map(|area| area.percent.as_deref())))
        })
        .collect();
    let cells = |county: &County| {
        let cell = |(area, (points, percent)): (&crate::report::AreaScore, &(usize, usize))| Heat {
            class: heat_class(area.percent.as_deref()),
            score: show::points(&area.score, *points),
            percent: area.percent.as_ref().map(|share| show::padded(share, *percent)),
        };
        county.areas.iter().zip(&places).map(cell).collect()
    };
    report.counties.iter().map(|county| HeatRow { county, cells: cells(county) }).collect()
}

/// Least share in percent of each shade: the deeper, the more was lost.
const SHADES: [(i64, &str); 7] = [(100, "h0"), (95, "h1"), (90, "h2"), (85, "h3"), (80, "h4"), (70, "h5"), (60, "h6")];

fn heat_class(percent: Option<&str>) -> &'static str {
    let Some(percent) = percent.and_then(show::number) else { return "hx" };
    SHADES.iter().find(|(least, _)| percent >= Number::from(*least)).map_or("h7", |(_, class)| class)
}
