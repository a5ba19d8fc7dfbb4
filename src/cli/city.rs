//! One city (or one mandate) read and checked: whatever is wrong with it becomes a finding, so that no city hides another.

use std::sync::Arc;

use rayon::prelude::*;

use super::city_mandate::mandate;
use super::city_settings::{Extra, Settings, settings};
use super::discover::{Input, SETTINGS};
use super::files::{Unread, read_text, reason};
use super::mandate::{LoadedMandate, Mandates, as_unit};
use crate::config::id_of;
use crate::finding::{Code, Finding, Severity, Sink};
use crate::side_by_side::beside;
use crate::source::{SourceFile, Sources};
use crate::words;

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A city's files.
    City,
    /// A mandate.
    Mandate,
}

/// One thing that was checked, and what was found.
#[derive(Debug)]
pub(super) struct Unit {
    /// The path as printed.
    pub path: String,
    /// The city, if its settings name it.
    pub city: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Every text findings stand in.
    pub sources: Sources,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Whether anything of it could be read.
    pub read: bool,
    /// Whether warnings fail it.
    pub deny_warnings: bool,
    /// The file behind it, if it is one file.
    pub file: Option<std::path::PathBuf>,
}

impl Unit {
    /// How many findings of this weight.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Whether it is not accepted.
    pub fn fails(&self) -> bool {
        self.count(Severity::Error) > 0 || (self.deny_warnings && self.count(Severity::Warning) > 0)
    }
}

/// What the command line asks of every city.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options<'a> {
    /// `--mandate`, instead of what the settings say.
    pub mandate: Option<&'a str>,
    /// `--deny-warnings`
    pub deny_warnings: bool,
    /// `--update-lock`
    pub update_lock: bool,
}

/// Checks one input. Mandates among its files are units of their own.
pub(super) fn check(input: &Input, options: Options<'_>, mandates: &Mandates) -> Vec<Unit> {
    let mut texts = Texts::read(input);
    let mut units: Vec<Unit> = std::mem::take(&mut texts.mandates)
        .into_iter()
        .map(|(path, text)| {
            let (name, sources, findings) = as_unit(&super::mandate::load(&path.display().to_string(), &text, None));
            let file = path.canonicalize().ok();
            Unit { path: name, city: None, kind: Kind::Mandate, sources, findings, read: true, deny_warnings: options.deny_warnings, file }
        })
        .collect();
    if units.is_empty() || !texts.is_empty() || input.settings.is_some() {
        units.push(texts.check(input, options, mandates));
    }
    units
}

/// What could be read of an input.
struct Texts {
    good: Vec<SourceFile>,
    mandates: Vec<(std::path::PathBuf, String)>,
    damaged: Vec<(std::path::PathBuf, Unread)>,
}

impl Texts {
    fn read(input: &Input) -> Self {
        let mut texts = Texts { good: Vec::new(), mandates: Vec::new(), damaged: Vec::new() };
        for path in &input.files {
            match read_text(path) {
                Ok(text) if id_of(&text).is_some() => texts.mandates.push((path.clone(), text)),
                Ok(text) => texts.good.push(SourceFile::new(path.display().to_string(), text)),
                Err(unread) => texts.damaged.push((path.clone(), unread)),
            }
        }
        texts
    }

    fn is_empty(&self) -> bool {
        self.good.is_empty() && self.damaged.is_empty()
    }

    fn check(self, input: &Input, options: Options<'_>, mandates: &Mandates) -> Unit {
        let mut extra = Extra { first: self.good.len(), files: Vec::new(), findings: Vec::new() };
        let readable = !self.good.is_empty();
        let whole = self.damaged.is_empty() && input.outside.is_empty();
        for (path, unread) in self.damaged {
            let (finding, source) = unread.into_finding(&path, extra.next());
            extra.files.extend(source);
            extra.findings.push(finding);
        }
        for path in &input.outside {
            let name = path.display();
            extra.findings.push(
                Finding::new(
                    Code::NoSource,
                    words! { zh: "{name} 指向本目录之外，没有读", en: "{name} leads out of its folder and is not read" },
                )
                .help(words! { zh: "请把文件放进本目录", en: "put the file itself into the folder" }),
            );
        }
        let project = settings(input, &mut extra);
        let mut sources = Sources::default();
        for file in self.good {
            sources.add(file);
        }
        let load = || mandate(input, project.as_ref(), options, mandates, readable, &mut extra);
        let read = || if readable && whole { Ok(crate::read(sources)) } else { Err(sources) };
        let (mandate, read) = beside(load, read);
        if !readable && whole {
            extra.findings.push(nothing(input));
        }
        let (mut findings, mut sources) = match read {
            Ok(unchecked) => {
                let program = unchecked.check(mandate.as_deref().map(|m| &m.mandate));
                let failed = failed_cases(&program);
                year(project.as_ref(), &program, &mut extra);
                let crate::Program { sources, files, model, names, findings } = program;
                // Thousands of small pieces: none waits until they are given back.
                rayon::spawn(move || drop((files, model, names)));
                (findings.into_iter().chain(failed).collect(), sources)
            }
            // What a missing file declares would be reported as missing: only what each file says wrong by itself counts.
            Err(sources) => (syntax_only(&sources), sources),
        };
        for file in extra.files {
            sources.add(file);
        }
        if let Some(part) = part_of_a_project(input, &findings) {
            // What the other files of the folder declare would be reported as missing.
            findings = vec![part];
        }
        findings.splice(0..0, extra.findings);
        let deny = options.deny_warnings || project.as_ref().is_some_and(|p| p.value.check.deny_warnings);
        Unit {
            path: input.path.display().to_string(),
            city: project.map(|p| p.value.city),
            kind: Kind::City,
            sources,
            findings,
            read: readable,
            deny_warnings: deny,
            file: None,
        }
    }
}

