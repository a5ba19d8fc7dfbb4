//! 领导干部: the ranking of the leaders, if the scheme evaluates them.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Looks;
use super::sheet::{begin, column, height, place_cell, text, value};
use crate::report::{Lack, LeaderPlace, Report};

pub(super) fn fill(sheet: &mut Worksheet, report: &Report, ranked: &[LeaderPlace<'_>], looks: &Looks) -> Result<(), XlsxError> {
    let parted = ranked.iter().any(|each| each.county.part.is_some());
    let mut columns = vec![column("名次", 8)];
    columns.extend(parted.then(|| column("评价单元", 14)));
    columns.extend([column("县市区", 16), column("职务", 36), column("得分", 10), column("领导指标得分", 14), column("等次", 12)]);
    let first = begin(sheet, "领导干部", report, &columns, 2, looks)?;
    for (row, each) in (first..).zip(ranked) {
        let (part, posts) = (each.county.part.as_deref().unwrap_or_default(), each.leaders.posts.join("、"));
        let grade = each.leaders.grade.as_deref().or(each.leaders.lack.map(Lack::zh)).unwrap_or("—");
        place_cell(sheet, row, each.place, looks)?;
        let mut at = 1;
        if parted {
            text(sheet, row, at, part, &looks.name)?;
            at += 1;
        }
        text(sheet, row, at, &each.county.name, &looks.name)?;
        text(sheet, row, at + 1, &posts, &looks.text)?;
        value(sheet, row, at + 2, &each.leaders.points, &looks.bold, &looks.center)?;
        value(sheet, row, at + 3, &each.leaders.own, &looks.number, &looks.center)?;
        text(sheet, row, at + 4, grade, &looks.center)?;
        height(sheet, row, &[(part, 14), (&each.county.name, 16), (&posts, 36), (grade, 12)])?;
    }
    Ok(())
}
