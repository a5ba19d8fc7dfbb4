//! Sheets of the workbook as people see them: nothing has points before anything is entered, no header fills a small screen, tables of
//! indicators need few pages. Spec: §14e.7, §14e.10.

use std::io::Read as _;

use evalc::build::{Subject, workbook};

use crate::agreement::cities;
use crate::build_workbook::{place_of, stamp};
use crate::support::Read;

/// The part of a sheet, without data.
struct Blank(Vec<u8>);

impl Blank {
    fn of(city: &Read) -> Blank {
        let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
        Blank(workbook::write(&subject, None, true).unwrap())
    }

    fn sheet(&self, name: &str) -> String {
        let mut files = zip::ZipArchive::new(std::io::Cursor::new(&self.0)).unwrap();
        let mut text = String::new();
        let part = format!("xl/worksheets/sheet{}.xml", place_of(&self.0, name));
        files.by_name(&part).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

/// A city with an indicator over a detail table.
fn city() -> Read {
    crate::support::read(&std::fs::read_to_string("tests/it/city.eval").unwrap())
}

/// The values of the formulas of a sheet that stand in its rows from the seventh on, by cell.
fn values(sheet: &str) -> Vec<(String, String)> {
    let cells = sheet.split("<c r=\"").skip(1).filter_map(|cell| {
        let (name, rest) = cell.split_once('"')?;
        let (_, value) = rest.split_once("<f>")?.1.split_once("<v>")?;
        let row: u32 = name.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse().ok()?;
        (row > 6).then(|| (name.to_owned(), value.split_once("</v>").unwrap().0.to_owned()))
    });
    cells.collect()
}

#[test]
fn nothing_has_points_before_anything_is_entered() {
    let blank = Blank::of(&city());
    for name in ["得分表", "问题清单"] {
        let values = values(&blank.sheet(name));
        assert!(values.len() > 10, "{name}");
        for (cell, value) in values {
            assert!(["缺报", "待定"].contains(&value.as_str()), "{name} {cell}: {value}");
        }
    }
}

#[test]
fn tables_of_indicators_fit_the_width_of_a_page() {
    let blank = Blank::of(&city());
    for name in ["得分表", "问题清单"] {
        let sheet = blank.sheet(name);
        assert!(sheet.contains("<pageSetUpPr fitToPage=\"1\"/>") && sheet.contains("fitToHeight=\"0\""), "{name}");
        assert!(!sheet.contains("<colBreaks"), "{name}");
        assert!(sheet.contains("<pane xSplit=\"2\" ySplit=\"6\""), "code and title stay in sight: {name}");
    }
}

#[test]
fn a_high_header_is_not_frozen() {
    let blank = Blank::of(&cities().swap_remove(0).1);
    let (mut frozen, mut free) = (0, 0);
    for name in ["得分表", "明细学校", "填报教育局", "填报公安局", "计分B6教育经费", "计分B19安全责任和三防", "计分领导干部"]
    {
        let sheet = blank.sheet(name);
        let heights = sheet.split("<row r=\"").skip(1).take_while(|row| !row.starts_with("7\""));
        let height = |row: &str| row.split_once("ht=\"").map_or(15.0, |(_, rest)| rest.split_once('"').unwrap().0.parse::<f64>().unwrap());
        let high: f64 = heights.map(height).sum();
        let rows = sheet.contains("ySplit=\"6\"");
        assert!(sheet.contains("<pane xSplit="), "{name}");
        assert!(!rows || high < 300.0, "{name} has {high} points frozen");
        (frozen, free) = (frozen + usize::from(rows), free + usize::from(!rows));
    }
    assert!(frozen > 1 && free > 0, "{frozen} frozen, {free} free");
}

#[test]
fn every_title_stands_over_columns_of_the_first_page() {
    let blank = Blank::of(&cities().swap_remove(0).1);
    for name in ["填报教育局", "明细学校", "得分表", "等次认定", "排名", "领导干部结果", "问题清单", "计分B6教育经费", "计分结果"]
    {
        let sheet = blank.sheet(name);
        let merged = sheet.split("<mergeCell ref=\"").skip(1).filter_map(|range| range.split_once('"')).map(|(range, _)| range);
        let column = |cell: &str| cell.trim_end_matches('1').bytes().fold(0, |at, c| at * 26 + u32::from(c - b'A') + 1);
        let title = merged
            .filter_map(|range| range.split_once(':'))
            .find(|(from, to)| from.trim_end_matches(char::is_numeric).len() + 1 == from.len() && from.ends_with('1') && to.ends_with('1'));
        let Some((_, to)) = title else { panic!("the title of {name} may be torn") };
        // Columns are counted from 1, breaks from 0: the break stands behind its column.
        let first = sheet.split_once("<colBreaks").and_then(|(_, rest)| rest.split_once("<brk id=\"")?.1.split_once('"'));
        let last: u32 = first.map_or(u32::MAX, |(id, _)| id.parse().unwrap());
        assert!(column(to) <= last, "{name}: the title goes to {to}, the page to column {last}");
    }
}
