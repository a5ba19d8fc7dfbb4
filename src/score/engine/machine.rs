//! Runs a plan on a chunk of counties (分块执行). A chunk holds whole parts, so population rules see all they need.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::{self, Compared, Folded, Part};
use super::kernel::{Cpu, Operand};
use super::lane::{Column, Lane, Whole};
use super::plan::{Action, Arg, Plan, Step};
use crate::expr::TableId;
use crate::ir::{Domain, NodeId, Over};

/// Counties to score together.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// How many.
    pub counties: usize,
    /// The rows of each part, in order.
    pub parts: Vec<Range<usize>>,
    /// Class of peers of each county.
    pub peers: Vec<u32>,
    /// Columns in the order of [`Plan::sources`].
    pub sources: Vec<Column>,
    /// The rows of each county in each detail table.
    pub tables: BTreeMap<TableId, Vec<Range<usize>>>,
}

/// Runs a plan, again and again with the same memory.
pub struct Machine<'p> {
    plan: &'p Plan,
    registers: Vec<Column>,
    cpu: Cpu,
}

/// What an operand of a width is for a chunk.
struct Bench<'a> {
    registers: &'a [Column],
    sources: &'a [Column],
}

impl<'a> Bench<'a> {
    fn operand<T: Whole>(&self, arg: &Arg) -> Operand<'a, T> {
        match arg {
            Arg::Register(at) => Operand::Rows(self.registers.get(*at).map_or(&[], |column| T::rows(column))),
            Arg::Source(at) => Operand::Rows(self.sources.get(*at).map_or(&[], |column| T::rows(column))),
            Arg::Constant(constant) => Operand::All(T::constant(constant)),
        }
    }

    /// The same values in another width, which holds them.
    fn convert<T: Whole>(&self, from: Lane, arg: &Arg, cpu: Cpu, out: &mut [T]) {
        let source = match arg {
            Arg::Register(at) => self.registers.get(*at),
            Arg::Source(at) => self.sources.get(*at),
            Arg::Constant(_) => None,
        };
        match source {
            Some(Column::W32(rows)) => cpu.map(out, &Operand::Rows(rows), |n| T::of_wide(i128::from(*n))),
            Some(Column::W64(rows)) => cpu.map(out, &Operand::Rows(rows), |n| T::of_wide(i128::from(*n))),
            Some(Column::W128(rows)) => cpu.map(out, &Operand::Rows(rows), |n| T::of_wide(*n)),
            Some(Column::Big(rows)) => cpu.map(out, &Operand::Rows(rows), T::of_big),
            None => debug_assert!(false, "a column of {from:?} is not there"),
        }
    }
}

impl<'p> Machine<'p> {
    /// A machine for a plan.
    pub fn new(plan: &'p Plan) -> Self {
        Machine { plan, registers: plan.registers.clone(), cpu: Cpu::detect() }
    }

    /// Computes everything for a chunk.
    pub fn run(&mut self, chunk: &Chunk) {
        for step in &self.plan.steps {
            // The register written is taken out, so that the others can be read meanwhile.
            let Some(place) = self.registers.get_mut(step.to) else { continue };
            let memory = std::mem::replace(place, Column::empty(Lane::W32));
            let result = match step.lane {
                Lane::W32 => self.step::<i32>(step, chunk, memory),
                Lane::W64 => self.step::<i64>(step, chunk, memory),
                Lane::W128 => self.step::<i128>(step, chunk, memory),
                Lane::Big => self.step::<dashu::integer::IBig>(step, chunk, memory),
            };
            if let Some(place) = self.registers.get_mut(step.to) {
                *place = result;
            }
        }
    }

    /// The result of a wanted node, by county.
    pub fn result<'a>(&'a self, chunk: &'a Chunk, id: NodeId) -> Output<'a> {
        match self.plan.wanted.get(&id) {
            Some(Arg::Register(at)) => self.registers.get(*at).map_or(Output::Nothing, Output::Column),
            Some(Arg::Source(at)) => chunk.sources.get(*at).map_or(Output::Nothing, Output::Column),
            Some(Arg::Constant(constant)) => Output::Constant(dashu::integer::IBig::constant(constant)),
            None => Output::Nothing,
        }
    }

