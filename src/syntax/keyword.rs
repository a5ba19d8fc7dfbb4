//! The keywords of declarations (声明) and their attributes (属性), as one table. Spec: §3.

use AttributeKind as A;
use BodyKind as B;
use HeadKind as H;

/// What stands between the keyword and the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// Nothing.
    None,
    /// A name.
    Name,
    /// A code and a title.
    Code,
    /// A code, a title and the points in brackets.
    Indicator,
    /// A title and, in brackets, at most so many points.
    Item,
    /// Free text.
    Text,
}

/// What stands behind the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing.
    None,
    /// Free text, required.
    Text,
    /// Free text or nothing.
    OptionalText,
    /// A list separated by 、.
    List,
    /// Names separated by 、.
    Names,
    /// Type and traits of a datum, or `＝` and a formula.
    Datum,
    /// Conditions of a grade and its quota.
    Grade,
    /// `定为` and a grade.
    Veto,
    /// `降一等`.
    Downgrade,
    /// A condition.
    Condition,
    /// A test case.
    Case,
    /// A date or a period.
    Period,
    /// `不超过` and a fraction.
    Fraction,
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    /// Free text.
    Text,
    /// A list separated by 、.
    List,
    /// `3分`
    Points,
    /// A whole number.
    Number,
    /// `60%`
    Percent,
    /// A date.
    Date,
    /// A date or a period.
    Period,
    /// Names separated by 、.
    Names,
    /// `重点4`, `要点4.1、4.2`
    Claims,
    /// Scoring sentences.
    Rule,
    /// A formula.
    Formula,
    /// A condition.
    Condition,
}

/// One attribute a declaration may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributeSpec {
    /// Its word.
    pub word: &'static str,
    /// What it holds.
    pub kind: AttributeKind,
    /// Whether it must be there.
    pub required: bool,
}

const fn may(word: &'static str, kind: AttributeKind) -> AttributeSpec {
    AttributeSpec { word, kind, required: false }
}

const fn must(word: &'static str, kind: AttributeKind) -> AttributeSpec {
    AttributeSpec { word, kind, required: true }
}

const ORIGIN: &[AttributeSpec] = &[may("原文", A::Text), may("出处", A::Text)];
const INDICATOR: &[AttributeSpec] = &[
    may("落实", A::Claims),
    may("说明", A::Text),
    may("要求", A::Condition),
    may("方式", A::List),
    may("佐证", A::List),
    may("责任单位", A::List),
    may("访谈", A::Text),
    may("自评", A::Text),
    may("评分", A::Rule),
    may("公式", A::Formula),
    may("备注", A::Text),
];
const RESULT_RULE: &[AttributeSpec] = &[may("情形", A::Condition), may("依据", A::Text), may("说明", A::Text)];
const ITEM: &[AttributeSpec] =
    &[may("说明", A::Text), may("方式", A::List), may("佐证", A::List), may("责任单位", A::List), must("评分", A::Rule)];

