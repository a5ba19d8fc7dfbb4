//! Other words for how a value moved since last year (提升、正增长), and for the year itself. Spec: spec/sentences/synonyms.md.

use super::synonyms_said::{Said, begins_clause, ends_clause, length_of_figure};

/// Words that name a rise or a fall since last year.
pub(super) const MOVES: [&str; 8] = ["提高", "提升", "增长", "增加", "上升", "下降", "降低", "减少"];

/// 比去年, 高于上一年度, 相比上年
pub(super) fn last_year(before: &str, rest: &str) -> Said {
    let years = ["去年", "上一年度", "上一年", "上年度"];
    if before.ends_with(['比', '较', '与', '同', '于', '过', '到', '达', '足']) {
        return years.into_iter().find(|word| rest.starts_with(word)).map(|word| (word.len(), "上年".to_owned()));
    }
    let word = ["相比于", "相较于", "相比", "相较", "对比"].into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    (behind.starts_with("上年") || years.iter().any(|year| behind.starts_with(year))).then(|| (word.len(), "比".to_owned()))
}

/// Whether what is said next is said against last year.
fn is_against_last_year(before: &str) -> bool {
    let before = before.strip_suffix(',').unwrap_or(before);
    let before = before.strip_suffix("相比").unwrap_or(before);
    ["上年", "上年同期", "上年水平", "同比"].iter().any(|word| before.ends_with(word))
}

