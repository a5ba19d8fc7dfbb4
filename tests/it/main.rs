//! The integration tests, one module per kind of promise.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests may stop at the first surprise"
)]

mod format;
mod grammar;
mod robustness;
mod spec_examples;
mod support;
