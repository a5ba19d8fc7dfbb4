//! The columns people fill in (填报栏): by department, as reported, of earlier years, verified. Spec: §14e.3.

use super::layout::Names;
use crate::data::returned;
use crate::data::template::headers;
use crate::data::{COMBINED, Combination, Declared, Panel, RATER, allowed, needed, panels};
use crate::expr::{ColumnId, TableId};
use crate::ir::Input;
use crate::model::{Model, TypeWord};
use crate::sentence::Type;

/// What the sheet of assessors is called.
pub(super) const ASSESSORS: &str = "评委评分";
/// Most assessors of one judgement that get columns.
const MOST_RATERS: u32 = 30;

/// A part of what is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The mark of an assessor, from 1.
    Mark(u32),
    /// What the marks come to: computed, and behind what is entered as a whole.
    Combined,
    /// All of it.
    Whole,
    /// 文号 of a document.
    Number,
    /// 日期 of a document.
    Day,
    /// 发文机关 of a document.
    Issuer,
}

/// A column to fill in.
#[derive(Debug, Clone)]
pub(super) struct EntryColumn {
    pub input: Input,
    /// As reported, at each stage, verified; the last one with a value counts.
    pub stage: usize,
    /// Whether it is for the verified value.
    pub verified: bool,
    pub part: Part,
    /// The header of a data file.
    pub header: String,
    pub source: String,
    pub scope: String,
}

/// A sheet to fill in.
#[derive(Debug)]
pub(super) struct EntrySheet {
    /// Its place among the sheets.
    pub sheet: usize,
    /// The department, or the detail table.
    pub title: String,
    /// The detail table it is.
    pub table: Option<TableId>,
    /// Its columns, behind that of the counties.
    pub columns: Vec<EntryColumn>,
}

/// What is declared of an input.
pub(super) fn declared(model: &Model, input: Input) -> Option<Declared<'_>> {
    match input {
        Input::Datum(id, _) => model.datum(id).map(Declared::from),
        Input::Column(id) => model.column(id).map(Declared::from),
    }
}

/// The sheets of departments, that of assessors if there are any, then those of detail tables.
pub(super) fn entry_sheets(model: &Model, names: &mut Names) -> (Vec<EntrySheet>, Vec<EntrySheet>) {
    let text = |text: &Option<crate::syntax::tree::Text>| text.as_ref().map(|t| t.text.clone()).unwrap_or_default();
    let mut departments: Vec<(String, Vec<EntryColumn>)> = Vec::new();
    for (id, back) in needed(model) {
        let Some(datum) = model.datum(id) else { continue };
        let department = datum.owners.first().map_or_else(|| "未列责任单位".to_owned(), |o| o.text.clone());
        let all = headers(Declared::from(datum), back, &datum.stages);
        let last = all.len().saturating_sub(1);
        let mut columns = Vec::new();
        for (stage, header) in all.into_iter().enumerate() {
            let (source, scope) = (text(&datum.source), text(&datum.scope));
            let input = Input::Datum(id, back);
            let whole = EntryColumn { input, stage, verified: stage == last, part: Part::Whole, header, source, scope };
            columns.extend(parts(model, whole));
        }
        match departments.iter_mut().find(|(known, _)| *known == department) {
            Some((_, known)) => known.extend(columns),
            None => departments.push((department, columns)),
        }
    }
    let entries = departments.into_iter().map(|(title, columns)| {
        let sheet = names.add(&format!("{}{title}", returned::ENTRY));
        EntrySheet { sheet, title, table: None, columns }
    });
    let mut entries: Vec<EntrySheet> = entries.collect();
    let marks: Vec<EntryColumn> = panels(model).iter().filter(|p| p.raters <= MOST_RATERS).flat_map(|p| marks(model, p)).collect();
    if !marks.is_empty() {
        let (title, sheet) = (ASSESSORS.to_owned(), names.add(&format!("{}{ASSESSORS}", returned::ENTRY)));
        entries.push(EntrySheet { sheet, title, table: None, columns: marks });
    }
    let mut details = Vec::new();
    for (at, table) in model.tables.iter().enumerate() {
        let asked = table.columns.iter().filter_map(|id| model.column(*id).filter(|c| c.formula.is_none()).map(|c| (*id, c)));
        let columns = asked.flat_map(|(id, column): (ColumnId, _)| {
            let header = headers(Declared::from(column), 0, &[]).into_iter().next().unwrap_or_default();
            let (source, scope) = (text(&table.source), text(&table.note));
            let input = Input::Column(id);
            parts(model, EntryColumn { input, stage: 0, verified: false, part: Part::Whole, header, source, scope })
        });
        let columns = columns.collect();
        let (table, sheet) = (Some(TableId(at as u32)), names.add(&format!("{}{}", returned::DETAIL, table.name)));
        let title = model.tables.get(at).map(|t| t.name.clone()).unwrap_or_default();
        details.push(EntrySheet { sheet, title, table, columns });
    }
    (entries, details)
}

/// The columns of a judgement: one for each assessor, then what their marks come to, and its level.
fn marks(model: &Model, panel: &Panel<'_>) -> Vec<EntryColumn> {
    let Some(datum) = model.datum(panel.level.unwrap_or(panel.datum)) else { return Vec::new() };
    let unit = if panel.step.is_some() { "，分" } else { "" };
    let column = |datum_id, part, note: String, scope: &str| EntryColumn {
        input: Input::Datum(datum_id, 0),
        stage: 0,
        verified: false,
        part,
        header: format!("{}（{note}）", datum.name),
        source: String::new(),
        scope: scope.to_owned(),
    };
    let allowed = allowed(model, panel.datum).unwrap_or_default();
    let mut out: Vec<EntryColumn> = (1..=panel.raters)
        .map(|n| column(panel.datum, Part::Mark(n), format!("{RATER}{n}{unit}"), if n == 1 { &allowed } else { "" }))
        .collect();
    let how = match panel.combination {
        Combination::Mean => "取平均",
        Combination::Trimmed => "去掉最高最低取平均",
        Combination::Agreed => "商定，须一致",
    };
    out.push(column(panel.datum, Part::Combined, format!("{COMBINED}{unit}"), how));
    out.extend(panel.level.map(|level| column(level, Part::Combined, format!("{COMBINED}，等级"), "按分数所在的档")));
    out
}

/// A document has a column for each of its parts; a number has its unit behind its name.
fn parts(model: &Model, whole: EntryColumn) -> Vec<EntryColumn> {
    let Some(declared) = declared(model, whole.input) else { return vec![whole] };
    // A name may end with a bracket itself: only notes of ours are added to.
    let with = |note: &str| match whole.header.strip_suffix('）') {
        Some(head) if whole.header != declared.name => format!("{head}，{note}）"),
        _ => format!("{}（{note}）", whole.header),
    };
    if declared.word == TypeWord::Document && declared.signature.ty == Type::Bool {
        let part = |part, note: &str| EntryColumn { part, header: with(note), ..whole.clone() };
        let [number, day, issuer] = returned::DOCUMENT;
        return vec![part(Part::Number, number), part(Part::Day, day), part(Part::Issuer, issuer)];
    }
    let unit = declared.unit_word();
    let is_number = matches!(declared.signature.ty, Type::Number(_) | Type::Judgement);
    let header = if is_number && !unit.is_empty() { with(&unit) } else { whole.header.clone() };
    vec![EntryColumn { header, ..whole }]
}
