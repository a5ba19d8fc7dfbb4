//! What a city file says once its names are resolved. Vectors are indexed by the ids of [`crate::expr`].

use crate::expr::{ColumnId, DatumId, Expr, GroupId, IndicatorId, Number, TableId};
use crate::sentence::{AppliedDefault, Boundaries, JudgedUse, Rule, Signature, Type};
use crate::source::Span;
use crate::syntax::tree::{CaseSpec, Claim, Date, Period, Text};

/// Decimal places of scores and totals where the file says nothing (D11).
pub const DEFAULT_PLACES: u32 = 2;

/// A city's file.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// 评价方案
    pub header: Option<Header>,
    /// 通则, as printed.
    pub generals: Vec<Text>,
    /// What 通则 say about boundaries (D2).
    pub boundaries: Boundaries,
    /// 分组
    pub groups: Vec<Group>,
    /// Counties evaluated (被评价的县), in the order listed.
    pub counties: Vec<County>,
    /// 数据
    pub data: Vec<Datum>,
    /// 明细表
    pub tables: Vec<Table>,
    /// 列, of all tables.
    pub columns: Vec<Column>,
    /// Indicators, bonus and penalty items.
    pub indicators: Vec<Indicator>,
    /// 等次, best first.
    pub grades: Vec<Grade>,
    /// 一票否决, 降等, 不得评优, 结果运用, 问责情形
    pub results: Vec<ResultRule>,
    /// 校核
    pub verifications: Vec<Verification>,
    /// 流程
    pub steps: Vec<ProcedureStep>,
    /// 抽样
    pub samplings: Vec<Sampling>,
    /// 领导干部
    pub leaders: Option<Leaders>,
    /// 用例
    pub cases: Vec<Case>,
    /// 用语 and where each is declared.
    pub terms: Vec<(String, Span)>,
    /// Defaults that stand where the file is silent.
    pub defaults: Vec<AppliedDefault>,
    /// Points assessors may give.
    pub judged: Vec<JudgedUse>,
    /// Names some rule uses.
    pub used: std::collections::BTreeSet<String>,
    /// Whether a line or head could not be read: what is missing may only be unread.
    pub unread: bool,
    /// Names of result rules whose 情形 could not be read.
    pub lost_results: Vec<String>,
    /// Codes of key points whose claim could not be read or was refused.
    pub lost_claims: Vec<String>,
}

/// 评价方案
#[derive(Debug, Clone)]
pub struct Header {
    /// Its title.
    pub title: Text,
    /// The keyword.
    pub span: Span,
    /// 依据
    pub basis: Option<Text>,
    /// 年度
    pub year: u32,
    /// Where the year stands.
    pub year_span: Span,
    /// 满分
    pub full: Number,
    /// Where the full points stand.
    pub full_span: Span,
    /// 语言版本
    pub version: u32,
    /// Where the version stands.
    pub version_span: Span,
    /// 制定单位
    pub issuer: Option<Text>,
    /// 报送日期
    pub submitted: Option<(Date, Span)>,
    /// 总分 by a formula instead of the sum.
    pub total: Option<Expr>,
    /// 加分上限
    pub bonus_cap: Option<Number>,
    /// 总分上限
    pub total_cap: Option<Number>,
    /// 得分保留: decimal places of a score.
    pub score_places: u32,
    /// 总分保留: decimal places of a total.
    pub total_places: u32,
    /// 分别评价: the column of the data whose values part the counties into populations of their own.
    pub parted_by: Option<Text>,
    /// 总结内容
    pub summary: Option<(Vec<Text>, Span)>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
    /// 目的, 评价范围, 说明: printed.
    pub texts: Vec<(&'static str, Text)>,
}

/// 分组
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
}

/// A county (县市区).
#[derive(Debug, Clone)]
pub struct County {
    /// Its name.
    pub name: String,
    /// Its groups.
    pub groups: Vec<GroupId>,
    /// Where it is listed first.
    pub span: Span,
}

/// How a datum comes to be.
#[derive(Debug, Clone)]
pub enum DatumKind {
    /// Asked for.
    Asked,
    /// Computed.
    Derived(Expr),
    /// Points part of a judgement with levels; filled in by the assessor.
    JudgedPoints(DatumId),
}

