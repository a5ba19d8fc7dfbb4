//! 指标得分: counties × indicators; what lost points is marked by the sheet itself.

use rust_xlsxwriter::{Worksheet, XlsxError, utility::row_col_to_cell};

use super::Looks;
use super::sheet::{begin, column, height, mark_where, number, text, value};
use crate::report::{County, Kind, Report};

/// Indicators stand in rows and counties in columns: there are more indicators, and paper is longer than wide.
pub(super) fn fill(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let mut columns = vec![column("编号", 8), column("指标", 32), column("满分", 7)];
    columns.extend(report.counties.iter().map(|county| column(named(county), 9)));
    let mut row = begin(sheet, "指标得分", report, &columns, 3, looks)?;
    for (at, line) in report.indicators.iter().enumerate().filter(|(_, line)| line.scored) {
        let code = if line.kind == Kind::Bonus {
            "加分"
        } else if line.kind == Kind::Penalty {
            "扣分"
        } else {
            &line.code
        };
        text(sheet, row, 0, code, &looks.center)?;
        text(sheet, row, 1, &line.title, &looks.text)?;
        match &line.full {
            Some(full) => number(sheet, row, 2, full, &looks.number)?,
            None => text(sheet, row, 2, "—", &looks.center)?,
        }
        for (column, county) in (3_u16..).zip(&report.counties) {
            match county.scores.get(at) {
                Some(score) => value(sheet, row, column, &score.score, &looks.number, &looks.center)?,
                None => text(sheet, row, column, "", &looks.center)?,
            }
        }
        height(sheet, row, &[(&line.title, 32)])?;
        // The rule of the row: below full points, or above none for a penalty.
        if let Some(last) = u16::try_from(report.counties.len()).ok().filter(|n| *n > 0).map(|n| n + 2) {
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
            mark_where(sheet, (row, 3), (row, last), &lack, &looks.lacking)?;
        }
        row += 1;
    }
    text(sheet, row, 1, "总分", &looks.name)?;
    number(sheet, row, 2, &report.full, &looks.bold)?;
    text(sheet, row, 0, "", &looks.center)?;
    for (column, county) in (3_u16..).zip(&report.counties) {
        value(sheet, row, column, &county.total, &looks.bold, &looks.center)?;
    }
    sheet.set_row_height(row, 22)?;
    sheet.set_repeat_columns(0, 2)?;
    // More counties than a page is wide for are printed side by side.
    if report.counties.len() > 16 {
        sheet.set_print_fit_to_pages(0, 0).set_print_scale(80);
    }
    Ok(())
}

/// Counties of different parts (分别评价) may have the same name.
fn named(county: &County) -> String {
    county.part.as_ref().map_or_else(|| county.name.clone(), |part| format!("{part} {}", county.name))
}
