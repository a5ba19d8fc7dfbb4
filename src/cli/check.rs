//! `evalc check`: all checks over one or more paths.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::finding::{Lang, Reporter, Severity, render};
use crate::source::{SourceFile, Sources};

/// Arguments of `evalc check`.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// 规则文件或目录
    paths: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self) -> ExitCode {
        let mandate = std::fs::read_to_string("examples/hunan-2021/mandate.eval").ok();
        let mandate = mandate.map(|text| crate::read_mandate("mandate.eval", &text));
        let mut failed = false;
        let mut out = std::io::stderr().lock();
        let reporter = Reporter { lang: Lang::Zh, color: false, width: 100 };
        if let Some((_, findings, sources)) = &mandate {
            for finding in findings {
                failed = true;
                let _ = writeln!(out, "{}", render(finding, sources, reporter));
            }
        }
        for path in &self.paths {
            let program = crate::compile(sources(path), mandate.as_ref().map(|(m, ..)| m));
            for finding in &program.findings {
                failed |= finding.severity == Severity::Error;
                if finding.severity > Severity::Info {
                    let _ = writeln!(out, "{}", render(finding, &program.sources, reporter));
                }
            }
            for case in &program.model.cases {
                for f in crate::oracle::run_case(&program.model, &program.names, case) {
                    let _ = writeln!(out, "用例 {}：{} 应为{}，实为{}", case.name, f.target, f.expected, f.actual);
                }
            }
        }
        if failed { ExitCode::from(1) } else { ExitCode::SUCCESS }
    }
}

fn sources(path: &Path) -> Sources {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(path) {
        Ok(entries) => entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|e| e == "eval")).collect(),
        Err(_) => vec![path.to_owned()],
    };
    files.sort();
    let mut sources = Sources::default();
    for file in files {
        if let Ok(text) = std::fs::read_to_string(&file) {
            sources.add(SourceFile::new(file.display().to_string(), text));
        }
    }
    sources
}
