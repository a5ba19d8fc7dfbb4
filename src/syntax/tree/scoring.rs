//! Scoring sentences (评分). Spec: §6.4.

use super::{AtomKind, Condition, Direction, Name, Quantity, Subject};
use crate::expr::Number;
use crate::source::Span;

/// A scoring rule (评分): sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Where it stands.
    pub span: Span,
}

impl RuleText {
    /// Where there is one part only, 本项不得分 is 不得分.
    pub(in crate::syntax) fn of_one_part(&mut self) {
        let [sentence] = self.sentences.as_mut_slice() else { return };
        let clauses = match sentence {
            Sentence::Chain(clauses) => clauses,
            Sentence::Checklist(items) => match items.as_mut_slice() {
                [only] => &mut only.clauses,
                _ => return,
            },
        };
        // 有方案得1分；有制度得1分，无制度的，本项不得分: the cases may be parts that are added.
        if clauses.iter().filter(|clause| clause.awards()).count() > 1 {
            return;
        }
        for clause in clauses {
            if let ClauseKind::Case(_, outcome) | ClauseKind::Otherwise(_, outcome) = &mut clause.kind {
                (outcome.whole, outcome.of_item) = (false, false);
            }
        }
    }
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sentence {
    /// ①…；②…: every item counts by itself.
    Checklist(Vec<ChecklistItem>),
    /// Clauses that speak of one thing.
    Chain(Vec<Clause>),
}

/// ①…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    /// The mark.
    pub marker: String,
    /// What it says.
    pub clauses: Vec<Clause>,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// Whether it stands in brackets.
    pub aside: bool,
    /// Whether it stands in brackets, whatever it says.
    pub bracketed: bool,
    /// Whether 但 leads it.
    pub but: bool,
    /// Whether a semicolon parts it from the clause before, where that says what another clause is about ([`semicolons_tell`]).
    pub apart: bool,
    /// Where it stands.
    pub span: Span,
}

impl Clause {
    /// Whether it is said beside the others: what it speaks of is not what the next one goes on about.
    pub fn is_beside(&self) -> bool {
        self.bracketed || self.but
    }

    /// Whether it is a case that earns points.
    pub fn awards(&self) -> bool {
        matches!(&self.kind, ClauseKind::Case(_, outcome) if matches!(outcome.kind, OutcomeKind::Award(_)))
    }

    /// Whether it takes points, by a case or by a step.
    pub fn takes(&self) -> bool {
        match &self.kind {
            ClauseKind::Case(_, outcome) => matches!(outcome.kind, OutcomeKind::Deduct(_)),
            ClauseKind::Step(step) => step.loses,
            _ => false,
        }
    }

    /// Whether it is 该项不得分.
    pub fn is_of_item(&self) -> bool {
        matches!(&self.kind, ClauseKind::Case(_, outcome) if outcome.of_item)
    }

    /// Whether it is a case that earns nothing.
    pub fn leaves_none(&self) -> bool {
        matches!(&self.kind, ClauseKind::Case(_, outcome) if outcome.kind == OutcomeKind::Nothing)
    }
}

/// Whether it depends on the semicolons of a sentence what 不扣分 is for, or of which of several cases a step, a deduction or 不得分 is.
pub fn semicolons_tell(clauses: &[Clause]) -> bool {
    let exempts = |clause: &Clause| matches!(&clause.kind, ClauseKind::Case(_, outcome) if outcome.kind == OutcomeKind::Exempt);
    let depends = |clause: &Clause| match &clause.kind {
        ClauseKind::Step(_) => true,
        ClauseKind::Case(condition, _) => {
            clause.takes() || clause.leaves_none() || matches!(condition.first.kind, AtomKind::Comparison { subject: None, .. })
        }
        _ => false,
    };
    clauses.iter().any(exempts) || (clauses.len() > 2 && clauses.iter().skip(1).any(depends))
}

/// Points as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Points {
    /// 满分
    Full,
    /// 50%的分值: of the full points.
    Share(Number),
    /// So many.
    Number(Number),
}

/// What a clause says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseKind {
    /// A condition and its outcome.
    Case(Condition, Outcome),
    /// A subject and an outcome that follows from its value.
    Proportion(Subject, SubjectOutcome),
    /// 否则, 其余
    Otherwise(String, Outcome),
    /// 每低1个百分点扣0.1分
    Step(Step),
    /// 扣完为止; `part` for 本要点扣完为止
    Floor {
        /// Of this part only.
        part: bool,
    },
    /// 满分3分
    FullIs(Number),
    /// 可为负分
    Signed,
    /// 可超过本项分值
    Uncapped,
    /// 最多扣1分 (of the step before), 累计最多得6分 (`total`)
    Cap {
        /// Of the whole sentence.
        total: bool,
        /// Which points are limited.
        of: CapOf,
        /// The limit.
        points: Points,
    },
    /// 不足1个单位的…
    PartialStep(Partial),
    /// 就高不累加
    BestOnly,
    /// 分别计扣
    EachLoss,
    /// 按较差者计扣
    WorseLoss,
    /// 累计计分
    CountEach,
    /// 不重复计分
    OnceOnly,
    /// 依次类推
    AndSoOn,
    /// 不适用的…
    NotApplicable(NaHandling),
    /// 缺报的按…计算; `None`: 不得分
    WhenMissing(Option<Quantity>),
    /// A、B、C分别按100%、75%、55%折算
    Survey(Vec<Name>, Vec<Number>),
    /// A占40%、B占60%
    Weighted(Vec<(Subject, Number)>),
    /// A、B按6:4合成
    Mixed(Vec<Name>, Vec<Number>),
    /// 保留…位小数: what the sentence gives is rounded, half up
    Rounded(u32),
    /// X按好、中、差分别得4、2、0分
    ByLevel(Subject, Vec<String>, Vec<(Number, Option<Number>)>),
}

