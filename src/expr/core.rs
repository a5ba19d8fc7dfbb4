//! The operations of the core. Spec: §6.1.

use std::sync::Arc;

use super::Number;

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The place in the vector this id indexes.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A datum (数据) of the file.
    DatumId;
    /// A detail table (明细表).
    TableId;
    /// A column (列) of any detail table.
    ColumnId;
    /// An indicator (指标), bonus or penalty item.
    IndicatorId;
    /// A peer group (分组) of counties.
    GroupId;
}

/// An operation of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// a + b
    Add,
    /// a − b
    Sub,
    /// a × b
    Mul,
    /// the smaller
    Min,
    /// the larger
    Max,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CmpOp {
    /// =
    Eq,
    /// ≠
    Ne,
    /// <
    Lt,
    /// ≤
    Le,
    /// >
    Gt,
    /// ≥
    Ge,
}

impl CmpOp {
    /// The comparison with the order turned round: better levels come first.
    pub fn reversed(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
            CmpOp::Eq | CmpOp::Ne => self,
        }
    }

    /// Whether the comparison holds between two ordered values.
    pub fn holds<T: Ord>(self, a: &T, b: &T) -> bool {
        match self {
            CmpOp::Eq => a == b,
            CmpOp::Ne => a != b,
            CmpOp::Lt => a < b,
            CmpOp::Le => a <= b,
            CmpOp::Gt => a > b,
            CmpOp::Ge => a >= b,
        }
    }
}

/// What a quotient is when the divisor is 0 (分母为0). Default D5: an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenZero {
    /// The county cannot be scored: an error.
    Error,
    /// The quotient is not applicable.
    NotApplicable,
    /// The quotient is this value.
    Value(Arc<Expr>),
}

/// Which counties a population operation looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// 全市: every county evaluated.
    All,
    /// 同类县: the counties of the same group.
    Peers,
    /// 其他县: every county but the one scored.
    Others,
}

/// What equal values do in a ranking (并列). Default D8: all get the better place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// 1, 1, 3
    Better,
    /// 2, 2, 3: the whole tie gets the worst of its places, as a quota needs
    Worse,
    /// 1.5, 1.5, 3
    Mean,
}

/// A value over the counties (全市口径).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopOp {
    /// Simple mean of the counties that have the value (D7).
    Mean,
    /// Largest value.
    Max,
    /// Smallest value.
    Min,
    /// Sum.
    Sum,
    /// Place of this county; the largest value is first if `descending`.
    Rank {
        /// Whether the largest value is first.
        descending: bool,
        /// What equal values do.
        ties: Ties,
    },
    /// How many counties have the value, or fulfil the condition.
    Count,
    /// Whether any county fulfils the condition.
    Any,
}

/// A value over the rows of a detail table (明细汇总).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableOp {
    /// Rows that pass the filter.
    Count,
    /// Sum of the value.
    Sum,
    /// Mean of the value, weighted if there is a weight.
    Mean,
    /// Largest value.
    Max,
    /// Smallest value.
    Min,
    /// Number of different values.
    Distinct,
    /// The largest value of each key, added up (就高不累加).
    SumOfBest,
    /// Square of the coefficient of variation (差异系数), population, weighted if there is a weight.
    VariationSquared,
}

/// An expression of the core. Numbers are exact; levels are their place in the list (0 is first), dates are days. Copies share their parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A constant.
    Number(Number),
    /// A truth value.
    Bool(bool),
    /// A datum of the county, so many years back.
    Datum(DatumId, u8),
    /// A column of the row at hand; only inside a table operation.
    Column(ColumnId),
    /// Score of an indicator, rounded as published.
    Score(IndicatorId),
    /// Points an indicator can earn.
    FullMarks(IndicatorId),
    /// The county's total.
    Total,
    /// The county's grade, as its place in the list of grades.
    Grade,
    /// Whether the county belongs to the group.
    InGroup(GroupId),
    /// −a
    Neg(Arc<Expr>),
    /// not a
    Not(Arc<Expr>),
    /// a ∘ b
    Binary(BinaryOp, Arc<Expr>, Arc<Expr>),
    /// a ÷ b, exact
    Div(Arc<Expr>, Arc<Expr>, WhenZero),
    /// a compared with b
    Cmp(CmpOp, Arc<Expr>, Arc<Expr>),
    /// All hold; an empty list holds.
    And(Vec<Expr>),
    /// Any holds; an empty list does not.
    Or(Vec<Expr>),
    /// The second if the first holds, else the third.
    If(Arc<Expr>, Arc<Expr>, Arc<Expr>),
    /// Largest whole number not above.
    Floor(Arc<Expr>),
    /// Smallest whole number not below.
    Ceil(Arc<Expr>),
    /// Half up to so many places.
    Round(Arc<Expr>, u32),
    /// Whether the value is not applicable (不适用).
    IsNotApplicable(Arc<Expr>),
    /// The first, or the second where the first is not applicable.
    Coalesce(Arc<Expr>, Arc<Expr>),
    /// The first, or the second where the first is missing (缺报).
    IfMissing(Arc<Expr>, Arc<Expr>),
    /// Not applicable.
    NotApplicable,
    /// A value over the counties.
    Population(PopOp, Scope, Arc<Expr>),
    /// A value over the rows of a detail table.
    Table {
        /// What is computed.
        op: TableOp,
        /// The table.
        table: TableId,
        /// Which rows.
        filter: Arc<Expr>,
        /// The value of a row; `1` for a count.
        value: Arc<Expr>,
        /// Weight or key of a row.
        by: Option<Arc<Expr>>,
    },
}

