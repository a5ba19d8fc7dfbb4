//! E0616 `not-applicable-unhandled`: an indicator over data that may be not applicable says what happens then (D6).

use std::collections::BTreeMap;

use crate::expr::{Expr, WhenZero};
use crate::finding::{Code, Finding, Sink};
use crate::model::{DatumKind, Indicator, Model};
use crate::sentence::Rule;
use crate::words;

/// Reports the first datum that can be not applicable in a rule that says nothing of it.
pub(super) fn check(model: &Model, indicator: &Indicator, rule: &Rule, sink: &mut Sink) {
    if rule.na.is_some() {
        return;
    }
    let Some(name) = unhandled(&rule.expr, model, &mut BTreeMap::new()) else { return };
    let code = &indicator.code;
    let span = indicator.rule_span.unwrap_or(indicator.head_span);
    sink.report(
        Finding::new(
            Code::NotApplicableUnhandled,
            words! { zh: "{code} 没有说明不适用的县怎样计分", en: "{code} does not say what counts where it is not applicable" },
        )
        .label(span, words! { zh: "“{name}”可能不适用", en: "`{name}` can be not applicable" })
        .help(words! {
            zh: "请加一句：“不适用的得满分”“不适用的不计分，其余指标得分按满分折算”“不适用的取其他县的平均分”或“不适用的不得分”",
            en: "add one: 不适用的得满分, 不适用的不计分，其余指标得分按满分折算, 不适用的取其他县的平均分, 不适用的不得分"
        }),
    );
}

/// A datum that makes the expression not applicable. What a computed datum says is looked up once.
pub(super) fn unhandled(expr: &Expr, model: &Model, seen: &mut BTreeMap<u32, bool>) -> Option<String> {
    match expr {
        Expr::Datum(id, _) => {
            let datum = model.datum(*id)?;
            match &datum.kind {
                _ if datum.signature.optional => Some(datum.name.clone()),
                DatumKind::Derived(formula) => {
                    let found = match seen.get(&id.0) {
                        Some(found) => *found,
                        None => unhandled(formula, model, seen).is_some(),
                    };
                    seen.insert(id.0, found);
                    found.then(|| datum.name.clone())
                }
                _ => None,
            }
        }
        Expr::NotApplicable => Some("不适用".to_owned()),
        Expr::Coalesce(_, b) => unhandled(b, model, seen),
        Expr::IsNotApplicable(_) => None,
        // A condition that asks whether it is applicable guards what follows, not what else it looks at.
        Expr::If(condition, a, b) if guards(condition) => {
            let besides = unhandled(condition, model, seen).filter(|name| !asked(condition, model).contains(name));
            besides.or_else(|| unhandled(a, model, seen).and(unhandled(b, model, seen)))
        }
        // What is asked of one group only may be applicable to it; groups that are listed are complete, the last alternative
        // only stands for none.
        Expr::If(condition, a, b) if is_of_group(condition) => unhandled(a, model, seen).and(unhandled(b, model, seen)),
        Expr::If(condition, a, b) => [condition, a, b].into_iter().find_map(|e| unhandled(e, model, seen)),
        Expr::Population(_, _, _) => None,
        Expr::Div(_, _, WhenZero::NotApplicable) => Some("分母".to_owned()),
        other => other.parts().into_iter().find_map(|e| unhandled(e, model, seen)),
    }
}

/// Whether a condition asks whether something is applicable.
fn guards(condition: &Expr) -> bool {
    let mut found = false;
    condition.walk(&mut |e| found |= matches!(e, Expr::IsNotApplicable(_)));
    found
}

/// The data a condition asks for whether they are applicable.
fn asked(condition: &Expr, model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    condition.walk(&mut |e| {
        if let Expr::IsNotApplicable(of) = e {
            of.walk(&mut |inner| {
                if let Expr::Datum(id, _) = inner {
                    names.extend(model.datum(*id).map(|datum| datum.name.clone()));
                }
            });
        }
    });
    names
}

/// Whether a condition looks at the group of the county and nothing else.
fn is_of_group(condition: &Expr) -> bool {
    match condition {
        Expr::InGroup(_) => true,
        Expr::Not(of) => is_of_group(of),
        Expr::And(all) | Expr::Or(all) => !all.is_empty() && all.iter().all(is_of_group),
        _ => false,
    }
}
