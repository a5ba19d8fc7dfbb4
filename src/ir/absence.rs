//! Codes of absence (缺值): 0 is a value; of several absences the larger code stands, in the order of [`Absent`].

use serde::{Deserialize, Serialize};

use crate::expr::Absent;
use crate::finding::Words;

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

/// 名额未定: a grade waits for those of other counties.
pub const QUOTA_OPEN: i64 = 7;

/// The code of an absence.
pub fn code(absent: &Absent) -> i64 {
    match absent {
        Absent::NotApplicable => NOT_APPLICABLE,
        Absent::Pending(_) => PENDING,
        Absent::Missing(_) => MISSING,
        Absent::MissingColumn(_) => MISSING_COLUMN,
        Absent::DivisionByZero => DIVISION_BY_ZERO,
        Absent::IllTyped => ILL_TYPED,
        Absent::QuotaOpen => QUOTA_OPEN,
    }
}

/// Why a result is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// 不适用
    NotApplicable,
    /// 待定: a judgement was not given yet.
    Pending,
    /// 缺报
    Missing,
    /// 分母为0: a divisor is 0 and the file does not say what then.
    DivisionByZero,
    /// 名额未定: a grade waits for those of other counties.
    QuotaOpen,
}

impl Lack {
    /// Every lack.
    pub const ALL: [Lack; 5] = [Lack::NotApplicable, Lack::Pending, Lack::Missing, Lack::DivisionByZero, Lack::QuotaOpen];

    /// The lack a code stands for; `None` for a value.
    pub fn of(code: i64) -> Option<Lack> {
        match code {
            PRESENT => None,
            NOT_APPLICABLE => Some(Lack::NotApplicable),
            PENDING => Some(Lack::Pending),
            MISSING | MISSING_COLUMN => Some(Lack::Missing),
            QUOTA_OPEN => Some(Lack::QuotaOpen),
            _ => Some(Lack::DivisionByZero),
        }
    }

    /// Its word in every output.
    pub fn zh(self) -> &'static str {
        match self {
            Lack::NotApplicable => "不适用",
            Lack::Pending => "待定",
            Lack::Missing => "缺报",
            Lack::DivisionByZero => "分母为0",
            Lack::QuotaOpen => "名额未定",
        }
    }

    /// Its words.
    pub fn words(self) -> Words {
        let en = match self {
            Lack::NotApplicable => "not applicable",
            Lack::Pending => "pending",
            Lack::Missing => "missing",
            Lack::DivisionByZero => "division by zero",
            Lack::QuotaOpen => "quota open",
        };
        Words::new(self.zh(), en)
    }
}
