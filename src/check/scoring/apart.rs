//! Bands of how far one value is from another (比上年增长3%以上, 低于全市平均数1至3个百分点), or of which share it is (A占B的5%): seen as bands
//! of that distance, which is one number on a scale, so that gaps and overlaps are found as those of a single datum are. Spec: §6.7.

use std::sync::Arc;

use super::analysis::{PartAnalysis, PartRow};
use super::course::depends;
use super::inputs::roots;
use super::linear::{affine, difference};
use super::space::{Space, Variable, value_at, variable_of};
use super::wording::{name_of, value_words};
use crate::expr::{BinaryOp, Expr, Number, PopOp, Unit, Value};
use crate::finding::Words;
use crate::model::Model;
use crate::sentence::{BranchKind, PartKind, Type};
use crate::words;

/// Values that are measured from, where the usual ones show nothing.
const BASES: i64 = 1000;

/// The expressions of a space along a distance before those of its cases.
const CASES: usize = 2;

/// The values whose distance it is.
pub(super) struct Apart {
    of: Variable,
    from: Variable,
    relative: bool,
    /// Whether bands are of the share one value is of the other: 5% of it lies 95% below it.
    as_share: bool,
    /// What they are called: `投入`, `上年`.
    names: (String, String),
    /// Which variables of the part they are.
    pub between: [usize; 2],
}

impl<'m> PartAnalysis<'m> {
    /// The part as bands of a distance; `None` if its cases look at anything else.
    pub(super) fn along_distance(&self, model: &Model) -> Option<(PartAnalysis<'m>, Apart)> {
        if self.space.variables.len() < 2 || self.part.kind == PartKind::Passes {
            return None;
        }
        let conditions: Vec<&Expr> = self.space.exprs().get(1..=self.part.branches.len())?.iter().collect();
        let pair = Pair::of(&conditions, &self.space.variables)?;
        let between = [pair.of.min(pair.from), pair.of.max(pair.from)];
        let [first, second] = [self.space.variables.get(between[0])?, self.space.variables.get(between[1])?];
        if !first.is_numeric() || !second.is_numeric() {
            return None;
        }
        // What rests on the same data may never be so far apart; of its own mean a value may be.
        let is_mean = |a: &Variable, b: &Variable| matches!(&a.expr, Expr::Population(PopOp::Mean, _, of) if **of == b.expr);
        if !is_mean(first, second) && !is_mean(second, first) && !roots(&first.expr, model).is_disjoint(&roots(&second.expr, model)) {
            return None;
        }
        let (of, from) = if pair.of < pair.from { (first, second) } else { (second, first) };
        // A share of what may be negative goes the other way.
        if pair.relative && from.low.as_ref().is_none_or(Number::is_negative) {
            return None;
        }
        let is_case = |kind| matches!(kind, BranchKind::Award | BranchKind::Zero | BranchKind::Deduct);
        let on_scale = self.part.branches.iter().zip(&conditions).map(|(branch, condition)| match pair.on_scale(condition) {
            None if !is_case(branch.kind) || !between.iter().any(|x| depends(condition, *x)) => Some(Expr::Bool(false)),
            condition => condition,
        });
        let on_scale: Vec<Expr> = on_scale.collect::<Option<_>>()?;
        let last_year = matches!((&of.expr, &from.expr), (Expr::Datum(one, 0), Expr::Datum(other, 1)) if one == other);
        let standard = if last_year { "上年".to_owned() } else { name_of(&from.expr, model) };
        let names = (name_of(&of.expr, model), standard);
        let apart = Apart { of: of.clone(), from: from.clone(), relative: pair.relative, as_share: pair.as_share, names, between };
        // Points that come from anything else are not known along the distance.
        let known = |at: usize| self.space.exprs().get(at).and_then(|expr| pair.value_on_scale(expr));
        let value = known(0).unwrap_or(Expr::NotApplicable);
        let overrides = known(self.part.branches.len() + 1).unwrap_or(Expr::Bool(false));
        // As many as CASES.
        let mut exprs = vec![value, overrides];
        exprs.extend(on_scale);
        let space = Space::along(apart.scale(), exprs);
        let mut rows = Vec::new();
        space.each(|point, values| {
            let [value, overrides, holds @ ..] = values else { return };
            let holds = holds.iter().map(|value| *value == Ok(Value::Bool(true))).collect();
            let zeroed = *overrides == Ok(Value::Bool(true));
            rows.push(PartRow { point: point.clone(), value: value.clone(), holds, zeroed, absent: None });
        });
        Some((PartAnalysis { part: self.part, space, rows, decided: true, distance: Default::default() }, apart))
    }
}

