//! The syntax tree (语法树): what a file says, before any name is resolved. Spans take no part in equality.

use super::keyword::Keyword;
pub use super::split::Comment;
use crate::expr::{CmpOp, Number};
use crate::source::{FileId, Span};

/// A file: its declarations in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which file.
    pub id: FileId,
    /// Its declarations.
    pub declarations: Vec<Declaration>,
    /// Its comments; they take no part in the meaning.
    pub comments: Vec<Comment>,
    /// Whether a line or the head of a declaration could not be read: something may be missing from the tree.
    pub unread: bool,
}

/// A declaration (声明).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its keyword.
    pub keyword: Keyword,
    /// Where the keyword stands.
    pub word: Span,
    /// What stands before the colon.
    pub head: Head,
    /// What stands behind the colon.
    pub body: Body,
    /// The lines below it.
    pub attributes: Vec<Attribute>,
    /// From the keyword to the end of the last attribute.
    pub span: Span,
}

/// The head of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// A name.
    Name(Name),
    /// A code and a title.
    Code(Code, Text),
    /// An indicator.
    Indicator(Code, Text, Worth),
    /// A bonus or penalty item with its most points.
    Item(Text, Option<Number>),
    /// Free text.
    Text(Text),
    /// Could not be read; reported.
    Broken,
}

/// What an indicator is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// So many points.
    Points(Number),
    /// Met or not met (达标), no points.
    Pass,
}

/// The body of a declaration.
#[expect(clippy::large_enum_variant, reason = "one per declaration; a box would be in the way of every match")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// Free text.
    Text(Text),
    /// A list.
    List(Vec<Text>),
    /// Names.
    Names(Vec<Name>),
    /// A datum that is asked for.
    Datum(DatumSpec),
    /// A datum that is computed.
    Derived(DerivedSpec),
    /// A grade.
    Grade(GradeSpec),
    /// The grade a veto sets.
    Veto(Name),
    /// How many grades down.
    Downgrade(u32),
    /// A condition.
    Condition(Condition),
    /// A test case.
    Case(CaseSpec),
    /// A period.
    Period(Period),
    /// A share.
    Fraction(Number),
    /// Could not be read; reported.
    Broken,
}

/// An attribute (属性).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its word.
    pub word: &'static str,
    /// Where the word stands.
    pub word_span: Span,
    /// Its value.
    pub value: Value,
    /// Where the value stands.
    pub span: Span,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Free text.
    Text(Text),
    /// A list.
    List(Vec<Text>),
    /// A number: points, a year, a percentage.
    Number(Number),
    /// A date.
    Date(Date),
    /// A period.
    Period(Period),
    /// Names.
    Names(Vec<Name>),
    /// Focus areas and key points.
    Claims(Vec<Claim>),
    /// Scoring sentences.
    Rule(RuleText),
    /// A formula.
    Formula(Formula),
    /// A condition.
    Condition(Condition),
    /// Could not be read; reported.
    Broken,
}

/// A name (名称) without its 「」.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name, folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A code (编号), such as `C21`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code, folded.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Text that is printed as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text as written, blanks at line ends dropped.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A day (日期); without a year it is in the year of the file.
#[derive(Debug, Clone, PartialEq, Eq, Copy)]
pub struct Date {
    /// The year, if written.
    pub year: Option<u32>,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

/// From a day to a day, both included; one end may be open.
#[derive(Debug, Clone, PartialEq, Eq, Copy)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// A focus area or key point an indicator carries (落实).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whether it names a key point (要点), not a whole focus area (重点).
    pub is_point: bool,
    /// Its code.
    pub code: Code,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub number: Number,
    /// The unit as written; empty if none.
    pub unit: String,
    /// Where both stand.
    pub span: Span,
}

// ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// Type and traits of a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatumSpec {
    /// Its type.
    pub kind: DatumType,
    /// Its traits, in the order written.
    pub traits: Vec<Trait>,
    /// Where both stand.
    pub span: Span,
}

/// Type of a datum (数据类型). Spec: §5.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatumType {
    /// 百分比
    Percentage,
    /// 是否 or 有无
    Fact,
    /// 等级（…）, best first
    Levels(Vec<Name>),
    /// 评议, with levels or without
    Judgement(Vec<Name>),
    /// 日期
    Date,
    /// 文件
    Document,
    /// 名单
    List,
    /// 文本
    Text,
    /// A number in this unit.
    Number(String),
}

/// A trait of a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trait {
    /// Decimal places.
    Places(u32),
    /// Earlier years asked for.
    History(u8),
    /// 可不适用
    Optional,
    /// 可未报: a date that may be not reported.
    Unreported,
    /// 越高越好 is true.
    Direction(bool),
    /// Step of a judgement.
    Quantum(Number),
    /// Number of raters.
    Raters(u32),
    /// How raters combine, as written.
    Combine(String),
    /// Stages of a value; the last given counts.
    Stages(Vec<Name>),
    /// Smallest and largest value.
    Range(Quantity, Quantity),
}

/// A computed datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedSpec {
    /// Its formula.
    pub formula: Formula,
    /// Rounded to so many places.
    pub places: Option<u32>,
    /// 越高越好
    pub direction: Option<bool>,
    /// Its unit.
    pub unit: Option<String>,
    /// Its range, if stated.
    pub range: Option<(Quantity, Quantity)>,
}

// ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────────

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

