//! Every `eval` block of the spec keeps its promise.

use std::path::{Path, PathBuf};

use crate::support::{around, cases, read};

/// A fenced block of a page.
struct Block {
    page: PathBuf,
    line: usize,
    info: String,
    text: String,
}

fn pages(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pages(&path, out);
        } else if path.extension().is_some_and(|e| e == "md") {
            out.push(path);
        }
    }
}

fn blocks() -> Vec<Block> {
    let mut files = Vec::new();
    pages(Path::new("spec"), &mut files);
    let mut out = Vec::new();
    for page in files {
        let text = std::fs::read_to_string(&page).unwrap();
        let mut open: Option<Block> = None;
        for (n, line) in text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(info)) if info.starts_with("eval") => {
                    open = Some(Block { page: page.clone(), line: n + 1, info: info.to_owned(), text: String::new() });
                }
                (None, Some(_)) => open = Some(Block { page: page.clone(), line: n + 1, info: String::new(), text: String::new() }),
                (Some(_), Some(_)) => out.extend(open.take().filter(|b| !b.info.is_empty())),
                (Some(block), None) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    out
}

/// The patterns of real indicator tables that must be expressible (spec/sentences/README.md lists them).
const PATTERNS: &str = "P01a P01b P01c P01d P01e P01f P02a P02b P02c P02d P02e P02f P03a P03b P03c P03d P04a P04b P04c P04d P04e P04f P04g P05a P05b P05c P06a P06b P07 P08 P09 P10a P10b P11a P11b P11c P12 P13 P14a P14b P15 P16a P16b P16c P17a P17b P18 P19 P20 P21 P22a P22b P23 P24a P24b P25 P26a P26b P27 P28a P28b P28c P28d P29 P30a P30b P31 P32 P33 P34 P35 P36 P37 P38 P39 P40 P41 P42 P43a P43b P44 P45 P46 P47 P48 P49 P50 P51 P52 P53 P54 P55 P56 P57 P58 P59 P60 P61 P62 P63 P64 P65 P66 P67 P68 P69 P70 P71 P72 P73 P74";

#[test]
fn every_scoring_example_scores_as_promised() {
    let mut problems = Vec::new();
    let (mut count, mut seen) = (0, std::collections::BTreeSet::new());
    for block in blocks().iter().filter(|b| b.info.split(' ').nth(1) == Some("score")) {
        let place = format!("{}:{}", block.page.display(), block.line);
        let read = read(&around(&block.text));
        for finding in read.findings.iter().filter(|f| f.severity == evalc::finding::Severity::Error) {
            let span = finding.span().map_or(String::new(), |s| read.sources.slice(s).to_owned());
            problems.push(format!("{place}: {} {} 「{span}」", finding.code.id(), finding.message.zh));
        }
        let ran = cases(&read);
        if ran.is_empty() {
            problems.push(format!("{place}: no case was run"));
        }
        count += ran.len();
        for (name, failures) in ran {
            if failures.is_empty() {
                seen.extend(block.info.split(' ').skip(2).map(str::to_owned));
            }
            for f in failures {
                problems.push(format!("{place}: {name}: {} 应为 {} 实为 {}", f.target, f.expected, f.actual));
            }
        }
    }
    let missing: Vec<&str> = PATTERNS.split(' ').filter(|p| !seen.contains(*p)).collect();
    println!("{count} scoring vectors ran, none skipped; {} of {} patterns", seen.len(), PATTERNS.split(' ').count());
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(missing.is_empty(), "patterns without a passing vector: {missing:?}");
}
