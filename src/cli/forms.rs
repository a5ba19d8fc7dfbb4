//! The printed documents of `evalc build`: which are wanted, what they are filled with, in which fonts. Spec: §15.1.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::arguments::{CommandError, Context};
use super::city::Options;
use super::city_settings::Extra;
use super::discover::discover;
use super::files::reason;
use super::mandate::{LoadedMandate, Mandates};
use super::program::Loaded;
use super::{city_mandate, city_settings};
use crate::build::{Artifact, Audience, Built};
use crate::config::{DocumentKind, FormSettings, Format};
use crate::finding::{Reporter, Severity, Words, render};
use crate::forms::page::Document;
use crate::forms::{FormError, Subject, documents, docx, html};
use crate::report::Report;
use crate::source::Sources;
use crate::words;

/// Bytes of a file of results.
const RESULTS_BYTES: u64 = 256 << 20;
/// The word for all documents.
const ALL: &str = "forms";

/// Arguments that only concern documents.
#[derive(Debug, clap::Args)]
pub(super) struct FormArguments {
    /// 用这个结果文件（evalc score 写的 .json）填写汇总表、台账和总结
    #[arg(long, value_name = "文件")]
    results: Option<PathBuf>,
    /// 另外到这些目录里找字体
    #[arg(long, value_name = "目录")]
    font_path: Vec<PathBuf>,
}

/// Which documents, in which form; without a word for it, as the settings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    kind: Option<DocumentKind>,
    format: Option<Format>,
}

impl Wanted {
    /// Everything the settings say.
    pub fn all() -> Wanted {
        Wanted { kind: None, format: None }
    }

    /// `forms`, the name of a document, either with `.docx`, `.html` or `.pdf`.
    pub fn parse(word: &str) -> Option<Wanted> {
        let (name, format) = match word.rsplit_once('.') {
            Some((name, format)) => (name, Some(Format::find(format)?)),
            None => (word, None),
        };
        if name == ALL { Some(Wanted { kind: None, format }) } else { Some(Wanted { kind: Some(DocumentKind::find(name)?), format }) }
    }

    /// Every word there is, without forms.
    pub fn words() -> impl Iterator<Item = &'static str> {
        std::iter::once(ALL).chain(DocumentKind::NAMES.iter().copied())
    }
}

/// The files of the wanted documents, a group for each kind; `None` if settings or mandate have errors, which are printed.
pub(super) fn build(
    path: &Path,
    arguments: &FormArguments,
    wanted: &[Wanted],
    loaded: &Loaded,
    context: Context,
) -> Result<Option<Vec<Built>>, CommandError> {
    let Some(Surroundings { settings, mandate }) = surroundings(path, context) else { return Ok(None) };
    let results = arguments.results.as_deref().map(|path| results(path, loaded)).transpose()?;
    let subject = Subject {
        model: &loaded.program.model,
        files: &loaded.program.files,
        mandate: mandate.as_deref().map(|m| &m.mandate),
        stamp: &loaded.stamp,
        settings: &settings,
        results: results.as_ref(),
    };
    let mut jobs: Vec<(DocumentKind, Document, Format)> = Vec::new();
    for (kind, formats) in selection(wanted, &settings) {
        for document in documents(&subject, kind) {
            jobs.extend(formats.iter().map(|format| (kind, document.clone(), *format)));
        }
    }
    let fonts = Fonts::find(arguments, &jobs)?;
    fonts.warn(&jobs, context);
    let written: Result<Vec<(DocumentKind, Artifact)>, FormError> =
        jobs.par_iter().map(|(kind, d, format)| Ok((*kind, file(d, *format, &fonts)?))).collect();
    let written = written.map_err(|FormError(reason)| {
        CommandError::new(words! { zh: "做不出表格和文件：{reason}", en: "cannot make the documents: {reason}" })
    })?;
    let mut groups: Vec<Built> = Vec::new();
    for (kind, artifact) in written {
        let title = kind.name();
        match groups.last_mut() {
            Some(last) if last.title.zh == title => last.artifacts.push(artifact),
            _ => {
                groups.push(Built { title: words! { zh: "{title}", en: "{title}" }, audience: Audience::Office, artifacts: vec![artifact] })
            }
        }
    }
    Ok(Some(groups))
}

/// Kinds with their forms, each once, in the order of the settings.
fn selection(wanted: &[Wanted], settings: &FormSettings) -> Vec<(DocumentKind, BTreeSet<Format>)> {
    let known = |format: &Format| cfg!(feature = "pdf") || *format != Format::Pdf;
    let usual: Vec<Format> = settings.formats.clone().unwrap_or_else(|| Format::ALL.to_vec()).into_iter().filter(known).collect();
    let printed: Vec<DocumentKind> = settings.documents.clone().unwrap_or_else(|| DocumentKind::ALL.to_vec());
    let formats = |one: &Wanted| one.format.map_or_else(|| usual.clone(), |format| vec![format]);
    let rest = DocumentKind::ALL.iter().filter(|kind| !printed.contains(kind));
    let mut out = Vec::new();
    for kind in printed.iter().chain(rest) {
        let named = |one: &&Wanted| one.kind == Some(*kind) || (one.kind.is_none() && printed.contains(kind));
        let own: BTreeSet<Format> = wanted.iter().filter(named).flat_map(formats).collect();
        if !own.is_empty() && !out.iter().any(|(other, _)| other == kind) {
            out.push((*kind, own));
        }
    }
    out
}

/// What stands beside the rules of a city.
#[derive(Default)]
pub(super) struct Surroundings {
    pub settings: FormSettings,
    mandate: Option<Arc<LoadedMandate>>,
}

