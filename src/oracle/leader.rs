//! Leaders (领导干部): their points and grade, bound to the government's result. Spec: §7.4.

use super::score::{Gravest, Oracle, condition};
use crate::expr::{Absent, Expr, Number};
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
        let mut lacks = Gravest::default();
        let own = lacks.of(self.items(county, IndicatorKind::Leader));
        let total = self.total(county);
        lacks.of(total.as_ref().map(|_| ()).map_err(Absent::clone));
        lacks.none()?;
        let total = total?;
        let full = leaders.full.clone().unwrap_or_else(|| header.full.clone());
        let own = (&own * &header.full).div(&full).unwrap_or_default();
        let sum = &(&total * &weight) + &(&own * &(&hundred - &weight));
        sum.div(&hundred).map(|n| n.round_half_up(self.model.total_places())).ok_or(Absent::IllTyped)
    }

    /// The leaders' grade: by the same thresholds, never above the government's.
    ///
    /// # Errors
    /// Why there is none.
    pub fn leader_grade(&self, county: usize) -> Result<usize, Absent> {
        let mut lacks = Gravest::default();
        let points = Expr::Number(lacks.of(self.leader_total(county)));
        let government = lacks.of(self.grade(county));
        lacks.none()?;
        for (at, grade) in self.model.grades.iter().enumerate() {
            let Some(holds) = &grade.condition else { continue };
            if condition(self, county, &holds.clone().substitute(&Expr::Total, &points))? {
                return Ok(at.max(government));
            }
        }
        Ok(self.model.grades.len().saturating_sub(1).max(government))
    }
}
