//! What a report holds. Numbers are exact decimal text (`"1.8"`), so that no reader rounds them; a result that is
//! not there is a [`Value::Lack`].

use serde::{Deserialize, Serialize};

pub use crate::ir::absence::Lack;

/// The results of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// `evalc-results`
    pub format: String,
    /// Version of this structure.
    pub version: u32,
    /// What the results rest on.
    pub receipt: Receipt,
    /// Title of the scheme (评价方案).
    pub title: String,
    /// 制定单位
    pub issuer: Option<String>,
    /// 年度
    pub year: u32,
    /// 满分
    pub full: String,
    /// 总分小数位: how many decimal places totals are published with. Numbers here are plain; papers show them all.
    #[serde(skip)]
    pub total_places: u32,
    /// Whether every county has a total and a grade.
    pub complete: bool,
    /// Grades, best first.
    pub grades: Vec<GradeLine>,
    /// Focus areas (评价重点) of the mandate that indicators serve, in its order.
    pub areas: Vec<Area>,
    /// Indicators, bonus and penalty items, in the order of the file.
    pub indicators: Vec<IndicatorLine>,
    /// 结果运用 the scheme declares for everybody, without a condition.
    pub uses: Vec<Fired>,
    /// Counties by part (分别评价), in the order of places; those without a total last in their part.
    pub counties: Vec<County>,
    /// What a reader should know: ties below the quota, replaced values, counties without results.
    pub remarks: Vec<Words>,
}

/// Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What the results rest on (回执): the same inputs give the same hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// SHA-256 of the rule files.
    pub rules: String,
    /// SHA-256 of the mandate.
    pub mandate: Option<String>,
    /// SHA-256 of each data file.
    pub data: Vec<DataFile>,
    /// Version of the compiler.
    pub compiler: String,
    /// Version of the language.
    pub language: u32,
}

/// A data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeLine {
    /// Its name.
    pub name: String,
    /// Its condition as printed.
    pub condition: Option<String>,
    /// How many counties may have it at most, if there is a quota (of the whole population).
    pub quota: Option<usize>,
    /// How many counties have it.
    pub count: usize,
}

/// A focus area (评价重点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Points of the indicators that serve it (each indicator is counted in one area: that of its first claim).
    pub full: String,
}

/// What an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 一级, 二级, 三级指标
    Indicator,
    /// 领导指标
    Leader,
    /// 加分项
    Bonus,
    /// 扣分项
    Penalty,
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorLine {
    /// Its code; of an item its title.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Level from 1; 0 for items.
    pub level: u8,
    /// Code of its parent.
    pub parent: Option<String>,
    /// Whether it carries a rule (it has no children).
    pub scored: bool,
    /// Points; none for met or not met.
    pub full: Option<String>,
    /// Code of the focus area it is counted in.
    pub area: Option<String>,
    /// 要点 it claims.
    pub points: Vec<KeyPoint>,
    /// 责任单位
    pub owners: Vec<String>,
    /// 佐证
    pub evidence: Vec<String>,
    /// 方式
    pub methods: Vec<String>,
    /// Its rule in canonical form and in English.
    pub rule: Option<Words>,
}

/// A key point (要点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPoint {
    /// Its number.
    pub code: String,
    /// Its words in the mandate.
    pub text: String,
}

/// A result, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Exact decimal text.
    Number(String),
    /// Met or not met.
    Met(bool),
    /// 不适用, 待定, 缺报, 分母为0, 名额未定
    Lack(Lack),
}

