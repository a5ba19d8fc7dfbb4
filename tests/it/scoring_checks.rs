//! What the scoring checks claim holds for every value of the data, and what they report is real.
//!
//! Random rules over small data are checked, then evaluated at every value the data can have.

use std::collections::BTreeMap;

use evalc::expr::{Absent, DataOnly, DatumId, Expr, Number, Value, evaluate};
use evalc::finding::{Code, Finding, Severity};
use evalc::model::{Indicator, Model};
use evalc::sentence::{Branch, BranchKind, Part, PartKind, Rule, Type};
use evalc::source::{SourceFile, Sources};
use evalc::{Program, compile};
use proptest::prelude::*;

/// One county's data, by datum and how many years back.
pub struct Data(pub BTreeMap<(DatumId, u8), Value>);

impl Data {
    fn at(&self, expr: &Expr) -> Result<Value, Absent> {
        evaluate(expr, &DataOnly(|id, back| self.0.get(&(id, back)).cloned().ok_or(Absent::Missing(id))))
    }
}

/// Every combination of values the data of the model can have.
pub fn every_county(model: &Model) -> Vec<Data> {
    let mut all = vec![BTreeMap::new()];
    for (id, datum) in model.data() {
        let values: Vec<Value> = match &datum.signature.ty {
            Type::Bool => vec![Value::Bool(false), Value::Bool(true)],
            Type::Level(levels) => (0..levels.len()).map(|n| Value::Number(Number::from(n as i64))).collect(),
            _ => {
                let (low, high) = datum.signature.range.clone().unwrap();
                (low.to_i64().unwrap()..=high.to_i64().unwrap()).map(|n| Value::Number(Number::from(n))).collect()
            }
        };
        for back in 0..=datum.signature.history {
            let with = |known: &BTreeMap<(DatumId, u8), Value>, v: &Value| {
                known.iter().map(|(k, v)| (*k, v.clone())).chain([((id, back), v.clone())]).collect()
            };
            all = all.iter().flat_map(|known| values.iter().map(move |v| with(known, v))).collect();
        }
    }
    all.into_iter().map(Data).collect()
}

pub fn number(expr: &Expr, at: &Data) -> Number {
    match at.at(expr) {
        Ok(Value::Number(n)) => n,
        other => panic!("no number: {other:?}"),
    }
}

pub fn holds(expr: &Expr, at: &Data) -> bool {
    at.at(expr) == Ok(Value::Bool(true))
}

/// A rule and the points it is for.
#[derive(Debug, Clone)]
struct Case {
    /// `整数` range of the measured datum.
    range: (i64, i64),
    direction: &'static str,
    points: &'static str,
    rule: String,
}

impl Case {
    fn source(&self) -> String {
        let Case { range: (low, high), direction, points, rule } = self;
        let facts: String = ["甲事", "乙事"]
            .iter()
            .filter(|f| rule.contains(**f))
            .map(|f| format!("数据 {f}：是否\n  来源：台账\n  责任单位：县教育局\n"))
            .collect();
        let measured = if rule.contains("覆盖率") {
            format!("数据 覆盖率：百分比，{low}%至{high}%{direction}\n  来源：台账\n  责任单位：县教育局\n")
        } else {
            String::new()
        };
        format!(
            "评价方案：示例\n  依据：示例\n  年度：2021\n  满分：{points}分\n  语言版本：1\n分组 各县：甲县、乙县、丙县\n{measured}{facts}一级指标 A1 示例（{points}分）\n二级指标 B1 示例（{points}分）\n三级指标 C1 示例（{points}分）\n  评分：{rule}\n"
        )
    }
}

pub fn check(text: &str) -> Program {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("示例.eval", text));
    compile(sources, None)
}

const POINTS: &[&str] = &["0.5", "1", "1.5", "2", "3"];

fn points() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(POINTS)
}

