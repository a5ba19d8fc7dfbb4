//! Cases that can only be meant to be added (各得各的分): 有方案得1分；有制度得1分；有总结得1分 of an indicator worth 3 points. As alternatives they could
//! never give its points, and added up they give just those. Spec: sentences/checklists.md.

use std::collections::BTreeSet;

use super::lowering::Lowering;
use super::open_tail::OpenTail;
use super::rule::Worth;
use super::tail_sentence::List;
use crate::expr::Number;
use crate::syntax::tree::{
    AtomKind, CapOf, ChecklistItem, Clause, ClauseKind, Condition, Name, Operand, OutcomeKind, PredicateKind, RuleText, Sentence, Step,
    Subject,
};

impl Lowering<'_> {
    /// The rule with each of those cases, and what is said of it, in a sentence of its own, and the clauses of which it is open what they are said
    /// of; `None` if they are alternatives and nothing stands apart from what it is said of.
    pub fn added_up(&self, text: &RuleText, full: &Number) -> Option<(RuleText, Vec<OpenTail>)> {
        let placed = self.tails_in_place(text);
        self.parted(placed.as_ref().unwrap_or(text), full).or_else(|| placed.map(|text| (text, Vec::new())))
    }

    fn parted(&self, text: &RuleText, full: &Number) -> Option<(RuleText, Vec<OpenTail>)> {
        let worth = Worth { full: full.clone() };
        let (mut sentences, mut open, mut added) = (Vec::new(), Vec::new(), false);
        // A得2分；B每次得0.5分，最多得2分: each has its own points.
        let mut by_semicolons = true;
        let (mut as_written, mut as_parts) = (Number::ZERO, Number::ZERO);
        let (mut of_each, mut said_of_all, mut moved) = (false, false, false);
        for sentence in &text.sentences {
            let Sentence::Chain(clauses) = sentence else {
                let Sentence::Checklist(items) = sentence else { return None };
                by_semicolons = false;
                let List { items: placed, behind, open: open_tail } = self.tails_of_list(items);
                moved |= placed != *items;
                let items = placed;
                let mut split = Vec::new();
                said_of_all |= open_tail.is_some();
                open.extend(open_tail);
                for item in &items {
                    as_written = &as_written + &most_of_one(&item.clauses, &worth)?;
                    // ①有方案得1分，有制度得1分；②…
                    let each = self.parts_of_each(&item.clauses);
                    of_each |= each.is_some();
                    let (mut parts, open_tails) = each.unwrap_or_else(|| self.share_tail(self.parts_of(&item.clauses)));
                    // ①有方案得1分，有制度得1分，造假的扣1分；②…: what is not of one of them alone stays with the item.
                    if !parts.iter().all(|part| part.first().is_some_and(Clause::awards)) {
                        parts = vec![item.clauses.clone()];
                    }
                    open.extend(open_tails);
                    for part in parts {
                        as_parts = &as_parts + &most_of(&part, &worth)?;
                        split.push(ChecklistItem { marker: item.marker.clone(), clauses: part });
                    }
                }
                added |= split.len() > items.len();
                sentences.push(Sentence::Checklist(if split.len() > items.len() { split } else { items }));
                sentences.extend(behind.map(Sentence::Chain));
                continue;
            };
            // 累计最多得3分 of 3 points changes nothing.
            let idle = |clause: &Clause| match &clause.kind {
                ClauseKind::Cap { of, points, .. } => *of != CapOf::Lost && worth.points(points) >= *full,
                ClauseKind::FullIs(said) => said == full,
                _ => false,
            };
            let unlimited = clauses;
            let limiting: Vec<Clause> = clauses.iter().filter(|clause| !idle(clause)).cloned().collect();
            let clauses = limiting.as_slice();
            as_written = &as_written + &most_of_one(clauses, &worth)?;
            let each = self.parts_of_each(clauses);
            of_each |= each.is_some();
            let (parts, open_tails) = each.unwrap_or_else(|| {
                let parts = self.parts_of(clauses);
                // A limit of all says that more could be earned.
                let is_all = text.sentences.len() == 1 && limiting.len() == unlimited.len();
                let as_marked = self.parts_by_semicolons(clauses).filter(|marked| is_all && gives(marked, full) && !gives(&parts, full));
                self.share_tail(as_marked.unwrap_or(parts))
            });
            by_semicolons &= is_parted(clauses) && parts.iter().filter(|part| part.first().is_some_and(earns)).count() > 1;
            open.extend(open_tails);
            for part in &parts {
                as_parts = &as_parts + &most_of(part, &worth)?;
            }
            sentences.extend(parts.into_iter().map(Sentence::Chain));
        }
        let limited: Vec<&[Clause]> = sentences.iter().flat_map(clauses_of).collect();
        if !limits_in_all(&limited) {
            return None;
        }
        if (said_of_all || of_each) && !open.is_empty() {
            return Some((text.clone(), open));
        }
        let split = added || sentences.len() > text.sentences.len();
        let only_so = (as_written < *full || by_semicolons) && as_parts == *full;
        (moved || (split && (only_so || of_each))).then_some((RuleText { sentences, span: text.span }, open))
    }

    /// The clauses parted before each case or step that earns points for something new, and before what takes for anything else or for the whole
    /// indicator; all of them in one if two are about the same.
    pub(super) fn parts_of(&self, clauses: &[Clause]) -> Vec<Vec<Clause>> {
        let mut clauses = self.counted_things(clauses);
        let by_semicolons = is_parted(&clauses);
        let mut parting = Parting { begins: vec![0], spoken: vec![BTreeSet::new()], about: BTreeSet::new(), earns: false };
        let mut of: Option<Name> = None;
        let mut steps_open = false;
        let last_earning = clauses.iter().rposition(earns).unwrap_or_default();
        for (at, clause) in clauses.iter_mut().enumerate() {
            steps_open &= !matches!(clause.kind, ClauseKind::Cap { .. });
            let (is_beside, apart, takes) = (clause.is_beside(), clause.apart, clause.takes());
            // A得2分；造假的，此项不得分；B得2分
            let of_item = at < last_earning && clause.is_of_item();
            if let (true, ClauseKind::Case(_, outcome)) = (of_item, &mut clause.kind) {
                outcome.whole = false;
            }
            let taken = self.taken_for(&clause.kind);
            match (&mut clause.kind, taken) {
                // …；体罚每起扣0.5分，扣完为止; …，造假的扣2分; …，本项不得分
                (_, Some((names, whole))) => {
                    // A得2分，体罚每起扣1分；B得2分: of the part it stands in.
                    let of_its_part = of_item || (by_semicolons && !apart && takes);
                    if at > 0 && !is_beside && !of_its_part && (whole || (parting.earns && !names.is_subset(&parting.about))) {
                        parting.begin(at);
                    }
                    if !parting.earns {
                        parting.about.extend(names);
                    }
                }
                // 有方案得1分，资源教室每个得0.2分，最多得1分; 有方案得2分；示范园比上年每增加1所得0.5分，最多得2分
                (ClauseKind::Step(step @ Step { loses: false, adds: false, further: false, .. }), _) if names_something(step) => {
                    // 达到10间得2分；比上年每增加1间得0.5分: something else of it.
                    let names = step.from.as_ref().map_or_else(|| self.named_by(step), |from| self.spoken_by_name(from));
                    // 国家级每篇得1分，省级每篇得0.5分，最多得3分
                    let goes_on = steps_open && !apart;
                    if parting.is_new(&names) && !goes_on {
                        parting.begin(at);
                    }
                    let about = self.named_by(step);
                    of = named_first(step).or(of);
                    parting.says(names, about);
                    parting.earns = true;
                    steps_open = true;
                }
                (ClauseKind::Case(condition, outcome), _) if matches!(outcome.kind, OutcomeKind::Award(_)) => {
                    let (mut names, about) = (self.spoken_by_name(condition), self.data_of(condition));
                    let (said, spoken) = goes_on_about(condition, &of);
                    names.extend(said);
                    if !outcome.further && !is_beside && !names.is_empty() && parting.is_new(&names) {
                        parting.begin(at);
                        give_subject(condition, of.as_ref());
                    }
                    of = spoken.or(of);
                    parting.says(names, about);
                    parting.earns = true;
                }
                _ => {}
            }
        }
        parting.parts(clauses)
    }

    /// A得2分，比上年提高的得1分；B得3分，比上年提高的得1分: the parts that semicolons make, if each earns for something of its own and nothing else.
    fn parts_by_semicolons(&self, clauses: &[Clause]) -> Option<Vec<Vec<Clause>>> {
        let mut parts: Vec<Vec<Clause>> = Vec::new();
        for clause in self.counted_things(clauses) {
            match parts.last_mut() {
                Some(part) if !clause.apart => part.push(clause),
                _ => parts.push(vec![clause]),
            }
        }
        let earned = |clause: &Clause| match &clause.kind {
            ClauseKind::Case(condition, _) => self.data_of(condition),
            _ => BTreeSet::new(),
        };
        let about: Vec<BTreeSet<String>> = parts.iter().map(|part| part.first().map(earned).unwrap_or_default()).collect();
        let of_its_own = |(part, own): (&Vec<Clause>, &BTreeSet<String>)| {
            !own.is_empty()
                && part.first().is_some_and(earns)
                && part.iter().filter(|clause| earns(clause)).all(|c| earned(c).is_subset(own))
        };
        let apart = |at: usize| about.iter().skip(at + 1).all(|other| about.get(at).is_some_and(|own| own.is_disjoint(other)));
        (parts.len() > 1 && parts.iter().zip(&about).all(of_its_own) && (0..about.len()).all(apart)).then_some(parts)
    }

    /// What a clause that takes names, and whether it takes all of the indicator.
    pub(super) fn taken_for(&self, kind: &ClauseKind) -> Option<(BTreeSet<String>, bool)> {
        match kind {
            ClauseKind::Case(condition, outcome) if matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing) => {
                Some((self.data_of(condition), outcome.whole))
            }
            ClauseKind::Step(step) if step.loses => Some((self.named_by(step), false)),
            _ => None,
        }
    }

    /// The data a step names.
    fn named_by(&self, step: &Step) -> BTreeSet<String> {
        let mut names = step.from.as_ref().map(|from| self.data_of(from)).unwrap_or_default();
        if let Some(Subject::Name(name)) = &step.subject {
            names.insert(name.text.clone());
        }
        names
    }

    /// The clauses with 每发生1起事故 as 事故每发生1起.
    fn counted_things(&self, clauses: &[Clause]) -> Vec<Clause> {
        let named = |clause: &Clause| match &clause.kind {
            ClauseKind::Step(step) => self.counted_thing(step, clause.span).map(ClauseKind::Step),
            _ => None,
        };
        clauses.iter().map(|clause| Clause { kind: named(clause).unwrap_or_else(|| clause.kind.clone()), ..*clause }).collect()
    }

    /// The data a condition names, whatever they are compared with.
    pub(super) fn data_of(&self, condition: &Condition) -> BTreeSet<String> {
        let plain = |name: String| name.split('（').next().unwrap_or_default().to_owned();
        self.spoken_by_name(condition).into_iter().map(plain).collect()
    }

    /// The data a condition names, and what it compares them with.
    fn spoken_by_name(&self, condition: &Condition) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for atom in condition.atoms() {
            match &atom.kind {
                AtomKind::Fact(name) => {
                    let level = self.level_words(name, None).and_then(|(of, _)| of).map(|of| of.text);
                    let fact = || self.fact_words(name).map(|words| words.name.text);
                    // 投入只增不减
                    let held = || self.one_way_of(name).map(|(of, _)| format!("{}（上年）", of.text));
                    names.extend(level.or_else(fact).or_else(held));
                }
                AtomKind::Several { names: facts, .. } => names.extend(facts.iter().map(|name| name.text.clone())),
                // 入学率达到95%得2分；入学率比上年提高得1分: something else of it.
                AtomKind::Comparison { subject: Some(Subject::Name(name)), predicates } => {
                    names.extend(predicates.iter().map(|said| format!("{}{}", name.text, standard(&said.kind))));
                }
                AtomKind::Bracketed(inner) => names.extend(self.spoken_by_name(inner)),
                AtomKind::Listed { items, .. } => items.iter().for_each(|item| names.extend(self.spoken_by_name(item))),
                AtomKind::Comparison { .. } => {}
            }
        }
        names
    }
}

