//! Reads how far a value is from another one (高于全市平均数5个百分点以上, 比全市平均数低1至3个百分点). Spec: §6.3.

use super::nodes::Node;
use super::parser::Rule;
use super::read::Reader;
use super::read_condition::{compare, direction, is_inclusive};
use super::read_data::population;
use super::tree::*;
use crate::expr::CmpOp;
use crate::source::Span;

impl Reader<'_> {
    /// 5个百分点以上, 1—3个, 超过10%: how far from a value.
    pub(super) fn far_from(&self, above: bool, operand: Operand, inner: &[Node<'_>], span: Span) -> Option<Vec<Predicate>> {
        let of = |rule: Rule| inner.iter().filter(move |n| n.as_rule() == rule);
        let numbers: Vec<&Node<'_>> = of(Rule::number).collect();
        let units: Vec<&Node<'_>> = of(Rule::unit).collect();
        let by = self.quantity_of(numbers.first()?, units.first().copied())?;
        let said = |by, margin| Predicate { kind: PredicateKind::ExceedsBy { above, operand: operand.clone(), by, margin }, span };
        let Some(high) = numbers.get(1) else { return Some(vec![said(by, far(inner))]) };
        let high = self.quantity_of(high, units.last().copied())?;
        let upper = if of(Rule::less_than).next().is_some() { Margin::Under } else { Margin::Within };
        Some(vec![said(by, Margin::AtLeast), said(high, upper)])
    }

    /// 比全市平均数低2个百分点以上, 比全市平均数高, 与全市平均数持平
    pub(super) fn than_mean(&self, inner: &[Node<'_>], span: Span) -> Option<Vec<Predicate>> {
        let find = |rule: Rule| inner.iter().find(|n| n.as_rule() == rule);
        let node = find(Rule::population)?;
        let (scope, value) = population(node.clone())?;
        let operand = Operand::Population { scope, value, span: self.span(node) };
        let one = |kind| Some(vec![Predicate { kind, span }]);
        let Some(way) = find(Rule::direction) else { return one(compare(CmpOp::Eq, "是", operand)) };
        let above = match direction(way)? {
            Direction::Above => true,
            Direction::Below => false,
            _ => return None,
        };
        match find(Rule::number) {
            Some(_) => self.far_from(above, operand, inner, span),
            None if above => one(compare(CmpOp::Gt, "高于", operand)),
            None => one(compare(CmpOp::Lt, "低于", operand)),
        }
    }
}

/// 以上, 以内, 超过, 不足 of a distance.
fn far(inner: &[Node<'_>]) -> Margin {
    let against = inner.iter().find(|n| n.as_rule() == Rule::far_against);
    match against.map(|n| n.as_str().trim()) {
        Some("超过") => Margin::Over,
        Some(_) => Margin::Under,
        None if inner.iter().any(|n| n.as_rule() == Rule::at_most) => Margin::Within,
        None => Margin::AtLeast,
    }
}

/// Whether the lower and the upper end of a range are outside; `high` is the second figure. 90%（含）—95%: what is said of one end only is not
/// so of the other.
pub(super) fn ends_outside(inner: &[Node<'_>], high: &Node<'_>) -> (bool, bool) {
    let (low, high) = ends_marked(inner, high);
    let outside = |own: Option<bool>, other: Option<bool>| own.map_or(other == Some(true), |own| !own);
    (outside(low, high), outside(high, low))
}

/// What is said in brackets of the lower and the upper end of a range: （含） or （不含）.
pub(super) fn ends_marked(inner: &[Node<'_>], high: &Node<'_>) -> (Option<bool>, Option<bool>) {
    let said = |after: bool| {
        let at = |n: &&Node<'_>| (n.start() > high.start()) == after;
        inner.iter().filter(|n| n.as_rule() == Rule::inclusion).find(at).map(is_inclusive)
    };
    (said(false), said(true))
}
