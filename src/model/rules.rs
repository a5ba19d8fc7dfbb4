//! Rules (评分) of indicators: each by itself, since no rule has a bearing on what another one means. Spec: §6.

use std::collections::BTreeSet;

use super::names::Names;
use super::types::*;
use crate::expr::{BinaryOp, Expr, Number, Unit};
use crate::finding::{Code, Finding, Sink};
use crate::sentence::{AppliedDefault, JudgedUse, Lowering, Part, PartKind, Rule, Scope as _, Symbol};
use crate::source::Span;
use crate::syntax::tree::*;
use crate::words;

/// The rule of one indicator, and what came to light when its sentences were translated.
#[derive(Default)]
pub(super) struct OneRule {
    /// `None` if there is none, or none that can be translated.
    pub rule: Option<Rule>,
    /// Defaults the sentences took.
    pub defaults: Vec<AppliedDefault>,
    /// Defaults a requirement (要求) took in place of sentences.
    pub of_requirement: Vec<AppliedDefault>,
    /// Judgements it gives points for.
    pub judged: Vec<JudgedUse>,
    /// Names it uses.
    pub used: BTreeSet<String>,
    /// What is wrong with it.
    pub found: Vec<Finding>,
    /// Where a name is written that is most likely another, declared one.
    pub mistaken: Vec<Span>,
}

impl OneRule {
    /// The rule a declaration gives its indicator, with the names and boundaries of the model so far.
    pub fn of(declaration: &Declaration, indicator: &Indicator, model: &Model, names: &Names) -> OneRule {
        let mut one = OneRule::default();
        let mut sink = Sink::default();
        let mut lowering = Lowering::new(names, &mut sink);
        lowering.boundaries = model.boundaries;
        let points = indicator.points.as_ref();
        let full = points.cloned().unwrap_or_default();
        let formula = declaration.value("公式").map(|(value, _)| value);
        let sentences = declaration.value("评分").map(|(value, _)| value);
        let requirement = declaration.value("要求").filter(|_| is_full_if_done(model));
        match (formula, sentences, requirement) {
            (Some(Value::Formula(formula)), _, _) => one.rule = formula_rule(&mut lowering, formula, &full, points.is_none()),
            (None, Some(Value::Rule(text)), _) => {
                let named = title_name(&declaration.head);
                if let Some(name) = &named {
                    lowering.speak_of(name);
                }
                one.rule = match indicator.kind {
                    IndicatorKind::Bonus => lowering.item(text, points, false),
                    IndicatorKind::Penalty => lowering.item(text, points, true),
                    IndicatorKind::Level(_) | IndicatorKind::Leader => lowering.rule(text, &full),
                };
                if let (Some(name), Some(rule)) = (named, &one.rule)
                    && is_used(&name, rule, names)
                {
                    one.used.insert(name.text);
                }
            }
            // 通则: 完全做到的得满分，否则不得分 (P58).
            (None, None, Some((Value::Condition(condition), span))) => {
                let done = lowering.condition(condition);
                one.of_requirement = std::mem::take(&mut lowering.defaults);
                one.rule = done.map(|done| plain_rule(Expr::when(done, Expr::Number(full.clone()), Expr::int(0)), &full, span));
            }
            _ => {}
        }
        one.defaults = lowering.defaults;
        one.judged = lowering.judged;
        one.used.append(&mut lowering.used);
        one.mistaken = lowering.mistaken;
        one.found = sink.finish();
        one
    }
}

/// Whether a 通则 says that what is done in full earns full points (P58).
fn is_full_if_done(model: &Model) -> bool {
    model.generals.iter().any(|g| g.text.contains("完全做到的得满分"))
}

/// Whether a rule uses the datum of this name: one it speaks of without naming it is used all the same.
fn is_used(name: &Name, rule: &Rule, names: &Names) -> bool {
    let Some(Symbol::Datum(id)) = names.lookup(&name.text, None) else { return false };
    let mut used = false;
    rule.raw.walk(&mut |e| used |= matches!(e, Expr::Datum(datum, _) if *datum == id));
    used
}

fn formula_rule(lowering: &mut Lowering<'_>, formula: &Formula, full: &Number, unlimited: bool) -> Option<Rule> {
    let value = lowering.formula(formula)?;
    let fits = value.unit().is_some_and(|u| u.is_pure() || u.factor_to(&Unit::points()).is_some());
    if !fits {
        let is = value.ty.words();
        let (zh, en) = (&is.zh, &is.en);
        lowering.sink.report(
            Finding::new(
                Code::TypeMismatch,
                words! { zh: "公式算出来的应当是分数，这里是{zh}", en: "the formula should give points, this is {en}" },
            )
            .label(formula.span, words! { zh: "这个公式", en: "this formula" })
            .help(words! { zh: "请换算成分数，如“覆盖率×2分”", en: "convert it to points, as in `覆盖率×2分`" }),
        );
        return None;
    }
    let mut rule = plain_rule(value.expr, full, formula.span);
    if unlimited {
        rule.expr = rule.raw.clone();
    }
    Some(rule)
}

/// The title of an indicator, as a name.
fn title_name(head: &Head) -> Option<Name> {
    let Head::Indicator(_, title, _) = head else { return None };
    let text: String = title.text.chars().map(crate::source::fold_char).collect();
    Some(Name { text: text.trim().to_owned(), span: title.span })
}

fn plain_rule(raw: Expr, full: &Number, span: Span) -> Rule {
    let floored = Expr::binary(BinaryOp::Max, Expr::int(0), raw.clone());
    let expr = Expr::binary(BinaryOp::Min, Expr::Number(full.clone()), floored);
    let part = Part::new(PartKind::Earns, raw.clone(), span);
    Rule { expr, raw, parts: vec![part], signed: false, uncapped: false, na: None, passes: false }
}
