//! `evalc template`: the empty data table to fill in.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{CommandError, Context, Outcome};
use super::files::{reason, write_whole};
use super::program::load;
use crate::data::template;
use crate::words;

/// Arguments of `evalc template`.
#[derive(Debug, clap::Args)]
pub(super) struct Template {
    /// 规则文件或一个市的目录
    #[arg(value_name = "路径")]
    path: PathBuf,
    /// 写到哪个文件：.xlsx 一个工作簿；.csv 每张表一个文件
    #[arg(short, long, value_name = "文件")]
    output: PathBuf,
}

impl Template {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let ending = self.output.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
        if !["xlsx", "csv"].contains(&ending.as_str()) {
            let name = self.output.display();
            return Err(CommandError::new(words! {
                zh: "写不出“{name}”：文件名要以 .xlsx 或 .csv 结尾",
                en: "cannot write `{name}`: the name ends in .xlsx or .csv"
            }));
        }
        let Some(loaded) = load(&self.path, context)? else { return Ok(Outcome::Findings) };
        let model = &loaded.program.model;
        let files = if ending == "xlsx" {
            let bytes = template::xlsx(model, &loaded.stamp)
                .map_err(|error| CommandError::new(words! { zh: "做不出工作簿：{error}", en: "cannot make the workbook: {error}" }))?;
            vec![(self.output.clone(), bytes)]
        } else {
            let tables = template::csv(model, &loaded.stamp).into_iter().enumerate();
            tables.map(|(at, (name, bytes))| (beside(&self.output, at, &name), bytes)).collect()
        };
        // It may be filled in already.
        if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
            let name = path.display();
            return Err(CommandError::new(words! {
                zh: "已有“{name}”，没有覆盖；请换一个文件名，或先把它移走",
                en: "`{name}` is there already and was not overwritten: choose another name, or move it away"
            }));
        }
        for (path, bytes) in &files {
            write_whole(path, bytes).map_err(|error| {
                let (name, (zh, en)) = (path.display(), reason(&error));
                CommandError::new(words! { zh: "写不了 {name}：{zh}", en: "cannot write {name}: {en}" })
            })?;
            let _ = writeln!(std::io::stdout().lock(), "{}", path.display());
        }
        Ok(Outcome::Clean)
    }
}

/// The file of a table: the first is the one asked for, a detail table's has its name behind it.
fn beside(output: &Path, at: usize, table: &str) -> PathBuf {
    if at == 0 {
        return output.to_owned();
    }
    let stem = output.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    // A name with a slash would lead into another folder.
    let table: String = table.chars().map(|c| if matches!(c, '/' | '\\' | ':') { '_' } else { c }).collect();
    output.with_file_name(format!("{stem}-{table}.csv"))
}
