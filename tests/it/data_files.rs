//! Data files: every fault has a case with its message and a near miss; what is right reads to the same frame from every
//! format; hostile bytes end in a clear problem. Spec: §11.

use std::io::Write as _;
use std::time::{Duration, Instant};

use evalc::data::{self, Absence, Cell, DataFile, Frame, Reading, Stamp, template};
use evalc::expr::{ColumnId, DatumId, TableId, Value};
use evalc::finding::Lang;
use evalc::model::Model;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::support::{self, Read};

/// A city with every kind of datum.
const CITY: &str = "\
评价方案：示例
  依据：示例
  年度：2021
  满分：16分
  语言版本：1
分组 全市各县：甲县、乙县、丙区
数据 普惠率：百分比，2位小数，0%至100%
数据 教育支出：万元，2位小数，0万元至100000万元，含前2年
数据 学生数：人，0人至100000人
数据 生均支出＝教育支出÷学生数，单位元/生
数据 规划印发：是否
数据 有方案：文件
数据 平安校园：名单
数据 办学水平：等级（好、中、差）
数据 宣传成效：评议（明显、一般、较差）
数据 签订日期：日期，可未报
数据 校车隐患：处，0处至1000处，可不适用
数据 问题数：起，阶段 自评、审核
数据 缺了算零：件，0件至10件
  缺报：按0计算
明细表 学校：每所学校一行
列 学校名称：文本
列 学段：等级（小学、初中）
列 面积：平方米，1位小数，0至100000
列 合格：是否
数据 合格数＝计数（学校，合格），单位所
一级指标 A1 示例（16分）
二级指标 B1 示例（16分）
三级指标 C1 普惠（2分）
  评分：普惠率达到85%得2分，每低1个百分点扣0.2分，扣完为止。
三级指标 C2 支出（2分）
  评分：教育支出不低于上年得2分，否则不得分。
三级指标 C3 生均（2分）
  评分：生均支出不低于100元/生得2分，否则不得分。
三级指标 C4 印发（2分）
  评分：规划印发得1分；有有方案得1分。
三级指标 C5 宣传（8分）
  评分：宣传成效按明显、一般、较差分别得6—8、3—5、0—2分。
";

