//! Claims about rules whose inputs depend on each other: earlier years, data compared with data, tables.
//!
//! Random rules over domains of a few values are checked, then every claim is held against all their data. What the
//! checker does not decide it has to say (E0619): silence is a claim too.

use evalc::data::{Cell, CountyData, Dataset, Row};
use evalc::expr::{ColumnId, Number, TableId, Value};
use evalc::finding::{Code, Finding, Severity};
use evalc::model::DatumKind;
use evalc::oracle::Oracle;
use evalc::sentence::BranchKind;
use proptest::prelude::*;

use crate::scoring_checks::{Brute, check, every_county, number, within};

/// What one small scheme looks like around its rule.
fn scheme(points: &str, declared: &[(&str, &str)], rule: &str) -> String {
    let used = declared.iter().filter(|(name, _)| rule.contains(name));
    let data: String = used.map(|(name, ty)| format!("数据 {name}：{ty}\n  来源：台账\n  责任单位：县教育局\n")).collect();
    around(points, &data, rule)
}

fn around(points: &str, data: &str, rule: &str) -> String {
    format!(
        "评价方案：示例\n  依据：示例\n  年度：2021\n  满分：{points}分\n  语言版本：1\n分组 各县：甲县、乙县、丙县\n{data}一级指标 A1 示例（{points}分）\n二级指标 B1 示例（{points}分）\n三级指标 C1 示例（{points}分）\n  {rule}\n"
    )
}

const DATA: &[(&str, &str)] = &[("培训数", "人，0至3，含前3年"), ("计划数", "人，1至3"), ("甲事", "是否"), ("层级", "等级（好、中、差）")];

/// A condition; all name their subject.
fn condition() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(
        &[
            "培训数近三年每年都比上年提高",
            "培训数近两年每年都不低于上年",
            "培训数近两年每年都比上年下降",
            "培训数比上年提高",
            "培训数与上年持平",
            "培训数低于上年",
            "培训数不低于计划数",
            "培训数低于计划数",
            "培训数高于计划数2人以上",
            "培训数近三年均不少于1人",
            "近两年培训数均不少于3人",
            "甲事",
            "未甲事",
            "层级为好",
            "层级不是差",
            "培训数为0人",
        ][..],
    );
    let bound = (proptest::sample::select(&["不少于", "少于", "超过", "不超过"][..]), 0..4).prop_map(|(w, n)| format!("培训数{w}{n}人"));
    prop_oneof![3 => word.prop_map(str::to_owned), 1 => bound]
}

fn points() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&["0.5", "1", "2"][..])
}

/// `…得2分；…且…扣1分；否则不得分。`
fn sentence() -> impl Strategy<Value = String> {
    let joined = (condition(), prop::option::weighted(0.4, (proptest::sample::select(&["且", "或"][..]), condition())))
        .prop_map(|(a, b)| b.map_or(a.clone(), |(word, b)| format!("{a}{word}{b}")));
    let outcome = prop_oneof![5 => points().prop_map(|p| format!("得{p}分")), 2 => points().prop_map(|p| format!("扣{p}分")), 1 => Just("不得分".to_owned())];
    let tail = proptest::sample::select(&["", "；否则不得分", "；其余得0.5分", "，就高不累加"][..]);
    (prop::collection::vec((joined, outcome), 1..4), tail).prop_map(|(cases, tail)| {
        let cases: Vec<String> = cases.into_iter().map(|(condition, outcome)| format!("{condition}的{outcome}")).collect();
        let tail = if tail.contains('，') && !cases.iter().all(|c| c.contains('得') && !c.contains("不得")) { "" } else { tail };
        format!("{}{tail}。", cases.join("；"))
    })
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(|f| format!("{} {:?} {}", f.code.id(), f.severity, f.message.zh)).collect::<Vec<_>>().join("\n")
}

/// What is claimed or passed over and does not hold.
fn refuted(text: &str, undecided: &mut usize) -> Option<String> {
    let program = check(text);
    let found = &program.findings;
    let has = |code: Code| found.iter().any(|f| f.code == code);
    let indicator = program.model.indicators.iter().find(|i| i.code == "C1").unwrap();
    if has(Code::TwoReadings) {
        return None; // Nothing is claimed of what is not read.
    }
    let Some(rule) = &indicator.rule else { return Some("the rule was not read".to_owned()) };
    let brute = Brute { model: &program.model, indicator, rule, counties: every_county(&program.model) };
    let raw = brute.raw();
    let (full, high) = (brute.full(), raw.iter().max().unwrap());
    let open = has(Code::Undecided);
    *undecided += usize::from(open);
    if has(Code::FullMarksUnreachable) && high >= full {
        return Some(format!("full marks are reached: {high}"));
    }
    let silenced = has(Code::UnreachableBranch) || has(Code::ConstantOutOfRange) || has(Code::PartWithoutEffect);
    if high < full && !has(Code::FullMarksUnreachable) && !silenced && !open {
        return Some(format!("full marks are not reached: {high}"));
    }
    if found.iter().any(|f| f.code == Code::ScoreOutOfRange && f.severity == Severity::Error) && high <= full {
        return Some(format!("no score is above the points: {high}"));
    }
    if high > full && !has(Code::ScoreOutOfRange) && !silenced && !open {
        return Some(format!("a score above the points: {high}"));
    }
    for part in &rule.parts {
        for (i, branch) in part.branches.iter().enumerate() {
            if matches!(branch.kind, BranchKind::Otherwise | BranchKind::Step | BranchKind::Judged) {
                continue;
            }
            let said = |code: Code| found.iter().any(|f| f.code == code && f.span().map(|s| s.key()) == Some(branch.span.key()));
            let used = brute.used(part, i);
            if said(Code::UnreachableBranch) && used {
                return Some(format!("case {i} is reached"));
            }
            // Bands that overlap are told of instead.
            let overlaps = branch.kind == BranchKind::Deduct && found.iter().any(|f| f.code == Code::BandOverlap && within(f, part));
            if !used && !overlaps && !said(Code::UnreachableBranch) && !said(Code::Undecided) && !said(Code::ConstantOutOfRange) {
                return Some(format!("case {i} is never reached"));
            }
        }
        let idle = found.iter().any(|f| f.code == Code::PartWithoutEffect && f.span().map(|s| s.key()) == Some(part.span.key()));
        let mut values = brute.counties.iter().map(|c| number(&part.value, c));
        let first = values.next().unwrap();
        if idle && values.any(|v| v != first) {
            return Some("a sentence changes the score".to_owned());
        }
    }
    None
}

