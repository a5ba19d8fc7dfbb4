//! The sheets to fill in (填报表), by department, and those of detail tables. Spec: §14e.3.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, XlsxError};

use super::book::Book;
use super::bounds::{DETAIL_ROWS, OPEN_END};
use super::columns::{ASSESSORS, EntryColumn, EntrySheet, Part, declared};
use super::dialect::letters;
use super::evaluate::Given as _;
use super::layout::{FIRST, HEAD};
use super::lists::{choices, limits};
use super::paper;
use super::pen::{NAME, Pen, clip, lines};
use crate::data::{Absence, Declared, Panel, allowed, panels};
use crate::expr::{ColumnId, DatumId, Number};
use crate::ir::Input;
use crate::model::TypeWord;
use crate::sentence::{Type, UNREPORTED};

/// Days from the beginning of the calendar of dates to that of spreadsheets.
const EPOCH: i64 = 693_899;
/// Parts of a signature.
const SIGNS: usize = 4;
/// The least width of a sheet on paper, and that of a column added to it.
const NARROW: u32 = 78;
const FREE: u32 = 12;
/// Room for a day and a seal behind the signatures.
const SEAL: u32 = 30;
/// Most characters of the help beside a cell.
const HELP: usize = 240;

/// A sheet of a department, or of a detail table.
pub(super) fn sheet<'b>(book: &Book<'b>, entry: &EntrySheet) -> Result<Pen<'b>, XlsxError> {
    let looks = book.looks;
    let title = book.subject.title();
    let mut pen = Pen::new(book.layout.name(entry.sheet), &title, looks, book.cached)?;
    let rated = entry.columns.iter().any(|c| c.part == Part::Combined);
    let head = match entry.table {
        Some(_) => format!("{title}　明细表：{}", entry.title),
        None if rated => format!("{title}　{ASSESSORS}"),
        None => format!("{title}　填报表：{}", entry.title),
    };
    pen.wide_table(&head, &book.edition(), 1)?;
    let advice = match entry.table {
        Some(_) => format!("一行填一条，先选县市区；最多{DETAIL_ROWS}条。只能填浅黄色的格，其余格受保护。"),
        None if rated => {
            "每位评委填自己的一栏，全部填完才合成；合成的分代替责任单位填报表里空着的同一项，那里填了的以那里为准（商定的结果填在那里）。\
                          合成取到步长，四舍五入；落在两档之间的、意见不一致的显示“待定”。"
                .to_owned()
        }
        None => "浅黄色的格填报送数，浅绿色的格由核实单位填核实数（核实数代替报送数计分，没有核实的留空）。\
                 不适用的填“不适用”（提示里写明可以的才行），尚未评定的填“待定”。"
            .to_owned(),
    };
    let rows = if entry.table.is_some() { DETAIL_ROWS } else { book.counties() };
    let last = (FIRST + rows).saturating_sub(1).max(FIRST);
    if entry.table.is_some() {
        rows_of_table(book, entry, &mut pen)?;
    } else {
        pen.counties(book.names())?;
        // A document's number and issuer take two lines.
        if entry.columns.iter().any(|c| c.part == Part::Issuer) {
            for row in FIRST..=last {
                pen.sheet.set_row_height(row, 27)?;
            }
        }
    }
    pen.text(4, 0, "来源和口径", &looks.note)?;
    let mut high = (1, 1);
    let mut widths = Vec::new();
    for (column, spec) in (1_u16..).zip(&entry.columns) {
        let Some(declared) = declared(book.listing.model, spec.input) else { continue };
        let (width, look) = look(book, spec, declared);
        pen.sheet.set_column_width(column, width)?;
        widths.push(width);
        pen.text(HEAD, column, &spec.header, if spec.verified { &looks.verified_head } else { &looks.head })?;
        let note = if spec.verified || matches!(spec.part, Part::Day | Part::Issuer) { String::new() } else { note(spec) };
        pen.text(4, column, &note, &looks.note)?;
        high = (high.0.max(lines(&spec.header, width)), high.1.max(lines(&note, width)));
        let filled = entry.table.map_or(book.counties() as usize, |table| book.filled.rows(table).len());
        for row in FIRST..=last {
            pen.sheet.write_blank(row, column, &look)?;
        }
        for at in 0..filled {
            value(book, &mut pen, spec, declared, (FIRST + at as u32, column, at), &look)?;
        }
        if spec.part == Part::Combined {
            let formula = super::rated::combined(book, &book.excel(entry.sheet), spec).unwrap_or_default();
            for row in 0..book.counties() {
                pen.formula(FIRST + row, column, &formula, &super::rated::known(book, spec, row as usize), &look)?;
            }
            continue;
        }
        if let Some(rule) = validation(book, spec, declared)? {
            pen.sheet.add_data_validation(FIRST, column, last, column, &rule)?;
        }
        marks(book, &mut pen, entry, spec, (column, last))?;
    }
    let high = [(14 * high.0 + 8).min(120), (13 * high.1 + 4).min(120)];
    pen.sheet.set_row_height(HEAD, high[0])?;
    pen.sheet.set_row_height(4, high[1])?;
    // Of a detail table only what is filled in goes on paper, and some room.
    let printed = entry.table.map_or(last + 2, |table| FIRST + (book.filled.rows(table).len() as u32 + 10).clamp(30, DETAIL_ROWS));
    let titles = page(&mut pen, entry, &mut widths, (&head, &advice), (last + 2, printed))?;
    pen.unfreeze_above(titles + high.iter().sum::<u32>(), 1)?;
    Ok(pen)
}

