//! Reads conditions (条件). Spec: §6.3.

use super::parser::Rule;
use super::read::{Node, Reader, date, number, small};
use super::read_data::{comparison_word, population};
use super::tree::*;
use crate::expr::CmpOp;
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn condition(&self, pair: Node<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = Box::new(self.atom(inner.next()?)?);
        let (mut rest, mut all, mut connective) = (Vec::new(), false, Connective::Comma);
        for part in inner {
            match part.as_rule() {
                Rule::connector => {
                    let comma = part.as_str().trim() == ",";
                    connective = match part.into_inner().next()?.as_rule() {
                        Rule::and_word => Connective::And,
                        Rule::or_word => Connective::Or,
                        _ if comma => Connective::Pause,
                        _ => Connective::Comma,
                    }
                }
                Rule::atom => rest.push((connective, self.atom(part)?)),
                _ => all = true,
            }
        }
        if !rest.iter().any(|(connective, _)| *connective == Connective::Or) {
            // Only beside 或 it matters which comma it is.
            rest.iter_mut()
                .filter(|(connective, _)| *connective == Connective::Pause)
                .for_each(|(connective, _)| *connective = Connective::Comma);
        }
        Some(Condition { first, rest, all, span })
    }

    fn atom(&self, pair: Node<'_>) -> Option<Atom> {
        let span = self.span(&pair);
        let pair = pair.into_inner().next()?;
        let kind = match pair.as_rule() {
            Rule::fact => AtomKind::Fact(self.name(&pair.into_inner().next()?)),
            Rule::bracketed => AtomKind::Bracketed(self.condition(pair.into_inner().next()?)?),
            Rule::listed => self.listed(pair)?,
            Rule::each_of => self.each_of(pair)?,
            Rule::each_none => self.each_none(pair)?,
            Rule::yearly => self.yearly(pair)?,
            Rule::stated => {
                let subject = Some(Subject::Formula(self.call_or_path(pair.into_inner().next()?)?));
                AtomKind::Comparison { subject, predicates: Vec::new() }
            }
            Rule::several => {
                let lack = pair.clone().into_inner().any(|n| n.as_rule() == Rule::several_lack);
                let names =
                    pair.into_inner().filter(|n| matches!(n.as_rule(), Rule::name | Rule::listed_name)).map(|n| self.name(&n)).collect();
                AtomKind::Several { names, lack }
            }
            Rule::comparison => {
                let mut subject = None;
                let mut predicates = Vec::new();
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::event_verb => {}
                        Rule::subject => subject = Some(self.subject(part)?),
                        _ => predicates.extend(self.predicate(part)?),
                    }
                }
                AtomKind::Comparison { subject, predicates }
            }
            _ => return None,
        };
        Some(Atom { kind, span })
    }

    /// 下列情形之一：①…；②…, with or without an outcome between head and list.
    fn listed(&self, pair: Node<'_>) -> Option<AtomKind> {
        let mut how = Listing::Any;
        let mut items = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::listed_all => how = Listing::All,
                Rule::listed_none => how = Listing::None,
                Rule::listed_item => {
                    let condition = part.into_inner().find(|n| n.as_rule() == Rule::condition)?;
                    items.push(self.condition(condition)?);
                }
                _ => {}
            }
        }
        Some(AtomKind::Listed { how, items })
    }

    /// 有下列情形之一的，扣2分：①…；②…
    pub(super) fn listed_condition(&self, pair: Node<'_>) -> Option<Condition> {
        let span = self.span(&pair);
        Some(Condition { first: Box::new(Atom { kind: self.listed(pair)?, span }), rest: Vec::new(), all: false, span })
    }

    /// A、B均达到…: the conditions written out, joined by 且.
    fn each_of(&self, pair: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&pair);
        let (mut names, mut predicates) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::each_name => names.push(self.name(&part)),
                _ => predicates.extend(self.predicate(part)?),
            }
        }
        let mut atoms = names.into_iter().map(|name| {
            let span = name.span;
            Atom { kind: AtomKind::Comparison { subject: Some(Subject::Name(name)), predicates: predicates.clone() }, span }
        });
        let first = Box::new(atoms.next()?);
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        Some(AtomKind::Bracketed(Condition { first, rest, all: false, span }))
    }

    /// A、B均未发生: 没有A且没有B
    fn each_none(&self, pair: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&pair);
        let names = pair.into_inner().filter(|part| part.as_rule() == Rule::each_name).map(|part| self.name(&part));
        let mut atoms = names.map(|name| {
            let span = name.span;
            Atom { kind: AtomKind::Fact(Name { text: format!("没有{}", name.text), span }), span }
        });
        let first = Box::new(atoms.next()?);
        let rest = atoms.map(|atom| (Connective::And, atom)).collect();
        Some(AtomKind::Bracketed(Condition { first, rest, all: false, span }))
    }

    /// 近三年入学率均不低于85%
    fn yearly(&self, pair: Node<'_>) -> Option<AtomKind> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let years = years(&inner.next()?)?;
        let subject = Some(Subject::Name(self.name(&inner.next()?)));
        let kind = PredicateKind::EachYear { years, each: self.predicate(inner.next()?)? };
        Some(AtomKind::Comparison { subject, predicates: vec![Predicate { kind, span }] })
    }

    pub(super) fn subject(&self, pair: Node<'_>) -> Option<Subject> {
        let inner = pair.into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::name => Subject::Name(self.name(&inner)),
            _ => Subject::Formula(self.call_or_path(inner)?),
        })
    }

    /// One predicate; a range whose upper end is outside is two.
    fn predicate(&self, pair: Node<'_>) -> Option<Vec<Predicate>> {
        let span = self.span(&pair);
        let pair = pair.into_inner().next()?;
        let text = self.text(&pair).trim().to_owned();
        let rule = pair.as_rule();
        let whole = pair.clone();
        let inner: Vec<Node<'_>> = pair.into_inner().collect();
        let find = |rule: Rule| inner.iter().find(|n| n.as_rule() == rule).cloned();
        let kind = match rule {
            Rule::prefixed => PredicateKind::Compare {
                op: comparison_word(find(Rule::comparator)?.as_str()),
                word: find(Rule::comparator)?.as_str().trim().to_owned(),
                operand: self.operand(find(Rule::operand)?)?,
                inclusive: find(Rule::inclusion).map(|n| is_inclusive(&n)),
            },
            Rule::equals => {
                let word: &str = ["不等于", "不是", "≠"].into_iter().find(|w| text.starts_with(w)).unwrap_or("是");
                let op = if word == "是" { CmpOp::Eq } else { CmpOp::Ne };
                PredicateKind::Compare { op, word: word.to_owned(), operand: self.operand(find(Rule::operand)?)?, inclusive: None }
            }
            Rule::postfixed => {
                let quantity = self.quantity_of(&find(Rule::signed)?, find(Rule::unit).as_ref())?;
                let bare = text.rfind('(').filter(|_| text.ends_with(')')).and_then(|at| text.get(..at)).unwrap_or(&text);
                let (word, op) = [
                    ("及以上", CmpOp::Ge),
                    ("以上", CmpOp::Ge),
                    ("及以下", CmpOp::Le),
                    ("以下", CmpOp::Lt),
                    ("以内", CmpOp::Le),
                    ("之内", CmpOp::Le),
                ]
                .into_iter()
                .find(|(word, _)| bare.trim().ends_with(word))?;
                PredicateKind::Compare {
                    op,
                    word: word.to_owned(),
                    operand: Operand::Quantity(quantity),
                    inclusive: find(Rule::inclusion).map(|n| is_inclusive(&n)),
                }
            }
            Rule::between => {
                let numbers: Vec<&Node<'_>> = inner.iter().filter(|n| n.as_rule() == Rule::signed).collect();
                let units: Vec<&Node<'_>> = inner.iter().filter(|n| n.as_rule() == Rule::unit).collect();
                let (low, high) = (numbers.first()?, numbers.get(1)?);
                // `80至90%`: the unit behind the second holds for both.
                let low_unit = units.iter().find(|u| u.as_span().start() < high.as_span().start()).or(units.last());
                // 90%(含)—95%: what is said of one end only is not so of the other.
                let said = |after: bool| {
                    let at = |n: &&Node<'_>| (n.as_span().start() > high.as_span().start()) == after;
                    inner.iter().filter(|n| n.as_rule() == Rule::inclusion).find(at).map(is_inclusive)
                };
                let outside = |after: bool| match (said(after), said(!after)) {
                    (Some(own), _) => !own,
                    (None, other) => other == Some(true),
                };
                let open_low = text.starts_with("超过") || outside(false);
                let (low, high) = (self.quantity_of(low, low_unit.copied())?, self.quantity_of(high, units.last().copied())?);
                if outside(true) {
                    let (op, word) = if open_low { (CmpOp::Gt, "高于") } else { (CmpOp::Ge, "不低于") };
                    let lower = compare(op, word, Operand::Quantity(low));
                    let upper = compare(CmpOp::Lt, "低于", Operand::Quantity(high));
                    return Some(vec![Predicate { kind: lower, span }, Predicate { kind: upper, span }]);
                }
                PredicateKind::Between { low, high, open_low }
            }
            Rule::exceeds_by => {
                let comparator = find(Rule::comparator)?;
                PredicateKind::ExceedsBy {
                    above: matches!(comparison_word(comparator.as_str()), CmpOp::Gt | CmpOp::Ge),
                    operand: self.operand(find(Rule::operand)?)?,
                    by: self.quantity_of(&find(Rule::number)?, find(Rule::unit).as_ref())?,
                }
            }
            Rule::deadline => {
                let pair = find(Rule::date)?;
                let op = if find(Rule::deadline_word)?.as_str().ends_with('后') { CmpOp::Gt } else { CmpOp::Le };
                let word = if op == CmpOp::Gt { "晚于" } else { "不晚于" };
                PredicateKind::Compare { op, word: word.to_owned(), operand: Operand::Date(date(&pair), self.span(&pair)), inclusive: None }
            }
            Rule::distance => PredicateKind::Distance {
                direction: direction(&find(Rule::direction)?)?,
                by: self.quantity_of(&find(Rule::number)?, find(Rule::unit).as_ref())?,
                reach: if find(Rule::beyond).is_some() {
                    Reach::Beyond
                } else if text.ends_with("以内") {
                    Reach::Within
                } else if text.ends_with("以上") {
                    Reach::AtLeast
                } else {
                    Reach::Just
                },
            },
            Rule::over_years => {
                let word = find(Rule::over_years_word)?;
                let op = match word.as_str() {
                    "不低于上年" => CmpOp::Ge,
                    "不高于上年" => CmpOp::Le,
                    "低于上年" | "比上年下降" | "下降" => CmpOp::Lt,
                    _ => CmpOp::Gt,
                };
                PredicateKind::OverYears { years: years(&find(Rule::whole_count)?)?, op }
            }
            Rule::each_year => {
                PredicateKind::EachYear { years: years(inner.first()?)?, each: self.predicate(find(Rule::plain_predicate)?)? }
            }
            Rule::whole_share => {
                let hundred = Quantity { number: crate::expr::Number::from(100), unit: "%".to_owned(), span };
                compare(CmpOp::Ge, "达到", Operand::Quantity(hundred))
            }
            Rule::exact => {
                let operand = Operand::Quantity(self.quantity_of(&find(Rule::number)?, find(Rule::unit).as_ref())?);
                PredicateKind::Compare { op: CmpOp::Eq, word: JUST.to_owned(), operand, inclusive: None }
            }
            Rule::same_as_last => PredicateKind::SameAsLastYear,
            Rule::ranked => PredicateKind::Ranked(ranked(&inner)?),
            Rule::defined => PredicateKind::Defined(self.name(&find(Rule::quoted_name)?)),
            Rule::first_time => PredicateKind::First,
            Rule::occurred => PredicateKind::Occurred,
            Rule::unreported => PredicateKind::Unreported,
            // Days are whole: late at all is late by a day or more.
            Rule::late_at_all => {
                let by = Quantity { number: crate::expr::Number::ONE, unit: "天".to_owned(), span };
                PredicateKind::Distance { direction: Direction::Late, by, reach: Reach::AtLeast }
            }
            Rule::than_last => return self.trend(inner.first()?.clone(), span),
            Rule::trend | Rule::trend_by => return self.trend(whole, span),
            Rule::lacks_any => {
                let by = Quantity { number: crate::expr::Number::ONE, unit: "项".to_owned(), span };
                PredicateKind::Distance { direction: Direction::Below, by, reach: Reach::AtLeast }
            }
            _ => return None,
        };
        Some(vec![Predicate { kind, span }])
    }

    /// 提高, 下降, 持平, 增长3%以上: against last year.
    fn trend(&self, pair: Node<'_>, whole: Span) -> Option<Vec<Predicate>> {
        let span = self.span(&pair);
        let by_number = pair.as_rule() == Rule::trend_by;
        let mut inner = pair.into_inner();
        let way = inner.next()?.into_inner().next()?.as_rule();
        let operand = Operand::LastYear(span);
        let one = |kind| Some(vec![Predicate { kind, span: whole }]);
        let compared = match way {
            Rule::trend_up => compare(CmpOp::Gt, "高于", operand.clone()),
            Rule::trend_down => compare(CmpOp::Lt, "低于", operand.clone()),
            _ => PredicateKind::SameAsLastYear,
        };
        if !by_number {
            return one(compared);
        }
        if way == Rule::trend_same {
            return None;
        }
        let by = self.quantity_of(&inner.next()?, inner.next().as_ref())?;
        if inner.next().is_some() {
            // 提高1个百分点得2分: just so much, or 以上? That is asked where the sentence gets its meaning.
            let just = PredicateKind::Compare { op: CmpOp::Eq, word: JUST.to_owned(), operand: Operand::Quantity(by), inclusive: None };
            return Some(vec![Predicate { kind: compared, span: whole }, Predicate { kind: just, span: whole }]);
        }
        one(PredicateKind::ExceedsBy { above: way == Rule::trend_up, operand, by })
    }

    pub(super) fn operand(&self, pair: Node<'_>) -> Option<Operand> {
        let inner = pair.into_inner().next()?;
        let span = self.span(&inner);
        Some(match inner.as_rule() {
            Rule::quantity => {
                let first = inner.clone().into_inner().next()?;
                if first.as_rule() == Rule::date { Operand::Date(date(&first), span) } else { Operand::Quantity(self.quantity(inner)?) }
            }
            Rule::name => Operand::Name(self.name(&inner)),
            Rule::last_year => Operand::LastYear(span),
            Rule::population => {
                let (scope, value) = population(inner)?;
                Operand::Population { scope, value, span }
            }
            Rule::by_group => Operand::ByGroup(
                inner
                    .into_inner()
                    .map(|group| {
                        let mut parts = group.into_inner();
                        let name = self.name(&parts.next()?);
                        Some((name, self.quantity_of(&parts.next()?, parts.next().as_ref())?))
                    })
                    .collect::<Option<Vec<_>>>()?,
            ),
            Rule::share => {
                let mut parts: Vec<Node<'_>> = inner.into_inner().collect();
                let share = parts.pop()?;
                let share = if share.as_rule() == Rule::half { crate::expr::Number::from(50) } else { number(&share) };
                let whole = match parts.pop() {
                    None => Operand::LastYear(span),
                    Some(pair) if pair.as_rule() == Rule::population => {
                        let (scope, value) = population(pair)?;
                        Operand::Population { scope, value, span }
                    }
                    Some(name) => Operand::Name(self.name(&name)),
                };
                Operand::Share(Box::new(whole), share)
            }
            _ => Operand::Formula(self.call_or_path(inner)?),
        })
    }
}

