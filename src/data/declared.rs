//! What is declared of a datum or column, as far as reading a cell needs it, and how that is said.

use super::frame::stored_places;
use crate::expr::Unit;
use crate::finding::Words;
use crate::model::{Column, Datum, TypeWord};
use crate::sentence::{Signature, Type};
use crate::words;

/// A datum or a column.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'m> {
    /// Its name.
    pub name: &'m str,
    /// Type, range, places.
    pub signature: &'m Signature,
    /// The type as the file writes it.
    pub word: TypeWord,
    /// 可未报
    pub unreported: bool,
}

impl<'m> From<&'m Datum> for Declared<'m> {
    fn from(datum: &'m Datum) -> Self {
        Declared { name: &datum.name, signature: &datum.signature, word: datum.type_word, unreported: datum.signature.unreported }
    }
}

impl<'m> From<&'m Column> for Declared<'m> {
    fn from(column: &'m Column) -> Self {
        Declared { name: &column.name, signature: &column.signature, word: column.type_word, unreported: false }
    }
}

impl Declared<'_> {
    /// The unit of its numbers; `None` if it has no numbers.
    pub fn unit(&self) -> Option<Unit> {
        match &self.signature.ty {
            Type::Number(unit) => Some(unit.clone()),
            Type::Judgement => Some(Unit::points()),
            Type::Bool | Type::Level(_) | Type::Date | Type::Text => None,
        }
    }

    /// The word of its unit, empty if there is none.
    pub fn unit_word(&self) -> String {
        self.unit().map(|u| u.to_string()).unwrap_or_default()
    }

    /// 越高越好
    pub fn more_is_better(&self) -> bool {
        self.signature.direction == Some(true)
    }

    /// Decimal places a value may have.
    pub fn places(&self) -> u32 {
        stored_places(self.signature)
    }

    /// What a cell may hold.
    pub fn expected(&self) -> Words {
        let mut words = match (&self.signature.ty, self.word) {
            (_, TypeWord::Document) => words! {
                zh: "文号，日期，发文机关；没有的填“无”",
                en: "number, date and issuer of the document; 无 if there is none"
            },
            (Type::Bool, TypeWord::List) => words! { zh: "在册或不在册", en: "在册 or 不在册" },
            (Type::Bool, _) => words! { zh: "是或否（有或无）", en: "是 or 否 (有 or 无)" },
            (Type::Level(levels), _) => {
                let all = levels.join("、");
                words! { zh: "{all}之一", en: "one of {all}" }
            }
            (Type::Date, _) => words! { zh: "日期，如2021年3月5日", en: "a date such as 2021年3月5日" },
            (Type::Text, _) => words! { zh: "文字", en: "text" },
            (Type::Number(_) | Type::Judgement, _) => self.expected_number(),
        };
        if self.unreported {
            words.zh.push_str("，或“未报”");
            words.en.push_str(", or 未报");
        }
        if self.signature.optional {
            words.zh.push_str("，或“不适用”");
            words.en.push_str(", or 不适用");
        }
        words
    }

    /// 整数，单位：人，0至5000
    fn expected_number(&self) -> Words {
        let (unit, places) = (self.unit().unwrap_or_else(Unit::none), self.places());
        let word = unit.to_string();
        let mut words = match (unit.is_percent(), places) {
            (true, _) => words! { zh: "百分比", en: "a percentage" },
            (false, 0) => words! { zh: "整数", en: "a whole number" },
            (false, _) => words! { zh: "数", en: "a number" },
        };
        if !unit.is_percent() && !word.is_empty() {
            words.zh.push_str(&format!("，单位：{word}"));
            words.en.push_str(&format!(", in {word}"));
        }
        match (unit.is_percent(), places) {
            (true, 0) => {
                words.zh.push_str("，整数");
                words.en.push_str(", whole");
            }
            (_, 0) => {}
            _ => {
                words.zh.push_str(&format!("，至多{places}位小数"));
                words.en.push_str(&format!(", at most {places} places"));
            }
        }
        let sign = if unit.is_percent() { "%" } else { "" };
        let range = match &self.signature.range {
            Some((low, high)) => words! { zh: "，{low}{sign}至{high}{sign}", en: ", {low}{sign} to {high}{sign}" },
            None => words! { zh: "，不小于0", en: ", not below 0" },
        };
        words.zh.push_str(&range.zh);
        words.en.push_str(&range.en);
        words
    }
}
