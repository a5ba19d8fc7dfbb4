//! Several assessors of one judgement (多人评议): what each gave, and how they come together (合成). Spec: §5.6.

use crate::expr::{DatumId, Number};
use crate::finding::Words;
use crate::model::{Datum, DatumKind, Model};
use crate::sentence::{JudgedUse, Type};
use crate::words;

/// What the header of an assessor's own mark says before the number.
pub const RATER: &str = "评委";
/// What the header of marks that come together says; data files have no such column.
pub const COMBINED: &str = "合成";

/// How the marks of assessors become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combination {
    /// 取平均: their mean, half up to the step.
    Mean,
    /// 去掉最高最低取平均: the mean without one largest and one smallest mark, half up to the step.
    Trimmed,
    /// 商定: they must agree.
    Agreed,
}

/// A judgement that several assessors give (评议), with what they may give.
#[derive(Debug, Clone)]
pub struct Panel<'m> {
    /// What assessors give: points, or a level where levels have no points of their own.
    pub datum: DatumId,
    /// The level that follows from the points, if there are levels.
    pub level: Option<DatumId>,
    /// How many assessors.
    pub raters: u32,
    /// How their marks come together.
    pub combination: Combination,
    /// The step of points (步长); `None` where levels are given.
    pub step: Option<Number>,
    uses: Vec<&'m JudgedUse>,
}

/// Why marks do not come together: the judgement stays 待定.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// So many of so many were given.
    Given(usize, u32),
    /// Assessors who must agree do not, or levels differ.
    Disagreed,
    /// Without the largest and the smallest mark there is none left.
    NoneLeft,
    /// What they come to is between what the rule allows.
    Between(Number),
}

impl Open {
    /// In words.
    pub fn words(&self) -> Words {
        match self {
            Open::Given(given, raters) => {
                words! { zh: "应有{raters}位评委评分，现有{given}位", en: "{given} of {raters} assessors have given marks" }
            }
            Open::Disagreed => words! { zh: "评委意见不一致，请商定", en: "the assessors do not agree" },
            Open::NoneLeft => {
                words! { zh: "评委太少，去掉最高最低以后没有分数", en: "too few assessors: without the largest and smallest mark none is left" }
            }
            Open::Between(points) => {
                words! { zh: "合成得{points}分，不在规则给的任何一档内，请商定", en: "they come to {points} points, which the rule does not allow: agree on others" }
            }
        }
    }
}

/// Every judgement with several assessors, in the order of the file.
pub fn panels(model: &Model) -> Vec<Panel<'_>> {
    model.data().filter_map(|(id, datum)| panel(model, id, datum)).collect()
}

fn panel<'m>(model: &'m Model, id: DatumId, datum: &Datum) -> Option<Panel<'m>> {
    let is_judged = matches!(datum.signature.ty, Type::Judgement | Type::Level(_)) && !matches!(datum.kind, DatumKind::JudgedPoints(_));
    let raters = datum.raters.filter(|n| *n > 1 && is_judged)?;
    let combination = match datum.combine.as_deref() {
        Some("商定") => Combination::Agreed,
        Some("去掉最高最低取平均") => Combination::Trimmed,
        _ => Combination::Mean,
    };
    let is_used = |id: &DatumId| model.judged.iter().any(|used| used.datum == *id);
    let points = datum.judged_points.filter(is_used).or_else(|| (datum.signature.ty == Type::Judgement).then_some(id));
    let given = points.unwrap_or(id);
    let step = points.map(|_| datum.quantum.clone().unwrap_or(Number::ulp(1)));
    let uses = model.judged.iter().filter(|used| used.datum == given).collect();
    Some(Panel { datum: given, level: (given != id).then_some(id), raters, combination, step, uses })
}

impl Panel<'_> {
    /// The panel whose marks stand under a datum, its level or its points.
    pub fn of<'p, 'm>(panels: &'p [Panel<'m>], datum: DatumId) -> Option<&'p Panel<'m>> {
        panels.iter().find(|p| p.datum == datum || p.level == Some(datum))
    }

    /// What each rule about it allows.
    pub fn uses(&self) -> &[&JudgedUse] {
        &self.uses
    }

    /// Whether an assessor may give these points.
    pub fn allows(&self, points: &Number) -> bool {
        let Some(step) = &self.step else { return true };
        let inside =
            |used: &&JudgedUse| (used.zero && points.is_zero()) || used.ranges.iter().any(|(low, high)| points >= low && points <= high);
        points.div(step).is_some_and(|n| n.is_integer()) && self.uses.iter().all(inside)
    }

    /// The place of the level that points belong to.
    pub fn level_of(&self, points: &Number) -> Option<usize> {
        let used = self.uses.first()?;
        used.ranges.iter().position(|(low, high)| points >= low && points <= high)
    }

    /// What the marks of all assessors come to; each is allowed. Levels are their places.
    ///
    /// # Errors
    /// Why they do not come together.
    pub fn combine(&self, marks: &[Number]) -> Result<Number, Open> {
        if (marks.len() as u64) < u64::from(self.raters) {
            return Err(Open::Given(marks.len(), self.raters));
        }
        let agreed = || match marks.split_first() {
            Some((first, rest)) if rest.iter().all(|mark| mark == first) => Ok(first.clone()),
            _ => Err(Open::Disagreed),
        };
        let Some(step) = &self.step else { return agreed() };
        let sum = |marks: &[Number]| marks.iter().fold(Number::ZERO, |sum, mark| &sum + mark);
        let mut sorted = marks.to_vec();
        sorted.sort_unstable();
        let counting = match self.combination {
            Combination::Agreed => return agreed(),
            Combination::Mean => sorted.as_slice(),
            Combination::Trimmed => sorted.get(1..sorted.len().saturating_sub(1)).unwrap_or_default(),
        };
        let mean = sum(counting).div(&Number::from(counting.len() as i64)).ok_or(Open::NoneLeft)?;
        let steps = mean.div(step).ok_or(Open::NoneLeft)?.round_half_up(0);
        let points = &steps * step;
        if self.allows(&points) { Ok(points) } else { Err(Open::Between(points)) }
    }
}