/// The page: no datum is torn from its verified value, and title, advice and signatures stand within the first page. Gives how high
/// title and advice are.
fn page(
    pen: &mut Pen<'_>,
    entry: &EntrySheet,
    widths: &mut Vec<u32>,
    (head, advice): (&str, &str),
    (signatures, printed): (u32, u32),
) -> Result<u32, XlsxError> {
    // A narrow sheet is printed with some free columns beside it: there is a title to stand over them.
    while widths.len() < SIGNS || widths.iter().map(|w| w + 1).sum::<u32>() < NARROW {
        pen.sheet.set_column_width(widths.len() as u16 + 1, FREE)?;
        widths.push(FREE);
    }
    let whole = [&[NAME], widths.as_slice()].concat();
    let all = vec![(1, widths.len() as u16)];
    let pages = if paper::is_narrow(&whole) { all } else { pen.breaks(&[NAME], &groups(entry, widths))? };
    let of = |(at, count): (u16, u16)| widths.iter().skip(usize::from(at) - 1).take(usize::from(count)).copied().collect::<Vec<u32>>();
    let first = pages.first().copied().unwrap_or((1, widths.len() as u16));
    let high = pen.over(head, advice, (1, first.1), of(first).iter().sum())?;
    // A first page of few columns has no room to sign on.
    let signed = pages.iter().find(|(_, count)| usize::from(*count) >= SIGNS).copied().unwrap_or(first);
    pen.signatures(signatures, &spread(signed.0, &of(signed)))?;
    pen.sheet.set_print_area(0, 0, printed, widths.len() as u16)?;
    Ok(high)
}

/// The columns of each datum with all it says, by number and width.
fn groups(entry: &EntrySheet, widths: &[u32]) -> Vec<(u16, u32)> {
    let mut out: Vec<(Option<Group>, u16, u32)> = Vec::new();
    for (at, width) in widths.iter().enumerate() {
        let of = entry.columns.get(at).map(|spec| match spec.input {
            Input::Datum(id, _) => Group::Datum(id),
            // Columns of a detail table stand alone, but for the parts of a document.
            Input::Column(id) => Group::Column(id),
        });
        match out.last_mut() {
            Some((known, count, wide)) if *known == of => {
                *count += 1;
                *wide += width + 1;
            }
            _ => out.push((of, 1, width + 1)),
        }
    }
    out.into_iter().map(|(_, count, width)| (count, width)).collect()
}

/// What columns belong to.
#[derive(PartialEq, Eq)]
enum Group {
    Datum(DatumId),
    Column(ColumnId),
}

