//! Scoring sentences (评分) as text: one wording for one meaning. Spec: §6.4.

use super::condition::{breakable, change_word, direction_word, listed_items, subject};
use super::formula::{Told, as_written};
use super::layout::without_breaks;
use super::words::{joined, names, quantity};
use crate::expr::Number;
use crate::syntax::tree::{
    AtomKind, CapOf, Clause, ClauseKind, Condition, Connective, Front, Listing, NaHandling, Name, Outcome, OutcomeKind, Partial,
    PartialStep, Points, Predicate, PredicateKind, Quantity, RuleText, Sentence, Step, Subject, SubjectOutcome, semicolons_tell,
};

/// The canonical text of a scoring rule, on one line.
pub fn rule(rule: &RuleText) -> String {
    rule_told(rule, &as_written)
}

/// The canonical text of the rule of a bonus item, whose points are added (加).
pub fn bonus_rule(rule: &RuleText) -> String {
    bonus_rule_told(rule, &as_written)
}

/// As [`rule`], its formulas as `told`.
pub fn rule_told(rule: &RuleText, told: Told<'_>) -> String {
    without_breaks(&breakable_rule(rule, "得", told))
}

/// As [`bonus_rule`], its formulas as `told`.
pub fn bonus_rule_told(rule: &RuleText, told: Told<'_>) -> String {
    without_breaks(&breakable_rule(rule, "加", told))
}

/// The canonical text with `\n` before every item of a list; `earns` is the verb for points won (得, 加).
pub(super) fn breakable_rule(rule: &RuleText, earns: &'static str, told: Told<'_>) -> String {
    let sentences = joined(&rule.sentences, "。", |s| match s {
        Sentence::Checklist(items) => joined(items, "；", |item| {
            let mut writer = Writer { earns, told, losing: false, last: false };
            let of_item = writer.clauses(&item.clauses, false, &|clause| clause.apart);
            format!("\n{}{of_item}", super::words::wide(&item.marker))
        }),
        Sentence::Chain(clauses) => chain(clauses, earns, told),
    });
    format!("{sentences}。")
}

/// Clauses with ； between cases if one of them holds a comma or a connective itself.
fn chain(clauses: &[Clause], earns: &'static str, told: Told<'_>) -> String {
    let is_case = |c: &Clause| matches!(c.kind, ClauseKind::Case(..) | ClauseKind::Otherwise(..) | ClauseKind::Proportion(..));
    let heavy = clauses.iter().any(|c| matches!(&c.kind, ClauseKind::Case(condition, _) if is_heavy(condition)));
    let parts = semicolons_tell(clauses);
    let mut writer = Writer { earns, told, losing: false, last: false };
    writer.clauses(clauses, true, &|clause| if parts { clause.apart } else { heavy && is_case(clause) })
}

fn is_heavy(condition: &Condition) -> bool {
    condition.rest.iter().any(|(c, _)| !matches!(c, Connective::Comma | Connective::Pause) || condition.all)
        || condition.rest.iter().any(|(_, atom)| !matches!(atom.kind, AtomKind::Fact(_)))
        || matches!(condition.first.kind, AtomKind::Listed { .. })
}

struct Writer<'t> {
    earns: &'static str,
    /// How formulas are told.
    told: Told<'t>,
    /// Whether the last points named were lost, so that a limit speaks of points lost.
    losing: bool,
    /// Whether the clause ends its sentence, so that a list may stand behind its points.
    last: bool,
}

