//! One cell against its declaration (单元格的读取): its units in the frame, or what is wrong with it. Spec: §11.3.

use indexmap::IndexSet;

use super::declared::Declared;
use super::frame::Absence;
use super::problem::{DataProblem, Place, short};
use super::raw::Raw;
use super::value::{AbsenceWord, absence_word, day, fact_word, folded, folded_name, quantity};
use crate::expr::{Number, Unit};
use crate::finding::{Code, Words};
use crate::model::TypeWord;
use crate::sentence::{Type, UNREPORTED, day_number, is_issued};
use crate::syntax::tree::Date;
use crate::words;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellFault {
    /// Not of the declared type.
    WrongType,
    /// A level that is not declared, and the nearest one.
    UnknownLevel(Option<String>),
    /// The spreadsheet's own error.
    ErrorCell,
    /// A formula nobody calculated.
    NoValue,
    /// A unit that does not convert.
    Unit(String),
    /// Outside the range.
    OutOfRange,
    /// More decimal places than declared.
    TooManyPlaces,
    /// 不适用, where the declaration does not allow it.
    NotOptional,
    /// A day the calendar does not have.
    NoSuchDay(Date),
    /// A day many years away, such as a number shown as one.
    FarDay,
    /// A word where a document is named by number, date and issuer.
    NoDocument,
}

/// What a cell holds: `Err(Absence)` is 不适用, 待定 or 缺报.
pub type Stored = Result<i64, Absence>;

/// A day is at most so many years from the evaluation: 2021 or 20210305 in a cell formatted as a day is another century.
const YEARS: u32 = 50;

/// Reads cells; `unit` is that of the header, if it names one.
pub struct CellReader<'r> {
    /// The year of the evaluation.
    pub year: u32,
    /// Texts of all cells.
    pub texts: &'r mut IndexSet<String>,
}

impl CellReader<'_> {
    /// The units a cell stands for.
    pub fn read(&mut self, raw: &Raw, declared: Declared<'_>, unit: Option<&str>) -> Result<Stored, CellFault> {
        match raw {
            Raw::Empty => return Ok(Err(Absence::Missing)),
            Raw::Error(text) if text.starts_with(['#', 'E']) => return Err(CellFault::ErrorCell),
            Raw::Error(_) => return Err(CellFault::WrongType),
            Raw::NoValue => return Err(CellFault::NoValue),
            Raw::Text(text) => match absence_word(&folded(text)) {
                Some(AbsenceWord::Missing) => return Ok(Err(Absence::Missing)),
                Some(AbsenceWord::Pending) => return Ok(Err(Absence::Pending)),
                Some(AbsenceWord::NotApplicable) if declared.signature.optional => return Ok(Err(Absence::NotApplicable)),
                Some(AbsenceWord::NotApplicable) => return Err(CellFault::NotOptional),
                None => {}
            },
            _ => {}
        }
        match &declared.signature.ty {
            Type::Number(_) | Type::Judgement => number(raw, declared, unit).map(Ok),
            Type::Bool if declared.word == TypeWord::Document => self.document(raw).map(Ok),
            Type::Bool => fact(raw).map(Ok),
            Type::Level(levels) => level(raw, levels).map(Ok),
            Type::Date => self.day(raw, declared.unreported).map(Ok),
            Type::Text => Ok(Ok(self.texts.insert_full(raw.shown()).0 as i64)),
        }
    }

    fn document(&self, raw: &Raw) -> Result<i64, CellFault> {
        let Raw::Text(text) = raw else { return Err(CellFault::NoDocument) };
        let word = folded(text);
        if fact_word(&word) == Some(false) {
            return Ok(0);
        }
        // A word such as 有 names no document. A draft does, and does not count.
        if word.chars().count() < 4 {
            return Err(CellFault::NoDocument);
        }
        Ok(i64::from(is_issued(text, self.year)))
    }

    fn day(&self, raw: &Raw, unreported: bool) -> Result<i64, CellFault> {
        let date = match raw {
            Raw::Day(date) => Some(*date),
            Raw::Text(text) if unreported && folded(text) == "未报" => return Ok(UNREPORTED),
            Raw::Text(text) => day(text),
            _ => None,
        };
        if date.and_then(|d| d.year).is_some_and(|year| year.abs_diff(self.year) > YEARS) {
            return Err(CellFault::FarDay);
        }
        let date = date.ok_or(CellFault::WrongType)?;
        day_number(date, self.year)
            .and_then(|n| n.to_i64())
            .ok_or(CellFault::NoSuchDay(Date { year: date.year.or(Some(self.year)), ..date }))
    }
}

