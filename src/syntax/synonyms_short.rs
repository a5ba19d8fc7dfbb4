//! Short words for what is declared or usual (无大班额、前三、其中). Spec: spec/sentences/synonyms.md.

use super::synonyms::Declared;
use super::synonyms_lists::NONE;
use super::synonyms_named::{begins_with, ends_with};
use super::synonyms_said::{Said, begins_clause, clause_so_far, is_points, length_of_figure};

/// 其中骨干教师交流比例达到20%得3分, 应急演练全年4次以上: data are of the year anyway.
pub(super) fn idle_lead(before: &str, rest: &str, declared: &Declared) -> Said {
    if let Some(behind) = rest.strip_prefix("其中") {
        // 其中…再得, 其中…扣 may be of those before.
        let clause = behind.split([',', ';', '。']).next().unwrap_or(behind);
        let own = clause.contains('得') && !clause.contains(['再', '扣', '加']);
        return (own && begins_clause(before) && begins_with(behind, &declared.names).is_some()).then(|| ("其中".len(), String::new()));
    }
    let behind = rest.strip_prefix("全年")?;
    let figure =
        length_of_figure(behind).is_some() || ["不少于", "不低于", "达到", "少于", "不足"].iter().any(|word| behind.starts_with(word));
    (figure && ends_with(before, declared)).then(|| ("全年".len(), String::new()))
}

/// 无大班额得2分 of the datum 大班额数: none of them.
pub(super) fn short_of_count(before: &str, rest: &str, declared: &Declared) -> Said {
    let none = NONE.into_iter().filter(|word| rest.starts_with(word)).max_by_key(|word| word.len())?;
    let behind = rest.get(none.len()..)?;
    let end = ["的", "得", ",", ";", "。"].into_iter().filter_map(|stop| behind.find(stop)).min()?;
    let thing = behind.get(..end).filter(|thing| thing.chars().count() > 1)?;
    let said = rest.get(..none.len() + end)?;
    if !begins_clause(before) || declared.names.iter().any(|name| !name.is_empty() && said.contains(name.as_str())) {
        return None;
    }
    let mut counts = ["数", "数量", "起数", "件数", "次数", "人数", "个数"].into_iter().map(|word| format!("{thing}{word}"));
    let count = counts.find(|count| declared.values.contains(count))?;
    Some((none.len() + end, format!("{none}{count}")))
}

/// 瞒报的扣2分，迟报的扣1分 where 迟报 is a fact, not a day.
pub(super) fn fact_of_reports(before: &str, rest: &str, declared: &Declared) -> Said {
    // 存在迟报 is a name anyway.
    if !(begins_clause(before) || before.ends_with(['、', '或', '且'])) {
        return None;
    }
    let word = ["迟报", "漏报", "逾期", "未报送", "未上报", "未报"].into_iter().find(|word| rest.starts_with(word))?;
    // Behind a day 迟报 is later than that.
    let of_a_day = ["迟报", "逾期"].contains(&word) && before.rsplit('。').next().is_some_and(|sentence| sentence.contains('月'));
    let name = begins_with(rest, &declared.names)?;
    (name == word && !of_a_day && declared.facts.iter().any(|fact| fact == word)).then(|| (word.len(), format!("「{word}」")))
}

/// 居全市前三的得3分, 最后一名, 倒数第二的.
pub(super) fn places_short(before: &str, rest: &str) -> Said {
    if let Some(behind) = ["最后一名", "最后1名", "末位"].into_iter().find_map(|word| rest.strip_prefix(word)) {
        let goes_on = begins_clause(before) && before.contains("排名");
        let ranks = goes_on
            || clause_so_far(before).contains('排')
            || ["全市", "全州", "同类县", "居", "在"].iter().any(|word| before.ends_with(word));
        return ranks.then(|| (rest.len() - behind.len(), "倒数第1名".to_owned()));
    }
    let (lead, behind) = ["倒数第", "前", "后"].into_iter().find_map(|lead| Some((lead, rest.strip_prefix(lead)?)))?;
    let number = behind.chars().next()?;
    let digit = "一二三四五六七八九十".chars().position(|c| c == number).map(|at| (at + 1).to_string());
    let (count, then) = match digit {
        Some(digit) => (digit, behind.get(number.len_utf8()..)?),
        None => {
            let length = length_of_figure(behind)?;
            (behind.get(..length)?.to_owned(), behind.get(length..)?)
        }
    };
    let alone = ["的", "得", "扣", "加", ","].iter().any(|next| then.starts_with(next));
    let ranks = ["全市", "全州", "同类县", "排名", "居", "位居", "位列", "排"].iter().any(|word| before.ends_with(word));
    let open = ranks || (lead == "倒数第" && (begins_clause(before) || before.contains("排名")));
    (alone && open).then(|| (rest.len() - then.len(), format!("{lead}{count}名")))
}

/// 排名在全市前三名 is 在全市排名前三名.
pub(super) fn ranked_in(_: &str, rest: &str) -> Said {
    let behind = ["排名在", "排名位居", "排名居"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let scope = ["全市", "全州", "同类县"].into_iter().find(|scope| behind.starts_with(scope))?;
    let then = behind.get(scope.len()..)?;
    then.starts_with(['前', '第', '倒', '后']).then(|| (rest.len() - then.len(), format!("在{scope}排名")))
}

/// 有方案并公示得3分 is 有方案且公示得3分.
pub(super) fn both_facts(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix('并').filter(|behind| !behind.starts_with(['且', '列']))?;
    let first = declared.facts.iter().any(|fact| before.ends_with(fact.as_str()));
    (first && begins_with(behind, &declared.facts).is_some()).then(|| ("并".len(), "且".to_owned()))
}

/// 有方案且公示得3分，仅有方案得1分 is …，有方案得1分: the first case that holds counts.
pub(super) fn only_this(before: &str, rest: &str, declared: &Declared) -> Said {
    let word = ["仅有", "只有", "仅", "只"].into_iter().find(|word| rest.starts_with(word)).filter(|_| begins_clause(before))?;
    let behind = rest.get(word.len()..)?;
    let name = begins_with(behind, &declared.facts)?;
    let then = behind.get(name.len()..)?;
    let then = then.strip_prefix('的').unwrap_or(then);
    let then = then.strip_prefix(',').unwrap_or(then);
    let both = before
        .rsplit(['。', '\n'])
        .next()?
        .split([',', ';'])
        .any(|clause| clause.matches('且').count() == 1 && !clause.contains('、') && clause.contains(name) && clause.contains('得'));
    (both && then.strip_prefix('得').is_some_and(is_points))
        .then(|| (word.len(), if word.ends_with('有') { "有".to_owned() } else { String::new() }))
}

/// 实训基地有2个得2分 is 实训基地2个得2分.
pub(super) fn has_figure(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix('有')?;
    let known = declared.values.iter().any(|name| before.ends_with(name.as_str()));
    (known && length_of_figure(behind).is_some()).then(|| ("有".len(), String::new()))
}
