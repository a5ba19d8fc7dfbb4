//! Plain blocks through the engine (整块计分): columns in, the cells of result rows out.

use std::borrow::Cow;

use super::digits::Digits;
use super::line::{NUMBER, Rows};
use crate::data::stream::{Batch, Units};
use crate::expr::{DatumId, Number};
use crate::ir::{Input, NodeId, Presence, Program, Quantity, absence, compile};
use crate::model::Model;
use crate::report::{Brief, csv, is_first_level};
use crate::score::engine::{Chunk, Column, Lane, Machine, Output, Plan, Source};

/// Every column of the file is full, every other one is missing.
struct Full<'k>(&'k [(DatumId, u8)]);

impl Presence for Full<'_> {
    fn absences(&self, input: Input) -> i64 {
        match input {
            Input::Datum(id, back) if self.0.contains(&(id, back)) => absence::PRESENT,
            Input::Datum(..) | Input::Column(_) => absence::MISSING,
        }
    }
}

/// What a cell of a result row shows.
enum Cell {
    Place,
    Part,
    County,
    Grade(NodeId),
    /// Units, and the digits they are written with.
    Number(NodeId, i64, usize),
    Met(NodeId),
    /// What a number lacks to so many units.
    Loss(i64, NodeId, i64, usize),
    Sum(Vec<(NodeId, i64)>, usize),
}

/// Scores plain blocks.
pub(super) struct Scorer {
    program: Program,
    plan: Plan,
    /// The column of the file for each source of the plan.
    sources: Vec<Option<usize>>,
    cells: Vec<Cell>,
    /// Digits by places.
    digits: Vec<Digits>,
    grades: Vec<Vec<u8>>,
}

impl Scorer {
    /// The scorer for a file with these columns; `None` if some result is more than a short decimal.
    pub fn new(model: &Model, brief: &Brief<'_>, columns: &[csv::Column], keys: &[(DatumId, u8)]) -> Option<Scorer> {
        let program = compile(model, &Full(keys));
        let grades = model.grades.iter().map(|grade| format!(",{}", csv::cell(&grade.name)).into_bytes()).collect();
        let mut maker = Maker { program: &program, model, brief, digits: Vec::new(), wanted: vec![program.place.num] };
        let cells = columns.iter().map(|column| maker.cell(*column)).collect::<Option<Vec<_>>>()?;
        let Maker { digits, wanted, .. } = maker;
        let plan = Plan::new(&program, &wanted);
        let digits = digits.into_iter().map(Digits::new).collect();
        let sources = plan.sources.iter().map(|(source, ..)| match source {
            Source::Units(Input::Datum(id, back)) => keys.iter().position(|key| key == &(*id, *back)),
            Source::Units(Input::Column(_)) | Source::Absence(_) | Source::Group(_) => None,
        });
        let sources = sources.collect();
        Some(Scorer { program, plan, sources, cells, digits, grades })
    }

