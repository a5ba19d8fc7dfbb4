//! A report made by hand: the counties and indicators of the example city, with every kind of result in it.

use evalc::report::{
    Adjustment, Area, AreaScore, County, DataFile, FailedCheck, Fired, GradeLine, GradeResult, IndicatorLine, KeyPoint, Kind, Lack,
    LeaderResult, NextGrade, Origin, Problem, Receipt, Report, ScoreLine, UsedInput, Value, Words,
};

pub const COUNTIES: [&str; 9] = ["芙蓉区", "天心区", "岳麓区", "开福区", "雨花区", "望城区", "长沙县", "浏阳市", "宁乡市"];
const LETTERS: &str = "examples/hunan-2021/changsha/03-指标.eval";
const GRADES: [(&str, i64); 4] = [("优秀", 9000), ("合格", 7500), ("基本合格", 6000), ("不合格", 0)];

/// Points in hundredths as exact text.
pub fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn words(zh: &str) -> Words {
    Words { zh: zh.to_owned(), en: "in English".to_owned() }
}

/// `（2.5分）` in hundredths.
fn head_points(line: &str) -> (String, i64) {
    let (title, rest) = line.rsplit_once('（').unwrap();
    let number: f64 = rest.trim_end_matches("分）").parse().unwrap();
    (title.to_owned(), (number * 100.0).round() as i64)
}

fn indicator(code: &str, title: &str, full: Option<i64>, kind: Kind, area: Option<&str>) -> IndicatorLine {
    IndicatorLine {
        code: code.to_owned(),
        title: title.to_owned(),
        kind,
        level: if matches!(kind, Kind::Indicator) { 3 } else { 0 },
        parent: None,
        scored: true,
        full: full.map(points),
        area: area.map(str::to_owned),
        points: area
            .iter()
            .map(|a| KeyPoint {
                code: format!("{a}.1"), text: "健全体制机制，落实政府责任，按标准保障投入".to_owned()
            })
            .collect(),
        owners: vec!["县教育局".to_owned(), "县财政局".to_owned()],
        evidence: vec!["教育事业统计年报".to_owned()],
        methods: vec!["查阅资料".to_owned()],
        rule: Some(words(&format!("{title}达到95%的，得{}分；每低1个百分点扣0.2分，扣完为止。", points(full.unwrap_or(100))))),
    }
}

fn indicators() -> (Vec<Area>, Vec<IndicatorLine>, Vec<i64>) {
    let (mut areas, mut lines, mut fulls) = (Vec::new(), Vec::new(), Vec::new());
    for line in std::fs::read_to_string(LETTERS).unwrap().lines() {
        if let Some(rest) = line.strip_prefix("一级指标 ") {
            let (title, full) = head_points(rest);
            let name = title.split_once(' ').unwrap().1.to_owned();
            areas.push(Area { code: (areas.len() + 1).to_string(), name, full: points(full) });
        } else if let Some(rest) = line.strip_prefix("三级指标 ") {
            let (title, full) = head_points(rest);
            let (code, title) = title.split_once(' ').unwrap();
            lines.push(indicator(code, title, Some(full), Kind::Indicator, Some(&areas.len().to_string())));
            fulls.push(full);
        }
    }
    lines.push(indicator("D1", "依法履行教育职责（是否达到）", None, Kind::Leader, None));
    lines.push(indicator("经验推介", "经验推介", Some(200), Kind::Bonus, None));
    lines.push(indicator("通报约谈", "通报约谈", Some(500), Kind::Penalty, None));
    (areas, lines, fulls)
}

