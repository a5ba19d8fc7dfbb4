//! Predicates (谓语): 达到, 以上, 至, 排名, 近三年每年 … said of a subject. Spec: §6.3.

use std::sync::Arc;

use super::formula::is_squared;
use super::functions::counties;
use super::in_percent::InPercent;
use super::lowering::{Assumption, Lowering, Target};
use super::scope::{Symbol, Type};
use super::typed::{Typed, UNREPORTED};
use crate::expr::{BinaryOp, CmpOp, Expr, Number, PopOp, Ties, Unit};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Name, Operand, Places, Predicate, PredicateKind, Quantity, RankOrder, Ranked, is_sign_of_growth};
use crate::words;

impl Lowering<'_> {
    pub(super) fn predicate(&mut self, subject: &Typed, predicate: &Predicate) -> Option<Expr> {
        let span = predicate.span;
        match &predicate.kind {
            PredicateKind::Compare { op, word, operand, inclusive } => {
                if let Operand::Quantity(by) = operand
                    && self.is_a_difference(subject, by)
                {
                    self.difference_of_what(span, by);
                    return None;
                }
                let op = self.boundary(*op, word, *inclusive, span);
                // 投入增长率负增长: it is below 0 itself.
                if is_sign_of_growth(word) && self.is_a_growth(subject) {
                    return Some(Expr::cmp(op, subject.expr.clone(), Expr::int(0)));
                }
                if let Operand::Quantity(by) = operand {
                    match self.compared_in_percent(subject, (op, word), by) {
                        InPercent::OfItself => {}
                        InPercent::Open => return None,
                        InPercent::Of(compared) => return Some(compared),
                    }
                }
                let compared = self.compare_with(subject, op, operand, span)?;
                let counts = subject.unit().is_some_and(|unit| unit.is_count() && !unit.is_pure());
                if self.takes && counts && matches!(word.as_str(), "以内" | "之内") {
                    // 2次以内扣1分: of those that occurred.
                    return Some(Expr::And(vec![Expr::cmp(CmpOp::Gt, subject.expr.clone(), Expr::int(0)), compared]));
                }
                Some(compared)
            }
            PredicateKind::Between { low, high, open_low } => {
                let from = if *open_low { CmpOp::Gt } else { CmpOp::Ge };
                match self.compared_in_percent(subject, (from, "至"), low) {
                    InPercent::OfItself => {}
                    InPercent::Open => return None,
                    InPercent::Of(lower) => {
                        let InPercent::Of(upper) = self.compared_in_percent(subject, (CmpOp::Le, "至"), high) else { return None };
                        return Some(Expr::all(vec![lower, upper]));
                    }
                }
                let (low, high) = (self.aligned_literal(subject, low)?, self.aligned_literal(subject, high)?);
                if let (Expr::Number(from), Expr::Number(to)) = (&low.expr, &high.expr)
                    && from > to
                {
                    self.empty_range(low.span.to(high.span));
                    return None;
                }
                // 30人至55人得2分，每高1人扣0.1分，每低1人扣0.1分
                if !self.takes {
                    let end = |operand: &Typed, at_least| Target {
                        subject: subject.clone(),
                        operand: operand.clone(),
                        whole: None,
                        at_least: Some(at_least),
                        reached: false,
                    };
                    self.targets.extend([end(&low, true), end(&high, false)]);
                }
                Some(Expr::And(vec![
                    Expr::cmp(from, subject.expr.clone(), low.expr),
                    Expr::cmp(CmpOp::Le, subject.expr.clone(), high.expr),
                ]))
            }
            PredicateKind::ExceedsBy { above, operand, by, margin } => self.exceeds(subject, (*above, operand), by, *margin, span),
            PredicateKind::GoesOn { above, operand, said, open } => self.goes_on(subject, (*above, operand), (said, *open), span),
            PredicateKind::FarOrValue(_) => {
                self.far_or_value(span);
                None
            }
            PredicateKind::Distance { direction, moves, by, reach } => self.distance_predicate((*direction, *moves), by, *reach, span),
            PredicateKind::OverYears { years, op } => {
                let mut all = Vec::new();
                for back in 0..*years {
                    let (now, before) = (self.earlier(subject, back, span)?, self.earlier(subject, back + 1, span)?);
                    all.push(Expr::cmp(*op, now.expr, before.expr));
                }
                Some(Expr::all(all))
            }
            PredicateKind::EachYear { years, each } => {
                // A distance from the target of several years means nothing.
                let targets = self.targets.len();
                let mut all = Vec::new();
                for back in 0..*years {
                    let then = self.earlier(subject, back, span)?;
                    for predicate in each {
                        all.push(self.predicate(&then, predicate)?);
                    }
                }
                self.targets.truncate(targets);
                Some(Expr::all(all))
            }
            PredicateKind::SameAsLastYear | PredicateKind::Stays => {
                let before = self.earlier(subject, 1, span)?;
                self.targets.push(Target {
                    subject: subject.clone(),
                    operand: before.clone(),
                    whole: None,
                    at_least: None,
                    reached: false,
                });
                Some(Expr::cmp(CmpOp::Eq, subject.expr.clone(), before.expr))
            }
            PredicateKind::Ranked(ranked) => {
                self.can_be_ranked(subject)?;
                if self.most_is_worst(subject, ranked, span) {
                    return None;
                }
                Some(self.ranked(subject, ranked, span))
            }
            PredicateKind::Defined(name) => self.term(name),
            PredicateKind::First => {
                self.number(subject)?;
                Some(Expr::cmp(CmpOp::Ge, subject.expr.clone(), Expr::int(1)))
            }
            PredicateKind::Occurred => {
                self.number(subject)?;
                Some(Expr::cmp(CmpOp::Gt, subject.expr.clone(), Expr::int(0)))
            }
            PredicateKind::Unreported => {
                if subject.ty != Type::Date {
                    self.type_mismatch(subject, "日期", "a date");
                    return None;
                }
                self.spoke_of_unreported = true;
                Some(Expr::cmp(CmpOp::Eq, subject.expr.clone(), Expr::int(UNREPORTED)))
            }
        }
    }

    pub(super) fn empty_range(&mut self, span: Span) {
        self.sink.report(
            Finding::new(
                Code::EmptyRange,
                words! { zh: "这一段是空的：前面的数大于后面的数", en: "nothing lies in between: the first number is the larger" },
            )
            .label(span, words! { zh: "小的写在前面", en: "the smaller goes first" })
            .help(words! { zh: "如“80%至90%”", en: "such as 80%至90%" }),
        );
    }

    /// What a comparing word means after 通则 and brackets (D2).
    pub fn boundary(&mut self, op: CmpOp, word: &str, inclusive: Option<bool>, span: Span) -> CmpOp {
        let strict = |op| match op {
            CmpOp::Ge => CmpOp::Gt,
            CmpOp::Le => CmpOp::Lt,
            other => other,
        };
        let loose = |op| match op {
            CmpOp::Gt => CmpOp::Ge,
            CmpOp::Lt => CmpOp::Le,
            other => other,
        };
        match (inclusive, word) {
            (Some(true), _) => loose(op),
            (Some(false), _) => strict(op),
            (None, "以下") if self.boundaries.below_included => CmpOp::Le,
            (None, "以上") if self.boundaries.above_excluded => CmpOp::Gt,
            (None, "高于" | "超过" | "多于" | "大于") if self.boundaries.over_included => CmpOp::Ge,
            (None, "以上" | "以下" | "以内") => {
                if !self.boundaries.stated {
                    self.assume(Assumption::Boundary, span);
                }
                op
            }
            (None, _) => op,
        }
    }

    fn compare_with(&mut self, subject: &Typed, op: CmpOp, operand: &Operand, span: Span) -> Option<Expr> {
        if let (Type::Level(levels), Operand::Name(name)) = (&subject.ty, operand) {
            let is_datum = matches!(self.scope.lookup(&name.text, self.table), Some(Symbol::Datum(_) | Symbol::Column(_)));
            // 达到良好以上, 均为良好以上
            let tails = [("及以上", CmpOp::Ge), ("以上", CmpOp::Ge), ("及以下", CmpOp::Le), ("以下", CmpOp::Lt)];
            let short = tails.into_iter().find_map(|(tail, from)| Some((name.text.strip_suffix(tail)?, from)));
            let short = short.filter(|(short, from)| {
                let fits = op == CmpOp::Eq || (op == CmpOp::Ge && *from == CmpOp::Ge);
                fits && levels.iter().any(|level| level == short)
            });
            let (level, op) = short.map_or((name.text.as_str(), op), |(short, from)| (short, from));
            let level = Name { text: level.to_owned(), span: name.span };
            let right = if is_datum && !levels.contains(&name.text) { self.value_of(name)? } else { self.level(levels, &level)? };
            return self.compare(op, subject.clone(), right, span).map(|t| t.expr);
        }
        if let Operand::Share(whole, percent) = operand
            && matches!(op, CmpOp::Gt | CmpOp::Lt)
            && *percent < Number::from(50)
            && self.is_of_a_kind(subject, whole)
        {
            self.share_or_so_much(percent, op, span);
            return None;
        }
        if let Operand::Population { value, .. } = operand
            && !self.is_an_extreme(subject, *value, op, span)
        {
            return None;
        }
        let right = self.operand_value(subject, operand, span)?;
        let right = match (&subject.ty, &right.ty) {
            (Type::Number(unit), _) if is_squared(unit) => right,
            (Type::Number(_) | Type::Judgement, _) => self.align(subject, right, false)?,
            _ => right,
        };
        // 低于90%的扣1分 says that it should be at least 90%.
        let at_least = match op {
            CmpOp::Ge | CmpOp::Gt => Some(!self.takes),
            CmpOp::Le | CmpOp::Lt => Some(self.takes),
            CmpOp::Eq | CmpOp::Ne => None,
        };
        let whole = match operand {
            Operand::Share(whole, _) => {
                let whole = self.operand_value(subject, whole, span)?;
                Some(self.align(subject, whole, false)?.expr)
            }
            _ => None,
        };
        let reached = op == CmpOp::Ge && !self.takes;
        self.targets.push(Target { subject: subject.clone(), operand: right.clone(), whole, at_least, reached });
        let compared = self.compare(op, subject.clone(), right, span)?.expr;
        // 晚于10月31日的得1分: who reported so late, not who did not report.
        if matches!(op, CmpOp::Gt | CmpOp::Ge) && subject.ty == Type::Date && !self.takes && self.can_be_unreported(subject) {
            let reported = Expr::cmp(CmpOp::Ne, subject.expr.clone(), Expr::int(UNREPORTED));
            return Some(Expr::And(vec![reported, compared]));
        }
        Some(compared)
    }

    fn aligned_literal(&mut self, subject: &Typed, quantity: &Quantity) -> Option<Typed> {
        let literal = self.literal(quantity);
        self.align(subject, literal, false)
    }

    pub(super) fn operand_value(&mut self, subject: &Typed, operand: &Operand, span: Span) -> Option<Typed> {
        match operand {
            Operand::Quantity(quantity) => Some(self.literal(quantity)),
            Operand::Date(date, at) => {
                self.assume(Assumption::CalendarDays, *at);
                Some(Typed::new(Expr::Number(self.day(*date, *at)?), Type::Date, *at))
            }
            Operand::Name(name) => self.value_of(name),
            Operand::LastYear(at) => self.earlier(subject, 1, *at),
            Operand::Population { scope, value, span } => {
                self.can_be_ranked(subject)?;
                Some(self.population_value(scope, *value, subject, *span))
            }
            Operand::ByGroup(groups) => {
                let mut expr = Expr::NotApplicable;
                for (name, quantity) in groups.iter().rev() {
                    let Some(Symbol::Group(group)) = self.resolve(name) else {
                        self.wrong_kind(name, "分组", "a group of counties");
                        return None;
                    };
                    let value = self.aligned_literal(subject, quantity)?;
                    expr = Expr::when(Expr::InGroup(group), value.expr, expr);
                }
                Some(Typed::new(expr, subject.ty.clone(), span))
            }
            Operand::Share(whole, percent) => {
                let whole = self.operand_value(subject, whole, span)?;
                self.number(&whole)?;
                let share = percent.div(&Number::from(100)).unwrap_or_default();
                let expr = Expr::binary(BinaryOp::Mul, whole.expr, Expr::Number(share));
                Some(Typed::new(expr, whole.ty, whole.span))
            }
            Operand::Formula(formula) => self.formula(formula),
        }
    }

    /// Whether a value says by its name how much something grew.
    fn is_a_growth(&self, subject: &Typed) -> bool {
        match &subject.expr {
            Expr::Datum(id, 0) => names_a_growth(&self.scope.datum_name(*id)),
            _ => false,
        }
    }

    /// Whether counties can be compared by a value: a fact has no mean, and of days nobody says whether the first is the best.
    fn can_be_ranked(&mut self, subject: &Typed) -> Option<()> {
        if matches!(subject.ty, Type::Number(_) | Type::Judgement | Type::Level(_)) {
            return Some(());
        }
        self.type_mismatch(subject, "可以排名次、求平均的数", "a number to compare counties by");
        None
    }

    /// The place of the subject, as a value.
    pub(super) fn place(&mut self, subject: &Typed, ranked: &Ranked, span: Span) -> Typed {
        self.says_its_order(subject, ranked, span);
        let ties = match (self.strict_places, ranked.mean_ties) {
            (true, _) => Ties::Worse,
            (_, true) => Ties::Mean,
            _ => {
                self.assume(Assumption::SharedPlace, span);
                Ties::Better
            }
        };
        let says_nothing = |id| self.scope.datum(id).is_some_and(|known| known.direction.is_none() && known.ty != Type::Bool);
        if let (Expr::Datum(id, _), None, false) = (&subject.expr, ranked.order, matches!(subject.ty, Type::Level(_)))
            && says_nothing(*id)
        {
            self.assume(Assumption::HighestFirst, span);
        }
        // Levels are places already: the first is the best.
        let descending = ranked.low_first() == matches!(subject.ty, Type::Level(_));
        let op = PopOp::Rank { descending, ties };
        let expr = Expr::Population(op, counties(ranked.scope.as_deref()), Arc::new(subject.expr.clone()));
        let most = Number::from(self.scope.counties().max(1) as i64);
        Typed {
            range: Some((Number::ONE, most)),
            places: Some(if ranked.mean_ties { 1 } else { 0 }),
            ..Typed::new(expr, Type::Number(Unit::parse("名")), span)
        }
    }

    fn ranked(&mut self, subject: &Typed, ranked: &Ranked, span: Span) -> Expr {
        let place = self.place(subject, ranked, span);
        let at = |n: u32| Expr::int(i64::from(n));
        let (condition, target) = match ranked.places {
            Places::First(n) => (Expr::cmp(CmpOp::Le, place.expr.clone(), at(n)), Some(n)),
            Places::Range(a, b) if a == b => (Expr::cmp(CmpOp::Eq, place.expr.clone(), at(a)), Some(a)),
            Places::Range(a, b) => {
                let (low, high) = (Expr::cmp(CmpOp::Ge, place.expr.clone(), at(a)), Expr::cmp(CmpOp::Le, place.expr.clone(), at(b)));
                (Expr::And(vec![low, high]), Some(b))
            }
            Places::From(n) => (Expr::cmp(CmpOp::Ge, place.expr.clone(), at(n)), None),
            Places::Last(n) => (Expr::cmp(CmpOp::Le, self.place_from_end(subject, ranked, span), at(n)), None),
            Places::FromEnd(a, b) => {
                let place = self.place_from_end(subject, ranked, span);
                let (low, high) = (Expr::cmp(CmpOp::Ge, place.clone(), at(a)), Expr::cmp(CmpOp::Le, place, at(b)));
                (Expr::And(vec![low, high]), None)
            }
        };
        if let Some(target) = target {
            let operand = Typed::new(at(target), place.ty.clone(), span);
            self.targets.push(Target { subject: place, operand, whole: None, at_least: Some(false), reached: false });
        }
        condition
    }

    /// The place counted from the last one; equal values share the place nearer to the end.
    pub(super) fn place_from_end(&mut self, subject: &Typed, ranked: &Ranked, span: Span) -> Expr {
        let turned = if ranked.low_first() { RankOrder::HighFirst } else { RankOrder::LowFirst };
        let from_end = Ranked { order: Some(turned), ..ranked.clone() };
        self.place(subject, &from_end, span).expr
    }
}

/// 投入增长率, 财政收入增幅
pub fn names_a_growth(name: &str) -> bool {
    ["增长率", "增速", "增幅"].iter().any(|word| name.ends_with(word))
}
