//! The cover (封面) and the sheet of lists. Spec: §14e.2.

use rust_xlsxwriter::{Url, XlsxError};

use super::book::Book;
use super::columns::Part;
use super::layout::FIRST;
use super::lists::List;
use super::pen::Pen;
use crate::expr::Number;

/// Widths of the columns: what a page upright has room for at 8 points and more.
const WIDTHS: [u32; 3] = [28, 46, 12];

/// 封面: what the workbook is, how to use it, and where everything stands.
pub(super) fn cover<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let looks = book.looks;
    let title = book.subject.title();
    let mut pen = Pen::new(book.layout.name(book.layout.cover), &title, looks, book.cached)?;
    for (column, width) in (1..).zip(WIDTHS) {
        pen.sheet.set_column_width(column, width)?;
    }
    pen.sheet.set_column_width(0, 2)?;
    pen.text(0, 0, &book.mark(), &looks.mark)?;
    pen.sheet.merge_range(1, 1, 1, 3, &super::pen::clip(&title, 1000), &looks.title.clone().set_font_size(20).set_text_wrap())?;
    pen.sheet.set_row_height(1, 60)?;
    let full = book.listing.model.header.as_ref().map(|h| h.full.to_string()).unwrap_or_default();
    let lines = [
        ("年度", format!("{}年度", book.subject.stamp.year)),
        ("满分", format!("{full}分")),
        ("规则指纹", book.subject.stamp.rules.clone()),
        ("县市区", format!("{}个：{}", book.counties(), book.names().collect::<Vec<_>>().join("、"))),
    ];
    for (row, (head, text)) in (3..).zip(&lines) {
        pen.text(row, 1, head, &looks.head)?;
        pen.sheet.merge_range(row, 2, row, 3, &super::pen::clip(text, 2000), &looks.text)?;
        pen.sheet.set_row_height(row, 20)?;
    }
    let counties = lines.last().map_or(1, |(_, text)| super::pen::lines(text, WIDTHS[1] + WIDTHS[2]));
    pen.sheet.set_row_height(6, (14 * counties + 8).min(200))?;
    let advice = [
        "一、各责任单位只填自己的填报表：浅黄色的格填报送数，浅绿色的格填核实数。黄底的格还没有填，红底的格填得不合要求。",
        "二、明细表一行一条，先选县市区。",
        "三、其余各表都由公式计算，受保护但没有密码；请不要改动公式、表头和工作表的名称。",
        "四、填完后保存，用 evalc score --data 读入即可正式计分；改动过的公式和锁定的文字会逐处指出。",
        "五、结果里的“临界”表示表格软件的数不足以判定，以 evalc score 的结果为准。",
    ];
    pen.text(8, 1, "怎样使用", &looks.section)?;
    for (row, text) in (9..).zip(advice) {
        pen.sheet.merge_range(row, 1, row, 3, text, &looks.text)?;
        pen.sheet.set_row_height(row, 16 * super::pen::lines(text, WIDTHS.iter().sum()) + 6)?;
    }
    let mut row = 15;
    for (column, head) in [(1, "工作表"), (2, "内容"), (3, "给谁用")] {
        pen.text(row, column, head, &looks.section)?;
    }
    let calc: Vec<usize> = book.layout.calc.iter().map(|c| c.sheet).collect();
    for (sheet, name) in book.layout.sheets.iter().enumerate().skip(1) {
        // The sheets of formulas stand side by side and say the same of themselves: one line for all, at the first.
        if calc.contains(&sheet) && calc.first() != Some(&sheet) {
            continue;
        }
        row += 1;
        if let ([first, .., last], true) = (calc.as_slice(), calc.first() == Some(&sheet)) {
            let [from, to] = [first, last].map(|at| book.layout.name(*at));
            let text = format!("{from}至{to}（{}张）", calc.len());
            pen.sheet.write_url_with_format(row, 1, Url::new(format!("internal:'{name}'!A1")).set_text(&text), &looks.link)?;
            pen.text(row, 2, "计算过程，按指标分表：每列一步，列名说明怎么算", &looks.text)?;
            pen.text(row, 3, "复核人员", &looks.center)?;
            pen.sheet.set_row_height(row, 14 * super::pen::lines(&text, WIDTHS[0]) + 2)?;
            continue;
        }
        pen.sheet.write_url_with_format(row, 1, Url::new(format!("internal:'{name}'!A1")).set_text(name), &looks.link)?;
        let (about, whom) = about(book, sheet);
        pen.text(row, 2, &about, &looks.text)?;
        pen.text(row, 3, whom, &looks.center)?;
    }
    pen.sheet.set_print_fit_to_pages(1, 0);
    pen.sheet.set_portrait();
    // Upright there is no room for the title beside the number of the page.
    pen.sheet.set_footer("&C第 &P 页，共 &N 页&R&A");
    Ok(pen)
}

