//! Results in cells (结果): a number where there is one, else the word that says why not. Spec: §14e.4.

use super::book::Book;
use super::dialect::{Excel, whole};
use super::layout::FIRST;
use crate::build::Kind;
use crate::build::expression::value;
use crate::build::listing::Output;
use crate::expr::Number;
use crate::ir::absence::Lack;

/// What a result says where the numbers of a spreadsheet cannot prove it.
pub(super) const UNPROVEN: &str = "临界";

/// The terms of a result: numerator, denominator, absence.
fn terms(book: &Book<'_>, excel: &Excel<'_>, output: &Output) -> [String; 3] {
    let q = output.quantity;
    [q.num, q.den, q.absent].map(|id| whole(&value(book.listing, excel, id)).at_least(u8::MAX))
}

fn word(absent: &str) -> String {
    format!("CHOOSE({absent},\"不适用\",\"待定\",\"缺报\",\"缺报\",\"分母为0\",\"分母为0\",\"名额未定\")")
}

fn unless(absent: &str, result: &str) -> String {
    let inner = if absent == "0" { result.to_owned() } else { format!("IF({absent}=0,{result},{})", word(absent)) };
    format!("IFERROR({inner},\"{UNPROVEN}\")")
}

fn grades(book: &Book<'_>) -> String {
    let sheet = book.layout.name(book.layout.lists);
    book.lists.at(2).map(|l| l.range(sheet, l.words.len())).unwrap_or_default()
}

/// A result as people read it: a number is a number.
pub(super) fn shown(book: &Book<'_>, excel: &Excel<'_>, output: &Output) -> String {
    let [num, den, absent] = terms(book, excel, output);
    let result = match book.subject.kind(output) {
        Kind::Points if den == "1" => num,
        Kind::Points => format!("{num}/{den}"),
        Kind::Truth => format!("IF({num}=1,\"是\",\"否\")"),
        Kind::Grade => format!("INDEX({},{num}+1)", grades(book)),
        Kind::Place => num,
    };
    unless(&absent, &result)
}

/// A result as text with all its decimal places: the same text every program gives.
pub(super) fn text(book: &Book<'_>, excel: &Excel<'_>, output: &Output) -> String {
    let [num, den, absent] = terms(book, excel, output);
    let result = match (book.subject.kind(output), book.listing.places(output.quantity)) {
        (Kind::Points, Some(0)) | (Kind::Place, _) => format!("TEXT({num},\"0\")"),
        (Kind::Points, Some(places)) => format!("TEXT({num}/{den},\"0.{}\")", "0".repeat(places as usize)),
        (Kind::Points, None) => {
            let common = format!("GCD(ABS({num}),{den})");
            format!("TEXT({num}/{common},\"0\")&IF({den}={common},\"\",\"/\"&TEXT({den}/{common},\"0\"))")
        }
        (Kind::Truth, _) => format!("IF({num}=1,\"是\",\"否\")"),
        (Kind::Grade, _) => format!("INDEX({},{num}+1)", grades(book)),
    };
    unless(&absent, &result)
}

/// A result of a county, before anything is calculated.
pub(super) fn known(book: &Book<'_>, output: &Output, at: usize) -> Result<Number, String> {
    let (num, den, absent) = book.quantity(output.quantity, at);
    match Lack::of(absent) {
        Some(lack) => Err(lack.zh().to_owned()),
        None => num.div(&den).ok_or_else(|| Lack::DivisionByZero.zh().to_owned()),
    }
}

/// What [`shown`] gives.
pub(super) fn shown_value(book: &Book<'_>, output: &Output, at: usize) -> String {
    match (known(book, output, at), book.subject.kind(output)) {
        (Err(word), _) => word,
        (Ok(n), Kind::Truth) => {
            if n.is_zero() {
                "否".to_owned()
            } else {
                "是".to_owned()
            }
        }
        (Ok(n), Kind::Grade) => grade(book, &n),
        (Ok(n), Kind::Points | Kind::Place) => super::pen::decimal(&n),
    }
}

/// What [`text`] gives.
pub(super) fn text_value(book: &Book<'_>, output: &Output, at: usize) -> String {
    match (known(book, output, at), book.subject.kind(output), book.listing.places(output.quantity)) {
        (Ok(n), Kind::Points, Some(places)) => fixed(&n, places),
        (Ok(n), Kind::Points, None) => {
            let (num, den) = n.to_fraction();
            if n.is_integer() { num.to_string() } else { format!("{num}/{den}") }
        }
        _ => shown_value(book, output, at),
    }
}

fn grade(book: &Book<'_>, n: &Number) -> String {
    let at = n.to_i64().and_then(|n| usize::try_from(n).ok());
    at.and_then(|at| book.listing.model.grades.get(at)).map(|g| g.name.clone()).unwrap_or_default()
}

/// A decimal with exactly so many places.
fn fixed(n: &Number, places: u32) -> String {
    let text = n.to_string();
    if places == 0 {
        return text;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}.{fraction}{}", "0".repeat((places as usize).saturating_sub(fraction.len())))
}

/// The number format of a result.
pub(super) fn format_of(book: &Book<'_>, output: &Output) -> String {
    match book.listing.places(output.quantity) {
        Some(0) => "0".to_owned(),
        Some(places) => format!("0.{}", "0".repeat(places.min(6) as usize)),
        None => "0.00##".to_owned(),
    }
}

/// All counties of a column of a sheet.
pub(super) fn all(book: &Book<'_>, sheet: usize, column: u16) -> String {
    let letters = super::dialect::letters(column);
    format!("'{}'!${letters}${}:${letters}${}", book.layout.name(sheet), FIRST + 1, book.last() + 1)
}
