//! Scoring a file in blocks (分块计分): CSV to CSV for files of any size, in bounded memory.
//!
//! Rank 10. Two threads take turns at reading a block, score it side by side, and take turns again at writing its rows, so that
//! rows come in the order of the file. The result has the bytes of [`crate::report::csv`]. Spec: §12.5.

mod digits;
mod line;
mod run;
mod scorer;

pub use run::{Files, Job, Outcome, run};
