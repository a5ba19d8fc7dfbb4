//! A wide CSV in blocks: the same bytes and the same findings as when it is read at once. Spec: §11.8, §12.5.

use std::io::{self, Cursor, Read, Write};
use std::sync::{Arc, Mutex};

use evalc::data::stream::BLOCK;
use evalc::data::{self, DataFile, Stamp};
use evalc::finding::{Lang, Severity, Sink};
use evalc::model::{Model, Names, resolve};
use evalc::report::{Brief, Nothing, Receipt, Subject, build, csv};
use evalc::score::score;
use evalc::source::{SourceFile, Sources};
use evalc::stream::{Files, Job, Outcome, run};
use evalc::syntax::parse;
use evalc::syntax::tree::File;
use proptest::prelude::*;

use crate::random_data::Choices;

/// A city of every kind of cell, with rules over counties.
const RULES: &str = "\
评价方案：示例
  依据：示例
  年度：2021
  满分：12分
  语言版本：1
  分别评价：市州
数据 普惠率：百分比，2位小数，0%至100%
数据 支出：万元，2位小数，0万元至100000万元，含上年
数据 隐患：处，0处至1000处
数据 印发：是否
数据 水平：等级（好、中、差）
数据 签订日期：日期
数据 不限：人
一级指标 A1 示例（12分）
二级指标 B1 示例（12分）
三级指标 C1 普惠（2分）
  评分：普惠率达到85%得2分，每低1个百分点扣0.2分，扣完为止。
三级指标 C2 支出（2分）
  评分：支出不低于上年得2分，否则不得分。
三级指标 C3 隐患（4分）
  评分：隐患不高于全市平均得4分，否则得1分。
三级指标 C4 印发（2分）
  评分：印发得2分，否则不得分。
三级指标 C5 水平（2分）
  评分：水平为好得2分，水平为中得1分，否则不得分。
等次 优秀：总分9分以上，不超过三分之一
等次 合格：总分5分以上不足9分
等次 不合格：总分不足5分
";
/// The same where values may be left out or not apply, and are verified.
const GAPS: [(&str, &str); 3] = [
    ("处，0处至1000处\n", "处，0处至1000处，可不适用\n"),
    ("数据 不限：人\n", "数据 不限：人\n  缺报：按0计算\n"),
    ("隐患不高于全市平均得4分，否则得1分", "隐患不高于全市平均得4分，否则得1分；不适用的不计分，其余指标得分按满分折算"),
];

struct City {
    files: Vec<File>,
    model: Model,
    names: Names,
}

fn city(text: &str) -> City {
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::new("city.eval", text));
    let mut sink = Sink::default();
    let files = vec![parse(id, sources.get(id).unwrap(), &mut sink)];
    let (model, names) = resolve(&files, &mut sink);
    let errors: Vec<_> = sink.finish().into_iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    City { files, model, names }
}

fn with_gaps() -> City {
    let mut text = RULES.to_owned();
    for (from, to) in GAPS {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    city(&text)
}

/// What comes out: the result, and everything that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Out {
    result: Option<String>,
    said: Vec<String>,
}

fn stamp() -> Stamp {
    Stamp { year: 2021, rules: "abc123".to_owned() }
}

/// A file read at once.
fn ordinary(city: &City, bytes: &[u8], explained: bool) -> Out {
    let file = DataFile { name: "data.csv".to_owned(), bytes: bytes.to_vec() };
    let reading = data::read(&[file], &city.model, &stamp());
    let missing = data::lacking(&reading.missing).problems();
    let said = reading.problems.iter().chain(&missing).map(|p| p.text(Lang::Zh)).collect();
    if reading.problems.iter().any(|problem| problem.code.severity() == Severity::Error) {
        return Out { result: None, said };
    }
    let results = score(&city.model, &reading.frame);
    let (model, names, files) = (&city.model, &city.names, city.files.as_slice());
    if !explained {
        let nothing = Nothing::default();
        let brief = Brief::new(model, names, files, None, &nothing);
        let columns = csv::columns(&brief.areas, &brief.indicators, true, false);
        let mut text = csv::head(&columns, &brief.areas, &brief.indicators);
        brief.counties(&results, &reading.frame.part_names).iter().for_each(|c| csv::county(&mut text, &columns, &brief.indicators, c));
        return Out { result: Some(text), said };
    }
    let receipt = Receipt { rules: String::new(), mandate: None, data: Vec::new(), compiler: String::new(), language: 1 };
    let report = build(Subject { model, names, files, mandate: None, frame: &reading.frame, results: &results, receipt }, &|| ());
    Out { result: Some(csv::write(&report)), said }
}

