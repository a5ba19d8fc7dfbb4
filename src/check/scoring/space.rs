//! The space of inputs (取值空间) of some expressions, and the points of it where anything can change.
//!
//! Inputs become variables; what is not a plain input (a ranking, a mean, a sum over schools, a computed datum)
//! becomes a variable over the range that can be inferred. Between two neighboring sample points a rule made of
//! comparisons with constants and steps is monotone, so extremes, gaps and dead branches show at the samples.
//! Spec: §6.7.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{
    Absent, BinaryOp, ColumnId, DatumId, Env, Expr, GroupId, IndicatorId, Number, PopOp, Scope, TableId, TableOp, Value, WhenZero, evaluate,
};
use crate::model::{DatumKind, Model};
use crate::sentence::{Signature, Type};

/// Points looked at before a space counts as too large to decide.
const BUDGET: usize = 3000;
/// Samples of one variable.
const SAMPLES: usize = 48;

/// A variable of the space.
#[derive(Debug, Clone)]
pub(in crate::check) struct Variable {
    /// What it stands for.
    pub expr: Expr,
    /// Its type.
    pub ty: Type,
    /// Smallest and largest value; an open end is `None`.
    low: Option<Number>,
    high: Option<Number>,
    /// Decimal places; `None` if any value between is possible.
    pub places: Option<u32>,
    /// Values to look at, in order.
    pub samples: Vec<Value>,
}

impl Variable {
    /// Whether the value is a number on a scale, so that bands make sense.
    pub fn is_numeric(&self) -> bool {
        matches!(self.ty, Type::Number(_) | Type::Judgement | Type::Date)
    }
}

/// Expressions over common variables.
#[derive(Debug)]
pub(in crate::check) struct Space {
    pub variables: Vec<Variable>,
    exprs: Vec<Expr>,
}

/// A point of the space: a value for each variable.
pub(in crate::check) type Point = Vec<Value>;

const FIRST: u32 = 1 << 24;

impl Space {
    /// The space of the expressions.
    pub fn new(model: &Model, exprs: &[&Expr]) -> Space {
        let mut space = Space { variables: Vec::new(), exprs: Vec::new() };
        let abstracted: Vec<Expr> = exprs.iter().map(|e| space.abstracted(e, model)).collect();
        space.exprs = abstracted;
        space.sample();
        space
    }

    /// Whether every point is looked at.
    pub fn is_complete(&self) -> bool {
        self.size() <= BUDGET
    }

    fn size(&self) -> usize {
        self.variables.iter().fold(1usize, |n, v| n.saturating_mul(v.samples.len().max(1)))
    }

    /// Shows the points, with the value of each expression. A space over the budget shows its edges only:
    /// each variable runs through its samples while the others stand at their first or last one.
    pub fn each(&self, mut visit: impl FnMut(&Point, &[Result<Value, Absent>])) {
        let mut show = |point: &Point| {
            let env = PointEnv { point };
            let values: Vec<_> = self.exprs.iter().map(|e| evaluate(e, &env)).collect();
            visit(point, &values);
        };
        if self.is_complete() {
            let mut at = vec![0usize; self.variables.len()];
            loop {
                let point = self.variables.iter().zip(&at).filter_map(|(v, i)| v.samples.get(*i).cloned()).collect();
                show(&point);
                let mut carry = true;
                for (slot, variable) in at.iter_mut().zip(&self.variables) {
                    *slot += 1;
                    carry = *slot >= variable.samples.len();
                    if !carry {
                        break;
                    }
                    *slot = 0;
                }
                if carry {
                    return;
                }
            }
        }
        for edge in [false, true] {
            let corner: Point =
                self.variables.iter().filter_map(|v| if edge { v.samples.last() } else { v.samples.first() }.cloned()).collect();
            for (i, variable) in self.variables.iter().enumerate() {
                for sample in &variable.samples {
                    let mut point = corner.clone();
                    if let Some(slot) = point.get_mut(i) {
                        *slot = sample.clone();
                    }
                    show(&point);
                }
            }
        }
    }

