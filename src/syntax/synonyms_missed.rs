//! Other words for a standard spoken of before (未达到但…、低于的). Spec: spec/sentences/synonyms.md.

use super::synonyms::Declared;
use super::synonyms_lists::NONE;
use super::synonyms_said::{Said, begins_clause, clause_so_far, is_points, length_of_figure};

/// 达到95%得3分，未达到但比上年提高的得1分 is …，低于95%但比上年提高的得1分.
pub(super) fn missed(before: &str, rest: &str) -> Said {
    let behind = ["未达到", "未达", "没有达到", "达不到", "不达", "没达到"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["标准", "要求", "目标", "标", ""].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = behind.strip_prefix('的').unwrap_or(behind);
    let behind = behind.strip_prefix(',').unwrap_or(behind);
    if !begins_clause(before) || !["但", "且", "而"].iter().any(|word| behind.starts_with(word)) {
        return None;
    }
    // Only one standard that is earned by: 达到95%得3分，达到90%得2分，未达到但… leaves open which.
    let sentence = before.rsplit('。').next()?;
    let mut targets = sentence.split([',', ';']).filter_map(target);
    let of = targets.next()?;
    targets.next().is_none().then(|| (rest.len() - behind.len(), format!("低于{of}")))
}

/// The figure of 入学率达到95%的得3分.
fn target(clause: &str) -> Option<&str> {
    let said = ["达到", "不低于", "不少于"].into_iter().find_map(|word| clause.rsplit_once(word)).map(|(_, said)| said)?;
    let earns = said.find('得').filter(|at| said.get(at + "得".len()..).is_some_and(is_points))?;
    let figure = said.get(..earns)?;
    let figure = figure.strip_suffix('的').unwrap_or(figure);
    let figure = figure.strip_suffix("及以上").or_else(|| figure.strip_suffix("以上")).unwrap_or(figure);
    (length_of_figure(figure).is_some() && !figure.contains(['、', '且', '或'])).then_some(figure)
}

/// 均达到100%得4分，每有一项未达到100%扣2分 is 每有一项未达到扣2分: the figure was said.
pub(super) fn missed_figure(before: &str, rest: &str) -> Said {
    let behind = ["未达到", "未达", "没有达到"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let length = length_of_figure(behind)?;
    let figure = behind.get(..length)?;
    let then = behind.get(length..)?.strip_prefix('%')?;
    let of_one = before.ends_with("一项") || before.ends_with("1项");
    let said = last_joint_award(before).is_some_and(|award| award.contains(&format!("达到{figure}%")));
    let takes = then.trim_start_matches(['的', ',', '再']).starts_with('扣');
    (of_one && said && takes).then(|| (rest.len() - then.len(), "未达到".to_owned()))
}

/// The last clause that earns, if it is said of all of several: 入学率、巩固率均达到95%得4分.
fn last_joint_award(before: &str) -> Option<&str> {
    let sentence = before.rsplit(['。', '\n']).next()?;
    let award = sentence.split(';').rev().find(|part| part.contains('得'))?;
    (award.contains(['均', '都']) && award.matches('得').count() == 1).then_some(award)
}

/// What a comparison with something begins with.
const COMPARES: [&str; 10] = ["不低于", "不少于", "不高于", "不超过", "高于", "多于", "超过", "低于", "少于", "达到"];

/// 教师工资高于公务员工资得4分，低于的不得分 is …，低于公务员工资的不得分: only one standard was said.
pub(super) fn compared_before(before: &str, rest: &str, _: &Declared) -> Said {
    let word = ["不足", "低于", "少于", "高于", "多于", "超过"].into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?.strip_prefix('的')?;
    let then = behind.strip_prefix(',').unwrap_or(behind);
    let goes_on = ["不得分", "每", "扣", "得", "本项不得分"].iter().any(|next| then.starts_with(next));
    if !begins_clause(before) || !goes_on {
        return None;
    }
    let mut standards = before.rsplit(['。', '\n']).next()?.split([',', ';']).filter_map(|clause| {
        let (said, points) = clause.rsplit_once('得')?;
        let said = said.strip_suffix('的').unwrap_or(said);
        let (_, of) = COMPARES.into_iter().find_map(|word| said.rsplit_once(word))?;
        (is_points(points) && !of.is_empty() && !of.contains(['、', '或', '且'])).then_some(of)
    });
    let of = standards.next()?;
    standards.next().is_none().then(|| (word.len(), format!("{word}{of}")))
}

/// 均不低于上年得6分，每有一项低于上年扣2分 is 每有一项未达到扣2分: the other side of the standard.
pub(super) fn opposite_of_one(before: &str, rest: &str) -> Said {
    let (word, standards): (&str, &[&str]) = [
        ("低于", ["不低于", "达到", "不少于"].as_slice()),
        ("少于", ["不少于", "达到", "不低于"].as_slice()),
        ("高于", ["不高于", "不超过", "控制在"].as_slice()),
        ("超过", ["不超过", "不高于", "控制在"].as_slice()),
    ]
    .into_iter()
    .find(|(word, _)| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let of = behind.get(..behind.find(['扣', '的', ','])?)?;
    let then = behind.get(of.len()..)?;
    let takes = then.trim_start_matches(['的', ',', '再']).strip_prefix('扣').is_some_and(is_points);
    let of_one = before.ends_with("一项") || before.ends_with("1项");
    let said = !of.is_empty()
        && last_joint_award(before).is_some_and(|award| standards.iter().any(|standard| award.contains(&format!("{standard}{of}"))));
    (of_one && takes && said).then(|| (word.len() + of.len(), "未达到".to_owned()))
}

/// 均达到90%得4分，有一项未达到不得分 is …，否则不得分.
pub(super) fn one_missed_is_nothing(before: &str, rest: &str, _: &Declared) -> Said {
    let behind = ["其中", ""].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["有任何一项", "任何一项", "任意一项", "任一项", "有一项", "一项", "有1项", "1项"]
        .into_iter()
        .find_map(|word| behind.strip_prefix(word))?;
    let said = behind.get(..behind.find("不得分")?)?;
    let said = said.strip_suffix("本项").or_else(|| said.strip_suffix("该项")).unwrap_or(said);
    let word = said.strip_suffix(',').unwrap_or(said);
    let word = word.strip_suffix('的').unwrap_or(word);
    let missed = ["未达到", "未达标", "不达标", "达不到", "未完成", "不符合", "未达"]
        .iter()
        .any(|known| word.strip_prefix(known).is_some_and(|rest| ["", "标准", "要求", "目标"].contains(&rest)));
    let sentence = before.rsplit(['。', '\n']).next()?;
    let mut awards = sentence.split(';').filter(|part| part.contains('得'));
    let (only, several) = (awards.next()?, awards.next().is_none());
    let joint = ["均", "都", "分别", "且", "、"].iter().any(|word| only.contains(word)) && only.matches('得').count() == 1;
    (begins_clause(before) && missed && several && joint).then(|| (rest.len() - behind.len() + said.len(), "否则".to_owned()))
}

/// 未发生舆情得3分，发生的不得分 is …，发生舆情的不得分.
pub(super) fn occurred_again(before: &str, rest: &str, declared: &Declared) -> Said {
    let word = ["发生", "存在", "出现"].into_iter().find(|word| rest.starts_with(word)).filter(|_| begins_clause(before))?;
    let behind = rest.get(word.len()..)?;
    let said = behind.strip_prefix('的').unwrap_or(behind);
    let said = said.strip_prefix(',').unwrap_or(said);
    let outcome = said.starts_with("不得分") || said.strip_prefix('扣').is_some_and(is_points);
    let clause = clause_so_far(before.trim_end_matches([',', ';'])).trim();
    let thing = clause.get(..clause.find('得')?)?;
    let thing = thing.strip_suffix('的').unwrap_or(thing);
    let none = NONE.into_iter().chain(["不存在"]).filter(|none| thing.starts_with(none)).max_by_key(|none| none.len())?;
    let thing = thing.get(none.len()..)?;
    let thing = ["情况", "情形", "现象", "行为", "问题", ""].into_iter().find_map(|kind| thing.strip_suffix(kind)).unwrap_or(thing);
    let known =
        [format!("{word}{thing}"), format!("发生{thing}"), thing.to_owned()].into_iter().find(|name| declared.facts.contains(name))?;
    outcome.then_some((word.len(), known))
}