impl Writer<'_> {
    /// Clauses one behind the other, those that 各 or 分别 gives points as one; `parts` tells whether ； stands before a clause, `ends` whether the
    /// last one ends its sentence.
    fn clauses(&mut self, clauses: &[Clause], ends: bool, parts: &dyn Fn(&Clause) -> bool) -> String {
        let (mut out, mut rest) = (String::new(), clauses);
        let best = clauses.iter().any(|clause| clause.kind == ClauseKind::BestOnly);
        while let [clause, behind @ ..] = rest {
            let comma = if out.is_empty() { "" } else { "，" };
            let link = if parts(clause) && !out.is_empty() { "；" } else { comma };
            // With 就高不累加 they would be alternatives.
            if let Some((each, length)) = self.each_of(rest).filter(|_| !best).or_else(|| self.each_counted(rest)) {
                out.push_str(link);
                out.push_str(&each);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            self.last = ends && behind.is_empty();
            if !clause.aside {
                out.push_str(link);
            }
            out.push_str(&self.clause(clause));
            rest = behind;
        }
        out
    }

    fn clause(&mut self, clause: &Clause) -> String {
        let text = format!("{}{}", if clause.but { "但" } else { "" }, self.plain_clause(clause));
        if clause.aside { format!("（{text}）") } else { text }
    }

    fn plain_clause(&mut self, clause: &Clause) -> String {
        let fixed = match &clause.kind {
            ClauseKind::Case(condition, outcome) => return self.case(condition, outcome),
            ClauseKind::Proportion(of, outcome) => {
                let tail = match outcome {
                    SubjectOutcome::Proportional => "按比例得分".to_owned(),
                    SubjectOutcome::ToBest => "按与第1名的比例得分".to_owned(),
                    SubjectOutcome::Times(None) => "乘以本项分值".to_owned(),
                    SubjectOutcome::Times(Some(0)) => "保留整数后乘以本项分值".to_owned(),
                    SubjectOutcome::Times(Some(places)) => format!("保留{places}位小数后乘以本项分值"),
                    SubjectOutcome::Counted { loses: true } => "计入扣分".to_owned(),
                    SubjectOutcome::Counted { loses: false } => "计入得分".to_owned(),
                };
                return format!("{}{tail}", subject(of, self.told));
            }
            ClauseKind::Otherwise(word, outcome) => return format!("{word}{}", self.outcome(outcome)),
            ClauseKind::Step(step) => return self.step(step),
            ClauseKind::Cap { total: true, of, points: limit } => {
                let verb = match of {
                    CapOf::Lost => "累计最多扣",
                    CapOf::Earned => "累计最多得",
                    CapOf::Added => "累计最多加",
                    CapOf::Any => "累计不超过",
                };
                return format!("{verb}{}", points(limit, *of != CapOf::Lost));
            }
            ClauseKind::Cap { total: false, of, points: limit } => {
                let verb = match of {
                    CapOf::Lost => "扣",
                    CapOf::Earned => "得",
                    CapOf::Added => "加",
                    CapOf::Any => "",
                };
                return format!("最多{verb}{}", points(limit, *of != CapOf::Lost));
            }
            ClauseKind::PartialStep(partial) => return partial_step(partial),
            ClauseKind::WhenMissing(Some(q)) => return format!("缺报的按{}计算", quantity(q)),
            ClauseKind::Survey(of, shares) => {
                return format!("{}分别按{}折算", names(of), joined(shares, "、", |n| format!("{n}%")));
            }
            ClauseKind::Weighted(parts) => return joined(parts, "、", |(of, percent)| format!("{}占{percent}%", subject(of, self.told))),
            ClauseKind::Mixed(of, parts) => return format!("{}按{}合成", names(of), joined(parts, "：", Number::to_string)),
            ClauseKind::ByLevel(of, levels, earned) => {
                let earned = joined(earned, "、", |(low, high)| match high {
                    Some(high) => format!("{low}—{high}"),
                    None => low.to_string(),
                });
                return format!("{}，按{}分别得{earned}分", subject(of, self.told), levels.join("、"));
            }
            ClauseKind::Rounded(0) => "得分保留整数",
            ClauseKind::Rounded(places) => return format!("得分保留{places}位小数"),
            ClauseKind::Floor { part: true } => "本要点扣完为止",
            ClauseKind::Floor { part: false } => "扣完为止",
            ClauseKind::FullIs(full) => return format!("满分{full}分"),
            ClauseKind::Signed => "可为负分",
            ClauseKind::Uncapped => "可超过本项分值",
            ClauseKind::BestOnly => "就高不累加",
            ClauseKind::EachLoss => "分别计扣",
            ClauseKind::WorseLoss => "按较差者计扣",
            ClauseKind::CountEach => "累计计分",
            ClauseKind::OnceOnly => "不重复计分",
            ClauseKind::AndSoOn => "依次类推",
            ClauseKind::NotApplicable(NaHandling::Full) => "不适用的得满分",
            ClauseKind::NotApplicable(NaHandling::Rescale) => "不适用的不计分，其余指标得分按满分折算",
            ClauseKind::NotApplicable(NaHandling::Mean) => "不适用的取其他县平均分",
            ClauseKind::NotApplicable(NaHandling::Zero) => "不适用的不得分",
            ClauseKind::NotApplicable(NaHandling::Skip) => "不适用的不考核",
            ClauseKind::WhenMissing(None) => "缺报的不得分",
        };
        fixed.to_owned()
    }

    /// 甲、乙各得1分, 甲、乙分别得1分、2分: cases of one fact each whose points are added, and how many clauses that is.
    fn each_of(&mut self, clauses: &[Clause]) -> Option<(String, usize)> {
        let mut facts: Vec<Name> = Vec::new();
        let mut earned: Vec<Number> = Vec::new();
        // 水平为好的再得1分，较好的再得0.5分 are two clauses.
        let at = clauses.first().map(|clause| clause.span)?;
        for clause in clauses.iter().filter(|clause| clause.span.start == at.start && clause.span.end == at.end) {
            let ClauseKind::Case(condition, Outcome { kind: OutcomeKind::Award(Points::Number(points)), further: true, .. }) = &clause.kind
            else {
                break;
            };
            match &condition.first.kind {
                AtomKind::Fact(name) if condition.rest.is_empty() && !clause.aside => facts.push(name.clone()),
                _ => break,
            }
            earned.push(points.clone());
        }
        if facts.is_empty() {
            return self.each_comparison(clauses);
        }
        let first = earned.first().filter(|_| facts.len() > 1)?;
        self.losing = false;
        let (names, verb) = (names(&facts), self.earns);
        let text = if earned.iter().all(|points| points == first) {
            format!("{names}各{verb}{first}分")
        } else {
            format!("{names}分别{verb}{}分", joined(&earned, "分、", Number::to_string))
        };
        Some((text, facts.len()))
    }

    /// 体罚、补课每起扣1分: a step for each, and how many clauses that is.
    fn each_counted(&mut self, clauses: &[Clause]) -> Option<(String, usize)> {
        let ClauseKind::Step(first) = &clauses.first()?.kind else { return None };
        let at = clauses.first()?.span;
        let mut all: Vec<Name> = Vec::new();
        for clause in clauses.iter().take_while(|clause| clause.span.is_at(at)) {
            match &clause.kind {
                ClauseKind::Step(Step { subject: Some(Subject::Name(name)), .. }) => all.push(name.clone()),
                _ => return None,
            }
        }
        let step = self.step(&Step { subject: None, ..first.clone() });
        (all.len() > 1).then(|| (format!("{}{step}", names(&all)), all.len()))
    }

    /// 甲达到95%、乙达到90%的，各得1分, and how many clauses that is.
    fn each_comparison(&mut self, clauses: &[Clause]) -> Option<(String, usize)> {
        let mut all: Vec<(&Condition, &Number)> = Vec::new();
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Case(condition, Outcome { kind: OutcomeKind::Award(Points::Number(points)), further: true, .. })
                    if !clause.aside
                        && condition.rest.is_empty()
                        && matches!(&condition.first.kind, AtomKind::Comparison { subject: Some(_), .. })
                        && all.first().is_none_or(|(_, first)| *first == points) =>
                {
                    all.push((condition, points));
                }
                _ => break,
            }
        }
        let (_, points) = all.first().filter(|_| all.len() > 1)?;
        self.losing = false;
        let said = joined(&all, "、", |(condition, _)| breakable(condition, self.told));
        Some((format!("{said}的，各{}{points}分", self.earns), all.len()))
    }

    /// 的 links what is more than one comparison; a list ends with 的，.
    fn case(&mut self, condition: &Condition, outcome: &Outcome) -> String {
        // Behind ② the points would seem to be of ② alone.
        if let (true, true, AtomKind::Listed { how, items }) = (self.last, condition.rest.is_empty(), &condition.first.kind) {
            let head = match how {
                Listing::All => "下列条件全部满足",
                Listing::Any => "有下列情形之一",
                Listing::None => "没有下列情形之一",
            };
            return format!("{head}的，{}：{}", self.outcome(outcome), listed_items(items, self.told));
        }
        let last = condition.rest.last().map_or(condition.first.as_ref(), |(_, atom)| atom);
        // 1起扣1分 would be read as each of them.
        let just = |p: &Predicate| p.just().is_some();
        let just = matches!(&last.kind, AtomKind::Comparison { subject, predicates } if predicates.iter().any(just)
            && (subject.is_some() || matches!(predicates.as_slice(), [Predicate { kind: PredicateKind::Distance { .. }, .. }])));
        let points = matches!(outcome.kind, OutcomeKind::Award(_) | OutcomeKind::Deduct(_));
        let needs = (just && points) || matches!(outcome.kind, OutcomeKind::Passes | OutcomeKind::Deduct(Points::Full));
        let link = match (&last.kind, condition.rest.is_empty()) {
            (AtomKind::Listed { .. }, _) => "的，",
            (AtomKind::Comparison { .. }, true) if !needs => "",
            _ => "的",
        };
        format!("{}{link}{}", breakable(condition, self.told), self.outcome(outcome))
    }

    fn outcome(&mut self, outcome: &Outcome) -> String {
        self.losing = matches!(
            outcome.kind,
            OutcomeKind::Deduct(_) | OutcomeKind::JudgedRange(..) | OutcomeKind::JudgedUpTo(_) | OutcomeKind::JudgedOpen
        );
        match &outcome.kind {
            // 得0分 would be read as 不得分, which ends a chain of losses.
            OutcomeKind::Award(Points::Number(n)) if n.is_zero() => format!("计{n}分"),
            OutcomeKind::Award(earned) if outcome.added.is_some() => verb("加", earned),
            OutcomeKind::Award(earned) => format!("{}{}", further(outcome.further), verb(self.earns, earned)),
            OutcomeKind::Deduct(lost) => format!("{}{}", further(outcome.further), verb("扣", lost)),
            OutcomeKind::Nothing if outcome.of_item => "此项不得分".to_owned(),
            OutcomeKind::Nothing if outcome.whole => "本项不得分".to_owned(),
            OutcomeKind::Nothing => "不得分".to_owned(),
            OutcomeKind::Exempt => "不扣分".to_owned(),
            OutcomeKind::JudgedRange(low, high) => format!("酌情扣{low}—{high}分"),
            OutcomeKind::JudgedAward(low, high) => format!("酌情得{low}—{high}分"),
            OutcomeKind::JudgedUpTo(most) => format!("酌情扣{most}分"),
            OutcomeKind::JudgedOpen => "酌情扣分".to_owned(),
            OutcomeKind::JudgedOrNothing => "不得分或酌情扣分".to_owned(),
            OutcomeKind::Series(all) => format!("依次{}{}分", self.earns, joined(all, "、", Number::to_string)),
            OutcomeKind::Proportional { to_best: true } => "按与第1名的比例得分".to_owned(),
            OutcomeKind::Proportional { to_best: false } => "按比例得分".to_owned(),
            OutcomeKind::Passes => "予以认定".to_owned(),
        }
    }

    fn step(&mut self, step: &Step) -> String {
        self.losing = step.loses;
        if step.missed {
            return format!("每有1项未达到{}{}", further(step.further), verb("扣", &step.points));
        }
        let of = if step.front == Front::Asked { "" } else { "的" };
        let from = step.from.as_ref().map_or(String::new(), |from| format!("{}{of}，", breakable(from, self.told)));
        let of = step.subject.as_ref().map_or(String::new(), |of| subject(of, self.told));
        let otherwise = if step.front == Front::Otherwise { "否则，" } else { "" };
        let later = if step.beyond_first { "以后" } else { "" };
        let word = if step.moves { change_word } else { direction_word };
        let direction = if step.gap { "差" } else { step.direction.map_or("", |way| word(way, &step.unit)) };
        let size = if is_unit_enough(step) && !step.newly { String::new() } else { step.size.to_string() };
        let verb = verb(
            if step.loses {
                "扣"
            } else if step.adds {
                "加"
            } else {
                self.earns
            },
            &step.points,
        );
        let each = match (step.each, step.newly) {
            (true, true) => "每新增",
            (true, false) => "每",
            (false, _) => "",
        };
        format!("{otherwise}{from}{later}{of}{each}{direction}{size}{}{}{verb}", step.unit, further(step.further))
    }
}

