//! The model (模型): city file and mandate with names resolved, rules in the core, typed ids.
//!
//! Rank 4. Built by [`resolve`] and [`resolve_mandate`]; both return what they made and report the rest.

mod cycles;
mod data;
mod derived;
mod from_syntax;
mod indicators;
mod mandate;
mod names;
mod results;
mod rules;
mod suggestion;
mod types;

pub use from_syntax::{LANGUAGE_VERSION, resolve};
pub use mandate::{Area, Deadline, Demand, Inspection, Mandate, MethodKind, Object, Point, Prohibition, Requirement, resolve_mandate};
pub use names::Names;
pub use suggestion::Suggestion;
pub use types::*;