/// What a sheet is for and who uses it.
fn about(book: &Book<'_>, sheet: usize) -> (String, &'static str) {
    let layout = book.layout;
    if let Some(entry) = layout.entries.iter().find(|e| e.sheet == sheet) {
        if entry.columns.iter().any(|c| c.part == Part::Combined) {
            return ("各位评委的评分，一人一栏，按规则合成".to_owned(), "评委");
        }
        return (format!("{}填报的数据", entry.title), "责任单位");
    }
    if let Some(entry) = layout.details.iter().find(|e| e.sheet == sheet) {
        return (format!("明细表“{}”，一行一条", entry.title), "责任单位");
    }
    if layout.calc.iter().any(|c| c.sheet == sheet) {
        return ("计算过程：每列一步，列名说明怎么算".to_owned(), "复核人员");
    }
    let words = match sheet {
        s if s == layout.scores => "各县市区每项指标的得分",
        s if s == layout.grades => "总分、否决和降等、名额、等次",
        s if s == layout.ranking => "按名次排列，附总分图",
        s if Some(s) == layout.leaders => "党政主要领导干部的得分和等次",
        s if s == layout.problems => "各县市区每项指标失去的分",
        s if s == layout.results => "全部结果的准确文字",
        _ => "名册、分组和可填的词",
    };
    let whom = if sheet == layout.results || sheet == layout.lists { "复核人员" } else { "评价组" };
    (words.to_owned(), whom)
}

/// 名册选项: counties with their groups, and the words that may be chosen.
pub(super) fn lists<'b>(book: &Book<'b>) -> Result<Pen<'b>, XlsxError> {
    let looks = book.looks;
    let title = book.subject.title();
    let model = book.listing.model;
    let mut pen = Pen::new(book.layout.name(book.layout.lists), &title, looks, book.cached)?;
    pen.table(&format!("{title}　名册和选项"), &book.edition(), 1)?;
    pen.counties(book.names())?;
    pen.text(super::layout::HEAD, 1, "序号", &looks.head)?;
    pen.text(super::layout::HEAD, 2, "同组编号", &looks.head)?;
    let mut classes: Vec<Vec<crate::expr::GroupId>> = Vec::new();
    for (row, county) in (FIRST..).zip(&model.counties) {
        let mut groups = county.groups.clone();
        groups.sort_unstable();
        groups.dedup();
        let class = classes.iter().position(|known| *known == groups).unwrap_or_else(|| {
            classes.push(groups.clone());
            classes.len() - 1
        });
        pen.number(row, 1, &Number::from(i64::from(row - FIRST) + 1), &looks.center)?;
        pen.number(row, 2, &Number::from(class as i64 + 1), &looks.center)?;
        for (column, at) in (3_u16..).zip(0..model.groups.len() as u32) {
            let inside = groups.contains(&crate::expr::GroupId(at));
            pen.number(row, column, &Number::from(i64::from(inside)), &looks.center)?;
        }
    }
    for (column, group) in (3_u16..).zip(&model.groups) {
        pen.text(super::layout::HEAD, column, &group.name, &looks.head)?;
    }
    for List { column, title, words, .. } in book.lists.iter() {
        pen.text(super::layout::HEAD, *column, title, &looks.head)?;
        for (row, word) in (FIRST..).zip(words) {
            pen.text(row, *column, word, &looks.text)?;
        }
    }
    Ok(pen)
}
