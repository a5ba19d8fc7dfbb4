//! Where in a sheet the table stands (表的样子): its header, its column of counties, what it is a table of. Spec: §11.1.

use super::header::{CITY, COUNTY, Headers, LONG_NAME, LONG_VALUE, YEAR};
use super::limits;
use super::problem::{DataProblem, Problems};
use super::raw::{Raw, RawRow, Sheet};
use super::stamp::is_stamp;
use super::value::folded_name;
use crate::expr::TableId;
use crate::finding::Code;
use crate::words;

/// The sheet of a template that is for people.
pub const NOTES_SHEET: &str = "填表说明";

/// What a sheet is a table of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A row per county, a column per datum.
    Wide,
    /// A row per value.
    Long,
    /// A detail table.
    Detail(TableId),
}

/// A sheet and where its parts stand.
pub(super) struct Table {
    pub sheet: Sheet,
    pub form: Form,
    /// The place of the header among the rows.
    pub header: usize,
    pub county: usize,
    pub city: Option<usize>,
    pub year: Option<usize>,
}

impl Table {
    /// The header cells with their columns.
    pub fn header(&self) -> impl Iterator<Item = (usize, &Raw)> {
        self.sheet.rows.get(self.header).into_iter().flat_map(|row| row.cells.iter().enumerate())
    }

    /// The number of the header's row.
    pub fn header_row(&self) -> u32 {
        self.sheet.rows.get(self.header).map_or(0, |row| row.number)
    }

    /// The number of columns of the header.
    pub fn width(&self) -> usize {
        self.header().filter(|(_, cell)| !cell.is_empty()).map(|(column, _)| column + 1).last().unwrap_or(0)
    }

    /// The rows of data, without empty ones.
    pub fn rows(&self) -> impl Iterator<Item = &RawRow> {
        self.sheet.rows.iter().skip(self.header + 1).filter(|row| !row.is_empty())
    }

    /// The column with one of these headers.
    pub fn column(&self, words: &[&str]) -> Option<usize> {
        self.header().find(|(_, cell)| words.contains(&folded_name(&cell.label()).as_str())).map(|(column, _)| column)
    }
}

/// Finds the table in a sheet; a sheet without one is reported unless it is empty or for people.
pub(super) fn table(sheet: Sheet, headers: &Headers<'_>, problems: &mut Problems) -> Option<Table> {
    if sheet.rows.iter().all(RawRow::is_empty) || sheet.name.as_deref().is_some_and(|n| folded_name(n) == NOTES_SHEET) {
        return None;
    }
    let is = |cell: &Raw, words: &[&str]| words.contains(&folded_name(&cell.label()).as_str());
    let filled = || sheet.rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
    let found = filled().take(limits::ROWS_ABOVE_HEADER).find(|(_, row)| row.cells.iter().any(|cell| is(cell, COUNTY)));
    let Some((header, row)) = found else {
        let place = sheet.place(0, None);
        problems.report(
            DataProblem::new(
                Code::DataLayout,
                place,
                words! { zh: "找不到表头：没有“县市区”一列", en: "no header: there is no column 县市区" },
            )
            .help(words! { zh: "表头写在一行里，第一列写“县市区”；不是数据的工作表请删去", en: "Put the headers into one row with a column 县市区; delete sheets that are no data" }),
        );
        return None;
    };
    // A title stands alone in its row; anything else above the header would be lost.
    let lost = filled().take_while(|(at, _)| *at < header).find(|(_, row)| {
        let cells: Vec<&Raw> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        cells.len() > 1 && !cells.iter().any(|cell| is_stamp(cell))
    });
    if let Some((_, row)) = lost {
        let place = sheet.place(row.number, None);
        problems.report(
            DataProblem::new(Code::DataLayout, place, words! { zh: "表头上面还有别的内容", en: "there is more above the header" })
                .help(words! { zh: "表头上面只能有标题，每行一格", en: "Only titles go there, one cell to a row" }),
        );
    }
    let county = row.cells.iter().position(|cell| is(cell, COUNTY))?;
    let other = |words: &[&str]| row.cells.iter().position(|cell| is(cell, words) && !headers.is_datum(&cell.label()));
    let detail = match &sheet.name {
        Some(name) => headers.table(name),
        None => headers.table(stem(&sheet.file)),
    };
    let long = other(LONG_NAME).is_some() && other(LONG_VALUE).is_some();
    let form = match detail {
        Some(id) => Form::Detail(id),
        None if long => Form::Long,
        None => misnamed(&sheet, row, headers, problems).map_or(Form::Wide, Form::Detail),
    };
    let (city, year) = (other(CITY), other(&[YEAR]));
    Some(Table { form, header, county, city, year, sheet })
}

/// The detail table a sheet holds under another name, going by its headers; it is reported, and read as that table.
fn misnamed(sheet: &Sheet, header: &RawRow, headers: &Headers<'_>, problems: &mut Problems) -> Option<TableId> {
    let labels: Vec<String> = header.cells.iter().map(Raw::label).collect();
    let own = sheet.name.as_deref().unwrap_or_else(|| stem(&sheet.file));
    let id = headers.likely_table(own, labels.iter().map(String::as_str))?;
    let (shown, table) = (super::problem::short(own), headers.table_name(id));
    let problem = DataProblem::new(
        Code::DataLayout,
        sheet.place(0, None),
        words! { zh: "没有叫“{shown}”的明细表，看表头多半是“{table}”", en: "no detail table is called `{shown}`; its header looks like that of `{table}`" },
    );
    problems.report(match sheet.name {
        Some(_) => problem.help(words! { zh: "请把工作表改名为“{table}”", en: "Rename the sheet to `{table}`" }),
        None => problem.help(words! { zh: "请在文件名里写上“{table}”，如“长沙-{table}.csv”", en: "Put `{table}` into the name of the file, as in `长沙-{table}.csv`" }),
    });
    Some(id)
}

/// A file's name without folders and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
