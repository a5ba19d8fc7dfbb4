//! Scores the common workload from CSV to CSV with the program itself: wall time and peak memory. benches/README.md has the figures.
//!
//! `cargo bench --bench stream -- ROWS…`; with `--make FILE ROWS` it only writes the data.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "benches time, print and may stop at the first surprise"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use evalc::model::{Model, TypeWord};
use evalc::sentence::Type;
use rows::{CITY, ends, model, value};

#[path = "workload/rows.rs"]
mod rows;

/// Writes so many rows as a wide table.
fn make(model: &Model, rows: usize, path: &Path) {
    let mut out = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(path).unwrap());
    let data: Vec<_> = model.data().map(|(id, datum)| (id, ends(model, id), datum)).collect();
    let names: Vec<&str> = data.iter().map(|(.., datum)| datum.name.as_str()).collect();
    writeln!(out, "市州,县市区,{}", names.join(",")).unwrap();
    for row in 0..rows {
        write!(out, "城市{},县区{}", row / CITY, row % CITY).unwrap();
        for (id, ends, datum) in &data {
            let units = value(*ends, *id, row);
            let places = datum.signature.stored_places();
            let scale = 10_i64.pow(places);
            match (&datum.signature.ty, places) {
                (Type::Bool, _) if datum.type_word != TypeWord::List => write!(out, ",{}", if units == 1 { "是" } else { "否" }),
                (_, 0) => write!(out, ",{units}"),
                _ => write!(out, ",{}.{:0width$}", units / scale, units % scale, width = places as usize),
            }
            .unwrap();
        }
        writeln!(out).unwrap();
    }
    out.into_inner().unwrap();
}

/// Scores a file; how long it took, and the most memory it held.
fn score(data: &Path, result: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_evalc"))
        .args(["score", "benches/workload/workload.eval", "--data"])
        .arg(data)
        .arg("-o")
        .arg(result)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        match child.try_wait().unwrap() {
            Some(ended) if ended.success() => return (start.elapsed(), peak),
            Some(ended) => panic!("{ended}"),
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let model = model();
    if let [flag, path, rows] = arguments.as_slice()
        && flag == "--make"
    {
        return make(&model, rows.parse().unwrap(), Path::new(path));
    }
    let mut counts: Vec<usize> = arguments.iter().filter_map(|n| n.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![10_000, 100_000, 1_000_000];
    }
    let folder = std::env::temp_dir().join(format!("evalc-stream-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (data, result) = (folder.join("data.csv"), folder.join("result.csv"));
    for rows in counts {
        make(&model, rows, &data);
        let mut runs: Vec<(Duration, u64)> = (0..7).map(|_| score(&data, &result)).collect();
        runs.sort();
        let (best, peak) = (runs[0].0, runs.iter().map(|(_, peak)| *peak).max().unwrap());
        let (read, written) = (std::fs::metadata(&data).unwrap().len(), std::fs::metadata(&result).unwrap().len());
        println!(
            "{rows} rows: best {:.3} s, median {:.3} s, {:.1} MiB of memory, {} MB in, {} MB out",
            best.as_secs_f64(),
            runs[runs.len() / 2].0.as_secs_f64(),
            peak as f64 / 1024.0,
            read / 1_000_000,
            written / 1_000_000
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
