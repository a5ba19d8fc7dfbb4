//! Indicators (指标), bonus and penalty items: the tree and the rules. Spec: §4, §6.

use super::from_syntax::{Builder, declarations};
use super::types::*;
use crate::expr::{Expr, IndicatorId, Number};
use crate::finding::{Code, Finding};
use crate::sentence::{AppliedDefault, Rule, Scope as _, Symbol};
use crate::source::Span;
use crate::syntax::Keyword;
use crate::syntax::tree::*;
use crate::words;

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
        let mut next = 0usize;
        for declaration in declarations(files) {
            let is_indicator = declaration.keyword.level().is_some()
                || matches!(declaration.keyword, Keyword::LeaderIndicator | Keyword::Bonus | Keyword::Penalty);
            let Some(indicator) = self.model.indicators.get(next) else { break };
            if !is_indicator || indicator.span.key() != declaration.span.key() {
                continue;
            }
            let (kind, points) = (indicator.kind, indicator.points.clone());
            if let Some((rule, defaults)) = self.rule_of(declaration, kind, points.as_ref())
                && let Some(indicator) = self.model.indicators.get_mut(next)
            {
                indicator.rule = Some(rule);
                indicator.defaults = defaults;
            }
            next += 1;
        }
    }

    fn rule_of(&mut self, declaration: &Declaration, kind: IndicatorKind, points: Option<&Number>) -> Option<(Rule, Vec<AppliedDefault>)> {
        let full = points.cloned().unwrap_or_default();
        if let Some((value, _)) = declaration.value("公式") {
            let Value::Formula(formula) = value else { return None };
            return self.formula_rule(formula, &full, points.is_none());
        }
        match declaration.value("评分") {
            Some((Value::Rule(text), _)) => {
                let named = title_name(&declaration.head);
                let (rule, defaults) = self.lower(|l| {
                    if let Some(name) = &named {
                        l.speak_of(name);
                    }
                    match kind {
                        IndicatorKind::Bonus => l.item(text, points, false),
                        IndicatorKind::Penalty => l.item(text, points, true),
                        IndicatorKind::Level(_) | IndicatorKind::Leader => l.rule(text, &full),
                    }
                });
                let rule = rule?;
                self.use_title(named.as_ref(), &rule);
                Some((rule, defaults))
            }
            Some(_) => None,
            None => {
                // 通则: 完全做到的得满分，否则不得分 (P58).
                let Some((Value::Condition(condition), span)) = declaration.value("要求") else { return None };
                if !self.full_if_done() {
                    return None;
                }
                let condition = self.condition(condition)?;
                Some((plain_rule(Expr::when(condition, Expr::Number(full.clone()), Expr::int(0)), &full, span), Vec::new()))
            }
        }
    }

    /// A datum that a rule speaks of without naming it is used all the same.
    fn use_title(&mut self, title: Option<&Name>, rule: &Rule) {
        let Some(name) = title else { return };
        let Some(Symbol::Datum(id)) = self.names.lookup(&name.text, None) else { return };
        let mut used = false;
        rule.raw.walk(&mut |e| used |= matches!(e, Expr::Datum(datum, _) if *datum == id));
        if used {
            self.model.used.insert(name.text.clone());
        }
    }

    fn formula_rule(&mut self, formula: &Formula, full: &Number, unlimited: bool) -> Option<(Rule, Vec<AppliedDefault>)> {
        let (value, defaults) = self.lower(|l| l.formula(formula));
        let value = value?;
        let unit = value.unit();
        let fits = unit.as_ref().is_some_and(|u| u.is_pure() || u.factor_to(&crate::expr::Unit::points()).is_some());
        if !fits {
            let is = value.ty.words();
            let (zh, en) = (&is.zh, &is.en);
            self.sink.report(
                Finding::new(
                    Code::TypeMismatch,
                    words! { zh: "公式算出来的应当是分数，这里是{zh}", en: "the formula should give points, this is {en}" },
                )
                .label(formula.span, words! { zh: "这个公式", en: "this formula" })
                .help(words! { zh: "请换算成分数，如“覆盖率×2分”", en: "convert it to points, as in `覆盖率×2分`" }),
            );
            return None;
        }
        let mut rule = plain_rule(value.expr, full, formula.span);
        if unlimited {
            rule.expr = rule.raw.clone();
        }
        Some((rule, defaults))
    }
}

/// The title of an indicator, as a name.
fn title_name(head: &Head) -> Option<Name> {
    let Head::Indicator(_, title, _) = head else { return None };
    let text: String = title.text.chars().map(crate::source::fold_char).collect();
    Some(Name { text: text.trim().to_owned(), span: title.span })
}

fn plain_rule(raw: Expr, full: &Number, span: Span) -> Rule {
    use crate::expr::BinaryOp;
    let floored = Expr::binary(BinaryOp::Max, Expr::int(0), raw.clone());
    let expr = Expr::binary(BinaryOp::Min, Expr::Number(full.clone()), floored);
    let part = crate::sentence::Part {
        kind: crate::sentence::PartKind::Earns,
        value: raw.clone(),
        overrides: Expr::Bool(false),
        branches: Vec::new(),
        highest: None,
        limits: Vec::new(),
        unlimited: None,
        floor: false,
        stepped: false,
        takes: Vec::new(),
        earning: None,
        taking: Vec::new(),
        span,
    };
    Rule { expr, raw, parts: vec![part], signed: false, uncapped: false, na: None, passes: false }
}
