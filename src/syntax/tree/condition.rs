//! Conditions (条件). Spec: §6.3.

use super::{Date, Formula, Name, Quantity};
use crate::expr::{CmpOp, Number};
use crate::source::Span;

/// Conditions joined by connectives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The first.
    pub first: Box<Atom>,
    /// The others with what joins them.
    pub rest: Vec<(Connective, Atom)>,
    /// 均达标, 同时满足 at the end: commas mean and.
    pub all: bool,
    /// Where it stands.
    pub span: Span,
}

impl Condition {
    /// Whether it says nothing of what it is about: 下降的, 低于90%的.
    pub fn goes_on(&self) -> bool {
        matches!(&self.first.kind, AtomKind::Comparison { subject: None, .. })
    }

    /// What it joins, in order.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        std::iter::once(&*self.first).chain(self.rest.iter().map(|(_, atom)| atom))
    }

    /// Whether it speaks of a distance from a target (迟4天以上), or of what was not reported by it: such a deduction takes from the award
    /// of the target.
    pub fn measures_distance(&self) -> bool {
        match &self.first.kind {
            AtomKind::Comparison { predicates, .. } if self.rest.is_empty() => {
                predicates.iter().any(|p| matches!(p.kind, PredicateKind::Distance { .. } | PredicateKind::Unreported))
            }
            _ => false,
        }
    }
}

impl Condition {
    /// 提高、持平的, 迟报、未报的: of what cannot hold together any will do.
    pub fn names_alternatives(&self) -> bool {
        let said = |atom: &Atom| match &atom.kind {
            AtomKind::Comparison { predicates, .. } => match predicates.as_slice() {
                [one] => Some(one.kind.clone()),
                _ => None,
            },
            _ => None,
        };
        let goes_on = |(connective, atom): &(Connective, Atom)| {
            matches!(connective, Connective::Comma) && matches!(&atom.kind, AtomKind::Comparison { subject: None, .. })
        };
        let all: Option<Vec<PredicateKind>> = self.atoms().map(said).collect();
        let Some(all) = all.filter(|all| all.len() == 2 && self.rest.iter().all(goes_on)) else { return false };
        let is = |wanted: &dyn Fn(&PredicateKind) -> bool| all.iter().any(wanted);
        let is_equal = |kind: &PredicateKind| {
            matches!(kind, PredicateKind::SameAsLastYear | PredicateKind::Stays)
                || matches!(kind, PredicateKind::Compare { op: CmpOp::Eq, operand, .. } if !matches!(operand, Operand::Quantity(_)))
        };
        let moves = |kind: &PredicateKind| {
            matches!(
                kind,
                PredicateKind::Compare {
                    op: CmpOp::Gt | CmpOp::Lt,
                    operand: Operand::LastYear(_) | Operand::Population { .. } | Operand::Name(_),
                    ..
                }
            )
        };
        let is_late = |kind: &PredicateKind| {
            matches!(kind, PredicateKind::Distance { direction: Direction::Late, .. })
                || matches!(kind, PredicateKind::Compare { op: CmpOp::Gt, operand: Operand::Date(..), .. })
        };
        (is(&is_equal) && is(&moves)) || (is(&|kind| *kind == PredicateKind::Unreported) && is(&is_late))
    }
}

/// What joins two conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connective {
    /// 且
    And,
    /// 或
    Or,
    /// 、
    Comma,
    /// ，
    Pause,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atom {
    /// What it says.
    pub kind: AtomKind,
    /// Where it stands.
    pub span: Span,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtomKind {
    /// A fact, perhaps with 未, 无, 没有 or 有 in front.
    Fact(Name),
    /// In brackets.
    Bracketed(Condition),
    /// 下列条件全部满足, 之一, or 没有下列情形.
    Listed {
        /// All, any or none.
        how: Listing,
        /// The conditions.
        items: Vec<Condition>,
    },
    /// A、B、C齐备, 缺任何一项, 缺2项.
    Several {
        /// The facts.
        names: Vec<Name>,
        /// Whether some of them are lacking.
        lack: Lack,
    },
    /// A subject and what is said of it.
    Comparison {
        /// The subject; the last one if omitted.
        subject: Option<Subject>,
        /// All of them hold; none if the subject is a condition by itself.
        predicates: Vec<Predicate>,
    },
}

/// What is said of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// 齐备
    None,
    /// 缺任何一项
    Any,
    /// 缺2项, 缺2项以上
    So(Vec<Predicate>),
}

