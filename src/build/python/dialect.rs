//! How Python writes an operation. Its whole numbers have any size, so no range matters.

use dashu::integer::IBig;

use crate::build::expression::{Dialect, Scalar, Term, value};
use crate::build::listing::Listing;
use crate::expr::{GroupId, Scope, TableId};
use crate::ir::{Fold, Input, NodeId, Op, Over, Range};

/// Python, with the name of the county or row at hand: `x`; `o` is another county, or a row of `x`.
pub(in crate::build) struct Python<'l> {
    listing: &'l Listing<'l>,
    holder: &'static str,
}

// How tightly operators bind, from the Python language reference, §6.17.
const CONDITIONAL: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;
const SIGN: u8 = 8;

impl<'l> Python<'l> {
    /// Expressions about `x`.
    pub fn new(listing: &'l Listing<'l>) -> Self {
        Python { listing, holder: "x" }
    }

    fn about(&self, holder: &'static str) -> Python<'l> {
        Python { listing: self.listing, holder }
    }

    fn cell(&self, input: Input) -> &str {
        self.listing.cell(input).map_or("", |cell| cell.code.as_str())
    }

    /// A statement over many counties or rows.
    pub fn over_many(&self, op: &Op) -> Option<String> {
        let other = self.about("o");
        let of = |id: NodeId| value(self.listing, &other, id).at_least(OR);
        let own = |id: NodeId| value(self.listing, self, id).at_least(OR);
        let key = |all: &[NodeId], of: &dyn Fn(NodeId) -> String| -> String {
            let parts: Vec<String> = all.iter().map(|k| of(*k)).collect();
            format!("({},)", parts.join(", "))
        };
        Some(match op {
            Op::Fold { fold, over, mask, value } => {
                let who = match over {
                    Over::Counties(scope) => counties(*scope).to_owned(),
                    Over::Rows(table) => format!("x.t{}", table.0),
                };
                let (what, mask) = (of(*value), of(*mask));
                match fold {
                    Fold::Sum => format!("sum({what} for o in {who} if {mask})"),
                    Fold::Max => format!("max(({what} for o in {who} if {mask}), default=0)"),
                    Fold::Min => format!("min(({what} for o in {who} if {mask}), default=0)"),
                    Fold::Lcm => format!("lcm(*[{what} for o in {who} if {mask}])"),
                    Fold::Distinct => format!("len({{{what} for o in {who} if {mask}}})"),
                }
            }
            Op::SumOfBest { table, mask, value, key } => {
                let (what, mask, key) = (of(*value), of(*mask), of(*key));
                format!("sum_of_best(({key}, {what}) for o in x.t{} if {mask})", table.0)
            }
            Op::Above { scope, mask, keys } => {
                let (who, mask) = (counties(*scope), of(*mask));
                format!("sum(1 for o in {who} if {mask} and {} > {})", key(keys, &of), key(keys, &own))
            }
            Op::Level { scope, mask, keys } => {
                let (who, mask) = (counties(*scope), of(*mask));
                format!("sum(1 for o in {who} if {mask} and {} == {})", key(keys, &of), key(keys, &own))
            }
            _ => return None,
        })
    }
}

fn counties(scope: Scope) -> &'static str {
    match scope {
        Scope::All => "x.all",
        Scope::Peers => "x.peers",
        Scope::Others => "x.others",
    }
}

impl Dialect for Python<'_> {
    fn constant(&self, value: &IBig) -> Term {
        if *value < IBig::ZERO { Term::whole(value.to_string(), SIGN) } else { Term::atom(value.to_string()) }
    }

    fn units(&self, input: Input) -> Term {
        Term::atom(format!("{}.{}", self.holder, self.cell(input)))
    }

    fn absence(&self, input: Input) -> Term {
        Term::atom(format!("{}.{}_absent", self.holder, self.cell(input)))
    }

    fn in_group(&self, id: GroupId) -> Term {
        Term::truth(format!("{} in {}.groups", id.0, self.holder), COMPARISON)
    }

    fn statement(&self, _: NodeId, name: &str) -> Term {
        Term::atom(format!("{}.{name}", self.holder))
    }

    fn of_county(&self, _: TableId, id: NodeId) -> Term {
        let county = if self.holder == "x" { "x.county" } else { "x" };
        value(self.listing, &self.about(county), id)
    }

    fn apply(&self, op: Scalar, parts: &[Term], _: &Range) -> Term {
        let at = |i: usize, least: u8| parts.get(i).map(|p| p.at_least(least)).unwrap_or_default();
        let two = |least: u8, sign: &str| format!("{} {sign} {}", at(0, least), at(1, least + 1));
        match op {
            Scalar::Neg => Term::whole(format!("-{}", at(0, SIGN)), SIGN),
            Scalar::Add => Term::whole(two(SUM, "+"), SUM),
            Scalar::Sub => Term::whole(two(SUM, "-"), SUM),
            Scalar::Mul => Term::whole(two(PRODUCT, "*"), PRODUCT),
            Scalar::FloorDiv => Term::whole(two(PRODUCT, "//"), PRODUCT),
            Scalar::Min => Term::atom(format!("min({}, {})", at(0, 0), at(1, 0))),
            Scalar::Max => Term::atom(format!("max({}, {})", at(0, 0), at(1, 0))),
            Scalar::Eq => Term::truth(format!("{} == {}", at(0, SUM), at(1, SUM)), COMPARISON),
            Scalar::Lt => Term::truth(format!("{} < {}", at(0, SUM), at(1, SUM)), COMPARISON),
            Scalar::Not => Term::truth(format!("not {}", at(0, NOT)), NOT),
            Scalar::And => Term::truth(format!("{} and {}", at(0, AND), at(1, AND)), AND),
            Scalar::Or => Term::truth(format!("{} or {}", at(0, OR), at(1, OR)), OR),
            Scalar::Select => Term::whole(format!("{} if {} else {}", at(1, OR), at(0, OR), at(2, CONDITIONAL)), CONDITIONAL),
        }
    }
}
