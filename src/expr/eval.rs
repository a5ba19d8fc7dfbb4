//! What an expression means: evaluation on exact values. Slow and obvious; the definition every other evaluator is held to.
//!
//! Spec: §6.2. An absent part makes the whole absent, unless the value does not need it: a condition is decided as
//! soon as one part decides it, and only the chosen side of an `If` is evaluated.

use std::collections::{BTreeMap, BTreeSet};

use super::{BinaryOp, ColumnId, DatumId, Expr, GroupId, IndicatorId, Number, PopOp, Scope, TableId, TableOp, WhenZero};

/// A value that is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A number, a level's place or a day.
    Number(Number),
    /// A truth value.
    Bool(bool),
}

/// Why there is no value. The order is the order in which absences win: an error over pending over not applicable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absent {
    /// 不适用
    NotApplicable,
    /// 待定: a judgement that was not given yet.
    Pending(DatumId),
    /// 缺报
    Missing(DatumId),
    /// 缺报, in a column of a detail table.
    MissingColumn(ColumnId),
    /// A divisor is 0 and the file does not say what then.
    DivisionByZero,
    /// The expression mixes kinds of values; the checker excludes it.
    IllTyped,
    /// 名额未定: other counties' grades are not known, so nobody can say who is within the quota.
    QuotaOpen,
}

/// Where an expression gets its inputs.
pub trait Env {
    /// A datum of the county, `back` years ago.
    ///
    /// # Errors
    /// Why the value is absent.
    fn datum(&self, id: DatumId, back: u8) -> Result<Value>;
    /// A column of the row at hand.
    ///
    /// # Errors
    /// Why the value is absent.
    fn column(&self, id: ColumnId) -> Result<Value>;
    /// The published score of an indicator.
    ///
    /// # Errors
    /// Why the value is absent.
    fn score(&self, id: IndicatorId) -> Result<Value>;
    /// The points an indicator can earn.
    fn full_marks(&self, id: IndicatorId) -> Number;
    /// The total of the county.
    ///
    /// # Errors
    /// Why the value is absent.
    fn total(&self) -> Result<Value>;
    /// The place of the county's grade in the list of grades.
    ///
    /// # Errors
    /// Why the value is absent.
    fn grade(&self) -> Result<Value>;
    /// Whether the county belongs to the group.
    fn in_group(&self, id: GroupId) -> bool;
    /// Shows the counties a population operation looks at, each as an environment, and the place of this one among them.
    #[expect(clippy::type_complexity, reason = "spelled out once here, where it is documented")]
    fn population(&self, scope: Scope, visit: &mut dyn FnMut(&[&dyn Env], Option<usize>));
    /// The formula of a column and the value it has when it is missing, if the model gives one.
    fn column_rule(&self, id: ColumnId) -> Option<(Option<&Expr>, Option<&Number>)>;
    /// The rows of a detail table, each as an environment.
    fn rows(&self, table: TableId) -> Vec<Box<dyn Env + '_>>;
}

type Result<T> = std::result::Result<T, Absent>;

/// The value of an expression.
///
/// # Errors
/// Why there is none.
pub fn evaluate(expr: &Expr, env: &dyn Env) -> Result<Value> {
    match expr {
        Expr::Bool(value) => Ok(Value::Bool(*value)),
        Expr::Datum(id, back) => env.datum(*id, *back),
        Expr::Column(id) => env.column(*id),
        Expr::Score(id) => env.score(*id),
        Expr::Total => env.total(),
        Expr::Grade => env.grade(),
        Expr::InGroup(id) => Ok(Value::Bool(env.in_group(*id))),
        Expr::Not(a) => Ok(Value::Bool(!evaluate_condition(a, env)?)),
        Expr::Cmp(op, a, b) => {
            let (a, b) = both(evaluate(a, env), evaluate(b, env))?;
            Ok(Value::Bool(op.holds(&a, &b)))
        }
        Expr::And(all) => decide(all, env, false),
        Expr::Or(all) => decide(all, env, true),
        Expr::If(condition, then, otherwise) => evaluate(if evaluate_condition(condition, env)? { then } else { otherwise }, env),
        Expr::IsNotApplicable(a) => match evaluate(a, env) {
            Ok(_) => Ok(Value::Bool(false)),
            Err(Absent::NotApplicable) => Ok(Value::Bool(true)),
            Err(absent) => Err(absent),
        },
        Expr::Coalesce(a, b) => match evaluate(a, env) {
            Err(Absent::NotApplicable) => evaluate(b, env),
            other => other,
        },
        Expr::IfMissing(a, b) => match evaluate(a, env) {
            Err(Absent::Missing(_) | Absent::MissingColumn(_)) => evaluate(b, env),
            other => other,
        },
        Expr::NotApplicable => Err(Absent::NotApplicable),
        Expr::Population(op, scope, a) => population(*op, *scope, a, env),
        Expr::Number(_)
        | Expr::FullMarks(_)
        | Expr::Neg(_)
        | Expr::Binary(..)
        | Expr::Div(..)
        | Expr::Floor(_)
        | Expr::Ceil(_)
        | Expr::Round(..) => arithmetic(expr, env).map(Value::Number),
        Expr::Table { op, table, filter, value, by } => table_value(op, *table, filter, value, by.as_deref(), env).map(Value::Number),
    }
}

