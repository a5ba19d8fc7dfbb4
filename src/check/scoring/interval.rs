//! Smallest and largest value of an expression (取值区间): sound, not tight.

use crate::expr::{BinaryOp, Expr, Number, PopOp, TableOp, WhenZero};

/// An end that is `None` is not known.
pub(in crate::check) type Ends = (Option<Number>, Option<Number>);

/// The ends of an expression; `leaf` knows those of its inputs.
pub(in crate::check) fn interval(expr: &Expr, leaf: &dyn Fn(&Expr) -> Ends) -> Ends {
    let of = |e: &Expr| interval(e, leaf);
    let zero = Some(Number::ZERO);
    match expr {
        Expr::Number(n) => (Some(n.clone()), Some(n.clone())),
        Expr::Neg(a) => negated(of(a)),
        Expr::Floor(a) | Expr::Ceil(a) | Expr::Round(a, _) => {
            let (low, high) = of(a);
            (low.map(|l| l.floor()), high.map(|h| h.ceil()))
        }
        Expr::If(_, a, b) => hull(of(a), of(b)),
        // Not applicable is no value at all.
        Expr::Coalesce(a, b) | Expr::IfMissing(a, b) if **a == Expr::NotApplicable => of(b),
        Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => hull(of(a), of(b)),
        Expr::Population(PopOp::Mean | PopOp::Max | PopOp::Min, _, a) => of(a),
        Expr::Table { op: TableOp::Mean | TableOp::Max | TableOp::Min, value, .. } => of(value),
        Expr::Table { op: TableOp::Count | TableOp::Distinct | TableOp::VariationSquared, .. } | Expr::Population(PopOp::Count, ..) => {
            (zero, None)
        }
        Expr::Table { op: TableOp::Sum | TableOp::SumOfBest, value, .. } => (of(value).0.filter(|l| !l.is_negative()).and(zero), None),
        Expr::Population(PopOp::Sum, _, a) => (of(a).0.filter(|l| !l.is_negative()).and(zero), None),
        Expr::Binary(op, a, b) => binary(*op, of(a), of(b)),
        Expr::Div(a, b, when) if is_share(a, b) => {
            let own = (zero, Some(Number::ONE));
            if let WhenZero::Value(value) = when { hull(own, of(value)) } else { own }
        }
        Expr::Div(a, b, when) => {
            let own = quotient(of(a), of(b));
            if let WhenZero::Value(value) = when { hull(own, of(value)) } else { own }
        }
        Expr::Bool(_) | Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Cmp(..) | Expr::NotApplicable | Expr::IsNotApplicable(_) => {
            (None, None)
        }
        _ => leaf(expr),
    }
}

fn binary(op: BinaryOp, (a_low, a_high): Ends, (b_low, b_high): Ends) -> Ends {
    let add = |a: Option<Number>, b: Option<Number>| a.zip(b).map(|(a, b)| &a + &b);
    match op {
        BinaryOp::Add => (add(a_low, b_low), add(a_high, b_high)),
        BinaryOp::Sub => (add(a_low, b_high.map(|h| -h)), add(a_high, b_low.map(|l| -l))),
        BinaryOp::Mul => corners([a_low, a_high], [b_low, b_high], |a, b| Some(a * b)),
        BinaryOp::Min => (a_low.zip(b_low).map(|(a, b)| a.min(b)), a_high.into_iter().chain(b_high).min()),
        BinaryOp::Max => (a_low.into_iter().chain(b_low).max(), a_high.zip(b_high).map(|(a, b)| a.max(b))),
    }
}

fn quotient((a_low, a_high): Ends, (b_low, b_high): Ends) -> Ends {
    match &b_low {
        Some(low) if *low > Number::ZERO => corners([a_low, a_high], [b_low, b_high], |a, b| a.div(b)),
        // A quotient of two amounts that are never negative is never negative.
        Some(low) if !low.is_negative() && a_low.as_ref().is_some_and(|a| !a.is_negative()) => (Some(Number::ZERO), None),
        _ => (None, None),
    }
}

/// 占比: rows that also fulfil a condition among those rows.
pub(super) fn is_share(a: &Expr, b: &Expr) -> bool {
    let (Expr::Table { op: TableOp::Count, table, filter: part, .. }, Expr::Table { op: TableOp::Count, table: other, filter: whole, .. }) =
        (a, b)
    else {
        return false;
    };
    let parts = |e: &Expr| if let Expr::And(all) = e { all.clone() } else { vec![e.clone()] };
    let (part, whole) = (parts(part), parts(whole));
    table == other && whole.iter().all(|w| *w == Expr::Bool(true) || part.contains(w))
}

fn negated((low, high): Ends) -> Ends {
    (high.map(|h| -h), low.map(|l| -l))
}

fn hull(a: Ends, b: Ends) -> Ends {
    (a.0.zip(b.0).map(|(a, b)| a.min(b)), a.1.zip(b.1).map(|(a, b)| a.max(b)))
}

fn corners(a: [Option<Number>; 2], b: [Option<Number>; 2], f: impl Fn(&Number, &Number) -> Option<Number>) -> Ends {
    let positive = |ends: &[Option<Number>; 2]| matches!(ends, [Some(low), _] if !low.is_negative());
    let both_positive = positive(&a) && positive(&b);
    let mut all = Vec::new();
    let mut open = false;
    for x in &a {
        for y in &b {
            match (x, y) {
                (Some(x), Some(y)) => all.extend(f(x, y)),
                _ => open = true,
            }
        }
    }
    match (open, both_positive) {
        (false, _) => (all.iter().min().cloned(), all.into_iter().max()),
        (true, true) => (Some(Number::ZERO), None),
        (true, false) => (None, None),
    }
}