/// `80%以上不足90%得1分；…`, with ends that often, but not always, meet.
fn bands() -> impl Strategy<Value = String> {
    let end = proptest::sample::select(&["以上", "超过"][..]);
    let band = (4..24i64, end, 0..6u8, points(), prop::bool::weighted(0.1));
    (
        prop::collection::vec(band, 1..4),
        proptest::sample::select(&["", "；其余不得分", "；其余得0.5分", "，就高不累加"][..]),
        prop::bool::ANY,
    )
        .prop_map(|(bands, tail, reversed)| {
            let mut low = 60;
            let mut texts = Vec::new();
            for (i, (width, end, slip, points, closed)) in bands.iter().enumerate() {
                let high = low + width;
                let from = if *end == "以上" { format!("{low}%以上") } else { format!("超过{low}%") };
                let last = i + 1 == bands.len();
                texts.push(match (slip, last && !closed) {
                    (_, true) => format!("{from}得{points}分"),
                    (0, _) => format!("{low}%至{high}%得{points}分"),
                    (1, _) => format!("{low}%至{}%得{points}分", high - 1),
                    (2, _) => format!("{from}不超过{high}%得{points}分"),
                    _ => format!("{from}不足{high}%得{points}分"),
                });
                low = high;
            }
            if !reversed {
                texts.reverse();
            }
            format!("覆盖率{}{tail}。", texts.join("；"))
        })
}

/// `达到85%得2分，每低2个百分点扣0.5分…`
fn step() -> impl Strategy<Value = String> {
    let target = proptest::sample::select(&["达到", "不超过"][..]);
    let word = proptest::sample::select(&["低", "高"][..]);
    let tail = proptest::sample::select(
        &["", "，扣完为止", "，最多扣1分", "，不足1个单位的按比例扣，扣完为止", "，不足1个单位的按1个单位扣，扣完为止"][..],
    );
    (target, 55..105i64, points(), word, 1..9i64, points(), tail).prop_map(|(target, at, award, word, size, loss, tail)| {
        format!("覆盖率{target}{at}%得{award}分，每{word}{size}个百分点扣{loss}分{tail}。")
    })
}

/// `①…；②…`
fn checklist() -> impl Strategy<Value = String> {
    (points(), points(), prop::option::of(points()), 55..95i64).prop_map(|(a, b, c, at)| {
        let third = c.map_or(String::new(), |c| format!("；③覆盖率{at}%以上得{c}分"));
        format!("①甲事得{a}分；②乙事得{b}分{third}。")
    })
}

/// `未甲事扣1分；覆盖率不足…`
fn deductions() -> impl Strategy<Value = String> {
    let each = (points(), points(), points(), 55..75i64, 0..20i64, prop::bool::ANY);
    each.prop_map(|(a, b, c, low, more, zero)| {
        let last = if zero { "不得分".to_owned() } else { format!("扣{c}分") };
        format!("未甲事扣{a}分；未乙事扣{b}分。覆盖率不足{}%扣{c}分，不足{low}%{last}。", low + more)
    })
}

fn case() -> impl Strategy<Value = Case> {
    let rule = prop_oneof![4 => bands(), 3 => step(), 2 => checklist(), 2 => deductions()];
    let direction = proptest::sample::select(&["", "，越高越好", "，越低越好"][..]);
    (50..65i64, 80..=100i64, direction, points(), rule).prop_map(|(low, high, direction, points, rule)| Case {
        range: (low, high),
        direction,
        points,
        rule,
    })
}

/// A rule with every value its data can have.
pub struct Brute<'m> {
    pub model: &'m Model,
    pub indicator: &'m Indicator,
    pub rule: &'m Rule,
    pub counties: Vec<Data>,
}

impl Brute<'_> {
    pub fn full(&self) -> &Number {
        self.indicator.points.as_ref().unwrap()
    }

    pub fn raw(&self) -> Vec<Number> {
        self.counties.iter().map(|c| number(&self.rule.raw, c)).collect()
    }

    /// Whether a branch is used: it holds, and no award before it and no 不得分 takes it away, or leaves it nothing to take.
    pub fn used(&self, part: &Part, at: usize) -> bool {
        let branch = &part.branches[at];
        let takes = |i: usize, b: &Branch| match (branch.kind, b.kind) {
            (BranchKind::Award, BranchKind::Award) => i < at && part.highest.is_some(),
            (BranchKind::Award | BranchKind::Deduct, BranchKind::Zero) => true,
            _ => false,
        };
        // What a sentence by itself takes of all.
        let wiped = |c: &Data| branch.kind == BranchKind::Deduct && self.rule.parts.iter().any(|part| holds(&part.overrides, c));
        self.counties
            .iter()
            .filter(|c| !wiped(c))
            .any(|c| holds(&branch.condition, c) && !part.branches.iter().enumerate().any(|(i, b)| takes(i, b) && holds(&b.condition, c)))
    }

    /// The part is about one number only: its value at each of them, in order.
    fn along<T>(&self, part: &Part, look: impl Fn(&Data) -> T) -> Option<Vec<(i64, T)>> {
        let mut used = Vec::new();
        let mut note = |e: &Expr| {
            e.walk(&mut |e| {
                if let Expr::Datum(id, _) = e {
                    used.push(*id)
                }
            })
        };
        note(&part.value);
        part.branches.iter().for_each(|b| note(&b.condition));
        used.sort();
        used.dedup();
        let [only] = used.as_slice() else { return None };
        if matches!(self.model.datum(*only)?.signature.ty, Type::Bool) {
            return None;
        }
        let mut out: BTreeMap<i64, T> = BTreeMap::new();
        for county in &self.counties {
            let Value::Number(n) = &county.0[&(*only, 0)] else { return None };
            out.entry(n.to_i64()?).or_insert_with(|| look(county));
        }
        Some(out.into_iter().collect())
    }

    fn cases<'p>(&self, part: &'p Part) -> Vec<&'p Branch> {
        part.branches.iter().filter(|b| matches!(b.kind, BranchKind::Award | BranchKind::Zero | BranchKind::Deduct)).collect()
    }
}

