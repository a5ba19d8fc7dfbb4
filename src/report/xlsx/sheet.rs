//! What all sheets share: page, heads, cells that are never formulas, and rows as high as their text.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, ProtectionOptions, Worksheet, XlsxError};

use super::Looks;
use crate::report::{Report, Value, show};

/// Most characters a cell holds, in units of UTF-16.
const CELL: usize = 32_767;
/// Most digits a number cell holds exactly.
const DIGITS: usize = 15;
/// Decimal places that points show at least.
const POINTS: usize = 2;
const A4: u8 = 9;
/// Rows above the table: title and mark.
pub(super) const HEAD_ROW: u32 = 2;

/// Width of a page across, in units of column widths, where type of 10 points is 8 points on paper.
const PAGE: u32 = 132;

/// What is left of such a page beside columns of these widths; each has a free edge.
pub(super) fn room(columns: &[Column]) -> u32 {
    PAGE.saturating_sub(columns.iter().map(|column| column.width + 1).sum())
}

/// A column: its header and width.
pub(super) struct Column {
    pub head: String,
    pub width: u32,
}

/// A column.
pub(super) fn column(head: impl Into<String>, width: u32) -> Column {
    Column { head: head.into(), width }
}

/// A text no longer than so many units of UTF-16, marked where it was cut.
pub(super) fn clip(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    const CUT: &str = "……（以下略）";
    let mut left = most.saturating_sub(CUT.encode_utf16().count());
    let mut out = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.len_utf16()) else { break };
        left = rest;
        out.push(c);
    }
    out + CUT
}

/// Prepares a sheet: name, page, title, mark, header; returns its first row.
pub(super) fn begin(
    sheet: &mut Worksheet,
    name: &str,
    report: &Report,
    columns: &[Column],
    fixed: u16,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(A4).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
    // No password: against slips. Columns may be resized and lists filtered all the same.
    let may =
        ProtectionOptions { format_columns: true, format_rows: true, use_autofilter: true, sort: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&may);
    // An ampersand is a command there, and there is room for 255 characters.
    sheet.set_footer(format!("&L{}&C第 &P 页，共 &N 页&R{name}", clip(&report.title, 60).replace('&', "&&")));
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, fixed)?;
    let last = u16::try_from(columns.len()).unwrap_or(u16::MAX).max(1) - 1;
    let title = clip(&format!("{} {name}", report.title), CELL);
    if last == 0 {
        sheet.write_string_with_format(0, 0, &title, &looks.title)?;
    } else {
        sheet.merge_range(0, 0, 0, last, &title, &looks.title)?;
    }
    let width: u32 = columns.iter().map(|c| c.width).sum();
    sheet.set_row_height(0, 26 * lines(&title, width * 10 / 16).min(8))?;
    sheet.write_string_with_format(1, 0, mark(report), &looks.mark)?;
    for (at, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(HEAD_ROW, at, clip(&column.head, CELL), &looks.head)?;
        sheet.set_column_width(at, column.width)?;
    }
    let high = columns.iter().map(|c| lines(&c.head, c.width)).max().unwrap_or(1);
    sheet.set_row_height(HEAD_ROW, (14 * high + 8).min(400))?;
    Ok(HEAD_ROW + 1)
}

/// Issuer, year and the rules the results rest on.
fn mark(report: &Report) -> String {
    let issuer = report.issuer.as_deref().map(|issuer| format!("{issuer}　")).unwrap_or_default();
    let rules: String = report.receipt.rules.chars().take(16).collect();
    clip(&format!("{issuer}{}年度　满分{}分　规则指纹 {rules}", report.year, report.full), CELL)
}

/// Text, whatever it looks like.
pub(super) fn text(sheet: &mut Worksheet, row: u32, at: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, at, clip(text, CELL), look)?;
    Ok(())
}

/// A number where a cell holds it exactly, else its text.
pub(super) fn number(sheet: &mut Worksheet, row: u32, at: u16, number: &str, look: &Format) -> Result<(), XlsxError> {
    let least = if number.contains('.') { POINTS } else { 0 };
    with_places(sheet, row, at, number, least, look)
}

/// Points, with equally many places in a column.
pub(super) fn points_cell(sheet: &mut Worksheet, row: u32, at: u16, points: &str, look: &Format) -> Result<(), XlsxError> {
    with_places(sheet, row, at, points, POINTS, look)
}

/// A number that shows so many decimal places at least.
fn with_places(sheet: &mut Worksheet, row: u32, at: u16, number: &str, least: usize, look: &Format) -> Result<(), XlsxError> {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let exact = show::number(number).filter(|_| digits <= DIGITS && !number.contains('/'));
    match (exact, number.parse::<f64>()) {
        (Some(_), Ok(value)) => {
            let places = number.split_once('.').map_or(0, |(_, fraction)| fraction.len()).max(least);
            let shown = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
            sheet.write_number_with_format(row, at, value, &look.clone().set_num_format(shown))?;
        }
        _ => text(sheet, row, at, number, look)?,
    }
    Ok(())
}

/// A place; one that is shared says so by its look, and stays a number.
pub(super) fn place_cell(sheet: &mut Worksheet, row: u32, place: Option<(usize, bool)>, looks: &Looks) -> Result<(), XlsxError> {
    match place {
        Some((place, tied)) => {
            let shown = if tied { "\"并列\"0" } else { "0" };
            sheet.write_number_with_format(row, 0, place as f64, &looks.center.clone().set_num_format(shown))?;
            Ok(())
        }
        None => text(sheet, row, 0, "—", &looks.center),
    }
}

/// Points, or words.
pub(super) fn value(sheet: &mut Worksheet, row: u32, at: u16, value: &Value, look: &Format, words: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Number(exact) => points_cell(sheet, row, at, exact, look),
        Value::Met(_) | Value::Lack(_) => text(sheet, row, at, &show::value(value), words),
    }
}

/// Lines a text takes in a column so wide. A column is measured in digits of 7 pixels; in the type of the sheets a Han character
/// takes 13.3 pixels, any other half of it, and 5 pixels stand free.
fn lines(text: &str, width: u32) -> u32 {
    const HAN: u32 = 134;
    const OTHER: u32 = 67;
    let room = (70 * width).saturating_sub(50).max(HAN);
    let of = |line: &str| line.chars().map(|c| if c.is_ascii() { OTHER } else { HAN }).sum::<u32>().div_ceil(room).max(1);
    text.lines().map(of).sum::<u32>().max(1)
}

/// A row of texts as high as the highest; not every program finds that out itself.
pub(super) fn height(sheet: &mut Worksheet, row: u32, cells: &[(&str, u32)]) -> Result<(), XlsxError> {
    let high = cells.iter().map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
    sheet.set_row_height(row, (14 * high + 4).clamp(18, 400))?;
    Ok(())
}

/// A look for the cells for which a formula holds.
pub(super) fn mark_where(
    sheet: &mut Worksheet,
    first: (u32, u16),
    last: (u32, u16),
    formula: &str,
    look: &Format,
) -> Result<(), XlsxError> {
    let rule = ConditionalFormatFormula::new().set_rule(formula).set_format(look);
    sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule)?;
    Ok(())
}
