//! A wide CSV in blocks (分块读入): for files of any size, in the memory of one block.
//!
//! A block holds whole parts of the population. What is plain in it is read straight to columns; a block with anything else is
//! read as every other table is, so that the same things are said of it. Spec: §11.8.

mod block;
mod cut;
mod field;
mod head;
mod marks;
mod plain;
mod text;

pub use block::{Findings, Ordinary};
pub use cut::{BLOCK, Block, Cutter};
pub use head::Wide;
pub use plain::{Batch, Part, Units};

use std::io;

use super::problem::{DataProblem, Place};
use crate::finding::{Code, Words};
use crate::words;

/// Why a file is not read in blocks to its end.
#[derive(Debug)]
pub enum Stop {
    /// Its beginning or its rules ask for the whole file at once.
    Unfit,
    /// It cannot be read.
    Read(io::Error),
    /// It is not UTF-8: what was read so far has to be read again as GB18030.
    NotUtf8,
    /// It is neither UTF-8 nor GB18030.
    NotText,
    /// It is UTF-16.
    Utf16,
    /// It is no text at all.
    Binary,
    /// A double quote has no partner.
    Unpaired,
    /// One part of the population is too large for a block.
    LargePart(String),
    /// A part comes back after another one.
    Returned(String),
    /// Something else that concerns the whole file, reported already.
    Other(Box<DataProblem>),
}

impl Stop {
    /// What is said of a file that is too large to be read at once.
    pub fn problem(self, file: &str, most: usize) -> DataProblem {
        let (place, mib) = (Place::file(file), most >> 20);
        let limit = |message: Words, help: Words| DataProblem::new(Code::DataLimit, place.clone(), message).help(help);
        match self {
            Stop::Unpaired => super::read::csv::unpaired(place),
            Stop::Utf16 => super::read::unreadable(file, super::read::utf16()),
            Stop::Binary => super::read::unreadable(file, super::read::binary()),
            Stop::NotUtf8 | Stop::NotText => {
                super::read::unreadable(file, Words::new("编码既不是UTF-8也不是GB18030（GBK）", "the text is neither UTF-8 nor GB18030"))
            }
            Stop::Read(error) => super::read::unreadable(file, words! { zh: "读不下去：{error}", en: "reading failed: {error}" }),
            Stop::Other(problem) => *problem,
            Stop::Returned(part) => limit(
                words! { zh: "“{part}”的行不在一处，文件超过{mib}MiB时不能这样", en: "the rows of `{part}` are apart, which a file above {mib} MiB cannot have" },
                Words::new("请按市州排序", "Sort the rows by city"),
            ),
            Stop::LargePart(part) => limit(
                words! { zh: "“{part}”的行太多，文件超过{mib}MiB时装不下", en: "`{part}` has too many rows for a file above {mib} MiB" },
                Words::new("请把文件分小", "Split the file"),
            ),
            Stop::Unfit => limit(
                words! { zh: "文件太大：超过{mib}MiB的只能是带“市州”一列的CSV宽表，规则不能有名册和明细表，只写一个CSV结果", en: "the file is too large: above {mib} MiB only a wide CSV with a column 市州 is read, for rules without roster and detail tables, and one CSV result" },
                Words::new("请把文件分小", "Split the file"),
            ),
        }
    }
}
