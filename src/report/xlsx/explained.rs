//! 计分说明: per county and indicator the sentence, inputs, steps, points and loss.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Looks;
use super::sheet::{begin, column, height, points_cell, text, value};
use crate::report::{Report, ScoreLine, show};

pub(super) fn fill(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let widths = [14, 8, 24, 38, 38, 44, 8, 8];
    let heads = ["县市区", "编号", "指标", "计分规则", "数据", "计算", "得分", "失分"];
    let columns: Vec<_> = heads.into_iter().zip(widths).map(|(head, width)| column(head, width)).collect();
    let first = begin(sheet, "计分说明", report, &columns, 3, looks)?;
    let mut row = first;
    for county in &report.counties {
        for (line, score) in report.indicators.iter().zip(&county.scores).filter(|(line, _)| line.scored) {
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
            height(sheet, row, &[(&county.name, 14), (&line.code, 8), (&line.title, 24), (rule, 38), (&inputs, 38), (&steps, 44)])?;
            row += 1;
        }
    }
    if row > first {
        sheet.autofilter(first - 1, 0, row - 1, 7)?;
    }
    Ok(())
}

/// `普惠率：84%（核实，报送86%；教育局）`, one a line.
fn inputs(score: &ScoreLine) -> String {
    let one = |input: &crate::report::UsedInput| {
        let mut notes = show::origin(input.origin).to_owned();
        if let Some(reported) = &input.reported {
            notes.push_str(&format!("，报送{reported}"));
        }
        if !input.owners.is_empty() {
            notes.push_str(&format!("；{}", input.owners.join("、")));
        }
        format!("{}：{}（{notes}）", input.name, input.value)
    };
    score.inputs.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn steps(score: &ScoreLine) -> String {
    score.steps.iter().map(|step| step.zh.as_str()).collect::<Vec<_>>().join("\n")
}
