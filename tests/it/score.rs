//! `evalc score`: what it prints and writes, that losses add up, and what must not change a score.

use std::fs;
use std::path::Path;

use evalc::data::Dataset;
use evalc::expr::{Expr, IndicatorId, Number, Value as Cell};
use evalc::finding::Sink;
use evalc::model::{IndicatorKind, Model, Names, ResultKind, resolve};
use evalc::report::{Receipt, Report, Subject, Value, build};
use evalc::score::{Score, score};
use evalc::source::{SourceFile, Sources};
use evalc::syntax::parse;
use evalc::syntax::tree::File;
use proptest::prelude::*;

use crate::commands::{CITY, Run, province, run, settings};
use crate::random_data::{Choices, county, frame, with_gaps};
use crate::support::whole_city;

struct City {
    files: Vec<File>,
    model: Model,
    names: Names,
}

fn city(text: &str) -> City {
    let mut sources = Sources::default();
    let id = sources.add(SourceFile::new("city.eval", text));
    let mut sink = Sink::default();
    let files = vec![parse(id, sources.get(id).unwrap(), &mut sink)];
    let (model, names) = resolve(&files, &mut sink);
    City { files, model, names }
}

fn example(name: &str) -> City {
    city(&whole_city(&format!("examples/hunan-2021/{name}")))
}

fn report(city: &City, data: &Dataset) -> Report {
    let frame = frame(&city.model, data);
    let results = score(&city.model, &frame);
    let receipt = Receipt { rules: String::new(), mandate: None, data: Vec::new(), compiler: String::new(), language: 1 };
    let (model, names, files) = (&city.model, &city.names, city.files.as_slice());
    build(Subject { model, names, files, mandate: None, frame: &frame, results: &results, receipt }, &|| ())
}

fn number(text: &str) -> Number {
    match text.split_once('/') {
        Some((above, below)) => above.parse::<Number>().unwrap().div(&below.parse().unwrap()).unwrap(),
        None => text.parse().unwrap(),
    }
}

/// Full marks less the total are the losses less the adjustments, and the parts of the problem list are the losses.
fn adds_up(report: &Report) -> usize {
    let mut looked_at = 0;
    for county in &report.counties {
        let lost = county.scores.iter().filter_map(|s| s.loss.as_deref()).fold(Number::ZERO, |sum, loss| &sum + &number(loss));
        let listed = county.problems.iter().fold(Number::ZERO, |sum, p| &sum + &number(&p.loss));
        // What is not applicable to a county is no problem of it.
        let counted = county.scores.iter().filter(|s| !s.steps.iter().any(|step| step.zh.starts_with("不适用，")));
        let due = counted.filter_map(|s| s.loss.as_deref()).fold(Number::ZERO, |sum, loss| &sum + &number(loss));
        assert!(county.problems.iter().all(|p| !p.what.zh.is_empty() && !p.what.en.is_empty()), "{:?}", county.problems);
        assert_eq!(listed, due, "the problem list of {}", county.name);
        let Value::Number(total) = &county.total else { continue };
        let adjusted = county.adjustments.iter().fold(Number::ZERO, |sum, a| &sum + &number(&a.effect));
        assert_eq!(&number(&report.full) - &number(total), &lost - &adjusted, "{}", county.name);
        assert_eq!(county.loss, Value::Number((&number(&report.full) - &number(total)).to_string()));
        looked_at += 1;
    }
    looked_at
}

/// A city of every way a total is made: rescaled, left out, limits of bonus and total, penalties.
const TOTALS: &str = "\
评价方案：示例市2021年度评价
  依据：示例
  年度：2021
  满分：100分
  语言版本：1
  加分上限：2分
  总分上限：101分
分组 全市各县：甲县、乙县、丙县
等次 优秀：总分90分以上，不超过三分之一
等次 合格：总分60分以上不足90分
等次 不合格：总分不足60分
数据 覆盖率：百分比，2位小数，0%至100%，可不适用
数据 问题数：个，0个至40个，可不适用
数据 表彰数：次，0次至9次
数据 通报数：次，0次至9次
一级指标 A1 示例（100分）
二级指标 B1 示例（100分）
三级指标 C1 覆盖（37分）
  评分：覆盖率达到85%得37分，每低1个百分点扣0.7分，扣完为止。不适用的，不计分，其余指标得分按满分折算。
