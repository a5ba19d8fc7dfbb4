//! 评价总结: a draft with the parts the mandate demands, filled from results; what only people can say is left open.

use std::collections::BTreeMap;

use super::Subject;
use super::provincial_check::shown;
use super::shared::{coded, ended, list, open, paragraph};
use crate::config::DocumentKind;
use crate::expr::Number;
use crate::forms::page::{
    Align, Block, Document, Masthead, Outline, Paper, Row, Run, Section, Table, TextSize, inert, signature, text, title_lines,
};
use crate::report::{Report, Value, show};

/// Indicators that are told of in the list of problems.
const PROBLEMS: usize = 20;

/// The draft.
pub(super) fn document(subject: &Subject<'_>) -> Document {
    let title = subject.titled("总结");
    let mut blocks = Vec::new();
    if let (Some(issuer), Some(number)) = (subject.issuer(), &subject.settings.number) {
        blocks.push(Block::Masthead(Masthead::new(&issuer, &inert(number))));
    }
    blocks.push(Block::Title(title_lines(&title, Paper::Portrait)));
    let mut outline = Outline::default();
    for part in parts(subject) {
        blocks.push(outline.heading(1, part.clone()));
        blocks.extend(content(subject, &part, &mut outline));
    }
    let signature = signature(subject.issuer(), Some("年　　月　　日".to_owned()));
    blocks.extend(signature.into_iter().flat_map(|block| [Block::Keep, block]));
    let sections = vec![Section { paper: Paper::Portrait, blocks }];
    subject.document(DocumentKind::Summary, None, &title, "市州报省级的总结初稿，由办公室补充定稿", sections)
}

/// Parts of a summary where neither file nor mandate names any.
const PARTS: [&str; 4] = ["组织实施情况", "主要成绩", "存在问题", "评价等次"];

/// The parts the file names, else those the mandate demands.
fn parts(subject: &Subject<'_>) -> Vec<String> {
    let own = subject.header().and_then(|h| h.summary.as_ref()).map(|(parts, _)| parts.iter().map(|p| inert(&p.text)).collect());
    let demanded = || subject.mandate.and_then(|m| m.summary.as_ref()).map(|s| s.value.iter().map(|p| inert(p)).collect());
    own.or_else(demanded).unwrap_or_else(|| PARTS.map(str::to_owned).to_vec())
}

fn content(subject: &Subject<'_>, part: &str, outline: &mut Outline) -> Vec<Block> {
    match subject.results {
        _ if part.contains("组织") => organization(subject, outline),
        Some(report) if part.contains("成绩") || part.contains("成效") => achievements(subject, report, outline),
        Some(report) if part.contains("问题") => problems(report),
        Some(report) if part.contains("等次") => grades(subject, report),
        _ => vec![Block::Lines(6)],
    }
}

/// What was done, from the procedure.
fn organization(subject: &Subject<'_>, outline: &mut Outline) -> Vec<Block> {
    if subject.model.steps.is_empty() {
        return vec![paragraph(format!("{}年度评价工作根据《{}》组织实施。", subject.stamp.year, subject.title())), Block::Lines(6)];
    }
    let mut out = vec![paragraph(format!("根据《{}》，{}年度评价工作按下列步骤组织实施。", subject.title(), subject.stamp.year))];
    for step in &subject.model.steps {
        let when = step.period.map(super::shared::period).map(|p| format!("（{p}）")).unwrap_or_default();
        let who = list(&step.owners);
        let what = step.text.as_ref().map(|t| ended(&t.text)).unwrap_or_default();
        let who = if who.is_empty() { String::new() } else { format!("由{who}负责。") };
        out.push(outline.with_body(2, format!("{}{when}。", inert(&step.name)), text(format!("{who}{what}"))));
    }
    out.push(paragraph("（实际开展情况由办公室补充。）"));
    out
}

/// Mean rate of points by focus area, best first, and counties with the highest rates.
fn achievements(subject: &Subject<'_>, report: &Report, outline: &mut Outline) -> Vec<Block> {
    let mut out = Vec::new();
    let totals: Vec<Number> = report.counties.iter().filter_map(|c| number(&c.total)).collect();
    if let Some(mean) = mean(&totals) {
        let places = subject.places();
        let told = |points: &Number| show::padded(&points.to_string(), places);
        let (most, least) = (totals.iter().max(), totals.iter().min());
        let ends = most.zip(least).map(|(most, least)| format!("，最高{}分，最低{}分", told(most), told(least))).unwrap_or_default();
        let mean = told(&mean.round_half_up(places as u32));
        out.push(paragraph(format!("{}个县市区平均得分{mean}分{ends}。", totals.len())));
    }
    for (at, area) in report.areas.iter().enumerate() {
        let rates: Vec<(String, Number)> = report
            .counties
            .iter()
            .filter_map(|county| {
                let own = county.areas.get(at)?;
                let full: Number = own.full.parse().ok()?;
                Some((inert(&county.name), (&number(&own.score)? * &Number::from(100)).div(&full)?))
            })
            .collect();
        let Some(mean) = mean(&rates.iter().map(|(_, rate)| rate.clone()).collect::<Vec<_>>()) else { continue };
        let best = rates.iter().map(|(_, rate)| rate).max().cloned();
        let names: Vec<String> = rates.into_iter().filter(|(_, rate)| Some(rate) == best.as_ref()).map(|(name, _)| name).collect();
        let words = format!("平均得分率{}%，得分率最高的是{}。", show::padded(&mean.round_half_up(1).to_string(), 1), names.join("、"));
        out.push(outline.with_body(2, format!("{}。", inert(&area.name)), text(words)));
    }
    out.push(paragraph("（典型做法和经验由办公室补充。）"));
    out
}

