//! Sentences that can be read in two ways (两种读法): both wordings are shown, none is taken. Here is how a finding of this kind looks and
//! what single clauses and conditions leave open; `whole_chain` looks at what clauses leave open together. Spec: §6.4, findings/E0627.

use super::fact_words::is_done;
use super::lowering::Lowering;
use super::scope::Type;
use super::typed::Typed;
use crate::expr::{CmpOp, Expr, Number, Unit};
use crate::finding::{Code, Finding, Words};
use crate::source::Span;
use crate::syntax::tree::{
    Atom, AtomKind, Clause, ClauseKind, Condition, Connective, Direction, Name, Operand, PopulationWord, PredicateKind, Quantity, Ranked,
    Step,
};
use crate::words;

impl Lowering<'_> {
    pub(super) fn two_readings(&mut self, span: Span, asks: Words, help: Words) {
        let title = words! { zh: "这里有两种读法，得分不同", en: "this can be read in two ways that score differently" };
        self.sink.report(Finding::new(Code::TwoReadings, title).label(span, asks).help(help));
    }

    /// 没有体罚或补课: is what follows 或 without as well?
    pub(super) fn negates_more(&mut self, condition: &Condition) -> bool {
        let AtomKind::Fact(first) = &condition.first.kind else { return false };
        let Some(negated) = self.fact_words(first).filter(|words| words.negated) else { return false };
        let bare = |atom: &Atom| match &atom.kind {
            // 未成立领导小组或制定工作方案
            AtomKind::Fact(name) => self.fact_words(name).filter(|words| words.bare || is_done(&name.text)).map(|words| words.name.text),
            _ => None,
        };
        let joins = |(connective, atom): &(Connective, Atom)| Some((*connective, bare(atom)?));
        let Some((connective, other)) = condition.rest.iter().find_map(joins) else { return false };
        let word = first.text.strip_suffix(negated.name.text.as_str()).unwrap_or_default();
        // 制度不健全或公示: it stands inside the first.
        if word.is_empty() {
            return false;
        }
        let one = &negated.name.text;
        let (joint, en) = if connective == Connective::And { ("且", "and") } else { ("或", "or") };
        self.two_readings(
            condition.span,
            words! { zh: "“{word}”只管“{one}”，还是也管“{other}”？", en: "is `{word}` said of `{one}` alone, or of `{other}`, too?" },
            words! {
                zh: "都管的，每一项前面都写：“{word}{one}且{word}{other}”（一项也没有），或“{word}{one}或{word}{other}”（有一项没有就算）；只管前一项的，写“{word}{one}{joint}有{other}”",
                en: "repeat `{word}` before each, or write 有{other} ({en}) if it is said of the first only"
            },
        );
        true
    }

    /// 增长或下降3%以内: any rise, or one of no more than 3 %, too?
    pub(super) fn figure_of_both(&mut self, condition: &Condition) -> bool {
        let predicates = |atom: &Atom| match &atom.kind {
            AtomKind::Comparison { predicates, .. } => predicates.clone(),
            _ => Vec::new(),
        };
        let mut before = predicates(&condition.first);
        for (connective, atom) in &condition.rest {
            let own = predicates(atom);
            let change = match before.as_slice() {
                [only] => match &only.kind {
                    PredicateKind::Compare { op, operand: Operand::LastYear(_), .. } => Some(*op),
                    _ => None,
                },
                _ => None,
            };
            let figure = own.last().and_then(|last| match &last.kind {
                PredicateKind::ExceedsBy { above, operand: Operand::LastYear(_), by, .. } => Some((*above, by)),
                _ => None,
            });
            if let (Connective::Or, Some(change), Some((above, by))) = (connective, change, figure)
                && change == if above { CmpOp::Lt } else { CmpOp::Gt }
                && matches!(&atom.kind, AtomKind::Comparison { subject: None, .. })
            {
                let figure = format!("{}{}", by.number, by.unit);
                let (first, second) = if above { ("下降", "增长") } else { ("增长", "下降") };
                self.two_readings(
                    atom.span,
                    words! { zh: "“{figure}”只管“{second}”，还是也管“{first}”？", en: "is {figure} said of {second} alone, or of {first}, too?" },
                    words! {
                        zh: "都管的，写“{first}{figure}以内或{second}{figure}以内”这样；只管“{second}”的，分成两档写",
                        en: "write the figure behind both, such as {first}{figure}以内或{second}{figure}以内, or two cases"
                    },
                );
                return true;
            }
            before = own;
        }
        false
    }

    /// 方案、制度未建立: is what is said at the end said of those before, too?
    pub(super) fn negates_those_before(&mut self, condition: &Condition) -> bool {
        let fact = |atom: &Atom| if let AtomKind::Fact(name) = &atom.kind { Some(name.clone()) } else { None };
        let atoms: Vec<Option<Name>> =
            std::iter::once(fact(&condition.first)).chain(condition.rest.iter().map(|(_, atom)| fact(atom))).collect();
        atoms.windows(2).any(|pair| {
            let [Some(first), Some(second)] = pair else { return false };
            self.is_negated_with(first, second)
        })
    }

    /// Whether a bare fact stands before one that is turned round at its end; says so.
    fn is_negated_with(&mut self, first: &Name, second: &Name) -> bool {
        let bare = self.fact_words(first).is_some_and(|words| words.bare);
        let behind = |words: &super::fact_words::FactWords| words.negated && !second.text.ends_with(&words.name.text);
        let Some(negated) = self.fact_words(second).filter(|words| bare && behind(words)) else { return false };
        let (one, other, all) = (&first.text, &negated.name.text, &second.text);
        self.two_readings(
            first.span.to(second.span),
            words! { zh: "“{all}”只说“{other}”，还是也说“{one}”？", en: "is this said of `{other}` alone, or of `{one}`, too?" },
            words! {
                zh: "每一项都写出来：“没有{one}的…，没有{other}的…”；“{one}”是有了才算的，写“有{one}”",
                en: "say it of each: 没有{one}的…，没有{other}的…; or write 有{one} if that is what counts"
            },
        );
        true
    }

    /// 规划印发，列入预算或按进度: the comma may be 且.
    pub(super) fn pauses_before_or(&mut self, condition: &Condition) -> bool {
        let has = |wanted: Connective| condition.rest.iter().any(|(connective, _)| *connective == wanted);
        let open = has(Connective::Pause) && has(Connective::Or);
        if open {
            self.two_readings(
                condition.span,
                words! { zh: "逗号是“且”还是“或”？", en: "is the comma 且 (and) or 或 (or)?" },
                words! {
                    zh: "任何一项都算的，用顿号：“甲、乙或丙”；逗号前面的也要满足的，写“甲且（乙或丙）”",
                    en: "write 甲、乙或丙 if any will do, or 甲且（乙或丙） if what stands before the comma must hold, too"
                },
            );
        }
        open
    }

    /// 5个百分点以上 of a percentage: its value is no difference.
    pub(super) fn is_a_difference(&self, subject: &Typed, by: &Quantity) -> bool {
        by.unit.ends_with("百分点") && subject.unit().is_some_and(|unit| unit.is_percent() && !unit.word().ends_with("百分点"))
    }

    pub(super) fn difference_of_what(&mut self, span: Span, by: &Quantity) {
        let number = &by.number;
        self.two_readings(
            span,
            words! { zh: "百分点是两个比率之差，比谁高或低？", en: "percentage points are a difference: from what?" },
            words! {
                zh: "与标准相差的，写“低{number}个百分点以上”“高于全市平均数{number}个百分点以上”这样；本身是百分之几的，写“{number}%”",
                en: "write 低{number}个百分点以上 for a distance, or {number}% for the value itself"
            },
        );
    }

    /// 低2个百分点的扣1分: exactly so much, of what lies between whole steps, too.
    pub(super) fn just_of_a_share(&mut self, span: Span, by: &Quantity) {
        let size = format!("{}{}", by.number, by.unit);
        self.two_readings(
            span,
            words! { zh: "正好{size}，还是{size}以上？", en: "exactly {size}, or at least?" },
            words! {
                zh: "请写“低{size}以上”“低{size}以内”这样；每{size}都算的，写“每低{size}”",
                en: "add 以上 or 以内; write 每 in front if each {size} counts"
            },
        );
    }

    /// 缺额5人扣2分
    pub(super) fn each_or_from(&mut self, span: Span, step: &Step) {
        let size = format!("{}{}", step.size, step.unit);
        self.two_readings(
            span,
            words! { zh: "每{size}算一次，还是{size}以上只算一次？", en: "for each {size}, or once for {size} and more?" },
            words! { zh: "请写“每{size}”或“{size}以上”", en: "write 每{size} or {size}以上" },
        );
    }

    /// 不足5人的按5人计 behind 每10人.
    pub(super) fn other_partial(&mut self, span: Span, whole: &str) {
        self.two_readings(
            span,
            words! { zh: "前面是每{whole}一步，不足一步的怎样计？", en: "a step is {whole}: how does a part of it count?" },
            words! {
                zh: "请写“不足{whole}的按{whole}计”“不足{whole}的按比例计分”或“不足{whole}的不计”",
                en: "write 不足{whole}的按{whole}计, 不足{whole}的按比例计分 or 不足{whole}的不计"
            },
        );
    }

    /// 每1个百分点扣0.5分 behind 达到95%.
    pub(super) fn which_way(&mut self, span: Span, loses: bool) {
        let verb = if loses { "扣" } else { "得" };
        self.two_readings(
            span,
            words! { zh: "每低，还是每高？从标准算起，还是从0算起？", en: "for each below, or above? from the target, or from 0?" },
            words! {
                zh: "请写“每低1个百分点{verb}…分”或“每高1个百分点{verb}…分”",
                en: "write 每低1个百分点{verb}…分 or 每高1个百分点{verb}…分"
            },
        );
    }

    /// 有方案得3分，否则会议每少1次扣1分
    pub(super) fn otherwise_from_nothing(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "“否则”时前面没有得分：从哪里扣起，还是只在这时才计？", en: "nothing was earned then: what is this taken from?" },
            words! {
                zh: "从前面的标准扣起的，前后说同一项数据，如“达到95%得3分，否则每低1个百分点扣0.5分”；只对一些县计的，把条件写在前面，如“没有方案的，会议每少1次扣1分”，并用句号与前面分开",
                en: "speak of the datum of the standard before it if it is taken from that; else write the condition in front, such as 没有方案的，会议每少1次扣1分, in a sentence of its own"
            },
        );
    }

    /// 达到95%得3分，达到90%得2分，每低1个百分点扣0.5分
    pub(super) fn which_target(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "前面有几个标准，从哪一个算起？", en: "several targets stand before it: which does it measure from?" },
            words! {
                zh: "请把标准写在这一步前面，如“低于90%的，每低1个百分点扣0.5分”；几项各有各的标准的，写成“①…；②…”或用句号分开",
                en: "put the target in front of the step, such as 低于90%的，每低1个百分点扣0.5分; write ①…；②… or end each with 。 if each has its own"
            },
        );
    }

    /// 每新增1个扣1分 of a datum whose value of last year is known
    pub(super) fn newly_since_when(&mut self, span: Span, unit: &str, loses: bool) {
        let (more, all) = if loses {
            (format!("不高于上年得…分，每增加1{unit}扣…分"), format!("每1{unit}扣…分"))
        } else {
            (format!("比上年每增加1{unit}得…分"), format!("每1{unit}得…分"))
        };
        self.two_readings(
            span,
            words! { zh: "“新增”是比上年多的，还是这项数据的全部？", en: "what there is more than last year, or all of it?" },
            words! {
                zh: "比上年多的，写“{more}”；全部的，写“{all}”",
                en: "write {more} for what is more than last year, {all} for all of it"
            },
        );
    }

    /// 投诉件数排名第1名得4分: has the first the most of them, or the least? Neither the datum nor the sentence says it.
    pub(super) fn most_is_worst(&mut self, subject: &Typed, ranked: &Ranked, span: Span) -> bool {
        let Expr::Datum(id, _) = subject.expr else { return false };
        if ranked.order.is_some() || self.scope.datum(id).is_none_or(|known| known.direction.is_some()) {
            return false;
        }
        const FAULTS: [&str; 14] =
            ["投诉", "事故", "违规", "违纪", "信访", "舆情", "案件", "辍学", "流失", "大班额", "体罚", "补课", "近视", "不合格"];
        let name = self.scope.datum_name(id);
        let is_bad = FAULTS.iter().any(|word| name.contains(word))
            && !["办结", "整改", "处置", "化解", "控制"].iter().any(|word| name.contains(word));
        if is_bad {
            self.two_readings(
                span,
                words! { zh: "第1名是“{name}”最多的，还是最少的？", en: "has the first the most of `{name}`, or the least?" },
                words! { zh: "请写“从低到高排名”，或在数据后面写“越低越好”；确实从多到少的，写“从高到低排名”", en: "write 从低到高排名, or 越低越好 behind the datum; 从高到低排名 if the most is first" },
            );
        }
        is_bad
    }

    /// 达到全市最低值, which everybody does; the highest level is not the largest.
    pub(super) fn is_an_extreme(&mut self, subject: &Typed, value: PopulationWord, op: CmpOp, span: Span) -> bool {
        let of_levels = matches!(subject.ty, Type::Level(_)) && value != PopulationWord::Mean;
        let always = matches!((value, op), (PopulationWord::Min, CmpOp::Ge | CmpOp::Lt) | (PopulationWord::Max, CmpOp::Le | CmpOp::Gt));
        if of_levels || always {
            self.two_readings(
                span,
                words! { zh: "与最高（最低）的比：是与它相等的，还是不比它差的？", en: "compared with the extreme: equal to it, or no worse?" },
                words! {
                    zh: "相等的，写“在全市排名第1名”（或“倒数第1名”）；等级请直接写是哪一级",
                    en: "write 在全市排名第1名 or 倒数第1名 for what is equal to it; name the level itself for levels"
                },
            );
        }
        !(of_levels || always)
    }

    /// 达到90%得2分，排名前3名的依次加1分、0.8分、0.5分
    pub(super) fn series_beside(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "是另外加的，还是代替前面的分？", en: "are these added, or instead of the points before?" },
            words! { zh: "另外加的，一名一名写：“第1名的加1分，第2名的加0.8分”", en: "write one after the other if they are added: 第1名的加1分，第2名的加0.8分" },
        );
    }

    /// 达到95%得3分，每低…扣，扣完为止；有方案的再得2分，造假的扣1分，扣完为止
    pub(super) fn floors_of_which(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "前面已有“扣完为止”：各管哪一段？", en: "扣完为止 stands before, too: which part is each of?" },
            words! { zh: "请分成几句（用句号），或写成“①…，扣完为止；②…，扣完为止”", en: "make them sentences of their own (。), or write ①…，扣完为止；②…，扣完为止" },
        );
    }

    /// 少10人以内得2分，20人以下得1分
    pub(super) fn far_or_value(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "与前面的标准相差这么多，还是它本身这么多？", en: "so far from the standard before, or a value of so much?" },
            words! {
                zh: "相差的，写“少11至20人”“少20人以上”这样；它本身的，把数据的名称写在前面",
                en: "write 少11至20人 or 少20人以上 for a distance; put the name of the datum in front for a value"
            },
        );
    }

    /// 达到95%得3分，下降2个百分点以内得2分 where last year's value is known: below 95 %, or since last year?
    pub(super) fn which_fall(&mut self, by: &Quantity, way: Direction, span: Span) {
        let figure = format!("{}{}", by.number, by.unit);
        let counts = Unit::parse(&by.unit).is_count() && !Unit::parse(&by.unit).is_percent();
        let (side, change) = match (way == Direction::Below, counts) {
            (true, true) => ("少", "减少"),
            (true, false) => ("低", "下降"),
            (false, true) => ("超", "增加"),
            (false, false) => ("高", "提高"),
        };
        self.two_readings(
            span,
            words! { zh: "是比上年{change}，还是与前面的标准相差？", en: "since last year, or from the standard before?" },
            words! {
                zh: "比上年的，写“比上年{change}{figure}以内”；与标准相差的，写“{side}{figure}以内”",
                en: "write 比上年{change}{figure}以内 or {side}{figure}以内"
            },
        );
    }

    /// 100－入学率: is 100 meant in percent?
    pub(super) fn is_out_of_hundred(&self, figure: &Typed, share: &Typed) -> bool {
        let bare = figure.unit().is_some_and(|unit| unit.word().is_empty());
        let large = matches!(&figure.expr, Expr::Number(n) if *n > Number::ONE || *n < -Number::ONE);
        bare && large && share.unit().is_some_and(|unit| unit.is_percent())
    }

    pub(super) fn out_of_hundred(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "百分比与一个没有单位的数相加减：这个数是百分之几吗？", en: "a percentage and a bare number: is the number in percent?" },
            words! {
                zh: "请给这个数写上%，如“100%－入学率”。百分比在乘除里按0至1之间的数计：每1个百分点0.1分，写“×10”",
                en: "write % behind the number: 100%－入学率; in products a percentage is a number from 0 to 1, so 0.1 points for each percentage point is ×10"
            },
        );
    }

    /// 排名第1名 of what is better low, without 从低到高.
    pub(super) fn says_its_order(&mut self, subject: &Typed, ranked: &Ranked, span: Span) {
        let Expr::Datum(id, _) = &subject.expr else { return };
        let name = self.scope.datum_name(*id);
        if ["名次", "位次", "排名"].iter().any(|word| name.ends_with(word)) && !self.sink.has_within(Code::TwoReadings, span) {
            self.two_readings(
                span,
                words! { zh: "“{name}”本身就是名次，还是要按它的大小再排名次？", en: "is `{name}` a place itself, or are counties ranked by it?" },
                words! {
                    zh: "本身就是名次的，写“不超过3名”“在1名至3名之间”这样；要再排的，把数据的名称改成不像名次的",
                    en: "write 不超过3名 or 在1名至3名之间 for a place; give the datum another name if counties are ranked by it"
                },
            );
            return;
        }
        let low = self.scope.datum(*id).is_some_and(|known| known.direction == Some(false));
        if !low || ranked.order.is_some() || self.sink.has_within(Code::TwoReadings, span) {
            return;
        }
        self.two_readings(
            span,
            words! { zh: "“{name}”越低越好，第1名是最低的还是最高的？", en: "`{name}` is better low: is the first place the lowest or the highest?" },
            words! { zh: "请写“从低到高排名第…名”或“从高到低排名第…名”", en: "write 从低到高排名 or 从高到低排名" },
        );
    }

    /// 下降不足5%扣1分 of what may be better low: is it too small a fall, or a small one?
    pub(super) fn unmoved_is_open(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "没有下降的，也扣分吗？", en: "does it cost points, too, where it did not fall?" },
            words! {
                zh: "请在数据的声明里写“越低越好”（降得不够，没有降的更要扣）或“越高越好”（只扣降了一点的）；也可以另写一句“不低于上年的扣…分”",
                en: "declare the datum 越低越好 (the fall is too small) or 越高越好 (only what fell loses points), or say 不低于上年的扣…分 as well"
            },
        );
    }

    /// What a chain leaves open by its wording alone, whatever the names stand for.
    pub(super) fn says_one_thing(&mut self, clauses: &[Clause]) -> bool {
        let asides = self.brackets_say_when(clauses) & self.but_says_when(clauses);
        let subjects = self.subjects_are_clear(clauses);
        let each = self.each_is_negated_or_none(clauses);
        asides && subjects && each
    }

    /// 无甲、乙、丙的，各扣1分: is there none of them, or only none of the first? The cases of one 各 have one outcome.
    fn each_is_negated_or_none(&mut self, clauses: &[Clause]) -> bool {
        let fact = |clause: &Clause| match &clause.kind {
            ClauseKind::Case(condition, outcome) if condition.rest.is_empty() => match &condition.first.kind {
                AtomKind::Fact(name) => Some((name.clone(), outcome.span)),
                _ => None,
            },
            _ => None,
        };
        for pair in clauses.windows(2) {
            let [Some((first, outcome)), Some((second, other))] = [pair.first().and_then(fact), pair.get(1).and_then(fact)] else {
                continue;
            };
            let same = (outcome.start, outcome.end) == (other.start, other.end);
            if same && self.is_negated_with(&first, &second) {
                return false;
            }
            let negated = |name: &Name| self.fact_words(name).is_some_and(|words| words.negated);
            if !same || !negated(&first) || negated(&second) {
                continue;
            }
            let one = self.fact_words(&first).map_or_else(String::new, |words| words.name.text);
            let (word, other) = (first.text.strip_suffix(one.as_str()).unwrap_or_default().to_owned(), second.text.clone());
            self.two_readings(
                first.span.to(second.span),
                words! { zh: "“{word}”只管“{one}”，还是也管“{other}”？", en: "is `{word}` said of `{one}` alone, or of `{other}`, too?" },
                words! { zh: "都管的，每一项前面都写：“{word}{one}、{word}{other}各…”", en: "repeat `{word}` before each if it is said of all" },
            );
            return false;
        }
        true
    }
}
