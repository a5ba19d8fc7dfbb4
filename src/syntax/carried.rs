//! What a sentence says once (承前): order, scope and ties of a ranking hold for the places of the same subject behind it, what a
//! distance is measured from for the distances behind it, and subjects named together for what is said of them next. Spec:
//! sentences/population.md, sentences/conditions.md.

use super::exceeded::{Exceeded, Figure, OF_A_DISTANCE, POINT, SaidOf, counted_in};
use super::moves;
use super::tree::{
    Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Direction, JUST, Margin, Operand, OutcomeKind, Places, Predicate,
    PredicateKind, Quantity, Ranked, Reach, Step, Subject,
};
use crate::expr::{CmpOp, Number};

/// Fills in what the cases of a sentence take from those before them, so that each says it itself.
pub(super) fn carry(clauses: &mut [Clause]) {
    let mut last = Last::default();
    let mut before: Option<Last> = None;
    for clause in clauses.iter_mut() {
        // 入学率达到95%得3分（巩固率低于90%的扣1分），达到90%得2分
        match (clause.is_beside(), before.take()) {
            (true, None) => before = Some(last.clone()),
            (true, known) => before = known,
            (false, Some(known)) => last = known,
            (false, None) => {}
        }
        match &mut clause.kind {
            ClauseKind::Case(condition, outcome) => {
                // 均低于90%的不得分，低于95%的扣2分 may be said of either.
                if let Some(together) = &mut last.together
                    && matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing)
                {
                    together.op = None;
                }
                last.condition(condition);
            }
            ClauseKind::Proportion(subject, _) | ClauseKind::ByLevel(subject, ..) => last.speak_of(Some(subject)),
            ClauseKind::Step(step) => {
                if let Some(from) = &mut step.from {
                    last.condition(from);
                }
                last.speak_of(step.subject.as_ref());
                last.fall_back(step);
            }
            _ => {}
        }
    }
    moves::bound(clauses);
}

/// The subject spoken of last, how it was ranked, and what it was said to exceed or to stay below.
#[derive(Default, Clone)]
struct Last {
    /// `None` is the datum an indicator is named after.
    subject: Option<String>,
    ranked: Option<Ranked>,
    exceeded: Option<Exceeded>,
    distance: Option<Far>,
    /// The unit in which the value itself was compared.
    valued: Option<String>,
    /// What it was compared with last, besides figures and last year's value.
    standard: Option<Operand>,
    together: Option<Together>,
}

/// A、B均达到95%: what is said next without a subject, or with 均, is said of each, too.
#[derive(Clone)]
struct Together {
    subjects: Vec<Subject>,
    /// How they were compared, if what leaves 均 out is said of each.
    op: Option<CmpOp>,
}

/// 少5人以内: which way, in which unit, how far, and whether that is the most.
#[derive(Clone)]
struct Far {
    direction: Direction,
    unit: String,
    figure: Figure,
}

/// 名, 个位次
fn is_places(unit: &str) -> bool {
    matches!(unit, "名" | "位" | "位次" | "个位次" | "个名次")
}

impl Last {
    /// Another subject than the last one has not been ranked yet.
    fn speak_of(&mut self, subject: Option<&Subject>) {
        let name = match subject {
            None => return,
            Some(each) if each.is_each() => return,
            Some(Subject::Name(name)) => Some(&name.text),
            Some(Subject::Formula(_)) => None,
        };
        self.together = None;
        if name.is_none() || name != self.subject.as_ref() {
            self.subject = name.cloned();
            self.ranked = None;
            self.exceeded = None;
            self.distance = None;
            self.standard = None;
            self.valued = None;
        }
    }

    /// 每下降1名, of what was ranked, is a place behind.
    fn fall_back(&self, step: &mut Step) {
        if is_places(&step.unit) && self.ranked.is_some() && step.direction == Some(Direction::Below) {
            step.direction = Some(Direction::Behind);
            step.moves = false;
            step.unit = "名".to_owned();
        }
    }

