//! Counts without 每 (正好几起): 1起扣1分 alone is for each, but where several stand together (1起扣1分，2起扣3分) each names just so
//! many; so does the one before 以后每次. Spec: sentences/steps.md.

use super::tree::{
    Atom, AtomKind, Clause, ClauseKind, Condition, Direction, JUST, Lack, Operand, Outcome, OutcomeKind, Predicate, PredicateKind,
    Quantity, Reach, Step, Subject,
};
use crate::expr::{CmpOp, Number};
use crate::source::Span;

/// Turns steps without 每 that stand together into cases.
pub(super) fn just_so_many(clauses: &mut [Clause]) {
    let counts: Vec<Option<Count>> = clauses.iter().map(Count::of).collect();
    let fellows = |count: &Count| counts.iter().flatten().filter(|other| other.is_like(count)).count();
    let together: Vec<bool> = counts.iter().map(|count| count.as_ref().is_some_and(|c| fellows(c) > 1)).collect();
    // 会议2次得2分，每增加1次加0.5分: the step measures from just so many.
    let goes_beyond = |clause: &Clause| matches!(&clause.kind, ClauseKind::Step(s) if s.direction.is_some() && s.subject.is_none() && s.from.is_none() != s.loses);
    let measured: Vec<bool> = (0..clauses.len()).map(|at| clauses.iter().skip(at + 1).any(goes_beyond)).collect();
    let beside: Vec<bool> = clauses.iter().map(|clause| is_beside_cases(clause, clauses)).collect();
    // 方案、制度、总结，缺1项扣1分，缺2项扣2分
    let enumerated = clauses.iter().position(lacks_so_many);
    let followed: Vec<bool> = clauses.iter().map(|clause| is_followed_by_more(clause, clauses)).collect();
    let changed: Vec<bool> = (0..clauses.len())
        .map(|at| {
            let way = clauses.get(at).and_then(moves);
            way.is_some_and(|above| clauses.iter().take(at).any(|clause| says_a_change(clause, above)))
        })
        .collect();
    let limited: Vec<bool> = (0..clauses.len()).map(|at| clauses.iter().take(at).any(keeps_below)).collect();
    for (at, together) in together.into_iter().enumerate() {
        let goes_on = matches!(clauses.get(at + 1).map(|c| &c.kind), Some(ClauseKind::Step(next)) if next.beyond_first);
        let Some(clause) = clauses.get_mut(at) else { return };
        let ClauseKind::Step(step) = &clause.kind else { continue };
        // 缺1项得2分: nobody earns for each of what is lacking, or, behind 不超过2起得3分, of what is too much.
        let falls_short = match step.direction {
            Some(Direction::Below | Direction::Late) => true,
            Some(Direction::Above) => limited.get(at).copied().unwrap_or(false),
            _ => false,
        };
        let beside = beside.get(at).copied().unwrap_or(false) || (!step.each && !step.loses && falls_short && step.from.is_none());
        let measured = measured.get(at).copied().unwrap_or(false) && !step.each && step.direction.is_none();
        let followed = followed.get(at).copied().unwrap_or(false);
        // 事故0起得3分; 增加1次得1分 behind 比上年增加2次以上得2分
        let moved = changed.get(at).copied().unwrap_or(false);
        if !step.each && (moved || step.size.is_zero()) {
            clause.kind = if moved { just_moved(step, clause.span) } else { just(step, clause.span) };
            continue;
        }
        let of_list = enumerated.is_some_and(|list| list < at) && !step.each && step.subject.is_none() && falls_short;
        if together || measured || beside || followed || of_list {
            clause.kind = just(step, clause.span);
        } else if goes_on && !step.each && step.direction.is_none() && step.size == Number::ONE {
            clause.kind = case(step, step.subject.clone(), PredicateKind::First, clause.span);
        }
        // 缺额5人扣2分: for each 5, or for 5 and more? That is asked where the sentence gets its meaning.
        if let ClauseKind::Step(step) = &mut clause.kind {
            step.each |= step.size == Number::ONE;
        }
    }
}

/// 缺1项扣1分 beside 缺2项以上扣3分: points for just so many, where the next number and more have their own.
fn is_followed_by_more(clause: &Clause, clauses: &[Clause]) -> bool {
    let ClauseKind::Step(step) = &clause.kind else { return false };
    let next = &step.size + &Number::ONE;
    let more = |said: &Predicate| match &said.kind {
        PredicateKind::Distance { direction, by, reach: Reach::AtLeast, .. } => Some(*direction) == step.direction && by.number == next,
        _ => false,
    };
    // 缺1项扣2分，其余不得分
    let rest = step.direction.is_some() && step.from.is_none();
    !step.each
        && step.loses
        && clauses.iter().any(|clause| match &clause.kind {
            ClauseKind::Otherwise(..) => rest,
            ClauseKind::Case(condition, _) if condition.rest.is_empty() => match &condition.first.kind {
                AtomKind::Comparison { subject: None, predicates } => predicates.iter().any(more),
                _ => false,
            },
            _ => false,
        })
}

/// 方案、制度、总结，缺1项
fn lacks_so_many(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Case(condition, _) if matches!(condition.first.kind, AtomKind::Several { lack: Lack::So(_), .. }))
}

