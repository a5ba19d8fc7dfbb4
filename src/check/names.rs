//! E0203 `unused-datum`: every datum that is asked for is used by a rule.

use crate::finding::{Code, Finding, Severity, Sink};
use crate::model::{DatumKind, Model};
use crate::words;

/// Reports data, tables and terms nothing uses.
pub(super) fn check(model: &Model, sink: &mut Sink) {
    // What could not be read or resolved may be what uses it.
    let lacks_rule = model.indicators.iter().any(|i| i.is_leaf() && i.rule.is_none());
    if sink.has_errors() || lacks_rule {
        return;
    }
    let data = model.data.iter().filter(|d| !matches!(d.kind, DatumKind::JudgedPoints(_))).map(|d| (&d.name, d.span));
    let tables = model.tables.iter().map(|t| (&t.name, t.span));
    let terms = model.terms.iter().map(|(name, span)| (name, *span));
    for (name, span) in data.chain(tables).chain(terms).filter(|(name, _)| !model.used.contains(*name)) {
        let mut finding = Finding::new(Code::UnusedDatum, words! { zh: "“{name}”没有被任何规则使用", en: "nothing uses `{name}`" })
            .label(span, words! { zh: "声明在这里", en: "declared here" })
            .help(words! { zh: "不用的数据不要采集，请删去；或补上用它的评分标准", en: "do not ask for what is not used: delete it, or use it" });
        finding.severity = Severity::Warning;
        sink.report(finding);
    }
}
