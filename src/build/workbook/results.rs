//! The sheets of results (结果表): scores, grades, ranking, leaders, lost points, texts for other programs. Spec: §14e.4.

use rust_xlsxwriter::{Chart, ChartType, XlsxError};

use super::book::Book;
use super::dialect::{ROW, letters};
use super::layout::{FIRST, HEAD};
use super::outputs::{all, format_of, known, shown, shown_value, text, text_value};
use super::pen::{Pen, decimal, lines};
use crate::build::Kind;
use crate::build::listing::{Output, Section};
use crate::expr::{IndicatorId, Number};
use crate::model::IndicatorKind;

/// A sheet of results with its title.
fn begin<'b>(book: &Book<'b>, sheet: usize, fixed: u16) -> Result<Pen<'b>, XlsxError> {
    let (title, name) = (book.subject.title(), book.layout.name(sheet));
    let mut pen = Pen::new(name, &title, book.looks, book.cached)?;
    pen.table(&format!("{title}　{name}"), &book.mark(), fixed)?;
    Ok(pen)
}

/// A column of results.
fn column(book: &Book<'_>, pen: &mut Pen<'_>, sheet: usize, column: u16, output: &Output, head: &str) -> Result<(), XlsxError> {
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
    let lacking = format!("=OR({first}=\"不适用\",{first}=\"待定\",{first}=\"缺报\",{first}=\"分母为0\",{first}=\"名额未定\",{first}=\"临界\")");
    pen.mark_where((FIRST, column), (book.last(), column), &lacking, &looks.lacking)
}

/// 得分表: every indicator of every county.
pub(super) fn scores<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.scores;
    let mut pen = Pen::new(book.layout.name(sheet), &book.subject.title(), book.looks, book.cached)?;
    pen.wide_table(&format!("{}　{}", book.subject.title(), book.layout.name(sheet)), &book.mark(), 2)?;
    pen.counties(book.names())?;
    pen.text(2, 2, "橙色的格失了分，灰色的格没有得分。", &book.looks.mark)?;
    if let Some(total) = book.output("total") {
        column(book, &mut pen, sheet, 1, &total, "总分")?;
    }
    let mut at = 2;
    let mut high = 1;
    for output in book.listing.outputs() {
        let Section::Indicator(id) = output.section else { continue };
        let Some(indicator) = book.listing.model.indicators.get(id.index()) else { continue };
        let points = indicator.points.as_ref().map(|p| format!("（{p}分）")).unwrap_or_default();
        let code = if indicator.code == indicator.title.text { String::new() } else { format!("{} ", indicator.code) };
        let head = format!("{code}{}{points}", indicator.title.text);
        column(book, &mut pen, sheet, at, &output, &head)?;
        pen.sheet.set_column_width(at, 10)?;
        high = high.max(lines(&head, 10));
        if !indicator.children.is_empty() {
            pen.text(HEAD, at, &head, &book.looks.section)?;
        }
        if let (Some(points), Kind::Points) = (&indicator.points, book.subject.kind(&output))
            && indicator.kind != IndicatorKind::Bonus
        {
            let own = format!("{}{}", letters(at), FIRST + 1);
            let lost = format!("=IF(ISNUMBER({own}),{own}<{points},FALSE)");
            if indicator.children.is_empty() && indicator.kind != IndicatorKind::Penalty {
                pen.mark_where((FIRST, at), (book.last(), at), &lost, &book.looks.lost)?;
            }
        }
        at += 1;
    }
    pen.sheet.set_row_height(HEAD, (13 * high + 6).min(200))?;
    pen.signatures(book.last() + 2, &[2, 4, 6, 8])?;
    Ok(pen)
}

