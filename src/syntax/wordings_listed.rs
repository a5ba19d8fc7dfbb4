//! Lists, exceptions and figures by themselves that are not read (读不了的列举、例外和单独的数), and how to say what they mean. Spec: §6.4.

use super::wordings::{Found, clause_start};
use crate::words;

/// What to write instead, where reading stopped at such a wording.
pub(super) fn find(before: &str, rest: &str) -> Option<Found> {
    heading(before, rest)
        .or_else(|| exception(before, rest))
        .or_else(|| some_of_several(before, rest))
        .or_else(|| figure_alone(before, rest))
        .or_else(|| how_much(before, rest))
        .or_else(|| each_item(before, rest))
}

/// 有下列情形：①…
fn heading(before: &str, rest: &str) -> Option<Found> {
    let item = rest.strip_prefix(':')?.trim_start();
    let begins = item.starts_with(|c: char| ('①'..='⑩').contains(&c) || ('⑴'..='⑽').contains(&c))
        || ["(1)", "(一)", "1.", "1、"].iter().any(|one| item.starts_with(one));
    let help = words! {
        zh: "列举前面写“有下列情形之一的，扣1分：①…；②…”“有下列情形之一的，每项扣1分：…”“同时满足下列条件的，得3分：…”或“没有下列情形之一的，得3分：…”；各项自己有分数的，不写开头，直接写“①…得1分；②…得2分”",
        en: "a list begins with 有下列情形之一的，扣1分：, 有下列情形之一的，每项扣1分：, 同时满足下列条件的，得3分： or 没有下列情形之一的，得3分：; items with points of their own need no heading"
    };
    begins.then(|| (clause_start(before), ':'.len_utf8(), help))
}

/// ，经批准的除外, （经批准的除外）
fn exception(before: &str, rest: &str) -> Option<Found> {
    if !(rest.is_empty() || rest.starts_with([',', ';', '。', ')'])) {
        return None;
    }
    let clause = clause_start(before);
    let start = before.rfind('(').filter(|at| *at >= clause).map_or(clause, |at| at + 1);
    let left_out = before.get(start..)?.trim().strip_suffix("除外")?.trim_end_matches('的').trim_start_matches('但');
    let help = words! {
        zh: "例外请写成“但{left_out}的不扣分”，紧跟在扣分的后面；也可以在条件里写“且”加上相反的事实，如“且未经批准”",
        en: "write an exception as 但{left_out}的不扣分 right behind what is lost, or join the opposite by 且 in the condition"
    };
    Some((start, 0, help))
}

/// 有一项未达到的, 两项均未达到的
fn some_of_several(before: &str, rest: &str) -> Option<Found> {
    let start = clause_start(before);
    let clause = before.get(start..)?.trim_start();
    let counts = ["有一项", "其中一项", "仅有一项", "仅一项", "任意一项", "一项", "任意两项", "其中两项", "两项"];
    let said =
        counts.iter().any(|count| clause.starts_with(count)) && ["未达到", "达到", "未达标"].iter().any(|word| clause.ends_with(word));
    let help = words! {
        zh: "两个标准达到一个就得分的，写“甲达到95%或乙达到90%得2分”（都达到的一档分数更高，按高的计）；有几个不达标扣几次的，写“有下列情形之一的，每项扣1分：①甲低于95%；②乙低于90%”",
        en: "if one of two is enough write 甲达到95%或乙达到90%得2分; 有下列情形之一的，每项扣1分：①甲低于95%；②乙低于90% if each that is missed takes points"
    };
    (said && ["的", ",", "得", "扣", "不得分"].iter().any(|word| rest.starts_with(word))).then(|| (before.len() - clause.len(), 0, help))
}

/// 完成80%的得3分: as much, or as much and more?
fn figure_alone(before: &str, rest: &str) -> Option<Found> {
    let number = before.strip_suffix('%')?;
    let digits = number.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let ends = ["的得", "的,得", "得", "的不得分", "的扣", "的,扣", "扣"].iter().any(|word| rest.starts_with(word));
    let word = ["完成", "实现"].into_iter().find(|word| digits.ends_with(word))?;
    let figure = before.get(digits.len()..)?;
    let help = words! {
        zh: "请写明怎样比较，把“{word}{figure}”写成“达到{figure}”“{figure}以上”或“低于{figure}”",
        en: "say how it compares: write 达到{figure}, {figure}以上 or 低于{figure} for {word}{figure}"
    };
    ends.then(|| (digits.len() - word.len(), 0, help))
}

/// 比上年明显提高: by how much?
fn how_much(before: &str, rest: &str) -> Option<Found> {
    let words = ["有明显", "有较大", "明显", "大幅度", "大幅", "显著", "稳步", "持续", "略有", "较大幅度"];
    let word = words.into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let trend = ["提高", "提升", "增长", "增加", "上升", "下降", "降低", "减少"].into_iter().find(|trend| behind.starts_with(trend))?;
    let help = words! {
        zh: "“{word}”没有数，各人看法不同：有了{trend}就算的，写“比上年{trend}”；要到一定程度的，写“比上年{trend}3%以上”这样",
        en: "{word} says no figure: write 比上年{trend} for any, or 比上年{trend}3%以上 for so much"
    };
    Some((before.len(), word.len() + trend.len(), help))
}

/// 每项的扣1分
fn each_item(before: &str, rest: &str) -> Option<Found> {
    let start = before.strip_suffix("每项").or_else(|| before.strip_suffix("每条"))?.len();
    let said = ["的,扣", "的扣", "的,得", "的得"].into_iter().any(|word| rest.starts_with(word));
    let help = words! {
        zh: "请去掉“的”，并写清是哪几项，如“方案、制度、总结齐全得3分，每缺1项扣1分”“有下列情形之一的，每项扣1分：①…；②…”",
        en: "without 的, and name the items: 方案、制度、总结齐全得3分，每缺1项扣1分, or 有下列情形之一的，每项扣1分：①…；②…"
    };
    said.then_some((start, '的'.len_utf8(), help))
}