fn city() -> Read {
    let read = support::read(&support::around(CITY));
    let errors: Vec<_> = read.findings.iter().filter(|f| f.severity == evalc::finding::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    read
}

fn stamp() -> Stamp {
    Stamp { year: 2021, rules: "abc123".to_owned() }
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> DataFile {
    DataFile { name: name.to_owned(), bytes: bytes.into() }
}

const HEAD: &str = "县市区,普惠率,教育支出,教育支出（上年）,学生数,规划印发,有方案,平安校园,办学水平,宣传成效,宣传成效（评分）,签订日期,校车隐患,问题数（自评）";
const ROWS: [&str; 3] = [
    "甲县,84.5%,1200,1100.5,1000,是,甲政发〔2021〕5号；2021年3月1日；甲县人民政府,在册,好,明显,7,2021年3月5日,不适用,3",
    "乙县,90,1300.25,1300.25,1200,否,无,不在册,中,一般,3.5,2021-03-05,0,0",
    "丙区,100,900,1000,800,√,无,在册,差,较差,0,未报,12,1",
];
const SCHOOLS: &str = "县市区,学校名称,学段,面积,合格\n甲县,一小,小学,1200.5,是\n甲县,二小,小学,800,否\n丙区,一中,初中,5000,√\n";

/// The good table with some of its text replaced.
fn table(changes: &[(&str, &str)]) -> String {
    let mut text = format!("{HEAD}\n{}\n", ROWS.join("\n"));
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn reading(files: &[DataFile]) -> Reading {
    data::read(files, &city().model, &stamp())
}

fn texts(reading: &Reading) -> Vec<String> {
    reading.problems.iter().map(|p| p.text(Lang::Zh)).collect()
}

fn missing(reading: &Reading) -> Vec<String> {
    reading.missing.iter().map(|m| format!("{} {}", m.county.as_deref().unwrap_or("-"), m.name)).collect()
}

fn datum(model: &Model, name: &str) -> DatumId {
    DatumId(model.data.iter().position(|d| d.name == name).unwrap() as u32)
}

fn value(model: &Model, frame: &Frame, county: usize, name: &str, back: u8) -> String {
    match frame.to_dataset(model).counties[county].values.get(&(datum(model, name), back)) {
        None => "缺报".to_owned(),
        Some(Cell::NotApplicable) => "不适用".to_owned(),
        Some(Cell::Pending) => "待定".to_owned(),
        Some(Cell::Value(Value::Bool(b))) => b.to_string(),
        Some(Cell::Value(Value::Number(n))) => n.to_string(),
    }
}

#[test]
fn a_good_table_is_read_whole() {
    let model = city().model;
    let read = reading(&[file("县市区.csv", table(&[])), file("学校.csv", SCHOOLS)]);
    assert_eq!((texts(&read), missing(&read)), (vec![], vec![]));
    let get = |county, name| value(&model, &read.frame, county, name, 0);
    assert_eq!(get(0, "普惠率"), "84.5");
    assert_eq!(get(0, "有方案"), "true");
    assert_eq!((get(1, "有方案"), get(2, "规划印发")), ("false".into(), "true".into()));
    assert_eq!(get(0, "签订日期"), get(1, "签订日期"));
    assert_eq!((get(0, "校车隐患"), get(0, "缺了算零")), ("不适用".into(), "缺报".into()));
    assert_eq!(value(&model, &read.frame, 0, "教育支出", 1), "1100.5");
    assert_eq!(read.frame.counties, ["甲县", "乙县", "丙区"]);
    assert_eq!(read.frame.tables[&TableId(0)].county, [0, 0, 2]);
}

/// One fault: its name, the files, and files that are nearly the same and right.
type Fault = (&'static str, Vec<DataFile>, Vec<DataFile>);

fn one(change: &[(&str, &str)]) -> Vec<DataFile> {
    vec![file("县市区.csv", table(change)), file("学校.csv", SCHOOLS)]
}

fn with_schools(text: &str) -> Vec<DataFile> {
    vec![file("县市区.csv", table(&[])), file("学校.csv", text)]
}

fn faults() -> Vec<Fault> {
    let faulty = |name, wrong: &[(&str, &str)], right: &[(&str, &str)]| (name, one(wrong), one(right));
    let long = |line: &str| {
        let text = format!("县市区,数据,期别,值,核实值\n{line}\n");
        vec![file("县市区.csv", table(&[])), file("学校.csv", SCHOOLS), file("补报.csv", text)]
    };
    vec![
        faulty("out_of_range", &[(",90,", ",100.01,")], &[(",90,", ",100.00,")]),
        faulty("a_billion_percent", &[(",90,", ",1000000000,")], &[(",90,", ",99.99,")]),
        faulty("negative_count", &[(",1200,否", ",-1,否")], &[(",1200,否", ",0,否")]),
        faulty("negative_without_range", &[("2021-03-05,0,0", "2021-03-05,0,-1")], &[("2021-03-05,0,0", "2021-03-05,0,1")]),
        faulty("too_many_places", &[(",90,", ",90.125,")], &[(",90,", ",90.120,")]),
        faulty("a_bare_fraction", &[(",84.5%,", ",0.845,")], &[(",84.5%,", ",0.84,")]),
        faulty("text_for_a_number", &[(",90,", ",九十,")], &[(",90,", ",９０％,")]),
        faulty("bad_thousands", &[("1300.25,1300.25", "\"13,00.25\",1300.25")], &[("1300.25,1300.25", "\"1,300.25\",1300.25")]),
        faulty("wrong_unit_in_a_cell", &[(",1300.25,1300", ",1300.25人,1300")], &[(",1300.25,1300", ",0.130025亿元,1300")]),
        faulty("ten_thousands_in_a_cell", &[(",1200,否", ",1.2万,否")], &[(",1200,否", ",1.2万人,否")]),
        faulty("ten_thousands_of_ten_thousands", &[(",1300.25,1300", ",0.13万,1300")], &[(",1300.25,1300", ",0.13亿元,1300")]),
        faulty("unknown_level", &[(",中,", ",重,")], &[(",中,", ", 中 ,")]),
        faulty("level_with_a_typo", &[(",明显,", ",明显的,")], &[(",明显,", ",　明显,")]),
        faulty("fact_as_a_number", &[("1200,否", "1200,0")], &[("1200,否", "1200,×")]),
        faulty(
            "document_as_a_word",
            &[("甲政发〔2021〕5号；2021年3月1日；甲县人民政府", "有")],
            &[("甲政发〔2021〕5号；2021年3月1日；甲县人民政府", "无")],
        ),
        faulty(
            "document_incomplete",
            &[("甲政发〔2021〕5号；2021年3月1日；甲县人民政府", "征求意见稿")],
            &[("甲政发〔2021〕5号；2021年3月1日；甲县人民政府", "甲县人民政府，2021.3.1，甲政发〔2021〕5号")],
        ),
        faulty("number_as_a_day", &[("2021年3月5日", "1905年7月13日")], &[("2021年3月5日", "2020年3月5日")]),
        faulty("no_such_day", &[("2021-03-05", "2021-02-30")], &[("2021-03-05", "2021/2/28")]),
        faulty("a_day_february_lacks", &[("2021年3月5日", "2021年2月30日")], &[("2021年3月5日", "2020年2月29日")]),
        faulty("month_thirteen", &[("2021-03-05", "2021-13-05")], &[("2021-03-05", "2021-12-05")]),
        faulty("not_applicable_here", &[(",90,", ",不适用,")], &[("2021-03-05,0,0", "2021-03-05,不涉及,0")]),
        faulty("points_outside_the_level", &[("明显,7,", "明显,5,")], &[("明显,7,", "明显,6,")]),
        faulty("points_off_the_step", &[("明显,7,", "明显,7.05,")], &[("明显,7,", "明显,7.1,")]),
        faulty("unknown_header", &[("县市区,普惠率", "县市区,普慧率")], &[("县市区,普惠率", "县市区, 普 惠 率（％）")]),
        faulty("computed_given", &[("问题数（自评）", "生均支出")], &[("问题数（自评）", "问题数")]),
        faulty("repeated_header", &[(",学生数,", ",普惠率,")], &[(",普惠率,", ",普惠率（%）,")]),
        faulty("unit_of_another_kind", &[(",教育支出,", ",教育支出（人）,")], &[(",教育支出,", ",教育支出/万元,")]),
        faulty("no_such_year", &[("教育支出（上年）", "教育支出（前3年）")], &[("教育支出（上年）", "教育支出（2020年）")]),
        faulty("county_not_in_roster", &[("乙县,", "已县,")], &[("乙县,", "　乙县 ,")]),
        faulty("county_twice", &[("丙区,100", "甲县,100")], &[("\n丙区,100", "\n\n丙区,100")]),
        faulty("county_without_name", &[("丙区,100", ",100")], &[("丙区,100", "丙区,99")]),
        faulty("ragged_row", &[("2021-03-05,0,0", "2021-03-05,0")], &[("2021-03-05,0,0", "2021-03-05,0,")]),
        faulty("row_too_long", &[("2021-03-05,0,0", "2021-03-05,0,0,7")], &[("2021-03-05,0,0", "2021-03-05,0,0,,")]),
        faulty("unpaired_quote", &[("丙区,100", "丙区,\"100")], &[("丙区,100", "丙区,\"100\"")]),
        faulty("no_county_column", &[("县市区,", "单位名称,")], &[("县市区,", "区县,")]),
        faulty(
            "more_above_the_header",
            &[("县市区,普惠率", "标题,其他\n县市区,普惠率")],
            &[("县市区,普惠率", "2021年度数据表\n县市区,普惠率")],
        ),
        faulty(
            "another_year",
            &[("县市区,普惠率", "# evalc 2020 规则 abc123\n县市区,普惠率")],
            &[("县市区,普惠率", "# evalc 2021 规则 abc123,,\n县市区,普惠率")],
        ),
        faulty(
            "other_rules",
            &[("县市区,普惠率", "# evalc 2021 规则 ffff\n县市区,普惠率")],
            &[("县市区,普惠率", "# evalc 2021\n县市区,普惠率")],
        ),
        faulty(
            "a_row_of_another_year",
            &[("县市区,", "年度,县市区,"), ("\n甲县", "\n2021,甲县"), ("\n乙县", "\n2020,乙县"), ("\n丙区", "\n2021年,丙区")],
            &[("县市区,", "年度,县市区,"), ("\n甲县", "\n2021,甲县"), ("\n乙县", "\n２０２１年度,乙县"), ("\n丙区", "\n2021年,丙区")],
        ),
        ("given_twice", long("甲县,学生数,,5,"), long("甲县,学生数,,,5")),
        ("long_unknown_datum", long("甲县,学生人数,,5,"), long("甲县,缺了算零,,5,")),
        ("long_bad_period", long("甲县,教育支出,去年,5,"), long("甲县,教育支出,前2年,5,")),
        ("column_unknown", with_schools(&SCHOOLS.replace("面积", "面枳")), with_schools(&SCHOOLS.replace("面积", "面积（㎡）"))),
        ("column_known_by_most_of_its_cells", with_schools(&SCHOOLS.replace("学段", "等级").replace("初中", "大学")), vec![]),
        ("column_known_by_its_cells", with_schools(&SCHOOLS.replace("学段", "等级")), with_schools(&SCHOOLS.replace("学段", "学　段"))),
        (
            "column_of_nothing_known",
            with_schools(&SCHOOLS.replace("学段,", "学段,等级,").replace("小学,", "小学,优,").replace("初中,", "初中,优,")),
            with_schools(&SCHOOLS.replace("学段,", "学段,备注,").replace("小学,", "小学,优,").replace("初中,", "初中,优,")),
        ),
        ("column_unit", with_schools(&SCHOOLS.replace("面积", "面积（亩人）")), with_schools(&SCHOOLS.replace("面积", "面积/平方米"))),
        (
            "every_fault_of_an_unknown_county",
            with_schools(&SCHOOLS.replace("丙区,一中,初中", "丁市,一中,高中")),
            with_schools(&SCHOOLS.replace("丙区,一中,初中", "乙县,一中,小学")),
        ),
        ("a_total_is_no_county", with_schools(&format!("{SCHOOLS}合计,,,99999999,\n")), with_schools(SCHOOLS)),
        (
            "detail_file_with_a_typo",
            vec![file("县市区.csv", table(&[])), file("长沙-学较.csv", SCHOOLS.replace("1200.5", "千二"))],
            vec![file("县市区.csv", table(&[])), file("长沙-学校.csv", SCHOOLS)],
        ),
        ("column_cell", with_schools(&SCHOOLS.replace("1200.5", "1200.55")), with_schools(&SCHOOLS.replace("1200.5", "１２００．５"))),
        ("detail_county", with_schools(&SCHOOLS.replace("丙区", "丁区")), with_schools(&SCHOOLS.replace("丙区", "乙县"))),
        ("utf16", vec![file("县市区.csv", [0xFF, 0xFE, b'a', 0]), file("学校.csv", SCHOOLS)], one(&[])),
        ("neither_encoding", vec![file("县市区.csv", [b"a,b\n", &[0xFF, 0xFF, 0x80][..]].concat()), file("学校.csv", SCHOOLS)], one(&[])),
        ("empty_file", vec![file("县市区.csv", table(&[])), file("学校.csv", "")], with_schools("县市区,学校名称,学段,面积,合格\n")),
        ("json_cut_short", vec![file("a.json", "[{\"县市区\": \"甲县\"")], vec![]),
        ("json_unknown_key", vec![file("a.json", "{\"data\": []}")], vec![]),
        ("json_key_twice", vec![file("a.json", "[{\"县市区\": \"甲县\", \"学生数\": 1, \"学生数\": 2}]")], vec![]),
        ("json_nested", vec![file("a.json", "[{\"县市区\": \"甲县\", \"学生数\": {\"a\": 1}}]")], vec![]),
        ("roster_incomplete", one(&[(ROWS[1], "")]), one(&[])),
        (
            "five_hundred_columns",
            vec![file("县市区.csv", format!("县市区,{}\n", (1..500).map(|n| format!("第{n}项")).collect::<Vec<_>>().join(",")))],
            vec![],
        ),
    ]
}

#[test]
fn every_fault_says_what_to_mend() {
    let mut out = String::new();
    let mut codes = std::collections::BTreeSet::new();
    for (name, wrong, right) in faults() {
        let read = reading(&wrong);
        assert!(!read.problems.is_empty(), "{name} is not reported");
        out.push_str(&format!("== {name}\n"));
        for problem in &read.problems {
            codes.insert(problem.code.id());
            out.push_str(&format!("{}\n{}\n", problem.text(Lang::Zh), problem.text(Lang::En)));
            assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty());
        }
        // What is said to be missing is missing: nothing follows from a fault that is told already.
        data::lacking(&read.missing).problems().iter().for_each(|p| out.push_str(&format!("{}\n", p.text(Lang::Zh))));
        if !right.is_empty() {
            assert_eq!(texts(&reading(&right)), Vec::<String>::new(), "near miss of {name}");
        }
    }
    insta::assert_snapshot!(out);
    println!("{} faults, {} codes", faults().len(), codes.len());
}

/// Five counties with a percentage each.
fn rates(rates: [&str; 5]) -> Vec<String> {
    rates_of("普惠率：百分比，2位小数，0%至100%", rates)
}

fn rates_of(datum: &str, rates: [&str; 5]) -> Vec<String> {
    let rules = format!(
        "\
评价方案：示例
  依据：示例
  年度：2021
  满分：2分
  语言版本：1
分组 全市各县：甲县、乙县、丙区、丁县、戊县
数据 {datum}
一级指标 A1 示例（2分）
二级指标 B1 示例（2分）
三级指标 C1 普惠（2分）
  评分：普惠率达到85%得2分，每低1个百分点扣0.2分，扣完为止。
"
    );
    let model = support::read(&support::around(&rules)).model;
    let rows = ["甲县", "乙县", "丙区", "丁县", "戊县"].iter().zip(rates).map(|(name, rate)| format!("{name},{rate}\n"));
    let read = data::read(&[file("县.csv", format!("县市区,普惠率\n{}", rows.collect::<String>()))], &model, &stamp());
    read.problems.iter().flat_map(|p| [p.text(Lang::Zh), p.text(Lang::En)]).collect()
}

#[test]
fn a_fraction_among_percentages_is_told() {
    // 84.5, 80, 90 and 88.25: the lower one of the two in the middle.
    assert_eq!(
        rates(["84.5", "0.87", "80%", "90", "88.25"]),
        [
            "E1134 县.csv B3：乙县的“普惠率”是0.87%，其他县多在84.5%上下，是不是把87%写成了小数。应为87%的，请填87；确实是0.87%的，不用改",
            "E1134 县.csv B3: `普惠率` of 乙县 is 0.87%, others have about 84.5%: is it 87%, written as a fraction. If it should be 87%, write 87; if it is 0.87%, nothing is to be done",
        ]
    );
    assert_eq!(rates(["0.9", "0.87", "80", "90", "88"]).len(), 4, "two counties wrote fractions");
    assert_eq!(rates(["84.5", "1", "80", "待定", "88.25"]).len(), 2, "three others are enough");
    // Above 1%, nothing at all, too few others, others that are as low: nothing is said.
    for quiet in [
        ["84.5", "1.01", "80", "90", "88"],
        ["84.5", "0", "80", "90", "88"],
        ["84.5", "0.87", "80", "", "待定"],
        ["9", "0.87", "10", "8", "11"],
    ] {
        assert_eq!(rates(quiet), Vec::<String>::new(), "{quiet:?}");
    }
}

/// A whole column of fractions has no others to be compared with: where more is better it is told once.
#[test]
fn a_column_of_fractions_is_told_where_more_is_better() {
    let column = ["0.91", "0.87", "0.8", "0.9", "1"];
    assert_eq!(
        rates_of("普惠率：百分比，2位小数，0%至100%，越高越好", column),
        [
            "E1134 县.csv B2：各县的“普惠率”都不超过1%，甲县是0.91%，是不是这一列都把91%这样的数写成了小数。应为91%的，请填91；确实是0.91%的，不用改",
            "E1134 县.csv B2: `普惠率` is at most 1% everywhere, 0.91% in 甲县: were percentages such as 91% written as fractions. If it should be 91%, write 91; if it is 0.91%, nothing is to be done",
        ]
    );
    assert_eq!(rates_of("普惠率：百分比，2位小数，0%至100%，越低越好", column), Vec::<String>::new());
    assert_eq!(rates_of("普惠率：百分比，2位小数，0%至1%，越高越好", column), Vec::<String>::new());
    assert_eq!(rates_of("普惠率：百分比，2位小数，0%至100%，越高越好", ["0.91", "0.87", "0.8", "0", "1"]), Vec::<String>::new());
}

/// Nothing is said to be missing while some file could not be read: it may stand in there.
#[test]
fn a_file_of_another_year_is_all_that_is_told() {
    for mark in ["# evalc 2020 规则 abc123", "# evalc 2021 规则 ffff"] {
        let read = reading(&[file("县市区.csv", format!("{mark}\n{}", table(&[]))), file("学校.csv", SCHOOLS)]);
        assert_eq!((texts(&read).len(), read.problems[0].code.id(), missing(&read).len()), (1, "E1112", 0), "{:?}", texts(&read));
    }
    // The same file without its mark is read, and what it lacks is listed.
    let read = reading(&[file("县市区.csv", table(&[(",90,", ",,")])), file("学校.csv", SCHOOLS)]);
    assert_eq!(missing(&read), ["乙县 普惠率"]);
}

#[test]
fn a_sheet_with_a_typo_in_its_name_is_known_by_its_header() {
    let renamed = |name: &str| {
        let mut book = workbook();
        book.worksheet_from_name("学校").unwrap().set_name(name).unwrap();
        texts(&reading(&[file("a.xlsx", book.save_to_buffer().unwrap())]))
    };
    for name in ["学较", "Sheet2"] {
        let said = format!("E1113 a.xlsx 工作表“{name}”：没有叫“{name}”的明细表，看表头多半是“学校”。请把工作表改名为“学校”");
        assert_eq!(renamed(name), [said]);
    }
    // The name of the table between marks is no typo.
    assert_eq!(renamed("长沙-学校"), Vec::<String>::new());
}

/// What several assessors give goes into columns of their own, right behind the judgement.
#[test]
fn the_template_has_a_column_for_each_assessor() {
    let rules = CITY.replace("评议（明显、一般、较差）", "评议（明显、一般、较差），3人评议，取平均");
    let model = support::read(&support::around(&rules)).model;
    let (_, bytes) = template::csv(&model, &stamp()).swap_remove(0);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("宣传成效,宣传成效（评分）,宣传成效（评委1）,宣传成效（评委2）,宣传成效（评委3）,签订日期"), "{text}");
    // One assessor fills in the judgement itself.
    let (_, bytes) = template::csv(&city().model, &stamp()).swap_remove(0);
    assert!(!String::from_utf8(bytes).unwrap().contains("评委"));
}

#[test]
fn every_bad_cell_is_reported_at_once() {
    let read = reading(&one(&[(",90,", ",九十,"), (",中,", ",重,"), ("2021-03-05", "昨天"), ("1200,否", "-5,否")]));
    let cells: Vec<String> = read.problems.iter().map(|p| p.place.cell()).collect();
    assert_eq!(cells, ["B3", "E3", "I3", "L3"]);
    // A bad cell is reported, not missing as well.
    assert_eq!(missing(&read), Vec::<String>::new());
}

#[test]
fn missing_cells_are_listed_and_are_no_problem() {
    let read = reading(&[file("县市区.csv", table(&[(",90,", ",,"), (",1100.5,", ",缺报,")])), file("学校.csv", SCHOOLS)]);
    assert_eq!(texts(&read), Vec::<String>::new());
    assert_eq!(missing(&read), ["乙县 普惠率", "甲县 教育支出（上年）"]);
    let shown: Vec<String> = data::lacking(&read.missing).problems().iter().map(|p| p.message.zh.clone()).collect();
    assert_eq!(shown, ["“普惠率”缺报1处：乙县", "“教育支出（上年）”缺报1处：甲县"]);
    // Without a whole table the scores would be those of a county without schools.
    let read = reading(&[file("县市区.csv", table(&[]))]);
    assert_eq!(texts(&read), ["E1122：没有明细表“学校”。请给出名为“学校”的工作表或文件；确实一行也没有的，只留表头"]);
    // Two years back no rule looks, and 缺了算零 has a value where it is missing.
    assert!(!missing(&read).iter().any(|m| m.contains("前2年") || m.contains("缺了算零")));
    // A column that is not there is missing in every county; a level that is open has no points yet.
    let read = reading(&one(&[("明显,7,", "待定,,"), (",学生数,", ",备注,")]));
    assert_eq!(missing(&read), ["甲县 学生数", "乙县 学生数", "丙区 学生数"]);
}

#[test]
fn verified_values_and_stages_replace_what_was_reported() {
    let model = city().model;
    let verified = "县市区,普惠率（核实）,教育支出（核实，上年，亿元）,问题数（审核）\n甲县,80,,5\n乙县,,0.2,\n";
    let read = reading(&[file("县市区.csv", table(&[])), file("学校.csv", SCHOOLS), file("核实.csv", verified)]);
    assert_eq!(texts(&read), Vec::<String>::new());
    let get = |county, name, back| value(&model, &read.frame, county, name, back);
    assert_eq!((get(0, "普惠率", 0), get(1, "普惠率", 0)), ("80".into(), "90".into()));
    assert_eq!((get(0, "教育支出", 1), get(1, "教育支出", 1)), ("1100.5".into(), "2000".into()));
    assert_eq!((get(0, "问题数", 0), get(1, "问题数", 0)), ("5".into(), "0".into()));
    let (reported, flags) = &read.frame.reported[&(datum(&model, "普惠率"), 0)];
    assert_eq!((reported.units.clone(), flags.clone()), (vec![8450, 9000, 10000], vec![true, false, false]));
    // A declared stage is no verified value.
    assert!(!read.frame.reported.contains_key(&(datum(&model, "问题数"), 0)));
}

#[test]
fn gb18030_and_every_width_read_the_same() {
    let plain = reading(&one(&[])).frame;
    let (gb, ..) = encoding_rs::GB18030.encode(Box::leak(table(&[]).into_boxed_str()));
    let marked = [&[0xEF, 0xBB, 0xBF], table(&[]).as_bytes()].concat();

    for bytes in [gb.into_owned(), marked, table(&[]).replace('\n', "\r\n").into_bytes()] {
        let first = bytes[..12].to_vec();
        let read = reading(&[file("县市区.csv", bytes), file("学校.csv", SCHOOLS)]);
        assert_eq!((texts(&read), &read.frame), (vec![], &plain), "{first:?}");
    }
}

/// The good tables as records.
fn json() -> String {
    let objects = |text: &str| {
        let mut lines = text.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let record = |line: &str| {
            let pairs = head.iter().zip(line.split(',')).map(|(k, v)| {
                let is_number = v.parse::<f64>().is_ok();
                format!("{k:?}: {}", if is_number { v.to_owned() } else { format!("{v:?}") })
            });
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        };
        format!("[{}]", lines.map(record).collect::<Vec<_>>().join(",\n"))
    };
    let stamp = "{\"年度\": 2021, \"规则\": \"abc123\"}";
    format!("{{\"evalc\": {stamp}, \"counties\": {}, \"tables\": {{\"学校\": {}}}}}", objects(&table(&[])), objects(SCHOOLS))
}

/// The good tables as a workbook, numbers as numbers, some percentages as such, dates as dates.
fn workbook() -> Workbook {
    let (percent, date) = (Format::new().set_num_format("0.0%"), Format::new().set_num_format("yyyy-mm-dd"));
    let mut book = Workbook::new();
    for (name, text) in [("县级数据", table(&[])), ("学校", SCHOOLS.to_owned())] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write(0, 0, stamp().line()).unwrap();
        for (row, line) in text.lines().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                let (row, column) = (row as u32 + 1, column as u16);
                if cell == "84.5%" {
                    sheet.write_number_with_format(row, column, 0.845, &percent).unwrap();
                } else if cell == "2021-03-05" {
                    sheet.write_datetime_with_format(row, column, ExcelDateTime::from_ymd(2021, 3, 5).unwrap(), &date).unwrap();
                } else if let Ok(number) = cell.parse::<f64>() {
                    sheet.write_number(row, column, number).unwrap();
                } else {
                    sheet.write_string(row, column, cell).unwrap();
                }
            }
        }
    }
    book
}

