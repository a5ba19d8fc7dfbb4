//! The program as statements in an order that can be written down (清单): what every program in another language starts from.
//!
//! An operation becomes a statement with a name if several others use it, if it crosses from one domain to another, or
//! if it is a result; all others stand inside the expression that uses them. Spec: §14.3.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::cells::{CellSpec, cells};
use crate::expr::{DatumId, IndicatorId};
use crate::ir::{Domain, Node, NodeId, Op, Program, Quantity};
use crate::model::{IndicatorKind, Model};

/// Most operations of one expression: more would be hard to follow.
const LONG: usize = 24;

/// When a pass is carried out: how many crossings lie before it; rows come before counties.
type Order = (u32, Reverse<Domain>);

/// A program in statements.
#[derive(Debug)]
pub struct Listing<'m> {
    /// The rules.
    pub model: &'m Model,
    /// Their program.
    pub program: Program,
    /// Every cell it reads: data in the order of the file, then columns of detail tables.
    pub cells: Vec<CellSpec>,
    /// The statements, in the order they are carried out.
    pub passes: Vec<Pass>,
    names: BTreeMap<NodeId, String>,
    needed: Vec<bool>,
}

/// Statements that can be carried out for one county (or row) after the other: they need nothing of other counties (or
/// rows) but what earlier passes gave.
#[derive(Debug)]
pub struct Pass {
    /// What they are carried out for.
    pub over: Domain,
    /// The statements, each after those it uses.
    pub statements: Vec<Statement>,
}

/// A value with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is computed.
    pub node: NodeId,
    /// Its name, in ASCII.
    pub name: String,
    /// Which part of the rules it belongs to.
    pub section: Section,
}

/// A part of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// A computed datum.
    Datum(DatumId),
    /// An indicator or item.
    Indicator(IndicatorId),
    /// Total, result rules and grade.
    Result,
    /// Leaders.
    Leaders,
}

/// A result with the beginning of the names of its parts.
#[derive(Debug, Clone)]
pub struct Output {
    /// `s3`, `total`, `grade`.
    pub name: String,
    /// The part of the rules it is the result of.
    pub section: Section,
    /// Its value.
    pub quantity: Quantity,
}

