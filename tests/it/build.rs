//! `evalc build` and `evalc vectors` as commands. Spec: §14.1, §14.4.

use std::collections::BTreeSet;
use std::path::Path;

use evalc::build::vectors::{sets, vectors};
use evalc::build::{Artifact, Audience, Built, Subject, index};
use evalc::data::Frame;
use serde_json::Value;

use crate::agreement::differences;
use crate::browser::Browser;
use crate::build_form::{HOSTILE, hostile};
use crate::build_python::{city, stamp};

fn evalc() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("evalc").unwrap()
}

const CITY: &str = "examples/hunan-2021/xiangxi";

fn files(folder: &Path) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            out.extend(files(&path).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            out.insert(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
    out
}

#[test]
fn the_same_rules_give_the_same_bytes_and_the_index_links_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["甲", "乙"].map(|name| folder.path().join(name));
    let run = evalc().args(["build", CITY, "--only", "python", "-o"]).arg(&first).assert().code(0);
    let printed = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    evalc().args(["build", CITY, "--only", " python", "-o"]).arg(&second).assert().code(0);
    let names = files(&first);
    assert_eq!(names, files(&second));
    assert_eq!(printed.lines().count(), names.len());
    let index = std::fs::read_to_string(first.join("index.html")).unwrap();
    for name in &names {
        assert_eq!(std::fs::read(first.join(name)).unwrap(), std::fs::read(second.join(name)).unwrap(), "{name}");
        assert!(name == "index.html" || index.contains(&format!("href=\"{name}\"")), "{name}");
    }
}

#[test]
fn a_document_stands_in_one_row_with_a_link_for_each_form() {
    let (program, _) = hostile();
    let subject = Subject::new(&program, &stamp(&program));
    let words = |text: &str| evalc::finding::Words::new(text.to_owned(), text.to_owned());
    let file = |path: &str| Artifact { path: path.to_owned(), bytes: vec![0], about: words("由教育局填写") };
    let paths = ["forms/docx/采集表-甲.docx", "forms/html/采集表-甲.html", "forms/pdf/采集表-甲.pdf", "forms/pdf/采集表-乙.pdf"];
    let built = Built { audience: Audience::Office, title: words("采集表"), artifacts: paths.map(file).into() };
    let page = String::from_utf8(index::page(&subject, &[built]).unwrap().bytes).unwrap();
    let rows: Vec<&str> = page.split("<dt>").skip(1).collect();
    let told: Vec<Vec<&str>> = ["采集表-甲", "采集表-乙"]
        .iter()
        .zip(&rows)
        .map(|(name, row)| {
            assert!(row.contains(&format!("<b>{name}</b>")), "{row}");
            row.split("</a>").filter_map(|link| link.rsplit_once("\">").map(|(_, word)| word)).take(row.matches("<a ").count()).collect()
        })
        .collect();
    assert_eq!((rows.len(), told), (2, vec![vec!["Word", "网页", "PDF"], vec!["PDF"]]));
}

#[test]
fn hostile_texts_stay_texts_on_the_index_page() {
    let (program, long) = hostile();
    let subject = Subject::new(&program, &stamp(&program));
    let words = |text: &str| evalc::finding::Words::new(text.to_owned(), text.to_owned());
    let names = HOSTILE.iter().map(|text| text.replace('/', "／")).chain([long.chars().take(200).collect()]);
    let artifacts = names.map(|name| Artifact { path: format!("{name}/{name}.pdf"), bytes: vec![0], about: words(&name) }).collect();
    let built = Built { audience: Audience::ALL[0], title: words(HOSTILE[1]), artifacts };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("index.html");
    std::fs::write(&page, index::page(&subject, &[built]).unwrap().bytes).unwrap();
    let mut browser = Browser::start();
    browser.open(&page);
    let shown = browser.eval("document.body.textContent");
    for text in HOSTILE.iter().map(|text| text.replace('/', "／")) {
        assert!(shown.as_str().unwrap().contains(&text), "{text}");
    }
    assert_eq!(browser.eval("[document.scripts.length, document.images.length]"), serde_json::json!([0, 0]));
    let links =
        browser.eval("[...document.links].map(link => link.protocol === 'file:' && decodeURIComponent(link.href).endsWith('.pdf'))");
    assert_eq!(links, serde_json::json!(vec![true; HOSTILE.len() + 1]));
    assert_ne!(browser.eval("document.title"), serde_json::json!("owned"));
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn what_cannot_be_built_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("产物");
    let run = evalc().args(["build", CITY, "--only", "pyhton", "--lang", "zh", "-o"]).arg(&out).assert().code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("没有“pyhton”这一种；有：xlsx"));
    let broken = folder.path().join("坏.eval");
    std::fs::write(&broken, "数据 示例：没有这种\n").unwrap();
    evalc().arg("build").arg(&broken).arg("-o").arg(&out).assert().code(1);
    assert!(!out.exists());
    // A file where a folder is wanted.
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("python"), "别人的").unwrap();
    evalc().args(["build", CITY, "--only", "python", "-o"]).arg(&out).assert().code(2);
    assert_eq!(files(&out), BTreeSet::from(["python".to_owned()]));
    assert_eq!(std::fs::read_to_string(out.join("python")).unwrap(), "别人的");
}

#[test]
fn vectors_keep_their_schema_and_reach_every_grade() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vectors.json");
    evalc().args(["vectors", CITY, "-o"]).arg(&file).assert().code(0);
    let text = std::fs::read_to_string(&file).unwrap();
    crate::reports::keeps_schema(&text, "spec/schemas/vectors.schema.json");
    let value: Value = serde_json::from_str(&text).unwrap();
    let mut grades: BTreeSet<&str> = BTreeSet::new();
    for county in value["sets"].as_array().unwrap().iter().flat_map(|set| set["expected"].as_array().unwrap()) {
        grades.insert(county["grade"].as_str().unwrap());
    }
    let rules = city("xiangxi");
    let all: BTreeSet<&str> = rules.model.grades.iter().map(|g| g.name.as_str()).chain(["缺报", "待定"]).collect();
    assert!(grades.is_superset(&all), "{grades:?}");
}

#[test]
fn every_branch_of_every_rule_is_among_the_vectors() {
    // Both sides of each threshold give different scores, so each score a case of the file expects comes up.
    let rules = city("xiangxi");
    let all = vectors(&Subject::new(&rules, &stamp(&rules)));
    let scores = |name: &str| -> BTreeSet<&str> {
        all.sets.iter().flat_map(|set| &set.expected).filter_map(|county| county.get(name)).map(String::as_str).collect()
    };
    let leaves = rules.model.indicators.iter().enumerate().filter(|(_, i)| i.rule.is_some() && i.is_leaf());
    for (at, indicator) in leaves {
        let found = scores(&format!("s{at}"));
        assert!(found.len() > 2, "{}: {found:?}", indicator.code);
    }
}

#[test]
fn the_reference_interpreter_gives_the_results_of_the_vectors() {
    let rules = city("xiangxi");
    let mut compared = 0;
    for (name, data) in sets(&Subject::new(&rules, &stamp(&rules))) {
        let (wrong, count) = differences(&rules.model, &data, &Frame::from_dataset(&rules.model, &data));
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        compared += count;
    }
    assert!(compared > 50_000, "{compared}");
}
