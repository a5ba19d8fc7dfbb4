//! Returned workbooks: data read back, changes named by sheet and cell, and nothing named that another program does by itself.

use evalc::build::{Prefill, Subject, workbook};
use evalc::data::DataFile;
use evalc::finding::Lang;
use evalc::score::score;

use crate::agreement::cities;
use crate::build_workbook::{Random, data, folder, place_of, stamp};
use crate::support::Read;

/// The workbook of a city with its data, and what its rules are.
fn filled(city: &Read) -> (Prefill, Vec<u8>) {
    let prefill = data(&city.model, &mut Random(7));
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let bytes = workbook::write(&subject, Some(&prefill), true).unwrap();
    (prefill, bytes)
}

/// A workbook with some of its parts rewritten.
fn rewritten(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        to.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        match String::from_utf8(content) {
            Ok(text) => to.write_all(change(&name, text).as_bytes()).unwrap(),
            Err(other) => to.write_all(other.as_bytes()).unwrap(),
        }
    }
    to.finish().unwrap().into_inner()
}

/// The part of a sheet in the file.
fn part_of(bytes: &[u8], sheet: &str) -> String {
    format!("xl/worksheets/sheet{}.xml", place_of(bytes, sheet))
}

#[test]
fn a_returned_workbook_gives_back_the_data_it_was_filled_with() {
    for (name, city) in cities() {
        let (prefill, bytes) = filled(&city);
        let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
        assert_eq!(workbook::altered(&subject, "计分表.xlsx", &bytes).unwrap(), [], "{name}");
        let file = DataFile { name: "计分表.xlsx".into(), bytes };
        let reading = evalc::data::read(&[file], &city.model, &stamp(&city.model));
        // Judged points that random data give may lie outside their level, a county may have no rows, a percentage be tiny.
        let expected = |text: &String| text.contains("评委不能给") || text.starts_with("E1132") || text.starts_with("E1134");
        let problems: Vec<_> = reading.problems.iter().map(|p| p.text(Lang::Zh)).filter(|text| !expected(text)).collect();
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let (ours, theirs) = (score(&city.model, &prefill.frame), score(&city.model, &reading.frame));
        for (a, b) in ours.counties.iter().zip(&theirs.counties) {
            assert_eq!((&a.name, &a.total, &a.grade, &a.scores), (&b.name, &b.total, &b.grade, &b.scores), "{name}");
        }
    }
}

#[test]
fn what_was_changed_in_a_returned_workbook_is_named() {
    let city = crate::support::read(&std::fs::read_to_string("tests/it/city.eval").unwrap());
    let (_, bytes) = filled(&city);
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let changes = |change: &dyn Fn(&str, String) -> String| -> Vec<String> {
        let found = workbook::altered(&subject, "计分表.xlsx", &rewritten(&bytes, change)).unwrap();
        found.iter().map(|problem| problem.text(Lang::Zh)).collect()
    };
    let totals = part_of(&bytes, "计分结果");
    let overwritten = changes(&|part, text| {
        let Some((head, tail)) = text.split_once("<f>").filter(|_| part == totals) else { return text };
        let (_, rest) = tail.split_once("</f>").unwrap();
        format!("{head}{rest}")
    });
    assert!(
        matches!(overwritten.as_slice(), [one] if one.starts_with("E1123") && one.contains("计分结果") && one.contains("B7")),
        "{overwritten:?}"
    );
    let other = changes(&|part, text| if part == totals { text.replacen("<f>", "<f>1+", 1) } else { text });
    assert!(matches!(other.as_slice(), [one] if one.starts_with("E1123")), "{other:?}");
    let words = changes(&|part, text| if part == "xl/sharedStrings.xml" { text.replace(">甲县<", ">甲<") } else { text });
    assert!(!words.is_empty() && words.iter().all(|w| w.starts_with("E1124")), "{words:?}");
    let hidden = changes(&|part, text| {
        if part == "xl/workbook.xml" {
            text.replace("<sheet name=\"数据换算\"", "<sheet name=\"数据换算\" state=\"hidden\"")
        } else {
            text
        }
    });
    assert!(matches!(hidden.as_slice(), [one] if one.starts_with("E1125") && one.contains("隐藏")), "{hidden:?}");
    let renamed =
        changes(&|part, text| if part == "xl/workbook.xml" { text.replace("name=\"得分表\"", "name=\"得分\"") } else { text });
    assert_eq!(renamed.len(), 2, "{renamed:?}");
}

