//! What the formulas compute (公式的值), exactly: a workbook shows results before anything calculates it. Spec: §14e.6.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds::{Fraction, Wide, fraction, is_multiple};
use crate::build::listing::Listing;
use crate::expr::{Number, Scope, TableId};
use crate::ir::{Domain, Fold, Input, Node, NodeId, Op, Over};

/// The cells a workbook is filled with, in the order of its rows.
pub(super) trait Given {
    /// Units and absence code of a cell of a county or row.
    fn cell(&self, input: Input, at: usize) -> (Number, i64);
    /// The county of each row of a table.
    fn rows(&self, table: TableId) -> &[usize];
}

/// The value of every operation for every county or row.
pub(super) struct Values<'l> {
    listing: &'l Listing<'l>,
    wide: &'l Wide,
    given: &'l dyn Given,
    counties: usize,
    known: BTreeMap<NodeId, Vec<Number>>,
}

impl<'l> Values<'l> {
    /// Computes everything a workbook needs; operands come before what uses them.
    pub fn new(listing: &'l Listing<'l>, wide: &'l Wide, given: &'l dyn Given) -> Values<'l> {
        let counties = listing.model.counties.len();
        let mut values = Values { listing, wide, given, counties, known: BTreeMap::new() };
        for (at, node) in listing.program.graph.nodes().iter().enumerate() {
            let id = NodeId(at as u32);
            if wide.is_needed(id) {
                let all = values.node(id, node);
                values.known.insert(id, all);
            }
        }
        values
    }

    /// The value of an operation for a county or row.
    pub fn get(&self, id: NodeId, at: usize) -> Number {
        match self.listing.node(id).map(|n| &n.op) {
            Some(Op::Const(value)) => Number::from_fraction(value.clone(), 1.into()).unwrap_or_default(),
            _ if is_multiple(&self.listing.program, id) => Number::ONE,
            _ => self.known.get(&id).and_then(|all| all.get(at)).cloned().unwrap_or_default(),
        }
    }

    /// The digits of a fraction and what they leave over, to the one asked for.
    pub fn digit(&self, f: Fraction, upto: u32, at: usize, base: &Number) -> (Number, Number) {
        let den = self.get(f.den, at);
        let split = |dividend: Number| {
            let digit = dividend.div(&den).unwrap_or_default().floor();
            let rest = &dividend - &(&digit * &den);
            (digit, rest)
        };
        let mut found = split(self.get(f.num, at));
        for _ in 0..upto {
            found = split(&found.1 * base);
        }
        found
    }

    /// 1 for the first row of its county with its value.
    pub fn first(&self, id: NodeId, row: usize) -> Number {
        let Some(Op::Fold { over: Over::Rows(table), mask, value, .. }) = self.listing.node(id).map(|n| &n.op) else { return Number::ZERO };
        let owners = self.given.rows(*table);
        let same = |other: &usize| {
            owners.get(*other) == owners.get(row) && self.holds(*mask, *other) && self.get(*value, *other) == self.get(*value, row)
        };
        let is_first = self.holds(*mask, row) && !(0..row).any(|other| same(&other));
        Number::from(i64::from(is_first))
    }

    /// The value of a row if it is the best with its key.
    pub fn best(&self, id: NodeId, row: usize) -> Number {
        let Some(Op::SumOfBest { table, mask, value, key }) = self.listing.node(id).map(|n| &n.op) else { return Number::ZERO };
        let owners = self.given.rows(*table);
        let own = self.get(*value, row);
        let better = |other: usize| {
            let theirs = self.get(*value, other);
            owners.get(other) == owners.get(row)
                && self.holds(*mask, other)
                && self.get(*key, other) == self.get(*key, row)
                && (theirs > own || (theirs == own && other < row))
        };
        if self.holds(*mask, row) && !(0..owners.len()).any(better) { own } else { Number::ZERO }
    }

    fn holds(&self, id: NodeId, at: usize) -> bool {
        !self.get(id, at).is_zero()
    }

    fn node(&self, id: NodeId, node: &Node) -> Vec<Number> {
        let count = match node.domain {
            Domain::Row(table) => self.given.rows(table).len(),
            Domain::County | Domain::Constant => self.counties,
        };
        if let Op::Const(_) = node.op {
            return Vec::new();
        }
        (0..count).map(|at| self.one(id, node, at)).collect()
    }

    fn one(&self, id: NodeId, node: &Node, at: usize) -> Number {
        let truth = |value: bool| Number::from(i64::from(value));
        let get = |id: &NodeId| self.get(*id, at);
        match &node.op {
            Op::Const(_) => Number::ZERO,
            Op::Input(input) => self.given.cell(*input, at).0,
            Op::Absence(input) => Number::from(self.given.cell(*input, at).1),
            Op::InGroup(group) => truth(self.listing.model.counties.get(at).is_some_and(|c| c.groups.contains(group))),
            Op::OfCounty(table, a) => self.get(*a, self.given.rows(*table).get(at).copied().unwrap_or_default()),
            Op::Neg(a) => -get(a),
            Op::Add(a, b) => &get(a) + &get(b),
            Op::Sub(a, b) => &get(a) - &get(b),
            Op::Mul(a, b) => &get(a) * &get(b),
            Op::FloorDiv(a, b) => {
                let quotient = get(a).div(&get(b)).unwrap_or_default();
                if is_multiple(&self.listing.program, *a) { quotient } else { quotient.floor() }
            }
            Op::Min(a, b) => get(a).min(get(b)),
            Op::Max(a, b) if self.wide.holds(*a) && get(b) == Number::ONE => {
                let value = get(a);
                if value > Number::ZERO { value } else { Number::ONE }
            }
            Op::Max(a, b) => get(a).max(get(b)),
            Op::Eq(a, b) => truth(get(a) == get(b)),
            Op::Lt(a, b) => truth(get(a) < get(b)),
            Op::Not(a) => truth(get(a).is_zero()),
            Op::And(a, b) => truth(!get(a).is_zero() && !get(b).is_zero()),
            Op::Or(a, b) => truth(!get(a).is_zero() || !get(b).is_zero()),
            Op::Select(c, a, b) => {
                if get(c).is_zero() {
                    get(b)
                } else {
                    get(a)
                }
            }
            Op::Fold { fold, over, mask, value } => self.fold(id, *fold, *over, (*mask, *value), at),
            Op::SumOfBest { table, .. } => self.mine(*table, at).map(|row| self.best(id, row)).fold(Number::ZERO, |a, b| &a + &b),
            Op::Above { scope, mask, keys } => self.compared(*scope, *mask, keys, at, |theirs, own| theirs > own),
            Op::Level { scope, mask, keys } => self.compared(*scope, *mask, keys, at, |theirs, own| theirs == own),
        }
    }

    /// The rows of a county.
    fn mine(&self, table: TableId, county: usize) -> impl Iterator<Item = usize> {
        self.given.rows(table).iter().enumerate().filter(move |(_, owner)| **owner == county).map(|(row, _)| row)
    }

    fn scope(&self, scope: Scope, county: usize) -> Vec<usize> {
        let class = |at: usize| self.listing.model.counties.get(at).map(|c| c.groups.iter().copied().collect::<BTreeSet<_>>());
        let inside = |other: &usize| match scope {
            Scope::All => true,
            Scope::Peers => class(*other) == class(county),
            Scope::Others => *other != county,
        };
        (0..self.counties).filter(inside).collect()
    }

    fn fold(&self, id: NodeId, fold: Fold, over: Over, (mask, value): (NodeId, NodeId), at: usize) -> Number {
        let who: Vec<usize> = match over {
            Over::Counties(scope) => self.scope(scope, at),
            Over::Rows(table) => self.mine(table, at).collect(),
        };
        if let (Fold::Distinct, Over::Rows(_)) = (fold, over) {
            return who.into_iter().map(|row| self.first(id, row)).fold(Number::ZERO, |a, b| &a + &b);
        }
        let taking = who.into_iter().filter(|other| self.holds(mask, *other)).map(|other| self.get(value, other));
        match fold {
            Fold::Sum => taking.fold(Number::ZERO, |a, b| &a + &b),
            Fold::Max => taking.max().unwrap_or_default(),
            Fold::Min => taking.min().unwrap_or_default(),
            Fold::Lcm => Number::ONE,
            Fold::Distinct => Number::from(taking.map(|n| n.to_fraction()).collect::<BTreeSet<_>>().len() as i64),
        }
    }

    fn compared(&self, scope: Scope, mask: NodeId, keys: &[NodeId], at: usize, holds: fn(&Vec<Number>, &Vec<Number>) -> bool) -> Number {
        let key = |county: usize| -> Vec<Number> {
            let each = keys.iter().map(|key| match fraction(&self.listing.program, *key) {
                Some(f) => {
                    let value = self.get(f.num, county).div(&self.get(f.den, county)).unwrap_or_default();
                    if f.negative { -value } else { value }
                }
                None => self.get(*key, county),
            });
            each.collect()
        };
        let own = key(at);
        let count = self.scope(scope, at).into_iter().filter(|other| self.holds(mask, *other) && holds(&key(*other), &own)).count();
        Number::from(count as i64)
    }
}
