//! E0604, E0605 and limits by group (E0603): bands without overlap, no case that is never used. Spec: §6.7.

use std::cmp::Ordering;

use super::analysis::{Analysis, PartAnalysis, PartRow};
use super::apart::{Apart, holds_at};
use super::gaps;
use super::levels;
use super::space::{Space, Variable};
use super::wording::{describe, name_of, value_words};
use crate::expr::{Absent, Expr, Number, Value};
use crate::finding::{Code, Finding, Sink, Words};
use crate::sentence::{Branch, BranchKind, PartKind, Type};
use crate::words;

/// `all` are the analyses of every group of counties: a case of one group need not be reached by another.
pub(super) fn check(analysis: &Analysis<'_>, all: &[Analysis<'_>], sink: &mut Sink) {
    for (at, part) in analysis.parts.iter().enumerate() {
        if let Some(variable) = part.single() {
            along(analysis, &Scale::new(part, variable), sink);
        } else if let Some((bands, apart)) = part.by_distance(analysis.model)
            && let Some(variable) = bands.single()
        {
            along(analysis, &Scale { apart: Some(apart), ..Scale::new(bands, variable) }, sink);
        } else {
            among_others(analysis, part, sink);
        }
        let elsewhere: Vec<&PartAnalysis<'_>> =
            all.iter().filter(|other| other.group != analysis.group).filter_map(|other| other.parts.get(at)).collect();
        unreachable(analysis, part, &elsewhere, sink);
        hidden_by_less(analysis, part, sink);
    }
    levels::check(analysis, sink);
}

/// Bands along one number.
pub(super) struct Scale<'a, 'm> {
    pub part: &'a PartAnalysis<'m>,
    pub variable: &'a Variable,
    /// What the number is called, where the part looks at several numbers.
    pub name: &'a str,
    /// Whose distance the number is, if it is one.
    pub apart: Option<&'a Apart>,
    /// Branches about other data, which are not met at any row.
    pub beside: &'a [usize],
    /// The rows at which a case is met that looks at other data, too, if those are as it asks.
    pub met: &'a [bool],
}

impl<'a, 'm> Scale<'a, 'm> {
    /// A part that is about one number only.
    pub fn new(part: &'a PartAnalysis<'m>, variable: &'a Variable) -> Self {
        Scale { part, variable, name: "", apart: None, beside: &[], met: &[] }
    }

    /// The branches that share out the values of the number.
    pub fn cases(&self) -> Vec<usize> {
        cases(self.part).into_iter().filter(|case| !self.beside.contains(case)).collect()
    }
    /// The numbers from one row to another in words: `84%`, `80%至84%`, `投入比上年高3%至5%`.
    pub fn stretch(&self, low: &PartRow, high: &PartRow, analysis: &Analysis<'_>) -> Option<Words> {
        let (low, high) = (low.point.first()?, high.point.first()?);
        let group = analysis.group_words();
        if let (Some(apart), Value::Number(low), Value::Number(high)) = (self.apart, low, high) {
            let Words { zh, en } = apart.stretch(self.variable, low, high);
            return Some(Words::new(group.clone() + &zh, group + &en));
        }
        let (first, last) = (value_words(self.variable, low), value_words(self.variable, high));
        let name = self.name;
        Some(if first == last {
            words! { zh: "{group}{name}{first}", en: "{group}{name}{first}" }
        } else {
            words! { zh: "{group}{name}{first}至{last}", en: "{group}{name}{first} to {last}" }
        })
    }

    /// Values of a stretch at which what is looked for holds, in words; `None` where two values are never so far apart.
    pub fn example_within(
        &self,
        (first, last): (&PartRow, &PartRow),
        is_looked_for: &dyn Fn(&Number) -> bool,
        analysis: &Analysis<'_>,
    ) -> Option<String> {
        self.apart?.example_within((first.point.first()?, last.point.first()?), is_looked_for, analysis.model)
    }

    /// Values at which the row is met, in words; `None` where two values are never so far apart.
    pub fn example(&self, row: &PartRow, analysis: &Analysis<'_>) -> Option<String> {
        let value = row.point.first()?;
        self.apart.map_or_else(
            || Some(format!("{}{}", self.name, value_words(self.variable, value))),
            |apart| apart.example(value, analysis.model),
        )
    }
}

