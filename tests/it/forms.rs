//! Printed documents as a command: what is written, what settings say, what hostile texts do. Spec: §15.

use std::collections::BTreeSet;
use std::path::Path;

use crate::forms_docx::parts;
use crate::printed::{bare, changsha, pages};

const CITY: &str = "examples/hunan-2021/changsha";

fn evalc() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("evalc").unwrap()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

/// A project of the example city with other settings.
fn project(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(CITY).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let toml = std::fs::read_to_string(format!("{CITY}/eval.toml")).unwrap();
    std::fs::write(folder.path().join("eval.toml"), toml + settings).unwrap();
    folder
}

#[test]
fn each_department_method_post_and_county_has_its_own_document() {
    let all = changsha().names("docx");
    for name in [
        "数据采集表-教育局",
        "数据采集表-财政局",
        "实地核查记录表-暗访",
        "实地核查记录表-数据比对",
        "述职报告-区县（市）长",
        "问题清单及整改台账-浏阳市",
    ] {
        assert!(all.iter().any(|n| n == name), "{name} is not among {all:?}");
    }
    assert_eq!(all.iter().filter(|n| n.starts_with("问题清单及整改台账-")).count(), 9);
    assert_eq!(all, changsha().names("pdf"));
    assert_eq!(all, changsha().names("html"));
}

#[test]
fn every_datum_a_rule_rests_on_is_asked_for_once_and_no_other() {
    let city = changsha();
    let model = &city.rules.model;
    let forms: Vec<String> = city
        .names("docx")
        .iter()
        .filter(|name| name.starts_with("数据采集表-"))
        .map(|name| bare(&evalc_text(&parts(&city.file(name, "docx"))["word/document.xml"])))
        .collect();
    let used = evalc::data::used(model);
    let mut asked = 0;
    for (id, datum) in model.data() {
        let in_use = used.data.iter().any(|(other, _)| *other == id);
        let is_points = matches!(datum.kind, evalc::model::DatumKind::JudgedPoints(_));
        // A name may begin another one; its cell ends behind it.
        let cells: usize = forms.iter().map(|form| form.matches(&format!("⟨{}⟩", bare(&datum.name))).count()).sum();
        let scoped: usize = forms.iter().map(|form| form.matches(&format!("⟨{}|", bare(&datum.name))).count()).sum();
        assert_eq!(cells + scoped, usize::from(in_use && !is_points), "{}", datum.name);
        asked += cells + scoped;
    }
    assert!(asked > 90, "{asked}");
}

