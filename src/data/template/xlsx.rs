//! The template as a workbook: a sheet per table, choices and ranges checked while typing, ready to print. Spec: §11.7.

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{TemplateColumn, TemplateTable, tables};
use crate::data::Stamp;
use crate::data::header::SHEET_NAME;
use crate::data::layout::NOTES_SHEET;
use crate::model::Model;
use crate::sentence::Type;

/// The template could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct TemplateError(#[from] XlsxError);

/// Rows of a detail table that are ready to be filled in, and how many of them have lines before they are.
const DETAIL_ROWS: u32 = 1000;
const LINED_ROWS: u32 = 30;
/// Rows of counties where the roster is not known.
const COUNTY_ROWS: u32 = 30;
/// Most characters of a list of choices.
const CHOICES: usize = 255;
const A4: u8 = 9;

/// The looks of cells.
struct Looks {
    mark: Format,
    advice: Format,
    head: Format,
    name: Format,
    text: Format,
    body: Format,
}

impl Looks {
    fn new() -> Self {
        let base = || Format::new().set_font_name("宋体").set_font_size(11);
        let boxed = || base().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Looks {
            mark: base().set_font_size(9).set_font_color(Color::RGB(0x0080_8080)),
            advice: base().set_align(FormatAlign::VerticalCenter),
            head: boxed().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00E2_EFDA)),
            name: boxed().set_bold(),
            text: boxed().set_text_wrap().set_num_format("@"),
            body: boxed(),
        }
    }

    /// The look of the cells of a column.
    fn of(&self, column: &TemplateColumn<'_>) -> Format {
        match (&column.declared.signature.ty, column.places()) {
            (_, Some(0)) => self.body.clone().set_num_format("0"),
            (_, Some(places)) => self.body.clone().set_num_format(format!("0.{}", "0".repeat(places as usize))),
            (Type::Date, None) => self.body.clone().set_num_format("yyyy-mm-dd"),
            (Type::Level(_) | Type::Bool, None) if column.choices().is_some() => self.body.clone().set_align(FormatAlign::Center),
            _ => self.text.clone(),
        }
    }
}

/// The whole workbook; the same model gives the same bytes.
///
/// # Errors
/// What the writer of workbooks refused.
pub fn write(model: &Model, stamp: &Stamp) -> Result<Vec<u8>, TemplateError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let year = u16::try_from(stamp.year).unwrap_or(2000).clamp(1900, 9999);
    let title = model.header.as_ref().map(|h| h.title.text.clone()).unwrap_or_default();
    let made = ExcelDateTime::from_ymd(year, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&made));
    let tables = tables(model);
    for table in &tables {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.name))?;
        fill(sheet, table, model, stamp, &looks)?;
        page(sheet, &title, &table.name, (0, head_row(table)))?;
        sheet.set_repeat_columns(0, 0)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(NOTES_SHEET)?;
    notes(sheet, &tables, &looks)?;
    page(sheet, &title, NOTES_SHEET, (2, 2))?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(book.save_to_buffer()?)
}

/// A name a sheet may have.
fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(SHEET_NAME).collect()
}

fn page(sheet: &mut Worksheet, title: &str, name: &str, head: (u32, u32)) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(A4).set_margins(0.5, 0.5, 0.8, 0.6, 0.3, 0.3);
    // An ampersand is a command there.
    sheet.set_header(format!("&L{}&R{}", title.replace('&', "&&"), name.replace('&', "&&")));
    sheet.set_footer("&C第 &P 页，共 &N 页");
    sheet.set_repeat_rows(head.0, head.1)?;
    Ok(())
}

/// The row of the header; above that of a detail table is told how to fill it in.
fn head_row(table: &TemplateTable<'_>) -> u32 {
    if table.by_county { 1 } else { 2 }
}

fn fill(sheet: &mut Worksheet, table: &TemplateTable<'_>, model: &Model, stamp: &Stamp, looks: &Looks) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, stamp.line(), &looks.mark)?;
    let (head, first) = (head_row(table), head_row(table) + 1);
    sheet.write_string_with_format(head, 0, "县市区", &looks.head)?;
    sheet.set_column_width(0, 14)?.set_row_height(head, 66)?.set_freeze_panes(first, 1)?;
    let rows = match (table.by_county, model.counties.len() as u32) {
        (true, 0) => COUNTY_ROWS,
        (true, counties) => counties,
        (false, _) => DETAIL_ROWS,
    };
    // Only what is to be printed gets lines; in long lists some rows to begin with, and those that are filled in.
    let lined = if table.by_county { rows } else { LINED_ROWS };
    for row in 0..lined {
        let name = model.counties.get(row as usize).filter(|_| table.by_county).map_or("", |county| &county.name);
        match name {
            "" => sheet.write_blank(first + row, 0, &looks.name)?,
            name => sheet.write_string_with_format(first + row, 0, name, &looks.name)?,
        };
        sheet.set_row_height(first + row, 22)?;
    }
    if !table.by_county {
        sheet.write_string_with_format(1, 0, how_to_fill(table), &looks.advice)?.set_row_height(1, 20)?;
        let names: Vec<&str> = model.counties.iter().map(|c| c.name.as_str()).collect();
        if let Some(choice) = choose(&names)?.filter(|_| !names.is_empty()) {
            sheet.add_data_validation(first, 0, first + rows - 1, 0, &choice)?;
        }
        let filled = ConditionalFormatFormula::new().set_rule(format!("=$A{}<>\"\"", first + 1).as_str());
        let last = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        let lines = Format::new().set_border(FormatBorder::Thin);
        sheet.add_conditional_format(first, 0, first + rows - 1, last, &filled.set_format(lines))?;
    }
    for (at, column) in table.columns.iter().enumerate() {
        let at = u16::try_from(at + 1).unwrap_or(u16::MAX);
        sheet.write_string_with_format(head, at, &column.header, &looks.head)?;
        let wide = column.declared.unit().is_none() && column.choices().is_none() && !matches!(column.declared.signature.ty, Type::Date);
        let letters = column.header.chars().count() as u16;
        // The table of counties has too many columns to give each its header in one line.
        let width = match (wide, table.by_county) {
            (true, _) => 30,
            (false, true) => letters.clamp(11, 15),
            (false, false) => (2 * letters + 2).clamp(11, 20),
        };
        sheet.set_column_width(at, width)?;
        let look = looks.of(column);
        for row in 0..lined {
            sheet.write_blank(first + row, at, &look)?;
        }
        if !table.by_county {
            // Lines would show in the rows above the header too.
            sheet.set_column_format(at, &look.set_border(FormatBorder::None))?;
        }
        if let Some(rule) = validation(column)? {
            sheet.add_data_validation(first, at, first + rows - 1, at, &rule)?;
        }
    }
    Ok(())
}

