//! Names that are made of declared ones (由数据组成的说法): A占B的比例, 投入增幅, 投入只增不减, 大班额只减不增. A declared name of the same words wins. Spec:
//! sentences/years.md, sentences/ratios.md.

use std::sync::Arc;

use super::lowering::{Lowering, Target};
use super::scope::{Symbol, Type};
use super::typed::Typed;
use crate::expr::{BinaryOp, CmpOp, Expr, Unit, WhenZero};
use crate::source::Span;
use crate::syntax::tree::Name;
use crate::words;

/// Words for how much larger a value is than last year's, in percent of that.
const RISES: [&str; 7] = ["增长幅度", "增长比例", "年增长率", "同比增幅", "增长率", "增速", "增幅"];

/// Words for a value that moves one way only since last year, and those that may stand in front of them.
const ONE_WAY: [(&str, CmpOp); 3] = [("只增不减", CmpOp::Ge), ("只减不增", CmpOp::Le), ("只降不升", CmpOp::Le)];
const ONE_WAY_LEADS: [&str; 4] = ["做到逐年", "逐年", "做到", "实现"];

impl Lowering<'_> {
    /// A占B的比例 of two declared values, unless the whole is a name itself.
    pub fn ratio_of(&self, name: &Name) -> Option<(Name, Name)> {
        if self.scope.lookup(&name.text, self.table).is_some() {
            return None;
        }
        // 培训经费占公用经费5%以上
        let rest = ["比例", "比重", "比率", "百分比"].iter().find_map(|word| name.text.strip_suffix(word)).unwrap_or(&name.text);
        let rest = rest.strip_suffix('的').unwrap_or(rest);
        let known = |text: &str| self.scope.lookup(text, self.table).is_some();
        let (part, whole) = rest.match_indices('占').map(|(at, sign)| (rest.get(..at), rest.get(at + sign.len()..))).find_map(|pair| {
            let (part, whole) = (pair.0?, pair.1?);
            (known(part) && known(whole)).then_some((part, whole))
        })?;
        let named = |text: &str| Name { text: text.to_owned(), span: name.span };
        Some((named(part), named(whole)))
    }

    /// The datum in 投入增幅; of a percentage nobody knows whether points or percent are meant.
    pub fn rise_of(&self, name: &Name) -> Option<Name> {
        let of = RISES.iter().find_map(|word| name.text.strip_suffix(word))?;
        let of = self.made_of(name, of.strip_suffix('的').unwrap_or(of))?;
        let is_share = matches!(self.type_named(&of), Some(Type::Number(unit)) if unit.is_percent());
        (!is_share).then_some(of)
    }

    /// 投入增幅: by how many percent of last year's value it is larger.
    pub(super) fn rise(&mut self, of: &Name) -> Option<Typed> {
        let now = self.value_of(of)?;
        let before = self.earlier(&now, 1, of.span)?;
        let more = Expr::binary(BinaryOp::Sub, now.expr, before.expr.clone());
        let share = Expr::Div(Arc::new(more), Arc::new(before.expr), WhenZero::Error);
        Some(Typed::new(Expr::binary(BinaryOp::Mul, share, Expr::int(100)), Type::Number(Unit::percent()), of.span))
    }

    /// 投入增长率达到5%得3分，下降的不得分: did the datum fall, or its growth?
    pub(super) fn rise_of_a_rise(&mut self, of: &str, span: Span) {
        self.two_readings(
            span,
            words! { zh: "是“{of}”比上年怎样，还是它的增幅比上年怎样？", en: "is this said of `{of}` against last year, or of its growth?" },
            words! {
                zh: "说“{of}”的，写“{of}比上年下降”这样；说增幅的，请把增幅声明为一项含上年的数据",
                en: "write {of}比上年下降 for the value; for its growth declare that as a datum with last year's value"
            },
        );
    }

    /// The datum in 投入只增不减, 大班额只减不增, and how it is compared with last year's value.
    pub fn one_way_of(&self, name: &Name) -> Option<(Name, CmpOp)> {
        let (of, op) = ONE_WAY.iter().find_map(|(word, op)| Some((name.text.strip_suffix(word)?, *op)))?;
        let of = ONE_WAY_LEADS.iter().find_map(|lead| of.strip_suffix(lead)).unwrap_or(of);
        Some((self.made_of(name, of)?, op))
    }

    /// 投入只增不减: not below last year's value, from which a step behind measures.
    pub(super) fn one_way(&mut self, of: &Name, op: CmpOp) -> Option<Expr> {
        let now = self.value_of(of)?;
        let before = self.earlier(&now, 1, of.span)?;
        let holds = Expr::cmp(op, now.expr.clone(), before.expr.clone());
        self.subject = Some(now.clone());
        let at_least = Some((op == CmpOp::Ge) != self.takes);
        self.targets.push(Target { subject: now, operand: before, whole: None, at_least, reached: false });
        Some(holds)
    }

    /// A number, where only that part of a name is declared.
    fn made_of(&self, name: &Name, of: &str) -> Option<Name> {
        let Some(Symbol::Datum(id)) = self.scope.lookup(of, self.table) else { return None };
        let is_number = matches!(&self.scope.datum(id)?.ty, Type::Number(_));
        (is_number && self.scope.lookup(&name.text, self.table).is_none()).then(|| Name { text: of.to_owned(), span: name.span })
    }
}