/// Whether a cell that counts as no document does not say so.
pub fn is_incomplete(raw: &Raw) -> bool {
    matches!(raw, Raw::Text(text) if fact_word(&folded(text)).is_none())
}

fn number(raw: &Raw, declared: Declared<'_>, header: Option<&str>) -> Result<i64, CellFault> {
    let target = declared.unit().unwrap_or_else(Unit::none);
    let (number, unit) = match raw {
        Raw::Number(text) => (text.parse().map_err(|_| CellFault::WrongType)?, header.map(Unit::parse)),
        // What is shown as a percentage is the pure number.
        Raw::Fraction(text) => (text.parse().map_err(|_| CellFault::WrongType)?, Some(Unit::none())),
        Raw::Text(text) => {
            let (number, unit) = quantity(text).ok_or(CellFault::WrongType)?;
            (number, if unit.is_empty() { header.map(Unit::parse) } else { Some(Unit::parse(&unit)) })
        }
        _ => return Err(CellFault::WrongType),
    };
    let number: Number = match unit {
        None => number,
        Some(unit) => match unit.factor_to(&target) {
            Some(factor) => &number * &factor,
            None => return Err(CellFault::Unit(unit.to_string())),
        },
    };
    let outside = match &declared.signature.range {
        Some((low, high)) => number < *low || number > *high,
        None => number.is_negative(),
    };
    if outside {
        return Err(CellFault::OutOfRange);
    }
    let places = declared.places();
    if number.places().is_none_or(|p| p > places) {
        return Err(CellFault::TooManyPlaces);
    }
    (&number * &Number::ten_to(places)).to_i64().ok_or(CellFault::OutOfRange)
}

fn fact(raw: &Raw) -> Result<i64, CellFault> {
    match raw {
        Raw::Fact(b) => Ok(i64::from(*b)),
        // ＊ folds to ×, but nobody means 否 by it.
        Raw::Text(text) if !text.contains('＊') => fact_word(&folded(text)).map(i64::from).ok_or(CellFault::WrongType),
        _ => Err(CellFault::WrongType),
    }
}

fn level(raw: &Raw, levels: &[String]) -> Result<i64, CellFault> {
    let text = folded_name(&raw.label());
    match levels.iter().position(|level| folded_name(level) == text) {
        Some(at) => Ok(at as i64),
        None => Err(CellFault::UnknownLevel(nearest(levels.iter().map(String::as_str), &text))),
    }
}

/// What people write where they have no figure.
const NOTHING: [&str; 10] = ["无", "未报", "暂无", "空", "没有", "/", "-", "—", "N/A", "n/a"];

/// The known name nearest to a text, if it is near.
pub fn nearest<'n>(names: impl Iterator<Item = &'n str>, text: &str) -> Option<String> {
    let length = text.chars().count();
    names
        .map(|name| (strsim::damerau_levenshtein(&folded_name(name), text), name))
        .filter(|(distance, _)| *distance <= (length / 3).clamp(1, 4))
        .min()
        .map(|(_, name)| name.to_owned())
}

/// The fault of a cell as it is reported; `whose` is the county.
pub fn problem(fault: &CellFault, raw: &Raw, declared: Declared<'_>, whose: &str, place: Place) -> DataProblem {
    let (name, found) = (declared.name, short(&raw.shown()));
    let code = match fault {
        CellFault::OutOfRange | CellFault::TooManyPlaces | CellFault::NotOptional => Code::CellOutOfRange,
        CellFault::Unit(_)
        | CellFault::FarDay
        | CellFault::NoSuchDay(_)
        | CellFault::WrongType
        | CellFault::UnknownLevel(_)
        | CellFault::ErrorCell
        | CellFault::NoValue
        | CellFault::NoDocument => Code::BadCell,
    };
    let what = match fault {
        CellFault::WrongType => words! { zh: "“{found}”不合类型", en: "`{found}` is of the wrong kind" },
        CellFault::UnknownLevel(_) => words! { zh: "没有“{found}”这个等级", en: "there is no level `{found}`" },
        CellFault::ErrorCell => words! { zh: "这一格是错误值{found}", en: "the cell is the error {found}" },
        CellFault::NoValue => words! { zh: "公式没有算出值", en: "the formula has no value" },
        CellFault::Unit(unit) => words! { zh: "“{found}”的单位“{unit}”不能换算", en: "the unit `{unit}` of `{found}` does not convert" },
        CellFault::OutOfRange => words! { zh: "{found}超出取值范围", en: "{found} is outside the range" },
        CellFault::TooManyPlaces => words! { zh: "{found}的小数位数太多", en: "{found} has too many decimal places" },
        CellFault::NotOptional => words! { zh: "不能填“{found}”", en: "`{found}` is not possible" },
        CellFault::NoSuchDay(_) => words! { zh: "没有“{found}”这一天", en: "there is no day `{found}`" },
        CellFault::FarDay => words! { zh: "{found}与评价年度隔得太远", en: "{found} is too far from the year of the evaluation" },
        CellFault::NoDocument => words! { zh: "“{found}”没有写明文件", en: "`{found}` names no document" },
    };
    let message = Words::new(format!("{whose}的“{name}”：{}", what.zh), format!("`{name}` of {whose}: {}", what.en));
    let problem = DataProblem::new(code, place, message).found(raw.shown()).expected(declared.expected());
    match help(fault, raw, declared) {
        Some(words) => problem.help(words),
        None => problem,
    }
}

