//! The table of codes: one entry per finding. A code never changes its meaning; retired codes stay.

use super::{Severity, Words};

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal $slug:literal $severity:ident $zh:literal $en:literal;)*) => {
        /// What is wrong, as a stable code (检查意见编号).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as printed, such as `E0603`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id),* }
            }

            /// The short English name, such as `band-gap`.
            pub fn slug(self) -> &'static str {
                match self { $(Code::$name => $slug),* }
            }

            /// The weight a finding of this code has unless its check lowers it.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),* }
            }

            /// The title of its page.
            pub fn title(self) -> Words {
                match self { $(Code::$name => Words::new($zh, $en)),* }
            }

            /// The page `evalc explain` prints.
            pub fn page(self) -> &'static str {
                match self { $(Code::$name => include_str!(concat!("../../spec/findings/", $id, "-", $slug, ".md"))),* }
            }
        }
    };
}

codes! {
    /// 语法错误：这里的文字不合句式: text that fits no form of the language.
    UnexpectedText = "E0101" "unexpected-text" Error "语法错误：这里的文字不合句式" "text that fits no form of the language";
    /// 不认识的关键词: an unknown keyword.
    UnknownKeyword = "E0102" "unknown-keyword" Error "不认识的关键词" "an unknown keyword";
    /// 引号「没有配对的」: a 「 without its 」.
    UnclosedQuote = "E0103" "unclosed-quote" Error "引号「没有配对的」" "a 「 without its 」";
    /// 属性不属于这个声明: an attribute under a declaration that has none of that name.
    MisplacedAttribute = "E0104" "misplaced-attribute" Error "属性不属于这个声明" "an attribute under a declaration that has none of that name";
    /// 属性重复: an attribute given twice.
    RepeatedAttribute = "E0105" "repeated-attribute" Error "属性重复" "an attribute given twice";
    /// 缺少必填的属性: a required attribute is missing.
    MissingAttribute = "E0106" "missing-attribute" Error "缺少必填的属性" "a required attribute is missing";
    /// 超过长度、层数或个数的限制: a limit on size, depth or count is exceeded.
    LimitExceeded = "E0107" "limit-exceeded" Error "超过长度、层数或个数的限制" "a limit on size, depth or count is exceeded";
    /// 不可见或改变书写方向的字符: an invisible or direction-changing character.
    ForbiddenCharacter = "E0108" "forbidden-character" Error "不可见或改变书写方向的字符" "an invisible or direction-changing character";
    /// 数写错了: a number with a wrong character.
    BadNumber = "E0109" "bad-number" Error "数写错了" "a number with a wrong character";
    /// “且”与“或”混用: and mixed with or.
    MixedConnectives = "E0110" "mixed-connectives" Error "“且”与“或”混用" "and mixed with or";
    /// 文件不是UTF-8编码: the file is not UTF-8.
    BadEncoding = "E0111" "bad-encoding" Error "文件不是UTF-8编码" "the file is not UTF-8";
    /// 语言版本不受支持: an unsupported language version.
    LanguageVersion = "E0112" "language-version" Error "语言版本不受支持" "an unsupported language version";
    /// 文件是空的，或者不是通常的文本: an empty file, or one that is no text.
    NoText = "E0113" "no-text" Error "文件是空的，或者不是通常的文本" "an empty file, or one that is no text";
    /// 名称没有声明: a name that is not declared.
    UndeclaredName = "E0201" "undeclared-name" Error "名称没有声明" "a name that is not declared";
    /// 名称重复声明: a name declared twice.
    DuplicateName = "E0202" "duplicate-name" Error "名称重复声明" "a name declared twice";
    /// 数据没有被使用: a datum nothing uses.
    UnusedDatum = "E0203" "unused-datum" Warning "数据没有被使用" "a datum nothing uses";
    /// 名称含保留词，须加「」: a name with a reserved word needs 「」.
    NameNeedsQuotes = "E0204" "name-needs-quotes" Error "名称含保留词，须加「」" "a name with a reserved word needs 「」";
    /// 名称含形近的外文字符: a name with look-alike characters.
    ConfusableName = "E0205" "confusable-name" Error "名称含形近的外文字符" "a name with look-alike characters";
    /// 编号重复: a code used twice.
    DuplicateCode = "E0206" "duplicate-code" Error "编号重复" "a code used twice";
    /// 编号不存在: a code that does not exist.
    UnknownCode = "E0207" "unknown-code" Error "编号不存在" "a code that does not exist";
    /// 定义循环: definitions that need each other.
    CyclicDefinition = "E0208" "cyclic-definition" Error "定义循环" "definitions that need each other";
    /// 名称不是这里要的那一类: a name of another kind.
    WrongKind = "E0209" "wrong-kind" Error "名称不是这里要的那一类" "a name of another kind";
    /// 明细表的列与数据同名: a column with the name of a datum.
    ShadowedName = "E0210" "shadowed-name" Warning "明细表的列与数据同名" "a column with the name of a datum";
    /// 单位不同，不能比较或相加: units that do not fit.
    UnitMismatch = "E0301" "unit-mismatch" Error "单位不同，不能比较或相加" "units that do not fit";
    /// 类型不对: a value of the wrong type.
    TypeMismatch = "E0302" "type-mismatch" Error "类型不对" "a value of the wrong type";
    /// 不认识的数据类型: an unknown type of datum.
    UnknownType = "E0303" "unknown-type" Error "不认识的数据类型" "an unknown type of datum";
    /// 百分比上的“每低1%”: a step of 1% on a percentage.
    PercentOfPercentage = "E0304" "percent-of-percentage" Warning "百分比上的“每低1%”" "a step of 1% on a percentage";
    /// 数值超出数据的取值范围: a constant outside the range of its datum.
    ConstantOutOfRange = "E0305" "constant-out-of-range" Warning "数值超出数据的取值范围" "a constant outside the range of its datum";
    /// 数值的小数位多于数据的小数位: a constant with more places than its datum.
    TooManyPlaces = "E0306" "too-many-places" Warning "数值的小数位多于数据的小数位" "a constant with more places than its datum";
    /// 没有这个等级: a level that is not one of the datum.
    UnknownLevel = "E0307" "unknown-level" Error "没有这个等级" "a level that is not one of the datum";
    /// 没有声明往年数据: earlier years are not declared.
    NoHistory = "E0308" "no-history" Error "没有声明往年数据" "earlier years are not declared";
    /// 函数的参数不对: a function with wrong arguments.
    WrongArguments = "E0309" "wrong-arguments" Error "函数的参数不对" "a function with wrong arguments";
    /// 取值范围为空: an empty range.
    EmptyRange = "E0310" "empty-range" Error "取值范围为空" "an empty range";
    /// 下级分值之和不等于上级分值: points of the children do not add up to the parent.
    PointsDoNotAddUp = "E0401" "points-do-not-add-up" Error "下级分值之和不等于上级分值" "points of the children do not add up to the parent";
    /// 总分值不等于满分: the points do not add up to full marks.
    TotalIsNotFullMarks = "E0402" "total-is-not-full-marks" Error "总分值不等于满分" "the points do not add up to full marks";
    /// 指标下没有下级指标: an indicator without children.
    EmptyLevel = "E0403" "empty-level" Error "指标下没有下级指标" "an indicator without children";
    /// 指标没有上级: an indicator without a parent.
    OrphanIndicator = "E0404" "orphan-indicator" Error "指标没有上级" "an indicator without a parent";
    /// 编号不连续: a gap in the numbering.
    NumberingGap = "E0405" "numbering-gap" Warning "编号不连续" "a gap in the numbering";
    /// 指标没有评分标准: an indicator without a scoring rule.
    MissingRule = "E0406" "missing-rule" Error "指标没有评分标准" "an indicator without a scoring rule";
    /// 没有“评价方案”声明: no header declaration.
    MissingHeader = "E0407" "missing-header" Error "没有“评价方案”声明" "no header declaration";
    /// “评价方案”声明重复: two header declarations.
    RepeatedHeader = "E0408" "repeated-header" Error "“评价方案”声明重复" "two header declarations";
    /// 没有声明被评价的县: no county to evaluate.
    EmptyRoster = "E0409" "empty-roster" Error "没有声明被评价的县" "no county to evaluate";
    /// 县重复列出: a county listed twice.
    DuplicateCounty = "E0410" "duplicate-county" Error "县重复列出" "a county listed twice";
    /// 占位文字“待填写”没有换掉: a placeholder that was not replaced.
    PlaceholderLeft = "E0411" "placeholder-left" Warning "占位文字“待填写”没有换掉" "a placeholder that was not replaced";
    /// 县名像是漏了顿号: a county's name that looks like two.
    SuspectCounty = "E0412" "suspect-county" Warning "县名像是漏了顿号或没有列全" "a county's name that looks like two, or like an open list";
    /// 要点没有指标落实: a key point no indicator carries.
    KeyPointUncovered = "E0501" "key-point-uncovered" Error "要点没有指标落实" "a key point no indicator carries";
    /// 落实的要点不存在: a key point the mandate does not have.
    UnknownKeyPoint = "E0502" "unknown-key-point" Error "落实的要点不存在" "a key point the mandate does not have";
    /// 指标与所落实的要点没有共同的词: an indicator that shares no word with the key point it claims.
    UnrelatedClaim = "E0503" "unrelated-claim" Warning "指标与所落实的要点没有共同的词" "an indicator that shares no word with the key point it claims";
    /// 等次与省级规定不一致: grades other than the mandate's.
    GradeSet = "E0504" "grade-set" Error "等次与省级规定不一致" "grades other than the mandate's";
    /// 最高等次名额超过省级规定: a quota above the mandate's.
    QuotaTooLarge = "E0505" "quota-too-large" Error "最高等次名额超过省级规定" "a quota above the mandate's";
    /// 领导干部的要点没有指标落实: a leaders' key point no leaders' indicator carries.
    LeaderPointUncovered = "E0506" "leader-point-uncovered" Error "领导干部的要点没有指标落实" "a leaders' key point no leaders' indicator carries";
    /// 评价方式没有做到规定的结合: the mix of methods the mandate demands is not met.
    MethodMix = "E0507" "method-mix" Error "评价方式没有做到规定的结合" "the mix of methods the mandate demands is not met";
    /// 没有安排述职报告: no duty report of the leaders.
    NoDutyReport = "E0508" "no-duty-report" Error "没有安排述职报告" "no duty report of the leaders";
    /// 县级政府评价结果不是领导干部等次的主要依据: the government's result is not the main basis.
    MainBasis = "E0509" "main-basis" Error "县级政府评价结果不是领导干部等次的主要依据" "the government's result is not the main basis";
    /// 晚于省级规定的期限: later than the mandate's deadline.
    LateSubmission = "E0510" "late-submission" Error "晚于省级规定的期限" "later than the mandate's deadline";
    /// 公布早于省级抽查认定结果: results published before the province's.
    PublicationOrder = "E0511" "publication-order" Error "公布早于省级抽查认定结果" "results published before the province's";
    /// 评价总结缺少规定的部分: the summary lacks a part.
    SummaryParts = "E0512" "summary-parts" Error "评价总结缺少规定的部分" "the summary lacks a part";
    /// 问责情形没有处理: an accountability trigger without consequence.
    AccountabilityTrigger = "E0513" "accountability-trigger" Error "问责情形没有处理" "an accountability trigger without consequence";
    /// 年度与省级实施方案不一致: another year than the mandate's.
    YearMismatch = "E0514" "year-mismatch" Error "年度与省级实施方案不一致" "another year than the mandate's";
    /// 指标没有写明落实哪个要点: an indicator that names no key point.
    UnclaimedIndicator = "E0515" "unclaimed-indicator" Error "指标没有写明落实哪个要点" "an indicator that names no key point";
    /// 不认识的评价方式: a method the mandate does not know.
    UnknownMethod = "E0516" "unknown-method" Error "不认识的评价方式" "a method the mandate does not know";
    /// 得分会超出0分至本项分值: a score can leave 0 to the points.
    ScoreOutOfRange = "E0601" "score-out-of-range" Error "得分会超出0分至本项分值" "a score can leave 0 to the points";
    /// 得不到满分: full marks cannot be reached.
    FullMarksUnreachable = "E0602" "full-marks-unreachable" Error "得不到满分" "full marks cannot be reached";
    /// 分档漏掉了一些数值: bands that leave values out.
    BandGap = "E0603" "band-gap" Error "分档漏掉了一些数值" "bands that leave values out";
    /// 分档重叠: bands that overlap.
    BandOverlap = "E0604" "band-overlap" Error "分档重叠" "bands that overlap";
    /// 永远用不到的一档: a branch no value reaches.
    UnreachableBranch = "E0605" "unreachable-branch" Error "永远用不到的一档" "a branch no value reaches";
    /// 分母可能为0: a divisor that can be zero.
    DivisionByZero = "E0606" "division-by-zero" Error "分母可能为0" "a divisor that can be zero";
    /// 方向反了: a direction that rewards worse values.
    WrongDirection = "E0607" "wrong-direction" Error "方向反了" "a direction that rewards worse values";
    /// 扣分合计超过分值: deductions that add up to more than the points.
    FloorReachedEarly = "E0608" "floor-reached-early" Warning "扣分合计超过分值" "deductions that add up to more than the points";
    /// 扣分合计小于分值: deductions that cannot lose all points.
    RestNeverLost = "E0609" "rest-never-lost" Warning "扣分合计小于分值" "deductions that cannot lose all points";
    /// 限制永远不起作用: a limit that never bites.
    LimitNeverBites = "E0610" "limit-never-bites" Warning "限制永远不起作用" "a limit that never bites";
    /// 名次赋分没有写全: a list of points shorter than the counties.
    RankListShort = "E0611" "rank-list-short" Error "名次赋分没有写全" "a list of points shorter than the counties";
    /// 两个数值共用一个扣分没有说明怎样计: two rates share one step.
    TwoRates = "E0612" "two-rates" Error "两个数值共用一个扣分没有说明怎样计" "two rates share one step";
    /// 加分没有上限: an addition without a limit.
    UnlimitedAddition = "E0613" "unlimited-addition" Error "加分没有上限" "an addition without a limit";
    /// 权重之和不等于100%: weights that do not add up.
    WeightsDoNotAddUp = "E0614" "weights" Error "权重之和不等于100%" "weights that do not add up";
    /// “每低”“每高”没有比较的标准: a step without a target.
    StepWithoutTarget = "E0615" "step-without-target" Error "“每低”“每高”没有比较的标准" "a step without a target";
    /// 没有说明不适用怎样计分: no rule for not applicable.
    NotApplicableUnhandled = "E0616" "not-applicable-unhandled" Error "没有说明不适用怎样计分" "no rule for not applicable";
    /// 评议分数超出本项分值: a judged range beyond the points.
    JudgedRange = "E0617" "judged-range" Error "评议分数超出本项分值" "a judged range beyond the points";
    /// 前后列举的个数不一致: two lists of different length.
    SeriesLength = "E0618" "series-length" Error "前后列举的个数不一致" "two lists of different length";
    /// 不能断定: could not be decided.
    Undecided = "E0619" "undecided" Info "不能断定" "could not be decided";
    /// 文件未规定，按默认处理: a default was applied.
    DefaultApplied = "E0620" "default-applied" Info "文件未规定，按默认处理" "a default was applied";
    /// 既不重复又累计: counted once and accumulated at once.
    OnceAndAccumulate = "E0621" "once-and-accumulate" Error "既不重复又累计" "counted once and accumulated at once";
    /// 依次类推的前提不成立: and so on without equal steps.
    AndSoOn = "E0622" "and-so-on" Error "依次类推的前提不成立" "and so on without equal steps";
    /// 这一句不影响得分: a sentence without effect.
    PartWithoutEffect = "E0623" "part-without-effect" Error "这一句不影响得分" "a sentence without effect";
    /// 酌情扣分没有写幅度: a judged deduction without a range.
    OpenJudgement = "E0624" "open-judgement" Warning "酌情扣分没有写幅度" "a judged deduction without a range";
    /// 各县满分不同却一起定等次: totals out of different full marks.
    UnequalFullMarks = "E0625" "unequal-full-marks" Error "各县满分不同却一起定等次" "totals out of different full marks";
    /// 有两种读法: a sentence that can be read in two ways.
    TwoReadings = "E0627" "two-readings" Error "有两种读法" "two readings";
    /// 规模越大要求反而越低: a need that falls as its base grows.
    NeedFalls = "E0626" "need-falls" Warning "规模越大要求反而越低" "a need that falls as its base grows";
    /// 等次之间有空档: totals without a grade.
    GradeGap = "E0701" "grade-gap" Error "等次之间有空档" "totals without a grade";
    /// 等次重叠: totals with two grades.
    GradeOverlap = "E0702" "grade-overlap" Error "等次重叠" "totals with two grades";
    /// 情形永远不会发生: a result rule that can never fire.
    RuleNeverFires = "E0703" "rule-never-fires" Error "情形永远不会发生" "a result rule that can never fire";
    /// 没有这个等次: a grade that does not exist.
    UnknownGrade = "E0704" "unknown-grade" Error "没有这个等次" "a grade that does not exist";
    /// 没有写最高等次名额: no quota where the mandate sets one.
    QuotaMissing = "E0705" "quota-missing" Error "没有写最高等次名额" "no quota where the mandate sets one";
    /// 加分没有上限，总分可能无限: bonus points without a cap.
    BonusUnlimited = "E0706" "bonus-unlimited" Warning "加分没有上限，总分可能无限" "bonus points without a cap";
    /// 要求学校准备材料或增加师生负担: work for schools that the mandate forbids.
    SchoolBurden = "E0801" "school-burden" Error "要求学校准备材料或增加师生负担" "work for schools that the mandate forbids";
    /// 同一数据重复采集: the same datum asked for twice.
    DatumAskedTwice = "E0802" "datum-asked-twice" Warning "同一数据重复采集" "the same datum asked for twice";
    /// 一项数据有两个责任单位: a datum with two owners.
    TwoOwners = "E0803" "two-owners" Error "一项数据有两个责任单位" "a datum with two owners";
    /// 数据没有责任单位: a datum without an owner.
    OwnerMissing = "E0804" "owner-missing" Error "数据没有责任单位" "a datum without an owner";
    /// 数据没有来源: a datum without a source.
    SourceMissing = "E0805" "source-missing" Warning "数据没有来源" "a datum without a source";
    /// 流程时间不在规定的时限内: a step outside its window.
    DateOutOfWindow = "E0901" "date-out-of-window" Error "流程时间不在规定的时限内" "a step outside its window";
    /// 流程没有责任单位: a step without an owner.
    StepWithoutOwner = "E0902" "step-without-owner" Error "流程没有责任单位" "a step without an owner";
    /// 流程先后颠倒: steps in the wrong order.
    StepOrder = "E0903" "step-order" Error "流程先后颠倒" "steps in the wrong order";
    /// 缺少规定的流程: a required step is missing.
    StepMissing = "E0904" "step-missing" Error "缺少规定的流程" "a required step is missing";
    /// 用例结果不符: a test case gives another result.
    CaseFails = "E1001" "case-fails" Error "用例结果不符" "a test case gives another result";
    /// 省级实施方案被改动: the mandate was altered.
    AlteredMandate = "E1101" "altered-mandate" Error "省级实施方案被改动" "the mandate was altered";
    /// eval.toml 写错了: eval.toml is wrong.
    BadConfig = "E1102" "bad-config" Error "eval.toml 写错了" "eval.toml is wrong";
    /// 找不到省级实施方案: the mandate is not found.
    MandateMissing = "E1103" "mandate-missing" Error "找不到省级实施方案" "the mandate is not found";
    /// 没有 .eval 文件: no source file.
    NoSource = "E1104" "no-source" Error "没有 .eval 文件" "no source file";
    /// 数据文件读不出来: a data file that cannot be read.
    DataUnreadable = "E1110" "data-unreadable" Error "数据文件读不出来" "a data file that cannot be read";
    /// 数据文件太大: a data file beyond the limits.
    DataLimit = "E1111" "data-limit" Error "数据文件太大" "a data file beyond the limits";
    /// 数据文件不是这个年度或这套规则的: a data file of another year or other rules.
    DataStamp = "E1112" "data-stamp" Error "数据文件不是这个年度或这套规则的" "a data file of another year or other rules";
    /// 看不出数据表的样子: a table whose layout is not understood.
    DataLayout = "E1113" "data-layout" Error "看不出数据表的样子" "a table whose layout is not understood";
    /// 数据里没有这个名称: a column nobody declared.
    UnknownColumn = "E1114" "unknown-column" Error "数据里没有这个名称" "a column nobody declared";
    /// 计算出来的数据不用填: a computed datum was supplied.
    ComputedGiven = "E1115" "computed-given" Error "计算出来的数据不用填" "a computed datum was supplied";
    /// 同一列出现两次: a column that stands twice.
    RepeatedColumn = "E1116" "repeated-column" Error "同一列出现两次" "a column that stands twice";
    /// 表头的单位与声明不合: a header whose unit does not convert.
    ColumnUnit = "E1117" "column-unit" Error "表头的单位与声明不合" "a header whose unit does not convert";
    /// 县市区与名册不一致: counties that differ from the roster.
    RosterMismatch = "E1118" "roster-mismatch" Error "县市区与名册不一致" "counties that differ from the roster";
    /// 单元格的内容不合类型: a cell of the wrong kind.
    BadCell = "E1119" "bad-cell" Error "单元格的内容不合类型" "a cell of the wrong kind";
    /// 数值超出声明: a value outside its declaration.
    CellOutOfRange = "E1120" "cell-out-of-range" Error "数值超出声明" "a value outside its declaration";
    /// 同一个值填了两次: a value given twice.
    CellGivenTwice = "E1121" "cell-given-twice" Error "同一个值填了两次" "a value given twice";
    /// 缺报: missing data.
    DataMissing = "E1122" "data-missing" Error "缺报" "missing data";
    /// 工作簿的公式被改动: a formula of a returned workbook was overwritten.
    FormulaOverwritten = "E1123" "formula-overwritten" Error "工作簿的公式被改动" "an overwritten formula";
    /// 工作簿锁定的内容被改动: locked text of a returned workbook was altered.
    LockedAltered = "E1124" "locked-altered" Error "工作簿锁定的内容被改动" "altered locked content";
    /// 工作表被增删或隐藏: a sheet of a returned workbook was added, removed or hidden.
    SheetAltered = "E1125" "sheet-altered" Error "工作表被增删或隐藏" "a sheet added, removed or hidden";
    /// 行或列被隐藏: hidden rows or columns of a returned workbook.
    RowsHidden = "E1126" "rows-hidden" Warning "行或列被隐藏" "hidden rows or columns";
    /// 工作簿的保护或填写限制被改动: protection or entry rules of a returned workbook were changed.
    GuardAltered = "E1127" "guard-altered" Warning "工作簿的保护或填写限制被改动" "altered protection or entry rules";
    /// 单元格显示的不是它的值: a cell of a returned workbook hides its value or shows another.
    DisplayAltered = "E1128" "display-altered" Error "单元格显示的不是它的值" "a cell that does not show its value";
    /// 工作簿的名称被改动: a defined name of a returned workbook was changed.
    NameAltered = "E1129" "name-altered" Warning "工作簿的名称被改动" "an altered defined name";
    /// 评委评分合不成: marks of assessors that do not come together.
    JudgementOpen = "E1130" "judgement-open" Warning "评委评分合不成" "marks of assessors that do not come together";
    /// 评议还没有结果: a judgement without a value.
    JudgementPending = "E1131" "judgement-pending" Warning "评议还没有结果" "a judgement not given yet";
    /// 明细表没有这个县的行: a county without rows in a detail table others have rows in.
    NoRows = "E1132" "no-rows" Warning "明细表里没有这个县的行" "a county without rows in a detail table";
    /// 文件没有写全: a document without number, day of issue or issuer, or issued after the year; it counts as none.
    DocumentIncomplete = "E1133" "document-incomplete" Warning "文件没有写全" "an incomplete document";
    /// 百分数像是写成了小数: a percentage that looks like a fraction, such as 0.87 for 87%.
    FractionForPercent = "E1134" "fraction-for-percent" Warning "百分数像是写成了小数" "a percentage that looks like a fraction";
}

impl Code {
    /// The code with this printed form, in either case.
    pub fn find(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.id().eq_ignore_ascii_case(id) || c.slug() == id)
    }
}
