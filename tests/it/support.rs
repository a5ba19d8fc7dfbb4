//! Text in, findings and scores out: the only file that touches the library's types.

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

/// Puts a minimal scheme around data, indicators and cases.
pub fn around(body: &str) -> String {
    if body.contains("评价方案：") {
        return body.to_owned();
    }
    let head_points = |line: &str| {
        let folded = line.replace('（', "(").replace('）', ")");
        folded.rsplit_once('(').and_then(|(_, p)| p.trim_end_matches(')').trim_end_matches('分').parse::<f64>().ok())
    };
    let points: f64 = body.lines().filter(|l| l.starts_with("三级指标")).filter_map(head_points).sum();
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
