//! English readings (英文释读) of rules: what a sentence means, clause by clause, for readers without Chinese.
//!
//! Rank 5. Reads syntax trees as `format` does, and asks the model for what a name is. Names of data, levels and
//! groups stay in Chinese, in 「」 unless they are plain Chinese text. Every number of a sentence stands in its reading.

mod chain;
mod clause;
mod condition;
mod data;
mod formula;
mod functions;
mod predicate;
mod reader;
mod result;
mod rule;
mod step;
mod value;
mod words;

pub use data::datum;
pub use reader::Known;
pub use result::{declaration, derived};
pub use rule::{Written, rule, written};
