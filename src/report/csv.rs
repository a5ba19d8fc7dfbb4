//! The results as CSV (成绩表): a row per county, with the byte order mark spreadsheets want.

use super::{Kind, Lack, Report, Value};

/// The table: place, county, grade, total, loss, areas, indicators, leaders.
pub fn write(report: &Report) -> String {
    let mut out = String::from("\u{FEFF}");
    let leaders = report.counties.iter().any(|c| c.leaders.is_some());
    let parts = report.counties.iter().any(|c| c.part.is_some());
    let mut head: Vec<String> = vec!["名次".to_owned()];
    head.extend(parts.then(|| "评价单元".to_owned()));
    head.extend(["县市区", "等次", "总分", "失分"].map(str::to_owned));
    head.extend(report.areas.iter().map(|a| format!("重点{} {}（{}分）", a.code, a.name, a.full)));
    let shown = |kind: Kind, scored: bool| scored || kind == Kind::Indicator;
    let lines: Vec<usize> = report.indicators.iter().enumerate().filter(|(_, i)| shown(i.kind, i.scored)).map(|(at, _)| at).collect();
    for line in lines.iter().filter_map(|at| report.indicators.get(*at)) {
        let name = if line.code == line.title { line.title.clone() } else { format!("{} {}", line.code, line.title) };
        head.push(line.full.as_ref().map_or(name.clone(), |full| format!("{name}（{full}分）")));
    }
    if leaders {
        head.extend(["领导干部得分", "领导干部等次"].map(str::to_owned));
    }
    row(&mut out, &head);
    for county in &report.counties {
        let mut cells = vec![county.place.map_or(String::new(), |place| place.to_string())];
        cells.extend(parts.then(|| county.part.clone().unwrap_or_default()));
        cells.extend([county.name.clone(), county.grade.name.clone().unwrap_or_else(|| county.grade.lack.map_or("", word).to_owned())]);
        cells.extend([text(&county.total), text(&county.loss)]);
        cells.extend(county.areas.iter().map(|area| text(&area.score)));
        cells.extend(lines.iter().map(|at| county.scores.get(*at).map_or(String::new(), |line| text(&line.score))));
        if leaders {
            let own = county.leaders.as_ref();
            cells.push(own.map_or(String::new(), |l| text(&l.points)));
            cells.push(own.map_or(String::new(), |l| l.grade.clone().unwrap_or_else(|| l.lack.map_or("", word).to_owned())));
        }
        row(&mut out, &cells);
    }
    out
}

fn word(lack: Lack) -> &'static str {
    match lack {
        Lack::NotApplicable => "不适用",
        Lack::Pending => "待定",
        Lack::Missing => "缺报",
        Lack::DivisionByZero => "分母为0",
    }
}

/// A result as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Number(n) => n.clone(),
        Value::Met(met) => if *met { "达标" } else { "未达标" }.to_owned(),
        Value::Lack(lack) => word(*lack).to_owned(),
    }
}

fn row(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(&guarded(cell))).collect();
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
