//! Reads points that each of several things gets (各得、分别得): 甲、乙各得1分, 甲达到95%、乙达到90%的，各得1分. Spec: sentences/checklists.md.

use super::nodes::Node;
use super::parser::Rule;
use super::read::{Reader, number};
use super::read_clause::{counted, points};
use super::tree::*;
use crate::source::Span;

/// Whether the number of items that is said is that of the names: 方案、制度、总结三项. Of `两项` behind three names nobody knows which.
pub(super) fn counts_rightly(node: &Node<'_>, names: &[Rule]) -> bool {
    let parts = || node.clone().into_inner();
    let named = parts().filter(|n| names.contains(&n.as_rule())).count();
    let said = parts().find(|n| n.as_rule() == Rule::count).and_then(|n| counted(&n));
    said.is_none_or(|said| said.to_i64() == i64::try_from(named).ok())
}

impl Reader<'_> {
    /// 甲、乙各得1分, 甲、乙分别得1分、2分, 甲、乙每缺1项扣1分: a case for each, whose points are added. The outer `Option` tells whether it is one.
    pub(super) fn each_gets(&self, node: &Node<'_>) -> Option<Option<Vec<Clause>>> {
        let rules = [Rule::each_gets, Rule::each_lacks, Rule::each_case, Rule::each_listed, Rule::each_counted];
        let inner = node.clone().into_inner().next().filter(|inner| rules.contains(&inner.as_rule()))?;
        let span = self.span(&inner);
        match inner.as_rule() {
            Rule::each_case => return Some(self.each_case(inner, span)),
            Rule::each_listed => return Some(self.each_listed(inner, span)),
            Rule::each_counted => return Some(self.each_counted(inner, span)),
            _ => {}
        }
        if !counts_rightly(&inner, &[Rule::name, Rule::lacks_name]) {
            return Some(None);
        }
        let lacks = inner.as_rule() == Rule::each_lacks;
        let parts: Vec<Node<'_>> = inner.into_inner().collect();
        let loses = parts.iter().any(|n| n.as_rule() == Rule::loses);
        let names: Vec<&Node<'_>> = parts.iter().filter(|n| matches!(n.as_rule(), Rule::name | Rule::lacks_name)).collect();
        let Some(points) = parts.last().and_then(|last| match last.as_rule() {
            Rule::own_points => Some(last.clone().into_inner().map(|n| Points::Number(number(&n))).collect()),
            _ => points(last).map(|points| vec![points; names.len()]),
        }) else {
            return Some(None);
        };
        if points.len() != names.len() {
            return Some(None);
        }
        let case = |(name, points): (&&Node<'_>, Points)| {
            let mut fact = self.name(name);
            if lacks {
                fact.text.insert_str(0, "没有");
            }
            let atom = Atom { kind: AtomKind::Fact(fact), span: self.span(name) };
            let condition = Condition { first: Box::new(atom), rest: Vec::new(), all: false, span: self.span(name) };
            case_of_each(condition, &points, loses, span)
        };
        Some(Some(names.iter().zip(points).map(case).collect()))
    }

    /// 有下列情形之一的，每项扣1分：①…；②…: a case for each of the list.
    fn each_listed(&self, node: Node<'_>, span: Span) -> Option<Vec<Clause>> {
        let parts: Vec<Node<'_>> = node.into_inner().collect();
        let loses = parts.iter().any(|n| n.as_rule() == Rule::loses);
        let points = points(parts.iter().find(|n| n.as_rule() == Rule::points)?)?;
        let limits: Option<Vec<Clause>> =
            parts.iter().filter(|n| n.as_rule() == Rule::listed_limit).map(|limit| self.clause(limit.clone())).collect();
        let limits = limits?;
        let items = parts.into_iter().filter(|n| n.as_rule() == Rule::listed_item);
        let case = |item: Node<'_>| {
            let condition = self.condition(item.into_inner().find(|n| n.as_rule() == Rule::condition)?)?;
            // What one of the list says has no bearing on the others.
            let alone = Atom { span: condition.span, kind: AtomKind::Bracketed(condition) };
            let condition = Condition { span: alone.span, first: Box::new(alone), rest: Vec::new(), all: false };
            Some(case_of_each(condition, &points, loses, span))
        };
        items.map(case).chain(limits.into_iter().map(Some)).collect()
    }

    /// 体罚、补课每起扣1分: a step for each.
    fn each_counted(&self, node: Node<'_>, span: Span) -> Option<Vec<Clause>> {
        let parts: Vec<Node<'_>> = node.into_inner().collect();
        let (names, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(|n| n.as_rule() == Rule::counted_name);
        let step = self.step(&rest)?;
        let of_each = |name: &Node<'_>| {
            let kind = ClauseKind::Step(Step { subject: Some(Subject::Name(self.name(name))), ..step.clone() });
            Clause { kind, aside: false, bracketed: false, but: false, apart: false, span }
        };
        Some(names.iter().map(of_each).collect())
    }

    /// 甲达到95%、乙达到90%的，各得1分: a case for each condition.
    fn each_case(&self, node: Node<'_>, span: Span) -> Option<Vec<Clause>> {
        let parts: Vec<Node<'_>> = node.into_inner().collect();
        let loses = parts.iter().any(|n| n.as_rule() == Rule::loses);
        let said = parts.first()?.clone();
        let in_turn =
            said.clone().into_inner().filter_map(|atom| atom.into_inner().next()).all(|atom| atom.as_rule() == Rule::each_its_own);
        let (condition, points) = (self.condition(said)?, points(parts.last()?)?);
        let alone = |atom: Atom| Condition { span: atom.span, first: Box::new(atom), rest: Vec::new(), all: false };
        // 有方案且已公示、有制度的，各得1分: what each is, only 、 tells.
        let mut items = vec![Condition { rest: Vec::new(), all: false, ..condition.clone() }];
        for (join, atom) in condition.rest {
            match (join, items.last_mut()) {
                // A、B分别达到95%、90%的，各得1分
                (_, Some(_)) if in_turn => items.push(alone(atom)),
                (Connective::Comma | Connective::Pause, _) | (_, None) => items.push(alone(atom)),
                (join, Some(last)) => last.rest.push((join, atom)),
            }
        }
        if condition.all || items.len() < 2 {
            return None;
        }
        let case = |item: Condition| {
            let last = item.rest.last().map_or(item.first.span, |(_, atom)| atom.span);
            case_of_each(Condition { span: item.first.span.to(last), ..item }, &points, loses, span)
        };
        Some(items.into_iter().map(case).collect())
    }
}

/// One of several cases whose points are added; `span` is where those stand.
fn case_of_each(condition: Condition, points: &Points, loses: bool, span: Span) -> Clause {
    let kind = if loses { OutcomeKind::Deduct(points.clone()) } else { OutcomeKind::Award(points.clone()) };
    let outcome = Outcome { kind, further: !loses, added: None, whole: false, of_item: false, span };
    Clause { kind: ClauseKind::Case(condition, outcome), aside: false, bracketed: false, but: false, apart: false, span }
}