    fn variable(&mut self, expr: &Expr, make: impl FnOnce() -> Variable) -> Expr {
        let at = match self.variables.iter().position(|v| v.expr == *expr) {
            Some(at) => at,
            None => {
                self.variables.push(make());
                self.variables.len() - 1
            }
        };
        Expr::Datum(DatumId(FIRST + at as u32), 0)
    }

    fn abstracted(&mut self, expr: &Expr, model: &Model) -> Expr {
        let mut each = |e: &Expr| Box::new(self.abstracted(e, model));
        match expr {
            Expr::Number(_) | Expr::Bool(_) | Expr::NotApplicable => expr.clone(),
            Expr::Neg(a) => Expr::Neg(each(a)),
            Expr::Not(a) => Expr::Not(each(a)),
            Expr::Floor(a) => Expr::Floor(each(a)),
            Expr::Ceil(a) => Expr::Ceil(each(a)),
            Expr::Round(a, places) => Expr::Round(each(a), *places),
            Expr::Binary(op, a, b) => Expr::Binary(*op, each(a), each(b)),
            Expr::Cmp(op, a, b) => Expr::Cmp(*op, each(a), each(b)),
            Expr::Div(a, b, zero) => {
                let zero = match zero {
                    WhenZero::Value(value) => WhenZero::Value(each(value)),
                    other => other.clone(),
                };
                Expr::Div(each(a), each(b), zero)
            }
            Expr::And(all) => Expr::And(all.iter().map(|e| *each(e)).collect()),
            Expr::Or(all) => Expr::Or(all.iter().map(|e| *each(e)).collect()),
            Expr::If(a, b, c) => Expr::If(each(a), each(b), each(c)),
            // What happens to absent values is another check's matter.
            Expr::Coalesce(a, _) | Expr::IfMissing(a, _) => *each(a),
            Expr::IsNotApplicable(_) => Expr::Bool(false),
            Expr::InGroup(group) => {
                let groups = model.groups.len();
                let any = Expr::InGroup(GroupId(u32::MAX));
                let variable = self.variable(&any, || Variable {
                    expr: any.clone(),
                    ty: Type::Level(model.groups.iter().map(|g| g.name.clone()).collect()),
                    low: None,
                    high: None,
                    places: Some(0),
                    samples: (0..groups).map(|i| Value::Number(Number::from(i as i64))).collect(),
                });
                Expr::cmp(crate::expr::CmpOp::Eq, variable, Expr::int(i64::from(group.0)))
            }
            Expr::Datum(..)
            | Expr::Column(_)
            | Expr::Score(_)
            | Expr::FullMarks(_)
            | Expr::Total
            | Expr::Grade
            | Expr::Population(..)
            | Expr::Table { .. } => self.variable(expr, || opaque(expr, model)),
        }
    }

    /// Chooses the samples: ends of the ranges, the places where comparisons turn, and their neighbors.
    fn sample(&mut self) {
        let mut turns: Vec<BTreeSet<Number>> = vec![BTreeSet::new(); self.variables.len()];
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for expr in &self.exprs {
            expr.walk(&mut |e| {
                let difference = match e {
                    Expr::Cmp(_, a, b) | Expr::Binary(BinaryOp::Min | BinaryOp::Max, a, b) => {
                        linear(a).zip(linear(b)).map(|(a, b)| a.minus(&b))
                    }
                    Expr::Div(_, b, _) => linear(b),
                    _ => None,
                };
                let Some(difference) = difference else { return };
                let mut involved = difference.factors.iter().filter(|(_, f)| !f.is_zero());
                match (involved.next(), involved.next(), involved.next()) {
                    (Some((x, f)), None, _) => {
                        if let (Some(turn), Some(slot)) = ((-difference.constant.clone()).div(f), turns.get_mut(*x)) {
                            slot.insert(turn);
                        }
                    }
                    (Some((x, _)), Some((y, _)), None) => pairs.push((*x, *y)),
                    _ => {}
                }
            });
        }
        // Two inputs compared with each other turn at each other's values.
        for (x, y) in pairs {
            let mut both: BTreeSet<Number> = BTreeSet::new();
            for i in [x, y] {
                both.extend(turns.get(i).cloned().unwrap_or_default());
                let ends = self.variables.get(i).map(|v| (v.low.clone(), v.high.clone()));
                if let Some((low, high)) = ends {
                    if let (Some(low), Some(high)) = (&low, &high) {
                        both.insert((low + high).div(&Number::from(2)).unwrap_or_default());
                    }
                    both.extend(low);
                    both.extend(high);
                }
            }
            if both.is_empty() {
                both.insert(Number::from(100));
            }
            for i in [x, y] {
                if let Some(slot) = turns.get_mut(i) {
                    slot.extend(both.iter().cloned());
                }
            }
        }
        for (variable, turns) in self.variables.iter_mut().zip(turns) {
            if variable.samples.is_empty() {
                variable.samples = samples(variable, &turns);
            }
        }
    }
}

