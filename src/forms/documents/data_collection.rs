//! 数据采集表: one for each department, with its data only, each once; detail tables behind them. Nothing of schools.

use std::collections::BTreeSet;

use super::Subject;
use super::shared::{day_field, field, fields};
use crate::config::DocumentKind;
use crate::data::{Declared, Used, used};
use crate::expr::{ColumnId, DatumId, TableId, Unit};
use crate::forms::page::{
    Align, Block, Cell, Document, Item, Outline, Paper, Row, Run, Section, Sheets, Table, TextSize, inert, text, title_lines,
};
use crate::model::{Datum, DatumKind, TypeWord};
use crate::sentence::Type;
use crate::syntax::tree::Text;

const KIND: DocumentKind = DocumentKind::DataCollection;
/// Room for an issuing body, in characters: 40 mm in the type of tables.
const ISSUER: u8 = 11;
/// Rows to write on in a detail table.
const ROWS: usize = 12;

/// Whether any rule uses data.
pub(super) fn any(subject: &Subject<'_>) -> bool {
    let used = used(subject.model);
    !used.data.is_empty() || !used.columns.is_empty()
}

/// One for each department that owns data the rules use, in the order of their first.
pub(super) fn documents(subject: &Subject<'_>) -> Vec<Document> {
    let used = used(subject.model);
    let mut owners: Vec<String> = Vec::new();
    let mut add = |owner: String| {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    };
    for (id, _) in subject.model.data() {
        if used.data.iter().any(|(other, _)| *other == id) {
            add(subject.owner(id));
        }
    }
    for table in used_tables(subject, &used) {
        add(subject.model.table(table).map(|t| lead(&t.owners)).unwrap_or_default());
    }
    owners.iter().map(|owner| document(subject, &used, owner)).collect()
}

/// The department that answers for data: the first one named.
fn lead(owners: &[Text]) -> String {
    owners.first().map_or_else(|| "未写明责任单位".to_owned(), |owner| inert(&owner.text))
}

impl Subject<'_> {
    /// The department that gives a datum; of the points of a judgement the one of its level.
    fn owner(&self, id: DatumId) -> String {
        let datum = self.model.datum(id);
        match datum.map(|d| (&d.kind, &d.owners)) {
            Some((DatumKind::JudgedPoints(level), _)) => self.owner(*level),
            Some((_, owners)) => lead(owners),
            None => String::new(),
        }
    }
}

fn used_tables(subject: &Subject<'_>, used: &Used) -> BTreeSet<TableId> {
    used.columns.iter().filter_map(|id| subject.model.column(*id)).map(|column| column.table).collect()
}

fn document(subject: &Subject<'_>, used: &Used, owner: &str) -> Document {
    let title = subject.titled("数据采集表");
    let own: Vec<(DatumId, &Datum)> = subject.model.data().filter(|(id, _)| subject.owner(*id) == owner).collect();
    let in_use = |id: DatumId| used.data.iter().any(|(other, _)| *other == id);
    let is_judged = |d: &Datum| d.signature.ty == Type::Judgement || matches!(d.kind, DatumKind::JudgedPoints(_)) || d.raters.is_some();
    let (judged, given): (Vec<_>, Vec<_>) = own.into_iter().filter(|(id, _)| in_use(*id)).partition(|(_, d)| is_judged(d));
    let mut before = subject.annex(KIND);
    before.push(Block::Title(title_lines(&title, Paper::Landscape)));
    before.extend(fields(Paper::Landscape, vec![field("县市区", 10), vec![Run::Text(format!("填报单位：{owner}（盖章）"))]]));
    let signs = fields(Paper::Landscape, vec![field("填表人", 8), field("审核人", 8), field("单位负责人", 8), day_field("日期")]);
    let mut after = Vec::new();
    if !judged.is_empty() {
        after.push(Outline::default().heading(1, "评议结果"));
        after.push(Block::Table(judgements(subject, &judged)));
    }
    after.extend(signs);
    let blocks = if given.is_empty() { before.into_iter().chain(after).collect() } else { data(used, &given, before, after) };
    let mut sections = vec![Section { paper: Paper::Landscape, blocks }];
    for table in used_tables(subject, used) {
        if subject.model.table(table).is_some_and(|t| lead(&t.owners) == owner) {
            sections.push(detail(subject, used, table));
        }
    }
    subject.document(KIND, Some(owner), &format!("{title}（{owner}）"), &format!("由{owner}填写"), sections)
}

