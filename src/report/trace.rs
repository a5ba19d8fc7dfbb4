//! How a score came out (得分过程), step by step: the conditions that decided, the arithmetic with exact numbers.
//!
//! Walks the expression of a rule along the one path its values take.

use super::Words;
use super::compared::compared;
use super::values::{Shape, counted, english, name, number, say};
use crate::expr::{Absent, BinaryOp, CmpOp, Env, Expr, Number, Value, evaluate, evaluate_condition, evaluate_number};
use crate::model::Model;
use crate::sentence::UNREPORTED;

/// A number and the arithmetic it came from.
pub(super) struct Amount {
    /// The number.
    pub value: Number,
    /// `2－0.2`; the number itself if nothing was computed.
    pub formula: String,
    /// Whether the formula is a sum, which needs brackets inside a product.
    sum: bool,
    /// What the number is called, if it was read and not computed.
    name: Option<String>,
    /// Whether it counts the days of something that never came: its arithmetic tells nobody anything.
    endless: bool,
}

impl Amount {
    fn plain(value: Number) -> Amount {
        Amount { formula: number(&value), value, sum: false, name: None, endless: false }
    }

    fn computed(value: Number, formula: String, sum: bool) -> Amount {
        Amount { value, formula, sum, name: None, endless: false }
    }

    /// The equation, behind the name of what was read.
    fn named(&self) -> String {
        format!("{}{}", self.name.as_deref().unwrap_or_default(), self.equation())
    }

    /// `2－0.2＝1.8`, or `1.8`.
    pub fn equation(&self) -> String {
        let value = number(&self.value);
        if self.formula == value { value } else { format!("{}＝{value}", self.formula) }
    }

    fn factor(&self) -> String {
        if self.sum { format!("（{}）", self.formula) } else { self.formula.clone() }
    }
}

/// Whether an expression has another one as a part.
fn holds_within(whole: &Expr, part: &Expr) -> bool {
    whole == part || whole.any_part(|each| holds_within(each, part))
}

/// Whether a number of steps is what a comparison compares: how far one value is from the other, or how many there are.
fn measures(count: &Expr, a: &Expr, b: &Expr) -> bool {
    match count {
        _ if count == a => true,
        Expr::Floor(inner) | Expr::Ceil(inner) | Expr::Div(inner, ..) => measures(inner, a, b),
        Expr::Binary(BinaryOp::Mul, inner, factor) if matches!(**factor, Expr::Number(_)) => measures(inner, a, b),
        Expr::Binary(BinaryOp::Sub, x, y) => (is_times(x, a) && is_times(y, b)) || (is_times(x, b) && is_times(y, a)),
        _ => false,
    }
}

/// Whether an expression is another one, or so many times it.
fn is_times(expr: &Expr, value: &Expr) -> bool {
    expr == value || matches!(expr, Expr::Binary(BinaryOp::Mul, inner, factor) if matches!(**factor, Expr::Number(_)) && **inner == *value)
}

/// Whether a number of steps is measured as a share of the target.
fn is_share_of(count: &Expr, target: &Expr) -> bool {
    match count {
        Expr::Floor(a) | Expr::Ceil(a) => is_share_of(a, target),
        Expr::Binary(BinaryOp::Mul, a, b) if matches!(**b, Expr::Number(_)) => is_share_of(a, target),
        Expr::Div(_, divisor, _) => **divisor == *target,
        _ => false,
    }
}

/// The most points an expression can earn, or the least it can take, going by the constants in it; `None` where they do not say.
fn best(expr: &Expr, sign: Sign) -> Option<Number> {
    let better = |a: Number, b: Number| if sign == Sign::Lost { a.min(b) } else { a.max(b) };
    match expr {
        Expr::Number(n) => Some(n.clone()),
        Expr::If(_, a, b) => match (best(a, sign), best(b, sign)) {
            (Some(a), Some(b)) => Some(better(a, b)),
            (known, None) | (None, known) => known,
        },
        // A loss is at least nothing.
        Expr::Binary(BinaryOp::Sub, a, _) => best(a, sign),
        Expr::Binary(BinaryOp::Max | BinaryOp::Min, a, b) => Some(better(best(a, sign)?, best(b, sign)?)),
        Expr::Binary(BinaryOp::Add, a, b) => Some(&best(a, sign)? + &best(b, sign)?),
        _ => None,
    }
}