/// 增加1次得1分: whether it is a rise.
fn moves(clause: &Clause) -> Option<bool> {
    match &clause.kind {
        ClauseKind::Step(step) if step.moves && !step.each && step.subject.is_none() && step.from.is_none() => {
            Some(step.direction == Some(Direction::Above))
        }
        _ => None,
    }
}

/// 比上年增加2次以上
fn says_a_change(clause: &Clause, rises: bool) -> bool {
    let ClauseKind::Case(Condition { first, .. }, _) = &clause.kind else { return false };
    let AtomKind::Comparison { predicates, .. } = &first.kind else { return false };
    predicates
        .iter()
        .any(|said| matches!(said.kind, PredicateKind::ExceedsBy { above, operand: Operand::LastYear(_), .. } if above == rises))
}

/// 不超过2起得3分
fn keeps_below(clause: &Clause) -> bool {
    let ClauseKind::Case(Condition { first, .. }, Outcome { kind: OutcomeKind::Award(_), .. }) = &clause.kind else { return false };
    let AtomKind::Comparison { predicates, .. } = &first.kind else { return false };
    predicates.iter().any(|said| matches!(said.kind, PredicateKind::Compare { op: CmpOp::Le | CmpOp::Lt, .. }))
}

/// 1起得1分 beside 无事故得3分 or 3起以上不得分: points for just so many, where the cases tell the others.
fn is_beside_cases(clause: &Clause, clauses: &[Clause]) -> bool {
    let ClauseKind::Step(step) = &clause.kind else { return false };
    if step.each || step.loses || step.direction.is_some() {
        return false;
    }
    let name = match &step.subject {
        Some(Subject::Name(name)) => Some(name.text.as_str()),
        Some(Subject::Formula(_)) => return false,
        None => None,
    };
    let same = |other: &str| name.is_none_or(|name| other.ends_with(name));
    clauses.iter().any(|clause| match &clause.kind {
        ClauseKind::Case(condition, _) if condition.rest.is_empty() => match &condition.first.kind {
            AtomKind::Fact(fact) => same(&fact.text),
            AtomKind::Comparison { subject: Some(Subject::Name(of)), .. } => same(&of.text),
            AtomKind::Comparison { subject: None, .. } => true,
            _ => false,
        },
        _ => false,
    })
}

/// So many of something, without 每.
struct Count {
    subject: Option<Subject>,
    step: Step,
}

impl Count {
    fn of(clause: &Clause) -> Option<Count> {
        match &clause.kind {
            ClauseKind::Step(step) if !step.each => Some(Count { subject: step.subject.clone(), step: step.clone() }),
            _ => None,
        }
    }

    /// Of the same thing in the same unit; one without a subject goes on about the one before.
    fn is_like(&self, other: &Count) -> bool {
        let same = match (&self.subject, &other.subject) {
            (Some(Subject::Name(a)), Some(Subject::Name(b))) => a.text == b.text,
            (Some(Subject::Formula(_)), _) | (_, Some(Subject::Formula(_))) => false,
            (None, _) | (_, None) => true,
        };
        same && self.step.direction == other.step.direction && self.step.unit == other.step.unit
    }
}

/// 增加1次得1分 behind 比上年增加2次以上: just so many more than last year, or 以上? That is asked where the sentence gets its meaning.
fn just_moved(step: &Step, span: Span) -> ClauseKind {
    let by = Quantity { number: step.size.clone(), unit: step.unit.clone(), span };
    let (op, word) = if step.direction == Some(Direction::Above) { (CmpOp::Gt, "高于") } else { (CmpOp::Lt, "低于") };
    let side = PredicateKind::Compare { op, word: word.to_owned(), operand: Operand::LastYear(span), inclusive: None };
    let just = PredicateKind::Compare { op: CmpOp::Eq, word: JUST.to_owned(), operand: Operand::Quantity(by), inclusive: None };
    let predicates = vec![Predicate { kind: side, span }, Predicate { kind: just, span }];
    outcome_of(step, AtomKind::Comparison { subject: step.subject.clone(), predicates }, span)
}

/// 2起扣3分 as 2起的，扣3分
fn just(step: &Step, span: Span) -> ClauseKind {
    let by = Quantity { number: step.size.clone(), unit: step.unit.clone(), span };
    let said = match step.direction {
        None => PredicateKind::Compare { op: CmpOp::Eq, word: JUST.to_owned(), operand: Operand::Quantity(by), inclusive: None },
        Some(direction) => PredicateKind::Distance { direction, moves: step.moves, by, reach: Reach::Just },
    };
    case(step, step.subject.clone(), said, span)
}

fn case(step: &Step, subject: Option<Subject>, said: PredicateKind, span: Span) -> ClauseKind {
    outcome_of(step, AtomKind::Comparison { subject, predicates: vec![Predicate { kind: said, span }] }, span)
}

fn outcome_of(step: &Step, kind: AtomKind, span: Span) -> ClauseKind {
    let condition = Condition { first: Box::new(Atom { kind, span }), rest: Vec::new(), all: false, span };
    let points = step.points.clone();
    let kind = if step.loses { OutcomeKind::Deduct(points) } else { OutcomeKind::Award(points) };
    ClauseKind::Case(condition, Outcome { kind, further: step.further, added: None, whole: false, of_item: false, span })
}
