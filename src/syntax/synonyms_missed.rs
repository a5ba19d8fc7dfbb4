//! Other words for a standard spoken of before (未达到但…、低于的). Spec: spec/sentences/synonyms.md.

use super::synonyms::Declared;
use super::synonyms_said::{Said, begins_clause, is_points, length_of_figure};

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
    let said = before.contains(&format!("达到{figure}%"));
    let takes = then.trim_start_matches(['的', ',', '再']).starts_with('扣');
    (of_one && said && takes).then(|| (rest.len() - then.len(), "未达到".to_owned()))
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
