//! Places and grades as they are shown (名次与等次): ties, and counties whose grade is open.

use std::collections::BTreeMap;

use super::{County, Lack, LeaderResult, Report};

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

/// A county's leaders in their ranking.
pub struct LeaderPlace<'r> {
    /// Where the county stands among [`Report::counties`].
    pub at: usize,
    /// The county.
    pub county: &'r County,
    /// Their result.
    pub leaders: &'r LeaderResult,
    /// Their place, and whether others of the part share it.
    pub place: Option<(usize, bool)>,
}

/// The leaders (党政主要领导干部) in the order of their places, part by part; those without a place last.
pub fn leaders(report: &Report) -> Vec<LeaderPlace<'_>> {
    let mut parts: Vec<&Option<String>> = Vec::new();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut out = Vec::new();
    for (at, county) in report.counties.iter().enumerate() {
        let Some(leaders) = &county.leaders else { continue };
        let part = parts.iter().position(|part| **part == county.part).unwrap_or_else(|| {
            parts.push(&county.part);
            parts.len() - 1
        });
        if let Some(place) = leaders.place {
            *shared.entry((part, place)).or_default() += 1;
        }
        out.push((part, LeaderPlace { at, county, leaders, place: None }));
    }
    for (part, each) in &mut out {
        each.place = each.leaders.place.map(|place| (place, shared.get(&(*part, place)).is_some_and(|count| *count > 1)));
    }
    out.sort_by_key(|(part, each)| (*part, each.leaders.place.unwrap_or(usize::MAX)));
    out.into_iter().map(|(_, each)| each).collect()
}
