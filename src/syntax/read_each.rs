//! Reads what is said of each of several values, or of one in each of several years (均、分别、近三年). Spec: sentences/conditions.md.

use super::nodes::Node;
use super::parser::Rule;
use super::read::Reader;
use super::read_condition::{compare, years};
use super::read_data::comparison_word;
use super::tree::*;
use crate::expr::CmpOp;

impl Reader<'_> {
    /// A、B均达到…: the conditions written out, joined by 且.
    pub(super) fn each_of(&self, node: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&node);
        let (mut names, mut predicates) = (Vec::new(), Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::each_name => names.push(self.name(&part)),
                Rule::trend | Rule::trend_by => {
                    let span = self.span(&part);
                    predicates.extend(self.trend(part, span)?);
                }
                Rule::one_way => {
                    let span = self.span(&part);
                    let rises = part.into_inner().next()?.as_rule() == Rule::never_less;
                    let (op, word) = if rises { (CmpOp::Ge, "不低于") } else { (CmpOp::Le, "不高于") };
                    predicates.push(Predicate { kind: compare(op, word, Operand::LastYear(span)), span });
                }
                _ => predicates.extend(self.predicate(part)?),
            }
        }
        let mut atoms = names.into_iter().map(|name| {
            let span = name.span;
            Atom { kind: AtomKind::Comparison { subject: Some(Subject::Name(name)), predicates: predicates.clone() }, span }
        });
        let first = Box::new(atoms.next()?);
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        Some(AtomKind::Bracketed(Condition { first, rest, all: false, span }))
    }

    /// A、B均未发生: 没有A且没有B
    pub(super) fn each_none(&self, node: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&node);
        let names = node.into_inner().filter(|part| part.as_rule() == Rule::each_name).map(|part| self.name(&part));
        let mut atoms = names.map(|name| {
            let span = name.span;
            Atom { kind: AtomKind::Fact(Name { text: format!("没有{}", name.text), span }), span }
        });
        let first = Box::new(atoms.next()?);
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        Some(AtomKind::Bracketed(Condition { first, rest, all: false, span }))
    }

    /// A、B分别达到95%、90%: each compared with the quantity in its place, joined by 且. As many quantities as names, or it says nothing.
    pub(super) fn each_its_own(&self, node: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&node);
        let inner: Vec<Node<'_>> = node.into_inner().collect();
        let names: Vec<Name> = inner.iter().filter(|n| n.as_rule() == Rule::name).map(|n| self.name(n)).collect();
        let quantities = self.quantities(&inner)?;
        let word = inner.iter().find(|n| matches!(n.as_rule(), Rule::own_tail | Rule::comparator))?.as_str().trim();
        if names.len() != quantities.len() {
            return None;
        }
        let mut atoms = names.into_iter().zip(quantities).map(|(name, quantity)| {
            let kind = compare(comparison_word(word), word, Operand::Quantity(quantity));
            let (span, subject) = (name.span, Some(Subject::Name(name)));
            Atom { kind: AtomKind::Comparison { subject, predicates: vec![Predicate { kind, span }] }, span }
        });
        let first = Box::new(atoms.next()?);
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        Some(AtomKind::Bracketed(Condition { first, rest, all: false, span }))
    }

    /// 80%≤入学率<90%: two comparisons of what stands between.
    pub(super) fn within(&self, node: Node<'_>) -> Option<AtomKind> {
        let inner: Vec<Node<'_>> = node.into_inner().collect();
        let subject = Some(Subject::Name(self.name(inner.iter().find(|n| n.as_rule() == Rule::name)?)));
        let mut quantities = self.quantities(&inner)?.into_iter();
        let mut signs = inner.iter().filter(|n| n.as_rule() == Rule::sign).map(|n| comparison_word(n.as_str().trim()));
        let first = match signs.next()? {
            CmpOp::Le => (CmpOp::Ge, "不低于"),
            CmpOp::Lt => (CmpOp::Gt, "高于"),
            CmpOp::Ge => (CmpOp::Le, "不高于"),
            _ => (CmpOp::Lt, "低于"),
        };
        let second = match signs.next()? {
            CmpOp::Le => (CmpOp::Le, "不高于"),
            CmpOp::Lt => (CmpOp::Lt, "低于"),
            CmpOp::Ge => (CmpOp::Ge, "不低于"),
            _ => (CmpOp::Gt, "高于"),
        };
        // 80%≤入学率>90% is a slip.
        if matches!(first.0, CmpOp::Ge | CmpOp::Gt) == matches!(second.0, CmpOp::Ge | CmpOp::Gt) {
            return None;
        }
        let mut said = |(op, word): (CmpOp, &str)| {
            let quantity = quantities.next()?;
            let span = quantity.span;
            Some(Predicate { kind: compare(op, word, Operand::Quantity(quantity)), span })
        };
        Some(AtomKind::Comparison { subject, predicates: vec![said(first)?, said(second)?] })
    }

    /// The figures among these with the unit behind each; one without takes that of the last.
    pub(super) fn quantities(&self, inner: &[Node<'_>]) -> Option<Vec<Quantity>> {
        let last = inner.iter().rev().find(|n| n.as_rule() == Rule::unit);
        let own = |at: usize| inner.get(at + 1).filter(|n| n.as_rule() == Rule::unit).or(last);
        let figures = inner.iter().enumerate().filter(|(_, n)| n.as_rule() == Rule::signed);
        figures.map(|(at, figure)| self.quantity_of(figure, own(at))).collect()
    }

    /// 近三年入学率均不低于85%
    pub(super) fn yearly(&self, node: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let years = years(&inner.next()?)?;
        let subject = Some(Subject::Name(self.name(&inner.next()?)));
        let kind = PredicateKind::EachYear { years, each: self.predicate(inner.next()?)? };
        Some(AtomKind::Comparison { subject, predicates: vec![Predicate { kind, span }] })
    }
}
