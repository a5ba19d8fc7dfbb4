//! Reads data (数据): types, traits and formulas. Spec: §5.

use super::nodes::Node;
use super::parser::Rule;
use super::read::{Reader, date, number, small};
use super::tree::*;
use crate::expr::CmpOp;

impl Reader<'_> {
    pub(super) fn datum(&self, node: Node<'_>) -> Option<DatumSpec> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let kind = self.datum_type(inner.next()?.into_inner().next()?)?;
        let traits = inner
            .filter(|n| n.as_rule() == Rule::datum_trait)
            .map(|n| self.datum_trait(n.into_inner().next()?))
            .collect::<Option<Vec<_>>>()?;
        Some(DatumSpec { kind, traits, span })
    }

    fn datum_type(&self, node: Node<'_>) -> Option<DatumType> {
        let names = |node: Node<'_>| node.into_inner().map(|n| self.name(&n)).collect::<Vec<_>>();
        Some(match node.as_rule() {
            Rule::percentage_type => DatumType::Percentage,
            Rule::fact_type => DatumType::Fact,
            Rule::levels_type => DatumType::Levels(names(node)),
            Rule::judgement_type => DatumType::Judgement(names(node)),
            Rule::date_type => DatumType::Date,
            Rule::document_type => DatumType::Document,
            Rule::list_type => DatumType::List,
            Rule::text_type => DatumType::Text,
            _ => DatumType::Number(node.as_str().trim().to_owned()),
        })
    }

    fn datum_trait(&self, node: Node<'_>) -> Option<Trait> {
        let text = node.as_str().to_owned();
        let rule = node.as_rule();
        let mut inner = node.into_inner();
        Some(match rule {
            Rule::places_trait => Trait::Places(inner.next().map_or(0, |n| small(&n))),
            Rule::history_trait => Trait::History(inner.next().map_or(1, |n| small(&n).min(255) as u8)),
            Rule::optional_trait => Trait::Optional,
            Rule::unreported_trait => Trait::Unreported,
            Rule::direction_trait => Trait::Direction(text.contains('高')),
            Rule::quantum_trait => Trait::Quantum(number(&inner.next()?)),
            Rule::raters_trait => Trait::Raters(small(&inner.next()?)),
            Rule::combine_trait => Trait::Combine(text.trim().to_owned()),
            Rule::stages_trait => Trait::Stages(inner.map(|n| self.name(&n)).collect()),
            Rule::range_trait => {
                let (low, high) = (self.quantity(inner.next()?)?, self.quantity(inner.next()?)?);
                Trait::Range(low, high)
            }
            _ => return None,
        })
    }

    pub(super) fn derived(&self, node: Node<'_>) -> Option<DerivedSpec> {
        let mut inner = node.into_inner();
        let mut spec = DerivedSpec { formula: self.formula(inner.next()?)?, places: None, direction: None, unit: None, range: None };
        for part in inner.filter(|n| n.as_rule() == Rule::derived_trait) {
            let part = part.into_inner().next()?;
            match part.as_rule() {
                Rule::unit => spec.unit = Some(part.as_str().trim().to_owned()),
                Rule::round_trait => spec.places = Some(part.into_inner().next().map_or(0, |n| small(&n))),
                _ => match self.datum_trait(part)? {
                    Trait::Direction(up) => spec.direction = Some(up),
                    Trait::Range(low, high) => spec.range = Some((low, high)),
                    _ => return None,
                },
            }
        }
        Some(spec)
    }

    /// A node that holds `signed` and perhaps `unit`; a day is no quantity.
    pub(super) fn quantity(&self, node: Node<'_>) -> Option<Quantity> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let number = inner.next().filter(|n| n.as_rule() != Rule::date)?;
        self.quantity_of(&number, inner.next().as_ref()).map(|q| Quantity { span, ..q })
    }

    pub(super) fn quantity_of(&self, number_pair: &Node<'_>, unit: Option<&Node<'_>>) -> Option<Quantity> {
        let span = unit.map_or(self.span(number_pair), |u| self.span(number_pair).to(self.span(u)));
        Some(Quantity { number: number(number_pair), unit: unit.map_or("", |u| u.as_str().trim()).to_owned(), span })
    }

    pub(super) fn formula(&self, node: Node<'_>) -> Option<Formula> {
        let mut inner = node.into_inner().peekable();
        let first = self.operand_formula(&mut inner)?;
        self.climb(first, &mut inner, 0)
    }

    /// Precedence climbing over `infix operand` nodes.
    fn climb<'p>(&self, mut left: Formula, rest: &mut Rest<'p>, least: u8) -> Option<Formula> {
        while let Some((operator, level)) = rest.peek().and_then(operator).filter(|(_, level)| *level >= least) {
            rest.next();
            let mut right = self.operand_formula(rest)?;
            while rest.peek().and_then(self::operator).is_some_and(|(_, next)| next > level) {
                right = self.climb(right, rest, level + 1)?;
            }
            let span = left.span.to(right.span);
            left = Formula { kind: FormulaKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    fn operand_formula(&self, rest: &mut Rest<'_>) -> Option<Formula> {
        let node = rest.next()?;
        let span = self.span(&node);
        match node.as_rule() {
            Rule::minus => {
                let inner = self.operand_formula(rest)?;
                let span = span.to(inner.span);
                Some(Formula { kind: FormulaKind::Minus(Box::new(inner)), span })
            }
            Rule::not => {
                let inner = self.operand_formula(rest)?;
                let span = span.to(inner.span);
                Some(Formula { kind: FormulaKind::Not(Box::new(inner)), span })
            }
            _ => self.primary(node),
        }
    }

    fn primary(&self, node: Node<'_>) -> Option<Formula> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let first = inner.next()?;
        let kind = match first.as_rule() {
            Rule::population => {
                let (scope, value) = population(first)?;
                FormulaKind::Population(scope, value)
            }
            Rule::call | Rule::path => return self.call_or_path(first),
            Rule::date => FormulaKind::Date(date(&first)),
            Rule::signed => FormulaKind::Quantity(self.quantity_of(&first, inner.next().as_ref())?),
            Rule::formula => FormulaKind::Bracketed(Box::new(self.formula(first)?)),
            _ => FormulaKind::Name(self.name(&first)),
        };
        Some(Formula { kind, span })
    }

    pub(super) fn call_or_path(&self, node: Node<'_>) -> Option<Formula> {
        let span = self.span(&node);
        let is_path = node.as_rule() == Rule::path;
        let mut inner = node.into_inner();
        let name = self.name(&inner.next()?);
        let kind = if is_path {
            FormulaKind::Path(name, self.name(&inner.next()?))
        } else {
            FormulaKind::Call(name, inner.map(|n| self.formula(n)).collect::<Option<Vec<_>>>()?)
        };
        Some(Formula { kind, span })
    }
}

type Rest<'p> = std::iter::Peekable<super::nodes::Nodes<'p>>;

fn operator(node: &Node<'_>) -> Option<(Operator, u8)> {
    Some(match node.as_rule() {
        Rule::or => (Operator::Or, 1),
        Rule::and => (Operator::And, 2),
        Rule::compare => (Operator::Compare(comparison_word(node.as_str())), 3),
        Rule::add => (Operator::Add, 4),
        Rule::subtract => (Operator::Subtract, 4),
        Rule::multiply => (Operator::Multiply, 5),
        Rule::divide => (Operator::Divide, 5),
        _ => return None,
    })
}

/// Meaning of a comparing word by default D2.
pub(super) fn comparison_word(word: &str) -> CmpOp {
    match word.trim() {
        "达到" | "达" | "至少" | "不低于" | "不少于" | "不小于" | "满" | "≥" | ">=" | "大于等于" | "大于或等于" | "高于等于"
        | "高于或等于" | "多于等于" | "多于或等于" | "不早于" | "及以上" | "以上" => CmpOp::Ge,
        "不高于" | "不超过" | "不大于" | "不多于" | "控制在" | "≤" | "<=" | "小于等于" | "小于或等于" | "低于等于" | "低于或等于"
        | "少于等于" | "少于或等于" | "不晚于" | "不迟于" | "及以下" | "以内" | "之内" => CmpOp::Le,
        "低于" | "少于" | "不足" | "不满" | "小于" | "未达到" | "未达" | "没有达到" | "不到" | "达不到" | "<" | "早于" | "以下" => {
            CmpOp::Lt
        }
        "高于" | "多于" | "超过" | "大于" | "突破" | ">" | "晚于" | "迟于" => CmpOp::Gt,
        "不等于" | "≠" | "不是" => CmpOp::Ne,
        _ => CmpOp::Eq,
    }
}

pub(super) fn population(node: Node<'_>) -> Option<(String, PopulationWord)> {
    let mut inner = node.into_inner();
    let scope = inner.next()?.as_str().trim().to_owned();
    let word = inner.next()?;
    let value = match word.as_str() {
        w if w.starts_with("最高") || w.starts_with("最大") => PopulationWord::Max,
        w if w.starts_with("最低") || w.starts_with("最小") => PopulationWord::Min,
        _ => PopulationWord::Mean,
    };
    Some((scope, value))
}
