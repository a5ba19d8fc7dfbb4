//! Other words beside declared names (数据、等次的名称): A和B均…, 生均经费增长得…, 获得优秀等次的. Spec: spec/sentences/synonyms.md.

use super::synonyms::Declared;
use super::synonyms_moved::MOVES;
use super::synonyms_said::{Said, begins_clause, clause_so_far, ends_clause};

/// Among whom a county is ranked.
const SCOPES: [&str; 4] = ["全市", "全州", "同类县", "各县"];

/// The longest declared name a text begins with.
pub(super) fn begins_with<'d>(text: &str, declared: &'d [String]) -> Option<&'d str> {
    declared.iter().map(String::as_str).filter(|name| !name.is_empty() && text.starts_with(name)).max_by_key(|name| name.len())
}

pub(super) fn ends_with(text: &str, declared: &Declared) -> bool {
    declared.names.iter().any(|name| !name.is_empty() && text.ends_with(name.as_str()))
}

/// Whether a name stands in a text, and not as part of a longer one: 经费拨付 in 经费拨付率.
fn mentions(text: &str, name: &str, declared: &Declared) -> bool {
    let longer = |at: usize| {
        let mut others = declared.names.iter().filter(|other| other.len() > name.len() && other.contains(name));
        others.any(|other| text.match_indices(other.as_str()).any(|(start, _)| start <= at && at + name.len() <= start + other.len()))
    };
    text.match_indices(name).any(|(at, _)| !longer(at))
}

/// What may stand behind a condition.
pub(super) fn ends_condition(text: &str) -> bool {
    ends_clause(text) || ["的", "得", "扣", "加", "且", "或", "不得分", "不扣分"].iter().any(|word| text.starts_with(word))
}

/// A和B均达到95%, A和B齐全: the names of two things, not of one.
pub(super) fn both(before: &str, rest: &str, declared: &Declared) -> Said {
    let word = ["以及", "和", "与", "及"].into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let then = behind.get(begins_with(behind, &declared.names)?.len()..)?;
    let of_both = ["均", "都", "、", "和", "各得", "各扣", "各1", "齐全", "齐备", "具备", "分别"].iter().any(|word| then.starts_with(word));
    (of_both && ends_with(before, declared)).then(|| (word.len(), "、".to_owned()))
}

/// 生均经费增长得2分 is 生均经费比上年增长得2分.
pub(super) fn grown(before: &str, rest: &str, declared: &Declared) -> Said {
    let word = MOVES.into_iter().find(|word| rest.starts_with(word))?;
    let then = rest.get(word.len()..)?;
    (ends_condition(then) && ends_with(before, declared)).then(|| (word.len(), format!("比上年{word}")))
}

/// 党组织覆盖率：100%得2分: a name in front of what is said of it.
pub(super) fn colon(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix(':')?.trim_start();
    let is_list = behind.starts_with(['(', '①', '⑴', '一']) || behind.split(['.', '、']).next().is_some_and(|n| n.parse::<u32>().is_ok());
    let name = clause_so_far(before).trim();
    (!is_list && declared.names.iter().any(|known| known == name)).then(|| (rest.len() - behind.len(), String::new()))
}

/// 考核等次在良好以上; 获得优秀等次的, 被评为优秀的: it is the level.
pub(super) fn level(before: &str, rest: &str, declared: &Declared) -> Said {
    if let Some(behind) = rest.strip_prefix('在') {
        let then = behind.get(begins_with(behind, &declared.names)?.len()..)?;
        let from = ["以上", "及以上", "以下", "及以下", "(含)以上"].iter().any(|word| then.starts_with(word));
        return (from && ends_with(before, declared)).then(|| ("在".len(), String::new()));
    }
    let words = ["被评定为", "被认定为", "评定为", "被评为", "获评为", "获评", "评为", "获得", "被确定为"];
    let word = words.into_iter().find(|word| rest.starts_with(word)).unwrap_or_default();
    let behind = rest.get(word.len()..)?;
    let level = begins_with(behind, &declared.levels)?;
    let then = behind.get(level.len()..)?;
    let kind = ["等次", "等级", "档次"].into_iter().find(|kind| then.starts_with(kind)).unwrap_or_default();
    let stands = begins_clause(before) || ends_with(before, declared);
    // 获得表彰 may be a fact; 获得优秀等次 is a level.
    let is_level = !kind.is_empty() || word.ends_with('为') || word == "获评" || ends_with(before, declared);
    let length = word.len() + level.len() + kind.len();
    (!word.is_empty() && is_level && stands && ends_condition(rest.get(length..)?)).then(|| (length, format!("为{level}")))
}

