//! Raw tables to the frame (装入): names found, cells read, everything wrong reported, everything missing listed.
//!
//! Tables of counties come first, so that detail tables know the counties. Spec: §11.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::DataFile;
use super::cell::CellReader;
use super::declared::Declared;
use super::frame::{Absence, Frame};
use super::header::{HeaderFault, Headers};
use super::layout::{Form, Table, table};
use super::problem::{DataProblem, MissingCell, MissingWhat, Place, Problems};
use super::raw::{Raw, RawRow, Region};
use super::stamp::Stamp;
use super::value::folded_name;
use crate::expr::{DatumId, TableId};
use crate::finding::{Code, Words};
use crate::model::{Datum, Model};
use crate::words;

/// What reading data files gave.
#[derive(Debug, Default)]
pub struct Reading {
    /// The data.
    pub frame: Frame,
    /// Everything wrong, in the order of files and places.
    pub problems: Vec<DataProblem>,
    /// Every required value nobody gave.
    pub missing: Vec<MissingCell>,
    /// Texts of documents by datum, years back, whether verified, and the place of the county in the frame.
    pub documents: BTreeMap<(DatumId, u8, bool, usize), String>,
    /// Marks of assessors whose judgement came together from them, in units: by judgement, assessor and place of the county.
    pub marks: BTreeMap<(DatumId, u32, usize), i64>,
}

/// Reads data files for a model; `expected` is the year and the fingerprint of its rules.
pub fn read(files: &[DataFile], model: &Model, expected: &Stamp) -> Reading {
    let mut problems = Problems::default();
    let headers = Headers::new(model, expected.year);
    let mut tables: Vec<Table> = Vec::new();
    let mut refused = false;
    for file in files {
        let before = problems.list.len();
        let mut sheets = super::read::sheets(file, &mut problems);
        if super::returned::is_workbook(&sheets) {
            sheets = super::returned::tables(sheets);
        }
        // One stamp speaks for a workbook.
        if let Some(problem) = sheets.iter().find_map(|sheet| expected.check(sheet)) {
            problems.report(problem);
            refused = true;
            continue;
        }
        let count = tables.len();
        tables.extend(sheets.into_iter().filter_map(|sheet| table(sheet, &headers, &mut problems)));
        if tables.len() == count && problems.list.len() == before {
            problems.report(DataProblem::new(
                Code::DataLayout,
                Place::file(&file.name),
                Words::new("文件里没有数据", "there are no data in the file"),
            ));
        }
        refused |= tables.len() == count;
    }
    let mut binder = Binder::new(model, headers, expected, problems);
    binder.refused = refused;
    let (detail, counties): (Vec<Table>, Vec<Table>) = tables.into_iter().partition(|t| matches!(t.form, Form::Detail(_)));
    for table in &counties {
        match table.form {
            Form::Long => binder.long(table),
            Form::Wide | Form::Detail(_) => binder.wide(table),
        }
    }
    for table in &detail {
        if let Form::Detail(id) = table.form {
            binder.detail(table, id);
        }
    }
    binder.finish(!counties.is_empty())
}

/// One value while tables are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Slot {
    /// Nothing was given.
    #[default]
    Empty,
    /// Something was given that could not be read; it is reported.
    Bad,
    /// A value, 不适用 or 待定.
    Given(Result<i64, Absence>),
}

/// Whose row a cell stands in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'w> {
    /// A county's.
    County(usize),
    /// That of a county nobody knows, under the name it goes by.
    Stranger(&'w str),
}

/// A row of a detail table while tables are read.
pub(super) struct DetailRow {
    pub county: usize,
    pub slots: Vec<Slot>,
}

