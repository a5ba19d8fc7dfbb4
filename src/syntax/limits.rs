//! Limits on size, depth and count: what keeps any input from exhausting time or memory. Spec: §1.5.

/// Bytes of one source file.
pub const FILE_BYTES: usize = 4 << 20;
/// Brackets inside brackets in one part.
pub const DEPTH: usize = 48;
/// Bytes of one part: a head, an attribute value, a formula.
pub const PART_BYTES: usize = 64 << 10;
/// Bytes of a part that is a sentence: a rule, a condition, a formula. Its clauses look ahead of themselves, so that reading takes
/// the square of the length.
pub const SENTENCE_BYTES: usize = 8 << 10;
/// Operators of one formula: each stands one step deeper in what is computed.
pub const OPERATORS: usize = 128;
/// Declarations of one program.
pub const DECLARATIONS: usize = 50_000;
/// Findings of one file; more are counted, not shown.
pub const FINDINGS: usize = 1_000;
/// Characters of a name.
pub const NAME_CHARS: usize = 120;
/// Digits of a number.
pub const DIGITS: usize = 30;
/// Formulas and scores that use each other in a chain.
pub const CHAIN: usize = 64;
/// Decimal places of a datum.
pub const PLACES: u32 = 10;
/// Earlier years of a datum.
pub const YEARS: u32 = 20;
/// Most decimal places of a score or total.
pub const SCORE_PLACES: u32 = 6;
