//! Printed documents (表格和文件): what an office prints and signs, from the same rules as the programs.
//!
//! Rank 10. [`documents()`] turns rules, mandate and results into documents of one page model ([`page`]), one file for each kind;
//! [`docx`], [`html`] and [`pdf`] write that model and know nothing else, least of all each other. Spec: §15.

pub mod documents;
pub mod docx;
pub mod html;
pub mod page;
#[cfg(feature = "pdf")]
pub mod pdf;

pub use documents::{Subject, documents};

/// Why a document cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FormError(pub String);

impl FormError {
    fn new(reason: impl std::fmt::Display) -> FormError {
        FormError(reason.to_string())
    }
}
