//! Scores the common workload in memory, with one thread and two: `cargo bench --bench score -- ROWS [FILE]`. FILE gets the
//! results of the first counties. benches/README.md has the figures.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "benches time, print and may stop at the first surprise"
)]

use std::time::Instant;

use evalc::ir::{Declared, Input, NodeId, Program, compile};
use evalc::model::Model;
use evalc::score::engine::{Chunk, Column, Lane, Machine, Output, Plan, Source};

use rows::{CITY, ends, model, value};

#[path = "workload/rows.rs"]
mod rows;

const CHUNK: usize = 2000;

fn results(program: &Program) -> Vec<NodeId> {
    [program.total, program.grade_before_quota, program.grade].iter().flat_map(|q| [q.num, q.den, q.absent]).collect()
}

/// All rows, cut into chunks of whole cities.
fn chunks(model: &Model, plan: &Plan, rows: usize, size: usize) -> Vec<Chunk> {
    (0..rows)
        .step_by(size)
        .map(|start| {
            let counties = size.min(rows - start);
            let sources = plan.sources.iter().map(|(source, lane, _)| {
                let Source::Units(Input::Datum(id, _)) = source else { panic!("the workload has no gaps") };
                let ends = ends(model, *id);
                Column::from_units(&(start..start + counties).map(|row| value(ends, *id, row)).collect::<Vec<_>>(), *lane)
            });
            Chunk {
                counties,
                parts: (0..counties).step_by(CITY).map(|at| at..(at + CITY).min(counties)).collect(),
                peers: vec![0; counties],
                sources: sources.collect(),
                ..Chunk::default()
            }
        })
        .collect()
}

fn sum(machine: &Machine<'_>, chunk: &Chunk, id: NodeId) -> i64 {
    match machine.result(chunk, id) {
        Output::Column(Column::W32(v)) => v.iter().map(|n| i64::from(*n)).sum(),
        Output::Column(Column::W64(v)) => v.iter().sum(),
        _ => 0,
    }
}

/// Total in thousandths of a point and grade of the first counties, a line each.
fn lines(program: &Program, plan: &Plan, chunk: &Chunk) -> String {
    let mut machine = Machine::new(plan);
    machine.run(chunk);
    let value = |id: NodeId, at: usize| machine.result(chunk, id).get(at).unwrap();
    (0..chunk.counties)
        .map(|at| {
            let thousandths = value(program.total.num, at) * 1000 / value(program.total.den, at);
            format!("{thousandths} {}\n", value(program.grade.num, at))
        })
        .collect()
}

/// Scores all chunks, each thread its own share.
fn score(program: &Program, plan: &Plan, chunks: &[Chunk], threads: usize) -> i64 {
    let of_share = |share: &[Chunk]| {
        let mut machine = Machine::new(plan);
        let of_chunk = |chunk: &Chunk| {
            machine.run(chunk);
            sum(&machine, chunk, program.total.num) + sum(&machine, chunk, program.grade.num)
        };
        share.iter().map(of_chunk).sum::<i64>()
    };
    std::thread::scope(|scope| {
        let shares = chunks.chunks(chunks.len().div_ceil(threads));
        let started: Vec<_> = shares.map(|share| scope.spawn(move || of_share(share))).collect();
        started.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}

/// Most memory the process had so far, in MB; Linux says it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let rows: usize = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let model = model();
    let program = compile(&model, &Declared { model: &model, missing: false });
    let plan = Plan::new(&program, &results(&program));
    let narrow = plan.steps.iter().filter(|step| step.lane == Lane::W32).count();
    println!("{} steps, {narrow} of them in 32 bits, {} columns alive at most", plan.steps.len(), plan.registers.len());
    let chunks = chunks(&model, &plan, rows, CHUNK);
    if let (Some(path), Some(first)) = (arguments.next(), chunks.first()) {
        std::fs::write(path, lines(&program, &plan, first)).unwrap();
    }
    for threads in [1, 2] {
        let times = (0..9).map(|_| {
            let start = Instant::now();
            std::hint::black_box(score(&program, &plan, &chunks, threads));
            start.elapsed()
        });
        let best = times.min().unwrap();
        println!("{rows} rows, {threads} threads: {:.2} M rows/s, {} MB", rows as f64 / best.as_secs_f64() / 1e6, peak());
    }
}
