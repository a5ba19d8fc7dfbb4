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
mod in_words;
mod layout;
mod rule;
mod words;

pub use case::{case, given};
pub use condition::{condition, condition_told};
pub use data::{datum, derived};
pub use file::format;
pub use formula::{Told, formula};
pub use in_words::{formula_in_words, on_paper, operand_in_words};
pub use rule::{bonus_rule, bonus_rule_told, rule, rule_told};
pub use words::{date, period, share, wide};