fn samples(variable: &Variable, turns: &BTreeSet<Number>) -> Vec<Value> {
    match &variable.ty {
        Type::Bool => return vec![Value::Bool(false), Value::Bool(true)],
        Type::Level(levels) => return (0..levels.len()).map(|i| Value::Number(Number::from(i as i64))).collect(),
        Type::Number(_) | Type::Date | Type::Judgement | Type::Text => {}
    }
    let step = Number::ulp(variable.places.unwrap_or(4));
    let on_grid = |value: &Number, up: bool| {
        let Some(steps) = value.div(&step) else { return value.clone() };
        &(if up { steps.ceil() } else { steps.floor() }) * &step
    };
    let mut points: BTreeSet<Number> = BTreeSet::new();
    for turn in turns {
        let (below, above) = (on_grid(turn, false), on_grid(turn, true));
        points.extend([&below - &step, below, above.clone(), &above + &step]);
        if variable.places.is_none() {
            points.insert(turn.clone());
        }
    }
    let far = &turns.iter().map(Number::abs).max().unwrap_or(Number::ZERO) * &Number::from(2);
    let low = variable.low.clone().unwrap_or(Number::ZERO);
    let high = variable.high.clone().unwrap_or_else(|| on_grid(&(&far + &Number::from(1000)), true));
    points.extend([low.clone(), high.clone()]);
    let inside: Vec<Number> = points.into_iter().filter(|p| *p >= low && *p <= high).collect();
    // Between distant neighbors one more point, so that a stretch without turns is looked at too.
    let mut all: Vec<Number> = Vec::new();
    for point in inside {
        if let Some(last) = all.last() {
            let middle = on_grid(&(last + &point).div(&Number::from(2)).unwrap_or_default(), false);
            if middle > *last && middle < point {
                all.push(middle);
            }
        }
        all.push(point);
    }
    all.truncate(SAMPLES);
    if all.last().is_some_and(|last| *last < high) {
        all.push(high);
    }
    all.into_iter().map(Value::Number).collect()
}

/// A sum of variables with constant factors.
struct Linear {
    factors: BTreeMap<usize, Number>,
    constant: Number,
}

impl Linear {
    fn minus(&self, other: &Linear) -> Linear {
        self.plus(&other.times(&Number::from(-1)))
    }

    fn plus(&self, other: &Linear) -> Linear {
        let mut factors = self.factors.clone();
        for (x, f) in &other.factors {
            let sum = factors.get(x).map_or(f.clone(), |g| g + f);
            factors.insert(*x, sum);
        }
        Linear { factors, constant: &self.constant + &other.constant }
    }

    fn times(&self, factor: &Number) -> Linear {
        Linear { factors: self.factors.iter().map(|(x, f)| (*x, f * factor)).collect(), constant: &self.constant * factor }
    }

    fn is_constant(&self) -> bool {
        self.factors.is_empty()
    }
}

fn linear(expr: &Expr) -> Option<Linear> {
    match expr {
        Expr::Number(n) => Some(Linear { factors: BTreeMap::new(), constant: n.clone() }),
        Expr::Datum(DatumId(id), 0) => {
            let at = id.checked_sub(FIRST)? as usize;
            Some(Linear { factors: BTreeMap::from([(at, Number::ONE)]), constant: Number::ZERO })
        }
        Expr::Neg(a) => linear(a).map(|a| a.times(&Number::from(-1))),
        Expr::Binary(BinaryOp::Add, a, b) => Some(linear(a)?.plus(&linear(b)?)),
        Expr::Binary(BinaryOp::Sub, a, b) => Some(linear(a)?.minus(&linear(b)?)),
        Expr::Binary(BinaryOp::Mul, a, b) => {
            let (a, b) = (linear(a)?, linear(b)?);
            if a.is_constant() {
                Some(b.times(&a.constant))
            } else if b.is_constant() {
                Some(a.times(&b.constant))
            } else {
                None
            }
        }
        // The sign of a quotient by a constant-signed divisor turns where its numerator does.
        Expr::Div(a, ..) => linear(a),
        // A step turns where what it counts does.
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => linear(a),
        _ => None,
    }
}

