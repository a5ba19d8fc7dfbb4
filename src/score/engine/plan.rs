//! The plan (执行计划): operations in order, each with the width it works in and the registers it reads and writes.

use std::collections::BTreeMap;

use super::kernel::Reciprocal;
use super::lane::{Column, Constant, Lane};
use super::linear::Linear;
use super::order::order;
use super::shape::{Shape, Shapes};
use crate::expr::{GroupId, Scope, TableId};
use crate::ir::{Domain, Fold, Input, NodeId, Op, Over, Program};

/// What a step reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A register.
    Register(usize),
    /// A column of the data, by its place in [`Plan::sources`].
    Source(usize),
    /// A constant.
    Constant(Constant),
}

/// A column the plan needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Units of a cell.
    Units(Input),
    /// Absence code of a cell.
    Absence(Input),
    /// Membership of a group.
    Group(GroupId),
}

/// An operation of one value each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    /// −a
    Neg,
    /// not a
    Not,
}

/// An operation of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a × b
    Mul,
    /// ⌊a ÷ b⌋
    FloorDiv,
    /// The smaller.
    Min,
    /// The larger.
    Max,
    /// Both truths.
    And,
    /// Either truth.
    Or,
}

/// A comparison; the result is a truth value of 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// a = b
    Eq,
    /// a < b
    Lt,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// One operand.
    Unary(Unary, Arg),
    /// Two operands.
    Binary(Binary, Arg, Arg),
    /// ⌊a ÷ b⌋ of numbers below 2^53 that are not negative.
    Quotient(Arg, Arg),
    /// ⌊a ÷ constant⌋ of numbers of 32 bits that are not negative.
    Divide(Arg, Reciprocal),
    /// A comparison.
    Test(Test, Arg, Arg),
    /// A choice; the condition is a truth value.
    Select(Arg, Arg, Arg),
    /// A chain of operations with constants on one operand, plus another; 32 bits.
    Linear(Arg, Linear, Option<Arg>),
    /// The second where the first is below the limit, else the third, plus the fourth; 32 bits.
    Choice(Arg, i32, [Arg; 2], Option<Arg>),
    /// The same value in the width of the step.
    Convert(Lane, Arg),
    /// The county's value for each row of a table.
    OfCounty(TableId, Arg),
    /// Many values to one.
    Fold(Fold, Over, Arg, Arg),
    /// Sum of the best per key: mask, value, key.
    SumOfBest(TableId, Arg, Arg, Arg),
    /// Counties above, or on the same level if the flag is set: mask and keys.
    Compared(bool, Scope, Arg, Vec<Arg>),
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub action: Action,
    /// The width it works in.
    pub lane: Lane,
    /// The register written.
    pub to: usize,
    /// What it is computed for.
    pub domain: Domain,
}

/// Everything it takes to compute the wanted nodes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Columns needed, with their widths and what they belong to.
    pub sources: Vec<(Source, Lane, Domain)>,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Registers, empty.
    pub registers: Vec<Column>,
    /// Where each wanted node is.
    pub wanted: BTreeMap<NodeId, Arg>,
    /// Whether the values of one county rest on others.
    pub population: bool,
}

struct Planner<'p> {
    program: &'p Program,
    plan: Plan,
    /// Where a node is, in which width.
    places: BTreeMap<(NodeId, Lane), usize>,
    sources: BTreeMap<Source, usize>,
    free: BTreeMap<Lane, Vec<usize>>,
    /// How many reads of a node are still to come.
    pending: Vec<usize>,
    shapes: Vec<Shape>,
}

impl Plan {
    /// The plan for these nodes.
    pub fn new(program: &Program, wanted: &[NodeId]) -> Plan {
        let needed = program.needed(wanted);
        let nodes = program.graph.nodes();
        let mut reads = vec![0; nodes.len()];
        let operands = nodes.iter().zip(&needed).filter(|(_, needed)| **needed).flat_map(|(node, _)| node.op.operands());
        operands.chain(wanted.iter().copied()).for_each(|id| count(&mut reads, id));
        let finder = Shapes { graph: &program.graph, reads: &reads };
        let shapes: Vec<Shape> = (0..nodes.len()).map(|at| finder.of(NodeId(at as u32))).collect();
        let operands: Vec<(Vec<NodeId>, bool)> =
            nodes.iter().zip(&shapes).map(|(node, shape)| (shape.operands(&node.op), is_computed(&node.op))).collect();
        let order = order(&operands, wanted);
        let mut pending = vec![0; nodes.len()];
        let read = order.iter().filter_map(|id| operands.get(id.index())).flat_map(|(operands, _)| operands.iter().copied());
        // A wanted node is read once more, after the end.
        read.chain(wanted.iter().copied()).for_each(|id| count(&mut pending, id));
        let plan = Plan { sources: Vec::new(), steps: Vec::new(), registers: Vec::new(), wanted: BTreeMap::new(), population: false };
        let mut planner =
            Planner { program, plan, shapes, places: BTreeMap::new(), sources: BTreeMap::new(), free: BTreeMap::new(), pending };
        for id in order {
            planner.node(id);
        }
        for id in wanted {
            let lane = planner.lane(*id);
            let arg = planner.arg(*id, lane);
            planner.plan.wanted.insert(*id, arg);
        }
        planner.plan
    }
}

