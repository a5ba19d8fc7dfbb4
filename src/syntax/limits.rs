//! Limits on size, depth and count: what keeps any input from exhausting time or memory. Spec: §1.5.

use super::nodes::Node;
use super::parser::Rule;
use crate::finding::{Code, Finding, Words};
use crate::source::Span;
use crate::words;

/// Bytes of one source file.
pub const FILE_BYTES: usize = 4 << 20;
/// Brackets inside brackets in one part.
pub const DEPTH: usize = 48;
/// Bytes of one part: a head, an attribute value, a formula.
pub const PART_BYTES: usize = 64 << 10;
/// Bytes of a part that is a sentence: a rule, a condition, a formula. Its clauses look ahead of themselves, so that reading takes
/// the square of the length.
pub const SENTENCE_BYTES: usize = 8 << 10;
/// Tries at a part that cannot be read, to tell what was expected: a long sentence would take the square of its length.
pub const TRIES: usize = 1_000_000;
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

/// Too many signs between and before the terms of the formulas of one part, counted once the part is read, since words are
/// signs too. Reading it does not recurse for them; what is made of it would.
pub(super) fn over_operators(root: Node<'_>, span: impl Fn(usize, usize) -> Span) -> Option<Finding> {
    if root.end() <= OPERATORS {
        return None;
    }
    let is_operator = |node: &Node<'_>| {
        let rule = node.as_rule();
        matches!(rule, Rule::or | Rule::and | Rule::compare | Rule::add | Rule::subtract | Rule::multiply | Rule::divide)
            || matches!(rule, Rule::minus | Rule::not)
    };
    let at = root.all_inside().filter(is_operator).nth(OPERATORS)?;
    let max = OPERATORS;
    Some(
        Finding::new(Code::LimitExceeded, words! { zh: "运算符超过{max}个", en: "more than {max} operators" })
            .label(span(at.start(), at.end()), words! { zh: "从这里起", en: "from here" })
            .help(words! {
                zh: "请把长的公式拆成几项“数据 名称＝…”",
                en: "split the formula into several `数据 名称＝…`"
            }),
    )
}

/// Depth, size and digits of one part, before any recursion looks at it.
pub(super) fn over_limit(rule: Rule, text: &str, span: impl Fn(usize, usize) -> Span) -> Option<Finding> {
    let exceeded = |at: usize, zh: String, en: String| {
        Finding::new(Code::LimitExceeded, Words::new(zh, en))
            .label(span(at, (at + 3).min(text.len())), words! { zh: "从这里起", en: "from here" })
            .help(words! {
                zh: "请写短一些：长的公式拆成几项“数据 名称＝…”，长的评分标准拆成几个指标",
                en: "make it shorter: split a formula into several `数据 名称＝…`, a rule into several indicators"
            })
    };
    let is_sentence = matches!(rule, Rule::formula_text | Rule::derived_spec | Rule::rule_text | Rule::condition_text | Rule::grade_spec);
    let most = if is_sentence { SENTENCE_BYTES } else { PART_BYTES };
    if text.len() > most {
        let max = most >> 10;
        return Some(exceeded(0, format!("这一部分超过{max}千字节"), format!("this part is larger than {max} KiB")));
    }
    let (mut depth, mut digits) = (0usize, 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        if depth > DEPTH {
            let max = DEPTH;
            return Some(exceeded(at, format!("括号超过{max}层"), format!("more than {max} brackets inside each other")));
        }
        if digits > DIGITS {
            let max = DIGITS;
            return Some(exceeded(at, format!("数超过{max}位"), format!("a number of more than {max} digits")));
        }
    }
    // Prefixes recurse as brackets do.
    let may_recurse = text.len() > DEPTH && text.contains(['-', '非']);
    let run = if may_recurse { text.replace(' ', "") } else { String::new() };
    if run.contains(&"-".repeat(DEPTH)) || run.contains(&"非(".repeat(DEPTH)) {
        let max = DEPTH;
        return Some(exceeded(0, format!("符号超过{max}层"), format!("more than {max} signs in a row")));
    }
    None
}
