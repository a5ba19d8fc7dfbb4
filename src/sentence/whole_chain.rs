//! What the clauses of a chain leave open together (两种读法), once its names are known. Spec: §6.4, findings/E0627.

use super::chain::{Chain, Just};
use super::join::holds_at;
use super::losses::{mentions, shares_data};
use super::lowering::Lowering;
use super::step::OpenStep;
use crate::expr::{CmpOp, Expr, Number};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseKind, Direction, OutcomeKind};
use crate::words;

impl Lowering<'_> {
    /// Whether a chain can be read in one way only.
    pub(super) fn has_one_reading(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let checks = [
            self.met_or_points(chain, clauses),
            self.goes_on_above(chain),
            self.each_or_in_all(chain),
            self.one_step_at_a_time(chain),
            self.once_for_what(chain),
            self.same_standard(chain),
            self.taken_from_what(chain, clauses),
            self.unreported_is_said(chain),
            self.instead_or_besides(chain),
            self.stands_in_for_one(chain, clauses),
            self.both_or_either(chain),
        ];
        checks.into_iter().all(|clear| clear)
    }

    /// 予以认定 and points, or two conditions for 予以认定.
    fn met_or_points(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        if chain.passes.is_empty() {
            return true;
        }
        let passes = |clause: &&Clause| matches!(&clause.kind, ClauseKind::Case(_, outcome) if outcome.kind == OutcomeKind::Passes);
        let spans: Vec<Span> = clauses.iter().filter(passes).map(|clause| clause.span).collect();
        if let [_, second, ..] = spans.as_slice() {
            self.two_readings(
                *second,
                words! { zh: "两个条件都要满足，还是满足一个就认定？", en: "must both conditions hold, or one of them?" },
                words! { zh: "请合成一个条件，中间写“且”或“或”", en: "join them to one condition with 且 or 或" },
            );
            return false;
        }
        let has_points = !chain.awards.is_empty() || !chain.deducts.is_empty() || !chain.steps.is_empty() || !chain.values.is_empty();
        if let (true, Some(span)) = (has_points || chain.otherwise.as_ref().is_some_and(|rest| *rest != Expr::int(0)), spans.first()) {
            self.passes_or_points(*span);
            return false;
        }
        true
    }

    pub(super) fn passes_or_points(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "这一项是按达标认定，还是记分？", en: "is this met or not met, or does it give points?" },
            words! {
                zh: "只认定的，不要写分数，标题写“（达标）”；记分的，把“予以认定”改成“得…分”",
                en: "leave the points out, or write 得…分 instead of 予以认定"
            },
        );
    }

    /// 4次得6分，3次得4分，其余不得分: what of the fifth?
    fn goes_on_above(&mut self, chain: &Chain) -> bool {
        for loses in [false, true] {
            let of_kind: Vec<&Just> = chain.just.iter().filter(|just| just.loses == loses).collect();
            let Some(top) = of_kind.iter().max_by(|a, b| a.number.cmp(&b.number)) else { continue };
            let is_less = |points: &Expr| !matches!(points, Expr::Number(points) if *points > top.points);
            let is_most = of_kind.iter().all(|just| just.number == top.number || just.points < top.points)
                && if loses { chain.deducts.iter().all(|d| is_less(&d.points)) } else { chain.awards.iter().all(|a| is_less(&a.points)) };
            let Expr::Cmp(CmpOp::Eq, counted, _) = last_of(&top.condition) else { continue };
            let next = &top.number + &Number::ONE;
            let conditions =
                chain.awards.iter().map(|a| &a.condition).chain(chain.deducts.iter().map(|d| &d.condition)).chain(&chain.zeros);
            let covered = conditions.into_iter().any(|condition| holds_at(last_of(condition), counted, &next) == Some(true));
            let possible = self.most_of(counted).is_none_or(|most| next <= most);
            let steps_on =
                chain.steps.iter().any(|step| step.loses == loses && (step.counted.as_ref() == Some(counted) || !step.targets.is_empty()));
            let rest = match (&chain.otherwise, loses) {
                (Some(Expr::Number(rest)), false) => *rest >= top.points,
                _ => false,
            };
            if is_most && !covered && possible && !steps_on && !rest {
                let number = &top.number;
                self.two_readings(
                    top.span,
                    words! { zh: "只说了正好{number}，比{number}多的怎样计？", en: "just {number} is spoken of: what of more?" },
                    words! { zh: "多的也一样计的，请在数字后面加“以上”", en: "add 以上 behind the number if more counts the same" },
                );
                return false;
            }
        }
        true
    }

    /// The largest value of what is counted, where it is known.
    fn most_of(&self, counted: &Expr) -> Option<Number> {
        match counted {
            Expr::Datum(id, _) => self.scope.datum(*id)?.range.clone().map(|(_, high)| high),
            Expr::Column(id) => self.scope.column_signature(*id)?.range.clone().map(|(_, high)| high),
            Expr::If(_, a, b) => Some(self.most_of(a)?.max(self.most_of(b)?)),
            Expr::Number(n) => Some(n.clone()),
            Expr::Binary(crate::expr::BinaryOp::Add, a, b) => Some(&self.most_of(a)? + &self.most_of(b)?),
            Expr::Binary(crate::expr::BinaryOp::Mul, a, b) => Some(&self.most_of(a)? * &self.most_of(b)?),
            Expr::Binary(crate::expr::BinaryOp::Sub, a, b) => match (&**a, &**b) {
                (Expr::Number(target), Expr::Datum(id, _)) => self.scope.datum(*id)?.range.clone().map(|(low, _)| target - &low),
                (Expr::Datum(id, _), Expr::Number(target)) => self.scope.datum(*id)?.range.clone().map(|(_, high)| &high - target),
                _ => None,
            },
            _ => None,
        }
    }

    /// 每起扣0.5分，3起以上扣2分: are the 2 points all, or besides?
    fn each_or_in_all(&mut self, chain: &Chain) -> bool {
        for step in chain.steps.iter().filter(|step| step.loses && !step.further) {
            let subjects = step.counted.iter().chain(step.targets.iter().map(|target| &target.subject.expr));
            let subjects: Vec<&Expr> = subjects.collect();
            let measured = |deduct: &&super::losses::Deduct| step.counted.is_none() && deduct.at < step.at;
            let other = chain.deducts.iter().find(|d| d.about.as_ref().is_some_and(|about| subjects.contains(&about)) && !measured(d));
            if let Some(deduct) = other {
                self.two_readings(
                    deduct.span,
                    words! { zh: "一共扣这些分，还是在“每…扣”之外再扣？", en: "are these points all that is taken, or taken besides?" },
                    words! {
                        zh: "另外再扣的，写“再扣…分”；到这时全部不得分的，写“不得分”；一共最多扣这些的，写“最多扣…分”",
                        en: "write 再扣…分 for points besides, 不得分 if nothing is left, or 最多扣…分 for a limit"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 事故每起扣0.5分，3起以上的每起扣1分: do both steps count above 3?
    fn one_step_at_a_time(&mut self, chain: &Chain) -> bool {
        let about = |step: &OpenStep| step.counted.clone().or_else(|| step.targets.first().map(|target| target.subject.expr.clone()));
        for (at, step) in chain.steps.iter().enumerate() {
            let alike = |other: &&OpenStep| {
                other.loses == step.loses
                    && other.direction == step.direction
                    && about(other) == about(step)
                    && !other.further
                    && !step.further
            };
            if let Some(other) = chain.steps.iter().skip(at + 1).filter(|other| !other.goes_on).find(alike) {
                self.two_readings(
                    other.span,
                    words! { zh: "前面的“每…”还算不算？", en: "does the step before still count?" },
                    words! { zh: "都算的，这里写“再扣…分”或“再加…分”；只算这里的，请写清前面那一步算到哪里为止", en: "write 再扣 or 再加 if both count, else say how far the first step goes" },
                );
                return false;
            }
        }
        true
    }

    /// 未建制扣1分，未公示扣2分，不重复扣分: the hardest only, or each matter once?
    fn once_for_what(&mut self, chain: &Chain) -> bool {
        let several = chain.deducts.len() + chain.steps.len() > 1;
        let (Some(span), true, false) = (chain.once_only, several, chain.best_only) else { return true };
        self.two_readings(
            span,
            words! { zh: "几处都符合时只算最重（最高）的一处，还是同一件事不算两次？", en: "does only the hardest count, or each matter once?" },
            words! {
                zh: "只算一处的，写“就高不累加”；同一件事不算两次的，用明细表和“去重计数”“就高合计”",
                en: "write 就高不累加, or count matters once with a detail table (去重计数, 就高合计)"
            },
        );
        false
    }

    /// 低于上年的扣1分，低于全市平均数的扣1分: both, or the harder?
    fn same_standard(&mut self, chain: &Chain) -> bool {
        for (at, deduct) in chain.deducts.iter().enumerate() {
            let Some(about) = &deduct.about else { continue };
            let others = chain.deducts.iter().skip(at + 1).filter(|other| other.about.as_ref() == Some(about));
            let own = standards(&deduct.condition, about);
            for other in others {
                if standards(&other.condition, about) != own && !chain.best_only {
                    self.two_readings(
                        other.span,
                        words! { zh: "与前面的标准不同：两处都扣，还是只扣重的？", en: "measured from something else than before: are both taken, or the harder?" },
                        words! { zh: "都扣的，写“再扣…分”；只扣重的，在句末写“就高不累加”", en: "write 再扣…分 if both are taken, 就高不累加 at the end if only the harder is" },
                    );
                    return false;
                }
            }
        }
        true
    }

    /// 达到较好得3分，低于较好扣2分: from which points, where none were earned?
    fn taken_from_what(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        if chain.awards.is_empty() || self.signed || !chain.values.is_empty() {
            return true;
        }
        for clause in clauses {
            if let ClauseKind::Otherwise(_, outcome) = &clause.kind
                && matches!(outcome.kind, OutcomeKind::Deduct(_))
            {
                self.taken_from_nothing(clause.span);
                return false;
            }
        }
        if chain.otherwise.is_some() || !chain.lent().is_empty() {
            return true;
        }
        let never_both = |deduct: &super::losses::Deduct| {
            let about = deduct.about.as_ref()?;
            let exclusive = chain.awards.iter().all(|award| excludes(&award.condition, &deduct.condition, about));
            exclusive.then_some(deduct.span)
        };
        match chain.deducts.iter().find_map(never_both) {
            Some(span) => self.taken_from_nothing(span),
            None => return true,
        }
        false
    }

    fn taken_from_nothing(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "没有达到前面的标准就没有得分，从几分里扣？", en: "where the target is missed nothing is earned: taken from which points?" },
            words! {
                zh: "请直接写这时得几分，如“其余得1分”；只扣不加的，写“达到…的不扣分，低于…的扣…分”；可以扣成负分的，写“可为负分”",
                en: "say what is earned then, such as 其余得1分; write 不扣分 instead of the award; or add 可为负分"
            },
        );
    }

    /// 每迟1天扣0.5分，最多扣2分, of a document that may not be handed in at all.
    fn unreported_is_said(&mut self, chain: &Chain) -> bool {
        let capped = chain.steps.iter().find(|step| {
            let late = step.loses && step.direction == Some(Direction::Late) && (step.cap.is_some() || chain.cap_lost.is_some());
            late && step.targets.iter().any(|target| self.can_be_unreported(&target.subject))
        });
        match capped {
            Some(step) if !chain.speaks_of_unreported => {
                self.two_readings(
                    step.span,
                    words! { zh: "未报的也只扣到这个限额吗？", en: "is no more taken where nothing was handed in?" },
                    words! { zh: "请写明“未报的不得分”或“未报的扣…分”", en: "add 未报的不得分 or 未报的扣…分" },
                );
                false
            }
            _ => true,
        }
    }

    /// 达到95%得3分，每低1个百分点扣0.5分，建制得1分: an award about something else behind a step.
    fn instead_or_besides(&mut self, chain: &Chain) -> bool {
        let Some(first) = chain.awards.first() else { return true };
        let step = chain.steps.iter().filter(|step| step.loses && !step.targets.is_empty()).map(|step| step.at).min();
        let (Some(step), false) = (step, chain.best_only) else { return true };
        let apart = chain.awards.iter().find(|award| award.at > step && !shares_data(&award.condition, &first.condition));
        let Some(span) = apart.map(|award| award.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "与前面的分相加，还是前面的得不到时才得？", en: "is it added to the points before it, or earned instead of them?" },
            words! { zh: "相加的，请另起一句（用句号），或写“再得…分”", en: "begin a new sentence (。) or write 再得…分 if it is added" },
        );
        false
    }

    /// 缺报的按0次计算, where several data were spoken of.
    fn stands_in_for_one(&mut self, chain: &Chain, clauses: &[Clause]) -> bool {
        let stand_in = clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::WhenMissing(Some(_))));
        let (Some(clause), Some(subject)) = (stand_in, self.subject.clone()) else { return true };
        let steps = chain.steps.iter().map(|step| step.condition());
        let conditions: Vec<Expr> = chain.branches.iter().map(|branch| branch.condition.clone()).chain(steps).collect();
        if conditions.iter().all(|condition| !has_data(condition) || shares_data(condition, &subject.expr)) {
            return true;
        }
        self.two_readings(
            clause.span,
            words! { zh: "前面有几项数据，缺的是哪一项？", en: "several data were spoken of: which is missing?" },
            words! { zh: "请把要代替的数据单独写成一句，后面接“缺报的按…计算”", en: "give the datum a sentence of its own, followed by 缺报的按…计算" },
        );
        false
    }

    /// 小学率达到95%或初中率达到95%得4分，每低1个百分点扣0.5分: the award is earned by one, the step takes for the other.
    fn both_or_either(&mut self, chain: &Chain) -> bool {
        let Some(step) = chain.steps.iter().find(|step| step.loses && step.targets.len() > 1) else { return true };
        let either = chain.awards.iter().any(|award| {
            matches!(&award.condition, Expr::Or(any) if any.iter().filter(|c| step.targets.iter().any(|t| mentions(c, &t.subject.expr))).count() > 1)
        });
        if either {
            self.two_readings(
                step.span,
                words! { zh: "前面满足一个就得分，这里另一个低了也扣吗？", en: "one of them earns the points: is the other still deducted for?" },
                words! { zh: "请在“每低”前面写明是哪一项数据，或把前面的“或”改成“且”", en: "name the datum before 每低, or write 且 instead of 或" },
            );
        }
        !either
    }
}

