//! Reads the parts of a split file: one tree per head, body and attribute value.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use super::expected;
use super::keyword::{AttributeKind, AttributeSpec, BodyKind, HeadKind};
use super::limits::{self, over_limit, over_operators};
use super::matcher;
use super::nodes::{Node, Tree};
use super::parser::{self, Rule};
use super::read::{Reader, fraction, number, small};
use super::split::{RawDeclaration, Slice, SplitFile, is_forbidden};
use super::synonyms::{Declared, Plain, plain};
use super::tree::*;
use crate::finding::{Code as FindingCode, Finding, Sink};
use crate::source::{SourceFile, Span};
use crate::words;

/// Reads the parts of declarations of one file.
pub(super) struct Part<'f> {
    file: &'f SplitFile,
    source: &'f SourceFile,
    /// Names that were declared without the 「」 they need: where they are used is not reported again.
    misnamed: Cow<'f, [String]>,
    /// Names that are declared in any of the files: no word inside them is read as another.
    declared: &'f Declared,
    /// Whether what could not be read was reported.
    reported: Cell<bool>,
}

/// A part as the grammar sees it: each is read as one rule.
struct Seen {
    /// Its text in the usual words, if it has others.
    plain: Option<Plain>,
    tree: Option<Tree>,
}

impl<'f> Part<'f> {
    /// Reads declarations of which these names are known to be wrong.
    pub fn new(file: &'f SplitFile, source: &'f SourceFile, misnamed: &'f [String], declared: &'f Declared) -> Self {
        Part { file, source, misnamed: Cow::Borrowed(misnamed), declared, reported: Default::default() }
    }

    /// Names that heads declare without the 「」 they need.
    pub fn misnamed(self) -> Vec<String> {
        self.misnamed.into_owned()
    }

    /// Reads what follows the head.
    pub fn declaration(&self, raw: &RawDeclaration, head: Head, sink: &mut Sink) -> Declaration {
        let file = self.file;
        let body = self.body(raw, sink);
        let mut attributes: Vec<Attribute> = Vec::new();
        for attribute in &raw.attributes {
            let word = file.text(attribute.word);
            let word_span = file.span(attribute.word);
            let Some(spec) = raw.keyword.attribute(word) else {
                self.misplaced(raw, word, word_span, sink);
                continue;
            };
            if let Some(first) = attributes.iter().find(|a| a.word == spec.word) {
                sink.report(
                    Finding::new(FindingCode::RepeatedAttribute, words! { zh: "“{word}”写了两次", en: "`{word}` is given twice" })
                        .label(word_span, words! { zh: "第二次", en: "the second time" })
                        .label(first.word_span, words! { zh: "第一次", en: "the first time" })
                        .help(words! {
                            zh: "请并成一行；后面几行属于另一个声明的，请补上那个声明的第一行",
                            en: "make them one line; if what follows belongs to another declaration, add the first line of that one"
                        }),
                );
                continue;
            }
            let value = self.attribute(spec, word_span, attribute.value, sink);
            attributes.push(Attribute { word: spec.word, word_span, value, span: file.span(attribute.value) });
        }
        let keyword = raw.keyword.word();
        let required = |s: &&AttributeSpec| s.required && !raw.unread;
        for spec in raw.keyword.attributes().iter().filter(required).filter(|s| attributes.iter().all(|a| a.word != s.word)) {
            let word = spec.word;
            sink.report(
                Finding::new(FindingCode::MissingAttribute, words! { zh: "{keyword}缺少“{word}”", en: "{keyword} lacks `{word}`" })
                    .label(file.span(raw.word), words! { zh: "在这个声明下面", en: "below this declaration" })
                    .help(words! { zh: "请在下面加一行“{word}：…”", en: "add a line `{word}：…` below it" }),
            );
        }
        let mut span = file.span(raw.word).to(file.span(raw.head));
        if let Some((_, slice)) = raw.body {
            span = span.to(file.span(slice));
        }
        for attribute in &raw.attributes {
            span = span.to(file.span(attribute.value)).to(file.span(attribute.word));
        }
        Declaration { keyword: raw.keyword, word: file.span(raw.word), head, body, attributes, span }
    }

    fn misplaced(&self, raw: &RawDeclaration, word: &str, span: Span, sink: &mut Sink) {
        let keyword = raw.keyword.word();
        let owners: Vec<&str> = super::keyword::Keyword::ALL.iter().filter(|k| k.attribute(word).is_some()).map(|k| k.word()).collect();
        let owners = owners.join("、");
        sink.report(
            Finding::new(
                FindingCode::MisplacedAttribute,
                words! { zh: "“{keyword}”没有“{word}”这个属性", en: "{keyword} has no attribute `{word}`" },
            )
            .label(span, words! { zh: "这里", en: "here" })
            .label(self.file.span(raw.word), words! { zh: "属于这个声明", en: "belongs to this declaration" })
            .help(words! { zh: "“{word}”写在这些声明下面：{owners}", en: "`{word}` goes below: {owners}" }),
        );
    }

