//! 佐证材料目录: every document that proves something, once, with the department that keeps it; schools are asked for nothing.

use super::Subject;
use super::shared::{day_field, field, fields, head};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Run, Section, Sheets, Table, TextSize, inert, title_lines};

const KIND: DocumentKind = DocumentKind::EvidenceList;

/// Whether any indicator names a document.
pub(super) fn any(subject: &Subject<'_>) -> bool {
    subject.model.indicators.iter().any(|indicator| indicator.is_leaf() && !indicator.evidence.is_empty())
}

/// One for each county of the results, or one to be filled in.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    if !any(subject) {
        return Vec::new();
    }
    match subject.results {
        Some(report) if !report.counties.is_empty() => report.counties.iter().map(|c| document(subject, Some(&c.name))).collect(),
        _ => vec![document(subject, None)],
    }
}

/// A document that proves something.
struct Material {
    provider: String,
    name: String,
    indicators: Vec<String>,
}

fn materials(subject: &Subject<'_>) -> Vec<Material> {
    let mut out: Vec<Material> = Vec::new();
    for indicator in subject.model.indicators.iter().filter(|i| i.is_leaf()) {
        let provider = indicator.owners.first().map_or_else(|| "未写明单位".to_owned(), |owner| inert(&owner.text));
        for evidence in &indicator.evidence {
            let name = inert(&evidence.text);
            match out.iter_mut().find(|m| m.provider == provider && m.name == name) {
                Some(known) => known.indicators.push(head(indicator)),
                None => out.push(Material { provider: provider.clone(), name, indicators: vec![head(indicator)] }),
            }
        }
    }
    let order: Vec<String> = out.iter().map(|m| m.provider.clone()).collect();
    out.sort_by_key(|m| order.iter().position(|p| *p == m.provider));
    out
}

fn document(subject: &Subject<'_>, county: Option<&str>) -> Document {
    let title = subject.titled("佐证材料目录");
    let county = county.map(inert);
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    let whose = county.as_ref().map_or_else(|| field("县市区", 10), |name| vec![Run::Text(format!("县市区：{name}"))]);
    before.extend(fields(Paper::Landscape, vec![whose, field("填表人", 8), day_field("日期")]));
    let columns = [
        ("提供单位", 32, Align::Left),
        ("序号", 12, Align::Center),
        ("材料名称", 60, Align::Left),
        ("对应指标", 56, Align::Left),
        ("文号", 38, Align::Left),
        ("日期", 27, Align::Left),
    ];
    let line = |(at, material): (usize, &Material)| Item {
        groups: vec![material.provider.clone()],
        cells: vec![
            Cell::new((at + 1).to_string()),
            Cell::new(material.name.clone()),
            Cell::new(material.indicators.join("；")),
            Cell::blank(format!("{}的文号", material.name)),
            Cell::blank(format!("{}的日期", material.name)),
        ],
        points: None,
        least: 8,
    };
    let items: Vec<Item> = materials(subject).iter().enumerate().map(line).collect();
    let after = vec![Block::Note("注：材料均为部门在日常工作中已有的文件、报表和记录，不另行制作，不向学校收集。".to_owned())];
    let table = Table::new(&columns, TextSize::Normal);
    let blocks = Sheets { paper: Paper::Landscape, table, sum: None, before, after }.blocks(&items);
    let sections = vec![Section { paper: Paper::Landscape, blocks }];
    subject.document(KIND, county.as_deref(), &title, "由提供材料的部门填写文号和日期", sections)
}
