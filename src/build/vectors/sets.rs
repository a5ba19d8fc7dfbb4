//! Which evaluations the vectors hold (数据组): boundaries, the file's own cases, generated cases, absences, ties, chance.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidates, candidates, column};
use crate::build::Subject;
use crate::coverage::{Coverage, goals, suggest};
use crate::data::{Cell, CountyData, Dataset, Frame, Row, needed};
use crate::expr::{ColumnId, DatumId, GroupId, Number, TableId, Value};
use crate::model::{Case, Model};
use crate::oracle::case_data;
use crate::score::{CountyResult, Score, score};
use crate::sentence::Type;

/// Counties where the file leaves them to the data.
const COUNTIES: [&str; 5] = ["甲县", "乙县", "丙县", "丁县", "戊县"];
/// Rows of a detail table where a set is not about them.
const ROWS: usize = 4;
/// Sets of values taken by chance.
const BY_CHANCE: usize = 8;
/// Cells stand at a boundary in turns of so many.
const SHARES: usize = 3;
/// In a set about absences, one cell of so many is absent.
const ABSENT: usize = 7;

/// The sets, each with a name.
pub fn sets(subject: &Subject<'_>) -> Vec<(String, Dataset)> {
    let model = subject.listing.model;
    let keys: BTreeSet<(DatumId, u8)> = needed(model);
    let mut maker = Maker { model, candidates: candidates(model, &keys), best: BTreeMap::new(), names: roster(model) };
    maker.improve();
    let counties = maker.names.len();
    let mut out = Vec::new();
    let longest = maker.candidates.values().map(Vec::len).max().unwrap_or(1);
    for round in 0..longest.div_ceil(counties) * SHARES {
        // In each county some cells stand at a boundary, and all others are good, so that totals and grades differ.
        let (turn, share) = (round / SHARES, round % SHARES);
        let data = maker.dataset(|county, key| {
            let at = key.0.index() + usize::from(key.1);
            if (at + county) % SHARES == share { Choice::At(turn * counties + county + at) } else { Choice::Best }
        });
        out.push((format!("界限{}", round + 1), data));
    }
    out.extend(maker.cases(subject));
    for (name, absent) in [("缺报", Absent::Missing), ("不适用", Absent::NotApplicable), ("待定", Absent::Pending)] {
        for start in 0..ABSENT {
            out.push((format!("{name}{}", start + 1), maker.with_gaps(start, absent)));
        }
    }
    out.push(("并列".to_owned(), maker.dataset(|_, _| Choice::Best)));
    out.push(("两等".to_owned(), maker.dataset(|county, key| if county % 2 == 0 { Choice::Best } else { Choice::At(key.0.index()) })));
    out.push(("最小值".to_owned(), maker.dataset(|_, _| Choice::At(0))));
    out.push(("最大值".to_owned(), maker.dataset(|_, _| Choice::Last)));
    for set in 0..BY_CHANCE {
        let data = maker.dataset(|county, key| {
            let chance = mix(set, county, usize::from(key.1) << 16 | key.0.index());
            if chance % 8 < set { Choice::At(chance / 8) } else { Choice::Best }
        });
        out.push((format!("随机{}", set + 1), data));
    }
    out
}

fn roster(model: &Model) -> Vec<String> {
    let names: Vec<String> = model.counties.iter().map(|c| c.name.clone()).collect();
    if names.is_empty() { COUNTIES.map(str::to_owned).to_vec() } else { names }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absent {
    Missing,
    NotApplicable,
    Pending,
}

/// Which candidate a cell takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// This one, counted round and round.
    At(usize),
    /// The last one.
    Last,
    /// The one with which a county has the most points.
    Best,
}

struct Maker<'m> {
    model: &'m Model,
    candidates: Candidates,
    best: BTreeMap<(DatumId, u8), usize>,
    names: Vec<String>,
}

