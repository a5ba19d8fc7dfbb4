//! `evalc test`: runs the 用例 of cities, measures what they cover, suggests cases for the rest. Spec: §8.1 to §8.3.

use std::io::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;
use rayon::prelude::*;

use super::arguments::{CommandError, Context, Outcome};
use super::discover::{Input, discover};
use super::files::{read_text, reason};
use super::report::tests as report;
use crate::Program;
use crate::config::id_of;
use crate::coverage::{Coverage, Found, Goal, Trace, goals, measure, suggest, total_trace, trace};
use crate::finding::{Finding, Severity, Words};
use crate::model::Case;
use crate::oracle::{CaseFailure, Oracle, case_data, judge_case};
use crate::source::{SourceFile, Sources};
use crate::words;

/// Arguments of `evalc test`.
#[derive(Debug, clap::Args)]
pub(super) struct Test {
    /// 规则文件、一个市的目录，或放着各市目录的目录
    #[arg(required = true, value_name = "路径")]
    paths: Vec<PathBuf>,
    /// 只运行名称里有这些字的用例
    #[arg(long, value_name = "文字")]
    filter: Option<String>,
    /// 报告的形式：human 给人看；json、junit 供程序读
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    format: Form,
    /// 统计用例触及了哪些规则、分支和边界
    #[arg(long)]
    coverage: bool,
    /// 为没有触及的分支和边界写出建议用例
    #[arg(long, conflicts_with_all = ["coverage", "format"])]
    suggest: bool,
}

/// `--format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// 给人看
    Human,
    /// 见 spec/schemas/tests.schema.json
    Json,
    /// JUnit
    Junit,
}

/// One city and what its cases gave.
#[derive(Debug)]
pub(super) struct City {
    /// The path as printed.
    pub path: String,
    /// Its texts.
    pub sources: Sources,
    /// Its cases, in the order of the text.
    pub runs: Vec<Run>,
    /// Why no case could be run.
    pub broken: Vec<Words>,
    /// Findings of its rules, where they are the reason.
    pub findings: Vec<Finding>,
    /// What its cases cover.
    pub coverage: Option<Covered>,
    /// The program, where it could be read.
    pub program: Option<Program>,
}

/// What the cases of a city cover.
#[derive(Debug)]
pub(super) struct Covered {
    pub goals: Vec<Goal>,
    pub measured: Coverage,
    pub found: Found,
}

/// One case and what came out.
#[derive(Debug)]
pub(super) struct Run {
    pub case: Case,
    pub failures: Vec<(CaseFailure, Option<Trace>)>,
}

impl Test {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let inputs: Vec<Input> = discover(&self.paths);
        let cities: Vec<City> = inputs.par_iter().filter_map(|input| self.city(input)).collect();
        let run: usize = cities.iter().map(|c| c.runs.len()).sum();
        let failed = cities.iter().any(|c| c.runs.iter().any(|r| !r.failures.is_empty()) || !c.broken.is_empty());
        let text = match (self.suggest, self.format) {
            (true, _) => report::suggestions(&cities),
            (_, Form::Human) => report::human(&cities, context.lang),
            (_, Form::Json) => report::json(&cities)?,
            (_, Form::Junit) => report::junit(&cities, context.lang),
        };
        let complaints = report::broken(&cities, context.lang, context.color_on_stderr());
        let _ = std::io::stderr().lock().write_all(complaints.as_bytes());
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                return Err(CommandError::new(words! { zh: "写不出报告：{error}", en: "cannot write the report: {error}" }));
            }
            _ => {}
        }
        let is_broken = cities.iter().any(|city| !city.broken.is_empty());
        if run == 0 && !self.suggest && !is_broken {
            let lead = context.say("错误：", "error: ");
            let _ = writeln!(std::io::stderr().lock(), "{lead}{}", self.nothing().get(context.lang));
            return Ok(Outcome::Findings);
        }
        Ok(if failed { Outcome::Findings } else { Outcome::Clean })
    }

    /// Why nothing ran.
    fn nothing(&self) -> Words {
        match &self.filter {
            Some(text) => {
                words! { zh: "没有名称里有“{text}”的用例，一个用例也没有运行", en: "no case has `{text}` in its name: no case was run" }
            }
            None => {
                words! { zh: "一个用例也没有运行，请先写用例（evalc test --suggest 可以给出建议）", en: "no case was run: write cases first (evalc test --suggest proposes some)" }
            }
        }
    }

    /// One city; `None` for a mandate, which has no cases.
    fn city(&self, input: &Input) -> Option<City> {
        let (mut sources, mut broken, mut mandates) = (Sources::default(), Vec::new(), 0);
        for path in &input.files {
            let name = path.display();
            match read_text(path) {
                Ok(text) if id_of(&text).is_some() => mandates += 1,
                Ok(text) => {
                    sources.add(SourceFile::new(path.display().to_string(), text));
                }
                Err(super::files::Unread::Io(error)) => {
                    let (zh, en) = reason(&error);
                    broken.push(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" });
                }
                Err(super::files::Unread::NotUtf8 { .. }) => {
                    broken.push(words! { zh: "{name} 不是UTF-8编码", en: "{name} is not UTF-8" });
                }
            }
        }
        let path = input.path.display().to_string();
        if sources.iter().next().is_none() && broken.is_empty() {
            if mandates > 0 {
                return None;
            }
            broken.push(match &input.refused {
                Some(error) => {
                    let (zh, en) = reason(error);
                    words! { zh: "读不到 {path}：{zh}", en: "cannot read {path}: {en}" }
                }
                None => words! { zh: "{path} 里没有 .eval 文件", en: "there is no .eval file in {path}" },
            });
        }
        let mut city =
            City { path, sources: sources.clone(), runs: Vec::new(), broken, findings: Vec::new(), coverage: None, program: None };
        if !city.broken.is_empty() {
            return Some(city);
        }
        let program = crate::compile(sources, None);
        if program.findings.iter().any(|f| f.severity == Severity::Error) {
            let path = &city.path;
            city.broken.push(words! { zh: "{path} 的规则有错误，没有运行用例", en: "the rules of {path} have errors: no case was run" });
            city.findings = program.findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
            return Some(city);
        }
        let wanted = |case: &&Case| self.filter.as_ref().is_none_or(|text| case.name.contains(text.as_str()));
        let cases: Vec<&Case> = program.model.cases.iter().filter(wanted).collect();
        city.runs = cases.iter().map(|case| run(&program, case)).collect();
        if self.coverage || self.suggest {
            let goals = goals(&program.model);
            let measured = measure(&program.model, &program.names, &goals, &cases);
            let found = suggest(&program.model, &program.names, &goals, &measured);
            city.coverage = Some(Covered { goals, measured, found });
        }
        city.program = Some(program);
        Some(city)
    }
}

fn run(program: &Program, case: &Case) -> Run {
    let (model, names) = (&program.model, &program.names);
    let failures = match case_data(model, names, case) {
        Err(failure) => vec![(failure, None)],
        Ok(data) => {
            let oracle = Oracle::of_case(model, &data);
            let told = |failure: CaseFailure| {
                let score = failure.subject.and_then(|at| trace(model, names, &program.files, &program.sources, &oracle, at));
                let total = || failure.total.and_then(|at| total_trace(model, names, &oracle, at));
                let trace = score.or_else(total);
                (failure, trace)
            };
            judge_case(model, names, case, &oracle).into_iter().map(told).collect()
        }
    };
    Run { case: case.clone(), failures }
}
