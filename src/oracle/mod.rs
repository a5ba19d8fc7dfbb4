//! The reference interpreter (参照解释器): slow, obvious, straight from the spec. The oracle of every other evaluator.
//!
//! Rank 8. Spec: §6.2, §7.

mod case;
mod grade;
mod leader;
mod score;

pub use case::{CaseFailure, case_data, judge_case, outcome, run_case};
pub use score::Oracle;
