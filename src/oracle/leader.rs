//! Leaders (领导干部): their points and grade, bound to the government's result. Spec: §7.4.

use super::score::{Oracle, condition};
use crate::expr::{Absent, Expr, Number, Value};
use crate::model::IndicatorKind;

impl Oracle<'_> {
    /// The leaders' points: the government's total by its weight, the leaders' own indicators by the rest, both on the
    /// scale of the full marks of the file.
    ///
    /// # Errors
    /// Why there are none.
    pub fn leader_total(&self, county: usize) -> Result<Number, Absent> {
        let leaders = self.model.leaders.as_ref().ok_or(Absent::IllTyped)?;
        let header = self.model.header.as_ref().ok_or(Absent::IllTyped)?;
        let hundred = Number::from(100);
        let weight = leaders.weight.as_ref().map_or(hundred.clone(), |(w, _)| w.clone());
        let mut own = Number::ZERO;
        for (id, _) in self.model.indicators().filter(|(_, i)| i.kind == IndicatorKind::Leader) {
            match self.score(county, id) {
                Ok(Value::Number(points)) => own = &own + &points,
                Ok(Value::Bool(_)) | Err(Absent::NotApplicable) => {}
                Err(absent) => return Err(absent),
            }
        }
        let full = leaders.full.clone().unwrap_or_else(|| header.full.clone());
        let own = (&own * &header.full).div(&full).unwrap_or_default();
        let sum = &(&self.total(county)? * &weight) + &(&own * &(&hundred - &weight));
        sum.div(&hundred).map(|n| n.round_half_up(self.model.total_places())).ok_or(Absent::IllTyped)
    }

    /// The leaders' grade: by the same thresholds, never above the government's.
    ///
    /// # Errors
    /// Why there is none.
    pub fn leader_grade(&self, county: usize) -> Result<usize, Absent> {
        let points = Expr::Number(self.leader_total(county)?);
        let government = self.grade(county)?;
        for (at, grade) in self.model.grades.iter().enumerate() {
            let Some(holds) = &grade.condition else { continue };
            if condition(self, county, &holds.clone().substitute(&Expr::Total, &points))? {
                return Ok(at.max(government));
            }
        }
        Ok(self.model.grades.len().saturating_sub(1).max(government))
    }
}
