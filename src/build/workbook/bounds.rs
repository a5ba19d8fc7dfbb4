//! What the numbers of a spreadsheet hold (表格数的界限), and what a workbook knows of its data. Spec: §14e.5.
//!
//! A cell is a double. Whole numbers up to 2^53 are exact in it, but the programs that show and compare cells go by fifteen
//! digits, so that is the bound: below it every sum, product, comparison and text is exact in all of them.

use std::collections::{BTreeMap, BTreeSet};

use dashu::integer::IBig;

use crate::ir::{Declared, Fold, Input, Node, NodeId, Op, Presence, Program, Range};
use crate::model::Model;

/// Rows of a detail table.
pub(super) const DETAIL_ROWS: u32 = 2000;
/// The largest number of units in a cell whose declaration gives no range.
pub(super) const OPEN_END: i64 = 1_000_000_000;
/// Whole numbers below this have at most fifteen digits.
pub(super) const MOST: i64 = 1_000_000_000_000_000;
/// The largest quotient MOD can be asked about: it fails above 1.1·10^12 times the divisor.
const QUOTIENT: i64 = 1_000_000_000_000;
/// The largest quotient that is proven from numbers with an error.
const PROVEN: i64 = 1_000_000_000;

/// What values beyond fifteen digits are divided by for a remainder that tells near ones apart: its square has fifteen digits.
pub(super) const MODULUS: i64 = 31_622_776;

/// A workbook knows its counties and how many rows its tables have.
pub(super) struct InWorkbook<'m> {
    pub model: &'m Model,
    pub counties: u64,
}

impl Presence for InWorkbook<'_> {
    fn absences(&self, input: Input) -> i64 {
        Declared { model: self.model, missing: true }.absences(input)
    }

    fn most_counties(&self) -> u64 {
        self.counties
    }

    fn most_rows(&self) -> u64 {
        u64::from(DETAIL_ROWS)
    }

    fn open_end(&self) -> i64 {
        OPEN_END
    }
}

/// A factor of a value that has no bound, put at 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Factor {
    /// A least common multiple.
    Multiple(NodeId),
    /// One factor or another, as a condition says.
    Choice(NodeId, Degree, Degree),
}

/// How often each factor is in a value.
type Degree = BTreeMap<Factor, i32>;

/// Which values need more than fifteen digits (超出十五位的数), and what is written for them.
///
/// Such a value is a number with a bound of its error beside it, and what it decides is decided where the bound proves it.
/// Least common multiples, which have no limit, are put at 1: what is compared has the same power of them on both sides.
#[derive(Debug, Default)]
pub(super) struct Wide {
    ranges: BTreeMap<NodeId, Range>,
    degrees: BTreeMap<NodeId, Degree>,
    nodes: BTreeSet<NodeId>,
    /// Those whose remainder decides something.
    remainders: BTreeSet<NodeId>,
    /// Values that no cell holds in any way.
    pub beyond: Vec<NodeId>,
}

/// The value of a county compared as a fraction: numerator, denominator, and whether the smaller value is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fraction {
    /// The numerator.
    pub num: NodeId,
    /// The denominator, a positive number.
    pub den: NodeId,
    /// Whether the opposite is compared.
    pub negative: bool,
}

/// A key of [`Op::Above`] that is brought to a common multiple.
pub(super) fn fraction(program: &Program, key: NodeId) -> Option<Fraction> {
    let op = |id: NodeId| program.graph.node(id).map(|n| &n.op);
    match op(key)? {
        Op::Neg(inner) => fraction(program, *inner).map(|f| Fraction { negative: !f.negative, ..f }),
        Op::Mul(a, b) => [(*a, *b), (*b, *a)].into_iter().find_map(|(num, factor)| match op(factor)? {
            Op::FloorDiv(multiple, den) if is_multiple(program, *multiple) => Some(Fraction { num, den: *den, negative: false }),
            _ => None,
        }),
        // The value of every county that takes part is 1 over its denominator.
        Op::FloorDiv(multiple, den) if is_multiple(program, *multiple) => {
            let one = program.graph.nodes().iter().position(|n| n.op == Op::Const(IBig::ONE))?;
            Some(Fraction { num: NodeId(one as u32), den: *den, negative: false })
        }
        _ => None,
    }
}

/// Whether it is a least common multiple, of the county or of the county of a row.
pub(super) fn is_multiple(program: &Program, id: NodeId) -> bool {
    match program.graph.node(id).map(|n| &n.op) {
        Some(Op::Fold { fold: Fold::Lcm, .. }) => true,
        Some(Op::OfCounty(_, inner)) => is_multiple(program, *inner),
        _ => false,
    }
}

