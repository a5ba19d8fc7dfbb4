//! `evalc score`: checks the rules, reads the data, scores, explains, and writes the results. Spec: §12.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{CommandError, Context, Outcome};
use super::city::{self, Options};
use super::city_mandate;
use super::discover::discover;
use super::files::{data_paths, read_data, reason, write_together};
use super::mandate::{LoadedMandate, Mandates, nearest};
use super::program::{Loaded, load, rules_hash, sha256};
use super::score_stream::Streamed;
use super::{score_explain, score_stream, score_table};
use crate::build::workbook;
use crate::data::{self, DataFile, DataProblem, Lacking, Reading};
use crate::finding::{Code, Reporter, Severity, render};
use crate::report::{self, Receipt, Report, Subject};
use crate::{stream, words};

/// From so many counties on, work is long enough for a bar.
const MANY: usize = 200;
/// The folder of a project that holds its data.
const FOLDER: &str = "data";

/// Arguments of `evalc score`.
#[derive(Debug, clap::Args)]
pub(super) struct Score {
    /// 规则文件或一个市的目录
    #[arg(value_name = "路径")]
    path: PathBuf,
    /// 数据文件或目录，可以写几个；不写就用项目里的 data 目录
    #[arg(long, value_name = "文件或目录", num_args = 1..)]
    data: Vec<PathBuf>,
    /// 结果写到哪个文件，形式看结尾：.json、.csv、.xlsx、.html；可以写几个
    #[arg(short, long, value_name = "文件", num_args = 1..)]
    output: Vec<PathBuf>,
    /// 逐项说明这个县的得分
    #[arg(long = "explain", value_name = "县")]
    county: Option<String>,
    /// 只说明这个指标
    #[arg(long, value_name = "指标编号", requires = "county")]
    indicator: Option<String>,
    /// 有缺报就不出结果
    #[arg(long)]
    strict: bool,
    /// 省级实施方案（标识或文件），代替 eval.toml 所写的
    #[arg(long, value_name = "方案")]
    mandate: Option<String>,
}

