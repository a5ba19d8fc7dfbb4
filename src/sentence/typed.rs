//! Expressions with their types, and days as numbers.

use super::scope::Type;
use crate::expr::{BinaryOp, Expr, Number, Unit};
use crate::source::Span;
use crate::syntax::tree::Date;

/// The day that stands for 未报: later than every day.
pub const UNREPORTED: i64 = 3_652_364;

/// An expression and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The expression.
    pub expr: Expr,
    /// Its type.
    pub ty: Type,
    /// Where it was said.
    pub span: Span,
    /// Smallest and largest value where declared.
    pub range: Option<(Number, Number)>,
    /// Decimal places where declared.
    pub places: Option<u32>,
}

impl Typed {
    /// An expression without declared range.
    pub fn new(expr: Expr, ty: Type, span: Span) -> Self {
        Typed { expr, ty, span, range: None, places: None }
    }

    /// Its unit, if it is a number or points.
    pub fn unit(&self) -> Option<Unit> {
        match &self.ty {
            Type::Number(unit) => Some(unit.clone()),
            Type::Judgement => Some(Unit::points()),
            Type::Bool | Type::Level(_) | Type::Date | Type::Text => None,
        }
    }

    /// The same value counted in another unit; `None` if the units do not convert.
    pub fn in_unit(self, unit: &Unit) -> Option<Typed> {
        let factor = self.unit()?.factor_to(unit)?;
        if factor == Number::ONE {
            return Some(Typed { ty: Type::Number(unit.clone()), ..self });
        }
        let expr = Expr::binary(BinaryOp::Mul, self.expr, Expr::Number(factor.clone()));
        let range = self.range.map(|(a, b)| (&a * &factor, &b * &factor));
        Some(Typed { expr, ty: Type::Number(unit.clone()), span: self.span, range, places: None })
    }
}

/// Days since 0000-03-01 in the proleptic Gregorian calendar; `None` for a day that does not exist.
pub fn day_number(date: Date, year: u32) -> Option<Number> {
    let (y, m, d) = (i64::from(date.year.unwrap_or(year)), i64::from(date.month), i64::from(date.day));
    let leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let length = match m {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&d) || !(1..=9999).contains(&y) {
        return None;
    }
    let (y, m) = if m > 2 { (y, m - 3) } else { (y - 1, m + 9) };
    Some(Number::from(365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1))
}

/// Days of 400 years, after which the calendar repeats itself.
const CYCLE: i64 = 146_097;

/// The day of a number made by [`day_number`]. Any number gives a day at once; one that [`day_number`] never makes gives
/// a year that no file may hold, so that it is refused where it is used.
pub fn day_of(number: i64) -> Date {
    let (cycle, day) = (number.div_euclid(CYCLE), number.rem_euclid(CYCLE));
    // The last day of 4, 100 and 400 years is the one more that a leap year has, or lacks.
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let rest = day - (365 * year + year / 4 - year / 100);
    let m = (5 * rest + 2) / 153;
    let (day, month) = (rest - (153 * m + 2) / 5 + 1, if m < 10 { m + 3 } else { m - 9 });
    let year = cycle * 400 + year + i64::from(month <= 2);
    let year = u32::try_from(year.max(0)).unwrap_or(u32::MAX);
    Date { year: Some(year), month: month as u32, day: day as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        for (year, month, day) in [(2021, 10, 31), (2020, 2, 29), (2021, 1, 1), (2000, 3, 1), (1999, 12, 31)] {
            let date = Date { year: Some(year), month, day };
            let number = day_number(date, 0).and_then(|n| n.to_i64()).unwrap_or(0);
            assert_eq!(day_of(number), date);
        }
        assert_eq!(day_number(Date { year: Some(2021), month: 2, day: 29 }, 0), None);
    }

    #[test]
    fn every_day_goes_there_and_back() {
        for number in (306..=UNREPORTED).step_by(7).chain([306, UNREPORTED]) {
            assert_eq!(day_number(day_of(number), 0), Some(Number::from(number)));
        }
    }

    #[test]
    fn a_number_that_is_no_day_gives_a_year_that_is_refused() {
        for number in [i64::MIN, -1, 0, 305, UNREPORTED + 1, i64::from(i32::MAX), i64::MAX] {
            assert_eq!(day_number(day_of(number), 0), None, "{number}");
        }
    }

    #[test]
    fn consecutive_days_are_one_apart() {
        let day = |month, day| day_number(Date { year: None, month, day }, 2021);
        assert_eq!(day(11, 1), day(10, 31).map(|n| &n + &Number::ONE));
        assert_eq!(day(3, 1), day(2, 28).map(|n| &n + &Number::ONE));
    }
}
