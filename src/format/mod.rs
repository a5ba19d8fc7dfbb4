//! Canonical text (规范文本): a tree printed the one way its meaning is written, comments kept.
//!
//! Rank 4: knows trees and sources, never the model. Every text printed here is read back before it is handed out, so
//! formatting cannot change a meaning. Spec: §2.5.

mod case;
mod condition;
mod data;
mod declaration;
mod file;
mod formula;
mod layout;
mod rule;
mod words;

pub use case::{case, given};
pub use condition::condition;
pub use data::{datum, derived};
pub use file::format;
pub use formula::formula;
pub use rule::{bonus_rule, rule};
pub use words::{date, period, share, wide};