/// 数据
#[derive(Debug, Clone)]
pub struct Datum {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Type, range, places.
    pub signature: Signature,
    /// Where type or formula stand.
    pub spec_span: Span,
    /// Asked for or computed.
    pub kind: DatumKind,
    /// The type as the file writes it.
    pub type_word: TypeWord,
    /// Rounded to so many places, if computed.
    pub rounded: Option<u32>,
    /// Points part of a judgement with levels.
    pub judged_points: Option<DatumId>,
    /// 步长
    pub quantum: Option<Number>,
    /// Number of assessors.
    pub raters: Option<u32>,
    /// How assessors combine.
    pub combine: Option<String>,
    /// 阶段: the last one given counts.
    pub stages: Vec<String>,
    /// 缺报的按…
    pub when_missing: Option<Number>,
    /// 责任单位
    pub owners: Vec<Text>,
    /// 来源
    pub source: Option<Text>,
    /// 口径
    pub scope: Option<Text>,
    /// 提供
    pub provider: Option<Text>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

impl Datum {
    /// Whether it is a judgement (评议): without a value it is 待定, not 缺报. Spec: §5.5.
    pub fn is_judgement(&self) -> bool {
        self.signature.ty == Type::Judgement || self.judged_points.is_some()
    }
}

/// The kind of value as the file writes it, which decides how cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeWord {
    /// A number or percentage.
    Number,
    /// 是否
    Fact,
    /// 等级 or 评议 with levels
    Levels,
    /// 评议
    Judgement,
    /// 日期
    Date,
    /// 文件
    Document,
    /// 名单
    List,
    /// 文本
    Text,
}

/// 明细表
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// 口径: rows that count.
    pub filter: Expr,
    /// Its columns.
    pub columns: Vec<ColumnId>,
    /// 责任单位
    pub owners: Vec<Text>,
    /// 来源
    pub source: Option<Text>,
    /// What a row is.
    pub note: Option<Text>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

/// 列
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: TableId,
    /// Where it is declared.
    pub span: Span,
    /// Type, range, places.
    pub signature: Signature,
    /// The type as the file writes it.
    pub type_word: TypeWord,
    /// Its formula, if computed.
    pub formula: Option<Expr>,
    /// Rounded to so many places, if computed.
    pub rounded: Option<u32>,
    /// 缺报的按…
    pub when_missing: Option<Number>,
}

/// What an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndicatorKind {
    /// 一级, 二级, 三级指标
    Level(u8),
    /// 领导指标
    Leader,
    /// 加分项
    Bonus,
    /// 扣分项
    Penalty,
}

/// 指标
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its code; of an item its title.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// What it is.
    pub kind: IndicatorKind,
    /// Points; `None` for met or not met, and for items without a limit.
    pub points: Option<Number>,
    /// The keyword and head.
    pub head_span: Span,
    /// Code.
    pub code_span: Span,
    /// The whole declaration.
    pub span: Span,
    /// Its parent.
    pub parent: Option<IndicatorId>,
    /// Its children.
    pub children: Vec<IndicatorId>,
    /// 落实
    pub claims: Vec<Claim>,
    /// Where 落实 stands.
    pub claims_span: Option<Span>,
    /// 方式
    pub methods: Vec<Text>,
    /// 佐证
    pub evidence: Vec<Text>,
    /// 责任单位
    pub owners: Vec<Text>,
    /// 访谈, 说明, 自评, 备注: printed.
    pub texts: Vec<(&'static str, Text)>,
    /// Its rule.
    pub rule: Option<Rule>,
    /// Where the rule stands.
    pub rule_span: Option<Span>,
    /// Whether a rule was written at all, readable or not.
    pub has_rule_text: bool,
    /// Defaults its rule applies.
    pub defaults: Vec<AppliedDefault>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

impl Indicator {
    /// Whether it has no children: the rule is here.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }
}

/// 等次
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its condition.
    pub condition: Option<Expr>,
    /// Where the condition stands.
    pub condition_span: Span,
    /// At most this share of the counties.
    pub quota: Option<Number>,
    /// 并列: what decides a tie at the edge of the quota, in order.
    pub ties: Vec<Expr>,
}

