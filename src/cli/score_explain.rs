//! `evalc score --explain 县`: how each point of a county came about, for people.

use super::score_table::{say, value};
use crate::finding::Lang;
use crate::report::{County, IndicatorLine, Kind, Origin, Report, ScoreLine, UsedInput, Value, counted, from_full, open};

/// The explanation of a county, or of one indicator and what is below it; `None` if there is no such indicator.
pub(super) fn text(report: &Report, county: &County, wanted: Option<&str>, lang: Lang) -> Option<String> {
    let lines: Vec<(&IndicatorLine, &ScoreLine)> = report.indicators.iter().zip(&county.scores).collect();
    let mut out = String::new();
    for (indicator, score) in &lines {
        if indicator.scored && wanted.is_none_or(|wanted| is_below(report, indicator, wanted.trim())) {
            out.push_str(if out.is_empty() { "" } else { "\n" });
            one(county, indicator, score, lang, &mut out);
        }
    }
    if out.is_empty() {
        return None;
    }
    if wanted.is_none() {
        total(report, county, lang, &mut out);
    }
    Some(out)
}

/// Whether an indicator is the wanted one or below it.
fn is_below(report: &Report, indicator: &IndicatorLine, wanted: &str) -> bool {
    let mut at = Some(indicator);
    while let Some(each) = at {
        if each.code.eq_ignore_ascii_case(wanted) {
            return true;
        }
        at = each.parent.as_ref().and_then(|code| report.indicators.iter().find(|i| i.code == *code));
    }
    false
}

fn one(county: &County, indicator: &IndicatorLine, score: &ScoreLine, lang: Lang, out: &mut String) {
    let zh = lang == Lang::Zh;
    let name = if indicator.code == indicator.title { indicator.title.clone() } else { format!("{} {}", indicator.code, indicator.title) };
    let most = matches!(indicator.kind, Kind::Bonus | Kind::Penalty);
    let worth = match (&indicator.full, zh) {
        (Some(full), true) => format!("（{}{full}分）", if most { "最多" } else { "" }),
        (Some(full), false) => format!(" ({}{})", if most { "at most " } else { "" }, counted(full, "point")),
        (None, _) => String::new(),
    };
    out.push_str(&format!("{} {name}{worth}\n", county.name));
    let mut section = |title: &str, lines: Vec<String>| match lines.as_slice() {
        [] => {}
        [line] => out.push_str(&format!("  {title}{line}\n")),
        lines => {
            out.push_str(&format!("  {}\n", title.trim_end()));
            lines.iter().for_each(|line| out.push_str(&format!("    {line}\n")));
        }
    };
    if let Some(rule) = &indicator.rule {
        section(if zh { "评分：" } else { "Rule: " }, say(rule, lang).lines().map(str::to_owned).collect());
    }
    section(if zh { "数据：" } else { "Data: " }, score.inputs.iter().map(|used| input(used, lang)).collect());
    section(if zh { "计算：" } else { "Steps: " }, score.steps.iter().map(|step| say(step, lang).to_owned()).collect());
    section(if zh { "结果：" } else { "Result: " }, vec![result(indicator, score, lang)]);
}

fn result(indicator: &IndicatorLine, score: &ScoreLine, lang: Lang) -> String {
    let Value::Number(points) = &score.score else { return value(&score.score, lang) };
    let lost = score.loss.as_deref().filter(|loss| *loss != "0" && indicator.kind != Kind::Penalty);
    match (indicator.kind, lost, lang) {
        (Kind::Bonus, _, Lang::Zh) => format!("加{points}分"),
        (Kind::Penalty, _, Lang::Zh) => format!("扣{points}分"),
        (_, Some(lost), Lang::Zh) => format!("得{points}分，失{lost}分"),
        (_, None, Lang::Zh) => format!("得{points}分"),
        (Kind::Bonus, _, Lang::En) => format!("{} more", counted(points, "point")),
        (Kind::Penalty, _, Lang::En) => format!("{} less", counted(points, "point")),
        (_, Some(lost), Lang::En) => format!("{}, {lost} lost", counted(points, "point")),
        (_, None, Lang::En) => counted(points, "point"),
    }
}

