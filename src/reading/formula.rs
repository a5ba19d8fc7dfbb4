//! Formulas (公式) in English: arithmetic with the usual signs, functions in words. Spec: §6.5.

use super::predicate::population;
use super::reader::Reader;
use super::words::{date, kept, quantity};
use crate::expr::CmpOp;
use crate::sentence::Type;
use crate::syntax::tree::{Formula, FormulaKind, Operator};

impl Reader<'_> {
    /// The value of a formula as a noun phrase.
    pub fn formula(&mut self, formula: &Formula) -> String {
        match &formula.kind {
            FormulaKind::Quantity(q) => quantity(q),
            FormulaKind::Date(day) => date(*day),
            FormulaKind::Name(name) => self.name(name),
            FormulaKind::Path(_, column) if self.table.is_some() => kept(&column.text),
            FormulaKind::Path(table, column) => format!("{} of {}", kept(&column.text), kept(&table.text)),
            FormulaKind::Population(scope, word) => population(scope, *word),
            FormulaKind::Call(name, arguments) => self.call(name, arguments),
            FormulaKind::Binary(Operator::And | Operator::Or | Operator::Compare(_), ..) | FormulaKind::Not(_) => self.truth(formula),
            FormulaKind::Binary(operator, a, b) => format!("{} {} {}", self.operand_of(a), sign(*operator), self.operand_of(b)),
            FormulaKind::Minus(a) => format!("−{}", self.operand_of(a)),
            FormulaKind::Bracketed(a) => format!("({})", self.formula(a)),
        }
    }

    /// A part of a sum or product; what is said in words stands in brackets.
    pub(super) fn operand_of(&mut self, formula: &Formula) -> String {
        let text = self.formula(formula);
        if matches!(formula.kind, FormulaKind::Call(..)) { format!("({text})") } else { text }
    }

    /// A formula that holds or not, as a clause.
    pub fn truth(&mut self, formula: &Formula) -> String {
        match &formula.kind {
            FormulaKind::Name(name) => self.fact(name, false),
            FormulaKind::Path(_, column) => self.fact(column, false),
            FormulaKind::Bracketed(a) if !is_joined(a) => self.truth(a),
            FormulaKind::Bracketed(a) => format!("({})", self.truth(a)),
            FormulaKind::Not(a) => self.untruth(a),
            FormulaKind::Binary(Operator::And, a, b) => format!("{} and {}", self.truth(a), self.truth(b)),
            FormulaKind::Binary(Operator::Or, a, b) => format!("{} or {}", self.truth(a), self.truth(b)),
            FormulaKind::Binary(Operator::Compare(op), a, b) => self.comparison(*op, a, b),
            FormulaKind::Quantity(_)
            | FormulaKind::Date(_)
            | FormulaKind::Population(..)
            | FormulaKind::Call(..)
            | FormulaKind::Binary(Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide, ..)
            | FormulaKind::Minus(_) => self.formula(formula),
        }
    }

    /// 非（…）
    fn untruth(&mut self, formula: &Formula) -> String {
        match &formula.kind {
            FormulaKind::Name(name) => self.fact(name, true),
            FormulaKind::Path(_, column) => self.fact(column, true),
            FormulaKind::Bracketed(a) if !is_joined(a) => self.untruth(a),
            FormulaKind::Not(a) => self.truth(a),
            FormulaKind::Bracketed(a) => format!("it is not so that ({})", self.truth(a)),
            FormulaKind::Quantity(_)
            | FormulaKind::Date(_)
            | FormulaKind::Population(..)
            | FormulaKind::Call(..)
            | FormulaKind::Binary(..)
            | FormulaKind::Minus(_) => format!("it is not so that {}", self.truth(formula)),
        }
    }

    fn comparison(&mut self, op: CmpOp, a: &Formula, b: &Formula) -> String {
        let level = matches!(self.ask(|l| l.formula(a)).map(|t| t.ty), Some(Type::Level(_)));
        let (left, right) = (self.formula(a), self.formula(b));
        match (op, level) {
            (CmpOp::Eq, _) => format!("{left} is {right}"),
            (CmpOp::Ne, _) => format!("{left} is not {right}"),
            (CmpOp::Ge, true) => format!("{left} is {right} or better"),
            (CmpOp::Gt, true) => format!("{left} is better than {right}"),
            (CmpOp::Le, true) => format!("{left} is {right} or worse"),
            (CmpOp::Lt, true) => format!("{left} is worse than {right}"),
            (CmpOp::Ge, false) => format!("{left} is at least {right}"),
            (CmpOp::Gt, false) => format!("{left} is above {right}"),
            (CmpOp::Le, false) => format!("{left} is at most {right}"),
            (CmpOp::Lt, false) => format!("{left} is below {right}"),
        }
    }
}

/// Whether 且 or 或 joins its parts.
fn is_joined(formula: &Formula) -> bool {
    matches!(formula.kind, FormulaKind::Binary(Operator::And | Operator::Or, ..))
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Or => "or",
        Operator::And => "and",
        Operator::Compare(CmpOp::Eq) => "=",
        Operator::Compare(CmpOp::Ne) => "≠",
        Operator::Compare(CmpOp::Lt) => "<",
        Operator::Compare(CmpOp::Le) => "≤",
        Operator::Compare(CmpOp::Gt) => ">",
        Operator::Compare(CmpOp::Ge) => "≥",
        Operator::Add => "+",
        Operator::Subtract => "−",
        Operator::Multiply => "×",
        Operator::Divide => "÷",
    }
}
