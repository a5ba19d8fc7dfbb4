//! The workbook, recalculated by LibreOffice without the values evalc writes, gives what the native scorer gives.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use evalc::build::{Prefill, Subject, workbook};
use evalc::data::{Dataset, Frame, Stamp};
use evalc::expr::Number;
use evalc::ir::Input;
use evalc::model::{Model, TypeWord};
use evalc::score::{CountyResult, Known, Score, score};

use crate::agreement::cities;
use crate::random_data::{Choices, county, frame, with_gaps};
use crate::support::Read;

/// What a workbook says where the numbers of a spreadsheet prove nothing.
const UNPROVEN: &str = "临界";

pub fn stamp(model: &Model) -> Stamp {
    Stamp { year: model.header.as_ref().map_or(2021, |h| h.year), rules: "0123456789abcdef".into() }
}

/// A number of counties as large as asked, in the groups of those that are there.
pub fn crowded(model: &mut Model, counties: usize) {
    let known = model.counties.clone();
    for at in known.len()..counties {
        let mut county = known[at % known.len()].clone();
        county.name = format!("试验{at}县");
        model.counties.push(county);
    }
}

/// Random numbers without a seed of the machine.
pub struct Random(pub u64);

impl Random {
    /// So many of them.
    pub fn list(&mut self, length: usize) -> Vec<u64> {
        let step = |state: &mut u64| {
            *state ^= *state << 13;
            *state ^= *state >> 7;
            *state ^= *state << 17;
            *state
        };
        (0..length).map(|_| step(&mut self.0) >> 32).collect()
    }
}

/// Random data of every county, with texts for what is stored as a number.
pub fn data(model: &Model, random: &mut Random) -> Prefill {
    let year = stamp(model).year;
    let drawn = random.list(3000 * model.counties.len());
    let mut choices = Choices(drawn.iter());
    let counties = model.counties.iter().map(|c| county(model, &c.name, year, &mut choices)).collect();
    let data = Dataset { counties };
    let data = match choices.below(3) {
        0 => with_gaps(data, 400, &mut choices),
        _ => data,
    };
    let mut prefill = Prefill { frame: frame(model, &data), ..Prefill::default() };
    prefill.frame.texts = (0..9).map(|n| format!("文字{n}")).collect();
    for (id, datum) in model.data().filter(|(_, d)| d.type_word == TypeWord::Document) {
        for back in 0..=datum.signature.history {
            let Some(cells) = prefill.frame.data.get(&(id, back)) else { continue };
            for (at, units) in cells.units.iter().enumerate() {
                let text = if *units == 1 { "甲政办发〔2021〕5号，2021年3月1日，甲县人民政府办公室" } else { "无" };
                prefill.documents.insert((Input::Datum(id, back), false, at), text.to_owned());
            }
        }
    }
    prefill
}

/// The text of a result in the contract all programs keep.
fn text<T>(known: &Known<T>, shown: impl Fn(&T) -> String) -> String {
    match known {
        Ok(value) => shown(value),
        Err(lack) => lack.words().zh,
    }
}

fn number(n: &Number, places: Option<u32>) -> String {
    let Some(places) = places else {
        let (num, den) = n.to_fraction();
        return if n.is_integer() { num.to_string() } else { format!("{num}/{den}") };
    };
    let plain = n.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if places == 0 { plain } else { format!("{whole}.{fraction:0<width$}", width = places as usize) }
}

fn truth(value: &bool) -> String {
    if *value { "是" } else { "否" }.to_owned()
}

