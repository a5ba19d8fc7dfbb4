//! 指标得分: counties × indicators; what lost points is marked by the sheet itself.

use rust_xlsxwriter::{Worksheet, XlsxError, utility::row_col_to_cell};

use super::Looks;
use super::sheet::{begin, column, height, mark_where, number, room, text, value};
use crate::report::{County, IndicatorLine, Kind, Report};

/// Width of the titles of indicators, and of a county.
const TITLE: u32 = 28;
const COUNTY: u32 = 7;
/// The scale of a sheet that is wider than a page: type of 10 points is 8 points on paper.
const SCALE: u16 = 80;

/// Indicators stand in rows and counties in columns: there are more indicators, and paper is longer than wide. What makes the
/// total stands above it, the leaders' indicators below.
pub(super) fn fill(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let mut columns = vec![column("编号", 6), column("指标", TITLE), column("满分", 6)];
    columns.extend(report.counties.iter().map(|county| column(named(county), COUNTY)));
    let mut row = begin(sheet, "指标得分", report, &columns, 3, looks)?;
    for kind in [Kind::Indicator, Kind::Bonus, Kind::Penalty] {
        row = lines(sheet, report, kind, row, looks)?;
    }
    text(sheet, row, 0, "", &looks.center)?;
    text(sheet, row, 1, "总分", &looks.name)?;
    number(sheet, row, 2, &report.full, &looks.bold)?;
    for (column, county) in (3_u16..).zip(&report.counties) {
        value(sheet, row, column, &county.total, &looks.bold, &looks.center)?;
    }
    sheet.set_row_height(row, 22)?;
    row += 1;
    if report.indicators.iter().any(|line| line.kind == Kind::Leader && line.scored) {
        sheet.merge_range(row, 0, row, 2, "领导干部指标（不计入总分）", &looks.head)?;
        for (column, _) in (3_u16..).zip(&report.counties) {
            sheet.write_blank(row, column, &looks.head)?;
        }
        sheet.set_row_height(row, 20)?;
        lines(sheet, report, Kind::Leader, row + 1, looks)?;
    }
    sheet.set_repeat_columns(0, 2)?;
    // More counties than a page is wide for are printed side by side.
    if room(&columns) == 0 {
        sheet.set_print_fit_to_pages(0, 0).set_print_scale(SCALE);
    }
    Ok(())
}

/// The rows of one kind; gives the next row.
fn lines(sheet: &mut Worksheet, report: &Report, kind: Kind, from: u32, looks: &Looks) -> Result<u32, XlsxError> {
    let mut row = from;
    for (at, line) in report.indicators.iter().enumerate().filter(|(_, line)| line.scored && line.kind == kind) {
        // What an item gives or takes at most is no part of the full marks.
        let (code, title, full) = match kind {
            Kind::Bonus => ("加分", most(line), None),
            Kind::Penalty => ("扣分", most(line), None),
            Kind::Indicator | Kind::Leader => (line.code.as_str(), line.title.clone(), line.full.as_deref()),
        };
        text(sheet, row, 0, code, &looks.center)?;
        text(sheet, row, 1, &title, &looks.text)?;
        match full {
            Some(full) => number(sheet, row, 2, full, &looks.number)?,
            None => text(sheet, row, 2, "—", &looks.center)?,
        }
        for (column, county) in (3_u16..).zip(&report.counties) {
            match county.scores.get(at) {
                Some(score) => value(sheet, row, column, &score.score, &looks.number, &looks.center)?,
                None => text(sheet, row, column, "", &looks.center)?,
            }
        }
        height(sheet, row, &[(&title, TITLE)])?;
        marks(sheet, report, line, row, looks)?;
        row += 1;
    }
    Ok(row)
}

/// 经验推介（最多2分）
fn most(line: &IndicatorLine) -> String {
    let most = line.full.as_ref().map(|full| format!("（最多{full}分）")).unwrap_or_default();
    format!("{}{most}", line.title)
}

/// The rule of a row: below full points, or above none for a penalty.
fn marks(sheet: &mut Worksheet, report: &Report, line: &IndicatorLine, row: u32, looks: &Looks) -> Result<(), XlsxError> {
    let Some(last) = u16::try_from(report.counties.len()).ok().filter(|n| *n > 0).map(|n| n + 2) else { return Ok(()) };
    let cell = row_col_to_cell(row, 3);
    let rule = match line.kind {
        Kind::Penalty => Some(format!("=AND(ISNUMBER({cell}),{cell}>0)")),
        Kind::Bonus => None,
        Kind::Indicator | Kind::Leader if line.full.is_some() => Some(format!("=AND(ISNUMBER({cell}),{cell}<$C{})", row + 1)),
        Kind::Indicator | Kind::Leader => Some(format!("={cell}=\"未达到\"")),
    };
    if let Some(rule) = rule {
        mark_where(sheet, (row, 3), (row, last), &rule, &looks.lost)?;
    }
    let lack = format!("=AND(ISTEXT({cell}),{cell}<>\"达到\",{cell}<>\"未达到\")");
    mark_where(sheet, (row, 3), (row, last), &lack, &looks.lacking)
}

/// Counties of different parts (分别评价) may have the same name.
fn named(county: &County) -> String {
    county.part.as_ref().map_or_else(|| county.name.clone(), |part| format!("{part} {}", county.name))
}
