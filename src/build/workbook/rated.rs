//! What marks of assessors come to (评委评分的合成), as a formula beside them. Spec: §14e.9.

use super::book::Book;
use super::columns::EntryColumn;
use super::dialect::{Excel, ROW, letters};
use crate::data::{Combination, Panel, panels};
use crate::expr::Number;
use crate::ir::Input;
use crate::sentence::{JudgedUse, Type};

/// The word of a judgement that is not given yet.
const PENDING: &str = "待定";

/// The formula of what the marks under a judgement come to, or of the level that follows.
pub(super) fn combined(book: &Book<'_>, excel: &Excel<'_>, spec: &EntryColumn) -> Option<String> {
    let Input::Datum(id, _) = spec.input else { return None };
    let model = book.listing.model;
    let panels = panels(model);
    let panel = Panel::of(&panels, id)?;
    let (first, last) = book.layout.marks(Input::Datum(panel.datum, 0))?;
    let marks = format!("{}${}{ROW}:${}{ROW}", excel.prefix(first.sheet), letters(first.column), letters(last.column));
    if panel.level == Some(id) {
        return level(book, excel, panel);
    }
    let none = format!("SUMPRODUCT(({marks}<>\"\")*1)=0");
    let Some(step) = &panel.step else {
        // Levels have no mean: they must agree.
        let own = format!("{}${}{ROW}", excel.prefix(first.sheet), letters(first.column));
        return Some(format!("IF({none},\"\",IF(SUMPRODUCT(EXACT({marks},{own})*1)={},{own},\"{PENDING}\"))", panel.raters));
    };
    let places = model.datum(panel.datum).map_or(0, |d| d.signature.stored_places());
    let scale = Number::ten_to(places);
    let all = format!("SUMPRODUCT(ISNUMBER({marks})*1)={}", panel.raters);
    let unit = format!("ROUND({marks}*{scale},0)");
    let allowed = panel.uses().iter().map(|used| format!("*({}>0)", inside(used, &unit, &scale))).collect::<String>();
    let steps = step * &scale;
    let fits = format!("SUMPRODUCT((ABS({marks}*{scale}-{unit})<0.0001)*(MOD({unit},{steps})=0){allowed})={}", panel.raters);
    let (most, least) = (format!("ROUND(MAX({marks})*{scale},0)"), format!("ROUND(MIN({marks})*{scale},0)"));
    let sum = format!("SUMPRODUCT({unit})");
    let (sum, count) = match panel.combination {
        Combination::Agreed => {
            let agreed = format!("IF({fits},IF({most}={least},{least}/{scale},\"{PENDING}\"),\"{PENDING}\")");
            return Some(format!("IF({none},\"\",IF({all},{agreed},\"{PENDING}\"))"));
        }
        Combination::Mean => (sum, panel.raters),
        Combination::Trimmed => (format!("({sum}-{most}-{least})"), panel.raters.saturating_sub(2)),
    };
    if count == 0 {
        return Some(format!("IF({none},\"\",\"{PENDING}\")"));
    }
    // Half up to the step.
    let (over, under) = (&Number::from(i64::from(count)) * &steps, &Number::from(2 * i64::from(count)) * &steps);
    let twice = format!("(2*{sum}+{over})");
    let mean = format!("({twice}-MOD({twice},{under}))/{under}*{steps}");
    let mut landed = panel.uses().iter().map(|used| format!("{}>0", inside(used, &format!("({mean})"), &scale)));
    let landed = match (landed.next(), landed.next()) {
        (None, _) => "TRUE".to_owned(),
        (Some(only), None) => only,
        (Some(a), Some(b)) => format!("AND({})", [a, b].into_iter().chain(landed).collect::<Vec<_>>().join(",")),
    };
    Some(format!("IF({none},\"\",IF({all},IF({fits},IF({landed},{mean}/{scale},\"{PENDING}\"),\"{PENDING}\"),\"{PENDING}\"))"))
}

