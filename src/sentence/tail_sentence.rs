//! Sentences that only go on about those before them (单独成句的尾句): ①A达到95%得2分；②B达到90%得2分。每低1个百分点扣0.5分. Such a step is of each part it fits.
//! Spec: sentences/checklists.md.

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use super::own_part::goes_along;
use super::shared_tail::Fit;
use crate::syntax::tree::{CapOf, ChecklistItem, Clause, ClauseKind, OutcomeKind, Partial, RuleText, Sentence, Step};

impl Lowering<'_> {
    /// The rule with each such sentence behind the parts it is said of; `None` if it has none.
    pub(super) fn tails_in_place(&self, text: &RuleText) -> Option<RuleText> {
        let mut sentences: Vec<Sentence> = Vec::new();
        for sentence in &text.sentences {
            let placed = if let Sentence::Chain(clauses) = sentence { self.put_behind(clauses, &mut sentences) } else { false };
            if !placed {
                sentences.push(sentence.clone());
            }
        }
        (sentences.len() < text.sentences.len()).then_some(RuleText { sentences, span: text.span })
    }

    fn put_behind(&self, tail: &[Clause], sentences: &mut [Sentence]) -> bool {
        let Some((head, rest)) = tail.split_first() else { return false };
        match &head.kind {
            // …。不足1个百分点的按1个百分点计。
            ClauseKind::PartialStep(partial) if rest.is_empty() => {
                let like: Vec<&mut Vec<Clause>> = parts(sentences).filter(|part| lacks_partial(part, partial)).collect();
                let found = !like.is_empty();
                like.into_iter().for_each(|part| part.push(head.clone()));
                found
            }
            ClauseKind::Step(Step { loses: true, subject: None, from: None, direction: Some(_), missed: false, .. })
                if rest.iter().all(|clause| goes_along(clause) && !matches!(clause.kind, ClauseKind::Cap { .. })) =>
            {
                // 达到95%得2分。每低1个百分点扣0.5分。
                if let [Sentence::Chain(only)] = sentences
                    && only.iter().all(Clause::awards)
                {
                    only.extend(tail.iter().cloned());
                    return true;
                }
                let earning = |part: &&mut Vec<Clause>| part.first().is_some_and(Clause::awards);
                let fits: Vec<Fit> = parts(sentences).filter(earning).filter_map(|part| Some(self.fit(head, part.first()?))).collect();
                let stepped = parts(sentences).filter(earning).any(|part| part.iter().any(takes_by_step));
                if stepped || fits.contains(&Fit::MayBeShare) || !fits.contains(&Fit::Fits) {
                    return false;
                }
                for (part, fit) in parts(sentences).filter(earning).zip(fits) {
                    part.extend(tail.iter().filter(|_| fit == Fit::Fits).cloned());
                }
                true
            }
            _ => false,
        }
    }
}

/// A list without what stands behind its last item, and that.
pub(super) struct List {
    pub items: Vec<ChecklistItem>,
    /// ①…；②…；造假的扣3分: taken from the sum.
    pub behind: Option<Vec<Clause>>,
    /// Of which items it is, that is open.
    pub open: Option<OpenTail>,
}

impl Lowering<'_> {
    /// What stands behind the last item of a list without a mark of its own: 不足1个百分点的按1个百分点计 is of all items, what takes for anything
    /// else of the sum; of what could be said of any item it is open.
    pub(super) fn tails_of_list(&self, items: &[ChecklistItem]) -> List {
        let mut list = List { items: items.to_vec(), behind: None, open: None };
        let Some((last, before)) = list.items.split_last_mut() else { return list };
        let partial = last.clauses.iter().find(|clause| matches!(clause.kind, ClauseKind::PartialStep(_)) && !clause.bracketed).cloned();
        if let Some(Clause { kind: ClauseKind::PartialStep(said), .. }) = &partial {
            let like = before.iter_mut().filter(|item| lacks_partial(&item.clauses, said));
            like.for_each(|item| item.clauses.extend(partial.iter().cloned()));
        }
        // ①A得2分；80%以上得1分；②…: semicolons part what is of one item.
        if before.is_empty() || before.iter().any(|item| item.clauses.iter().any(|clause| clause.apart)) {
            return list;
        }
        let Some(at) = last.clauses.iter().skip(1).position(|clause| clause.apart).map(|at| at + 1) else { return list };
        let Some(tail) = last.clauses.get(at).cloned() else { return list };
        let fits = |item: &ChecklistItem| item.clauses.first().is_some_and(|award| award.awards() && self.fit(&tail, award) == Fit::Fits);
        let (any_fits, any_takes) = (before.iter().any(fits), before.iter().any(|item| item.clauses.iter().any(Clause::takes)));
        let of_any = before.iter().any(|item| self.may_be_of(&tail, &item.clauses));
        let kind = match &tail.kind {
            ClauseKind::Step(step) if step.loses && !step.missed && (any_fits || of_any) && step.subject.is_none() => {
                Some(Tail::Step { each_would_do: false })
            }
            ClauseKind::Case(condition, _) if any_fits && condition.goes_on() => Some(Tail::Case),
            ClauseKind::Otherwise(_, outcome) if outcome.kind != OutcomeKind::Nothing => Some(Tail::Rest),
            ClauseKind::Cap { of: CapOf::Lost, total: false, .. } if any_takes && !tail.aside => Some(Tail::Limit),
            _ => None,
        };
        let said: Vec<&[Clause]> = before.iter().chain([&*last]).map(|item| item.clauses.as_slice()).collect();
        list.open = kind.map(|kind| OpenTail { span: tail.span, kind }).or_else(|| self.change_of_which(&said));
        // ；造假的扣3分, but not ；造假每次扣1分，扣完为止 or 最多扣1分
        let bare = last.clauses.iter().skip(at).all(Clause::takes);
        if list.open.is_none() && bare && self.is_about_another(&tail, last) {
            list.behind = Some(last.clauses.split_off(at));
        }
        list
    }

    /// Whether what takes speaks of nothing an item speaks of.
    fn is_about_another(&self, tail: &Clause, item: &ChecklistItem) -> bool {
        let names = self.taken_for(&tail.kind).map(|(names, _)| names).unwrap_or_default();
        let own = item.clauses.iter().take_while(|clause| !clause.apart).flat_map(|clause| self.named_in(clause));
        !names.is_empty() && own.into_iter().all(|name| !names.contains(&name))
    }
}

/// The clauses of each sentence and each item.
fn parts(sentences: &mut [Sentence]) -> impl Iterator<Item = &mut Vec<Clause>> {
    sentences.iter_mut().flat_map(|sentence| match sentence {
        Sentence::Chain(clauses) => vec![clauses],
        Sentence::Checklist(items) => items.iter_mut().map(|item| &mut item.clauses).collect(),
    })
}

fn takes_by_step(clause: &Clause) -> bool {
    matches!(&clause.kind, ClauseKind::Step(step) if step.loses)
}

/// Whether a part has a step in this unit, of which nothing of this kind is said.
fn lacks_partial(part: &[Clause], partial: &Partial) -> bool {
    let like = |clause: &Clause| match &clause.kind {
        ClauseKind::Step(step) => partial.of.as_ref().is_none_or(|of| of.number == step.size && of.unit == step.unit),
        _ => false,
    };
    part.iter().any(like) && !part.iter().any(|clause| matches!(clause.kind, ClauseKind::PartialStep(_)))
}
