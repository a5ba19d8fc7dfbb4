//! What `evalc score` tells of results besides their numbers: reasons, what is open, ties, both sides of a check. Spec: §12.3.

use std::fs;

use tempfile::TempDir;

use crate::commands::{province, run, settings};

const MANDATE: &str = crate::commands::MANDATE;

/// Four counties; a rule for everything that is told.
const CITY: &str = "\
评价方案：示例市2021年度评价
  依据：示例〔2021〕1号
  年度：2021
  满分：20分
  语言版本：1
分组 全市各县：甲县、乙县、丙县、丁县
等次 优秀：总分18分以上，不超过四分之一
等次 合格：总分10分以上不足18分
等次 不合格：总分不足10分
数据 覆盖率：百分比，2位小数，0%至100%
  来源：年报
  责任单位：教育局
数据 教育支出：万元，2位小数，0万元至100000万元，含上年
  来源：决算
  责任单位：财政局
数据 责任书签订：日期，可未报
  来源：责任书
  责任单位：政府办
数据 津贴发放率：百分比，2位小数，0%至100%，可不适用
  来源：统发系统
  责任单位：财政局
数据 反馈问题数：个，0个至90个
  来源：反馈意见
  责任单位：教育局
数据 整改问题数：个，0个至90个
  来源：复核记录
  责任单位：教育局
数据 改革成效：评议（好、一般）
  来源：评议
  责任单位：教育局
数据 通报次数：次，0次至9次
  来源：通报
  责任单位：教育局
数据 发生安全事故：是否
  来源：调查报告
  责任单位：应急局
校核 整改数：整改问题数不超过反馈问题数
一级指标 A1 示例（20分）
  落实：重点1
二级指标 B1 示例（20分）
三级指标 C1 覆盖率（8分）
  落实：要点1.1
  评分：覆盖率达到85%得8分，每低5个百分点扣1分，扣完为止。
三级指标 C2 支出（4分）
  落实：要点1.1
  评分：教育支出不低于上年得4分，每低1个百分点扣1分，扣完为止。
三级指标 C3 责任书（2分）
  落实：要点1.1
  评分：责任书签订不迟于3月31日得2分，每迟1天扣0.1分，扣完为止。
三级指标 C4 津贴（2分）
  落实：要点1.1
  评分：津贴发放率达到100%得2分，否则不得分。不适用的，不得分。
三级指标 C5 改革（2分）
  落实：要点1.1
  评分：改革成效按好、一般分别得1—2分、0—0.9分。
三级指标 C6 整改（2分）
  落实：要点1.1
  评分：整改问题数5个以上得2分，3个以上不足5个得1分，其余不得分。
扣分项 通报（最多4分）
  责任单位：教育局
  评分：通报次数每次扣2分，最多扣4分。
一票否决 发生安全事故：定为不合格
结果运用 通报表扬：对优秀等次的予以通报表扬
";

const HEAD: &str =
    "县市区,覆盖率,教育支出,教育支出（上年）,责任书签订,津贴发放率,反馈问题数,整改问题数,改革成效,改革成效（评分）,通报次数,发生安全事故\n";
const ROWS: [&str; 4] = [
    "甲县,90,1000,1000,2021年3月1日,100,6,6,好,2,0,否\n",
    "乙县,90,1000,1000,2021年3月1日,100,6,6,好,2,0,是\n",
    "丙县,73,970.5,1000,未报,不适用,2,3,一般,0.5,1,否\n",
    "丁县,85,1000,1000,2021年4月3日,100,6,6,好,1.5,0,否\n",
];

struct Folder(TempDir);

impl Folder {
    fn new(changes: &[(&str, &str)]) -> Folder {
        let folder = province(&[("市", &settings("市"), CITY)]);
        fs::create_dir(folder.path().join("市/data")).unwrap();
        let mut text = format!("{HEAD}{}", ROWS.concat());
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        fs::write(folder.path().join("市/data/县.csv"), text).unwrap();
        Folder(folder)
    }

    fn told(&self, more: &[&str]) -> String {
        run(self.0.path(), &[&["score", "市"], more].concat()).out
    }

    fn json(&self) -> serde_json::Value {
        self.told(&["-o", "r.json"]);
        serde_json::from_str(&fs::read_to_string(self.0.path().join("r.json")).unwrap()).unwrap()
    }

    fn page(&self) -> String {
        self.told(&["-o", "r.html"]);
        fs::read_to_string(self.0.path().join("r.html")).unwrap()
    }
}

/// The line that begins with these words, blanks aside.
fn line<'t>(text: &'t str, words: &str) -> &'t str {
    text.lines().find(|line| line.trim_start().starts_with(words)).unwrap_or_else(|| panic!("{words} in {text}"))
}

#[test]
fn the_table_tells_vetoes_ties_and_both_sides_of_a_check() {
    let text = Folder::new(&[]).told(&[]);
    assert!(MANDATE.contains("示例2021"));
    insta::assert_snapshot!("score_told_table", text);
    // Nobody shares a place, nothing changed a grade: no word of either.
    let plain = Folder::new(&[("乙县,90", "乙县,88"), ("2,0,是", "1.9,0,否"), ("2,3,一般", "3,3,一般")]).told(&[]);
    assert!(!plain.contains("并列") && !plain.contains("校核") && !plain.contains("一票否决"), "{plain}");
}

