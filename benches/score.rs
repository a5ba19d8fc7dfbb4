//! Scores the common workload: rows a second in memory, one thread and two. benches/README.md has the figures.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "benches time, print and may stop at the first surprise"
)]

use std::time::Instant;

use evalc::expr::DatumId;
use evalc::ir::{Declared, Input, NodeId, Program, compile};
use evalc::model::Model;
use evalc::score::engine::{Chunk, Column, Machine, Plan, Source};

const SEED: u64 = 20_261_123;
const CITY: usize = 20;

fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Smallest and largest units of a datum.
fn ends(model: &Model, id: DatumId) -> (i64, i64) {
    let signature = &model.datum(id).unwrap().signature;
    let scale = evalc::expr::Number::ten_to(signature.stored_places());
    match &signature.range {
        Some((low, high)) => ((low * &scale).to_i64().unwrap(), (high * &scale).to_i64().unwrap()),
        None => (0, 1),
    }
}

/// The units of a datum in a row: spread over its range.
fn value((low, high): (i64, i64), id: DatumId, row: usize) -> i64 {
    low + (mix(SEED.wrapping_add(u64::from(id.0) << 40).wrapping_add(row as u64)) % (high - low + 1) as u64) as i64
}

fn model() -> Model {
    let mut sources = evalc::source::Sources::default();
    let text = std::fs::read_to_string("benches/workload/workload.eval").unwrap();
    sources.add(evalc::source::SourceFile::new("workload.eval", &text));
    evalc::compile(sources, None).model
}

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
        evalc::score::engine::Output::Column(Column::W32(v)) => v.iter().map(|n| i64::from(*n)).sum(),
        evalc::score::engine::Output::Column(Column::W64(v)) => v.iter().sum(),
        _ => 0,
    }
}

fn main() {
    let rows: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let model = model();
    let program = compile(&model, &Declared { model: &model, missing: false });
    let plan = Plan::new(&program, &results(&program));
    let mut lanes = std::collections::BTreeMap::new();
    plan.steps.iter().for_each(|s| *lanes.entry(format!("{:?}", s.lane)).or_insert(0) += 1);
    println!(
        "{} nodes, {} steps {lanes:?}, {} registers, {} sources",
        program.graph.nodes().len(),
        plan.steps.len(),
        plan.registers.len(),
        plan.sources.len()
    );
    for size in [500, 1000, 2000] {
        let chunks = chunks(&model, &plan, rows, size);
        for threads in [1, 2] {
            let best = (0..5)
                .map(|_| {
                    let start = Instant::now();
                    let total: i64 = std::thread::scope(|scope| {
                        let each = chunks.len().div_ceil(threads);
                        let parts: Vec<_> = chunks
                            .chunks(each)
                            .map(|part| {
                                let (plan, program) = (&plan, &program);
                                scope.spawn(move || {
                                    let mut machine = Machine::new(plan);
                                    part.iter()
                                        .map(|chunk| {
                                            machine.run(chunk);
                                            sum(&machine, chunk, program.total.num) + sum(&machine, chunk, program.grade.num)
                                        })
                                        .sum::<i64>()
                                })
                            })
                            .collect();
                        parts.into_iter().map(|p| p.join().unwrap()).sum()
                    });
                    (start.elapsed(), total)
                })
                .min()
                .unwrap();
            println!("chunk {size}, {threads} threads: {:.2} M rows/s (sum {})", rows as f64 / best.0.as_secs_f64() / 1e6, best.1);
        }
    }
}
