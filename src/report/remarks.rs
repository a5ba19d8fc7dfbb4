//! What a reader should know of the results as a whole (备注).

use super::next_grade::Field;
use super::values::{Shape, datum_name, number, say};
use super::{County, IndicatorLine, Kind, Lack, Value as Result_, Words, inputs::cell_text};
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
            let shape = Shape::of(&datum.name, &datum.signature, datum.type_word);
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
                format!("{place}“{name}”报送{old}，核实为{new}{}，以核实数计分", difference.zh),
                format!("{place}: {name} was reported as {old} and verified as {new}{}; the verified value is scored", difference.en),
            ));
        }
    }
    out
}

/// Failed 校核 and counties without a total, with the indicators that make it so.
pub(super) fn faults(lines: &[IndicatorLine], counties: &[County]) -> Vec<Words> {
    let mut out = Vec::new();
    for county in counties {
        let name = &county.name;
        for check in &county.failed_checks {
            let (check, zh, en) = (&check.name, &check.what.zh, &check.what.en);
            out.push(say(
                format!("{name}的数据不符合校核“{check}”，请核对：{zh}"),
                format!("{name}: the data fail the check {check}: {en}"),
            ));
        }
    }
    let mut told = |named: Vec<Words>, zh: &str, en: &str| {
        let (names, names_en): (Vec<String>, Vec<String>) = named.into_iter().map(|words| (words.zh, words.en)).unzip();
        if !names.is_empty() {
            out.push(say(format!("{}{zh}", names.join("、")), format!("{}: {en}", names_en.join(", "))));
        }
    };
    let total_is = |lack: &dyn Fn(Lack) -> bool| -> Vec<Words> {
        let found = counties.iter().filter(|c| matches!(c.total, Result_::Lack(why) if lack(why)));
        found.map(|county| with_open(lines, county)).collect()
    };
    told(
        total_is(&|why| why == Lack::Pending),
        "还有评议没有结果，未形成总分，不排名次，其他县的名次是暂定的；评议以后须重新计分",
        "judgements are not given yet, so there is no total and no place, and the places of others may change; score again once they are",
    );
    told(
        total_is(&|why| why != Lack::Pending),
        "数据不全，未形成总分，不排名次，其他县的名次是暂定的；补齐数据后须重新计分",
        "data are not complete, so there is no total and no place, and the places of others may change; score again once they are",
    );
    let ungraded = |waits: bool| -> Vec<Words> {
        let found = counties.iter().filter(|c| c.grade.name.is_none() && !matches!(c.total, Result_::Lack(_)));
        found.filter(|c| (c.grade.lack == Some(Lack::QuotaOpen)) == waits).map(|c| say(&c.name, &c.name)).collect()
    };
    told(
        ungraded(true),
        "的等次要看名额：其他县的等次未定，名额分不下去",
        "the grade depends on the quota, which waits for the grades of other counties",
    );
    told(ungraded(false), "等次暂不能认定：认定条件所依据的数据不全", "the grade cannot be given yet, for data it rests on are missing");
    out
}

/// A county with what keeps it from a total: `乙县（C2待定）`.
fn with_open(lines: &[IndicatorLine], county: &County) -> Words {
    let name = &county.name;
    let open = open(lines, county);
    let each = |lang: fn(&crate::finding::Words) -> &str, gap: &str, join: &str, more: &str| {
        let told = open.iter().take(NAMED).map(|(line, why)| format!("{}{gap}{}", line.code, lang(&why.words())));
        let rest = if open.len() > NAMED { more.replace('N', &open.len().to_string()) } else { String::new() };
        told.collect::<Vec<_>>().join(join) + &rest
    };
    if open.is_empty() {
        return say(name, name);
    }
    let (zh, en) = (each(|w| &w.zh, "", "、", "等N项"), each(|w| &w.en, " ", ", ", " and more, N in all"));
    say(format!("{name}（{zh}）"), format!("{name} ({en})"))
}

/// Most indicators that are named for a county.
const NAMED: usize = 6;

/// The indicators and items whose lack of a score keeps a county from a total.
pub fn open<'l>(lines: &'l [IndicatorLine], county: &County) -> Vec<(&'l IndicatorLine, Lack)> {
    if !matches!(county.total, Result_::Lack(_)) {
        return Vec::new();
    }
    let counted = lines.iter().zip(&county.scores).filter(|(line, _)| line.scored && line.kind != Kind::Leader);
    let lacking = counted.filter_map(|(line, score)| match score.score {
        Result_::Lack(why) if why != Lack::NotApplicable => Some((line, why)),
        _ => None,
    });
    lacking.collect()
}