macro_rules! keywords {
    ($($(#[doc = $doc:literal])* $name:ident $word:literal $head:expr, $body:expr, $attributes:expr;)*) => {
        /// The keyword that starts a declaration.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Keyword {
            $($(#[doc = $doc])* $name,)*
        }

        impl Keyword {
            /// Every keyword, in the order of the spec.
            pub const ALL: &'static [Keyword] = &[$(Keyword::$name),*];

            /// The Chinese word.
            pub fn word(self) -> &'static str {
                match self { $(Keyword::$name => $word),* }
            }

            /// What stands between the keyword and the colon.
            pub fn head(self) -> HeadKind {
                match self { $(Keyword::$name => $head),* }
            }

            /// What stands behind the colon.
            pub fn body(self) -> BodyKind {
                match self { $(Keyword::$name => $body),* }
            }

            /// The attributes it may have, in canonical order.
            pub fn attributes(self) -> &'static [AttributeSpec] {
                match self { $(Keyword::$name => const { $attributes }),* }
            }
        }
    };
}

keywords! {
    /// 评价方案: the head of a city's file.
    Scheme "评价方案" H::None, B::Text, &[
        must("依据", A::Text), must("年度", A::Number), must("满分", A::Points), must("语言版本", A::Number),
        may("制定单位", A::Text), may("评价范围", A::Text), may("报送日期", A::Date), may("总分", A::Formula), may("加分上限", A::Points),
        may("总分上限", A::Points), may("得分小数位", A::Number), may("总分小数位", A::Number),
        may("分别评价", A::Text), may("目的", A::Text), may("总结内容", A::List), may("说明", A::Text),
    ];
    /// 通则: a general rule that holds for the whole file.
    General "通则" H::None, B::Text, &[];
    /// 用语: a defined predicate.
    Term "用语" H::Name, B::Condition, &[];
    /// 分组: a peer group of counties.
    Group "分组" H::Name, B::Names, &[];
    /// 数据: a datum the rules use.
    Datum "数据" H::Name, B::Datum, &[
        may("口径", A::Text), may("来源", A::Text), may("责任单位", A::List), may("提供", A::Text), may("缺报", A::Text),
        may("分母为0", A::Text), may("以公布为准", A::Text), may("备注", A::Text),
    ];
    /// 明细表: a table with a row per school, problem, meeting.
    Table "明细表" H::Name, B::OptionalText, &[
        may("口径", A::Condition), may("来源", A::Text), may("责任单位", A::List), may("备注", A::Text),
    ];
    /// 列: a column of the detail table above it.
    Column "列" H::Name, B::Datum, &[may("备注", A::Text), may("分母为0", A::Text), may("缺报", A::Text)];
    /// 一级指标
    Level1 "一级指标" H::Indicator, B::None, INDICATOR;
    /// 二级指标
    Level2 "二级指标" H::Indicator, B::None, INDICATOR;
    /// 三级指标
    Level3 "三级指标" H::Indicator, B::None, INDICATOR;
    /// 加分项: points outside the indicators.
    Bonus "加分项" H::Item, B::None, ITEM;
    /// 扣分项: points taken from the total.
    Penalty "扣分项" H::Item, B::None, ITEM;
    /// 一票否决
    Veto "一票否决" H::Name, B::Veto, RESULT_RULE;
    /// 降等: one grade down.
    Downgrade "降等" H::Name, B::Downgrade, RESULT_RULE;
    /// 不得评优: no top grade.
    NoTop "不得评优" H::Name, B::OptionalText, RESULT_RULE;
    /// 等次: a grade, best first.
    Grade "等次" H::Name, B::Grade, &[may("并列", A::Names), may("说明", A::Text), may("原文", A::Text), may("出处", A::Text)];
    /// 领导干部: the leaders' part.
    Leaders "领导干部" H::None, B::List, &[
        must("政府结果权重", A::Percent), may("满分", A::Points), may("述职", A::Text), may("说明", A::Text),
    ];
    /// 领导指标: an indicator of the leaders' part.
    LeaderIndicator "领导指标" H::Indicator, B::None, INDICATOR;
    /// 结果运用: what follows from a grade.
    Use "结果运用" H::Name, B::OptionalText, RESULT_RULE;
    /// 问责情形: a trigger of accountability.
    Trigger "问责情形" H::Name, B::OptionalText, &[
        may("情形", A::Condition), may("处理", A::Text), may("原文", A::Text), may("出处", A::Text),
    ];
    /// 流程: a step of the procedure.
    Step "流程" H::Name, B::Period, &[may("责任单位", A::List), may("内容", A::Text)];
    /// 抽样: a random sample.
    Sampling "抽样" H::Name, B::Text, &[may("数量", A::Number), may("说明", A::Text)];
    /// 校核: what the data of every county must fulfil.
    Verify "校核" H::Name, B::Condition, &[may("说明", A::Text)];
    /// 用例: a test case.
    Case "用例" H::Text, B::Case, &[];
    /// 评价重点: the head of a mandate.
    Mandate "评价重点" H::None, B::Text, &[
        must("标识", A::Text), must("文号", A::Text), must("年度", A::Number), must("语言版本", A::Number),
        may("印发日期", A::Date), may("印发机关", A::Text), may("适用单位", A::List), may("说明", A::Text),
    ];
    /// 对象: whom the focus areas below are for.
    Object "对象" H::Name, B::OptionalText, &[may("原文", A::Text), may("出处", A::Text), may("领导", A::List)];
    /// 重点: a focus area.
    Area "重点" H::Code, B::None, ORIGIN;
    /// 要点: a key point of the focus area above it.
    Point "要点" H::Code, B::None, &[may("原文", A::Text), may("出处", A::Text), may("关键词", A::List)];
    /// 名额: how many may have a grade.
    Quota "名额" H::Name, B::Fraction, ORIGIN;
    /// 期限: a deadline.
    Deadline "期限" H::Name, B::Period, &[may("原文", A::Text), may("出处", A::Text), may("责任单位", A::List)];
    /// 禁止: what must not be asked for.
    Prohibition "禁止" H::Name, B::OptionalText, &[
        may("对象", A::List), may("行为", A::List), may("原文", A::Text), may("出处", A::Text),
    ];
    /// 方式: a method of evaluation and its kinds.
    Method "方式" H::Name, B::List, ORIGIN;
    /// 方式结合: kinds of methods that must both occur.
    MethodMix "方式结合" H::Name, B::List, ORIGIN;
    /// 总结内容: the parts of the city's summary.
    Summary "评价总结" H::None, B::List, ORIGIN;
    /// 述职报告: the leaders' self-report.
    DutyReport "述职报告" H::None, B::Text, ORIGIN;
    /// 主要依据: the government's result is the main basis of the leaders' grade.
    MainBasis "主要依据" H::None, B::Text, ORIGIN;
    /// 抽查: the province's sample.
    Inspection "抽查" H::Name, B::Fraction, &[
        may("核查内容", A::List), may("核查方式", A::List), may("原文", A::Text), may("出处", A::Text),
    ];
    /// 发布次序: what is published before what.
    Publication "发布次序" H::None, B::List, ORIGIN;
    /// 工作要求: a demand no program can decide; printed.
    Demand "工作要求" H::Name, B::Text, &[may("类别", A::Text), may("原文", A::Text), may("出处", A::Text)];
    /// 建议: a line a new scheme starts from; no demand.
    Suggestion "建议" H::Text, B::Text, &[];
}

impl Keyword {
    /// The keyword with this word.
    pub fn find(word: &str) -> Option<Keyword> {
        static SORTED: std::sync::LazyLock<Vec<Keyword>> = std::sync::LazyLock::new(|| {
            let mut all = Keyword::ALL.to_vec();
            all.sort_unstable_by_key(|k| k.word());
            all
        });
        let at = SORTED.binary_search_by_key(&word, |k| k.word()).ok()?;
        SORTED.get(at).copied()
    }

    /// The attribute of this word, if the declaration may have it.
    pub fn attribute(self, word: &str) -> Option<&'static AttributeSpec> {
        self.attributes().iter().find(|a| a.word == word)
    }

    /// The level of an indicator, from 1; `None` for anything else.
    pub fn level(self) -> Option<u8> {
        match self {
            Keyword::Level1 => Some(1),
            Keyword::Level2 => Some(2),
            Keyword::Level3 => Some(3),
            _ => None,
        }
    }
}

/// Every attribute word of the language, each once, sorted.
pub fn all_attribute_words() -> &'static [&'static str] {
    static WORDS: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| {
        let mut words: Vec<_> = Keyword::ALL.iter().flat_map(|k| k.attributes()).map(|a| a.word).collect();
        words.sort_unstable();
        words.dedup();
        words
    });
    &WORDS
}

/// Whether some declaration has an attribute of this word.
pub(super) fn is_attribute_word(word: &str) -> bool {
    all_attribute_words().binary_search(&word).is_ok()
}
