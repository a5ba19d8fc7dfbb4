//! What every web page needs (网页): a policy that lets nothing in but its own style and scripts, data no parser mistakes.
//!
//! Rank 1.

use sha2::{Digest, Sha256};

/// Content security policy: nothing but this style and these scripts, no network, no frames, no forms that send.
pub fn policy(style: &str, scripts: &[&str]) -> String {
    let hash = |text: &str| format!(" 'sha256-{}'", base64(&Sha256::digest(text)));
    let scripts: String = scripts.iter().map(|script| hash(script)).collect();
    format!("default-src 'none'; style-src{}; script-src{scripts}; base-uri 'none'; form-action 'none'", hash(style))
}

/// JSON that no HTML or script parser takes for anything else.
pub fn embedded(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

/// Bytes in base 64, as a content security policy writes hashes.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
