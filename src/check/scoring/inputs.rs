//! Inputs (输入) of expressions as variables: what is not computed here stands for any value of its range.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::interval::{Ends, interval, is_share};
use super::places::Places;
use super::space::Variable;
use crate::expr::{DatumId, Expr, Number, PopOp, TableOp, Value, WhenZero};
use crate::model::{DatumKind, IndicatorKind, Model};
use crate::sentence::{Signature, Type};

/// Whether an expression is looked at as one input: what comes from the data, rankings and table values included. A share
/// of the rows of a table is one, since its two counts never go apart.
pub(super) fn is_input(expr: &Expr) -> bool {
    expr.is_input() || matches!(expr, Expr::Div(a, b, WhenZero::NotApplicable) if is_share(a, b))
}

/// The inputs of an expression.
pub(in crate::check) fn inputs<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    if !is_input(expr) {
        expr.each_part(|part| inputs(part, out));
    } else if !out.contains(&expr) {
        out.push(expr);
    }
}

/// What an input rests on in the end; two inputs with a common root are not independent of each other.
pub(super) fn roots(expr: &Expr, model: &Model) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    add_roots(expr, model, &mut BTreeSet::new(), &mut out);
    out
}

/// Looks into a computed datum once, however many formulas name it.
fn add_roots(expr: &Expr, model: &Model, seen: &mut BTreeSet<u32>, out: &mut BTreeSet<String>) {
    expr.walk(&mut |e| match e {
        Expr::Datum(id, back) => match model.datum(*id).map(|d| &d.kind) {
            Some(DatumKind::Derived(_)) if !seen.insert(id.0) => {}
            Some(DatumKind::Derived(formula)) => add_roots(formula, model, seen, out),
            Some(DatumKind::JudgedPoints(level)) => {
                out.insert(format!("{} {back}", level.0));
            }
            _ => {
                out.insert(format!("{} {back}", id.0));
            }
        },
        Expr::Score(_) | Expr::Total | Expr::Grade => {
            out.insert("score".to_owned());
        }
        Expr::Table { table, .. } => {
            out.insert(format!("table {}", table.0));
        }
        _ => {}
    });
}

/// The ends of an expression over the data of the model.
pub(in crate::check) fn range_of(expr: &Expr, model: &Model) -> Ends {
    Ranges::new(model).of(expr)
}

/// What is known of an input.
pub(super) fn variable(expr: &Expr, model: &Model) -> Variable {
    Ranges::new(model).variable(expr)
}

/// Ranges of computed data, each found once: data that name others twice would else be looked at twice as often on every step
/// of a chain.
struct Ranges<'m> {
    model: &'m Model,
    known: RefCell<BTreeMap<u32, Ends>>,
    places: Places<'m>,
}

