//! `evalc vectors`: inputs with the results they must give, for those who write a scoring program of their own. Spec: §14.4.

use std::io::Write as _;
use std::path::PathBuf;

use super::arguments::{CommandError, Context, Outcome};
use super::files::{reason, write_whole};
use super::program::load;
use crate::build::{Subject, Target};
use crate::words;

/// Arguments of `evalc vectors`.
#[derive(Debug, clap::Args)]
pub(super) struct Vectors {
    /// 规则文件或一个市的目录
    #[arg(value_name = "路径")]
    path: PathBuf,
    /// 写到哪个文件；不写就输出到屏幕
    #[arg(short, long, value_name = "文件")]
    output: Option<PathBuf>,
}

impl Vectors {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let Some(loaded) = load(&self.path, context)? else { return Ok(Outcome::Findings) };
        let subject = Subject::new(&loaded.program, &loaded.stamp);
        let artifacts = Target::Vectors.files(&subject, None);
        let artifacts = artifacts.map_err(|error| CommandError::new(words! { zh: "做不了 {error}", en: "cannot build {error}" }))?;
        for artifact in artifacts {
            let written = match &self.output {
                Some(path) => write_whole(path, &artifact.bytes),
                None => std::io::stdout().lock().write_all(&artifact.bytes),
            };
            written.map_err(|error| {
                let (zh, en) = reason(&error);
                let name = self.output.as_ref().map_or("stdout".to_owned(), |path| path.display().to_string());
                CommandError::new(words! { zh: "写不了 {name}：{zh}", en: "cannot write {name}: {en}" })
            })?;
        }
        if let Some(path) = &self.output {
            let _ = writeln!(std::io::stdout().lock(), "{}", path.display());
        }
        Ok(Outcome::Clean)
    }
}
