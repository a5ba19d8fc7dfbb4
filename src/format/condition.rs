//! Conditions (条件) as text. Spec: §6.3.

use super::formula::{Told, as_written, population_word};
use super::layout::without_breaks;
use super::words::{counted, date, joined, name, names, quantity, quoted};
use crate::expr::CmpOp;
use crate::syntax::tree::{
    Atom, AtomKind, Condition, Connective, Direction, JUST, Lack, Listing, Margin, Operand, Places, Predicate, PredicateKind, RankOrder,
    Ranked, Reach, Subject, is_sign_of_growth,
};

/// The canonical text of a condition, on one line.
pub fn condition(condition: &Condition) -> String {
    condition_told(condition, &as_written)
}

/// The text of a condition on one line, its formulas as `told`.
pub fn condition_told(condition: &Condition, told: Told<'_>) -> String {
    without_breaks(&breakable(condition, told))
}

/// The canonical text with `\n` before every item of a list.
pub(super) fn breakable(condition: &Condition, told: Told<'_>) -> String {
    let mut out = atom(&condition.first, told);
    let mut before = condition.first.as_ref();
    let either = condition.rest.iter().any(|(connective, _)| *connective == Connective::Or);
    for (connective, next) in &condition.rest {
        // 、 before 均达标 would make them a list of facts (甲、乙均达标).
        let facts = is_fact(before) && is_fact(next) && !condition.all;
        out.push_str(match connective {
            Connective::And => "且",
            Connective::Or => "或",
            Connective::Comma if facts || either => "、",
            Connective::Comma | Connective::Pause => "，",
        });
        out.push_str(&atom(next, told));
        before = next;
    }
    if condition.all {
        out.push_str("均达标");
    }
    out
}

fn is_fact(atom: &Atom) -> bool {
    matches!(atom.kind, AtomKind::Fact(_))
}

fn atom(atom: &Atom, told: Told<'_>) -> String {
    match &atom.kind {
        AtomKind::Fact(fact) => name(fact),
        AtomKind::Bracketed(inner) => format!("（{}）", breakable(inner, told)),
        AtomKind::Listed { how, items } => {
            let lead = match how {
                Listing::All => "下列条件全部满足",
                Listing::Any => "下列条件之一",
                Listing::None => "没有下列情形",
            };
            format!("{lead}：{}", listed_items(items, told))
        }
        AtomKind::Several { names: facts, lack: Lack::So(said) } => {
            let said = distance_within(said).unwrap_or_else(|| said.iter().map(|one| predicate(one, false, told)).collect());
            format!("{}，{said}", names(facts))
        }
        AtomKind::Several { names: facts, lack } => format!("{}{}", names(facts), if *lack == Lack::Any { "缺任何一项" } else { "齐备" }),
        AtomKind::Comparison { subject: of, predicates } => {
            let mut out = of.as_ref().map_or(String::new(), |of| subject(of, told));
            let both = range_marked(predicates, told)
                .or_else(|| trend_within(predicates))
                .or_else(|| share_within(predicates, told))
                .or_else(|| distance_within(predicates))
                .or_else(|| far_within(predicates, told));
            if let Some(both) = both {
                return out + &both;
            }
            // The side of 不足5% behind 增长10%以上 follows from the rest of the sentence.
            let said = match predicates.as_slice() {
                [Predicate { kind: PredicateKind::Compare { operand: side, .. }, .. }, small] if matches!(&small.kind, PredicateKind::GoesOn { operand, .. } if operand.is_like(side)) => {
                    std::slice::from_ref(small)
                }
                all => all,
            };
            for (i, p) in said.iter().enumerate() {
                out.push_str(&predicate(p, of.is_some() || i > 0, told));
            }
            out
        }
    }
}

/// 90%（含）至95%: a range of which one end is marked.
fn range_marked(predicates: &[Predicate], told: Told<'_>) -> Option<String> {
    let [low, high] = predicates else { return None };
    let end = |one: &Predicate, wanted: [CmpOp; 2]| match &one.kind {
        PredicateKind::Compare { op, operand: by @ Operand::Quantity(_), inclusive, .. } if wanted.contains(op) => {
            Some((operand(by, told), *inclusive == Some(true)))
        }
        _ => None,
    };
    let is_range = low.span.start == high.span.start && low.span.end == high.span.end;
    let ((from, first), (to, second)) = (end(low, [CmpOp::Ge, CmpOp::Gt])?, end(high, [CmpOp::Le, CmpOp::Lt])?);
    match (first, second) {
        (true, false) if is_range => Some(format!("{from}（含）至{to}")),
        (false, true) if is_range => Some(format!("{from}至{to}（含）")),
        _ => None,
    }
}

