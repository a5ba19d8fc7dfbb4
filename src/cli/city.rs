//! One city (or one mandate) read and checked: whatever is wrong with it becomes a finding, so that no city hides another.

use std::path::Path;
use std::sync::Arc;

use super::discover::{Input, LOCK, SETTINGS};
use super::files::{Unread, read_text, reason, write_whole};
use super::mandate::{LoadedMandate, Mandates, as_unit, nearest};
use crate::config::{Lock, Project, id_of};
use crate::finding::{Code, Finding, Severity, Sink, Words};
use crate::source::{FileId, SourceFile, Sources, Span};
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
        let mandate = mandate(input, project.as_ref(), options, mandates, readable, &mut extra);
        if !readable && whole {
            extra.findings.push(nothing(input));
        }
        let mut sources = Sources::default();
        for file in self.good {
            sources.add(file);
        }
        let (mut findings, mut sources) = match (readable, whole) {
            (true, true) => {
                let program = crate::compile(sources, mandate.as_deref().map(|m| &m.mandate));
                let failed = failed_cases(&program);
                year(project.as_ref(), &program, &mut extra);
                (program.findings.into_iter().chain(failed).collect(), program.sources)
            }
            // What a missing file declares would be reported as missing: only what each file says wrong by itself counts.
            _ => (syntax_only(&sources), sources),
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
    let files: Vec<_> = sources.iter().map(|(id, source)| crate::syntax::parse(id, source, &mut sink)).collect();
    let (model, names) = crate::model::resolve(&files, &mut sink);
    Some(Written { files, model, names, mandate, is_broken: sink.has_errors() || !texts.damaged.is_empty() })
}

/// The mandate a city answers to, if it can be found; what is wrong with it is for the check to say.
pub(super) fn mandate_of(input: &Input, wanted: Option<&str>, mandates: &Mandates) -> Option<Arc<LoadedMandate>> {
    let mut extra = Extra { first: 0, files: Vec::new(), findings: Vec::new() };
    let project = settings(input, &mut extra);
    let options = Options { mandate: wanted, deny_warnings: false, update_lock: false };
    mandate(input, project.as_ref(), options, mandates, true, &mut extra)
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

/// Texts besides the sources, and what was found in them. They follow the sources in the numbering of files.
struct Extra {
    first: usize,
    files: Vec<SourceFile>,
    findings: Vec<Finding>,
}

impl Extra {
    fn next(&self) -> FileId {
        FileId((self.first + self.files.len()) as u32)
    }

    fn add(&mut self, path: &Path, text: &str) -> FileId {
        let id = self.next();
        self.files.push(SourceFile::new(path.display().to_string(), text));
        id
    }
}

/// Settings and where they stand.
struct Settings {
    value: Project,
    file: FileId,
    text: String,
}

impl Settings {
    /// The place of a key's line.
    fn place(&self, key: &str) -> Span {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
                return Span { file: self.file, start, end: start + line.trim_end().len() as u32 };
            }
            start += line.len() as u32;
        }
        Span { file: self.file, start: 0, end: 0 }
    }
}

