//! Cells as they are read (读格): texts folded, taken apart, turned into units, each stage from the one before. Spec: §14f.3.

use dashu::integer::IBig;

use super::engine::{Engine, Width, width};
use super::read::{expected, folded, key, raw_columns};
use crate::build::cells::{CellKind, CellSpec};
use crate::expr::Number;
use crate::ir::{Range, UNDECLARED_MOST, absence};

/// Texts that stand for no value.
const ABSENT: &str = "'', '缺报', '待定', '不适用', '不涉及'";
/// Most parts of one concatenation: engines limit the arguments of a function.
const PARTS: usize = 40;

/// How many columns a column of a raw table becomes while it is read.
pub(super) const STAGES: usize = 4;

/// Cells in groups that PostgreSQL has room for at once.
pub(super) fn in_groups<'r, 'l>(cells: &'r [&'l CellSpec]) -> Vec<&'r [&'l CellSpec]> {
    let most = (super::MOST_COLUMNS - super::read::ROW) / STAGES;
    let (mut groups, mut start, mut columns) = (Vec::new(), 0, 0);
    for (at, cell) in cells.iter().enumerate() {
        if columns + cell.headers.len() > most {
            groups.extend(cells.get(start..at));
            (start, columns) = (at, 0);
        }
        columns += cell.headers.len();
    }
    groups.extend(cells.get(start..));
    groups
}

/// What reads cells.
pub(super) struct CellsRead {
    /// Units and absence of each.
    pub values: String,
    /// The columns of their faults.
    pub faults: Vec<String>,
    /// What those are read from.
    pub from: String,
}

/// The cells of a row.
pub(super) enum Row<'t> {
    /// Of every row of a table, with these columns besides.
    Of(&'t str, &'t str),
    /// Of the row at hand, where texts have their numbers in columns already.
    AtHand,
}

/// Reads cells.
pub(super) fn cells_read(engine: Engine, year: u32, cells: &[&CellSpec], row: &Row<'_>) -> CellsRead {
    let (mut folded, mut parts, mut found, mut wrong) = (String::new(), String::new(), String::new(), String::new());
    let (mut values, mut faults) = (String::new(), Vec::new());
    for cell in cells {
        let columns: Vec<(String, &str)> = raw_columns(cell).collect();
        for (column, header) in &columns {
            folded.push_str(&format!(",\n    exact_folded({column}) AS {column}_t"));
            let steps = units(engine, year, cell, column, row);
            let (last, before) = steps.split_last().map_or((None, [].as_slice()), |(last, before)| (Some(last), before));
            before.iter().for_each(|(name, text)| parts.push_str(&format!(",\n    {text} AS {name}")));
            last.into_iter().for_each(|(name, text)| found.push_str(&format!(",\n    {text} AS {name}")));
            wrong.push_str(&format!(",\n    {} AS {column}_f", fault(engine, cell, column, header)));
            faults.push(format!("{column}_f"));
        }
        let (mut absent, mut value) = (absence::MISSING.to_string(), "0".to_owned());
        for (column, _) in &columns {
            let given = format!("{column}_t NOT IN ('', '缺报')");
            let code = format!(
                "CASE WHEN {column}_t = '待定' THEN {} WHEN {column}_t IN ('不适用', '不涉及') THEN {} ELSE {} END",
                absence::PENDING,
                absence::NOT_APPLICABLE,
                absence::PRESENT
            );
            absent = format!("CASE WHEN {given} THEN {code} ELSE {absent} END");
            value = format!("CASE WHEN {given} THEN COALESCE({column}_u, 0) ELSE {value} END");
        }
        let kind = engine.type_of(cell_width(cell));
        values.push_str(&format!(",\n  CAST({value} AS {kind}) AS {},\n  CAST({absent} AS BIGINT) AS {}_absent", cell.code, cell.code));
    }
    let first = match row {
        Row::Of(table, columns) => format!("{columns}{folded}\n    FROM {table}"),
        Row::AtHand => folded.trim_start_matches(',').to_owned(),
    };
    let from = format!(
        "(SELECT w.*{wrong}\n  FROM (SELECT w.*{found}\n  FROM (SELECT w.*{parts}\n  FROM (SELECT {first}{barrier}) AS w{barrier}) AS w{barrier}) AS w{barrier}) AS w",
        barrier = if engine == Engine::Postgres { " OFFSET 0" } else { "" }
    );
    CellsRead { values, faults, from }
}

