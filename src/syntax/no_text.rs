//! Files that hold nothing to read: empty ones, binary ones, and those whose lines end in no line feed. One cause, one finding.

use memchr::memmem;

use super::split::is_forbidden;
use crate::finding::{Code, Finding};
use crate::source::SourceFile;
use crate::words;

/// What is wrong with the file as a whole. It has no place: its first line may be all there is.
pub(super) fn no_text(source: &SourceFile) -> Option<Finding> {
    let (name, text) = (source.name(), source.text());
    if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
        return Some(finding(words! { zh: "文件 {name} 是空的", en: "the file {name} is empty" }).help(words! {
            zh: "请核对是不是存错了地方、没有存上；用不着的，删去这个文件",
            en: "check whether it was saved; delete it if it is not needed"
        }));
    }
    if is_binary(text) {
        return Some(finding(words! { zh: "文件 {name} 不是文本文件", en: "the file {name} is no text file" }).help(words! {
            zh: "它像是文档、表格或压缩包改了扩展名；请在WPS或Word里打开原来的文件，另存为纯文本（UTF-8）",
            en: "it looks like a document, a workbook or an archive under another name: open it and save it as plain text (UTF-8)"
        }));
    }
    has_other_line_ends(text).then(|| {
        finding(words! { zh: "文件 {name} 的换行不是通常的换行", en: "the lines of {name} do not end as usual" }).help(words! {
            zh: "全文会被当成一行；请在编辑器里另存，换行选“LF”或“CRLF”（Windows）",
            en: "all of it would be one line: save it again with line ends LF or CRLF"
        })
    })
}

fn finding(message: crate::finding::Words) -> Finding {
    Finding::new(Code::NoText, message)
}

/// An archive (documents are archives), or one control in a hundred characters: a text pasted from anywhere has fewer.
fn is_binary(text: &str) -> bool {
    let controls = || text.chars().filter(|c| c.is_control() && is_forbidden(*c)).count();
    text.starts_with("PK\u{3}\u{4}") || text.contains('\0') && controls() > text.len() / 400 + 1
}

/// More lone carriage returns (old Macs) or Unicode separators than line feeds.
fn has_other_line_ends(text: &str) -> bool {
    if ["\r", "\u{2028}", "\u{2029}", "\u{85}"].iter().all(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_none()) {
        return false;
    }
    let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
    let other = count(&['\u{2028}', '\u{2029}', '\u{85}']) + count(&['\r']) - text.matches("\r\n").count();
    other > count(&['\n'])
}