#[test]
fn every_format_gives_the_same_frame() {
    let plain = reading(&one(&[])).frame;
    for file in [file("data.json", json()), file("data.xlsx", workbook().save_to_buffer().unwrap())] {
        let read = reading(std::slice::from_ref(&file));
        assert_eq!((texts(&read), missing(&read)), (vec![], vec![]), "{}", file.name);
        assert_eq!(read.frame, plain, "{}", file.name);
    }
}

/// Files other programs wrote from the good tables: LibreOffice (ods, xls, xlsx) and pyarrow (parquet).
#[test]
fn files_of_other_programs_give_the_same_frame() {
    let plain = reading(&one(&[])).frame;
    let mut seen = 0;
    for name in ["good.ods", "good.xls", "resaved.xlsx", "good.parquet"] {
        let bytes = std::fs::read(std::path::Path::new("tests/data").join(name)).unwrap();
        let mut files = vec![file(name, bytes)];
        if name.ends_with("parquet") {
            if !cfg!(feature = "parquet") {
                continue;
            }
            files.push(file("学校.csv", SCHOOLS));
        }
        let read = reading(&files);
        assert_eq!((texts(&read), missing(&read)), (vec![], vec![]), "{name}");
        assert_eq!(read.frame, plain, "{name}");
        seen += 1;
    }
    assert!(seen >= 3);
}

