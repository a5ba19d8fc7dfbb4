//! Reads grades (等次) and test cases (用例). Spec: §7, §8.

use super::nodes::Node;
use super::parser::Rule;
use super::read::{Reader, date, fraction, small};
use super::tree::*;

impl Reader<'_> {
    pub(super) fn grade(&self, node: Node<'_>) -> Option<GradeSpec> {
        let mut inner = node.into_inner();
        let condition = self.condition(inner.next()?)?;
        let quota = inner
            .find(|n| n.as_rule() == Rule::quota)
            .and_then(|n| n.into_inner().find(|n| n.as_rule() == Rule::fraction))
            .and_then(|n| fraction(&n));
        Some(GradeSpec { condition, quota })
    }

    pub(super) fn case(&self, node: Node<'_>) -> Option<CaseSpec> {
        let mut spec = CaseSpec { given: Vec::new(), expected: Vec::new(), refused: false };
        for part in node.into_inner().filter(|n| n.as_rule() == Rule::case_part) {
            let part = part.into_inner().next()?;
            match part.as_rule() {
                Rule::given => spec.given.push(self.given(part)?),
                Rule::expected => spec.expected.push(self.expected(part)?),
                _ => spec.refused = true,
            }
        }
        Some(spec)
    }

    fn given(&self, node: Node<'_>) -> Option<Given> {
        let mut inner = node.into_inner();
        let name = self.name(&inner.next()?);
        let (mut back, mut part) = (0, None);
        let mut value = None;
        for inside in inner {
            match inside.as_rule() {
                Rule::given_year => back = inside.into_inner().next().map_or(1, |n| small(&n).min(20) as u8),
                Rule::given_part => part = inside.into_inner().next().map(|n| self.name(&n)),
                _ => value = self.given_value(inside),
            }
        }
        Some(Given { name, back, part, value: value? })
    }

    fn given_value(&self, node: Node<'_>) -> Option<GivenValue> {
        let inner: Vec<Node<'_>> = node.into_inner().collect();
        match inner.first()?.as_rule() {
            Rule::value => Some(GivenValue::One(self.value(inner.first()?)?)),
            Rule::per_county => inner.iter().map(|n| self.per_county(n)).collect::<Option<Vec<_>>>().map(GivenValue::PerCounty),
            _ => inner.into_iter().map(|n| self.row(n)).collect::<Option<Vec<_>>>().map(GivenValue::Rows),
        }
    }

    fn row(&self, node: Node<'_>) -> Option<(Vec<(Name, CaseValue)>, u32)> {
        let (mut cells, mut times) = (Vec::new(), 1);
        for inside in node.into_inner() {
            if inside.as_rule() == Rule::times {
                times = small(&inside.into_inner().next()?);
                continue;
            }
            let mut parts = inside.into_inner();
            cells.push((self.name(&parts.next()?), self.value(&parts.next()?)?));
        }
        Some((cells, times))
    }

    fn per_county(&self, node: &Node<'_>) -> Option<(Name, CaseValue)> {
        let mut inner = node.clone().into_inner();
        Some((self.name(&inner.next()?), self.value(&inner.next()?)?))
    }

    fn value(&self, node: &Node<'_>) -> Option<CaseValue> {
        let mut inner = node.clone().into_inner();
        let first = inner.next()?;
        Some(match first.as_rule() {
            Rule::date => CaseValue::Date(date(&first)),
            Rule::signed => CaseValue::Quantity(self.quantity_of(&first, inner.next().as_ref())?),
            _ => CaseValue::Word(self.name(&first)),
        })
    }

    fn expected(&self, node: Node<'_>) -> Option<Expected> {
        let mut target = None;
        let mut values = Vec::new();
        for inside in node.into_inner() {
            match inside.as_rule() {
                Rule::target => target = Some(self.name(&inside)),
                Rule::value => values.push((None, self.value(&inside)?)),
                _ => {
                    let (county, value) = self.per_county(&inside)?;
                    values.push((Some(county), value));
                }
            }
        }
        Some(Expected { target: target?, values })
    }
}
