//! The empty data table (数据表模板): every county of the roster, every value that is needed, and how to fill it in. Spec: §11.7.

mod csv;
mod xlsx;

pub use csv::write as csv;
pub use xlsx::{TemplateError, write as xlsx};

use std::collections::BTreeSet;

use super::collect::period;
use super::declared::Declared;
use super::needs::needed;
use super::raters::{RATER, panels};
use crate::expr::{DatumId, Unit};
use crate::model::{Model, TypeWord};
use crate::sentence::Type;

/// The name of the table of counties.
pub const COUNTY_TABLE: &str = "县级数据";

/// One table to fill in.
pub struct TemplateTable<'m> {
    /// Its name.
    pub name: String,
    /// Its columns behind that of the counties.
    pub columns: Vec<TemplateColumn<'m>>,
    /// Whether every county has one row.
    pub by_county: bool,
    /// What a detail table says of itself: 每所学校一行.
    pub row: String,
}

/// One column to fill in.
pub struct TemplateColumn<'m> {
    /// Its header.
    pub header: String,
    /// What it holds.
    declared: Declared<'m>,
    /// 来源
    source: String,
    /// 责任单位
    owners: String,
    /// 口径
    scope: String,
}

/// Every table a model asks for; that of the counties first.
pub fn tables(model: &Model) -> Vec<TemplateTable<'_>> {
    let text = |text: &Option<crate::syntax::tree::Text>| text.as_ref().map(|t| t.text.clone()).unwrap_or_default();
    let list = |all: &[crate::syntax::tree::Text]| all.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join("、");
    let keys: BTreeSet<(DatumId, u8)> = needed(model);
    let panels = panels(model);
    let mut columns = Vec::new();
    for (id, back) in keys {
        let Some(datum) = model.datum(id) else { continue };
        let years = (back > 0).then(|| period(back));
        let stages: Vec<Option<&str>> =
            if datum.stages.is_empty() { vec![None] } else { datum.stages.iter().map(|s| Some(s.as_str())).collect() };
        for stage in stages {
            let declared = Declared::from(datum);
            let notes = stage.map(str::to_owned).into_iter().chain(years.clone());
            columns.push(TemplateColumn {
                header: header(declared, notes.collect()),
                declared,
                source: text(&datum.source),
                owners: list(&datum.owners),
                scope: text(&datum.scope),
            });
        }
        // Each assessor's own mark; what they come to is computed where the judgement itself is left empty.
        if let Some(panel) = panels.iter().find(|panel| panel.datum == id && back == 0) {
            let judged = panel.level.and_then(|level| model.datum(level)).unwrap_or(datum);
            let raters = panel.raters;
            columns.extend((1..=raters).map(|rater| TemplateColumn {
                header: noted(&judged.name, vec![format!("{RATER}{rater}")]),
                declared: Declared::from(datum),
                source: text(&judged.source),
                owners: list(&judged.owners),
                scope: format!("{raters}位评委各填一列，由程序合成；“{}”这时不填", judged.name),
            }));
        }
    }
    let mut out = vec![TemplateTable { name: COUNTY_TABLE.to_owned(), columns, by_county: true, row: String::new() }];
    for table in &model.tables {
        let asked = table.columns.iter().filter_map(|id| model.column(*id)).filter(|column| column.formula.is_none());
        let columns = asked.map(|column| TemplateColumn {
            header: header(Declared::from(column), Vec::new()),
            declared: Declared::from(column),
            source: text(&table.source),
            owners: list(&table.owners),
            scope: text(&table.note),
        });
        out.push(TemplateTable { name: table.name.clone(), columns: columns.collect(), by_county: false, row: text(&table.note) });
    }
    out
}

/// The headers a datum or column of a detail table may stand under in a data file, without its unit, which may be the
/// last note in the brackets; the last header that has a value counts.
pub fn headers(declared: Declared<'_>, back: u8, stages: &[String]) -> Vec<String> {
    let years = (back > 0).then(|| period(back));
    let verified = std::iter::once(Some(super::header::VERIFIED_WORD));
    let stages = if stages.is_empty() { vec![None] } else { stages.iter().map(|s| Some(s.as_str())).collect() };
    let notes = |stage: Option<&str>| stage.map(str::to_owned).into_iter().chain(years.clone()).collect();
    stages.into_iter().chain(verified).map(|stage| noted(declared.name, notes(stage))).collect()
}

/// `名称（上年）`
fn noted(name: &str, notes: Vec<String>) -> String {
    if notes.is_empty() { name.to_owned() } else { format!("{name}（{}）", notes.join("，")) }
}

/// `名称（上年，万元）`
fn header(declared: Declared<'_>, mut notes: Vec<String>) -> String {
    let unit = declared.unit_word();
    if declared.word == TypeWord::Number && !unit.is_empty() {
        notes.push(unit);
    }
    noted(declared.name, notes)
}

impl TemplateColumn<'_> {
    /// The type as the declaration writes it.
    fn kind(&self) -> String {
        match (&self.declared.signature.ty, self.declared.word) {
            (Type::Number(unit), _) if unit.is_percent() => "百分比".to_owned(),
            (Type::Number(_), _) => "数".to_owned(),
            (Type::Judgement, _) => "评议".to_owned(),
            (Type::Level(levels), _) => format!("等级（{}）", levels.join("、")),
            (Type::Date, _) => "日期".to_owned(),
            (Type::Text, _) => "文本".to_owned(),
            (Type::Bool, TypeWord::Document) => "文件".to_owned(),
            (Type::Bool, TypeWord::List) => "名单".to_owned(),
            (Type::Bool, _) => "是否".to_owned(),
        }
    }

    /// The words a cell may hold, where they are few.
    fn choices(&self) -> Option<Vec<String>> {
        let mut words: Vec<String> = match (&self.declared.signature.ty, self.declared.word) {
            (Type::Level(levels), _) => levels.clone(),
            (Type::Bool, TypeWord::List) => vec!["在册".to_owned(), "不在册".to_owned()],
            (Type::Bool, TypeWord::Fact) => vec!["是".to_owned(), "否".to_owned()],
            _ => return None,
        };
        words.extend(self.declared.signature.optional.then(|| "不适用".to_owned()));
        words.push("待定".to_owned());
        Some(words)
    }

    /// Its decimal places, if it holds numbers.
    fn places(&self) -> Option<u32> {
        self.declared.unit().map(|_| self.declared.places())
    }

    /// Its unit, if it holds numbers.
    fn unit(&self) -> String {
        self.declared.unit().filter(|u| *u != Unit::none()).map(|u| u.to_string()).unwrap_or_default()
    }
}
