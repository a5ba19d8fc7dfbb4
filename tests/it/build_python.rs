//! The Python module, run by CPython, gives what the native scorer gives. Spec: §14.5.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use evalc::Program;
use evalc::build::vectors::{VectorSet, set, vectors};
use evalc::build::{Subject, Target};
use evalc::data::Stamp;
use evalc::source::{SourceFile, Sources};
use serde_json::{Value, json};

use crate::agreement::random_data;
use crate::support::{around, blocks, whole_city};

/// Rules as `evalc build` reads them.
pub fn program(text: &str) -> Program {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("rules.eval", text));
    evalc::compile(sources, None)
}

/// The rules of an example city.
pub fn city(name: &str) -> Program {
    program(&whole_city(&format!("examples/hunan-2021/{name}")))
}

/// What tables of these rules carry.
pub fn stamp(rules: &Program) -> Stamp {
    Stamp { year: rules.model.header.as_ref().map_or(2021, |h| h.year), rules: "示例".to_owned() }
}

/// Runs each module on its sets; prints how many results were compared and the first differences.
const COMPARE: &str = "
import importlib.util, json, sys
compared, wrong = 0, []
for path, sets in json.load(open(sys.argv[1], encoding='utf-8')):
    spec = importlib.util.spec_from_file_location('rules', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for one in sets:
        results = module.score(one['counties'], one['tables'])
        assert len(results) == len(one['expected'])
        for got, expected in zip(results, one['expected']):
            assert set(expected) == {output.name for output in module.OUTPUTS}
            for output in module.OUTPUTS:
                compared += 1
                text = module.text_of(output, got[output.name])
                if text != expected[output.name]:
                    wrong.append([path, one['name'], got['县市区'], output.label, text, expected[output.name]])
print(json.dumps([compared, wrong[:20]]))
";

fn run(folder: &Path, script: &str, arguments: &[&str]) -> Value {
    let output = Command::new("python3").current_dir(folder).arg("-I").arg("-c").arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Writes the modules with their sets and compares; gives how many results were compared.
fn compare(all: &[(&Program, Vec<VectorSet>)]) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let mut jobs = Vec::new();
    for (at, (rules, sets)) in all.iter().enumerate() {
        let path = folder.path().join(format!("score{at}.py"));
        std::fs::write(&path, &Target::Python.files(&Subject::new(rules, &stamp(rules)), None).unwrap()[0].bytes).unwrap();
        jobs.push(json!([path, sets]));
    }
    std::fs::write(folder.path().join("sets.json"), serde_json::to_vec(&jobs).unwrap()).unwrap();
    let found = run(folder.path(), COMPARE, &["sets.json"]);
    assert_eq!(found[1], json!([]), "of {} results", found[0]);
    found[0].as_u64().unwrap()
}

#[test]
fn every_vector_of_the_example_cities() {
    let cities = ["changsha", "xiangxi"].map(city);
    let all: Vec<_> = cities.iter().map(|rules| (rules, vectors(&Subject::new(rules, &stamp(rules))).sets)).collect();
    let compared = compare(&all);
    println!("{compared} results of {} sets are the same", all.iter().map(|(_, sets)| sets.len()).sum::<usize>());
    assert!(compared > 100_000);
}

#[test]
fn random_data_of_every_sentence_of_the_spec_and_of_the_cities() {
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    let mut programs: Vec<Program> = scored.map(|b| program(&around(&b.text))).collect();
    programs.extend(["changsha", "xiangxi"].map(city));
    let sets = |rules: &Program| -> Vec<VectorSet> {
        let subject = Subject::new(rules, &stamp(rules));
        (0..16).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect()
    };
    let all: Vec<_> = programs.iter().map(|rules| (rules, sets(rules))).collect();
    let count = all.iter().map(|(_, sets)| sets.len()).sum::<usize>();
    let compared = compare(&all);
    println!("{compared} results of {count} random sets of {} programs are the same", all.len());
    assert!(count >= 2000, "{count}");
}

#[test]
fn the_command_reads_the_data_of_a_city_and_names_every_bad_cell() {
    let folder = tempfile::tempdir().unwrap();
    let evalc = || assert_cmd::Command::cargo_bin("evalc").unwrap();
    evalc().args(["build", "examples/hunan-2021/changsha", "--only", "python", "-o"]).arg(folder.path()).assert().code(0);
    let results = folder.path().join("results.json");
    evalc().args(["score", "examples/hunan-2021/changsha", "-o"]).arg(&results).assert().code(0);
    let module = folder.path().join("python/score.py");
    let data = ["examples/hunan-2021/changsha/data/县市区.csv", "examples/hunan-2021/changsha/data/学校.csv"];
    let python = |arguments: &[&str]| Command::new("python3").arg(&module).args(arguments).output().unwrap();

    let output = python(&[data[0], data[1], "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours: Value = serde_json::from_slice(&output.stdout).unwrap();
    let native: Value = serde_json::from_slice(&std::fs::read(&results).unwrap()).unwrap();
    let mut totals: Vec<(String, String, String)> = Vec::new();
    for county in native["counties"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        totals.push((text(&county["name"]), text(&county["total"]["number"]), text(&county["grade"]["name"])));
    }
    totals.sort();
    let mut found: Vec<(String, String, String)> = Vec::new();
    for county in ours["results"].as_array().unwrap() {
        found.push(["县市区", "total", "grade"].map(|key| county[key].as_str().unwrap().to_owned()).into());
    }
    found.sort();
    assert_eq!(found, totals);

    let text = std::fs::read_to_string(data[0]).unwrap().replacen(",4,5,", ",四,-5,", 1).replace("天心区", "天心县");
    let bad = folder.path().join("坏.csv");
    std::fs::write(&bad, text).unwrap();
    let output = python(&[bad.to_str().unwrap(), data[1]]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    for problem in
        ["芙蓉区，常委会研究教育次数：“四”应为数，单位：次", "芙蓉区，常务会研究教育次数：“-5”", "“天心县”不在参评名单里", "缺少“天心区”"]
    {
        assert!(said.contains(problem), "{said}");
    }
}

/// Gives the counties of these sets hostile names, and every text of their detail tables a hostile and very long beginning.
pub fn make_hostile(sets: &mut [VectorSet], names: &[&str]) {
    let long = format!("{}{}", names.concat(), "';--\u{202e}😀$$\\".repeat(4096));
    for one in sets {
        let names = names.iter().map(|name| name.chars().filter(|c| !c.is_whitespace()).collect());
        let renamed: BTreeMap<String, String> =
            one.counties.iter().map(|county| county["县市区"].clone()).zip::<Vec<String>>(names.collect()).collect();
        for cell in one.counties.iter_mut().chain(one.tables.values_mut().flatten()).filter_map(|row| row.get_mut("县市区")) {
            *cell = renamed[cell.as_str()].clone();
        }
        for cell in one.tables.values_mut().flatten().filter_map(|row| row.get_mut("名称")) {
            *cell = format!("{long}{cell}");
        }
    }
}

#[test]
fn hostile_data_stay_text() {
    let names = ["=cmd|' /C calc'!A0", "\"\"\"+__import__('os')", "\\\"; raise SystemExit #", "\u{202e}反写😀'", "{x}%s\\u0022"];
    let text = "评价方案：示例\n依据：示例\n年度：2021\n满分：1分\n语言版本：1\n等次 优秀：总分1分以上\n等次 合格：总分不足1分\n一级指标 A1 示例（1分）\n二级指标 B1 示例（1分）\n明细表 学校：示例\n列 名称：文本\n数据 校名数＝不同数（学校.名称）\n三级指标 C1 示例（1分）\n  评分：校名数1个以上得1分，否则不得分。\n";
    let rules = program(text);
    let subject = Subject::new(&rules, &stamp(&rules));
    let mut sets: Vec<VectorSet> = (0..4).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect();
    make_hostile(&mut sets, &names);
    assert!(compare(&[(&rules, sets)]) > 100);
}

#[test]
fn hostile_names_stay_text() {
    let names =
        ["=cmd|' /C calc'!A0", "\"\"\"+__import__('os').system('x')+\"\"\"", "\\\"; raise SystemExit #", "\u{202e}反写😀'", "{x}%s\\u0022"];
    let mut text = String::from(
        "评价方案：\"\"\"\\ 示例\n依据：示例\n年度：2021\n满分：5分\n语言版本：1\n分组 全市各县：甲、乙、丙\n等次 优秀：总分3分以上\n等次 合格：总分不足3分\n一级指标 A1 \"\"\"\\（5分）\n二级指标 B1 示例\\（5分）\n",
    );
    for (at, name) in names.iter().enumerate() {
        text.push_str(&format!(
            "数据 「{name}」：百分比，0%至100%\n三级指标 C{at} {name}（1分）\n  评分：「{name}」达到50%得1分，否则不得分。\n"
        ));
    }
    let rules = program(&text);
    let subject = Subject::new(&rules, &stamp(&rules));
    let sets = (0..4).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 3))).collect();
    assert!(compare(&[(&rules, sets)]) > 100);
}
