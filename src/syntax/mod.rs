//! From text to trees (语法): split into declarations, then one tree each, so that one mistake never hides the next.
//!
//! Rank 2. The only module that names pest, which also reads the grammar before the program is built. Spec: §2 to §8; the grammar stands in `grammar/`.

mod added;
mod asked;
mod carried;
mod exceeded;
mod expected;
mod files;
mod just;
mod keyword;
pub mod limits;
mod matcher;
mod mistyped;
mod moves;
mod no_text;
mod nodes;
mod parser;
mod part;
mod placeholder;
mod read;
mod read_clause;
mod read_condition;
mod read_data;
mod read_distance;
mod read_each;
mod read_each_gets;
mod read_results;
mod read_trend;
mod shared_ends;
mod split;
mod synonyms;
mod synonyms_each;
mod synonyms_lists;
mod synonyms_missed;
mod synonyms_moved;
mod synonyms_named;
mod synonyms_points;
mod synonyms_said;
mod synonyms_short;
mod synonyms_steps;
pub mod tree;
mod unknown;
mod wordings;
mod wordings_listed;

pub use files::{parse, parse_all};
pub use keyword::{AttributeKind, AttributeSpec, BodyKind, HeadKind, Keyword, all_attribute_words};
pub use placeholder::TO_FILL;
pub use split::{Comment, is_quoting_needed};
pub(crate) use wordings::{Computed, computed_first};
