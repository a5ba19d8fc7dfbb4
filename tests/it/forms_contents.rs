//! What printed documents hold, found by the programs people open them with: each indicator, point, sentence, document, county and
//! problem once, where it belongs; sums by page. Spec: §15.4.

use std::collections::{BTreeMap, BTreeSet};

use evalc::model::{Indicator, IndicatorKind};
use serde_json::Value;

use crate::printed::{Printed, bare, changsha, count, flow, holds_the_indicator_table, holds_the_sums, layout, xiangxi};
use crate::readers::Reader;

/// Runs a test on the pages of a document of each city in each reader.
fn in_every_reader(test: impl Fn(&Printed, &dyn Fn(&str) -> Vec<String>)) {
    for (city, reader) in [changsha(), xiangxi(), layout()].into_iter().flat_map(|city| Reader::ALL.map(|reader| (city, reader))) {
        test(city, &|name| city.pages(name, reader));
    }
}

/// Code and title, or title alone.
fn head(indicator: &Indicator) -> String {
    match indicator.kind {
        IndicatorKind::Level(_) | IndicatorKind::Leader => format!("{} {}", indicator.code, indicator.title.text),
        IndicatorKind::Bonus | IndicatorKind::Penalty => indicator.title.text.clone(),
    }
}

fn leaves(city: &Printed) -> impl Iterator<Item = &Indicator> {
    city.rules.model.indicators.iter().filter(|indicator| indicator.is_leaf())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_rules_hold_every_indicator_with_its_points_and_sentence_once() {
    in_every_reader(|city, pages| {
        let all = flow(&pages("实施细则"));
        for indicator in leaves(city) {
            let most = if matches!(indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty) { "最多" } else { "" };
            let points = indicator.points.as_ref().unwrap();
            let told = format!("{}（{most}{points}分）{}", head(indicator), city.sentence(indicator));
            assert_eq!(count(&all, &told), 1, "{told}");
        }
        for group in city.rules.model.indicators.iter().filter(|indicator| !indicator.is_leaf()) {
            let points = group.points.as_ref().unwrap();
            // The highest are also named where the points are said.
            let wanted = 1 + usize::from(group.kind == IndicatorKind::Level(1));
            assert_eq!(count(&all, &format!("{}（{points}分）", head(group))), wanted, "{}", group.code);
        }
    });
}

#[test]
fn the_table_of_indicators_holds_every_indicator_once_and_sums_by_page() {
    in_every_reader(|city, pages| holds_the_indicator_table(city, &pages("指标体系表")));
}

#[test]
fn the_self_evaluation_asks_for_every_indicator_once_and_sums_by_page() {
    in_every_reader(|city, pages| {
        let pages = pages("县级自评表");
        let all = pages.concat();
        for indicator in leaves(city) {
            let most = if matches!(indicator.kind, IndicatorKind::Bonus | IndicatorKind::Penalty) { "最多" } else { "" };
            let told = format!("{}{most}{}", head(indicator), indicator.points.as_ref().unwrap());
            assert_eq!(count(&all, &told), 1, "{told}");
        }
        holds_the_sums(city, &pages);
    });
}

#[test]
fn the_record_of_a_method_holds_the_indicators_it_serves_and_no_other() {
    in_every_reader(|city, pages| {
        let methods: BTreeSet<&str> = leaves(city).flat_map(|i| &i.methods).map(|m| m.text.as_str()).collect();
        for method in methods {
            let all = pages(&format!("实地核查记录表-{method}")).concat();
            for indicator in leaves(city) {
                let serves = indicator.methods.iter().any(|own| own.text == method);
                // A row higher than what is left of its page goes on below, and its cells with it.
                let sentence = Some(city.sentence(indicator)).filter(|sentence| sentence.len() < 600).unwrap_or_default();
                let told = format!("{}{}{sentence}", head(indicator), indicator.points.as_ref().unwrap());
                assert_eq!(count(&all, &told), usize::from(serves), "{method}: {told}");
            }
        }
    });
}

#[test]
fn every_document_of_evidence_stands_once_at_the_department_that_keeps_it() {
    in_every_reader(|city, pages| {
        let mut all: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
        for indicator in leaves(city) {
            let keeper = indicator.owners.first().map_or(String::new(), |owner| owner.text.clone());
            for evidence in &indicator.evidence {
                all.entry((keeper.clone(), &evidence.text)).or_default().push(head(indicator));
            }
        }
        assert!(all.len() > 50, "{}", all.len());
        let county = city.counties().next().unwrap();
        let pages = pages(&format!("佐证材料目录-{}", text(&county["name"]))).concat();
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for ((_, evidence), heads) in &all {
            *told.entry(bare(&format!("{evidence}{}", heads.join("；")))).or_default() += 1;
        }
        for (row, times) in &told {
            // The end of a longer row is no row of its own.
            let ends: usize = told.iter().filter(|(other, _)| *other != row && other.contains(row.as_str())).map(|(_, times)| times).sum();
            assert_eq!(count(&pages, row), times + ends, "{row}");
        }
    });
}

/// A total with all the decimal places it is published with.
fn published(city: &Printed, county: &Value) -> String {
    evalc::report::show::padded(text(&county["total"]["number"]), city.rules.model.total_places() as usize)
}

#[test]
fn every_county_stands_once_with_total_place_and_grade() {
    in_every_reader(|city, pages| {
        let all = pages("等次认定汇总表").concat();
        for (at, county) in city.counties().enumerate() {
            let (total, place, grade) = (published(city, county), &county["place"], text(&county["grade"]["by_points"]));
            let told = format!("{}{}{total}{place}{grade}", at + 1, text(&county["name"]));
            assert_eq!(count(&all, &told), 1, "{told}: {all}");
        }
    });
}

#[test]
fn every_problem_stands_once_with_its_indicator_and_loss() {
    in_every_reader(|city, pages| {
        let county = city.counties().next().unwrap();
        let all = flow(&pages(&format!("问题清单及整改台账-{}", text(&county["name"]))));
        let problems = county["problems"].as_array().unwrap();
        assert!(problems.len() > 5);
        for problem in problems {
            let head = format!("{} {}", text(&problem["code"]), text(&problem["title"]));
            let alike = problems.iter().filter(|other| other["code"] == problem["code"]).count();
            assert_eq!(count(&all, &head), alike, "{head}");
        }
        // A line that begins on one page and ends on the next is read in two parts.
        for (at, problem) in problems.iter().enumerate().skip(1) {
            let points = problem["points"].as_array().unwrap().iter();
            let points: String = points.map(|point| format!("要点{}{}", text(&point["code"]), text(&point["text"]))).collect();
            let head = format!("{} {}{points}{}", text(&problem["code"]), text(&problem["title"]), text(&problem["loss"]));
            let told = format!("{}{}{head}", at + 1, text(&problem["what"]["zh"]));
            assert_eq!(count(&all, &told), 1, "{told}");
        }
    });
}

#[test]
fn the_province_finds_each_focus_area_with_points_and_score() {
    in_every_reader(|city, pages| {
        let county = city.counties().next().unwrap();
        let all = pages(&format!("省级核查表-{}", text(&county["name"]))).concat();
        let areas = city.results["areas"].as_array().unwrap();
        for (area, own) in areas.iter().zip(county["areas"].as_array().unwrap()) {
            let told = format!("{}{}{}", text(&area["name"]), text(&own["full"]), text(&own["score"]["number"]));
            assert_eq!(count(&all, &told), 1, "{told}");
        }
        let tops = city.rules.model.indicators.iter().filter(|i| areas.is_empty() && i.kind == IndicatorKind::Level(1));
        for top in tops {
            let score = county["scores"].as_array().unwrap().iter().find(|own| own["code"] == *top.code).unwrap();
            let told = format!("{}{}{}", top.title.text, top.points.as_ref().unwrap(), text(&score["score"]["number"]));
            assert_eq!(count(&all, &told), 1, "{told}");
        }
    });
}

#[test]
fn the_summary_has_its_parts_in_order_and_every_county() {
    in_every_reader(|city, pages| {
        let all = flow(&pages("评价总结"));
        let demanded = city.rules.model.header.as_ref().and_then(|h| h.summary.as_ref());
        let parts: Vec<String> = match demanded {
            Some((parts, _)) => parts.iter().map(|part| part.text.clone()).collect(),
            None => ["组织实施情况", "主要成绩", "存在问题", "评价等次"].map(str::to_owned).to_vec(),
        };
        assert_eq!(parts.len(), 4);
        let mut at = 0;
        for (number, part) in "一二三四".chars().zip(&parts) {
            let heading = bare(&format!("{number}、{part}"));
            assert_eq!(count(&all, &heading), 1, "{heading}");
            let place = all.find(&heading).unwrap();
            assert!(place > at, "{heading} comes too early");
            at = place;
        }
        for county in city.counties() {
            let told = format!("{}{}{}", text(&county["name"]), published(city, county), text(&county["grade"]["name"]));
            assert_eq!(count(&all[at..], &told), 1, "{told}");
        }
    });
}

#[test]
fn interviews_ask_what_the_rules_say_and_reports_are_by_key_point() {
    for (city, reader) in [changsha(), xiangxi()].into_iter().flat_map(|city| Reader::ALL.map(|reader| (city, reader))) {
        let asked = city.pages("访谈提纲", reader).concat();
        let mut questions = 0;
        for indicator in &city.rules.model.indicators {
            let told = indicator.texts.iter().any(|(word, _)| *word == "访谈");
            if !told && indicator.methods.iter().any(|method| method.text.contains("访谈")) {
                // Of principals and of teachers.
                assert_eq!(count(&asked, &format!("“{}”", indicator.title.text)), 2, "{}", indicator.code);
                questions += 1;
            }
            for (_, told) in indicator.texts.iter().filter(|(word, _)| *word == "访谈") {
                for question in told.text.split('；').filter_map(|part| part.split_once('：')).map(|(_, question)| question) {
                    assert!(count(&asked, question) >= 1, "{question}");
                    questions += 1;
                }
            }
        }
        assert!(questions > 10, "{questions}");
        let posts = &city.rules.model.leaders.as_ref().unwrap().posts;
        for post in posts {
            let report = flow(&city.pages(&format!("述职报告-{}", post.text), reader));
            for part in ["（一）主要做法", "（二）工作成效", "（三）存在问题", "（四）下步打算"] {
                assert_eq!(count(&report, part), 7, "{part}");
            }
            for number in "一二三四五六七".chars() {
                assert_eq!(count(&report.replace(&format!("（{number}）"), ""), &format!("{number}、")), 1, "{number}");
            }
        }
    }
    // Nobody is asked anything, nobody reports: there is no such document, and the rules name none as an annex.
    let names = layout().names("pdf");
    assert!(!names.iter().any(|name| name.starts_with("访谈提纲") || name.starts_with("述职报告")), "{names:?}");
    let rules = flow(&layout().pages("实施细则", Reader::Poppler));
    assert_eq!(count(&rules, "附件：1. 指标体系表 2. 县级自评表 3. 数据采集表 4. 实地核查记录表 5. 佐证材料目录"), 1);
}

#[test]
fn documents_call_no_function_and_write_no_path() {
    for city in [changsha(), xiangxi()] {
        for name in ["实施细则", "指标体系表", "县级自评表", "实地核查记录表-数据比对"] {
            let all = city.pages(name, Reader::Poppler).concat();
            for written in ["最大（", "最小（", "向下取整（", "差异系数（", "计数（", "学校.", "「"] {
                assert_eq!(count(&all, written), 0, "{name}: {written}");
            }
        }
    }
    let all = flow(&changsha().pages("实施细则", Reader::Poppler));
    assert_eq!(count(&all, "学段为小学的各学校之间按学生数加权的生均设备值差异系数不高于0.5得1分"), 1);
    let all = flow(&xiangxi().pages("实施细则", Reader::Poppler));
    assert_eq!(
        count(&all, "每下降1%（不足1%按1%计）扣1分，扣完为止。按公式计分：3＋（教育支出增幅×100，向下取整，大于0的按0计），小于0的按0计。"),
        1
    );
}
