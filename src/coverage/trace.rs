//! Why a score is what it is (计算过程): sentence, inputs, which cases of the rule hold, arithmetic. Spec: §8.1.

use std::collections::BTreeSet;

use super::names;
use crate::check::name_of;
use crate::expr::{Absent, DatumId, Expr, IndicatorId, Number, Value};
use crate::finding::Words;
use crate::model::{DatumKind, IndicatorKind, Model, Names};
use crate::oracle::{Oracle, outcome};
use crate::reading::{Known, written};
use crate::sentence::{Part, Rule, Type};
use crate::source::Sources;
use crate::syntax::tree::File;
use crate::words;

/// How a score comes about.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The sentence: Chinese as written canonically, English as read.
    pub sentence: Words,
    /// Each value it rests on.
    pub inputs: Vec<Words>,
    /// Each case of each part, and whether it holds.
    pub branches: Vec<Words>,
    /// What decided, and the points step by step.
    pub arithmetic: Words,
}

/// The trace of an indicator for one county of a case; `None` without a rule.
pub fn trace(
    model: &Model,
    names: &Names,
    files: &[File],
    sources: &Sources,
    oracle: &Oracle<'_>,
    at: (usize, IndicatorId),
) -> Option<Trace> {
    let (county, id) = at;
    let indicator = model.indicator(id)?;
    let rule = indicator.rule.as_ref()?;
    let text = written(files, indicator);
    let zh = text.map(|t| t.chinese(indicator.kind).replace('\n', "")).unwrap_or_default();
    let en = text.map(|t| t.english(indicator, Known { model, names }).join(" ")).unwrap_or_default();
    let tell = Tell { model, names, sources, oracle, county };
    let several = rule.parts.len() > 1;
    let branches = rule.parts.iter().enumerate().flat_map(|(n, part)| tell.branches(several.then_some(n + 1), part)).collect();
    let steps = crate::report::steps(model, indicator, &oracle.env(county));
    let (zh_steps, en_steps): (Vec<String>, Vec<String>) = steps.into_iter().map(|step| (step.zh, step.en)).unzip();
    let arithmetic = Words::new(zh_steps.join("；"), en_steps.join("; "));
    Some(Trace { sentence: Words::new(zh, en), inputs: tell.inputs(rule), branches, arithmetic })
}

/// The trace of a total for one county of a case: points of the first level, bonus and penalty items; `None` where the scheme
/// has a formula of its own.
pub fn total_trace(model: &Model, names: &Names, oracle: &Oracle<'_>, county: usize) -> Option<Trace> {
    if model.header.as_ref()?.total.is_some() {
        return None;
    }
    let worth = |code: &str| outcome(model, names, oracle, county, code);
    let (mut inputs, mut sums) = (Vec::new(), [Number::ZERO, Number::ZERO, Number::ZERO]);
    for (id, indicator) in model.indicators() {
        let (at, lead) = match indicator.kind {
            IndicatorKind::Level(1) => (0, words! { zh: "", en: "" }),
            IndicatorKind::Bonus => (1, words! { zh: "加分项", en: "bonus " }),
            IndicatorKind::Penalty => (2, words! { zh: "扣分项", en: "deduction " }),
            IndicatorKind::Level(_) | IndicatorKind::Leader => continue,
        };
        if let (Ok(Value::Number(points)), Some(sum)) = (oracle.score(county, id), sums.get_mut(at)) {
            *sum = &*sum + &points;
        }
        let (title, points) = (&indicator.title.text, worth(&indicator.code));
        let name = if indicator.code == *title { title.clone() } else { format!("{} {title}", indicator.code) };
        inputs.push(Words::new(format!("{}{name}＝{points}", lead.zh), format!("{}{name} = {points}", lead.en)));
    }
    let ([earned, bonus, penalty], total) = (sums, worth("总分"));
    Some(Trace {
        sentence: words! { zh: "总分＝指标得分＋加分－扣分", en: "the total is the points of indicators, plus bonus, less deductions" },
        inputs,
        branches: Vec::new(),
        arithmetic: words! {
            zh: "{earned}＋{bonus}－{penalty}；折算、限于上下限、取小数后为{total}",
            en: "{earned} + {bonus} - {penalty}; after rescaling, limits and rounding {total}"
        },
    })
}

