//! Statements in waves (分层的语句): a query inside a query wherever a column needs one that stands beside it.

use std::collections::BTreeMap;

use super::engine::{Engine, Width};
use super::expression::{Writer, in_steps, width_at};
use super::needs::columns;
use crate::ir::{NodeId, Op};

/// Columns over a first query.
pub(super) struct Waves<'l> {
    writer: Writer<'l>,
    /// How many queries lie below each column.
    depths: BTreeMap<String, usize>,
    waves: Vec<Vec<(String, String)>>,
}

impl<'l> Waves<'l> {
    pub fn new(writer: Writer<'l>) -> Waves<'l> {
        Waves { writer, depths: BTreeMap::new(), waves: Vec::new() }
    }

    /// Adds the value of an operation as a column.
    pub fn add(&mut self, id: NodeId, name: &str) {
        let listing = self.writer.listing;
        let depth = columns(listing, id).iter().filter_map(|c| self.depths.get(c)).max().copied().unwrap_or_default();
        if in_steps(&listing.program, self.writer.engine, id) {
            return self.add_in_steps(id, name, depth);
        }
        let text = self.writer.definition(id);
        self.put(depth, name, text);
    }

    /// Adds a column that needs those of this depth.
    pub fn put(&mut self, depth: usize, name: &str, text: String) {
        while self.waves.len() <= depth {
            self.waves.push(Vec::new());
        }
        if let Some(wave) = self.waves.get_mut(depth) {
            wave.push((name.to_owned(), text));
        }
        self.depths.insert(name.to_owned(), depth + 1);
    }

    /// Products and quotients of numbers of any size in DuckDB, by the functions that are exact there.
    fn add_in_steps(&mut self, id: NodeId, name: &str, depth: usize) {
        let listing = self.writer.listing;
        let Some(op) = listing.node(id).map(|n| &n.op) else { return };
        let number = |id: NodeId| self.writer.number(id, Width::Any);
        let zero = self.writer.engine.number(&dashu::integer::IBig::ZERO, Width::Any);
        let found = match *op {
            Op::Mul(a, b) => {
                let (a, b) = (number(a), number(b));
                self.put(depth, &format!("{name}_l"), format!("exact_limbs({a})"));
                self.put(depth, &format!("{name}_r"), format!("list_reverse(exact_limbs({b}))"));
                self.put(depth, &format!("{name}_minus"), format!("(({a} < {zero}) <> ({b} < {zero}))"));
                self.put(depth + 1, &format!("{name}_p"), format!("exact_products({name}_l, {name}_r)"));
                format!("exact_product({name}_p, {name}_minus)")
            }
            Op::FloorDiv(a, b) => {
                let (a, b) = (number(a), number(b));
                self.put(depth, &format!("{name}_b"), b.clone());
                self.put(depth, &format!("{name}_b2"), format!("({b} + {b})"));
                self.put(depth, &format!("{name}_m"), format!("exact_dividend({a}, {b})"));
                self.put(depth, &format!("{name}_minus"), format!("({a} < {zero})"));
                self.put(depth + 1, &format!("{name}_t"), format!("exact_steps({name}_m, {name}_b, {name}_b2)"));
                format!("exact_quotient({name}_m, {name}_t, {name}_minus)")
            }
            _ => return,
        };
        let own = width_at(&listing.program, id);
        let text = if own == Width::Any { found } else { format!("CAST({found} AS {})", self.writer.engine.type_of(own)) };
        self.put(depth + 2, name, text);
    }

    /// The query of these columns of the first query and of the waves.
    pub fn query(&self, first: &str, wanted: &[String]) -> String {
        let mut inner = first.to_owned();
        // PostgreSQL would put the inner query's expressions wherever their columns are named.
        let barrier = if self.writer.engine == Engine::Postgres { " OFFSET 0" } else { "" };
        for wave in &self.waves {
            let columns: String = wave.iter().map(|(name, text)| format!(",\n  {text} AS {name}")).collect();
            inner = format!("SELECT w.*{columns}\nFROM ({inner}{barrier}) AS w");
        }
        format!("SELECT {}\nFROM ({inner}{barrier}) AS w", wanted.join(", "))
    }
}
