//! Boundary cases (建议用例) for goals no case reaches: tried, scored by the oracle, written as text. Spec: §8.3.

use std::collections::{BTreeMap, BTreeSet};

use super::expand::{expand, settled};
use super::goal::{Goal, Owner, Test};
use super::grades::{assign, of_grades, of_leaders, of_result};
use super::measure::{Coverage, Looked};
use super::points::{Point, points};
use super::population::{compared, falling};
use super::rows::{row_sets, tables};
use super::write;
use crate::data::{Cell, CountyData, Dataset};
use crate::expr::{DatumId, Expr, GroupId, IndicatorId, Value};
use crate::model::{Case, Indicator, Model, Names};
use crate::oracle::{Oracle, judge_case, outcome};
use crate::sentence::{PartKind, Rule};
use crate::source::Span;

/// What was found for the goals no case reaches.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Cases that pass, and the goals each reaches first.
    pub cases: Vec<(Case, Vec<usize>)>,
    /// For each goal whether a suggested case reaches it.
    pub reached: Vec<bool>,
}

/// Cases for every goal that is not reached and for which data were found.
pub fn suggest(model: &Model, names: &Names, goals: &[Goal], coverage: &Coverage) -> Found {
    let mut trials =
        Trials { model, names, goals, open: coverage.reached.iter().map(|r| !r).collect(), tried: Vec::new(), found: Found::default() };
    for (id, indicator) in model.indicators() {
        if trials.is_open(Owner::Indicator(id)) {
            of_indicator(id, indicator, &mut trials);
            trials.choose();
        }
    }
    if (0..model.grades.len()).any(|at| trials.is_open(Owner::Grade(at))) {
        of_grades(model, &mut trials);
        trials.choose();
    }
    for at in 0..model.results.len() {
        if trials.is_open(Owner::Result(at)) {
            of_result(model, at, goals, &mut trials);
            trials.choose();
        }
    }
    if trials.is_open(Owner::Leaders) {
        of_leaders(model, &mut trials);
        trials.choose();
    }
    let mut reached = vec![false; goals.len()];
    for (_, all) in &trials.found.cases {
        for at in all {
            if let Some(slot) = reached.get_mut(*at) {
                *slot = true;
            }
        }
    }
    Found { reached, ..trials.found }
}

/// Data that were tried, and the open goals they reach.
pub(super) struct Trials<'m> {
    model: &'m Model,
    names: &'m Names,
    goals: &'m [Goal],
    open: Vec<bool>,
    tried: Vec<Trial>,
    found: Found,
}

struct Trial {
    data: Dataset,
    target: String,
    outcomes: Vec<(usize, String)>,
    reaches: BTreeSet<usize>,
}

