//! The values that were read become the frame (汇总): stages joined, counties in order, what is missing listed.

use std::collections::{BTreeMap, BTreeSet};

use super::bind::{Binder, Reading, Slot};
use super::dataset::Problem;
use super::frame::{Absence, Cells, Frame, Rows};
use super::header::VERIFIED;
use super::needs::needed;
use super::problem::{DataProblem, MissingCell, MissingWhat, Place, Problems};
use super::value::folded_name;
use crate::expr::{DatumId, TableId};
use crate::finding::Code;
use crate::model::{Datum, DatumKind, Model};
use crate::words;

/// What tables held, with everything wrong as it was found.
pub(super) struct Collected {
    pub frame: Frame,
    pub problems: Problems,
    pub missing: Vec<MissingCell>,
    pub documents: BTreeMap<(DatumId, u8, bool, usize), String>,
    pub marks: BTreeMap<(DatumId, u32, usize), i64>,
}

impl Binder<'_> {
    /// Ends the reading; `tables` tells whether any table of counties was given.
    pub(super) fn finish(self, tables: bool) -> Reading {
        let Collected { frame, problems, missing, documents, marks } = self.collect(tables);
        Reading { frame, problems: in_order(problems), missing, documents, marks }
    }

    /// The frame, with everything wrong as it was found.
    pub(super) fn collect(mut self, tables: bool) -> Collected {
        self.rated();
        let order = self.order(tables);
        let mut frame = Frame { texts: std::mem::take(&mut self.texts), ..Frame::default() };
        frame.counties = order.iter().map(|at| self.county_name(*at)).collect();
        (frame.parts, frame.part_names) = self.parts(&order);
        self.join(&order, &mut frame);
        self.fractions(&order, &frame);
        self.list_missing(&order);
        self.detail_rows(&order, &mut frame);
        self.judged_points(&order, &frame);
        let mut documents = BTreeMap::new();
        for ((county, datum, back, stage), text) in std::mem::take(&mut self.documents) {
            if let Some(at) = order.iter().position(|known| *known == county) {
                // Stages come in order: the last one that is not verified counts as reported.
                documents.insert((datum, back, stage == VERIFIED, at), text);
            }
        }
        let counted = std::mem::take(&mut self.counted).into_iter();
        let placed = counted.filter_map(|((datum, rater, county), units)| {
            order.iter().position(|known| *known == county).map(|at| ((datum, rater, at), units))
        });
        Collected { frame, problems: self.problems, missing: self.missing, documents, marks: placed.collect() }
    }

    /// Counties by their place while reading: as in the roster, else as in the files.
    fn order(&mut self, tables: bool) -> Vec<usize> {
        if self.model.counties.is_empty() {
            return (0..self.counties.len()).collect();
        }
        if !tables {
            // Nobody gave a table of counties: everything is missing for all of them.
            for county in &self.model.counties {
                self.counties.insert((String::new(), folded_name(&county.name)), county.name.clone());
            }
        }
        let place = |name: &str| self.counties.get_index_of(&(String::new(), folded_name(name)));
        let given = |at: &usize| !tables || self.named.contains(at);
        let (mut order, mut absent) = (Vec::new(), Vec::new());
        for county in &self.model.counties {
            match place(&county.name).filter(given) {
                Some(at) => order.push(at),
                // A row of it is reported already.
                None if self.troubled.contains(&folded_name(&county.name)) => {}
                None => absent.push(county.name.as_str()),
            }
        }
        if !absent.is_empty() {
            let (count, zh, en) = (absent.len(), absent.join("、"), absent.join(", "));
            self.problems.report(
                DataProblem::new(
                    Code::RosterMismatch,
                    Place::file(""),
                    words! { zh: "名册里有{count}个县没有数据：{zh}", en: "{count} counties of the roster have no data: {en}" },
                )
                .help(words! { zh: "请补上它们的行", en: "Add their rows" }),
            );
        }
        order
    }

    /// The part of the population of each county, where tables name several cities, and the names of the parts.
    fn parts(&self, order: &[usize]) -> (Vec<u32>, Vec<String>) {
        let cities: Vec<&str> = order.iter().filter_map(|at| self.counties.get_index(*at)).map(|(key, _)| key.0.as_str()).collect();
        let mut known: indexmap::IndexSet<&str> = indexmap::IndexSet::new();
        let parts: Vec<u32> = cities.iter().map(|city| known.insert_full(city).0 as u32).collect();
        let named = known.iter().any(|city| self.cities.contains_key(*city));
        let names = known.iter().map(|city| self.cities.get(*city).cloned().unwrap_or_default());
        let names = if named { names.collect() } else { Vec::new() };
        if known.len() > 1 { (parts, names) } else { (Vec::new(), names) }
    }

    /// The last stage that is given counts; what was reported is kept where a verified value replaces it.
    fn join(&self, order: &[usize], frame: &mut Frame) {
        let keys: BTreeSet<(DatumId, u8)> = self.values.keys().map(|(id, back, _)| (*id, *back)).collect();
        for key in keys {
            let stages: Vec<(u8, &Vec<Slot>)> =
                self.values.range((key.0, key.1, 0)..=(key.0, key.1, VERIFIED)).map(|((.., stage), v)| (*stage, v)).collect();
            let (mut cells, mut reported, mut verified) = (Cells::default(), Cells::default(), Vec::new());
            for at in order {
                let given = |(stage, column): &(u8, &Vec<Slot>)| match column.get(*at) {
                    Some(Slot::Given(stored)) => Some((*stage, *stored)),
                    _ => None,
                };
                let last = stages.iter().rev().find_map(given);
                let before = stages.iter().rev().filter(|(stage, _)| *stage != VERIFIED).find_map(given);
                cells.push(last.map_or(Err(Absence::Missing), |(_, stored)| stored));
                reported.push(before.map_or(Err(Absence::Missing), |(_, stored)| stored));
                verified.push(last.is_some_and(|(stage, _)| stage == VERIFIED));
            }
            if verified.contains(&true) {
                frame.reported.insert(key, (reported, verified));
            }
            frame.data.insert(key, cells);
        }
    }

    /// Whether anything was given for a county, readable or not.
    fn touched(&self, key: (DatumId, u8), at: usize) -> bool {
        let mut stages = self.values.range((key.0, key.1, 0)..=(key.0, key.1, VERIFIED));
        stages.any(|(_, column)| column.get(at).is_some_and(|slot| *slot != Slot::Empty))
    }

    /// Whether the level of judged points is itself 不适用, 待定 or not given: then there are no points to give.
    fn undecided(&self, datum: &Datum, at: usize) -> bool {
        let DatumKind::JudgedPoints(level) = datum.kind else { return false };
        if !self.touched((level, 0), at) {
            return true;
        }
        let mut stages = self.values.range((level, 0, 0)..=(level, 0, VERIFIED)).rev();
        stages.any(|(_, column)| matches!(column.get(at), Some(Slot::Given(Err(_)))))
    }

    fn list_missing(&mut self, order: &[usize]) {
        if self.refused {
            self.missing.clear();
            return;
        }
        let unread = std::mem::take(&mut self.unread);
        for key in needed(self.model).difference(&unread).copied() {
            let Some(datum) = self.model.datum(key.0).filter(|d| d.when_missing.is_none()) else { continue };
            let name = match key.1 {
                0 => datum.name.clone(),
                back => format!("{}（{}）", datum.name, period(back)),
            };
            for at in order {
                if !self.touched(key, *at) && !self.undecided(datum, *at) {
                    let county = self.county_name(*at);
                    self.miss(MissingWhat::Datum(key.0, key.1), name.clone(), Some(county), None);
                }
            }
        }
        for (i, table) in self.model.tables.iter().enumerate() {
            let id = TableId(i as u32);
            let asks = table.columns.iter().filter_map(|c| self.model.column(*c)).any(|c| c.formula.is_none());
            if asks && !self.rows.contains_key(&id) {
                // As if there were no rows: that would be a score, and a wrong one.
                let name = &table.name;
                self.problems.report(
                    DataProblem::new(
                        Code::DataMissing,
                        Place::file(""),
                        words! { zh: "没有明细表“{name}”", en: "the detail table `{name}` is not there" },
                    )
                    .help(words! {
                        zh: "请给出名为“{name}”的工作表或文件；确实一行也没有的，只留表头",
                        en: "Give a sheet or file called `{name}`; if it has no rows, with its header only"
                    }),
                );
            }
        }
    }

    fn detail_rows(&mut self, order: &[usize], frame: &mut Frame) {
        let place: BTreeMap<usize, u32> = order.iter().enumerate().map(|(new, old)| (*old, new as u32)).collect();
        for (id, rows) in &self.rows {
            let Some(table) = self.model.table(*id) else { continue };
            let mut out = Rows::default();
            let kept: Vec<_> = rows.iter().filter_map(|row| place.get(&row.county).map(|at| (at, row))).collect();
            out.county = kept.iter().map(|(at, _)| **at).collect();
            let without: Vec<&str> = (0..frame.counties.len())
                .filter(|at| !out.county.contains(&(*at as u32)))
                .filter_map(|at| frame.counties.get(at))
                .map(String::as_str)
                .collect();
            // Where almost all counties have rows, one without was probably left out.
            if !without.is_empty() && without.len() * 4 <= frame.counties.len() {
                let (name, zh, en) = (&table.name, without.join("、"), without.join(", "));
                self.problems.report(DataProblem::new(
                    Code::NoRows,
                    Place::file(""),
                    words! { zh: "“{name}”里没有{zh}的行，按一行也没有计分", en: "`{name}` has no row of {en}, which is scored as having none" },
                ));
            }
            for (i, column) in table.columns.iter().enumerate() {
                if self.model.column(*column).is_none_or(|c| c.formula.is_some()) {
                    continue;
                }
                let mut cells = Cells::default();
                for (_, row) in &kept {
                    cells.push(match row.slots.get(i) {
                        Some(Slot::Given(stored)) => *stored,
                        _ => Err(Absence::Missing),
                    });
                }
                if (0..kept.len()).any(|at| cells.absence(at) != Absence::Missing) {
                    out.columns.insert(*column, cells);
                }
            }
            frame.tables.insert(*id, out);
        }
    }

    /// Points no assessor may give: the same check as everywhere, with the places of the cells.
    fn judged_points(&mut self, order: &[usize], frame: &Frame) {
        if self.model.judged.is_empty() {
            return;
        }
        for (county, at) in frame.to_dataset(self.model).counties.iter().zip(order) {
            for problem in county.problems(self.model) {
                let Problem::NotAllowed(id) = problem else { continue };
                let (Some(datum), Some(place)) = (self.model.datum(id), self.judged_at.get(&(*at, id))) else { continue };
                let (name, whose) = (&datum.name, &county.name);
                let mut problem = DataProblem::new(
                    Code::CellOutOfRange,
                    place.clone(),
                    words! { zh: "{whose}的“{name}”：评委不能给这个分", en: "`{name}` of {whose}: no assessor may give these points" },
                );
                if let Some(ranges) = allowed(self.model, id) {
                    problem = problem.expected(words! { zh: "规则给的幅度之内（{ranges}）", en: "within the rule ({ranges})" });
                }
                self.problems.report(problem.help(words! { zh: "请看等级与分数是否相符", en: "Compare level and points" }));
            }
        }
    }
}

