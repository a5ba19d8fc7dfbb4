//! Statements in waves (分层的语句): a query inside a query wherever a column needs one that stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::{Engine, Width};
use super::expression::{Writer, in_steps, width_at};
use super::needs::columns;
use super::numbers::{GIVEN, Numbers, numbers};
use crate::build::listing::Statement;
use crate::ir::{NodeId, Op};

/// Columns over a first query.
pub(super) struct Waves<'l> {
    writer: Writer<'l>,
    /// How many queries lie below each column.
    depths: BTreeMap<String, usize>,
    waves: Vec<Vec<Column>>,
}

/// A column of a wave.
struct Column {
    name: String,
    text: String,
    /// The columns its expression reads; not told of those in steps, which Spark has none of.
    reads: BTreeSet<String>,
}

impl<'l> Waves<'l> {
    pub fn new(writer: Writer<'l>) -> Waves<'l> {
        Waves { writer, depths: BTreeMap::new(), waves: Vec::new() }
    }

    /// Adds the value of an operation as a column.
    fn add(&mut self, id: NodeId, name: &str) {
        let listing = self.writer.listing;
        let reads = columns(listing, id);
        let depth = reads.iter().filter_map(|c| self.depths.get(c)).max().copied().unwrap_or_default();
        if in_steps(&listing.program, self.writer.engine, id) {
            return self.add_in_steps(id, name, depth);
        }
        let text = self.writer.definition(id);
        self.put_reading(depth, name, text, reads);
    }

    /// Adds the statements of a pass; those Python computes all at once, between what they need and what needs them.
    pub fn add_all<'s>(&mut self, table: &str, statements: &[&'s Statement]) -> Option<Numbers<'s>> {
        let (listing, engine) = (self.writer.listing, self.writer.engine);
        let found = numbers(listing, engine, table, statements);
        let Some(numbers) = &found else {
            statements.iter().for_each(|s| self.add(s.node, &s.name));
            return None;
        };
        let computed: BTreeSet<&str> = numbers.statements.iter().map(|s| s.name.as_str()).collect();
        let mut waiting: BTreeSet<String> = computed.iter().map(|name| (*name).to_owned()).collect();
        let mut later = Vec::new();
        for statement in statements.iter().filter(|s| !computed.contains(s.name.as_str())) {
            if columns(listing, statement.node).is_disjoint(&waiting) {
                self.add(statement.node, &statement.name);
            } else {
                waiting.insert(statement.name.clone());
                later.push(statement);
            }
        }
        let depth = numbers.takes.iter().filter_map(|c| self.depths.get(c)).max().copied().unwrap_or_default();
        self.put_reading(depth, GIVEN, numbers.call(), numbers.takes.iter().cloned().collect());
        for (at, statement) in numbers.statements.iter().enumerate() {
            let reads = BTreeSet::from([GIVEN.to_owned()]);
            self.put_reading(depth + 1, &statement.name, numbers.given(listing, engine, at, statement), reads);
        }
        later.into_iter().for_each(|s| self.add(s.node, &s.name));
        found
    }

    /// Adds a column that needs those of this depth.
    fn put(&mut self, depth: usize, name: &str, text: String) {
        self.put_reading(depth, name, text, BTreeSet::new());
    }

    fn put_reading(&mut self, depth: usize, name: &str, text: String, reads: BTreeSet<String>) {
        while self.waves.len() <= depth {
            self.waves.push(Vec::new());
        }
        if let Some(wave) = self.waves.get_mut(depth) {
            wave.push(Column { name: name.to_owned(), text, reads });
        }
        self.depths.insert(name.to_owned(), depth + 1);
    }

    /// Products and quotients of numbers of any size in DuckDB, by the functions that are exact there.
    fn add_in_steps(&mut self, id: NodeId, name: &str, depth: usize) {
        let listing = self.writer.listing;
        let Some(op) = listing.node(id).map(|n| &n.op) else { return };
        let number = |id: NodeId| self.writer.number(id, Width::Any);
        let zero = self.writer.engine.number(&dashu::integer::IBig::ZERO, Width::Any);
        let (depth, found) = match *op {
            Op::Mul(a, b) => {
                let (a, b) = (number(a), number(b));
                self.put(depth, &format!("{name}_l"), format!("exact_limbs({a})"));
                self.put(depth, &format!("{name}_r"), format!("list_reverse(exact_limbs({b}))"));
                self.put(depth, &format!("{name}_minus"), format!("(({a} < {zero}) <> ({b} < {zero}))"));
                self.put(depth + 1, &format!("{name}_p"), format!("exact_products({name}_l, {name}_r)"));
                (depth + 2, format!("exact_product({name}_p, {name}_minus)"))
            }
            Op::FloorDiv(a, b) => {
                let (a, b) = (number(a), number(b));
                self.put(depth, &format!("{name}_b"), b.clone());
                self.put(depth, &format!("{name}_b2"), format!("({b} + {b})"));
                self.put(depth, &format!("{name}_n"), format!("exact_size({b})"));
                self.put(depth, &format!("{name}_s"), format!("exact_dividend({a}, {b})"));
                self.put(depth, &format!("{name}_minus"), format!("({a} < {zero})"));
                self.put(depth + 1, &format!("{name}_b4"), format!("({name}_b2 + {name}_b2)"));
                self.put(depth + 1, &format!("{name}_b8"), format!("({name}_b2 + {name}_b2 + {name}_b2 + {name}_b2)"));
                self.put(depth + 1, &format!("{name}_t"), format!("exact_steps({name}_s, {name}_n)"));
                let taken = ["s", "n", "t", "b", "b2", "b4", "b8"].map(|part| format!("{name}_{part}")).join(", ");
                self.put(depth + 2, &format!("{name}_d"), format!("exact_divided({taken})"));
                (depth + 3, format!("exact_quotient({name}_d, {name}_minus)"))
            }
            _ => return,
        };
        let own = width_at(&listing.program, id);
        let text = if own == Width::Any { found } else { format!("CAST({found} AS {})", self.writer.engine.type_of(own)) };
        self.put(depth, name, text);
    }

    /// The query of these columns of the first query and of the waves.
    pub fn query(&self, first: &str, wanted: &[String]) -> String {
        let mut inner = first.to_owned();
        // PostgreSQL would put the inner query's expressions wherever their columns are named.
        let barrier = if self.writer.engine == Engine::Postgres { " OFFSET 0" } else { "" };
        for (wave, kept) in self.waves.iter().zip(self.kept(wanted)) {
            let columns: String = wave.iter().map(|column| format!(",\n  {} AS {}", column.text, column.name)).collect();
            inner = format!("SELECT {kept}{columns}\nFROM ({inner}{barrier}) AS w");
        }
        format!("SELECT {}\nFROM ({inner}{barrier}) AS w", wanted.join(", "))
    }

    /// How many columns the widest query has.
    pub fn widest(&self, wanted: &[String]) -> usize {
        let handed_on = self.handed_on(wanted);
        let each = self.waves.iter().zip(&handed_on).map(|(wave, kept)| wave.len() + kept.len());
        each.max().unwrap_or_default().max(wanted.len())
    }

    /// What each wave hands on of the query below it: everything, but only what is still read in Spark, since it plans every column
    /// of every wave, and in PostgreSQL where a list gets too long.
    fn kept(&self, wanted: &[String]) -> Vec<String> {
        let read = self.waves.iter().flatten().flat_map(|column| column.reads.iter());
        let all: BTreeSet<&String> = read.chain(wanted).chain(self.depths.keys()).collect();
        let by_name = match self.writer.engine {
            Engine::Spark => true,
            Engine::Postgres => all.len() > super::MOST_COLUMNS,
            Engine::DuckDb => false,
        };
        if !by_name {
            return vec!["w.*".to_owned(); self.waves.len()];
        }
        self.handed_on(wanted).into_iter().map(|kept| kept.join(", ")).collect()
    }

    /// The columns of the query below each wave that are still read.
    fn handed_on<'a>(&'a self, wanted: &'a [String]) -> Vec<Vec<&'a str>> {
        let mut read: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        let mut kept = Vec::new();
        for wave in self.waves.iter().rev() {
            wave.iter().for_each(|column| _ = read.remove(column.name.as_str()));
            kept.push(read.iter().copied().collect());
            read.extend(wave.iter().flat_map(|column| column.reads.iter().map(String::as_str)));
        }
        kept.reverse();
        kept
    }
}