/// The columns where the four parts of a signature begin: the last has room for a day and a seal.
fn spread(first: u16, widths: &[u32]) -> [u16; SIGNS] {
    let whole: u32 = widths.iter().sum();
    let begins = |at: u16| widths.iter().take(usize::from(at - first)).sum::<u32>();
    let end = (first + widths.len() as u16).saturating_sub(1).max(first);
    let last = (first..=end).rfind(|at| begins(*at) + SEAL <= whole).unwrap_or(end).max(end.min(first + SIGNS as u16 - 1));
    let mut out = [first; SIGNS];
    let mut least = first;
    for (part, out) in out.iter_mut().enumerate() {
        // One column at least is left for each part behind it.
        let most = (last + 1).saturating_sub((SIGNS - part) as u16).max(least);
        let wanted = begins(last) * part as u32 / (SIGNS as u32 - 1);
        *out = (least..=most).find(|at| begins(*at) >= wanted).unwrap_or(most);
        least = *out + 1;
    }
    out
}

fn rows_of_table(book: &Book<'_>, entry: &EntrySheet, pen: &mut Pen<'_>) -> Result<(), XlsxError> {
    let looks = book.looks;
    let Some(table) = entry.table else { return Ok(()) };
    pen.text(HEAD, 0, "县市区", &looks.head)?;
    pen.sheet.set_column_width(0, 14)?;
    let names: Vec<&str> = book.names().collect();
    let owners = book.filled.rows(table);
    for at in 0..DETAIL_ROWS {
        match owners.get(at as usize).and_then(|owner| names.get(*owner)) {
            Some(name) => pen.text(FIRST + at, 0, name, &looks.entry_text)?,
            None => drop(pen.sheet.write_blank(FIRST + at, 0, &looks.entry_text)?),
        }
    }
    let lists = book.layout.name(book.layout.lists);
    let counties = format!("='{lists}'!$A${}:$A${}", FIRST + 1, book.last() + 1);
    let rule = DataValidation::new().allow_list_formula(counties.as_str().into()).set_error_title("县市区")?;
    let rule = rule.set_error_message("请从名册里选县市区")?;
    pen.sheet.add_data_validation(FIRST, 0, FIRST + DETAIL_ROWS - 1, 0, &rule)?;
    Ok(())
}

/// Where the datum comes from and what it counts.
fn note(spec: &EntryColumn) -> String {
    let parts = [&spec.source, &spec.scope];
    parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join("；")
}

/// The width of a column and the look of its cells.
fn look(book: &Book<'_>, spec: &EntryColumn, declared: Declared<'_>) -> (u32, Format) {
    let looks = book.looks;
    if spec.part == Part::Combined {
        let places = declared.places() as usize;
        let is_number = matches!(declared.signature.ty, Type::Judgement);
        return (11, if is_number { looks.bold.clone().set_num_format(format_of(places)) } else { looks.center.clone() });
    }
    let base = if spec.verified { &looks.verified } else { &looks.entry };
    let text = || base.clone().set_num_format("@").set_text_wrap().set_align(rust_xlsxwriter::FormatAlign::Left);
    let center = || base.clone().set_align(rust_xlsxwriter::FormatAlign::Center);
    match (spec.part, &declared.signature.ty, declared.word) {
        (Part::Day, ..) | (Part::Whole, Type::Date, _) => (11, center().set_num_format("yyyy-mm-dd")),
        (Part::Number | Part::Issuer, ..) => (15, text()),
        (_, Type::Number(_) | Type::Judgement, _) => {
            (if matches!(spec.part, Part::Mark(_)) { 10 } else { 12 }, base.clone().set_num_format(format_of(declared.places() as usize)))
        }
        (_, Type::Bool | Type::Level(_), _) => (11, center()),
        (_, Type::Text | Type::Date, _) => (24, text()),
    }
}

/// The number format of so many places.
fn format_of(places: usize) -> String {
    if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) }
}

/// What stands in a column as it was given.
fn stored(book: &Book<'_>, spec: &EntryColumn, at: usize) -> Result<i64, Absence> {
    let panels = panels(book.listing.model);
    let Input::Datum(id, _) = spec.input else { return book.filled.stored(spec.input, spec.verified, at) };
    match (spec.part, Panel::of(&panels, id)) {
        (Part::Mark(rater), _) => book.filled.mark(id, rater, at).ok_or(Absence::Missing),
        // What came together from marks stands there.
        (Part::Whole, Some(panel)) if !spec.verified && (1..=panel.raters).any(|n| book.filled.mark(panel.datum, n, at).is_some()) => {
            Err(Absence::Missing)
        }
        _ => book.filled.stored(spec.input, spec.verified, at),
    }
}

