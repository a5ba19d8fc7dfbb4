//! Data (评价数据): what counties report and what was verified.
//!
//! Rank 7. Spec: §11.

mod dataset;
mod frame;

pub use dataset::{Cell, CountyData, Dataset, Problem, Row, UNREPORTED};
pub use frame::{Absence, Cells, Frame, Rows, stored_places};
