//! A fact by its name and the words around it (事实): 未成立领导小组, 全县无事故, 制度不健全. Spec: §6.3.

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use super::typed::Typed;
use crate::expr::{CmpOp, Expr};
use crate::syntax::tree::Name;

/// Words that turn a fact round, and leave open what of a count they mean: 不合格学校 are not 没有合格学校.
pub(super) const PARTIAL_NEGATIONS: [&str; 4] = ["不", "非", "尚未", "未"];
/// Words that turn a fact round when they stand before its name.
const NEGATIONS: &[&str] = &[
    "不存在",
    "未发现",
    "未发生",
    "未出现",
    "未受到",
    "未获得",
    "没有发生",
    "没有出现",
    "没有发现",
    "没有受到",
    "没有获得",
    "没发生",
    "不发生",
    "不出现",
    "没有",
    "尚未",
    "未能",
    "未经",
    "未被",
    "未",
    "无",
    "不",
    "非",
];

/// Words in front of those, and of the others, that change nothing either.
const AT_ANY_TIME: &[&str] = &["全年", "年度内", "年内", "当年", "本年度", "本年", "年度", "全县", "县域内", "辖区内", "凡"];

/// Words before a fact that change nothing.
const ASSERTIONS: &[&str] = &["存在", "发现", "发生", "出现", "建有", "设有", "配有", "制定有", "有", "已经", "已", "经", "凡"];

/// What is done to have a fact, before its name: 成立领导小组 is the fact 领导小组.
pub(super) const DOINGS: &[&str] = &[
    "建立",
    "成立",
    "设立",
    "组建",
    "制定",
    "制订",
    "出台",
    "印发",
    "签订",
    "召开",
    "开展",
    "举办",
    "组织",
    "配备",
    "设置",
    "明确",
    "编制",
    "发布",
    "公布",
    "建立健全",
    "健全",
];

/// What is done to something that is more than a paper: 落实校长负责制 is the fact 校长负责制, 落实整改方案 is not the fact 整改方案.
const CARRYINGS: &[&str] = &["完成", "落实", "实行", "推行", "实施", "做到", "实现"];

/// What papers end with.
const PAPERS: &[&str] = &["方案", "制度", "规划", "计划", "清单", "办法", "报告", "意见", "文件", "细则"];

/// What is done to have something that is counted.
const HOLDINGS: &[&str] = &["召开", "开展", "举办", "组织", "配备"];

/// What is done to a county, before the name of a fact: 受到表彰 is the fact 表彰.
const RECEIVINGS: &[&str] = &["受到", "获得", "被", "获"];

/// How something that is counted comes about, before its name: 发现体罚1起, 召开专题会议2次.
const OCCURRINGS: &[&str] = &["发现", "发生", "出现", "查实", "召开", "举办", "开展", "组织"];

/// A fact taken apart: 未发生事故 is the name 事故, turned round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactWords {
    /// The declared name.
    pub name: Name,
    /// Whether a word before it turns it round.
    pub negated: bool,
    /// Whether no word stands before it.
    pub bare: bool,
}

/// What is said to be done to have a fact: 成立 of 成立领导小组 and of 领导小组已成立.
pub fn doing_of(text: &str, of: &str) -> Option<&'static str> {
    let before = DOINGS.iter().find(|doing| text.strip_suffix(of).is_some_and(|before| before.ends_with(**doing)));
    before.or_else(|| DOINGS.iter().find(|doing| text.strip_prefix(of).is_some_and(|behind| behind.ends_with(**doing)))).copied()
}

/// What is not done, without what: 成立 of 未成立.
pub fn undone_alone(text: &str) -> Option<&'static str> {
    let doing = ["尚未", "没有", "未"].into_iter().find_map(|word| text.strip_prefix(word))?;
    DOINGS.iter().find(|known| **known == doing).copied()
}

