//! Splits a file into declarations and their attributes, line by line, before any of them is parsed. Spec: §2.1.

use super::keyword::{HeadKind, Keyword, is_attribute_word};
use super::{limits, unknown};
use crate::finding::{Code, Finding, Sink};
use crate::source::{FileId, Folded, SourceFile, Span};
use crate::words;

/// A stretch of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub start: usize,
    pub end: usize,
}

/// A declaration before its parts are parsed.
#[derive(Debug)]
pub(super) struct RawDeclaration {
    pub keyword: Keyword,
    pub word: Slice,
    pub head: Slice,
    /// `:` or `=` and what follows.
    pub body: Option<(char, Slice)>,
    pub attributes: Vec<RawAttribute>,
    /// Whether a line below it could not be read.
    pub unread: bool,
}

/// An attribute before its value is parsed.
#[derive(Debug)]
pub(super) struct RawAttribute {
    pub word: Slice,
    pub value: Slice,
}

/// A comment (注释), with the offset in the original where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Byte offset of its `#` in the file as written.
    pub offset: u32,
    /// The text with its `#`, as written.
    pub text: String,
    /// Whether it has the line for itself.
    pub own_line: bool,
}

/// A file split into declarations.
#[derive(Debug)]
pub(super) struct SplitFile {
    /// The text, with its comments blanked.
    pub folded: Folded,
    pub declarations: Vec<RawDeclaration>,
    pub comments: Vec<Comment>,
    /// Whether a line belonged nowhere.
    pub skipped: bool,
    /// Attributes below a declaration that could not be read.
    pub lost: Vec<RawAttribute>,
}

impl SplitFile {
    pub fn text(&self, slice: Slice) -> &str {
        self.folded.text().get(slice.start..slice.end).unwrap_or("")
    }

    pub fn span(&self, slice: Slice) -> Span {
        self.folded.span(slice.start, slice.end)
    }
}

/// Splits the file; reports lines that belong nowhere.
pub(super) fn split(file: FileId, source: &SourceFile, sink: &mut Sink) -> SplitFile {
    let mut folded = Folded::new(file, source.text());
    forbidden_characters(file, source.text(), sink);
    let comments = blank_comments(&mut folded, source);
    let lines = lines(folded.text());
    let mut out = SplitFile { folded, declarations: Vec::new(), comments, skipped: false, lost: Vec::new() };
    let mut open: Open = Open::Nothing;
    let before = sink.count();
    for slice in lines {
        let text = out.text(slice);
        if out.declarations.len() >= limits::DECLARATIONS {
            let max = limits::DECLARATIONS;
            sink.report(
                Finding::new(Code::LimitExceeded, words! { zh: "声明超过{max}个", en: "more than {max} declarations" })
                    .label(out.span(slice), words! { zh: "从这里起不再读", en: "not read from here on" })
                    .help(words! { zh: "请删去重复的内容，或分成几个项目", en: "delete what is repeated, or make several projects" }),
            );
            break;
        }
        if sink.count() - before >= limits::FINDINGS {
            out.skipped = true;
            too_many(out.span(slice), sink);
            break;
        }
        if matches!(open, Open::Lost)
            && let Some(attribute) = attribute_line(text, slice)
        {
            out.lost.push(attribute);
            continue;
        }
        let continues = begins_with_marker(text) || open.unfinished(&out);
        if let Some(declaration) = declaration_line(text, slice).filter(|_| !begins_with_marker(text)) {
            out.declarations.push(declaration);
            open = Open::Declaration;
        } else if let Some(attribute) = attribute_line(text, slice) {
            match out.declarations.last_mut() {
                Some(declaration) => {
                    declaration.attributes.push(attribute);
                    open = Open::Attribute;
                }
                None => {
                    // Those below it lack the same declaration.
                    sink.report(unknown::without_declaration(&out, &attribute));
                    out.skipped = true;
                    open = Open::Lost;
                }
            }
        } else if let Some(colon) = unknown::colon_behind_keyword(text, slice).filter(|_| !continues || open.is_lost()) {
            // Read on as it was meant, so that nothing else is reported.
            sink.report(unknown::blank_not_colon(&out, source, &colon));
            match colon.declaration {
                Some(declaration) => {
                    out.declarations.push(declaration);
                    open = Open::Declaration;
                }
                None => {
                    out.skipped = true;
                    open = Open::Lost;
                }
            }
        } else if continues && open.extend(&mut out, slice) {
        } else {
            out.skipped = true;
            // What stands below a declaration that cannot be read belongs to it and to no other one.
            let is_declaration = unknown::report(&out, slice, sink);
            open = if is_declaration { Open::Lost } else { Open::Skipped };
            if let Some(declaration) = out.declarations.last_mut().filter(|_| !is_declaration) {
                declaration.unread = true;
            }
        }
    }
    out
}