    fn condition(&mut self, condition: &mut Condition) {
        self.each_of_them(condition);
        let rest = condition.rest.iter_mut().map(|(_, atom)| atom);
        for atom in std::iter::once(&mut *condition.first).chain(rest) {
            match &mut atom.kind {
                AtomKind::Bracketed(inner) => self.condition(inner),
                AtomKind::Listed { items, .. } => items.iter_mut().for_each(|item| self.condition(item)),
                AtomKind::Comparison { subject, predicates } => {
                    self.speak_of(subject.as_ref());
                    self.since_last_year(predicates);
                    self.same_way(predicates);
                    self.farther(predicates, subject.is_some());
                    if self.ranges_on(predicates, subject.is_some()) {
                        continue;
                    }
                    let in_a_range =
                        matches!(predicates.as_slice(), [low, high] if low.span.start == high.span.start && low.span.end == high.span.end);
                    for predicate in predicates {
                        self.predicate(&mut predicate.kind, subject.is_some(), in_a_range);
                    }
                }
                AtomKind::Fact(_) | AtomKind::Several { .. } => {}
            }
        }
        if let Some(together) = together(condition) {
            self.together = Some(together);
        }
    }

    /// 增长3%以内 behind 比上年增长5%以上 is a change since last year, too.
    fn since_last_year(&self, predicates: &mut Vec<Predicate>) {
        let [Predicate { kind: PredicateKind::Distance { direction, moves: true, by, reach: Reach::Within }, span }] =
            predicates.as_slice()
        else {
            return;
        };
        let (Some(Exceeded { operand: operand @ Operand::LastYear(_), .. }), span) = (&self.exceeded, *span) else { return };
        let above = *direction == Direction::Above;
        let (op, word) = if above { (CmpOp::Gt, "高于") } else { (CmpOp::Lt, "低于") };
        let side = PredicateKind::Compare { op, word: word.to_owned(), operand: operand.clone(), inclusive: None };
        let within = PredicateKind::ExceedsBy { above, operand: operand.clone(), by: by.clone(), margin: Margin::Within };
        *predicates = vec![Predicate { kind: side, span }, Predicate { kind: within, span }];
    }

    /// 高2个百分点以上 behind 高于全市平均数5个百分点以上 is as far from the mean; the other way it is measured from what was asked for.
    fn same_way(&self, predicates: &mut [Predicate]) {
        let Some(Exceeded { above, operand, unit, .. }) = &self.exceeded else { return };
        for said in predicates {
            let PredicateKind::Distance { direction, by, reach, .. } = &said.kind else { continue };
            let margin = match reach {
                Reach::AtLeast => Margin::AtLeast,
                Reach::Within => Margin::Within,
                Reach::Beyond => Margin::Over,
                Reach::Just => continue,
            };
            let same = matches!((direction, *above), (Direction::Above, true) | (Direction::Below, false));
            if same && (counted_in(by, unit).is_some() || by.unit == POINT) {
                said.kind = PredicateKind::ExceedsBy { above: *above, operand: operand.clone(), by: by.clone(), margin };
            }
        }
    }

    /// 11至20人 behind 少1至10人: farther from what was asked for.
    fn farther(&self, predicates: &mut Vec<Predicate>, named: bool) {
        let ([Predicate { kind: PredicateKind::Between { low, high, open_low }, span }], Some(far), false) =
            (predicates.as_slice(), &self.distance, named)
        else {
            return;
        };
        let (Some(least), Some(_)) = (self.measures(low), self.measures(high)) else { return };
        if least < far.figure.number || !far.figure.is_most {
            if let [said] = predicates.as_mut_slice() {
                said.kind = PredicateKind::FarOrValue(Box::new(said.kind.clone()));
            }
            return;
        }
        let end = |by: &Quantity, reach| Predicate {
            kind: PredicateKind::Distance { direction: far.direction, moves: false, by: by.clone(), reach },
            span: *span,
        };
        let from = if *open_low { Reach::Beyond } else { Reach::AtLeast };
        *predicates = vec![end(low, from), end(high, Reach::Within)];
    }

    /// 5至10万元（不含） behind 增加超过10万元: a range whose ends are two comparisons, written as one.
    fn ranges_on(&self, predicates: &mut [Predicate], named: bool) -> bool {
        let Some(before) = &self.exceeded else { return false };
        let figure = |said: &Predicate| match &said.kind {
            PredicateKind::Compare { operand: Operand::Quantity(by), .. } => Some(by.clone()),
            _ => None,
        };
        let [low, high] = predicates else { return false };
        let (Some(from), Some(to)) = (figure(low), figure(high)) else { return false };
        let of = before.range_of(&from, &to, named);
        if !low.span.is_at(high.span) || matches!(of, SaidOf::Value) {
            return false;
        }
        for said in [low, high] {
            if let Some(kind) = before.marked(&said.kind, &of) {
                said.kind = kind;
            }
        }
        true
    }

