//! Printed documents of the example cities, made once by the real program, and what the real readers find in them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use evalc::Program;
use evalc::model::{Indicator, IndicatorKind};

use crate::build_python::city;

/// A city with every document in every form, filled from its results.
pub struct Printed {
    pub rules: Program,
    folder: tempfile::TempDir,
}

impl Printed {
    /// The file of a document.
    pub fn file(&self, name: &str, format: &str) -> PathBuf {
        let path = self.folder.path().join(format!("out/forms/{format}/{name}.{format}"));
        assert!(path.exists(), "{} was not written", path.display());
        path
    }

    /// The names of all documents in a form.
    pub fn names(&self, format: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join(format!("out/forms/{format}"))).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// The lowest indicators of the government's tree.
    pub fn leaves(&self) -> impl Iterator<Item = &Indicator> {
        self.rules.model.scored().map(|(_, indicator)| indicator)
    }

    /// The canonical sentence of an indicator, as it is printed.
    pub fn sentence(&self, indicator: &Indicator) -> String {
        let rule = evalc::reading::written(&self.rules.files, indicator).unwrap();
        let words = rule.chinese(indicator.kind);
        if matches!(rule, evalc::reading::Written::Formula(_)) { format!("按公式计分：{words}。") } else { words }
    }
}

fn evalc() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("evalc").unwrap()
}

fn print(name: &str) -> Printed {
    let folder = tempfile::tempdir().unwrap();
    let rules = format!("examples/hunan-2021/{name}");
    let results = folder.path().join("results.json");
    evalc().args(["score", &rules, "-o"]).arg(&results).assert().success();
    let out = folder.path().join("out");
    evalc().args(["build", &rules, "--only", "forms", "--results"]).arg(&results).arg("-o").arg(&out).assert().success();
    Printed { rules: city(name), folder }
}

/// Changsha: nine counties, three levels.
pub fn changsha() -> &'static Printed {
    static CITY: OnceLock<Printed> = OnceLock::new();
    CITY.get_or_init(|| print("changsha"))
}

/// Xiangxi: eight counties, another style.
pub fn xiangxi() -> &'static Printed {
    static CITY: OnceLock<Printed> = OnceLock::new();
    CITY.get_or_init(|| print("xiangxi"))
}

/// The text of each page of a PDF without blanks and line ends, in the order it is written.
pub fn pages(pdf: &Path) -> Vec<String> {
    let run = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8"])
        .arg(pdf)
        .arg("-")
        .output()
        .expect("poppler-utils are installed by .ci/setup");
    assert!(run.status.success(), "{}: {}", pdf.display(), String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    let mut pages: Vec<String> = text.split('\u{c}').map(bare).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "a form feed ends the last page");
    pages
}

/// Text that goes on over pages: without the mark and the number of each.
pub fn flow(pages: &[String]) -> String {
    let own = |(at, page): (usize, &String)| {
        let (before, rest) = page.split_once("2021年度规则").unwrap_or_else(|| panic!("page {} has no mark", at + 1));
        // A number may follow the fingerprint, which has so many digits.
        let (fingerprint, rest) = rest.split_at(16);
        assert!(fingerprint.chars().all(|c| c.is_ascii_hexdigit()), "page {}: {fingerprint}", at + 1);
        let number = format!("—{}—", at + 1);
        let text = format!("{before}{rest}");
        let (before, rest) = text.rsplit_once(&number).unwrap_or_else(|| panic!("page {} has no number", at + 1));
        format!("{before}{rest}")
    };
    pages.iter().enumerate().map(own).collect()
}

/// Text without blanks: lines are broken anywhere.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// How often a text stands in another.
pub fn count(text: &str, part: &str) -> usize {
    text.matches(&bare(part)).count()
}

/// PDF files that LibreOffice makes of others.
pub fn converted(files: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .args(files)
        .output()
        .expect("LibreOffice is installed by .ci/setup");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files.iter().map(|file| folder.join(file.file_stem().unwrap()).with_extension("pdf")).collect()
}

/// What 指标体系表 must hold, whatever it was printed from: each indicator with its points and sentence once, sums by page.
pub fn holds_the_indicator_table(city: &Printed, pages: &[String]) {
    let all = pages.concat();
    for indicator in &city.rules.model.indicators {
        let head = match indicator.kind {
            IndicatorKind::Level(_) if !indicator.is_leaf() => continue,
            IndicatorKind::Level(_) | IndicatorKind::Leader => format!("{} {}", indicator.code, indicator.title.text),
            IndicatorKind::Bonus | IndicatorKind::Penalty => indicator.title.text.clone(),
        };
        let points = indicator.points.as_ref().unwrap();
        // Head, points and sentence follow each other in a row.
        assert_eq!(count(&all, &format!("{head}{points}{}", city.sentence(indicator))), 1, "{head}");
    }
    let (mut sum, mut with_sums) = (0, 0);
    let hundredths = |text: &str| (text.parse::<f64>().unwrap() * 100.0).round() as i64;
    for page in pages {
        let Some((_, rest)) = page.split_once("本页小计") else { continue };
        let told: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let own = city.leaves().filter(|leaf| page.contains(&bare(&format!("{} {}", leaf.code, leaf.title.text))));
        let own: i64 = own.map(|leaf| hundredths(&leaf.points.as_ref().unwrap().to_string())).sum();
        assert_eq!(hundredths(&told), own, "{page}");
        sum += own;
        with_sums += 1;
    }
    assert!(with_sums > 2, "{with_sums} pages with sums");
    assert_eq!(sum, 10_000);
}