/// Everything that is known while tables are read.
pub(super) struct Binder<'m> {
    pub model: &'m Model,
    pub headers: Headers<'m>,
    pub expected: &'m Stamp,
    pub problems: Problems,
    pub texts: IndexSet<String>,
    /// Names in the roster as they are compared, and as they are written.
    roster: BTreeMap<String, String>,
    /// Counties by city and name, in the order of their appearance.
    pub counties: IndexMap<(String, String), String>,
    /// Cities as they are compared, and as first written.
    pub cities: BTreeMap<String, String>,
    /// How many of them a table of counties named.
    pub named: BTreeSet<usize>,
    /// Values by datum, years back and stage; each as long as needed.
    pub values: BTreeMap<(DatumId, u8, u8), Vec<Slot>>,
    /// Rows of detail tables.
    pub rows: BTreeMap<TableId, Vec<DetailRow>>,
    /// What each assessor gave, and where: by county, judgement and assessor.
    pub marks: BTreeMap<(usize, DatumId, u32), (Slot, Place)>,
    /// Marks that came together, by judgement and assessor, and the place of the county.
    pub counted: BTreeMap<(DatumId, u32, usize), i64>,
    /// Where judged points and their levels stand.
    pub judged_at: BTreeMap<(usize, DatumId), Place>,
    pub missing: Vec<MissingCell>,
    /// Texts of documents by county, datum, years back and stage.
    pub documents: BTreeMap<(usize, DatumId, u8, u8), String>,
    /// Counties, as they are compared, of which some row could not be read.
    pub troubled: BTreeSet<String>,
    /// Where percentages above 0 and at most 1 stand: by county, datum, years back and stage.
    pub small: BTreeMap<(usize, DatumId, u8, u8), Place>,
    /// Whether some file could not be read at all: what seems to be missing may stand in it.
    pub refused: bool,
    /// Values whose column is there under a header that means nothing, by datum and years back.
    pub unread: BTreeSet<(DatumId, u8)>,
}

impl<'m> Binder<'m> {
    pub fn new(model: &'m Model, headers: Headers<'m>, expected: &'m Stamp, problems: Problems) -> Self {
        Binder {
            model,
            headers,
            expected,
            problems,
            texts: IndexSet::new(),
            roster: model.counties.iter().map(|c| (folded_name(&c.name), c.name.clone())).collect(),
            counties: IndexMap::new(),
            cities: BTreeMap::new(),
            named: BTreeSet::new(),
            values: BTreeMap::new(),
            rows: BTreeMap::new(),
            marks: BTreeMap::new(),
            counted: BTreeMap::new(),
            judged_at: BTreeMap::new(),
            missing: Vec::new(),
            documents: BTreeMap::new(),
            troubled: BTreeSet::new(),
            small: BTreeMap::new(),
            refused: false,
            unread: BTreeSet::new(),
        }
    }

    /// The county of a row. A name that is not in the roster is reported.
    pub fn county(&mut self, table: &Table, row: &RawRow) -> Option<usize> {
        let text = row.cells.get(table.county).map(|cell| cell.label()).unwrap_or_default();
        let place = table.sheet.place(row.number, Some(table.county));
        let name = folded_name(&text);
        if name.is_empty() {
            self.problems.report(DataProblem::new(
                Code::RosterMismatch,
                place,
                Words::new("这一行没有写县市区", "this row names no county"),
            ));
            return None;
        }
        if self.roster.is_empty() {
            return self.county_by_city(table, row, &name, &text, place);
        }
        let Some(written) = self.roster.get(&name) else {
            let near = super::cell::nearest(self.model.counties.iter().map(|c| c.name.as_str()), &name);
            let shown = super::problem::short(text.trim());
            let problem =
                DataProblem::new(Code::RosterMismatch, place, words! { zh: "名册里没有“{shown}”", en: "`{shown}` is not in the roster" })
                    .found(text.as_str());
            // 长沙市芙蓉区
            let within = self
                .model
                .counties
                .iter()
                .find(|county| name.len() > folded_name(&county.name).len() && name.ends_with(&folded_name(&county.name)));
            let near = within.map(|county| county.name.clone()).or(near);
            self.troubled.extend(near.as_deref().map(folded_name));
            self.problems.report(match near {
                Some(near) => problem.help(words! { zh: "是不是“{near}”？", en: "Perhaps `{near}`?" }),
                None => problem.help(words! { zh: "合计行和说明请删去", en: "Delete totals and notes" }),
            });
            return None;
        };
        let written = written.clone();
        Some(self.counties.insert_full((String::new(), name), written).0)
    }

    /// Without a roster any county is one; its city tells two of one name apart.
    fn county_by_city(&mut self, table: &Table, row: &RawRow, name: &str, text: &str, place: Place) -> Option<usize> {
        let city = table.city.and_then(|column| row.cells.get(column)).map(Raw::label);
        if let Some(written) = city {
            let city = folded_name(&written);
            if !self.cities.contains_key(&city) {
                self.cities.insert(city.clone(), written.trim().to_owned());
            }
            return Some(self.counties.insert_full((city, name.to_owned()), text.trim().to_owned()).0);
        }
        let same: Vec<usize> = self.counties.keys().enumerate().filter(|(_, (_, known))| known == name).map(|(at, _)| at).collect();
        match same.as_slice() {
            [] => Some(self.counties.insert_full((String::new(), name.to_owned()), text.trim().to_owned()).0),
            [only] => Some(*only),
            _ => {
                let problem = DataProblem::new(
                    Code::RosterMismatch,
                    place,
                    words! { zh: "有几个“{text}”，分不清是哪个市州的", en: "several counties are called `{text}`" },
                );
                self.problems.report(problem.help(words! { zh: "请加“市州”一列", en: "Add a column 市州" }));
                None
            }
        }
    }

