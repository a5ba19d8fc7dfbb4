//! What is said once of several declared names, or of a standard spoken of before (各得、一项达到、未达到但…). Spec: spec/sentences/synonyms.md.

use super::synonyms::Declared;
use super::synonyms_lists::NONE;
use super::synonyms_moved::MOVES;
use super::synonyms_named::{begins_with, ends_condition};
use super::synonyms_said::{Said, begins_clause, clause_so_far, is_points, length_of_figure};

/// What a comparison begins with.
const COMPARES: [&str; 22] = [
    "达到",
    "达",
    "不低于",
    "不少于",
    "不高于",
    "不超过",
    "低于",
    "高于",
    "超过",
    "少于",
    "多于",
    "控制在",
    "在",
    "为",
    "等于",
    "比",
    "较",
    "与上年",
    "同比",
    "≥",
    "≤",
    "位居",
];

/// 入学率、巩固率达到95%的各得2分 is 入学率达到95%、巩固率达到95%的各得2分, 无体罚、补课的各得1分 is 无体罚、无补课的各得1分: a figure is no condition by itself.
pub(super) fn said_of_each(before: &str, rest: &str, declared: &Declared) -> Said {
    let first = declared.values.iter().filter(|name| before.ends_with(name.as_str())).max_by_key(|name| name.len())?;
    let (names, behind) = listed(rest, &declared.values)?;
    let said = behind.get(..behind.find('各')?)?;
    let points = behind.get(said.len() + "各".len()..)?;
    let gets = points.trim_start_matches(['得', '计', '加', '扣', '记', '赋', '减']);
    if !is_points(gets) || said.contains(['、', ';', '。', ':', '(']) {
        return None;
    }
    let said = said.strip_suffix(',').unwrap_or(said);
    let said = said.strip_suffix('的').unwrap_or(said);
    let length = rest.len() - behind.len();
    let lead = before.strip_suffix(first.as_str()).map(clause_so_far)?.trim();
    if said.is_empty() {
        let none = NONE.into_iter().find(|word| lead == *word)?;
        return Some((length, names.iter().map(|name| format!("、{none}{name}")).collect()));
    }
    let same = said.strip_prefix(['均', '都']).unwrap_or(said);
    let moves = MOVES.iter().any(|word| same.starts_with(word));
    if !(compares(same) || moves) || same.contains(',') {
        return None;
    }
    let since = if moves && ends_condition(same.get("提高".len()..)?) { "比上年" } else { "" };
    let idle = said.len() - same.len();
    let others: String = names.iter().rev().skip(1).rev().map(|name| format!("、{name}{since}{same}")).collect();
    Some((length + idle, format!("{since}{same}{others}、{}", names.last()?)))
}

/// The names behind 、 at the head of a text, and what follows them.
fn listed<'t, 'd>(text: &'t str, names: &'d [String]) -> Option<(Vec<&'d str>, &'t str)> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(behind) = rest.strip_prefix('、') {
        let name = begins_with(behind, names)?;
        found.push(name);
        rest = behind.get(name.len()..)?;
    }
    (!found.is_empty()).then_some((found, rest))
}

/// 入学率达到95%、巩固率达到90%得4分，一项不达标扣2分 is 入学率达到95%且巩固率达到90%得4分: what is said next is of all of them.
pub(super) fn all_standards(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix(['、', ','])?;
    let standard = |text: &str| begins_with(text, &declared.values).and_then(|name| text.get(name.len()..)).is_some_and(compares);
    let clause = clause_so_far(before).trim();
    let (said, then) = behind.split_once('得')?;
    let said = said.strip_suffix(',').unwrap_or(said);
    let (points, next) = then.split_once([',', ';'])?;
    let next = ["其中", ""].into_iter().find_map(|word| next.trim_start().strip_prefix(word))?;
    let next = next.trim_start_matches(['每', '只', '仅', '有']);
    let of_one = ["一项", "1项"].iter().any(|one| next.starts_with(one)) && is_points(points) && !said.contains([',', ';', '。', '得']);
    let alone = !clause.contains(['、', '得', '扣']);
    (of_one && alone && standard(clause) && said.split('、').all(standard)).then(|| (rest.len() - behind.len(), "且".to_owned()))
}

fn compares(said: &str) -> bool {
    COMPARES.iter().any(|word| said.starts_with(word)) || length_of_figure(said).is_some()
}

