//! Where everything stands (表的布局): sheets, and the column of every cell, statement and result. Spec: §14e.2.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds::{Fraction, Wide, fraction, is_multiple};
use super::columns::{EntryColumn, EntrySheet, Part, entry_sheets};
use crate::build::listing::{Listing, Section};
use crate::data::returned;
use crate::expr::{IndicatorId, TableId};
use crate::ir::{Domain, Input, NodeId, Op};
use crate::model::{IndicatorKind, Model};

/// The first row of counties, or of the rows of a detail table, on every sheet, from 0.
pub(super) const FIRST: u32 = returned::HEADER_ROW;
/// The row of headers.
pub(super) const HEAD: u32 = returned::HEADER_ROW - 1;

/// A column of a sheet, by the place of the sheet in [`Layout::sheets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub sheet: usize,
    pub column: u16,
}

/// What a column of a sheet of formulas holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The county a row belongs to, by its place in the roster.
    CountyOfRow,
    /// The value of a cell that counts.
    Taken(Input),
    /// Its units.
    Units(Input),
    /// Its absence code.
    Absence(Input),
    /// A statement.
    Value(NodeId),
    /// The bound of its error.
    Error(NodeId),
    /// Its remainder.
    Remainder(NodeId),
    /// A digit of a fraction that is compared: 0 is its whole part.
    Digit(Fraction, u32),
    /// What the digits so far leave over.
    Rest(Fraction, u32),
    /// Whether a row is the first with its value, of a count of different values.
    First(NodeId),
    /// The value of a row if it is the best with its key.
    Best(NodeId),
}

/// Columns with the part of the rules each belongs to.
pub(super) type Columns = Vec<(What, Option<Section>)>;

/// A sheet of formulas.
#[derive(Debug)]
pub(super) struct CalcSheet {
    /// Its place among the sheets.
    pub sheet: usize,
    /// What is computed in it for each county or row.
    pub over: Domain,
    /// Its columns with the part of the rules they belong to, behind that of the counties.
    pub columns: Columns,
}

/// The whole workbook.
pub(super) struct Layout {
    /// Names of all sheets, in their order.
    pub sheets: Vec<String>,
    /// Data of counties.
    pub entries: Vec<EntrySheet>,
    /// Detail tables.
    pub details: Vec<EntrySheet>,
    /// Formulas.
    pub calc: Vec<CalcSheet>,
    /// Where every column of formulas stands.
    spots: Vec<(What, Spot)>,
    values: BTreeMap<NodeId, Spot>,
    units: BTreeMap<Input, Spot>,
    absences: BTreeMap<Input, Spot>,
    /// The sheet of lists: groups, choices.
    pub lists: usize,
    pub cover: usize,
    pub scores: usize,
    pub grades: usize,
    pub ranking: usize,
    pub leaders: Option<usize>,
    pub problems: usize,
    pub results: usize,
}

/// Sheets by name, each once.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
    pub sheets: Vec<String>,
}

impl Names {
    /// Adds a sheet; what no sheet name may hold is left out, and a number tells equal names apart.
    pub fn add(&mut self, name: &str) -> usize {
        let plain: String = name.chars().filter(|c| c.is_alphanumeric() && c.len_utf16() == 1).take(26).collect();
        let mut unique = plain.clone();
        let mut n = 1;
        while !self.taken.insert(unique.to_lowercase()) {
            n += 1;
            unique = format!("{plain}_{n}");
        }
        self.sheets.push(unique);
        self.sheets.len() - 1
    }
}

impl Layout {
    pub fn new(listing: &Listing<'_>, wide: &Wide) -> Layout {
        let model = listing.model;
        let mut names = Names::default();
        let cover = names.add(returned::COVER);
        let (entries, details) = entry_sheets(model, &mut names);
        let scores = names.add("得分表");
        let grades = names.add("等次认定");
        let ranking = names.add("排名");
        let leaders = listing.program.leaders.map(|_| names.add("领导干部结果"));
        let problems = names.add("问题清单");
        let calc = calc_sheets(listing, wide, &mut names);
        let results = names.add("计分结果");
        let lists = names.add("名册选项");
        let mut layout = Layout {
            sheets: names.sheets,
            entries,
            details,
            calc,
            spots: Vec::new(),
            values: BTreeMap::new(),
            units: BTreeMap::new(),
            absences: BTreeMap::new(),
            lists,
            cover,
            scores,
            grades,
            ranking,
            leaders,
            problems,
            results,
        };
        for calc in &layout.calc {
            for (column, (what, _)) in (1_u16..).zip(&calc.columns) {
                let spot = Spot { sheet: calc.sheet, column };
                match what {
                    What::Value(id) => drop(layout.values.insert(*id, spot)),
                    What::Units(input) => drop(layout.units.insert(*input, spot)),
                    What::Absence(input) => drop(layout.absences.insert(*input, spot)),
                    _ => layout.spots.push((what.clone(), spot)),
                }
            }
        }
        layout
    }