/// What is known of something that is not computed here.
fn opaque(expr: &Expr, model: &Model) -> Variable {
    let from = |s: &Signature| {
        let (low, high) = s.range.clone().map_or((None, None), |(a, b)| (Some(a), Some(b)));
        Variable { expr: expr.clone(), ty: s.ty.clone(), low, high, places: s.places, samples: Vec::new() }
    };
    let number = |low: Option<Number>, high: Option<Number>, places: Option<u32>| Variable {
        expr: expr.clone(),
        ty: Type::Number(crate::expr::Unit::none()),
        low,
        high,
        places,
        samples: Vec::new(),
    };
    match expr {
        Expr::Datum(id, _) => {
            let Some(datum) = model.datum(*id) else { return number(None, None, None) };
            let mut variable = from(&datum.signature);
            match (&datum.kind, &datum.signature.ty) {
                (DatumKind::Derived(formula), _) if variable.low.is_none() => {
                    let (low, high) = interval(formula, model);
                    (variable.low, variable.high) = (low, high);
                }
                (_, Type::Judgement) => judged_samples(*id, model, &mut variable),
                (_, Type::Date) => date_samples(model, datum.unreported, &mut variable),
                _ => {}
            }
            variable
        }
        Expr::Column(id) => model.column(*id).map_or_else(|| number(None, None, None), |c| from(&c.signature)),
        Expr::Score(id) => {
            let full = model.indicator(*id).and_then(|i| i.points.clone());
            number(Some(Number::ZERO), full, Some(2))
        }
        Expr::FullMarks(id) => {
            let full = model.indicator(*id).and_then(|i| i.points.clone()).unwrap_or_default();
            number(Some(full.clone()), Some(full), Some(2))
        }
        Expr::Total => number(Some(Number::ZERO), Some(most(model)), Some(2)),
        Expr::Grade => {
            let levels = model.grades.iter().map(|g| g.name.clone()).collect();
            Variable { ty: Type::Level(levels), ..number(None, None, Some(0)) }
        }
        Expr::Population(PopOp::Rank { ties, .. }, ..) => {
            let counties = Number::from(model.counties.len().max(1) as i64);
            number(Some(Number::ONE), Some(counties), Some(if *ties == crate::expr::Ties::Mean { 1 } else { 0 }))
        }
        Expr::Population(PopOp::Any, ..) => Variable { ty: Type::Bool, ..number(None, None, None) },
        Expr::Table { op: TableOp::Count | TableOp::Distinct, .. } => number(Some(Number::ZERO), None, Some(0)),
        _ => {
            let (low, high) = interval(expr, model);
            number(low.or(Some(Number::ZERO)), high, None)
        }
    }
}

/// The largest total: full points plus bonus.
pub(in crate::check) fn most(model: &Model) -> Number {
    let full = model.header.as_ref().map_or(Number::from(100), |h| h.full.clone());
    let bonus = model
        .indicators
        .iter()
        .filter(|i| i.kind == crate::model::IndicatorKind::Bonus)
        .fold(Number::ZERO, |sum, i| &sum + &i.points.clone().unwrap_or(Number::from(10)));
    &full + &bonus
}

fn judged_samples(id: DatumId, model: &Model, variable: &mut Variable) {
    let mut points: BTreeSet<Number> = BTreeSet::new();
    for used in model.judged.iter().filter(|j| j.datum == id) {
        points.extend(used.ranges.iter().flat_map(|(a, b)| [a.clone(), b.clone()]));
        points.extend(used.zero.then_some(Number::ZERO));
    }
    variable.samples = points.into_iter().map(Value::Number).collect();
}