/// The numbers of a message that are followed by %.
fn percents(text: &str) -> Vec<i64> {
    text.split('%').filter_map(|before| before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
}

pub fn within(finding: &Finding, part: &Part) -> bool {
    finding.span().is_some_and(|s| s.start >= part.span.start && s.end <= part.span.end)
}

/// Everything claimed about one program, against all its data.
fn refute(case: &Case, program: &Program) -> Option<String> {
    let indicator = program.model.indicators.iter().find(|i| i.code == "C1").unwrap();
    let Some(rule) = &indicator.rule else { return None };
    let found: Vec<&Finding> = program.findings.iter().collect();
    let has = |code: Code| found.iter().any(|f| f.code == code);
    let brute = Brute { model: &program.model, indicator, rule, counties: every_county(&program.model) };
    let raw = brute.raw();
    let (low, high) = (raw.iter().min().unwrap(), raw.iter().max().unwrap());
    if has(Code::Undecided) {
        return Some("a rule as small as this is undecided".to_owned());
    }
    if brute.counties.iter().map(|c| number(&rule.expr, c)).any(|score| score.is_negative() || score > *brute.full()) {
        return Some("a score leaves 0 to the points".to_owned());
    }
    // Full marks and what passes them.
    let never_reached = found.iter().any(|f| f.code == Code::UnreachableBranch && f.severity == Severity::Error);
    let silenced = never_reached || has(Code::ConstantOutOfRange);
    if !silenced && (high < brute.full()) != has(Code::FullMarksUnreachable) {
        return Some(format!("the largest score is {high} of {}", brute.full()));
    }
    let stated = found.iter().find(|f| f.code == Code::FullMarksUnreachable);
    if let Some(f) = stated.filter(|f| !f.message.zh.ends_with(&format!("最高只能得{high}分"))) {
        return Some(format!("{} but the largest is {high}", f.message.zh));
    }
    if !silenced && (high > brute.full()) != has(Code::ScoreOutOfRange) {
        return Some(format!("the sentences give up to {high} of {} and at least {low}", brute.full()));
    }
    for part in &rule.parts {
        for (i, branch) in part.branches.iter().enumerate() {
            if matches!(branch.kind, BranchKind::Otherwise | BranchKind::Step | BranchKind::Judged) {
                continue;
            }
            let reported = found.iter().any(|f| f.code == Code::UnreachableBranch && f.span().map(|s| s.key()) == Some(branch.span.key()));
            let excused = found.iter().any(|f| f.code == Code::ConstantOutOfRange && f.span().map(|s| s.key()) == Some(branch.span.key()));
            // Bands that overlap are told of instead.
            let overlaps = branch.kind == BranchKind::Deduct && found.iter().any(|f| f.code == Code::BandOverlap && within(f, part));
            if !excused && !overlaps && brute.used(part, i) == reported {
                return Some(format!("case {i} is used: {}", brute.used(part, i)));
            }
        }
        let cases = brute.cases(part);
        let Some(covered) = brute.along(part, |c| cases.iter().filter(|b| holds(&b.condition, c)).count()) else { continue };
        // Gaps: what is reported is uncovered; what lies between covered values is reported.
        let gaps: Vec<(i64, i64)> = found
            .iter()
            .filter(|f| f.code == Code::BandGap && within(f, part))
            .map(|f| {
                let ends = percents(&f.message.zh);
                (ends[0], *ends.last().unwrap())
            })
            .collect();
        if let Some((value, _)) = covered.iter().find(|(v, n)| *n > 0 && gaps.iter().any(|(a, b)| a <= v && v <= b)) {
            return Some(format!("{value}% is in a band and reported as left out"));
        }
        let banded = cases.len() > 1 && !part.branches.iter().any(|b| matches!(b.kind, BranchKind::Otherwise | BranchKind::Step));
        let (first, last) = (covered.iter().position(|(_, n)| *n > 0), covered.iter().rposition(|(_, n)| *n > 0));
        if let (true, Some(first), Some(last)) = (banded, first, last) {
            let missed = covered[first..last].iter().find(|(v, n)| *n == 0 && !gaps.iter().any(|(a, b)| a <= v && v <= b));
            if let Some((value, _)) = missed {
                return Some(format!("{value}% is left out and not reported"));
            }
        }
        for f in found.iter().filter(|f| f.code == Code::BandOverlap && within(f, part)) {
            let at = percents(&f.message.zh)[0];
            if covered.iter().any(|(v, n)| *v == at && *n < 2) {
                return Some(format!("{at}% is in one band only"));
            }
        }
        // Direction.
        let worth = |c: &Data| {
            let value = number(&part.value, c);
            // Whoever has lost all loses no more.
            let last = part.kind == PartKind::Earns && brute.rule.parts.len() == 1 && !brute.rule.signed;
            let value = if last { value.max(Number::ZERO) } else { value };
            if holds(&part.overrides, c) { value.max(brute.full().clone()) } else { value }
        };
        let scores = brute.along(part, worth).unwrap();
        let sign = if part.kind == PartKind::Loses { -1 } else { 1 };
        let wrong = scores.windows(2).any(|w| match case.direction {
            "，越高越好" => &w[0].1 * &Number::from(sign) > &w[1].1 * &Number::from(sign),
            "，越低越好" => &w[0].1 * &Number::from(sign) < &w[1].1 * &Number::from(sign),
            _ => false,
        });
        let reported = found.iter().any(|f| f.code == Code::WrongDirection && within(f, part));
        if !case.direction.is_empty() && gaps.is_empty() && wrong != reported {
            return Some(format!("a worse value scores more: {wrong}"));
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_of_the_data_refutes_what_is_claimed(case in case()) {
        let text = case.source();
        let program = check(&text);
        let broken = program.findings.iter().find(|f| matches!(f.code, Code::UnexpectedText | Code::UndeclaredName | Code::MixedConnectives));
        prop_assert!(broken.is_none(), "{text}\n{broken:?}");
        let refuted = refute(&case, &program);
        let listed = program.findings.iter().map(|f| format!("{} {}", f.code.id(), f.message.zh)).collect::<Vec<_>>().join("\n");
        prop_assert!(refuted.is_none(), "{}\n{text}\n{listed}", refuted.unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cases_about_other_data_hide_no_gap_and_no_overlap(case in case(), rule in bands(), more in beside()) {
        let found = |rule: String| {
            let program = check(&Case { rule, ..case.clone() }.source());
            let is_band = |f: &&Finding| matches!(f.code, Code::BandGap | Code::BandOverlap);
            let out: Vec<String> = program.findings.iter().filter(is_band).map(|f| format!("{} {}", f.code.id(), f.message.zh)).collect();
            // Where two cases hold is told with the other data.
            let out: Vec<String> = out.into_iter().map(|said| said.replace("，甲事＝否", "").replace("甲事＝否，", "")).collect();
            out
        };
        let rule = rule.replace("，就高不累加", "");
        let with_more = format!("{}{more}。", rule.trim_end_matches('。'));
        prop_assert_eq!(found(rule), found(with_more.clone()), "{}", with_more);
    }
}

/// A case about a fact, behind bands of a number.
fn beside() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&["，甲事的扣0.5分", "，甲事的不得分", "，甲事的再得0.5分"][..])
}

#[test]
fn grades_leave_no_total_out_however_many_places_it_has() {
    let scheme = |places: u32| {
        format!(
            "评价方案：示例\n  依据：示例\n  年度：2021\n  满分：100分\n  语言版本：1\n  总分小数位：{places}\n等次 合格：总分60分以上\n\
             等次 不合格：总分0分至59.99分\n"
        )
    };
    let gaps = |places: u32| check(&scheme(places)).findings.iter().filter(|f| f.code == Code::GradeGap).count();
    // 59.995 is a total only where totals have three places.
    assert_eq!([1, 2, 3].map(gaps), [0, 0, 1]);
}
