//! What a column computes, in words (列名): the expression with names instead of addresses. Spec: §14e.4.

use dashu::integer::IBig;

use super::bounds::is_multiple;
use super::dialect::letters;
use super::layout::{Layout, What};
use super::pen::clip;
use crate::build::expression::{Dialect, Scalar, Term, expression, value};
use crate::build::listing::Listing;
use crate::expr::{GroupId, Scope, TableId};
use crate::ir::{Fold, Input, NodeId, Op, Over, Range};

/// Most characters of a header.
const HEADER: usize = 150;

/// Names columns of a sheet.
pub(super) struct Wording<'l> {
    pub listing: &'l Listing<'l>,
    pub layout: &'l Layout,
    pub sheet: usize,
}

impl Wording<'_> {
    /// The header of a column.
    pub fn head(&self, what: &What) -> String {
        let text = match what {
            What::CountyOfRow => "县市区序号".to_owned(),
            What::Taken(input) => format!("{} 采用值", self.name(*input)),
            What::Units(input) => self.units_of(*input),
            What::Absence(input) => format!("{} 状态", self.name(*input)),
            What::Value(id) => self.statement_head(*id),
            What::Error(id) => format!("{}的误差界（0为准确值）", self.column(*id)),
            What::Remainder(id) => format!("{}除以{}的余数", self.column(*id), super::bounds::MODULUS),
            What::Digit(f, 0) => format!("比较值的整数部分：{}÷{}", self.of(f.num), self.of(f.den)),
            What::Digit(_, at) => format!("比较值的第{at}段小数"),
            What::Rest(_, at) => format!("第{at}段的余数"),
            What::First(_) => "本县第一次出现（去重）".to_owned(),
            What::Best(_) => "同类中最高的一条".to_owned(),
        };
        clip(&text, HEADER)
    }

    fn name(&self, input: Input) -> String {
        let cell = self.listing.cell(input);
        cell.and_then(|c| c.headers.first().cloned()).unwrap_or_default()
    }

    fn units_of(&self, input: Input) -> String {
        use crate::build::cells::CellKind;
        let name = self.name(input);
        match self.listing.cell(input).map(|c| &c.kind) {
            Some(CellKind::Number { places, unit, .. }) if *places > 0 => format!("{name}（{unit}×1{}）", "0".repeat(*places as usize)),
            Some(CellKind::Number { unit, .. }) if !unit.is_empty() => format!("{name}（{unit}）"),
            Some(CellKind::Level(levels)) => {
                let all: Vec<String> = levels.iter().enumerate().map(|(at, level)| format!("{at}{level}")).collect();
                format!("{name}（{}）", all.join("、"))
            }
            Some(CellKind::Day { .. }) => format!("{name}（日序）"),
            _ => name,
        }
    }

    /// The results a statement is a part of come first.
    fn statement_head(&self, id: NodeId) -> String {
        let name = self.listing.name_of(id).unwrap_or_default();
        let words = self.words(id);
        match self.result(name) {
            Some(result) => format!("【{result}】＝{words}"),
            None => words,
        }
    }

    fn result(&self, name: &str) -> Option<String> {
        let (base, part) = match name.strip_suffix("_absent") {
            Some(base) => (base, "状态"),
            None => name.strip_suffix("_den").map_or((name, ""), |base| (base, "分母")),
        };
        let output = self.listing.outputs().into_iter().find(|o| o.name == base)?;
        let places = self.listing.places(output.quantity).filter(|p| *p > 0 && part.is_empty());
        let scale = places.map(|p| format!("×1{}", "0".repeat(p as usize))).unwrap_or_default();
        Some(format!("{}{part}{scale}", super::label(self.listing, &output)))
    }

    /// The column of a statement of this sheet, or the header of another one.
    fn column(&self, id: NodeId) -> String {
        match self.layout.spot(&What::Value(id)) {
            Some(spot) if spot.sheet == self.sheet => format!("{}列", letters(spot.column)),
            Some(spot) => {
                let name = self.listing.name_of(id).unwrap_or_default();
                self.result(name).unwrap_or_else(|| format!("“{}”{}列", self.layout.name(spot.sheet), letters(spot.column)))
            }
            None => String::new(),
        }
    }

    fn of(&self, id: NodeId) -> String {
        value(self.listing, self, id).text
    }

    fn words(&self, id: NodeId) -> String {
        let Some(node) = self.listing.node(id) else { return String::new() };
        let scope = |scope: &Scope| match scope {
            Scope::All => "全体县市区",
            Scope::Peers => "同组县市区",
            Scope::Others => "其他县市区",
        };
        let taking = |mask: &NodeId| match self.of(*mask).as_str() {
            "1" => String::new(),
            mask => format!("（{mask}＝1的）"),
        };
        match &node.op {
            Op::Fold { fold, over, mask, value } => {
                let who = match over {
                    Over::Counties(s) => scope(s).to_owned(),
                    Over::Rows(table) => format!("本县{}", self.listing.model.table(*table).map_or("", |t| t.name.as_str())),
                };
                let of = self.of(*value);
                let how = match fold {
                    Fold::Sum if of == "1" => return format!("{who}{}个数", taking(mask)),
                    Fold::Sum => "合计",
                    Fold::Max => "最大值",
                    Fold::Min => "最小值",
                    Fold::Lcm => "公倍数",
                    Fold::Distinct => "不同值的个数",
                };
                format!("{who}{}：{of} 的{how}", taking(mask))
            }
            Op::SumOfBest { value, key, mask, .. } => {
                format!("本县{}每类（{}）取最高的 {} 合计", taking(mask), self.of(*key), self.of(*value))
            }
            Op::Above { scope: s, mask, keys } => {
                let keys: Vec<String> = keys.iter().map(|key| self.key(*key)).collect();
                format!("{}{}里排在前面的个数，依次比：{}", scope(s), taking(mask), keys.join("，"))
            }
            Op::Level { scope: s, mask, keys } => {
                let keys: Vec<String> = keys.iter().map(|key| self.key(*key)).collect();
                format!("{}{}里与本县相同的个数：{}", scope(s), taking(mask), keys.join("，"))
            }
            _ => expression(self.listing, self, id).text,
        }
    }

    fn key(&self, id: NodeId) -> String {
        match super::bounds::fraction(&self.listing.program, id) {
            Some(f) => format!("{}÷{}", self.of(f.num), self.of(f.den)),
            None => self.of(id),
        }
    }
}

