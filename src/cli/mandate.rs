//! Finds and reads mandates (省级实施方案), each once however many cities answer to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::files::{Unread, read_text};
use crate::config;
use crate::finding::{Code, Finding, Words};
use crate::model::Mandate;
use crate::source::{FileId, SourceFile, Sources};
use crate::words;

/// A mandate that was read.
#[derive(Debug)]
pub(super) struct LoadedMandate {
    /// What it says.
    pub mandate: Mandate,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Its text.
    pub sources: Sources,
    /// Its content hash.
    pub hash: String,
    /// The file, if it is not one inside the binary.
    pub path: Option<PathBuf>,
}

/// The mandates of one run.
#[derive(Debug, Default)]
pub(super) struct Mandates {
    read: Mutex<BTreeMap<PathBuf, Option<Arc<LoadedMandate>>>>,
}

impl Mandates {
    /// The mandate of this id, or in this file below `folder`.
    ///
    /// # Errors
    /// What to say (E1103) if there is neither.
    pub fn find(&self, folder: &Path, wanted: &str) -> Result<Arc<LoadedMandate>, Box<Finding>> {
        if let Some(embedded) = config::embedded(wanted) {
            let key = PathBuf::from(embedded.name);
            return self.once(&key, || Some(load(embedded.name, embedded.text, None))).ok_or_else(|| Box::new(missing(wanted)));
        }
        let path = folder.join(wanted);
        let key = path.canonicalize().map_err(|_| Box::new(missing(wanted)))?;
        self.once(&key, || match read_text(&path) {
            Ok(text) => Some(load(&path.display().to_string(), &text, Some(key.clone()))),
            Err(Unread::NotUtf8 { lossy, at, guess }) => {
                let (finding, source) = Unread::NotUtf8 { lossy, at, guess }.into_finding(&path, FileId(0));
                let mut sources = Sources::default();
                sources.add(source?);
                Some(LoadedMandate {
                    mandate: Mandate::default(),
                    findings: vec![finding],
                    sources,
                    hash: String::new(),
                    path: Some(key.clone()),
                })
            }
            Err(Unread::Io(_)) => None,
        })
        .ok_or_else(|| Box::new(missing(wanted)))
    }

    fn once(&self, key: &Path, read: impl FnOnce() -> Option<LoadedMandate>) -> Option<Arc<LoadedMandate>> {
        let mut all = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(key.to_owned()).or_insert_with(|| read().map(Arc::new)).clone()
    }

    /// Every mandate that was read, in the order of their places.
    pub fn all(self) -> impl Iterator<Item = Arc<LoadedMandate>> {
        self.read.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().flatten()
    }
}

pub(super) fn load(name: &str, text: &str, path: Option<PathBuf>) -> LoadedMandate {
    let (mandate, mut findings, sources) = crate::read_mandate(name, text);
    if config::id_of(text).is_none() {
        let start = crate::source::Span::default();
        // Not a mandate at all: what else is wrong with it is of no interest.
        findings = vec![
            Finding::new(Code::MandateMissing, words! { zh: "{name} 不是省级实施方案", en: "{name} is not a mandate" })
                .label(start, words! { zh: "应以“评价重点：”开头，并写“标识”", en: "it begins with `评价重点：` and has a 标识" })
.help(words! { zh: "请指定以“评价重点：”开头、写有“标识”的文件", en: "name a file that begins with `评价重点：` and has a 标识" }),
        ];
    }
    LoadedMandate { mandate, findings, sources, hash: config::content_hash(text), path }
}

/// No such id and no such file.
fn missing(wanted: &str) -> Finding {
    let ids = config::embedded_ids();
    let near = nearest(&ids, wanted);
    let finding = Finding::new(Code::MandateMissing, words! { zh: "找不到省级实施方案“{wanted}”", en: "there is no mandate `{wanted}`" });
    let all = ids.join("、");
    match near {
        Some(near) => finding.help(words! { zh: "是不是“{near}”？", en: "perhaps `{near}`?" }),
        None => finding.help(Words::new(
            format!("写随程序提供的标识（{all}），或方案文件相对本目录的路径"),
            format!("use an id that ships with the program ({all}) or the path of a file"),
        )),
    }
}

/// The word most like the wanted one, if any is close.
pub(super) fn nearest<'w>(all: &'w [String], wanted: &str) -> Option<&'w str> {
    all.iter()
        .map(|word| (strsim::osa_distance(word, wanted), word.as_str()))
        .min()
        .filter(|(far, word)| *far <= word.chars().count() / 2)
        .map(|(_, word)| word)
}

/// The only text of a mandate, for a report of its own.
pub(super) fn as_unit(loaded: &LoadedMandate) -> (String, Sources, Vec<Finding>) {
    let name = loaded.sources.get(FileId(0)).map_or_else(String::new, |f: &Arc<SourceFile>| f.name().to_owned());
    (name, loaded.sources.clone(), loaded.findings.clone())
}
