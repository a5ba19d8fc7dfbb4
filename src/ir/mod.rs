//! The scoring program (评分程序): every rule as operations on whole numbers, with the range of each value.
//!
//! The core works with exact fractions; here a value is a numerator over a denominator, both whole, and every operation
//! is one of whole numbers. So each target can take the narrowest numbers that hold the range and stay exact.
//! Absence is a whole number too ([`absence`]).
//!
//! Rank 6. Spec: §13.

pub mod absence;
mod detail;
mod grades;
mod graph;
mod lower;
mod node;
mod population;
mod program;
mod range;
mod totals;
mod value;

pub use graph::{Graph, MOST_ROWS};
pub use lower::UNDECLARED_MOST;
pub use node::{Domain, Fold, Input, Node, NodeId, Op, Over};
pub use program::{Declared, LeaderResult, Presence, Program, Quantity, compile};
pub use range::Range;