/// Where the parts of a sentence begin.
struct Parting {
    begins: Vec<usize>,
    /// What each part speaks of, and against what.
    spoken: Vec<BTreeSet<String>>,
    /// The data of the last part.
    about: BTreeSet<String>,
    /// Whether the last part earns anything.
    earns: bool,
}

impl Parting {
    /// Whether the last part does not speak of these.
    fn is_new(&self, names: &BTreeSet<String>) -> bool {
        self.spoken.last().is_none_or(|last| last.is_disjoint(names))
    }

    fn begin(&mut self, at: usize) {
        if at > 0 {
            self.begins.push(at);
            self.spoken.push(BTreeSet::new());
            self.about.clear();
            self.earns = false;
        }
    }

    fn says(&mut self, names: BTreeSet<String>, about: BTreeSet<String>) {
        self.about.extend(about);
        if let Some(last) = self.spoken.last_mut() {
            last.extend(names);
        }
    }

    /// The parts, or one if two speak of the same.
    fn parts(self, clauses: Vec<Clause>) -> Vec<Vec<Clause>> {
        let Parting { begins, spoken, .. } = self;
        let is_shared = |at: usize| spoken.iter().skip(at + 1).any(|other| spoken.get(at).is_some_and(|own| !own.is_disjoint(other)));
        if (0..spoken.len()).any(is_shared) {
            return vec![clauses];
        }
        let ends = begins.iter().skip(1).copied().chain([clauses.len()]);
        begins.iter().zip(ends).filter_map(|(from, to)| clauses.get(*from..to)).map(<[Clause]>::to_vec).collect()
    }
}