#[test]
fn workbook_faults_say_what_to_mend() {
    let mut book = workbook();
    let sheet = book.worksheet_from_name("县级数据").unwrap();
    sheet.write_formula(2, 1, Formula::new("1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_formula(3, 1, Formula::new("A1").set_result("")).unwrap();
    sheet.merge_range(3, 7, 4, 7, "在册", &Format::new()).unwrap();
    sheet.write_number(4, 11, 44260).unwrap();
    sheet.write_boolean(4, 5, true).unwrap();
    sheet.write_formula(4, 4, Formula::new("700+100").set_result("800")).unwrap();
    let read = reading(&[file("a.xlsx", book.save_to_buffer().unwrap())]);
    insta::assert_snapshot!(texts(&read).join("\n"));
}

#[test]
fn a_formula_nobody_calculated_has_no_value() {
    let mut book = workbook();
    book.worksheet_from_name("县级数据").unwrap().write_formula(2, 4, Formula::new("SUM(1,2)").set_result("XYZ")).unwrap();
    let bytes = replace_part(&book.save_to_buffer().unwrap(), "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("<c r=\"E3\" t=\"str\"><f>SUM(1,2)</f><v>XYZ</v></c>", "<c r=\"E3\"><f>SUM(1,2)</f></c>")
    });
    let read = reading(&[file("a.xlsx", bytes)]);
    assert_eq!(texts(&read).len(), 1, "{:?}", texts(&read));
    assert!(texts(&read)[0].contains("E3：甲县的“学生数”：公式没有算出值"), "{:?}", texts(&read));
}

