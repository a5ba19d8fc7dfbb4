//! `eval.toml`: city, year, mandate and how strict to be. Unknown keys are errors, each at its place.

use std::ops::Range;

use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::forms::{DocumentKind, FormSettings, Format, date};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Span};
use crate::words;

/// What a project says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Project {
    /// 市州
    pub city: String,
    /// 年度
    pub year: u32,
    /// 省级实施方案: the 标识 of one inside the binary, or a path from the project folder.
    pub mandate: String,
    /// How strict `evalc check` is.
    #[serde(default)]
    pub check: CheckSettings,
    /// What is printed.
    #[serde(default)]
    pub forms: FormSettings,
}

/// `[check]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckSettings {
    /// Whether warnings fail the check as errors do.
    #[serde(default)]
    pub deny_warnings: bool,
}

/// What a value must be, to say so when it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Year,
    Switch,
    Day,
    Names(&'static [&'static str]),
    Table(&'static [Key]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    word: &'static str,
    kind: Kind,
    required: bool,
}

/// Every key there is.
const KEYS: &[Key] = &[
    Key { word: "city", kind: Kind::Text, required: true },
    Key { word: "year", kind: Kind::Year, required: true },
    Key { word: "mandate", kind: Kind::Text, required: true },
    Key { word: "check", kind: Kind::Table(&[may("deny-warnings", Kind::Switch)]), required: false },
    Key { word: "forms", kind: Kind::Table(FORMS), required: false },
];

const FORMS: &[Key] = &[
    may("issuer", Kind::Text),
    may("number", Kind::Text),
    may("date", Kind::Day),
    may("documents", Kind::Names(DocumentKind::NAMES)),
    may("formats", Kind::Names(Format::NAMES)),
    may(
        "fonts",
        Kind::Table(&[
            may("title", Kind::Text),
            may("heading", Kind::Text),
            may("subheading", Kind::Text),
            may("body", Kind::Text),
            may("table", Kind::Text),
        ]),
    ),
];

const fn may(word: &'static str, kind: Kind) -> Key {
    Key { word, kind, required: false }
}

impl Project {
    /// Reads the text of `eval.toml`.
    ///
    /// # Errors
    /// One finding (E1102) per mistake, placed in `file`.
    pub fn parse(text: &str, file: FileId) -> Result<Self, Vec<Finding>> {
        let text = text.strip_prefix('\u{FEFF}').map_or_else(|| text.to_owned(), |rest| format!("   {rest}"));
        let span = |range: Range<usize>| Span { file, start: range.start as u32, end: range.end as u32 };
        let root = match DeTable::parse(&text) {
            Ok(root) => root,
            Err(error) => return Err(vec![unreadable(&error, span)]),
        };
        let mut findings = Vec::new();
        table(root.get_ref(), KEYS, Span { file, start: 0, end: 0 }, "", &span, &mut findings);
        if !findings.is_empty() {
            return Err(findings);
        }
        toml::from_str(&text).map_err(|error| vec![unreadable(&error, span)])
    }
}

fn unreadable(error: &toml::de::Error, span: impl Fn(Range<usize>) -> Span) -> Finding {
    let reason = error.message();
    Finding::new(Code::BadConfig, words! { zh: "eval.toml 读不下去", en: "cannot read eval.toml: {reason}" })
        .label(span(error.span().unwrap_or(0..0)), words! { zh: "从这里起", en: "from here" })
        .help(words! { zh: "每行写一项，如 city = \"某市\"，文字要加英文双引号", en: "one setting a line, such as city = \"…\"" })
}

fn table(
    table: &DeTable<'_>,
    keys: &'static [Key],
    place: Span,
    prefix: &str,
    span: &impl Fn(Range<usize>) -> Span,
    out: &mut Vec<Finding>,
) {
    for (key, value) in table {
        let word: &str = key.get_ref();
        let Some(known) = keys.iter().find(|k| k.word == word) else {
            out.push(unknown(word, keys, prefix, span(key.span())));
            continue;
        };
        if let (Kind::Table(inner), DeValue::Table(values)) = (known.kind, value.get_ref()) {
            self::table(values, inner, span(key.span()), &format!("{prefix}{word}."), span, out);
        } else if !fits(known.kind, value.get_ref()) {
            let (zh, en) = wanted(known.kind);
            out.push(
                Finding::new(Code::BadConfig, words! { zh: "{prefix}{word} 的值不对", en: "wrong value for {prefix}{word}" })
                    .label(span(value.span()), words! { zh: "这里要写{zh}", en: "{en} goes here" })
                    .help(words! { zh: "请把 {word} 改成{zh}", en: "write {en} as {word}" }),
            );
        }
    }
    for missing in keys.iter().filter(|k| k.required && !table.iter().any(|(key, _)| key.get_ref() == k.word)) {
        let word = missing.word;
        let (zh, en) = wanted(missing.kind);
        out.push(
            Finding::new(Code::BadConfig, words! { zh: "eval.toml 缺少 {prefix}{word}", en: "eval.toml lacks {prefix}{word}" })
                .label(place, words! { zh: "请加一行 {word} = …", en: "add a line {word} = …" })
                .help(words! { zh: "{word} 写{zh}", en: "{word} is {en}" }),
        );
    }
}

fn unknown(word: &str, keys: &[Key], prefix: &str, place: Span) -> Finding {
    let all = keys.iter().map(|k| k.word).collect::<Vec<_>>().join("、");
    let all_en = all.replace('、', ", ");
    let nearest = keys.iter().map(|k| (strsim::osa_distance(k.word, word), k.word)).min().filter(|(far, near)| *far <= near.len() / 2);
    let finding = Finding::new(Code::BadConfig, words! { zh: "没有 {prefix}{word} 这个设置", en: "there is no setting {prefix}{word}" });
    match nearest {
        Some((_, near)) => finding
            .label(place, words! { zh: "是不是 {near}？", en: "perhaps {near}?" })
            .help(words! { zh: "可以写：{all}", en: "settings here: {all_en}" })
            .fix(place, near),
        None => {
            finding.label(place, words! { zh: "不认识", en: "unknown" }).help(words! { zh: "可以写：{all}", en: "settings here: {all_en}" })
        }
    }
}

fn fits(kind: Kind, value: &DeValue<'_>) -> bool {
    match (kind, value) {
        (Kind::Text, DeValue::String(text)) => !text.trim().is_empty(),
        (Kind::Year, DeValue::Integer(number)) => number.as_str().parse::<u32>().is_ok_and(|year| (1900..=9999).contains(&year)),
        (Kind::Switch, DeValue::Boolean(_)) => true,
        (Kind::Day, DeValue::String(text)) => date(text).is_some(),
        (Kind::Names(known), DeValue::Array(all)) => {
            all.iter().all(|one| matches!(one.get_ref(), DeValue::String(text) if known.contains(&text.as_ref())))
        }
        _ => false,
    }
}

fn wanted(kind: Kind) -> (String, String) {
    let (zh, en) = match kind {
        Kind::Day => ("日期，如 \"2021年10月25日\"", "a day such as \"2021年10月25日\""),
        Kind::Names(known) => {
            let all = known.join("\", \"");
            return (format!("[\"{all}\"] 中的几个"), format!("some of [\"{all}\"]"));
        }
        Kind::Text => ("文字，两边加英文双引号", "a text in double quotes"),
        Kind::Year => ("四位数的年份，不加引号", "a year of four digits"),
        Kind::Switch => ("true 或 false", "true or false"),
        Kind::Table(_) => ("单独一行的 [小节]", "a [section]"),
    };
    (zh.to_owned(), en.to_owned())
}
