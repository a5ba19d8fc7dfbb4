//! The sheets of formulas (计算表): a row per county or detail row, a column per step. Spec: §14e.4.

use rust_xlsxwriter::XlsxError;

use super::book::Book;
use super::conversion::conversion;
use super::dialect::Excel;
use super::layout::{CalcSheet, FIRST, HEAD, Spot, What};
use super::pen::{NAME, Pen, decimal, lines};
use super::wording::Wording;
use crate::build::listing::Section;
use crate::ir::{Domain, Input};

/// One sheet.
pub(super) fn sheet<'b>(book: &Book<'b>, calc: &CalcSheet) -> Result<Pen<'b>, XlsxError> {
    let looks = book.looks;
    let title = book.subject.title();
    let name = book.layout.name(calc.sheet);
    let mut pen = Pen::new(name, &title, looks, book.cached)?;
    let head = format!("{title}　{name}");
    pen.wide_table(&head, &book.edition(), 1)?;
    let scale = "数按整数计算：每列都写明放大的倍数；状态0有值、1不适用、2待定、3缺报、4明细缺报、5分母为0、7名额未定；是为1，否为0。本表由公式计算，不用填。";
    let excel = book.excel(calc.sheet);
    let (rows, filled) = book.rows(calc);
    match calc.over {
        Domain::Row(_) => pen.text(HEAD, 0, "序号", &looks.head)?,
        Domain::County | Domain::Constant => pen.counties(book.names())?,
    }
    if let Domain::Row(_) = calc.over {
        for row in 0..rows {
            pen.number(FIRST + row, 0, &crate::expr::Number::from(i64::from(row) + 1), &looks.center)?;
        }
    }
    let wording = Wording { listing: book.listing, layout: book.layout, sheet: calc.sheet };
    let (mut high, mut widths) = (1, Vec::new());
    for (column, (what, _)) in (1_u16..).zip(&calc.columns) {
        let head = wording.head(what);
        let width = width(&head);
        let result = head.starts_with('【');
        pen.text(HEAD, column, &head, if result { &looks.verified_head } else { &looks.head })?;
        pen.sheet.set_column_width(column, width)?;
        widths.push(width);
        high = high.max(lines(&head, width));
        let formula = formula(book, &excel, what, column);
        let formula = match (calc.over, what) {
            (Domain::Row(_), What::Value(_) | What::Error(_) | What::Remainder(_) | What::First(_) | What::Best(_)) => {
                format!("IF($B{}=0,0,{formula})", super::dialect::ROW)
            }
            _ => formula,
        };
        for at in 0..rows {
            let value = cached(book, calc, what, at as usize, filled);
            let look = if matches!(what, What::Taken(_)) { &looks.center } else { &looks.number };
            pen.formula(FIRST + at, column, &formula, &value, look)?;
        }
    }
    let high = (13 * high + 6).min(200);
    pen.sheet.set_row_height(HEAD, high)?;
    let above = sections(book, &mut pen, calc, &widths)?;
    // Printed for those who check: pages break between steps, title and advice stand within the first.
    let groups: Vec<(u16, u32)> = widths.iter().map(|width| (1, width + 1)).collect();
    let (first, count) = pen.breaks(&[NAME], &groups)?.first().copied().unwrap_or((1, 1));
    let titles = pen.over(&head, scale, (first, first + count - 1), widths.iter().take(usize::from(count)).sum())?;
    pen.unfreeze_above(titles + above + high, 1)?;
    if let Domain::Row(_) = calc.over {
        let printed = FIRST + (filled as u32 + 10).clamp(30, rows.max(30)) - 1;
        pen.sheet.set_print_area(0, 0, printed, calc.columns.len() as u16)?;
    }
    Ok(pen)
}

/// As wide as its header needs for few lines.
fn width(head: &str) -> u32 {
    (head.chars().count() as u32 / 3).clamp(11, 32)
}

/// Above the columns: which part of the rules they compute, in its own words. Gives how high that row is.
fn sections(book: &Book<'_>, pen: &mut Pen<'_>, calc: &CalcSheet, widths: &[u32]) -> Result<u32, XlsxError> {
    let looks = book.looks;
    let mut runs: Vec<(Section, u16, u16)> = Vec::new();
    for (column, (_, section)) in (1_u16..).zip(&calc.columns) {
        match (runs.last_mut(), section) {
            (Some((known, _, last)), Some(section)) if known == section => *last = column,
            (_, Some(section)) => runs.push((*section, column, column)),
            _ => {}
        }
    }
    let mut high = 1;
    for (section, first, last) in runs {
        let text = book.subject.describe(section);
        let width: u32 = widths.iter().skip(usize::from(first) - 1).take(usize::from(last - first) + 1).sum();
        high = high.max(lines(&text, width));
        let text = super::pen::clip(&text, 2000);
        if first == last {
            pen.text(4, first, &text, &looks.section)?;
        } else {
            pen.sheet.merge_range(4, first, 4, last, &text, &looks.section)?;
        }
    }
    let high = (14 * high + 6).min(240);
    pen.sheet.set_row_height(4, high)?;
    Ok(high)
}

/// The formula of a column.
fn formula(book: &Book<'_>, excel: &Excel<'_>, what: &What, column: u16) -> String {
    let year = book.subject.stamp.year;
    let of = |input: Input| {
        let here = |what: What| book.layout.spot(&what).unwrap_or(Spot { sheet: excel.sheet, column });
        let taken = matches!(input, Input::Datum(..)).then(|| here(What::Taken(input)));
        conversion(excel, book.lists, year, input, taken, here(What::Absence(input)))
    };
    match what {
        What::CountyOfRow => {
            let Domain::Row(table) = book.layout.calc.iter().find(|c| c.sheet == excel.sheet).map_or(Domain::County, |c| c.over) else {
                return String::new();
            };
            let entry = book.layout.details.iter().find(|e| e.table == Some(table)).map_or(0, |e| e.sheet);
            let own = excel.cell(Spot { sheet: entry, column: 0 });
            let lists = book.layout.name(book.layout.lists);
            let names = format!("'{lists}'!$A${}:$A${}", FIRST + 1, book.last() + 1);
            format!("IF({own}=\"\",0,SUMPRODUCT(EXACT({names},{own})*(ROW({names})-{FIRST})))")
        }
        What::Taken(input) => of(*input).taken,
        What::Units(input) => of(*input).units,
        What::Absence(input) => of(*input).absence,
        _ => excel.formula(what),
    }
}

/// What a formula gives in a row.
fn cached(book: &Book<'_>, calc: &CalcSheet, what: &What, at: usize, filled: usize) -> String {
    use super::evaluate::Given as _;
    if at >= filled {
        return "0".to_owned();
    }
    match what {
        What::CountyOfRow => {
            let Domain::Row(table) = calc.over else { return String::new() };
            book.filled.rows(table).get(at).map(|owner| (owner + 1).to_string()).unwrap_or_default()
        }
        What::Taken(input) => super::entries::shown(book, *input, at),
        What::Units(input) => decimal(&book.filled.cell(*input, at).0),
        What::Absence(input) => book.filled.cell(*input, at).1.to_string(),
        What::Error(id) => super::errors::error(book, *id, at),
        _ => decimal(&book.value(what, at)),
    }
}
