//! The settings (`eval.toml`) of a city, and texts besides its sources that findings may point into.

use std::path::Path;

use super::discover::Input;
use super::files::read_text;
use crate::config::Project;
use crate::finding::{Code, Finding};
use crate::source::{FileId, SourceFile, Span};

/// Texts besides the sources, and what was found in them. They follow the sources in the numbering of files.
pub(super) struct Extra {
    /// How many sources there are.
    pub first: usize,
    /// The texts.
    pub files: Vec<SourceFile>,
    /// What was found in them.
    pub findings: Vec<Finding>,
}

impl Extra {
    /// The number of the text that is added next.
    pub fn next(&self) -> FileId {
        FileId((self.first + self.files.len()) as u32)
    }

    /// Adds a text.
    pub fn add(&mut self, path: &Path, text: &str) -> FileId {
        let id = self.next();
        self.files.push(SourceFile::new(path.display().to_string(), text));
        id
    }
}

/// Settings and where they stand.
pub(super) struct Settings {
    /// What they say.
    pub value: Project,
    file: FileId,
    text: String,
}

impl Settings {
    /// The place of a key's line.
    pub fn place(&self, key: &str) -> Span {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
                return Span { file: self.file, start, end: start + line.trim_end().len() as u32 };
            }
            start += line.len() as u32;
        }
        Span { file: self.file, start: 0, end: 0 }
    }
}

/// Reads the settings, if the city has any.
pub(super) fn settings(input: &Input, extra: &mut Extra) -> Option<Settings> {
    let path = input.settings.as_ref()?;
    match read_text(path) {
        Ok(text) => {
            let file = extra.add(path, &text);
            match Project::parse(&text, file) {
                Ok(value) => Some(Settings { value, file, text }),
                Err(findings) => {
                    extra.findings.extend(findings);
                    None
                }
            }
        }
        Err(unread) => {
            let (mut finding, source) = unread.into_finding(path, extra.next());
            finding.code = if source.is_some() { finding.code } else { Code::BadConfig };
            extra.files.extend(source);
            extra.findings.push(finding);
            None
        }
    }
}
