//! Data files to raw sheets: one file per format. What a file is, its first bytes say; its name only tells texts apart.

pub(super) mod csv;
mod json;
mod ods;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod xls;
mod xls_scan;
mod xlsx;

use std::sync::Arc;

use super::problem::{DataProblem, Place, Problems};
use super::raw::{Raw, RawRow, Sheet};
use super::{DataFile, limits};
use crate::finding::{Code, Words};
use crate::words;

/// Every sheet of a file; what cannot be read is reported.
pub(super) fn sheets(file: &DataFile, problems: &mut Problems) -> Vec<Sheet> {
    let name: Arc<str> = file.name.as_str().into();
    let mut reader = Reader { name, problems, cells: 0 };
    if file.bytes.len() > limits::FILE_BYTES {
        reader.too_large(Words::new("文件太大", "the file is too large"), limits::FILE_BYTES as u64, "字节", "bytes");
        return Vec::new();
    }
    let ending = file.name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let bytes = file.bytes.as_slice();
    match bytes {
        [] => {
            reader.unreadable(Words::new("文件是空的", "the file is empty"));
            Vec::new()
        }
        [b'P', b'K', ..] => reader.packed(bytes),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls::read(&mut reader, bytes),
        [b'P', b'A', b'R', b'1', ..] => reader.parquet(bytes),
        _ if ["xlsx", "xls", "ods", "parquet"].contains(&ending.as_str()) => {
            reader.unreadable(words! { zh: "不是完整的{ending}文件", en: "this is no complete {ending} file" });
            Vec::new()
        }
        _ if ending == "json" => json::read(&mut reader, bytes),
        _ => csv::read(&mut reader, bytes).into_iter().collect(),
    }
}

/// The file at hand, and where problems go.
pub(super) struct Reader<'p> {
    pub name: Arc<str>,
    pub problems: &'p mut Problems,
    pub cells: usize,
}

/// The file cannot be read further; why is reported.
pub(super) struct Unreadable;

/// A file that cannot be read further.
pub(super) fn unreadable(name: &str, message: Words) -> DataProblem {
    DataProblem::new(Code::DataUnreadable, Place::file(name), message).help(words! {
        zh: "请打开原件，另存为xlsx或UTF-8编码的csv；打不开的请报送单位重发",
        en: "Open the original and save it as xlsx or as csv in UTF-8; if it does not open, ask for it again"
    })
}

/// UTF-16 is refused.
pub(super) fn utf16() -> Words {
    Words::new("是UTF-16（Unicode）编码", "the file is UTF-16")
}

/// A byte no text has.
pub(super) fn binary() -> Words {
    Words::new("是二进制文件，不是表格", "this is a binary file, not a table")
}

/// Neither of the encodings that are read.
pub(super) fn unknown_encoding(line: usize) -> Words {
    words! {
        zh: "编码既不是UTF-8也不是GB18030（GBK），第{line}行起认不出来",
        en: "the text is neither UTF-8 nor GB18030 from line {line} on"
    }
}

impl Reader<'_> {
    fn unreadable(&mut self, message: Words) -> Unreadable {
        self.problems.report(unreadable(&self.name, message));
        Unreadable
    }

    fn too_large(&mut self, message: Words, most: u64, zh: &str, en: &str) -> Unreadable {
        self.problems.report(
            DataProblem::new(Code::DataLimit, Place::file(&self.name), message)
                .expected(words! { zh: "{most}{zh}以内", en: "at most {most} {en}" })
                .help(
                    words! { zh: "请删去不是数据的行、列、工作表和图片，或分成几个文件", en: "Delete what is not data, or split the file" },
                ),
        );
        Unreadable
    }

    /// The text of a file: UTF-8 with or without its mark, else GB18030.
    fn decode(&mut self, bytes: &[u8]) -> Result<String, Unreadable> {
        if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
            return Err(self.unreadable(utf16()));
        }
        if bytes.contains(&0) {
            return Err(self.unreadable(binary()));
        }
        let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = valid.iter().filter(|b| **b == b'\n').count() + 1;
                let whole = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
                let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                match whole.filter(|text| !text.contains(control)) {
                    Some(text) => text.into_owned(),
                    None => {
                        return Err(self.unreadable(unknown_encoding(line)));
                    }
                }
            }
        };
        Ok(text)
    }

    fn packed(&mut self, bytes: &[u8]) -> Vec<Sheet> {
        match packed::kind(self, bytes) {
            Ok(packed::Kind::Xlsx) => guarded(self, |reader| xlsx::read(reader, bytes)),
            Ok(packed::Kind::Ods) => ods::read(self, bytes),
            Err(Unreadable) => Vec::new(),
        }
    }

    #[cfg(feature = "parquet")]
    fn parquet(&mut self, bytes: &[u8]) -> Vec<Sheet> {
        let bytes = bytes.to_vec();
        guarded(self, |reader| parquet::read(reader, bytes))
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(&mut self, _: &[u8]) -> Vec<Sheet> {
        self.unreadable(Words::new("这个程序没有带读Parquet的部分", "this program was built without Parquet"));
        Vec::new()
    }

    /// A cell goes to its place. The limits count the cells before it too, for they take room as well.
    fn put(&mut self, sheet: &mut Sheet, row: u32, column: usize, cell: Raw) -> Result<(), Unreadable> {
        if column >= limits::COLUMNS {
            return Err(self.too_large(Words::new("列数太多", "too many columns"), limits::COLUMNS as u64, "列", "columns"));
        }
        if row as usize > limits::ROWS {
            return Err(self.too_large(Words::new("行数太多", "too many rows"), limits::ROWS as u64, "行", "rows"));
        }
        let at = match sheet.rows.last() {
            Some(last) if last.number == row => sheet.rows.len() - 1,
            Some(last) if last.number > row => match sheet.rows.binary_search_by_key(&row, |r| r.number) {
                Ok(at) => at,
                // Rows out of their order are not what any program writes, and putting them right can take for ever.
                Err(_) => return Err(self.unreadable(Words::new("工作表的行次序颠倒", "the rows of a sheet are out of order"))),
            },
            _ => {
                sheet.rows.push(RawRow { number: row, cells: Vec::new() });
                sheet.rows.len() - 1
            }
        };
        let Some(target) = sheet.rows.get_mut(at) else { return Ok(()) };
        self.cells += (column + 1).saturating_sub(target.cells.len());
        if self.cells > limits::CELLS {
            return Err(self.too_large(Words::new("单元格太多", "too many cells"), limits::CELLS as u64, "格", "cells"));
        }
        if let Raw::Text(text) = &cell
            && text.len() > limits::CELL_BYTES
        {
            let place = sheet.place(row, Some(column));
            self.problems.report(
                DataProblem::new(Code::DataLimit, place, Words::new("这一格的文字太长", "the text of this cell is too long"))
                    .found(text.as_str()),
            );
            return Ok(());
        }
        if let Some(target) = sheet.rows.get_mut(at) {
            target.set(column, cell);
        }
        Ok(())
    }
}

/// Readers of others may stop at bytes they did not expect: that file is damaged, and the others go on.
fn guarded(reader: &mut Reader<'_>, read: impl FnOnce(&mut Reader<'_>) -> Vec<Sheet>) -> Vec<Sheet> {
    let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(reader)));
    attempt.unwrap_or_else(|_| {
        reader.unreadable(Words::new("文件已损坏", "the file is damaged"));
        Vec::new()
    })
}
