//! The formatter: a second run changes nothing, no comment is lost, the program stays the same.

use std::path::Path;
use std::sync::LazyLock;

use evalc::finding::{Severity, Sink};
use evalc::format;
use evalc::model::resolve;
use evalc::source::{FileId, SourceFile, fold_char};
use evalc::syntax::parse;
use evalc::syntax::tree::{Body, Declaration, File, Value};
use proptest::prelude::*;

use crate::grammar::{Dice, Grammar};
use crate::support::around;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(&super::grammar::text()));

/// The tree, and whether it has syntax errors.
fn tree(text: &str) -> (File, bool) {
    let mut sink = Sink::default();
    let file = parse(FileId(0), &SourceFile::new("example.eval", text), &mut sink);
    let broken = sink.finish().iter().any(|f| f.severity == Severity::Error);
    (file, broken)
}

fn formatted(text: &str) -> String {
    format::format(&tree(text).0, &SourceFile::new("example.eval", text))
}

/// Declarations with their attributes in one order.
fn sorted(file: &File) -> Vec<Declaration> {
    let mut declarations = file.declarations.clone();
    declarations.iter_mut().for_each(|d| d.attributes.sort_by_key(|a| a.word));
    declarations
}

fn comments(file: &File) -> Vec<String> {
    let mut all: Vec<String> = file.comments.iter().map(|c| c.text.replacen('＃', "#", 1)).collect();
    all.sort();
    all
}

/// Everything that must hold of any text.
fn keeps(text: &str) -> Result<String, String> {
    let (before, broken) = tree(text);
    let once = formatted(text);
    let (after, broken_after) = tree(&once);
    if sorted(&before) != sorted(&after) || broken != broken_after {
        return Err(format!("the tree changed\n{text}\n→\n{once}"));
    }
    if comments(&before) != comments(&after) {
        return Err(format!("a comment was lost\n{text}\n→\n{once}"));
    }
    let twice = formatted(&once);
    if twice != once {
        return Err(format!("the second run changed\n{once}\n→\n{twice}"));
    }
    if rules(before) != rules(after) {
        return Err(format!("a rule changed\n{text}\n→\n{once}"));
    }
    Ok(once)
}

/// What the program computes.
fn rules(file: File) -> Vec<String> {
    let (model, _) = resolve(&[file], &mut Sink::default());
    let mut out: Vec<String> = model.indicators.iter().map(|i| format!("{} {:?}", i.code, i.rule.as_ref().map(|r| &r.expr))).collect();
    out.extend(model.grades.iter().map(|g| format!("{} {:?}", g.name, g.condition)));
    out.extend(model.verifications.iter().map(|v| format!("{:?}", v.condition)));
    out
}

/// Every rule, condition and formula is printed from its tree and reads back, without help from its own words.
fn reads_back(file: &File) -> Result<usize, String> {
    let mut count = 0;
    let mut check = |lead: &str, text: String, same: &dyn Fn(&Declaration) -> bool| {
        count += 1;
        let (again, broken) = tree(&format!("{lead}{text}"));
        let same = !broken && again.declarations.first().is_some_and(same);
        if same { Ok(()) } else { Err(format!("does not read back: {text}")) }
    };
    for declaration in &file.declarations {
        if let Body::Condition(c) = &declaration.body {
            check("用语 示例：", format::condition(c), &|d| d.body == declaration.body)?;
        }
        for a in &declaration.attributes {
            let same = |d: &Declaration| d.attributes.first().is_some_and(|b| b.value == a.value);
            match &a.value {
                Value::Rule(r) => check("三级指标 C1 示例（1分）\n评分：", format::rule(r), &same)?,
                Value::Formula(f) => check("三级指标 C1 示例（1分）\n公式：", format::formula(f), &same)?,
                Value::Condition(c) => check("三级指标 C1 示例（1分）\n要求：", format::condition(c), &same)?,
                _ => {}
            }
        }
    }
    Ok(count)
}

