//! `evalc build`: writes the programs and forms people use without `evalc`. Spec: §14.1.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{CommandError, Context, Outcome};
use super::files::{data_paths, read_data, reason, write_together};
use super::forms::{self, FormArguments, Wanted};
use super::program::{Loaded, load};
use crate::build::sql::{self, Engine};
use crate::build::{BuildError, Built, Prefill, Subject, Target, index};
use crate::data::DataProblem;
use crate::finding::Severity;
use crate::words;

/// Arguments of `evalc build`.
#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// 规则文件或一个市的目录
    #[arg(value_name = "路径")]
    path: PathBuf,
    /// 写到哪个目录
    #[arg(short, long, value_name = "目录", default_value = "build")]
    output: PathBuf,
    /// 只做这几种，用逗号隔开
    #[arg(long, value_name = "种类", value_delimiter = ',')]
    only: Vec<String>,
    /// SQL脚本只做这几种数据库的，用逗号隔开
    #[arg(long, value_name = "数据库", value_delimiter = ',')]
    dialect: Vec<String>,
    /// 用这些数据文件预填工作簿
    #[arg(long, value_name = "文件或目录", num_args = 1..)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    forms: FormArguments,
}

impl Build {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let (targets, wanted) = self.targets()?;
        let engines = self.engines()?;
        let Some(loaded) = load(&self.path, context)? else { return Ok(Outcome::Findings) };
        let subject = Subject::new(&loaded.program, &loaded.stamp);
        let prefill = self.prefill(&loaded, context)?;
        let built = targets.iter().map(|target| {
            let artifacts = match target {
                Target::Sql => sql::files(&subject, &engines)?,
                _ => target.files(&subject, prefill.as_ref())?,
            };
            Ok(Built { title: target.title(), audience: target.audience(), artifacts })
        });
        let built: Result<Vec<Built>, BuildError> = built.collect();
        let mut built = built.map_err(|BuildError(words)| CommandError::new(words))?;
        if !wanted.is_empty() {
            let Some(printed) = forms::build(&self.path, &self.forms, &wanted, &loaded, context)? else { return Ok(Outcome::Findings) };
            built.extend(printed);
        }
        let index = index::page(&subject, &built)
            .map_err(|error| CommandError::new(words! { zh: "做不出目录页：{error}", en: "cannot make the index page: {error}" }))?;
        let artifacts = std::iter::once(index).chain(built.into_iter().flat_map(|built| built.artifacts));
        let files: Vec<(PathBuf, Vec<u8>)> = artifacts.map(|a| (self.output.join(&a.path), a.bytes)).collect();
        let made = make_folders(&files);
        made.and_then(|made| {
            write_together(&files).inspect_err(|_| {
                for folder in made.iter().rev() {
                    let _ = std::fs::remove_dir(folder);
                }
            })
        })
        .map_err(|(path, error)| {
            let (name, (zh, en)) = (path.display(), reason(&error));
            CommandError::new(words! { zh: "写不了 {name}：{zh}", en: "cannot write {name}: {en}" })
        })?;
        for (path, _) in &files {
            let _ = writeln!(std::io::stdout().lock(), "{}", path.display());
        }
        Ok(Outcome::Clean)
    }

    /// The data the workbook is filled with; what is wrong with them is printed.
    fn prefill(&self, loaded: &Loaded, context: Context) -> Result<Option<Prefill>, CommandError> {
        if self.data.is_empty() {
            return Ok(None);
        }
        let files = data_paths(&self.data).and_then(|paths| read_data(&paths)).map_err(|(path, error)| {
            let (name, (zh, en)) = (path.display(), reason(&error));
            CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
        })?;
        let reading = crate::data::read(&files, &loaded.program.model, &loaded.stamp);
        let is_error = |problem: &DataProblem| problem.code.severity() == Severity::Error;
        for problem in &reading.problems {
            let lead = if is_error(problem) { context.say("错误 ", "error ") } else { context.say("警告 ", "warning ") };
            let _ = writeln!(std::io::stderr().lock(), "{lead}{}", problem.text(context.lang));
        }
        let count = reading.problems.iter().filter(|problem| is_error(problem)).count();
        if count > 0 {
            return Err(CommandError::new(words! {
                zh: "数据有{count}处问题，没有预填；请先改正",
                en: "the data have {count} faults: nothing was filled in; mend them first"
            }));
        }
        Ok(Some(Prefill::from(reading)))
    }

    /// The databases scripts are made for: all, or what `--dialect` names.
    fn engines(&self) -> Result<Vec<Engine>, CommandError> {
        if self.dialect.is_empty() {
            return Ok(Engine::ALL.to_vec());
        }
        let known = |name: &String| {
            Engine::ALL.iter().copied().find(|e| e.name() == name.trim()).ok_or_else(|| {
                let all = Engine::ALL.iter().map(|e| e.name()).collect::<Vec<_>>().join("、");
                CommandError::new(words! { zh: "没有“{name}”这种数据库；有：{all}", en: "there is no database `{name}`; there are: {all}" })
            })
        };
        let mut engines = self.dialect.iter().map(known).collect::<Result<Vec<Engine>, _>>()?;
        engines.sort_unstable();
        engines.dedup();
        Ok(engines)
    }

    /// What is asked for: everything, or what `--only` names.
    fn targets(&self) -> Result<(Vec<Target>, Vec<Wanted>), CommandError> {
        if self.only.is_empty() {
            return Ok((Target::ALL.to_vec(), vec![Wanted::all()]));
        }
        let (mut targets, mut wanted) = (Vec::new(), Vec::new());
        for name in self.only.iter().map(|name| name.trim()) {
            if let Some(target) = Target::ALL.iter().copied().find(|t| t.name() == name) {
                targets.push(target);
            } else if let Some(form) = Wanted::parse(name) {
                wanted.push(form);
            } else {
                let all = Target::ALL.iter().map(|t| t.name()).chain(Wanted::words()).collect::<Vec<_>>().join("、");
                return Err(CommandError::new(
                    words! { zh: "没有“{name}”这一种；有：{all}", en: "there is no `{name}`; there are: {all}" },
                ));
            }
        }
        targets.sort_unstable();
        targets.dedup();
        Ok((targets, wanted))
    }
}

/// Makes the folders of the files; gives those that were not there, outer ones first.
fn make_folders(files: &[(PathBuf, Vec<u8>)]) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    let mut made = Vec::new();
    for (path, _) in files {
        let missing: Vec<&Path> =
            path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            std::fs::create_dir(folder).map_err(|error| (folder.to_owned(), error))?;
            made.push(folder.to_owned());
        }
    }
    Ok(made)
}
