//! Data (评价数据): what counties report and what was verified.
//!
//! Rank 7. [`read()`] turns files into a [`Frame`]; nothing here touches the file system. Spec: §11.

mod bind;
mod cell;
mod collect;
mod columns;
mod dataset;
mod declared;
mod details;
mod fraction;
mod frame;
mod header;
mod layout;
pub mod limits;
mod needs;
mod problem;
mod rated;
mod raters;
mod raw;
mod read;
pub mod returned;
mod stamp;
pub mod stream;
pub mod template;
mod value;

pub use bind::{Reading, read};
pub use collect::allowed;
pub use dataset::{Cell, CountyData, Dataset, Problem, Row, UNREPORTED};
pub use declared::Declared;
pub use frame::{Absence, Cells, Frame, Rows, stored_places};
pub use needs::{Used, needed, used, used_by};
pub use problem::{DataProblem, Lacking, MissingCell, MissingWhat, Place, column_name, lacking, short};
pub use raters::{COMBINED, Combination, Panel, RATER, panels};
pub use stamp::Stamp;
pub use value::{AbsenceWord, absence_word, fact_word, in_unit};

/// A data file (数据文件): its name, which tells what it is about, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// The name as people know it, with its ending.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}