/// One county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct County {
    /// Its name.
    pub name: String,
    /// Name of its part of the population (分别评价), if there are parts.
    pub part: Option<String>,
    /// Groups it belongs to.
    pub groups: Vec<String>,
    /// The total.
    pub total: Value,
    /// Place by total.
    pub place: Option<usize>,
    /// The grade, and how it came about.
    pub grade: GradeResult,
    /// Full points minus the total: the losses of all lines below add up to it.
    pub loss: Value,
    /// Points by focus area, in the order of [`Report::areas`].
    pub areas: Vec<AreaScore>,
    /// One line for each of [`Report::indicators`].
    pub scores: Vec<ScoreLine>,
    /// Lines that turn the sum of scores into the total: rescaling, limits of bonus and total, rounding; with signed effect.
    pub adjustments: Vec<Adjustment>,
    /// 问题清单: where points were lost.
    pub problems: Vec<Problem>,
    /// Result rules that fired.
    pub fired: Vec<Fired>,
    /// 校核 that do not hold.
    pub failed_checks: Vec<FailedCheck>,
    /// The nearest change that reaches the next better grade; none if it has the best, or nothing can.
    pub next_grade: Option<NextGrade>,
    /// The leaders' result; the same for each post.
    pub leaders: Option<LeaderResult>,
}

/// How a grade came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeResult {
    /// The grade's name.
    pub name: Option<String>,
    /// Why there is none.
    pub lack: Option<Lack>,
    /// By the total alone.
    pub by_points: Option<String>,
    /// After vetoes, downgrades and 不得评优.
    pub before_quota: Option<String>,
    /// What changed it, in order.
    pub reasons: Vec<Words>,
}

/// Points of a focus area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaScore {
    /// Points earned.
    pub score: Value,
    /// Points that could be earned (applicable to this county).
    pub full: String,
    /// Share in percent with one place, for display only.
    pub percent: Option<String>,
}

/// The score of one indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreLine {
    /// Code of the indicator.
    pub code: String,
    /// The score.
    pub score: Value,
    /// Points lost: full minus score for an indicator, the score of a penalty; 0 for a bonus.
    pub loss: Option<String>,
    /// What went in.
    pub inputs: Vec<UsedInput>,
    /// How it came out, step by step.
    pub steps: Vec<Words>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 自评、报送
    Reported,
    /// 核实
    Verified,
    /// 缺报的按…
    StandIn,
    /// 计算得出
    Computed,
    /// 明细表
    Detail,
    /// 全市口径
    Population,
}

/// A value a score rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedInput {
    /// Its name, with the year if it is an earlier one.
    pub name: String,
    /// Its value as printed, with unit; or 缺报, 不适用, 待定.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What was reported, where a verified value replaces it.
    pub reported: Option<String>,
    /// 责任单位
    pub owners: Vec<String>,
}

/// A change of the sum on its way to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// What.
    pub what: Words,
    /// Its effect on the total, with sign.
    pub effect: String,
}

/// A line of the problem list (问题清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Code of the indicator.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Points lost.
    pub loss: String,
    /// What is wrong, in words.
    pub what: Words,
    /// 要点
    pub points: Vec<KeyPoint>,
    /// 责任单位
    pub owners: Vec<String>,
    /// 佐证
    pub evidence: Vec<String>,
}

/// A result rule that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// 一票否决, 降等, 不得评优, 结果运用, 问责情形
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What follows, as printed.
    pub text: Option<String>,
}

/// A 校核 that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCheck {
    /// Its name.
    pub name: String,
    /// What the data have on both sides.
    pub what: Words,
}

/// The nearest change that reaches a better grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextGrade {
    /// The grade.
    pub grade: String,
    /// Points that are lacking; none if points are not what stands in the way.
    pub points: Option<String>,
    /// Indicators where they could be earned, most points first, until they are enough.
    pub indicators: Vec<(String, String)>,
    /// What else stands in the way.
    pub obstacles: Vec<Words>,
}

/// The leaders' result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderResult {
    /// Posts.
    pub posts: Vec<String>,
    /// Weight of the government's total, percent.
    pub weight: Option<String>,
    /// Points of their own indicators.
    pub own: Value,
    /// Points.
    pub points: Value,
    /// Place.
    pub place: Option<usize>,
    /// Grade.
    pub grade: Option<String>,
    /// Why it is below what their points give, for those who look at the ranking.
    #[serde(skip)]
    pub bound: Option<Words>,
    /// Why there is none.
    pub lack: Option<Lack>,
}
