//! The scoring program of a model: what every target computes. Spec: §13.

use std::collections::BTreeMap;

use super::absence;
use super::graph::{Graph, MOST_COUNTIES, MOST_ROWS};
use super::lower::{Lowering, UNDECLARED_MOST};
use super::node::{Input, NodeId, Op};
use super::value::Value;
use crate::expr::{DatumId, IndicatorId};
use crate::model::{DatumKind, Model};
use crate::sentence::Type;

/// What is known of the data: which absences the cells of an input can have (the largest code, see [`absence`]), how many
/// counties and rows there can be, how large a number without a declared range.
pub trait Presence {
    /// The largest absence code of an input's cells.
    fn absences(&self, input: Input) -> i64;

    /// Most counties of one population.
    fn most_counties(&self) -> u64 {
        MOST_COUNTIES
    }

    /// Most rows of a detail table.
    fn most_rows(&self) -> u64 {
        MOST_ROWS
    }

    /// The largest number in a cell whose declaration gives no range.
    fn open_end(&self) -> i64 {
        UNDECLARED_MOST
    }
}

/// A result: a numerator over a positive denominator, and an absence code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The numerator.
    pub num: NodeId,
    /// The denominator.
    pub den: NodeId,
    /// The absence code.
    pub absent: NodeId,
}

impl From<Value> for Quantity {
    fn from(Value { num, den, absent }: Value) -> Self {
        Quantity { num, den, absent }
    }
}

/// Results of the leaders of a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaderResult {
    /// Points of their own indicators.
    pub own: Quantity,
    /// All points.
    pub points: Quantity,
    /// Grade, as its place in the list.
    pub grade: Quantity,
    /// Place by points.
    pub place: Quantity,
}

/// Everything a model computes for a county.
#[derive(Debug, Clone)]
pub struct Program {
    /// The operations.
    pub graph: Graph,
    /// Score of each indicator, by id; of one without points whether it is met.
    pub scores: Vec<Quantity>,
    /// Computed data that rules use.
    pub derived: BTreeMap<(DatumId, u8), Quantity>,
    /// The total.
    pub total: Quantity,
    /// Place by total.
    pub place: Quantity,
    /// The grade by the total alone.
    pub grade_by_points: Quantity,
    /// The grade after vetoes, downgrades and 不得评优.
    pub grade_before_quota: Quantity,
    /// The grade.
    pub grade: Quantity,
    /// Whether each result rule fires.
    pub fires: Vec<Quantity>,
    /// Whether each 校核 holds.
    pub verifications: Vec<Quantity>,
    /// Leaders.
    pub leaders: Option<LeaderResult>,
}

/// The program of a model.
pub fn compile(model: &Model, presence: &dyn Presence) -> Program {
    let mut l = Lowering::new(model, presence);
    let scores: Vec<Value> = (0..model.indicators.len()).map(|i| l.score(IndicatorId(i as u32))).collect();
    let total = l.total();
    let place = l.place_by(total);
    let grade_by_points = l.grade_by_points(None);
    let grade_before_quota = l.grade_before_quota();
    let grade = l.grade();
    let fires: Vec<Value> = model.results.iter().map(|rule| l.fires(rule)).collect();
    let verifications: Vec<Value> = model
        .verifications
        .iter()
        .map(|v| match &v.condition {
            Some(condition) => l.of_county(0, |l| l.expr(condition)),
            None => l.graph.fact(true),
        })
        .collect();
    let leaders = l.leaders();
    let computed = model.data().filter(|(_, d)| matches!(d.kind, DatumKind::Derived(_)));
    let derived = computed.map(|(id, _)| ((id, 0), l.datum(id, 0).into())).collect();
    let quantities = |values: Vec<Value>| values.into_iter().map(Quantity::from).collect();
    Program {
        graph: l.graph,
        scores: quantities(scores),
        derived,
        total: total.into(),
        place: place.into(),
        grade_by_points: grade_by_points.into(),
        grade_before_quota: grade_before_quota.into(),
        grade: grade.into(),
        fires: quantities(fires),
        verifications: quantities(verifications),
        leaders,
    }
}

impl Program {
    /// Whether a node is needed for any of these, by place in the graph.
    pub fn needed(&self, wanted: &[NodeId]) -> Vec<bool> {
        let mut needed = vec![false; self.graph.nodes().len()];
        let mut open = wanted.to_vec();
        while let Some(id) = open.pop() {
            let Some(mark) = needed.get_mut(id.index()) else { continue };
            if !std::mem::replace(mark, true)
                && let Some(node) = self.graph.node(id)
            {
                open.extend(node.op.operands());
            }
        }
        needed
    }

    /// The inputs a set of needed nodes reads.
    pub fn inputs(&self, needed: &[bool]) -> Vec<Input> {
        let nodes = self.graph.nodes().iter().zip(needed).filter(|(_, needed)| **needed);
        let mut inputs: Vec<Input> = nodes
            .filter_map(|(node, _)| match node.op {
                Op::Input(input) | Op::Absence(input) => Some(input),
                _ => None,
            })
            .collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }
}

/// What declarations allow: 不适用 where they say so, judgements pending until given; and missing cells if `missing`.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'m> {
    /// The model.
    pub model: &'m Model,
    /// Whether required cells may be missing.
    pub missing: bool,
}

impl Presence for Declared<'_> {
    fn absences(&self, input: Input) -> i64 {
        let (signature, stands_in) = match input {
            Input::Datum(id, _) => match self.model.datum(id) {
                Some(datum) => (&datum.signature, datum.when_missing.is_some()),
                None => return absence::MISSING,
            },
            Input::Column(id) => match self.model.column(id) {
                Some(column) => (&column.signature, column.when_missing.is_some()),
                None => return absence::MISSING,
            },
        };
        match () {
            () if self.missing || stands_in => absence::MISSING,
            () if signature.ty == Type::Judgement => absence::PENDING,
            () if signature.optional => absence::NOT_APPLICABLE,
            () => absence::PRESENT,
        }
    }
}
