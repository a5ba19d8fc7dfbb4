//! What is left out or said by the way (没有写全的): 未成立, 一项未达标, 按要求落实…，, （…除外）. Spec: findings/E0110, E0201, E0309.

use super::fact_words::DOINGS;
use super::lowering::Lowering;
use crate::finding::{Code, Finding, Words};
use crate::source::Span;
use crate::syntax::tree::{AtomKind, Condition, Formula, FormulaKind, Name, Subject};
use crate::words;

/// What a preface begins with: it asks for something and measures nothing.
const PREFACES: [&str; 20] = [
    "全面",
    "按照",
    "按",
    "根据",
    "依据",
    "落实",
    "切实",
    "严格",
    "认真",
    "加强",
    "推进",
    "坚持",
    "依法",
    "积极",
    "大力",
    "高度重视",
    "不断",
    "进一步",
    "深入",
    "确保",
];

impl Lowering<'_> {
    /// 未成立的 without what, 一项未达标的 without which.
    pub(super) fn said_without_its_thing(&self, text: &str) -> Option<Words> {
        let counts = [
            "有一项",
            "其中一项",
            "仅有一项",
            "仅一项",
            "只有一项",
            "任意一项",
            "一项",
            "任意两项",
            "其中两项",
            "具备两项",
            "具备一项",
            "做到一项",
            "满足一项",
            "两项均",
            "两项",
            "三项",
            "1项",
            "2项",
        ];
        if counts.iter().any(|count| text.starts_with(count)) {
            return Some(words! {
                zh: "按几项中的几项计的，先写清是哪几项：几件事都有没有的，写“方案、制度齐全得3分，缺1项得2分，缺2项得1分”或“每缺1项扣1分”；几个标准达到一个就得分的，写“甲达到95%或乙达到90%得2分”；有几个不达标扣几次的，写“有下列情形之一的，每项扣1分：①入学率低于95%；②巩固率低于90%”",
                en: "to count several things name them: 方案、制度齐全得3分，缺1项得2分; for standards 甲达到95%或乙达到90%得2分, or 有下列情形之一的，每项扣1分：①…；②…"
            });
        }
        if ["均无", "都无", "均没有", "都没有", "均有", "都有"].contains(&text) {
            return Some(words! {
                zh: "请写全是哪几项，如“方案、制度{text}的得…分”“方案、制度均无的不得分”",
                en: "name them all, such as 方案、制度{text}的 or 方案、制度均无的不得分"
            });
        }
        let undone = ["尚未", "没有", "未", "不"].iter().find_map(|word| Some((*word, text.strip_prefix(word)?)))?;
        let states = [
            "公开",
            "公示",
            "落实",
            "完成",
            "整改",
            "达标",
            "报送",
            "上报",
            "执行",
            "实施",
            "落实到位",
            "整改到位",
            "到位",
            "合格",
            "完善",
            "规范",
        ];
        let (no, doing) = undone;
        (DOINGS.contains(&doing) || states.contains(&doing)).then(|| {
            words! {
                zh: "请写全没有的是什么，如“{no}{doing}方案的不得分”；前面各种情形以外都一样计的，写“否则不得分”",
                en: "say what is lacking, such as {no}{doing}方案的不得分, or 否则不得分 for all other cases"
            }
        })
    }

    /// 全面消除超大班额，比例低于5%得3分: the first part measures nothing. Reports it.
    pub(super) fn begins_with_a_preface(&mut self, condition: &Condition) -> bool {
        if self.names_groups_alone(condition) {
            return true;
        }
        let AtomKind::Fact(first) = &condition.first.kind else { return false };
        let outside = |text: &'_ str| ["以外", "之外", "外"].into_iter().find_map(|word| text.strip_suffix(word).map(str::len));
        let without = first.text.strip_prefix('除').and_then(|text| text.get(..outside(text)?));
        if let Some(without) = without.or_else(|| first.text.strip_suffix("除外")) {
            let without = without.trim_end_matches("情形").trim_end_matches('的');
            self.sink.report(
                Finding::new(Code::MixedConnectives, words! { zh: "“除…外”不知道管哪一些", en: "of what is 除…外 said?" })
                    .label(first.span, words! { zh: "这个例外", en: "this exception" })
                    .help(words! {
                        zh: "例外请写在扣分的后面：“…的扣…分，但{without}的不扣分”，或在条件里写“且未{without}”",
                        en: "write the exception behind what is lost: …扣…分，但{without}的不扣分, or 且未{without} in the condition"
                    }),
            );
            return true;
        }
        if !PREFACES.iter().any(|word| first.text.starts_with(word)) || self.fact_words(first).is_some() {
            return false;
        }
        let text = &first.text;
        self.sink.report(
            Finding::new(
                Code::MixedConnectives,
                words! { zh: "句子前面的“{text}”不是条件", en: "`{text}` in front is no condition" },
            )
            .label(first.span, words! { zh: "这里没有可以比较的数据", en: "nothing is measured here" })
            .help(words! {
                zh: "评分标准从数据写起：请删去这一句，或移到“说明”“要求”里；它本身要查的，声明成一项“是否”的数据，再用“且”连起来",
                en: "a rule begins with what is measured: delete this, or put it into 说明; if it is checked itself, declare it as 是否 and join it by 且"
            }),
        );
        true
    }

    /// 入学率城区达到50%、农村县达到60%: of each group its own standard, without the brackets. Reports it.
    fn names_groups_alone(&mut self, condition: &Condition) -> bool {
        let AtomKind::Comparison { subject: Some(Subject::Name(first)), .. } = &condition.first.kind else { return false };
        let others = condition.rest.iter().all(|(_, atom)| matches!(&atom.kind, AtomKind::Comparison { subject: Some(Subject::Name(name)), .. } if self.scope.lookup(&name.text, self.table).is_none()));
        let known = self.scope.lookup(&first.text, self.table).is_some();
        let of = self.scope.declared_within(&first.text).filter(|of| !known && others && first.text.starts_with(of.as_str()));
        let Some((of, group)) = of.and_then(|of| Some((of.clone(), first.text.strip_prefix(of.as_str())?.to_owned()))) else {
            return false;
        };
        self.sink.report(
            Finding::new(Code::UndeclaredName, words! { zh: "“{of}{group}”没有声明", en: "`{of}{group}` is not declared" })
                .label(first.span, words! { zh: "在这里使用", en: "used here" })
                .help(words! {
                    zh: "各组标准不同的，写成“{of}达到（{group}50%、…60%）得…分”，把各组都列上；组名先用“分组”声明；是两项数据的，分别声明",
                    en: "for a standard of each group write {of}达到（{group}50%、…60%）得…分 with every group, declared by 分组"
                }),
        );
        true
    }

    /// 每高0.01扣0.2分 of a percentage: a hundredth of the whole, or of a percentage point?
    pub(super) fn percent_without_unit(&mut self, span: Span) {
        self.sink.report(
            Finding::new(Code::UnitMismatch, words! { zh: "百分比上差多少，没有写单位", en: "a distance of a percentage has no unit" })
                .label(span, words! { zh: "这里没有写“个百分点”", en: "个百分点 is not written" })
                .help(words! {
                    zh: "请写“每低1个百分点”“每高0.5个百分点”；差异系数这样以小数报的数，请把数据声明成“倍”，如“数据 差异系数：倍，2位小数，0至2”",
                    en: "write 每低1个百分点; declare what is reported as a decimal, such as a coefficient, in 倍"
                }),
        );
    }

    /// 教育投入占财政支出的比例不低于上年: only a datum has a last year.
    pub(super) fn no_earlier_years(&mut self, span: Span) {
        self.sink.report(
            Finding::new(Code::WrongArguments, words! { zh: "只有数据才有往年数", en: "only a datum has earlier years" })
                .label(span, words! { zh: "这里", en: "here" })
                .help(words! {
                    zh: "请把这个比例先声明成数据，如“数据 投入占比＝教育投入÷财政支出”，两项都要“含上年”，再写“投入占比不低于上年”“投入占比比上年提高”",
                    en: "declare the share as a datum, 数据 投入占比＝教育投入÷财政支出 of two data with 含上年, and write 投入占比不低于上年"
                }),
        );
    }

    /// 入学率、巩固率均达到90%得3分，每缺一项扣1分: standards are missed, things are lacking.
    pub(super) fn lacking_standards(&mut self, span: Span) {
        self.no_target_of(
            span,
            words! {
                zh: "几个标准，有一项不达标扣一次的，写“有下列情形之一的，每项扣1分：①入学率低于95%；②巩固率低于90%”",
                en: "for each standard that is missed write 有下列情形之一的，每项扣1分：①入学率低于95%；②巩固率低于90%"
            },
        );
    }

    /// 有一项未达标扣1分 behind nothing that has several standards.
    pub(super) fn missed_of_nothing(&mut self, span: Span) {
        self.no_target_of(
            span,
            words! {
                zh: "前面要写明是哪几项标准、一共得几分：如“入学率达到95%且巩固率达到90%得4分，每有一项未达到扣2分”",
                en: "name the standards and their points before it: 入学率达到95%且巩固率达到90%得4分，每有一项未达到扣2分"
            },
        );
    }

    /// 缺一项扣1分 with no items before it, 每降一个等次扣1分: what to write for a step that measures from nothing.
    pub(super) fn step_of_nothing(&mut self, unit: &str, span: Span) {
        if super::step::counts_facts(unit) {
            self.no_target_of(
                span,
                words! {
                    zh: "“缺一项”前面要写明是哪几项，用“、”并列：如“方案、制度、总结齐全得3分，每缺1项扣1分”",
                    en: "name the items before it, parted by 、: 方案、制度、总结齐全得3分，每缺1项扣1分"
                },
            );
        } else if ["等次", "档次", "等级", "档", "级", "等"].contains(&unit.trim_start_matches('个')) {
            self.no_target_of(
                span,
                words! {
                    zh: "等次之间差几个不能算，各等次分别写：如“为甲等得3分，为乙等得2分，其余不得分”",
                    en: "levels have no distance: write each of them, as in 为甲等得3分，为乙等得2分，其余不得分"
                },
            );
        } else {
            self.no_target(span);
        }
    }

    /// 挤占编制（经批准的除外）: an exception, or what is counted in, in brackets behind a name. Reports it.
    pub(super) fn is_exception(&mut self, name: &Name, arguments: &[Formula]) -> bool {
        let [Formula { kind: FormulaKind::Name(inside), span }] = arguments else { return false };
        if self.scope.lookup(&name.text, self.table).is_none() {
            return false;
        }
        let (of, inside, span) = (&name.text, &inside.text, *span);
        let help = if let Some(left_out) = inside.strip_suffix("除外") {
            let left_out = left_out.trim_end_matches('的').trim_start_matches('已');
            words! {
                zh: "例外请写成条件：能单独认定的，在后面写“但{left_out}的不扣分”，或写“{of}且未{left_out}”；数数时要剔除的，写进数据“{of}”的“口径”",
                en: "write an exception as a condition, 但{left_out}的不扣分, or put it into 口径 of the datum if it is not counted"
            }
        } else if inside.starts_with('含') || inside.starts_with("包括") || inside.starts_with("不含") {
            words! {
                zh: "“{inside}”说的是数据算哪些，请写进数据“{of}”的“口径”，这里只写“{of}”",
                en: "what is counted in goes into 口径 of the datum; write its name alone here"
            }
        } else {
            return false;
        };
        let finding =
            Finding::new(Code::WrongArguments, words! { zh: "“{of}”后面的括号读不了", en: "the brackets behind `{of}` cannot be read" })
                .label(span, words! { zh: "括号里", en: "in the brackets" })
                .help(help);
        self.sink.report(finding);
        true
    }
}