    /// The name of a county that was found.
    pub fn county_name(&self, at: usize) -> String {
        self.counties.get_index(at).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// What a row of an unknown county is called while its other cells are read, so that all its faults are told at once;
    /// `None` for totals, which are no county's.
    pub fn stranger(&self, table: &Table, row: &RawRow) -> Option<String> {
        let name = row.cells.get(table.county).map(Raw::label).unwrap_or_default();
        let name = super::problem::short(name.trim());
        let is_total = folded_name(&name).ends_with('计');
        (!is_total).then(|| if name.is_empty() { "这一行".to_owned() } else { name })
    }

    /// What a cell holds; a fault is reported. `None` if nothing stands there.
    pub fn cell(
        &mut self,
        raw: &Raw,
        declared: Declared<'_>,
        unit: Option<&str>,
        whose: Whose<'_>,
        place: impl Fn() -> Place,
    ) -> Option<Slot> {
        let mut reader = CellReader { year: self.expected.year, texts: &mut self.texts };
        match reader.read(raw, declared, unit) {
            Ok(Err(Absence::Missing)) => None,
            Ok(stored) => Some(Slot::Given(stored)),
            Err(fault) => {
                let whose = match whose {
                    Whose::County(at) => self.county_name(at),
                    Whose::Stranger(name) => name.to_owned(),
                };
                self.problems.report(super::cell::problem(&fault, raw, declared, &whose, place()));
                Some(Slot::Bad)
            }
        }
    }

    /// Checks the year a row gives; `false` if it is another one.
    pub fn year(&mut self, table: &Table, row: &RawRow) -> bool {
        let Some(column) = table.year else { return true };
        let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_empty()) else { return true };
        let (text, year) = (cell.label(), self.expected.year);
        if self.headers.back(&text) == Some(0) {
            return true;
        }
        self.trouble(table, row);
        self.problems.report(
            DataProblem::new(
                Code::DataStamp,
                table.sheet.place(row.number, Some(column)),
                words! { zh: "这一行是“{text}”的数据，规则是{year}年度的", en: "this row is of `{text}`, the rules are of {year}" },
            )
            .found(text.as_str()),
        );
        false
    }

    /// Reports headers that mean nothing; many of them in one problem.
    pub fn unknown_headers(&mut self, table: &Table, faults: Vec<(usize, String, HeaderFault)>) {
        const EACH: usize = 10;
        if faults.len() > EACH {
            let (count, row) = (faults.len(), table.header_row());
            let first: Vec<String> = faults.iter().take(5).map(|(_, name, _)| super::problem::short(name)).collect();
            let (zh, en) = (first.join("、"), first.join(", "));
            self.problems.report(
                DataProblem::new(
                    Code::UnknownColumn,
                    table.sheet.place(row, None),
                    words! { zh: "有{count}列不认识：{zh}等", en: "{count} columns are unknown: {en} and more" },
                )
                .help(words! { zh: "是不是另一套规则的表？请用 evalc template 生成数据表", en: "Is this a table for other rules? Make one with evalc template" }),
            );
            self.refused = true;
            return;
        }
        for (column, name, fault) in faults {
            let place = table.sheet.place(table.header_row(), Some(column));
            self.problems.report(header_problem(place, &name, &fault));
        }
    }

    /// Merged cells among header and data are reported; what they cover is not read. `None`: too many to go on.
    pub fn merged(&mut self, table: &Table) -> Option<Vec<Region>> {
        const MOST: usize = 100;
        let (header, width) = (table.header_row(), table.width() as u32);
        let last = table.rows().last().map_or(header, |row| row.number);
        let inside = |r: &&Region| r.rows.1 >= header && r.rows.0 <= last && r.columns.0 < width && r.rows.1 >= r.rows.0;
        let found: Vec<Region> = table.sheet.merged.iter().filter(inside).copied().take(MOST + 1).collect();
        for region in found.iter().take(MOST) {
            let place = table.sheet.place(region.rows.0, Some(region.columns.0 as usize));
            let end = format!("{}{}", super::problem::column_name(region.columns.1), region.rows.1);
            self.problems.report(
                DataProblem::new(
                    Code::DataLayout,
                    place,
                    words! { zh: "表头或数据里有合并单元格（到{end}为止）", en: "merged cells in header or data (up to {end})" },
                )
                .help(words! { zh: "请取消合并，每一格都填上", en: "Unmerge them and fill in every cell" }),
            );
        }
        (found.len() <= MOST).then_some(found)
    }

