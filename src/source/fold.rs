//! The folded view: the text in which full-width and half-width forms are the same character. Spec: §1.2.

use super::{FileId, Span};

/// A text folded character by character, and the way back to the text as written.
///
/// Every character becomes exactly one character, so that positions map one to one.
#[derive(Debug)]
pub struct Folded {
    file: FileId,
    text: String,
    /// Where stretches begin whose characters are as long as those they came from: offsets here and in the original.
    stretches: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds the text of a file.
    pub fn new(file: FileId, original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut stretches = vec![(0, 0)];
        let mut copied = 0;
        for (at, c) in original.char_indices() {
            let folded = fold_char(c);
            if folded == c {
                continue;
            }
            text.push_str(original.get(copied..at).unwrap_or_default());
            text.push(folded);
            copied = at + c.len_utf8();
            if folded.len_utf8() != c.len_utf8() {
                stretches.push((text.len() as u32, copied as u32));
            }
        }
        text.push_str(original.get(copied..).unwrap_or_default());
        Folded { file, text, stretches }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Blanks a stretch of the folded text, byte for byte.
    pub fn blank(&mut self, stretch: std::ops::Range<usize>) {
        let blanks = " ".repeat(stretch.len());
        self.text.replace_range(stretch, &blanks);
    }

    /// The place in the original of a stretch of the folded text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (self.text.floor_char_boundary(start) as u32, self.text.floor_char_boundary(end) as u32);
        let at = self.stretches.partition_point(|(from, _)| *from <= start).saturating_sub(1);
        let later = self.stretches.get(at..).unwrap_or_default();
        // The end is near.
        let last = later.iter().take_while(|(from, _)| *from <= end).last();
        let origin = |stretch: Option<&(u32, u32)>, at: u32| stretch.map_or(at, |(from, original)| original + at.saturating_sub(*from));
        let start = origin(later.first(), start);
        Span { file: self.file, start, end: origin(last, end).max(start) }
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
