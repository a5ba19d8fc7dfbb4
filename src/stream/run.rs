//! Blocks in order, scored side by side (分块流水).

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::line::Rows;
use super::scorer::Scorer;
use crate::data::stream::{Batch, Block, Cutter, Findings, Stop, Wide};
use crate::data::{DataProblem, Lacking, Stamp};
use crate::model::{Mandate, Model, Names};
use crate::report::{Brief, Nothing, csv};
use crate::syntax::tree::File;

/// Threads that score.
const THREADS: usize = 2;

/// What is scored.
pub struct Job<'j> {
    /// The name of the data file.
    pub name: &'j str,
    /// The rules.
    pub model: &'j Model,
    /// Their names.
    pub names: &'j Names,
    /// Their trees.
    pub files: &'j [File],
    /// The mandate.
    pub mandate: Option<&'j Mandate>,
    /// Year and fingerprint of the rules.
    pub stamp: &'j Stamp,
    /// Whether nothing is written if anything is missing.
    pub strict: bool,
    /// Bytes of a block.
    pub block: usize,
}

/// The files of a job; each is opened again if the encoding turns out to be another one.
pub trait Files: Sync {
    /// The data from their beginning.
    ///
    /// # Errors
    /// What the system said.
    fn input(&self) -> io::Result<Box<dyn Read + Send>>;
    /// A new result, empty.
    ///
    /// # Errors
    /// What the system said.
    fn output(&self) -> io::Result<Box<dyn Write + Send>>;
    /// Told how many bytes of text were scored.
    fn scored(&self, bytes: usize);
}

/// How it ended.
pub enum Outcome {
    /// Every row is written. Warnings and what is missing are listed.
    Written(Vec<DataProblem>, Lacking),
    /// The data are wrong, or values are missing and must not be; nothing that was written counts.
    Faulty(Vec<DataProblem>, Lacking),
    /// The file was not read to its end in blocks; nothing that was written counts.
    Stopped(Stop),
    /// The result could not be written.
    Unwritten(io::Error),
}

/// Scores a file in blocks.
pub fn run(job: &Job<'_>, files: &dyn Files) -> Outcome {
    match attempt(job, files, false) {
        Outcome::Stopped(Stop::NotUtf8) => attempt(job, files, true),
        outcome => outcome,
    }
}

fn attempt(job: &Job<'_>, files: &dyn Files, gb18030: bool) -> Outcome {
    let input = match files.input() {
        Ok(input) => input,
        Err(error) => return Outcome::Stopped(Stop::Read(error)),
    };
    let (wide, cutter) = match Cutter::open(input, gb18030, job.block, |text| Wide::open(job.name, text, job.model, job.stamp)) {
        Ok(opened) => opened,
        Err(stop) => return Outcome::Stopped(stop),
    };
    let nothing = Nothing::default();
    let brief = Brief::new(job.model, job.names, job.files, job.mandate, &nothing);
    let parted = job.model.header.as_ref().is_some_and(|h| h.parted_by.is_some());
    let columns = csv::columns(&brief.areas, &brief.indicators, parted, job.model.leaders.is_some());
    let scorer = wide.keys().and_then(|keys| Scorer::new(job.model, &brief, &columns, &keys));
    let mut output = match files.output() {
        Ok(output) => output,
        Err(error) => return Outcome::Unwritten(error),
    };
    if let Err(error) = output.write_all(csv::head(&columns, &brief.areas, &brief.indicators).as_bytes()) {
        return Outcome::Unwritten(error);
    }
    let faulty = !wide.problems().is_empty();
    let turn = Turn { next: 0, output, counties: 0, parts: BTreeSet::new(), findings: Findings::default(), ended: None };
    let works = Works {
        job,
        files,
        wide: &wide,
        brief: &brief,
        columns: &columns,
        scorer: scorer.as_ref(),
        cutter: Mutex::new((cutter, 0)),
        turn: Mutex::new(turn),
        moved: Condvar::new(),
        faulty: AtomicBool::new(faulty),
        stopped: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        for _ in 1..THREADS {
            scope.spawn(|| works.work());
        }
        works.work();
    });
    let Turn { mut output, counties, findings, ended, .. } = works.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    match ended {
        Some(End::Stop(stop)) => return Outcome::Stopped(stop),
        Some(End::Unwritten(error)) => return Outcome::Unwritten(error),
        None => {}
    }
    // A table without rows is read like any other.
    if counties == 0 && findings.is_good() && !faulty {
        return Outcome::Stopped(Stop::Unfit);
    }
    if faulty || !findings.is_good() || (job.strict && findings.lacking() > 0) {
        let (problems, lacking) = findings.finish(&wide);
        return Outcome::Faulty(problems, lacking);
    }
    match output.flush() {
        Ok(()) => {
            let (warnings, lacking) = findings.finish(&wide);
            Outcome::Written(warnings, lacking)
        }
        Err(error) => Outcome::Unwritten(error),
    }
}

