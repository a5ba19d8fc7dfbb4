//! The command line (命令行): one file per command. Rank 11; the only place that touches files and streams.
#![expect(clippy::disallowed_methods, reason = "the command line is where files and streams are touched")]

mod arguments;
mod build;
mod check;
mod city;
mod city_mandate;
mod city_settings;
mod discover;
mod explain;
mod explain_rules;
mod files;
mod fmt;
mod fonts;
mod forms;
mod mandate;
mod new;
mod program;
mod report;
mod score;
mod score_explain;
mod score_stream;
mod score_table;
mod shell;
mod skeleton;
mod template;
mod test;
mod usage;
mod vectors;

pub use arguments::run;