/// Days of the year before, the year and the year after, and 未报.
fn date_samples(model: &Model, unreported: bool, variable: &mut Variable) {
    let year = model.header.as_ref().map_or(0, |h| h.year);
    let day =
        |year: u32, month: u32, day: u32| crate::sentence::day_number(crate::syntax::tree::Date { year: Some(year), month, day }, year);
    variable.low = day(year.saturating_sub(1).max(1), 1, 1);
    variable.high = if unreported { Some(Number::from(3_652_364)) } else { day(year + 1, 12, 31) };
    variable.places = Some(0);
}

/// Smallest and largest value of an expression, where they can be inferred; sound, not tight.
pub(in crate::check) fn interval(expr: &Expr, model: &Model) -> (Option<Number>, Option<Number>) {
    let of = |e: &Expr| interval(e, model);
    let add = |a: Option<Number>, b: Option<Number>| a.zip(b).map(|(a, b)| &a + &b);
    match expr {
        Expr::Number(n) => (Some(n.clone()), Some(n.clone())),
        Expr::Neg(a) => {
            let (low, high) = of(a);
            (high.map(|h| -h), low.map(|l| -l))
        }
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => {
            let (low, high) = of(a);
            (low.map(|l| l.floor()), high.map(|h| h.ceil()))
        }
        Expr::If(_, a, b) => hull(of(a), of(b)),
        Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => hull(of(a), of(b)),
        Expr::Population(PopOp::Mean | PopOp::Max | PopOp::Min, _, a) => of(a),
        Expr::Table { op: TableOp::Mean | TableOp::Max | TableOp::Min, value, .. } => of(value),
        Expr::Binary(op, a, b) => {
            let ((a_low, a_high), (b_low, b_high)) = (of(a), of(b));
            match op {
                BinaryOp::Add => (add(a_low, b_low), add(a_high, b_high)),
                BinaryOp::Sub => (add(a_low, b_high.map(|h| -h)), add(a_high, b_low.map(|l| -l))),
                BinaryOp::Mul => corners([a_low, a_high], [b_low, b_high], |a, b| Some(a * b)),
                BinaryOp::Min => (a_low.zip(b_low).map(|(a, b)| a.min(b)), a_high.into_iter().chain(b_high).min()),
                BinaryOp::Max => (a_low.into_iter().chain(b_low).max(), a_high.zip(b_high).map(|(a, b)| a.max(b))),
            }
        }
        Expr::Div(a, b, _) => {
            let ((a_low, a_high), (b_low, b_high)) = (of(a), of(b));
            match &b_low {
                Some(low) if *low > Number::ZERO => corners([a_low, a_high], [b_low, b_high], |a, b| a.div(b)),
                // A quotient of two amounts that are never negative is never negative.
                Some(low) if *low >= Number::ZERO && a_low.as_ref().is_some_and(|a| *a >= Number::ZERO) => (Some(Number::ZERO), None),
                _ => (None, None),
            }
        }
        Expr::Table { op: TableOp::Count | TableOp::Distinct | TableOp::VariationSquared, .. } => (Some(Number::ZERO), None),
        Expr::Table { op: TableOp::Sum | TableOp::SumOfBest, value, .. } => {
            (of(value).0.filter(|l| !l.is_negative()).map(|_| Number::ZERO), None)
        }
        Expr::Bool(_) | Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Cmp(..) | Expr::NotApplicable | Expr::IsNotApplicable(_) => {
            (None, None)
        }
        _ => {
            let variable = opaque(expr, model);
            (variable.low.or(Some(Number::ZERO)), variable.high)
        }
    }
}

type Ends = (Option<Number>, Option<Number>);

fn hull(a: Ends, b: Ends) -> Ends {
    (a.0.zip(b.0).map(|(a, b)| a.min(b)), a.1.zip(b.1).map(|(a, b)| a.max(b)))
}

