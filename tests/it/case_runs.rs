//! `evalc test`: cases run, coverage measured, cases suggested.

use std::collections::BTreeSet;
use std::path::Path;

use evalc::coverage::{Aspect, goals, measure, suggest};
use evalc::oracle::run_case;
use evalc::source::{SourceFile, Sources};

use crate::commands::{CITY, folder, run};
use crate::support::whole_city;

const CASES: &str = "\
用例 达到：普惠性幼儿园覆盖率＝85%，C1得2分
用例 差一点：普惠性幼儿园覆盖率＝84.99%，C1得1分
";

fn city(cases: &str) -> tempfile::TempDir {
    folder(&[("city.eval", &format!("{CITY}{cases}"))])
}

#[test]
fn cases_that_pass() {
    let folder = city(CASES);
    let run = run(folder.path(), &["test", "."]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn a_failure_tells_why() {
    let folder = city("用例 写错了：普惠性幼儿园覆盖率＝84.99%，C1得2分\n");
    for lang in ["zh", "en"] {
        let run = run(folder.path(), &["test", "city.eval", "--lang", lang]);
        assert_eq!((run.code, run.err.as_str()), (1, ""));
        insta::assert_snapshot!(format!("a_failure_tells_why_{lang}"), run.out);
    }
}

/// Of a total that is not as expected, what indicators earned and what items added or took.
#[test]
fn a_wrong_total_shows_bonus_and_deductions() {
    let items = "\
数据 通报次数：次，0次至9次
  来源：通报
  责任单位：县教育局
扣分项 通报（最多1分）
  评分：通报次数每次扣0.5分，最多扣1分。
";
    let folder = city(&format!("{items}用例 总分：普惠性幼儿园覆盖率＝85%，通报次数＝1，总分得2分\n"));
    let told = run(folder.path(), &["test", "city.eval"]).out;
    for line in ["总分：应为2分，实为1.5", "A1 学前教育＝2", "扣分项通报＝0.5", "2＋0－0.5；折算、限于上下限、取小数后为1.5"]
    {
        assert!(told.contains(line), "{line} in {told}");
    }
}

#[test]
fn no_case_at_all_is_an_error() {
    let without = city("");
    let run_without = run(without.path(), &["test", "."]);
    assert_eq!(run_without.code, 1);
    insta::assert_snapshot!(run_without.err);
    let with = city(CASES);
    let filtered = run(with.path(), &["test", ".", "--filter", "没有的名称"]);
    assert_eq!(filtered.code, 1);
    insta::assert_snapshot!(filtered.err);
    let one = run(with.path(), &["test", ".", "--filter", "差一点"]);
    assert_eq!(one.code, 0);
    assert!(one.out.ends_with("1个城市，1个用例：通过1个，不通过0个\n"), "{}", one.out);
}

#[test]
fn a_broken_city_hides_no_other() {
    let broken = CITY.replace("得2分，80%", "得5分，80%");
    let folder = folder(&[("甲/city.eval", &broken), ("乙/city.eval", &format!("{CITY}{CASES}")), ("丙/city.eval", "乱写\n")]);
    let run = run(folder.path(), &["test", "."]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("2个用例：通过2个，不通过0个；2个城市没有运行"), "{}", run.out);
    assert!(run.err.contains("./甲 的规则有错误") && run.err.contains("./丙 的规则有错误"), "{}", run.err);
}

#[test]
fn coverage_tells_what_is_missing() {
    let folder = city(CASES);
    let run = run(folder.path(), &["test", ".", "--coverage"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn suggestions_are_canonical_and_pass_when_pasted() {
    let without = city("");
    let suggested = run(without.path(), &["test", ".", "--suggest"]);
    assert_eq!((suggested.code, suggested.err.as_str()), (0, ""));
    insta::assert_snapshot!(suggested.out);
    let with = city(&suggested.out);
    let run = run(with.path(), &["test", ".", "--coverage"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("规则100%") && run.out.contains("分支100%") && run.out.contains("边界100%"), "{}", run.out);
}

#[test]
fn json_keeps_its_schema() {
    let folder = city("用例 写错了：普惠性幼儿园覆盖率＝84.99%，C1得2分\n");
    let run = run(folder.path(), &["test", ".", "--coverage", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    crate::reports::keeps_schema(&run.out, "spec/schemas/tests.schema.json");
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["cities"][0]["cases"][0]["failures"][0]["actual"], "1");
    assert_eq!(report["summary"]["failed"], 1);
}

#[test]
fn junit_counts_cases() {
    let folder = city(CASES);
    let run = run(folder.path(), &["test", ".", "--format", "junit"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("tests=\"2\" failures=\"0\"") && run.out.contains("<testcase name=\"差一点\""), "{}", run.out);
}

/// The example without its cases, then with what is suggested instead.
fn suggested_for(path: &str) -> (usize, usize, BTreeSet<String>) {
    let text: String = whole_city(path).lines().filter(|l| !l.starts_with("用例 ")).map(|l| format!("{l}\n")).collect();
    let compile = |text: &str| {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("city.eval", text));
        evalc::compile(sources, None)
    };
    let bare = compile(&text);
    assert!(bare.model.cases.is_empty());
    let all = goals(&bare.model);
    let none = measure(&bare.model, &bare.names, &all, &[]);
    assert!(none.reached.iter().all(|r| !r), "nothing is reached without cases");
    let found = suggest(&bare.model, &bare.names, &all, &none);
    let mut pasted = text;
    for (case, _) in &found.cases {
        pasted.push_str(&format!("用例 {}：{}\n", case.name, evalc::format::case(&case.spec).replace('\n', "")));
    }
    let with = compile(&pasted);
    assert_eq!(with.model.cases.len(), found.cases.len(), "every suggestion parses");
    for case in &with.model.cases {
        let failures = run_case(&with.model, &with.names, case);
        assert!(failures.is_empty(), "{}: {failures:?}", case.name);
    }
    let all = goals(&with.model);
    let cases: Vec<_> = with.model.cases.iter().collect();
    let measured = measure(&with.model, &with.names, &all, &cases);
    let missing = all.iter().zip(&measured.reached).filter(|(g, r)| !**r && g.aspect != Aspect::Boundary);
    let named = missing.map(|(g, _)| format!("{:?} {:?} {}", g.aspect, g.owner, g.words.zh)).collect();
    (found.cases.len(), all.iter().filter(|g| g.aspect == Aspect::Rule).count(), named)
}

#[test]
fn every_suggestion_for_the_example_cities_passes() {
    for city in ["changsha", "xiangxi"] {
        let (cases, rules, missing) = suggested_for(&format!("examples/hunan-2021/{city}"));
        println!("{city}: {cases} cases for {rules} rules; without: {missing:#?}");
        assert!(cases > rules, "{city}: {cases} cases for {rules} rules");
        let rules_missing: Vec<_> = missing.iter().filter(|m| m.starts_with("Rule")).collect();
        assert!(rules_missing.is_empty(), "{city}: {rules_missing:#?}");
    }
}

#[test]
fn the_example_cities_have_a_case_for_every_rule() {
    for city in ["changsha", "xiangxi"] {
        let run = run(Path::new("."), &["test", &format!("examples/hunan-2021/{city}"), "--coverage"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
        assert!(run.out.contains("合计：规则100%"), "{}", run.out);
    }
}