/// The value of an expression that is a number.
///
/// # Errors
/// Why there is none.
pub fn evaluate_number(expr: &Expr, env: &dyn Env) -> Result<Number> {
    match evaluate(expr, env)? {
        Value::Number(value) => Ok(value),
        Value::Bool(_) => Err(Absent::IllTyped),
    }
}

/// The value of an expression that is a condition.
///
/// # Errors
/// Why there is none.
pub fn evaluate_condition(expr: &Expr, env: &dyn Env) -> Result<bool> {
    match evaluate(expr, env)? {
        Value::Bool(value) => Ok(value),
        Value::Number(_) => Err(Absent::IllTyped),
    }
}

/// `decisive` is the value that decides the whole; an absent part matters only if no part decides.
fn decide(all: &[Expr], env: &dyn Env, decisive: bool) -> Result<Value> {
    let mut absent: Option<Absent> = None;
    for part in all {
        match evaluate_condition(part, env) {
            Ok(value) if value == decisive => return Ok(Value::Bool(decisive)),
            Ok(_) => {}
            Err(why) => absent = absent.max(Some(why)),
        }
    }
    absent.map_or(Ok(Value::Bool(!decisive)), Err)
}

fn arithmetic(expr: &Expr, env: &dyn Env) -> Result<Number> {
    match expr {
        Expr::Number(value) => Ok(value.clone()),
        Expr::FullMarks(id) => Ok(env.full_marks(*id)),
        Expr::Neg(a) => Ok(-evaluate_number(a, env)?),
        Expr::Floor(a) => Ok(evaluate_number(a, env)?.floor()),
        Expr::Ceil(a) => Ok(evaluate_number(a, env)?.ceil()),
        Expr::Round(a, places) => Ok(evaluate_number(a, env)?.round_half_up(*places)),
        Expr::Binary(op, a, b) => {
            let (a, b) = both(evaluate_number(a, env), evaluate_number(b, env))?;
            Ok(match op {
                BinaryOp::Add => &a + &b,
                BinaryOp::Sub => &a - &b,
                BinaryOp::Mul => &a * &b,
                BinaryOp::Min => a.min(b),
                BinaryOp::Max => a.max(b),
            })
        }
        Expr::Div(a, b, when_zero) => {
            let (a, b) = both(evaluate_number(a, env), evaluate_number(b, env))?;
            match (a.div(&b), when_zero) {
                (Some(quotient), _) => Ok(quotient),
                (None, WhenZero::Error) => Err(Absent::DivisionByZero),
                (None, WhenZero::NotApplicable) => Err(Absent::NotApplicable),
                (None, WhenZero::Value(value)) => evaluate_number(value, env),
            }
        }
        _ => Err(Absent::IllTyped),
    }
}

/// Both values, or the absence that wins.
fn both<T>(a: Result<T>, b: Result<T>) -> Result<(T, T)> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(a.max(b)),
        (Err(absent), _) | (_, Err(absent)) => Err(absent),
    }
}

