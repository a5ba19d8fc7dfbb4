//! 问题清单, 结果运用 and 回执.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Looks;
use super::sheet::{begin, column, height, points_cell, text};
use crate::report::{County, KeyPoint, Lack, Report, show};

/// Widths of the columns of 问题清单: together as wide as a page at 8 points.
const WIDTHS: [u32; 8] = [8, 5, 14, 6, 38, 34, 11, 12];

/// 问题清单: a row for each lost point.
pub(super) fn list(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let widths = WIDTHS;
    let heads = ["县市区", "编号", "指标", "失分", "问题", "要点", "责任单位", "佐证"];
    let columns: Vec<_> = heads.into_iter().zip(widths).map(|(head, width)| column(head, width)).collect();
    let first = begin(sheet, "问题清单", report, &columns, 3, looks)?;
    let mut row = first;
    for county in &report.counties {
        for problem in &county.problems {
            let point = |point: &KeyPoint| format!("{} {}", point.code, point.text);
            let points = problem.points.iter().map(point).collect::<Vec<_>>().join("\n");
            let (owners, evidence) = (problem.owners.join("、"), problem.evidence.join("、"));
            text(sheet, row, 0, &county.name, &looks.name)?;
            text(sheet, row, 1, &problem.code, &looks.center)?;
            points_cell(sheet, row, 3, &problem.loss, &looks.number)?;
            let words = [(2, problem.title.as_str()), (4, &problem.what.zh), (5, &points), (6, &owners), (7, &evidence)];
            for (at, words) in words {
                text(sheet, row, at, words, &looks.text)?;
            }
            height(
                sheet,
                row,
                &[
                    (&county.name, WIDTHS[0]),
                    (&problem.title, WIDTHS[2]),
                    (&problem.what.zh, WIDTHS[4]),
                    (&points, WIDTHS[5]),
                    (&owners, WIDTHS[6]),
                    (&evidence, WIDTHS[7]),
                ],
            )?;
            row += 1;
        }
    }
    if row > first {
        sheet.autofilter(first - 1, 0, row - 1, 7)?;
    }
    Ok(())
}

/// 结果运用: fired rules, failed 校核, what is next, the leaders.
pub(super) fn consequences(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let columns = [column("县市区", 9), column("等次", 9), column("类别", 11), column("名称", 22), column("内容", 76)];
    let mut row = begin(sheet, "结果运用", report, &columns, 2, looks)?;
    // What the scheme declares for everybody comes first.
    for rule in &report.uses {
        let words = rule.text.as_deref().unwrap_or_default();
        text(sheet, row, 0, "各县市区", &looks.name)?;
        text(sheet, row, 1, "—", &looks.center)?;
        text(sheet, row, 2, &rule.kind, &looks.center)?;
        text(sheet, row, 3, &rule.name, &looks.text)?;
        text(sheet, row, 4, words, &looks.text)?;
        height(sheet, row, &[(&rule.name, 22), (words, 76)])?;
        row += 1;
    }
    for county in &report.counties {
        let grade = county.grade.name.as_deref().or(county.grade.lack.map(Lack::zh)).unwrap_or("—");
        for (kind, name, words) in lines(county) {
            text(sheet, row, 0, &county.name, &looks.name)?;
            text(sheet, row, 1, grade, &looks.center)?;
            text(sheet, row, 2, &kind, &looks.center)?;
            text(sheet, row, 3, &name, &looks.text)?;
            text(sheet, row, 4, &words, &looks.text)?;
            height(sheet, row, &[(&county.name, 9), (&name, 22), (&words, 76)])?;
            row += 1;
        }
    }
    Ok(())
}

fn lines(county: &County) -> Vec<(String, String, String)> {
    let mut out: Vec<_> = county.fired.iter().map(|f| (f.kind.clone(), f.name.clone(), f.text.clone().unwrap_or_default())).collect();
    out.extend(county.failed_checks.iter().map(|check| ("校核未通过".to_owned(), check.name.clone(), check.what.zh.clone())));
    if let Some(leaders) = &county.leaders {
        let mut words = vec![format!("得分{}", show::value(&leaders.points))];
        words.extend(leaders.place.map(|place| format!("第{place}名")));
        words.extend(leaders.grade.clone());
        words.extend(leaders.lack.as_ref().map(|lack| lack.zh().to_owned()));
        out.push(("领导干部".to_owned(), leaders.posts.join("、"), words.join("，")));
    }
    if let Some(next) = &county.next_grade {
        let mut words: Vec<String> = next.points.iter().map(|points| format!("还差{points}分")).collect();
        words.extend(next.indicators.iter().map(|(code, points)| format!("{code}可得{points}分")));
        words.extend(next.obstacles.iter().map(|obstacle| obstacle.zh.clone()));
        out.push(("上一等次".to_owned(), next.grade.clone(), words.join("；")));
    }
    out
}

/// 回执: what the results rest on.
pub(super) fn receipt(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let first = begin(sheet, "回执", report, &[column("内容", 34), column("规则指纹、文件校验值（都是SHA-256）或版本", 78)], 0, looks)?;
    let receipt = &report.receipt;
    let mut lines = vec![("规则指纹", receipt.rules.clone())];
    lines.extend(receipt.mandate.iter().map(|mandate| ("省级实施方案的指纹", mandate.clone())));
    lines.extend(receipt.data.iter().map(|file| (file.name.as_str(), file.sha256.clone())));
    lines.push(("编译器", receipt.compiler.clone()));
    lines.push(("语言版本", receipt.language.to_string()));
    lines.push(("结果格式", format!("{} {}", report.format, report.version)));
    for (row, (name, hash)) in (first..).zip(lines) {
        text(sheet, row, 0, name, &looks.name)?;
        text(sheet, row, 1, &hash, &looks.text)?;
        height(sheet, row, &[(name, 34), (&hash, 78)])?;
    }
    Ok(())
}
