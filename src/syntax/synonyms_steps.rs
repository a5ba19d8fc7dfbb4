//! Other words for steps, their limits and their parts (各扣、两项合计最多、括号里的进位). Spec: spec/sentences/synonyms.md.

use super::synonyms_said::{Said, begins_clause, clause_so_far, ends_clause, is_points, length_of_figure};

/// 每低1个百分点各扣0.5分 is 每低1个百分点扣0.5分，分别计扣.
pub(super) fn each_adds_up(before: &str, rest: &str) -> Said {
    let points = rest.strip_prefix("各")?;
    let figure = points.strip_prefix('扣')?;
    let then = figure.get(length_of_figure(figure)?..)?.strip_prefix('分')?;
    let each = clause_so_far(before).trim().starts_with('每');
    let said = points.get(..points.len() - then.len())?;
    (each && ends_clause(then)).then(|| (rest.len() - then.len(), format!("{said},分别计扣")))
}

/// 两项合计最多扣3分 is 累计最多扣3分, where just so many were spoken of.
pub(super) fn in_all(before: &str, rest: &str) -> Said {
    let counts = [("两项", 2), ("2项", 2), ("三项", 3), ("3项", 3), ("四项", 4), ("4项", 4), ("五项", 5), ("5项", 5), ("六项", 6)];
    let counted = counts.into_iter().find_map(|(word, count)| Some((rest.strip_prefix(word)?, Some(count))));
    let all = || ["以上各项", "以上", "上述", "各项"].into_iter().find_map(|word| rest.strip_prefix(word)).map(|behind| (behind, None));
    let (behind, count) = counted.or_else(all)?;
    let total = ["合计", "累计", "总计", "共"].into_iter().find_map(|word| behind.strip_prefix(word));
    let limit = total.or(count.map(|_| behind))?;
    let most = ["最多", "最高", "不超过"].into_iter().find_map(|word| limit.strip_prefix(word))?;
    let (verb, points) = ["扣", "得", "加"].into_iter().find_map(|verb| Some((verb, most.strip_prefix(verb)?)))?;
    let sentence = before.rsplit(['。', '\n']).next()?;
    let many = sentence.matches(verb).count();
    let of_all = count.is_none_or(|count| count == many);
    (begins_clause(before) && of_all && is_points(points)).then(|| (rest.len() - points.len(), format!("累计最多{verb}")))
}

/// 每低1个百分点（不足1个百分点按1个百分点计）扣0.5分: the bracket stands behind the points.
pub(super) fn partial_inside(before: &str, rest: &str) -> Said {
    let (inside, behind) = rest.strip_prefix('(')?.split_once(')')?;
    if !inside.starts_with("不足") || !clause_so_far(before).trim().contains('每') {
        return None;
    }
    let lead = behind.strip_prefix(',').unwrap_or(behind);
    let verb = ["扣", "得", "加", "减"].into_iter().find(|verb| lead.starts_with(verb))?;
    let figure = lead.get(verb.len()..)?;
    let then = figure.get(length_of_figure(figure)?..)?.strip_prefix('分')?;
    let points = lead.get(..lead.len() - then.len())?;
    Some((rest.len() - then.len(), format!("{points}({inside})")))
}

/// 达到93%—95%得3分 is 93%—95%得3分.
pub(super) fn to_range(before: &str, rest: &str) -> Said {
    let behind = rest.strip_prefix("达到")?;
    let then = behind.get(length_of_figure(behind)?..)?;
    let then = then.strip_prefix('%').unwrap_or(then);
    let to = ["—", "-", "~", "至"].into_iter().find_map(|word| then.strip_prefix(word))?;
    let end = to.get(length_of_figure(to)?..)?;
    let end = end.strip_prefix('%').unwrap_or(end);
    let alone = ["得", "的", ",", "之间"].iter().any(|next| end.starts_with(next));
    (alone && !before.ends_with(['未', '不'])).then(|| ("达到".len(), String::new()))
}

/// 晚于11月30日的每天扣0.5分 is 晚于11月30日的每晚1天扣0.5分.
pub(super) fn late_each_day(before: &str, rest: &str) -> Said {
    let behind = ["每天", "每日"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let clause = before.strip_suffix(',').unwrap_or(before);
    let late = clause_so_far(clause);
    let is_late = late.ends_with('的') && ["晚于", "迟于"].iter().any(|word| late.contains(word));
    let points = behind.strip_prefix('扣')?;
    (is_late && is_points(points)).then(|| (rest.len() - behind.len(), "每晚1天".to_owned()))
}

/// 扣满3分为止 is 扣完3分为止; 扣分上限3分 is 最多扣3分.
pub(super) fn lost_up_to(before: &str, rest: &str) -> Said {
    if let Some(behind) = rest.strip_prefix("扣满") {
        let then = behind.get(length_of_figure(behind)?..)?.strip_prefix("分为止")?;
        return (begins_clause(before) && ends_clause(then)).then(|| ("扣满".len(), "扣完".to_owned()));
    }
    let points = ["扣分上限为", "扣分上限", "扣分以"].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let figure = points.get(..length_of_figure(points)?)?;
    let then = points.get(figure.len()..)?.strip_prefix('分')?;
    let then = then.strip_prefix("为限").unwrap_or(then);
    (begins_clause(before) && ends_clause(then)).then(|| (rest.len() - then.len(), format!("最多扣{figure}分")))
}

/// 得满分2分 is 得2分.
pub(super) fn full_points(_: &str, rest: &str) -> Said {
    let points = rest.strip_prefix("得满分")?;
    (length_of_figure(points).is_some() && is_points(points)).then(|| ("得满分".len(), "得".to_owned()))
}

/// 不足1个百分点的均按1个百分点计
pub(super) fn each_partial(before: &str, rest: &str) -> Said {
    (rest.starts_with("均按") && clause_so_far(before).trim().starts_with("不足")).then(|| ("均".len(), String::new()))
}