impl Trials<'_> {
    fn is_open(&self, owner: Owner) -> bool {
        self.goals.iter().zip(&self.open).any(|(g, open)| *open && g.owner == owner)
    }

    /// An expression over data that are asked for.
    pub fn expanded(&self, expr: &Expr) -> Expr {
        expand(self.model, expr.clone())
    }

    /// So many counties of the roster, each filled in.
    pub fn dataset(&self, counties: usize, mut fill: impl FnMut(usize, &mut CountyData)) -> Dataset {
        let roster: Vec<String> = self.model.counties.iter().map(|c| c.name.clone()).collect();
        let names = if roster.is_empty() { vec!["本县".to_owned()] } else { roster };
        let one = |(at, name)| {
            let mut county = CountyData { name, ..CountyData::default() };
            fill(at, &mut county);
            county
        };
        Dataset { counties: names.into_iter().take(counties).enumerate().map(one).collect() }
    }

    /// Tries the grades of some counties.
    pub fn try_grades(&mut self, data: Dataset, counties: &[usize]) {
        let results = Vec::new();
        let looked = Looked { scores: Vec::new(), grades: true, results, leader_points: false, leader_grade: false };
        self.try_data(data, "等次", counties, |_| looked);
    }

    /// Tries a result of the first county: that of a result rule, or of the leaders.
    pub fn try_target(&mut self, data: Dataset, target: &str) {
        let results = self.model.results.iter().enumerate().filter(|(_, r)| r.name == target).map(|(at, _)| at).collect();
        let leader_grade = target == "领导等次";
        let leader_points = leader_grade || target == "领导得分";
        let looked = Looked { scores: Vec::new(), grades: leader_grade, results, leader_points, leader_grade };
        self.try_data(data, target, &[0], |_| looked);
    }

    fn try_score(&mut self, data: Dataset, id: IndicatorId) {
        let Some(code) = self.model.indicator(id).map(|i| i.code.clone()) else { return };
        let all: Vec<usize> = (0..data.counties.len()).collect();
        let scores = all.iter().map(|at| (*at, id)).collect();
        let looked = Looked { scores, grades: false, results: Vec::new(), leader_points: false, leader_grade: false };
        self.try_data(data, &code, &all, |_| looked);
    }

    fn try_data(&mut self, data: Dataset, target: &str, counties: &[usize], looked: impl FnOnce(&Oracle<'_>) -> Looked) {
        if !data.problems(self.model).is_empty() {
            return;
        }
        let oracle = Oracle::of_case(self.model, &data);
        if (0..oracle.counties()).any(|c| !oracle.failed_verifications(c).is_empty()) {
            return;
        }
        let looked = looked(&oracle);
        let is_open = |at: &usize| self.open.get(*at) == Some(&true);
        let reaches: BTreeSet<usize> = (0..self.goals.len())
            .filter(is_open)
            .filter(|at| self.goals.get(*at).is_some_and(|g| looked.reaches(self.model, g, &oracle, &data)))
            .collect();
        if reaches.is_empty() || self.tried.iter().any(|t| t.reaches.is_superset(&reaches)) {
            return;
        }
        let outcomes: Vec<(usize, String)> =
            counties.iter().map(|at| (*at, outcome(self.model, self.names, &oracle, *at, target))).collect();
        // What cannot be computed is no example to confirm.
        let plain = |text: &str| !text.is_empty() && !text.starts_with("缺报") && text != "待定" && text != "分母为0" && text != "类型不符";
        if outcomes.iter().all(|(_, text)| plain(text)) {
            drop(oracle);
            self.tried.push(Trial { data, target: target.to_owned(), outcomes, reaches });
        }
    }

    /// Takes the trials that reach the most goals still open, until they reach no more.
    fn choose(&mut self) {
        let mut tried = std::mem::take(&mut self.tried);
        loop {
            for trial in &mut tried {
                trial.reaches.retain(|at| self.open.get(*at) == Some(&true));
            }
            // Of equal ones the first: it was simpler to find.
            let best = tried.iter().enumerate().max_by_key(|(at, t)| (t.reaches.len(), std::cmp::Reverse(*at))).map(|(at, _)| at);
            let Some(best) = best.map(|at| tried.remove(at)).filter(|t| !t.reaches.is_empty()) else { return };
            let Some(spec) = write::spec(self.model, &best.data, &best.target, &best.outcomes) else { continue };
            let case = Case { name: self.free_name(&best.target), spec, span: Span::default() };
            let Ok(data) = crate::oracle::case_data(self.model, self.names, &case) else { continue };
            if !judge_case(self.model, self.names, &case, &Oracle::of_case(self.model, &data)).is_empty() {
                continue;
            }
            for at in &best.reaches {
                if let Some(open) = self.open.get_mut(*at) {
                    *open = false;
                }
            }
            self.found.cases.push((case, best.reaches.into_iter().collect()));
        }
    }

    /// A name no case has.
    fn free_name(&self, target: &str) -> String {
        let taken =
            |name: &String| self.model.cases.iter().any(|c| c.name == *name) || self.found.cases.iter().any(|(c, _)| c.name == *name);
        (1u32..).map(|n| format!("{target}之{n}")).find(|name| !taken(name)).unwrap_or_default()
    }
}

/// Tries the points of every part of a rule, the other parts standing at their best; for each group it tells apart.
fn of_indicator(id: IndicatorId, indicator: &Indicator, trials: &mut Trials<'_>) {
    let (Some(rule), model) = (&indicator.rule, trials.model) else { return };
    let mut by_group = false;
    rule.expr.walk(&mut |e| by_group |= matches!(e, Expr::InGroup(_)));
    let groups: Vec<Option<GroupId>> = match by_group {
        true => (0..model.groups.len()).map(|g| Some(GroupId(g as u32))).collect(),
        false => vec![None],
    };
    for group in groups {
        let county = group.and_then(|g| model.counties.iter().find(|c| c.groups.contains(&g))).map(|c| c.name.clone());
        Subject { id, rule, group, county }.tried(trials);
    }
}

struct Subject<'m> {
    id: IndicatorId,
    rule: &'m Rule,
    group: Option<GroupId>,
    county: Option<String>,
}

