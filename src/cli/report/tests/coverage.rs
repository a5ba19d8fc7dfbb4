//! What the cases cover (覆盖率): a line per indicator, totals in percent, and what is not covered with its place.

use super::place;
use crate::cli::test::{City, Covered};
use crate::coverage::{Aspect, Goal, Owner};
use crate::finding::Lang;
use crate::model::Model;
use crate::words;

/// How many goals of a kind there are and are reached. A boundary no data were found for does not count.
pub(super) fn counts(covered: &Covered, aspect: Aspect, owner: Option<Owner>) -> (usize, usize) {
    let counted = covered.goals.iter().enumerate().filter(|(at, g)| {
        let known = reached(covered, *at) || found(covered, *at);
        g.aspect == aspect && owner.is_none_or(|o| o == g.owner) && (known || aspect != Aspect::Boundary)
    });
    counted.fold((0, 0), |(hit, all), (at, _)| (hit + usize::from(reached(covered, at)), all + 1))
}

pub(super) fn reached(covered: &Covered, at: usize) -> bool {
    covered.measured.reached.get(at) == Some(&true)
}

pub(super) fn found(covered: &Covered, at: usize) -> bool {
    covered.found.reached.get(at) == Some(&true)
}

/// What a goal belongs to, in words.
pub(super) fn owner(model: &Model, owner: Owner, lang: Lang) -> String {
    match owner {
        Owner::Indicator(id) => model.indicator(id).map_or_else(String::new, |i| i.code.clone()),
        Owner::Grade(at) => {
            let name = model.grades.get(at).map_or("", |g| g.name.as_str());
            words! { zh: "等次{name}", en: "grade {name}" }.get(lang).to_owned()
        }
        Owner::Result(at) => model.results.get(at).map_or_else(String::new, |r| r.name.clone()),
        Owner::Leaders => words! { zh: "领导干部", en: "leaders" }.get(lang).to_owned(),
    }
}

/// Parts of a hundred, rounded down: 100 only where nothing is missing.
pub(super) fn percent((hit, all): (usize, usize)) -> usize {
    (hit * 100).checked_div(all).unwrap_or(100)
}

/// The table and what is missing.
pub(super) fn table(city: &City, covered: &Covered, lang: Lang, out: &mut String) {
    let Some(program) = &city.program else { return };
    let mut owners: Vec<Owner> = covered.goals.iter().map(|g| g.owner).collect();
    owners.dedup();
    out.push_str(words! { zh: "  覆盖情况（规则、分支、边界）\n", en: "  coverage (rules, branches, boundaries)\n" }.get(lang));
    let share = |aspect, owner| {
        let (hit, all) = counts(covered, aspect, owner);
        format!("{hit}/{all}")
    };
    for of in owners {
        let name = owner(&program.model, of, lang);
        let each = [Aspect::Rule, Aspect::Branch, Aspect::Boundary].map(|a| share(a, Some(of))).join("  ");
        out.push_str(&format!("    {name}  {each}\n"));
    }
    let total = |aspect| {
        let both = counts(covered, aspect, None);
        format!("{}%（{}/{}）", percent(both), both.0, both.1)
    };
    let (rules, branches, boundaries) = (total(Aspect::Rule), total(Aspect::Branch), total(Aspect::Boundary));
    out.push_str(
        words! { zh: "    合计：规则{rules}，分支{branches}，边界{boundaries}\n", en: "    total: rules {rules}, branches {branches}, boundaries {boundaries}\n" }
            .get(lang),
    );
    let missing = |(at, goal): &(usize, &Goal)| !reached(covered, *at) && (found(covered, *at) || goal.aspect != Aspect::Boundary);
    for (_, goal) in covered.goals.iter().enumerate().filter(missing) {
        let (name, words, at) = (owner(&program.model, goal.owner, lang), goal.words.get(lang), place(&city.sources, goal.span));
        out.push_str(words! { zh: "    没有触及：{name} {words}（{at}）\n", en: "    not reached: {name}, {words} ({at})\n" }.get(lang));
    }
    let open =
        covered.goals.iter().enumerate().filter(|(at, g)| g.aspect == Aspect::Boundary && !reached(covered, *at) && !found(covered, *at));
    let open = open.count();
    if open > 0 {
        out.push_str(words! { zh: "    另有{open}处边界没有找到能触及的数据，不计入\n", en: "    {open} more boundaries are not counted: no data were found that reach them\n" }.get(lang));
    }
}