struct Tell<'a> {
    model: &'a Model,
    names: &'a Names,
    sources: &'a Sources,
    oracle: &'a Oracle<'a>,
    county: usize,
}

impl Tell<'_> {
    fn number(&self, expr: &Expr) -> Words {
        match self.oracle.value(self.county, expr) {
            Ok(Value::Number(n)) => {
                let n = if n.places().is_some() { n } else { n.round_half_up(4) };
                Words::new(n.to_string(), n.to_string())
            }
            Ok(Value::Bool(true)) => words! { zh: "是", en: "yes" },
            Ok(Value::Bool(false)) => words! { zh: "否", en: "no" },
            Err(Absent::NotApplicable) => words! { zh: "不适用", en: "not applicable" },
            Err(Absent::Pending(_)) => words! { zh: "待定", en: "pending" },
            Err(Absent::Missing(_) | Absent::MissingColumn(_)) => words! { zh: "缺报", en: "missing" },
            Err(Absent::DivisionByZero) => words! { zh: "分母为0", en: "a division by 0" },
            Err(Absent::QuotaOpen) => words! { zh: "名额未定", en: "an open quota" },
            Err(Absent::IllTyped) => words! { zh: "类型不符", en: "not of its type" },
        }
    }

    /// Every datum, a computed one before its parts, and every value over counties or rows.
    fn inputs(&self, rule: &Rule) -> Vec<Words> {
        let mut seen: BTreeSet<(DatumId, u8)> = BTreeSet::new();
        let mut out = Vec::new();
        self.collect(&rule.raw, 0, &mut seen, &mut out);
        out
    }

    /// The unit behind a number.
    fn unit(&self, id: DatumId, text: &str) -> String {
        match self.model.datum(id).map(|d| &d.signature.ty) {
            Some(Type::Number(unit)) if text.parse::<Number>().is_ok() => unit.word().to_owned(),
            _ => String::new(),
        }
    }

    fn collect(&self, expr: &Expr, depth: u8, seen: &mut BTreeSet<(DatumId, u8)>, out: &mut Vec<Words>) {
        let mut direct: Vec<&Expr> = Vec::new();
        names::own_inputs(expr, &mut direct);
        for input in direct {
            match input {
                Expr::Datum(id, back) => {
                    if !seen.insert((*id, *back)) {
                        continue;
                    }
                    let name = name_of(input, self.model);
                    let shown = if *back == 0 {
                        let datum = self.model.datum(*id).map(|d| d.name.as_str()).unwrap_or_default();
                        let text = outcome(self.model, self.names, self.oracle, self.county, datum);
                        let text = format!("{text}{}", self.unit(*id, &text));
                        Words::new(text.clone(), text)
                    } else {
                        self.number(input)
                    };
                    out.push(Words::new(format!("{name}＝{}", shown.zh), format!("{name} = {}", shown.en)));
                    if let Some(DatumKind::Derived(formula)) = self.model.datum(*id).map(|d| &d.kind)
                        && depth < 20
                    {
                        self.collect(formula, depth + 1, seen, out);
                    }
                }
                Expr::Number(_) | Expr::Bool(_) | Expr::FullMarks(_) => {}
                other => {
                    let (name, shown) = (name_of(other, self.model), self.number(other));
                    let line = Words::new(format!("{name}＝{}", shown.zh), format!("{name} = {}", shown.en));
                    if !out.contains(&line) {
                        out.push(line);
                    }
                }
            }
        }
    }

    /// Each case of a part, behind its number if there are several.
    fn branches(&self, n: Option<usize>, part: &Part) -> Vec<Words> {
        let (lead, lead_en) = n.map_or_else(Default::default, |n| (format!("第{n}项"), format!("part {n}, ")));
        let each = part.branches.iter().map(|branch| {
            let text = self.sources.slice(branch.span).split_whitespace().collect::<String>();
            match self.oracle.value(self.county, &branch.condition) {
                Ok(Value::Bool(true)) => words! { zh: "{lead}“{text}”：成立", en: "{lead_en}`{text}`: holds" },
                Ok(_) => words! { zh: "{lead}“{text}”：不成立", en: "{lead_en}`{text}`: does not hold" },
                Err(_) => words! { zh: "{lead}“{text}”：无法断定", en: "{lead_en}`{text}`: cannot be decided" },
            }
        });
        each.collect()
    }
}
