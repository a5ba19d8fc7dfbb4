//! 省级核查表: what the province verifies in a county it sampled, beside what the city found.

use super::Subject;
use super::shared::{day_field, field, fields, paragraph};
use crate::config::DocumentKind;
use crate::expr::Number;
use crate::forms::page::{Align, Block, Cell, Document, Outline, Paper, Row, Run, Section, Table, TextSize, inert, title_lines};
use crate::report::{BEYOND, County, Kind, Lack, Value, beyond, show};

const KIND: DocumentKind = DocumentKind::ProvincialCheck;

/// One for each county of the results, or one to be filled in.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    match subject.results {
        Some(report) if !report.counties.is_empty() => report.counties.iter().map(|c| document(subject, Some(c))).collect(),
        _ => vec![document(subject, None)],
    }
}

fn document(subject: &Subject<'_>, county: Option<&County>) -> Document {
    let title = subject.titled("省级核查表");
    let name = county.map(|c| inert(&c.name));
    let mut blocks = vec![Block::Title(title_lines(&title, Paper::Portrait))];
    let whose = name.as_ref().map_or_else(|| field("县市区", 10), |name| vec![Run::Text(format!("县市区：{name}"))]);
    blocks.extend(fields(Paper::Portrait, vec![whose, field("核查组", 8), day_field("核查日期")]));
    let mut outline = Outline::default();
    for inspection in subject.mandate.into_iter().flat_map(|m| &m.inspections) {
        blocks.push(outline.heading(1, inert(&inspection.name)));
        if !inspection.methods.is_empty() {
            let mut runs = vec![Run::Text("核查方式：".to_owned())];
            for (at, method) in inspection.methods.iter().enumerate() {
                runs.extend((at > 0).then(|| Run::Text("　".to_owned())));
                runs.push(Run::Choice(inert(method)));
            }
            blocks.push(Block::Paragraph(runs));
        }
        let columns = [("核查内容", 50, Align::Left), ("核查情况", 70, Align::Left), ("核查意见", 36, Align::Left)];
        let row = |content: &String| {
            let content = inert(content);
            Row::of(vec![
                Cell::new(content.clone()),
                Cell::blank(format!("{content}的核查情况")),
                Cell::blank(format!("{content}的核查意见")),
            ])
            .at_least(16)
        };
        if !inspection.contents.is_empty() {
            let rows = inspection.contents.iter().map(row).collect();
            blocks.push(Block::Table(Table::new(&columns, TextSize::Large).with(rows)));
        }
    }
    blocks.push(outline.heading(1, "各评价重点得分核对"));
    blocks.push(Block::Table(areas(subject, county)));
    blocks.extend(not_applicable(subject, county).map(Block::Note));
    blocks.push(outline.heading(1, "核查意见"));
    // The room to write stands with what is decided below it.
    blocks.extend([Block::Lines(3), Block::Keep]);
    let grade = county.and_then(|c| c.grade.name.as_deref()).map(inert);
    blocks.extend(grade.map(|grade| paragraph(format!("市州拟定等次：{grade}。"))));
    let mut wanted = vec![Run::Text("建议认定等次：".to_owned())];
    for grade in &subject.model.grades {
        wanted.extend([Run::Choice(inert(&grade.name)), Run::Text("　".to_owned())]);
    }
    blocks.push(Block::Paragraph(wanted));
    blocks.extend(fields(Paper::Portrait, vec![field("核查组成员签字", 14), field("组长签字", 8)]));
    let sections = vec![Section { paper: Paper::Portrait, blocks }];
    subject.document(KIND, name.as_deref(), &title, "省级核查组在抽中的县市区使用", sections)
}

