//! 问题清单及整改台账: where a county lost points, who mends it, until when.

use super::Subject;
use super::shared::{coded, day_field, field, fields};
use crate::config::DocumentKind;
use crate::forms::page::{Align, Block, Cell, Document, Item, Paper, Run, Section, Sheets, Table, TextSize, inert, title_lines};
use crate::report::{County, Problem, show};

const KIND: DocumentKind = DocumentKind::ProblemLedger;
/// Rows to write on where no results are given: two pages.
const ROWS: usize = 24;

/// One for each county of the results, or one to be filled in.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    match subject.results {
        Some(report) if !report.counties.is_empty() => report.counties.iter().map(|c| document(subject, Some(c))).collect(),
        _ => vec![document(subject, None)],
    }
}

fn document(subject: &Subject<'_>, county: Option<&County>) -> Document {
    let title = subject.titled("问题清单及整改台账");
    let name = county.map(|c| inert(&c.name));
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    let whose = name.as_ref().map_or_else(|| field("县市区", 10), |name| vec![Run::Text(format!("县市区：{name}"))]);
    before.extend(fields(Paper::Landscape, vec![whose, field("填表人", 8), day_field("日期")]));
    let columns = [
        ("序号", 11, Align::Center),
        ("问题", 44, Align::Left),
        ("对应指标和要点", 34, Align::Left),
        ("扣分", 12, Align::Center),
        ("责任单位", 20, Align::Left),
        ("责任人", 18, Align::Left),
        ("整改措施", 42, Align::Left),
        ("时限", 16, Align::Left),
        ("进展", 16, Align::Left),
        ("销号", 12, Align::Left),
    ];
    let items: Vec<Item> = match county {
        Some(county) => {
            let places = show::longest(county.problems.iter().map(|problem| problem.loss.as_str()));
            county.problems.iter().enumerate().map(|(at, problem)| filled(at, problem, places)).collect()
        }
        None => (0..ROWS).map(empty).collect(),
    };
    let table = Table::new(&columns, TextSize::Small);
    let after = county.map(|county| match county.problems.len() {
        0 => Block::Note("没有扣分的指标。".to_owned()),
        count => Block::Note(format!("共{count}个问题。")),
    });
    let mut after: Vec<Block> = after.into_iter().collect();
    let signs = vec![field("县市区政府负责人签字", 10), field("市州复核人签字", 10), day_field("复核日期")];
    after.extend(fields(Paper::Landscape, signs));
    let blocks = Sheets { paper: Paper::Landscape, table, sum: None, before, after }.blocks(&items);
    let sections = vec![Section { paper: Paper::Landscape, blocks }];
    subject.document(KIND, name.as_deref(), &title, "县市区对照问题逐项整改、市州复核销号", sections)
}

fn blanks(at: usize) -> Vec<Cell> {
    ["责任人", "整改措施", "时限", "进展", "销号"].iter().map(|what| Cell::blank(format!("第{}项的{what}", at + 1))).collect()
}

fn filled(at: usize, problem: &Problem, places: usize) -> Item {
    let points: Vec<String> = problem.points.iter().map(|point| format!("要点{} {}", inert(&point.code), inert(&point.text))).collect();
    let mut own = vec![crate::forms::page::text(coded(&problem.code, &problem.title))];
    own.extend(points.into_iter().map(crate::forms::page::text));
    let owners: Vec<String> = problem.owners.iter().map(|owner| inert(owner)).collect();
    let mut cells = vec![
        Cell::new((at + 1).to_string()),
        Cell::new(inert(&problem.what.zh)),
        Cell::of(own),
        Cell::new(show::padded(&inert(&problem.loss), places)),
        Cell::new(owners.join("、")),
    ];
    cells.extend(blanks(at));
    Item { groups: Vec::new(), cells, points: None, least: 9 }
}

fn empty(at: usize) -> Item {
    let mut cells = vec![Cell::new((at + 1).to_string())];
    cells.extend(["问题", "对应指标和要点", "扣分", "责任单位"].iter().map(|what| Cell::blank(format!("第{}项的{what}", at + 1))));
    cells.extend(blanks(at));
    Item { groups: Vec::new(), cells, points: None, least: 9 }
}
