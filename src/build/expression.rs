//! Expressions in another language (表达式): the tree below a statement, with brackets only where that language needs them.

use dashu::integer::IBig;

use super::listing::Listing;
use crate::expr::{GroupId, TableId};
use crate::ir::{Input, NodeId, Op, Range};

/// A piece of text that is an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The text.
    pub text: String,
    /// How tightly it holds together: an operand that holds less tightly than its operation gets brackets.
    pub strength: u8,
    /// Whether it is a truth value of the language, not a whole number.
    pub is_truth: bool,
}

impl Term {
    /// A whole number that needs no brackets anywhere.
    pub fn atom(text: impl Into<String>) -> Term {
        Term { text: text.into(), strength: u8::MAX, is_truth: false }
    }

    /// A whole number made by an operation of this strength.
    pub fn whole(text: impl Into<String>, strength: u8) -> Term {
        Term { text: text.into(), strength, is_truth: false }
    }

    /// A truth value made by an operation of this strength.
    pub fn truth(text: impl Into<String>, strength: u8) -> Term {
        Term { text: text.into(), strength, is_truth: true }
    }

    /// The text, in brackets if it holds less tightly than `least`.
    pub fn at_least(&self, least: u8) -> String {
        if self.strength < least { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// An operation on values of one county or row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// −a
    Neg,
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a × b
    Mul,
    /// ⌊a ÷ b⌋; b is positive.
    FloorDiv,
    /// The smaller.
    Min,
    /// The larger.
    Max,
    /// a = b
    Eq,
    /// a < b
    Lt,
    /// not a
    Not,
    /// a and b
    And,
    /// a or b
    Or,
    /// The second if the first holds, else the third.
    Select,
}

/// How a language writes things.
pub trait Dialect {
    /// A constant.
    fn constant(&self, value: &IBig) -> Term;
    /// A cell of the county or row at hand.
    fn units(&self, input: Input) -> Term;
    /// The absence code of a cell.
    fn absence(&self, input: Input) -> Term;
    /// Whether the county belongs to a group.
    fn in_group(&self, id: GroupId) -> Term;
    /// A statement's value, where it was computed for the county or row at hand.
    fn statement(&self, id: NodeId, name: &str) -> Term;
    /// A value of the county a row belongs to.
    fn of_county(&self, table: TableId, id: NodeId) -> Term;
    /// An operation.
    fn apply(&self, op: Scalar, parts: &[Term], range: &Range) -> Term;
}

/// The value of an operation, by its name if it has one.
pub fn value(listing: &Listing<'_>, dialect: &impl Dialect, id: NodeId) -> Term {
    match listing.name_of(id) {
        Some(name) => dialect.statement(id, name),
        None => expression(listing, dialect, id),
    }
}

/// The expression of an operation; of one over many values only its language knows how: see [`Op`].
pub fn expression(listing: &Listing<'_>, dialect: &impl Dialect, id: NodeId) -> Term {
    let Some(node) = listing.node(id) else { return dialect.constant(&IBig::ZERO) };
    let (op, operands): (Scalar, Vec<NodeId>) = match &node.op {
        Op::Const(value) => return dialect.constant(value),
        Op::Input(input) => return dialect.units(*input),
        Op::Absence(input) => return dialect.absence(*input),
        Op::InGroup(id) => return dialect.in_group(*id),
        Op::OfCounty(table, a) => return dialect.of_county(*table, *a),
        Op::Neg(a) => (Scalar::Neg, vec![*a]),
        Op::Not(a) => (Scalar::Not, vec![*a]),
        Op::Add(a, b) => (Scalar::Add, vec![*a, *b]),
        Op::Sub(a, b) => (Scalar::Sub, vec![*a, *b]),
        Op::Mul(a, b) => (Scalar::Mul, vec![*a, *b]),
        Op::FloorDiv(a, b) => (Scalar::FloorDiv, vec![*a, *b]),
        Op::Min(a, b) => (Scalar::Min, vec![*a, *b]),
        Op::Max(a, b) => (Scalar::Max, vec![*a, *b]),
        Op::Eq(a, b) => (Scalar::Eq, vec![*a, *b]),
        Op::Lt(a, b) => (Scalar::Lt, vec![*a, *b]),
        Op::And(a, b) => (Scalar::And, vec![*a, *b]),
        Op::Or(a, b) => (Scalar::Or, vec![*a, *b]),
        Op::Select(a, b, c) => (Scalar::Select, vec![*a, *b, *c]),
        // A statement of its own: it always has a name.
        Op::Fold { .. } | Op::SumOfBest { .. } | Op::Above { .. } | Op::Level { .. } => {
            return dialect.statement(id, listing.name_of(id).unwrap_or_default());
        }
    };
    let parts: Vec<Term> = operands.iter().map(|o| value(listing, dialect, *o)).collect();
    dialect.apply(op, &parts, &node.range)
}