/// Every result of a county by its name.
fn expected(subject: &Subject<'_>, county: &CountyResult) -> BTreeMap<String, String> {
    let listing = &subject.listing;
    let grades = &listing.model.grades;
    let grade = |at: &usize| grades[*at].name.clone();
    let mut out = BTreeMap::new();
    for output in listing.outputs() {
        let places = listing.places(output.quantity);
        let at = || output.name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap();
        let points = |known: &Known<Number>| text(known, |n| number(n, places));
        let leaders = county.leaders.as_ref();
        let value = match output.name.as_str() {
            "total" => points(&county.total),
            "place" => text(&county.place, usize::to_string),
            "grade_by_points" => text(&county.grade_by_points, grade),
            "grade_before_quota" => text(&county.grade_before_quota, grade),
            "grade" => text(&county.grade, grade),
            "leaders_own" => points(&leaders.unwrap().own),
            "leaders_points" => points(&leaders.unwrap().points),
            "leaders_grade" => text(&leaders.unwrap().grade, grade),
            "leaders_place" => text(&leaders.unwrap().place, usize::to_string),
            name if name.starts_with("rule") => text(&county.fires[at()], truth),
            name if name.starts_with("verification") => text(&county.verifications[at()], truth),
            name if name.starts_with('v') => points(&county.derived.iter().find(|(id, _)| id.0 as usize == at()).unwrap().1),
            _ => text(&county.scores[at()], |score| match score {
                Score::Points(n) => number(n, places),
                Score::Met(met) => truth(met),
            }),
        };
        out.insert(output.name.clone(), value);
    }
    out
}

/// Where a run keeps its files.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("evalc-{name}-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("profile/user")).unwrap();
    // LibreOffice calculates every formula anew, whatever the file says.
    let always = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"#;
    std::fs::write(folder.join("profile/user/registrymodifications.xcu"), always).unwrap();
    folder
}

/// The place of a sheet, from 1.
pub fn place_of(bytes: &[u8], sheet: &str) -> usize {
    use calamine::Reader as _;
    let book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    book.sheet_names().iter().position(|name| name == sheet).unwrap() + 1
}

