//! Reads how a value moved since last year (提高、下降、持平): 增长3%以上, 增长不足5%. Spec: sentences/years.md.

use super::nodes::Node;
use super::parser::Rule;
use super::read::Reader;
use super::read_condition::compare;
use super::read_data::comparison_word;
use super::read_distance::ends_outside;
use super::tree::*;
use crate::expr::CmpOp;
use crate::source::Span;

impl Reader<'_> {
    /// 提高, 下降, 持平, 增长3%以上: against last year.
    pub(super) fn trend(&self, node: Node<'_>, whole: Span) -> Option<Vec<Predicate>> {
        let span = self.span(&node);
        let by_number = matches!(node.as_rule(), Rule::trend_by | Rule::trend_within);
        let text = node.as_str().trim().to_owned();
        let mut inner = node.into_inner();
        let way = inner.next()?.into_inner().next()?.as_rule();
        let operand = Operand::LastYear(span);
        let one = |kind| Some(vec![Predicate { kind, span: whole }]);
        let compared = match way {
            Rule::trend_up => compare(CmpOp::Gt, "高于", operand.clone()),
            Rule::trend_down => compare(CmpOp::Lt, "低于", operand.clone()),
            Rule::trend_not_up => compare(CmpOp::Le, "不高于", operand.clone()),
            Rule::trend_not_down => compare(CmpOp::Ge, "不低于", operand.clone()),
            _ => PredicateKind::Stays,
        };
        if !by_number {
            // Of a datum that is a growth itself these are said of its own sign.
            let of_none = match text.as_str() {
                "正增长" => Some(CmpOp::Gt),
                "负增长" => Some(CmpOp::Lt),
                "零增长" => Some(CmpOp::Eq),
                "未增长" | "没有增长" => Some(CmpOp::Le),
                _ => None,
            };
            return one(of_none.map_or(compared, |op| compare(op, &text, operand.clone())));
        }
        if !matches!(way, Rule::trend_up | Rule::trend_down) {
            return None;
        }
        let rest: Vec<Node<'_>> = inner.collect();
        let exceeds = |by: Quantity, margin| Predicate {
            kind: PredicateKind::ExceedsBy { above: way == Rule::trend_up, operand: operand.clone(), by, margin },
            span: whole,
        };
        let figures: Vec<&Node<'_>> = rest.iter().filter(|n| n.as_rule() == Rule::number).collect();
        let units: Vec<&Node<'_>> = rest.iter().filter(|n| n.as_rule() == Rule::unit).collect();
        let by = self.quantity_of(figures.first()?, units.first().copied())?;
        let word = rest.iter().find(|n| n.as_rule() == Rule::trend_against);
        let margin = word.map_or(Margin::AtLeast, |word| match comparison_word(word.as_str()) {
            CmpOp::Ge => Margin::AtLeast,
            CmpOp::Gt => Margin::Over,
            CmpOp::Le => Margin::Within,
            _ => Margin::Under,
        });
        if let Some(high) = figures.get(1) {
            // 增长3%以上不足5%, 增长3%至5%
            let (open_low, open_high) = ends_outside(&rest, high);
            let is_under = open_high || rest.iter().any(|n| n.as_rule() == Rule::less_than);
            let upper = if is_under { Margin::Under } else { Margin::Within };
            let margin = if open_low { Margin::Over } else { margin };
            let high = self.quantity_of(high, units.last().copied())?;
            return (!matches!(margin, Margin::Under | Margin::Below)).then(|| vec![exceeds(by, margin), exceeds(high, upper)]);
        }
        if word.is_some() {
            return one(exceeds(by, margin).kind);
        }
        // 增长5%以下, 增长5%及以下
        if let Some(less) = rest.iter().find(|n| n.as_rule() == Rule::at_least_less) {
            return one(exceeds(by, if less.as_str().trim() == "以下" { Margin::Below } else { Margin::Within }).kind);
        }
        if rest.iter().any(|n| n.as_rule() == Rule::at_most) {
            return Some(vec![Predicate { kind: compared, span: whole }, exceeds(by, Margin::Within)]);
        }
        if rest.iter().any(|n| n.as_rule() == Rule::at_just) {
            // 提高1个百分点得2分: just so much, or 以上? That is asked where the sentence gets its meaning.
            let just = PredicateKind::Compare { op: CmpOp::Eq, word: JUST.to_owned(), operand: Operand::Quantity(by), inclusive: None };
            return Some(vec![Predicate { kind: compared, span: whole }, Predicate { kind: just, span: whole }]);
        }
        Some(vec![exceeds(by, Margin::AtLeast)])
    }
}