fn further(further: bool) -> &'static str {
    if further { "再" } else { "" }
}

/// 不足5人的按5人计扣
fn partial_step(partial: &Partial) -> String {
    let size = |size: &Option<Quantity>| size.as_ref().map_or_else(|| "1个单位".to_owned(), quantity);
    let verb = match partial.loses {
        Some(true) => "扣",
        Some(false) => "加",
        None => "计",
    };
    let of = size(&partial.of);
    match partial.how {
        PartialStep::ProRata => format!("不足{of}的按比例{verb}分"),
        PartialStep::Up => format!("不足{of}的按{}{verb}", size(&partial.counts_as)),
        PartialStep::Down => format!("不足{of}的不计"),
    }
}

/// 每起扣1分 instead of 每1起扣1分, where it reads back the same.
fn is_unit_enough(step: &Step) -> bool {
    let mut chars = step.unit.chars();
    let starts_plainly = chars.next().is_some_and(|c| !"低少缺下降减高多超增上提迟逾延晚后十一二两三四五六七八九%‰".contains(c));
    step.size == Number::ONE && step.direction.is_none() && matches!(step.points, Points::Number(_)) && starts_plainly && chars.count() < 3
}

fn verb(verb: &str, named: &Points) -> String {
    match named {
        // 扣本项分值 is 不得分.
        Points::Full if verb == "扣" => "扣满分".to_owned(),
        Points::Full => "得满分".to_owned(),
        Points::Share(_) if verb != "扣" => format!("得{}", points(named, true)),
        Points::Number(_) | Points::Share(_) => format!("{verb}{}", points(named, true)),
    }
}

fn points(points: &Points, earned: bool) -> String {
    match points {
        Points::Full if earned => "满分".to_owned(),
        Points::Full => "本项分值".to_owned(),
        Points::Share(percent) => format!("{percent}%的分值"),
        Points::Number(n) => format!("{n}分"),
    }
}