fn settings(input: &Input, extra: &mut Extra) -> Option<Settings> {
    let path = input.settings.as_ref()?;
    match read_text(path) {
        Ok(text) => {
            let file = extra.add(path, &text);
            match Project::parse(&text, file) {
                Ok(value) => Some(Settings { value, file, text }),
                Err(findings) => {
                    extra.findings.extend(findings);
                    None
                }
            }
        }
        Err(unread) => {
            let (mut finding, source) = unread.into_finding(path, extra.next());
            finding.code = if source.is_some() { finding.code } else { Code::BadConfig };
            extra.files.extend(source);
            extra.findings.push(finding);
            None
        }
    }
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

/// The mandate of a city; says so if there is none, if it is broken, or if it is not the one in `eval.lock`.
fn mandate(
    input: &Input,
    project: Option<&Settings>,
    options: Options<'_>,
    mandates: &Mandates,
    readable: bool,
    extra: &mut Extra,
) -> Option<Arc<LoadedMandate>> {
    let folder = input.settings.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let found = match (options.mandate, project) {
        (Some(wanted), _) => mandates.find(Path::new(""), wanted),
        (None, Some(project)) => mandates.find(folder, &project.value.mandate),
        // Settings that cannot be read are reported already.
        (None, None) if input.settings.is_some() => return None,
        (None, None) if readable => {
            let mut finding = Finding::new(
                Code::MandateMissing,
                words! { zh: "没有指定省级实施方案，要点、名额和期限都没有核对", en: "no mandate is given: key points, quota and deadlines are not checked" },
            )
            .help(words! { zh: "请加 --mandate 标识，或用 evalc new 建立项目", en: "add --mandate ID, or make a project with evalc new" });
            finding.severity = Severity::Warning;
            extra.findings.push(finding);
            return None;
        }
        (None, None) => return None,
    };
    let loaded = match found {
        Ok(loaded) => loaded,
        Err(finding) => {
            let place = project.filter(|_| options.mandate.is_none()).map(|p| p.place("mandate"));
            extra.findings.push(match place {
                Some(place) => finding.label(place, words! { zh: "在这里指定", en: "given here" }),
                None => *finding,
            });
            return None;
        }
    };
    if let Some(project) = project {
        city(project, &loaded, extra);
        if options.mandate.is_none() {
            lock(&folder.join(LOCK), project, &loaded, options, extra);
        }
    }
    Some(loaded)
}

/// The city must be one the mandate is for.
fn city(project: &Settings, loaded: &LoadedMandate, extra: &mut Extra) {
    let (cities, city) = (&loaded.mandate.cities, &project.value.city);
    if cities.is_empty() || cities.contains(city) {
        return;
    }
    let finding = Finding::new(
        Code::BadConfig,
        words! { zh: "“{city}”不在省级实施方案的适用单位里", en: "`{city}` is not a city the mandate is for" },
    )
    .label(project.place("city"), words! { zh: "在这里写的", en: "given here" });
    let all = cities.join("、");
    extra.findings.push(match nearest(cities, city) {
        Some(near) => finding.help(words! { zh: "是不是“{near}”？", en: "perhaps `{near}`?" }),
        None => finding.help(words! { zh: "适用单位有：{all}", en: "the mandate is for: {all}" }),
    });
}

/// The mandate must be the one the project was written for.
fn lock(path: &Path, project: &Settings, loaded: &LoadedMandate, options: Options<'_>, extra: &mut Extra) {
    let wanted = &project.value.mandate;
    if options.update_lock {
        if let Err(error) = write_whole(path, Lock::new(wanted, &loaded.hash).to_text().as_bytes()) {
            let (name, (zh, en)) = (path.display(), reason(&error));
            extra.findings.push(
                Finding::new(Code::BadConfig, words! { zh: "写不了 {name}：{zh}", en: "cannot write {name}: {en}" })
                    .help(words! { zh: "请检查目录的权限和磁盘", en: "check permissions and disk" }),
            );
        }
        return;
    }
    let text = match read_text(path) {
        Ok(text) => text,
        Err(Unread::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut note = Finding::new(
                Code::AlteredMandate,
                words! { zh: "没有 {LOCK}，没有核对省级实施方案是否被改动", en: "there is no {LOCK}: whether the mandate was altered is not checked" },
            )
            .help(words! { zh: "用 evalc check --update-lock 写入", en: "write it with evalc check --update-lock" });
            note.severity = Severity::Info;
            extra.findings.push(note);
            return;
        }
        Err(unread) => {
            let (mut finding, source) = unread.into_finding(path, extra.next());
            finding.code = if source.is_some() { finding.code } else { Code::BadConfig };
            extra.files.extend(source);
            extra.findings.push(finding);
            return;
        }
    };
    let file = extra.add(path, &text);
    let renew = || words! { zh: "核实无误后，用 evalc check --update-lock 重新写入", en: "once you are sure, renew it with evalc check --update-lock" };
    let Some(lock) = Lock::parse(&text) else {
        extra.findings.push(
            Finding::new(Code::BadConfig, words! { zh: "{LOCK} 读不懂", en: "cannot read {LOCK}" })
                .label(Span { file, start: 0, end: 0 }, words! { zh: "这个文件由程序写入", en: "this file is written by the program" })
                .help(renew()),
        );
        return;
    };
    if lock.id() == wanted && lock.sha256() == loaded.hash {
        return;
    }
    let start = text.find(lock.sha256()).unwrap_or(0) as u32;
    let place = Span { file, start, end: start + lock.sha256().len() as u32 };
    let message = if lock.id() == wanted {
        words! { zh: "省级实施方案“{wanted}”被改动过", en: "the mandate `{wanted}` was altered" }
    } else {
        let old = lock.id();
        words! { zh: "省级实施方案由“{old}”换成了“{wanted}”", en: "the mandate `{old}` was replaced by `{wanted}`" }
    };
    let hash = &loaded.hash;
    extra.findings.push(
        Finding::new(Code::AlteredMandate, message)
            .label(place, words! { zh: "建立项目时的校验值", en: "the hash when the project was made" })
            .help(Words::new(format!("现在是 {hash}；{}", renew().zh), format!("now it is {hash}; {}", renew().en))),
    );
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
    for (id, source) in sources.iter() {
        crate::syntax::parse(id, source, &mut sink);
    }
    sink.finish()
}

/// Test cases (用例) that give another result than they promise; none are run in a program with errors.
fn failed_cases(program: &crate::Program) -> Vec<Finding> {
    if program.findings.iter().any(|f| f.severity == Severity::Error) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for case in &program.model.cases {
        for failure in crate::oracle::run_case(&program.model, &program.names, case) {
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
