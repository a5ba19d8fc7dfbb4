//! Grades (等次认定): total, vetoes, downgrades, no top grade, quota, in this order (D14). Spec: §7.

use super::score::{Oracle, condition};
use crate::expr::{Absent, Number, evaluate_number};
use crate::model::{ResultKind, ResultRule};

impl Oracle<'_> {
    /// The grade of a county, as its place in the list of grades.
    ///
    /// # Errors
    /// Why there is none.
    pub fn grade(&self, county: usize) -> Result<usize, Absent> {
        if let Some(given) = self.data.counties.get(county).and_then(|c| c.grade) {
            return Ok(given);
        }
        let before = self.grade_before_quota(county)?;
        let Some(share) = self.model.grades.get(before).and_then(|g| g.quota.clone()) else { return Ok(before) };
        let all = Number::from(self.counties() as i64);
        let places = (&all * &share).floor().to_i64().unwrap_or(0).max(0) as usize;
        let mut rivals = Vec::new();
        for other in 0..self.counties() {
            match self.grade_before_quota(other) {
                Ok(grade) if grade == before => rivals.push((other, self.standing(other, before).map_err(|_| Absent::QuotaOpen)?)),
                Ok(_) => {}
                Err(_) => return Err(Absent::QuotaOpen),
            }
        }
        let Some(mine) = rivals.iter().find(|(c, _)| *c == county).map(|(_, s)| s.clone()) else { return Ok(before) };
        // A whole tie that does not fit stays below.
        let at_least = rivals.iter().filter(|(_, s)| *s >= mine).count();
        Ok(if at_least <= places { before } else { before + 1 })
    }

    /// Total, then what the file says decides a tie; larger is better.
    fn standing(&self, county: usize, grade: usize) -> Result<Vec<Number>, Absent> {
        let mut standing = vec![self.total(county)?];
        for tie in self.model.grades.get(grade).map_or(&[][..], |g| g.ties.as_slice()) {
            standing.push(evaluate_number(tie, &self.county(county))?);
        }
        Ok(standing)
    }

    /// The grade by total and result rules, before the quota.
    ///
    /// # Errors
    /// Why there is none.
    pub fn grade_before_quota(&self, county: usize) -> Result<usize, Absent> {
        let last = self.model.grades.len().saturating_sub(1);
        let mut grade = last;
        let mut absent: Option<Absent> = None;
        for (at, spec) in self.model.grades.iter().enumerate() {
            let Some(holds) = &spec.condition else { continue };
            match condition(self, county, holds) {
                Ok(false) => {}
                Ok(true) => {
                    grade = at;
                    break;
                }
                Err(why) => {
                    absent = Some(why);
                    break;
                }
            }
        }
        let (mut vetoed, mut down, mut no_top) = (None, 0, false);
        for rule in &self.model.results {
            // 结果运用 and 问责情形 change no grade; their conditions may speak of it.
            if matches!(rule.kind, ResultKind::Use | ResultKind::Trigger) {
                continue;
            }
            match self.fires(county, rule) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(why) => {
                    absent = absent.max(Some(why));
                    continue;
                }
            }
            match rule.kind {
                ResultKind::Veto(to) => vetoed = vetoed.max(Some(to)),
                ResultKind::Downgrade(by) => down = down.max(by as usize),
                ResultKind::NoTop => no_top = true,
                ResultKind::Use | ResultKind::Trigger => {}
            }
        }
        if let Some(absent) = absent {
            return Err(absent);
        }
        grade = vetoed.map_or(grade, |to| grade.max(to));
        grade = (grade + down).min(last);
        Ok(if no_top && grade == 0 { 1.min(last) } else { grade })
    }

    /// Whether a result rule fires; one that is not applicable does not. In a case a rule whose facts are not given does not either, unless they are said to be 缺报.
    ///
    /// # Errors
    /// The condition cannot be decided: something is missing, or a judgement is pending.
    pub fn fires(&self, county: usize, rule: &ResultRule) -> Result<bool, Absent> {
        let Some(holds) = &rule.condition else { return Ok(false) };
        match condition(self, county, holds) {
            Err(Absent::NotApplicable) => Ok(false),
            Err(Absent::Missing(id)) if self.is_case && !self.data.counties.get(county).is_some_and(|c| c.missing.contains(&id)) => {
                Ok(false)
            }
            other => other,
        }
    }

    /// The place of a county by total, the better place for equal totals.
    ///
    /// # Errors
    /// Why there is none.
    pub fn place(&self, county: usize) -> Result<usize, Absent> {
        let mine = self.total(county)?;
        let mut better = 0;
        for other in 0..self.counties() {
            better += usize::from(self.total(other)? > mine);
        }
        Ok(better + 1)
    }
}
