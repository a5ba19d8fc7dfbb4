//! Operations of the scoring program (运算). All values are whole numbers; a truth value is 0 or 1.

use dashu::integer::IBig;

use super::Range;
use crate::expr::{ColumnId, DatumId, GroupId, Scope, TableId};

/// A node of the graph, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// Its place in [`super::Graph::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A column of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// A datum, so many years back.
    Datum(DatumId, u8),
    /// A column of a detail table.
    Column(ColumnId),
}

/// What a fold runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Over {
    /// Counties.
    Counties(Scope),
    /// The rows of a detail table that belong to the county.
    Rows(TableId),
}

/// How many values become one. Of no values: 0; the least common multiple of none is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// Sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// Least common multiple of positive values.
    Lcm,
    /// Number of different values.
    Distinct,
}

/// An operation. `mask` says which values take part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// A constant.
    Const(IBig),
    /// A cell, in units of its declared places; 0 where absent.
    Input(Input),
    /// The absence code of a cell.
    Absence(Input),
    /// Whether the county belongs to a group.
    InGroup(GroupId),
    /// The county's value, for a row of a detail table.
    OfCounty(TableId, NodeId),
    /// −a
    Neg(NodeId),
    /// a + b
    Add(NodeId, NodeId),
    /// a − b
    Sub(NodeId, NodeId),
    /// a × b
    Mul(NodeId, NodeId),
    /// ⌊a ÷ b⌋; b is positive.
    FloorDiv(NodeId, NodeId),
    /// The smaller.
    Min(NodeId, NodeId),
    /// The larger.
    Max(NodeId, NodeId),
    /// a = b
    Eq(NodeId, NodeId),
    /// a < b
    Lt(NodeId, NodeId),
    /// not a
    Not(NodeId),
    /// a and b
    And(NodeId, NodeId),
    /// a or b
    Or(NodeId, NodeId),
    /// The second if the first is 1, else the third.
    Select(NodeId, NodeId, NodeId),
    /// Many values to one.
    Fold {
        /// How.
        fold: Fold,
        /// Over what.
        over: Over,
        /// Which take part.
        mask: NodeId,
        /// The values.
        value: NodeId,
    },
    /// The sum over the different keys of the largest value of each (就高).
    SumOfBest {
        /// The table.
        table: TableId,
        /// Which rows take part.
        mask: NodeId,
        /// The values.
        value: NodeId,
        /// The keys.
        key: NodeId,
    },
    /// How many counties that take part come before this one: their keys are larger, the first key that differs decides.
    Above {
        /// Which counties are looked at.
        scope: Scope,
        /// Which take part.
        mask: NodeId,
        /// Keys.
        keys: Vec<NodeId>,
    },
    /// How many counties that take part have the same keys, this one included.
    Level {
        /// Which counties are looked at.
        scope: Scope,
        /// Which take part.
        mask: NodeId,
        /// Keys.
        keys: Vec<NodeId>,
    },
}

/// What has one value of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// The whole program.
    Constant,
    /// Each county.
    County,
    /// Each row of a detail table.
    Row(TableId),
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// What it can be.
    pub range: Range,
    /// What it is computed for.
    pub domain: Domain,
}

impl Op {
    /// The nodes it needs.
    pub fn operands(&self) -> Vec<NodeId> {
        match self {
            Op::Const(_) | Op::Input(_) | Op::Absence(_) | Op::InGroup(_) => Vec::new(),
            Op::OfCounty(_, a) | Op::Neg(a) | Op::Not(a) => vec![*a],
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::FloorDiv(a, b)
            | Op::Min(a, b)
            | Op::Max(a, b)
            | Op::Eq(a, b)
            | Op::Lt(a, b)
            | Op::And(a, b)
            | Op::Or(a, b) => vec![*a, *b],
            Op::Select(a, b, c) => vec![*a, *b, *c],
            Op::Fold { mask, value, .. } => vec![*mask, *value],
            Op::SumOfBest { mask, value, key, .. } => vec![*mask, *value, *key],
            Op::Above { mask, keys, .. } | Op::Level { mask, keys, .. } => std::iter::once(*mask).chain(keys.iter().copied()).collect(),
        }
    }

    /// Whether it needs the values of other counties.
    pub fn is_population(&self) -> bool {
        matches!(self, Op::Fold { over: Over::Counties(_), .. } | Op::Above { .. } | Op::Level { .. })
    }
}