    /// 达到90%, 均达到90% behind A、B均达到95%
    fn each_of_them(&self, condition: &mut Condition) {
        // A、B均不低于上年且均不低于全市平均数
        let own = match &condition.first.kind {
            AtomKind::Bracketed(inner) => together(inner),
            _ => None,
        };
        let Some(Together { subjects, op }) = own.as_ref().or(self.together.as_ref()) else { return };
        let alike = |said: &Predicate| matches!(&said.kind, PredicateKind::Compare { op: own, .. } if Some(*own) == *op);
        let all_hold = condition.rest.iter().all(|(connective, _)| *connective == Connective::And);
        let written_out = |at: usize, atom: &Atom| {
            let AtomKind::Comparison { subject, predicates } = &atom.kind else { return None };
            let is_of_each = match subject {
                Some(subject) => subject.is_each(),
                None => at == 0 && all_hold && predicates.iter().all(alike),
            };
            let said = |subject: &Subject| {
                let kind = AtomKind::Comparison { subject: Some(subject.clone()), predicates: predicates.clone() };
                Atom { kind, span: atom.span }
            };
            let mut atoms = subjects.iter().map(said).filter(|_| is_of_each);
            let first = Box::new(atoms.next()?);
            let rest = atoms.map(|atom| (Connective::And, atom)).collect();
            Some(Condition { first, rest, all: false, span: atom.span })
        };
        if condition.rest.is_empty() {
            if let Some(all) = written_out(0, &condition.first) {
                *condition = all;
            }
            return;
        }
        let rest = condition.rest.iter_mut().map(|(_, atom)| atom);
        for (at, atom) in std::iter::once(&mut *condition.first).chain(rest).enumerate() {
            if let Some(all) = written_out(at, atom) {
                atom.kind = AtomKind::Bracketed(all);
            }
        }
    }

