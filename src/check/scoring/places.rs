//! Decimal places (小数位) of values that are not declared: a sum of whole numbers is whole, so between 55 and 56 it leaves
//! nothing out. `None` where they do not follow.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::expr::{BinaryOp, ColumnId, DatumId, Expr, Number, PopOp, TableOp, Ties};
use crate::model::{DatumKind, Model};
use crate::sentence::Type;

/// More places than these are as good as any value.
const MOST: u32 = 10;

/// The places of data and columns, each found once however many formulas name it.
pub(super) struct Places<'m> {
    model: &'m Model,
    known: RefCell<BTreeMap<Named, Option<u32>>>,
}

/// A datum or a column by its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Datum(u32),
    Column(u32),
}

impl<'m> Places<'m> {
    pub fn new(model: &'m Model) -> Places<'m> {
        Places { model, known: RefCell::default() }
    }

    /// No value of the expression has more places.
    pub fn of(&self, expr: &Expr) -> Option<u32> {
        self.any(expr).filter(|places| *places <= MOST)
    }

    fn any(&self, expr: &Expr) -> Option<u32> {
        let of = |e: &Expr| self.of(e);
        match expr {
            Expr::Number(n) => n.places(),
            Expr::Datum(id, _) => self.named(Named::Datum(id.0)),
            Expr::Column(id) => self.named(Named::Column(id.0)),
            Expr::Score(_) => Some(self.model.score_places()),
            Expr::Total => Some(self.model.total_places()),
            Expr::Grade => Some(0),
            Expr::Neg(a) => of(a),
            Expr::Floor(_) | Expr::Ceil(_) => Some(0),
            Expr::Round(a, places) => Some(of(a).map_or(*places, |own| own.min(*places))),
            Expr::Binary(BinaryOp::Mul, a, b) => match (&**a, &**b) {
                (Expr::Number(factor), x) | (x, Expr::Number(factor)) => times(of(x)?, factor),
                (a, b) => Some(of(a)? + of(b)?),
            },
            Expr::Div(a, b, _) => match &**b {
                Expr::Number(divisor) => times(of(a)?, &Number::ONE.div(divisor)?),
                _ => None,
            },
            // Not applicable is no value at all.
            Expr::Coalesce(a, b) | Expr::IfMissing(a, b) if **a == Expr::NotApplicable => of(b),
            Expr::Binary(_, a, b) | Expr::If(_, a, b) | Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => Some(of(a)?.max(of(b)?)),
            Expr::Population(op, _, a) => match op {
                PopOp::Max | PopOp::Min | PopOp::Sum => of(a),
                PopOp::Count => Some(0),
                PopOp::Rank { ties, .. } => Some(if *ties == Ties::Mean { 1 } else { 0 }),
                PopOp::Mean | PopOp::Any => None,
            },
            Expr::Table { op, value, .. } => match op {
                TableOp::Count | TableOp::Distinct => Some(0),
                TableOp::Sum | TableOp::SumOfBest | TableOp::Max | TableOp::Min => of(value),
                TableOp::Mean | TableOp::VariationSquared => None,
            },
            _ => None,
        }
    }

    /// As declared, else as follows from the formula.
    fn named(&self, name: Named) -> Option<u32> {
        if let Some(known) = self.known.borrow().get(&name) {
            return *known;
        }
        let (signature, formula) = match name {
            Named::Datum(id) => {
                let datum = self.model.datum(DatumId(id))?;
                (&datum.signature, if let DatumKind::Derived(formula) = &datum.kind { Some(formula) } else { None })
            }
            Named::Column(id) => {
                let column = self.model.column(ColumnId(id))?;
                (&column.signature, column.formula.as_ref())
            }
        };
        let places = match signature.ty {
            // A mean of several assessors has more than they give.
            Type::Judgement => Some(signature.stored_places()),
            _ => signature.places.or_else(|| self.of(formula?)),
        };
        self.known.borrow_mut().insert(name, places);
        places
    }
}

/// Places of so many times what has `places`.
fn times(places: u32, factor: &Number) -> Option<u32> {
    (&Number::ulp(places) * factor).places()
}
