//! Test cases (用例) run by the oracle. Spec: §8.

use std::collections::BTreeSet;

use super::score::Oracle;
use crate::data::{AbsenceWord, Cell, CountyData, Dataset, Problem, Row, UNREPORTED, absence_word, fact_word, in_unit};
use crate::expr::{Absent, ColumnId, DatumId, Expr, IndicatorId, Number, TableId, Unit, Value};
use crate::model::{Case, DatumKind, Model, Names, TypeWord};
use crate::sentence::{Scope as _, Signature, Symbol, Type, day_number, is_issued};
use crate::syntax::tree::{CaseValue, Expected, Given, GivenValue, Name};

/// Why a case fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// What was looked at: code, name, county.
    pub target: String,
    /// What the case expects.
    pub expected: String,
    /// What came out.
    pub actual: String,
    /// The county, by its place in the case, and the indicator it is about.
    pub subject: Option<(usize, IndicatorId)>,
    /// The county, by its place in the case, whose total it is about or rests on: 总分, 名次, 等次.
    pub total: Option<usize>,
}

/// Runs a case; an empty list means it passes.
pub fn run_case(model: &Model, names: &Names, case: &Case) -> Vec<CaseFailure> {
    match case_data(model, names, case) {
        Ok(data) => judge_case(model, names, case, &Oracle::of_case(model, &data)),
        Err(failure) => vec![failure],
    }
}

/// The data a case gives.
///
/// # Errors
/// A value that does not fit what it is given for.
pub fn case_data(model: &Model, names: &Names, case: &Case) -> Result<Dataset, CaseFailure> {
    Run { model, names }.dataset(case)
}

/// What of a case does not hold, by an interpreter over its data.
pub fn judge_case(model: &Model, names: &Names, case: &Case, oracle: &Oracle<'_>) -> Vec<CaseFailure> {
    let (run, data) = (Run { model, names }, oracle.data);
    if case.spec.refused {
        return run.refused(oracle, data, case);
    }
    let mut failures: Vec<CaseFailure> = data.problems(model).iter().map(|problem| unfit(model, problem)).collect();
    for county in 0..oracle.counties() {
        failures.extend(oracle.failed_verifications(county).into_iter().map(|v| failure(&v, "成立", "不成立")));
    }
    for expected in &case.spec.expected {
        failures.extend(run.expectation(oracle, data, expected));
    }
    failures
}

/// What came out for a name a case may expect something of, written as a case writes it.
pub fn outcome(model: &Model, names: &Names, oracle: &Oracle<'_>, county: usize, target: &str) -> String {
    Run { model, names }.actual(oracle, county, &Name { text: target.to_owned(), span: crate::source::Span::default() })
}

/// A value that does not fit its declaration.
fn unfit(model: &Model, problem: &Problem) -> CaseFailure {
    let datum = |id: &DatumId| model.datum(*id).map_or("", |d| &d.name);
    let column = |id: &ColumnId| model.column(*id).map_or("", |c| &c.name);
    match problem {
        Problem::OutOfRange(id) => failure(datum(id), "在取值范围内", "不在取值范围内"),
        Problem::ColumnOutOfRange(id) => failure(column(id), "在取值范围内", "不在取值范围内"),
        Problem::TooManyPlaces(id) => failure(datum(id), "不超过声明的小数位数", "小数位数太多"),
        Problem::NotAllowed(id) => failure(datum(id), "评分标准允许的分数", "不允许的分数"),
        Problem::NotOptional(id) => failure(datum(id), "适用（声明里没有“可不适用”）", "不适用"),
        Problem::ColumnNotOptional(id) => failure(column(id), "适用（声明里没有“可不适用”）", "不适用"),
        Problem::Verification(name) => failure(name, "成立", "不成立"),
    }
}

fn failure(target: &str, expected: &str, actual: &str) -> CaseFailure {
    CaseFailure { target: target.to_owned(), expected: expected.to_owned(), actual: actual.to_owned(), subject: None, total: None }
}

