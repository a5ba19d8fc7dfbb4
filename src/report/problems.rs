//! The problem list (问题清单): every place where points were lost, with key points, owners and evidence.
//!
//! What is wrong is one plain sentence: what the county has, what the rule asks for, the points lost. The arithmetic is told
//! with the score.

use super::explain::Explanation;
use super::values::{Shape, counted, say};
use super::{IndicatorLine, Kind, Problem, UsedInput, Words};
use crate::expr::{Number, Value};
use crate::model::{DatumKind, Model};
use crate::sentence::Type;

/// Most inputs a sentence names.
const NAMED: usize = 3;

/// The problems of one indicator: one for each part that lost points if they make up the whole loss, else one. What is not
/// applicable to the county is none.
pub(super) fn problems(
    model: &Model,
    line: &IndicatorLine,
    loss: &Number,
    explanation: &Explanation,
    inputs: &[UsedInput],
) -> Vec<Problem> {
    if explanation.not_applicable {
        return Vec::new();
    }
    let parts = explanation.losses.iter().fold(Number::ZERO, |sum, (each, _)| &sum + each);
    let whole = vec![(loss.clone(), explanation.losses.iter().flat_map(|(_, facts)| facts.clone()).collect())];
    let each = if parts == *loss { explanation.losses.clone() } else { whole };
    let problem = |(loss, facts): (Number, Vec<Words>)| Problem {
        code: line.code.clone(),
        title: line.title.clone(),
        what: sentence(line, &loss, if facts.is_empty() { vec![has(model, line, inputs)] } else { facts }),
        loss: loss.to_string(),
        points: line.points.clone(),
        owners: line.owners.clone(),
        evidence: line.evidence.clone(),
    };
    each.into_iter().map(problem).collect()
}

/// What the county has, where no comparison tells it. What is as good as it can be cost nothing.
fn has(model: &Model, line: &IndicatorLine, inputs: &[UsedInput]) -> Words {
    let lacking = inputs.iter().filter(|input| !is_best(model, input));
    let told: Vec<&UsedInput> = if lacking.clone().next().is_some() { lacking.collect() } else { inputs.iter().collect() };
    let named = told.into_iter().take(NAMED).map(|input| named(model, input));
    let (mut zh, mut en): (Vec<String>, Vec<String>) = named.unzip();
    if let Some(full) = line.full.as_ref().filter(|_| line.kind == Kind::Indicator) {
        zh.push(format!("满分{full}分"));
        en.push(format!("full marks {full}"));
    }
    say(zh.join("，"), en.join(", "))
}

/// Whether a datum has the best value of its range.
fn is_best(model: &Model, input: &UsedInput) -> bool {
    let Some((_, datum)) = model.data().find(|(_, datum)| datum.name == input.name) else { return false };
    let (Some(higher), Some((low, high))) = (datum.signature.direction, &datum.signature.range) else { return false };
    let best = if higher { high } else { low };
    Shape::of(&datum.name, &datum.signature, datum.type_word).print(&Value::Number(best.clone())) == input.value
}

/// A value with what it is called: a level and a fact are words, and would seem to go on the name.
fn named(model: &Model, input: &UsedInput) -> (String, String) {
    let UsedInput { name, value, .. } = input;
    let datum = model.data().find(|(_, datum)| datum.name == *name).map(|(_, datum)| datum);
    match datum.map(|datum| (&datum.kind, &datum.signature.ty)) {
        Some((DatumKind::JudgedPoints(_), _)) => (format!("评{value}"), format!("judged {value}")),
        Some((_, Type::Level(_))) => (format!("{name}为“{value}”"), format!("{name}: {value}")),
        Some((_, Type::Bool)) => (format!("“{name}”为{value}"), format!("{name}: {value}")),
        _ => (format!("{name}{value}"), format!("{name}: {value}")),
    }
}

fn sentence(line: &IndicatorLine, loss: &Number, facts: Vec<Words>) -> Words {
    let (zh, en): (Vec<String>, Vec<String>) = facts.into_iter().map(|words| (words.zh, words.en)).unzip();
    let (verb, verb_en) = if line.kind == Kind::Penalty { ("扣", "deducted") } else { ("失", "lost") };
    let lost = counted(&loss.to_string(), "point");
    say(format!("{}，{verb}{loss}分", zh.join("；")), format!("{}: {lost} {verb_en}", en.join("; ")))
}