/// Whether a case of a part along a distance holds at that distance.
pub(super) fn holds_at(bands: &PartAnalysis<'_>, branch: usize, distance: &Number) -> bool {
    let condition = bands.space.exprs().get(CASES + branch);
    condition.is_some_and(|condition| value_at(condition, &vec![Value::Number(distance.clone())]) == Ok(Value::Bool(true)))
}

impl Apart {
    /// The distance as a variable: in the unit of the values, or in percent of the second.
    fn scale(&self) -> Variable {
        let (of, from) = (&self.of, &self.from);
        let less = |a: &Option<Number>, b: &Option<Number>| Some(a.as_ref()? - b.as_ref()?);
        let unit = match &of.ty {
            _ if self.relative => Unit::percent(),
            Type::Date => Unit::days(),
            Type::Number(unit) if unit.is_percent() => Unit::parse("个百分点"),
            Type::Number(unit) => unit.clone(),
            _ => Unit::none(),
        };
        let (low, high) = if self.relative {
            let most = less(&of.low, &from.high).zip(from.high.clone());
            let low = most.and_then(|(distance, from)| (&distance * &Number::from(100)).div(&from));
            (low.or(Some(Number::from(-100))), None)
        } else {
            (less(&of.low, &from.high), less(&of.high, &from.low))
        };
        // A mean may lie anywhere: steps of the other value show it well enough.
        let places = if self.relative { Some(2) } else { of.places.max(from.places) };
        Variable { ty: Type::Number(unit), low, high, places, samples: Vec::new(), whole: true, ..of.clone() }
    }

    /// A distance as it is written, without its side: 5%.
    pub fn size(&self, scale: &Variable, distance: &Number) -> String {
        let written = if self.as_share { distance + &Number::from(100) } else { distance.abs() };
        value_words(scale, &Value::Number(written))
    }

    /// Whether the two values are equal there, and bands speak of that as of no distance.
    pub fn is_equality(&self, distance: &Number) -> bool {
        distance.is_zero() && !self.as_share
    }

    /// A stretch of distances in words: `投入比上年高3%至4.99%`, `经费占支出的5%至9.99%`.
    pub fn stretch(&self, scale: &Variable, low: &Number, high: &Number) -> Words {
        let (of, from) = &self.names;
        if self.as_share {
            let (first, last) = (self.size(scale, low), self.size(scale, high));
            return if low == high {
                words! { zh: "{of}占{from}的{first}", en: "{of} at {first} of {from}" }
            } else {
                words! { zh: "{of}占{from}的{first}至{last}", en: "{of} at {first} to {last} of {from}" }
            };
        }
        let (first, last) = (self.size(scale, low), self.size(scale, high));
        let is_day = self.of.ty == Type::Date;
        let ((more, more_en), (less, less_en)) =
            if is_day { (("晚", "after"), ("早", "before")) } else { (("高", "above"), ("低", "below")) };
        match (low.is_negative(), high.is_negative()) {
            _ if low == high && low.is_zero() => words! { zh: "{of}与{from}相等", en: "{of} equal to that of {from}" },
            (false, _) if low == high => words! { zh: "{of}比{from}{more}{first}", en: "{of} {first} {more_en} that of {from}" },
            (true, _) if low == high => words! { zh: "{of}比{from}{less}{first}", en: "{of} {first} {less_en} that of {from}" },
            (false, _) => words! { zh: "{of}比{from}{more}{first}至{last}", en: "{of} {first} to {last} {more_en} that of {from}" },
            (true, true) => words! { zh: "{of}比{from}{less}{last}至{first}", en: "{of} {last} to {first} {less_en} that of {from}" },
            (true, false) => words! {
                zh: "{of}比{from}{less}{first}至{more}{last}",
                en: "{of} from {first} {less_en} to {last} {more_en} that of {from}"
            },
        }
    }

