//! What the paths of a command stand for: files, city folders, folders of city folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::leads_out;

/// The name of a project's settings.
pub(super) const SETTINGS: &str = "eval.toml";
/// The name of a project's lock.
pub(super) const LOCK: &str = "eval.lock";
/// Folders inside folders that are looked through.
const DEPTH: usize = 8;

/// One thing to check: a file, or the files of one folder.
#[derive(Debug)]
pub(super) struct Input {
    /// As the user gave it, or found below what the user gave.
    pub path: PathBuf,
    /// Where `eval.toml` stands, if it does.
    pub settings: Option<PathBuf>,
    /// Its source files, sorted.
    pub files: Vec<PathBuf>,
    /// Source files that are links to outside the folder, and so are not read.
    pub outside: Vec<PathBuf>,
    /// Why nothing could be found.
    pub refused: Option<io::Error>,
}

/// Everything the paths stand for, in their order; what is found below a folder is sorted.
pub(super) fn discover(paths: &[PathBuf]) -> Vec<Input> {
    paths.iter().flat_map(|path| one(path)).collect()
}

fn one(path: &Path) -> Vec<Input> {
    match fs::metadata(path) {
        Err(error) => vec![Input::refused(path, error)],
        Ok(data) if data.is_dir() => {
            let found = folder(path, 0);
            if found.is_empty() { vec![Input::of(path)] } else { found }
        }
        // The settings stand for the project they belong to.
        Ok(_) if path.file_name().is_some_and(|name| name == SETTINGS) => {
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            folder(parent, 0)
        }
        Ok(_) => {
            let beside = path.parent().unwrap_or(Path::new("")).join(SETTINGS);
            let settings = beside.is_file().then_some(beside);
            vec![Input { settings, files: vec![path.to_owned()], ..Input::of(path) }]
        }
    }
}

/// A folder with `eval.toml` is one city. Otherwise the folders below it are looked through, and its own files are one city.
fn folder(path: &Path, depth: usize) -> Vec<Input> {
    let entries = match fs::read_dir(path).and_then(|entries| entries.collect::<io::Result<Vec<_>>>()) {
        Ok(entries) => entries,
        Err(error) => return vec![Input::refused(path, error)],
    };
    let mut names: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).filter(|p| !hidden(p)).collect();
    names.sort();
    let (mut files, mut outside, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for source in names.iter().filter(|p| p.extension().is_some_and(|e| e == "eval") && !p.is_dir()) {
        if leads_out(path, source) { outside.push(source.clone()) } else { files.push(source.clone()) }
    }
    let settings = path.join(SETTINGS);
    let settings = fs::symlink_metadata(&settings).is_ok().then_some(settings);
    if settings.is_none() && depth < DEPTH {
        for below in names.iter().filter(|p| fs::symlink_metadata(p).is_ok_and(|data| data.is_dir())) {
            found.extend(folder(below, depth + 1));
        }
    }
    if settings.is_some() || !files.is_empty() || !outside.is_empty() {
        found.insert(0, Input { settings, files, outside, ..Input::of(path) });
    }
    found
}

/// Names of the system and of programs that have a file open.
fn hidden(path: &Path) -> bool {
    path.file_name().and_then(|n| n.to_str()).is_some_and(|name| name.starts_with('.') || name.starts_with("~$"))
}

impl Input {
    fn of(path: &Path) -> Self {
        Input { path: path.to_owned(), settings: None, files: Vec::new(), outside: Vec::new(), refused: None }
    }

    fn refused(path: &Path, error: io::Error) -> Self {
        Input { refused: Some(error), ..Input::of(path) }
    }
}