impl Expr {
    /// A whole constant.
    pub fn int(value: i64) -> Expr {
        Expr::Number(Number::from(value))
    }

    /// a ∘ b; sums and products of constants are folded.
    pub fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
        match (op, &a, &b) {
            (BinaryOp::Add, Expr::Number(x), Expr::Number(y)) => Expr::Number(x + y),
            (BinaryOp::Sub, Expr::Number(x), Expr::Number(y)) => Expr::Number(x - y),
            (BinaryOp::Mul, Expr::Number(x), Expr::Number(y)) => Expr::Number(x * y),
            (BinaryOp::Add, Expr::Number(x), _) if x.is_zero() => b,
            (BinaryOp::Add | BinaryOp::Sub, _, Expr::Number(y)) if y.is_zero() => a,
            (BinaryOp::Mul, Expr::Number(x), _) if *x == Number::ONE => b,
            (BinaryOp::Mul, _, Expr::Number(y)) if *y == Number::ONE => a,
            _ => Expr::Binary(op, Arc::new(a), Arc::new(b)),
        }
    }

    /// a compared with b.
    pub fn cmp(op: CmpOp, a: Expr, b: Expr) -> Expr {
        Expr::Cmp(op, Arc::new(a), Arc::new(b))
    }

    /// `then` if `condition`, else `otherwise`; a constant condition is decided.
    pub fn when(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
        match condition {
            Expr::Bool(true) => then,
            Expr::Bool(false) => otherwise,
            condition => Expr::If(Arc::new(condition), Arc::new(then), Arc::new(otherwise)),
        }
    }

    /// All of the conditions; a single one stands for itself.
    pub fn all(mut conditions: Vec<Expr>) -> Expr {
        match conditions.pop() {
            Some(only) if conditions.is_empty() => only,
            Some(last) => {
                conditions.push(last);
                Expr::And(conditions)
            }
            None => Expr::Bool(true),
        }
    }

    /// Any of the conditions; a single one stands for itself.
    pub fn any(mut conditions: Vec<Expr>) -> Expr {
        match conditions.pop() {
            Some(only) if conditions.is_empty() => only,
            Some(last) => {
                conditions.push(last);
                Expr::Or(conditions)
            }
            None => Expr::Bool(false),
        }
    }

    /// The opposite condition.
    pub fn negate(condition: Expr) -> Expr {
        match condition {
            Expr::Not(inner) => Arc::unwrap_or_clone(inner),
            Expr::Bool(value) => Expr::Bool(!value),
            other => Expr::Not(Arc::new(other)),
        }
    }

    /// Calls `visit` on this expression and every part of it, outside first.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        self.each_part(|part| part.walk(visit));
    }

    /// The direct parts.
    pub fn parts(&self) -> Vec<&Expr> {
        let mut parts = Vec::new();
        self.each_part(|part| parts.push(part));
        parts
    }

    /// Calls `visit` on each direct part.
    pub fn each_part<'e>(&'e self, mut visit: impl FnMut(&'e Expr)) {
        self.any_part(|part| {
            visit(part);
            false
        });
    }

    /// Whether `holds` of any direct part; those after the first are not looked at.
    pub fn any_part<'e>(&'e self, mut holds: impl FnMut(&'e Expr) -> bool) -> bool {
        match self {
            Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Datum(..)
            | Expr::Column(_)
            | Expr::Score(_)
            | Expr::FullMarks(_)
            | Expr::Total
            | Expr::Grade
            | Expr::InGroup(_)
            | Expr::NotApplicable => false,
            Expr::Neg(a)
            | Expr::Not(a)
            | Expr::Floor(a)
            | Expr::Ceil(a)
            | Expr::Round(a, _)
            | Expr::IsNotApplicable(a)
            | Expr::Population(_, _, a) => holds(a),
            Expr::Binary(_, a, b) | Expr::Cmp(_, a, b) | Expr::Coalesce(a, b) | Expr::IfMissing(a, b) => holds(a) || holds(b),
            Expr::Div(a, b, zero) => holds(a) || holds(b) || if let WhenZero::Value(value) = zero { holds(value) } else { false },
            Expr::And(all) | Expr::Or(all) => all.iter().any(holds),
            Expr::If(a, b, c) => holds(a) || holds(b) || holds(c),
            Expr::Table { filter, value, by, .. } => holds(filter) || holds(value) || by.as_deref().is_some_and(holds),
        }
    }
}