三级指标 C2 比例（30分）
  评分：覆盖率达到90%得30分，未达到的按比例得分。不适用的，得满分。
三级指标 C3 问题（33分）
  评分：问题数每个扣1分，扣完为止。不适用的，不计分，其余指标得分按满分折算。
加分项 表彰（最多5分）
  评分：表彰数每次加1分，最多加5分。
扣分项 通报（最多4分）
  评分：通报数每次扣1分，最多扣4分。
";

fn random(city: &City, choices: &mut Choices<'_>, gaps: bool) -> Dataset {
    let roster = city.model.counties.iter().map(|c| county(&city.model, &c.name, 2021, choices));
    let data = Dataset { counties: roster.collect() };
    if gaps { with_gaps(data, 40, choices) } else { data }
}

fn property(cases: u32, size: usize, test: impl Fn(&mut Choices<'_>)) {
    let strategy = prop::collection::vec(any::<u32>().prop_map(u64::from), size);
    let config = ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&strategy, |choices| {
        test(&mut Choices(choices.iter()));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn losses_add_up_for_every_kind_of_total() {
    let totals = city(TOTALS);
    let formula = city(&TOTALS.replace("  加分上限", "  总分：C1＋C2＋2×C3\n  加分上限"));
    let looked_at = std::cell::Cell::new(0);
    property(200, 60, |choices| {
        for city in [&totals, &formula] {
            looked_at.set(looked_at.get() + adds_up(&report(city, &random(city, choices, false))));
        }
    });
    assert!(looked_at.get() > 300, "{}", looked_at.get());
}

/// The total from the columns of the CSV: focus areas (the first level where there are none) and what stands beyond them.
fn totals_of(csv: &str) -> usize {
    let mut rows = csv.trim_start_matches('\u{FEFF}').lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let at = |name: &str| head.iter().position(|column| column.starts_with(name)).unwrap();
    let areas: Vec<usize> = (0..head.len()).filter(|at| head[*at].starts_with("重点")).collect();
    let parts = if areas.is_empty() { vec![at("A1 ")] } else { areas };
    let (total, beyond) = (at("总分"), at("加分、扣分及折算"));
    let mut looked_at = 0;
    for row in rows.filter(|row| row[total].starts_with(|c: char| c.is_ascii_digit())) {
        let points = |at: &usize| if row[*at] == "不适用" { Number::ZERO } else { number(row[*at]) };
        let sum = parts.iter().map(points).fold(number(row[beyond]), |sum, points| &sum + &points);
        assert_eq!(sum, number(row[total]), "{row:?}");
        looked_at += 1;
    }
    looked_at
}

#[test]
fn totals_are_made_of_the_columns_of_the_csv() {
    // Rescaled, with bonus and deductions, or by a formula of its own.
    let totals = city(TOTALS);
    let formula = city(&TOTALS.replace("  加分上限", "  总分：C1＋C2＋2×C3\n  加分上限"));
    let looked_at = std::cell::Cell::new(0);
    property(100, 60, |choices| {
        for city in [&totals, &formula] {
            looked_at.set(looked_at.get() + totals_of(&evalc::report::csv::write(&report(city, &random(city, choices, true)))));
        }
    });
    assert!(looked_at.get() > 100, "{}", looked_at.get());
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("r.csv");
    for (name, counties) in [("changsha", 9), ("xiangxi", 8)] {
        assert_eq!(in_repository(&["score", &format!("examples/hunan-2021/{name}"), "-o", file.to_str().unwrap()]).code, 0);
        assert_eq!(totals_of(&fs::read_to_string(&file).unwrap()), counties, "{name}");
    }
}

#[test]
fn the_example_cities_are_explained_as_they_score() {
    for name in ["changsha", "xiangxi"] {
        let city = example(name);
        let looked_at = std::cell::Cell::new(0);
        property(4, 4000, |choices| {
            let gaps = choices.below(3) == 0;
            let report = report(&city, &random(&city, choices, gaps));
            adds_up(&report);
            for score in report.counties.iter().flat_map(|c| &c.scores) {
                looked_at.set(looked_at.get() + usize::from(!score.steps.is_empty()));
            }
        });
        assert!(looked_at.get() > 500, "{name}: {}", looked_at.get());
    }
}

#[test]
fn the_order_of_counties_changes_no_score() {
    for name in ["changsha", "xiangxi"] {
        let city = example(name);
        property(4, 4000, |choices| {
            let data = random(&city, choices, false);
            let mut turned = data.clone();
            turned.counties.reverse();
            let (one, mut other) = (score(&city.model, &frame(&city.model, &data)), score(&city.model, &frame(&city.model, &turned)));
            other.counties.reverse();
            assert_eq!(one, other);
        });
    }
}

/// Whether an indicator looks at other counties.
fn looks_around(model: &Model, expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |e| match e {
        Expr::Population(..) => found = true,
        Expr::Datum(id, _) => {
            if let evalc::model::DatumKind::Derived(formula) = &model.datum(*id).unwrap().kind {
                found |= looks_around(model, formula);
            }
        }
        _ => {}
    });
    found
}

#[test]
fn another_county_changes_only_what_looks_at_all() {
    for name in ["changsha", "xiangxi"] {
        let city = example(name);
        let alone: Vec<bool> =
            city.model.indicators.iter().map(|i| i.rule.as_ref().is_some_and(|r| !looks_around(&city.model, &r.expr))).collect();
        assert!(alone.iter().filter(|a| **a).count() > 20 && alone.contains(&false));
        property(4, 4000, |choices| {
            let data = random(&city, choices, false);
            let mut fewer = data.clone();
            fewer.counties.pop();
            let (all, some) = (score(&city.model, &frame(&city.model, &data)), score(&city.model, &frame(&city.model, &fewer)));
            for (a, b) in all.counties.iter().zip(&some.counties) {
                for (at, _) in alone.iter().enumerate().filter(|(_, alone)| **alone) {
                    assert_eq!(a.scores[at], b.scores[at], "{} of {}", city.model.indicators[at].code, a.name);
                }
            }
        });
    }
}

/// Indicators whose rule uses a datum only where it is compared itself, so that better data cannot cost points.
#[test]
fn better_data_never_lower_a_score() {
    for name in ["changsha", "xiangxi"] {
        let city = example(name);
        let model = &city.model;
        let raised = std::cell::Cell::new(0);
        property(3, 4000, |choices| {
            let data = random(&city, choices, false);
            let before = score(model, &frame(model, &data));
            for (id, datum) in model.data().filter(|(_, d)| d.signature.direction == Some(true) && d.signature.range.is_some()) {
                let mut better = data.clone();
                let key = (id, 0);
                let most = datum.signature.range.as_ref().unwrap().1.clone();
                let Some(evalc::data::Cell::Value(Cell::Number(value))) = better.counties[0].values.get(&key).cloned() else { continue };
                if value >= most {
                    continue;
                }
                better.counties[0].values.insert(key, evalc::data::Cell::Value(Cell::Number(most)));
                let after = score(model, &frame(model, &better));
                for (at, indicator) in model.indicators.iter().enumerate().filter(|(_, i)| i.rule.is_some()) {
                    if let (Ok(Score::Points(a)), Ok(Score::Points(b))) = (&before.counties[0].scores[at], &after.counties[0].scores[at]) {
                        assert!(b >= a, "{} of {name} falls from {a} to {b} as {} rises", indicator.code, datum.name);
                        raised.set(raised.get() + usize::from(b > a));
                    }
                }
            }
        });
        assert!(raised.get() > 20, "{name}: {}", raised.get());
    }
}

#[test]
fn a_veto_never_raises_a_grade() {
    for name in ["changsha", "xiangxi"] {
        let city = example(name);
        let model = &city.model;
        let facts: Vec<_> = model
            .results
            .iter()
            .filter(|r| matches!(r.kind, ResultKind::Veto(_)))
            .filter_map(|r| if let Some(Expr::Datum(id, 0)) = r.condition { Some(id) } else { None })
            .collect();
        assert!(!facts.is_empty());
        let lowered = std::cell::Cell::new(0);
        property(6, 4000, |choices| {
            let mut data = random(&city, choices, false);
            for fact in &facts {
                for county in &mut data.counties {
                    county.values.insert((*fact, 0), evalc::data::Cell::Value(Cell::Bool(false)));
                    county.total = None;
                }
            }
            let before = score(model, &frame(model, &data));
            for fact in &facts {
                let mut vetoed = data.clone();
                vetoed.counties[0].values.insert((*fact, 0), evalc::data::Cell::Value(Cell::Bool(true)));
                let after = score(model, &frame(model, &vetoed));
                let (Ok(a), Ok(b)) = (before.counties[0].grade, after.counties[0].grade) else { continue };
                assert!(b >= a, "a veto lifts {} from {a} to {b}", before.counties[0].name);
                lowered.set(lowered.get() + 1);
            }
        });
        assert!(lowered.get() > 0);
    }
}

#[test]
fn leaders_and_parents_lose_nothing_twice() {
    let city = example("xiangxi");
    property(1, 4000, |choices| {
        let report = report(&city, &random(&city, choices, false));
        for (at, indicator) in city.model.indicators.iter().enumerate() {
            let counted = indicator.is_leaf() && indicator.kind != IndicatorKind::Leader;
            for county in &report.counties {
                assert!(counted || county.scores[at].loss.is_none(), "{}", indicator.code);
            }
        }
        assert_eq!(city.model.indicator(IndicatorId(0)).unwrap().code, report.indicators[0].code);
    });
}

fn in_repository(arguments: &[&str]) -> Run {
    run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

#[test]
fn the_example_cities_print_their_grade_table() {
    for name in ["changsha", "xiangxi"] {
        let run = in_repository(&["score", &format!("examples/hunan-2021/{name}")]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("score_table_{name}"), run.out);
    }
}

#[test]
fn a_county_is_explained_in_both_languages() {
    for (lang, code) in [("zh", "C27"), ("en", "C27"), ("zh", "B1"), ("zh", "C14"), ("en", "C41"), ("zh", "C37")] {
        let path = "examples/hunan-2021/changsha";
        let run = in_repository(&["score", path, "--explain", "天心区", "--indicator", code, "--lang", lang]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("score_explain_{code}_{lang}"), run.out);
    }
    let run = in_repository(&["score", "examples/hunan-2021/xiangxi", "--explain", "泸溪县"]);
    insta::assert_snapshot!("score_explain_whole", run.out);
}

const DATA: &str = "县市区,普惠性幼儿园覆盖率\n甲县,86\n乙县,84.5\n丙县,70\n";

fn folder(data: &str) -> tempfile::TempDir {
    let folder = province(&[("市", &settings("市"), CITY)]);
    fs::create_dir(folder.path().join("市/data")).unwrap();
    fs::write(folder.path().join("市/data/县.csv"), data).unwrap();
    folder
}

#[test]
fn missing_data_leave_results_open_and_strict_writes_nothing() {
    let folder = folder(&DATA.replace("84.5", ""));
    let open = run(folder.path(), &["score", "市", "-o", "a.csv", "-o", "a.json"]);
    assert_eq!(open.code, 1);
    insta::assert_snapshot!("score_missing", open.err);
    let table = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    assert!(table.starts_with('\u{FEFF}') && table.contains("乙县,缺报,缺报,缺报"), "{table}");
    let strict = run(folder.path(), &["score", "市", "--strict", "-o", "b.csv"]);
    assert_eq!((strict.code, strict.out.as_str()), (1, ""));
    assert!(!folder.path().join("b.csv").exists());
}

/// One datum, one judgement, and a quota of one county.
fn judged() -> String {
    CITY.replace("满分：2分", "满分：4分")
        .replace("等次 合格：总分1分以上", "等次 优秀：总分3分以上，不超过三分之一\n等次 合格：总分1分以上不足3分")
        + "\
数据 改革成效：评议（好、一般）
  来源：评价组
  责任单位：县教育局
一级指标 A2 改革（2分）
  落实：重点1
二级指标 B2 改革（2分）
三级指标 C2 改革成效（2分）
  落实：要点1.1
  评分：改革成效按好、一般分别得1—2分、0—0.9分。
"
}

#[test]
fn a_judgement_not_given_is_pending_and_the_quota_waits_for_it() {
    let folder = province(&[("市", &settings("市"), &judged())]);
    let path = folder.path();
    fs::create_dir(path.join("市/data")).unwrap();
    let data = "县市区,普惠性幼儿园覆盖率,改革成效,改革成效（评分）\n甲县,86,好,2\n乙县,84.5,,\n丙县,70,一般,0.5\n";
    fs::write(path.join("市/data/县.csv"), data).unwrap();
    let open = run(path, &["score", "市", "--strict"]);
    // Nothing is missing, so that nothing fails; who is within the quota is not known yet.
    assert_eq!(open.code, 0, "{}", open.err);
    insta::assert_snapshot!("score_judgement_pending", format!("{}\n{}", open.err, open.out));
    assert!(run(path, &["score", "市", "-o", "a.json", "-o", "a.csv", "-o", "a.html", "-o", "a.xlsx"]).code == 0);
    let table = fs::read_to_string(path.join("a.csv")).unwrap();
    assert!(table.contains("甲县,名额未定,4,") && table.contains("乙县,待定,待定") && table.contains("丙县,不合格,0.5,"), "{table}");
    let faults = crate::reports::schema_faults(&fs::read_to_string(path.join("a.json")).unwrap(), "spec/schemas/results.schema.json");
    assert_eq!(faults, serde_json::json!([]));
    assert!(fs::read_to_string(path.join("a.html")).unwrap().contains("名额未定"));

    // A level without its points is pending, too; the points are what is asked for.
    fs::write(path.join("市/data/县.csv"), data.replace("84.5,,", "84.5,好,")).unwrap();
    let half = run(path, &["score", "市"]);
    assert!(half.code == 0 && half.err.contains("“改革成效（评分）”待定1处，还没有评议：乙县"), "{}", half.err);
    // A datum without a value stays missing, and what is missing is graver than what is pending.
    fs::write(path.join("市/data/县.csv"), data.replace("84.5,,", ",,")).unwrap();
    let missing = run(path, &["score", "市"]);
    assert!(missing.code == 1 && missing.out.contains("缺报") && missing.out.contains("名额未定"), "{}", missing.out);
    // Everything given: no warning, and the quota is decided.
    fs::write(path.join("市/data/县.csv"), data.replace("84.5,,", "84.5,好,2")).unwrap();
    let full = run(path, &["score", "市"]);
    assert_eq!((full.code, full.err.as_str()), (0, ""));
    assert!(full.out.contains("优秀") && !full.out.contains("名额未定"), "{}", full.out);
}

#[test]
fn what_was_probably_forgotten_is_told() {
    let folder = tempfile::TempDir::new().unwrap();
    let read = |name: &str| fs::read_to_string(format!("examples/hunan-2021/changsha/data/{name}")).unwrap();
    let [counties, schools] = ["县市区.csv", "学校.csv"].map(|name| folder.path().join(name));
    let told = || {
        let run =
            in_repository(&["score", "examples/hunan-2021/changsha", "--data", counties.to_str().unwrap(), schools.to_str().unwrap()]);
        (run.code, run.err)
    };
    fs::write(&counties, read("县市区.csv")).unwrap();
    fs::write(&schools, read("学校.csv")).unwrap();
    assert_eq!(told(), (0, String::new()));
    // All schools of one county, and the issuer of a document.
    fs::write(&schools, read("学校.csv").lines().filter(|line| !line.starts_with("芙蓉区")).collect::<Vec<_>>().join("\n")).unwrap();
    fs::write(&counties, read("县市区.csv").replacen("，中共芙蓉区委教育工作领导小组", "", 1)).unwrap();
    let (code, err) = told();
    assert_eq!(code, 0, "{err}");
    for wanted in ["E1132：“学校”里没有芙蓉区的行，按一行也没有计分", "芙蓉区的“教育工作领导小组年度要点”没有写全，按没有文件计"]
    {
        assert!(err.contains(wanted), "{err}");
    }
    // A number that is shown as a day, and a fact of 一票否决 that is missing: nobody's grade is given as if it were 否.
    let vetoed = |row: &str| row.replacen(",否,", ",,", 1);
    let rows = read("县市区.csv");
    let head: Vec<&str> = rows.lines().next().unwrap().split(',').collect();
    let at = head.iter().position(|name| *name == "发生重特大教育安全事故").unwrap();
    let first: Vec<&str> = rows.lines().nth(1).unwrap().split(',').collect();
    let before = first[..at].iter().map(|cell| cell.len() + 1).sum::<usize>();
    let line = rows.lines().nth(1).unwrap();
    let changed = format!("{}{}", &line[..before - 1], vetoed(&line[before - 1..]));
    fs::write(&counties, rows.replacen(line, &changed, 1)).unwrap();
    fs::write(&schools, read("学校.csv")).unwrap();
    let run = in_repository(&["score", "examples/hunan-2021/changsha", "--data", counties.to_str().unwrap(), schools.to_str().unwrap()]);
    assert!(run.code == 1 && run.err.contains("“发生重特大教育安全事故”缺报1处：芙蓉区"), "{}", run.err);
    let row = run.out.lines().find(|line| line.contains("芙蓉区")).unwrap();
    assert!(row.contains("缺报") && run.out.contains("名额未定"), "{}", run.out);
}

#[test]
fn a_failed_run_leaves_earlier_outputs_as_they_were() {
    let folder = folder(DATA);
    let path = folder.path();
    assert_eq!(run(path, &["score", "市", "-o", "a.json"]).code, 0);
    let first = fs::read(path.join("a.json")).unwrap();
    fs::write(path.join("市/data/县.csv"), DATA.replace("70", "60")).unwrap();
    // The second output cannot be written: neither is.
    fs::create_dir(path.join("b.csv")).unwrap();
    for arguments in [["-o", "a.json", "-o", "b.csv"], ["-o", "a.json", "-o", "none/c.csv"], ["-o", "a.json", "-o", "c.txt"]] {
        assert_eq!(run(path, &[&["score", "市"], &arguments[..]].concat()).code, 2);
        assert_eq!(fs::read(path.join("a.json")).unwrap(), first);
    }
    fs::write(path.join("市/data/县.csv"), DATA.replace("70", "七十")).unwrap();
    assert_eq!(run(path, &["score", "市", "-o", "a.json"]).code, 1);
    assert_eq!(fs::read(path.join("a.json")).unwrap(), first);
    let names: Vec<_> = fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|n| n.to_string_lossy().contains("tmp") || n.to_string_lossy().contains("old")), "{names:?}");
    fs::write(path.join("市/data/县.csv"), DATA.replace("70", "60")).unwrap();
    assert_eq!(run(path, &["score", "市", "-o", "a.json"]).code, 0);
    assert_ne!(fs::read(path.join("a.json")).unwrap(), first);
}

#[test]
fn wrong_rules_are_not_scored() {
    let folder = province(&[("市", &settings("市"), &CITY.replace("A1 学前教育（2分）", "A1 学前教育（3分）"))]);
    let run = run(folder.path(), &["score", "市"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("没有计分"), "{}", run.err);
}

#[test]
fn json_keeps_its_schema() {
    let folder = tempfile::TempDir::new().unwrap();
    for name in ["changsha", "xiangxi"] {
        let file = folder.path().join("r.json");
        let run = in_repository(&["score", &format!("examples/hunan-2021/{name}"), "-o", file.to_str().unwrap()]);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let faults = crate::reports::schema_faults(&fs::read_to_string(&file).unwrap(), "spec/schemas/results.schema.json");
        assert_eq!(faults, serde_json::json!([]), "{name}");
    }
}