fn help(fault: &CellFault, raw: &Raw, declared: Declared<'_>) -> Option<Words> {
    let percent = declared.unit().is_some_and(|u| u.is_percent());
    match fault {
        CellFault::UnknownLevel(Some(near)) => Some(words! { zh: "是不是“{near}”？", en: "Perhaps `{near}`?" }),
        CellFault::ErrorCell | CellFault::NoValue => {
            Some(words! { zh: "请改正公式，重新计算后保存，或直接填数", en: "Mend the formula, recalculate and save, or write the value" })
        }
        CellFault::TooManyPlaces | CellFault::OutOfRange if percent => {
            let (Raw::Number(text) | Raw::Text(text)) = raw else { return None };
            let (value, _) = quantity(text).filter(|(_, unit)| unit.is_empty())?;
            let hundredfold = &value * &Number::from(100);
            (value.abs() < Number::ONE).then(|| {
                words! {
                    zh: "如果是{hundredfold}%，请填{hundredfold}，或把单元格设为百分比格式",
                    en: "If {hundredfold}% is meant, write {hundredfold}, or format the cell as a percentage"
                }
            })
        }
        CellFault::TooManyPlaces => {
            let places = declared.places();
            Some(words! {
                zh: "请保留{places}位小数；是公式算出来的，用ROUND(…,{places})",
                en: "Keep {places} decimal places; round what a formula gives: ROUND(…,{places})"
            })
        }
        CellFault::WrongType if declared.unit().is_some() && NOTHING.contains(&folded_name(&raw.label()).as_str()) => Some(words! {
            zh: "没有数据的，这一格留空；没有发生的，填0",
            en: "Leave the cell empty where there is no figure; write 0 for none"
        }),
        CellFault::Unit(unit) => {
            let (times, rest) =
                [('万', 10_000), ('亿', 100_000_000)].iter().find_map(|(word, times)| Some((*times, unit.strip_prefix(*word)?)))?;
            let (number, _) = quantity(&raw.label())?;
            let target = declared.unit()?;
            if target.to_string().starts_with(['万', '亿']) {
                return Some(
                    words! { zh: "这一列的单位是{target}，请只写以{target}为单位的数", en: "The unit is {target} already: write the number of {target} alone" },
                );
            }
            let factor = if rest.is_empty() { Number::ONE } else { Unit::parse(rest).factor_to(&target)? };
            let whole = &(&number * &Number::from(times)) * &factor;
            Some(words! { zh: "请写成{whole}", en: "Write {whole}" })
        }
        CellFault::NotOptional => Some(words! {
            zh: "声明没有写“可不适用”；没有发生的填0或“否”",
            en: "The declaration does not say 可不适用; write 0 or 否 for what did not happen"
        }),
        CellFault::FarDay => Some(words! {
            zh: "单元格里多半是一个数，显示成了日期；请填2021年3月5日这样的日期",
            en: "The cell probably holds a number that is shown as a day; write one such as 2021年3月5日"
        }),
        CellFault::NoSuchDay(Date { year: Some(year), month, .. }) => {
            let last = (28..=31).rev().find(|day| day_number(Date { year: Some(*year), month: *month, day: *day }, *year).is_some());
            Some(match last {
                Some(last) => words! { zh: "{year}年{month}月只有{last}天", en: "Month {month} of {year} has {last} days" },
                None => Words::new("月份是1至12", "Months are numbered from 1 to 12"),
            })
        }
        CellFault::WrongType if matches!((&declared.signature.ty, raw), (Type::Date, Raw::Number(_))) => {
            Some(words! { zh: "请把单元格设为日期格式", en: "Format the cell as a date" })
        }
        _ => None,
    }
}
