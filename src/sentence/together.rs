//! Whether conditions can hold together (能否同时成立): tried out on values around the figures they name.
//!
//! What a condition looks at (a datum, last year's, the mean of all counties, a place) takes values of its own; the figures of the
//! conditions, what lies just beside them, and what is so far from or so many times another value are all tried. Conditions of scoring
//! sentences are comparisons with figures and with each other's values, so what never holds together here never does.

use std::sync::Arc;

use crate::expr::{Absent, DataOnly, DatumId, Expr, Number, Value, evaluate_condition};

/// Most combinations of values that are tried.
const MOST: usize = 20_000;
/// An arbitrary value, from which others are so far.
const SOMEWHERE: i64 = 50;

/// What must all hold for a condition, one inside the other or not.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::And(all) => all.iter().flat_map(conjuncts).collect(),
        Expr::Bool(true) => Vec::new(),
        one => vec![one],
    }
}

/// Whether two conditions never hold together. `false` if there is too much to try.
pub(super) fn never_together(a: &Expr, b: &Expr) -> bool {
    let mut terms = Terms::default();
    let parts: Vec<Expr> = conjuncts(a).into_iter().chain(conjuncts(b)).map(|part| terms.plain(part, true)).collect();
    related(parts, terms.facts.len()).into_iter().any(|parts| never_holds(&Expr::And(parts), &terms.facts))
}

/// The parts of a condition that look at the same things, directly or by others: what never holds in one of these groups never holds at all.
fn related(parts: Vec<Expr>, things: usize) -> Vec<Vec<Expr>> {
    let mut group_of: Vec<usize> = (0..things).collect();
    let looked_at = |part: &Expr| {
        let mut seen = Vec::new();
        part.walk(&mut |one| {
            if let Expr::Datum(id, _) = one {
                seen.push(id.index());
            }
        });
        seen
    };
    let seen: Vec<Vec<usize>> = parts.iter().map(looked_at).collect();
    for things in &seen {
        let groups: Vec<usize> = things.iter().filter_map(|thing| group_of.get(*thing).copied()).collect();
        if let Some(first) = groups.first() {
            group_of.iter_mut().filter(|group| groups.contains(group)).for_each(|group| *group = *first);
        }
    }
    let mut all: Vec<(Option<usize>, Vec<Expr>)> = Vec::new();
    for (part, things) in parts.into_iter().zip(seen) {
        let group = things.first().and_then(|thing| group_of.get(*thing).copied());
        match all.iter_mut().find(|(known, _)| *known == group) {
            Some((_, same)) => same.push(part),
            None => all.push((group, vec![part])),
        }
    }
    all.into_iter().map(|(_, parts)| parts).collect()
}

/// Whether a condition holds for no values of the things it looks at.
fn never_holds(condition: &Expr, facts: &[bool]) -> bool {
    let named = named(condition);
    let mut looks_at = vec![false; facts.len()];
    condition.walk(&mut |one| {
        if let Expr::Datum(id, _) = one
            && let Some(looks) = looks_at.get_mut(id.index())
        {
            *looks = true;
        }
    });
    let several = looks_at.iter().filter(|looks| **looks).count() > 1;
    let values = |numbers: &dyn Fn(usize) -> Vec<Value>| {
        let each = facts.iter().zip(&looks_at).enumerate();
        each.map(|(at, (is_fact, looks))| match (looks, is_fact) {
            (false, _) => vec![Value::Bool(false)],
            (true, true) => vec![Value::Bool(false), Value::Bool(true)],
            (true, false) => numbers(at),
        })
        .collect::<Vec<_>>()
    };
    // Mostly the figures themselves will do.
    let few: Vec<Value> = named.iter().flat_map(|n| [n.clone(), n + &Number::ONE]).map(Value::Number).collect();
    if holds_nowhere(condition, &values(&|_| few.clone())) == Some(false) {
        return false;
    }
    let all = figures(&named, several);
    let of_its_own = |at: usize| own_figures(condition, at).unwrap_or_else(|| all.clone());
    holds_nowhere(condition, &values(&of_its_own)) == Some(true)
}

/// The values that matter for what is compared with figures only: those, and what lies just beside them.
fn own_figures(condition: &Expr, thing: usize) -> Option<Vec<Value>> {
    let is_it = |expr: &Expr| matches!(expr, Expr::Datum(id, _) if id.index() == thing);
    let (mut seen, mut compared, mut own) = (0_usize, 0_usize, vec![Number::ZERO]);
    condition.walk(&mut |part| {
        seen += usize::from(is_it(part));
        if let Expr::Cmp(_, a, b) = part
            && let (true, Expr::Number(n)) = (is_it(a), &**b)
        {
            compared += 1;
            own.push(n.clone());
        }
    });
    let little = Number::ulp(3);
    let signed = own.iter().any(Number::is_negative);
    let mut all: Vec<Number> = own.iter().flat_map(|n| [n - &little, n.clone(), n + &little]).collect();
    all.retain(|n| signed || !n.is_negative());
    all.sort();
    all.dedup();
    (seen == compared).then(|| all.into_iter().map(Value::Number).collect())
}

/// Whether a condition holds for none of these values; `None` if there is too much to try.
fn holds_nowhere(condition: &Expr, values: &[Vec<Value>]) -> Option<bool> {
    let combinations = values.iter().try_fold(1_usize, |all, each| all.checked_mul(each.len()).filter(|all| *all <= MOST));
    let combinations = combinations?;
    Some(!(0..combinations).any(|at| {
        let mut rest = at;
        let chosen = values.iter().map(|each| {
            let value = each.get(rest % each.len()).cloned();
            rest /= each.len();
            value
        });
        let chosen: Vec<Option<Value>> = chosen.collect();
        let tried = DataOnly(|id: DatumId, _| chosen.get(id.index()).cloned().flatten().ok_or(Absent::IllTyped));
        evaluate_condition(condition, &tried) == Ok(true)
    }))
}