fn corners(a: [Option<Number>; 2], b: [Option<Number>; 2], f: impl Fn(&Number, &Number) -> Option<Number>) -> Ends {
    let positive = |ends: &[Option<Number>; 2]| matches!(ends, [Some(low), _] if !low.is_negative());
    let both_positive = positive(&a) && positive(&b);
    let mut all = Vec::new();
    let mut open = false;
    for x in &a {
        for y in &b {
            match (x, y) {
                (Some(x), Some(y)) => all.extend(f(x, y)),
                _ => open = true,
            }
        }
    }
    let low = all.iter().min().cloned();
    match (open, both_positive) {
        (false, _) => (low, all.into_iter().max()),
        (true, true) => (Some(Number::ZERO), None),
        (true, false) => (None, None),
    }
}

/// A point as an environment.
struct PointEnv<'p> {
    point: &'p Point,
}

impl Env for PointEnv<'_> {
    fn datum(&self, id: DatumId, _: u8) -> Result<Value, Absent> {
        id.0.checked_sub(FIRST).and_then(|at| self.point.get(at as usize)).cloned().ok_or(Absent::IllTyped)
    }

    fn column(&self, _: ColumnId) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn score(&self, _: IndicatorId) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn full_marks(&self, _: IndicatorId) -> Number {
        Number::ZERO
    }

    fn total(&self) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn grade(&self) -> Result<Value, Absent> {
        Err(Absent::IllTyped)
    }

    fn in_group(&self, _: GroupId) -> bool {
        false
    }

    fn population(&self, _: Scope, visit: &mut dyn FnMut(&[&dyn Env], Option<usize>)) {
        visit(&[], None);
    }

    fn column_rule(&self, _: ColumnId) -> Option<(Option<&Expr>, Option<&Number>)> {
        None
    }

    fn rows(&self, _: TableId) -> Vec<Box<dyn Env + '_>> {
        Vec::new()
    }
}

/// A point in words: `普惠率＝84%`.
pub(in crate::check) fn describe(space: &Space, point: &Point, model: &Model) -> String {
    let parts =
        space.variables.iter().zip(point).map(|(v, value)| format!("{}＝{}", name_of(&v.expr, model), value_words(v, value, model)));
    parts.take(3).collect::<Vec<_>>().join("，")
}

/// A value in words, with its unit.
pub(in crate::check) fn value_words(variable: &Variable, value: &Value, _model: &Model) -> String {
    match (value, &variable.ty) {
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "否".to_owned(),
        (Value::Number(n), Type::Level(levels)) => {
            n.to_i64().and_then(|i| levels.get(i as usize)).cloned().unwrap_or_else(|| n.to_string())
        }
        (Value::Number(n), Type::Date) => {
            let day = crate::sentence::day_of(n.to_i64().unwrap_or(0));
            if n.to_i64() == Some(3_652_364) { "未报".to_owned() } else { format!("{}月{}日", day.month, day.day) }
        }
        (Value::Number(n), Type::Number(unit)) => {
            let shown = if n.places().is_some() { n.clone() } else { n.round_half_up(4) };
            format!("{shown}{unit}")
        }
        (Value::Number(n), _) => n.to_string(),
    }
}

/// What a variable is called.
pub(in crate::check) fn name_of(expr: &Expr, model: &Model) -> String {
    match expr {
        Expr::Datum(id, 0) => model.datum(*id).map_or_else(String::new, |d| d.name.clone()),
        Expr::Datum(id, back) => format!("{}（{}年前）", model.datum(*id).map_or("", |d| &d.name), back),
        Expr::Column(id) => model.column(*id).map_or_else(String::new, |c| c.name.clone()),
        Expr::Score(id) => model.indicator(*id).map_or_else(String::new, |i| format!("{}得分", i.code)),
        Expr::Total => "总分".to_owned(),
        Expr::Grade => "等次".to_owned(),
        Expr::InGroup(_) => "分组".to_owned(),
        Expr::Population(PopOp::Rank { .. }, _, a) => format!("{}的名次", name_of(a, model)),
        Expr::Population(PopOp::Mean, _, a) => format!("{}的平均数", name_of(a, model)),
        Expr::Population(PopOp::Max, _, a) => format!("{}的最高值", name_of(a, model)),
        Expr::Population(PopOp::Min, _, a) => format!("{}的最低值", name_of(a, model)),
        Expr::Table { table, .. } => model.table(*table).map_or_else(String::new, |t| format!("{}汇总值", t.name)),
        _ => "计算值".to_owned(),
    }
}
