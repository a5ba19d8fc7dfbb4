//! Of what a case speaks (说的是哪一件), where it leaves its subject out behind one about several things or another one. Spec: findings/E0627.

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use crate::source::Span;
use crate::syntax::tree::{
    Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Name, Operand, Outcome, OutcomeKind, Predicate, PredicateKind, Step, Subject,
};
use crate::words;

impl Lowering<'_> {
    /// 甲且率达到95%得3分，达到90%得2分: a case without a subject behind one about several things.
    pub(super) fn subjects_are_clear(&mut self, clauses: &[Clause]) -> bool {
        // 小学率或初中率低于90%: it is said of each.
        let of_each: Vec<Option<Condition>> = clauses
            .iter()
            .map(|clause| match &clause.kind {
                ClauseKind::Case(condition, _) => self.said_of_each(condition),
                _ => None,
            })
            .collect();
        if !self.counted_together(clauses) {
            return false;
        }
        let mut before: Option<(Spoken, bool)> = None;
        let mut graded: Option<&Condition> = None;
        if !self.changes_of_one(clauses) {
            return false;
        }
        for (at, clause) in clauses.iter().enumerate().filter(|(_, clause)| !clause.is_beside()) {
            let written_out = of_each.get(at).and_then(Option::as_ref);
            let (condition, outcome) = match &clause.kind {
                ClauseKind::Case(condition, outcome) => (written_out.unwrap_or(condition), Some(outcome)),
                ClauseKind::Step(Step { from: Some(condition), subject: None, .. }) => (condition, None),
                _ => continue,
            };
            let earns = outcome.is_some_and(|outcome| matches!(outcome.kind, OutcomeKind::Award(_)));
            if graded.is_some_and(|last| self.level_of_which(last, condition) || (earns && self.lacks_one_of(last, condition))) {
                self.case_of_which(condition.span);
                return false;
            }
            graded = Some(condition).filter(|_| earns).or(graded);
            let spoken = self.spoken(condition);
            // 发生补课或体罚的，每起扣1分
            let counts = matches!(&clause.kind, ClauseKind::Step(step) if step.direction.is_none());
            if counts && spoken.compared.len() + spoken.counted > 1 {
                self.two_readings(
                    clause.span,
                    words! { zh: "前面说了几件事，“每…”说的是哪一件？", en: "several things are spoken of: of which of them is each counted?" },
                    words! { zh: "请逐项写，如“补课每起扣1分，体罚每起扣1分”", en: "write one after the other: 补课每起扣1分，体罚每起扣1分" },
                );
                return false;
            }
            let bare = before.as_ref().is_some_and(|(last, _)| is_another_figure(condition, last));
            let of_several = spoken.elliptic && before.as_ref().is_some_and(|(last, _)| last.compared.len() > 1);
            if spoken.is_silent() || of_several {
                if let Some((last, awarded)) = &before
                    && (of_several || last.leaves_open(*awarded, outcome, bare))
                {
                    self.case_of_which(condition.span);
                    return false;
                }
            } else {
                before = Some((spoken, outcome.is_some_and(|outcome| matches!(outcome.kind, OutcomeKind::Award(_)))));
            }
        }
        true
    }

    /// 体罚、补课每起扣0.5分，超过3起的不得分: of either, or of both together?
    fn counted_together(&mut self, clauses: &[Clause]) -> bool {
        let step = |clause: &Clause| matches!(&clause.kind, ClauseKind::Step(step) if step.subject.is_some()).then_some(clause.span);
        let pair = |pair: &[Clause]| match pair {
            [a, b] => step(a).zip(step(b)).is_some_and(|(a, b)| a.start == b.start && a.end == b.end),
            _ => false,
        };
        let Some(together) = clauses.windows(2).position(pair) else { return true };
        for clause in clauses.iter().skip(together + 2) {
            let ClauseKind::Case(condition, _) = &clause.kind else { continue };
            let spoken = Spoken::of(condition);
            if !spoken.elliptic {
                break;
            }
            self.two_readings(
                clause.span,
                words! { zh: "前面几件事分别计：这里说的是其中一件，还是合起来？", en: "several things are counted before: is this said of any of them, or of all together?" },
                words! { zh: "请写明，如“体罚或补课达到4起的不得分”", en: "name them: 体罚或补课达到4起的不得分" },
            );
            return false;
        }
        true
    }

    /// 入学率比上年提高2个百分点以上得3分，巩固率达到95%得2分，提高1个百分点以上得1分: a change behind a clause about another datum, which was not
    /// compared with last year; and 入学率达到95%得3分，满意度低于80%的扣1分，达到90%得2分.
    fn changes_of_one(&mut self, clauses: &[Clause]) -> bool {
        let (mut moved, mut awarded, mut last): (Vec<&str>, Vec<&str>, Option<&str>) = (Vec::new(), Vec::new(), None);
        for clause in clauses.iter().filter(|clause| !clause.is_beside()) {
            let ClauseKind::Case(condition, outcome) = &clause.kind else { continue };
            let earns = matches!(outcome.kind, OutcomeKind::Award(_));
            let own = Spoken::of(condition);
            for atom in condition.atoms() {
                let AtomKind::Comparison { subject, predicates } = &atom.kind else { continue };
                let is_change = |said: &Predicate| {
                    let of_last_year =
                        matches!(said.kind.measured_from(), Some(Operand::LastYear(_))) || said.kind == PredicateKind::SameAsLastYear;
                    of_last_year && !matches!(said.kind, PredicateKind::GoesOn { .. })
                };
                let changes = predicates.iter().any(is_change);
                match subject {
                    Some(Subject::Name(name)) => {
                        last = Some(name.text.as_str());
                        if changes {
                            moved.push(&name.text);
                        }
                        if earns {
                            awarded.push(&name.text);
                        }
                    }
                    Some(Subject::Formula(_)) => last = None,
                    None => {
                        let Some(of) = last else { continue };
                        let other_moved = changes && !moved.is_empty() && !moved.contains(&of);
                        let other_awarded = earns && !changes && own.is_silent() && !awarded.is_empty() && !awarded.contains(&of);
                        if other_moved || other_awarded {
                            self.case_of_which(atom.span);
                            return false;
                        }
                    }
                }
            }
        }
        true
    }

    /// 建立机制且公示得3分，未公示得1分: whether one of several is turned round, and of the others nothing is said.
    fn lacks_one_of(&self, before: &Condition, condition: &Condition) -> bool {
        let AtomKind::Fact(name) = &condition.first.kind else { return false };
        let Some(lacking) = self.fact_words(name).filter(|words| words.negated && condition.rest.is_empty()) else { return false };
        // 有方案且公示得3分，有方案且未公示得2分，无方案得1分: without what stands first the rest is not asked for.
        let atoms = before.rest.iter().map(|(_, atom)| atom);
        let is_it = |atom: &Atom| match &atom.kind {
            AtomKind::Fact(name) => self.fact_words(name).is_some_and(|words| !words.negated && words.name.text == lacking.name.text),
            _ => false,
        };
        let all = before.rest.iter().all(|(connective, _)| *connective != Connective::Or);
        all && !before.rest.is_empty() && atoms.into_iter().any(is_it)
    }

    fn case_of_which(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "前面说了几件事，这一档说的是哪一件，其余的还要不要满足？", en: "several things were spoken of: which of them is this about?" },
            words! { zh: "请把这一档的条件写全，如“甲且入学率达到90%得2分”", en: "write out the whole condition of this case, such as 甲且入学率达到90%得2分" },
        );
    }

    /// What a condition speaks of by name.
    fn spoken<'c>(&self, condition: &'c Condition) -> Spoken<'c> {
        let mut spoken = Spoken::of(condition);
        // 无事故 compares a number of accidents with none.
        let counted = |name: &&Name| self.fact_words(name).is_some_and(|words| !words.bare && self.is_count(&words.name));
        spoken.counted = spoken.named.iter().filter(|name| counted(name)).count();
        spoken
    }

    fn is_count(&self, name: &Name) -> bool {
        match self.scope.lookup(&name.text, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|known| matches!(&known.ty, Type::Number(_))),
            _ => false,
        }
    }
}