/// The datum a step is about.
fn named_first(step: &Step) -> Option<Name> {
    let subject = step.subject.as_ref().or_else(|| match step.from.as_ref().map(|from| &from.first.kind) {
        Some(AtomKind::Comparison { subject, .. }) => subject.as_ref(),
        _ => None,
    });
    if let Some(Subject::Name(name)) = subject { Some(name.clone()) } else { None }
}

fn names_something(step: &Step) -> bool {
    step.subject.is_some() || step.from.is_some()
}

/// Gives a comparison without a subject the one that was spoken of last.
fn give_subject(condition: &mut Condition, of: Option<&Name>) {
    if let (AtomKind::Comparison { subject: subject @ None, .. }, Some(of)) = (&mut condition.first.kind, of) {
        *subject = Some(Subject::Name(of.clone()));
    }
}

/// What ；比上年提高的得1分 says of the datum before, and of what a condition speaks itself.
fn goes_on_about(condition: &Condition, of: &Option<Name>) -> (Vec<String>, Option<Name>) {
    let AtomKind::Comparison { subject, predicates } = &condition.first.kind else { return (Vec::new(), None) };
    match (subject, of) {
        (None, Some(last)) if condition.rest.is_empty() => {
            (predicates.iter().map(|said| format!("{}{}", last.text, standard(&said.kind))).collect(), None)
        }
        (Some(Subject::Name(name)), _) => (Vec::new(), Some(name.clone())),
        _ => (Vec::new(), None),
    }
}