/// 有方案、制度和总结得3分，缺1项扣1分 is 方案、制度、总结齐全得3分，缺1项扣1分.
pub(super) fn has_all(before: &str, rest: &str, declared: &Declared) -> Said {
    let mut behind = ["具有", "具备", "有"].into_iter().find_map(|word| rest.strip_prefix(word)).filter(|_| begins_clause(before))?;
    let (mut names, mut and) = (Vec::new(), true);
    while and {
        let name = begins_with(behind, &declared.facts)?;
        names.push(name);
        behind = behind.get(name.len()..)?;
        let joined = ["、", "以及", "和", "及", "与"].into_iter().find_map(|word| behind.strip_prefix(word));
        and = joined.is_some();
        behind = joined.unwrap_or(behind);
    }
    let length = rest.len() - behind.len();
    let said = behind.strip_prefix('的').unwrap_or(behind);
    let said = said.strip_prefix(',').unwrap_or(said).strip_prefix(['得', '计'])?;
    let (points, next) = said.split_once([',', ';', '。'])?;
    let lacks = next.trim_start().trim_start_matches('每');
    let of_one =
        ["缺1项", "缺一项", "缺少1项", "缺少一项", "少1项", "少一项", "缺1个", "缺一个"].iter().any(|word| lacks.starts_with(word));
    (names.len() > 1 && of_one && is_points(points)).then(|| (length, format!("{}齐全", names.join("、"))))
}

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

/// 入学率、巩固率均达到95%得4分，一项达到得2分 is …，入学率达到95%或巩固率达到95%得2分: of two standards.
pub(super) fn one_of_two(before: &str, rest: &str, declared: &Declared) -> Said {
    if !begins_clause(before) {
        return None;
    }
    let behind = ["其中", ""].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["只有", "仅有", "有", "只", "仅", ""].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = ["一项", "1项", "一个", "1个"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let meets = ["达到", "达标", "符合", "未达到", "未达标", "不达标", "达不到", "不符合", "未达"];
    let behind = meets.into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = ["标准", "要求", "目标", ""].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let said = behind.strip_prefix('的').unwrap_or(behind);
    let said = said.strip_prefix(',').unwrap_or(said);
    if !said.strip_prefix(['得', '计']).is_some_and(is_points) {
        return None;
    }
    let standards = before.rsplit(['。', '\n']).next()?.split([',', ';']).find_map(|clause| both_standards(clause, declared))?;
    Some((rest.len() - behind.len(), standards.join("或")))
}

/// 均未达到不得分 behind 一项达到得2分: all others.
pub(super) fn none_of_two(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = ["两项", "2项", ""].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["均", "都", "全部", "全"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = ["未达到", "未达标", "不达标", "达不到", "未达"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = ["标准", "要求", "目标", ""].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let said = behind.strip_prefix('的').unwrap_or(behind);
    let said = said.strip_prefix(',').unwrap_or(said);
    let sentence = before.rsplit(['。', '\n']).next()?;
    let standards = sentence.split([',', ';']).find_map(|clause| both_standards(clause, declared)).filter(|_| begins_clause(before))?;
    let either = sentence.contains(&standards.join("或"));
    (either && said.starts_with("不得分")).then(|| (rest.len() - said.len(), "否则".to_owned()))
}

/// The two conditions of 入学率、巩固率均达到95%得4分, of 分别达到95%、90%, of 入学率达到95%且巩固率达到90%.
fn both_standards(clause: &str, declared: &Declared) -> Option<[String; 2]> {
    let said = clause.trim();
    let (said, points) = said.rsplit_once('得')?;
    if !is_points(points) {
        return None;
    }
    let said = said.strip_suffix('的').unwrap_or(said);
    let first = begins_with(said, &declared.values)?;
    let behind = said.get(first.len()..)?;
    let Some((names, behind)) = listed(behind, &declared.values) else {
        let (one, other) = ["且", "、"].into_iter().find_map(|word| said.split_once(word))?;
        let plain = |part: &str| {
            begins_with(part, &declared.values).is_some_and(|name| name.len() < part.len()) && !part.contains(['、', '且', '或'])
        };
        return (plain(one) && plain(other)).then(|| [one.to_owned(), other.to_owned()]);
    };
    let [second] = names.as_slice() else { return None };
    if let Some(same) = behind.strip_prefix(['均', '都']) {
        return Some([format!("{first}{same}"), format!("{second}{same}")]);
    }
    let own = behind.strip_prefix("分别")?;
    let (one, other) = own.split_once('、')?;
    let word = COMPARES.into_iter().find(|word| one.starts_with(word))?;
    let (tail, unit) =
        (["及以上", "以上", "及以下", "以下", "以内"].into_iter().find(|tail| other.ends_with(tail)).unwrap_or_default(), other);
    length_of_figure(unit)?;
    Some([format!("{first}{one}{tail}"), format!("{second}{word}{other}")])
}