/// The data of a department.
fn data(used: &Used, given: &[(DatumId, &Datum)], before: Vec<Block>, after: Vec<Block>) -> Vec<Block> {
    let years = used.data.iter().filter(|(other, _)| given.iter().any(|(id, _)| id == other)).map(|(_, back)| *back).max().unwrap_or(0);
    let earlier: Vec<u8> = (1..=years).filter(|back| given.iter().any(|(id, _)| used.data.contains(&(*id, *back)))).collect();
    let names: Vec<String> = earlier.iter().map(|back| if *back == 1 { "上年".to_owned() } else { format!("前{back}年") }).collect();
    let documents = given.iter().any(|(_, d)| d.signature.ty == Type::Bool && d.type_word == TypeWord::Document);
    let now = if documents { 48 } else { 36 };
    let mut columns =
        vec![("序号", 11, Align::Center), ("数据项", 46, Align::Left), ("单位", 14, Align::Center), ("本年", now, Align::Left)];
    columns.extend(names.iter().map(|name| (name.as_str(), 18, Align::Left)));
    let rest = 225u32.saturating_sub(columns.iter().map(|(_, width, _)| width).sum::<u32>()).max(60);
    columns.extend([("数据来源", rest * 4 / 9, Align::Left), ("口径和填写要求", rest - rest * 4 / 9, Align::Left)]);
    let line = |(at, (id, datum)): (usize, &(DatumId, &Datum))| {
        let mut cells =
            vec![Cell::new((at + 1).to_string()), Cell::new(inert(&datum.name)), Cell::new(unit(datum)), answer(datum, "本年", ISSUER)];
        cells.extend(earlier.iter().zip(&names).map(|(back, name)| {
            let is_asked = used.data.contains(&(*id, *back));
            if is_asked { answer(datum, name, ISSUER) } else { Cell::new("—").aligned(Align::Center) }
        }));
        let source = datum.source.as_ref().map(|s| inert(&s.text)).unwrap_or_default();
        let scope = datum.scope.as_ref().map(|s| inert(&s.text));
        let notes: Vec<String> = scope.into_iter().chain(demand(datum)).collect();
        cells.extend([Cell::new(source), Cell::new(notes.join("；"))]);
        Item { groups: Vec::new(), cells, points: None, least: 9 }
    };
    let items: Vec<Item> = given.iter().enumerate().map(line).collect();
    Sheets { paper: Paper::Landscape, table: Table::new(&columns, TextSize::Normal), sum: None, before, after }.blocks(&items)
}

fn unit(datum: &Datum) -> String {
    Declared::from(datum).unit().filter(|unit| *unit != Unit::none()).map(|unit| unit.to_string()).unwrap_or_default()
}

/// What a number may be; what is ticked needs no word.
fn demand(datum: &Datum) -> Option<String> {
    let declared = Declared::from(datum);
    declared.unit()?;
    let places = declared.places();
    let places = if places == 0 { "整数".to_owned() } else { format!("至多{places}位小数") };
    let range = datum.signature.range.as_ref().map(|(low, high)| format!("，{low}至{high}")).unwrap_or_default();
    Some(format!("{places}{range}"))
}

/// Where the value goes: boxes to tick where the words are few, else room to write; `room` is that of an issuing body.
pub(super) fn answer(datum: &Datum, when: &str, room: u8) -> Cell {
    let name = format!("{}（{when}）", inert(&datum.name));
    let mut words: Vec<String> = match (&datum.signature.ty, datum.type_word) {
        (Type::Bool, TypeWord::Document) => {
            let blank = |label: &str, width| vec![Run::Text(format!("{label}：")), Run::Blank(format!("{name}的{label}"), width)];
            // The name of an issuing body is long: it has a line of its own.
            let issuer = vec![Run::Blank(format!("{name}的发文机关"), room)];
            let label = vec![Run::Text("发文机关：".to_owned())];
            return Cell::of(vec![blank("文号", 8), blank("日期", 8), label, issuer, vec![Run::Choice("无".to_owned())]]);
        }
        (Type::Bool, TypeWord::List) => vec!["在册".to_owned(), "不在册".to_owned()],
        (Type::Bool, _) => vec!["是".to_owned(), "否".to_owned()],
        (Type::Level(levels), _) => levels.iter().map(|level| inert(level)).collect(),
        (Type::Number(_) | Type::Judgement | Type::Date | Type::Text, _) => Vec::new(),
    };
    if datum.signature.unreported {
        words.push("未报".to_owned());
    }
    if datum.signature.optional {
        words.push("不适用".to_owned());
    }
    let mut runs: Vec<Run> = Vec::new();
    for word in words {
        if !runs.is_empty() {
            runs.push(Run::Text("　".to_owned()));
        }
        runs.push(Run::Choice(word));
    }
    match (&datum.signature.ty, runs.is_empty()) {
        (Type::Number(_) | Type::Judgement | Type::Date | Type::Text, false) => {
            let mut line = vec![Run::Blank(name, 3), Run::Text(" ".to_owned())];
            line.append(&mut runs);
            Cell::of(vec![line])
        }
        (_, true) => Cell::blank(name),
        (_, false) => Cell::of(vec![runs]),
    }
}

