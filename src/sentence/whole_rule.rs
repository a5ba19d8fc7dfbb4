//! What the sentences of a rule leave open together (两种读法): deductions about one value in different sentences, and what is said of the
//! whole indicator inside one of its parts. Spec: §6.4, findings/E0627.

use super::lowering::Lowering;
use super::rule::{Part, Taken, is_of_the_whole};
use crate::expr::{CmpOp, Expr};
use crate::syntax::tree::{Clause, ClauseKind, RuleText, Sentence};
use crate::words;

impl Lowering<'_> {
    /// Whether the sentences of a rule can be read in one way only.
    pub(super) fn whole_rule(&mut self, text: &RuleText, parts: &[Part]) -> bool {
        let checks = [self.absence_of_what(text), self.limit_of_what(text), self.both_sentences(parts)];
        checks.into_iter().all(|clear| clear)
    }

    /// ①…；②…，不涉及的得满分: full points of the item, or of the indicator?
    fn absence_of_what(&mut self, text: &RuleText) -> bool {
        let parts = parts_of(text);
        let several = parts.len() > 1;
        let inside = parts.into_iter().flatten().find(|clause| matches!(clause.kind, ClauseKind::NotApplicable(_)));
        if let (true, Some(clause)) = (several, inside) {
            self.two_readings(
                clause.span,
                words! { zh: "只管这一条，还是管整个指标？", en: "is this said of this item, or of the whole indicator?" },
                words! {
                    zh: "管整个指标的，请放在最后单独成句（前面用句号）；只管这一条的，请把这一条单列为一个指标",
                    en: "give it a sentence of its own at the end if it is said of the indicator, else make the item an indicator"
                },
            );
        }
        !(several && inside.is_some())
    }

    /// ①…；②…，累计最多扣3分: of the last item, or of all?
    fn limit_of_what(&mut self, text: &RuleText) -> bool {
        let open = text.sentences.iter().find_map(|sentence| match sentence {
            Sentence::Checklist(items) if items.len() > 1 => {
                let last = items.last()?.clauses.last()?;
                matches!(last.kind, ClauseKind::Cap { total: true, .. }).then_some(last.span)
            }
            _ => None,
        });
        if let Some(span) = open {
            self.two_readings(
                span,
                words! { zh: "是最后一条的限额，还是各条合计的限额？", en: "is this the limit of the last item, or of all items?" },
                words! {
                    zh: "各条合计的，请单独成句：“…。累计最多扣3分”；只是最后一条的，写“最多扣…分”",
                    en: "give it a sentence of its own if it is of all, or write 最多扣…分 for the last item"
                },
            );
        }
        open.is_none()
    }

    /// 低于90%的扣1分。低于80%的扣2分: 2 points below 80%, or 3?
    fn both_sentences(&mut self, parts: &[Part]) -> bool {
        for (at, part) in parts.iter().enumerate() {
            let later = parts.iter().skip(at + 1).flat_map(|other| &other.takes);
            for other in later {
                if part.takes.iter().any(|taken| taken.about == other.about && can_meet(taken, other)) {
                    self.two_readings(
                        other.span,
                        words! { zh: "前面一句也扣同一项数据：两处都扣，还是只扣重的？", en: "another sentence takes for the same datum: are both taken, or the harder?" },
                        words! {
                            zh: "只扣重的，请用逗号写在同一句里；都扣的，写“再扣…分”",
                            en: "put both into one sentence if only the harder counts, or write 再扣…分 if both do"
                        },
                    );
                    return false;
                }
            }
        }
        true
    }
}

/// The clauses of each part.
fn parts_of(text: &RuleText) -> Vec<&[Clause]> {
    let mut parts: Vec<&[Clause]> = Vec::new();
    for sentence in &text.sentences {
        match sentence {
            Sentence::Checklist(items) => parts.extend(items.iter().map(|item| item.clauses.as_slice())),
            Sentence::Chain(clauses) if is_of_the_whole(clauses) => {}
            Sentence::Chain(clauses) => parts.push(clauses),
        }
    }
    parts
}

/// Whether two deductions can hold at once: on the same side of their limits, or if nothing tells.
fn can_meet(a: &Taken, b: &Taken) -> bool {
    let side = |taken: &Taken| match &taken.condition {
        Expr::Cmp(op, of, with) if **of == taken.about && matches!(**with, Expr::Number(_)) => match op {
            CmpOp::Lt | CmpOp::Le => Some(false),
            CmpOp::Gt | CmpOp::Ge => Some(true),
            CmpOp::Eq | CmpOp::Ne => None,
        },
        _ => None,
    };
    match (side(a), side(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}
