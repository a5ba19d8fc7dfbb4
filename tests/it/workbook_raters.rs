//! Marks of several assessors: read, combined as declared, and combined by the workbook in LibreOffice to the same points.

use evalc::build::{Prefill, Subject, workbook};
use evalc::data::{DataFile, Reading, read};
use evalc::expr::Number;
use evalc::finding::Lang;
use evalc::score::{Known, score};

use crate::build_workbook::{Random, calculated, compare, folder, stamp};
use crate::support::{Read, around};

/// Every way of coming together, with levels and without.
fn city(counties: usize) -> Read {
    let names: Vec<String> = (0..counties).map(|n| format!("县{n}")).collect();
    let text = format!(
        "分组 全市各县：{}
数据 成效：评议（明显、一般、较差），3人评议，取平均
  来源：评价组
  责任单位：教育局
数据 布局不合理：评议，5人评议，去掉最高最低取平均
  来源：评价组
  责任单位：教育局
数据 现场评分：评议，0至1分，步长0.05分，4人评议，取平均
  来源：评价组
  责任单位：督导办
数据 共育：等级（好、中、差），2人评议，商定
  来源：评价组
  责任单位：督导办
数据 述职：评议（优、良、差），3人评议，商定
  来源：评价组
  责任单位：督导办
三级指标 C1 成效（6分）
  评分：成效按明显、一般、较差分别得5—6、3—4、0—2分。
三级指标 C2 布局（10分）
  评分：布局不合理的，酌扣2—5分。
三级指标 C3 现场（1分）
  评分：现场评分计入得分。
三级指标 C4 共育（4分）
  评分：共育按好、中、差分别得4、3、0分。
三级指标 C5 述职（5分）
  评分：述职按优、良、差分别得4—5、2—3.9、0—1.9分。
",
        names.join("、")
    );
    let city = crate::support::read(&around(&text));
    let errors: Vec<_> = city.findings.iter().filter(|f| f.severity == evalc::finding::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    city
}

/// A judgement: its name, how many assessors, and what each may give.
const JUDGED: [(&str, usize, &[&str]); 5] = [
    ("成效", 3, &["5", "5.1", "5.5", "6", "5.2", "3.9", "4", "1.9", "5.8"]),
    ("布局不合理", 5, &["0", "2", "2.5", "5", "3.3", "2.1", "4.4"]),
    ("现场评分", 4, &["0", "0.05", "0.85", "1", "0.9", "0.95"]),
    ("共育", 2, &["好", "好", "好", "中", "差"]),
    ("述职", 3, &["4.5", "4.5", "4.5", "4.5", "3.9"]),
];

fn csv(rows: &[(String, Vec<Vec<&str>>)]) -> String {
    let mut text = String::from("县市区");
    for (name, raters, _) in JUDGED {
        (1..=raters).for_each(|n| text.push_str(&format!(",{name}（评委{n}）")));
    }
    for (county, marks) in rows {
        text.push_str(&format!("\n{county},{}", marks.concat().join(",")));
    }
    text
}

fn given(city: &Read, text: &str) -> Reading {
    let file = DataFile { name: "评委.csv".into(), bytes: text.as_bytes().to_vec() };
    read(&[file], &city.model, &stamp(&city.model))
}

/// Marks of every county; some are left out.
fn random(counties: usize) -> String {
    let mut drawn = Random(0x5eed_0042).list(counties * 40).into_iter();
    let mut below = |n: usize| drawn.next().unwrap() as usize % n;
    let mut rows = Vec::new();
    for at in 0..counties {
        let marks = JUDGED.map(|(_, raters, may)| {
            let kind = below(6);
            let one = may[below(may.len())];
            let each = |below: &mut dyn FnMut(usize) -> usize| match kind {
                0 => one,
                1 if below(3) == 0 => "",
                _ => may[below(may.len())],
            };
            (0..raters).map(|_| each(&mut below)).collect::<Vec<_>>()
        });
        rows.push((format!("县{at}"), marks.to_vec()));
    }
    csv(&rows)
}

#[test]
fn the_workbook_combines_marks_as_evalc_does() {
    let city = city(60);
    let reading = given(&city, &random(60));
    let open = reading.problems.iter().filter(|p| p.code.id() == "E1130").count();
    assert_eq!(open, reading.problems.len(), "{:?}", reading.problems.first().map(|p| p.text(Lang::Zh)));
    let judged = reading.marks.len();
    println!("{judged} marks, {open} judgements stay open");
    assert!(open > 40 && judged > 500);
    let expected = score(&city.model, &reading.frame);
    let prefill = Prefill::from(reading);
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let folder = folder("raters");
    let bytes = workbook::write(&subject, Some(&prefill), false).unwrap();
    let sheets = calculated(&folder, "计分结果", &[("raters".to_owned(), bytes)]);
    let (count, unproven) = compare(&subject, &prefill.frame, &sheets[0]);
    assert!(count > 500 && unproven == 0);
    std::fs::remove_dir_all(folder).unwrap();
    // It reads back to the same scores and marks, and nothing in it was changed.
    let bytes = workbook::write(&subject, Some(&prefill), true).unwrap();
    assert_eq!(workbook::altered(&subject, "计分表.xlsx", &bytes).unwrap(), []);
    let back = read(&[DataFile { name: "计分表.xlsx".into(), bytes }], &city.model, &stamp(&city.model));
    assert_eq!(back.marks, prefill.marks);
    let again = score(&city.model, &back.frame);
    for (a, b) in expected.counties.iter().zip(&again.counties) {
        assert_eq!((&a.name, &a.scores, &a.total), (&b.name, &b.scores, &b.total));
    }
}

/// The points of an indicator of the first county.
fn points(city: &Read, reading: &Reading, at: usize) -> Known<String> {
    let results = score(&city.model, &reading.frame);
    results.counties[0].scores[at + 2].clone().map(|score| match score {
        evalc::score::Score::Points(n) => Number::to_string(&n),
        evalc::score::Score::Met(met) => met.to_string(),
    })
}

fn one(marks: [&[&'static str]; 5]) -> String {
    csv(&[("县0".to_owned(), marks.map(<[&str]>::to_vec).to_vec())])
}

#[test]
fn marks_come_together_as_declared() {
    let city = city(1);
    let all =
        one([&["5", "5.1", "5.5"], &["0", "5", "2.5", "2", "3"], &["0.85", "0.9", "0.9", "0.9"], &["中", "中"], &["4.5", "4.5", "4.5"]]);
    let reading = given(&city, &all);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems[0].text(Lang::Zh));
    // 5.2 is the mean; 2.5 the mean without 0 and 5; 0.8875 is nearest to 0.9; agreed levels and points stand.
    let found: Vec<_> = (0..5).map(|at| points(&city, &reading, at).unwrap()).collect();
    assert_eq!(found, ["5.2", "7.5", "0.9", "3", "4.5"]);
}

#[test]
fn marks_that_do_not_come_together_stay_open_and_say_why() {
    let city = city(1);
    let text = one([&["4", "5", "4.5"], &["0", "5", "2.5", "2", ""], &["1", "1", "1", "1"], &["中", "好"], &["4.5", "4.5", "4"]]);
    let reading = given(&city, &text);
    let told: Vec<String> = reading.problems.iter().map(|p| p.text(Lang::Zh)).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    for wanted in [
        "评委.csv D2：县0的“成效（评分）”：评委不能给这个分",
        "县0的“布局不合理”待定：应有5位评委评分，现有4位",
        "县0的“共育”待定：评委意见不一致，请商定",
        "县0的“述职”待定：评委意见不一致，请商定",
    ] {
        assert!(told.iter().any(|t| t.contains(wanted)), "{wanted} in {told:#?}");
    }
    // Between two ranges nobody decides for the assessors.
    let between = given(&city, &one([&["4", "4", "6"], &["0"; 5], &["1"; 4], &["中"; 2], &["4.5"; 3]]));
    let told: Vec<String> = between.problems.iter().map(|p| p.text(Lang::Zh)).collect();
    assert!(
        matches!(told.as_slice(), [one] if one.starts_with("E1130") && one.contains("合成得4.7分，不在规则给的任何一档内")),
        "{told:?}"
    );
    assert!(points(&city, &between, 0).is_err());
    // What was agreed stands instead of the marks.
    let agreed = one([&["4", "4", "6"], &["0"; 5], &["1"; 4], &["中"; 2], &["4.5"; 3]])
        .replace("县市区", "县市区,成效,成效（评分）")
        .replace("县0", "县0,明显,5");
    let reading = given(&city, &agreed);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems[0].text(Lang::Zh));
    assert_eq!(points(&city, &reading, 0).unwrap(), "5");
}

#[test]
fn an_assessor_the_declaration_does_not_have_is_named() {
    let city = city(1);
    let told = |header: &str| given(&city, &format!("县市区,{header}\n县0,5\n")).problems[0].text(Lang::Zh);
    assert!(told("成效（评委4）").contains("“成效”只有3位评委"), "{}", told("成效（评委4）"));
    let plain = crate::support::read(&around("数据 甲：次\n三级指标 C1 甲（1分）\n  评分：甲1次以上得1分，否则不得分。\n"));
    let file = DataFile { name: "数据.csv".into(), bytes: "县市区,甲（评委1）\n甲,1\n".as_bytes().to_vec() };
    let reading = read(&[file], &plain.model, &stamp(&plain.model));
    assert!(reading.problems[0].text(Lang::Zh).contains("没有声明几人评议"));
}