/// What a value is compared with: a figure, last year's value, the others.
fn standard(kind: &PredicateKind) -> &'static str {
    match kind {
        PredicateKind::SameAsLastYear | PredicateKind::Stays => "（上年）",
        PredicateKind::Ranked(_) => "（名次）",
        _ => match kind.measured_from() {
            Some(Operand::LastYear(_)) => "（上年）",
            Some(Operand::Population { .. }) => "（名次）",
            _ => "",
        },
    }
}

/// The most some clauses earn as one chain, where a limit is of all that stands before it.
fn most_of_one(clauses: &[Clause], worth: &Worth) -> Option<Number> {
    let most = most_of(clauses, worth)?;
    let limits = clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Cap { of: CapOf::Any | CapOf::Earned, points, .. } if !clause.aside => Some(worth.points(points)),
        _ => None,
    });
    let awarded = clauses.iter().any(Clause::awards);
    Some(limits.filter(|_| awarded).fold(most, Number::min))
}

/// The most some clauses earn by their cases and by steps with a limit; `None` if they earn by anything else, or only the best of them counts.
fn most_of(clauses: &[Clause], worth: &Worth) -> Option<Number> {
    let (mut most, mut besides) = (Number::ZERO, Number::ZERO);
    let (mut unlimited, mut adding) = (false, false);
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Case(_, outcome) => match &outcome.kind {
                OutcomeKind::Award(points) if outcome.further => besides = &besides + &worth.points(points),
                OutcomeKind::Award(points) => most = most.max(worth.points(points)),
                OutcomeKind::Deduct(_) | OutcomeKind::Nothing | OutcomeKind::Exempt => {}
                OutcomeKind::Proportional { to_best: false } if most > Number::ZERO => {}
                _ => return None,
            },
            ClauseKind::Otherwise(_, outcome) => match &outcome.kind {
                OutcomeKind::Award(points) => most = most.max(worth.points(points)),
                OutcomeKind::Deduct(_) | OutcomeKind::Nothing => {}
                OutcomeKind::Proportional { to_best: false } if most > Number::ZERO => {}
                _ => return None,
            },
            ClauseKind::Step(step) if step.loses => {}
            // 比上年提高得1分，每提高1个百分点再得0.5分
            ClauseKind::Step(step) if step.further || step.adds => adding = true,
            // 资源教室每个得0.2分，最多得1分
            ClauseKind::Step(_) => unlimited = true,
            ClauseKind::Cap { of: CapOf::Any | CapOf::Earned, points, .. } if unlimited => {
                besides = &besides + &worth.points(points);
                unlimited = false;
            }
            ClauseKind::Cap { of: CapOf::Added, points, .. } if adding => {
                besides = &besides + &worth.points(points);
                adding = false;
            }
            ClauseKind::Cap { of: CapOf::Any | CapOf::Earned, points, .. } if adding => {
                most = most.max(worth.points(points));
                adding = false;
            }
            // 体罚每起扣1分，最多扣2分
            ClauseKind::Cap { of: CapOf::Lost, .. } => {}
            ClauseKind::Floor { .. } | ClauseKind::PartialStep(_) | ClauseKind::EachLoss | ClauseKind::WorseLoss => {}
            _ => return None,
        }
    }
    Some(&most + &besides).filter(|_| !unlimited && !adding)
}