/// The value a cell is filled with.
fn value(
    book: &Book<'_>,
    pen: &mut Pen<'_>,
    spec: &EntryColumn,
    declared: Declared<'_>,
    (row, column, at): (u32, u16, usize),
    look: &Format,
) -> Result<(), XlsxError> {
    // Stages before the last one are not kept apart: the value that counts stands where it was reported.
    if (!spec.verified && spec.stage > 0) || spec.part == Part::Combined {
        return Ok(());
    }
    let word = |pen: &mut Pen<'_>, text: &str| pen.text(row, column, text, look);
    let units = match stored(book, spec, at) {
        Ok(units) => units,
        Err(absence) if matches!(spec.part, Part::Whole | Part::Number) => match absence {
            Absence::NotApplicable => return word(pen, "不适用"),
            Absence::Pending => return word(pen, "待定"),
            Absence::Missing | Absence::Present => return Ok(()),
        },
        Err(_) => return Ok(()),
    };
    let day = |pen: &mut Pen<'_>, units: i64| pen.number(row, column, &Number::from(units - EPOCH), look);
    match (&declared.signature.ty, declared.word) {
        (Type::Bool, TypeWord::Document) => {
            let text = book.filled.text(spec.input, units, spec.verified, at);
            let document = Document::of(&text);
            match spec.part {
                Part::Number | Part::Whole | Part::Mark(_) | Part::Combined => word(pen, &document.number),
                Part::Issuer => word(pen, &document.issuer),
                Part::Day => document.day.map_or(Ok(()), |units| day(pen, units)),
            }
        }
        (Type::Number(_) | Type::Judgement, _) => pen.number(row, column, &(&Number::from(units) * &Number::ulp(declared.places())), look),
        (Type::Date, _) if units == UNREPORTED => word(pen, "未报"),
        (Type::Date, _) => day(pen, units),
        (Type::Text, _) => word(pen, &book.filled.text(spec.input, units, spec.verified, at)),
        (Type::Bool, TypeWord::List) => word(pen, if units == 1 { "在册" } else { "不在册" }),
        (Type::Bool, _) => word(pen, if units == 1 { "是" } else { "否" }),
        (Type::Level(levels), _) => {
            let level = usize::try_from(units).ok().and_then(|at| levels.get(at)).cloned().unwrap_or_default();
            word(pen, &level)
        }
    }
}

/// The parts of a document.
struct Document {
    number: String,
    day: Option<i64>,
    issuer: String,
}