/// Whether an amount is added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// 得
    Earned,
    /// 扣
    Lost,
}

impl Sign {
    fn turned(self) -> Sign {
        if self == Sign::Earned { Sign::Lost } else { Sign::Earned }
    }
}

/// Follows the rules of one county.
pub(super) struct Tracer<'t> {
    model: &'t Model,
    env: &'t dyn Env,
    /// What was said, in order.
    pub lines: Vec<Words>,
    /// What of it cost points, by what it is about: what the county has, and what was asked for.
    causes: Vec<(Expr, Words)>,
    /// Whether what is told costs points.
    costs: bool,
    /// Comparisons that were told already.
    told: Vec<(Expr, Expr)>,
}

impl<'t> Tracer<'t> {
    /// A tracer for a county.
    pub fn new(model: &'t Model, env: &'t dyn Env) -> Self {
        Tracer { model, env, lines: Vec::new(), causes: Vec::new(), costs: false, told: Vec::new() }
    }

    /// Says something once.
    pub fn say(&mut self, words: Words) {
        if !self.lines.contains(&words) {
            self.lines.push(words);
        }
    }

    /// What cost points, in words.
    pub fn causes(&self) -> Vec<Words> {
        self.causes.iter().map(|(_, words)| words.clone()).collect()
    }

    /// Keeps what cost points: of several demands on one thing the first, which earns most.
    fn cause(&mut self, about: &Expr, words: Words) {
        if !self.causes.iter().any(|(known, told)| known == about || *told == words) {
            self.causes.push((about.clone(), words));
        }
    }

    /// Tells a condition that costs points.
    pub fn costly(&mut self, expr: &Expr, holds: bool) {
        let before = std::mem::replace(&mut self.costs, true);
        self.condition(expr, holds);
        self.costs = before;
    }

    /// Tells a condition on the way to points; it costs points if the branch that is not taken is the better one.
    fn decided(&mut self, expr: &Expr, holds: bool, branches: (&Expr, &Expr), sign: Sign) {
        let value = |branch: &Expr| evaluate_number(branch, self.env);
        let (taken, other) = if holds { branches } else { (branches.1, branches.0) };
        let costs = match (value(taken), value(other)) {
            (Ok(taken), Ok(other)) => {
                if sign == Sign::Lost {
                    taken > other
                } else {
                    taken < other
                }
            }
            _ => false,
        };
        if costs { self.costly(expr, holds) } else { self.condition(expr, holds) }
    }

    /// Whether a branch gives nothing that the other one could not give too.
    fn is_exemption(&self, branch: &Expr, other: &Expr, sign: Sign) -> bool {
        let Ok(given) = evaluate_number(branch, self.env) else { return false };
        best(other, sign).is_some_and(|best| if sign == Sign::Lost { best <= given } else { best >= given })
    }

