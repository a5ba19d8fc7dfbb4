//! Predicates (谓语) in English: 达到, 以上, 至, 排名, 近三年每年 … Spec: §6.3.

use super::reader::{Reader, Target};
use super::words::{date, kept, measured, quantity, share_of};
use crate::expr::{CmpOp, Number, Unit};
use crate::sentence::{Type, Typed, names_a_growth};
use crate::syntax::tree::{
    Direction, Margin, Operand, Places, PopulationWord, Predicate, PredicateKind, Quantity, Ranked, Reach, SmallMove, Subject,
    is_sign_of_growth,
};

/// What is said, and of what if not of the subject at hand.
pub(super) struct Said {
    pub text: String,
    pub of: Option<Subject>,
}

impl Reader<'_> {
    /// All predicates of one subject: `is at least 90% and below 95%`.
    pub fn predicates(&mut self, predicates: &[Predicate]) -> Said {
        let mut of = None;
        let mut text = String::new();
        for (at, predicate) in predicates.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| predicates.get(at)).and_then(|before| before.kind.measured_from());
            // Behind the side it is on: `is at least last year's value and less than 5% above it`.
            if let Some(SmallMove { above, operand, by, op }) = predicate.kind.small_move()
                && before.is_some_and(|before| before.is_like(operand))
            {
                let by = self.apart_by(by);
                let (most, side) = (if op == CmpOp::Lt { "less than" } else { "at most" }, if above { "above" } else { "below" });
                text.push_str(&format!(" and {most} {} {side} it", by.trim_end_matches(" of it")));
                continue;
            }
            let each = self.predicate(predicate, &mut of);
            if text.is_empty() {
                text = each;
                continue;
            }
            let each = each.strip_prefix("is ").filter(|_| text.starts_with("is ")).unwrap_or(&each);
            text.push_str(&format!(" and {each}"));
        }
        Said { text, of }
    }

    /// How far from another value: `is above last year's value by at least 5% of it`.
    fn apart(&mut self, above: bool, operand: &Operand, op: CmpOp, by: &Quantity) -> String {
        let (of, by) = (self.operand(operand).0, self.apart_by(by));
        let word = if above { "above" } else { "below" };
        match op {
            CmpOp::Ge => format!("is {word} {of} by at least {by}"),
            CmpOp::Gt => format!("is {word} {of} by more than {by}"),
            CmpOp::Lt if self.takes && matches!(operand, Operand::LastYear(_)) => {
                let subject = self.subject.as_ref().and_then(|subject| self.typed(subject));
                match subject.and_then(|subject| self.ask(|l| l.falls_short(&subject, above))) {
                    Some(false) => format!("is {word} {of} by less than {by}"),
                    _ => format!("is not {word} {of} by {by} or more"),
                }
            }
            CmpOp::Lt => format!("is {word} {of} by less than {by}"),
            _ => format!("is {word} {of} by at most {by}"),
        }
    }

    fn apart_by(&mut self, by: &Quantity) -> String {
        if self.is_relative(self.subject.clone().as_ref(), &by.unit) { format!("{}% of it", by.number) } else { self.gap(by) }
    }

    fn predicate(&mut self, predicate: &Predicate, of: &mut Option<Subject>) -> String {
        match &predicate.kind {
            PredicateKind::Compare { op, word, operand, inclusive } => {
                let op = self.ask(|l| l.boundary(*op, word, *inclusive, predicate.span));
                let of_itself = is_sign_of_growth(word) && matches!(&self.subject, Some(Subject::Name(name)) if names_a_growth(&name.text));
                let none = Operand::Quantity(Quantity { number: Number::ZERO, unit: "%".to_owned(), span: predicate.span });
                let text = self.compared(op, if of_itself { &none } else { operand });
                let counts =
                    self.subject.as_ref().and_then(|s| self.typed(s)).and_then(|t| t.unit()).is_some_and(|u| u.is_count() && !u.is_pure());
                if self.takes && counts && matches!(word.as_str(), "以内" | "之内") {
                    return format!("is above 0 and {}", text.strip_prefix("is ").unwrap_or(&text));
                }
                text
            }
            PredicateKind::Between { low, high, open_low } => {
                let (low, high) = (quantity(low), quantity(high));
                if *open_low { format!("is above {low} and at most {high}") } else { format!("is from {low} to {high}, both included") }
            }
            PredicateKind::ExceedsBy { above, operand, by, margin } => {
                let op = match margin {
                    Margin::AtLeast => self.ask(|l| l.boundary(CmpOp::Ge, "以上", None, predicate.span)),
                    Margin::Over => self.ask(|l| l.boundary(CmpOp::Gt, "超过", None, predicate.span)),
                    Margin::Within => CmpOp::Le,
                    Margin::Under => CmpOp::Lt,
                    Margin::Below => self.ask(|l| l.boundary(CmpOp::Lt, "以下", None, predicate.span)),
                };
                self.apart(*above, operand, op, by)
            }
            PredicateKind::GoesOn { above, operand, said, .. } => match &**said {
                PredicateKind::Compare { op, word, operand: Operand::Quantity(by), inclusive } => {
                    let op = self.ask(|l| l.boundary(*op, word, *inclusive, predicate.span));
                    self.apart(*above, operand, op, by)
                }
                PredicateKind::Between { low, high, open_low } => {
                    let word = if *above { "above" } else { "below" };
                    let (of, low, high) = (self.operand(operand).0, self.apart_by(low), self.apart_by(high));
                    let from = if *open_low { "more than " } else { "" };
                    format!("is {word} {of} by {from}{low} to {high}")
                }
                _ => String::new(),
            },
            PredicateKind::FarOrValue(_) => String::new(),
            PredicateKind::Distance { direction, by, reach, .. } => self.far_from_target(*direction, by, *reach, of),
            PredicateKind::OverYears { years, op } => {
                let word = match op {
                    CmpOp::Gt => "is above",
                    CmpOp::Ge => "is at least",
                    CmpOp::Lt => "is below",
                    CmpOp::Le => "is at most",
                    CmpOp::Eq => "is equal to",
                    CmpOp::Ne => "is other than",
                };
                format!("{word} the year before in each of the last {years} years, this year included")
            }
            PredicateKind::EachYear { years, each } => {
                let targets = self.targets.len();
                let said = self.predicates(each).text;
                self.targets.truncate(targets);
                format!("{said} in each of the last {years} years, this year included")
            }
            PredicateKind::SameAsLastYear | PredicateKind::Stays => {
                let text = "last year's value".to_owned();
                self.aim(&text, self.places_of_subject(), false);
                format!("is equal to {text}")
            }
            PredicateKind::Ranked(ranked) => self.ranked(ranked),
            PredicateKind::Defined(name) => {
                let kept = kept(&name.text);
                match self.term(name) {
                    Some(text) => format!("meets {kept} (that is: {text})"),
                    None => format!("meets {kept}"),
                }
            }
            PredicateKind::First => "is at least 1".to_owned(),
            PredicateKind::Occurred => "is above 0".to_owned(),
            PredicateKind::Unreported => "has not been reported".to_owned(),
        }
    }

    fn places_of_subject(&self) -> Option<u32> {
        self.subject.as_ref().and_then(|s| self.typed(s)).and_then(|t| t.places)
    }

    /// Sets what distances are measured from.
    fn aim(&mut self, operand: &str, places: Option<u32>, at_most: bool) {
        if let Some(subject) = self.subject.clone() {
            self.targets.push(Target::Value { subject, operand: operand.to_owned(), places, at_most });
        }
    }

    fn compared(&mut self, op: CmpOp, operand: &Operand) -> String {
        let ty = self.type_of(self.subject.clone().as_ref());
        if let (Some(Type::Level(levels)), Operand::Name(name)) = (&ty, operand) {
            let level = if levels.contains(&name.text) { kept(&name.text) } else { self.name(name) };
            return match op {
                CmpOp::Eq => format!("is {level}"),
                CmpOp::Ne => format!("is not {level}"),
                CmpOp::Ge => format!("is {level} or better"),
                CmpOp::Gt => format!("is better than {level}"),
                CmpOp::Le => format!("is {level} or worse"),
                CmpOp::Lt => format!("is worse than {level}"),
            };
        }
        let (text, places) = self.operand(operand);
        let is_date = ty == Some(Type::Date);
        self.aim(&text, if is_date { Some(0) } else { places }, matches!(op, CmpOp::Le | CmpOp::Lt) != self.takes);
        let word = match (op, is_date) {
            (CmpOp::Eq, _) => "is",
            (CmpOp::Ne, _) => "is not",
            (CmpOp::Ge, true) => "is on or after",
            (CmpOp::Gt, true) => "is after",
            (CmpOp::Le, true) => "is on or before",
            (CmpOp::Lt, true) => "is before",
            (CmpOp::Ge, false) => "is at least",
            (CmpOp::Gt, false) => "is above",
            (CmpOp::Le, false) => "is at most",
            (CmpOp::Lt, false) => "is below",
        };
        format!("{word} {text}")
    }

    /// What a subject is compared with, and its decimal places where known.
    fn operand(&mut self, operand: &Operand) -> (String, Option<u32>) {
        match operand {
            Operand::Quantity(q) => (quantity(q), q.number.places()),
            Operand::Date(day, _) => (date(*day), Some(0)),
            Operand::Name(name) => (self.name(name), self.typed_name(name).and_then(|t: Typed| t.places)),
            Operand::LastYear(_) => ("last year's value".to_owned(), self.places_of_subject()),
            Operand::Population { scope, value, span: _ } => (population(scope, *value), None),
            Operand::ByGroup(groups) => {
                let each: Vec<String> = groups.iter().map(|(group, q)| format!("{} for {}", quantity(q), kept(&group.text))).collect();
                (format!("the figure of its group ({})", each.join(", ")), None)
            }
            Operand::Share(whole, percent) => (format!("{percent}% of {}", self.operand(whole).0), None),
            Operand::Formula(formula) => (self.formula(formula), None),
        }
    }

    /// 迟4天以上, 低5个百分点以上: measured from the target of the first case.
    fn far_from_target(&mut self, direction: Direction, by: &Quantity, reach: Reach, of: &mut Option<Subject>) -> String {
        let word = match reach {
            Reach::AtLeast => "at least",
            Reach::Within => "at most",
            Reach::Beyond => "more than",
            Reach::Just => "just",
        };
        match self.targets.first().cloned() {
            Some(Target::Value { subject, operand, at_most, .. }) => {
                let is_date = self.type_of(Some(&subject)) == Some(Type::Date);
                let relative = self.is_relative(Some(&subject), &by.unit);
                let unreported = matches!(&subject, Subject::Name(name) if self.datum(name).is_some_and(|d| d.signature.unreported));
                let worse = if matches!(direction, Direction::Below | Direction::Early) { !at_most } else { at_most };
                *of = Some(subject);
                let (base, target) = share_of(&operand);
                let base = if target == "it" { "it" } else { base };
                if reach == Reach::Within && worse && !self.takes {
                    let far = if relative { format!("{}% of {base}", by.number) } else { self.gap(by) };
                    let reported = if is_date && unreported { " and has been reported" } else { "" };
                    return format!("is not more than {far} {} {operand}{reported}", direction_word(direction, is_date));
                }
                if direction == Direction::Late && is_date && unreported && !self.takes {
                    return format!("has been reported and is {word} {} {} {operand}", quantity(by), direction_word(direction, true));
                }
                match (relative, direction_word(direction, is_date)) {
                    (true, side) => format!("is {side} {operand} by {word} {}% of {base}", by.number),
                    (false, side) if is_date => format!("is {word} {} {side} {operand}", quantity(by)),
                    (false, side) => format!("is {side} {operand} by {word} {}", self.gap(by)),
                }
            }
            Some(Target::Place(place)) => format!("is {word} {} behind place {place}", quantity(by)),
            None => format!("is off by {word} {}", quantity(by)),
        }
    }

    /// A difference; `%` of a percentage is a percentage point (D10).
    fn gap(&self, by: &Quantity) -> String {
        if by.unit == "%" { measured(&by.number, "个百分点") } else { quantity(by) }
    }

    /// Whether a distance in this unit is a share of the target: 个百分点 or % of what is no percentage.
    pub fn is_relative(&self, subject: Option<&Subject>, unit: &str) -> bool {
        let wanted = Unit::parse(unit);
        if unit.is_empty() || !wanted.is_percent() {
            return false;
        }
        match subject.and_then(|s| self.typed(s)) {
            Some(typed) => typed.unit().is_some_and(|own| own.factor_to(&wanted).is_none()),
            None => false,
        }
    }

    /// `is in places 1 to 5 of all counties`
    fn ranked(&mut self, ranked: &Ranked) -> String {
        let level = matches!(self.type_of(self.subject.clone().as_ref()), Some(Type::Level(_)));
        let order = match (level, ranked.low_first()) {
            (true, false) => "the best first",
            (true, true) => "the worst first",
            (false, false) => "the largest first",
            (false, true) => "the smallest first",
        };
        let from_end = matches!(ranked.places, Places::Last(_) | Places::FromEnd(..));
        let ties = match (self.strict_places, ranked.mean_ties, from_end) {
            (true, ..) => "a tie taking the worst of its places",
            (false, true, _) => "a tie taking the mean of its places",
            (false, false, false) => "a tie sharing the better place",
            (false, false, true) => "a tie sharing the place nearer to the end",
        };
        let places = match ranked.places {
            Places::First(n) => format!("among the first {n}"),
            Places::Last(n) => format!("among the last {n}"),
            Places::Range(a, b) if a == b => format!("in place {a}"),
            Places::Range(a, b) => format!("in places {a} to {b}"),
            Places::FromEnd(a, b) if a == b => format!("in place {a} from the end"),
            Places::FromEnd(a, b) => format!("in places {a} to {b} from the end"),
            Places::From(n) => format!("in place {n} or behind"),
        };
        let (Places::First(last) | Places::Range(_, last)) = ranked.places else {
            return format!("is {places} of {} ({order}; {ties})", counties(ranked.scope.as_deref()));
        };
        self.targets.push(Target::Place(last));
        format!("is {places} of {} ({order}; {ties})", counties(ranked.scope.as_deref()))
    }
}

/// Which side of its target a value is on.
pub(super) fn direction_word(direction: Direction, is_date: bool) -> &'static str {
    match (direction, is_date) {
        (Direction::Below, false) => "below",
        (Direction::Below, true) | (Direction::Early, _) => "before",
        (Direction::Above, false) => "above",
        (Direction::Above, true) | (Direction::Late, _) => "after",
        (Direction::Behind, _) => "behind",
    }
}

/// The counties a scope word speaks of.
pub(super) fn counties(scope: Option<&str>) -> &'static str {
    match scope {
        Some("同类县") => "the counties of its group",
        Some("其他县") => "the other counties",
        _ => "all counties",
    }
}

/// 全市平均数 and the like. A mean is simple and counts the county itself (D7).
pub(super) fn population(scope: &str, word: PopulationWord) -> String {
    let counties = counties(Some(scope));
    match word {
        PopulationWord::Mean => format!("the simple mean over {counties}"),
        PopulationWord::Max => format!("the highest value of {counties}"),
        PopulationWord::Min => format!("the lowest value of {counties}"),
    }
}