/// What a row of a detail table is and where it begins; one cell, as titles above a header are read.
fn how_to_fill(table: &TemplateTable<'_>) -> String {
    let what = if table.row.is_empty() { String::new() } else { format!("（{}）", table.row) };
    format!("填写方法{what}：一行填一条，从表头的下一行填起，先在第一列选县市区；中间不空行，不加合计行；没有记录的县不用填。")
}

/// A list of choices, if it is short enough for one.
fn choose(words: &[&str]) -> Result<Option<DataValidation>, XlsxError> {
    let length: usize = words.iter().map(|w| w.chars().count() + 1).sum();
    if length > CHOICES || words.iter().any(|w| w.contains(',')) {
        return Ok(None);
    }
    Ok(Some(DataValidation::new().allow_list_strings(words)?))
}

/// What is checked while typing. 不适用, 待定 and 缺报 are words, so numbers only warn.
fn validation(column: &TemplateColumn<'_>) -> Result<Option<DataValidation>, XlsxError> {
    let expected: String = column.declared.expected().zh.chars().take(200).collect();
    let rule = match (column.choices(), column.places()) {
        (Some(words), _) => choose(&words.iter().map(String::as_str).collect::<Vec<_>>())?,
        (None, Some(places)) => Some(number(column, places)),
        (None, None) => Some(DataValidation::new().allow_any_value()),
    };
    let Some(rule) = rule else { return Ok(None) };
    let style = if column.choices().is_some() { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning };
    let title: String = column.declared.name.chars().take(32).collect();
    Ok(Some(
        rule.set_error_style(style)
            .set_error_title("与要求不符")?
            .set_error_message(format!("应为：{expected}"))?
            .set_input_title(title)?
            .set_input_message(format!("填{expected}"))?,
    ))
}

fn number(column: &TemplateColumn<'_>, places: u32) -> DataValidation {
    let range = column.declared.signature.range.as_ref();
    let end = |n: &crate::expr::Number| n.to_string();
    match (range, places) {
        // The ends go in as text: what is typed is compared with exactly what was declared.
        (Some((low, high)), 0) => DataValidation::new()
            .allow_whole_number_formula(DataValidationRule::Between(end(low).as_str().into(), end(high).as_str().into())),
        (Some((low, high)), _) => DataValidation::new()
            .allow_decimal_number_formula(DataValidationRule::Between(end(low).as_str().into(), end(high).as_str().into())),
        (None, 0) => DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        (None, _) => DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
    }
}

/// Lines a text takes in a column so wide; a Han character is two wide.
fn lines(text: &str, width: u32) -> u32 {
    let wide: u32 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    wide.div_ceil(width.saturating_sub(2).max(1)).max(1)
}

/// How to fill in what.
fn notes(sheet: &mut Worksheet, tables: &[TemplateTable<'_>], looks: &Looks) -> Result<(), XlsxError> {
    let advice = "每格只填一个值；没有这项工作的填“不适用”（下表写明可以的才行），尚未评定的填“待定”。百分比填84.5或84.5%；\
        日期填2021年3月5日或2021-3-5；文件填“文号，日期，发文机关”。不要改表头和第一行，不要合并单元格，不要加合计行。";
    let wrapped = looks.text.clone().set_border(FormatBorder::None);
    sheet.merge_range(0, 0, 0, 8, advice, &wrapped)?;
    sheet.set_row_height(0, 50)?;
    let heads = ["表", "列", "类型", "单位", "小数位数", "取值", "来源", "责任单位", "口径"];
    let widths: [u32; 9] = [10, 26, 22, 8, 8, 30, 22, 16, 34];
    for (at, (head, width)) in heads.iter().zip(widths).enumerate() {
        sheet.write_string_with_format(2, at as u16, *head, &looks.head)?;
        sheet.set_column_width(at as u16, width)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    let mut row = 3;
    for table in tables {
        for column in &table.columns {
            let places = column.places().map(|p| p.to_string()).unwrap_or_default();
            let cells = [
                table.name.as_str(),
                &column.header,
                &column.kind(),
                &column.unit(),
                &places,
                &column.declared.expected().zh,
                &column.source,
                &column.owners,
                &column.scope,
            ];
            for (at, text) in cells.iter().enumerate() {
                sheet.write_string_with_format(row, at as u16, *text, &looks.text)?;
            }
            // Not every program makes rows as high as their text.
            let lines = cells.iter().zip(widths).map(|(text, width)| lines(text, width)).max().unwrap_or(1);
            sheet.set_row_height(row, 16 * lines)?;
            row += 1;
        }
    }
    Ok(())
}
