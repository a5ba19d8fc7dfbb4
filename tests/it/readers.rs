//! The programs people open printed documents with; each gives a PDF whose text and places are read back.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::browser::Browser;

/// A program people open a document with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// The PDF itself.
    Poppler,
    /// The DOCX in LibreOffice.
    LibreOffice,
    /// The HTML, printed by Chromium.
    Chromium,
}

impl Reader {
    /// Every reader.
    pub const ALL: [Reader; 3] = [Reader::Poppler, Reader::LibreOffice, Reader::Chromium];
}

/// Converts DOCX files to PDF files of the same names in a folder, all in one run.
pub fn libreoffice(files: &[PathBuf], folder: &Path) {
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.with_extension("profile").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .args(files)
        .output()
        .expect("LibreOffice is installed by .ci/setup");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Prints web pages to PDF files of the same names in a folder, all in one run, on the paper the pages ask for.
pub fn chromium(files: &[PathBuf], folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut browser = Browser::start();
    for file in files {
        browser.open(file);
        let printed = browser.call("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": false }));
        let out = folder.join(file.file_stem().unwrap()).with_extension("pdf");
        std::fs::write(out, base64(printed["data"].as_str().unwrap())).unwrap();
    }
}

/// Bytes of a base64 text.
fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0u32, |bits, c| bits << 6 | u32::from(value(*c))) << (6 * (4 - four.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    out
}

/// A word on a page, in points from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Width, height and words of each page.
pub fn places(pdf: &Path) -> Vec<(f64, f64, Vec<Word>)> {
    let run = Command::new("pdftotext").args(["-bbox", "-enc", "UTF-8"]).arg(pdf).arg("-").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        let rest = line.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let mut out: Vec<(f64, f64, Vec<Word>)> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            out.push((number(line, "width"), number(line, "height"), Vec::new()));
        } else if let (Some(rest), Some((_, _, words))) = (line.strip_prefix("<word "), out.last_mut()) {
            let text = rest.split_once('>').unwrap().1.trim_end_matches("</word>").to_owned();
            let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(rest, name));
            words.push(Word { text, left, top, right, bottom });
        }
    }
    out
}

#[test]
fn base64_gives_the_bytes_back() {
    assert_eq!(base64("TWFu"), b"Man");
    assert_eq!(base64("TWE="), b"Ma");
    assert_eq!(base64("TQ=="), b"M");
    assert_eq!(base64("+/8="), [0xfb, 0xff]);
}