fn along(analysis: &Analysis<'_>, scale: &Scale<'_, '_>, sink: &mut Sink) {
    gaps::check(analysis, scale, sink);
    overlaps(analysis, scale, sink);
}

/// Bands of one number or distance beside cases about other data: 入学率95%以上得3分，80%以上不足90%得1分，造假的扣1分.
fn among_others(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    let several = part.space.variables.iter().filter(|v| v.is_numeric()).count() > 1;
    for bands in part.along_each(analysis.model) {
        let name = if several { name_of(&bands.variable.expr, analysis.model) } else { String::new() };
        for slice in &bands.slices {
            let scale = Scale { beside: &bands.beside, met: &bands.met, name: &name, ..Scale::new(slice, &bands.variable) };
            gaps::check(analysis, &scale, sink);
            if sink.has_within(Code::BandGap, part.part.span) {
                break;
            }
        }
        // A case that asks for more makes an exception; two of the number alone are bands.
        let beside: Vec<usize> = bands.beside.iter().chain(&bands.mixed).copied().collect();
        if let Some(slice) = bands.slices.first() {
            overlaps(analysis, &Scale { beside: &beside, name: &name, ..Scale::new(slice, &bands.variable) }, sink);
        }
    }
    if let Some((bands, apart, beside)) = part.along_distance_among_others(analysis.model)
        && let Some(variable) = bands.single()
    {
        along(analysis, &Scale { apart: Some(&apart), beside: &beside, ..Scale::new(&bands, variable) }, sink);
    }
}

/// E0603: a list of limits by group (P15) names every group of counties. Reports and tells whether it did not.
pub(super) fn group_left_out(analysis: &Analysis<'_>, sink: &mut Sink) -> bool {
    let Some(group) = analysis.group.and_then(|g| analysis.model.groups.get(g.index())) else { return false };
    let left_out = |p: &PartAnalysis<'_>| p.space.exprs().iter().any(names_nothing);
    let Some(part) = analysis.parts.iter().find(|p| left_out(p)) else { return false };
    if analysis.rule.na.is_none() {
        let (code, name) = (&analysis.indicator.code, &group.name);
        sink.report(
            Finding::new(Code::BandGap, words! { zh: "{code} 没有写{name}的标准", en: "{code} says nothing for the group {name}" })
                .label(part.part.span, words! { zh: "只写了其他分组", en: "names other groups only" })
                .label(group.span, words! { zh: "这个分组", en: "this group" })
                .help(words! { zh: "请把每个分组的标准写全，或写明“不适用的…”怎样计分", en: "name a limit for every group, or say 不适用的…" }),
        );
    }
    true
}

/// A comparison with the limit of a group that has none.
fn names_nothing(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |e| {
        if let Expr::Cmp(_, a, b) = e {
            found |= **a == Expr::NotApplicable || **b == Expr::NotApplicable;
        }
    });
    found
}

/// The branches that share out the values of the datum: cases, not steps.
pub(super) fn cases(part: &PartAnalysis<'_>) -> Vec<usize> {
    let is_case = |kind| matches!(kind, BranchKind::Award | BranchKind::Zero | BranchKind::Deduct);
    part.part.branches.iter().enumerate().filter(|(_, b)| is_case(b.kind)).map(|(i, _)| i).collect()
}

pub(super) fn holds(row: &PartRow, branch: usize) -> bool {
    row.holds.get(branch).copied().unwrap_or(false)
}

