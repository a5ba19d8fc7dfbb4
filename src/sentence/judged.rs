//! Judged points (评议): deductions an assessor decides within a range, and points an assessor gives. Default D13.
//! Spec: spec/sentences/judged.md.

use super::lowering::{Assumption, JudgedUse, Lowering};
use super::rule::Worth;
use super::scope::{Symbol, Type};
use crate::expr::{Expr, Number};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{AtomKind, Condition, Outcome, OutcomeKind, Subject};
use crate::words;

impl Lowering<'_> {
    /// 酌扣: points an assessor takes. The outer `Option` tells whether the outcome is one of these.
    pub(super) fn judged(&mut self, condition: &Condition, outcome: &Outcome, worth: &Worth) -> Option<Option<(Expr, bool)>> {
        let zero = Number::ZERO;
        let (low, high) = match &outcome.kind {
            OutcomeKind::JudgedRange(low, high) => (low.clone(), high.clone()),
            OutcomeKind::JudgedUpTo(most) => {
                self.assume(Assumption::UpTo, outcome.span);
                (zero, most.clone())
            }
            OutcomeKind::JudgedOpen => {
                self.sink.report(
                    Finding::new(Code::OpenJudgement, words! { zh: "酌情扣分没有写幅度", en: "a judged deduction without a range" })
                        .label(outcome.span, words! { zh: "按最多扣完本项分值处理", en: "read as at most all points" })
                        .help(words! { zh: "请写明幅度，如“酌扣1—2分”", en: "state the range, such as 酌扣1—2分" }),
                );
                (zero, worth.full.clone())
            }
            OutcomeKind::JudgedOrNothing => (zero, worth.full.clone()),
            _ => return None,
        };
        Some(self.judged_datum(condition, low, high, outcome.span))
    }

    fn judged_datum(&mut self, condition: &Condition, low: Number, high: Number, span: Span) -> Option<(Expr, bool)> {
        let name = match &condition.first.kind {
            AtomKind::Fact(name) if condition.rest.is_empty() => name.clone(),
            _ => {
                self.sink.report(
                    Finding::new(
                        Code::TypeMismatch,
                        words! { zh: "酌情扣分的前面要写一项评议", en: "a judged deduction needs the name of a judgement" },
                    )
                    .label(condition.span, words! { zh: "这里要一个名称", en: "a name is wanted here" })
                    .help(
                        words! { zh: "请声明“数据 名称：评议”，再写“名称的，酌扣…分”", en: "declare `数据 名称：评议` and use its name" },
                    ),
                );
                return None;
            }
        };
        if self.scope.lookup(&name.text, self.table).is_none() {
            self.undeclared_judgement(&name);
            return None;
        }
        let Some(Symbol::Datum(id)) = self.resolve(&name) else { return None };
        if self.scope.datum(id)?.ty != Type::Judgement {
            let value = self.value_of(&name)?;
            self.type_mismatch(&value, "评议", "a judgement");
            return None;
        }
        self.assume(Assumption::JudgementStep, span);
        self.judged.push(JudgedUse { datum: id, level: None, ranges: vec![(low, high)], zero: true, span });
        Some((Expr::Datum(id, 0), true))
    }

    /// 酌情得0—3分 of a judgement: the points an assessor gives. The outer `Option` tells whether it is that.
    pub(super) fn judged_award(&mut self, condition: &Condition, outcome: &Outcome) -> Option<Option<Expr>> {
        let OutcomeKind::JudgedAward(low, high) = &outcome.kind else { return None };
        let AtomKind::Fact(name) = &condition.first.kind else { return None };
        let known = self.scope.lookup(&name.text, self.table).is_some() || self.fact_words(name).is_some();
        let spoken = self.subject.as_ref().map(|subject| subject.ty.clone());
        if !known && condition.rest.is_empty() && self.level_words(name, spoken.as_ref()).is_none() {
            self.undeclared_judgement(name);
            return Some(None);
        }
        let Some(Symbol::Datum(id)) = self.scope.lookup(&name.text, self.table) else { return None };
        if !condition.rest.is_empty() || self.scope.datum(id)?.ty != Type::Judgement {
            return None;
        }
        self.used.insert(name.text.clone());
        if low > high {
            self.empty_range(outcome.span);
            return Some(None);
        }
        self.assume(Assumption::JudgementStep, outcome.span);
        self.judged.push(JudgedUse { datum: id, level: None, ranges: vec![(low.clone(), high.clone())], zero: false, span: outcome.span });
        Some(Some(Expr::Datum(id, 0)))
    }

    /// 方案印发的得1—2分: a fact leaves nothing to judge.
    pub(super) fn award_of_no_judgement(&mut self, span: Span) {
        self.sink.report(
            Finding::new(Code::TypeMismatch, words! { zh: "得分有幅度，要由一项评议定分", en: "points within a range need a judgement" })
                .label(span, words! { zh: "这里没有评议", en: "there is no judgement here" })
                .help(words! {
                    zh: "请声明“数据 名称：评议”，写“名称酌情得0—2分”；分档的声明“数据 名称：评议（好、中、差）”，写“名称好的得4—5分，中的得2—3分，差的不得分”",
                    en: "declare `数据 名称：评议` and write 名称酌情得0—2分, or `评议（好、中、差）` and a range for each level"
                }),
        );
    }

    /// X计入得分, X计入扣分: the value of the subject is the points.
    pub(super) fn counted(&mut self, subject: &Subject, loses: bool, full: &Number, span: Span) -> Option<Expr> {
        let value = self.subject_value(subject)?;
        self.subject = Some(value.clone());
        if let (Type::Judgement, Expr::Datum(datum, 0)) = (&value.ty, &value.expr) {
            self.assume(Assumption::JudgementStep, span);
            let range = value.range.clone().unwrap_or((Number::ZERO, full.clone()));
            self.judged.push(JudgedUse { datum: *datum, level: None, ranges: vec![range], zero: loses, span });
        }
        let points = self.number(&value)?;
        if points.factor_to(&crate::expr::Unit::points()).is_none() {
            self.type_mismatch(&value, "分数", "points");
            return None;
        }
        Some(value.expr)
    }
}
