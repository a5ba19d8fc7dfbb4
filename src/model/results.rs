//! Result rules (结果规则): grades, vetoes, leaders, procedure, test cases. Spec: §7, §8.

use std::collections::BTreeMap;

use super::from_syntax::{Builder, declarations};
use super::types::*;
use crate::expr::Expr;
use crate::finding::{Code, Finding};
use crate::sentence::Typed;
use crate::source::Span;
use crate::syntax::Keyword;
use crate::syntax::tree::*;
use crate::words;

impl Builder<'_> {
    pub(super) fn define_results(&mut self, files: &[File]) {
        let mut named: BTreeMap<(Keyword, &str), Span> = BTreeMap::new();
        for declaration in declarations(files) {
            if self.is_repeated(declaration, &mut named) {
                continue;
            }
            match declaration.keyword {
                Keyword::Scheme => self.total(declaration),
                Keyword::Grade => self.grade(declaration),
                Keyword::Veto | Keyword::Downgrade | Keyword::NoTop | Keyword::Use | Keyword::Trigger => self.result(declaration),
                Keyword::Verify => self.verification(declaration),
                Keyword::Step => self.step(declaration),
                Keyword::Sampling => self.sampling(declaration),
                Keyword::Leaders => self.leaders(declaration),
                Keyword::Case => self.case(declaration),
                _ => {}
            }
        }
    }

    /// Two result rules, steps, samples or verifications of one kind and name: nobody could tell which one holds (E0202).
    fn is_repeated<'f>(&mut self, declaration: &'f Declaration, named: &mut BTreeMap<(Keyword, &'f str), Span>) -> bool {
        let of_results =
            matches!(declaration.keyword, Keyword::Veto | Keyword::Downgrade | Keyword::NoTop | Keyword::Use | Keyword::Trigger);
        let of_procedure = matches!(declaration.keyword, Keyword::Step | Keyword::Sampling | Keyword::Verify);
        let Head::Name(name) = &declaration.head else { return false };
        if !of_results && !of_procedure {
            return false;
        }
        let Some(first) = named.get(&(declaration.keyword, name.text.as_str())) else {
            named.insert((declaration.keyword, &name.text), name.span);
            return false;
        };
        let (word, text) = (declaration.keyword.word(), &name.text);
        self.sink.report(
            Finding::new(Code::DuplicateName, words! { zh: "{word}“{text}”声明了两次", en: "{word} `{text}` is declared twice" })
                .label(name.span, words! { zh: "第二次", en: "the second time" })
                .label(*first, words! { zh: "第一次", en: "the first time" })
                .help(words! { zh: "请把两处的内容并到一处；说的不是一回事的，改一个名称", en: "make them one, or rename one of them if they are different" }),
        );
        true
    }

    fn total(&mut self, declaration: &Declaration) {
        let Some((Value::Formula(formula), _)) = declaration.value("总分") else { return };
        let (value, _) = self.lower(|l| l.formula(formula));
        if let (Some(value), Some(header)) = (value, self.model.header.as_mut()) {
            header.total = Some(value.expr);
        }
    }

    fn grade(&mut self, declaration: &Declaration) {
        let (Head::Name(name), Body::Grade(spec)) = (&declaration.head, &declaration.body) else { return };
        let at = self.model.grades.iter().position(|g| g.name == name.text && g.span.key() == name.span.key());
        let (condition, defaults) = self.lower(|l| {
            l.strict_places = true;
            l.subject = Some(Typed {
                places: Some(2),
                ..Typed::new(Expr::Total, crate::sentence::Type::Number(crate::expr::Unit::points()), spec.condition.span)
            });
            l.condition(&spec.condition)
        });
        self.model.defaults.extend(defaults);
        let mut ties = Vec::new();
        if let Some((Value::Names(names), _)) = declaration.value("并列") {
            for name in names {
                let (value, _) = self.lower(|l| l.formula(&Formula { kind: FormulaKind::Name(name.clone()), span: name.span }));
                ties.extend(value.map(|v| v.expr));
            }
        }
        if let Some(grade) = at.and_then(|i| self.model.grades.get_mut(i)) {
            grade.condition = condition;
            grade.ties = ties;
        }
    }

    fn result(&mut self, declaration: &Declaration) {
        let Head::Name(name) = &declaration.head else { return };
        let kind = match (declaration.keyword, &declaration.body) {
            (Keyword::Veto, Body::Veto(grade)) => match self.names.grades.iter().position(|g| *g == grade.text) {
                Some(at) => ResultKind::Veto(at),
                None => {
                    let (text, all) = (&grade.text, self.names.grades.join("、"));
                    self.sink.report(
                        Finding::new(Code::UnknownGrade, words! { zh: "没有“{text}”这个等次", en: "there is no grade `{text}`" })
                            .label(grade.span, words! { zh: "这个等次", en: "this grade" })
                            .help(words! { zh: "等次有：{all}", en: "the grades are: {all}" }),
                    );
                    return;
                }
            },
            (Keyword::Downgrade, Body::Downgrade(n)) => ResultKind::Downgrade(*n),
            (Keyword::NoTop, _) => ResultKind::NoTop,
            (Keyword::Use, _) => ResultKind::Use,
            (Keyword::Trigger, _) => ResultKind::Trigger,
            _ => return,
        };
        let text = match &declaration.body {
            Body::Text(text) => Some(text.clone()),
            _ => declaration.text("处理").or(declaration.text("说明")),
        };
        let given = declaration.value("情形");
        let span = given.map_or(name.span, |(_, span)| span);
        let condition = match given {
            Some((Value::Condition(condition), _)) => self.condition(condition),
            Some(_) if kind == ResultKind::Trigger => None,
            Some(_) => {
                self.model.lost_results.push(name.text.clone());
                return;
            }
            // Without 情形 the name itself is the fact; what only people can decide needs none.
            None if matches!(kind, ResultKind::Use | ResultKind::Trigger)
                && crate::sentence::Scope::lookup(&self.names, &name.text, None).is_none() =>
            {
                None
            }
            None => self.condition(&fact_named(name)),
        };
        if condition.is_none() && !matches!(kind, ResultKind::Use | ResultKind::Trigger) {
            return;
        }
        let unread = declaration.unread();
        self.model.results.push(ResultRule {
            name: name.text.clone(),
            span: name.span,
            kind,
            condition,
            condition_span: span,
            text,
            unread,
        });
    }

    fn verification(&mut self, declaration: &Declaration) {
        let (Head::Name(name), Body::Condition(condition)) = (&declaration.head, &declaration.body) else { return };
        let condition = self.condition(condition);
        self.model.verifications.push(Verification { name: name.text.clone(), condition, span: name.span });
    }

    fn step(&mut self, declaration: &Declaration) {
        let Head::Name(name) = &declaration.head else { return };
        let (period, period_span) = match declaration.body {
            Body::Period(period, span) => (Some(period), span),
            _ => (None, declaration.word),
        };
        self.model.steps.push(ProcedureStep {
            name: name.text.clone(),
            span: name.span,
            period,
            period_span,
            owners: declaration.list("责任单位"),
            text: declaration.text("内容"),
            unread: declaration.unread(),
        });
    }

    fn sampling(&mut self, declaration: &Declaration) {
        let Head::Name(name) = &declaration.head else { return };
        self.model.samplings.push(Sampling {
            name: name.text.clone(),
            text: if let Body::Text(text) = &declaration.body { Some(text.clone()) } else { None },
            size: declaration.number("数量").and_then(|(n, _)| n.to_i64()).map(|n| n.max(0) as u32),
            span: name.span,
        });
    }

    fn leaders(&mut self, declaration: &Declaration) {
        let Body::List(posts) = &declaration.body else { return };
        self.model.leaders = Some(Leaders {
            posts: posts.clone(),
            span: declaration.word,
            weight: declaration.number("政府结果权重"),
            full: declaration.number("满分").map(|(n, _)| n),
            report: declaration.text("述职"),
            unread: declaration.unread(),
        });
    }

    fn case(&mut self, declaration: &Declaration) {
        let (Head::Text(name), Body::Case(spec)) = (&declaration.head, &declaration.body) else { return };
        for name in spec.given.iter().map(|g| &g.name).chain(spec.expected.iter().map(|e| &e.target)) {
            let built_in = ["总分", "等次", "名次", "满分", "领导得分", "领导等次", "县"].contains(&name.text.as_str());
            let result = self.model.results.iter().any(|r| r.name == name.text)
                || self.model.lost_results.contains(&name.text)
                || declared_result(name, &self.model);
            let known = crate::sentence::Scope::lookup(&self.names, &name.text, None).is_some();
            if !built_in && !known && !result && !self.model.unread {
                let text = &name.text;
                // Where a rule uses it too, one declaration mends both.
                let in_rule = Finding::new(Code::UndeclaredName, words! { zh: "“{text}”没有声明", en: "`{text}` is not declared" });
                if self.sink.has_said(&in_rule) {
                    continue;
                }
                self.sink.report(
                    Finding::new(
                        Code::UndeclaredName,
                        words! { zh: "用例里的“{text}”没有声明", en: "`{text}` in the test case is not declared" },
                    )
                    .label(name.span, words! { zh: "在这里使用", en: "used here" })
                    .help(match crate::sentence::Scope::nearest(&self.names, text) {
                        Some(near) => words! { zh: "是不是“{near}”？", en: "did you mean `{near}`?" },
                        None => words! { zh: "请改成已声明的数据、指标编号或结果，或先声明它", en: "name a datum, an indicator or a result, or declare it first" },
                    }),
                );
            }
        }
        self.model.cases.push(Case { name: name.text.clone(), spec: spec.clone(), span: declaration.span });
    }
}

/// Samplings and verifications can be expected by their names.
fn declared_result(name: &Name, model: &Model) -> bool {
    model.samplings.iter().any(|s| s.name == name.text) || model.counties.iter().any(|c| c.name == name.text)
}

fn fact_named(name: &Name) -> Condition {
    let span: Span = name.span;
    let atom = Atom { kind: AtomKind::Fact(name.clone()), span };
    Condition { first: Box::new(atom), rest: Vec::new(), all: false, span }
}
