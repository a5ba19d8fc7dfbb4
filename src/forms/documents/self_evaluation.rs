//! 县级自评表: cover, every indicator with room for the county's own points, opinion and seal.

use super::Subject;
use super::shared::{day_field, field, fields, head, head_with_points, worth};
use crate::config::DocumentKind;
use crate::expr::{Expr, Number};
use crate::forms::page::{
    Align, Block, Cell, Document, Item, Paper, Row, Run, Section, Sheets, Sum, Table, TextSize, chinese_number, inert, text, title_lines,
};
use crate::model::{Indicator, IndicatorKind};
use crate::sentence::Type;

const KIND: DocumentKind = DocumentKind::SelfEvaluation;

/// The form.
pub(super) fn document(subject: &Subject<'_>) -> Document {
    let title = subject.titled("县级自评表");
    let mut cover = subject.annex(KIND);
    cover.extend([Block::Space(4), Block::Title(title_lines(&title, Paper::Portrait)), Block::Space(6)]);
    let signs = [field("县市区人民政府（盖章）", 14), field("填表人", 14), field("审核人", 14), day_field("填表日期")];
    cover.extend(signs.into_iter().flat_map(|own| fields(Paper::Portrait, vec![own])));
    let mut sections = vec![Section { paper: Paper::Portrait, blocks: cover }];
    let of = |kinds: &[IndicatorKind]| kinds.iter().flat_map(|kind| subject.of_kind(*kind)).collect::<Vec<_>>();
    let parts = [
        ("政府履行教育职责自评", subject.leaves().collect()),
        ("党政主要领导干部履行教育职责自评", of(&[IndicatorKind::Leader])),
        ("加分项和扣分项", of(&[IndicatorKind::Bonus, IndicatorKind::Penalty])),
    ];
    for (at, (title, own)) in parts.into_iter().filter(|(_, own)| !own.is_empty()).enumerate() {
        let number = chinese_number(u32::try_from(at + 1).unwrap_or(0));
        sections.push(part(subject, &format!("{number}、{title}"), &own));
    }
    sections.push(Section { paper: Paper::Portrait, blocks: opinion() });
    subject.document(KIND, None, &title, "由县市区人民政府填写并盖章", sections)
}

/// Why a county cannot give itself points, if so.
fn closed(subject: &Subject<'_>, indicator: &Indicator) -> Option<&'static str> {
    let rule = indicator.rule.as_ref()?;
    let (mut others, mut judged) = (false, false);
    let mut open = vec![&rule.raw];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(expr) = open.pop() {
        expr.walk(&mut |part| match part {
            Expr::Population(..) => others = true,
            Expr::Datum(id, _) if seen.insert(*id) => {
                if let Some(datum) = subject.model.datum(*id) {
                    judged |= datum.signature.ty == Type::Judgement || matches!(datum.kind, crate::model::DatumKind::JudgedPoints(_));
                    if let crate::model::DatumKind::Derived(formula) = &datum.kind {
                        open.push(formula);
                    }
                }
            }
            _ => {}
        });
    }
    if others {
        Some("与其他县市区比较计分，由评价组计算")
    } else if judged {
        Some("由评价组评议，不自评")
    } else {
        None
    }
}

fn part(subject: &Subject<'_>, title: &str, own: &[&Indicator]) -> Section {
    let depth = subject.depth();
    let is_tree = own.first().is_some_and(|i| matches!(i.kind, IndicatorKind::Level(_)));
    let is_item = own.first().is_some_and(|i| matches!(i.kind, IndicatorKind::Bonus | IndicatorKind::Penalty));
    let names = ["一级指标", "二级指标", "三级指标"];
    let widths: &[u32] = match (is_tree, depth) {
        (false, _) => &[80],
        (true, 1) => &[60],
        (true, 2) => &[42, 60],
        (true, _) => &[38, 38, 52],
    };
    let rest = 225 - widths.iter().sum::<u32>() - 15 - 20;
    let mut columns: Vec<(&str, u32, Align)> = names.into_iter().zip(widths).map(|(name, width)| (name, *width, Align::Left)).collect();
    if let (false, Some(first)) = (is_tree, columns.first_mut()) {
        first.0 = if is_item { "项目" } else { "指标" };
    }
    columns.extend([("分值", 15, Align::Center), ("自评分", 20, Align::Center), ("自评说明（得分、扣分的依据）", rest, Align::Left)]);
    let line = |indicator: &&Indicator| {
        let mut groups: Vec<String> = subject.path(indicator).iter().map(|i| head_with_points(i)).collect();
        groups.pop();
        if is_tree {
            groups.resize(depth - 1, String::new());
        }
        let why = closed(subject, indicator).map(str::to_owned);
        let written = indicator.texts.iter().find(|(word, _)| *word == "自评").map(|(_, text)| inert(&text.text));
        let (points, note) = match written.or(why) {
            Some(why) => (Cell::new("—"), Cell::new(why)),
            None => (Cell::blank(format!("{}的自评分", head(indicator))), Cell::blank(format!("{}的自评说明", head(indicator)))),
        };
        let worth =
            if is_item { indicator.points.as_ref().map_or("不限".to_owned(), |p| format!("最多{p}")) } else { worth(indicator) };
        Item { groups, cells: vec![Cell::new(head(indicator)), Cell::new(worth), points, note], points: indicator.points.clone(), least: 9 }
    };
    let items: Vec<Item> = own.iter().map(line).collect();
    let sum = (!is_item).then_some(Sum { column: widths.len() });
    let table = Table::new(&columns, TextSize::Normal);
    let before = vec![Block::Subtitle(title.to_owned())];
    let after = if !is_item { note(subject, own).into_iter().collect() } else { Vec::new() };
    let blocks = Sheets { paper: Paper::Landscape, table, sum, before, after }.blocks(&items);
    Section { paper: Paper::Landscape, blocks }
}

/// How many of the points the county can give itself.
fn note(subject: &Subject<'_>, own: &[&Indicator]) -> Option<Block> {
    let out_of = own.iter().filter(|i| closed(subject, i).is_some());
    let lost = out_of.filter_map(|i| i.points.as_ref()).fold(Number::ZERO, |sum, points| &sum + points);
    if lost.is_zero() {
        return None;
    }
    let all = own.iter().filter_map(|i| i.points.as_ref()).fold(Number::ZERO, |sum, points| &sum + points);
    let open = &all - &lost;
    Some(Block::Note(format!("注：标“—”的指标共{lost}分，不由县级自评；自评分合计按{open}分计。")))
}

/// Opinion and seal.
fn opinion() -> Vec<Block> {
    let row = |name: &str, who: &str| {
        let mut paragraphs: Vec<Vec<Run>> = (0..8).map(|_| text("")).collect();
        paragraphs.push(text(format!("{}{who}", "　".repeat(11))));
        paragraphs.push(text(format!("{}年　　月　　日", "　".repeat(20))));
        Row::of(vec![Cell::new(name).aligned(Align::Center), Cell { fill: Some(name.to_owned()), ..Cell::of(paragraphs) }]).at_least(80)
    };
    let columns = [("单位", 30, Align::Center), ("意见", 126, Align::Left)];
    let body = vec![row("县市区人民政府自评意见", "主要负责人签字（盖章）："), row("市州审核意见", "审核人签字（盖章）：")];
    vec![Block::Table(Table::new(&columns, TextSize::Large).with(body))]
}
