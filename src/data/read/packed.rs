//! Packed files (XLSX, ODS): what they are, and whether they unpack to something reasonable, before anything reads them.

use std::io::{Cursor, Read as _};

use super::{Reader, Unreadable};
use crate::data::limits;
use crate::finding::Words;

/// What a packed file is.
pub(super) enum Kind {
    /// Office Open XML.
    Xlsx,
    /// OpenDocument.
    Ods,
}

/// What it is, once its directory and then its content were found to be inside the limits.
pub(super) fn kind(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<Kind, Unreadable> {
    let damaged = || Words::new("文件没有传完或已损坏", "the file was cut short or is damaged");
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Err(reader.unreadable(damaged())) };
    if archive.len() > limits::PARTS {
        return Err(reader.too_large(Words::new("压缩包里的部分太多", "too many parts"), limits::PARTS as u64, "个部分", "parts"));
    }
    let bomb = |reader: &mut Reader<'_>| {
        let message = Words::new("解压后太大", "the file is too large once unpacked");
        Err(reader.too_large(message, limits::UNPACKED_BYTES, "字节", "bytes"))
    };
    // The directory first: it costs nothing. It may lie, so everything is unpacked once into nothing.
    let mut declared: u64 = 0;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(at) else { return Err(reader.unreadable(damaged())) };
        if part.encrypted() {
            return Err(reader.unreadable(Words::new("文件加了密", "the file is encrypted")));
        }
        declared = declared.saturating_add(part.size());
    }
    if declared > limits::UNPACKED_BYTES {
        return bomb(reader);
    }
    let mut unpacked: u64 = 0;
    for at in 0..archive.len() {
        let Ok(mut part) = archive.by_index(at) else { return Err(reader.unreadable(damaged())) };
        let most = limits::UNPACKED_BYTES.saturating_sub(unpacked).saturating_add(1);
        match std::io::copy(&mut part.by_ref().take(most), &mut std::io::sink()) {
            Ok(count) => unpacked = unpacked.saturating_add(count),
            Err(_) => return Err(reader.unreadable(damaged())),
        }
        if unpacked > limits::UNPACKED_BYTES {
            return bomb(reader);
        }
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("content.xml") {
        return Ok(Kind::Ods);
    }
    if has("xl/workbook.bin") {
        return Err(reader.unreadable(Words::new("是xlsb文件", "this is an xlsb file")));
    }
    if has("[Content_Types].xml") && !has("word/document.xml") {
        return Ok(Kind::Xlsx);
    }
    Err(reader.unreadable(Words::new("不是表格文件", "this is no spreadsheet")))
}

/// One part of a packed file.
pub(super) fn part(bytes: &[u8], name: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    archive.by_name(name).ok()?.take(limits::UNPACKED_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}
