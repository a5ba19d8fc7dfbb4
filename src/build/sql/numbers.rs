//! Numbers of any size in Spark (大整数): one Python function per pass computes every statement that takes or gives them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dashu::integer::IBig;

use super::engine::{Engine, Width};
use super::expression::{in_python, width_at};
use super::needs::columns;
use crate::build::expression::{Dialect, Scalar, Term, expression};
use crate::build::listing::{Listing, Statement};
use crate::build::python::dialect::Python;
use crate::expr::{GroupId, TableId};
use crate::ir::{Input, NodeId, Range};

/// The column that has what the function gives.
pub(super) const GIVEN: &str = "numbers";

/// The function of a pass.
pub(super) struct Numbers<'s> {
    /// The table it belongs to.
    pub table: String,
    /// What it computes, in this order.
    pub statements: Vec<&'s Statement>,
    /// The columns it takes.
    pub takes: Vec<String>,
}

/// The function of these statements; `None` if all their numbers have a fixed size.
pub(super) fn numbers<'s>(listing: &Listing<'_>, engine: Engine, table: &str, statements: &[&'s Statement]) -> Option<Numbers<'s>> {
    let reads: Vec<BTreeSet<String>> = statements.iter().map(|s| columns(listing, s.node)).collect();
    let is_big = |s: &Statement| in_python(&listing.program, engine, s.node);
    // What rests on such a number, and what such a number rests on: a statement between two of them is both.
    let (mut above, mut below) = (BTreeSet::new(), BTreeSet::new());
    for (statement, reads) in statements.iter().zip(&reads) {
        if is_big(statement) || reads.iter().any(|name| above.contains(name)) {
            above.insert(statement.name.clone());
        }
    }
    for (statement, reads) in statements.iter().zip(&reads).rev() {
        if is_big(statement) || below.contains(&statement.name) {
            below.insert(statement.name.clone());
            below.extend(reads.iter().cloned());
        }
    }
    let computed = |s: &&&Statement| above.contains(&s.name) && below.contains(&s.name);
    let chosen: Vec<&Statement> = statements.iter().filter(computed).copied().collect();
    if chosen.is_empty() {
        return None;
    }
    let own: BTreeSet<&str> = chosen.iter().map(|s| s.name.as_str()).collect();
    let taken: BTreeSet<String> = chosen.iter().flat_map(|s| columns(listing, s.node)).collect();
    let takes = taken.into_iter().filter(|name| !own.contains(name.as_str())).collect();
    Some(Numbers { table: table.to_owned(), statements: chosen, takes })
}

impl Numbers<'_> {
    /// The call: what it takes as texts.
    pub fn call(&self) -> String {
        // A truth value is 1 or 0; whether a column is one, the engine knows.
        let text = |name: &String| format!("CAST({name} AS STRING)");
        format!("numbers_{}(ARRAY({}))", self.table, self.takes.iter().map(text).collect::<Vec<_>>().join(", "))
    }

    /// What it gives as a column of its width: the place in the list, as that type.
    pub fn given(&self, listing: &Listing<'_>, engine: Engine, at: usize, statement: &Statement) -> String {
        match width_at(&listing.program, statement.node) {
            Width::Any => format!("{GIVEN}[{at}]"),
            Width::Truth => format!("({GIVEN}[{at}] = '1')"),
            own => format!("CAST({GIVEN}[{at}] AS {})", engine.type_of(own)),
        }
    }

    /// The function in Python.
    pub fn function(&self, listing: &Listing<'_>, out: &mut String) {
        let bare = Bare { listing, python: Python::new(listing) };
        let _ = writeln!(out, "\n\ndef {}({}):", self.table, self.takes.join(", "));
        for statement in &self.statements {
            let _ = writeln!(out, "    {} = {}", statement.name, expression(listing, &bare, statement.node).text);
        }
        let names: Vec<&str> = self.statements.iter().map(|s| s.name.as_str()).collect();
        let _ = writeln!(out, "    return [{}]", names.join(", "));
    }
}

/// Python whose names are those of columns.
struct Bare<'l> {
    listing: &'l Listing<'l>,
    python: Python<'l>,
}

impl Dialect for Bare<'_> {
    fn constant(&self, value: &IBig) -> Term {
        self.python.constant(value)
    }

    fn units(&self, input: Input) -> Term {
        Term::atom(self.listing.cell(input).map_or("", |cell| cell.code.as_str()))
    }

    fn absence(&self, input: Input) -> Term {
        Term::atom(format!("{}_absent", self.listing.cell(input).map_or("", |cell| cell.code.as_str())))
    }

    fn in_group(&self, id: GroupId) -> Term {
        Term::atom(format!("g{}", id.0))
    }

    fn statement(&self, _: NodeId, name: &str) -> Term {
        Term::atom(name)
    }

    fn of_county(&self, _: TableId, id: NodeId) -> Term {
        crate::build::expression::value(self.listing, self, id)
    }

    fn apply(&self, op: Scalar, parts: &[Term], range: &Range) -> Term {
        self.python.apply(op, parts, range)
    }
}
