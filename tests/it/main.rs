//! The integration tests, one module per kind of promise.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "tests may stop at the first surprise"
)]

mod agreement;
mod browser;
mod build;
mod build_form;
mod build_python;
mod build_sql;
mod build_sql_rows;
mod build_workbook;
mod case_runs;
mod claims;
mod commands;
mod data_files;
mod declarations;
mod findings;
mod form_paper;
mod format;
mod forms;
mod forms_contents;
mod forms_docx;
mod forms_hostile;
mod forms_html;
mod forms_layout;
mod forms_pages;
mod forms_pdf;
mod grammar;
mod in_words;
mod layering;
mod mending;
mod planted_defects;
mod printed;
mod problem_sentences;
mod random_data;
mod readers;
mod reading;
mod report_fixture;
mod report_outputs;
mod reports;
mod robustness;
mod score;
mod score_faults;
mod score_range;
mod score_told;
mod scoring_checks;
mod spec_examples;
mod standard;
mod streaming;
mod support;
mod workbook_beyond;
mod workbook_raters;
mod workbook_returned;
mod workbook_sheets;
