//! E0606 `division-by-zero`: no divisor is 0 unless the file says what then (D5).

use super::analysis::Analysis;
use super::extremes::entangled;
use super::inputs::range_of;
use super::space::Space;
use super::wording::describe;
use crate::expr::{Absent, Expr, Number, WhenZero};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::{DatumKind, Model};
use crate::source::Span;
use crate::words;

/// Computed data.
pub(super) fn check_data(model: &Model, sink: &mut Sink) {
    for (_, datum) in model.data() {
        if let DatumKind::Derived(formula) = &datum.kind {
            let name = &datum.name;
            check(model, formula, datum.spec_span, name, sink);
        }
    }
    for column in &model.columns {
        if let Some(formula) = &column.formula {
            check(model, formula, column.span, &column.name, sink);
        }
    }
}

/// A rule's own quotients.
pub(super) fn check_rule(analysis: &Analysis<'_>, sink: &mut Sink) {
    for part in &analysis.parts {
        let fails = part.rows.iter().find(|r| r.absent == Some(Absent::DivisionByZero));
        if let Some(row) = fails {
            let mut finding = finding(&analysis.indicator.code, &describe(&part.space, &row.point, analysis.model), part.part.span).help(words! {
                zh: "请把分母（如上年数）的取值范围改为大于0；确有为0的，把这个比率另设一项数据写成公式，下面写“分母为0：按不适用处理”或“分母为0：按0计算”",
                en: "let the range of the divisor (last year's value) exclude 0, or declare the quotient as a datum with 分母为0：按不适用处理"
            });
            // Inputs that rest on the same data, a place and the best value, may never meet so.
            if entangled(analysis.model, &part.part.value) {
                finding.severity = Severity::Warning;
            }
            sink.report(finding);
        }
    }
}

fn check(model: &Model, formula: &Expr, span: Span, name: &str, sink: &mut Sink) {
    let mut divides = false;
    formula.walk(&mut |e| {
        if matches!(e, Expr::Div(_, _, WhenZero::Error)) {
            divides = true;
        }
    });
    if !divides {
        return;
    }
    let space = Space::new(model, &[formula], None);
    let mut found = None;
    space.each(|point, values| {
        if found.is_none() && values.first() == Some(&Err(Absent::DivisionByZero)) {
            found = Some(describe(&space, point, model));
        }
    });
    if let Some(at) = found {
        sink.report(finding(name, &at, span));
    } else if may_be_zero(formula, model) {
        sink.report(
            Finding::new(
                Code::Undecided,
                words! { zh: "没有断定{name}的分母会不会为0", en: "it is not decided whether a divisor in {name} can be 0" },
            )
            .label(span, words! { zh: "请核对各项数据的取值范围", en: "check the ranges of its data" })
            .help(words! { zh: "请写明各项数据的取值范围，或写“分母为0：…”", en: "declare their ranges, or add `分母为0：…`" }),
        );
    }
}

/// Whether a divisor is not proven to stay away from 0.
fn may_be_zero(formula: &Expr, model: &Model) -> bool {
    let mut found = false;
    formula.walk(&mut |e| {
        if let Expr::Div(_, divisor, WhenZero::Error) = e {
            let (low, high) = range_of(divisor, model);
            let above = low.is_some_and(|low| low > Number::ZERO);
            let below = high.is_some_and(|high| high < Number::ZERO);
            found |= !above && !below;
        }
    });
    found
}

fn finding(name: &str, at: &str, span: Span) -> Finding {
    Finding::new(Code::DivisionByZero, words! { zh: "{name} 的分母可能为0", en: "a divisor in {name} can be 0" })
        .label(span, words! { zh: "例如{at}", en: "for example {at}" })
        .help(words! {
            zh: "请把分母的取值范围改为大于0；确有为0的，在数据下写“分母为0：按不适用处理”或“分母为0：按0计算”",
            en: "let its range exclude 0, or write 分母为0：按不适用处理"
        })
}