/// What an operation is computed from in a workbook: a key that is a fraction is compared as one.
pub(super) fn operands(program: &Program, node: &Node) -> Vec<NodeId> {
    match &node.op {
        Op::Above { mask, keys, .. } | Op::Level { mask, keys, .. } => {
            let parts = keys.iter().flat_map(|key| match fraction(program, *key) {
                Some(f) => vec![f.num, f.den],
                None => vec![*key],
            });
            std::iter::once(*mask).chain(parts).collect()
        }
        Op::FloorDiv(a, b) if is_multiple(program, *a) => vec![*b],
        Op::Fold { fold: Fold::Lcm, .. } => Vec::new(),
        Op::OfCounty(_, a) if is_multiple(program, *a) => Vec::new(),
        op => op.operands(),
    }
}

impl Wide {
    /// Looks at every operation these results need; operands come first.
    pub fn of(program: &Program, wanted: &[NodeId]) -> Wide {
        let mut wide = Wide::default();
        let mut needed = BTreeSet::new();
        let mut open = wanted.to_vec();
        while let Some(id) = open.pop() {
            if needed.insert(id)
                && let Some(node) = program.graph.node(id)
            {
                open.extend(operands(program, node));
            }
        }
        for id in needed {
            if let Some(node) = program.graph.node(id) {
                wide.look(program, id, node);
            }
        }
        for id in wanted {
            if wide.holds(*id) {
                wide.beyond.push(*id);
            }
        }
        wide.decide(program);
        wide
    }

    /// Finds the values whose remainders decide what the bounds of errors leave open.
    fn decide(&mut self, program: &Program) {
        let mut open: Vec<NodeId> = Vec::new();
        for id in self.ranges.keys() {
            let Some(node) = program.graph.node(*id) else { continue };
            if let Op::Eq(a, b) | Op::Lt(a, b) | Op::FloorDiv(a, b) = node.op
                && (!matches!(node.op, Op::FloorDiv(..)) || self.is_proven(program, node))
                && self.is_divisible(program, a)
                && self.is_divisible(program, b)
            {
                open.extend([a, b]);
            }
        }
        while let Some(id) = open.pop() {
            if self.holds(id)
                && self.remainders.insert(id)
                && let Some(node) = program.graph.node(id)
            {
                open.extend(operands(program, node));
            }
        }
    }

    /// Whether it is a whole number whose remainder can be computed from those of its parts.
    pub fn is_divisible(&self, program: &Program, id: NodeId) -> bool {
        if is_multiple(program, id) || self.degrees.contains_key(&id) {
            return false;
        }
        if !self.holds(id) {
            return true;
        }
        let is = |id: &NodeId| self.is_divisible(program, *id);
        match program.graph.node(id).map(|n| &n.op) {
            Some(Op::Const(_)) => true,
            Some(Op::Neg(a) | Op::OfCounty(_, a)) => is(a),
            Some(Op::Mul(a, b) | Op::Add(a, b) | Op::Sub(a, b) | Op::Select(_, a, b)) => is(a) && is(b),
            Some(Op::Max(a, b)) => program.graph.constant(*b) == Some(&IBig::ONE) && is(a),
            Some(Op::Fold { fold: Fold::Sum, value, .. }) => is(value),
            _ => false,
        }
    }

    /// Whether the remainder of a value stands beside it.
    pub fn has_remainder(&self, id: NodeId) -> bool {
        self.remainders.contains(&id)
    }

    /// Whether an error stands beside the value.
    pub fn holds(&self, id: NodeId) -> bool {
        self.nodes.contains(&id)
    }

    /// Whether a result of the workbook rests on it.
    pub fn is_needed(&self, id: NodeId) -> bool {
        self.ranges.contains_key(&id)
    }

    /// The values it has in a workbook.
    pub fn range(&self, id: NodeId) -> Range {
        self.ranges.get(&id).cloned().unwrap_or(Range { low: None, high: None })
    }

    /// Whether a quotient is proven instead of computed.
    pub fn is_proven(&self, program: &Program, node: &Node) -> bool {
        match node.op {
            Op::FloorDiv(a, b) => {
                !is_multiple(program, a) && (self.holds(a) || self.holds(b) || !within(&self.range(a).floor_div(&self.range(b)), QUOTIENT))
            }
            _ => false,
        }
    }

    fn degree(&self, id: NodeId) -> Degree {
        self.degrees.get(&id).cloned().unwrap_or_default()
    }

    fn look(&mut self, program: &Program, id: NodeId, node: &Node) {
        let Some(degree) = self.degree_of(program, id, node) else {
            self.beyond.push(id);
            self.ranges.insert(id, node.range.clone());
            return;
        };
        let touched = operands(program, node).iter().any(|o| self.holds(*o));
        let mut range = self.range_of(node);
        let decided = self.is_proven(program, node);
        if decided {
            range = Range::new(range.low.unwrap_or(IBig::from(-PROVEN)).max(IBig::from(-PROVEN)), IBig::from(PROVEN));
        }
        let multiple = matches!(node.op, Op::FloorDiv(a, _) if is_multiple(program, a));
        let is_wide = multiple || !degree.is_empty() || !within(&range, MOST);
        let is_wide = is_wide || (touched && !decided && !matches!(node.op, Op::Eq(..) | Op::Lt(..)));
        // What is no longer there without its factors has no bound of its own.
        self.ranges.insert(id, range);
        if !degree.is_empty() {
            self.degrees.insert(id, degree);
        }
        if is_wide {
            self.nodes.insert(id);
            if !self.can_be_wide(node) {
                self.beyond.push(id);
            }
        }
    }

