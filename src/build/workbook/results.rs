//! The sheets of results (结果表): scores, grades, ranking, leaders, lost points, texts for other programs. Spec: §14e.4.

use rust_xlsxwriter::{Chart, ChartType, XlsxError};

use super::book::Book;
use super::dialect::letters;
use super::grades::place_of;
use super::layout::{FIRST, HEAD};
use super::outputs::{all, format_of, known, shown, shown_value, text, text_value};
use super::pen::{NAME, Pen};
use crate::build::Kind;
use crate::build::listing::{Output, Section};
use crate::expr::Number;
use crate::model::Indicator;

/// A sheet of results with its title and advice over columns of these widths, of which every page has the first.
pub(super) fn begin<'b>(book: &Book<'b>, sheet: usize, advice: &str, fixed: &[u32], others: &[u32]) -> Result<Pen<'b>, XlsxError> {
    let (title, name) = (book.subject.title(), book.layout.name(sheet));
    let mut pen = Pen::new(name, &title, book.looks, book.cached)?;
    pen.spread((&format!("{title}　{name}"), advice), &book.edition(), fixed, others, fixed.len() as u16)?;
    Ok(pen)
}

/// A column of results.
pub(super) fn column(book: &Book<'_>, pen: &mut Pen<'_>, sheet: usize, column: u16, output: &Output, head: &str) -> Result<(), XlsxError> {
    let looks = book.looks;
    let excel = book.excel(sheet);
    let formula = shown(book, &excel, output);
    let look = match book.subject.kind(output) {
        Kind::Points => looks.number.clone().set_num_format(format_of(book, output)),
        Kind::Place => looks.center.clone().set_num_format("0"),
        Kind::Truth | Kind::Grade => looks.center.clone(),
    };
    pen.text(HEAD, column, head, &looks.head)?;
    for at in 0..book.counties() {
        pen.formula(FIRST + at, column, &formula, &shown_value(book, output, at as usize), &look)?;
    }
    let first = format!("{}{}", letters(column), FIRST + 1);
    let lacking =
        format!("=OR({first}=\"不适用\",{first}=\"待定\",{first}=\"缺报\",{first}=\"分母为0\",{first}=\"名额未定\",{first}=\"临界\")");
    pen.mark_where((FIRST, column), (book.last(), column), &lacking, &looks.lacking)
}

/// What stands over the leaders' indicators.
pub(super) const LEADERS: &str = "领导干部指标（不计入总分）";

/// The results of indicators and items, in the order of the file.
pub(super) fn scored<'b>(book: &Book<'b>) -> Vec<(Output, &'b Indicator)> {
    let indicator = |output: &Output| match output.section {
        Section::Indicator(id) => book.listing.model.indicators.get(id.index()),
        Section::Datum(_) | Section::Result | Section::Leaders => None,
    };
    book.listing.outputs().into_iter().filter_map(|output| indicator(&output).map(|found| (output, found))).collect()
}

/// The end of the axis of totals: full marks, or what bonus items lift a total to where that is more.
fn ceiling(book: &Book<'_>, total: &Output) -> f64 {
    let full = book.listing.model.header.as_ref().map(|h| h.full.clone()).unwrap_or_default();
    let high = |id| book.listing.node(id).and_then(|node| node.range.high.clone());
    let most = high(total.quantity.num).zip(high(total.quantity.den)).and_then(|(num, den)| Number::from_fraction(num, den));
    let end = most.filter(|most| *most > full && *most < &full * &Number::from(2)).unwrap_or(full);
    end.to_string().parse().unwrap_or(100.0)
}

