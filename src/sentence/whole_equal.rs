//! What is earned where a value equals what it is compared with (正好相等). Spec: findings/E0627.

use super::chain::{Award, Chain};
use super::lowering::Lowering;
use super::rule::{Branch, BranchKind};
use super::whole_chain::has_data;
use crate::expr::{CmpOp, Expr};
use crate::source::Span;
use crate::words;

impl Lowering<'_> {
    /// 高于全市平均数得3分，低于全市平均数的得2分: what of the mean itself? Where constants are compared, the bands are checked.
    pub(super) fn equal_is_said(&mut self, chain: &Chain) -> bool {
        if !chain.passes.is_empty() {
            return true;
        }
        if chain.otherwise.is_some() {
            return self.equal_is_no_rest(chain);
        }
        let steps = chain.steps.iter().filter(|step| step.loses).map(|step| (step.condition(), step.span));
        let awards = || chain.awards.iter().map(|award| (award.condition.clone(), award.span));
        let points: Vec<(Expr, Span)> = awards().chain(steps).collect();
        // 高于全市平均数得3分，每高…加…，低于全市平均数不得分: that is told of a case alone by its gap (E0603).
        let several = chain.awards.len() > 1 || !chain.steps.is_empty() || !chain.besides.is_empty();
        let zeros =
            chain.branches.iter().filter(|branch| several && branch.kind == BranchKind::Zero && matches!(branch.condition, Expr::Cmp(..)));
        let zeros: Vec<(Expr, Span)> = zeros.map(|branch| (branch.condition.clone(), branch.span)).collect();
        let others = chain.zeros.iter().chain(chain.deducts.iter().map(|deduct| &deduct.condition));
        let said: Vec<(CmpOp, Expr, Expr)> =
            points.iter().map(|(condition, _)| condition).chain(others).flat_map(compared_with_values).collect();
        for (condition, _) in awards() {
            for (op, a, b) in compared_with_values(&condition) {
                let opposite = match op {
                    CmpOp::Gt => CmpOp::Lt,
                    CmpOp::Lt => CmpOp::Gt,
                    _ => continue,
                };
                let of_pair = |op: CmpOp| said.contains(&(op, a.clone(), b.clone()));
                let beyond =
                    points.iter().chain(&zeros).find(|(other, _)| compared_with_values(other).contains(&(opposite, a.clone(), b.clone())));
                let covered = [CmpOp::Ge, CmpOp::Le, CmpOp::Eq].into_iter().any(of_pair);
                if let (Some((_, span)), false) = (beyond, covered) {
                    self.equal_is_neither(*span);
                    return false;
                }
            }
        }
        true
    }

    /// 高于全市平均数得3分，低于全市平均数5个百分点以内得2分，其余不得分: what is equal to the mean earns less than what is below it.
    fn equal_is_no_rest(&mut self, chain: &Chain) -> bool {
        let sides = |condition: &Expr| sides_of_values(condition);
        let Some(Expr::Number(rest)) = &chain.otherwise else { return true };
        let more = |award: &&Award| matches!(&award.points, Expr::Number(points) if points > rest);
        let said: Vec<(CmpOp, Expr, Expr)> = chain.awards.iter().filter(more).flat_map(|award| sides(&award.condition)).collect();
        for award in chain.awards.iter().filter(more) {
            for (op, a, b) in sides(&award.condition) {
                let is = |said: &[(CmpOp, Expr, Expr)], op: CmpOp| {
                    said.contains(&(op, a.clone(), b.clone())) || said.contains(&(turned(op), b.clone(), a.clone()))
                };
                let others = chain.awards.iter().filter(more).filter(|other| other.at != award.at);
                let beyond = others.flat_map(|other| sides(&other.condition)).collect::<Vec<_>>();
                let strict = matches!(op, CmpOp::Gt | CmpOp::Lt);
                let opposite = if op == CmpOp::Gt { CmpOp::Lt } else { CmpOp::Gt };
                if strict && is(&beyond, opposite) && ![CmpOp::Ge, CmpOp::Le, CmpOp::Eq].into_iter().any(|op| is(&said, op)) {
                    self.equal_is_neither(award.span);
                    return false;
                }
            }
        }
        true
    }

    /// 3起以内的每起扣0.5分，3起以上的不得分: what of just 3?
    pub(super) fn equal_is_both(&mut self, chain: &Chain) -> bool {
        let ends = |condition: &Expr, op: CmpOp| -> Vec<(Expr, Expr)> {
            let mut found = Vec::new();
            condition.walk(&mut |part| {
                if let Expr::Cmp(own, of, limit) = part
                    && *own == op
                    && matches!(**limit, Expr::Number(_))
                {
                    found.push(((**of).clone(), (**limit).clone()));
                }
            });
            found
        };
        let from = chain.steps.iter().filter(|step| step.limited_from).map(|step| step.condition());
        let within: Vec<(Expr, Expr)> = from.flat_map(|condition| ends(&condition, CmpOp::Le)).collect();
        let zeros = chain.branches.iter().filter(|branch| matches!(branch.kind, BranchKind::Zero | BranchKind::Deduct));
        let both = |branch: &&Branch| ends(&branch.condition, CmpOp::Ge).iter().any(|end| within.contains(end));
        let Some(span) = zeros.into_iter().find(both).map(|branch| branch.span) else { return true };
        self.two_readings(
            span,
            words! { zh: "两处都含这个数：正好是它的，按哪一处计？", en: "both include this figure: which counts for just so much?" },
            words! { zh: "请把一处写成不含的，如“不足3起的每起扣0.5分，3起以上的不得分”，或“3起以内的…，超过3起的…”", en: "let one leave it out: 不足3起的每起扣0.5分，3起以上的不得分, or 3起以内的…，超过3起的…" },
        );
        false
    }

    pub(super) fn equal_is_neither(&mut self, span: Span) {
        self.two_readings(
            span,
            words! { zh: "前面写高于、超过这样，正好相等时算哪一边？", en: "above before: on which side is what is equal?" },
            words! {
                zh: "请把前面的写成“不低于…”“达到…”，或写明相等时得几分，如“与上年持平得…分”",
                en: "write 不低于 or 达到 before, or say what is earned where it is equal, such as 与上年持平得…分"
            },
        );
    }
}

