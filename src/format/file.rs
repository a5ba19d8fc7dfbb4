//! A whole file as canonical text: lines, blank lines, comments, and the proof that nothing changed.

use super::declaration::{body, head, value};
use super::layout::{ATTRIBUTE, Laid, lay};
use super::words::wide;
use crate::finding::{Severity, Sink};
use crate::source::{SourceFile, fold_char};
use crate::syntax::tree::{Attribute, Body, Comment, Declaration, File};
use crate::syntax::{Keyword, parse};

/// The canonical text of a file that was read from `source`.
///
/// The text reads back to the same tree, apart from the order of attributes; a declaration with a syntax error stays
/// exactly as written. What would not read back the same stays as written, too. Formatting the result changes nothing.
pub fn format(file: &File, source: &SourceFile) -> String {
    if file.declarations.is_empty() && file.comments.is_empty() {
        return source.text().to_owned();
    }
    let mut page = Page::new(file, source);
    // At most three rounds: parts that do not read back fall back to their own words, then whole declarations do.
    for _ in 0..3 {
        let text = page.print();
        let again = parse(file.id, &SourceFile::new(source.name(), text.as_str()), &mut Sink::default());
        if page.reads_back(&again) {
            return text;
        }
    }
    source.text().to_owned()
}

/// How a declaration is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    /// From the tree, except these parts, which stay as written: an attribute's word, or nothing for the head.
    Canonical(Vec<Option<&'static str>>),
    /// All of it as written.
    Verbatim,
}

/// A head or an attribute: a stretch of the source, and the comments that belong to it.
struct Piece<'f> {
    start: usize,
    end: usize,
    leading: Vec<&'f Comment>,
    moved: Vec<&'f Comment>,
    trailing: Option<&'f Comment>,
}

struct Page<'f> {
    file: &'f File,
    source: &'f SourceFile,
    how: Vec<How>,
}

impl<'f> Page<'f> {
    fn new(file: &'f File, source: &'f SourceFile) -> Self {
        let mut sink = Sink::default();
        parse(file.id, source, &mut sink);
        let errors: Vec<usize> =
            sink.finish().iter().filter(|f| f.severity == Severity::Error).filter_map(|f| f.span().map(|s| s.start as usize)).collect();
        let mut page = Page { file, source, how: Vec::new() };
        let regions: Vec<(usize, usize)> = (0..file.declarations.len()).map(|i| page.region(i)).collect();
        page.how = regions
            .into_iter()
            .enumerate()
            .map(|(i, (start, end))| {
                // Lines before the first declaration that belong nowhere are kept by the first one.
                let start = if i == 0 { 0 } else { start };
                let broken = errors.iter().any(|at| (start..=end).contains(at));
                if broken { How::Verbatim } else { How::Canonical(Vec::new()) }
            })
            .collect();
        page
    }

    /// From the line of a declaration to the next declaration, blanks at the end left out.
    fn region(&self, i: usize) -> (usize, usize) {
        let start = |d: &Declaration| self.line_start(d.word.start as usize);
        let from = self.file.declarations.get(i).map_or(0, start);
        let to = self.file.declarations.get(i + 1).map_or(self.source.text().len(), start);
        (from, from + self.text(from, to).trim_end().len())
    }

