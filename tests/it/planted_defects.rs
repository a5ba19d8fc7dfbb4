//! Defects planted in the example city, one at a time: each is found, at its place, and nothing else is.

use std::collections::BTreeSet;
use std::path::Path;

use evalc::Program;
use evalc::finding::Severity;
use evalc::model::Mandate;
use evalc::source::{SourceFile, Sources};

/// One defect: a text of the example, what stands there instead, the code, and the text the main mark is on.
struct Defect {
    find: &'static str,
    put: &'static str,
    code: &'static str,
    at: &'static str,
}

const fn defect(find: &'static str, put: &'static str, code: &'static str, at: &'static str) -> Defect {
    Defect { find, put, code, at }
}

const CITY: &str = "examples/hunan-2021/changsha";

fn mandate() -> Mandate {
    let text = std::fs::read_to_string("examples/hunan-2021/mandate.eval").unwrap();
    let (mandate, findings, _) = evalc::read_mandate("mandate.eval", &text);
    assert!(findings.is_empty(), "{findings:?}");
    mandate
}

fn texts() -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir(CITY).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "eval"));
    paths.sort();
    let name = |p: &Path| p.file_name().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

fn compile(texts: &[(String, String)], mandate: &Mandate) -> Program {
    let mut sources = Sources::default();
    for (name, text) in texts {
        sources.add(SourceFile::new(name.clone(), text.clone()));
    }
    evalc::compile(sources, Some(mandate))
}

/// The text with the defect. Test cases that speak of a renamed trigger go with it: they are no second defect.
fn planted(text: &str, find: &str, put: &str) -> String {
    let text = text.replacen(find, put, 1);
    let Some(trigger) = find.strip_prefix("问责情形 ").map(str::trim_end) else { return text };
    text.lines().filter(|l| !(l.starts_with("用例") && l.contains(trigger))).fold(String::new(), |text, line| text + line + "\n")
}

/// Code, marked text and message of every error and warning.
fn found(program: &Program) -> Vec<(String, String, String)> {
    let weighty = program.findings.iter().filter(|f| f.severity > Severity::Info);
    weighty
        .map(|f| (f.code.id().to_owned(), f.span().map_or(String::new(), |s| program.sources.slice(s).to_owned()), f.message.zh.clone()))
        .collect()
}

include!("planted_defects_table.rs");

#[test]
fn every_planted_defect_is_found_and_nothing_else() {
    let (mandate, texts) = (mandate(), texts());
    let mut wrong = Vec::new();
    for Defect { find, put, code, at } in DEFECTS {
        let holding = texts.iter().filter(|(_, t)| t.contains(find)).count();
        if holding != 1 {
            wrong.push(format!("“{find}” stands in {holding} files of the example"));
            continue;
        }
        let planted: Vec<(String, String)> = texts.iter().map(|(n, t)| (n.clone(), planted(t, find, put))).collect();
        let found = found(&compile(&planted, &mandate));
        let as_expected = matches!(found.as_slice(), [(c, s, _)] if c == code && s.contains(at));
        if !as_expected {
            wrong.push(format!("“{find}” → “{put}”: expected {code} at “{at}”, found {found:#?}"));
        }
    }
    let kinds: BTreeSet<&str> = DEFECTS.iter().map(|d| d.code).collect();
    println!("{} defects of {} kinds planted", DEFECTS.len(), kinds.len());
    assert!(wrong.is_empty(), "{} of {} defects:\n{}", wrong.len(), DEFECTS.len(), wrong.join("\n"));
    assert!(kinds.len() >= 60, "only {} kinds", kinds.len());
}

#[test]
fn the_example_cities_have_no_finding() {
    let mandate = mandate();
    let found = found(&compile(&texts(), &mandate));
    assert!(found.is_empty(), "{found:#?}");
}

/// Without any one of its 落实 lines the example is refused, in the mandate's words.
#[test]
fn deleting_any_claim_is_reported_in_the_mandates_words() {
    let (mandate, texts) = (mandate(), texts());
    let mut deleted = 0;
    for (file, (name, text)) in texts.iter().enumerate() {
        for (n, line) in text.lines().enumerate().filter(|(_, l)| l.trim_start().starts_with("落实：要点")) {
            let without: String = text.lines().enumerate().filter(|(i, _)| *i != n).map(|(_, l)| format!("{l}\n")).collect();
            let mut planted = texts.clone();
            planted[file] = (name.clone(), without);
            let program = compile(&planted, &mandate);
            let quoted = program
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .any(|f| f.quote.as_ref().is_some_and(|q| !q.text.is_empty()));
            assert!(quoted, "{name}:{}: {line}", n + 1);
            deleted += 1;
        }
    }
    assert!(deleted > 50, "only {deleted} lines were deleted");
}

/// Without the indicators that carry a key point, that key point is reported with its sentence.
#[test]
fn every_key_point_without_its_indicators_is_reported() {
    let (mandate, texts) = (mandate(), texts());
    let points: Vec<_> = mandate.objects.iter().flat_map(|o| &o.areas).flat_map(|a| &a.points).collect();
    assert!(points.len() > 40, "only {} key points", points.len());
    for point in points {
        let code = point.code.as_str();
        // Claims of this point only are renamed to nothing; claims of several points lose this one.
        let planted: Vec<(String, String)> = texts
            .iter()
            .map(|(name, text)| {
                let lines = text.lines().map(|line| match line.trim_start().strip_prefix("落实：要点") {
                    Some(codes) => {
                        let rest: Vec<&str> = codes.trim().split('、').filter(|c| *c != code).collect();
                        if rest.is_empty() { String::new() } else { format!("  落实：要点{}\n", rest.join("、")) }
                    }
                    None => format!("{line}\n"),
                });
                (name.clone(), lines.collect())
            })
            .collect();
        let program = compile(&planted, &mandate);
        let reported = program.findings.iter().any(|f| {
            ["E0501", "E0506"].contains(&f.code.id())
                && f.message.zh.contains(&format!("要点{code}“"))
                && f.quote.as_ref() == Some(&point.quote)
        });
        assert!(reported, "key point {code}: {:?}", found(&program));
    }
}