#[test]
fn what_keeps_a_total_open_is_named() {
    let folder = Folder::new(&[("6,6,好,1.5", "6,6,,"), ("丙县,73,970.5,1000", "丙县,73,970.5,")]);
    let text = folder.told(&[]);
    assert_eq!(line(&text, "等次："), "等次：优秀0个（名额1个），合格0个，不合格1个，名额未定1个，缺报1个，待定1个");
    assert!(text.contains("备注：丁县（C5待定）还有评议没有结果，未形成总分"), "{text}");
    assert!(text.contains("备注：丙县（C2缺报）数据不全，未形成总分"), "{text}");
    assert!(folder.told(&["--explain", "丁县"]).contains("  C5 改革待定，未形成总分\n"));
    // It is last year's value that is missing.
    assert!(folder.told(&["--explain", "丙县", "--indicator", "C2"]).contains("“教育支出（上年）”缺报，不能计分"));
    let page = folder.page();
    assert!(page.contains("名额未定1个，缺报1个，待定1个") && page.contains("待定，未形成总分"), "the page");
    assert!(!page.contains("名额线"), "a quota that waits for grades has no line yet");
    assert!(Folder::new(&[]).page().contains("优秀名额线：至多1个"), "one that does not has");
}

#[test]
fn steps_are_told_in_plain_words() {
    let folder = Folder::new(&[]);
    let steps = |code: &str| folder.told(&["--explain", "丙县", "--indicator", code]);
    assert!(steps("C1").contains("73%比85%低12个百分点，每5个百分点为一档，按2档计，扣2×1＝2分"), "{}", steps("C1"));
    assert!(steps("C2").contains("970.5万元比1000万元低29.5万元，即低2.95%，按2个百分点计，扣2×1＝2分"), "{}", steps("C2"));
    assert!(steps("C3").contains("责任书签订未报，按一直未完成计") && steps("C3").contains("扣完为止，按0计"), "{}", steps("C3"));
    assert!(!steps("C3").contains('×'), "days without end are not multiplied: {}", steps("C3"));
    let late = folder.told(&["--explain", "丁县", "--indicator", "C3"]);
    assert!(late.contains("2021年4月3日比2021年3月31日晚3天，扣3×0.1＝0.3分"), "{late}");
    // From full marks to the total, with what a deduction took.
    let total = folder.told(&["--explain", "丙县"]);
    assert!(total.contains("  满分：20分\n  各指标失分：-10.5分\n  扣分项“通报”：-2分\n  总分：7.5，失分：12.5\n"), "{total}");
}

#[test]
fn a_problem_is_one_plain_sentence_and_not_applicable_is_none() {
    let results = Folder::new(&[]).json();
    let of = |county: &str| -> Vec<String> {
        let found = results["counties"].as_array().unwrap().iter().find(|c| c["name"] == county).unwrap();
        found["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| format!("{} {}", p["code"].as_str().unwrap(), p["what"]["zh"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(
        of("丙县"),
        [
            "C1 覆盖率73%，低于85%，失2分",
            "C2 教育支出970.5万元，低于上年1000万元，失2分",
            "C3 责任书签订未报，失2分",
            "C5 改革成效为“一般”，评0.5分，满分2分，失1.5分",
            "C6 整改问题数3个，少于5个，失1分",
            "通报 通报次数1次，扣2分",
        ]
    );
    assert_eq!(of("甲县"), Vec::<String>::new());
    assert_eq!(of("丁县"), ["C3 责任书签订2021年4月3日，晚于2021年3月31日，失0.3分", "C5 改革成效为“好”，评1.5分，满分2分，失0.5分"]);
}

#[test]
fn what_is_declared_for_everybody_stands_in_the_report() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.json()["uses"][0]["text"], "对优秀等次的予以通报表扬");
    assert!(folder.page().contains("<b>通报表扬</b>：对优秀等次的予以通报表扬"));
}

/// What takes points and what adds some is told apart from indicators.
#[test]
fn the_csv_names_bonus_and_deductions_as_such() {
    let folder = Folder::new(&[]);
    folder.told(&["-o", "r.csv"]);
    let table = fs::read_to_string(folder.0.path().join("r.csv")).unwrap();
    let mut lines = table.lines();
    assert!(lines.next().unwrap().ends_with(",C6 整改（2分）,扣分项 通报（最多4分）"), "{table}");
    assert!(lines.any(|line| line.starts_with("4,丙县,不合格,7.5,12.5,9.5,-2,9.5,") && line.ends_with(",1,2")), "{table}");
}

#[test]
fn leaders_are_ranked_where_the_scheme_evaluates_them() {
    let folder = TempDir::new().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let [csv, html] = ["r.csv", "r.html"].map(|name| folder.path().join(name));
    let told = run(root, &["score", "examples/hunan-2021/changsha", "-o", csv.to_str().unwrap(), html.to_str().unwrap()]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    let table = fs::read_to_string(csv).unwrap();
    assert!(table.lines().next().unwrap().ends_with("领导干部名次,领导干部得分,领导干部等次"), "{table}");
    assert!(table.lines().any(|line| line.contains(",长沙县,") && line.ends_with(",3,93.2,优秀")), "{table}");
    assert!(fs::read_to_string(html).unwrap().contains("党政主要领导干部<small>"));
    // A scheme without leaders ranks none.
    assert!(!Folder::new(&[]).told(&[]).contains("领导干部"));
    assert!(!Folder::new(&[]).page().contains("id=\"leaders\""));
}