    fn text(&self, from: usize, to: usize) -> &'f str {
        self.source.text().get(from..to).unwrap_or("")
    }

    fn line_start(&self, at: usize) -> usize {
        self.text(0, at).rfind('\n').map_or(0, |i| i + 1)
    }

    /// Whether the line before the one that holds `at` is blank.
    fn blank_before(&self, at: usize) -> bool {
        let start = self.line_start(at);
        let blank = |line: &str| line.chars().all(|c| matches!(fold_char(c), ' ' | '\n'));
        start > 0 && blank(self.text(self.line_start(start - 1), start))
    }

    /// The stretch with comments cut off its end.
    fn code_end(&self, from: usize, to: usize) -> usize {
        let mut end = to;
        for comment in self.file.comments.iter().rev().filter(|c| (from..to).contains(&(c.offset as usize))) {
            let trimmed = from + self.text(from, end).trim_end().len();
            if (comment.offset as usize) + comment.text.len() < trimmed {
                return trimmed;
            }
            end = comment.offset as usize;
        }
        from + self.text(from, end).trim_end().len()
    }

    /// Heads and attributes in the order of the source, with their comments; and the comments behind the last one.
    fn pieces(&self) -> (Vec<Vec<Piece<'f>>>, Vec<&'f Comment>) {
        let piece = |start, end| Piece { start, end, leading: Vec::new(), moved: Vec::new(), trailing: None };
        let mut pieces: Vec<Vec<Piece<'f>>> = Vec::new();
        for (i, (declaration, how)) in self.file.declarations.iter().zip(&self.how).enumerate() {
            let start = declaration.word.start as usize;
            if *how == How::Verbatim {
                let (from, to) = self.region(i);
                pieces.push(vec![piece(from, to)]);
                continue;
            }
            let first = declaration.attributes.iter().map(|a| a.word_span.start as usize).min();
            let mut of = vec![piece(start, self.code_end(start, first.unwrap_or(declaration.span.end as usize)))];
            of.extend(declaration.attributes.iter().map(|a| piece(a.word_span.start as usize, a.span.end.max(a.word_span.end) as usize)));
            pieces.push(of);
        }
        let mut order: Vec<(usize, usize, usize, usize)> =
            pieces.iter().enumerate().flat_map(|(i, of)| of.iter().enumerate().map(move |(j, p)| (p.start, p.end, i, j))).collect();
        order.sort_unstable();
        let mut rest = Vec::new();
        for comment in &self.file.comments {
            let at = comment.offset as usize;
            let next = order.partition_point(|(start, ..)| *start <= at);
            let before = next.checked_sub(1).and_then(|n| order.get(n));
            let before = before.map(|(_, end, i, j)| (at < *end, self.how.get(*i) == Some(&How::Verbatim), *i, *j));
            match before {
                Some((true, true, ..)) => {}
                Some((true, false, i, j)) => at_piece(&mut pieces, i, j, |p| p.moved.push(comment)),
                Some((false, _, i, j)) if !comment.own_line => at_piece(&mut pieces, i, j, |p| p.trailing = Some(comment)),
                _ => match order.get(next) {
                    Some((_, _, i, j)) => at_piece(&mut pieces, *i, *j, |p| p.leading.push(comment)),
                    None => rest.push(comment),
                },
            }
        }
        (pieces, rest)
    }

    fn print(&self) -> String {
        let (pieces, rest) = self.pieces();
        let mut out = String::new();
        let stray = self.stray_lead();
        out.push_str(stray);
        for (i, (declaration, of)) in self.file.declarations.iter().zip(&pieces).enumerate() {
            let Some((first, attributes)) = of.split_first() else { continue };
            let how = self.how.get(i).unwrap_or(&How::Verbatim);
            let text = match how {
                How::Verbatim => self.text(first.start, first.end).to_owned(),
                How::Canonical(kept) => self.head(declaration, first, kept.contains(&None)),
            };
            let lead = first.leading.iter().filter(|c| c.offset as usize >= stray.len());
            let mut lines: Vec<(bool, String)> = lead.map(|c| (self.blank_before(c.offset as usize), comment_text(c))).collect();
            let mut own = first.moved.iter().map(|c| comment_text(c)).chain([with_trailing(text, first)]);
            lines.extend(own.next().map(|line| (self.blank_before(first.start), line)));
            lines.extend(own.map(|line| (false, line)));
            if begins_section(declaration.keyword) && lines.iter().all(|(blank, _)| !blank) {
                lines.iter_mut().take(1).for_each(|(blank, _)| *blank = true);
            }
            write_lines(&mut out, lines);
            let How::Canonical(kept) = how else { continue };
            for spec in declaration.keyword.attributes() {
                let found = declaration.attributes.iter().zip(attributes).find(|(a, _)| a.word == spec.word);
                let Some((attribute, piece)) = found else { continue };
                for comment in piece.leading.iter().chain(&piece.moved) {
                    write_lines(&mut out, vec![(false, format!("{ATTRIBUTE}{}", comment_text(comment)))]);
                }
                let text = self.attribute(declaration.keyword, attribute, piece, kept.contains(&Some(spec.word)));
                write_lines(&mut out, vec![(false, with_trailing(text, piece))]);
            }
        }
        write_lines(&mut out, rest.iter().map(|c| (self.blank_before(c.offset as usize), comment_text(c))).collect());
        out
    }

    /// What stands before the first declaration, if it belongs nowhere.
    fn stray_lead(&self) -> &'f str {
        let end = match (self.how.first(), self.file.declarations.is_empty()) {
            (Some(How::Verbatim), _) => self.region(0).0,
            _ => 0,
        };
        self.text(0, end)
    }

    fn head(&self, declaration: &Declaration, piece: &Piece<'_>, as_written: bool) -> String {
        let canonical = head(declaration).filter(|_| !as_written);
        let Some(lead) = canonical else { return lay("", &self.written(piece.start, piece.end)) };
        match (body(declaration), &declaration.body) {
            (Some(body), _) => lay(&lead, &body),
            (None, Body::Fraction(_)) => {
                let folded: String = self.text(piece.start, piece.end).chars().map(fold_char).collect();
                lay(&lead, &Laid::Fixed(wide(folded.split_once(':').map_or("", |(_, body)| body).trim())))
            }
            (None, _) => lay("", &self.written(piece.start, piece.end)),
        }
    }

    fn attribute(&self, keyword: Keyword, attribute: &Attribute, piece: &Piece<'_>, as_written: bool) -> String {
        let lead = format!("{ATTRIBUTE}{}：", attribute.word);
        let canonical = value(keyword, attribute).filter(|_| !as_written);
        lay(&lead, &canonical.unwrap_or_else(|| self.written(attribute.span.start as usize, piece.end)))
    }

    /// A stretch of the source without its comments, lines trimmed.
    fn written(&self, from: usize, to: usize) -> Laid {
        let mut text = String::new();
        let mut at = from;
        for comment in self.file.comments.iter().filter(|c| (from..to).contains(&(c.offset as usize))) {
            text.push_str(self.text(at, comment.offset as usize));
            at = comment.offset as usize + comment.text.len();
        }
        text.push_str(self.text(at, to));
        Laid::Fixed(text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n"))
    }

    /// Whether the printed text says the same; if not, what differs is kept as written the next time.
    fn reads_back(&mut self, again: &File) -> bool {
        let same_comments = {
            let texts = |file: &File| {
                let mut texts: Vec<String> = file.comments.iter().map(comment_text).collect();
                texts.sort_unstable();
                texts
            };
            texts(self.file) == texts(again)
        };
        let mut same = same_comments && self.file.declarations.len() == again.declarations.len();
        for ((old, new), how) in self.file.declarations.iter().zip(&again.declarations).zip(&mut self.how) {
            let changed = differences(old, new);
            if changed.is_empty() {
                continue;
            }
            same = false;
            *how = match how {
                How::Canonical(kept) if kept.is_empty() => How::Canonical(changed),
                How::Canonical(_) | How::Verbatim => How::Verbatim,
            };
        }
        same
    }
}

