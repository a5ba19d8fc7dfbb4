//! Values (直接计分) in English: scores that follow from a value without cases.

use super::clause::named;
use super::reader::Reader;
use super::words::{kept, listed, points};
use crate::expr::{Number, Unit};
use crate::syntax::tree::{AtomKind, Condition, Name, Subject};

impl Reader<'_> {
    /// A、B、C分别按100%、75%、55%折算
    pub(super) fn survey(&mut self, names: &[Name], shares: &[Number]) -> String {
        let weighted: Vec<String> = names.iter().zip(shares).map(|(name, share)| format!("{share}% × {}", self.name(name))).collect();
        let all: Vec<String> = names.iter().map(|n| self.name(n)).collect();
        format!("{} {} × ({}) ÷ ({})", self.award_verb(), self.full_points(), weighted.join(" + "), all.join(" + "))
    }

    /// A占40%、B占60%
    pub(super) fn weighted(&mut self, parts: &[(Subject, Number)]) -> String {
        let parts: Vec<String> = parts.iter().map(|(subject, weight)| format!("{weight}% of {}", self.as_points(subject))).collect();
        format!("{} {}", self.award_verb(), parts.join(" plus "))
    }

    /// A、B按6:4合成
    pub(super) fn mixed(&mut self, names: &[Name], shares: &[Number]) -> String {
        let all: Vec<String> = names.iter().map(|n| self.as_points(&Subject::Name(n.clone()))).collect();
        let shares: Vec<String> = shares.iter().map(Number::to_string).collect();
        format!("{} the mean of {}, weighted {}", self.award_verb(), listed(&all, "and"), shares.join(" to "))
    }

    /// Points count as they are; a share counts as that share of the points.
    fn as_points(&mut self, subject: &Subject) -> String {
        let of = self.subject_text(subject);
        let is_points = self.typed(subject).and_then(|t| t.unit()).is_some_and(|u| u.factor_to(&Unit::points()).is_some());
        if is_points { of } else { format!("({} × {of})", self.full_points()) }
    }

    /// X按好、中、差分别得4、2、0分
    pub(super) fn by_level(&mut self, subject: &Subject, levels: &[String], earned: &[(Number, Option<Number>)]) -> String {
        let of = self.subject_text(subject);
        self.subject = Some(subject.clone());
        let each: Vec<String> = levels
            .iter()
            .zip(earned)
            .map(|(level, (low, high))| {
                let amount = high.as_ref().map_or_else(|| points(low), |high| format!("{low} to {}", points(high)));
                format!("{amount} for {}", kept(level))
            })
            .collect();
        let judged = earned.iter().any(|(_, high)| high.is_some());
        let steps = match named(subject) {
            Some(name) if judged => self.judgement_steps(name),
            _ => String::new(),
        };
        let decided = if judged { ", as the assessors decide" } else { "" };
        format!("by {of}, {} {}{decided}{steps}", self.award_verb(), listed(&each, "and"))
    }

    /// The judgement a condition names, if it says no more.
    pub(super) fn judgement_named<'c>(&self, condition: &'c Condition) -> Option<&'c Name> {
        match &condition.first.kind {
            AtomKind::Fact(name) if condition.rest.is_empty() => Some(name).filter(|name| self.datum(name).is_some()),
            _ => None,
        }
    }

    /// ` (in steps of 0.1, with a reason)`: the declared step of a judgement, or that of default D13.
    pub(super) fn judgement_steps(&self, name: &Name) -> String {
        let step = self.datum(name).and_then(|d| d.quantum.clone()).unwrap_or(Number::ulp(1));
        format!(" (in steps of {step}, with a reason)")
    }
}
