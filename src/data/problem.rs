//! What is wrong with data files (数据问题), cell by cell, in both languages. Spec: §11.5.

use std::sync::Arc;

use super::limits;
use crate::expr::{ColumnId, DatumId, TableId};
use crate::finding::{Code, Lang, Severity, Words};
use crate::words;

/// A place in a data file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The sheet, if the file has any.
    pub sheet: Option<Arc<str>>,
    /// The row from 1; of a file without lines, the record. 0 is the whole sheet.
    pub row: u32,
    /// The column from 0.
    pub column: Option<u32>,
    /// Whether rows are records without lines (JSON, Parquet).
    pub records: bool,
}

impl Place {
    /// A whole file.
    pub fn file(name: &str) -> Place {
        Place { file: name.into(), sheet: None, row: 0, column: None, records: false }
    }

    /// Column and row as a spreadsheet names them, such as `C7`; empty for a whole sheet or a record.
    pub fn cell(&self) -> String {
        match (self.column, self.records) {
            (Some(column), false) if self.row > 0 => format!("{}{}", column_name(column), self.row),
            _ => String::new(),
        }
    }

    /// The place as printed.
    pub fn words(&self) -> Words {
        let (mut zh, mut en) = (self.file.to_string(), self.file.to_string());
        if let Some(sheet) = &self.sheet {
            zh.push_str(&format!(" 工作表“{sheet}”"));
            en.push_str(&format!(" sheet `{sheet}`"));
        }
        let row = self.row;
        match (self.cell(), self.records) {
            (_, true) if row > 0 => {
                zh.push_str(&format!(" 第{row}条"));
                en.push_str(&format!(" record {row}"));
            }
            (cell, _) if !cell.is_empty() => {
                zh.push_str(&format!(" {cell}"));
                en.push_str(&format!(" {cell}"));
            }
            _ if row > 0 => {
                zh.push_str(&format!(" 第{row}行"));
                en.push_str(&format!(" row {row}"));
            }
            _ => {}
        }
        Words::new(zh, en)
    }
}

/// `A`, `Z`, `AA`: a column from 0 as spreadsheets name it.
pub fn column_name(column: u32) -> String {
    let (mut name, mut rest) = (Vec::new(), u64::from(column) + 1);
    while rest > 0 {
        let digit = ((rest - 1) % 26) as u8;
        name.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

/// One thing that is wrong with a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataProblem {
    /// Its stable code.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Words,
    /// What stands there, as far as it can be shown.
    pub found: String,
    /// What should stand there.
    pub expected: Option<Words>,
    /// How to mend it.
    pub help: Option<Words>,
}

impl DataProblem {
    /// A problem without more than its message.
    pub fn new(code: Code, place: Place, message: Words) -> Self {
        DataProblem { code, place, message, found: String::new(), expected: None, help: None }
    }

    /// What stands there.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = short(&found.into());
        self
    }

    /// What should stand there.
    pub fn expected(mut self, words: Words) -> Self {
        self.expected = Some(words);
        self
    }

    /// How to mend it.
    pub fn help(mut self, words: Words) -> Self {
        self.help = Some(words);
        self
    }

    /// The whole problem in one line.
    pub fn text(&self, lang: Lang) -> String {
        let (place, message) = (self.place.words(), self.message.get(lang));
        let mut out = self.code.id().to_owned();
        if !self.place.file.is_empty() {
            out.push_str(&format!(" {}", place.get(lang)));
        }
        out.push_str(match lang {
            Lang::Zh => "：",
            Lang::En => ": ",
        });
        out.push_str(message);
        if let Some(expected) = &self.expected {
            out.push_str(match lang {
                Lang::Zh => "；应为",
                Lang::En => "; expected: ",
            });
            out.push_str(expected.get(lang));
        }
        if let Some(help) = &self.help {
            out.push_str(match lang {
                Lang::Zh => "。",
                Lang::En => ". ",
            });
            out.push_str(help.get(lang));
        }
        out
    }
}

/// A text short enough for a message, without line ends.
pub fn short(text: &str) -> String {
    const MOST: usize = 40;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST + 1).collect();
    if line.chars().count() > MOST { line.chars().take(MOST).chain(std::iter::once('…')).collect() } else { line }
}

/// The problems of one reading: the first ones, and how many more there were.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub list: Vec<DataProblem>,
    pub more: usize,
    /// Whether any of them keeps the data from being scored; warnings do not.
    pub wrong: bool,
}

