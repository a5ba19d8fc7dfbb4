//! Many values to one (汇总): over the counties of a part, over the rows of a county. Spec: §6.2.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::kernel::Operand;
use super::lane::Whole;
use crate::expr::Scope;
use crate::ir::Fold;

/// Most counties compared one with every other; beyond they are sorted.
const FEW: usize = 64;
/// How many are compared at once.
const LANES: usize = 16;

/// The counties of one part, and the class of peers each belongs to.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The rows of the part.
    pub rows: Range<usize>,
    /// Class of peers of every row of the chunk.
    pub peers: &'a [u32],
}

/// One value of many; the masked ones do not take part.
fn fold_of<'v, T: Whole>(fold: Fold, values: impl Iterator<Item = &'v T>) -> T {
    match fold {
        Fold::Sum => values.fold(T::of_truth(false), |sum, value| sum.plus(value)),
        Fold::Max => values.max().cloned().unwrap_or(T::of_truth(false)),
        Fold::Min => values.min().cloned().unwrap_or(T::of_truth(false)),
        Fold::Lcm => values.fold(T::of_truth(true), |multiple, value| multiple.lcm(value)),
        Fold::Distinct => T::of_count(values.collect::<BTreeSet<_>>().len()),
    }
}

fn taken<'v, T: Whole>(
    rows: impl Iterator<Item = usize> + 'v,
    mask: &'v Operand<'_, i32>,
    values: &'v Operand<'_, T>,
) -> impl Iterator<Item = &'v T> {
    rows.filter(|at| mask.at(*at).is_some_and(Whole::truth)).filter_map(|at| values.at(at))
}

/// Folds over the counties of every part.
pub struct Folded<'a, 'o, T> {
    /// How.
    pub fold: Fold,
    /// Which counties are looked at.
    pub scope: Scope,
    /// Parts of the chunk.
    pub parts: Vec<Part<'a>>,
    /// Which take part.
    pub mask: Operand<'o, i32>,
    /// Values.
    pub value: Operand<'o, T>,
    /// Results.
    pub out: &'a mut [T],
}

impl<T: Whole> pulp::NullaryFnOnce for Folded<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Folded { fold, scope, parts, mask, value, out } = self;
        for part in &parts {
            if let Some(out) = out.get_mut(part.rows.clone()) {
                of_part(fold, scope, part, &mask, &value, out);
            }
        }
    }
}

#[inline(always)]
fn of_part<T: Whole>(fold: Fold, scope: Scope, part: &Part<'_>, mask: &Operand<'_, i32>, values: &Operand<'_, T>, out: &mut [T]) {
    let rows = part.rows.clone();
    match scope {
        Scope::All => out.fill(match (mask, values) {
            (Operand::All(mask), Operand::Rows(values)) if mask.truth() => {
                fold_of(fold, values.get(rows.clone()).unwrap_or_default().iter())
            }
            (Operand::All(mask), Operand::All(value)) if mask.truth() && fold == Fold::Sum => value.times(&T::of_count(rows.len())),
            _ => fold_of(fold, taken(rows, mask, values)),
        }),
        Scope::Peers => {
            let class = |at: usize| part.peers.get(at).copied().unwrap_or_default();
            let mut classes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            rows.clone().for_each(|at| classes.entry(class(at)).or_default().push(at));
            let found: BTreeMap<u32, T> =
                classes.into_iter().map(|(class, members)| (class, fold_of(fold, taken(members.into_iter(), mask, values)))).collect();
            for (at, out) in rows.zip(out) {
                found.get(&class(at)).into_iter().for_each(|value| *out = value.clone());
            }
        }
        Scope::Others if fold == Fold::Distinct => {
            let mut times: BTreeMap<&T, usize> = BTreeMap::new();
            taken(rows.clone(), mask, values).for_each(|value| *times.entry(value).or_default() += 1);
            for (at, out) in rows.zip(out) {
                let mine = taken(at..at + 1, mask, values).next();
                let alone = mine.is_some_and(|value| times.get(value) == Some(&1));
                *out = T::of_count(times.len() - usize::from(alone));
            }
        }
        Scope::Others => others(fold, rows, mask, values, out),
    }
}

/// What all but one come to, for each: those before it together with those behind it.
fn others<T: Whole>(fold: Fold, rows: Range<usize>, mask: &Operand<'_, i32>, values: &Operand<'_, T>, out: &mut [T]) {
    let with = |so_far: &Option<T>, at: usize| match (so_far, taken(at..at + 1, mask, values).next()) {
        (Some(so_far), Some(value)) => Some(fold_of(fold, [so_far, value].into_iter())),
        (None, value) => value.cloned(),
        (so_far, None) => so_far.clone(),
    };
    let mut behind: Vec<Option<T>> = Vec::with_capacity(rows.len());
    let mut so_far = None;
    for at in rows.clone().rev() {
        behind.push(so_far.clone());
        so_far = with(&so_far, at);
    }
    let mut before = None;
    for ((at, out), behind) in rows.zip(out).zip(behind.into_iter().rev()) {
        *out = fold_of(fold, before.iter().chain(&behind));
        before = with(&before, at);
    }
}