impl Subject<'_> {
    fn tried(&self, trials: &mut Trials<'_>) {
        let model = trials.model;
        let (mut best, mut worst, mut each) = (Point::new(), Point::new(), Vec::new());
        let whole = settled(trials.expanded(&self.rule.raw), self.group);
        let units: Vec<(Option<usize>, Expr, bool)> = match self.rule.parts.as_slice() {
            [] => vec![(None, whole.clone(), true)],
            parts => {
                parts.iter().enumerate().map(|(at, p)| (Some(at), self.over_data(trials, &p.value), p.kind != PartKind::Loses)).collect()
            }
        };
        let mut tests_of_all = Vec::new();
        for (part, value, earns) in &units {
            let mut tests = self.tests(trials, *part);
            if let Some(overrides) = part.and_then(|at| self.rule.parts.get(at)).map(|p| self.over_data(trials, &p.overrides)) {
                tests.push(overrides);
            }
            let found = points(model, value, &tests, self.group);
            let (most, least) = if *earns { (found.most, found.least) } else { (found.least, found.most) };
            for (key, value) in most {
                best.entry(key).or_insert(value);
            }
            for (key, value) in least {
                worst.entry(key).or_insert(value);
            }
            each.extend(found.kinds);
            tests_of_all.extend(tests);
        }
        tests_of_all.push(whole.clone());
        let over = |point: &Point| best.clone().into_iter().chain(point.clone()).collect::<Point>();
        let mut all = vec![best.clone(), worst.clone()];
        all.extend(each.iter().map(over));
        if units.len() < 2 && self.rule.parts.len() == 1 {
            all.extend(points(model, &whole, &self.tests(trials, None), self.group).kinds);
        }
        let of_tables = tables(&whole);
        let of_counties = compared(&whole);
        for table in of_tables {
            for rows in row_sets(model, table, &tests_of_all) {
                let data = trials.dataset(1, |_, county| {
                    self.fill(model, county, &best);
                    county.rows.insert(table, rows.clone());
                });
                trials.try_score(data, self.id);
            }
        }
        for point in &all {
            self.try_point(trials, point);
        }
        if !of_counties.is_empty() {
            self.try_counties(trials, &best, &of_counties);
        }
        self.try_not_applicable(trials, &best, &whole, !of_counties.is_empty());
    }

    fn over_data(&self, trials: &Trials<'_>, expr: &Expr) -> Expr {
        settled(trials.expanded(expr), self.group)
    }

    /// The goals of a part, or of the whole, as conditions over data.
    fn tests(&self, trials: &Trials<'_>, part: Option<usize>) -> Vec<Expr> {
        let own = trials.goals.iter().filter(|g| g.owner == Owner::Indicator(self.id) && g.part == part);
        own.filter_map(|g| if let Test::Holds(expr) = &g.test { Some(self.over_data(trials, expr)) } else { None }).collect()
    }

    fn try_point(&self, trials: &mut Trials<'_>, point: &Point) {
        let data = trials.dataset(1, |_, county| self.fill(trials.model, county, point));
        trials.try_score(data, self.id);
    }

    /// The point in a county of the group, judgements with points that fit their level.
    fn fill(&self, model: &Model, county: &mut CountyData, point: &Point) {
        if let Some(name) = &self.county {
            county.name.clone_from(name);
        }
        assign(county, point);
        for used in &model.judged {
            let Some(level) = used.level else { continue };
            let key = |id: DatumId| (id, 0u8);
            let Some(Cell::Value(Value::Number(at))) = county.values.get(&key(level)).cloned() else { continue };
            let Some((low, high)) = at.to_i64().and_then(|at| used.ranges.get(usize::try_from(at).ok()?)) else { continue };
            let fits = matches!(county.values.get(&key(used.datum)), Some(Cell::Value(Value::Number(n))) if n >= low && n <= high);
            if !fits {
                county.values.insert(key(used.datum), Cell::Value(Value::Number(high.clone())));
            }
        }
    }

    /// Counties side by side: falling values, and each value that the rule tells apart against the others.
    fn try_counties(&self, trials: &mut Trials<'_>, best: &Point, compared: &BTreeSet<(DatumId, u8)>) {
        let model = trials.model;
        // What is not compared and what is, from the declared ranges.
        let mut base: Point = best.clone();
        for goal in self.tests_of_inputs(trials) {
            for (key, value) in goal {
                base.entry(key).or_insert(value);
            }
        }
        for points in falling(model, &base, compared, model.counties.len()) {
            let data = trials.dataset(points.len(), |at, county| {
                if let Some(point) = points.get(at) {
                    self.fill(model, county, point);
                    if let Some(name) = model.counties.get(at) {
                        county.name.clone_from(&name.name);
                    }
                }
            });
            trials.try_score(data, self.id);
        }
    }

    /// Values for inputs that only stand inside comparisons of counties.
    fn tests_of_inputs(&self, trials: &Trials<'_>) -> Vec<Point> {
        let mut inner: Vec<Expr> = Vec::new();
        self.over_data(trials, &self.rule.raw).walk(&mut |e| {
            if let Expr::Population(_, _, a) = e {
                inner.push((**a).clone());
            }
        });
        inner.iter().map(|e| points(trials.model, e, &[], self.group).most).collect()
    }

    /// 不适用: each datum that may be, or a divisor of 0; beside it a county to which the rule applies.
    fn try_not_applicable(&self, trials: &mut Trials<'_>, best: &Point, whole: &Expr, compares: bool) {
        let model = trials.model;
        let mut asked: BTreeMap<(DatumId, u8), bool> = BTreeMap::new();
        whole.walk(&mut |e| {
            if let Expr::Datum(id, back) = e {
                asked.insert((*id, *back), model.datum(*id).is_some_and(|d| d.signature.optional));
            }
        });
        let zero = Value::Number(crate::expr::Number::ZERO);
        for cell in [Cell::NotApplicable, Cell::Value(zero)] {
            for size in if compares { 1..=2 } else { 1..=1 } {
                let data = trials.dataset(size, |at, county| {
                    self.fill(model, county, best);
                    if at > 0 {
                        if let Some(other) = model.counties.get(at) {
                            county.name.clone_from(&other.name);
                        }
                        return;
                    }
                    for (key, optional) in &asked {
                        if *optional || cell != Cell::NotApplicable {
                            county.values.insert(*key, cell.clone());
                        }
                    }
                });
                trials.try_score(data, self.id);
            }
        }
    }
}
