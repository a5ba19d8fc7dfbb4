//! Result rows as bytes (结果行).

use super::digits::{Digits, length};

/// Most bytes of a number with its comma.
pub(super) const NUMBER: usize = 24;

/// Rows one after the other, in memory that is used again.
#[derive(Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    length: usize,
}

impl Rows {
    /// Begins anew.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// What was written.
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Adds text as it is.
    pub fn text(&mut self, text: &str) {
        self.bytes.truncate(self.length);
        self.bytes.extend_from_slice(text.as_bytes());
        self.length = self.bytes.len();
    }

    /// Adds a row of at most so many bytes.
    #[inline(always)]
    pub fn row(&mut self, most: usize, write: impl FnOnce(&mut Row<'_>)) {
        let need = self.length + most;
        if self.bytes.len() < need {
            self.bytes.resize(need.next_power_of_two(), 0);
        }
        let mut row = Row { bytes: self.bytes.get_mut(self.length..).unwrap_or_default(), at: 0 };
        write(&mut row);
        self.length += row.at;
    }
}

/// A row that is written; there is room enough for it.
pub(super) struct Row<'r> {
    bytes: &'r mut [u8],
    at: usize,
}

impl Row<'_> {
    /// Adds text as it is.
    #[inline(always)]
    pub fn text(&mut self, text: &[u8]) {
        if let Some(place) = self.bytes.get_mut(self.at..self.at + text.len()) {
            place.copy_from_slice(text);
            self.at += text.len();
        }
    }

    /// Adds a number, with the comma before it.
    #[inline(always)]
    pub fn number(&mut self, digits: &Digits, units: i64) {
        let Some((whole, fraction)) = digits.get(units) else { return self.long(digits, units) };
        self.short(whole);
        self.short(fraction);
    }

    /// Adds a short text; what is behind it is written over.
    #[inline(always)]
    fn short(&mut self, text: u64) {
        if let Some(place) = self.bytes.get_mut(self.at..).and_then(<[u8]>::first_chunk_mut::<8>) {
            *place = text.to_le_bytes();
            self.at += length(text);
        }
    }

    #[cold]
    fn long(&mut self, digits: &Digits, units: i64) {
        self.text(&digits.text(units));
    }

    /// Adds a small whole number without a comma.
    #[inline(always)]
    pub fn plain(&mut self, number: i64) {
        if let (0..=9, Some(place)) = (number, self.bytes.get_mut(self.at)) {
            *place = b'0' + number as u8;
            self.at += 1;
        } else {
            self.text(number.to_string().as_bytes());
        }
    }
}
