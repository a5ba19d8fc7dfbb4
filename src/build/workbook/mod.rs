//! The workbook (计分工作簿): entry sheets by department and live formulas, for WPS, Excel and LibreOffice. Spec: §14e.

mod altered;
mod blank;
mod book;
mod bounds;
mod calc;
mod columns;
mod conversion;
mod cover;
mod dialect;
mod display;
mod entries;
mod errors;
mod evaluate;
mod filled;
mod grades;
mod guards;
mod layout;
mod lists;
mod looks;
mod outputs;
mod package;
mod paper;
mod pen;
mod problems;
mod proof;
mod rated;
mod results;
mod scores;
mod settings;
mod wording;

pub use altered::{altered, is_workbook};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::listing::{Listing, Output, outputs, parts};
use super::{Artifact, BuildError, Prefill, Subject};
use crate::ir::{NodeId, Op, Program, compile};
use crate::words;

/// The workbook of the rules, filled with data if there are any.
pub(super) fn files(subject: &Subject<'_>, prefill: Option<&Prefill>) -> Result<Vec<Artifact>, BuildError> {
    Ok(vec![Artifact {
        path: "workbook/计分表.xlsx".to_owned(),
        bytes: write(subject, prefill, true)?,
        about: words! {
            zh: "填报、计分、排名的工作簿，发给各责任单位和评价组，用WPS或Excel打开",
            en: "a workbook to enter data, score and rank: for departments and evaluators, opens in WPS and Excel"
        },
    }])
}

/// The bytes of the workbook; `cached` writes the values of formulas beside them.
///
/// # Errors
/// Rules without a roster, or with numbers no spreadsheet computes exactly.
pub fn write(subject: &Subject<'_>, prefill: Option<&Prefill>, cached: bool) -> Result<Vec<u8>, BuildError> {
    let model = subject.listing.model;
    if model.counties.is_empty() {
        return Err(BuildError(words! {
            zh: "规则里没有县市区名册，工作簿不知道有哪些行；请用“分组”列出县市区",
            en: "the rules have no roster of counties, so a workbook has no rows: list the counties with 分组"
        }));
    }
    let program = compile(model, &bounds::InWorkbook { model, counties: model.counties.len() as u64 });
    let wanted: Vec<NodeId> = outputs(&program).iter().flat_map(|o| parts(o.quantity)).collect();
    let wide = bounds::Wide::of(&program, &wanted);
    let listing = Listing::with_names(model, program, |program, id| asks(program, &wide, id));
    if let Some(id) = wide.beyond.first() {
        return Err(beyond(subject, &listing, *id));
    }
    let layout = layout::Layout::new(&listing, &wide);
    let inputs: Vec<_> = layout.entries.iter().chain(&layout.details).flat_map(|e| e.columns.iter().map(|c| c.input)).collect();
    let lists = lists::Lists::new(&listing, &inputs);
    let filled = filled::Filled::new(model, prefill);
    let values = evaluate::Values::new(&listing, &wide, &filled);
    let looks = looks::Looks::new();
    let book = book::Book {
        subject,
        listing: &listing,
        layout: &layout,
        lists: &lists,
        wide: &wide,
        filled: &filled,
        values: &values,
        looks: &looks,
        cached,
    };
    pages(&book).map_err(|error| BuildError(words! { zh: "写不成工作簿：{error}", en: "the workbook cannot be written: {error}" }))
}

/// Every sheet in its order.
fn pages(book: &book::Book<'_>) -> Result<Vec<u8>, XlsxError> {
    let layout = book.layout;
    let mut workbook = Workbook::new();
    let year = u16::try_from(book.subject.stamp.year).unwrap_or(2000).clamp(1900, 9999);
    let made = ExcelDateTime::from_ymd(year, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(pen::clip(&book.subject.title(), 255)).set_creation_datetime(&made));
    for sheet in 0..layout.sheets.len() {
        let entry = layout.entries.iter().chain(&layout.details).find(|e| e.sheet == sheet);
        let calc = layout.calc.iter().find(|c| c.sheet == sheet);
        let page = match (entry, calc) {
            (Some(entry), _) => entries::sheet(book, entry)?,
            (_, Some(calc)) => calc::sheet(book, calc)?,
            _ if sheet == layout.cover => cover::cover(book)?,
            _ if sheet == layout.scores => scores::scores(book)?,
            _ if sheet == layout.grades => grades::grades(book)?,
            _ if sheet == layout.ranking => results::ranking(book)?,
            _ if Some(sheet) == layout.leaders => results::leaders(book, sheet)?,
            _ if sheet == layout.problems => problems::problems(book)?,
            _ if sheet == layout.results => results::texts(book)?,
            _ => cover::lists(book)?,
        };
        let mut page = page.sheet;
        page.set_tab_color(match (entry.is_some(), calc.is_some()) {
            (true, _) => 0x00F2_C94C,
            (_, true) => 0x00BF_BFBF,
            _ => 0x002F_5597,
        });
        workbook.push_worksheet(page);
    }
    workbook.save_to_buffer()
}

/// What gets a column of its own here: what stands twice in a formula, or has an error beside it.
fn asks(program: &Program, wide: &bounds::Wide, id: NodeId) -> bool {
    if wide.holds(id) {
        return true;
    }
    // Asked once for every operation: those that name their operands are few.
    program.graph.nodes().iter().enumerate().any(|(at, node)| {
        let user = NodeId(at as u32);
        let uses = match &node.op {
            Op::FloorDiv(a, b) => *a == id || *b == id,
            Op::Above { keys, .. } | Op::Level { keys, .. } => {
                keys.iter().filter_map(|key| bounds::fraction(program, *key)).any(|f| f.num == id || f.den == id)
            }
            op => op.operands().contains(&id) && op.operands().iter().any(|o| wide.holds(*o)),
        };
        uses && wide.is_needed(user)
    })
}

/// What a result is called, in words.
fn label(listing: &Listing<'_>, output: &Output) -> String {
    super::label(listing.model, output)
}

/// Which rule has numbers no cell holds.
fn beyond(subject: &Subject<'_>, listing: &Listing<'_>, id: NodeId) -> BuildError {
    let found = listing.passes.iter().flat_map(|p| &p.statements).find(|s| s.node == id).map(|s| s.section);
    let rule = found.map(|section| subject.describe(section)).unwrap_or_default();
    let rule = rule.lines().next().unwrap_or_default().to_owned();
    BuildError(words! {
        zh: "“{rule}”算到的数超出电子表格能准确计算的十五位，做不成工作簿；请给数据写上取值范围，或改用其他计分程序",
        en: "`{rule}` reaches numbers beyond the fifteen digits a spreadsheet computes exactly: declare ranges for its data, or use another program"
    })
}
