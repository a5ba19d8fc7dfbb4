//! `evalc fmt`: files in canonical form.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::finding::{Lang, Reporter, Severity, Sink, render};
use crate::source::{FileId, SourceFile, Sources};

/// Arguments of `evalc fmt`.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// 只检查，不改文件；列出需要改的文件
    #[arg(long)]
    check: bool,
    /// 规则文件或目录
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

/// What became of one file.
enum Outcome {
    Unchanged,
    Changed,
    HasErrors,
}

impl Fmt {
    pub(super) fn run(&self) -> ExitCode {
        let (mut failed, mut unable) = (false, false);
        let mut files = Vec::new();
        for path in &self.paths {
            match eval_files(path) {
                Ok(found) => files.extend(found),
                Err(error) => {
                    unable = true;
                    let _ = writeln!(std::io::stderr(), "{}：读不了（{error}）", path.display());
                }
            }
        }
        files.dedup();
        for file in &files {
            match self.format_file(file) {
                Ok(Outcome::Unchanged) => {}
                Ok(Outcome::Changed) => {
                    failed |= self.check;
                    let _ = writeln!(std::io::stdout(), "{}", file.display());
                }
                Ok(Outcome::HasErrors) => failed = true,
                Err(error) => {
                    unable = true;
                    let _ = writeln!(std::io::stderr(), "{}：{error}", file.display());
                }
            }
        }
        match (unable, failed) {
            (true, _) => ExitCode::from(2),
            (false, true) => ExitCode::from(1),
            (false, false) => ExitCode::SUCCESS,
        }
    }

    fn format_file(&self, path: &Path) -> std::io::Result<Outcome> {
        let mut sources = Sources::default();
        sources.add(SourceFile::new(path.display().to_string(), std::fs::read_to_string(path)?));
        let mut sink = Sink::default();
        let Some(source) = sources.get(FileId(0)) else { return Ok(Outcome::Unchanged) };
        let file = crate::syntax::parse(FileId(0), source, &mut sink);
        let findings = sink.finish();
        if findings.iter().any(|f| f.severity == Severity::Error) {
            let reporter = Reporter { lang: Lang::Zh, color: false, width: 100 };
            for finding in &findings {
                let _ = writeln!(std::io::stderr(), "{}", render(finding, &sources, reporter));
            }
            return Ok(Outcome::HasErrors);
        }
        let text = crate::format::format(&file, source);
        if text == source.text() {
            return Ok(Outcome::Unchanged);
        }
        if !self.check {
            replace(path, &text)?;
        }
        Ok(Outcome::Changed)
    }
}

/// The file itself, or every `*.eval` file below a directory, hidden ones left out, in order.
fn eval_files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut folders, mut files) = (vec![path.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // Links are not followed, so that the walk stays inside the directory and ends.
            let kind = entry.file_type()?;
            if kind.is_dir() && !hidden {
                folders.push(entry.path());
            } else if kind.is_file() && !hidden && entry.path().extension().is_some_and(|e| e == "eval") {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes beside the file and renames, so that the file is always whole: the old text or the new one.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = std::fs::canonicalize(path)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_new(&beside, text).and_then(|()| {
        std::fs::set_permissions(&beside, std::fs::metadata(&path)?.permissions())?;
        std::fs::rename(&beside, &path)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
