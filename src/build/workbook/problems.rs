//! 问题清单: what every county lost, indicator by indicator, and how that comes to its total. Spec: §14e.2.

use rust_xlsxwriter::XlsxError;

use super::blank::Blank;
use super::book::Book;
use super::dialect::{ROW, letters};
use super::layout::{FIRST, HEAD};
use super::outputs::{format_of, known, shown};
use super::pen::{FROZEN, Pen, decimal, lines};
use super::results::{LEADERS, scored};
use crate::build::Kind;
use crate::build::listing::Output;
use crate::expr::Number;
use crate::model::{Indicator, IndicatorKind};

/// Columns before those of counties, and their widths.
const FIXED: [(&str, u32); 5] = [("编号", 6), ("指标", 18), ("满分", 5), ("责任单位", 11), ("佐证", 15)];
/// Width of a county.
const COUNTY: u32 = 7;
/// Digits in which sums of losses are told: finer than any points are published in.
const DIGITS: u32 = 6;

/// What a row of losses tells.
#[derive(Clone, Copy)]
struct Line<'b> {
    indicator: &'b Indicator,
    at: u32,
}

/// 问题清单.
pub(super) fn problems<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.problems;
    let looks = book.looks;
    let fixed = FIXED.len() as u16;
    let (name, widths) = (book.layout.name(sheet), FIXED.map(|(_, width)| width));
    let title = format!("{}　{name}", book.subject.title());
    let mut pen = Pen::new(name, &book.subject.title(), looks, book.cached)?;
    let advice = "每格是该县在该指标上失去的分；没有失分的格为空。请对照佐证逐项整改。";
    pen.spread((&title, advice), &book.edition(), &widths, &vec![COUNTY; book.counties() as usize], FROZEN)?;
    for (at, (head, _)) in (0..).zip(FIXED) {
        pen.text(HEAD, at, head, &looks.head)?;
    }
    for (at, name) in (fixed..).zip(book.names()) {
        pen.text(HEAD, at, name, &looks.head)?;
    }
    pen.sheet.set_row_height(HEAD, 34)?;
    let blank = Blank::at(book, &mut pen, fixed + book.counties() as u16 + 1)?;
    let mut row = FIRST;
    for leaders in [false, true] {
        let own: Vec<(Output, &Indicator)> = scored(book).into_iter().filter(|(output, i)| is_told(book, output, i, leaders)).collect();
        if leaders && !own.is_empty() {
            pen.band(row, fixed, book.counties() as u16, LEADERS)?;
            row += 1;
        }
        let from = row;
        for (output, indicator) in &own {
            losses(book, &mut pen, output, Line { indicator, at: row }, &blank)?;
            row += 1;
        }
        marks(book, &mut pen, from, row)?;
        if !leaders {
            row = sums(book, &mut pen, &own, from, row)?;
        }
    }
    pen.signatures(row + 1, &[1, 3, 4, 6])?;
    pen.sheet.set_print_area(0, 0, row + 1, (fixed + book.counties() as u16).max(9) - 1)?;
    Ok(pen)
}

/// Whether an indicator or item can lose points of the county, or of its leaders.
fn is_told(book: &Book<'_>, output: &Output, indicator: &Indicator, leaders: bool) -> bool {
    book.subject.kind(output) == Kind::Points
        && match indicator.kind {
            IndicatorKind::Level(_) => !leaders && indicator.is_leaf() && indicator.points.is_some(),
            IndicatorKind::Leader => leaders && indicator.is_leaf() && indicator.points.is_some(),
            IndicatorKind::Penalty => !leaders,
            IndicatorKind::Bonus => false,
        }
}

/// What every county lost on an indicator or item.
fn losses(book: &Book<'_>, pen: &mut Pen<'_>, output: &Output, line: Line<'_>, blank: &Blank) -> Result<(), XlsxError> {
    let (Line { indicator, at: row }, looks) = (line, book.looks);
    let join = |all: &[crate::syntax::tree::Text]| all.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join("、");
    let (owners, evidence) = (join(&indicator.owners), join(&indicator.evidence));
    let penalty = indicator.kind == IndicatorKind::Penalty;
    let code = if penalty { "扣分" } else { &indicator.code };
    let most = indicator.points.as_ref().filter(|_| penalty).map(|p| format!("（最多{p}分）")).unwrap_or_default();
    let title = format!("{}{most}", indicator.title.text);
    pen.text(row, 0, code, &looks.center)?;
    pen.text(row, 1, &title, &looks.text)?;
    match indicator.points.as_ref().filter(|_| !penalty) {
        Some(points) => pen.number(row, 2, points, &looks.center)?,
        None => pen.text(row, 2, "—", &looks.center)?,
    }
    pen.text(row, 3, &owners, &looks.text)?;
    pen.text(row, 4, &evidence, &looks.text)?;
    let high = [(&title, FIXED[1].1), (&owners, FIXED[3].1), (&evidence, FIXED[4].1)].map(|(text, width)| lines(text, width));
    pen.sheet.set_row_height(row, (13 * high.into_iter().max().unwrap_or(1) + 5).clamp(20, 200))?;
    let general = shown(book, &book.excel(book.layout.problems), output);
    let look = looks.number.clone().set_num_format(format_of(book, output));
    let is_open = blank.concerns(book, output);
    for county in 0..book.counties() {
        let own = general.replace(ROW, &(FIRST + county + 1).to_string());
        let (lost, number) = match indicator.points.as_ref().filter(|_| !penalty) {
            Some(points) => (format!("{own}<{points}"), format!("{points}-{own}")),
            None => (format!("{own}>0"), own.clone()),
        };
        let formula = format!("IF(ISNUMBER({own}),IF({lost},{number},\"\"),{own})");
        let formula = if is_open { blank.guarded(&formula) } else { formula };
        let value = || match known(book, output, county as usize) {
            Err(word) => word,
            Ok(score) => loss(indicator, &score).map(|lost| decimal(&lost)).unwrap_or_default(),
        };
        let value = blank.known().filter(|_| is_open).unwrap_or_else(value);
        pen.formula(row, FIXED.len() as u16 + county as u16, &formula, &value, &look)?;
    }
    Ok(())
}

