//! Every `eval` block of the spec keeps its promise.
//!
//! ```` ```eval score P03a ````: every case of the block passes, and resolving finds nothing but the codes named by
//! `warns=CODE`. ```` ```eval fails=CODE P03d ````: resolving finds exactly this code.

use std::collections::BTreeSet;

use evalc::compile;
use evalc::source::{SourceFile, Sources};

use evalc::finding::Severity;

use crate::support::{Block, Read, around, blocks, cases, read};

/// The patterns of real indicator tables that must be expressible (spec/sentences/README.md lists them).
const PATTERNS: &str = "P01a P01b P01c P01d P01e P01f P02a P02b P02c P02d P02e P02f P03a P03b P03c P03d P04a P04b P04c P04d P04e P04f P04g P05a P05b P05c P06a P06b P07 P08 P09 P10a P10b P11a P11b P11c P12 P13 P14a P14b P15 P16a P16b P16c P17a P17b P18 P19 P20 P21 P22a P22b P23 P24a P24b P25 P26a P26b P27 P28a P28b P28c P28d P29 P30a P30b P31 P32 P33 P34 P35 P36 P37 P38 P39 P40 P41 P42 P43a P43b P44 P45 P46 P47 P48 P49 P50 P51 P52 P53 P54 P55 P56 P57 P58 P59 P60 P61 P62 P63 P64 P65 P66 P67 P68 P69 P70 P71 P72 P73 P74";

/// The codes of weight warning or error that were found.
fn found(read: &Read) -> BTreeSet<&'static str> {
    read.findings.iter().filter(|f| f.severity >= Severity::Warning).map(|f| f.code.id()).collect()
}

fn listed(read: &Read) -> String {
    let each = read.findings.iter().map(|f| {
        let span = f.span().map_or(String::new(), |s| read.sources.slice(s).to_owned());
        format!("{} {} 「{span}」", f.code.id(), f.message.zh)
    });
    each.collect::<Vec<_>>().join("; ")
}

/// What a block promises and does not keep.
fn broken(block: &Block, count: &mut usize) -> Vec<String> {
    let read = read(&around(&block.text));
    if let Some(code) = block.option("fails") {
        let wanted = BTreeSet::from([code]);
        return if found(&read) == wanted { Vec::new() } else { vec![format!("{code} expected, found: {}", listed(&read))] };
    }
    let mut problems = Vec::new();
    if found(&read) != block.option("warns").into_iter().collect() {
        problems.push(format!("found: {}", listed(&read)));
    }
    let ran = cases(&read);
    if ran.is_empty() {
        problems.push("no case was run".to_owned());
    }
    *count += ran.len();
    for (name, failures) in ran {
        problems.extend(failures.iter().map(|f| format!("{name}: {} 应为 {} 实为 {}", f.target, f.expected, f.actual)));
    }
    problems
}

/// What the checks of the scoring logic hold against a block that scores.
fn faults_of_logic(block: &Block) -> Vec<String> {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("example.eval", around(&block.text)));
    let program = compile(sources, None);
    let faults = program.findings.iter().filter(|f| f.severity == Severity::Error && f.code.id().starts_with("E06"));
    let expected: BTreeSet<&str> = block.option("faults").into_iter().collect();
    let found: BTreeSet<&str> = faults.clone().map(|f| f.code.id()).collect();
    let listed: Vec<String> = faults.map(|f| format!("{} {}", f.code.id(), f.message.zh)).collect();
    if found == expected { Vec::new() } else { vec![format!("{}:{}: {}", block.page.display(), block.line, listed.join("; "))] }
}

/// A reader who copies an example gets no error of its scoring logic; `faults=CODE` where the page is about that.
#[test]
fn every_example_that_scores_is_sound() {
    let blocks = blocks();
    let scored = blocks.iter().filter(|b| b.words().next() == Some("score") && !b.page.starts_with("spec/findings"));
    let problems: Vec<String> = scored.flat_map(faults_of_logic).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_example_keeps_its_promise() {
    let (mut problems, mut seen, mut count) = (Vec::new(), BTreeSet::new(), 0);
    for block in blocks().iter().filter(|b| b.is_promise() && !b.page.starts_with("spec/findings")) {
        let broken = broken(block, &mut count);
        if broken.is_empty() {
            seen.extend(block.words().filter(|w| w.starts_with('P')).map(str::to_owned));
        }
        problems.extend(broken.into_iter().map(|b| format!("{}:{}: {b}", block.page.display(), block.line)));
    }
    let missing: Vec<&str> = PATTERNS.split(' ').filter(|p| !seen.contains(*p)).collect();
    println!("{count} scoring vectors ran, none skipped; {} of {} patterns", seen.len(), PATTERNS.split(' ').count());
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(missing.is_empty(), "patterns without a passing vector: {missing:?}");
}
