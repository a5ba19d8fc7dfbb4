//! English readings: every rule of the spec has one, whole, and with every number of the Chinese sentence.
//!
//! The snapshots hold the canonical sentence and its reading, a file per page of `spec/sentences`.

use std::collections::BTreeMap;

use evalc::finding::Sink;
use evalc::model::{Model, Names, resolve};
use evalc::reading::{Known, declaration, written};
use evalc::source::{FileId, SourceFile};
use evalc::syntax::{parse, tree::File};

use crate::support::{around, blocks};

/// A rule or declaration: its title, its Chinese sentence if it has a canonical one, its reading.
struct Entry {
    title: String,
    chinese: Option<String>,
    english: Vec<String>,
}

/// A program without its checks.
struct Program {
    files: Vec<File>,
    model: Model,
    names: Names,
}

fn program(texts: &[String]) -> Program {
    let mut sink = Sink::default();
    let read = |(n, text): (usize, &String)| parse(FileId(n as u32), &SourceFile::new("example.eval", text.clone()), &mut sink);
    let files: Vec<File> = texts.iter().enumerate().map(read).collect();
    let (model, names) = resolve(&files, &mut sink);
    Program { files, model, names }
}

/// Everything with a reading that is declared at or behind `from` in its file.
fn entries(program: &Program, from: u32) -> Vec<Entry> {
    let known = Known { model: &program.model, names: &program.names };
    let mut out = Vec::new();
    for one in program.files.iter().flat_map(|f| &f.declarations).filter(|d| d.span.start >= from) {
        if let Some(text) = declaration(one, known) {
            out.push(Entry { title: one.keyword.word().to_owned(), chinese: None, english: vec![text] });
        }
        let Some(indicator) = program.model.indicators.iter().find(|i| i.span.key() == one.span.key()) else { continue };
        let Some(rule) = written(&program.files, indicator) else {
            assert!(indicator.rule.is_none(), "{} has a rule and no reading", indicator.code);
            continue;
        };
        let title = format!("{} {}", indicator.code, indicator.title.text);
        out.push(Entry { title, chinese: Some(rule.chinese(indicator.kind)), english: rule.english(indicator, known) });
    }
    out
}

/// Every block of `spec/sentences` that is accepted, by page.
fn pages() -> BTreeMap<String, Vec<(String, Vec<Entry>)>> {
    let mut pages: BTreeMap<String, Vec<(String, Vec<Entry>)>> = BTreeMap::new();
    for block in blocks().iter().filter(|b| b.page.starts_with("spec/sentences") && b.option("fails").is_none() && b.is_promise()) {
        let text = around(&block.text);
        let from = (text.len() - block.text.len()) as u32;
        let page = block.page.file_stem().unwrap().to_str().unwrap().to_owned();
        let entries = entries(&program(&[text]), from);
        pages.entry(page).or_default().push((block.words().skip(1).collect::<Vec<_>>().join(" "), entries));
    }
    pages
}

/// The example city, file by file.
fn example(city: &str) -> Program {
    let mut paths: Vec<_> = std::fs::read_dir(format!("examples/hunan-2021/{city}")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "eval"));
    paths.sort();
    program(&paths.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect::<Vec<_>>())
}

fn printed(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        out.push_str(&format!("{}\n", entry.title));
        out.extend(entry.chinese.iter().map(|text| format!("    {text}\n")));
        out.extend(entry.english.iter().map(|line| format!("    {line}\n")));
    }
    out
}

#[test]
fn every_sentence_of_the_spec_is_read() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("../reading");
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (page, blocks) in pages() {
            let text: String = blocks.iter().map(|(words, entries)| format!("── {words}\n{}\n", printed(entries))).collect();
            insta::assert_snapshot!(page, text);
        }
        for city in ["changsha", "xiangxi"] {
            insta::assert_snapshot!(format!("example-{city}"), printed(&entries(&example(city), 0)));
        }
    });
}

/// All entries that are read from a Chinese sentence.
fn all() -> Vec<Entry> {
    let of_spec = pages().into_values().flatten().flat_map(|(_, entries)| entries);
    of_spec.chain(["changsha", "xiangxi"].into_iter().flat_map(|city| entries(&example(city), 0))).collect()
}

/// The figures of a text: digits with a point inside.
fn figures(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in text.chars() {
        match out.last_mut() {
            Some(last) if c.is_ascii_digit() || (c == '.' && !last.is_empty()) => last.push(c),
            Some(last) if !last.is_empty() => out.push(String::new()),
            _ => {}
        }
    }
    out.iter().map(|f| f.trim_end_matches('.').to_owned()).filter(|f| !f.is_empty()).collect()
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

#[test]
fn every_figure_of_a_rule_stands_in_its_reading() {
    let mut seen = 0;
    for entry in all() {
        let Some(mut chinese) = entry.chinese.clone() else { continue };
        let english = entry.english.join(" ");
        for (n, month) in MONTHS.iter().enumerate().rev() {
            if chinese.contains(&format!("{}月", n + 1)) {
                assert!(english.contains(month), "{month} is lost:\n{chinese}\n{english}");
                chinese = chinese.replace(&format!("{}月", n + 1), " ");
            }
        }
        // One of a thing, and the first place of 比例, are words in English.
        for said in ["每1", "每缺1", "每有1项", "不足1个单位", "按1个单位", "与第1名"] {
            chinese = chinese.replace(said, " ");
        }
        let there = figures(&english);
        for figure in figures(&chinese) {
            seen += 1;
            assert!(there.contains(&figure), "{figure} is lost:\n{chinese}\n{english}");
        }
    }
    assert!(seen > 500, "{seen} figures");
}

#[test]
fn a_reading_is_english_and_whole() {
    for entry in all() {
        for line in &entry.english {
            assert!(line.ends_with('.') && !line.ends_with(".."), "{line}");
            for wrong in ["Some(", "None", "Span", "{", "}", "::", "  ", " ,", " .", ";;", "is off by", "）得", "）扣"] {
                assert!(!line.contains(wrong), "`{wrong}` in: {line}");
            }
            let open = line.matches('(').count();
            assert_eq!(open, line.matches(')').count(), "{line}");
        }
        assert!(!entry.english.is_empty(), "{}", entry.title);
    }
}