/// A file with this many mistakes is not read to its end.
pub(super) fn too_many(span: Span, sink: &mut Sink) {
    let max = limits::FINDINGS;
    sink.report(
        Finding::new(Code::LimitExceeded, words! { zh: "一个文件的意见超过{max}条", en: "more than {max} findings in one file" })
            .label(span, words! { zh: "从这里起不再读", en: "not read from here on" })
            .help(words! { zh: "请先改正前面的，再检查一次", en: "mend those above first, then check again" }),
    );
}

/// What the next continuation line belongs to.
enum Open {
    Nothing,
    Declaration,
    Attribute,
    Skipped,
    /// A declaration whose keyword is not known.
    Lost,
}

impl Open {
    fn last(&self, file: &SplitFile) -> Option<Slice> {
        let declaration = file.declarations.last()?;
        match self {
            Open::Nothing | Open::Skipped | Open::Lost => None,
            Open::Declaration => declaration.body.map(|(_, slice)| slice).or(Some(declaration.head)),
            Open::Attribute => declaration.attributes.last().map(|a| a.value),
        }
    }

    /// Whether the part so far ends in a mark that asks for more.
    fn unfinished(&self, file: &SplitFile) -> bool {
        match self {
            Open::Skipped | Open::Lost => true,
            _ => self
                .last(file)
                .is_some_and(|s| file.text(s).is_empty() || file.text(s).ends_with([',', '、', ';', ':', '(', '+', '×', '÷', '='])),
        }
    }

    /// Whether what is open was not read.
    fn is_lost(&self) -> bool {
        matches!(self, Open::Skipped | Open::Lost)
    }

    /// Adds a line to the open part; `false` if nothing is open.
    fn extend(&self, file: &mut SplitFile, line: Slice) -> bool {
        let Some(declaration) = file.declarations.last_mut() else { return matches!(self, Open::Skipped | Open::Lost) };
        let part = match self {
            Open::Nothing => return false,
            Open::Skipped | Open::Lost => return true,
            Open::Declaration => declaration.body.as_mut().map(|(_, s)| s),
            Open::Attribute => declaration.attributes.last_mut().map(|a| &mut a.value),
        };
        let Some(part) = part else { return false };
        part.start = if part.start == part.end { line.start } else { part.start };
        part.end = line.end;
        true
    }
}

/// The lines that are not empty, without the blanks around them.
fn lines(text: &str) -> Vec<Slice> {
    let mut next = 0;
    let slices = text.split_inclusive('\n').map(|line| {
        let start = next + (line.len() - line.trim_start().len());
        next += line.len();
        Slice { start, end: start + line.trim().len() }
    });
    slices.filter(|line| line.start < line.end).collect()
}

/// `关键词 头：体`, `关键词：体`, `关键词 头＝体` or `关键词 头`.
fn declaration_line(text: &str, slice: Slice) -> Option<RawDeclaration> {
    let (word, rest) = text.split_at(text.find([' ', ':', '「']).unwrap_or(text.len()));
    let keyword = Keyword::find(word)?;
    if keyword.head() != HeadKind::None && rest.trim_start().starts_with(':') {
        return None; // `方式：…` is an attribute, `方式 查阅资料：…` a declaration.
    }
    Some(declaration_of(keyword, text, slice, word.len()))
}

/// The parts of a declaration whose head begins at this byte of its line.
pub(super) fn declaration_of(keyword: Keyword, text: &str, slice: Slice, head: usize) -> RawDeclaration {
    let rest = text.get(head..).unwrap_or_default();
    let word_end = slice.start + head;
    let separator = separator_in(rest);
    let head_end = separator.map_or(slice.end, |(at, _)| word_end + at);
    let at = |s: Slice| {
        let part = text.get(s.start - slice.start..s.end - slice.start).unwrap_or("");
        let start = s.start + (part.len() - part.trim_start().len());
        Slice { start, end: start + part.trim().len() }
    };
    let head = at(Slice { start: word_end, end: head_end });
    let body = separator.map(|(at_byte, c)| (c, at(Slice { start: word_end + at_byte + 1, end: slice.end })));
    let word = Slice { start: slice.start, end: slice.start + keyword.word().len() };
    RawDeclaration { keyword, word, head, body, attributes: Vec::new(), unread: false }
}