/// Counties without the value because it is not applicable are left out; any other absence is passed on.
fn population(op: PopOp, scope: Scope, a: &Expr, env: &dyn Env) -> Result<Value> {
    let mut values: Result<Vec<(usize, Value)>> = Ok(Vec::new());
    let mut own = None;
    env.population(scope, &mut |counties, place| {
        own = place;
        for (i, county) in counties.iter().enumerate() {
            match (evaluate(a, *county), &mut values) {
                (Ok(value), Ok(values)) => values.push((i, value)),
                (Ok(_) | Err(Absent::NotApplicable), _) => {}
                (Err(absent), Ok(_)) => values = Err(absent),
                (Err(absent), Err(known)) => values = Err(absent.max(known.clone())),
            }
        }
    });
    let values = values?;
    if let PopOp::Rank { descending, ties } = op {
        let mine = values.iter().find(|(i, _)| Some(*i) == own).map(|(_, v)| v).ok_or(Absent::NotApplicable)?;
        return rank(mine, &values, descending, ties).map(Value::Number);
    }
    let holds = |v: &&(usize, Value)| v.1 == Value::Bool(true);
    match op {
        PopOp::Any => return Ok(Value::Bool(values.iter().any(|v| holds(&v)))),
        PopOp::Count => {
            let count = values.iter().filter(|(_, v)| *v != Value::Bool(false)).count();
            return Ok(Value::Number(Number::from(count as i64)));
        }
        PopOp::Mean | PopOp::Max | PopOp::Min | PopOp::Sum | PopOp::Rank { .. } => {}
    }
    let numbers = values
        .into_iter()
        .map(|(_, v)| match v {
            Value::Number(n) => Ok(n),
            Value::Bool(_) => Err(Absent::IllTyped),
        })
        .collect::<Result<Vec<Number>>>()?;
    let count = Number::from(numbers.len() as i64);
    let sum = numbers.iter().fold(Number::ZERO, |sum, x| &sum + x);
    let found = match op {
        PopOp::Mean => sum.div(&count),
        PopOp::Max => numbers.into_iter().max(),
        PopOp::Min => numbers.into_iter().min(),
        PopOp::Sum => Some(sum),
        PopOp::Rank { .. } | PopOp::Count | PopOp::Any => None,
    };
    found.map(Value::Number).ok_or(Absent::NotApplicable)
}

fn rank(mine: &Value, values: &[(usize, Value)], descending: bool, ties: super::Ties) -> Result<Number> {
    let better = values.iter().filter(|(_, v)| if descending { v > mine } else { v < mine }).count() as i64;
    let equal = values.iter().filter(|(_, v)| v == mine).count() as i64;
    match ties {
        super::Ties::Better => Ok(Number::from(better + 1)),
        super::Ties::Worse => Ok(Number::from(better + equal)),
        super::Ties::Mean => Number::ratio(2 * better + equal + 1, 2).ok_or(Absent::IllTyped),
    }
}

fn table_value(op: &TableOp, table: TableId, filter: &Expr, value: &Expr, by: Option<&Expr>, env: &dyn Env) -> Result<Number> {
    let mut rows: Vec<(Number, Number)> = Vec::new();
    let mut absent: Option<Absent> = None;
    for row in env.rows(table) {
        let pair = match evaluate_condition(filter, &*row) {
            Ok(true) => both(evaluate_number(value, &*row), by.map_or(Ok(Number::ONE), |by| evaluate_number(by, &*row))),
            Ok(false) => continue,
            Err(why) => Err(why),
        };
        match pair {
            Ok(pair) => rows.push(pair),
            Err(Absent::NotApplicable) => {}
            Err(why) => absent = absent.max(Some(why)),
        }
    }
    if let Some(absent) = absent {
        return Err(absent);
    }
    let total = |f: &dyn Fn(&(Number, Number)) -> Number| rows.iter().fold(Number::ZERO, |sum, row| &sum + &f(row));
    let weights = total(&|(_, w)| w.clone());
    let mean = || total(&|(x, w)| x * w).div(&weights).ok_or(Absent::NotApplicable);
    match op {
        TableOp::Count => Ok(Number::from(rows.len() as i64)),
        TableOp::Sum => Ok(total(&|(x, _)| x.clone())),
        TableOp::Mean => mean(),
        TableOp::Max => rows.iter().map(|(x, _)| x.clone()).max().ok_or(Absent::NotApplicable),
        TableOp::Min => rows.iter().map(|(x, _)| x.clone()).min().ok_or(Absent::NotApplicable),
        TableOp::Distinct => Ok(Number::from(rows.iter().map(|(x, _)| x).collect::<BTreeSet<_>>().len() as i64)),
        TableOp::SumOfBest => {
            let mut best: BTreeMap<&Number, &Number> = BTreeMap::new();
            for (x, key) in &rows {
                let entry = best.entry(key).or_insert(x);
                *entry = (*entry).max(x);
            }
            Ok(best.values().fold(Number::ZERO, |sum, x| &sum + x))
        }
        TableOp::VariationSquared => {
            let mean = mean()?;
            let spread = total(&|(x, w)| &(x - &mean).squared() * w).div(&weights).ok_or(Absent::NotApplicable)?;
            spread.div(&mean.squared()).ok_or(Absent::DivisionByZero)
        }
    }
}
