//! Every code is documented on one page of `spec/findings` and shown to fire by it.
//!
//! ```` ```eval fails=E0603 ````: checking finds this code, and no other error or warning. ```` ```eval ok ````: neither.
//! The words `rule`, `scheme` and `mandate` say what stands around the block, see `standard.rs`. What the user sees of
//! every failing block is a snapshot under `tests/check/CODE-slug/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evalc::Program;
use evalc::finding::{Code, Finding, Lang, Reporter, Severity, render};

use crate::standard;
use crate::support::{Block, blocks};

/// Codes no source text alone can show, and where each is shown instead.
const NOT_SHOWN_BY_TEXT: &[(&str, &str)] = &[
    ("E0111", "a text is UTF-8; the command reads bytes"),
    ("E1001", "a test case fails when `evalc test` runs it"),
    ("E1101", "needs eval.lock and a mandate that was altered"),
    ("E1102", "is about eval.toml"),
    ("E1103", "needs a project that names a mandate nobody has"),
    ("E1104", "needs a folder without sources"),
    ("E1110", "is about a data file"),
    ("E1111", "is about a data file"),
    ("E1112", "is about a data file"),
    ("E1113", "is about a data file"),
    ("E1114", "is about a data file"),
    ("E1115", "is about a data file"),
    ("E1116", "is about a data file"),
    ("E1117", "is about a data file"),
    ("E1118", "is about a data file"),
    ("E1119", "is about a data file"),
    ("E1120", "is about a data file"),
    ("E1121", "is about a data file"),
    ("E1122", "is about a data file"),
    ("E1123", "is about a returned workbook"),
    ("E1124", "is about a returned workbook"),
    ("E1125", "is about a returned workbook"),
    ("E1126", "is about a returned workbook"),
    ("E1127", "is about a returned workbook"),
    ("E1128", "is about a returned workbook"),
    ("E1129", "is about a returned workbook"),
    ("E1130", "is about a data file"),
    ("E1131", "is about a data file"),
    ("E1132", "is about a data file"),
    ("E1133", "is about a data file"),
    ("E1134", "is about a data file"),
];

/// Codes of severity note: a page shows them with `notes=CODE` beside `ok`.
fn is_note(code: Code) -> bool {
    code.severity() == Severity::Info
}

/// The blocks of the pages of findings, each with the code of its page.
fn page_blocks() -> Vec<(Code, Block)> {
    let of_findings = blocks().into_iter().filter(|b| b.page.starts_with("spec/findings"));
    of_findings.map(|b| (code_of(&b.page), b)).collect()
}

fn code_of(page: &Path) -> Code {
    let stem = page.file_stem().unwrap().to_str().unwrap();
    let (id, slug) = stem.split_once('-').unwrap_or((stem, ""));
    let code = Code::find(id).unwrap_or_else(|| panic!("{}: no code {id}", page.display()));
    assert_eq!(slug, code.slug(), "{}", page.display());
    code
}

fn weighty(program: &Program) -> impl Iterator<Item = &Finding> {
    program.findings.iter().filter(|f| f.severity > Severity::Info)
}

fn codes(program: &Program) -> BTreeSet<&'static str> {
    weighty(program).map(|f| f.code.id()).collect()
}

fn listed(program: &Program) -> String {
    let each = weighty(program).map(|f| {
        let place = f.span().map_or(String::new(), |s| program.sources.slice(s).to_owned());
        format!("{} {} 「{place}」", f.code.id(), f.message.zh)
    });
    each.collect::<Vec<_>>().join("; ")
}

fn place(block: &Block) -> String {
    format!("{}:{}", block.page.display(), block.line)
}

/// What is wrong with one block, if anything.
fn broken(block: &Block, program: &Program) -> Option<String> {
    let words: BTreeSet<&str> = block.words().collect();
    let found = codes(program);
    if let Some(code) = block.option("fails") {
        // What is asked about may rest on what is warned of: `fails=E0627 warned=E0304`.
        let expected: BTreeSet<&str> = std::iter::once(code).chain(block.option("warned")).collect();
        return (found != expected).then(|| format!("{code} expected, found: {}", listed(program)));
    }
    if !words.contains("ok") {
        return Some(format!("`{}` promises neither ok nor fails=CODE", block.info));
    }
    if !found.is_empty() {
        return Some(format!("ok expected, found: {}", listed(program)));
    }
    let note = block.option("notes")?;
    let noted = program.findings.iter().any(|f| f.code.id() == note);
    (!noted).then(|| format!("the note {note} is missing"))
}

