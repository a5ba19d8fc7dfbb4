//! Scoring in blocks from file to file (分块计分): the result is beside its place until it is whole. Spec: §12.5.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{CommandError, Context};
use super::files::{Beside, reason};
use crate::data::{DataProblem, Lacking, limits};
use crate::stream::{Files, Job, Outcome, run};
use crate::words;

/// From so many bytes on, work is long enough for a bar.
const LONG: u64 = 64 << 20;

/// How it ended.
pub(super) enum Streamed {
    /// The data have to be read at once.
    NotAtAll,
    /// Nothing is written.
    Faulty(Vec<DataProblem>, Lacking),
    /// The result is in its place; warnings and what is missing are to be told.
    Written(Vec<DataProblem>, Lacking),
}

struct Paths<'p> {
    data: &'p Path,
    output: &'p Beside,
    bar: ProgressBar,
}

impl Files for Paths<'_> {
    fn input(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.data)?))
    }

    fn output(&self) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(self.output.create()?))
    }

    fn scored(&self, bytes: usize) {
        self.bar.inc(bytes as u64);
    }
}

/// Scores a file in blocks if it can be scored so.
pub(super) fn run_job(job: &Job<'_>, data: &Path, output: &Path, context: Context) -> Result<Streamed, CommandError> {
    let is_csv = data.extension().and_then(|e| e.to_str()).is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let Some(length) = std::fs::metadata(data).ok().filter(|of| of.is_file() && is_csv).map(|of| of.len()) else {
        return Ok(Streamed::NotAtAll);
    };
    let beside = Beside::new(output);
    let paths = Paths { data, output: &beside, bar: bar(length, context) };
    let outcome = run(job, &paths);
    paths.bar.finish_and_clear();
    let unwritten = |error: &io::Error| {
        let (name, (zh, en)) = (output.display(), reason(error));
        CommandError::new(
            words! { zh: "写不了 {name}：{zh}；原有文件没有改动", en: "cannot write {name}: {en}; earlier files are untouched" },
        )
    };
    match outcome {
        Outcome::Written(warnings, lacking) => {
            beside.place().map(|()| Streamed::Written(warnings, lacking)).map_err(|error| unwritten(&error))
        }
        Outcome::Faulty(problems, lacking) => Ok(Streamed::Faulty(problems, lacking)),
        Outcome::Unwritten(error) => Err(unwritten(&error)),
        Outcome::Stopped(_) if length <= limits::FILE_BYTES as u64 => Ok(Streamed::NotAtAll),
        Outcome::Stopped(stop) => Ok(Streamed::Faulty(vec![stop.problem(job.name, limits::FILE_BYTES)], Lacking::default())),
    }
}

/// A bar for a long file, only where someone looks.
fn bar(length: u64, context: Context) -> ProgressBar {
    let shown = length >= LONG && io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let template = context.say("计分 {bar:30} {bytes}/{total_bytes}", "scoring {bar:30} {bytes}/{total_bytes}");
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length), target).with_style(style)
}
