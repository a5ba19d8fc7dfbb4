//! Conditions (条件) in English. Spec: §6.3.

use super::reader::Reader;
use super::words::{kept, listed};
use crate::expr::CmpOp;
use crate::model::TypeWord;
use crate::sentence::{FactWords, LevelList, Scope as _, Symbol, Type, doing_of, undone_alone};
use crate::syntax::tree::{
    Atom, AtomKind, Condition, Connective, Direction, Lack, Listing, Name, Operand, Predicate, PredicateKind, Quantity, Reach, Subject,
};

impl Reader<'_> {
    /// The condition as a clause behind `if`; brackets around all of it are left out.
    pub fn whole(&mut self, condition: &Condition) -> String {
        match &condition.first.kind {
            AtomKind::Bracketed(inner) if condition.rest.is_empty() => self.condition(inner),
            _ => self.condition(condition),
        }
    }

    /// The condition as a clause.
    pub fn condition(&mut self, condition: &Condition) -> String {
        let spoken = self.type_of(self.subject.as_ref());
        if let LevelList::Joined(joined) = self.ask(|l| l.level_lists(condition, spoken.as_ref())) {
            return self.whole(&joined);
        }
        if let Some(each) = self.ask(|l| l.said_of_each(condition)) {
            return self.condition(&each);
        }
        let any = condition.rest.iter().any(|(c, _)| *c == Connective::Or)
            || (!condition.rest.is_empty() && (condition.names_alternatives() || self.ask(|l| l.names_levels(condition))));
        let mut parts = vec![self.atom(&condition.first, false)];
        for (_, atom) in &condition.rest {
            // What follows without a subject goes on about the one before.
            let goes_on = !any && matches!(&atom.kind, AtomKind::Comparison { subject: None, .. });
            let text = self.atom(atom, goes_on);
            match parts.last_mut() {
                Some(last) if goes_on => {
                    let text = text.strip_prefix("is ").filter(|_| last.contains(" is ")).unwrap_or(&text);
                    last.push_str(&format!(" and {text}"));
                }
                _ => parts.push(text),
            }
        }
        if parts.len() > 2 && parts.iter().any(|p| p.contains(',') || p.contains(" and ")) {
            let word = if any { "; or " } else { "; and " };
            return parts.join(word);
        }
        listed(&parts, if any { "or" } else { "and" })
    }

    /// One condition; without its subject where it `goes_on` about the one before.
    fn atom(&mut self, atom: &Atom, goes_on: bool) -> String {
        match &atom.kind {
            AtomKind::Fact(name) => self.fact(name, false),
            AtomKind::Bracketed(inner) => format!("({})", self.condition(inner)),
            AtomKind::Listed { how, items } => {
                let lead = match how {
                    Listing::All => "all of these hold",
                    Listing::Any => "at least one of these holds",
                    Listing::None => "none of these holds",
                };
                let items: Vec<String> = items.iter().enumerate().map(|(i, c)| format!("({}) {}", i + 1, self.condition(c))).collect();
                format!("{lead}: {}", items.join("; "))
            }
            AtomKind::Several { names, lack: Lack::So(said) } => self.so_many_lacking(names, said),
            AtomKind::Several { names, lack } => self.several(names, *lack == Lack::Any),
            AtomKind::Comparison { subject, predicates } => {
                if let Some(subject) = subject {
                    self.subject = Some(subject.clone());
                }
                if predicates.is_empty() {
                    return match subject {
                        Some(Subject::Formula(formula)) => self.truth(formula),
                        Some(Subject::Name(name)) => self.fact(name, false),
                        None => self.spoken_of(),
                    };
                }
                if let (true, [Predicate { kind: PredicateKind::Distance { direction: Direction::Below, by, reach, .. }, .. }]) =
                    (self.counts_facts, predicates.as_slice())
                    && crate::sentence::counts_facts(&by.unit)
                {
                    return lacking(by, *reach);
                }
                let said = self.predicates(predicates);
                if goes_on {
                    return said.text;
                }
                let of = match said.of {
                    Some(subject) => self.subject_text(&subject),
                    None => self.spoken_of(),
                };
                format!("{of} {}", said.text)
            }
        }
    }

    /// A fact as a clause: `X is yes`, `there is a document X`, or the opposite with `turned`.
    pub fn fact(&mut self, name: &Name, turned: bool) -> String {
        if let Some((subject, level)) = self.level_words(name) {
            let of = self.subject_text(&subject);
            self.subject = Some(subject);
            return format!("{of} is {}{}", if turned { "not " } else { "" }, kept(&level.text));
        }
        let spoken = self.type_of(self.subject.as_ref());
        if let Some((of, level, op)) = self.ask(|l| l.level_or_better(name, spoken.as_ref()))
            && let Some(subject) = of.map(Subject::Name).or_else(|| self.subject.clone())
        {
            let (of, level) = (self.subject_text(&subject), kept(&level.text));
            self.subject = Some(subject);
            let is = if turned { "is not" } else { "is" };
            return match op {
                CmpOp::Lt => format!("{of} {is} worse than {level}"),
                CmpOp::Le => format!("{of} {is} {level} or worse"),
                CmpOp::Gt => format!("{of} {is} better than {level}"),
                _ => format!("{of} {is} {level} or better"),
            };
        }
        if let Some((of, way)) = self.ask(|l| l.one_way_of(name)) {
            let (op, word) = match (way, turned) {
                (CmpOp::Le, false) => (CmpOp::Le, "不高于"),
                (CmpOp::Le, true) => (CmpOp::Gt, "高于"),
                (_, true) => (CmpOp::Lt, "低于"),
                (_, false) => (CmpOp::Ge, "不低于"),
            };
            let operand = Operand::LastYear(name.span);
            let kind = PredicateKind::Compare { op, word: word.to_owned(), operand, inclusive: None };
            self.subject = Some(Subject::Name(of.clone()));
            let said = self.predicates(&[Predicate { kind, span: name.span }]);
            return format!("{} {}", self.name(&of), said.text);
        }
        if let Some(said) = self.not_done(name, turned) {
            return said;
        }
        let text = &name.text;
        let FactWords { name, negated, bare } = self.fact_words(name);
        self.doings.extend(doing_of(text, &name.text).map(|doing| (doing, name.clone())));
        let holds = negated == turned;
        if let Some(Symbol::Term) = self.known.names.lookup(&name.text, self.table) {
            return self.bare_term(&name, holds);
        }
        if let Some(Symbol::Group(_)) = self.known.names.lookup(&name.text, self.table) {
            let kept = kept(&name.text);
            return format!("the county {} to {kept}", if holds { "belongs" } else { "does not belong" });
        }
        let text = self.name(&name);
        let counted = !bare && matches!(self.typed_name(&name).map(|t| t.ty), Some(Type::Number(_)));
        if counted {
            self.subject = Some(Subject::Name(name));
            return format!("{text} is {}", if holds { "above 0" } else { "0" });
        }
        match (self.type_word(&name), holds) {
            (Some(TypeWord::Document), true) => format!("there is an issued document for {text}"),
            (Some(TypeWord::Document), false) => format!("there is no issued document for {text}"),
            (Some(TypeWord::List), true) => format!("the county is on the list {text}"),
            (Some(TypeWord::List), false) => format!("the county is not on the list {text}"),
            (_, true) => format!("{text} is yes"),
            (_, false) => format!("{text} is no"),
        }
    }

    /// 未成立的 behind 成立领导小组, 未召开的 behind a number of meetings.
    fn not_done(&mut self, name: &Name, turned: bool) -> Option<String> {
        let doing = undone_alone(&name.text).filter(|_| self.ask(|l| l.fact_words(name)).is_none())?;
        let done = self.doings.iter().rev().find(|(known, _)| *known == doing).map(|(_, of)| of.text.clone());
        if let Some(of) = done {
            return Some(self.fact(&Name { text: format!("没有{of}"), span: name.span }, turned));
        }
        let subject = self.subject.clone()?;
        Some(format!("{} is {}", self.subject_text(&subject), if turned { "above 0" } else { "0" }))
    }

    /// A、B、C齐备, or 缺任何一项.
    fn several(&mut self, names: &[Name], lack: bool) -> String {
        let plain = names.iter().all(|n| {
            let words = self.fact_words(n);
            !words.negated && words.bare && self.type_word(&words.name) == Some(TypeWord::Fact)
        });
        if plain {
            let all: Vec<String> = names.iter().map(|n| self.name(n)).collect();
            return if lack {
                format!("any of {} is no", listed(&all, "or"))
            } else {
                format!("{} are {} yes", listed(&all, "and"), if all.len() == 2 { "both" } else { "all" })
            };
        }
        let all: Vec<String> = names.iter().map(|n| self.fact(n, lack)).collect();
        listed(&all, if lack { "or" } else { "and" })
    }

    /// 方案、制度、总结，缺2项以上
    fn so_many_lacking(&mut self, names: &[Name], said: &[Predicate]) -> String {
        let all: Vec<String> = names.iter().map(|name| self.name(name)).collect();
        let so_many = said.iter().filter_map(|one| match &one.kind {
            PredicateKind::Distance { by, reach, .. } => Some(lacking(by, *reach)),
            _ => None,
        });
        format!("of {}, {}", listed(&all, "and"), so_many.collect::<Vec<_>>().join(" and "))
    }

    /// A term that needs no subject.
    fn bare_term(&mut self, name: &Name, holds: bool) -> String {
        let subject = self.subject.take();
        let text = self.term(name);
        self.subject = subject;
        let (kept, is) = (kept(&name.text), if holds { "is met" } else { "is not met" });
        text.map_or_else(|| format!("{kept} {is}"), |text| format!("{kept} {is} (it means: {text})"))
    }

    /// What a defined term says of the subject at hand; `None` inside its own definition.
    pub fn term(&mut self, name: &Name) -> Option<String> {
        let condition = self.known.names.term(&name.text)?.clone();
        if self.expanding.contains(&name.text) {
            return None;
        }
        self.expanding.push(name.text.clone());
        let targets = std::mem::take(&mut self.targets);
        let text = self.condition(&condition);
        self.targets = targets;
        self.expanding.pop();
        Some(text)
    }
}

/// 缺1项 of an enumeration
fn lacking(by: &Quantity, reach: Reach) -> String {
    let (number, are) = (&by.number, if by.number == crate::expr::Number::ONE { "is" } else { "are" });
    match reach {
        Reach::AtLeast => format!("at least {number} of these {are} lacking"),
        Reach::Within => format!("at most {number} of these {are} lacking"),
        Reach::Beyond => format!("more than {number} of these {are} lacking"),
        Reach::Just => format!("just {number} of these {are} lacking"),
    }
}