/// 达到90%, 提高1个百分点以上, 第2名: one standard of several, which the case before does not have in these words.
fn is_another_figure(condition: &Condition, before: &Spoken) -> bool {
    let AtomKind::Comparison { predicates, .. } = &condition.first.kind else { return false };
    let figure = |said: &Predicate| match &said.kind {
        PredicateKind::Compare { operand, .. } => matches!(operand, Operand::Quantity(_)),
        PredicateKind::Between { .. }
        | PredicateKind::GoesOn { .. }
        | PredicateKind::FarOrValue(_)
        | PredicateKind::ExceedsBy { .. }
        | PredicateKind::Ranked(_) => true,
        _ => false,
    };
    condition.rest.is_empty() && predicates.iter().all(|said| figure(said) && !before.said.contains(&&said.kind))
}

/// What a condition speaks of by name.
struct Spoken<'c> {
    /// Values it compares.
    compared: Vec<Option<&'c str>>,
    /// Facts it names, and how many of them say that there is none or some of what is counted.
    named: Vec<&'c Name>,
    counted: usize,
    /// Whether it says anything else that must hold, too.
    facts: bool,
    /// What it compares one value with, besides each other: figures, last year's value, a mean.
    standards: Vec<Standard>,
    /// What it says of values.
    said: Vec<&'c PredicateKind>,
    /// Whether it speaks of several years.
    years: bool,
    /// Whether its first comparison leaves its subject out.
    elliptic: bool,
}

