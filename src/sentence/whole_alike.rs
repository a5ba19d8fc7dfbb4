//! Data whose names say that one is a kind of the other (名称相近): 未发生安全事故得5分，一般安全事故每起扣1分; 被通报扣1分，被省级通报扣2分. Nothing but
//! the names tells it, so it is asked about. Spec: findings/E0627.

use super::losses::shares_data;
use super::lowering::Lowering;
use super::rule::{Part, PartKind, Taken};
use super::scope::Type;
use crate::expr::{CmpOp, DatumId, Expr, Number};
use crate::words;

/// Words that many names share.
const COMMON: [&str; 22] = [
    "教育", "学校", "学生", "教师", "工作", "情况", "次数", "人数", "数量", "比例", "经费", "校园", "全县", "县级", "有关", "建设", "管理",
    "制度", "方案", "小学", "初中", "发生",
];

impl Lowering<'_> {
    /// 未发生安全事故得5分，一般安全事故每起扣1分: whoever has one has no points it could be taken from.
    pub(super) fn kind_of_the_other(&mut self, parts: &[Part]) -> bool {
        let earning = parts.iter().filter(|part| part.kind == PartKind::Earns);
        let none: Vec<DatumId> = earning.filter_map(|part| none_of(part.earning.as_ref()?)).collect();
        let takes = || parts.iter().flat_map(|part| &part.takes);
        for thing in none {
            let name = self.scope.datum_name(thing);
            let of_itself = |taken: &Taken| shares_data(&taken.condition, &Expr::Datum(thing, 0));
            let alike = |taken: &&Taken| {
                only_datum(&taken.condition).is_some_and(|(other, there)| {
                    there && self.count_alike(thing, other) && are_alike(&name, &self.scope.datum_name(other))
                })
            };
            let Some(taken) = takes().find(alike).filter(|_| !takes().any(of_itself)) else { continue };
            let kind = only_datum(&taken.condition).map(|(other, _)| self.scope.datum_name(other)).unwrap_or_default();
            self.two_readings(
                taken.span,
                words! { zh: "有“{kind}”的，也有“{name}”吗？有的，前面就没有得分：从几分里扣？", en: "does whoever has `{kind}` have `{name}`, too? nothing is earned then: taken from which points?" },
                words! {
                    zh: "从满分里扣的，不写没有“{name}”得几分，直接写“{kind}每…扣…分”；没有“{name}”才有分的，删去这里；两件事各计各的，写“再扣…分”",
                    en: "if it is taken from the full points write only what is taken for each; leave this out if points are earned without any; write 再扣…分 if the two have nothing to do with each other"
                },
            );
            return false;
        }
        true
    }

    /// Whether one may be some of the other: both counts, or a fact and a count.
    fn count_alike(&self, one: DatumId, other: DatumId) -> bool {
        let unit = |id| match self.scope.datum(id).map(|known| &known.ty) {
            Some(Type::Number(unit)) => Some(unit),
            _ => None,
        };
        match (unit(one), unit(other)) {
            (Some(one), Some(other)) => [one, other].into_iter().all(|unit| unit.is_count() && !unit.is_pure()),
            (Some(unit), None) | (None, Some(unit)) => unit.is_count() && !unit.is_pure(),
            (None, None) => true,
        }
    }

    /// 被通报的扣1分，被省级通报的扣2分: are both taken for the second?
    pub(super) fn taken_for_a_kind(&mut self, parts: &[Part]) -> bool {
        let takes: Vec<(&Taken, DatumId)> = parts
            .iter()
            .flat_map(|part| &part.takes)
            .filter(|taken| !taken.each)
            .filter_map(|taken| only_datum(&taken.condition).filter(|(_, there)| *there).map(|(of, _)| (taken, of)))
            .collect();
        for (at, (_, first)) in takes.iter().enumerate() {
            for (taken, second) in takes.iter().skip(at + 1) {
                let (one, other) = (self.scope.datum_name(*first), self.scope.datum_name(*second));
                if first == second || !(is_kind_of(&other, &one) || is_kind_of(&one, &other)) {
                    continue;
                }
                let (light, heavy) = if is_kind_of(&other, &one) { (&one, &other) } else { (&other, &one) };
                self.two_readings(
                    taken.span,
                    words! { zh: "“{one}”和“{other}”同时有的，两处都扣，还是只扣重的？", en: "where there is `{one}` and `{other}` are both taken, or the harder?" },
                    words! {
                        zh: "都扣的，后一处写“再扣…分”；只扣重的，重的写在前面，轻的写全：“{heavy}的扣…分，{light}但没有{heavy}的扣…分”",
                        en: "write 再扣…分 if both are taken; else put the graver case first and exclude it from the other: {heavy}的扣…分，{light}但没有{heavy}的扣…分"
                    },
                );
                return false;
            }
        }
        true
    }
}

/// The thing of which a condition wants none: a fact turned round, or a count of 0.
fn none_of(condition: &Expr) -> Option<DatumId> {
    match condition {
        Expr::Not(fact) => match &**fact {
            Expr::Datum(id, 0) => Some(*id),
            Expr::Cmp(CmpOp::Gt, of, limit) if **limit == Expr::Number(Number::ZERO) => datum(of),
            _ => None,
        },
        Expr::Cmp(CmpOp::Eq | CmpOp::Le, of, limit) if **limit == Expr::Number(Number::ZERO) => datum(of),
        _ => None,
    }
}

fn datum(expr: &Expr) -> Option<DatumId> {
    if let Expr::Datum(id, 0) = expr { Some(*id) } else { None }
}

/// The one datum a condition looks at, and whether it holds where there is some of it.
fn only_datum(condition: &Expr) -> Option<(DatumId, bool)> {
    match condition {
        Expr::Datum(id, 0) => Some((*id, true)),
        Expr::Cmp(op, of, limit) if matches!(**limit, Expr::Number(_)) => Some((datum(of)?, matches!(op, CmpOp::Gt | CmpOp::Ge))),
        // 发生事故的，每起
        Expr::And(all) => {
            let (first, rest) = all.split_first()?;
            let one = only_datum(first)?;
            rest.iter().all(|other| only_datum(other).is_some_and(|(of, _)| of == one.0)).then_some(one)
        }
        _ => None,
    }
}

/// Whether two names have a word in common that few have.
fn are_alike(one: &str, other: &str) -> bool {
    let chars: Vec<char> = one.chars().collect();
    chars.windows(2).any(|pair| {
        let word: String = pair.iter().collect();
        other.contains(&word) && !COMMON.contains(&word.as_str())
    })
}

/// Whether a name is another one with more words in it: 被省级通报 of 被通报.
fn is_kind_of(kind: &str, of: &str) -> bool {
    let mut rest = kind.chars();
    of.chars().count() > 2 && kind != of && of.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::{are_alike, is_kind_of};

    #[test]
    fn names_that_say_the_same_thing_are_told() {
        assert!(are_alike("校园安全事故", "一般安全事故"));
        assert!(are_alike("被通报", "被通报次数"));
        assert!(!are_alike("校园安全事故", "校园欺凌"));
        assert!(!are_alike("拖欠工资", "体罚次数"));
        assert!(is_kind_of("被省级通报", "被通报"));
        assert!(!is_kind_of("被通报", "被省级通报"));
        assert!(!is_kind_of("校外培训投诉", "体罚"));
    }
}