struct Run<'m> {
    model: &'m Model,
    names: &'m Names,
}

impl Run<'_> {
    /// The counties a case names, or the first of the roster.
    fn dataset(&self, case: &Case) -> Result<Dataset, CaseFailure> {
        let mut counties: Vec<String> = Vec::new();
        let mut add = |name: &Name| {
            if !counties.contains(&name.text) {
                counties.push(name.text.clone());
            }
        };
        for given in &case.spec.given {
            match &given.value {
                GivenValue::PerCounty(values) => values.iter().for_each(|(county, _)| add(county)),
                GivenValue::One(CaseValue::Word(name)) if given.name.text == "县" => add(name),
                GivenValue::One(_) | GivenValue::Rows(_) => {}
            }
        }
        for expected in &case.spec.expected {
            expected.values.iter().filter_map(|(county, _)| county.as_ref()).for_each(&mut add);
        }
        if counties.is_empty() {
            counties.push(self.model.counties.first().map_or_else(|| "本县".to_owned(), |c| c.name.clone()));
        }
        let mut data = Dataset { counties: counties.into_iter().map(|name| CountyData { name, ..CountyData::default() }).collect() };
        // Later stages replace earlier ones, whatever the order in which they are written.
        let mut given: Vec<&Given> = case.spec.given.iter().collect();
        given.sort_by_key(|g| self.stage(g));
        for given in given {
            self.give(&mut data, given)?;
        }
        Ok(data)
    }

    fn give(&self, data: &mut Dataset, given: &Given) -> Result<(), CaseFailure> {
        let name = given.name.text.as_str();
        match &given.value {
            GivenValue::One(_) if name == "县" => Ok(()),
            GivenValue::One(value) => {
                // One value holds for every county of the case.
                for county in &mut data.counties {
                    self.give_value(county, given, value)?;
                }
                Ok(())
            }
            GivenValue::PerCounty(values) => {
                for (county, value) in values {
                    if let Some(found) = data.counties.iter_mut().find(|c| c.name == county.text) {
                        self.give_value(found, given, value)?;
                    }
                }
                Ok(())
            }
            GivenValue::Rows(rows) => {
                let Some(Symbol::Table(table)) = self.names.lookup(name, None) else {
                    return Err(failure(name, "明细表", "不是明细表"));
                };
                for county in &mut data.counties {
                    let mut all = Vec::new();
                    for (cells, times) in rows {
                        let row = self.row(table, cells)?;
                        all.extend(std::iter::repeat_n(row, (*times).min(10_000) as usize));
                    }
                    county.rows.insert(table, all);
                }
                Ok(())
            }
        }
    }

    fn row(&self, table: TableId, cells: &[(Name, CaseValue)]) -> Result<Row, CaseFailure> {
        let mut row = Row::new();
        for (name, value) in cells {
            let column = self.names.column(table, &name.text).ok_or_else(|| failure(&name.text, "列", "没有这一列"))?;
            let spec = self.model.column(column).ok_or_else(|| failure(&name.text, "列", "没有这一列"))?;
            if let Some(cell) =
                self.cell(&spec.signature, spec.type_word, value).ok_or_else(|| failure(&name.text, "合适的值", &written(value)))?
            {
                row.insert(column, cell);
            }
        }
        Ok(row)
    }

    fn give_value(&self, county: &mut CountyData, given: &Given, value: &CaseValue) -> Result<(), CaseFailure> {
        let name = given.name.text.as_str();
        let unfit = || {
            // 成绩＝甲90 alone reads as a word.
            let of_one = |word: &str| self.model.counties.iter().find(|c| word.len() > c.name.len() && word.starts_with(&c.name));
            let county = if let CaseValue::Word(word) = value { of_one(&word.text) } else { None };
            let wanted =
                county.map_or_else(|| "合适的值".to_owned(), |c| format!("合适的值（只给一个县的，写“县＝{}，{name}＝…”）", c.name));
            failure(name, &wanted, &written(value))
        };
        match (name, self.names.lookup(name, None)) {
            ("总分", _) => {
                let CaseValue::Quantity(q) = value else { return Err(unfit()) };
                county.total = Some(q.number.clone());
            }
            ("等次", _) => {
                let CaseValue::Word(word) = value else { return Err(unfit()) };
                county.grade = Some(self.model.grades.iter().position(|g| g.name == word.text).ok_or_else(unfit)?);
            }
            (_, Some(Symbol::Indicator(id))) => {
                let points = Signature { ty: Type::Number(Unit::points()), ..plain() };
                let cell = self.cell(&points, TypeWord::Number, value).ok_or_else(unfit)?;
                if let Some(cell) = cell {
                    county.scores.insert(id, cell);
                }
            }
            (_, Some(Symbol::Datum(id))) => {
                let id = self.part_of(id, given)?;
                let datum = self.model.datum(id).ok_or_else(unfit)?;
                let cell = self.cell(&datum.signature, datum.type_word, value).ok_or_else(unfit)?;
                match cell {
                    Some(cell) => drop(county.values.insert((id, given.back), cell)),
                    // Result rules look at this year.
                    None if given.back == 0 => drop(county.missing.insert(id)),
                    None => {}
                }
            }
            _ => return Err(failure(name, "数据", "没有声明")),
        }
        Ok(())
    }

    /// The place of the stage a value belongs to: reported first, then the declared stages in their order, then what
    /// was verified or published.
    fn stage(&self, given: &Given) -> usize {
        let Some(part) = &given.part else { return 0 };
        if matches!(part.text.as_str(), "核实" | "公布" | "审核") {
            return usize::MAX;
        }
        let Some(Symbol::Datum(id)) = self.names.lookup(&given.name.text, None) else { return 0 };
        let at = self.model.datum(id).and_then(|d| d.stages.iter().position(|s| *s == part.text));
        at.map_or(0, |i| i + 1)
    }

    /// The datum a part belongs to.
    fn part_of(&self, id: DatumId, given: &Given) -> Result<DatumId, CaseFailure> {
        let Some(part) = &given.part else { return Ok(id) };
        let datum = self.model.datum(id).ok_or_else(|| failure(&given.name.text, "数据", "没有声明"))?;
        match part.text.as_str() {
            "评分" => datum.judged_points.ok_or_else(|| failure(&datum.name, "分等级的评议", "不是")),
            "核实" | "公布" | "审核" | "自报" | "自评" | "报送" => Ok(id),
            stage if datum.stages.iter().any(|s| s == stage) => Ok(id),
            other => Err(failure(&datum.name, "阶段", other)),
        }
    }

    /// The cell a value stands for: `Some(None)` is 缺报, `None` does not fit.
    fn cell(&self, signature: &Signature, word: TypeWord, value: &CaseValue) -> Option<Option<Cell>> {
        let number = |n: Number| Some(Some(Cell::Value(Value::Number(n))));
        let fact = |b: bool| Some(Some(Cell::Value(Value::Bool(b))));
        if let CaseValue::Word(name) = value {
            match absence_word(&name.text) {
                Some(AbsenceWord::NotApplicable) => return Some(Some(Cell::NotApplicable)),
                Some(AbsenceWord::Pending) => return Some(Some(Cell::Pending)),
                Some(AbsenceWord::Missing) => return Some(None),
                None => {}
            }
        }
        match (&signature.ty, value) {
            (Type::Number(unit), CaseValue::Quantity(q)) => number(in_unit(&q.number, &q.unit, unit)?),
            (Type::Judgement, CaseValue::Quantity(q)) => number(in_unit(&q.number, &q.unit, &Unit::points())?),
            (Type::Date, CaseValue::Date(date)) => number(day_number(*date, self.names.year())?),
            (Type::Date, CaseValue::Word(name)) if name.text == "未报" => number(Number::from(UNREPORTED)),
            (Type::Level(levels), CaseValue::Word(name)) => number(Number::from(levels.iter().position(|l| *l == name.text)? as i64)),
            (Type::Text, CaseValue::Word(name)) => number(intern(&name.text)),
            (Type::Text, CaseValue::Quantity(q)) => number(intern(&format!("{}{}", q.number, q.unit))),
            (Type::Bool, CaseValue::Word(name)) if word == TypeWord::Document => fact(is_issued(&name.text, self.names.year())),
            (Type::Bool, CaseValue::Word(name)) => fact(fact_word(&name.text)?),
            _ => None,
        }
    }

    fn refused(&self, oracle: &Oracle<'_>, data: &Dataset, case: &Case) -> Vec<CaseFailure> {
        let verified = (0..oracle.counties()).any(|c| !oracle.failed_verifications(c).is_empty());
        if !data.problems(self.model).is_empty() || verified {
            return Vec::new();
        }
        let touched = |expr: &Expr| {
            let mut found = false;
            expr.walk(&mut |e| found |= matches!(e, Expr::Datum(id, _) if self.is_given(*id, case, &mut BTreeSet::new())));
            found
        };
        let rules = self.model.indicators().filter(|(_, i)| i.rule.as_ref().is_some_and(|r| touched(&r.expr)));
        for (id, _) in rules {
            for county in 0..oracle.counties() {
                if matches!(oracle.score(county, id), Err(Absent::DivisionByZero | Absent::Missing(_) | Absent::MissingColumn(_))) {
                    return Vec::new();
                }
            }
        }
        vec![failure(&case.name, "报错", "没有报错")]
    }

    /// Whether the case gives the datum or, for a computed one, something it needs.
    fn is_given(&self, id: DatumId, case: &Case, seen: &mut BTreeSet<u32>) -> bool {
        let Some(datum) = self.model.datum(id) else { return false };
        let direct = case.spec.given.iter().any(|g| g.name.text == datum.name);
        let mut inner = false;
        if let DatumKind::Derived(formula) = &datum.kind {
            formula.walk(&mut |e| {
                inner |= matches!(e, Expr::Datum(other, _) if seen.insert(other.0) && self.is_given(*other, case, seen));
            });
        }
        direct || inner
    }

    fn expectation(&self, oracle: &Oracle<'_>, data: &Dataset, expected: &Expected) -> Vec<CaseFailure> {
        let mut failures = Vec::new();
        for (county, value) in &expected.values {
            let at = county.as_ref().and_then(|c| data.counties.iter().position(|d| d.name == c.text)).unwrap_or(0);
            let actual = self.actual(oracle, at, &expected.target);
            let wanted = written(value);
            if !self.same(&actual, value, &expected.target) {
                let county = county.as_ref().map_or(String::new(), |c| format!("（{}）", c.text));
                let subject = match self.names.lookup(&expected.target.text, None) {
                    Some(Symbol::Indicator(id)) => Some((at, id)),
                    _ => None,
                };
                let total = matches!(expected.target.text.as_str(), "总分" | "名次" | "等次").then_some(at);
                failures.push(CaseFailure { subject, total, ..failure(&format!("{}{county}", expected.target.text), &wanted, &actual) });
            }
        }
        failures
    }

    /// What came out, written as a case writes it.
    fn actual(&self, oracle: &Oracle<'_>, county: usize, target: &Name) -> String {
        let name = target.text.as_str();
        let shown = |value: Result<Value, Absent>, ty: &Type| self.shown(value, ty);
        let points = Type::Number(Unit::points());
        match name {
            "总分" => return shown(oracle.total(county).map(Value::Number), &points),
            "满分" => return oracle.full_marks(county).to_string(),
            "领导得分" => return shown(oracle.leader_total(county).map(Value::Number), &points),
            "领导等次" => {
                let grade = oracle.leader_grade(county);
                return grade.map_or_else(|a| self.absence(&a), |g| self.model.grades.get(g).map_or_else(String::new, |g| g.name.clone()));
            }
            "名次" => return oracle.place(county).map_or_else(|a| self.absence(&a), |p| p.to_string()),
            "等次" => {
                let grade = oracle.grade(county);
                return grade.map_or_else(|a| self.absence(&a), |g| self.model.grades.get(g).map_or_else(String::new, |g| g.name.clone()));
            }
            _ => {}
        }
        if let Some(rule) = self.model.results.iter().find(|r| r.name == name) {
            return shown(oracle.fires(county, rule).map(Value::Bool), &Type::Bool);
        }
        if let Some(sampling) = self.model.samplings.iter().find(|s| s.name == name) {
            let size = sampling.size.map_or(oracle.counties(), |n| (n as usize).min(oracle.counties()));
            return size.to_string();
        }
        match self.names.lookup(name, None) {
            Some(Symbol::Indicator(id)) => self.indicator(oracle, county, id),
            Some(Symbol::Datum(id)) => {
                let ty = self.model.datum(id).map_or(Type::Bool, |d| d.signature.ty.clone());
                shown(oracle.datum(county, id, 0), &ty)
            }
            _ => "没有声明".to_owned(),
        }
    }

    fn indicator(&self, oracle: &Oracle<'_>, county: usize, id: IndicatorId) -> String {
        match oracle.score(county, id) {
            Ok(Value::Bool(met)) => (if met { "达标" } else { "不达标" }).to_owned(),
            other => self.shown(other, &Type::Number(Unit::points())),
        }
    }

    fn shown(&self, value: Result<Value, Absent>, ty: &Type) -> String {
        match (value, ty) {
            (Ok(Value::Bool(b)), _) => (if b { "是" } else { "否" }).to_owned(),
            (Ok(Value::Number(n)), Type::Level(levels)) => {
                n.to_i64().and_then(|i| levels.get(i as usize)).cloned().unwrap_or_else(|| n.to_string())
            }
            (Ok(Value::Number(n)), _) => n.to_string(),
            (Err(absent), _) => self.absence(&absent),
        }
    }

    fn absence(&self, absent: &Absent) -> String {
        match absent {
            Absent::NotApplicable => "不适用".to_owned(),
            Absent::Pending(_) => "待定".to_owned(),
            Absent::Missing(id) => format!("缺报（{}）", self.names.datum_name(*id)),
            Absent::MissingColumn(id) => format!("缺报（{}）", self.model.column(*id).map_or("", |c| &c.name)),
            Absent::DivisionByZero => "分母为0".to_owned(),
            Absent::QuotaOpen => "名额未定".to_owned(),
            Absent::IllTyped => "类型不符".to_owned(),
        }
    }

    fn same(&self, actual: &str, expected: &CaseValue, target: &Name) -> bool {
        match expected {
            CaseValue::Word(word) => actual == word.text || (word.text == "缺报" && actual.starts_with("缺报")),
            CaseValue::Quantity(q) => {
                let unit = match self.names.lookup(&target.text, None) {
                    Some(Symbol::Datum(id)) => {
                        self.model.datum(id).and_then(|d| if let Type::Number(u) = &d.signature.ty { Some(u.clone()) } else { None })
                    }
                    _ => None,
                };
                let wanted = unit.and_then(|u| in_unit(&q.number, &q.unit, &u)).unwrap_or_else(|| q.number.clone());
                actual == wanted.to_string()
            }
            CaseValue::Date(date) => day_number(*date, self.names.year()).is_some_and(|d| d.to_string() == actual),
        }
    }
}

fn plain() -> Signature {
    Signature { ty: Type::Number(Unit::none()), range: None, places: None, history: 0, direction: None, optional: false, unreported: false }
}

/// Texts are only compared: equal texts get equal numbers.
fn intern(text: &str) -> Number {
    let digits = text.bytes().fold(String::from("1"), |all, b| format!("{all}{b:03}"));
    digits.parse().unwrap_or_default()
}

fn written(value: &CaseValue) -> String {
    match value {
        CaseValue::Quantity(q) => q.number.to_string() + &q.unit,
        CaseValue::Word(name) => name.text.clone(),
        CaseValue::Date(date) => format!("{}月{}日", date.month, date.day),
    }
}
