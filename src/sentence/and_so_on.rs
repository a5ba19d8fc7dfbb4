//! 依次类推: bands that go on in equal steps. Spec: spec/sentences/and-so-on.md.

use std::sync::Arc;

use super::condition::single_predicates;
use super::lowering::Lowering;
use super::rule::{Branch, BranchKind, Limit, Part, PartKind, Worth};
use crate::expr::{BinaryOp, CmpOp, Expr, Number, Unit};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, Condition, Operand, OutcomeKind, PredicateKind, Quantity};
use crate::words;

impl Lowering<'_> {
    /// Two bands `a以上不足b得p分，b以上不足c得q分，依次类推，最多…分`: p + (q−p)·⌊(x−a)/(b−a)⌋, at most the cap.
    pub(super) fn and_so_on(&mut self, clauses: &[Clause], worth: &Worth, cap: Option<Number>, span: Span) -> Option<Part> {
        // What else is said would be lost.
        let goes_on = |kind: &ClauseKind| matches!(kind, ClauseKind::AndSoOn | ClauseKind::Cap { .. } | ClauseKind::NotApplicable(_));
        let is_band = |kind: &ClauseKind| matches!(kind, ClauseKind::Case(_, outcome) if matches!(outcome.kind, OutcomeKind::Award(_)));
        if let Some(other) = clauses.iter().find(|clause| !goes_on(&clause.kind) && !is_band(&clause.kind)) {
            self.sink.report(
                Finding::new(Code::AndSoOn, words! { zh: "“依次类推”的句子里还有别的话", en: "more is said in a sentence with 依次类推" })
                    .label(other.span, words! { zh: "这一句与推下去的各档是什么关系？", en: "how does this go with the bands?" })
                    .help(words! { zh: "请把它另写成一句（前面用句号），或把各档都写出来", en: "give it a sentence of its own, or write out all bands" }),
            );
            return None;
        }
        let subject = self.subject.clone()?;
        let unit = subject.unit()?;
        let cases = clauses.iter().filter(|clause| is_band(&clause.kind)).count();
        let bands: Vec<(Number, Number, Number)> = clauses
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::Case(condition, outcome) => match &outcome.kind {
                    OutcomeKind::Award(points) => ends(condition, &unit).map(|(low, high)| (low, high, worth.points(points))),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        let regular = match bands.as_slice() {
            // 15%至20% beside 10%以上不足15%: where would the next one begin?
            bands if bands.len() < cases => None,
            [first, second, rest @ ..] => {
                let (width, gain) = (&first.1 - &first.0, &second.2 - &first.2);
                let mut previous = second;
                let mut even = second.0 == first.1 && &second.1 - &second.0 == width && width > Number::ZERO && gain > Number::ZERO;
                for band in rest {
                    even &= band.0 == previous.1 && &band.1 - &band.0 == width && &band.2 - &previous.2 == gain;
                    previous = band;
                }
                even.then_some((first.0.clone(), width, first.2.clone(), gain))
            }
            _ => None,
        };
        let (Some((low, width, points, gain)), Some(cap)) = (regular, cap) else {
            self.sink.report(
                Finding::new(Code::AndSoOn, words! { zh: "“依次类推”推不下去", en: "and so on cannot go on" })
                    .label(span, words! { zh: "要有首尾相接、间隔和分值都相等的两档，并写明最多几分", en: "two bands that meet, of equal width and gain, and a limit are needed" })
                    .help(words! { zh: "如“5%以上不足10%加0.4分，10%以上不足15%加0.8分，依次类推，累计最多加2分”", en: "see the page of this code" }),
            );
            return None;
        };
        let above = Expr::binary(BinaryOp::Sub, subject.expr.clone(), Expr::Number(low.clone()));
        let steps = Expr::Floor(Arc::new(Expr::binary(BinaryOp::Mul, above, Expr::Number(Number::ONE.div(&width)?))));
        let earned = Expr::binary(BinaryOp::Add, Expr::Number(points), Expr::binary(BinaryOp::Mul, steps, Expr::Number(gain)));
        let earned = Expr::binary(BinaryOp::Min, earned, Expr::Number(cap.clone()));
        let reached = Expr::cmp(CmpOp::Ge, subject.expr, Expr::Number(low));
        let value = Expr::when(reached.clone(), earned, Expr::int(0));
        Some(Part {
            branches: vec![Branch::new(BranchKind::Step, reached, None, span)],
            highest: Some(cap.clone()),
            limits: vec![Limit { points: cap, of_losses: false, span }],
            ..Part::new(PartKind::Earns, value, span)
        })
    }
}

/// `a以上不足b`, counted in the unit of the datum.
fn ends(condition: &Condition, unit: &Unit) -> Option<(Number, Number)> {
    let counted = |q: &Quantity| Some(&q.number * &Unit::parse(&q.unit).factor_to(unit)?);
    let mut numbers = single_predicates(condition)?.iter().map(|p| match &p.kind {
        PredicateKind::Compare { op: CmpOp::Ge, operand: Operand::Quantity(q), inclusive: None | Some(true), .. } => {
            Some((true, counted(q)?))
        }
        PredicateKind::Compare { op: CmpOp::Lt, operand: Operand::Quantity(q), inclusive: None | Some(false), .. } => {
            Some((false, counted(q)?))
        }
        _ => None,
    });
    match (numbers.next()??, numbers.next()??, numbers.next()) {
        ((true, low), (false, high), None) => Some((low, high)),
        _ => None,
    }
}
