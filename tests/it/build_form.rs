//! The form in real Chromium: its scoring script against the native scorer, its fields filled in, its files read by evalc.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evalc::Program;
use evalc::build::vectors::{VectorSet, set, vectors};
use evalc::build::{Subject, Target};
use evalc::data::DataFile;
use evalc::sentence::day_number;
use evalc::syntax::tree::Date;
use serde_json::{Value, json};

use crate::agreement::random_data;
use crate::browser::Browser;
use crate::build_python::{city, program, stamp};
use crate::support::{around, blocks};

/// The page, in a file of its own.
fn page(rules: &Program, folder: &Path) -> PathBuf {
    let files = Target::Html.files(&Subject::new(rules, &stamp(rules)), None).unwrap();
    let path = folder.join("form.html");
    std::fs::write(&path, &files[0].bytes).unwrap();
    path
}

/// Scores sets in the page of their rules; gives how many results are as expected, which are all.
fn compare(browser: &mut Browser, folder: &Path, rules: &Program, sets: &[VectorSet]) -> usize {
    browser.open(&page(rules, folder));
    let mut compared = 0;
    for some in sets.chunks(40) {
        let given = serde_json::to_value(some).unwrap();
        let found = browser.eval(&format!("{given}.map(one => evalc.score(one.counties, one.tables))"));
        for (at, one) in some.iter().enumerate() {
            for (n, expected) in one.expected.iter().enumerate() {
                let got = found[at][n].as_object().unwrap();
                for (name, text) in expected {
                    assert_eq!(got[name], json!(text), "{name} of {} in {}", got["县市区"], one.name);
                }
                assert_eq!(got.len(), expected.len() + 1);
                compared += expected.len();
            }
        }
    }
    assert_eq!(browser.console, Vec::<String>::new());
    compared
}

#[test]
fn the_scoring_script_on_every_vector_of_the_example_cities() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    let (mut compared, mut count) = (0, 0);
    for rules in ["changsha", "xiangxi"].map(city) {
        let sets = vectors(&Subject::new(&rules, &stamp(&rules))).sets;
        count += sets.len();
        compared += compare(&mut browser, folder.path(), &rules, &sets);
    }
    println!("{compared} results of {count} vectors are the same");
    assert!(compared > 100_000);
}

