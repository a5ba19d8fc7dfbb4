//! 省级核查表: what the province verifies in a county it sampled, beside what the city found.

use super::Subject;
use super::shared::{day_field, field, fields, paragraph};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Outline, Paper, Row, Run, Section, Table, TextSize, inert, title_lines};
use crate::report::{County, Value};

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
            .at_least(18)
        };
        if !inspection.contents.is_empty() {
            let rows = inspection.contents.iter().map(row).collect();
            blocks.push(Block::Table(Table::new(&columns, TextSize::Large).with(rows)));
        }
    }
    blocks.push(outline.heading(1, "各评价重点得分核对"));
    blocks.push(Block::Table(areas(subject, county)));
    blocks.push(outline.heading(1, "核查意见"));
    blocks.push(Block::Lines(3));
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
        .at_least(8)
    };
    let rows: Vec<Row> = match (subject.results, county) {
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
    Table::new(&columns, TextSize::Normal).with(rows)
}

/// A result as printed.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => inert(number),
        Value::Met(met) => if *met { "达标" } else { "未达标" }.to_owned(),
        Value::Lack(lack) => lack.zh().to_owned(),
    }
}
