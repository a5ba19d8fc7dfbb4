//! The script in tables (分步的表): what each pass of the statements adds, and which columns are still wanted.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::Engine;
use super::expression::Writer;
use super::many::{Many, columns_of_rows};
use super::needs::{columns, is_over_many, needed, read, table_of};
use super::numbers::Numbers;
use super::waves::Waves;
use crate::build::listing::{Listing, Output, Pass, Statement, parts};
use crate::expr::TableId;
use crate::ir::{Domain, NodeId};

/// A table of the script.
pub(super) struct Step {
    /// Its name.
    pub name: String,
    /// Which parts of the rules it computes.
    pub sections: Vec<crate::build::listing::Section>,
    /// Its query.
    pub query: String,
    /// How many columns its widest list has, inner queries included.
    pub widest: usize,
    /// About how many bytes of fixed size a row of it takes.
    pub bytes: usize,
}

impl Step {
    /// A table of few columns.
    pub fn new(name: impl Into<String>, query: String) -> Step {
        Step { name: name.into(), sections: Vec::new(), query, widest: 0, bytes: 0 }
    }

    /// Says how large it is.
    pub fn sized(self, widest: usize, bytes: usize) -> Step {
        Step { widest, bytes, ..self }
    }
}

/// Bytes of a whole number of 64 bits; truth values take fewer, and larger numbers are kept elsewhere if a row gets too long.
pub(super) const BYTES: usize = 8;

/// A table as it stands: its name and its columns.
#[derive(Debug, Clone)]
struct Table {
    name: String,
    columns: BTreeSet<String>,
}

/// Plans the tables of one script.
pub(super) struct Plan<'l> {
    listing: &'l Listing<'l>,
    engine: Engine,
    needed: BTreeSet<NodeId>,
    counties: Table,
    rows: BTreeMap<TableId, Table>,
    pub steps: Vec<Step>,
    /// What Python computes of each table.
    pub numbers: Vec<Numbers<'l>>,
}