    /// The value of points, telling what decided it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn amount(&mut self, expr: &Expr, sign: Sign) -> Result<Amount, Absent> {
        match expr {
            Expr::If(condition, then, otherwise) => {
                let before = self.causes.len();
                let (taken, other) = if evaluate_condition(condition, self.env)? {
                    if let Some(amount) = self.step(condition, then, sign)? {
                        return Ok(amount);
                    }
                    self.decided(condition, true, (then, otherwise), sign);
                    (then, otherwise)
                } else {
                    // A step that does not count needs no word.
                    if **otherwise != Expr::int(0) || sign == Sign::Earned {
                        self.decided(condition, false, (then, otherwise), sign);
                    }
                    (otherwise, then)
                };
                let asked = self.causes.len();
                let amount = self.amount(taken, sign)?;
                // Nobody is asked to be exempt (不扣分的情形) where points were lost on something else.
                if self.causes.len() > asked && self.is_exemption(other, taken, sign) {
                    self.causes.drain(before..asked);
                }
                Ok(amount)
            }
            Expr::Binary(op, a, b) => self.binary(*op, a, b, sign),
            Expr::Div(a, b, _) => {
                let value = evaluate_number(expr, self.env)?;
                let (Ok(a), Ok(b)) = (self.amount(a, sign), self.amount(b, sign)) else { return Ok(Amount::plain(value)) };
                if b.value == Number::ONE || b.value.is_zero() {
                    return Ok(if b.value.is_zero() { Amount::plain(value) } else { a });
                }
                Ok(Amount::computed(value, format!("{}÷{}", a.factor(), b.factor()), false))
            }
            Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => {
                let value = evaluate_number(expr, self.env)?;
                let inner = self.amount(a, sign)?;
                if inner.value != value {
                    let (from, to) = (inner.named(), number(&value));
                    let (zh, en) = match expr {
                        Expr::Floor(_) => ("取整为", "rounded down to"),
                        Expr::Ceil(_) => ("向上取整为", "rounded up to"),
                        _ => ("四舍五入为", "rounded half up to"),
                    };
                    self.say(say(format!("{from}，{zh}{to}"), format!("{}, {en} {to}", english(&from))));
                    return Ok(Amount::plain(value));
                }
                Ok(inner)
            }
            Expr::Coalesce(a, b) => match evaluate(a, self.env) {
                Err(Absent::NotApplicable) => {
                    self.say(say("不适用，按规定计分", "not applicable: scored as the rule says for that case"));
                    self.amount(b, sign)
                }
                _ => self.amount(a, sign),
            },
            Expr::IfMissing(a, b) => match evaluate(a, self.env) {
                Err(Absent::Missing(_) | Absent::MissingColumn(_)) => {
                    self.say(say("缺报，按规定计分", "missing: scored as the rule says for that case"));
                    self.amount(b, sign)
                }
                _ => self.amount(a, sign),
            },
            Expr::Neg(a) => {
                let inner = self.amount(a, sign.turned())?;
                Ok(Amount::computed(-inner.value.clone(), format!("－{}", inner.factor()), true))
            }
            _ => {
                let name = expr.is_input().then(|| name(expr, self.model));
                evaluate_number(expr, self.env).map(|value| Amount { name, ..Amount::plain(value) })
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr, sign: Sign) -> Result<Amount, Absent> {
        let left = self.amount(a, sign)?;
        let right = self.amount(b, if op == BinaryOp::Sub { sign.turned() } else { sign })?;
        let (x, y) = (&left.value, &right.value);
        let endless = left.endless || right.endless;
        let amount = match op {
            BinaryOp::Add if x.is_zero() => right,
            BinaryOp::Add | BinaryOp::Sub if y.is_zero() => left,
            BinaryOp::Add if y.is_negative() && !right.sum => {
                Amount::computed(x + y, format!("{}－{}", left.formula, number(&y.abs())), true)
            }
            BinaryOp::Add => Amount::computed(x + y, format!("{}＋{}", left.formula, right.formula), true),
            BinaryOp::Sub => {
                // What a step took was told with its arithmetic.
                let taken = if right.sum { format!("（{}）", right.formula) } else { number(y) };
                Amount::computed(x - y, format!("{}－{taken}", left.formula), true)
            }
            BinaryOp::Mul if *x == Number::ONE => right,
            BinaryOp::Mul if *y == Number::ONE => left,
            BinaryOp::Mul => Amount::computed(x * y, format!("{}×{}", left.factor(), right.factor()), false),
            BinaryOp::Min | BinaryOp::Max => {
                let takes_left = if op == BinaryOp::Min { x <= y } else { x >= y };
                let (taken, other, limit) = if takes_left { (left, right, a) } else { (right, left, b) };
                if matches!(limit, Expr::Number(_)) && taken.value != other.value {
                    let to = number(&taken.value);
                    let from = if other.endless { String::new() } else { format!("{}，", other.named()) };
                    let (zh, en) = match op {
                        BinaryOp::Min => ("高于上限", "above the limit"),
                        _ if taken.value.is_zero() => ("扣完为止", "nothing is left"),
                        _ => ("低于下限", "below the limit"),
                    };
                    self.say(say(format!("{from}{zh}，按{to}计"), format!("{}{en}: counts as {to}", english(&from).replace('，', ", "))));
                }
                return Ok(taken);
            }
        };
        Ok(Amount { endless, ..amount })
    }

    /// A step (每…扣…分) that counts: how far off, how many steps, how many points.
    fn step(&mut self, condition: &Expr, then: &Expr, sign: Sign) -> Result<Option<Amount>, Absent> {
        let Expr::Cmp(op @ (CmpOp::Lt | CmpOp::Gt), a, b) = condition else { return Ok(None) };
        let (count, points) = match then {
            Expr::Binary(BinaryOp::Mul, count, points) => match &**points {
                Expr::Number(points) => (&**count, points.clone()),
                _ => return Ok(None),
            },
            Expr::Number(_) => return Ok(None),
            count => (count, Number::ONE),
        };
        if !measures(count, a, b) {
            return Ok(None);
        }
        let steps = evaluate_number(count, self.env)?;
        let whole = match count {
            Expr::Floor(inner) | Expr::Ceil(inner) => evaluate_number(inner, self.env)?,
            _ => steps.clone(),
        };
        let (Value::Number(x), Value::Number(y)) = (evaluate(a, self.env)?, evaluate(b, self.env)?) else { return Ok(None) };
        let value = &steps * &points;
        let amount = Amount::computed(value, format!("{}×{}", number(&steps), number(&points)), false);
        let off = (&x - &y).abs();
        let shape = Shape::of_expr(a, self.model).or_else(|| Shape::of_expr(b, self.model)).unwrap_or(Shape::Plain);
        if sign == Sign::Lost && !steps.is_zero() {
            let cause = match self.facts(a) {
                Some(_) => None,
                None if y.is_zero() => {
                    let named = format!("{}{}", name(a, self.model), shape.print(&Value::Number(x.clone())));
                    Some(say(named.clone(), english(&named)))
                }
                None => compared((self.model, self.env), Some(*op), (a, &Value::Number(x.clone())), (b, &Value::Number(y.clone()))),
            };
            cause.into_iter().for_each(|cause| self.cause(a, cause));
        }
        self.told.push(((**a).clone(), (**b).clone()));
        if shape == Shape::Date && x.to_i64() == Some(UNREPORTED) {
            let name = name(a, self.model);
            self.say(say(format!("{name}未报，按一直未完成计"), format!("{name} was not reported: counted as never done")));
            return Ok(Some(Amount { endless: true, ..amount }));
        }
        let (less, more) = shape.less_and_more();
        let (word, word_en) = match (x < y, shape == Shape::Place) {
            (true, false) => (less, "below"),
            (true, true) => (less, "ahead of"),
            (false, false) => (more, "above"),
            (false, true) => (more, "behind"),
        };
        let (mut zh, mut en) = if let Some(facts) = self.facts(a) {
            let listed: Vec<String> = facts.iter().map(|f| format!("“{f}”")).collect();
            if sign == Sign::Lost {
                // That one of them is lacking says no more.
                self.causes.retain(|(about, _)| !holds_within(a, about));
                self.cause(a, say(format!("缺{}", listed.join("")), format!("lacking: {}", facts.join(", "))));
            }
            (format!("缺{}，共{}项", listed.join(""), number(&x)), format!("{} lacking: {}", number(&x), facts.join(", ")))
        } else if y.is_zero() {
            let (name, value) = (name(a, self.model), Value::Number(x));
            (format!("{name}{}", shape.print(&value)), format!("{name} is {}", shape.print_in_english(&value)))
        } else {
            let (x, y, difference) = (Value::Number(x), Value::Number(y.clone()), shape.difference(&off));
            // 第6名比第1名 would seem to be a score of a match.
            let pause = if shape == Shape::Place { "，" } else { "" };
            (
                format!("{}{pause}比{}{word}{}", shape.print(&x), shape.print(&y), difference.zh),
                format!("{} is {} {word_en} {}", shape.print_in_english(&x), difference.en, shape.print_in_english(&y)),
            )
        };
        // What is off, in the unit steps are counted in: on other values than percentages a percentage point is one of the target.
        let share = if is_share_of(count, b) { off.div(&y.abs()).map(|share| &share * &Number::from(100)) } else { None };
        let (unit, off) = match share {
            Some(share) => {
                let shown = number(&share);
                zh.push_str(&format!("，即{word}{shown}%"));
                en.push_str(&format!(", which is {}%", english(&shown)));
                (say("个百分点", " percentage points"), share)
            }
            None => (shape.steps(), shape.counted(&off)),
        };
        let size = off.div(&whole).unwrap_or(Number::ONE);
        let single = size == Number::ONE;
        if !single {
            let size = number(&size);
            zh.push_str(&format!("，每{size}{}为一档", unit.zh));
            en.push_str(&format!(", in steps of {}{}", english(&size), unit.en));
        }
        if steps.is_zero() {
            let (verb, verb_en) = if sign == Sign::Lost { ("扣", "deducted") } else { ("得", "earned") };
            let step = if single { format!("1{}", unit.zh) } else { "1档".to_owned() };
            self.say(say(format!("{zh}，不足{step}，不{verb}分"), format!("{en}, less than a step: nothing is {verb_en}")));
            return Ok(Some(Amount::plain(Number::ZERO)));
        }
        if whole != steps || !single {
            let count = number(&steps);
            let step = if single { unit.zh.as_str() } else { "档" };
            zh.push_str(&format!("，按{count}{step}计"));
            en.push_str(&format!(", counted as {}", english(&count)));
        }
        let (verb, verb_en) = if sign == Sign::Lost { ("扣", "deduct") } else { ("得", "award") };
        let equation = amount.equation();
        zh.push_str(&format!("，{verb}{equation}分"));
        en.push_str(&format!("; {verb_en} {}", english(&counted(&equation, "point"))));
        self.say(say(zh, en));
        Ok(Some(amount))
    }

    /// The facts that are lacking, if an expression counts them.
    fn facts(&self, expr: &Expr) -> Option<Vec<String>> {
        match expr {
            Expr::Binary(BinaryOp::Add, a, b) => {
                let mut all = self.facts(a)?;
                all.extend(self.facts(b)?);
                Some(all)
            }
            Expr::If(fact, yes, no) if **yes == Expr::int(0) && **no == Expr::int(1) => {
                let lacking = evaluate_condition(fact, self.env) == Ok(false);
                Some(lacking.then(|| name(fact, self.model)).into_iter().collect())
            }
            _ => None,
        }
    }

    /// Tells the comparisons that made a condition hold or not.
    pub fn condition(&mut self, expr: &Expr, holds: bool) {
        match expr {
            Expr::Not(inner) => self.condition(inner, !holds),
            Expr::And(all) | Expr::Or(all) => {
                let every = matches!(expr, Expr::And(_)) == holds;
                let deciding = all.iter().filter(|part| evaluate_condition(part, self.env) == Ok(holds));
                let deciding: Vec<&Expr> = if every { deciding.collect() } else { deciding.take(1).collect() };
                deciding.into_iter().for_each(|part| self.condition(part, holds));
            }
            Expr::Cmp(op, a, b) => self.comparison(*op, a, b),
            Expr::If(condition, then, otherwise) => {
                let first = evaluate_condition(condition, self.env) == Ok(true);
                self.condition(condition, first);
                self.condition(if first { then } else { otherwise }, holds);
            }
            Expr::Datum(id, _) => {
                let shape = self.model.datum(*id).map(|d| Shape::of(&d.name, &d.signature, d.type_word)).unwrap_or(Shape::Fact);
                let (name, value) = (name(expr, self.model), shape.print(&Value::Bool(holds)));
                let (wanted, wanted_en) = (shape.print(&Value::Bool(!holds)), if holds { "no" } else { "yes" });
                if self.costs {
                    let (is, is_en) = (&value, if holds { "yes" } else { "no" });
                    self.cause(expr, say(format!("“{name}”为{is}，应为{wanted}"), format!("{name}: {is_en}, should be {wanted_en}")));
                }
                self.say(say(format!("“{name}”为{value}"), format!("{name}: {}", if holds { "yes" } else { "no" })));
            }
            Expr::InGroup(_) => {
                let group = name(expr, self.model);
                let (zh, en) = if holds { ("属于", "belongs to") } else { ("不属于", "does not belong to") };
                let words = say(format!("{zh}“{group}”"), format!("{en} {group}"));
                if self.costs {
                    self.cause(expr, words.clone());
                }
                self.say(words);
            }
            Expr::IsNotApplicable(a) => {
                let name = name(a, self.model);
                let (zh, en) = if holds { ("不适用", "is not applicable") } else { ("适用", "is applicable") };
                self.say(say(format!("“{name}”{zh}"), format!("{name} {en}")));
            }
            _ => {}
        }
    }

    fn comparison(&mut self, op: CmpOp, a: &Expr, b: &Expr) {
        let (Ok(x), Ok(y)) = (evaluate(a, self.env), evaluate(b, self.env)) else { return };
        if self.facts(a).is_some() {
            return;
        }
        if self.costs {
            let cause = compared((self.model, self.env), Some(op), (a, &x), (b, &y));
            cause.into_iter().for_each(|cause| self.cause(a, cause));
        }
        if self.told.iter().any(|(x, y)| x == a && y == b) {
            return;
        }
        self.told.push((a.clone(), b.clone()));
        let words = compared((self.model, self.env), None, (a, &x), (b, &y));
        words.into_iter().for_each(|words| self.say(words));
    }
}
