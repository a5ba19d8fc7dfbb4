//! What goes wrong around `evalc score`: every fault ends in clear words in both languages, with its exit code, and nothing is left
//! half written. Spec: §12.1.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::commands::{CITY, Run, finish, province, run, settings};

const OLD: &str = "earlier result";

/// A city with a roster, whose data are read at once, and one without, whose data are read in blocks.
fn cities() -> [(&'static str, TempDir); 2] {
    let open = CITY.replace("分组 全市各县：甲县、乙县、丙县\n", "").replace("  语言版本：1\n", "  语言版本：1\n  分别评价：市州\n");
    assert_ne!(open, CITY);
    let with = |source: &str| {
        let folder = province(&[("city", &settings("示例市"), source)]);
        fs::write(folder.path().join("city/good.csv"), GOOD).unwrap();
        for ending in ["csv", "json", "xlsx", "html"] {
            fs::write(folder.path().join(format!("city/old.{ending}")), OLD).unwrap();
        }
        folder
    };
    [("at once", with(CITY)), ("in blocks", with(&open))]
}

const GOOD: &str = "市州,县市区,普惠性幼儿园覆盖率\n市,甲县,90\n市,乙县,80\n市,丙县,70\n";

/// Every file below a folder with its bytes.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(everything(&path));
        } else {
            out.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    out.sort();
    out
}

/// Runs in both languages; what was there stays as it was. The Chinese words are given back.
fn fails(folder: &Path, code: i32, arguments: &[&str]) -> String {
    let before = everything(folder);
    let mut said = Vec::new();
    for lang in ["zh", "en"] {
        let Run { code: ended, out, err } = run(folder, &[&["score", "city", "--lang", lang], arguments].concat());
        assert_eq!(ended, code, "{arguments:?}: {out}{err}");
        assert!(!err.trim().is_empty() && !err.contains("panicked"), "{arguments:?}: {err}");
        said.push(err);
    }
    assert!(said[1].is_ascii() || said[1].contains('`') || said[1].contains("error"), "{said:?}");
    assert_ne!(said[0], said[1], "both languages");
    assert!(everything(folder) == before, "{arguments:?} left something behind");
    said.remove(0)
}

/// A data file with these bytes, and what is said of it with each kind of result.
fn data(bytes: &[u8], name: &str, expected: &[&str]) {
    for (kind, folder) in cities() {
        fs::write(folder.path().join("city").join(name), bytes).unwrap();
        let path = format!("city/{name}");
        for output in ["city/old.csv", "city/old.html"] {
            let said = fails(folder.path(), 1, &["--data", &path, "-o", output]);
            for words in expected {
                assert!(said.contains(words), "{kind}, {name}: {words} in {said}");
            }
        }
    }
}

#[test]
fn good_data_are_scored_both_ways() {
    for (kind, folder) in cities() {
        let Run { code, err, .. } = run(folder.path(), &["score", "city", "--data", "city/good.csv", "-o", "city/old.csv"]);
        assert_eq!((code, err.as_str()), (0, ""), "{kind}");
        let result = fs::read_to_string(folder.path().join("city/old.csv")).unwrap();
        assert_eq!(result.lines().count(), 4, "{result}");
        assert_eq!(fs::read_dir(folder.path().join("city")).unwrap().count(), 7, "nothing stands beside it");
    }
}

#[test]
fn results_that_cannot_be_written() {
    for (_, folder) in cities() {
        let folder = folder.path();
        fs::create_dir(folder.join("city/taken.csv")).unwrap();
        for (output, words) in [
            ("city/no/such/folder.csv", "没有这个文件或目录"),
            ("city/good.csv/result.csv", "这不是目录"),
            ("city/taken.csv", "这是一个目录"),
            ("/proc/result.csv", "写不了"),
        ] {
            let said = fails(folder, 2, &["--data", "city/good.csv", "-o", output]);
            assert!(said.contains(words) && said.contains("原有文件没有改动"), "{output}: {said}");
        }
        // One of several that fails takes the others with it.
        fails(folder, 2, &["--data", "city/good.csv", "-o", "city/old.csv", "city/new.html", "city/no/such.xlsx"]);
        let said = fails(folder, 2, &["--data", "city/good.csv", "-o", "city/good.csv"]);
        assert!(said.contains("不能写到数据文件"), "{said}");
        let said = fails(folder, 2, &["--data", "city", "-o", "city/good.csv"]);
        assert!(said.contains("不能写到数据文件"), "{said}");
    }
}

#[test]
fn a_file_that_may_not_grow() {
    let mut many = "市州,县市区,普惠性幼儿园覆盖率\n".to_owned();
    (0..2000).for_each(|n| many.push_str(&format!("市{},县{n},{}\n", n / 20, n % 100)));
    let [(_, roster), (_, open)] = cities();
    for (folder, text, output) in
        [(&open, many.as_str(), "city/old.csv"), (&open, many.as_str(), "city/new.csv"), (&roster, GOOD, "city/old.xlsx")]
    {
        let folder = folder.path();
        fs::write(folder.join("city/data.csv"), text).unwrap();
        let before = everything(folder);
        let blocks = if text == GOOD { 1 } else { 20 };
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let binary = assert_cmd::cargo::cargo_bin("evalc");
        let mut command = Command::new("sh");
        command.current_dir(folder).args(["-c", &script]).arg(binary);
        command.args(["score", "city", "--lang", "zh", "--data", "city/data.csv", "-o", output]);
        let Run { code, err, .. } = finish(&mut assert_cmd::Command::from_std(command));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("超过允许的文件大小") && err.contains("原有文件没有改动"), "{err}");
        assert!(everything(folder) == before, "{output} left something behind");
    }
}