impl<'m> Ranges<'m> {
    fn new(model: &'m Model) -> Ranges<'m> {
        Ranges { model, known: RefCell::default(), places: Places::new(model) }
    }

    fn of(&self, expr: &Expr) -> Ends {
        interval(expr, &|leaf| match leaf {
            Expr::Datum(id, _) => {
                let known = self.known.borrow().get(&id.0).cloned();
                known.unwrap_or_else(|| {
                    let ends = self.ends(leaf);
                    self.known.borrow_mut().insert(id.0, ends.clone());
                    ends
                })
            }
            _ => self.ends(leaf),
        })
    }

    fn ends(&self, leaf: &Expr) -> Ends {
        let variable = self.variable(leaf);
        (variable.low, variable.high)
    }

    fn variable(&self, expr: &Expr) -> Variable {
        let model = self.model;
        let number = |(low, high): Ends, places: Option<u32>| Variable {
            expr: expr.clone(),
            ty: Type::Number(crate::expr::Unit::none()),
            low,
            high,
            places,
            samples: Vec::new(),
            whole: true,
        };
        let points = |ends: Ends, places: u32| Variable { ty: Type::Number(crate::expr::Unit::points()), ..number(ends, Some(places)) };
        let zero = Some(Number::ZERO);
        match expr {
            Expr::Datum(id, _) => match model.datum(*id) {
                Some(datum) => {
                    let formula = if let DatumKind::Derived(formula) = &datum.kind { Some(formula) } else { None };
                    let mut variable = self.declared(expr, &datum.signature, formula);
                    match datum.signature.ty {
                        Type::Judgement => judged_samples(*id, model, &mut variable),
                        Type::Date => date_range(model, datum.signature.unreported, &mut variable),
                        _ => {}
                    }
                    variable
                }
                None => number((None, None), None),
            },
            Expr::Column(id) => match model.column(*id) {
                Some(column) => self.declared(expr, &column.signature, column.formula.as_ref()),
                None => number((None, None), None),
            },
            Expr::Score(id) => points((zero, model.indicator(*id).and_then(|i| i.points.clone())), model.score_places()),
            Expr::FullMarks(id) => {
                let full = model.indicator(*id).and_then(|i| i.points.clone());
                number((full.clone(), full), Some(2))
            }
            Expr::Total => points((zero, Some(most(model))), model.total_places()),
            Expr::Grade => {
                let levels = model.grades.iter().map(|g| g.name.clone()).collect();
                Variable { ty: Type::Level(levels), ..number((None, None), Some(0)) }
            }
            Expr::Population(PopOp::Rank { .. }, ..) => number((Some(Number::ONE), roster(model)), self.places.of(expr)),
            Expr::Population(PopOp::Any, ..) => Variable { ty: Type::Bool, ..number((None, None), None) },
            Expr::Population(PopOp::Count, ..) => number((zero, roster(model)), Some(0)),
            Expr::Table { op: TableOp::Count | TableOp::Distinct, .. } => number((zero, None), Some(0)),
            Expr::Population(..) | Expr::Table { .. } | Expr::Div(..) => number(self.of(expr), self.places.of(expr)),
            _ => number((None, None), None),
        }
    }

    /// A datum or column: its declared range, else that of its formula, else any amount from 0 up (spec §5.1).
    fn declared(&self, expr: &Expr, signature: &Signature, formula: Option<&Expr>) -> Variable {
        let is_number = matches!(signature.ty, Type::Number(_));
        let (low, high) = match (&signature.range, formula) {
            (Some((low, high)), _) => (Some(low.clone()), Some(high.clone())),
            (None, Some(formula)) => self.of(formula),
            (None, None) => (is_number.then_some(Number::ZERO), None),
        };
        let places = self.places.of(expr);
        Variable { expr: expr.clone(), ty: signature.ty.clone(), low, high, places, samples: Vec::new(), whole: true }
    }
}

/// How many counties are evaluated; not known where the data bring them (分别评价).
fn roster(model: &Model) -> Option<Number> {
    Some(model.counties.len()).filter(|n| *n > 0).map(|n| Number::from(n as i64))
}

/// The largest total: full points plus bonus.
pub(in crate::check) fn most(model: &Model) -> Number {
    let full = model.header.as_ref().map_or(Number::from(100), |h| h.full.clone());
    let items = model.indicators.iter().filter(|i| i.kind == IndicatorKind::Bonus);
    let bonus = items.fold(Number::ZERO, |sum, i| &sum + &i.points.clone().unwrap_or(Number::from(10)));
    let header = model.header.as_ref();
    let bonus = header.and_then(|h| h.bonus_cap.clone()).map_or(bonus.clone(), |cap| bonus.min(cap));
    let total = &full + &bonus;
    header.and_then(|h| h.total_cap.clone()).map_or(total.clone(), |cap| total.min(cap))
}

/// Points an assessor may give: the ends of the ranges, and 0 where nothing may be taken.
fn judged_samples(id: DatumId, model: &Model, variable: &mut Variable) {
    let mut points: BTreeSet<Number> = BTreeSet::new();
    for used in model.judged.iter().filter(|j| j.datum == id) {
        points.extend(used.ranges.iter().flat_map(|(a, b)| [a.clone(), b.clone()]));
        points.extend(used.zero.then_some(Number::ZERO));
    }
    (variable.low, variable.high) = (points.first().cloned(), points.last().cloned());
    variable.samples = points.into_iter().map(Value::Number).collect();
}

/// Days of the year before, the year and the year after, and 未报.
fn date_range(model: &Model, unreported: bool, variable: &mut Variable) {
    let year = model.header.as_ref().map_or(0, |h| h.year);
    let day =
        |year: u32, month: u32, day: u32| crate::sentence::day_number(crate::syntax::tree::Date { year: Some(year), month, day }, year);
    variable.low = day(year.saturating_sub(1).max(1), 1, 1);
    variable.high = if unreported { Some(Number::from(crate::sentence::UNREPORTED)) } else { day(year + 1, 12, 31) };
    variable.places = Some(0);
}