/// The archive with one part changed.
fn replace_part(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        let own = part.name().unwrap().into_owned();
        if own == name {
            let changed = change(std::str::from_utf8(&content).unwrap());
            assert_ne!(changed.as_bytes(), content, "nothing to change in {name}");
            content = changed.into_bytes();
        }
        out.start_file(own, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn the_examples_read_without_problems() {
    for city in ["changsha", "xiangxi"] {
        let folder = std::path::Path::new("examples/hunan-2021").join(city);
        let files = |ending: &str, folder: &std::path::Path| {
            let mut all: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
            all.retain(|p| p.extension().is_some_and(|e| e == ending));
            all.sort();
            all
        };
        let mut sources = evalc::source::Sources::default();
        for path in files("eval", &folder) {
            let text = std::fs::read_to_string(&path).unwrap();
            sources.add(evalc::source::SourceFile::new(path.display().to_string(), text));
        }
        let program = evalc::compile(sources, None);
        let data: Vec<DataFile> = files("csv", &folder.join("data"))
            .iter()
            .map(|p| file(p.file_name().unwrap().to_str().unwrap(), std::fs::read(p).unwrap()))
            .collect();
        let read = data::read(&data, &program.model, &Stamp { year: 2021, rules: String::new() });
        assert_eq!((texts(&read), missing(&read)), (vec![], vec![]), "{city}");
        assert_eq!(read.frame.counties.len(), program.model.counties.len());
        assert!(read.frame.tables.values().all(|t| t.county.len() > 20));
        assert!(read.frame.to_dataset(&program.model).problems(&program.model).is_empty());
    }
}

#[test]
fn a_template_filled_in_reads_back() {
    let model = city().model;
    // As text: every cell behind the county filled by its header.
    let plain = reading(&one(&[])).frame;
    let good: Vec<(String, Vec<String>)> = {
        let head: Vec<String> = HEAD.split(',').map(str::to_owned).collect();
        head.iter().enumerate().map(|(i, h)| (h.clone(), ROWS.iter().map(|r| r.split(',').nth(i).unwrap().to_owned()).collect())).collect()
    };
    let answer = |header: &str, row: usize| {
        let name = header.replace("，万元", "").replace("（%）", "").replace("（万元）", "").replace("（人）", "");
        let name = name.replace("（处）", "").replace("（自评，起）", "（自评）");
        good.iter().find(|(h, _)| *h == name).map(|(_, v)| v[row].clone()).unwrap_or_default()
    };
    let tables = template::csv(&model, &stamp());
    assert_eq!(tables.iter().map(|t| t.0.as_str()).collect::<Vec<_>>(), ["县级数据", "学校"]);
    let text = String::from_utf8(tables[0].1.clone()).unwrap();
    let head: Vec<String> = text.lines().nth(1).unwrap().split(',').map(str::to_owned).collect();
    let mut filled: Vec<String> = text.lines().take(2).map(str::to_owned).collect();
    for (row, line) in text.lines().skip(2).enumerate() {
        let county = line.split(',').next().unwrap();
        let cells = head.iter().skip(1).map(|h| answer(h, row));
        filled.push(std::iter::once(county.to_owned()).chain(cells).collect::<Vec<_>>().join(","));
    }
    let schools = String::from_utf8(tables[1].1.clone()).unwrap() + SCHOOLS.split_once('\n').unwrap().1;
    let read = reading(&[file("数据.csv", filled.join("\r\n")), file("数据-学校.csv", schools)]);
    assert_eq!((texts(&read), missing(&read)), (vec![], vec![]));
    assert_eq!(read.frame, plain);
    // As a workbook, filled in and saved again by LibreOffice.
    let mut filled = template::xlsx(&model, &stamp()).unwrap();
    filled = replace_part(&filled, "xl/worksheets/sheet1.xml", |xml| {
        let mut xml = xml.to_owned();
        for (column, header) in head.iter().enumerate().skip(1) {
            for row in 0..3 {
                let cell = format!("<c r=\"{}{}\"", char::from(b'A' + column as u8), row + 3);
                let at = xml.find(&cell).unwrap() + cell.len();
                let end = at + xml[at..].find("/>").unwrap();
                xml.replace_range(end..end + 2, &format!(" t=\"inlineStr\"><is><t>{}</t></is></c>", answer(header, row)));
            }
        }
        xml
    });
    // The detail table has lined rows below its header, and a line above it that says how to fill them in.
    filled = replace_part(&filled, "xl/worksheets/sheet2.xml", |xml| {
        let mut xml = xml.to_owned();
        for (row, line) in SCHOOLS.lines().skip(1).enumerate() {
            for (column, text) in line.split(',').enumerate() {
                let cell = format!("<c r=\"{}{}\"", char::from(b'A' + column as u8), row + 4);
                let at = xml.find(&cell).unwrap() + cell.len();
                let end = at + xml[at..].find("/>").unwrap();
                xml.replace_range(end..end + 2, &format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
            }
        }
        xml
    });
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("filled.xlsx"), &filled).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let office = std::process::Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "ods", "filled.xlsx"])
        .current_dir(folder.path())
        .output()
        .expect("LibreOffice is installed by .ci/setup");
    assert!(office.status.success(), "{office:?}");
    let saved = std::fs::read(folder.path().join("filled.ods")).unwrap();
    for (name, bytes) in [("filled.xlsx", filled), ("filled.ods", saved)] {
        let read = reading(&[file(name, bytes)]);
        assert_eq!((texts(&read), missing(&read)), (vec![], vec![]), "{name}");
        assert_eq!(read.frame, plain, "{name}");
    }
    // Empty: the same bytes every time, and empty it misses everything and faults nothing.
    let bytes = template::xlsx(&model, &stamp()).unwrap();
    assert_eq!(bytes, template::xlsx(&model, &stamp()).unwrap());
    let read = reading(&[file("数据.xlsx", bytes)]);
    assert_eq!(texts(&read), Vec::<String>::new());
    assert!(missing(&read).len() > 30, "{:?}", missing(&read));
    assert_eq!(read.frame.counties, ["甲县", "乙县", "丙区"]);
}

