//! Reading and checking a city of 60 indicators, and a province of 14 cities; `process` and `others_process` run programs.
//!
//! Aims: `evalc check` of one city below 10 ms, of 14 cities below 50 ms, process start included.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "benches may stop at the first surprise")]

mod others;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use evalc::finding::Sink;
use evalc::source::{FileId, SourceFile, Sources};
use evalc::{compile, format, model, syntax};

fn main() {
    divan::main();
}

/// The example city if the repository has one, else one made of the usual sentences.
fn city() -> String {
    let example = Path::new("examples/hunan-2021/changsha");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(example).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "eval"));
    paths.sort();
    if paths.is_empty() { generated_city() } else { paths.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect() }
}

fn generated_city() -> String {
    let mut text = String::from("评价方案：示例市评价\n依据：示例\n年度：2021\n满分：120分\n语言版本：1\n分组 全市：甲县、乙县、丙县\n");
    text.push_str(
        "等次 优秀：总分90分以上，不超过三分之一\n等次 合格：总分不足90分\n一级指标 A1 示例（120分）\n二级指标 B1 示例（120分）\n",
    );
    for i in 0..60 {
        let name =
            format!("第{}类学校公用经费拨付到位率", ["甲", "乙", "丙", "丁", "戊", "己"][i % 6].repeat(i / 6 + 1)).replace('第', "某");
        writeln!(text, "数据 {name}：百分比，2位小数，0%至100%，含上年\n  来源：教育事业统计年报\n  责任单位：县教育局").unwrap();
        writeln!(text, "数据 {name}方案已印发：是否\n  责任单位：县教育局").unwrap();
        let rule = match i % 4 {
            0 => format!("{name}达到95%得2分，每低1个百分点扣0.2分，扣完为止。"),
            1 => format!("{name}95%以上得2分，90%以上不足95%得1.5分，85%以上不足90%得1分，其余不得分。"),
            2 => format!("①{name}方案已印发得1分；②{name}不低于上年得1分。"),
            _ => format!("{name}方案已印发且{name}达到90%得2分；{name}达到80%得1分；否则不得分。"),
        };
        writeln!(text, "三级指标 C{i} {name}（2分）\n  落实：要点4.1\n  方式：查阅资料、实地核查\n  评分：{rule}").unwrap();
        writeln!(text, "用例 示例{i}：{name}＝100%，{name}（上年）＝90%，{name}方案已印发＝是，C{i}得2分").unwrap();
    }
    text
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("city.eval", text));
    sources
}

#[divan::bench]
fn parse(bencher: divan::Bencher<'_, '_>) {
    let source = SourceFile::new("city.eval", city());
    bencher.bench(|| syntax::parse(FileId(0), &source, &mut Sink::default()));
}

#[divan::bench]
fn resolve(bencher: divan::Bencher<'_, '_>) {
    let files = [syntax::parse(FileId(0), &SourceFile::new("city.eval", city()), &mut Sink::default())];
    bencher.bench(|| model::resolve(&files, &mut Sink::default()));
}

#[divan::bench]
fn check(bencher: divan::Bencher<'_, '_>) {
    let text = city();
    bencher.bench(|| compile(sources(&text), None));
}

#[divan::bench]
fn check_14_cities(bencher: divan::Bencher<'_, '_>) {
    use rayon::prelude::*;
    let text = city();
    bencher.bench(|| (0..14).into_par_iter().map(|_| compile(sources(&text), None).findings.len()).sum::<usize>());
}

#[divan::bench]
fn print_canonical(bencher: divan::Bencher<'_, '_>) {
    let source = SourceFile::new("city.eval", city());
    let file = syntax::parse(FileId(0), &source, &mut Sink::default());
    bencher.bench(|| format::format(&file, &source));
}

/// Copies of the example cities in a folder, half of each.
fn province(cities: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..cities {
        let city = ["changsha", "xiangxi"][i % 2];
        copy(&Path::new("examples/hunan-2021").join(city), &folder.path().join(format!("{city}{i}")));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
        std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// The release binary, start to end, over so many cities with their mandate; the first is Changsha.
#[divan::bench(args = [1, 14], sample_count = 20)]
fn process(bencher: divan::Bencher<'_, '_>, cities: usize) {
    let folder = province(cities);
    let run = || std::process::Command::new(env!("CARGO_BIN_EXE_evalc")).arg("check").arg(folder.path()).output().unwrap();
    assert!(run().status.success());
    bencher.bench(run);
}

/// Other tools, start to end, over one file with as many rules as Changsha.
#[divan::bench(args = others::OTHERS.iter().map(|o| o.name), sample_count = 20)]
fn others_process(bencher: divan::Bencher<'_, '_>, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let command = others::OTHERS.iter().find(|o| o.name == name).and_then(|o| o.prepare(folder.path()));
    let Some(mut command) = command else {
        eprintln!("left out: {name} is not installed");
        return;
    };
    bencher.bench_local(|| command.status().unwrap());
}