/// The text of a part: a cell between ⟨ and ⟩, its paragraphs with | between them.
fn evalc_text(xml: &str) -> String {
    let marked = xml.replace("</w:p></w:tc>", "⟩").replace("<w:tc>", "⟨").replace("</w:p><w:p>", "|");
    let mut out = String::new();
    let mut inside = false;
    for c in marked.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn settings_choose_documents_forms_issuer_number_and_day() {
    let folder = project(
        "[forms]\nissuer = \"示例市教育督导办\"\nnumber = \"示教督〔2021〕7号\"\ndate = \"2021-11-08\"\ndocuments = [\"县级自评表\", \"实施细则\"]\nformats = [\"pdf\"]\n",
    );
    let out = folder.path().join("out");
    evalc().arg("build").arg(folder.path()).args(["--only", "forms", "-o"]).arg(&out).assert().code(0);
    assert_eq!(names(&out.join("forms")), BTreeSet::from(["pdf".to_owned()]));
    assert_eq!(names(&out.join("forms/pdf")), BTreeSet::from(["县级自评表.pdf".to_owned(), "实施细则.pdf".to_owned()]));
    let rules = pages(&out.join("forms/pdf/实施细则.pdf")).concat();
    assert!(rules.starts_with("2021年度规则指纹"), "{rules}");
    for words in ["示例市教育督导办示教督〔2021〕7号", "附件：1.县级自评表", "示例市教育督导办2021年11月8日"]
    {
        assert_eq!(rules.matches(words).count(), 1, "{words}");
    }
    assert!(pages(&out.join("forms/pdf/县级自评表.pdf"))[0].contains("附件1"));
}

#[test]
fn wrong_settings_are_errors_with_what_may_be_written() {
    for (settings, said) in [
        ("[forms]\nisuer = \"某办\"\n", "没有 forms.isuer 这个设置"),
        ("[forms]\ndocuments = [\"指标表\"]\n", "forms.documents 的值不对"),
        ("[forms]\nformats = [\"doc\"]\n", "forms.formats 的值不对"),
        ("[forms]\ndate = \"2021年2月30日\"\n", "forms.date 的值不对"),
        ("[forms.fonts]\nbody = 3\n", "forms.fonts.body 的值不对"),
    ] {
        let folder = project(settings);
        let out = folder.path().join("out");
        let run = evalc().arg("build").arg(folder.path()).args(["--lang", "zh", "--only", "forms", "-o"]).arg(&out).assert().code(1);
        let err = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(err.contains(said), "{settings}: {err}");
        assert!(!out.exists());
    }
}

#[test]
fn one_document_in_one_form_is_written_alone_and_always_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["甲", "乙"].map(|name| folder.path().join(name));
    for out in [&first, &second] {
        evalc().args(["build", CITY, "--only", "指标体系表.docx,访谈提纲.html,述职报告.pdf", "-o"]).arg(out).assert().code(0);
    }
    assert_eq!(names(&first.join("forms/docx")), BTreeSet::from(["指标体系表.docx".to_owned()]));
    assert_eq!(names(&first.join("forms/html")), BTreeSet::from(["访谈提纲.html".to_owned()]));
    for (kind, name) in [("docx", "指标体系表.docx"), ("html", "访谈提纲.html"), ("pdf", "述职报告-区县（市）长.pdf")] {
        let read = |out: &Path| std::fs::read(out.join("forms").join(kind).join(name)).unwrap();
        assert_eq!(read(&first), read(&second), "{name}");
    }
    let index = std::fs::read_to_string(first.join("index.html")).unwrap();
    assert!(index.contains("forms/docx/"), "the index lists documents");
}

#[test]
fn results_of_other_rules_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let results = folder.path().join("结果.json");
    evalc().args(["score", "examples/hunan-2021/xiangxi", "-o"]).arg(&results).assert().success();
    let out = folder.path().join("out");
    let build = || {
        let mut run = evalc();
        run.args(["build", CITY, "--lang", "zh", "--only", "评价总结.docx", "--results"]).arg(&results).arg("-o").arg(&out);
        String::from_utf8_lossy(&run.assert().code(2).get_output().stderr).into_owned()
    };
    assert!(build().contains("不是按现在的规则算的"));
    std::fs::write(&results, "{\"format\": \"evalc-results\"}").unwrap();
    assert!(build().contains("不是 evalc score 写的结果文件"));
    assert!(!out.exists());
}

#[test]
fn fonts_are_listed_with_what_stands_in_for_them() {
    let run = |arguments: &[&str]| {
        let run = evalc().arg("fonts").args(arguments).assert().code(0);
        String::from_utf8(run.get_output().stdout.clone()).unwrap()
    };
    let all = run(&["--lang", "zh"]);
    let parts: Vec<&str> = all.lines().map(|line| line.split('：').next().unwrap()).collect();
    assert_eq!(parts, ["标题　方正小标宋简体", "一级标题　黑体", "二级标题　楷体_GB2312", "正文　仿宋_GB2312", "表格　宋体"]);
    // Whatever a machine has: fonts inside the program stand in.
    assert!(all.lines().all(|line| line.contains("：有") || line.contains("改用 ")), "{all}");
    // A family that is there is found, one that is not is told by its name.
    let folder = project("[forms.fonts]\nbody = \"Noto Serif CJK SC\"\ntable = \"某宋\"\n");
    let own = run(&["--lang", "en", folder.path().to_str().unwrap()]);
    assert!(own.contains("table: 某宋 is not there"), "{own}");
    assert!(own.contains("body: Noto Serif CJK SC, found"), "{own}");
    let families = run(&["--lang", "zh", "--all"]);
    assert!(families.lines().skip(5).any(|family| family == "Noto Serif CJK SC"), "{families}");
    let folder = folder.path().join("没有");
    evalc().args(["fonts", "--font-path"]).arg(folder).assert().code(2);
}
