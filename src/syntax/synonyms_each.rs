//! What is said once of several declared names (各得、一项达到、情形之一). Spec: spec/sentences/synonyms.md.

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
    // A、B每有一项达到95%得2分
    if let Some(one) = ["每有一项", "每有1项", "每一项", "每1项"].into_iter().find_map(|word| behind.strip_prefix(word)) {
        let (said, points) = one.split_once('得')?;
        let said = said.strip_suffix('的').unwrap_or(said);
        let others: String = names.iter().map(|name| format!("、{name}{said}")).collect();
        return (compares(said) && is_points(points)).then(|| (rest.len() - points.len() - "得".len(), format!("{said}{others}各")));
    }
    let (at, each) = ["各", "每一项", "每项"].into_iter().filter_map(|word| Some((behind.find(word)?, word))).min()?;
    let said = behind.get(..at)?;
    let points = behind.get(said.len() + each.len()..)?;
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
    let moves = MOVES.iter().any(|word| said.starts_with(word));
    if !(compares(said) || moves) || said.contains(',') {
        return None;
    }
    let since = if moves && ends_condition(said.get("提高".len()..)?) { "比上年" } else { "" };
    let (last, others) = names.split_last()?;
    let others: String = others.iter().map(|name| format!("、{name}{since}{said}")).collect();
    Some((length, format!("{since}{said}{others}、{last}")))
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
    // A不超过45人，B不超过50人，得3分；每超1人扣0.1分
    let steps = ["每低", "每少", "每高", "每超", "每多"].iter().any(|step| next.starts_with(step));
    let next = next.trim_start_matches(['每', '只', '仅', '有']);
    let of_one =
        (steps || ["一项", "1项"].iter().any(|one| next.starts_with(one))) && is_points(points) && !said.contains([',', ';', '。', '得']);
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

