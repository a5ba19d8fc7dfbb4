//! Text in, findings and scores out: the only file that touches the library's types.

use std::path::{Path, PathBuf};

use evalc::finding::{Finding, Sink};
use evalc::model::{Model, Names, resolve};
use evalc::oracle::{CaseFailure, run_case};
use evalc::source::{SourceFile, Sources};
use evalc::syntax::parse;

/// A program read as far as it goes.
pub struct Read {
    pub model: Model,
    pub names: Names,
    pub findings: Vec<Finding>,
    pub sources: Sources,
}

/// Reads one source without checking it.
pub fn read(text: &str) -> Read {
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::new("example.eval", text));
    let mut sink = Sink::default();
    let file = parse(id, sources.get(id).unwrap(), &mut sink);
    let (model, names) = resolve(&[file], &mut sink);
    Read { model, names, findings: sink.finish(), sources }
}

/// All files of a city, one after the other.
pub fn whole_city(folder: &str) -> String {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        files.extend(Some(entry.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "eval")));
    }
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<Vec<_>>().join("\n")
}

/// Puts a minimal scheme around data, indicators and cases.
pub fn around(body: &str) -> String {
    if body.contains("评价方案：") {
        return body.to_owned();
    }
    let head_points = |line: &str| {
        let folded = line.replace('（', "(").replace('）', ")");
        folded.rsplit_once('(').and_then(|(_, p)| p.trim_end_matches(')').trim_end_matches('分').parse::<f64>().ok())
    };
    let points: f64 = body.lines().filter(|l| l.starts_with("三级指标")).filter_map(head_points).fold(0.0, |sum, p| sum + p);
    let mut text = format!("评价方案：示例\n依据：示例\n年度：2021\n满分：{points}分\n语言版本：1\n");
    if !body.contains("分组 ") {
        text.push_str("分组 全市各县：甲、乙、丙\n");
    }
    if !body.contains("等次 ") {
        text.push_str(
            "等次 优秀：总分90分以上\n等次 合格：总分75分以上不足90分\n等次 基本合格：总分60分以上不足75分\n等次 不合格：总分不足60分\n",
        );
    }
    if !body.contains("一级指标") {
        text.push_str(&format!("一级指标 A1 示例（{points}分）\n二级指标 B1 示例（{points}分）\n"));
    }
    text.push_str(body);
    text
}

/// Every case of a program with what fails in it.
pub fn cases(read: &Read) -> Vec<(String, Vec<CaseFailure>)> {
    read.model.cases.iter().map(|case| (case.name.clone(), run_case(&read.model, &read.names, case))).collect()
}

/// A fenced block of a page.
pub struct Block {
    pub page: PathBuf,
    pub line: usize,
    pub info: String,
    pub text: String,
}

impl Block {
    /// The words of its info string.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.info.split_whitespace().skip(1)
    }

    /// The value of `name=value` in its info string.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.words().find_map(|w| w.strip_prefix(name)?.strip_prefix('='))
    }

    /// Whether the block promises something that can be tested.
    pub fn is_promise(&self) -> bool {
        self.words().next() == Some("score") || self.option("fails").is_some()
    }
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

/// Every `eval` block of the spec.
pub fn blocks() -> Vec<Block> {
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
