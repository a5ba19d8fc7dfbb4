//! The compiler for `*.eval` files: [`compile`] reads, resolves and checks a program.

pub mod check;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod data;
pub mod expr;
pub mod finding;
pub mod format;
pub mod ir;
pub mod model;
pub mod oracle;
pub mod reading;
pub mod report;
pub mod score;
pub mod sentence;
pub mod source;
pub mod syntax;

use finding::{Finding, Sink};
use model::{Mandate, Model, Names};
use source::{FileId, SourceFile, Sources};
use syntax::tree::File;

/// A program that was read, resolved and checked as far as it goes.
#[derive(Debug)]
pub struct Program {
    /// Its source texts.
    pub sources: Sources,
    /// One tree per source.
    pub files: Vec<File>,
    /// What it says.
    pub model: Model,
    /// What its names stand for.
    pub names: Names,
    /// Everything that was found, in the order of place.
    pub findings: Vec<Finding>,
}

/// Reads, resolves and checks the sources of one city. Without a mandate the checks that need one are left out.
pub fn compile(sources: Sources, mandate: Option<&Mandate>) -> Program {
    let mut sink = Sink::default();
    let files: Vec<File> = sources.iter().map(|(id, source)| syntax::parse(id, source, &mut sink)).collect();
    let (model, names) = model::resolve(&files, &mut sink);
    check::check(&check::Subject { model: &model, names: &names, mandate }, &mut sink);
    Program { sources, files, model, names, findings: sink.finish() }
}

/// Reads a mandate (省级实施方案).
pub fn read_mandate(name: &str, text: &str) -> (Mandate, Vec<Finding>, Sources) {
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let source = SourceFile::new(name, text);
    let file = syntax::parse(FileId(0), &source, &mut sink);
    sources.add(source);
    let mandate = model::resolve_mandate(&file, &mut sink);
    (mandate, sink.finish(), sources)
}
