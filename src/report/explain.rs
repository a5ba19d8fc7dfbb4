//! The score of one rule explained (得分说明): part by part, then the sum, the limits and the rounding.

use super::Words;
use super::inputs::earlier;
use super::trace::{Sign, Tracer};
use super::values::{counted, datum_name, english, number, say};
use crate::expr::{Absent, DatumId, Env, Expr, Number, Value, evaluate, evaluate_condition};
use crate::model::{DatumKind, Indicator, IndicatorKind, Model};
use crate::sentence::{Part, PartKind, Rule};
use crate::syntax::tree::NaHandling;

/// A rule explained for a county.
#[derive(Default)]
pub(super) struct Explanation {
    /// Steps, in order.
    pub steps: Vec<Words>,
    /// What each part lost, and what the county has that lost it.
    pub losses: Vec<(Number, Vec<Words>)>,
    /// Whether the rule is not applicable to the county: what it does not earn is no fault of its.
    pub not_applicable: bool,
    /// The points the steps come to, rounded; `None` if there are none.
    pub points: Option<Number>,
}

/// How the score of an indicator comes about, step by step.
pub fn steps(model: &Model, indicator: &Indicator, env: &dyn Env) -> Vec<Words> {
    explain(model, indicator, env).steps
}

/// Explains the score of an indicator.
pub(super) fn explain(model: &Model, indicator: &Indicator, env: &dyn Env) -> Explanation {
    let Some(rule) = &indicator.rule else { return Explanation::default() };
    let mut out = Explanation::default();
    if rule.passes {
        let mut tracer = Tracer::new(model, env);
        match evaluate_condition(&rule.expr, env) {
            Ok(met) => {
                tracer.condition(&rule.expr, met);
                let (zh, en) = if met { ("达标", "met") } else { ("未达标", "not met") };
                tracer.say(say(zh, en));
                out.steps = tracer.lines;
            }
            Err(absent) => out.steps.push(lack(model, &rule.expr, env, &absent)),
        }
        return out;
    }
    match evaluate(&rule.raw, env) {
        Err(Absent::NotApplicable) => not_applicable(model, rule, env, &mut out),
        Err(absent) => out.steps.push(lack(model, &rule.raw, env, &absent)),
        Ok(_) => {
            if parts(model, indicator, rule, env, &mut out).is_err() {
                // Only the whole is defined where a part is not (缺报的得0分).
                out.steps.clear();
                out.losses.clear();
                if !emptied(model, indicator, rule, env, &mut out).is_ok_and(|emptied| emptied) {
                    out.steps.push(say("缺少数据，按规定计分", "data are missing: scored as the rule says for that case"));
                }
                if let Ok(Value::Number(points)) = evaluate(&rule.expr, env) {
                    finish(model, &points, &mut out);
                }
            }
        }
    }
    out
}

/// Why there is no score; what is absent is named with its year.
fn lack(model: &Model, expr: &Expr, env: &dyn Env, absent: &Absent) -> Words {
    let named = |id: DatumId| datum_name(model, id, years_back(model, expr, env, absent, id, 0).unwrap_or(0));
    match absent {
        Absent::NotApplicable => say("不适用，不计分", "not applicable: not scored"),
        Absent::Pending(id) => {
            let name = named(*id);
            say(format!("“{name}”待定，暂不能计分"), format!("{name} is pending: no score yet"))
        }
        Absent::Missing(id) => {
            let name = named(*id);
            say(format!("“{name}”缺报，不能计分"), format!("{name} is missing: no score"))
        }
        Absent::MissingColumn(id) => {
            let name = model.column(*id).map_or("", |c| c.name.as_str());
            say(format!("明细表的“{name}”缺报，不能计分"), format!("{name} of a detail table is missing: no score"))
        }
        Absent::DivisionByZero | Absent::IllTyped => say("分母为0，不能计分", "a divisor is 0: no score"),
        Absent::QuotaOpen => say("名额未定", "the quota is open"),
    }
}

/// How many years back the datum lies that is absent, through what is computed from it.
fn years_back(model: &Model, expr: &Expr, env: &dyn Env, absent: &Absent, wanted: DatumId, depth: u8) -> Option<u8> {
    /// Most definitions that rest on each other.
    const DEEP: u8 = 20;
    let mut found = None;
    expr.walk(&mut |each| {
        let Expr::Datum(id, back) = each else { return };
        if found.is_some() || depth > DEEP || evaluate(each, env).err().as_ref() != Some(absent) {
            return;
        }
        found = match model.datum(*id).map(|d| &d.kind) {
            _ if *id == wanted => Some(*back),
            Some(DatumKind::Derived(formula)) => years_back(model, &earlier(formula, *back), env, absent, wanted, depth + 1),
            _ => None,
        };
    });
    found
}

/// Tells what leaves nothing of the whole indicator (不得分 in a sentence that takes), if anything does.
fn emptied(model: &Model, indicator: &Indicator, rule: &Rule, env: &dyn Env, out: &mut Explanation) -> Result<bool, Absent> {
    let overrides = || rule.parts.iter().map(|part| &part.overrides).filter(|overrides| **overrides != Expr::Bool(false));
    // One that holds settles it, whatever the others lack.
    let Some(holds) = overrides().find(|overrides| evaluate_condition(overrides, env) == Ok(true)) else {
        for overrides in overrides() {
            evaluate_condition(overrides, env)?;
        }
        return Ok(false);
    };
    let mut tracer = Tracer::new(model, env);
    tracer.costly(holds, true);
    tracer.say(say("本指标不得分", "the whole indicator earns nothing"));
    out.losses = vec![(indicator.points.clone().unwrap_or_default(), tracer.causes())];
    out.steps.extend(tracer.lines);
    Ok(true)
}

