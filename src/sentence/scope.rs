//! What names mean to a sentence.

use crate::expr::{ColumnId, DatumId, GroupId, IndicatorId, Number, TableId, Unit};
use crate::syntax::tree::Condition;

/// Type of a value (类型). Spec: §5.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A number with a unit.
    Number(Unit),
    /// A fact.
    Bool,
    /// One of these levels, best first; a value is its place in the list.
    Level(Vec<String>),
    /// A day, as a number of days.
    Date,
    /// Points given by an assessor.
    Judgement,
    /// Text; only compared for equality, as a key.
    Text,
}

impl Type {
    /// The Chinese and English word.
    pub fn words(&self) -> crate::finding::Words {
        let (zh, en) = match self {
            Type::Number(unit) if unit.word().is_empty() => return crate::finding::Words::new("数", "a number"),
            Type::Number(unit) => return crate::words! { zh: "以“{unit}”为单位的数", en: "a number in {unit}" },
            Type::Bool => ("是否", "a fact"),
            Type::Level(_) => ("等级", "a level"),
            Type::Date => ("日期", "a date"),
            Type::Judgement => ("评议", "a judgement"),
            Type::Text => ("文本", "text"),
        };
        crate::finding::Words::new(zh, en)
    }
}

/// What is known of a datum or column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its type.
    pub ty: Type,
    /// Smallest and largest value, in its unit.
    pub range: Option<(Number, Number)>,
    /// Decimal places; `None` if it is an exact quotient.
    pub places: Option<u32>,
    /// Earlier years that are known.
    pub history: u8,
    /// 越高越好
    pub direction: Option<bool>,
    /// Whether it can be not applicable.
    pub optional: bool,
    /// Whether a day can be 未报.
    pub unreported: bool,
}

/// Places of judged points: what several assessors give may be a mean.
const JUDGED_PLACES: u32 = 2;

impl Signature {
    /// Decimal places a value is stored with as a whole number of units (spec §11): 84.5% with two places is 8450, a
    /// fact is 0 or 1, a level its place in the list, a day its number, a text its number.
    pub fn stored_places(&self) -> u32 {
        match self.ty {
            Type::Number(_) => self.places.unwrap_or(0),
            Type::Judgement => self.places.unwrap_or(1).max(JUDGED_PLACES),
            Type::Bool | Type::Level(_) | Type::Date | Type::Text => 0,
        }
    }
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// A datum.
    Datum(DatumId),
    /// A group of counties.
    Group(GroupId),
    /// A detail table.
    Table(TableId),
    /// A column of the table at hand.
    Column(ColumnId),
    /// An indicator, by its code.
    Indicator(IndicatorId),
    /// A defined term.
    Term,
}

/// The names a sentence can use.
pub trait Scope {
    /// What a name stands for; `table` is the detail table whose row is at hand.
    fn lookup(&self, name: &str, table: Option<TableId>) -> Option<Symbol>;
    /// A column of a table.
    fn column(&self, table: TableId, name: &str) -> Option<ColumnId>;
    /// What is known of a datum.
    fn datum(&self, id: DatumId) -> Option<&Signature>;
    /// What is known of a column.
    fn column_signature(&self, id: ColumnId) -> Option<&Signature>;
    /// The points part of a judgement with levels.
    fn judged_points(&self, id: DatumId) -> Option<DatumId>;
    /// The condition of a defined term.
    fn term(&self, name: &str) -> Option<&Condition>;
    /// The grades, best first.
    fn grades(&self) -> &[String];
    /// The year of the file.
    fn year(&self) -> u32;
    /// How many counties are evaluated.
    fn counties(&self) -> usize;
    /// Names near to one that is not declared.
    fn nearest(&self, name: &str) -> Option<String>;
    /// The data that have a level of this name (等次), in the order declared.
    fn data_with_level(&self, level: &str) -> Vec<String>;
    /// The longest declared name that stands within a text, and is not all of it.
    fn declared_within(&self, text: &str) -> Option<String>;
    /// The declared name that begins with a text and goes on, if there is just one.
    fn beginning_with(&self, text: &str) -> Option<String>;
    /// The name of a datum.
    fn datum_name(&self, id: DatumId) -> String;
}
