//! The graph of operations (运算图): equal operations are one node, and what the ranges decide is decided here.

use dashu::base::Gcd;
use dashu::integer::IBig;
use indexmap::IndexMap;

use super::node::{Domain, Fold, Node, NodeId, Op, Over};
use super::range::{Range, floor_div};
use crate::expr::{Scope, TableId};

/// How deep a value is looked through for one that is known to be 0.
const WHERE_ZERO_DEPTH: u8 = 4;
/// Most counties of one population; wider numbers would be needed beyond.
pub const MOST_COUNTIES: u64 = 1 << 20;
/// Most rows of a detail table.
pub const MOST_ROWS: u64 = 1 << 27;

/// Nodes in an order in which operands come first.
#[derive(Debug, Clone)]
pub struct Graph {
    nodes: Vec<Node>,
    known: IndexMap<Op, NodeId>,
    most_counties: u64,
    most_rows: u64,
}

impl Graph {
    /// An empty graph for so many counties and rows of a detail table.
    pub fn new(most_counties: u64, most_rows: u64) -> Graph {
        Graph { nodes: Vec::new(), known: IndexMap::new(), most_counties, most_rows }
    }

    /// All nodes, operands first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    /// The range of a node.
    pub fn range(&self, id: NodeId) -> Range {
        self.node(id).map_or(Range { low: None, high: None }, |n| n.range.clone())
    }

    /// What a node is computed for.
    pub fn domain(&self, id: NodeId) -> Domain {
        self.node(id).map_or(Domain::Constant, |n| n.domain)
    }

    /// The value of a node that can have only one.
    pub fn constant(&self, id: NodeId) -> Option<&IBig> {
        match self.node(id).map(|n| &n.op) {
            Some(Op::Const(value)) => Some(value),
            _ => None,
        }
    }

    /// A constant node.
    pub fn int(&mut self, value: impl Into<IBig>) -> NodeId {
        let value = value.into();
        let range = Range::new(value.clone(), value.clone());
        self.add_node(Op::Const(value), range, Domain::Constant)
    }

    /// A truth value that is known.
    pub fn truth(&mut self, value: bool) -> NodeId {
        self.int(i64::from(value))
    }

    /// An input with the range its declaration gives.
    pub fn input(&mut self, op: Op, range: Range, domain: Domain) -> NodeId {
        self.make(op, range, domain)
    }

    /// The node of an operation; a constant if its range has one value only.
    fn make(&mut self, op: Op, range: Range, domain: Domain) -> NodeId {
        match range.only().cloned() {
            Some(value) => self.int(value),
            None => self.add_node(op, range, domain),
        }
    }

    fn add_node(&mut self, op: Op, range: Range, domain: Domain) -> NodeId {
        if let Some(known) = self.known.get(&op) {
            return *known;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { op: op.clone(), range, domain });
        self.known.insert(op, id);
        id
    }

    /// The operands in one domain: a county's value is spread over the rows of a table.
    fn together<const N: usize>(&mut self, ids: [NodeId; N]) -> ([NodeId; N], Domain) {
        let domain = ids.iter().map(|id| self.domain(*id)).max().unwrap_or(Domain::Constant);
        let Domain::Row(table) = domain else { return (ids, domain) };
        (ids.map(|id| self.of_county(table, id)), domain)
    }

    /// The county's value for the rows of a table; other values stay as they are.
    fn of_county(&mut self, table: TableId, id: NodeId) -> NodeId {
        if self.domain(id) != Domain::County {
            return id;
        }
        let range = self.range(id);
        self.add_node(Op::OfCounty(table, id), range, Domain::Row(table))
    }

    fn binary(&mut self, a: NodeId, b: NodeId, op: fn(NodeId, NodeId) -> Op, range: fn(&Range, &Range) -> Range) -> NodeId {
        let ([a, b], domain) = self.together([a, b]);
        let range = range(&self.range(a), &self.range(b));
        self.make(op(a, b), range, domain)
    }

    /// Constants stand on the right.
    fn ordered(&self, a: NodeId, b: NodeId) -> (NodeId, NodeId) {
        let constant_first = self.constant(a).is_some() && self.constant(b).is_none();
        if constant_first || (self.constant(b).is_none() && b < a) { (b, a) } else { (a, b) }
    }