/// How many of a list (下列情形) must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// 全部满足
    All,
    /// 之一
    Any,
    /// 没有下列情形
    None,
}

/// What a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A name.
    Name(Name),
    /// A formula: a call or a column.
    Formula(Formula),
}

/// The name of the subjects named together before: 均持平 behind A、B均比上年提高.
pub const EACH: &str = "均";

impl Subject {
    /// Whether it is said of each of those named together before.
    pub fn is_each(&self) -> bool {
        matches!(self, Subject::Name(name) if name.text == EACH)
    }
}

/// What is said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// What it says.
    pub kind: PredicateKind,
    /// Where it stands.
    pub span: Span,
}

/// The word of a comparison with just so many: 2起的.
pub const JUST: &str = "正好";

/// Whether a comparison with last year is, of a datum that is a growth itself, one with none: 投入增速负增长.
pub fn is_sign_of_growth(word: &str) -> bool {
    matches!(word, "正增长" | "负增长" | "零增长" | "未增长" | "没有增长")
}

impl Predicate {
    /// How many, if it says just so many: 2起的, 缺1项的.
    pub fn just(&self) -> Option<&Number> {
        match &self.kind {
            PredicateKind::Compare { word, operand: Operand::Quantity(by), .. } if word == JUST => Some(&by.number),
            PredicateKind::Distance { by, reach: Reach::Just, .. } => Some(&by.number),
            _ => None,
        }
    }
}

/// What is said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PredicateKind {
    /// A comparison with an operand. `word` is as written.
    Compare {
        /// Meaning by default D2.
        op: CmpOp,
        /// The word.
        word: String,
        /// With what.
        operand: Operand,
        /// 含 (true) or 不含 (false) in brackets.
        inclusive: Option<bool>,
    },
    /// `a至b`, both ends inside; `超过a至b` leaves the first out.
    Between {
        /// Lower end.
        low: Quantity,
        /// Upper end.
        high: Quantity,
        /// Whether the lower end is outside.
        open_low: bool,
    },
    /// 高于 X 5个百分点以上, 高于 X 5个百分点以内, 比上年提高不足5%
    ExceedsBy {
        /// Whether above (not below).
        above: bool,
        /// Above what.
        operand: Operand,
        /// By how much.
        by: Quantity,
        /// At least by so much, or less.
        margin: Margin,
    },
    /// 3%以上 behind 增长5%以上: said of how far the value is from what was named before, as a comparison with figures says it.
    GoesOn {
        /// Whether above (not below).
        above: bool,
        /// Above what.
        operand: Operand,
        /// The comparison, or the range, of the distance.
        said: Box<PredicateKind>,
        /// Whether the value itself could be meant as well: 达到50万元 behind 增加100万元以上.
        open: bool,
    },
    /// 20人以下 behind 少10人以内: said of the value, or of how far it is from what was asked for. That is asked.
    FarOrValue(Box<PredicateKind>),
    /// 迟4天以上, 低5个百分点以内, 缺1项: distance from the target.
    Distance {
        /// Which way.
        direction: Direction,
        /// Whether a change is named (下降), not a distance (低).
        moves: bool,
        /// How far.
        by: Quantity,
        /// At least so far, at most, or just so far.
        reach: Reach,
    },
    /// 近三年每年都比上年提高
    OverYears {
        /// How many years.
        years: u8,
        /// Each against the year before.
        op: CmpOp,
    },
    /// 近三年均不低于85%: each of the last years
    EachYear {
        /// How many years.
        years: u8,
        /// What is said of each.
        each: Vec<Predicate>,
    },
    /// 与上年持平
    SameAsLastYear,
    /// 持平 alone: as large as what it was compared with last, or as last year.
    Stays,
    /// 在全市排名第1至第5名
    Ranked(Ranked),
    /// 符合「…」
    Defined(Name),
    /// 首次: at least one of what the subject counts
    First,
    /// 发生的: at least one of what was spoken of
    Occurred,
    /// 未报, of a day
    Unreported,
}

/// How a distance (差多少) is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// 以上
    AtLeast,
    /// 以内
    Within,
    /// 逾期超过10天: more than so far
    Beyond,
    /// 缺1项的: just so far
    Just,
}

impl PredicateKind {
    /// What the subject is compared with or measured from.
    pub fn measured_from(&self) -> Option<&Operand> {
        match self {
            PredicateKind::Compare { operand, .. } | PredicateKind::ExceedsBy { operand, .. } | PredicateKind::GoesOn { operand, .. } => {
                Some(operand)
            }
            _ => None,
        }
    }

