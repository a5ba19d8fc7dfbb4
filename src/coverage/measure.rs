//! Which goals the cases reach (覆盖率): each is evaluated on the data of every case that looks at its owner.

use super::goal::{Goal, Owner, Test};
use crate::data::Dataset;
use crate::expr::{Absent, IndicatorId, Value};
use crate::model::{Case, Model, Names, ResultKind};
use crate::oracle::{Oracle, case_data, judge_case};

/// Which goals are reached.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// For each goal whether some case reaches it.
    pub reached: Vec<bool>,
}

/// What all cases reach together.
pub fn measure(model: &Model, names: &Names, goals: &[Goal], cases: &[&Case]) -> Coverage {
    let mut reached = vec![false; goals.len()];
    for case in cases {
        let Ok(data) = case_data(model, names, case) else { continue };
        let oracle = Oracle::of_case(model, &data);
        judge_case(model, names, case, &oracle);
        let looked = Looked::of_case(model, case, &oracle);
        for (goal, reached) in goals.iter().zip(&mut reached) {
            *reached |= looked.reaches(model, goal, &oracle, &data);
        }
    }
    Coverage { reached }
}

/// What a case looks at.
pub(super) struct Looked {
    pub scores: Vec<(usize, IndicatorId)>,
    pub grades: bool,
    pub results: Vec<usize>,
    pub leader_points: bool,
    pub leader_grade: bool,
}

impl Looked {
    fn of_case(model: &Model, case: &Case, oracle: &Oracle<'_>) -> Looked {
        let expects = |name: &str| case.spec.expected.iter().any(|e| e.target.text == name);
        let (grades, leader_grade) = (expects("等次"), expects("领导等次"));
        let changes = |kind: &ResultKind| matches!(kind, ResultKind::Veto(_) | ResultKind::Downgrade(_) | ResultKind::NoTop);
        let looked =
            |(_, rule): &(usize, &crate::model::ResultRule)| expects(&rule.name) || ((grades || leader_grade) && changes(&rule.kind));
        let results = model.results.iter().enumerate().filter(looked).map(|(at, _)| at).collect();
        let leader_points = expects("领导得分") || leader_grade;
        Looked { scores: oracle.computed(), grades: grades || leader_grade, results, leader_points, leader_grade }
    }

    /// Whether the case reaches the goal for one of its counties.
    pub fn reaches(&self, model: &Model, goal: &Goal, oracle: &Oracle<'_>, data: &Dataset) -> bool {
        (0..oracle.counties()).any(|county| self.looks_at(goal, county) && holds(model, goal, oracle, data, county))
    }

    fn looks_at(&self, goal: &Goal, county: usize) -> bool {
        match goal.owner {
            Owner::Indicator(id) => self.scores.contains(&(county, id)),
            Owner::Grade(_) => self.grades,
            Owner::Result(at) => self.results.contains(&at),
            Owner::Leaders => {
                if goal.test == Test::LeaderGrade {
                    self.leader_grade
                } else {
                    self.leader_points
                }
            }
        }
    }
}

fn holds(model: &Model, goal: &Goal, oracle: &Oracle<'_>, data: &Dataset, county: usize) -> bool {
    let given = data.counties.get(county).is_some_and(|c| c.grade.is_some());
    match (&goal.test, goal.owner) {
        (Test::Holds(condition), _) => oracle.value(county, condition) == Ok(Value::Bool(true)),
        (Test::Any, Owner::Indicator(id)) => matches!(oracle.score(county, id), Ok(_) | Err(Absent::NotApplicable)),
        (Test::Any, _) => false,
        (Test::Grade(at), _) => !given && oracle.grade(county) == Ok(*at),
        (Test::Quota(at), _) => {
            !given && oracle.grade_before_quota(county) == Ok(*at) && oracle.grade(county).is_ok_and(|grade| grade > *at)
        }
        (Test::LeaderPoints, _) => oracle.leader_total(county).is_ok(),
        (Test::LeaderGrade, _) => oracle.leader_grade(county).is_ok_and(|at| at < model.grades.len()),
    }
}