/// Files stay in the order they were given; problems of one file go by place.
pub(super) fn in_order(problems: Problems) -> Vec<DataProblem> {
    let order_of = |p: &DataProblem| (p.place.file.clone(), p.place.sheet.clone(), p.place.row, p.place.column);
    let mut problems = problems.finish();
    let files: Vec<_> = problems.iter().map(|p| p.place.file.clone()).collect();
    problems.sort_by_key(|p| (files.iter().position(|f| *f == p.place.file), order_of(p)));
    problems.dedup();
    problems
}

/// The ranges of points a rule leaves to assessors.
pub fn allowed(model: &Model, id: DatumId) -> Option<String> {
    let judged = model.judged.iter().find(|j| j.datum == id)?;
    let step = model.datum(id).and_then(|d| d.quantum.clone()).map_or_else(|| "0.1".to_owned(), |q| q.to_string());
    let levels = match judged.level.and_then(|level| model.datum(level)).map(|d| &d.signature.ty) {
        Some(crate::sentence::Type::Level(levels)) => levels.clone(),
        _ => Vec::new(),
    };
    let each = judged.ranges.iter().enumerate().map(|(i, (low, high))| {
        let level = levels.get(i).map(|l| format!("{l} ")).unwrap_or_default();
        format!("{level}{low}—{high}")
    });
    Some(format!("{}，以{step}分为一档", each.collect::<Vec<_>>().join("，")))
}

/// 上年, 前2年 …
pub(super) fn period(back: u8) -> String {
    if back == 1 { "上年".to_owned() } else { format!("前{back}年") }
}
