//! Lines that are no declaration, no attribute and no continuation: what was probably meant.

use super::keyword::{AttributeSpec, BodyKind, HeadKind, Keyword, all_attribute_words, is_attribute_word};
use super::split::{RawAttribute, RawDeclaration, Slice, SplitFile, declaration_of, is_quoting_needed};
use crate::finding::{Code, Finding, Sink};
use crate::source::SourceFile;
use crate::words;

/// Reports the line; tells whether it was meant as a declaration, so that what stands below it belongs to no other one.
pub(super) fn report(file: &SplitFile, line: Slice, sink: &mut Sink) -> bool {
    let text = file.text(line);
    if let Some((finding, is_declaration)) = missing_mark(file, line) {
        sink.report(finding);
        return is_declaration;
    }
    let word: String = text.chars().take_while(|c| !matches!(c, ' ' | ':' | '=' | '(')).take(12).collect();
    let first = Slice { start: line.start, end: line.start + word.len().max(1).min(text.len()) };
    let finding = Finding::new(
        Code::UnknownKeyword,
        words! { zh: "不认识“{word}”：它不是声明的关键词，也不是属性名", en: "`{word}` is neither a keyword nor an attribute" },
    )
    .label(file.span(first), words! { zh: "这一行没有归属", en: "this line belongs nowhere" });
    let is_attribute = text.starts_with(&format!("{word}:"));
    let near = nearest(&word, file.declarations.last().filter(|_| is_attribute));
    sink.report(match near {
        Some(near) => finding
            .help(words! { zh: "是不是“{near}”？", en: "did you mean `{near}`?" })
            .fix(file.span(first), near),
        None => finding.help(words! {
            zh: "声明以关键词开头（如“数据”“三级指标”），属性写作“名称：值”；接上一行时，上一行须以，；、：结尾，或本行以①、（1）开头；不属于规则的话，在行首加“#”",
            en: "a declaration starts with a keyword, an attribute is `名称：值`; a line continues the one above if that ends in ，；、： or this starts with ① or （1）; put `#` before what is no rule"
        }),
    });
    let looks_so = text.get(word.len()..).is_some_and(|rest| rest.starts_with(' ') && (rest.contains(':') || rest.ends_with(')')));
    !is_attribute && (looks_so || near.is_some_and(|near| Keyword::find(near).is_some()))
}

/// An attribute before the first declaration.
pub(super) fn without_declaration(file: &SplitFile, attribute: &RawAttribute) -> Finding {
    let word = file.text(attribute.word);
    // Those that cannot do without it are the likeliest.
    let owner = |required: bool| Keyword::ALL.iter().filter(move |k| k.attribute(word).is_some_and(|a| a.required || !required));
    let owners: Vec<&str> = if owner(true).next().is_some() { owner(true) } else { owner(false) }.map(|k| k.word()).collect();
    let owners = owners.join("、");
    Finding::new(Code::MisplacedAttribute, words! { zh: "“{word}”上面没有声明", en: "there is no declaration above `{word}`" })
        .label(file.span(attribute.word), words! { zh: "从这一行起", en: "from this line on" })
        .help(words! { zh: "请在上面补上它所属的声明：{owners}", en: "add the declaration it belongs to: {owners}" })
}

/// A known word without the blank or the colon that goes behind it.
fn missing_mark(file: &SplitFile, line: Slice) -> Option<(Finding, bool)> {
    let text = file.text(line);
    let span = |word: &str| file.span(Slice { start: line.start, end: line.start + word.len() });
    let coded = |k: &&Keyword| matches!(k.head(), HeadKind::Indicator | HeadKind::Code);
    let keyword = Keyword::ALL
        .iter()
        .filter(coded)
        .map(|k| k.word())
        .find(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())));
    if let Some(word) = keyword {
        let finding = Finding::new(Code::UnknownKeyword, words! { zh: "“{word}”后面要空一格", en: "a blank goes behind {word}" })
            .label(span(word), words! { zh: "在它后面", en: "behind it" })
            .help(words! { zh: "请写成“{word} 编号 名称”", en: "write `{word} 编号 名称`" })
            .fix(span(word), format!("{word} "));
        return Some((finding, true));
    }
    let owner = file.declarations.last()?;
    let word = open_attributes(file, owner).map(|a| a.word).filter(|word| text.starts_with(word)).max_by_key(|word| word.len())?;
    // 评分标准：… is another word, 评分 达到… lacks the colon.
    if text.contains(':') && !text.starts_with(&format!("{word} ")) {
        return None;
    }
    let finding = Finding::new(Code::UnexpectedText, words! { zh: "“{word}”后面缺少“：”", en: "`{word}` lacks its `：`" })
        .label(span(word), words! { zh: "在它后面", en: "behind it" })
        .help(words! { zh: "请写成“{word}：…”", en: "write `{word}：…`" })
        .fix(span(word), format!("{word}："));
    Some((finding, false))
}

