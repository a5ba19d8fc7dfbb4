//! The problem list (问题清单): every place where points were lost, with key points, owners and evidence.

use super::explain::Explanation;
use super::values::say;
use super::{IndicatorLine, Problem, Words};
use crate::expr::Number;

/// The problems of one indicator; the losses of its parts if they make up the whole loss.
pub(super) fn problems(line: &IndicatorLine, loss: &Number, explanation: &Explanation) -> Vec<Problem> {
    let parts = explanation.losses.iter().fold(Number::ZERO, |sum, (each, _)| &sum + each);
    let whole = vec![(loss.clone(), reasons_of(explanation))];
    let each = if parts == *loss { explanation.losses.clone() } else { whole };
    let problem = |(loss, reasons): (Number, Vec<Words>)| Problem {
        code: line.code.clone(),
        title: line.title.clone(),
        loss: loss.to_string(),
        what: joined(if reasons.is_empty() { &explanation.steps } else { &reasons }),
        points: line.points.clone(),
        owners: line.owners.clone(),
        evidence: line.evidence.clone(),
    };
    each.into_iter().map(problem).collect()
}

fn reasons_of(explanation: &Explanation) -> Vec<Words> {
    explanation.losses.iter().flat_map(|(_, reasons)| reasons.clone()).collect()
}

fn joined(all: &[Words]) -> Words {
    let zh: Vec<&str> = all.iter().map(|w| w.zh.as_str()).collect();
    let en: Vec<&str> = all.iter().map(|w| w.en.as_str()).collect();
    say(zh.join("；"), en.join("; "))
}
