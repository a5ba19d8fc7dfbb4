//! Values (直接计分): scores that follow from a value without cases. Spec: spec/sentences/.

use std::sync::Arc;

use super::lowering::{Assumption, JudgedUse, Lowering};
use super::rule::{Branch, BranchKind};
use super::scope::Type;
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, Scope as Counties, Unit, WhenZero};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Name, Subject, SubjectOutcome};
use crate::words;

impl Lowering<'_> {
    /// 按比例得分, 乘以本项分值: the subject, a share, of the points.
    pub(super) fn proportion(&mut self, subject: &Subject, outcome: &SubjectOutcome, full: &Number) -> Option<Expr> {
        let value = self.subject_value(subject)?;
        self.subject = Some(value.clone());
        if *outcome == SubjectOutcome::ToBest {
            return self.share_of_best(&value, full);
        }
        let percent = self.percentage(&value)?;
        let percent = match outcome {
            SubjectOutcome::Times(Some(places)) => Expr::Round(Arc::new(percent), *places),
            SubjectOutcome::Times(None) | SubjectOutcome::Proportional | SubjectOutcome::ToBest | SubjectOutcome::Counted { .. } => percent,
        };
        let factor = full.div(&Number::from(100)).unwrap_or_default();
        let points = Expr::binary(BinaryOp::Mul, percent, Expr::Number(factor));
        Some(Expr::binary(BinaryOp::Min, points, Expr::Number(full.clone())))
    }

    /// 按与第1名的比例得分: the value by the best one, turned round where the datum says 越低越好.
    fn share_of_best(&mut self, value: &Typed, full: &Number) -> Option<Expr> {
        self.number(value)?;
        let direction = if let Expr::Datum(id, _) = value.expr { self.scope.datum(id)?.direction } else { None };
        let low_first = direction == Some(false);
        let op = if low_first { PopOp::Min } else { PopOp::Max };
        let best = Expr::Population(op, Counties::All, Arc::new(value.expr.clone()));
        let (above, below) = if low_first { (best, value.expr.clone()) } else { (value.expr.clone(), best) };
        let share = Expr::Div(Arc::new(above), Arc::new(below), WhenZero::Error);
        Some(Expr::binary(BinaryOp::Mul, Expr::Number(full.clone()), Expr::binary(BinaryOp::Min, Expr::int(1), share)))
    }

    /// A share as a percentage.
    fn percentage(&mut self, value: &Typed) -> Option<Expr> {
        match value.clone().in_unit(&Unit::percent()) {
            Some(percent) => Some(percent.expr),
            None => {
                self.type_mismatch(value, "比率（百分比或两数之商）", "a share");
                None
            }
        }
    }

    /// A、B、C分别按100%、75%、55%折算: weighted share of the answers.
    pub(super) fn survey(&mut self, names: &[Name], weights: &[Number], full: &Number, span: Span) -> Option<Expr> {
        if names.len() != weights.len() {
            self.series_length(span, names.len(), weights.len());
            return None;
        }
        let (mut good, mut all) = (Expr::int(0), Expr::int(0));
        for (name, weight) in names.iter().zip(weights) {
            let count = self.value_of(name)?;
            self.number(&count)?;
            let weighted =
                Expr::binary(BinaryOp::Mul, count.expr.clone(), Expr::Number(weight.div(&Number::from(100)).unwrap_or_default()));
            good = Expr::binary(BinaryOp::Add, good, weighted);
            all = Expr::binary(BinaryOp::Add, all, count.expr);
        }
        let share = Expr::Div(Arc::new(good), Arc::new(all), WhenZero::Error);
        Some(Expr::binary(BinaryOp::Mul, share, Expr::Number(full.clone())))
    }

    /// A占40%、B占60%: sum of the parts by weight.
    pub(super) fn weighted(&mut self, parts: &[(Subject, Number)], full: &Number, span: Span) -> Option<Expr> {
        let sum = parts.iter().fold(Number::ZERO, |sum, (_, w)| &sum + w);
        if sum != Number::from(100) {
            self.sink.report(
                Finding::new(
                    Code::WeightsDoNotAddUp,
                    words! { zh: "权重之和是{sum}%，不是100%", en: "the weights add up to {sum}%, not 100%" },
                )
                .label(span, words! { zh: "这些权重", en: "these weights" })
                .help(words! { zh: "请改权重，使合计等于100%", en: "change them so that they add up to 100%" }),
            );
            return None;
        }
        let mut total = Expr::int(0);
        for (subject, weight) in parts {
            let value = self.subject_value(subject)?;
            let points = self.as_points(&value, full)?;
            let share = weight.div(&Number::from(100)).unwrap_or_default();
            total = Expr::binary(BinaryOp::Add, total, Expr::binary(BinaryOp::Mul, points, Expr::Number(share)));
        }
        Some(total)
    }

    /// A、B按6:4合成
    pub(super) fn mixed_channels(&mut self, names: &[Name], shares: &[Number], full: &Number, span: Span) -> Option<Expr> {
        if names.len() != shares.len() {
            self.series_length(span, names.len(), shares.len());
            return None;
        }
        let sum = shares.iter().fold(Number::ZERO, |sum, s| &sum + s);
        let mut total = Expr::int(0);
        for (name, share) in names.iter().zip(shares) {
            let value = self.value_of(name)?;
            let points = self.as_points(&value, full)?;
            let share = share.div(&sum).unwrap_or_default();
            total = Expr::binary(BinaryOp::Add, total, Expr::binary(BinaryOp::Mul, points, Expr::Number(share)));
        }
        Some(total)
    }

    /// Points count as they are; a share counts as that share of the points.
    fn as_points(&mut self, value: &Typed, full: &Number) -> Option<Expr> {
        let unit = self.number(value)?;
        if unit.factor_to(&Unit::points()).is_some() {
            return Some(value.expr.clone());
        }
        let percent = self.percentage(value)?;
        Some(Expr::binary(BinaryOp::Mul, percent, Expr::Number(full.div(&Number::from(100)).unwrap_or_default())))
    }

    /// X按好、中、差分别得4、2、0分; ranges (5—6分) let the assessor choose inside.
    pub(super) fn by_level(
        &mut self,
        subject: &Subject,
        levels: &[String],
        points: &[(Number, Option<Number>)],
        span: Span,
    ) -> Option<(Expr, Vec<Branch>)> {
        if levels.len() != points.len() {
            self.series_length(span, levels.len(), points.len());
            return None;
        }
        let value = self.subject_value(subject)?;
        let Type::Level(known) = value.ty.clone() else {
            self.type_mismatch(&value, "等级", "a level");
            return None;
        };
        let mut places = Vec::new();
        for level in levels {
            let name = Name { text: level.clone(), span };
            let at = self.level(&known, &name)?;
            places.push(at.expr);
        }
        if let Some(missing) = known.iter().find(|k| !levels.contains(k)) {
            self.sink.report(
                Finding::new(Code::BandGap, words! { zh: "没有写“{missing}”得多少分", en: "the level `{missing}` earns nothing" })
                    .label(span, words! { zh: "等级没有列全", en: "not all levels are listed" })
                    .help(words! { zh: "请把每个等级的分数都写上", en: "give points for every level" }),
            );
            return None;
        }
        let judged = points.iter().any(|(_, high)| high.is_some());
        let given = match (&value.expr, judged) {
            (Expr::Datum(id, 0), true) => self.scope.judged_points(*id).map(|points| (*id, points)),
            _ => None,
        };
        if judged && given.is_none() {
            self.type_mismatch(&value, "评议（…）", "a judgement with levels");
            return None;
        }
        let mut branches = Vec::new();
        let mut expr = Expr::int(0);
        for (place, (low, high)) in places.iter().zip(points).rev() {
            let at = Expr::cmp(CmpOp::Eq, value.expr.clone(), place.clone());
            let earned = match (&given, high) {
                (Some((_, points)), Some(_)) => Expr::Datum(*points, 0),
                _ => Expr::Number(low.clone()),
            };
            let most = high.clone().unwrap_or(low.clone());
            branches.insert(0, Branch::new(BranchKind::Award, at.clone(), Some(most), span));
            expr = Expr::when(at, earned, expr);
        }
        if let Some((level, datum)) = given {
            self.assume(Assumption::JudgementStep, span);
            let mut ranges = vec![(Number::ZERO, Number::ZERO); known.len()];
            for (place, (low, high)) in places.iter().zip(points) {
                let at = if let Expr::Number(n) = place { n.to_i64() } else { None };
                if let Some(slot) = at.and_then(|i| ranges.get_mut(i as usize)) {
                    *slot = (low.clone(), high.clone().unwrap_or(low.clone()));
                }
            }
            self.judged.push(JudgedUse { datum, level: Some(level), ranges, zero: false, span });
        }
        Some((expr, branches))
    }
}
