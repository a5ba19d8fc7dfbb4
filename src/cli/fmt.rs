//! `evalc fmt`: files in canonical form.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{CommandError, Context, Outcome};
use super::files::{read_text, reason, write_whole};
use crate::finding::{Lang, Reporter, Severity, Sink, Words, render};
use crate::source::{FileId, SourceFile, Sources};
use crate::words;

/// Arguments of `evalc fmt`.
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// 只检查，不改文件；列出需要改的文件
    #[arg(long)]
    check: bool,
    /// 规则文件或目录
    #[arg(required = true, value_name = "路径")]
    paths: Vec<PathBuf>,
}

/// What became of one file.
enum Formatted {
    Unchanged,
    Changed,
    HasErrors,
}

impl Fmt {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let mut outcome = Outcome::Clean;
        let mut unread: Vec<Words> = Vec::new();
        let mut files = Vec::new();
        for path in &self.paths {
            match eval_files(path) {
                Ok(found) => files.extend(found),
                Err(error) => unread.push(refused(path, &error)),
            }
        }
        files.dedup();
        for file in &files {
            match self.format_file(file, context) {
                Ok(Formatted::Unchanged) => {}
                Ok(Formatted::Changed) => {
                    if self.check {
                        outcome = Outcome::Findings;
                    }
                    let _ = writeln!(std::io::stdout(), "{}", file.display());
                }
                Ok(Formatted::HasErrors) => outcome = Outcome::Findings,
                Err(error) => unread.push(error),
            }
        }
        if unread.is_empty() {
            return Ok(outcome);
        }
        let all = |lang, mark: &str| unread.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(mark);
        Err(CommandError::new(Words::new(all(Lang::Zh, "；"), all(Lang::En, "; "))))
    }

    fn format_file(&self, path: &Path, context: Context) -> Result<Formatted, Words> {
        let text = read_text(path).map_err(|unread| {
            let finding = unread.into_finding(path, FileId(0)).0;
            match finding.help {
                Some(help) => Words::new(format!("{}，{}", finding.message.zh, help.zh), format!("{}: {}", finding.message.en, help.en)),
                None => finding.message,
            }
        })?;
        let mut sources = Sources::default();
        sources.add(SourceFile::new(path.display().to_string(), text));
        let mut sink = Sink::default();
        let Some(source) = sources.get(FileId(0)) else { return Ok(Formatted::Unchanged) };
        let file = crate::syntax::parse(FileId(0), source, &mut sink);
        let findings = sink.finish();
        if findings.iter().any(|f| f.severity == Severity::Error) {
            let reporter = Reporter { lang: context.lang, color: context.color_on_stderr(), width: 100 };
            for finding in &findings {
                let _ = writeln!(std::io::stderr(), "{}", render(finding, &sources, reporter));
            }
            return Ok(Formatted::HasErrors);
        }
        let text = crate::format::format(&file, source);
        if text == source.text() {
            return Ok(Formatted::Unchanged);
        }
        if !self.check {
            write_whole(path, text.as_bytes()).map_err(|error| refused(path, &error))?;
        }
        Ok(Formatted::Changed)
    }
}

/// What the system refused to do with a file.
fn refused(path: &Path, error: &std::io::Error) -> Words {
    let (name, (zh, en)) = (path.display(), reason(error));
    words! { zh: "读写不了 {name}：{zh}", en: "cannot read or write {name}: {en}" }
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
