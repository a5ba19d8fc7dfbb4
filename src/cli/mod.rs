//! The command line (命令行): one file per command. Rank 10; the only place that touches files and streams.

mod check;
mod fmt;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "evalc", version, about = "教育履职评价规则编译器")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 检查规则文件
    Check(check::Check),
    /// 把规则文件改成规范写法
    Fmt(fmt::Fmt),
}

/// Reads the arguments, runs the command, gives the exit code.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(check) => check.run(),
        Command::Fmt(fmt) => fmt.run(),
    }
}