    /// The lines as written; comments and blank lines inside a continued text are not part of it.
    fn text(&self, slice: Slice) -> Text {
        let mut lines = Vec::new();
        let mut start = slice.start;
        for line in self.file.text(slice).split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            let span = self.file.span(Slice { start: start + lead, end: start + lead + line.trim().len() });
            lines.extend(Some(self.source.slice(span).trim()).filter(|l| !l.is_empty()));
            start += line.len();
        }
        Text { text: lines.join("\n"), span: self.file.span(slice) }
    }

    fn list(&self, slice: Slice) -> Vec<Text> {
        let text = self.file.text(slice);
        let mut items = Vec::new();
        let mut start = slice.start;
        // 县教育局（人事股、教研室） is one item.
        let mut depth = 0u32;
        let parts = |c: char| {
            match c {
                '(' | '「' | '《' => depth += 1,
                ')' | '」' | '》' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && matches!(c, '、' | ';')
        };
        for piece in text.split_inclusive(parts) {
            let body = piece.trim_end_matches(['、', ';', '。']);
            let lead = body.len() - body.trim_start().len();
            let item = Slice { start: start + lead, end: start + lead + body.trim().len() };
            start += piece.len();
            if item.end > item.start {
                items.push(self.text(item));
            }
        }
        items
    }

    /// Reads the head.
    pub fn head(&mut self, raw: &RawDeclaration, sink: &mut Sink) -> Head {
        self.reported.set(false);
        if raw.keyword.head() == HeadKind::Name {
            return self.name_head(raw, sink);
        }
        let seen = OnceCell::new();
        let read = |rule, sink: &mut Sink| self.parse(rule, raw.head, &seen, sink);
        let found = match raw.keyword.head() {
            HeadKind::None if raw.head.start == raw.head.end => Some(Head::None),
            HeadKind::None => {
                expected::stray(self.file.span(raw.head), raw.keyword, sink);
                self.reported.set(true);
                None
            }
            HeadKind::Text | HeadKind::Name => Some(Head::Text(self.text(raw.head))),
            HeadKind::Code => read(Rule::code_head, sink).and_then(|(r, p)| {
                let mut inner = p.into_inner();
                let code = r.code(&inner.next()?);
                Some(Head::Code(code, self.printed(&r, &inner.next()?)))
            }),
            HeadKind::Indicator => read(Rule::indicator_head, sink).and_then(|(r, p)| {
                let mut inner = p.into_inner();
                let code = r.code(&inner.next()?);
                let title = self.printed(&r, &inner.next()?);
                let worth = inner.next()?.into_inner().next()?;
                let worth = if worth.as_rule() == Rule::number { Worth::Points(number(&worth)) } else { Worth::Pass };
                Some(Head::Indicator(code, title, worth))
            }),
            HeadKind::Item => read(Rule::item_head, sink).and_then(|(r, p)| {
                let mut inner = p.into_inner();
                let title = self.printed(&r, &inner.next()?);
                Some(Head::Item(title, inner.find(|n| n.as_rule() == Rule::number).map(|n| number(&n))))
            }),
        };
        found.unwrap_or_else(|| self.unreadable(raw.head, Head::Broken, sink))
    }

    /// A name, also where it lacks its 「」: what is declared is known, so that its uses are not reported again.
    fn name_head(&mut self, raw: &RawDeclaration, sink: &mut Sink) -> Head {
        if let Some(name) = self.name_without_colon(raw) {
            return Head::Name(name);
        }
        if let Some((reader, node)) = self.parse(Rule::name_head, raw.head, &OnceCell::new(), sink) {
            return node.into_inner().next().map_or(Head::Broken, |n| Head::Name(reader.name(&n)));
        }
        let text = self.file.text(raw.head).trim_matches(['「', '」', ' ']).to_owned();
        if text.is_empty() || text.len() > limits::PART_BYTES {
            return Head::Broken;
        }
        self.misnamed.to_mut().push(text.clone());
        Head::Name(Name { text, span: self.file.span(raw.head) })
    }

    /// The first word where only the colon behind the name was forgotten: that is reported, once, with the body.
    fn name_without_colon(&self, raw: &RawDeclaration) -> Option<Name> {
        let is_optional = matches!(raw.keyword.body(), BodyKind::None | BodyKind::OptionalText | BodyKind::Grade);
        let (word, _) = self.file.text(raw.head).split_once(' ').filter(|_| raw.body.is_none() && !is_optional)?;
        matcher::length(Rule::name_head, word)?;
        let span = self.file.span(Slice { start: raw.head.start, end: raw.head.start + word.len() });
        Some(Name { text: word.to_owned(), span })
    }

    fn printed(&self, reader: &Reader<'_>, node: &Node<'_>) -> Text {
        let span = reader.span(node);
        Text { text: self.source.slice(span).trim().to_owned(), span }
    }

    fn body(&self, raw: &RawDeclaration, sink: &mut Sink) -> Body {
        self.reported.set(false);
        let Some((separator, slice)) = raw.body else {
            let kind = raw.keyword.body();
            if matches!(kind, BodyKind::None | BodyKind::OptionalText | BodyKind::Grade) {
                return Body::None;
            }
            let (name, rest) = self.file.text(raw.head).split_once(' ').unwrap_or((self.file.text(raw.head), ""));
            expected::body_missing(self.file.span(raw.word).to(self.file.span(raw.head)), raw.keyword, (name, rest), sink);
            return Body::Broken;
        };
        let seen = OnceCell::new();
        let read = |rule, sink: &mut Sink| self.parse(rule, slice, &seen, sink);
        let found = match raw.keyword.body() {
            BodyKind::None => {
                expected::stray(self.file.span(slice), raw.keyword, sink);
                self.reported.set(true);
                None
            }
            BodyKind::OptionalText if slice.start == slice.end => Some(Body::None),
            BodyKind::Text | BodyKind::OptionalText => Some(Body::Text(self.text(slice))),
            BodyKind::List => Some(Body::List(self.list(slice))),
            BodyKind::Names => read(Rule::names_value, sink)
                .map(|(r, p)| Body::Names(p.into_inner().filter(|n| n.as_rule() == Rule::name).map(|n| r.name(&n)).collect())),
            BodyKind::Datum if separator == '=' => read(Rule::derived_spec, sink).and_then(|(r, p)| r.derived(p)).map(Body::Derived),
            BodyKind::Datum => read(Rule::datum_spec, sink).and_then(|(r, p)| r.datum(p)).map(Body::Datum),
            BodyKind::Grade => read(Rule::grade_spec, sink).and_then(|(r, p)| r.grade(p)).map(Body::Grade),
            BodyKind::Veto => read(Rule::veto_effect, sink).and_then(|(r, p)| p.into_inner().next().map(|n| Body::Veto(grade(r.name(&n))))),
            BodyKind::Downgrade => {
                read(Rule::downgrade_effect, sink).and_then(|(_, p)| p.into_inner().next().map(|n| Body::Downgrade(small(&n))))
            }
            BodyKind::Condition => {
                read(Rule::condition_text, sink).and_then(|(r, p)| r.condition(p.into_inner().next()?)).map(Body::Condition)
            }
            BodyKind::Case => read(Rule::case_text, sink).and_then(|(r, p)| r.case(p)).map(Body::Case),
            BodyKind::Period => read(Rule::period_value, sink)
                .and_then(|(r, p)| self.told(r.period(&p, sink)).map(|days| Body::Period(days, self.file.span(slice)))),
            BodyKind::Fraction => read(Rule::fraction_value, sink)
                .and_then(|(_, p)| p.into_inner().find(|n| n.as_rule() == Rule::fraction).and_then(|n| fraction(&n)))
                .map(Body::Fraction),
        };
        found.unwrap_or_else(|| self.unreadable(slice, Body::Broken, sink))
    }

    fn attribute(&self, spec: &AttributeSpec, word: Span, slice: Slice, sink: &mut Sink) -> Value {
        self.reported.set(false);
        // Marks alone (、) list nothing either.
        if self.file.text(slice).chars().all(|c| matches!(c, ' ' | '\n' | '、' | ';' | ',' | '。')) {
            expected::value_missing(spec.word, word, sink);
            return Value::Broken;
        }
        let seen = OnceCell::new();
        let read = |rule, sink: &mut Sink| self.parse(rule, slice, &seen, sink);
        let first_number = |p: Node<'_>| p.into_inner().next().map(|n| number(&n));
        let found = match spec.kind {
            AttributeKind::Text => Some(Value::Text(self.text(slice))),
            AttributeKind::List => Some(Value::List(self.list(slice))),
            AttributeKind::Points => read(Rule::points_value, sink).and_then(|(_, p)| first_number(p)).map(Value::Number),
            AttributeKind::Number => read(Rule::number_value, sink).and_then(|(_, p)| first_number(p)).map(Value::Number),
            AttributeKind::Percent => read(Rule::percent_value, sink).and_then(|(_, p)| first_number(p)).map(Value::Number),
            AttributeKind::Date => {
                read(Rule::date_value, sink).and_then(|(r, p)| self.told(r.days(&p, sink))?.first().copied()).map(Value::Date)
            }
            AttributeKind::Period => read(Rule::period_value, sink).and_then(|(r, p)| self.told(r.period(&p, sink))).map(Value::Period),
            AttributeKind::Names => read(Rule::names_value, sink)
                .map(|(r, p)| Value::Names(p.into_inner().filter(|n| n.as_rule() == Rule::name).map(|n| r.name(&n)).collect())),
            AttributeKind::Claims => read(Rule::claims_value, sink).map(|(r, p)| Value::Claims(claims(&r, p))),
            AttributeKind::Rule => read(Rule::rule_text, sink).and_then(|(r, p)| r.rule(p)).map(Value::Rule),
            AttributeKind::Formula => {
                read(Rule::formula_text, sink).and_then(|(r, p)| r.formula(p.into_inner().next()?)).map(Value::Formula)
            }
            AttributeKind::Condition => {
                read(Rule::condition_text, sink).and_then(|(r, p)| r.condition(p.into_inner().next()?)).map(Value::Condition)
            }
        };
        found.unwrap_or_else(|| self.unreadable(slice, Value::Broken, sink))
    }

    /// What a reader gave, which told why if it is nothing.
    fn told<T>(&self, found: Option<T>) -> Option<T> {
        self.reported.set(found.is_none());
        found
    }

    /// What the grammar reads and the tree cannot hold, such as a share of 1/0: reported here, once.
    fn unreadable<T>(&self, slice: Slice, broken: T, sink: &mut Sink) -> T {
        if !self.reported.take() {
            expected::unreadable(self.file.span(slice), self.file.text(slice), sink);
        }
        broken
    }

    /// Reads a part as this rule.
    fn parse<'s>(&'s self, rule: Rule, slice: Slice, seen: &'s OnceCell<Seen>, sink: &mut Sink) -> Option<(Reader<'s>, Node<'s>)> {
        let written = self.file.folded.text().get(slice.start..slice.end)?;
        if let Some(finding) = over_limit(rule, written, |a, b| self.file.folded.span(slice.start + a, slice.start + b)) {
            sink.report(finding);
            self.reported.set(true);
            return None;
        }
        let Seen { plain, tree } = seen.get_or_init(|| {
            let plain = matches!(rule, Rule::rule_text | Rule::condition_text).then(|| plain(written, self.declared)).flatten();
            let tree = matcher::tree(rule, plain.as_ref().map_or(written, |plain| &plain.text));
            Seen { plain, tree }
        });
        let plain = plain.as_ref();
        let text = plain.map_or(written, |plain| &plain.text);
        let span = |a, b| {
            let (a, b) = plain.map_or((a, b), |plain| (plain.origin(a, false), plain.origin(b, true)));
            self.file.folded.span(slice.start + a, slice.start + b)
        };
        if let Some(root) = tree.as_ref().and_then(|tree| tree.root(text)) {
            if let Some(finding) = over_operators(root.clone(), span) {
                sink.report(finding);
                self.reported.set(true);
                return None;
            }
            return Some((Reader { file: self.file, base: slice.start, plain }, root));
        }
        let error = parser::error(rule, text)?;
        self.reported.set(true);
        // Reported already, where the name is declared or the character stands.
        if !text.contains(is_forbidden) && !self.misnamed.iter().any(|name| text.contains(name.as_str())) {
            sink.report(expected::syntax_error(rule, &error, text, span));
        }
        None
    }
}

fn claims(reader: &Reader<'_>, node: Node<'_>) -> Vec<Claim> {
    let mut out = Vec::new();
    for claim in node.into_inner().filter(|n| n.as_rule() == Rule::claim) {
        let mut is_point = false;
        for part in claim.into_inner() {
            if part.as_rule() == Rule::claim_kind {
                is_point = part.as_str().starts_with('要');
            } else {
                out.push(Claim { is_point, code: reader.code(&part) });
            }
        }
    }
    out
}

/// 不合格 of 定为不合格等次
fn grade(name: Name) -> Name {
    let text = ["等次", "等级"].into_iter().find_map(|tail| name.text.strip_suffix(tail)).filter(|text| !text.is_empty());
    Name { text: text.unwrap_or(&name.text).to_owned(), ..name }
}