/// 入学率、巩固率均达到95%得4分，一项达到得2分 is …，入学率达到95%或巩固率达到95%得2分: of two standards.
pub(super) fn one_of_two(before: &str, rest: &str, declared: &Declared) -> Said {
    if !begins_clause(before) {
        return None;
    }
    let behind = ["其中", ""].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["只有", "仅有", "有", "只", "仅", ""].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let behind = ["一项", "1项", "一个", "1个"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let (met, points) = behind.split_once(['得', '计']).filter(|(_, points)| is_points(points))?;
    let word = met.strip_suffix(',').unwrap_or(met);
    let word = word.strip_suffix('的').unwrap_or(word);
    let standards = standards_before(before, declared)?;
    let missed = ["未达到", "未达标", "不达标", "达不到", "不符合", "未达"];
    let known = ["达到", "达标", "符合"]
        .iter()
        .chain(&missed)
        .any(|known| word.strip_prefix(known).is_some_and(|rest| ["", "标准", "要求", "目标"].contains(&rest)));
    // 一项提高得2分 behind 均比上年提高得4分
    let of_them = word.chars().count() > 1 && standards.iter().all(|standard| standard.ends_with(word));
    (known || of_them).then(|| (rest.len() - points.len() - "得".len() - (met.len() - word.len()), standards.join("或")))
}

fn standards_before(before: &str, declared: &Declared) -> Option<[String; 2]> {
    let sentence = before.rsplit(['。', '\n']).next()?.replace(",得", "得");
    sentence.split([',', ';']).find_map(|clause| both_standards(clause, declared))
}

/// 均未达到不得分 behind 一项达到得2分: all others.
pub(super) fn none_of_two(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = ["两项", "2项", ""].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let behind = ["均", "都", "全部", "全"].into_iter().find_map(|word| behind.strip_prefix(word))?;
    let said = behind.get(..behind.find("不得分")?)?;
    let word = said.strip_suffix(',').unwrap_or(said);
    let word = word.strip_suffix('的').unwrap_or(word);
    let standards = standards_before(before, declared).filter(|_| begins_clause(before))?;
    let known = ["未达到", "未达标", "不达标", "达不到", "未达"]
        .iter()
        .any(|known| word.strip_prefix(known).is_some_and(|rest| ["", "标准", "要求", "目标"].contains(&rest)));
    let of_them = ["未", "没有", "不"].iter().any(|no| {
        word.strip_prefix(no).is_some_and(|met| met.chars().count() > 1 && standards.iter().all(|standard| standard.ends_with(met)))
    });
    let either = before.contains(&standards.join("或"));
    (either && (known || of_them)).then(|| (rest.len() - behind.len() + said.len(), "否则".to_owned()))
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

/// 发生A、B的，不得分 is 发生A或发生B的，不得分; 存在A、B情形之一的 is 存在A或存在B的; 没有A、B的得5分 is 没有A且没有B的得5分.
pub(super) fn any_of_these(before: &str, rest: &str, declared: &Declared) -> Said {
    let behind = rest.strip_prefix(['、', '或'])?;
    let known = |text: &str| declared.facts.iter().chain(&declared.values).any(|name| name == text);
    let name = [&declared.facts, &declared.values].into_iter().find_map(|names| begins_with(behind, names))?;
    let clause = clause_so_far(before).trim();
    let last = clause.rsplit(['或', '且']).next()?;
    let verb = ["发生", "出现", "存在", "发现", "有", ""]
        .into_iter()
        .chain(NONE)
        .filter(|verb| last.strip_prefix(verb).is_some_and(|name| known(name.trim_start_matches('「').trim_end_matches('」'))))
        .max_by_key(|verb| verb.len())?;
    let mut then = behind.get(name.len()..)?;
    while let Some(next) = then.strip_prefix(['、', '或']) {
        let other = [&declared.facts, &declared.values].into_iter().find_map(|names| begins_with(next, names))?;
        then = next.get(other.len()..)?;
    }
    let kind =
        ["等情形", "等行为", "等问题", "情形", "行为", "问题", "现象", "情况", ""].into_iter().find(|kind| then.starts_with(kind))?;
    let said = then.get(kind.len()..)?;
    let (any, said) = said.strip_prefix("之一").map_or((false, said), |said| (true, said));
    let outcome = said.strip_prefix('的').unwrap_or(said);
    let outcome = outcome.strip_prefix(',').unwrap_or(outcome);
    if NONE.contains(&verb) {
        let earns = outcome.strip_prefix('得').is_some_and(is_points) && rest.starts_with('、') && !any;
        return earns.then(|| ("、".len() + name.len(), format!("且{verb}{name}")));
    }
    let nothing = ["不得分", "本项不得分", "该项不得分", "此项不得分"].iter().any(|word| outcome.starts_with(word));
    // 存在A、B情形之一的扣1分 is said of either; 发生A、B的扣1分 may be of each.
    let of_either = any || (nothing && said.starts_with('的') && (!verb.is_empty() || rest.starts_with('、')));
    let length = "、".len() + name.len();
    let last = then.len() == behind.len() - name.len();
    let idle = if any && last { kind.len() + "之一".len() } else { 0 };
    (of_either && (!verb.is_empty() || any || rest.starts_with('、')))
        .then(|| (length + idle, if verb.is_empty() { format!("或{}", plain_or_quoted(name)) } else { format!("或{verb}{name}") }))
}

/// A、B比上年下降的各得2分，持平的各得1分 is …，A持平、B持平的各得1分.
pub(super) fn goes_on_of_each(before: &str, rest: &str, declared: &Declared) -> Said {
    if !begins_clause(before) {
        return None;
    }
    let (said, points) = rest.split_once('各')?;
    let word = said.strip_suffix(',').unwrap_or(said);
    let word = word.strip_suffix('的').unwrap_or(word);
    let figure = compares(word) && !word.contains(['、', ',', ';', '。', '每']);
    let moves = word == "持平" || MOVES.iter().any(|known| word == *known || word.strip_prefix('未') == Some(*known));
    let gets = points.trim_start_matches(['得', '计', '加', '扣', '记', '赋', '减']);
    let each = before.rsplit(['。', '\n']).next()?.split(';').next_back()?;
    let (list, _) = each.rsplit_once('各').filter(|_| (moves || figure) && is_points(gets))?;
    let since = match (figure, word) {
        (true, _) => "",
        (false, "持平") => "与上年",
        (false, _) => "比上年",
    };
    let said_of: Vec<String> = names_in(list, &declared.values).iter().map(|name| format!("{name}{since}{word}")).collect();
    (said_of.len() > 1).then(|| (word.len(), said_of.join("、")))
}

/// The names that stand in a text, each once.
fn names_in<'d>(text: &str, names: &'d [String]) -> Vec<&'d str> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let name = begins_with(rest, names);
        rest = rest.get(name.map_or(first.len_utf8(), str::len)..).unwrap_or_default();
        found.extend(name.filter(|name| !found.contains(name)));
    }
    found
}

/// A name, in 「」 if it is a word of the language, too.
fn plain_or_quoted(name: &str) -> String {
    if ["迟报", "漏报", "逾期", "未报"].contains(&name) { format!("「{name}」") } else { name.to_owned() }
}

/// 入学率、巩固率达到95%得4分, 经费、工资只增不减得2分 is …均达到95%得4分: figures are no conditions by themselves.
pub(super) fn all_of_values(before: &str, rest: &str, declared: &Declared) -> Said {
    let first = declared.values.iter().filter(|name| before.ends_with(name.as_str())).max_by_key(|name| name.len())?;
    let alone = before.strip_suffix(first.as_str()).map(clause_so_far)?.trim().is_empty();
    let (names, behind) = listed(rest, &declared.values)?;
    let said = behind.get(..behind.find(['得', ',', ';', '。', '、'])?)?;
    let then = behind.get(said.len()..)?;
    let then = then.strip_prefix(',').unwrap_or(then);
    let earns = then.strip_prefix('得').is_some_and(is_points);
    let same = said.strip_suffix('的').unwrap_or(said);
    let moves = ["只增不减", "只减不增", "只降不升"].contains(&same)
        || ["比上年", "较上年", "高于上年", "不低于上年"].iter().any(|word| same.starts_with(word));
    let other = ["均", "都", "分别", "各", "每", "有一项", "占", "平均", "合计"].iter().any(|word| same.contains(word));
    (alone && earns && !other && (compares(same) || moves)).then(|| (rest.len() - behind.len(), format!("、{}均", names.join("、"))))
}
