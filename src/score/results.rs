//! Results (评价结果): scores, totals, grades of every county, exact. Spec: §12.2, §13.4.

use dashu::integer::IBig;

use super::engine::{Chunk, Machine, Plan};
use super::load::{Arrangement, Occurring};
use crate::data::Frame;
use crate::expr::{DatumId, Number};
use crate::ir::absence::Lack;
use crate::ir::{NodeId, Program, Quantity, compile};
use crate::model::Model;

/// A number, or why there is none.
pub type Known<T> = Result<T, Lack>;

/// The result of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Score {
    /// Points.
    Points(Number),
    /// Whether it is met, for an indicator without points.
    Met(bool),
}

/// The leaders' result of one county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderScore {
    /// Points of their own indicators.
    pub own: Known<Number>,
    /// Points with the government's result.
    pub points: Known<Number>,
    /// Grade, as its place in the list.
    pub grade: Known<usize>,
    /// Place by points.
    pub place: Known<usize>,
}

/// Everything that comes out for one county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyResult {
    /// Its name.
    pub name: String,
    /// The part of the population it belongs to.
    pub part: u32,
    /// Score of every indicator, by id.
    pub scores: Vec<Known<Score>>,
    /// Computed data, by id.
    pub derived: Vec<(DatumId, Known<Number>)>,
    /// The total.
    pub total: Known<Number>,
    /// Place by total inside its part.
    pub place: Known<usize>,
    /// Grade by the total alone, as its place in the list.
    pub grade_by_points: Known<usize>,
    /// Grade after the result rules.
    pub grade_before_quota: Known<usize>,
    /// Grade.
    pub grade: Known<usize>,
    /// Whether each result rule fires.
    pub fires: Vec<Known<bool>>,
    /// Whether each 校核 holds.
    pub verifications: Vec<Known<bool>>,
    /// The leaders.
    pub leaders: Option<LeaderScore>,
}

/// The results of all counties, in the order of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// Counties.
    pub counties: Vec<CountyResult>,
}

/// Scores a frame with the engine.
pub fn score(model: &Model, frame: &Frame) -> Results {
    let program = compile(model, &Occurring(frame));
    let plan = Plan::new(&program, &wanted(&program));
    let arrangement = Arrangement::new(model, frame);
    let chunk = arrangement.load(&plan, model, frame);
    let mut machine = Machine::new(&plan);
    machine.run(&chunk);
    let reader = Reader { machine: &machine, chunk: &chunk, program: &program, model };
    let mut counties: Vec<(usize, CountyResult)> =
        arrangement.counties.iter().enumerate().map(|(at, place)| (*place, reader.county(at, frame, *place))).collect();
    counties.sort_by_key(|(place, _)| *place);
    Results { counties: counties.into_iter().map(|(_, county)| county).collect() }
}

/// Every node a result rests on.
fn wanted(program: &Program) -> Vec<NodeId> {
    let single = [program.total, program.place, program.grade_by_points, program.grade_before_quota, program.grade];
    let lists = [&program.scores, &program.fires, &program.verifications];
    let leaders = program.leaders.iter().flat_map(|l| [l.own, l.points, l.grade, l.place]);
    let all = single.into_iter().chain(lists.into_iter().flatten().copied()).chain(program.derived.values().copied()).chain(leaders);
    let mut nodes: Vec<NodeId> = all.flat_map(|q| [q.num, q.den, q.absent]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

struct Reader<'r> {
    machine: &'r Machine<'r>,
    chunk: &'r Chunk,
    program: &'r Program,
    model: &'r Model,
}

impl Reader<'_> {
    fn county(&self, at: usize, frame: &Frame, place: usize) -> CountyResult {
        let program = self.program;
        let scores = program.scores.iter().zip(&self.model.indicators).map(|(quantity, indicator)| {
            let passes = indicator.is_leaf() && indicator.rule.as_ref().is_some_and(|r| r.passes);
            if passes { self.truth(at, *quantity).map(Score::Met) } else { self.number(at, *quantity).map(Score::Points) }
        });
        CountyResult {
            name: frame.counties.get(place).cloned().unwrap_or_default(),
            part: frame.parts.get(place).copied().unwrap_or_default(),
            scores: scores.collect(),
            derived: program.derived.iter().map(|((id, _), quantity)| (*id, self.number(at, *quantity))).collect(),
            total: self.number(at, program.total),
            place: self.place(at, program.place),
            grade_by_points: self.place(at, program.grade_by_points),
            grade_before_quota: self.place(at, program.grade_before_quota),
            grade: self.place(at, program.grade),
            fires: program.fires.iter().map(|quantity| self.truth(at, *quantity)).collect(),
            verifications: program.verifications.iter().map(|quantity| self.truth(at, *quantity)).collect(),
            leaders: program.leaders.map(|l| LeaderScore {
                own: self.number(at, l.own),
                points: self.number(at, l.points),
                grade: self.place(at, l.grade),
                place: self.place(at, l.place),
            }),
        }
    }

    fn whole(&self, at: usize, id: NodeId) -> IBig {
        self.machine.result(self.chunk, id).get(at).unwrap_or_default()
    }

    fn number(&self, at: usize, quantity: Quantity) -> Known<Number> {
        if let Some(lack) = Lack::of(i64::try_from(self.whole(at, quantity.absent)).unwrap_or_default()) {
            return Err(lack);
        }
        Number::from_fraction(self.whole(at, quantity.num), self.whole(at, quantity.den)).ok_or(Lack::DivisionByZero)
    }

    fn place(&self, at: usize, quantity: Quantity) -> Known<usize> {
        self.number(at, quantity).map(|n| n.to_i64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default())
    }

    fn truth(&self, at: usize, quantity: Quantity) -> Known<bool> {
        self.number(at, quantity).map(|n| !n.is_zero())
    }
}
