//! Documents (文件): when a document that is named in the data counts as issued. Spec: spec/sentences/conditions.md.

use super::typed::day_number;
use crate::syntax::tree::Date;

/// Whether a document counts: its text names a number (文号), a day of issue on or before 31 December of the year,
/// and who issued it (发文机关), in any order, separated by commas. A draft has no number and does not count.
pub fn is_issued(text: &str, year: u32) -> bool {
    let folded: String = text.chars().map(crate::source::fold_char).collect();
    let parts: Vec<&str> = folded.split([',', '、', ';', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let number = parts.iter().position(|p| p.ends_with('号') && p.chars().any(|c| c.is_ascii_digit()));
    let day = parts.iter().position(|p| day_of_issue(p).is_some_and(|date| in_time(date, year)));
    match (number, day) {
        (Some(number), Some(day)) => parts.iter().enumerate().any(|(i, _)| i != number && i != day),
        _ => false,
    }
}

/// The day a part of such a text names, as its number.
pub fn issue_day(part: &str) -> Option<i64> {
    let folded: String = part.chars().map(crate::source::fold_char).collect();
    let date = day_of_issue(folded.trim())?;
    day_number(date, 0)?.to_i64()
}

fn in_time(date: Date, year: u32) -> bool {
    let last = Date { year: Some(year), month: 12, day: 31 };
    match (day_number(date, year), day_number(last, year)) {
        (Some(day), Some(last)) => day <= last,
        _ => false,
    }
}

/// `2021年3月1日`, `2021-3-1`, `2021.3.1`, `2021/3/1`
fn day_of_issue(text: &str) -> Option<Date> {
    let numbers = text.strip_suffix('日').unwrap_or(text);
    let mut parts = numbers.split(['年', '月', '-', '—', '.', '/']);
    let mut next = || parts.next().and_then(|p| p.trim().parse::<u32>().ok());
    let (year, month, day) = (next()?, next()?, next()?);
    parts.next().is_none().then_some(Date { year: Some(year), month, day })
}

#[cfg(test)]
mod tests {
    use super::is_issued;

    #[test]
    fn number_day_and_issuer_make_a_document() {
        assert!(is_issued("甲政办发〔2021〕5号，2021年3月1日，甲县人民政府办公室", 2021));
        assert!(is_issued("甲县人民政府；2021-12-31；甲政发〔2021〕1号", 2021));
        assert!(!is_issued("甲政办发〔2022〕5号，2022年1月1日，甲县人民政府办公室", 2021));
        assert!(!is_issued("甲政办发〔2021〕5号，2021年3月1日", 2021));
        assert!(!is_issued("征求意见稿，2021年3月1日，甲县教育局", 2021));
        assert!(!is_issued("甲政办发〔2021〕5号，2021年2月30日，甲县人民政府", 2021));
        assert!(!is_issued("", 2021));
    }
}
