//! The template as text tables, which every spreadsheet opens: UTF-8 with its mark. Spec: §11.7.

use super::tables;
use crate::data::Stamp;
use crate::model::Model;

/// Every table with its name; the first is that of the counties.
pub fn write(model: &Model, stamp: &Stamp) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for table in tables(model) {
        let mut text = format!("\u{FEFF}{}\r\n县市区", cell(&stamp.line()));
        for column in &table.columns {
            text.push(',');
            text.push_str(&cell(&column.header));
        }
        text.push_str("\r\n");
        for county in model.counties.iter().filter(|_| table.by_county) {
            text.push_str(&cell(&county.name));
            text.push_str(&",".repeat(table.columns.len()));
            text.push_str("\r\n");
        }
        out.push((table.name, text.into_bytes()));
    }
    out
}

/// A cell no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@x,y"), "\"'@x,y\"");
        assert_eq!(cell("甲县"), "甲县");
    }
}