/// 排名: counties in the order of their places, with a chart.
pub(super) fn ranking<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.ranking;
    // Behind place, name, total and grade there is room for the chart.
    let mut pen = begin(book, sheet, "", &[8, 16], &[10, 12, 8, 8, 8, 8, 8])?;
    let looks = book.looks;
    let (Some(total), Some(place), Some(grade)) = (book.output("total"), book.output("place"), book.output("grade")) else {
        return Ok(pen);
    };
    let n = book.counties();
    for (at, head) in (0..).zip(["名次", "县市区", "总分", "等次"]) {
        pen.text(HEAD, at, head, &looks.head)?;
    }
    // The last column orders the counties: those without a place come last, equal places by the roster.
    let helper: u16 = 12;
    let excel = book.excel(sheet);
    let own_place = shown(book, &excel, &place);
    let order = format!("IF(ISNUMBER({own_place}),{own_place},9999)*100000+ROW()-{FIRST}");
    let key = |at: usize| known(book, &place, at).ok().and_then(|p| p.to_i64()).unwrap_or(9999) * 100_000 + at as i64 + 1;
    let mut keys: Vec<(i64, usize)> = (0..n as usize).map(|at| (key(at), at)).collect();
    pen.text(HEAD, helper, "排序（辅助）", &looks.head)?;
    for at in 0..n {
        pen.formula(FIRST + at, helper, &order, &key(at as usize).to_string(), &looks.mark)?;
    }
    pen.sheet.set_column_hidden(helper)?;
    keys.sort_unstable();
    let letter = letters(helper);
    let who = format!("MOD(SMALL(${letter}${}:${letter}${},ROW()-{FIRST}),100000)", FIRST + 1, book.last() + 1);
    let lists = all(book, book.layout.lists, 0);
    let results = book.layout.grades;
    let of = |name: &str| all(book, results, place_of(book, name));
    let columns = [(of("place"), &place), (lists, &place), (of("total"), &total), (of("grade"), &grade)];
    let number = looks.bold.clone().set_num_format(format_of(book, &total));
    for (row, (_, county)) in (FIRST..).zip(&keys) {
        for (at, (range, output)) in columns.iter().enumerate() {
            let value = if at == 1 { book.names().nth(*county).unwrap_or_default().to_owned() } else { shown_value(book, output, *county) };
            let look = match at {
                1 => &looks.name,
                2 => &number,
                _ => &looks.center,
            };
            pen.formula(row, at as u16, &format!("INDEX({range},{who})"), &value, look)?;
        }
        pen.sheet.set_row_height(row, 20)?;
    }
    let height = (n * 26 + 120).clamp(300, 1400);
    if n > 0 {
        let name = book.layout.name(sheet);
        let mut chart = Chart::new(ChartType::Bar);
        let series = chart.add_series();
        series.set_categories((name, FIRST, 1, book.last(), 1)).set_values((name, FIRST, 2, book.last(), 2)).set_name("总分");
        series
            .set_format(rust_xlsxwriter::ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(0x004F_81BD)));
        series.set_data_label(rust_xlsxwriter::ChartDataLabel::new().show_value().set_num_format("0.00"));
        series.set_gap(60);
        chart.title().set_name("总分排名");
        chart.legend().set_hidden();
        // Of lying bars the first axis runs up: the best county stands on top.
        chart.y_axis().set_reverse();
        chart.x_axis().set_min(0).set_max(ceiling(book, &total)).set_name("总分（分）").set_major_gridlines(false);
        chart.set_width(470).set_height(height);
        pen.sheet.insert_chart(HEAD, 5, &chart)?;
    }
    // Below the chart.
    pen.signatures((book.last() + 3).max(HEAD + height / 20 + 4), &[0, 2, 5, 8])?;
    Ok(pen)
}

/// 领导干部结果.
pub(super) fn leaders<'b>(book: &Book<'b>, sheet: usize) -> Result<Pen<'b>, XlsxError> {
    let wanted: Vec<Output> = book.listing.outputs().into_iter().filter(|o| o.section == Section::Leaders).collect();
    let mut pen = begin(book, sheet, "", &[NAME], &vec![18; wanted.len()])?;
    pen.counties(book.names())?;
    for (at, output) in (1_u16..).zip(&wanted) {
        column(book, &mut pen, sheet, at, output, &super::label(book.listing, output))?;
    }
    pen.sheet.set_row_height(HEAD, 34)?;
    pen.signatures(book.last() + 2, &[0, 1, 3, 4])?;
    Ok(pen)
}

/// 计分结果: every result as the text every program gives.
pub(super) fn texts<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.results;
    let outputs = book.listing.outputs();
    let advice = "各项结果的准确文字，与 evalc score 和其他计分程序逐字相同。";
    let mut pen = begin(book, sheet, advice, &[NAME], &vec![12; outputs.len()])?;
    pen.counties(book.names())?;
    let excel = book.excel(sheet);
    for (at, output) in (1_u16..).zip(outputs) {
        pen.text(4, at, &output.name, &book.looks.note)?;
        pen.text(HEAD, at, &super::label(book.listing, &output), &book.looks.head)?;
        let formula = text(book, &excel, &output);
        for county in 0..book.counties() {
            pen.formula(FIRST + county, at, &formula, &text_value(book, &output, county as usize), &book.looks.center)?;
        }
    }
    pen.sheet.set_row_height(HEAD, 48)?;
    Ok(pen)
}
