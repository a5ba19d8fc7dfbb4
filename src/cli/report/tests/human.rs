//! For people: each city with its files, and everything about a case that fails.

use std::collections::BTreeMap;

use super::{coverage, place};
use crate::cli::test::{City, Run};
use crate::finding::{Lang, Reporter, render};
use crate::format;
use crate::words;

/// The report on standard output.
pub(in crate::cli) fn human(cities: &[City], lang: Lang) -> String {
    let mut out = String::new();
    for city in cities.iter().filter(|c| !c.runs.is_empty() || c.coverage.is_some()) {
        let path = &city.path;
        out.push_str(&format!("{path}\n"));
        let mut files: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for run in &city.runs {
            let (all, failed) = files.entry(run.case.span.file.0).or_default();
            *all += 1;
            *failed += usize::from(!run.failures.is_empty());
        }
        for (file, (all, failed)) in files {
            let name = city.sources.get(crate::source::FileId(file)).map_or("", |f| f.name());
            let passed = all - failed;
            out.push_str(words! { zh: "  {name}：{all}个用例，通过{passed}个，不通过{failed}个\n", en: "  {name}: {all} cases, {passed} passed, {failed} failed\n" }.get(lang));
        }
        for run in city.runs.iter().filter(|r| !r.failures.is_empty()) {
            failed(city, run, lang, &mut out);
        }
        if let Some(covered) = &city.coverage {
            coverage::table(city, covered, lang, &mut out);
        }
    }
    let all: usize = cities.iter().map(|c| c.runs.len()).sum();
    let failed: usize = cities.iter().map(|c| c.runs.iter().filter(|r| !r.failures.is_empty()).count()).sum();
    let (passed, count, broken) = (all - failed, cities.len(), cities.iter().filter(|c| !c.broken.is_empty()).count());
    out.push_str(words! { zh: "{count}个城市，{all}个用例：通过{passed}个，不通过{failed}个", en: "cities: {count}; cases: {all}, passed {passed}, failed {failed}" }.get(lang));
    if broken > 0 {
        out.push_str(words! { zh: "；{broken}个城市没有运行", en: "; cities not run: {broken}" }.get(lang));
    }
    out.push('\n');
    out
}

/// One failing case.
fn failed(city: &City, run: &Run, lang: Lang, out: &mut String) {
    let (name, at) = (&run.case.name, place(&city.sources, run.case.span));
    out.push_str(words! { zh: "  不通过：{name}（{at}）\n", en: "  failed: {name} ({at})\n" }.get(lang));
    let given: Vec<String> = run.case.spec.given.iter().map(|g| format::given(g).replace('\n', "")).collect();
    let given = given.join("，");
    out.push_str(words! { zh: "    给定：{given}\n", en: "    given: {given}\n" }.get(lang));
    for (failure, trace) in &run.failures {
        let (target, expected, actual) = (&failure.target, &failure.expected, &failure.actual);
        out.push_str(
            words! { zh: "    {target}：应为{expected}，实为{actual}\n", en: "    {target}: expected {expected}, actual {actual}\n" }
                .get(lang),
        );
        let Some(trace) = trace else { continue };
        let sentence = trace.sentence.get(lang);
        out.push_str(words! { zh: "      评分：{sentence}\n", en: "      sentence: {sentence}\n" }.get(lang));
        let inputs: Vec<&str> = trace.inputs.iter().map(|i| i.get(lang)).collect();
        let inputs = inputs.join(if lang == Lang::Zh { "，" } else { ", " });
        out.push_str(words! { zh: "      数据：{inputs}\n", en: "      data: {inputs}\n" }.get(lang));
        for branch in &trace.branches {
            out.push_str(&format!("      {}\n", branch.get(lang)));
        }
        let sum = trace.arithmetic.get(lang);
        out.push_str(words! { zh: "      计算：{sum}\n", en: "      arithmetic: {sum}\n" }.get(lang));
    }
}

/// Why cities could not be run, for standard error.
pub(in crate::cli) fn broken(cities: &[City], lang: Lang, color: bool) -> String {
    let mut out = String::new();
    for city in cities {
        for finding in &city.findings {
            out.push_str(&format!("{}\n", render(finding, &city.sources, Reporter { lang, color, width: 100 })));
        }
        for words in &city.broken {
            out.push_str(&format!("{}\n", words.get(lang)));
        }
    }
    out
}