/// The points lost with a score, if any are.
fn loss(indicator: &Indicator, score: &Number) -> Option<Number> {
    let lost = match indicator.points.as_ref().filter(|_| indicator.kind != IndicatorKind::Penalty) {
        Some(points) => points - score,
        None => score.clone(),
    };
    (!lost.is_zero() && !lost.is_negative()).then_some(lost)
}

/// What was lost, and what is not there.
fn marks(book: &Book<'_>, pen: &mut Pen<'_>, from: u32, to: u32) -> Result<(), XlsxError> {
    let (first, counties) = (FIXED.len() as u16, book.counties() as u16);
    if to <= from || counties == 0 {
        return Ok(());
    }
    let own = format!("{}{}", letters(first), from + 1);
    let (start, end) = ((from, first), (to - 1, first + counties - 1));
    pen.mark_where(start, end, &format!("=ISNUMBER({own})"), &book.looks.lost)?;
    pen.mark_where(start, end, &format!("=AND(ISTEXT({own}),TRIM({own})<>\"\")"), &book.looks.lacking)
}

/// 失分合计, what else makes the total, and the total: full marks less the first plus the second. Gives the next row.
fn sums(book: &Book<'_>, pen: &mut Pen<'_>, own: &[(Output, &Indicator)], from: u32, to: u32) -> Result<u32, XlsxError> {
    let looks = book.looks;
    let (Some(total), Some(full)) = (book.output("total"), book.listing.model.header.as_ref().map(|h| &h.full)) else { return Ok(to) };
    if to <= from {
        return Ok(to);
    }
    let general = shown(book, &book.excel(book.layout.problems), &total);
    let format = format_of(book, &total);
    let (number, bold) = (looks.number.clone().set_num_format(&*format), looks.bold.clone().set_num_format(&*format));
    let penalties = own.iter().any(|(_, i)| i.kind == IndicatorKind::Penalty);
    let rest = if penalties { "加分和折算等" } else { "加分、扣分及折算" };
    for (at, head) in ["失分合计", rest, "总分"].into_iter().enumerate() {
        let row = to + at as u32;
        for column in 0..FIXED.len() as u16 {
            pen.text(row, column, if column == 1 { head } else { "" }, &looks.name)?;
        }
        pen.sheet.set_row_height(row, 20)?;
    }
    pen.number(to + 2, 2, full, &looks.center)?;
    for county in 0..book.counties() {
        let column = FIXED.len() as u16 + county as u16;
        let range = format!("{0}{1}:{0}{2}", letters(column), from + 1, to);
        let own_total = general.replace(ROW, &(FIRST + county + 1).to_string());
        let lost = own.iter().filter_map(|(output, indicator)| loss(indicator, &known(book, output, county as usize).ok()?));
        let lost = lost.fold(Number::ZERO, |sum, each| &sum + &each);
        let known_total = known(book, &total, county as usize);
        let word = |n: &dyn Fn(&Number) -> Number| match &known_total {
            Ok(total) => decimal(&n(total).round_half_up(DIGITS)),
            Err(word) => word.clone(),
        };
        let sum = format!("IF(ISNUMBER({own_total}),ROUND(SUM({range}),{DIGITS}),{own_total})");
        pen.formula(to, column, &sum, &word(&|_| lost.clone()), &number)?;
        let beyond = format!("IF(ISNUMBER({own_total}),ROUND({own_total}-{full}+SUM({range}),{DIGITS}),{own_total})");
        pen.formula(to + 1, column, &beyond, &word(&|total| &(total - full) + &lost), &number)?;
        pen.formula(to + 2, column, &own_total, &word(&Number::clone), &bold)?;
    }
    let (first, last) = (FIXED.len() as u16, FIXED.len() as u16 + book.counties() as u16 - 1);
    let own = format!("{}{}", letters(first), to + 1);
    pen.mark_where((to, first), (to + 2, last), &format!("=ISTEXT({own})"), &looks.lacking)?;
    Ok(to + 3)
}