/// Which points a limit (限额) is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapOf {
    /// 最多得, 最多计: what is earned
    Earned,
    /// 最多加: what is added to that
    Added,
    /// 最多扣
    Lost,
    /// Not said, as in 累计不超过5分
    Any,
}

/// How less than a whole step counts: 不足5人的按5人计扣.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    /// How it counts.
    pub how: PartialStep,
    /// What is less than a step: 5人; `None` for 1个单位, whatever the step.
    pub of: Option<Quantity>,
    /// As how much it counts: 5人; `None` for 1个单位, and where it does not count as a whole step.
    pub counts_as: Option<Quantity>,
    /// Whether of a step that loses (扣) or earns (加, 得), if it says so.
    pub loses: Option<bool>,
}

/// A part of a step (D1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialStep {
    /// 按比例
    ProRata,
    /// 按1个单位
    Up,
    /// 不计
    Down,
}

/// What happens when an indicator is not applicable (D6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NaHandling {
    /// 得满分
    Full,
    /// 不计分，其余指标得分按满分折算
    Rescale,
    /// 取其他县的平均分
    Mean,
    /// 不得分
    Zero,
    /// 不考核
    Skip,
}

/// So many points per so much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The subject; the last one if omitted.
    pub subject: Option<Subject>,
    /// Which way from the target; `None` counts the subject itself.
    pub direction: Option<Direction>,
    /// Whether a change is named (每下降, 每增加), not a distance (每低, 每多).
    pub moves: bool,
    /// Size of a step.
    pub size: Number,
    /// Its unit as written.
    pub unit: String,
    /// Whether a step loses points.
    pub loses: bool,
    /// Points per step.
    pub points: Points,
    /// 以后每次: beyond the first.
    pub beyond_first: bool,
    /// 低于90%的，每低1个百分点…: what stands in front.
    pub from: Option<Condition>,
    /// What that means.
    pub front: Front,
    /// Whether 每 is said: 1起扣1分 alone is each time, before 2起扣3分 it is just one.
    pub each: bool,
    /// 再扣, 再加
    pub further: bool,
    /// Whether it says 加.
    pub adds: bool,
    /// 每新增1个
    pub newly: bool,
    /// 每差: short of the target, on whichever side that is.
    pub gap: bool,
    /// 每有一项未达到: for each condition of the award before that does not hold.
    pub missed: bool,
}

/// What stands in front of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// Where it counts, and the target it measures from or the subject it counts.
    Both,
    /// What it measures from: 会议不少于2次，每少1次….
    Asked,
    /// Where it counts; it measures from a target before.
    ForWhom,
    /// 否则: nothing of its own; it takes from what was missed.
    Otherwise,
}

/// 加1分 beside points that are earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// To whatever else is earned.
    Alone,
    /// Another band of what was added before, of which the most counts.
    Band,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// 再扣, 再得: besides what was said before.
    pub further: bool,
    /// Whether that is said by 加 alone.
    pub added: Option<Added>,
    /// 本项不得分, not 不得分 alone.
    pub whole: bool,
    /// 该项不得分, 此项不得分: of the item it stands in, where it stands in one.
    pub of_item: bool,
    /// Where it stands.
    pub span: Span,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeKind {
    /// 得2分
    Award(Points),
    /// 扣2分
    Deduct(Points),
    /// 不得分
    Nothing,
    /// 不扣分
    Exempt,
    /// 酌扣2—5分
    JudgedRange(Number, Number),
    /// 酌情扣10分: at most
    JudgedUpTo(Number),
    /// 酌情扣分
    JudgedOpen,
    /// 不得分或酌情扣分
    JudgedOrNothing,
    /// 得5—6分, 酌情得0—2分: an assessor gives points of this range
    JudgedAward(Number, Number),
    /// 依次得10、9、8分
    Series(Vec<Number>),
    /// 按比例得分; `to_best` for 按与第1名的比例
    Proportional {
        /// Against the best value.
        to_best: bool,
    },
    /// 达标
    Passes,
}

/// What follows from the value of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectOutcome {
    /// 按比例得分
    Proportional,
    /// 按与第1名的比例得分
    ToBest,
    /// 乘以本项分值, rounded first to so many places
    Times(Option<u32>),
    /// 计入得分, 计入扣分: the value is the points
    Counted {
        /// 计入扣分
        loses: bool,
    },
}
