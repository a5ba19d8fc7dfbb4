//! Everything the sheets are written from (工作簿的内容).

use super::bounds::Wide;
use super::dialect::Excel;
use super::evaluate::Values;
use super::filled::Filled;
use super::layout::{CalcSheet, FIRST, Layout, What};
use super::lists::Lists;
use super::looks::Looks;
use crate::build::Subject;
use crate::build::listing::{Listing, Output};
use crate::expr::Number;
use crate::ir::{Domain, Quantity};

/// A workbook being written.
pub(super) struct Book<'b> {
    pub subject: &'b Subject<'b>,
    pub listing: &'b Listing<'b>,
    pub layout: &'b Layout,
    pub lists: &'b Lists,
    pub wide: &'b Wide,
    pub filled: &'b Filled<'b>,
    pub values: &'b Values<'b>,
    pub looks: &'b Looks,
    /// Whether values are written beside formulas.
    pub cached: bool,
}

impl<'b> Book<'b> {
    /// How many counties there are.
    pub fn counties(&self) -> u32 {
        self.listing.model.counties.len() as u32
    }

    /// The last row of counties.
    pub fn last(&self) -> u32 {
        (FIRST + self.counties()).saturating_sub(1).max(FIRST)
    }

    /// Names of counties.
    pub fn names(&self) -> impl Iterator<Item = &'b str> {
        self.listing.model.counties.iter().map(|c| c.name.as_str())
    }

    /// The writer of formulas of a sheet.
    pub fn excel(&self, sheet: usize) -> Excel<'b> {
        Excel { listing: self.listing, layout: self.layout, wide: self.wide, sheet, counties: self.counties() }
    }

    /// The mark on the cover, which is read back.
    pub fn mark(&self) -> String {
        self.subject.stamp.line()
    }

    /// The mark under the titles of the other sheets, for people.
    pub fn edition(&self) -> String {
        let stamp = &self.subject.stamp;
        format!("{}年度　规则指纹 {}", stamp.year, stamp.rules)
    }

    /// The value of a column of formulas in a row.
    pub fn value(&self, what: &What, at: usize) -> Number {
        match what {
            What::Value(id) => self.values.get(*id, at),
            What::Remainder(id) => {
                let (value, by) = (self.values.get(*id, at), Number::from(super::bounds::MODULUS));
                let times = value.div(&by).unwrap_or_default().floor();
                &value - &(&times * &by)
            }
            What::Digit(f, n) => self.values.digit(*f, *n, at, &super::dialect::base(self.wide, *f)).0,
            What::Rest(f, n) => self.values.digit(*f, *n, at, &super::dialect::base(self.wide, *f)).1,
            What::First(id) => self.values.first(*id, at),
            What::Best(id) => self.values.best(*id, at),
            What::Error(_) | What::CountyOfRow | What::Taken(_) | What::Units(_) | What::Absence(_) => Number::ZERO,
        }
    }

    /// How many rows a sheet of formulas has, and for how many of them there are data.
    pub fn rows(&self, calc: &CalcSheet) -> (u32, usize) {
        use super::evaluate::Given as _;
        match calc.over {
            Domain::Row(table) => (super::bounds::DETAIL_ROWS, self.filled.rows(table).len()),
            Domain::County | Domain::Constant => (self.counties(), self.counties() as usize),
        }
    }

    /// A result: numerator, denominator and absence of a county.
    pub fn quantity(&self, quantity: Quantity, at: usize) -> (Number, Number, i64) {
        let get = |id| self.values.get(id, at);
        (get(quantity.num), get(quantity.den), get(quantity.absent).to_i64().unwrap_or_default())
    }

    /// The result of that name.
    pub fn output(&self, name: &str) -> Option<Output> {
        self.listing.outputs().into_iter().find(|o| o.name == name)
    }
}