/// 等次认定: total, rules that fire, grade before and after the quota.
pub(super) fn grades<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.grades;
    let mut pen = begin(book, sheet, 1)?;
    pen.counties(book.names())?;
    let mut high = 1;
    let wanted = book.listing.outputs().into_iter().filter(|o| o.section == Section::Result);
    let order = |o: &Output| match o.name.as_str() {
        "total" => 0,
        "place" => 1,
        "grade_by_points" => 2,
        name if name.starts_with("rule") => 3,
        "grade_before_quota" => 4,
        "grade" => 5,
        _ => 6,
    };
    let mut all_outputs: Vec<Output> = wanted.collect();
    all_outputs.sort_by_key(order);
    for (at, output) in (1_u16..).zip(&all_outputs) {
        let label = super::label(book.listing, output);
        column(book, &mut pen, sheet, at, output, &label)?;
        let width = if matches!(book.subject.kind(output), Kind::Truth) { 8 } else { 11 };
        pen.sheet.set_column_width(at, width)?;
        high = high.max(lines(&label, width));
        let own = format!("{}{}", letters(at), FIRST + 1);
        let (first, last) = ((FIRST, at), (book.last(), at));
        match output.name.as_str() {
            "grade" => {
                if let Some(best) = book.listing.model.grades.first() {
                    let best = book.lists.at(2).map(|l| l.range(book.layout.name(book.layout.lists), 1)).filter(|_| !best.name.is_empty());
                    let condition = format!("={own}={}", best.unwrap_or_default());
                    pen.mark_where(first, last, &condition, &book.looks.best)?;
                }
            }
            name if name.starts_with("rule") => pen.mark_where(first, last, &format!("={own}=\"是\""), &book.looks.lost)?,
            name if name.starts_with("verification") => pen.mark_where(first, last, &format!("={own}=\"否\""), &book.looks.lost)?,
            _ => {}
        }
    }
    pen.sheet.set_row_height(HEAD, (13 * high + 6).min(200))?;
    let mut row = book.last() + 2;
    for (at, grade) in book.listing.model.grades.iter().enumerate() {
        let quota = grade.quota.as_ref().map(|q| (q, &Number::from(i64::from(book.counties())) * q)).map(|(q, most)| {
            let (num, den) = q.to_fraction();
            format!("，名额不超过{num}/{den}，本次最多{}个", most.floor())
        });
        let place = all_outputs.iter().position(|o| o.name == "grade").map_or(0, |p| p as u16 + 1);
        let lists = book.layout.name(book.layout.lists);
        let name = book.lists.at(2).map(|l| format!("'{lists}'!${}${}", letters(l.column), FIRST as usize + 1 + at)).unwrap_or_default();
        let count = format!("COUNTIF({},{name})", all(book, sheet, place));
        pen.text(row, 0, &grade.name, &book.looks.name)?;
        let grade_output = book.output("grade");
        let known = grade_output.map_or(0, |o| {
            (0..book.counties() as usize).filter(|c| known(book, &o, *c).ok().and_then(|n| n.to_i64()) == Some(at as i64)).count()
        });
        pen.formula(row, 1, &count, &known.to_string(), &book.looks.center)?;
        pen.text(row, 2, &format!("个{}", quota.unwrap_or_default()), &book.looks.mark)?;
        pen.sheet.set_row_height(row, 18)?;
        row += 1;
    }
    pen.signatures(row + 1, &[0, 2, 4, 7])?;
    pen.sheet.set_print_fit_to_pages(1, 0);
    Ok(pen)
}

/// 排名: counties in the order of their places, with a chart.
pub(super) fn ranking<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.ranking;
    let mut pen = begin(book, sheet, 2)?;
    let looks = book.looks;
    let (Some(total), Some(place), Some(grade)) = (book.output("total"), book.output("place"), book.output("grade")) else {
        return Ok(pen);
    };
    let n = book.counties();
    for (at, (head, width)) in [("名次", 8), ("县市区", 16), ("总分", 10), ("等次", 12)].iter().enumerate() {
        pen.text(HEAD, at as u16, head, &looks.head)?;
        pen.sheet.set_column_width(at as u16, *width)?;
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
    // 等次认定 has total and place in its first two columns, the grade behind the rules.
    let rules = book.listing.outputs().iter().filter(|o| o.name.starts_with("rule")).count() as u16;
    let columns =
        [(all(book, results, 2), &place), (lists, &place), (all(book, results, 1), &total), (all(book, results, 5 + rules), &grade)];
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
        chart.x_axis().set_min(0).set_major_gridlines(false);
        chart.set_width(620).set_height(height);
        pen.sheet.insert_chart(HEAD, 5, &chart)?;
    }
    // Below the chart.
    pen.signatures((book.last() + 3).max(HEAD + height / 20 + 4), &[0, 2, 5, 8])?;
    pen.sheet.set_print_fit_to_pages(1, 0);
    Ok(pen)
}

/// 领导干部结果.
pub(super) fn leaders<'b>(book: &Book<'b>, sheet: usize) -> Result<Pen<'b>, XlsxError> {
    let mut pen = begin(book, sheet, 1)?;
    pen.counties(book.names())?;
    let wanted = book.listing.outputs().into_iter().filter(|o| o.section == Section::Leaders);
    for (at, output) in (1_u16..).zip(wanted) {
        column(book, &mut pen, sheet, at, &output, &super::label(book.listing, &output))?;
        pen.sheet.set_column_width(at, 18)?;
    }
    pen.sheet.set_row_height(HEAD, 34)?;
    pen.signatures(book.last() + 2, &[0, 1, 3, 4])?;
    pen.sheet.set_print_fit_to_pages(1, 0);
    Ok(pen)
}