    /// Two values so far apart, in words; `None` if none of the usual figures can be reported so.
    pub fn example(&self, distance: &Value, model: &Model) -> Option<String> {
        let Value::Number(distance) = distance else { return None };
        let of_base = |from: Number| Some((&from + &self.far(&from, distance)?, from));
        let (of, from) = self.usual_bases().into_iter().filter_map(of_base).find(|(of, from)| self.can_be(of, from))?;
        Some(self.said(of, from, model))
    }

    /// Two values whose distance lies between the two and is one looked for, in words. Of small counts only some distances
    /// occur: of 25% to 26% above, 40 and 50 are not, 49 and 39 are.
    pub fn example_within(&self, (low, high): (&Value, &Value), is_looked_for: &dyn Fn(&Number) -> bool, model: &Model) -> Option<String> {
        let (Value::Number(low), Value::Number(high)) = (low, high) else { return None };
        let step = self.of.places.map(Number::ulp)?;
        let fits = |from: &Number| {
            let least = from + &self.far(from, low)?;
            let most = from + &self.far(from, high)?;
            let first = &least.div(&step)?.ceil() * &step;
            // The first one may stand where the band before still holds.
            [first.clone(), &first + &step]
                .into_iter()
                .find(|of| *of <= most && self.can_be(of, from) && self.distance(of, from).is_some_and(|distance| is_looked_for(&distance)))
        };
        let bases = self.usual_bases().into_iter().chain(self.spread_bases());
        let (of, from) = bases.filter_map(|from| Some((fits(&from)?, from))).next()?;
        Some(self.said(of, from, model))
    }

    /// How far the distance is from a value.
    fn far(&self, from: &Number, distance: &Number) -> Option<Number> {
        if self.relative { (from * distance).div(&Number::from(100)) } else { Some(distance.clone()) }
    }

    fn distance(&self, of: &Number, from: &Number) -> Option<Number> {
        let far = of - from;
        if self.relative { (&far * &Number::from(100)).div(from) } else { Some(far) }
    }

    /// What is easily reckoned from, and the ends of the range.
    fn usual_bases(&self) -> Vec<Number> {
        let middle = self.from.low.iter().zip(&self.from.high).filter_map(|(low, high)| (low + high).div(&Number::from(2)));
        let mut bases: Vec<Number> = middle.filter(|_| self.is_from_mean()).collect();
        bases.extend([100, 1000, 10, 1, 0, 10_000].map(Number::from));
        bases.extend(self.from.low.iter().chain(&self.from.high).cloned());
        bases
    }

    /// Every value of the range, or so many of them.
    fn spread_bases(&self) -> impl Iterator<Item = Number> {
        let step = self.from.places.map(Number::ulp);
        let range = self.from.low.clone().zip(self.from.high.clone()).zip(step);
        let strides = range.and_then(|((low, high), step)| {
            let all = (&high - &low).div(&step)?.floor();
            let stride = all.div(&Number::from(BASES))?.ceil().max(Number::ONE);
            Some((low, &stride * &step))
        });
        strides.into_iter().flat_map(|(low, stride)| (0..=BASES).map(move |n| &low + &(&stride * &Number::from(n))))
    }

    fn is_from_mean(&self) -> bool {
        matches!(self.from.expr, Expr::Population(..))
    }