    /// Reports a row that is longer or shorter than the header; `false` if cells may be misplaced.
    pub fn even(&mut self, table: &Table, row: &RawRow) -> bool {
        let (width, own) = (table.header().count(), row.cells.len());
        let beyond = row.cells.iter().skip(table.width()).any(|cell| !cell.is_empty());
        if !(beyond || (table.sheet.strict && own < width)) {
            return true;
        }
        self.trouble(table, row);
        self.problems.report(
            DataProblem::new(
                Code::DataLayout,
                table.sheet.place(row.number, None),
                words! { zh: "这一行有{own}格，表头有{width}格", en: "this row has {own} cells, the header {width}" },
            )
            .help(words! { zh: "请看是不是少了或多了逗号、单元格错了位；文字里有逗号的要加英文双引号", en: "Look for a comma too many or too few; text with a comma goes into double quotes" }),
        );
        false
    }

    /// A row of a county is reported and not read.
    fn trouble(&mut self, table: &Table, row: &RawRow) {
        self.troubled.extend(row.cells.get(table.county).map(|cell| folded_name(&cell.label())));
    }

    /// A whole column is missing, or a table.
    pub fn miss(&mut self, what: MissingWhat, name: String, county: Option<String>, place: Option<Place>) {
        let is_judgement = matches!(what, MissingWhat::Datum(id, _) if self.model.datum(id).is_some_and(Datum::is_judgement));
        self.missing.push(MissingCell { what, is_judgement, name, county, place });
    }
}

/// The fault of a header as it is reported.
pub(super) fn header_problem(place: Place, header: &str, fault: &HeaderFault) -> DataProblem {
    let shown = super::problem::short(header.trim());
    let problem = |code, message| DataProblem::new(code, place.clone(), message).found(header.trim());
    match fault {
        HeaderFault::Unknown(near) => {
            let problem = problem(Code::UnknownColumn, words! { zh: "没有“{shown}”这项数据", en: "there is no datum `{shown}`" });
            match near {
                Some(near) => problem.help(words! { zh: "是不是“{near}”？", en: "Perhaps `{near}`?" }),
                None => problem.help(words! { zh: "请照声明的名称写；不需要的列请删去", en: "Write the declared name, or delete the column" }),
            }
        }
        HeaderFault::NoColumn(table, near) => {
            let message = words! { zh: "明细表“{table}”没有“{shown}”这一列", en: "the detail table `{table}` has no column `{shown}`" };
            let problem = problem(Code::UnknownColumn, message);
            match near {
                Some(near) => problem.help(words! { zh: "是不是“{near}”？", en: "Perhaps `{near}`?" }),
                None => problem.help(words! { zh: "请照声明的列名写；不需要的列请删去", en: "Write the declared name, or delete the column" }),
            }
        }
        HeaderFault::Computed(name) => problem(
            Code::ComputedGiven,
            words! { zh: "“{name}”由程序计算，不用填", en: "`{name}` is computed and not to be given" },
        )
        .help(words! { zh: "请删去这一列", en: "Delete the column" }),
        HeaderFault::NoHistory(name, back) => problem(
            Code::UnknownColumn,
            words! { zh: "“{name}”没有声明{back}年以前的数", en: "`{name}` is not declared for {back} years back" },
        )
        .help(words! { zh: "不需要的列请删去", en: "Delete the column" }),
        HeaderFault::Rater(name, 0) => problem(
            Code::UnknownColumn,
            words! { zh: "“{name}”没有声明几人评议", en: "`{name}` is not declared for several assessors" },
        )
        .help(words! { zh: "请在声明里写“3人评议”之类，或删去这一列", en: "Declare 3人评议 or the like, or delete the column" }),
        HeaderFault::Rater(name, raters) => problem(
            Code::UnknownColumn,
            words! { zh: "“{name}”只有{raters}位评委", en: "`{name}` has {raters} assessors only" },
        )
        .help(words! { zh: "评委从1编到{raters}", en: "They are numbered from 1 to {raters}" }),
        HeaderFault::Unit(unit, name) => problem(
            Code::ColumnUnit,
            words! { zh: "“{name}”表头里的“{unit}”不是能换算的单位", en: "`{unit}` in the header of `{name}` is no unit that converts" },
        )
        .help(words! { zh: "请照声明的单位填；年份写“上年”“前2年”，核实值写“核实”", en: "Use the declared unit; years are 上年, 前2年, verified values 核实" }),
    }
}