/// 问题清单: what every county lost, indicator by indicator.
pub(super) fn problems<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.problems;
    let mut pen = begin(book, sheet, 2)?;
    let looks = book.looks;
    pen.text(2, 0, "每格是该县在该指标上失去的分；没有失分的格为空。请对照佐证逐项整改。", &looks.mark)?;
    let fixed = [("编号", 8), ("指标", 26), ("满分", 7), ("责任单位", 18), ("佐证", 26)];
    for (at, (head, width)) in fixed.iter().enumerate() {
        pen.text(HEAD, at as u16, head, &looks.head)?;
        pen.sheet.set_column_width(at as u16, *width)?;
    }
    for (at, name) in (fixed.len() as u16..).zip(book.names()) {
        pen.text(HEAD, at, name, &looks.head)?;
        pen.sheet.set_column_width(at, 9)?;
    }
    pen.sheet.set_row_height(HEAD, 34)?;
    let excel = book.excel(sheet);
    let mut row = FIRST;
    let last = (fixed.len() as u16 + book.counties() as u16).saturating_sub(1);
    for output in book.listing.outputs() {
        let Section::Indicator(IndicatorId(id)) = output.section else { continue };
        let Some(indicator) = book.listing.model.indicators.get(id as usize) else { continue };
        let lossy = matches!(indicator.kind, IndicatorKind::Level(_) | IndicatorKind::Leader) && indicator.is_leaf();
        let (Some(points), true, Kind::Points) = (&indicator.points, lossy, book.subject.kind(&output)) else { continue };
        let join = |all: &[crate::syntax::tree::Text]| all.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join("、");
        let (owners, evidence) = (join(&indicator.owners), join(&indicator.evidence));
        pen.text(row, 0, &indicator.code, &looks.center)?;
        pen.text(row, 1, &indicator.title.text, &looks.text)?;
        pen.number(row, 2, points, &looks.center)?;
        pen.text(row, 3, &owners, &looks.text)?;
        pen.text(row, 4, &evidence, &looks.text)?;
        let high = [lines(&indicator.title.text, 26), lines(&owners, 18), lines(&evidence, 26)].into_iter().max().unwrap_or(1);
        pen.sheet.set_row_height(row, (13 * high + 5).clamp(20, 200))?;
        let general = shown(book, &excel, &output);
        let look = looks.number.clone().set_num_format(format_of(book, &output));
        for county in 0..book.counties() {
            let own = general.replace(ROW, &(FIRST + county + 1).to_string());
            let formula = format!("IF(ISNUMBER({own}),IF({own}<{points},{points}-{own},\"\"),{own})");
            let value = match known(book, &output, county as usize) {
                Err(word) => word,
                Ok(score) if score < *points => decimal(&(points - &score)),
                Ok(_) => String::new(),
            };
            pen.formula(row, fixed.len() as u16 + county as u16, &formula, &value, &look)?;
        }
        row += 1;
    }
    if row > FIRST && last >= fixed.len() as u16 {
        let first = fixed.len() as u16;
        let own = format!("{}{}", letters(first), FIRST + 1);
        pen.mark_where((FIRST, first), (row - 1, last), &format!("=ISNUMBER({own})"), &looks.lost)?;
        pen.mark_where((FIRST, first), (row - 1, last), &format!("=AND(ISTEXT({own}),TRIM({own})<>\"\")"), &looks.lacking)?;
    }
    pen.signatures(row + 1, &[1, 3, 4, 6])?;
    pen.sheet.set_print_fit_to_pages(1, 0);
    Ok(pen)
}

/// 计分结果: every result as the text every program gives.
pub(super) fn texts<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let sheet = book.layout.results;
    let mut pen = begin(book, sheet, 1)?;
    pen.counties(book.names())?;
    pen.text(2, 0, "各项结果的准确文字，与 evalc score 和其他计分程序逐字相同。", &book.looks.mark)?;
    let excel = book.excel(sheet);
    for (at, output) in (1_u16..).zip(book.listing.outputs()) {
        pen.text(4, at, &output.name, &book.looks.note)?;
        pen.text(HEAD, at, &super::label(book.listing, &output), &book.looks.head)?;
        pen.sheet.set_column_width(at, 12)?;
        let formula = text(book, &excel, &output);
        for county in 0..book.counties() {
            pen.formula(FIRST + county, at, &formula, &text_value(book, &output, county as usize), &book.looks.center)?;
        }
    }
    pen.sheet.set_row_height(HEAD, 48)?;
    Ok(pen)
}