    /// Whether both can be reported.
    fn can_be(&self, of: &Number, from: &Number) -> bool {
        // A mean lies between its values, at neither end of the range.
        let no_mean = self.is_from_mean() && self.from.low.iter().chain(&self.from.high).any(|end| end == from);
        let no_whole = self.relative && from.is_zero();
        !no_mean && !no_whole && can_be(&self.from, from) && can_be(&self.of, of)
    }

    fn said(&self, of: Number, from: Number, model: &Model) -> String {
        // A mean has no unit of its own.
        let said =
            |variable: &Variable, value| format!("{}＝{}", name_of(&variable.expr, model), value_words(&self.of, &Value::Number(value)));
        format!("{}，{}", said(&self.of, of), said(&self.from, from))
    }
}

/// Whether a value can be reported.
fn can_be(variable: &Variable, value: &Number) -> bool {
    variable.low.as_ref().is_none_or(|low| low <= value)
        && variable.high.as_ref().is_none_or(|high| value <= high)
        && variable.places.is_none_or(|places| value.places().is_some_and(|own| own <= places))
}

/// Two variables, and how conditions tell them apart.
struct Pair {
    of: usize,
    from: usize,
    /// In percent of `from`.
    relative: bool,
    /// Whether a share is written, not a distance.
    as_share: bool,
}

impl Pair {
    /// The pair all comparisons are of: what a percentage is of is what the other is measured from, else last year's value or a mean.
    fn of(conditions: &[&Expr], variables: &[Variable]) -> Option<Pair> {
        let (mut shares, mut in_values) = (None, None);
        for condition in conditions {
            condition.walk(&mut |part| {
                let Expr::Cmp(_, a, b) = part else { return };
                if let Some(share) = Share::of(a).or_else(|| Share::of(b)) {
                    shares = Some(Pair { of: share.of, from: share.from, relative: true, as_share: !share.base.is_zero() });
                } else if let Some(pair) = compared(a, b)
                    && in_values.as_ref().is_none_or(|known: &Pair| !known.relative)
                {
                    in_values = Some(pair);
                }
            });
        }
        let is_standard = |at: usize| matches!(variables.get(at).map(|v| &v.expr), Some(Expr::Datum(_, 1..) | Expr::Population(..)));
        shares.or_else(|| {
            let pair = in_values?;
            let turned = is_standard(pair.of) && !is_standard(pair.from);
            Some(if turned { Pair { of: pair.from, from: pair.of, ..pair } } else { pair })
        })
    }

    /// The condition over the distance alone, which is the only variable of the scale.
    fn on_scale(&self, condition: &Expr) -> Option<Expr> {
        let all = |each: &[Expr]| each.iter().map(|one| self.on_scale(one)).collect::<Option<Vec<_>>>();
        Some(match condition {
            Expr::Bool(_) => condition.clone(),
            Expr::Not(inner) => Expr::negate(self.on_scale(inner)?),
            Expr::And(each) => Expr::And(all(each)?),
            Expr::Or(each) => Expr::Or(all(each)?),
            Expr::Cmp(op, a, b) => {
                let turn = self.turn(a, b)?;
                Expr::cmp(if turn.falls { op.reversed() } else { *op }, Space::only_variable(), Expr::Number(turn.at))
            }
            _ => return None,
        })
    }

