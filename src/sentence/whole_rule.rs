//! What the sentences of a rule leave open together (两种读法): deductions about one value in different sentences, and what is said of the
//! whole indicator inside one of its parts. Spec: §6.4, findings/E0627.

use std::collections::BTreeSet;

use super::losses::shares_data;
use super::lowering::Lowering;
use super::rule::{Branch, BranchKind, Part, PartKind, Taken, Worth, clauses, is_of_the_whole, limits_of_all};
use super::together::{implies, never_together};
use crate::expr::{CmpOp, DatumId, Expr, Number};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, OutcomeKind, Points, RuleText, Sentence};
use crate::words;

impl Lowering<'_> {
    /// Whether the sentences of a rule can be read in one way only.
    pub(super) fn whole_rule(&mut self, text: &RuleText, full: &Number, parts: &[Part]) -> bool {
        let checks = [
            self.full_marks(text, full),
            self.absence_once(text),
            self.floor_of_what(text, parts),
            self.absence_of_what(text),
            self.absent_in_part(text, parts),
            self.limit_of_what(text),
            self.nothing_of_what(text),
            self.nothing_for_others(parts),
            self.share_of_what(text, parts),
            self.both_sentences(parts),
            self.taken_elsewhere(parts),
            self.kind_of_the_other(parts),
            self.taken_for_a_kind(parts),
            self.limit_of_cases(text, parts, &Worth { full: full.clone() }),
            self.limit_of_net(text, parts, &Worth { full: full.clone() }),
        ];
        checks.into_iter().all(|clear| clear)
    }

    /// 满分3分 of an indicator that is worth 3 points: nothing else can be meant.
    fn full_marks(&mut self, text: &RuleText, full: &Number) -> bool {
        let other = clauses(text).find_map(|clause| match &clause.kind {
            ClauseKind::FullIs(said) if said != full => Some((said.clone(), clause.span)),
            _ => None,
        });
        if let Some((said, span)) = &other {
            self.two_readings(
                *span,
                words! { zh: "分值是{full}分，这里的满分是{said}分，管哪一部分？", en: "the points are {full}, full marks are {said} here: of what?" },
                words! {
                    zh: "整个指标的，请与分值一致；这一部分最多得{said}分的，写“最多得{said}分”；起点是{said}分的，写“…得{said}分，每…扣…分”",
                    en: "write the points of the indicator if it is of the whole; 最多得{said}分 if it is a limit; …得{said}分，每…扣…分 if points are taken from it"
                },
            );
        }
        other.is_none()
    }

    /// ①有方案得1分；②有制度得1分；体罚每起扣0.5分，扣完为止: from the points of the last item, or from all?
    fn floor_of_what(&mut self, text: &RuleText, parts: &[Part]) -> bool {
        let (Some(Sentence::Checklist(items)), true) = (text.sentences.first(), parts.len() > 1) else { return true };
        let Some(part) = items.len().checked_sub(1).and_then(|last| parts.get(last)).filter(|part| part.floor) else { return true };
        let Some(earning) = &part.earning else { return true };
        let other = part.taking.iter().find(|(when, _)| !shares_data(when, earning));
        let Some((_, span)) = other else { return true };
        self.two_readings(
            *span,
            words! { zh: "只从最后一条的分里扣，还是从各条合计的分里扣？", en: "taken from the points of the last item, or from those of all?" },
            words! { zh: "从各条合计里扣的，另起一句（用句号）；只从最后一条里扣的，写“最多扣…分”", en: "begin a new sentence (。) if it is taken from all; write 最多扣…分 if from the last item only" },
        );
        false
    }

    /// 不适用的得满分。不适用的不得分。
    fn absence_once(&mut self, text: &RuleText) -> bool {
        let all: Vec<(&ClauseKind, Span)> =
            clauses(text).filter(|c| matches!(c.kind, ClauseKind::NotApplicable(_))).map(|c| (&c.kind, c.span)).collect();
        let Some((_, span)) = all.iter().find(|(kind, _)| all.first().is_some_and(|(first, _)| first != kind)) else { return true };
        self.two_readings(
            *span,
            words! { zh: "前面已经写了不适用的怎样计，哪一个算数？", en: "what does not apply was spoken of before: which counts?" },
            words! { zh: "请只留一个", en: "keep one" },
        );
        false
    }

    /// ①…；②…，不涉及的得满分: full points of the item, or of the indicator? Behind a full stop it is of the indicator.
    fn absence_of_what(&mut self, text: &RuleText) -> bool {
        let parts = parts_of(text);
        let several = parts.len() > 1;
        let inside = parts.into_iter().flatten().find(|clause| matches!(clause.kind, ClauseKind::NotApplicable(_)));
        if let (true, Some(clause)) = (several, inside) {
            self.two_readings(
                clause.span,
                words! { zh: "只管这一条，还是管整个指标？", en: "is this said of this item, or of the whole indicator?" },
                words! {
                    zh: "请把可能不适用的这一条单列为一个指标；各条说的是同一项数据的，放在最后单独成句（前面用句号）",
                    en: "make the item an indicator; where all items are about the same datum give it a sentence of its own at the end"
                },
            );
        }
        !(several && inside.is_some())
    }

    /// ①…；②…，累计最多扣3分: of the last item, or of all?
    fn limit_of_what(&mut self, text: &RuleText) -> bool {
        let open = text.sentences.iter().find_map(|sentence| match sentence {
            Sentence::Checklist(items) if items.len() > 1 => {
                let last = &items.last()?.clauses;
                last.iter()
                    .find(|clause| !clause.aside && matches!(clause.kind, ClauseKind::Cap { total: true, .. }))
                    .map(|clause| clause.span)
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

    /// ①有方案得5分，未公示的扣1分；②补课每起扣1分。累计扣分不超过2分: an item both earns and takes.
    fn limit_of_net(&mut self, text: &RuleText, parts: &[Part], worth: &Worth) -> bool {
        let Some((.., span)) = limits_of_all(text, worth).into_iter().next() else { return true };
        let nets = parts.iter().any(|part| part.kind == PartKind::Earns && !part.taking.is_empty());
        if nets {
            self.two_readings(
                span,
                words! { zh: "有的条既得分又扣分：限额怎样合计？", en: "some items both earn and take: of what is this the limit?" },
                words! {
                    zh: "请把得分和扣分分成不同的条，或在各条里写自己的限额，如“每起扣1分，最多扣2分”",
                    en: "give what is earned and what is taken items of their own, or write a limit inside each"
                },
            );
        }
        !nets
    }

    /// 省级得1分；市级得0.5分。累计最多得2分: cases of which one counts, and a limit as if they were added.
    fn limit_of_cases(&mut self, text: &RuleText, parts: &[Part], worth: &Worth) -> bool {
        let limit = limits_of_all(text, worth).into_iter().find(|(lost, ..)| !lost);
        let [part] = parts else { return true };
        let awards: Vec<&Branch> = part.branches.iter().filter(|branch| branch.kind == BranchKind::Award).collect();
        let added = part.branches.iter().any(|branch| matches!(branch.kind, BranchKind::Besides | BranchKind::Step));
        let is_less = |a: &Branch| limit.as_ref().is_some_and(|(_, most, _)| a.points.as_ref().is_some_and(|own| own < most));
        let both = |a: &Branch, b: &Branch| {
            is_less(a) && is_less(b) && !never_together(&a.condition, &b.condition) && !shares_data(&a.condition, &b.condition)
        };
        let some = awards.iter().enumerate().any(|(at, a)| awards.iter().skip(at + 1).any(|b| both(a, b)));
        let (Some((.., span)), false, true, true) = (limit.clone(), added, some, part.highest.is_some()) else { return true };
        self.added_or_one(span);
        false
    }

    /// 甲的加2分；乙的加1分；丙的加1分 of a bonus item with a limit: cases of which one counts, or points that are added?
    pub(super) fn adds_or_one(&mut self, parts: &[Part], most: &Number) -> bool {
        let differs = |a: &Number, b: &Number| (a + b).min(most.clone()) != *a.max(b);
        let both = |a: &Branch, b: &Branch| {
            matches!((&a.points, &b.points), (Some(a), Some(b)) if differs(a, b))
                && !never_together(&a.condition, &b.condition)
                && !shares_data(&a.condition, &b.condition)
        };
        let open = parts.iter().filter(|part| !part.best_only).find_map(|part| {
            let awards: Vec<&Branch> = part.branches.iter().filter(|branch| branch.kind == BranchKind::Award).collect();
            let behind = |(at, a): (usize, &&Branch)| awards.iter().skip(at + 1).find(|b| both(a, b)).map(|b| b.span);
            awards.iter().enumerate().find_map(behind)
        });
        if let Some(span) = open {
            self.added_or_one(span);
        }
        open.is_none()
    }

    /// ①…；②…，造假的本项不得分: is the item lost, or the indicator?
    fn nothing_of_what(&mut self, text: &RuleText) -> bool {
        let parts = parts_of(text);
        let several = parts.len() > 1;
        let whole = |clause: &&&Clause| match &clause.kind {
            ClauseKind::Case(_, outcome) | ClauseKind::Otherwise(_, outcome) => outcome.whole,
            _ => false,
        };
        let inside = parts.iter().filter(|clauses| earns(clauses)).flat_map(|clauses| clauses.iter()).find(|clause| whole(&clause));
        // A得2分。造假的，此项不得分。B得2分。
        let between = parts.iter().enumerate().find_map(|(at, clauses)| {
            let (before, behind) = parts.split_at_checked(at)?;
            let among = before.iter().any(|other| earns(other)) && behind.iter().skip(1).any(|other| earns(other));
            clauses.iter().find(|clause| among && !earns(clauses) && clause.is_of_item())
        });
        // ①…；②…；③造假的，此项不得分: of an item without points.
        let items =
            text.sentences.iter().flat_map(|sentence| if let Sentence::Checklist(items) = sentence { items.as_slice() } else { &[] });
        let empty = items.filter(|item| !earns(&item.clauses)).flat_map(|item| &item.clauses).find(|clause| clause.is_of_item());
        let open = inside.filter(|_| several).or(between).or(empty).map(|clause| clause.span);
        if let Some(span) = open {
            self.nothing_is_open(span);
        }
        open.is_none()
    }

    pub(super) fn nothing_is_open(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "这一条不得分，还是整个指标不得分？", en: "is nothing earned for this item, or for the whole indicator?" },
            words! {
                zh: "整个指标的，请放在最后单独成句：“…。造假的，本项不得分”；只是这一条的，写进它的条件，如“制度且未造假的得2分”",
                en: "give it a sentence of its own at the end for the indicator; for the item put it into its condition: 制度且未造假的得2分"
            },
        );
    }

    /// ①方案得2分；②满意度达到90%得2分，80%以上得该项分值的50%: half of the indicator, or of the item?
    fn share_of_what(&mut self, text: &RuleText, parts: &[Part]) -> bool {
        let several = parts.iter().filter(|part| part.kind == PartKind::Earns).count() > 1;
        let shares = |clause: &&Clause| match &clause.kind {
            ClauseKind::Case(_, outcome) | ClauseKind::Otherwise(_, outcome) => {
                matches!(outcome.kind, OutcomeKind::Award(Points::Share(_)) | OutcomeKind::Deduct(Points::Share(_)))
            }
            _ => false,
        };
        let Some(span) = clauses(text).find(shares).map(|clause| clause.span).filter(|_| several) else { return true };
        self.two_readings(
            span,
            words! { zh: "是整个指标分值的几成，还是这一条的？", en: "a share of the points of the indicator, or of this item?" },
            words! { zh: "请直接写分数，如“得1分”", en: "write the points themselves, such as 得1分" },
        );
        false
    }

    /// 无事故得3分。事故每起扣1分: whoever has one has no points it could be taken from.
    fn taken_elsewhere(&mut self, parts: &[Part]) -> bool {
        let earning: Vec<&Expr> =
            parts.iter().filter(|part| part.kind == PartKind::Earns).filter_map(|part| part.earning.as_ref()).collect();
        let losing = parts.iter().filter(|part| part.kind == PartKind::Loses).flat_map(|part| &part.takes);
        // 公示得1分；方案得3分；未公示的扣1分: just where one part is missed, or where all are.
        let apart = |taken: &&Taken| {
            let mut of_these = earning.iter().filter(|part| shares_data(&taken.condition, part) && never_together(&taken.condition, part));
            let of_all = of_these.clone().count() == earning.len() && !earning.is_empty();
            of_all || of_these.any(|part| implies(&Expr::negate((*part).clone()), &taken.condition))
        };
        let dead = losing.into_iter().find(apart).map(|taken| taken.span);
        let Some(span) = dead.filter(|_| !self.signed) else { return true };
        self.two_readings(
            span,
            words! { zh: "这时前面那一句不得分：从几分里扣？", en: "the sentence before earns nothing then: taken from which points?" },
            words! { zh: "从前面的分里扣的，请写成一句：“无事故得3分，每起扣1分”", en: "make it one sentence if it is taken from the points before: 无事故得3分，每起扣1分" },
        );
        false
    }

    /// 普惠率达到85%得1分。年检率达到100%得1分。不适用的得满分, where only the second may be 不适用.
    fn absent_in_part(&mut self, text: &RuleText, parts: &[Part]) -> bool {
        let Some(clause) = clauses(text).find(|clause| matches!(clause.kind, ClauseKind::NotApplicable(_))) else { return true };
        let may_be_absent = |expr: &Expr| {
            let mut found = BTreeSet::new();
            expr.walk(&mut |one| {
                if let Expr::Datum(id, _) = one
                    && self.scope.datum(*id).is_some_and(|known| known.optional)
                {
                    found.insert(*id);
                }
            });
            found
        };
        let earning = parts.iter().filter(|part| part.kind == PartKind::Earns).map(|part| may_be_absent(&part.value));
        // 甲、乙各得1分; 甲低于50%扣1分，没有乙的扣1分
        let added = |branch: &&Branch| matches!(branch.kind, BranchKind::Besides | BranchKind::Deduct);
        let branches = parts.iter().flat_map(|part| &part.branches).filter(added).map(|branch| may_be_absent(&branch.condition));
        let (earning, branches): (BTreeSet<BTreeSet<DatumId>>, BTreeSet<BTreeSet<DatumId>>) = (earning.collect(), branches.collect());
        if earning.len() < 2 && branches.len() < 2 {
            return true;
        }
        self.two_readings(
            clause.span,
            words! { zh: "一部分不适用、别的部分适用时，只管这一部分，还是管整个指标？", en: "where one part does not apply and others do: is this said of that part, or of the indicator?" },
            words! { zh: "请把可能不适用的部分单列为一个指标", en: "make each part that may not apply an indicator of its own" },
        );
        false
    }

    /// 方案得1分。制度得2分，造假的不得分: what is about neither stands in the sentence of one.
    fn nothing_for_others(&mut self, parts: &[Part]) -> bool {
        let earning: Vec<&Part> = parts.iter().filter(|part| part.kind == PartKind::Earns).collect();
        if earning.len() < 2 {
            return true;
        }
        for part in earning {
            let own = |zero: &Expr| {
                let others = part.branches.iter().filter(|branch| !matches!(branch.kind, BranchKind::Zero | BranchKind::Otherwise));
                others.into_iter().any(|branch| shares_data(&branch.condition, zero))
                    || part.taking.iter().any(|(when, _)| shares_data(when, zero))
            };
            let zeros = part.branches.iter().filter(|branch| branch.kind == BranchKind::Zero);
            if let Some(zero) = zeros.into_iter().find(|zero| !own(&zero.condition)) {
                self.nothing_is_open(zero.span);
                return false;
            }
        }
        true
    }

    /// 低于90%的扣1分。低于80%的扣2分: 2 points below 80%, or 3?
    fn both_sentences(&mut self, parts: &[Part]) -> bool {
        for (at, part) in parts.iter().enumerate() {
            let later = parts.iter().skip(at + 1).flat_map(|other| &other.takes);
            for other in later {
                let once_more = |taken: &&Taken| match (&taken.about, &other.about) {
                    (Some(one), Some(another)) => one == another && !(taken.each && other.each) && can_meet(taken, other),
                    // 未公示扣1分。未公示且未建制扣5分。
                    _ => shares_data(&taken.condition, &other.condition) && implies(&other.condition, &taken.condition),
                };
                if part.takes.iter().any(|taken| once_more(&taken)) {
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

/// Whether two deductions can hold at once: on the same side of their limits, or one wherever the other does.
fn can_meet(a: &Taken, b: &Taken) -> bool {
    let side = |taken: &Taken| match &taken.condition {
        Expr::Cmp(op, of, with) if Some(&**of) == taken.about.as_ref() && matches!(**with, Expr::Number(_)) => match op {
            CmpOp::Lt | CmpOp::Le => Some(false),
            CmpOp::Gt | CmpOp::Ge => Some(true),
            CmpOp::Eq | CmpOp::Ne => None,
        },
        _ => None,
    };
    match (side(a), side(b)) {
        (Some(a), Some(b)) => a == b,
        // 比上年减少的, 比上年减少10%以上的; 未达到好的, 为差的
        _ => !a.each && !b.each && (implies(&a.condition, &b.condition) || implies(&b.condition, &a.condition)),
    }
}

/// Whether a sentence or item earns points.
fn earns(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| match &clause.kind {
        ClauseKind::Case(_, outcome) => {
            matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Series(_) | OutcomeKind::Proportional { .. })
        }
        ClauseKind::Step(step) => !step.loses,
        _ => false,
    })
}