/// What a value is compared with.
#[derive(PartialEq)]
enum Standard {
    Figure,
    LastYear,
    Mean,
    Place,
    /// Another datum.
    Datum,
}

impl Standard {
    fn of(said: &PredicateKind) -> Option<Standard> {
        match said {
            PredicateKind::Between { .. } => Some(Standard::Figure),
            PredicateKind::SameAsLastYear | PredicateKind::Stays => Some(Standard::LastYear),
            PredicateKind::Ranked(_) => Some(Standard::Place),
            _ => match said.measured_from()? {
                Operand::Quantity(_) => Some(Standard::Figure),
                Operand::LastYear(_) => Some(Standard::LastYear),
                Operand::Population { .. } => Some(Standard::Mean),
                Operand::Name(_) | Operand::Share(..) => Some(Standard::Datum),
                _ => None,
            },
        }
    }
}

impl<'c> Spoken<'c> {
    fn of(condition: &'c Condition) -> Spoken<'c> {
        let mut spoken = Spoken {
            compared: Vec::new(),
            named: Vec::new(),
            counted: 0,
            facts: false,
            standards: Vec::new(),
            said: Vec::new(),
            years: false,
            elliptic: false,
        };
        spoken.elliptic = matches!(&condition.first.kind, AtomKind::Comparison { subject: None, .. });
        spoken.add(condition);
        // 甲或率低于90%: 甲 need not hold.
        spoken.facts &= condition.rest.is_empty() || condition.rest.iter().any(|(connective, _)| *connective != Connective::Or);
        spoken
    }

    fn add(&mut self, condition: &'c Condition) {
        for atom in std::iter::once(condition.first.as_ref()).chain(condition.rest.iter().map(|(_, atom)| atom)) {
            match &atom.kind {
                AtomKind::Fact(name) => {
                    self.facts = true;
                    self.named.push(name);
                }
                AtomKind::Several { .. } => self.facts = true,
                AtomKind::Bracketed(inner) => self.add(inner),
                AtomKind::Listed { items, .. } => items.iter().for_each(|item| self.add(item)),
                AtomKind::Comparison { subject: None, predicates } => self.compare(predicates),
                AtomKind::Comparison { subject: Some(subject), predicates } => {
                    self.compare(predicates);
                    // 近两年均达到95% is more than what one year's value is.
                    self.years |= predicates.iter().any(|said| matches!(said.kind, PredicateKind::EachYear { .. }));
                    let name = match subject {
                        Subject::Name(name) => Some(name.text.as_str()),
                        Subject::Formula(_) => None,
                    };
                    if name.is_none() || !self.compared.contains(&name) {
                        self.compared.push(name);
                    }
                }
            }
        }
    }

    fn compare(&mut self, predicates: &'c [Predicate]) {
        self.said.extend(predicates.iter().map(|said| &said.kind));
        for standard in predicates.iter().filter_map(|said| Standard::of(&said.kind)) {
            if !self.standards.contains(&standard) {
                self.standards.push(standard);
            }
        }
    }

    /// Whether it goes on about what was spoken of before.
    fn is_silent(&self) -> bool {
        self.elliptic && self.compared.is_empty() && self.named.is_empty()
    }

    /// Whether a case without a subject behind this one could be about more than one thing.
    fn leaves_open(&self, awarded: bool, outcome: Option<&Outcome>, bare: bool) -> bool {
        let awards = outcome.is_some_and(|outcome| matches!(outcome.kind, OutcomeKind::Award(_)));
        let values = self.compared.len() + self.counted;
        let facts = self.facts && self.counted == 0;
        // 比上年提高且达到95%得6分，达到90%得4分
        let several = self.standards.len() > 1 && bare;
        let more = (facts && (awards || !awarded) && outcome.is_some()) || ((self.years || several) && awarded && awards);
        values > 1 || (self.compared.len() == 1 && more)
    }
}