/// A line such as `数据：名称：百分比`: a colon where a blank goes.
pub(super) struct ColonBehindKeyword {
    keyword: Keyword,
    /// The colon.
    colon: Slice,
    /// What was meant; `None` if the name is missing.
    pub declaration: Option<RawDeclaration>,
}

/// A keyword that is no attribute and has a colon right behind it, though a head goes there.
pub(super) fn colon_behind_keyword(text: &str, slice: Slice) -> Option<ColonBehindKeyword> {
    let (word, _) = text.split_once(':')?;
    let keyword = Keyword::find(word.trim_end()).filter(|k| k.head() != HeadKind::None && k.attribute(word).is_none())?;
    if is_attribute_word(keyword.word()) {
        return None;
    }
    let end = word.len() + 1;
    let declaration = declaration_of(keyword, text, slice, end);
    let head = text.get(declaration.head.start - slice.start..declaration.head.end - slice.start).unwrap_or_default();
    let optional = matches!(keyword.body(), BodyKind::None | BodyKind::OptionalText | BodyKind::Grade);
    // 分组：甲县、乙县 has a colon where its name goes.
    let nameless = declaration.body.is_none() && (!optional || keyword.head() == HeadKind::Name && is_quoting_needed(head));
    let colon = Slice { start: slice.start + word.len(), end: slice.start + end };
    Some(ColonBehindKeyword { keyword, colon, declaration: (!nameless).then_some(declaration) })
}

/// What to write instead of the colon.
pub(super) fn blank_not_colon(file: &SplitFile, source: &SourceFile, colon: &ColonBehindKeyword) -> Finding {
    let (word, at) = (colon.keyword.word(), file.span(colon.colon));
    let Some(declaration) = &colon.declaration else {
        return Finding::new(Code::UnknownKeyword, words! { zh: "“{word}”后面没有名称", en: "{word} lacks its name" })
            .label(at, words! { zh: "名称写在“：”前面", en: "the name goes before the colon" })
            .help(words! { zh: "请写成“{word} 名称：…”，关键词后面空一格", en: "write `{word} 名称：…`, with a blank behind {word}" });
    };
    let (head, rest) = (source.slice(file.span(declaration.head)), if declaration.body.is_some() { "：…" } else { "" });
    Finding::new(Code::UnknownKeyword, words! { zh: "“{word}”后面要空一格，不写“：”", en: "a blank goes behind {word}, no `：`" })
        .label(at, words! { zh: "这个“：”", en: "this `：`" })
        .help(words! { zh: "请写成“{word} {head}{rest}”", en: "write `{word} {head}{rest}`" })
        .fix(at, " ")
}

/// The attributes a declaration may still get.
fn open_attributes(file: &SplitFile, owner: &RawDeclaration) -> impl Iterator<Item = &'static AttributeSpec> {
    let given: Vec<&str> = owner.attributes.iter().map(|a| file.text(a.word)).collect();
    let open: Vec<&'static AttributeSpec> = owner.keyword.attributes().iter().filter(|a| !given.contains(&a.word)).collect();
    open.into_iter()
}

/// The keyword or attribute nearest to a word; below a declaration its own attributes come first.
fn nearest(word: &str, owner: Option<&RawDeclaration>) -> Option<&'static str> {
    let word: String = word.chars().map(chinese_digit).collect();
    let own = owner.into_iter().flat_map(|o| o.keyword.attributes()).map(|a| a.word);
    let all = own.chain(Keyword::ALL.iter().map(|k| k.word())).chain(all_attribute_words().iter().copied());
    all.map(|known| (strsim::damerau_levenshtein(known, &word), known))
        .filter(|(far, known)| (*far <= 2 && *far < known.chars().count()) || holds(&word, known))
        .min_by_key(|(far, _)| *far)
        .map(|(_, known)| known)
}

/// 评分标准 holds 评分, 指标数据 holds 数据.
fn holds(word: &str, known: &str) -> bool {
    known.chars().count() > 1 && (word.starts_with(known) || word.ends_with(known))
}

/// 3级指标 is 三级指标.
fn chinese_digit(c: char) -> char {
    match c {
        '1' => '一',
        '2' => '二',
        '3' => '三',
        c => c,
    }
}
