//! Suggested cases (建议用例) as text in canonical form, with a note to confirm each.

use super::coverage;
use crate::cli::test::City;
use crate::finding::{Lang, Sink};
use crate::source::{FileId, SourceFile};
use crate::{format, syntax};

/// The text of all suggestions, a city after the other.
pub(in crate::cli) fn suggestions(cities: &[City]) -> String {
    let mut out = String::new();
    for city in cities {
        let (Some(covered), Some(program)) = (&city.coverage, &city.program) else { continue };
        let path = &city.path;
        let mut text = format!("# {path}：建议用例，由程序按现有规则算出。请核对期望值符合评分标准的本意，再放进用例文件。\n\n");
        for (case, goals) in &covered.found.cases {
            let reached = goals.iter().filter_map(|at| covered.goals.get(*at));
            let notes: Vec<String> =
                reached.map(|g| format!("{} {}", coverage::owner(&program.model, g.owner, Lang::Zh), g.words.zh)).collect();
            let body = format::case(&case.spec).replace('\n', "");
            text.push_str(&format!("# 请核对：{}\n用例 {}：{body}\n", notes.join("；"), case.name));
        }
        let (source, mut sink) = (SourceFile::new("suggestions.eval", text), Sink::default());
        let file = syntax::parse(FileId(0), &source, &mut sink);
        out.push_str(&if sink.has_errors() { source.text().to_owned() } else { format::format(&file, &source) });
    }
    out
}
