//! From the sum of scores to the total (总分的调整): what turns full points minus losses into the total, exactly.

use super::values::{number, say};
use super::{Adjustment, County, Kind, Report, Words, show};
use crate::expr::Number;
use crate::ir::absence::Lack;
use crate::model::{IndicatorKind, Model};
use crate::score::{CountyResult, Score};
use crate::syntax::tree::NaHandling;

/// Points lost by each line: full minus score of an indicator, the score of a penalty, 0 for a bonus; `None` where
/// nothing is counted.
pub(super) fn losses(model: &Model, county: &CountyResult) -> Vec<Option<Number>> {
    let each = model.indicators.iter().zip(&county.scores).map(|(indicator, score)| {
        let Ok(Score::Points(points)) = score else { return None };
        match indicator.kind {
            IndicatorKind::Level(_) if indicator.is_leaf() => Some(indicator.points.as_ref()? - points),
            IndicatorKind::Bonus => Some(Number::ZERO),
            IndicatorKind::Penalty => Some(points.clone()),
            IndicatorKind::Level(_) | IndicatorKind::Leader => None,
        }
    });
    each.collect()
}

/// Every change between full points minus losses and the total; none if there is no total.
pub(super) fn adjustments(model: &Model, county: &CountyResult, losses: &[Option<Number>]) -> Vec<Adjustment> {
    let (Some(header), Ok(total)) = (&model.header, &county.total) else { return Vec::new() };
    let lost = losses.iter().flatten().fold(Number::ZERO, |sum, loss| &sum + loss);
    let mut ledger = Ledger { now: &header.full - &lost, lines: Vec::new() };
    if header.total.is_some() {
        ledger.set(total, say("总分按方案规定的公式计算", "the total is computed by the formula of the scheme"));
        return ledger.lines;
    }
    let worth = model.scored().filter_map(|(_, i)| i.points.clone()).fold(Number::ZERO, |sum, points| &sum + &points);
    let shift = &worth - &header.full;
    ledger.add(&shift, say("指标分值合计与满分之差", "points of the indicators less full marks"));
    let (mut earned, mut counted, mut rescale) = (Number::ZERO, Number::ZERO, false);
    for (id, indicator) in model.scored() {
        let Some(points) = &indicator.points else { continue };
        match county.scores.get(id.index()) {
            Some(Ok(Score::Points(score))) => {
                earned = &earned + score;
                counted = &counted + points;
            }
            Some(Err(Lack::NotApplicable)) => {
                let na = indicator.rule.as_ref().and_then(|r| r.na);
                rescale |= na != Some(NaHandling::Skip);
                let (code, title, points_text) = (&indicator.code, &indicator.title.text, number(points));
                ledger.add(
                    &-points.clone(),
                    say(
                        format!("{code} {title}（{points_text}分）不适用，不计分"),
                        format!("{code} {title} ({points_text} points) is not applicable and not scored"),
                    ),
                );
            }
            _ => {}
        }
    }
    if let (true, Some(share)) = (rescale, earned.div(&counted)) {
        let scaled = (&share * &header.full).round_half_up(model.total_places());
        let (sum, of, full) = (number(&earned), number(&counted), number(&header.full));
        ledger.add(
            &(&scaled - &earned),
            say(
                format!("其余指标得分按满分折算：{sum}÷{of}×{full}＝{}", number(&scaled)),
                format!("the rest is scaled to full marks: {sum} ÷ {of} × {full} = {}", number(&scaled)),
            ),
        );
    }
    let mut bonus = Number::ZERO;
    for (indicator, score) in model.indicators.iter().zip(&county.scores) {
        if let (IndicatorKind::Bonus, Ok(Score::Points(points))) = (indicator.kind, score) {
            bonus = &bonus + points;
            let title = &indicator.title.text;
            ledger.add(points, say(format!("加分项“{title}”"), format!("bonus item {title}")));
        }
    }
    if let Some(cap) = header.bonus_cap.as_ref().filter(|cap| bonus > **cap) {
        let shown = number(cap);
        ledger.add(&(cap - &bonus), say(format!("加分合计以{shown}分为限"), format!("bonus points are limited to {shown}")));
    }
    if ledger.now.is_negative() {
        ledger.set(&Number::ZERO, say("总分不低于0分", "the total is not below 0"));
    }
    if let Some(cap) = header.total_cap.as_ref().filter(|cap| ledger.now > **cap) {
        let shown = number(cap);
        ledger.set(cap, say(format!("总分以{shown}分为限"), format!("the total is limited to {shown}")));
    }
    let places = model.total_places();
    ledger.set(total, say(format!("总分四舍五入，保留{places}位小数"), format!("the total is rounded half up to {places} places")));
    ledger.lines
}

/// From full marks to the total (从满分到总分): what indicators lost, each deduction, then the adjustments. They add up to the
/// total. Nothing if there is no total, or if the scheme has a formula of its own for it.
pub fn from_full(report: &Report, county: &County) -> Vec<Adjustment> {
    if show::number_of(&county.total).is_none() {
        return Vec::new();
    }
    let of = |kind: Kind| {
        let lines = report.indicators.iter().zip(&county.scores).filter(move |(line, _)| line.kind == kind);
        lines.filter_map(|(line, score)| Some((line, show::number(score.loss.as_deref()?)?))).filter(|(_, loss)| !loss.is_zero())
    };
    let lost = of(Kind::Indicator).fold(Number::ZERO, |sum, (_, loss)| &sum + &loss);
    let mut out = vec![Adjustment { what: say("满分", "full marks"), effect: report.full.clone() }];
    if !lost.is_zero() {
        out.push(Adjustment { what: say("各指标失分", "lost by indicators"), effect: (-lost).to_string() });
    }
    for (line, loss) in of(Kind::Penalty) {
        let title = &line.title;
        out.push(Adjustment { what: say(format!("扣分项“{title}”"), format!("deduction {title}")), effect: (-loss).to_string() });
    }
    out.extend(county.adjustments.iter().cloned());
    out
}

struct Ledger {
    now: Number,
    lines: Vec<Adjustment>,
}

impl Ledger {
    fn add(&mut self, effect: &Number, what: Words) {
        if !effect.is_zero() {
            self.now = &self.now + effect;
            self.lines.push(Adjustment { what, effect: effect.to_string() });
        }
    }

    fn set(&mut self, to: &Number, what: Words) {
        self.add(&(to - &self.now), what);
    }
}
