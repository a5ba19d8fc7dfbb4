//! Scoring (计分): the native scorer, results and their explanations.
//!
//! Rank 8. Spec: §12.

pub mod engine;
mod load;
mod results;

pub use load::Occurring;
pub use results::{CountyResult, Known, LeaderScore, Results, Score, score};
