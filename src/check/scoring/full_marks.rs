//! E0625 `unequal-full-marks`: totals that are compared are out of the same full marks (P28).

use crate::finding::{Code, Finding, Sink};
use crate::model::{IndicatorKind, Model};
use crate::syntax::tree::NaHandling;
use crate::words;

/// An indicator that some counties are not assessed on (不考核) leaves them fewer points for the same grades and places.
pub(super) fn check(model: &Model, sink: &mut Sink) {
    let Some(header) = &model.header else { return };
    if header.total.is_some() {
        return;
    }
    for indicator in model.indicators.iter().filter(|i| matches!(i.kind, IndicatorKind::Level(_))) {
        let (Some(rule), Some(points), Some(span)) = (&indicator.rule, &indicator.points, indicator.rule_span) else { continue };
        if rule.na != Some(NaHandling::Skip) {
            continue;
        }
        let (code, full) = (&indicator.code, &header.full);
        let rest = full - points;
        sink.report(
            Finding::new(Code::UnequalFullMarks, words! { zh: "{code} 不考核的县满分只有{rest}分，却与满分{full}分的县一起定等次", en: "counties without {code} have {rest} points at most and are graded with those of {full}" })
                .label(span, words! { zh: "不考核，也不折算", en: "left out, not rescaled" })
                .help(words! { zh: "请写“不适用的不计分，其余指标得分按满分折算”，或在评价方案里用“总分”公式折算", en: "write 不适用的不计分，其余指标得分按满分折算, or rescale with 总分" }),
        );
    }
}