/// Points by focus area: what the city gave, what the province finds.
fn areas(subject: &Subject<'_>, county: Option<&County>) -> Table {
    let columns = [
        ("评价重点", 56, Align::Left),
        ("分值", 16, Align::Center),
        ("市州得分", 22, Align::Center),
        ("核查得分", 22, Align::Center),
        ("差异及依据", 40, Align::Left),
    ];
    let row = |name: String, full: String, score: Option<String>| {
        let given = score.map_or_else(|| Cell::blank(format!("{name}的市州得分")), Cell::new);
        Row::of(vec![
            Cell::new(name.clone()),
            Cell::new(full),
            given,
            Cell::blank(format!("{name}的核查得分")),
            Cell::blank(format!("{name}的差异及依据")),
        ])
        .at_least(7)
    };
    // Every number of the column has the places of the longest: the total is published with all its places.
    let places = county.map_or(0, |c| show::column(c.areas.iter().map(|a| &a.score)).max(subject.places()));
    let shown = |value: &Value| shown(value, places);
    let mut rows: Vec<Row> = match (subject.results, county) {
        (Some(report), Some(county)) if !report.areas.is_empty() => {
            let each = report.areas.iter().zip(&county.areas);
            each.map(|(area, own)| row(inert(&area.name), own.full.clone(), Some(shown(&own.score)))).collect()
        }
        _ => {
            // Without a mandate the highest indicators stand for focus areas.
            let given = |code: &str| county.and_then(|c| c.scores.iter().find(|own| own.code == code)).map(|own| shown(&own.score));
            let tops = subject.of_kind(crate::model::IndicatorKind::Level(1));
            tops.map(|top| row(inert(&top.title.text), super::shared::worth(top), given(&top.code))).collect()
        }
    };
    // What else makes the total, so that the column adds up to it.
    let rest = county.zip(subject.results).map(|(county, report)| {
        let points = beyond(county, &report.indicators).map(|points| show::signed(&points.to_string(), places));
        (points.unwrap_or_else(|| "—".to_owned()), shown(&county.total))
    });
    let (rest, total) = rest.unzip();
    rows.push(row(BEYOND.to_owned(), "—".to_owned(), rest));
    rows.push(row("合计".to_owned(), full(subject, county), total));
    Table::new(&columns, TextSize::Normal).with(rows)
}

/// Points of all areas: those of the scheme, and those that apply to the county where these are fewer.
fn full(subject: &Subject<'_>, county: Option<&County>) -> String {
    let whole = subject.header().map(|h| h.full.to_string()).unwrap_or_default();
    let areas = county.map(|county| county.areas.iter().filter_map(|area| area.full.parse::<Number>().ok()));
    let own = areas.map(|areas| areas.fold(Number::ZERO, |sum, each| &sum + &each)).filter(|own| !own.is_zero());
    own.map_or(whole, |own| own.to_string())
}

/// What is not applicable to the county, where its areas have fewer points than in the scheme.
fn not_applicable(subject: &Subject<'_>, county: Option<&County>) -> Option<String> {
    let (report, county) = (subject.results?, county?);
    let short = report.areas.iter().zip(&county.areas).any(|(area, own)| area.full != own.full);
    let lines = report
        .indicators
        .iter()
        .zip(&county.scores)
        .filter(|(line, score)| line.scored && line.kind == Kind::Indicator && score.score == Value::Lack(Lack::NotApplicable));
    let told = lines.map(|(line, _)| {
        let points = line.full.as_ref().map(|full| format!("（{full}分）")).unwrap_or_default();
        format!("{} {}{points}", inert(&line.code), inert(&line.title))
    });
    let told: Vec<String> = told.collect();
    (short && !told.is_empty())
        .then(|| format!("注：{}不适用于本县，分值为适用部分的分值；方案满分{}分。", told.join("、"), inert(&report.full)))
}

/// A result as printed, with so many decimal places.
pub(super) fn shown(value: &Value, places: usize) -> String {
    match value {
        Value::Number(number) => show::padded(&inert(number), places),
        Value::Met(met) => if *met { "达标" } else { "未达标" }.to_owned(),
        Value::Lack(lack) => lack.zh().to_owned(),
    }
}
