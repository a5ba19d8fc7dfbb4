//! Reads whole files: first the lines and heads of each, then every declaration, both shared by two threads.

use super::keyword::Keyword;
use super::limits;
use super::no_text::no_text;
use super::part::Part;
use super::placeholder;
use super::split::{RawAttribute, RawDeclaration, SplitFile, split, too_many};
use super::synonyms::Declared;
use super::tree::{Declaration, File, Head, Value};
use crate::finding::{Code, Finding, Sink};
use crate::side_by_side::side_by_side;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::words;

/// Declarations read before the limit of findings is looked at again.
const STRETCH: usize = 1024;
/// Below so many bytes of text, or so many declarations, a second thread costs more than it saves.
const FEW_BYTES: usize = 4 << 10;
const FEW: usize = 24;

/// Reads a file. Everything that could be read is in the tree; everything else is reported.
pub fn parse(id: FileId, source: &SourceFile, sink: &mut Sink) -> File {
    let mut files = parse_each(&[(id, source)], sink);
    files.pop().unwrap_or(refused(id, Vec::new()))
}

/// Reads all files, one tree each.
pub fn parse_all(sources: &Sources, sink: &mut Sink) -> Vec<File> {
    let each: Vec<(FileId, &SourceFile)> = sources.iter().map(|(id, source)| (id, &**source)).collect();
    parse_each(&each, sink)
}

/// A file whose heads are read.
struct Begun<'s> {
    id: FileId,
    source: &'s SourceFile,
    /// `None` if it is too large to be read, or no text.
    file: Option<SplitFile>,
    heads: Vec<Head>,
    /// Names declared without the 「」 they need.
    misnamed: Vec<String>,
    found: Sink,
}

impl<'s> Begun<'s> {
    fn new(id: FileId, source: &'s SourceFile) -> Self {
        let mut found = Sink::default();
        let refusal = if source.text().len() > limits::FILE_BYTES { Some(too_large(id)) } else { no_text(source) };
        if let Some(refusal) = refusal {
            found.report(refusal);
            return Begun { id, source, file: None, heads: Vec::new(), misnamed: Vec::new(), found };
        }
        let file = split(id, source, &mut found);
        let none = Declared::default();
        let mut part = Part::new(&file, source, &[], &none);
        let mut heads = Vec::with_capacity(file.declarations.len());
        for raw in &file.declarations {
            heads.push(part.head(raw, &mut found));
            if found.count() > limits::FINDINGS {
                break;
            }
        }
        let misnamed = part.misnamed();
        Begun { id, source, file: Some(file), heads, misnamed, found }
    }

    fn work(&self) -> impl Iterator<Item = Work<'_>> {
        let raws = self.file.iter().flat_map(|file| file.declarations.iter().map(move |raw| (file, raw)));
        raws.zip(&self.heads).map(|((file, raw), head)| Work { begun: self, file, raw, head })
    }

    /// The tree of the file, with what of it could be read.
    fn tree(self, declarations: Vec<Declaration>, sink: &mut Sink) -> File {
        let Some(file) = self.file else {
            return refused(self.id, declarations);
        };
        placeholder::check(&declarations, sink);
        let is_short = declarations.len() < file.declarations.len();
        let unread = file.skipped || is_short || declarations.iter().any(|d| matches!(d.head, Head::Broken));
        let lost_claims = lost_claims(&file, &declarations);
        File { id: self.id, declarations, comments: file.comments, unread, refused: false, lost_claims }
    }
}

/// A declaration to be read.
struct Work<'b> {
    begun: &'b Begun<'b>,
    file: &'b SplitFile,
    raw: &'b RawDeclaration,
    head: &'b Head,
}

impl Work<'_> {
    fn read(&self, declared: &Declared) -> (Declaration, Vec<Finding>) {
        let mut found = Sink::default();
        let part = Part::new(self.file, self.begun.source, &self.begun.misnamed, declared);
        (part.declaration(self.raw, self.head.clone(), &mut found), found.finish())
    }
}

/// What is there or not.
const FACTS: [&str; 2] = ["是否", "有无"];
/// What is no number either.
const NO_VALUES: [&str; 6] = ["等级", "评议", "日期", "文件", "名单", "文本"];