/// What follows when a result rule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultKind {
    /// 一票否决: this grade, by its place.
    Veto(usize),
    /// 降等: so many grades down, once at most.
    Downgrade(u32),
    /// 不得评优
    NoTop,
    /// 结果运用: told, changes no grade.
    Use,
    /// 问责情形: told, changes no grade.
    Trigger,
}

impl ResultKind {
    /// Its word in the language.
    pub fn word(&self) -> &'static str {
        match self {
            ResultKind::Veto(_) => "一票否决",
            ResultKind::Downgrade(_) => "降等",
            ResultKind::NoTop => "不得评优",
            ResultKind::Use => "结果运用",
            ResultKind::Trigger => "问责情形",
        }
    }
}

/// A result rule.
#[derive(Debug, Clone)]
pub struct ResultRule {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What follows.
    pub kind: ResultKind,
    /// When it fires; `None` if that is for people to decide.
    pub condition: Option<Expr>,
    /// Where the condition stands.
    pub condition_span: Span,
    /// 处理, 依据, 说明: printed.
    pub text: Option<Text>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

impl ResultRule {
    /// Whether it is a 结果运用 without 情形: it holds for everybody, and people apply it.
    pub fn is_for_everybody(&self) -> bool {
        self.kind == ResultKind::Use && self.condition.is_none()
    }
}

/// 校核
#[derive(Debug, Clone)]
pub struct Verification {
    /// Its name.
    pub name: String,
    /// What the data of every county must fulfil.
    pub condition: Option<Expr>,
    /// Where it is declared.
    pub span: Span,
}

/// 流程
#[derive(Debug, Clone)]
pub struct ProcedureStep {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// When.
    pub period: Option<Period>,
    /// Where the period stands.
    pub period_span: Span,
    /// 责任单位
    pub owners: Vec<Text>,
    /// 内容
    pub text: Option<Text>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

/// 抽样
#[derive(Debug, Clone)]
pub struct Sampling {
    /// Its name.
    pub name: String,
    /// The rule, as printed.
    pub text: Option<Text>,
    /// How many; all if there are fewer.
    pub size: Option<u32>,
    /// Where it is declared.
    pub span: Span,
}

/// 领导干部
#[derive(Debug, Clone)]
pub struct Leaders {
    /// The posts evaluated.
    pub posts: Vec<Text>,
    /// Where it is declared.
    pub span: Span,
    /// Weight of the government's total, percent.
    pub weight: Option<(Number, Span)>,
    /// Full points of the leaders' own indicators.
    pub full: Option<Number>,
    /// 述职
    pub report: Option<Text>,
    /// Attributes that are there and could not be read.
    pub unread: Vec<&'static str>,
}

/// 用例
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What it gives and expects.
    pub spec: CaseSpec,
    /// Where it is declared.
    pub span: Span,
}

impl Model {
    /// A datum by its id.
    pub fn datum(&self, id: DatumId) -> Option<&Datum> {
        self.data.get(id.index())
    }

    /// An indicator by its id.
    pub fn indicator(&self, id: IndicatorId) -> Option<&Indicator> {
        self.indicators.get(id.index())
    }

    /// A column by its id.
    pub fn column(&self, id: ColumnId) -> Option<&Column> {
        self.columns.get(id.index())
    }

    /// A table by its id.
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(id.index())
    }

    /// Decimal places a score is rounded to, half up (D11).
    pub fn score_places(&self) -> u32 {
        self.header.as_ref().map_or(DEFAULT_PLACES, |h| h.score_places)
    }

    /// Decimal places a total is rounded to, half up (D11).
    pub fn total_places(&self) -> u32 {
        self.header.as_ref().map_or(DEFAULT_PLACES, |h| h.total_places)
    }

    /// Indicators with their ids.
    pub fn indicators(&self) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.indicators.iter().enumerate().map(|(i, x)| (IndicatorId(i as u32), x))
    }

    /// Data with their ids.
    pub fn data(&self) -> impl Iterator<Item = (DatumId, &Datum)> {
        self.data.iter().enumerate().map(|(i, x)| (DatumId(i as u32), x))
    }

    /// Leaves of the indicator tree: the indicators that carry rules.
    pub fn scored(&self) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.indicators().filter(|(_, i)| matches!(i.kind, IndicatorKind::Level(_)) && i.is_leaf())
    }
}
