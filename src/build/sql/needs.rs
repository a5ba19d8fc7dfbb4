//! What has to be computed, and how (所需的运算): some folds and comparisons are carried out on fractions as they are, without
//! bringing them to a common multiple first.

use std::collections::BTreeSet;

use super::engine::{Engine, Width, width};
use super::expression::{in_python, in_steps};
use crate::build::listing::Listing;
use crate::ir::{Domain, Fold, MOST_ROWS, Node, NodeId, Op, Over, Program};

/// A value as a numerator over a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    /// The numerator; 1 if there is none.
    pub num: Option<NodeId>,
    /// The denominator.
    pub den: NodeId,
    /// The multiple it is brought to.
    pub multiple: NodeId,
    /// Whether the opposite is meant.
    pub negative: bool,
}

/// A value brought to a common multiple: `num × (multiple ÷ den)`.
fn fraction(program: &Program, id: NodeId) -> Option<Fraction> {
    let op = |id: NodeId| program.graph.node(id).map(|n| &n.op);
    let share = |id: NodeId| match op(id)? {
        Op::FloorDiv(multiple, den) => multiple_of(program, *multiple).map(|multiple| (multiple, *den)),
        _ => None,
    };
    match op(id)? {
        Op::Neg(inner) => fraction(program, *inner).map(|f| Fraction { negative: !f.negative, ..f }),
        Op::Mul(a, b) => [(*a, *b), (*b, *a)]
            .into_iter()
            .find_map(|(num, factor)| share(factor).map(|(multiple, den)| Fraction { num: Some(num), den, multiple, negative: false })),
        _ => share(id).map(|(multiple, den)| Fraction { num: None, den, multiple, negative: false }),
    }
}

/// The least common multiple itself, for a row that of its county.
fn multiple_of(program: &Program, id: NodeId) -> Option<NodeId> {
    match &program.graph.node(id)?.op {
        Op::Fold { fold: Fold::Lcm, .. } => Some(id),
        Op::OfCounty(_, inner) => multiple_of(program, *inner),
        _ => None,
    }
}

/// A key that two counties are compared by across: `a × d < c × b` of a/b and c/d, where the products have a fixed size.
pub(super) fn crossed(program: &Program, key: NodeId) -> Option<Fraction> {
    let found = fraction(program, key)?;
    let den = program.graph.range(found.den);
    let num = found.num.map_or(crate::ir::Range::new(1, 1), |num| program.graph.range(num));
    (width(&num.mul(&den)) < Width::Any).then_some(found)
}

/// A sum, largest or smallest of fractions over the rows of a county, which are first taken together by denominator.
pub(super) fn by_denominator(program: &Program, node: &Node) -> Option<(Fold, Fraction)> {
    let Op::Fold { fold, over: Over::Rows(_), value, .. } = node.op else { return None };
    let found = fraction(program, value)?;
    let (num, den) = (program.graph.range(found.num?), program.graph.range(found.den));
    let num = match fold {
        Fold::Sum => num.sum_of(MOST_ROWS),
        Fold::Max | Fold::Min => num,
        Fold::Lcm | Fold::Distinct => return None,
    };
    let fixed = width(&num) < Width::Any && width(&den) < Width::Any && !found.negative;
    (fixed && (fold == Fold::Sum || super::fractions::digits(&den).is_some())).then_some((fold, found))
}

/// A number of different fractions over the rows of a county: numerators and denominators in lowest terms tell them apart.
pub(super) fn distinct(program: &Program, node: &Node) -> Option<Fraction> {
    let Op::Fold { fold: Fold::Distinct, over: Over::Rows(_), value, .. } = node.op else { return None };
    let found = fraction(program, value)?;
    let (num, den) = (program.graph.range(found.num?), program.graph.range(found.den));
    (width(&num) < Width::Any && width(&den) < Width::Any).then_some(found)
}

/// The operations an operation is computed from.
pub(super) fn operands(program: &Program, node: &Node) -> Vec<NodeId> {
    let parts = |f: Fraction| f.num.into_iter().chain([f.den]).collect::<Vec<_>>();
    match &node.op {
        Op::Above { mask, keys, .. } | Op::Level { mask, keys, .. } => {
            let keys = keys.iter().flat_map(|key| crossed(program, *key).map_or_else(|| vec![*key], parts));
            std::iter::once(*mask).chain(keys).collect()
        }
        Op::Fold { mask, .. } => match (by_denominator(program, node), distinct(program, node)) {
            (Some((_, f)), _) => [*mask, f.multiple].into_iter().chain(parts(f)).collect(),
            (_, Some(f)) => std::iter::once(*mask).chain(parts(f)).collect(),
            _ => node.op.operands(),
        },
        op => op.operands(),
    }
}

/// Every operation that these need.
pub(super) fn needed(program: &Program, wanted: &[NodeId]) -> BTreeSet<NodeId> {
    let mut needed = BTreeSet::new();
    let mut open = wanted.to_vec();
    while let Some(id) = open.pop() {
        if needed.insert(id)
            && let Some(node) = program.graph.node(id)
        {
            open.extend(operands(program, node));
        }
    }
    needed
}

/// The columns an operation is computed from.
pub(super) fn columns(listing: &Listing<'_>, id: NodeId) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let below = listing.node(id).map(|node| operands(&listing.program, node)).unwrap_or_default();
    below.into_iter().for_each(|operand| read(listing, operand, &mut found));
    found
}

/// The columns a value is read from: its own, or those its expression needs.
pub(super) fn read(listing: &Listing<'_>, id: NodeId, found: &mut BTreeSet<String>) {
    if let Some(name) = listing.name_of(id) {
        found.insert(name.to_owned());
        return;
    }
    let Some(node) = listing.node(id) else { return };
    match &node.op {
        Op::Input(input) => found.extend(listing.cell(*input).map(|c| c.code.clone())),
        Op::Absence(input) => found.extend(listing.cell(*input).map(|c| format!("{}_absent", c.code))),
        Op::InGroup(group) => {
            found.insert(format!("g{}", group.0));
        }
        Op::OfCounty(_, inner) => read(listing, *inner, found),
        _ => operands(&listing.program, node).into_iter().for_each(|operand| read(listing, operand, found)),
    }
}

/// Whether an operation takes in many values.
pub(super) fn is_over_many(op: &Op) -> bool {
    matches!(op, Op::Fold { .. } | Op::SumOfBest { .. } | Op::Above { .. } | Op::Level { .. })
}

/// Which operations are statements besides: what the engine does not compute within an expression.
pub(super) fn named_besides(engine: Engine) -> impl Fn(&Program, NodeId) -> bool {
    move |program, id| in_steps(program, engine, id) || in_python(program, engine, id)
}

/// What a pass is carried out for, as part of a table's name.
pub(super) fn table_of(over: Domain) -> String {
    match over {
        Domain::Row(table) => format!("t{}", table.0),
        Domain::County | Domain::Constant => "c".to_owned(),
    }
}