fn quickly<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = run();
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    out
}

/// An xlsx whose first sheet holds this data.
fn sheet_of(rows: &str) -> Vec<u8> {
    replace_part(&workbook().save_to_buffer().unwrap(), "xl/worksheets/sheet1.xml", |xml| {
        let (start, end) = (xml.find("<sheetData>").unwrap() + 11, xml.find("</sheetData>").unwrap());
        format!("{}{rows}{}", &xml[..start], &xml[end..])
    })
}

#[test]
fn hostile_files_end_in_a_clear_problem() {
    let bomb = {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        out.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![b' '; 1 << 20];
        for _ in 0..1200 {
            out.write_all(&zeros).unwrap();
        }
        out.finish().unwrap().into_inner()
    };
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    // A directory that lies about the size.
    let mut liar = bomb.clone();
    let central = liar.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    liar[central + 24..central + 28].copy_from_slice(&1000_u32.to_le_bytes());
    let book = workbook().save_to_buffer().unwrap();
    let far = sheet_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    let dense: String = (1..=4000).map(|r| format!("<row r=\"{r}\"><c r=\"XFD{r}\"><v>1</v></c></row>")).collect();
    let wide = format!("县市区,{}\n", "甲,".repeat(100_000));
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let big = format!("县市区,学生数\n甲县,{}\n", "9".repeat(60_000));
    let exponent = "[{\"县市区\": \"甲县\", \"学生数\": 1e999999999}]";
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("bomb", "a.xlsx", bomb),
        ("liar", "a.xlsx", liar),
        ("cut", "a.xlsx", book[..book.len() / 2].to_vec()),
        ("cut late", "a.xlsx", book[..book.len() - 10].to_vec()),
        ("far", "a.xlsx", far),
        ("dense", "a.xlsx", sheet_of(&dense)),
        ("wide", "a.csv", wide.into_bytes()),
        ("deep", "a.json", deep.into_bytes()),
        ("long number", "a.csv", big.into_bytes()),
        ("exponent", "a.json", exponent.into()),
        ("no xls", "a.xls", [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 4000]].concat()),
        ("no parquet", "a.parquet", b"PAR1garbagePAR1".to_vec()),
    ];
    let mut out = String::new();
    for (name, file_name, bytes) in cases {
        let read = quickly(name, || reading(&[file(file_name, bytes)]));
        assert!(!read.problems.is_empty(), "{name} is not reported");
        out.push_str(&format!("== {name}\n{}\n", texts(&read).join("\n")));
    }
    insta::assert_snapshot!(out);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes under any name end without a panic that is not caught, and quickly.
    #[test]
    fn random_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), kind in 0..6_usize) {
        let kinds: [(&str, &[u8]); 6] = [
            ("a.csv", b""), ("a.json", b"[{"), ("a.xlsx", b"PK\x03\x04"), ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ("a.parquet", b"PAR1"), ("a.ods", b"PK\x05\x06"),
        ];
        let (name, magic) = kinds[kind];
        let read = quickly(name, || reading(&[file(name, [magic, &bytes].concat())]));
        prop_assert!(!read.problems.is_empty() || !read.missing.is_empty());
    }

    /// A workbook with some of its bytes changed is read or refused.
    #[test]
    fn damaged_workbooks_are_read_or_refused(at in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = workbook().save_to_buffer().unwrap();
        for (index, byte) in at {
            let i = index.index(bytes.len());
            bytes[i] = byte;
        }
        quickly("damaged", || reading(&[file("a.xlsx", bytes)]));
    }

    /// What a frame holds comes back from its text tables.
    #[test]
    fn a_frame_survives_its_text_tables(seed in proptest::collection::vec(any::<u32>(), 400)) {
        let model = city().model;
        let frame = random_frame(&model, &seed);
        let (counties, schools) = to_csv(&model, &frame);
        let read = reading(&[file("县市区.csv", counties), file("学校.csv", schools)]);
        prop_assert_eq!(texts(&read), Vec::<String>::new());
        prop_assert_eq!(read.frame, frame);
    }
}