/// One city as it is written, without its checks, and the mandate it answers to; `None` if it has no readable source.
///
/// What is wrong with it is for `evalc check` to say: only whether anything is.
pub(super) fn read(input: &Input, mandates: &Mandates) -> Option<Written> {
    let texts = Texts::read(input);
    if texts.good.is_empty() {
        return None;
    }
    let mut extra = Extra { first: texts.good.len(), files: Vec::new(), findings: Vec::new() };
    let project = settings(input, &mut extra);
    let options = Options { mandate: None, deny_warnings: false, update_lock: false };
    let mandate = mandate(input, project.as_ref(), options, mandates, true, &mut extra);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    for file in texts.good {
        sources.add(file);
    }
    let files = crate::syntax::parse_all(&sources, &mut sink);
    let (model, names) = crate::model::resolve(&files, &mut sink);
    Some(Written { files, model, names, mandate, is_broken: sink.has_errors() || !texts.damaged.is_empty() })
}

/// A city as it is written.
pub(super) struct Written {
    /// One tree per source.
    pub files: Vec<crate::syntax::tree::File>,
    /// What it says.
    pub model: crate::model::Model,
    /// What its names stand for.
    pub names: crate::model::Names,
    /// The mandate it answers to.
    pub mandate: Option<Arc<LoadedMandate>>,
    /// Whether something of it could not be read.
    pub is_broken: bool,
}

/// One file of several, given alone: only the whole folder can be checked.
fn part_of_a_project(input: &Input, findings: &[Finding]) -> Option<Finding> {
    let missing = findings.iter().find(|f| f.code == Code::MissingHeader)?;
    let alone = input.files.as_slice() == [input.path.clone()];
    let folder = input.path.parent().filter(|_| alone && input.settings.is_some())?;
    let folder = if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() };
    let part =
        words! { zh: "这个文件是一个项目的一部分，不能单独检查", en: "this file is a part of a project and cannot be checked alone" };
    let whole = words! { zh: "请检查整个目录：evalc check {folder}", en: "check the whole folder: evalc check {folder}" };
    Some(Finding { message: part, labels: Vec::new(), ..missing.clone() }.help(whole))
}

/// Settings and scheme must speak of the same year.
fn year(project: Option<&Settings>, program: &crate::Program, extra: &mut Extra) {
    let (Some(project), Some(header)) = (project, &program.model.header) else { return };
    let (settings, scheme) = (project.value.year, header.year);
    if settings != scheme {
        extra.findings.push(
            Finding::new(
                Code::BadConfig,
                words! { zh: "{SETTINGS} 写{settings}年度，方案写{scheme}年度", en: "{SETTINGS} says {settings}, the scheme says {scheme}" },
            )
            .label(project.place("year"), words! { zh: "在这里写的", en: "given here" })
            .label(header.year_span, words! { zh: "方案的年度", en: "the year of the scheme" })
.help(words! { zh: "请改其中一处，使两处一致", en: "change one of them" }),
        );
    }
}

/// A folder without sources.
fn nothing(input: &Input) -> Finding {
    let name = input.path.display();
    match &input.refused {
        Some(error) => {
            let (zh, en) = reason(error);
            Finding::new(Code::NoSource, words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
        }
        None => Finding::new(Code::NoSource, words! { zh: "{name} 里没有 .eval 文件", en: "there is no .eval file in {name}" })
            .help(words! { zh: "用 evalc new 可以建立一个项目", en: "evalc new makes a project" }),
    }
}

/// What each file says wrong by itself.
fn syntax_only(sources: &Sources) -> Vec<Finding> {
    let mut sink = Sink::default();
    crate::syntax::parse_all(sources, &mut sink);
    sink.finish()
}

/// Test cases (用例) that give another result than they promise; none are run in a program with errors.
fn failed_cases(program: &crate::Program) -> Vec<Finding> {
    if program.findings.iter().any(|f| f.severity == Severity::Error) {
        return Vec::new();
    }
    let run = |case| crate::oracle::run_case(&program.model, &program.names, case);
    let failures: Vec<_> = program.model.cases.par_iter().map(run).collect();
    let mut out = Vec::new();
    for (case, failures) in program.model.cases.iter().zip(failures) {
        for failure in failures {
            let (name, target, expected, actual) = (&case.name, failure.target, failure.expected, failure.actual);
            out.push(
                Finding::new(
                    Code::CaseFails,
                    words! { zh: "用例“{name}”：{target}应为{expected}，实为{actual}", en: "case `{name}`: {target} should be {expected} but is {actual}" },
                )
                .label(case.span, words! { zh: "这个用例", en: "this case" })
                .help(words! {
                    zh: "请核对评分标准和用例，哪一边不对改哪一边",
                    en: "compare rule and case, and mend the one that is wrong"
                }),
            );
        }
    }
    out
}

/// A mandate that no input named but cities answer to, if anything is wrong with it.
pub(super) fn mandate_unit(loaded: &LoadedMandate, deny_warnings: bool) -> Option<Unit> {
    let (path, sources, findings) = as_unit(loaded);
    (!findings.is_empty()).then_some(Unit {
        path,
        city: None,
        kind: Kind::Mandate,
        sources,
        findings,
        read: true,
        deny_warnings,
        file: loaded.path.clone(),
    })
}
