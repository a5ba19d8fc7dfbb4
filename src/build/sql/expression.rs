//! Expressions in SQL (表达式): every operation in numbers wide enough for its operands and its result.

use dashu::integer::IBig;

use super::engine::{Engine, Width, width};
use crate::build::listing::Listing;
use crate::ir::{Input, Node, NodeId, Op, Program};

/// An expression and how wide it is.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub text: String,
    pub width: Width,
    /// The value, if it is a constant.
    constant: Option<IBig>,
}

/// A writer of expressions about the row at hand, whose columns have this prefix: nothing, or an alias with a dot.
#[derive(Clone, Copy)]
pub(super) struct Writer<'l> {
    pub listing: &'l Listing<'l>,
    pub engine: Engine,
    pub prefix: &'static str,
}

/// The width of the value of an operation.
pub(super) fn width_of(node: &Node) -> Width {
    match node.op {
        Op::Eq(..) | Op::Lt(..) | Op::Not(_) | Op::And(..) | Op::Or(..) | Op::InGroup(_) => Width::Truth,
        _ => width(&node.range),
    }
}

/// The width of the value of an operation, by its id.
pub(super) fn width_at(program: &Program, id: NodeId) -> Width {
    match program.graph.node(id) {
        Some(Node { op: Op::OfCounty(_, inner), .. }) => width_at(program, *inner),
        Some(node) => width_of(node),
        None => Width::Narrow,
    }
}

/// Whether a quotient or product in DuckDB takes several steps: only sums, differences and comparisons of its numbers of any
/// size are exact.
pub(super) fn in_steps(program: &Program, engine: Engine, id: NodeId) -> bool {
    let Some(node) = program.graph.node(id) else { return false };
    engine == Engine::DuckDb && matches!(node.op, Op::Mul(..) | Op::FloorDiv(..)) && takes_any_size(program, id, node)
}

/// Whether an operation on the values of one county or row takes or gives numbers of any size. Spark has no type for those: Python
/// computes them, and quotients of more than 64 bits, which Spark rounds at 38 digits.
pub(super) fn in_python(program: &Program, engine: Engine, id: NodeId) -> bool {
    let Some(node) = program.graph.node(id) else { return false };
    if engine != Engine::Spark || super::needs::is_over_many(&node.op) || matches!(node.op, Op::OfCounty(..)) {
        return false;
    }
    takes_any_size(program, id, node) || (matches!(node.op, Op::FloorDiv(..)) && width_of(node) > Width::Narrow)
}

fn takes_any_size(program: &Program, id: NodeId, node: &Node) -> bool {
    [id].iter().chain(&node.op.operands()).any(|part| width_at(program, *part) == Width::Any)
}

