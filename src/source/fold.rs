//! The folded view: the text in which full-width and half-width forms are the same character. Spec: §1.2.

use super::{FileId, Span};

/// A text folded character by character, and the way back to the text as written.
///
/// Every character becomes exactly one character, so that positions map one to one.
#[derive(Debug)]
pub struct Folded {
    file: FileId,
    text: String,
    /// For every byte of `text`, and its end, the byte of the original it came from.
    origin: Vec<u32>,
}

impl Folded {
    /// Folds the text of a file.
    pub fn new(file: FileId, original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len() + 1);
        for (at, c) in original.char_indices() {
            let folded = fold_char(c);
            text.push(folded);
            match folded.len_utf8() {
                3 => origin.extend_from_slice(&[at as u32; 3]),
                length => origin.extend(std::iter::repeat_n(at as u32, length)),
            }
        }
        origin.push(original.len() as u32);
        Folded { file, text, origin }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the original of a stretch of the folded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |i: usize| self.origin.get(i).or(self.origin.last()).copied().unwrap_or(0);
        Span { file: self.file, start: at(start), end: at(end).max(at(start)) }
    }
}

/// The one character that stands for `c` wherever the language compares text.
///
/// Full-width ASCII becomes ASCII, half-width Chinese marks become the usual ones, every kind of dash between
/// numbers becomes `—`, every blank becomes a space.
pub fn fold_char(c: char) -> char {
    match c {
        '一'..='\u{9FFF}' | '\n' | ' '..='}' => c,
        '＊' => '×',
        '\u{FF01}'..='\u{FF5D}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{FEFF}' | '\u{3000}' | '\u{00A0}' | '\t' | '\r' | '\u{2002}' | '\u{2003}' => ' ',
        '｡' => '。',
        '､' => '、',
        '｢' => '「',
        '｣' => '」',
        '～' | '~' | '–' | '―' | '‐' => '—',
        '∶' | '︰' => ':',
        '≧' => '≥',
        '≦' => '≤',
        _ => c,
    }
}
