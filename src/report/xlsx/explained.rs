//! 计分说明: per county and indicator the sentence, inputs, steps, points and loss.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Looks;
use super::sheet::{begin, column, height, points_cell, text, value};
use crate::report::{County, IndicatorLine, Report, ScoreLine, Value, show};

/// Widths of the columns: together as wide as a page at 8 points.
const WIDTHS: [u32; 8] = [8, 5, 13, 29, 29, 32, 6, 6];
/// What stands above the table.
const NOTE: &str = "只打印失分的和无结果的，要印全部请取消打印区域";

pub(super) fn fill(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let widths = WIDTHS;
    let heads = ["县市区", "编号", "指标", "计分规则", "数据", "计算", "得分", "失分"];
    let columns: Vec<_> = heads.into_iter().zip(widths).map(|(head, width)| column(head, width)).collect();
    let first = begin(sheet, "计分说明", report, &columns, 3, looks)?;
    text(sheet, first - 2, 5, NOTE, &looks.mark)?;
    // What lost points or has no result comes first, and only that is printed: a county wants no paper about full marks.
    let mut row = first;
    for lost in [true, false] {
        for county in &report.counties {
            let lines = report.indicators.iter().zip(&county.scores).filter(|(line, _)| line.scored);
            for (line, score) in lines.filter(|(_, score)| is_told(score) == lost) {
                one(sheet, row, county, line, score, looks)?;
                row += 1;
            }
        }
        if lost {
            sheet.set_print_area(0, 0, row.max(first + 1) - 1, 7)?;
        }
    }
    if row > first {
        sheet.autofilter(first - 1, 0, row - 1, 7)?;
    }
    Ok(())
}

/// Whether an indicator lost points or has no result.
fn is_told(score: &ScoreLine) -> bool {
    show::is_lost(score.loss.as_deref()) || matches!(score.score, Value::Lack(_) | Value::Met(false))
}

fn one(sheet: &mut Worksheet, row: u32, county: &County, line: &IndicatorLine, score: &ScoreLine, looks: &Looks) -> Result<(), XlsxError> {
    let rule = line.rule.as_ref().map(|rule| rule.zh.as_str()).unwrap_or_default();
    let (inputs, steps) = (inputs(score), steps(score));
    text(sheet, row, 0, &county.name, &looks.name)?;
    text(sheet, row, 1, &line.code, &looks.center)?;
    for (at, words) in [(2, line.title.as_str()), (3, rule), (4, &inputs), (5, &steps)] {
        text(sheet, row, at, words, &looks.text)?;
    }
    value(sheet, row, 6, &score.score, &looks.number, &looks.center)?;
    match &score.loss {
        Some(loss) => points_cell(sheet, row, 7, loss, &looks.number)?,
        None => text(sheet, row, 7, "—", &looks.center)?,
    }
    height(
        sheet,
        row,
        &[
            (&county.name, WIDTHS[0]),
            (&line.code, WIDTHS[1]),
            (&line.title, WIDTHS[2]),
            (rule, WIDTHS[3]),
            (&inputs, WIDTHS[4]),
            (&steps, WIDTHS[5]),
        ],
    )
}

/// `普惠率84%、上年普惠率80%（报送；教育局）`: a line for each source and owner.
fn inputs(score: &ScoreLine) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for input in &score.inputs {
        let mut notes = show::origin(input.origin).to_owned();
        if !input.owners.is_empty() {
            notes.push_str(&format!("；{}", input.owners.join("、")));
        }
        let reported = input.reported.as_ref().map(|reported| format!("（原报送{reported}）")).unwrap_or_default();
        let told = format!("{}：{}{reported}", input.name, input.value);
        match groups.iter_mut().find(|(known, _)| *known == notes) {
            Some((_, all)) => all.push(told),
            None => groups.push((notes, vec![told])),
        }
    }
    groups.into_iter().map(|(notes, all)| format!("{}（{notes}）", all.join("，"))).collect::<Vec<_>>().join("\n")
}

fn steps(score: &ScoreLine) -> String {
    score.steps.iter().map(|step| step.zh.as_str()).collect::<Vec<_>>().join("\n")
}
