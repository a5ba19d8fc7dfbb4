//! Conditions (条件): facts and comparisons joined by 且 or 或, never by both. Spec: §6.3.

use super::fact_words::{FactWords, PARTIAL_NEGATIONS};
use super::level_lists::LevelList;
use super::lowering::{Lowering, built_in};
use super::scope::{Symbol, Type};
use super::step::counts_facts;
use super::typed::Typed;
use crate::expr::{CmpOp, Expr};
use crate::finding::{Code, Finding};
use crate::source::Span;
use crate::syntax::tree::{Atom, AtomKind, Condition, Connective, Lack, Listing, Name, Operand, Predicate, PredicateKind};
use crate::words;

impl Lowering<'_> {
    /// The condition as an expression. The subject of a comparison carries over to the next one without its own.
    pub fn condition(&mut self, condition: &Condition) -> Option<Expr> {
        let spoken = self.subject.as_ref().map(|subject| subject.ty.clone());
        match self.level_lists(condition, spoken.as_ref()) {
            LevelList::AsWritten => {}
            LevelList::Joined(joined) => return self.condition(&joined),
            LevelList::Open(level) => {
                self.level_list_is_open(&level);
                return None;
            }
        }
        if let Some(each) = self.said_of_each(condition) {
            return self.condition(&each);
        }
        let has = |c: Connective| condition.rest.iter().any(|(x, _)| *x == c);
        if has(Connective::And) && has(Connective::Or) {
            self.mixed(condition.span);
            return None;
        }
        if self.negates_more(condition)
            || self.negates_those_before(condition)
            || self.pauses_before_or(condition)
            || self.figure_of_both(condition)
        {
            return None;
        }
        let has_comma = has(Connective::Comma) || has(Connective::Pause);
        let bare_commas = has_comma && !has(Connective::And) && !has(Connective::Or) && !condition.all;
        let carried = condition.rest.iter().all(|(_, atom)| matches!(&atom.kind, AtomKind::Comparison { subject: None, .. }));
        let one_of = bare_commas && (self.names_levels(condition) || condition.names_alternatives());
        if bare_commas && !carried && !one_of {
            if self.begins_with_a_preface(condition) || self.compares_what_is_computed(condition) {
                return None;
            }
            self.sink.report(
                Finding::new(
                    Code::MixedConnectives,
                    words! { zh: "几个条件之间没有写“且”还是“或”", en: "several conditions without and or or" },
                )
                .label(condition.span, words! { zh: "全部满足，还是满足其一？", en: "all of them, or any?" })
                .help(if compares(condition) {
                    words! {
                        zh: "全部满足：最后两项之间写“且”；满足其一：写“或”；各得各的分：写“…的，各得1分”；有一项不达标扣一次的，写“有下列情形之一的，每项扣1分：①入学率低于95%；②巩固率低于90%”",
                        en: "write 且 before the last for all, 或 for any, …的，各得1分 for the points of each; 有下列情形之一的，每项扣1分：①…；②… if each that is missed takes points"
                    }
                } else {
                    words! {
                        zh: "全部满足：最后两项之间写“且”，或写“…均达标”“…齐备”；满足其一：写“或”；缺一项就算、只算一次：写“缺任何一项”；逐项扣：写“…齐备得…分，每缺一项扣…分”",
                        en: "write 且 before the last for all, 或 for any; …齐备得…分，每缺一项扣…分 if each that is lacking takes points"
                    }
                }),
            );
            return None;
        }
        let mut parts = vec![self.atom(&condition.first)];
        for (_, atom) in &condition.rest {
            parts.push(self.atom(atom));
        }
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        Some(if one_of || has(Connective::Or) { Expr::any(parts) } else { Expr::all(parts) })
    }

    /// 考核为优秀、良好的: of levels there is one, so that it is any of them.
    pub fn names_levels(&self, condition: &Condition) -> bool {
        let AtomKind::Fact(first) = &condition.first.kind else { return false };
        let spoken = self.subject.as_ref().map(|s| s.ty.clone());
        let Some((of, _)) = self.level_words(first, spoken.as_ref()) else { return false };
        let ty = of.map_or(spoken, |of| self.type_named(&of));
        condition.rest.iter().all(|(connective, atom)| {
            let names_one =
                matches!(&atom.kind, AtomKind::Fact(name) if self.level_words(name, ty.as_ref()).is_some_and(|(of, _)| of.is_none()));
            *connective == Connective::Comma && names_one
        })
    }

    fn atom(&mut self, atom: &Atom) -> Option<Expr> {
        match &atom.kind {
            AtomKind::Fact(name) => self.fact(name),
            AtomKind::Bracketed(inner) => self.condition(inner),
            AtomKind::Listed { how, items } => {
                let items: Vec<Option<Expr>> = items.iter().map(|c| self.condition(c)).collect();
                let items = items.into_iter().collect::<Option<Vec<_>>>()?;
                Some(match how {
                    Listing::All => Expr::all(items),
                    Listing::Any => Expr::any(items),
                    Listing::None => Expr::negate(Expr::any(items)),
                })
            }
            AtomKind::Several { names, lack: Lack::So(said) } => {
                self.facts.clone_from(names);
                self.lacking_so(said)
            }
            AtomKind::Several { names, lack } => {
                let facts: Vec<Option<Expr>> = names.iter().map(|n| self.fact(n)).collect();
                let all = Expr::all(facts.into_iter().collect::<Option<Vec<_>>>()?);
                Some(if *lack == Lack::Any { Expr::negate(all) } else { all })
            }
            AtomKind::Comparison { subject, predicates } => {
                if let Some(subject) = subject {
                    self.subject = self.subject_value(subject);
                    self.subject.as_ref()?;
                }
                self.names_subject = subject.is_some();
                self.predicates(predicates, atom)
            }
        }
    }

    fn predicates(&mut self, predicates: &[Predicate], atom: &Atom) -> Option<Expr> {
        // 缺1项, 缺1—2项 of an enumeration.
        let lacks = |said: &Predicate| matches!(&said.kind, PredicateKind::Distance { by, .. } if counts_facts(&by.unit));
        if !self.facts.is_empty() && !predicates.is_empty() && predicates.iter().all(lacks) {
            return self.lacking_so(predicates);
        }
        let Some(subject) = self.subject.clone() else {
            self.no_subject(atom.span);
            return None;
        };
        if predicates.is_empty() {
            return self.fact_of(subject);
        }
        self.is_one_standard(predicates)?;
        // 下降不足5%, of what fell: the side is said besides.
        if let [side, small] = predicates
            && let Some(short) = small.kind.small_move()
            && is_side(&side.kind, short.operand)
        {
            let targets = self.targets.len();
            let goes_on = match &small.kind {
                PredicateKind::GoesOn { open, .. } => (true, *open),
                _ => (false, false),
            };
            let holds = self.predicate(&subject, side)?;
            if matches!(side.kind, PredicateKind::Compare { .. }) {
                self.targets.truncate(targets);
            }
            return Some(Expr::all(vec![holds, self.short_of(&subject, &short, goes_on, small.span)?]));
        }
        let parts: Vec<Option<Expr>> = predicates.iter().map(|p| self.predicate(&subject, p)).collect();
        Some(Expr::all(parts.into_iter().collect::<Option<Vec<_>>>()?))
    }

    /// 缺1项, 缺1—2项, of the enumeration at hand.
    fn lacking_so(&mut self, predicates: &[Predicate]) -> Option<Expr> {
        let all = predicates.iter().map(|said| match &said.kind {
            PredicateKind::Distance { direction, moves, by, reach } => self.distance_predicate((*direction, *moves), by, *reach, said.span),
            _ => None,
        });
        Some(Expr::all(all.collect::<Option<Vec<_>>>()?))
    }

    /// 高于全市平均数5个百分点, 不低于任务数90%（含）以上: a standard that is a name, and a figure behind it without a word between them.
    fn is_one_standard(&mut self, predicates: &[Predicate]) -> Option<()> {
        let [
            Predicate { kind: PredicateKind::Compare { operand, .. }, .. },
            Predicate { kind: PredicateKind::Compare { op, operand: Operand::Quantity(figure), .. }, span },
        ] = predicates
        else {
            return Some(());
        };
        if matches!(operand, Operand::Quantity(_)) {
            return Some(());
        }
        if *op == CmpOp::Eq {
            self.sink.report(
                Finding::new(Code::UnexpectedText, words! { zh: "差多少没有写“以上”", en: "a distance without 以上" })
                    .label(*span, words! { zh: "正好这么多，还是这么多以上？", en: "just so much, or at least?" })
                    .help(words! { zh: "请写成“增加1次以上”“高于全市平均数5个百分点以上”这样", en: "write 增加1次以上, or 高于全市平均数5个百分点以上" }),
            );
            return None;
        }
        let figure = format!("{}{}", figure.number, figure.unit);
        self.two_readings(
            *span,
            words! { zh: "是前面那个数的{figure}，还是两个标准都要达到？", en: "{figure} of what is named before, or both standards?" },
            words! {
                zh: "是它的{figure}，写“达到…的{figure}”；两个标准都要达到的，在“{figure}”前面加“且”",
                en: "write 达到…的{figure} for a share of it, or 且 before {figure} if both must be met"
            },
        );
        None
    }

    /// What a comparison or a step speaks of is not said.
    pub(super) fn no_subject(&mut self, span: Span) {
        if self.broken {
            return;
        }
        self.sink.report(
            Finding::new(Code::UnexpectedText, words! { zh: "没有写是哪个数据", en: "which datum is meant?" })
                .label(span, words! { zh: "这里缺少主语", en: "this has no subject" })
                .help(words! { zh: "请把数据的名称写在前面", en: "put the name of the datum in front" }),
        );
    }

    /// A fact by its name; 未, 无, 没有, 不, 非 in front turn it round, 有, 已, 发现 in front change nothing.
    /// With such a word a count is a fact too: 无事故 is none, 发生事故 at least one.
    /// A declared name wins over a reading with such a word.
    pub(super) fn fact(&mut self, name: &Name) -> Option<Expr> {
        let Some(FactWords { name: inner, negated, bare }) = self.fact_words(name) else {
            if let Some(stated) = self.level_stated(name) {
                return Some(stated.expr);
            }
            if let Some((of, op)) = self.one_way_of(name) {
                return self.one_way(&of, op);
            }
            if let Some(condition) = self.not_done(name) {
                return Some(condition);
            }
            // 「不」 and the like were no help: say what is missing.
            self.undeclared(name);
            return None;
        };
        self.doings_said(name, &inner);
        if let Some(Symbol::Term) = self.scope.lookup(&inner.text, self.table) {
            return self.bare_term(&inner, negated);
        }
        let value = self.value_of(&inner)?;
        let counted = !bare && matches!(&value.ty, Type::Number(unit) if unit.is_count() && !unit.is_pure());
        let partial = |word: &&&str| counted && negated && name.text.strip_prefix(**word) == Some(inner.text.as_str());
        if let Some(word) = PARTIAL_NEGATIONS.iter().find(partial) {
            let inner = &inner.text;
            self.sink.report(
                Finding::new(
                    Code::UnexpectedText,
                    words! { zh: "“{inner}”是一个数，前面的“{word}”不知道指什么", en: "`{inner}` is a number: what is `{word}` of it?" },
                )
                .label(name.span, words! { zh: "一个也没有，还是有一些不是？", en: "none at all, or some that are not?" })
                .help(words! {
                    zh: "一个也没有的，请写“没有{inner}”；另有所指的，请把它声明为一项数据",
                    en: "for none at all write 没有{inner}; for anything else declare a datum"
                }),
            );
            return None;
        }
        let condition = if counted {
            self.subject = Some(value.clone());
            Expr::cmp(CmpOp::Gt, value.expr, Expr::int(0))
        } else {
            self.fact_of(value)?
        };
        Some(if negated { Expr::negate(condition) } else { condition })
    }

    /// 层级为优秀, 层级优秀: the name of what is spoken of (none behind 为 alone) and the level. Only the declared names tell where such
    /// a name ends, since 为 may be a part of it; `spoken` is the type of what was spoken of before.
    pub fn level_words(&self, name: &Name, spoken: Option<&Type>) -> Option<(Option<Name>, Name)> {
        if self.scope.lookup(&name.text, self.table).is_some() {
            return None;
        }
        // 为好得3分，较好的得2分
        if matches!(spoken, Some(Type::Level(levels)) if levels.contains(&name.text)) {
            return Some((None, name.clone()));
        }
        let named = |text: &str| Name { text: text.to_owned(), span: name.span };
        let read = |of: &str, level: &str| {
            let (of, level) = (Some(named(of)).filter(|of| !of.text.is_empty()), named(level));
            let ty = of.as_ref().map_or_else(|| spoken.cloned(), |of| self.type_named(of));
            matches!(ty, Some(Type::Level(levels)) if levels.contains(&level.text)).then_some((of, level))
        };
        let split = |at: usize, word: usize| read(name.text.get(..at)?, name.text.get(at + word..)?);
        let stated = name.text.match_indices('为').find_map(|(at, word)| split(at, word.len()));
        // 成效明显
        stated.or_else(|| name.text.char_indices().skip(1).find_map(|(at, _)| split(at, 0)))
    }

    /// The type of what a name stands for, if that is a value.
    pub(super) fn type_named(&self, name: &Name) -> Option<Type> {
        match self.scope.lookup(&name.text, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).map(|known| known.ty.clone()),
            Some(Symbol::Column(id)) => self.scope.column_signature(id).map(|known| known.ty.clone()),
            _ => built_in(&name.text, name.span, self.scope).map(|typed| typed.ty),
        }
    }

    /// 层级为优秀 as a condition.
    pub(super) fn level_stated(&mut self, name: &Name) -> Option<Typed> {
        let spoken = self.subject.as_ref().map(|s| s.ty.clone());
        let (of, level, op) = match self.level_words(name, spoken.as_ref()) {
            Some((of, level)) => (of, level, CmpOp::Eq),
            None => self.level_or_better(name, spoken.as_ref())?,
        };
        let subject = match of {
            Some(of) => self.value_of(&of)?,
            None => self.subject.clone()?,
        };
        let Type::Level(levels) = &subject.ty else { return None };
        let level = self.level(levels, &level)?;
        self.subject = Some(subject.clone());
        self.compare(op, subject, level, name.span)
    }

    /// 考核等次良好以上, 合格及以下: from a level on.
    pub fn level_or_better(&mut self, name: &Name, spoken: Option<&Type>) -> Option<(Option<Name>, Name, CmpOp)> {
        let tails = [("及以上", CmpOp::Ge), ("以上", CmpOp::Ge), ("及以下", CmpOp::Le), ("以下", CmpOp::Lt)];
        let (short, word, op) = tails.into_iter().find_map(|(word, op)| Some((name.text.strip_suffix(word)?, word, op)))?;
        let (of, level) = self.level_words(&Name { text: short.to_owned(), span: name.span }, spoken)?;
        Some((of, level, self.boundary(op, word, None, name.span)))
    }

    fn fact_of(&mut self, value: Typed) -> Option<Expr> {
        if value.ty == Type::Bool {
            return Some(value.expr);
        }
        let is = value.ty.words();
        let (zh, en) = (&is.zh, &is.en);
        self.sink.report(
            Finding::new(Code::TypeMismatch, words! { zh: "这里要一个是或否的事实，写的是{zh}", en: "a fact is wanted, this is {en}" })
                .label(value.span, words! { zh: "它的类型是{zh}", en: "its type is {en}" })
                .help(match value.unit().filter(|unit| unit.is_count() && !unit.is_pure()) {
                    Some(unit) => {
                        words! {
                            zh: "按数目计的，写“每1{unit}…扣…分”；有没有的，写“发生…的”“没有…的”；与数比的，写“达到…”“…以上”",
                            en: "write 每1{unit}…扣…分 for each, 发生…的 or 没有…的 for whether there is any, or a comparison such as 达到… or …以上"
                        }
                    }
                    None => words! {
                        zh: "请写明比较，如“达到…”“不低于…”“…以上”；几项并列的，每一项都写上",
                        en: "write a comparison such as 达到… or …以上, for each of several"
                    },
                }),
        );
        None
    }

    /// A term that needs no subject.
    fn bare_term(&mut self, name: &Name, negated: bool) -> Option<Expr> {
        let subject = self.subject.take();
        let expr = self.term(name);
        self.subject = subject;
        expr.map(|e| if negated { Expr::negate(e) } else { e })
    }

    /// The condition of a defined term, said of the subject at hand.
    pub(super) fn term(&mut self, name: &Name) -> Option<Expr> {
        let Some(condition) = self.scope.term(&name.text).cloned() else {
            self.undeclared(name);
            return None;
        };
        self.used.insert(name.text.clone());
        if self.expanding.contains(&name.text) {
            let text = &name.text;
            self.sink.report(
                Finding::new(Code::CyclicDefinition, words! { zh: "用语“{text}”的定义用到了它自己", en: "the term `{text}` needs itself" })
                    .label(name.span, words! { zh: "在这里", en: "here" })
                    .help(words! { zh: "请用数据的条件来写它的定义", en: "define it by conditions on data" }),
            );
            return None;
        }
        self.expanding.push(name.text.clone());
        let expr = self.condition(&condition);
        self.expanding.pop();
        expr
    }

    /// The facts of an enumeration, if the condition is one: 方案、制度齐全, 方案且制度.
    pub(super) fn enumerated(&self, condition: &Condition) -> Option<Vec<Name>> {
        if let (AtomKind::Several { names, .. }, []) = (&condition.first.kind, condition.rest.as_slice()) {
            return Some(names.clone());
        }
        let joined = !condition.rest.is_empty() && condition.rest.iter().all(|(connective, _)| *connective != Connective::Or);
        let fact = |atom: &Atom| if let AtomKind::Fact(name) = &atom.kind { Some(name.clone()) } else { None };
        let all = condition.atoms();
        all.map(fact).collect::<Option<Vec<Name>>>().filter(|_| joined)
    }
}

