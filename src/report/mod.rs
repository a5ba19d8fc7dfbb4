//! The result report (评价结果报告): one structure that the JSON, CSV, workbook and page of results are all made of.
//!
//! Rank 9. Spec: §12.3; the JSON form is `spec/schemas/results.schema.json`.

pub mod html;
mod shape;
mod show;
pub mod xlsx;

pub use shape::*;
