//! Result rows as bytes (结果行).

use super::digits::Digits;
use crate::report::csv;

/// Most bytes of a number with its comma.
const NUMBER: usize = 24;

/// Rows one after the other, in memory that is used again.
#[derive(Default)]
pub(super) struct Line {
    bytes: Vec<u8>,
    length: usize,
}

impl Line {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// What was written.
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Makes room for a row of so many cells of short text.
    #[inline(always)]
    pub fn room(&mut self, cells: usize) {
        let need = self.length + (cells + 2) * NUMBER;
        if self.bytes.len() < need {
            self.bytes.resize(need.next_power_of_two(), 0);
        }
    }

    /// Adds text as it is.
    #[inline(always)]
    pub fn text(&mut self, text: &[u8]) {
        let end = self.length + text.len();
        // What follows may be as long as it was thought to be.
        if self.bytes.len() < end + NUMBER {
            self.longer(end);
        }
        if let Some(place) = self.bytes.get_mut(self.length..end) {
            place.copy_from_slice(text);
            self.length = end;
        }
    }

    #[cold]
    fn longer(&mut self, end: usize) {
        self.bytes.resize((end + NUMBER).next_power_of_two(), 0);
    }

    /// Adds a name; marks of its own go into quotes.
    #[inline(always)]
    pub fn name(&mut self, name: &str) {
        self.text(b",");
        if name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, 0x80..=0xBF | 0xE4..=0xE9)) {
            self.text(name.as_bytes());
        } else {
            self.text(csv::cell(name).as_bytes());
        }
    }

    /// Adds a number, with the comma before it.
    #[inline(always)]
    pub fn number(&mut self, digits: Option<&Digits>, units: i64) {
        let Some(digits) = digits else { return };
        match (digits.get(units), self.bytes.get_mut(self.length..self.length + 8)) {
            (Some(text), Some(place)) => {
                place.copy_from_slice(&text);
                self.length += usize::from(text[7]);
            }
            _ => {
                let mut text = Vec::new();
                digits.write(units, &mut text);
                self.text(&text);
            }
        }
    }

    /// Adds a small whole number without a comma.
    #[inline(always)]
    pub fn plain(&mut self, number: i64) {
        if let (0..=9, Some(place)) = (number, self.bytes.get_mut(self.length)) {
            *place = b'0' + number as u8;
            self.length += 1;
        } else {
            self.text(number.to_string().as_bytes());
        }
    }

    /// Ends a row.
    #[inline(always)]
    pub fn end(&mut self) {
        self.text(b"\r\n");
    }
}