    /// A machine of its own for each thread.
    pub fn machine(&self) -> Machine<'_> {
        Machine::new(&self.plan)
    }

    /// Scores a block and adds its rows; `false` if a result is too large to be written this way.
    pub fn score(&self, machine: &mut Machine<'_>, batch: &mut Batch, out: &mut Rows) -> bool {
        let parts = batch.parts.iter().map(|part| part.counties.clone()).collect();
        let mut chunk = Chunk { counties: batch.counties, parts, peers: vec![0; batch.counties], ..Chunk::default() };
        chunk.sources = self.plan.sources.iter().zip(&self.sources).map(|((_, lane, _), from)| column(*from, *lane, batch)).collect();
        machine.run(&chunk);
        let written = self.rows(machine, &chunk, batch, out);
        // The memory goes back to where it came from.
        for (column, from) in chunk.sources.into_iter().zip(&self.sources) {
            if let Some(place) = from.and_then(|at| batch.columns.get_mut(at)) {
                match (column, place) {
                    (Column::W32(rows), Units::Narrow(place)) => *place = rows,
                    (Column::W64(rows), Units::Wide(place)) => *place = rows,
                    _ => {}
                }
            }
        }
        written
    }

    fn rows(&self, machine: &Machine<'_>, chunk: &Chunk, batch: &Batch, out: &mut Rows) -> bool {
        let values = |id: NodeId| Values::of(machine.result(chunk, id));
        let Some(cells) = self.cells.iter().map(|cell| self.ready(cell, batch.counties, &values)).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let Some(places) = values(self.program.place.num) else { return false };
        let longest = self.grades.iter().map(Vec::len).max().unwrap_or(0);
        let mut order: Vec<(i64, usize)> = Vec::new();
        for part in &batch.parts {
            let part_name = csv::cell(&part.name);
            order.clear();
            order.extend(part.counties.clone().map(|at| (places.get(at), at)));
            order.sort_unstable();
            for (place, at) in &order {
                let name = named(batch.name(*at));
                out.row(cells.len() * (NUMBER + longest) + part_name.len() + name.len(), |row| {
                    for cell in &cells {
                        match cell {
                            Ready::Narrow(units, digits) => row.number(digits, units.get(*at).map_or(0, |n| i64::from(*n))),
                            Ready::Number(units, digits) => row.number(digits, units.get(*at).copied().unwrap_or_default()),
                            Ready::Place => row.plain(*place),
                            Ready::Part => {
                                row.text(b",");
                                row.text(part_name.as_bytes());
                            }
                            Ready::County => {
                                row.text(b",");
                                row.text(name.as_bytes());
                            }
                            Ready::Grade(values) => {
                                let grade = usize::try_from(values.get(*at)).ok().and_then(|grade| self.grades.get(grade));
                                row.text(grade.map_or(b"," as &[u8], Vec::as_slice));
                            }
                            Ready::Met(values) => row.text(if values.get(*at) != 0 { ",达标" } else { ",未达标" }.as_bytes()),
                        }
                    }
                    row.text(b"\r\n");
                });
            }
        }
        true
    }

    /// A cell with the results of a block; `None` if they are wider than 64 bits.
    fn ready<'v>(&'v self, cell: &Cell, counties: usize, values: &impl Fn(NodeId) -> Option<Values<'v>>) -> Option<Ready<'v>> {
        Some(match cell {
            Cell::Place => Ready::Place,
            Cell::Part => Ready::Part,
            Cell::County => Ready::County,
            Cell::Grade(id) => Ready::Grade(values(*id)?),
            Cell::Number(id, factor, digits) => match (values(*id)?, factor) {
                (Values::Narrow(rows), 1) => Ready::Narrow(rows, self.digits.get(*digits)?),
                (values, factor) => Ready::Number(sum(0, counties, [(values, *factor)]), self.digits.get(*digits)?),
            },
            Cell::Met(id) => Ready::Met(values(*id)?),
            Cell::Loss(full, id, factor, digits) => {
                Ready::Number(sum(*full, counties, [(values(*id)?, -factor)]), self.digits.get(*digits)?)
            }
            Cell::Sum(all, digits) => {
                let all = all.iter().map(|(id, factor)| values(*id).map(|values| (values, *factor)));
                Ready::Number(sum(0, counties, all.collect::<Option<Vec<_>>>()?), self.digits.get(*digits)?)
            }
        })
    }
}

/// A name as it stands in a cell.
fn named(name: &str) -> Cow<'_, str> {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, 0x80..=0xBF | 0xE4..=0xE9));
    if plain { Cow::Borrowed(name) } else { Cow::Owned(csv::cell(name)) }
}

/// The column of the file in the width the plan wants.
fn column(from: Option<usize>, lane: Lane, batch: &mut Batch) -> Column {
    let rows = batch.counties;
    match (from.and_then(|at| batch.columns.get_mut(at)), lane) {
        (Some(Units::Narrow(units)), Lane::W32) => Column::W32(std::mem::take(units)),
        (Some(Units::Wide(units)), Lane::W64) => Column::W64(std::mem::take(units)),
        (Some(Units::Narrow(units)), lane) => Column::from_units(&units.iter().map(|n| i64::from(*n)).collect::<Vec<_>>(), lane),
        (Some(Units::Wide(units)), lane) => Column::from_units(units, lane),
        (None, lane) => Column::from_units(&vec![0; rows], lane),
    }
}

/// Makes the cells of a row.
struct Maker<'a> {
    program: &'a Program,
    model: &'a Model,
    brief: &'a Brief<'a>,
    /// Places of the digits in use.
    digits: Vec<u32>,
    wanted: Vec<NodeId>,
}

