//! Computed data and columns (由公式得出的数据), each after what it needs; filters of detail tables. Spec: §5.3, §5.4.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::from_syntax::{Builder, declarations};
use super::types::DatumKind;
use crate::expr::{ColumnId, DatumId, Expr, TableId, Unit, WhenZero};
use crate::finding::{Code, Finding};
use crate::sentence::{Scope as _, Signature, Symbol, Type, Typed};
use crate::syntax::tree::*;
use crate::syntax::{Keyword, limits};
use crate::words;

/// A computed datum or column that waits until the names it needs are known.
struct Waiting<'t> {
    name: &'t Name,
    spec: &'t DerivedSpec,
    declaration: &'t Declaration,
    target: WaitingFor,
    needs: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WaitingFor {
    Datum(DatumId),
    Column(ColumnId, TableId),
}

impl Builder<'_> {
    /// Computed data and columns, each after what it needs; then the filters of the tables.
    pub(super) fn define_data(&mut self, files: &[File]) {
        let mut waiting = self.waiting(files);
        loop {
            let unknown: BTreeSet<String> = waiting.iter().map(|w| self.key(w)).collect();
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|w| w.needs.is_disjoint(&unknown));
            if ready.is_empty() {
                self.report_cycles(&rest);
                break;
            }
            for derived in ready {
                self.define(&derived);
            }
            waiting = rest;
        }
        let mut at = 0;
        for declaration in declarations(files).filter(|d| d.keyword == Keyword::Table) {
            let Head::Name(name) = &declaration.head else { continue };
            if self.model.tables.get(at).is_none_or(|t| t.name != name.text) {
                continue;
            }
            if let Some((Value::Condition(condition), _)) = declaration.value("口径") {
                let (filter, _) = self.lower(|l| {
                    l.table = Some(TableId(at as u32));
                    l.condition(condition)
                });
                if let (Some(filter), Some(table)) = (filter, self.model.tables.get_mut(at)) {
                    table.filter = filter;
                }
            }
            at += 1;
        }
    }

    fn waiting<'t>(&self, files: &'t [File]) -> Vec<Waiting<'t>> {
        let mut out = Vec::new();
        let mut table = None;
        for declaration in declarations(files) {
            let Head::Name(name) = &declaration.head else { continue };
            if declaration.keyword == Keyword::Table {
                table = match self.names.lookup(&name.text, None) {
                    Some(Symbol::Table(id)) => Some(id),
                    _ => None,
                };
            }
            let Body::Derived(spec) = &declaration.body else { continue };
            let target = match (declaration.keyword, self.names.lookup(&name.text, None), table) {
                (Keyword::Datum, Some(Symbol::Datum(id)), _) if self.names.datum(id).is_none() => WaitingFor::Datum(id),
                (Keyword::Column, _, Some(table)) => match self.names.column(table, &name.text) {
                    Some(id) => WaitingFor::Column(id, table),
                    None => continue,
                },
                _ => continue,
            };
            let mut needs = BTreeSet::new();
            let own = if let WaitingFor::Column(_, table) = target { Some(table) } else { None };
            collect(&spec.formula, &mut |name, owner| {
                let owner = owner.and_then(|o| if let Some(Symbol::Table(t)) = self.names.lookup(&o.text, None) { Some(t) } else { None });
                let column = owner.or(own).and_then(|t| self.names.column(t, &name.text));
                needs.insert(match column {
                    Some(id) => format!("#{}", id.0),
                    None => name.text.clone(),
                });
            });
            // A bare name inside a table function may be a column of that table.
            table_names(&spec.formula, &mut |owner, name| {
                if let Some(Symbol::Table(t)) = self.names.lookup(&owner.text, None)
                    && let Some(id) = self.names.column(t, &name.text)
                {
                    needs.insert(format!("#{}", id.0));
                }
            });
            out.push(Waiting { name, spec, declaration, target, needs });
        }
        out
    }

    fn key(&self, waiting: &Waiting<'_>) -> String {
        match waiting.target {
            WaitingFor::Datum(_) => waiting.name.text.clone(),
            WaitingFor::Column(id, _) => format!("#{}", id.0),
        }
    }

    fn report_cycles(&mut self, rest: &[Waiting<'_>]) {
        let Some(first) = rest.first() else { return };
        let names = rest.iter().map(|w| w.name.text.as_str()).collect::<Vec<_>>().join("、");
        let mut finding = Finding::new(
            Code::CyclicDefinition,
            words! { zh: "这些公式互相用到对方：{names}", en: "these formulas need each other: {names}" },
        );
        for waiting in rest.iter().take(4) {
            finding = finding.label(waiting.name.span, words! { zh: "这一项", en: "this one" });
        }
        let name = &first.name.text;
        self.sink.report(finding.help(words! { zh: "请让“{name}”只用已经算出的数据", en: "let `{name}` use what is already known" }));
    }

    fn define(&mut self, derived: &Waiting<'_>) {
        let table = if let WaitingFor::Column(_, table) = derived.target { Some(table) } else { None };
        let (value, defaults) = self.lower(|l| {
            l.table = table;
            l.formula(&derived.spec.formula)
        });
        self.model.defaults.extend(defaults);
        let Some(value) = value else { return };
        let Some(value) = self.with_unit(value, derived.spec) else { return };
        let zero = derived.declaration.text("分母为0").and_then(|t| self.treated_as(&t));
        let mut expr = value.expr;
        if let Some(zero) = zero {
            let when = zero.map_or(WhenZero::NotApplicable, |n| WhenZero::Value(Arc::new(Expr::Number(n))));
            expr = with_zero(expr, &when);
        }
        if let Some(places) = derived.spec.places {
            let places = self.within(places, limits::PLACES, "位小数", "decimal places", derived.spec.formula.span);
            expr = Expr::Round(Arc::new(expr), places);
        }
        let range = match &derived.spec.range {
            Some((low, high)) => self.range(&value.ty, low, high),
            None => value.range,
        };
        let signature = Signature {
            ty: value.ty,
            range,
            places: derived.spec.places.map(|p| p.min(limits::PLACES)).or(value.places),
            history: self.history_of(&expr),
            direction: derived.spec.direction,
            optional: false,
            unreported: false,
        };
        match derived.target {
            WaitingFor::Datum(id) => {
                if let Some(slot) = self.names.data.get_mut(id.index()) {
                    *slot = Some(signature.clone());
                }
                if let Some(datum) = self.model.data.get_mut(id.index()) {
                    datum.signature = signature;
                    datum.kind = DatumKind::Derived(expr);
                    datum.rounded = derived.spec.places;
                    datum.spec_span = derived.spec.formula.span;
                }
            }
            WaitingFor::Column(id, _) => {
                if let Some(slot) = self.names.column_signatures.get_mut(id.index()) {
                    *slot = Some(signature.clone());
                }
                if let Some(column) = self.model.columns.get_mut(id.index()) {
                    column.signature = signature;
                    column.formula = Some(expr);
                    column.rounded = derived.spec.places;
                }
            }
        }
    }

    /// 单位…: counts may be named freely, measures must convert.
    fn with_unit(&mut self, value: Typed, spec: &DerivedSpec) -> Option<Typed> {
        let (Some(word), Some(own)) = (&spec.unit, value.unit()) else { return Some(value) };
        let unit = Unit::parse(word);
        if own.factor_to(&unit).is_some() {
            return value.in_unit(&unit);
        }
        if own.is_count() && unit.is_count() && !crate::sentence::is_squared(&own) {
            return Some(Typed { ty: Type::Number(unit), ..value });
        }
        self.sink.report(
            Finding::new(
                Code::UnitMismatch,
                words! { zh: "公式的单位是{own}，不能写成{unit}", en: "the formula is in {own}, not in {unit}" },
            )
            .label(spec.formula.span, words! { zh: "这个公式", en: "this formula" })
            .help(words! { zh: "请改单位，或在公式里换算", en: "change the unit, or convert in the formula" }),
        );
        None
    }

    fn history_of(&self, expr: &Expr) -> u8 {
        let mut known = u8::MAX;
        expr.walk(&mut |e| {
            if let Expr::Datum(id, back) = e {
                let history = self.names.datum(*id).map_or(0, |s| s.history);
                known = known.min(history.saturating_sub(*back));
            }
        });
        if known == u8::MAX { 0 } else { known }
    }
}