    /// The column of something.
    pub fn spot(&self, what: &What) -> Option<Spot> {
        match what {
            What::Value(id) => self.values.get(id).copied(),
            What::Units(input) => self.units.get(input).copied(),
            What::Absence(input) => self.absences.get(input).copied(),
            _ => self.spots.iter().find(|(known, _)| known == what).map(|(_, spot)| *spot),
        }
    }

    /// The columns of the marks of assessors, from the first to the last.
    pub fn marks(&self, input: Input) -> Option<(Spot, Spot)> {
        let all = self.entries.iter().flat_map(|e| (1_u16..).zip(&e.columns).map(|(column, c)| (Spot { sheet: e.sheet, column }, c)));
        let mut marks = all.filter(|(_, c)| c.input == input && matches!(c.part, Part::Mark(_))).map(|(spot, _)| spot);
        let first = marks.next()?;
        Some((first, marks.last().unwrap_or(first)))
    }

    /// The first cell of a column of marks, as its own sheet names it.
    pub fn mark_cell(&self, spec: &EntryColumn) -> String {
        let at = self.entries.iter().find_map(|e| e.columns.iter().position(|c| c.input == spec.input && c.part == spec.part));
        format!("{}{}", super::dialect::letters(at.map_or(0, |at| at as u16) + 1), FIRST + 1)
    }

    /// The name of a sheet.
    pub fn name(&self, sheet: usize) -> &str {
        self.sheets.get(sheet).map_or("", String::as_str)
    }

    /// Every column a value may be entered in for an input, in the order in which the last one counts.
    pub fn entered(&self, input: Input) -> Vec<(Spot, &EntryColumn)> {
        let all = self.entries.iter().chain(&self.details);
        let mut found: Vec<(Spot, &EntryColumn)> = all
            .flat_map(|entry| (1_u16..).zip(&entry.columns).map(|(column, c)| (Spot { sheet: entry.sheet, column }, c)))
            .filter(|(_, c)| c.input == input && !matches!(c.part, Part::Mark(_)))
            .collect();
        found.sort_by_key(|(_, c)| (c.stage, c.part));
        found
    }
}

/// The second-level indicator (二级指标) an indicator belongs to, or itself where there is none.
fn family(model: &Model, id: IndicatorId) -> IndicatorId {
    let mut at = id;
    while let Some(indicator) = model.indicators.get(at.index()) {
        match (indicator.kind, indicator.parent) {
            (IndicatorKind::Level(level), Some(parent)) if level > 2 => at = parent,
            _ => return at,
        }
    }
    at
}

/// The sheet a part of the rules is computed on.
fn sheet_of(model: &Model, section: Section) -> String {
    match section {
        Section::Datum(_) => "计算数据".to_owned(),
        Section::Result => "计分总分等次".to_owned(),
        Section::Leaders => "计分领导干部".to_owned(),
        Section::Indicator(id) => {
            let head = family(model, id);
            let indicator = model.indicators.get(head.index());
            match indicator.map(|i| (i.kind, i.parent)) {
                Some((IndicatorKind::Level(1), _)) if indicator.is_some_and(|i| !i.children.is_empty()) => "计分总分等次".to_owned(),
                Some((IndicatorKind::Level(_), _)) => indicator.map(|i| format!("计分{}{}", i.code, i.title.text)).unwrap_or_default(),
                Some((IndicatorKind::Leader, _)) => "计分领导干部".to_owned(),
                Some((IndicatorKind::Bonus | IndicatorKind::Penalty, _)) | None => "计分加减分项".to_owned(),
            }
        }
    }
}