/// 比上年提高3%至5%, 比上年提高3%以内: both ends of how far it is from last year's value.
fn trend_within(predicates: &[Predicate]) -> Option<String> {
    let [
        first,
        Predicate {
            kind:
                PredicateKind::ExceedsBy { above, operand: Operand::LastYear(_), by: high, margin: margin @ (Margin::Within | Margin::Under) },
            ..
        },
    ] = predicates
    else {
        return None;
    };
    let word = if *above { "提高" } else { "下降" };
    match &first.kind {
        PredicateKind::Compare { operand: Operand::LastYear(_), .. } if *margin == Margin::Under => {
            Some(format!("比上年{word}不足{}", quantity(high)))
        }
        PredicateKind::ExceedsBy { above: same, operand: Operand::LastYear(_), by: low, margin: least } if same == above => {
            match (least, margin) {
                (Margin::AtLeast, Margin::Under) => return Some(format!("比上年{word}{}以上不足{}", quantity(low), quantity(high))),
                (Margin::Over, Margin::Under) => return Some(format!("比上年{word}超过{}不足{}", quantity(low), quantity(high))),
                (Margin::AtLeast, _) => {}
                _ => return None,
            }
            Some(format!("比上年{word}{}至{}", quantity(low), quantity(high)))
        }
        PredicateKind::Compare { operand: Operand::LastYear(_), .. } => Some(format!("比上年{word}{}以内", quantity(high))),
        _ => None,
    }
}

/// 达到任务数的90%以上不足100%
fn share_within(predicates: &[Predicate], told: Told<'_>) -> Option<String> {
    let compared = |predicate: &Predicate| match &predicate.kind {
        PredicateKind::Compare { op, word, operand: operand @ Operand::Share(..), inclusive } => {
            Some((*op, word.clone(), operand.clone(), *inclusive))
        }
        _ => None,
    };
    let [low, high] = predicates else { return None };
    let ((CmpOp::Ge, word, low, inclusive), (CmpOp::Lt, _, Operand::Share(of_high, high), None)) = (compared(low)?, compared(high)?) else {
        return None;
    };
    let is_same = matches!(&low, Operand::Share(of_low, _) if *of_low == of_high);
    let begins = || format!("{word}{}{}以上", operand(&low, told), inclusion(inclusive));
    (is_same && matches!(word.as_str(), "达到" | "达")).then(|| format!("{}不足{high}%", begins()))
}

/// 低于任务数1个至3个
fn far_within(predicates: &[Predicate], told: Told<'_>) -> Option<String> {
    let far = |predicate: &Predicate| match &predicate.kind {
        PredicateKind::ExceedsBy { above, operand, by, margin } => Some((*above, operand.clone(), by.clone(), *margin)),
        _ => None,
    };
    let [low, high] = predicates else { return None };
    let ((above, of, low, Margin::AtLeast), (same, other, high, margin)) = (far(low)?, far(high)?) else { return None };
    let to = match margin {
        Margin::Within => "至",
        Margin::Under => "以上不足",
        _ => return None,
    };
    let word = if above { "高于" } else { "低于" };
    (above == same && of.is_like(&other)).then(|| format!("{word}{}{}{to}{}", operand(&of, told), quantity(&low), quantity(&high)))
}

/// 少1次至2次
fn distance_within(predicates: &[Predicate]) -> Option<String> {
    let far = |predicate: &Predicate| match &predicate.kind {
        PredicateKind::Distance { direction, by, reach, .. } => Some((*direction, by.clone(), *reach)),
        _ => None,
    };
    let [low, high] = predicates else { return None };
    let ((direction, low, from), (same, high, Reach::Within)) = (far(low)?, far(high)?) else { return None };
    let range = format!("{}至{}", quantity(&low), quantity(&high));
    match from {
        _ if direction != same => None,
        Reach::AtLeast => Some(format!("{}{range}", far_word(direction, &low.unit))),
        // 超过5吨至10吨 behind 增加5吨以内
        Reach::Beyond => Some(format!("超过{range}")),
        _ => None,
    }
}