/// The names that heads declare, and those of levels.
fn declared(begun: &[Begun<'_>]) -> Declared {
    let mut declared = Declared::default();
    for begun in begun {
        let Some(file) = &begun.file else { continue };
        for (raw, head) in file.declarations.iter().zip(&begun.heads) {
            let Head::Name(name) = head else { continue };
            let is_of =
                |kinds: &[&str]| raw.body.is_some_and(|(_, body)| kinds.iter().any(|kind| file.text(body).trim_start().starts_with(kind)));
            declared.facts.extend(Some(&name.text).filter(|_| is_of(&FACTS)).cloned());
            let is_value = matches!(raw.keyword, Keyword::Datum | Keyword::Column) && !is_of(&FACTS) && !is_of(&NO_VALUES);
            declared.values.extend(Some(&name.text).filter(|_| is_value).cloned());
            declared.names.push(name.text.clone());
        }
        declared.levels.extend(levels(file.folded.text()));
    }
    declared.names.extend(declared.levels.iter().cloned());
    declared
}

/// The levels a text declares: 等级（明显提升、有所提高）.
fn levels(text: &str) -> Vec<String> {
    let lists = text.split("等级(").skip(1).filter_map(|behind| behind.split_once(')'));
    lists.flat_map(|(list, _)| list.split('、')).map(|level| level.trim().to_owned()).filter(|level| !level.is_empty()).collect()
}

fn parse_each(sources: &[(FileId, &SourceFile)], sink: &mut Sink) -> Vec<File> {
    let size: usize = sources.iter().map(|(_, source)| source.text().len()).sum();
    let mut begun = side_by_side(sources, size > FEW_BYTES, &|(id, source)| Begun::new(*id, source));
    let mut sinks: Vec<Sink> = begun.iter_mut().map(|b| std::mem::take(&mut b.found)).collect();
    let mut trees: Vec<Vec<Declaration>> = begun.iter().map(|_| Vec::new()).collect();
    let work: Vec<(usize, Work<'_>)> = begun.iter().enumerate().flat_map(|(at, b)| b.work().map(move |work| (at, work))).collect();
    let declared = declared(&begun);
    let mut full = vec![false; begun.len()];
    for stretch in work.chunks(STRETCH) {
        let read = side_by_side(stretch, work.len() > FEW, &|(at, work)| (*at, work.read(&declared)));
        for (at, (declaration, found)) in read {
            let (Some(sink), Some(tree), Some(full)) = (sinks.get_mut(at), trees.get_mut(at), full.get_mut(at)) else { continue };
            if *full {
                continue;
            }
            let word = declaration.word;
            tree.push(declaration);
            found.into_iter().for_each(|finding| sink.report(finding));
            if sink.count() > 2 * limits::FINDINGS {
                too_many(word, sink);
                *full = true;
            }
        }
    }
    drop(work);
    let files = begun.into_iter().zip(trees).zip(sinks);
    files
        .map(|((begun, tree), mut found)| {
            let file = begun.tree(tree, &mut found);
            found.finish().into_iter().for_each(|finding| sink.report(finding));
            file
        })
        .collect()
}

/// The tree of a file that is not read.
fn refused(id: FileId, declarations: Vec<Declaration>) -> File {
    File { id, declarations, comments: Vec::new(), unread: true, refused: true, lost_claims: Vec::new() }
}

fn too_large(id: FileId) -> Finding {
    let max = limits::FILE_BYTES >> 20;
    let start = Span { file: id, start: 0, end: 0 };
    Finding::new(Code::LimitExceeded, words! { zh: "文件超过{max}兆字节", en: "the file is larger than {max} MiB" })
        .label(start, words! { zh: "没有读", en: "not read" })
        .help(words! { zh: "请分成几个文件，放在同一个目录里", en: "split it into several files in the same folder" })
}

/// Claims below a lost keyword or head, and claims that are misspelled themselves.
fn lost_claims(file: &SplitFile, declarations: &[Declaration]) -> Vec<String> {
    let mut out: Vec<String> =
        file.lost.iter().filter(|a| file.text(a.word) == CLAIMS).flat_map(|a| codes_in(file.text(a.value))).collect();
    for (raw, declaration) in file.declarations.iter().zip(declarations) {
        let lost = |a: &&RawAttribute| {
            let broken = declaration.attributes.iter().any(|known| known.word == CLAIMS && matches!(known.value, Value::Broken));
            file.text(a.word) == CLAIMS && (broken || matches!(declaration.head, Head::Broken))
        };
        out.extend(raw.attributes.iter().filter(lost).flat_map(|a| codes_in(file.text(a.value))));
    }
    out
}

/// The attribute that claims key points.
const CLAIMS: &str = "落实";

/// What looks like codes in a text that cannot be read.
fn codes_in(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}
