//! Small multiples: how the scores of each indicator are spread over the counties.

use std::collections::BTreeMap;

use crate::expr::Number;
use crate::report::{IndicatorLine, Kind, Lack, Report, Value, show};

/// The indicators of a focus area, or the items.
pub(super) struct Group<'r> {
    pub name: String,
    pub tiles: Vec<Tile<'r>>,
}

/// One indicator.
pub(super) struct Tile<'r> {
    pub line: &'r IndicatorLine,
    /// What stands at the right end of the axis.
    pub end: String,
    pub dots: Vec<Dot>,
    /// What the drawing shows, in words.
    pub words: String,
}

/// One county in the drawing, in units of it.
pub(super) struct Dot {
    pub x: i64,
    pub y: i64,
    /// Number of the county on the page.
    pub county: usize,
    pub title: String,
    pub lost: bool,
}

/// Width of the axis, its left end, the height of its line, and the way from dot to dot.
const WIDTH: i64 = 1880;
const LEFT: i64 = 60;
const GROUND: i64 = 560;
const STEP: i64 = 96;

pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut rest = Group { name: "其他指标".to_owned(), tiles: Vec::new() };
    let mut leaders = Group { name: "领导指标".to_owned(), tiles: Vec::new() };
    let mut items = Group { name: "加分项、扣分项".to_owned(), tiles: Vec::new() };
    let named = |area: &crate::report::Area| Group { name: format!("{} {}", area.code, area.name), tiles: Vec::new() };
    let mut out: Vec<Group<'_>> = report.areas.iter().map(named).collect();
    for (at, line) in report.indicators.iter().enumerate().filter(|(_, line)| line.scored) {
        let area = report.areas.iter().position(|a| Some(&a.code) == line.area.as_ref());
        let group = match line.kind {
            Kind::Bonus | Kind::Penalty => &mut items,
            Kind::Leader => &mut leaders,
            Kind::Indicator => area.and_then(|at| out.get_mut(at)).unwrap_or(&mut rest),
        };
        group.tiles.push(tile(report, at, line));
    }
    out.extend([rest, leaders, items]);
    out.retain(|group| !group.tiles.is_empty());
    out
}

fn tile<'r>(report: &'r Report, at: usize, line: &'r IndicatorLine) -> Tile<'r> {
    let values: Vec<_> = report.counties.iter().enumerate().filter_map(|(n, c)| Some((n, c, c.scores.get(at)?))).collect();
    let numbers = || values.iter().filter_map(|(_, _, score)| show::number_of(&score.score));
    let full = line.full.as_deref().and_then(show::number);
    let end = full.filter(|full| !full.is_zero()).or_else(|| numbers().max()).filter(|end| !end.is_zero()).unwrap_or(Number::ONE);
    let mut stacks: BTreeMap<i64, i64> = BTreeMap::new();
    let mut dots = Vec::new();
    for (n, county, score) in &values {
        let share = match &score.score {
            Value::Number(text) => show::number(text).map_or(0, |x| show::thousandths(&x, &end)),
            Value::Met(met) => i64::from(*met) * 1000,
            Value::Lack(_) => continue,
        };
        let stack = stacks.entry(share / 45).or_insert(0);
        let lost = show::is_lost(score.loss.as_deref()) || score.score == Value::Met(false) || is_short(line, &score.score);
        let title = format!("{}：{}", county.name, show::value(&score.score));
        dots.push(Dot { x: LEFT + WIDTH * share / 1000, y: *stack, county: *n, title, lost });
        *stack += 1;
    }
    // High stacks are pressed together.
    let highest = stacks.values().copied().max().unwrap_or(1).max(1);
    let step = STEP.min((GROUND - 60) / highest);
    for dot in &mut dots {
        dot.y = GROUND - 52 - step * dot.y;
    }
    let words = words(report, at, &dots);
    Tile { line, end: end.to_string(), dots, words }
}

/// Whether a leaders' indicator, whose losses are not among those of the government, earned less than all its points.
fn is_short(line: &IndicatorLine, score: &Value) -> bool {
    let full = line.full.as_deref().and_then(show::number).filter(|_| line.kind == Kind::Leader);
    full.zip(show::number_of(score)).is_some_and(|(full, points)| points < full)
}

/// `4个失分；失分最多：甲县，失1.5分；缺报1个`
fn words(report: &Report, at: usize, dots: &[Dot]) -> String {
    let lost = dots.iter().filter(|d| d.lost).count();
    let is_item = report.indicators.get(at).is_some_and(|line| matches!(line.kind, Kind::Bonus | Kind::Penalty));
    let mut out = vec![if dots.is_empty() {
        "没有得分".to_owned()
    } else if is_item {
        let counts = |c: &&crate::report::County| c.scores.get(at).and_then(|s| show::number_of(&s.score)).is_some_and(|n| !n.is_zero());
        format!("{}个有", report.counties.iter().filter(counts).count())
    } else if lost == 0 {
        "无失分".to_owned()
    } else {
        format!("{lost}个失分")
    }];
    let worst = report.counties.iter().filter_map(|c| Some((c.scores.get(at)?.loss.as_deref().and_then(show::number)?, c)));
    let worst: Vec<_> = worst.filter(|(loss, _)| !loss.is_zero() && !loss.is_negative()).collect();
    if let Some(most) = worst.iter().map(|(loss, _)| loss).max() {
        let all: Vec<_> = worst.iter().filter(|(loss, _)| loss == most).collect();
        if let [(_, county)] = all.as_slice() {
            let word = if is_item { "扣分" } else { "失分" };
            let verb = if is_item { "扣" } else { "失" };
            out.push(format!("{word}最多：{}，{verb}{most}分", county.name));
        }
    }
    for lack in Lack::ALL {
        let count = report.counties.iter().filter(|c| c.scores.get(at).is_some_and(|s| s.score == Value::Lack(lack))).count();
        if count > 0 {
            out.push(format!("{}{count}个", lack.zh()));
        }
    }
    out.join("；")
}
