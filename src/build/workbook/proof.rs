//! Numbers beyond fifteen digits (误差界): a bound of the error beside each value, and decisions where the bounds prove them.
//! Spec: §14e.5.

use dashu::integer::IBig;

use super::bounds::{MODULUS, is_multiple};
use super::dialect::{COMPARISON, Excel, PRODUCT, SUM, truth, whole};
use super::layout::What;
use crate::build::expression::{Term, value};
use crate::ir::{NodeId, Op, Over};

/// What an operation of wide numbers can add to the error, as a share of its result.
const SHARE: &str = "1E-13";

impl Excel<'_> {
    /// An operation whose operands have errors, or whose quotient is too large for MOD.
    pub(super) fn proven(&self, id: NodeId) -> Option<Term> {
        let node = self.listing.node(id)?;
        let program = &self.listing.program;
        let plain = |id: NodeId| whole(&value(self.listing, self, id)).at_least(COMPARISON + 1);
        match &node.op {
            Op::FloorDiv(a, b) if is_multiple(program, *a) => {
                let den = whole(&value(self.listing, self, *b)).at_least(PRODUCT + 1);
                Some(Term::whole(format!("1/{den}"), PRODUCT))
            }
            Op::FloorDiv(a, b) if self.wide.is_proven(program, node) => {
                let [x, y] = [*a, *b].map(|id| whole(&value(self.listing, self, id)).at_least(PRODUCT + 1));
                let (e, f) = (self.error_of(*a), self.error_of(*b));
                let errors = add(&[e.clone(), f.clone()]);
                let exact = format!("({x}-MOD({x},{y}))/{y}");
                let slack = format!("2*({}+ABS({x}/{y})*{SHARE})", over(&add(&[e, times(&format!("ABS({x}/{y})"), &f)]), &y));
                // The nearest whole number is the quotient or one more: what is left over says which, if it is small enough.
                let open = match self.remainders(*a, *b) {
                    Some([r, s]) => {
                        let nearest = format!("ROUND({x}/{y},0)");
                        let left = format!("MOD({r}-MOD(MOD({nearest},{MODULUS})*{s},{MODULUS}),{MODULUS})");
                        let most = add(&[y.clone(), f.clone()]);
                        format!("IF(AND({slack}<0.25,4*({most})*{slack}<{MODULUS}),{nearest}-IF({left}>{},1,0),NA())", MODULUS / 2)
                    }
                    None => "NA()".to_owned(),
                };
                let near = format!("IF(INT({x}/{y}-{slack})=INT({x}/{y}+{slack}),INT({x}/{y}),{open})");
                let small = format!("AND(ABS({x})<1E15,ABS({x}/{y})<1E12)");
                let condition = if errors == "0" { small } else { format!("IF({errors}=0,{small},FALSE)") };
                Some(Term::atom(format!("IF({condition},{exact},{near})")))
            }
            Op::Max(a, b) if self.wide.holds(*a) && self.listing.program.graph.constant(*b) == Some(&IBig::ONE) => {
                let x = plain(*a);
                Some(Term::atom(format!("IF({x}>0,{x},1)")))
            }
            Op::Eq(a, b) | Op::Lt(a, b) if self.wide.holds(*a) || self.wide.holds(*b) => {
                let [x, y] = [*a, *b].map(|id| whole(&value(self.listing, self, id)).at_least(SUM + 1));
                let errors = add(&[self.error_of(*a), self.error_of(*b)]);
                let sign = if matches!(node.op, Op::Eq(..)) { "=" } else { "<" };
                let clear = format!("ABS({x}-{y})>2*({errors})");
                // Near ones differ by less than half of what their remainders tell apart.
                let open = match self.remainders(*a, *b) {
                    Some([r, s]) => {
                        let apart = format!("MOD({r}-{s},{MODULUS})");
                        let holds = if sign == "=" { format!("{apart}=0") } else { format!("{apart}>{}", MODULUS / 2) };
                        format!("IF(6*({errors})<{MODULUS},IF({holds},1,0),NA())")
                    }
                    None => "NA()".to_owned(),
                };
                Some(Term::atom(format!("IF(OR({errors}=0,{clear}),IF({x}{sign}{y},1,0),{open})")))
            }
            _ => None,
        }
    }

    /// The remainders of two values, where both have one.
    fn remainders(&self, a: NodeId, b: NodeId) -> Option<[String; 2]> {
        let program = &self.listing.program;
        let both = self.wide.is_divisible(program, a) && self.wide.is_divisible(program, b);
        both.then(|| [a, b].map(|id| self.remainder_of(id)))
    }

    /// The remainder of an operand.
    fn remainder_of(&self, id: NodeId) -> String {
        match self.listing.program.graph.constant(id) {
            Some(constant) => remainder(constant),
            None if self.wide.holds(id) => self.spot(&What::Remainder(id)).map(|spot| self.cell(spot)).unwrap_or_default(),
            None => format!("MOD({},{MODULUS})", whole(&value(self.listing, self, id)).text),
        }
    }

    /// The remainder of a value beyond fifteen digits, from those of its parts.
    pub(super) fn remainder(&self, id: NodeId) -> String {
        let Some(node) = self.listing.node(id) else { return "0".to_owned() };
        match &node.op {
            Op::Const(value) => remainder(value),
            Op::Mul(a, b) => format!("MOD({}*{},{MODULUS})", self.remainder_of(*a), self.remainder_of(*b)),
            Op::Add(a, b) => format!("MOD({}+{},{MODULUS})", self.remainder_of(*a), self.remainder_of(*b)),
            Op::Sub(a, b) => format!("MOD({}-{},{MODULUS})", self.remainder_of(*a), self.remainder_of(*b)),
            Op::Neg(a) => format!("MOD(-{},{MODULUS})", self.remainder_of(*a)),
            Op::Max(a, _) => {
                let own = whole(&value(self.listing, self, *a)).at_least(COMPARISON + 1);
                format!("IF({own}>0,{},1)", self.remainder_of(*a))
            }
            Op::Select(c, a, b) => {
                let condition = truth(&value(self.listing, self, *c));
                format!("IF({condition},{},{})", self.remainder_of(*a), self.remainder_of(*b))
            }
            Op::OfCounty(table, a) => match self.spot(&What::Remainder(*a)) {
                Some(spot) => self.looked_up(*table, spot),
                None => format!("MOD({},{MODULUS})", whole(&value(self.listing, self, id)).text),
            },
            Op::Fold { over, mask, value, .. } => match self.spot(&What::Remainder(*value)) {
                Some(spot) => format!("MOD({},{MODULUS})", self.sum(*over, *mask, spot)),
                None => self.remainder_of_sum(*over, *mask, *value),
            },
            _ => "0".to_owned(),
        }
    }

    /// The remainder of a sum whose terms have fifteen digits: each is divided before they are added up.
    fn remainder_of_sum(&self, over: Over, mask: NodeId, of: NodeId) -> String {
        format!("MOD({},{MODULUS})", self.sum_of(over, mask, of, |all| format!("MOD({all},{MODULUS})")))
    }

    /// The bound of the error of an operand.
    fn error_of(&self, id: NodeId) -> String {
        if !self.wide.holds(id) || is_multiple(&self.listing.program, id) {
            return "0".to_owned();
        }
        self.spot(&What::Error(id)).map_or_else(|| "0".to_owned(), |spot| self.cell(spot))
    }

    /// The bound of the error of a wide value: 0 where the value is a whole number that was computed exactly.
    pub(super) fn error(&self, id: NodeId) -> String {
        let Some(node) = self.listing.node(id) else { return "0".to_owned() };
        let program = &self.listing.program;
        let own = self.spot(&What::Value(id)).map(|spot| self.cell(spot)).unwrap_or_default();
        let plain = |id: NodeId| whole(&value(self.listing, self, id)).at_least(PRODUCT + 1);
        let exact_or = |errors: &str, bound: String| {
            let small = format!("ABS({own})<1E15");
            let condition = if errors == "0" { small } else { format!("IF({errors}=0,{small},FALSE)") };
            format!("IF({condition},0,{bound})")
        };
        match &node.op {
            Op::FloorDiv(_, b) => {
                let den = plain(*b);
                format!("IF({den}=1,0,{own}*{SHARE})")
            }
            Op::Mul(a, b) => {
                let (x, y, e, f) = (plain(*a), plain(*b), self.error_of(*a), self.error_of(*b));
                let parts = [times(&format!("ABS({x})"), &f), times(&format!("ABS({y})"), &e), times(&e, &f)];
                exact_or(&add(&[e, f]), add(&[add(&parts), format!("ABS({own})*{SHARE}")]))
            }
            Op::Add(a, b) | Op::Sub(a, b) => {
                let (x, y, e, f) = (plain(*a), plain(*b), self.error_of(*a), self.error_of(*b));
                let errors = add(&[e, f]);
                exact_or(&errors, add(&[errors.clone(), format!("(ABS({x})+ABS({y}))*{SHARE}")]))
            }
            Op::Min(a, b) | Op::Max(a, b) => {
                let (e, f) = (self.error_of(*a), self.error_of(*b));
                let constant_one = program.graph.constant(*b) == Some(&IBig::ONE);
                if f == "0" || constant_one { e } else { format!("MAX({e},{f})") }
            }
            Op::Neg(a) => self.error_of(*a),
            Op::Select(c, a, b) => {
                let condition = truth(&value(self.listing, self, *c));
                format!("IF({condition},{},{})", self.error_of(*a), self.error_of(*b))
            }
            Op::OfCounty(table, a) => self.spot(&What::Error(*a)).map(|spot| self.looked_up(*table, spot)).unwrap_or_default(),
            Op::Fold { over, mask, value, .. } => {
                let errors = self.spot(&What::Error(*value));
                let sum = errors.map_or_else(|| "0".to_owned(), |spot| self.sum(*over, *mask, spot));
                let condition = if sum == "0" { format!("{own}<1E15") } else { format!("IF({sum}=0,{own}<1E15,FALSE)") };
                // So many terms round so many times.
                format!("IF({condition},0,{sum}+{own}*1E-11)")
            }
            _ => "0".to_owned(),
        }
    }
}

/// The remainder of a constant.
fn remainder(value: &IBig) -> String {
    let by = IBig::from(MODULUS);
    let rest = value % &by;
    if rest < IBig::ZERO { (rest + by).to_string() } else { rest.to_string() }
}

fn add(parts: &[String]) -> String {
    let all: Vec<&str> = parts.iter().map(String::as_str).filter(|p| *p != "0").collect();
    if all.is_empty() { "0".to_owned() } else { all.join("+") }
}

fn times(a: &str, b: &str) -> String {
    if a == "0" || b == "0" { "0".to_owned() } else { format!("{a}*{b}") }
}

fn over(sum: &str, divisor: &str) -> String {
    if sum == "0" { "0".to_owned() } else { format!("({sum})/{divisor}") }
}
