//! Sentences that only go on about those before them (单独成句的尾句): ①A达到95%得2分；②B达到90%得2分。每低1个百分点扣0.5分. Such a step is of each part it fits.
//! Spec: sentences/checklists.md.

use super::lowering::Lowering;
use super::open_tail::{OpenTail, Tail};
use super::own_part::goes_along;
use super::shared_tail::Fit;
use crate::syntax::tree::{ChecklistItem, Clause, ClauseKind, Partial, RuleText, Sentence, Step};

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
                if rest.iter().all(goes_along) =>
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

impl Lowering<'_> {
    /// ①…；②…；不足1个百分点的按1个百分点计 is of all items; of ①…；②…；每低1个百分点扣0.5分 it is open.
    pub(super) fn tails_of_list(&self, items: &[ChecklistItem]) -> (Vec<ChecklistItem>, Option<OpenTail>) {
        let mut items = items.to_vec();
        let Some((last, before)) = items.split_last_mut() else { return (items, None) };
        let Some(tail) = last.clauses.iter().skip(1).find(|clause| clause.apart).cloned() else { return (items, None) };
        match &tail.kind {
            ClauseKind::PartialStep(partial) => {
                before.iter_mut().filter(|item| lacks_partial(&item.clauses, partial)).for_each(|item| item.clauses.push(tail.clone()));
            }
            ClauseKind::Step(Step { loses: true, subject: None, from: None, missed: false, .. }) => {
                let fits =
                    |item: &ChecklistItem| item.clauses.first().is_some_and(|award| award.awards() && self.fit(&tail, award) == Fit::Fits);
                if before.iter().any(fits) {
                    return (items, Some(OpenTail { span: tail.span, kind: Tail::Step { each_would_do: false } }));
                }
            }
            ClauseKind::Step(_) if before.iter().any(|item| self.may_be_of(&tail, &item.clauses)) => {
                return (items, Some(OpenTail { span: tail.span, kind: Tail::Step { each_would_do: false } }));
            }
            _ => {}
        }
        (items, None)
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
