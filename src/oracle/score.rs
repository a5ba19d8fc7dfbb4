//! Scores and totals (得分与总分), one county and one indicator at a time. Spec: §6, §7.1.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::data::{Cell, CountyData, Dataset, Row};
use crate::expr::{
    Absent, ColumnId, DatumId, Env, Expr, GroupId, IndicatorId, Number, Scope, TableId, Value, evaluate, evaluate_condition,
    evaluate_number,
};
use crate::model::{DatumKind, IndicatorKind, Model};
use crate::syntax::tree::NaHandling;

/// The gravest absence of several parts; 不适用 is left out.
#[derive(Default)]
pub(super) struct Gravest(Option<Absent>);

impl Gravest {
    pub(super) fn add(&mut self, absent: Absent) {
        self.0 = self.0.take().max(Some(absent).filter(|a| *a != Absent::NotApplicable));
    }

    /// The value of a part, or its default and a reason why the whole is absent.
    pub(super) fn of<T: Default>(&mut self, part: Result<T, Absent>) -> T {
        part.unwrap_or_else(|absent| {
            self.add(absent);
            T::default()
        })
    }

    pub(super) fn none(self) -> Result<(), Absent> {
        self.0.map_or(Ok(()), Err)
    }
}

/// A value, or why there is none.
type Found = Result<Value, Absent>;

/// Scores a data set by a model.
pub struct Oracle<'m> {
    pub(super) model: &'m Model,
    pub(super) data: &'m Dataset,
    scores: RefCell<BTreeMap<(usize, IndicatorId), Result<Value, Absent>>>,
    computed: RefCell<BTreeMap<(usize, u32, u8), Found>>,
    /// Whether the data are those of a case, which gives only what it is about.
    pub(super) is_case: bool,
}

impl<'m> Oracle<'m> {
    /// An interpreter of this model over these data.
    pub fn new(model: &'m Model, data: &'m Dataset) -> Self {
        Oracle { model, data, scores: RefCell::default(), computed: RefCell::default(), is_case: false }
    }

    /// An interpreter over the data of a case: result rules whose facts it does not give do not fire. Spec: §8.
    pub fn of_case(model: &'m Model, data: &'m Dataset) -> Self {
        Oracle { is_case: true, ..Oracle::new(model, data) }
    }

    /// How many counties there are.
    pub fn counties(&self) -> usize {
        self.data.counties.len()
    }

    /// The score of an indicator, rounded as published; met or not met for one without points.
    ///
    /// # Errors
    /// Why there is none.
    pub fn score(&self, county: usize, id: IndicatorId) -> Result<Value, Absent> {
        if let Some(known) = self.scores.borrow().get(&(county, id)) {
            return known.clone();
        }
        let score = self.compute(county, id);
        self.scores.borrow_mut().insert((county, id), score.clone());
        score
    }

    fn compute(&self, county: usize, id: IndicatorId) -> Result<Value, Absent> {
        match self.data.counties.get(county).and_then(|c| c.scores.get(&id)) {
            Some(Cell::Value(value)) => return Ok(value.clone()),
            Some(Cell::NotApplicable) => return Err(Absent::NotApplicable),
            Some(Cell::Pending) | None => {}
        }
        let indicator = self.model.indicator(id).ok_or(Absent::IllTyped)?;
        if !indicator.is_leaf() {
            return self.sum(county, &indicator.children).map(Value::Number);
        }
        let rule = indicator.rule.as_ref().ok_or(Absent::IllTyped)?;
        match evaluate(&rule.expr, &self.county(county))? {
            Value::Number(points) => Ok(Value::Number(points.round_half_up(self.model.score_places()))),
            met => Ok(met),
        }
    }

    /// Sum of the scores that are applicable; not applicable if none is.
    fn sum(&self, county: usize, ids: &[IndicatorId]) -> Result<Number, Absent> {
        let mut sum = None;
        let mut lacks = Gravest::default();
        for id in ids {
            match self.score(county, *id) {
                Ok(Value::Number(points)) => sum = Some(&sum.unwrap_or(Number::ZERO) + &points),
                Ok(Value::Bool(_)) => sum = sum.or(Some(Number::ZERO)),
                Err(absent) => lacks.add(absent),
            }
        }
        lacks.none()?;
        sum.ok_or(Absent::NotApplicable)
    }