impl<'m> Listing<'m> {
    /// The statements of a program.
    pub fn new(model: &'m Model, program: Program) -> Listing<'m> {
        Listing::with_names(model, program, |_, _| false)
    }

    /// The statements of a program; what `more` says becomes a statement too.
    pub fn with_names(model: &'m Model, program: Program, more: impl Fn(&Program, NodeId) -> bool) -> Listing<'m> {
        let outputs = outputs(&program);
        let wanted: Vec<NodeId> = outputs.iter().flat_map(|o| parts(o.quantity)).collect();
        let needed = program.needed(&wanted);
        let cells = cells(model, &program.inputs(&needed));
        let mut listing = Listing { model, program, cells, passes: Vec::new(), names: BTreeMap::new(), needed };
        let mut named = listing.named(&wanted);
        let asked: Vec<NodeId> = listing.all_needed().map(|(id, _)| id).filter(|id| more(&listing.program, *id)).collect();
        named.extend(asked.into_iter().filter(|id| !listing.is_leaf(*id)));
        listing.name(&outputs, &named);
        listing.passes = listing.in_passes(&outputs, &named);
        listing
    }

    /// Every result, those of indicators by id first.
    pub fn outputs(&self) -> Vec<Output> {
        outputs(&self.program)
    }

    /// An operation.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.program.graph.node(id)
    }

    /// The name of a statement; `None` for what stands inside expressions.
    pub fn name_of(&self, id: NodeId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    /// The cell of an input.
    pub fn cell(&self, input: crate::ir::Input) -> Option<&CellSpec> {
        self.cells.iter().find(|cell| cell.input == input)
    }

    /// The cells a statement reads by itself, added to those found before.
    pub fn cells_of(&self, id: NodeId, found: &mut Vec<crate::ir::Input>) {
        let Some(node) = self.node(id) else { return };
        if let Op::Input(input) | Op::Absence(input) = node.op
            && !found.contains(&input)
        {
            found.push(input);
        }
        for operand in node.op.operands().into_iter().filter(|o| self.name_of(*o).is_none()) {
            self.cells_of(operand, found);
        }
    }

    /// Decimal places of a result whose denominator is a constant power of ten.
    pub fn places(&self, quantity: Quantity) -> Option<u32> {
        let den = self.program.graph.constant(quantity.den)?;
        (0..=30).find(|places| crate::expr::Number::ten_to(*places).to_fraction().0 == *den)
    }

    /// Every operation a result rests on, operands first.
    pub fn all_needed(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        let nodes = self.program.graph.nodes().iter().zip(&self.needed).enumerate();
        nodes.filter(|(_, (_, needed))| **needed).map(|(at, (node, _))| (NodeId(at as u32), node))
    }

    /// What gets a name.
    fn named(&self, wanted: &[NodeId]) -> BTreeSet<NodeId> {
        let mut uses: BTreeMap<NodeId, usize> = BTreeMap::new();
        let mut named: BTreeSet<NodeId> = wanted.iter().copied().collect();
        for (id, node) in self.all_needed() {
            let crosses = crosses(&node.op);
            for operand in node.op.operands() {
                *uses.entry(operand).or_default() += 1;
                if crosses {
                    named.insert(operand);
                }
            }
            if crosses {
                named.insert(id);
            }
        }
        named.extend(uses.iter().filter(|(_, uses)| **uses > 1).map(|(id, _)| *id));
        let mut size: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (id, node) in self.all_needed() {
            let inside = |o: &NodeId| if named.contains(o) { 1 } else { size.get(o).copied().unwrap_or(1) };
            let own = 1 + node.op.operands().iter().map(inside).sum::<usize>();
            size.insert(id, own);
            if own > LONG {
                named.insert(id);
            }
        }
        named.retain(|id| !self.is_leaf(*id));
        named
    }

    /// Whether it is written where it is used whatever uses it: constants, cells, membership, a county's value in a row.
    fn is_leaf(&self, id: NodeId) -> bool {
        let op = self.node(id).map(|n| &n.op);
        matches!(op, None | Some(Op::Const(_) | Op::Input(_) | Op::Absence(_) | Op::InGroup(_) | Op::OfCounty(..)))
    }

    fn name(&mut self, outputs: &[Output], named: &BTreeSet<NodeId>) {
        for output in outputs {
            for (id, part) in parts(output.quantity).into_iter().zip(["", "_den", "_absent"]) {
                if named.contains(&id) {
                    self.names.entry(id).or_insert_with(|| format!("{}{part}", output.name));
                }
            }
        }
        for id in named {
            self.names.entry(*id).or_insert_with(|| format!("x{}", id.0));
        }
    }

    fn in_passes(&self, outputs: &[Output], named: &BTreeSet<NodeId>) -> Vec<Pass> {
        let mut levels: BTreeMap<NodeId, u32> = BTreeMap::new();
        for (id, node) in self.all_needed() {
            let level = |o: &NodeId| levels.get(o).copied().unwrap_or_default();
            let highest = node.op.operands().iter().map(level).max().unwrap_or_default();
            levels.insert(id, highest + u32::from(crosses(&node.op)));
        }
        let sections = self.sections(outputs);
        let mut passes: BTreeMap<Order, Vec<(usize, Statement)>> = BTreeMap::new();
        for id in named {
            let Some(node) = self.node(*id) else { continue };
            let (rank, section) = sections.get(id).copied().unwrap_or((0, Section::Result));
            // A constant is given to every county.
            let over = if node.domain == Domain::Constant { Domain::County } else { node.domain };
            let name = self.names.get(id).cloned().unwrap_or_default();
            let level = levels.get(id).copied().unwrap_or_default();
            passes.entry((level, Reverse(over))).or_default().push((rank, Statement { node: *id, name, section }));
        }
        let pass = |(order, mut statements): (Order, Vec<(usize, Statement)>)| {
            // What a statement needs belongs to the same part of the rules or to an earlier one.
            statements.sort_by_key(|(rank, statement)| (*rank, statement.node));
            Pass { over: order.1.0, statements: statements.into_iter().map(|(_, statement)| statement).collect() }
        };
        passes.into_iter().map(pass).collect()
    }

    /// The first part of the rules that needs each operation, with its rank: data, indicators, their parents, the rest.
    fn sections(&self, outputs: &[Output]) -> BTreeMap<NodeId, (usize, Section)> {
        let height = |section: Section| match section {
            Section::Datum(_) => 0,
            Section::Indicator(id) => match self.model.indicators.get(id.index()).map(|i| (i.children.is_empty(), i.kind)) {
                Some((false, IndicatorKind::Level(level))) => 2 + u32::from(u8::MAX - level),
                _ => 1,
            },
            Section::Result | Section::Leaders => u32::MAX,
        };
        let mut ordered: Vec<&Output> = outputs.iter().collect();
        ordered.sort_by_key(|output| height(output.section));
        let mut ranks: Vec<Section> = Vec::new();
        let mut sections = BTreeMap::new();
        for output in ordered {
            if ranks.last() != Some(&output.section) {
                ranks.push(output.section);
            }
            let mut open = parts(output.quantity).to_vec();
            while let Some(id) = open.pop() {
                if let std::collections::btree_map::Entry::Vacant(entry) = sections.entry(id) {
                    entry.insert((ranks.len(), output.section));
                    open.extend(self.node(id).map(|n| n.op.operands()).unwrap_or_default());
                }
            }
        }
        sections
    }
}

/// Whether it takes values of other counties or rows, or hands a county's value to its rows.
fn crosses(op: &Op) -> bool {
    matches!(op, Op::Fold { .. } | Op::SumOfBest { .. } | Op::Above { .. } | Op::Level { .. } | Op::OfCounty(..))
}

/// Numerator, denominator, absence.
pub(super) fn parts(quantity: Quantity) -> [NodeId; 3] {
    [quantity.num, quantity.den, quantity.absent]
}

pub(super) fn outputs(program: &Program) -> Vec<Output> {
    let derived = program.derived.iter().filter(|((_, back), _)| *back == 0);
    let derived = derived.map(|((id, _), q)| Output { name: format!("v{}", id.0), section: Section::Datum(*id), quantity: *q });
    let scores = program.scores.iter().enumerate().map(|(at, q)| Output {
        name: format!("s{at}"),
        section: Section::Indicator(IndicatorId(at as u32)),
        quantity: *q,
    });
    let list = |name: &'static str, all: &[Quantity]| -> Vec<Output> {
        let each = all.iter().enumerate();
        each.map(|(at, q)| Output { name: format!("{name}{at}"), section: Section::Result, quantity: *q }).collect()
    };
    let results = [
        ("total", program.total),
        ("place", program.place),
        ("grade_by_points", program.grade_by_points),
        ("grade_before_quota", program.grade_before_quota),
        ("grade", program.grade),
    ];
    let results = results.map(|(name, quantity)| Output { name: name.to_owned(), section: Section::Result, quantity });
    let leaders = program.leaders.iter().flat_map(|l| {
        [("leaders_own", l.own), ("leaders_points", l.points), ("leaders_grade", l.grade), ("leaders_place", l.place)]
            .map(|(name, quantity)| Output { name: name.to_owned(), section: Section::Leaders, quantity })
    });
    let mut all: Vec<Output> = derived.chain(scores).chain(list("rule", &program.fires)).collect();
    all.extend(results);
    all.extend(list("verification", &program.verifications));
    all.extend(leaders);
    all
}
