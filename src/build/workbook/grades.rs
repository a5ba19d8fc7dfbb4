//! 等次认定: total, what changes the grade in one text, the grade before and after the quota, failed 校核. Spec: §14e.2.

use rust_xlsxwriter::XlsxError;

use super::book::Book;
use super::dialect::{ROW, letters};
use super::layout::{FIRST, HEAD};
use super::outputs::{all, known, shown_value};
use super::paper;
use super::pen::{NAME, Pen, lines};
use super::results::{begin, column};
use crate::build::listing::{Output, Section};
use crate::expr::Number;
use crate::model::{ResultKind, ResultRule};

/// Most rules one formula names: a cell holds 8192 characters of it.
const CHUNK: usize = 60;

/// A column of the sheet behind the counties.
enum Column {
    /// A result by its name, and a width.
    Result(&'static str, u32),
    /// A text of what fires, or of what fails.
    Text(Told),
}

/// What rules say of a county, in one text.
struct Told {
    head: &'static str,
    /// Which verdict is told: 是 of a rule that fires, 否 of a 校核 that fails.
    when: &'static str,
    /// Results with the word before each.
    of: Vec<(Output, &'static str)>,
}

/// The columns there are.
fn columns(book: &Book<'_>) -> Vec<Column> {
    let changes = |rule: &ResultRule| matches!(rule.kind, ResultKind::Veto(_) | ResultKind::Downgrade(_) | ResultKind::NoTop);
    let text = |head, when, of: Vec<(Output, &'static str)>| (!of.is_empty()).then_some(Column::Text(Told { head, when, of }));
    let mut out = vec![Column::Result("total", 8), Column::Result("place", 6), Column::Result("grade_by_points", 9)];
    out.extend(text("否决、降等和限优情形", "是", rules(book, changes)));
    out.extend([Column::Result("grade_before_quota", 9), Column::Result("grade", 9)]);
    out.extend(text("问责情形和结果运用", "是", rules(book, |rule| !changes(rule) && !rule.is_for_everybody())));
    let checks = book.listing.outputs().into_iter().filter(|o| o.name.starts_with("verification"));
    out.extend(text("未通过的校核", "否", checks.map(|output| (output, "")).collect()));
    out
}

/// Result rules of some kinds.
fn rules(book: &Book<'_>, wanted: impl Fn(&ResultRule) -> bool) -> Vec<(Output, &'static str)> {
    let each = book.listing.outputs().into_iter().filter(|o| o.section == Section::Result).filter_map(|output| {
        let at = output.name.strip_prefix("rule")?.parse::<usize>().ok()?;
        let rule = book.listing.model.results.get(at).filter(|rule| wanted(rule))?;
        Some((output, rule.kind.word()))
    });
    each.collect()
}

/// The column a result stands in.
pub(super) fn place_of(book: &Book<'_>, name: &str) -> u16 {
    let at = columns(book).iter().position(|c| matches!(c, Column::Result(known, _) if *known == name));
    at.map_or(0, |at| at as u16 + 1)
}

/// 等次认定.
pub(super) fn grades<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.grades;
    let columns = columns(book);
    let texts = columns.iter().filter(|c| matches!(c, Column::Text(_))).count();
    let others: Vec<u32> = columns.iter().filter_map(|c| if let Column::Result(_, width) = c { Some(*width) } else { None }).collect();
    let room = paper::room(&[others, vec![NAME]].concat(), texts) / (texts as u32).max(1);
    let of = |column: &Column| if let Column::Result(_, width) = column { *width } else { room };
    let widths: Vec<u32> = columns.iter().map(of).collect();
    let mut pen = begin(book, sheet, "", &[NAME], &widths)?;
    pen.counties(book.names())?;
    let last = columns.len() as u16;
    let mut helper = last + 2;
    let mut high = vec![1; book.counties() as usize];
    let wide = NAME + widths.iter().sum::<u32>();
    for ((at, each), width) in (1_u16..).zip(&columns).zip(widths) {
        match each {
            Column::Result(name, _) => {
                if let Some(output) = book.output(name) {
                    column(book, &mut pen, sheet, at, &output, &super::label(book.listing, &output))?;
                }
            }
            Column::Text(told) => {
                for (high, known) in high.iter_mut().zip(text(book, &mut pen, told, at, &mut helper)?) {
                    *high = lines(&known, width).max(*high);
                }
            }
        }
    }
    for (row, high) in (FIRST..).zip(high) {
        // Room for a second line: what fires changes while people fill in.
        pen.sheet.set_row_height(row, (13 * high.max(2) + 4).min(200))?;
    }
    pen.sheet.set_row_height(HEAD, 32)?;
    best(book, &mut pen)?;
    let row = below(book, &mut pen, last, wide)?;
    pen.signatures(row + 1, &[0, 2, 4, last.max(5)])?;
    pen.sheet.set_print_area(0, 0, row + 1, last.max(5))?;
    pen.sheet.set_print_fit_to_pages(1, 0);
    Ok(pen)
}

/// A text per county; the parts of its formula stand in hidden columns. Gives what stands in it before anything is calculated.
fn text(book: &Book<'_>, pen: &mut Pen<'_>, told: &Told, at: u16, helper: &mut u16) -> Result<Vec<String>, XlsxError> {
    let looks = book.looks;
    let outputs = book.listing.outputs();
    let results = book.layout.name(book.layout.results);
    let place = |output: &Output| outputs.iter().position(|o| o.name == output.name).map_or(0, |at| at as u16 + 1);
    let said = |output: &Output, county: usize| shown_value(book, output, county);
    let mut parts: Vec<u16> = Vec::new();
    let mut all = vec![String::new(); book.counties() as usize];
    for chunk in told.of.chunks(CHUNK) {
        let mut terms: Vec<String> = Vec::new();
        for (output, word) in chunk {
            let column = letters(place(output));
            let word = if word.is_empty() { "；".to_owned() } else { format!("；{word}：") };
            terms.push(format!("IF('{results}'!${column}{ROW}=\"{}\",\"{word}\"&'{results}'!${column}${},\"\")", told.when, HEAD + 1));
        }
        pen.text(HEAD, *helper, &format!("{}（辅助）", told.head), &looks.head)?;
        for (county, known) in all.iter_mut().enumerate() {
            let fired = chunk.iter().filter(|(output, _)| said(output, county) == told.when);
            let words = fired.map(|(output, word)| {
                let label = super::label(book.listing, output);
                if word.is_empty() { format!("；{label}") } else { format!("；{word}：{label}") }
            });
            let words: String = words.collect();
            pen.formula(FIRST + county as u32, *helper, &terms.join("&"), &words, &looks.mark)?;
            known.push_str(&words);
        }
        pen.sheet.set_column_hidden(*helper)?;
        parts.push(*helper);
        *helper += 1;
    }
    // What is not decided yet is counted: naming it all would fill the page while data are missing.
    let columns: Vec<u16> = told.of.iter().map(|(output, _)| place(output)).collect();
    let mut decided: Vec<String> = Vec::new();
    for run in runs(&columns) {
        let range = format!("'{results}'!${}{ROW}:${}{ROW}", letters(run.0), letters(run.1));
        decided.push(format!("COUNTIF({range},\"是\")+COUNTIF({range},\"否\")"));
    }
    let whole: Vec<String> = parts.iter().map(|column| format!("${}{ROW}", letters(*column))).collect();
    let (whole, decided, count) = (whole.join("&"), decided.join("+"), told.of.len());
    let open = format!("IF({decided}<{count},\"；未定\"&({count}-({decided}))&\"项\",\"\")");
    let open_column = *helper;
    pen.text(HEAD, open_column, &format!("{}（未定，辅助）", told.head), &looks.head)?;
    pen.sheet.set_column_hidden(open_column)?;
    *helper += 1;
    pen.text(HEAD, at, told.head, &looks.head)?;
    for (county, known) in all.iter_mut().enumerate() {
        let row = FIRST + county as u32;
        let undecided = told.of.iter().filter(|(output, _)| !matches!(said(output, county).as_str(), "是" | "否")).count();
        if undecided > 0 {
            known.push_str(&format!("；未定{undecided}项"));
        }
        pen.formula(row, open_column, &format!("{whole}&{open}"), known, &looks.mark)?;
        let own = format!("${}{ROW}", letters(open_column));
        let shown = known.strip_prefix('；').map_or_else(|| "无".to_owned(), str::to_owned);
        pen.formula(row, at, &format!("IF(TRIM({own})=\"\",\"无\",RIGHT({own},LEN({own})-1))"), &shown, &looks.text)?;
        *known = shown;
    }
    let own = format!("{}{}", letters(at), FIRST + 1);
    let fires = format!(
        "SUMPRODUCT((${}{}:${}{}<>\"\")*1)>0",
        letters(*parts.first().unwrap_or(&at)),
        FIRST + 1,
        letters(*parts.last().unwrap_or(&at)),
        FIRST + 1
    );
    pen.mark_where((FIRST, at), (book.last(), at), &format!("=AND({own}<>\"无\",{fires})"), &looks.lost)?;
    pen.mark_where((FIRST, at), (book.last(), at), &format!("={own}<>\"无\""), &looks.lacking)?;
    Ok(all)
}

/// Columns side by side, from the first to the last of each run.
fn runs(columns: &[u16]) -> Vec<(u16, u16)> {
    let mut out: Vec<(u16, u16)> = Vec::new();
    for column in columns {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *column => *last = *column,
            _ => out.push((*column, *column)),
        }
    }
    out
}

/// The best grade stands out.
fn best(book: &Book<'_>, pen: &mut Pen<'_>) -> Result<(), XlsxError> {
    let at = place_of(book, "grade");
    let Some(best) = book.listing.model.grades.first() else { return Ok(()) };
    let own = format!("{}{}", letters(at), FIRST + 1);
    let best = book.lists.at(2).map(|l| l.range(book.layout.name(book.layout.lists), 1)).filter(|_| !best.name.is_empty());
    pen.mark_where((FIRST, at), (book.last(), at), &format!("={own}={}", best.unwrap_or_default()), &book.looks.best)
}

/// Below the table: how many counties have each grade, and what holds for everybody. Gives the next row.
fn below(book: &Book<'_>, pen: &mut Pen<'_>, last: u16, wide: u32) -> Result<u32, XlsxError> {
    let looks = book.looks;
    let mut row = book.last() + 2;
    let (sheet, column) = (book.layout.grades, place_of(book, "grade"));
    for (at, grade) in book.listing.model.grades.iter().enumerate() {
        let quota = grade.quota.as_ref().map(|q| (q, &Number::from(i64::from(book.counties())) * q)).map(|(q, most)| {
            let (num, den) = q.to_fraction();
            format!("，名额不超过{num}/{den}，本次最多{}个", most.floor())
        });
        let lists = book.layout.name(book.layout.lists);
        let name = book.lists.at(2).map(|l| format!("'{lists}'!${}${}", letters(l.column), FIRST as usize + 1 + at)).unwrap_or_default();
        let count = format!("COUNTIF({},{name})", all(book, sheet, column));
        pen.text(row, 0, &grade.name, &looks.name)?;
        let known = book.output("grade").map_or(0, |o| {
            (0..book.counties() as usize).filter(|c| known(book, &o, *c).ok().and_then(|n| n.to_i64()) == Some(at as i64)).count()
        });
        pen.formula(row, 1, &count, &known.to_string(), &looks.center)?;
        pen.text(row, 2, &format!("个{}", quota.unwrap_or_default()), &looks.mark)?;
        pen.sheet.set_row_height(row, 18)?;
        row += 1;
    }
    // 结果运用 without 情形: people apply it, so no county has a verdict of it.
    for rule in book.listing.model.results.iter().filter(|rule| rule.is_for_everybody()) {
        let text = rule.text.as_ref().map(|text| format!("：{}", text.text)).unwrap_or_default();
        let words = super::pen::clip(&format!("结果运用　{}{text}", rule.name), 2000);
        pen.sheet.merge_range(row, 0, row, last, &words, &looks.note)?;
        pen.sheet.set_row_height(row, (13 * lines(&words, wide) + 4).min(200))?;
        row += 1;
    }
    Ok(row)
}
