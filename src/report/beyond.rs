//! 加分、扣分及折算: what makes the total of the points by focus area, or of the first level where no area is served.

use super::{County, IndicatorLine, Kind, Lack, Value, show};
use crate::expr::Number;

/// The header of the column.
pub const BEYOND: &str = "加分、扣分及折算";

/// Whether a line is of the first level of indicators.
pub fn is_first_level(line: &IndicatorLine) -> bool {
    line.kind == Kind::Indicator && line.level == 1
}

/// Total less points by focus area (by indicator of the first level where there is no area): bonus, penalties, rescaling, limits,
/// rounding. What is not applicable has no points. `None` if there is no total.
pub fn beyond(county: &County, indicators: &[IndicatorLine]) -> Option<Number> {
    let scores = indicators.iter().zip(&county.scores).filter(|(line, _)| is_first_level(line)).map(|(_, score)| &score.score);
    let parts: Vec<&Value> = if county.areas.is_empty() { scores.collect() } else { county.areas.iter().map(|area| &area.score).collect() };
    let mut rest = show::number_of(&county.total)?;
    for part in parts {
        match part {
            Value::Number(_) => rest = &rest - &show::number_of(part)?,
            Value::Met(_) | Value::Lack(Lack::NotApplicable) => {}
            Value::Lack(_) => return None,
        }
    }
    Some(rest)
}