/// Whether these parts, added up, give just these points.
fn gives(parts: &[Vec<Clause>], full: &Number) -> bool {
    let worth = Worth { full: full.clone() };
    let most = parts.iter().try_fold(Number::ZERO, |sum, part| Some(&sum + &most_of(part, &worth)?));
    most.is_some_and(|most| most == *full)
}

fn clauses_of(sentence: &Sentence) -> Vec<&[Clause]> {
    match sentence {
        Sentence::Chain(clauses) => vec![clauses.as_slice()],
        Sentence::Checklist(items) => items.iter().map(|item| item.clauses.as_slice()).collect(),
    }
}

/// Whether 累计最多扣2分 stands only where all that is taken is taken in the same part.
fn limits_in_all(parts: &[&[Clause]]) -> bool {
    let in_all = |part: &&&[Clause]| part.iter().any(|clause| matches!(clause.kind, ClauseKind::Cap { of: CapOf::Lost, total: true, .. }));
    let takes = parts.iter().filter(|part| part.iter().any(Clause::takes)).count();
    let limited = parts.iter().filter(in_all).count();
    let earns = |part: &&&[Clause]| in_all(part) && part.iter().any(earns);
    limited == 0 || (takes == 1 && !parts.iter().any(|part| earns(&part)))
}

/// Whether semicolons part what earns points: all that stands between two of them is of one part.
fn is_parted(clauses: &[Clause]) -> bool {
    clauses.iter().any(|clause| clause.apart && earns(clause))
}

fn earns(clause: &Clause) -> bool {
    clause.awards() || matches!(&clause.kind, ClauseKind::Step(step) if !step.loses)
}
