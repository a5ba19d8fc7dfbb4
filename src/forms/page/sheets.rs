//! Long tables on pages (分页): where a page ends is decided here, so that every writer ends it there, each page can carry the sum of
//! its own points, and a merged cell that goes on is told again.

use super::geometry::LINE_PITCH;
use super::lines::width;
use super::{Align, Block, Cell, Paper, Row, Run, Table, lines_of};
use crate::expr::Number;

/// A line of a long table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Texts of the first columns, outermost first, a paragraph a line; lines with equal ones share a cell.
    pub groups: Vec<String>,
    /// The other cells.
    pub cells: Vec<Cell>,
    /// Its points.
    pub points: Option<Number>,
    /// Least height in millimeters.
    pub least: u32,
}

/// Lines of totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The column that holds points.
    pub column: usize,
}

/// A long table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    /// The paper it is printed on.
    pub paper: Paper,
    /// Columns and heads.
    pub table: Table,
    /// Whether pages carry sums.
    pub sum: Option<Sum>,
    /// What stands before it on its first page.
    pub before: Vec<Block>,
    /// What stands behind it on its last page.
    pub after: Vec<Block>,
}

/// Of a hundred parts of a page so many are used: fonts and readers differ by a line.
const USED: u32 = 94;
/// So many lines stand on a last page at least, where the page before can spare them.
const LAST: usize = 4;
/// Half characters of a merged cell that are told again where it goes on: more are cut short, the whole stands on the page before.
const AGAIN: usize = 48;

impl Sheets {
    /// The table, page by page, behind what stands before it.
    pub fn blocks(self, items: &[Item]) -> Vec<Block> {
        let all = |blocks: &[Block]| blocks.iter().map(|block| height(block, self.paper)).sum();
        let pages = self.pages(items, all(&self.before), all(&self.after));
        let splits = self.splits(items, all(&self.before));
        let many = pages.len() > 1;
        let mut out = self.before.clone();
        let (mut before, mut total): (Option<&Item>, Number) = (None, Number::ZERO);
        for (at, page) in pages.iter().enumerate() {
            if at > 0 {
                out.push(Block::PageBreak);
            }
            let mut body = self.rows(page, before);
            if let (0, true, Some(first)) = (at, splits, body.first_mut()) {
                first.splits = true;
            }
            let own = page.iter().filter_map(|item| item.points.as_ref()).fold(Number::ZERO, |sum, points| &sum + points);
            total = &total + &own;
            if let Some(sum) = self.sum {
                if many {
                    body.push(self.sum_row(sum, "本页小计", &own));
                }
                if at + 1 == pages.len() {
                    body.push(self.sum_row(sum, "合计", &total));
                }
            }
            before = page.last();
            out.push(Block::Table(self.table.clone().with(body)));
        }
        out.extend(self.after);
        out
    }

    /// Height of lines that a page has room for, besides head and sums.
    fn free(&self) -> u32 {
        let head: u32 = self.table.head.iter().map(|row| self.table.row_height(row)).sum();
        (self.paper.room().1 / 100 * USED).saturating_sub(head + self.sum_height())
    }

    fn sum_height(&self) -> u32 {
        if self.sum.is_some() { self.table.size.pitch() + 2 * super::geometry::CELL_TOP } else { 0 }
    }

    /// Whether the first line begins on the first page and ends on the next, so that no page has only a title. Where pages have
    /// sums every line stands on one.
    fn splits(&self, items: &[Item], taken: u32) -> bool {
        let first = self.height(items.get(..1).unwrap_or_default(), None);
        self.sum.is_none() && first > self.free().saturating_sub(taken) && first <= self.free()
    }

