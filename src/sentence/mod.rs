//! Scoring sentences (评分句式): the one place where controlled Chinese becomes the core.
//!
//! Rank 3. A file is one composable part: a condition, a predicate, a step, a chain of cases, a value. Names come
//! from a [`Scope`], which the model implements. Spec: §6 and `spec/sentences/`.

mod added_parts;
mod and_so_on;
mod asides;
mod chain;
mod change_of_which;
mod condition;
mod distance;
mod document;
mod each_case;
mod fact_words;
mod formula;
mod functions;
mod in_percent;
mod join;
mod judged;
mod level_cases;
mod level_lists;
mod limit;
mod losses;
mod lowering;
mod made_names;
mod margin;
mod open_tail;
mod outcome;
mod own_part;
mod predicate;
mod rule;
mod said_of_each;
mod scope;
mod shared_tail;
mod step;
mod tail_sentence;
mod together;
mod two_readings;
mod typed;
mod undeclared;
mod unsaid;
mod value;
mod which_subject;
mod whole_alike;
mod whole_bases;
mod whole_chain;
mod whole_context;
mod whole_counts;
mod whole_equal;
mod whole_idle;
mod whole_losses;
mod whole_rule;

pub use document::{is_issued, issue_day};
pub use fact_words::{FactWords, doing_of, undone_alone};
pub use formula::is_squared;
pub use level_lists::LevelList;
pub use lowering::{AppliedDefault, Assumption, Boundaries, JudgedUse, Lowering};
pub use predicate::names_a_growth;
pub use rule::{Branch, BranchKind, Limit, Part, PartKind, Rule, Taken, is_of_the_whole};
pub use scope::{Scope, Signature, Symbol, Type};
pub use step::counts_facts;
pub use typed::{Typed, UNREPORTED, day_number, day_of};
