//! How JavaScript writes an operation: on BigInt, whose whole numbers have any size, so only signs matter of a range.

use dashu::integer::IBig;

use crate::build::expression::{Dialect, Scalar, Term, value};
use crate::build::listing::Listing;
use crate::expr::{GroupId, Scope, TableId};
use crate::ir::{Fold, Input, NodeId, Op, Over, Range};

/// JavaScript, with the name of the county or row at hand: `x`; `o` is another county, or a row of `x`.
pub(super) struct JavaScript<'l> {
    listing: &'l Listing<'l>,
    holder: &'static str,
}

// How tightly operators bind, from ECMA-262, §13.
const CONDITIONAL: u8 = 2;
const OR: u8 = 3;
const AND: u8 = 4;
const EQUALITY: u8 = 8;
const RELATION: u8 = 9;
const SUM: u8 = 11;
const PRODUCT: u8 = 12;
const SIGN: u8 = 14;

impl<'l> JavaScript<'l> {
    /// Expressions about `x`.
    pub fn new(listing: &'l Listing<'l>) -> Self {
        JavaScript { listing, holder: "x" }
    }

    fn about(&self, holder: &'static str) -> JavaScript<'l> {
        JavaScript { listing: self.listing, holder }
    }

    /// A value as a BigInt that may stand anywhere.
    pub fn whole(&self, id: NodeId) -> String {
        whole(&value(self.listing, self, id), CONDITIONAL)
    }

    /// A statement over many counties or rows.
    pub fn over_many(&self, op: &Op) -> Option<String> {
        let other = self.about("o");
        let of = |id: NodeId| format!("o => {}", whole(&value(self.listing, &other, id), CONDITIONAL));
        let mask = |id: NodeId| format!("o => {}", truth(&value(self.listing, &other, id), CONDITIONAL));
        let keys = |all: &[NodeId], js: &Self| -> String {
            let parts: Vec<String> = all.iter().map(|k| whole(&value(self.listing, js, *k), CONDITIONAL)).collect();
            format!("[{}]", parts.join(", "))
        };
        Some(match op {
            Op::Fold { fold, over, mask: who, value } => {
                let name = match fold {
                    Fold::Sum => "sum",
                    Fold::Max => "largest",
                    Fold::Min => "smallest",
                    Fold::Lcm => "lcm",
                    Fold::Distinct => "distinct",
                };
                let all = match over {
                    Over::Counties(scope) => counties(*scope).to_owned(),
                    Over::Rows(table) => format!("x.t{}", table.0),
                };
                format!("{name}({all}, {}, {})", mask(*who), of(*value))
            }
            Op::SumOfBest { table, mask: who, value, key } => {
                format!("sumOfBest(x.t{}, {}, {}, {})", table.0, mask(*who), of(*key), of(*value))
            }
            Op::Above { scope, mask: who, keys: by } => {
                format!("above({}, {}, o => {}, {})", counties(*scope), mask(*who), keys(by, &other), keys(by, self))
            }
            Op::Level { scope, mask: who, keys: by } => {
                format!("level({}, {}, o => {}, {})", counties(*scope), mask(*who), keys(by, &other), keys(by, self))
            }
            _ => return None,
        })
    }

    fn cell(&self, input: Input) -> &str {
        self.listing.cell(input).map_or("", |cell| cell.code.as_str())
    }
}

fn counties(scope: Scope) -> &'static str {
    match scope {
        Scope::All => "x.all",
        Scope::Peers => "x.peers",
        Scope::Others => "x.others",
    }
}

/// A BigInt: JavaScript takes no truth value for a number.
fn whole(term: &Term, least: u8) -> String {
    if term.is_truth { format!("BigInt({})", term.text) } else { term.at_least(least) }
}

/// A truth value: a BigInt is one by not being 0.
fn truth(term: &Term, least: u8) -> String {
    if term.is_truth { term.at_least(least) } else { Term::truth(format!("{} !== 0n", term.at_least(EQUALITY)), EQUALITY).at_least(least) }
}

impl Dialect for JavaScript<'_> {
    fn constant(&self, value: &IBig) -> Term {
        let text = format!("{value}n");
        if *value < IBig::ZERO { Term::whole(text, SIGN) } else { Term::atom(text) }
    }

    fn units(&self, input: Input) -> Term {
        Term::atom(format!("{}.{}", self.holder, self.cell(input)))
    }

    fn absence(&self, input: Input) -> Term {
        Term::atom(format!("{}.{}_absent", self.holder, self.cell(input)))
    }

    fn in_group(&self, id: GroupId) -> Term {
        Term::truth(format!("{}.groups.has({})", self.holder, id.0), u8::MAX)
    }

    fn statement(&self, _: NodeId, name: &str) -> Term {
        Term::atom(format!("{}.{name}", self.holder))
    }

    fn of_county(&self, _: TableId, id: NodeId) -> Term {
        let county = if self.holder == "x" { "x.county" } else { "x" };
        value(self.listing, &self.about(county), id)
    }

    fn apply(&self, op: Scalar, parts: &[Term], range: &Range) -> Term {
        let zero = Term::atom("0n");
        let term = |i: usize| parts.get(i).unwrap_or(&zero);
        let two = |least: u8, sign: &str| format!("{} {sign} {}", whole(term(0), least), whole(term(1), least + 1));
        let call = |name: &str| Term::atom(format!("{name}({}, {})", whole(term(0), CONDITIONAL), whole(term(1), CONDITIONAL)));
        match op {
            // Two signs side by side would be another operator.
            Scalar::Neg => Term::whole(format!("-{}", whole(term(0), SIGN + 1)), SIGN),
            Scalar::Add => Term::whole(two(SUM, "+"), SUM),
            Scalar::Sub => Term::whole(two(SUM, "-"), SUM),
            Scalar::Mul => Term::whole(two(PRODUCT, "*"), PRODUCT),
            // Division of BigInt cuts towards 0, which is the floor where the quotient is not negative.
            Scalar::FloorDiv if range.at_least(0) => Term::whole(two(PRODUCT, "/"), PRODUCT),
            Scalar::FloorDiv => call("floorDiv"),
            Scalar::Min => call("min"),
            Scalar::Max => call("max"),
            Scalar::Eq => Term::truth(two(EQUALITY, "==="), EQUALITY),
            Scalar::Lt => Term::truth(two(RELATION, "<"), RELATION),
            Scalar::Not => Term::truth(format!("!{}", truth(term(0), SIGN)), SIGN),
            Scalar::And => Term::truth(format!("{} && {}", truth(term(0), AND), truth(term(1), AND)), AND),
            Scalar::Or => Term::truth(format!("{} || {}", truth(term(0), OR), truth(term(1), OR)), OR),
            Scalar::Select => {
                let choice = (whole(term(1), CONDITIONAL), whole(term(2), CONDITIONAL));
                Term::whole(format!("{} ? {} : {}", truth(term(0), OR), choice.0, choice.1), CONDITIONAL)
            }
        }
    }
}
