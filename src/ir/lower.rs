//! Expressions of the core to operations on whole numbers. Spec: §6.2, §13.

use std::collections::BTreeMap;

use dashu::base::Gcd;
use dashu::integer::IBig;

use super::absence;
use super::graph::Graph;
use super::node::{Domain, Input, NodeId, Op};
use super::program::Presence;
use super::range::Range;
use super::value::Value;
use crate::expr::{BinaryOp, CmpOp, ColumnId, DatumId, Expr, GroupId, IndicatorId, Number, TableId, WhenZero};
use crate::model::{Datum, DatumKind, Model};
use crate::sentence::{Signature, Type, UNREPORTED};

/// Largest number that may stand in a cell whose declaration gives no range.
pub const UNDECLARED_MOST: i64 = 1_000_000_000_000_000;
/// Most judged points where the rules give no range.
const JUDGED_MOST: i64 = 1_000_000;

/// Translates the expressions of one model.
pub(super) struct Lowering<'m> {
    pub graph: Graph,
    pub model: &'m Model,
    pub presence: &'m dyn Presence,
    /// Years back that the expression at hand is seen from.
    back: u8,
    /// The detail table whose row is at hand.
    pub table: Option<TableId>,
    data: BTreeMap<(DatumId, u8), Value>,
    columns: BTreeMap<ColumnId, Value>,
    pub(super) scores: BTreeMap<IndicatorId, Value>,
    pub(super) total: Option<Value>,
    pub(super) grade: Option<Value>,
}

impl<'m> Lowering<'m> {
    pub fn new(model: &'m Model, presence: &'m dyn Presence) -> Self {
        Lowering {
            graph: Graph::new(presence.most_counties(), presence.most_rows()),
            model,
            presence,
            back: 0,
            table: None,
            data: BTreeMap::new(),
            columns: BTreeMap::new(),
            scores: BTreeMap::new(),
            total: None,
            grade: None,
        }
    }

