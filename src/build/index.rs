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
    files: Vec<File>,
}

struct File {
    kind: String,
    path: String,
    link: String,
    size: String,
    about: String,
}

/// The page over files, by what they are called together.
///
/// # Errors
/// What the template refused.
pub fn page(subject: &Subject<'_>, built: &[Built]) -> Result<Artifact, IndexError> {
    let group = |audience: Audience| {
        let own = built.iter().filter(|built| built.audience == audience);
        let files = own.flat_map(|built| built.artifacts.iter().map(|artifact| file(&built.title.zh, artifact))).collect();
        Group { title: audience.title().zh, advice: audience.advice().zh, files }
    };
    let groups = Audience::ALL.map(group);
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let index = Index {
        title: subject.title(),
        year: subject.stamp.year,
        rules: subject.stamp.rules.clone(),
        policy: format!("default-src 'none'; style-src 'sha256-{hash}'"),
        style: STYLE,
        groups: groups.into_iter().filter(|group| !group.files.is_empty()).collect(),
    };
    let about = words! { zh: "先看这一页：每个文件做什么用、交给谁", en: "read this first: what each file is for and whom to give it to" };
    Ok(Artifact { path: "index.html".to_owned(), bytes: index.render()?.into_bytes(), about })
}

fn file(kind: &str, artifact: &Artifact) -> File {
    File {
        kind: kind.to_owned(),
        path: artifact.path.clone(),
        link: link(&artifact.path),
        size: size(artifact.bytes.len()),
        about: artifact.about.zh.clone(),
    }
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