/// Whether a condition compares anything with a figure.
fn compares(condition: &Condition) -> bool {
    let compared = |atom: &Atom| matches!(&atom.kind, AtomKind::Comparison { predicates, .. } if !predicates.is_empty());
    compared(&condition.first) || condition.rest.iter().any(|(_, atom)| compared(atom))
}

/// Whether the first comparison of a condition names its own subject.
pub(super) fn names_subject(condition: &Condition) -> bool {
    !matches!(&condition.first.kind, AtomKind::Comparison { subject: None, .. })
}

/// The single predicate of a condition of one comparison.
pub(super) fn single_predicates(condition: &Condition) -> Option<&[Predicate]> {
    match &condition.first.kind {
        AtomKind::Comparison { predicates, .. } | AtomKind::Several { lack: Lack::So(predicates), .. } if condition.rest.is_empty() => {
            Some(predicates)
        }
        _ => None,
    }
}

/// The ranking a condition speaks of.
pub(super) fn ranking(condition: &Condition) -> Option<&crate::syntax::tree::Ranked> {
    single_predicates(condition)?.iter().find_map(|p| match &p.kind {
        PredicateKind::Ranked(ranked) => Some(ranked),
        _ => None,
    })
}

/// Whether a predicate says on which side of a value a small distance is, or from where on.
fn is_side(kind: &PredicateKind, of: &Operand) -> bool {
    let is_comparison = matches!(kind, PredicateKind::Compare { op: CmpOp::Gt | CmpOp::Ge | CmpOp::Lt | CmpOp::Le | CmpOp::Ne, .. });
    (is_comparison || kind.large_move().is_some()) && kind.measured_from().is_some_and(|operand| operand.is_like(of))
}
