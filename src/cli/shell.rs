//! `evalc completions` and `evalc man`: what a shell and a reader of manuals want.

use std::io::Write as _;

use super::arguments::{CommandError, Context, Outcome, command};
use crate::words;

/// Arguments of `evalc completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// 哪一种命令行：bash、zsh、fish、powershell、elvish
    #[arg(value_enum, value_name = "命令行")]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command(context.lang), "evalc", &mut text);
        let _ = std::io::stdout().lock().write_all(&text);
        Ok(Outcome::Clean)
    }
}

/// Arguments of `evalc man`.
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// 哪个命令；不写就是总的一页
    #[arg(value_name = "命令")]
    command: Option<String>,
}

impl Man {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        let mut all = command(context.lang);
        all.build();
        let page = match &self.command {
            None => all,
            Some(wanted) => all
                .find_subcommand(wanted)
                .cloned()
                .ok_or_else(|| CommandError::new(words! { zh: "没有“{wanted}”这个命令", en: "there is no command `{wanted}`" }))?,
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page)
            .render(&mut text)
            .map_err(|error| CommandError::new(words! { zh: "写不出手册页：{error}", en: "cannot write the page: {error}" }))?;
        let _ = std::io::stdout().lock().write_all(&text);
        Ok(Outcome::Clean)
    }
}
