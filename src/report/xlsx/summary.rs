//! 汇总: place, county, total, grade, points by focus area; room for signatures.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Looks;
use super::sheet::{begin, column, height, place_cell, room, text, value};
use crate::expr::Number;
use crate::report::beyond::{BEYOND, beyond};
use crate::report::{Lack, Report, Value, standing};

pub(super) fn fill(sheet: &mut Worksheet, report: &Report, looks: &Looks) -> Result<(), XlsxError> {
    let parted = report.counties.iter().any(|county| county.part.is_some());
    let mut columns = vec![column("名次", 6)];
    columns.extend(parted.then(|| column("评价单元", 10)));
    columns.extend([column("县市区", 10), column("总分", 7), column("失分", 7), column("等次", 9)]);
    columns.extend(report.areas.iter().map(|area| column(format!("{} {}（{}分）", area.code, area.name, area.full), 8)));
    let beyond: Vec<Option<Number>> = report.counties.iter().map(|county| beyond(county, &report.indicators)).collect();
    let has_beyond = beyond.iter().flatten().any(|points| !points.is_zero());
    columns.extend(has_beyond.then(|| column(BEYOND, 8)));
    let rest = room(&columns).saturating_sub(1).max(14);
    columns.push(column("等次说明", rest));
    let mut row = begin(sheet, "汇总", report, &columns, 2, looks)?;
    let places = standing::places(report);
    for (place, county) in report.counties.iter().enumerate() {
        place_cell(sheet, row, places.get(place).copied().flatten(), looks)?;
        let part = county.part.as_deref().unwrap_or_default();
        let mut at = 1;
        if parted {
            text(sheet, row, at, part, &looks.name)?;
            at += 1;
        }
        text(sheet, row, at, &county.name, &looks.name)?;
        value(sheet, row, at + 1, &county.total, &looks.bold, &looks.center)?;
        value(sheet, row, at + 2, &county.loss, &looks.number, &looks.center)?;
        let grade = county.grade.name.as_deref().or(county.grade.lack.map(Lack::zh)).unwrap_or("—");
        text(sheet, row, at + 3, grade, &looks.center)?;
        at += 4;
        for area in &county.areas {
            value(sheet, row, at, &area.score, &looks.number, &looks.center)?;
            at += 1;
        }
        if has_beyond {
            let points = beyond.get(place).cloned().flatten().map(|n| Value::Number(n.to_string()));
            value(sheet, row, at, points.as_ref().unwrap_or(&county.total), &looks.number, &looks.center)?;
            at += 1;
        }
        let reasons = county.grade.reasons.iter().map(|reason| reason.zh.as_str()).collect::<Vec<_>>().join("\n");
        text(sheet, row, at, &reasons, &looks.text)?;
        height(sheet, row, &[(part, 10), (&county.name, 10), (grade, 9), (&reasons, rest)])?;
        row += 1;
    }
    row += 1;
    for grade in &report.grades {
        let quota = grade.quota.map(|quota| format!("，名额{quota}个")).unwrap_or_default();
        let condition = grade.condition.as_deref().map(|c| format!("（{c}）")).unwrap_or_default();
        text(sheet, row, 1, &format!("{}：{}个{quota}{condition}", grade.name, grade.count), &looks.mark)?;
        row += 1;
    }
    for (why, count) in standing::ungraded(report) {
        text(sheet, row, 1, &format!("{}：{count}个", why.zh()), &looks.mark)?;
        row += 1;
    }
    for remark in &report.remarks {
        text(sheet, row, 1, &format!("说明：{}", remark.zh), &looks.mark)?;
        row += 1;
    }
    row += 1;
    for (at, who) in [(1, "制表人："), (4, "审核人："), (8, "负责人："), (11, "　　　　年　　月　　日")] {
        text(sheet, row, at, who, &looks.sign)?;
    }
    sheet.set_row_height(row, 30)?;
    Ok(())
}
