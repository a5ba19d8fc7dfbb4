//! The compiler for `*.eval` files: [`compile`] reads, resolves and checks a program.

// The parser pest makes for `syntax` names it.
extern crate alloc;

pub mod build;
pub mod check;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod data;
pub mod expr;
pub mod finding;
pub mod format;
pub mod forms;
pub mod ir;
pub mod model;
pub mod oracle;
pub mod reading;
pub mod report;
pub mod score;
pub mod sentence;
mod side_by_side;
pub mod source;
pub mod stream;
pub mod syntax;
pub mod web;

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
    read(sources).check(mandate)
}

/// Reads sources; what is wrong with them as they are written is found already.
pub fn read(sources: Sources) -> Unchecked {
    let mut found = Sink::default();
    let files = syntax::parse_all(&sources, &mut found);
    // What a file that is not read would declare is missing everywhere: that it is not read says it all.
    let is_whole = !files.iter().any(|file| file.refused);
    let (model, names) = if is_whole { model::resolve(&files, &mut found) } else { Default::default() };
    Unchecked { sources, files, model, names, found }
}

/// Sources that are read and not checked yet.
#[derive(Debug)]
pub struct Unchecked {
    sources: Sources,
    files: Vec<File>,
    model: Model,
    names: Names,
    found: Sink,
}

impl Unchecked {
    /// Checks them, against the mandate if there is one.
    pub fn check(self, mandate: Option<&Mandate>) -> Program {
        let Unchecked { sources, files, model, names, found: mut sink } = self;
        check::check(&check::Subject { model: &model, names: &names, mandate }, &mut sink);
        Program { sources, files, model, names, findings: sink.finish() }
    }
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
