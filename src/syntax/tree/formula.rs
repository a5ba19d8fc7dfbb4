//! Formulas (公式). Spec: §6.5.

use super::{Date, Name, PopulationWord, Quantity};
use crate::expr::CmpOp;
use crate::source::Span;

/// A formula (公式).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// What it says.
    pub kind: FormulaKind,
    /// Where it stands.
    pub span: Span,
}

/// An operator between two formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// 或
    Or,
    /// 且
    And,
    /// A comparison.
    Compare(CmpOp),
    /// ＋
    Add,
    /// －
    Subtract,
    /// ×
    Multiply,
    /// ÷
    Divide,
}

/// What a formula says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormulaKind {
    /// A quantity.
    Quantity(Quantity),
    /// A day.
    Date(Date),
    /// A name.
    Name(Name),
    /// 表.列
    Path(Name, Name),
    /// 全市平均数 of the subject; only inside a sentence
    Population(String, PopulationWord),
    /// 函数（…）
    Call(Name, Vec<Formula>),
    /// a ∘ b
    Binary(Operator, Box<Formula>, Box<Formula>),
    /// −a
    Minus(Box<Formula>),
    /// 非 a
    Not(Box<Formula>),
    /// Brackets, kept so that the canonical text has them.
    Bracketed(Box<Formula>),
}
