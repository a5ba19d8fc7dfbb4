//! Data and their types (数据). Spec: §5.

use super::{Formula, Name, Quantity};
use crate::expr::Number;
use crate::source::Span;

/// Type and traits of a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatumSpec {
    /// Its type.
    pub kind: DatumType,
    /// Its traits, in the order written.
    pub traits: Vec<Trait>,
    /// Where both stand.
    pub span: Span,
}

/// Type of a datum (数据类型). Spec: §5.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatumType {
    /// 百分比
    Percentage,
    /// 是否 or 有无
    Fact,
    /// 等级（…）, best first
    Levels(Vec<Name>),
    /// 评议, with levels or without
    Judgement(Vec<Name>),
    /// 日期
    Date,
    /// 文件
    Document,
    /// 名单
    List,
    /// 文本
    Text,
    /// A number in this unit.
    Number(String),
}

/// A trait of a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trait {
    /// Decimal places.
    Places(u32),
    /// Earlier years asked for.
    History(u8),
    /// 可不适用
    Optional,
    /// 可未报: a date that may be not reported.
    Unreported,
    /// 越高越好 is true.
    Direction(bool),
    /// Step of a judgement.
    Quantum(Number),
    /// Number of raters.
    Raters(u32),
    /// How raters combine, as written.
    Combine(String),
    /// Stages of a value; the last given counts.
    Stages(Vec<Name>),
    /// Smallest and largest value.
    Range(Quantity, Quantity),
}

/// A computed datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedSpec {
    /// Its formula.
    pub formula: Formula,
    /// Rounded to so many places.
    pub places: Option<u32>,
    /// 越高越好
    pub direction: Option<bool>,
    /// Its unit.
    pub unit: Option<String>,
    /// Its range, if stated.
    pub range: Option<(Quantity, Quantity)>,
}