/// A report on these counties, those with most points first.
pub fn report(names: &[&str]) -> Report {
    let (areas, indicators, fulls) = indicators();
    let mut counties: Vec<(i64, County)> = names.iter().enumerate().map(|(n, name)| county(name, n, &areas, &indicators, &fulls)).collect();
    counties.sort_by_key(|(total, _)| -*total);
    let quota = names.len() / 3;
    let mut used = 0;
    for (place, (total, county)) in counties.iter_mut().enumerate() {
        county.place = Some(place + 1);
        let by = GRADES.iter().position(|(_, least)| *total >= *least).unwrap();
        let mut grade = by;
        county.grade.by_points = Some(GRADES[by].0.to_owned());
        if place == 1 {
            grade = 2;
            county.grade.reasons.push(words("发生“新增拖欠教师工资”，一票否决：定为基本合格"));
            let text = Some("定为基本合格".to_owned());
            county.fired.push(Fired { kind: "一票否决".to_owned(), name: "新增拖欠教师工资".to_owned(), text });
        }
        county.grade.before_quota = Some(GRADES[grade].0.to_owned());
        if grade == 0 {
            if used == quota {
                grade = 1;
                county.grade.reasons.push(words(&format!("优秀名额{quota}个已满，按总分排序不能评为优秀")));
            } else {
                used += 1;
            }
        }
        county.grade.name = Some(GRADES[grade].0.to_owned());
        if let Some(better) = grade.checked_sub(1) {
            county.next_grade = Some(NextGrade {
                grade: GRADES[better].0.to_owned(),
                points: Some(points((GRADES[better].1 - *total).max(1))),
                indicators: vec![("C14".to_owned(), "1.2".to_owned()), ("C16".to_owned(), "0.8".to_owned())],
                obstacles: vec![words("优秀名额已满时，总分还须高于第3名")],
            });
        }
    }
    let mut counties: Vec<County> = counties.into_iter().map(|(_, county)| county).collect();
    if let Some(last) = counties.last_mut().filter(|_| names.len() > 3) {
        lacking(last);
    }
    let grades = GRADES.iter().enumerate().map(|(at, (name, least))| GradeLine {
        name: (*name).to_owned(),
        condition: Some(format!("总分{}分以上", points(*least))),
        quota: (at == 0).then_some(quota),
        count: counties.iter().filter(|c| c.grade.name.as_deref() == Some(name)).count(),
    });
    Report {
        format: "evalc-results".to_owned(),
        version: 1,
        receipt: Receipt {
            rules: "3f".repeat(32),
            mandate: Some("a7".repeat(32)),
            data: vec![DataFile { name: "县市区.csv".to_owned(), sha256: "5c".repeat(32) }],
            compiler: "0.1.0".to_owned(),
            language: 1,
        },
        title: "长沙市2021年度区县（市）人民政府履行教育职责评价实施细则".to_owned(),
        issuer: Some("长沙市人民政府教育督导室".to_owned()),
        year: 2021,
        full: "100".to_owned(),
        total_places: 2,
        complete: names.len() <= 3,
        grades: grades.collect(),
        areas,
        uses: vec![Fired {
            kind: "结果运用".to_owned(), name: "通报表扬".to_owned(), text: Some("对优秀等次的予以通报表扬".to_owned())
        }],
        indicators,
        counties,
        remarks: vec![words("岳麓区“普惠性幼儿园覆盖率”报送86.5%，核实为84%，按核实数计分。")],
    }
}

/// Takes the total away, as a value that is not reported does.
fn lacking(county: &mut County) {
    county.total = Value::Lack(Lack::Missing);
    county.loss = Value::Lack(Lack::Missing);
    county.place = None;
    county.next_grade = None;
    county.grade = GradeResult { name: None, lack: Some(Lack::Missing), by_points: None, before_quota: None, reasons: Vec::new() };
    for (at, lack) in [(0, Lack::Missing), (11, Lack::Pending), (20, Lack::NotApplicable), (30, Lack::DivisionByZero)] {
        county.scores[at].score = Value::Lack(lack);
        county.scores[at].loss = None;
    }
    county.problems.retain(|p| !["C1", "C12", "C21", "C31"].contains(&p.code.as_str()));
    county.areas[0] = AreaScore { score: Value::Lack(Lack::Missing), full: county.areas[0].full.clone(), percent: None };
}

