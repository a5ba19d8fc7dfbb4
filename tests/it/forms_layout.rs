//! How printed documents stand on their pages, in every reader: nothing lost, nothing outside the margins, heads repeated, pages that end
//! where they should, nothing alone on a page. The layout city has names, sentences and lists as long as they come. Spec: §15.3.

use std::collections::BTreeMap;

use crate::forms_docx::parts;
use crate::printed::{Printed, bare, changsha, count, flow, layout, pages, xiangxi};
use crate::readers::{Reader, places};

/// Points of a millimeter.
const MM: f64 = 72.0 / 25.4;

fn cities() -> [&'static Printed; 3] {
    [changsha(), xiangxi(), layout()]
}

/// How often each character is in a text.
fn characters(text: &str) -> BTreeMap<char, usize> {
    let mut out = BTreeMap::new();
    for c in text.chars().filter(|c| *c != '□') {
        *out.entry(c).or_default() += 1;
    }
    out
}

/// The text of a DOCX, as it is written in it.
fn written(city: &Printed, name: &str) -> String {
    let xml = parts(&city.file(name, "docx"))["word/document.xml"].clone();
    let texts = xml.split("<w:t xml:space=\"preserve\">").skip(1).map(|part| part.split("</w:t>").next().unwrap());
    bare(&quick_xml::escape::unescape(&texts.collect::<String>()).unwrap())
}

#[test]
fn no_reader_loses_a_character() {
    for city in cities() {
        for name in city.looked_at() {
            let all = written(city, &name);
            assert!(all.len() > 100, "{name}");
            for reader in Reader::ALL {
                let printed = characters(&flow(&city.pages(&name, reader)));
                for (c, wanted) in characters(&all) {
                    let found = printed.get(&c).copied().unwrap_or(0);
                    assert!(found >= wanted, "{name} in {reader:?}: {c} stands {found} times instead of {wanted}");
                }
            }
        }
    }
}

