//! The nearest change that reaches a better grade (进位差距), and how the grade at hand came about.

use super::values::{number, say};
use super::{GradeResult, NextGrade, Words};
use crate::expr::{CmpOp, Env, Expr, Number, evaluate_condition};
use crate::model::{Model, ResultKind};
use crate::score::CountyResult;

/// The counties of one part of the population, and their model.
pub(super) struct Field<'f> {
    pub model: &'f Model,
    pub counties: Vec<&'f CountyResult>,
}

impl Field<'_> {
    fn name(&self, grade: usize) -> String {
        self.model.grades.get(grade).map_or(String::new(), |g| g.name.clone())
    }

    /// How many counties may have a grade; `None` without a quota.
    pub fn places(&self, grade: usize) -> Option<usize> {
        let share = self.model.grades.get(grade)?.quota.clone()?;
        let all = Number::from(self.counties.len() as i64);
        (&all * &share).floor().to_i64().and_then(|n| usize::try_from(n).ok())
    }

    /// The grade of a county with everything that changed it.
    pub fn grade(&self, county: &CountyResult) -> GradeResult {
        let known = |grade: &Result<usize, _>| grade.as_ref().ok().map(|at| self.name(*at));
        let mut reasons = Vec::new();
        if let Ok(by_points) = county.grade_by_points {
            for (rule, fires) in self.model.results.iter().zip(&county.fires) {
                if *fires == Ok(true) {
                    reasons.extend(self.effect(&rule.kind, &rule.name, by_points));
                }
            }
        }
        if let (Ok(before), Ok(grade)) = (county.grade_before_quota, county.grade)
            && grade > before
        {
            reasons.push(self.below_quota(before, grade));
        }
        GradeResult {
            name: known(&county.grade),
            lack: county.grade.as_ref().err().copied(),
            by_points: known(&county.grade_by_points),
            before_quota: known(&county.grade_before_quota),
            reasons,
        }
    }

    /// Why leaders have a lower grade than their points give: it is never above the government's.
    pub fn bound(&self, county: &CountyResult, env: &dyn Env) -> Option<Words> {
        let leaders = county.leaders.as_ref()?;
        let (points, grade) = (leaders.points.as_ref().ok()?, leaders.grade.ok()?);
        let by_points = self.by_points(points, env).filter(|at| *at < grade)?;
        let (from, to) = (self.name(by_points), self.name(grade));
        Some(say(
            format!("按得分为{from}，不得高于政府等次，定为{to}"),
            format!("{from} by points, but never above the government's grade: {to}"),
        ))
    }

    /// The grade points alone give.
    fn by_points(&self, points: &Number, env: &dyn Env) -> Option<usize> {
        let with = Expr::Number(points.clone());
        let holds = |condition: &Expr| evaluate_condition(&condition.clone().substitute(&Expr::Total, &with), env) == Ok(true);
        self.model.grades.iter().position(|g| g.condition.as_ref().is_some_and(holds))
    }

    fn effect(&self, kind: &ResultKind, rule: &str, by_points: usize) -> Option<Words> {
        match kind {
            ResultKind::Veto(to) if *to > by_points => {
                let to = self.name(*to);
                Some(say(format!("一票否决“{rule}”：定为{to}"), format!("veto {rule}: {to}")))
            }
            ResultKind::Veto(_) => None,
            ResultKind::Downgrade(n) => Some(say(format!("降等“{rule}”：降{n}等"), format!("downgrade {rule}: {n} down"))),
            ResultKind::NoTop if by_points == 0 => {
                let top = self.name(0);
                Some(say(format!("“{rule}”：不得评为{top}"), format!("{rule}: cannot be {top}")))
            }
            ResultKind::NoTop | ResultKind::Use | ResultKind::Trigger => None,
        }
    }

    fn below_quota(&self, before: usize, grade: usize) -> Words {
        let (from, to, places) = (self.name(before), self.name(grade), self.places(before).unwrap_or_default());
        say(
            format!("达到{from}条件，但{from}名额只有{places}个，定为{to}"),
            format!("meets {from}, but there are only {places} places: {to}"),
        )
    }

    /// What the county lacks for the grade above its own.
    pub fn next(&self, county: &CountyResult, env: &dyn Env, losses: &[Option<Number>]) -> Option<NextGrade> {
        let (Ok(total), Ok(by_points), Ok(grade)) = (&county.total, county.grade_by_points, county.grade) else { return None };
        let target = grade.checked_sub(1)?;
        let mut obstacles: Vec<Words> = Vec::new();
        for (rule, fires) in self.model.results.iter().zip(&county.fires) {
            if *fires != Ok(true) {
                continue;
            }
            let bars = match rule.kind {
                ResultKind::Veto(to) => to > target,
                ResultKind::Downgrade(_) => true,
                ResultKind::NoTop => target == 0,
                ResultKind::Use | ResultKind::Trigger => false,
            };
            if bars {
                let name = &rule.name;
                obstacles.push(match rule.kind {
                    ResultKind::Veto(_) => say(format!("有一票否决情形“{name}”"), format!("the veto {name} applies")),
                    ResultKind::Downgrade(_) => say(format!("有降等情形“{name}”"), format!("the downgrade {name} applies")),
                    _ => say(format!("有不得评为{}情形“{name}”", self.name(0)), format!("{name} bars from {}", self.name(0))),
                });
            }
        }
        let mut points = (by_points > target).then(|| self.lacking(total, target, env)).flatten();
        if by_points > target && points.is_none() {
            return None;
        }
        if let Some(places) = self.places(target) {
            let name = self.name(target);
            obstacles.push(say(
                format!("{name}名额{places}个，须在达到{name}条件的县中排进前{places}名；并列超出名额的，一并不占名额"),
                format!("{name} has {places} places among those who meet its condition; a tie that does not fit is left out whole"),
            ));
            let held = self.rivals(target, county);
            if let Some(edge) = places.checked_sub(1).and_then(|at| held.get(at)).filter(|edge| *edge >= total) {
                let past = &(edge - total) + &Number::ulp(self.model.total_places());
                points = points.max(Some(past));
            }
        }
        let indicators = points.as_ref().map(|need| self.chances(need, losses)).unwrap_or_default();
        Some(NextGrade { grade: self.name(target), points: points.map(|p| p.to_string()), indicators, obstacles })
    }

    /// Totals of the other counties that meet a grade before its quota, largest first.
    fn rivals(&self, grade: usize, own: &CountyResult) -> Vec<Number> {
        let meets = |c: &&&CountyResult| c.grade_before_quota == Ok(grade) && c.name != own.name;
        let mut totals: Vec<Number> = self.counties.iter().filter(meets).filter_map(|c| c.total.clone().ok()).collect();
        totals.sort_by(|a, b| b.cmp(a));
        totals
    }

    /// The least points more with which the total alone gives the grade or a better one.
    fn lacking(&self, total: &Number, target: usize, env: &dyn Env) -> Option<Number> {
        let step = Number::ulp(self.model.total_places());
        let mut candidates = Vec::new();
        for condition in self.model.grades.iter().filter_map(|g| g.condition.as_ref()) {
            condition.walk(&mut |e| {
                if let Expr::Cmp(CmpOp::Ge | CmpOp::Gt | CmpOp::Lt | CmpOp::Le | CmpOp::Eq, a, b) = e {
                    for limit in [a, b] {
                        if let Expr::Number(n) = &**limit {
                            candidates.extend([n.clone(), n + &step]);
                        }
                    }
                }
            });
        }
        candidates.sort();
        let reached = |total: &Number| self.by_points(total, env).is_some_and(|at| at <= target);
        candidates.into_iter().find(|c| c > total && reached(c)).map(|c| &c - total)
    }

    /// Where points were lost, most first, until they are enough.
    fn chances(&self, need: &Number, losses: &[Option<Number>]) -> Vec<(String, String)> {
        let lost = self.model.indicators.iter().zip(losses);
        let mut all: Vec<(&str, Number)> =
            lost.filter_map(|(i, loss)| Some((i.code.as_str(), loss.clone().filter(|l| *l > Number::ZERO)?))).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1));
        let mut sum = Number::ZERO;
        let mut out = Vec::new();
        for (code, loss) in all {
            if sum >= *need {
                break;
            }
            sum = &sum + &loss;
            out.push((code.to_owned(), number(&loss)));
        }
        out
    }
}
