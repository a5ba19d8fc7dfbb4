//! What a sentence says once (承前): order, scope and ties of a ranking hold for the places of the same subject behind it, what a
//! distance is measured from for the distances behind it, and subjects named together for what is said of them next. Spec:
//! sentences/population.md, sentences/conditions.md.

use super::moves;
use super::tree::{
    Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Direction, JUST, Margin, Operand, OutcomeKind, Places, Predicate,
    PredicateKind, Quantity, Ranked, Reach, Step, Subject,
};
use crate::expr::CmpOp;

/// Of a percentage a difference, never a value.
const POINT: &str = "个百分点";

/// Fills in what the cases of a sentence take from those before them, so that each says it itself.
pub(super) fn carry(clauses: &mut [Clause]) {
    let mut last = Last::default();
    for clause in clauses.iter_mut() {
        match &mut clause.kind {
            ClauseKind::Case(condition, outcome) => {
                // 均低于90%的不得分，低于95%的扣2分 may be said of either.
                if matches!(outcome.kind, OutcomeKind::Deduct(_) | OutcomeKind::Nothing) {
                    last.together = None;
                }
                last.condition(condition);
            }
            ClauseKind::Proportion(subject, _) | ClauseKind::ByLevel(subject, ..) => last.speak_of(Some(subject)),
            ClauseKind::Step(step) => {
                last.speak_of(step.subject.as_ref());
                last.fall_back(step);
            }
            _ => {}
        }
    }
    moves::bound(clauses);
}

/// The subject spoken of last, how it was ranked, and what it was said to exceed or to stay below.
#[derive(Default)]
struct Last {
    /// `None` is the datum an indicator is named after.
    subject: Option<String>,
    ranked: Option<Ranked>,
    exceeded: Option<Exceeded>,
    distance: Option<(Direction, String)>,
    together: Option<Together>,
}

/// A、B均达到95%: what is said next without a subject is said of each, too.
struct Together {
    subjects: Vec<Subject>,
    /// How they were compared.
    op: CmpOp,
}

/// 高于全市平均数5个百分点以上: above what, and in which unit.
struct Exceeded {
    above: bool,
    operand: Operand,
    unit: String,
}

impl Exceeded {
    /// What is said of the distance, if it is.
    fn goes_on(&self, said: &PredicateKind, named: bool) -> Option<PredicateKind> {
        let fits = match said {
            PredicateKind::Compare { op: CmpOp::Eq | CmpOp::Ne, .. } => false,
            PredicateKind::Compare { word, operand: Operand::Quantity(by), .. } => self.fits(word, by, named),
            PredicateKind::Between { low, high, .. } => self.fits("至", low, named) && self.fits("至", high, named),
            _ => false,
        };
        fits.then(|| PredicateKind::GoesOn { above: self.above, operand: self.operand.clone(), said: Box::new(said.clone()) })
    }

    /// Whether a word says of the distance what it says of a figure. Of a subject that is named again, and in units of values, more words are
    /// said of the value itself; 低于 behind 高于全市平均数 may be said of the other side.
    fn fits(&self, word: &str, by: &Quantity, named: bool) -> bool {
        let is_share = matches!(by.unit.as_str(), "%" | "‰");
        let never_a_value = is_share || by.unit == POINT;
        let is_trend = matches!(self.operand, Operand::LastYear(_));
        let is_said = match word {
            "以上" | "及以上" | "至" => true,
            "不足" => is_trend || never_a_value,
            "以内" | "之内" | "超过" => never_a_value,
            // 大于0
            _ if by.unit.is_empty() => is_trend,
            _ => never_a_value && is_trend,
        };
        let is_none_at_all = by.unit.is_empty() && by.number.is_zero();
        is_said && (self.unit == by.unit || is_none_at_all) && !(named && by.unit != POINT)
    }
}

impl Last {
    /// Another subject than the last one has not been ranked yet.
    fn speak_of(&mut self, subject: Option<&Subject>) {
        let name = match subject {
            None => return,
            Some(Subject::Name(name)) => Some(&name.text),
            Some(Subject::Formula(_)) => None,
        };
        self.together = None;
        if name.is_none() || name != self.subject.as_ref() {
            self.subject = name.cloned();
            self.ranked = None;
            self.exceeded = None;
            self.distance = None;
        }
    }

