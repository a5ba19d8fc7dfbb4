//! Reads the arguments, runs the command, gives the exit code.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::{build, check, explain, fmt, fonts, new, score, shell, template, test, usage, vectors};
use crate::finding::Lang;

#[derive(Debug, Parser)]
#[command(name = "evalc", version, about = "教育履职评价规则编译器：检查指标体系和实施细则，生成计分程序和表册")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// 输出语言：zh 中文，en 英文（缺省按系统语言，不是英文就用中文）
    #[arg(long, global = true, value_enum, value_name = "语言")]
    lang: Option<LangChoice>,
    /// 颜色：auto 自动，always 总是，never 从不
    #[arg(long, global = true, value_enum, value_name = "方式", default_value = "auto")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查规则文件
    Check(check::Check),
    /// 把规则文件改成规范写法
    Fmt(fmt::Fmt),
    /// 新建一个项目，列出省定的全部要点
    New(new::New),
    /// 运行规则文件里的用例
    Test(test::Test),
    /// 生成要填的空数据表
    Template(template::Template),
    /// 计分、排名、认定等次
    Score(score::Score),
    /// 生成不装本程序也能用的计分程序
    Build(build::Build),
    /// 生成校验数据：数据和应得的结果，核对自己写的计分程序
    Vectors(vectors::Vectors),
    /// 说明一个检查意见编号，或一个市的评分规则
    Explain(explain::Explain),
    /// 列出打印文件要用的字体：有没有，没有的用什么代替
    Fonts(fonts::Fonts),
    /// 输出命令补全脚本
    Completions(shell::Completions),
    /// 输出手册页
    Man(shell::Man),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangChoice {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// How this run speaks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The language of everything that is printed.
    pub lang: Lang,
    /// Whether to use color.
    pub color: ColorChoice,
}

impl Context {
    /// Whether the standard error stream gets color: what was asked for, then `NO_COLOR`, then whether it is a terminal.
    pub fn color_on_stderr(self) -> bool {
        match self.color {
            ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stderr()) != ColorChoice::Never,
            ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
            ColorChoice::Never => false,
        }
    }

    /// One of two texts.
    pub fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// What a command that did its work found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing wrong.
    Clean,
    /// Findings of severity error, or warnings where they are denied.
    Findings,
}

/// Why a command could not do its work, in both languages.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.en)]
pub(super) struct CommandError(pub crate::finding::Words);

impl CommandError {
    /// Words in both languages.
    pub fn new(words: crate::finding::Words) -> Self {
        CommandError(words)
    }
}

/// Reads the arguments, runs the command, gives the exit code: 0 nothing wrong, 1 findings, 2 the work was not done.
pub fn run() -> ExitCode {
    let raw: Vec<OsString> = std::env::args_os().collect();
    let lang = usage::language(&raw, |name| std::env::var(name).ok());
    let arguments = match command(lang).try_get_matches_from(raw).and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return usage::report(&error, lang),
    };
    let lang = match arguments.lang {
        Some(LangChoice::Zh) => Lang::Zh,
        Some(LangChoice::En) => Lang::En,
        None => lang,
    };
    let color = match arguments.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let context = Context { lang, color };
    let outcome = match &arguments.command {
        Command::Check(check) => check.run(context),
        Command::Fmt(fmt) => fmt.run(context),
        Command::New(new) => new.run(context),
        Command::Test(test) => test.run(context),
        Command::Template(template) => template.run(context),
        Command::Score(score) => score.run(context),
        Command::Build(build) => build.run(context),
        Command::Vectors(vectors) => vectors.run(context),
        Command::Explain(explain) => explain.run(context),
        Command::Fonts(fonts) => fonts.run(context),
        Command::Completions(completions) => completions.run(context),
        Command::Man(man) => man.run(context),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(CommandError(words)) => {
            let lead = context.say("错误：", "error: ");
            let _ = writeln!(std::io::stderr().lock(), "{lead}{}", words.get(lang));
            ExitCode::from(2)
        }
    }
}

/// The command line as clap knows it, with help in one language.
pub(super) fn command(lang: Lang) -> clap::Command {
    usage::localize(Arguments::command(), lang)
}
