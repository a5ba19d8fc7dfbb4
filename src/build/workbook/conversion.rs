//! From what people enter to units and absence codes (数据换算), as formulas. Spec: §14e.3.

use super::bounds::DETAIL_ROWS;
use super::columns::{EntryColumn, Part, declared};
use super::dialect::{Excel, ROW, letters};
use super::layout::{FIRST, Spot};
use super::lists::{Lists, choices, limits};
use crate::ir::Input;
use crate::model::TypeWord;
use crate::sentence::{Type, UNREPORTED};

/// Days from the beginning of the calendar of dates to that of spreadsheets.
const EPOCH: i64 = 693_899;

/// The formulas of an input: what counts, its units, its absence code.
pub(super) struct Conversion {
    pub taken: String,
    pub units: String,
    pub absence: String,
}

/// What an entry says of its own absence, around what its value says.
fn absence(taken: &str, optional: bool, valid: &str) -> String {
    let not_applicable = if optional { 1 } else { 3 };
    format!(
        "IF(OR({taken}=\"\",{taken}=\"缺报\"),3,IF({taken}=\"待定\",2,IF(OR({taken}=\"不适用\",{taken}=\"不涉及\"),{not_applicable},IF({valid},0,3))))"
    )
}

/// The cell that counts among those of one part: the last that says something.
fn chosen(excel: &Excel<'_>, entered: &[(Spot, &EntryColumn)], part: Part) -> String {
    let head = if part == Part::Whole { Part::Whole } else { Part::Number };
    // What assessors came to stands for the whole where nobody entered it.
    let is = |c: &EntryColumn, wanted: Part| c.part == wanted || (wanted == Part::Whole && c.part == Part::Combined);
    let cells = |wanted: Part| entered.iter().filter(move |(_, c)| is(c, wanted)).map(|(spot, _)| excel.cell(*spot));
    let mut out = String::new();
    for (own, says) in cells(part).zip(cells(head)) {
        out = if out.is_empty() {
            format!("IF({own}=\"\",\"\",{own})")
        } else {
            format!("IF(OR({says}=\"\",{says}=\"缺报\"),{out},IF({own}=\"\",\"\",{own}))")
        };
    }
    out
}

/// The formulas of an input; `taken` and `absent` are where the first and the last of them stand.
pub(super) fn conversion(excel: &Excel<'_>, lists: &Lists, year: u32, input: Input, taken: Option<Spot>, absent: Spot) -> Conversion {
    let layout = excel.layout;
    let entered = layout.entered(input);
    let Some(declared) = declared(excel.listing.model, input) else {
        return Conversion { taken: String::new(), units: "0".to_owned(), absence: "3".to_owned() };
    };
    let is_document = declared.word == TypeWord::Document && declared.signature.ty == Type::Bool;
    let first = chosen(excel, &entered, if is_document { Part::Number } else { Part::Whole });
    // A row of a detail table has no verified value: its own cell is what counts.
    let value = taken.map_or_else(|| entered.first().map(|(spot, _)| excel.cell(*spot)).unwrap_or_default(), |spot| excel.cell(spot));
    let present = format!("{}=0", excel.cell(absent));
    let sheet = layout.name(layout.lists);
    let within = |list: &str| format!("SUMPRODUCT(EXACT({list},{value})*1)>0");
    let (valid, units) = match (&declared.signature.ty, declared.word) {
        (Type::Number(_) | Type::Judgement, _) => {
            let (low, high, places) = limits(excel.listing, input);
            let scale = 10_u64.pow(places.min(15));
            let scaled = if places == 0 { value.clone() } else { format!("{value}*{scale}") };
            let whole = format!("ABS({scaled}-ROUND({scaled},0))<=0.000000001+ABS({scaled})*0.000000000000001");
            (format!("IF(ISNUMBER({value}),AND({value}>={low},{value}<={high},{whole}),FALSE)"), format!("ROUND({scaled},0)"))
        }
        (Type::Bool, _) if is_document => {
            let (day, issuer) = (chosen(excel, &entered, Part::Day), chosen(excel, &entered, Part::Issuer));
            let no = lists.at(1).map(|l| l.range(sheet, l.words.len())).unwrap_or_default();
            let numbered = format!(
                "AND(RIGHT(TRIM({value}),1)=\"号\",SUMPRODUCT(ISNUMBER(FIND({{\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"}},{value}))*1)>0)"
            );
            let dated = format!("IF(ISNUMBER({day}),AND({day}>=1,{day}<=DATE({year},12,31)),FALSE)");
            let counts = format!("IF({},0,IF(AND({numbered},{dated},LEN(TRIM({issuer}))>0),1,0))", within(&no));
            ("TRUE".to_owned(), counts)
        }
        (Type::Bool, _) => {
            let list = |at: usize| lists.at(at).map(|l| l.range(sheet, l.words.len())).unwrap_or_default();
            let (yes, no) = (within(&list(0)), within(&list(1)));
            (format!("OR({yes},{no})"), format!("IF({yes},1,0)"))
        }
        (Type::Level(_), _) => {
            let found = choices(excel.listing.model, input);
            let list = found.as_ref().and_then(|(words, values)| lists.of(words).map(|l| l.range(sheet, *values))).unwrap_or_default();
            let place = format!("SUMPRODUCT(EXACT({list},{value})*(ROW({list})-{FIRST}))");
            (format!("{place}>0"), format!("{place}-1"))
        }
        (Type::Date, _) => {
            let day = format!("IF(ISNUMBER({value}),AND({value}>=1,{value}<2958466,INT({value})={value}),FALSE)");
            let of_day = format!("{value}+{EPOCH}");
            match declared.unreported {
                true => (format!("OR({value}=\"未报\",{day})"), format!("IF({value}=\"未报\",{UNREPORTED},{of_day})")),
                false => (day, of_day),
            }
        }
        (Type::Text, _) => {
            let rows = if let Input::Column(_) = input { DETAIL_ROWS } else { excel.counties };
            let spot = taken.or_else(|| entered.first().map(|(spot, _)| *spot));
            let all = spot.map(|spot| {
                let letters = letters(spot.column);
                format!("{}${letters}${}:${letters}${}", excel.prefix(spot.sheet), FIRST + 1, FIRST + rows)
            });
            let all = all.unwrap_or_default();
            // The same text has the same number: that of the first row that has it.
            let place = format!("{}-SUMPRODUCT(MAX(EXACT({all},{value})*({}-ROW({all}))))", FIRST + rows + 1, FIRST + rows + 1);
            ("TRUE".to_owned(), place)
        }
    };
    let mut units = format!("IF({present},{units},0)");
    let mut absence = absence(&value, declared.signature.optional, &valid);
    if let Input::Column(_) = input {
        units = format!("IF($B{ROW}=0,0,{units})");
        absence = format!("IF($B{ROW}=0,0,{absence})");
    }
    Conversion { taken: first, units, absence }
}