/// The same expression with `when` for every quotient that says nothing of a zero divisor.
fn with_zero(expr: Expr, when: &WhenZero) -> Expr {
    let each = |e: Arc<Expr>| Arc::new(with_zero(Arc::unwrap_or_clone(e), when));
    match expr {
        Expr::Div(a, b, WhenZero::Error) => Expr::Div(each(a), each(b), when.clone()),
        Expr::Binary(op, a, b) => Expr::Binary(op, each(a), each(b)),
        Expr::Neg(a) => Expr::Neg(each(a)),
        Expr::Floor(a) => Expr::Floor(each(a)),
        Expr::Ceil(a) => Expr::Ceil(each(a)),
        Expr::Round(a, places) => Expr::Round(each(a), places),
        Expr::If(a, b, c) => Expr::If(a, each(b), each(c)),
        other => other,
    }
}

/// Every name of a formula; of `表.列` the column with its table.
fn collect<'f>(formula: &'f Formula, visit: &mut dyn FnMut(&'f Name, Option<&'f Name>)) {
    match &formula.kind {
        FormulaKind::Name(name) => visit(name, None),
        FormulaKind::Path(table, column) => visit(column, Some(table)),
        FormulaKind::Call(_, arguments) => arguments.iter().for_each(|a| collect(a, visit)),
        FormulaKind::Binary(_, a, b) => {
            collect(a, visit);
            collect(b, visit);
        }
        FormulaKind::Minus(a) | FormulaKind::Not(a) | FormulaKind::Bracketed(a) => collect(a, visit),
        FormulaKind::Quantity(_) | FormulaKind::Date(_) | FormulaKind::Population(..) => {}
    }
}

/// Every name inside a call whose first argument is a table or a column, with that table.
fn table_names<'f>(formula: &'f Formula, visit: &mut dyn FnMut(&'f Name, &'f Name)) {
    match &formula.kind {
        FormulaKind::Call(_, arguments) => {
            let owner = arguments.first().and_then(|a| match &a.kind {
                FormulaKind::Path(table, _) | FormulaKind::Name(table) => Some(table),
                _ => None,
            });
            for argument in arguments {
                if let Some(owner) = owner {
                    collect(argument, &mut |name, _| visit(owner, name));
                }
                table_names(argument, visit);
            }
        }
        FormulaKind::Binary(_, a, b) => {
            table_names(a, visit);
            table_names(b, visit);
        }
        FormulaKind::Minus(a) | FormulaKind::Not(a) | FormulaKind::Bracketed(a) => table_names(a, visit),
        FormulaKind::Name(_) | FormulaKind::Path(..) | FormulaKind::Quantity(_) | FormulaKind::Date(_) | FormulaKind::Population(..) => {}
    }
}