impl Expr {
    /// The datum whose growth since last year, in percent, an expression is: （投入－上年）÷上年×100.
    pub fn growth_of(&self) -> Option<DatumId> {
        let Expr::Binary(BinaryOp::Mul, share, hundred) = self else { return None };
        let Expr::Div(more, before, _) = &**share else { return None };
        let (Expr::Binary(BinaryOp::Sub, now, from), Expr::Datum(id, 1)) = (&**more, &**before) else { return None };
        (**now == Expr::Datum(*id, 0) && from == before && **hundred == Expr::int(100)).then_some(*id)
    }

    /// Whether this is an input (输入): neither a constant nor an operation on its own parts, but a value that comes from
    /// the data, rankings and table values included.
    pub fn is_input(&self) -> bool {
        matches!(
            self,
            Expr::Datum(..)
                | Expr::Column(_)
                | Expr::Score(_)
                | Expr::FullMarks(_)
                | Expr::Total
                | Expr::Grade
                | Expr::InGroup(_)
                | Expr::Population(..)
                | Expr::Table { .. }
        )
    }

    /// The expression with every occurrence of `old` replaced by `new`; `new` itself is not searched.
    pub fn substitute(self, old: &Expr, new: &Expr) -> Expr {
        if self == *old { new.clone() } else { self.map_parts(&mut |part| part.substitute(old, new)) }
    }

    /// The same operation over the direct parts as `map` gives them.
    pub fn map_parts(self, map: &mut dyn FnMut(Expr) -> Expr) -> Expr {
        let mut each = |e: Arc<Expr>| Arc::new(map(Arc::unwrap_or_clone(e)));
        match self {
            Expr::Number(_)
            | Expr::Bool(_)
            | Expr::Datum(..)
            | Expr::Column(_)
            | Expr::Score(_)
            | Expr::FullMarks(_)
            | Expr::Total
            | Expr::Grade
            | Expr::InGroup(_)
            | Expr::NotApplicable => self,
            Expr::Neg(a) => Expr::Neg(each(a)),
            Expr::Not(a) => Expr::Not(each(a)),
            Expr::Floor(a) => Expr::Floor(each(a)),
            Expr::Ceil(a) => Expr::Ceil(each(a)),
            Expr::Round(a, places) => Expr::Round(each(a), places),
            Expr::IsNotApplicable(a) => Expr::IsNotApplicable(each(a)),
            Expr::Population(op, scope, a) => Expr::Population(op, scope, each(a)),
            Expr::Binary(op, a, b) => Expr::Binary(op, each(a), each(b)),
            Expr::Cmp(op, a, b) => Expr::Cmp(op, each(a), each(b)),
            Expr::Coalesce(a, b) => Expr::Coalesce(each(a), each(b)),
            Expr::IfMissing(a, b) => Expr::IfMissing(each(a), each(b)),
            Expr::Div(a, b, WhenZero::Value(value)) => Expr::Div(each(a), each(b), WhenZero::Value(each(value))),
            Expr::Div(a, b, zero) => Expr::Div(each(a), each(b), zero),
            Expr::And(all) => Expr::And(all.into_iter().map(map).collect()),
            Expr::Or(all) => Expr::Or(all.into_iter().map(map).collect()),
            Expr::If(a, b, c) => Expr::If(each(a), each(b), each(c)),
            Expr::Table { op, table, filter, value, by } => {
                Expr::Table { op, table, filter: each(filter), value: each(value), by: by.map(each) }
            }
        }
    }
}
