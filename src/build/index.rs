//! The index page (文件目录): what each file is for, by whom to give it to. Spec: §14.1.

use askama::Template;
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::{Artifact, Audience, Built, Subject};
use crate::words;

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct IndexError(#[from] askama::Error);

const STYLE: &str = include_str!("index/index.css");

#[derive(Template)]
#[template(path = "index.html", config = "src/build/index/askama.toml")]
struct Index {
    title: String,
    year: u32,
    rules: String,
    policy: String,
    style: &'static str,
    groups: Vec<Group>,
}

/// The files for some people.
struct Group {
    title: String,
    advice: String,
    rows: Vec<Row>,
}

/// A file, or a document in the forms it was written in.
struct Row {
    name: String,
    about: String,
    links: Vec<Link>,
    /// Of a single file; those of several stand with their links.
    size: String,
}

struct Link {
    shown: String,
    address: String,
    size: String,
}

/// The page over files, by what they are called together.
///
/// # Errors
/// What the template refused.
pub fn page(subject: &Subject<'_>, built: &[Built]) -> Result<Artifact, IndexError> {
    let group = |audience: Audience| {
        let rows = built.iter().filter(|built| built.audience == audience).flat_map(rows).collect();
        Group { title: audience.title().zh, advice: audience.advice().zh, rows }
    };
    let groups = Audience::ALL.map(group);
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let index = Index {
        title: subject.title(),
        year: subject.stamp.year,
        rules: subject.stamp.rules.clone(),
        policy: format!("default-src 'none'; style-src 'sha256-{hash}'"),
        style: STYLE,
        groups: groups.into_iter().filter(|group| !group.rows.is_empty()).collect(),
    };
    let about = words! { zh: "先看这一页：每个文件做什么用、交给谁", en: "read this first: what each file is for and whom to give it to" };
    Ok(Artifact { path: "index.html".to_owned(), bytes: index.render()?.into_bytes(), about })
}

/// Files with what they are called together; a document stands in one row, whatever forms it was written in.
fn rows(built: &Built) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut last = None;
    for artifact in &built.artifacts {
        let (address, size, about) = (link(&artifact.path), size(artifact.bytes.len()), artifact.about.zh.clone());
        let document = document(&artifact.path);
        let (name, shown) = document.unwrap_or((&built.title.zh, &artifact.path));
        let link = Link { shown: shown.to_owned(), address, size: size.clone() };
        match out.last_mut().filter(|_| document.is_some() && last == Some(name)) {
            Some(row) => {
                row.links.push(link);
                row.size.clear();
            }
            None => out.push(Row { name: name.to_owned(), about, links: vec![link], size }),
        }
        last = document.map(|(name, _)| name);
    }
    out
}

/// The name of a printed document and the form it is in, by where its file stands: forms/docx/实施细则.docx.
fn document(path: &str) -> Option<(&str, &'static str)> {
    let (folder, file) = path.strip_prefix("forms/")?.split_once('/')?;
    let form = match folder {
        "docx" => "Word",
        "html" => "网页",
        "pdf" => "PDF",
        _ => return None,
    };
    Some((file.strip_suffix(folder)?.strip_suffix('.')?, form))
}

/// A relative address: everything but letters, digits and the usual marks by its bytes.
fn link(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.');
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A size as people say it.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes}字节"),
        1024..1_048_576 => format!("{}KB", bytes.div_ceil(1024)),
        _ => format!("{}.{}MB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
    }
}