fn count(counts: &mut [usize], id: NodeId) {
    if let Some(count) = counts.get_mut(id.index()) {
        *count += 1;
    }
}

/// Whether it takes a step and a register.
fn is_computed(op: &Op) -> bool {
    !matches!(op, Op::Const(_) | Op::Input(_) | Op::Absence(_) | Op::InGroup(_))
}

impl Planner<'_> {
    fn lane(&self, id: NodeId) -> Lane {
        Lane::of(&self.program.graph.range(id))
    }

    fn node(&mut self, id: NodeId) {
        let Some(node) = self.program.graph.node(id) else { return };
        let shape = self.shapes.get(id.index()).cloned().unwrap_or(Shape::Plain);
        self.plan.population |= node.op.is_population();
        let (domain, operands) = (node.domain, shape.operands(&node.op));
        let found = self.shaped(&shape).or_else(|| self.plain(id, &node.op, domain));
        let Some((action, lane, result)) = found else { return };
        // Taken before the operands are given back: a step never writes what it reads.
        let to = self.register(result);
        for operand in operands {
            self.release(operand);
        }
        self.plan.steps.push(Step { action, lane, to, domain });
        self.places.insert((id, result), to);
    }

    /// A kernel of several operations, with its width and that of its result.
    fn shaped(&mut self, shape: &Shape) -> Option<(Action, Lane, Lane)> {
        let mut narrow = |id: NodeId| self.arg(id, Lane::W32);
        let action = match shape {
            Shape::Plain => return None,
            Shape::Linear { value, by, plus } => Action::Linear(narrow(*value), *by, plus.map(narrow)),
            Shape::Choice { value, limit, below, above, plus } => {
                Action::Choice(narrow(*value), *limit, [narrow(*below), narrow(*above)], plus.map(narrow))
            }
        };
        Some((action, Lane::W32, Lane::W32))
    }

    /// A single operation; none for what is not computed.
    fn plain(&mut self, id: NodeId, op: &Op, domain: Domain) -> Option<(Action, Lane, Lane)> {
        let own = self.lane(id);
        let wide = |p: &Self, ids: &[NodeId]| ids.iter().map(|id| p.lane(*id)).max().unwrap_or(Lane::W32);
        Some(match op {
            Op::Const(_) => return None,
            Op::Input(input) => return self.source(id, Source::Units(*input), own, domain),
            Op::Absence(input) => return self.source(id, Source::Absence(*input), own, domain),
            Op::InGroup(group) => return self.source(id, Source::Group(*group), own, domain),
            Op::OfCounty(table, a) => (Action::OfCounty(*table, self.arg(*a, own)), own, own),
            Op::Neg(a) => {
                let lane = own.max(self.lane(*a));
                (Action::Unary(Unary::Neg, self.arg(*a, lane)), lane, lane)
            }
            Op::Not(a) => (Action::Unary(Unary::Not, self.arg(*a, Lane::W32)), Lane::W32, Lane::W32),
            Op::Add(a, b) => self.binary(Binary::Add, *a, *b, own),
            Op::Sub(a, b) => self.binary(Binary::Sub, *a, *b, own),
            Op::Mul(a, b) => self.binary(Binary::Mul, *a, *b, own),
            Op::FloorDiv(a, b) => self.quotient(*a, *b, own),
            Op::Min(a, b) => self.binary(Binary::Min, *a, *b, own),
            Op::Max(a, b) => self.binary(Binary::Max, *a, *b, own),
            Op::And(a, b) => self.binary(Binary::And, *a, *b, own),
            Op::Or(a, b) => self.binary(Binary::Or, *a, *b, own),
            Op::Eq(a, b) | Op::Lt(a, b) => {
                let lane = wide(self, &[*a, *b]);
                let test = if matches!(op, Op::Eq(..)) { Test::Eq } else { Test::Lt };
                (Action::Test(test, self.arg(*a, lane), self.arg(*b, lane)), lane, Lane::W32)
            }
            Op::Select(condition, then, otherwise) => {
                let lane = wide(self, &[*then, *otherwise]).max(own);
                let action = Action::Select(self.arg(*condition, Lane::W32), self.arg(*then, lane), self.arg(*otherwise, lane));
                (action, lane, lane)
            }
            Op::Fold { fold, over, mask, value } => {
                let lane = own.max(self.lane(*value));
                (Action::Fold(*fold, *over, self.arg(*mask, Lane::W32), self.arg(*value, lane)), lane, lane)
            }
            Op::SumOfBest { table, mask, value, key } => {
                let lane = wide(self, &[*value, *key]).max(own);
                let (mask, value, key) = (self.arg(*mask, Lane::W32), self.arg(*value, lane), self.arg(*key, lane));
                (Action::SumOfBest(*table, mask, value, key), lane, lane)
            }
            Op::Above { scope, mask, keys } | Op::Level { scope, mask, keys } => {
                let lane = wide(self, keys);
                let level = matches!(op, Op::Level { .. });
                let mask = self.arg(*mask, Lane::W32);
                let keys = keys.iter().map(|key| self.arg(*key, lane)).collect();
                (Action::Compared(level, *scope, mask, keys), lane, Lane::W32)
            }
        })
    }

    fn binary(&mut self, op: Binary, a: NodeId, b: NodeId, own: Lane) -> (Action, Lane, Lane) {
        let lane = own.max(self.lane(a)).max(self.lane(b));
        (Action::Binary(op, self.arg(a, lane), self.arg(b, lane)), lane, lane)
    }

    fn quotient(&mut self, a: NodeId, b: NodeId, own: Lane) -> (Action, Lane, Lane) {
        let graph = &self.program.graph;
        let divisor = graph.constant(b).and_then(|d| i32::try_from(d.clone()).ok()).and_then(Reciprocal::of);
        match divisor {
            Some(by) if self.lane(a) == Lane::W32 && graph.range(a).at_least(0) => {
                (Action::Divide(self.arg(a, Lane::W32), by), Lane::W32, Lane::W32)
            }
            _ => {
                let (action, lane, result) = self.binary(Binary::FloorDiv, a, b, own);
                let range = self.program.graph.range(a);
                match action {
                    Action::Binary(_, a, b) if lane <= Lane::W64 && range.at_least(0) && range.fits(54) => {
                        (Action::Quotient(a, b), lane, result)
                    }
                    action => (action, lane, result),
                }
            }
        }
    }

    fn source<T>(&mut self, id: NodeId, source: Source, lane: Lane, domain: Domain) -> Option<T> {
        let at = self.plan.sources.len();
        self.plan.sources.push((source, lane, domain));
        self.sources.insert(source, at);
        self.places.insert((id, lane), usize::MAX);
        None
    }

    /// Where a node is to be read from in this width; it is widened or narrowed once if it has another.
    fn arg(&mut self, id: NodeId, lane: Lane) -> Arg {
        if let Some(value) = self.program.graph.constant(id) {
            return Arg::Constant(Constant::from(value));
        }
        let found = [Lane::W32, Lane::W64, Lane::W128, Lane::Big];
        let at = |p: &Self, lane: Lane| p.places.get(&(id, lane)).copied();
        if let Some(register) = at(self, lane) {
            return self.read(id, register);
        }
        let known = found.into_iter().find_map(|lane| at(self, lane).map(|register| (lane, register)));
        let Some((from, register)) = known else { return Arg::Constant(Constant::from(&dashu::integer::IBig::ZERO)) };
        let read = self.read(id, register);
        let to = self.register(lane);
        let domain = self.program.graph.domain(id);
        self.plan.steps.push(Step { action: Action::Convert(from, read), lane, to, domain });
        self.places.insert((id, lane), to);
        Arg::Register(to)
    }

    fn read(&self, id: NodeId, register: usize) -> Arg {
        if register != usize::MAX {
            return Arg::Register(register);
        }
        let source = match self.program.graph.node(id).map(|n| &n.op) {
            Some(Op::Input(input)) => Source::Units(*input),
            Some(Op::Absence(input)) => Source::Absence(*input),
            Some(Op::InGroup(group)) => Source::Group(*group),
            _ => return Arg::Register(register),
        };
        Arg::Source(self.sources.get(&source).copied().unwrap_or_default())
    }

    fn register(&mut self, lane: Lane) -> usize {
        if let Some(free) = self.free.get_mut(&lane).and_then(Vec::pop) {
            return free;
        }
        self.plan.registers.push(Column::empty(lane));
        self.plan.registers.len() - 1
    }

    /// One read of a node is done; after the last its registers can be used again.
    fn release(&mut self, id: NodeId) {
        let Some(count) = self.pending.get_mut(id.index()) else { return };
        *count = count.saturating_sub(1);
        if *count > 0 {
            return;
        }
        for lane in [Lane::W32, Lane::W64, Lane::W128, Lane::Big] {
            if let Some(register) = self.places.remove(&(id, lane)).filter(|r| *r != usize::MAX) {
                self.free.entry(lane).or_default().push(register);
            }
        }
    }
}