/// Why work ends before the file does.
enum End {
    Stop(Stop),
    Unwritten(io::Error),
}

/// What is done in the order of blocks.
struct Turn {
    /// The block whose turn it is.
    next: usize,
    output: Box<dyn Write + Send>,
    counties: usize,
    /// What tells the parts so far from others.
    parts: BTreeSet<u64>,
    findings: Findings,
    ended: Option<End>,
}

/// What a block gave.
#[derive(Default)]
struct Made {
    parts: Vec<(u64, String)>,
    counties: usize,
    warnings: Vec<DataProblem>,
    ordinary: Option<crate::data::stream::Ordinary>,
}

struct Works<'w, R> {
    job: &'w Job<'w>,
    files: &'w dyn Files,
    wide: &'w Wide<'w>,
    brief: &'w Brief<'w>,
    columns: &'w [csv::Column],
    scorer: Option<&'w Scorer>,
    /// What cuts, and how many blocks there were.
    cutter: Mutex<(Cutter<R>, usize)>,
    turn: Mutex<Turn>,
    moved: Condvar,
    /// Whether anything is wrong, so that nothing needs to be scored any more.
    faulty: AtomicBool,
    stopped: AtomicBool,
}

/// A lock whose holder cannot leave anything half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<R: Read + Send> Works<'_, R> {
    /// Block after block until the end.
    fn work(&self) {
        let (mut block, mut batch, mut rows) = (Block::default(), Batch::default(), Rows::default());
        let mut machine = self.scorer.map(Scorer::machine);
        while !self.stopped.load(Ordering::Relaxed) {
            let (number, cut) = {
                let mut cutter = lock(&self.cutter);
                let number = cutter.1;
                cutter.1 += 1;
                (number, cutter.0.next(&mut block))
            };
            let made = match cut {
                Ok(true) => self.block(&block, &mut batch, machine.as_mut(), &mut rows),
                Ok(false) => {
                    self.stopped.store(true, Ordering::Relaxed);
                    self.in_turn(number, |_| {});
                    return;
                }
                Err(stop) => Err(stop),
            };
            self.in_turn(number, |turn| match made {
                Ok(made) => self.take(turn, made, rows.written()),
                Err(stop) => turn.ended = Some(End::Stop(stop)),
            });
            self.files.scored(block.size());
        }
    }

    /// Does something when all blocks before this one are done, unless work has ended.
    fn in_turn(&self, number: usize, act: impl FnOnce(&mut Turn)) {
        let mut turn = lock(&self.turn);
        while turn.next != number {
            turn = self.moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if turn.ended.is_none() {
            act(&mut turn);
        }
        turn.next += 1;
        if turn.ended.is_some() {
            self.stopped.store(true, Ordering::Relaxed);
        }
        self.moved.notify_all();
    }

    /// Reads and scores a block; its rows are added.
    fn block(
        &self,
        block: &Block,
        batch: &mut Batch,
        machine: Option<&mut crate::score::engine::Machine<'_>>,
        rows: &mut Rows,
    ) -> Result<Made, Stop> {
        rows.clear();
        if let (Some(scorer), Some(machine)) = (self.scorer, machine)
            && self.wide.read(block, batch)
        {
            let parts = batch.parts.iter().map(|part| (part.key, part.name.clone())).collect();
            let made = Made { parts, counties: batch.counties, warnings: std::mem::take(&mut batch.warnings), ordinary: None };
            if self.faulty.load(Ordering::Relaxed) || scorer.score(machine, batch, rows) {
                return Ok(made);
            }
            rows.clear();
        }
        let ordinary = self.wide.ordinary(block)?;
        let parts = ordinary.parts().map(|(key, name)| (key, name.to_owned())).collect();
        if !ordinary.is_good() {
            self.faulty.store(true, Ordering::Relaxed);
        }
        if !self.faulty.load(Ordering::Relaxed) {
            let results = crate::score::score(self.job.model, &ordinary.frame);
            let mut text = String::new();
            for county in self.brief.counties(&results, &ordinary.frame.part_names) {
                csv::county(&mut text, self.columns, &self.brief.indicators, &county);
            }
            rows.text(&text);
        }
        Ok(Made { parts, counties: ordinary.frame.counties.len(), warnings: Vec::new(), ordinary: Some(ordinary) })
    }

    /// Takes what a block gave, in the order of blocks.
    fn take(&self, turn: &mut Turn, made: Made, rows: &[u8]) {
        turn.counties += made.counties;
        for (key, name) in made.parts {
            if !turn.parts.insert(key) {
                turn.ended = Some(End::Stop(Stop::Returned(name)));
                return;
            }
        }
        turn.findings.warn(made.warnings);
        if let Some(ordinary) = made.ordinary {
            turn.findings.add(ordinary);
        }
        if !self.faulty.load(Ordering::Relaxed)
            && let Err(error) = turn.output.write_all(rows)
        {
            turn.ended = Some(End::Unwritten(error));
        }
    }
}