    fn step<T: Whole>(&self, step: &Step, chunk: &Chunk, memory: Column) -> Column {
        let bench = Bench { registers: &self.registers, sources: &chunk.sources };
        let rows = match step.domain {
            Domain::Row(table) => chunk.spans(table).last().map_or(0, |span| span.end),
            Domain::Constant | Domain::County => chunk.counties,
        };
        let cpu = self.cpu;
        match &step.action {
            Action::Test(test, a, b) => {
                let mut out = i32::memory(memory, rows);
                cpu.test(*test, &mut out, &bench.operand::<T>(a), &bench.operand::<T>(b));
                return Column::W32(out);
            }
            Action::Compared(level, scope, mask, keys) => {
                let mut out = i32::memory(memory, rows);
                let keys: Vec<Operand<'_, T>> = keys.iter().map(|key| bench.operand::<T>(key)).collect();
                let (mask, parts) = (bench.operand::<i32>(mask), chunk.parts().collect());
                cpu.run(Compared { level: *level, scope: *scope, parts, mask, keys, out: &mut out });
                return Column::W32(out);
            }
            Action::Divide(a, by) => {
                let mut out = i32::memory(memory, rows);
                cpu.divide(&mut out, &bench.operand(a), *by);
                return Column::W32(out);
            }
            Action::Linear(a, by, plus) => {
                let mut out = i32::memory(memory, rows);
                cpu.linear(&mut out, &bench.operand(a), *by, plus.as_ref().map(|plus| bench.operand(plus)));
                return Column::W32(out);
            }
            Action::Choice(a, limit, [below, above], plus) => {
                let mut out = i32::memory(memory, rows);
                let plus = plus.as_ref().map(|plus| bench.operand(plus));
                cpu.choice(&mut out, &bench.operand(a), *limit, [bench.operand(below), bench.operand(above)], plus);
                return Column::W32(out);
            }
            _ => {}
        }
        let mut out = T::memory(memory, rows);
        match &step.action {
            Action::Test(..) | Action::Compared(..) | Action::Divide(..) | Action::Linear(..) | Action::Choice(..) => {}
            Action::Unary(op, a) => cpu.unary(*op, &mut out, &bench.operand::<T>(a)),
            Action::Binary(op, a, b) => cpu.binary(*op, &mut out, &bench.operand::<T>(a), &bench.operand::<T>(b)),
            Action::Quotient(a, b) => cpu.quotient(&mut out, &bench.operand::<T>(a), &bench.operand::<T>(b)),
            Action::Select(condition, a, b) => {
                let condition = bench.operand::<i32>(condition);
                cpu.select(&mut out, &condition, &bench.operand::<T>(a), &bench.operand::<T>(b));
            }
            Action::Convert(from, a) => bench.convert(*from, a, cpu, &mut out),
            Action::OfCounty(table, a) => {
                let value = bench.operand::<T>(a);
                for (county, span) in chunk.spans(*table).iter().enumerate() {
                    if let (Some(value), Some(out)) = (value.at(county), out.get_mut(span.clone())) {
                        out.fill(value.clone());
                    }
                }
            }
            Action::Fold(op, Over::Rows(table), mask, value) => {
                fold::detail(*op, chunk.spans(*table), &bench.operand::<i32>(mask), &bench.operand::<T>(value), &mut out);
            }
            Action::Fold(op, Over::Counties(scope), mask, value) => {
                let (mask, value, parts) = (bench.operand::<i32>(mask), bench.operand::<T>(value), chunk.parts().collect());
                cpu.run(Folded { fold: *op, scope: *scope, parts, mask, value, out: &mut out });
            }
            Action::SumOfBest(table, mask, value, key) => {
                let (value, key) = (bench.operand::<T>(value), bench.operand::<T>(key));
                fold::sum_of_best(chunk.spans(*table), &bench.operand::<i32>(mask), &value, &key, &mut out);
            }
        }
        T::column(out)
    }
}

impl Chunk {
    /// The rows of each county in a detail table.
    fn spans(&self, table: TableId) -> &[Range<usize>] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.parts.iter().map(|rows| Part { rows: rows.clone(), peers: &self.peers })
    }
}

/// A result of the whole chunk.
pub enum Output<'a> {
    /// One value for each county.
    Column(&'a Column),
    /// The same for all.
    Constant(dashu::integer::IBig),
    /// The node was not asked for.
    Nothing,
}

impl Output<'_> {
    /// The value of a county.
    pub fn get(&self, county: usize) -> Option<dashu::integer::IBig> {
        match self {
            Output::Column(column) => column.get(county),
            Output::Constant(value) => Some(value.clone()),
            Output::Nothing => None,
        }
    }
}
