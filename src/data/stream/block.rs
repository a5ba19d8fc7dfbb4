//! A block the ordinary way (照常读入), with the same problems at the same places as a file that is read at once.

use super::Stop;
use super::cut::Block;
use super::head::Wide;
use super::plain::key;
use crate::data::bind::Binder;
use crate::data::collect::Collected;
use crate::data::collect::in_order;
use crate::data::frame::Frame;
use crate::data::header::Headers;
use crate::data::layout::{Form, Table};
use crate::data::problem::{DataProblem, Lacking, MissingCell, Problems};
use crate::data::raw::Sheet;
use crate::data::read::{Reader, csv};
use crate::data::value::folded_name;

/// What a block holds, and what is wrong with it.
#[derive(Debug)]
pub struct Ordinary {
    /// Its data.
    pub frame: Frame,
    problems: Problems,
    nameless: Problems,
    missing: Vec<MissingCell>,
}

impl Ordinary {
    /// Whether nothing keeps it from being scored; warnings do not.
    pub fn is_good(&self) -> bool {
        !self.problems.wrong && !self.nameless.wrong
    }

    /// What tells each of its parts from others, nearly surely, and its name.
    pub fn parts(&self) -> impl Iterator<Item = (u64, &str)> {
        self.frame.part_names.iter().map(|name| (key(&folded_name(name)), name.as_str()))
    }
}

impl Wide<'_> {
    /// Reads a block the ordinary way.
    ///
    /// # Errors
    /// It is no text, or goes beyond a limit.
    pub fn ordinary(&self, block: &Block) -> Result<Ordinary, Stop> {
        let bytes = block.text();
        if bytes.contains(&0) {
            return Err(Stop::Binary);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Stop::NotUtf8)?;
        let mut problems = Problems::default();
        let mut sheet = Sheet::new(&self.table.sheet.file, None);
        sheet.strict = true;
        sheet.rows.clone_from(&self.table.sheet.rows);
        let mut reader = Reader { name: self.table.sheet.file.clone(), problems: &mut problems, cells: 0 };
        if csv::fill(&mut reader, text, block.first, &mut sheet).is_err() {
            return Err(problems.list.pop().map_or(Stop::Unfit, |problem| Stop::Other(Box::new(problem))));
        }
        let Table { county, city, year, .. } = self.table;
        let table = Table { sheet, form: Form::Wide, header: 0, county, city, year };
        let mut binder = Binder::new(self.model, Headers::new(self.model, self.stamp.year), self.stamp, Problems::default());
        (binder.unread, binder.refused) = (self.unread.clone(), self.refused);
        self.nameless.iter().for_each(|column| binder.nameless(&table, *column));
        let nameless = std::mem::replace(&mut binder.problems, problems);
        binder.wide_rows(&table, &self.targets, &[]);
        let Collected { frame, problems, missing, .. } = binder.collect(true);
        Ok(Ordinary { frame, problems, nameless, missing })
    }
}

/// Everything that is wrong and missing, block after block.
#[derive(Debug, Default)]
pub struct Findings {
    nameless: Vec<DataProblem>,
    rows: Problems,
    lacking: Lacking,
}

impl Findings {
    /// Adds what was found in the next block.
    pub fn add(&mut self, block: Ordinary) {
        for problem in block.nameless.list {
            if !self.nameless.contains(&problem) {
                self.nameless.push(problem);
            }
        }
        block.problems.list.into_iter().for_each(|problem| self.rows.report(problem));
        self.rows.more += block.problems.more;
        self.rows.wrong |= block.problems.wrong;
        self.lacking.add(&block.missing);
    }

    /// Adds what was told of a block of plain rows.
    pub fn warn(&mut self, warnings: Vec<DataProblem>) {
        warnings.into_iter().for_each(|problem| self.rows.report(problem));
    }

    /// Whether nothing keeps the data from being scored; warnings do not.
    pub fn is_good(&self) -> bool {
        self.nameless.is_empty() && !self.rows.wrong
    }

    /// How many values are missing.
    pub fn lacking(&self) -> usize {
        self.lacking.count()
    }

    /// Everything wrong by place, and what is missing: as if the file had been read at once.
    pub fn finish(mut self, wide: &Wide<'_>) -> (Vec<DataProblem>, Lacking) {
        let mut all = Problems { list: wide.problems.list.clone(), ..wide.problems };
        self.nameless.into_iter().chain(self.rows.list).for_each(|problem| all.report(problem));
        all.more += self.rows.more;
        all.wrong |= self.rows.wrong;
        self.lacking.sort();
        (in_order(all), self.lacking)
    }
}
