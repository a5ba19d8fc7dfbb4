//! Documents as PDF, read back by poppler.

use std::process::Command;

use crate::printed::{bare, changsha, count, flow, pages};

#[test]
fn the_rules_hold_every_step_grade_and_prohibition_once() {
    let city = changsha();
    let all = flow(&pages(&city.file("实施细则", "pdf")));
    for step in &city.rules.model.steps {
        assert_eq!(count(&all, &format!("{}（{}）", step.name, days(step))), 1, "{}", step.name);
    }
    for part in [
        "严禁要求学校对照评价指标准备迎检资料",
        "总分90分以上的为优秀",
        "优秀等次不超过被评价县市区总数的三分之一",
        "一、评价对象",
        "附件：1.指标体系表",
    ] {
        assert_eq!(count(&all, part), 1, "{part}");
    }
}

/// The period of a step; the year is said once.
fn days(step: &evalc::model::ProcedureStep) -> String {
    let period = step.period.unwrap();
    let said = evalc::format::period(period);
    let years = (period.from.and_then(|d| d.year), period.to.and_then(|d| d.year));
    if let (Some(first), Some(last)) = years
        && first == last
    {
        said.replace(&format!("至{last}年"), "至")
    } else {
        said
    }
}

#[test]
fn page_numbers_stand_between_dashes_and_the_mark_on_every_page() {
    let city = changsha();
    let pages = pages(&city.file("县级自评表", "pdf"));
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("—{}—", at + 1)), "page {}", at + 1);
        assert!(page.contains("2021年度规则指纹"), "page {}", at + 1);
    }
}

#[test]
fn every_document_is_tagged_for_archives_and_readers_of_the_screen_and_has_its_fonts_inside() {
    let city = changsha();
    for name in city.names("pdf") {
        let file = city.file(&name, "pdf");
        let run = Command::new("pdffonts").arg(&file).output().unwrap();
        let fonts = String::from_utf8(run.stdout).unwrap();
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!lines.is_empty(), "{name} has no font");
        for line in lines {
            // emb, sub, uni before the number of the object.
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words[words.len() - 5..words.len() - 2], ["yes", "yes", "yes"], "{name}: {line}");
        }
        let run = Command::new("pdfinfo").arg(&file).output().unwrap();
        let about = String::from_utf8(run.stdout).unwrap();
        assert!(bare(&about).contains("Tagged:yes"), "{name}: {about}");
        let run = Command::new("pdfinfo").arg("-meta").arg(&file).output().unwrap();
        let about = String::from_utf8(run.stdout).unwrap();
        for part in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
            assert!(about.contains(part), "{name} lacks {part}");
        }
    }
}
