//! Grades and leaders (等次与领导干部): thresholds, vetoes, downgrades, no top grade, quota. Spec: §7.2, §7.3.

use super::absence;
use super::lower::Lowering;
use super::node::{Fold, NodeId, Over};
use super::program::LeaderResult;
use super::value::Value;
use crate::expr::{BinaryOp, Expr, Number, Scope};
use crate::model::{IndicatorKind, ResultKind, ResultRule};

impl Lowering<'_> {
    /// The grade by the total alone, as its place in the list of grades.
    pub fn grade_by_points(&mut self, points: Option<&Value>) -> Value {
        let model = self.model;
        let last = model.grades.len().saturating_sub(1);
        let last = self.graph.int(last as i64);
        let mut found = self.graph.whole(last);
        // The first that holds counts; one that cannot be decided hides those after it.
        for (at, spec) in model.grades.iter().enumerate().rev() {
            let Some(condition) = &spec.condition else { continue };
            let holds = self.with_total(points, |l| l.expr(condition));
            let this = self.graph.int(at as i64);
            let this = self.graph.whole(this);
            let chosen = self.graph.choose(holds.num, this, found);
            found = self.graph.unless_absent(holds.absent, chosen);
        }
        found
    }

    /// Lowers with these points as the total.
    fn with_total(&mut self, points: Option<&Value>, of: impl FnOnce(&mut Self) -> Value) -> Value {
        let Some(points) = points else { return self.of_county(0, of) };
        let outer = self.total.replace(*points);
        let value = self.of_county(0, of);
        self.total = outer;
        value
    }

    /// Whether a result rule fires; one whose facts are missing or not applicable does not.
    pub fn fires(&mut self, rule: &ResultRule) -> Value {
        let Some(condition) = &rule.condition else { return self.graph.fact(false) };
        let value = self.of_county(0, |l| l.expr(condition));
        let (missing, left_out) =
            (self.graph.is_absent_as(value, absence::MISSING), self.graph.is_absent_as(value, absence::NOT_APPLICABLE));
        let silent = self.graph.or(missing, left_out);
        let no = self.graph.fact(false);
        self.graph.choose(silent, no, value)
    }

    /// The grade after the result rules, before the quota.
    pub fn grade_before_quota(&mut self) -> Value {
        let model = self.model;
        let by_points = self.grade_by_points(None);
        let zero = self.graph.int(0);
        let (mut vetoed, mut down, mut no_top) = (zero, zero, self.graph.truth(false));
        let mut absent = by_points.absent;
        for rule in &model.results {
            if matches!(rule.kind, ResultKind::Use | ResultKind::Trigger) {
                continue;
            }
            let fires = self.fires(rule);
            absent = self.graph.max(absent, fires.absent);
            match rule.kind {
                ResultKind::Veto(to) => {
                    let to = self.graph.int(to as i64);
                    let to = self.graph.select(fires.num, to, zero);
                    vetoed = self.graph.max(vetoed, to);
                }
                ResultKind::Downgrade(by) => {
                    let by = self.graph.int(i64::from(by));
                    let by = self.graph.select(fires.num, by, zero);
                    down = self.graph.max(down, by);
                }
                ResultKind::NoTop => no_top = self.graph.or(no_top, fires.num),
                ResultKind::Use | ResultKind::Trigger => {}
            }
        }
        let last = self.graph.int(model.grades.len().saturating_sub(1) as i64);
        let vetoed = self.graph.max(by_points.num, vetoed);
        let lower = self.graph.add(vetoed, down);
        let lower = self.graph.min(lower, last);
        let one = self.graph.int(1);
        let below_top = self.graph.max(lower, one);
        let below_top = self.graph.min(below_top, last);
        let num = self.graph.select(no_top, below_top, lower);
        Value { absent, ..self.graph.whole(num) }
    }

    /// The grade, after the quota.
    pub fn grade(&mut self) -> Value {
        if let Some(known) = self.grade {
            return known;
        }
        let model = self.model;
        let before = self.grade_before_quota();
        let all = Over::Counties(Scope::All);
        let one = self.graph.int(1);
        let undecided = self.graph.fold(Fold::Max, all, one, before.absent);
        let mut grade = before;
        for (at, spec) in model.grades.iter().enumerate() {
            let Some(share) = &spec.quota else { continue };
            let this = self.graph.int(at as i64);
            let holds = self.graph.eq(before.num, this);
            let present = self.graph.is_present(before);
            let rival = self.graph.and(present, holds);
            let (fits, absent) = self.fits_quota(rival, share, &spec.ties);
            let next = self.graph.int(at as i64 + 1);
            let kept = self.graph.select(fits, this, next);
            // Its own grade is known: it waits for those of others.
            let zero = self.graph.int(absence::PRESENT);
            let unknown = self.graph.max(absent, undecided);
            let (is_open, open) = (self.graph.lt(zero, unknown), self.graph.int(absence::QUOTA_OPEN));
            let absent = self.graph.select(is_open, open, zero);
            let decided = Value { absent, ..self.graph.whole(kept) };
            grade = self.graph.choose(rival, decided, grade);
        }
        self.grade = Some(grade);
        grade
    }

    /// Whether a rival keeps the grade: the whole tie it stands in has to fit.
    fn fits_quota(&mut self, rival: NodeId, share: &Number, ties: &[Expr]) -> (NodeId, NodeId) {
        let all = Over::Counties(Scope::All);
        let one = self.graph.int(1);
        let counties = self.graph.fold(Fold::Sum, all, one, one);
        let counties = self.graph.whole(counties);
        let share = self.graph.number(share);
        let places = self.binary(BinaryOp::Mul, counties, share);
        let places = self.graph.floor(places);
        let mut standing = vec![self.total()];
        standing.extend(ties.iter().map(|tie| self.of_county(0, |l| l.expr(tie))));
        let (mut keys, mut absent) = (Vec::new(), self.graph.int(absence::PRESENT));
        for value in standing {
            keys.push(self.common(all, rival, value).0);
            absent = self.graph.max(absent, value.absent);
        }
        let absent = self.graph.fold(Fold::Max, all, rival, absent);
        let above = self.graph.above(Scope::All, rival, keys.clone());
        let level = self.graph.level(Scope::All, rival, keys);
        let at_least = self.graph.add(above, level);
        (self.graph.le(at_least, places.num), absent)
    }

    /// Leaders' points and grade.
    pub fn leaders(&mut self) -> Option<LeaderResult> {
        let model = self.model;
        let (leaders, header) = (model.leaders.as_ref()?, model.header.as_ref()?);
        let hundred = Number::from(100);
        let weight = leaders.weight.as_ref().map_or(hundred.clone(), |(w, _)| w.clone());
        let own = self.items(IndicatorKind::Leader);
        let full = leaders.full.clone().unwrap_or_else(|| header.full.clone());
        let scale = header.full.div(&full).unwrap_or_default();
        let rest = (&(&hundred - &weight) * &scale).div(&hundred).unwrap_or_default();
        let (weight, rest) = (self.graph.number(&weight.div(&hundred)?), self.graph.number(&rest));
        let total = self.total();
        let government = self.binary(BinaryOp::Mul, total, weight);
        let mine = self.binary(BinaryOp::Mul, own, rest);
        let sum = self.binary(BinaryOp::Add, government, mine);
        let points = self.graph.round(sum, model.total_places());
        let (by_points, grade) = (self.grade_by_points(Some(&points)), self.grade());
        let grade = Value { num: self.graph.max(by_points.num, grade.num), absent: self.graph.either_absent(by_points, grade), ..grade };
        let place = self.place_by(points);
        Some(LeaderResult { own: own.into(), points: points.into(), grade: grade.into(), place: place.into() })
    }

    /// The place of a county among those that have the value; the better place for equal values.
    pub fn place_by(&mut self, value: Value) -> Value {
        let present = self.graph.is_present(value);
        let above = self.graph.above(Scope::All, present, vec![value.num]);
        let one = self.graph.int(1);
        let place = self.graph.add(above, one);
        Value { absent: value.absent, ..self.graph.whole(place) }
    }
}