    /// The total: indicators, rescaled where some are left out (P28), plus bonus, minus penalties, at least 0.
    ///
    /// # Errors
    /// Why there is none.
    pub fn total(&self, county: usize) -> Result<Number, Absent> {
        if let Some(given) = self.data.counties.get(county).and_then(|c| c.total.clone()) {
            return Ok(given);
        }
        let header = self.model.header.as_ref().ok_or(Absent::IllTyped)?;
        if let Some(formula) = &header.total {
            return Ok(evaluate_number(formula, &self.county(county))?.round_half_up(self.model.total_places()));
        }
        let (mut earned, mut counted) = (Number::ZERO, Number::ZERO);
        let mut rescale = false;
        let mut lacks = Gravest::default();
        for (id, indicator) in self.model.scored() {
            let Some(points) = &indicator.points else { continue };
            match self.score(county, id) {
                Ok(Value::Number(score)) => {
                    earned = &earned + &score;
                    counted = &counted + points;
                }
                Ok(Value::Bool(_)) => {}
                Err(Absent::NotApplicable) => {
                    let na = indicator.rule.as_ref().and_then(|r| r.na);
                    rescale |= na != Some(NaHandling::Skip);
                }
                Err(absent) => lacks.add(absent),
            }
        }
        let bonus = lacks.of(self.items(county, IndicatorKind::Bonus));
        let penalty = lacks.of(self.items(county, IndicatorKind::Penalty));
        lacks.none()?;
        if rescale {
            let share = earned.div(&counted).ok_or(Absent::NotApplicable)?;
            earned = &share * &header.full;
        }
        let bonus = header.bonus_cap.clone().map_or(bonus.clone(), |cap| bonus.min(cap));
        let total = &(&earned + &bonus) - &penalty;
        let total = total.max(Number::ZERO);
        let total = header.total_cap.clone().map_or(total.clone(), |cap| total.min(cap));
        Ok(total.round_half_up(self.model.total_places()))
    }

    /// Points the county can earn at most: those of the indicators that are applicable to it.
    pub fn full_marks(&self, county: usize) -> Number {
        self.model
            .scored()
            .filter(|(id, _)| self.score(county, *id) != Err(Absent::NotApplicable))
            .fold(Number::ZERO, |sum, (_, i)| &sum + &i.points.clone().unwrap_or_default())
    }

    /// Points of all items of a kind; what is not applicable counts nothing.
    pub(super) fn items(&self, county: usize, kind: IndicatorKind) -> Result<Number, Absent> {
        let mut sum = Number::ZERO;
        let mut lacks = Gravest::default();
        for (id, _) in self.model.indicators().filter(|(_, i)| i.kind == kind) {
            match self.score(county, id) {
                Ok(Value::Number(points)) => sum = &sum + &points,
                Ok(Value::Bool(_)) => {}
                Err(absent) => lacks.add(absent),
            }
        }
        lacks.none().map(|()| sum)
    }

    /// The value of a datum.
    ///
    /// # Errors
    /// Why there is none.
    pub fn datum(&self, county: usize, id: DatumId, back: u8) -> Result<Value, Absent> {
        let datum = self.model.datum(id).ok_or(Absent::IllTyped)?;
        if let Some(cell) = self.data.counties.get(county).and_then(|c| c.values.get(&(id, back))) {
            return match cell {
                Cell::Value(value) => Ok(value.clone()),
                Cell::NotApplicable => Err(Absent::NotApplicable),
                Cell::Pending => Err(Absent::Pending(id)),
            };
        }
        match (&datum.kind, &datum.when_missing) {
            (DatumKind::Derived(formula), _) => {
                let key = (county, id.0, back);
                if let Some(known) = self.computed.borrow().get(&key) {
                    return known.clone();
                }
                let value = evaluate(formula, &CountyEnv { oracle: self, county, back });
                self.computed.borrow_mut().insert(key, value.clone());
                value
            }
            (_, Some(value)) => Ok(Value::Number(value.clone())),
            // A case gives only what it is about.
            (_, None) if datum.is_judgement() && !self.is_case => Err(Absent::Pending(id)),
            (_, None) => Err(Absent::Missing(id)),
        }
    }

    /// Whether a 校核 holds; absent data are no failure of it.
    pub fn failed_verifications(&self, county: usize) -> Vec<String> {
        let failed = self
            .model
            .verifications
            .iter()
            .filter(|v| v.condition.as_ref().is_some_and(|c| evaluate_condition(c, &self.county(county)) == Ok(false)));
        failed.map(|v| v.name.clone()).collect()
    }

    /// Every score that was computed so far, not those a case gives.
    pub fn computed(&self) -> Vec<(usize, IndicatorId)> {
        let given = |county: usize, id: &IndicatorId| self.data.counties.get(county).is_some_and(|c| c.scores.contains_key(id));
        self.scores.borrow().keys().filter(|(county, id)| !given(*county, id)).copied().collect()
    }

    /// The value of an expression for a county.
    ///
    /// # Errors
    /// Why there is none.
    pub fn value(&self, county: usize, expr: &Expr) -> Result<Value, Absent> {
        evaluate(expr, &self.county(county))
    }

    /// The name of a county.
    pub fn county_name(&self, county: usize) -> &str {
        self.data.counties.get(county).map_or("", |c| c.name.as_str())
    }

    /// The county as an environment of expressions.
    pub fn env(&self, county: usize) -> impl Env + '_ {
        self.county(county)
    }

    pub(super) fn county(&self, county: usize) -> CountyEnv<'_, 'm> {
        CountyEnv { oracle: self, county, back: 0 }
    }
}

/// A county, seen so many years ago.
pub(super) struct CountyEnv<'o, 'm> {
    oracle: &'o Oracle<'m>,
    county: usize,
    back: u8,
}

