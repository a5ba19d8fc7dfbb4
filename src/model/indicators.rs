//! Indicators (指标), bonus and penalty items: the tree. Spec: §4, §6.

use super::from_syntax::{Builder, declarations};
use super::rules::OneRule;
use super::types::*;
use crate::expr::IndicatorId;
use crate::finding::{Code, Finding};
use crate::sentence::Symbol;
use crate::side_by_side::side_by_side;
use crate::syntax::Keyword;
use crate::syntax::tree::*;
use crate::words;

/// Below so many rules a second thread costs more than it saves.
const FEW: usize = 8;

impl Builder<'_> {
    pub(super) fn declare_indicators(&mut self, files: &[File]) {
        let mut open: [Option<IndicatorId>; 3] = [None; 3];
        for declaration in declarations(files) {
            let kind = match declaration.keyword {
                Keyword::LeaderIndicator => IndicatorKind::Leader,
                Keyword::Bonus => IndicatorKind::Bonus,
                Keyword::Penalty => IndicatorKind::Penalty,
                keyword => match keyword.level() {
                    Some(level) => IndicatorKind::Level(level),
                    None => continue,
                },
            };
            let (code, code_span, title, points) = match &declaration.head {
                Head::Indicator(code, title, worth) => {
                    let points = if let Worth::Points(n) = worth { Some(n.clone()) } else { None };
                    (code.text.clone(), code.span, title.clone(), points)
                }
                Head::Item(title, most) => (title.text.clone(), title.span, title.clone(), most.clone()),
                _ => continue,
            };
            let id = IndicatorId(self.model.indicators.len() as u32);
            if !self.names.declare(&code, Symbol::Indicator(id), code_span, self.sink) {
                // The sums lack it.
                self.model.unread = true;
                if let Some((Value::Claims(claims), _)) = declaration.value("落实") {
                    self.model.lost_claims.extend(claims.iter().map(|c| c.code.text.clone()));
                }
                continue;
            }
            let parent = self.parent(kind, &open, declaration);
            if let IndicatorKind::Level(level) = kind {
                for (i, slot) in open.iter_mut().enumerate() {
                    match (i + 1).cmp(&usize::from(level)) {
                        std::cmp::Ordering::Equal => *slot = Some(id),
                        std::cmp::Ordering::Greater => *slot = None,
                        std::cmp::Ordering::Less => {}
                    }
                }
            }
            if let Some(parent) = parent.and_then(|p| self.model.indicators.get_mut(p.index())) {
                parent.children.push(id);
            }
            let claims = match declaration.value("落实") {
                Some((Value::Claims(claims), span)) => (claims.clone(), Some(span)),
                Some((_, span)) => (Vec::new(), Some(span)),
                None => (Vec::new(), None),
            };
            let rule_value = declaration.value("评分").or(declaration.value("公式"));
            self.model.indicators.push(Indicator {
                code,
                title,
                kind,
                points,
                head_span: declaration.head_span(),
                code_span,
                span: declaration.span,
                parent,
                children: Vec::new(),
                claims: claims.0,
                claims_span: claims.1,
                methods: declaration.list("方式"),
                evidence: declaration.list("佐证"),
                owners: declaration.list("责任单位"),
                texts: ["说明", "访谈", "自评", "备注"].into_iter().filter_map(|w| declaration.text(w).map(|t| (w, t))).collect(),
                rule: None,
                rule_span: rule_value.map(|(_, span)| span),
                has_rule_text: rule_value.is_some(),
                defaults: Vec::new(),
                unread: declaration.unread(),
            });
        }
    }

    fn parent(&mut self, kind: IndicatorKind, open: &[Option<IndicatorId>; 3], declaration: &Declaration) -> Option<IndicatorId> {
        let IndicatorKind::Level(level) = kind else { return None };
        let above = usize::from(level).checked_sub(2)?;
        let found = open.get(above).copied().flatten();
        if found.is_none() && !self.model.unread {
            let (word, wanted) =
                (declaration.keyword.word(), Keyword::ALL.iter().find(|k| k.level() == Some(level - 1)).map_or("", |k| k.word()));
            self.sink.report(
                Finding::new(
                    Code::OrphanIndicator,
                    words! { zh: "这个{word}上面没有{wanted}", en: "this {word} has no {wanted} above it" },
                )
                .label(declaration.head_span(), words! { zh: "它属于哪个{wanted}？", en: "which {wanted}?" })
                .help(words! { zh: "请先写{wanted}", en: "declare the {wanted} first" }),
            );
            // Its neighbors lack the same one, and sums and numbers cannot be judged without it.
            self.model.unread = true;
        }
        found
    }

    pub(super) fn define_indicators(&mut self, files: &[File]) {
        let mut written: Vec<(usize, &Declaration)> = Vec::new();
        for declaration in declarations(files) {
            let is_indicator = declaration.keyword.level().is_some()
                || matches!(declaration.keyword, Keyword::LeaderIndicator | Keyword::Bonus | Keyword::Penalty);
            let next = written.len();
            let Some(indicator) = self.model.indicators.get(next) else { break };
            if is_indicator && indicator.span.key() == declaration.span.key() {
                written.push((next, declaration));
            }
        }
        let (model, names) = (&self.model, &self.names);
        let rules = side_by_side(&written, written.len() > FEW, &|(at, declaration)| {
            Some((*at, OneRule::of(declaration, model.indicators.get(*at)?, model, names)))
        });
        for (at, one) in rules.into_iter().flatten() {
            for finding in one.found {
                // One declaration mends every place, where no declared name is meant.
                let is_mistaken = finding.span().is_some_and(|span| one.mistaken.contains(&span));
                let is_said = finding.code == Code::UndeclaredName && !is_mistaken && self.sink.has_said(&finding);
                if !is_said {
                    self.sink.report(finding);
                }
            }
            self.model.judged.extend(one.judged);
            self.model.used.extend(one.used);
            self.model.defaults.extend(one.of_requirement);
            if let (Some(rule), Some(indicator)) = (one.rule, self.model.indicators.get_mut(at)) {
                indicator.rule = Some(rule);
                indicator.defaults = one.defaults;
            }
        }
    }
}
