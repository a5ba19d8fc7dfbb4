//! The results as CSV (成绩表): a row per county, with the byte order mark spreadsheets want.

use super::beyond::{BEYOND, beyond};
use super::{Area, County, IndicatorLine, Kind, Lack, Report, Value};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// 名次
    Place,
    /// 评价单元
    Part,
    /// 县市区
    County,
    /// 等次
    Grade,
    /// 总分
    Total,
    /// 失分
    Loss,
    /// The area at this place.
    Area(usize),
    /// 加分、扣分及折算: total less areas, or less indicators of the first level where there is no area.
    Beyond,
    /// The indicator at this place.
    Line(usize),
    /// 领导干部名次
    LeaderPlace,
    /// 领导干部得分
    LeaderPoints,
    /// 领导干部等次
    LeaderGrade,
}

/// The columns: place, part, county, grade, total, loss, areas and what the total has beyond them, indicators, leaders.
pub fn columns(areas: &[Area], indicators: &[IndicatorLine], parts: bool, leaders: bool) -> Vec<Column> {
    let mut out = vec![Column::Place];
    out.extend(parts.then_some(Column::Part));
    out.extend([Column::County, Column::Grade, Column::Total, Column::Loss]);
    out.extend((0..areas.len()).map(Column::Area));
    out.push(Column::Beyond);
    let shown = |line: &IndicatorLine| line.scored || line.kind == Kind::Indicator;
    out.extend(indicators.iter().enumerate().filter(|(_, line)| shown(line)).map(|(at, _)| Column::Line(at)));
    out.extend([Column::LeaderPlace, Column::LeaderPoints, Column::LeaderGrade].into_iter().filter(|_| leaders));
    out
}

/// The line of headers, with the mark of the file before it.
pub fn head(columns: &[Column], areas: &[Area], indicators: &[IndicatorLine]) -> String {
    let mut out = String::from("\u{FEFF}");
    let cells = columns.iter().map(|column| match column {
        Column::Place => "名次".to_owned(),
        Column::Part => "评价单元".to_owned(),
        Column::County => "县市区".to_owned(),
        Column::Grade => "等次".to_owned(),
        Column::Total => "总分".to_owned(),
        Column::Loss => "失分".to_owned(),
        Column::Area(at) => areas.get(*at).map_or(String::new(), |a| format!("重点{} {}（{}分）", a.code, a.name, a.full)),
        Column::Beyond => BEYOND.to_owned(),
        Column::Line(at) => indicators.get(*at).map_or(String::new(), name),
        Column::LeaderPlace => "领导干部名次".to_owned(),
        Column::LeaderPoints => "领导干部得分".to_owned(),
        Column::LeaderGrade => "领导干部等次".to_owned(),
    });
    row(&mut out, &cells.collect::<Vec<_>>());
    out
}

fn name(line: &IndicatorLine) -> String {
    let name = if line.code == line.title { line.title.clone() } else { format!("{} {}", line.code, line.title) };
    let (lead, most) = match line.kind {
        Kind::Bonus => ("加分项 ", "最多"),
        Kind::Penalty => ("扣分项 ", "最多"),
        Kind::Indicator | Kind::Leader => ("", ""),
    };
    line.full.as_ref().map_or_else(|| format!("{lead}{name}"), |full| format!("{lead}{name}（{most}{full}分）"))
}

/// The line of a county.
pub fn county(out: &mut String, columns: &[Column], indicators: &[IndicatorLine], county: &County) {
    let leaders = county.leaders.as_ref();
    let cells = columns.iter().map(|column| match column {
        Column::Place => county.place.map_or(String::new(), |place| place.to_string()),
        Column::Part => county.part.clone().unwrap_or_default(),
        Column::County => county.name.clone(),
        Column::Grade => county.grade.name.clone().unwrap_or_else(|| county.grade.lack.map_or("", Lack::zh).to_owned()),
        Column::Total => text(&county.total),
        Column::Loss => text(&county.loss),
        Column::Area(at) => county.areas.get(*at).map_or(String::new(), |area| text(&area.score)),
        Column::Beyond => beyond(county, indicators).map_or_else(|| text(&county.total), |points| points.to_string()),
        Column::Line(at) => county.scores.get(*at).map_or(String::new(), |line| text(&line.score)),
        Column::LeaderPlace => leaders.and_then(|l| l.place).map_or(String::new(), |place| place.to_string()),
        Column::LeaderPoints => leaders.map_or(String::new(), |l| text(&l.points)),
        Column::LeaderGrade => leaders.map_or(String::new(), |l| l.grade.clone().unwrap_or_else(|| l.lack.map_or("", Lack::zh).to_owned())),
    });
    row(out, &cells.collect::<Vec<_>>());
}

/// The whole table.
pub fn write(report: &Report) -> String {
    let parts = report.counties.iter().any(|c| c.part.is_some());
    let leaders = report.counties.iter().any(|c| c.leaders.is_some());
    let columns = columns(&report.areas, &report.indicators, parts, leaders);
    let mut out = head(&columns, &report.areas, &report.indicators);
    report.counties.iter().for_each(|each| county(&mut out, &columns, &report.indicators, each));
    out
}

/// A result as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Number(n) => n.clone(),
        Value::Met(met) => if *met { "达标" } else { "未达标" }.to_owned(),
        Value::Lack(lack) => lack.zh().to_owned(),
    }
}

/// A text as it stands in a cell.
pub fn cell(text: &str) -> String {
    quoted(&guarded(text))
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// Text a spreadsheet would calculate gets a mark in front; numbers stay numbers.
fn guarded(cell: &str) -> String {
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if starts && cell.parse::<crate::expr::Number>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{guarded, quoted};

    #[test]
    fn nothing_is_calculated() {
        for (text, safe) in [("=1+1", "'=1+1"), ("-1.5", "-1.5"), ("-1+1", "'-1+1"), ("@x", "'@x"), ("长沙县", "长沙县")] {
            assert_eq!(guarded(text), safe);
        }
        assert_eq!(quoted("a\"b,c"), "\"a\"\"b,c\"");
    }
}
