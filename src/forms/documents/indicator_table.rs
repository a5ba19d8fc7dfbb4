//! 指标体系表: every indicator with points, scoring sentence, department and method; leaders, bonus and penalty items behind it.

use super::Subject;
use super::shared::{head, head_with_points, list, worth};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Section, Sheets, Sum, Table, TextSize, inert, title_lines};
use crate::model::{Indicator, IndicatorKind};

const KIND: DocumentKind = DocumentKind::IndicatorTable;

/// The table.
pub(super) fn document(subject: &Subject<'_>) -> Document {
    let title = subject.titled("指标体系");
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    let notes = subject.model.generals.iter().map(|general| inert(&general.text));
    let after = notes.enumerate().map(|(at, note)| Block::Note(format!("注{}：{note}", at + 1))).collect();
    let blocks = government(subject, before, after);
    let mut sections = vec![Section { paper: Paper::Landscape, blocks }];
    sections.extend(others(subject, "党政主要领导干部履行教育职责评价指标", &[IndicatorKind::Leader]));
    sections.extend(others(subject, "加分项和扣分项", &[IndicatorKind::Bonus, IndicatorKind::Penalty]));
    subject.document(KIND, None, &title, "随实施细则印发，公布全部指标、分值和评分标准", sections)
}

fn government(subject: &Subject<'_>, before: Vec<Block>, after: Vec<Block>) -> Vec<Block> {
    let depth = subject.depth();
    let names = ["一级指标", "二级指标", "三级指标"];
    let widths: &[u32] = match depth {
        1 => &[56],
        2 => &[34, 44],
        _ => &[28, 28, 38],
    };
    let rest = 225 - widths.iter().sum::<u32>() - 13 - 24 - 20;
    let mut columns: Vec<(&str, u32, Align)> = names.into_iter().zip(widths).map(|(name, width)| (name, *width, Align::Left)).collect();
    columns.extend([
        ("分值", 13, Align::Center),
        ("评分标准", rest, Align::Left),
        ("责任单位", 24, Align::Left),
        ("评价方式", 20, Align::Left),
    ]);
    let table = Table::new(&columns, TextSize::Small);
    let items: Vec<Item> = subject.leaves().map(|leaf| item(subject, leaf, depth)).collect();
    Sheets { paper: Paper::Landscape, table, sum: Some(Sum { column: widths.len() }), before, after }.blocks(&items)
}

fn item(subject: &Subject<'_>, leaf: &Indicator, depth: usize) -> Item {
    let mut groups: Vec<String> = above(subject, leaf).iter().map(|i| head_with_points(i)).collect();
    // A leaf of a higher level stands in the last column; what is between is empty.
    groups.resize(depth - 1, String::new());
    let cells = vec![
        Cell::new(head(leaf)),
        Cell::new(worth(leaf)),
        Cell::new(subject.sentence(leaf)),
        Cell::new(list(&leaf.owners)),
        Cell::new(list(&leaf.methods)),
    ];
    Item { groups, cells, points: leaf.points.clone(), least: 0 }
}

fn above<'s>(subject: &Subject<'s>, leaf: &'s Indicator) -> Vec<&'s Indicator> {
    let mut path = subject.path(leaf);
    path.pop();
    path
}

/// Indicators outside the government's tree, if there are any.
fn others(subject: &Subject<'_>, title: &str, kinds: &[IndicatorKind]) -> Option<Section> {
    let own: Vec<&Indicator> = kinds.iter().flat_map(|kind| subject.of_kind(*kind)).collect();
    let first = own.first()?;
    let is_item = first.kind != IndicatorKind::Leader;
    let (name, points) = if is_item { ("项目", "最多") } else { ("指标", "分值") };
    let columns = [
        (name, 50, Align::Left),
        (points, 15, Align::Center),
        ("评分标准", 100, Align::Left),
        ("责任单位", 34, Align::Left),
        ("评价方式", 26, Align::Left),
    ];
    let kind = |indicator: &Indicator| match indicator.kind {
        IndicatorKind::Bonus => "加分项　",
        IndicatorKind::Penalty => "扣分项　",
        IndicatorKind::Level(_) | IndicatorKind::Leader => "",
    };
    let line = |indicator: &&Indicator| Item {
        groups: Vec::new(),
        cells: vec![
            Cell::new(format!("{}{}", kind(indicator), head(indicator))),
            Cell::new(if indicator.points.is_none() && is_item { "不限".to_owned() } else { worth(indicator) }),
            Cell::new(subject.sentence(indicator)),
            Cell::new(list(&indicator.owners)),
            Cell::new(list(&indicator.methods)),
        ],
        points: indicator.points.clone(),
        least: 0,
    };
    let items: Vec<Item> = own.iter().map(line).collect();
    let sum = (!is_item).then_some(Sum { column: 1 });
    let before = vec![Block::Title(title_lines(title, Paper::Landscape))];
    let blocks =
        Sheets { paper: Paper::Landscape, table: Table::new(&columns, TextSize::Small), sum, before, after: Vec::new() }.blocks(&items);
    Some(Section { paper: Paper::Landscape, blocks })
}
