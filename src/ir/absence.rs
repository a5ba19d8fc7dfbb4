//! Codes of absence (缺值): 0 is a value; of several absences the larger code stands, in the order of [`Absent`].

use crate::expr::Absent;

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

/// Why a result is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// 不适用
    NotApplicable,
    /// 待定: a judgement was not given yet.
    Pending,
    /// 缺报
    Missing,
    /// A divisor is 0 and the file does not say what then.
    DivisionByZero,
}

impl Lack {
    /// The lack a code stands for; `None` for a value.
    pub fn of(code: i64) -> Option<Lack> {
        match code {
            PRESENT => None,
            NOT_APPLICABLE => Some(Lack::NotApplicable),
            PENDING => Some(Lack::Pending),
            MISSING | MISSING_COLUMN => Some(Lack::Missing),
            _ => Some(Lack::DivisionByZero),
        }
    }

    /// Its words.
    pub fn words(self) -> crate::finding::Words {
        let (zh, en) = match self {
            Lack::NotApplicable => ("不适用", "not applicable"),
            Lack::Pending => ("待定", "pending"),
            Lack::Missing => ("缺报", "missing"),
            Lack::DivisionByZero => ("分母为0", "division by zero"),
        };
        crate::finding::Words::new(zh, en)
    }
}
