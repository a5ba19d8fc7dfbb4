//! One city's rules, compiled for a command that uses them: only rules without errors are used.

use std::io::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::arguments::{CommandError, Context};
use super::discover::discover;
use super::files::{Unread, read_text, reason};
use crate::Program;
use crate::data::Stamp;
use crate::finding::{Reporter, Severity, render};
use crate::source::{SourceFile, Sources};
use crate::words;

/// A program, and the year and fingerprint its data tables carry.
pub(super) struct Loaded {
    pub program: Program,
    pub stamp: Stamp,
}

/// Reads the rules of one city; `None` if they have errors, which are printed.
pub(super) fn load(path: &Path, context: Context) -> Result<Option<Loaded>, CommandError> {
    let inputs = discover(&[path.to_owned()]);
    let name = path.display();
    let [input] = inputs.as_slice() else {
        let count = inputs.len();
        return Err(CommandError::new(words! {
            zh: "{name} 里有{count}个城市的规则，请指定其中一个",
            en: "{name} holds the rules of {count} cities: name one of them"
        }));
    };
    if let Some(error) = &input.refused {
        let (zh, en) = reason(error);
        return Err(CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" }));
    }
    if input.files.is_empty() {
        return Err(CommandError::new(words! { zh: "{name} 里没有 .eval 文件", en: "there is no .eval file in {name}" }));
    }
    let mut sources = Sources::default();
    for file in &input.files {
        let text = read_text(file).map_err(|unread| refused(file, &unread))?;
        sources.add(SourceFile::new(file.display().to_string(), text));
    }
    let program = crate::compile(sources, None);
    if program.findings.iter().any(|f| f.severity == Severity::Error) {
        let reporter = Reporter { lang: context.lang, color: context.color_on_stderr(), width: 100 };
        for finding in program.findings.iter().filter(|f| f.severity == Severity::Error) {
            let _ = writeln!(std::io::stderr().lock(), "{}", render(finding, &program.sources, reporter));
        }
        return Ok(None);
    }
    let stamp = stamp(&program);
    Ok(Some(Loaded { program, stamp }))
}

fn refused(file: &Path, unread: &Unread) -> CommandError {
    let name = file.display();
    match unread {
        Unread::Io(error) => {
            let (zh, en) = reason(error);
            CommandError::new(words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" })
        }
        Unread::NotUtf8 { .. } => CommandError::new(words! { zh: "{name} 不是UTF-8编码", en: "{name} is not UTF-8" }),
    }
}

/// The fingerprint of rules is the beginning of their hash.
fn stamp(program: &Program) -> Stamp {
    let rules = rules_hash(program).chars().take(16).collect();
    Stamp { year: program.model.header.as_ref().map_or(0, |h| h.year), rules }
}

/// SHA-256 of the canonical text of the rules: layout and wording that mean the same do not count.
pub(super) fn rules_hash(program: &Program) -> String {
    let mut hash = Sha256::new();
    for (file, (_, source)) in program.files.iter().zip(program.sources.iter()) {
        hash.update(crate::format::format(file, source).as_bytes());
    }
    hex(&hash.finalize())
}

/// SHA-256 of bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
