//! Which data must be given (必填的数据): what is asked for, and earlier years as far as some rule looks back.

use std::collections::BTreeSet;

use crate::expr::{ColumnId, DatumId, Expr};
use crate::model::{Datum, DatumKind, Indicator, Model};

/// Data by id and years back: everything asked for this year, and the earlier years rules use.
pub fn needed(model: &Model) -> BTreeSet<(DatumId, u8)> {
    let asked = model.data().filter(|(_, datum)| is_asked(datum)).map(|(id, _)| (id, 0));
    asked.chain(used(model).data).collect()
}

/// What the rules rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    /// Data that are asked for, by id and years back.
    pub data: BTreeSet<(DatumId, u8)>,
    /// Columns that are asked for.
    pub columns: BTreeSet<ColumnId>,
}

/// What is asked for and used by some rule, through computed data and columns.
pub fn used(model: &Model) -> Used {
    let mut needs = Needs { model, seen: BTreeSet::new(), columns: BTreeSet::new(), out: Used::default() };
    for indicator in &model.indicators {
        needs.rule(indicator);
    }
    model.results.iter().filter_map(|r| r.condition.as_ref()).for_each(|e| needs.expr(e, 0));
    model.verifications.iter().filter_map(|v| v.condition.as_ref()).for_each(|e| needs.expr(e, 0));
    model.grades.iter().flat_map(|g| g.condition.iter().chain(&g.ties)).for_each(|e| needs.expr(e, 0));
    model.header.iter().filter_map(|h| h.total.as_ref()).for_each(|e| needs.expr(e, 0));
    needs.out
}

/// What is asked for and used by the rule of one indicator.
pub fn used_by(model: &Model, indicator: &Indicator) -> Used {
    let mut needs = Needs { model, seen: BTreeSet::new(), columns: BTreeSet::new(), out: Used::default() };
    needs.rule(indicator);
    needs.out
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
    columns: BTreeSet<ColumnId>,
    out: Used,
}

impl Needs<'_> {
    fn rule(&mut self, indicator: &Indicator) {
        if let Some(rule) = &indicator.rule {
            self.expr(&rule.expr, 0);
            self.expr(&rule.raw, 0);
        }
    }

    /// Earlier years of a computed datum need earlier years of what it is computed from.
    fn expr(&mut self, expr: &Expr, back: u8) {
        let (mut found, mut columns, mut tables) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        expr.walk(&mut |e| match e {
            Expr::Datum(id, years) => _ = found.insert((*id, back.saturating_add(*years))),
            Expr::Column(id) => _ = columns.insert(*id),
            Expr::Table { table, .. } => _ = tables.insert(*table),
            _ => {}
        });
        for table in tables.iter().filter_map(|id| self.model.table(*id)) {
            table.filter.walk(&mut |e| {
                if let Expr::Column(id) = e {
                    columns.insert(*id);
                }
            });
        }
        for id in columns {
            if !self.columns.insert(id) {
                continue;
            }
            match self.model.column(id).map(|c| &c.formula) {
                Some(Some(formula)) => self.expr(formula, back),
                Some(None) => _ = self.out.columns.insert(id),
                None => {}
            }
        }
        for key in found {
            if !self.seen.insert(key) {
                continue;
            }
            match self.model.datum(key.0).map(|d| &d.kind) {
                Some(DatumKind::Derived(formula)) => self.expr(formula, key.1),
                Some(DatumKind::Asked) => _ = self.out.data.insert(key),
                Some(DatumKind::JudgedPoints(level)) => {
                    self.out.data.insert(key);
                    self.out.data.insert((*level, key.1));
                }
                None => {}
            }
        }
    }
}
