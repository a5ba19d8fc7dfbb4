//! Plain rows (整齐的行) straight to columns. Whatever is not plain makes the whole block one for the ordinary way.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use indexmap::IndexSet;

use super::cut::Block;
use super::field::{Fixed, PLACES, Plain, decimal, fact};
use super::head::Wide;
use crate::data::cell::{CellReader, is_incomplete};
use crate::data::declared::Declared;
use crate::data::fraction::{is_looked_at, suspects, told};
use crate::data::limits;
use crate::data::problem::DataProblem;
use crate::data::raw::Raw;
use crate::data::read::csv::unguarded;
use crate::data::value::folded_name;
use crate::expr::{Number, Unit};
use crate::model::{Datum, TypeWord};
use crate::sentence::Type;

/// What a cell of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    County,
    City,
    /// A column nobody reads.
    Unread,
    /// A column without header: nothing stands there.
    Nothing,
    /// The next ones of [`Cells::values`], one behind the other.
    Values(usize),
}

/// The cells of a row, in their order.
pub(super) struct Cells<'m> {
    pub kinds: Vec<Cell>,
    pub values: Vec<Value<'m>>,
}

impl<'m> Cells<'m> {
    /// Adds a cell.
    pub fn push(&mut self, cell: Cell) {
        self.kinds.push(cell);
    }

    /// Adds a cell that holds a value.
    pub fn push_value(&mut self, value: Value<'m>) {
        match self.kinds.last_mut() {
            Some(Cell::Values(count)) => *count += 1,
            _ => self.kinds.push(Cell::Values(1)),
        }
        self.values.push(value);
    }
}

/// A cell that holds a value.
pub(super) struct Value<'m> {
    shape: Shape,
    /// How a number of its places is usually written.
    usual: Fixed,
    /// The smallest number of units, and how many more it may be.
    ends: (i64, u64),
    places: u32,
    declared: Declared<'m>,
    unit: Option<String>,
    /// 1% in units, if values that look like fractions are told.
    one: Option<i64>,
}

/// How its plain form looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Decimal,
    Fact,
    Other,
}

impl<'m> Value<'m> {
    /// The cell of a datum under a header that may name a unit.
    pub fn new(datum: &'m Datum, unit: Option<&str>) -> Value<'m> {
        let declared = Declared::from(datum);
        let places = declared.places();
        let same =
            |own: Option<Unit>| unit.is_none_or(|word| own.is_some_and(|own| Unit::parse(word).factor_to(&own) == Some(Number::ONE)));
        let scale = Number::ten_to(places);
        let (low, high) = match &declared.signature.range {
            Some((low, high)) => ((low * &scale).ceil().to_i64().unwrap_or(i64::MIN), (high * &scale).floor().to_i64().unwrap_or(i64::MAX)),
            None => (0, i64::MAX),
        };
        let ends = high.checked_sub(low).and_then(|more| Some((low, u64::try_from(more).ok()?)));
        let shape = match declared.signature.ty {
            // Where no number fits, what is there is wrong.
            Type::Number(_) | Type::Judgement if ends.is_none() => Shape::Other,
            Type::Number(_) | Type::Judgement if places <= PLACES && same(declared.unit()) => Shape::Decimal,
            Type::Bool if declared.word != TypeWord::Document => Shape::Fact,
            _ => Shape::Other,
        };
        let (usual, ends, unit) = (Fixed::new(places), ends.unwrap_or_default(), unit.map(str::to_owned));
        let one = 10_i64.checked_pow(places).filter(|_| is_looked_at(declared));
        Value { shape, usual, ends, places, declared, unit, one }
    }
}

impl Value<'_> {
    fn is_narrow(&self) -> bool {
        match self.shape {
            Shape::Decimal => {
                let high = self.ends.0.checked_add_unsigned(self.ends.1);
                i32::try_from(self.ends.0).is_ok() && high.is_some_and(|high| i32::try_from(high).is_ok())
            }
            Shape::Fact => true,
            Shape::Other => false,
        }
    }