impl Maker<'_> {
    /// Looks for the best candidate of each datum, one after the other, the others as good as is known so far.
    fn improve(&mut self) {
        let Some(name) = self.names.first().cloned() else { return };
        let keys: Vec<(DatumId, u8)> = self.candidates.keys().copied().collect();
        // What one cell is worth can depend on a later one.
        for key in keys.iter().chain(&keys).copied() {
            let Some(base) = self.dataset(|_, _| Choice::Best).counties.into_iter().next() else { return };
            let cells = self.candidates.get(&key).cloned().unwrap_or_default();
            let tried = cells.into_iter().map(|cell| {
                let mut county = CountyData { name: name.clone(), ..base.clone() };
                county.values.insert(key, cell);
                county
            });
            let data = Dataset { counties: tried.collect() };
            let results = score(self.model, &Frame::from_dataset(self.model, &data));
            // Without a grade the points of indicators that have a score decide.
            let fires = |county: &CountyResult| Reverse(county.fires.iter().filter(|f| **f == Ok(true)).count());
            let points = |county: &CountyResult| match (&county.total, &county.grade_before_quota) {
                (Ok(total), Ok(grade)) => (true, Reverse(*grade), fires(county), total.clone()),
                _ => (
                    false,
                    Reverse(0),
                    fires(county),
                    county
                        .scores
                        .iter()
                        .filter_map(|s| if let Ok(Score::Points(p)) = s { Some(p) } else { None })
                        .fold(Number::ZERO, |sum, p| &sum + p),
                ),
            };
            let best = results.counties.iter().enumerate().max_by_key(|(at, county)| (points(county), Reverse(*at)));
            self.best.extend(best.map(|(at, _)| (key, at)));
        }
    }

    /// Every county with every cell, each as chosen.
    fn dataset(&self, choose: impl Fn(usize, (DatumId, u8)) -> Choice) -> Dataset {
        let county = |(at, name): (usize, &String)| {
            let mut county = CountyData { name: name.clone(), ..CountyData::default() };
            for (key, cells) in &self.candidates {
                let place = match choose(at, *key) {
                    Choice::At(number) => number.checked_rem(cells.len()),
                    Choice::Last => cells.len().checked_sub(1),
                    Choice::Best => Some(self.best.get(key).copied().unwrap_or_default()),
                };
                county.values.extend(place.and_then(|place| cells.get(place)).map(|cell| (*key, cell.clone())));
            }
            self.judge(at, &mut county);
            for (index, table) in self.model.tables.iter().enumerate() {
                let table_id = TableId(index as u32);
                let row = |n: usize| -> Row {
                    let asked = table.columns.iter().filter_map(|id| Some((*id, self.model.column(*id)?)));
                    let asked = asked.filter(|(_, column)| column.formula.is_none());
                    let year = self.model.header.as_ref().map_or(0, |h| h.year);
                    let pick = |cells: Vec<Cell>, id: ColumnId| cells.get(mix(n, at, id.index()).checked_rem(cells.len())?).cloned();
                    asked.filter_map(|(id, c)| Some((id, pick(column(&c.signature, year), id)?))).collect()
                };
                county.rows.insert(table_id, (0..ROWS + at % 2).map(row).collect());
            }
            county
        };
        Dataset { counties: self.names.iter().enumerate().map(county).collect() }
    }

    /// Points of assessors lie in the range of the level that is given.
    fn judge(&self, at: usize, county: &mut CountyData) {
        for used in &self.model.judged {
            let level = used.level.and_then(|level| match county.values.get(&(level, 0)) {
                Some(Cell::Value(Value::Number(n))) => n.to_i64().and_then(|n| usize::try_from(n).ok()),
                _ => None,
            });
            let Some((low, high)) = used.ranges.get(level.unwrap_or_default()) else { continue };
            let step = self.model.datum(used.datum).and_then(|d| d.quantum.clone()).unwrap_or(Number::ulp(1));
            let points = if at.is_multiple_of(2) { high.div(&step).map(|n| n.floor()) } else { low.div(&step).map(|n| n.ceil()) };
            let points = points.map(|n| &n * &step).unwrap_or_default();
            county.values.insert((used.datum, 0), Cell::Value(Value::Number(points)));
        }
    }

    /// The data of the file's cases, and of cases made for what they leave out; what a case does not give is filled in.
    fn cases(&self, subject: &Subject<'_>) -> Vec<(String, Dataset)> {
        let all = goals(self.model);
        let nothing = Coverage { reached: vec![false; all.len()] };
        let made = suggest(self.model, subject.names, &all, &nothing);
        let own = self.model.cases.iter().map(|case| (case, true));
        let cases: Vec<(&Case, bool)> = own.chain(made.cases.iter().map(|(case, _)| (case, false))).collect();
        let (mut single, mut out): (Vec<CountyData>, Vec<(String, Dataset)>) = (Vec::new(), Vec::new());
        for (case, is_own) in cases.into_iter().filter(|(case, _)| !case.spec.refused) {
            let Ok(data) = case_data(self.model, subject.names, case) else { continue };
            let is_given = |c: &CountyData| !c.scores.is_empty() || c.total.is_some() || c.grade.is_some();
            if data.counties.len() > self.names.len() || data.counties.iter().any(is_given) || !data.problems(self.model).is_empty() {
                continue;
            }
            match data.counties.as_slice() {
                [one] => single.push(one.clone()),
                _ if is_own => out.push((format!("用例 {}", case.name), self.completed(data.counties))),
                _ => {}
            }
        }
        out.extend(self.side_by_side(single).into_iter().enumerate().map(|(n, set)| (format!("用例组{}", n + 1), self.completed(set))));
        out
    }

    /// Cases of one county each, as many in a set as there are counties, each county once.
    fn side_by_side(&self, single: Vec<CountyData>) -> Vec<Vec<CountyData>> {
        let mut sets: Vec<Vec<CountyData>> = Vec::new();
        for mut one in single {
            let alike = |name: &String| self.groups(name) == self.groups(&one.name);
            let able: Vec<&String> = self.names.iter().filter(|name| alike(name)).collect();
            let free = |set: &[CountyData]| able.iter().find(|name| set.iter().all(|other| other.name != ***name)).map(|n| (*n).clone());
            let place = sets.iter().enumerate().find_map(|(at, set)| Some((at, free(set)?)));
            match place.and_then(|(at, name)| Some((sets.get_mut(at)?, name))) {
                Some((set, name)) => {
                    one.name = name;
                    set.push(one);
                }
                None => {
                    one.name = free(&[]).unwrap_or(one.name);
                    sets.push(vec![one]);
                }
            }
        }
        sets
    }

    /// The groups of a county; none if it is not in the roster.
    fn groups(&self, name: &str) -> &[GroupId] {
        self.model.counties.iter().find(|c| c.name == name).map_or(&[], |c| c.groups.as_slice())
    }

    /// The whole roster: the counties given, in their places by name or order, filled in with others' values.
    fn completed(&self, given: Vec<CountyData>) -> Dataset {
        let mut data = self.dataset(|_, _| Choice::Best);
        let mut free: Vec<usize> = (0..self.names.len()).filter(|at| !given.iter().any(|g| self.names.get(*at) == Some(&g.name))).collect();
        free.reverse();
        for one in given {
            let place = self.names.iter().position(|n| *n == one.name).or_else(|| free.pop());
            let Some(county) = place.and_then(|at| data.counties.get_mut(at)) else { continue };
            county.values.extend(one.values);
            county.rows.extend(one.rows);
        }
        data
    }

    /// A set in which one cell of some is absent.
    fn with_gaps(&self, start: usize, absent: Absent) -> Dataset {
        let mut data = self.dataset(|_, _| Choice::Best);
        for (at, county) in data.counties.iter_mut().enumerate() {
            let keys: Vec<(DatumId, u8)> = county.values.keys().copied().collect();
            for (n, key) in keys.into_iter().enumerate().filter(|(n, _)| (n + at + start).is_multiple_of(ABSENT)) {
                let signature = self.model.datum(key.0).map(|d| &d.signature);
                let allowed = signature.is_some_and(|s| match absent {
                    Absent::Missing => true,
                    Absent::NotApplicable => s.optional,
                    Absent::Pending => s.ty == Type::Judgement || n.is_multiple_of(2),
                });
                match absent {
                    _ if !allowed => {}
                    Absent::Missing => drop(county.values.remove(&key)),
                    Absent::NotApplicable => drop(county.values.insert(key, Cell::NotApplicable)),
                    Absent::Pending => drop(county.values.insert(key, Cell::Pending)),
                }
            }
            if absent == Absent::Missing && at == start {
                county.rows.values_mut().flatten().take(1).for_each(|row| drop(row.pop_first()));
            }
        }
        data
    }
}

/// A number that looks like chance and is always the same.
fn mix(a: usize, b: usize, c: usize) -> usize {
    let mut x = (a as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (b as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F) ^ (c as u64 + 1);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 33) as usize
}
