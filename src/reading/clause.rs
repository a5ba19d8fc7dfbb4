//! Clauses (分句) in English: a condition and what follows from it.

use super::chain::{Chain, number_of};
use super::predicate::counties;
use super::reader::{Reader, Target};
use super::words::{kept, listed, points, quantity, then};
use crate::expr::Number;
use crate::model::{IndicatorKind, TypeWord};
use crate::sentence::Type;
use crate::syntax::tree::{
    Added, AtomKind, Clause, ClauseKind, Condition, NaHandling, Outcome, OutcomeKind, PredicateKind, Ranked, Subject, SubjectOutcome,
};

impl Reader<'_> {
    /// Adds one clause to the chain.
    pub(super) fn clause(&mut self, clause: &Clause, at: usize, chain: &mut Chain<'_>) {
        match &clause.kind {
            ClauseKind::Case(condition, outcome) => self.case(condition, outcome, chain),
            ClauseKind::Otherwise(_, outcome) => {
                let what = self.outcome(outcome, None, chain);
                chain.say(format!("otherwise {what}"));
            }
            ClauseKind::Step(step) => self.step(step, clause.span, at, chain),
            ClauseKind::Proportion(subject, outcome) => {
                let of = self.subject_text(subject);
                self.subject = Some(subject.clone());
                let text = self.proportion(&of, outcome, chain);
                chain.say(text);
            }
            ClauseKind::Survey(names, shares) => {
                let text = self.survey(names, shares);
                chain.say(text);
            }
            ClauseKind::Weighted(parts) => {
                let text = self.weighted(parts);
                chain.say(text);
            }
            ClauseKind::Mixed(names, shares) => {
                let text = self.mixed(names, shares);
                chain.say(text);
            }
            ClauseKind::ByLevel(subject, levels, earned) => {
                let text = self.by_level(subject, levels, earned);
                chain.say(text);
            }
            ClauseKind::NotApplicable(handling) => {
                let text = match handling {
                    NaHandling::Full => format!("where the indicator is not applicable, award {}", self.full_points()),
                    NaHandling::Rescale => {
                        "where the indicator is not applicable, it is not counted and the points of the other indicators are scaled up to the full marks"
                            .to_owned()
                    }
                    NaHandling::Mean => "where the indicator is not applicable, award the mean score of the other counties".to_owned(),
                    NaHandling::Zero => "where the indicator is not applicable, award nothing".to_owned(),
                    NaHandling::Skip => "where the indicator is not applicable, it is not assessed: the full marks of the county lack its points".to_owned(),
                };
                chain.say(text);
            }
            ClauseKind::WhenMissing(Some(stand_in)) => {
                let of = self.spoken_of();
                chain.say(format!("where {of} is missing, it counts as {}", quantity(stand_in)));
            }
            ClauseKind::WhenMissing(None) => chain.say(format!("where a value is missing, {} nothing", self.award_verb())),
            modifier => self.modifier(modifier, chain),
        }
    }

    fn case(&mut self, condition: &Condition, outcome: &Outcome, chain: &mut Chain<'_>) {
        if let Some(text) = self.judged(condition, outcome, chain) {
            chain.say(text);
            return;
        }
        let first = chain.awards.is_empty();
        let text = self.case_condition(condition, outcome, chain);
        if let (AtomKind::Several { names, .. }, true) = (&condition.first.kind, condition.rest.is_empty()) {
            chain.facts = names.clone();
        }
        let is_award = !outcome.further
            && matches!(
                outcome.kind,
                OutcomeKind::Award(_) | OutcomeKind::JudgedAward(..) | OutcomeKind::Series(_) | OutcomeKind::Proportional { .. }
            );
        if let (true, Some(Target::Place(place))) = (is_award, self.targets.last()) {
            chain.last_place = Some(*place);
        }
        if is_award && first {
            chain.award_names = self.names_in(condition);
        }
        if is_award {
            let at = chain.awards.len();
            let operands =
                self.targets.iter().filter_map(|t| if let Target::Value { operand, .. } = t { Some(operand.clone()) } else { None });
            chain.aims.extend(operands.map(|operand| (at, operand)));
        }
        let about = self.taken_about(condition, outcome);
        let repeats = about.as_ref().is_some_and(|about| chain.taken_for.contains(about));
        chain.taken_for.extend(about);
        let what = self.outcome(outcome, Some(condition), chain);
        let best = super::chain::says(chain.clauses, &ClauseKind::BestOnly);
        let passed = outcome.kind == OutcomeKind::Passes;
        chain.say(match (passed, is_award && !first && !best, chain.after_award) {
            (true, ..) => format!("{what} if {text}"),
            (false, true, true) => format!("else if {} {what}", then(&text)),
            (false, true, false) => format!("if no award above applies and {} {what}", then(&text)),
            (false, false, _) => format!("if {} {what}", then(&text)),
        });
        if repeats {
            chain.attach(if chain.taken_for.len() > 2 {
                "of these deductions only the largest counting"
            } else {
                "of this and the deduction before it only the larger counting"
            });
        }
    }

    /// The condition of a case, in words; what it compares is what later clauses measure from.
    fn case_condition(&mut self, condition: &Condition, outcome: &Outcome, chain: &mut Chain<'_>) -> String {
        let weight = match &outcome.kind {
            OutcomeKind::Award(_)
            | OutcomeKind::JudgedAward(..)
            | OutcomeKind::Series(_)
            | OutcomeKind::Proportional { .. }
            | OutcomeKind::Passes => 3,
            OutcomeKind::Deduct(_) | OutcomeKind::Exempt => 2,
            _ => 1,
        };
        self.takes = matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing);
        self.counts_facts = !chain.facts.is_empty();
        self.targets = chain.targets.clone();
        let text = self.whole(condition);
        self.takes = false;
        self.targets.drain(..chain.targets.len().min(self.targets.len()));
        if weight > chain.weight && !self.targets.is_empty() {
            (chain.targets, chain.weight) = (self.targets.clone(), weight);
        }
        text
    }

    /// The one value a deduction is about: of several about it the largest counts.
    fn taken_about(&self, condition: &Condition, outcome: &Outcome) -> Option<Subject> {
        let takes = matches!(outcome.kind, OutcomeKind::Deduct(_)) && !outcome.further;
        let one = match &condition.first.kind {
            AtomKind::Comparison { subject: None, .. } => true,
            AtomKind::Comparison { predicates, .. } => condition.rest.is_empty() && !predicates.is_empty(),
            AtomKind::Fact(name) => {
                condition.rest.is_empty() && matches!(self.typed_name(&self.fact_words(name).name).map(|t| t.ty), Some(Type::Number(_)))
            }
            _ => false,
        };
        if takes && one { self.subject.clone() } else { None }
    }

    /// Whether a deduction is for things of which the first award wants none: 无事故得3分，1起扣1分.
    fn is_of_what_should_not_be(&self, condition: &Condition, chain: &Chain<'_>) -> bool {
        let Some(subject) = self.subject.as_ref().filter(|_| condition.rest.is_empty()) else { return false };
        let counts = self.typed(subject).and_then(|t| t.unit()).is_some_and(|u| u.is_count() && !u.is_pure());
        let named = named(subject).is_some_and(|name| chain.award_names.contains(&name.text));
        let wanted = chain.targets.iter().any(|t| matches!(t, Target::Value { subject: of, at_most: false, .. } if of == subject));
        counts && named && !wanted
    }

    /// 不扣分: of everything, or of what it covers (spec §6.4).
    fn exempted(&self, condition: &Condition, chain: &Chain<'_>) -> String {
        let own = self.names_in(condition);
        let at = chain.clauses.iter().position(|c| matches!(&c.kind, ClauseKind::Case(known, _) if known == condition)).unwrap_or(0);
        let mut spoken = Vec::new();
        let mut losses: Vec<(usize, bool)> = Vec::new();
        for (i, clause) in chain.clauses.iter().enumerate() {
            match &clause.kind {
                ClauseKind::Case(other, outcome) => {
                    spoken = self.names_in(other);
                    if matches!(outcome.kind, OutcomeKind::Deduct(_)) {
                        losses.push((i, spoken.iter().any(|name| own.contains(name))));
                    }
                }
                ClauseKind::Step(step) if step.loses => {
                    let names = match &step.subject {
                        Some(Subject::Name(name)) => vec![name.text.clone()],
                        _ => spoken.clone(),
                    };
                    losses.push((i, names.iter().any(|name| own.contains(name))));
                }
                _ => {}
            }
        }
        let aside = chain.clauses.get(at).is_some_and(|clause| clause.aside);
        let related = losses.iter().filter(|(_, related)| *related).count();
        let before = losses.iter().filter(|(i, _)| *i < at).count();
        if related > 0 && related < losses.len() {
            return format!("nothing is deducted for {}", listed(&own.iter().map(|name| kept(name)).collect::<Vec<_>>(), "and"));
        }
        match (related, before) {
            (0, 2..) if aside => "the deduction before this is not made".to_owned(),
            (0, 1..) if before < losses.len() => "nothing is deducted by what stands before this".to_owned(),
            _ => "nothing is deducted".to_owned(),
        }
    }

    /// What follows; `condition` is that of a case.
    fn outcome(&mut self, outcome: &Outcome, condition: Option<&Condition>, chain: &mut Chain<'_>) -> String {
        let verb = self.award_verb();
        match &outcome.kind {
            OutcomeKind::Award(earned) => {
                let amount = self.points(earned);
                if outcome.added == Some(Added::Band) {
                    return format!("add {amount} instead");
                }
                if outcome.further {
                    return format!("add a further {amount}");
                }
                if condition.is_some() {
                    chain.awards.push(amount.clone());
                }
                format!("{verb} {amount}")
            }
            OutcomeKind::Deduct(lost) => {
                let measures = condition.is_some_and(|c| c.measures_distance() || self.is_of_what_should_not_be(c, chain));
                let lends = measures.then_some(0);
                let from = self.taken_from(chain, lends);
                let of_it = number_of(lost).is_none() && !chain.earns;
                let further = if outcome.further { "a further " } else { "" };
                format!("deduct {further}{}{}", self.points(lost), if of_it { String::new() } else { from })
            }
            OutcomeKind::Nothing => self.nothing(condition.is_some(), chain),
            OutcomeKind::Exempt => condition.map_or_else(|| "nothing is deducted".to_owned(), |condition| self.exempted(condition, chain)),
            OutcomeKind::Series(all) => {
                let listed = listed(&all.iter().map(Number::to_string).collect::<Vec<_>>(), "and");
                chain.awards.extend(all.iter().map(points));
                format!("{verb} {listed} points in the order of the places")
            }
            OutcomeKind::Proportional { to_best } => {
                let text = self.share_of_target(*to_best, condition, chain);
                if condition.is_some() {
                    chain.awards.push("that amount".to_owned());
                }
                format!("{verb} {text}")
            }
            OutcomeKind::Passes => "the indicator is met".to_owned(),
            OutcomeKind::JudgedAward(low, high) => {
                let amount = format!("{low} to {}", points(high));
                if condition.is_some() {
                    chain.awards.push("that amount".to_owned());
                }
                format!("the assessors {verb} {amount}")
            }
            OutcomeKind::JudgedRange(low, high) => format!("the assessors deduct {low} to {}", points(high)),
            OutcomeKind::JudgedUpTo(most) => format!("the assessors deduct 0 to {}", points(most)),
            OutcomeKind::JudgedOpen | OutcomeKind::JudgedOrNothing => format!("the assessors deduct 0 to {}", self.full_points()),
        }
    }

    /// 不得分
    fn nothing(&self, is_case: bool, chain: &Chain<'_>) -> String {
        let verb = self.award_verb();
        let is_item = matches!(self.kind, IndicatorKind::Bonus | IndicatorKind::Penalty);
        if super::chain::passes(chain.clauses) {
            return "the indicator is not met".to_owned();
        }
        if !is_case || is_item {
            return format!("{verb} nothing");
        }
        if !chain.earns {
            return "the whole indicator scores 0, whatever else applies".to_owned();
        }
        match (self.must_say_precedence(chain.clauses), chain.is_part) {
            (false, _) => format!("{verb} nothing"),
            (true, false) => format!("{verb} nothing, whatever else applies"),
            (true, true) => format!("{verb} nothing for this part, whatever else of it applies"),
        }
    }

    /// 酌扣: the assessors decide within a range; `None` if the outcome is no judgement.
    fn judged(&mut self, condition: &Condition, outcome: &Outcome, chain: &mut Chain<'_>) -> Option<String> {
        if let OutcomeKind::JudgedAward(low, high) = &outcome.kind {
            let name = self.judgement_named(condition)?;
            let (verb, steps) = (self.award_verb(), self.judgement_steps(name));
            return Some(format!("for {} the assessors {verb} {low} to {}{steps}", kept(&name.text), points(high)));
        }
        let range = match &outcome.kind {
            OutcomeKind::JudgedRange(low, high) => format!("nothing or {low} to {}", points(high)),
            OutcomeKind::JudgedUpTo(most) => format!("0 to {}", points(most)),
            OutcomeKind::JudgedOpen | OutcomeKind::JudgedOrNothing => format!("anything from 0 to {}", self.full_points()),
            OutcomeKind::Award(_)
            | OutcomeKind::JudgedAward(..)
            | OutcomeKind::Deduct(_)
            | OutcomeKind::Nothing
            | OutcomeKind::Exempt
            | OutcomeKind::Series(_)
            | OutcomeKind::Proportional { .. }
            | OutcomeKind::Passes => return None,
        };
        let (name, steps) = match &condition.first.kind {
            AtomKind::Fact(name) => (kept(&name.text), self.judgement_steps(name)),
            _ => (self.condition(condition), String::new()),
        };
        let from = self.taken_from(chain, None);
        Some(format!("for {name} the assessors deduct {range}{from}{steps}"))
    }

    /// 按比例得分, 乘以本项分值, 计入得分
    fn proportion(&mut self, of: &str, outcome: &SubjectOutcome, chain: &mut Chain<'_>) -> String {
        let (verb, full) = (self.award_verb(), self.full_points());
        match outcome {
            SubjectOutcome::Proportional | SubjectOutcome::Times(None) => {
                format!("{verb} {full} × {of}, at most {full}")
            }
            SubjectOutcome::Times(Some(0)) => {
                format!("{verb} {full} × {of} rounded half up to a whole percentage, at most {full}")
            }
            SubjectOutcome::Times(Some(places)) => {
                let places = super::chain::decimals(*places);
                format!("{verb} {full} × {of} as a percentage rounded half up to {places}, at most {full}")
            }
            SubjectOutcome::ToBest => {
                let datum = self.subject.as_ref().and_then(named).and_then(|name| self.datum(name));
                let low_first = datum.is_some_and(|d| d.signature.direction == Some(false));
                let scope = counties(None);
                if low_first {
                    format!("{verb} {full} × the lowest {of} of {scope} ÷ {of}")
                } else {
                    format!("{verb} {full} × {of} ÷ the highest {of} of {scope}")
                }
            }
            SubjectOutcome::Counted { loses: false } => format!("{verb} {}", self.given(of)),
            SubjectOutcome::Counted { loses: true } => {
                let from = self.taken_from(chain, None);
                format!("deduct {}{from}", self.given(of))
            }
        }
    }

    /// Points that stand in a datum, or that assessors give.
    fn given(&self, of: &str) -> String {
        match self.subject.as_ref().and_then(named) {
            Some(name) if self.type_word(name) == Some(TypeWord::Judgement) => {
                format!("the points the assessors give for {of}{}", self.judgement_steps(name))
            }
            _ => format!("the points of {of}"),
        }
    }

    /// 按比例得分 of the first case: the share of the target that was reached.
    fn share_of_target(&mut self, to_best: bool, condition: Option<&Condition>, chain: &Chain<'_>) -> String {
        let base = chain.awards.first().cloned().unwrap_or_else(|| self.full_points());
        if to_best {
            let ranked = condition.and_then(ranking).or_else(|| chain.clauses.iter().rev().find_map(|c| case_ranking(&c.kind))).cloned();
            let of = self.spoken_of();
            let scope = counties(ranked.as_ref().and_then(|r| r.scope.as_deref()));
            return if ranked.is_some_and(|r| r.low_first()) {
                format!("{base} × the lowest {of} of {scope} ÷ {of}")
            } else {
                format!("{base} × {of} ÷ the highest {of} of {scope}")
            };
        }
        match chain.targets.first().cloned() {
            Some(Target::Value { subject, operand, at_most, .. }) => {
                let of = self.subject_text(&subject);
                let (above, below) = if at_most { (operand, of) } else { (of, operand) };
                format!("{base} × {above} ÷ {below}, at most {base}")
            }
            Some(Target::Place(place)) => format!("{base} in proportion to place {place}"),
            None => format!("{base} in proportion"),
        }
    }
}

/// The ranking a condition speaks of.
fn ranking(condition: &Condition) -> Option<&Ranked> {
    match &condition.first.kind {
        AtomKind::Comparison { predicates, .. } if condition.rest.is_empty() => predicates.iter().find_map(|p| match &p.kind {
            PredicateKind::Ranked(ranked) => Some(ranked),
            _ => None,
        }),
        _ => None,
    }
}

fn case_ranking(kind: &ClauseKind) -> Option<&Ranked> {
    match kind {
        ClauseKind::Case(condition, _) => ranking(condition),
        _ => None,
    }
}

/// The subject of a clause, if it is a name.
pub(super) fn named(subject: &Subject) -> Option<&crate::syntax::tree::Name> {
    match subject {
        Subject::Name(name) => Some(name),
        Subject::Formula(_) => None,
    }
}