/// As [`direction_word`], where 超 alone would not be seen.
fn far_word(direction: Direction, unit: &str) -> &'static str {
    match direction_word(direction, unit) {
        "超" => "多",
        word => word,
    }
}

/// ①…；②…, each on a line of its own.
pub(super) fn listed_items(items: &[Condition], told: Told<'_>) -> String {
    let items: Vec<String> = items.iter().enumerate().map(|(i, item)| format!("\n{}{}", marker(i), breakable(item, told))).collect();
    items.join("；")
}

/// ① to ⑩, then （11）.
fn marker(i: usize) -> String {
    let circled = ["①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"].get(i);
    circled.map_or_else(|| format!("（{}）", i + 1), |c| (*c).to_owned())
}

pub(super) fn subject(subject: &Subject, told: Told<'_>) -> String {
    match subject {
        Subject::Name(n) => name(n),
        Subject::Formula(f) => told(f),
    }
}

fn inclusion(inclusive: Option<bool>) -> &'static str {
    inclusive.map_or("", |included| if included { "（含）" } else { "（不含）" })
}

/// `after_subject`: a name stands before, so that 为 and 是 are seen.
fn predicate(predicate: &Predicate, after_subject: bool, told: Told<'_>) -> String {
    match &predicate.kind {
        PredicateKind::Compare { op: _, word, operand, inclusive } => {
            let inclusion = inclusion(*inclusive);
            match word.as_str() {
                "以上" | "及以上" | "以下" | "及以下" | "以内" | "之内" => {
                    format!("{}{inclusion}{word}", self::operand(operand, told))
                }
                JUST => self::operand(operand, told),
                growth if is_sign_of_growth(growth) => word.clone(),
                "持平" => format!("与{}持平", self::operand(operand, told)),
                "是" => format!("{}{}", equality(operand, after_subject), self::operand(operand, told)),
                _ => format!("{word}{}{inclusion}", self::operand(operand, told)),
            }
        }
        PredicateKind::Between { low, high, open_low } => {
            format!("{}{}至{}", if *open_low { "超过" } else { "" }, quantity(low), quantity(high))
        }
        PredicateKind::ExceedsBy { above, operand, by, margin } => {
            let (word, trend) = if *above { ("高于", "提高") } else { ("低于", "下降") };
            match margin {
                Margin::AtLeast => format!("{word}{}{}以上", self::operand(operand, told), quantity(by)),
                Margin::Within => format!("{word}{}{}以内", self::operand(operand, told), quantity(by)),
                Margin::Over if matches!(operand, Operand::LastYear(_)) => format!("比上年{trend}超过{}", quantity(by)),
                Margin::Under if matches!(operand, Operand::LastYear(_)) => format!("比上年{trend}不足{}", quantity(by)),
                Margin::Below if matches!(operand, Operand::LastYear(_)) => format!("比上年{trend}{}以下", quantity(by)),
                Margin::Below => format!("{word}{}不足{}", self::operand(operand, told), quantity(by)),
                Margin::Over => format!("{word}{}超过{}", self::operand(operand, told), quantity(by)),
                Margin::Under => format!("{word}{}不足{}", self::operand(operand, told), quantity(by)),
            }
        }
        PredicateKind::GoesOn { said, .. } | PredicateKind::FarOrValue(said) => {
            self::predicate(&Predicate { kind: (**said).clone(), span: predicate.span }, after_subject, told)
        }
        PredicateKind::Distance { direction, moves, by, reach } => {
            let (beyond, tail) = match reach {
                Reach::AtLeast => ("", "以上"),
                Reach::Within => ("", "以内"),
                Reach::Beyond => ("超过", ""),
                Reach::Just => ("", ""),
            };
            let way = match reach {
                _ if *moves => change_word(*direction, &by.unit),
                Reach::Beyond => far_word(*direction, &by.unit),
                _ => direction_word(*direction, &by.unit),
            };
            format!("{way}{beyond}{}{tail}", quantity(by))
        }
        PredicateKind::OverYears { years, op } => {
            let word = match op {
                CmpOp::Ge => "不低于上年",
                CmpOp::Le => "不高于上年",
                CmpOp::Lt => "比上年下降",
                CmpOp::Gt | CmpOp::Eq | CmpOp::Ne => "比上年提高",
            };
            format!("近{}年每年{word}", counted(u32::from(*years)))
        }
        PredicateKind::EachYear { years, each } => {
            let said: String = each.iter().map(|p| self::predicate(p, true, told)).collect();
            format!("近{}年均{said}", counted(u32::from(*years)))
        }
        PredicateKind::SameAsLastYear | PredicateKind::Stays => "与上年持平".to_owned(),
        PredicateKind::Ranked(ranked) => rank(ranked),
        PredicateKind::Defined(term) => format!("符合{}", quoted(term)),
        PredicateKind::First => "首次".to_owned(),
        PredicateKind::Occurred => "发生".to_owned(),
        PredicateKind::Unreported => "未报".to_owned(),
    }
}

