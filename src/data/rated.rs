//! Marks of assessors as they were read become judgements (评委评分的合成). Spec: §5.6.

use std::collections::BTreeSet;

use super::bind::{Binder, Slot};
use super::collect::allowed;
use super::frame::{Absence, stored_places};
use super::problem::DataProblem;
use super::raters::{Open, Panel, panels};
use crate::expr::{DatumId, Number};
use crate::finding::Code;
use crate::words;

impl Binder<'_> {
    /// Puts what the marks of assessors come to where no judgement was given.
    pub(super) fn rated(&mut self) {
        let counties: BTreeSet<(usize, DatumId)> = self.marks.keys().map(|(county, datum, _)| (*county, *datum)).collect();
        let panels = panels(self.model);
        for (county, datum) in counties {
            let Some(panel) = Panel::of(&panels, datum) else { continue };
            if !self.is_given(county, panel.datum) && !panel.level.is_some_and(|level| self.is_given(county, level)) {
                let judged = self.judged(county, panel);
                self.put(county, panel, judged);
            }
        }
    }

    /// Whether a judgement was given as a whole.
    fn is_given(&self, county: usize, datum: DatumId) -> bool {
        self.values.get(&(datum, 0, 0)).and_then(|column| column.get(county)).is_some_and(|slot| *slot != Slot::Empty)
    }

    /// What the marks of a county come to.
    fn judged(&mut self, county: usize, panel: &Panel<'_>) -> Slot {
        let Some(datum) = self.model.datum(panel.datum) else { return Slot::Bad };
        let places = stored_places(&datum.signature);
        let mut marks = Vec::new();
        let (mut bad, mut first) = (false, None);
        for rater in 1..=panel.raters {
            let Some((slot, place)) = self.marks.get(&(county, panel.datum, rater)) else { continue };
            first.get_or_insert_with(|| place.clone());
            let Slot::Given(Ok(units)) = slot else {
                bad |= *slot == Slot::Bad;
                continue;
            };
            let mark = &Number::from(*units) * &Number::ulp(places);
            if !panel.allows(&mark) {
                let (name, whose) = (&datum.name, self.county_name(county));
                let mut problem = DataProblem::new(
                    Code::CellOutOfRange,
                    place.clone(),
                    words! { zh: "{whose}的“{name}”：评委不能给这个分", en: "`{name}` of {whose}: no assessor may give these points" },
                );
                if let Some(ranges) = allowed(self.model, panel.datum) {
                    problem = problem.expected(words! { zh: "规则给的幅度之内（{ranges}）", en: "within the rule ({ranges})" });
                }
                self.problems.report(problem);
                bad = true;
            }
            marks.push((rater, *units, mark));
        }
        if bad {
            return Slot::Bad;
        }
        let numbers: Vec<Number> = marks.iter().map(|(.., mark)| mark.clone()).collect();
        self.counted.extend(marks.iter().map(|(rater, units, _)| ((panel.datum, *rater, county), *units)));
        match panel.combine(&numbers) {
            Ok(points) => (&points * &Number::ten_to(places)).to_i64().map_or(Slot::Bad, |units| Slot::Given(Ok(units))),
            Err(open) => {
                self.left_open(county, panel, &open, first);
                Slot::Given(Err(Absence::Pending))
            }
        }
    }

    fn left_open(&mut self, county: usize, panel: &Panel<'_>, open: &Open, place: Option<super::problem::Place>) {
        let name = panel.level.or(Some(panel.datum)).and_then(|id| self.model.datum(id)).map(|d| d.name.clone()).unwrap_or_default();
        let (whose, why) = (self.county_name(county), open.words());
        let (zh, en) = (why.zh, why.en);
        let Some(place) = place else { return };
        self.problems.report(DataProblem::new(
            Code::JudgementOpen,
            place,
            words! { zh: "{whose}的“{name}”待定：{zh}", en: "`{name}` of {whose} is pending: {en}" },
        ));
    }

    /// The judgement, and the level its points belong to.
    fn put(&mut self, county: usize, panel: &Panel<'_>, judged: Slot) {
        let places = self.model.datum(panel.datum).map_or(0, |d| stored_places(&d.signature));
        let level = match judged {
            Slot::Given(Ok(units)) => {
                let points = &Number::from(units) * &Number::ulp(places);
                panel.level_of(&points).map_or(Slot::Bad, |at| Slot::Given(Ok(at as i64)))
            }
            other => other,
        };
        for (datum, slot) in [(Some(panel.datum), judged), (panel.level, level)] {
            let Some(datum) = datum else { continue };
            let column = self.values.entry((datum, 0, 0)).or_default();
            if column.len() <= county {
                column.resize(county + 1, Slot::Empty);
            }
            if let Some(kept) = column.get_mut(county) {
                *kept = slot;
            }
        }
    }
}