/// `FORM_ROUNDS=20` tries twenty times as many.
#[test]
fn the_scoring_script_on_random_data_of_every_sentence_of_the_spec_and_of_the_cities() {
    let rounds: u64 = std::env::var("FORM_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    let mut all: Vec<(Program, u64)> = scored.map(|b| (program(&around(&b.text)), 16 * rounds)).collect();
    all.extend(["changsha", "xiangxi"].map(|name| (city(name), 50 * rounds)));
    let (mut compared, mut count) = (0, 0);
    for (rules, each) in &all {
        let subject = Subject::new(rules, &stamp(rules));
        let sets: Vec<VectorSet> = (0..*each).map(|n| set(&subject, format!("随机{n}"), &random_data(&rules.model, n, 5))).collect();
        count += sets.len();
        compared += compare(&mut browser, folder.path(), rules, &sets);
    }
    println!("{compared} results of {count} random sets of {} programs are the same", all.len());
    assert!(count >= 2000, "{count}");
}

const CITY: &str = "examples/hunan-2021/changsha";

/// The rows of a data file of the example city.
fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(format!("{CITY}/data/{name}.csv")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The form as `evalc build` writes it.
fn built(folder: &Path) -> PathBuf {
    assert_cmd::Command::cargo_bin("evalc").unwrap().args(["build", CITY, "--only", "html", "-o"]).arg(folder).assert().success();
    folder.join("form/自评表.html")
}

fn totals(browser: &mut Browser) -> Value {
    browser.eval("[document.querySelector('#total').textContent, document.querySelector('#about').textContent, document.querySelector('#filled').textContent]")
}

/// What evalc makes of data files: total and grade by county.
fn scored(data: &[PathBuf], folder: &Path) -> BTreeMap<String, (String, String)> {
    let out = folder.join("results.json");
    assert_cmd::Command::cargo_bin("evalc").unwrap().args(["score", CITY, "--data"]).args(data).arg("-o").arg(&out).assert().success();
    let report: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    report["counties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (text(&c["name"]), (text(&c["total"]["number"]), text(&c["grade"]["name"]))))
        .collect()
}

/// Waits until a download is whole.
fn downloaded(path: &Path) {
    let start = std::time::Instant::now();
    while !path.exists() {
        assert!(start.elapsed().as_secs() < 20, "{} was not downloaded", path.display());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn answer(browser: &mut Browser, label: &str) {
    browser.wait("document.querySelector('#dialog').open");
    browser.click(&format!("[...document.querySelectorAll('#dialog button')].find(b => b.textContent.startsWith('{label}'))"));
}

#[test]
fn a_county_fills_in_the_form_and_hands_it_in() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.call("Emulation.setDeviceMetricsOverride", json!({ "width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false }));
    browser.open(&built(folder.path()));
    let counties = rows("县市区");
    let own = &counties[0];
    // Every field, with the mouse and the keyboard.
    let fields = browser.eval("[...document.querySelectorAll('.field')].map(f => [f.dataset.header, f.tagName])");
    assert_eq!(fields.as_array().unwrap().len(), own.len() - 1);
    for (at, field) in fields.as_array().unwrap().iter().enumerate() {
        let (header, text) = (field[0].as_str().unwrap(), &own[field[0].as_str().unwrap()]);
        let element = format!("document.querySelectorAll('.field')[{at}]");
        if field[1] == "FIELDSET" {
            let word = match text.as_str() {
                "有" => "是",
                "无" => "否",
                other => other,
            };
            browser.click(&format!("{element}.querySelector('input[value=\"{word}\"]')"));
        } else {
            browser.write(&format!("{element}.querySelector('input, textarea')"), text);
        }
        let kept = browser.eval(&format!("{element}.classList.contains('empty') || {element}.classList.contains('bad')"));
        assert_eq!(kept, json!(false), "{header}");
    }
    // The schools, pasted from a spreadsheet with its headers.
    let schools: Vec<_> = rows("学校").into_iter().filter(|row| row["县市区"] == own["县市区"]).collect();
    let headers: Vec<&String> = schools[0].keys().collect();
    let line = |cells: Vec<&str>| cells.join("\t");
    let mut block = vec![line(headers.iter().map(|h| h.as_str()).collect())];
    block.extend(schools.iter().map(|row| line(headers.iter().map(|h| row[*h].as_str()).collect())));
    browser.eval("[...document.querySelectorAll('.detail button')].find(b => b.textContent === '添加一行').click()");
    browser.eval(&format!(
        "(() => {{ const data = new DataTransfer(); data.setData('text/plain', {}); document.querySelector('.grid input').dispatchEvent(new ClipboardEvent('paste', \
         {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()",
        json!(block.join("\r\n"))
    ));
    assert_eq!(browser.eval("document.querySelector('.count').textContent"), json!(format!("共{}行", schools.len())));
    // Alone: everything is filled in, and what needs the others waits for them.
    let alone = totals(&mut browser);
    assert_eq!(alone[2], json!(format!("已填 {0} / {0} 项", own.len() - 1)));
    let page_text = browser.eval("document.body.innerText");
    assert!(page_text.as_str().unwrap().contains("待全市数据"), "{alone}");
    // It is there again after a reload.
    browser.wait("document.querySelector('#saved').textContent.startsWith('已存在本机')");
    browser.reload();
    assert_eq!(totals(&mut browser), alone);
    // The other counties, from files; what was filled in stays.
    let paths = [PathBuf::from(CITY).join("data/县市区.csv"), PathBuf::from(CITY).join("data/学校.csv")].map(|p| p.canonicalize().unwrap());
    browser.choose("#file", &paths.each_ref().map(PathBuf::as_path));
    answer(&mut browser, "保留已填的");
    answer(&mut browser, "知道了");
    let together = totals(&mut browser);
    let native = scored(&paths, folder.path());
    let (total, grade) = &native[&own["县市区"]];
    assert_eq!(together[0].as_str().unwrap().split(" / ").next(), Some(total.as_str()));
    assert!(together[1].as_str().unwrap().contains(grade.as_str()), "{together}");
    // What it hands over gives evalc the same numbers, as JSON and as CSV.
    browser.downloads(folder.path());
    let all = format!("全部{}个县市区", counties.len());
    let hand_over = |browser: &mut Browser, label: &str, file: &str| {
        browser.click("document.querySelector('#export')");
        answer(browser, label);
        let path = folder.path().join(file);
        downloaded(&path);
        path
    };
    let json_file = hand_over(&mut browser, &format!("{all}：全部内容"), &format!("{all}-自评表.json"));
    assert_eq!(scored(std::slice::from_ref(&json_file), folder.path()), native);
    let csv_files = [
        hand_over(&mut browser, &format!("{all}：县级数据"), &format!("{all}-县级数据.csv")),
        hand_over(&mut browser, &format!("{all}：学校"), &format!("{all}-学校.csv")),
    ];
    assert_eq!(scored(&csv_files, folder.path()), native);
    // One file per county comes together to the same numbers.
    let one = hand_over(&mut browser, &format!("{}：全部内容", own["县市区"]), &format!("{}-自评表.json", own["县市区"]));
    let whole: Value = serde_json::from_slice(&std::fs::read(&json_file).unwrap()).unwrap();
    let mut others = whole.clone();
    others["counties"].as_array_mut().unwrap().retain(|c| c["县市区"] != json!(own["县市区"]));
    others["tables"]["学校"].as_array_mut().unwrap().retain(|c| c["县市区"] != json!(own["县市区"]));
    let rest = folder.path().join("其他县.json");
    std::fs::write(&rest, others.to_string()).unwrap();
    assert_eq!(scored(&[one, rest], folder.path()), native);
    // What was handed over reads back into an empty form.
    browser.eval("localStorage.clear(); window.onpagehide = null");
    let second = folder.path().join("second");
    let mut fresh = Browser::start();
    fresh.open(&built(&second));
    fresh.choose("#file", &[&json_file]);
    answer(&mut fresh, "知道了");
    assert_eq!(totals(&mut fresh), together);
    assert_eq!((browser.console.clone(), fresh.console.clone()), (Vec::new(), Vec::new()));
}

/// Texts that some program takes for more than text.
pub const HOSTILE: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "＝1+1",
    "]]></style><!-- ' \" & &lt; {{ title }} ${document.title='owned'} `",
    "';-- \\",
    "\u{202e}反写\u{2066}\u{200f}",
    "😀👨‍👩‍👧\u{2028}\u{2029}",
    "+1",
    "-1",
    "@SUM(1)",
    "__proto__",
    "constructor",
];

/// A model whose every text is hostile, and a very long one of them.
pub fn hostile() -> (Program, String) {
    let mut program = city("changsha");
    let long = "长".repeat(32_768);
    let mut texts = [long.clone()].into_iter().chain(HOSTILE.iter().map(|t| (*t).to_owned()).cycle());
    let mut next = || texts.next().unwrap();
    let model = &mut program.model;
    let mut number = 0;
    for datum in &mut model.data {
        number += 1;
        datum.name = format!("{}{number}", next());
        for text in datum.owners.iter_mut().chain(&mut datum.source).chain(&mut datum.scope) {
            text.text = next();
        }
        if let evalc::sentence::Type::Level(levels) = &mut datum.signature.ty {
            levels.iter_mut().enumerate().for_each(|(at, level)| *level = format!("{}{at}", HOSTILE[at % HOSTILE.len()]));
        }
    }
    for indicator in &mut model.indicators {
        indicator.title.text = next();
        indicator.code = next();
        for text in indicator.owners.iter_mut().chain(&mut indicator.evidence).chain(&mut indicator.methods) {
            text.text = next();
        }
    }
    model.tables.iter_mut().for_each(|table| table.name = HOSTILE[1].to_owned());
    model.columns.iter_mut().enumerate().for_each(|(at, column)| column.name = format!("{}{at}", HOSTILE[at % HOSTILE.len()]));
    model.grades.iter_mut().for_each(|grade| grade.name = next());
    model.results.iter_mut().for_each(|rule| rule.name = next());
    for (at, county) in model.counties.iter_mut().enumerate() {
        // Names are kept as they are compared.
        county.name = HOSTILE[at].replace('＝', "=").chars().filter(|c| !c.is_whitespace()).collect();
    }
    let header = model.header.as_mut().unwrap();
    header.title.text = HOSTILE[1].to_owned();
    header.issuer.as_mut().unwrap().text = HOSTILE[2].to_owned();
    model.generals.iter_mut().for_each(|text| text.text = next());
    (program, long)
}

#[test]
fn hostile_texts_stay_texts() {
    let (program, long) = hostile();
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&page(&program, folder.path()));
    for view in ["owner", "indicator"] {
        browser.click(&format!("document.querySelector('input[value={view}]').parentElement"));
        let shown = browser.eval("document.body.textContent.replace(/^.*?/, '')");
        for text in HOSTILE {
            assert!(shown.as_str().unwrap().contains(text), "{text} in {view}");
        }
        assert!(shown.as_str().unwrap().contains(&long));
    }
    assert_eq!(
        browser.eval("[document.scripts.length, document.images.length, document.querySelectorAll('style, link').length]"),
        json!([3, 0, 1])
    );
    assert_ne!(browser.eval("document.title"), json!("owned"));
    assert_eq!(browser.console, Vec::<String>::new());
    // As data: taken in and shown.
    let model = &program.model;
    let columns: Vec<String> = model.tables[0]
        .columns
        .iter()
        .map(|id| model.column(*id).unwrap())
        .filter(|c| c.formula.is_none())
        .map(|c| c.name.clone())
        .collect();
    let counties: Vec<Value> = model.counties.iter().map(|c| json!({ "县市区": c.name })).collect();
    let records: Vec<Value> = HOSTILE
        .iter()
        .chain([&long.as_str()])
        .map(|text| json!({ "县市区": model.counties[0].name, (columns[0].clone()): text }))
        .collect();
    let file = folder.path().join("data.json");
    std::fs::write(&file, json!({ "counties": counties, "tables": { (model.tables[0].name.clone()): records } }).to_string()).unwrap();
    browser.choose("#file", &[&file]);
    browser.wait("document.querySelector('#dialog').open");
    assert_eq!(browser.eval("document.querySelector('#dialog p').textContent"), json!("载入了9个县市区的数据。"));
    answer(&mut browser, "知道了");
    assert_eq!(
        browser.eval("[...document.querySelectorAll('.grid td.text input')].map(i => i.value.trim())"),
        json!(records.iter().map(|r| r[&columns[0]].as_str().unwrap().trim()).collect::<Vec<_>>())
    );
    assert_ne!(browser.eval("document.title"), json!("owned"));
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn hostile_data_are_handed_over_as_they_are() {
    let program = city("changsha");
    let (model, folder) = (&program.model, tempfile::TempDir::new().unwrap());
    let mut browser = Browser::start();
    browser.open(&page(&program, folder.path()));
    browser.downloads(folder.path());
    let long = "长".repeat(20_000);
    let texts: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str(), "两\n行", "逗,号\"引\"号"]).map(str::trim).collect();
    let county = &model.counties[0].name;
    let schools: Vec<Value> = texts.iter().map(|text| json!({ "县市区": county, "学校名称": text })).collect();
    let counties: Vec<Value> = model.counties.iter().map(|c| json!({ "县市区": c.name, "常委会研究教育次数": 3 })).collect();
    let file = folder.path().join("data.json");
    std::fs::write(&file, json!({ "counties": counties, "tables": { "学校": schools } }).to_string()).unwrap();
    browser.choose("#file", &[&file]);
    answer(&mut browser, "知道了");
    for (label, name) in [("全部内容", "自评表.json"), ("学校", "学校.csv")] {
        browser.click("document.querySelector('#export')");
        answer(&mut browser, &format!("全部9个县市区：{label}"));
        let path = folder.path().join(format!("全部9个县市区-{name}"));
        downloaded(&path);
        let with_counties = DataFile { name: "县级数据.json".to_owned(), bytes: json!(counties).to_string().into_bytes() };
        let mut files = vec![DataFile { name: format!("全部9个县市区-{name}"), bytes: std::fs::read(&path).unwrap() }];
        files.extend(Some(with_counties).filter(|_| name.ends_with("csv")));
        let reading = evalc::data::read(&files, model, &stamp(&program));
        assert_eq!(reading.problems.iter().map(|p| p.message.zh.clone()).collect::<Vec<_>>(), Vec::<String>::new(), "{name}");
        let read: Vec<&str> = reading.frame.texts.iter().map(String::as_str).collect();
        for text in &texts {
            assert!(read.contains(text), "{text:?} is not in {name}");
        }
    }
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn readers_of_the_screen_find_their_way() {
    let axe = std::fs::read_to_string(".venv/share/axe.min.js").expect("axe-core is installed by .ci/setup");
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&built(folder.path()));
    browser.eval(&format!("{axe}; 1"));
    for scheme in ["light", "dark"] {
        browser.call("Emulation.setEmulatedMedia", json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
        for view in ["owner", "indicator"] {
            browser.click(&format!("document.querySelector('input[value={view}]').parentElement"));
            let found = browser.eval("axe.run(document).then(r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))");
            assert_eq!(found, json!([]), "{view}, {scheme}");
        }
    }
    // On a phone nothing is wider than the screen.
    browser.call("Emulation.setDeviceMetricsOverride", json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true }));
    assert_eq!(browser.eval("document.documentElement.scrollWidth"), json!(390));
    // What is wrong is said beside the field and to readers.
    browser.click("document.querySelector('input[value=owner]').parentElement");
    browser.write("document.querySelector('.field input[inputmode=decimal]')", "很多");
    let field = browser.eval("(() => { const f = document.querySelector('.field.bad'), i = f.querySelector('input'); \
        return [i.getAttribute('aria-invalid'), document.getElementById(i.getAttribute('aria-describedby').split(' ')[0]).textContent, i.labels.length]; })()");
    assert_eq!(field, json!(["true", "“很多”应为数，单位：次", 1]));
    assert!(browser.eval("document.querySelector('#live').textContent").as_str().unwrap().contains("已得分"));
}

const PARTED: &str = "评价方案：示例
依据：示例
年度：2021
满分：10分
语言版本：1
分别评价：市州
等次 优秀：总分9分以上
等次 合格：总分不足9分
数据 甲数：次，1次至40次，越高越好
  来源：年报
  责任单位：教育局
一级指标 A1 示例（10分）
二级指标 B1 示例（10分）
三级指标 C1 示例（10分）
  评分：甲数按与第1名的比例得分。
";

#[test]
fn without_a_roster_counties_come_with_the_data() {
    let program = crate::build_python::program(PARTED);
    assert!(program.findings.iter().all(|f| f.severity != evalc::finding::Severity::Error));
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&page(&program, folder.path()));
    browser.write("document.querySelector('#county')", "甲县");
    browser.write("document.querySelector('[data-header=市州] textarea')", "东市");
    browser.write("document.querySelector('[data-header=甲数] input')", "10");
    assert_eq!(browser.eval("document.querySelector('.chip b').textContent"), json!("待全市数据"));
    let file = folder.path().join("其他.csv");
    std::fs::write(&file, "县市区,市州,甲数\n乙县,东市,20\n丙县,西市,40\n").unwrap();
    browser.choose("#file", &[&file]);
    answer(&mut browser, "知道了");
    let totals = "[...document.querySelectorAll('.ranking tbody tr')].map(r => r.innerText.split('\t').slice(0, 3))";
    let ranked = browser.eval(totals);
    // Half of the best of its own part.
    assert!(ranked.as_array().unwrap().contains(&json!(["甲县", "5.00", "2"])), "{ranked}");
    assert!(ranked.as_array().unwrap().contains(&json!(["丙县", "10.00", "1"])), "{ranked}");
}

#[test]
fn the_policy_of_the_form_stops_scripts_and_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let program = city("changsha");
    let folder = tempfile::TempDir::new().unwrap();
    let path = page(&program, folder.path());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("eval(") && !text.contains("innerHTML"));
    let planted = format!("<script>document.title='owned'</script><img src=\"{url}\"><link rel=stylesheet href=\"{url}\"></main>");
    std::fs::write(&path, text.replacen("</main>", &planted, 1)).unwrap();
    let mut browser = Browser::start();
    browser.open(&path);
    assert_ne!(browser.eval("document.title"), json!("owned"));
    assert_eq!(browser.eval(&format!("fetch('{url}').then(() => 'open', () => 'closed')")), json!("closed"));
    assert!(browser.console.len() >= 3, "{:?}", browser.console);
    assert!(listener.accept().is_err(), "the page asked the network");
}

