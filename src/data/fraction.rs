//! E1134 `fraction-for-percent`: 0.87 where 87% was probably meant (百分数像是写成了小数).
//!
//! A value above 0% and at most 1% is told where at least three other counties of the same part of the population have one and
//! the middle of theirs is above 10%. Of an even number the lower middle counts, so that it is a value somebody has. Where more is
//! better and all of them are so small, the first one is told for all. Spec: §11.5.

use std::collections::{BTreeMap, BTreeSet};

use super::bind::{Binder, Slot};
use super::collect::period;
use super::declared::Declared;
use super::frame::{Absence, Frame};
use super::header::VERIFIED;
use super::problem::{DataProblem, Place};
use crate::expr::{DatumId, Number};
use crate::finding::Code;
use crate::model::Datum;
use crate::words;

/// Other counties a value is compared with, at least.
const OTHERS: usize = 3;
/// What the middle of the others is above, in percent.
const MIDDLE: i64 = 10;

/// A value that looks like a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suspect {
    /// Its place among the values.
    pub at: usize,
    /// The middle of the others; `None` if all are as small.
    pub middle: Option<i64>,
}

/// Whether values of a declaration are looked at: percentages that may be a hundred times what looks like a fraction.
pub(super) fn is_looked_at(declared: Declared<'_>) -> bool {
    let reaches = declared.signature.range.as_ref().is_none_or(|(_, high)| *high >= Number::from(100));
    declared.unit().is_some_and(|unit| unit.is_percent()) && reaches
}

/// Whether a value in units of its declaration is one that may be a fraction.
pub(super) fn is_small(units: i64, declared: Declared<'_>) -> bool {
    units > 0 && 10_i64.checked_pow(declared.places()).is_some_and(|one| units <= one) && is_looked_at(declared)
}

/// The values of one part that look like fractions; `one` is 1% in their units.
pub(super) fn suspects(values: &[i64], one: i64, more_is_better: bool) -> Vec<Suspect> {
    let small = |units: i64| units > 0 && units <= one;
    if values.len() <= OTHERS || !values.iter().any(|units| small(*units)) {
        return Vec::new();
    }
    if more_is_better && values.iter().all(|units| small(*units)) {
        return vec![Suspect { at: 0, middle: None }];
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let half = (values.len() - 2) / 2;
    let found = values.iter().enumerate().filter(|(_, units)| small(**units)).filter_map(|(at, units)| {
        // The middle of the values without this one.
        let own = sorted.partition_point(|other| other < units);
        let middle = *sorted.get(if half < own { half } else { half + 1 })?;
        (middle > one.saturating_mul(MIDDLE)).then_some(Suspect { at, middle: Some(middle) })
    });
    found.collect()
}

/// What is told of one.
pub(super) fn told(datum: &Datum, back: u8, whose: &str, units: i64, middle: Option<i64>, place: Place) -> DataProblem {
    let declared = Declared::from(datum);
    let name = if back == 0 { datum.name.clone() } else { format!("{}（{}）", datum.name, period(back)) };
    let shown = |units: i64| &Number::from(units) * &Number::ulp(declared.places());
    let (value, meant) = (shown(units), shown(units.saturating_mul(100)));
    let said = match middle.map(shown) {
        Some(usual) => words! {
            zh: "{whose}的“{name}”是{value}%，其他县多在{usual}%上下，是不是把{meant}%写成了小数",
            en: "`{name}` of {whose} is {value}%, others have about {usual}%: is it {meant}%, written as a fraction"
        },
        None => words! {
            zh: "各县的“{name}”都不超过1%，{whose}是{value}%，是不是这一列都把{meant}%这样的数写成了小数",
            en: "`{name}` is at most 1% everywhere, {value}% in {whose}: were percentages such as {meant}% written as fractions"
        },
    };
    DataProblem::new(Code::FractionForPercent, place, said).found(value.to_string()).help(words! {
        zh: "应为{meant}%的，请填{meant}；确实是{value}%的，不用改",
        en: "If it should be {meant}%, write {meant}; if it is {value}%, nothing is to be done"
    })
}

impl Binder<'_> {
    /// Tells values that look like fractions, at their cells: part by part, datum by datum.
    pub(super) fn fractions(&mut self, order: &[usize], frame: &Frame) {
        let small = std::mem::take(&mut self.small);
        if small.is_empty() {
            return;
        }
        let part_of = |at: usize| frame.parts.get(at).copied().unwrap_or_default();
        let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        (0..order.len()).for_each(|at| members.entry(part_of(at)).or_default().push(at));
        let places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(at, county)| (*county, at)).collect();
        let columns: BTreeSet<(u32, DatumId, u8)> =
            small.keys().filter_map(|(county, id, back, _)| Some((part_of(*places.get(county)?), *id, *back))).collect();
        for (part, id, back) in columns {
            let (Some(datum), Some(cells), Some(own)) = (self.model.datum(id), frame.data.get(&(id, back)), members.get(&part)) else {
                continue;
            };
            let Some(one) = 10_i64.checked_pow(Declared::from(datum).places()) else { continue };
            let own: Vec<usize> = own.iter().copied().filter(|at| cells.absence(*at) == Absence::Present).collect();
            let values: Vec<i64> = own.iter().filter_map(|at| cells.units.get(*at).copied()).collect();
            let more_is_better = Declared::from(datum).more_is_better();
            for Suspect { at, middle } in suspects(&values, one, more_is_better) {
                let (Some(county), Some(units)) = (own.get(at).and_then(|at| order.get(*at)), values.get(at)) else { continue };
                // The last stage that is given counts.
                let given = |stage: &u8| self.values.get(&(id, back, *stage)).and_then(|column| column.get(*county));
                let last = (0..=VERIFIED).rev().find(|stage| matches!(given(stage), Some(Slot::Given(_))));
                if let Some(place) = last.and_then(|stage| small.get(&(*county, id, back, stage))) {
                    let whose = self.county_name(*county);
                    self.problems.report(told(datum, back, &whose, *units, middle, place.clone()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Suspect, suspects};

    /// Values with two decimal places.
    fn found(values: &[i64]) -> Vec<Suspect> {
        suspects(values, 100, false)
    }

    fn suspect(at: usize, middle: i64) -> Suspect {
        Suspect { at, middle: Some(middle) }
    }

    #[test]
    fn the_middle_is_that_of_the_others() {
        assert_eq!(found(&[87, 8400, 8600, 8500]), [suspect(0, 8500)]);
        assert_eq!(found(&[8400, 87, 8600, 8500, 8700]), [suspect(1, 8500)]);
        assert_eq!(found(&[8400, 87, 91, 8500, 8700]), [suspect(1, 8400), suspect(2, 8400)]);
        assert_eq!(found(&[100, 1001, 1001, 1001]), [suspect(0, 1001)]);
    }

    #[test]
    fn nothing_is_said_without_others_that_are_far_above() {
        for values in
            [&[87, 8400, 8600][..], &[0, 8400, 8600, 8500], &[101, 8400, 8600, 8500], &[100, 1000, 1000, 1000], &[87, 91, 8600, 85], &[]]
        {
            assert_eq!(found(values), [], "{values:?}");
        }
    }

    #[test]
    fn where_more_is_better_all_of_them_may_be_fractions() {
        let all = [87, 91, 100, 85];
        assert_eq!(suspects(&all, 100, true), [Suspect { at: 0, middle: None }]);
        assert_eq!(suspects(&all, 100, false), []);
        assert_eq!(suspects(&all[1..], 100, true), []);
        assert_eq!(suspects(&[87, 91, 101, 85], 100, true), []);
    }
}
