//! How far a value is above or below another one (高于、低于多少): 高于全市平均数5个百分点以上, 比上年提高不足5%. Spec: sentences/years.md.

use super::lowering::{Lowering, Target};
use super::scope::Type;
use super::typed::Typed;
use crate::expr::{CmpOp, Expr, Unit};
use crate::source::Span;
use crate::syntax::tree::{Direction, Margin, Operand, PredicateKind, Quantity, SmallMove};
use crate::words;

/// A distance that is spoken of: of what, above or below what, and where.
struct Said<'a> {
    subject: &'a Typed,
    above: bool,
    operand: &'a Operand,
    span: Span,
    /// Whether only the sentence before tells that it is one.
    goes_on: bool,
}

impl Lowering<'_> {
    /// Whether a value is above (or below) another one by so much.
    pub(super) fn exceeds(
        &mut self,
        subject: &Typed,
        (above, operand): (bool, &Operand),
        by: &Quantity,
        margin: Margin,
        span: Span,
    ) -> Option<Expr> {
        let op = match margin {
            Margin::AtLeast => self.boundary(CmpOp::Ge, "以上", None, span),
            Margin::Over => self.boundary(CmpOp::Gt, "超过", None, span),
            Margin::Within => CmpOp::Le,
            Margin::Under => CmpOp::Lt,
            Margin::Below => self.boundary(CmpOp::Lt, "以下", None, span),
        };
        self.apart(&Said { subject, above, operand, span, goes_on: false }, op, by)
    }

    /// 3%以上, 3%至5%, 不足3% behind 增长5%以上.
    pub(super) fn goes_on(
        &mut self,
        subject: &Typed,
        (above, operand): (bool, &Operand),
        (said, open): (&PredicateKind, bool),
        span: Span,
    ) -> Option<Expr> {
        let distance = Said { subject, above, operand, span, goes_on: true };
        match said {
            PredicateKind::Compare { op, word, operand: Operand::Quantity(by), inclusive } => {
                self.is_no_value(&distance, open, by)?;
                let op = self.boundary(*op, word, *inclusive, span);
                self.apart(&distance, op, by)
            }
            PredicateKind::Between { low, high, open_low } => {
                self.is_no_value(&distance, open, high)?;
                let from = self.apart(&distance, if *open_low { CmpOp::Gt } else { CmpOp::Ge }, low)?;
                let distance = self.how_far(subject, above, operand, high, span)?;
                Some(Expr::all(vec![from, Expr::cmp(CmpOp::Le, distance, Expr::Number(high.number.clone()))]))
            }
            _ => None,
        }
    }

    fn apart(&mut self, said: &Said<'_>, op: CmpOp, by: &Quantity) -> Option<Expr> {
        let distance = self.how_far(said.subject, said.above, said.operand, by, said.span)?;
        let compared = Expr::cmp(op, distance.clone(), Expr::Number(by.number.clone()));
        let some = Expr::cmp(CmpOp::Gt, distance.clone(), Expr::int(0));
        match op {
            CmpOp::Ge | CmpOp::Gt => {
                self.asks_for(&distance, by, true, said.span);
                Some(compared)
            }
            CmpOp::Lt if self.takes && matches!(said.operand, Operand::LastYear(_)) => match self.falls_short(said.subject, said.above) {
                // 增长不足3%的扣1分: all the more where it fell.
                Some(true) => Some(compared),
                // 下降不足5%的扣1分: where it fell.
                Some(false) => Some(Expr::And(vec![some, compared])),
                None => {
                    self.unmoved_is_open(said.span);
                    None
                }
            },
            CmpOp::Lt => {
                if said.goes_on {
                    self.others_are_open(said, by);
                    return None;
                }
                self.asks_for(&distance, by, false, said.span);
                Some(Expr::And(vec![some, compared]))
            }
            // What is as large is no distance above or below.
            _ => Some(Expr::And(vec![some, compared])),
        }
    }

    /// 提高3%以上得3分，2%以上得2分 of a percentage, 增加100万元以上得3分，超过50万元得2分: a rise again, or the value itself?
    fn is_no_value(&mut self, said: &Said<'_>, open: bool, by: &Quantity) -> Option<()> {
        let is_share = matches!(by.unit.as_str(), "%" | "‰");
        let own = said.subject.unit().filter(|_| is_share || open);
        if own.is_none_or(|own| own.factor_to(&Unit::parse(&by.unit)).is_none()) {
            return Some(());
        }
        let (figure, number) = (format!("{}{}", by.number, by.unit), &by.number);
        let (zh, en) = if said.above { ("高出", "above") } else { ("低", "below") };
        self.two_readings(
            by.span,
            words! { zh: "是{zh}{figure}，还是它本身为{figure}？", en: "is this {figure} {en}, or a value of {figure}?" },
            if is_share {
                words! {
                    zh: "是{zh}多少的，写“{number}个百分点”；是它本身的，把数据名称写在前面",
                    en: "write {number}个百分点 for a distance; name the datum in front for its value"
                }
            } else {
                let again = match (matches!(said.operand, Operand::LastYear(_)), said.above) {
                    (true, true) => "比上年增加",
                    (true, false) => "比上年减少",
                    (false, true) => "高于…",
                    (false, false) => "低于…",
                };
                words! {
                    zh: "是{zh}多少的，把比谁也写上，如“{again}{figure}以上”；是它本身的，把数据名称写在前面",
                    en: "say again what it is compared with for a distance: {again}{figure}以上; name the datum in front for its value"
                }
            },
        );
        None
    }

    /// 增长5%以上得3分，不足5%得1分: does it take in what did not rise?
    fn others_are_open(&mut self, said: &Said<'_>, by: &Quantity) {
        let figure = format!("{}{}", by.number, by.unit);
        let since_last_year = matches!(said.operand, Operand::LastYear(_));
        let (same, way, other) = match (since_last_year, said.above) {
            (true, true) => ("持平", "增长", "下降"),
            (true, false) => ("持平", "下降", "上升"),
            (false, true) => ("相等", "高于", "低于"),
            (false, false) => ("相等", "低于", "高于"),
        };
        let of = if since_last_year { "" } else { "…" };
        self.two_readings(
            by.span,
            words! { zh: "没有{way}的（{same}、{other}）也算吗？", en: "does this take in what is not on this side?" },
            words! {
                zh: "也算的，写“其余得…分”；只算{way}的，写“{way}{of}不足{figure}”",
                en: "write 其余得…分 if it does, {way}{of}不足{figure} if not"
            },
        );
    }

    /// Whether it is above (or below) by no more than so much; on which side it is, is said besides.
    pub(super) fn short_of(&mut self, subject: &Typed, small: &SmallMove<'_>, (goes_on, open): (bool, bool), span: Span) -> Option<Expr> {
        let SmallMove { above, operand, by, op } = *small;

        if goes_on {
            self.is_no_value(&Said { subject, above, operand, span, goes_on }, open, by)?;
        }
        let distance = self.how_far(subject, above, operand, by, span)?;
        if op == CmpOp::Lt {
            self.asks_for(&distance, by, false, span);
        }
        Some(Expr::cmp(op, distance, Expr::Number(by.number.clone())))
    }

    /// How far the subject is over (or under) the operand; on other values than percentages % is relative.
    fn how_far(&mut self, subject: &Typed, above: bool, operand: &Operand, by: &Quantity, span: Span) -> Option<Expr> {
        let operand = self.operand_value(subject, operand, span)?;
        let operand = self.align(subject, operand, false)?;
        let target = Target { subject: subject.clone(), operand, whole: None, at_least: None, reached: false };
        let direction = if above { Direction::Above } else { Direction::Below };
        self.distance(&target, direction, &by.unit, by.span)
    }

    /// 比上年增长10%以上得5分，每低1个百分点扣0.5分: how far it is above is what the step measures.
    fn asks_for(&mut self, distance: &Expr, by: &Quantity, at_least: bool, span: Span) {
        if self.takes {
            return;
        }
        let far = Typed::new(distance.clone(), Type::Number(Unit::parse(&by.unit)), span);
        let operand = Typed::new(Expr::Number(by.number.clone()), far.ty.clone(), by.span);
        self.targets.push(Target { subject: far, operand, whole: None, at_least: Some(at_least), reached: false });
    }

    /// Whether too small a move this way is less than was wanted (增长不足3%), so that none at all is even less; `None` if nobody says whether
    /// low is good.
    pub fn falls_short(&self, subject: &Typed, rises: bool) -> Option<bool> {
        let known = if let Expr::Datum(id, _) = &subject.expr { self.scope.datum(*id) } else { None };
        match known.and_then(|known| known.direction) {
            Some(high_is_good) => Some(high_is_good == rises),
            None => rises.then_some(true),
        }
    }
}
