//! The page and the workbook of results, opened by the programs their readers have. Spec: §12b.

use std::io::{Cursor, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use evalc::report::{FailedCheck, KeyPoint, Kind, Report, Value, Words, html, xlsx};

use crate::report_fixture::{COUNTIES, report};

/// Texts that some program takes for more than text.
const HOSTILE: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "]]></style><!-- ' \" & &lt; {{ title }}",
    "\u{202e}反写\u{2066}\u{200f}",
    "😀👨‍👩‍👧\u{2028}\u{2029}",
    "+1",
    "@SUM(1)",
    "_x0041_\u{1}\u{b}",
];

/// A report whose every text is hostile, one after the other.
fn hostile() -> Report {
    let long = "长".repeat(32_768);
    let mut texts = [long.as_str()].into_iter().chain(HOSTILE.iter().copied().cycle()).map(str::to_owned);
    let mut next = || texts.next().unwrap();
    let mut report = report(&COUNTIES);
    report.title = HOSTILE[1].to_owned();
    report.issuer = Some(HOSTILE[2].to_owned());
    for grade in &mut report.grades {
        grade.condition = Some(next());
    }
    for area in &mut report.areas {
        area.name = next();
    }
    for line in &mut report.indicators {
        (line.title, line.owners, line.evidence) = (next(), vec![next()], vec![next()]);
        line.points = vec![KeyPoint { code: next(), text: next() }];
        line.rule.as_mut().unwrap().zh = next();
    }
    for county in &mut report.counties {
        county.name = next();
        county.failed_checks = vec![FailedCheck { name: next(), what: Words { zh: next(), en: next() } }];
        for problem in &mut county.problems {
            (problem.title, problem.what.zh) = (next(), next());
        }
        for score in county.scores.iter_mut().take(12) {
            (score.inputs[0].name, score.inputs[0].value, score.steps[0].zh) = (next(), next(), next());
        }
    }
    report.receipt.data[0].name = next();
    report
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("第{n}号名称特别长的自治县人民政府管理委员会")).collect()
}

fn many(count: usize) -> Report {
    let names = names(count);
    report(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn chromium(page: &Path, fragment: &str) -> Output {
    let profile = page.with_extension("profile");
    Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}{fragment}", page.display()))
        .output()
        .expect("Chromium is installed by .ci/setup")
}

/// What a page becomes in Chromium, and what it says on the console.
fn opened(html: &str, fragment: &str) -> (String, Vec<String>) {
    let folder = tempfile::TempDir::new().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, html).unwrap();
    let run = chromium(&page, fragment);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let console = String::from_utf8_lossy(&run.stderr).lines().filter(|l| l.contains("CONSOLE")).map(str::to_owned).collect();
    (String::from_utf8(run.stdout).unwrap(), console)
}

#[test]
fn the_page_opens_in_chromium_without_a_word_on_the_console() {
    let (dom, console) = opened(&html::write(&report(&COUNTIES)).unwrap(), "#c3-C14");
    assert_eq!(console, Vec::<String>::new());
    for name in COUNTIES {
        assert!(dom.contains(&format!("data-name=\"{name}\"")), "{name}");
    }
    // The script ran: tools are shown, heads sort, and the link opened the county and the indicator in it.
    assert!(dom.contains("<p class=\"tools\">") && dom.contains("<th scope=\"col\" class=\"num\"><button type=\"button\">名次"));
    let opened: Vec<&str> = dom.match_indices("<details").map(|(at, _)| &dom[at..at + dom[at..].find('>').unwrap()]).collect();
    assert!(opened.iter().any(|d| d.contains("id=\"c3\"") && d.contains("open")), "{opened:?}");
    assert!(opened.iter().any(|d| d.contains("id=\"c3-C14\"") && d.contains("open")));
    assert_eq!(opened.iter().filter(|d| d.contains(" open")).count(), 2 + usize::from(dom.contains("class=\"kept\" open")));
}