/// 比上年只增不减 is 不低于上年.
pub(super) fn never_less(before: &str, rest: &str) -> Said {
    let behind = ["比", "较", "与"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["上年度", "上年", "去年", "上一年"].into_iter().find_map(|year| behind.strip_prefix(year))?;
    let behind = behind.strip_prefix("相比").unwrap_or(behind);
    let behind = behind.strip_prefix(',').unwrap_or(behind);
    let (behind, means) = behind
        .strip_prefix("只增不减")
        .map(|behind| (behind, "不低于上年"))
        .or_else(|| behind.strip_prefix("只减不增").or_else(|| behind.strip_prefix("只降不升")).map(|behind| (behind, "不高于上年")))?;
    (!before.ends_with(['均', '都'])).then(|| (rest.len() - behind.len(), means.to_owned()))
}

/// 提升5%以上, 比上年有所提高, 比上年不下降, 比上年只增不减
pub(super) fn moved(before: &str, rest: &str) -> Said {
    let against = is_against_last_year(before);
    let of_each = before.ends_with(['均', '都']);
    let begins = |text: &str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if let Some(behind) = rest.strip_prefix("提升") {
        let figure = behind.trim_start().starts_with(|c: char| c.is_ascii_digit())
            || ["不足", "不到", "超过", "达到", "不低于", "不少于"]
                .iter()
                .any(|word| behind.strip_prefix(word).is_some_and(|behind| behind.trim_start().starts_with(|c: char| c.is_ascii_digit())));
        let ends = ends_clause(behind) || begins(behind, &["的", "得", "扣", "加", "且", "或", "不得分", "不扣分"]);
        return (figure || (ends && (against || of_each || begins_clause(before) || before.ends_with(['未', '所']))))
            .then(|| ("提升".len(), "提高".to_owned()));
    }
    // 有所提高得1分 behind 比上年提高5%以上得3分
    let some = rest.strip_prefix("有所");
    if let Some(behind) = some.filter(|_| begins_clause(before)).filter(|behind| begins(behind, &MOVES)) {
        let then = behind.get("提高".len()..)?;
        return (ends_clause(then) || begins(then, &["得", "的", "扣", "加"])).then(|| (rest.len() - behind.len(), String::new()));
    }
    if !against && !of_each {
        return None;
    }
    let idle = ["有所", "有"].into_iter().find(|word| rest.strip_prefix(word).is_some_and(|behind| begins(behind, &MOVES)));
    if let Some(idle) = idle {
        return Some((idle.len(), String::new()));
    }
    if !against {
        return None;
    }
    // 差异较上年缩小
    let wider = [("缩小", "下降"), ("扩大", "上升")].into_iter().find(|(word, _)| rest.starts_with(word));
    if let Some((word, means)) = wider {
        return Some((word.len(), means.to_owned()));
    }
    if let Some(behind) = rest.strip_prefix('不').filter(|behind| begins(behind, &MOVES)) {
        let word = if behind.starts_with("提升") { "提高" } else { behind.get(.."提高".len())? };
        return Some(("不提高".len(), format!("未{word}")));
    }
    None
}

/// 下降但不足10% is 下降不足10%.
pub(super) fn but_little(before: &str, rest: &str) -> Said {
    let word = MOVES.into_iter().find(|word| rest.starts_with(word))?;
    let then = rest.get(word.len()..)?;
    let behind =
        ["了", ""].into_iter().find_map(|idle| then.strip_prefix(idle)?.strip_prefix("但")).or_else(|| then.strip_prefix(",但"))?;
    let behind = ["幅度", "幅", ""].into_iter().find_map(|idle| behind.strip_prefix(idle))?;
    let little = ["不足", "不到", "未达到", "未达", "达不到", "低于"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let figure = length_of_figure(little.trim_start()).is_some();
    let stands = begins_clause(before) || is_against_last_year(before) || before.ends_with("有所");
    (figure && stands).then(|| (rest.len() - behind.len(), word.to_owned()))
}

/// 增长5%以上（含5%） is 增长5%（含）以上.
pub(super) fn end_included(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix("以上(含")?;
    let (inside, _) = behind.split_once(')')?;
    let length = "以上(含".len() + inside.len() + 1;
    let start = MOVES.iter().filter_map(|word| Some(before.rfind(word)? + word.len())).max()?;
    let figure = before.get(start..)?;
    let alone = length_of_figure(figure).is_some()
        && (inside.is_empty() || inside == "本数" || figure.starts_with(inside))
        && !figure.contains([',', '得', '扣']);
    alone.then(|| (length, "(含)以上".to_owned()))
}

/// 投入实现正增长 is 投入比上年正增长; of a growth itself its sign is meant: 投入增速正增长 is above 0.
pub(super) fn growth(before: &str, rest: &str) -> Said {
    if let Some(then) = ["未实现", "没有实现", "未能实现"].into_iter().find_map(|no| rest.strip_prefix(no)?.strip_prefix("正增长"))
    {
        let since = if is_against_last_year(before) { "" } else { "比上年" };
        let means = if is_of_itself(before) { "不高于0".to_owned() } else { format!("{since}未增长") };
        return Some((rest.len() - then.len(), means));
    }
    let behind = ["实现了", "实现", "保持", "出现", "呈", "为", ""]
        .into_iter()
        .find_map(|lead| rest.strip_prefix(lead).filter(|behind| is_growth(behind)))?;
    let growth = behind.get(.."正增长".len())?;
    let then = behind.get(growth.len()..)?;
    if !(ends_clause(then) || ["的", "得", "扣", "加", "且", "或", "不得分", "不扣分"].iter().any(|word| then.starts_with(word)))
    {
        return None;
    }
    let length = rest.len() - then.len();
    if begins_clause(before) || is_against_last_year(before) || before.ends_with(['均', '都', '且', '或', '、']) {
        return (length > growth.len()).then(|| (length, growth.to_owned()));
    }
    let means = match (is_of_itself(before), growth) {
        (true, "正增长") => "高于0",
        (true, "负增长") => "低于0",
        (true, _) => "为0",
        (false, _) => return Some((length, format!("比上年{growth}"))),
    };
    Some((length, means.to_owned()))
}

/// Whether what was named last is a growth itself.
fn is_of_itself(before: &str) -> bool {
    ["增长率", "增速", "增幅", "增长"].iter().any(|word| before.ends_with(word))
}

fn is_growth(text: &str) -> bool {
    ["正增长", "负增长", "零增长"].iter().any(|word| text.starts_with(word))
}
