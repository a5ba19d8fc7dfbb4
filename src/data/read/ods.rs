//! ODS: OpenDocument spreadsheets, whose cells carry their exact decimal text. Spec: §11.3.

use quick_xml::events::{BytesStart, Event};

use super::{Reader, Unreadable, packed};
use crate::data::limits;
use crate::data::raw::{Raw, Region, Sheet};
use crate::finding::Words;
use crate::syntax::tree::Date;

/// Every sheet.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Vec<Sheet> {
    let mut out = Vec::new();
    let Some(text) = packed::part(bytes, "content.xml") else {
        reader.unreadable(Words::new("不是完整的ods文件", "this is no complete ods file"));
        return out;
    };
    let _ = content(reader, &text, &mut out);
    out
}

/// A cell while its text is read.
#[derive(Default)]
struct Open {
    kind: String,
    value: String,
    formula: bool,
    repeated: u32,
    spans: (u32, u32),
    text: String,
    paragraphs: usize,
}

/// Where the reader is in a table.
struct Cursor {
    sheet: Sheet,
    row: u32,
    row_repeated: u32,
    column: u32,
    cells: Vec<(u32, Raw)>,
}

fn content(reader: &mut Reader<'_>, text: &str, out: &mut Vec<Sheet>) -> Result<(), Unreadable> {
    let mut xml = quick_xml::Reader::from_str(text);
    let mut cursor: Option<Cursor> = None;
    let mut cell: Option<Open> = None;
    // Notes hang inside cells and are no part of their text.
    let mut note = 0_usize;
    let damaged = || Words::new("不是完整的ods文件", "this is no complete ods file");
    loop {
        let event = match xml.read_event() {
            Ok(event) => event,
            Err(_) => return Err(reader.unreadable(damaged())),
        };
        match event {
            Event::Start(e) => start(reader, &e, &mut cursor, &mut cell, &mut note, out.len())?,
            Event::Empty(e) => {
                let name = e.name().as_ref().to_owned();
                start(reader, &e, &mut cursor, &mut cell, &mut note, out.len())?;
                end(reader, &name, &mut cursor, &mut cell, &mut note, out)?;
            }
            Event::End(e) => {
                let name = e.name().as_ref().to_owned();
                end(reader, &name, &mut cursor, &mut cell, &mut note, out)?;
            }
            Event::Text(t) if note == 0 => {
                if let Some(cell) = cell.as_mut().filter(|c| c.paragraphs > 0) {
                    cell.text.push_str(&t.xml_content(quick_xml::XmlVersion::Implicit1_0));
                }
            }
            Event::GeneralRef(r) if note == 0 => {
                if let Some(cell) = cell.as_mut().filter(|c| c.paragraphs > 0) {
                    let name: &str = &r;
                    let known = quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned);
                    let coded = r.resolve_char_ref().ok().flatten().map(String::from);
                    cell.text.push_str(&known.or(coded).unwrap_or_default());
                }
            }
            Event::Eof if cursor.is_some() => return Err(reader.unreadable(damaged())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

fn count(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

fn start(
    reader: &mut Reader<'_>,
    e: &BytesStart<'_>,
    cursor: &mut Option<Cursor>,
    cell: &mut Option<Open>,
    note: &mut usize,
    sheets: usize,
) -> Result<(), Unreadable> {
    match (e.name().as_ref(), cursor.as_mut()) {
        ("table:table", None) => {
            if sheets >= limits::SHEETS {
                return Err(reader.too_large(Words::new("工作表太多", "too many sheets"), limits::SHEETS as u64, "张", "sheets"));
            }
            let sheet = Sheet::new(&reader.name, Some(&attribute(e, "table:name").unwrap_or_default()));
            *cursor = Some(Cursor { sheet, row: 1, row_repeated: 1, column: 0, cells: Vec::new() });
        }
        ("table:table-row", Some(at)) => {
            (at.column, at.row_repeated) = (0, count(e, "table:number-rows-repeated"));
            at.cells.clear();
        }
        ("table:table-cell" | "table:covered-table-cell", Some(_)) if cell.is_none() => {
            let get = |names: &[&str]| names.iter().find_map(|n| attribute(e, n)).unwrap_or_default();
            *cell = Some(Open {
                kind: get(&["calcext:value-type", "office:value-type"]),
                value: get(&["office:value", "office:date-value", "office:boolean-value", "office:string-value"]),
                formula: attribute(e, "table:formula").is_some(),
                repeated: count(e, "table:number-columns-repeated"),
                spans: (count(e, "table:number-rows-spanned"), count(e, "table:number-columns-spanned")),
                ..Open::default()
            });
        }
        ("office:annotation", _) => *note += 1,
        ("text:p", _) if *note == 0 => {
            if let Some(cell) = cell {
                if cell.paragraphs > 0 {
                    cell.text.push('\n');
                }
                cell.paragraphs += 1;
            }
        }
        ("text:s", _) if *note == 0 => {
            if let Some(cell) = cell {
                cell.text.push(' ');
            }
        }
        _ => {}
    }
    Ok(())
}

fn end(
    reader: &mut Reader<'_>,
    name: &str,
    cursor: &mut Option<Cursor>,
    cell: &mut Option<Open>,
    note: &mut usize,
    out: &mut Vec<Sheet>,
) -> Result<(), Unreadable> {
    match (name, cursor.as_mut()) {
        ("office:annotation", _) => *note = note.saturating_sub(1),
        ("table:table-cell" | "table:covered-table-cell", Some(at)) => {
            let Some(open) = cell.take() else { return Ok(()) };
            let column = at.column;
            at.column = at.column.saturating_add(open.repeated);
            if open.spans != (1, 1) {
                let rows = (at.row, at.row.saturating_add(open.spans.0 - 1));
                at.sheet.merged.push(Region { rows, columns: (column, column.saturating_add(open.spans.1 - 1)) });
            }
            let repeated = open.repeated;
            let raw = raw(open);
            if raw.is_empty() {
                return Ok(());
            }
            if column.saturating_add(repeated) as usize > limits::COLUMNS {
                return Err(reader.too_large(Words::new("列数太多", "too many columns"), limits::COLUMNS as u64, "列", "columns"));
            }
            at.cells.extend((column..column.saturating_add(repeated)).map(|c| (c, raw.clone())));
        }
        ("table:table-row", Some(at)) => {
            if !at.cells.is_empty() {
                for row in at.row..at.row.saturating_add(at.row_repeated) {
                    for (column, raw) in &at.cells {
                        reader.put(&mut at.sheet, row, *column as usize, raw.clone())?;
                    }
                }
            }
            at.row = at.row.saturating_add(at.row_repeated);
        }
        ("table:table", Some(_)) => out.extend(cursor.take().map(|at| at.sheet)),
        _ => {}
    }
    Ok(())
}

fn raw(cell: Open) -> Raw {
    match cell.kind.as_str() {
        "float" | "currency" => Raw::Number(decimal(&cell.value)),
        "percentage" => Raw::Fraction(decimal(&cell.value)),
        "date" => iso_day(&cell.value).map_or_else(|| Raw::text(cell.value), Raw::Day),
        "boolean" => Raw::Fact(cell.value == "true"),
        "error" => Raw::Error(cell.text),
        "string" if cell.text.is_empty() => Raw::text(cell.value),
        "" if cell.formula => Raw::NoValue,
        "" => Raw::Empty,
        _ => Raw::text(cell.text),
    }
}

/// A value of 17 digits is the shortest decimal with the same stored number, as in every other spreadsheet.
fn decimal(text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let shortest = || text.parse::<f64>().ok().and_then(Raw::float);
    if digits > 15 { shortest().unwrap_or_else(|| Raw::decimal(text)) } else { Raw::decimal(text) }
}

fn iso_day(text: &str) -> Option<Date> {
    let day = text.strip_suffix("T00:00:00").unwrap_or(text);
    let mut parts = day.split('-').map(str::parse::<u32>);
    let date = Date { year: Some(parts.next()?.ok()?), month: parts.next()?.ok()?, day: parts.next()?.ok()? };
    parts.next().is_none().then_some(date)
}