fn input(used: &UsedInput, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let origin = match (used.origin, zh) {
        (Origin::Reported, true) => "报送",
        (Origin::Verified, true) => "核实",
        (Origin::StandIn, true) => "缺报，按规定数",
        (Origin::Computed, true) => "计算得出",
        (Origin::Detail, true) => "由明细表汇总",
        (Origin::Population, true) => "由各县数据得出",
        (Origin::Reported, false) => "reported",
        (Origin::Verified, false) => "verified",
        (Origin::StandIn, false) => "missing, a declared value stands in",
        (Origin::Computed, false) => "computed",
        (Origin::Detail, false) => "from the detail table",
        (Origin::Population, false) => "from all counties",
    };
    let mut notes = vec![origin.to_owned()];
    if let Some(reported) = &used.reported {
        notes.push(if zh { format!("报送{reported}") } else { format!("reported {reported}") });
    }
    if !used.owners.is_empty() {
        notes.push(if zh { format!("责任单位：{}", used.owners.join("、")) } else { format!("owner {}", used.owners.join(", ")) });
    }
    if zh {
        format!("{}：{}（{}）", used.name, used.value, notes.join("；"))
    } else {
        format!("{}: {} ({})", used.name, used.value.replace('约', "about "), notes.join("; "))
    }
}

fn total(report: &Report, county: &County, lang: Lang, out: &mut String) {
    let zh = lang == Lang::Zh;
    out.push_str(&format!("\n{}{}\n", county.name, if zh { " 总分和等次" } else { ": total and grade" }));
    for (at, adjustment) in from_full(report, county).iter().enumerate() {
        let sign = if at == 0 || adjustment.effect.starts_with('-') { "" } else { "+" };
        let unit = if zh { "分" } else { " points" };
        out.push_str(&format!("  {}{}{sign}{}{unit}\n", say(&adjustment.what, lang), if zh { "：" } else { ": " }, adjustment.effect));
    }
    let (sum, loss) = (value(&county.total, lang), value(&county.loss, lang));
    for (line, why) in open(&report.indicators, county) {
        let (code, title, why) = (&line.code, &line.title, value(&Value::Lack(why), lang));
        let name = if code == title { title.clone() } else { format!("{code} {title}") };
        out.push_str(&if zh { format!("  {name}{why}，未形成总分\n") } else { format!("  {name}: {why}, so there is no total\n") });
    }
    let grade = county.grade.name.clone().unwrap_or_else(|| county.grade.lack.map_or(String::new(), |why| value(&Value::Lack(why), lang)));
    out.push_str(&if zh {
        format!("  总分：{sum}，失分：{loss}\n  等次：{grade}\n")
    } else {
        format!("  Total: {sum}, lost: {loss}\n  Grade: {grade}\n")
    });
    for reason in &county.grade.reasons {
        out.push_str(&format!("    {}\n", say(reason, lang)));
    }
    if let Some(next) = &county.next_grade {
        let name = &next.grade;
        let points = match (&next.points, zh) {
            (Some(points), true) => format!("还差{points}分"),
            (Some(points), false) => format!("{} lacking", counted(points, "point")),
            (None, true) => "分数已够".to_owned(),
            (None, false) => "points are enough".to_owned(),
        };
        let from: Vec<String> = next
            .indicators
            .iter()
            .map(|(code, lost)| if zh { format!("{code}（失{lost}分）") } else { format!("{code} ({lost} lost)") })
            .collect();
        let from = match (from.is_empty(), zh) {
            (true, _) => String::new(),
            (false, true) => format!("，可从{}挽回", from.join("、")),
            (false, false) => format!("; they were lost at {}", from.join(", ")),
        };
        out.push_str(&if zh { format!("  距{name}：{points}{from}\n") } else { format!("  To {name}: {points}{from}\n") });
        for obstacle in &next.obstacles {
            out.push_str(&format!("    {}\n", say(obstacle, lang)));
        }
    }
}