struct Memory {
    input: Vec<u8>,
    output: Arc<Mutex<Vec<u8>>>,
    /// After how many bytes the disk is full.
    room: usize,
}

struct Disk(Arc<Mutex<Vec<u8>>>, usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap();
        if all.len() + bytes.len() > self.1 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Files for Memory {
    fn input(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Cursor::new(self.input.clone())))
    }

    fn output(&self) -> io::Result<Box<dyn Write + Send>> {
        self.output.lock().unwrap().clear();
        Ok(Box::new(Disk(self.output.clone(), self.room)))
    }

    fn scored(&self, _: usize) {}
}

fn outcome(city: &City, bytes: &[u8], block: usize, room: usize) -> (Outcome, Vec<u8>) {
    let stamp = stamp();
    let (model, names, files) = (&city.model, &city.names, city.files.as_slice());
    let job = Job { name: "data.csv", model, names, files, mandate: None, stamp: &stamp, strict: false, block };
    let memory = Memory { input: bytes.to_vec(), output: Arc::default(), room };
    let outcome = run(&job, &memory);
    let written = memory.output.lock().unwrap().clone();
    (outcome, written)
}

/// The same in blocks; `None` if it has to be read at once.
fn streamed(city: &City, bytes: &[u8], block: usize) -> Option<Out> {
    match outcome(city, bytes, block, usize::MAX) {
        (Outcome::Written(warnings, lacking), written) => {
            let said = warnings.iter().chain(&lacking.problems()).map(|p| p.text(Lang::Zh)).collect();
            Some(Out { result: Some(String::from_utf8(written).unwrap()), said })
        }
        (Outcome::Faulty(problems, lacking), _) => {
            Some(Out { result: None, said: problems.iter().chain(&lacking.problems()).map(|p| p.text(Lang::Zh)).collect() })
        }
        (Outcome::Stopped(_), _) => None,
        (Outcome::Unwritten(error), _) => panic!("{error}"),
    }
}

/// How rare gaps are in files that have nothing worse.
const GAPPY: u64 = 150;
const HEADERS: [&str; 8] = ["普惠率", "支出", "支出（上年）", "隐患", "印发", "水平", "签订日期", "不限"];

/// A cell; one in `odd` is something else; in some files nothing worse than a gap.
fn cell(header: &str, odd: u64, choices: &mut Choices<'_>) -> String {
    if odd < u64::MAX && choices.below(odd) == 0 {
        if odd == GAPPY {
            return ["", "缺报", "待定", " "][choices.below(4) as usize].to_owned();
        }
        let strange = [
            "",
            "缺报",
            "待定",
            "不适用",
            "84.5%",
            "８０",
            "1,234",
            "-1",
            "1e9",
            "好好",
            "是是",
            "=1+1",
            "'-5",
            "\"7\"",
            "1.005",
            " 5 ",
            "√",
            "3 0",
        ];
        return strange[choices.below(strange.len() as u64) as usize].to_owned();
    }
    match header {
        "普惠率" => format!("{}.{:02}", choices.below(100), choices.below(100)),
        "支出" | "支出（上年）" => format!("{}.{}", choices.below(3), choices.below(10)),
        "隐患" => choices.below(4).to_string(),
        "印发" => ["是", "否", "有", "无"][choices.below(4) as usize].to_owned(),
        "水平" => ["好", "中", "差"][choices.below(3) as usize].to_owned(),
        "签订日期" => format!("2021-0{}-1{}", 1 + choices.below(9), choices.below(10)),
        _ => (choices.below(5) * 1_234_567).to_string(),
    }
}

