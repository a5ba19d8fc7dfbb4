//! Checks (检查): one folder per family, one file per check.
//!
//! Rank 5. Each family's `check` calls its checks in order; a check reports through the [`Sink`].

use crate::finding::Sink;
use crate::model::{Mandate, Model, Names};

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'m> {
    /// The city's file.
    pub model: &'m Model,
    /// What its names stand for.
    pub names: &'m Names,
    /// The mandate it answers to.
    pub mandate: Option<&'m Mandate>,
}

/// Runs every check.
pub fn check(_subject: &Subject<'_>, _sink: &mut Sink) {}
