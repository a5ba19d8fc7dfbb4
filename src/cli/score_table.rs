//! The grade table (等次认定表) for people, in columns of equal width.

use unicode_width::UnicodeWidthStr as _;

use crate::finding::Lang;
use crate::report::{self, Report, Value, Words, show};

/// The table with what a reader should know of it.
pub(super) fn text(report: &Report, lang: Lang) -> String {
    let (title, year, full) = (&report.title, report.year, &report.full);
    let mut out = match lang {
        Lang::Zh => format!("{title}\n{year}年度，满分{full}分\n\n"),
        Lang::En => format!("{title}\n{year}, full marks {full}\n\n"),
    };
    let reasons = report.counties.iter().any(|county| !county.grade.reasons.is_empty());
    let mut rows = vec![head(report, reasons, lang)];
    // Points of a column have as many decimal places as the longest of them.
    let areas: Vec<usize> =
        (0..report.areas.len()).map(|at| show::column(report.counties.iter().filter_map(|c| Some(&c.areas.get(at)?.score)))).collect();
    for (county, place) in report.counties.iter().zip(report::places(report)) {
        let mut cells = vec![placed(place, lang), county.name.clone()];
        cells.push(points(&county.total, report.total_places as usize, lang));
        cells.push(
            county.grade.name.clone().unwrap_or_else(|| county.grade.lack.map_or("—".to_owned(), |why| why.words().get(lang).to_owned())),
        );
        cells.extend(county.areas.iter().zip(&areas).map(|(area, places)| points(&area.score, *places, lang)));
        let why: Vec<&str> = county.grade.reasons.iter().map(|reason| say(reason, lang)).collect();
        cells.extend(reasons.then(|| why.join(if lang == Lang::Zh { "；" } else { "; " })));
        rows.push(cells);
    }
    aligned(&rows, &mut out);
    if !report.areas.is_empty() {
        out.push('\n');
        for area in &report.areas {
            let (code, name, full) = (&area.code, &area.name, &area.full);
            out.push_str(&match lang {
                Lang::Zh => format!("重点{code}：{name}（{full}分）\n"),
                Lang::En => format!("area {code}: {name} ({full} points)\n"),
            });
        }
    }
    out.push('\n');
    out.push_str(&grades(report, lang));
    leaders(report, lang, &mut out);
    for remark in &report.remarks {
        out.push_str(&format!("{}{}\n", if lang == Lang::Zh { "备注：" } else { "Note: " }, say(remark, lang)));
    }
    out
}

/// A place, with a word where counties share it.
fn placed(place: Option<(usize, bool)>, lang: Lang) -> String {
    match (place, lang) {
        (None, _) => "—".to_owned(),
        (Some((place, false)), _) => place.to_string(),
        (Some((place, true)), Lang::Zh) => format!("并列{place}"),
        (Some((place, true)), Lang::En) => format!("tie {place}"),
    }
}

fn head(report: &Report, reasons: bool, lang: Lang) -> Vec<String> {
    let fixed = if lang == Lang::Zh { ["名次", "县市区", "总分", "等次"] } else { ["place", "county", "total", "grade"] };
    let areas = report.areas.iter().map(|a| if lang == Lang::Zh { format!("重点{}", a.code) } else { format!("area {}", a.code) });
    let why = reasons.then(|| if lang == Lang::Zh { "等次说明" } else { "why" }.to_owned());
    fixed.into_iter().map(str::to_owned).chain(areas).chain(why).collect()
}

/// How many counties have each grade, the quotas, and how many have none yet.
fn grades(report: &Report, lang: Lang) -> String {
    let mut each: Vec<String> = report
        .grades
        .iter()
        .map(|grade| {
            let (name, count) = (&grade.name, grade.count);
            match (grade.quota, lang) {
                (Some(quota), Lang::Zh) => format!("{name}{count}个（名额{quota}个）"),
                (None, Lang::Zh) => format!("{name}{count}个"),
                (Some(quota), Lang::En) => format!("{name} {count} (at most {quota})"),
                (None, Lang::En) => format!("{name} {count}"),
            }
        })
        .collect();
    each.extend(report::ungraded(report).into_iter().map(|(why, count)| match lang {
        Lang::Zh => format!("{}{count}个", why.zh()),
        Lang::En => format!("{} {count}", why.words().en),
    }));
    match lang {
        Lang::Zh => format!("等次：{}\n", each.join("，")),
        Lang::En => format!("Grades: {}\n", each.join(", ")),
    }
}

/// The leaders' ranking, if the scheme evaluates them.
fn leaders(report: &Report, lang: Lang, out: &mut String) {
    let ranked = report::leaders(report);
    let Some(first) = ranked.first() else { return };
    out.push_str(&match lang {
        Lang::Zh => format!("\n领导干部：{}\n\n", first.leaders.posts.join("、")),
        Lang::En => format!("\nLeaders: {}\n\n", first.leaders.posts.join(", ")),
    });
    let heads = if lang == Lang::Zh {
        ["名次", "县市区", "得分", "等次", "领导指标"]
    } else {
        ["place", "county", "points", "grade", "own indicators"]
    };
    let own = show::column(ranked.iter().map(|each| &each.leaders.own));
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(ranked.iter().map(|each| {
        let why = || each.leaders.lack.map_or("—".to_owned(), |why| why.words().get(lang).to_owned());
        vec![
            placed(each.place, lang),
            each.county.name.clone(),
            points(&each.leaders.points, report.total_places as usize, lang),
            each.leaders.grade.clone().unwrap_or_else(why),
            points(&each.leaders.own, own, lang),
        ]
    }));
    aligned(&rows, out);
    out.push('\n');
}

/// One of two texts.
pub(super) fn say(words: &Words, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &words.zh,
        Lang::En => &words.en,
    }
}

/// Points with so many decimal places, or words.
fn points(value: &Value, places: usize, lang: Lang) -> String {
    match value {
        Value::Number(n) => show::padded(n, places),
        Value::Met(_) | Value::Lack(_) => self::value(value, lang),
    }
}

/// A result as printed.
pub(super) fn value(value: &Value, lang: Lang) -> String {
    match value {
        Value::Number(n) => n.clone(),
        Value::Met(true) => if lang == Lang::Zh { "达标" } else { "met" }.to_owned(),
        Value::Met(false) => if lang == Lang::Zh { "未达标" } else { "not met" }.to_owned(),
        Value::Lack(why) => why.words().get(lang).to_owned(),
    }
}

/// Columns of equal width; a Chinese character takes two places. Numbers stand right.
fn aligned(rows: &[Vec<String>], out: &mut String) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let width = |at: usize| rows.iter().map(|row| cell(row, at).width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let numeric = |at: usize| rows.iter().skip(1).any(|row| cell(row, at).starts_with(|c: char| c.is_ascii_digit()));
    for row in rows {
        let mut line = String::new();
        for (at, width) in widths.iter().enumerate() {
            let text = cell(row, at);
            let gap = " ".repeat(width.saturating_sub(text.width()));
            line.push_str(if at == 0 { "" } else { "  " });
            if numeric(at) {
                line.push_str(&gap);
                line.push_str(&text);
            } else {
                line.push_str(&text);
                line.push_str(&gap);
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
