//! Reads conditions (条件). Spec: §6.3.

use super::nodes::Node;
use super::parser::Rule;
use super::read::{Reader, date, number, small};
use super::read_data::{comparison_word, population};
use super::read_distance::{ends_marked, ends_outside};
use super::read_each_gets::counts_rightly;
use super::tree::*;
use crate::expr::CmpOp;
use crate::source::Span;

/// What stands before 齐全 where a list is not complete.
const NOT: [&str; 5] = ["尚未", "没有", "未", "不", "没"];

impl Reader<'_> {
    pub(super) fn condition(&self, node: Node<'_>) -> Option<Condition> {
        let span = self.span(&node);
        let bracketed = node.as_str().trim_start().starts_with('(');
        let mut inner = node.into_inner();
        let first = self.atom(inner.next()?)?;
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
        if let Some(no_worse) = no_worse_than_last_year(&first, &rest) {
            return Some(Condition { first: Box::new(Atom { kind: no_worse, span: first.span }), rest: Vec::new(), all, span });
        }
        // A、B均达到95% alone needs no brackets around what it stands for; brackets that are written stay.
        let of_each = rest.is_empty() && !bracketed;
        Some(match first.kind {
            AtomKind::Bracketed(inner) if of_each => inner,
            kind => Condition { first: Box::new(Atom { kind, span: first.span }), rest, all, span },
        })
    }

    fn atom(&self, node: Node<'_>) -> Option<Atom> {
        let span = self.span(&node);
        let node = node.into_inner().next()?;
        let kind = match node.as_rule() {
            Rule::fact => AtomKind::Fact(self.name(&node.into_inner().next()?)),
            Rule::bracketed => AtomKind::Bracketed(self.condition(node.into_inner().next()?)?),
            Rule::listed => self.listed(node)?,
            Rule::each_of => self.each_of(node)?,
            Rule::each_none => self.each_none(node)?,
            Rule::each_its_own => self.each_its_own(node)?,
            Rule::within => self.within(node)?,
            Rule::yearly => self.yearly(node)?,
            Rule::stated => {
                let subject = Some(Subject::Formula(self.call_or_path(node.into_inner().next()?)?));
                AtomKind::Comparison { subject, predicates: Vec::new() }
            }
            Rule::several => {
                let some = node.clone().into_inner().find(|n| n.as_rule() == Rule::distance);
                if !counts_rightly(&node, &[Rule::name, Rule::listed_name, Rule::some_name]) {
                    return None;
                }
                let mut lack = node.clone().into_inner().any(|n| n.as_rule() == Rule::several_lack);
                let named = node.into_inner().filter(|n| matches!(n.as_rule(), Rule::name | Rule::listed_name | Rule::some_name));
                let mut names: Vec<Name> = named.map(|n| self.name(&n)).collect();
                if let Some(some) = some {
                    return Some(Atom { kind: AtomKind::Several { names, lack: Lack::So(self.said(some, span)?) }, span });
                }
                // 方案、制度、总结不齐全 is said of all of them: any is lacking.
                let negated = |last: &Name| NOT.iter().find_map(|word| last.text.strip_suffix(word)).map(str::to_owned);
                if let Some(last) = names.last_mut()
                    && let Some(text) = negated(last).filter(|text| !text.is_empty())
                {
                    last.text = text;
                    lack = !lack;
                }
                AtomKind::Several { names, lack: if lack { Lack::Any } else { Lack::None } }
            }
            Rule::comparison => {
                let mut subject = None;
                let mut predicates = Vec::new();
                for part in node.into_inner() {
                    match part.as_rule() {
                        Rule::event_verb => {}
                        Rule::subject => subject = Some(self.subject(part)?),
                        Rule::each_word => subject = Some(Subject::Name(Name { text: EACH.to_owned(), span: self.span(&part) })),
                        Rule::trend | Rule::trend_by => {
                            let span = self.span(&part);
                            predicates.extend(self.trend(part, span)?);
                        }
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
    fn listed(&self, node: Node<'_>) -> Option<AtomKind> {
        let mut how = Listing::Any;
        let mut items = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::listed_all | Rule::listed_all_of => how = Listing::All,
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
    pub(super) fn listed_condition(&self, node: Node<'_>) -> Option<Condition> {
        let span = self.span(&node);
        Some(Condition { first: Box::new(Atom { kind: self.listed(node)?, span }), rest: Vec::new(), all: false, span })
    }

    pub(super) fn subject(&self, node: Node<'_>) -> Option<Subject> {
        let inner = node.into_inner().next()?;
        Some(match inner.as_rule() {
            Rule::name => Subject::Name(self.name(&inner)),
            _ => Subject::Formula(self.call_or_path(inner)?),
        })
    }

    /// One predicate; a range whose upper end is outside is two.
    pub(super) fn predicate(&self, node: Node<'_>) -> Option<Vec<Predicate>> {
        let span = self.span(&node);
        self.said(node.into_inner().next()?, span)
    }

    /// What one kind of comparison says; it stands at `span`.
    fn said(&self, node: Node<'_>, span: Span) -> Option<Vec<Predicate>> {
        let text = node.as_str().trim().to_owned();
        let rule = node.as_rule();
        let whole = node.clone();
        let inner: Vec<Node<'_>> = node.into_inner().collect();
        let find = |rule: Rule| inner.iter().find(|n| n.as_rule() == rule).cloned();
        let kind = match rule {
            Rule::prefixed => PredicateKind::Compare {
                op: comparison_word(find(Rule::comparator)?.as_str()),
                word: find(Rule::comparator)?.as_str().trim().to_owned(),
                operand: self.operand(find(Rule::operand)?)?,
                inclusive: find(Rule::inclusion).map(|n| is_inclusive(&n)),
            },
            Rule::reached_share => {
                let reaching = find(Rule::reaching)?;
                let word = reaching.as_str().trim();
                let whole = match (find(Rule::population), find(Rule::name)) {
                    (Some(node), _) => {
                        let (scope, value) = population(node.clone())?;
                        Operand::Population { scope, value, span: self.span(&node) }
                    }
                    (None, Some(name)) => Operand::Name(self.name(&name)),
                    (None, None) => Operand::LastYear(span),
                };
                let figures: Vec<_> = inner.iter().filter(|n| n.as_rule() == Rule::number).map(number).collect();
                let inclusive = find(Rule::inclusion).map(|n| is_inclusive(&n));
                // 未达到90%（含）以上: 含 is said of what should be reached.
                let inclusive = match (comparison_word(word), inclusive) {
                    (CmpOp::Lt, Some(false)) => return None,
                    (CmpOp::Lt, _) => None,
                    (_, inclusive) => inclusive,
                };
                let share = |op, word: &str, figure: &crate::expr::Number, inclusive| {
                    let operand = Operand::Share(Box::new(whole.clone()), figure.clone());
                    Predicate { kind: PredicateKind::Compare { op, word: word.to_owned(), operand, inclusive }, span }
                };
                let reached = share(comparison_word(word), word, figures.first()?, inclusive);
                // 达到任务数90%以上不足100%
                let below = figures.get(1).map(|figure| share(CmpOp::Lt, "低于", figure, None));
                return Some(std::iter::once(reached).chain(below).collect());
            }
            Rule::equals => {
                let word: &str = ["不等于", "不是", "≠"].into_iter().find(|w| text.starts_with(w)).unwrap_or("是");
                let op = if word == "是" { CmpOp::Eq } else { CmpOp::Ne };
                PredicateKind::Compare { op, word: word.to_owned(), operand: self.operand(find(Rule::operand)?)?, inclusive: None }
            }
            Rule::postfixed => {
                let quantity = self.quantity_of(&find(Rule::signed)?, find(Rule::unit).as_ref())?;
                let bare = text.rfind('(').filter(|_| text.ends_with(')')).and_then(|at| text.get(..at)).unwrap_or(&text);
                let word = ["及以上", "以上", "及以下", "以下", "以内", "之内"].into_iter().find(|word| bare.trim().ends_with(word))?;
                PredicateKind::Compare {
                    op: comparison_word(word),
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
                let low_unit = units.iter().find(|u| u.start() < high.start()).or(units.last());
                let marked = ends_marked(&inner, high);
                // 95%至100%（含）: nothing lies beyond the whole, so that it says nothing.
                let of_all = matches!(marked, (None, Some(true))) && high.as_str().trim() == "100" && text.contains("100%");
                let marked = if of_all { (None, None) } else { marked };
                let (outside_low, outside_high) = if of_all { (false, false) } else { ends_outside(&inner, high) };
                let open_low = text.starts_with("超过") || outside_low;
                let (low, high) = (self.quantity_of(low, low_unit.copied())?, self.quantity_of(high, units.last().copied())?);
                // 90%（含）至95%: whether the other end is in it, too, depends on the other cases.
                if !text.starts_with("超过")
                    && let (Some(true), None) | (None, Some(true)) = marked
                {
                    let end = |op, word, by, inclusive| {
                        let operand = Operand::Quantity(by);
                        Predicate { kind: PredicateKind::Compare { op, word: String::from(word), operand, inclusive }, span }
                    };
                    return Some(vec![end(CmpOp::Ge, "不低于", low, marked.0), end(CmpOp::Le, "不高于", high, marked.1)]);
                }
                if outside_high {
                    let (op, word) = if open_low { (CmpOp::Gt, "高于") } else { (CmpOp::Ge, "不低于") };
                    let lower = compare(op, word, Operand::Quantity(low));
                    let upper = compare(CmpOp::Lt, "低于", Operand::Quantity(high));
                    return Some(vec![Predicate { kind: lower, span }, Predicate { kind: upper, span }]);
                }
                PredicateKind::Between { low, high, open_low }
            }
            Rule::exceeds_by => {
                let above = matches!(comparison_word(find(Rule::comparator)?.as_str()), CmpOp::Gt | CmpOp::Ge);
                return self.far_from(above, self.operand(find(Rule::operand)?)?, &inner, span);
            }
            Rule::than_mean => return self.than_mean(&inner, span),
            Rule::deadline => {
                let node = find(Rule::date)?;
                let op = if find(Rule::deadline_word)?.as_str().ends_with('后') { CmpOp::Gt } else { CmpOp::Le };
                let word = if op == CmpOp::Gt { "晚于" } else { "不晚于" };
                PredicateKind::Compare { op, word: word.to_owned(), operand: Operand::Date(date(&node), self.span(&node)), inclusive: None }
            }
            Rule::days_between => {
                let first = date(&find(Rule::date)?);
                let last = inner.iter().filter(|n| n.as_rule() == Rule::date).nth(1).map(date);
                // 11月1日至10日
                let last = last.or_else(|| Some(Date { day: small(&find(Rule::number)?), ..first }))?;
                // The year of one holds for the other.
                let (first, last) = (Date { year: first.year.or(last.year), ..first }, Date { year: last.year.or(first.year), ..last });
                let end = |op, word, day| Predicate { kind: compare(op, word, Operand::Date(day, span)), span };
                return Some(vec![end(CmpOp::Ge, "不早于", first), end(CmpOp::Le, "不晚于", last)]);
            }
            Rule::same_as => compare(CmpOp::Eq, "持平", Operand::Name(self.name(&inner.first()?.clone()))),
            // 缺1—2项
            Rule::distance if inner.iter().filter(|n| n.as_rule() == Rule::number).count() == 2 => {
                let direction = direction(&find(Rule::direction)?)?;
                let figures: Vec<&Node<'_>> = inner.iter().filter(|n| n.as_rule() == Rule::number).collect();
                let units: Vec<&Node<'_>> = inner.iter().filter(|n| n.as_rule() == Rule::unit).collect();
                let (low, high) = (
                    self.quantity_of(figures.first()?, units.first().copied())?,
                    self.quantity_of(figures.get(1)?, units.last().copied())?,
                );
                let moves = is_move(&find(Rule::direction)?);
                let far = |by, reach| Predicate { kind: PredicateKind::Distance { direction, moves, by, reach }, span };
                return Some(vec![far(low, Reach::AtLeast), far(high, Reach::Within)]);
            }
            Rule::distance => PredicateKind::Distance {
                direction: direction(&find(Rule::direction)?)?,
                moves: is_move(&find(Rule::direction)?),
                by: self.quantity_of(&find(Rule::number)?, find(Rule::unit).as_ref())?,
                reach: if find(Rule::beyond).is_some() {
                    Reach::Beyond
                } else if text.ends_with('内') {
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
                PredicateKind::Distance { direction: Direction::Late, moves: false, by, reach: Reach::AtLeast }
            }
            Rule::than_last => {
                let mut said = self.trend(inner.first()?.clone(), span)?;
                let stays = said.iter_mut().filter(|one| one.kind == PredicateKind::Stays);
                stays.for_each(|one| one.kind = PredicateKind::SameAsLastYear);
                return Some(said);
            }
            Rule::trend | Rule::trend_by => return self.trend(whole, span),
            Rule::lacks_any => {
                let by = Quantity { number: crate::expr::Number::ONE, unit: "项".to_owned(), span };
                PredicateKind::Distance { direction: Direction::Below, moves: false, by, reach: Reach::AtLeast }
            }
            _ => return None,
        };
        Some(vec![Predicate { kind, span }])
    }

    pub(super) fn operand(&self, node: Node<'_>) -> Option<Operand> {
        let inner = node.into_inner().next()?;
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
                    Some(node) if node.as_rule() == Rule::population => {
                        let (scope, value) = population(node)?;
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
pub(super) fn years(node: &Node<'_>) -> Option<u8> {
    Some(small(node).min(20) as u8).filter(|years| *years > 0)
}

pub(super) fn compare(op: CmpOp, word: &str, operand: Operand) -> PredicateKind {
    PredicateKind::Compare { op, word: word.to_owned(), operand, inclusive: None }
}

pub(super) fn is_inclusive(node: &Node<'_>) -> bool {
    !node.as_str().contains('不')
}

/// Whether a direction is that of a change: 每下降, not 每低.
pub(super) fn is_move(node: &Node<'_>) -> bool {
    matches!(node.as_str().trim(), "下降" | "降低" | "降" | "减少" | "减" | "增加" | "增长" | "增" | "上升" | "提高")
}

pub(super) fn direction(node: &Node<'_>) -> Option<Direction> {
    Some(match node.clone().into_inner().next()?.as_rule() {
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
            Rule::place_from => Places::From(first),
            Rule::last_places => Places::Last(first),
            Rule::last_single | Rule::last_range => Places::FromEnd(first, numbers.get(1).copied().unwrap_or(first)),
            Rule::first_places => Places::First(first),
            Rule::place_list => {
                let follow = numbers.windows(2).all(|node| matches!(node, [a, b] if a + 1 == *b));
                Places::Range(first, *numbers.last().filter(|_| follow)?)
            }
            _ => Places::Range(first, numbers.get(1).copied().unwrap_or(first)),
        })
    };
    // 从高到低排序，依次得10、8、6分 names as many places as points.
    let places = match (find(Rule::places), find(Rule::bare_range)) {
        (Some(places), _) => read(places.clone())?,
        (_, Some(range)) => {
            let numbers: Vec<u32> = range.clone().into_inner().map(|n| small(&n)).collect();
            Places::Range(*numbers.first()?, *numbers.get(1)?)
        }
        _ => Places::Range(1, 0),
    };
    Some(Ranked {
        scope: find(Rule::scope_word).map(|n| n.as_str().to_owned()),
        order: find(Rule::order).map(|n| if n.as_str().contains("低到高") { RankOrder::LowFirst } else { RankOrder::HighFirst }),
        mean_ties: find(Rule::ties_words).is_some(),
        places,
    })
}

/// 提高或持平, 与上年持平或减少: one comparison with last year's value.
fn no_worse_than_last_year(first: &Atom, rest: &[(Connective, Atom)]) -> Option<AtomKind> {
    let [(Connective::Or | Connective::Comma, second)] = rest else { return None };
    let only = |atom: &Atom| match &atom.kind {
        AtomKind::Comparison { subject, predicates } => match predicates.as_slice() {
            [one] => Some((subject.clone(), one.clone())),
            _ => None,
        },
        _ => None,
    };
    let ((subject, one), (None, other)) = (only(first)?, only(second)?) else { return None };
    let is_same = |said: &Predicate| matches!(said.kind, PredicateKind::Stays | PredicateKind::SameAsLastYear);
    let moved = if is_same(&one) { &other } else { &one };
    let PredicateKind::Compare { op, operand: operand @ Operand::LastYear(_), .. } = &moved.kind else { return None };
    let (op, word) = match op {
        CmpOp::Gt => (CmpOp::Ge, "不低于"),
        CmpOp::Lt => (CmpOp::Le, "不高于"),
        _ => return None,
    };
    let kind = compare(op, word, operand.clone());
    let said = Predicate { kind, span: one.span.to(other.span) };
    (is_same(&one) || is_same(&other)).then(|| AtomKind::Comparison { subject, predicates: vec![said] })
}