/// 为 before a figure, 是 before a word, 等于 where neither would be seen.
fn equality(operand: &Operand, after_subject: bool) -> &'static str {
    match operand {
        Operand::Quantity(q) if after_subject && !q.number.is_negative() => "为",
        Operand::Date(..) if after_subject => "为",
        Operand::Name(n) if after_subject && !n.text.starts_with('否') => "是",
        _ => "等于",
    }
}

/// Whether a unit is one of shares, which are low and high; things are few and many.
fn is_share(unit: &str) -> bool {
    matches!(unit, "%" | "‰" | "个百分点" | "百分点" | "")
}

/// 下降, of a change.
pub(super) fn change_word(direction: Direction, unit: &str) -> &'static str {
    match direction {
        Direction::Below if is_share(unit) => "下降",
        Direction::Below => "减少",
        Direction::Above if is_share(unit) => "提高",
        Direction::Above => "增加",
        other => direction_word(other, unit),
    }
}

/// The word for a distance in this unit: 低 and 高 of shares, 缺 and 超 of things.
pub(super) fn direction_word(direction: Direction, unit: &str) -> &'static str {
    let is_share = is_share(unit);
    match direction {
        Direction::Below if is_share => "低",
        Direction::Below if matches!(unit, "项" | "份" | "件" | "类" | "种") => "缺",
        Direction::Below => "少",
        Direction::Above if is_share => "高",
        Direction::Above => "超",
        Direction::Late => "迟",
        Direction::Early => "提前",
        Direction::Behind => "后退",
    }
}

fn rank(ranked: &Ranked) -> String {
    let scope = ranked.scope.as_ref().map_or(String::new(), |scope| format!("在{scope}"));
    let order = match ranked.order {
        Some(RankOrder::LowFirst) => "从低到高",
        Some(RankOrder::HighFirst) => "从高到低",
        None => "",
    };
    let ties = if ranked.mean_ties { "（并列取平均名次）" } else { "" };
    let places = match ranked.places {
        Places::First(n) => format!("前{n}名"),
        Places::Last(n) => format!("后{n}名"),
        Places::Range(a, b) if a == b => format!("第{a}名"),
        Places::Range(a, b) => format!("第{a}至第{b}名"),
        Places::FromEnd(a, b) if a == b => format!("倒数第{a}名"),
        Places::FromEnd(a, b) => format!("倒数第{a}至第{b}名"),
        Places::From(n) => format!("第{n}名及以后"),
    };
    format!("{scope}{order}排名{ties}{places}")
}

fn operand(operand: &Operand, told: Told<'_>) -> String {
    match operand {
        Operand::Quantity(q) => quantity(q),
        Operand::Date(day, _) => date(*day),
        Operand::Name(n) => name(n),
        Operand::LastYear(_) => "上年".to_owned(),
        Operand::Population { scope, value, span: _ } => format!("{scope}{}", population_word(*value)),
        Operand::ByGroup(groups) => format!("（{}）", joined(groups, "、", |(group, q)| format!("{}{}", name(group), quantity(q)))),
        Operand::Share(whole, percent) => format!("{}的{percent}%", self::operand(whole, told)),
        Operand::Formula(f) => told(f),
    }
}