/// Every `*.eval` file of the repository and every `eval` block of the spec.
pub fn texts() -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut folders: Vec<_> = ["examples", "spec", "tests", "benches"].iter().map(|f| Path::new(f).to_owned()).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        let mut paths: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let place = path.display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "eval") {
                out.push((place, std::fs::read_to_string(&path).unwrap()));
            } else if path.extension().is_some_and(|e| e == "md") {
                let page = std::fs::read_to_string(&path).unwrap();
                for (n, block) in page.split("```eval").enumerate().skip(1) {
                    let block = block.split("\n```").next().unwrap();
                    let (info, body) = block.split_once('\n').unwrap_or((block, ""));
                    let lead = if info.trim().starts_with("rule") { "三级指标 C1 示例（1分）\n" } else { "" };
                    out.push((format!("{place}, block {n}"), around(&format!("{lead}{body}\n"))));
                }
            }
        }
    }
    out
}

#[test]
fn every_text_of_the_repository_keeps_its_meaning() {
    let (mut problems, mut count) = (Vec::new(), 0);
    let texts = texts();
    for (place, text) in &texts {
        problems.extend(keeps(text).err().map(|p| format!("{place}: {p}")));
        match reads_back(&tree(text).0) {
            Ok(n) => count += n,
            Err(p) => problems.push(format!("{place}: {p}")),
        }
    }
    println!("{} texts, {count} rules, conditions and formulas", texts.len());
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n\n"));
    assert!(count > 10);
}

/// A whole file around a generated part; `None` if the part does not parse.
fn with_part(kind: usize, part: &str) -> String {
    let body = match kind {
        0 | 1 => format!("三级指标 C1 示例（5分）\n评分：{part}"),
        2 => format!("用语 示例：{part}"),
        3 => format!("三级指标 C1 示例（5分）\n公式：{part}"),
        4 => format!("数据 示例数：{part}"),
        5 => format!("数据 示例数＝{part}"),
        6 => format!("等次 示例：{part}"),
        7 => format!("用例 示例：{part}"),
        8 => format!("流程 示例：{part}"),
        _ => format!("三级指标 C1 示例（5分）\n落实：{part}"),
    };
    format!("评价方案：示例\n依据：示例\n年度：2021\n满分：5分\n语言版本：1\n数据 达标率：百分比，0%至100%\n{body}\n")
}

const PARTS: &[&str] = &[
    "rule_text",
    "rule_text",
    "condition_text",
    "formula_text",
    "datum_spec",
    "derived_spec",
    "grade_spec",
    "case_text",
    "period_value",
    "claims_value",
];

fn generated(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let kind = dice.roll(PARTS.len());
    with_part(kind, &GRAMMAR.write(PARTS[kind], &mut dice))
}

#[test]
fn generated_sentences_keep_their_meaning() {
    let (mut problems, mut parsed, mut kept) = (Vec::new(), 0, Vec::new());
    for seed in 0..500 {
        let text = generated(seed);
        let (file, broken) = tree(&text);
        if broken {
            continue;
        }
        parsed += 1;
        kept.extend(reads_back(&file).err().map(|p| format!("{seed}: {p}\n   from {}", text.lines().last().unwrap())));
        problems.extend(keeps(&text).err());
    }
    println!("{parsed} of 500 generated texts parse, {} stay as written:\n{}", kept.len(), kept.join("\n"));
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(parsed > 200, "{parsed}");
    // Lists inside lists without brackets have no wording of their own.
    assert!(kept.len() * 25 < parsed, "{} of {parsed} are not printed from the tree", kept.len());
}

/// The same text with other widths, as an input method leaves them.
fn mixed_widths(text: &str, dice: &mut Dice) -> String {
    text.chars()
        .map(|c| {
            let forms: &[char] = match fold_char(c) {
                ',' => &[',', '，'],
                ':' => &[':', '：'],
                ';' => &[';', '；'],
                '(' => &['(', '（'],
                ')' => &[')', '）'],
                '=' => &['=', '＝'],
                '%' => &['%', '％'],
                '+' => &['+', '＋'],
                ' ' => &[' ', '\u{3000}', '\t'],
                '—' => &['—', '–', '～'],
                '。' => &['。', '｡'],
                '、' => &['、', '､'],
                '「' => &['「', '｢'],
                '」' => &['」', '｣'],
                '×' => &['×', '＊'],
                d if d.is_ascii_alphanumeric() => return if dice.roll(2) == 0 { d } else { char::from_u32(d as u32 + 0xFEE0).unwrap() },
                _ => return c,
            };
            if c == '\t' || c == '\u{FEFF}' { c } else { *dice.pick(forms) }
        })
        .collect()
}