impl Maker<'_> {
    fn cell(&mut self, column: csv::Column) -> Option<Cell> {
        let program = self.program;
        Some(match column {
            csv::Column::Place => {
                self.whole(program.place)?;
                Cell::Place
            }
            csv::Column::Part => Cell::Part,
            csv::Column::County => Cell::County,
            csv::Column::Grade => Cell::Grade(self.whole(program.grade)?),
            csv::Column::Total => {
                let (node, factor, places) = self.decimal(program.total)?;
                Cell::Number(node, factor, self.digits(places))
            }
            csv::Column::Loss => {
                let (node, factor, places) = self.decimal(program.total)?;
                let full = &self.model.header.as_ref()?.full;
                let wider = places.max(full.places()?);
                let full = (full * &Number::ten_to(wider)).to_i64()?;
                Cell::Loss(full, node, scaled(factor, wider - places)?, self.digits(wider))
            }
            csv::Column::Line(at) => {
                let (quantity, indicator) = (*program.scores.get(at)?, self.model.indicators.get(at)?);
                if indicator.is_leaf() && indicator.rule.as_ref().is_some_and(|r| r.passes) {
                    return self.present(quantity).map(Cell::Met);
                }
                let (node, factor, places) = self.decimal(quantity)?;
                Cell::Number(node, factor, self.digits(places))
            }
            csv::Column::Area(at) => {
                let own = self.brief.counted().nth(at)?.to_vec();
                let parts = self.points(own)?;
                self.sum(parts)?
            }
            csv::Column::Beyond => {
                let first = self.brief.indicators.iter().enumerate().filter(|(_, line)| is_first_level(line)).map(|(at, _)| at);
                let areas: Vec<usize> = self.brief.counted().flatten().copied().collect();
                let own = if self.brief.areas.is_empty() { first.collect() } else { areas };
                let mut parts = self.points(own)?;
                parts.iter_mut().for_each(|(_, factor, _)| *factor = -*factor);
                parts.push(self.decimal(program.total)?);
                self.sum(parts)?
            }
            csv::Column::LeaderPlace | csv::Column::LeaderPoints | csv::Column::LeaderGrade => return None,
        })
    }

    /// The points of indicators; those that are met or not have none.
    fn points(&mut self, indicators: Vec<usize>) -> Option<Vec<(NodeId, i64, u32)>> {
        let mut out = Vec::new();
        for at in indicators {
            if self.model.indicators.get(at)?.rule.as_ref().is_none_or(|r| !r.passes) {
                out.push(self.decimal(*self.program.scores.get(at)?)?);
            }
        }
        Some(out)
    }

    /// Decimals of different places added.
    fn sum(&mut self, parts: Vec<(NodeId, i64, u32)>) -> Option<Cell> {
        let places = parts.iter().map(|(.., places)| *places).max().unwrap_or(0);
        let scaled = parts.iter().map(|(node, factor, own)| Some((*node, scaled(*factor, places - own)?)));
        Some(Cell::Sum(scaled.collect::<Option<_>>()?, self.digits(places)))
    }

    /// The place of the digits with so many places.
    fn digits(&mut self, places: u32) -> usize {
        self.digits.iter().position(|own| *own == places).unwrap_or_else(|| {
            self.digits.push(places);
            self.digits.len() - 1
        })
    }

    /// The numerator of a result that is always there.
    fn present(&mut self, quantity: Quantity) -> Option<NodeId> {
        let absent = i64::try_from(self.program.graph.constant(quantity.absent)?.clone()).ok()?;
        self.wanted.push(quantity.num);
        (absent == absence::PRESENT).then_some(quantity.num)
    }

    fn whole(&mut self, quantity: Quantity) -> Option<NodeId> {
        let (node, factor, places) = self.decimal(quantity)?;
        (factor == 1 && places == 0).then_some(node)
    }

    /// A numerator, what it is multiplied by, and with how many places it is a decimal then.
    fn decimal(&mut self, quantity: Quantity) -> Option<(NodeId, i64, u32)> {
        let node = self.present(quantity)?;
        let divisor = i64::try_from(self.program.graph.constant(quantity.den)?.clone()).ok().filter(|d| *d > 0)?;
        let (places, power) = (0..=9).map(|places| (places, 10_i64.pow(places))).find(|(_, power)| power % divisor == 0)?;
        // Sums of a few of them times their factors fit into 64 bits as well.
        let factor = scaled(power / divisor, 0)?;
        self.program.graph.range(node).fits(40).then_some((node, factor, places))
    }
}

/// A factor with more places, if it stays small.
fn scaled(factor: i64, places: u32) -> Option<i64> {
    factor.checked_mul(10_i64.checked_pow(places)?).filter(|factor| *factor <= 1 << 16)
}

/// A column of results.
enum Values<'v> {
    Narrow(&'v [i32]),
    Wide(&'v [i64]),
    Same(i64),
}

impl<'v> Values<'v> {
    fn of(output: Output<'v>) -> Option<Self> {
        match output {
            Output::Column(Column::W32(rows)) => Some(Values::Narrow(rows)),
            Output::Column(Column::W64(rows)) => Some(Values::Wide(rows)),
            Output::Column(Column::W128(_) | Column::Big(_)) | Output::Nothing => None,
            Output::Constant(value) => i64::try_from(value).ok().map(Values::Same),
        }
    }

    #[inline(always)]
    fn get(&self, at: usize) -> i64 {
        match self {
            Values::Narrow(rows) => rows.get(at).map_or(0, |n| i64::from(*n)),
            Values::Wide(rows) => rows.get(at).copied().unwrap_or_default(),
            Values::Same(value) => *value,
        }
    }
}

/// A number and columns times their factors, county by county.
fn sum<'v>(start: i64, counties: usize, columns: impl IntoIterator<Item = (Values<'v>, i64)>) -> Vec<i64> {
    let mut sums = vec![start; counties];
    for (values, factor) in columns {
        match values {
            Values::Narrow(rows) => sums.iter_mut().zip(rows).for_each(|(sum, n)| *sum += i64::from(*n) * factor),
            Values::Wide(rows) => sums.iter_mut().zip(rows).for_each(|(sum, n)| *sum += n * factor),
            Values::Same(n) => sums.iter_mut().for_each(|sum| *sum += n * factor),
        }
    }
    sums
}

/// A cell with the results of a block.
enum Ready<'v> {
    Place,
    Part,
    County,
    Grade(Values<'v>),
    /// The most frequent one: units of 32 bits as they are.
    Narrow(&'v [i32], &'v Digits),
    Number(Vec<i64>, &'v Digits),
    Met(Values<'v>),
}
