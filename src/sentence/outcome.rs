//! What follows from a case (结果): a list of points by place, the rest, a share of the target. Spec: §6.4.

use std::sync::Arc;

use super::chain::{Award, Chain};
use super::condition::ranking;
use super::losses::{Deduct, mentions};
use super::lowering::Lowering;
use super::rule::{Branch, BranchKind, Worth};
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, WhenZero};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Condition, Outcome, OutcomeKind, Places};
use crate::words;

impl Lowering<'_> {
    /// 依次得10、9、8分: one award per place.
    pub(super) fn series(
        &mut self,
        condition: &Condition,
        points: &[Number],
        place_in_chain: usize,
        chain: &mut Chain,
        span: Span,
    ) -> Option<()> {
        let (Some(ranked), Some(subject)) = (ranking(condition), self.subject.clone()) else {
            self.sink.report(
                Finding::new(Code::UnexpectedText, words! { zh: "“依次得”前面要写名次", en: "依次得 needs places in front" })
                    .label(span, words! { zh: "这里", en: "here" })
                    .help(words! { zh: "如“在全市排名第1至第5名的，依次得10、9、8、7、6分”", en: "such as 排名第1至第5名的，依次得10、9、8、7、6分" }),
            );
            return None;
        };
        let (first, last) = match ranked.places {
            Places::First(n) => (1, n),
            Places::Range(a, b) | Places::FromEnd(a, b) => (a, b),
            Places::Last(_) | Places::From(_) => (1, 0),
        };
        if last.saturating_add(1).saturating_sub(first) as usize != points.len() {
            self.series_length(span, last.saturating_add(1).saturating_sub(first) as usize, points.len());
            return None;
        }
        let place = match ranked.places {
            Places::FromEnd(..) => self.place_from_end(&subject, ranked, span),
            _ => self.place(&subject, ranked, span).expr,
        };
        for (n, points) in (first..=last).zip(points) {
            let at = Expr::cmp(CmpOp::Eq, place.clone(), Expr::int(i64::from(n)));
            chain.branches.push(Branch::new(BranchKind::Award, at.clone(), Some(points.clone()), span));
            chain.awards.push(Award { condition: at, points: Expr::Number(points.clone()), targets: Vec::new(), at: place_in_chain, span });
        }
        Some(())
    }

    /// 否则, 其余: what no case says.
    pub(super) fn otherwise(&mut self, word: &str, outcome: &Outcome, at: usize, worth: &Worth, chain: &mut Chain) -> Option<()> {
        chain.otherwise_at = Some(at);
        let value = match &outcome.kind {
            OutcomeKind::Award(points) => Expr::Number(worth.points(points)),
            OutcomeKind::Nothing => Expr::int(0),
            OutcomeKind::Proportional { to_best } => self.share_of_target(*to_best, chain, outcome.span)?,
            OutcomeKind::Deduct(points) => {
                let before: Vec<Expr> = chain.branches.iter().map(|b| b.condition.clone()).collect();
                let rest = Expr::negate(Expr::any(before));
                chain.branches.push(Branch::new(BranchKind::Otherwise, rest.clone(), None, outcome.span));
                let points = Expr::Number(worth.points(points));
                chain.deducts.push(Deduct { condition: rest, points, about: None, further: false, at, span: outcome.span });
                return Some(());
            }
            OutcomeKind::Exempt => {
                // 达到95%得3分，其余不扣分: what do the others earn?
                if !chain.awards.is_empty() && chain.takes().next().is_none() {
                    self.two_readings(
                        outcome.span,
                        words! { zh: "前面没有扣分：是得满分，还是不得分？", en: "nothing is taken before: do the others earn all points, or none?" },
                        words! { zh: "请直接写“{word}得…分”或“{word}不得分”", en: "write {word}得…分 or {word}不得分" },
                    );
                    return None;
                }
                let before: Vec<Expr> = chain.branches.iter().map(|b| b.condition.clone()).collect();
                chain.branches.push(Branch::new(BranchKind::Exempt, Expr::negate(Expr::any(before)), None, outcome.span));
                return Some(());
            }
            OutcomeKind::Series(_)
            | OutcomeKind::Passes
            | OutcomeKind::JudgedAward(..)
            | OutcomeKind::JudgedRange(..)
            | OutcomeKind::JudgedUpTo(_)
            | OutcomeKind::JudgedOpen
            | OutcomeKind::JudgedOrNothing => {
                let title = words! { zh: "“{word}”后面要写得几分、扣几分或不得分", en: "{word} needs points or 不得分" };
                self.sink.report(Finding::new(Code::UnexpectedText, title).label(outcome.span, words! { zh: "这里", en: "here" }).help(
                    words! {
                        zh: "请写“{word}得1分”“{word}不得分”这样；要酌情的，写明是什么情形，如“入学率未达到95%的，酌情扣1—2分”",
                        en: "write {word}得1分 or {word}不得分; for a judgement say when: 入学率未达到95%的，酌情扣1—2分"
                    },
                ));
                return None;
            }
        };
        let points = if let Expr::Number(n) = &value { Some(n.clone()) } else { None };
        let before: Vec<Expr> = chain.branches.iter().map(|b| b.condition.clone()).collect();
        chain.branches.push(Branch::new(BranchKind::Otherwise, Expr::negate(Expr::any(before)), points, outcome.span));
        chain.otherwise = Some(value);
        Some(())
    }

    /// 小学率达到100%且初中率达到97%得4分，未达到的按比例得分; 达到95%得3分，达到90%得2分，其余按比例得分
    fn share_of_which(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "前面有几个标准，或几档：按哪一个的比例、哪一档的分？", en: "there are several targets, or cases, before: of which is it the share?" },
            words! {
                zh: "几项数据的，一项写一句（用句号分开）；几档的，只留一个标准，其余各档写明得几分",
                en: "give each datum a sentence of its own (。); of several cases keep one target and say what the others earn"
            },
        );
    }

    /// 按比例得分: the share of the target that was reached, of the points of the first award, at most all of them.
    pub(super) fn share_of_target(&mut self, to_best: bool, chain: &Chain, span: Span) -> Option<Expr> {
        let Some(first) = chain.awards.first() else {
            self.no_target(span);
            return None;
        };
        let mut base = first.points.clone();
        let (value, target, more_is_better) = if to_best {
            let Some((subject, ranked, _)) = chain.ranked.clone() else {
                self.no_target(span);
                return None;
            };
            self.number(&subject)?;
            let op = if ranked.low_first() { PopOp::Min } else { PopOp::Max };
            let scope = super::functions::counties(ranked.scope.as_deref());
            let best = Expr::Population(op, scope, Arc::new(subject.expr.clone()));
            (subject.expr, best, !ranked.low_first())
        } else {
            let Some(target) = chain.targets.first() else {
                self.no_target(span);
                return None;
            };
            let of_it: Vec<&Award> = chain.awards.iter().filter(|award| mentions(&award.condition, &target.subject.expr)).collect();
            if of_it.len() > 1 || chain.targets.iter().any(|other| !other.is(target)) {
                self.share_of_which(span);
                return None;
            }
            if let Some(award) = of_it.first() {
                base = award.points.clone();
            }
            (target.subject.expr.clone(), target.operand.expr.clone(), target.at_least != Some(false))
        };
        let (above, below) = if more_is_better { (value, target) } else { (target, value) };
        let share = Expr::Div(Arc::new(above), Arc::new(below), WhenZero::Error);
        Some(Expr::binary(BinaryOp::Mul, base, Expr::binary(BinaryOp::Min, Expr::int(1), share)))
    }
}