impl Score {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let forms = self.forms()?;
        let mandates = Mandates::default();
        if !self.is_accepted(context, &mandates) {
            return Ok(Outcome::Findings);
        }
        let Some(loaded) = load(&self.path, context)? else { return Ok(Outcome::Findings) };
        let paths = self.paths()?;
        if let Some(outcome) = self.streamed(&loaded, &paths, &mandates, context)? {
            return Ok(outcome);
        }
        let files = read_data(&paths).map_err(|(path, error)| {
            let (name, (zh, en)) = (path.display(), reason(&error));
            CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
        })?;
        let mut reading = data::read(&files, &loaded.program.model, &loaded.stamp);
        reading.problems.extend(altered(&loaded, &files, &reading)?);
        let lacking = data::lacking(&reading.missing);
        if !self.is_fit(&reading.problems, &lacking, context) {
            return Ok(Outcome::Findings);
        }
        let report = self.report(&loaded, &files, &reading, &mandates, context);
        let explained = self.county.as_ref().map(|county| self.explained(&report, county, context)).transpose()?;
        let mut written = Vec::new();
        for (path, form) in self.output.iter().zip(&forms) {
            written.push((path.clone(), form.write(&report)?));
        }
        write_together(&written).map_err(|(path, error)| {
            let (name, (zh, en)) = (path.display(), reason(&error));
            CommandError::new(
                words! { zh: "写不了 {name}：{zh}；原有文件没有改动", en: "cannot write {name}: {en}; earlier files are untouched" },
            )
        })?;
        let mut out = std::io::stdout().lock();
        // A reader that has seen enough is no failure.
        let _ = match explained {
            Some(text) => out.write_all(text.as_bytes()),
            None if self.output.is_empty() => out.write_all(score_table::text(&report, context.lang).as_bytes()),
            None => self.output.iter().try_for_each(|path| writeln!(out, "{}", path.display())),
        };
        Ok(if lacking.count() == 0 { Outcome::Clean } else { Outcome::Findings })
    }

    /// The form of each output, by its ending.
    fn forms(&self) -> Result<Vec<Form>, CommandError> {
        for (at, path) in self.output.iter().enumerate() {
            if self.output.iter().take(at).any(|other| other == path) {
                let name = path.display();
                return Err(CommandError::new(words! { zh: "“{name}”写了两次", en: "`{name}` is given twice" }));
            }
        }
        self.output.iter().map(|path| Form::of(path)).collect()
    }

    /// Whether the rules pass the checks; their errors are printed.
    fn is_accepted(&self, context: Context, mandates: &Mandates) -> bool {
        let inputs = discover(std::slice::from_ref(&self.path));
        let [input] = inputs.as_slice() else { return true };
        if input.refused.is_some() || input.files.is_empty() {
            return true;
        }
        let options = Options { mandate: self.mandate.as_deref(), deny_warnings: false, update_lock: false };
        let reporter = Reporter { lang: context.lang, color: context.color_on_stderr(), width: 100 };
        let mut errors = 0;
        for unit in city::check(input, options, mandates) {
            for finding in unit.findings.iter().filter(|f| f.severity == Severity::Error) {
                errors += 1;
                let _ = writeln!(std::io::stderr().lock(), "{}", render(finding, &unit.sources, reporter));
            }
        }
        if errors > 0 {
            let text = words! { zh: "规则有{errors}处错误，没有计分", en: "the rules have {errors} errors: nothing was scored" };
            let _ = writeln!(std::io::stderr().lock(), "{}", text.get(context.lang));
        }
        errors == 0
    }

    /// The data files.
    fn paths(&self) -> Result<Vec<PathBuf>, CommandError> {
        let mut paths = self.data.clone();
        if paths.is_empty() {
            let folder = if self.path.is_dir() { self.path.clone() } else { self.path.parent().unwrap_or(Path::new("")).to_owned() };
            let folder = folder.join(FOLDER);
            if !folder.is_dir() {
                let name = folder.display();
                return Err(CommandError::new(words! {
                    zh: "没有 {name} 这个目录，请用 --data 指定数据文件；空数据表可以用 evalc template 生成",
                    en: "there is no folder {name}: name the data files with --data; evalc template makes an empty table"
                }));
            }
            paths.push(folder);
        }
        let found = data_paths(&paths).map_err(|(path, error)| {
            let (name, (zh, en)) = (path.display(), reason(&error));
            CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
        })?;
        if found.is_empty() {
            let names = paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join("、");
            return Err(CommandError::new(words! { zh: "{names} 里没有数据文件", en: "there is no data file in {names}" }));
        }
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if let Some(path) = self.output.iter().find(|out| found.iter().any(|data| same(out, data))) {
            let name = path.display();
            return Err(CommandError::new(words! {
                zh: "结果不能写到数据文件 {name} 上，请换一个文件名",
                en: "the results cannot go onto the data file {name}: name another file"
            }));
        }
        Ok(found)
    }

    /// Scores in blocks what can be scored so; `None` if everything has to be read at once.
    fn streamed(&self, loaded: &Loaded, paths: &[PathBuf], mandates: &Mandates, context: Context) -> Result<Option<Outcome>, CommandError> {
        let ([data], [output], [Form::Csv], None) = (paths, self.output.as_slice(), self.forms()?.as_slice(), &self.county) else {
            return Ok(None);
        };
        let mandate = self.applied(mandates);
        let program = &loaded.program;
        let name = data.display().to_string();
        let job = stream::Job {
            name: &name,
            model: &program.model,
            names: &program.names,
            files: &program.files,
            mandate: mandate.as_deref().map(|m| &m.mandate),
            stamp: &loaded.stamp,
            strict: self.strict,
            block: data::stream::BLOCK,
        };
        match score_stream::run_job(&job, data, output, context)? {
            Streamed::NotAtAll => Ok(None),
            Streamed::Faulty(problems, lacking) => {
                self.is_fit(&problems, &lacking, context);
                Ok(Some(Outcome::Findings))
            }
            Streamed::Written(warnings, lacking) => {
                self.is_fit(&warnings, &lacking, context);
                let _ = writeln!(std::io::stdout().lock(), "{}", output.display());
                Ok(Some(if lacking.count() == 0 { Outcome::Clean } else { Outcome::Findings }))
            }
        }
    }

    fn applied(&self, mandates: &Mandates) -> Option<std::sync::Arc<LoadedMandate>> {
        let inputs = discover(std::slice::from_ref(&self.path));
        inputs.first().and_then(|input| city_mandate::mandate_of(input, self.mandate.as_deref(), mandates))
    }

    /// Whether the data can be scored; everything wrong is printed at once.
    fn is_fit(&self, problems: &[DataProblem], lacking: &Lacking, context: Context) -> bool {
        let mut err = std::io::stderr().lock();
        let is_warning = |problem: &DataProblem| problem.code.severity() != Severity::Error;
        for problem in problems.iter().chain(&lacking.problems()) {
            let lead = if is_warning(problem) { context.say("警告 ", "warning ") } else { context.say("错误 ", "error ") };
            let _ = writeln!(err, "{lead}{}", problem.text(context.lang));
        }
        let wrong = problems.iter().filter(|problem| !is_warning(problem)).count();
        let lacking = lacking.count();
        let text = match (wrong, lacking) {
            (0, 0) => return true,
            (0, _) if self.strict => {
                words! { zh: "数据缺报{lacking}处，没有计分", en: "{lacking} values are missing: nothing was scored" }
            }
            (0, _) => words! {
                zh: "数据缺报{lacking}处：受影响的得分、总分和等次空缺，其余照常计分",
                en: "{lacking} values are missing: scores, totals and grades that need them are left open, the rest is scored"
            },
            (_, 0) => words! { zh: "数据有{wrong}处问题，没有计分", en: "the data have {wrong} faults: nothing was scored" },
            _ => words! {
                zh: "数据有{wrong}处问题、缺报{lacking}处，没有计分",
                en: "the data have {wrong} faults, and {lacking} values are missing: nothing was scored"
            },
        };
        let _ = writeln!(err, "{}", text.get(context.lang));
        wrong == 0 && !self.strict
    }

    fn report(&self, loaded: &Loaded, files: &[DataFile], reading: &Reading, mandates: &Mandates, context: Context) -> Report {
        let program = &loaded.program;
        let mandate = self.applied(mandates);
        let receipt = Receipt {
            rules: rules_hash(program),
            mandate: mandate.as_ref().map(|m| m.hash.clone()),
            data: files.iter().map(|f| report::DataFile { name: bare(&f.name), sha256: sha256(&f.bytes) }).collect(),
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
            language: program.model.header.as_ref().map_or(0, |h| h.version),
        };
        let results = crate::score::score(&program.model, &reading.frame);
        let bar = progress(results.counties.len(), context);
        let subject = Subject {
            model: &program.model,
            names: &program.names,
            files: &program.files,
            mandate: mandate.as_deref().map(|m| &m.mandate),
            frame: &reading.frame,
            results: &results,
            receipt,
        };
        let report = report::build(subject, &|| bar.inc(1));
        bar.finish_and_clear();
        report
    }

    fn explained(&self, report: &Report, county: &str, context: Context) -> Result<String, CommandError> {
        let Some(found) = report.counties.iter().find(|c| c.name == county.trim()) else {
            let names: Vec<String> = report.counties.iter().map(|c| c.name.clone()).collect();
            return Err(CommandError::new(match nearest(&names, county) {
                Some(near) => words! { zh: "数据里没有“{county}”，是不是“{near}”？", en: "the data have no `{county}`; perhaps `{near}`?" },
                None => words! { zh: "数据里没有“{county}”", en: "the data have no `{county}`" },
            }));
        };
        score_explain::text(report, found, self.indicator.as_deref(), context.lang).ok_or_else(|| {
            let wanted = self.indicator.as_deref().unwrap_or_default();
            let codes: Vec<String> = report.indicators.iter().map(|i| i.code.clone()).collect();
            CommandError::new(match nearest(&codes, wanted) {
                Some(near) => {
                    words! { zh: "没有编号为“{wanted}”的指标，是不是“{near}”？", en: "no indicator has the code `{wanted}`; perhaps `{near}`?" }
                }
                None => words! { zh: "没有编号为“{wanted}”的指标", en: "no indicator has the code `{wanted}`" },
            })
        })
    }
}