    /// The units of the cell at a place, the place behind it, and the byte there.
    #[inline(always)]
    fn read(&self, bytes: &[u8], at: usize, year: u32) -> Option<Plain> {
        let plain = match self.shape {
            Shape::Decimal => self.usual.read(bytes, at),
            Shape::Fact => fact(bytes, at),
            Shape::Other => None,
        };
        match plain.filter(|plain| self.fits(plain)) {
            Some(plain) => Some(plain),
            None => self.unusual(bytes, at, year),
        }
    }

    /// Whether a cell ends behind what was read, and holds no more than is declared.
    #[inline(always)]
    fn fits(&self, (units, _, mark): &Plain) -> bool {
        matches!(mark, b',' | b'\n') && units.wrapping_sub(self.ends.0) as u64 <= self.ends.1
    }

    /// A number with other places than usual, or many digits.
    #[inline(never)]
    fn unusual(&self, bytes: &[u8], at: usize, year: u32) -> Option<Plain> {
        if self.shape != Shape::Decimal {
            return self.written(bytes, at, year);
        }
        decimal(bytes, at, self.places).filter(|plain| self.fits(plain)).or_else(|| self.written(bytes, at, year))
    }

    /// A cell in any other writing.
    #[cold]
    fn written(&self, bytes: &[u8], at: usize, year: u32) -> Option<Plain> {
        let cell = text(bytes, at)?;
        let end = cell.end;
        let text = std::str::from_utf8(bytes.get(cell)?).ok().filter(|text| text.len() <= limits::CELL_BYTES && !text.contains('\0'))?;
        let mut texts = IndexSet::new();
        let mut reader = CellReader { year, texts: &mut texts };
        let raw = Raw::text(unguarded(text));
        let units = reader.read(&raw, self.declared, self.unit.as_deref()).ok()?.ok()?;
        // A document that is not complete is told.
        let told = self.declared.word == TypeWord::Document && units == 0 && is_incomplete(&raw);
        (!told).then_some((units, end, *bytes.get(end)?))
    }
}

/// Units of a column, as narrow as its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Units {
    /// 32 bits.
    Narrow(Vec<i32>),
    /// 64 bits.
    Wide(Vec<i64>),
}

impl Units {
    fn resize(&mut self, rows: usize) {
        match self {
            Units::Narrow(rows_of) => rows_of.resize(rows, 0),
            Units::Wide(rows_of) => rows_of.resize(rows, 0),
        }
    }

    /// Whether any value is above 0 and at most `one`.
    fn has_small(&self, one: i64) -> bool {
        match self {
            Units::Narrow(rows) => rows.iter().any(|units| *units > 0 && i64::from(*units) <= one),
            Units::Wide(rows) => rows.iter().any(|units| *units > 0 && *units <= one),
        }
    }

    /// The value of a row.
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Units::Narrow(rows) => rows.get(row).map(|units| i64::from(*units)),
            Units::Wide(rows) => rows.get(row).copied(),
        }
    }

    /// The values of some rows.
    fn of(&self, rows: &Range<usize>) -> Vec<i64> {
        match self {
            Units::Narrow(all) => all.get(rows.clone()).unwrap_or_default().iter().map(|units| i64::from(*units)).collect(),
            Units::Wide(all) => all.get(rows.clone()).unwrap_or_default().to_vec(),
        }
    }

    #[inline(always)]
    fn set(&mut self, row: usize, units: i64) {
        match self {
            Units::Narrow(rows) => {
                if let Some(place) = rows.get_mut(row) {
                    *place = units as i32;
                }
            }
            Units::Wide(rows) => {
                if let Some(place) = rows.get_mut(row) {
                    *place = units;
                }
            }
        }
    }
}

/// A part of the population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its counties.
    pub counties: Range<usize>,
    /// Its name as written.
    pub name: String,
    /// What tells it from other parts, nearly surely.
    pub key: u64,
}

