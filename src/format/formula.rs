//! Formulas (公式) as text. Spec: §6.5.

use super::words::{date, joined, name, quantity};
use crate::expr::CmpOp;
use crate::syntax::tree::{Formula, FormulaKind, Operator, PopulationWord};

/// How formulas inside a sentence are told: as they are written, or in words.
pub type Told<'t> = &'t dyn Fn(&Formula) -> String;

/// As a formula is written in a file.
pub(super) fn as_written(formula: &Formula) -> String {
    self::formula(formula)
}

/// The canonical text of a formula.
pub fn formula(formula: &Formula) -> String {
    match &formula.kind {
        FormulaKind::Quantity(q) => quantity(q),
        FormulaKind::Date(day) => date(*day),
        FormulaKind::Name(n) => name(n),
        FormulaKind::Path(table, column) => format!("{}.{}", name(table), name(column)),
        FormulaKind::Population(scope, value) => format!("{scope}{}", population_word(*value)),
        FormulaKind::Call(function, arguments) => format!("{}（{}）", name(function), joined(arguments, "，", self::formula)),
        FormulaKind::Binary(operator, left, right) => format!("{}{}{}", self::formula(left), sign(*operator), self::formula(right)),
        FormulaKind::Minus(inner) => format!("-{}", self::formula(inner)),
        FormulaKind::Not(inner) if matches!(inner.kind, FormulaKind::Bracketed(_)) => format!("非{}", self::formula(inner)),
        FormulaKind::Not(inner) => format!("非 {}", self::formula(inner)),
        FormulaKind::Bracketed(inner) => format!("（{}）", self::formula(inner)),
    }
}

pub(super) fn population_word(word: PopulationWord) -> &'static str {
    match word {
        PopulationWord::Mean => "平均数",
        PopulationWord::Max => "最高值",
        PopulationWord::Min => "最低值",
    }
}

pub(super) fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "或",
        Operator::And => "且",
        Operator::Compare(CmpOp::Eq) => "＝",
        Operator::Compare(CmpOp::Ne) => "≠",
        Operator::Compare(CmpOp::Lt) => "＜",
        Operator::Compare(CmpOp::Le) => "≤",
        Operator::Compare(CmpOp::Gt) => "＞",
        Operator::Compare(CmpOp::Ge) => "≥",
        Operator::Add => "＋",
        Operator::Subtract => "－",
        Operator::Multiply => "×",
        Operator::Divide => "÷",
    }
}
