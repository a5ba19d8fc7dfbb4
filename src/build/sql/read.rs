//! Raw tables (原始表) and what their texts stand for: whole numbers, absences, problems. Spec: §14f.3.

use dashu::integer::IBig;

use super::engine::{Engine, Width, width};
use super::plan::{BYTES, Step};
use crate::build::cells::{CellKind, CellSpec, table_name};
use crate::build::listing::Listing;
use crate::expr::{Number, TableId};
use crate::ir::{Input, Range, UNDECLARED_MOST, absence};

/// The raw table of the counties.
pub(super) const COUNTIES: &str = "counties";
/// Texts that stand for no value.
const ABSENT: &str = "'', '缺报', '待定', '不适用', '不涉及'";
/// Columns of a row besides its cells: which row it is.
const ROW: usize = 8;
/// Most parts of one concatenation: engines limit the arguments of a function.
const PARTS: usize = 40;

/// The detail table a cell belongs to.
pub(super) fn table_of(listing: &Listing<'_>, cell: &CellSpec) -> Option<TableId> {
    match cell.input {
        Input::Datum(..) => None,
        Input::Column(id) => listing.model.column(id).map(|c| c.table),
    }
}

/// A raw table.
pub(super) struct Raw<'l> {
    /// Its name in SQL.
    pub name: String,
    /// Its name in the rules.
    pub title: String,
    /// The table in the rules; `None` is that of the counties.
    pub table: Option<TableId>,
    /// What it holds.
    pub cells: Vec<&'l CellSpec>,
}

/// The raw tables: that of the counties, then the detail tables.
pub(super) fn raw_tables<'l>(listing: &'l Listing<'_>) -> Vec<Raw<'l>> {
    let tables = (0..listing.model.tables.len()).map(|at| Some(TableId(at as u32)));
    std::iter::once(None)
        .chain(tables)
        .map(|table| Raw {
            name: table.map_or(COUNTIES.to_owned(), |t| format!("t{}", t.0)),
            title: table_name(listing.model, table).to_owned(),
            table,
            cells: listing.cells.iter().filter(|c| table_of(listing, c) == table).collect(),
        })
        .collect()
}

/// The columns of a cell in its raw table, one for each header it may stand under.
pub(super) fn raw_columns(cell: &CellSpec) -> impl Iterator<Item = (String, &str)> {
    let name = |at: usize| if at == 0 { cell.code.clone() } else { format!("{}_h{}", cell.code, at + 1) };
    cell.headers.iter().enumerate().map(move |(at, header)| (name(at), header.as_str()))
}

/// The header of a column with its unit, as an empty data table has it.
pub(super) fn header_with_unit(cell: &CellSpec, header: &str) -> String {
    match &cell.kind {
        CellKind::Number { unit, .. } if !unit.is_empty() => match header.strip_suffix('）') {
            Some(open) if header != cell.name => format!("{open}，{unit}）"),
            _ => format!("{header}（{unit}）"),
        },
        _ => header.to_owned(),
    }
}

/// What a cell should hold, in words.
pub(super) fn expected(cell: &CellSpec) -> String {
    let own = match &cell.kind {
        CellKind::Number { places, unit, range, .. } => {
            let places = if *places == 0 { "整数".to_owned() } else { format!("至多{places}位小数的数") };
            match range {
                Some((low, high)) => format!("{low}{unit}至{high}{unit}、{places}"),
                None => format!("不小于0、{places}{}", if unit.is_empty() { String::new() } else { format!("（{unit}）") }),
            }
        }
        CellKind::Fact => "是或否".to_owned(),
        CellKind::Listed => "在册或不在册".to_owned(),
        CellKind::Document => "文号、日期、发文机关，没有的填无".to_owned(),
        CellKind::Level(levels) => format!("{}之一", levels.join("、")),
        CellKind::Day { unreported } => format!("日期，如2021年3月5日{}", if *unreported { "，或未报" } else { "" }),
        CellKind::Text => "文本".to_owned(),
    };
    if cell.optional { format!("{own}，或不适用") } else { own }
}

/// Smallest and largest number of units in a cell.
fn ends(places: u32, range: Option<&(Number, Number)>) -> (IBig, IBig) {
    let scale = Number::ten_to(places);
    match range {
        Some((low, high)) => ((low * &scale).ceil().to_fraction().0, (high * &scale).floor().to_fraction().0),
        None => (IBig::ZERO, (&Number::from(UNDECLARED_MOST) * &scale).to_fraction().0),
    }
}

