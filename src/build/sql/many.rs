//! Folds and places (汇总与名次): tables that give, per county or population, one value of many.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::{Engine, Width};
use super::expression::{Writer, width_at};
use super::fractions;
use super::needs::{Fraction, by_denominator, crossed, distinct};
use crate::build::listing::{Listing, Statement};
use crate::expr::{Scope, TableId};
use crate::ir::{Fold, NodeId, Op, Over};

/// A table that gives values by a key.
pub(super) struct Made {
    /// Its name.
    pub name: String,
    /// Its query.
    pub query: String,
    /// The column of a county that is its key.
    pub key: &'static str,
    /// Its values, each with what it is where the table has no row.
    pub values: Vec<(String, String)>,
}

/// Which values a fold takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    All,
    Peers,
    Others,
    Rows(TableId),
}

impl Source {
    fn of(over: Over) -> Source {
        match over {
            Over::Counties(Scope::All) => Source::All,
            Over::Counties(Scope::Peers) => Source::Peers,
            Over::Counties(Scope::Others) => Source::Others,
            Over::Rows(table) => Source::Rows(table),
        }
    }

    /// The column of a county that is the key of its values.
    fn key(self) -> &'static str {
        match self {
            Source::All => "part_id",
            Source::Peers => "peer_id",
            Source::Others | Source::Rows(_) => "id",
        }
    }

    fn name(self) -> String {
        match self {
            Source::All => "all".to_owned(),
            Source::Peers => "peers".to_owned(),
            Source::Others => "others".to_owned(),
            Source::Rows(table) => format!("t{}", table.0),
        }
    }
}

/// The writer of folds of one pass.
pub(super) struct Many<'l> {
    pub listing: &'l Listing<'l>,
    pub engine: Engine,
    /// The beginning of the names of tables.
    pub prefix: String,
    /// The table of counties.
    pub counties: String,
    /// The query or table of the rows of each detail table, with every column these folds need.
    pub rows: BTreeMap<TableId, String>,
}