    fn predicate(&mut self, kind: &mut PredicateKind, named: bool, in_a_range: bool) {
        if let PredicateKind::Distance { direction: direction @ Direction::Below, moves, by, .. } = kind
            && is_places(&by.unit)
            && self.ranked.is_some()
        {
            (*direction, *moves) = (Direction::Behind, false);
        }
        if *kind == PredicateKind::Stays {
            // 高于公务员工资得2分，持平得1分
            *kind = match self.standard.clone() {
                Some(operand) => PredicateKind::Compare { op: CmpOp::Eq, word: "是".to_owned(), operand, inclusive: None },
                None => PredicateKind::SameAsLastYear,
            };
            return;
        }
        match kind.measured_from() {
            Some(operand @ (Operand::Name(_) | Operand::Population { .. })) => self.standard = Some(operand.clone()),
            Some(Operand::LastYear(_)) => self.standard = None,
            _ => {}
        }
        if let Some(goes_on) = self.exceeded.as_ref().and_then(|before| before.goes_on(kind, named, self.valued.as_deref())) {
            *kind = goes_on;
            return;
        }
        if let PredicateKind::Compare { operand: Operand::Quantity(by), .. } = kind {
            self.valued = Some(by.unit.clone());
        }
        match kind {
            PredicateKind::Ranked(ranked) => self.rank(ranked),
            // 投入达到1000万元 behind 增加100万元以上: what is said next is said of values again.
            PredicateKind::Compare { operand: Operand::Quantity(by), .. } if named && by.unit != POINT => {
                self.exceeded = None;
                self.distance = None;
            }
            // 4—6名 behind 排名1—3名 are places, too.
            PredicateKind::Between { low, high, open_low: false } if low.unit == "名" && self.ranked.is_some() => {
                let place = |at: &Quantity| at.number.to_i64().and_then(|n| u32::try_from(n).ok());
                if let (Some(first), Some(last)) = (place(low), place(high)) {
                    let mut ranked = Ranked { scope: None, order: None, mean_ties: false, places: Places::Range(first, last) };
                    self.rank(&mut ranked);
                    *kind = PredicateKind::Ranked(ranked);
                }
            }
            // 5个百分点以内 behind 低2个百分点以内 is a distance, too.
            PredicateKind::Distance { direction, by, reach, .. } => {
                let figure = Figure { number: by.number.clone(), is_most: matches!(reach, Reach::Within | Reach::Just) };
                self.distance = Some(Far { direction: *direction, unit: by.unit.clone(), figure });
                self.exceeded = None;
            }
            PredicateKind::Compare { word, operand: Operand::Quantity(by), inclusive, .. } if !named && self.measures(by).is_some() => {
                let Some(Far { direction, figure, .. }) = &self.distance else { return };
                let goes_on = figure.is_most && self.measures(by).is_some_and(|far| far >= figure.number);
                let reach = match (word.as_str(), inclusive) {
                    ("以上" | "及以上", None | Some(true)) => Reach::AtLeast,
                    ("以内" | "之内", None | Some(true)) => Reach::Within,
                    ("不超过", None) if goes_on => Reach::Within,
                    ("超过" | "多于", None) if goes_on => Reach::Beyond,
                    (JUST, _) => Reach::Just,
                    // 20人以下; 11至20人（不含20人）
                    (word, _) if OF_A_DISTANCE.contains(&word) || in_a_range => {
                        *kind = PredicateKind::FarOrValue(Box::new(kind.clone()));
                        return;
                    }
                    _ => return,
                };
                *kind = PredicateKind::Distance { direction: *direction, moves: false, by: by.clone(), reach };
            }
            PredicateKind::ExceedsBy { above, operand, by, margin } => {
                let last = Figure { number: by.number.clone(), is_most: matches!(margin, Margin::Within | Margin::Under) };
                self.exceeded = Some(Exceeded { above: *above, operand: operand.clone(), unit: by.unit.clone(), last: Some(last) });
                self.distance = None;
            }
            // 下降的…，2个百分点以上的…
            PredicateKind::Compare {
                op: op @ (CmpOp::Lt | CmpOp::Gt),
                operand: operand @ (Operand::LastYear(_) | Operand::Population { .. }),
                ..
            } => {
                self.exceeded = Some(Exceeded { above: *op == CmpOp::Gt, operand: operand.clone(), unit: POINT.to_owned(), last: None });
            }
            // 达到任务数得4分，80%以上得2分 behind 超过任务数10%以上: the distance is over.
            PredicateKind::Compare { operand, .. } if !matches!(operand, Operand::Quantity(_)) => {
                self.exceeded = None;
                self.distance = None;
            }
            _ => {}
        }
    }

    /// Such a figure as a distance like the last one, if it can be one: a percentage may be a value again.
    fn measures(&self, by: &Quantity) -> Option<Number> {
        let far = self.distance.as_ref().filter(|far| !matches!(far.unit.as_str(), "%" | "‰"))?;
        counted_in(by, &far.unit)
    }

    fn rank(&mut self, ranked: &mut Ranked) {
        if let Some(before) = &self.ranked {
            ranked.order = ranked.order.or(before.order);
            ranked.scope = ranked.scope.take().or_else(|| before.scope.clone());
            ranked.mean_ties |= before.mean_ties;
        }
        self.ranked = Some(ranked.clone());
    }
}

/// The subjects of A、B均达到95% or A达到95%且B达到95%, which are compared in the very same words.
fn together(condition: &Condition) -> Option<Together> {
    let inner = match &condition.first.kind {
        // A、B均达到95%且有方案
        AtomKind::Bracketed(inner) if condition.rest.iter().all(|(connective, _)| *connective == Connective::And) => inner,
        _ => condition,
    };
    if inner.rest.iter().any(|(connective, _)| *connective != Connective::And) {
        return None;
    }
    let said = |atom: &Atom| match &atom.kind {
        AtomKind::Comparison { subject: Some(subject), predicates } => Some((subject.clone(), predicates.clone())),
        _ => None,
    };
    let (first, of_first) = said(&inner.first)?;
    let op = match of_first.as_slice() {
        [Predicate { kind: PredicateKind::Compare { op, .. }, .. }] => Some(*op),
        _ => None,
    };
    let mut subjects = vec![first];
    for (_, atom) in &inner.rest {
        subjects.push(said(atom).filter(|(_, predicates)| *predicates == of_first)?.0);
    }
    (subjects.len() > 1).then_some(Together { subjects, op })
}