/// Values that fit their declarations, by dice.
fn random_frame(model: &Model, seed: &[u32]) -> Frame {
    let mut dice = seed.iter().copied().cycle();
    let mut roll = move |most: u32| dice.next().unwrap() % (most + 1);
    let mut frame = Frame { counties: model.counties.iter().map(|c| c.name.clone()).collect(), ..Frame::default() };
    let judged = datum(model, "宣传成效（评分）");
    for (id, back) in data::needed(model) {
        let spec = model.datum(id).unwrap();
        let mut cells = data::Cells::default();
        for _ in &frame.counties {
            let absent = match roll(7) {
                0 => Some(Absence::Pending),
                1 => Some(Absence::Missing),
                2 if spec.signature.optional => Some(Absence::NotApplicable),
                _ => None,
            };
            cells.push(match absent {
                Some(absence) => Err(absence),
                // Points depend on the level; none are given here.
                None if id == judged => Err(Absence::Missing),
                None => Ok(random_value(&spec.signature, &mut roll)),
            });
        }
        if (0..frame.counties.len()).any(|at| cells.absence(at) != Absence::Missing) {
            frame.data.insert((id, back), cells);
        }
    }
    let count = roll(6);
    let mut rows = data::Rows { county: (0..count).map(|_| roll(2)).collect(), ..data::Rows::default() };
    let mut columns: Vec<data::Cells> = vec![data::Cells::default(); model.columns.len()];
    for row in 0..count {
        for (at, column) in model.columns.iter().enumerate() {
            let value = match column.signature.ty {
                evalc::sentence::Type::Text => frame.texts.insert_full(format!("学校{}", roll(3))).0 as i64,
                _ => random_value(&column.signature, &mut roll),
            };
            columns[at].push(if row > 0 && roll(5) == 0 && at > 0 { Err(Absence::Pending) } else { Ok(value) });
        }
    }
    rows.columns = columns.into_iter().enumerate().filter(|_| count > 0).map(|(i, c)| (ColumnId(i as u32), c)).collect();
    frame.tables.insert(TableId(0), rows);
    frame
}