/// What assessors give: levels and the points of each.
fn judgements(subject: &Subject<'_>, judged: &[(DatumId, &Datum)]) -> Table {
    let columns = [
        ("评议内容", 60, Align::Left),
        ("等级和幅度", 70, Align::Left),
        ("评议人数和合成", 35, Align::Left),
        ("评议结果", 30, Align::Left),
        ("理由", 30, Align::Left),
    ];
    let rows = judged.iter().filter(|(_, d)| !matches!(d.kind, DatumKind::JudgedPoints(_))).map(|(id, datum)| {
        let points = datum.judged_points.unwrap_or(*id);
        let uses = subject.model.judged.iter().filter(|used| used.datum == points);
        let ranges: Vec<String> = uses.flat_map(|used| used.ranges.iter().map(|(low, high)| format!("{low}—{high}分"))).collect();
        let levels: Vec<String> = match &datum.signature.ty {
            Type::Level(levels) => levels.iter().map(|level| inert(level)).collect(),
            _ => Vec::new(),
        };
        let told: Vec<String> = if levels.is_empty() {
            ranges
        } else {
            levels
                .iter()
                .enumerate()
                .map(|(at, level)| format!("{level}{}", ranges.get(at).map_or_else(String::new, |r| format!("（{r}）"))))
                .collect()
        };
        let raters = datum.raters.map(|n| format!("{n}人评议")).into_iter().chain(datum.combine.as_deref().map(inert));
        let scope = datum.scope.as_ref().map(|s| text(inert(&s.text)));
        let about = std::iter::once(text(inert(&datum.name))).chain(scope).collect();
        let name = inert(&datum.name);
        Row::of(vec![
            Cell::of(about),
            Cell::new(told.join("、")),
            Cell::new(raters.collect::<Vec<_>>().join("，")),
            Cell::blank(format!("{name}的评议结果")),
            Cell::blank(format!("{name}的理由")),
        ])
        .at_least(12)
    });
    Table::new(&columns, TextSize::Normal).with(rows.collect())
}

/// A detail table: a row per school, problem or meeting, taken from what the department has already.
fn detail(subject: &Subject<'_>, used: &Used, id: TableId) -> Section {
    let Some(table) = subject.model.table(id) else { return Section { paper: Paper::Landscape, blocks: Vec::new() } };
    // Names of rows are kept though no rule uses them: without them nobody finds a row.
    let asked = |column: &ColumnId| {
        let is_name = subject.model.column(*column).is_some_and(|c| c.signature.ty == Type::Text && c.formula.is_none());
        used.columns.contains(column) || is_name
    };
    let own: Vec<_> = table.columns.iter().filter(|id| asked(id)).filter_map(|id| subject.model.column(*id)).collect();
    let width = (213 / u32::try_from(own.len().max(1)).unwrap_or(213)).max(4);
    let heads: Vec<String> = own
        .iter()
        .map(|column| {
            let unit = Declared::from(*column).unit_word();
            if unit.is_empty() { inert(&column.name) } else { format!("{}（{unit}）", inert(&column.name)) }
        })
        .collect();
    let mut columns = vec![("序号", 225u32.saturating_sub(width * u32::try_from(own.len()).unwrap_or(0)).max(12), Align::Center)];
    columns.extend(heads.iter().map(|head| (head.as_str(), width, Align::Left)));
    let row = |at: usize| {
        let blanks = heads.iter().map(|head| Cell::blank(format!("第{at}行{head}")));
        Row::of(std::iter::once(Cell::new(at.to_string())).chain(blanks).collect()).at_least(8)
    };
    let mut blocks = vec![Block::Title(title_lines(&format!("{}明细表", inert(&table.name)), Paper::Landscape))];
    let by = format!("填报单位：{}（盖章）", lead(&table.owners));
    blocks.extend(fields(Paper::Landscape, vec![field("县市区", 10), vec![Run::Text(by)]]));
    let source = table.source.as_ref().map(|s| format!("取自{}，由本单位导出，可另附电子表，不向学校布置。", inert(&s.text)));
    blocks.push(Block::Table(Table::new(&columns, TextSize::Normal).with((1..=ROWS).map(row).collect())));
    blocks.extend(source.map(|words| Block::Note(format!("注：{words}"))));
    Section { paper: Paper::Landscape, blocks }
}