/// A file of some cities: mostly good, with some of everything that goes wrong.
fn file(choices: &mut Choices<'_>) -> Vec<u8> {
    // Faults of cells, of rows and of files: rarely, and in some files only.
    let odd = [u64::MAX, u64::MAX, 400, 60, GAPPY][choices.below(5) as usize];
    let bad_rows = [u64::MAX, u64::MAX, u64::MAX, 40][choices.below(4) as usize];
    let mut headers: Vec<String> = HEADERS.iter().map(|h| (*h).to_owned()).collect();
    match choices.below(16) {
        0 => headers.push("隐患（核实）".to_owned()),
        1 => headers.push("没有这项".to_owned()),
        2 => drop(headers.remove(choices.below(8) as usize)),
        3 => headers.push("隐患".to_owned()),
        4 => headers[1] = "支出（元）".to_owned(),
        5 => headers[6] = "签订日期 ".to_owned(),
        _ => {}
    }
    let extra = ["", "序号", "备注", "年度", " "][choices.below(5) as usize];
    let mut text = ["", "", "某市数据表\n", "# evalc 2021 规则 abc123\n", "\n\n", "# evalc 2020\n"][choices.below(6) as usize].to_owned();
    text.push_str(&format!("市州,县市区,{}{}\n", headers.join(","), if extra.is_empty() { String::new() } else { format!(",{extra}") }));
    let cities = 1 + choices.below(6);
    let largest = [1, 3, 25][choices.below(3) as usize];
    for number in 0..cities {
        let size = 1 + choices.below(largest);
        let number = if choices.below(60) == 0 { 0 } else { number };
        for county in 0..size {
            let city = if choices.below(40) == 0 { format!(" 城{number}") } else { format!("城{number}") };
            let county = if choices.below(80) == 0 { county / 2 } else { county };
            let name = match choices.below(50) {
                0 => format!("县 {county}"),
                1 => format!("\"县,{county}\""),
                2 => format!("=县{county}"),
                3 => format!("\"县\n{county}\""),
                _ => format!("县{county}"),
            };
            let mut cells = vec![city, name];
            cells.extend(headers.iter().map(|header| cell(header, odd, choices)));
            match extra {
                "" => {}
                "年度" => cells.push(["2021", "2021年", "", "2020"][(choices.below(100) / 33) as usize].to_owned()),
                " " => cells.push(if choices.below(100) == 0 { "x".to_owned() } else { String::new() }),
                _ => cells.push(format!("注{}", choices.below(9))),
            }
            match choices.below(bad_rows) {
                0 => drop(cells.pop()),
                1 => cells.push("9".to_owned()),
                2 => cells[1] = String::new(),
                3 => cells = vec![String::new(); cells.len()],
                4 => cells[0] = String::new(),
                5 => text.push('\n'),
                6 => text.push_str("  \n"),
                7 => cells[2] = "\"".to_owned(),
                _ => {}
            }
            text.push_str(&cells.join(","));
            text.push('\n');
        }
    }
    if choices.below(4) == 0 {
        text.pop();
    }
    let text = match choices.below(5) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        _ => text,
    };
    match choices.below(8) {
        0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        1 => format!("\u{FEFF}{text}").into_bytes(),
        2 if choices.below(4) == 0 => [text.as_bytes(), &[[0_u8, 0xFF, 0x80][choices.below(3) as usize]], b"\n"].concat(),
        _ => text.into_bytes(),
    }
}