/// What was changed in returned workbooks besides what people fill in.
fn altered(loaded: &Loaded, files: &[DataFile], reading: &Reading) -> Result<Vec<DataProblem>, CommandError> {
    let subject = crate::build::Subject::new(&loaded.program, &loaded.stamp);
    let mut out = Vec::new();
    for file in files.iter().filter(|file| workbook::is_workbook(&file.bytes)) {
        // A workbook of other rules differs everywhere: that it is one is said already.
        if reading.problems.iter().any(|p| p.code == Code::DataStamp && *p.place.file == *file.name) {
            continue;
        }
        let found = workbook::altered(&subject, &file.name, &file.bytes);
        out.extend(found.map_err(|crate::build::BuildError(words)| CommandError::new(words))?);
    }
    Ok(out)
}

/// A name without folders.
fn bare(name: &str) -> String {
    Path::new(name).file_name().and_then(|n| n.to_str()).unwrap_or(name).to_owned()
}

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
    Xlsx,
    Html,
}

impl Form {
    fn of(path: &Path) -> Result<Form, CommandError> {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
        match ending.as_str() {
            "json" => Ok(Form::Json),
            "csv" => Ok(Form::Csv),
            "xlsx" => Ok(Form::Xlsx),
            "html" => Ok(Form::Html),
            _ => {
                let name = path.display();
                Err(CommandError::new(words! {
                    zh: "写不出“{name}”：文件名要以 .json、.csv、.xlsx 或 .html 结尾",
                    en: "cannot write `{name}`: the name ends in .json, .csv, .xlsx or .html"
                }))
            }
        }
    }

    fn write(self, report: &Report) -> Result<Vec<u8>, CommandError> {
        match self {
            Form::Json => Ok(report::json::write(report).into_bytes()),
            Form::Csv => Ok(report::csv::write(report).into_bytes()),
            Form::Xlsx => report::xlsx::write(report).map_err(unwritable),
            Form::Html => report::html::write(report).map(String::into_bytes).map_err(unwritable),
        }
    }
}

fn unwritable(error: impl std::fmt::Display) -> CommandError {
    CommandError::new(words! { zh: "结果写不成这种文件：{error}", en: "the results do not fit this kind of file: {error}" })
}

/// A bar for many counties, only where someone looks.
fn progress(count: usize, context: Context) -> ProgressBar {
    let shown = count >= MANY && std::io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let template = context.say("计分 {bar:30} {pos}/{len}", "scoring {bar:30} {pos}/{len}");
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(count as u64), target).with_style(style)
}
