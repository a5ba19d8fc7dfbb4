//! 得分表: the points of every indicator, a row each, in every county, a column each. Spec: §14e.10.

use rust_xlsxwriter::{Format, XlsxError};

use super::blank::Blank;
use super::book::Book;
use super::dialect::{ROW, letters};
use super::layout::{FIRST, HEAD};
use super::outputs::{format_of, shown, shown_value};
use super::pen::{FROZEN, Pen, lines};
use super::results::{LEADERS, scored};
use crate::build::Kind;
use crate::build::listing::Output;
use crate::model::{Indicator, IndicatorKind};

/// Columns before those of counties, and their widths.
const FIXED: [(&str, u32); 3] = [("编号", 6), ("指标", 30), ("满分", 6)];
/// Width of a county.
const COUNTY: u32 = 8;

/// 得分表.
pub(super) fn scores<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let (sheet, looks) = (book.layout.scores, book.looks);
    let name = book.layout.name(sheet);
    let (fixed, counties) = (FIXED.len() as u16, book.counties() as u16);
    let mut pen = Pen::new(name, &book.subject.title(), looks, book.cached)?;
    let advice = "橙色的格：末级指标失了分，扣分项扣了分（各级合计和总分不标）。灰色的格没有得分。";
    let (title, widths) = (format!("{}　{name}", book.subject.title()), FIXED.map(|(_, width)| width));
    pen.spread((&title, advice), &book.edition(), &widths, &vec![COUNTY; usize::from(counties)], FROZEN)?;
    for (at, (head, _)) in (0..).zip(FIXED) {
        pen.text(HEAD, at, head, &looks.head)?;
    }
    for (at, name) in (fixed..).zip(book.names()) {
        pen.text(HEAD, at, name, &looks.head)?;
    }
    pen.sheet.set_row_height(HEAD, 34)?;
    let blank = Blank::at(book, &mut pen, fixed + counties + 1)?;
    let mut row = FIRST;
    if let Some(total) = book.output("total") {
        let full = book.listing.model.header.as_ref().map(|h| h.full.to_string()).unwrap_or_default();
        labels(&mut pen, row, ["", "总分", &full], &looks.section.clone().set_indent(0))?;
        line(book, &mut pen, row, &total, &looks.bold, &blank)?;
        row += 1;
    }
    // What adds up to the total stands below it; the leaders' indicators are another matter and stand last.
    for leaders in [false, true] {
        let all = scored(book).into_iter();
        let own: Vec<(Output, &Indicator)> = all.filter(|(_, i)| (i.kind == IndicatorKind::Leader) == leaders).collect();
        if leaders && !own.is_empty() {
            pen.band(row, fixed, counties, LEADERS)?;
            row += 1;
        }
        for (output, indicator) in &own {
            indicator_line(book, &mut pen, row, output, indicator, &blank)?;
            row += 1;
        }
    }
    pen.signatures(row + 1, &[1, fixed, fixed + 3, fixed + 6])?;
    pen.sheet.set_print_area(0, 0, row + 1, (fixed + counties).max(fixed + 9) - 1)?;
    Ok(pen)
}

/// Code, title and points of a line.
fn labels(pen: &mut Pen<'_>, row: u32, [code, title, points]: [&str; 3], look: &Format) -> Result<(), XlsxError> {
    let center = look.clone().set_indent(0).set_align(rust_xlsxwriter::FormatAlign::Center);
    pen.text(row, 0, code, &center)?;
    pen.text(row, 1, title, look)?;
    match points.parse() {
        Ok(points) => pen.number(row, 2, &points, &center)?,
        Err(_) => pen.text(row, 2, points, &center)?,
    }
    pen.sheet.set_row_height(row, (13 * lines(title, FIXED[1].1) + 5).max(18))?;
    Ok(())
}

/// An indicator or item; what holds others stands out from those it holds.
fn indicator_line(
    book: &Book<'_>,
    pen: &mut Pen<'_>,
    row: u32,
    output: &Output,
    indicator: &Indicator,
    blank: &Blank,
) -> Result<(), XlsxError> {
    let looks = book.looks;
    let points = indicator.points.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
    let (code, points) = match indicator.kind {
        IndicatorKind::Bonus => ("加分", format!("最多{points}")),
        IndicatorKind::Penalty => ("扣分", format!("最多{points}")),
        IndicatorKind::Level(_) | IndicatorKind::Leader => (indicator.code.as_str(), points),
    };
    let points = if indicator.points.is_none() { "—".to_owned() } else { points };
    let holds_others = !indicator.children.is_empty();
    let look = if holds_others { looks.section.clone().set_indent(0) } else { looks.text.clone().set_indent(1) };
    labels(pen, row, [code, &indicator.title.text, &points], &look)?;
    line(book, pen, row, output, if holds_others { &looks.bold } else { &looks.number }, blank)?;
    let first = FIXED.len() as u16;
    let own = format!("{}{}", letters(first), row + 1);
    let lost = match (&indicator.points, indicator.kind) {
        (_, IndicatorKind::Penalty) => Some(format!("=IF(ISNUMBER({own}),{own}>0,FALSE)")),
        (Some(points), IndicatorKind::Level(_) | IndicatorKind::Leader)
            if indicator.is_leaf() && book.subject.kind(output) == Kind::Points =>
        {
            Some(format!("=IF(ISNUMBER({own}),{own}<{points},FALSE)"))
        }
        _ => None,
    };
    let counties = book.counties() as u16;
    match lost {
        Some(lost) if counties > 0 => pen.mark_where((row, first), (row, first + counties - 1), &lost, &looks.lost),
        _ => Ok(()),
    }
}

/// A result in every county.
fn line(book: &Book<'_>, pen: &mut Pen<'_>, row: u32, output: &Output, look: &Format, blank: &Blank) -> Result<(), XlsxError> {
    let first = FIXED.len() as u16;
    let general = shown(book, &book.excel(book.layout.scores), output);
    let look = match book.subject.kind(output) {
        Kind::Points => look.clone().set_num_format(format_of(book, output)),
        Kind::Place | Kind::Truth | Kind::Grade => book.looks.center.clone(),
    };
    let is_open = blank.concerns(book, output);
    for (column, county) in (first..).zip(0..book.counties()) {
        // Every sheet of results has a row per county; here that is a column.
        let own = general.replace(ROW, &(FIRST + county + 1).to_string());
        let formula = if is_open { blank.guarded(&own) } else { own };
        let known = blank.known().filter(|_| is_open).unwrap_or_else(|| shown_value(book, output, county as usize));
        pen.formula(row, column, &formula, &known, &look)?;
    }
    if book.counties() == 0 {
        return Ok(());
    }
    let lacking = format!("=AND(ISTEXT({0}{1}),{0}{1}<>\"达标\",{0}{1}<>\"是\",{0}{1}<>\"否\")", letters(first), row + 1);
    pen.mark_where((row, first), (row, first + book.counties() as u16 - 1), &lacking, &book.looks.lacking)
}
