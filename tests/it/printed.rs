//! Printed documents of the example cities, made once by the real program, and what the real readers find in them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use evalc::Program;
use evalc::model::{Indicator, IndicatorKind};
use serde_json::Value;

use crate::build_python::{city, program};
use crate::readers::{Reader, chromium, libreoffice};
use crate::support::whole_city;

/// A city with every document in every form, filled from its results.
pub struct Printed {
    pub rules: Program,
    /// The results, as they are in their file.
    pub results: Value,
    folder: tempfile::TempDir,
    office: OnceLock<()>,
    browser: OnceLock<()>,
    read: Mutex<BTreeMap<(String, Reader), Vec<String>>>,
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

    /// Of documents there is one of for each county, those of the first only: they are laid out alike.
    pub fn looked_at(&self) -> Vec<String> {
        let others: Vec<String> = self.counties().skip(1).map(|county| format!("-{}", county["name"].as_str().unwrap())).collect();
        let mut names = self.names("pdf");
        names.retain(|name| !others.iter().any(|county| name.ends_with(county)));
        names
    }

    /// The results of each county.
    pub fn counties(&self) -> impl Iterator<Item = &Value> {
        self.results["counties"].as_array().unwrap().iter()
    }

    /// The PDF a reader makes of a document that is looked at.
    pub fn pdf(&self, name: &str, reader: Reader) -> PathBuf {
        let files = |format: &str| -> Vec<PathBuf> { self.looked_at().iter().map(|name| self.file(name, format)).collect() };
        let folder = |reader: &str| self.folder.path().join(reader);
        match reader {
            Reader::Poppler => self.file(name, "pdf"),
            Reader::LibreOffice => {
                self.office.get_or_init(|| libreoffice(&files("docx"), &folder("office")));
                folder("office").join(format!("{name}.pdf"))
            }
            Reader::Chromium => {
                self.browser.get_or_init(|| chromium(&files("html"), &folder("browser")));
                folder("browser").join(format!("{name}.pdf"))
            }
        }
    }

    /// The text of each page of a document, in a reader.
    pub fn pages(&self, name: &str, reader: Reader) -> Vec<String> {
        let key = (name.to_owned(), reader);
        let known = self.read.lock().unwrap().get(&key).cloned();
        known.unwrap_or_else(|| {
            let all = pages(&self.pdf(name, reader));
            self.read.lock().unwrap().insert(key, all.clone());
            all
        })
    }

    /// The lowest indicators of the government's tree.
    pub fn leaves(&self) -> impl Iterator<Item = &Indicator> {
        self.rules.model.scored().map(|(_, indicator)| indicator)
    }

    /// The sentence of an indicator, as it is printed.
    pub fn sentence(&self, indicator: &Indicator) -> String {
        let rule = evalc::reading::written(&self.rules.files, indicator).unwrap();
        let words = rule.in_words(indicator.kind);
        let evalc::reading::Written::Formula(_) = rule else { return words };
        let told = indicator.texts.iter().find(|(word, _)| *word == "说明");
        format!("{}按公式计分：{words}。", told.map(|(_, told)| told.text.as_str()).unwrap_or_default())
    }
}

fn evalc() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("evalc").unwrap()
}

fn print(path: &str, rules: Program) -> Printed {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("results.json");
    let data = Path::new(path).with_file_name("data.csv");
    let mut score = evalc();
    score.args(["score", path, "-o"]).arg(&results);
    if path.ends_with(".eval") {
        score.arg("--data").arg(data);
    }
    score.assert().success();
    let out = folder.path().join("out");
    evalc().args(["build", path, "--only", "forms", "--results"]).arg(&results).arg("-o").arg(&out).assert().success();
    let results = serde_json::from_slice(&std::fs::read(results).unwrap()).unwrap();
    Printed { rules, results, folder, office: OnceLock::new(), browser: OnceLock::new(), read: Mutex::default() }
}

/// Changsha: nine counties, three levels.
pub fn changsha() -> &'static Printed {
    static CITY: OnceLock<Printed> = OnceLock::new();
    CITY.get_or_init(|| print("examples/hunan-2021/changsha", city("changsha")))
}

/// Xiangxi: eight counties, another style.
pub fn xiangxi() -> &'static Printed {
    static CITY: OnceLock<Printed> = OnceLock::new();
    CITY.get_or_init(|| print("examples/hunan-2021/xiangxi", city("xiangxi")))
}

/// A city made for its layout: four counties, very long names and sentences, a hundred pieces of evidence, and nothing that may be left
/// out: no mandate, leaders, bonus, interviews, details or procedure.
pub fn layout() -> &'static Printed {
    static CITY: OnceLock<Printed> = OnceLock::new();
    CITY.get_or_init(|| print("tests/layout/city.eval", program(&whole_city("tests/layout"))))
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
        let (before, rest) = page.split_once("2021年度规则指纹").unwrap_or_else(|| panic!("page {} has no mark", at + 1));
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
    holds_the_sums(city, pages);
}

/// Each page of a table of indicators has the sum of the points that stand on it, and all pages have full marks.
pub fn holds_the_sums(city: &Printed, pages: &[String]) {
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
