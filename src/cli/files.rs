//! Files in and out: texts that may be anything on the way in, all or nothing on the way out.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::data::DataFile;
use crate::finding::{Code, Finding, Words};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::limits;
use crate::words;

/// Why a text could not be read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The system said no.
    Io(io::Error),
    /// The bytes are not UTF-8; the text has a mark wherever they are not.
    NotUtf8 { lossy: String, at: usize, guess: Words },
}

/// Reads a text of at most the size the compiler takes, and one byte more, so that it can say so.
pub(super) fn read_text(path: &Path) -> Result<String, Unread> {
    let file = fs::File::open(path).map_err(Unread::Io)?;
    let most = limits::FILE_BYTES + 1;
    let length = file.metadata().map_or(0, |metadata| metadata.len()).min(most as u64);
    let mut bytes = Vec::with_capacity(length as usize + 1);
    file.take(most as u64).read_to_end(&mut bytes).map_err(Unread::Io)?;
    let cut = bytes.len() > limits::FILE_BYTES;
    String::from_utf8(bytes).or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        // The size limit may have cut a character in two.
        if cut && error.utf8_error().error_len().is_none() {
            return Ok(String::from_utf8_lossy(error.as_bytes()).into_owned());
        }
        Err(Unread::NotUtf8 { lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(), at, guess: encoding(error.as_bytes()) })
    })
}

/// The data files of paths: each path a file, or a folder whose files with a known ending count in the order of their names.
///
/// # Errors
/// The path, and what the system said.
pub(super) fn data_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    const ENDINGS: &[&str] = &["csv", "xlsx", "xls", "ods", "json", "parquet"];
    let known = |path: &Path| {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let open = path.file_name().and_then(|n| n.to_str()).is_none_or(|n| n.starts_with('.') || n.starts_with("~$"));
        !open && ending.is_some_and(|e| ENDINGS.contains(&e.as_str()))
    };
    let mut out = Vec::new();
    for path in paths {
        let fail = |error| (path.clone(), error);
        if !fs::metadata(path).map_err(fail)?.is_dir() {
            out.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).and_then(|all| all.collect::<io::Result<Vec<_>>>()).map_err(fail)?;
        let mut files: Vec<PathBuf> =
            entries.iter().map(fs::DirEntry::path).filter(|p| known(p) && p.is_file() && !leads_out(path, p)).collect();
        files.sort();
        out.extend(files);
    }
    Ok(out)
}

/// Reads data files, each as far as the limit goes.
///
/// # Errors
/// The file, and what the system said.
pub(super) fn read_data(paths: &[PathBuf]) -> Result<Vec<DataFile>, (PathBuf, io::Error)> {
    let each = paths.iter().map(|path| {
        let mut bytes = Vec::new();
        let most = crate::data::limits::FILE_BYTES as u64 + 1;
        fs::File::open(path).and_then(|f| f.take(most).read_to_end(&mut bytes)).map_err(|error| (path.clone(), error))?;
        Ok(DataFile { name: path.display().to_string(), bytes })
    });
    each.collect()
}

/// A file that is written piece by piece beside its place, and takes its place at the end or is gone.
pub(super) struct Beside {
    path: PathBuf,
    beside: PathBuf,
}

impl Beside {
    /// For a file at this place.
    pub fn new(path: &Path) -> Beside {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.tmp", std::process::id()));
        Beside { path: path.to_owned(), beside: PathBuf::from(beside) }
    }

    /// Begins it, or begins it anew.
    ///
    /// # Errors
    /// What the system said.
    pub fn create(&self) -> io::Result<fs::File> {
        if self.path.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        fs::File::create(&self.beside)
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// What the system said; the earlier file is as it was.
    pub fn place(self) -> io::Result<()> {
        fs::rename(&self.beside, &self.path)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Once it is in its place there is nothing beside it.
        let _ = fs::remove_file(&self.beside);
    }
}

/// What the encoding may be instead.
fn encoding(bytes: &[u8]) -> Words {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Words::new("像是UTF-16（Unicode）编码", "this looks like UTF-16"),
        _ if bytes.contains(&0) => Words::new("像是二进制文件，不是文本", "this looks like a binary file, not a text"),
        _ => Words::new("像是GBK（ANSI）编码", "this looks like GBK"),
    }
}

