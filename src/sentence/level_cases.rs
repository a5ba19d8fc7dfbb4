//! Cases by level with points an assessor chooses (好中差区间): 成效明显的得5—6分，一般的得3—4分，较差的不得分. Spec:
//! spec/sentences/judged.md.

use super::lowering::Lowering;
use super::rule::Worth;
use super::scope::Type;
use crate::expr::Number;
use crate::syntax::tree::{AtomKind, Clause, ClauseKind, Condition, Name, Outcome, OutcomeKind, Subject};

/// A level's points: one number, or a range.
type Earned = (Number, Option<Number>);

impl Lowering<'_> {
    /// The clauses with the cases by level, of which one at least has a range, as the one clause they are: 按明显、一般、较差分别得….
    /// `None` if no case has a range, or they are not all of one judgement.
    pub(super) fn levels_with_ranges(&self, clauses: &[Clause], worth: &Worth) -> Option<Vec<Clause>> {
        (0..clauses.len()).find_map(|first| self.run_by_level(clauses, first, worth))
    }

    /// As [`Self::levels_with_ranges`], if the cases begin with the clause at `first`.
    fn run_by_level(&self, clauses: &[Clause], first: usize, worth: &Worth) -> Option<Vec<Clause>> {
        let (subject, level, earned) = self.level_case(clauses.get(first)?, None, worth)?;
        let ty = self.type_named(&subject)?;
        let Type::Level(known) = &ty else { return None };
        let (mut levels, mut points) = (vec![level], vec![earned]);
        let mut next = first + 1;
        while let Some((of, level, earned)) = clauses.get(next).and_then(|clause| self.level_case(clause, Some(&subject), worth)) {
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
            && let Some(rest) = earned_by(outcome, worth)
        {
            let missing: Vec<&String> = known.iter().filter(|level| !levels.contains(level)).collect();
            points.extend(missing.iter().map(|_| rest.clone()));
            levels.extend(missing.into_iter().cloned());
            next += 1;
        }
        let span = clauses.get(first)?.span.to(clauses.get(next - 1)?.span);
        let joined = Clause {
            kind: ClauseKind::ByLevel(Subject::Name(subject), levels, points),
            aside: false,
            bracketed: false,
            but: false,
            apart: false,
            span,
        };
        let (before, behind) = (clauses.get(..first)?, clauses.get(next..)?);
        Some(before.iter().cloned().chain([joined]).chain(behind.iter().cloned()).collect())
    }

    /// 考核为优秀、良好、合格的分别得3分、2分、1分: of levels there is one only, so that their points are not added but alternatives. `None` if no such
    /// cases follow each other.
    pub(super) fn levels_in_turn(&self, clauses: &[Clause]) -> Option<Vec<Clause>> {
        let mut out = clauses.to_vec();
        let mut changed = false;
        let mut spoken: Option<Name> = None;
        // What 分别 gives stands in one place; 再得 behind each level is added.
        let in_turn = |outcome: &Outcome| {
            let alike = |clause: &&Clause| matches!(&clause.kind, ClauseKind::Case(_, other) if other.span.start == outcome.span.start);
            clauses.iter().filter(alike).count() > 1
        };
        for at in 0..out.len() {
            let case = |clause: Option<&Clause>, spoken: Option<&Name>| match clause.map(|clause| &clause.kind) {
                Some(ClauseKind::Case(condition, outcome)) if condition.rest.is_empty() && outcome.further && in_turn(outcome) => {
                    match &condition.first.kind {
                        AtomKind::Fact(name) => {
                            let ty = spoken.and_then(|of| self.type_named(of));
                            self.level_words(name, ty.as_ref()).and_then(|(of, _)| of.or_else(|| spoken.cloned()))
                        }
                        _ => None,
                    }
                }
                _ => None,
            };
            let of = case(out.get(at), spoken.as_ref());
            let goes_on = of.is_some() && (spoken.is_some() || case(out.get(at + 1), of.as_ref()).is_some());
            spoken = of.filter(|_| goes_on);
            if let (true, Some(Clause { kind: ClauseKind::Case(_, outcome), .. })) = (goes_on, out.get_mut(at)) {
                outcome.further = false;
                changed = true;
            }
        }
        changed.then_some(out)
    }

    /// The datum, its level and the points of a case that names no more than a level; `spoken` is what was spoken of before.
    fn level_case(&self, clause: &Clause, spoken: Option<&Name>, worth: &Worth) -> Option<(Name, String, Earned)> {
        let ClauseKind::Case(Condition { first, rest, .. }, outcome) = &clause.kind else { return None };
        let (AtomKind::Fact(name), true) = (&first.kind, rest.is_empty()) else { return None };
        let ty = spoken.and_then(|of| self.type_named(of));
        let (of, level) = self.level_words(name, ty.as_ref())?;
        Some((of.or_else(|| spoken.cloned())?, level.text, earned_by(outcome, worth)?))
    }
}

/// The points of a case, if they are numbers.
fn earned_by(outcome: &Outcome, worth: &Worth) -> Option<Earned> {
    match &outcome.kind {
        OutcomeKind::JudgedAward(low, high) => Some((low.clone(), Some(high.clone()))),
        OutcomeKind::Award(points) if !outcome.further => Some((worth.points(points), None)),
        OutcomeKind::Nothing if !outcome.whole => Some((Number::ZERO, None)),
        _ => None,
    }
}