/// What joins two conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connective {
    /// 且
    And,
    /// 或
    Or,
    /// 、 or ，
    Comma,
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
    /// 下列条件全部满足 (`all`) or 之一.
    Listed {
        /// All, or any.
        all: bool,
        /// The conditions.
        items: Vec<Condition>,
    },
    /// A、B、C齐备 (`lack` is false) or 缺任何一项.
    Several {
        /// The facts.
        names: Vec<Name>,
        /// Whether one of them is lacking.
        lack: bool,
    },
    /// A subject and what is said of it.
    Comparison {
        /// The subject; the last one if omitted.
        subject: Option<Subject>,
        /// All of them hold; none if the subject is a condition by itself.
        predicates: Vec<Predicate>,
    },
}

/// What a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A name.
    Name(Name),
    /// A formula: a call or a column.
    Formula(Formula),
}

/// What is said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// What it says.
    pub kind: PredicateKind,
    /// Where it stands.
    pub span: Span,
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
    /// 高于 X 5个百分点以上
    ExceedsBy {
        /// Whether above (not below).
        above: bool,
        /// Above what.
        operand: Operand,
        /// By how much.
        by: Quantity,
    },
    /// 迟4天以上, 低5个百分点以上: distance from the target; `within` for 以内.
    Distance {
        /// Which way.
        direction: Direction,
        /// How far.
        by: Quantity,
        /// 以内
        within: bool,
    },
    /// 近三年每年都比上年提高
    OverYears {
        /// How many years.
        years: u8,
        /// Each against the year before.
        op: CmpOp,
    },
    /// 与上年持平
    SameAsLastYear,
    /// 在全市排名第1至第5名
    Ranked(Ranked),
    /// 符合「…」
    Defined(Name),
    /// 首次: at least one of what the subject counts
    First,
    /// 未报, of a day
    Unreported,
}

/// A place among the counties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Among whom; all counties if not said.
    pub scope: Option<String>,
    /// 从低到高
    pub low_first: bool,
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
    ShareOf(Name, Number),
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
    /// 后退 (a place in a ranking)
    Behind,
}

// ── Scoring sentences ─────────────────────────────────────────────────────────────────────────────────────────

/// A scoring rule (评分): sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Where it stands.
    pub span: Span,
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
    /// Where it stands.
    pub span: Span,
}

/// Points as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Points {
    /// 满分
    Full,
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
    /// 可为负分
    Signed,
    /// 可超过本项分值
    Uncapped,
    /// 最多扣1分 (of the step before), 累计最多得6分 (`total`)
    Cap {
        /// Of the whole sentence.
        total: bool,
        /// The limit.
        points: Points,
    },
    /// 不足1个单位的…
    PartialStep(PartialStep),
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
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
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
    /// 乘以本项分值, rounded first to so many places
    Times(Option<u32>),
    /// 计入得分, 计入扣分: the value is the points
    Counted {
        /// 计入扣分
        loses: bool,
    },
}

// ── Formulas ──────────────────────────────────────────────────────────────────────────────────────────────────

/// A formula (公式).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// What it says.
    pub kind: FormulaKind,
    /// Where it stands.
    pub span: Span,
}

/// An operator between two formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// 或
    Or,
    /// 且
    And,
    /// A comparison.
    Compare(CmpOp),
    /// ＋
    Add,
    /// －
    Subtract,
    /// ×
    Multiply,
    /// ÷
    Divide,
}

/// What a formula says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormulaKind {
    /// A quantity.
    Quantity(Quantity),
    /// A day.
    Date(Date),
    /// A name.
    Name(Name),
    /// 表.列
    Path(Name, Name),
    /// 全市平均数 of the subject; only inside a sentence
    Population(String, PopulationWord),
    /// 函数（…）
    Call(Name, Vec<Formula>),
    /// a ∘ b
    Binary(Operator, Box<Formula>, Box<Formula>),
    /// −a
    Minus(Box<Formula>),
    /// 非 a
    Not(Box<Formula>),
    /// Brackets, kept so that the canonical text has them.
    Bracketed(Box<Formula>),
}

// ── Results and cases ─────────────────────────────────────────────────────────────────────────────────────────

/// A grade's condition and quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeSpec {
    /// When a county has it.
    pub condition: Condition,
    /// At most this share of the counties.
    pub quota: Option<Number>,
}

/// A test case (用例).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSpec {
    /// What is given.
    pub given: Vec<Given>,
    /// What is expected.
    pub expected: Vec<Expected>,
    /// 应报错: the data are refused.
    pub refused: bool,
}

/// A value given in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The datum or table.
    pub name: Name,
    /// So many years back.
    pub back: u8,
    /// A part: 评分 of a judgement, a stage of a value.
    pub part: Option<Name>,
    /// The value.
    pub value: GivenValue,
}

/// What a case gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenValue {
    /// One value for the county.
    One(CaseValue),
    /// A value for each county named.
    PerCounty(Vec<(Name, CaseValue)>),
    /// Rows of a detail table, each so many times.
    Rows(Vec<(Vec<(Name, CaseValue)>, u32)>),
}

/// A value in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseValue {
    /// A quantity.
    Quantity(Quantity),
    /// A day.
    Date(Date),
    /// 是, 不适用, a level, a text.
    Word(Name),
}

/// What a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// An indicator, 总分, 等次, a datum, a result rule.
    pub target: Name,
    /// The county; the first if not said.
    pub values: Vec<(Option<Name>, CaseValue)>,
}