fn not_applicable(model: &Model, rule: &Rule, env: &dyn Env, out: &mut Explanation) {
    out.not_applicable = true;
    let points = match evaluate(&rule.expr, env) {
        Ok(Value::Number(points)) => points,
        _ => {
            out.steps.push(match rule.na {
                Some(NaHandling::Skip) => say("不适用，不考核", "not applicable: not counted"),
                _ => say("不适用，不计分，其余指标得分按满分折算", "not applicable: not scored; the rest is scaled to full marks"),
            });
            return;
        }
    };
    let shown = number(&points);
    out.steps.push(match rule.na {
        Some(NaHandling::Full) => {
            say(format!("不适用，直接得满分{shown}分"), format!("not applicable: full marks, {}", counted(&shown, "point")))
        }
        Some(NaHandling::Zero) => say("不适用，不得分", "not applicable: no points"),
        _ => say(
            format!("不适用，取其他县的平均分{shown}分"),
            format!("not applicable: the mean of the other counties, {}", english(&counted(&shown, "point"))),
        ),
    });
    finish(model, &points, out);
}

fn parts(model: &Model, indicator: &Indicator, rule: &Rule, env: &dyn Env, out: &mut Explanation) -> Result<(), Absent> {
    let is_item = matches!(indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty);
    let wanted = if indicator.kind == IndicatorKind::Penalty { PartKind::Loses } else { PartKind::Earns };
    let full = indicator.points.clone().unwrap_or_default();
    let earns = is_item || rule.parts.iter().any(|p| p.kind == PartKind::Earns);
    let mut sum = if earns { Number::ZERO } else { full.clone() };
    let mut formula = if earns { String::new() } else { number(&full) };
    let several = rule.parts.len() > 1;
    for (at, part) in rule.parts.iter().enumerate() {
        let sign = if part.kind == PartKind::Loses { Sign::Lost } else { Sign::Earned };
        let mut tracer = Tracer::new(model, env);
        let amount = tracer.amount(&part.value, sign)?;
        let equation = amount.equation();
        let (verb, verb_en) = if sign == Sign::Lost { ("扣", "deducts") } else { ("得", "earns") };
        let untold = sign == Sign::Earned || tracer.lines.is_empty() || amount.formula.contains('＋');
        let reasons = tracer.causes();
        if several || untold {
            let n = at + 1;
            let (lead, lead_en) = if several { (format!("第{n}项"), format!("part {n} ")) } else { (String::new(), String::new()) };
            tracer.lines.push(match (sign, amount.value.is_zero()) {
                (Sign::Lost, true) => say(format!("{lead}不扣分"), format!("{lead_en}deducts nothing")),
                (Sign::Earned, true) => say(format!("{lead}不得分"), format!("{lead_en}earns nothing")),
                _ => say(format!("{lead}{verb}{equation}分"), format!("{lead_en}{verb_en} {}", english(&counted(&equation, "point")))),
            });
        }
        out.steps.extend(tracer.lines);
        let adds = if is_item { part.kind == wanted } else { part.kind == PartKind::Earns };
        let value = number(&amount.value);
        if adds {
            let beside = !formula.is_empty();
            formula.push_str(if beside && amount.value.is_negative() {
                "－"
            } else if beside {
                "＋"
            } else {
                ""
            });
            formula.push_str(&if beside { number(&amount.value.abs()) } else { value });
            sum = &sum + &amount.value;
        } else if !amount.value.is_zero() {
            formula.push_str(if formula.is_empty() { "0－" } else { "－" });
            formula.push_str(&value);
            sum = &sum - &amount.value;
        }
        out.losses.extend(lost(part, &amount.value, wanted, is_item).map(|loss| (loss, reasons)));
    }
    let equation = format!("{formula}＝{}", number(&sum));
    if !formula.is_empty() && formula != number(&sum) && rule.parts.len() + usize::from(!earns) > 1 {
        out.steps.push(say(format!("{equation}分"), english(&counted(&equation, "point"))));
    }
    if emptied(model, indicator, rule, env, out)? {
        sum = Number::ZERO;
    }
    if sum.is_negative() && !rule.signed {
        out.steps.push(say("扣完为止，按0分计", "nothing is left: 0 points"));
        sum = Number::ZERO;
    }
    if indicator.points.is_some() && sum > full && !rule.uncapped {
        let full = number(&full);
        out.steps
            .push(say(format!("超过本项分值，按{full}分计"), format!("more than the indicator is worth: {}", counted(&full, "point"))));
        sum = indicator.points.clone().unwrap_or_default();
    }
    finish(model, &sum, out);
    Ok(())
}

/// What a part lost; `None` if nothing, or if what it could give is not known.
fn lost(part: &Part, value: &Number, wanted: PartKind, is_item: bool) -> Option<Number> {
    let loss = match (part.kind, is_item) {
        (PartKind::Loses, false) => value.clone(),
        (PartKind::Loses, true) => (wanted == PartKind::Loses).then(|| value.clone())?,
        (PartKind::Earns, false) => part.highest.as_ref()? - value,
        _ => return None,
    };
    (loss > Number::ZERO).then_some(loss)
}

/// The rounding, and the points.
fn finish(model: &Model, points: &Number, out: &mut Explanation) {
    let places = model.score_places();
    let rounded = points.round_half_up(places);
    if rounded != *points {
        let (from, to) = (number(points), number(&rounded));
        out.steps.push(say(
            format!("{from}分四舍五入，保留{places}位小数，为{to}分"),
            format!("{}, rounded half up to {places} places: {}", english(&counted(&from, "point")), counted(&to, "point")),
        ));
    }
    out.points = Some(rounded);
}
