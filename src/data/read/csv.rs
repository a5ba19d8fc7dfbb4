//! CSV: comma-separated text. Spec: §11.2.

use super::{Reader, Unreadable};
use crate::data::problem::{DataProblem, Place};
use crate::data::raw::{Raw, Sheet};
use crate::finding::{Code, Words};

/// The one table of the file.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Option<Sheet> {
    // Lines are counted, so they all end in the same way.
    let text = reader.decode(bytes).ok()?.replace("\r\n", "\n").replace('\r', "\n");
    let mut sheet = Sheet::new(&reader.name, None);
    sheet.strict = true;
    fill(reader, &text, 1, &mut sheet).ok()?;
    // A quote without its partner swallows every row behind it.
    if text.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
        let last = sheet.rows.last().map_or(0, |row| row.number);
        reader.problems.report(unpaired(sheet.place(last, None)));
        return None;
    }
    Some(sheet)
}

/// A double quote without its partner.
pub fn unpaired(place: Place) -> DataProblem {
    DataProblem::new(
        Code::DataUnreadable,
        place,
        Words::new("英文双引号没有配对，或者文件没有传完", "a double quote without its partner, or the file was cut short"),
    )
    .help(Words::new("请补上引号，或重新导出", "Add the quote, or export the file again"))
}

/// The rows of a text whose first line is that of row `first`.
pub fn fill(reader: &mut Reader<'_>, text: &str, first: u32, sheet: &mut Sheet) -> Result<(), Unreadable> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // A cell of several lines is one row of a spreadsheet: its line ends do not count.
    let mut inner = 0;
    loop {
        match rows.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(_) => return Err(reader.unreadable(Words::new("不是CSV表格", "this is no CSV table"))),
        }
        let (line, byte) = record.position().map_or((1, 0), |at| (at.line(), at.byte()));
        // A row begins behind the blank lines before it.
        let rest = usize::try_from(byte).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
        let blank = rest.iter().take_while(|b| **b == b'\n').count() as u64;
        let row = u32::try_from(u64::from(first) + (line + blank).saturating_sub(inner + 1)).unwrap_or(u32::MAX);
        for (column, cell) in record.iter().enumerate() {
            inner += cell.bytes().filter(|b| *b == b'\n').count() as u64;
            reader.put(sheet, row, column, Raw::text(unguarded(cell)))?;
        }
    }
}

/// A cell as it was before it was guarded against being taken for a formula.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}