impl Writer<'_> {
    /// The column of a name.
    pub fn column(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The value of an operation, by its name if it has one.
    pub fn value(&self, id: NodeId) -> Typed {
        match self.listing.name_of(id) {
            Some(name) => self.made(self.column(name), width_at(&self.listing.program, id)),
            None => self.expression(id),
        }
    }

    /// The value of an operation as a number this wide.
    pub fn number(&self, id: NodeId, least: Width) -> String {
        self.widened(&self.value(id), least)
    }

    /// The value of an operation as a truth value.
    pub fn truth(&self, id: NodeId) -> String {
        self.as_truth(&self.value(id))
    }

    /// The expression of an operation as the value of a column of its width.
    pub fn definition(&self, id: NodeId) -> String {
        let own = width_at(&self.listing.program, id);
        let found = self.expression(id);
        match own {
            Width::Truth => self.as_truth(&found),
            _ if found.width > own => format!("CAST({} AS {})", found.text, self.engine.type_of(own)),
            _ => self.widened(&found, own),
        }
    }

    fn made(&self, text: String, width: Width) -> Typed {
        Typed { text, width, constant: None }
    }

    fn as_truth(&self, value: &Typed) -> String {
        match (&value.constant, value.width) {
            (Some(constant), _) => if *constant == IBig::ZERO { "FALSE" } else { "TRUE" }.to_owned(),
            (None, Width::Truth) => value.text.clone(),
            (None, Width::Narrow | Width::Wide) => format!("({} <> 0)", value.text),
            (None, Width::Any) => format!("({} <> {})", value.text, self.engine.number(&IBig::ZERO, Width::Any)),
        }
    }

    /// A value in a number at least this wide.
    pub fn widened(&self, value: &Typed, least: Width) -> String {
        let least = least.max(Width::Narrow).max(value.width);
        if let Some(constant) = &value.constant {
            return self.engine.number(constant, least);
        }
        match value.width {
            Width::Truth => format!(
                "CASE WHEN {} THEN {} ELSE {} END",
                value.text,
                self.engine.number(&IBig::ONE, least),
                self.engine.number(&IBig::ZERO, least)
            ),
            own if own == least => value.text.clone(),
            _ => format!("CAST({} AS {})", value.text, self.engine.type_of(least)),
        }
    }

    /// The expression of an operation; of one over many values only a column holds it.
    pub fn expression(&self, id: NodeId) -> Typed {
        let Some(node) = self.listing.node(id) else { return self.constant(&IBig::ZERO) };
        match &node.op {
            Op::Const(value) => self.constant(value),
            Op::Input(input) => self.made(self.column(&self.cell(*input)), width(&node.range)),
            Op::Absence(input) => self.made(self.column(&format!("{}_absent", self.cell(*input))), Width::Narrow),
            Op::InGroup(group) => self.made(self.column(&format!("g{}", group.0)), Width::Truth),
            Op::OfCounty(_, inner) => self.value(*inner),
            Op::Neg(a) => self.negative(node, *a),
            Op::Add(a, b) => self.arithmetic(node, *a, *b, "+"),
            Op::Sub(a, b) => self.arithmetic(node, *a, *b, "-"),
            Op::Mul(a, b) => self.arithmetic(node, *a, *b, "*"),
            Op::FloorDiv(a, b) => self.quotient(node, *a, *b),
            Op::Min(a, b) => self.extreme(*a, *b, "LEAST"),
            Op::Max(a, b) => self.extreme(*a, *b, "GREATEST"),
            Op::Eq(a, b) => self.comparison(*a, *b, "="),
            Op::Lt(a, b) => self.comparison(*a, *b, "<"),
            Op::Not(a) => self.made(format!("(NOT {})", self.truth(*a)), Width::Truth),
            Op::And(a, b) => self.made(format!("({} AND {})", self.truth(*a), self.truth(*b)), Width::Truth),
            Op::Or(a, b) => self.made(format!("({} OR {})", self.truth(*a), self.truth(*b)), Width::Truth),
            Op::Select(condition, a, b) => {
                let (a, b) = (self.value(*a), self.value(*b));
                let own = a.width.max(b.width).max(Width::Narrow).max(width(&node.range));
                let condition = self.truth(*condition);
                self.made(format!("CASE WHEN {condition} THEN {} ELSE {} END", self.widened(&a, own), self.widened(&b, own)), own)
            }
            Op::Fold { .. } | Op::SumOfBest { .. } | Op::Above { .. } | Op::Level { .. } => {
                self.made(self.column(self.listing.name_of(id).unwrap_or_default()), width_of(node))
            }
        }
    }

    fn constant(&self, value: &IBig) -> Typed {
        let own = width(&crate::ir::Range::new(value.clone(), value.clone()));
        Typed { text: self.engine.number(value, own), width: own, constant: Some(value.clone()) }
    }

    fn cell(&self, input: Input) -> String {
        self.listing.cell(input).map(|cell| cell.code.clone()).unwrap_or_default()
    }

    /// The width an operation is carried out in.
    fn common(&self, node: &Node, all: &[&Typed]) -> Width {
        all.iter().map(|v| v.width).fold(width(&node.range), Width::max).max(Width::Narrow)
    }

    fn negative(&self, node: &Node, a: NodeId) -> Typed {
        let a = self.value(a);
        let own = self.common(node, &[&a]);
        self.made(format!("(-({}))", self.widened(&a, own)), own)
    }

    fn arithmetic(&self, node: &Node, a: NodeId, b: NodeId, sign: &str) -> Typed {
        let (a, b) = (self.value(a), self.value(b));
        let own = self.common(node, &[&a, &b]);
        self.made(format!("({} {sign} {})", self.widened(&a, own), self.widened(&b, own)), own)
    }

    /// ⌊a ÷ b⌋: every engine's own division goes towards 0.
    fn quotient(&self, node: &Node, a: NodeId, b: NodeId) -> Typed {
        let not_negative = self.listing.program.graph.range(a).at_least(0);
        let (a, b) = (self.value(a), self.value(b));
        let own = self.common(node, &[&a, &b]);
        let (x, y) = (self.widened(&a, own), self.widened(&b, own));
        match self.engine {
            // Its quotient is one of 64 bits: see `in_python`. A function of the script would be planned anew wherever it is used.
            Engine::Spark if not_negative => self.made(format!("({x} DIV {y})"), Width::Narrow),
            Engine::Spark => self.made(format!("(({x} - PMOD({x}, {y})) DIV {y})"), Width::Narrow),
            _ => self.made(format!("floor_div({x}, {y})"), own),
        }
    }

    fn extreme(&self, a: NodeId, b: NodeId, function: &str) -> Typed {
        let (a, b) = (self.value(a), self.value(b));
        let own = a.width.max(b.width).max(Width::Narrow);
        self.made(format!("{function}({}, {})", self.widened(&a, own), self.widened(&b, own)), own)
    }

    fn comparison(&self, a: NodeId, b: NodeId, sign: &str) -> Typed {
        let (a, b) = (self.value(a), self.value(b));
        let own = a.width.max(b.width).max(Width::Narrow);
        self.made(format!("({} {sign} {})", self.widened(&a, own), self.widened(&b, own)), Width::Truth)
    }
}