    /// 每下降1名, of what was ranked, is a place behind.
    fn fall_back(&self, step: &mut Step) {
        let places = matches!(step.unit.as_str(), "名" | "位" | "位次" | "个位次" | "个名次");
        if places && self.ranked.is_some() && step.direction == Some(Direction::Below) {
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
                    if self.ranges_on(predicates, subject.is_some()) {
                        continue;
                    }
                    for predicate in predicates {
                        self.predicate(&mut predicate.kind, subject.is_some());
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
        let Some(Exceeded { above, operand, unit }) = &self.exceeded else { return };
        for said in predicates {
            let PredicateKind::Distance { direction, by, reach, .. } = &said.kind else { continue };
            let margin = match reach {
                Reach::AtLeast => Margin::AtLeast,
                Reach::Within => Margin::Within,
                Reach::Beyond => Margin::Over,
                Reach::Just => continue,
            };
            let same = matches!((direction, *above), (Direction::Above, true) | (Direction::Below, false));
            if same && (by.unit == *unit || by.unit == POINT) {
                said.kind = PredicateKind::ExceedsBy { above: *above, operand: operand.clone(), by: by.clone(), margin };
            }
        }
    }

    /// 5至10万元（不含） behind 增加超过10万元: a range whose ends are two comparisons, written as one.
    fn ranges_on(&self, predicates: &mut [Predicate], named: bool) -> bool {
        let Some(before) = &self.exceeded else { return false };
        let figure = |said: &Predicate| match &said.kind {
            PredicateKind::Compare { operand: Operand::Quantity(by), .. } => before.fits("至", by, named),
            _ => false,
        };
        let [low, high] = predicates else { return false };
        if low.span != high.span || !figure(low) || !figure(high) {
            return false;
        }
        for said in [low, high] {
            let kind = Box::new(said.kind.clone());
            said.kind = PredicateKind::GoesOn { above: before.above, operand: before.operand.clone(), said: kind };
        }
        true
    }

    /// 达到90% behind A、B均达到95%
    fn each_of_them(&self, condition: &mut Condition) {
        let Some(Together { subjects, op }) = &self.together else { return };
        let AtomKind::Comparison { subject: None, predicates } = &condition.first.kind else { return };
        let alike = |said: &Predicate| matches!(&said.kind, PredicateKind::Compare { op: own, .. } if own == op);
        let all_hold = |rest: &[(Connective, Atom)]| rest.iter().all(|(connective, _)| *connective == Connective::And);
        if !all_hold(&condition.rest) || !predicates.iter().all(alike) {
            return;
        }
        let span = condition.first.span;
        let said = |subject: &Subject| {
            let kind = AtomKind::Comparison { subject: Some(subject.clone()), predicates: predicates.clone() };
            Atom { kind, span }
        };
        let mut atoms = subjects.iter().map(said);
        let Some(first) = atoms.next() else { return };
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        let all = Condition { first: Box::new(first), rest, all: false, span };
        if condition.rest.is_empty() {
            *condition = all;
        } else {
            *condition.first = Atom { kind: AtomKind::Bracketed(all), span };
        }
    }

    fn predicate(&mut self, kind: &mut PredicateKind, named: bool) {
        if let Some(goes_on) = self.exceeded.as_ref().and_then(|before| before.goes_on(kind, named)) {
            *kind = goes_on;
            return;
        }
        match kind {
            PredicateKind::Ranked(ranked) => self.rank(ranked),
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
            PredicateKind::Distance { direction, by, .. } => {
                self.distance = Some((*direction, by.unit.clone()));
                self.exceeded = None;
            }
            PredicateKind::Compare { word, operand: Operand::Quantity(by), inclusive: None, .. } if self.measures(by) => {
                let reach = match word.as_str() {
                    "以上" | "及以上" => Reach::AtLeast,
                    "以内" | "之内" => Reach::Within,
                    JUST => Reach::Just,
                    _ => return,
                };
                if let Some((direction, _)) = self.distance {
                    *kind = PredicateKind::Distance { direction, moves: false, by: by.clone(), reach };
                }
            }
            PredicateKind::ExceedsBy { above, operand, by, .. } => {
                self.exceeded = Some(Exceeded { above: *above, operand: operand.clone(), unit: by.unit.clone() });
                self.distance = None;
            }
            // 下降的…，2个百分点以上的…
            PredicateKind::Compare {
                op: op @ (CmpOp::Lt | CmpOp::Gt),
                operand: operand @ (Operand::LastYear(_) | Operand::Population { .. }),
                ..
            } => {
                self.exceeded = Some(Exceeded { above: *op == CmpOp::Gt, operand: operand.clone(), unit: POINT.to_owned() });
            }
            _ => {}
        }
    }

    /// Whether such a figure is a distance like the last one: a percentage may be a value again.
    fn measures(&self, by: &Quantity) -> bool {
        self.distance.as_ref().is_some_and(|(_, unit)| *unit == by.unit && !matches!(unit.as_str(), "%" | "‰"))
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
    let [Predicate { kind: PredicateKind::Compare { op, .. }, .. }] = of_first.as_slice() else { return None };
    let mut subjects = vec![first];
    for (_, atom) in &inner.rest {
        subjects.push(said(atom).filter(|(_, predicates)| *predicates == of_first)?.0);
    }
    (subjects.len() > 1).then_some(Together { subjects, op: *op })
}