/// Settings and mandate of the city; `None` if they have errors, which are printed.
pub(super) fn surroundings(path: &Path, context: Context) -> Option<Surroundings> {
    let inputs = discover(&[path.to_owned()]);
    let Some(input) = inputs.first() else { return Some(Surroundings::default()) };
    let mut extra = Extra { first: 0, files: Vec::new(), findings: Vec::new() };
    let project = city_settings::settings(input, &mut extra);
    let options = Options { mandate: None, deny_warnings: false, update_lock: false };
    let found = city_mandate::mandate(input, project.as_ref(), options, &Mandates::default(), true, &mut extra);
    let errors: Vec<_> = extra.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    if errors.is_empty() {
        return Some(Surroundings { settings: project.map(|p| p.value.forms).unwrap_or_default(), mandate: found });
    }
    let mut sources = Sources::default();
    for file in extra.files {
        sources.add(file);
    }
    let reporter = Reporter { lang: context.lang, color: context.color_on_stderr(), width: 100 };
    for finding in errors {
        let _ = writeln!(std::io::stderr().lock(), "{}", render(finding, &sources, reporter));
    }
    None
}

/// The results, if they were made from these rules.
fn results(path: &Path, loaded: &Loaded) -> Result<Report, CommandError> {
    let name = path.display();
    let file = std::fs::File::open(path);
    let mut bytes = Vec::new();
    file.and_then(|file| file.take(RESULTS_BYTES + 1).read_to_end(&mut bytes)).map_err(|error| {
        let (zh, en) = reason(&error);
        CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
    })?;
    if bytes.len() as u64 > RESULTS_BYTES {
        return Err(CommandError::new(words! { zh: "{name} 太大", en: "{name} is too large" }));
    }
    let report: Report =
        serde_json::from_slice(&bytes).ok().filter(|r: &Report| r.format == "evalc-results" && r.version == 1).ok_or_else(|| {
            CommandError::new(words! {
                zh: "{name} 不是 evalc score 写的结果文件（.json）",
                en: "{name} is not a file of results written by evalc score (.json)"
            })
        })?;
    if !report.receipt.rules.starts_with(&loaded.stamp.rules) || report.year != loaded.stamp.year {
        return Err(CommandError::new(words! {
            zh: "{name} 不是按现在的规则算的，请重新计分",
            en: "{name} was computed from other rules: score again"
        }));
    }
    Ok(report)
}

fn file(document: &Document, format: Format, fonts: &Fonts) -> Result<Artifact, FormError> {
    let bytes = match format {
        Format::Docx => docx::write(document)?,
        Format::Html => html::write(document)?,
        Format::Pdf => fonts.pdf(document)?,
    };
    let (about, ending) = (&document.about, format.name());
    let about = Words::new(about.clone(), about.clone());
    Ok(Artifact { path: format!("{ALL}/{ending}/{}.{ending}", document.name), bytes, about })
}

/// The fonts inside the program, of some folders and of the system.
#[cfg(feature = "pdf")]
pub(super) fn found(folders: &[PathBuf]) -> Result<crate::forms::pdf::Fonts, CommandError> {
    if let Some(folder) = folders.iter().find(|folder| !folder.is_dir()) {
        let name = folder.display();
        return Err(CommandError::new(words! { zh: "没有字体目录 {name}", en: "there is no folder {name} of fonts" }));
    }
    let with = |fonts: crate::forms::pdf::Fonts, folder: &PathBuf| fonts.with_folder(folder);
    Ok(folders.iter().fold(crate::forms::pdf::Fonts::embedded(), with).with_system())
}

/// The fonts of print files, where any is wanted.
struct Fonts {
    #[cfg(feature = "pdf")]
    found: Option<crate::forms::pdf::Fonts>,
}

#[cfg(feature = "pdf")]
impl Fonts {
    fn find(arguments: &FormArguments, jobs: &[(DocumentKind, Document, Format)]) -> Result<Fonts, CommandError> {
        let is_wanted = jobs.iter().any(|(_, _, format)| *format == Format::Pdf);
        Ok(Fonts { found: if is_wanted { Some(found(&arguments.font_path)?) } else { None } })
    }

    fn warn(&self, jobs: &[(DocumentKind, Document, Format)], context: Context) {
        let Some(fonts) = &self.found else { return };
        let own = jobs.iter().filter(|(_, _, format)| *format == Format::Pdf).map(|(_, document, _)| document);
        let all: BTreeSet<_> = own.flat_map(|document| fonts.warnings(document)).collect();
        let lead = context.say("警告 ", "warning ");
        for warning in all {
            let _ = writeln!(std::io::stderr().lock(), "{lead}{}", warning.words().get(context.lang));
        }
    }

    fn pdf(&self, document: &Document) -> Result<Vec<u8>, FormError> {
        let Some(fonts) = &self.found else { return Ok(Vec::new()) };
        crate::forms::pdf::write(document, fonts)
    }
}

#[cfg(not(feature = "pdf"))]
impl Fonts {
    fn find(_: &FormArguments, jobs: &[(DocumentKind, Document, Format)]) -> Result<Fonts, CommandError> {
        if jobs.iter().any(|(_, _, format)| *format == Format::Pdf) {
            return Err(CommandError::new(words! { zh: "这个版本不能做PDF", en: "this build makes no PDF" }));
        }
        Ok(Fonts {})
    }

    fn warn(&self, _: &[(DocumentKind, Document, Format)], _: Context) {}

    fn pdf(&self, _: &Document) -> Result<Vec<u8>, FormError> {
        Ok(Vec::new())
    }
}