#[test]
fn the_same_rules_give_the_same_form() {
    let program = city("changsha");
    let subject = || Subject::new(&program, &stamp(&program));
    assert_eq!(Target::Html.files(&subject(), None).unwrap(), Target::Html.files(&subject(), None).unwrap());
}

/// Cells a data file may hold, and what the form says about them.
#[test]
fn cells_are_read_as_in_a_data_file() {
    let program = city("changsha");
    let folder = tempfile::TempDir::new().unwrap();
    let path = page(&program, folder.path());
    let mut browser = Browser::start();
    browser.open(&path);
    let number = json!({ "code": "n", "optional": false, "kind": { "is": "number", "places": 2, "unit": "%", "low": "0", "high": "100" } });
    let day = json!({ "code": "d", "optional": true, "kind": { "is": "day", "unreported": true } });
    let document = json!({ "code": "f", "optional": false, "kind": { "is": "document" } });
    for (cell, text, wanted) in [
        (&number, "84.5", "8450,0"),
        (&number, "８４．５％", "8450,0"),
        (&number, " +84.50 % ", "8450,0"),
        (&number, "84.555", "至多2位小数"),
        (&number, "101", "超出范围0至100"),
        (&number, "-1", "超出范围0至100"),
        (&number, "1e2", "应为数，单位：%"),
        (&number, "", "0,3"),
        (&number, "缺报", "0,3"),
        (&number, "待定", "0,2"),
        (&number, "不适用", "不能填“不适用”"),
        (&day, "不涉及", "0,1"),
        (&day, "未报", "3652364,0"),
        (&day, "2021年2月29日", "应为日期，如2021年3月5日"),
        (&day, "2021-03/05", "应为日期，如2021年3月5日"),
        (&document, "无", "0,0"),
        (&document, "甲发〔2021〕3号，2021年3月5日，甲县人民政府", "1,0"),
        (&document, "甲发〔2021〕3号，2022年3月5日，甲县人民政府", "0,0"),
        (&document, "有", "应写明文号，日期，发文机关；没有的填无"),
    ] {
        let read = format!(
            "(() => {{ try {{ return evalc.readCell({cell}, {}, new Map()).join() }} catch (e) {{ return e.message }} }})()",
            json!(text)
        );
        assert_eq!(browser.eval(&read), json!(wanted), "{text}");
    }
    let same = "[evalc.readCell(CELL, '2021年3月5日', new Map()), evalc.readCell(CELL, '3月5日', new Map()), evalc.readCell(CELL, '2021/3/5', new Map()), \
        evalc.readCell(CELL, '2021.03.05', new Map())].map(String)";
    let days = browser.eval(&same.replace("CELL", &day.to_string()));
    let number = day_number(Date { year: Some(2021), month: 3, day: 5 }, 2021).unwrap();
    assert!(days.as_array().unwrap().iter().all(|d| *d == json!(format!("{number},0"))), "{days}");
    // Every problem at once, as the Python module words them.
    let problems = browser
        .eval("(() => { try { evalc.score([{ 县市区: '外县' }, { 常委会研究教育次数: '四' }]); } catch (e) { return e.problems; } })()");
    let text = problems.to_string();
    for wanted in ["“外县”不在参评名单里", "有一行没有县市区名称", "，常委会研究教育次数：“四”应为数，单位：次", "缺少“芙蓉区”"]
    {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

/// The steps evalc tells for every county, by the place of the indicator.
fn told(rules: &Program, data: &evalc::data::Dataset) -> Vec<Vec<Vec<String>>> {
    let frame = evalc::data::Frame::from_dataset(&rules.model, data);
    let results = evalc::score::score(&rules.model, &frame);
    let receipt = evalc::report::Receipt { rules: String::new(), mandate: None, data: Vec::new(), compiler: String::new(), language: 1 };
    let subject = evalc::report::Subject {
        model: &rules.model,
        names: &rules.names,
        files: &rules.files,
        mandate: None,
        frame: &frame,
        results: &results,
        receipt,
    };
    let report = evalc::report::build(subject, &|| ());
    let by_name: BTreeMap<&str, _> = report.counties.iter().map(|c| (c.name.as_str(), c)).collect();
    let steps = |name: &str| by_name[name].scores.iter().map(|s| s.steps.iter().map(|w| w.zh.clone()).collect()).collect();
    data.counties.iter().map(|c| steps(&c.name)).collect()
}

#[test]
fn the_steps_of_a_score_are_those_evalc_tells() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    let scored = blocks().into_iter().filter(|b| b.words().next() == Some("score"));
    let mut all: Vec<(String, Program, u64)> =
        scored.map(|b| (format!("{}:{}", b.page.display(), b.line), program(&around(&b.text)), 6)).collect();
    all.extend(["changsha", "xiangxi"].map(|name| (name.to_owned(), city(name), 8)));
    let (mut compared, mut wrong) = (0, Vec::new());
    for (place, rules, rounds) in &all {
        let subject = Subject::new(rules, &stamp(rules));
        browser.open(&page(rules, folder.path()));
        for seed in 0..*rounds {
            let data = random_data(&rules.model, seed, 5);
            let sets = set(&subject, String::new(), &data);
            let given = serde_json::to_value(&sets).unwrap();
            let found = browser.eval(&format!("(() => {{ const one = {given}; return evalc.explanations(one.counties, one.tables); }})()"));
            for (at, county) in told(rules, &data).iter().enumerate() {
                for (n, steps) in county.iter().enumerate() {
                    compared += steps.len();
                    if found[at][n] != json!(steps) && wrong.len() < 12 {
                        wrong.push(format!("{place}, {}: {steps:?}\n   the form: {}", rules.model.indicators[n].code, found[at][n]));
                    }
                }
            }
        }
    }
    println!("{compared} steps of {} programs are told in the same words", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 10_000, "{compared}");
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn verified_values_count_and_marks_of_every_kind_are_read() {
    let rules = city("changsha");
    let folder = tempfile::TempDir::new().unwrap();
    let mut browser = Browser::start();
    browser.open(&page(&rules, folder.path()));
    // Each value reported wrongly and verified as it is gives what the right ones give.
    let mut plain = rows("县市区");
    let schools = rows("学校");
    let mut verified = plain.clone();
    for (at, row) in verified.iter_mut().enumerate() {
        let other = plain[(at + 1) % plain.len()].clone();
        for (header, text) in plain[at].clone() {
            if header != "县市区" && !header.contains('（') {
                row.insert(format!("{header}（核实）"), text.clone());
                row.insert(header.clone(), other[&header].clone());
            }
        }
    }
    let table = |rows: &[BTreeMap<String, String>]| json!(rows);
    let score = |browser: &mut Browser, rows: &[BTreeMap<String, String>]| {
        browser.eval(&format!("evalc.score({}, {{ 学校: {} }})", table(rows), table(&schools)))
    };
    let expected = score(&mut browser, &plain);
    assert_eq!(expected.as_array().unwrap().len(), plain.len());
    assert_eq!(score(&mut browser, &verified), expected);
    // evalc reads the same.
    let model = &rules.model;
    let bytes = |rows: &[BTreeMap<String, String>]| json!({ "counties": rows, "tables": { "学校": schools } }).to_string().into_bytes();
    let native = |rows: &[BTreeMap<String, String>]| {
        let file = DataFile { name: "数据.json".to_owned(), bytes: bytes(rows) };
        let reading = evalc::data::read(&[file], model, &stamp(&rules));
        evalc::score::score(model, &reading.frame).counties.into_iter().map(|c| (c.name, c.total)).collect::<Vec<_>>()
    };
    assert_eq!(native(&verified), native(&plain));
    // Ticks and crosses of any font.
    for row in &mut plain {
        for text in row.values_mut() {
            match text.as_str() {
                "是" | "有" => *text = "✔".to_owned(),
                "否" => *text = "✘".to_owned(),
                _ => {}
            }
        }
    }
    assert_eq!(score(&mut browser, &plain), expected);
    assert_eq!(native(&plain), native(&rows("县市区")));
}
