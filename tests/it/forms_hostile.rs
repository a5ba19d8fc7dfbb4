//! Texts that mean something to some program are only texts in printed documents, in every reader. Spec: §15.3.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::browser::Browser;
use crate::forms_docx::parts;
use crate::printed::{bare, flow, pages};
use crate::readers::{Reader, chromium, libreoffice};

/// Texts that mean something to some reader.
const HOSTILE: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "＝1+1、+1、-1、@x",
    "=HYPERLINK(\"http://127.0.0.1/x\",\"点\")",
    "\"引号\"'单引号'",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>&amp;&#60;<b>",
    "';--",
    "#import \"x\" $x$ *粗* _斜_ @a <b> \\u{41} `c`#read(\"/etc/passwd\")",
    "<w:t>x</w:t></w:p><w:instrText>PAGE</w:instrText>",
    "{{ title }}{% if %}😀",
    "{DATE \\@ \"yyyy\"} %PDF-1.7 /JS (app.alert(1))",
];

/// Documents that print them.
const DOCUMENTS: [&str; 6] = ["指标体系表", "实施细则", "佐证材料目录", "数据采集表-___甲<_td>局", "实地核查记录表-查阅资料", "县级自评表"];

/// The documents of rules full of such texts.
fn printed(out: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let long = "长".repeat(32_768);
    let hostile = HOSTILE.join("；");
    let rules = crate::support::around(&format!(
        "数据 完成数：个，0个至10个，越高越好\n  来源：{hostile}\n  口径：{long}\n  责任单位：../甲</td>局\n通则：{hostile}\n三级指标 C1 示例（100分）\n  方式：查阅资料\n  佐证：{hostile}\n  责任单位：../甲</td>局\n  评分：完成数每个得10分，最多得100分。\n"
    ));
    std::fs::write(folder.path().join("city.eval"), rules).unwrap();
    // What turns the direction of text is an error in rules; settings may hold it.
    let issuer = "某办\u{202E}\u{2066}=1\u{7}办";
    let toml = format!(
        "city = \"长沙市\"\nyear = 2021\nmandate = \"湖南2021\"\n[forms]\nissuer = {}\nnumber = \"@1〔2021〕<b>号\"\n",
        serde_json::to_string(issuer).unwrap()
    );
    std::fs::write(folder.path().join("eval.toml"), toml).unwrap();
    let mut run = assert_cmd::Command::cargo_bin("evalc").unwrap();
    run.arg("build").arg(folder.path()).args(["--only", "forms", "-o"]).arg(out).assert().code(0);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn hostile_texts_are_printed_as_they_are_and_nothing_of_them_runs() {
    let folder = tempfile::tempdir().unwrap();
    printed(folder.path());
    let of = |format: &str| files(&folder.path().join("forms").join(format));
    let names: Vec<String> = of("pdf").iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let known: Vec<&String> = DOCUMENTS
        .iter()
        .map(|kind| names.iter().find(|name| looks_like(name, kind)).unwrap_or_else(|| panic!("{kind}: {names:?}")))
        .collect();

    // DOCX: nothing but page numbers is a field, nothing refers to anything outside.
    for file in of("docx") {
        for (part, xml) in parts(&file) {
            let fields = xml.matches("<w:instrText").count() + xml.matches("<w:fldSimple").count();
            assert_eq!(fields, usize::from(part.contains("footer")), "{} {part}", file.display());
            assert!(!xml.contains("TargetMode") && !xml.contains("<w:hyperlink"), "{} {part}", file.display());
        }
    }
    // HTML: no script runs and no element comes from a text.
    let mut browser = Browser::start();
    for file in of("html") {
        browser.open(&file);
        let counted = "document.scripts.length + document.querySelectorAll('img,a,iframe,object,i,td>b:not(:only-child)').length";
        assert_eq!(browser.eval(counted), Value::from(0), "{}", file.display());
    }
    assert_eq!(browser.console, Vec::<String>::new());
    drop(browser);
    // PDF: no script, no link, nothing to launch.
    for file in of("pdf") {
        for option in ["-js", "-url"] {
            let run = Command::new("pdfinfo").arg(option).arg(&file).output().unwrap();
            assert!(run.status.success(), "{}", file.display());
            let lines = String::from_utf8(run.stdout).unwrap();
            assert!(lines.lines().skip(usize::from(option == "-url")).all(|line| line.trim().is_empty()), "{}: {lines}", file.display());
        }
    }

    // Whatever opens them shows every character of every text.
    libreoffice(&of("docx"), &folder.path().join("office"));
    chromium(&of("html"), &folder.path().join("browser"));
    for reader in Reader::ALL {
        let shown = |name: &str| {
            let pdf = match reader {
                Reader::Poppler => folder.path().join(format!("forms/pdf/{name}.pdf")),
                Reader::LibreOffice => folder.path().join(format!("office/{name}.pdf")),
                Reader::Chromium => folder.path().join(format!("browser/{name}.pdf")),
            };
            flow(&pages(&pdf))
        };
        for name in &known[..3] {
            let text = shown(name);
            // Evidence is listed piece by piece, parted where the language parts it.
            let whole = |part: &&&str| !name.starts_with("佐证") || !part.contains(['、', ';', '&']);
            for part in HOSTILE.iter().filter(whole).map(|part| bare(part).replace('😀', "")) {
                assert!(text.contains(&part), "{reader:?} lost {part} of {name}: {text}");
            }
        }
        let asked = shown(known[3]);
        assert_eq!(asked.matches('长').count(), 32_768, "{reader:?}");
        let rules = shown(known[1]);
        // Signature and head: without the marks that turn and the control character.
        assert!(rules.contains("某办=1办@1〔2021〕<b>号"), "{reader:?}: {rules}");
        assert!(!rules.contains(['\u{202E}', '\u{2066}']), "{reader:?}");
    }
}

/// Names of files hold no mark: `_` stands for any of them.
fn looks_like(name: &str, kind: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    letters(name) == letters(kind)
}