    /// 增长5%以上, or 5%以上 behind 增长不足5%: whether it is of a rise, and since when.
    pub fn large_move(&self) -> Option<(bool, &Operand)> {
        match self {
            PredicateKind::ExceedsBy { above, operand, margin: Margin::AtLeast | Margin::Over, .. } => Some((*above, operand)),
            PredicateKind::GoesOn { above, operand, said, .. } => {
                matches!(**said, PredicateKind::Compare { op: CmpOp::Ge | CmpOp::Gt, .. }).then_some((*above, operand))
            }
            _ => None,
        }
    }

    /// 增长不足5%, 增长5%以内, or 不足5% behind 增长10%以上.
    pub fn small_move(&self) -> Option<SmallMove<'_>> {
        let at_most = |op: CmpOp| matches!(op, CmpOp::Lt | CmpOp::Le);
        match self {
            PredicateKind::ExceedsBy { above, operand, margin: margin @ (Margin::Under | Margin::Below | Margin::Within), by } => {
                let op = if *margin == Margin::Within { CmpOp::Le } else { CmpOp::Lt };
                Some(SmallMove { above: *above, operand, by, op })
            }
            PredicateKind::GoesOn { above, operand, said, .. } => match &**said {
                PredicateKind::Compare { op, operand: Operand::Quantity(by), .. } if at_most(*op) => {
                    Some(SmallMove { above: *above, operand, by, op: *op })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl Operand {
    /// Whether two operands are the same, wherever they stand.
    pub fn is_like(&self, other: &Operand) -> bool {
        match (self, other) {
            (Operand::LastYear(_), Operand::LastYear(_)) => true,
            (Operand::Population { scope: a, value: x, .. }, Operand::Population { scope: b, value: y, .. }) => a == b && x == y,
            (Operand::Name(a), Operand::Name(b)) => a.text == b.text,
            _ => self == other,
        }
    }
}

/// A change that stays below a figure.
#[derive(Debug, Clone, Copy)]
pub struct SmallMove<'a> {
    /// Whether of a rise.
    pub above: bool,
    /// Since when.
    pub operand: &'a Operand,
    /// The figure.
    pub by: &'a Quantity,
    /// Whether the figure itself counts.
    pub op: CmpOp,
}

/// How far a value is from another one (高于、低于多少).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Margin {
    /// 以上
    AtLeast,
    /// 超过
    Over,
    /// 以内
    Within,
    /// 不足
    Under,
    /// 以下
    Below,
}

/// Which value a ranking puts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankOrder {
    /// 从高到低
    HighFirst,
    /// 从低到高
    LowFirst,
}

impl Ranked {
    /// Whether the smallest value is first.
    pub fn low_first(&self) -> bool {
        self.order == Some(RankOrder::LowFirst)
    }
}

/// A place among the counties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Among whom; all counties if not said.
    pub scope: Option<String>,
    /// Which end is first; the largest if not said.
    pub order: Option<RankOrder>,
    /// 并列取平均名次
    pub mean_ties: bool,
    /// Which places.
    pub places: Places,
}

/// Places in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// 前n名
    First(u32),
    /// 后n名
    Last(u32),
    /// 第a至第b名
    Range(u32, u32),
    /// 倒数第a至第b名
    FromEnd(u32, u32),
    /// 第n名及以后
    From(u32),
}

/// What a subject is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A quantity.
    Quantity(Quantity),
    /// A day.
    Date(Date, Span),
    /// A name: datum or level.
    Name(Name),
    /// 上年
    LastYear(Span),
    /// 全市平均数: scope word and value word.
    Population {
        /// 全市, 同类县, 其他县
        scope: String,
        /// What of it.
        value: PopulationWord,
        /// Where.
        span: Span,
    },
    /// （一类县55%、二类县50%）
    ByGroup(Vec<(Name, Quantity)>),
    /// 乡镇数的50%
    Share(Box<Operand>, Number),
    /// A call or column.
    Formula(Formula),
}

/// A value of all counties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopulationWord {
    /// 平均数
    Mean,
    /// 最高值
    Max,
    /// 最低值
    Min,
}

/// Which way a value departs from its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// 低、少、缺、下降
    Below,
    /// 高、多、超
    Above,
    /// 迟
    Late,
    /// 提前
    Early,
    /// 后退 (a place in a ranking)
    Behind,
}