/// Whether what a cell holds is a text in Spark: of a text, and of a number that has no place in a list of 64 bits each.
pub(super) fn is_word(cell: &CellSpec) -> bool {
    cell.kind == CellKind::Text || cell_width(cell) > Width::Narrow
}

/// The width of a cell's units.
fn cell_width(cell: &CellSpec) -> Width {
    match &cell.kind {
        CellKind::Number { places, range, .. } => {
            let (low, high) = ends(*places, range.as_ref());
            width(&Range::new(low, high).with_zero())
        }
        _ => Width::Narrow,
    }
}

/// The tables that read a raw table: folded texts, units, then units with absence and problems.
pub(super) fn read(listing: &Listing<'_>, engine: Engine, year: u32, raw: &Raw<'_>) -> Step {
    let parted = raw.table.is_none() && listing.model.header.as_ref().is_some_and(|h| h.parted_by.is_some());
    let part = if parted { "COALESCE(part, '')" } else { "''" };
    if engine == Engine::Spark {
        return read_in_python(raw, part);
    }
    let mut folded = String::new();
    let (mut parts, mut found, mut wrong, mut cells) = (String::new(), String::new(), String::new(), String::new());
    let mut faults = Vec::new();
    for cell in &raw.cells {
        let columns: Vec<(String, &str)> = raw_columns(cell).collect();
        for (column, header) in &columns {
            folded.push_str(&format!(",\n    exact_folded({column}) AS {column}_t"));
            let steps = units(engine, year, cell, column);
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
        cells.push_str(&format!(",\n  CAST({value} AS {kind}) AS {},\n  CAST({absent} AS BIGINT) AS {}_absent", cell.code, cell.code));
    }
    let query = format!(
        "SELECT batch, line, county, part{cells},\n  {} AS faults\nFROM (SELECT w.*{wrong}\n  FROM (SELECT w.*{found}\n  FROM (SELECT w.*{parts}\n  FROM (SELECT COALESCE(batch, '') AS batch, line, exact_key(exact_folded(county)) AS county, {part} AS part{folded}\n    FROM {}{barrier}) AS w{barrier}) AS w{barrier}) AS w{barrier}) AS w",
        joined(engine, &faults),
        raw.name,
        barrier = if engine == Engine::Postgres { " OFFSET 0" } else { "" }
    );
    // Each column as a text, its parts, its units and its fault.
    let columns: usize = raw.cells.iter().map(|cell| cell.headers.len()).sum();
    Step::new(format!("{}_read", raw.name), query).sized(4 * columns + ROW, 2 * raw.cells.len() * BYTES)
}

/// In Spark one function reads a row: expressions that read cells take longer to plan than to run.
fn read_in_python(raw: &Raw<'_>, part: &str) -> Step {
    let texts: Vec<String> = raw.cells.iter().flat_map(|cell| raw_columns(cell).map(|(column, _)| column)).collect();
    let name = &raw.name;
    let query = format!(
        "SELECT batch, line, part, cells.county AS county, cells\nFROM (SELECT COALESCE(batch, '') AS batch, line, {part} AS part,\n  read_{name}(county, CAST(ARRAY({}) AS ARRAY<STRING>)) AS cells\n  FROM {name}) AS r",
        texts.join(", ")
    );
    Step::new(format!("{name}_read"), query)
}

/// The cells of a read table, its alias `r`, as columns.
fn cells_of(engine: Engine, cells: &[&CellSpec]) -> String {
    let mut words = 0;
    let each = |(at, cell): (usize, &&CellSpec)| {
        let code = &cell.code;
        if engine != Engine::Spark {
            return format!(", r.{code}, r.{code}_absent");
        }
        let value = if is_word(cell) {
            words += 1;
            let word = format!("r.cells.w[{}]", words - 1);
            match cell.kind {
                // Equal texts have equal numbers; nothing else is asked of them.
                CellKind::Text => format!("CAST(DENSE_RANK() OVER (PARTITION BY r.batch ORDER BY {word}) AS BIGINT)"),
                _ => format!("CAST({word} AS {})", engine.type_of(cell_width(cell))),
            }
        } else {
            format!("r.cells.n[{at}]")
        };
        format!(",\n  {value} AS {code}, r.cells.a[{at}] AS {code}_absent")
    };
    cells.iter().enumerate().map(each).collect()
}

/// Characters that are read as others: full width as half width, look-alikes as the mark that is meant.
pub(super) fn read_as() -> impl Iterator<Item = (char, char)> {
    let wide = ('\u{FF01}'..'\u{FF5E}').filter_map(|c| Some((c, char::from_u32(u32::from(c) - 0xFEE0)?)));
    let others = [('\u{3000}', ' '), ('\u{A0}', ' '), ('\u{FEFF}', ' '), ('\u{2212}', '-')];
    wide.chain(others).chain("｡､～~–―‐∶︰".chars().zip("。、—————::".chars()))
}

/// Full width is half width, and nothing hangs at the ends: as the scripts read a text.
fn folded(text: &str) -> String {
    let half = |c: char| read_as().find(|(wide, _)| *wide == c).map_or(c, |(_, half)| half);
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// A text without any blank, as names are compared.
pub(super) fn key(text: &str) -> String {
    folded(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The columns that lead from a text to its units, each read from those before it.
fn units(engine: Engine, year: u32, cell: &CellSpec, column: &str) -> Vec<(String, String)> {
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
            let late = if *unreported { format!("WHEN {text} = '未报' THEN {} ", crate::sentence::UNREPORTED) } else { String::new() };
            vec![(part.clone(), format!("cell_date({text}, {year})")), (last, guarded(format!("CASE {late}ELSE cell_day({part}) END")))]
        }
        // Equal texts have equal numbers; nothing else is asked of them.
        CellKind::Text => vec![(last, format!("DENSE_RANK() OVER (PARTITION BY batch ORDER BY {text})"))],
    }
}

/// What is wrong with a cell, in a line.
fn fault(engine: Engine, cell: &CellSpec, column: &str, header: &str) -> String {
    let refused = if cell.optional { String::new() } else { format!(" OR {column}_t IN ('不适用', '不涉及')") };
    let bad = format!("({column}_t NOT IN ({ABSENT}) AND {column}_u IS NULL){refused}");
    let (lead, tail) = (engine.quoted(&format!("{header}：“")), engine.quoted(&format!("”应为{}", expected(cell))));
    format!("CASE WHEN {bad} THEN CONCAT({lead}, LEFT({column}_t, 40), {tail}) END")
}

/// The character that stands between problems of one row.
const BETWEEN: u8 = 31;

/// Problems in one text; those that are none are left out.
fn joined(engine: Engine, faults: &[String]) -> String {
    let group = |all: &[String]| format!("CONCAT_WS(CHR({BETWEEN}), {})", all.join(", "));
    match faults.len() {
        0 => "''".to_owned(),
        _ if engine == Engine::Postgres => group(&faults.chunks(PARTS).map(group).collect::<Vec<_>>()),
        _ => group(faults),
    }
}

/// The roster as a table: names as they are compared, and the groups of each.
pub(super) fn roster(listing: &Listing<'_>, engine: Engine) -> Step {
    let model = listing.model;
    let row = |county: &crate::model::County| {
        let groups = (0..model.groups.len()).map(|at| {
            let holds = county.groups.iter().any(|g| g.index() == at);
            format!(", {} AS g{at}", if holds { "TRUE" } else { "FALSE" })
        });
        let peers: Vec<String> = county.groups.iter().map(|g| g.0.to_string()).collect();
        format!("SELECT {} AS county, '{}' AS peers{}", engine.quoted(&key(&county.name)), peers.join(","), groups.collect::<String>())
    };
    let rows: Vec<String> = model.counties.iter().map(row).collect();
    let query = if rows.is_empty() {
        let groups: String = (0..model.groups.len()).map(|at| format!(", FALSE AS g{at}")).collect();
        format!("SELECT * FROM (SELECT '' AS county, '' AS peers{groups}) AS nobody WHERE FALSE")
    } else {
        rows.join("\nUNION ALL ")
    };
    Step::new("roster", query)
}

/// Every problem of the data: bad cells, then counties that are double, missing or not in the roster.
pub(super) fn problems(listing: &Listing<'_>, engine: Engine, tables: &[Raw<'_>]) -> Step {
    let has_roster = !listing.model.counties.is_empty();
    let mut all = Vec::new();
    for raw in tables {
        let title = engine.quoted(&raw.title);
        let (name, split) = (&raw.name, split(engine));
        let (county, with_faults) = (short(engine), if engine == Engine::Spark { "" } else { " WHERE faults <> ''" });
        // What Python found is short already.
        let problem = if engine == Engine::Spark { "problem" } else { "exact_short(problem, 400) AS problem" };
        all.push(format!(
            "SELECT batch, {title} AS data_table, line, {county} AS county, {problem}\nFROM (SELECT batch, line, county, {split} AS problem FROM {name}_read{with_faults}) AS f\nWHERE problem <> ''"
        ));
        let fault = |condition: &str, words: &str| {
            format!(
                "SELECT batch, {title} AS data_table, line, {county} AS county, '{words}' AS problem\nFROM {name}_read AS r WHERE {condition}"
            )
        };
        if engine != Engine::Spark {
            all.push(fault("county = ''", "没有县市区名称"));
        }
        match raw.table {
            Some(_) => all.push(fault(
                "county <> '' AND NOT EXISTS (SELECT 1 FROM counties_read AS c WHERE c.batch = r.batch AND c.county = r.county)",
                "县市区不在县级数据里",
            )),
            None => {
                all.push("SELECT '' AS batch, '县市区' AS data_table, NULL AS line, '' AS county, '没有数据' AS problem\nWHERE NOT EXISTS (SELECT 1 FROM counties_read)".to_owned());
                all.push(format!("SELECT batch, '县市区' AS data_table, NULL AS line, {county} AS county, '县市区重复' AS problem\nFROM counties_read WHERE county <> '' GROUP BY batch, county HAVING COUNT(*) > 1"));
                if has_roster {
                    all.push(fault("county <> '' AND county NOT IN (SELECT county FROM roster)", "县市区不在参评名单里"));
                    all.push("SELECT b.batch, '县市区' AS data_table, NULL AS line, m.county, '缺少这个县市区' AS problem\nFROM (SELECT DISTINCT batch FROM counties_read) AS b CROSS JOIN roster AS m\n  LEFT JOIN counties_read AS c ON c.batch = b.batch AND c.county = m.county\nWHERE c.county IS NULL".to_owned());
                }
            }
        }
    }
    Step::new("problems", all.join("\nUNION ALL\n"))
}

fn split(engine: Engine) -> String {
    match engine {
        Engine::DuckDb => format!("UNNEST(string_split(faults, CHR({BETWEEN})))"),
        Engine::Postgres => format!("UNNEST(string_to_array(faults, CHR({BETWEEN})))"),
        Engine::Spark => "EXPLODE(cells.faults)".to_owned(),
    }
}

/// A county's name as a problem shows it.
fn short(engine: Engine) -> &'static str {
    match engine {
        Engine::Spark => "LEFT(REGEXP_REPLACE(county, '\\\\p{Cntrl}', ' '), 40)",
        _ => "exact_short(county, 40)",
    }
}

