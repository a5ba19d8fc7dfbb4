//! Other words for points, limits and bands (封顶、分值、依次递减). Spec: spec/sentences/synonyms.md.

use super::synonyms_said::{Said, begins_clause, clause_so_far, ends_clause, is_points, length_of_figure};

/// 5分封顶, 以5分为限, 封顶5分, 加满5分为止: at most 5 points.
pub(super) fn limit(before: &str, rest: &str) -> Said {
    if !begins_clause(before) {
        return None;
    }
    let lead = ["以", "封顶", "上限为", "上限", "最高限", "加满", "加至", "加到", ""].into_iter().find(|lead| rest.starts_with(lead))?;
    let behind = rest.get(lead.len()..)?;
    let figure = behind.get(..length_of_figure(behind)?)?;
    let behind = behind.get(figure.len()..)?.strip_prefix('分')?;
    let tails: &[&str] = match lead {
        "以" => &["为限", "封顶", "为上限"],
        "" => &["封顶", "为限", "为上限"],
        "加满" | "加至" | "加到" => &["为止"],
        _ => &[""],
    };
    let tail = tails.iter().find(|tail| behind.starts_with(**tail))?;
    let behind = behind.get(tail.len()..)?;
    // 加到4分为止 is of all that is earned.
    let earned = if lead.starts_with('加') { "得" } else { "" };
    ends_clause(behind).then(|| (rest.len() - behind.len(), format!("最多{earned}{figure}分")))
}

/// 得该项分值的80% is 得80%的分值.
pub(super) fn share_of_points(before: &str, rest: &str) -> Said {
    let behind = ["该项", "本项", "此项", "该指标", ""].into_iter().find_map(|word| rest.strip_prefix(word)?.strip_prefix("分值的"))?;
    let behind = behind.get(length_of_figure(behind)?..)?;
    let then = behind.strip_prefix('%')?;
    let figure = rest.get(rest.find("的")? + "的".len()..rest.len() - behind.len())?;
    before.ends_with(['得', '扣', '计', '加']).then(|| (rest.len() - then.len(), format!("{figure}%的分值")))
}

/// 达到95%得3分，在3分基础上每低1个百分点扣0.5分: a step goes on from there anyway.
pub(super) fn on_base(before: &str, rest: &str) -> Said {
    let points = rest.strip_prefix('在')?;
    // 比上年上升的，在此基础上扣1分 is 再扣1分; 每低1个百分点在3分基础上扣0.5分
    if let Some(behind) = base_of(before, points).filter(|behind| behind.starts_with(['扣', '加', '得'])) {
        let goes_on = clause_so_far(before).contains('每');
        return (is_points(behind.get("扣".len()..)?) && before.contains("分"))
            .then(|| (rest.len() - behind.len(), if goes_on { String::new() } else { "再".to_owned() }));
    }
    let clause = before.strip_suffix([',', ';'])?;
    let behind = points.strip_prefix('此').or_else(|| {
        let length = length_of_figure(points)?;
        let (figure, behind) = points.split_at_checked(length)?;
        clause.ends_with(&format!("得{figure}分")).then_some(behind)?.strip_prefix('分')
    })?;
    let behind = behind.strip_prefix('的').unwrap_or(behind).strip_prefix("基础上")?;
    let behind = behind.strip_prefix(',').unwrap_or(behind);
    behind.starts_with('每').then(|| (rest.len() - behind.len(), String::new()))
}

/// What follows 此基础上, 3分基础上 where 3 points were said.
fn base_of<'t>(before: &str, points: &'t str) -> Option<&'t str> {
    let behind = points.strip_prefix('此').or_else(|| {
        let (figure, behind) = points.split_at_checked(length_of_figure(points)?)?;
        before.contains(&format!("得{figure}分")).then_some(behind)?.strip_prefix('分')
    })?;
    let behind = behind.strip_prefix('的').unwrap_or(behind).strip_prefix("基础上")?;
    Some(behind.strip_prefix(',').unwrap_or(behind))
}

/// 第1名得3分，依次递减1分 is 第1名得3分，每后退1名减1分.
pub(super) fn less_in_turn(before: &str, rest: &str) -> Said {
    let leads =
        ["其余依次递减", "其他依次递减", "以后依次递减", "其后依次递减", "以下依次递减", "以此类推递减", "依次递减", "逐名递减", "依次减"];
    let behind = leads.into_iter().find_map(|lead| rest.strip_prefix(lead))?;
    let figure = behind.get(..length_of_figure(behind)?)?;
    let then = behind.get(figure.len()..)?.strip_prefix('分')?;
    let clause = clause_so_far(before.strip_suffix([',', ';'])?);
    let places = clause.contains('名') && clause.contains('第');
    (places && begins_clause(before) && ends_clause(then)).then(|| (rest.len() - then.len(), format!("每后退1名减{figure}分")))
}

/// 达到60%得2分，50%得1.5分 is 达到60%得2分，达到50%得1.5分.
pub(super) fn next_band(before: &str, rest: &str) -> Said {
    let length = length_of_figure(rest)?;
    let behind = rest.get(length..)?.strip_prefix('%')?;
    let behind = behind.strip_prefix('的').unwrap_or(behind);
    let earns = behind.strip_prefix('得').is_some_and(is_points) && begins_clause(before);
    let clause = before.strip_suffix([',', ';']).filter(|_| earns).map(clause_so_far)?;
    let words = ["达到", "不低于", "不少于", "不高于", "不超过", "低于", "高于", "超过"];
    let word = words.into_iter().filter(|word| {
        clause.rsplit_once(word).is_some_and(|(_, said)| {
            length_of_figure(said).and_then(|at| said.get(at..)).is_some_and(|then| then.starts_with("%得") || then.starts_with("%的得"))
        })
    });
    let word = word.max_by_key(|word| word.len())?;
    Some((length, format!("{word}{}", rest.get(..length)?)))
}