    /// Points or a condition over the distance alone.
    fn value_on_scale(&self, expr: &Expr) -> Option<Expr> {
        let each = |one: &Expr| self.value_on_scale(one);
        Some(match expr {
            Expr::Number(_) => expr.clone(),
            Expr::If(condition, a, b) => Expr::when(self.on_scale(condition)?, each(a)?, each(b)?),
            Expr::Floor(a) => Expr::Floor(Arc::new(each(a)?)),
            Expr::Ceil(a) => Expr::Ceil(Arc::new(each(a)?)),
            Expr::Bool(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Cmp(..) => self.on_scale(expr)?,
            _ => match (self.far(expr), expr) {
                (Some(far), _) => far,
                (None, Expr::Binary(op, a, b)) => Expr::binary(*op, each(a)?, each(b)?),
                _ => return None,
            },
        })
    }

    /// So many times the distance, and some more.
    fn far(&self, expr: &Expr) -> Option<Expr> {
        let times = |factor: Number| Expr::binary(BinaryOp::Mul, Space::only_variable(), Expr::Number(factor));
        if let (true, Some(share)) = (self.relative, Share::of(expr)) {
            let value = Expr::binary(BinaryOp::Add, times(share.factor.clone()), Expr::Number(share.base.clone()));
            return share.is_of(self).then_some(value);
        }
        let line = affine(expr).filter(|line| !self.relative && line.factors.len() == 2)?;
        let (of, from) = (line.factors.get(&self.of)?, line.factors.get(&self.from)?);
        (*of == -from.clone()).then(|| Expr::binary(BinaryOp::Add, times(of.clone()), Expr::Number(line.constant)))
    }

    /// Where `a` equals `b`.
    fn turn(&self, a: &Expr, b: &Expr) -> Option<Turn> {
        if let (Some(share), Expr::Number(limit)) = (Share::of(a), b) {
            let at = (limit - &share.base).div(&share.factor)?;
            return share.is_of(self).then(|| Turn { at, falls: share.factor.is_negative() });
        }
        let line = difference(a, b)?;
        // of × x + from × y + constant = 0
        let (of, from) = (line.factors.get(&self.of)?, line.factors.get(&self.from)?);
        if line.factors.len() != 2 || of.is_negative() == from.is_negative() {
            return None;
        }
        let falls = of.is_negative();
        if self.relative {
            let share = (-from.clone()).div(of)?;
            let hundred = Number::from(100);
            return line.constant.is_zero().then(|| Turn { at: &(&share * &hundred) - &hundred, falls });
        }
        let at = (-line.constant.clone()).div(of)?;
        (*of == -from.clone()).then_some(Turn { at, falls })
    }
}

/// A distance at which a comparison turns.
struct Turn {
    at: Number,
    /// Whether its left side is the smaller the farther the values are apart.
    falls: bool,
}

/// (x − y) ÷ y × 100, x ÷ y and their like: `factor` times the distance in percent of y, and `base`.
struct Share {
    of: usize,
    from: usize,
    factor: Number,
    /// What the expression is where x equals y: 0 of a distance, the whole of a share.
    base: Number,
}

impl Share {
    fn of(expr: &Expr) -> Option<Share> {
        let (share, times) = match expr {
            Expr::Binary(BinaryOp::Mul, share, times) => match &**times {
                Expr::Number(times) => (&**share, times.clone()),
                _ => return None,
            },
            share => (share, Number::ONE),
        };
        let Expr::Div(part, whole, _) = share else { return None };
        let from = variable_of(whole)?;
        let line = affine(part)?;
        let (of, factor) = line.factors.iter().find(|(x, _)| **x != from)?;
        if !line.constant.is_zero() || line.factors.len() > 2 {
            return None;
        }
        let own = line.factors.get(&from).cloned().unwrap_or_default();
        Some(Share { of: *of, from, factor: (factor * &times).div(&Number::from(100))?, base: &(factor + &own) * &times })
    }

    /// Whether it tells apart the two values of a pair.
    fn is_of(&self, pair: &Pair) -> bool {
        pair.relative && self.of == pair.of && self.from == pair.from
    }
}

/// Two values compared with each other, with a share of each other, or their difference with a figure.
fn compared(a: &Expr, b: &Expr) -> Option<Pair> {
    let line = difference(a, b)?;
    let mut factors = line.factors.iter();
    match (factors.next(), factors.next(), factors.next()) {
        (Some((x, first)), Some((y, second)), None) if first.is_negative() != second.is_negative() => {
            let relative = first.abs() != second.abs();
            let is_whole = second.abs() == Number::ONE && relative;
            let (of, from) = if is_whole { (*y, *x) } else { (*x, *y) };
            Some(Pair { of, from, relative, as_share: false })
        }
        _ => None,
    }
}