impl Many<'_> {
    /// The tables of these statements.
    pub fn tables(&self, statements: &[&Statement]) -> Vec<Made> {
        let mut made = Vec::new();
        let mut plain: BTreeMap<Source, Vec<&Statement>> = BTreeMap::new();
        let mut placed: BTreeMap<Source, Vec<&Statement>> = BTreeMap::new();
        for statement in statements {
            let Some(node) = self.listing.node(statement.node) else { continue };
            match &node.op {
                Op::Fold { over, .. } if by_denominator(&self.listing.program, node).is_some() => {
                    made.extend(self.fractions(statement, Source::of(*over)))
                }
                Op::Fold { fold: Fold::Lcm, over, .. } if self.engine == Engine::DuckDb => {
                    made.push(self.multiple(statement, Source::of(*over)))
                }
                Op::Fold { over, .. } => plain.entry(Source::of(*over)).or_default().push(statement),
                Op::SumOfBest { table, .. } => made.push(self.sum_of_best(statement, *table)),
                Op::Above { scope, .. } | Op::Level { scope, .. } => {
                    placed.entry(Source::of(Over::Counties(*scope))).or_default().push(statement)
                }
                _ => {}
            }
        }
        made.extend(plain.into_iter().map(|(source, statements)| self.plain(source, &statements)));
        made.extend(placed.into_iter().map(|(source, statements)| self.places(source, &statements)));
        made
    }

    fn about(&self, prefix: &'static str) -> Writer<'_> {
        Writer { listing: self.listing, engine: self.engine, prefix }
    }

    /// The values a fold takes in, called `o`, with their key.
    fn values(&self, source: Source) -> (String, &'static str) {
        let counties = &self.counties;
        match source {
            Source::All => (format!("{counties} AS o"), "o.part_id"),
            Source::Peers => (format!("{counties} AS o"), "o.peer_id"),
            Source::Others => (format!("{counties} AS s JOIN {counties} AS o ON o.part_id = s.part_id AND o.id <> s.id"), "s.id"),
            Source::Rows(table) => (format!("{} AS o", self.rows.get(&table).map_or("", String::as_str)), "o.id"),
        }
    }

    fn zero(&self, id: NodeId, value: i64) -> String {
        self.engine.number(&value.into(), width_at(&self.listing.program, id))
    }

    /// A value where it takes part, else nothing.
    fn masked(&self, mask: NodeId, value: String) -> String {
        let o = self.about("o.");
        match o.truth(mask).as_str() {
            "TRUE" => value,
            mask => format!("CASE WHEN {mask} THEN {value} END"),
        }
    }

    /// Sums, ends and counts in one table.
    fn plain(&self, source: Source, statements: &[&Statement]) -> Made {
        let (from, key) = self.values(source);
        let (mut columns, mut values) = (String::new(), Vec::new());
        for statement in statements {
            let Some(Op::Fold { fold, mask, value, .. }) = self.listing.node(statement.node).map(|n| n.op.clone()) else { continue };
            let text = self.aggregate(statement.node, fold, mask, value);
            columns.push_str(&format!(",\n  {text} AS {}", statement.name));
            values.push((statement.name.clone(), self.zero(statement.node, i64::from(fold == Fold::Lcm))));
        }
        let query = format!("SELECT {key} AS k{columns}\nFROM {from}\nGROUP BY {key}");
        Made { name: format!("{}_{}", self.prefix, source.name()), query, key: source.key(), values }
    }

    fn aggregate(&self, id: NodeId, fold: Fold, mask: NodeId, value: NodeId) -> String {
        let own = width_at(&self.listing.program, id);
        let kind = self.engine.type_of(own);
        let o = self.about("o.");
        let each = o.number(value, Width::Narrow);
        let wide = width_at(&self.listing.program, value);
        let text = match (self.engine, fold) {
            (_, Fold::Distinct) => self.different(id, mask, each),
            (Engine::Spark, Fold::Lcm) => format!("exact_lcm(COLLECT_SET({}))", self.masked(mask, format!("CAST({each} AS STRING)"))),
            (Engine::Spark, _) if own == Width::Any => {
                let name = match fold {
                    Fold::Sum => "exact_sum",
                    Fold::Max => "exact_max",
                    _ => "exact_min",
                };
                format!("{name}(COLLECT_LIST({}))", self.masked(mask, format!("CAST({each} AS STRING)")))
            }
            (_, Fold::Lcm) => format!("exact_lcm(CAST({} AS {kind}))", self.masked(mask, each)),
            (_, Fold::Sum) if own > wide => format!("SUM({})", self.masked(mask, o.number(value, own))),
            (_, Fold::Sum) => format!("SUM({})", self.masked(mask, each)),
            (_, Fold::Max) => format!("MAX({})", self.masked(mask, each)),
            (_, Fold::Min) => format!("MIN({})", self.masked(mask, each)),
        };
        if own == Width::Any && self.engine == Engine::Spark { text } else { format!("CAST({text} AS {kind})") }
    }

    /// How many different values: of fractions, as they are in lowest terms.
    fn different(&self, id: NodeId, mask: NodeId, each: String) -> String {
        let found = self.listing.node(id).and_then(|node| distinct(&self.listing.program, node));
        let Some(Fraction { num: Some(num), den, .. }) = found else { return format!("COUNT(DISTINCT {})", self.masked(mask, each)) };
        let o = self.about("o.");
        let (n, d) = (o.number(num, Width::Wide), o.number(den, Width::Wide));
        match self.engine {
            Engine::DuckDb => {
                format!("COUNT(DISTINCT {})", self.masked(mask, format!("{{n: {n} // gcd({n}, {d}), d: {d} // gcd({n}, {d})}}")))
            }
            Engine::Postgres => {
                format!("COUNT(DISTINCT {})", self.masked(mask, format!("CONCAT(DIV({n}, GCD({n}, {d})), '/', DIV({d}, GCD({n}, {d})))")))
            }
            Engine::Spark => format!("exact_different(COLLECT_SET({}))", self.masked(mask, format!("CONCAT({n}, '/', {d})"))),
        }
    }

    /// How many counties come before each, and how many stand level: every county is held against every other.
    fn places(&self, source: Source, statements: &[&Statement]) -> Made {
        let same = if source == Source::Peers { "peer_id" } else { "part_id" };
        let other = if source == Source::Others { " AND o.id <> s.id" } else { "" };
        let (mut columns, mut values) = (String::new(), Vec::new());
        for statement in statements {
            let (mask, keys, is_level) = match self.listing.node(statement.node).map(|n| &n.op) {
                Some(Op::Above { mask, keys, .. }) => (*mask, keys, false),
                Some(Op::Level { mask, keys, .. }) => (*mask, keys, true),
                _ => continue,
            };
            let pairs: Vec<(String, String)> = keys.iter().map(|key| self.compared(*key)).collect();
            let level: Vec<String> = pairs.iter().map(|(_, equal)| equal.clone()).collect();
            let condition = if is_level {
                level.join(" AND ")
            } else {
                let before = |at: usize| {
                    let equal = level.iter().take(at).cloned();
                    let above = pairs.get(at).map(|(above, _)| above.clone());
                    format!("({})", equal.chain(above).collect::<Vec<_>>().join(" AND "))
                };
                (0..pairs.len()).map(before).collect::<Vec<_>>().join(" OR ")
            };
            let mask = self.about("o.").truth(mask);
            columns.push_str(&format!(",\n  COUNT(CASE WHEN {mask} AND ({condition}) THEN 1 END) AS {}", statement.name));
            values.push((statement.name.clone(), self.zero(statement.node, 0)));
        }
        let counties = &self.counties;
        let query =
            format!("SELECT s.id AS k{columns}\nFROM {counties} AS s JOIN {counties} AS o ON o.{same} = s.{same}{other}\nGROUP BY s.id");
        Made { name: format!("{}_places_{}", self.prefix, source.name()), query, key: "id", values }
    }

    /// Whether the other's key is larger, and whether both are equal.
    fn compared(&self, key: NodeId) -> (String, String) {
        let (s, o) = (self.about("s."), self.about("o."));
        let Some(Fraction { num, den, negative, .. }) = crossed(&self.listing.program, key) else {
            let wide = width_at(&self.listing.program, key);
            let (mine, theirs) = (s.number(key, wide), o.number(key, wide));
            let above = if self.engine == Engine::Spark && wide == Width::Any {
                format!("exact_less({mine}, {theirs})")
            } else {
                format!("{theirs} > {mine}")
            };
            return (above, format!("{theirs} = {mine}"));
        };
        let one = self.engine.number(&1.into(), Width::Wide);
        let across = |a: &Writer<'_>, b: &Writer<'_>| {
            let num = num.map_or_else(|| one.clone(), |num| a.number(num, Width::Wide));
            format!("({num} * {})", b.number(den, Width::Wide))
        };
        let (mine, theirs) = (across(&s, &o), across(&o, &s));
        let sign = if negative { "<" } else { ">" };
        (format!("{theirs} {sign} {mine}"), format!("{theirs} = {mine}"))
    }

    fn sum_of_best(&self, statement: &Statement, table: TableId) -> Made {
        let Some(Op::SumOfBest { mask, value, key, .. }) = self.listing.node(statement.node).map(|n| n.op.clone()) else {
            return Made { name: String::new(), query: String::new(), key: "id", values: Vec::new() };
        };
        let o = self.about("o.");
        let (from, _) = self.values(Source::Rows(table));
        let own = width_at(&self.listing.program, statement.node);
        let spark_any = self.engine == Engine::Spark && own == Width::Any;
        let (best, sum) = if spark_any {
            (format!("exact_max(COLLECT_LIST({}))", o.number(value, own)), "exact_sum(COLLECT_LIST(best))".to_owned())
        } else {
            (format!("MAX({})", o.number(value, own)), format!("CAST(SUM(best) AS {})", self.engine.type_of(own)))
        };
        let query = format!(
            "SELECT k, {sum} AS {}\nFROM (SELECT o.id AS k, {} AS key_of_best, {best} AS best\n  FROM {from}\n  WHERE {}\n  GROUP BY o.id, {}) AS b\nGROUP BY k",
            statement.name,
            o.number(key, Width::Narrow),
            o.truth(mask),
            o.number(key, Width::Narrow),
        );
        Made {
            name: format!("{}_t{}_{}", self.prefix, table.0, statement.name),
            query,
            key: "id",
            values: vec![(statement.name.clone(), self.zero(statement.node, 0))],
        }
    }

    /// The sum, largest or smallest of the fractions of the rows of each county over their multiple: first by denominator.
    fn fractions(&self, statement: &Statement, source: Source) -> Vec<Made> {
        let Some(node) = self.listing.node(statement.node) else { return Vec::new() };
        let (Some((fold, found)), Op::Fold { mask, .. }) = (by_denominator(&self.listing.program, node), &node.op) else {
            return Vec::new();
        };
        let (Some(num), name) = (found.num, &statement.name) else { return Vec::new() };
        let o = self.about("o.");
        let (from, key) = self.values(source);
        let (engine, counties) = (self.engine, &self.counties);
        let (n, d) = (o.number(num, Width::Wide), o.number(found.den, Width::Wide));
        let by_den = format!("{}_{}_{name}_by", self.prefix, source.name());
        let together = match fold {
            Fold::Max => "MAX",
            Fold::Min => "MIN",
            _ => "SUM",
        };
        let first =
            format!("SELECT {key} AS k, {d} AS d, {together}({n}) AS n\nFROM {from}\nWHERE {}\nGROUP BY {key}, {d}", o.truth(*mask));
        let multiple = self.listing.name_of(found.multiple).unwrap_or_default();
        let query = match engine {
            Engine::Postgres => {
                format!(
                    "SELECT b.k, {together}(b.n * DIV(c.{multiple}, b.d)) AS {name}\nFROM {by_den} AS b JOIN {counties} AS c ON c.id = b.k\nGROUP BY b.k"
                )
            }
            Engine::Spark => format!(
                "SELECT b.k, exact_fractions('{together}', c.{multiple}, b.pairs) AS {name}\nFROM (SELECT k, COLLECT_LIST(CONCAT(n, '/', d)) AS pairs FROM {by_den} GROUP BY k) AS b JOIN {counties} AS c ON c.id = b.k"
            ),
            Engine::DuckDb => format!(
                "SELECT t.k, CASE WHEN t.d = c.{multiple} THEN t.n ELSE error('公倍数不符') END AS {name}\nFROM ({}) AS t JOIN {counties} AS c ON c.id = t.k",
                match fold {
                    Fold::Max | Fold::Min => {
                        fractions::sum(&fractions::only_one(&by_den, &self.listing.program.graph.range(found.den), fold == Fold::Max))
                    }
                    _ => fractions::sum(&by_den),
                }
            ),
        };
        let fallback = self.zero(statement.node, 0);
        vec![
            Made { name: by_den.clone(), query: first, key: "", values: Vec::new() },
            Made { name: format!("{}_{}_{name}", self.prefix, source.name()), query, key: "id", values: vec![(name.clone(), fallback)] },
        ]
    }

    /// A common multiple of the different values of each county or population.
    fn multiple(&self, statement: &Statement, source: Source) -> Made {
        let name = &statement.name;
        let (from, key) = self.values(source);
        let Some(Op::Fold { mask, value, .. }) = self.listing.node(statement.node).map(|n| n.op.clone()) else {
            return Made { name: String::new(), query: String::new(), key: "id", values: Vec::new() };
        };
        let o = self.about("o.");
        let any_size = width_at(&self.listing.program, value) == Width::Any;
        let each = o.number(value, Width::Wide);
        let different = format!("(SELECT DISTINCT {key} AS k, {each} AS d\n  FROM {from}\n  WHERE {} AND {each} > 1)", o.truth(mask));
        let found = if any_size { fractions::product(&different) } else { fractions::multiple(&different) };
        let query = format!("SELECT t.k, t.d AS {name}\nFROM ({found}) AS t");
        Made {
            name: format!("{}_{name}", self.prefix),
            query,
            key: source.key(),
            values: vec![(name.clone(), self.zero(statement.node, 1))],
        }
    }
}

/// The names of columns these statements take in, by what they are folded over.
pub(super) fn columns_of_rows(listing: &Listing<'_>, statements: &[&Statement], table: TableId) -> BTreeSet<String> {
    let folds = statements.iter().filter(|s| match listing.node(s.node).map(|n| &n.op) {
        Some(Op::Fold { over, .. }) => *over == Over::Rows(table),
        Some(Op::SumOfBest { table: of, .. }) => *of == table,
        _ => false,
    });
    folds.flat_map(|s| super::needs::columns(listing, s.node)).collect()
}
