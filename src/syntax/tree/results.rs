//! Grades and test cases (等次、用例). Spec: §7, §8.

use super::{Condition, Date, Name, Quantity};
use crate::expr::Number;

/// A grade's condition and quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeSpec {
    /// When a county has it.
    pub condition: Condition,
    /// At most this share of the counties.
    pub quota: Option<Number>,
}

/// A test case (用例).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSpec {
    /// What is given.
    pub given: Vec<Given>,
    /// What is expected.
    pub expected: Vec<Expected>,
    /// 应报错: the data are refused.
    pub refused: bool,
}

/// A value given in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The datum or table.
    pub name: Name,
    /// So many years back.
    pub back: u8,
    /// A part: 评分 of a judgement, a stage of a value.
    pub part: Option<Name>,
    /// The value.
    pub value: GivenValue,
}

/// What a case gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenValue {
    /// One value for the county.
    One(CaseValue),
    /// A value for each county named.
    PerCounty(Vec<(Name, CaseValue)>),
    /// Rows of a detail table, each so many times.
    Rows(Vec<(Vec<(Name, CaseValue)>, u32)>),
}

/// A value in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseValue {
    /// A quantity.
    Quantity(Quantity),
    /// A day.
    Date(Date),
    /// 是, 不适用, a level, a text.
    Word(Name),
}

/// What a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// An indicator, 总分, 等次, a datum, a result rule.
    pub target: Name,
    /// The county; the first if not said.
    pub values: Vec<(Option<Name>, CaseValue)>,
}