#[test]
fn nothing_stands_outside_the_margins() {
    for city in cities() {
        for name in city.looked_at() {
            for reader in Reader::ALL {
                for (at, (width, height, words)) in places(&city.pdf(&name, reader)).into_iter().enumerate() {
                    let across = width > height;
                    let paper = if across { (297.0, 210.0) } else { (210.0, 297.0) };
                    assert!(
                        (width - paper.0 * MM).abs() < 1.5 && (height - paper.1 * MM).abs() < 1.5,
                        "{name} in {reader:?}: {width} × {height}"
                    );
                    let [top, right, bottom, left] = if across { [28.0, 37.0, 26.0, 35.0] } else { [37.0, 26.0, 35.0, 28.0] };
                    for word in &words {
                        let place = format!("{name} in {reader:?}, page {}: {word:?}", at + 1);
                        // A mark at either end of a line may reach out by its empty half.
                        assert!(word.left >= left * MM - 9.0 && word.right <= width - right * MM + 9.0, "{place}");
                        // Boxes are as high as the font says, not as its characters are.
                        let middle = (word.top + word.bottom) / 2.0;
                        let is_mark = middle > 12.0 * MM && middle < top * MM;
                        let is_number = middle > height - bottom * MM + 6.0 * MM && middle < height - 12.0 * MM;
                        let is_text = middle > top * MM && middle < height - bottom * MM;
                        assert!(is_mark || is_number || is_text, "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_page_has_its_number_and_the_mark_of_its_rules() {
    for city in cities() {
        for name in city.looked_at() {
            for reader in Reader::ALL {
                for (at, page) in city.pages(&name, reader).iter().enumerate() {
                    let place = format!("{name} in {reader:?}, page {}", at + 1);
                    assert_eq!(count(page, &format!("—{}—", at + 1)), 1, "{place}");
                    assert_eq!(count(page, "2021年度　规则指纹"), 1, "{place}");
                }
            }
        }
    }
}

/// Documents that are one table, and the first cells of its head.
const TABLES: [(&str, &str); 7] = [
    ("指标体系表", "一级指标二级指标三级指标分值"),
    ("数据采集表", "序号数据项单位"),
    ("实地核查记录表", "评价指标分值查看内容"),
    ("佐证材料目录", "提供单位序号材料名称"),
    ("等次认定汇总表", "序号县市区得分"),
    ("问题清单及整改台账", "序号问题对应指标和要点"),
    ("访谈提纲", "指标问题回答记录"),
];

#[test]
fn every_page_of_a_table_has_its_head_and_ends_alike_in_every_reader() {
    let mut seen = 0;
    for city in cities() {
        for name in city.looked_at() {
            let Some((_, head)) = TABLES.iter().find(|(kind, _)| name.split('-').next() == Some(kind)) else { continue };
            let printed = city.pages(&name, Reader::Poppler);
            for reader in Reader::ALL {
                let own = city.pages(&name, reader);
                assert_eq!(own.len(), printed.len(), "{name} in {reader:?}");
                for (at, page) in own.iter().enumerate() {
                    // Tables of another kind follow the first one.
                    let other = ["明细表", "加分项和扣分项", "评价指标分值评分标准", "指标分值评分标准"].iter().any(|w| page.contains(w));
                    assert!(count(page, head) == 1 || other, "{name} in {reader:?}, page {}: {page}", at + 1);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn no_last_page_holds_a_line_or_two_of_a_long_table() {
    let mut seen = 0;
    for city in cities() {
        for name in city.looked_at().iter().filter(|name| name.starts_with("佐证材料目录") || name.starts_with("指标体系表")) {
            let pages = city.pages(name, Reader::Poppler);
            let last = pages.iter().rfind(|page| TABLES.iter().any(|(_, head)| page.contains(head))).unwrap();
            let all = city.rules.model.indicators.iter().filter(|indicator| indicator.is_leaf());
            let leaves = all.filter(|leaf| last.contains(&bare(&leaf.title.text))).count();
            assert!(leaves > 2, "{name}: {leaves} lines: {last}");
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
}

#[test]
fn a_signature_stands_below_the_last_sentence_and_the_issuing_body_above_the_middle_of_the_day() {
    for city in cities() {
        let issuer = city.results["issuer"].as_str().unwrap();
        let day = evalc::format::date(city.rules.model.header.as_ref().unwrap().submitted.as_ref().unwrap().0);
        for reader in Reader::ALL {
            for (name, last) in [("实施细则", day.as_str()), ("评价总结", "年月日")] {
                let page = city.pages(name, reader).pop().unwrap();
                let (before, _) =
                    page.split_once(&bare(&format!("{issuer}{last}"))).unwrap_or_else(|| panic!("{name} in {reader:?}: {page}"));
                // More than the mark and the list of annexes.
                let text = before.replace("附件：", "").replace("2021年度规则指纹", "");
                assert!(text.chars().count() > 40, "{name} in {reader:?}: {page}");
            }
            let (_, _, words) = places(&city.pdf("实施细则", reader)).pop().unwrap();
            // Words of a line are joined: readers part them at digits.
            let line = |text: &str| {
                let bare = bare(text);
                let own: Vec<_> = words.iter().filter(|word| word.left > 120.0 && word.top < 735.0 && bare.contains(&word.text)).collect();
                let top = own.iter().map(|word| word.top).fold(0.0, f64::max);
                let own: Vec<_> = own.into_iter().filter(|word| (word.top - top).abs() < 8.0).collect();
                let (left, right) = (own.iter().map(|w| w.left).fold(f64::MAX, f64::min), own.iter().map(|w| w.right).fold(0.0, f64::max));
                (left + right) / 2.0
            };
            assert!((line(issuer) - line(&day)).abs() < 12.0, "{reader:?}: {} and {}", line(issuer), line(&day));
        }
    }
}

#[test]
fn a_head_with_a_long_issuing_body_stays_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = "某某自治州人民政府教育督导委员会办公室和教育体育局";
    let toml = format!(
        "city = \"长沙市\"\nyear = 2021\nmandate = \"湖南2021\"\n\n[forms]\nissuer = \"{issuer}\"\nnumber = \"某政教督办〔2021〕12号\"\n"
    );
    std::fs::copy("tests/layout/city.eval", folder.path().join("city.eval")).unwrap();
    std::fs::write(folder.path().join("eval.toml"), toml).unwrap();
    let out = folder.path().join("out");
    let mut run = assert_cmd::Command::cargo_bin("evalc").unwrap();
    run.arg("build").arg(folder.path()).args(["--only", "实施细则.pdf", "-o"]).arg(&out).assert().code(0);
    let pdf = out.join("forms/pdf/实施细则.pdf");
    assert_eq!(count(&pages(&pdf)[0], &format!("{issuer}某政教督办〔2021〕12号")), 1);
    let (width, _, words) = places(&pdf).swap_remove(0);
    let word = words.iter().find(|word| word.text == issuer).unwrap_or_else(|| panic!("{words:?}"));
    assert!((word.left - (width - word.right)).abs() < 3.0 * MM, "{word:?}");
}
