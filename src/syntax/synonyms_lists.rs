//! Other words for lists, what each of a thing costs, and none of it (下列行为、发现一起、均未建立). Spec: spec/sentences/synonyms.md.

use super::synonyms_moved::MOVES;
use super::synonyms_said::{Said, begins_clause, clause_so_far, ends_clause, is_points};

/// 较上年没有增加: none of a change, not of what is counted.
fn compares(said: &str) -> bool {
    let words = ["上年", "去年", "上一年", "全市", "超过", "高于", "低于", "达到", "超出", "多于", "少于"];
    words.iter().chain(&MOVES).any(|word| said.contains(word))
}

pub(super) const NONE: [&str; 5] = ["无", "没有", "未发生", "未出现", "未发现"];

/// 每年召开联席会议2次以上: data are of a year anyway.
pub(super) fn each_year(before: &str, rest: &str) -> Said {
    let behind = ["每年", "全年"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let held = ["召开", "开展", "举办", "组织"].iter().any(|word| behind.starts_with(word));
    let counted = behind.get("召开".len()..).is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_digit()));
    (held && counted && begins_clause(before)).then(|| (rest.len() - behind.len(), String::new()))
}

/// 补课、体罚的，发现一起扣0.5分: for each.
pub(super) fn each_found(before: &str, rest: &str) -> Said {
    let behind = ["发现", "发生", "出现", "查实"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["一", "1"].into_iter().find_map(|one| behind.strip_prefix(one))?;
    let unit = ["起", "次", "例", "件", "人", "项"].into_iter().find(|unit| behind.starts_with(unit))?;
    let points = behind.get(unit.len()..)?.strip_prefix('扣')?;
    let clause = clause_so_far(before.strip_suffix([',', ';'])?);
    let of_none = clause.contains('得') && NONE.iter().any(|word| clause.trim_start().starts_with(word)) && !compares(clause);
    let follows = before.ends_with("的,") || of_none || (clause.contains('、') && !clause.contains(['得', '扣']));
    (follows && is_points(points)).then(|| (rest.len() - points.len() - "扣".len(), format!("每{unit}")))
}

/// 方案、制度均未建立 is 方案、制度均没有.
pub(super) fn none_of(before: &str, rest: &str) -> Said {
    if !clause_so_far(before).contains('、') {
        return None;
    }
    // 方案、制度均有
    if let Some(behind) = rest.strip_prefix("均有").or_else(|| rest.strip_prefix("都有")) {
        let ends = ["的得", "的,", "得", ","].iter().any(|word| behind.starts_with(word));
        return ends.then(|| ("均有".len(), "均具备".to_owned()));
    }
    if !before.ends_with(['均', '都']) {
        return None;
    }
    let behind = ["尚未", "没有", "未"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let doings = ["建立", "成立", "设立", "制定", "制订", "出台", "印发", "召开", "开展", "配备", "设置", "获得", "受到"];
    let behind = doings.into_iter().find_map(|doing| behind.strip_prefix(doing))?;
    let ends = ends_clause(behind) || ["的", "得", "扣", "不得分"].iter().any(|word| behind.starts_with(word));
    ends.then(|| (rest.len() - behind.len(), "没有".to_owned()))
}

/// 每缺1项的，扣1分; 缺一项，扣1分: the comma parts nothing.
pub(super) fn each_comma(before: &str, rest: &str) -> Said {
    let comma = ["的,", ","].into_iter().find(|comma| rest.starts_with(comma))?;
    let behind = rest.get(comma.len()..)?.trim_start();
    let behind = behind.strip_prefix('再').unwrap_or(behind);
    if !(behind.starts_with(['扣', '减', '得', '加']) && is_points(behind.get("扣".len()..)?)) {
        return None;
    }
    let clause = clause_so_far(before).trim();
    if ["缺一项", "缺1项", "少一项", "少1项"].contains(&clause) && behind.starts_with(['扣', '减']) {
        return Some((comma.len(), String::new()));
    }
    let each = clause.rsplit_once('每')?.1;
    let verbs = [
        "缺少", "缺", "少", "低", "高", "多", "超", "差", "下降", "降低", "减少", "增加", "增长", "提高", "上升", "发生", "发现", "出现",
        "查实", "召开", "开", "迟报", "迟", "逾期", "有", "",
    ];
    let counted = verbs.into_iter().find(|word| each.starts_with(word)).and_then(|word| each.get(word.len()..))?;
    (comma == "的," && counted.starts_with(|c: char| c.is_ascii_digit() || c == '一')).then(|| (comma.len(), String::new()))
}

/// 出现下列行为之一, 有下列情形的，每项扣1分, 满足以下条件的，得3分：①…
pub(super) fn heading(before: &str, rest: &str) -> Said {
    let below = |text: &str| text.starts_with("下列") || text.starts_with("以下");
    let negated = before.ends_with(['未', '不']) || before.ends_with("没有");
    if let Some(word) = ["出现", "发现", "发生", "查实"].into_iter().find(|word| rest.starts_with(word)) {
        return (!negated && below(rest.get(word.len()..)?)).then(|| (word.len(), "有".to_owned()));
    }
    if let Some(behind) = rest.strip_prefix("每满足") {
        return ["一项", "1项", "一条", "1条", "一个", "1个"]
            .iter()
            .any(|one| behind.starts_with(one))
            .then(|| ("每满足".len(), "每符合".to_owned()));
    }
    let meets = ["满足", "符合", "达到", "具备"].into_iter().find(|word| rest.starts_with(word)).unwrap_or_default();
    let behind = rest.get(meets.len()..).filter(|behind| below(behind))?.get("下列".len()..)?;
    let kinds = ["违规情形", "违规行为", "情形", "行为", "问题", "现象", "事项", "情况", "条件", "要求", "标准"];
    let kind = kinds.into_iter().find(|kind| behind.starts_with(kind))?;
    let behind = behind.get(kind.len()..)?;
    let length = rest.len() - behind.len();
    if !meets.is_empty() && !begins_clause(before) {
        return None;
    }
    // Points for each of them.
    if ["的,每", "的每", ",每", "的,各", "的各"].iter().any(|each| behind.starts_with(each)) {
        if ["没", "未", "不", "无"].iter().any(|no| clause_so_far(before).contains(no)) {
            return None;
        }
        if meets.is_empty() && !(begins_clause(before) || before.ends_with(['有', '在', '合'])) {
            return None;
        }
        let has = if meets.is_empty() && before.ends_with(['有', '在', '合']) { "" } else { "有" };
        return Some((length, format!("{has}下列情形之一")));
    }
    if meets.is_empty() {
        let usual = ["情形", "条件", "情况"].contains(&kind);
        return (!usual && ["之一", "任一", "的"].iter().any(|word| behind.starts_with(word))).then(|| (length, "下列情形".to_owned()));
    }
    let then = behind.strip_prefix('的').unwrap_or(behind);
    let then = then.strip_prefix(',').unwrap_or(then);
    if then.starts_with("得") && is_points(then.get("得".len()..)?) {
        return Some((length, "同时满足下列条件".to_owned()));
    }
    // 符合下列情形的，扣2分: any of them.
    let costs = ["扣", "不得分", "不计分", "不给分", "本项不得分", "该项不得分"].iter().any(|word| then.starts_with(word));
    costs.then(|| (length, "有下列情形之一".to_owned()))
}

/// 一是…；二是…: items of a list.
pub(super) fn numbered(before: &str, rest: &str) -> Said {
    let numbers = ["一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是"];
    let at = numbers.into_iter().position(|number| rest.starts_with(number))?;
    let listed = begins_clause(before) && (at > 0 && before.contains('①') || at == 0 && (rest.contains(";二是") || rest.contains(",二是")));
    listed.then(|| ("一是".len(), ["①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"].get(at).copied().unwrap_or_default().to_owned()))
}

/// 辍学率0得3分, 事故0起得3分，每增加1起扣1分: it is nothing.
pub(super) fn is_zero(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix('0')?;
    let named = before
        .chars()
        .next_back()
        .is_some_and(|c| ('一'..='\u{9FFF}').contains(&c) && !"为是到过于足达满在至得扣加计记赋每第前后少超分".contains(c));
    let earns = |text: &str| ["得", "的得", "的,得"].iter().any(|word| text.strip_prefix(word).is_some_and(is_points));
    let percent = behind.strip_prefix('%').unwrap_or(behind);
    if named && earns(percent) {
        return Some((rest.len() - percent.len(), format!("为0{}", behind.get(..behind.len() - percent.len()).unwrap_or_default())));
    }
    let unit: String = behind.chars().take_while(|c| ('一'..='\u{9FFF}').contains(c) && !matches!(c, '得' | '的')).take(4).collect();
    let behind = behind.get(unit.len()..)?;
    let goes_on = behind.split_once(',').is_some_and(|(_, next)| next.starts_with("每增加1"));
    (named && !unit.is_empty() && earns(behind) && goes_on).then(|| (1 + unit.len(), format!("为0{unit}")))
}

/// 无事故得3分，每增加1起扣1分: beyond none each is more.
pub(super) fn each_more(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix("每增加")?.trim_start();
    let clause = before.strip_suffix(',')?;
    let clause = clause_so_far(clause).trim();
    let is_zero = clause.split_once("为0").is_some_and(|(_, behind)| !behind.starts_with(|c: char| c.is_ascii_digit() || c == '.'));
    let none = is_zero
        || clause.split_once('得').is_some_and(|(said, _)| {
            !said.contains(|c: char| c.is_ascii_digit()) && NONE.iter().any(|word| said.contains(word)) && !compares(said)
        });
    let earns = clause.split_once('得').is_some_and(|(_, points)| is_points(points));
    let counts =
        behind.strip_prefix('1').or_else(|| behind.strip_prefix('一')).is_some_and(|unit| !unit.trim_start().starts_with(['%', '‰', '个']));
    let loses = behind.split([',', ';', '。']).next().is_some_and(|clause| clause.contains('扣'));
    (none && earns && counts && loses).then(|| ("每增加".len(), "每".to_owned()))
}