/// The comparisons of a condition with what is no figure.
fn compared_with_values(condition: &Expr) -> Vec<(CmpOp, Expr, Expr)> {
    let mut all = Vec::new();
    condition.walk(&mut |part| {
        if let Expr::Cmp(op, a, b) = part
            && has_data(b)
        {
            all.push((*op, (**a).clone(), (**b).clone()));
        }
    });
    all
}

/// The sides of other values a condition speaks of: above, below or equal; how far, it does not matter.
fn sides_of_values(condition: &Expr) -> Vec<(CmpOp, Expr, Expr)> {
    fn difference(expr: &Expr) -> Option<(&Expr, &Expr)> {
        match expr {
            Expr::Binary(crate::expr::BinaryOp::Sub, a, b) => Some((a, b)),
            Expr::Binary(crate::expr::BinaryOp::Mul, share, _) | Expr::Div(share, _, _) => difference(share),
            _ => None,
        }
    }
    let mut all = Vec::new();
    condition.walk(&mut |part| {
        let Expr::Cmp(op, a, b) = part else { return };
        let (a, b, op) = match (difference(a), &**b) {
            // More than nothing above, or at least so much above.
            (Some((a, b)), Expr::Number(by)) if matches!(op, CmpOp::Gt | CmpOp::Ge) && !by.is_negative() => (a, b, CmpOp::Gt),
            (None, _) => (&**a, &**b, *op),
            _ => return,
        };
        let is_value = |expr: &Expr| matches!(expr, Expr::Population(..) | Expr::Datum(..) | Expr::Column(_));
        match (matches!(a, Expr::Population(..)), is_value(a) && is_value(b)) {
            (false, true) => all.push((op, a.clone(), b.clone())),
            (true, true) => all.push((turned(op), b.clone(), a.clone())),
            _ => {}
        }
    });
    all
}

/// The comparison read from the other side.
fn turned(op: CmpOp) -> CmpOp {
    match op {
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::Ge => CmpOp::Le,
        CmpOp::Le => CmpOp::Ge,
        other => other,
    }
}
