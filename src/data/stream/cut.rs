//! Blocks of whole parts (分块): the rows of one city are never cut apart.

use std::io::Read;

use super::Stop;
use super::head::Wide;
use super::text::Text;
use crate::data::value::folded_name;

/// Bytes of a block, where parts are not larger.
pub const BLOCK: usize = 256 << 10;
/// Most bytes that are looked at for a header.
const HEAD: usize = 1 << 20;
/// Bytes of the largest part.
const LARGEST: usize = 24 << 20;
/// Bytes behind the text of a block, so that cells can be looked at many bytes at once.
const MARGIN: usize = super::marks::STRETCH;

/// Rows of whole parts, one after the other.
#[derive(Debug, Default)]
pub struct Block {
    /// The text, and as many bytes as are looked at together.
    pub(super) bytes: Vec<u8>,
    /// How many of them are text.
    pub(super) length: usize,
    /// Whether there are double quotes in it.
    pub(super) quoted: bool,
    /// The row the text begins in.
    pub(super) first: u32,
    /// Rows, blank ones too.
    pub(super) rows: usize,
}

impl Block {
    /// Bytes of text.
    pub fn size(&self) -> usize {
        self.length
    }

    /// The text.
    pub(super) fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Cuts a file.
pub struct Cutter<R> {
    text: Text<R>,
    size: usize,
    rest: Vec<u8>,
    ended: bool,
    /// The row the rest begins in.
    row: u32,
    city: usize,
    odd_quotes: bool,
}

impl<R: Read> Cutter<R> {
    /// Opens a file: what its head says, and what cuts the rest into blocks of about so many bytes.
    ///
    /// # Errors
    /// The file cannot be read in blocks.
    pub fn open<'m>(
        input: R,
        gb18030: bool,
        size: usize,
        mut head: impl FnMut(&str) -> Option<(Wide<'m>, usize, u32)>,
    ) -> Result<(Wide<'m>, Self), Stop> {
        let mut text = Text::new(input, gb18030);
        let mut rest = Vec::new();
        loop {
            let ended = !text.read(size, &mut rest)?;
            // A line that is cut off is none.
            let complete = memchr::memrchr(b'\n', &rest).map_or(0, |at| at + 1);
            let lines = rest.get(..complete).unwrap_or_default();
            if lines.contains(&0) {
                return Err(Stop::Binary);
            }
            let lines = std::str::from_utf8(lines).map_err(|_| Stop::NotUtf8)?;
            // Nor is a row that ends among quotes.
            let quotes = |end: usize| memchr::memchr_iter(b'"', rest.get(..end).unwrap_or_default()).count();
            if let Some((wide, start, row)) = head(lines).filter(|(_, start, _)| quotes(*start) % 2 == 0) {
                let city = wide.city;
                rest.drain(..start);
                return Ok((wide, Cutter { text, size, rest, ended, row, city, odd_quotes: false }));
            }
            if ended || rest.len() > HEAD {
                return Err(Stop::Unfit);
            }
        }
    }

    /// The next block; `false` at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read further in blocks.
    pub fn next(&mut self, block: &mut Block) -> Result<bool, Stop> {
        block.bytes.clear();
        block.bytes.append(&mut self.rest);
        let complete = loop {
            if !self.ended {
                // A part that does not fit asks for twice as much.
                let more = self.size.max(block.bytes.len());
                self.ended = !self.text.read(more, &mut block.bytes)?;
            }
            block.quoted = memchr::memchr(b'"', &block.bytes).is_some();
            if self.ended {
                break self.whole(block);
            }
            let found = if block.quoted { self.quoted(&block.bytes) } else { self.unquoted(&block.bytes) };
            match found {
                Some((at, rows)) => break (at, rows),
                None if block.bytes.len() > LARGEST => {
                    let last = block.bytes.rsplitn(3, |b| *b == b'\n').nth(1).and_then(|line| field(line, self.city));
                    return Err(Stop::LargePart(last.map(|c| String::from_utf8_lossy(c).into_owned()).unwrap_or_default()));
                }
                None => {}
            }
        };
        let (length, rows) = complete;
        self.rest.extend_from_slice(block.bytes.get(length..).unwrap_or_default());
        block.bytes.truncate(length);
        if block.quoted {
            self.odd_quotes ^= memchr::memchr_iter(b'"', &block.bytes).count() % 2 == 1;
        }
        if self.ended && self.odd_quotes {
            return Err(Stop::Unpaired);
        }
        block.length = length;
        block.bytes.extend_from_slice(&[0; MARGIN]);
        (block.first, block.rows) = (self.row, rows);
        self.row = u32::try_from(u64::from(self.row) + rows as u64).unwrap_or(u32::MAX);
        Ok(length > 0)
    }

    /// All that is left, at the end of the file.
    fn whole(&self, block: &mut Block) -> (usize, usize) {
        if !block.quoted && block.bytes.last().is_some_and(|b| *b != b'\n') {
            block.bytes.push(b'\n');
        }
        (block.bytes.len(), memchr::memchr_iter(b'\n', &block.bytes).count())
    }

    /// Where the last part begins that may go on, and how many rows are before it.
    fn unquoted(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let mut end = memchr::memrchr(b'\n', bytes)?;
        let mut last = None;
        loop {
            let start = memchr::memrchr(b'\n', bytes.get(..end)?).map_or(0, |at| at + 1);
            if self.differs(&mut last, field(bytes.get(start..end)?, self.city)) {
                let complete = end + 1;
                return Some((complete, memchr::memchr_iter(b'\n', bytes.get(..complete)?).count()));
            }
            end = start.checked_sub(1)?;
        }
    }

    /// The same among quotes, where a line end may stand inside a cell.
    fn quoted(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        let ends = row_ends(bytes);
        let mut last = None;
        for (at, end) in ends.iter().enumerate().rev() {
            let start = at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |before| before + 1);
            let row = bytes.get(start..*end)?;
            let mut cells = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(row);
            let mut record = csv::ByteRecord::new();
            let city = cells.read_byte_record(&mut record).is_ok().then(|| record.get(self.city)).flatten();
            if self.differs(&mut last, city.map(<[u8]>::to_vec)) {
                return Some((end + 1, at + 1));
            }
        }
        None
    }

    /// Whether this row is of another part than those behind it.
    fn differs<C: AsRef<[u8]>>(&self, last: &mut Option<C>, city: Option<C>) -> bool {
        let Some(city) = city.filter(|city| !city.as_ref().trim_ascii().is_empty()) else { return false };
        match last {
            None => {
                *last = Some(city);
                false
            }
            Some(last) => {
                let (a, b) = (last.as_ref(), city.as_ref());
                a != b && folded_name(&String::from_utf8_lossy(a)) != folded_name(&String::from_utf8_lossy(b))
            }
        }
    }
}

/// A cell of a row without quotes.
fn field(row: &[u8], column: usize) -> Option<&[u8]> {
    row.split(|b| *b == b',').nth(column)
}

/// Where rows end. Quotes are read as in every CSV file: only at the beginning of a cell they open one.
fn row_ends(bytes: &[u8]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Start,
        Cell,
        Quoted,
        Quote,
    }
    let (mut state, mut ends) = (At::Start, Vec::new());
    for (at, byte) in bytes.iter().enumerate() {
        state = match (state, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Start | At::Quote, b'"') => At::Quoted,
            (_, b',') => At::Start,
            (_, b'\n') => {
                ends.push(at);
                At::Start
            }
            _ => At::Cell,
        };
    }
    ends
}