impl Dialect for Wording<'_> {
    fn constant(&self, value: &IBig) -> Term {
        Term::atom(value.to_string())
    }

    fn units(&self, input: Input) -> Term {
        Term::atom(self.name(input))
    }

    fn absence(&self, input: Input) -> Term {
        Term::atom(format!("{}的状态", self.name(input)))
    }

    fn in_group(&self, id: GroupId) -> Term {
        let name = self.listing.model.groups.get(id.0 as usize).map_or("", |g| g.name.as_str());
        Term::truth(format!("属于{name}"), 5)
    }

    fn statement(&self, id: NodeId, _: &str) -> Term {
        if is_multiple(&self.listing.program, id) {
            return Term::atom("1");
        }
        Term::atom(self.column(id))
    }

    fn of_county(&self, _: TableId, id: NodeId) -> Term {
        if is_multiple(&self.listing.program, id) {
            return Term::atom("1");
        }
        let inner = value(self.listing, self, id).text;
        Term::atom(format!("本县的{inner}"))
    }

    fn apply(&self, op: Scalar, parts: &[Term], _: &Range) -> Term {
        let at = |i: usize, least: u8| parts.get(i).map(|p| p.at_least(least)).unwrap_or_default();
        let two = |least: u8, sign: &str| format!("{}{sign}{}", at(0, least), at(1, least + 1));
        match op {
            Scalar::Neg => Term::whole(format!("−{}", at(0, 9)), 8),
            Scalar::Add => Term::whole(two(6, "＋"), 6),
            Scalar::Sub => Term::whole(two(6, "−"), 6),
            Scalar::Mul => Term::whole(two(7, "×"), 7),
            Scalar::FloorDiv => Term::whole(format!("{}取整", two(7, "÷")), 4),
            Scalar::Min => Term::atom(format!("较小（{}，{}）", at(0, 0), at(1, 0))),
            Scalar::Max => Term::atom(format!("较大（{}，{}）", at(0, 0), at(1, 0))),
            Scalar::Eq => Term::truth(format!("{}＝{}", at(0, 6), at(1, 6)), 5),
            Scalar::Lt => Term::truth(format!("{}＜{}", at(0, 6), at(1, 6)), 5),
            Scalar::Not => Term::truth(format!("非（{}）", at(0, 0)), 9),
            Scalar::And => Term::truth(format!("{}且{}", at(0, 4), at(1, 4)), 3),
            Scalar::Or => Term::truth(format!("{}或{}", at(0, 4), at(1, 4)), 3),
            Scalar::Select => Term::whole(format!("若{}则{}否则{}", at(0, 1), at(1, 2), at(2, 1)), 1),
        }
    }
}
