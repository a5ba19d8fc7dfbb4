//! Codes of absence (缺值): 0 is a value; of several absences the larger code stands, in the order of [`Absent`].

use crate::expr::{Absent, ColumnId, DatumId};

/// There is a value.
pub const PRESENT: i64 = 0;
/// 不适用
pub const NOT_APPLICABLE: i64 = 1;
/// 待定
pub const PENDING: i64 = 2;
/// 缺报
pub const MISSING: i64 = 3;
/// 缺报, in a column of a detail table.
pub const MISSING_COLUMN: i64 = 4;
/// A divisor is 0.
pub const DIVISION_BY_ZERO: i64 = 5;
/// The expression mixes kinds of values.
pub const ILL_TYPED: i64 = 6;

/// The code of an absence.
pub fn code(absent: &Absent) -> i64 {
    match absent {
        Absent::NotApplicable => NOT_APPLICABLE,
        Absent::Pending(_) => PENDING,
        Absent::Missing(_) => MISSING,
        Absent::MissingColumn(_) => MISSING_COLUMN,
        Absent::DivisionByZero => DIVISION_BY_ZERO,
        Absent::IllTyped => ILL_TYPED,
    }
}

/// An absence of this code; which datum is absent is not in the code.
pub fn absent(code: i64) -> Option<Absent> {
    match code {
        PRESENT => None,
        NOT_APPLICABLE => Some(Absent::NotApplicable),
        PENDING => Some(Absent::Pending(DatumId(0))),
        MISSING => Some(Absent::Missing(DatumId(0))),
        MISSING_COLUMN => Some(Absent::MissingColumn(ColumnId(0))),
        DIVISION_BY_ZERO => Some(Absent::DivisionByZero),
        _ => Some(Absent::IllTyped),
    }
}
