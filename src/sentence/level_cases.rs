//! Cases by level with points an assessor chooses (好中差区间): 成效明显的得5—6分，一般的得3—4分，较差的不得分. Spec:
//! spec/sentences/judged.md.

use super::lowering::Lowering;
use super::scope::{Symbol, Type};
use crate::expr::Number;
use crate::syntax::tree::{AtomKind, Clause, ClauseKind, Condition, Name, Outcome, OutcomeKind, Points, Subject};

/// A level's points: one number, or a range.
type Earned = (Number, Option<Number>);

impl Lowering<'_> {
    /// The clauses with the cases by level, of which one at least has a range, as the one clause they are: 按明显、一般、较差分别得….
    /// `None` if no case has a range, or they are not all of one judgement.
    pub(super) fn levels_with_ranges(&self, clauses: &[Clause]) -> Option<Vec<Clause>> {
        let first = clauses.iter().position(|clause| self.level_case(clause, None).is_some())?;
        let (subject, level, earned) = self.level_case(clauses.get(first)?, None)?;
        let ty = self.type_named(&subject)?;
        let Type::Level(known) = &ty else { return None };
        let (mut levels, mut points) = (vec![level], vec![earned]);
        let mut next = first + 1;
        while let Some((of, level, earned)) = clauses.get(next).and_then(|clause| self.level_case(clause, Some(&subject))) {
            if of.text != subject.text {
                break;
            }
            levels.push(level);
            points.push(earned);
            next += 1;
        }
        if points.iter().all(|(_, high)| high.is_none()) {
            return None;
        }
        if let Some(ClauseKind::Otherwise(_, outcome)) = clauses.get(next).map(|clause| &clause.kind)
            && let Some(rest) = earned_by(outcome)
        {
            let missing: Vec<&String> = known.iter().filter(|level| !levels.contains(level)).collect();
            points.extend(missing.iter().map(|_| rest.clone()));
            levels.extend(missing.into_iter().cloned());
            next += 1;
        }
        let span = clauses.get(first)?.span.to(clauses.get(next - 1)?.span);
        let joined = Clause { kind: ClauseKind::ByLevel(Subject::Name(subject), levels, points), aside: false, apart: false, span };
        let (before, behind) = (clauses.get(..first)?, clauses.get(next..)?);
        Some(before.iter().cloned().chain([joined]).chain(behind.iter().cloned()).collect())
    }

    /// The datum, its level and the points of a case that names no more than a level; `spoken` is what was spoken of before.
    fn level_case(&self, clause: &Clause, spoken: Option<&Name>) -> Option<(Name, String, Earned)> {
        let ClauseKind::Case(Condition { first, rest, .. }, outcome) = &clause.kind else { return None };
        let (AtomKind::Fact(name), true) = (&first.kind, rest.is_empty()) else { return None };
        let ty = spoken.and_then(|of| self.type_named(of));
        let (of, level) = self.level_words(name, ty.as_ref())?;
        Some((of.or_else(|| spoken.cloned())?, level.text, earned_by(outcome)?))
    }

    fn type_named(&self, name: &Name) -> Option<Type> {
        match self.scope.lookup(&name.text, self.table)? {
            Symbol::Datum(id) => self.scope.datum(id).map(|known| known.ty.clone()),
            _ => None,
        }
    }
}

/// The points of a case, if they are numbers.
fn earned_by(outcome: &Outcome) -> Option<Earned> {
    match &outcome.kind {
        OutcomeKind::JudgedAward(low, high) => Some((low.clone(), Some(high.clone()))),
        OutcomeKind::Award(Points::Number(points)) if !outcome.further => Some((points.clone(), None)),
        OutcomeKind::Nothing if !outcome.whole => Some((Number::ZERO, None)),
        _ => None,
    }
}
