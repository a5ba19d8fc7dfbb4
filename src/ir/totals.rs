//! Scores and totals (得分与总分). Spec: §7.1.

use super::absence;
use super::lower::Lowering;
use super::node::NodeId;
use super::value::Value;
use crate::expr::{BinaryOp, IndicatorId, Number, WhenZero};
use crate::model::{Indicator, IndicatorKind};
use crate::syntax::tree::NaHandling;

/// A sum of scores that leaves out what is not applicable.
struct Tally {
    sum: Value,
    /// Whether anything was applicable.
    any: NodeId,
    /// The gravest absence but 不适用.
    absent: NodeId,
}

impl Lowering<'_> {
    /// The published score of an indicator; met or not met for one without points.
    pub fn score(&mut self, id: IndicatorId) -> Value {
        if let Some(known) = self.scores.get(&id) {
            return *known;
        }
        let model = self.model;
        let value = match model.indicator(id) {
            Some(indicator) if !indicator.is_leaf() => {
                let children: Vec<Value> = indicator.children.iter().map(|child| self.points(*child)).collect();
                let tally = self.tally(&children);
                let (zero, left_out) = (self.graph.int(0), self.graph.int(absence::NOT_APPLICABLE));
                let nothing = self.graph.select(tally.any, zero, left_out);
                Value { absent: self.graph.max(tally.absent, nothing), ..tally.sum }
            }
            Some(Indicator { rule: Some(rule), .. }) => {
                let value = self.of_county(0, |l| l.expr(&rule.expr));
                if rule.passes { value } else { self.graph.round(value, model.score_places()) }
            }
            _ => self.graph.none(absence::ILL_TYPED),
        };
        self.scores.insert(id, value);
        value
    }

    /// The points of an indicator in a sum: met or not met counts 0.
    fn points(&mut self, id: IndicatorId) -> Value {
        let score = self.score(id);
        let passes = self.model.indicator(id).and_then(|i| i.rule.as_ref()).is_some_and(|r| r.passes);
        if passes { Value { num: self.graph.int(0), ..score } } else { score }
    }

    fn tally(&mut self, values: &[Value]) -> Tally {
        let zero = self.graph.int(0);
        let mut tally = Tally { sum: self.graph.number(&Number::ZERO), any: self.graph.truth(false), absent: zero };
        let left_out = self.graph.int(absence::NOT_APPLICABLE);
        for value in values {
            let present = self.graph.is_present(*value);
            let counted = Value { num: self.graph.select(present, value.num, zero), ..*value };
            let (a, b, den) = self.graph.aligned(tally.sum, counted);
            tally.sum = Value { num: self.graph.add(a, b), den, absent: zero };
            tally.any = self.graph.or(tally.any, present);
            let grave = self.graph.lt(left_out, value.absent);
            let grave = self.graph.select(grave, value.absent, zero);
            tally.absent = self.graph.max(tally.absent, grave);
        }
        tally
    }

    /// Sum of the points of all bonus or penalty items, or of the leaders' indicators.
    pub fn items(&mut self, kind: IndicatorKind) -> Value {
        let ids: Vec<IndicatorId> = self.model.indicators().filter(|(_, i)| i.kind == kind).map(|(id, _)| id).collect();
        let values: Vec<Value> = ids.into_iter().map(|id| self.points(id)).collect();
        let tally = self.tally(&values);
        Value { absent: tally.absent, ..tally.sum }
    }

    /// The total.
    pub fn total(&mut self) -> Value {
        if let Some(known) = self.total {
            return known;
        }
        let model = self.model;
        let value = match &model.header {
            None => self.graph.none(absence::ILL_TYPED),
            Some(header) => {
                let exact = match &header.total {
                    Some(formula) => self.of_county(0, |l| l.expr(formula)),
                    None => self.sum_of_all(),
                };
                self.graph.round(exact, model.total_places())
            }
        };
        self.total = Some(value);
        value
    }

    /// Indicators, rescaled where some are left out (P28), plus bonus, minus penalties, inside the limits.
    fn sum_of_all(&mut self) -> Value {
        let model = self.model;
        let Some(header) = &model.header else { return self.graph.none(absence::ILL_TYPED) };
        let (mut values, mut counted) = (Vec::new(), Vec::new());
        let mut rescale = self.graph.truth(false);
        for (id, indicator) in model.scored() {
            let (Some(points), Some(rule)) = (&indicator.points, &indicator.rule) else { continue };
            let value = self.points(id);
            values.push(value);
            let points = if rule.passes { Number::ZERO } else { points.clone() };
            let full = self.graph.number(&points);
            counted.push(Value { absent: value.absent, ..full });
            if rule.na != Some(NaHandling::Skip) {
                let left_out = self.graph.is_absent_as(value, absence::NOT_APPLICABLE);
                rescale = self.graph.or(rescale, left_out);
            }
        }
        let (earned, counted) = (self.tally(&values), self.tally(&counted));
        let zero = self.graph.int(0);
        let share = self.quotient(earned.sum, Value { absent: zero, ..counted.sum }, &WhenZero::NotApplicable);
        let full = self.graph.number(&header.full);
        let rescaled = self.binary(BinaryOp::Mul, share, full);
        let sum = self.graph.choose(rescale, rescaled, earned.sum);
        let sum = self.graph.unless_absent(earned.absent, sum);
        let mut bonus = self.items(IndicatorKind::Bonus);
        if let Some(cap) = &header.bonus_cap {
            let cap = self.graph.number(cap);
            bonus = self.binary(BinaryOp::Min, bonus, cap);
        }
        let penalty = self.items(IndicatorKind::Penalty);
        let sum = self.binary(BinaryOp::Add, sum, bonus);
        let sum = self.binary(BinaryOp::Sub, sum, penalty);
        let sum = Value { num: self.graph.max(sum.num, zero), ..sum };
        match &header.total_cap {
            Some(cap) => {
                let cap = self.graph.number(cap);
                self.binary(BinaryOp::Min, sum, cap)
            }
            None => sum,
        }
    }
}
