//! Names that are not declared (没有声明的名称): what may have been meant. Spec: findings/E0201.

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use crate::finding::{Code, Finding, Words};
use crate::syntax::tree::{AtomKind, Condition, EACH, Name, Subject};
use crate::syntax::{Computed, computed_first};
use crate::words;

impl Lowering<'_> {
    pub(super) fn undeclared(&mut self, name: &Name) {
        let text = &name.text;
        if text == EACH {
            self.sink.report(
                Finding::new(Code::UndeclaredName, words! { zh: "没有写“均”说的是哪几项", en: "of which values is `均` said?" })
                    .label(name.span, words! { zh: "前面没有并列说过几项", en: "no values were named together before" })
                    .help(words! { zh: "请把几项的名称写全，如“入学率、巩固率均达到90%”", en: "name them all, such as 入学率、巩固率均达到90%" }),
            );
            return;
        }
        let finding = Finding::new(Code::UndeclaredName, words! { zh: "“{text}”没有声明", en: "`{text}` is not declared" })
            .label(name.span, words! { zh: "在这里使用", en: "used here" });
        if let Some(help) = self.several_in_one(text) {
            self.sink.report(finding.help(help));
            return;
        }
        self.sink.report(match self.scope.nearest(text) {
            Some(near) => {
                self.mistaken.push(name.span);
                finding.help(words! { zh: "是不是“{near}”？", en: "did you mean `{near}`?" }).fix(name.span, near)
            }
            // One declaration mends every place.
            None if self.sink.has_said(&finding) => return,
            None if self.said_without_its_thing(text).is_some() => self.without_likeness(finding, name),
            None if is_chinese_number(text) => {
                finding.help(words! { zh: "数请用阿拉伯数字写，如“100%”", en: "write numbers with digits, such as 100%" })
            }
            None if counts_in_chinese(text) => {
                finding.help(words! { zh: "数请用阿拉伯数字写，如“3次以上”", en: "write numbers with digits, such as 3次以上" })
            }
            None => self.without_likeness(finding, name),
        });
    }

    /// 方案和制度, A、B平均达到95%, 小学、初中入学率: several declared things in words that are not read.
    fn several_in_one(&self, text: &str) -> Option<Words> {
        let known = |text: &str| self.scope.lookup(text, self.table).is_some();
        let fact_or_count = |of: &str| {
            let of = of.strip_suffix('的').unwrap_or(of);
            known(of) || self.fact_words(&Name { text: of.to_owned(), span: crate::source::Span::default() }).is_some()
        };
        // 弄虚作假的倒扣2分: besides losing all, or as any other deduction?
        if text.strip_suffix('倒').is_some_and(fact_or_count) {
            return Some(words! {
                zh: "“倒扣”：和别的一样扣的，写“扣…分”；先扣完再倒扣的，扣多少写足，并在最后写“可为负分”",
                en: "write 扣…分 if it is taken as any other; if the score falls below 0 write all that is taken, and 可为负分 at the end"
            });
        }
        // 平均 ends in 均, which is said of each.
        if let Some(last) = text.strip_suffix('平').filter(|last| known(last)) {
            return Some(words! {
                zh: "几项取平均的，请先声明“数据 平均率＝（…＋{last}）÷2”，再写“平均率达到95%”；每一项都要达到的，写“…、{last}均达到95%”",
                en: "for their mean declare 数据 平均率＝（…＋{last}）÷2 and compare that; if each must reach it, write …、{last}均达到95%"
            });
        }
        if let Some((names, said, how)) = self.computed_of(text).filter(|(names, ..)| names.len() > 1) {
            return Some(computed_first(&names, said, how));
        }
        let fact =
            |text: &str| known(text) || self.fact_words(&Name { text: text.to_owned(), span: crate::source::Span::default() }).is_some();
        for word in ["以及", "和", "及", "与", "并"] {
            let parts = text.match_indices(word).filter_map(|(at, word)| Some((text.get(..at)?, text.get(at + word.len()..)?)));
            let Some((one, other)) = parts.into_iter().find(|(one, other)| fact(one) && fact(other)) else { continue };
            let words = self.fact_words(&Name { text: one.to_owned(), span: crate::source::Span::default() });
            let turned = words.filter(|words| words.negated).and_then(|words| one.strip_suffix(words.name.text.as_str()));
            if let Some(no) = turned.filter(|no| !no.is_empty()) {
                return Some(words! {
                    zh: "“{one}”“{other}”是两件事，中间不写“{word}”，“{no}”也不知道管不管后一件：两件都没有的写“{one}且{no}{other}”，有一件没有就算的写“{one}或{no}{other}”",
                    en: "these are two: write {one}且{no}{other} for neither, {one}或{no}{other} if one is lacking"
                });
            }
            return Some(words! {
                zh: "“{one}”“{other}”是两件事，中间不写“{word}”：都要的写“{one}且{other}”，后面有“齐全”“均…”的写“{one}、{other}”；有一件就算的写“{one}或{other}”",
                en: "these are two: write {one}且{other} for both (、 before 齐全 or 均), {one}或{other} for either"
            });
        }
        // 小学、初中入学率均达到100%
        let longer = self.scope.beginning_with(text)?;
        let rest = longer.strip_prefix(text)?;
        Some(words! {
            zh: "是不是“{longer}”？几项并列时每一项都写全名，“{rest}”不能只写在最后一项上",
            en: "did you mean `{longer}`? Each of several names is written in full, not with {rest} at the last only"
        })
    }

    /// 入学率与巩固率的平均值, and 巩固率合计 behind 入学率、: the data a number is computed of, what it is, and how.
    fn computed_of<'t>(&self, text: &'t str) -> Option<(Vec<&'t str>, &'static str, Computed)> {
        use Computed::{Difference, Mean, Sum};
        let kinds = [("合计", Sum), ("总和", Sum), ("之差", Difference), ("差值", Difference), ("平均值", Mean), ("平均数", Mean)];
        let (of, said, how) = kinds.into_iter().find_map(|(said, how)| Some((text.strip_suffix(said)?, said, how)))?;
        let of = ["两项", "2项", "三项", "3项", "的"].into_iter().find_map(|word| of.strip_suffix(word)).unwrap_or(of);
        let is_number = |name: &str| match self.scope.lookup(name, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|signature| matches!(signature.ty, Type::Number(_))),
            _ => false,
        };
        // A name may hold 与 or 和 itself.
        let names = if is_number(of) { vec![of] } else { of.split(['与', '和']).collect() };
        names.iter().all(|name| is_number(name)).then_some((names, said, how))
    }

    /// 入学率、巩固率合计达到190%: not two conditions, but one of both.
    pub(super) fn compares_what_is_computed(&mut self, condition: &Condition) -> bool {
        let Some(AtomKind::Comparison { subject: Some(Subject::Name(last)), .. }) = condition.rest.last().map(|(_, atom)| &atom.kind)
        else {
            return false;
        };
        let text = &last.text;
        let Some((mut names, said, how)) = self.computed_of(text).filter(|_| self.scope.lookup(text, self.table).is_none()) else {
            return false;
        };
        names.insert(0, "…");
        self.sink.report(
            Finding::new(Code::UndeclaredName, words! { zh: "“{text}”没有声明", en: "`{text}` is not declared" })
                .label(last.span, words! { zh: "在这里使用", en: "used here" })
                .help(computed_first(&names, said, how)),
        );
        true
    }

    /// What an assessor is to judge (酌情), and is not declared.
    pub(super) fn undeclared_judgement(&mut self, name: &Name) {
        let text = &name.text;
        let finding = Finding::new(Code::UndeclaredName, words! { zh: "“{text}”没有声明", en: "`{text}` is not declared" })
            .label(name.span, words! { zh: "要由评议定分", en: "to be judged" });
        if !self.sink.has_said(&finding) {
            self.sink.report(finding.help(words! {
                zh: "酌情定分的要声明成评议：请先写一行“数据 {text}：评议”",
                en: "what is judged is declared so: `数据 {text}：评议`"
            }));
        }
    }

    /// A column its table does not have.
    pub(super) fn undeclared_column(&mut self, table: &Name, column: &Name) {
        let (table, text) = (&table.text, &column.text);
        let finding = Finding::new(
            Code::UndeclaredName,
            words! { zh: "明细表“{table}”没有“{text}”这一列", en: "the table `{table}` has no column `{text}`" },
        );
        if self.sink.has_said(&finding) {
            return;
        }
        self.sink.report(finding.label(column.span, words! { zh: "在这里使用", en: "used here" }).help(words! {
            zh: "请在“明细表 {table}”下面加一行“列 {text}：…”",
            en: "add `列 {text}：…` below `明细表 {table}`"
        }));
    }

    /// A table that is used and not declared.
    pub(super) fn undeclared_table(&mut self, table: &Name) {
        let text = &table.text;
        let finding = Finding::new(Code::UndeclaredName, words! { zh: "“{text}”没有声明", en: "`{text}` is not declared" });
        if self.sink.has_said(&finding) {
            return;
        }
        self.sink.report(finding.label(table.span, words! { zh: "在这里使用", en: "used here" }).help(words! {
            zh: "请写一行“明细表 {text}”，下面逐行写它的列",
            en: "declare it first: `明细表 {text}` with its columns below"
        }));
    }

    /// What may be said of a fact, a level, a day or a count whose name stands in words that are not read.
    fn said_of_its_kind(&self, known: &str, text: &str, name: &Name) -> Option<crate::finding::Words> {
        let ty = self.type_named(&Name { text: known.to_owned(), span: name.span })?;
        Some(match ty {
            Type::Bool if known.starts_with('有') => return None,
            Type::Bool => words! {
                zh: "“{known}”是“是否”的数据：有的写“{known}的得…分”，没有的写“没有{known}的…”，不写“{text}”；如果“{text}”整个是另一项数据，请先声明",
                en: "`{known}` is yes or no: write {known}的得…分 or 没有{known}的…; declare `{text}` if it is another datum"
            },
            Type::Level(levels) => {
                let level = levels.first().cloned().unwrap_or_default();
                words! {
                    zh: "“{known}”是分等级的数据，请写“{known}为{level}”“{known}达到{level}”；如果“{text}”整个是另一项数据，请先声明",
                    en: "`{known}` has levels: write {known}为{level} or {known}达到{level}; declare `{text}` if it is another datum"
                }
            }
            Type::Date => words! {
                zh: "“{known}”是日期，请写“{known}不晚于…月…日”“每迟1天扣…分”“未报的…”；如果“{text}”整个是另一项数据，请先声明",
                en: "`{known}` is a day: write {known}不晚于…月…日, 每迟1天扣…分, 未报的…; declare `{text}` if it is another datum"
            },
            Type::Number(unit) if unit.is_count() && !unit.is_pure() => {
                let unit = unit.word().to_owned();
                words! {
                    zh: "“{known}”数的是{unit}，请写“{known}3{unit}以上”“{known}每1{unit}扣…分”“没有{known}”；如果“{text}”整个是另一项数据，请先声明",
                    en: "`{known}` counts {unit}: write {known}3{unit}以上, {known}每1{unit}扣…分 or 没有{known}; declare `{text}` if it is another datum"
                }
            }
            _ => return None,
        })
    }

    /// What helps where no declared name is like the one written.
    fn without_likeness(&self, finding: Finding, name: &Name) -> Finding {
        let text = &name.text;
        if let Some(help) = self.said_without_its_thing(text) {
            return finding.help(help);
        }
        // 考核等次良好以上
        let short = ["及以上", "以上"].into_iter().find_map(|tail| text.strip_suffix(tail));
        if let Some((of, level)) = short.and_then(|short| self.level_words(&Name { text: short.to_owned(), span: name.span }, None))
            && let Some(of) = of.map(|of| of.text)
        {
            let (level, meant) = (&level.text, format!("{of}达到{}", level.text));
            let help = words! { zh: "“{level}”是“{of}”的一档，请写“{meant}”", en: "`{level}` is a level of `{of}`: write {meant}" };
            return finding.help(help).fix(name.span, meant);
        }
        // 优秀的得5分: whose level is it?
        let graded = self.scope.data_with_level(text);
        if let [of] = graded.as_slice() {
            let help = words! { zh: "“{text}”是“{of}”的一档，请写“{of}为{text}”", en: "`{text}` is a level of `{of}`: write {of}为{text}" };
            return finding.help(help).fix(name.span, format!("{of}为{text}"));
        }
        if let [first, ..] = graded.as_slice() {
            let all = graded.join("、");
            return finding.help(words! {
                zh: "{all}都有“{text}”这一档，请写明是哪一项，如“{first}为{text}”",
                en: "`{text}` is a level of {all}: say which, such as {first}为{text}"
            });
        }
        // 基础分8分，省级表彰每次加0.5分
        if ["基础分", "基本分", "基准分", "起评分"].iter().any(|word| text.starts_with(word)) {
            return finding.help(words! {
                zh: "起点的分写成一个条件的得分，如“没有越级上访得8分，每起扣0.5分；省级表彰每次加0.5分，最多得10分”",
                en: "write what it begins with as the points of a case: 没有越级上访得8分，每起扣0.5分；省级表彰每次加0.5分，最多得10分"
            });
        }
        // 在此基础上有方案的再得1分
        if text.starts_with("在此基础上") || (text.starts_with('在') && text.contains("基础上")) {
            return finding.help(words! {
                zh: "请把前面的条件写进来，如“达到95%且有方案的再得1分”；不管前面得不得都加的，删去“在…基础上”",
                en: "write the case before into the condition: 达到95%且有方案的再得1分; leave 在…基础上 out if it is earned anyway"
            });
        }
        // 完成数没有达到任务数
        if let Some(of) = text.strip_suffix("没有").filter(|of| self.scope.lookup(of, self.table).is_some()) {
            return finding.help(words! { zh: "请把“没有达到”写成“未达到”：“{of}未达到…”", en: "write {of}未达到… for 没有达到" });
        }
        // 完成率乘以3分
        if let Some(of) = text.strip_suffix("乘以") {
            return finding
                .help(words! { zh: "请写成“{of}乘以本项分值”；别的算式用“公式”", en: "write {of}乘以本项分值, or a formula (公式)" });
        }
        // 一类县入学率达到95%得3分
        let groups = text.char_indices().skip(1).filter_map(|(at, _)| Some((text.get(..at)?, text.get(at..)?)));
        let known = |text: &str| self.scope.lookup(text, self.table);
        if let Some((group, of)) =
            groups.into_iter().find(|(group, of)| matches!(known(group), Some(Symbol::Group(_))) && known(of).is_some())
        {
            return finding.help(words! {
                zh: "“{group}”是分组：各组标准不同的，写成“{of}达到（{group}95%、…）得…分”，把各组都列上；只说这一组的，写“{group}且{of}…”",
                en: "`{group}` is a group: write {of}达到（{group}95%、…）得…分 with every group, or {group}且{of}… for this one alone"
            });
        }
        // 投入增长的不扣分, 下降不超过5%: a move since last year.
        let moves = ["增长", "增加", "提高", "上升", "下降", "降低", "减少"];
        let moved = moves.into_iter().find_map(|word| Some((text.strip_suffix(word)?, word)));
        if let Some((of, word)) = moved.filter(|(of, _)| of.is_empty() || known(of).is_some()) {
            return finding.help(words! {
                zh: "与上年比的，写“{of}比上年{word}”；后面可以写“5%以上”“不足5%”“超过5%”“5%以内”",
                en: "against last year write {of}比上年{word}, with 5%以上, 不足5%, 超过5% or 5%以内 behind it"
            });
        }
        // 负增长5%以上
        if text == "负" {
            return finding.help(
                words! { zh: "“负增长”后面有数的，写“下降5%以上”这样", en: "with a figure write 下降5%以上 instead of 负增长5%以上" },
            );
        }
        // 逾期每天扣0.5分
        if let Some(way) = ["逾期", "迟报", "延迟", "推迟", "提前"].into_iter().find(|way| text == way) {
            return finding.help(words! {
                zh: "“{way}”前面要写是哪个日期，并写成“每{way}1天扣…分”，如“报送日不晚于10月31日得2分，每{way}1天扣0.5分”",
                en: "name the day it is measured from and write 每{way}1天扣…分"
            });
        }
        // 每学期召开会议: a period that the datum itself must be asked for.
        let periods =
            [("每学期", "学期数", 2), ("每季度", "季度数", 4), ("每半年", "半年数", 2), ("每月", "月数", 12), ("每周", "周数", 53)];
        if let Some((period, number, most)) = periods.into_iter().find(|(word, ..)| text.starts_with(word)) {
            return finding.help(words! {
                zh: "“{period}”请写进数据：如声明“数据 有会议的{number}：个，整数，0至{most}”，再写“有会议的{number}达到{most}个得…分”",
                en: "let the datum count it: declare how many of them had one, and compare that number"
            });
        }
        // 入学率较高: a declared name, and words that say nothing here.
        if let Some(known) = self.scope.declared_within(text) {
            if let Some(help) = self.said_of_its_kind(&known, text, name) {
                return finding.help(help);
            }
            return finding.help(words! {
                zh: "“{known}”已经声明，“{text}”没有：如果整个是另一项数据，请先声明；如果说的是“{known}”怎样，请换成“达到”“不低于”“每低”这样的说法",
                en: "`{known}` is declared, `{text}` is not: declare it, or say what of `{known}` is meant with words such as 达到, 不低于, 每低"
            });
        }
        finding.help(words! {
            zh: "请先写一行“数据 {text}：…”，说明它的类型和取值范围",
            en: "declare it first: `数据 {text}：…` with type and range"
        })
    }
}

/// 会议三次以上, 两起以上, 一次
fn counts_in_chinese(text: &str) -> bool {
    let digits = |c: char| "一二两三四五六七八九十".contains(c);
    let short = text.strip_suffix("以上").or_else(|| text.strip_suffix("以下")).or_else(|| text.strip_suffix("以内"));
    short.is_some_and(|rest| rest.contains(digits)) || (text.starts_with(digits) && text.chars().count() <= 3)
}

/// 百分之百, 八十五
fn is_chinese_number(text: &str) -> bool {
    text.chars().all(|c| "零〇一二两三四五六七八九十百千万分之点半".contains(c))
}
