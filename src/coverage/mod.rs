//! Coverage (覆盖) of rules by test cases, what made a case fail, and generated boundary cases.
//!
//! Rank 9. A goal is a condition over the data of one county; whether a case reaches it is decided by evaluating it on
//! the data of the case. Spec: §8.2, §8.3.

mod expand;
mod goal;
mod grades;
mod measure;
mod names;
mod points;
mod population;
mod rows;
mod suggest;
mod trace;
mod write;

pub use goal::{Aspect, Goal, Owner, goals};
pub use measure::{Coverage, measure};
pub use suggest::{Found, suggest};
pub use trace::{Trace, total_trace, trace};
