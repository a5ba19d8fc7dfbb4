//! The forms of a report, each read by what its users read it with.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::commands::{CITY, Run, province, run, settings};

/// One city with errors that have fixes, several places and a quote; one with a warning; one that passes. Their names
/// hold what the forms have to escape.
fn submissions() -> TempDir {
    let faulty = CITY
        .replace("C1 普惠性幼儿园覆盖率（2分）", "C1 普惠性幼儿园覆盖率（3分）")
        .replace("年度：2021", "年度：2020")
        .replace("要点1.1", "要点1.2");
    let faulty = format!("{faulty}# 𠮷\n分组 「𠮷组：50%」：甲县、丁县\n");
    let unused =
        CITY.replace("一级指标", "数据 「公办园 & <占比>」：百分比，2位小数，0%至100%\n  来源：年报\n  责任单位：县教育局\n一级指标");
    province(&[
        ("乙,市 100%", &settings("乙市"), &unused),
        ("甲市", &settings("甲市").replace("2021", "2020"), &faulty),
        ("丙市", &settings("丙市"), CITY),
    ])
}

fn report(form: &str, more: &[&str]) -> Run {
    let folder = submissions();
    let run = run(folder.path(), &[&["check", ".", "--format", form], more].concat());
    assert_eq!((run.code, run.err.as_str()), (1, ""), "machine forms go to standard output only");
    run
}

/// Runs a script in the virtual environment that `.ci/setup` makes, with the report as its input file.
fn python(script: &str, report: &str, arguments: &[&Path]) -> Value {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python");
    assert!(python.exists(), "{} is missing: run `bash .ci/setup` first, it installs what the tests need", python.display());
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("report");
    std::fs::write(&file, report).unwrap();
    let output = Command::new(python).arg("-c").arg(script).arg(&file).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}\n{report}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const VALIDATE: &str = "
import json, sys, jsonschema
report = json.load(open(sys.argv[1], encoding='utf-8'))
schema = json.load(open(sys.argv[2], encoding='utf-8'))
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
print(json.dumps([error.message for error in kind(schema).iter_errors(report)]))
";

fn schema(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(path.exists(), "{} is missing: run `bash .ci/setup` first", path.display());
    path
}

/// Checks a report against one of evalc's own schemas.
pub fn keeps_schema(report: &str, path: &str) {
    assert_eq!(python(VALIDATE, report, &[&schema(path)]), Value::Array(Vec::new()));
}

