//! The problem list (问题清单): every place where points were lost, with key points, owners and evidence.
//!
//! What is wrong is one plain sentence: what the county has, what the rule asks for, the points lost. The arithmetic is told
//! with the score.

use super::explain::Explanation;
use super::values::{counted, say};
use super::{IndicatorLine, Kind, Problem, UsedInput, Words};
use crate::expr::Number;

/// Most inputs a sentence names.
const NAMED: usize = 3;

/// The problems of one indicator: one for each part that lost points if they make up the whole loss, else one. What is not
/// applicable to the county is none.
pub(super) fn problems(line: &IndicatorLine, loss: &Number, explanation: &Explanation, inputs: &[UsedInput]) -> Vec<Problem> {
    if explanation.not_applicable {
        return Vec::new();
    }
    let parts = explanation.losses.iter().fold(Number::ZERO, |sum, (each, _)| &sum + each);
    let whole = vec![(loss.clone(), explanation.losses.iter().flat_map(|(_, facts)| facts.clone()).collect())];
    let each = if parts == *loss { explanation.losses.clone() } else { whole };
    let problem = |(loss, facts): (Number, Vec<Words>)| Problem {
        code: line.code.clone(),
        title: line.title.clone(),
        what: sentence(line, &loss, if facts.is_empty() { vec![has(line, inputs)] } else { facts }),
        loss: loss.to_string(),
        points: line.points.clone(),
        owners: line.owners.clone(),
        evidence: line.evidence.clone(),
    };
    each.into_iter().map(problem).collect()
}

/// What the county has, where no comparison tells it.
fn has(line: &IndicatorLine, inputs: &[UsedInput]) -> Words {
    let named =
        inputs.iter().take(NAMED).map(|input| (format!("{}{}", input.name, input.value), format!("{}: {}", input.name, input.value)));
    let (mut zh, mut en): (Vec<String>, Vec<String>) = named.unzip();
    if let Some(full) = line.full.as_ref().filter(|_| line.kind == Kind::Indicator) {
        zh.push(format!("满分{full}分"));
        en.push(format!("full marks {full}"));
    }
    say(zh.join("，"), en.join(", "))
}

fn sentence(line: &IndicatorLine, loss: &Number, facts: Vec<Words>) -> Words {
    let (zh, en): (Vec<String>, Vec<String>) = facts.into_iter().map(|words| (words.zh, words.en)).unzip();
    let (verb, verb_en) = if line.kind == Kind::Penalty { ("扣", "deducted") } else { ("失", "lost") };
    let lost = counted(&loss.to_string(), "point");
    say(format!("{}，{verb}{loss}分", zh.join("；")), format!("{}: {lost} {verb_en}", en.join("; ")))
}
