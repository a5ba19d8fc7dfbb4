//! All documents of a city of nine counties in three forms, as one process, beside LibreOffice converting the same DOCX files to PDF.
//!
//! Aim: a few seconds for everything. Figures: benches/README.md.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "benches may stop at the first surprise")]

use std::path::PathBuf;
use std::process::Command;

use divan::Bencher;

fn main() {
    divan::main();
}

const CITY: &str = "examples/hunan-2021/changsha";

fn evalc() -> Command {
    Command::new(env!("CARGO_BIN_EXE_evalc"))
}

/// A folder with the results of the city.
fn results() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(evalc().args(["score", CITY, "-o"]).arg(folder.path().join("results.json")).output().unwrap().status.success());
    folder
}

#[divan::bench(args = ["forms", "forms.docx", "forms.html", "forms.pdf"], sample_count = 5, sample_size = 1)]
fn process(bencher: Bencher<'_, '_>, only: &str) {
    let folder = results();
    bencher.bench_local(|| {
        let mut run = evalc();
        run.args(["build", CITY, "--only", only, "--results"])
            .arg(folder.path().join("results.json"))
            .arg("-o")
            .arg(folder.path().join("out"));
        assert!(run.output().unwrap().status.success());
    });
}

/// The same DOCX files through LibreOffice.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn others_libreoffice(bencher: Bencher<'_, '_>) {
    let folder = results();
    let out = folder.path().join("out");
    let mut run = evalc();
    run.args(["build", CITY, "--only", "forms.docx", "--results"]).arg(folder.path().join("results.json")).arg("-o").arg(&out);
    assert!(run.output().unwrap().status.success());
    let files: Vec<PathBuf> = std::fs::read_dir(out.join("forms/docx")).unwrap().map(|e| e.unwrap().path()).collect();
    let convert = || {
        Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .arg(folder.path())
            .args(&files)
            .output()
    };
    // The first run makes the profile.
    if convert().is_err() {
        return;
    }
    bencher.bench_local(|| assert!(convert().unwrap().status.success()));
}