fn random_value(signature: &evalc::sentence::Signature, roll: &mut impl FnMut(u32) -> u32) -> i64 {
    use evalc::sentence::Type;
    match &signature.ty {
        Type::Bool => i64::from(roll(1)),
        Type::Level(levels) => i64::from(roll(levels.len() as u32 - 1)),
        Type::Date => 738_000 + i64::from(roll(3000)),
        Type::Number(_) | Type::Judgement => {
            let top = signature.range.as_ref().map_or(1000, |(_, high)| high.to_i64().unwrap());
            i64::from(roll(top as u32 * 10_u32.pow(data::stored_places(signature))))
        }
        Type::Text => 0,
    }
}

/// A frame as text tables.
fn to_csv(model: &Model, frame: &Frame) -> (String, String) {
    let shown = |cells: &data::Cells, at: usize, signature: &evalc::sentence::Signature, word: evalc::model::TypeWord| {
        use evalc::sentence::Type;
        match cells.absence(at) {
            Absence::Missing => String::new(),
            Absence::Pending => "待定".to_owned(),
            Absence::NotApplicable => "不适用".to_owned(),
            Absence::Present => {
                let units = cells.units[at];
                match &signature.ty {
                    Type::Bool if word == evalc::model::TypeWord::Document && units == 1 => "甲政发〔2021〕5号；2021-3-1；甲县".to_owned(),
                    Type::Bool => ["否", "是"][units as usize].to_owned(),
                    Type::Level(levels) => levels[units as usize].clone(),
                    Type::Text => frame.texts[units as usize].clone(),
                    Type::Date => {
                        let day = evalc::sentence::day_of(units);
                        format!("{}年{}月{}日", day.year.unwrap(), day.month, day.day)
                    }
                    Type::Number(_) | Type::Judgement => match cells.cell(at, signature) {
                        Some(Cell::Value(Value::Number(n))) => n.to_string(),
                        _ => unreachable!(),
                    },
                }
            }
        }
    };
    let mut counties = "县市区".to_owned();
    for (id, back) in frame.data.keys() {
        let name = &model.datum(*id).unwrap().name;
        counties.push_str(&if *back == 0 { format!(",{name}") } else { format!(",{name}（前{back}年）") });
    }
    for (at, county) in frame.counties.iter().enumerate() {
        counties.push_str(&format!("\n{county}"));
        for ((id, _), cells) in &frame.data {
            let spec = model.datum(*id).unwrap();
            counties.push_str(&format!(",{}", shown(cells, at, &spec.signature, spec.type_word)));
        }
    }
    let rows = &frame.tables[&TableId(0)];
    let mut schools = format!("县市区{}", model.columns.iter().map(|c| format!(",{}", c.name)).collect::<String>());
    for (at, county) in rows.county.iter().enumerate() {
        schools.push_str(&format!("\n{}", frame.counties[*county as usize]));
        for (i, column) in model.columns.iter().enumerate() {
            schools.push_str(&format!(",{}", shown(&rows.columns[&ColumnId(i as u32)], at, &column.signature, column.type_word)));
        }
    }
    (counties, schools)
}
