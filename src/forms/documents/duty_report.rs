//! 述职报告: a template for each post, a part for each key point of the leaders' focus areas.

use super::Subject;
use super::shared::{day_field, ended, field, fields, head_with_points, list, paragraph};
use crate::config::DocumentKind;
use crate::forms::page::{Block, Document, Outline, Paper, Section, inert, title_lines};
use crate::model::Object;

const KIND: DocumentKind = DocumentKind::DutyReport;
/// What is told of each key point.
const PARTS: [&str; 4] = ["主要做法", "工作成效", "存在问题", "下步打算"];

/// Whether anybody reports.
pub(super) fn any(subject: &Subject<'_>) -> bool {
    !posts(subject).is_empty()
}

/// One for each post.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    posts(subject).iter().map(|post| document(subject, object(subject), post)).collect()
}

/// The leaders as the mandate evaluates them.
fn object<'s>(subject: &Subject<'s>) -> Option<&'s Object> {
    subject.mandate.and_then(|m| m.objects.iter().find(|o| !o.leaders.is_empty()))
}

/// The posts the file names, else those of the mandate.
fn posts(subject: &Subject<'_>) -> Vec<String> {
    let own: Vec<String> = subject.model.leaders.iter().flat_map(|l| &l.posts).map(|post| inert(&post.text)).collect();
    if own.is_empty() { object(subject).map(|o| o.leaders.iter().map(|post| inert(post)).collect()).unwrap_or_default() } else { own }
}

fn document(subject: &Subject<'_>, object: Option<&Object>, post: &str) -> Document {
    let title = format!("{}年度履行教育职责述职报告", subject.stamp.year);
    let mut blocks = subject.annex(KIND);
    blocks.push(Block::Title(title_lines(&title, Paper::Portrait)));
    blocks.push(Block::Subtitle(format!("（{post}）")));
    blocks.extend(fields(Paper::Portrait, vec![field("县市区", 10), field("姓名", 8)]));
    let told = subject.model.leaders.as_ref().and_then(|l| l.report.as_ref()).map(|t| ended(&t.text));
    let demanded = subject.mandate.and_then(|m| m.duty_report.as_ref()).map(|d| ended(&d.value));
    blocks.extend(told.or(demanded).map(|words| Block::Note(format!("说明：{words}"))));
    let mut outline = Outline::default();
    for area in object.into_iter().flat_map(|o| &o.areas) {
        if area.points.is_empty() {
            part(&mut blocks, &mut outline, &area.title, None);
        }
        for point in &area.points {
            let own = subject.model.indicators.iter().filter(|i| i.claims.iter().any(|c| c.is_point && c.code.text == point.code));
            let used: Vec<String> = own.map(|i| format!("{}{}", head_with_points(i), evidence(&i.evidence))).collect();
            part(&mut blocks, &mut outline, &point.title, (!used.is_empty()).then(|| used.join("；")));
        }
    }
    if object.is_none_or(|o| o.areas.is_empty()) {
        part(&mut blocks, &mut outline, "履行教育职责情况", None);
    }
    blocks.extend(fields(Paper::Portrait, vec![field("述职人签字", 12), day_field("日期")]));
    let sections = vec![Section { paper: Paper::Portrait, blocks }];
    subject.document(KIND, Some(post), &format!("{title}（{post}）"), &format!("由{post}按评价重点撰写"), sections)
}

fn evidence(all: &[crate::syntax::tree::Text]) -> String {
    if all.is_empty() { String::new() } else { format!("，佐证：{}", list(all)) }
}

/// A part: what it is about, then the four things to tell.
fn part(blocks: &mut Vec<Block>, outline: &mut Outline, title: &str, about: Option<String>) {
    blocks.push(outline.heading(1, inert(title)));
    blocks.extend(about.map(|words| paragraph(format!("对应指标：{}", ended(&words)))));
    for name in PARTS {
        blocks.extend([outline.heading(2, name), Block::Keep, Block::Lines(3)]);
    }
}