#[test]
fn every_block_keeps_its_promise() {
    let all = page_blocks();
    let problems: Vec<String> =
        all.iter().filter_map(|(_, block)| broken(block, &standard::check(block)).map(|p| format!("{}: {p}", place(block)))).collect();
    println!("{} blocks of {} pages", all.len(), all.iter().map(|(c, _)| c).collect::<BTreeSet<_>>().len());
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_code_has_a_page_with_a_firing_block_and_a_near_miss() {
    let mut shown: BTreeMap<Code, (usize, usize)> = BTreeMap::new();
    for (code, block) in page_blocks() {
        let counts = shown.entry(code).or_default();
        let fires = block.option("fails") == Some(code.id()) || block.option("notes") == Some(code.id());
        counts.0 += usize::from(fires);
        counts.1 += usize::from(block.words().any(|w| w == "ok") && block.option("notes").is_none());
    }
    let listed: BTreeSet<&str> = NOT_SHOWN_BY_TEXT.iter().map(|(code, _)| *code).collect();
    let mut problems = Vec::new();
    for code in Code::ALL {
        let (fires, passes) = shown.get(code).copied().unwrap_or_default();
        if listed.contains(code.id()) {
            if fires > 0 {
                problems.push(format!("{} is shown by a block and listed as one that cannot be", code.id()));
            }
        } else if fires == 0 || passes == 0 {
            problems.push(format!("{}: {fires} firing blocks, {passes} near misses", code.id()));
        }
        let page = code.page();
        let title = format!("# {} {}\n", code.id(), code.title().zh);
        if !page.starts_with(&title) {
            problems.push(format!("{}: the page does not begin with `{}`", code.id(), title.trim()));
        }
        if !page.contains("\n## English\n") {
            problems.push(format!("{}: the page has no English part", code.id()));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// The words of the info string that name a situation: everything but the promise and the surroundings.
fn situation(block: &Block) -> String {
    let plain = |w: &&str| !w.contains('=') && !["rule", "scheme", "mandate", "ok"].contains(w);
    block.words().filter(plain).collect::<Vec<_>>().join("-")
}

#[test]
fn what_the_user_sees() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeSet::new();
    let mut helpless = BTreeSet::new();
    for (code, block) in page_blocks() {
        if block.option("fails").is_none() && block.option("notes").is_none() {
            continue;
        }
        let program = standard::check(&block);
        let folder = format!("{}-{}", code.id(), code.slug());
        let mut of_code: Vec<&Finding> = program.findings.iter().filter(|f| f.code == code).collect();
        if is_note(code) {
            of_code.truncate(1);
        }
        let text = |lang| {
            let reporter = Reporter { lang, color: false, width: 80 };
            of_code.iter().map(|f| render(f, &program.sources, reporter)).collect::<Vec<_>>().join("\n")
        };
        let name = match situation(&block) {
            empty if empty.is_empty() => "fires".to_owned(),
            words => format!("fires_{}", words.replace('-', "_")),
        };
        let name = match seen.entry(format!("{folder}/{name}")).and_modify(|n| *n += 1).or_insert(1) {
            1 => name,
            n => format!("{name}_{n}"),
        };
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(format!("../check/{folder}"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.clone(), text(Lang::Zh)));
        names.insert(format!("{folder}/{name}.snap"));
        bilingual(&of_code, &place(&block));
        helpless.extend(of_code.iter().filter(|f| f.help.is_none()).map(|f| format!("{}: {} {}", place(&block), code.id(), f.message.zh)));
        assert!(!text(Lang::En).trim().is_empty(), "{}", place(&block));
    }
    let stale: Vec<String> = snapshots().into_iter().filter(|s| !names.contains(s)).collect();
    assert!(stale.is_empty(), "snapshots without a block: {stale:#?}");
    assert!(helpless.is_empty(), "findings that do not say what to do: {helpless:#?}");
}

/// Message, labels and help exist in both languages and carry the same digits.
fn bilingual(findings: &[&Finding], place: &str) {
    for finding in findings {
        let texts = std::iter::once(&finding.message).chain(finding.labels.iter().map(|l| &l.words)).chain(&finding.help);
        for words in texts {
            assert!(!words.zh.trim().is_empty() && !words.en.trim().is_empty(), "{place}: {words:?}");
            assert!(!words.zh.contains("{") && !words.en.contains("{"), "{place}: {words:?}");
        }
        let digits = |text: &str| -> BTreeSet<char> { text.chars().filter(char::is_ascii_digit).collect() };
        assert_eq!(digits(&finding.message.zh), digits(&finding.message.en), "{place}: {:?}", finding.message);
    }
}

/// Every snapshot on disk, as `CODE-slug/name.snap`.
fn snapshots() -> Vec<String> {
    let mut out = Vec::new();
    let Ok(folders) = std::fs::read_dir("tests/check") else { return out };
    for folder in folders.map(|e| e.unwrap()) {
        for file in std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap()) {
            let name = file.file_name().to_str().unwrap().to_owned();
            if name.ends_with(".snap") {
                out.push(format!("{}/{name}", folder.file_name().to_str().unwrap()));
            }
        }
    }
    out.sort();
    out
}

#[test]
fn the_standard_surroundings_are_clean() {
    let block = |info: &str, text: &str| Block { page: "spec/findings".into(), line: 0, info: info.to_owned(), text: text.to_owned() };
    for clean in [block("eval mandate", ""), block("eval rule", "评分：达到85%得2分，否则不得分。\n"), block("eval scheme", "")]
    {
        let program = standard::check(&clean);
        assert!(codes(&program).is_empty(), "{}: {}", clean.info, listed(&program));
    }
}

/// Every code is reported by some file of the compiler.
#[test]
fn every_code_is_reported_somewhere() {
    fn texts(folder: &Path, out: &mut String) {
        for path in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                texts(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("finding/codes.rs") {
                out.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = String::new();
    texts(Path::new("src"), &mut all);
    let never: Vec<String> = Code::ALL.iter().filter(|c| !all.contains(&format!("Code::{c:?}"))).map(|c| format!("{c:?}")).collect();
    assert!(never.is_empty(), "never reported: {never:?}");
}
