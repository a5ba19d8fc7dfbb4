//! `evalc check`: all checks over one or more paths.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use indicatif::{ParallelProgressIterator as _, ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::arguments::{CommandError, Context, Outcome};
use super::city::{self, Options, Unit};
use super::discover::discover;
use super::mandate::Mandates;
use super::report::{self, Form};
use crate::side_by_side::STACK;
use crate::words;

/// Arguments of `evalc check`.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// 规则文件、一个市的目录，或放着各市目录的目录
    #[arg(required = true, value_name = "路径")]
    paths: Vec<PathBuf>,
    /// 报告的形式：human 给人看；json、sarif、github、junit 供程序读，写到标准输出
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    format: Form,
    /// 有警告也算不通过
    #[arg(long)]
    deny_warnings: bool,
    /// 同时列出文件未规定、按默认处理的地方
    #[arg(long)]
    defaults: bool,
    /// 省级实施方案（标识或文件），代替 eval.toml 所写的
    #[arg(long, value_name = "方案")]
    mandate: Option<String>,
    /// 按现在的省级实施方案重新写入 eval.lock
    #[arg(long)]
    update_lock: bool,
}

impl Check {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        // Cities are checked by a pool's threads, which read formulas as deep as the first thread does. Only a second pool could fail.
        let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
        let units = self.units(context)?;
        if !units.iter().any(|u| u.read) {
            // Nothing was checked: the reasons are the message.
            let reasons = |lang| {
                let all: Vec<&str> = units.iter().flat_map(|u| &u.findings).map(|f| f.message.get(lang)).collect();
                all.join(if lang == crate::finding::Lang::Zh { "；" } else { "; " })
            };
            return Err(CommandError::new(crate::finding::Words::new(
                reasons(crate::finding::Lang::Zh),
                reasons(crate::finding::Lang::En),
            )));
        }
        let options = report::Options { lang: context.lang, color: context.color_on_stderr(), defaults: self.defaults };
        let written = match self.format {
            Form::Human => report::human(&units, options, &mut std::io::stderr().lock()),
            machine => report::machine(machine, &units, options).and_then(|text| std::io::stdout().lock().write_all(text.as_bytes())),
        };
        // A reader that has seen enough, such as `head`, is no failure.
        if let Err(error) = written
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            return Err(CommandError::new(words! { zh: "写不出报告：{error}", en: "cannot write the report: {error}" }));
        }
        Ok(if units.iter().any(Unit::fails) { Outcome::Findings } else { Outcome::Clean })
    }

    /// Every city, checked in parallel, in the order of the paths; before them the mandates that have faults.
    fn units(&self, context: Context) -> Result<Vec<Unit>, CommandError> {
        let inputs = discover(&self.paths);
        let mandates = Mandates::default();
        if let Some(wanted) = &self.mandate {
            mandates.find(std::path::Path::new(""), wanted).map_err(|finding| {
                let help = finding.help.clone().unwrap_or_else(|| crate::finding::Words::new("", ""));
                CommandError::new(crate::finding::Words::new(
                    format!("{}；{}", finding.message.zh, help.zh),
                    format!("{}; {}", finding.message.en, help.en),
                ))
            })?;
        }
        let options = Options { mandate: self.mandate.as_deref(), deny_warnings: self.deny_warnings, update_lock: self.update_lock };
        let bar = progress(inputs.len(), self.format, context);
        let checked: Vec<Vec<Unit>> =
            inputs.par_iter().progress_with(bar.clone()).map(|input| city::check(input, options, &mandates)).collect();
        bar.finish_and_clear();
        let checked: Vec<Unit> = checked.into_iter().flatten().collect();
        let mut units: Vec<Unit> = mandates
            .all()
            .filter(|m| m.path.is_none() || !checked.iter().any(|u| u.file == m.path))
            .filter_map(|m| city::mandate_unit(&m, self.deny_warnings))
            .collect();
        units.extend(checked);
        Ok(units)
    }
}

/// A bar for many cities, only where someone looks.
fn progress(count: usize, form: Form, context: Context) -> ProgressBar {
    let shown = count > 1 && form == Form::Human && std::io::stderr().is_terminal();
    let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let template = context.say("检查 {bar:30} {pos}/{len}", "checking {bar:30} {pos}/{len}");
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(count as u64), target).with_style(style)
}