    /// The lines of each page.
    fn pages<'i>(&self, items: &'i [Item], taken: u32, behind: u32) -> Vec<&'i [Item]> {
        let sums = self.sum_height();
        let mut pages: Vec<&[Item]> = Vec::new();
        let mut rest = items;
        while !rest.is_empty() || pages.is_empty() {
            let free = match pages.is_empty() {
                // A line that goes on takes the lines behind it along to the next page.
                true if self.splits(items, taken) => (2 * self.free()).saturating_sub(taken) / 100 * USED,
                true => self.free().saturating_sub(taken),
                false => self.free(),
            };
            let above = pages.last().and_then(|page| page.last());
            let fits = |count: usize| rest.get(..count).is_some_and(|page| self.height(page, above) <= free);
            let mut count = (1..=rest.len()).take_while(|count| fits(*count)).count();
            // The last page has the sum of all besides its own, and what stands behind the table.
            let last = behind + if pages.is_empty() { 0 } else { sums };
            if count == rest.len() && count > 1 && rest.get(..count).is_some_and(|page| self.height(page, above) + last > free) {
                count -= 1;
            }
            let (page, others) = rest.split_at(count.max(1).min(rest.len()));
            pages.push(page);
            rest = others;
        }
        self.even_out(items, pages, behind + sums)
    }

    /// No page is the last one for the sake of a line or two: lines of the page before go with them, if they fit.
    fn even_out<'i>(&self, items: &'i [Item], mut pages: Vec<&'i [Item]>, behind: u32) -> Vec<&'i [Item]> {
        let (Some(last), Some(before)) = (pages.pop(), pages.pop()) else { return vec![items] };
        let first = items.len() - last.len() - before.len();
        let wanted = LAST.min(last.len().max((last.len() + before.len()) / 2));
        let page = |from: usize| items.get(from..).unwrap_or_default();
        let above = |from: usize| from.checked_sub(1).and_then(|above| items.get(above));
        let fits = |from: usize| self.height(page(from), above(from)).saturating_add(behind) <= self.free();
        let mut at = items.len() - last.len();
        while items.len() - at < wanted && at > first + 1 && fits(at - 1) {
            at -= 1;
        }
        pages.extend([items.get(first..at).unwrap_or_default(), page(at)]);
        pages
    }

    /// How many columns there are.
    fn width(&self) -> usize {
        self.table.columns.len()
    }

    /// Height of lines on one page, merged cells included.
    fn height(&self, page: &[Item], before: Option<&Item>) -> u32 {
        let rows = self.rows(page, before);
        let mut heights: Vec<u32> = rows.iter().map(|row| self.table.row_height(row)).collect();
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.rows > 1) {
                // Only merged columns stand at their own place: they are the first ones.
                let first = row.cells.iter().take(column).map(|c| c.columns).sum::<usize>() + self.width() - row.width();
                let own: u32 = heights.iter().skip(at).take(cell.rows).sum();
                let needed = self.table.cell_height(cell, first);
                if let Some(last) = heights.get_mut(at + cell.rows - 1) {
                    *last = last.saturating_add(needed.saturating_sub(own));
                }
            }
        }
        heights.iter().fold(0, |sum: u32, height| sum.saturating_add(*height))
    }

    /// The rows of a page; `before` is the last line of the page before.
    fn rows(&self, page: &[Item], before: Option<&Item>) -> Vec<Row> {
        let same = |a: &Item, b: &Item, upto: usize| a.groups.iter().take(upto + 1).eq(b.groups.iter().take(upto + 1));
        let mut rows = Vec::new();
        for (at, item) in page.iter().enumerate() {
            let above = at.checked_sub(1).and_then(|above| page.get(above));
            let mut cells = Vec::new();
            for (column, words) in item.groups.iter().enumerate() {
                if above.is_some_and(|above| same(above, item, column)) {
                    continue;
                }
                let count = page.iter().skip(at).take_while(|other| same(other, item, column)).count();
                let goes_on = at == 0 && !words.is_empty() && before.is_some_and(|before| same(before, item, column));
                let paragraphs = if goes_on {
                    vec![super::text(again(words))]
                } else {
                    words.lines().filter(|l| !l.is_empty()).map(super::text).collect()
                };
                cells.push(Cell::of(paragraphs).tall(count));
            }
            cells.extend(item.cells.iter().cloned());
            rows.push(Row { cells, least: item.least, total: false, splits: false });
        }
        rows
    }

    fn sum_row(&self, sum: Sum, label: &str, points: &Number) -> Row {
        let rest = self.table.columns.len().saturating_sub(sum.column + 1);
        let mut cells = vec![
            Cell::of(vec![vec![Run::Strong(label.to_owned())]]).wide(sum.column).aligned(Align::Center),
            Cell::of(vec![vec![Run::Strong(points.to_string())]]).aligned(Align::Center),
        ];
        cells.extend((0..rest).map(|_| Cell::new("")));
        Row { cells, least: 0, total: true, splits: false }
    }
}

/// What a merged cell tells where it goes on: numbers as they are, long texts by their beginning.
fn again(words: &str) -> String {
    let first = words.lines().find(|line| !line.is_empty()).unwrap_or_default();
    if first.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return first.to_owned();
    }
    if width(words) <= AGAIN {
        return format!("{first}（续）");
    }
    let mut used = 0;
    let beginning = first.chars().take_while(|c| {
        used += width(c.encode_utf8(&mut [0; 4]));
        used <= AGAIN / 2
    });
    format!("{}……（续）", beginning.collect::<String>())
}

/// About how high a block is.
pub(super) fn height(block: &Block, paper: Paper) -> u32 {
    let room = |half_points: u32| (paper.room().0 / (half_points * 5)) as usize;
    let lines = |text: &str, half_points: u32| u32::try_from(lines_of(text, room(half_points))).unwrap_or(u32::MAX / 10_000);
    let shown = |runs: &[Run]| runs.iter().map(Run::shown).collect::<String>();
    match block {
        Block::Masthead(_) => 5 * LINE_PITCH,
        Block::Annex(_) | Block::Subtitle(_) => LINE_PITCH,
        Block::Title(title) => u32::try_from(title.len()).unwrap_or(100) * 680 + 300,
        Block::Heading(heading) => lines(&format!("　　{}{}{}", heading.number, heading.text, shown(&heading.body)), 32) * LINE_PITCH,
        Block::Paragraph(runs) => lines(&format!("　　{}", shown(runs)), 32) * LINE_PITCH,
        Block::Fields(_) => 480,
        Block::Note(note) => lines(note, 21) * 310 + 60,
        Block::Lines(count) | Block::Space(count) => u32::from(*count) * LINE_PITCH,
        Block::Signature(lines) => (u32::try_from(lines.len()).unwrap_or(100) + 1) * LINE_PITCH,
        Block::Table(table) => table.head.iter().chain(&table.body).map(|row| table.row_height(row)).sum(),
        Block::PageBreak | Block::Keep => 0,
    }
}
