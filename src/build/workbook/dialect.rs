//! How a spreadsheet writes an operation. Only functions that Excel 2010, WPS and LibreOffice all have. Spec: §14e.4.
//!
//! A formula is written once for all rows: [`ROW`] stands for the row's number.

use dashu::integer::IBig;

use super::bounds::{DETAIL_ROWS, Fraction, MOST, Wide, fraction, is_multiple};
use super::layout::{FIRST, Layout, Spot, What};
use crate::build::expression::{Dialect, Scalar, Term, expression, value};
use crate::build::listing::Listing;

use crate::expr::{GroupId, Number, Scope, TableId};
use crate::ir::{Domain, Fold, Input, NodeId, Op, Over, Range};

/// Stands for the number of the row; no text of the rules gets into a formula.
pub(super) const ROW: char = '\u{1}';

// How tightly operators bind.
pub(super) const COMPARISON: u8 = 1;
pub(super) const SUM: u8 = 3;
pub(super) const PRODUCT: u8 = 4;
const SIGN: u8 = 6;

/// The writer of formulas for one sheet.
pub(super) struct Excel<'l> {
    pub listing: &'l Listing<'l>,
    pub layout: &'l Layout,
    pub wide: &'l Wide,
    /// The sheet the formula stands on.
    pub sheet: usize,
    /// How many counties there are.
    pub counties: u32,
}

/// The letters of a column.
pub(super) fn letters(column: u16) -> String {
    crate::data::column_name(u32::from(column))
}

/// How many digits behind the whole part tell two fractions apart, and how many values a digit has.
pub(super) fn digits(wide: &Wide, f: Fraction) -> u32 {
    let base = base_of(wide, f);
    let most = wide.range(f.den).high.unwrap_or(IBig::ONE);
    let square = &most * &most;
    let (mut reach, mut count) = (base.clone(), 1);
    while reach < square {
        reach *= &base;
        count += 1;
    }
    count
}

/// The values of a digit: times the denominator they stay below fifteen digits.
pub(super) fn base(wide: &Wide, f: Fraction) -> Number {
    Number::from_fraction(base_of(wide, f), IBig::ONE).unwrap_or_default()
}

fn base_of(wide: &Wide, f: Fraction) -> IBig {
    let most = wide.range(f.den).high.unwrap_or(IBig::ONE).max(IBig::ONE);
    (IBig::from(MOST) / most).max(IBig::from(2))
}