    /// The range of an operation on the ranges found here, which may be narrower than those of the program.
    fn range_of(&self, node: &Node) -> Range {
        let of = |id: &NodeId| self.range(*id);
        let own = match &node.op {
            Op::Neg(a) => of(a).neg(),
            Op::OfCounty(_, a) => of(a),
            Op::Add(a, b) => of(a).add(&of(b)),
            Op::Sub(a, b) => of(a).add(&of(b).neg()),
            Op::Mul(a, b) => of(a).mul(&of(b)),
            Op::FloorDiv(a, b) => of(a).floor_div(&of(b)),
            Op::Min(a, b) => of(a).min(&of(b)),
            Op::Max(a, b) => of(a).max(&of(b)),
            Op::Select(_, a, b) => of(a).hull(&of(b)),
            _ => return node.range.clone(),
        };
        Range {
            low: [own.low, node.range.low.clone()].into_iter().flatten().max(),
            high: [own.high, node.range.high.clone()].into_iter().flatten().min(),
        }
    }

    /// The factors of a value; `None` if its parts have different ones.
    fn degree_of(&self, program: &Program, id: NodeId, node: &Node) -> Option<Degree> {
        let same = |a: NodeId, b: NodeId| -> Option<Degree> {
            let free = |n: NodeId| program.graph.constant(n).is_some();
            let (x, y) = (self.degree(a), self.degree(b));
            match () {
                () if x == y || free(b) => Some(x),
                () if free(a) => Some(y),
                () => None,
            }
        };
        let sum = |x: Degree, y: &Degree, sign: i32| {
            let mut out = x;
            for (multiple, power) in y {
                *out.entry(multiple.clone()).or_default() += sign * power;
            }
            out.retain(|_, power| *power != 0);
            out
        };
        Some(match &node.op {
            Op::Fold { fold: Fold::Lcm, .. } => BTreeMap::from([(Factor::Multiple(id), 1)]),
            Op::Fold { value, .. } => self.degree(*value),
            Op::OfCounty(_, a) if is_multiple(program, *a) => BTreeMap::from([(Factor::Multiple(*a), 1)]),
            Op::OfCounty(_, a) | Op::Neg(a) => self.degree(*a),
            Op::Add(a, b) | Op::Sub(a, b) | Op::Min(a, b) | Op::Max(a, b) => same(*a, *b)?,
            Op::Select(condition, a, b) => match same(*a, *b) {
                Some(degree) => degree,
                None => BTreeMap::from([(Factor::Choice(*condition, self.degree(*a), self.degree(*b)), 1)]),
            },
            Op::Mul(a, b) => sum(self.degree_or_multiple(program, *a), &self.degree_or_multiple(program, *b), 1),
            Op::FloorDiv(a, b) => {
                let degree = sum(self.degree_or_multiple(program, *a), &self.degree(*b), -1);
                (is_multiple(program, *a) || degree.is_empty()).then_some(degree)?
            }
            Op::Eq(a, b) | Op::Lt(a, b) => same(*a, *b).map(|_| Degree::new())?,
            _ => Degree::new(),
        })
    }

    fn degree_or_multiple(&self, program: &Program, id: NodeId) -> Degree {
        match program.graph.node(id).map(|n| &n.op) {
            Some(Op::OfCounty(_, inner)) if is_multiple(program, *inner) => BTreeMap::from([(Factor::Multiple(*inner), 1)]),
            Some(Op::Fold { fold: Fold::Lcm, .. }) => BTreeMap::from([(Factor::Multiple(id), 1)]),
            _ => self.degree(id),
        }
    }

    /// Whether a bound of the error can be written beside a value.
    fn can_be_wide(&self, node: &Node) -> bool {
        match &node.op {
            Op::Mul(..) | Op::Add(..) | Op::Sub(..) | Op::Neg(_) | Op::Select(..) | Op::OfCounty(..) | Op::FloorDiv(..) => true,
            Op::Max(..) | Op::Min(..) | Op::Const(_) => true,
            Op::Fold { fold: Fold::Sum, value, .. } => self.range(*value).at_least(0),
            Op::Fold { fold: Fold::Lcm, .. } => true,
            _ => false,
        }
    }
}

/// Whether every value is between these ends.
fn within(range: &Range, most: i64) -> bool {
    let most = IBig::from(most);
    range.low.as_ref().is_some_and(|low| *low > -most.clone()) && range.high.as_ref().is_some_and(|high| *high < most)
}
