//! E0603 and E0607 of levels (等级), of which the first is the best: one that is not said stands neither above a better one
//! nor below a worse one, and of those that are said none stands below a worse one. Spec: §6.7.

use super::analysis::{Analysis, PartAnalysis};
use super::bands::holds;
use super::space::Variable;
use super::wording::name_of;
use crate::expr::{Expr, Number, Value};
use crate::finding::{Code, Finding, Severity, Sink};
use crate::sentence::{PartKind, Type};
use crate::source::Span;
use crate::words;

/// Looks at each datum with levels once, through all sentences about it and nothing else.
pub(super) fn check(analysis: &Analysis<'_>, sink: &mut Sink) {
    let mut looked_at: Vec<&Expr> = Vec::new();
    for variable in analysis.parts.iter().filter_map(only_level) {
        if looked_at.contains(&&variable.expr) {
            continue;
        }
        looked_at.push(&variable.expr);
        let Some(scale) = Scale::of(analysis, variable) else { continue };
        // What is so for every group is said once.
        if !sink.has_within(Code::BandGap, scale.span) && !scale.left_out(analysis, sink) {
            scale.turned(analysis, sink);
        }
    }
}

/// The only variable of a part, if it is one with levels and the part tells cases apart.
fn only_level<'p>(part: &'p PartAnalysis<'_>) -> Option<&'p Variable> {
    let [only] = part.space.variables.as_slice() else { return None };
    let ordered = matches!(only.ty, Type::Level(_)) && !matches!(only.expr, Expr::InGroup(_));
    (ordered && part.part.kind != PartKind::Passes && !part.part.branches.is_empty()).then_some(only)
}

/// The levels of a datum, best first.
struct Scale<'v> {
    datum: String,
    levels: Vec<Level<'v>>,
    /// Whether nothing is earned by them.
    only_lose: bool,
    span: Span,
}

/// A level, what it gives, and whether a case says so.
struct Level<'v> {
    name: &'v str,
    score: Number,
    said: bool,
}

impl<'v> Scale<'v> {
    /// What each level gives by all sentences together; `None` where that depends on anything else.
    fn of(analysis: &Analysis<'_>, variable: &'v Variable) -> Option<Scale<'v>> {
        let Type::Level(names) = &variable.ty else { return None };
        let about = |part: &&PartAnalysis<'_>| part.space.variables.iter().any(|other| other.expr == variable.expr);
        let parts: Vec<&PartAnalysis<'_>> = analysis.parts.iter().filter(about).collect();
        if !parts.iter().all(|part| only_level(part).is_some()) {
            return None;
        }
        let full = analysis.indicator.points.clone().unwrap_or_default();
        let level = |(at, name): (usize, &'v String)| {
            let mut level = Level { name, score: Number::ZERO, said: false };
            for part in &parts {
                let row = part.rows.get(at)?;
                let Ok(Value::Number(value)) = &row.value else { return None };
                let all = row.zeroed.then(|| full.clone().max(value.clone()));
                level.score = match part.part.kind {
                    PartKind::Loses => &level.score - all.as_ref().unwrap_or(value),
                    _ => &level.score + value,
                };
                level.said |= (0..part.part.branches.len()).any(|branch| holds(row, branch));
            }
            Some(level)
        };
        Some(Scale {
            datum: name_of(&variable.expr, analysis.model),
            levels: names.iter().enumerate().map(level).collect::<Option<_>>()?,
            only_lose: parts.iter().all(|part| part.part.kind == PartKind::Loses),
            span: parts.first()?.part.span,
        })
    }

    /// A better level than this one that gives less.
    fn better_with_less(&self, at: usize) -> Option<&Level<'v>> {
        let own = &self.levels.get(at)?.score;
        self.levels.iter().take(at).find(|better| better.score < *own)
    }

    /// A worse level than this one that gives more.
    fn worse_with_more(&self, at: usize) -> Option<&Level<'v>> {
        let own = &self.levels.get(at)?.score;
        self.levels.iter().skip(at + 1).find(|worse| worse.score > *own)
    }

    /// Reports the levels nobody names that are out of order with another, and tells whether there are any. Those at the
    /// lower end that earn nothing are in order.
    fn left_out(&self, analysis: &Analysis<'_>, sink: &mut Sink) -> bool {
        let mut out: Vec<(&Level<'v>, &Level<'v>, bool)> = Vec::new();
        for (at, level) in self.levels.iter().enumerate().filter(|(_, level)| !level.said) {
            let better = self.better_with_less(at).map(|better| (level, better, true));
            out.extend(better.or_else(|| self.worse_with_more(at).map(|worse| (level, worse, false))));
        }
        let Some((level, other, is_better)) = out.first() else { return false };
        let named = out.iter().map(|(level, ..)| level.name).collect::<Vec<_>>().join("、");
        let (code, datum) = (&analysis.indicator.code, &self.datum);
        let (own, others) = (self.points(level), self.points(other));
        let (than, than_en) = if *is_better { ("更好的", "better") } else { ("更差的", "worse") };
        sink.report(
            Finding::new(Code::BandGap, words! { zh: "{code} 漏掉了{datum}为{named}的", en: "{code} leaves out {datum} {named}" })
                .label(self.span, words! { zh: "{own}，{than}{others}", en: "{own}; {than_en}: {others}" })
                .help(words! {
                    zh: "请写明{named}得几分或扣几分；“以下”不含本级，含的写“及以下”",
                    en: "say what {named} earns or loses; 以下 does not hold the level itself, 及以下 does"
                }),
        );
        true
    }

    /// A level that is said and gives less than a worse one: 优秀得1分，其余得2分.
    fn turned(&self, analysis: &Analysis<'_>, sink: &mut Sink) {
        let mut pairs = self.levels.iter().enumerate().filter_map(|(at, level)| Some((level, self.worse_with_more(at)?)));
        let Some((better, worse)) = pairs.next() else { return };
        let code = &analysis.indicator.code;
        let (worse, better) = (self.points(worse), self.points(better));
        let mut finding = Finding::new(Code::WrongDirection, words! { zh: "{code} 的方向反了", en: "{code} rewards worse values" })
            .label(self.span, words! { zh: "更差的{worse}，{better}", en: "the worse {worse}, {better}" })
            .help(words! { zh: "请检查各级的分数；等级从好到差写", en: "check the points of the levels, which are declared best first" });
        // Levels that are no better or worse (小学、初中) are declared as these are.
        finding.severity = Severity::Warning;
        sink.report(finding);
    }

    /// `良好得1分`, `合格不扣分`
    fn points(&self, level: &Level<'_>) -> String {
        let (name, score) = (level.name, &level.score);
        match self.only_lose {
            true if score.is_zero() => format!("{name}不扣分"),
            true => format!("{name}扣{}分", score.abs()),
            false => format!("{name}得{score}分"),
        }
    }
}
