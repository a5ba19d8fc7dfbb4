//! The documents (文件), one file each: what an office prints, from rules, mandate and results.
//!
//! A document asks for nothing the rules do not use, each datum once and of its owner, and nothing of schools. Spec: §15.4.

mod data_collection;
mod duty_report;
mod evidence_list;
mod grade_summary;
mod indicator_table;
mod interview_guide;
mod problem_ledger;
mod provincial_check;
mod rules;
mod self_evaluation;
mod shared;
mod site_record;
mod summary;

use std::collections::BTreeSet;

use super::page::Document;
use crate::config::{DocumentKind, FormSettings};
use crate::data::Stamp;
use crate::model::{Mandate, Model};
use crate::report::Report;
use crate::syntax::tree::File;

/// What documents are made from.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The rules.
    pub model: &'s Model,
    /// Their trees, for the sentences.
    pub files: &'s [File],
    /// The mandate they answer to.
    pub mandate: Option<&'s Mandate>,
    /// Year and fingerprint of the rules.
    pub stamp: &'s Stamp,
    /// What is printed and by whom.
    pub settings: &'s FormSettings,
    /// What came out, if it is known.
    pub results: Option<&'s Report>,
}

/// The documents of one kind: one, or one for each department, method, post or county.
pub fn documents(subject: &Subject<'_>, kind: DocumentKind) -> Vec<Document> {
    let mut all = made(subject, kind);
    // Names that differ only in what no file's name may hold.
    let mut taken = BTreeSet::new();
    for document in &mut all {
        let name = document.name.clone();
        let mut count = 1;
        while !taken.insert(document.name.to_lowercase()) {
            count += 1;
            document.name = format!("{name}-{count}");
        }
    }
    all
}

fn made(subject: &Subject<'_>, kind: DocumentKind) -> Vec<Document> {
    match kind {
        DocumentKind::Rules => vec![rules::document(subject)],
        DocumentKind::IndicatorTable => vec![indicator_table::document(subject)],
        DocumentKind::SelfEvaluation => vec![self_evaluation::document(subject)],
        DocumentKind::DataCollection => data_collection::documents(subject),
        DocumentKind::SiteRecord => site_record::documents(subject),
        DocumentKind::InterviewGuide => interview_guide::documents(subject),
        DocumentKind::DutyReport => duty_report::documents(subject),
        DocumentKind::EvidenceList => evidence_list::documents(subject),
        DocumentKind::ProvincialCheck => provincial_check::documents(subject),
        DocumentKind::GradeSummary => vec![grade_summary::document(subject)],
        DocumentKind::ProblemLedger => problem_ledger::documents(subject),
        DocumentKind::Summary => vec![summary::document(subject)],
    }
}