fn at_piece<'f>(pieces: &mut [Vec<Piece<'f>>], i: usize, j: usize, change: impl FnOnce(&mut Piece<'f>)) {
    if let Some(piece) = pieces.get_mut(i).and_then(|of| of.get_mut(j)) {
        change(piece);
    }
}

/// The parts that differ: an attribute's word, or nothing for the head and body.
fn differences(old: &Declaration, new: &Declaration) -> Vec<Option<&'static str>> {
    let mut out = Vec::new();
    if (old.keyword, &old.head, &old.body) != (new.keyword, &new.head, &new.body) {
        out.push(None);
    }
    let value = |d: &Declaration, word: &str| d.attributes.iter().find(|a| a.word == word).map(|a| a.value.clone());
    for attribute in old.attributes.iter().chain(&new.attributes) {
        if value(old, attribute.word) != value(new, attribute.word) {
            out.push(Some(attribute.word));
        }
    }
    out
}

/// A section of a file starts here, so a blank line goes before.
fn begins_section(keyword: Keyword) -> bool {
    keyword.level() == Some(1) || matches!(keyword, Keyword::Leaders | Keyword::Object | Keyword::Area)
}

/// The comment as written, its mark half width.
fn comment_text(comment: &Comment) -> String {
    let text = comment.text.trim_end();
    text.strip_prefix('＃').map_or_else(|| text.to_owned(), |rest| format!("#{rest}"))
}

fn with_trailing(text: String, piece: &Piece<'_>) -> String {
    match piece.trailing {
        Some(comment) => format!("{text}  {}", comment_text(comment)),
        None => text,
    }
}

fn write_lines(out: &mut String, lines: Vec<(bool, String)>) {
    for (blank, line) in lines {
        if blank && !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        for line in line.split('\n') {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}
