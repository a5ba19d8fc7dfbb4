//! Raw tables (原始表) and what their texts stand for: whole numbers, absences, problems. Spec: §14f.3.

use super::cells::{BETWEEN, Row, STAGES, cell_width, cells_read, in_groups, joined, ranked};
use super::engine::{Engine, Width};
use super::plan::{BYTES, Step};
use crate::build::cells::{CellKind, CellSpec, table_name};
use crate::build::listing::Listing;
use crate::expr::TableId;
use crate::ir::Input;

/// The raw table of the counties.
pub(super) const COUNTIES: &str = "counties";
/// Columns of a row besides its cells: which row it is.
pub(super) const ROW: usize = 8;
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

/// Whether what a cell holds is a text in Spark: of a text, and of a number that has no place in a list of 64 bits each.
pub(super) fn is_word(cell: &CellSpec) -> bool {
    cell.kind == CellKind::Text || cell_width(cell) > Width::Narrow
}

/// The table that reads a raw table: folded texts, units, then units with absence and problems.
pub(super) fn read(listing: &Listing<'_>, engine: Engine, year: u32, raw: &Raw<'_>) -> Step {
    let parted = raw.table.is_none() && listing.model.header.as_ref().is_some_and(|h| h.parted_by.is_some());
    let part = if parted { "COALESCE(part, '')" } else { "''" };
    if engine == Engine::Spark {
        return read_in_python(raw, part);
    }
    let name = format!("{}_read", raw.name);
    let row = format!("COALESCE(batch, '') AS batch, line, exact_key(exact_folded(county)) AS county, {part} AS part");
    let columns: usize = raw.cells.iter().map(|cell| cell.headers.len()).sum();
    let bytes = 2 * raw.cells.len() * BYTES;
    // Each column as a text, its parts, its units and its fault.
    let at_once = STAGES * columns + ROW;
    if engine != Engine::Postgres || at_once <= super::MOST_COLUMNS {
        let read = cells_read(engine, year, &raw.cells, &Row::Of(&raw.name, &row));
        let query =
            format!("SELECT batch, line, county, part{},\n  {} AS faults\nFROM {}", read.values, joined(engine, &read.faults), read.from);
        return Step::new(name, query).sized(at_once, bytes);
    }
    // The texts, or units and absences, and a number of each text.
    let widest = (2 * columns).max(2 * raw.cells.len()) + ROW;
    Step::new(name, in_postgres(year, raw, &row)).sized(widest, bytes)
}

/// Reads a table that has more columns than a query of PostgreSQL has room for in all stages: some cells at a time, beside one another.
fn in_postgres(year: u32, raw: &Raw<'_>, row: &str) -> String {
    let engine = Engine::Postgres;
    let (mut values, mut from, mut faults) = (String::new(), String::new(), Vec::new());
    for (at, cells) in in_groups(&raw.cells).into_iter().enumerate() {
        let read = cells_read(engine, year, cells, &Row::AtHand);
        let each: String = cells.iter().map(|cell| format!(",\n  r{at}.{code}, r{at}.{code}_absent", code = cell.code)).collect();
        values.push_str(&each);
        faults.push(format!("faults_{at}"));
        let inner = read.values.trim_start_matches(',');
        from.push_str(&format!(
            "\n  CROSS JOIN LATERAL (SELECT{inner},\n  {} AS faults_{at}\nFROM {} OFFSET 0) AS r{at}",
            joined(engine, &read.faults),
            read.from
        ));
    }
    let texts = raw.cells.iter().flat_map(|cell| raw_columns(cell).map(move |(column, _)| (cell, column)));
    let texts: String = texts
        .map(|(cell, column)| match cell.kind {
            // Among all rows: the row at hand is a group of its own.
            CellKind::Text => {
                format!(", {column}, {} AS {column}_rank", ranked("COALESCE(batch, '')", &format!("exact_folded({column})")))
            }
            _ => format!(", {column}"),
        })
        .collect();
    format!(
        "SELECT batch, line, county, part{values},\n  {} AS faults\nFROM (SELECT {row}{texts} FROM {} OFFSET 0) AS r{from}",
        joined(engine, &faults),
        raw.name
    )
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
pub(super) fn folded(text: &str) -> String {
    let half = |c: char| read_as().find(|(wide, _)| *wide == c).map_or(c, |(_, half)| half);
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// A text without any blank, as names are compared.
pub(super) fn key(text: &str) -> String {
    folded(text).chars().filter(|c| !c.is_whitespace()).collect()
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