/// Counties of the batches without problems: their numbers, populations, groups and cells.
pub(super) fn counties(listing: &Listing<'_>, engine: Engine, raw: &Raw<'_>) -> Step {
    let groups: String = (0..listing.model.groups.len()).map(|at| format!(", COALESCE(m.g{at}, FALSE) AS g{at}")).collect();
    let cells = cells_of(engine, &raw.cells);
    let query = format!(
        "SELECT ROW_NUMBER() OVER (ORDER BY r.batch, r.county) AS id,\n  DENSE_RANK() OVER (ORDER BY r.batch, r.part) AS part_id,\n  DENSE_RANK() OVER (ORDER BY r.batch, r.part, COALESCE(m.peers, '')) AS peer_id,\n  r.batch, r.line, r.county{groups}{cells}\nFROM counties_read AS r LEFT JOIN roster AS m ON m.county = r.county\nWHERE r.batch NOT IN (SELECT batch FROM problems)"
    );
    let groups = listing.model.groups.len();
    Step::new("c_cells", query).sized(2 * raw.cells.len() + groups + ROW, (2 * raw.cells.len() + 4) * BYTES)
}

/// Rows of a detail table with the number of their county.
pub(super) fn rows(engine: Engine, raw: &Raw<'_>) -> Step {
    let cells = cells_of(engine, &raw.cells);
    let query = format!(
        "SELECT c.id{cells}\nFROM {name}_read AS r JOIN c_cells AS c ON c.batch = r.batch AND c.county = r.county",
        name = raw.name
    );
    Step::new(format!("{}_cells", raw.name), query)
}