impl Lowering<'_> {
    /// The declared name in a fact and what stands before it; `None` if there is none.
    pub fn fact_words(&self, name: &Name) -> Option<FactWords> {
        let lookup = |text: &str| self.scope.lookup(text, self.table);
        // 未被通报 is of 被通报, if that is declared, not of 通报.
        let strip = |words: &[&str]| {
            let found = words.iter().filter_map(|w| name.text.strip_prefix(w).filter(|rest| lookup(rest).is_some()));
            found.max_by_key(|rest| rest.len())
        };
        let found = |text: &str, negated, bare| FactWords { name: Name { text: text.to_owned(), span: name.span }, negated, bare };
        if lookup(&name.text).is_some() {
            return Some(found(&name.text, false, true));
        }
        strip(NEGATIONS)
            .or_else(|| name.text.strip_prefix('零').filter(|rest| self.is_counted(rest)))
            .map(|rest| found(rest, true, false))
            .or_else(|| self.had(&name.text).map(|had| FactWords { name: Name { text: had, span: name.span }, negated: true, bare: false }))
            .or_else(|| self.found_true(&name.text).map(|rest| found(rest, false, false)))
            .or_else(|| strip(ASSERTIONS).or_else(|| strip(RECEIVINGS)).map(|rest| found(rest, false, false)))
            .or_else(|| self.done(&name.text).map(|(rest, negated)| found(rest, negated, false)))
            .or_else(|| self.negated_inside(&name.text).map(|rest| found(&rest, true, false)))
            .or_else(|| {
                let rest = AT_ANY_TIME.iter().find_map(|word| name.text.strip_prefix(word)).filter(|rest| !rest.is_empty())?;
                self.fact_words(&Name { text: rest.to_owned(), span: name.span }).filter(|words| !words.bare)
            })
    }

    /// 查实乱收费: but not 查实投诉, which are some of all.
    fn found_true<'n>(&self, text: &'n str) -> Option<&'n str> {
        let thing = ["经查实", "被查实", "查实"].iter().find_map(|word| text.strip_prefix(word))?;
        let raw = ["投诉", "举报", "信访", "线索", "问题"].iter().any(|word| thing.contains(word));
        (!raw && self.scope.lookup(thing, self.table).is_some()).then_some(thing)
    }

    /// 没有督导室 of a fact that is declared as 有督导室.
    fn had(&self, text: &str) -> Option<String> {
        let thing = ["没有", "无"].iter().find_map(|word| text.strip_prefix(word))?;
        Some(format!("有{thing}")).filter(|had| self.is_fact(had))
    }

    /// 成立领导小组, 未成立领导小组: the declared fact behind what is done to have it, and whether it is not done.
    fn done<'n>(&self, text: &'n str) -> Option<(&'n str, bool)> {
        // 已印发方案
        let text = text.strip_prefix('已').filter(|rest| DOINGS.iter().any(|word| rest.starts_with(word))).unwrap_or(text);
        let undone = NEGATIONS.iter().filter_map(|word| text.strip_prefix(word)).map(|rest| (rest, true));
        let before = undone.chain([(text, false)]).find_map(|(rest, negated)| {
            let carried = |word: &&str| rest.strip_prefix(*word).filter(|inner| !PAPERS.iter().any(|paper| inner.ends_with(paper)));
            let done = DOINGS.iter().chain(RECEIVINGS).find_map(|word| rest.strip_prefix(word));
            let done = done.map(|inner| inner.strip_prefix('了').unwrap_or(inner));
            let inner = done.or_else(|| CARRYINGS.iter().find_map(carried))?;
            let none_held = negated && HOLDINGS.iter().any(|word| rest.starts_with(word)) && self.is_counted(inner);
            (self.is_fact(inner) || none_held).then_some((inner, negated))
        });
        // 领导小组未成立, 领导小组已成立
        before.or_else(|| {
            let done = |word: &&'static str| Some((*word, text.strip_suffix(*word)?));
            let carried = |word: &&'static str| done(word).filter(|(_, rest)| !PAPERS.iter().any(|paper| rest.contains(paper)));
            let (word, rest) = DOINGS.iter().find_map(done).or_else(|| CARRYINGS.iter().find_map(carried))?;
            let undone = ["尚未", "未", "没有"].iter().find_map(|word| rest.strip_suffix(word)).map(|inner| (inner, true));
            let (inner, negated) = undone.or_else(|| Some((rest.strip_suffix('已')?, false)))?;
            let none_held = negated && HOLDINGS.contains(&word) && self.is_counted(inner);
            (self.is_fact(inner) || none_held).then_some((inner, negated))
        })
    }

    pub(super) fn is_counted(&self, name: &str) -> bool {
        let Some(Symbol::Datum(id)) = self.scope.lookup(name, self.table) else { return false };
        self.scope.datum(id).is_some_and(|known| matches!(&known.ty, Type::Number(unit) if unit.is_count() && !unit.is_pure()))
    }

    /// The count in 受到通报, if only that is declared.
    pub(super) fn received(&self, name: &Name) -> Option<Name> {
        let text =
            RECEIVINGS.iter().chain(OCCURRINGS).find_map(|word| name.text.strip_prefix(word)).filter(|rest| self.is_counted(rest))?;
        self.scope.lookup(&name.text, self.table).is_none().then(|| Name { text: text.to_owned(), span: name.span })
    }

    fn is_fact(&self, name: &str) -> bool {
        match self.scope.lookup(name, self.table) {
            Some(Symbol::Datum(id)) => self.scope.datum(id).is_some_and(|known| known.ty == Type::Bool),
            Some(Symbol::Column(id)) => self.scope.column_signature(id).is_some_and(|known| known.ty == Type::Bool),
            _ => false,
        }
    }

    /// 制度不健全, 落实不到位: the declared fact 制度健全, 落实到位 with a word inside that turns it round.
    fn negated_inside(&self, text: &str) -> Option<String> {
        let without = |(at, word): (usize, &str)| Some([text.get(..at)?, text.get(at + word.len()..)?].concat());
        let words = ["不", "未", "没有"];
        words.iter().flat_map(|word| text.match_indices(word)).filter_map(without).find(|rest| self.is_fact(rest))
    }

    /// Keeps what a fact says is done, for 未成立 alone behind it.
    pub(super) fn doings_said(&mut self, name: &Name, of: &Name) {
        if let Some(doing) = doing_of(&name.text, &of.text) {
            self.doings.push((doing, of.clone()));
        }
    }

    /// 未成立的 behind 成立领导小组, 未召开的 behind a number of meetings: that one is not there.
    pub(super) fn not_done(&mut self, name: &Name) -> Option<Expr> {
        let doing = undone_alone(&name.text)?;
        let mut done: Vec<Name> = self.doings.iter().filter(|(known, _)| *known == doing).map(|(_, of)| of.clone()).collect();
        done.dedup_by(|a, b| a.text == b.text);
        match done.as_slice() {
            [of] => self.fact(&Name { text: format!("没有{}", of.text), span: name.span }),
            [] if HOLDINGS.contains(&doing) => {
                let held = self
                    .subject
                    .clone()
                    .filter(|held| self.is_held_so(doing, held))
                    .filter(|held| matches!(&held.ty, Type::Number(unit) if unit.is_count() && !unit.is_pure()))?;
                Some(Expr::negate(Expr::cmp(CmpOp::Gt, held.expr, Expr::int(0))))
            }
            _ => None,
        }
    }

    /// Whether a count is of what is done so: meetings are 召开, trainings 举办.
    fn is_held_so(&self, doing: &str, held: &Typed) -> bool {
        let Expr::Datum(id, 0) = held.expr else { return false };
        let name = self.scope.datum_name(id);
        let things: &[&str] = match doing {
            "召开" => &["会"],
            "配备" => &["员", "师"],
            _ => &["培训", "活动"],
        };
        things.iter().any(|thing| name.contains(thing))
    }
}

/// 制定工作方案: whether a fact is told by what is done to have it.
pub(super) fn is_done(text: &str) -> bool {
    DOINGS.iter().any(|word| text.starts_with(word))
}
