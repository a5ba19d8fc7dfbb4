//! What stands in brackets or behind 但 (括号与“但”): instead of the case before, or whoever it holds for? Spec: findings/E0627.

use super::lowering::Lowering;
use crate::source::Span;
use crate::syntax::tree::{AtomKind, Clause, ClauseKind, OutcomeKind};
use crate::words;

impl Lowering<'_> {
    /// 得3分（未公示的得2分）, 扣2分（整改到位的扣1分）: points in brackets may be instead of those before them.
    pub(super) fn brackets_say_when(&mut self, clauses: &[Clause]) -> bool {
        let in_brackets =
            |clause: &Clause| (clause.aside || clause.bracketed) && (clause.awards() || clause.takes() || clause.leaves_none());
        for (at, clause) in clauses.iter().enumerate().filter(|(_, clause)| in_brackets(clause)) {
            let (before, behind) = (clauses.get(..at).unwrap_or_default(), clauses.get(at + 1..).unwrap_or_default());
            let alike = clause.awards();
            let takes_or_none = |clause: &Clause| clause.takes() || clause.leaves_none();
            let first = before.iter().any(|before| if alike { before.awards() } else { takes_or_none(before) });
            // 有方案得3分（未公示的扣1分），有制度得2分; 优秀得5分，良好得3分（有通报的扣1分）
            let earning = |clauses: &[Clause]| clauses.iter().filter(|c| (c.awards() || earns_otherwise(c)) && !c.aside).count();
            let of_one_case = !alike && earning(before) > 0 && earning(before) + earning(behind) > 1;
            // 每低1个百分点扣0.5分（低于80%的不得分）
            if clause.leaves_none() && goes_on(clause) && !of_one_case {
                continue;
            }
            if of_one_case {
                self.brackets_of_one_case(clause.span);
            } else if first && !alike {
                self.instead_or_as_well(clause.span);
            } else if first {
                self.two_readings(
                    clause.span,
                    words! { zh: "括号里的分是代替前面的分，还是另一档？", en: "are the points in brackets instead of those before, or another case?" },
                    words! {
                        zh: "请去掉括号，把要求更多的一档写在前面，如“甲且乙的得3分，甲且未乙的得2分”",
                        en: "write the cases one after another without brackets, the one that asks for more first"
                    },
                );
            }
            if of_one_case || first {
                return false;
            }
        }
        true
    }

    /// 造假的扣2分，但整改到位的扣1分: instead of the points before, or whoever it holds for?
    pub(super) fn but_says_when(&mut self, clauses: &[Clause]) -> bool {
        for (at, clause) in clauses.iter().enumerate().filter(|(_, clause)| clause.but) {
            let mut before = clauses.iter().take(at);
            // 造假的扣2分。但整改到位的扣1分。
            if at == 0 && (clause.awards() || clause.takes()) {
                self.instead_or_as_well(clause.span);
                return false;
            }
            let changes = if clause.awards() {
                before.any(|c| c.awards() || c.leaves_none())
            } else {
                clause.takes() && before.any(|c| c.takes() || c.leaves_none())
            };
            if changes {
                self.instead_or_as_well(clause.span);
                return false;
            }
        }
        true
    }

    fn brackets_of_one_case(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "只从前面这一档的分里扣，还是哪一档都扣？", en: "is it taken from the points of the case before, or whichever case holds?" },
            words! {
                zh: "只管这一档的，写进条件，如“有方案且已公示的得3分，有方案且未公示的得2分”；哪一档都扣的，写在最后，不用括号",
                en: "put it into the condition of the case, or write it at the end without brackets if it is taken whichever case holds"
            },
        );
    }

    fn instead_or_as_well(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "是前面那种情形下改按这里计，还是只要符合这里的条件就计？", en: "is this instead of the points before, where those apply, or for whoever it holds?" },
            words! {
                zh: "改按这里计的，把条件写全，如“造假且整改到位的扣1分，造假且未整改到位的扣2分”；另计的，另起一句（用句号）",
                en: "write out both conditions if it is instead: 造假且整改到位的扣1分，造假且未整改到位的扣2分; else begin another sentence (。)"
            },
        );
    }
}

/// Whether a case goes on about what was spoken of before.
fn goes_on(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Case(condition, _) if matches!(condition.first.kind, AtomKind::Comparison { subject: None, .. }))
}

fn earns_otherwise(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Otherwise(_, outcome) if matches!(outcome.kind, OutcomeKind::Award(_)))
}
