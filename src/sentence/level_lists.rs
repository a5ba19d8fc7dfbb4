//! Levels one behind the other (并列的等次): 考核不是优秀或良好, 甲、乙均为优秀或良好. What is said of the first level is said of the others, too,
//! whatever stands beside them. Spec: sentences/conditions.md.

use super::lowering::Lowering;
use super::scope::Type;
use crate::expr::CmpOp;
use crate::syntax::tree::{Atom, AtomKind, Condition, Connective, Name, Operand, Predicate, PredicateKind, Subject};
use crate::words;

/// What a condition with levels one behind the other says.
pub enum LevelList {
    /// Nothing that is not there.
    AsWritten,
    /// This.
    Joined(Condition),
    /// 未达到优秀或良好: neither, or not both?
    Open(Name),
}

/// What levels behind a first one make of what is said of that.
enum Listed {
    /// Nothing more than 或 says: 考核为优秀、良好.
    Plain(Atom),
    /// Something else: neither (不是优秀或良好), or the same of each (均为优秀或良好).
    Spread(Atom),
    /// It is no matter of being a level or not.
    Open,
}

impl Lowering<'_> {
    /// The condition with each level list in one piece; `spoken` is the type of what was spoken of before.
    pub fn level_lists(&self, condition: &Condition, spoken: Option<&Type>) -> LevelList {
        let may_list = |(connective, atom): &(Connective, Atom)| *connective != Connective::And && matches!(atom.kind, AtomKind::Fact(_));
        if !condition.rest.iter().any(may_list) {
            return LevelList::AsWritten;
        }
        let mut joined: Vec<(Connective, Atom)> = Vec::new();
        let (mut is_listed, mut is_spread) = (false, false);
        let mut ty = spoken.cloned();
        let mut atoms = std::iter::once((Connective::And, &*condition.first)).chain(condition.rest.iter().map(|(c, a)| (*c, a))).peekable();
        while let Some((connective, head)) = atoms.next() {
            ty = self.level_type(head, ty.as_ref());
            let mut levels: Vec<(&Atom, Name)> = Vec::new();
            while let Some((c, atom)) = atoms.peek()
                && *c != Connective::And
                && let Some(level) = self.bare_level(atom, ty.as_ref())
            {
                levels.push((atom, level));
                atoms.next();
            }
            let Some((_, first)) = levels.first() else {
                joined.push((connective, head.clone()));
                continue;
            };
            is_listed = true;
            match with_levels(head, &levels) {
                Listed::Plain(atom) => joined.push((connective, atom)),
                Listed::Spread(atom) => {
                    is_spread = true;
                    joined.push((connective, atom));
                }
                Listed::Open => return LevelList::Open(first.clone()),
            }
        }
        // 考核为优秀、良好的 alone is one list already.
        let is_one = joined.len() == 1 && !is_spread;
        let mut joined = joined.into_iter();
        match joined.next() {
            Some((_, first)) if is_listed && !is_one => {
                LevelList::Joined(Condition { first: Box::new(first), rest: joined.collect(), ..condition.clone() })
            }
            _ => LevelList::AsWritten,
        }
    }

    /// 建立机制且考核优秀得3分，良好得2分: whether a level alone stands behind a condition about more than one thing.
    pub(super) fn level_of_which(&self, before: &Condition, condition: &Condition) -> bool {
        let last = before.rest.last().map_or(&*before.first, |(_, atom)| atom);
        let first = self.level_type(&before.first, None);
        let Some(ty) = self.level_type(last, first.as_ref()).or(first) else { return false };
        let is_level = self.bare_level(&condition.first, Some(&ty)).is_some()
            && condition.rest.iter().all(|(_, atom)| self.bare_level(atom, Some(&ty)).is_some());
        let is_list = before.rest.iter().all(|(_, atom)| self.bare_level(atom, Some(&ty)).is_some());
        let is_several = |atom: &Atom| matches!(&atom.kind, AtomKind::Bracketed(inner) if !inner.rest.is_empty());
        is_level && (!is_list || is_several(&before.first))
    }

    /// Asks about 未达到优秀或良好.
    pub(super) fn level_list_is_open(&mut self, level: &Name) {
        let text = &level.text;
        self.two_readings(
            level.span,
            words! { zh: "“{text}”前面是“未达到”“低于”这样的话：说的是哪一档？", en: "`{text}` stands behind a comparison with another level: which is meant?" },
            words! { zh: "请只写一档，如“低于{text}”；正好是哪几档的，写“为…或…”", en: "name one level, such as 低于{text}; write 为…或… for just these" },
        );
    }

    /// The type of what an atom speaks of, if that has levels.
    fn level_type(&self, atom: &Atom, spoken: Option<&Type>) -> Option<Type> {
        let of_subject = |subject: &Option<Subject>| match subject {
            Some(Subject::Name(name)) => self.type_named(name),
            Some(Subject::Formula(_)) => None,
            None => spoken.cloned(),
        };
        let ty = match &atom.kind {
            AtomKind::Fact(name) => {
                // 考核良好以上
                let short = ["及以上", "以上", "及以下", "以下"].into_iter().find_map(|tail| name.text.strip_suffix(tail));
                let short = short.map(|text| Name { text: text.to_owned(), span: name.span });
                let (of, _) = self.level_words(name, spoken).or_else(|| self.level_words(&short?, spoken))?;
                of.map_or_else(|| spoken.cloned(), |of| self.type_named(&of))
            }
            AtomKind::Comparison { subject, .. } => of_subject(subject),
            AtomKind::Bracketed(inner) => self.level_type(inner.rest.last().map_or(&inner.first, |(_, atom)| atom), spoken),
            _ => None,
        };
        ty.filter(|ty| matches!(ty, Type::Level(_)))
    }

    /// 良好, of what was spoken of.
    fn bare_level(&self, atom: &Atom, spoken: Option<&Type>) -> Option<Name> {
        let AtomKind::Fact(name) = &atom.kind else { return None };
        let (of, level) = self.level_words(name, Some(spoken?))?;
        of.is_none().then_some(level)
    }
}