#[test]
fn hostile_texts_stay_texts_in_chromium() {
    let report = hostile();
    let page = html::write(&report).unwrap();
    let (dom, console) = opened(&page, "");
    assert_eq!(console, Vec::<String>::new());
    assert!(!dom.contains("<title>owned") && !dom.contains("<img"));
    assert!(dom.contains("&lt;/script&gt;&lt;script&gt;document.title='owned'&lt;/script&gt;"));
    assert_eq!((dom.matches("<script").count(), dom.matches("<style").count()), (2, 1));
    // The data in the page are the report.
    let start = page.find("id=\"results\">").unwrap() + 13;
    let data = &page[start..start + page[start..].find("</script>").unwrap()];
    assert!(!data.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
    let read: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(read, serde_json::to_value(&report).unwrap());
}

#[test]
fn the_policy_of_the_page_stops_scripts_and_network() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let planted = format!(
        "<script>document.title='owned'</script><img src=\"{url}\"><link rel=stylesheet href=\"{url}\"><style>p{{color:red}}</style></main>"
    );
    let page = html::write(&report(&COUNTIES[..1])).unwrap();
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    let (dom, console) = opened(&page.replacen("</main>", &planted, 1), "");
    assert!(!dom.contains("<title>owned"));
    assert!(console.len() >= 4, "{console:?}");
    assert!(listener.accept().is_err(), "the page asked the network");
}

#[test]
fn any_number_of_counties_makes_a_page_and_a_workbook() {
    for count in [0, 1, 60] {
        let report = many(count);
        let page = html::write(&report).unwrap();
        assert_eq!(page.matches("<details class=\"county ").count(), count);
        assert_eq!(page, html::write(&report).unwrap());
        assert_eq!(xlsx::write(&report).unwrap(), xlsx::write(&report).unwrap());
    }
    assert!(html::write(&many(0)).unwrap().contains("没有参评的县市区"));
}

#[test]
fn the_quota_line_stands_where_the_quota_ends() {
    let report = report(&COUNTIES);
    let page = html::write(&report).unwrap();
    let line = page.find("<tr class=\"line\">").unwrap();
    let cut = report.counties.iter().rposition(|c| c.grade.name.as_deref() == Some("优秀")).unwrap() + 1;
    let place = |at: usize| page.find(&format!("<a href=\"#c{at}\">{}</a></th><td class=\"bars\">", report.counties[at].name)).unwrap();
    assert!(place(cut - 1) < line && line < place(cut));
}

fn workbook(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

const SHEETS: [&str; 7] = ["汇总", "领导干部", "指标得分", "计分说明", "问题清单", "结果运用", "回执"];

/// Converts with LibreOffice; the files it made by name.
fn office(bytes: &[u8], to: &str) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("report.xlsx"), bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", to, "--outdir", "out", "report.xlsx"])
        .current_dir(folder.path())
        .output()
        .expect("LibreOffice is installed by .ci/setup");
    assert!(run.status.success(), "{run:?}");
    let files = std::fs::read_dir(folder.path().join("out")).unwrap().map(|e| e.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())).collect()
}

