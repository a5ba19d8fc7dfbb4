//! The only place that names pest.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/eval.pest"]
pub struct EvalParser;