/// Whether an assessor may give what stands in a cell.
pub(super) fn fits(book: &Book<'_>, spec: &EntryColumn, cell: &str) -> String {
    let Input::Datum(id, _) = spec.input else { return "TRUE".to_owned() };
    let panels = panels(book.listing.model);
    let Some(panel) = Panel::of(&panels, id) else { return "TRUE".to_owned() };
    let scale = Number::ten_to(book.listing.model.datum(panel.datum).map_or(0, |d| d.signature.stored_places()));
    let unit = format!("ROUND({cell}*{scale},0)");
    let steps = &panel.step.clone().unwrap_or(Number::ONE) * &scale;
    let ranges = panel.uses().iter().map(|used| format!(",{}>0", inside(used, &unit, &scale))).collect::<String>();
    format!("AND(ABS({cell}*{scale}-{unit})<0.0001,MOD({unit},{steps})=0{ranges})")
}

/// Above 0 where points, in units, are in a range of a rule.
fn inside(used: &JudgedUse, points: &str, scale: &Number) -> String {
    let ranges = used.ranges.iter().map(|(low, high)| format!("({points}>={})*({points}<={})", low * scale, high * scale));
    let all: Vec<String> = ranges.chain(used.zero.then(|| format!("({points}=0)"))).collect();
    format!("({})", all.join("+"))
}

/// The level in whose range the points are.
fn level(book: &Book<'_>, excel: &Excel<'_>, panel: &Panel<'_>) -> Option<String> {
    let level = panel.level?;
    let own = book.layout.entered(Input::Datum(panel.datum, 0));
    let points = own.iter().find(|(_, c)| c.part == super::columns::Part::Combined).map(|(spot, _)| excel.cell(*spot))?;
    let (words, values) = super::lists::choices(book.listing.model, Input::Datum(level, 0))?;
    let list = book.lists.of(&words)?.range(book.layout.name(book.layout.lists), values);
    let places = book.listing.model.datum(panel.datum).map_or(0, |d| d.signature.stored_places());
    let scale = Number::ten_to(places);
    let unit = format!("ROUND({points}*{scale},0)");
    let ranges = panel.uses().first().map(|used| used.ranges.as_slice()).unwrap_or_default();
    let mut place = "0".to_owned();
    for (at, (low, high)) in ranges.iter().enumerate().rev() {
        place = format!("IF(AND({unit}>={},{unit}<={}),{},{place})", low * &scale, high * &scale, at + 1);
    }
    Some(format!("IF(ISNUMBER({points}),IF({place}=0,\"{PENDING}\",INDEX({list},{place})),{points})"))
}

/// What the formula gives before anything is calculated.
pub(super) fn known(book: &Book<'_>, spec: &EntryColumn, at: usize) -> String {
    let Input::Datum(id, _) = spec.input else { return String::new() };
    let model = book.listing.model;
    let panels = panels(model);
    let Some(panel) = Panel::of(&panels, id) else { return String::new() };
    let places = model.datum(panel.datum).map_or(0, |d| d.signature.stored_places());
    let marks: Vec<Number> = (1..=panel.raters)
        .filter_map(|rater| book.filled.mark(panel.datum, rater, at))
        .map(|units| &Number::from(units) * &Number::ulp(places))
        .collect();
    if marks.is_empty() {
        return String::new();
    }
    let Ok(points) = panel.combine(&marks) else { return PENDING.to_owned() };
    let levels = |id| match model.datum(id).map(|d| &d.signature.ty) {
        Some(Type::Level(levels)) => levels.clone(),
        _ => Vec::new(),
    };
    let word = |id, place: Option<usize>| place.and_then(|at| levels(id).get(at).cloned()).unwrap_or_else(|| PENDING.to_owned());
    match (panel.level == Some(id), panel.step.is_some()) {
        (true, _) => word(id, panel.level_of(&points)),
        (_, true) => super::pen::decimal(&points),
        _ => word(id, points.to_i64().and_then(|at| usize::try_from(at).ok())),
    }
}