/// 存在弄虚作假行为的 is 存在弄虚作假的.
pub(super) fn idle_kind(before: &str, rest: &str, declared: &Declared) -> Said {
    let kinds = ["等行为", "等情形", "等问题", "等现象", "等情况", "行为", "情形", "问题", "现象", "情况"];
    let kind =
        kinds.into_iter().find(|kind| rest.starts_with(kind) && rest.get(kind.len()..).is_some_and(|then| then.starts_with('的')))?;
    ends_with(before, declared).then(|| (kind.len(), String::new()))
}

/// 教师平均工资与公务员平均工资之比 is 教师平均工资占公务员平均工资的比例.
pub(super) fn ratio(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = ["与", "和"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    if !behind.contains("之比") {
        return None;
    }
    let name = begins_with(behind, &declared.names)?;
    let then = behind.get(name.len()..)?.strip_prefix("之比")?;
    ends_with(before, declared).then(|| (rest.len() - then.len(), format!("占{name}的比例")))
}

/// 根据平均分从高到低排名 is 按…; 平均分按全市排名计分，第1名 is 平均分在全市排名，第1名.
pub(super) fn ranked_by(before: &str, rest: &str, declared: &Declared) -> Said {
    if let Some(word) = ["根据", "依据"].into_iter().find(|word| rest.starts_with(word)) {
        let behind = rest.get(word.len()..)?;
        let then = behind.get(begins_with(behind, &declared.names)?.len()..)?;
        let ranks = then.split([';', '。']).next()?.contains("排");
        return (ranks && begins_clause(before)).then(|| (word.len(), String::new()));
    }
    let behind = rest.strip_prefix('按')?;
    // 按平均分排名，第1名得3分
    if let Some(then) = begins_with(behind, &declared.names).and_then(|name| behind.get(name.len()..)) {
        let then = then.strip_prefix('在').unwrap_or(then);
        let then = SCOPES.into_iter().find_map(|scope| then.strip_prefix(scope)).unwrap_or(then);
        let ranks = ["排名", "排序", "从高到低", "从低到高", "由高到低", "由低到高"].iter().any(|word| then.starts_with(word));
        return (ranks && begins_clause(before)).then(|| ("按".len(), String::new()));
    }
    let scope = SCOPES.into_iter().find(|scope| behind.starts_with(scope))?;
    let then = behind.get(scope.len()..)?.strip_prefix("排名计分")?;
    (then.starts_with(',') && ends_with(before, declared)).then(|| (rest.len() - then.len(), format!("在{scope}排名")))
}

/// 满意度在全市排名计分，第1名得3分 is 满意度在全市排名，第1名得3分.
pub(super) fn ranked_points(before: &str, rest: &str, declared: &Declared) -> Said {
    let then = rest.strip_prefix("计分").filter(|then| then.starts_with(','))?;
    let ranked = ["排名", "排序"].into_iter().find_map(|word| before.strip_suffix(word))?;
    let ranked = SCOPES.into_iter().find_map(|scope| ranked.strip_suffix(scope)).unwrap_or(ranked);
    let ranked = ranked.strip_suffix('在').unwrap_or(ranked);
    ends_with(ranked, declared).then(|| (rest.len() - then.len(), String::new()))
}

/// 良好等次的得1.5分 is 良好的得1.5分.
pub(super) fn kind_of_level(before: &str, rest: &str, declared: &Declared) -> Said {
    let kind = ["等次", "等级", "档次"].into_iter().find(|kind| rest.starts_with(kind))?;
    let level = clause_so_far(before).trim();
    // 达到良好以上等次
    let level = level.strip_suffix("及以上").or_else(|| level.strip_suffix("以上")).unwrap_or(level);
    (declared.levels.iter().any(|name| name == level || level.ends_with(name.as_str()) && level.len() > name.len())
        && ends_condition(rest.get(kind.len()..)?))
    .then(|| (kind.len(), String::new()))
}

/// 公用经费及时足额拨付得3分，未及时足额拨付的不得分: what of the name before is not repeated.
pub(super) fn shortened(before: &str, rest: &str, declared: &Declared) -> Said {
    let no = ["没有", "未", "不", "无"].into_iter().find(|no| begins_clause(before) && rest.starts_with(no))?;
    let behind = rest.get(no.len()..)?;
    let length = behind.find(|c: char| matches!(c, ',' | ';' | '。' | ')' | '的') || c.is_ascii_digit())?;
    let short = behind.get(..length)?;
    let short =
        ["不得分", "得", "扣"].into_iter().filter_map(|word| short.find(word)).min().and_then(|at| short.get(..at)).unwrap_or(short);
    // Most often none, which spares all that follows.
    if !declared.facts.iter().any(|name| name.ends_with(short) || name.starts_with(short)) {
        return None;
    }
    let is_name = |name: &String| name == short || name.strip_prefix(no) == Some(short);
    if short.chars().count() < 2 || declared.names.iter().any(is_name) {
        return None;
    }
    // 经费未及时拨付 speaks of 经费及时拨付.
    let spoken = before.replace(['未', '不'], "");
    let is_said = |name: &&String| mentions(before, name, declared) || mentions(&spoken, name, declared);
    let said: Vec<&String> = declared.facts.iter().filter(is_said).collect();
    // What is said within the same semicolons is nearest.
    let near = before.rsplit([';', '。']).next().unwrap_or(before);
    let of_them: Vec<&&String> = said.iter().filter(|name| name.ends_with(short)).collect();
    let nearest: Vec<&&String> = of_them.iter().filter(|name| near.contains(name.as_str())).copied().collect();
    let whole = match if nearest.is_empty() { of_them.as_slice() } else { nearest.as_slice() } {
        [one] => one.as_str(),
        // 按时足额发放工资得3分，未按时足额发放的不得分
        [] if said.iter().filter(|name| name.starts_with(short)).count() == 1 => {
            let one = said.iter().find(|name| name.starts_with(short))?;
            return (one.chars().count() <= 2 * short.chars().count() + 4).then(|| (no.len() + short.len(), format!("未{one}")));
        }
        [] => {
            // 教育费附加未足额征收的扣1分，未及时拨付的扣1分
            let alike = |name: &&String| {
                said.iter().any(|known| name.strip_suffix(short).is_some_and(|lead| lead.chars().count() > 1 && known.starts_with(lead)))
            };
            let mut others = declared.facts.iter().filter(|name| name.ends_with(short)).filter(alike);
            let one = others.next()?;
            others.next().is_none().then_some(one.as_str())?
        }
        _ => return None,
    };
    // 足额拨付得2分，未拨付的不得分: not paid at all.
    let how = ["足额", "及时", "按时", "按期", "如期", "全员", "全部", "全面", "依法", "规范", "到位"];
    let lead = whole.strip_suffix(short)?;
    (!how.iter().any(|word| lead.ends_with(word))).then(|| (no.len() + short.len(), format!("未{whole}")))
}

/// 按议定事项落实率乘以分值计算得分 is 议定事项落实率乘以本项分值.
pub(super) fn times_points(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix('按')?;
    let name = begins_with(behind, &declared.names)?;
    let then = behind.get(name.len()..)?;
    let then = ["乘以", "×"].into_iter().find_map(|word| then.strip_prefix(word))?;
    let then = ["本项", "该项", "本指标", ""].into_iter().find_map(|word| then.strip_prefix(word)?.strip_prefix("分值"))?;
    let then = ["计算得分", "计算", "计分", "得分", ""].into_iter().find_map(|word| then.strip_prefix(word))?;
    (begins_clause(before) && ends_clause(then)).then(|| (rest.len() - then.len(), format!("{name}乘以本项分值")))
}