/// Indicators where most points were lost.
fn problems(report: &Report) -> Vec<Block> {
    let mut lost: BTreeMap<&str, (Number, Vec<String>)> = BTreeMap::new();
    for county in &report.counties {
        for problem in &county.problems {
            let Ok(loss) = problem.loss.parse::<Number>() else { continue };
            let (sum, names) = lost.entry(problem.code.as_str()).or_insert_with(|| (Number::ZERO, Vec::new()));
            *sum = &*sum + &loss;
            let name = inert(&county.name);
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
    }
    let mut all: Vec<_> = lost.into_iter().collect();
    all.sort_by(|(_, (a, _)), (_, (b, _))| b.cmp(a));
    let count: usize = report.counties.iter().map(|c| c.problems.len()).sum();
    let mut out =
        vec![paragraph(format!("评价共发现问题{count}个，涉及指标{}项，各县市区的问题见问题清单。扣分较多的指标如下。", all.len()))];
    let columns = [("指标", 56, Align::Left), ("扣分合计", 22, Align::Center), ("涉及县市区", 78, Align::Left)];
    let title = |code: &str| report.indicators.iter().find(|i| i.code == code).map(|i| coded(code, &i.title));
    let shown: Vec<_> = all.iter().take(PROBLEMS).collect();
    let sums: Vec<String> = shown.iter().map(|(_, (sum, _))| sum.to_string()).collect();
    let places = show::longest(sums.iter().map(String::as_str));
    let row = |(code, (sum, names)): &(&str, (Number, Vec<String>))| {
        Row::texts([title(code).unwrap_or_else(|| inert(code)), show::padded(&sum.to_string(), places), names.join("、")])
    };
    let rows: Vec<Row> = shown.into_iter().map(row).collect();
    if !rows.is_empty() {
        out.push(Block::Table(Table::new(&columns, TextSize::Normal).with(rows)));
    }
    out
}

/// The table of grades, with the rule of each.
fn grades(subject: &Subject<'_>, report: &Report) -> Vec<Block> {
    let names = |wanted: &str| {
        let own = report.counties.iter().filter(|c| c.grade.name.as_deref() == Some(wanted));
        own.map(|c| inert(&c.name)).collect::<Vec<_>>()
    };
    let mut words = vec![Run::Text(format!("{}个县市区中，", report.counties.len()))];
    for (at, grade) in report.grades.iter().enumerate() {
        let own = names(&grade.name);
        let told = if own.is_empty() { String::new() } else { format!("（{}）", own.join("、")) };
        let mark = if at + 1 == report.grades.len() { "。" } else { "，" };
        words.push(Run::Text(format!("{}{}个{told}{mark}", inert(&grade.name), own.len())));
    }
    let mut out = vec![Block::Paragraph(words)];
    let mut columns =
        vec![("名次", 16, Align::Center), ("县市区", 40, Align::Center), ("得分", 26, Align::Center), ("拟定等次", 34, Align::Center)];
    let leaders = subject.model.leaders.is_some();
    columns.extend(leaders.then_some(("领导干部等次", 40, Align::Center)));
    let row = |county: &crate::report::County| {
        let mut cells = vec![
            county.place.map(|p| p.to_string()).unwrap_or_default(),
            inert(&county.name),
            shown(&county.total, subject.places()),
            county.grade.name.as_deref().map_or("待定".to_owned(), inert),
        ];
        let own = county.leaders.as_ref().and_then(|l| l.grade.as_deref()).map_or("待定".to_owned(), inert);
        cells.extend(leaders.then_some(own));
        Row::texts(cells)
    };
    out.push(Block::Table(Table::new(&columns, TextSize::Large).with(report.counties.iter().map(row).collect())));
    out.extend(report.remarks.iter().map(|remark| Block::Note(format!("注：{}。", open(&remark.zh)))));
    out
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(text) => text.parse().ok(),
        Value::Met(_) | Value::Lack(_) => None,
    }
}

fn mean(all: &[Number]) -> Option<Number> {
    let sum = all.iter().fold(Number::ZERO, |sum, n| &sum + n);
    sum.div(&Number::from(i64::try_from(all.len()).ok()?))
}