#[test]
fn the_workbook_opens_in_libreoffice_with_every_value() {
    let report = report(&COUNTIES);
    let files = office(&xlsx::write(&report).unwrap(), "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1");
    let sheet = |name: &str| -> Vec<Vec<String>> {
        let (_, bytes) = files.iter().find(|(file, _)| file == &format!("report-{name}.csv")).unwrap_or_else(|| panic!("{name}"));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    assert_eq!(files.len(), SHEETS.len());
    let same = |cell: &str, value: &Value| match value {
        Value::Number(exact) => assert_eq!(cell.parse::<f64>().unwrap(), exact.parse::<f64>().unwrap()),
        Value::Met(_) | Value::Lack(_) => assert!(["缺报", "待定", "不适用", "分母为0", "达到", "未达到"].contains(&cell), "{cell}"),
    };
    let (summary, matrix) = (sheet("汇总"), sheet("指标得分"));
    for (row, county) in report.counties.iter().enumerate() {
        assert_eq!(summary[row + 3][1], county.name);
        same(&summary[row + 3][2], &county.total);
        for (at, area) in county.areas.iter().enumerate() {
            same(&summary[row + 3][5 + at], &area.score);
        }
        let (lines, total) = ordered(&report);
        for (line, at) in lines {
            same(&matrix[line + 3][row + 3], &county.scores[at].score);
        }
        same(&matrix[total + 3][row + 3], &county.total);
    }
    let problems: usize = report.counties.iter().map(|c| c.problems.len()).sum();
    assert!(problems > 50);
    assert_eq!(sheet("问题清单").len(), problems + 3);
    assert_eq!(sheet("计分说明").len(), report.counties.len() * report.indicators.len() + 3);
    assert!(sheet("回执").iter().flatten().any(|cell| *cell == report.receipt.rules));
}

/// The indicators as 指标得分 has them, in rows from 0, and the row of 总分: below what makes it, and above the leaders' indicators with
/// their head.
fn ordered(report: &Report) -> (Vec<(usize, usize)>, usize) {
    let of = |kind| (0..report.indicators.len()).filter(move |at| report.indicators[*at].kind == kind && report.indicators[*at].scored);
    let own: Vec<usize> = of(Kind::Indicator).chain(of(Kind::Bonus)).chain(of(Kind::Penalty)).collect();
    let total = own.len();
    let leaders = of(Kind::Leader).enumerate().map(|(row, at)| (total + 2 + row, at));
    (own.into_iter().enumerate().chain(leaders).collect(), total)
}

/// Only what lost points or has no result is printed of 计分说明, and it comes first.
#[test]
fn nine_counties_print_on_few_pages() {
    let report = report(&COUNTIES);
    let bytes = xlsx::write(&report).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let pdf = folder.path().join("report.pdf");
    let made = office(&bytes, "pdf");
    std::fs::write(&pdf, &made.iter().find(|(name, _)| name.ends_with(".pdf")).unwrap().1).unwrap();
    let pages = crate::readers::places(&pdf).len();
    // As few as type of 8 points allows.
    assert!(pages <= 38, "{pages} pages");
    let range = workbook(bytes).worksheet_range("计分说明").unwrap();
    let losses: Vec<Option<f64>> = range.rows().skip(3).map(|row| row[7].get_float()).collect();
    let first_full = losses.iter().position(|loss| *loss == Some(0.0)).unwrap();
    assert!(losses[first_full..].iter().all(|loss| loss.is_none_or(|loss| loss == 0.0)), "what lost points stands before the rest");
}

#[test]
fn hostile_texts_stay_texts_in_the_workbook() {
    let report = hostile();
    let bytes = xlsx::write(&report).unwrap();
    let mut book = workbook(bytes.clone());
    assert_eq!(book.sheet_names(), SHEETS);
    for name in SHEETS {
        assert!(book.worksheet_formula(name).unwrap().is_empty(), "{name}");
        for cell in book.worksheet_range(name).unwrap().used_cells() {
            if let (_, _, Data::String(text)) = cell {
                assert!(text.encode_utf16().count() <= 32_767, "{name}");
            }
        }
    }
    let summary = book.worksheet_range("汇总").unwrap();
    assert_eq!(
        summary.get_value((3, 1)).unwrap().to_string().chars().take(40).collect::<String>(),
        report.counties[0].name.chars().take(40).collect::<String>()
    );
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).unwrap();
    for at in 0..archive.len() {
        let mut text = String::new();
        let mut part = archive.by_index(at).unwrap();
        part.read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<hyperlink"), "{at}");
    }
    // LibreOffice opens it whole.
    assert_eq!(office(&bytes, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1").len(), SHEETS.len());
}

#[test]
#[ignore = "for a person to look at, in the folder SAMPLES"]
fn report_samples() {
    let folder = std::env::var("SAMPLES").expect("SAMPLES names the folder the samples are written to");
    for (name, report) in [("city", report(&COUNTIES)), ("many", many(60)), ("hostile", hostile())] {
        std::fs::write(Path::new(&folder).join(format!("{name}.html")), html::write(&report).unwrap()).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.xlsx")), xlsx::write(&report).unwrap()).unwrap();
    }
}
