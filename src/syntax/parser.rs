//! The only place that names pest.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/eval.pest"]
#[grammar = "../grammar/words.pest"]
#[grammar = "../grammar/conditions.pest"]
#[grammar = "../grammar/sentences.pest"]
pub struct EvalParser;
