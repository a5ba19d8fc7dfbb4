//! Other words beside declared names (数据、等次的名称): A和B均…, 生均经费增长得…, 获得优秀等次的. Spec: spec/sentences/synonyms.md.

use super::synonyms_moved::MOVES;
use super::synonyms_said::{Said, begins_clause, clause_so_far, ends_clause};

/// The longest declared name a text begins with.
fn begins_with<'d>(text: &str, declared: &'d [String]) -> Option<&'d str> {
    declared.iter().map(String::as_str).filter(|name| !name.is_empty() && text.starts_with(name)).max_by_key(|name| name.len())
}

fn ends_with(text: &str, declared: &[String]) -> bool {
    declared.iter().any(|name| !name.is_empty() && text.ends_with(name.as_str()))
}

/// What may stand behind a condition.
fn ends_condition(text: &str) -> bool {
    ends_clause(text) || ["的", "得", "扣", "加", "且", "或", "不得分", "不扣分"].iter().any(|word| text.starts_with(word))
}

/// A和B均达到95%, A和B齐全: the names of two things, not of one.
pub(super) fn both(before: &str, rest: &str, declared: &[String]) -> Said {
    let word = ["以及", "和", "与", "及"].into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let then = behind.get(begins_with(behind, declared)?.len()..)?;
    let of_both = ["均", "都", "、", "和", "各得", "各扣", "各1", "齐全", "齐备", "具备", "分别"].iter().any(|word| then.starts_with(word));
    (of_both && ends_with(before, declared)).then(|| (word.len(), "、".to_owned()))
}

/// 生均经费增长得2分 is 生均经费比上年增长得2分.
pub(super) fn grown(before: &str, rest: &str, declared: &[String]) -> Said {
    let word = MOVES.into_iter().find(|word| rest.starts_with(word))?;
    let then = rest.get(word.len()..)?;
    (ends_with(before, declared) && ends_condition(then)).then(|| (word.len(), format!("比上年{word}")))
}

/// 党组织覆盖率：100%得2分: a name in front of what is said of it.
pub(super) fn colon(before: &str, rest: &str, declared: &[String]) -> Said {
    let behind = rest.strip_prefix(':')?.trim_start();
    let is_list = behind.starts_with(['(', '①', '⑴', '一']) || behind.split(['.', '、']).next().is_some_and(|n| n.parse::<u32>().is_ok());
    let name = clause_so_far(before).trim();
    (!is_list && declared.iter().any(|known| known == name)).then(|| (rest.len() - behind.len(), String::new()))
}

/// 考核等次在良好以上; 获得优秀等次的, 被评为优秀的: it is the level.
pub(super) fn level(before: &str, rest: &str, declared: &[String]) -> Said {
    if let Some(behind) = rest.strip_prefix('在') {
        let then = behind.get(begins_with(behind, declared)?.len()..)?;
        let from = ["以上", "及以上", "以下", "及以下", "(含)以上"].iter().any(|word| then.starts_with(word));
        return (from && ends_with(before, declared)).then(|| ("在".len(), String::new()));
    }
    let words = ["被评定为", "被认定为", "评定为", "被评为", "获评为", "获评", "评为", "获得", "被确定为"];
    let word = words.into_iter().find(|word| rest.starts_with(word)).unwrap_or_default();
    let behind = rest.get(word.len()..)?;
    let level = begins_with(behind, declared)?;
    let then = behind.get(level.len()..)?;
    let kind = ["等次", "等级", "档次"].into_iter().find(|kind| then.starts_with(kind)).unwrap_or_default();
    let stands = begins_clause(before) || ends_with(before, declared);
    // 获得表彰 may be a fact; 获得优秀等次 is a level.
    let is_level = !kind.is_empty() || word.ends_with('为') || word == "获评";
    let length = word.len() + level.len() + kind.len();
    (!word.is_empty() && is_level && stands && ends_condition(rest.get(length..)?)).then(|| (length, format!("为{level}")))
}

/// 按议定事项落实率乘以分值计算得分 is 议定事项落实率乘以本项分值.
pub(super) fn times_points(before: &str, rest: &str, declared: &[String]) -> Said {
    let behind = rest.strip_prefix('按')?;
    let name = begins_with(behind, declared)?;
    let then = behind.get(name.len()..)?;
    let then = ["乘以", "×"].into_iter().find_map(|word| then.strip_prefix(word))?;
    let then = ["本项", "该项", "本指标", ""].into_iter().find_map(|word| then.strip_prefix(word)?.strip_prefix("分值"))?;
    let then = ["计算得分", "计算", "计分", "得分", ""].into_iter().find_map(|word| then.strip_prefix(word))?;
    (begins_clause(before) && ends_clause(then)).then(|| (rest.len() - then.len(), format!("{name}乘以本项分值")))
}