    fn is(&self, id: NodeId, value: i64) -> bool {
        self.constant(id).is_some_and(|c| *c == IBig::from(value))
    }

    /// −a
    pub fn neg(&mut self, a: NodeId) -> NodeId {
        if let Some(Op::Neg(inner)) = self.node(a).map(|n| n.op.clone()) {
            return inner;
        }
        let (range, domain) = (self.range(a).neg(), self.domain(a));
        self.make(Op::Neg(a), range, domain)
    }

    /// a + b
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        if self.is(b, 0) {
            return a;
        }
        self.binary(a, b, Op::Add, Range::add)
    }

    /// a − b
    pub fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if let Some(b) = self.constant(b).cloned() {
            let negative = self.int(-b);
            return self.add(a, negative);
        }
        if self.is(a, 0) {
            return self.neg(b);
        }
        self.binary(a, b, Op::Sub, |a, b| a.add(&b.neg()))
    }

    /// a × b
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        if self.is(b, 1) {
            return a;
        }
        if self.is(b, -1) {
            return self.neg(a);
        }
        if let (Some(factor), Some(Op::Mul(inner, known))) = (self.constant(b).cloned(), self.node(a).map(|n| n.op.clone()))
            && let Some(known) = self.constant(known)
        {
            let product = factor * known;
            let product = self.int(product);
            return self.mul(inner, product);
        }
        match self.node(a).map(|n| n.op.clone()) {
            // A choice of constants takes the factor into them.
            Some(Op::Select(condition, x, y))
                if self.constant(b).is_some() && (self.constant(x).is_some() || self.constant(y).is_some()) =>
            {
                let (x, y) = (self.mul(x, b), self.mul(y, b));
                self.select(condition, x, y)
            }
            Some(Op::Not(truth)) if self.constant(b).is_some() => {
                let zero = self.int(0);
                self.select(truth, zero, b)
            }
            _ => self.binary(a, b, Op::Mul, Range::mul),
        }
    }

    /// ⌊a ÷ b⌋ of a positive divisor.
    pub fn floor_div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.is(b, 1) {
            return a;
        }
        self.binary(a, b, Op::FloorDiv, Range::floor_div)
    }

    /// The smaller.
    pub fn min(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        if a == b || self.range(a).is_not_above(&self.range(b)) {
            return a;
        }
        if self.range(b).is_not_above(&self.range(a)) {
            return b;
        }
        self.binary(a, b, Op::Min, Range::min)
    }

    /// The larger.
    pub fn max(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        if a == b || self.range(b).is_not_above(&self.range(a)) {
            return a;
        }
        if self.range(a).is_not_above(&self.range(b)) {
            return b;
        }
        // What is not below 0 is divided: such quotients are cheaper.
        if self.is(b, 0)
            && let Some(Op::FloorDiv(inner, divisor)) = self.node(a).map(|n| n.op.clone())
        {
            let above = self.max(inner, b);
            return self.floor_div(above, divisor);
        }
        self.binary(a, b, Op::Max, Range::max)
    }

    /// a = b
    pub fn eq(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        if a == b {
            return self.truth(true);
        }
        if self.range(a).is_below(&self.range(b)) || self.range(b).is_below(&self.range(a)) {
            return self.truth(false);
        }
        // A truth value compared with 1 or 0.
        if self.range(a) == Range::truth() && self.constant(b).is_some() {
            return if self.is(b, 1) { a } else { self.not(a) };
        }
        if let (Some(Op::Mul(inner, factor)), Some(right)) = (self.node(a).map(|n| n.op.clone()), self.constant(b).cloned())
            && let Some(factor) = self.constant(factor).filter(|f| **f > IBig::ZERO).cloned()
        {
            if &right % &factor != IBig::ZERO {
                return self.truth(false);
            }
            let right = self.int(right / factor);
            return self.eq(inner, right);
        }
        // The end of a range is below the next number. Not so for numbers of any size: a target that keeps those as fractions of
        // their common multiple has nothing between.
        if let Some(value) = self.constant(b).cloned() {
            let range = self.range(a);
            if range.fits(128) && range.low.as_ref() == Some(&value) {
                let next = self.int(value + IBig::ONE);
                return self.lt(a, next);
            }
        }
        self.binary(a, b, Op::Eq, |_, _| Range::truth())
    }

    /// a < b
    pub fn lt(&mut self, a: NodeId, b: NodeId) -> NodeId {
        if self.range(a).is_below(&self.range(b)) {
            return self.truth(true);
        }
        if a == b || self.range(b).is_not_above(&self.range(a)) {
            return self.truth(false);
        }
        // k·x < c is x < ⌈c ÷ k⌉, and c < k·x is ⌊c ÷ k⌋ < x: no product is computed.
        if let Some((inner, factor)) = self.multiple(a)
            && let Some(right) = self.constant(b).cloned()
        {
            let right = self.int(-floor_div(&-right, &factor));
            return self.lt(inner, right);
        }
        if let Some((inner, factor)) = self.multiple(b)
            && let Some(left) = self.constant(a).cloned()
        {
            let left = self.int(floor_div(&left, &factor));
            return self.lt(left, inner);
        }
        // j·x < k·y, both divided by what j and k have in common.
        if let (Some((x, j)), Some((y, k))) = (self.multiple(a), self.multiple(b)) {
            let common = IBig::from((&j).gcd(&k));
            if common > IBig::ONE {
                let (j, k) = (self.int(j / &common), self.int(k / common));
                let (a, b) = (self.mul(x, j), self.mul(y, k));
                return self.lt(a, b);
            }
        }
        self.binary(a, b, Op::Lt, |_, _| Range::truth())
    }

    /// x and k of k·x, k positive.
    pub(super) fn multiple(&self, id: NodeId) -> Option<(NodeId, IBig)> {
        let Op::Mul(inner, factor) = self.node(id)?.op else { return None };
        let factor = self.constant(factor)?;
        (*factor > IBig::ZERO).then(|| (inner, factor.clone()))
    }

    /// a ≤ b
    pub fn le(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let above = self.lt(b, a);
        self.not(above)
    }

    /// not a
    pub fn not(&mut self, a: NodeId) -> NodeId {
        match self.node(a).map(|n| n.op.clone()) {
            Some(Op::Not(inner)) => inner,
            Some(Op::Const(value)) => self.truth(value == IBig::ZERO),
            _ => {
                let domain = self.domain(a);
                self.make(Op::Not(a), Range::truth(), domain)
            }
        }
    }

    /// a and b
    pub fn and(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        match (self.is(b, 1), self.is(b, 0)) {
            (true, _) => a,
            (_, true) => b,
            _ if a == b => a,
            _ => self.binary(a, b, Op::And, |_, _| Range::truth()),
        }
    }

    /// a or b
    pub fn or(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let (a, b) = self.ordered(a, b);
        match (self.is(b, 0), self.is(b, 1)) {
            (true, _) => a,
            (_, true) => b,
            _ if a == b => a,
            _ => self.binary(a, b, Op::Or, |_, _| Range::truth()),
        }
    }

    /// `then` if `condition`, else `otherwise`.
    pub fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        if then == otherwise || self.is(condition, 1) {
            return then;
        }
        if self.is(condition, 0) {
            return otherwise;
        }
        if let Some(Op::Not(inner)) = self.node(condition).map(|n| n.op.clone()) {
            return self.select(inner, otherwise, then);
        }
        if self.is(then, 1) && self.is(otherwise, 0) {
            return condition;
        }
        if self.is(then, 0) && self.is(otherwise, 1) {
            return self.not(condition);
        }
        // The same condition is known inside its own branches.
        if let Some(Op::Select(same, inner, _)) = self.node(then).map(|n| n.op.clone())
            && same == condition
        {
            return self.select(condition, inner, otherwise);
        }
        if let Some(Op::Select(same, _, inner)) = self.node(otherwise).map(|n| n.op.clone())
            && same == condition
        {
            return self.select(condition, then, inner);
        }
        if let Some(distance) = self.distance(condition, then, otherwise) {
            return distance;
        }
        if let Some(zero) = self.tested_for_zero(condition) {
            let then = self.where_zero(then, zero, WHERE_ZERO_DEPTH);
            if otherwise == zero && self.is(then, 0) {
                return zero;
            }
            return self.plain_select(condition, then, otherwise);
        }
        self.plain_select(condition, then, otherwise)
    }

    fn plain_select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        if then == otherwise {
            return then;
        }
        let ([condition, then, otherwise], domain) = self.together([condition, then, otherwise]);
        let range = self.range(then).hull(&self.range(otherwise));
        self.make(Op::Select(condition, then, otherwise), range, domain)
    }

    /// What `a = 0`, or `a < 1` of what is never negative, tests.
    fn tested_for_zero(&self, condition: NodeId) -> Option<NodeId> {
        match self.node(condition)?.op {
            Op::Eq(a, b) if self.is(b, 0) => Some(a),
            Op::Eq(a, b) if self.is(a, 0) => Some(b),
            Op::Lt(a, b) if self.is(b, 1) && self.range(a).at_least(0) => Some(a),
            _ => None,
        }
    }

    /// A value where `zero` is 0: absences of parts are chosen and compared where there is none.
    fn where_zero(&mut self, value: NodeId, zero: NodeId, depth: u8) -> NodeId {
        if value == zero {
            return self.int(0);
        }
        match self.node(value).map(|n| n.op.clone()) {
            Some(Op::Select(condition, then, otherwise)) if depth > 0 => {
                let [a, b] = [then, otherwise].map(|side| self.where_zero(side, zero, depth - 1));
                if (a, b) == (then, otherwise) { value } else { self.select(condition, a, b) }
            }
            Some(Op::Max(left, right)) if depth > 0 => {
                let [a, b] = [left, right].map(|side| self.where_zero(side, zero, depth - 1));
                if (a, b) == (left, right) { value } else { self.max(a, b) }
            }
            _ => value,
        }
    }

    /// `b − a if a < b, else 0` is the larger of b − a and 0, and so are its quotient and its multiple.
    fn distance(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> Option<NodeId> {
        let Op::Lt(a, b) = self.node(condition)?.op else { return None };
        if let Some((inner, factor)) = self.multiple(then) {
            let distance = self.distance(condition, inner, otherwise)?;
            let factor = self.int(factor);
            return Some(self.mul(distance, factor));
        }
        let (inner, divisor) = match self.node(then)?.op {
            Op::FloorDiv(inner, divisor) => (inner, Some(divisor)),
            _ => (then, None),
        };
        if !self.is(otherwise, 0) || self.sub(b, a) != inner {
            return None;
        }
        let above = self.max(inner, otherwise);
        Some(divisor.map_or(above, |divisor| self.floor_div(above, divisor)))
    }

    /// Many values to one, for the county.
    pub fn fold(&mut self, fold: Fold, over: Over, mask: NodeId, value: NodeId) -> NodeId {
        let (mask, value, most) = match over {
            Over::Rows(table) => (self.of_county(table, mask), self.of_county(table, value), self.most_rows),
            Over::Counties(_) => (mask, value, self.most_counties),
        };
        let each = self.range(value);
        // A county that is asked about takes part itself.
        let some = self.is(mask, 1) && matches!(over, Over::Counties(Scope::All | Scope::Peers));
        let range = match fold {
            Fold::Sum if self.is(mask, 0) => Range::new(0, 0),
            Fold::Sum if some => each.sum_of_some(most),
            Fold::Sum => each.sum_of(most),
            Fold::Max | Fold::Min if some => each,
            Fold::Max | Fold::Min => each.with_zero(),
            Fold::Lcm => Range { low: Some(IBig::ONE), high: each.only().cloned() },
            Fold::Distinct => Range::new(0, most),
        };
        self.make(Op::Fold { fold, over, mask, value }, range, Domain::County)
    }

    /// The sum over the different keys of the largest value of each.
    pub fn sum_of_best(&mut self, table: TableId, mask: NodeId, value: NodeId, key: NodeId) -> NodeId {
        let [mask, value, key] = [mask, value, key].map(|id| self.of_county(table, id));
        let range = self.range(value).sum_of(self.most_rows);
        self.make(Op::SumOfBest { table, mask, value, key }, range, Domain::County)
    }

    /// How many counties come before this one.
    pub fn above(&mut self, scope: Scope, mask: NodeId, keys: Vec<NodeId>) -> NodeId {
        self.make(Op::Above { scope, mask, keys }, Range::new(0, self.most_counties), Domain::County)
    }

    /// How many counties stand level with this one.
    pub fn level(&mut self, scope: Scope, mask: NodeId, keys: Vec<NodeId>) -> NodeId {
        self.make(Op::Level { scope, mask, keys }, Range::new(0, self.most_counties), Domain::County)
    }
}