#[test]
fn data_that_cannot_be_read() {
    for (_, folder) in cities() {
        let folder = folder.path();
        for (path, words) in
            [("city/none.csv", "没有这个文件或目录"), ("city/good.csv/more.csv", "这不是目录"), ("/proc/self/mem", "读不到")]
        {
            let said = fails(folder, 2, &["--data", path, "-o", "city/old.csv"]);
            assert!(said.contains(words), "{path}: {said}");
        }
        fs::create_dir_all(folder.join("city/empty")).unwrap();
        let said = fails(folder, 2, &["--data", "city/empty", "-o", "city/old.csv"]);
        assert!(said.contains("没有数据文件"), "{said}");
    }
}

#[test]
fn files_that_are_no_tables() {
    data(b"", "empty.csv", &["E1110", "文件是空的"]);
    data(&[0x7F, b'E', b'L', b'F', 0, 1, 2, 0xFF, 0], "binary.csv", &["E1110", "二进制文件"]);
    data(b"a,b\n\xFF\xFF\xFF,1\n", "bytes.csv", &["E1110", "编码"]);
    data(b"\xFF\xFE1\x002\x00", "wide.csv", &["E1110", "UTF-16"]);
    data(b"no workbook", "plain.xlsx", &["E1110", "不是完整的xlsx文件"]);
    data(b"PK\x03\x04 cut", "cut.xlsx", &["E1110"]);
    data(b"PK\x03\x04 cut", "packed.csv", &["E1110"]);
    data("市州,县市区,普惠性幼儿园覆盖率\n市,\"甲县,90\n市,乙县,80\n".as_bytes(), "quote.csv", &["E1110", "双引号没有配对"]);
}

/// A packed file that says it is a workbook and unpacks to far more than it is.
#[test]
fn a_workbook_that_unpacks_without_end() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut packed = zip::ZipWriter::new(&mut bytes);
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    packed.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1100 {
        std::io::Write::write_all(&mut packed, &zeros).unwrap();
    }
    packed.finish().unwrap();
    let bytes = bytes.into_inner();
    assert!(bytes.len() < 4 << 20, "small as it is sent");
    data(&bytes, "bomb.xlsx", &["E1111", "解压后太大"]);
}

#[test]
fn tables_with_faults() {
    let columns: String = (0..500).map(|n| format!(",多余{n}")).collect();
    let zeros = ",0".repeat(500);
    let wide = format!("市州,县市区,普惠性幼儿园覆盖率{columns}\n市,甲县,90{zeros}\n市,乙县,80{zeros}\n市,丙县,70{zeros}\n");
    data(wide.as_bytes(), "wide.csv", &["有500列不认识"]);
    data(
        "市州,县市区,普惠性幼儿园覆盖率,普惠性幼儿园覆盖率\n市,甲县,1,1\n市,乙县,1,1\n市,丙县,1,1\n".as_bytes(),
        "twice.csv",
        &["与C列重复"],
    );
    let doubled = GOOD.replace("乙县", "甲县");
    data(doubled.as_bytes(), "doubled.csv", &["“甲县”重复，第2行已有"]);
    data(GOOD.replace("80", "1e9").as_bytes(), "exponent.csv", &["C3", "不合类型"]);
    data(GOOD.replace("80", "-1").as_bytes(), "negative.csv", &["C3", "超出取值范围"]);
    data(GOOD.replace(",80", "").as_bytes(), "short.csv", &["这一行有2格，表头有3格"]);
    let gb = encoding_rs::GB18030.encode(&GOOD.replace("80", "八十")).0.into_owned();
    data(&gb, "gb.csv", &["“八十”不合类型"]);
}

#[test]
fn more_rows_than_counties() {
    let mut many = "市州,县市区,普惠性幼儿园覆盖率\n".to_owned();
    (0..100_000).for_each(|n| many.push_str(&format!("市,县{n},50\n")));
    let [(_, roster), _] = cities();
    fs::write(roster.path().join("city/many.csv"), many).unwrap();
    let said = fails(roster.path(), 1, &["--data", "city/many.csv", "-o", "city/old.csv"]);
    assert!(said.contains("名册里没有“县0”") && said.contains("还有") && said.contains("没有列出"), "{said}");
    assert!(said.lines().count() < 1100, "{} lines", said.lines().count());
}

#[test]
fn a_header_without_rows() {
    let [(_, roster), (_, open)] = cities();
    for folder in [&roster, &open] {
        fs::write(folder.path().join("city/head.csv"), GOOD.lines().next().unwrap()).unwrap();
    }
    let said = fails(roster.path(), 1, &["--data", "city/head.csv", "-o", "city/old.csv"]);
    assert!(said.contains("名册里有3个县没有数据"), "{said}");
    let Run { code, err, .. } = run(open.path(), &["score", "city", "--data", "city/head.csv", "-o", "city/old.csv"]);
    assert_eq!(code, 0, "no county is no fault where there is no roster: {err}");
}

#[test]
fn missing_values_are_listed_and_strictly_refused() {
    for (kind, folder) in cities() {
        let folder = folder.path();
        fs::write(folder.join("city/gap.csv"), GOOD.replace("80", "")).unwrap();
        let said = fails(folder, 1, &["--data", "city/gap.csv", "--strict", "-o", "city/old.csv"]);
        assert!(said.contains("缺报1处：乙县") && said.contains("没有计分"), "{kind}: {said}");
        let Run { code, err, .. } = run(folder, &["score", "city", "--data", "city/gap.csv", "-o", "city/old.csv"]);
        assert!(code == 1 && err.contains("其余照常计分"), "{kind}: {err}");
        let result = fs::read_to_string(folder.join("city/old.csv")).unwrap();
        assert!(result.lines().last().unwrap().contains("乙县,缺报,缺报"), "{kind}: {result}");
    }
}
