//! The small core (核心): exact numbers, units, the operations every scoring sentence is translated to, and what they mean.
//!
//! Rank 1. Checks, scorers, programs and explanations know only this core; no sentence and no span reaches it.
//! Spec: §6.

mod core;
mod data_only;
mod eval;
mod number;
mod unit;

pub use core::{BinaryOp, CmpOp, ColumnId, DatumId, Expr, GroupId, IndicatorId, PopOp, Scope, TableId, TableOp, Ties, WhenZero};
pub use data_only::DataOnly;
pub use eval::{Absent, Env, Value, evaluate, evaluate_condition, evaluate_number};
pub use number::{Number, ParseNumberError};
pub use unit::Unit;
