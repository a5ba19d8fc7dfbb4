//! Steps (每…扣…分) in English. Default D1: whole steps only. Spec: spec/sentences/steps.md.

use super::chain::{Chain, partial_words};
use super::predicate::direction_word;
use super::reader::{Reader, Target};
use super::words::{measured, noun, share_of};
use crate::expr::{Number, Unit};
use crate::model::IndicatorKind;
use crate::sentence::{Type, counts_facts};
use crate::source::Span;
use crate::syntax::tree::{ClauseKind, Condition, Direction, Front, PartialStep, Step, Subject};

impl Reader<'_> {
    /// Adds a step to the chain. What follows it says how a part of a step counts and how several losses meet.
    pub(super) fn step(&mut self, step: &Step, span: Span, at: usize, chain: &mut Chain<'_>) {
        let split = self.ask(|l| l.counted_thing(step, span));
        let step = split.as_ref().unwrap_or(step);
        let known = chain.targets.clone();
        let when = step.from.as_ref().map(|from| self.counted_where(from, step, chain)).filter(|_| step.front != Front::Asked);
        if let Some(subject) = &step.subject {
            self.subject = Some(subject.clone());
        }
        let behind = chain.clauses.get(at + 1..).unwrap_or_default();
        let own = || behind.iter().map(|c| &c.kind).take_while(|kind| !matches!(kind, ClauseKind::Step(_)));
        let partial = own().find_map(|kind| if let ClauseKind::PartialStep(partial) = kind { Some(partial.how) } else { None });
        let rounds = !matches!(partial, Some(PartialStep::ProRata | PartialStep::Up));
        let (each, lends) = self.each(step, rounds, chain);
        let lends = if lends { self.lender(step, chain) } else { None };
        let amount = self.points(&step.points);
        let verb = match (step.loses, chain.awards.is_empty()) {
            (true, _) => "deduct",
            (false, false) => "add",
            (false, true) => self.award_verb(),
        };
        let at_target = lends.is_none() && step.direction.is_some() && step.from.is_none() && chain.awards.len() > 1;
        let mut from = if step.loses { self.taken_from(chain, lends) } else { String::new() };
        if at_target && !from.is_empty() {
            from.push_str(", or from those of the case that holds just at the target if none above does");
        }
        let further = if step.further { "a further " } else { "" };
        let otherwise = if step.front == Front::Otherwise { "otherwise, " } else { "" };
        let when = when.map_or_else(|| otherwise.to_owned(), |when| format!("{otherwise}if {when}, "));
        chain.say(format!("{when}for each {each}, {verb} {further}{amount}{from}"));
        chain.targets = known;
        chain.steps += 1;
        chain.last_loses = step.loses;
        if let Some(partial) = partial.filter(|p| *p != PartialStep::Down) {
            chain.attach(partial_words(partial));
        }
        if own().any(|kind| *kind == ClauseKind::EachLoss) {
            chain.attach("the losses being added up");
        }
        if own().any(|kind| *kind == ClauseKind::WorseLoss) {
            chain.attach("only the larger loss counting");
        }
    }

    /// 低于90%的，每低1个百分点…: where the step counts; it measures from what is said there.
    fn counted_where(&mut self, from: &Condition, step: &Step, chain: &mut Chain<'_>) -> String {
        self.targets = Vec::new();
        self.takes = step.loses;
        let text = self.whole(from);
        self.takes = false;
        // 90%以上不足95%的: both ends say where it counts, and the target stands before.
        let same = |own: &Target, known: &Target| match (own, known) {
            (Target::Value { subject: own, .. }, Target::Value { subject: known, .. }) => self.is_same(own, known),
            _ => false,
        };
        let band = self.targets.len() > 1 && self.targets.iter().all(|own| chain.targets.iter().any(|known| same(own, known)));
        if step.direction.is_some() && step.front != Front::ForWhom && !band {
            chain.targets = std::mem::take(&mut self.targets);
        }
        text
    }

    /// The award a step takes from: that of its own target.
    fn lender(&self, step: &Step, chain: &Chain<'_>) -> Option<usize> {
        if chain.falls_back {
            return chain.awards.len().checked_sub(1);
        }
        let aims: Vec<&String> =
            chain.targets.iter().filter_map(|t| if let Target::Value { operand, .. } = t { Some(operand) } else { None }).collect();
        if step.from.is_none() || step.direction.is_none() {
            // 增长得3分，持平得2分，每下降1%扣0.5分: which of them lends its points is that which holds at the target.
            let aimed = chain.aims.iter().filter(|(_, known)| aims.contains(&known)).map(|(at, _)| *at);
            let several = aimed.clone().any(|at| Some(at) != aimed.clone().next());
            return Some(0).filter(|_| !several);
        }
        aims.into_iter().find_map(|aim| chain.aims.iter().find(|(_, known)| known == aim).map(|(at, _)| *at))
    }

    /// What is counted, behind `for each`; and whether the step takes from the first award even if no case holds.
    fn each(&mut self, step: &Step, rounds: bool, chain: &mut Chain<'_>) -> (String, bool) {
        if step.missed {
            return ("of these conditions that does not hold".to_owned(), true);
        }
        let Some(direction) = step.direction else { return self.counted_each(step, rounds, chain) };
        if direction == Direction::Below
            && !chain.facts.is_empty()
            && step.subject.is_none()
            && step.from.is_none()
            && counts_facts(&step.unit)
        {
            let size = &step.size;
            let each =
                if *size == Number::ONE { "of these that is lacking".to_owned() } else { format!("{size} of these that are lacking") };
            return (each, true);
        }
        if let (Direction::Behind, Some(place)) = (direction, chain.last_place) {
            chain.falls_back = true;
            return (format!("{} behind place {place}", place_size(step)), true);
        }
        let targets: Vec<Target> = chain
            .targets
            .iter()
            .filter(|target| match (target, &step.subject) {
                (Target::Value { subject, .. }, Some(own)) => self.is_same(subject, own),
                (Target::Place(_), _) | (Target::Value { .. }, None) => true,
            })
            .cloned()
            .collect();
        let text = match targets.as_slice() {
            // Behind a margin: 增长10%以上得5分，每低1个百分点….
            [] => {
                let whole = if rounds { "whole " } else { "" };
                format!("{whole}{} {} that", measured(&step.size, &step.unit), direction_word(direction, false))
            }
            [Target::Place(place)] => format!("{} behind place {place}", place_size(step)),
            [one] => self.one_distance(step, direction, rounds, one),
            several => {
                let whole = if rounds && several.iter().any(|t| self.is_fractional(step, t)) { "whole " } else { "" };
                let each: Vec<String> = several
                    .iter()
                    .map(|target| match target {
                        Target::Place(place) => format!("it is behind place {place}"),
                        Target::Value { subject, operand, .. } => {
                            let side = direction_word(direction, self.type_of(Some(subject)) == Some(Type::Date));
                            format!("{} is {side} {operand}", self.subject_text(subject))
                        }
                    })
                    .collect();
                let size = targets.iter().find_map(|target| match target {
                    Target::Value { subject, .. } => Some(self.distance(step, subject)),
                    Target::Place(_) => None,
                });
                let size = size.unwrap_or_else(|| place_size(step));
                format!("{whole}{size} that {}", each.join(", or "))
            }
        };
        (text, true)
    }

    /// `whole 1 percentage point below 97%`
    fn one_distance(&mut self, step: &Step, direction: Direction, rounds: bool, target: &Target) -> String {
        let Target::Value { subject, operand, .. } = target else { return place_size(step) };
        let whole = if rounds && self.is_fractional(step, target) { "whole " } else { "" };
        let side = direction_word(direction, self.type_of(Some(subject)) == Some(Type::Date));
        if self.is_relative(Some(subject), &step.unit) {
            let (base, target) = share_of(operand);
            return format!("{whole}{}% of {base} by which {} is {side} {target}", step.size, self.subject_text(subject));
        }
        format!("{whole}{} {side} {operand}", self.distance(step, subject))
    }

    /// The size of a step; `%` of a percentage is a percentage point (D10).
    fn distance(&self, step: &Step, subject: &Subject) -> String {
        let is_percentage = self.typed(subject).and_then(|t| t.unit()).is_some_and(|u| u.is_pure());
        if is_percentage && step.unit == "%" { measured(&step.size, "个百分点") } else { measured(&step.size, &step.unit) }
    }

    /// `case counted in X`, `whole 5 people counted in X`
    fn counted_each(&mut self, step: &Step, rounds: bool, chain: &Chain<'_>) -> (String, bool) {
        let subject = self.subject.clone();
        let of = self.spoken_of();
        let places = subject.as_ref().and_then(|s| self.typed(s)).and_then(|t| t.places);
        let whole = if rounds && (places != Some(0) || step.size != Number::ONE) { "whole " } else { "" };
        let unit = Unit::parse(&step.unit);
        let counts = unit.is_count() && !unit.is_pure();
        let size = match (counts, step.size == Number::ONE) {
            (true, true) => noun(&step.unit, true).unwrap_or("one").to_owned(),
            _ => format!("{whole}{}", measured(&step.size, &step.unit)),
        };
        let beyond = if step.beyond_first { " after the first" } else { "" };
        let joint = if counts { "counted in" } else { "of" };
        let lends = subject.as_ref().is_some_and(|s| match s {
            Subject::Name(name) => chain.award_names.contains(&name.text),
            Subject::Formula(_) => false,
        });
        (format!("{size}{beyond} {joint} {of}"), lends)
    }

    fn is_same(&self, a: &Subject, b: &Subject) -> bool {
        a == b || self.typed(a).map(|t| t.expr) == self.typed(b).map(|t| t.expr)
    }

    /// Whether a part of a step can occur.
    fn is_fractional(&self, step: &Step, target: &Target) -> bool {
        let Target::Value { subject, places, .. } = target else { return false };
        let Some(typed) = self.typed(subject) else { return true };
        let whole = typed.ty == Type::Date
            || (typed.places == Some(0) && *places == Some(0) && !matches!(step.unit.as_str(), "个百分点" | "百分点" | "%"));
        !(whole && step.size == Number::ONE)
    }

    /// Whether points are lost by the rule itself rather than taken from what it earns.
    pub(super) fn is_item(&self) -> bool {
        matches!(self.kind, IndicatorKind::Bonus | IndicatorKind::Penalty)
    }
}

/// `place`, `2 places`
fn place_size(step: &Step) -> String {
    if step.size == Number::ONE { "1 place".to_owned() } else { format!("{} places", step.size) }
}