impl Problems {
    pub fn report(&mut self, problem: DataProblem) {
        self.wrong |= problem.code.severity() == Severity::Error;
        if self.list.len() < limits::PROBLEMS {
            self.list.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub fn finish(mut self) -> Vec<DataProblem> {
        if let (true, Some(last)) = (self.more > 0, self.list.last()) {
            let (more, place) = (self.more, last.place.clone());
            self.list.push(DataProblem::new(
                if self.wrong { Code::DataLimit } else { last.code },
                place,
                words! { zh: "还有{more}处问题没有列出，改好前面的再查", en: "{more} more problems are not listed: mend these first" },
            ));
        }
        self.list
    }
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingWhat {
    /// A datum, so many years back.
    Datum(DatumId, u8),
    /// A whole detail table.
    Table(TableId),
    /// A column of a detail table.
    Column(ColumnId),
}

/// A required value nobody gave (缺报), or a judgement (待定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingCell {
    /// What is missing.
    pub what: MissingWhat,
    /// Whether it is a judgement: it is awaited, not missing.
    pub is_judgement: bool,
    /// Its name as a header writes it.
    pub name: String,
    /// The county; `None` if it is missing for all.
    pub county: Option<String>,
    /// Where it should stand, if there is a row for it.
    pub place: Option<Place>,
}

/// Most counties a problem names.
const NAMED: usize = 100;

/// What is missing, counted by datum: the names of the first counties are kept.
#[derive(Debug, Default)]
pub struct Lacking {
    groups: indexmap::IndexMap<MissingWhat, Lack>,
    count: usize,
}

/// One missing datum.
#[derive(Debug)]
struct Lack {
    name: String,
    is_judgement: bool,
    place: Option<Place>,
    count: usize,
    counties: Vec<String>,
    /// The county last counted, and how many different ones there were.
    last: Option<String>,
    different: usize,
}

impl Lacking {
    /// Counts what is missing; cells of one county come one after the other.
    pub fn add(&mut self, missing: &[MissingCell]) {
        for cell in missing {
            self.count += usize::from(!cell.is_judgement);
            let lack = self.groups.entry(cell.what).or_insert_with(|| Lack {
                name: cell.name.clone(),
                is_judgement: cell.is_judgement,
                place: cell.place.clone(),
                count: 0,
                counties: Vec::new(),
                last: None,
                different: 0,
            });
            lack.count += 1;
            let Some(county) = cell.county.as_ref().filter(|county| lack.last.as_ref() != Some(county)) else { continue };
            lack.last = Some(county.clone());
            lack.different += 1;
            if lack.counties.len() < NAMED {
                lack.counties.push(county.clone());
            }
        }
    }

    /// Puts data into the order of their declarations.
    pub(super) fn sort(&mut self) {
        self.groups.sort_unstable_keys();
    }

    /// How many values are missing; judgements are not among them.
    pub fn count(&self) -> usize {
        self.count
    }

    /// One problem for each missing datum and each judgement not given, with its first counties.
    pub fn problems(&self) -> Vec<DataProblem> {
        let mut out = Vec::new();
        for lack in self.groups.values() {
            let Lack { name, count, counties, .. } = lack;
            let place = lack.place.clone().unwrap_or_else(|| Place::file(""));
            let (zh, en) = (counties.join("、"), counties.join(", "));
            let (and_so_on, and_more) = if lack.different > counties.len() { ("等", " and more") } else { ("", "") };
            if lack.is_judgement {
                let message = words! {
                    zh: "“{name}”待定{count}处，还没有评议：{zh}{and_so_on}",
                    en: "`{name}` is not judged yet, {count} times: {en}{and_more}"
                };
                out.push(DataProblem::new(Code::JudgementPending, place, message));
                continue;
            }
            let message = match counties.is_empty() {
                true => words! { zh: "“{name}”缺报：全部没有", en: "`{name}` is missing everywhere" },
                false => words! {
                    zh: "“{name}”缺报{count}处：{zh}{and_so_on}",
                    en: "`{name}` is missing {count} times: {en}{and_more}"
                },
            };
            out.push(DataProblem::new(Code::DataMissing, place, message));
        }
        out
    }
}

/// What is missing, of everything that was read at once.
pub fn lacking(missing: &[MissingCell]) -> Lacking {
    let mut lacking = Lacking::default();
    lacking.add(missing);
    lacking
}

#[cfg(test)]
mod tests {
    use super::column_name;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(column_name).collect();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
