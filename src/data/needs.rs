//! Which data must be given (必填的数据): what is asked for, and earlier years as far as some rule looks back.

use std::collections::BTreeSet;

use crate::expr::{DatumId, Expr};
use crate::model::{Datum, DatumKind, Model};

/// Data by id and years back: everything asked for this year, and the earlier years rules use.
pub fn needed(model: &Model) -> BTreeSet<(DatumId, u8)> {
    let mut needs = Needs { model, seen: BTreeSet::new(), asked: BTreeSet::new() };
    for (id, datum) in model.data() {
        if is_asked(datum) {
            needs.asked.insert((id, 0));
        }
    }
    for indicator in &model.indicators {
        if let Some(rule) = &indicator.rule {
            needs.expr(&rule.expr, 0);
            needs.expr(&rule.raw, 0);
        }
    }
    model.results.iter().filter_map(|r| r.condition.as_ref()).for_each(|e| needs.expr(e, 0));
    model.verifications.iter().filter_map(|v| v.condition.as_ref()).for_each(|e| needs.expr(e, 0));
    model.grades.iter().flat_map(|g| g.condition.iter().chain(&g.ties)).for_each(|e| needs.expr(e, 0));
    model.header.iter().filter_map(|h| h.total.as_ref()).for_each(|e| needs.expr(e, 0));
    needs.asked
}

/// Whether people give it.
pub fn is_asked(datum: &Datum) -> bool {
    match datum.kind {
        DatumKind::Asked | DatumKind::JudgedPoints(_) => true,
        DatumKind::Derived(_) => false,
    }
}

struct Needs<'m> {
    model: &'m Model,
    seen: BTreeSet<(DatumId, u8)>,
    asked: BTreeSet<(DatumId, u8)>,
}

impl Needs<'_> {
    /// Earlier years of a computed datum need earlier years of what it is computed from.
    fn expr(&mut self, expr: &Expr, back: u8) {
        let mut found = BTreeSet::new();
        expr.walk(&mut |e| {
            if let Expr::Datum(id, years) = e {
                found.insert((*id, back.saturating_add(*years)));
            }
        });
        for key in found {
            if !self.seen.insert(key) {
                continue;
            }
            match self.model.datum(key.0).map(|d| &d.kind) {
                Some(DatumKind::Derived(formula)) => self.expr(formula, key.1),
                Some(DatumKind::Asked | DatumKind::JudgedPoints(_)) => {
                    self.asked.insert(key);
                }
                None => {}
            }
        }
    }
}
