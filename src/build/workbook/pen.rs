//! Writing on a sheet (写表): text that is never a formula, formulas with their values, the page. Spec: §14e.7.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Formula, ProtectionOptions, Worksheet, XlsxError};

use super::dialect::ROW;
use super::layout::{FIRST, HEAD};
use super::looks::Looks;
use super::paper;
use crate::expr::Number;

/// Most characters a cell holds, in units of UTF-16.
const CELL: usize = 32_767;
/// Digits behind the point of a value that is no decimal.
const DIGITS: u32 = 15;
const A4: u8 = 9;
/// Most points of a header that stays in sight: about a third of a small screen.
const HIGH: u32 = 240;
/// Columns of a table of indicators that stay in sight: code and title.
pub(super) const FROZEN: u16 = 2;
/// Width of the column of counties.
pub(super) const NAME: u32 = 14;

/// A sheet being written.
pub(super) struct Pen<'b> {
    pub sheet: Worksheet,
    pub looks: &'b Looks,
    /// Whether values are written beside formulas.
    pub cached: bool,
}

/// A text no longer than so many units of UTF-16, marked where it was cut, without what no file may hold.
pub(super) fn clip(text: &str, most: usize) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if plain.encode_utf16().count() <= most {
        return plain;
    }
    const CUT: &str = "……（以下略）";
    let mut left = most.saturating_sub(CUT.encode_utf16().count());
    let mut out = String::new();
    for c in plain.chars() {
        let Some(rest) = left.checked_sub(c.len_utf16()) else { break };
        left = rest;
        out.push(c);
    }
    out + CUT
}

/// A value as the decimal nearest to it that a cell may hold.
pub(super) fn decimal(value: &Number) -> String {
    if value.places().is_some() { value.to_string() } else { value.round_half_up(DIGITS).to_string() }
}

/// Lines a text takes in a column so wide; a Han character is two wide.
pub(super) fn lines(text: &str, width: u32) -> u32 {
    let of =
        |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>().div_ceil(width.saturating_sub(1).max(1)).max(1);
    text.lines().map(of).sum::<u32>().max(1)
}

impl<'b> Pen<'b> {
    /// A protected sheet with its title, its page and its header rows.
    pub fn new(name: &str, title: &str, looks: &'b Looks, cached: bool) -> Result<Pen<'b>, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(A4).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        // An ampersand is a command there, and there is room for 255 characters.
        let left = clip(title, 60).replace('&', "&&");
        sheet.set_footer(format!("&L{left}&C第 &P 页，共 &N 页&R&A"));
        // No password: against slips, and to see what was changed on purpose.
        sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
        Ok(Pen { sheet, looks, cached })
    }

    /// Title, mark, frozen and repeated headers of a table that is one page wide.
    pub fn table(&mut self, title: &str, mark: &str, fixed: u16) -> Result<(), XlsxError> {
        self.titled(title, mark, fixed, 0)
    }

    /// Those of a table over several pages: what stands in the repeated columns would be cut off on each of them.
    pub fn wide_table(&mut self, title: &str, mark: &str, fixed: u16) -> Result<(), XlsxError> {
        self.titled(title, mark, fixed, fixed)
    }

    fn titled(&mut self, title: &str, mark: &str, fixed: u16, column: u16) -> Result<(), XlsxError> {
        let looks = self.looks;
        self.text(0, column, title, &looks.title)?;
        self.text(1, column, mark, &looks.mark)?;
        self.sheet.set_row_height(0, 28)?;
        self.sheet.set_freeze_panes(FIRST, fixed)?;
        self.sheet.set_repeat_rows(HEAD, HEAD)?;
        if fixed > 0 {
            self.sheet.set_repeat_columns(0, fixed - 1)?;
        }
        Ok(())
    }

    /// The title and what stands below it, over the columns of the first page: longer lines are broken, not cut off.
    /// Gives how high they are, in points.
    pub fn over(&mut self, title: &str, advice: &str, (first, last): (u16, u16), width: u32) -> Result<u32, XlsxError> {
        let looks = self.looks;
        let mut all = 0;
        let broken = |look: &Format, size: u32| look.clone().set_text_wrap().set_font_size(size);
        for (row, text, look, size) in [(0, title, broken(&looks.title, 14), 14), (2, advice, broken(&looks.mark, 10), 10)] {
            if first < last {
                self.sheet.merge_range(row, first, row, last, &clip(text, CELL), &look)?;
            } else {
                self.text(row, first, text, &look)?;
            }
            // A column is measured in digits of a type of 11 points.
            let high = lines(text, width * 10 / size) * (size * 4 / 3) + 6;
            let high = high.clamp(15, 400);
            self.sheet.set_row_height(row, high)?;
            all += high;
        }
        Ok(all)
    }