/// The comparison behind what must hold besides (0 < x and x ≤ 2).
fn last_of(condition: &Expr) -> &Expr {
    match condition {
        Expr::And(all) => all.last().unwrap_or(condition),
        _ => condition,
    }
}

fn has_data(condition: &Expr) -> bool {
    let mut found = false;
    condition.walk(&mut |part| found |= matches!(part, Expr::Datum(..) | Expr::Column(_)));
    found
}

/// What a condition compares a value with, besides constants.
fn standards(condition: &Expr, about: &Expr) -> Vec<Expr> {
    let mut all: Vec<Expr> = Vec::new();
    condition.walk(&mut |part| {
        let counts = matches!(part, Expr::Population(..)) || (matches!(part, Expr::Datum(..) | Expr::Column(_)) && !mentions(about, part));
        if counts && !all.contains(part) {
            all.push(part.clone());
        }
    });
    all
}

/// Whether two comparisons of one value can never hold together.
fn excludes(award: &Expr, deduct: &Expr, about: &Expr) -> bool {
    let mut limits: Vec<Number> = Vec::new();
    for condition in [award, deduct] {
        condition.walk(&mut |part| {
            if let Expr::Cmp(_, a, b) = part
                && let (true, Expr::Number(limit)) = (**a == *about, &**b)
            {
                limits.extend([limit - &Number::ONE, limit.clone(), limit + &Number::ONE]);
            }
        });
    }
    let together = |value: &Number| match (holds_at(award, about, value), holds_at(deduct, about, value)) {
        (Some(a), Some(b)) => a && b,
        _ => true,
    };
    match (award, deduct) {
        _ if !limits.is_empty() => !limits.iter().any(together),
        // Compared with the same, the other way round.
        (Expr::Cmp(a, of, with), Expr::Cmp(b, other, against)) => {
            of == other
                && with == against
                && matches!((a, b), (CmpOp::Ge, CmpOp::Lt) | (CmpOp::Gt, CmpOp::Le) | (CmpOp::Le, CmpOp::Gt) | (CmpOp::Lt, CmpOp::Ge))
        }
        _ => false,
    }
}