#[test]
fn json_keeps_its_schema() {
    let run = report("json", &[]);
    assert_eq!(python(VALIDATE, &run.out, &[&schema("spec/schemas/findings.schema.json")]), Value::Array(Vec::new()));
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let paths: Vec<&str> = report["units"].as_array().unwrap().iter().map(|u| u["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["./mandate.eval", "./丙市", "./乙,市 100%", "./甲市"]);
    let all: Vec<&Value> = report["units"].as_array().unwrap().iter().flat_map(|u| u["findings"].as_array().unwrap()).collect();
    let count = |severity: &str| all.iter().filter(|f| f["severity"] == severity).count();
    assert_eq!(report["summary"]["errors"], count("error"));
    assert_eq!(report["summary"]["warnings"], count("warning"));
    assert_eq!(report["summary"]["notes"], count("note"));
    assert!(all.iter().any(|f| !f["fix"].is_null()) && all.iter().any(|f| !f["quote"].is_null()));
    // Behind 𠮷, which is one character and two UTF-16 units.
    let county = all.iter().find(|f| f["code"] == "E0410").unwrap();
    let place = &county["labels"][0]["place"]["start"];
    assert_eq!(place["utf16_column"].as_u64().unwrap(), place["column"].as_u64().unwrap() + 1);
    // The schema refuses what is not in it.
    let broken = run.out.replacen("\"kind\": \"city\"", "\"kind\": \"town\"", 1);
    assert_ne!(python(VALIDATE, &broken, &[&schema("spec/schemas/findings.schema.json")]), Value::Array(Vec::new()));
}

#[test]
fn sarif_keeps_the_standard_s_schema() {
    for lang in ["zh", "en"] {
        let run = report("sarif", &["--lang", lang]);
        assert_eq!(python(VALIDATE, &run.out, &[&schema(".venv/share/sarif-2.1.0-rtm.5.json")]), Value::Array(Vec::new()));
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let sarif = &report["runs"][0];
        let rules = sarif["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(sarif["columnKind"], "utf16CodeUnits");
        let results = sarif["results"].as_array().unwrap();
        for result in results {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        }
        assert!(results.iter().any(|r| r["fixes"].is_array()) && results.iter().any(|r| r["relatedLocations"].is_array()));
        for rule in rules {
            let page = crate::commands::run(Path::new("."), &["explain", rule["id"].as_str().unwrap(), "--lang", lang]).out;
            assert_eq!(rule["help"]["text"], page, "the help of a rule is its page");
        }
        let uris: Vec<&str> =
            results.iter().map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap()).collect();
        assert!(uris.iter().any(|u| u.contains("%E4%B9%99%2C%E5%B8%82%20100%25/city.eval")), "{uris:?}");
        assert!(uris.iter().all(|u| u.is_ascii()));
    }
}

#[test]
fn junit_is_read_by_a_junit_reader() {
    const READ: &str = "
import json, sys, junitparser
xml = junitparser.JUnitXml.fromfile(sys.argv[1])
print(json.dumps([
    {'name': suite.name, 'tests': suite.tests, 'failures': suite.failures, 'counted': [len(list(suite)), sum(len(c.result) for c in suite)],
     'cases': [{'name': c.name, 'class': c.classname, 'failures': [[r.type, r.message, r.text] for r in c.result], 'out': c.system_out} for c in suite]}
    for suite in xml]))
";
    let read = python(READ, &report("junit", &[]).out, &[]);
    let suites = read.as_array().unwrap();
    let names: Vec<&str> = suites.iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["./mandate.eval", "./丙市", "./乙,市 100%", "./甲市"]);
    let failures: Vec<u64> = suites.iter().map(|s| s["failures"].as_u64().unwrap()).collect();
    assert_eq!(failures[..3], [0, 0, 0]);
    assert!(failures[3] >= 2, "structure and mandate");
    for suite in suites {
        assert_eq!(suite["counted"][0], suite["tests"]);
        assert_eq!(suite["counted"][1], suite["failures"]);
    }
    let warned = suites[2]["cases"].as_array().unwrap().iter().find(|c| c["name"] == "名称").unwrap();
    assert!(warned["out"].as_str().unwrap().contains("公办园 & <占比>"), "a warning is told, not failed: {warned}");
    let denied = python(READ, &report("junit", &["--deny-warnings"]).out, &[]);
    assert_eq!(denied[2]["failures"], 1);
    assert_eq!(denied[2]["cases"][1]["failures"][0][0], "E0203");
}

struct WorkflowCommand {
    command: String,
    properties: Vec<(String, String)>,
    message: String,
}

/// `::command key=value,…::message`, as the workflow command grammar has it, escapes undone.
fn workflow_command(line: &str) -> Option<WorkflowCommand> {
    let undo = |text: &str, property: bool| {
        let mut text = text.to_owned();
        if property {
            text = text.replace("%3A", ":").replace("%2C", ",");
        }
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (command, properties) = head.split_once(' ')?;
    let properties = properties.split(',').map(|p| p.split_once('=').map(|(k, v)| (k.to_owned(), undo(v, true)))).collect::<Option<_>>()?;
    Some(WorkflowCommand { command: command.to_owned(), properties, message: undo(message, false) })
}

#[test]
fn github_annotations_follow_the_grammar_and_name_real_places() {
    let folder = submissions();
    let run = run(folder.path(), &["check", ".", "--format", "github"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let (last, lines) = run.out.lines().collect::<Vec<_>>().split_last().map(|(l, r)| (*l, r.to_vec())).unwrap();
    assert!(last.starts_with("1份省级实施方案、3个城市："), "{last}");
    assert!(lines.len() > 3);
    let mut seen = std::collections::BTreeSet::new();
    for line in lines {
        let WorkflowCommand { command, properties, message } = workflow_command(line).unwrap_or_else(|| panic!("{line}"));
        let get = |key: &str| properties.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        assert!(["error", "warning"].contains(&command.as_str()), "{line}");
        assert!(properties.iter().all(|(k, _)| ["file", "line", "endLine", "col", "endColumn", "title"].contains(&k.as_str())), "{line}");
        assert!(!message.is_empty());
        let file = get("file").unwrap();
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap_or_else(|_| panic!("{file}"));
        let number = |key: &str| get(key).unwrap().parse::<usize>().unwrap();
        let row = text.lines().nth(number("line") - 1).unwrap();
        if get("col").is_some() {
            assert!(number("col") <= row.chars().count() + 1 && number("col") <= number("endColumn"), "{line}");
        }
        seen.insert(file.to_owned());
    }
    assert!(seen.contains("./乙,市 100%/city.eval"), "{seen:?}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = submissions();
    for form in ["json", "sarif", "github", "junit"] {
        let first = run(folder.path(), &["check", ".", "--format", form]).out;
        for _ in 0..3 {
            assert_eq!(run(folder.path(), &["check", ".", "--format", form]).out, first);
        }
    }
}
