//! Limits (限额: 最多扣、最多加、最多得、累计最多): of a step, of what is added, of what is lost, or of all that is earned. Spec: §6.4,
//! sentences/one-reading.md.

use super::chain::Chain;
use super::losses::{LossCap, mentions};
use super::step::OpenStep;
use crate::expr::{Expr, Number};
use crate::source::Span;
use crate::syntax::tree::CapOf;

impl Chain {
    /// Whether an award speaks of a value.
    fn is_awarded(&self, value: &Expr) -> bool {
        self.awards.iter().any(|award| mentions(&award.condition, value))
    }

    /// 最多…分 limits the last step of its kind (in brackets always), 最多得…分 behind an award all that is earned; 累计最多…分 all of its kind.
    pub fn limit(&mut self, (total, aside): (bool, bool), of: CapOf, most: Number, at: usize, span: Span) {
        // 累计最多扣3分 in front of the deductions is of all that follow.
        let none = self.deducts.is_empty() && self.steps.iter().all(|step| !step.loses);
        let (from, to) = (if total { 0 } else { self.limited_to }, if total && none { usize::MAX } else { at });
        let of_losses = LossCap { most: most.clone(), from, at: to, span };
        let (most_of_one, limit) = (most.clone(), Some((most, span)));
        let awarded = !self.awards.is_empty();
        let last_loses = self.steps.last().is_some_and(|step| step.loses);
        let of = match of {
            CapOf::Any if !total && last_loses => CapOf::Lost,
            CapOf::Any if !total && awarded => CapOf::Earned,
            of => of,
        };
        let loses = of == CapOf::Lost;
        // 有方案得3分，会议每次加1分，最多得5分: more than a case earns is a limit of all.
        let of_one = self.awards.iter().all(|award| matches!(&award.points, Expr::Number(points) if most_of_one <= *points));
        let last = self.steps.last().is_none_or(|step| self.besides.iter().all(|each| each.at < step.at));
        let own =
            of_one && last && self.steps.last().is_some_and(|step| step.counted.as_ref().is_some_and(|counted| !self.is_awarded(counted)));
        let of_all_added = of == CapOf::Added && !self.besides.is_empty();
        // 国家级每篇得1分，省级每篇得0.5分，最多得3分 is of both.
        let several = !aside
            && matches!(of, CapOf::Earned | CapOf::Added)
            && self.steps.iter().filter(|step| !step.loses && step.cap.is_none()).count() > 1;
        // 推介每个加1分，获奖每个加0.5分（最多加1分）
        let in_brackets = aside && of != CapOf::Lost && self.steps.last().is_some_and(|step| !step.loses);
        let of_step = in_brackets || !total && !of_all_added && !several && (of != CapOf::Earned || (!awarded && last) || own);
        // 体罚、补课每起扣1分，最多扣2分 is of both.
        let fellow =
            |step: &&OpenStep| self.steps.last().is_some_and(|last| step.span.is_at(last.span) && step.at != last.at && step.cap.is_none());
        if let (true, Some(first)) = (of_step && loses, self.steps.iter().find(fellow)) {
            self.caps_lost.push(LossCap { from: first.at, ..of_losses });
            self.limited_to = at;
            return;
        }
        let since = if loses { self.limited_to } else { 0 };
        if loses {
            self.limited_to = at;
        }
        let step = self.steps.iter_mut().rev().find(|step| of_step && step.loses == loses && step.at >= since);
        // 首次扣1分，以后每次扣0.5分，最多扣2分 is of both.
        let step = step.filter(|step| !step.goes_on);
        match (step, of) {
            (Some(step), _) => step.cap = limit,
            (None, CapOf::Lost) => self.caps_lost.push(of_losses),
            (None, CapOf::Added) if total || !self.besides.is_empty() => self.cap_added = limit,
            (None, CapOf::Added | CapOf::Earned | CapOf::Any) => (self.cap, self.cap_at) = (limit, at),
        }
    }
}