/// Counts, for every part, the counties that come before each one, or stand level with it.
pub struct Compared<'a, 'o, T> {
    /// Level instead of before.
    pub level: bool,
    /// Which counties are looked at.
    pub scope: Scope,
    /// Parts of the chunk.
    pub parts: Vec<Part<'a>>,
    /// Which take part.
    pub mask: Operand<'o, i32>,
    /// Keys; the first that differs decides.
    pub keys: Vec<Operand<'o, T>>,
    /// Counts.
    pub out: &'a mut [i32],
}

impl<T: Whole> pulp::NullaryFnOnce for Compared<'_, '_, T> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Compared { level, scope, parts, mask, keys, out } = self;
        for part in &parts {
            match keys.as_slice() {
                [Operand::Rows(key)] if part.rows.len() <= FEW && scope == Scope::All => few(level, &part.rows, &mask, key, out),
                _ => out.get_mut(part.rows.clone()).map_or((), |out| sorted(level, scope, part, &mask, &keys, out)),
            }
        }
    }
}

/// Every county of a part against every other one. A tile may reach into the next part, which writes its own counts later.
#[inline(always)]
fn few<T: Whole>(level: bool, rows: &Range<usize>, mask: &Operand<'_, i32>, key: &[T], out: &mut [i32]) {
    let all;
    let takes = match mask {
        Operand::Rows(mask) => mask.get(rows.clone()),
        Operand::All(mask) => {
            all = [*mask; FEW];
            all.get(..rows.len())
        }
    };
    let (Some(others), Some(takes)) = (key.get(rows.clone()), takes) else { return };
    for start in rows.clone().step_by(LANES) {
        let (Some(mine), Some(counts)) = (key.get(start..), out.get_mut(start..)) else { return };
        match (mine.first_chunk(), counts.first_chunk_mut()) {
            (Some(mine), Some(counts)) => tile::<LANES, T>(level, mine, others, takes, counts),
            _ => {
                for (mine, counts) in mine.iter().zip(counts) {
                    tile(level, std::array::from_ref(mine), others, takes, std::array::from_mut(counts));
                }
            }
        }
    }
}

#[inline(always)]
fn tile<const N: usize, T: Whole>(level: bool, mine: &[T; N], others: &[T], takes: &[i32], counts: &mut [i32; N]) {
    let mut found = [0; N];
    for (theirs, takes) in others.iter().zip(takes) {
        // One of them at a time: with all in sight the compiler turns the loops around and sums every count across lanes.
        let theirs = std::hint::black_box(theirs);
        for (count, mine) in found.iter_mut().zip(mine) {
            *count += i32::from(if level { theirs == mine } else { theirs > mine }) & takes;
        }
    }
    *counts = found;
}

fn sorted<T: Whole>(level: bool, scope: Scope, part: &Part<'_>, mask: &Operand<'_, i32>, keys: &[Operand<'_, T>], out: &mut [i32]) {
    let rows = part.rows.clone();
    let key = |at: usize| keys.iter().filter_map(|key| key.at(at)).collect::<Vec<&T>>();
    let class = |at: usize| if scope == Scope::Peers { part.peers.get(at).copied().unwrap_or_default() } else { 0 };
    let mut order: Vec<(u32, Vec<&T>)> =
        rows.clone().filter(|at| mask.at(*at).is_some_and(Whole::truth)).map(|at| (class(at), key(at))).collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    for (at, out) in rows.zip(out) {
        let (mine, class) = (key(at), class(at));
        let start = order.partition_point(|(c, _)| *c < class);
        let first = order.partition_point(|(c, k)| *c < class || (*c == class && *k > mine));
        let after = order.partition_point(|(c, k)| *c < class || (*c == class && *k >= mine));
        let itself = usize::from(scope == Scope::Others && mask.at(at).is_some_and(Whole::truth));
        *out = if level { after - first - itself } else { first - start } as i32;
    }
}

/// Folds over the rows of each county; `spans` are the rows of each.
pub fn detail<T: Whole>(fold: Fold, spans: &[Range<usize>], mask: &Operand<'_, i32>, values: &Operand<'_, T>, out: &mut [T]) {
    for (rows, out) in spans.iter().zip(out) {
        *out = fold_of(fold, taken(rows.clone(), mask, values));
    }
}

/// The sum over the different keys of the largest value of each, for each county.
pub fn sum_of_best<T: Whole>(
    spans: &[Range<usize>],
    mask: &Operand<'_, i32>,
    values: &Operand<'_, T>,
    keys: &Operand<'_, T>,
    out: &mut [T],
) {
    for (rows, out) in spans.iter().zip(out) {
        let mut best: BTreeMap<&T, &T> = BTreeMap::new();
        for at in rows.clone().filter(|at| mask.at(*at).is_some_and(Whole::truth)) {
            let (Some(value), Some(key)) = (values.at(at), keys.at(at)) else { continue };
            let entry = best.entry(key).or_insert(value);
            *entry = (*entry).max(value);
        }
        *out = fold_of(Fold::Sum, best.into_values());
    }
}
