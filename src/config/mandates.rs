//! The mandates (省级实施方案) that ship inside the binary, and the hash that tells whether one was altered.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::source::fold_char;

/// A mandate inside the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Embedded {
    /// The name findings print.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// One line per file; what a mandate is called stands in the file itself, as 标识.
const FILES: &[Embedded] =
    &[Embedded { name: "examples/hunan-2021/mandate.eval", text: include_str!("../../examples/hunan-2021/mandate.eval") }];

/// The embedded mandate with this 标识.
pub fn embedded(id: &str) -> Option<Embedded> {
    FILES.iter().copied().find(|f| id_of(f.text).as_deref() == Some(id))
}

/// The 标识 of every embedded mandate.
pub fn embedded_ids() -> Vec<String> {
    FILES.iter().filter_map(|f| id_of(f.text)).collect()
}

/// The 标识 (identifier) a mandate gives itself; `None` if the text is not a mandate or has none.
pub fn id_of(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'));
    lines.find(|line| !line.is_empty() && !line.starts_with(['#', '＃'])).filter(|line| value_of(line, "评价重点").is_some())?;
    lines.find_map(|line| value_of(line, "标识")).map(str::to_owned)
}

/// What stands behind `word：`.
fn value_of<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let rest = line.strip_prefix(word)?.trim_start();
    let mut chars = rest.chars();
    (fold_char(chars.next()?) == ':').then(|| chars.as_str().trim())
}

/// The content hash (内容校验值) of a mandate, SHA-256 in hexadecimal.
///
/// Line ends and a byte order mark do not count, so that a copy made by another system is the same mandate.
pub fn content_hash(text: &str) -> String {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n");
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
