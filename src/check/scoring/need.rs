//! E0626 `need-falls`: a number that is rounded up (应配备数) does not fall while the thing it is needed for grows.

use super::course::depends;
use super::space::{Space, Variable};
use super::wording::{describe, value_words};
use crate::expr::{Expr, Value};
use crate::finding::{Code, Finding, Sink};
use crate::model::{DatumKind, Model};
use crate::source::Span;
use crate::words;

/// Looks at every computed datum and column that rounds up: 299 pupils need 2, 300 need 1.
pub(super) fn check(model: &Model, sink: &mut Sink) {
    for datum in &model.data {
        if let DatumKind::Derived(formula) = &datum.kind {
            look(model, formula, &datum.name, datum.spec_span, sink);
        }
    }
    for column in &model.columns {
        if let Some(formula) = &column.formula {
            look(model, formula, &column.name, column.span, sink);
        }
    }
}

fn look(model: &Model, formula: &Expr, name: &str, span: Span, sink: &mut Sink) {
    let mut rounds = false;
    formula.walk(&mut |e| rounds |= matches!(e, Expr::Ceil(_)));
    if !rounds {
        return;
    }
    let space = Space::new(model, &[formula], None);
    let counted = |x: usize| {
        let mut found = false;
        space.exprs().iter().for_each(|e| e.walk(&mut |e| found |= matches!(e, Expr::Ceil(a) if depends(a, x))));
        found
    };
    let mut rows: Vec<(Vec<Value>, Value)> = Vec::new();
    space.each(|point, values| {
        if let Some(Ok(value)) = values.first() {
            rows.push((point.clone(), value.clone()));
        }
    });
    if !space.is_complete() {
        return;
    }
    for (x, variable) in space.variables.iter().enumerate().filter(|(x, v)| v.is_numeric() && counted(*x)) {
        let Some((before, after, up)) = fall(&rows, x) else { continue };
        if up {
            report(name, span, variable, (&describe(&space, &before.0, model), before), after, x, sink);
            return;
        }
    }
}

type Row = (Vec<Value>, Value);

/// The first fall along a variable, the others standing still, and whether the value rises somewhere too.
fn fall(rows: &[Row], x: usize) -> Option<(&Row, &Row, bool)> {
    let others = |row: &Row| row.0.iter().enumerate().filter(|(i, _)| *i != x).map(|(_, v)| v.clone()).collect::<Vec<_>>();
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| others(a).cmp(&others(b)).then_with(|| a.0.get(x).cmp(&b.0.get(x))));
    let pairs = || sorted.windows(2).filter_map(|w| if let [a, b] = w { (others(a) == others(b)).then_some((*a, *b)) } else { None });
    let rises = pairs().any(|(a, b)| a.1 < b.1);
    pairs().find(|(a, b)| a.1 > b.1).map(|(a, b)| (a, b, rises))
}

fn report(name: &str, span: Span, variable: &Variable, (at, before): (&str, &Row), after: &Row, x: usize, sink: &mut Sink) {
    let number = |row: &Row| if let Value::Number(n) = &row.1 { n.to_string() } else { String::new() };
    let (more, less) = (number(before), number(after));
    let next = after.0.get(x).map(|v| value_words(variable, v)).unwrap_or_default();
    sink.report(
        Finding::new(Code::NeedFalls, words! { zh: "“{name}”随规模增大反而减少", en: "`{name}` falls while its base grows" })
            .label(span, words! { zh: "{at}时是{more}，{next}时只有{less}", en: "{at}: {more}, but {next}: {less}" })
            .help(words! { zh: "请把下限也用到后一段，如“最大（2，向上取整（…））”", en: "let the minimum hold beyond, as in 最大（2，向上取整（…））" }),
    );
}
