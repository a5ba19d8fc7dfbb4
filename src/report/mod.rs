//! The result report (评价结果报告): one structure that the JSON, CSV, workbook and page of results are all made of.
//!
//! Rank 9. [`build()`] makes it from model, data and results. Spec: §12; the JSON form is `spec/schemas/results.schema.json`.

mod adjustments;
mod beyond;
mod brief;
mod build;
mod compared;
pub mod csv;
mod explain;
pub mod html;
mod inputs;
pub mod json;
mod next_grade;
mod problems;
mod remarks;
mod shape;
pub mod show;
mod standing;
mod trace;
mod values;
pub mod xlsx;

pub use adjustments::from_full;
pub use beyond::{BEYOND, beyond, is_first_level};
pub use brief::{Brief, Nothing};
pub use build::{Subject, build};
pub use compared::{Apart, Share};
pub use explain::steps;
pub use remarks::open;
pub use shape::*;
pub use standing::{LeaderPlace, leaders, places, ungraded};
pub use values::{Shape, counted, is_computed, name, name_beside};