/// The city with its workbook filled in.
fn small() -> (Read, Vec<u8>) {
    let city = crate::support::read(&std::fs::read_to_string("tests/it/city.eval").unwrap());
    let (_, bytes) = filled(&city);
    (city, bytes)
}

/// What is named in a workbook, with the word of its weight.
fn named(city: &Read, bytes: &[u8]) -> Vec<String> {
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let found = workbook::altered(&subject, "计分表.xlsx", bytes).unwrap();
    found.iter().map(|problem| format!("{} {}", problem.code.severity().words().zh, problem.text(Lang::Zh))).collect()
}

/// A workbook opened and saved by LibreOffice.
fn saved_by_libreoffice(name: &str, bytes: &[u8]) -> Vec<u8> {
    let folder = folder(&format!("resaved-{name}"));
    std::fs::write(folder.join("given.xlsx"), bytes).unwrap();
    let run = std::process::Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(folder.join("saved"))
        .arg(folder.join("given.xlsx"))
        .output()
        .expect("LibreOffice is installed by .ci/setup");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let saved = std::fs::read(folder.join("saved/given.xlsx")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    saved
}

#[test]
fn what_another_program_saved_is_as_it_was_handed_out() {
    for (name, city) in cities() {
        let (prefill, bytes) = filled(&city);
        let saved = saved_by_libreoffice(&name, &bytes);
        assert_eq!(named(&city, &saved), Vec::<String>::new(), "{name}");
        let file = DataFile { name: "计分表.xlsx".into(), bytes: saved };
        let reading = evalc::data::read(&[file], &city.model, &stamp(&city.model));
        let (ours, theirs) = (score(&city.model, &prefill.frame), score(&city.model, &reading.frame));
        for (a, b) in ours.counties.iter().zip(&theirs.counties) {
            assert_eq!((&a.name, &a.total, &a.grade, &a.scores), (&b.name, &b.total, &b.grade, &b.scores), "{name}");
        }
    }
}

/// Replaces the first occurrence in the part of a sheet.
fn in_sheet(bytes: &[u8], sheet: &str, from: &str, to: &str) -> Vec<u8> {
    let wanted = part_of(bytes, sheet);
    let found = std::cell::Cell::new(false);
    let out = rewritten(bytes, |part, text| {
        if part != wanted {
            return text;
        }
        found.set(text.contains(from));
        text.replacen(from, to, 1)
    });
    assert!(found.get(), "{sheet} has no {from}");
    out
}

#[test]
fn hidden_rows_and_columns_are_named() {
    let (city, bytes) = small();
    let row = in_sheet(&bytes, "得分表", "<row r=\"8\"", "<row hidden=\"1\" r=\"8\"");
    assert_eq!(named(&city, &row), ["警告 E1126 计分表.xlsx 工作表“得分表” 第8行：第8行被隐藏了"]);
    let thin = in_sheet(&bytes, "得分表", "<row r=\"7\" spans=\"1:11\" ht=\"18\"", "<row r=\"7\" spans=\"1:11\" ht=\"0.4\"");
    assert_eq!(named(&city, &thin), ["警告 E1126 计分表.xlsx 工作表“得分表” 第7行：第7行被隐藏了"]);
    let column = in_sheet(&bytes, "等次认定", "<col min=\"2\" max=\"2\"", "<col hidden=\"1\" min=\"2\" max=\"2\"");
    assert_eq!(named(&city, &column), ["警告 E1126 计分表.xlsx 工作表“等次认定” B1：B列被隐藏了"]);
    let all = in_sheet(&bytes, "问题清单", "<sheetFormatPr ", "<sheetFormatPr zeroHeight=\"1\" ");
    assert!(matches!(named(&city, &all).as_slice(), [one] if one.contains("以下都被隐藏")), "{:?}", named(&city, &all));
    // The helper column of the ranking is hidden as it is handed out.
    assert_eq!(named(&city, &bytes), Vec::<String>::new());
}

#[test]
fn lost_protection_and_entry_rules_are_named() {
    let (city, bytes) = small();
    let protection = |text: &str| {
        let start = text.find("<sheetProtection").unwrap();
        let end = start + text[start..].find("/>").unwrap() + 2;
        text[start..end].to_owned()
    };
    let sheet = "填报县教育局";
    let part = part_of(&bytes, sheet);
    let open = rewritten(&bytes, |name, text| if name == part { text.replace(&protection(&text), "") } else { text });
    assert_eq!(named(&city, &open), ["警告 E1127 计分表.xlsx 工作表“填报县教育局”：工作表的保护被撤销了"]);
    let other = in_sheet(&bytes, sheet, "<formula1>IF(ISNUMBER(B7),AND(B7&gt;=0,", "<formula1>IF(ISNUMBER(B7),AND(B7&gt;=-9,");
    assert_eq!(named(&city, &other), ["警告 E1127 计分表.xlsx 工作表“填报县教育局” B7：这里至B12的填写限制被改动或删去了"]);
    // Pasting over two cells takes their rule away, and no other.
    let pasted = in_sheet(&bytes, sheet, "sqref=\"B7:B12\"><formula1>", "sqref=\"B7 B10:B12\"><formula1>");
    assert_eq!(named(&city, &pasted), ["警告 E1127 计分表.xlsx 工作表“填报县教育局” B8：这里至B9的填写限制被改动或删去了"]);
    let split = in_sheet(&bytes, sheet, "sqref=\"B7:B12\"><formula1>", "sqref=\"B7:B9 B10:B12\"><formula1>");
    assert_eq!(named(&city, &split), Vec::<String>::new());
    let warns = in_sheet(&bytes, sheet, "<dataValidation ", "<dataValidation errorStyle=\"warning\" ");
    assert!(named(&city, &warns).iter().any(|one| one.contains("E1127")));
}

/// A workbook with one more number format and ink, and a cell that has them.
fn dressed(bytes: &[u8], sheet: &str, cell: &str, format: &str, look: &str) -> Vec<u8> {
    let wanted = part_of(bytes, sheet);
    let count = std::cell::Cell::new(0);
    let out = rewritten(bytes, |part, text| {
        if part != "xl/styles.xml" {
            return text;
        }
        let styles = &text[text.find("<cellXfs").unwrap()..text.find("</cellXfs>").unwrap()];
        count.set(styles.matches("<xf ").count());
        let fonts = &text[text.find("<fonts").unwrap()..text.find("</fonts>").unwrap()];
        let font = fonts.matches("<font>").count();
        let xf = format!(
            "<xf numFmtId=\"290\" fontId=\"{}\" fillId=\"0\" borderId=\"0\" xfId=\"0\">{}</xf></cellXfs>",
            if look == "white" { font } else { 0 },
            if look == "open" { "<protection locked=\"0\"/>" } else { "" }
        );
        let format = format!("<numFmt numFmtId=\"290\" formatCode=\"{format}\"/></numFmts>");
        text.replace("</cellXfs>", &xf).replace("</numFmts>", &format).replace("</fonts>", "<font><color rgb=\"FFFFFFFF\"/></font></fonts>")
    });
    rewritten(&out, |part, text| {
        if part != wanted {
            return text;
        }
        let start = text.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{sheet} has no {cell}"));
        let end = start + text[start..].find('>').unwrap();
        let closed = if text[..end].ends_with('/') { "/" } else { "" };
        let kind =
            text[start..end].split(' ').find(|a| a.starts_with("t=")).map(|t| format!(" {}", t.trim_end_matches('/'))).unwrap_or_default();
        format!("{}<c r=\"{cell}\" s=\"{}\"{kind}{closed}{}", &text[..start], count.get(), &text[end..])
    })
}

#[test]
fn looks_that_hide_or_invent_numbers_are_named() {
    let (city, bytes) = small();
    let total = |format: &str, look: &str| named(&city, &dressed(&bytes, "得分表", "D7", format, look));
    assert_eq!(total(";;;", ""), ["错误 E1128 计分表.xlsx 工作表“得分表” D7：这里的内容被格式藏起来了"]);
    assert_eq!(total("0.00", "white"), ["错误 E1128 计分表.xlsx 工作表“得分表” D7：这里的内容被格式藏起来了"]);
    assert_eq!(total("&quot;9&quot;0.00", ""), ["错误 E1128 计分表.xlsx 工作表“得分表” D7：数字格式“\"9\"0.00”使这里显示成别的数"]);
    assert_eq!(total("0", ""), ["错误 E1128 计分表.xlsx 工作表“得分表” D7：这里的数字格式被改成了“0”"]);
    assert_eq!(total("0.00", "open"), ["警告 E1127 计分表.xlsx 工作表“得分表” D7：这里的锁定被解除了"]);
    // What is shown is the same.
    assert_eq!(total("#,##0.00_ ", ""), Vec::<String>::new());
    let entry = |format: &str, look: &str| named(&city, &dressed(&bytes, "填报县教育局", "B7", format, look));
    assert_eq!(entry("0.00", "white"), ["错误 E1128 计分表.xlsx 工作表“填报县教育局” B7：这里的内容被格式藏起来了"]);
    // People paste cells with a look of their own.
    assert_eq!(entry("0", ""), Vec::<String>::new());
}

#[test]
fn a_conditional_format_that_hides_is_named() {
    let (city, bytes) = small();
    let hidden = rewritten(&bytes, |part, text| {
        if part != "xl/styles.xml" {
            return text;
        }
        let at = text.find("<dxf>").unwrap() + "<dxf>".len();
        format!("{}<numFmt numFmtId=\"291\" formatCode=\";;;\"/>{}", &text[..at], &text[at..])
    });
    let found = named(&city, &hidden);
    assert!(!found.is_empty() && found.iter().all(|one| one.starts_with("错误 E1128") && one.contains("条件格式")), "{found:?}");
}

#[test]
fn names_that_were_added_or_redirected_are_named() {
    let (city, bytes) = small();
    let names = |from: &str, to: &str| {
        let changed = rewritten(&bytes, |part, text| if part == "xl/workbook.xml" { text.replacen(from, to, 1) } else { text });
        named(&city, &changed)
    };
    let added = names("<definedNames>", "<definedNames><definedName name=\"总分\">得分表!$D$7</definedName>");
    assert_eq!(added, ["警告 E1129 计分表.xlsx：多了名称“总分”，指“得分表!$D$7”"]);
    let area = rewritten(&bytes, |part, text| {
        if part != "xl/workbook.xml" {
            return text;
        }
        let at = text.find("_xlnm.Print_Area").unwrap();
        let end = at + text[at..].find("</definedName>").unwrap();
        let start = at + text[at..].find('>').unwrap() + 1;
        format!("{}得分表!$A$1:$B$2{}", &text[..start], &text[end..])
    });
    let found = named(&city, &area);
    assert!(matches!(found.as_slice(), [one] if one.contains("打印区域") && one.contains("被改指")), "{found:?}");
}

/// Warnings are told and the data are scored; what deceives is an error and nothing is.
#[test]
fn the_command_scores_what_only_needs_a_warning() {
    let folder = tempfile::TempDir::new().unwrap();
    let city = "examples/hunan-2021/changsha";
    let evalc = || assert_cmd::Command::cargo_bin("evalc").unwrap();
    evalc().args(["build", city, "--only", "xlsx", "--data", &format!("{city}/data"), "-o"]).arg(folder.path()).assert().success();
    let bytes = std::fs::read(folder.path().join("workbook/计分表.xlsx")).unwrap();
    let score = |bytes: Vec<u8>| {
        let path = folder.path().join("交回.xlsx");
        std::fs::write(&path, bytes).unwrap();
        let run = evalc().args(["score", city, "--data"]).arg(path).output().unwrap();
        (run.status.code(), String::from_utf8(run.stderr).unwrap(), String::from_utf8(run.stdout).unwrap())
    };
    let (code, told, table) = score(in_sheet(&bytes, "得分表", "<row r=\"8\"", "<row hidden=\"1\" r=\"8\""));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.starts_with("警告 E1126") && table.contains("芙蓉区"), "{told}{table}");
    let (code, told, table) = score(dressed(&bytes, "得分表", "D7", ";;;", ""));
    assert_eq!((code, table.as_str()), (Some(1), ""), "{told}");
    assert!(told.starts_with("错误 E1128") && told.contains("没有计分"), "{told}");
}