/// Two cases that both hold, where neither is simply the stricter one.
fn overlaps(analysis: &Analysis<'_>, scale: &Scale<'_, '_>, sink: &mut Sink) {
    let part = scale.part;
    let cases = scale.cases();
    if part.part.highest.is_none() && part.part.kind == PartKind::Earns {
        return; // 就高不累加
    }
    for (n, a) in cases.iter().enumerate() {
        for b in cases.iter().skip(n + 1) {
            let (Some(first), Some(second)) = (part.part.branches.get(*a), part.part.branches.get(*b)) else { continue };
            let both = || part.rows.iter().filter(|r| holds(r, *a) && holds(r, *b));
            if first.points == second.points || both().next().is_none() {
                continue;
            }
            if nested_tails(&part.rows, *a, *b) || (scale.apart.is_some() && nested_from_one_end(&part.rows, *a, *b)) {
                continue;
            }
            // Of a single datum its first value will do.
            let met = |row: &&PartRow| scale.example(row, analysis).is_some();
            let within = || {
                let (first, last) = both().next().zip(both().next_back())?;
                let in_both = |distance: &Number| holds_at(part, *a, distance) && holds_at(part, *b, distance);
                scale.example_within((first, last), &in_both, analysis).map(|_| first)
            };
            let Some(row) = both().find(met).or_else(within) else { continue };
            let last = if scale.apart.is_some() { both().rev().find(met).or_else(|| both().next_back()).unwrap_or(row) } else { row };
            let (Some(value), Some(Words { zh, en })) = (row.point.first(), scale.stretch(row, last, analysis)) else { continue };
            let (code, at) = (&analysis.indicator.code, value_words(scale.variable, value));
            let (at, help) = match (scale.apart, value) {
                (Some(apart), Value::Number(far)) if std::ptr::eq(row, last) && apart.is_equality(far) => {
                    ("相等的".to_owned(), parted_where_equal())
                }
                (Some(apart), Value::Number(far)) if std::ptr::eq(row, last) => {
                    let at = apart.size(scale.variable, far);
                    let help = parted_by_distance(&at);
                    (at, help)
                }
                (Some(_), _) => ("这一段".to_owned(), either_band()),
                _ => {
                    let is_day = scale.variable.ty == Type::Date;
                    let help = if is_day { parted_days(part, (*a, *b), row, &at) } else { parted(part, (*a, *b), row, &at) };
                    (at, help)
                }
            };
            sink.report(
                Finding::new(
                    Code::BandOverlap,
                    words! { zh: "{code} 的分档重叠：{zh}属于两档", en: "bands of {code} overlap: {en} is in two" },
                )
                .label(second.span, words! { zh: "这一档也含{at}", en: "this band holds {at} too" })
                .label(first.span, words! { zh: "这一档含{at}", en: "this band holds {at}" })
                .help(help),
            );
        }
    }
}

fn parted_where_equal() -> Words {
    words! {
        zh: "让相等的只属于一档：归高的一档的，写“不低于”“低于”；归低的一档的，写“高于”“不高于”",
        en: "let what is equal belong to one band: 不低于 beside 低于, or 高于 beside 不高于"
    }
}

fn either_band() -> Words {
    words! { zh: "请让每个数值只属于一档", en: "let every value belong to one band" }
}

/// How to word two bands of a distance, in whichever direction they go.
fn parted_by_distance(at: &str) -> Words {
    words! {
        zh: "让每个数值只属于一档：一档写成“不足{at}”，另一档写“{at}以上”；或一档写“{at}以内”，另一档写成“超过{at}”",
        en: "let every value belong to one band: 不足{at} beside {at}以上, or {at}以内 beside 超过{at}"
    }
}

/// How to word the second band so that it leaves `at` to the first: 不足… if it lies below, 超过… if it lies above.
fn parted(part: &PartAnalysis<'_>, (first, second): (usize, usize), both: &PartRow, at: &str) -> Words {
    match side(part, (first, second), both) {
        Some(Ordering::Less) => words! {
            zh: "让每个数值只属于一档：这一档写成“…以上不足{at}”；{at}归这一档的，前一档写成“高于{at}”",
            en: "let every value belong to one band: write …以上不足{at} here, or 高于{at} in the other band"
        },
        Some(Ordering::Greater) => words! {
            zh: "让每个数值只属于一档：这一档写成“超过{at}至…”或“高于{at}”；{at}归这一档的，前一档写成“不足{at}”",
            en: "let every value belong to one band: write 超过{at}至… or 高于{at} here, or 不足{at} in the other band"
        },
        _ => either_band(),
    }
}

/// On which side of what both bands hold the second one goes on by itself.
fn side(part: &PartAnalysis<'_>, (first, second): (usize, usize), both: &PartRow) -> Option<Ordering> {
    let own = part.rows.iter().find(|row| holds(row, second) && !holds(row, first))?;
    match (own.point.first()?, both.point.first()?) {
        (Value::Number(own), Value::Number(both)) => own.partial_cmp(both),
        _ => None,
    }
}