fn with_levels(head: &Atom, levels: &[(&Atom, Name)]) -> Listed {
    let span = levels.last().map_or(head.span, |(last, _)| head.span.to(last.span));
    let list = |connective, others: Vec<AtomKind>| {
        let rest = others.into_iter().zip(levels).map(|(kind, (atom, _))| (connective, Atom { kind, span: atom.span })).collect();
        let inner = Condition { first: Box::new(head.clone()), rest, all: false, span };
        Atom { kind: AtomKind::Bracketed(inner), span }
    };
    match &head.kind {
        AtomKind::Fact(_) => Listed::Plain(list(Connective::Or, levels.iter().map(|(atom, _)| atom.kind.clone()).collect())),
        AtomKind::Comparison { subject, predicates } => {
            let [Predicate { kind: PredicateKind::Compare { op, word, inclusive, .. }, span }] = predicates.as_slice() else {
                return Listed::Open;
            };
            let connective = match op {
                CmpOp::Eq => Connective::Or,
                CmpOp::Ne => Connective::And,
                _ => return Listed::Open,
            };
            let said = |level: &Name| {
                let operand = Operand::Name(level.clone());
                let kind = PredicateKind::Compare { op: *op, word: word.clone(), operand, inclusive: *inclusive };
                AtomKind::Comparison { subject: subject.clone(), predicates: vec![Predicate { kind, span: *span }] }
            };
            Listed::Spread(list(connective, levels.iter().map(|(_, level)| said(level)).collect()))
        }
        // 均为优秀或良好
        AtomKind::Bracketed(inner) if inner.rest.iter().all(|(connective, _)| *connective == Connective::And) => {
            let each = |one: &Atom| match with_levels(one, levels) {
                Listed::Plain(atom) | Listed::Spread(atom) => Some(atom),
                Listed::Open => None,
            };
            let Some(first) = each(&inner.first) else { return Listed::Open };
            let mut spread = Condition { first: Box::new(first), rest: Vec::new(), ..inner.clone() };
            for (connective, one) in &inner.rest {
                let Some(one) = each(one) else { return Listed::Open };
                spread.rest.push((*connective, one));
            }
            Listed::Spread(Atom { kind: AtomKind::Bracketed(spread), span })
        }
        _ => Listed::Open,
    }
}