impl CountyEnv<'_, '_> {
    fn data(&self) -> Option<&CountyData> {
        self.oracle.data.counties.get(self.county)
    }

    fn groups(&self, county: usize) -> &[GroupId] {
        let name = self.oracle.data.counties.get(county).map_or("", |c| c.name.as_str());
        self.oracle.model.counties.iter().find(|c| c.name == name).map_or(&[], |c| c.groups.as_slice())
    }
}

impl Env for CountyEnv<'_, '_> {
    fn datum(&self, id: DatumId, back: u8) -> Result<Value, Absent> {
        self.oracle.datum(self.county, id, self.back + back)
    }

    fn column(&self, id: ColumnId) -> Result<Value, Absent> {
        Err(Absent::MissingColumn(id))
    }

    fn score(&self, id: IndicatorId) -> Result<Value, Absent> {
        self.oracle.score(self.county, id)
    }

    fn full_marks(&self, id: IndicatorId) -> Number {
        self.oracle.model.indicator(id).and_then(|i| i.points.clone()).unwrap_or_default()
    }

    fn total(&self) -> Result<Value, Absent> {
        self.oracle.total(self.county).map(Value::Number)
    }

    fn grade(&self) -> Result<Value, Absent> {
        self.oracle.grade(self.county).map(|g| Value::Number(Number::from(g as i64)))
    }

    fn in_group(&self, id: GroupId) -> bool {
        self.groups(self.county).contains(&id)
    }

    fn population(&self, scope: Scope, visit: &mut dyn FnMut(&[&dyn Env], Option<usize>)) {
        let mine = self.groups(self.county);
        let wanted = (0..self.oracle.counties()).filter(|i| match scope {
            Scope::All => true,
            Scope::Peers => self.groups(*i) == mine,
            Scope::Others => *i != self.county,
        });
        let others: Vec<_> = wanted.map(|county| CountyEnv { oracle: self.oracle, county, back: self.back }).collect();
        let own = others.iter().position(|c| c.county == self.county);
        let all: Vec<&dyn Env> = others.iter().map(|c| c as &dyn Env).collect();
        visit(&all, own);
    }

    fn column_rule(&self, id: ColumnId) -> Option<(Option<&Expr>, Option<&Number>)> {
        self.oracle.model.column(id).map(|c| (c.formula.as_ref(), c.when_missing.as_ref()))
    }

    fn rows(&self, table: TableId) -> Vec<Box<dyn Env + '_>> {
        let rows = self.data().and_then(|c| c.rows.get(&table));
        let filter = self.oracle.model.table(table).map(|t| &t.filter);
        let each = rows.into_iter().flatten().map(|row| RowEnv { county: self, row });
        each.filter(|row| filter.is_none_or(|f| evaluate_condition(f, row) == Ok(true)))
            .map(|row| Box::new(row) as Box<dyn Env + '_>)
            .collect()
    }
}

/// A row of a detail table inside its county.
struct RowEnv<'r> {
    county: &'r dyn Env,
    row: &'r Row,
}

impl Env for RowEnv<'_> {
    fn datum(&self, id: DatumId, back: u8) -> Result<Value, Absent> {
        self.county.datum(id, back)
    }

    fn column(&self, id: ColumnId) -> Result<Value, Absent> {
        if let Some(cell) = self.row.get(&id) {
            return match cell {
                Cell::Value(value) => Ok(value.clone()),
                Cell::NotApplicable => Err(Absent::NotApplicable),
                Cell::Pending => Err(Absent::MissingColumn(id)),
            };
        }
        match self.county.column_rule(id) {
            Some((Some(formula), _)) => evaluate(formula, self),
            Some((None, Some(value))) => Ok(Value::Number(value.clone())),
            _ => Err(Absent::MissingColumn(id)),
        }
    }

    fn score(&self, id: IndicatorId) -> Result<Value, Absent> {
        self.county.score(id)
    }

    fn full_marks(&self, id: IndicatorId) -> Number {
        self.county.full_marks(id)
    }

    fn total(&self) -> Result<Value, Absent> {
        self.county.total()
    }

    fn grade(&self) -> Result<Value, Absent> {
        self.county.grade()
    }

    fn in_group(&self, id: GroupId) -> bool {
        self.county.in_group(id)
    }

    fn population(&self, scope: Scope, visit: &mut dyn FnMut(&[&dyn Env], Option<usize>)) {
        self.county.population(scope, visit);
    }

    fn column_rule(&self, id: ColumnId) -> Option<(Option<&Expr>, Option<&Number>)> {
        self.county.column_rule(id)
    }

    fn rows(&self, table: TableId) -> Vec<Box<dyn Env + '_>> {
        self.county.rows(table)
    }
}

/// The value of an expression for a county.
pub(super) fn condition(oracle: &Oracle<'_>, county: usize, expr: &Expr) -> Result<bool, Absent> {
    evaluate_condition(expr, &oracle.county(county))
}
