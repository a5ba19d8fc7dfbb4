//! Reads scoring sentences (评分). Spec: §6.4.

use super::added::{adds, besides, only_best_of, sisters};
use super::asked::asked;
use super::carried;
use super::just::just_so_many;
use super::nodes::Node;
use super::parser::Rule;
use super::read::{Reader, number, small};
use super::read_condition::{direction, is_move};
use super::read_data::population;
use super::shared_ends;
use super::tree::*;
use crate::expr::{CmpOp, Number};
use crate::source::Span;

/// The clauses of a sentence while they are read.
#[derive(Default)]
struct ClausesRead {
    clauses: Vec<Clause>,
    /// Places of those that say 加.
    added: Vec<usize>,
    /// Places of those that 各 or 分别 gives points.
    each: Vec<usize>,
    /// Whether a semicolon stands before the next one.
    apart: bool,
}

impl Reader<'_> {
    pub(super) fn rule(&self, node: Node<'_>) -> Option<RuleText> {
        let span = self.span(&node);
        let sentences =
            node.into_inner().filter(|n| n.as_rule() == Rule::sentence).map(|n| self.sentence(n)).collect::<Option<Vec<_>>>()?;
        let mut text = RuleText { sentences, span };
        text.of_one_part();
        Some(text)
    }

    fn sentence(&self, node: Node<'_>) -> Option<Sentence> {
        let inner = node.into_inner().next()?;
        if inner.as_rule() == Rule::chain {
            return Some(Sentence::Chain(self.clauses(inner.into_inner())?));
        }
        let mut items: Vec<ChecklistItem> = Vec::new();
        let limits: Vec<Node<'_>> = inner.clone().into_inner().last().into_iter().flat_map(|item| item.into_inner()).collect();
        for item in inner.into_inner() {
            let mut parts = item.into_inner();
            let marker = parts.next()?.as_str().trim().to_owned();
            let parted = parts.clone().any(|part| part.as_rule() == Rule::semicolon);
            let mut clauses = self.clauses(parts)?;
            // ①…；②…；每低1个百分点扣0.5分 may be of all items.
            if let [_, second] = clauses.as_mut_slice() {
                second.apart |= parted;
            }
            items.push(ChecklistItem { marker, clauses });
        }
        // ①…；②…；每项最多扣1分
        let limits = limits.into_iter().filter_map(|clause| clause.into_inner().next()).filter(|clause| clause.as_rule() == Rule::each_cap);
        for limit in limits {
            let others = items.len().saturating_sub(1);
            for item in items.iter_mut().take(others) {
                let _ = self.limit_each(&limit, &mut item.clauses);
            }
        }
        // ①…，造假的该项不得分；②…: at the end of the last item it may be of all.
        let before_last = items.len().saturating_sub(1);
        items.iter_mut().take(before_last).flat_map(|item| &mut item.clauses).for_each(of_its_item);
        Some(Sentence::Checklist(items))
    }

    fn clauses<'p>(&self, nodes: impl Iterator<Item = Node<'p>>) -> Option<Vec<Clause>> {
        let mut read = ClausesRead::default();
        for node in nodes {
            match node.as_rule() {
                Rule::semicolon => read.apart = true,
                Rule::aside => {
                    for inner in node.into_inner().filter(|n| n.as_rule() == Rule::clause) {
                        self.one_clause(inner, true, &mut read)?;
                    }
                }
                _ => self.one_clause(node, false, &mut read)?,
            }
        }
        let ClausesRead { mut clauses, added, each, .. } = read;
        only_best_of(&mut clauses, &each);
        just_so_many(&mut clauses);
        shared_ends::share(&mut clauses);
        carried::carry(&mut clauses);
        besides(&mut clauses, &added);
        sisters(&mut clauses);
        asked(&mut clauses);
        // 达到95%得2分，低于70%的该项不得分: it goes on about what stands before.
        let goes_on = |clause: &&mut Clause| matches!(&clause.kind, ClauseKind::Case(condition, _) if matches!(condition.first.kind, AtomKind::Comparison { subject: None, .. }));
        clauses.iter_mut().skip(1).filter(goes_on).for_each(of_its_item);
        let tell = semicolons_tell(&clauses);
        clauses.iter_mut().for_each(|clause| clause.apart &= tell);
        Some(clauses)
    }

    fn one_clause(&self, node: Node<'_>, aside: bool, read: &mut ClausesRead) -> Option<()> {
        let apart = std::mem::take(&mut read.apart);
        if let Some(each) = self.each_gets(&node) {
            let first = read.clauses.len();
            read.clauses.extend(each?);
            if let Some(first) = read.clauses.get_mut(first) {
                first.apart = apart;
            }
            read.each.extend(first..read.clauses.len());
            return Some(());
        }
        if let Some(limit) = node.clone().into_inner().next().filter(|inner| inner.as_rule() == Rule::each_cap) {
            return self.limit_each(&limit, &mut read.clauses);
        }
        if adds(&node) {
            read.added.push(read.clauses.len());
        }
        let mut clause = self.clause(node)?;
        rest_in_proportion(&mut clause, &read.clauses);
        // Brackets around anything but a case or a limit change nothing.
        let kept = matches!(clause.kind, ClauseKind::Case(..) | ClauseKind::Cap { .. });
        read.clauses.push(Clause { aside: aside && kept, bracketed: aside, apart, ..clause });
        Some(())
    }

    /// 违规招生、违规收费每起扣1分，各项最多扣2分: the limit behind each step that has none.
    fn limit_each(&self, limit: &Node<'_>, clauses: &mut Vec<Clause>) -> Option<()> {
        let most = number(&limit.clone().into_inner().next()?);
        let kind = ClauseKind::Cap { total: false, of: CapOf::Lost, points: Points::Number(most) };
        let span = self.span(limit);
        // As in brackets behind each: of this step alone.
        let cap = Clause { kind, aside: true, bracketed: true, but: false, apart: false, span };
        let is_step = |clause: &Clause| matches!(&clause.kind, ClauseKind::Step(step) if step.loses);
        let before = std::mem::take(clauses);
        let limited = before.iter().any(is_step);
        let mut behind = before.iter().skip(1).map(|next| matches!(next.kind, ClauseKind::Cap { .. })).collect::<Vec<_>>().into_iter();
        for clause in before {
            let followed = behind.next().unwrap_or(false);
            let own = is_step(&clause) && !followed;
            clauses.push(clause);
            clauses.extend(Some(&cap).filter(|_| own).cloned());
        }
        limited.then_some(())
    }

    pub(super) fn clause(&self, node: Node<'_>) -> Option<Clause> {
        let span = self.span(&node);
        let node = node.into_inner().next()?;
        let text = node.as_str().trim().to_owned();
        let rule = node.as_rule();
        let inner: Vec<Node<'_>> = node.clone().into_inner().collect();
        let names = || inner.iter().filter(|n| n.as_rule() == Rule::name).map(|n| self.name(n)).collect::<Vec<_>>();
        let numbers = || inner.iter().filter(|n| n.as_rule() == Rule::number).map(number).collect::<Vec<Number>>();
        let kind = match rule {
            Rule::floor => ClauseKind::Floor { part: text.starts_with("本要点") },
            Rule::full_is => ClauseKind::FullIs(numbers().first()?.clone()),
            Rule::signed_score => ClauseKind::Signed,
            Rule::uncapped => ClauseKind::Uncapped,
            Rule::cap if matches!(inner.first()?.as_rule(), Rule::lost_up_to | Rule::lost_in_all) => {
                let first = inner.first()?.clone();
                // 扣完3分为止 is said of the step before it, 累计扣分不超过3分 of all.
                let total = first.as_rule() == Rule::lost_in_all;
                let most = number(&first.into_inner().next()?);
                ClauseKind::Cap { total, of: CapOf::Lost, points: Points::Number(most) }
            }
            Rule::cap if matches!(inner.first()?.as_rule(), Rule::at_most_lost | Rule::at_most_added | Rule::at_most_points) => {
                let first = inner.first()?.clone();
                let of = match first.as_rule() {
                    Rule::at_most_lost => CapOf::Lost,
                    Rule::at_most_added => CapOf::Added,
                    _ => CapOf::Any,
                };
                ClauseKind::Cap { total: false, of, points: Points::Number(number(&first.into_inner().next()?)) }
            }
            Rule::cap => ClauseKind::Cap {
                total: inner.first()?.as_rule() == Rule::cap_total,
                of: cap_of(&inner)?,
                points: points(inner.iter().find(|n| n.as_rule() == Rule::points)?)?,
            },
            Rule::partial_step => ClauseKind::PartialStep(self.partial(&inner)?),
            Rule::best_only => ClauseKind::BestOnly,
            Rule::each_loss => ClauseKind::EachLoss,
            Rule::worse_loss => ClauseKind::WorseLoss,
            Rule::count_each => ClauseKind::CountEach,
            Rule::once_only => ClauseKind::OnceOnly,
            Rule::and_so_on => ClauseKind::AndSoOn,
            Rule::not_applicable => ClauseKind::NotApplicable(match inner.first()?.clone().into_inner().next()?.as_rule() {
                Rule::na_full => NaHandling::Full,
                Rule::na_rescale => NaHandling::Rescale,
                Rule::na_mean => NaHandling::Mean,
                Rule::na_zero => NaHandling::Zero,
                _ => NaHandling::Skip,
            }),
            Rule::when_missing => {
                let first = inner.first()?;
                let quantity = if first.as_rule() == Rule::stand_in { Some(self.quantity(first.clone())?) } else { None };
                ClauseKind::WhenMissing(quantity)
            }
            Rule::otherwise => ClauseKind::Otherwise(inner.first()?.as_str().trim().to_owned(), self.outcome(inner.get(1)?.clone())?),
            Rule::survey => ClauseKind::Survey(names(), numbers()),
            Rule::mixed => ClauseKind::Mixed(names(), numbers()),
            Rule::weighted => ClauseKind::Weighted(
                inner
                    .into_iter()
                    .map(|weight| {
                        let mut parts = weight.into_inner();
                        Some((self.subject(parts.next()?)?, number(&parts.next()?)))
                    })
                    .collect::<Option<Vec<_>>>()?,
            ),
            Rule::by_level => {
                let subject = self.subject(inner.first()?.clone())?;
                let levels = inner.iter().filter(|n| n.as_rule() == Rule::level_word).map(|n| n.as_str().to_owned()).collect();
                let points = inner
                    .iter()
                    .filter(|n| n.as_rule() == Rule::level_points)
                    .map(|n| {
                        let mut parts = n.clone().into_inner();
                        Some((number(&parts.next()?), parts.next().map(|n| number(&n))))
                    })
                    .collect::<Option<Vec<_>>>()?;
                ClauseKind::ByLevel(subject, levels, points)
            }
            Rule::rounded => ClauseKind::Rounded(inner.first().map_or(0, small)),
            Rule::step | Rule::step_from => ClauseKind::Step(self.step(&inner)?),
            Rule::step_else => ClauseKind::Step(Step { front: Front::Otherwise, ..self.step(&inner)? }),
            Rule::case => self.case_clause(&inner)?,
            _ => return None,
        };
        Some(Clause { kind, aside: false, bracketed: false, but: rule == Rule::case && text.starts_with('但'), apart: false, span })
    }

    /// 不足5人的按5人计扣
    fn partial(&self, inner: &[Node<'_>]) -> Option<Partial> {
        let (of, handling) = (inner.first()?.clone(), inner.last()?.clone());
        let how = match handling.as_rule() {
            Rule::pro_rata => PartialStep::ProRata,
            Rule::round_up => PartialStep::Up,
            _ => PartialStep::Down,
        };
        let parts: Vec<Node<'_>> = handling.into_inner().collect();
        let counts_as = parts.iter().find(|n| n.as_rule() == Rule::partial_size);
        let loses = parts.iter().find(|n| n.as_rule() == Rule::partial_of).and_then(|n| match n.as_str() {
            "计" | "计算" => None,
            word => Some(word.ends_with('扣')),
        });
        Some(Partial { how, of: self.partial_size(of)?, counts_as: counts_as.map_or(Some(None), |n| self.partial_size(n.clone()))?, loses })
    }

    /// `None` for 1个单位, whatever the step.
    fn partial_size(&self, node: Node<'_>) -> Option<Option<Quantity>> {
        let span = self.span(&node);
        let mut inner = node.into_inner();
        let size = counted(&inner.next()?)?;
        let unit = inner.next()?;
        if unit.as_rule() == Rule::whole_step && size == Number::ONE {
            return Some(None);
        }
        Some(Some(Quantity { number: size, unit: unit.as_str().trim().to_owned(), span }))
    }

    pub(super) fn step(&self, inner: &[Node<'_>]) -> Option<Step> {
        let find = |rule: Rule| inner.iter().find(|n| n.as_rule() == rule);
        let subject = match (find(Rule::step_subject), find(Rule::subject)) {
            (Some(node), _) => Some(self.subject(node.clone().into_inner().next()?)?),
            (None, Some(node)) => Some(self.subject(node.clone())?),
            (None, None) => None,
        };
        let missed = find(Rule::each_missed).is_some();
        let lacks_one = missed || find(Rule::step_of).is_some();
        let size = match (find(Rule::count), find(Rule::number)) {
            (Some(count), _) => counted(count)?,
            (None, Some(n)) => number(n),
            (None, None) => Number::ONE,
        };
        let (mut from, last_year) = (None, find(Rule::than_last_year));
        let measured = find(Rule::measured_from);
        if let Some(node) = find(Rule::condition) {
            from = Some(self.condition(node.clone())?);
            // 有方案的，入学率每低于95%1个百分点…: what stands in front would be lost.
            if measured.is_some() || last_year.is_some() || find(Rule::than_population).is_some() {
                return None;
            }
        }
        let moves = find(Rule::direction).is_some_and(is_move);
        let direction = match find(Rule::direction) {
            Some(node) => Some(direction(node)?),
            None if measured.is_some_and(|node| node.as_str().starts_with(['低', '少'])) => Some(Direction::Below),
            None if measured.is_some() => Some(Direction::Above),
            None => lacks_one.then_some(Direction::Below),
        };
        let unit = find(Rule::unit).map_or(if lacks_one { "项" } else { "" }, |n| n.as_str().trim());
        let later = find(Rule::later).is_some();
        // 以后每增加1次 is each one after the first.
        let direction = direction.filter(|way| !later || *way != Direction::Above);
        let mut subject = subject;
        let below = direction == Some(Direction::Below);
        if let Some(at) = last_year {
            from = Some(measured_against(subject.take(), below, Operand::LastYear(self.span(at)), self.span(at)));
        }
        if let Some(at) = find(Rule::than_population) {
            let span = self.span(at);
            let (scope, value) = population(at.clone().into_inner().next()?)?;
            direction?;
            from = Some(measured_against(subject.take(), below, Operand::Population { scope, value, span }, span));
        }
        if let Some(node) = measured {
            // 每低于95%1个百分点 as 低于95%的，每低1个百分点
            let (of, span) = (node.clone().into_inner().next()?, self.span(node));
            let operand = if of.as_rule() == Rule::population {
                let (scope, value) = population(of)?;
                Operand::Population { scope, value, span }
            } else {
                let unit = if node.as_str().trim().ends_with('%') { "%" } else { "‰" };
                Operand::Quantity(Quantity { number: number(&of), unit: unit.to_owned(), span })
            };
            from = Some(measured_against(subject.take(), below, operand, span));
        }
        Some(Step {
            subject,
            direction,
            moves,
            size,
            unit: unit.to_owned(),
            loses: find(Rule::loses).is_some(),
            points: points(find(Rule::points)?)?,
            beyond_first: later,
            from,
            front: Front::Both,
            each: missed || find(Rule::each).is_some(),
            missed,
            gap: find(Rule::direction).is_some_and(|node| node.as_str().starts_with('差')),
            further: find(Rule::further).is_some(),
            newly: find(Rule::newly).is_some(),
            adds: find(Rule::earns).is_some_and(|n| n.as_str().trim() == "加"),
        })
    }

    fn case_clause(&self, inner: &[Node<'_>]) -> Option<ClauseKind> {
        if let Some(listed) = inner.first().filter(|n| n.as_rule() == Rule::listed_case) {
            let outcome = listed.clone().into_inner().find(|n| n.as_rule() == Rule::outcome)?;
            return Some(ClauseKind::Case(self.listed_condition(listed.clone())?, self.outcome(outcome)?));
        }
        let (first, second) = (inner.first()?.clone(), inner.get(1)?.clone());
        if first.as_rule() == Rule::condition {
            let (mut condition, outcome) = (self.condition(first)?, self.outcome(second)?);
            name_places(&mut condition, &outcome)?;
            return Some(ClauseKind::Case(condition, outcome));
        }
        let outcome = second.into_inner().next()?;
        let outcome = match outcome.as_rule() {
            Rule::times_points => SubjectOutcome::Times(None),
            Rule::counted => SubjectOutcome::Counted { loses: outcome.into_inner().next().is_some() },
            Rule::rounded_times => SubjectOutcome::Times(Some(outcome.into_inner().next().map_or(0, |n| small(&n)))),
            _ if outcome.into_inner().any(|n| n.as_rule() == Rule::to_best) => SubjectOutcome::ToBest,
            _ => SubjectOutcome::Proportional,
        };
        Some(ClauseKind::Proportion(self.subject(first)?, outcome))
    }

    fn outcome(&self, node: Node<'_>) -> Option<Outcome> {
        let span = self.span(&node);
        let node = node.into_inner().next()?;
        let rule = node.as_rule();
        let inner: Vec<Node<'_>> = node.into_inner().collect();
        let further = inner.iter().any(|n| n.as_rule() == Rule::further);
        let adds = inner.iter().any(|n| n.as_rule() == Rule::adds);
        let said = inner.iter().find(|n| n.as_rule() == Rule::of_whole).map(|n| n.as_str().trim());
        let (whole, of_item) = (said.is_some(), said.is_some_and(|said| said.starts_with(['该', '此'])));
        let inner: Vec<Node<'_>> =
            inner.into_iter().filter(|n| !matches!(n.as_rule(), Rule::further | Rule::adds | Rule::of_whole)).collect();
        let numbers: Vec<Number> = inner.iter().filter(|n| n.as_rule() == Rule::number).map(number).collect();
        let some_points = || match inner.first() {
            Some(n) if n.as_rule() == Rule::points => points(n),
            _ => numbers.first().cloned().map(Points::Number),
        };
        let kind = match rule {
            // 造假的，本项0分
            Rule::award if !further && !adds && some_points() == Some(Points::Number(Number::ZERO)) => OutcomeKind::Nothing,
            Rule::award => OutcomeKind::Award(some_points()?),
            Rule::deduct => OutcomeKind::Deduct(some_points()?),
            Rule::no_points => OutcomeKind::Nothing,
            Rule::exempt => OutcomeKind::Exempt,
            Rule::judged_range => OutcomeKind::JudgedRange(numbers.first()?.clone(), numbers.get(1)?.clone()),
            Rule::judged_award => OutcomeKind::JudgedAward(numbers.first()?.clone(), numbers.get(1)?.clone()),
            Rule::judged_up_to => OutcomeKind::JudgedUpTo(numbers.first()?.clone()),
            Rule::judged_open => OutcomeKind::JudgedOpen,
            Rule::judged_or_zero => OutcomeKind::JudgedOrNothing,
            Rule::series => OutcomeKind::Series(numbers),
            Rule::proportional => OutcomeKind::Proportional { to_best: inner.iter().any(|n| n.as_rule() == Rule::to_best) },
            Rule::passes => OutcomeKind::Passes,
            _ => return None,
        };
        Some(Outcome { kind, further, added: None, whole, of_item, span })
    }
}

/// 该项不得分 is of the item.
fn of_its_item(clause: &mut Clause) {
    if let ClauseKind::Case(_, outcome) | ClauseKind::Otherwise(_, outcome) = &mut clause.kind {
        outcome.whole &= !outcome.of_item;
    }
}

/// 从高到低排序，依次得10、8、6分: as many places as there are points.
fn name_places(condition: &mut Condition, outcome: &Outcome) -> Option<()> {
    let AtomKind::Comparison { predicates, .. } = &mut condition.first.kind else { return Some(()) };
    for said in predicates {
        if let PredicateKind::Ranked(ranked) = &mut said.kind
            && let Places::Range(_, last @ 0) = &mut ranked.places
        {
            let OutcomeKind::Series(points) = &outcome.kind else { return None };
            *last = u32::try_from(points.len()).ok()?;
        }
    }
    Some(())
}

/// 不足30%的按比例计分 behind 达到30%得1分, where no step stands before it: a case.
fn rest_in_proportion(clause: &mut Clause, before: &[Clause]) {
    let ClauseKind::PartialStep(Partial { how: PartialStep::ProRata, of: Some(by), .. }) = &clause.kind else { return };
    let steps = before.iter().any(|clause| matches!(clause.kind, ClauseKind::Step(_)));
    if steps || !before.iter().any(Clause::awards) {
        return;
    }
    let kind = PredicateKind::Compare { op: CmpOp::Lt, word: "不足".to_owned(), operand: Operand::Quantity(by.clone()), inclusive: None };
    let span = by.span;
    let atom = Atom { kind: AtomKind::Comparison { subject: None, predicates: vec![Predicate { kind, span }] }, span };
    let condition = Condition { first: Box::new(atom), rest: Vec::new(), all: false, span };
    let outcome = Outcome {
        kind: OutcomeKind::Proportional { to_best: false },
        further: false,
        added: None,
        whole: false,
        of_item: false,
        span: clause.span,
    };
    clause.kind = ClauseKind::Case(condition, outcome);
}

/// A subject below, or above, what a step measures from.
fn measured_against(subject: Option<Subject>, below: bool, operand: Operand, span: Span) -> Condition {
    let (op, word) = if below { (CmpOp::Lt, "低于") } else { (CmpOp::Gt, "高于") };
    let kind = PredicateKind::Compare { op, word: word.to_owned(), operand, inclusive: None };
    let kind = AtomKind::Comparison { subject, predicates: vec![Predicate { kind, span }] };
    Condition { first: Box::new(Atom { kind, span }), rest: Vec::new(), all: false, span }
}

/// 一, 两
fn counted_word(word: &Node<'_>) -> Option<Number> {
    Some(Number::from(i64::from(small(word))))
}

/// 5, 一
pub(super) fn counted(count: &Node<'_>) -> Option<Number> {
    Some(match count.clone().into_inner().next()? {
        n if n.as_rule() == Rule::number => number(&n),
        n => counted_word(&n)?,
    })
}

fn cap_of(inner: &[Node<'_>]) -> Option<CapOf> {
    let Some(of) = inner.iter().find(|n| n.as_rule() == Rule::cap_of) else { return Some(CapOf::Any) };
    Some(match of.clone().into_inner().next()?.as_rule() {
        Rule::cap_earned => CapOf::Earned,
        Rule::cap_added => CapOf::Added,
        _ => CapOf::Lost,
    })
}

pub(super) fn points(node: &Node<'_>) -> Option<Points> {
    let inner = node.clone().into_inner().next()?;
    Some(match inner.as_rule() {
        Rule::full_points => Points::Full,
        Rule::half => Points::Share(Number::from(50)),
        Rule::points_share => Points::Share(number(&inner.into_inner().next()?)),
        Rule::number => Points::Number(number(&inner)),
        _ => Points::Number(counted_word(&inner)?),
    })
}