impl Unread {
    /// The finding, and the text it is placed in.
    pub fn into_finding(self, path: &Path, file: FileId) -> (Finding, Option<SourceFile>) {
        let name = path.display().to_string();
        match self {
            Unread::Io(error) => {
                let (zh, en) = reason(&error);
                let finding = Finding::new(Code::NoSource, words! { zh: "读不到 {name}：{zh}", en: "cannot read {name}: {en}" });
                (finding.help(words! { zh: "请核对路径和权限", en: "check the path and the permissions" }), None)
            }
            Unread::NotUtf8 { lossy, at, guess } => {
                let place = Span { file, start: at as u32, end: at as u32 + 3 };
                let finding = Finding::new(Code::BadEncoding, words! { zh: "{name} 不是UTF-8编码", en: "{name} is not UTF-8" })
                    .label(place, guess)
                    .help(words! {
                        zh: "请用记事本或WPS打开，另存为，编码选UTF-8",
                        en: "save the file again with the encoding UTF-8"
                    });
                (finding, Some(SourceFile::new(name, lossy)))
            }
        }
    }
}

/// Why the system refused, in words.
pub(super) fn reason(error: &io::Error) -> (String, String) {
    let zh = match error.kind() {
        io::ErrorKind::NotFound => "没有这个文件或目录".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::AlreadyExists => "已经存在".to_owned(),
        io::ErrorKind::IsADirectory => "这是一个目录".to_owned(),
        io::ErrorKind::NotADirectory => "这不是目录".to_owned(),
        io::ErrorKind::DirectoryNotEmpty => "目录里已有内容，不改动".to_owned(),
        io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        io::ErrorKind::FileTooLarge => "超过允许的文件大小".to_owned(),
        io::ErrorKind::QuotaExceeded => "超过允许的磁盘用量".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "这个位置不能写入".to_owned(),
        _ => error.to_string(),
    };
    (zh, error.to_string())
}

/// Writes a file whole or not at all: beside it first, then in its place.
///
/// # Errors
/// What the system said; the earlier file is as it was.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Writes all files or none: all beside their places first, then each in its place; what was there comes back if one fails.
///
/// # Errors
/// The file, and what the system said; earlier files are as they were.
pub(super) fn write_together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), (PathBuf, io::Error)> {
    let beside = |path: &Path, what: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}.{what}", std::process::id()));
        PathBuf::from(name)
    };
    let fail = |path: &Path, error| (path.to_owned(), error);
    let written = files.iter().try_for_each(|(path, content)| {
        if path.is_dir() {
            return Err(fail(path, io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let create = fs::File::create(beside(path, "tmp"));
        create.and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all())).map_err(|error| fail(path, error))
    });
    let placed = written.and_then(|()| {
        for (at, (path, _)) in files.iter().enumerate() {
            let kept = path.exists().then(|| fs::copy(path, beside(path, "old"))).transpose();
            if let Err(error) = kept.and_then(|_| fs::rename(beside(path, "tmp"), path)) {
                for (path, _) in files.iter().take(at) {
                    // What was not there before goes again.
                    if fs::rename(beside(path, "old"), path).is_err() {
                        let _ = fs::remove_file(path);
                    }
                }
                return Err(fail(path, error));
            }
        }
        Ok(())
    });
    for (path, _) in files {
        let _ = fs::remove_file(beside(path, "tmp"));
        let _ = fs::remove_file(beside(path, "old"));
    }
    placed
}

/// Whether a path leads out of a folder, through links or `..`.
pub(super) fn leads_out(folder: &Path, path: &Path) -> bool {
    match (fs::canonicalize(folder), fs::canonicalize(path)) {
        (Ok(folder), Ok(path)) => !path.starts_with(folder),
        _ => false,
    }
}