#[test]
fn no_claim_about_years_and_comparisons_is_refuted() {
    let strategy = (points(), prop::collection::vec(sentence(), 1..3));
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let (undecided, rules) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let result = runner.run(&strategy, |(points, sentences)| {
        let text = scheme(points, DATA, &format!("评分：{}", sentences.concat()));
        let mut open = undecided.get();
        let problem = refuted(&text, &mut open);
        undecided.set(open);
        rules.set(rules.get() + 1);
        prop_assert!(problem.is_none(), "{}\n{text}\n{}", problem.unwrap_or_default(), listed(&check(&text).findings));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{} rules, {} of them not decided altogether", rules.get(), undecided.get());
    assert!(undecided.get() * 3 < rules.get(), "most small rules are decided: {} of {} are not", undecided.get(), rules.get());
}

/// A value of a table, its unit, and the largest number its columns allow.
const TABLE_VALUES: &[(&str, i64)] = &[
    ("占比（学校，有校医，达标）", 1),
    ("占比（学校，达标，有校医且达标）", 1),
    ("平均（学校.等次分）", 2),
    ("最大值（学校.等次分，达标）", 2),
    ("最小值（学校.等次分）", 2),
    ("最小（2个，计数（学校，达标））÷1个", 2),
    ("最小（2个，去重计数（学校.等次分））÷1个", 2),
];

/// Every list of up to two schools.
fn every_list(columns: &[ColumnId]) -> Vec<Vec<Row>> {
    let mut rows = Vec::new();
    for (doctor, met, points) in
        [false, true].into_iter().flat_map(|d| [(d, false), (d, true)]).flat_map(|(d, m)| (0..3).map(move |p| (d, m, p)))
    {
        let values = [Value::Bool(doctor), Value::Bool(met), Value::Number(Number::from(points))];
        rows.push(columns.iter().copied().zip(values.map(Cell::Value)).collect());
    }
    let one = rows.iter().map(|r: &Row| vec![r.clone()]);
    let two = rows.iter().flat_map(|a| rows.iter().map(move |b| vec![a.clone(), b.clone()]));
    std::iter::once(Vec::new()).chain(one).chain(two).collect()
}

#[test]
fn values_of_tables_stay_in_the_range_they_are_taken_for() {
    let table = "明细表 学校：每所学校一行\n  来源：台账\n  责任单位：县教育局\n列 有校医：有无\n列 达标：是否\n列 等次分：分，0至2\n";
    let mut seen = 0;
    for (value, most) in TABLE_VALUES {
        for named in [false, true] {
            for full in 1..4i64 {
                let factor = if *most == 1 {
                    format!("×{full}分")
                } else if value.ends_with('个') {
                    "×1分".to_owned()
                } else {
                    String::new()
                };
                let (datum, formula) = if named {
                    (format!("数据 汇总＝{value}\n"), format!("公式：汇总{factor}"))
                } else {
                    (String::new(), format!("公式：{value}{factor}"))
                };
                let text = around(&full.to_string(), &format!("{table}{datum}"), &format!("{formula}\n  评分：不适用的不得分。"));
                let program = check(&text);
                let has = |code: Code| program.findings.iter().any(|f| f.code == code);
                let (id, indicator) = program.model.indicators().find(|(_, i)| i.code == "C1").unwrap();
                assert!(indicator.rule.is_some(), "{text}\n{}", listed(&program.findings));
                assert!(program.model.data.iter().all(|d| matches!(d.kind, DatumKind::Derived(_))));
                let columns: Vec<ColumnId> = (0..3).map(ColumnId).collect();
                let lists = every_list(&columns);
                let county = |rows| CountyData { name: "甲县".to_owned(), rows: [(TableId(0), rows)].into(), ..CountyData::default() };
                let mut high = Number::ZERO;
                for rows in lists {
                    let data = Dataset { counties: vec![county(rows)] };
                    if let Ok(Value::Number(points)) = Oracle::new(&program.model, &data).score(0, id) {
                        high = high.max(points);
                    }
                }
                let reach = Number::from(if *most == 1 { full } else { *most });
                let full = Number::from(full);
                assert_eq!(high, reach.clone().min(full.clone()), "{text}");
                let what = format!("{text}\n{}", listed(&program.findings));
                assert_eq!(has(Code::ScoreOutOfRange), reach > full, "{what}");
                assert_eq!(has(Code::FullMarksUnreachable), reach < full, "{what}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, TABLE_VALUES.len() * 6);
}