impl<'l> Plan<'l> {
    /// Every pass of the listing, from the tables of cells on.
    pub fn new(listing: &'l Listing<'l>, engine: Engine, outputs: &[Output]) -> Plan<'l> {
        let wanted: Vec<NodeId> = outputs.iter().flat_map(|o| parts(o.quantity)).collect();
        let cells = |over: Option<TableId>| -> BTreeSet<String> {
            let own = listing.cells.iter().filter(|c| super::read::table_of(listing, c) == over);
            let mut found: BTreeSet<String> = own.flat_map(|c| [c.code.clone(), format!("{}_absent", c.code)]).collect();
            if over.is_none() {
                found.extend((0..listing.model.groups.len()).map(|at| format!("g{at}")));
            }
            found
        };
        let tables = (0..listing.model.tables.len()).map(|at| TableId(at as u32));
        let rows = tables.map(|id| (id, Table { name: format!("t{}_cells", id.0), columns: cells(Some(id)) })).collect();
        let counties = Table { name: "c_cells".to_owned(), columns: cells(None) };
        let mut plan =
            Plan { listing, engine, needed: needed(&listing.program, &wanted), counties, rows, steps: Vec::new(), numbers: Vec::new() };
        let mut last = BTreeSet::new();
        wanted.iter().for_each(|id| read(listing, *id, &mut last));
        let used: Vec<BTreeSet<String>> = listing.passes.iter().map(|pass| plan.used(pass)).collect();
        for (at, pass) in listing.passes.iter().enumerate() {
            let later: BTreeSet<String> = used.iter().skip(at + 1).flatten().chain(&last).cloned().collect();
            plan.pass(at, pass, &later);
        }
        plan
    }

    /// The table that has every result of a county.
    pub fn results(&self) -> &str {
        &self.counties.name
    }

    fn statements(&self, pass: &'l Pass) -> Vec<&'l Statement> {
        pass.statements.iter().filter(|s| self.needed.contains(&s.node)).collect()
    }

    /// The columns a pass reads.
    fn used(&self, pass: &'l Pass) -> BTreeSet<String> {
        self.statements(pass).into_iter().flat_map(|s| columns(self.listing, s.node)).collect()
    }

    fn pass(&mut self, at: usize, pass: &'l Pass, later: &BTreeSet<String>) {
        let statements = self.statements(pass);
        if statements.is_empty() {
            return;
        }
        match pass.over {
            Domain::Row(table) => self.pass_of_rows(at, table, &statements, later),
            Domain::County | Domain::Constant => self.pass_of_counties(at, &statements, later),
        }
    }

    fn pass_of_rows(&mut self, at: usize, table: TableId, statements: &[&'l Statement], later: &BTreeSet<String>) {
        let Some(rows) = self.rows.get(&table).cloned() else { return };
        let used: BTreeSet<String> = statements.iter().flat_map(|s| columns(self.listing, s.node)).collect();
        let wanted: BTreeSet<String> = used.union(later).cloned().collect();
        let first = self.with_county(&rows, &wanted, &used);
        let writer = Writer { listing: self.listing, engine: self.engine, prefix: "" };
        let mut waves = Waves::new(writer);
        let name = format!("{}_{at}", table_of(Domain::Row(table)));
        self.numbers.extend(waves.add_all(&name, statements));
        let mut kept: BTreeSet<String> = rows.columns.intersection(later).cloned().collect();
        kept.extend(statements.iter().map(|s| s.name.clone()).filter(|name| later.contains(name)));
        let columns: Vec<String> = std::iter::once("id".to_owned()).chain(kept.iter().cloned()).collect();
        self.push(&name, statements, &waves, &first, &columns);
        self.rows.insert(table, Table { name, columns: kept });
    }

    /// Rows with those columns of their county that are used.
    fn with_county(&self, rows: &Table, wanted: &BTreeSet<String>, used: &BTreeSet<String>) -> String {
        let own = rows.columns.intersection(wanted).map(|c| format!(", r.{c}"));
        let of_county: Vec<&String> = used.intersection(&self.counties.columns).filter(|c| !rows.columns.contains(*c)).collect();
        let join = if of_county.is_empty() { String::new() } else { format!(" JOIN {} AS c ON c.id = r.id", self.counties.name) };
        let columns: String = own.chain(of_county.iter().map(|c| format!(", c.{c}"))).collect();
        format!("SELECT r.id{columns} FROM {} AS r{join}", rows.name)
    }

    fn pass_of_counties(&mut self, at: usize, statements: &[&'l Statement], later: &BTreeSet<String>) {
        let is_many = |s: &&&Statement| self.listing.node(s.node).is_some_and(|n| is_over_many(&n.op));
        let (many, single): (Vec<&'l Statement>, Vec<&'l Statement>) = statements.iter().partition(is_many);
        let mut rows = BTreeMap::new();
        for (id, table) in &self.rows {
            let used = columns_of_rows(self.listing, &many, *id);
            let outside = used.iter().any(|c| !table.columns.contains(c) && self.counties.columns.contains(c));
            let from = if outside { format!("({})", self.with_county(table, &used, &used)) } else { table.name.clone() };
            rows.insert(*id, from);
        }
        let name = format!("c_{at}");
        let folds = Many { listing: self.listing, engine: self.engine, prefix: name.clone(), counties: self.counties.name.clone(), rows };
        let made = folds.tables(&many);
        let (mut joined, mut columns_of_many) = (String::new(), String::new());
        for (n, table) in made.iter().enumerate().filter(|(_, table)| !table.key.is_empty()) {
            joined.push_str(&format!("\n  LEFT JOIN {} AS f{n} ON f{n}.k = c.{}", table.name, table.key));
            for (value, instead) in &table.values {
                columns_of_many.push_str(&format!(", COALESCE(f{n}.{value}, {instead}) AS {value}"));
            }
        }
        let used: BTreeSet<String> = single.iter().flat_map(|s| columns(self.listing, s.node)).collect();
        let old = self.counties.columns.iter().filter(|c| used.contains(*c) || later.contains(*c));
        let old: String = old.map(|c| format!(", c.{c}")).collect();
        let first = format!("SELECT c.id, c.part_id, c.peer_id{old}{columns_of_many} FROM {} AS c{joined}", self.counties.name);
        let writer = Writer { listing: self.listing, engine: self.engine, prefix: "" };
        let mut waves = Waves::new(writer);
        self.numbers.extend(waves.add_all(&name, &single));
        let mut kept: BTreeSet<String> = self.counties.columns.intersection(later).cloned().collect();
        kept.extend(statements.iter().map(|s| s.name.clone()).filter(|name| later.contains(name)));
        let wanted: Vec<String> = ["id", "part_id", "peer_id"].map(str::to_owned).into_iter().chain(kept.iter().cloned()).collect();
        self.steps.extend(made.into_iter().map(|table| Step::new(table.name, table.query)));
        self.push(&name, statements, &waves, &first, &wanted);
        self.counties = Table { name, columns: kept };
    }
}

impl Plan<'_> {
    fn push(&mut self, name: &str, statements: &[&Statement], waves: &Waves<'_>, first: &str, columns: &[String]) {
        let step = Step::new(name, waves.query(first, columns)).sized(waves.widest(columns), columns.len() * BYTES);
        self.steps.push(Step { sections: sections(statements), ..step });
    }
}

/// The parts of the rules of these statements, each once.
fn sections(statements: &[&Statement]) -> Vec<crate::build::listing::Section> {
    let mut found = Vec::new();
    for statement in statements {
        if !found.contains(&statement.section) {
            found.push(statement.section);
        }
    }
    found
}
