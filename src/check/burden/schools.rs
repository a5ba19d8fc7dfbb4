//! E0801: texts that ask of schools what the mandate forbids, and schools as owners.

use memchr::memmem::Finder;

use super::preparing::{Asked, asked, forms};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::{DatumKind, Mandate, Model, Prohibition};
use crate::source::{Span, fold_char};
use crate::syntax::tree::Text;
use crate::words;

/// Words that make a clause say what must not be asked.
const FORBIDDING: [&str; 12] = ["不得", "严禁", "禁止", "不准", "不要求", "不再", "不需", "不用", "不让", "无需", "无须", "避免"];
/// Words of a clause that tells of cases, which may be violations: 要求学校准备材料的, 是否存在要求学校准备材料的情况.
const CASES: [&str; 13] = ["是否", "有无", "存在", "违规", "擅自", "情形", "查实", "查处", "发现", "投诉", "举报", "反映", "通报"];

pub(super) fn check(model: &Model, mandate: &Mandate, sink: &mut Sink) {
    let mut owners: Vec<&Text> = Vec::new();
    let mut texts: Vec<&Text> = Vec::new();
    let mut definitions: Vec<&Text> = Vec::new();
    for datum in model.data.iter().filter(|d| !matches!(d.kind, DatumKind::JudgedPoints(_))) {
        owners.extend(datum.owners.iter().chain(&datum.provider));
        texts.extend(&datum.source);
        definitions.extend(&datum.scope);
    }
    for table in &model.tables {
        owners.extend(&table.owners);
        texts.extend(table.source.iter().chain(&table.note));
    }
    for indicator in &model.indicators {
        owners.extend(&indicator.owners);
        texts.extend(indicator.evidence.iter().chain(&indicator.methods).chain(indicator.texts.iter().map(|(_, t)| t)));
    }
    for step in &model.steps {
        texts.extend(&step.text);
    }
    let doers = doers(mandate);
    let finders: Vec<Finder<'_>> = doers.iter().flat_map(|(_, forms)| forms).map(|form| Finder::new(form.as_bytes())).collect();
    // Most texts speak of none of them.
    let speaks = |text: &&Text| finders.iter().any(|form| form.find(text.text.as_bytes()).is_some());
    for owner in owners {
        owned(owner, mandate, &doers, sink);
    }
    for text in texts.into_iter().filter(speaks) {
        said(text, mandate, &doers, true, sink);
    }
    // 口径 says what is counted: 学校上报的… need not have been handed in for it.
    for text in definitions.into_iter().filter(speaks) {
        said(text, mandate, &doers, false, sink);
    }
}

/// Whom the mandate spares, each with all it is called.
type Doers<'m> = Vec<(&'m str, Vec<String>)>;

fn doers(mandate: &Mandate) -> Doers<'_> {
    let mut all: Doers<'_> = Vec::new();
    for object in mandate.prohibitions.iter().flat_map(|p| &p.objects) {
        if !all.iter().any(|(known, _)| *known == object) {
            all.push((object, forms(object)));
        }
    }
    all
}

/// Schools as owners.
fn owned(owner: &Text, mandate: &Mandate, doers: &Doers<'_>, sink: &mut Sink) {
    for prohibition in &mandate.prohibitions {
        if let Some((object, _)) =
            doers.iter().find(|(o, forms)| prohibition.objects.iter().any(|own| own == o) && is_one(&owner.text, forms))
        {
            sink.report(forbidden(owner.span, object, &owner.text, prohibition));
        }
    }
}

/// What the mandate names; what it does not name, but that schools do for the evaluation all the same.
fn said(text: &Text, mandate: &Mandate, doers: &Doers<'_>, asks: bool, sink: &mut Sink) {
    let folded: String = text.text.chars().map(fold_char).collect();
    let clauses: Vec<&str> = folded.split([',', ';', '。', '\n']).filter(|c| !FORBIDDING.iter().any(|word| c.contains(word))).collect();
    let holds = |word: &str| clauses.iter().any(|clause| clause.contains(word));
    let mut named = false;
    for prohibition in &mandate.prohibitions {
        let Some(object) = prohibition.objects.iter().find(|o| holds(o)) else { continue };
        if let Some(action) = prohibition.actions.iter().find(|a| holds(a)) {
            named = true;
            sink.report(forbidden(text.span, object, action, prohibition));
        }
    }
    if named {
        return;
    }
    let is_case = |clause: &str| clause.ends_with('的') || CASES.iter().any(|word| clause.contains(word));
    for clause in clauses.into_iter().filter(|clause| !is_case(clause)) {
        let found = doers.iter().filter_map(|(object, forms)| asked(clause, object, forms)).max();
        let Some(found) = found.filter(|found| found.certain || asks) else { continue };
        if let Some(prohibition) = kindred(&found, mandate) {
            sink.report(implied(text.span, &found, prohibition));
            return;
        }
    }
}

/// The prohibition that names the same doing, or else the first that names any doing of this kind.
fn kindred<'m>(asked: &Asked<'_>, mandate: &'m Mandate) -> Option<&'m Prohibition> {
    let of_object = || mandate.prohibitions.iter().filter(|p| p.objects.iter().any(|o| o == asked.object));
    let naming = |verb: &str| of_object().find(|p| p.actions.iter().any(|a| a.contains(verb)));
    naming(asked.verb).or_else(|| super::preparing::VERBS.iter().find_map(|verb| naming(verb)))
}

/// 各学校, 中小学校, 学校: the school itself, not an office with 学校 in its name.
fn is_one(owner: &str, forms: &[String]) -> bool {
    forms.iter().any(|form| owner.ends_with(form.as_str()) && owner.chars().count() <= form.chars().count() + 4)
}

fn forbidden(span: Span, object: &str, what: &str, prohibition: &Prohibition) -> Finding {
    Finding::new(Code::SchoolBurden, words! { zh: "这里要{object}承担“{what}”", en: "this asks {object} for `{what}`" })
        .label(span, words! { zh: "不得要求", en: "must not be asked" })
        .help(words! { zh: "请改由县级部门从已有的统计、台账中提供", en: "let the county's departments provide it from what they have" })
        .quote(prohibition.quote.clone())
}

fn implied(span: Span, asked: &Asked<'_>, prohibition: &Prohibition) -> Finding {
    let Asked { object, verb, .. } = asked;
    if asked.certain {
        return forbidden(span, object, verb, prohibition);
    }
    let mut finding = Finding::new(
        Code::SchoolBurden,
        words! { zh: "这里像是要{object}为评价“{verb}”", en: "this seems to ask {object} for `{verb}`, for the evaluation" },
    )
    .label(span, words! { zh: "是不是要学校另做？", en: "is it made for the evaluation?" })
    .help(words! {
        zh: "县级部门手头已有的，请写成“县教育局的某某台账”这样；要学校另做的，请删去",
        en: "what an office of the county has already is named by that office; what schools would have to make is left out"
    })
    .quote(prohibition.quote.clone());
    // What schools handed in long ago may lie with the office: only its author knows.
    finding.severity = Severity::Warning;
    finding
}