/// The sheets of formulas: cells in units, rows of detail tables, computed data, indicators, total and grade, leaders.
fn calc_sheets(listing: &Listing<'_>, wide: &Wide, names: &mut Names) -> Vec<CalcSheet> {
    let mut out = Vec::new();
    let of = |table: Option<TableId>| {
        listing.cells.iter().map(|cell| cell.input).filter(move |input| match input {
            Input::Datum(..) => table.is_none(),
            Input::Column(id) => table.is_some() && listing.model.column(*id).map(|c| c.table) == table,
        })
    };
    let three = |input: Input| [What::Taken(input), What::Units(input), What::Absence(input)].map(|what| (what, None));
    out.push(CalcSheet { sheet: names.add("数据换算"), over: Domain::County, columns: of(None).flat_map(three).collect() });
    for (at, table) in listing.model.tables.iter().enumerate() {
        let id = TableId(at as u32);
        let mut columns = vec![(What::CountyOfRow, None)];
        columns.extend(of(Some(id)).flat_map(|input| [(What::Units(input), None), (What::Absence(input), None)]));
        columns.extend(statements(listing, wide, Domain::Row(id)).into_iter().map(|(what, section)| (what, Some(section))));
        out.push(CalcSheet { sheet: names.add(&format!("{}{}", returned::DETAIL_FORMULAS, table.name)), over: Domain::Row(id), columns });
    }
    let mut sheets: Vec<(String, Columns)> = Vec::new();
    for (what, section) in statements(listing, wide, Domain::County) {
        let name = sheet_of(listing.model, section);
        match sheets.iter_mut().find(|(known, _)| *known == name) {
            Some((_, columns)) => columns.push((what, Some(section))),
            None => sheets.push((name, vec![(what, Some(section))])),
        }
    }
    sheets.sort_by_key(|(_, columns)| rank(listing.model, columns));
    for (name, mut columns) in sheets {
        // Sums come after what they add up.
        columns.sort_by_key(|(_, section)| (height(listing.model, *section), *section));
        out.push(CalcSheet { sheet: names.add(&name), over: Domain::County, columns });
    }
    out
}

/// How far above the rules of single indicators a part stands.
fn height(model: &Model, section: Option<Section>) -> u8 {
    match section {
        Some(Section::Indicator(id)) => match model.indicators.get(id.index()).map(|i| (i.kind, i.children.is_empty())) {
            Some((IndicatorKind::Level(level), false)) => u8::MAX - level,
            _ => 0,
        },
        Some(Section::Result | Section::Leaders) => u8::MAX,
        Some(Section::Datum(_)) | None => 0,
    }
}

/// Computed data first, then indicators as the rules list them, then results.
fn rank(model: &Model, columns: &[(What, Option<Section>)]) -> (u8, u32) {
    let last = columns.iter().filter_map(|(_, section)| *section).max();
    match last {
        Some(Section::Indicator(id)) => {
            let leader = model.indicators.get(id.index()).is_some_and(|i| i.kind == IndicatorKind::Leader);
            (if leader { 3 } else { 1 }, family(model, id).0)
        }
        Some(Section::Result) => (2, 0),
        Some(Section::Leaders) => (3, 0),
        Some(Section::Datum(_)) | None => (0, 0),
    }
}

/// Every statement of a domain with what stands beside it.
fn statements(listing: &Listing<'_>, wide: &Wide, over: Domain) -> Vec<(What, Section)> {
    let mut out = Vec::new();
    let mut digits: BTreeSet<Fraction> = BTreeSet::new();
    let all = listing.passes.iter().filter(|pass| pass.over == over).flat_map(|pass| &pass.statements);
    for statement in all.filter(|s| wide.is_needed(s.node) && !is_multiple(&listing.program, s.node)) {
        let Some(node) = listing.node(statement.node) else { continue };
        if let Op::Above { keys, .. } | Op::Level { keys, .. } = &node.op {
            for f in keys.iter().filter_map(|key| fraction(&listing.program, *key)).filter(|f| digits.insert(*f)) {
                for at in 0..=super::dialect::digits(wide, f) {
                    out.push((What::Digit(f, at), statement.section));
                    out.push((What::Rest(f, at), statement.section));
                }
            }
        }
        out.push((What::Value(statement.node), statement.section));
        if wide.holds(statement.node) {
            out.push((What::Error(statement.node), statement.section));
        }
        if wide.has_remainder(statement.node) {
            out.push((What::Remainder(statement.node), statement.section));
        }
    }
    // What rows need for a county's statement stands on the sheet of the rows.
    if let Domain::Row(table) = over {
        for statement in listing.passes.iter().flat_map(|pass| &pass.statements).filter(|s| wide.is_needed(s.node)) {
            match listing.node(statement.node).map(|n| &n.op) {
                Some(Op::Fold { fold: crate::ir::Fold::Distinct, over: crate::ir::Over::Rows(t), .. }) if *t == table => {
                    out.push((What::First(statement.node), statement.section));
                }
                Some(Op::SumOfBest { table: t, .. }) if *t == table => out.push((What::Best(statement.node), statement.section)),
                _ => {}
            }
        }
    }
    out
}
