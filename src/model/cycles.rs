//! E0208 for scores (得分循环): no score needs itself, through other scores, computed data or the total. Spec: §6.5.
//!
//! Computed data are ordered when they are defined; scores may refer to indicators further down, so they are looked
//! at together when all rules are there. A chain that is too long is cut here too, before anything evaluates it.

use super::from_syntax::Builder;
use super::types::{DatumKind, IndicatorKind};
use crate::expr::Expr;
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::limits;
use crate::words;

/// Who needs whom: indicators first, then data, then the total.
struct Graph {
    indicators: usize,
    needs: Vec<Vec<usize>>,
}

impl Builder<'_> {
    /// Reports scores that need themselves and takes their rules away.
    pub(super) fn break_cycles(&mut self) {
        let graph = self.graph();
        let (depths, circular) = graph.sorted();
        self.circular(&circular);
        self.too_deep(&depths);
    }

    fn graph(&self) -> Graph {
        let (indicators, data) = (self.model.indicators.len(), self.model.data.len());
        let total = indicators + data;
        let of = |expr: &Expr| {
            let mut out = Vec::new();
            expr.walk(&mut |e| match e {
                Expr::Score(id) => out.push(id.index()),
                Expr::Datum(id, _) => out.push(indicators + id.index()),
                Expr::Total | Expr::Grade => out.push(total),
                _ => {}
            });
            out.retain(|node| *node <= total);
            out
        };
        let mut needs = Vec::with_capacity(total + 1);
        for indicator in &self.model.indicators {
            let mut own: Vec<usize> = indicator.children.iter().map(|id| id.index()).collect();
            own.extend(indicator.rule.iter().flat_map(|r| of(&r.raw)));
            needs.push(own);
        }
        for datum in &self.model.data {
            needs.push(if let DatumKind::Derived(formula) = &datum.kind { of(formula) } else { Vec::new() });
        }
        let formula = self.model.header.as_ref().and_then(|h| h.total.as_ref());
        needs.push(match formula {
            Some(formula) => of(formula),
            None => self.model.indicators().filter(|(_, i)| i.kind != IndicatorKind::Leader).map(|(id, _)| id.index()).collect(),
        });
        Graph { indicators, needs }
    }

    fn circular(&mut self, circular: &[usize]) {
        let mut marked: Vec<(String, Span)> = Vec::new();
        for node in circular {
            let Some(indicator) = self.model.indicators.get_mut(*node) else { continue };
            if indicator.rule.take().is_some() {
                marked.push((indicator.code.clone(), indicator.rule_span.unwrap_or(indicator.code_span)));
            }
        }
        if marked.is_empty() {
            return;
        }
        let names = marked.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join("、");
        let mut finding = Finding::new(
            Code::CyclicDefinition,
            words! { zh: "这些指标的得分要用到自己的得分：{names}", en: "these scores need themselves: {names}" },
        );
        for (_, span) in marked.iter().take(4) {
            finding = finding.label(*span, words! { zh: "这一项", en: "this one" });
        }
        self.sink.report(finding.help(words! {
            zh: "请只引用别的指标的得分，不引用自己、自己的上级和总分",
            en: "refer to other indicators only, not to the indicator itself, those above it or the total"
        }));
    }

    fn too_deep(&mut self, depths: &[usize]) {
        let (most, indicators) = (limits::CHAIN, self.model.indicators.len());
        let mut first: Option<Span> = None;
        for (node, _) in depths.iter().enumerate().filter(|(_, depth)| **depth > most) {
            if let Some(indicator) = self.model.indicators.get_mut(node) {
                indicator.rule = None;
                first = first.or(Some(indicator.code_span));
            } else if let Some(datum) = self.model.data.get_mut(node - indicators) {
                datum.kind = DatumKind::Derived(Expr::NotApplicable);
                first = first.or(Some(datum.span));
            }
        }
        if let Some(span) = first {
            self.sink.report(
                Finding::new(
                    Code::LimitExceeded,
                    words! { zh: "一个接一个引用的公式超过{most}层", en: "formulas that use each other in a chain of more than {most}" },
                )
                .label(span, words! { zh: "到这里太深", en: "too deep here" })
                .help(words! { zh: "请把中间几步并成一个公式", en: "join some of the steps into one formula" }),
            );
        }
    }
}

impl Graph {
    /// The length of the longest chain below every node, and the nodes on cycles.
    fn sorted(&self) -> (Vec<usize>, Vec<usize>) {
        let size = self.needs.len();
        let mut depths = vec![0usize; size];
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); size];
        for (node, needs) in self.needs.iter().enumerate() {
            for need in needs {
                needed_by.get_mut(*need).into_iter().for_each(|n| n.push(node));
            }
        }
        let mut left = vec![true; size];
        peel(&self.needs, &needed_by, &mut left, |node, user| {
            let depth = depths.get(node).copied().unwrap_or(0) + 1;
            if let Some(own) = depths.get_mut(user) {
                *own = (*own).max(depth);
            }
        });
        // What only builds on a cycle is not on it.
        peel(&needed_by, &self.needs, &mut left, |_, _| {});
        let circular = left.iter().enumerate().filter(|(_, on)| **on).map(|(node, _)| node).filter(|n| *n < self.indicators).collect();
        (depths, circular)
    }
}

/// Takes away, again and again, the nodes that need nothing that is left.
fn peel(needs: &[Vec<usize>], users: &[Vec<usize>], left: &mut [bool], mut visit: impl FnMut(usize, usize)) {
    let is_left = |left: &[bool], node: &usize| left.get(*node) == Some(&true);
    let mut open: Vec<usize> = needs.iter().map(|n| n.iter().filter(|n| is_left(left, n)).count()).collect();
    let mut ready: Vec<usize> = (0..needs.len()).filter(|n| is_left(left, n) && open.get(*n) == Some(&0)).collect();
    while let Some(node) = ready.pop() {
        if let Some(on) = left.get_mut(node) {
            *on = false;
        }
        for user in users.get(node).into_iter().flatten() {
            visit(node, *user);
            if let Some(count) = open.get_mut(*user).filter(|count| **count > 0) {
                *count -= 1;
                if *count == 0 && is_left(left, user) {
                    ready.push(*user);
                }
            }
        }
    }
}