/// The counties of a block.
#[derive(Debug, Default)]
pub struct Batch {
    /// How many.
    pub counties: usize,
    /// Where the name of each ends in [`Batch::names`].
    pub ends: Vec<usize>,
    /// Their names as written, one behind the other.
    pub names: String,
    /// Their parts.
    pub parts: Vec<Part>,
    /// Values by column, as [`Wide::keys`] says. Each has a value for every county.
    pub columns: Vec<Units>,
    /// What is probably wrong with them and does not keep them from being scored.
    pub warnings: Vec<DataProblem>,
    /// What tells the counties of the part at hand apart.
    keys: Vec<u64>,
    /// The part at hand as it is compared.
    part: String,
}

/// Where the cell at a place begins and ends.
#[inline(always)]
fn text(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let length = bytes.get(at..)?.iter().position(|b| matches!(b, b',' | b'\n'))?;
    Some(at..at + length)
}

/// The text of a cell that holds a name; `None` if it is not plain.
fn name(cell: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(cell).ok()?;
    (text.len() <= limits::CELL_BYTES && !text.starts_with('\'') && !text.contains('\0')).then_some(text)
}

fn folded_name_is_empty(text: &str) -> bool {
    text.chars().all(|c| crate::source::fold_char(c).is_whitespace())
}

/// What tells a name from others, nearly surely.
pub(super) fn key(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
}

impl Wide<'_> {
    /// Reads a block of plain rows; `false` if anything in it is not plain.
    pub fn read(&self, block: &Block, batch: &mut Batch) -> bool {
        let Some(cells) = self.cells.as_ref().filter(|_| !block.quoted) else { return false };
        batch.begin(&cells.values, block.rows);
        let mut at = 0;
        while at < block.length {
            match batch.row(cells, &block.bytes, at, self.stamp.year) {
                Some(end) => at = end,
                None => return false,
            }
        }
        let good = batch.close_part() && batch.end();
        if good {
            let found = batch.fractions(&cells.values);
            batch.warnings = found.into_iter().filter_map(|found| self.fraction(block, batch, found)).collect();
        }
        good
    }

    /// A percentage that looks like a fraction, at its cell.
    fn fraction(&self, block: &Block, batch: &Batch, Fraction { column, county, middle }: Fraction) -> Option<DataProblem> {
        let (at, target) = self.targets.get(column)?;
        let units = batch.columns.get(column)?.get(county)?;
        // Every line is a row, and blank ones hold no county.
        let lines = block.bytes.split(|b| *b == b'\n').enumerate();
        let (line, _) = lines.filter(|(_, line)| !line.is_empty()).nth(county)?;
        let place = self.table.sheet.place(block.first + u32::try_from(line).ok()?, Some(*at));
        Some(told(self.model.datum(target.datum)?, target.back, batch.name(county), units, middle, place))
    }
}

/// A percentage of a block that looks like a fraction.
struct Fraction {
    /// Its place among the columns.
    column: usize,
    /// The place of its county.
    county: usize,
    /// The middle of the other counties of the part; `None` if all are as small.
    middle: Option<i64>,
}

impl Batch {
    /// The name of a county as written.
    pub fn name(&self, county: usize) -> &str {
        let start = county.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.ends.get(county).and_then(|end| self.names.get(start..*end)).unwrap_or_default()
    }