/// Smallest and largest number of units in a cell.
pub(super) fn ends(places: u32, range: Option<&(Number, Number)>) -> (IBig, IBig) {
    let scale = Number::ten_to(places);
    match range {
        Some((low, high)) => ((low * &scale).ceil().to_fraction().0, (high * &scale).floor().to_fraction().0),
        None => (IBig::ZERO, (&Number::from(UNDECLARED_MOST) * &scale).to_fraction().0),
    }
}

/// The width of a cell's units.
pub(super) fn cell_width(cell: &CellSpec) -> Width {
    match &cell.kind {
        CellKind::Number { places, range, .. } => {
            let (low, high) = ends(*places, range.as_ref());
            width(&Range::new(low, high).with_zero())
        }
        _ => Width::Narrow,
    }
}

/// The columns that lead from a text to its units, each read from those before it.
fn units(engine: Engine, year: u32, cell: &CellSpec, column: &str, row: &Row<'_>) -> Vec<(String, String)> {
    let (text, part, last) = (format!("{column}_t"), format!("{column}_p"), format!("{column}_u"));
    let guarded = |found: String| format!("CASE WHEN {text} NOT IN ({ABSENT}) THEN {found} END");
    match &cell.kind {
        CellKind::Number { places, unit, range, .. } => {
            let (low, high) = ends(*places, range.as_ref());
            let number = |n: &IBig| engine.number(n, Width::Wide);
            let unit = engine.quoted(&folded(unit));
            let found =
                format!("cell_number(cell_rest({text}), cell_units({part}, {places}), {unit}, {}, {})", number(&low), number(&high));
            vec![(part.clone(), format!("cell_head({text})")), (last, guarded(found))]
        }
        CellKind::Fact | CellKind::Listed => vec![(last, guarded(format!("cell_fact({text})")))],
        CellKind::Document => {
            let end = crate::sentence::day_number(crate::syntax::tree::Date { year: Some(year), month: 12, day: 31 }, year);
            let end = end.map(|day| day.to_string()).unwrap_or_default();
            vec![(part.clone(), format!("cell_parts({text})")), (last, guarded(format!("cell_document({text}, {part}, {end})")))]
        }
        CellKind::Level(levels) => {
            let each = levels.iter().enumerate();
            let each: String = each.map(|(at, level)| format!(" WHEN {} THEN {at}", engine.quoted(&key(level)))).collect();
            vec![(last, guarded(format!("CASE exact_key({text}){each} END")))]
        }
        CellKind::Day { unreported } => {
            let day = format!("cell_day({part})");
            let unreported = unreported.then(|| format!("CASE WHEN {text} = '未报' THEN {} ELSE {day} END", crate::sentence::UNREPORTED));
            vec![(part.clone(), format!("cell_date({text}, {year})")), (last, guarded(unreported.unwrap_or(day)))]
        }
        CellKind::Text => match row {
            Row::Of(..) => vec![(last, ranked("batch", &text))],
            Row::AtHand => vec![(last, format!("{column}_rank"))],
        },
    }
}

/// The number of a text: equal texts have equal numbers; nothing else is asked of them.
pub(super) fn ranked(batch: &str, text: &str) -> String {
    format!("DENSE_RANK() OVER (PARTITION BY {batch} ORDER BY {text})")
}

/// What is wrong with a cell, in a line.
fn fault(engine: Engine, cell: &CellSpec, column: &str, header: &str) -> String {
    let refused = if cell.optional { String::new() } else { format!(" OR {column}_t IN ('不适用', '不涉及')") };
    let bad = format!("({column}_t NOT IN ({ABSENT}) AND {column}_u IS NULL){refused}");
    let (lead, tail) = (engine.quoted(&format!("{header}：“")), engine.quoted(&format!("”应为{}", expected(cell))));
    format!("CASE WHEN {bad} THEN CONCAT({lead}, LEFT({column}_t, 40), {tail}) END")
}

/// The character that stands between problems of one row.
pub(super) const BETWEEN: u8 = 31;

/// Problems in one text; those that are none are left out.
pub(super) fn joined(engine: Engine, faults: &[String]) -> String {
    let group = |all: &[String]| format!("CONCAT_WS(CHR({BETWEEN}), {})", all.join(", "));
    match faults.len() {
        0 => "''".to_owned(),
        _ if engine == Engine::Postgres => group(&faults.chunks(PARTS).map(group).collect::<Vec<_>>()),
        _ => group(faults),
    }
}