    /// A table of which every page has the first columns: on one page if that has room for all. Title and advice stand within the first.
    /// `frozen` of them stay in sight.
    pub fn spread(&mut self, titles: (&str, &str), mark: &str, repeated: &[u32], others: &[u32], frozen: u16) -> Result<(), XlsxError> {
        let (title, advice) = titles;
        let (fixed, whole) = (repeated.len() as u16, [repeated, others].concat());
        for (at, width) in (0..).zip(&whole) {
            self.sheet.set_column_width(at, *width)?;
        }
        let (first, last, width) = if paper::fits(&whole) {
            self.sheet.set_print_fit_to_pages(1, 0);
            (0, (whole.len() as u16).max(1) - 1, whole.iter().sum())
        } else {
            let groups: Vec<(u16, u32)> = others.iter().map(|width| (1, width + 1)).collect();
            let (first, count) = self.breaks(repeated, &groups)?.first().copied().unwrap_or((fixed, 1));
            (first, first + count - 1, others.iter().take(usize::from(count)).sum())
        };
        self.titled(title, mark, fixed, first)?;
        self.sheet.set_freeze_panes(FIRST, frozen)?;
        self.over(title, advice, (first, last), width)?;
        Ok(())
    }

    /// Leaves the header unfrozen where it is so high that it would fill a small screen; `high` are its rows in points.
    pub fn unfreeze_above(&mut self, high: u32, fixed: u16) -> Result<(), XlsxError> {
        if high > HIGH {
            self.sheet.set_freeze_panes(0, fixed)?;
        }
        Ok(())
    }

    /// A line over all columns of a table: what begins below it.
    pub fn band(&mut self, row: u32, fixed: u16, others: u16, text: &str) -> Result<(), XlsxError> {
        let looks = self.looks;
        self.sheet.merge_range(row, 0, row, fixed - 1, text, &looks.section)?;
        for column in fixed..fixed + others {
            self.sheet.write_blank(row, column, &looks.section)?;
        }
        self.sheet.set_row_height(row, 20)?;
        Ok(())
    }

    /// Text, whatever it looks like.
    pub fn text(&mut self, row: u32, column: u16, text: &str, look: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, column, clip(text, CELL), look)?;
        Ok(())
    }

    /// A number.
    pub fn number(&mut self, row: u32, column: u16, value: &Number, look: &Format) -> Result<(), XlsxError> {
        let text = decimal(value);
        match text.parse::<f64>() {
            Ok(number) => self.sheet.write_number_with_format(row, column, number, look)?,
            Err(_) => self.sheet.write_string_with_format(row, column, text, look)?,
        };
        Ok(())
    }

    /// A formula written for any row, with the value it has.
    pub fn formula(&mut self, row: u32, column: u16, formula: &str, value: &str, look: &Format) -> Result<(), XlsxError> {
        let text = formula.replace(ROW, &(row + 1).to_string());
        let formula = Formula::new(format!("={text}"));
        // An empty result is taken for 0 by what does not calculate: a blank is seen as nothing.
        let known = if value.is_empty() { " " } else { value };
        let formula = if self.cached { formula.set_result(known) } else { formula };
        self.sheet.write_formula_with_format(row, column, formula, look)?;
        Ok(())
    }

    /// A look for the cells for which a formula about the first of them holds.
    pub fn mark_where(&mut self, first: (u32, u16), last: (u32, u16), formula: &str, look: &Format) -> Result<(), XlsxError> {
        let rule = ConditionalFormatFormula::new().set_rule(formula).set_format(look);
        self.sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule)?;
        Ok(())
    }

    /// Breaks a sheet wider than a page between groups of columns, given with their number and width; gives the first column
    /// and the number of columns of each page, without the repeated ones.
    pub fn breaks(&mut self, repeated: &[u32], groups: &[(u16, u32)]) -> Result<Vec<(u16, u16)>, XlsxError> {
        self.sheet.set_print_scale(paper::SCALE);
        let widths: Vec<u32> = groups.iter().map(|(_, width)| *width).collect();
        let (mut at, mut rest, mut out) = (repeated.len() as u16, groups, Vec::new());
        for count in paper::pages(repeated, &widths) {
            let (own, later) = rest.split_at(count.min(rest.len()));
            let columns = own.iter().map(|(columns, _)| columns).sum::<u16>();
            out.push((at, columns));
            (at, rest) = (at + columns, later);
        }
        let breaks: Vec<u32> = out.iter().skip(1).map(|(first, _)| u32::from(*first)).collect();
        self.sheet.set_vertical_page_breaks(&breaks)?;
        Ok(out)
    }

    /// Names of counties down the first column.
    pub fn counties<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Result<(), XlsxError> {
        let looks = self.looks;
        self.text(HEAD, 0, "县市区", &looks.head)?;
        self.sheet.set_column_width(0, NAME)?;
        for (row, name) in (FIRST..).zip(names) {
            self.text(row, 0, name, &looks.name)?;
            self.sheet.set_row_height(row, 20)?;
        }
        Ok(())
    }

    /// Room for signatures.
    pub fn signatures(&mut self, row: u32, columns: &[u16]) -> Result<(), XlsxError> {
        let looks = self.looks;
        for (column, who) in
            columns.iter().zip([crate::data::returned::SIGNATURE, "审核人：", "负责人（签字）：", "　　年　　月　　日（盖章）"])
        {
            self.text(row, *column, who, &looks.sign)?;
        }
        self.sheet.set_row_height(row, 32)?;
        Ok(())
    }
}
