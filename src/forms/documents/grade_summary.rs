//! 等次认定汇总表: every county with total, place, what changed its grade, and its grade.

use super::Subject;
use super::provincial_check::shown;
use super::shared::{day_field, field, fields};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Section, Sheets, Table, TextSize, inert, title_lines};
use crate::report::County;

const KIND: DocumentKind = DocumentKind::GradeSummary;

/// The table.
pub(super) fn document(subject: &Subject<'_>) -> Document {
    let title = subject.titled("等次认定汇总表");
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    let leaders = subject.model.leaders.is_some();
    let mut columns = vec![
        ("序号", 12, Align::Center),
        ("县市区", 28, Align::Center),
        ("得分", 18, Align::Center),
        ("名次", 12, Align::Center),
        ("按分等次", 20, Align::Center),
    ];
    let tail = [("拟定等次", 20, Align::Center), ("省级核查", 18, Align::Center), ("认定等次", 20, Align::Center)];
    let own = [("领导得分", 18, Align::Center), ("领导等次", 20, Align::Center)];
    let wide = columns.iter().chain(&tail).map(|(_, width, _)| width).sum::<u32>() + if leaders { 38 } else { 0 };
    columns.push(("否决、降等和限优情形", 225 - wide, Align::Left));
    columns.extend(tail);
    columns.extend(own.into_iter().filter(|_| leaders));
    let items: Vec<Item> = match subject.results {
        Some(report) => report.counties.iter().enumerate().map(|(at, county)| filled(at, county, leaders, subject.places())).collect(),
        None => subject.model.counties.iter().enumerate().map(|(at, county)| empty(at, &inert(&county.name), leaders)).collect(),
    };
    let mut after = Vec::new();
    if let Some(report) = subject.results {
        let counts: Vec<String> = report
            .grades
            .iter()
            .map(|grade| {
                let quota = grade.quota.map(|quota| format!("（名额{quota}个）")).unwrap_or_default();
                format!("{}{}个{quota}", inert(&grade.name), grade.count)
            })
            .collect();
        after.push(Block::Note(format!("共{}个县市区：{}。", report.counties.len(), counts.join("，"))));
        after.extend(report.remarks.iter().map(|remark| Block::Note(format!("注：{}", inert(&remark.zh)))));
    }
    after.extend(fields(Paper::Landscape, vec![field("制表人", 8), field("审核人", 8), field("负责人", 8), day_field("日期")]));
    let table = Table::new(&columns, TextSize::Normal);
    let blocks = Sheets { paper: Paper::Landscape, table, sum: None, before, after }.blocks(&items);
    let sections = vec![Section { paper: Paper::Landscape, blocks }];
    subject.document(KIND, None, &title, "市州拟定、报省级认定时使用", sections)
}

fn filled(at: usize, county: &County, leaders: bool, places: usize) -> Item {
    let name = inert(&county.name);
    let mut reasons: Vec<String> = county
        .fired
        .iter()
        .filter(|f| matches!(f.kind.as_str(), "一票否决" | "降等" | "不得评优"))
        .map(|f| format!("{}：{}", inert(&f.kind), inert(&f.name)))
        .collect();
    if let (Some(before), Some(now)) = (&county.grade.before_quota, &county.grade.name)
        && before != now
    {
        reasons.push("超出名额".to_owned());
    }
    let told = |text: Option<&String>, what: &str| text.map_or_else(|| Cell::blank(format!("{name}的{what}")), |t| Cell::new(inert(t)));
    let mut cells = vec![
        Cell::new((at + 1).to_string()),
        Cell::new(name.clone()),
        Cell::new(shown(&county.total, places)),
        Cell::new(county.place.map(|p| p.to_string()).unwrap_or_default()),
        told(county.grade.by_points.as_ref(), "按分等次"),
        Cell::new(if reasons.is_empty() { "无".to_owned() } else { reasons.join("；") }),
        told(county.grade.name.as_ref(), "拟定等次"),
        Cell::blank(format!("{name}的省级核查")),
        Cell::blank(format!("{name}的认定等次")),
    ];
    if leaders {
        cells.push(county.leaders.as_ref().map_or_else(|| Cell::new(""), |l| Cell::new(shown(&l.points, places))));
        cells.push(told(county.leaders.as_ref().and_then(|l| l.grade.as_ref()), "领导等次"));
    }
    Item { groups: Vec::new(), cells, points: None, least: 8 }
}

fn empty(at: usize, name: &str, leaders: bool) -> Item {
    let mut cells = vec![Cell::new((at + 1).to_string()), Cell::new(name)];
    let mut blanks = vec!["得分", "名次", "按分等次", "否决、降等和限优情形", "拟定等次", "省级核查", "认定等次"];
    if leaders {
        blanks.extend(["领导得分", "领导等次"]);
    }
    cells.extend(blanks.into_iter().map(|what| Cell::blank(format!("{name}的{what}"))));
    Item { groups: Vec::new(), cells, points: None, least: 8 }
}