impl Excel<'_> {
    /// A cell of the row at hand.
    pub fn cell(&self, spot: Spot) -> String {
        format!("{}${}{ROW}", self.prefix(spot.sheet), letters(spot.column))
    }

    /// All rows of a column.
    fn column(&self, spot: Spot, rows: u32) -> String {
        let letters = letters(spot.column);
        format!("{}${letters}${}:${letters}${}", self.prefix(spot.sheet), FIRST + 1, FIRST + rows)
    }

    /// The sheet before a reference, if it is another one.
    pub fn prefix(&self, sheet: usize) -> String {
        if sheet == self.sheet { String::new() } else { format!("'{}'!", self.layout.name(sheet)) }
    }

    pub(super) fn spot(&self, what: &What) -> Option<Spot> {
        self.layout.spot(what)
    }

    /// The values of an operation in all counties (or rows of a table).
    fn all(&self, id: NodeId, rows: u32) -> String {
        let listing = self.listing;
        let found = match listing.node(id).map(|n| &n.op) {
            Some(Op::Const(value)) => return value.to_string(),
            Some(Op::Input(input)) => self.spot(&What::Units(*input)),
            Some(Op::Absence(input)) => self.spot(&What::Absence(*input)),
            Some(Op::InGroup(group)) => Some(self.group(*group)),
            _ => self.spot(&What::Value(id)),
        };
        found.map(|spot| self.column(spot, rows)).unwrap_or_default()
    }

    /// The column of a group in the lists.
    fn group(&self, id: GroupId) -> Spot {
        Spot { sheet: self.layout.lists, column: id.0 as u16 + 3 }
    }

    /// Which counties belong to the scope: a factor of 0 or 1 for each, or nothing.
    fn scope(&self, scope: Scope) -> Option<String> {
        let lists = self.layout.lists;
        match scope {
            Scope::All => None,
            Scope::Peers => {
                let spot = Spot { sheet: lists, column: 2 };
                Some(format!("({}={})", self.column(spot, self.counties), self.cell(spot)))
            }
            Scope::Others => {
                let spot = Spot { sheet: lists, column: 1 };
                Some(format!("({}<>{})", self.column(spot, self.counties), self.cell(spot)))
            }
        }
    }

    /// The formula of a column, without its equals sign.
    pub fn formula(&self, what: &What) -> String {
        match what {
            What::Value(id) => self.value(*id),
            What::Error(id) => self.error(*id),
            What::Remainder(id) => self.remainder(*id),
            What::Digit(f, at) => self.digit(*f, *at),
            What::Rest(f, at) => self.rest(*f, *at),
            What::First(id) => self.first(*id),
            What::Best(id) => self.best(*id),
            What::CountyOfRow | What::Taken(_) | What::Units(_) | What::Absence(_) => String::new(),
        }
    }

    fn value(&self, id: NodeId) -> String {
        let Some(node) = self.listing.node(id) else { return "0".to_owned() };
        if let Some(many) = self.over_many(&node.op, id) {
            return many;
        }
        let term = self.proven(id).unwrap_or_else(|| expression(self.listing, self, id));
        whole(&term).text
    }

    /// Sums a column over the counties or rows that take part.
    pub(super) fn sum(&self, over: Over, mask: NodeId, spot: Spot) -> String {
        match over {
            Over::Rows(table) => {
                let mine = self.mine(table);
                let all = self.column(spot, DETAIL_ROWS);
                let own = format!("ROW()-{FIRST}");
                match self.all(mask, DETAIL_ROWS).as_str() {
                    "1" => format!("SUMIFS({all},{mine},{own})"),
                    mask => format!("SUMIFS({all},{mine},{own},{mask},1)"),
                }
            }
            Over::Counties(scope) => self.product(scope, mask, &self.column(spot, self.counties)),
        }
    }

    /// Sums what is made of a column over the counties or rows that take part.
    pub(super) fn sum_of(&self, over: Over, mask: NodeId, value: NodeId, of: impl Fn(&str) -> String) -> String {
        match over {
            Over::Rows(table) => {
                let own = format!("({}=ROW()-{FIRST})", self.mine(table));
                let factors = [own, self.all(mask, DETAIL_ROWS), of(&self.all(value, DETAIL_ROWS))];
                format!("SUMPRODUCT({})", factors.into_iter().filter(|f| f != "1").collect::<Vec<_>>().join("*"))
            }
            Over::Counties(scope) => self.product(scope, mask, &of(&self.all(value, self.counties))),
        }
    }

    /// The county each row of a table belongs to.
    fn mine(&self, table: TableId) -> String {
        let sheet = self.layout.calc.iter().find(|c| c.over == Domain::Row(table)).map_or(0, |c| c.sheet);
        self.column(Spot { sheet, column: 1 }, DETAIL_ROWS)
    }

    fn product(&self, scope: Scope, mask: NodeId, values: &str) -> String {
        let mask = self.all(mask, self.counties);
        let factors: Vec<String> = self.scope(scope).into_iter().chain([mask, values.to_owned()]).filter(|f| f != "1").collect();
        match factors.as_slice() {
            [] => self.counties.to_string(),
            [one] if !one.starts_with(['(', 'M']) => format!("SUM({one})"),
            all => format!("SUMPRODUCT({}*1)", all.join("*")),
        }
    }

    /// An operation over many counties or rows.
    fn over_many(&self, op: &Op, id: NodeId) -> Option<String> {
        Some(match op {
            Op::Fold { fold, over, mask, value } => self.fold(*fold, *over, *mask, *value, id),
            Op::SumOfBest { table, .. } => {
                let all = self.column(self.spot(&What::Best(id))?, DETAIL_ROWS);
                format!("SUMIFS({all},{},ROW()-{FIRST})", self.mine(*table))
            }
            Op::Above { scope, mask, keys } => self.compared(*scope, *mask, keys, false),
            Op::Level { scope, mask, keys } => self.compared(*scope, *mask, keys, true),
            _ => return None,
        })
    }

    fn fold(&self, fold: Fold, over: Over, mask: NodeId, value: NodeId, id: NodeId) -> String {
        let rows = if let Over::Rows(_) = over { DETAIL_ROWS } else { self.counties };
        let values = self.all(value, rows);
        if fold == Fold::Sum {
            return match (over, values.as_str()) {
                (Over::Rows(table), "1") => match self.all(mask, rows).as_str() {
                    "1" => format!("COUNTIFS({},ROW()-{FIRST})", self.mine(table)),
                    mask => format!("COUNTIFS({},ROW()-{FIRST},{mask},1)", self.mine(table)),
                },
                (Over::Rows(table), _) => match self.all(mask, rows).as_str() {
                    "1" => format!("SUMIFS({values},{},ROW()-{FIRST})", self.mine(table)),
                    mask => format!("SUMIFS({values},{},ROW()-{FIRST},{mask},1)", self.mine(table)),
                },
                (Over::Counties(scope), _) => self.product(scope, mask, &values),
            };
        }
        if fold == Fold::Distinct {
            if let (Over::Rows(table), Some(spot)) = (over, self.spot(&What::First(id))) {
                return format!("SUMIFS({},{},ROW()-{FIRST})", self.column(spot, rows), self.mine(table));
            }
            // Each value counts for its share of those equal to it: the values of counties are few.
            return "0".to_owned();
        }
        let who = match over {
            Over::Rows(table) => Some(format!("({}=ROW()-{FIRST})", self.mine(table))),
            Over::Counties(scope) => self.scope(scope),
        };
        let mask = self.all(mask, rows);
        let who: Vec<String> = who.into_iter().chain((mask != "1").then_some(mask)).collect();
        let range = self.wide.range(value);
        let factor = |values: String| {
            let all: Vec<String> = who.iter().cloned().chain(std::iter::once(values)).collect();
            format!("SUMPRODUCT(MAX({}))", all.join("*"))
        };
        // Moved so that every value is above the 0 of those that do not take part.
        match fold {
            Fold::Max if range.at_least(0) => factor(if values == "1" && who.is_empty() { "1".to_owned() } else { format!("({values})") }),
            Fold::Max => {
                let low = range.low.unwrap_or_default();
                let moved = factor(format!("({values}-({low})+1)"));
                format!("IF({moved}=0,0,{moved}-1+({low}))")
            }
            _ => {
                let high = range.high.unwrap_or_default();
                let moved = factor(format!("(({high})+1-{values})"));
                format!("IF({moved}=0,0,({high})+1-{moved})")
            }
        }
    }

    /// Counties that come before this one, or stand level with it.
    fn compared(&self, scope: Scope, mask: NodeId, keys: &[NodeId], level: bool) -> String {
        let mut pairs: Vec<(String, String, bool)> = Vec::new();
        for key in keys {
            match fraction(&self.listing.program, *key) {
                Some(f) => {
                    for at in 0..=digits(self.wide, f) {
                        if let Some(spot) = self.spot(&What::Digit(f, at)) {
                            pairs.push((self.column(spot, self.counties), self.cell(spot), f.negative));
                        }
                    }
                }
                None => {
                    let own = whole(&value(self.listing, self, *key)).at_least(COMPARISON + 1);
                    pairs.push((self.all(*key, self.counties), own, false));
                }
            }
        }
        let mut condition = if level { "1".to_owned() } else { "0".to_owned() };
        for (all, own, negative) in pairs.iter().rev() {
            condition = match (level, condition.as_str(), negative) {
                (true, "1", _) => format!("({all}={own})"),
                (true, rest, _) => format!("({all}={own})*{rest}"),
                (false, "0", false) => format!("({all}>{own})"),
                (false, "0", true) => format!("({all}<{own})"),
                (false, rest, false) => format!("(({all}>{own})+({all}={own})*{rest})"),
                (false, rest, true) => format!("(({all}<{own})+({all}={own})*{rest})"),
            };
        }
        let mask = self.all(mask, self.counties);
        let factors: Vec<String> = self.scope(scope).into_iter().chain([mask, condition]).filter(|f| f != "1").collect();
        format!("SUMPRODUCT({}*1)", factors.join("*"))
    }

    /// The whole part, then each further digit of a fraction.
    fn digit(&self, f: Fraction, at: u32) -> String {
        let den = whole(&value(self.listing, self, f.den)).at_least(PRODUCT + 1);
        let dividend = match at.checked_sub(1) {
            None => whole(&value(self.listing, self, f.num)).at_least(PRODUCT + 1),
            Some(before) => {
                let rest = self.spot(&What::Rest(f, before)).map(|spot| self.cell(spot)).unwrap_or_default();
                format!("({rest}*{})", base(self.wide, f))
            }
        };
        format!("({dividend}-MOD({dividend},{den}))/{den}")
    }

    fn rest(&self, f: Fraction, at: u32) -> String {
        let den = whole(&value(self.listing, self, f.den)).at_least(PRODUCT + 1);
        match at.checked_sub(1) {
            None => format!("MOD({},{den})", whole(&value(self.listing, self, f.num)).at_least(PRODUCT + 1)),
            Some(before) => {
                let rest = self.spot(&What::Rest(f, before)).map(|spot| self.cell(spot)).unwrap_or_default();
                format!("MOD({rest}*{},{den})", base(self.wide, f))
            }
        }
    }

    /// 1 for the first row of a county that takes part and has its value.
    fn first(&self, id: NodeId) -> String {
        let Some(Op::Fold { over: Over::Rows(table), mask, value, .. }) = self.listing.node(id).map(|n| &n.op) else {
            return String::new();
        };
        let above = |id: NodeId| self.above(self.all(id, DETAIL_ROWS));
        let (mine, own) = (self.above(self.mine(*table)), self.own_row(*value));
        let (masks, values) = (above(*mask), above(*value));
        let taking = if masks == "1" { String::new() } else { format!(",{masks},1") };
        let is_in = self.own_row(*mask);
        format!("IF({is_in}=1,IF(COUNTIFS({mine},$B{ROW}{taking},{values},{own})=1,1,0),0)")
    }

    /// The value of a row if none of its county with the same key is larger, or as large and before it.
    fn best(&self, id: NodeId) -> String {
        let Some(Op::SumOfBest { table, mask, value, key }) = self.listing.node(id).map(|n| &n.op) else { return String::new() };
        let all = |id: NodeId| self.all(id, DETAIL_ROWS);
        let (mine, masks, values, keys) = (self.mine(*table), all(*mask), all(*value), all(*key));
        let taking = if masks == "1" { String::new() } else { format!(",{masks},1") };
        let taking_above = if masks == "1" { String::new() } else { format!(",{},1", self.above(masks.clone())) };
        let (own, own_key, is_in) = (self.own_row(*value), self.own_row(*key), self.own_row(*mask));
        let larger = format!("COUNTIFS({mine},$B{ROW}{taking},{keys},{own_key},{values},\">\"&{own})");
        let before = format!(
            "COUNTIFS({},$B{ROW}{taking_above},{},{own_key},{},{own})",
            self.above(mine.clone()),
            self.above(keys.clone()),
            self.above(values.clone())
        );
        format!("IF({is_in}=1,IF(AND({larger}=0,{before}=1),{own},0),0)")
    }

    fn own_row(&self, id: NodeId) -> String {
        whole(&value(self.listing, self, id)).at_least(COMPARISON + 1)
    }

    /// A range of rows up to the row at hand.
    fn above(&self, range: String) -> String {
        match range.rsplit_once('$') {
            Some((head, _)) if range.contains(':') => format!("{head}{ROW}"),
            _ => range,
        }
    }

    /// A county's value in a row of a table.
    pub(super) fn looked_up(&self, _: TableId, spot: Spot) -> String {
        format!("INDEX({},$B{ROW})", self.column(spot, self.counties))
    }
}