/// The first `:` or `=` outside 「」 and brackets.
fn separator_in(text: &str) -> Option<(usize, char)> {
    let mut quoted = false;
    text.char_indices().find(|(_, c)| {
        match c {
            '「' => quoted = true,
            '」' => quoted = false,
            _ => {}
        }
        !quoted && matches!(c, ':' | '=')
    })
}

/// `属性：值`, where the word is one of the language's attributes.
fn attribute_line(text: &str, slice: Slice) -> Option<RawAttribute> {
    let (word, value) = text.split_once(':')?;
    let trimmed = word.trim_end();
    if !is_attribute_word(trimmed) {
        return None;
    }
    let value_start = slice.start + word.len() + 1 + (value.len() - value.trim_start().len());
    Some(RawAttribute {
        word: Slice { start: slice.start, end: slice.start + trimmed.len() },
        value: Slice { start: value_start, end: value_start + value.trim().len() },
    })
}

const CIRCLED: std::ops::RangeInclusive<char> = '①'..='⑳';

fn begins_with_marker(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if CIRCLED.contains(&c) => true,
        Some('(') => {
            let inner: String = chars.take_while(|c| *c != ')').collect();
            !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
        }
        // 1. or 1、, but no 1.5
        Some('0'..='9') => {
            let rest = chars.as_str().trim_start_matches(|c: char| c.is_ascii_digit());
            rest.strip_prefix(['.', '、']).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        }
        _ => false,
    }
}

/// Replaces comments by blanks of the same length. A `#` starts one at the start of a line or after a blank.
fn blank_comments(folded: &mut Folded, source: &SourceFile) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut stretches = Vec::new();
    let text = folded.text();
    let (mut line, mut next) = (0, 0);
    while let Some(at) = text.get(next..).and_then(|rest| rest.find('#')).map(|at| next + at) {
        line = text.get(next..at).and_then(|before| before.rfind('\n')).map_or(line, |end| next + end + 1);
        next = at + 1;
        let before = text.get(line..at).unwrap_or_default();
        if !before.is_empty() && !before.ends_with(' ') {
            continue;
        }
        let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length);
        let span = folded.span(at, end);
        comments.push(Comment { offset: span.start, text: source.slice(span).trim_end().to_owned(), own_line: before.trim().is_empty() });
        stretches.push(at..end);
        next = end;
    }
    stretches.into_iter().for_each(|stretch| folded.blank(stretch));
    comments
}

/// Controls no text may hold, seen or unseen.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{00AD}' | '\u{180E}' | '\u{FEFF}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Bidirectional controls, zero-width characters and other controls are errors everywhere. Spec: §1.3.
fn forbidden_characters(file: FileId, text: &str, sink: &mut Sink) {
    if !may_be_forbidden(text.as_bytes()) {
        return;
    }
    let found = text.char_indices().filter(|(at, c)| is_forbidden(*c) && !(*c == '\u{FEFF}' && *at == 0));
    for (at, c) in found.take(limits::FINDINGS) {
        let hex = format!("U+{:04X}", c as u32);
        let span = Span { file, start: at as u32, end: (at + c.len_utf8()) as u32 };
        sink.report(
            Finding::new(Code::ForbiddenCharacter, words! { zh: "这里有看不见的字符{hex}", en: "an invisible character {hex}" })
                .label(span, words! { zh: "在这里", en: "here" })
                .help(
                    words! { zh: "请删去；它多半是从网页或文档粘贴来的", en: "delete it; it was probably pasted from a page or document" },
                )
                .fix(span, ""),
        );
    }
}

/// Whether any bytes look like those of a forbidden character: most texts have none.
fn may_be_forbidden(text: &[u8]) -> bool {
    let is_usual = |b: u8| matches!(b, b' '..=b'~' | 0x80..=0xC1 | 0xE3..=0xEE);
    let begins = |at: usize, b: u8| {
        let next = |n: usize| text.get(at + n).copied().unwrap_or_default();
        match b {
            b'\n' | b'\r' | b'\t' => false,
            0..=0x1F | 0x7F => true,
            0xC2 => matches!(next(1), 0x80..=0x9F | 0xAD),
            0xE1 => next(1) == 0xA0,
            0xE2 => matches!((next(1), next(2)), (0x80, 0x8B..=0x8F | 0xAA..=0xAE) | (0x81, _)),
            0xEF => matches!(next(1), 0xBB | 0xBF),
            _ => false,
        }
    };
    text.iter().enumerate().any(|(at, b)| !is_usual(*b) && begins(at, *b))
}

/// Whether a name must stand in 「」: it holds a mark or a reserved word.
pub fn is_quoting_needed(name: &str) -> bool {
    super::matcher::length(super::parser::Rule::name_head, name).is_none()
}