    fn begin(&mut self, values: &[Value<'_>], rows: usize) {
        if self.columns.is_empty() {
            self.columns = values.iter().map(|v| if v.is_narrow() { Units::Narrow(Vec::new()) } else { Units::Wide(Vec::new()) }).collect();
        }
        self.columns.iter_mut().for_each(|column| column.resize(rows));
        self.counties = 0;
        self.warnings.clear();
        self.ends.clear();
        self.names.clear();
        self.parts.clear();
        self.keys.clear();
        self.part.clear();
    }

    /// Reads the row at a place; the place of the next one.
    #[inline(always)]
    fn row(&mut self, cells: &Cells<'_>, bytes: &[u8], mut at: usize, year: u32) -> Option<usize> {
        if bytes.get(at) == Some(&b'\n') {
            return Some(at + 1);
        }
        let row = self.counties;
        let (mut county, mut city) = (0..0, 0..0);
        let (mut values, mut columns) = (cells.values.as_slice(), self.columns.as_mut_slice());
        // Behind each cell but the last one stands a comma.
        let mut mark = b',';
        for kind in &cells.kinds {
            if mark != b',' {
                return None;
            }
            let end = match kind {
                Cell::Values(count) => {
                    let (own, others) = values.split_at_checked(*count)?;
                    let (own_columns, other_columns) = columns.split_at_mut_checked(*count)?;
                    (values, columns) = (others, other_columns);
                    for (value, column) in own.iter().zip(own_columns) {
                        if mark != b',' {
                            return None;
                        }
                        let (units, end, behind) = value.read(bytes, at, year)?;
                        column.set(row, units);
                        (at, mark) = (end + 1, behind);
                    }
                    continue;
                }
                Cell::Nothing => at,
                Cell::County => {
                    county = text(bytes, at)?;
                    county.end
                }
                Cell::City => {
                    city = text(bytes, at)?;
                    city.end
                }
                Cell::Unread => {
                    let unread = text(bytes, at)?;
                    let end = unread.end;
                    let text = std::str::from_utf8(bytes.get(unread)?).ok()?;
                    if text.len() > limits::CELL_BYTES || text.contains('\0') {
                        return None;
                    }
                    end
                }
            };
            mark = *bytes.get(end)?;
            at = end + 1;
        }
        if mark != b'\n' {
            return None;
        }
        self.county(bytes.get(city)?, bytes.get(county)?)?;
        Some(at)
    }

    /// A county of a city; `None` if its name is not plain.
    fn county(&mut self, city: &[u8], county: &[u8]) -> Option<()> {
        if self.parts.is_empty() || city != self.part.as_bytes() {
            let written = name(city)?;
            let folded = folded_name(written);
            if self.parts.is_empty() || folded != self.part {
                if !self.close_part() {
                    return None;
                }
                let name = Raw::text(written).label().trim().to_owned();
                self.parts.push(Part { counties: self.counties..self.counties, name, key: key(&folded) });
                self.part = folded;
            }
        }
        let written = name(county)?;
        // Han characters, digits and Latin letters are compared as they are written.
        if county.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, 0x80..=0xBF | 0xE4..=0xE9)) {
            self.keys.push(key(written));
            self.names.push_str(written);
        } else {
            self.keys.push(key(&folded_name(written)));
            self.names.push_str(written.trim());
        }
        self.ends.push(self.names.len());
        self.counties += 1;
        // A row that names no county is no plain one.
        (!folded_name_is_empty(written)).then_some(())
    }

    /// The percentages that look like fractions.
    fn fractions(&self, values: &[Value<'_>]) -> Vec<Fraction> {
        let looked_at = values
            .iter()
            .zip(&self.columns)
            .enumerate()
            .filter_map(|(at, (value, column))| Some((at, value.one?, value.declared.more_is_better(), column)));
        let small: Vec<_> = looked_at.filter(|(_, one, _, column)| column.has_small(*one)).collect();
        let mut out = Vec::new();
        for part in self.parts.iter().filter(|_| !small.is_empty()) {
            for (at, one, more_is_better, column) in &small {
                let found = suspects(&column.of(&part.counties), *one, *more_is_better).into_iter();
                out.extend(found.map(|each| Fraction { column: *at, county: part.counties.start + each.at, middle: each.middle }));
            }
        }
        out
    }

    /// Ends the part at hand; `false` if a county may stand twice in it.
    fn close_part(&mut self) -> bool {
        if let Some(part) = self.parts.last_mut() {
            part.counties.end = self.counties;
        }
        self.keys.sort_unstable();
        let single = self.keys.windows(2).all(|pair| pair.first() != pair.last());
        self.keys.clear();
        single
    }

    /// Ends the block; `false` if a part may stand in it twice.
    fn end(&mut self) -> bool {
        let counties = self.counties;
        self.columns.iter_mut().for_each(|column| column.resize(counties));
        self.keys.extend(self.parts.iter().map(|part| part.key));
        self.close_part()
    }
}