/// A truth value as 1 or 0.
pub(super) fn whole(term: &Term) -> Term {
    if term.is_truth { Term::atom(format!("IF({},1,0)", term.text)) } else { term.clone() }
}

/// A whole number that is 1 or 0 as a condition.
pub(super) fn truth(term: &Term) -> String {
    if term.is_truth { term.text.clone() } else { format!("{}=1", term.at_least(COMPARISON + 1)) }
}

impl Dialect for Excel<'_> {
    fn constant(&self, value: &IBig) -> Term {
        if *value < IBig::ZERO { Term::whole(value.to_string(), SIGN) } else { Term::atom(value.to_string()) }
    }

    fn units(&self, input: Input) -> Term {
        Term::atom(self.spot(&What::Units(input)).map(|spot| self.cell(spot)).unwrap_or_default())
    }

    fn absence(&self, input: Input) -> Term {
        Term::atom(self.spot(&What::Absence(input)).map(|spot| self.cell(spot)).unwrap_or_default())
    }

    fn in_group(&self, id: GroupId) -> Term {
        Term::atom(self.cell(self.group(id)))
    }

    fn statement(&self, id: NodeId, _: &str) -> Term {
        // What multiples have no bound of is compared without them.
        if is_multiple(&self.listing.program, id) {
            return Term::atom("1");
        }
        Term::atom(self.spot(&What::Value(id)).map(|spot| self.cell(spot)).unwrap_or_default())
    }

    fn of_county(&self, table: TableId, id: NodeId) -> Term {
        if is_multiple(&self.listing.program, id) {
            return Term::atom("1");
        }
        let spot = match self.listing.node(id).map(|n| &n.op) {
            Some(Op::Const(value)) => return self.constant(value),
            Some(Op::Input(input)) => self.spot(&What::Units(*input)),
            Some(Op::Absence(input)) => self.spot(&What::Absence(*input)),
            Some(Op::InGroup(group)) => Some(self.group(*group)),
            _ => self.spot(&What::Value(id)),
        };
        Term::atom(spot.map(|spot| self.looked_up(table, spot)).unwrap_or_default())
    }

    fn apply(&self, op: Scalar, parts: &[Term], _: &Range) -> Term {
        let at = |i: usize, least: u8| parts.get(i).map(|p| whole(p).at_least(least)).unwrap_or_default();
        let condition = |i: usize| parts.get(i).map(truth).unwrap_or_default();
        let two = |least: u8, sign: &str| format!("{}{sign}{}", at(0, least), at(1, least + 1));
        match op {
            Scalar::Neg => Term::whole(format!("-{}", at(0, SIGN + 1)), SIGN),
            Scalar::Add => Term::whole(two(SUM, "+"), SUM),
            Scalar::Sub => Term::whole(two(SUM, "-"), SUM),
            Scalar::Mul => Term::whole(two(PRODUCT, "*"), PRODUCT),
            Scalar::FloorDiv => {
                let (a, b) = (at(0, PRODUCT + 1), at(1, PRODUCT + 1));
                Term::whole(format!("({a}-MOD({a},{b}))/{b}"), PRODUCT)
            }
            Scalar::Min => Term::atom(format!("MIN({},{})", at(0, 0), at(1, 0))),
            Scalar::Max => Term::atom(format!("MAX({},{})", at(0, 0), at(1, 0))),
            Scalar::Eq => Term::truth(two(COMPARISON + 1, "="), COMPARISON),
            Scalar::Lt => Term::truth(two(COMPARISON + 1, "<"), COMPARISON),
            Scalar::Not => match parts.first() {
                Some(p) if !p.is_truth => Term::truth(format!("{}=0", at(0, COMPARISON + 1)), COMPARISON),
                _ => Term::truth(format!("NOT({})", condition(0)), u8::MAX),
            },
            Scalar::And => Term::truth(format!("AND({},{})", condition(0), condition(1)), u8::MAX),
            Scalar::Or => Term::truth(format!("OR({},{})", condition(0), condition(1)), u8::MAX),
            Scalar::Select => Term::atom(format!("IF({},{},{})", condition(0), at(1, 0), at(2, 0))),
        }
    }
}