/// Whether one condition always holds where another does.
pub(super) fn implies(a: &Expr, b: &Expr) -> bool {
    never_together(a, &Expr::negate(b.clone()))
}

/// What conditions look at, in the order it was found, and whether it is a fact.
#[derive(Default)]
struct Terms {
    found: Vec<Expr>,
    facts: Vec<bool>,
}

impl Terms {
    /// The condition over data only: each thing it looks at is a datum of its own.
    fn plain(&mut self, expr: &Expr, is_fact: bool) -> Expr {
        match expr {
            Expr::Number(_) | Expr::Bool(_) => expr.clone(),
            Expr::And(all) => Expr::And(all.iter().map(|each| self.plain(each, true)).collect()),
            Expr::Or(all) => Expr::Or(all.iter().map(|each| self.plain(each, true)).collect()),
            Expr::Not(inner) => Expr::Not(Arc::new(self.plain(inner, true))),
            Expr::Cmp(op, a, b) => Expr::cmp(*op, self.plain(a, false), self.plain(b, false)),
            Expr::If(condition, a, b) => {
                let condition = self.plain(condition, true);
                Expr::If(Arc::new(condition), Arc::new(self.plain(a, is_fact)), Arc::new(self.plain(b, is_fact)))
            }
            Expr::Neg(_) | Expr::Binary(..) | Expr::Div(..) | Expr::Floor(_) | Expr::Ceil(_) | Expr::Round(..) => {
                expr.clone().map_parts(&mut |part| self.plain(&part, false))
            }
            looked_at => {
                let at = self.found.iter().position(|known| known == looked_at).unwrap_or_else(|| {
                    self.found.push(looked_at.clone());
                    self.facts.push(is_fact);
                    self.found.len() - 1
                });
                Expr::Datum(DatumId(u32::try_from(at).unwrap_or(u32::MAX)), 0)
            }
        }
    }
}

/// The figures of a condition, and 0.
fn named(condition: &Expr) -> Vec<Number> {
    let mut named: Vec<Number> = vec![Number::ZERO];
    condition.walk(&mut |part| {
        if let Expr::Number(n) = part
            && !named.contains(n)
        {
            named.push(n.clone());
        }
    });
    named
}

/// The values tried for a number.
fn figures(named: &[Number], related: bool) -> Vec<Value> {
    // A distance is measured from another figure, or from a value.
    let from = if related { named.iter().cloned().chain([Number::from(SOMEWHERE)]).collect() } else { named.to_vec() };
    let apart: Vec<Number> = from.iter().flat_map(|a| named.iter().flat_map(move |b| [a + b, a - b, a * b])).collect();
    let little = Number::ulp(3);
    let signed = named.iter().any(Number::is_negative);
    let around = |n: &Number| [n - &Number::ONE, n - &little, n.clone(), n + &little, n + &Number::ONE];
    let mut all: Vec<Number> = named.iter().chain(&apart).flat_map(around).collect();
    all.retain(|n| signed || !n.is_negative());
    all.sort();
    all.dedup();
    all.into_iter().map(Value::Number).collect()
}

#[cfg(test)]
mod tests {
    use super::{implies, never_together};
    use crate::expr::{BinaryOp, CmpOp, DatumId, Expr};

    fn datum(at: u32) -> Expr {
        Expr::Datum(DatumId(at), 0)
    }

    fn cmp(op: CmpOp, a: Expr, b: i64) -> Expr {
        Expr::cmp(op, a, Expr::int(b))
    }

    #[test]
    fn comparisons_of_one_value() {
        assert!(never_together(&cmp(CmpOp::Ge, datum(0), 95), &cmp(CmpOp::Lt, datum(0), 90)));
        assert!(!never_together(&cmp(CmpOp::Ge, datum(0), 95), &cmp(CmpOp::Lt, datum(0), 96)));
        assert!(implies(&cmp(CmpOp::Ge, datum(0), 95), &cmp(CmpOp::Gt, datum(0), 90)));
    }

    #[test]
    fn many_values_are_looked_at_one_by_one() {
        let all = |op, limit| Expr::And((0..4).map(|at| cmp(op, datum(at), limit)).collect());
        assert!(never_together(&all(CmpOp::Ge, 95), &cmp(CmpOp::Lt, datum(3), 95)));
        assert!(!never_together(&all(CmpOp::Ge, 95), &cmp(CmpOp::Le, datum(3), 95)));
        assert!(implies(&all(CmpOp::Ge, 95), &all(CmpOp::Ge, 90)));
    }

    #[test]
    fn distances_from_another_value() {
        let behind = Expr::binary(BinaryOp::Sub, datum(1), datum(0));
        let not_below = Expr::cmp(CmpOp::Ge, datum(0), datum(1));
        assert!(never_together(&not_below, &cmp(CmpOp::Ge, behind.clone(), 3)));
        assert!(!never_together(&Expr::negate(not_below), &cmp(CmpOp::Ge, behind, 3)));
    }

    #[test]
    fn facts() {
        let both = Expr::And(vec![datum(0), datum(1)]);
        assert!(never_together(&both, &Expr::negate(datum(1))));
        assert!(!never_together(&datum(0), &Expr::negate(datum(1))));
    }
}