impl Document {
    fn of(text: &str) -> Document {
        let parts: Vec<&str> = text.split(['，', ',', '、', '；', ';', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect();
        let folded = |part: &&str| part.chars().map(crate::source::fold_char).collect::<String>();
        let number = parts.iter().position(|p| p.ends_with('号') && folded(p).chars().any(|c| c.is_ascii_digit()));
        let days: Vec<Option<i64>> = parts.iter().map(|p| crate::sentence::issue_day(p)).collect();
        let day = days.iter().position(Option::is_some);
        let number = number.or_else(|| (0..parts.len()).find(|at| Some(*at) != day));
        let rest = parts.iter().enumerate().filter(|(at, _)| Some(*at) != number && Some(*at) != day);
        Document {
            number: number.and_then(|at| parts.get(at)).map_or_else(|| "无".to_owned(), |p| (*p).to_owned()),
            day: day.and_then(|at| days.get(at).copied().flatten()),
            issuer: rest.map(|(_, p)| *p).collect::<Vec<_>>().join("，"),
        }
    }
}

/// 不适用, where the declaration allows it.
fn not_applicable(declared: Declared<'_>) -> Option<&'static str> {
    declared.signature.optional.then_some("不适用")
}

/// Whether a cell holds one of some words.
fn one_of<'w>(cell: &str, words: impl Iterator<Item = &'w str>) -> String {
    format!("OR({})", words.map(|word| format!("{cell}=\"{word}\"")).collect::<Vec<_>>().join(","))
}

/// What is checked while typing. 不适用, 待定 and 缺报 are words, so numbers are checked by a formula.
fn validation(book: &Book<'_>, spec: &EntryColumn, declared: Declared<'_>) -> Result<Option<DataValidation>, XlsxError> {
    let cell = |book: &Book<'_>| {
        let spot = book.layout.entered(spec.input).into_iter().find(|(_, c)| c.stage == spec.stage && c.part == spec.part);
        spot.map(|(spot, _)| format!("{}{}", letters(spot.column), FIRST + 1)).unwrap_or_default()
    };
    let (rule, help) = match (spec.part, &declared.signature.ty) {
        (Part::Number, _) => (DataValidation::new().allow_any_value(), "文号，如“甲政办发〔2021〕5号”；没有文件的填“无”".to_owned()),
        (Part::Issuer, _) => (DataValidation::new().allow_any_value(), "发文机关全称".to_owned()),
        (Part::Day, _) | (Part::Whole, Type::Date) => {
            let own = cell(book);
            let unreported = (spec.part == Part::Whole && declared.unreported).then_some("未报");
            let words = one_of(&own, ["待定"].into_iter().chain(unreported).chain(not_applicable(declared)));
            let formula = format!("=IF(ISNUMBER({own}),{own}>=1,{words})");
            let help = if spec.part == Part::Day { "成文日期，如2021-3-5".to_owned() } else { declared.expected().zh };
            (DataValidation::new().allow_custom(formula.as_str().into()), help)
        }
        (Part::Whole, Type::Number(_) | Type::Judgement) => {
            let own = cell(book);
            let (low, high, places) = limits(book.listing, spec.input);
            let words = one_of(&own, ["待定", "缺报"].into_iter().chain(not_applicable(declared)));
            let whole = format!("ABS({own}*1E{places}-ROUND({own}*1E{places},0))<0.0001");
            let formula = format!("=IF(ISNUMBER({own}),AND({own}>={low},{own}<={high},{whole}),{words})");
            let open = declared.signature.range.is_none() && declared.signature.ty != Type::Judgement;
            let most = &Number::from(OPEN_END) * &Number::ulp(places);
            let limit = if open { format!("（本表至多填{most}）") } else { String::new() };
            (DataValidation::new().allow_custom(formula.as_str().into()), format!("{}{limit}", declared.expected().zh))
        }
        (Part::Combined, _) => return Ok(None),
        (Part::Mark(_), Type::Judgement) => {
            let own = book.layout.mark_cell(spec);
            let fits = super::rated::fits(book, spec, &own);
            let formula = format!("=IF(ISNUMBER({own}),{fits},{own}=\"待定\")");
            let Input::Datum(id, _) = spec.input else { return Ok(None) };
            let help = allowed(book.listing.model, id).unwrap_or_else(|| declared.expected().zh);
            (DataValidation::new().allow_custom(formula.as_str().into()), help)
        }
        (Part::Whole | Part::Mark(_), Type::Bool | Type::Level(_)) => {
            let found = choices(book.listing.model, spec.input);
            let Some((words, list)) = found.and_then(|(words, _)| book.lists.of(&words).map(|l| (words, l))) else { return Ok(None) };
            let range = format!("={}", list.range(book.layout.name(book.layout.lists), words.len()));
            (DataValidation::new().allow_list_formula(range.as_str().into()), declared.expected().zh)
        }
        (Part::Whole | Part::Mark(_), Type::Text | Type::Number(_) | Type::Date) => {
            (DataValidation::new().allow_any_value(), declared.expected().zh)
        }
    };
    let (wanted, help) = (clip(&format!("应为：{help}"), HELP), clip(&format!("填{help}"), HELP));
    Ok(Some(
        rule.set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("与要求不符")?
            .set_error_message(wanted)?
            .set_input_title(clip(declared.name, 32))?
            .set_input_message(help)?,
    ))
}

/// Missing and unfit cells stand out.
fn marks(book: &Book<'_>, pen: &mut Pen<'_>, entry: &EntrySheet, spec: &EntryColumn, (column, last): (u16, u32)) -> Result<(), XlsxError> {
    if matches!(spec.part, Part::Day | Part::Issuer | Part::Combined) {
        return Ok(());
    }
    let looks = book.looks;
    if let Part::Mark(_) = spec.part {
        // Marks may be left out altogether, but not of one assessor.
        let Some((from, to)) = book.layout.marks(spec.input) else { return Ok(()) };
        let row = FIRST + 1;
        let some = format!("SUMPRODUCT((${}{row}:${}{row}<>\"\")*1)>0", letters(from.column), letters(to.column));
        let lacking = format!("=AND({}{row}=\"\",{some})", letters(column));
        return pen.mark_where((FIRST, column), (last, column), &lacking, &looks.missing);
    }
    let (first, own) = ((FIRST, column), format!("{}{}", letters(column), FIRST + 1));
    if let Some(unfit) = unfit(book, spec, &own) {
        pen.mark_where(first, (last, column), &format!("={unfit}"), &looks.wrong)?;
    }
    // A verified value is wanted only where one was found.
    if spec.verified {
        return Ok(());
    }
    let combined = book.layout.entered(spec.input).into_iter().find(|(_, c)| c.part == Part::Combined);
    if let Some((spot, _)) = combined {
        let there = format!("'{}'!${}{}", book.layout.name(spot.sheet), letters(spot.column), FIRST + 1);
        return pen.mark_where(first, (last, column), &format!("=AND({own}=\"\",TRIM({there})=\"\")"), &looks.missing);
    }
    let here = if entry.table.is_some() { format!("AND($A{}<>\"\",{own}=\"\")", FIRST + 1) } else { format!("{own}=\"\"") };
    pen.mark_where(first, (last, column), &format!("={here}"), &looks.missing)
}

/// Whether a cell says something that does not fit: what counts of the datum is 缺报, and it is this cell that counts.
fn unfit(book: &Book<'_>, spec: &EntryColumn, own: &str) -> Option<String> {
    let declared = declared(book.listing.model, spec.input)?;
    // A word the declaration does not allow is as wrong in a document's number as elsewhere.
    let spot = book.layout.spot(&super::layout::What::Absence(spec.input))?;
    let head = |c: &EntryColumn| matches!(c.part, Part::Whole | Part::Number);
    let later = book.layout.entered(spec.input).into_iter().filter(|(_, c)| head(c) && c.stage > spec.stage);
    let silent = later.map(|(spot, _)| {
        let cell = format!("${}{}", letters(spot.column), FIRST + 1);
        format!("OR({cell}=\"\",{cell}=\"缺报\")")
    });
    let says = ["", "缺报", "待定"].into_iter().chain(not_applicable(declared)).map(|word| format!("{own}<>\"{word}\""));
    let status = format!("'{}'!${}{}=3", book.layout.name(spot.sheet), letters(spot.column), FIRST + 1);
    let all: Vec<String> = says.chain(silent).chain([status]).collect();
    Some(format!("AND({})", all.join(",")))
}

/// What counts of an input, as it stands in its cell.
pub(super) fn shown(book: &Book<'_>, input: crate::ir::Input, at: usize) -> String {
    let Some(declared) = declared(book.listing.model, input) else { return String::new() };
    let verified = book.filled.stored(input, true, at) != Err(Absence::Missing);
    let units = match book.filled.stored(input, verified, at) {
        Ok(units) => units,
        Err(Absence::NotApplicable) => return "不适用".to_owned(),
        Err(Absence::Pending) => return "待定".to_owned(),
        Err(_) => return String::new(),
    };
    match (&declared.signature.ty, declared.word) {
        (Type::Bool, TypeWord::Document) => Document::of(&book.filled.text(input, units, verified, at)).number,
        (Type::Number(_) | Type::Judgement, _) => (&Number::from(units) * &Number::ulp(declared.places())).to_string(),
        (Type::Date, _) if units == UNREPORTED => "未报".to_owned(),
        (Type::Date, _) => (units - EPOCH).to_string(),
        (Type::Text, _) => book.filled.text(input, units, verified, at),
        (Type::Bool, TypeWord::List) => if units == 1 { "在册" } else { "不在册" }.to_owned(),
        (Type::Bool, _) => if units == 1 { "是" } else { "否" }.to_owned(),
        (Type::Level(levels), _) => usize::try_from(units).ok().and_then(|at| levels.get(at)).cloned().unwrap_or_default(),
    }
}
