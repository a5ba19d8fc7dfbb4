//! What numbers of things leave open in a chain (两种读法): which things are counted, from which number on, and what of numbers nobody
//! names. Spec: §6.4, findings/E0627.

use super::chain::{Award, Chain, Just};
use super::join::holds_at;
use super::losses::{Deduct, mentions, shares_data};
use super::lowering::Lowering;
use super::rule::Worth;
use super::scope::Type;
use super::together::never_together;
use super::whole_chain::last_of;
use crate::expr::{CmpOp, Expr, Number, Unit};
use crate::words;

impl Lowering<'_> {
    /// 4次得6分，3次得4分，其余不得分: what of the fifth?
    pub(super) fn goes_on_above(&mut self, chain: &Chain) -> bool {
        for loses in [false, true] {
            let of_kind: Vec<&Just> = chain.just.iter().filter(|just| just.loses == loses).collect();
            let Some(top) = of_kind.iter().max_by(|a, b| a.number.cmp(&b.number)) else { continue };
            let is_less = |points: &Expr| !matches!(points, Expr::Number(points) if *points > top.points);
            let is_most = of_kind.iter().all(|just| just.number == top.number || just.points < top.points)
                && if loses { chain.deducts.iter().all(|d| is_less(&d.points)) } else { chain.awards.iter().all(|a| is_less(&a.points)) };
            let Expr::Cmp(CmpOp::Eq, counted, _) = last_of(&top.condition) else { continue };
            let next = &top.number + &Number::ONE;
            let conditions =
                chain.awards.iter().map(|a| &a.condition).chain(chain.deducts.iter().map(|d| &d.condition)).chain(&chain.zeros);
            let covered = conditions.into_iter().any(|condition| holds_at(last_of(condition), counted, &next) == Some(true));
            let possible = self.most_of(counted).is_none_or(|most| next <= most);
            let steps_on =
                chain.steps.iter().any(|step| step.loses == loses && (step.counted.as_ref() == Some(counted) || !step.targets.is_empty()));
            // 5次以上得4分，3次得2分，其余不得分: what of the fourth?
            let skipped = of_kind.iter().find(|just| {
                let next = &just.number + &Number::ONE;
                let said = |condition: &Expr| holds_at(last_of(condition), counted, &next) == Some(true);
                let more = |condition: &Expr| holds_at(last_of(condition), counted, &(&next + &Number::ONE)) == Some(true);
                let all =
                    || chain.awards.iter().map(|a| &a.condition).chain(chain.deducts.iter().map(|d| &d.condition)).chain(&chain.zeros);
                !all().any(said) && all().any(more)
            });
            if let (Some(just), false) = (skipped, steps_on) {
                let (number, next) = (&just.number, &just.number + &Number::ONE);
                self.two_readings(
                    just.span,
                    words! { zh: "正好{number}的和更多的都说了，{next}的怎样计？", en: "{number} and more are spoken of: what of {next}?" },
                    words! { zh: "请把每个数目写全，或在数字后面加“以上”", en: "name each number, or add 以上 behind it" },
                );
                return false;
            }
            let rest = match (&chain.otherwise, loses) {
                (Some(Expr::Number(rest)), false) => *rest >= top.points,
                // 1起扣2分，其余不得分
                (Some(_), true) => true,
                _ => false,
            };
            if is_most && !covered && possible && !steps_on && !rest {
                let number = &top.number;
                self.two_readings(
                    top.span,
                    words! { zh: "只说了正好{number}，比{number}多的怎样计？", en: "just {number} is spoken of: what of more?" },
                    words! { zh: "多的也一样计的，请在数字后面加“以上”", en: "add 以上 behind the number if more counts the same" },
                );
                return false;
            }
        }
        true
    }

    /// The largest value of what is counted, where it is known.
    fn most_of(&self, counted: &Expr) -> Option<Number> {
        match counted {
            Expr::Datum(id, _) => self.scope.datum(*id)?.range.clone().map(|(_, high)| high),
            Expr::Column(id) => self.scope.column_signature(*id)?.range.clone().map(|(_, high)| high),
            Expr::If(_, a, b) => Some(self.most_of(a)?.max(self.most_of(b)?)),
            Expr::Number(n) => Some(n.clone()),
            Expr::Binary(crate::expr::BinaryOp::Add, a, b) => Some(&self.most_of(a)? + &self.most_of(b)?),
            Expr::Binary(crate::expr::BinaryOp::Mul, a, b) => Some(&self.most_of(a)? * &self.most_of(b)?),
            Expr::Binary(crate::expr::BinaryOp::Sub, a, b) => match (&**a, &**b) {
                (Expr::Number(target), Expr::Datum(id, _)) => self.scope.datum(*id)?.range.clone().map(|(low, _)| target - &low),
                (Expr::Datum(id, _), Expr::Number(target)) => self.scope.datum(*id)?.range.clone().map(|(_, high)| &high - target),
                _ => None,
            },
            _ => None,
        }
    }

    /// 无甲事故且无乙事故得3分，每起扣1分: of which of them?
    pub(super) fn counts_which(&mut self, chain: &Chain) -> bool {
        for step in chain.steps.iter().filter(|step| !step.named) {
            let Some(counted) = &step.counted else { continue };
            let Some(award) = chain.awards.iter().find(|award| mentions(&award.condition, counted)) else { continue };
            let others = compared_with_figures(&award.condition);
            let like = |other: &&Expr| *other != counted && self.unit_of(other).is_some_and(|unit| Some(unit) == self.unit_of(counted));
            let names: Vec<String> = others.iter().filter(like).filter_map(|other| self.name_of(other)).collect();
            if let Some(other) = names.first() {
                let one = self.name_of(counted).unwrap_or_default();
                self.two_readings(
                    step.span,
                    words! { zh: "“每…”说的是“{one}”，还是也说“{other}”？", en: "is this for each `{one}`, or for each `{other}`, too?" },
                    words! {
                        zh: "请写明是哪一项的，都算的逐项写，如“每1起{other}扣1分，每1起{one}扣1分”",
                        en: "name what is counted; write one after the other if both are: 每1起{other}扣1分，每1起{one}扣1分"
                    },
                );
                return false;
            }
        }
        true
    }

    fn unit_of(&self, value: &Expr) -> Option<String> {
        match value {
            Expr::Datum(id, _) => match &self.scope.datum(*id)?.ty {
                Type::Number(unit) => Some(unit.word().to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// 发生安全事故扣2分，扣完为止: once, or each time?
    pub(super) fn once_or_each(&mut self, chain: &Chain, worth: &Worth) -> bool {
        let [deduct] = chain.deducts.as_slice() else { return true };
        if self.any_or_each(chain, deduct, worth) {
            return false;
        }
        let (Expr::Cmp(CmpOp::Gt, counted, zero), Expr::Number(points)) = (&deduct.condition, &deduct.points) else { return true };
        let counts =
            matches!(**zero, Expr::Number(ref n) if n.is_zero()) && self.unit_of(counted).is_some_and(|unit| Unit::parse(&unit).is_count());
        if chain.floor.is_none() || !chain.steps.is_empty() || !counts || *points >= worth.full {
            return true;
        }
        self.two_readings(
            deduct.span,
            words! { zh: "发生几次都只扣这一次，还是每次都扣？", en: "are the points taken once, or each time?" },
            words! {
                zh: "每次都扣的，写“每起扣{points}分”“每次扣{points}分”；只扣一次的，删去“扣完为止”",
                en: "write 每起扣{points}分 for each time; delete 扣完为止 if they are taken once"
            },
        );
        false
    }

    /// 方案、制度、总结缺任何一项扣1分，扣完为止: once, or for each?
    fn any_or_each(&mut self, chain: &Chain, deduct: &Deduct, worth: &Worth) -> bool {
        let Expr::Number(points) = &deduct.points else { return false };
        let limited = chain.floor.is_some() || chain.caps_lost.iter().any(|cap| cap.most > *points);
        let lacks = matches!(&deduct.condition, Expr::Not(all) if matches!(&**all, Expr::And(_)));
        if !limited || !lacks || !chain.steps.is_empty() || *points >= worth.full {
            return false;
        }
        self.two_readings(
            deduct.span,
            words! { zh: "缺几项都只扣这一次，还是每缺一项都扣？", en: "are the points taken once, or for each that is lacking?" },
            words! {
                zh: "逐项扣的，写“每缺1项扣{points}分”；只扣一次的，删去“扣完为止”和限额",
                en: "write 每缺1项扣{points}分 for each; delete 扣完为止 and the limit if they are taken once"
            },
        );
        true
    }

    /// 投入, 上年投入
    pub(super) fn name_of(&self, value: &Expr) -> Option<String> {
        match value {
            Expr::Datum(id, 0) => Some(self.scope.datum_name(*id)),
            Expr::Datum(id, 1) => Some(format!("上年{}", self.scope.datum_name(*id))),
            Expr::Datum(id, back) => Some(format!("前{back}年的{}", self.scope.datum_name(*id))),
            _ => None,
        }
    }

    /// 超过3起的，每起扣1分; 2起以内得3分，每起扣1分: from the first, or beyond the limit?
    pub(super) fn counts_beyond_what(&mut self, chain: &Chain) -> bool {
        let some = Number::ONE;
        for step in &chain.steps {
            let Some(counted) = &step.counted else { continue };
            let one = Expr::cmp(CmpOp::Eq, counted.clone(), Expr::Number(some.clone()));
            let begins_later = step.limited_from && shares_data(&step.condition(), counted) && never_together(&step.condition(), &one);
            // 上访比上年增加的，每次扣0.1分
            let last_year = if let Expr::Datum(id, 0) = counted { Some(Expr::Datum(*id, 1)) } else { None };
            let begins_later = begins_later || (step.limited_from && last_year.is_some_and(|last| mentions(&step.condition(), &last)));
            let about = |award: &Award| mentions(&award.condition, counted);
            let first_free = |award: &Award| holds_at(&award.condition, counted, &some) == Some(true);
            let allowed = match (step.loses, step.goes_on) {
                (true, _) => chain.awards.iter().any(|award| about(award) && first_free(award)),
                (false, true) => chain.awards.iter().any(|award| about(award) && !first_free(award)),
                (false, false) => chain.awards.iter().any(about),
            };
            if begins_later || (allowed && !step.further) {
                self.two_readings(
                    step.span,
                    words! { zh: "从第1个算起，还是只算超出前面所写数目的？", en: "is each counted, or only those beyond the number before?" },
                    words! {
                        zh: "只算超出部分的，写“每超1起扣1分”“每多1次加0.5分”；从第1个算起的，写“每起扣1分”单独成句",
                        en: "write 每超1起扣1分 or 每多1次加0.5分 for those beyond it; give 每起扣1分 a sentence of its own if all count"
                    },
                );
                return false;
            }
        }
        true
    }

    /// 1起扣1分，2起扣2分，超过2起的每增加1起再扣1分: what were 2 points at just 2 is lost at 3.
    pub(super) fn grows_beyond_just(&mut self, chain: &Chain) -> bool {
        let Some(top) = chain.just.iter().filter(|just| just.loses).max_by(|a, b| a.number.cmp(&b.number)) else { return true };
        let Expr::Cmp(CmpOp::Eq, counted, _) = last_of(&top.condition) else { return true };
        let next = &top.number + &Number::ONE;
        let covered = chain.deducts.iter().any(|d| holds_at(last_of(&d.condition), counted, &next) == Some(true));
        let grows = chain.steps.iter().find(|step| {
            step.loses && !step.goes_on && step.counted.is_none() && step.targets.iter().any(|target| target.subject.expr == **counted)
        });
        let Some(step) = grows.filter(|_| !covered) else { return true };
        let number = &top.number;
        self.two_readings(
            step.span,
            words! { zh: "前面只说了正好{number}，再多的从几分扣起？", en: "just {number} is spoken of before: from what do more take?" },
            words! { zh: "请在前面的数字后加“以上”，如“{number}起以上扣…分，超过{number}起的，每增加1起再扣…分”", en: "add 以上 before: {number}起以上扣…分，超过{number}起的，每增加1起再扣…分" },
        );
        false
    }
}

/// The values a condition compares with figures.
fn compared_with_figures(condition: &Expr) -> Vec<Expr> {
    let mut all: Vec<Expr> = Vec::new();
    condition.walk(&mut |part| {
        if let Expr::Cmp(_, a, b) = part
            && matches!((&**a, &**b), (Expr::Datum(..) | Expr::Column(_), Expr::Number(_)))
            && !all.contains(a)
        {
            all.push((**a).clone());
        }
    });
    all
}
