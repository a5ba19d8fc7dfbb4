//! Chains (连写的分句) in English: cases, steps and what modifies them, in the order written. Spec: §6.4.

use super::reader::Reader;
use super::words::points;
use crate::expr::Number;
use crate::model::IndicatorKind;
use crate::syntax::tree::{
    AtomKind, CapOf, Clause, ClauseKind, Condition, Name, Outcome, OutcomeKind, PartialStep, Points, Subject, SubjectOutcome,
};

/// What was said in a chain so far.
pub(super) struct Chain<'c> {
    /// Its clauses.
    pub clauses: &'c [Clause],
    /// Whether it earns points, so that its deductions are taken from them.
    pub earns: bool,
    /// Whether the rule has other parts.
    pub is_part: bool,
    /// Points of each award, in words.
    pub awards: Vec<String>,
    /// Names the first award speaks of.
    pub award_names: Vec<String>,
    /// The facts of an enumeration (每缺一项).
    pub facts: Vec<Name>,
    /// What steps measure from, and how much the case that gave it counts.
    pub targets: Vec<super::reader::Target>,
    pub weight: u8,
    /// What deductions were about so far: of several about one value the largest counts.
    pub taken_for: Vec<Subject>,
    /// The last place an award names, and whether a step goes on from it.
    pub last_place: Option<u32>,
    pub falls_back: bool,
    /// Whether anything was deducted yet.
    pub deducted: bool,
    /// Whether the clause before was an award.
    pub after_award: bool,
    /// What each award compares with: the operands, in words.
    pub aims: Vec<(usize, String)>,
    /// Number of steps, and whether the last one loses points.
    pub steps: usize,
    pub last_loses: bool,
    pieces: Vec<String>,
}

impl Chain<'_> {
    /// A clause of its own.
    pub fn say(&mut self, text: impl Into<String>) {
        self.pieces.push(text.into());
    }

    /// Words that belong to the clause before.
    pub fn attach(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(last) => {
                last.push_str(", ");
                last.push_str(text);
            }
            None => self.say(text),
        }
    }
}

/// Whether a chain earns points; else it takes them or decides 达标.
pub(super) fn earns(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| match &clause.kind {
        ClauseKind::Case(_, outcome) => earns_by(outcome),
        ClauseKind::Otherwise(_, outcome) => earns_by(outcome) || outcome.kind == OutcomeKind::Nothing,
        ClauseKind::Proportion(_, outcome) => *outcome != SubjectOutcome::Counted { loses: true },
        ClauseKind::Step(step) => !step.loses,
        ClauseKind::Survey(..) | ClauseKind::Weighted(_) | ClauseKind::Mixed(..) | ClauseKind::ByLevel(..) => true,
        ClauseKind::Floor { .. }
        | ClauseKind::Signed
        | ClauseKind::FullIs(_)
        | ClauseKind::Uncapped
        | ClauseKind::Cap { .. }
        | ClauseKind::PartialStep(_)
        | ClauseKind::BestOnly
        | ClauseKind::EachLoss
        | ClauseKind::WorseLoss
        | ClauseKind::CountEach
        | ClauseKind::OnceOnly
        | ClauseKind::AndSoOn
        | ClauseKind::NotApplicable(_)
        | ClauseKind::WhenMissing(_)
        | ClauseKind::Rounded(_) => false,
    })
}

fn earns_by(outcome: &Outcome) -> bool {
    matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::JudgedAward(..) | OutcomeKind::Series(_) | OutcomeKind::Proportional { .. })
}

/// Whether a chain says when an indicator is met.
pub(super) fn passes(clauses: &[Clause]) -> bool {
    clauses.iter().any(|c| matches!(&c.kind, ClauseKind::Case(_, outcome) if outcome.kind == OutcomeKind::Passes))
}