/// The texts of one sheet of several workbooks, calculated by one process.
pub fn calculated(folder: &Path, sheet: &str, books: &[(String, Vec<u8>)]) -> Vec<Vec<Vec<String>>> {
    let mut by_place: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (name, bytes) in books {
        std::fs::write(folder.join(format!("{name}.xlsx")), bytes).unwrap();
        by_place.entry(place_of(bytes, sheet)).or_default().push(name);
    }
    for (place, names) in by_place {
        let filter = format!("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{place}");
        let run = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
            .args(["--headless", "--convert-to", &filter, "--outdir"])
            .arg(folder)
            .args(names.iter().map(|name| folder.join(format!("{name}.xlsx"))))
            .output()
            .expect("LibreOffice is installed by .ci/setup");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
    let read = |(name, _): &(String, Vec<u8>)| {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(folder.join(format!("{name}-{sheet}.csv"))).unwrap();
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    books.iter().map(read).collect()
}

/// Compares a sheet of results with the native scorer; gives how many values were compared and how many nothing proves.
pub fn compare(subject: &Subject<'_>, frame: &Frame, rows: &[Vec<String>]) -> (usize, usize) {
    const NAMES: usize = 4;
    const FIRST: usize = 6;
    let results = score(subject.listing.model, frame);
    let (mut count, mut unproven, mut wrong) = (0, 0, Vec::new());
    for (county, row) in results.counties.iter().zip(&rows[FIRST..]) {
        assert_eq!(county.name, row[0]);
        for (name, ours) in expected(subject, county) {
            let column = rows[NAMES].iter().position(|n| *n == name).unwrap();
            let theirs = row.get(column).map_or("", String::as_str);
            count += 1;
            if theirs == UNPROVEN {
                unproven += 1;
                if unproven < 6 {
                    println!("unproven: {name} of {}: {ours}", county.name);
                }
            } else if theirs != ours {
                wrong.push(format!("{name} of {}: {ours}, the workbook says {theirs}", county.name));
            }
        }
    }
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (count, unproven)
}

/// Random data in workbooks of so many counties, so many workbooks of each city, against the native scorer.
pub fn agree(cities: Vec<(String, Read)>, counties: usize, books: usize) -> usize {
    // A process of its own for each city.
    let each: Vec<_> = cities.into_iter().map(|(name, city)| std::thread::spawn(move || agree_one(&name, city, counties, books))).collect();
    each.into_iter().map(|run| run.join().unwrap()).sum()
}

fn agree_one(name: &str, mut city: Read, counties: usize, books: usize) -> usize {
    let folder = folder(&format!("workbook-{name}-{counties}"));
    let mut random = Random(0x5eed_2021);
    let (mut written, mut of) = (Vec::new(), Vec::new());
    crowded(&mut city.model, counties);
    let city = &city;
    {
        for at in 0..books {
            let prefill = data(&city.model, &mut random);
            let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
            written.push((format!("{name}{at}"), workbook::write(&subject, Some(&prefill), false).unwrap()));
            of.push((city, prefill));
        }
    }
    let started = std::time::Instant::now();
    let sheets = calculated(&folder, "计分结果", &written);
    let (mut count, mut unproven, mut rows) = (0, 0, 0);
    for ((city, prefill), sheet) in of.iter().zip(&sheets) {
        let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
        let (compared, open) = compare(&subject, &prefill.frame, sheet);
        count += compared;
        unproven += open;
        rows += city.model.counties.len();
    }
    println!("{rows} counties in {} workbooks: {count} results agree, {unproven} unproven, {:?}", written.len(), started.elapsed());
    assert!(count > 100 * written.len());
    // Only quotients that equal the mean of all quotients are left open, and chance gives none.
    assert_eq!(unproven, 0, "of {count} results");
    std::fs::remove_dir_all(folder).unwrap();
    rows
}

#[test]
fn the_workbook_of_the_example_cities_scores_as_the_scorer_does() {
    agree(cities(), 20, 1);
}

/// Two thousand counties and more, in few workbooks: detail tables cost the same in each. Minutes, so the gate asks for it by name.
#[test]
#[ignore = "takes minutes: .ci/run runs it"]
fn two_thousand_random_counties_score_as_the_scorer_does() {
    let counties = std::env::var("EVALC_WORKBOOK_COUNTIES").ok().and_then(|n| n.parse().ok()).unwrap_or(520);
    let books = std::env::var("EVALC_WORKBOOKS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    assert!(agree(cities(), counties, books) > 0);
}

#[test]
fn no_text_of_rules_or_data_becomes_a_formula() {
    let hostile = ["=1+1", "＝1+1", "+1", "-1+1", "@SUM(1)", "\"=1", "</script>", "]]>", "';--", "甲\u{200F}乙", "表😀", "'x'!A1", "&P&A"];
    let text = std::fs::read_to_string("tests/it/city.eval").unwrap();
    let mut city = crate::support::read(&text);
    assert!(!city.model.counties.is_empty());
    let clean = {
        let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
        formulas(&workbook::write(&subject, None, true).unwrap())
    };
    let long = "长".repeat(32_768);
    let all: Vec<&str> = hostile.iter().copied().chain([long.as_str()]).collect();
    let mut next = all.iter().cycle();
    let mut hostile = || (*next.next().unwrap()).to_owned();
    for (at, county) in city.model.counties.iter_mut().enumerate() {
        county.name = format!("{}{at}", hostile());
    }
    for datum in &mut city.model.data {
        datum.owners.iter_mut().for_each(|owner| owner.text = hostile());
        datum.source.iter_mut().for_each(|source| source.text = hostile());
        datum.name = format!("{}{}", hostile(), datum.name);
    }
    for indicator in &mut city.model.indicators {
        indicator.title.text = hostile();
        indicator.evidence.iter_mut().for_each(|evidence| evidence.text = hostile());
    }
    city.model.grades.iter_mut().for_each(|grade| grade.name = hostile());
    let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
    let bytes = workbook::write(&subject, None, true).unwrap();
    let dirty = formulas(&bytes);
    assert_eq!(clean.len(), dirty.len());
    let parts = ["=1+1", "＝", "SUM(1)", "script", "]]>", "';--", "\u{200F}", "😀", "长长"];
    let found: Vec<&String> = dirty.iter().filter(|f| parts.iter().any(|part| f.contains(part) && !f.contains("'!"))).collect();
    assert!(found.is_empty(), "a text got into a formula: {found:?}");
    // Names of sheets are letters and digits.
    let names = dirty.iter().flat_map(|f| f.split('\'').skip(1).step_by(2));
    assert!(names.clone().count() > 100 && names.clone().all(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_')));
    let folder = folder("injection");
    let sheets = calculated(&folder, "计分结果", &[("hostile".to_owned(), bytes)]);
    for (row, county) in sheets[0][6..].iter().zip(&city.model.counties) {
        assert!(county.name.starts_with('长') || row[0] == county.name, "{} became {}", county.name, row[0]);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn no_text_of_a_data_file_becomes_a_formula() {
    let folder = tempfile::TempDir::new().unwrap();
    let (city, out) = (folder.path().join("市"), folder.path().join("成品"));
    std::fs::create_dir_all(city.join("data")).unwrap();
    for name in ["eval.toml", "data/县市区.csv"] {
        std::fs::copy(format!("examples/hunan-2021/changsha/{name}"), city.join(name)).unwrap();
    }
    std::fs::write(city.join("city.eval"), crate::support::whole_city("examples/hunan-2021/changsha")).unwrap();
    let schools = std::fs::read_to_string("examples/hunan-2021/changsha/data/学校.csv").unwrap();
    let mut rows: Vec<Vec<String>> = schools.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let texts: Vec<String> = crate::build_form::HOSTILE.iter().map(|text| (*text).to_owned()).chain(["长".repeat(20_000)]).collect();
    rows[1..].iter_mut().zip(&texts).for_each(|(row, text)| row[1].clone_from(text));
    let mut writer = csv::Writer::from_path(city.join("data/学校.csv")).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
    let mut books = Vec::new();
    for data in [&Path::new("examples/hunan-2021/changsha/data").canonicalize().unwrap(), &city.join("data")] {
        let build =
            crate::commands::evalc(folder.path()).args(["build", "市", "--only", "xlsx", "--data"]).arg(data).arg("-o").arg(&out).assert();
        build.code(0);
        books.push(std::fs::read(out.join("workbook/计分表.xlsx")).unwrap());
    }
    assert_eq!(formulas(&books[0]), formulas(&books[1]), "a text of a data file got into a formula");
    let cells = calculated(folder.path(), "明细学校", &[("hostile".to_owned(), books.remove(1))]);
    let shown: std::collections::BTreeSet<&str> = cells[0].iter().flatten().map(|cell| cell.trim()).collect();
    let lost: Vec<&String> = texts.iter().filter(|text| !shown.contains(text.trim())).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// Every formula of a workbook.
fn formulas(bytes: &[u8]) -> Vec<String> {
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let sheet = book.worksheet_formula(&name).unwrap();
        out.extend(sheet.used_cells().map(|(_, _, formula)| formula.clone()).filter(|f| !f.is_empty()));
    }
    out
}

#[test]
fn a_workbook_needs_a_roster_and_has_the_same_bytes_twice() {
    let mut city = crate::support::read(&std::fs::read_to_string("tests/it/city.eval").unwrap());
    let write = |city: &Read| {
        let subject = Subject::of(&city.model, &city.names, &city.sources, &stamp(&city.model));
        workbook::write(&subject, None, true)
    };
    assert!(write(&city).unwrap() == write(&city).unwrap());
    city.model.counties.clear();
    assert!(write(&city).unwrap_err().0.zh.contains("名册"));
}
