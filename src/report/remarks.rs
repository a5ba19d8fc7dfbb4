//! What a reader should know of the results as a whole (备注).

use super::next_grade::Field;
use super::values::{Shape, datum_name, number, say};
use super::{County, Lack, Value as Result_, Words, inputs::cell_text};
use crate::data::{Cell, Dataset};
use crate::expr::Value;
use crate::model::Model;

/// A whole tie that stays below the quota.
pub(super) fn ties(field: &Field<'_>) -> Vec<Words> {
    let mut out = Vec::new();
    for (at, grade) in field.model.grades.iter().enumerate() {
        let Some(places) = field.places(at) else { continue };
        let meets = |c: &&&crate::score::CountyResult| c.grade_before_quota == Ok(at);
        let mut rivals: Vec<_> = field.counties.iter().filter(meets).filter_map(|c| Some((c.total.clone().ok()?, *c))).collect();
        rivals.sort_by(|a, b| b.0.cmp(&a.0));
        let Some((edge, _)) = rivals.get(places) else { continue };
        let tied: Vec<&str> = rivals.iter().filter(|(total, c)| total == edge && c.grade != Ok(at)).map(|(_, c)| c.name.as_str()).collect();
        let kept = rivals.iter().filter(|(_, c)| c.grade == Ok(at)).count();
        if tied.len() < 2 || kept >= places {
            continue;
        }
        let (names, names_en, name, total) = (tied.join("、"), tied.join(", "), &grade.name, number(edge));
        out.push(say(
            format!("{names}总分并列（{total}分），超出{name}名额{places}个，并列的县全部不评为{name}，{name}实评{kept}个"),
            format!(
                "{names_en} tie at {total} points and do not all fit into the {places} places of {name}: none of them is {name}, {kept} are"
            ),
        ));
    }
    out
}

/// Verified values that replace reported ones, with the difference.
pub(super) fn replaced(model: &Model, data: &Dataset) -> Vec<Words> {
    let mut out = Vec::new();
    for county in &data.counties {
        for ((id, back), reported) in &county.replaced {
            let (Some(datum), Some(verified)) = (model.datum(*id), county.values.get(&(*id, *back))) else { continue };
            if reported == verified {
                continue;
            }
            let shape = Shape::of(&datum.signature, datum.type_word);
            let (name, place) = (datum_name(model, *id, *back), &county.name);
            let (old, new) = (cell_text(reported, &shape), cell_text(verified, &shape));
            let difference = match (reported, verified, &shape) {
                (Cell::Value(Value::Number(a)), Cell::Value(Value::Number(b)), Shape::Number(_) | Shape::Share) => {
                    let more = b > a;
                    let off = shape.difference(&(b - a).abs());
                    let (zh, en) = if more { ("核增", "more by") } else { ("核减", "less by") };
                    say(format!("，{zh}{}", off.zh), format!(", {en} {}", off.en))
                }
                _ => say("", ""),
            };
            out.push(say(
                format!("{place}“{name}”自报{old}，核实为{new}{}，以核实数计分", difference.zh),
                format!("{place}: {name} was reported as {old} and verified as {new}{}; the verified value is scored", difference.en),
            ));
        }
    }
    out
}

/// Failed 校核 and counties without a total.
pub(super) fn faults(counties: &[County]) -> Vec<Words> {
    let mut out = Vec::new();
    for county in counties {
        let name = &county.name;
        for check in &county.failed_checks {
            out.push(say(format!("{name}的数据不符合校核“{check}”，请核对"), format!("{name}: the data fail the check {check}")));
        }
    }
    let mut told = |named: Vec<&str>, zh: &str, en: &str| {
        if !named.is_empty() {
            out.push(say(format!("{}{zh}", named.join("、")), format!("{}: {en}", named.join(", "))));
        }
    };
    let total_is = |lack: &dyn Fn(Lack) -> bool| -> Vec<&str> {
        counties.iter().filter(|c| matches!(c.total, Result_::Lack(why) if lack(why))).map(|c| c.name.as_str()).collect()
    };
    told(
        total_is(&|why| why == Lack::Pending),
        "还有评议没有结果，未形成总分，不排名次；评议以后须重新计分",
        "judgements are not given yet, so there is no total and no place; score again once they are",
    );
    told(
        total_is(&|why| why != Lack::Pending),
        "数据不全，未形成总分，不排名次；补齐数据后须重新计分",
        "data are not complete, so there is no total and no place; score again once they are",
    );
    let ungraded = |waits: bool| -> Vec<&str> {
        let found = counties.iter().filter(|c| c.grade.name.is_none() && !matches!(c.total, Result_::Lack(_)));
        found.filter(|c| (c.grade.lack == Some(Lack::QuotaOpen)) == waits).map(|c| c.name.as_str()).collect()
    };
    told(
        ungraded(true),
        "的等次要看名额：其他县的等次未定，名额分不下去",
        "the grade depends on the quota, which waits for the grades of other counties",
    );
    told(
        ungraded(false),
        "等次暂不能认定：认定条件所依据的数据不全",
        "the grade cannot be given yet, for data it rests on are missing",
    );
    out
}