/// A number of years; none at all is no statement.
fn years(pair: &Node<'_>) -> Option<u8> {
    Some(small(pair).min(20) as u8).filter(|years| *years > 0)
}

fn compare(op: CmpOp, word: &str, operand: Operand) -> PredicateKind {
    PredicateKind::Compare { op, word: word.to_owned(), operand, inclusive: None }
}

fn is_inclusive(pair: &Node<'_>) -> bool {
    !pair.as_str().contains('不')
}

pub(super) fn direction(pair: &Node<'_>) -> Option<Direction> {
    Some(match pair.clone().into_inner().next()?.as_rule() {
        Rule::below => Direction::Below,
        Rule::above => Direction::Above,
        Rule::late => Direction::Late,
        Rule::early => Direction::Early,
        _ => Direction::Behind,
    })
}

fn ranked(inner: &[Node<'_>]) -> Option<Ranked> {
    let find = |rule: Rule| inner.iter().find(|n| n.as_rule() == rule);
    let read = |places: Node<'_>| -> Option<Places> {
        let places = places.into_inner().next()?;
        let rule = places.as_rule();
        let numbers: Vec<u32> = places.into_inner().map(|n| small(&n)).collect();
        let first = *numbers.first()?;
        Some(match rule {
            Rule::last_places => Places::Last(first),
            Rule::last_single | Rule::last_range => Places::FromEnd(first, numbers.get(1).copied().unwrap_or(first)),
            Rule::first_places => Places::First(first),
            Rule::place_list => {
                let follow = numbers.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b));
                Places::Range(first, *numbers.last().filter(|_| follow)?)
            }
            _ => Places::Range(first, numbers.get(1).copied().unwrap_or(first)),
        })
    };
    // 从高到低排序，依次得10、8、6分 names as many places as points.
    let places = find(Rule::places).map_or(Some(Places::Range(1, 0)), |places| read(places.clone()))?;
    Some(Ranked {
        scope: find(Rule::scope_word).map(|n| n.as_str().to_owned()),
        order: find(Rule::order).map(|n| if n.as_str().contains("低到高") { RankOrder::LowFirst } else { RankOrder::HighFirst }),
        mean_ties: find(Rule::ties_words).is_some(),
        places,
    })
}
