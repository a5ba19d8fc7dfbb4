//! What one kernel does at once (算子合并): an operation may take in those before it that nothing else reads.

use super::lane::Lane;
use super::linear::Linear;
use crate::ir::{Graph, NodeId, Op};

/// How a node is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// By its own operation.
    Plain,
    /// `by` at x, plus a column.
    Linear {
        /// x
        value: NodeId,
        /// Factor, offset, limits.
        by: Linear,
        /// What is added.
        plus: Option<NodeId>,
    },
    /// One value below a limit and another from there on, plus a column.
    Choice {
        /// What is compared.
        value: NodeId,
        /// The limit.
        limit: i32,
        /// The value below.
        below: NodeId,
        /// The value from there on.
        above: NodeId,
        /// What is added.
        plus: Option<NodeId>,
    },
}

impl Shape {
    /// The nodes it reads.
    pub fn operands(&self, op: &Op) -> Vec<NodeId> {
        match self {
            Shape::Plain => op.operands(),
            Shape::Linear { value, plus, .. } => std::iter::once(*value).chain(*plus).collect(),
            Shape::Choice { value, below, above, plus, .. } => [*value, *below, *above].into_iter().chain(*plus).collect(),
        }
    }

    fn with(self, added: NodeId) -> Option<Shape> {
        match self {
            Shape::Linear { value, by, plus: None } => Some(Shape::Linear { value, by, plus: Some(added) }),
            Shape::Choice { value, limit, below, above, plus: None } => {
                Some(Shape::Choice { value, limit, below, above, plus: Some(added) })
            }
            Shape::Linear { .. } | Shape::Choice { .. } | Shape::Plain => None,
        }
    }
}

/// Finds the shapes of the nodes of a graph; only 32 bits have them.
pub struct Shapes<'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// How often each node is read.
    pub reads: &'g [usize],
}

impl Shapes<'_> {
    /// The shape of a node.
    pub fn of(&self, id: NodeId) -> Shape {
        self.sum(id).or_else(|| self.single(id)).unwrap_or(Shape::Plain)
    }

    /// A sum whose one part is read by nothing else.
    fn sum(&self, id: NodeId) -> Option<Shape> {
        let Op::Add(a, b) = self.graph.node(id)?.op else { return None };
        let columns = [a, b, id].iter().all(|id| self.is_narrow(*id) && self.graph.constant(*id).is_none());
        let taken = |part: NodeId, added: NodeId| self.only_here(part).then(|| self.single(part))??.with(added);
        columns.then(|| taken(a, b).or_else(|| taken(b, a)))?
    }

    fn single(&self, id: NodeId) -> Option<Shape> {
        self.choice(id).or_else(|| {
            let (value, by) = self.chain(id)?;
            Some(Shape::Linear { value, by: self.narrow(value, by)?, plus: None })
        })
    }

    fn choice(&self, id: NodeId) -> Option<Shape> {
        let Op::Select(condition, then, otherwise) = self.graph.node(id)?.op else { return None };
        let (value, limit, then_below) = self.limit(condition)?;
        let (below, above) = if then_below { (then, otherwise) } else { (otherwise, then) };
        [below, above, id].iter().all(|id| self.is_narrow(*id)).then_some(Shape::Choice { value, limit, below, above, plus: None })
    }

    /// A condition as x < limit; whether it holds below.
    fn limit(&self, condition: NodeId) -> Option<(NodeId, i32, bool)> {
        let Op::Lt(a, b) = self.graph.node(condition)?.op else { return None };
        let (value, limit, below) = match (self.constant(a), self.constant(b)) {
            (None, Some(limit)) => (a, limit, true),
            (Some(below), None) => (b, below + 1, false),
            _ => return None,
        };
        self.is_narrow(value).then_some((value, i32::try_from(limit).ok()?, below))
    }

    /// A node as a chain of operations with constants.
    fn chain(&self, id: NodeId) -> Option<(NodeId, Linear<i128>)> {
        let node = self.graph.node(id)?;
        let operands = node.op.operands();
        let (inner, others) = match (&node.op, operands.as_slice()) {
            (Op::Sub(..), [c, x]) => (*x, [self.constant(*c)?, 0]),
            // A truth value chooses between two constants.
            (Op::Select(..), [x, a, b]) if self.limit(*x).is_none() => (*x, [self.constant(*a)?, self.constant(*b)?]),
            (Op::Add(..) | Op::Mul(..) | Op::Max(..) | Op::Min(..), [x, c]) => (*x, [self.constant(*c)?, 0]),
            (Op::Neg(_) | Op::Not(_), [x]) => (*x, [0, 0]),
            _ => return None,
        };
        let [c, d] = others;
        let then = |by: Linear<i128>| match node.op {
            Op::Add(..) => by.plus(c),
            Op::Sub(..) => by.times(-1)?.plus(c),
            Op::Mul(..) => by.times(c),
            Op::Max(..) => Some(by.at_least(c)),
            Op::Min(..) => Some(by.at_most(c)),
            Op::Select(..) => by.times(c - d)?.plus(d),
            Op::Neg(_) => by.times(-1),
            Op::Not(_) => by.times(-1)?.plus(1),
            _ => None,
        };
        let longer = || {
            let (value, by) = self.only_here(inner).then(|| self.chain(inner))??;
            let by = then(by)?;
            self.narrow(value, by).map(|_| (value, by))
        };
        let whole = self.is_narrow(id) && self.is_narrow(inner) && self.graph.constant(inner).is_none();
        whole.then(|| longer().or_else(|| Some((inner, then(Linear::SAME)?))))?
    }

    fn narrow(&self, value: NodeId, by: Linear<i128>) -> Option<Linear> {
        let range = self.graph.range(value);
        let end = |end: Option<dashu::integer::IBig>| end.and_then(|n| i128::try_from(n).ok());
        by.narrow([end(range.low)?, end(range.high)?])
    }

    fn constant(&self, id: NodeId) -> Option<i128> {
        let value = self.graph.constant(id)?;
        i64::try_from(value.clone()).ok().map(i128::from)
    }

    fn is_narrow(&self, id: NodeId) -> bool {
        Lane::of(&self.graph.range(id)) == Lane::W32
    }

    fn only_here(&self, id: NodeId) -> bool {
        self.reads.get(id.index()) == Some(&1)
    }
}