/// Names and quotations are printed as written and keep their widths, so texts are compared folded, and without their
/// line breaks: a wide name breaks its line earlier.
fn folded(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn widths_do_not_matter(seed: u64, which: prop::sample::Index) {
        let texts = texts();
        let text = &which.get(&texts).1;
        let other = mixed_widths(text, &mut Dice::new(seed));
        prop_assert_eq!(folded(&formatted(text)), folded(&formatted(&other)));
        prop_assert_eq!(rules(tree(text).0), rules(tree(&other).0));
    }

    #[test]
    fn comments_and_blank_lines_anywhere_are_kept(seed: u64, which: prop::sample::Index) {
        let texts = texts();
        let mut dice = Dice::new(seed);
        let mut commented = String::new();
        for (n, line) in which.get(&texts).1.lines().enumerate() {
            match dice.roll(6) {
                0 => commented.push_str(&format!("# 注{n}\n")),
                1 => commented.push('\n'),
                2 => commented.push_str("\n\n  # 注\n\n"),
                _ => {}
            }
            commented.push_str(line);
            commented.push_str(if dice.roll(5) == 0 { "  ＃ 尾注\n" } else { "\n" });
        }
        if let Err(problem) = keeps(&commented) {
            prop_assert!(false, "{}", problem);
        }
    }
}

fn evalc() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("evalc").unwrap()
}

#[test]
fn the_command_formats_checks_and_leaves_broken_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("甲.eval");
    std::fs::write(&file, "数据 达标率:百分比,2 位小数  # 注\n\n\n用语 好:达标率达到９０％的。\n").unwrap();
    let canonical = "数据 达标率：百分比，2位小数  # 注\n\n用语 好：达标率达到90%\n";

    evalc().args(["fmt", "--check"]).arg(folder.path()).assert().code(1).stdout(format!("{}\n", file.display()));
    assert!(std::fs::read_to_string(&file).unwrap().contains("９０％"), "--check changes nothing");
    evalc().arg("fmt").arg(folder.path()).assert().code(0).stdout(format!("{}\n", file.display()));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), canonical);
    let written = std::fs::metadata(&file).unwrap().modified().unwrap();
    evalc().arg("fmt").arg(&file).assert().code(0).stdout("");
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), written, "an unchanged file is not touched");

    let broken = "数据 达标率:没有这样的，类型\n这一行没有归属\n";
    std::fs::write(&file, broken).unwrap();
    evalc().arg("fmt").arg(&file).assert().code(1).stdout("");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), broken);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    evalc().args(["fmt", "没有这个文件.eval"]).assert().code(2);
}

#[test]
fn a_broken_declaration_stays_as_written_and_the_others_are_formatted() {
    let text = "数据 甲:百分比\n数据 乙:百分比,胡写  # 注\n  来源:年报\n  胡写一行\n数据 丙:人,0至5\n";
    assert_eq!(formatted(text), "数据 甲：百分比\n数据 乙:百分比,胡写  # 注\n  来源:年报\n  胡写一行\n数据 丙：人，0至5\n");
}

#[test]
fn the_page_of_an_indicator_is_canonical() {
    let text = "三级指标 C1 控辍保学（4分）
  评分：①建立联保联控工作机制得1分；②责任分到乡镇和学校得1分；③劝返复学一人一案得2分，每少1人扣0.5分。扣完为止。
  # 要点在评分之前
  落实：要点4.1,要点4.2
  # 说明在后
  佐证：台账，
    记录";
    let canonical = "三级指标 C1 控辍保学（4分）
  # 要点在评分之前
  落实：要点4.1、4.2
  # 说明在后
  佐证：台账，
    记录
  评分：
    ①建立联保联控工作机制的得1分；
    ②责任分到乡镇和学校的得1分；
    ③劝返复学一人一案的得2分，每少1人扣0.5分。扣完为止。
";
    assert_eq!(formatted(text), canonical);
}