impl Reader<'_> {
    /// A chain as one sentence without its full stop.
    pub fn chain(&mut self, clauses: &[Clause], title: Option<&Subject>, is_part: bool) -> String {
        self.subject = title.cloned();
        self.targets.clear();
        let mut chain = Chain {
            clauses,
            earns: earns(clauses),
            is_part,
            awards: Vec::new(),
            award_names: Vec::new(),
            facts: Vec::new(),
            targets: Vec::new(),
            weight: 0,
            taken_for: Vec::new(),
            last_place: None,
            falls_back: false,
            deducted: false,
            after_award: false,
            steps: 0,
            aims: Vec::new(),
            last_loses: false,
            pieces: Vec::new(),
        };
        for (at, clause) in clauses.iter().enumerate() {
            self.clause(clause, at, &mut chain);
            chain.after_award = matches!(&clause.kind, ClauseKind::Case(_, outcome) if earns_by(outcome) && !outcome.further);
        }
        if passes(clauses) {
            chain.say("otherwise it is not met");
        }
        let best = if says(clauses, &ClauseKind::BestOnly) { "of the following only the case with most points counts: " } else { "" };
        format!("{best}{}", chain.pieces.join("; "))
    }

    /// The verb for points won.
    pub fn award_verb(&self) -> &'static str {
        match self.kind {
            IndicatorKind::Bonus => "add",
            IndicatorKind::Penalty => "give back",
            IndicatorKind::Level(_) | IndicatorKind::Leader => "award",
        }
    }

    /// `2 points`, `the full 2 points`
    pub fn points(&self, named: &Points) -> String {
        match named {
            Points::Number(n) => points(n),
            Points::Full => self.full_points(),
            Points::Share(percent) => format!("{percent}% of {}", self.full_points()),
        }
    }

    /// `the full 2 points`
    pub fn full_points(&self) -> String {
        self.full.as_ref().map_or_else(|| "the full points".to_owned(), |n| format!("the full {}", points(n)))
    }

    /// What a deduction is taken from; said once in a chain. `lends`: the award whose points it takes from even if no case holds.
    pub fn taken_from(&self, chain: &mut Chain<'_>, lends: Option<usize>) -> String {
        if std::mem::replace(&mut chain.deducted, true) {
            return String::new();
        }
        match (self.kind, chain.awards.as_slice()) {
            (IndicatorKind::Penalty, _) => " from the total".to_owned(),
            _ if !chain.earns => String::new(),
            (_, [one]) if lends == Some(0) => format!(" from {}", these(one)),
            (_, awards) => match lends.and_then(|at| awards.get(at)) {
                Some(lent) => format!(" from the points awarded, or from {lent} if no case above holds"),
                None => " from the points awarded".to_owned(),
            },
        }
    }

    /// 扣完为止, 最多…分, 保留…位小数 and the like.
    pub(super) fn modifier(&mut self, kind: &ClauseKind, chain: &mut Chain<'_>) {
        match kind {
            ClauseKind::Floor { .. } if chain.earns && chain.is_part => chain.attach("this part going down to 0"),
            ClauseKind::Floor { .. } if chain.earns => chain.attach("down to 0"),
            ClauseKind::Floor { .. } => chain.attach("until no points are left"),
            ClauseKind::FullIs(full) => chain.attach(&format!("full marks being {full}")),
            ClauseKind::Signed => chain.say("the score may be negative"),
            ClauseKind::Uncapped => chain.say("the score may exceed the points of the indicator"),
            ClauseKind::Cap { total, of, points } => {
                let most = self.points(points);
                let steps = chain.clauses.iter().filter(|c| matches!(c.kind, ClauseKind::Step(_))).count();
                let tail = match (*total, of) {
                    (true, CapOf::Lost) if chain.earns => " lost in all",
                    (true, CapOf::Added) if !chain.awards.is_empty() => " added in all",
                    (true, _) => " in all",
                    (false, CapOf::Lost) if steps > 1 && chain.last_loses => " lost by this step",
                    (false, CapOf::Lost) if steps > 1 => " lost by the step that deducts",
                    (false, CapOf::Added) if steps > 1 && !chain.last_loses => " added by this step",
                    (false, CapOf::Added) if steps > 1 => " added by the step that adds",
                    (false, CapOf::Earned) if steps > 1 && chain.awards.is_empty() => " by this step",
                    (false, CapOf::Earned) if !chain.awards.is_empty() => " in all",
                    (false, _) => "",
                };
                chain.attach(&format!("at most {most}{tail}"));
            }
            // These change the step before them and are said with it.
            ClauseKind::PartialStep(_) | ClauseKind::EachLoss | ClauseKind::WorseLoss if chain.steps > 0 => {}
            ClauseKind::PartialStep(partial) => chain.say(partial_words(partial.how)),
            ClauseKind::EachLoss => chain.say("the losses are added up"),
            ClauseKind::WorseLoss => chain.say("only the larger loss counts"),
            ClauseKind::CountEach => chain.attach("every occurrence counting"),
            ClauseKind::OnceOnly => chain.attach("the same matter counting once only"),
            ClauseKind::Rounded(0) => chain.attach("the result rounded half up to a whole number"),
            ClauseKind::Rounded(places) => chain.attach(&format!("the result rounded half up to {}", decimals(*places))),
            ClauseKind::AndSoOn => chain.say("and so on in equal steps: each further band of the same width earns the same amount more"),
            // Said in front of the chain.
            ClauseKind::BestOnly => {}
            ClauseKind::Case(..)
            | ClauseKind::Proportion(..)
            | ClauseKind::Otherwise(..)
            | ClauseKind::Step(_)
            | ClauseKind::NotApplicable(_)
            | ClauseKind::WhenMissing(_)
            | ClauseKind::Survey(..)
            | ClauseKind::Weighted(_)
            | ClauseKind::Mixed(..)
            | ClauseKind::ByLevel(..) => {}
        }
    }

    /// Whether 不得分 meets other things than cases about its own subject, so that its precedence must be said.
    pub(super) fn must_say_precedence(&self, clauses: &[Clause]) -> bool {
        let mut names: Vec<String> = Vec::new();
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Case(condition, outcome) => match &outcome.kind {
                    OutcomeKind::Award(_) | OutcomeKind::Nothing => names.extend(self.names_in(condition)),
                    OutcomeKind::Deduct(_)
                    | OutcomeKind::Exempt
                    | OutcomeKind::JudgedAward(..)
                    | OutcomeKind::JudgedRange(..)
                    | OutcomeKind::JudgedUpTo(_)
                    | OutcomeKind::JudgedOpen
                    | OutcomeKind::JudgedOrNothing
                    | OutcomeKind::Series(_)
                    | OutcomeKind::Proportional { .. }
                    | OutcomeKind::Passes => return true,
                },
                ClauseKind::Step(_) | ClauseKind::Proportion(..) | ClauseKind::ByLevel(..) => return true,
                _ => {}
            }
        }
        names.dedup();
        names.len() > 1
    }

    /// Names a condition speaks of, without the words before a fact.
    pub(super) fn names_in(&self, condition: &Condition) -> Vec<String> {
        let mut out = Vec::new();
        for atom in std::iter::once(condition.first.as_ref()).chain(condition.rest.iter().map(|(_, atom)| atom)) {
            match &atom.kind {
                AtomKind::Fact(name) => match self.level_words(name) {
                    Some((Subject::Name(of), _)) => out.push(of.text),
                    _ => out.push(self.fact_words(name).name.text),
                },
                AtomKind::Bracketed(inner) => out.extend(self.names_in(inner)),
                AtomKind::Listed { items, .. } => out.extend(items.iter().flat_map(|c| self.names_in(c))),
                AtomKind::Several { names, .. } => out.extend(names.iter().map(|n| n.text.clone())),
                AtomKind::Comparison { subject: Some(Subject::Name(name)), .. } => out.push(name.text.clone()),
                AtomKind::Comparison { subject: Some(Subject::Formula(_)) | None, .. } => {
                    if let Some(Subject::Name(name)) = &self.subject {
                        out.push(name.text.clone());
                    }
                }
            }
        }
        out
    }
}

pub(super) fn says(clauses: &[Clause], kind: &ClauseKind) -> bool {
    clauses.iter().any(|c| c.kind == *kind)
}

/// `these 2 points`, `this 1 point`; an amount in words stays as it is.
pub(super) fn these(points: &str) -> String {
    match points.strip_suffix(" points").or_else(|| points.strip_suffix(" point")) {
        Some("1") => "this 1 point".to_owned(),
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => format!("these {number} points"),
        _ => points.to_owned(),
    }
}

/// `1 decimal place`, `2 decimal places`
pub(super) fn decimals(places: u32) -> String {
    format!("{places} decimal place{}", if places == 1 { "" } else { "s" })
}

/// How a part of a step counts (D1).
pub(super) fn partial_words(partial: PartialStep) -> &'static str {
    match partial {
        PartialStep::ProRata => "a part of a step counting in proportion",
        PartialStep::Up => "a part of a step counting as a whole step",
        PartialStep::Down => "a part of a step not counting",
    }
}

/// Points as written, if they are a number.
pub(super) fn number_of(points: &Points) -> Option<&Number> {
    match points {
        Points::Full | Points::Share(_) => None,
        Points::Number(n) => Some(n),
    }
}
