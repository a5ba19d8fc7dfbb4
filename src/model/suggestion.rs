//! Suggestions (建议): the lines a new scheme starts from where the mandate leaves the choice to the city. Spec: §9.1.

use super::from_syntax::declarations;
use super::mandate::Mandate;
use crate::finding::{Code, Finding, Sink};
use crate::source::{FileId, SourceFile, Span, fold_char};
use crate::syntax::Keyword;
use crate::syntax::tree::{Body, File, Head, Text};
use crate::words;

/// One line of a new scheme, `left：right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What stands before the colon, with half-width marks and single blanks: `满分`, `等次 合格`.
    pub left: String,
    /// What stands behind it, as written.
    pub right: String,
}

/// The suggestions of a mandate that a scheme can take up; the others are reported.
pub(super) fn read(file: &File, mandate: &Mandate, sink: &mut Sink) -> Vec<Suggestion> {
    let mut out: Vec<Suggestion> = Vec::new();
    for declaration in declarations(std::slice::from_ref(file)).filter(|d| d.keyword == Keyword::Suggestion) {
        let (Head::Text(head), Body::Text(right)) = (&declaration.head, &declaration.body) else { continue };
        let left = canonical(&head.text);
        let Some(line) = line_of_a_scheme(&left, &right.text, mandate) else {
            sink.report(nowhere(head, mandate));
            continue;
        };
        let mut inner = Sink::default();
        crate::syntax::parse(FileId(0), &SourceFile::new("", line), &mut inner);
        // What is wrong there stands in no file of the user's: its words are told, at the right side.
        if let Some(finding) = inner.finish().into_iter().next() {
            sink.report(unreadable(&finding, right.span));
        } else if out.iter().any(|s| s.left == left) {
            sink.report(twice(head));
        } else {
            out.push(Suggestion { left, right: right.text.clone() });
        }
    }
    out
}

fn canonical(head: &str) -> String {
    let folded: String = head.chars().map(fold_char).filter(|c| !matches!(c, '「' | '」')).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The suggestion as it would stand in a scheme; `None` where no scheme has such a line.
fn line_of_a_scheme(left: &str, right: &str, mandate: &Mandate) -> Option<String> {
    if let Some((keyword, name)) = left.split_once(' ') {
        let keyword = Keyword::find(keyword)?;
        let is_known = match keyword {
            Keyword::Grade => mandate.grades.iter().any(|g| g.name == name),
            _ => keyword == Keyword::Step,
        };
        return is_known.then(|| format!("{} 「{name}」：{right}\n", keyword.word()));
    }
    let owner = [Keyword::Scheme, Keyword::Leaders].into_iter().find(|k| k.attribute(left).is_some())?;
    let required = owner.attributes().iter().filter(|a| a.required && a.word != left);
    // Whatever else it must have is of no interest here.
    let others: String = required.map(|a| format!("  {}：{}\n", a.word, stand_in(a.kind))).collect();
    Some(format!("{}：示例\n{others}  {left}：{right}\n", owner.word()))
}

fn stand_in(kind: crate::syntax::AttributeKind) -> &'static str {
    use crate::syntax::AttributeKind as Kind;
    match kind {
        Kind::Number => "1",
        Kind::Points => "1分",
        Kind::Percent => "60%",
        _ => "示例",
    }
}

fn nowhere(head: &Text, mandate: &Mandate) -> Finding {
    let text = &head.text;
    let grades = mandate.grades.iter().map(|g| g.name.as_str()).collect::<Vec<_>>().join("、");
    Finding::new(
        Code::WrongKind,
        words! { zh: "建议“{text}”在新建的方案里没有位置", en: "no scheme has a line `{text}` to suggest something for" },
    )
    .label(head.span, words! { zh: "这里", en: "here" })
    .help(words! {
        zh: "可以建议：评价方案或领导干部的属性（如满分、政府结果权重），“等次 名称”（本方案的等次：{grades}），“流程 名称”",
        en: "suggest an attribute of 评价方案 or 领导干部 (满分, 政府结果权重), `等次 名称` (here: {grades}), or `流程 名称`"
    })
}

fn unreadable(inner: &Finding, span: Span) -> Finding {
    let (zh, en) = (&inner.message.zh, &inner.message.en);
    let finding = Finding::new(inner.code, words! { zh: "建议的写法读不懂：{zh}", en: "cannot read what is suggested: {en}" })
        .label(span, words! { zh: "这里", en: "here" });
    let otherwise = words! { zh: "请照市州方案里的写法写", en: "write it as in a city's scheme" };
    finding.help(inner.help.clone().unwrap_or(otherwise))
}

fn twice(head: &Text) -> Finding {
    let text = &head.text;
    Finding::new(Code::DuplicateName, words! { zh: "“{text}”建议了两次", en: "`{text}` is suggested twice" })
        .label(head.span, words! { zh: "第二次", en: "the second time" })
        .help(words! { zh: "请只留一个", en: "keep one of them" })
}
