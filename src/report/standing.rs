//! Places and grades as they are shown (名次与等次): ties, and counties whose grade is open.

use std::collections::BTreeMap;

use super::{Lack, Report};

/// The place of each county, and whether others of its part share it (并列).
pub fn places(report: &Report) -> Vec<Option<(usize, bool)>> {
    let key = |county: &super::County| county.place.map(|place| (county.part.clone(), place));
    let mut shared: BTreeMap<_, usize> = BTreeMap::new();
    report.counties.iter().filter_map(key).for_each(|key| *shared.entry(key).or_default() += 1);
    let place = |county| key(county).map(|key| (key.1, shared.get(&key).is_some_and(|count| *count > 1)));
    report.counties.iter().map(place).collect()
}

/// How many counties have no grade, by reason.
pub fn ungraded(report: &Report) -> Vec<(Lack, usize)> {
    let mut counts: BTreeMap<Lack, usize> = BTreeMap::new();
    let open = report.counties.iter().filter(|county| county.grade.name.is_none()).filter_map(|county| county.grade.lack);
    open.for_each(|why| *counts.entry(why).or_default() += 1);
    counts.into_iter().rev().collect()
}