/// How to word the second of two bands of days: 超过5天 if it goes on later, with 5天 counted from the day before the first band.
fn parted_days(part: &PartAnalysis<'_>, (first, second): (usize, usize), both: &PartRow, at: &str) -> Words {
    let begin = part.rows.iter().position(|row| holds(row, first)).filter(|at| *at > 0);
    let begin = begin.and_then(|at| part.rows.get(at)?.point.first());
    let days = match (begin, both.point.first()) {
        (Some(Value::Number(begin)), Some(Value::Number(both))) => Some(&(both - begin) + &Number::ONE),
        _ => None,
    };
    match (side(part, (first, second), both), days) {
        (Some(Ordering::Less), _) => words! {
            zh: "让每一天只属于一档：这一档写成“早于{at}”；{at}归这一档的，前一档写成“晚于{at}”",
            en: "let every day belong to one band: write 早于{at} here, or 晚于{at} in the other band"
        },
        (Some(Ordering::Greater), Some(days)) => words! {
            zh: "让每一天只属于一档：这一档写成“超过{days}天”或“晚于{at}”；{at}归这一档的，前一档写成“不足{days}天”",
            en: "let every day belong to one band: write 超过{days}天 or 晚于{at} here, or 不足{days}天 in the other band"
        },
        _ => either_band(),
    }
}

/// A case with more points behind one with fewer that holds as well: 市级认定得2分；省级认定得4分.
fn hidden_by_less(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, sink: &mut Sink) {
    if part.part.highest.is_none() || sink.has_within(Code::BandOverlap, part.part.span) {
        return; // 就高不累加
    }
    let awards = || part.part.branches.iter().enumerate().filter(|(_, branch)| branch.kind == BranchKind::Award);
    for (later, more) in awards() {
        let first_of = |row: &&PartRow| awards().find(|(at, _)| holds(row, *at)).map(|(at, _)| at);
        let hides = |row: &&PartRow| {
            let first = first_of(row).and_then(|at| part.part.branches.get(at));
            holds(row, later) && first.is_some_and(|first| matches!((&first.points, &more.points), (Some(few), Some(many)) if few < many))
        };
        let said = sink.has_within(Code::UnreachableBranch, more.span);
        let Some(row) = part.rows.iter().find(hides).filter(|_| !said) else { continue };
        let Some(first) = first_of(&row) else { continue };
        // 有方案但未公示的得1分，有方案得3分: what is asked for besides makes an exception.
        let is_exception =
            part.rows.iter().all(|r| !holds(r, first) || holds(r, later)) && part.rows.iter().any(|r| holds(r, later) && !holds(r, first));
        if is_exception && part.asks_besides(first, later) {
            continue;
        }
        let Some(less) = part.part.branches.get(first) else { continue };
        let (code, at) = (&analysis.indicator.code, describe(&part.space, &row.point, analysis.model));
        sink.report(
            Finding::new(
                Code::BandOverlap,
                words! { zh: "{code} 有两档同时成立，按先写的少得分：{at}", en: "two cases of {code} hold, and the one with fewer points comes first: {at}" },
            )
            .label(more.span, words! { zh: "这一档分更多，也成立", en: "this one gives more and holds, too" })
            .label(less.span, words! { zh: "先写的这一档算数", en: "this one counts" })
            .help(words! { zh: "请把分多的一档写在前面，或在句末写“就高不累加”", en: "write the case with more points first, or add 就高不累加" }),
        );
        return;
    }
}

/// Both reach to the same end of the scale and one lies inside the other: 达到100%, 达到80%.
fn nested_tails(rows: &[PartRow], a: usize, b: usize) -> bool {
    let set = |branch: usize| rows.iter().map(|r| holds(r, branch)).collect::<Vec<bool>>();
    let (a, b) = (set(a), set(b));
    let inside = |x: &[bool], y: &[bool]| x.iter().zip(y).all(|(x, y)| !x || *y);
    let upper = a.last() == Some(&true) && b.last() == Some(&true);
    let lower = a.first() == Some(&true) && b.first() == Some(&true);
    (inside(&a, &b) || inside(&b, &a)) && (upper || lower)
}

