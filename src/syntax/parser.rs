//! The grammar as pest reads it: what it cannot read is told by pest, what it can by `matcher.rs`.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/eval.pest"]
#[grammar = "../grammar/words.pest"]
#[grammar = "../grammar/conditions.pest"]
#[grammar = "../grammar/sentences.pest"]
pub struct EvalParser;