    /// The value of an expression.
    pub fn expr(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Number(n) => self.graph.number(n),
            Expr::Bool(b) => self.graph.fact(*b),
            Expr::Datum(id, back) => self.datum(*id, self.back + back),
            Expr::Column(id) => self.column(*id),
            Expr::Score(id) => self.score(*id),
            Expr::FullMarks(id) => {
                let points = self.model.indicator(*id).and_then(|i| i.points.clone()).unwrap_or_default();
                self.graph.number(&points)
            }
            Expr::Total => self.total(),
            Expr::Grade => self.grade(),
            Expr::InGroup(id) => self.in_group(*id),
            Expr::Neg(a) => {
                let a = self.expr(a);
                Value { num: self.graph.neg(a.num), ..a }
            }
            Expr::Not(a) => {
                let a = self.expr(a);
                Value { num: self.graph.not(a.num), ..a }
            }
            Expr::Binary(op, a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.binary(*op, a, b)
            }
            Expr::Div(a, b, zero) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.quotient(a, b, zero)
            }
            Expr::Cmp(op, a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                self.compare(*op, a, b)
            }
            Expr::And(all) => self.decide(all, false),
            Expr::Or(all) => self.decide(all, true),
            Expr::If(condition, then, otherwise) => {
                let condition = self.expr(condition);
                let (then, otherwise) = (self.expr(then), self.expr(otherwise));
                let chosen = self.graph.choose(condition.num, then, otherwise);
                self.graph.unless_absent(condition.absent, chosen)
            }
            Expr::Floor(a) => {
                let a = self.expr(a);
                self.graph.floor(a)
            }
            Expr::Ceil(a) => {
                let a = self.expr(a);
                let opposite = Value { num: self.graph.neg(a.num), ..a };
                let floor = self.graph.floor(opposite);
                Value { num: self.graph.neg(floor.num), ..floor }
            }
            Expr::Round(a, places) => {
                let a = self.expr(a);
                self.graph.round(a, *places)
            }
            Expr::IsNotApplicable(a) => {
                let a = self.expr(a);
                let num = self.graph.is_absent_as(a, absence::NOT_APPLICABLE);
                let zero = self.graph.int(0);
                let absent = self.graph.select(num, zero, a.absent);
                Value { absent, ..self.graph.whole(num) }
            }
            Expr::Coalesce(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                let left_out = self.graph.is_absent_as(a, absence::NOT_APPLICABLE);
                self.graph.choose(left_out, b, a)
            }
            Expr::IfMissing(a, b) => {
                let (a, b) = (self.expr(a), self.expr(b));
                let (datum, column) = (self.graph.is_absent_as(a, absence::MISSING), self.graph.is_absent_as(a, absence::MISSING_COLUMN));
                let missing = self.graph.or(datum, column);
                self.graph.choose(missing, b, a)
            }
            Expr::NotApplicable => self.graph.none(absence::NOT_APPLICABLE),
            Expr::Population(op, scope, a) => self.population(*op, *scope, a),
            Expr::Table { op, table, filter, value, by } => self.detail(op, *table, filter, value, by.as_deref()),
        }
    }

    /// Years back that the expression at hand is seen from.
    pub(super) fn back(&self) -> u8 {
        self.back
    }

    /// An expression in the environment of the county, whatever row is at hand.
    pub fn of_county(&mut self, back: u8, of: impl FnOnce(&mut Self) -> Value) -> Value {
        let (outer_back, outer_table) = (std::mem::replace(&mut self.back, back), self.table.take());
        let value = of(self);
        (self.back, self.table) = (outer_back, outer_table);
        value
    }

    /// a ∘ b
    pub(super) fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        let absent = self.graph.either_absent(a, b);
        if op == BinaryOp::Mul {
            return self.product(a, b, absent);
        }
        let (x, y, den) = self.graph.aligned(a, b);
        let num = match op {
            BinaryOp::Add => self.graph.add(x, y),
            BinaryOp::Sub => self.graph.sub(x, y),
            BinaryOp::Min => self.graph.min(x, y),
            BinaryOp::Max | BinaryOp::Mul => self.graph.max(x, y),
        };
        Value { num, den, absent }
    }

    fn product(&mut self, a: Value, b: Value, absent: NodeId) -> Value {
        let (a, b) = if self.graph.constant(a.num).is_some() { (b, a) } else { (a, b) };
        let known = [a.den, b.num, b.den].map(|id| self.graph.constant(id).cloned());
        if let [Some(den), Some(factor), Some(other)] = known {
            return self.graph.scaled(a.num, &factor, &(den * other), absent);
        }
        Value { num: self.graph.mul(a.num, b.num), den: self.graph.mul(a.den, b.den), absent }
    }

    /// a ÷ b
    pub(super) fn quotient(&mut self, a: Value, b: Value, when_zero: &WhenZero) -> Value {
        let absent = self.graph.either_absent(a, b);
        let zero = self.graph.int(0);
        let one = self.graph.int(1);
        let is_zero = self.graph.eq(b.num, zero);
        // The sign goes to the numerator.
        let negative = self.graph.lt(b.num, zero);
        let (minus_a, minus_b) = (self.graph.neg(a.num), self.graph.neg(b.num));
        let num = self.graph.select(negative, minus_a, a.num);
        let divisor = self.graph.select(negative, minus_b, b.num);
        let divisor = self.graph.max(divisor, one);
        let known = [a.den, b.den, divisor].map(|id| self.graph.constant(id).cloned());
        let own = match known {
            [Some(x), Some(y), Some(by)] => self.graph.scaled(num, &y, &(x * by), absent),
            [Some(x), Some(y), None] => {
                let common = IBig::from((&x).gcd(&y));
                let (up, down) = (self.graph.int(y / &common), self.graph.int(x / common));
                Value { num: self.graph.mul(num, up), den: self.graph.mul(divisor, down), absent }
            }
            _ => Value { num: self.graph.mul(num, b.den), den: self.graph.mul(a.den, divisor), absent },
        };
        let instead = match when_zero {
            WhenZero::Error => self.graph.none(absence::DIVISION_BY_ZERO),
            WhenZero::NotApplicable => self.graph.none(absence::NOT_APPLICABLE),
            WhenZero::Value(value) => self.expr(value),
        };
        let chosen = self.graph.choose(is_zero, instead, own);
        self.graph.unless_absent(absent, chosen)
    }

    fn compare(&mut self, op: CmpOp, a: Value, b: Value) -> Value {
        let absent = self.graph.either_absent(a, b);
        let (x, y, _) = self.graph.aligned(a, b);
        let num = match op {
            CmpOp::Eq => self.graph.eq(x, y),
            CmpOp::Ne => {
                let same = self.graph.eq(x, y);
                self.graph.not(same)
            }
            CmpOp::Lt => self.graph.lt(x, y),
            CmpOp::Le => self.graph.le(x, y),
            CmpOp::Gt => self.graph.lt(y, x),
            CmpOp::Ge => self.graph.le(y, x),
        };
        Value { absent, ..self.graph.whole(num) }
    }

    /// `decisive` is the value of a part that decides the whole, whatever else is absent.
    fn decide(&mut self, all: &[Expr], decisive: bool) -> Value {
        let parts: Vec<Value> = all.iter().map(|part| self.expr(part)).collect();
        let mut decided = self.graph.truth(false);
        let mut num = self.graph.truth(!decisive);
        let mut absent = self.graph.int(absence::PRESENT);
        for part in parts {
            let present = self.graph.is_present(part);
            let says = if decisive { part.num } else { self.graph.not(part.num) };
            let decides = self.graph.and(present, says);
            decided = self.graph.or(decided, decides);
            absent = self.graph.max(absent, part.absent);
            // Where a part is absent and none decides, the whole is absent and this means nothing.
            num = if decisive { self.graph.or(num, decides) } else { self.all_hold(num, present, part.num) };
        }
        let zero = self.graph.int(0);
        let absent = self.graph.select(decided, zero, absent);
        Value { absent, ..self.graph.whole(num) }
    }

    fn all_hold(&mut self, so_far: NodeId, present: NodeId, num: NodeId) -> NodeId {
        let absent = self.graph.not(present);
        let holds = self.graph.or(absent, num);
        self.graph.and(so_far, holds)
    }

    fn in_group(&mut self, id: GroupId) -> Value {
        let num = self.graph.input(Op::InGroup(id), Range::truth(), Domain::County);
        self.graph.whole(num)
    }

    /// A datum so many years back.
    pub fn datum(&mut self, id: DatumId, back: u8) -> Value {
        if let Some(known) = self.data.get(&(id, back)) {
            return *known;
        }
        let model = self.model;
        let Some(datum) = model.datum(id) else { return self.graph.none(absence::ILL_TYPED) };
        let value = match &datum.kind {
            DatumKind::Derived(formula) => self.of_county(back, |l| l.expr(formula)),
            DatumKind::Asked | DatumKind::JudgedPoints(_) => {
                let range = self.datum_range(id, datum);
                let cell = self.cell(Input::Datum(id, back), &datum.signature, range, Domain::County);
                match &datum.when_missing {
                    None if datum.is_judgement() => self.pending_if_missing(cell),
                    instead => self.or_stand_in(cell, absence::MISSING, instead.as_ref()),
                }
            }
        };
        self.data.insert((id, back), value);
        value
    }

    fn column(&mut self, id: ColumnId) -> Value {
        if let Some(known) = self.columns.get(&id) {
            return *known;
        }
        let model = self.model;
        let Some(column) = model.column(id) else { return self.graph.none(absence::ILL_TYPED) };
        let value = if let Some(formula) = &column.formula {
            self.expr(formula)
        } else {
            let range = declared_range(&column.signature, self.presence.open_end());
            let cell = self.cell(Input::Column(id), &column.signature, range, Domain::Row(column.table));
            // A judgement in a row is as good as missing while it is pending.
            let (two, code) = (self.graph.int(absence::PENDING), self.graph.int(absence::MISSING_COLUMN));
            let slight = self.graph.lt(cell.absent, two);
            let cell = Value { absent: self.graph.select(slight, cell.absent, code), ..cell };
            self.or_stand_in(cell, absence::MISSING_COLUMN, column.when_missing.as_ref())
        };
        self.columns.insert(id, value);
        value
    }

    fn cell(&mut self, input: Input, signature: &Signature, range: (Number, Number), domain: Domain) -> Value {
        let scale = Number::ten_to(signature.stored_places());
        let units = |n: &Number| (n * &scale).floor().to_fraction().0;
        let (low, high) = (units(&range.0), units(&range.1));
        // A cell without a value holds 0.
        let absent = self.presence.absences(input);
        let mut range = Range { low: Some(low), high: Some(high) };
        if absent > absence::PRESENT {
            range = range.with_zero();
        }
        let num = self.graph.input(Op::Input(input), range, domain);
        let absent = self.graph.input(Op::Absence(input), Range::new(0, absent), domain);
        Value { num, den: self.graph.int(scale.to_fraction().0), absent }
    }

    fn or_stand_in(&mut self, cell: Value, missing: i64, instead: Option<&Number>) -> Value {
        let Some(instead) = instead else { return cell };
        let missing = self.graph.is_absent_as(cell, missing);
        let instead = self.graph.number(instead);
        self.graph.choose(missing, instead, cell)
    }

    /// A judgement nobody gave yet is 待定, whichever way a program reads an empty cell.
    fn pending_if_missing(&mut self, cell: Value) -> Value {
        let (missing, pending) = (self.graph.is_absent_as(cell, absence::MISSING), self.graph.int(absence::PENDING));
        Value { absent: self.graph.select(missing, pending, cell.absent), ..cell }
    }

    fn datum_range(&self, id: DatumId, datum: &Datum) -> (Number, Number) {
        if datum.signature.ty != Type::Judgement {
            return declared_range(&datum.signature, self.presence.open_end());
        }
        let used = self.model.judged.iter().filter(|j| j.datum == id);
        let ends: Vec<&Number> = used.flat_map(|j| j.ranges.iter().flat_map(|(a, b)| [a, b])).collect();
        let most = ends.iter().map(|n| n.abs()).max().unwrap_or(Number::from(JUDGED_MOST));
        (Number::ZERO, most)
    }
}

/// The values a declaration allows.
fn declared_range(signature: &Signature, open_end: i64) -> (Number, Number) {
    let most = match &signature.ty {
        Type::Bool => 1,
        Type::Level(levels) => levels.len().saturating_sub(1) as i64,
        Type::Date => UNREPORTED,
        Type::Text => i64::from(i32::MAX),
        Type::Judgement => JUDGED_MOST,
        Type::Number(_) => open_end,
    };
    signature.range.clone().unwrap_or((Number::ZERO, Number::from(most)))
}
