//! For which year and which rules a table was made (年度与规则标记). Spec: §11.1.

use super::problem::DataProblem;
use super::raw::{Raw, Sheet};
use super::value::folded;
use crate::finding::Code;
use crate::words;

/// Year and fingerprint of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// 年度
    pub year: u32,
    /// The fingerprint of the rules; empty if it is not known.
    pub rules: String,
}

impl Stamp {
    /// The first line of a table.
    pub fn line(&self) -> String {
        format!("# evalc {} 规则 {}", self.year, self.rules)
    }

    /// Reads a first line, or what follows `evalc` in it.
    fn parse(text: &str) -> Option<Stamp> {
        let text = folded(text);
        let mut words = text.trim_start_matches(['#', ' ']).trim_start_matches("evalc").split_whitespace();
        let year = words.next()?.parse().ok()?;
        let rules = words.skip_while(|w| *w != "规则").nth(1).unwrap_or_default().to_owned();
        Some(Stamp { year, rules })
    }

    /// What is wrong with the stamp of a sheet, if it has one.
    pub(super) fn check(&self, sheet: &Sheet) -> Option<DataProblem> {
        let (text, place) = match &sheet.stamp {
            Some(text) => (text.clone(), sheet.place(0, None)),
            None => {
                let first = sheet.rows.iter().find(|row| !row.is_empty())?;
                let (column, cell) = first.cells.iter().enumerate().find(|(_, cell)| !cell.is_empty())?;
                (is_stamp(cell).then(|| cell.label())?, sheet.place(first.number, Some(column)))
            }
        };
        let (year, rules) = (self.year, &self.rules);
        let help = || words! { zh: "请用 evalc template 重新生成数据表", en: "Make the table anew with evalc template" };
        let problem = |message| DataProblem::new(Code::DataStamp, place.clone(), message).found(text.as_str()).help(help());
        match Stamp::parse(&text) {
            None => Some(problem(words! { zh: "标记写得不对", en: "the mark cannot be read" })),
            Some(found) if found.year != year => {
                let other = found.year;
                Some(problem(
                    words! { zh: "这是{other}年度的数据，规则是{year}年度的", en: "these are data of {other}, the rules are of {year}" },
                ))
            }
            Some(found) if !rules.is_empty() && !found.rules.is_empty() && found.rules != *rules => {
                let other = found.rules;
                Some(problem(
                    words! { zh: "这张表是为另一套规则（{other}）做的，现在的规则是{rules}", en: "this table was made for other rules ({other}), not for {rules}" },
                ))
            }
            Some(_) => None,
        }
    }
}

/// Whether a cell is the first line of a table.
pub(super) fn is_stamp(cell: &Raw) -> bool {
    let text = folded(&cell.label());
    text.strip_prefix('#').is_some_and(|rest| rest.trim_start().starts_with("evalc"))
}