#[test]
fn blocks_give_what_the_whole_file_gives() {
    let cities = [city(RULES), with_gaps()];
    let strategy = prop::collection::vec(any::<u32>().prop_map(u64::from), 1500);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    });
    let (good, bad, lacking, whole) = (Default::default(), Default::default(), Default::default(), Default::default());
    let count = |cell: &std::cell::Cell<usize>| cell.set(cell.get() + 1);
    let result = runner.run(&strategy, |choices| {
        let mut choices = Choices(choices.iter());
        let city = &cities[choices.below(2) as usize];
        let block = [60, 400, BLOCK][choices.below(3) as usize];
        let bytes = file(&mut choices);
        let Some(streamed) = streamed(city, &bytes, block) else {
            count(&whole);
            return Ok(());
        };
        count(match (&streamed.result, streamed.said.is_empty()) {
            (Some(_), true) => &good,
            (Some(_), false) => &lacking,
            (None, _) => &bad,
        });
        prop_assert_eq!(streamed, ordinary(city, &bytes, true), "{}", String::from_utf8_lossy(&bytes));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let counts = [good, bad, lacking, whole].map(|cell: std::cell::Cell<usize>| cell.get());
    println!("good, faulty, with gaps, read at once: {counts:?}");
    assert!(counts[0] > 20 && counts[1] > 20 && counts[2] > 5 && counts[3] < 200, "{counts:?}");
}

#[test]
fn a_hundred_thousand_rows_give_the_same_bytes() {
    let city = city(RULES);
    let mut text = format!("市州,县市区,{}\n", HEADERS.join(","));
    for row in 0_u64..100_000 {
        let numbers: Vec<u64> = (0..40).map(|n| (row * 40 + n).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33).collect();
        let cells: Vec<String> = {
            let mut choices = Choices(numbers.iter());
            HEADERS.iter().map(|header| cell(header, u64::MAX, &mut choices)).collect()
        };
        text.push_str(&format!("城{},县{},{}\n", row / 17, row % 17, cells.join(",")));
    }
    let streamed = streamed(&city, text.as_bytes(), BLOCK).expect("nothing asks for the whole file");
    // One percentage in a hundred looks like a fraction: a warning keeps nothing from being written. Of more than a thousand
    // some are listed, and how many there were.
    assert!(streamed.said.iter().all(|said| said.starts_with("E1134 ")), "{:?}", streamed.said.first());
    let whole = ordinary(&city, text.as_bytes(), false);
    assert!(streamed.result == whole.result, "the bytes differ");
    assert_eq!((streamed.said.len(), streamed.said.len()), (1001, whole.said.len()));
    assert_eq!(streamed.result.unwrap().lines().count(), 100_001);
}

#[test]
fn what_needs_all_rows_is_not_read_in_blocks() {
    let city = city(RULES);
    let head = format!("市州,县市区,{}\n", HEADERS.join(","));
    let row = |city: &str, county: &str| format!("{city},{county},1,1,1,1,是,好,2021-01-01,1\n");
    let apart = format!("{head}{}{}{}", row("甲", "一"), row("乙", "一"), row("甲", "二"));
    assert!(streamed(&city, apart.as_bytes(), 40).is_none(), "a part that comes back");
    assert_eq!(streamed(&city, apart.as_bytes(), BLOCK), Some(ordinary(&city, apart.as_bytes(), true)), "inside one block it may");
    let no_city = format!("{head}{}", row("甲", "一")).replace("市州,", "").replace("甲,", "");
    assert!(streamed(&city, no_city.as_bytes(), BLOCK).is_none());
    assert!(streamed(&city, head.as_bytes(), BLOCK).is_none(), "no rows");
    assert!(streamed(&city, b"", BLOCK).is_none());
    let roster = self::city(&RULES.replace("一级指标", "分组 全部：甲、乙\n一级指标").replace("  分别评价：市州\n", ""));
    assert!(streamed(&roster, apart.as_bytes(), BLOCK).is_none());
}

#[test]
fn a_full_disk_ends_the_work() {
    let city = city(RULES);
    let mut text = format!("市州,县市区,{}\n", HEADERS.join(","));
    for row in 0..500 {
        text.push_str(&format!("城{},县{row},1,1,1,1,是,好,2021-01-01,1\n", row / 5));
    }
    for room in [0, 5000] {
        let (outcome, _) = outcome(&city, text.as_bytes(), 400, room);
        assert!(matches!(outcome, Outcome::Unwritten(error) if error.kind() == io::ErrorKind::StorageFull));
    }
}
