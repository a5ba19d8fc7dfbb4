//! For whom a case counts that turns round part of an earlier one (两种读法): 低于95%但经批准的得2分，未经批准的不得分. Spec: findings/E0627.

use super::chain::{Award, Beside, Chain};
use super::fact_words::FactWords;
use super::losses::{mentions, shares_data};
use super::lowering::Lowering;
use super::rule::BranchKind;
use super::scope::{Symbol, Type};
use super::together::{conjuncts, implies, never_together};
use crate::expr::Expr;
use crate::syntax::tree::{Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Name, Operand, OutcomeKind, PredicateKind, Subject};
use crate::words;

impl Lowering<'_> {
    /// 未经批准的不得分 behind 低于95%且经批准的得2分: of those below 95 %, or of everybody?
    pub(super) fn turned_round_for_whom(&mut self, clauses: &[Clause]) -> bool {
        for (at, clause) in clauses.iter().enumerate() {
            let Some((condition, OutcomeKind::Nothing | OutcomeKind::Deduct(_), false)) = case(clause) else { continue };
            let AtomKind::Fact(name) = &condition.first.kind else { continue };
            let Some(own) = self.fact_words(name).filter(|_| condition.rest.is_empty()) else { continue };
            let before = clauses.get(..at).unwrap_or_default();
            let is_of = |atom: &Atom, same: bool| match &atom.kind {
                AtomKind::Fact(other) => {
                    self.fact_words(other).is_some_and(|other| other.name.text == own.name.text && (same || other.negated != own.negated))
                }
                _ => false,
            };
            let turned = |clause: &Clause| {
                case(clause).is_some_and(|(condition, ..)| is_joined(condition) && condition.atoms().skip(1).any(|atom| is_of(atom, false)))
            };
            let Some(turned) = before.iter().position(turned) else { continue };
            // 达到95%且有方案得3分，达到90%且有方案得2分，无方案的不得分: it stands in all of them.
            let awards = |clauses: &[Clause]| {
                let awards = clauses.iter().filter_map(case).filter(|(_, kind, _)| matches!(kind, OutcomeKind::Award(_)));
                awards.map(|(condition, ..)| condition.atoms().any(|atom| is_of(atom, true))).collect::<Vec<bool>>()
            };
            let reaches = awards(before).is_empty() || awards(before.get(..turned).unwrap_or_default()).contains(&false);
            if reaches {
                let text = name.text.clone();
                self.two_readings(
                    clause.span,
                    words! { zh: "只在前面那种情形下才这样计，还是不管怎样都这样计？", en: "where the rest of the case before holds, too, or for everybody?" },
                    words! {
                        zh: "只在那种情形下的，把条件写全，如“低于95%且{text}的…”；不管怎样都计的，另起一句（用句号）",
                        en: "write out both conditions (低于95%且{text}的…) if it is only there; begin a new sentence (。) if it is for everybody"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 大班额比例超过5%的扣2分，未经批准的再扣2分; 被通报的扣2分，整改到位的扣1分: of those above 5 %, or of everybody who has no approval?
    pub(super) fn depends_on_what(&mut self, clauses: &[Clause]) -> bool {
        for (at, clause) in clauses.iter().enumerate() {
            let Some((condition, kind @ (OutcomeKind::Nothing | OutcomeKind::Deduct(_)), _)) = case(clause) else { continue };
            let AtomKind::Fact(name) = &condition.first.kind else { continue };
            let takes = matches!(kind, OutcomeKind::Deduct(_));
            let depends = |own: &FactWords| {
                if own.negated {
                    answers_something(&own.name.text)
                } else {
                    takes && (answers_something(&own.name.text) || excuses(&own.name.text))
                }
            };
            let lacking = self.fact_words(name).filter(|own| condition.rest.is_empty() && depends(own));
            let Some(own) = lacking else { continue };
            let speaks_of_it = |clause: &Clause| {
                case(clause).is_some_and(|(condition, ..)| condition.atoms().any(|atom| matches!(&atom.kind, AtomKind::Fact(other) if self.fact_words(other).is_some_and(|other| other.name.text == own.name.text))))
            };
            let before = clauses.get(..at).unwrap_or_default();
            if before.last().is_some_and(Clause::takes) && !before.iter().any(speaks_of_it) {
                let text = name.text.clone();
                let help = if own.negated {
                    words! {
                        zh: "只在那种情形下的，把条件写全，如“超过5%且{text}的…”；不管怎样都计的，另起一句（用句号）",
                        en: "write out both conditions (超过5%且{text}的…) if it is only there; begin a new sentence (。) if it is for everybody"
                    }
                } else {
                    let of = own.name.text.clone();
                    words! {
                        zh: "代替前面的扣分的，两种都写全，如“拖欠工资且{of}的扣1分，拖欠工资且没有{of}的扣3分”；不管怎样都扣的，另起一句（用句号）",
                        en: "write out both cases if less is taken then: 拖欠工资且{of}的扣1分，拖欠工资且没有{of}的扣3分; begin a new sentence (。) if it is for everybody"
                    }
                };
                self.two_readings(
                    clause.span,
                    words! { zh: "只在前面那种情形下才这样计，还是不管怎样都这样计？", en: "where the case before holds, too, or for everybody?" },
                    help,
                );
                return false;
            }
        }
        true
    }

    /// 每增长1个百分点得1分，持平得0.5分: are the points of 持平 earned where it rose, too?
    pub(super) fn steps_on_top(&mut self, chain: &Chain) -> bool {
        for step in chain.steps.iter().filter(|step| !step.loses && !step.adds && !step.further && step.direction.is_some()) {
            let when = step.condition();
            let apart = |at: usize| chain.awards.get(at).is_some_and(|award| never_together(&award.condition, &when));
            if chain.lenders(step).into_iter().any(apart) {
                self.two_readings(
                    step.span,
                    words! { zh: "正好在标准上的得分，这里也算在内吗？", en: "are the points of the standard itself earned here, too?" },
                    words! {
                        zh: "在那些分上另外加的，写“每…加…分”；不加的，把起点写进来，如“每增长1个百分点得1分”单独成句",
                        en: "write 每…加…分 if it is added to those points; else give the step a sentence of its own"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 达到95%得3分，达到90%且公示得2分，达到90%但未公示的不得分: of those above 95 %, too?
    pub(super) fn nothing_for_the_better(&mut self, chain: &Chain) -> bool {
        let zeros = chain.branches.iter().filter(|branch| branch.kind == BranchKind::Zero);
        for zero in zeros {
            let parts = conjuncts(&zero.condition);
            let is_figure = |part: &Expr| matches!(part, Expr::Cmp(_, _, limit) if matches!(**limit, Expr::Number(_)));
            let better = |award: &Award| {
                let met =
                    parts.iter().any(|part| is_figure(part) && shares_data(part, &award.condition) && implies(&award.condition, part));
                met && !never_together(&award.condition, &zero.condition)
            };
            if parts.len() > 1 && chain.awards.iter().any(better) {
                self.two_readings(
                    zero.span,
                    words! { zh: "前面更好的一档也可能符合这里：那一档还得不得分？", en: "a better case before may hold here, too: is that still earned?" },
                    words! {
                        zh: "还得的，把这一档的上下限写全，如“90%以上不足95%且未公示的不得分”；不得的，另起一句（用句号）",
                        en: "give this case both its ends if it is: 90%以上不足95%且未公示的不得分; else begin a new sentence (。)"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 有方案得5分，未公示的得3分; 有方案得5分，瞒报的得1分: less than the points before, or the most of both?
    pub(super) fn less_for_a_fault(&mut self, chain: &Chain) -> bool {
        let fault = |award: &Award| match &award.condition {
            Expr::Not(fact) => matches!(**fact, Expr::Datum(..)),
            Expr::Datum(id, _) => FAULTS.iter().any(|word| self.scope.datum_name(*id).contains(word)),
            _ => false,
        };
        let more = |award: &Award, other: &Award| match (&award.points, &other.points) {
            (Expr::Number(less), Expr::Number(most)) => less < most,
            _ => false,
        };
        let before = |award: &Award| {
            let mut others = chain.awards.iter().filter(|other| other.at < award.at);
            others.any(|other| more(award, other) && !shares_data(&other.condition, &award.condition) && !fault(other))
        };
        let Some(span) = chain.awards.iter().find(|award| fault(award) && before(award)).map(|award| award.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "前面得分更多的情形也符合时，按这里计，还是按前面计？", en: "where the case before holds, too, which has more points: does this one count, or that?" },
            words! {
                zh: "按这里计的，把条件写全，如“有方案且公示得5分，有方案但未公示得3分”；按前面计的，写“没有方案但…的得…分”",
                en: "write out both conditions if this one counts: 有方案且公示得5分，有方案但未公示得3分; else 没有方案但…的得…分"
            },
        );
        false
    }

    /// 经费增长率达到5%得3分，下降的不得分: is the rate below 0, or below that of last year?
    pub(super) fn falls_from_what(&mut self, clauses: &[Clause]) -> bool {
        let mut of: Option<&Name> = None;
        for atom in clauses.iter().filter_map(case).flat_map(|(condition, ..)| condition.atoms()) {
            let AtomKind::Comparison { subject, predicates } = &atom.kind else { continue };
            if let Some(Subject::Name(name)) = subject {
                of = Some(name);
            }
            // Without 比上年, and not 负增长.
            let bare = predicates.iter().find(|said| match &said.kind {
                PredicateKind::Compare { operand: Operand::LastYear(at), word, .. } => at.is_at(said.span) && !word.contains("增长"),
                PredicateKind::ExceedsBy { operand: Operand::LastYear(at), .. } => at.is_at(said.span),
                _ => false,
            });
            let Some(name) = of.filter(|name| ["增长率", "增速", "增幅"].iter().any(|word| name.text.ends_with(word))) else {
                continue;
            };
            let Some(said) = bare else { continue };
            let of = name.text.clone();
            self.two_readings(
                said.span,
                words! { zh: "是“{of}”比上年的低（高），还是它本身小于（大于）0？", en: "compared with `{of}` of last year, or with 0?" },
                words! { zh: "与上年的比率相比的，写“比上年下降”“比上年提高”；说增减本身的，写“低于0的”“高于0的”（或“负增长”“正增长”）", en: "write 比上年下降 for a comparison with last year's rate, 低于0 (负增长) for the rate itself" },
            );
            return false;
        }
        true
    }

    /// 财政投入增长达到5% where 财政投入增长 is declared, too: of that, or of how 财政投入 rose?
    pub(super) fn moved_or_named(&mut self, clauses: &[Clause]) -> bool {
        let conditions = clauses.iter().filter_map(case).map(|(condition, ..)| condition);
        for atom in conditions.flat_map(Condition::atoms) {
            let AtomKind::Comparison { subject: Some(Subject::Name(name)), predicates } = &atom.kind else { continue };
            let rises = predicates.iter().find_map(|said| match &said.kind {
                // Without 比上年 before it.
                PredicateKind::ExceedsBy { above, operand: Operand::LastYear(at), .. } if at.is_at(said.span) => Some(*above),
                _ => None,
            });
            let Some(rises) = rises else { continue };
            let words: &[&str] = if rises { &["增长", "提高", "增加", "上升"] } else { &["下降", "降低", "减少"] };
            let named = words.iter().map(|word| (format!("{}{word}", name.text), *word));
            let Some((known, word)) = named.into_iter().find(|(known, _)| self.scope.lookup(known, self.table).is_some()) else { continue };
            let of = name.text.clone();
            self.two_readings(
                atom.span,
                words! { zh: "是数据“{known}”，还是“{of}”比上年的变化？", en: "the datum `{known}`, or how `{of}` changed since last year?" },
                words! { zh: "是数据的，写“「{known}」”；是变化的，写“{of}比上年{word}”", en: "write 「{known}」 for the datum, {of}比上年{word} for the change" },
            );
            return false;
        }
        true
    }

    /// 达到85%得2分，较上年提高得1分，未提高不得分: of those above 85 %, too?
    pub(super) fn nothing_for_the_best(&mut self, chain: &Chain) -> bool {
        let number = |award: &Award| if let Expr::Number(points) = &award.points { Some(points.clone()) } else { None };
        let open = chain.branches.iter().filter(|branch| branch.kind == BranchKind::Zero).find(|zero| {
            let turned = |part: &Expr| shares_data(part, &zero.condition) && never_together(part, &zero.condition);
            let less = chain.awards.iter().filter(|award| conjuncts(&award.condition).into_iter().any(turned)).filter_map(number).max();
            // 提高的再得2分，未提高的不得分
            let added = |each: &Beside| shares_data(&each.condition, &zero.condition) && never_together(&each.condition, &zero.condition);
            if chain.besides.iter().any(added) && chain.awards.iter().any(|award| !never_together(&award.condition, &zero.condition)) {
                return true;
            }
            let more = |award: &Award| less.as_ref().is_some_and(|less| number(award).is_some_and(|points| points > *less));
            chain.awards.iter().any(|award| more(award) && !never_together(&award.condition, &zero.condition))
        });
        if let Some(span) = open.map(|zero| zero.span) {
            self.two_readings(
                span,
                words! { zh: "前面的得分也可能符合这里：那些分还得不得？", en: "a case before may hold here, too: is that still earned?" },
                words! {
                    zh: "还得的，这里写“其余不得分”（前面是“再得”的，删去这一句）；不得的，另起一句（用句号）",
                    en: "write 其余不得分 here if it is (nothing behind 再得); else begin a new sentence (。)"
                },
            );
        }
        open.is_none()
    }

    /// 报送日晚于10月31日扣1分，整改日晚于11月30日扣1分，未报的扣2分: which of them was not reported?
    pub(super) fn unreported_which(&mut self, clauses: &[Clause]) -> bool {
        let mut days: Vec<&str> = Vec::new();
        for clause in clauses {
            let Some((condition, ..)) = case(clause) else { continue };
            for atom in condition.atoms() {
                let AtomKind::Comparison { subject, predicates } = &atom.kind else { continue };
                match subject {
                    Some(Subject::Name(name)) if self.is_a_day(name) && !days.contains(&name.text.as_str()) => days.push(&name.text),
                    None if days.len() > 1 && predicates.iter().any(|said| said.kind == PredicateKind::Unreported) => {
                        let (first, second) = (days.first().copied().unwrap_or_default(), days.get(1).copied().unwrap_or_default());
                        self.two_readings(
                            atom.span,
                            words! { zh: "哪一项未报？“{first}”还是“{second}”？", en: "which was not reported, `{first}` or `{second}`?" },
                            words! { zh: "请写明，如“{first}未报的扣2分，{second}未报的扣2分”", en: "name it: {first}未报的…，{second}未报的…" },
                        );
                        return false;
                    }
                    _ => {}
                }
            }
        }
        true
    }

    fn is_a_day(&self, name: &Name) -> bool {
        match self.scope.lookup(&name.text, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|known| known.ty == Type::Date && known.unreported),
            _ => false,
        }
    }

    /// 有方案或入学率达到95%得3分，每低1个百分点扣0.5分: is it taken from who earned the points by the plan?
    pub(super) fn earned_by_another(&mut self, chain: &Chain) -> bool {
        for step in chain.steps.iter().filter(|step| step.loses) {
            let when = step.condition();
            let by_another = |award: usize| {
                let Some(award) = chain.awards.get(award) else { return false };
                conjuncts(&award.condition).into_iter().any(|part| match part {
                    Expr::Or(any) => any.iter().any(|one| shares_data(one, &when)) && any.iter().any(|one| !shares_data(one, &when)),
                    _ => false,
                })
            };
            let subjects = step.counted.iter().chain(step.targets.iter().map(|target| &target.subject.expr));
            let of_it = subjects.clone().any(|subject| mentions(&when, subject));
            let of_counts =
                step.counted.is_some() && chain.awards.iter().enumerate().any(|(at, award)| award.at < step.at && by_another(at));
            if of_it && (of_counts || chain.lenders(step).into_iter().any(by_another)) {
                self.two_readings(
                    step.span,
                    words! { zh: "前面满足另一个条件也得分，这时还扣不扣？", en: "the points may be earned by the other condition: is this taken then?" },
                    words! {
                        zh: "请分成两档写，如“有方案得3分，没有方案但达到95%的得3分”，并写明这一步对谁计",
                        en: "write two cases, and say in front of the step for whom it counts"
                    },
                );
                return false;
            }
        }
        true
    }
}

/// The condition and outcome of a case, and whether it is besides.
fn case(clause: &Clause) -> Option<(&Condition, &OutcomeKind, bool)> {
    match &clause.kind {
        ClauseKind::Case(condition, outcome) => Some((condition, &outcome.kind, outcome.further)),
        _ => None,
    }
}

/// Whether several conditions must hold.
fn is_joined(condition: &Condition) -> bool {
    !condition.rest.is_empty() && condition.rest.iter().all(|(connective, _)| *connective != Connective::Or)
}

/// Facts that are no merit by their name.
const FAULTS: [&str; 9] = ["瞒报", "虚报", "漏报", "造假", "作假", "违规", "违纪", "不实", "事故"];

/// Whether a fact is what is done about something else, and says nothing where there is none: 经批准, 整改到位.
/// Whether a fact is why less is taken: 不可抗力.
fn excuses(fact: &str) -> bool {
    ["不可抗力", "客观原因", "自然灾害", "主动报告", "主动上报"].iter().any(|word| fact.contains(word))
}

fn answers_something(fact: &str) -> bool {
    const ANSWERS: [&str; 14] =
        ["批准", "审批", "报批", "备案", "整改", "改正", "纠正", "处理", "处置", "查处", "追责", "问责", "化解", "消除"];
    let done = ["到位", "完毕", "完成"].into_iter().find_map(|word| fact.strip_suffix(word)).unwrap_or(fact);
    ANSWERS.iter().any(|word| done.ends_with(word))
}