fn county(name: &str, n: usize, areas: &[Area], lines: &[IndicatorLine], fulls: &[i64]) -> (i64, County) {
    let mut scores = Vec::new();
    let mut problems = Vec::new();
    let mut by_area = vec![(0, 0); areas.len()];
    let mut total = 0;
    for (at, line) in lines.iter().enumerate() {
        let full = fulls.get(at).copied();
        // A fixed scatter: better counties lose less often.
        let scatter = (at * 31 + n * 17 + at * n * 7) % 23;
        let lost = full
            .map_or(0, |full| if scatter < 5 + n { (full * (1 + scatter as i64 * 4 + n as i64 * 3) / 100 / 5 * 5).min(full) } else { 0 });
        let (score, loss) = match line.kind {
            Kind::Leader => (Value::Met(n % 4 != 3), None),
            Kind::Bonus => (Value::Number(points(n as i64 % 3 * 50)), Some("0".to_owned())),
            Kind::Penalty => (Value::Number(points(i64::from(n == 4) * 100)), Some(points(i64::from(n == 4) * 100))),
            Kind::Indicator => (Value::Number(points(full.unwrap() - lost)), Some(points(lost))),
        };
        match line.kind {
            Kind::Bonus => total += n as i64 % 3 * 50,
            Kind::Penalty => total -= i64::from(n == 4) * 100,
            Kind::Leader => {}
            Kind::Indicator => {
                total += full.unwrap() - lost;
                let area: usize = line.area.as_ref().unwrap().parse().unwrap();
                by_area[area - 1].0 += full.unwrap() - lost;
                by_area[area - 1].1 += full.unwrap();
            }
        }
        if lost > 0 {
            problems.push(Problem {
                code: line.code.clone(),
                title: line.title.clone(),
                loss: points(lost),
                what: words(&format!("{}低于要求，扣{}分。", line.title, points(lost))),
                points: line.points.clone(),
                owners: line.owners.clone(),
                evidence: line.evidence.clone(),
            });
        }
        scores.push(ScoreLine {
            code: line.code.clone(),
            score,
            loss,
            inputs: vec![UsedInput {
                name: format!("{}率", line.title),
                value: "84%".to_owned(),
                origin: if at % 7 == 3 { Origin::Verified } else { Origin::Reported },
                reported: (at % 7 == 3).then(|| "86.5%".to_owned()),
                owners: vec!["县教育局".to_owned()],
            }],
            steps: vec![words("95% − 84% ＝ 11个百分点"), words("11 × 0.2分 ＝ 2.2分"), words(&format!("扣{}分", points(lost)))],
        });
    }
    let area = |(got, full): &(i64, i64)| AreaScore {
        score: Value::Number(points(*got)),
        full: points(*full),
        percent: Some(format!("{}.{}", got * 100 / full, got * 1000 / full % 10)),
    };
    let county = County {
        name: name.to_owned(),
        part: None,
        groups: vec!["主城区".to_owned()],
        total: Value::Number(points(total)),
        place: None,
        grade: GradeResult { name: None, lack: None, by_points: None, before_quota: None, reasons: Vec::new() },
        loss: Value::Number(points(10000 - total)),
        areas: by_area.iter().map(area).collect(),
        scores,
        adjustments: vec![Adjustment { what: words("加分（不超过3分）"), effect: format!("+{}", points(n as i64 % 3 * 50)) }],
        problems,
        fired: Vec::new(),
        failed_checks: if n == 2 {
            vec![FailedCheck {
                name: "教育支出明细合计等于决算数".to_owned(),
                what: words("教育支出明细合计1200万元，低于教育支出1300万元"),
            }]
        } else {
            Vec::new()
        },
        next_grade: None,
        leaders: Some(LeaderResult {
            posts: vec!["书记".to_owned(), "县长".to_owned()],
            weight: Some("60".to_owned()),
            own: Value::Number("92.5".to_owned()),
            points: Value::Number("93.1".to_owned()),
            place: Some(n + 1),
            grade: Some("合格".to_owned()),
            bound: None,
            lack: None,
        }),
    };
    (total, county)
}