/// Both begin or end at the same distance and one lies inside the other: 下降不足5%, 下降不足3%.
fn nested_from_one_end(rows: &[PartRow], a: usize, b: usize) -> bool {
    let ends = |branch: usize| (rows.iter().position(|r| holds(r, branch)), rows.iter().rposition(|r| holds(r, branch)));
    let ((low_a, high_a), (low_b, high_b)) = (ends(a), ends(b));
    let inside = |x: usize, y: usize| rows.iter().all(|r| !holds(r, x) || holds(r, y));
    (low_a == low_b || high_a == high_b) && (inside(a, b) || inside(b, a))
}

/// Cases no input reaches.
fn unreachable(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, elsewhere: &[&PartAnalysis<'_>], sink: &mut Sink) {
    let branches = &part.part.branches;
    for (i, branch) in branches.iter().enumerate() {
        if matches!(branch.kind, BranchKind::Otherwise | BranchKind::Judged | BranchKind::Step) {
            continue;
        }
        let takes = |e: &usize| {
            branch.kind == BranchKind::Award
                && branches.get(*e).is_some_and(|b| match b.kind {
                    BranchKind::Award => *e < i && part.part.highest.is_some(),
                    BranchKind::Zero => true,
                    _ => false,
                })
        };
        let before: Vec<usize> = (0..branches.len()).filter(takes).collect();
        let used_in = |part: &PartAnalysis<'_>| part.rows.iter().any(|r| holds(r, i) && !before.iter().any(|e| holds(r, *e)));
        let used = used_in(part) || elsewhere.iter().any(|other| used_in(other));
        if used || sink.has_within(Code::ConstantOutOfRange, branch.span) {
            continue;
        }
        match reached(analysis, part, branch, &before) {
            Some(true) => continue,
            Some(false) => {}
            None if before.iter().filter_map(|e| branches.get(*e)).any(|b| is_case_of(&branch.condition, &b.condition)) => {}
            None => {
                super::undecided(analysis, branch.span, "这一档用不用得到", "whether this case is ever reached", sink);
                continue;
            }
        }
        let code = &analysis.indicator.code;
        let possible = part.rows.iter().any(|r| holds(r, i));
        let why = if possible {
            words! { zh: "别的分档已经包括了它", en: "other cases take all its values" }
        } else {
            words! { zh: "没有任何取值符合这个条件", en: "no value fulfils its condition" }
        };
        sink.report(
            Finding::new(Code::UnreachableBranch, words! { zh: "{code} 有一档永远用不到", en: "a case of {code} is never reached" })
                .label(branch.span, why)
                .help(words! { zh: "先符合的一档算数：要求高、分多的写在前面；也请检查数据的取值范围", en: "the first case that holds counts: put the one that asks for more first; check the range of the datum, too" }),
        );
    }
}

/// Whether one condition holds only where another does, by their words alone: each part of the other is a part of it.
pub(super) fn is_case_of(own: &Expr, other: &Expr) -> bool {
    let parts = |expr: &Expr| match expr {
        Expr::And(parts) => parts.clone(),
        single => vec![single.clone()],
    };
    let own = parts(own);
    parts(other).iter().all(|part| own.contains(part))
}

/// Whether a case is reached somewhere; `None` if that is not decided. Looks at the conditions alone, which need
/// fewer inputs than the whole part.
fn reached(analysis: &Analysis<'_>, part: &PartAnalysis<'_>, branch: &Branch, before: &[usize]) -> Option<bool> {
    let conditions = std::iter::once(&branch.condition)
        .chain(before.iter().filter_map(|e| part.part.branches.get(*e)).map(|b| &b.condition))
        .collect::<Vec<_>>();
    if part.decided {
        return Some(false);
    }
    let space = Space::new(analysis.model, &conditions, analysis.group);
    let mut found = false;
    let mut absent = false;
    space.each(|_, values| {
        let Some((own, others)) = values.split_first() else { return };
        let taken = others.iter().any(|o| *o == Ok(Value::Bool(true)));
        found |= *own == Ok(Value::Bool(true)) && !taken;
        absent |= values.iter().any(|v| matches!(v, Err(Absent::DivisionByZero | Absent::IllTyped)));
    });
    (found || (space.decides() && !absent)).then_some(found)
}
