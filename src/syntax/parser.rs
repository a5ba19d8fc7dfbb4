//! The grammar as pest reads it: what it cannot read is told by pest, what it can by `matcher.rs`.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::Parser as _;
use pest::error::Error;

use super::limits;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/eval.pest"]
#[grammar = "../grammar/words.pest"]
#[grammar = "../grammar/conditions.pest"]
#[grammar = "../grammar/sentences.pest"]
pub struct EvalParser;

/// Why a text cannot be read as this rule; `None` if it can. Of a text that takes too many tries the place is not told.
pub(super) fn error(rule: Rule, text: &str) -> Option<Error<Rule>> {
    static LIMITED: Once = Once::new();
    LIMITED.call_once(|| pest::set_call_limit(NonZeroUsize::new(limits::TRIES)));
    EvalParser::parse(rule, text).err()
}
